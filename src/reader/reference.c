#include "carrel/reader/reference.h"

#include "carrel/reader/citation.h"
#include "carrel/reader/fields.h"

#include <ctype.h>

// The first DOI of "10.9999/a" or "[10.9999/a, DOI 10.9999/b]".
static const char *first_doi(Arena *arena, StringView text) {
    while (text.length > 0) {
        size_t comma = sv_find(text, SV(", "));
        StringView part = sv_trim(sv_part(text, 0, comma == SV_NONE ? text.length : comma));
        while (sv_starts(part, SV("["))) {
            part = sv_from(part, 1);
        }
        const char *doi = field_doi(arena, part);
        if (doi) {
            return doi;
        }
        text = comma == SV_NONE ? sv_from(text, text.length) : sv_from(text, comma + 2);
    }
    return NULL;
}

void reference_add_wos(CitationList *list, Arena *arena, StringView line) {
    line = sv_trim(line);
    size_t mark = sv_find(line, SV(", DOI "));
    const char *doi = mark == SV_NONE ? NULL : first_doi(arena, sv_from(line, mark + 6));
    StringView words = doi ? sv_part(line, 0, mark) : line;
    const char *text = field_text(arena, words);
    if (text || doi) {
        Citation *citation = citation_add(list, arena);
        citation->text = text;
        citation->doi = doi;
    }
}

// "A.", "A.-B.C.": how Scopus abbreviates given names.
static bool is_dotted_initials(StringView word) {
    enum { MOST = 12 };
    bool dot = false;
    for (size_t i = 0; i < word.length; i++) {
        unsigned char c = (unsigned char) word.data[i];
        dot = dot || c == '.';
        if (!isupper(c) && c != '.' && c != '-' && c < 0x80) {
            return false;
        }
    }
    return dot && word.length <= MOST;
}

static bool next_comma_part(StringView text, size_t *at, StringView *part) {
    if (*at >= text.length) {
        return false;
    }
    size_t comma = sv_find(sv_from(text, *at), SV(", "));
    *part = sv_trim(sv_part(text, *at, comma == SV_NONE ? text.length : comma));
    *at = comma == SV_NONE ? text.length : *at + comma + 2;
    return true;
}

// Bytes of "Roe, A., Doe, B.C., " at the beginning.
static size_t authors_length(StringView text) {
    enum { FAMILY_MOST = 60 };
    size_t end = 0, at = 0;
    StringView family, initials;
    while (next_comma_part(text, &at, &family) && family.length > 0 && family.length <= FAMILY_MOST &&
           next_comma_part(text, &at, &initials) && is_dotted_initials(initials)) {
        end = at;
    }
    return end;
}

// Where " (2010) " stands; SV_NONE where nothing follows it, as in the newer style.
static size_t find_year(StringView text) {
    for (size_t i = 0; i + 8 < text.length; i++) {
        if (text.data[i] == ' ' && text.data[i + 1] == '(' && text.data[i + 6] == ')' &&
            isdigit((unsigned char) text.data[i + 2]) && isdigit((unsigned char) text.data[i + 3]) &&
            isdigit((unsigned char) text.data[i + 4]) && isdigit((unsigned char) text.data[i + 5])) {
            return i;
        }
    }
    return SV_NONE;
}

// "Roe A.B.", as newer files have it, ";" between the authors of a reference at times.
static bool is_name(StringView part) {
    enum { LONGEST = 60 };
    part = sv_trim(part);
    size_t last = part.length;
    while (last > 0 && part.data[last - 1] != ' ') {
        last--;
    }
    return part.length <= LONGEST && last > 0 && sv_find_char(part, ',') == SV_NONE &&
           is_dotted_initials(sv_from(part, last));
}

// "3", "e12", "pp. 1-2", "art. no. 7": what stands behind a journal.
static bool is_place(StringView part) {
    enum { LONGEST = 12 };
    bool digit = false;
    for (size_t i = 0; i < part.length; i++) {
        digit = digit || isdigit((unsigned char) part.data[i]);
    }
    bool labelled =
        sv_starts(part, SV("pp. ")) || sv_starts(part, SV("p. ")) || sv_starts(part, SV("art. no."));
    return digit && (labelled || (part.length <= LONGEST && sv_find_char(part, ' ') == SV_NONE));
}

static size_t last_comma_part(StringView text) {
    size_t at = text.length;
    while (at > 0 && !(at >= 2 && text.data[at - 2] == ',' && text.data[at - 1] == ' ')) {
        at--;
    }
    return at;
}

// "Roe A.B., Doe C., Title, with commas, J Tea, 3, pp. 1-2, (2010)": the journal is what stands before
// the numbers at the end. Where there are none it may be a book. *title and *journal get where they begin.
static bool find_newer_parts(StringView text, size_t *title, size_t *journal) {
    size_t at = 0;
    StringView part;
    *title = 0;
    while (next_comma_part(text, &at, &part) &&
           (is_name(part) || (*title > 0 && sv_equal_nocase(part, SV("et al."))))) {
        *title = at;
    }
    size_t end = last_comma_part(text), places = 0;
    StringView year = sv_from(text, end);
    if (*title == 0 || end < 2 || year.length != 6 || year.data[0] != '(' || year.data[5] != ')') {
        return false;
    }
    StringView rest = sv_part(text, 0, end - 2);
    while ((*journal = last_comma_part(rest)) > *title && is_place(sv_from(rest, *journal))) {
        rest = sv_part(rest, 0, *journal - 2);
        places++;
    }
    return places > 0 && *journal > *title;
}

static void add_scopus(CitationList *list, Arena *arena, StringView text) {
    const char *whole = field_text(arena, text);
    if (!whole) {
        return;
    }
    text = sv(whole);
    Citation *citation = citation_add(list, arena);
    citation_identifiers(text, arena, &citation->pmid, &citation->pmcid, &citation->doi);
    size_t title, journal;
    if (find_newer_parts(text, &title, &journal)) {
        citation->authors = field_text(arena, sv_part(text, 0, title - 2));
        citation->title = field_text(arena, sv_part(text, title, journal - title - 2));
        citation->text = field_text(arena, sv_from(text, journal));
        return;
    }
    size_t authors = authors_length(text), year = find_year(text);
    if (authors == 0 || year == SV_NONE || year <= authors) {
        citation->text = whole;
        return;
    }
    StringView names = sv_trim(sv_part(text, 0, authors));
    names.length -= sv_ends(names, SV(","));
    citation->authors = field_text(arena, names);
    citation->title = field_text(arena, sv_part(text, authors, year - authors));
    citation->text = field_text(arena, sv_from(text, year));
}

void reference_add_scopus(CitationList *list, Arena *arena, StringView text) {
    while (text.length > 0) {
        size_t end = 0, part = 0;
        for (; end < text.length; end++) {
            bool mark = text.data[end] == ';' &&
                        (end + 1 == text.length || isspace((unsigned char) text.data[end + 1]));
            if (mark && !is_name(sv_part(text, part, end - part))) {
                break;
            }
            part = mark ? end + 1 : part;
        }
        add_scopus(list, arena, sv_part(text, 0, end));
        text = sv_from(text, end + 1);
    }
}
