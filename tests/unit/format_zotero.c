// The cases of Zotero's translators: a file, and the items that Zotero makes of it. Title, creators,
// date, identifiers, abstract, journal, volume, issue and pages must be ours too, where Zotero has
// them; `disagreements` lists where they are not, and why ours is right.

#include "format_read.h"

#include <ctype.h>
#include <jansson.h>

// --- what is compared ---

// Text without tags, white space, a control character that is a dash of Windows, and the case that Zotero sometimes changes; dashes are hyphens.
static void add_plain(String *out, const char *text) {
    static const char *const dashes[] = {
        "\xe2\x80\x90", "\xe2\x80\x91", "\xe2\x80\x92", "\xe2\x80\x93", "\xe2\x80\x94", "\xe2\x88\x92", "--"};
    static const char *const spaces[] = {"\xe2\x80\xa8", "\xc2\xa0", "\xe2\x80\x89", "\xe2\x80\x85",
                                         "\xc2\x97"};
    for (const char *at = text ? text : ""; *at;) {
        size_t skip = 0;
        for (size_t i = 0; i < sizeof dashes / sizeof dashes[0] && skip == 0; i++) {
            skip = sv_starts(sv(at), sv(dashes[i])) ? strlen(dashes[i]) : 0;
        }
        if (skip > 0) {
            string_add_char(out, '-');
            at += skip;
            continue;
        }
        for (size_t i = 0; i < sizeof spaces / sizeof spaces[0] && skip == 0; i++) {
            skip = sv_starts(sv(at), sv(spaces[i])) ? strlen(spaces[i]) : 0;
        }
        const char *end =
            *at == '<' && (isalpha((unsigned char) at[1]) || at[1] == '/') ? strchr(at, '>') : NULL;
        skip = end ? (size_t) (end + 1 - at) : skip;
        if (skip == 0 && !isspace((unsigned char) *at)) {
            string_add_char(out, (char) tolower((unsigned char) *at));
        }
        at += skip > 0 ? skip : 1;
    }
}

static const char *text_at(const json_t *item, const char *key) {
    return json_string_value(json_object_get(item, key));
}

// The first of the keys that the item has.
static const char *any_at(const json_t *item, const char *const *keys) {
    const char *text = NULL;
    for (; *keys && !text; keys++) {
        text = text_at(item, *keys);
    }
    return text;
}

typedef struct {
    String expected, seen; // plain
} Pair;

static void pair_end(Pair *pair) {
    string_free(&pair->expected);
    string_free(&pair->seen);
}

static bool same_text(const char *expected, const char *seen) {
    Pair pair = {0};
    add_plain(&pair.expected, expected);
    add_plain(&pair.seen, seen);
    bool same = !expected || sv_equal(string_view(&pair.expected), string_view(&pair.seen));
    pair_end(&pair);
    return same;
}

// The same title, where one may end with the full stop that Zotero takes off.
// The brackets of a translated title are no part of it.
static bool same_title(const char *expected, const Study *study) {
    const char *seen = study->title;
    Pair pair = {0};
    add_plain(&pair.expected, expected);
    add_plain(&pair.seen, seen);
    StringView wanted = string_view(&pair.expected), found = string_view(&pair.seen);
    if (study->title_translated && sv_starts(wanted, SV("[")) && sv_ends(wanted, SV("]"))) {
        wanted = sv_part(wanted, 1, wanted.length - 2);
    }
    wanted.length -= sv_ends(wanted, SV("."));
    found.length -= sv_ends(found, SV("."));
    bool untitled = sv_equal(sv(expected), SV("[No title found]")) && !seen; // Zotero's words for none
    bool same = !expected || untitled || sv_equal(wanted, found);
    pair_end(&pair);
    return same;
}

// The same pages, where Zotero writes out the "475-82" of PubMed and keeps the word of "42-79 Seiten".
static bool same_pages(const char *expected, const char *seen) {
    Pair pair = {0};
    add_plain(&pair.expected, expected);
    add_plain(&pair.seen, seen);
    StringView wanted = string_view(&pair.expected), found = string_view(&pair.seen);
    size_t dash = sv_find_char(found, '-');
    static const StringView sizes[] = {{"seiten", 6}, {"pages", 5}};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        bool size = sv_ends(wanted, sizes[i]) && isdigit((unsigned char) wanted.data[0]);
        wanted.length -= size ? sizes[i].length : 0;
    }
    bool same = !expected || sv_equal(wanted, found);
    if (!same && dash != SV_NONE && found.length - dash - 1 < dash) {
        size_t last = found.length - dash - 1;
        String whole = {0};
        string_add(&whole, sv_part(found, 0, dash + 1));
        string_add(&whole, sv_part(found, 0, dash - last));
        string_add(&whole, sv_from(found, dash + 1));
        same = same_text(expected, string_text(&whole));
        string_free(&whole);
    }
    pair_end(&pair);
    return same;
}

// Letters of names only: dots, spaces and apostrophes are set in many ways.
static void add_name(String *out, const char *name) {
    String plain = {0};
    add_plain(&plain, name);
    for (size_t i = 0; i < plain.length; i++) {
        if (!strchr(".,'", plain.data[i])) {
            string_add_char(out, plain.data[i]);
        }
    }
    string_free(&plain);
}

static void add_creator(String *out, const json_t *creator) {
    const char *last = text_at(creator, "lastName");
    add_name(out, last ? last : text_at(creator, "name"));
    string_add_char(out, '|');
    add_name(out, text_at(creator, "firstName"));
}

static void add_author(String *out, const Author *author) {
    add_name(out, author->family ? author->family : author->collective);
    string_add_char(out, '|');
    add_name(out, author->given ? author->given : author->initials);
    add_name(out, author->suffix); // Zotero leaves it with the given name
}

// The same person, whose name Zotero has in one field ("Roe Anna") or with a particle beside the given name
// ("Anna von" "Roe").
static bool same_person(const json_t *creator, const Author *author) {
    static const char *const particles[] = {"von", "van", "de", "der", "den", "du", "la", NULL};
    const char *last = text_at(creator, "lastName"), *first = text_at(creator, "firstName");
    Pair pair = {0};
    add_creator(&pair.expected, creator);
    add_author(&pair.seen, author);
    bool same = sv_equal(string_view(&pair.expected), string_view(&pair.seen));
    pair_end(&pair);
    bool particle = false;
    StringView family = sv(author->family), word = {0};
    for (size_t i = 0; sv_split(&family, ' ', &word) && family.length > 0; i++) {
        bool known = false;
        for (size_t p = 0; particles[p]; p++) {
            known = known || sv_equal(word, sv(particles[p]));
        }
        particle = known && (i == 0 || particle);
    }
    if (!same && author->collective && last && first) { // a group's name, taken apart at its comma
        add_name(&pair.expected, last);
        add_name(&pair.expected, first);
        add_name(&pair.seen, author->collective);
        same = sv_equal(string_view(&pair.expected), string_view(&pair.seen));
        pair_end(&pair);
    }
    if (!same && author->family && last && (!first || particle)) {
        add_name(&pair.expected, first ? first : last);
        add_name(&pair.expected, first ? last : NULL);
        add_name(&pair.seen, first ? author->given : author->family);
        add_name(&pair.seen, first ? author->family : author->given);
        same = sv_equal(string_view(&pair.expected), string_view(&pair.seen));
        pair_end(&pair);
    }
    return same;
}

// Creators of the first one's kind: authors, or editors of a book without.
static bool same_creators(const json_t *item, const Study *study) {
    const json_t *creators = json_object_get(item, "creators");
    const char *kind = NULL;
    size_t at = 0, i;
    json_t *creator;
    bool same = true;
    json_array_foreach(creators, i, creator) {
        const char *type = text_at(creator, "creatorType");
        bool main = type && (strcmp(type, "author") == 0 || strcmp(type, "inventor") == 0);
        kind = main || !kind ? type : kind;
        if (main) {
            break;
        }
    }
    json_array_foreach(creators, i, creator) {
        const char *type = text_at(creator, "creatorType");
        if (!type || !kind || strcmp(type, kind) != 0) {
            continue;
        }
        same = same && at < study->author_count && same_person(creator, &study->authors[at]);
        at++;
    }
    return same && at == study->author_count;
}

// Year, and month and day where the text has them in figures: "2015-08-12", "2015-08".
static bool same_date(const char *expected, const Study *study) {
    int year = 0, month = 0, day = 0;
    if (!expected) {
        return true;
    }
    if (sscanf(expected, "%4d-%2d-%2d", &year, &month, &day) < 1 || year < 1000) {
        const char *at = expected;
        while (*at && !(isdigit((unsigned char) at[0]) && isdigit((unsigned char) at[1]) &&
                        isdigit((unsigned char) at[2]) && isdigit((unsigned char) at[3]))) {
            at++;
        }
        year = atoi(at);
        month = day = 0;
    }
    return study->year == year && (month == 0 || study->month == month) && (day == 0 || study->day == day);
}

static bool same_numbers(const json_t *item, const Study *study) {
    const char *doi = text_at(item, "DOI"), *isbn = text_at(item, "ISBN"), *issn = text_at(item, "ISSN");
    String found = {0};
    bool same = !doi || (study->doi && sv_equal_nocase(sv(doi), sv(study->doi)));
    string_format(&found, "%s %s", study->journal.issn ? study->journal.issn : "",
                  study->journal.essn ? study->journal.essn : "");
    StringView rest = sv(issn), number;
    while (sv_split(&rest, ' ', &number)) {
        same = same && (number.length < 8 || sv_find(string_view(&found), sv_part(number, 0, 9)) != SV_NONE);
    }
    string_clear(&found);
    for (size_t i = 0; i < study->identifier_count; i++) {
        string_format(&found, "%s ", study->identifiers[i].value);
    }
    String digits = {0};
    for (size_t i = 0; i < found.length; i++) {
        if (found.data[i] != '-') {
            string_add_char(&digits, (char) tolower((unsigned char) found.data[i]));
        }
    }
    for (rest = sv(isbn); sv_split(&rest, ' ', &number);) {
        String wanted = {0};
        for (size_t i = 0; i < number.length; i++) {
            if (number.data[i] != '-') {
                string_add_char(&wanted, (char) tolower((unsigned char) number.data[i]));
            }
        }
        bool words = wanted.length == 0 || !isdigit((unsigned char) wanted.data[0]); // "(paperback)"
        same = same && (words || sv_find(string_view(&digits), string_view(&wanted)) != SV_NONE);
        string_free(&wanted);
    }
    string_free(&digits);
    string_free(&found);
    return same;
}

// The same abstract; Zotero joins the descriptions of a catalogue by commas.
static bool same_abstract(const json_t *item, const Study *study) {
    String abstract = {0};
    study_add_abstract(study, &abstract);
    bool same = same_text(text_at(item, "abstractNote"), string_text(&abstract));
    string_clear(&abstract);
    for (size_t i = 0; i < study->section_count; i++) {
        string_format(&abstract, "%s%s", i > 0 ? ", " : "", study->sections[i].text);
    }
    same = same || same_text(text_at(item, "abstractNote"), string_text(&abstract));
    // Zotero takes a catalogue's last full stop off.
    String whole = {0};
    string_format(&whole, "%s.", text_at(item, "abstractNote") ? text_at(item, "abstractNote") : "");
    same = same || same_text(string_text(&whole), string_text(&abstract));
    string_free(&whole);
    string_free(&abstract);
    return same;
}

static bool same_name(const char *expected, const char *seen) {
    Pair pair = {0};
    add_name(&pair.expected, expected);
    add_name(&pair.seen, seen);
    bool same = !expected || sv_equal(string_view(&pair.expected), string_view(&pair.seen));
    pair_end(&pair);
    return same;
}

// Zotero cuts off the place that tells journals of one name apart: "Tea (London)".
static bool same_but_place(const char *expected, const char *seen) {
    StringView name = sv(seen);
    size_t place = sv_find(name, SV(" ("));
    Pair pair = {0};
    add_name(&pair.expected, expected);
    String cut = {0};
    string_add(&cut, sv_part(name, 0, place));
    add_name(&pair.seen, string_text(&cut));
    bool same = expected && place != SV_NONE && sv_ends(name, SV(")")) &&
                sv_equal(string_view(&pair.expected), string_view(&pair.seen));
    string_free(&cut);
    pair_end(&pair);
    return same;
}

static bool same_journal(const json_t *item, const Study *study) {
    static const char *const keys[] = {"publicationTitle", "bookTitle", "proceedingsTitle", NULL};
    const char *expected = any_at(item, keys), *short_name = text_at(item, "journalAbbreviation");
    const Journal *journal = &study->journal;
    return (same_name(expected, journal->title) || same_name(expected, journal->abbreviation) ||
            same_but_place(expected, journal->title)) &&
           (same_name(short_name, journal->abbreviation) || same_name(short_name, journal->title));
}

// --- the cases ---

typedef enum { READ, UNREAD } Reading;
static const struct {
    const char *files; // the beginning of their names
    size_t count;
    Reading reading;
    const char *why; // that its files are not read
} kinds[] = {
    {"BibTeX", 12, READ, ""},
    {"CSL_JSON", 1, READ, ""},
    {"Datacite_JSON", 9, READ, ""},
    {"Endnote_XML", 2, READ, ""},
    {"MEDLINEnbib", 5, READ, ""},
    {"OpenAlex_JSON", 4, READ, ""},
    {"PubMed_XML", 5, READ, ""},
    {"RIS", 9, READ, ""},
    {"Web_of_Science_Tagged", 5, READ, ""},
    {"Bookmarks", 1, READ, ""},
    {"Crossref_Unixref_XML", 8, READ, ""},
    {"DSpace_Intermediate_Metadata", 1, READ, ""},
    {"MARC", 2, READ, ""},
    {"MARCXML", 5, READ, ""},
    {"METS", 1, READ, ""},
    {"MODS", 15, READ, ""},
    {"OVID_Tagged", 10, READ, ""},
    {"Primo_Normalized_XML", 7, READ, ""},
    {"RDF", 4, READ, ""},
    {"ReferBibIX", 1, READ, ""},
    {"RefWorks_Tagged", 2, READ, ""},
    {"XML_ContextObject", 2, READ, ""},
};
enum { KINDS = sizeof kinds / sizeof kinds[0], CASES = 111 };

static const struct {
    const char *file, *field, *why;
} disagreements[] = {
    {"MARCXML.003", "creators", "\"Jennifer L. Anderson & Edwin Guzman\" are two, not one"},
    {"MARCXML.003", "date", "17 is the day of \"17 Aug 2018\", which we take for the year 2018"},
    {"MEDLINEnbib.008", "pages", "S1080-6032(22)00139-9 is the publisher's number; we keep it as pii"},
    {"MODS.022", "title", "an act's official title is its title; Zotero takes an alternative one"},
    {"MODS.022", "creators", "Congress is named as author; Zotero's bills have none"},
    {"MODS.022", "volume", "38 is the title of the code that the act changes, not a volume of the act"},
    {"OVID_Tagged.001", "journal", "\"Journal of Political Studies 12\" ends with the volume"},
    {"OVID_Tagged.004", "creators", "Zotero takes the initials MB for a doctor's degree and drops them"},
    {"OVID_Tagged.004", "journal", "Zotero cuts the book's title off within \"Professor A.A. Mozgovoi\""},
    {"OVID_Tagged.004", "pages", "1-234 is the book; the chapter has 214-218"},
    // RIS.002 has every tag in every type, and for values the names of EndNote's fields.
    {"RIS.002", "title", "the short title of a case or act is not its title"},
    {"RIS.002", "creators",
     "counsel, directors and composers are not authors, editors are those of no author"},
    {"RIS.002", "identifiers", "\"ISBN\" and \"ISSN/ISBN\" are no numbers"},
    {"RIS.002", "journal", "\"Conference Name\" is where a paper was given, which we prefer to its series"},
    {"RIS.002", "issue", "\"Status\", \"Number\" are issues of no journal"},
};
enum { DISAGREEMENTS = sizeof disagreements / sizeof disagreements[0] };

typedef struct {
    const char *name; // of the case
    bool used[DISAGREEMENTS];
    size_t unlisted;
    bool agrees; // this case so far
} Comparison;

static void disagree(Comparison *comparison, size_t item, const char *field, const char *expected,
                     const char *seen) {
    comparison->agrees = false;
    for (size_t i = 0; i < DISAGREEMENTS; i++) {
        if (strcmp(disagreements[i].file, comparison->name) == 0 &&
            strcmp(disagreements[i].field, field) == 0) {
            comparison->used[i] = true;
            return;
        }
    }
    comparison->unlisted++;
    print_message("%s, item %zu: %s is \"%.200s\", not \"%.200s\"\n", comparison->name, item + 1, field,
                  seen ? seen : "", expected ? expected : "");
}

static void compare_item(Comparison *comparison, size_t number, const json_t *item, const Study *study) {
    static const char *const titles[] = {"title", "caseName", "nameOfAct", NULL};
    static const char *const dates[] = {"date", "issueDate", "dateDecided", "dateEnacted", NULL};
    static const char *const pages[] = {"pages", "firstPage", NULL};
    static const char *const volumes[] = {"volume", "reporterVolume", "codeVolume", NULL};
    const struct {
        const char *field;
        bool same;
        const char *expected, *seen;
    } fields[] = {
        {"title", same_title(any_at(item, titles), study), any_at(item, titles), study->title},
        {"creators", same_creators(item, study), "", study->author_count > 0 ? study->authors[0].family : ""},
        {"date", same_date(any_at(item, dates), study), any_at(item, dates), study->date},
        {"identifiers", same_numbers(item, study), text_at(item, "DOI"), study->doi},
        {"abstract", same_abstract(item, study), text_at(item, "abstractNote"),
         study->section_count > 0 ? study->sections[0].text : ""},
        {"journal", same_journal(item, study), text_at(item, "publicationTitle"), study->journal.title},
        {"volume", same_text(any_at(item, volumes), study->volume), any_at(item, volumes), study->volume},
        {"issue", same_text(text_at(item, "issue"), study->issue), text_at(item, "issue"), study->issue},
        {"pages", same_pages(any_at(item, pages), study->pages), any_at(item, pages), study->pages},
    };
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        if (!fields[i].same) {
            disagree(comparison, number, fields[i].field, fields[i].expected, fields[i].seen);
        }
    }
}

static void compare_file(Comparison *comparison, const char *file) {
    String text = {0}, wanted = {0}, name = {0};
    file_read(file, &text);
    string_format(&name, "%.*sexpected.json", (int) (strlen(file) - strlen("input")), file);
    file_read(string_text(&name), &wanted);
    json_t *expected = json_loads(string_text(&wanted), 0, NULL);
    Format format;
    Error err = {0};
    comparison->agrees = true;
    if (!format_detect(string_view(&text), &format, &err)) {
        disagree(comparison, 0, "format", "", err.text);
    } else {
        Items items = items_read(format, string_view(&text), 100);
        size_t studies = 0;
        for (size_t i = 0; i < items.count; i++) {
            if (items.items[i].kind == ITEM_STUDY) {
                if (studies < json_array_size(expected)) {
                    compare_item(comparison, studies, json_array_get(expected, studies),
                                 &items.items[i].study);
                }
                studies++;
            }
        }
        if (studies != json_array_size(expected)) {
            disagree(comparison, studies, "number of items", "", "");
        }
        items_free(&items);
    }
    json_decref(expected);
    string_free(&text);
    string_free(&wanted);
    string_free(&name);
}

static void test_zotero(void **state) {
    (void) state;
    Comparison comparison = {0};
    size_t cases = 0, agreeing = 0, unread = 0;
    for (size_t k = 0; k < KINDS; k++) {
        String pattern = {0};
        string_format(&pattern, "zotero_tests/%s.[0-9]*.input", kinds[k].files);
        glob_t files = corpus_files(string_text(&pattern));
        assert_int_equal(files.gl_pathc, kinds[k].count);
        for (size_t f = 0; f < files.gl_pathc; f++) {
            cases++;
            if (kinds[k].reading == UNREAD) {
                unread++;
                continue;
            }
            const char *file = files.gl_pathv[f];
            const char *base = strrchr(file, '/') + 1;
            char case_name[80];
            snprintf(case_name, sizeof case_name, "%.*s", (int) (strlen(base) - strlen(".input")), base);
            comparison.name = case_name;
            compare_file(&comparison, file);
            agreeing += comparison.agrees;
        }
        globfree(&files);
        string_free(&pattern);
    }
    print_message("%zu cases: %zu agree, %zu differ in what is listed, %zu of formats that are not read\n",
                  cases, agreeing, cases - agreeing - unread, unread);
    assert_int_equal(cases, CASES);
    assert_true(agreeing >= 105);
    assert_int_equal(comparison.unlisted, 0);
    for (size_t i = 0; i < DISAGREEMENTS; i++) {
        if (!comparison.used[i]) {
            fail_msg("%s: %s agrees now", disagreements[i].file, disagreements[i].field);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_zotero)};
    return cmocka_run_group_tests_name("format_zotero", tests, NULL, NULL);
}
