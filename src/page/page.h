#ifndef PAGE_H
#define PAGE_H

#include "carrel/base/str.h"
#include "carrel/page/page.h"
#include "carrel/reader/frame.h"

// What the readers of page texts share: a page is one study, its text is lines.

// The lines of a text: exotic spaces made plain, white space folded, trimmed. Several
// empty lines are given as one, empty ones at both ends are dropped.
typedef struct {
    StringView *items;
    size_t count;
} Lines;

// Fills *study from a page; false where the text is not such a page.
typedef bool (*PageParse)(const Lines *lines, Arena *arena, Study *study);
bool page_pubmed_parse(const Lines *lines, Arena *arena, Study *study);
bool page_citing_parse(const Lines *lines, Arena *arena, Study *study);

// A reader that takes the whole file for one page, text or HTML, of which `html` makes text.
// `nothing` is the sentence for a text that `parse` does not understand.
Reader *page_reader_new(PageParse parse, void (*html)(StringView page, String *out), const char *nothing);

// Whether a line is only a date: "May 11, 2020", "Published on 2020-05-11".
bool line_is_date(StringView line);

// Takes "- ", "• ", "* " off the front and says whether there was one.
StringView line_unbullet(StringView line, bool *bullet);

// Joins hard-wrapped lines to one: a line that ends in a hyphen continues without a space,
// as PubMed wraps them ("meta-\nanalysis"), unless "and", "or" follows ("short- and").
// `text` may have any line ends. In the arena, never NULL.
StringView text_unwrap(StringView text, Arena *arena);

// The abstract, paragraph by paragraph. A label ("METHODS: …", also in the middle of a
// paragraph where it is a well-known one) begins a section, other paragraphs continue it on
// a line of their own. Starts as {0}; abstract_end gives the sections to the study.
typedef struct {
    const char *label;
    String text;
    bool open;
} Abstract;
void abstract_add(Abstract *abstract, Study *study, Arena *arena, StringView paragraph);
void abstract_end(Abstract *abstract, Study *study, Arena *arena);

// Bytes of a label such as "METHODS:" at the front, with its colon; 0 for none.
size_t label_length(StringView paragraph);

// "a; b; c." or "a, b, c." to keywords.
void study_add_keywords(Study *study, Arena *arena, StringView list);

void study_add_correction(Study *study, Arena *arena, const char *type, StringView text);

bool is_copyright(StringView paragraph);

#endif
