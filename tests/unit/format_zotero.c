// RIS and EndNote XML as Zotero's translators read the same files.

#include "format_read.h"

#include <jansson.h>

// Text without tags, which Zotero keeps in titles, and with single spaces, of which U+2028 is one
// to Zotero.
static void add_plain(String *out, const char *text) {
    bool tag = false;
    for (; *text; text++) {
        if (strncmp(text, "\xe2\x80\xa8", 3) == 0) {
            text += 2;
            continue;
        }
        bool space = *text == ' ' || *text == '\n';
        tag = (tag && text[-1] != '>') || *text == '<';
        if (!tag && !(space && (out->length == 0 || out->data[out->length - 1] == ' '))) {
            string_add_char(out, space ? ' ' : *text);
        }
    }
}

// What Zotero has must be ours; what it has not is not looked at.
static void check_text(const char *file, const char *field, const json_t *item, const char *key,
                       const char *got) {
    const char *text = json_string_value(json_object_get(item, key));
    String expected = {0}, seen = {0};
    add_plain(&expected, text ? text : "");
    add_plain(&seen, got ? got : "");
    if (text && !sv_equal_nocase(string_view(&expected), string_view(&seen))) {
        fail_msg("%s: %s is \"%s\", not \"%s\"", file, field, string_text(&seen), string_text(&expected));
    }
    string_free(&expected);
    string_free(&seen);
}

static void check_authors(const char *file, const json_t *item, const Study *study) {
    const json_t *creators = json_object_get(item, "creators");
    assert_int_equal(study->author_count, json_array_size(creators));
    for (size_t i = 0; i < study->author_count; i++) {
        const json_t *creator = json_array_get(creators, i);
        const Author *author = &study->authors[i];
        check_text(file, "family name", creator, "lastName", author->family);
        String given = {0}; // Zotero leaves a suffix with it
        string_format(&given, "%s%s%s", author->given ? author->given : "", author->suffix ? " " : "",
                      author->suffix ? author->suffix : "");
        if (given.length > 0 && given.data[given.length - 1] == '.' && author->suffix) {
            given.data[--given.length] = '\0';
        }
        check_text(file, "given name", creator, "firstName", string_text(&given));
        string_free(&given);
    }
}

static void check_study(const char *file, const json_t *item, const Study *study) {
    String date = {0}, abstract = {0};
    check_text(file, "title", item, "title", study->title);
    check_authors(file, item, study);
    if (study->year > 0) {
        string_format(&date,
                      study->day > 0     ? "%d-%02d-%02d"
                      : study->month > 0 ? "%d-%02d"
                                         : "%d",
                      study->year, study->month, study->day);
    }
    check_text(file, "date", item, "date", string_text(&date));
    check_text(file, "date", item, "issueDate", string_text(&date));
    study_add_abstract(study, &abstract);
    check_text(file, "abstract", item, "abstractNote", string_text(&abstract));
    check_text(file, "DOI", item, "DOI", study->doi);
    check_text(file, "journal", item, "publicationTitle", study->journal.title);
    check_text(file, "abbreviation", item, "journalAbbreviation", study->journal.abbreviation);
    check_text(file, "ISSN", item, "ISSN", study->journal.issn);
    check_text(file, "volume", item, "volume", study->volume);
    check_text(file, "issue", item, "issue", study->issue);
    check_text(file, "pages", item, "pages", study->pages);
    check_text(file, "ISBN", item, "ISBN", study->identifier_count > 0 ? study->identifiers[0].value : NULL);
    string_free(&date);
    string_free(&abstract);
}

// RIS.002 is left out: its values are the names of the fields.
static void test_zotero(void **state) {
    (void) state;
    static const char *const patterns[] = {"zotero_tests/RIS.00[1356789].input", "zotero_tests/RIS.01*.input",
                                           "zotero_tests/Endnote_XML.*.input"};
    size_t compared = 0;
    for (size_t p = 0; p < sizeof patterns / sizeof patterns[0]; p++) {
        glob_t files = corpus_files(patterns[p]);
        for (size_t f = 0; f < files.gl_pathc; f++) {
            const char *file = files.gl_pathv[f];
            String text = {0}, wanted = {0}, name = {0};
            file_read(file, &text);
            string_format(&name, "%.*sexpected.json", (int) (strlen(file) - strlen("input")), file);
            file_read(string_text(&name), &wanted);
            json_t *expected = json_loads(string_text(&wanted), 0, NULL);
            Format format;
            assert_true(format_detect(string_view(&text), &format, NULL));
            Items items = items_read(format, string_view(&text), 100);
            assert_int_equal(items.count, json_array_size(expected));
            for (size_t i = 0; i < items.count; i++) {
                check_study(file, json_array_get(expected, i), &items.items[i].study);
                compared++;
            }
            json_decref(expected);
            items_free(&items);
            string_free(&text);
            string_free(&wanted);
            string_free(&name);
        }
        globfree(&files);
    }
    assert_int_equal(compared, 12);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_zotero)};
    return cmocka_run_group_tests_name("format_zotero", tests, NULL, NULL);
}
