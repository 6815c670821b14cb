#include "carrel/base/escape.h"
#include "carrel/csv/csv.h"
#include "carrel/reader/abstract.h"
#include "carrel/reader/numbers.h"

#include "carrel/study/ident.h"

#include <inttypes.h>
#include <string.h>

// Comma- or tab-separated values [RFC 4180] in UTF-8 with a header row. Lists are joined by
// "; ". A cell that a spreadsheet would run as a formula gets an apostrophe before it:
// titles come from strangers. So does one that begins with an apostrophe and the like, so that
// the reader can take it off. Each label that studies have values of has a column behind the others.
// Documented in carrel(1).

static const char *const header[] = {
    "id",
    "pmid",
    "doi",
    "pmcid",
    "title",
    "authors",
    "journal",
    "year",
    "volume",
    "issue",
    "pages",
    "abstract",
    "keywords",
    "mesh",
    "publication_types",
    "language",
    "decision",
    "reason",
    "stage",
    "labels",
    "notes",
    "included",
    "reviewer",
    "original_title",
    "author_full_names",
    "journal_abbreviation",
    "issn",
    "eissn",
    "isbn",
    "publisher",
    "date",
    "copyright",
    "conflict_of_interest",
    "title_translated",
};

// The row that is being written.
typedef struct {
    String *out;
    char separator;
    bool begun;
} Row;

static void add_cell(Row *row, StringView text) {
    if (row->begun) {
        string_add_char(row->out, row->separator);
    }
    row->begun = true;
    escape_add_cell(row->out, text, row->separator);
}

static void add_text(Row *row, const char *text) {
    add_cell(row, sv(text));
}

static void add_number(Row *row, int64_t number) {
    String text = {0};
    if (number > 0) {
        string_format(&text, "%" PRId64, number);
    }
    add_cell(row, string_view(&text));
    string_free(&text);
}

// A cell of what was appended to *text, which is empty again.
static void add_appended(Row *row, String *text) {
    add_cell(row, string_view(text));
    string_clear(text);
}

static void join(String *text, const char *item) {
    if (text->length > 0) {
        string_add_text(text, "; ");
    }
    string_add_text(text, item);
}

static void add_list(Row *row, const TextList *list) {
    String text = {0};
    for (size_t i = 0; i < list->count; i++) {
        join(&text, list->items[i]);
    }
    add_appended(row, &text);
    string_free(&text);
}

static void add_authors(Row *row, const Study *study) {
    String text = {0};
    for (size_t i = 0; i < study->author_count; i++) {
        join(&text, "");
        author_add_short(&study->authors[i], &text);
    }
    add_appended(row, &text);
    string_free(&text);
}

// "Cup, Anna Maria; Tea Group,": a group's name ends with a comma.
static void add_full_names(Row *row, const Study *study) {
    String text = {0};
    for (size_t i = 0; i < study->author_count; i++) {
        join(&text, "");
        author_write_inverted(&study->authors[i], &text);
    }
    add_appended(row, &text);
    string_free(&text);
}

static void add_isbns(Row *row, const Study *study) {
    String text = {0};
    for (size_t i = 0; i < study->identifier_count; i++) {
        if (strcmp(study->identifiers[i].scheme, "isbn") == 0) {
            join(&text, study->identifiers[i].value);
        }
    }
    add_appended(row, &text);
    string_free(&text);
}

// "2012-07-15", "2012-07", "2012/Spring".
static void add_date(Row *row, const Study *study) {
    String text = {0};
    if (study->month > 0) {
        string_format(&text, "%04d-%02d", study->year, study->month);
        if (study->day > 0) {
            string_format(&text, "-%02d", study->day);
        }
    } else if (study->year > 0) {
        study_write_slash_date(study, &text);
    }
    add_appended(row, &text);
    string_free(&text);
}

// What ASReview calls a label: 1, 0, or nothing where it is not seen.
static const char *included(const Candidate *candidate) {
    Decision decision = candidate ? candidate->own.decision : DECISION_NONE;
    return decision == DECISION_INCLUDE ? "1" : decision == DECISION_EXCLUDE ? "0" : NULL;
}

// "Sepsis*/drug therapy/mortality*": a star for a major topic.
static void add_mesh(Row *row, const Study *study) {
    String text = {0};
    for (size_t i = 0; i < study->mesh_count; i++) {
        const MeshHeading *mesh = &study->mesh[i];
        join(&text, mesh->heading);
        string_add_text(&text, mesh->major ? "*" : NULL);
        for (size_t k = 0; k < mesh->qualifier_count; k++) {
            string_format(&text, "/%s%s", mesh->qualifiers[k].name, mesh->qualifiers[k].major ? "*" : "");
        }
    }
    add_appended(row, &text);
    string_free(&text);
}

static void write_header(const Entry *entry, String *out, char separator) {
    Row row = {.out = out, .separator = separator};
    for (size_t i = 0; i < sizeof header / sizeof header[0]; i++) {
        add_text(&row, header[i]);
    }
    String name = {0};
    for (size_t i = 0; i < entry->value_labels.count; i++) {
        string_format(&name, "value:%s", entry->value_labels.items[i]);
        add_appended(&row, &name);
    }
    string_free(&name);
    string_add_text(out, "\r\n");
}

static const char *value_of(const Candidate *candidate, const char *label) {
    for (size_t i = 0; candidate && i < candidate->value_count; i++) {
        if (strcmp(candidate->values[i].label, label) == 0) {
            return candidate->values[i].value;
        }
    }
    return NULL;
}

static void write_entry(const Entry *entry, bool first, char separator, String *out) {
    const Study *study = entry->study;
    const Candidate *candidate = entry->candidate;
    const Journal *journal = &study->journal;
    const TextList none = {0};
    String text = {0};
    Row row = {.out = out, .separator = separator};
    if (first) {
        write_header(entry, out, separator);
    }
    ident_add(entry->id, &text);
    add_appended(&row, &text);
    add_number(&row, study->pmid);
    add_text(&row, study->doi);
    add_text(&row, study->pmcid);
    add_text(&row, study->title);
    add_authors(&row, study);
    add_text(&row, journal->title ? journal->title : journal->abbreviation);
    add_number(&row, study->year);
    add_text(&row, study->volume);
    add_text(&row, study->issue);
    add_text(&row, study->pages);
    study_write_sections(study, &text);
    add_appended(&row, &text);
    add_list(&row, &study->keywords);
    add_mesh(&row, study);
    add_list(&row, &study->publication_types);
    add_list(&row, &study->languages);
    add_text(&row, candidate ? decision_name(candidate->own.decision) : NULL);
    add_text(&row, candidate ? candidate->own.reason : NULL);
    add_number(&row, candidate ? entry->stage : 0);
    add_list(&row, candidate ? &candidate->labels : &none);
    add_text(&row, candidate ? candidate->note : NULL);
    add_text(&row, included(candidate));
    add_text(&row, candidate ? entry->reviewer : NULL);
    add_text(&row, study->vernacular_title);
    add_full_names(&row, study);
    add_text(&row, journal->title ? journal->abbreviation : NULL);
    add_text(&row, journal->issn);
    add_text(&row, journal->essn);
    add_isbns(&row, study);
    add_text(&row, study->publisher);
    add_date(&row, study);
    add_text(&row, study->copyright);
    add_text(&row, study->conflict_of_interest);
    add_text(&row, study->title_translated ? "yes" : NULL);
    for (size_t i = 0; i < entry->value_labels.count; i++) {
        add_text(&row, value_of(candidate, entry->value_labels.items[i]));
    }
    string_add_text(out, "\r\n");
    string_free(&text);
}

void csv_write_entry(const Entry *entry, bool first, String *out) {
    write_entry(entry, first, ',', out);
}

void tsv_write_entry(const Entry *entry, bool first, String *out) {
    write_entry(entry, first, '\t', out);
}
