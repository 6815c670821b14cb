#ifndef CARREL_PAGE_PAGE_H
#define CARREL_PAGE_PAGE_H

#include "carrel/reader/reader.h"

// Text that people save from pages, and pages saved as HTML.

Reader *pubmed_summary_reader_new(void);
Reader *page_pubmed_reader_new(void);
Reader *page_citing_reader_new(void);
Reader *page_press_reader_new(void);

// Whether the lines of a text are those of a page of studies or of an article about
// some.
bool page_is_pubmed(StringView text);
bool page_is_citing(StringView text);
bool page_is_press(StringView text);

// Whether a file begins as a page does, comments and declarations before it allowed.
bool html_is(StringView text);

// The lines of all that is shown, for a page whose reader knows its headings: an item of a list begins
// with "- ", buttons, forms' texts and hidden copies of PubMed's pages are left out, and the targets
// of its reference links stand in the text ("- PubMed 1303622"). Appends.
void html_add_lines(StringView page, String *out);

#endif
