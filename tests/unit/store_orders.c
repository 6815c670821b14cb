#include "store_help.h"

#include "store/id_set.h"
#include "store/packed.h"

// The orders of long lists against what a plain sort makes of the same studies.

enum { STUDIES = 3000 };

typedef struct {
    StudyId id;
    int year, date;
    int64_t cited; // -1 unknown
} Known;

static Known known[STUDIES]; // newest first

static uint32_t next_random(uint32_t *state) {
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

// Every third has no date, and some announce how often they are cited; references point anywhere.
static void fill(Shelf *shelf) {
    uint32_t random = 7;
    shelf_open(shelf, "/a.xml");
    for (int i = 0; i < STUDIES; i++) {
        StudyId id = 5 + 3 * (STUDIES - i);
        known[i] = (Known){.id = id, .cited = -1};
    }
    for (int i = STUDIES - 1; i >= 0; i--) {
        Study study =
            study_of(RECORD_PUBMED_XML, known[i].id, i % 4 ? "A common thing" : "A rare common thing");
        if (next_random(&random) % 3) {
            study.year = 1990 + (int) (next_random(&random) % 20);
            study.month = (int) (next_random(&random) % 13);
        }
        known[i].year = study.year;
        known[i].date = study.year * 10000 + study.month * 100;
        for (unsigned k = next_random(&random) % 4; k > 0; k--) {
            // The larger the number, the rarer it is named; no reference twice in one list.
            int target = (int) (next_random(&random) % (1 + next_random(&random) % STUDIES));
            bool twice = target == i;
            for (size_t at = 0; at < study.links[LINK_REFERENCES].count; at++) {
                twice = twice || study.links[LINK_REFERENCES].items[at].pmid == known[target].id;
            }
            if (!twice) {
                add_citation(&shelf->arena, &study, LINK_REFERENCES, known[target].id, NULL, "a reference");
                known[target].cited = known[target].cited < 0 ? 1 : known[target].cited + 1;
            }
        }
        shelf_put(shelf, &study, PUT_NEW);
    }
    for (int i = 0; i < STUDIES; i += 50) { // a newer record that announces
        Study study = shelf_get(shelf, known[i].id);
        study.revised = 20240101;
        study.links[LINK_CITED_BY].announced = i % 9;
        shelf_put(shelf, &study, PUT_UPDATED);
        known[i].cited = known[i].cited > i % 9 ? known[i].cited : i % 9;
    }
    shelf_commit(shelf);
}

static int64_t value_of(const Known *study, Sort sort) {
    int64_t value = sort == SORT_YEAR ? study->year : sort == SORT_DATE ? study->date : study->cited;
    return sort != SORT_CITED_BY && value == 0 ? -1 : value;
}

// Insertion keeps equal ones newest first; what is unknown goes last.
static void sort_naively(Sort sort, bool descending, StudyId *ids) {
    Known sorted[STUDIES];
    for (size_t count = 0; count < STUDIES; count++) {
        size_t at = count;
        int64_t value = value_of(&known[count], sort);
        for (; at > 0; at--) {
            int64_t before = value_of(&sorted[at - 1], sort);
            bool passes = value >= 0 && (before < 0 || (descending ? value > before : value < before));
            if (!passes) {
                break;
            }
            sorted[at] = sorted[at - 1];
        }
        sorted[at] = known[count];
    }
    for (size_t i = 0; i < STUDIES; i++) {
        ids[i] = sorted[i].id;
    }
}

static void check_order(Shelf *shelf, const char *query, Sort sort, bool descending) {
    StudyId expected[STUDIES];
    IdList ids = {0};
    size_t at = 0;
    Search search = {.tree = query_parse(sv(query), &shelf->arena, NULL, NULL, &shelf->err),
                     .sort = sort,
                     .descending = descending};
    assert_ok(shelf, search_run(shelf->cache, &search, &ids, NULL, &shelf->err));
    sort_naively(sort, descending, expected);
    for (size_t i = 0; i < STUDIES; i++) {
        bool wanted = strcmp(query, "rare") != 0 || (STUDIES - (expected[i] - 5) / 3) % 4 == 0;
        wanted = wanted && (strcmp(query, "NOT rare") != 0 || (STUDIES - (expected[i] - 5) / 3) % 4 != 0);
        if (wanted) {
            assert_true(at < ids.count);
            assert_int_equal(ids.ids[at++], expected[i]);
        }
    }
    assert_int_equal(at, ids.count);
    id_list_free(&ids);
}

static void test_orders_of_long_lists(void **state) {
    Shelf *shelf = *state;
    fill(shelf);
    static const Sort sorts[] = {SORT_DATE, SORT_YEAR, SORT_CITED_BY};
    static const char *const queries[] = {"", "common", "rare", "NOT rare"};
    for (size_t i = 0; i < sizeof sorts / sizeof *sorts; i++) {
        for (size_t k = 0; k < sizeof queries / sizeof *queries; k++) {
            check_order(shelf, queries[k], sorts[i], true);
            check_order(shelf, queries[k], sorts[i], false);
        }
    }
}

// Counted anew, or kept by tidying: the same, also when more came after the tidying.
static void test_counts_of_citations_are_kept(void **state) {
    Shelf *shelf = *state;
    fill(shelf);
    for (bool more = true; more;) {
        assert_ok(shelf, cache_tidy(shelf->cache, &more, &shelf->err));
    }
    check_order(shelf, "", SORT_CITED_BY, true);
    check_order(shelf, "rare", SORT_CITED_BY, false);
    assert_int_equal(known[STUDIES - 1].id, 8);
    known[STUDIES - 1].cited = 9999;
    assert_ok(shelf, cache_begin(shelf->cache, &shelf->err));
    Study study = shelf_get(shelf, 8);
    study.revised = 20250101;
    study.links[LINK_CITED_BY].announced = 9999;
    shelf_put(shelf, &study, PUT_UPDATED);
    shelf_commit(shelf);
    check_order(shelf, "", SORT_CITED_BY, true);
    for (bool more = true; more;) {
        assert_ok(shelf, cache_tidy(shelf->cache, &more, &shelf->err));
    }
    check_order(shelf, "", SORT_CITED_BY, true);
}

// A candidate that is known only by link has no date: it comes last in a list that is walked.
static void test_candidates_without_record_come_last(void **state) {
    Shelf *shelf = *state;
    fill(shelf);
    IdList scope = {0}, ids = {0};
    for (int i = 0; i < STUDIES; i++) {
        id_list_add(&scope, known[i].id);
    }
    id_list_add(&scope, 1);
    id_list_add(&scope, 9000000);
    id_list_sort(&scope);
    SearchReview review = {.scope = &scope};
    Search search = {.tree = query_parse(SV(""), &shelf->arena, NULL, NULL, &shelf->err),
                     .sort = SORT_DATE,
                     .descending = true,
                     .review = &review};
    assert_ok(shelf, search_run(shelf->cache, &search, &ids, NULL, &shelf->err));
    StudyId expected[STUDIES];
    sort_naively(SORT_DATE, true, expected);
    assert_int_equal(ids.count, STUDIES + 2);
    assert_memory_equal(ids.ids, expected, STUDIES / 2 * sizeof *expected);
    assert_int_equal(ids.ids[STUDIES], 9000000);
    assert_int_equal(ids.ids[STUDIES + 1], 1);
    id_list_free(&scope);
    id_list_free(&ids);
}

static int compare_packed(const void *a, const void *b) {
    const uint64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static void test_packed_pairs_sort(void **state) {
    (void) state;
    static const size_t counts[] = {0, 1, 2, 40, 1000, 70000};
    uint32_t random = 3;
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        uint64_t *packed = calloc(counts[i] + 1, sizeof *packed),
                 *plain = calloc(counts[i] + 1, sizeof *plain);
        Packing packing;
        assert_true(packing_fits(&packing, -5000, 5001, -300, 40000000));
        for (size_t k = 0; k < counts[i]; k++) {
            Pair pair = {(int64_t) (next_random(&random) % 10002) - 5000,
                         (int64_t) (next_random(&random) % 40000301) - 300};
            plain[k] = packed[k] = packing_pack(&packing, pair);
            assert_int_equal(packing_id(&packing, packed[k]), pair.id);
        }
        qsort(plain, counts[i], sizeof *plain, compare_packed);
        assert_true(packed_sort(packed, counts[i], NULL, NULL));
        assert_memory_equal(packed, plain, counts[i] * sizeof *plain);
        free(packed);
        free(plain);
    }
    Packing packing;
    assert_false(packing_fits(&packing, 0, (int64_t) 1 << 40, 0, (int64_t) 1 << 40));
}

static bool stop_at_once(void *context) {
    ++*(int *) context;
    return true;
}

static void test_a_sort_can_be_left(void **state) {
    (void) state;
    enum { COUNT = 100000 };
    uint64_t *packed = calloc(COUNT, sizeof *packed);
    uint32_t random = 11;
    int asked = 0;
    for (size_t i = 0; i < COUNT; i++) {
        packed[i] = (uint64_t) next_random(&random) << 32 | next_random(&random);
    }
    assert_false(packed_sort(packed, COUNT, stop_at_once, &asked));
    assert_true(asked < 10);
    free(packed);
}

static void test_sets_of_ids(void **state) {
    (void) state;
    static const struct {
        int64_t first, step;
        size_t count;
    } cases[] = {{1, 1, 10}, {-500, 1, 1000}, {-7, 64, 5000}, {1, 100000, 3000}, {5, 3, 256}, {0, 1, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        IdSet set = {0};
        for (size_t k = cases[i].count; k > 0; k--) { // not in order
            id_list_add(&set.list, cases[i].first + (int64_t) (k - 1) * cases[i].step);
        }
        id_set_ready(&set);
        assert_int_equal(set.list.count, cases[i].count);
        for (int64_t id = cases[i].first - 70; id < cases[i].first + 400; id++) {
            int64_t from = id - cases[i].first;
            bool there =
                from >= 0 && from % cases[i].step == 0 && from / cases[i].step < (int64_t) cases[i].count;
            assert_int_equal(id_set_has(&set, id), there);
        }
        id_set_pack(&set); // answers as before
        id_set_ready(&set);
        assert_int_equal(id_set_has(&set, cases[i].first), cases[i].count > 0);
        assert_false(id_set_has(&set, cases[i].first - 1));
        assert_false(id_set_has(&set, INT64_MAX));
        assert_false(id_set_has(&set, INT64_MIN + 1));
        id_set_free(&set);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_orders_of_long_lists, shelf_new, shelf_free),
        cmocka_unit_test_setup_teardown(test_counts_of_citations_are_kept, shelf_new, shelf_free),
        cmocka_unit_test_setup_teardown(test_candidates_without_record_come_last, shelf_new, shelf_free),
        cmocka_unit_test(test_packed_pairs_sort),
        cmocka_unit_test(test_a_sort_can_be_left),
        cmocka_unit_test(test_sets_of_ids),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
