#include "carrel/reader/scan.h"

#include <string.h>

Scan scan_begin(StringView text) {
    const char *start = text.data ? text.data : "";
    return (Scan){start, start + text.length};
}

static StringView between(const char *start, const char *end) {
    return (StringView){start, (size_t) (end - start)};
}

static bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

// Sets the scan behind `closing`, and gives what is before it.
static StringView until(Scan *scan, const char *start, StringView closing, bool *whole) {
    size_t offset = sv_find(between(start, scan->end), closing);
    *whole = offset != SV_NONE;
    const char *stop = *whole ? start + offset : scan->end;
    scan->at = *whole ? stop + closing.length : scan->end;
    return between(start, stop);
}

// A DOCTYPE ends at the first '>' outside quotes and its [internal subset].
static void skip_declaration(Scan *scan, const char *at, bool *whole) {
    int depth = 0;
    char quote = '\0';
    *whole = false;
    for (; at < scan->end; at++) {
        char c = *at;
        if (quote) {
            quote = c == quote ? '\0' : quote;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '[') {
            depth++;
        } else if (c == ']') {
            depth--;
        } else if (c == '>' && depth <= 0) {
            *whole = true;
            at++;
            break;
        }
    }
    scan->at = at;
}

// At the '>' of a tag that has attributes, or at the '<' behind one that was never closed.
static const char *attributes_end(const char *at, const char *end) {
    while (at < end) {
        char c = *at;
        if (c > '>' || c < '"') { // letters, mostly, and spaces
            at++;
            continue;
        }
        if (c == '>' || c == '<') {
            break;
        }
        at++;
        if (c == '"' || c == '\'') {
            while (at < end && *at != c) {
                at++;
            }
            at += at < end;
        }
    }
    return at;
}

bool scan_next_any(Scan *scan, ScanTag *tag) {
    const char *text = scan->at, *end = scan->end;
    for (const char *from = text;;) {
        const char *open = from < end ? memchr(from, '<', (size_t) (end - from)) : NULL;
        if (!open) {
            return false;
        }
        const char *at = open + 1;
        *tag = (ScanTag){.before = between(text, open)};
        if (at < end && (*at == '!' || *at == '?')) {
            StringView rest = between(at, end);
            tag->kind = SCAN_OTHER;
            if (*at == '?') {
                until(scan, at, SV("?>"), &tag->whole);
            } else if (sv_starts(rest, SV("!--"))) {
                until(scan, at + 3, SV("-->"), &tag->whole);
            } else if (sv_starts(rest, SV("![CDATA["))) {
                tag->kind = SCAN_CDATA;
                tag->attributes = until(scan, at + 8, SV("]]>"), &tag->whole);
            } else {
                skip_declaration(scan, at, &tag->whole);
            }
            return true;
        }
        tag->kind = SCAN_OPEN;
        if (at < end && *at == '/') {
            tag->kind = SCAN_CLOSE;
            at++;
        }
        const char *name = at;
        bool letter = at < end && ((*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') || *at == '_');
        if (!letter && at < end) {
            from = open + 1; // "p < 0.05" of somebody who forgot the reference
            continue;
        }
        at = scan_letters(at, end);
        while (at < end && *at != '>' && *at != '/' && *at != '<' && !is_space(*at)) {
            at++;
        }
        tag->name = between(name, at);
        const char *attributes = at;
        at = attributes_end(at, end);
        const char *stop = at;
        if (tag->kind == SCAN_OPEN && stop > attributes && stop[-1] == '/') {
            tag->kind = SCAN_EMPTY;
            stop--;
        }
        tag->attributes = between(attributes, stop);
        tag->whole = at < end;
        scan->at = at < end && *at == '>' ? at + 1 : at;
        return true;
    }
}

bool scan_attribute(StringView attributes, StringView name, StringView *value) {
    const char *at = attributes.data, *end = at + attributes.length;
    while (at < end) {
        while (at < end && is_space(*at)) {
            at++;
        }
        const char *start = at;
        while (at < end && *at != '=' && !is_space(*at)) {
            at++;
        }
        StringView found = between(start, at);
        while (at < end && is_space(*at)) {
            at++;
        }
        *value = between(at, at);
        if (at < end && *at == '=') {
            at++;
            while (at < end && is_space(*at)) {
                at++;
            }
            char quote = at < end && (*at == '"' || *at == '\'') ? *at++ : '\0';
            const char *content = at;
            while (at < end && (quote ? *at != quote : !is_space(*at))) {
                at++;
            }
            *value = between(content, at);
            at += at < end && quote;
        } else if (found.length == 0) {
            at += at < end; // a stray character
        }
        if (sv_equal(found, name)) {
            return true;
        }
    }
    return false;
}

// The code point of "#233" or "#xe9"; false where it is no number.
static bool numeric_reference(StringView name, unsigned *code_point) {
    bool hex = name.length > 1 && (name.data[1] == 'x' || name.data[1] == 'X');
    size_t start = hex ? 2 : 1;
    unsigned value = 0;
    for (size_t i = start; i < name.length; i++) {
        char c = name.data[i];
        unsigned digit = c >= '0' && c <= '9'          ? (unsigned) (c - '0')
                         : hex && c >= 'a' && c <= 'f' ? (unsigned) (c - 'a' + 10)
                         : hex && c >= 'A' && c <= 'F' ? (unsigned) (c - 'A' + 10)
                                                       : 99;
        if (digit == 99) {
            return false;
        }
        if (value <= 0x10ffff) {
            value = value * (hex ? 16 : 10) + digit;
        }
    }
    *code_point = value == 0 ? 0xfffd : value;
    return name.length > start;
}

void scan_add_text(String *out, StringView text) {
    static const struct {
        StringView name;
        char character;
    } entities[] = {
        {{"amp", 3}, '&'}, {{"lt", 2}, '<'}, {{"gt", 2}, '>'}, {{"quot", 4}, '"'}, {{"apos", 4}, '\''},
    };
    const char *at = text.data, *end = at + text.length;
    while (at < end) {
        const char *mark = memchr(at, '&', (size_t) (end - at));
        string_add(out, between(at, mark ? mark : end));
        if (!mark) {
            return;
        }
        // No name that is known is longer than this, and leading zeros are rare.
        enum { LONGEST = 16 };
        StringView rest = sv_part(between(mark + 1, end), 0, LONGEST);
        size_t length = sv_find_char(rest, ';');
        StringView name = sv_part(rest, 0, length == SV_NONE ? 0 : length);
        at = mark + 1 + name.length + 1;
        unsigned code_point;
        if (name.length > 0 && name.data[0] == '#' && numeric_reference(name, &code_point)) {
            string_add_code_point(out, code_point);
            continue;
        }
        bool known = false;
        for (size_t i = 0; i < sizeof entities / sizeof entities[0] && !known; i++) {
            if (sv_equal(name, entities[i].name)) {
                string_add_char(out, entities[i].character);
                known = true;
            }
        }
        if (!known) {
            string_add_char(out, '&');
            at = mark + 1;
        }
    }
}
