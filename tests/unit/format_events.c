#include "carrel/json/event_lines.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

// Whatever an event says, its line says it again, and is one line.
static void lines_are_read_back(void **unused) {
    (void) unused;
    static const char *const values[] = {"", "include", "exclude took=5200 blind\tβ-\"Catenin\"\\in\nmice",
                                         "\x01\x1b[31m \xF0\x9F\x92\x8A", "source=a\\nb\nrecords=12"};
    ReviewState *state = review_state_new(key_new(), 1);
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        for (unsigned kind = EVENT_REVIEWER; kind <= EVENT_LAST; kind++) {
            if (strcmp(event_kind_name((EventKind) kind), "unknown") == 0) {
                continue; // a number that is free
            }
            Arena arena = {0};
            String line = {0};
            Event read, event = {.id = key_new(),
                                 .action = key_new(),
                                 .time = 1700000000123 + (int64_t) i,
                                 .reviewer = key_new(),
                                 .stage = 1 + (int) i % 2,
                                 .kind = (EventKind) kind,
                                 .candidate = i % 2 ? key_new() : (Key){{0}},
                                 .value = values[i]};
            Error err = {0};
            event_add_line(&event, state, &line);
            assert_true(strchr(line.data, '\n') == line.data + line.length - 1);
            assert_true(
                event_read_line(sv_part(string_view(&line), 0, line.length - 1), &arena, &read, &err));
            assert_int_equal(key_compare(read.id, event.id), 0);
            assert_int_equal(key_compare(read.action, event.action), 0);
            assert_int_equal(key_compare(read.reviewer, event.reviewer), 0);
            assert_int_equal(key_compare(read.candidate, event.candidate), 0);
            assert_int_equal(read.time, event.time);
            assert_int_equal(read.stage, event.stage);
            assert_int_equal(read.kind, event.kind);
            assert_string_equal(read.value, event.value);
            string_free(&line);
            arena_free(&arena);
        }
    }
    review_state_free(state);
}

static void what_is_no_event_is_refused(void **unused) {
    (void) unused;
#define KEYS                                                                                                 \
    "\"id\":\"00000000000000000000000000000001\",\"action\":\"00000000000000000000000000000002\","           \
    "\"reviewer\":\"00000000000000000000000000000003\","
    static const struct {
        const char *line, *words;
    } cases[] = {
        {"", "not JSON"},
        {"[1]", "not a JSON object"},
        {"{}", "\"id\" is not 32 hex digits"},
        {"{" KEYS "\"time\":1,\"stage\":1,\"kind\":\"decision\"}", "\"value\" is not text"},
        {"{" KEYS "\"time\":1.5,\"stage\":1,\"kind\":\"decision\",\"value\":\"\"}",
         "\"time\" is not a number"},
        {"{" KEYS "\"time\":1,\"stage\":3,\"kind\":\"decision\",\"value\":\"\"}", "no stage 3"},
        {"{" KEYS "\"time\":1,\"stage\":1,\"kind\":\"dance\",\"value\":\"\"}", "\"dance\" is no kind"},
        {"{" KEYS "\"candidate\":\"x\",\"time\":1,\"stage\":1,\"kind\":\"note\",\"value\":\"\"}",
         "\"candidate\""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Arena arena = {0};
        Event event;
        Error err = {0};
        assert_false(event_read_line(sv(cases[i].line), &arena, &event, &err));
        assert_non_null(strstr(err.text, cases[i].words));
        arena_free(&arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_read_back),
        cmocka_unit_test(what_is_no_event_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
