#ifndef CARREL_READER_NUMBERS_H
#define CARREL_READER_NUMBERS_H

#include "carrel/base/arena.h"
#include "carrel/study/study.h"

// What the formats of reference managers share: names, numbers, dates and addresses.

// Adds the ISSNs ("1895-5770 11236337 (electronic)": of print, then of the other) and
// ISBNs of a text.
void study_add_serials(Study *study, Arena *arena, StringView text);
// One text of both ISSNs and all ISBNs for writers: "1895-5770 1123-6337"; appends.
void study_write_serials(const Study *study, const char *between, String *out);

// Adds an accession number to the identifiers, its scheme told by its shape ("WOS:000123",
// "2-s2.0-85", "L2029880245", "106-059-195-106-980") and by the names of its databases; a number
// of PubMed becomes the PMID. Where `any`, one of no known shape is an "accession".
void study_add_accession(Study *study, Arena *arena, StringView number, StringView databases, bool any);

// Takes identifiers out of addresses that stand in a text, which must begin with "http", and adds
// the others to the places of the full text. *pmid gets a PMID that an address
// names: 0 none so far, -1 several that differ.
void study_add_addresses(Study *study, Arena *arena, StringView text, int64_t *pmid);

// "99" and "105" as "99-105"; "pp." is taken off. NULL where there is none.
const char *pages_of(Arena *arena, StringView first, StringView last);

// Where there are no pages, takes an article's number in their place: a pii such as "e42692".
void study_take_article_number(Study *study);

// "2012/07/15/other words", "2012-07", "Jul 15" (a month without year), "20120715". `other` is
// what is said beyond year, month and day, such as a season.
typedef struct {
    int year, month, day;
    StringView other;
} SlashDate;
SlashDate slash_date_read(StringView text);
// Sets the date of a study from what its record says of it, best first; any may be empty. The
// year comes from the first that has one, month and day from the others of this year.
void study_set_date(Study *study, Arena *arena, const StringView *dates, size_t count);

// Appends "2012/07/15/", "2015/04//Spring", for writers; nothing where only the year is known.
void study_write_slash_date(const Study *study, String *out);

// Appends "Jul 15", "Spring"; nothing where only the year is known.
void study_write_month_words(const Study *study, String *out);
// Appends "*Tea/*therapy", as PubMed's MEDLINE and EndNote have it.
void mesh_write_keyword(const MeshHeading *mesh, String *out);

// Appends names of a list, each with what makes it one, see people.h; a name that ends with a
// comma is a group's, as EndNote has it.
void study_add_people(StringView names, Arena *arena, Author **people, size_t *count);
// "Brown, Anna M., Jr" and "Tea Group,"; appends.
void author_write_inverted(const Author *author, String *out);

// "NA", "nan", "undefined": what programs print where there is nothing.
bool is_nothing(StringView value);

#endif
