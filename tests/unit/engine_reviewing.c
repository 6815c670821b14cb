#include "engine_help.h"

#include "carrel/engine/import.h"
#include "carrel/screening/reviewing.h"

static const Key reviewer = {{7}};

static ReviewAction begin(Place *place, const ReviewState *review) {
    return review_action_begin(review, review_state_last_time(review) + 1, &place->arena);
}

static void apply(ReviewState *review, const ReviewAction *action) {
    for (size_t i = 0; i < action->count; i++) {
        review_state_add(review, &action->events[i], false);
    }
}

// A candidate known by up to four identifiers.
static Key add_candidate(Place *place, ReviewState *review, const char *a, const char *b, const char *c) {
    const char *identifiers[3] = {a, b, c};
    size_t count = a ? b ? c ? 3 : 2 : 1 : 0;
    CandidateFacts facts = {{identifiers, count}, "Invented", "search"};
    ReviewAction action = begin(place, review);
    Key key = review_action_add(&action, &facts);
    apply(review, &action);
    return key;
}

static void decide(Place *place, ReviewState *review, Key key, Decision decision, const char *reason) {
    ReviewAction action = begin(place, review);
    review_action_decide(&action, key, decision, reason);
    apply(review, &action);
}

static bool same_key(Key a, Key b) {
    return key_compare(a, b) == 0;
}

// --- leaves of queries ---

// The ids of a query of one leaf, as "1 3 5 "; "error" where it is refused.
static const char *leaf_ids(Place *place, const ReviewState *review, const char *query) {
    QueryNode *leaf = query_parse(sv(query), &place->arena, NULL, NULL, &place->err);
    if (!leaf) {
        fail_msg("%s", place->err.text);
    }
    assert_int_equal(leaf->type, QUERY_WORD);
    IdList ids = {0};
    String text = {0};
    Error err = {0};
    if (!review_leaf_ids(review, NULL, leaf, &ids, &err)) {
        assert_int_equal(err.kind, ERROR_USAGE);
        assert_true(strlen(err.text) > 0);
        string_add_text(&text, "error");
    }
    assert_int_equal(review_answers(leaf), err.kind == ERROR_NONE);
    for (size_t i = 0; i < ids.count; i++) {
        string_format(&text, "%lld ", (long long) ids.ids[i]);
    }
    const char *copy = arena_copy(&place->arena, string_text(&text));
    string_free(&text);
    id_list_free(&ids);
    return copy;
}

static void leaves_mean_studies(void **state) {
    Place *place = *state;
    ReviewState *review = review_state_new(reviewer, 1);
    Key keys[7];
    for (int i = 6; i >= 1; i--) { // joined backwards: ids come sorted
        keys[i] = add_candidate(place, review, arena_format(&place->arena, "pmid:%d", i), NULL, NULL);
    }
    Key unknown = add_candidate(place, review, "doi:10.5555/nowhere", NULL, NULL); // in no list
    decide(place, review, keys[1], DECISION_INCLUDE, NULL);
    decide(place, review, keys[2], DECISION_EXCLUDE, "Wrong population");
    decide(place, review, keys[3], DECISION_EXCLUDE, "Wrong outcome");
    decide(place, review, keys[4], DECISION_MAYBE, NULL);
    decide(place, review, keys[5], DECISION_LATER, NULL);
    decide(place, review, unknown, DECISION_INCLUDE, NULL);
    ReviewAction action = begin(place, review);
    review_action_label(&action, keys[1], "liver", true);
    review_action_label(&action, keys[2], "Liver cancer", true);
    review_action_label(&action, keys[3], "kidney", true);
    review_action_note(&action, keys[4], "Dose per kg?");
    review_action_read(&action, keys[6]);
    apply(review, &action);

    const char *const cases[][2] = {
        {"is:include", "1 "},      {"is:exclude", "2 3 "},
        {"is:maybe", "4 "},        {"is:later", "5 "},
        {"is:undecided", "5 6 "},  {"is:read", "6 "},
        {"is:retracted", "error"}, // the cache knows
        {"is:stub", "error"},      {"tag:liver", "1 "},
        {"tag:LIVER*", "1 2 "},    {"tag:\"liver cancer\"", "2 "},
        {"tag:none", ""},          {"reason:population", "2 "},
        {"reason:wrong", "2 3 "},  {"note:dose", "4 "},
        {"note:weight", ""},       {"has:note", "4 "},
        {"has:label", "1 2 3 "},   {"has:abstract", "error"},
        {"in:review", "error"}, // by the scope
        {"sepsis", "error"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *found = leaf_ids(place, review, cases[i][0]);
        if (strcmp(found, cases[i][1]) != 0) {
            fail_msg("%s: expected \"%s\", got \"%s\"", cases[i][0], cases[i][1], found);
        }
    }
    IdList scope = {0};
    review_scope(review, &scope);
    assert_int_equal(scope.count, 6);
    assert_int_equal(scope.ids[0], 1);
    id_list_free(&scope);
    review_state_free(review);
}

// --- batches ---

typedef struct {
    StudyId id;
    const char *identifiers;
} Named;

static ImportBatch *batch_of(const Named *named, size_t count) {
    ImportBatch *batch = memory_new(sizeof *batch);
    batch->source = memory_copy_string("/somewhere/search 1.xml");
    batch->studies = memory_new(count * sizeof *batch->studies);
    for (size_t i = 0; i < count; i++) {
        batch->studies[i] = (ImportedStudy){.id = named[i].id,
                                            .identifiers = memory_copy_string(named[i].identifiers),
                                            .citation = memory_copy_string("One A. Invented. 2001.")};
        static const StudyId others[] = {-2, 42}; // what the cache holds apart
        for (size_t k = 0; k < 2; k++) {
            if (others[k] != named[i].id) {
                id_list_add(&batch->studies[i].namesakes, others[k]);
            }
        }
    }
    batch->count = count;
    return batch;
}

// Adds a batch as an import does; returns how many candidates are new.
static size_t take_batch(Place *place, ReviewState *review, const Named *named, size_t count) {
    ImportBatch *batch = batch_of(named, count);
    ReviewAction action = begin(place, review);
    size_t added = review_add_batch(review, &action, batch, NULL);
    assert_int_equal(action.count, added);
    apply(review, &action);
    review_bind_batch(review, batch);
    import_batch_free(batch);
    return added;
}

static void a_batch_makes_candidates_once(void **state) {
    Place *place = *state;
    ReviewState *review = review_state_new(reviewer, 1);
    const Named first[] = {
        {11, "pmid:11\ndoi:10.5555/a\nfp:1:eleven:2001::1"},
        {12, "pmid:12"},
        {11, "pmid:11\ndoi:10.5555/a\nfp:1:eleven:2001::1"}, // twice in one file
        {-1, "doi:10.5555/b\nfp:1:nopmid:2001::1"},
    };
    assert_int_equal(take_batch(place, review, first, 4), 3);
    assert_int_equal(take_batch(place, review, first, 4), 0);
    assert_int_equal(review_state_count(review), 3);

    const Candidate *candidate = review_state_by_study(review, 11);
    assert_int_equal(candidate->identifiers.count, 3);
    assert_string_equal(candidate->origin, "import search 1.xml");
    assert_string_equal(candidate->citation, "One A. Invented. 2001.");
    candidate = review_state_by_study(review, -1);
    assert_non_null(candidate);
    assert_string_equal(candidate->identifiers.items[0], "doi:10.5555/b");

    const Named second[] = {
        {11, "pmid:11\nfp:1:elevencorrected:2001::1"},
        {13, "pmid:13\ndoi:10.5555/c"},
    };
    assert_int_equal(take_batch(place, review, second, 2), 1);
    assert_int_equal(review_state_count(review), 4);
    review_state_free(review);
}

// Hundreds of studies have the same title, year and author, and nothing else.
static void a_name_of_hundreds_tells_none_of_them(void **state) {
    enum { STUDIES = 500 };
    Place *place = *state;
    ReviewState *review = review_state_new(reviewer, 1);
    Named named[STUDIES];
    for (int i = 0; i < STUDIES; i++) {
        named[i] = (Named){-100 - i, "fp:1:editorial:2020:vale:"};
    }
    assert_int_equal(take_batch(place, review, named, STUDIES), STUDIES);
    for (int i = 0; i < STUDIES; i++) {
        const Candidate *candidate = review_state_by_study(review, named[i].id);
        assert_non_null(candidate);
        assert_int_equal(candidate->study, named[i].id);
    }
    // What the cache knows already is no new candidate.
    assert_int_equal(take_batch(place, review, named, STUDIES), 0);
    const Named known_by_doi = {-700, "doi:10.5555/z\nfp:1:editorial:2020:vale:"};
    assert_int_equal(take_batch(place, review, &known_by_doi, 1), 1);
    const Named again = {71, "pmid:71\ndoi:10.5555/z\nfp:1:editorial:2020:vale:"};
    assert_int_equal(take_batch(place, review, &again, 1), 0);
    review_state_free(review);
}

static void what_differs_stays_apart(void **state) {
    Place *place = *state;
    const struct {
        Named one, other;
        size_t candidates;
    } cases[] = {
        // Two PMIDs are two studies, whatever else agrees.
        {{21, "pmid:21\ndoi:10.5555/a\nfp:1:x"}, {22, "pmid:22\ndoi:10.5555/a\nfp:1:x"}, 2},
        // Meeting abstracts share a DOI, not the title.
        {{-1, "doi:10.5555/a\nfp:1:x"}, {-2, "doi:10.5555/a\nfp:1:y"}, 2},
        // Editorials share a title, not the DOI.
        {{-1, "doi:10.5555/a\nfp:1:editorial"}, {-2, "doi:10.5555/b\nfp:1:editorial"}, 2},
        {{31, "pmid:31\ndoi:10.5555/a\nfp:1:editorial"}, {-2, "doi:10.5555/b\nfp:1:editorial"}, 2},
        // Without pages a fingerprint says too little, and what the cache holds apart is two.
        {{42, "pmid:42\nfp:1:x:2001:vale:"}, {-2, "fp:1:x:2001:vale:"}, 2},
        {{-2, "fp:1:x:2001:vale:"}, {42, "pmid:42\nfp:1:x:2001:vale:"}, 2},
        {{-1, "fp:1:editorial"}, {-2, "fp:1:editorial"}, 2},
        // The same, one without PMID; -1 became 41 when its PMID was learnt.
        {{-1, "doi:10.5555/a\nfp:1:x"}, {41, "pmid:41\ndoi:10.5555/a\nfp:1:x"}, 1},
        {{-1, "fp:1:x"}, {41, "pmid:41\ndoi:10.5555/a\nfp:1:x"}, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ReviewState *review = review_state_new(reviewer, 1);
        assert_int_equal(take_batch(place, review, &cases[i].one, 1), 1);
        size_t added = take_batch(place, review, &cases[i].other, 1);
        if (added != cases[i].candidates - 1) {
            fail_msg("case %zu: %zu added", i, added);
        }
        const Candidate *other = review_state_by_study(review, cases[i].other.id);
        if (!other) {
            fail_msg("case %zu: the second has no candidate", i);
        }
        assert_int_equal(other->study, cases[i].other.id);
        if (cases[i].candidates == 2) {
            assert_int_equal(review_state_by_study(review, cases[i].one.id)->study, cases[i].one.id);
        }
        // Both at once comes to the same.
        ReviewState *at_once = review_state_new(reviewer, 1);
        const Named both[] = {cases[i].one, cases[i].other};
        if (cases[i].candidates == 2) {
            assert_int_equal(take_batch(place, at_once, both, 2), 2);
            assert_int_equal(review_state_by_study(at_once, both[1].id)->study, both[1].id);
        }
        review_state_free(at_once);
        review_state_free(review);
    }
}

static void what_the_cache_holds_apart_is_two(void **state) {
    Place *place = *state;
    ReviewState *review = review_state_new(reviewer, 1);
    const Named one = {-1, "fp:1:editorial"}, other = {-2, "fp:1:editorial"};
    assert_int_equal(take_batch(place, review, &one, 1), 1);
    assert_int_equal(take_batch(place, review, &other, 1), 1);
    assert_int_equal(review_state_count(review), 2);
    assert_int_equal(review_state_by_study(review, -1)->study, -1); // not taken away by the other
    const Named with_pmid = {42, "pmid:42\nfp:1:x:2001:vale:"}, without = {-3, "fp:1:x:2001:vale:"};
    assert_int_equal(take_batch(place, review, &with_pmid, 1), 1);
    assert_int_equal(take_batch(place, review, &without, 1), 1); // its print has no page
    review_state_free(review);
}

// --- with a cache ---

static const char meeting[] =
    "<PubmedArticle><MedlineCitation><Article><ArticleTitle>%s</ArticleTitle></Article></MedlineCitation>"
    "<PubmedData><ArticleIdList><ArticleId IdType=\"doi\">%s</ArticleId></ArticleIdList></PubmedData>"
    "</PubmedArticle>\n";

// PMIDs 1 … 3, and without PMID: two meeting abstracts of one DOI, one of another, and one with
// a title that many have.
static void fill_cache(Place *place) {
    String xml = {0};
    string_add_text(&xml, XML_HEAD);
    xml_add_articles(&xml, 1, 3);
    string_format(&xml, meeting, "First abstract of an invented meeting", "10.5555/meeting");
    string_format(&xml, meeting, "Second abstract of an invented meeting", "10.5555/meeting");
    string_format(&xml, meeting, "A study without any number at all", "10.5555/alone");
    string_format(&xml, meeting, "Editorial", "10.5555/editorial.1");
    string_add_text(&xml, XML_FOOT);
    const char *path = place_write(place, "a.xml", string_view(&xml));
    string_free(&xml);
    ImportFile *file = import_one(place, path, (ImportOptions){0}, NULL, NULL);
    assert_int_equal(file->created, 7);
    import_file_free(file);
}

// "fp:…" of a title, which nothing else tells.
static const char *print_of(Place *place, const char *title) {
    Study study;
    String print = {0};
    study_init(&study);
    study.title = title;
    string_add_text(&print, "fp:");
    assert_true(study_add_fingerprint(&study, &print));
    const char *copy = arena_copy(&place->arena, print.data);
    string_free(&print);
    return copy;
}

static const char *title_of(Place *place, StudyId id) {
    StudyRow row;
    assert_true(cache_rows(place_cache(place), &id, 1, &place->arena, &row, &place->err));
    return row.found ? row.title : "";
}

static void candidates_find_their_studies(void **state) {
    Place *place = *state;
    fill_cache(place);
    const struct {
        const char *identifiers[3], *title;
    } cases[] = {
        {{"pmid:2", "doi:10.5555/alone"}, "Invented treatment 2 for imagined disease 2"},
        {{"doi:10.5555/made.3"}, "Invented treatment 3 for imagined disease 3"},
        {{"doi:10.5555/alone"}, "A study without any number at all"},
        {{"doi:10.5555/meeting", print_of(place, "First abstract of an invented meeting")},
         "First abstract of an invented meeting"},
        {{"doi:10.5555/meeting", print_of(place, "Second abstract of an invented meeting")},
         "Second abstract of an invented meeting"},
        {{print_of(place, "A study without any number at all")}, "A study without any number at all"},
        {{"doi:10.5555/editorial.1", print_of(place, "Editorial")}, "Editorial"},
        {{"doi:10.5555/editorial.2", print_of(place, "Editorial")}, NULL}, // another editorial
        {{"doi:10.5555/nowhere"}, NULL},
        {{"pmcid:PMC99999"}, NULL},
        {{NULL}, NULL},
    };
    enum { COUNT = sizeof cases / sizeof cases[0] };
    Key keys[COUNT];
    ReviewState *review = review_state_new(reviewer, 1);
    for (size_t i = 0; i < COUNT; i++) {
        keys[i] = add_candidate(place, review, cases[i].identifiers[0], cases[i].identifiers[1], NULL);
    }
    for (int round = 0; round < 2; round++) { // the second time there is nothing to do
        review_resolve(review, place_cache(place));
        for (size_t i = 0; i < COUNT; i++) {
            StudyId id = review_state_by_key(review, keys[i])->study;
            assert_int_equal(candidate_find(review, place_cache(place), review_state_by_key(review, keys[i])),
                             id);
            if (!cases[i].title) {
                assert_int_equal(id, 0);
            } else {
                assert_string_equal(title_of(place, id), cases[i].title);
            }
        }
    }
    review_state_free(review);
}

static void an_import_resolves_what_was_only_named(void **state) {
    Place *place = *state;
    ReviewState *review = review_state_new(reviewer, 1);
    Key key = add_candidate(place, review, "doi:10.5555/alone",
                            print_of(place, "A study without any number at all"), NULL);
    fill_cache(place);
    assert_int_equal(review_state_by_key(review, key)->study, 0);
    const Named named = {-3, arena_format(&place->arena, "doi:10.5555/alone\n%s",
                                          print_of(place, "A study without any number at all"))};
    assert_int_equal(take_batch(place, review, &named, 1), 0); // it is a candidate already
    assert_int_equal(review_state_by_key(review, key)->study, -3);
    assert_string_equal(title_of(place, -3), "A study without any number at all");
    review_state_free(review);
}

static void a_decision_wants_a_candidate(void **state) {
    Place *place = *state;
    fill_cache(place);
    Cache *cache = place_cache(place);
    ReviewState *review = review_state_new(reviewer, 1);
    Key known = add_candidate(place, review, "pmid:1", NULL, NULL);
    // Nobody looked for this one in the cache yet.
    Key named = add_candidate(place, review, "doi:10.5555/alone",
                              print_of(place, "A study without any number at all"), NULL);
    StudyId alone = cache_find_text(cache, "doi", "10.5555/alone", NULL);
    assert_true(alone < 0);

    ReviewAction action = begin(place, review);
    assert_true(same_key(review_want_candidate(review, &action, cache, 1, "search"), known));
    assert_true(same_key(review_want_candidate(review, &action, cache, alone, "search"), named));
    assert_int_equal(action.count, 0);

    Key made = review_want_candidate(review, &action, cache, 2, "link from pmid:1");
    assert_int_equal(action.count, 1);
    Key stub = review_want_candidate(review, &action, cache, 4711, "link from pmid:1"); // no record of it
    assert_int_equal(action.count, 2);
    apply(review, &action);
    const Candidate *candidate = review_state_by_study(review, 2);
    assert_true(same_key(candidate->key, made));
    assert_string_equal(candidate->origin, "link from pmid:1");
    assert_string_equal(candidate->identifiers.items[0], "pmid:2");
    assert_string_equal(candidate->identifiers.items[1], "doi:10.5555/made.2");
    assert_non_null(strstr(candidate->citation, "Invented treatment 2"));
    candidate = review_state_by_study(review, 4711);
    assert_true(same_key(candidate->key, stub));
    assert_int_equal(candidate->identifiers.count, 1);
    review_state_free(review);
}

static void an_entry_has_all_that_is_said(void **state) {
    Place *place = *state;
    String xml = {0};
    string_add_text(&xml, XML_HEAD);
    xml_add_articles(&xml, 1, 3);
    string_add_text(
        &xml,
        "<PubmedArticle><MedlineCitation><PMID Version=\"1\">9</PMID><Article><ArticleTitle>It cites"
        "</ArticleTitle></Article></MedlineCitation><PubmedData><ReferenceList>"
        "<Reference><Citation>One. 2001.</Citation><ArticleIdList><ArticleId IdType=\"pubmed\">1"
        "</ArticleId></ArticleIdList></Reference>"
        "<Reference><Citation>Far away. 1977.</Citation><ArticleIdList><ArticleId IdType=\"pubmed\">4711"
        "</ArticleId></ArticleIdList></Reference></ReferenceList></PubmedData></PubmedArticle>" XML_FOOT);
    const char *path = place_write(place, "a.xml", string_view(&xml));
    string_free(&xml);
    import_file_free(import_one(place, path, (ImportOptions){0}, NULL, NULL));
    Cache *cache = place_cache(place);
    ReviewState *review = review_state_new(reviewer, 2);
    Key key = add_candidate(place, review, "pmid:9", NULL, NULL);
    decide(place, review, key, DECISION_EXCLUDE, "Wrong design");

    Entry entry;
    bool found;
    assert_true(entry_load(cache, review, 9, true, &place->arena, &entry, &found, &place->err));
    assert_true(found);
    assert_int_equal(entry.id, 9);
    assert_int_equal(entry.stage, 2);
    assert_string_equal(entry.study->title, "It cites");
    assert_string_equal(entry.candidate->own.reason, "Wrong design");
    assert_int_equal(entry.links[LINK_REFERENCES].listed, 2);
    assert_int_equal(entry.links[LINK_REFERENCES].announced, -1);
    assert_int_equal(entry.links[LINK_CITED_BY].listed, 0);

    // The other end of the link, in no review; then without a review at all.
    assert_true(entry_load(cache, review, 1, true, &place->arena, &entry, &found, &place->err));
    assert_true(found);
    assert_null(entry.candidate);
    assert_int_equal(entry.links[LINK_CITED_BY].listed, 1);
    assert_true(entry_load(cache, NULL, 9, true, &place->arena, &entry, &found, &place->err));
    assert_null(entry.candidate);
    assert_int_equal(entry.stage, 1);

    // Known only by link; not known.
    assert_true(entry_load(cache, review, 4711, true, &place->arena, &entry, &found, &place->err));
    assert_false(found);
    assert_string_equal(entry.study->title, "Far away. 1977.");
    assert_int_equal(entry.links[LINK_CITED_BY].listed, 1);
    assert_true(entry_load(cache, review, -77, true, &place->arena, &entry, &found, &place->err));
    assert_false(found);
    assert_null(entry.study->title);
    review_state_free(review);
}

// --- the reviewer, and where reviews are ---

static void the_reviewer_stays_the_same(void **state) {
    Place *place = *state;
    Key one, again;
    String name = {0};
    assert_true(reviewer_load(&one, &name, &place->err));
    assert_false(key_is_none(one));
    assert_string_equal(string_text(&name), "");
    assert_true(reviewer_save(one, "Ana García", &place->err));
    assert_true(reviewer_load(&again, &name, &place->err));
    assert_true(same_key(one, again));
    assert_string_equal(string_text(&name), "Ana García");
    string_free(&name);

    place_write(place, "carrel/reviewer", SV("Ana\n"));
    assert_false(reviewer_load(&again, &name, &place->err));
    assert_int_equal(place->err.kind, ERROR_INPUT);
    assert_non_null(strstr(place->err.text, "carrel/reviewer"));
    string_free(&name);
}

static void a_review_is_found_by_name_or_path(void **state) {
    Place *place = *state;
    const char *const cases[][2] = {
        {"sepsis", arena_format(&place->arena, "%s/carrel/sepsis.carrel", place->folder)},
        {"/tmp/x/sepsis", "/tmp/x/sepsis"},
        {"/tmp/sepsis.carrel", "/tmp/sepsis.carrel"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        String path = {0};
        assert_true(review_add_path(cases[i][0], &path, &place->err));
        assert_string_equal(path.data, cases[i][1]);
        string_free(&path);
    }
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, place_new, place_free)
    const struct CMUnitTest tests[] = {
        TEST(leaves_mean_studies),
        TEST(a_batch_makes_candidates_once),
        TEST(what_differs_stays_apart),
        TEST(what_the_cache_holds_apart_is_two),
        TEST(candidates_find_their_studies),
        TEST(an_import_resolves_what_was_only_named),
        TEST(a_name_of_hundreds_tells_none_of_them),
        TEST(a_decision_wants_a_candidate),
        TEST(an_entry_has_all_that_is_said),
        TEST(the_reviewer_stays_the_same),
        TEST(a_review_is_found_by_name_or_path),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
