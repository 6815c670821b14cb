#include "store_help.h"

// A shelf of nine studies, told apart by PMID; 10 is known only by link.
static void fill(Shelf *shelf) {
    Arena *arena = &shelf->arena;
    Study s[10]; // s[1] is PMID 1
    for (int64_t i = 1; i < 10; i++) {
        s[i] = study_of(RECORD_PUBMED_XML, i, NULL);
    }
    s[1].title = "\xce\xb2-Catenin in the injured liver";
    s[1].year = 2012, s[1].month = 5, s[1].day = 3;
    add_author(arena, &s[1], "Zhang", "Zheng", "Z");
    add_author(arena, &s[1], "M\xc3\xbcller", "J\xc3\xb6rg", "J");
    set_abstract(arena, &s[1], "Blood pressure was measured near the liver.");
    s[2].title = "Mesenchymal cells: a review of reviews";
    s[2].year = 2019;
    add_author(arena, &s[2], "Smith", "John A", "JA");
    set_abstract(arena, &s[2], "Pressure of blood; stem cells from the umbilical cord.");
    s[3].title = "Retracted trial";
    s[3].year = 2019, s[3].month = 12;
    set_texts(arena, &s[3].publication_types, "Retracted Publication");
    s[3].mesh = ARENA_ARRAY(arena, MeshHeading, 2);
    s[3].mesh[0].heading = "Liver Cirrhosis";
    s[3].mesh[0].qualifiers = &(Qualifier){"therapy", true};
    s[3].mesh[0].qualifier_count = 1;
    s[3].mesh[1].heading = "Humans";
    s[3].mesh_count = 2;
    s[4].title = "Stammzelltherapie bei Sepsis";
    s[4].year = 2020;
    set_texts(arena, &s[4].languages, "ger");
    s[4].journal.title = "Zeitschrift f\xc3\xbcr Erfundenes";
    s[4].journal.abbreviation = "Z Erfund";
    s[4].mesh = ARENA_ARRAY(arena, MeshHeading, 1);
    s[4].mesh[0].heading = "Liver Cirrhosis, Biliary";
    s[4].mesh_count = 1;
    s[5].title = "A trial with an \xc3\x9cmlaut";
    s[5].doi = "10.1000/five";
    s[5].pmcid = "PMC55";
    s[5].links[LINK_CITED_BY].announced = 12;
    set_texts(arena, &s[5].publication_types, "Randomized Controlled Trial");
    s[6].title =
        "\xe6\x95\x97\xe8\xa1\x80\xe7\x97\x87\xe3\x81\xae\xe6\xb2\xbb\xe7\x99\x82"; // sepsis, its treatment
    s[7].title = "Trial that cites";
    add_citation(arena, &s[7], LINK_REFERENCES, 1, NULL, "one");
    add_citation(arena, &s[7], LINK_REFERENCES, 10, NULL, "ten");
    add_citation(arena, &s[7], LINK_REFERENCES, 0, "10.1000/five", "five");
    s[8].title = "Quoted \"words\" AND operators";
    s[8].doi = "10.1000/five";
    add_citation(arena, &s[8], LINK_REFERENCES, 1, NULL, "one");
    s[9].title = "Jonathan Smith on liver, liver and liver";
    add_author(arena, &s[9], "Smith", "Jane", "J");
    add_author(arena, &s[9], "Jones", "Adam", "A");
    s[9].journal.title = "Annals";
    s[9].year = 2019, s[9].month = 12, s[9].day = 5;
    shelf_open(shelf, "/a.xml");
    for (size_t i = 9; i > 0; i--) { // the order of import is from the last
        shelf_put(shelf, &s[i], PUT_NEW);
    }
    shelf_commit(shelf);
}

static bool review_ids(void *context, const QueryNode *leaf, IdList *out, Error *err) {
    (void) context;
    (void) err;
    if (leaf->field == FIELD_HAS) {
        id_list_add(out, 9); // the only one with a note
        return true;
    }
    assert_string_equal(leaf->text, "include");
    id_list_add(out, 10); // a stub that was decided
    id_list_add(out, 1);
    return true;
}

typedef struct {
    size_t calls, count;
    StudyId ids[4];
} First;
static void take_first(void *context, const StudyId *ids, size_t count) {
    First *first = context;
    first->calls++;
    first->count = count;
    memcpy(first->ids, ids, count * sizeof *ids);
}

static bool run(Shelf *shelf, const char *query, const SearchReview *review, Sort sort, bool descending,
                First *first, IdList *ids, String *note) {
    size_t column;
    const char *parsed;
    QueryNode *tree = query_parse(sv(query), &shelf->arena, &column, &parsed, &shelf->err);
    if (!tree) {
        return false;
    }
    Search search = {.tree = tree,
                     .sort = sort,
                     .descending = descending,
                     .review = review,
                     .first = first ? take_first : NULL,
                     .context = first,
                     .first_count = 4};
    return search_run(shelf->cache, &search, ids, note, &shelf->err);
}

static void add_ids(String *out, const IdList *ids) {
    for (size_t i = 0; i < ids->count; i++) {
        string_format(out, "%s%lld", i ? " " : "", (long long) ids->ids[i]);
    }
}

static void check_order(Shelf *shelf, const char *query, const SearchReview *review, Sort sort,
                        bool descending, const char *expected) {
    IdList ids = {0};
    String note = {0}, got = {0};
    if (!run(shelf, query, review, sort, descending, NULL, &ids, &note)) {
        fail_msg("%s: %s", query, shelf->err.text);
    }
    add_ids(&got, &ids);
    if (strcmp(string_text(&got), expected) != 0) {
        fail_msg("%s: [%s], not [%s]", query, string_text(&got), expected);
    }
    id_list_free(&ids);
    string_free(&note);
    string_free(&got);
}

// Ids in the order of import, which is from 9 down to 1.
static void check_found(Shelf *shelf, const char *query, const SearchReview *review, const char *expected) {
    check_order(shelf, query, review, SORT_IMPORT, false, expected);
}

static void test_finding(void **state) {
    Shelf *shelf = *state;
    fill(shelf);
    static const struct {
        const char *query, *ids;
    } cases[] = {
        {"", "9 8 7 6 5 4 3 2 1"},
        {"liver", "9 1"},
        // Folding: Greek letters and their names, diacritics.
        {"beta-catenin", "1"},
        {"\"beta catenin\"", "1"},
        {"\xce\xb2-Catenin", "1"},
        {"\xce\x92-CATENIN", "1"},
        {"umlaut", "5"},
        {"\xc3\x9cmlaut", "5"},
        {"au:muller", "1"},
        {"au:M\xc3\xbcller", "1"},
        // CJK: any run of characters is a phrase.
        {"\xe6\x95\x97\xe8\xa1\x80", "6"},
        {"\xe6\xb2\xbb\xe7\x99\x82", "6"},
        {"\xe8\xa1\x80\xe6\x95\x97", ""},
        // Phrases, nearness, prefixes.
        {"\"blood pressure\"", "1"},
        {"\"blood pressure\"~3", "2 1"},
        {"blood pressure", "2 1"},
        {"retr*", "3"},
        {"\"blood press*\"", "1"},
        {"ti:blood", ""},
        {"ab:liver", "1"},
        {"\"quoted words and\"", "8"},
        // Authors: initials go on, no phrase spans two.
        {"au:\"smith j\"", "9 2"},
        {"au:\"smith ja\"", "9 2"}, // Jane too
        {"au:\"smith jane\"", "9"},
        {"au:\"smith jones\"", ""},
        {"au:\"j jones\"", ""},
        {"au:\"jane jones\"", ""},
        {"au:smith", "9 2"},
        // Terms are whole.
        {"mesh:\"liver cirrhosis\"", "3"},
        {"mesh:liver", ""},
        {"mesh:liver*", "4 3"},
        {"mesh:\"Liver Cirrhosis/therapy\"", "3"},
        {"majr:\"liver cirrhosis\"", "3"},
        {"majr:humans", ""},
        {"pt:\"randomized controlled trial\"", "5"},
        {"pt:trial", ""},
        {"lang:ger", "4"},
        {"lang:german", "4"},
        {"jour:erfund", "4"},
        {"jour:\"zeitschrift fur\"", "4"},
        // Logic.
        {"trial NOT retracted", "7 5"},
        {"-trial", "9 8 6 4 2 1"},
        {"NOT (trial OR liver)", "8 6 4 2"},
        {"NOT (NOT trial)", "7 5 3"},
        {"liver OR NOT trial", "9 8 6 4 2 1"},
        {"NOT liver NOT trial", "8 6 4 2"},
        {"trial year:2019", "3"},
        {"trial OR year:2020", "7 5 4 3"},
        {"(trial year:2019) OR (trial NOT year:2019 pmid:7) OR (liver year:2012)", "7 3 1"},
        {"NOT trial year:2019..2020", "9 4 2"},
        {"(trial OR year:2020) NOT (retracted OR pmid:5)", "7 4"},
        // Columns.
        {"year:2019", "9 3 2"},
        {"year:2019..", "9 4 3 2"},
        {"year:..2012", "1"},
        {"date:2019", "9 3 2"},
        {"date:2019-12", "9 3"},
        {"date:2019-12-05", "9"},
        {"date:..2012-05-03", "1"},
        {"id:5", "5"},
        {"pmid:5", "5"},
        {"doi:10.1000/five", "8 5"}, // both that have it
        {"pmcid:PMC55", "5"},
        {"is:retracted", "3"},
        {"is:stub", ""},
        {"has:abstract", "2 1"},
        {"has:doi", "8 5"},
        {"has:pmcid", "5"},
        {"has:references", "8 7"},
        {"has:mesh", "4 3"},
        {"has:citedby", "8 5 1"},
        {"cites:>1", "5 1"},
        {"cites:2..11", "1"},
        {"cites:0", "9 7 6 4 3 2"},
        // Links.
        {"refs:7", "8 1"}, // of several with one DOI, the newest
        {"refs:7 NOT liver", "8"},
        {"citedby:1", "8 7"},
        {"citedby:(liver OR pmid:5)", "8 7"},
        {"refs:(citedby:1)", "8 1"},
        {"refs:9", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        check_found(shelf, cases[i].query, NULL, cases[i].ids);
    }
}

static void test_within_a_review(void **state) {
    Shelf *shelf = *state;
    fill(shelf);
    StudyId candidates[] = {1, 3, 5, 9, 10};
    IdList scope = {candidates, 5, 5};
    SearchReview review = {NULL, review_ids, &scope}, unscoped = {NULL, review_ids, NULL};
    static const struct {
        const char *query, *ids;
    } cases[] = {
        {"", "9 5 3 1 10"}, // a stub is a candidate like any other
        {"trial", "5 3"},
        {"trial in:cache", "7 5 3"},
        {"in:cache", "9 8 7 6 5 4 3 2 1"},
        {"in:review", "9 5 3 1 10"},
        {"in:cache NOT in:review", "8 7 6 4 2"},
        {"is:include", "1 10"},
        {"NOT is:include", "9 5 3"},
        {"is:stub", "10"},
        {"NOT is:stub", "9 5 3 1"},
        {"liver is:include", "1"},
        {"liver NOT is:include", "9"},
        {"year:2019", "9 3"},
        {"NOT year:2019", "5 1 10"},
        {"refs:7", "1 10"},
        {"refs:(trial)", ""},
        {"refs:(trial in:cache)", "1 10"},
        {"refs:(trial) in:cache", "8 1"},
        {"citedby:(is:include) in:cache", "8 7"},
        {"has:note", "9"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        check_found(shelf, cases[i].query, &review, cases[i].ids);
    }
    check_found(shelf, "trial", &unscoped, "7 5 3");
    IdList ids = {0};
    assert_false(run(shelf, "liver is:include", NULL, SORT_DATE, true, NULL, &ids, NULL));
    assert_int_equal(shelf->err.kind, ERROR_USAGE);
    assert_non_null(strstr(shelf->err.text, "column 7: is:include asks about a review"));
    id_list_free(&ids);
}

static void test_sorting(void **state) {
    Shelf *shelf = *state;
    fill(shelf);
    // The unknown comes last in either direction, and equal ones stay newest first.
    check_order(shelf, "", NULL, SORT_DATE, true, "4 9 3 2 1 8 7 6 5");
    check_order(shelf, "", NULL, SORT_DATE, false, "1 2 3 9 4 8 7 6 5");
    check_order(shelf, "", NULL, SORT_YEAR, true, "4 9 3 2 1 8 7 6 5");
    check_order(shelf, "", NULL, SORT_AUTHOR, false, "9 2 1 8 7 6 5 4 3");
    check_order(shelf, "", NULL, SORT_AUTHOR, true, "1 9 2 8 7 6 5 4 3");
    check_order(shelf, "", NULL, SORT_JOURNAL, false, "9 4 8 7 6 5 3 2 1");
    check_order(shelf, "", NULL, SORT_CITED_BY, true, "5 1 8 9 7 6 4 3 2");
    check_order(shelf, "", NULL, SORT_IMPORT, false, "9 8 7 6 5 4 3 2 1");
    check_order(shelf, "", NULL, SORT_IMPORT, true, "1 2 3 4 5 6 7 8 9");
    check_order(shelf, "liver", NULL, SORT_RELEVANCE, true, "9 1"); // three times in the title
    check_order(shelf, "trial NOT year:2020", NULL, SORT_DATE, true, "3 7 5");

    IdList ids = {0};
    String note = {0};
    assert_ok(shelf, run(shelf, "year:2019", NULL, SORT_RELEVANCE, true, NULL, &ids, &note));
    assert_string_equal(string_text(&note), "no words to rank by: newest first");
    assert_int_equal(ids.ids[0], 9);
    string_free(&note);
    id_list_free(&ids);
    for (Sort sort = 0; sort < SORT_COUNT; sort++) {
        Sort parsed;
        assert_true(sort_parse(sv(sort_names[sort]), &parsed));
        assert_int_equal(parsed, sort);
    }
}

static void test_the_first_screenful_comes_once_and_sorted(void **state) {
    Shelf *shelf = *state;
    fill(shelf);
    IdList ids = {0};
    First first = {0};
    assert_ok(shelf, run(shelf, "", NULL, SORT_DATE, true, &first, &ids, NULL));
    assert_int_equal(first.calls, 1);
    assert_int_equal(first.count, 4);
    assert_memory_equal(first.ids, ids.ids, 4 * sizeof *ids.ids);
    first = (First){0};
    assert_ok(shelf, run(shelf, "nowhere", NULL, SORT_DATE, true, &first, &ids, NULL));
    assert_int_equal(first.calls, 1);
    assert_int_equal(first.count, 0);
    assert_int_equal(ids.count, 0);
    id_list_free(&ids);
}

// Few hits among many studies are looked up one by one; the other tests are small enough
// that a pass over all studies answers them.
static void test_few_hits_among_many_studies(void **state) {
    Shelf *shelf = *state;
    shelf_open(shelf, "/a.xml");
    for (int i = 1; i <= 200; i++) {
        Study study = study_of(RECORD_PUBMED_XML, i, i % 100 == 0 ? "A rare thing" : "Common");
        study.year = i <= 100 ? 2001 : 2002;
        shelf_put(shelf, &study, PUT_NEW);
    }
    shelf_commit(shelf);
    check_found(shelf, "rare", NULL, "100 200");
    check_found(shelf, "rare year:2002", NULL, "200");
    check_found(shelf, "rare NOT year:2002", NULL, "100");
    check_found(shelf, "common year:2002 pmid:150", NULL, "150");
    check_found(shelf, "rare cites:0 NOT is:retracted", NULL, "100 200");
    check_order(shelf, "rare", NULL, SORT_YEAR, true, "200 100");
}

// From within the search itself, which is as good as from another thread.
static bool interrupting(void *context, const QueryNode *leaf, IdList *out, Error *err) {
    (void) leaf;
    (void) out;
    (void) err;
    search_interrupt(context);
    return true;
}

static void test_interrupting(void **state) {
    Shelf *shelf = *state;
    fill(shelf);
    SearchReview review = {shelf->cache, interrupting, NULL};
    IdList ids = {0};
    assert_false(run(shelf, "is:include", &review, SORT_DATE, true, NULL, &ids, NULL));
    assert_int_equal(shelf->err.kind, ERROR_CANCELLED);
    assert_ok(shelf, run(shelf, "liver", NULL, SORT_DATE, true, NULL, &ids, NULL)); // the next one runs
    assert_int_equal(ids.count, 2);
    id_list_free(&ids);
}

// However long or deep: an answer or a sentence.
static void test_long_queries(void **state) {
    Shelf *shelf = *state;
    fill(shelf);
    IdList ids = {0};
    String query = {0};
    for (int i = 0; i < 2000; i++) {
        string_format(&query, "word%d OR ", i);
    }
    string_add_text(&query, "umlaut");
    check_found(shelf, query.data, NULL, "5");
    string_clear(&query);
    for (int i = 0; i < 150; i++) {
        string_format(&query, "%s (x%d %s ", i ? "" : "umlaut OR", i, i % 2 ? "AND" : "OR");
    }
    string_add_text(&query, "y");
    for (int i = 0; i < 150; i++) {
        string_add_char(&query, ')');
    }
    bool ok = run(shelf, query.data, NULL, SORT_DATE, true, NULL, &ids, NULL);
    if (ok) {
        assert_int_equal(ids.count, 1);
    } else {
        assert_int_equal(shelf->err.kind, ERROR_USAGE);
        assert_non_null(strstr(shelf->err.text, "nested too deep"));
    }
    string_free(&query);
    id_list_free(&ids);
}

// What was indexed and went is not found any more; what came in its place is.
static void test_the_index_follows_the_studies(void **state) {
    Shelf *shelf = *state;
    fill(shelf);
    assert_ok(shelf, cache_begin(shelf->cache, &shelf->err));
    Study newer = study_of(RECORD_PUBMED_XML, 9, "Nothing of before");
    newer.revised = 20240101;
    shelf_put(shelf, &newer, PUT_UPDATED);
    assert_ok(shelf, cache_delete(shelf->cache, shelf->import, 100, 5, &shelf->err));
    shelf_commit(shelf);
    check_found(shelf, "liver", NULL, "1");
    check_found(shelf, "au:smith", NULL, "2");
    check_found(shelf, "before", NULL, "9");
    check_found(shelf, "umlaut", NULL, "");
    check_found(shelf, "doi:10.1000/five", NULL, "8");
    shelf_check(shelf);
}

static void finds_terms_of_the_review(void **state) {
    Shelf *shelf = *state;
    fill(shelf);
    static const struct {
        const char *term, *ids;
    } cases[] = {
        {"liver", "1 9"},
        {"blood pressure", "1"},
        {"pressure of blood|umbilical", "2"},
        {"stem*", "2"},
        {"beta catenin", "1"},
        {"smith", "9"}, // of the title: no author
        {"smith|müller|review of rev*", "2 9"},
        {"quoted words and operators", "8"},
        {"nowhere", ""},
        {"…", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Term term = {TERM_FOR, NULL, cases[i].term};
        IdList ids = {0};
        String got = {0};
        assert_true(search_term(shelf->cache, &term, &ids, &shelf->err));
        add_ids(&got, &ids);
        assert_string_equal(string_text(&got), cases[i].ids);
        string_free(&got);
        id_list_free(&ids);
    }
}

static void sorts_by_the_terms_of_the_review(void **state) {
    Shelf *shelf = *state;
    fill(shelf);
    static const Term terms[] = {{TERM_FOR, NULL, "liver"},
                                 {TERM_FOR, NULL, "blood"},
                                 {TERM_AGAINST, NULL, "trial|jonathan"},
                                 {TERM_OF_GROUP, "outcome", "words"}};
    const QueryNode *tree = query_parse(SV(""), &shelf->arena, NULL, NULL, &shelf->err);
    IdMap scores = {0};
    Search search = {
        .tree = tree, .sort = SORT_SCORE, .descending = true, .terms = {terms, 4}, .scores = &scores};
    IdList ids = {0};
    String got = {0}, note = {0};
    assert_true(search_run(shelf->cache, &search, &ids, &note, &shelf->err));
    add_ids(&got, &ids);
    assert_string_equal(got.data, "1 2 9 8 6 4 7 5 3"); // 2, 1, then 1 - 1 and none, then -1
    int64_t score;
    assert_true(id_map_get(&scores, 1, &score));
    assert_int_equal(score, 2);
    assert_true(id_map_get(&scores, 3, &score));
    assert_int_equal(score, -1);
    assert_false(id_map_get(&scores, 8, &score));
    search.descending = false;
    search.scores = NULL;
    string_clear(&got);
    assert_true(search_run(shelf->cache, &search, &ids, &note, &shelf->err));
    add_ids(&got, &ids);
    assert_string_equal(got.data, "7 5 3 9 8 6 4 2 1");
    assert_int_equal(note.length, 0);
    search.terms = (TermList){&terms[3], 1}; // a group says nothing for or against
    assert_true(search_run(shelf->cache, &search, &ids, &note, &shelf->err));
    assert_non_null(strstr(string_text(&note), "no terms"));
    id_map_free(&scores);
    id_list_free(&ids);
    string_free(&got);
    string_free(&note);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_finding, shelf_new, shelf_free),
        cmocka_unit_test_setup_teardown(test_within_a_review, shelf_new, shelf_free),
        cmocka_unit_test_setup_teardown(test_sorting, shelf_new, shelf_free),
        cmocka_unit_test_setup_teardown(test_the_first_screenful_comes_once_and_sorted, shelf_new,
                                        shelf_free),
        cmocka_unit_test_setup_teardown(test_few_hits_among_many_studies, shelf_new, shelf_free),
        cmocka_unit_test_setup_teardown(test_interrupting, shelf_new, shelf_free),
        cmocka_unit_test_setup_teardown(test_long_queries, shelf_new, shelf_free),
        cmocka_unit_test_setup_teardown(finds_terms_of_the_review, shelf_new, shelf_free),
        cmocka_unit_test_setup_teardown(sorts_by_the_terms_of_the_review, shelf_new, shelf_free),
        cmocka_unit_test_setup_teardown(test_the_index_follows_the_studies, shelf_new, shelf_free),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
