#include "carrel/report/prisma.h"
#include "carrel/review/action.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef struct {
    Arena arena;
    ReviewState *state;
    int64_t now;
    uint64_t seed;
} Desk;

static uint32_t next_random(Desk *desk) {
    desk->seed = desk->seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t) (desk->seed >> 33);
}

static Key key_of(unsigned number) {
    Key key = {{0}};
    key.bytes[14] = (uint8_t) (number >> 8);
    key.bytes[15] = (uint8_t) number;
    return key;
}

static Desk desk_new(uint64_t seed) {
    return (Desk){.state = review_state_new(key_of(1), 1), .now = 1000, .seed = seed};
}

static void desk_free(Desk *desk) {
    review_state_free(desk->state);
    arena_free(&desk->arena);
}

static ReviewAction begin(Desk *desk, unsigned who, int stage) {
    return review_action_begin_as(key_new(), key_of(who), stage, desk->now += 10, &desk->arena);
}

static void done(Desk *desk, const ReviewAction *action) {
    for (size_t i = 0; i < action->count; i++) {
        review_state_add(desk->state, &action->events[i], false);
    }
}

static void set(Desk *desk, const char *name, const char *value) {
    ReviewAction action = begin(desk, 1, 1);
    review_action_setting(&action, name, value);
    done(desk, &action);
}

// An import that brings candidates first … last - 1, of which those below `known` are there already,
// from a file with so many records.
static Key import(Desk *desk, const char *kind, const char *database, unsigned records, unsigned first,
                  unsigned last, unsigned known, Key *keys) {
    ReviewAction action = begin(desk, 1, 1);
    String lines = {0};
    char number[16];
    snprintf(number, sizeof number, "%u", records);
    search_add_line(&lines, "source", SV("a.ris"));
    search_add_line(&lines, "format", SV("ris"));
    search_add_line(&lines, "kind", sv(kind));
    search_add_line(&lines, "database", sv(database));
    search_add_line(&lines, "records", sv(number));
    for (unsigned i = first; i < last; i++) {
        const char *identifiers[] = {arena_format(&desk->arena, "pmid:%u", i + 1)};
        CandidateFacts facts = {{identifiers, 1}, "A study", "import a.ris"};
        if (i < known) {
            review_action_add_again(&action, keys[i], &facts);
        } else {
            keys[i] = review_action_add(&action, &facts);
        }
    }
    review_action_import(&action, string_text(&lines));
    string_free(&lines);
    done(desk, &action);
    return action.action;
}

static void decide(Desk *desk, Key key, int stage, Decision decision, const char *reason) {
    ReviewAction action = begin(desk, 1, stage);
    review_action_decide(&action, key, decision, reason);
    done(desk, &action);
}

static size_t item(const PrismaList *list, const char *name) {
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->items[i].name, name) == 0) {
            return list->items[i].count;
        }
    }
    return 0;
}

static bool warns(const Prisma *prisma, const char *words) {
    for (size_t i = 0; i < prisma->warnings.count; i++) {
        if (strstr(prisma->warnings.items[i], words)) {
            return true;
        }
    }
    return false;
}

// A review small enough to count by hand. PubMed has 10 records and Embase 8, of which 5 are
// PubMed's and 1 stands there twice; a register has 2; following links found 1.
static void a_review_counted_by_hand(void **unused) {
    (void) unused;
    Desk desk = desk_new(1);
    Key keys[32];
    import(&desk, "database", "PubMed", 10, 0, 10, 0, keys);
    import(&desk, "database", "Embase", 8, 5, 12, 10, keys);
    import(&desk, "register", "ClinicalTrials.gov", 2, 12, 14, 12, keys);
    ReviewAction action = begin(&desk, 1, 1);
    CandidateFacts facts = {{0}, "A study", "link from pmid:3"};
    keys[14] = review_action_add(&action, &facts);
    done(&desk, &action);

    for (unsigned i = 0; i < 8; i++) {
        decide(&desk, keys[i], 1, DECISION_EXCLUDE, NULL);
    }
    for (unsigned i = 8; i < 13; i++) {
        decide(&desk, keys[i], 1, i == 8 ? DECISION_MAYBE : DECISION_INCLUDE, NULL);
    }
    decide(&desk, keys[14], 1, DECISION_INCLUDE, NULL);
    action = begin(&desk, 1, 2);
    review_action_retrieval(&action, keys[8], RETRIEVAL_MISSING, NULL);
    review_action_trial(&action, keys[10], keys[11], true);
    done(&desk, &action);
    decide(&desk, keys[9], 2, DECISION_EXCLUDE, "wrong drug");
    decide(&desk, keys[10], 2, DECISION_INCLUDE, NULL);
    decide(&desk, keys[11], 2, DECISION_INCLUDE, NULL);
    decide(&desk, keys[14], 2, DECISION_INCLUDE, NULL);

    Prisma prisma;
    prisma_count(desk.state, &desk.arena, &prisma);
    assert_int_equal(item(&prisma.databases, "PubMed"), 10);
    assert_int_equal(item(&prisma.databases, "Embase"), 8);
    assert_int_equal(item(&prisma.registers, "ClinicalTrials.gov"), 2);
    assert_int_equal(prisma_sum(&prisma.citations), 1);
    assert_true(prisma.has_other);
    assert_int_equal(prisma.duplicates, 6); // 20 records, 14 candidates
    assert_int_equal(prisma.screened, 13);
    assert_int_equal(prisma.excluded, 8);
    assert_int_equal(prisma.registered.sought, 5);
    assert_int_equal(prisma.registered.not_retrieved, 1);
    assert_int_equal(prisma.registered.assessed, 3);
    assert_int_equal(item(&prisma.registered.excluded, "wrong drug"), 1);
    assert_int_equal(prisma.other.sought, 1);
    assert_int_equal(prisma.other.assessed, 1);
    assert_int_equal(prisma.reports, 3);
    assert_int_equal(prisma.studies, 2);
    assert_true(warns(&prisma, "1 record is not screened yet"));
    assert_true(warns(&prisma, "1 report is sought but not assessed yet"));

    String out = {0};
    prisma_add_csv(&prisma, &out);
    static const char *const rows[] = {
        "\ndatabase_results,node7,box2,Records identified from: Databases,Databases,",
        ",Records identified from: Databases,database_results.html,18\n",
        ",\"PubMed, 10; Embase, 8\"\n",
        ",dbrexcludedrecords.html,\"wrong drug, 1\"\n",
        "\nduplicates,node8,box3,Duplicate records,Duplicate records,Duplicate records,duplicates.html,6\n",
        "\nnew_reports,NA,box10,Reports of new included studies,Reports of new included studies,NA,NA,3\n",
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_non_null(strstr(string_text(&out), rows[i]));
    }
    string_free(&out);
    desk_free(&desk);
}

static void an_update_adds_to_the_earlier_review(void **unused) {
    (void) unused;
    Desk desk = desk_new(1);
    Key keys[4];
    import(&desk, "database", "PubMed", 2, 0, 2, 0, keys);
    set(&desk, "update_of", "first.carrel");
    set(&desk, "previous_studies", "10");
    set(&desk, "previous_reports", "12");
    for (int stage = 1; stage <= 2; stage++) {
        decide(&desk, keys[0], stage, DECISION_INCLUDE, NULL);
        decide(&desk, keys[1], stage, DECISION_EXCLUDE, "animals");
    }
    Prisma prisma;
    prisma_count(desk.state, &desk.arena, &prisma);
    assert_true(prisma.has_previous);
    assert_false(prisma.has_other);
    String out = {0};
    prisma_add_json(&prisma, &out);
    assert_non_null(strstr(string_text(&out), "\"total_studies\":11"));
    assert_non_null(strstr(string_text(&out), "\"total_reports\":13"));
    assert_int_equal(prisma.warnings.count, 0);
    string_free(&out);
    desk_free(&desk);
}

// What a rule excluded counts as marked by automation; a person's word is stronger.
static void rules_are_automation(void **unused) {
    (void) unused;
    Desk desk = desk_new(1);
    Key keys[4];
    import(&desk, "database", "PubMed", 3, 0, 3, 0, keys);
    ReviewAction action = begin(&desk, 7, 1);
    review_action_name(&action, "rule: published before 1990");
    for (int i = 0; i < 3; i++) {
        review_action_decide(&action, keys[i], DECISION_EXCLUDE, NULL);
    }
    done(&desk, &action);
    decide(&desk, keys[0], 1, DECISION_EXCLUDE, NULL);
    Prisma prisma;
    prisma_count(desk.state, &desk.arena, &prisma);
    assert_int_equal(prisma.automatic, 2);
    assert_int_equal(prisma.screened, 1);
    assert_int_equal(prisma.excluded, 1);
    desk_free(&desk);
}

// Names with mark-up, commas and line ends cannot break what is written.
static void hostile_names_stay_text(void **unused) {
    (void) unused;
    Desk desk = desk_new(1);
    Key keys[4];
    import(&desk, "database", "<script>&\"x\", y;\nz\x1b[31m", 1, 0, 1, 0, keys);
    Prisma prisma;
    prisma_count(desk.state, &desk.arena, &prisma);
    String out = {0};
    prisma_add_svg(&prisma, &out);
    assert_null(strstr(string_text(&out), "<script>"));
    assert_non_null(strstr(string_text(&out), "&lt;script&gt;&amp;"));
    assert_null(strchr(string_text(&out), '\x1b'));
    string_clear(&out);
    prisma_add_csv(&prisma, &out);
    assert_non_null(strstr(string_text(&out), ",\"<script>&\"\"x\"\"  y  z"));
    string_free(&out);
    desk_free(&desk);
}

// --- any review ---

static void add_anything(Desk *desk, Key *keys, unsigned *known) {
    static const char *const reasons[] = {NULL, "animals", "wrong drug", "children"};
    unsigned what = next_random(desk) % 12;
    Key key = *known ? keys[next_random(desk) % *known] : (Key){{0}};
    if (what == 0 || *known == 0) {
        unsigned first = *known ? next_random(desk) % *known : 0, last = first + next_random(desk) % 12;
        unsigned records = last - first + next_random(desk) % 4 - (next_random(desk) % 8 == 0);
        import(desk, search_kind_names[next_random(desk) % SEARCH_KINDS], "A", records, first, last, *known,
               keys);
        *known = last > *known ? last : *known;
        return;
    }
    ReviewAction action = begin(desk, 1 + next_random(desk) % 3, 1 + (int) (next_random(desk) % 2));
    if (what < 9) {
        review_action_decide(&action, key, (Decision) (next_random(desk) % 5),
                             reasons[next_random(desk) % 4]);
    } else if (what == 9) {
        review_action_retrieval(&action, key, (Retrieval) (next_random(desk) % 4), NULL);
    } else if (what == 10) {
        review_action_trial(&action, key, keys[next_random(desk) % *known], true);
    } else {
        review_action_setting(&action, next_random(desk) % 2 ? "blind" : "votes",
                              next_random(desk) % 2 ? "no" : "2");
    }
    done(desk, &action);
}

// The boxes of any review add up, or a warning says which do not.
static void the_boxes_add_up_or_it_says_so(void **unused) {
    (void) unused;
    for (unsigned round = 0; round < 1500; round++) {
        Desk desk = desk_new(round);
        Key keys[1024];
        unsigned known = 0;
        for (unsigned i = 0; i < 40; i++) {
            add_anything(&desk, keys, &known);
        }
        Prisma p;
        prisma_count(desk.state, &desk.arena, &p);
        size_t identified = prisma_sum(&p.databases) + prisma_sum(&p.registers);
        bool before_screening = identified == p.duplicates + p.automatic + p.removed + p.screened;
        bool screening = p.screened == p.excluded + p.registered.sought;
        bool retrieval = p.registered.sought == p.registered.not_retrieved + p.registered.assessed &&
                         p.other.sought == p.other.not_retrieved + p.other.assessed;
        bool eligibility = p.registered.assessed + p.other.assessed ==
                           prisma_sum(&p.registered.excluded) + prisma_sum(&p.other.excluded) + p.reports;
        size_t others = prisma_sum(&p.websites) + prisma_sum(&p.organisations) + prisma_sum(&p.citations) +
                        prisma_sum(&p.others);
        assert_true(before_screening || warns(&p, "not screened yet") || warns(&p, "candidates: more"));
        assert_true(screening || warns(&p, "at title and abstract"));
        assert_true(retrieval || warns(&p, "not assessed yet"));
        assert_true(eligibility || warns(&p, "at full text"));
        assert_true(others == p.other.sought || warns(&p, "of other methods") ||
                    warns(&p, "not screened yet") || warns(&p, "at title and abstract"));
        assert_true(p.studies <= p.reports);
        desk_free(&desk);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_review_counted_by_hand),
        cmocka_unit_test(an_update_adds_to_the_earlier_review),
        cmocka_unit_test(rules_are_automation),
        cmocka_unit_test(hostile_names_stay_text),
        cmocka_unit_test(the_boxes_add_up_or_it_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
