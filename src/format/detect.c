// Which format a file has, judged by its content.

#include "carrel/base/text.h"
#include "carrel/format/format.h"
#include "csv.h"
#include "encoding.h"
#include "json_records.h"

#include <ctype.h>
#include <string.h>

static bool is_blank(StringView line) {
    return sv_trim(line).length == 0;
}

static bool contains(StringView text, const char *needle) {
    return sv_find(text, sv(needle)) != SV_NONE;
}

// The next line that is not blank.
static bool text_line(StringView *rest, StringView *line) {
    while (sv_line(rest, line)) {
        if (!is_blank(*line)) {
            *line = sv_trim(*line);
            return true;
        }
    }
    return false;
}

static bool digits(StringView text, size_t *count) {
    *count = 0;
    while (*count < text.length && isdigit((unsigned char) text.data[*count])) {
        ++*count;
    }
    return *count > 0;
}

// Control characters that no text has.
static bool is_binary(StringView head) {
    size_t odd = 0;
    for (size_t i = 0; i < head.length; i++) {
        unsigned char c = (unsigned char) head.data[i];
        if (c == 0) {
            return true;
        }
        odd += c < ' ' && !strchr("\t\n\v\f\r\x1a\x1b", c);
    }
    return odd * 100 > head.length;
}

// "PMID- 12", "TI  - …": four columns of tag and a hyphen.
static bool medline_line(StringView line) {
    if (line.length < 5 || line.data[4] != '-' || !isupper((unsigned char) line.data[0]) ||
        !isupper((unsigned char) line.data[1])) {
        return false;
    }
    for (int i = 2; i < 4; i++) {
        char c = line.data[i];
        if (!isupper((unsigned char) c) && !isdigit((unsigned char) c) && c != ' ') {
            return false;
        }
    }
    return true;
}

// "TY  - JOUR": two characters of tag, two spaces and a hyphen.
static bool ris_line(StringView line) {
    return line.length >= 5 && isupper((unsigned char) line.data[0]) &&
           isalnum((unsigned char) line.data[1]) && line.data[2] == ' ' && line.data[3] == ' ' &&
           line.data[4] == '-';
}

static bool is_medline(StringView head) {
    StringView rest = head, line;
    int tags = 0, own = 0;
    for (int i = 0; i < 200 && sv_line(&rest, &line); i++) {
        if (sv_starts(line, SV("TY  -"))) {
            return false; // only RIS begins so
        }
        if (medline_line(line)) {
            tags++;
            own += sv_starts(line, SV("PMID-")) || sv_starts(line, SV("STAT-")) ||
                   sv_starts(line, SV("PMCR-")) || sv_starts(line, SV("FAU -")) ||
                   sv_starts(line, SV("OWN -")) || sv_starts(line, SV("DP  -"));
        }
    }
    return own > 0 && tags >= 2;
}

static bool is_ris(StringView head) {
    StringView rest = head, line;
    int tags = 0;
    bool type = false;
    for (int i = 0; i < 200 && sv_line(&rest, &line); i++) {
        while (line.length > 0 && line.data[0] == '"') {
            line = sv_from(line, 1); // went through a spreadsheet
        }
        tags += ris_line(line);
        type = type || sv_starts(line, SV("TY  -"));
    }
    return type || tags >= 5;
}

static bool is_wos(StringView head) {
    StringView rest = head, line;
    return text_line(&rest, &line) &&
           (sv_starts(line, SV("FN ")) || (line.length == 4 && sv_starts(line, SV("PT "))));
}

// A line "@article{…": any word after the @, since styles invent kinds.
static bool is_bibtex(StringView head) {
    StringView rest = head, line;
    while (text_line(&rest, &line)) {
        size_t end = 1;
        while (line.data[0] == '@' && end < line.length && isalpha((unsigned char) line.data[end])) {
            end++;
        }
        StringView after = sv_trim(sv_from(line, end));
        if (end > 3 && (sv_starts(after, SV("{")) || sv_starts(after, SV("(")))) {
            return true;
        }
    }
    return false;
}

// "1: Brown A, …" or "1. J Invented. 2019…" with a PMID somewhere below.
static bool is_summary(StringView head) {
    StringView rest = head, line;
    size_t number;
    if (!text_line(&rest, &line) || !digits(line, &number) || number > 6 || number + 1 >= line.length ||
        (line.data[number] != ':' && line.data[number] != '.') || line.data[number + 1] != ' ') {
        return false;
    }
    return contains(head, "PMID:") || contains(head, "doi:");
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

static bool is_page_pubmed(StringView head) {
    PageHeadings has = page_headings(head);
    int headings = has.similar + has.cited_by + has.references + has.abstract + has.publication_types;
    return has.bullet_pmid ? headings >= 1 : headings >= 3;
}

static bool is_page_citing(StringView head) {
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

static bool is_page_press(StringView head) {
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

// A name for what is known but not read, or NULL.
static const char *known_otherwise(StringView head) {
    StringView start = sv_trim(head);
    if (sv_starts(start, SV("%PDF"))) {
        return "a PDF file";
    }
    if (sv_starts(start, SV("PK\x03\x04"))) {
        return "a ZIP archive or office document";
    }
    if (sv_starts(start, SV("SQLite format 3"))) {
        return "an SQLite database";
    }
    if (is_binary(head)) {
        return "binary data";
    }
    if (sv_starts_nocase(start, SV("<!doctype html")) || sv_starts_nocase(start, SV("<html"))) {
        return "an HTML page";
    }
    return NULL;
}

static bool is_endnote(StringView head) {
    return contains(head, "<records>") && (contains(head, "<xml>") || contains(head, "<ref-type"));
}

// Two lines or more with the same three separators or more at least.
static bool is_table(StringView head) {
    StringView rest = head, first, line;
    if (!text_line(&rest, &first)) {
        return false;
    }
    for (const char *separator = ",;\t"; *separator; separator++) {
        size_t in_first = 0, in_second = 0;
        for (size_t i = 0; i < first.length; i++) {
            in_first += first.data[i] == *separator;
        }
        StringView second = rest;
        if (in_first < 2 || !text_line(&second, &line)) {
            continue;
        }
        for (size_t i = 0; i < line.length; i++) {
            in_second += line.data[i] == *separator;
        }
        if (in_second >= in_first) {
            return true;
        }
    }
    return false;
}

// Whether a table with known columns begins here. *unknown: a table of other columns, which *err
// names.
static bool is_csv(StringView head, Format *format, bool *unknown, Error *err) {
    Arena arena = {0};
    CsvHeader header = {0};
    bool titled = csv_header_find(head, true, &arena, &header, err);
    bool known = titled && (header.count >= 2 || header.cells >= 3);
    *format = known && header.separator == '\t' ? FORMAT_TSV : FORMAT_CSV;
    *unknown = !titled && is_table(head);
    arena_free(&arena);
    return known;
}

static bool is_json(StringView head) {
    StringView start = sv_trim(head), inner = sv_trim(sv_from(start, 1));
    return (sv_starts(start, SV("{")) && (sv_starts(inner, SV("\"")) || sv_starts(inner, SV("}")))) ||
           (sv_starts(start, SV("[")) &&
            (sv_starts(inner, SV("{")) || sv_starts(inner, SV("\"")) || sv_starts(inner, SV("]"))));
}

// Whose JSON it is, by names that only theirs has.
static bool is_known_json(StringView head, Format *format) {
    StringView record = json_first_record(head);
    if (contains(record, "\"title_translated\"") && contains(record, "\"record\"")) {
        *format = FORMAT_JSON;
    } else if (contains(record, "openalex.org/W") || contains(record, "\"reference-count\"") ||
               contains(record, "\"references-count\"") || contains(record, "\"is-referenced-by-count\"") ||
               contains(head, "\"message-type\"")) {
        *format = FORMAT_WORKS;
    } else if (!contains(record, "\"citeproc\"") && // DataCite names CSL's type
               (contains(record, "\"date-parts\"") || contains(record, "\"container-title\"") ||
                contains(record, "\"article-journal\"") ||
                (contains(record, "\"type\"") && contains(record, "\"title\"") &&
                 (contains(record, "\"family\"") || contains(record, "\"issued\""))))) {
        *format = FORMAT_CSL_JSON;
    } else {
        return false;
    }
    return true;
}

static bool detect(StringView head, Format *format, Error *err) {
    StringView start = sv_trim(head);
    Error columns = {0};
    bool table;
    if (start.length == 0) {
        return error_set(err, ERROR_INPUT, "not understood: the file is empty");
    }
    const char *other = known_otherwise(head);
    bool xml = start.data[0] == '<' && !(other && strcmp(other, "an HTML page") == 0);
    if (xml && (contains(head, "<Pubmed") || contains(head, "<PubMedArticle") ||
                contains(head, "<MedlineCitation"))) {
        *format = FORMAT_PUBMED_XML;
    } else if (xml && is_endnote(head)) {
        *format = FORMAT_ENDNOTE;
    } else if (is_medline(head)) {
        *format = FORMAT_MEDLINE;
    } else if (is_wos(head) && !is_binary(head)) {
        *format = FORMAT_WOS;
    } else if (is_bibtex(head) && !is_binary(head)) {
        *format = FORMAT_BIBTEX;
    } else if (is_ris(head) && !is_binary(head)) {
        *format = FORMAT_RIS;
    } else if (is_json(head) && !is_binary(head)) {
        return is_known_json(head, format) || error_set(err, ERROR_INPUT,
                                                        "not understood: JSON, but neither carrel's own, nor "
                                                        "CSL-JSON, nor works of Crossref or OpenAlex");
    } else if (other) {
        return error_set(err, ERROR_INPUT, "not understood: it looks like %s, which carrel does not read yet",
                         other);
    } else if (xml) {
        return error_set(err, ERROR_INPUT,
                         "not understood: XML, but neither PubMed's nor EndNote's; it has no "
                         "<PubmedArticleSet> and no <records>");
    } else if (is_csv(head, format, &table, &columns)) {
        return true;
    } else if (is_page_citing(head)) {
        *format = FORMAT_PAGE_CITING;
    } else if (is_summary(head)) {
        *format = FORMAT_PUBMED_SUMMARY;
    } else if (is_page_pubmed(head)) {
        *format = FORMAT_PAGE_PUBMED;
    } else if (table) {
        return error_set(err, ERROR_INPUT, "not understood: %s", columns.text);
    } else if (is_page_press(head)) {
        *format = FORMAT_PAGE_PRESS;
    } else {
        return error_set(
            err, ERROR_INPUT,
            "not understood: plain text that is no list of studies; --format names the format if it is one");
    }
    return true;
}

bool format_detect(StringView head, Format *format, Error *err) {
    enum { ENOUGH = 1 << 16 };
    Decoder decoder = {0};
    String text = {0};
    decoder_feed(&decoder, sv_part(head, 0, ENOUGH), true, &text);
    bool known = detect(string_view(&text), format, err);
    decoder_free(&decoder);
    string_free(&text);
    return known;
}
