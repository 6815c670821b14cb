// The harness itself, on programs that everybody knows.
#include "harness.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static void test_cat_echoes(void **state) {
    (void) state;
    const char *const argv[] = {"cat", NULL};
    Terminal *terminal = terminal_start(argv, NULL);
    terminal_type(terminal, "hepatic 漢字 é");
    terminal_wait(terminal, "hepatic 漢字 é");
    int row, column;
    assert_true(terminal_find(terminal, "字", &row, &column));
    assert_int_equal(row, 0);
    assert_int_equal(column, 10);
    assert_int_equal(terminal_cell(terminal, 0, 8).width, 2);
    assert_string_equal(terminal_cell(terminal, 0, 8).text, "漢");
    bool visible;
    terminal_cursor(terminal, &row, &column, &visible);
    assert_int_equal(row, 0);
    assert_int_equal(column, 14);
    assert_true(visible);
    terminal_press(terminal, "Enter");
    terminal_wait_row(terminal, 1, "hepatic"); // once by the terminal's echo, once by cat
    terminal_press(terminal, "C-d");
    assert_int_equal(terminal_wait_exit(terminal), 0);
    assert_string_equal(terminal_left(terminal), "");
    terminal_free(terminal);
}

static void test_exit_codes(void **state) {
    (void) state;
    static const struct {
        const char *script;
        int code;
    } cases[] = {{"exit 0", 0}, {"exit 3", 3}, {"kill -TERM $$", 128 + SIGTERM}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *const argv[] = {"sh", "-c", cases[i].script, NULL};
        Terminal *terminal = terminal_start(argv, NULL);
        assert_int_equal(terminal_wait_exit(terminal), cases[i].code);
        terminal_free(terminal);
    }
    const char *const missing[] = {"no-such-program-here", NULL};
    Terminal *terminal = terminal_start(missing, NULL);
    assert_int_equal(terminal_wait_exit(terminal), 127);
    terminal_free(terminal);
}

static void test_environment_and_size(void **state) {
    (void) state;
    const char *const argv[] = {"sh", "-c",
                                "echo $TERM $LC_ALL $WORD${NO_COLOR-unset} $(stty size); echo $HOME", NULL};
    const char *const env[] = {"WORD=liver", NULL};
    setenv("NO_COLOR", "1", 1);
    TerminalOptions options = {.rows = 10, .columns = 60, .term = "vt100", .env = env};
    Terminal *terminal = terminal_start(argv, &options);
    terminal_wait(terminal, "vt100 C.UTF-8 liverunset 10 60");
    terminal_wait(terminal, terminal_home(terminal));
    terminal_wait_exit(terminal);
    terminal_free(terminal);
    unsetenv("NO_COLOR");
}

static void test_attributes(void **state) {
    (void) state;
    const char *const argv[] = {"printf", "\\033[1;31mA\\033[0;7;38;5;178mB\\033[0;4mC\\033[0mD", NULL};
    Terminal *terminal = terminal_start(argv, NULL);
    terminal_wait(terminal, "ABCD");
    TerminalCell a = terminal_cell(terminal, 0, 0), b = terminal_cell(terminal, 0, 1),
                 c = terminal_cell(terminal, 0, 2), d = terminal_cell(terminal, 0, 3);
    assert_true(a.bold && !a.reverse && a.foreground == 1);
    assert_true(b.reverse && !b.bold && b.foreground == 178);
    assert_true(c.underline && !c.reverse && c.foreground == -1);
    assert_true(!d.bold && !d.underline && !d.reverse && d.background == -1);
    terminal_free(terminal);
}

static void test_resize_is_told(void **state) {
    (void) state;
    const char *const argv[] = {
        "sh", "-c", "trap 'stty size' WINCH; echo ready; while :; do read -r line || exit 0; done", NULL};
    Terminal *terminal = terminal_start(argv, NULL);
    terminal_wait(terminal, "ready");
    terminal_resize(terminal, 30, 100);
    terminal_press(terminal, "Enter"); // dash runs traps when read returns
    terminal_wait(terminal, "30 100");
    terminal_free(terminal);
}

static void test_what_is_left_behind(void **state) {
    (void) state;
    const char *const argv[] = {"sh", "-c",
                                "stty -echo; printf '\\033[?1049h\\033[?25l\\033[?2004h\\033[?2004l'", NULL};
    Terminal *terminal = terminal_start(argv, NULL);
    terminal_wait_exit(terminal);
    assert_string_equal(terminal_left(terminal), "alternate screen; hidden cursor; terminal settings; ");
    terminal_free(terminal);
}

static void test_paste_is_bracketed_when_asked_for(void **state) {
    (void) state;
    const char *const argv[] = {"sh", "-c", "stty -icanon; printf '\\033[?2004hready\\n'; cat -v", NULL};
    Terminal *terminal = terminal_start(argv, NULL);
    terminal_wait(terminal, "ready");
    terminal_paste(terminal, "text");
    terminal_wait(terminal, "^[[200~text^[[201~");
    terminal_free(terminal);
}

static void test_hang_up_ends_a_program(void **state) {
    (void) state;
    const char *const argv[] = {"cat", NULL};
    Terminal *terminal = terminal_start(argv, NULL);
    terminal_type(terminal, "x");
    terminal_wait(terminal, "x");
    terminal_hang_up(terminal);
    assert_int_equal(terminal_wait_exit(terminal), 128 + SIGHUP);
    terminal_free(terminal);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cat_echoes),
        cmocka_unit_test(test_exit_codes),
        cmocka_unit_test(test_environment_and_size),
        cmocka_unit_test(test_attributes),
        cmocka_unit_test(test_resize_is_told),
        cmocka_unit_test(test_what_is_left_behind),
        cmocka_unit_test(test_paste_is_bracketed_when_asked_for),
        cmocka_unit_test(test_hang_up_ends_a_program),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
