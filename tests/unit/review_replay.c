#include "review_help.h"

#include "carrel/review/labels.h"
#include "carrel/review/outcome.h"

#include <string.h>

// A state depends on the set of its events only, never on the order in which they came.

static unsigned next_random(uint64_t *seed) {
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (unsigned) (*seed >> 33);
}

static Key random_key(uint64_t *seed, unsigned kinds, unsigned base) {
    return key_of(base + next_random(seed) % kinds);
}

#define HISTORY_MOST 150

// Says something of an import: of the action's own, or of another one's.
static void add_import(ReviewAction *action, const char *word, Key other) {
    String lines = {0};
    char text[KEY_TEXT_SIZE];
    key_to_text(other, text);
    if (!key_is_none(other)) {
        search_add_line(&lines, "import", sv(text));
    }
    search_add_line(&lines, "source", sv(word));
    search_add_line(&lines, "strategy", sv(word));
    review_action_import(action, string_text(&lines));
    string_free(&lines);
}

// A history with everything in it: collisions, undo of undo, of the unknown, of others'.
static size_t make_history(uint64_t *seed, Arena *arena, Event *events) {
    size_t count = 0, most = 20 + next_random(seed) % (HISTORY_MOST - 20);
    Key actions[HISTORY_MOST];
    size_t action_count = 0;
    while (count < most) {
        Key reviewer = random_key(seed, 3, 1), candidate = random_key(seed, 8, 100);
        Key key = action_count && next_random(seed) % 10 == 0 ? actions[next_random(seed) % action_count]
                                                              : key_new();
        ReviewAction action = review_action_begin_as(key, reviewer, 1 + (int) (next_random(seed) % 6 == 0),
                                                     1000 + next_random(seed) % 60, arena);
        actions[action_count++] = key;
        const char *identifiers[] = {
            arena_format(arena, "pmid:%u", next_random(seed) % 9),
            arena_format(arena, "doi:10.5555/%u", next_random(seed) % 4),
        };
        CandidateFacts facts = {{identifiers, next_random(seed) % 3},
                                arena_format(arena, "study %u", next_random(seed) % 5),
                                next_random(seed) % 2 ? "search" : "import a.ris"};
        const char *word = arena_format(arena, "w%u", next_random(seed) % 4);
        for (unsigned i = next_random(seed) % 3 + 1; i--;) {
            switch (next_random(seed) % 25) {
            case 0:
            case 1:
            case 2:
                review_action_add_again(&action, candidate, &facts);
                break;
            case 3:
            case 4:
            case 5:
                action.blind = next_random(seed) % 2;
                action.took_ms = next_random(seed) % 3;
                review_action_decide(&action, candidate, (Decision) (next_random(seed) % 5), word);
                break;
            case 6:
                review_action_label(&action, candidate, word, next_random(seed) % 3);
                break;
            case 7:
                review_action_note(&action, candidate, next_random(seed) % 3 ? word : "");
                break;
            case 8:
                review_action_bind(&action, candidate, (int) (next_random(seed) % 3), word);
                break;
            case 9:
                if (next_random(seed) % 2) {
                    review_action_different(&action, candidate, random_key(seed, 9, 100));
                } else {
                    review_action_same(&action, candidate, random_key(seed, 9, 100));
                }
                break;
            case 11: {
                const Term terms[] = {
                    {TERM_FOR, NULL, word}, {TERM_AGAINST, NULL, word}, {TERM_OF_GROUP, "outcome", word}};
                review_action_highlight(&action, &terms[next_random(seed) % 3], next_random(seed) % 3 > 0);
                review_action_setting(&action, "title", word);
                review_action_reason(&action, word);
                review_action_rename_reason(&action, word, next_random(seed) % 3 ? identifiers[0] : NULL);
                review_action_name(&action, word);
                review_action_read(&action, candidate);
                break;
            }
            case 12:
                review_action_trial(&action, candidate, random_key(seed, 9, 100), next_random(seed) % 3);
                break;
            case 13:
                review_action_round(&action, next_random(seed) % 2 ? word : "");
                if (next_random(seed) % 2) {
                    review_action_setting(&action, RULE_SETTING, word);
                    action.reviewer = random_key(seed, 3, 1);
                    review_action_decide(&action, candidate, (Decision) (next_random(seed) % 5), word);
                }
                break;
            case 14:
                add_import(&action, word,
                           next_random(seed) % 2 ? actions[next_random(seed) % action_count] : (Key){{0}});
                break;
            case 15:
                review_action_settle(&action, candidate, (Decision) (next_random(seed) % 4), word);
                review_action_setting(&action, next_random(seed) % 2 ? "blind" : "votes",
                                      next_random(seed) % 2 ? "no" : "2");
                break;
            case 16:
                review_action_retrieval(&action, candidate, (Retrieval) (next_random(seed) % 4), word);
                break;
            case 17:
                review_action_abstract(&action, candidate, next_random(seed) % 3 ? word : "");
                break;
            case 18: {
                static const char *const changes[] = {"w1\tred\t%s", "%s\tplain\tnumber\t\tw2",
                                                      "-\tw1\n-\t%s", "+\tw3|%s|w1",
                                                      "w2\tblue\tone of\ta|b\n%s"};
                const char *change = changes[next_random(seed) % 5];
                size_t at = (size_t) (strstr(change, "%s") - change);
                review_action_setting(
                    &action, LABELS_SETTING,
                    arena_format(arena, "%.*s%s%s", (int) at, change, word, change + at + 2));
                break;
            }
            case 19:
            case 20:
                review_action_value(&action, candidate, word, next_random(seed) % 4 ? identifiers[0] : "");
                break;
            default:
                review_action_undo(&action, action_count > 1 ? actions[next_random(seed) % action_count]
                                                             : key_of(999));
            }
        }
        for (size_t i = 0; i < action.count && count < HISTORY_MOST; i++) {
            events[count++] = action.events[i];
        }
    }
    return count;
}

static void shuffle(uint64_t *seed, Event *events, size_t count) {
    for (size_t i = count; i > 1; i--) {
        size_t other = next_random(seed) % i;
        Event event = events[i - 1];
        events[i - 1] = events[other];
        events[other] = event;
    }
}

static void the_order_of_arrival_does_not_matter(void **unused) {
    (void) unused;
    uint64_t seed = 42;
    for (int round = 0; round < 2000; round++) {
        Arena arena = {0};
        Event events[HISTORY_MOST];
        size_t count = make_history(&seed, &arena, events);
        String expected = {0};
        for (int arrival = 0; arrival < 4; arrival++) {
            ReviewState *state = review_state_new(key_of(1), 1);
            String dump = {0};
            for (size_t i = 0; i < count; i++) {
                review_state_add(state, &events[i], next_random(&seed) % 4 == 0);
                if (next_random(&seed) % 5 == 0) { // a batch ends here: somebody looks
                    string_clear(&dump);
                    review_state_dump(state, &dump);
                }
                if (next_random(&seed) % 9 == 0) {
                    review_state_add(state, &events[next_random(&seed) % (i + 1)], false);
                }
            }
            for (size_t i = 0; i < count; i++) {
                review_state_add(state, &events[i], false);
            }
            string_clear(&dump);
            review_state_dump(state, &dump);
            if (arrival == 0) {
                expected = dump;
            } else {
                assert_string_equal(string_text(&expected), string_text(&dump));
                string_free(&dump);
            }
            review_state_free(state);
            shuffle(&seed, events, count);
        }
        string_free(&expected);
        arena_free(&arena);
    }
}

// What a failed commit took back leaves nothing behind, whatever came around it.
static void a_withdrawn_action_never_was(void **unused) {
    (void) unused;
    uint64_t seed = 7;
    for (int round = 0; round < 200; round++) {
        Arena arena = {0};
        Event events[HISTORY_MOST];
        size_t count = make_history(&seed, &arena, events);
        Key failed = events[next_random(&seed) % count].action;
        String dumps[2] = {{0}, {0}};
        for (int with = 0; with < 2; with++) {
            ReviewState *state = review_state_new(key_of(1), 1);
            for (size_t i = 0; i < count; i++) {
                bool fails = key_compare(events[i].action, failed) == 0;
                if (!fails || with) {
                    review_state_add(state, &events[i], fails);
                }
                if (next_random(&seed) % 5 == 0) {
                    review_state_count(state);
                }
            }
            review_state_withdraw(state, failed);
            review_state_dump(state, &dumps[with]);
            review_state_free(state);
        }
        assert_string_equal(string_text(&dumps[0]), string_text(&dumps[1]));
        string_free(&dumps[0]);
        string_free(&dumps[1]);
        arena_free(&arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_order_of_arrival_does_not_matter),
        cmocka_unit_test(a_withdrawn_action_never_was),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
