// One set of records as many producers export it: every reader has to give the same studies.
// [https://github.com/asreview/citation-file-formatting, Datasets]

#include "format_read.h"

#include "carrel/base/text.h"

#include <ctype.h>

enum { FIELD_TITLE, FIELD_AUTHORS, FIELD_YEAR, FIELD_DOI, FIELD_ABSTRACT, FIELDS };
static const char *const field_names[FIELDS] = {"title", "authors", "year", "DOI", "abstract"};

// What a producer left out or changed is told here, and in how many of its records.
typedef struct {
    const char *pattern;
    Format format;
    size_t records, others; // others: those that the first file of the set has not
    size_t differ[FIELDS];
} Export;

// Letters and digits only, folded: producers differ in quotation marks, dashes and white space.
static void add_letters(const char *text, String *out) {
    String folded = {0};
    text_add_fold(&folded, sv(text));
    for (const char *c = string_text(&folded); *c; c++) {
        bool punctuation = strncmp(c, "\xe2\x80", 2) == 0 && c[2];
        c += punctuation ? 2 : 0;
        if (!punctuation && ((unsigned char) *c >= 0x80 || isalnum((unsigned char) *c))) {
            string_add_char(out, *c);
        }
    }
    string_free(&folded);
}

// Family names with the first initial: some producers have no more.
static void add_authors(const Study *study, String *out) {
    for (size_t i = 0; i < study->author_count; i++) {
        const Author *author = &study->authors[i];
        const char *given = author->given ? author->given : author->initials ? author->initials : "";
        add_letters(author->family ? author->family : author->collective, out);
        string_add_char(out, ' ');
        String first = {0};
        add_letters(given, &first);
        string_add(out, sv_part(string_view(&first), 0, 1));
        string_add_char(out, ';');
        string_free(&first);
    }
}

static void describe_field(const Study *study, int field, String *out) {
    string_clear(out);
    if (field == FIELD_TITLE) {
        add_letters(study->title, out);
    } else if (field == FIELD_AUTHORS) {
        add_authors(study, out);
    } else if (field == FIELD_YEAR) {
        string_format(out, "%d", study->year);
    } else if (field == FIELD_DOI) {
        string_add_text(out, study->doi);
    } else {
        String abstract = {0};
        study_add_abstract(study, &abstract);
        // Some begin it with that word, EndNote takes it off.
        const char *text = string_text(&abstract);
        add_letters(sv_starts_nocase(sv(text), SV("Abstract")) ? text + 8 : text, out);
        string_free(&abstract);
    }
}

static bool same_field(const Study *a, const Study *b, int field) {
    String first = {0}, second = {0};
    describe_field(a, field, &first);
    describe_field(b, field, &second);
    bool same = sv_equal(string_view(&first), string_view(&second));
    string_free(&first);
    string_free(&second);
    return same;
}

// By title; of several with one title the one with the same DOI.
static const Study *find(const Items *items, const Study *study) {
    const Study *found = NULL;
    for (size_t i = 0; i < items->count; i++) {
        const Study *other = &items->items[i].study;
        if (items->items[i].kind == ITEM_STUDY && same_field(study, other, FIELD_TITLE)) {
            found = !found || same_field(study, other, FIELD_DOI) ? other : found;
        }
    }
    return found;
}

static Items read_export(const Export *export) {
    glob_t files = corpus_files(export->pattern);
    String text = {0};
    file_read(files.gl_pathv[0], &text);
    Items items = items_read(export->format, string_view(&text), 1 << 16);
    string_free(&text);
    globfree(&files);
    size_t studies = 0;
    for (size_t i = 0; i < items.count; i++) {
        studies += items.items[i].kind == ITEM_STUDY;
    }
    assert_int_equal(studies, export->records);
    return items;
}

static void compare(const Export *export, const Items *first, const Items *items) {
    size_t others = 0, differ[FIELDS] = {0};
    String example = {0}, was = {0}, is = {0};
    for (size_t i = 0; i < items->count; i++) {
        if (items->items[i].kind != ITEM_STUDY) {
            continue;
        }
        const Study *study = &items->items[i].study, *known = find(first, study);
        others += !known;
        if (!known) {
            string_format(&example, "\"%.60s\" is another\n", study->title);
        }
        for (int field = 0; known && field < FIELDS; field++) {
            if (!same_field(study, known, field)) {
                differ[field]++;
                describe_field(known, field, &was);
                describe_field(study, field, &is);
                string_format(&example, "%s of \"%.60s\": %.300s\nand not %.300s\n", field_names[field],
                              study->title, string_text(&is), string_text(&was));
            }
        }
    }
    bool same = others == export->others && memcmp(differ, export->differ, sizeof differ) == 0;
    if (!same) {
        print_message("%s: %zu others\n", export->pattern, others);
        for (int field = 0; field < FIELDS; field++) {
            print_message("  %s differs in %zu, expected %zu\n", field_names[field], differ[field],
                          export->differ[field]);
        }
        fail_msg("%s", string_text(&example));
    }
    string_free(&example);
    string_free(&was);
    string_free(&is);
}

static void compare_all(const Export *exports, size_t count) {
    Items first = read_export(&exports[0]);
    for (size_t i = 1; i < count; i++) {
        Items items = read_export(&exports[i]);
        compare(&exports[i], &first, &items);
        items_free(&items);
    }
    items_free(&first);
}
#define COMPARE(exports) compare_all(exports, sizeof(exports) / sizeof *(exports))

#define TABLE(name) "csv/asreview_citation-file-formatting__Datasets__" name
#define RIS(name)   "ris/asreview_citation-file-formatting__Datasets__RIS___baseline" name
#define DEMO(name)  "ris/asreview_asreview__tests__demo_data__" name

// A hundred records that begin at Lens. One of them was published twice under one title; one that
// Lens writes without an author's given name ("null") is completed by others.
static void test_hundred(void **state) {
    (void) state;
    static const Export exports[] = {
        {TABLE("CSV___baseline.csv"), FORMAT_CSV, 100, 0, {0}},
        {TABLE("TSV___baseline.tsv"), FORMAT_TSV, 100, 0, {0}},
        // RefWorks leaves out "ten" of a name
        {TABLE("TSV___baseline_refworks.tsv"), FORMAT_TSV, 100, 0, {0, 1, 0, 0, 0}},
        {RIS(".ris"), FORMAT_RIS, 100, 0, {0}},
        // Citavi leaves out particles such as "de"
        {RIS("_citavi.ris"), FORMAT_RIS, 100, 0, {0, 25, 0, 0, 0}},
        // in one record the addresses of the authors, which stood before the abstract, were taken out
        {RIS("_endnote.txt"), FORMAT_RIS, 100, 0, {0, 0, 0, 0, 1}},
        // one record was replaced by its later publication, a label left out
        {DEMO("_baseline.ris"), FORMAT_RIS, 100, 1, {0, 0, 0, 0, 1}},
        {DEMO("baseline_zotero.ris"), FORMAT_RIS, 100, 1, {0, 0, 0, 0, 1}},
        // and a year and another label changed by hand
        {DEMO("baseline_labeled-invalid_tags.ris"), FORMAT_RIS, 100, 1, {0, 0, 1, 0, 2}},
    };
    COMPARE(exports);
}

// Ten records that begin at Embase.
static void test_ten(void **state) {
    (void) state;
    static const Export exports[] = {
        {RIS("_embase.ris"), FORMAT_RIS, 10, 0, {0}},
        {TABLE("CSV___baseline_embase.csv"), FORMAT_CSV, 10, 0, {0}},
        {TABLE("CSV___baseline_excel.csv"), FORMAT_CSV, 10, 0, {0}},
        {TABLE("CSV___baseline_rayyan.csv"), FORMAT_CSV, 10, 0, {0}},
        {TABLE("CSV___baseline_zotero.csv"), FORMAT_CSV, 10, 0, {0}},
        {RIS("_endnote.ris"), FORMAT_RIS, 10, 0, {0}},
        {RIS("_mendeley.ris"), FORMAT_RIS, 10, 0, {0}},
        {RIS("_rayyan.ris"), FORMAT_RIS, 10, 0, {0}},
        {RIS("_refworks.ris"), FORMAT_RIS, 10, 0, {0}},
        {RIS("_zotero.ris"), FORMAT_RIS, 10, 0, {0}},
        {RIS("_eppireviewer.ris"), FORMAT_RIS, 10, 0, {0}},
        // Abstrackr has neither years nor DOIs, drops letters outside ASCII, and puts a row of words
        // between what was screened and what was not
        {TABLE("CSV___baseline_abstrackr.csv"), FORMAT_CSV, 10, 0, {0, 1, 10, 10, 1}},
        // Covidence's are of another search, of which eight are the same
        {TABLE("CSV___baseline_covidence.csv"), FORMAT_CSV, 10, 2, {0}},
        {RIS("_covidence_endnote.ris"), FORMAT_RIS, 10, 2, {0}},
        {RIS("_covidence_mendeley.ris"), FORMAT_RIS, 10, 2, {0}},
        {RIS("_covidence_refworks.ris"), FORMAT_RIS, 10, 2, {0}},
        {RIS("_covidence_zotero.ris"), FORMAT_RIS, 10, 2, {0}},
    };
    COMPARE(exports);
}

// What a database writes as a table and as RIS.
static void test_pairs(void **state) {
    (void) state;
    static const Export cinahl[] = {
        {TABLE("CSV___baseline_cinahl.csv"), FORMAT_CSV, 10, 0, {0}},
        {RIS("_cinahl.ris"), FORMAT_RIS, 9, 0, {0}},
    };
    static const Export scholar[] = {
        {TABLE("CSV___baseline_googlescholar.csv"), FORMAT_CSV, 10, 0, {0}},
        {RIS("_googlescholar.ris"), FORMAT_RIS, 10, 0, {0}},
    };
    static const Export openalex[] = {
        {TABLE("CSV___baseline_openalex.csv"), FORMAT_CSV, 9, 0, {0}},
        {RIS("_openalex.ris"), FORMAT_RIS, 9, 0, {0}},
    };
    static const Export scopus[] = {
        {TABLE("CSV___baseline_scopus.csv"), FORMAT_CSV, 10, 0, {0}},
        {RIS("_scopus.ris"), FORMAT_RIS, 10, 0, {0}},
    };
    static const Export cochrane[] = {
        {TABLE("CSV___baseline_cochrane.csv"), FORMAT_CSV, 3, 0, {0}},
        {RIS("_cochrane_endnote.ris"), FORMAT_RIS, 3, 0, {0}},
        {RIS("_cochrane_procite.ris"), FORMAT_RIS, 3, 0, {0}},
    };
    // PubMed's table has no abstracts; the other file has forty records more
    static const Export pubmed[] = {
        {TABLE("CSV___baseline_pubmed.csv"), FORMAT_CSV, 10, 0, {0}},
        {RIS("_pubmed.ris"), FORMAT_MEDLINE, 50, 40, {0, 0, 0, 0, 10}},
    };
    COMPARE(cinahl);
    COMPARE(scholar);
    COMPARE(openalex);
    COMPARE(scopus);
    COMPARE(cochrane);
    COMPARE(pubmed);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hundred),
        cmocka_unit_test(test_ten),
        cmocka_unit_test(test_pairs),
    };
    return cmocka_run_group_tests_name("format_oracle", tests, NULL, NULL);
}
