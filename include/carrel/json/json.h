#ifndef CARREL_JSON_JSON_H
#define CARREL_JSON_JSON_H

#include "carrel/reader/reader.h"
#include "carrel/review/entry.h"

// JSON of reference managers, of services and carrel's own.

// The first record in the first bytes of a file, as far as it is there: for telling formats apart.
#define JSON_HEAD ((size_t) 1 << 16)
StringView json_first_record(StringView head);

Reader *json_reader_new(void);
Reader *csl_json_reader_new(void);
Reader *works_reader_new(void);
void json_write_entry(const Entry *entry, bool first, String *out);
void csl_json_write_entry(const Entry *entry, bool first, String *out);
void csl_json_write_end(bool any, String *out);

#endif
