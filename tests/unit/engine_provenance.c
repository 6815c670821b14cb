#include "engine_help.h"

#include "carrel/base/clock.h"
#include "carrel/engine/import.h"
#include "carrel/screening/reviewing.h"

// What imports leave in a review: searches, decisions out of records, yield, known items.

static const Key reviewer = {{7}};

typedef struct {
    ReviewState *review;
    Place *place;
} Desk;

static Desk desk_new(void **state) {
    return (Desk){review_state_new(reviewer, 1), *state};
}

static ReviewAction begin(const Desk *desk) {
    return review_action_begin(desk->review, review_state_last_time(desk->review) + 1, &desk->place->arena);
}

static void apply(const Desk *desk, const ReviewAction *action) {
    for (size_t i = 0; i < action->count; i++) {
        review_state_add(desk->review, &action->events[i], false);
    }
}

typedef struct {
    StudyId id;
    const char *identifiers;
    const RecordedDecision *decision;
} Named;

static ImportBatch *batch_of(const char *source, const Named *named, size_t count) {
    ImportBatch *batch = memory_new(sizeof *batch);
    batch->source = memory_copy_string(source);
    batch->studies = memory_new(count * sizeof *batch->studies);
    for (size_t i = 0; i < count; i++) {
        ImportedStudy *study = &batch->studies[i];
        study->id = named[i].id;
        study->identifiers = memory_copy_string(named[i].identifiers);
        study->citation = memory_copy_string("One A. Invented. 2001.");
        if (named[i].decision) {
            study->decisions = ARENA_NEW(&batch->arena, RecordedDecision);
            study->decisions[0] = *named[i].decision;
            study->decision_count = 1;
        }
    }
    batch->count = count;
    return batch;
}

// An import as it comes: batches of one study each, then the end. Decisions stay in `rejoined`.
static Key import(const Desk *desk, const char *source, const Named *named, size_t count, uint64_t hash,
                  const char *search, Rejoined *rejoined, int64_t *again) {
    Key key = review_import_action(desk->review, source);
    for (size_t i = 0; i < count; i++) {
        ImportBatch *batch = batch_of(source, &named[i], 1);
        ReviewAction action = begin(desk);
        action.action = key;
        review_add_batch(desk->review, &action, batch, rejoined);
        apply(desk, &action);
        review_bind_batch(desk->review, batch);
        import_batch_free(batch);
    }
    ImportFile file = {.name = (char *) source, .import = 1, .records = count, .hash = hash};
    file.search = (char *) search;
    ReviewAction end = begin(desk);
    end.action = key;
    review_end_import(desk->review, &end, &file, rejoined, again);
    apply(desk, &end);
    return end.action;
}

static Key import_simply(const Desk *desk, const char *source, const Named *named, size_t count) {
    Rejoined rejoined = {0};
    int64_t again;
    Key key = import(desk, source, named, count, 0, NULL, &rejoined, &again);
    rejoined_free(&rejoined);
    return key;
}

static void take_back(const Desk *desk, Key action) {
    ReviewAction undo = begin(desk);
    review_action_undo(&undo, action);
    apply(desk, &undo);
}

static const char *key_text(const Desk *desk, Key key) {
    char *text = arena_alloc(&desk->place->arena, KEY_TEXT_SIZE);
    key_to_text(key, text);
    return text;
}

static void both_imports_brought_it(void **state) {
    Desk desk = desk_new(state);
    const Named first[] = {{11, "pmid:11", NULL}, {-2, "doi:10.5555/b\nfp:1:b:2001:one:5", NULL}};
    const Named second[] = {{12, "pmid:12", NULL},
                            {11, "pmid:11\ndoi:10.5555/a", NULL},
                            {11, "pmid:11\ndoi:10.5555/a", NULL}, // twice in one file
                            {-2, "doi:10.5555/other\nfp:1:b:2001:one:5", NULL}};
    Rejoined rejoined = {0};
    int64_t again = 1;
    Key a = import(&desk, "/x/a.ris", first, 2, 0xab, "database=Embase\nannounced=3\n", &rejoined, &again);
    assert_int_equal(again, 0);
    assert_int_equal(rejoined.count, 0);
    Key b = import(&desk, "/x/b.csv", second, 4, 0xcd, NULL, &rejoined, &again);
    rejoined_free(&rejoined);
    assert_int_equal(review_state_count(desk.review), 3);
    const Candidate *both = review_state_by_study(desk.review, 11);
    assert_int_equal(both->import_count, 2);
    assert_string_equal(key_text(&desk, both->imports[1]), key_text(&desk, b));
    assert_non_null(review_state_by_identifier(desk.review, SV("doi:10.5555/a"))); // the second knew it
    assert_null(review_state_by_identifier(desk.review, SV("doi:10.5555/other"))); // it has a DOI

    SearchRecord *searches;
    assert_int_equal(review_state_searches(desk.review, &desk.place->arena, &searches), 2);
    assert_string_equal(searches[0].source, "/x/a.ris");
    assert_string_equal(searches[0].values[1], "Embase");
    assert_string_equal(searches[0].hash, "00000000000000ab");
    assert_int_equal(searches[0].announced, 3);
    assert_int_equal(searches[0].brought, 2);
    assert_int_equal(searches[0].only_here, 0);
    assert_int_equal(searches[1].brought, 3);
    assert_int_equal(searches[1].only_here, 1);

    take_back(&desk, a);
    assert_int_equal(review_state_count(desk.review), 3);
    take_back(&desk, b);
    assert_int_equal(review_state_count(desk.review), 0);

    // What comes again takes up its key: undoing the undo makes no second one of it.
    import_simply(&desk, "/x/c.ris", first, 2);
    assert_int_equal(review_state_count(desk.review), 2);
    Key about;
    size_t count;
    take_back(&desk, review_state_undo_target(desk.review, &about, &count));
    assert_int_equal(review_state_count(desk.review), 3);
    review_state_free(desk.review);
}

static void the_same_bytes_add_nothing(void **state) {
    Desk desk = desk_new(state);
    const Named named[] = {{11, "pmid:11", NULL}, {12, "pmid:12", NULL}};
    Rejoined rejoined = {0};
    int64_t again = 0;
    Key a = import(&desk, "/x/a.ris", named, 2, 0xab, NULL, &rejoined, &again);
    int64_t time = review_state_last_time(desk.review);
    Key b = import(&desk, "/y/copy.ris", named, 2, 0xab, NULL, &rejoined, &again);
    rejoined_free(&rejoined);
    SearchRecord *searches;
    assert_int_equal(review_state_searches(desk.review, &desk.place->arena, &searches), 1);
    assert_int_equal(again, searches[0].time);
    assert_string_equal(key_text(&desk, a), key_text(&desk, b)); // what follows is that import's
    assert_int_equal(review_state_last_time(desk.review), time);
    take_back(&desk, a);
    import(&desk, "/y/copy.ris", named, 2, 0xab, NULL, &rejoined, &again);
    rejoined_free(&rejoined);
    assert_int_equal(again, 0);
    assert_int_equal(review_state_count(desk.review), 2);
    review_state_free(desk.review);
}

// An import that was cut off goes on as the same one.
static void a_cut_import_goes_on(void **state) {
    Desk desk = desk_new(state);
    const Named named[] = {{11, "pmid:11", NULL}, {12, "pmid:12", NULL}};
    Key a = import_simply(&desk, "/x/a.ris", named, 1); // stopped: no hash
    assert_string_equal(key_text(&desk, review_import_action(desk.review, "/x/a.ris")), key_text(&desk, a));
    assert_string_not_equal(key_text(&desk, review_import_action(desk.review, "/y/a.ris")),
                            key_text(&desk, a));
    Rejoined rejoined = {0};
    int64_t again;
    import(&desk, "/x/a.ris", named, 2, 0xab, NULL, &rejoined, &again);
    assert_int_equal(rejoined.count, 0); // it brought them itself
    rejoined_free(&rejoined);
    SearchRecord *searches;
    assert_int_equal(review_state_searches(desk.review, &desk.place->arena, &searches), 1);
    assert_int_equal(searches[0].only_here, 2);
    assert_int_equal(searches[0].records, 2);
    // Whole, it is over: the file may be another one the next time.
    assert_string_not_equal(key_text(&desk, review_import_action(desk.review, "/x/a.ris")),
                            key_text(&desk, a));
    review_state_free(desk.review);
}

static void a_page_that_came_later_makes_no_second_candidate(void **state) {
    Desk desk = desk_new(state);
    const Named early[] = {{-1, "doi:10.5555/a\nfp:1:ahead:2021:one:1", NULL},
                           {-2, "doi:10.5555/m\nfp:1:first:2021:one:1", NULL}};
    const Named late[] = {{11, "pmid:11\ndoi:10.5555/a\nfp:1:ahead:2021:one:3643", NULL},
                          {12, "pmid:12\ndoi:10.5555/m\nfp:1:second:2021:one:2", NULL}};
    import_simply(&desk, "a.ris", early, 2);
    import_simply(&desk, "b.csv", late, 2);
    assert_int_equal(review_state_count(desk.review), 3); // a meeting's abstracts share a DOI
    const Candidate *joined = review_state_by_study(desk.review, 11);
    assert_int_equal(joined->import_count, 2);
    assert_non_null(review_state_by_identifier(desk.review, SV("pmid:11")));
    review_state_free(desk.review);
}

// --- decisions out of records ---

static const char *label_items[] = {"cohort", "children"};
static const RecordedDecision anna_includes = {
    .reviewer = "Anna B", .decision = "include", .labels = {label_items, 2}};
static const RecordedDecision anna_again = {
    .reviewer = " ANNA B", .decision = "exclude", .reason = "wrong population"};
static const RecordedDecision me = {.reviewer = "Réné", .decision = "exclude", .note = "too small"};
static const RecordedDecision nobody = {.decision = "maybe"};
static const RecordedDecision unclear = {.reviewer = "Anna B", .decision = "perhaps"};

static const char *votes_on(const Desk *desk, StudyId study) {
    Vote *votes;
    Arena *arena = &desk->place->arena;
    const Candidate *candidate = review_state_by_study(desk->review, study);
    size_t count = review_state_votes(desk->review, candidate->key, 1, false, arena, &votes);
    String text = {0};
    for (size_t i = 0; i < count; i++) {
        const char *name = review_state_reviewer_name(desk->review, votes[i].reviewer);
        string_format(&text, "%s: %s %s; ", name ? name : "?", decision_name(votes[i].decision),
                      votes[i].reason ? votes[i].reason : "-");
    }
    const char *copy = arena_copy(arena, string_text(&text));
    string_free(&text);
    return copy;
}

static size_t take(const Desk *desk, Key import_key, const RecordedDecisions *decisions) {
    ReviewAction action = begin(desk);
    action.action = import_key;
    size_t taken = review_take_decisions(desk->review, &action, decisions, "Rayyan");
    assert_true(taken > 0 || action.count == 0);
    apply(desk, &action);
    return taken;
}

static void decisions_are_taken_under_their_names(void **state) {
    Desk desk = desk_new(state);
    ReviewAction name = begin(&desk);
    review_action_name(&name, "rene");
    apply(&desk, &name);
    const Named named[] = {{11, "pmid:11", &anna_includes},
                           {12, "pmid:12", &anna_includes},
                           {12, "pmid:12", &anna_again},
                           {13, "pmid:13", &me},
                           {14, "pmid:14", &nobody},
                           {15, "pmid:15", &unclear},
                           {16, "pmid:16", &me}};
    Rejoined rejoined = {0};
    int64_t again;
    Key key = import(&desk, "rayyan.csv", named, 7, 0xab, NULL, &rejoined, &again);
    assert_int_equal(rejoined.decisions.count, 7);
    const Candidate *mine = review_state_by_study(desk.review, 16);
    ReviewAction own = begin(&desk);
    review_action_decide(&own, mine->key, DECISION_INCLUDE, NULL);
    apply(&desk, &own);
    assert_string_equal(votes_on(&desk, 11), "");

    assert_int_equal(take(&desk, key, &rejoined.decisions), 6);
    assert_string_equal(votes_on(&desk, 11), "Anna B: include -; ");
    assert_string_equal(votes_on(&desk, 12), "Anna B: exclude wrong population; "); // the last of the file
    assert_string_equal(votes_on(&desk, 13), "rene: exclude -; ");
    assert_int_equal(review_state_by_study(desk.review, 13)->own.decision, DECISION_EXCLUDE);
    assert_string_equal(review_state_by_study(desk.review, 13)->note, "too small");
    assert_string_equal(votes_on(&desk, 14), "Rayyan: maybe -; ");
    assert_string_equal(votes_on(&desk, 15), "");
    assert_string_equal(votes_on(&desk, 16), "rene: include -; "); // decided here: it stays
    assert_int_equal(review_state_by_study(desk.review, 11)->labels.count, 2);
    assert_int_equal(take(&desk, key, &rejoined.decisions), 0);

    // The same name is the same reviewer in another review.
    Key anna = review_recorded_reviewer(desk.review, "anna b");
    ReviewState *other = review_state_new((Key){{9}}, 1);
    assert_string_equal(key_text(&desk, review_recorded_reviewer(other, "Anna B ")), key_text(&desk, anna));
    assert_string_not_equal(key_text(&desk, review_recorded_reviewer(other, "Anna C")),
                            key_text(&desk, anna));
    review_state_free(other);

    take_back(&desk, key);
    assert_int_equal(review_state_count(desk.review), 1); // what was decided here
    assert_string_equal(votes_on(&desk, 16), "rene: include -; ");
    assert_null(review_state_reviewer_name(desk.review, anna));
    rejoined_free(&rejoined);
    review_state_free(desk.review);
}

// Asked for the second time, the decisions go to the import that brought them.
static void decisions_of_a_known_file(void **state) {
    Desk desk = desk_new(state);
    const Named named[] = {{11, "pmid:11", &anna_includes}};
    Rejoined rejoined = {0};
    int64_t again;
    Key first = import(&desk, "a.csv", named, 1, 0xab, NULL, &rejoined, &again);
    rejoined_free(&rejoined);
    Key second = import(&desk, "a.csv", named, 1, 0xab, NULL, &rejoined, &again);
    assert_true(again > 0);
    assert_int_equal(take(&desk, second, &rejoined.decisions), 1);
    assert_string_equal(votes_on(&desk, 11), "Anna B: include -; ");
    take_back(&desk, first);
    assert_int_equal(review_state_count(desk.review), 0);
    rejoined_free(&rejoined);
    review_state_free(desk.review);
}

// --- yield and queries ---

static void fill(const Desk *desk) {
    const Named a[] = {{11, "pmid:11", NULL}, {12, "pmid:12", NULL}, {13, "pmid:13", &anna_includes}};
    const Named b[] = {{12, "pmid:12", NULL}, {14, "pmid:14", NULL}, {15, "pmid:15", NULL}};
    Rejoined rejoined = {0};
    int64_t again;
    Key key =
        import(desk, "/x/medline.nbib", a, 3, 0xab, "database=MEDLINE\nplatform=PubMed\n", &rejoined, &again);
    take(desk, key, &rejoined.decisions);
    rejoined_free(&rejoined);
    ReviewAction round = begin(desk);
    review_action_round(&round, "update 2024");
    apply(desk, &round);
    import(desk, "/x/Scopus export.csv", b, 3, 0xcd, NULL, &rejoined, &again);
    rejoined_free(&rejoined);
    static const StudyId included[] = {12, 14};
    for (size_t i = 0; i < 2; i++) {
        ReviewAction action = begin(desk);
        review_action_decide(&action, review_state_by_study(desk->review, included[i])->key, DECISION_INCLUDE,
                             NULL);
        apply(desk, &action);
    }
}

static void yield_of_sources(void **state) {
    Desk desk = desk_new(state);
    fill(&desk);
    YieldRow *rows;
    assert_int_equal(review_yield(desk.review, &desk.place->arena, &rows), 2);
    assert_int_equal(rows[0].search.brought, 3);
    assert_int_equal(rows[0].search.only_here, 2);
    assert_int_equal(rows[0].included, 2); // 12 by oneself, 13 by Anna
    assert_int_equal(rows[0].included_only_here, 1);
    assert_int_equal(rows[1].search.brought, 3);
    assert_int_equal(rows[1].search.round, 2);
    assert_int_equal(rows[1].included, 2);
    assert_int_equal(rows[1].included_only_here, 1);
    review_state_free(desk.review);
}

static void queries_ask_where_studies_came_from(void **state) {
    Desk desk = desk_new(state);
    const char *const cases[][2] = {
        {"is:new", "14 15 "},
        {"is:dup", "12 "},
        {"is:grouped", "11 14 "},
        {"round:1", "11 12 13 "},
        {"round:2", "14 15 "},
        {"round:\"Update 2024\"", "14 15 "},
        {"round:upd*", "14 15 "},
        {"round:3", ""},
        {"import:latest", "12 14 15 "},
        {"import:1", "11 12 13 "},
        {"import:2", "12 14 15 "},
        {"import:2024", ""},
        {"import:MEDLINE", "11 12 13 "},
        {"import:\"scopus export\"", "12 14 15 "},
        {"import:x", "12 14 15 "}, // of the file's name, not its folder
        {"source:pubmed", "11 12 13 "},
        {"source:medline", "11 12 13 "},
        {"source:scopus", "12 14 15 "}, // where nobody said which
        {"source:nbib", ""},
        {"by:\"anna b\"", "13 "},
        {"by:Anna*", "13 "},
    };
    fill(&desk);
    ReviewAction trial = begin(&desk);
    review_action_trial(&trial, review_state_by_study(desk.review, 11)->key,
                        review_state_by_study(desk.review, 14)->key, true);
    apply(&desk, &trial);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Error err = {0};
        IdList ids = {0};
        String found = {0};
        QueryNode *leaf = query_parse(sv(cases[i][0]), &desk.place->arena, NULL, NULL, &err);
        if (!leaf || !review_leaf_ids(desk.review, NULL, leaf, &ids, &err)) {
            fail_msg("%s: %s", cases[i][0], err.text);
        }
        assert_true(review_answers(leaf));
        for (size_t k = 0; k < ids.count; k++) {
            string_format(&found, "%lld ", (long long) ids.ids[k]);
        }
        if (strcmp(string_text(&found), cases[i][1]) != 0) {
            fail_msg("%s: expected \"%s\", got \"%s\"", cases[i][0], cases[i][1], string_text(&found));
        }
        string_free(&found);
        id_list_free(&ids);
    }
    review_state_free(desk.review);
}

// Studies 1 … 3; the title of one of them as given.
static void import_titles(Place *place, const char *name, const char *second) {
    String xml = {0};
    string_add_text(&xml, XML_HEAD);
    xml_add_article(&xml, 1, "Invented drops for a made-up cough", NULL);
    xml_add_article(&xml, 2, second, NULL);
    xml_add_article(&xml, 3, "Invented pills for a made-up cough", NULL);
    string_add_text(&xml, XML_FOOT);
    const char *path = place_write(place, name, string_view(&xml));
    string_free(&xml);
    import_file_free(import_one(place, path, (ImportOptions){0}, NULL, NULL));
}

static void decide_at(const Desk *desk, StudyId study, Decision decision, int64_t time) {
    ReviewAction action = review_action_begin_as(key_new(), reviewer, 1, time, &desk->place->arena);
    review_action_decide(&action, review_state_by_study(desk->review, study)->key, decision, NULL);
    apply(desk, &action);
}

static size_t count_changed(const Desk *desk, StudyId *first) {
    Error err = {0};
    IdList ids = {0};
    QueryNode *leaf = query_parse(SV("is:changed"), &desk->place->arena, NULL, NULL, &err);
    assert_true(review_leaf_ids(desk->review, place_cache(desk->place), leaf, &ids, &err));
    size_t count = ids.count;
    *first = count ? ids.ids[0] : 0;
    id_list_free(&ids);
    return count;
}

static void what_changed_is_judged_again(void **state) {
    Desk desk = desk_new(state);
    Place *place = desk.place;
    const Named named[] = {{1, "pmid:1", NULL}, {2, "pmid:2", NULL}, {3, "pmid:3", NULL}};
    StudyId changed;
    import_titles(place, "a.xml", "Invented syrup for a made-up cough");
    import_simply(&desk, "a.xml", named, 3);
    int64_t before = clock_now_ms();
    decide_at(&desk, 1, DECISION_EXCLUDE, before);
    decide_at(&desk, 3, DECISION_INCLUDE, before);
    assert_int_equal(count_changed(&desk, &changed), 0);
    import_titles(place, "b.xml", "Retracted: invented syrup for a made-up cough");
    assert_int_equal(count_changed(&desk, &changed), 0); // nobody decided on that one
    decide_at(&desk, 2, DECISION_LATER, before - 2);
    assert_int_equal(count_changed(&desk, &changed), 0);
    decide_at(&desk, 2, DECISION_INCLUDE, before - 1);
    assert_int_equal(count_changed(&desk, &changed), 1);
    assert_int_equal(changed, 2);
    decide_at(&desk, 2, DECISION_EXCLUDE, clock_now_ms() + 1);
    assert_int_equal(count_changed(&desk, &changed), 0);
    review_state_free(desk.review);
}

// --- known items ---

static void known_items_of_any_text(void **state) {
    Desk desk = desk_new(state);
    Place *place = desk.place;
    const char *path = place_write_articles(place, "a.xml", 1, 4);
    import_file_free(import_one(place, path, (ImportOptions){0}, NULL, NULL));
    const Named brought[] = {{2, "pmid:2\ndoi:10.5555/made.2", NULL}};
    import_simply(&desk, "a.xml", brought, 1);
    const StringView text = SV("1, 2;3\n"
                               "PMID: 2\n"
                               "Made A. Invented. J Nil 2019;12:3-4. doi: 10.5555/MADE.4. PMID: 77.\n"
                               "https://doi.org/10.5555/made.3 <https://pubmed.ncbi.nlm.nih.gov/88/>\n"
                               "about 30 studies\n\n"
                               "10.5555/(sici)1097-0258(1998)17:1<61::aid-sim1>3.0.co;2-2\n");
    static const struct {
        const char *given;
        StudyId study;
        bool in_review;
    } expected[] = {
        {"1", 1, false},
        {"2", 2, true},
        {"3", 3, false},
        {"10.5555/MADE.4", 4, false},
        {"77", 0, false},
        {"https://doi.org/10.5555/made.3", 3, false},
        {"https://pubmed.ncbi.nlm.nih.gov/88/", 0, false},
        {"10.5555/(sici)1097-0258(1998)17:1<61::aid-sim1>3.0.co;2-2", 0, false},
    };
    KnownItem *items;
    size_t count = known_items_find(desk.review, place_cache(place), text, &place->arena, &items);
    for (size_t i = 0; i < count && i < sizeof expected / sizeof expected[0]; i++) {
        assert_string_equal(items[i].given, expected[i].given);
        assert_int_equal(items[i].study, expected[i].study);
        assert_int_equal(items[i].candidate != NULL, expected[i].in_review);
    }
    assert_int_equal(count, sizeof expected / sizeof expected[0]);
    assert_int_equal(known_items_find(desk.review, place_cache(place), SV(""), &place->arena, &items), 0);
    review_state_free(desk.review);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(both_imports_brought_it, place_new, place_free),
        cmocka_unit_test_setup_teardown(the_same_bytes_add_nothing, place_new, place_free),
        cmocka_unit_test_setup_teardown(a_cut_import_goes_on, place_new, place_free),
        cmocka_unit_test_setup_teardown(a_page_that_came_later_makes_no_second_candidate, place_new,
                                        place_free),
        cmocka_unit_test_setup_teardown(decisions_are_taken_under_their_names, place_new, place_free),
        cmocka_unit_test_setup_teardown(decisions_of_a_known_file, place_new, place_free),
        cmocka_unit_test_setup_teardown(yield_of_sources, place_new, place_free),
        cmocka_unit_test_setup_teardown(queries_ask_where_studies_came_from, place_new, place_free),
        cmocka_unit_test_setup_teardown(what_changed_is_judged_again, place_new, place_free),
        cmocka_unit_test_setup_teardown(known_items_of_any_text, place_new, place_free),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
