#ifndef FORMAT_RIS_H
#define FORMAT_RIS_H

#include "carrel/base/arena.h"
#include "carrel/study/study.h"

#define TAG(a, b) ((unsigned) (a) << 8 | (unsigned) (b))
enum { NO_TAG = 0 };

// The tag of a line and where its trimmed value is; NO_TAG where it has none. Lines may have gone
// through a spreadsheet, which sets them in quotation marks, or begin with a byte order mark.
unsigned ris_line_tag(StringView line, StringView *value);

// Reads the lines of a record, which are valid UTF-8; *scratch is of the caller. false where
// nothing in it makes a study.
bool ris_record_read(StringView record, Arena *arena, String *scratch, Study *study);

#endif
