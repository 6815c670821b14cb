#ifndef PUBMED_STUDY_H
#define PUBMED_STUDY_H

#include "carrel/reader/scan.h"
#include "carrel/study/study.h"
#include "pubmed_elements.h"

enum { ARTICLE_DEPTH_MAX = 32 }; // real records go 9 deep; what is deeper is read as its parent's

typedef struct {
    Author *items;
    size_t count;
} ArticlePeople;

typedef struct {
    int year;
    const char *month, *day, *season, *medline;
} ArticleDates;

// A study that grows from the elements of a record, in their order, whoever scans them. Those that need the whole
// record to be judged wait here. Starts with these three and all else zero.
typedef struct {
    String *scratch; // used for a moment
    Arena *arena;    // text is copied to it
    Study *study;
    Element open[ARTICLE_DEPTH_MAX];
    size_t depth;

    ArticlePeople authors, investigators, book_people; // book_people: of the whole book, and editors
    ArticlePeople *list;                               // of the AuthorList that is open
    Author *person;                                    // that is open
    bool is_cited; // the open CommentsCorrections is an old way to write a reference
    bool noticed;  // a CommentsCorrections is open
    CitationList cited;
    ArticleDates published, electronic;
    const char *book_title, *vernacular, *affiliation, *iso_abbreviation, *linking_issn;
    const char *start_page, *end_page, *bank;
    const char *location_doi, *invalid_doi;
} Article;

// The innermost open box, EL_NONE without one.
static inline Element article_innermost(const Article *a) {
    return a->depth > 0 ? a->open[a->depth - 1] : EL_NONE;
}

// The start tag of a record, box or notice, of which only the attributes are looked at.
void article_open(Article *a, const ScanTag *tag, Element element);
// A leaf with its text, references decoded and mark-up dropped. The text may be in *scratch.
void article_add_leaf(Article *a, const ScanTag *tag, Element element, StringView text);
// An end tag: closes what is open inside too, and nothing where no such box is open.
void article_close(Article *a, Element element);
void article_close_innermost(Article *a); // there is one
// Behind the last element: judges what waited.
void article_finish(Article *a);

#endif
