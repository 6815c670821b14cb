#include "carrel/reader/fields.h"

#include "carrel/study/ident.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

static bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

// A bit of each of eight bytes that is zero; those behind the first may be set wrongly.
static uint64_t zero_bytes(uint64_t eight) {
    return (eight - UINT64_C(0x0101010101010101)) & ~eight & UINT64_C(0x8080808080808080);
}

// Whether nothing is white space but single spaces; false may be wrong.
static bool is_folded(StringView text) {
    size_t i = 0;
    for (uint64_t eight, next; i + sizeof eight < text.length; i += sizeof eight) {
        const uint64_t spaces = UINT64_C(0x2020202020202020);
        memcpy(&eight, text.data + i, sizeof eight);
        memcpy(&next, text.data + i + 1, sizeof next);
        bool control = ((eight - spaces) & ~eight & UINT64_C(0x8080808080808080)) != 0;
        if (control || zero_bytes((eight ^ spaces) | (next ^ spaces)) != 0) {
            return false;
        }
    }
    for (; i < text.length; i++) {
        bool twice = text.data[i] == ' ' && i + 1 < text.length && text.data[i + 1] == ' ';
        if (twice || (unsigned char) text.data[i] < ' ') {
            return false;
        }
    }
    return true;
}

const char *field_text(Arena *arena, StringView text) {
    text = sv_trim(text);
    if (text.length == 0) {
        return NULL;
    }
    if (is_folded(text)) {
        return arena_copy_view(arena, text);
    }
    char *copy = arena_alloc(arena, text.length + 1);
    size_t length = 0;
    for (size_t i = 0; i < text.length;) {
        size_t start = i;
        while (i < text.length && ((unsigned char) text.data[i] > ' ' || !is_space(text.data[i]))) {
            i++;
        }
        memcpy(copy + length, text.data + start, i - start);
        length += i - start;
        if (i < text.length) {
            copy[length++] = ' ';
        }
        while (i < text.length && is_space(text.data[i])) {
            i++;
        }
    }
    copy[length] = '\0';
    return copy;
}

StringView field_start(StringView text, size_t most) {
    while (most > 0 && most < text.length && ((unsigned char) text.data[most] & 0xc0) == 0x80) {
        most--;
    }
    return sv_part(text, 0, most);
}

void *list_grow(Arena *arena, void *items, size_t count, size_t item_size) {
    enum { FIRST = 4 };
    bool full = count == 0 || (count >= FIRST && (count & (count - 1)) == 0);
    if (!full) {
        return items;
    }
    void *grown = arena_array(arena, count < FIRST ? FIRST : 2 * count, item_size);
    if (count > 0) {
        memcpy(grown, items, count * item_size);
    }
    return grown;
}

void text_list_add(TextList *list, Arena *arena, const char *text) {
    if (text) {
        list->items = list_grow(arena, list->items, list->count, sizeof *list->items);
        list->items[list->count++] = text;
    }
}

void study_add_identifier(Study *study, Arena *arena, const char *scheme, const char *value) {
    enum { MOST = 64 }; // more are no identifiers, and comparing them would take its time
    if (!scheme || !value || study->identifier_count >= MOST) {
        return;
    }
    for (size_t i = 0; i < study->identifier_count; i++) {
        const Identifier *known = &study->identifiers[i];
        if (strcmp(known->scheme, scheme) == 0 && strcmp(known->value, value) == 0) {
            return;
        }
    }
    study->identifiers =
        list_grow(arena, study->identifiers, study->identifier_count, sizeof *study->identifiers);
    study->identifiers[study->identifier_count++] = (Identifier){scheme, value};
}

void study_add_section(Study *study, Arena *arena, const char *label, const char *text) {
    if (text) {
        study->sections = list_grow(arena, study->sections, study->section_count, sizeof *study->sections);
        study->sections[study->section_count++] = (Section){label, text};
    }
}

Citation *citation_add(CitationList *list, Arena *arena) {
    list->items = list_grow(arena, list->items, list->count, sizeof *list->items);
    return &list->items[list->count++];
}

static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

const char *month_name(int month) {
    return months[month - 1];
}

int month_parse(StringView text) {
    text = sv_trim(text);
    long long number;
    if (sv_number(text, &number)) {
        return number >= 1 && number <= 12 ? (int) number : 0;
    }
    for (int i = 0; i < 12; i++) {
        if (sv_starts_nocase(text, sv(months[i]))) {
            return i + 1;
        }
    }
    return 0;
}

bool date_parse(StringView text, int *year, int *month, int *day) {
    *year = *month = *day = 0;
    size_t i = 0;
    while (i < text.length) {
        size_t start = i;
        if (isdigit((unsigned char) text.data[i])) {
            while (i < text.length && isdigit((unsigned char) text.data[i])) {
                i++;
            }
            long long number = 0;
            bool small = i - start <= 4 && sv_number(sv_part(text, start, i - start), &number);
            if (small && i - start == 4 && *year == 0 && number >= 1000) {
                *year = (int) number;
            } else if (small && i - start <= 2) {
                // "2012/07/15" has its month in figures; "15 July 2012" only its day.
                bool numeric = *year != 0 && *month == 0 && start > 0 &&
                               (text.data[start - 1] == '/' || text.data[start - 1] == '-');
                if (numeric && number >= 1 && number <= 12) {
                    *month = (int) number;
                } else if (*day == 0 && number >= 1 && number <= 31 && (*year == 0 || *month != 0)) {
                    *day = (int) number;
                }
            }
        } else if (isalpha((unsigned char) text.data[i])) {
            while (i < text.length && isalpha((unsigned char) text.data[i])) {
                i++;
            }
            if (*month == 0 && i - start >= 3) {
                *month = month_parse(sv_part(text, start, i - start));
            }
        } else {
            // A range or a second date: the first one counts.
            if (*year != 0 &&
                (text.data[i] == ';' || (text.data[i] == '-' && *month != 0 && *day == 0 &&
                                         i + 1 < text.length && isalpha((unsigned char) text.data[i + 1])))) {
                break;
            }
            i++;
        }
    }
    if (*month == 0) {
        *day = 0;
    }
    return *year != 0;
}

// ISO 639-1 and English names of the languages that PubMed has in number, with their
// code of ISO 639-2/B, which is MEDLINE's.
static const struct {
    const char *code, *two, *name;
} languages[] = {
    {"afr", "af", "afrikaans"},  {"ara", "ar", "arabic"},     {"bul", "bg", "bulgarian"},
    {"cat", "ca", "catalan"},    {"chi", "zh", "chinese"},    {"cze", "cs", "czech"},
    {"dan", "da", "danish"},     {"dut", "nl", "dutch"},      {"eng", "en", "english"},
    {"est", "et", "estonian"},   {"fin", "fi", "finnish"},    {"fre", "fr", "french"},
    {"ger", "de", "german"},     {"gre", "el", "greek"},      {"heb", "he", "hebrew"},
    {"hrv", "hr", "croatian"},   {"hun", "hu", "hungarian"},  {"ice", "is", "icelandic"},
    {"ita", "it", "italian"},    {"jpn", "ja", "japanese"},   {"kor", "ko", "korean"},
    {"lit", "lt", "lithuanian"}, {"nor", "no", "norwegian"},  {"per", "fa", "persian"},
    {"pol", "pl", "polish"},     {"por", "pt", "portuguese"}, {"rum", "ro", "romanian"},
    {"rus", "ru", "russian"},    {"slo", "sk", "slovak"},     {"slv", "sl", "slovenian"},
    {"spa", "es", "spanish"},    {"srp", "sr", "serbian"},    {"swe", "sv", "swedish"},
    {"tha", "th", "thai"},       {"tur", "tr", "turkish"},    {"ukr", "uk", "ukrainian"},
    {"vie", "vi", "vietnamese"},
};

const char *language_normal(Arena *arena, StringView text) {
    const char *copy = field_text(arena, text);
    if (!copy) {
        return NULL;
    }
    StringView word = sv(copy);
    for (size_t i = 0; i < sizeof languages / sizeof languages[0]; i++) {
        if (sv_equal_nocase(word, sv(languages[i].code)) || sv_equal_nocase(word, sv(languages[i].two)) ||
            sv_equal_nocase(word, sv(languages[i].name))) {
            return languages[i].code;
        }
    }
    char *lower = arena_copy(arena, copy);
    for (char *c = lower; *c; c++) {
        *c = (char) (*c >= 'A' && *c <= 'Z' ? *c + ('a' - 'A') : *c);
    }
    return lower;
}

const char *field_doi(Arena *arena, StringView text) {
    String doi = {0};
    const char *copy = doi_add_normal(text, &doi) ? arena_copy_view(arena, string_view(&doi)) : NULL;
    string_free(&doi);
    return copy;
}

const char *field_pmcid(Arena *arena, StringView text) {
    String pmcid = {0};
    const char *copy = pmcid_add_normal(text, &pmcid) ? arena_copy_view(arena, string_view(&pmcid)) : NULL;
    string_free(&pmcid);
    return copy;
}

StringView title_unbracket(StringView title, bool *translated) {
    *translated = false;
    StringView inner = sv_trim(title);
    if (sv_ends(inner, SV("."))) {
        inner.length--;
    }
    if (inner.length < 2 || inner.data[0] != '[' || inner.data[inner.length - 1] != ']') {
        return title;
    }
    int depth = 0;
    for (size_t i = 0; i < inner.length; i++) {
        depth += inner.data[i] == '[';
        depth -= inner.data[i] == ']';
        if (depth == 0 && i + 1 < inner.length) {
            return title; // "[3H]thymidine and [14C]" is no translated title
        }
    }
    *translated = true;
    return sv_part(inner, 1, inner.length - 2);
}

// Bytes of a known tag at the front, or 0.
static size_t tag_length(StringView text) {
    static const char *const tags[] = {"i>", "b>", "u>", "sub>", "sup>", "em>", "strong>"};
    size_t start = sv_starts(text, SV("</")) ? 2 : 1;
    for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++) {
        if (sv_starts_nocase(sv_from(text, start), sv(tags[i]))) {
            return start + strlen(tags[i]);
        }
    }
    return 0;
}

StringView text_untag(StringView text, Arena *arena) {
    if (sv_find_char(text, '<') == SV_NONE) {
        return text;
    }
    char *copy = arena_alloc(arena, text.length + 1);
    size_t length = 0;
    for (size_t i = 0; i < text.length;) {
        size_t tag = text.data[i] == '<' ? tag_length(sv_from(text, i)) : 0;
        if (tag > 0) {
            i += tag;
        } else {
            copy[length++] = text.data[i++];
        }
    }
    return (StringView){copy, length};
}
