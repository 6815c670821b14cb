#ifndef EXCHANGE_RIS_H
#define EXCHANGE_RIS_H

#include "carrel/base/arena.h"
#include "carrel/reader/search_facts.h"
#include "carrel/review/entry.h"
#include "carrel/study/study.h"

#define TAG(a, b) ((unsigned) (a) << 8 | (unsigned) (b))
enum { NO_TAG = 0 };

// The tag of a line and where its trimmed value is; NO_TAG where it has none. Lines may have gone
// through a spreadsheet, which sets them in quotation marks, or begin with a byte order mark.
unsigned ris_line_tag(StringView line, StringView *value);

// A record that is filled field by field, with what programs put into which tag; EndNote's XML has
// the same fields under other names. Values are valid UTF-8, their lines separated by "\n". It lives in
// the arena, as does the study's text.
typedef struct RisRecord RisRecord;
// What it says of the search it came from is counted in *facts.
RisRecord *ris_record_begin(Study *study, Arena *arena, SearchFacts *facts);
void ris_record_add(RisRecord *record, unsigned tag, StringView value);
bool ris_record_end(RisRecord *record); // false where nothing in it makes a study

// Reads the lines of a record; *scratch is of the caller. false as ris_record_end.
bool ris_record_read(StringView lines, Arena *arena, String *scratch, Study *study, SearchFacts *facts);

// Appends what a review says of an entry's study, lines as other screening tools write them.
void ris_write_notes(const Entry *entry, String *lines);

#endif
