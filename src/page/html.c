#include "html.h"

#include "carrel/base/memory.h"
#include "carrel/reader/entities.h"
#include "carrel/reader/scan.h"
#include "html_names.h"
#include "page.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

// What an element means for the text. [https://html.spec.whatwg.org/multipage/indices.html]
enum {
    BLOCK = 1,   // stands on lines of its own
    VOID = 2,    // has no content and no end
    RAW = 4,     // its content is no markup
    DROP = 8,    // what it holds is never read
    AROUND = 16, // nor in an article
    FORM = 32,   // dropped within the main part of a page
};

static const struct {
    const char *name;
    unsigned flags;
} known[] = {
    {"address", BLOCK},
    {"area", VOID},
    {"article", BLOCK},
    {"aside", BLOCK | DROP},
    {"audio", DROP},
    {"base", VOID},
    {"blockquote", BLOCK},
    {"body", BLOCK},
    {"br", VOID},
    {"button", AROUND},
    {"canvas", DROP},
    {"caption", BLOCK},
    {"center", BLOCK},
    {"col", VOID},
    {"dd", BLOCK},
    {"details", BLOCK},
    {"dialog", BLOCK | DROP},
    {"div", BLOCK},
    {"dl", BLOCK},
    {"dt", BLOCK},
    {"embed", VOID},
    {"fieldset", BLOCK},
    {"figcaption", BLOCK | AROUND},
    {"figure", BLOCK},
    {"footer", BLOCK | DROP},
    {"form", BLOCK | FORM},
    {"h1", BLOCK},
    {"h2", BLOCK},
    {"h3", BLOCK},
    {"h4", BLOCK},
    {"h5", BLOCK},
    {"h6", BLOCK},
    {"head", BLOCK | DROP},
    {"header", BLOCK},
    {"hgroup", BLOCK},
    {"hr", VOID | BLOCK},
    {"html", BLOCK},
    {"iframe", RAW | DROP},
    {"img", VOID},
    {"input", VOID},
    {"label", AROUND},
    {"legend", BLOCK},
    {"li", BLOCK},
    {"link", VOID},
    {"main", BLOCK},
    {"map", DROP},
    {"menu", BLOCK | DROP},
    {"meta", VOID},
    {"nav", BLOCK | DROP},
    {"noembed", RAW | DROP},
    {"noframes", RAW | DROP},
    {"noscript", DROP},
    {"object", DROP},
    {"ol", BLOCK},
    {"p", BLOCK},
    {"param", VOID},
    {"pre", BLOCK | AROUND},
    {"script", RAW | DROP},
    {"section", BLOCK},
    {"select", DROP},
    {"source", VOID},
    {"style", RAW | DROP},
    {"summary", BLOCK},
    {"svg", DROP},
    {"table", BLOCK},
    {"tbody", BLOCK},
    {"template", DROP},
    {"textarea", RAW | DROP},
    {"tfoot", BLOCK},
    {"thead", BLOCK},
    {"title", RAW | DROP},
    {"tr", BLOCK},
    {"track", VOID},
    {"ul", BLOCK},
    {"video", DROP},
    {"wbr", VOID},
    {"xmp", RAW},
};

static unsigned flags_of(StringView name) {
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (sv_equal_nocase(name, sv(known[i].name))) {
            return known[i].flags;
        }
    }
    return 0;
}

static bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

// Goes behind white space, declarations and comments at the beginning.
static StringView skip_prolog(StringView text) {
    for (;;) {
        text = sv_trim(text);
        size_t end = sv_starts(text, SV("<!--")) ? sv_find(text, SV("-->"))
                     : sv_starts(text, SV("<?")) ? sv_find(text, SV("?>"))
                                                 : SV_NONE;
        if (end == SV_NONE) {
            return text;
        }
        text = sv_from(text, end + (text.data[1] == '?' ? 2 : 3));
    }
}

bool html_is(StringView text) {
    static const char *const names[] = {"html", "head", "body", "title",   "meta",   "div",
                                        "p",    "main", "h1",   "section", "article"};
    text = skip_prolog(text);
    if (sv_starts_nocase(text, SV("<!doctype html"))) {
        return true;
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        size_t length = strlen(names[i]);
        if (text.length > length + 1 && text.data[0] == '<' &&
            sv_starts_nocase(sv_from(text, 1), sv(names[i]))) {
            return is_space(text.data[length + 1]) || text.data[length + 1] == '>';
        }
    }
    return false;
}

// --- reading ---

typedef struct {
    StringView name;
    unsigned flags;
    size_t element;
    size_t link;        // where its text begins, plus 1, of a reference's link
    size_t label;       // the same of a label
    size_t time;        // and of a date that has another form for programs
    StringView target;  // of a link
    bool before_linked; // whether all around it is a link
} Open;

typedef struct {
    HtmlPage *page;
    HtmlDrop drop;
    Open *stack;
    size_t depth, capacity;
    size_t dropped; // the depth that what is dropped began at; 0: nothing is
    size_t inside;  // the depth of the page's main part; 0: outside
    size_t start;   // of the block that is read, in page->text
    size_t linked;  // bytes of it in links
    bool in_link, line_broken;
    bool item;          // the block is the first of a list's item
    HtmlBlockKind kind; // what the block's text is in
    size_t full_texts;  // depth of PubMed's list of publishers; 0: outside
} HtmlReader;

static size_t current_element(const HtmlReader *reader) {
    return reader->depth > 0 ? reader->stack[reader->depth - 1].element : 0;
}

// Takes white space off the end of the block's text.
static void trim_end(HtmlReader *reader) {
    String *text = &reader->page->text;
    while (text->length > reader->start && text->data[text->length - 1] == ' ') {
        text->data[--text->length] = '\0';
    }
}

static void end_block(HtmlReader *reader) {
    HtmlPage *page = reader->page;
    trim_end(reader);
    if (page->text.length > reader->start) {
        page->blocks = vec_grow(page->blocks, &page->capacity, page->count + 1, sizeof *page->blocks);
        HtmlBlockKind kind = reader->kind == HTML_TEXT && reader->item ? HTML_ITEM : reader->kind;
        // Where its text is is only known at the end; until then the length is enough.
        page->blocks[page->count++] = (HtmlBlock){
            kind, {NULL, page->text.length - reader->start}, reader->linked, current_element(reader)};
        if (kind != HTML_ITEM && reader->item) {
            page->blocks[page->count - 1].kind = HTML_ITEM;
        }
        reader->item = false;
    }
    reader->start = page->text.length;
    reader->linked = 0;
    reader->line_broken = false;
}

// Spaces of all kinds are one; lines of preformatted text stay.
static void add_text(HtmlReader *reader, StringView raw) {
    String *out = &reader->page->text;
    String decoded = {0};
    entities_add_text(&decoded, raw);
    size_t before = out->length;
    for (size_t i = 0; i < decoded.length; i++) {
        char c = decoded.data[i];
        bool blank = is_space(c);
        if (!blank) {
            string_add_char(out, c);
            reader->line_broken = false;
        } else if (out->length > reader->start && out->data[out->length - 1] != ' ') {
            string_add_char(out, ' ');
        }
    }
    if (reader->in_link) {
        reader->linked += out->length - before;
    }
    string_free(&decoded);
}

static bool is_dropped(const HtmlReader *reader, StringView name, unsigned flags, StringView attributes) {
    if (flags & DROP) {
        return true;
    }
    if (reader->drop == HTML_KEEP_ALL) {
        return ((flags & FORM) && reader->inside > 0) || html_is_second_copy(attributes);
    }
    if ((flags & AROUND) || html_is_hidden(attributes)) {
        return true;
    }
    static const char *const whole[] = {"html", "body", "main", "article", "h1"};
    for (size_t i = 0; i < sizeof whole / sizeof whole[0]; i++) {
        if (sv_equal_nocase(name, sv(whole[i]))) {
            return false;
        }
    }
    return reader->drop == HTML_DROP_NAMED && html_is_around(attributes);
}

// --- links of PubMed's pages ---

// Behind "PubMed", "PMC" or "DOI" comes what the link leads to.
static void end_reference_link(HtmlReader *reader, const Open *open) {
    String *text = &reader->page->text;
    String name = {0};
    string_add(&name, sv_trim(sv_from(string_view(text), open->link - 1)));
    text->length = open->link - 1;
    trim_end(reader);
    while (text->length > reader->start && strchr("- ", text->data[text->length - 1])) {
        text->length--;
    }
    string_format(text, " - %s", string_text(&name));
    html_add_target(string_view(&name), open->target, text);
    string_free(&name);
}

static void end_full_text_link(HtmlReader *reader, const Open *open) {
    String *text = &reader->page->text;
    if (text->length > open->link - 1 && sv_starts(open->target, SV("http"))) {
        string_add_text(text, " - ");
        scan_add_text(text, open->target);
    }
}

// --- tags ---

static void capitals(String *text, size_t from) {
    for (size_t i = from; i < text->length; i++) {
        text->data[i] = (char) toupper((unsigned char) text->data[i]);
    }
}

static HtmlBlockKind block_kind(StringView name) {
    bool heading = name.length == 2 && (name.data[0] == 'h' || name.data[0] == 'H') && name.data[1] >= '1' &&
                   name.data[1] <= '6';
    return heading                          ? (name.data[1] == '1' ? HTML_HEADLINE : HTML_HEADING)
           : sv_equal_nocase(name, SV("p")) ? HTML_PARAGRAPH
                                            : HTML_TEXT;
}

static void close_top(HtmlReader *reader) {
    const Open *open = &reader->stack[reader->depth - 1];
    bool kept = reader->dropped == 0;
    if (kept && open->link > 0 && open->link - 1 >= reader->start) {
        if (reader->full_texts > 0) {
            end_full_text_link(reader, open);
        } else {
            end_reference_link(reader, open);
        }
    }
    StringView date = sv_from(string_view(&reader->page->text), open->time > 0 ? open->time - 1 : 0);
    if (kept && open->time > reader->start && !line_is_date(sv_trim(date))) {
        reader->page->text.length = open->time - 1; // "3 hours ago"
    }
    if (kept && open->label > reader->start) {
        capitals(&reader->page->text, open->label - 1);
    }
    if (open->flags & BLOCK) {
        if (kept) {
            end_block(reader);
        }
        reader->kind = HTML_TEXT;
    }
    reader->in_link = open->before_linked;
    reader->depth--;
    size_t *const depths[] = {&reader->dropped, &reader->inside, &reader->full_texts};
    for (size_t i = 0; i < sizeof depths / sizeof depths[0]; i++) {
        *depths[i] = *depths[i] > reader->depth ? 0 : *depths[i];
    }
    if (sv_equal_nocase(open->name, SV("li"))) {
        reader->item = false;
    }
}

// Closes the nearest element of that name; one that is not open is nothing.
static void close_tag(HtmlReader *reader, StringView name) {
    enum { NEAR = 64 };
    for (size_t at = reader->depth; at > 0 && reader->depth - at < NEAR; at--) {
        if (sv_equal_nocase(reader->stack[at - 1].name, name)) {
            while (reader->depth >= at) {
                close_top(reader);
            }
            return;
        }
    }
}

// A paragraph ends where a block begins, and an item where the next does.
static void close_implied(HtmlReader *reader, StringView name, unsigned flags) {
    static const char *const same[] = {"li", "dt", "dd", "tr", "td", "th", "option"};
    if (reader->depth == 0) {
        return;
    }
    StringView top = reader->stack[reader->depth - 1].name;
    if (sv_equal_nocase(top, SV("head")) && !sv_equal_nocase(name, SV("noscript"))) {
        close_top(reader);
        return;
    }
    if ((flags & BLOCK) && sv_equal_nocase(top, SV("p"))) {
        close_top(reader);
        top = reader->depth > 0 ? reader->stack[reader->depth - 1].name : SV("");
    }
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
        if (sv_equal_nocase(name, sv(same[i])) && sv_equal_nocase(top, name)) {
            close_top(reader);
            return;
        }
    }
}

// Where elements lie deeper than any page has them, they are taken for the one around them.
static size_t add_element(HtmlPage *page, StringView name, size_t parent) {
    enum { DEEP = 200 };
    if (page->element_count > 0 && page->elements[parent].depth == DEEP) {
        return parent;
    }
    page->elements =
        vec_grow(page->elements, &page->element_capacity, page->element_count + 1, sizeof *page->elements);
    HtmlElementKind kind = sv_equal_nocase(name, SV("main"))      ? HTML_MAIN
                           : sv_equal_nocase(name, SV("article")) ? HTML_ARTICLE
                                                                  : HTML_ELEMENT;
    size_t depth = page->element_count > 0 ? page->elements[parent].depth + 1 : 0;
    page->elements[page->element_count] = (HtmlElement){kind, parent, depth};
    return page->element_count++;
}

// "text/html; charset=windows-1251" or the name alone.
static void read_charset(HtmlPage *page, StringView attributes) {
    StringView name = html_attribute(attributes, "charset"), content = html_attribute(attributes, "content");
    size_t at = sv_find(content, SV("charset="));
    name = name.length == 0 && at != SV_NONE ? sv_from(content, at + 8) : name;
    name = sv_trim(name);
    size_t length = 0;
    while (length < name.length && length < 40 && name.data[length] > ' ' && name.data[length] < 0x7f) {
        length++;
    }
    if (page->charset.length == 0) {
        string_add(&page->charset, sv_part(name, 0, length));
    }
}

// What is not of the text but about the page.
static void read_meta(HtmlPage *page, StringView attributes) {
    static const char *const dates[] = {"article:published_time",    "datepublished", "date", "dc.date",
                                        "citation_publication_date", "pubdate"};
    StringView name = html_attribute(attributes, "property");
    name = name.length > 0 ? name : html_attribute(attributes, "name");
    name = name.length > 0 ? name : html_attribute(attributes, "itemprop");
    StringView content = html_attribute(attributes, "content");
    if (sv_equal_nocase(name, SV("og:title")) && page->og_title.length == 0) {
        entities_add_text(&page->og_title, sv_trim(content));
    }
    for (size_t i = 0; i < sizeof dates / sizeof dates[0] && page->date.length == 0; i++) {
        if (sv_equal_nocase(name, sv(dates[i]))) {
            entities_add_text(&page->date, sv_trim(sv_part(content, 0, 10)));
        }
    }
}

static void take_break(HtmlReader *reader) {
    if (reader->drop == HTML_KEEP_ALL || reader->line_broken) {
        end_block(reader);
    } else {
        add_text(reader, SV(" "));
        reader->line_broken = true;
    }
}

static void open_element(HtmlReader *reader, const ScanTag *tag, unsigned flags) {
    enum { MOST = 4096 }; // open at a time
    HtmlPage *page = reader->page;
    bool block = flags & BLOCK;
    if (reader->depth == MOST) {
        return;
    }
    reader->stack = vec_grow(reader->stack, &reader->capacity, reader->depth + 1, sizeof *reader->stack);
    Open open = {.name = tag->name, .flags = flags, .before_linked = reader->in_link};
    if (reader->dropped == 0 && block) {
        end_block(reader);
    }
    open.element = block ? add_element(page, tag->name, current_element(reader)) : current_element(reader);
    bool is_list_item = sv_equal_nocase(tag->name, SV("li"));
    bool link = sv_equal_nocase(tag->name, SV("a"));
    if (link) {
        reader->in_link = true;
        bool reference = reader->drop == HTML_KEEP_ALL && html_has_class(tag->attributes, "reference-link");
        open.link = reference || reader->full_texts > 0 ? page->text.length + 1 : 0;
        open.target = html_attribute(tag->attributes, "href");
    }
    if (reader->drop == HTML_KEEP_ALL && html_has_class(tag->attributes, "sub-title")) {
        open.label = page->text.length + 1;
    }
    StringView machine =
        sv_equal_nocase(tag->name, SV("time")) ? html_attribute(tag->attributes, "datetime") : SV("");
    if (machine.length > 0) {
        string_add(&page->date, page->date.length == 0 ? sv_part(machine, 0, 10) : SV(""));
        open.time = reader->drop == HTML_KEEP_ALL ? 0 : page->text.length + 1;
    }
    reader->stack[reader->depth++] = open;
    if (reader->dropped == 0 && is_dropped(reader, tag->name, flags, tag->attributes)) {
        reader->dropped = reader->depth;
    }
    if (reader->inside == 0 && page->elements[open.element].kind != HTML_ELEMENT) {
        reader->inside = reader->depth;
    }
    if (reader->full_texts == 0 && reader->drop == HTML_KEEP_ALL &&
        html_has_class(tag->attributes, "linkout-list")) {
        reader->full_texts = reader->depth;
    }
    if (block) {
        bool in_heading = reader->kind == HTML_HEADLINE || reader->kind == HTML_HEADING;
        HtmlBlockKind kind = block_kind(tag->name);
        reader->kind = kind == HTML_TEXT && in_heading ? reader->kind : kind;
        reader->item = is_list_item || reader->item;
    }
}

// Goes to the end of an element whose content is no markup.
static StringView skip_raw(Scan *scan, StringView name) {
    const char *start = scan->at;
    for (const char *at = start; at < scan->end;) {
        const char *mark = memchr(at, '<', (size_t) (scan->end - at));
        if (!mark) {
            break;
        }
        StringView rest = {mark, (size_t) (scan->end - mark)};
        if (sv_starts(rest, SV("</")) && sv_starts_nocase(sv_from(rest, 2), name)) {
            scan->at = mark;
            return (StringView){start, (size_t) (mark - start)};
        }
        at = mark + 1;
    }
    scan->at = scan->end;
    return (StringView){start, (size_t) (scan->end - start)};
}

static void take_open(HtmlReader *reader, Scan *scan, const ScanTag *tag) {
    unsigned flags = flags_of(tag->name);
    if (sv_equal_nocase(tag->name, SV("meta"))) {
        read_meta(reader->page, tag->attributes);
        read_charset(reader->page, tag->attributes);
    }
    if (flags & RAW) {
        StringView content = skip_raw(scan, tag->name);
        if (sv_equal_nocase(tag->name, SV("title")) && reader->page->title.length == 0) {
            entities_add_text(&reader->page->title, sv_trim(content));
        }
        return; // the closing tag closes nothing
    }
    if (flags & VOID) {
        bool line = sv_equal_nocase(tag->name, SV("br"));
        if (reader->dropped == 0 && (line || (flags & BLOCK))) {
            if (line) {
                take_break(reader);
            } else {
                end_block(reader);
            }
        }
        return;
    }
    close_implied(reader, tag->name, flags);
    open_element(reader, tag, flags);
    if (tag->kind == SCAN_EMPTY && sv_equal_nocase(tag->name, SV("a"))) {
        close_top(reader); // XHTML's anchors
    }
    if (reader->dropped == 0 &&
        (sv_equal_nocase(tag->name, SV("td")) || sv_equal_nocase(tag->name, SV("th")))) {
        add_text(reader, SV(" "));
    }
}

void html_read(StringView text, HtmlDrop drop, HtmlPage *page) {
    *page = (HtmlPage){0};
    HtmlReader reader = {.page = page, .drop = drop};
    add_element(page, SV(""), 0);
    Scan scan = scan_begin(text);
    ScanTag tag;
    while (scan_next(&scan, &tag)) {
        if (reader.dropped == 0) {
            add_text(&reader, tag.before);
        }
        if (tag.kind == SCAN_OPEN || tag.kind == SCAN_EMPTY) {
            take_open(&reader, &scan, &tag);
        } else if (tag.kind == SCAN_CLOSE) {
            close_tag(&reader, tag.name);
        }
    }
    if (reader.dropped == 0) {
        add_text(&reader, (StringView){scan.at, (size_t) (scan.end - scan.at)});
    }
    while (reader.depth > 0) {
        close_top(&reader);
    }
    end_block(&reader);
    free(reader.stack);
    // What was trimmed between two blocks is not in the text, so they follow each other.
    size_t at = 0;
    for (size_t i = 0; i < page->count; i++) {
        page->blocks[i].text.data = string_text(&page->text) + at;
        at += page->blocks[i].text.length;
    }
}

void html_free(HtmlPage *page) {
    free(page->blocks);
    free(page->elements);
    string_free(&page->text);
    string_free(&page->title);
    string_free(&page->og_title);
    string_free(&page->date);
    string_free(&page->charset);
}

bool html_within(const HtmlPage *page, size_t element, size_t outer) {
    while (element > outer) {
        element = page->elements[element].parent; // which is always the smaller
    }
    return element == outer;
}
