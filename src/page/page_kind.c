// Which kind of page a text is, by its headings and sentences.

#include "page.h"

#include <ctype.h>

static bool contains(StringView text, const char *needle) {
    return sv_find(text, sv(needle)) != SV_NONE;
}

// The next line that is not blank.
static bool text_line(StringView *rest, StringView *line) {
    while (sv_line(rest, line)) {
        *line = sv_trim(*line);
        if (line->length > 0) {
            return true;
        }
    }
    return false;
}

typedef struct {
    bool similar, cited_by, references, abstract, bullet_pmid, publication_types;
} PageHeadings;

static PageHeadings page_headings(StringView head) {
    PageHeadings has = {0};
    StringView rest = head, line;
    while (text_line(&rest, &line)) {
        has.similar |= sv_equal(line, SV("Similar articles"));
        has.cited_by |= sv_equal(line, SV("Cited by"));
        has.references |= sv_equal(line, SV("References"));
        has.abstract |= sv_equal(line, SV("Abstract"));
        has.publication_types |= sv_equal(line, SV("Publication types")) || sv_equal(line, SV("MeSH terms"));
        has.bullet_pmid |= sv_starts(line, SV("- PMID:")) || sv_starts(line, SV("PMID:")) ||
                           sv_starts(line, SV("\xe2\x80\xa2 PMID:"));
    }
    return has;
}

bool page_is_pubmed(StringView head) {
    PageHeadings has = page_headings(head);
    int headings = has.similar + has.cited_by + has.references + has.abstract + has.publication_types;
    return has.bullet_pmid ? headings >= 1 : headings >= 3;
}

bool page_is_citing(StringView head) {
    StringView rest = head, line;
    bool overview = false, citing = false, identifiers = false;
    for (bool first = true; text_line(&rest, &line); first = false) {
        if (first && contains(line, "Articles \xc2\xbb PMID")) {
            return true;
        }
        overview |= sv_equal(line, SV("Overview"));
        citing |= sv_equal(line, SV("Citing Articles"));
        identifiers |= sv_starts(line, SV("PMID"));
    }
    return citing && (overview || identifiers);
}

// Whether a line is written for people: words and the end of a sentence.
static bool is_sentence(StringView line) {
    size_t letters = 0, spaces = 0;
    for (size_t i = 0; i < line.length; i++) {
        unsigned char c = (unsigned char) line.data[i];
        letters += isalpha(c) || c >= 0x80;
        spaces += c == ' ';
    }
    return line.length >= 60 && spaces >= 8 && letters * 10 >= line.length * 7 &&
           sv_find_char(line, '.') != SV_NONE;
}

static bool is_headline(StringView line) {
    return line.length <= 300 && sv_find_char(line, ' ') != SV_NONE &&
           (isalpha((unsigned char) line.data[0]) || (unsigned char) line.data[0] >= 0x80 ||
            isdigit((unsigned char) line.data[0]) || line.data[0] == '"');
}

// "(1)", "(1,2)" or "[1,2]": at most three digits a number.
static bool has_marker(StringView text) {
    for (size_t i = 0; i + 2 < text.length; i++) {
        if (text.data[i] != '(' && text.data[i] != '[') {
            continue;
        }
        size_t at = i + 1, run = 0;
        while (at < text.length && run < 4) {
            char c = text.data[at++];
            run = isdigit((unsigned char) c) ? run + 1 : 0;
            if ((c == ')' || c == ']') && at > i + 2) {
                return true;
            }
            if (!isdigit((unsigned char) c) && c != ',' && c != ' ' && c != '-') {
                break;
            }
        }
    }
    return false;
}

bool page_is_press(StringView head) {
    StringView rest = head, line;
    if (!text_line(&rest, &line) || !is_headline(line)) {
        return false;
    }
    int lines = 1, sentences = 0;
    while (text_line(&rest, &line)) {
        lines++;
        sentences += is_sentence(line);
        if (contains(line, "\",\"")) {
            return false; // cells of a table
        }
    }
    return (sentences >= 3 && lines <= 4 * sentences + 6) ||
           (sentences >= 1 && has_marker(head) && lines <= 3 * sentences + 6);
}
