// All links of a cache at once, beside those of one study after the other.
#include "carrel/store/link_stream.h"

#include "store_help.h"

typedef struct {
    IdMap pairs; // by pair_key
    IdMap years;
    size_t calls, stop_after;
} Seen;

static int64_t pair_key(StudyId citing, StudyId cited) {
    return (citing + 1000) * 1000000 + cited + 1000;
}

static void see_study(void *context, StudyId id, int year) {
    Seen *seen = context;
    assert_false(id_map_get(&seen->years, id, NULL));
    id_map_set(&seen->years, id, year);
}

static bool see_links(void *context, StudyId study, LinkKind kind, const StudyId *others, size_t count,
                      Error *err) {
    Seen *seen = context;
    if (++seen->calls == seen->stop_after) {
        return error_set(err, ERROR_CANCELLED, "enough");
    }
    assert_true(kind == LINK_REFERENCES || kind == LINK_CITED_BY);
    for (size_t i = 0; i < count; i++) {
        bool refers = kind == LINK_REFERENCES;
        id_map_set(&seen->pairs, refers ? pair_key(study, others[i]) : pair_key(others[i], study), 1);
    }
    return true;
}

static LinkStream stream_into(Seen *seen) {
    return (LinkStream){seen, see_study, see_links};
}

static bool lists(Shelf *shelf, StudyId study, LinkKind kind, StudyId other) {
    IdList ids = {0};
    assert_ok(shelf, cache_link_ids(shelf->cache, study, kind, &ids, &shelf->err));
    bool has = id_list_has(&ids, other);
    id_list_free(&ids);
    return has;
}

// The stream has exactly the links that the studies have one by one.
static void check_stream(Shelf *shelf, Cache *cache, const StudyId *ids, size_t count, size_t expected) {
    Seen seen = {0};
    LinkStream stream = stream_into(&seen);
    assert_ok(shelf, cache_each_links(cache, &stream, &shelf->err));
    size_t links = 0;
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < count; k++) {
            bool there = id_map_get(&seen.pairs, pair_key(ids[i], ids[k]), NULL);
            bool plain = i != k && (lists(shelf, ids[i], LINK_REFERENCES, ids[k]) ||
                                    lists(shelf, ids[k], LINK_CITED_BY, ids[i]));
            if (i != k && there != plain) {
                fail_msg("%lld cites %lld: %d, not %d", (long long) ids[i], (long long) ids[k], there, plain);
            }
            links += there;
        }
    }
    assert_int_equal(links, expected);
    assert_int_equal(seen.pairs.count, expected); // nothing of others
    id_map_free(&seen.pairs);
    id_map_free(&seen.years);
}

static void test_every_kind_of_link(void **state) {
    Shelf *shelf = *state;
    Arena *arena = &shelf->arena;
    Study by_pmid = study_of(RECORD_PUBMED_XML, 1, "Feet and nights");
    Study cited = study_of(RECORD_PUBMED_XML, 2, "Warm feet help against cold nights");
    Study page = study_of(RECORD_PAGE, 0, "Exosomes and the injured liver, a review"), xml = page;
    Study by_text = study_of(RECORD_PUBMED_XML, 4, "Nights, a history");
    by_pmid.year = 2005;
    cited.year = 2001;
    cited.doi = "10.1000/feet";
    add_author(arena, &cited, "Roe", "Ann", "A");
    page.doi = xml.doi = "10.1000/exo";
    xml.kind = RECORD_PUBMED_XML;
    xml.pmid = 900;
    add_citation(arena, &by_pmid, LINK_REFERENCES, 2, NULL, "text");
    add_citation(arena, &by_pmid, LINK_REFERENCES, 70, NULL, "known by its link only");
    add_citation(arena, &by_pmid, LINK_REFERENCES, 0, "10.1000/exo", "text");
    add_citation(arena, &by_pmid, LINK_REFERENCES, 0, "10.1000/nowhere", "text");
    add_citation(arena, &by_pmid, LINK_SIMILAR, 4, NULL, "text");
    add_citation(arena, &cited, LINK_CITED_BY, 71, NULL, "text");
    add_citation(arena, &cited, LINK_CITED_BY, 1, NULL, "said by both");
    add_citation(arena, &by_text, LINK_REFERENCES, 0, NULL,
                 "Roe A, Doe B. Warm feet help against cold nights. J Tea. 2001;3:44.");
    shelf_open(shelf, "/a");
    StudyId old = shelf_put(shelf, &page, PUT_NEW);
    shelf_put(shelf, &by_pmid, PUT_NEW);
    shelf_put(shelf, &cited, PUT_NEW);
    shelf_put(shelf, &by_text, PUT_NEW);
    const StudyId before[] = {1, 2, 4, 70, 71, 900, old};
    // 1→2, 1→70, 1→the page, 71→2, 4→2
    check_stream(shelf, shelf->cache, before, 7, 5);
    shelf_put(shelf, &xml, PUT_UPDATED); // the page becomes 900
    const int64_t references[] = {2, 71}, citers[] = {4, 72};
    const PmidList alone[LINK_KINDS] = {{.pmids = references, .count = 2, .announced = -1},
                                        {.pmids = citers, .count = 2, .announced = 9},
                                        {.announced = -1}};
    assert_ok(shelf, cache_put_links(shelf->cache, shelf->import, ++shelf->number, 900, alone, &shelf->err));
    shelf_commit(shelf);
    const StudyId after[] = {1, 2, 4, 70, 71, 72, 900};
    // and 900→2, 900→71, 4→900, 72→900
    check_stream(shelf, shelf->cache, after, 7, 9);
    Cache *reader = cache_open_reader(shelf->path, &shelf->err);
    assert_ok(shelf, reader);
    check_stream(shelf, reader, after, 7, 9);
    check_stream(shelf, reader, after, 7, 9); // a second time
    Seen seen = {0};
    LinkStream stream = stream_into(&seen);
    assert_ok(shelf, cache_each_links(reader, &stream, &shelf->err));
    int64_t year;
    assert_int_equal(seen.years.count, 4); // with a record: 1, 2, 4, 900
    assert_true(id_map_get(&seen.years, 1, &year) && year == 2005);
    assert_true(id_map_get(&seen.years, 900, &year) && year == 0);
    id_map_free(&seen.pairs);
    id_map_free(&seen.years);
    cache_close(reader);
}

// Two studies that a text may mean, and two that share a DOI.
static void test_names_that_several_have(void **state) {
    Shelf *shelf = *state;
    Arena *arena = &shelf->arena;
    Study citing = study_of(RECORD_PUBMED_XML, 1, "Feet and nights"), twins[2];
    shelf_open(shelf, "/a");
    for (int i = 0; i < 2; i++) {
        twins[i] = study_of(RECORD_PUBMED_XML, 10 + i, "Warm feet help against cold nights");
        twins[i].year = 2001;
        twins[i].doi = "10.1000/both";
        twins[i].pages = i ? "91-9" : "44S-45S";
        add_author(arena, &twins[i], "Roe", "Ann", "A");
        shelf_put(shelf, &twins[i], PUT_NEW);
    }
    add_citation(arena, &citing, LINK_REFERENCES, 0, NULL,
                 "Roe A, Doe B. Warm feet help against cold nights. J Tea. 2001.");
    shelf_put(shelf, &citing, PUT_NEW);
    Seen seen = {0};
    LinkStream stream = stream_into(&seen);
    assert_ok(shelf, cache_each_links(shelf->cache, &stream, &shelf->err)); // in the middle of writing
    assert_int_equal(seen.pairs.count, 0);
    Study with_doi = study_of(RECORD_PUBMED_XML, 2, "By DOI"),
          with_page = study_of(RECORD_PUBMED_XML, 3, "By page");
    add_citation(arena, &with_doi, LINK_REFERENCES, 0, "10.1000/both", "text");
    add_citation(arena, &with_page, LINK_REFERENCES, 0, NULL,
                 "Roe A. Warm feet help against cold nights. J Tea. 2001;3:S44-5.");
    shelf_put(shelf, &with_doi, PUT_NEW);
    shelf_put(shelf, &with_page, PUT_NEW);
    shelf_commit(shelf);
    id_map_clear(&seen.years);
    assert_ok(shelf, cache_each_links(shelf->cache, &stream, &shelf->err));
    assert_int_equal(seen.pairs.count, 2);
    assert_true(id_map_get(&seen.pairs, pair_key(2, 11), NULL));
    assert_true(id_map_get(&seen.pairs, pair_key(3, 10), NULL));
    id_map_free(&seen.pairs);
    id_map_free(&seen.years);
}

static void test_stopped(void **state) {
    Shelf *shelf = *state;
    Study study = study_of(RECORD_PUBMED_XML, 1, "One");
    for (int i = 0; i < 5; i++) {
        add_citation(&shelf->arena, &study, LINK_REFERENCES, 10 + i, NULL, "text");
    }
    shelf_open(shelf, "/a");
    shelf_put(shelf, &study, PUT_NEW);
    shelf_commit(shelf);
    Seen seen = {.stop_after = 3};
    LinkStream stream = stream_into(&seen);
    assert_false(cache_each_links(shelf->cache, &stream, &shelf->err));
    assert_string_equal(shelf->err.text, "enough");
    assert_int_equal(seen.calls, 3);
    seen.stop_after = 0;
    stream.study = NULL;
    assert_ok(shelf, cache_each_links(shelf->cache, &stream, &shelf->err)); // no lock was left
    assert_int_equal(seen.calls, 8);
    id_map_free(&seen.pairs);
    id_map_free(&seen.years);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_every_kind_of_link, shelf_new, shelf_free),
        cmocka_unit_test_setup_teardown(test_names_that_several_have, shelf_new, shelf_free),
        cmocka_unit_test_setup_teardown(test_stopped, shelf_new, shelf_free),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
