#include "carrel/study/ident.h"

#include "carrel/base/text.h"

#include <inttypes.h>

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
}

static size_t count_digits(StringView text) {
    size_t count = 0;
    while (count < text.length && is_digit(text.data[count])) {
        count++;
    }
    return count;
}

// Takes `word`, a colon and white space off the front of `text`; false where it does not begin so.
static bool skip_word(StringView *text, StringView word) {
    if (!sv_starts_nocase(*text, word)) {
        return false;
    }
    StringView rest = sv_trim(sv_from(*text, word.length));
    if (sv_starts(rest, SV(":"))) {
        rest = sv_trim(sv_from(rest, 1));
    }
    *text = rest;
    return true;
}

// A whole number with an optional version ("12.1"), which is left out.
static bool parse_versioned(StringView text, size_t most_digits, int64_t *number) {
    size_t digits = count_digits(text);
    StringView rest = sv_from(text, digits);
    if (digits == 0 || digits > most_digits) {
        return false;
    }
    if (rest.length > 0 &&
        (rest.data[0] != '.' || rest.length == 1 || count_digits(sv_from(rest, 1)) < rest.length - 1)) {
        return false;
    }
    long long value;
    if (!sv_number(sv_part(text, 0, digits), &value) || value == 0) {
        return false;
    }
    *number = value;
    return true;
}

bool pmid_parse(StringView text, int64_t *pmid) {
    text = sv_trim(text);
    skip_word(&text, SV("pmid"));
    return parse_versioned(text, 10, pmid);
}

bool pmcid_add_normal(StringView text, String *out) {
    text = sv_trim(text);
    skip_word(&text, SV("pmcid"));
    if (sv_starts_nocase(text, SV("pmc"))) {
        text = sv_from(text, 3);
    }
    int64_t number;
    if (!parse_versioned(text, 12, &number)) {
        return false;
    }
    string_format(out, "PMC%" PRId64, number);
    return true;
}

static int hex_digit(char c) {
    if (is_digit(c)) {
        return c - '0';
    }
    c = lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// Undoes %XX; one that would be a control or a space stays as it is.
static void add_unescaped(StringView text, String *out) {
    for (size_t i = 0; i < text.length; i++) {
        if (text.data[i] == '%' && i + 2 < text.length) {
            int high = hex_digit(text.data[i + 1]), low = hex_digit(text.data[i + 2]);
            int byte = high * 16 + low;
            if (high >= 0 && low >= 0 && byte > 0x20 && byte != 0x7f) {
                string_add_char(out, (char) byte);
                i += 2;
                continue;
            }
        }
        string_add_char(out, text.data[i]);
    }
}

// The bytes of a DOI's prefix "10.1234/" at the start of `text`, or 0. Four to nine
// digits, perhaps divided further by periods. [DOI Handbook 2.2.2]
static size_t doi_prefix(StringView text) {
    if (!sv_starts(text, SV("10."))) {
        return 0;
    }
    size_t digits = count_digits(sv_from(text, 3));
    if (digits < 4 || digits > 9) {
        return 0;
    }
    size_t i = 3 + digits;
    while (i < text.length && text.data[i] == '.') {
        size_t more = count_digits(sv_from(text, i + 1));
        if (more == 0) {
            return 0;
        }
        i += 1 + more;
    }
    return i < text.length && text.data[i] == '/' ? i + 1 : 0;
}

// White space and quotation marks, which no DOI contains.
static bool ends_doi(uint32_t c) {
    return c <= ' ' || c == '"' || c == 0x7f || c == 0xa0 || (c >= 0x2000 && c <= 0x200b) ||
           (c >= 0x2018 && c <= 0x201f) || (c >= 0x2028 && c <= 0x202f) || c == 0x3000 || c == 0xfffd;
}

#define DOI_DEPTH 32 // brackets inside brackets; more are cut off

// The length of the DOI suffix at the start of `text`: up to white space or to a closing
// bracket that was not opened.
static size_t doi_suffix(StringView text) {
    char open[DOI_DEPTH];
    size_t depth = 0, i = 0;
    while (i < text.length) {
        uint32_t c;
        size_t bytes = text_decode(sv_from(text, i), &c);
        if (ends_doi(c) || sv_starts(sv_from(text, i), SV("</"))) {
            break;
        }
        char closing = c == '(' ? ')' : c == '[' ? ']' : c == '{' ? '}' : c == '<' ? '>' : 0;
        if (closing) {
            if (depth == DOI_DEPTH) {
                break;
            }
            open[depth++] = closing;
        } else if (c == ')' || c == ']' || c == '}' || c == '>') {
            if (depth == 0 || open[depth - 1] != (char) c) {
                break;
            }
            depth--;
        }
        i += bytes;
    }
    return i;
}

bool doi_add_normal(StringView text, String *out) {
    String plain = {0};
    add_unescaped(text, &plain);
    if (!text_is_valid(string_view(&plain))) { // the escapes were no UTF-8: they stay
        string_clear(&plain);
        string_add(&plain, text);
    }
    StringView rest = string_view(&plain);
    bool found = false;
    for (size_t i = 0; i < rest.length && !found; i++) {
        StringView here = sv_from(rest, i);
        size_t prefix = doi_prefix(here);
        if (prefix == 0 || (i > 0 && (is_digit(rest.data[i - 1]) || rest.data[i - 1] == '.'))) {
            continue;
        }
        size_t length = prefix + doi_suffix(sv_from(here, prefix));
        if (sv_find(sv_part(rest, 0, i), SV("://")) != SV_NONE) { // an address: its query is not of the DOI
            size_t query = sv_find_char(sv_part(here, 0, length), '?');
            length = query == SV_NONE ? length : query;
        }
        while (length > prefix && sv_find_char(SV(".,;:!?'/"), here.data[length - 1]) != SV_NONE) {
            length--;
        }
        found = length > prefix;
        for (size_t k = 0; found && k < length; k++) {
            string_add_char(out, lower(here.data[k]));
        }
    }
    string_free(&plain);
    return found;
}

void ident_add(StudyId id, String *out) {
    if (id > 0) {
        string_format(out, "pmid:%" PRId64, id);
    } else if (id < 0) {
        string_format(out, "carrel:%" PRIu64, -(uint64_t) id);
    }
}

// The digits behind the last slash of a PubMed address, or the PMCID of a PMC address.
static bool parse_address(StringView text, Arena *arena, Ident *ident) {
    StringView path = sv_part(text, 0, sv_find_char(text, '?'));
    path = sv_part(path, 0, sv_find_char(path, '#'));
    bool pubmed = sv_find(path, SV("pubmed.ncbi.nlm.nih.gov/")) != SV_NONE ||
                  sv_find(path, SV("ncbi.nlm.nih.gov/pubmed/")) != SV_NONE;
    bool pmc = sv_find(path, SV("ncbi.nlm.nih.gov/pmc/articles/")) != SV_NONE ||
               sv_find(path, SV("pmc.ncbi.nlm.nih.gov/articles/")) != SV_NONE;
    StringView part, last = SV("");
    while (sv_split(&path, '/', &part)) {
        last = part.length > 0 ? part : last;
    }
    if (pubmed && pmid_parse(last, &ident->number)) {
        ident->scheme = IDENT_PMID;
        return true;
    }
    String pmcid = {0};
    bool found = pmc && pmcid_add_normal(last, &pmcid);
    if (found) {
        ident->scheme = IDENT_PMCID;
        ident->value = arena_copy_view(arena, string_view(&pmcid));
    }
    string_free(&pmcid);
    return found;
}

static bool parse_normal(StringView text, bool (*normal)(StringView, String *), IdentScheme scheme,
                         Arena *arena, Ident *ident) {
    String value = {0};
    bool good = normal(text, &value);
    if (good) {
        ident->scheme = scheme;
        ident->value = arena_copy_view(arena, string_view(&value));
    }
    string_free(&value);
    return good;
}

// "arxiv:2101.00001" and the like: the scheme is letters, the value anything.
static bool parse_other(StringView text, Arena *arena, Ident *ident) {
    size_t colon = sv_find_char(text, ':');
    if (colon == SV_NONE || colon == 0 || colon + 1 == text.length ||
        sv_starts(sv_from(text, colon), SV("://"))) {
        return false;
    }
    char *value = arena_copy_view(arena, text);
    for (size_t i = 0; i < colon; i++) {
        if (!is_letter(value[i])) {
            return false;
        }
        value[i] = lower(value[i]);
    }
    ident->scheme = IDENT_OTHER;
    ident->value = value;
    return true;
}

static bool parse(StringView text, Arena *arena, Ident *ident) {
    StringView rest = text;
    if (skip_word(&rest, SV("carrel"))) {
        ident->scheme = IDENT_CARREL;
        return parse_versioned(rest, 18, &ident->number) && count_digits(rest) == rest.length;
    }
    if (skip_word(&rest, SV("pmcid")) || sv_starts_nocase(rest, SV("pmc"))) {
        return parse_normal(rest, pmcid_add_normal, IDENT_PMCID, arena, ident);
    }
    if (skip_word(&rest, SV("doi"))) {
        return parse_normal(rest, doi_add_normal, IDENT_DOI, arena, ident);
    }
    if (sv_starts_nocase(rest, SV("pmid")) || count_digits(rest) == rest.length) {
        ident->scheme = IDENT_PMID;
        return pmid_parse(rest, &ident->number);
    }
    bool is_doi = doi_prefix(text) > 0 || sv_find(text, SV("://")) != SV_NONE ||
                  sv_find(text, SV("doi.org/")) != SV_NONE;
    return parse_address(text, arena, ident) ||
           (is_doi ? parse_normal(text, doi_add_normal, IDENT_DOI, arena, ident)
                   : parse_other(text, arena, ident));
}

bool ident_parse(StringView text, Arena *arena, Ident *ident, Error *err) {
    *ident = (Ident){0};
    if (parse(sv_trim(text), arena, ident)) {
        return true;
    }
    *ident = (Ident){0};
    return error_set(err, ERROR_USAGE,
                     "'%.*s' names no study; write pmid:N, doi:10.…, pmcid:PMCN or carrel:N",
                     (int) text_fit(text, 60, NULL), text.data);
}
