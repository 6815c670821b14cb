#ifndef FORMAT_TAGGED_H
#define FORMAT_TAGGED_H

#include "carrel/reader/frame.h"

// Text whose records are lines with a tag, each format with tags of its own (Ovid, RefWorks, refer).

typedef struct {
    // Whether a record begins at this line, before which there may be a blank one.
    bool (*begins)(StringView line, bool after_blank);
    // Fills the study from a record's lines; *scratch is for text that has to be joined. false where
    // they are no study.
    bool (*read)(StringView record, Arena *arena, String *scratch, Study *study, SearchFacts *facts);
    // Looks at a line above the first record; NULL where they say nothing.
    void (*above)(StringView line, SearchFacts *facts);
    const char *nothing; // for a file without records
} TaggedFormat;

Reader *tagged_reader_new(const TaggedFormat *format); // which must outlive it

// The tag of a line and its trimmed value; 0 where it has none.
typedef unsigned TagOfLine(StringView line, StringView *value);

// The next field of a record with the lines that continue it, trimmed and between "\n". The value is
// valid until the next call. false behind the last field.
bool tagged_field(StringView *lines, TagOfLine *tag_of, String *scratch, unsigned *tag, StringView *value);

#endif
