// Writes BibTeX that bibtex.c, LaTeX and reference managers read. Labels go to JabRef's
// groups, a note to "annote", a decision with its reason to "note".

#include "bibtex.h"
#include "bibtex_text.h"
#include "carrel/exchange/exchange.h"
#include "carrel/reader/abstract.h"
#include "carrel/reader/numbers.h"
#include "carrel/reader/reference_kind.h"

#include "carrel/base/text.h"
#include "carrel/study/ident.h"

#include <ctype.h>
#include <string.h>

static void add_field(String *out, const char *name, StringView value) {
    value = sv_trim(value);
    if (value.length > 0) {
        string_format(out, ",\n  %s = {", name);
        bibtex_add_escaped(value, out);
        string_add_char(out, '}');
    }
}

static void add_text(String *out, const char *name, const char *text) {
    add_field(out, name, sv(text));
}

// Identifiers stand as they are, unless that would be no value.
static void add_plain(String *out, const char *name, const char *text) {
    if (text && strpbrk(text, "{}\\")) {
        add_text(out, name, text);
    } else if (text && *text) {
        string_format(out, ",\n  %s = {%s}", name, text);
    }
}

static bool has_comma(const TextList *list) {
    for (size_t i = 0; i < list->count; i++) {
        if (strchr(list->items[i], ',')) {
            return true;
        }
    }
    return false;
}

// Separated by commas, or by semicolons where an item has a comma of its own; a single one
// then ends with a semicolon, so that it stays one.
static void add_list(String *out, const char *name, const TextList *list) {
    bool commas = has_comma(list);
    String text = {0};
    for (size_t i = 0; i < list->count; i++) {
        string_add_text(&text, i == 0 ? NULL : commas ? "; " : ", ");
        string_add_text(&text, list->items[i]);
    }
    string_add_text(&text, commas && list->count == 1 ? ";" : NULL);
    add_field(out, name, string_view(&text));
    string_free(&text);
}

// MeSH headings are keywords too: there is no other place for them.
static void add_keywords(String *out, const Study *study) {
    Arena arena = {0};
    TextList all = {ARENA_ARRAY(&arena, const char *, study->keywords.count + study->mesh_count + 1), 0};
    for (size_t i = 0; i < study->keywords.count; i++) {
        all.items[all.count++] = study->keywords.items[i];
    }
    for (size_t i = 0; i < study->mesh_count; i++) {
        String heading = {0};
        mesh_write_keyword(&study->mesh[i], &heading);
        all.items[all.count++] = arena_copy_view(&arena, string_view(&heading));
        string_free(&heading);
    }
    add_list(out, "keywords", &all);
    arena_free(&arena);
}

static void add_authors(String *out, const Study *study) {
    if (study->author_count == 0) {
        return;
    }
    string_add_text(out, ",\n  author = {");
    for (size_t i = 0; i < study->author_count; i++) {
        const Author *author = &study->authors[i];
        const char *given = author->given ? author->given : author->initials;
        string_add_text(out, i > 0 ? " and " : NULL);
        const char *whole = author->collective ? author->collective : given ? NULL : author->family;
        if (whole) {
            bool word = !author->collective && !strchr(whole, ' ');
            string_add_text(out, word ? NULL : "{");
            bibtex_add_escaped(sv(whole), out);
            string_add_text(out, word ? NULL : "}");
            continue;
        }
        bibtex_add_escaped(sv(author->family), out);
        if (author->suffix) {
            string_add_text(out, ", ");
            bibtex_add_escaped(sv(author->suffix), out);
        }
        string_add_text(out, ", ");
        // Initials run together would become one name.
        for (const char *c = given; *c;) {
            size_t bytes = text_grapheme(sv(c));
            if (author->given) {
                bibtex_add_escaped(sv(c), out);
                break;
            }
            string_add_text(out, c > given ? " " : NULL);
            bibtex_add_escaped((StringView){c, bytes}, out);
            string_add_char(out, '.');
            c += bytes;
        }
    }
    string_add_char(out, '}');
}

static void add_serials(String *out, const Study *study) {
    String books = {0};
    add_text(out, "issn", study->journal.issn);
    add_text(out, "eissn", study->journal.essn);
    for (size_t i = 0; i < study->identifier_count; i++) {
        const Identifier *identifier = &study->identifiers[i];
        if (strcmp(identifier->scheme, "isbn") == 0) {
            string_format(&books, "%s%s", books.length > 0 ? ", " : "", identifier->value);
        } else if (strcmp(identifier->scheme, "arxiv") == 0) {
            add_plain(out, "eprint", identifier->value);
            add_plain(out, "archiveprefix", "arXiv");
        } else if (strcmp(identifier->scheme, "wos") == 0) {
            add_plain(out, "unique-id", identifier->value);
        } else if (strcmp(identifier->scheme, "report") == 0 || strcmp(identifier->scheme, "patent") == 0) {
            add_text(out, "number", identifier->value);
        }
    }
    add_field(out, "isbn", string_view(&books));
    string_free(&books);
}

static void add_date(String *out, const Study *study) {
    static const char *const months[] = {"jan", "feb", "mar", "apr", "may", "jun",
                                         "jul", "aug", "sep", "oct", "nov", "dec"};
    if (study->year > 0) {
        string_format(out, ",\n  year = {%d}", study->year);
    }
    if (study->month >= 1 && study->month <= 12) {
        string_format(out, ",\n  month = %s", months[study->month - 1]);
    } else if (study->year > 0) {
        String season = {0};
        study_write_month_words(study, &season);
        add_field(out, "month", string_view(&season));
        string_free(&season);
    }
    if (study->day > 0) {
        string_format(out, ",\n  day = {%d}", study->day);
    }
}

static void add_pages(String *out, const char *pages) {
    String dashes = {0};
    for (; pages && *pages; pages++) {
        string_add_text(&dashes, *pages == '-' ? "-" : NULL);
        string_add_char(&dashes, *pages);
    }
    if (dashes.length > 0) {
        add_plain(out, "pages", string_text(&dashes));
    }
    string_free(&dashes);
}

static void add_review(String *out, const Entry *entry) {
    const Candidate *candidate = entry->candidate;
    add_list(out, "groups", &candidate->labels);
    add_text(out, "annote", candidate->note);
    add_text(out, "reviewer", entry->reviewer);
    if (candidate->own.decision != DECISION_NONE) {
        String note = {0};
        const char *reason = candidate->own.reason;
        string_format(&note, "Decision: %s", decision_name(candidate->own.decision));
        if (reason) {
            string_format(&note, " (%s)", reason);
        }
        add_field(out, "note", string_view(&note));
        string_free(&note);
    }
}

// "roe2020:99000001": the first author, the year and what makes it the only one.
static void add_key(String *out, const Entry *entry) {
    const Study *study = entry->study;
    String folded = {0};
    if (study->author_count > 0) {
        const Author *first = &study->authors[0];
        text_add_fold(&folded, sv(first->family ? first->family : first->collective));
    }
    size_t letters = 0;
    for (const char *c = string_text(&folded); *c && letters < 24; c++) {
        if ((*c >= 'a' && *c <= 'z') || isdigit((unsigned char) *c)) {
            string_add_char(out, *c);
            letters++;
        }
    }
    string_free(&folded);
    if (study->year > 0) {
        string_format(out, "%d", study->year);
    }
    ident_add(entry->id, &folded);
    size_t colon = sv_find_char(string_view(&folded), ':');
    string_add(out, sv_from(string_view(&folded), colon == SV_NONE ? 0 : colon));
    string_free(&folded);
}

static bool has_identifier(const Study *study, const char *scheme) {
    for (size_t i = 0; i < study->identifier_count; i++) {
        if (strcmp(study->identifiers[i].scheme, scheme) == 0) {
            return true;
        }
    }
    return false;
}

static const char *entry_type(const Study *study) {
    const ReferenceKind *kind = reference_kind_of(study);
    if (has_identifier(study, "report")) {
        return "techreport"; // there "number" is its own
    }
    if (has_identifier(study, "patent")) {
        return "patent";
    }
    for (size_t i = 0; i < bibtex_type_count; i++) {
        if (strcmp(bibtex_types[i].kind, kind->ris) == 0) {
            return bibtex_types[i].entry;
        }
    }
    return kind->part ? "article" : "misc";
}

static void add_title(String *out, const Study *study) {
    String title = {0};
    if (study->title) {
        string_format(&title, "%s%s%s", study->title_translated ? "[" : "", study->title,
                      study->title_translated ? "]" : "");
    }
    add_field(out, "title", string_view(&title));
    add_text(out, "origtitle", study->vernacular_title);
    string_free(&title);
}

static void add_journal(String *out, const Study *study, const char *type) {
    const Journal *journal = &study->journal;
    const char *name = journal->title ? journal->title : journal->abbreviation;
    // Without a title of its own, a book's would be taken for it.
    bool book = strcmp(type, "article") != 0 && study->title && name && strcmp(study->title, name) != 0;
    add_text(out, book ? "booktitle" : "journal", name);
    if (journal->title) {
        add_text(out, "shortjournal", journal->abbreviation);
    }
}

void bibtex_write_entry(const Entry *entry, bool first, String *out) {
    const Study *study = entry->study;
    const char *type = entry_type(study);
    String abstract = {0};
    string_format(out, "%s@%s{", first ? "" : "\n", type);
    add_key(out, entry);
    add_authors(out, study);
    add_title(out, study);
    add_journal(out, study, type);
    add_date(out, study);
    add_text(out, "volume", study->volume);
    add_text(out, "number", study->issue);
    add_pages(out, study->pages);
    add_text(out, "publisher", study->publisher);
    add_plain(out, "doi", study->doi);
    if (study->pmid) {
        string_format(out, ",\n  pmid = {%lld}", (long long) study->pmid);
    }
    add_plain(out, "pmcid", study->pmcid);
    add_serials(out, study);
    add_list(out, "language", &study->languages);
    add_list(out, "type", &study->publication_types);
    study_write_sections(study, &abstract);
    add_field(out, "abstract", string_view(&abstract));
    add_keywords(out, study);
    add_text(out, "copyright", study->copyright);
    if (study->full_text_count > 0) {
        add_plain(out, "url", study->full_text[0].url);
    }
    if (entry->candidate) {
        add_review(out, entry);
    }
    string_add_text(out, "\n}\n");
    string_free(&abstract);
}
