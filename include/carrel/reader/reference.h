#ifndef CARREL_READER_REFERENCE_H
#define CARREL_READER_REFERENCE_H

#include "carrel/base/arena.h"
#include "carrel/study/study.h"

// References inside the records of citation databases.

// One cited reference of Web of Science:
// "Roe J, 2010, J TEA, V3, P12, DOI [10.9999/a, DOI 10.9999/b]". It has no title, so that it
// stays one text, with the first DOI taken out.
void reference_add_wos(CitationList *list, Arena *arena, StringView line);

// The references of a Scopus record in one text, "; " between them. "Roe, J., Title (2010) J Tea,
// 3, pp. 1-2" and "Roe J., Title, J Tea, 3, pp. 1-2, (2010)" are taken apart; one without such a
// shape stays one text.
void reference_add_scopus(CitationList *list, Arena *arena, StringView text);

#endif
