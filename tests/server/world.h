#ifndef SERVER_WORLD_H
#define SERVER_WORLD_H

#include "carrel/base/map.h"
#include "carrel/base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A world of made-up studies, the same each time: study number n (from 1) has the PMID WORLD_PMID + n.
// Studies belong to topics and refer to earlier ones, mostly of their own topic. Read by many threads.
//   n % 997 == 0   is known to no service: a PMID that is missing
//   n % 211 == 5   was retracted by the study after it
//   n % 499 == 7   is a book chapter (PubmedBookArticle)
//   n % 10 == 3    has no DOI;  n % 3 == 0 is not in PMC, so that NCBI knows none of its references
//   n % 97 == 11   refers to itself, too
#define WORLD_PMID   90000000
#define WORLD_TOPICS 50

typedef struct {
    uint32_t count;
    uint32_t *reference_starts, *references; // of study n: references[starts[n] .. starts[n + 1]), in order
    uint32_t *citer_starts, *citers;         // newest first
} World;

void world_make(World *world, uint32_t count);
void world_free(World *world);

// The number of a study, 0 where the world has none of that PMID or DOI, or it is missing.
uint32_t world_number(const World *world, int64_t pmid);
uint32_t world_doi_number(const World *world, StringView doi);
bool world_missing(uint32_t n);
bool world_retracted(uint32_t n);
bool world_book(uint32_t n);
bool world_in_pmc(uint32_t n);
bool world_has_doi(uint32_t n);
// The PubMed services know a reference by its PMID in nine cases of ten, else by its text alone.
bool world_reference_known(uint32_t n, size_t position);

uint32_t world_topic(uint32_t n);
int world_day(const World *world, uint32_t n); // days since 1970 when it was entered
void world_add_date(String *out, int day, char separator);
int world_year(const World *world, uint32_t n);
size_t world_authors(uint32_t n);
const char *world_family(uint32_t n, size_t author);
void world_add_initials(String *out, uint32_t n, size_t author);
const char *world_journal(uint32_t n);
void world_add_doi(String *out, uint32_t n);
void world_add_title(String *out, uint32_t n);
void world_add_abstract(String *out, uint32_t n); // three sentences
void world_add_author_line(String *out, uint32_t n);
// Appends the numbers of up to `most` studies like it, the likest first: itself.
void world_similar(const World *world, uint32_t n, size_t most, IdList *out);

// The studies that a query finds, newest first, and false with a message for a query that is none.
// Words, "phrases", field tags of PubMed (x[ti], a:b[edat], 1[uid], all[sb]) and of Lucene (TITLE:x,
// EXT_ID:1, DOI:"x", SRC:MED, FIRST_PDATE:[a TO b]), AND, OR, NOT, parentheses.
bool world_search(const World *world, StringView query, IdList *out, String *trouble);
// The day of 2001/02/03, 2001-02, 2001: the first one of it, or the last; false where it is no date.
bool world_read_day(StringView text, bool last, int *day);

#endif
