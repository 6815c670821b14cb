#include "pubmed_text.h"

#include <string.h>

// MathML that runs together without its tags.
typedef struct {
    size_t depth;
    size_t fractions[8]; // depths of open fractions whose numerator is not over
    size_t fraction_count;
} Math;

static StringView local_name(StringView name) {
    size_t colon = sv_find_char(name, ':');
    return colon == SV_NONE ? name : sv_from(name, colon + 1);
}

static void add_markup(Math *math, const ScanTag *tag, String *out) {
    StringView name = local_name(tag->name);
    if (tag->kind == SCAN_EMPTY) {
        string_add_char(out, ' '); // <mspace/>, <sep/>
    } else if (tag->kind == SCAN_OPEN) {
        math->depth++;
        if (sv_equal(name, SV("mfrac")) &&
            math->fraction_count < sizeof math->fractions / sizeof math->fractions[0]) {
            math->fractions[math->fraction_count++] = math->depth;
        }
    } else if (math->depth > 0) {
        math->depth--;
        if (math->fraction_count > 0 && math->depth == math->fractions[math->fraction_count - 1]) {
            math->fraction_count--;
            string_add_char(out, '/');
        }
        if (sv_equal(name, SV("mtd")) || sv_equal(name, SV("mtr"))) {
            string_add_char(out, ' ');
        }
    }
}

static StringView text_with_markup(Scan *scan, StringView name, const ElementIndex *index, String *scratch) {
    Math math = {0};
    string_clear(scratch);
    for (;;) {
        Scan before = *scan;
        ScanTag tag;
        if (!scan_next(scan, &tag)) {
            scan_add_text(scratch, (StringView){scan->at, (size_t) (scan->end - scan->at)});
            scan->at = scan->end;
            break;
        }
        scan_add_text(scratch, tag.before);
        if (tag.kind == SCAN_CLOSE && sv_equal(tag.name, name)) {
            break;
        }
        if (tag.kind == SCAN_CDATA) {
            string_add(scratch, tag.attributes);
        } else if (tag.kind != SCAN_OTHER && element_find(index, tag.name) != EL_NONE) {
            scan->at = before.at + tag.before.length;
            break;
        } else if (tag.kind != SCAN_OTHER) {
            add_markup(&math, &tag, scratch);
        }
    }
    return string_view(scratch);
}

StringView pubmed_text(Scan *scan, StringView name, const ElementIndex *index, String *scratch) {
    // Nearly always there is nothing but text before the end tag.
    const char *start = scan->at;
    const char *open = start < scan->end ? memchr(start, '<', (size_t) (scan->end - start)) : NULL;
    size_t left = open ? (size_t) (scan->end - open) : 0;
    if (left < name.length + 3 || open[1] != '/' || open[name.length + 2] != '>' ||
        !bytes_equal(open + 2, name.data, name.length)) {
        return text_with_markup(scan, name, index, scratch);
    }
    scan->at = open + name.length + 3;
    StringView text = {start, (size_t) (open - start)};
    if (sv_find_char(text, '&') == SV_NONE) {
        return text;
    }
    string_clear(scratch);
    scan_add_text(scratch, text);
    return string_view(scratch);
}
