#include "review_help.h"

#include "carrel/base/clock.h"

// Imports, rounds, votes and trials of a review.

static Key bring(ReviewAction *action, const char *identifier, const char *origin) {
    const char *items[] = {identifier};
    return review_action_add(action, &(CandidateFacts){{items, 1}, identifier, origin});
}

static void bring_again(ReviewAction *action, Key candidate, const char *origin) {
    review_action_add_again(action, candidate, &(CandidateFacts){.citation = "again", .origin = origin});
}

static void take_back(Desk *desk, Key action) {
    ReviewAction undo = begin(desk);
    review_action_undo(&undo, action);
    done(desk, &undo);
}

static void press_undo(Desk *desk) {
    Key about;
    size_t count;
    take_back(desk, review_state_undo_target(desk->state, &about, &count));
}

static const Candidate *get(const Desk *desk, Key candidate) {
    return review_state_by_key(desk->state, candidate);
}

static void assert_key(Key a, Key b) {
    assert_memory_equal(a.bytes, b.bytes, sizeof a.bytes);
}

static void kinds_have_names(void **unused) {
    (void) unused;
    SearchKind kind;
    for (int i = 0; i < SEARCH_KINDS; i++) {
        assert_true(search_kind_parse(sv(search_kind_names[i]), &kind));
        assert_int_equal(kind, i);
    }
    assert_true(search_kind_parse(SV("Citation Search"), &kind));
    assert_int_equal(kind, SEARCH_CITATION);
    assert_false(search_kind_parse(SV("databases"), &kind));
    for (size_t i = 0; i < SEARCH_FIELDS; i++) {
        assert_true(*search_fields[i].name && *search_fields[i].title && *search_fields[i].help);
    }
}

// Two imports: A brings x and y, B brings y again and z.
typedef struct {
    Key a, b, x, y, z;
} Two;

static Two import_two(Desk *desk) {
    Two two;
    ReviewAction a = begin(desk);
    two.x = bring(&a, "pmid:1", "import a.nbib");
    two.y = bring(&a, "pmid:2", "import a.nbib");
    review_action_import(&a, "source=/tmp/a.nbib\nformat=nbib\nrecords=3\nrejected=1\nhash=0a\n"
                             "database=MEDLINE\nannounced=1,234\nstrategy=one\\ntwo \\\\ three\n");
    two.a = done(desk, &a);
    ReviewAction b = begin(desk);
    bring_again(&b, two.y, "import b.ris");
    two.z = bring(&b, "pmid:3", "import b.ris");
    review_action_import(&b, "source=/tmp/b.ris\nformat=ris\nrecords=2\nkind=register\n");
    two.b = done(desk, &b);
    return two;
}

static void a_search_says_what_its_file_said(void **unused) {
    (void) unused;
    Desk desk = desk_new();
    Two two = import_two(&desk);
    SearchRecord *searches;
    assert_int_equal(review_state_searches(desk.state, &desk.arena, &searches), 2);
    assert_key(searches[0].action, two.a);
    assert_string_equal(searches[0].source, "/tmp/a.nbib");
    assert_string_equal(searches[0].format, "nbib");
    assert_string_equal(searches[0].hash, "0a");
    assert_string_equal(searches[0].kept, "");
    assert_string_equal(searches[0].values[1], "MEDLINE");
    assert_string_equal(searches[0].values[4], "one\ntwo \\ three");
    assert_int_equal(searches[0].announced, 1234);
    assert_int_equal(searches[0].records, 3);
    assert_int_equal(searches[0].rejected, 1);
    assert_int_equal(searches[0].kind, SEARCH_DATABASE);
    assert_int_equal(searches[0].round, 1);
    assert_false(searches[0].withdrawn);
    assert_int_equal(searches[0].brought, 2);
    assert_int_equal(searches[0].only_here, 1);
    assert_key(searches[1].action, two.b);
    assert_int_equal(searches[1].kind, SEARCH_REGISTER);
    assert_int_equal(searches[1].announced, -1);
    assert_int_equal(searches[1].brought, 2);
    assert_int_equal(searches[1].only_here, 1);
    const Candidate *y = get(&desk, two.y);
    assert_int_equal(y->import_count, 2);
    assert_key(y->imports[0], two.a);
    assert_key(y->imports[1], two.b);
    desk_free(&desk);
}

static void lines_come_back_as_they_were(void **unused) {
    (void) unused;
    Desk desk = desk_new();
    String lines = {0};
    search_add_line(&lines, "strategy", SV("1. asthma\r\n2. child*\\$\n3. 1 and 2"));
    search_add_line(&lines, "platform", SV("a=b"));
    ReviewAction action = begin(&desk);
    review_action_import(&action, string_text(&lines));
    done(&desk, &action);
    SearchRecord *searches;
    assert_int_equal(review_state_searches(desk.state, &desk.arena, &searches), 1);
    assert_string_equal(searches[0].values[4], "1. asthma\n2. child*\\$\n3. 1 and 2");
    assert_string_equal(searches[0].values[5], "");
    assert_string_equal(searches[0].values[2], "a=b");
    string_free(&lines);
    desk_free(&desk);
}

// What a person completes replaces what the file said, also when the import ends later; it
// can be undone like any deed.
static void a_search_is_completed_later(void **unused) {
    (void) unused;
    Desk desk = desk_new();
    ReviewAction import = begin(&desk);
    Key x = bring(&import, "pmid:1", "import a.ris");
    done(&desk, &import);
    char key[KEY_TEXT_SIZE];
    key_to_text(import.action, key);
    ReviewAction form = begin(&desk);
    review_action_import(&form, arena_format(&desk.arena, "import=%s\ndatabase=Embase\nkind=press\n", key));
    done(&desk, &form);
    SearchRecord *searches;
    assert_int_equal(review_state_searches(desk.state, &desk.arena, &searches), 1);
    assert_string_equal(searches[0].source, "a.ris"); // cut off so far
    ReviewAction end = review_action_begin_as(import.action, key_of(1), 1, desk.now + 5, &desk.arena);
    review_action_import(&end, "source=/tmp/a.ris\ndatabase=RIS\nplatform=Ovid");
    done(&desk, &end);
    assert_int_equal(review_state_searches(desk.state, &desk.arena, &searches), 1);
    assert_string_equal(searches[0].source, "/tmp/a.ris");
    assert_string_equal(searches[0].values[1], "Embase");
    assert_string_equal(searches[0].values[2], "Ovid");
    assert_int_equal(searches[0].kind, SEARCH_OTHER);
    press_undo(&desk);
    assert_int_equal(review_state_searches(desk.state, &desk.arena, &searches), 1);
    assert_string_equal(searches[0].values[1], "RIS");
    assert_false(get(&desk, x)->withdrawn);
    desk_free(&desk);
}

static void an_undone_import_takes_only_what_is_its_own(void **unused) {
    (void) unused;
    Desk desk = desk_new();
    Two two = import_two(&desk);
    ReviewAction more = begin(&desk);
    more.action = two.a; // the same import goes on
    Key decided = bring(&more, "pmid:4", "import a.nbib"), labelled = bring(&more, "pmid:5", "import a.nbib"),
        noted = bring(&more, "pmid:6", "import a.nbib"), taken = bring(&more, "pmid:7", "import a.nbib");
    done(&desk, &more);
    // Another person's decision, and one that the import itself took over from its file.
    ReviewAction colleague = review_action_begin_as(key_new(), key_of(2), 1, desk.now + 1, &desk.arena);
    review_action_decide(&colleague, decided, DECISION_EXCLUDE, NULL);
    done(&desk, &colleague);
    ReviewAction from_file = review_action_begin_as(two.a, key_of(3), 1, desk.now + 2, &desk.arena);
    review_action_decide(&from_file, taken, DECISION_INCLUDE, NULL);
    review_action_label(&from_file, taken, "from file", true);
    done(&desk, &from_file);
    ReviewAction own = begin(&desk);
    review_action_label(&own, labelled, "ask", true);
    review_action_note(&own, noted, "dose?");
    done(&desk, &own);
    assert_int_equal(review_state_count(desk.state), 7);
    Vote *votes;
    assert_int_equal(review_state_votes(desk.state, taken, 1, false, &desk.arena, &votes), 1);
    assert_key(votes[0].reviewer, key_of(3));

    take_back(&desk, two.a);
    assert_int_equal(review_state_count(desk.state), 5);
    assert_true(get(&desk, two.x)->withdrawn);
    assert_true(get(&desk, taken)->withdrawn);
    assert_int_equal(review_state_votes(desk.state, taken, 1, false, &desk.arena, &votes), 0);
    assert_false(get(&desk, decided)->withdrawn);
    assert_false(get(&desk, labelled)->withdrawn);
    assert_false(get(&desk, noted)->withdrawn);
    const Candidate *y = get(&desk, two.y);
    assert_false(y->withdrawn);
    assert_int_equal(y->import_count, 1);
    assert_key(y->imports[0], two.b);
    assert_string_equal(y->origin, "import b.ris");
    assert_string_equal(y->citation, "again");
    assert_string_equal(y->identifiers.items[0], "pmid:2");
    SearchRecord *searches;
    assert_int_equal(review_state_searches(desk.state, &desk.arena, &searches), 2);
    assert_true(searches[0].withdrawn);
    assert_int_equal(searches[0].brought, 0);
    assert_int_equal(searches[1].only_here, 2);

    // Taking an import back is a deed: u takes that back, C-r does it again.
    Key about;
    size_t count;
    press_undo(&desk);
    assert_int_equal(review_state_count(desk.state), 7);
    assert_int_equal(review_state_votes(desk.state, taken, 1, false, &desk.arena, &votes), 1);
    take_back(&desk, review_state_redo_target(desk.state, &about, &count));
    assert_int_equal(review_state_count(desk.state), 5);
    press_undo(&desk);
    assert_int_equal(review_state_count(desk.state), 7);
    press_undo(&desk); // then what was done before: label and note
    assert_null(get(&desk, noted)->note);
    assert_int_equal(review_state_count(desk.state), 7);
    press_undo(&desk); // and nothing else: no import
    assert_int_equal(review_state_count(desk.state), 7);
    desk_free(&desk);
}

static void rounds_follow_each_other(void **unused) {
    (void) unused;
    Desk desk = desk_new();
    assert_int_equal(review_state_rounds(desk.state).count, 1);
    assert_string_equal(review_state_rounds(desk.state).items[0], "1");
    Two two = import_two(&desk);
    assert_int_equal(get(&desk, two.x)->round, 1);
    ReviewAction round = begin(&desk);
    review_action_round(&round, "update 2024");
    done(&desk, &round);
    ReviewAction update = begin(&desk);
    bring_again(&update, two.x, "import c.ris");
    Key late = bring(&update, "pmid:9", "import c.ris");
    done(&desk, &update);
    TextList rounds = review_state_rounds(desk.state);
    assert_int_equal(rounds.count, 2);
    assert_string_equal(rounds.items[1], "update 2024");
    assert_int_equal(get(&desk, two.x)->round, 1);
    assert_int_equal(get(&desk, late)->round, 2);
    SearchRecord *searches;
    assert_int_equal(review_state_searches(desk.state, &desk.arena, &searches), 3);
    assert_int_equal(searches[0].round, 1);
    assert_int_equal(searches[2].round, 2);
    // Where only the update brings it, it joined in the update.
    take_back(&desk, two.a);
    assert_int_equal(get(&desk, two.x)->round, 2);
    press_undo(&desk);
    press_undo(&desk); // the round
    assert_int_equal(review_state_rounds(desk.state).count, 1);
    assert_int_equal(get(&desk, late)->round, 1);
    desk_free(&desk);
}

static void the_first_round_can_be_named(void **unused) {
    (void) unused;
    Desk desk = desk_new();
    ReviewAction round = begin(&desk);
    review_action_round(&round, "original");
    done(&desk, &round);
    Two two = import_two(&desk);
    ReviewAction next = begin(&desk);
    review_action_round(&next, "");
    done(&desk, &next);
    TextList rounds = review_state_rounds(desk.state);
    assert_int_equal(rounds.count, 2);
    assert_string_equal(rounds.items[0], "original");
    assert_string_equal(rounds.items[1], "2");
    assert_int_equal(get(&desk, two.x)->round, 1);
    desk_free(&desk);
}

static void votes_of_all_reviewers(void **unused) {
    (void) unused;
    Desk desk = desk_new();
    Two two = import_two(&desk);
    for (unsigned reviewer = 1; reviewer <= 3; reviewer++) {
        ReviewAction action =
            review_action_begin_as(key_new(), key_of(reviewer), 1, desk.now + reviewer, &desk.arena);
        review_action_decide(&action, two.x, DECISION_MAYBE, NULL);
        review_action_decide(&action, two.x, reviewer == 2 ? DECISION_EXCLUDE : DECISION_INCLUDE, "why");
        done(&desk, &action);
    }
    ReviewAction clear = review_action_begin_as(key_new(), key_of(3), 1, desk.now + 9, &desk.arena);
    review_action_decide(&clear, two.x, DECISION_NONE, NULL);
    done(&desk, &clear);
    ReviewAction full = review_action_begin_as(key_new(), key_of(4), 2, desk.now + 9, &desk.arena);
    review_action_decide(&full, two.x, DECISION_INCLUDE, NULL);
    done(&desk, &full);
    Vote *votes;
    assert_int_equal(review_state_votes(desk.state, two.x, 1, false, &desk.arena, &votes), 2);
    assert_key(votes[0].reviewer, key_of(1));
    assert_int_equal(votes[0].decision, DECISION_INCLUDE);
    assert_key(votes[1].reviewer, key_of(2));
    assert_int_equal(votes[1].decision, DECISION_EXCLUDE);
    assert_string_equal(votes[1].reason, "why");
    assert_int_equal(review_state_votes(desk.state, key_of(99), 1, false, &desk.arena, &votes), 0);
    desk_free(&desk);
}

static void tell_trial(Desk *desk, Key a, Key b, bool same) {
    ReviewAction action = begin(desk);
    review_action_trial(&action, a, b, same);
    done(desk, &action);
}

static void reports_of_one_trial(void **unused) {
    (void) unused;
    Desk desk = desk_new();
    Two two = import_two(&desk);
    const Candidate **reports;
    assert_int_equal(review_state_reports(desk.state, two.x, &desk.arena, &reports), 1);
    assert_key(reports[0]->key, two.x);
    assert_false(get(&desk, two.x)->grouped);
    assert_int_equal(review_state_trial_count(desk.state), 3);
    tell_trial(&desk, two.z, two.x, true);
    assert_int_equal(review_state_trial_count(desk.state), 2);
    tell_trial(&desk, two.z, two.y, true);
    assert_int_equal(review_state_count(desk.state), 3); // each stays a candidate
    assert_int_equal(review_state_reports(desk.state, two.y, &desk.arena, &reports), 3);
    assert_key(reports[0]->key, two.x);
    assert_key(reports[2]->key, two.z);
    assert_true(get(&desk, two.y)->grouped);
    assert_int_equal(review_state_trial_count(desk.state), 1);
    tell_trial(&desk, two.x, two.z, false);
    assert_int_equal(review_state_reports(desk.state, two.y, &desk.arena, &reports), 2);
    assert_false(get(&desk, two.x)->grouped);
    press_undo(&desk);
    assert_int_equal(review_state_reports(desk.state, two.x, &desk.arena, &reports), 3);
    // One that is withdrawn is no report any more.
    take_back(&desk, two.b);
    assert_int_equal(review_state_trial_count(desk.state), 1);
    assert_int_equal(review_state_reports(desk.state, two.x, &desk.arena, &reports), 2);
    // Two that are one study are one report.
    ReviewAction same = begin(&desk);
    review_action_same(&same, two.x, two.y);
    done(&desk, &same);
    assert_int_equal(review_state_reports(desk.state, two.x, &desk.arena, &reports), 1);
    assert_false(get(&desk, two.x)->grouped);
    desk_free(&desk);
}

// A large review: every candidate in several imports, two rounds, a decision after each.
static void many_candidates_are_fast(void **unused) {
    (void) unused;
    enum { CANDIDATES = 30000, IMPORTS = 5 };
    Desk desk = desk_new();
    Key *keys = ARENA_ARRAY(&desk.arena, Key, CANDIDATES);
    ReviewAction action = begin(&desk);
    for (int import = 0; import < IMPORTS; import++) {
        action.action = key_new();
        action.time++;
        for (unsigned i = 0; i < CANDIDATES; i++) {
            if (import == 0) {
                keys[i] = bring(&action, arena_format(&desk.arena, "pmid:%u", i + 1), "import a");
            } else if (i % 3 == 0) {
                bring_again(&action, keys[i], "import b");
            }
        }
        review_action_import(&action, "source=a\nrecords=30000");
        action.time++;
        action.action = key_new();
        review_action_round(&action, "next");
    }
    int64_t start = clock_ticks_us();
    done(&desk, &action);
    assert_int_equal(review_state_count(desk.state), CANDIDATES);
    int64_t loaded = clock_ticks_us();
    SearchRecord *searches;
    assert_int_equal(review_state_searches(desk.state, &desk.arena, &searches), IMPORTS);
    assert_int_equal(searches[0].brought, CANDIDATES);
    assert_int_equal(searches[0].only_here, CANDIDATES - CANDIDATES / 3);
    int64_t counted = clock_ticks_us();
    for (unsigned i = 0; i < 1000; i++) {
        ReviewAction one = begin(&desk);
        review_action_decide(&one, keys[i], DECISION_INCLUDE, NULL);
        done(&desk, &one);
        assert_int_equal(review_state_counts(desk.state, 0).included, i + 1);
    }
    int64_t decided = clock_ticks_us();
    take_back(&desk, searches[0].action);
    assert_int_equal(review_state_count(desk.state), CANDIDATES / 3 + 1000 - 334);
    int64_t undone = clock_ticks_us();
    print_message("%zu events in %.1f ms, searches %.2f ms, a decision %.2f us, an import back %.1f ms\n",
                  action.count, (double) (loaded - start) / 1000, (double) (counted - loaded) / 1000,
                  (double) (decided - counted) / 1000, (double) (undone - decided) / 1000);
    assert_true(undone - start < 20000000); // quadratic would be far beyond, sanitizers included
    desk_free(&desk);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kinds_have_names),
        cmocka_unit_test(a_search_says_what_its_file_said),
        cmocka_unit_test(lines_come_back_as_they_were),
        cmocka_unit_test(a_search_is_completed_later),
        cmocka_unit_test(an_undone_import_takes_only_what_is_its_own),
        cmocka_unit_test(rounds_follow_each_other),
        cmocka_unit_test(the_first_round_can_be_named),
        cmocka_unit_test(votes_of_all_reviewers),
        cmocka_unit_test(reports_of_one_trial),
        cmocka_unit_test(many_candidates_are_fast),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
