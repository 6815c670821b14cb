#ifndef FORMAT_OVID_H
#define FORMAT_OVID_H

#include "carrel/base/arena.h"
#include "carrel/study/study.h"

// Where a study appeared, as Ovid's databases put it into one text; what is not there is NULL.
typedef struct {
    const char *journal; // or book
    const char *volume, *issue, *pages, *date;
    TextList editors;
} OvidSource;

// "Journal of Tea. 12(3):45-56, 2012 Jun.", "Journal of Tea June 2012;12(3):45-56", "Journal of Tea.
// Vol.12(3), Jun 2012, pp. 45-56.", "Roe, Jane [Ed]. (2012). The book of tea. (pp. 45-56)." and others.
void ovid_source_read(StringView text, Arena *arena, OvidSource *source);
// The same of a book's own field.
void ovid_book_read(StringView text, Arena *arena, OvidSource *source);

#endif
