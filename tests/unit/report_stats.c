#include "carrel/report/plots.h"
#include "carrel/report/stats.h"
#include "carrel/review/action.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define SECOND INT64_C(1000)
#define DAY    (24 * 3600 * SECOND)

enum { STUDIES = 12 };

typedef struct {
    Arena arena;
    ReviewState *state;
    Key keys[STUDIES];
    StudyRow rows[STUDIES];
    Stats stats;
} Desk;

static Key key_of(uint8_t number) {
    return (Key){{number}};
}

static void add(Desk *desk, const ReviewAction *action) {
    for (size_t i = 0; i < action->count; i++) {
        review_state_add(desk->state, &action->events[i], false);
    }
}

static void begin(Desk *desk) {
    setenv("TZ", "UTC", 1);
    tzset();
    *desk = (Desk){.state = review_state_new(key_of(1), 1)};
    ReviewAction action = review_action_begin(desk->state, 1, &desk->arena);
    review_action_name(&action, "Ana");
    for (int i = 0; i < STUDIES; i++) {
        const char *identifiers[] = {arena_format(&desk->arena, "pmid:%d", i + 1)};
        CandidateFacts facts = {.identifiers = {identifiers, 1}, .citation = "A study"};
        desk->keys[i] = review_action_add(&action, &facts);
        desk->rows[i] = (StudyRow){.id = i + 1,
                                   .found = true,
                                   .year = 2000 + i % 4 * 2,
                                   .journal = i == 0  ? "Invented"
                                              : i < 8 ? "INVENTÉD"
                                                      : "Made, up"};
    }
    desk->rows[11].year = 0;
    add(desk, &action);
}

static void end(Desk *desk) {
    review_state_free(desk->state);
    arena_free(&desk->arena);
}

static void decide(Desk *desk, uint8_t who, int64_t at, int study, Decision decision, int64_t took_ms,
                   const char *reason) {
    ReviewAction action = review_action_begin_as(key_new(), key_of(who), 1, at, &desk->arena);
    action.took_ms = took_ms;
    review_action_decide(&action, desk->keys[study], decision, reason);
    add(desk, &action);
}

static void count(Desk *desk) {
    stats_count(desk->state, desk->rows, STUDIES, 5 * DAY, &desk->arena, &desk->stats);
}

// "key=value key=value"
static void assert_table(const Desk *desk, StatsTableName name, const char *expected) {
    String text = {0};
    const StatsTable *table = &desk->stats.tables[name];
    for (size_t i = 0; i < table->count; i++) {
        string_format(&text, "%s%s=%g", i > 0 ? " " : "", table->rows[i].key, table->rows[i].value);
    }
    assert_string_equal(string_text(&text), expected);
    string_free(&text);
}

static void decide_some(Desk *desk) {
    decide(desk, 1, DAY, 0, DECISION_INCLUDE, 2 * SECOND, NULL);
    decide(desk, 1, DAY + 9 * SECOND, 1, DECISION_EXCLUDE, 500, "animals");
    decide(desk, 1, 3 * DAY, 2, DECISION_EXCLUDE, 7 * SECOND, "animals");
    decide(desk, 1, 3 * DAY + 9 * SECOND, 3, DECISION_EXCLUDE, 9 * SECOND, NULL);
    decide(desk, 1, 4 * DAY, 4, DECISION_INCLUDE, 0, NULL);
    decide(desk, 1, 4 * DAY + 9 * SECOND, 5, DECISION_LATER, 30 * SECOND, NULL);
    decide(desk, 1, 4 * DAY + 99 * SECOND, 11, DECISION_MAYBE, 8 * SECOND, NULL);
    decide(desk, 2, 2 * DAY, 6, DECISION_INCLUDE, SECOND, NULL);
}

static void a_blind_review_counted_by_hand(void **unused) {
    (void) unused;
    Desk desk;
    begin(&desk);
    decide_some(&desk);
    count(&desk);
    assert_table(&desk, STATS_DAYS, "1970-01-02=2 1970-01-03=0 1970-01-04=2 1970-01-05=2");
    assert_table(&desk, STATS_INCLUSIONS, "1970-01-02=1 1970-01-03=1 1970-01-04=1 1970-01-05=2");
    assert_table(&desk, STATS_YEARS, "2000=3 2001=0 2002=3 2003=0 2004=3 2005=0 2006=2 unknown=1");
    assert_table(&desk, STATS_YEARS_INCLUDED, "2000=2 2001=0 2002=0 2003=0 2004=0 2005=0 2006=0 unknown=0");
    assert_table(&desk, STATS_JOURNALS, "Invented=8 Made, up=4");
    assert_table(&desk, STATS_REASONS, "animals=2 no reason given=1");
    // 0.5, 2, 7, 8 and 9 s; the 30 s put it off, which is no decision.
    assert_table(&desk, STATS_TIMES, "decisions that say it=5 median seconds=7 hasty: under a second=1");
    assert_table(&desk, STATS_REVIEWERS, "");
    assert_table(&desk, STATS_PROGRESS,
                 "screened=6 left=6 included=2 excluded=3 maybe=1 later=1 today=0 included, percent of "
                 "screened=33.3 seconds each=9.4 minutes to the end at this pace=0.9");
    end(&desk);
}

static void unblinded_all_count(void **unused) {
    (void) unused;
    Desk desk;
    begin(&desk);
    decide_some(&desk);
    ReviewAction action = review_action_begin(desk.state, 4 * DAY + 200 * SECOND, &desk.arena);
    review_action_setting(&action, "blind", "no");
    add(&desk, &action);
    count(&desk);
    assert_table(&desk, STATS_DAYS, "1970-01-02=2 1970-01-03=1 1970-01-04=2 1970-01-05=2");
    assert_table(&desk, STATS_INCLUSIONS, "1970-01-02=1 1970-01-03=2 1970-01-04=2 1970-01-05=3");
    assert_table(&desk, STATS_REVIEWERS, "Ana=6 reviewer 020000=1");
    assert_table(&desk, STATS_REVIEWERS_INCLUDED, "Ana=2 reviewer 020000=1");
    end(&desk);
}

static void for_other_programs(void **unused) {
    (void) unused;
    Desk desk;
    String text = {0};
    begin(&desk);
    desk.rows[0].journal = "=SUM(A1)";
    decide_some(&desk);
    count(&desk);
    stats_add_csv(&desk.stats, &text);
    assert_non_null(strstr(text.data, "progress,left,6\r\n"));
    assert_non_null(strstr(text.data, "journals,\"Made, up\",4\r\n"));
    assert_non_null(strstr(text.data, "journals,\"'=SUM(A1)\",1\r\n"));
    assert_non_null(strstr(text.data, "progress,\"included, percent of screened\",33.3\r\n"));
    string_clear(&text);
    JsonWriter json = {.out = &text};
    stats_add_json(&desk.stats, &json);
    assert_non_null(strstr(text.data, "{\"key\":\"1970-01-04\",\"value\":2}"));
    assert_non_null(strstr(text.data, "\"reviewers\":[]"));
    string_free(&text);
    end(&desk);
}

static void bars(void **unused) {
    (void) unused;
    static const struct {
        double value, part, most;
        PlotStyle style;
        const char *bar;
    } cases[] = {
        {8, -1, 8, PLOT_BLOCKS, "████████"},   {4, -1, 8, PLOT_BLOCKS, "████    "},
        {4.5, -1, 8, PLOT_BLOCKS, "████▌   "}, {0.001, -1, 8, PLOT_BLOCKS, "▏       "},
        {0, -1, 8, PLOT_BLOCKS, "        "},   {0, -1, 0, PLOT_ASCII, "        "},
        {4, 1, 8, PLOT_BLOCKS, "█░░░    "},    {4, 0.01, 8, PLOT_ASCII, "#===    "},
        {4, 0, 8, PLOT_ASCII, "====    "},     {8, 7.9, 8, PLOT_ASCII, "#######="},
        {8, 8, 8, PLOT_ASCII, "########"},     {8, -1, 8, PLOT_NUMBERS, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        String bar = {0};
        plot_add_bar(cases[i].value, cases[i].part, cases[i].most, cases[i].style, 8, &bar);
        assert_string_equal(string_text(&bar), cases[i].bar);
        string_free(&bar);
    }
}

static void assert_rows(const PlotRow *rows, size_t found, const char *const *expected, size_t wanted) {
    assert_int_equal(found, wanted);
    for (size_t i = 0; i < wanted; i++) {
        String row = {0};
        string_format(&row, "%s|%s", rows[i].number, rows[i].text);
        assert_string_equal(string_text(&row), expected[i]);
        string_free(&row);
    }
}

static void add_row(Arena *arena, StatsTable *table, const char *key, double value) {
    table->rows = arena_grow(arena, table->rows, &table->capacity, table->count + 1, sizeof *table->rows);
    table->rows[table->count++] = (StatsRow){key, value};
}

// Thirty years are drawn two by two from an even one on, thirty journals as ten and the rest.
static void long_tables_are_drawn_together(void **unused) {
    (void) unused;
    Arena arena = {0};
    Stats stats = {0};
    PlotRow *rows;
    for (int i = 0; i < 30; i++) {
        const char *year = arena_format(&arena, "%d", 1991 + i);
        add_row(&arena, &stats.tables[STATS_YEARS], year, 1000);
        add_row(&arena, &stats.tables[STATS_YEARS_INCLUDED], year, 1);
        add_row(&arena, &stats.tables[STATS_JOURNALS], arena_format(&arena, "Journal %d", i), 30 - i);
    }
    add_row(&arena, &stats.tables[STATS_YEARS], "unknown", 500);
    size_t count = plot_rows(&stats, STATS_YEARS, PLOT_ASCII, 4, &arena, &rows);
    assert_int_equal(count, 17);
    const char *const first[] = {"1,000|#=   1991, 1 included", "2,000|#=== 1992–1993, 2 included"};
    assert_rows(rows, 2, first, 2);
    const char *const last[] = {"1,000|#=   2020, 1 included", "500|=    unknown"};
    assert_string_equal(rows[15].text, strchr(last[0], '|') + 1);
    assert_string_equal(rows[16].number, "500");
    count = plot_rows(&stats, STATS_JOURNALS, PLOT_NUMBERS, 4, &arena, &rows);
    assert_int_equal(count, 11);
    assert_string_equal(rows[0].text, "Journal 0");
    assert_string_equal(rows[10].text, "and 20 more");
    arena_free(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_blind_review_counted_by_hand),
        cmocka_unit_test(unblinded_all_count),
        cmocka_unit_test(for_other_programs),
        cmocka_unit_test(bars),
        cmocka_unit_test(long_tables_are_drawn_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
