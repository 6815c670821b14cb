#include "store_help.h"

#include <math.h>

// Ranks by relevance against a naive count of the same words, and what prefixes stand for.

enum { STUDIES = 400, WORDS = 6 };

static const char *const words[WORDS] = {"liver", "heart", "kidney", "spleen", "marrow", "lung"};

typedef struct {
    StudyId id;
    int title[WORDS], abstract[WORDS];
} Counts;

typedef struct {
    Counts studies[STUDIES];
    int studies_with[WORDS];
} Known;

static uint32_t next_random(uint32_t *state) {
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

static void add_times(String *text, const char *word, int times) {
    for (int i = 0; i < times; i++) {
        string_format(text, " %s filler", word);
    }
}

// The first words are common, the last ones rare.
static void fill(Shelf *shelf, Known *known) {
    uint32_t random = 5;
    shelf_open(shelf, "/a.xml");
    for (int i = 0; i < STUDIES; i++) {
        Counts *study = &known->studies[i];
        String title = {0}, abstract = {0};
        study->id = 10 + 7 * i;
        for (int w = 0; w < WORDS; w++) {
            bool has = next_random(&random) % (uint32_t) (w * 3 + 2) == 0;
            study->title[w] = has ? (int) (next_random(&random) % 2) : 0;
            study->abstract[w] = has ? (int) (next_random(&random) % 5) : 0;
            known->studies_with[w] += study->title[w] + study->abstract[w] > 0;
            add_times(&title, words[w], study->title[w]);
            add_times(&abstract, words[w], study->abstract[w]);
        }
        Study record = study_of(RECORD_PUBMED_XML, study->id, string_text(&title));
        set_abstract(&shelf->arena, &record, string_text(&abstract));
        shelf_put(shelf, &record, PUT_NEW);
        string_free(&title);
        string_free(&abstract);
    }
    shelf_commit(shelf);
}

// As search_rank.h says: the rarer and the oftener, less and less so; a title counts four times.
static int64_t rank_naively(const Known *known, const Counts *study, const int *of, int count) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
        double with = count > 1 ? known->studies_with[of[i]] : 1;
        double times = 4 * study->title[of[i]] + study->abstract[of[i]];
        sum += log(1 + (STUDIES - with + 0.5) / (with + 0.5)) * times * 2.2 / (times + 1.2);
    }
    return (int64_t) (sum * 1000);
}

static void check_ranks(Shelf *shelf, const Known *known, const char *query, const int *of, int count,
                        bool all, bool descending) {
    IdList ids = {0};
    Search search = {.tree = query_parse(sv(query), &shelf->arena, NULL, NULL, &shelf->err),
                     .sort = SORT_RELEVANCE,
                     .descending = descending};
    assert_ok(shelf, search_run(shelf->cache, &search, &ids, NULL, &shelf->err));
    int64_t before = 0;
    size_t expected = 0;
    for (int i = 0; i < STUDIES; i++) {
        int with = 0;
        for (int k = 0; k < count; k++) {
            with += known->studies[i].title[of[k]] + known->studies[i].abstract[of[k]] > 0;
        }
        expected += all ? with == count : with > 0;
    }
    assert_int_equal(ids.count, expected);
    assert_true(expected > 10);
    for (size_t i = 0; i < ids.count; i++) {
        int64_t rank = rank_naively(known, &known->studies[(ids.ids[i] - 10) / 7], of, count);
        assert_true(i == 0 || (descending ? rank <= before : rank >= before));
        assert_true(i == 0 || rank != before || ids.ids[i] < ids.ids[i - 1]); // newest first
        before = rank;
    }
    id_list_free(&ids);
}

static void test_ranks_are_those_of_a_naive_count(void **state) {
    Shelf *shelf = *state;
    Known *known = calloc(1, sizeof *known);
    fill(shelf, known);
    check_ranks(shelf, known, "liver", (const int[]){0}, 1, true, true);
    check_ranks(shelf, known, "liver heart", (const int[]){0, 1}, 2, true, true);
    check_ranks(shelf, known, "liver OR spleen OR lung", (const int[]){0, 3, 5}, 3, false, true);
    check_ranks(shelf, known, "liver OR spleen OR lung", (const int[]){0, 3, 5}, 3, false, false);
    check_ranks(shelf, known, "(heart OR marrow) NOT pmid:3", (const int[]){1, 4}, 2, false, true);
    free(known);
}

// Conditions beside the words take away, and change no rank.
static void test_ranks_among_conditions(void **state) {
    Shelf *shelf = *state;
    Known *known = calloc(1, sizeof *known);
    fill(shelf, known);
    IdList all = {0}, some = {0};
    Search search = {.tree = query_parse(SV("liver OR lung"), &shelf->arena, NULL, NULL, &shelf->err),
                     .sort = SORT_RELEVANCE,
                     .descending = true};
    assert_ok(shelf, search_run(shelf->cache, &search, &all, NULL, &shelf->err));
    search.tree =
        query_parse(SV("(liver OR lung) NOT has:doi NOT pmid:17"), &shelf->arena, NULL, NULL, &shelf->err);
    assert_ok(shelf, search_run(shelf->cache, &search, &some, NULL, &shelf->err));
    size_t at = 0;
    for (size_t i = 0; i < all.count; i++) {
        if (all.ids[i] != 17) {
            assert_int_equal(some.ids[at++], all.ids[i]);
        }
    }
    assert_int_equal(at, some.count);
    id_list_free(&all);
    id_list_free(&some);
    free(known);
}

static size_t count_found(Shelf *shelf, const char *query, String *note) {
    IdList ids = {0};
    Search search = {.tree = query_parse(sv(query), &shelf->arena, NULL, NULL, &shelf->err),
                     .sort = SORT_DATE,
                     .descending = true};
    string_clear(note);
    assert_ok(shelf, search_run(shelf->cache, &search, &ids, note, &shelf->err));
    size_t count = ids.count;
    id_list_free(&ids);
    return count;
}

typedef struct {
    size_t calls, count;
} First;
static void take_first(void *context, const StudyId *ids, size_t count) {
    (void) ids;
    First *first = context;
    first->calls++;
    first->count = count;
}

// Each study has a word of its own that begins with q, ka or zed, and every third one "kappa".
static void fill_prefixes(Shelf *shelf) {
    shelf_open(shelf, "/a.xml");
    for (int i = 0; i < STUDIES; i++) {
        char title[80];
        snprintf(title, sizeof title, "q%03dx ka%03dx zed%03dx blood ka%03dx %s", i, i, i, i,
                 i % 3 ? "" : "blood kappa");
        Study study = study_of(RECORD_PUBMED_XML, 10 + i, title);
        if (i < 3) {
            add_author(&shelf->arena, &study, "Smith", "Karl", "K");
        }
        shelf_put(shelf, &study, PUT_NEW);
    }
    shelf_commit(shelf);
}

static void test_what_prefixes_stand_for(void **state) {
    Shelf *shelf = *state;
    fill_prefixes(shelf);
    String note = {0};
    // Three letters find all, however many; shorter ones all where they are few.
    assert_int_equal(count_found(shelf, "zed*", &note), STUDIES);
    assert_int_equal(note.length, 0);
    assert_int_equal(count_found(shelf, "kap*", &note), (STUDIES + 2) / 3);
    assert_int_equal(count_found(shelf, "b*", &note), STUDIES);
    assert_int_equal(note.length, 0);
    assert_int_equal(count_found(shelf, "zz*", &note), 0);
    assert_int_equal(note.length, 0);
    // Of many, 250 words: the common one and those of 249 studies.
    assert_int_equal(count_found(shelf, "q*", &note), 250);
    assert_non_null(strstr(string_text(&note), "q* stands for 250 of the words that begin so"));
    size_t found = count_found(shelf, "ka*", &note);
    assert_in_range(found, 250, STUDIES - 1);
    assert_non_null(strstr(string_text(&note), "ka* stands for 250"));
    assert_in_range(count_found(shelf, "\"blood ka*\"", &note), 250, STUDIES - 1);
    assert_int_equal(count_found(shelf, "\"blood kap*\"", &note), (STUDIES + 2) / 3);
    assert_int_equal(count_found(shelf, "NOT q*", &note), STUDIES - 250);
    assert_int_equal(count_found(shelf, "au:smi*", &note), 3);
    assert_int_equal(count_found(shelf, "au:\"smith k\"", &note), 3);
    assert_int_equal(note.length, 0);
    string_free(&note);
}

// The words of a prefix are more than are looked up: those of the newest studies give the first
// screenful, then all of them the answer.
static void test_a_broad_prefix_shows_its_first_screenful(void **state) {
    Shelf *shelf = *state;
    fill_prefixes(shelf);
    IdList ids = {0};
    First first = {0};
    static const char *const queries[] = {"zed*", "zed* has:pmid", "zed* NOT kappa"};
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        Search search = {.tree = query_parse(sv(queries[i]), &shelf->arena, NULL, NULL, &shelf->err),
                         .sort = SORT_DATE,
                         .descending = true,
                         .first = take_first,
                         .context = &first,
                         .first_count = 20};
        first = (First){0};
        assert_ok(shelf, search_run(shelf->cache, &search, &ids, NULL, &shelf->err));
        assert_int_equal(first.calls, 1);
        assert_int_equal(first.count, 20);
        assert_int_equal(ids.count, i < 2 ? STUDIES : STUDIES * 2 / 3);
    }
    id_list_free(&ids);
}

// What people paste from PubMed: hundreds of terms, line breaks, quotation marks, tags.
static void test_a_pasted_strategy(void **state) {
    Shelf *shelf = *state;
    Known *known = calloc(1, sizeof *known);
    fill(shelf, known);
    String query = {0}, note = {0};
    string_add_text(&query, "((\"liver\"[tiab]\r\n OR heart[Title/Abstract]");
    for (int i = 0; i < 200; i++) {
        string_format(&query, " OR \"word%d of\"[tiab]\n OR wor%d*[ti]", i, i);
    }
    string_add_text(&query, ") AND (filler[tiab] OR \xe2\x80\x9c"
                            "fil*\xe2\x80\x9d[tiab])) NOT (lung[mh] OR lung[ti])");
    size_t expected = 0;
    for (int i = 0; i < STUDIES; i++) {
        const Counts *study = &known->studies[i];
        bool has = study->title[0] + study->abstract[0] + study->title[1] + study->abstract[1] > 0;
        expected += has && study->title[5] == 0;
    }
    assert_int_equal(count_found(shelf, query.data, &note), expected);
    string_free(&query);
    string_free(&note);
    free(known);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_ranks_are_those_of_a_naive_count, shelf_new, shelf_free),
        cmocka_unit_test_setup_teardown(test_ranks_among_conditions, shelf_new, shelf_free),
        cmocka_unit_test_setup_teardown(test_what_prefixes_stand_for, shelf_new, shelf_free),
        cmocka_unit_test_setup_teardown(test_a_broad_prefix_shows_its_first_screenful, shelf_new, shelf_free),
        cmocka_unit_test_setup_teardown(test_a_pasted_strategy, shelf_new, shelf_free),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
