// Finds the main text of a page: the densest run of prose, below the headline.

#include "html.h"
#include "page.h"

#include "carrel/base/memory.h"

#include <stdlib.h>

static bool is_link(const HtmlBlock *block) {
    return block->linked * 2 > block->text.length;
}

static bool is_heading(const HtmlBlock *block) {
    return block->kind == HTML_HEADING || block->kind == HTML_HEADLINE;
}

// A paragraph of sentences, no list of links and no button.
static bool is_prose(const HtmlBlock *block) {
    enum { LEAST = 60 };
    size_t spaces = 0;
    for (size_t i = 0; i < block->text.length; i++) {
        spaces += block->text.data[i] == ' ';
    }
    return !is_heading(block) && !is_link(block) && block->text.length >= LEAST && spaces >= 8;
}

static bool ends_sentence(StringView text) {
    static const char *const ends[] = {".", "!", "?", ".)", ".\"", "\xe2\x80\x9d", "\xe2\x80\xa6", ")"};
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        if (sv_ends(text, sv(ends[i]))) {
            return true;
        }
    }
    return false;
}

// Bytes of prose in each element, that of the elements within included where `all`; else its own
// and half of what lies directly within.
static size_t *weigh(const HtmlPage *page, bool all) {
    size_t *weights = memory_new(page->element_count * sizeof *weights);
    for (size_t i = 0; i < page->count; i++) {
        if (is_prose(&page->blocks[i])) {
            size_t element = page->blocks[i].element, length = page->blocks[i].text.length;
            // A paragraph's weight is that of what holds it.
            size_t holder = page->elements[element].parent;
            if (all) {
                weights[element] += length;
            } else {
                weights[holder] += length;
                weights[page->elements[holder].parent] += holder > 0 ? length / 2 : 0;
            }
        }
    }
    for (size_t i = page->element_count; all && i-- > 1;) {
        weights[page->elements[i].parent] += weights[i];
    }
    return weights;
}

// The heaviest element of a kind; 0 where there is none.
static size_t heaviest(const HtmlPage *page, const size_t *weights, HtmlElementKind kind) {
    size_t best = 0;
    for (size_t i = 1; i < page->element_count; i++) {
        bool fits = kind == HTML_ELEMENT || page->elements[i].kind == kind;
        best = fits && (best == 0 || weights[i] > weights[best]) ? i : best;
    }
    return best;
}

// The element that the article is in: an <article> or <main> with half of all prose or more, else
// the one that holds most paragraphs.
static size_t find_article(const HtmlPage *page, size_t *prose) {
    size_t *weights = weigh(page, true);
    size_t all = weights[0], found = heaviest(page, weights, HTML_ARTICLE);
    if (found == 0 || weights[found] * 2 < all) {
        found = heaviest(page, weights, HTML_MAIN);
    }
    if (found == 0 || weights[found] * 2 < all) {
        size_t *near = weigh(page, false);
        found = heaviest(page, near, HTML_ELEMENT);
        found = near[0] >= near[found] ? 0 : found;
        free(near);
    }
    *prose = weights[found];
    free(weights);
    return found;
}

// The page's title without the name of the site: "Headline | Site", "Headline - Site".
static StringView site_cut(StringView title) {
    static const char *const marks[] = {" | ", " - ", " \xe2\x80\x93 ", " \xe2\x80\x94 ", " \xc2\xbb "};
    size_t cut = 0;
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        for (size_t at = title.length; at-- > 0 && cut < at;) {
            if (sv_starts(sv_from(title, at), sv(marks[i]))) {
                cut = at;
            }
        }
    }
    return sv_trim(sv_part(title, 0, cut > 0 ? cut : title.length));
}

static bool is_in_title(const HtmlPage *page, StringView headline) {
    return sv_find(string_view(&page->title), headline) != SV_NONE ||
           sv_find(string_view(&page->og_title), headline) != SV_NONE;
}

// The headline's block: that within the article, else one that the page's title has too, else the
// only one. The count of blocks where there is none.
static size_t find_headline(const HtmlPage *page, size_t article) {
    size_t named = page->count, only = page->count, headlines = 0;
    for (size_t i = 0; i < page->count; i++) {
        const HtmlBlock *block = &page->blocks[i];
        if (block->kind != HTML_HEADLINE) {
            continue;
        }
        if (html_within(page, block->element, article)) {
            return i;
        }
        named = named == page->count && is_in_title(page, block->text) ? i : named;
        only = i;
        headlines++;
    }
    return named < page->count || headlines > 1 ? named : only;
}

// Which blocks the text goes from and to (not included).
static void find_ends(const HtmlPage *page, size_t article, size_t headline, size_t *from, size_t *to) {
    *from = *to = page->count;
    for (size_t i = headline < page->count ? headline : 0; i < page->count; i++) {
        if (html_within(page, page->blocks[i].element, article) && is_prose(&page->blocks[i])) {
            *from = *from == page->count ? i : *from;
            *to = i + 1;
        }
    }
    if (*from == page->count) {
        return; // no prose at all
    }
    // Kickers and headings between headline and text, and short sentences at the end.
    size_t first = *from;
    for (size_t i = first; i > 0 && i - 1 > headline && headline < page->count; i--) {
        *from = i - 1;
    }
    while (headline == page->count && *from > 0 && is_heading(&page->blocks[*from - 1]) &&
           html_within(page, page->blocks[*from - 1].element, article)) {
        --*from;
    }
    while (*to < page->count && page->blocks[*to].kind == HTML_PARAGRAPH && !is_link(&page->blocks[*to]) &&
           html_within(page, page->blocks[*to].element, article) && ends_sentence(page->blocks[*to].text)) {
        ++*to;
    }
}

static void add_block(String *out, StringView text) {
    if (out->length > 0) {
        string_add_text(out, "\n\n");
    }
    string_add(out, text);
}

static void add_article(const HtmlPage *page, size_t article, String *out) {
    size_t from, to, headline = find_headline(page, article);
    find_ends(page, article, headline, &from, &to);
    StringView title = headline < page->count      ? page->blocks[headline].text
                       : page->og_title.length > 0 ? string_view(&page->og_title)
                                                   : site_cut(string_view(&page->title));
    if (title.length == 0 || from == to) {
        return;
    }
    StringView date = string_view(&page->date);
    for (size_t i = from; i < to; i++) {
        date = line_is_date(page->blocks[i].text) ? SV("") : date; // it stands in the text
    }
    string_add(out, title);
    if (line_is_date(date)) {
        add_block(out, date);
    }
    for (size_t i = from; i < to; i++) {
        const HtmlBlock *block = &page->blocks[i];
        if (html_within(page, block->element, article) && !is_link(block) && !sv_equal(block->text, title)) {
            add_block(out, block->text);
        }
    }
    string_add_char(out, '\n');
}

void html_add_article(StringView text, String *out) {
    // Names say much, but may say it of all: then the first way had left nothing.
    static const HtmlDrop ways[] = {HTML_DROP_NAMED, HTML_DROP_TAGS};
    enum { WAYS = sizeof ways / sizeof ways[0], LITTLE = 3 };
    HtmlPage pages[WAYS];
    size_t articles[WAYS], prose[WAYS];
    for (size_t i = 0; i < WAYS; i++) {
        html_read(text, ways[i], &pages[i]);
        articles[i] = find_article(&pages[i], &prose[i]);
    }
    size_t way = prose[0] * LITTLE >= prose[1] ? 0 : 1;
    add_article(&pages[way], articles[way], out);
    for (size_t i = 0; i < WAYS; i++) {
        html_free(&pages[i]);
    }
}
