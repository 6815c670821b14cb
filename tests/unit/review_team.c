#include "carrel/review/outcome.h"
#include "carrel/review/team.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

// A review of several people and candidates; person 0 is the one whose state it is.
typedef struct {
    Arena arena;
    ReviewState *state;
    Key keys[1000];
    int64_t now;
} Team;

static Key person(unsigned number) {
    Key key = {{0}};
    key.bytes[0] = (uint8_t) (number + 1);
    return key;
}

static ReviewAction begin(Team *team, unsigned who) {
    return review_action_begin_as(key_new(), person(who), 1, team->now += 10, &team->arena);
}

static void done(Team *team, const ReviewAction *action) {
    for (size_t i = 0; i < action->count; i++) {
        review_state_add(team->state, &action->events[i], false);
    }
}

static void set(Team *team, const char *name, const char *value) {
    ReviewAction action = begin(team, 0);
    review_action_setting(&action, name, value);
    done(team, &action);
}

static void vote(Team *team, unsigned who, size_t study, Decision decision, const char *reason) {
    ReviewAction action = begin(team, who);
    review_action_decide(&action, team->keys[study], decision, reason);
    done(team, &action);
}

// With candidates whose keys are the same in every run.
static Team team_new(size_t count) {
    Team team = {.state = review_state_new(person(0), 1), .now = 1000};
    static const char *const names[] = {"Anna", "Ben B", "Zoé"};
    for (unsigned i = 0; i < 3; i++) {
        ReviewAction action = begin(&team, i);
        review_action_name(&action, names[i]);
        done(&team, &action);
    }
    for (size_t i = 0; i < count; i++) {
        const char *items[] = {arena_format(&team.arena, "pmid:%zu", i + 1)};
        CandidateFacts facts = {{items, 1}, "A study", "search"};
        ReviewAction action = begin(&team, 0);
        review_action_add(&action, &facts);
        for (size_t k = 0; k < 16; k++) {
            action.events[0].candidate.bytes[k] = (uint8_t) (((i + 1) * (2 * k + 3) * 2654435761u) >> 13);
        }
        done(&team, &action);
        team.keys[i] = review_state_at(team.state, i)->key;
    }
    return team;
}

static void team_free(Team *team) {
    review_state_free(team->state);
    arena_free(&team->arena);
}

// --- blindness ---

static void label_and_note(Team *team, unsigned who, size_t study, const char *label, const char *note) {
    ReviewAction action = begin(team, who);
    review_action_label(&action, team->keys[study], label, true);
    review_action_note(&action, team->keys[study], note);
    done(team, &action);
}

static void others_labels_and_notes_are_told_when_it_is_open(void **unused) {
    (void) unused;
    Team team = team_new(2);
    const Candidate *candidate = review_state_at(team.state, 0);
    label_and_note(&team, 1, 0, "mice", "no!");
    label_and_note(&team, 0, 1, "mine", "yes");
    assert_int_equal(review_state_at(team.state, 0)->labels.count, 0);
    assert_null(review_state_at(team.state, 0)->note);
    assert_int_equal(review_state_labels(team.state).count, 1);
    assert_string_equal(review_state_at(team.state, 1)->note, "yes");
    set(&team, "blind", "no");
    candidate = review_state_at(team.state, 0);
    assert_int_equal(candidate->labels.count, 1);
    assert_string_equal(candidate->note, "no!");
    assert_int_equal(review_state_labels(team.state).count, 2);
    set(&team, "blind", "yes");
    assert_int_equal(review_state_at(team.state, 0)->labels.count, 0);
    assert_null(review_state_at(team.state, 0)->note);
    team_free(&team);
}

// What one took over out of a file oneself, one has seen.
static void what_one_took_over_is_told(void **unused) {
    (void) unused;
    Team team = team_new(1);
    ReviewAction action = begin(&team, 0);
    review_action_label(&action, team.keys[0], "first", true);
    action.reviewer = person(1);
    review_action_label(&action, team.keys[0], "from the file", true);
    done(&team, &action);
    assert_int_equal(review_state_at(team.state, 0)->labels.count, 2);
    team_free(&team);
}

// A candidate that only a hidden label keeps is the same candidate for everybody.
static void hidden_labels_keep_a_candidate(void **unused) {
    (void) unused;
    Team team = team_new(1);
    ReviewAction first = begin(&team, 0);
    const char *items[] = {"pmid:99"};
    CandidateFacts facts = {{items, 1}, "Another", "search"};
    Key key = review_action_add(&first, &facts);
    done(&team, &first);
    ReviewAction label = begin(&team, 1);
    review_action_label(&label, key, "keep", true);
    done(&team, &label);
    ReviewAction undo = begin(&team, 0);
    review_action_undo(&undo, first.action);
    done(&team, &undo);
    assert_int_equal(review_state_count(team.state), 2);
    set(&team, "blind", "no");
    assert_int_equal(review_state_count(team.state), 2);
    team_free(&team);
}

static void which_events_are_hidden(void **unused) {
    (void) unused;
    Team team = team_new(1);
    static const struct {
        EventKind kind;
        bool hidden;
    } cases[] = {
        {EVENT_DECISION, true}, {EVENT_LABEL_ADD, true},  {EVENT_LABEL_REMOVE, true},
        {EVENT_NOTE, true},     {EVENT_READ, true},       {EVENT_FINAL, true},
        {EVENT_UNDO, true},     {EVENT_CANDIDATE, false}, {EVENT_RETRIEVAL, false},
        {EVENT_EDIT, false},    {EVENT_SAME, false},      {EVENT_REASON, false},
        {EVENT_SETTING, false}, {EVENT_REVIEWER, false},  {EVENT_VALUE, true},
    };
    for (int open = 0; open < 2; open++) {
        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
            Event event = {.kind = cases[i].kind, .reviewer = person(1), .value = ""};
            assert_int_equal(review_state_hides(team.state, &event), cases[i].hidden && !open);
            event.reviewer = person(0);
            assert_false(review_state_hides(team.state, &event));
        }
        set(&team, "blind", "no");
    }
    team_free(&team);
}

static void opinions_side_by_side(void **unused) {
    (void) unused;
    Team team = team_new(1);
    Opinion *opinions;
    vote(&team, 1, 0, DECISION_EXCLUDE, "animals");
    label_and_note(&team, 1, 0, "mice", "page 2");
    vote(&team, 0, 0, DECISION_INCLUDE, NULL);
    label_and_note(&team, 2, 0, "ask", "");
    static const char *const values[] = {"dose\t5 mg", "dose\t7 mg", "arms\t2", "arms\t"};
    for (size_t i = 0; i < 4; i++) {
        ReviewAction action = begin(&team, 2);
        review_action_label(&action, team.keys[0], values[i], true);
        action.events[0].kind = EVENT_VALUE;
        done(&team, &action);
    }
    assert_int_equal(review_state_opinions(team.state, team.keys[0], 1, &team.arena, &opinions), 1);
    assert_true(key_compare(opinions[0].reviewer, person(0)) == 0);
    set(&team, "blind", "no");
    assert_int_equal(review_state_opinions(team.state, team.keys[0], 1, &team.arena, &opinions), 3);
    assert_true(key_compare(opinions[0].reviewer, person(1)) == 0);
    assert_string_equal(opinions[0].reason, "animals");
    assert_string_equal(opinions[0].note, "page 2");
    assert_int_equal(opinions[0].labels.count, 1);
    assert_string_equal(opinions[0].labels.items[0], "mice");
    assert_int_equal(opinions[1].decision, DECISION_INCLUDE);
    assert_null(opinions[1].note);
    assert_int_equal(opinions[2].decision, DECISION_NONE);
    assert_int_equal(opinions[2].labels.count, 2);
    assert_string_equal(opinions[2].labels.items[0], "ask");
    assert_string_equal(opinions[2].labels.items[1], "dose: 7 mg");
    assert_int_equal(review_state_opinions(team.state, team.keys[0], 2, &team.arena, &opinions), 2);
    team_free(&team);
}

// --- any history ---

static uint32_t next_random(uint32_t *seed) { // [Marsaglia 2003, xorshift32]
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    return *seed ^= *seed << 5;
}

// Something that somebody does to some candidate, or takes back of what they did.
static ReviewAction deed(Team *team, uint32_t *seed, size_t studies, Key lasts[3]) {
    static const char *const texts[] = {"mice", "men", "a table", "", "dose\t5"};
    Key key = team->keys[next_random(seed) % studies];
    const char *text = texts[next_random(seed) % 4];
    unsigned who = next_random(seed) % 3;
    ReviewAction action = begin(team, who);
    action.stage = 1 + (int) (next_random(seed) % 2);
    action.blind = next_random(seed) % 2;
    switch (next_random(seed) % 9) {
    case 0:
    case 1:
    case 2:
        review_action_decide(&action, key, (Decision) (next_random(seed) % 5), text);
        break;
    case 3:
        review_action_label(&action, key, *text ? text : "other", next_random(seed) % 3 > 0);
        break;
    case 4:
        review_action_note(&action, key, text);
        break;
    case 5:
        review_action_settle(&action, key, (Decision) (next_random(seed) % 4), text);
        break;
    case 6:
        review_action_retrieval(&action, key, (Retrieval) (next_random(seed) % 4), NULL);
        break;
    case 7:
        review_action_same(&action, key, team->keys[next_random(seed) % studies]);
        break;
    default:
        review_action_undo(&action, lasts[who]);
    }
    lasts[who] = next_random(seed) % 2 ? action.action : lasts[who];
    return action;
}

static void add_list(String *out, TextList list) {
    for (size_t i = 0; i < list.count; i++) {
        string_format(out, " %s", list.items[i]);
    }
}

// All that a reviewer is told, as text.
static void add_told(const ReviewState *state, String *out) {
    Arena arena = {0};
    for (size_t i = 0; i < review_state_count(state); i++) {
        const Candidate *candidate = review_state_at(state, i);
        Opinion *opinions;
        string_format(out, "%s %s %s %d:", decision_name(candidate->own.decision),
                      candidate->own.reason ? candidate->own.reason : "-",
                      candidate->note ? candidate->note : "-", (int) candidate->retrieval);
        add_list(out, candidate->labels);
        for (int stage = 1; stage <= 2; stage++) {
            Outcome outcome = review_state_outcome(state, candidate->key, stage);
            size_t count = review_state_opinions(state, candidate->key, stage, &arena, &opinions);
            string_format(out, " | %s %s %zu due %d opinions %zu", outcome_name(outcome.kind),
                          decision_name(outcome.decision), outcome.votes,
                          review_state_is_due(state, candidate->key, stage), count);
            for (size_t k = 0; k < count; k++) {
                string_format(out, " %d %s %s", opinions[k].reviewer.bytes[0],
                              decision_name(opinions[k].decision), opinions[k].note ? opinions[k].note : "-");
                add_list(out, opinions[k].labels);
            }
        }
        const Event **events;
        size_t shown = 0, all = review_state_history(state, candidate->key, &arena, &events);
        for (size_t k = 0; k < all; k++) {
            shown += !review_state_hides(state, events[k]);
        }
        string_format(out, " | %zu in the history\n", shown);
    }
    ReviewCounts counts = review_state_counts(state, 0);
    string_format(out, "%zu %zu %zu %zu %zu labels", counts.included, counts.excluded, counts.maybe,
                  counts.later, counts.decisions_today);
    add_list(out, review_state_labels(state));
    arena_free(&arena);
}

// Whatever people did, and whatever comes to be told: while the review is blind it is the same as if the
// others had never thought anything.
static void no_history_tells_of_others(void **unused) {
    (void) unused;
    size_t differ_open = 0;
    for (uint32_t round = 1; round <= 1500; round++) {
        uint32_t seed = round * 2654435761u;
        size_t studies = 1 + next_random(&seed) % 4;
        Team team = team_new(studies);
        ReviewState *alone = review_state_new(person(0), 1 + (int) (round % 2));
        review_state_set_stage(team.state, 1 + (int) (round % 2));
        for (size_t i = 0; i < studies; i++) {
            const Event **joining;
            assert_int_equal(review_state_history(team.state, team.keys[i], &team.arena, &joining), 1);
            ReviewAction again =
                review_action_begin_as(joining[0]->action, person(0), 1, joining[0]->time, &team.arena);
            const char *items[] = {arena_format(&team.arena, "pmid:%zu", i + 1)};
            review_action_add(&again, &(CandidateFacts){{items, 1}, "A study", "search"});
            again.events[0].candidate = team.keys[i];
            again.events[0].id = joining[0]->id;
            review_state_add(alone, &again.events[0], false);
        }
        Key lasts[3] = {{{1}}, {{1}}, {{1}}};
        for (int i = 0; i < 40; i++) {
            ReviewAction action = deed(&team, &seed, studies, lasts);
            done(&team, &action);
            for (size_t k = 0; k < action.count; k++) {
                // What all share, such as a full text that was found, is taken back for all.
                if (!review_state_hides(team.state, &action.events[k]) ||
                    action.events[k].kind == EVENT_UNDO) {
                    review_state_add(alone, &action.events[k], false);
                }
            }
        }
        String told = {0}, told_alone = {0}, told_open = {0};
        add_told(team.state, &told);
        add_told(alone, &told_alone);
        assert_string_equal(string_text(&told), string_text(&told_alone));
        set(&team, "blind", "no");
        add_told(team.state, &told_open);
        differ_open += strcmp(string_text(&told_open), string_text(&told)) != 0;
        string_free(&told);
        string_free(&told_alone);
        string_free(&told_open);
        review_state_free(alone);
        team_free(&team);
    }
    assert_in_range(differ_open, 1400, 1500); // there was something to hide
}

static void people_are_found_by_name(void **unused) {
    (void) unused;
    Team team = team_new(0);
    Key key;
    assert_true(review_state_reviewer_by_name(team.state, " ben b", &key));
    assert_true(key_compare(key, person(1)) == 0);
    assert_true(review_state_reviewer_by_name(team.state, "ZOE", &key));
    assert_false(review_state_reviewer_by_name(team.state, "ben", &key));
    assert_false(review_state_reviewer_by_name(team.state, "", &key));
    team_free(&team);
}

static void a_review_of_one_is_not_shared(void **unused) {
    (void) unused;
    Team team = {.state = review_state_new(person(0), 1), .now = 1};
    assert_false(review_state_is_shared(team.state));
    ReviewAction action = begin(&team, 0);
    review_action_name(&action, "Anna");
    done(&team, &action);
    assert_false(review_state_is_shared(team.state));
    action = begin(&team, 2);
    review_action_name(&action, "rule: not in English");
    done(&team, &action);
    assert_false(review_state_is_shared(team.state));
    set(&team, "votes", "2");
    assert_true(review_state_is_shared(team.state));
    set(&team, "votes", "1");
    action = begin(&team, 1);
    review_action_name(&action, "Ben");
    done(&team, &action);
    assert_true(review_state_is_shared(team.state));
    team_free(&team);
}

// --- shares ---

static void split(Team *team, const char *names, int overlap) {
    WorkSplit work;
    Error err = {0};
    ReviewAction action = begin(team, 0);
    assert_true(work_split_parse(sv(names), overlap, &team->arena, &work, &err));
    review_action_split(&action, &work);
    done(team, &action);
}

static void shares_are_even_and_whole(void **unused) {
    (void) unused;
    static const struct {
        const char *names, *votes;
        int overlap, people;
    } cases[] = {
        {"Anna,Ben B", NULL, 0, 2},     {"Anna,Ben B", NULL, 100, 2}, {"Anna,Ben B,Zoé", "2", 20, 3},
        {"Anna,Ben B,Zoé", "3", 50, 3}, {"Anna,Ben B", "3", 100, 2},  {"Anna, Ben B ,Zoé", "1", 0, 3},
    };
    static const char *const names[] = {"anna", "BEN B", "Zoé"};
    for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++) {
        Team team = team_new(1000);
        if (cases[c].votes) {
            set(&team, "votes", cases[c].votes);
        }
        split(&team, cases[c].names, cases[c].overlap);
        size_t shares[3] = {0}, several = 0;
        for (size_t i = 0; i < 1000; i++) {
            size_t people = 0;
            for (int p = 0; p < cases[c].people; p++) {
                bool screens = review_state_screens(team.state, team.keys[i], names[p]);
                people += screens;
                shares[p] += screens;
            }
            several += people > 1;
            assert_int_equal(people, review_state_votes_wanted(team.state, team.keys[i]));
            assert_true(people >= 1);
        }
        assert_in_range(several, (uintmax_t) (cases[c].overlap * 10 * 85 / 100),
                        (uintmax_t) (cases[c].overlap * 10 * 115 / 100));
        size_t all = shares[0] + shares[1] + shares[2];
        for (int p = 0; p < cases[c].people; p++) {
            size_t even = all / (size_t) cases[c].people;
            assert_in_range(shares[p], even * 85 / 100, even * 115 / 100);
        }
        assert_false(review_state_screens(team.state, team.keys[0], "nobody"));
        assert_false(review_state_screens(team.state, team.keys[0], NULL));
        team_free(&team);
    }
}

// Whoever joins takes from the others, and nothing else moves.
static void a_third_person_only_takes(void **unused) {
    (void) unused;
    Team team = team_new(300);
    bool was[300];
    split(&team, "Anna,Ben B", 0);
    for (size_t i = 0; i < 300; i++) {
        was[i] = review_state_screens(team.state, team.keys[i], "Anna");
    }
    split(&team, "Zoé,Ben B,Anna", 0);
    for (size_t i = 0; i < 300; i++) {
        bool taken = review_state_screens(team.state, team.keys[i], "Zoé");
        assert_int_equal(review_state_screens(team.state, team.keys[i], "Anna"), was[i] && !taken);
    }
    team_free(&team);
}

// One vote is enough outside the overlap, two are wanted within.
static void outcomes_heed_the_split(void **unused) {
    (void) unused;
    Team team = team_new(200);
    set(&team, "blind", "no");
    set(&team, "votes", "2");
    split(&team, "Anna,Ben B", 30);
    for (size_t i = 0; i < 200; i++) {
        vote(&team, 1, i, DECISION_EXCLUDE, NULL);
        bool both = review_state_votes_wanted(team.state, team.keys[i]) == 2;
        assert_int_equal(review_state_outcome(team.state, team.keys[i], 1).kind,
                         both ? OUTCOME_NEEDS_VOTE : OUTCOME_AGREED);
    }
    ReviewAction action = begin(&team, 0);
    review_action_split(&action, NULL);
    done(&team, &action);
    assert_int_equal(review_state_votes_wanted(team.state, team.keys[0]), 2);
    assert_true(review_state_screens(team.state, team.keys[0], NULL));
    WorkSplit work;
    assert_false(review_state_split(team.state, &team.arena, &work));
    team_free(&team);
}

static void splits_that_are_none(void **unused) {
    (void) unused;
    static const struct {
        const char *names;
        int overlap;
        const char *error;
    } cases[] = {
        {"anna", 0, "at least two"},   {"", 0, "at least two"},
        {"anna,,", 0, "at least two"}, {"anna, ANNA", 0, "ANNA is named twice"},
        {"anna,ben", 101, "not 101"},  {"anna,ben", -1, "not -1"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Arena arena = {0};
        WorkSplit work;
        Error err = {0};
        assert_false(work_split_parse(sv(cases[i].names), cases[i].overlap, &arena, &work, &err));
        assert_int_equal(err.kind, ERROR_USAGE);
        assert_non_null(strstr(err.text, cases[i].error));
        arena_free(&arena);
    }
}

// --- samples ---

static size_t take_pilot(Team *team, size_t most) {
    ReviewAction action = begin(team, 0);
    size_t count = review_action_pilot(&action, team->state, most);
    assert_int_equal(action.count, count > 0);
    done(team, &action);
    return count;
}

static void pilots_are_random_and_do_not_repeat(void **unused) {
    (void) unused;
    Team team = team_new(100);
    bool seen[100] = {false};
    const Candidate **sample;
    size_t beginning = 0;
    for (int round = 0; round < 4; round++) {
        size_t count = take_pilot(&team, 30);
        assert_int_equal(count, round < 3 ? 30 : 10);
        assert_int_equal(review_state_sample(team.state, PILOT_SETTING, &team.arena, &sample), count);
        for (size_t i = 0; i < count; i++) {
            size_t study = (size_t) sample[i]->study - 1;
            assert_false(seen[study]);
            seen[study] = true;
            beginning += round == 0 && study < 50;
        }
    }
    assert_in_range(beginning, 7, 23); // of 30, out of both halves
    assert_int_equal(take_pilot(&team, 5), 0);
    assert_int_equal(review_state_sample(team.state, PILOT_SETTING, &team.arena, &sample), 10);
    team_free(&team);
}

// The same review gives the same pilot, whoever draws it.
static void a_pilot_follows_from_the_review(void **unused) {
    (void) unused;
    Team one = team_new(60), other = team_new(60);
    take_pilot(&one, 10);
    take_pilot(&other, 10);
    assert_string_equal(review_state_setting(one.state, PILOT_SETTING),
                        review_state_setting(other.state, PILOT_SETTING));
    team_free(&one);
    team_free(&other);
}

static void audits_are_of_the_excluded(void **unused) {
    (void) unused;
    Team team = team_new(60);
    const Candidate **sample, **again;
    for (size_t i = 0; i < 40; i++) {
        vote(&team, i % 2, i, i < 30 ? DECISION_EXCLUDE : DECISION_INCLUDE, NULL);
    }
    assert_int_equal(review_state_audit_seed(team.state), 1);
    ReviewAction action = begin(&team, 0);
    assert_int_equal(review_action_audit(&action, team.state, 100, 7), 15); // one's own, while it is blind
    set(&team, "blind", "no");
    action = begin(&team, 0);
    assert_int_equal(review_action_audit(&action, team.state, 10, 7), 10);
    done(&team, &action);
    assert_int_equal(review_state_sample(team.state, AUDIT_SETTING, &team.arena, &sample), 10);
    size_t theirs = 0;
    for (size_t i = 0; i < 10; i++) {
        assert_in_range(sample[i]->study, 1, 30);
        theirs += sample[i]->own.decision == DECISION_NONE;
    }
    assert_in_range(theirs, 1, 9);
    assert_int_equal(review_state_audit_seed(team.state), 8);
    action = begin(&team, 0);
    review_action_audit(&action, team.state, 10, 7);
    done(&team, &action);
    assert_int_equal(review_state_sample(team.state, AUDIT_SETTING, &team.arena, &again), 10);
    for (size_t i = 0; i < 10; i++) {
        assert_ptr_equal(sample[i], again[i]);
    }
    team_free(&team);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(others_labels_and_notes_are_told_when_it_is_open),
        cmocka_unit_test(what_one_took_over_is_told),
        cmocka_unit_test(hidden_labels_keep_a_candidate),
        cmocka_unit_test(which_events_are_hidden),
        cmocka_unit_test(opinions_side_by_side),
        cmocka_unit_test(no_history_tells_of_others),
        cmocka_unit_test(people_are_found_by_name),
        cmocka_unit_test(a_review_of_one_is_not_shared),
        cmocka_unit_test(shares_are_even_and_whole),
        cmocka_unit_test(a_third_person_only_takes),
        cmocka_unit_test(outcomes_heed_the_split),
        cmocka_unit_test(splits_that_are_none),
        cmocka_unit_test(pilots_are_random_and_do_not_repeat),
        cmocka_unit_test(a_pilot_follows_from_the_review),
        cmocka_unit_test(audits_are_of_the_excluded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
