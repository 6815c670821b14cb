#include "carrel/reader/markup.h"

#include "carrel/reader/abstract.h"
#include "carrel/reader/entities.h"
#include "carrel/reader/fields.h"

#include <ctype.h>
#include <string.h>

// A tag's name without the namespace of JATS or MathML; *spaced is true where one was there.
static StringView plain_name(StringView name, bool *spaced) {
    size_t colon = sv_find_char(name, ':');
    StringView space = sv_part(name, 0, colon == SV_NONE ? 0 : colon);
    *spaced = sv_equal(space, SV("jats")) || sv_equal(space, SV("mml")) || sv_equal_nocase(space, SV("m"));
    return *spaced ? sv_from(name, colon + 1) : name;
}

static bool is_one_of(StringView name, const char *const *names) {
    for (; *names; names++) {
        if (sv_equal_nocase(name, sv(*names))) {
            return true;
        }
    }
    return false;
}

// Tags that stand within a line, and those that end one.
static const char *const inline_tags[] = {
    "i",     "b",     "u",  "sub",  "sup",  "em",   "strong", "span", "inf", "italic", "bold",
    "small", "scp",   "sc", "a",    "font", "math", "mrow",   "mi",   "mn",  "mo",     "msub",
    "msup",  "mtext", "tt", "code", "ovl",  "abbr", "cite",   "q",    NULL};
static const char *const line_tags[] = {"p",    "br",  "div",   "li",       "ul",    "ol", "h1",
                                        "h2",   "h3",  "h4",    "h5",       "h6",    "tr", "td",
                                        "list", "sec", "title", "abstract", "label", NULL};

static bool has_markup(StringView text) {
    return text.length > 0 && (memchr(text.data, '<', text.length) || memchr(text.data, '&', text.length));
}

typedef struct {
    StringView name;
    size_t length; // of the whole tag
    bool closing, line;
} Tag;

// Whether a tag with a known name begins here, at a "<".
static bool tag_here(StringView text, Tag *tag) {
    enum { LONGEST = 400 };
    text = sv_part(text, 0, LONGEST);
    size_t end = sv_find_char(text, '>');
    if (end == SV_NONE || end < 2) {
        return false;
    }
    *tag = (Tag){.length = end + 1, .closing = text.data[1] == '/'};
    StringView inner = sv_part(text, tag->closing ? 2 : 1, end - (tag->closing ? 2 : 1));
    if (sv_ends(inner, SV("/"))) {
        inner.length--;
    }
    size_t name = 0;
    while (name < inner.length && (isalnum((unsigned char) inner.data[name]) || inner.data[name] == ':')) {
        name++;
    }
    StringView attributes = sv_trim(sv_from(inner, name));
    if (name == 0 || (attributes.length > 0 && sv_find_char(attributes, '=') == SV_NONE) ||
        sv_find_char(attributes, '<') != SV_NONE) {
        return false; // "<b and c>" is none
    }
    bool spaced;
    tag->name = plain_name(sv_part(inner, 0, name), &spaced);
    tag->line = is_one_of(tag->name, line_tags);
    return spaced || tag->line || is_one_of(tag->name, inline_tags);
}

static bool ends_with_label(const String *out) {
    return sv_ends(string_view(out), SV(": "));
}

// A heading in capitals and with ": " behind it is a label.
static void end_heading(String *out, size_t heading) {
    for (size_t i = heading; i < out->length; i++) {
        out->data[i] = (char) toupper((unsigned char) out->data[i]);
    }
    if (sv_equal(sv_trim(sv_from(string_view(out), heading)), SV("ABSTRACT"))) {
        out->length = heading; // says nothing
    } else if (out->length > heading) {
        string_add_text(out, out->data[out->length - 1] == ':' ? " " : ": ");
    }
}

// Appends text without tags and with its references as they are. A line's end is "\n".
static void strip(StringView text, String *out) {
    size_t heading = SV_NONE; // where one began that is not ended yet
    for (size_t i = 0; i < text.length;) {
        const char *mark = memchr(text.data + i, '<', text.length - i);
        size_t until = mark ? (size_t) (mark - text.data) : text.length;
        StringView before = sv_part(text, i, until - i);
        while (before.length > 0 && ends_with_label(out) && isspace((unsigned char) before.data[0])) {
            before = sv_from(before, 1);
        }
        string_add(out, before);
        Tag tag;
        if (!mark) {
            return;
        }
        if (!tag_here(sv_from(text, until), &tag)) {
            string_add_char(out, '<');
            i = until + 1;
            continue;
        }
        i = until + tag.length;
        if (!tag.line) {
            continue;
        }
        bool title = sv_equal_nocase(tag.name, SV("title")) || sv_equal_nocase(tag.name, SV("h4"));
        if (title && tag.closing && heading != SV_NONE) {
            end_heading(out, heading);
            heading = SV_NONE;
        } else if (heading == SV_NONE) {
            string_add_text(out, ends_with_label(out) ? "" : "\n");
            heading = title && !tag.closing ? out->length : SV_NONE;
        }
    }
}

// Text that was escaped twice has its tags behind the first decoding.
static void plain_text(StringView text, String *plain) {
    strip(text, plain);
    for (int turn = 0; turn < 2 && memchr(string_text(plain), '&', plain->length); turn++) {
        String decoded = {0};
        entities_add_text(&decoded, string_view(plain));
        string_clear(plain);
        strip(string_view(&decoded), plain);
        string_free(&decoded);
    }
}

const char *markup_text(Arena *arena, StringView text) {
    if (!has_markup(text)) {
        return field_text(arena, text);
    }
    String plain = {0};
    plain_text(text, &plain);
    const char *copy = field_text(arena, string_view(&plain));
    string_free(&plain);
    return copy;
}

void study_add_marked_abstract(Study *study, Arena *arena, StringView text) {
    if (!has_markup(text)) {
        study_add_section_lines(study, arena, text);
        return;
    }
    String plain = {0};
    plain_text(text, &plain);
    study_add_section_lines(study, arena, string_view(&plain));
    string_free(&plain);
}
