#ifndef JSON_RECORDS_H
#define JSON_RECORDS_H

#include "carrel/reader/frame.h"

#include <jansson.h>

// What the readers of JSON share. The records are the objects of an array, of lines (JSON lines),
// or one object; an array may lie in what services wrap around it ("message", "items",
// "results", "data"). Their ends are found without parsing, so that only one record is in memory.

// Fills *study from a record; text goes into the arena. false where it describes no study.
typedef bool JsonFill(const json_t *record, Arena *arena, Study *study);

// `none` says why a record is rejected where `fill` is false, `nothing` why a file is that has no
// record.
Reader *json_records_new(JsonFill *fill, const char *none, const char *nothing);

// --- values; absent and null ones are empty, NULL or 0 ---

StringView json_view_of(const json_t *value); // of a string; empty for anything else
// A member that is text or a whole number, without mark-up and with white space folded.
const char *json_member_text(Arena *arena, const json_t *object, const char *key);
int64_t json_whole(const json_t *value); // a number, or a text of digits
// The first of an array, or the value itself where it is none.
const json_t *json_first(const json_t *value);
// {"date-parts": [["2013", 1, 1]]}; sets nothing where there is no year.
void json_read_date(const json_t *date, Study *study);

#endif
