#ifndef PAGE_HTML_H
#define PAGE_HTML_H

#include "carrel/base/str.h"
#include "carrel/page/page.h"

#include <stdbool.h>
#include <stddef.h>

// Pages of the web as browsers save them (HTML or XHTML), turned into the lines of text that people
// see. Nothing is run or fetched; what is not closed ends with the page.

// The main text of an article: headline, date, then headings and paragraphs, with empty lines
// between them and without what surrounds them (menus, cookie notices, share buttons, lists of
// other articles). Appends; nothing where there is no headline with prose below it.
void html_add_article(StringView page, String *out);

// Whether a page that is no UTF-8 says to be in another encoding than that of Western Europe; appends
// what it calls it.
bool html_names_charset(StringView page, String *name);

// --- shared by the two ---

// A run of text between two ends of a line.
typedef enum { HTML_TEXT, HTML_PARAGRAPH, HTML_ITEM, HTML_HEADING, HTML_HEADLINE } HtmlBlockKind;
typedef struct {
    HtmlBlockKind kind;
    StringView text; // references decoded, white space folded; not empty
    size_t linked;   // bytes of it that are links
    size_t element;  // that holds it: an index into elements
} HtmlBlock;

typedef enum { HTML_ELEMENT, HTML_MAIN, HTML_ARTICLE } HtmlElementKind;
typedef struct {
    HtmlElementKind kind;
    size_t parent; // the page itself is element 0 and its own parent
    size_t depth;
} HtmlElement;

typedef struct {
    HtmlBlock *blocks;
    size_t count, capacity;
    HtmlElement *elements;
    size_t element_count, element_capacity;
    String text;                           // what the views point into
    String title, og_title, date, charset; // of the head; empty where it names none
} HtmlPage;

// What is left out while a page is read.
typedef enum {
    HTML_KEEP_ALL,  // all that is text, for readers that know the page
    HTML_DROP_TAGS, // and elements that are no part of an article by their names
    HTML_DROP_NAMED // and those whose class, id or role says so
} HtmlDrop;

void html_read(StringView text, HtmlDrop drop, HtmlPage *page);
void html_free(HtmlPage *page);
// Whether an element lies within another, or is it.
bool html_within(const HtmlPage *page, size_t element, size_t outer);

#endif
