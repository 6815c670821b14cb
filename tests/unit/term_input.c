#include "carrel/base/memory.h"
#include "carrel/base/str.h"
#include "carrel/term/input.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

typedef struct {
    int ends[2];
    TermInput *input;
} Line;

static int set_up(void **state) {
    Line *line = memory_new(sizeof *line);
    if (pipe(line->ends) != 0)
        return -1;
    line->input = term_input_new(line->ends[0]);
    *state = line;
    return 0;
}

static int tear_down(void **state) {
    Line *line = *state;
    term_input_free(line->input);
    close(line->ends[0]);
    if (line->ends[1] >= 0)
        close(line->ends[1]);
    free(line);
    return 0;
}

static void arrive(Line *line, const char *bytes, size_t size) {
    assert_int_equal(write(line->ends[1], bytes, size), (ssize_t) size);
    term_input_read(line->input);
}

// Waits as a main loop does, until the input wants no more time.
static void wait_out(Line *line) {
    int timeout = term_input_timeout_ms(line->input);
    assert_true(timeout >= 0);
    poll(NULL, 0, timeout);
    term_input_read(line->input);
}

static void add_event(const InputEvent *event, String *out) {
    switch (event->kind) {
    case INPUT_KEY:
        string_format(out, "%s%s%s%x ", event->key & KEYCODE_CTRL ? "C-" : "",
                      event->key & KEYCODE_META ? "M-" : "", event->key & KEYCODE_SHIFT ? "S-" : "",
                      KEYCODE_PLAIN(event->key));
        break;
    case INPUT_PASTE:
        string_format(out, "paste<%.*s> ", (int) event->text.length, event->text.data);
        break;
    case INPUT_MOUSE:
        string_format(out, "mouse%d,%d@%d,%d ", event->action, event->button, event->row, event->column);
        break;
    case INPUT_HANGUP:
        string_add_text(out, "hangup ");
    }
}

// All events that are there, waiting where the input asks for it.
static void take_all(Line *line, String *out) {
    InputEvent event;
    for (;;) {
        while (term_input_next(line->input, &event))
            add_event(&event, out);
        if (term_input_timeout_ms(line->input) < 0)
            return;
        wait_out(line);
    }
}

static void test_sequences(void **state) {
    Line *line = *state;
    static const struct {
        const char *bytes;
        const char *prefix;
        unsigned key; // 0: only the prefix
    } cases[] = {
        {"a", "", 'a'},
        {"\t", "", KEYCODE_TAB},
        {"\r", "", KEYCODE_ENTER},
        {"\n", "", KEYCODE_ENTER},
        {"\177", "", KEYCODE_BACKSPACE},
        {"\017", "C-", 'o'},
        {"\034", "C-", '\\'},
        {"\033[A", "", KEYCODE_UP},
        {"\033OA", "", KEYCODE_UP},
        {"\033[1;3D", "M-", KEYCODE_LEFT},
        {"\033[1;5C", "C-", KEYCODE_RIGHT},
        {"\033[1;6C", "C-S-", KEYCODE_RIGHT},
        {"\033\033[C", "M-", KEYCODE_RIGHT}, // rxvt
        {"\033[H", "", KEYCODE_HOME},
        {"\033[1~", "", KEYCODE_HOME},
        {"\033[7~", "", KEYCODE_HOME},
        {"\033[3~", "", KEYCODE_DELETE},
        {"\033[5;5~", "C-", KEYCODE_PAGE_UP},
        {"\033OP", "", KEYCODE_F1},
        {"\033[11~", "", KEYCODE_F1},
        {"\033[[E", "", KEYCODE_F1 + 4}, // Linux console
        {"\033[15~", "", KEYCODE_F1 + 4},
        {"\033[17~", "", KEYCODE_F1 + 5},
        {"\033[24~", "", KEYCODE_F12},
        {"\033[Z", "S-", KEYCODE_TAB},
        {"\033x", "M-", 'x'},
        {"\033\r", "M-", KEYCODE_ENTER},
        {"\033\303\251", "M-", 0xe9},
        {"\033[32;2u", "S-", ' '},
        {"\033[105;5u", "C-", 'i'},
        {"\033[97;2u", "", 'A'},
        {"\033[27u", "", KEYCODE_ESCAPE},
        {"\033OM", "", KEYCODE_ENTER}, // keypad
        {"\033Oq", "", '1'},
        {"\360\237\247\254", "", 0x1f9ec},
        {"\033", "", KEYCODE_ESCAPE},
        {"\033O", "M-", 'O'},
        {"\033[200~a\rb\r\nc\033[201~", "paste<a\nb\nc> ", 0},
        {"\033[200~\033[A \033[20\033[201~", "paste<\033[A \033[20> ", 0},
        {"\033[<0;11;4M", "mouse0,1@3,10 ", 0},
        {"\033[<32;11;4M", "mouse1,1@3,10 ", 0},
        {"\033[<2;1;1m", "mouse2,3@0,0 ", 0},
        {"\033[<64;1;1M", "mouse3,0@0,0 ", 0},
        {"\033[<0;0;0M", "", 0},           // nowhere
        {"\033[999~", "", 0},              // nobody knows
        {"\033[?1;2c", "", 0},             // a terminal's answer is no key
        {"\033[1;1R", "", KEYCODE_F1 + 2}, // looks like one to everybody
        {"\377\376\200", "", 0},
        {"\303(", "", '('},
        {"\355\240\200", "", 0}, // a surrogate
        {"\033[99999999999999999999;9999999999A", "", KEYCODE_UP},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        String expected = {0}, got = {0};
        string_add_text(&expected, cases[i].prefix);
        if (cases[i].key)
            string_format(&expected, "%x ", cases[i].key);
        arrive(line, cases[i].bytes, strlen(cases[i].bytes));
        take_all(line, &got);
        if (strcmp(string_text(&got), string_text(&expected)) != 0)
            fail_msg("case %zu (%s): %s, not %s", i, cases[i].bytes + (cases[i].bytes[0] == 27),
                     string_text(&got), string_text(&expected));
        assert_int_equal(term_input_timeout_ms(line->input), -1);
        assert_false(term_input_pending(line->input));
        string_free(&expected);
        string_free(&got);
        term_input_flush(line->input); // ends the time in which tails are swallowed
    }
}

static void test_sequences_byte_by_byte(void **state) {
    Line *line = *state;
    static const char bytes[] = "j\033[A\303\251\033[1;5C\033[200~x\033[201~k";
    String got = {0}, expected = {0};
    InputEvent event;
    for (size_t i = 0; i + 1 < sizeof bytes; i++) {
        arrive(line, bytes + i, 1);
        while (term_input_next(line->input, &event))
            add_event(&event, &got);
    }
    string_format(&expected, "6a %x e9 C-%x paste<x> 6b ", KEYCODE_UP, KEYCODE_RIGHT);
    assert_string_equal(string_text(&got), string_text(&expected));
    assert_int_equal(term_input_taken(line->input), sizeof bytes - 1);
    string_free(&got);
    string_free(&expected);
}

static void test_tails_of_slow_sequences_are_swallowed(void **state) {
    Line *line = *state;
    static const struct {
        const char *late, *then; // the bytes after a lone Esc, and what of them is typed
    } cases[] = {
        {"[A", ""},   {"OB", ""},       {"[1;5C", ""},    {"[15~", ""},   {"j", "6a "},
        {"]", "5d "}, {"[j", "5b 6a "}, {"Oj", "4f 6a "}, {"[Aj", "6a "},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        String got = {0}, expected = {0};
        term_input_flush(line->input);
        arrive(line, "\033", 1);
        InputEvent event;
        assert_false(term_input_next(line->input, &event)); // it may begin a sequence
        assert_in_range(term_input_timeout_ms(line->input), 0, 25);
        take_all(line, &got);
        arrive(line, cases[i].late, strlen(cases[i].late));
        take_all(line, &got);
        string_format(&expected, "%x %s", KEYCODE_ESCAPE, cases[i].then);
        if (strcmp(string_text(&got), string_text(&expected)) != 0)
            fail_msg("Esc, %s gave %s, not %s", cases[i].late, string_text(&got), string_text(&expected));
        string_free(&got);
        string_free(&expected);
    }
    // In pieces, too.
    InputEvent event;
    term_input_flush(line->input);
    arrive(line, "\033", 1);
    String got = {0};
    take_all(line, &got);
    arrive(line, "[", 1);
    assert_false(term_input_next(line->input, &event));
    assert_in_range(term_input_timeout_ms(line->input), 1, 300);
    arrive(line, "B", 1);
    assert_false(term_input_next(line->input, &event));
    arrive(line, "j", 1);
    assert_true(term_input_next(line->input, &event));
    assert_int_equal(event.key, 'j');
    string_free(&got);
}

static void test_paste_has_a_limit(void **state) {
    Line *line = *state;
    InputEvent event;
    char block[4096];
    memset(block, 'x', sizeof block);
    arrive(line, "\033[200~", 6);
    for (int i = 0; i < 300; i++) {
        arrive(line, block, sizeof block);
        assert_false(term_input_next(line->input, &event));
    }
    arrive(line, "\033[201~j", 7);
    assert_true(term_input_next(line->input, &event));
    assert_int_equal(event.kind, INPUT_PASTE);
    assert_int_equal(event.text.length, 1 << 20);
    assert_true(term_input_next(line->input, &event));
    assert_int_equal(event.key, 'j');
}

static void test_hammered_escapes_and_noise(void **state) {
    Line *line = *state;
    static char noise[20000];
    memset(noise, 0x1b, sizeof noise);
    String got = {0};
    arrive(line, noise, sizeof noise);
    take_all(line, &got);
    assert_true(got.length > sizeof noise);
    string_free(&got);
    // Any bytes at all: no crash, all of them taken.
    uint32_t random = 1;
    for (int round = 0; round < 50; round++) {
        for (size_t i = 0; i < 2000; i++) {
            random = random * 1664525u + 1013904223u;
            noise[i] = random >> 24 & 1 ? "\033[O0;~u<M\303"[random >> 25 & 7] : (char) (random >> 16 & 0xff);
        }
        arrive(line, noise, 2000);
        InputEvent event;
        while (term_input_next(line->input, &event))
            assert_in_range(event.kind, INPUT_KEY, INPUT_MOUSE);
        term_input_flush(line->input);
    }
}

static void test_hangup_comes_once_and_last(void **state) {
    Line *line = *state;
    arrive(line, "j\033", 2);
    close(line->ends[1]);
    line->ends[1] = -1;
    term_input_read(line->input);
    String got = {0}, expected = {0};
    take_all(line, &got);
    string_format(&expected, "6a %x hangup ", KEYCODE_ESCAPE);
    assert_string_equal(string_text(&got), string_text(&expected));
    string_free(&got);
    string_free(&expected);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_sequences, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_sequences_byte_by_byte, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_tails_of_slow_sequences_are_swallowed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_paste_has_a_limit, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_hammered_escapes_and_noise, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_hangup_comes_once_and_last, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
