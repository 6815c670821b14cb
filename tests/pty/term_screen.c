// The term room on a real terminal: this program runs itself as a small demonstration
// (argument --demo) that shows what it is told, and drives that.
#include "harness.h"

#include "carrel/base/str.h"
#include "carrel/term/clipboard.h"
#include "carrel/term/input.h"
#include "carrel/term/screen.h"
#include "carrel/term/signals.h"
#include "carrel/ui/grid.h"

#include <locale.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

// The demonstration

typedef struct {
    Screen *screen;
    TermInput *input;
    Grid grid;
    String said;
    bool done, moved;
} Demo;

static void demo_draw(Demo *demo) {
    Grid *grid = &demo->grid;
    grid->ascii = !screen_is_unicode(demo->screen);
    grid_resize(grid, screen_rows(demo->screen), screen_columns(demo->screen));
    grid_clear(grid);
    grid_put_format(grid, 0, 0, grid->columns, ROLE_STATUS, "size %dx%d colors %d", grid->rows, grid->columns,
                    screen_colors(demo->screen));
    grid_put(grid, 1, 0, grid->columns, SV("β-Catenin and 肝臓 repair \033]0;no\a✓"), ROLE_NORMAL);
    grid_put(grid, 2, 0, grid->columns, SV("Retracted"), ROLE_WARNING);
    grid_put(grid, 3, 0, grid->columns, string_view(&demo->said), ROLE_NORMAL);
    grid_put(grid, 4, 0, grid->columns, SV("selected row"), ROLE_NORMAL);
    grid_flag(grid, (Area){4, 0, 1, grid->columns}, CELL_SELECTED);
    for (int row = 5; row < grid->rows; row++)
        grid_put_format(grid, row, 0, grid->columns, ROLE_NORMAL, "row %d", demo->moved ? row + 1 : row);
    grid_cursor(grid, 4, 2);
    screen_put(demo->screen, grid);
}

static void demo_run(Demo *demo, const char *script, const StringView *input) {
    char *const argv[] = {"sh", "-c", (char *) (uintptr_t) script, NULL};
    int status = -1;
    Error err = {0};
    string_clear(&demo->said);
    if (screen_run(demo->screen, argv, input, false, &status, &err))
        string_format(&demo->said, "status %d", status);
    else
        string_add_text(&demo->said, err.text);
}

static void demo_key(Demo *demo, KeyCode key) {
    Error err = {0};
    const char *how;
    string_clear(&demo->said);
    string_format(&demo->said, "key %x", key);
    switch (key) {
    case 'q':
        demo->done = true;
        break;
    case 'Z':
        screen_suspend(demo->screen, "fg returns");
        string_add_text(&demo->said, " back");
        break;
    case 'E':
        demo_run(demo, "printf 'from the child'; read -r line; exit 7", NULL);
        break;
    case 'P':
        demo_run(demo, "read -r line; test \"$line\" = 'pipe me'", &SV("pipe me\n"));
        break;
    case 'X': {
        char *const argv[] = {"no-such-program-here", NULL};
        int status;
        string_clear(&demo->said);
        if (!screen_run(demo->screen, argv, NULL, false, &status, &err))
            string_add_text(&demo->said, err.text);
        break;
    }
    case 'Y':
        string_clear(&demo->said);
        if (clipboard_put(demo->screen, SV("PMID 99000001"), &how, &err))
            string_format(&demo->said, "copied to %s", how);
        break;
    case 'N':
        demo->moved = !demo->moved;
        break;
    case 'M':
        screen_set_mouse(demo->screen, true);
        break;
    case 'A':
        abort();
    case 'S':
        raise(SIGSEGV);
    }
}

static void demo_event(Demo *demo, const InputEvent *event) {
    switch (event->kind) {
    case INPUT_KEY:
        demo_key(demo, event->key);
        break;
    case INPUT_PASTE:
        string_clear(&demo->said);
        string_format(&demo->said, "paste of %zu: ", event->text.length);
        for (size_t i = 0; i < event->text.length; i++)
            string_add_char(&demo->said, event->text.data[i] == '\n' ? '|' : event->text.data[i]);
        break;
    case INPUT_MOUSE:
        string_clear(&demo->said);
        string_format(&demo->said, "mouse %d button %d at %d,%d", event->action, event->button, event->row,
                      event->column);
        break;
    case INPUT_HANGUP:
        demo->done = true;
    }
}

static int run_demo(void) {
    setlocale(LC_ALL, "");
    Error err = {0};
    Demo demo = {0};
    if (!signals_start(&err) || !(demo.screen = screen_start(&err))) {
        fprintf(stderr, "demo: %s\n", err.text);
        return 2;
    }
    demo.input = term_input_new(screen_input_fd(demo.screen));
    while (!demo.done) {
        demo_draw(&demo);
        if (!term_input_pending(demo.input))
            screen_mark_idle(demo.screen, term_input_taken(demo.input));
        struct pollfd ready[] = {{.fd = screen_input_fd(demo.screen), .events = POLLIN},
                                 {.fd = signals_fd(), .events = POLLIN}};
        poll(ready, 2, term_input_timeout_ms(demo.input));
        unsigned signals = signals_take();
        if (signals & (SIGNALS_RESIZE | SIGNALS_CONTINUE))
            screen_resize(demo.screen);
        if (signals & (SIGNALS_END | SIGNALS_HANGUP))
            demo.done = true;
        if (signals & SIGNALS_SUSPEND)
            screen_suspend(demo.screen, "fg returns");
        term_input_read(demo.input);
        InputEvent event;
        while (!demo.done && term_input_next(demo.input, &event))
            demo_event(&demo, &event);
    }
    screen_stop(demo.screen);
    term_input_free(demo.input);
    signals_stop();
    grid_fini(&demo.grid);
    string_free(&demo.said);
    puts("goodbye");
    return 0;
}

// The tests

static Terminal *start_demo(const TerminalOptions *options) {
    const char *const argv[] = {"/proc/self/exe", "--demo", NULL};
    Terminal *terminal = terminal_start(argv, options);
    terminal_wait(terminal, "size");
    terminal_wait_idle(terminal);
    return terminal;
}

static void quit_demo(Terminal *terminal) {
    terminal_press(terminal, "q");
    assert_int_equal(terminal_wait_exit(terminal), 0);
    assert_string_equal(terminal_left(terminal), "");
    assert_true(terminal_shows(terminal, "goodbye"));
    assert_false(terminal_shows(terminal, "size"));
    terminal_free(terminal);
}

static void test_shows_and_gives_back(void **state) {
    (void) state;
    Terminal *terminal = start_demo(NULL);
    assert_string_equal(terminal_row(terminal, 0), "size 24x80 colors 256");
    assert_non_null(strstr(terminal_row(terminal, 1), "β-Catenin and 肝臓 repair"));
    TerminalCell warning = terminal_cell(terminal, 2, 0), selected = terminal_cell(terminal, 4, 79);
    assert_int_equal(warning.foreground, roles[ROLE_WARNING].look256.foreground);
    assert_int_equal(warning.background, roles[ROLE_WARNING].look256.background);
    assert_true(selected.reverse);
    assert_false(terminal_cell(terminal, 5, 0).reverse);
    int row, column;
    bool visible;
    terminal_cursor(terminal, &row, &column, &visible);
    assert_int_equal(row, 4);
    assert_int_equal(column, 2);
    assert_true(visible);
    size_t size;
    assert_null(strstr(terminal_raw(terminal, &size), "\033]0;"));
    quit_demo(terminal);
}

static void test_draws_only_what_changed(void **state) {
    (void) state;
    Terminal *terminal = start_demo(NULL);
    size_t before = terminal_received(terminal);
    terminal_press(terminal, "j");
    terminal_wait_idle(terminal);
    assert_string_equal(terminal_row(terminal, 3), "key 6a");
    size_t first = terminal_received(terminal) - before;
    assert_in_range(first, 1, 60);
    terminal_press(terminal, "j"); // the same again: nothing to draw
    terminal_wait_idle(terminal);
    assert_int_equal(terminal_received(terminal) - before, first);
    terminal_press(terminal, "N"); // nineteen rows scroll by one
    terminal_wait_idle(terminal);
    assert_string_equal(terminal_row(terminal, 5), "row 6");
    assert_string_equal(terminal_row(terminal, 23), "row 24");
    assert_in_range(terminal_received(terminal) - before, first, first + 120);
    quit_demo(terminal);
}

static void test_keys(void **state) {
    (void) state;
    static const struct {
        const char *press;
        KeyCode key;
    } cases[] = {
        {"j", 'j'},
        {"é", 0xe9},
        {"漢", 0x6f22},
        {"Up", KEYCODE_UP},
        {"PgDn", KEYCODE_PAGE_DOWN},
        {"Home", KEYCODE_HOME},
        {"End", KEYCODE_END},
        {"Del", KEYCODE_DELETE},
        {"F1", KEYCODE_F1},
        {"F12", KEYCODE_F12},
        {"Enter", KEYCODE_ENTER},
        {"Tab", KEYCODE_TAB},
        {"S-Tab", KEYCODE_SHIFT | KEYCODE_TAB},
        {"Backspace", KEYCODE_BACKSPACE},
        {"Space", ' '},
        {"S-Space", KEYCODE_SHIFT | ' '},
        {"C-d", KEYCODE_CTRL | 'd'},
        {"C-c", KEYCODE_CTRL | 'c'},
        {"C-s", KEYCODE_CTRL | 's'},
        {"C-z", KEYCODE_CTRL | 'z'},
        {"M-1", KEYCODE_META | '1'},
        {"M-Left", KEYCODE_META | KEYCODE_LEFT},
        {"C-Right", KEYCODE_CTRL | KEYCODE_RIGHT},
        {"Esc", KEYCODE_ESCAPE},
    };
    Terminal *terminal = start_demo(NULL);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char expected[32];
        terminal_press(terminal, cases[i].press);
        terminal_wait_idle(terminal);
        snprintf(expected, sizeof expected, "key %x", cases[i].key);
        if (strcmp(terminal_row(terminal, 3), expected) != 0)
            fail_msg("%s gave \"%s\", not \"%s\"", cases[i].press, terminal_row(terminal, 3), expected);
    }
    quit_demo(terminal);
}

static void test_resize(void **state) {
    (void) state;
    static const int sizes[][2] = {{36, 120}, {5, 20}, {24, 80}, {60, 200}, {1, 1}, {24, 80}};
    Terminal *terminal = start_demo(NULL);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        terminal_resize(terminal, sizes[i][0], sizes[i][1]);
        terminal_wait_idle(terminal);
        char expected[64];
        snprintf(expected, sizeof expected, "size %dx%d colors 256", sizes[i][0], sizes[i][1]);
        expected[sizes[i][1] < 63 ? sizes[i][1] : 63] = '\0';
        while (expected[strlen(expected) - 1] == ' ')
            expected[strlen(expected) - 1] = '\0';
        assert_string_equal(terminal_row(terminal, 0), expected);
        if (sizes[i][0] > 20) {
            snprintf(expected, sizeof expected, "row %d", sizes[i][0] - 1);
            assert_string_equal(terminal_row(terminal, sizes[i][0] - 1), expected);
        }
    }
    quit_demo(terminal);
}

static void test_paste_and_mouse(void **state) {
    (void) state;
    Terminal *terminal = start_demo(NULL);
    terminal_paste(terminal, "qi\r\ne\033[A\xff");
    terminal_wait_idle(terminal);
    assert_non_null(strstr(terminal_row(terminal, 3), "paste of 10: qi|e"));
    terminal_press(terminal, "M");
    terminal_wait_idle(terminal);
    terminal_wheel(terminal, 7, 3, false);
    terminal_wait_idle(terminal);
    char expected[64];
    snprintf(expected, sizeof expected, "mouse %d button 0 at 7,3", MOUSE_WHEEL_DOWN);
    assert_string_equal(terminal_row(terminal, 3), expected);
    terminal_click(terminal, 9, 30);
    terminal_wait_idle(terminal);
    snprintf(expected, sizeof expected, "mouse %d button 1 at 9,30", MOUSE_RELEASE);
    assert_string_equal(terminal_row(terminal, 3), expected);
    quit_demo(terminal);
}

static void test_terminal_types(void **state) {
    (void) state;
    static const struct {
        const char *term, *locale, *env, *first, *second;
        bool red;
    } cases[] = {
        {"xterm-256color", "C.UTF-8", "NO_COLOR=1", "size 24x80 colors 0", "β-Catenin and 肝臓", false},
        {"xterm-256color", "C.UTF-8", "NO_COLOR=", "size 24x80 colors 256", "β-Catenin and 肝臓", true},
        {"xterm-16color", "C.UTF-8", "A=", "size 24x80 colors 16", "β-Catenin and 肝臓", true},
        {"xterm", "C.UTF-8", "A=", "size 24x80 colors 8", "β-Catenin and 肝臓", true},
        {"tmux-256color", "C.UTF-8", "A=", "size 24x80 colors 256", "β-Catenin and 肝臓", true},
        {"xterm-direct", "C.UTF-8", "A=", "size 24x80 colors 16777216", "β-Catenin and 肝臓", true},
        {"vt100", "C.UTF-8", "A=", "size 24x80 colors 0", "-Catenin and ", false},
        {"xterm-256color", "C", "A=", "size 24x80 colors 256", "-Catenin and ", true},
    };
    size_t tried = 0;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char command[80];
        snprintf(command, sizeof command, "infocmp %s >/dev/null 2>&1", cases[i].term);
        if (system(command) != 0) // not every description is installed everywhere
            continue;
        tried++;
        const char *const env[] = {cases[i].env, NULL};
        TerminalOptions options = {.term = cases[i].term, .locale = cases[i].locale, .env = env};
        Terminal *terminal = start_demo(&options);
        assert_string_equal(terminal_row(terminal, 0), cases[i].first);
        if (!strstr(terminal_row(terminal, 1), cases[i].second))
            fail_msg("%s %s: %s", cases[i].term, cases[i].locale, terminal_row(terminal, 1));
        TerminalCell warning = terminal_cell(terminal, 2, 0);
        assert_int_equal(warning.foreground != -1 || warning.background != -1, cases[i].red);
        assert_true(warning.bold || warning.reverse || cases[i].red);
        size_t size;
        const char *raw = terminal_raw(terminal, &size);
        if (strcmp(cases[i].second, "-Catenin and ") == 0)
            for (size_t at = 0; at < size; at++)
                assert_true((unsigned char) raw[at] < 0x80);
        quit_demo(terminal);
    }
    assert_true(tried >= 3);
}

static void test_terminals_that_cannot(void **state) {
    (void) state;
    static const struct {
        const char *term, *words;
    } cases[] = {{"dumb", "TERM=dumb cannot place the cursor"},
                 {"", "TERM is not set"},
                 {"no-such-terminal", "TERM=no-such-terminal is not known"}};
    const char *const argv[] = {"/proc/self/exe", "--demo", NULL};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        TerminalOptions options = {.term = cases[i].term, .columns = 200};
        Terminal *terminal = terminal_start(argv, &options);
        assert_int_equal(terminal_wait_exit(terminal), 2);
        assert_true(terminal_shows(terminal, cases[i].words));
        assert_string_equal(terminal_left(terminal), "");
        terminal_free(terminal);
    }
    const char *const piped[] = {"sh", "-c", "\"$0\" --demo | cat; echo done", "/proc/self/exe", NULL};
    TerminalOptions options = {.columns = 200};
    char self[4096] = {0};
    assert_non_null(realpath("/proc/self/exe", self));
    const char *const really[] = {piped[0], piped[1], piped[2], self, NULL};
    Terminal *terminal = terminal_start(really, &options);
    terminal_wait(terminal, "done");
    assert_true(terminal_shows(terminal, "standard output is none"));
    terminal_free(terminal);
}

static void test_keys_from_the_terminal_when_input_is_a_pipe(void **state) {
    (void) state;
    TerminalOptions options = {.input_is_pipe = true};
    Terminal *terminal = start_demo(&options);
    terminal_press(terminal, "j");
    terminal_wait_idle(terminal);
    assert_string_equal(terminal_row(terminal, 3), "key 6a");
    quit_demo(terminal);
}

static void test_other_programs_on_the_terminal(void **state) {
    (void) state;
    Terminal *terminal = start_demo(NULL);
    terminal_press(terminal, "E");
    terminal_wait(terminal, "from the child");
    assert_string_equal(terminal_left(terminal), ""); // the child finds the terminal as it was
    terminal_press(terminal, "Enter");
    terminal_wait(terminal, "status 7");
    assert_string_equal(terminal_row(terminal, 0), "size 24x80 colors 256");
    terminal_press(terminal, "P");
    terminal_wait(terminal, "status 0");
    terminal_press(terminal, "X");
    terminal_wait(terminal, "no-such-program-here could not be started: No such file");
    quit_demo(terminal);
}

static void test_clipboard(void **state) {
    (void) state;
    Terminal *terminal = start_demo(NULL);
    terminal_press(terminal, "Y");
    terminal_wait(terminal, "copied to the terminal");
    size_t size;
    assert_non_null(strstr(terminal_raw(terminal, &size), "\033]52;c;UE1JRCA5OTAwMDAwMQ==\a"));
    quit_demo(terminal);
}

static void test_crashes_give_the_terminal_back(void **state) {
    (void) state;
    static const char *const keys[] = {"A", "S"};
    for (size_t i = 0; i < 2; i++) {
        Terminal *terminal = start_demo(NULL);
        terminal_press(terminal, keys[i]);
        assert_int_equal(terminal_wait_exit(terminal), 1);
        assert_string_equal(terminal_left(terminal), "");
        assert_true(terminal_shows(terminal, "ended by a fault"));
        terminal_free(terminal);
    }
}

static void test_ended_from_outside(void **state) {
    (void) state;
    static const int numbers[] = {SIGTERM, SIGHUP};
    for (size_t i = 0; i < 2; i++) {
        Terminal *terminal = start_demo(NULL);
        terminal_signal(terminal, numbers[i]);
        assert_int_equal(terminal_wait_exit(terminal), 0);
        assert_string_equal(terminal_left(terminal), "");
        terminal_free(terminal);
    }
    Terminal *terminal = start_demo(NULL);
    terminal_hang_up(terminal);
    assert_int_equal(terminal_wait_exit(terminal), 0);
    terminal_free(terminal);
}

static void test_job_control(void **state) {
    (void) state;
    char self[4096] = {0};
    assert_non_null(realpath("/proc/self/exe", self));
    // An interactive shell gives jobs; "stopped" and "fg" are what a person would see.
    const char *const argv[] = {"bash", "--norc", "-i", NULL};
    const char *const env[] = {"PS1=shell> ", NULL};
    TerminalOptions options = {.env = env};
    Terminal *terminal = terminal_start(argv, &options);
    terminal_wait(terminal, "shell>");
    terminal_type(terminal, self);
    terminal_type(terminal, " --demo\r");
    terminal_wait(terminal, "size 24x80");
    terminal_press(terminal, "Z");
    terminal_wait(terminal, "fg returns");
    terminal_wait(terminal, "Stopped");
    terminal_type(terminal, "fg\r");
    terminal_wait(terminal, "key 5a back");
    terminal_press(terminal, "q");
    terminal_wait(terminal, "goodbye");
    terminal_type(terminal, "exit\r");
    assert_int_equal(terminal_wait_exit(terminal), 0);
    terminal_free(terminal);
}

int main(int argc, char **argv) {
    if (argc > 1 && strcmp(argv[1], "--demo") == 0)
        return run_demo();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shows_and_gives_back),
        cmocka_unit_test(test_draws_only_what_changed),
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_resize),
        cmocka_unit_test(test_paste_and_mouse),
        cmocka_unit_test(test_terminal_types),
        cmocka_unit_test(test_terminals_that_cannot),
        cmocka_unit_test(test_keys_from_the_terminal_when_input_is_a_pipe),
        cmocka_unit_test(test_other_programs_on_the_terminal),
        cmocka_unit_test(test_clipboard),
        cmocka_unit_test(test_crashes_give_the_terminal_back),
        cmocka_unit_test(test_ended_from_outside),
        cmocka_unit_test(test_job_control),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
