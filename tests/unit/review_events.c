#include "review_help.h"

#include "carrel/base/clock.h"
#include "carrel/base/memory.h"

#include <stdlib.h>

static Key add(Desk *desk, const char *identifier, const char *citation) {
    const char *items[] = {identifier};
    CandidateFacts facts = {{items, 1}, citation, "link from pmid:9"};
    ReviewAction action = begin(desk);
    Key key = review_action_add(&action, &facts);
    done(desk, &action);
    return key;
}

static Key decide(Desk *desk, Key candidate, Decision decision) {
    ReviewAction action = begin(desk);
    review_action_decide(&action, candidate, decision, NULL);
    return done(desk, &action);
}

// Presses u or C-r; the candidate it is about, none where there was nothing.
static Key press(Desk *desk, Key (*target_of)(const ReviewState *, Key *, size_t *)) {
    Key about;
    size_t count;
    Key target = target_of(desk->state, &about, &count);
    if (!key_is_none(target)) {
        ReviewAction action = begin(desk);
        review_action_undo(&action, target);
        done(desk, &action);
    }
    return about;
}

static Decision decision_of(const Desk *desk, Key candidate) {
    return review_state_by_key(desk->state, candidate)->own.decision;
}

static void assert_key(Key a, Key b) {
    assert_memory_equal(a.bytes, b.bytes, sizeof a.bytes);
}

static void keys_as_text(void **unused) {
    (void) unused;
    Key key = key_new(), back;
    char text[KEY_TEXT_SIZE];
    key_to_text(key, text);
    assert_true(key_from_text(sv(text), &back));
    assert_key(key, back);
    assert_false(key_from_text(SV("0123"), &back));
    assert_false(key_from_text(SV("0123456789abcdef0123456789abcdeg"), &back));
    assert_true(key_is_none((Key){{0}}));
    assert_false(key_is_none(key));
    assert_true(key_compare(key_of(1), key_of(2)) < 0);
}

static void decision_values(void **unused) {
    (void) unused;
    static const struct {
        const char *value;
        bool good;
        Decision decision;
        const char *reason;
    } cases[] = {
        {"include", true, DECISION_INCLUDE, NULL},
        {"exclude\twrong population", true, DECISION_EXCLUDE, "wrong population"},
        {"exclude\t", true, DECISION_EXCLUDE, NULL},
        {"later", true, DECISION_LATER, NULL},
        {"clear", true, DECISION_NONE, NULL},
        {"undecided", true, DECISION_NONE, NULL},
        {"included", false, DECISION_NONE, NULL},
        {"", false, DECISION_NONE, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Decision decision = DECISION_NONE;
        const char *reason = "untouched";
        assert_int_equal(decision_value_parse(cases[i].value, &decision, &reason), cases[i].good);
        assert_int_equal(decision, cases[i].decision);
        if (cases[i].reason) {
            assert_string_equal(reason, cases[i].reason);
        } else {
            assert_null(reason);
        }
    }
}

static void a_candidate_and_what_is_said_of_it(void **unused) {
    (void) unused;
    Desk desk = desk_new();
    const char *items[] = {"pmid:101", "doi:10.5555/a"};
    ReviewAction action = begin(&desk);
    Key key = review_action_add(&action, &(CandidateFacts){{items, 2}, "Alp A.\nInvented.", "search"});
    review_action_decide(&action, key, DECISION_EXCLUDE, "animals");
    review_action_label(&action, key, "zebra", true);
    review_action_label(&action, key, "ask", true);
    review_action_label(&action, key, "gone", true);
    review_action_label(&action, key, "gone", false);
    review_action_note(&action, key, "dose per kg?\nsee methods");
    review_action_read(&action, key);
    review_action_bind(&action, key, 3, "pmid:7");
    done(&desk, &action);

    assert_int_equal(review_state_count(desk.state), 1);
    const Candidate *candidate = review_state_by_identifier(desk.state, SV("doi:10.5555/a"));
    assert_ptr_equal(candidate, review_state_at(desk.state, 0));
    assert_ptr_equal(candidate, review_state_by_study(desk.state, 101));
    assert_key(candidate->key, key);
    assert_string_equal(candidate->citation, "Alp A. Invented.");
    assert_string_equal(candidate->origin, "search");
    assert_int_equal(candidate->own.decision, DECISION_EXCLUDE);
    assert_string_equal(candidate->own.reason, "animals");
    assert_int_equal(candidate->labels.count, 2);
    assert_string_equal(candidate->labels.items[0], "ask");
    assert_string_equal(candidate->labels.items[1], "zebra");
    assert_string_equal(candidate->note, "dose per kg?\nsee methods");
    assert_true(candidate->read);
    assert_string_equal(review_state_binding(desk.state, key, 3), "pmid:7");
    assert_null(review_state_binding(desk.state, key, 4));
    assert_int_equal(review_state_labels(desk.state).count, 2);

    review_state_set_study(desk.state, key, -17);
    assert_key(review_state_by_study(desk.state, -17)->key, key);
    assert_null(review_state_by_study(desk.state, 101));
    review_state_set_study(desk.state, key, 101);
    assert_null(review_state_by_study(desk.state, -17));
    assert_key(review_state_by_study(desk.state, 101)->key, key);
    desk_free(&desk);
}

static void the_reviews_own_facts(void **unused) {
    (void) unused;
    Desk desk = desk_new();
    ReviewAction action = begin(&desk);
    review_action_name(&action, "RK");
    review_action_setting(&action, "title", "first");
    review_action_setting(&action, "title", "a=b");
    review_action_reason(&action, "wrong population");
    review_action_reason(&action, "no abstract");
    review_action_reason(&action, "wrong population");
    static const Term terms[] = {{TERM_OF_GROUP, "population", "mice"},
                                 {TERM_FOR, NULL, "umbilical"},
                                 {TERM_AGAINST, NULL, "mice"},
                                 {TERM_FOR, NULL, "cord"},
                                 {TERM_OF_GROUP, "outcome", "death|mortality"}};
    for (size_t i = 0; i < sizeof terms / sizeof *terms; i++) {
        review_action_highlight(&action, &terms[i], true);
    }
    review_action_highlight(&action, &terms[3], false);
    review_action_highlight(&action, &terms[4], false);
    done(&desk, &action);
    assert_string_equal(review_state_reviewer_name(desk.state, key_of(1)), "RK");
    assert_null(review_state_reviewer_name(desk.state, key_of(2)));
    assert_string_equal(review_state_setting(desk.state, "title"), "a=b");
    assert_null(review_state_setting(desk.state, "question"));
    TextList reasons = review_state_reasons(desk.state);
    assert_int_equal(reasons.count, 2);
    assert_string_equal(reasons.items[0], "wrong population");
    TermList watched = review_state_terms(desk.state);
    assert_int_equal(watched.count, 3);
    assert_string_equal(watched.items[0].text, "umbilical");
    assert_int_equal(watched.items[1].role, TERM_AGAINST);
    assert_string_equal(watched.items[1].text, "mice");
    assert_string_equal(watched.items[2].group, "population");
    assert_string_equal(watched.items[2].text, "mice");
    desk_free(&desk);
}

static void undo_walks_back_and_redo_forward(void **unused) {
    (void) unused;
    Desk desk = desk_new();
    Key a = add(&desk, "pmid:1", "A"), b = add(&desk, "pmid:2", "B");
    decide(&desk, a, DECISION_INCLUDE);
    decide(&desk, b, DECISION_EXCLUDE);
    decide(&desk, a, DECISION_MAYBE);

    assert_key(press(&desk, review_state_undo_target), a);
    assert_int_equal(decision_of(&desk, a), DECISION_INCLUDE);
    assert_key(press(&desk, review_state_undo_target), b);
    assert_int_equal(decision_of(&desk, b), DECISION_NONE);
    assert_key(press(&desk, review_state_redo_target), b);
    assert_int_equal(decision_of(&desk, b), DECISION_EXCLUDE);
    assert_key(press(&desk, review_state_redo_target), a);
    assert_int_equal(decision_of(&desk, a), DECISION_MAYBE);
    assert_true(key_is_none(press(&desk, review_state_redo_target)));

    // Undo, redo and undo again is as one undo.
    press(&desk, review_state_undo_target);
    press(&desk, review_state_redo_target);
    assert_key(press(&desk, review_state_undo_target), a);
    assert_int_equal(decision_of(&desk, a), DECISION_INCLUDE);

    // A new action forgets what could be redone, and is the next to be undone.
    decide(&desk, b, DECISION_INCLUDE);
    assert_true(key_is_none(press(&desk, review_state_redo_target)));
    assert_key(press(&desk, review_state_undo_target), b);
    assert_int_equal(decision_of(&desk, b), DECISION_EXCLUDE);
    assert_key(press(&desk, review_state_undo_target), b);
    assert_int_equal(decision_of(&desk, b), DECISION_NONE);
    assert_key(press(&desk, review_state_undo_target), a);
    assert_int_equal(decision_of(&desk, a), DECISION_NONE);
    assert_int_equal(review_state_count(desk.state), 2);

    // Then the joinings themselves.
    assert_key(press(&desk, review_state_undo_target), b);
    assert_int_equal(review_state_count(desk.state), 1);
    assert_true(review_state_by_key(desk.state, b)->withdrawn);
    assert_null(review_state_by_identifier(desk.state, SV("pmid:2")));
    press(&desk, review_state_undo_target);
    assert_int_equal(review_state_count(desk.state), 0);
    assert_true(key_is_none(press(&desk, review_state_undo_target)));

    // And all the way forward again, to the last undo that was not forgotten.
    for (int i = 0; i < 5; i++) {
        assert_false(key_is_none(press(&desk, review_state_redo_target)));
    }
    assert_true(key_is_none(press(&desk, review_state_redo_target)));
    assert_int_equal(review_state_count(desk.state), 2);
    assert_int_equal(decision_of(&desk, a), DECISION_INCLUDE);
    assert_int_equal(decision_of(&desk, b), DECISION_INCLUDE);
    desk_free(&desk);
}

static void an_import_is_nobodys_deed(void **unused) {
    (void) unused;
    Desk desk = desk_new();
    Key a = add(&desk, "pmid:1", "A");
    const char *items[] = {"pmid:2"};
    CandidateFacts facts = {{items, 1}, "B", "import invented.xml"};
    ReviewAction import = begin(&desk);
    review_action_add(&import, &facts);
    done(&desk, &import);
    assert_key(press(&desk, review_state_undo_target), a);
    assert_true(key_is_none(press(&desk, review_state_undo_target)));
    assert_int_equal(review_state_count(desk.state), 1);
    desk_free(&desk);
}

static void only_ones_own_actions_are_undone(void **unused) {
    (void) unused;
    Desk desk = desk_new();
    Key a = add(&desk, "pmid:1", "A");
    Key mine = decide(&desk, a, DECISION_INCLUDE);
    ReviewAction other = review_action_begin_as(key_new(), key_of(2), 1, desk.now + 5, &desk.arena);
    review_action_decide(&other, a, DECISION_EXCLUDE, NULL);
    review_action_label(&other, a, "theirs", true);
    done(&desk, &other);
    ReviewAction foreign = review_action_begin_as(key_new(), key_of(2), 1, desk.now + 6, &desk.arena);
    review_action_undo(&foreign, mine);
    done(&desk, &foreign);
    assert_int_equal(decision_of(&desk, a), DECISION_INCLUDE);
    Key about;
    size_t count;
    assert_key(review_state_undo_target(desk.state, &about, &count), mine);
    ReviewAction bold = begin(&desk);
    review_action_undo(&bold, other.action);
    review_action_setting(&bold, "blind", "no"); // what others gave is told
    done(&desk, &bold);
    assert_int_equal(review_state_by_key(desk.state, a)->labels.count, 1);
    assert_false(review_state_is_undone(desk.state, other.action));
    desk_free(&desk);
}

static void reading_names_and_imports_are_not_undone_by_a_key(void **unused) {
    (void) unused;
    Desk desk = desk_new();
    Key a = add(&desk, "pmid:1", "A");
    Key mine = decide(&desk, a, DECISION_INCLUDE);
    ReviewAction read = begin(&desk);
    review_action_read(&read, a);
    review_action_name(&read, "RK");
    done(&desk, &read);

    // An import is one action in chunks.
    ReviewAction import = begin(&desk);
    review_action_import(&import, "source=invented.xml");
    CandidateFacts facts = {.citation = "B", .origin = "import invented.xml"};
    Key b = review_action_add(&import, &facts);
    done(&desk, &import);
    ReviewAction chunk = review_action_begin_as(import.action, key_of(1), 1, desk.now + 1, &desk.arena);
    Key c = review_action_add(&chunk, &facts);
    done(&desk, &chunk);
    assert_int_equal(review_state_count(desk.state), 3);

    Key about;
    size_t count;
    assert_key(review_state_undo_target(desk.state, &about, &count), mine);
    assert_key(about, a);
    assert_int_equal(count, 1);

    // Named, it goes; a decision keeps a candidate.
    decide(&desk, c, DECISION_MAYBE);
    ReviewAction undo = begin(&desk);
    review_action_undo(&undo, import.action);
    done(&desk, &undo);
    assert_int_equal(review_state_count(desk.state), 2);
    assert_true(review_state_by_key(desk.state, b)->withdrawn);
    assert_false(review_state_by_key(desk.state, c)->withdrawn);
    assert_string_equal(review_state_by_key(desk.state, c)->citation, "B");
    decide(&desk, c, DECISION_NONE);
    assert_int_equal(review_state_count(desk.state), 1);
    desk_free(&desk);
}

static void another_joining_keeps_a_candidate(void **unused) {
    (void) unused;
    Desk desk = desk_new();
    Key a = add(&desk, "pmid:1", "A");
    CandidateFacts facts = {.citation = "A again", .origin = "import second.xml"};
    ReviewAction again = begin(&desk);
    review_action_add_again(&again, a, &facts);
    done(&desk, &again);
    press(&desk, review_state_undo_target);
    assert_int_equal(review_state_count(desk.state), 1);
    press(&desk, review_state_redo_target);
    Key first = {{0}};
    Arena arena = {0};
    const Event **events;
    assert_int_equal(review_state_history(desk.state, a, &arena, &events), 4);
    assert_int_equal(events[0]->kind, EVENT_CANDIDATE);
    assert_int_equal(events[2]->kind, EVENT_UNDO);
    first = events[0]->action;
    arena_free(&arena);
    ReviewAction undo = begin(&desk);
    review_action_undo(&undo, first);
    done(&desk, &undo);
    assert_int_equal(review_state_count(desk.state), 1);
    assert_string_equal(review_state_by_key(desk.state, a)->origin, "import second.xml");
    desk_free(&desk);
}

static void the_same_pmid_is_the_same_candidate(void **unused) {
    (void) unused;
    Desk desk = desk_new();
    Key a = add(&desk, "pmid:9", "A");
    decide(&desk, a, DECISION_INCLUDE);
    Key b = add(&desk, "pmid:9", "also A");
    Key c = add(&desk, "doi:10.5555/x", "C"), d = add(&desk, "doi:10.5555/x", "D");
    assert_int_equal(review_state_count(desk.state), 3); // never by DOI alone
    Key smaller = key_compare(a, b) < 0 ? a : b;
    const Candidate *joined = review_state_by_key(desk.state, b);
    assert_key(joined->key, smaller);
    assert_int_equal(joined->own.decision, DECISION_INCLUDE);
    assert_string_equal(joined->citation, "A");
    assert_key(review_state_by_identifier(desk.state, SV("doi:10.5555/x"))->key, c);

    ReviewAction same = begin(&desk);
    review_action_same(&same, d, c);
    done(&desk, &same);
    assert_int_equal(review_state_count(desk.state), 2);
    decide(&desk, d, DECISION_EXCLUDE);
    assert_int_equal(decision_of(&desk, c), DECISION_EXCLUDE);
    press(&desk, review_state_undo_target);
    press(&desk, review_state_undo_target);
    assert_int_equal(review_state_count(desk.state), 3);
    assert_key(review_state_by_key(desk.state, d)->key, d);
    assert_int_equal(decision_of(&desk, c), DECISION_NONE);
    desk_free(&desk);
}

static void judge(Desk *desk, Key a, Key b, bool same) {
    ReviewAction action = begin(desk);
    if (same) {
        review_action_same(&action, a, b);
    } else {
        review_action_different(&action, a, b);
    }
    done(desk, &action);
}

static void the_last_verdict_holds(void **unused) {
    (void) unused;
    Desk desk = desk_new();
    Key a = add(&desk, "doi:10.5555/a", "A"), b = add(&desk, "doi:10.5555/b", "B"),
        c = add(&desk, "doi:10.5555/c", "C");
    judge(&desk, a, b, false);
    assert_int_equal(review_state_count(desk.state), 3);
    assert_true(review_state_are_different(desk.state, b, a));
    assert_false(review_state_are_different(desk.state, a, c));
    judge(&desk, b, a, true); // a second thought
    assert_int_equal(review_state_count(desk.state), 2);
    assert_false(review_state_are_different(desk.state, b, a));
    press(&desk, review_state_undo_target);
    assert_int_equal(review_state_count(desk.state), 3);
    assert_true(review_state_are_different(desk.state, a, b));
    press(&desk, review_state_undo_target);
    assert_false(review_state_are_different(desk.state, a, b));
    desk_free(&desk);
}

static void what_is_different_is_not_joined_by_way_of_a_third(void **unused) {
    (void) unused;
    Desk desk = desk_new();
    Key a = add(&desk, "doi:10.5555/a", "A"), b = add(&desk, "doi:10.5555/b", "B"),
        c = add(&desk, "doi:10.5555/c", "C");
    judge(&desk, a, b, true);
    judge(&desk, b, c, true);
    assert_int_equal(review_state_count(desk.state), 1);
    judge(&desk, a, c, false); // the first joining holds, the second would bring them together
    assert_int_equal(review_state_count(desk.state), 2);
    assert_key(review_state_by_key(desk.state, a)->key, review_state_by_key(desk.state, b)->key);
    assert_true(review_state_are_different(desk.state, b, c));

    review_state_set_study(desk.state, a, -1);
    review_state_set_study(desk.state, b, -2);
    review_state_set_study(desk.state, c, -3);
    Arena arena = {0};
    StudyId *studies;
    assert_int_equal(review_state_studies(desk.state, a, &arena, &studies), 2);
    assert_int_equal(studies[0], -2);
    assert_int_equal(studies[1], -1);
    assert_int_equal(review_state_studies(desk.state, c, &arena, &studies), 1);
    assert_key(review_state_by_study(desk.state, -1)->key, review_state_by_study(desk.state, -2)->key);
    arena_free(&arena);
    desk_free(&desk);
}

static void decisions_are_per_reviewer_and_stage(void **unused) {
    (void) unused;
    Desk desk = desk_new();
    Key a = add(&desk, "pmid:1", "A");
    ReviewAction other = review_action_begin_as(key_new(), key_of(2), 1, 5000, &desk.arena);
    review_action_decide(&other, a, DECISION_EXCLUDE, NULL);
    done(&desk, &other);
    ReviewAction full = review_action_begin_as(key_new(), key_of(1), 2, 5001, &desk.arena);
    review_action_decide(&full, a, DECISION_INCLUDE, NULL);
    done(&desk, &full);
    assert_int_equal(decision_of(&desk, a), DECISION_NONE);
    desk.now = 6000;
    decide(&desk, a, DECISION_LATER);
    decide(&desk, a, DECISION_MAYBE);
    ReviewCounts counts = review_state_counts(desk.state, 6000);
    assert_int_equal(counts.candidates, 1);
    assert_int_equal(counts.maybe, 1);
    assert_int_equal(counts.undecided, 0);
    assert_int_equal(counts.decisions_today, 1);
    PastDecision *past;
    assert_int_equal(review_state_last_decisions(desk.state, &desk.arena, 10, &past), 2);
    assert_int_equal(past[0].decision, DECISION_MAYBE);
    assert_int_equal(past[1].decision, DECISION_LATER);
    assert_key(past[0].candidate, a);
    desk_free(&desk);
}

static void pending_until_confirmed(void **unused) {
    (void) unused;
    Desk desk = desk_new();
    Key a = add(&desk, "pmid:1", "A"), b = add(&desk, "pmid:2", "B");
    String before = {0}, after = {0};
    review_state_dump(desk.state, &before);

    ReviewAction action = begin(&desk);
    review_action_decide(&action, a, DECISION_INCLUDE, NULL);
    review_action_same(&action, a, b);
    review_state_add(desk.state, &action.events[0], true);
    review_state_add(desk.state, &action.events[1], true);
    assert_true(review_state_by_key(desk.state, a)->own.pending);
    Key about;
    size_t count;
    assert_key(review_state_undo_target(desk.state, &about, &count), action.action);

    review_state_withdraw(desk.state, action.action);
    review_state_dump(desk.state, &after);
    assert_string_equal(string_text(&before), string_text(&after));

    // It was on disk after all, with a later time.
    action.events[0].time += 50;
    review_state_add(desk.state, &action.events[0], false);
    assert_int_equal(decision_of(&desk, a), DECISION_INCLUDE);
    assert_false(review_state_by_key(desk.state, a)->own.pending);
    assert_int_equal(review_state_by_key(desk.state, a)->own.time, action.events[0].time);
    assert_int_equal(review_state_last_time(desk.state), action.events[0].time);

    ReviewAction next = begin(&desk);
    review_action_decide(&next, b, DECISION_MAYBE, NULL);
    review_state_add(desk.state, &next.events[0], true);
    assert_true(review_state_by_key(desk.state, b)->own.pending);
    done(&desk, &next); // it is on disk
    assert_false(review_state_by_key(desk.state, b)->own.pending);
    string_free(&before);
    string_free(&after);
    desk_free(&desk);
}

// A long undo chain and one candidate with many events must not take for ever.
static void many_events_are_fast(void **unused) {
    (void) unused;
    enum { CANDIDATES = 10000 };
    Arena arena = {0};
    ReviewAction action = review_action_begin_as(key_new(), key_of(1), 1, 1000, &arena);
    Key *keys = memory_new(CANDIDATES * sizeof *keys);
    for (unsigned i = 0; i < CANDIDATES; i++) {
        const char *items[] = {arena_format(&arena, "pmid:%u", i + 1),
                               arena_format(&arena, "doi:10.5555/j.%u", i)};
        action.time++;
        action.action = key_new();
        keys[i] = review_action_add(
            &action,
            &(CandidateFacts){{items, 2}, "Invented A. A study of nothing. J Nil 2020.", "import x"});
    }
    for (unsigned i = 0; i < CANDIDATES; i++) {
        action.time++;
        action.action = key_new();
        review_action_decide(&action, keys[i], DECISION_INCLUDE, NULL);
    }
    int64_t start = clock_ticks_us();
    ReviewState *state = review_state_new(key_of(1), 1);
    for (size_t i = 0; i < action.count; i++) {
        review_state_add(state, &action.events[i], false);
    }
    assert_int_equal(review_state_count(state), CANDIDATES);
    int64_t replayed = clock_ticks_us();
    for (unsigned i = 0; i < 1000; i++) {
        ReviewAction one = review_action_begin(state, 0, &arena);
        review_action_decide(&one, keys[i], DECISION_EXCLUDE, NULL);
        review_state_add(state, one.events, true);
        assert_int_equal(review_state_counts(state, INT64_MAX).excluded, i + 1);
    }
    int64_t added = clock_ticks_us();
    for (unsigned i = 0; i < 1000; i++) {
        Key about;
        size_t count;
        ReviewAction one = review_action_begin(state, 0, &arena);
        review_action_undo(&one, review_state_undo_target(state, &about, &count));
        review_state_add(state, one.events, true);
        assert_int_equal(review_state_counts(state, INT64_MAX).excluded, 999 - i);
    }
    int64_t undone = clock_ticks_us();
    print_message("replay of 20,000 events %.1f ms, a decision %.2f us, an undo %.1f us\n",
                  (double) (replayed - start) / 1000, (double) (added - replayed) / 1000,
                  (double) (undone - added) / 1000);
    assert_true(undone - start < 20000000); // quadratic would be far beyond, sanitizers included
    review_state_free(state);
    free(keys);
    arena_free(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_as_text),
        cmocka_unit_test(decision_values),
        cmocka_unit_test(a_candidate_and_what_is_said_of_it),
        cmocka_unit_test(the_reviews_own_facts),
        cmocka_unit_test(undo_walks_back_and_redo_forward),
        cmocka_unit_test(an_import_is_nobodys_deed),
        cmocka_unit_test(only_ones_own_actions_are_undone),
        cmocka_unit_test(reading_names_and_imports_are_not_undone_by_a_key),
        cmocka_unit_test(another_joining_keeps_a_candidate),
        cmocka_unit_test(the_same_pmid_is_the_same_candidate),
        cmocka_unit_test(the_last_verdict_holds),
        cmocka_unit_test(what_is_different_is_not_joined_by_way_of_a_third),
        cmocka_unit_test(decisions_are_per_reviewer_and_stage),
        cmocka_unit_test(pending_until_confirmed),
        cmocka_unit_test(many_events_are_fast),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
