#ifndef JSON_WORKS_H
#define JSON_WORKS_H

#include "json_records.h"

// What the works of Crossref, OpenAlex, DataCite and Europe PMC have in common.

void work_fill_openalex(const json_t *work, Arena *arena, Study *study);
void work_fill_datacite(const json_t *work, Arena *arena, Study *study);
void work_fill_europepmc(const json_t *work, Arena *arena, Study *study);

void work_add_type(Study *study, Arena *arena, StringView type); // "journal-article", "preprint"
void work_add_grant(Study *study, Arena *arena, const char *agency, const char *number);
int64_t work_count(const json_t *work, const char *key); // -1 where it has none

#endif
