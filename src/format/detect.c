// Which format a file has, judged by its content.

#include "carrel/csv/csv.h"
#include "carrel/exchange/exchange.h"
#include "carrel/format/format.h"
#include "carrel/json/json.h"
#include "carrel/library/library.h"
#include "carrel/page/page.h"
#include "carrel/reader/encoding.h"
#include "carrel/reply/links_file.h"

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

// What is known but not read, with what helps, or NULL.
static const char *known_otherwise(StringView head) {
    StringView start = sv_trim(head);
    if (sv_starts(start, SV("%PDF"))) {
        return "a PDF file, which carrel does not read";
    }
    if (sv_starts(start, SV("PK\x03\x04"))) {
        return "a ZIP archive or office document, which carrel does not read: unpack it, or save its table "
               "as "
               "CSV";
    }
    if (sv_starts(start, SV("SQLite format 3"))) {
        return "an SQLite database, which is no list of studies; -R opens a review, --cache a cache";
    }
    if (is_binary(head)) {
        return "binary data, which carrel does not read";
    }
    return NULL;
}

// Tagged text whose programs write RIS as well.
static bool is_other_tagged(StringView head, Format *format) {
    StringView rest = head, line, second;
    bool first = text_line(&rest, &line), next = first && text_line(&rest, &second);
    if (ovid_is(head)) {
        *format = FORMAT_OVID;
    } else if (next && sv_starts(line, SV("RT ")) &&
               (sv_starts(second, SV("SR ")) || sv_starts(second, SV("ID ")) ||
                sv_starts(second, SV("A1 ")) || sv_starts(second, SV("T1 ")))) {
        *format = FORMAT_REFWORKS;
    } else if (first && (sv_starts(line, SV("%0 ")) ||
                         (next && (sv_starts(line, SV("%A ")) || sv_starts(line, SV("%T "))) &&
                          second.length > 3 && second.data[0] == '%' && second.data[2] == ' '))) {
        *format = FORMAT_REFER;
    } else {
        return false;
    }
    return true;
}

// "MIME-Version: 1.0" among the first lines, as browsers write a page with its pictures.
static bool is_web_archive(StringView head) {
    StringView rest = head, line;
    for (int i = 0; i < 12 && text_line(&rest, &line); i++) {
        if (sv_starts_nocase(line, SV("MIME-Version:"))) {
            return contains(head, "multipart/related") || contains(head, "text/html");
        }
    }
    return false;
}

// Which page it is. An article is the most that can be said where its text is not there yet; the reader
// sees all of it.
static bool detect_html(StringView head, Format *format, Error *err) {
    if (contains(head, "Search Results - PubMed</title>")) {
        return error_set(
            err, ERROR_INPUT,
            "not understood: a page of PubMed's search results; PubMed's \"Save\" or \"Send to\" "
            "gives them as a file that carrel reads");
    }
    String text = {0};
    html_add_lines(head, &text);
    StringView lines = string_view(&text);
    bool pubmed = contains(head, "\"citation_pmid\"") && contains(head, "pubmed.ncbi.nlm.nih.gov");
    *format = page_is_citing(lines)             ? FORMAT_PAGE_CITING
              : pubmed || page_is_pubmed(lines) ? FORMAT_PAGE_PUBMED
                                                : FORMAT_PAGE_PRESS;
    string_free(&text);
    return true;
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
    bool tabs, titled;
    bool known = csv_recognise(head, &tabs, &titled, err);
    *format = known && tabs ? FORMAT_TSV : FORMAT_CSV;
    *unknown = !titled && is_table(head);
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
               contains(head, "\"message-type\"") || contains(record, "\"resourceTypeGeneral\"") ||
               (contains(record, "\"titles\"") && contains(record, "\"citeproc\"")) ||     // DataCite
               contains(head, "\"resultList\"") || contains(record, "\"authorString\"")) { // Europe PMC
        *format = FORMAT_WORKS;
    } else if (!contains(record, "\"citeproc\"") &&
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

// XML whose records have elements or a name space of their own.
static bool is_other_xml(StringView head, Format *format) {
    static const struct {
        const char *sign;
        Format format;
    } signs[] = {
        {"http://www.loc.gov/MARC21/slim", FORMAT_MARCXML},
        {"info:ofi/fmt:xml:xsd", FORMAT_OPENURL},
        {"<doi_record", FORMAT_UNIXREF},
        {"http://www.dspace.org/xmlns/dspace/dim", FORMAT_DSPACE},
        {"exlibrisgroup.com/xsd/primo/primo_nm_bib", FORMAT_PRIMO},
        {"http://www.loc.gov/mods/v3", FORMAT_MODS},
        {"<modsCollection", FORMAT_MODS},
        {"<mods>", FORMAT_MODS},
        {"<rdf:RDF", FORMAT_RDF},
    };
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        if (contains(head, signs[i].sign)) {
            *format = signs[i].format;
            return true;
        }
    }
    return false;
}

static bool detect(StringView head, Format *format, Error *err) {
    StringView start = sv_trim(head);
    Error columns = {0};
    bool table;
    if (start.length == 0) {
        return error_set(err, ERROR_INPUT, "not understood: the file is empty");
    }
    const char *other = known_otherwise(head);
    bool xml = start.data[0] == '<';
    bool html = html_is(start) && !is_binary(head) && !contains(head, "<PubmedArticle");
    if (is_web_archive(head)) {
        return error_set(
            err, ERROR_INPUT,
            "not understood: a web archive (MHTML), which carrel does not read; save the page as "
            "\"Webpage, HTML only\"");
    }
    if (sv_starts_nocase(start, SV("<!DOCTYPE NETSCAPE-Bookmark-file"))) {
        *format = FORMAT_BOOKMARKS;
        return true;
    }
    if (marc_is(head)) {
        *format = FORMAT_MARC;
        return true;
    }
    if (html) {
        return detect_html(head, format, err);
    }
    if (!is_binary(head) && is_other_tagged(head, format)) {
        return true;
    }
    if (xml && (contains(head, "<Pubmed") || contains(head, "<PubMedArticle") ||
                contains(head, "<MedlineCitation"))) {
        *format = FORMAT_PUBMED_XML;
    } else if (xml && is_endnote(head)) {
        *format = FORMAT_ENDNOTE;
    } else if (xml && is_other_xml(head, format)) {
        return true;
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
                                                        "CSL-JSON, nor works of Crossref, OpenAlex, DataCite "
                                                        "or Europe PMC");
    } else if (other) {
        return error_set(err, ERROR_INPUT, "not understood: it looks like %s", other);
    } else if (xml) {
        return error_set(
            err, ERROR_INPUT,
            "not understood: XML, but of none of the kinds that carrel reads: PubMed's, EndNote's, "
            "Crossref's, MODS, MARC, Primo's, DSpace's, RDF, OpenURLs");
    } else if (links_file_fits(head)) {
        *format = FORMAT_LINKS_ASKED;
    } else if (links_csv_fits(head)) {
        *format = FORMAT_LINKS_CSV;
    } else if (is_csv(head, format, &table, &columns)) {
        return true;
    } else if (page_is_citing(head)) {
        *format = FORMAT_PAGE_CITING;
    } else if (is_summary(head)) {
        *format = FORMAT_PUBMED_SUMMARY;
    } else if (page_is_pubmed(head)) {
        *format = FORMAT_PAGE_PUBMED;
    } else if (table) {
        return error_set(err, ERROR_INPUT, "not understood: %s", columns.text);
    } else if (page_is_press(head)) {
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
