#include "desk.h"

#include "carrel/base/memory.h"
#include "carrel/base/str.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *walk) {
    (void) status, (void) kind, (void) walk;
    return remove(path);
}

int desk_run(Desk *desk, const char *command) {
    String line = {0};
    string_format(&line,
                  "HOME=%s XDG_CACHE_HOME=%s/cache XDG_DATA_HOME=%s/data XDG_CONFIG_HOME=%s/config "
                  "XDG_STATE_HOME=%s/state; export HOME XDG_CACHE_HOME XDG_DATA_HOME XDG_CONFIG_HOME "
                  "XDG_STATE_HOME; unset CARREL_CACHE CARREL_REVIEW; home=%s; "
                  "carrel=\"$CARREL --cache $home/cache.db -R $home/sample.carrel\"; %s",
                  desk->home, desk->home, desk->home, desk->home, desk->home, desk->home, command);
    FILE *pipe = popen(string_text(&line), "r");
    size_t got = fread(desk->output, 1, sizeof desk->output - 1, pipe);
    desk->output[got] = '\0';
    string_free(&line);
    int status = pclose(pipe);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int desk_set_up(void **state) {
    if (!getenv("CARREL")) {
        print_message("skipped: CARREL does not name the program\n");
        skip();
    }
    Desk *desk = memory_new(sizeof *desk);
    snprintf(desk->home, sizeof desk->home, "/tmp/carrel-reading-XXXXXX");
    *state = desk;
    return mkdtemp(desk->home) && desk_run(desk, "$carrel import --quiet share/sample/sample.xml "
                                                 "share/sample/sample.nbib share/sample/page.txt") == 0
               ? 0
               : -1;
}

int desk_tear_down(void **state) {
    Desk *desk = *state;
    if (desk) {
        nftw(desk->home, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
        free(desk);
    }
    return 0;
}

Terminal *desk_open_with(const Desk *desk, TerminalOptions options) {
    char cache[128], review[128];
    snprintf(cache, sizeof cache, "%s/cache.db", desk->home);
    snprintf(review, sizeof review, "%s/sample.carrel", desk->home);
    const char *const argv[] = {getenv("CARREL"), "--cache", cache, "-R", review, NULL};
    options.home = desk->home;
    Terminal *terminal = terminal_start(argv, &options);
    terminal_wait_idle(terminal);
    return terminal;
}

Terminal *desk_open_without_review(const Desk *desk, TerminalOptions options) {
    char cache[128];
    snprintf(cache, sizeof cache, "%s/cache.db", desk->home);
    const char *const argv[] = {getenv("CARREL"), "--cache", cache, NULL};
    options.home = desk->home;
    Terminal *terminal = terminal_start(argv, &options);
    terminal_wait_idle(terminal);
    return terminal;
}

Terminal *desk_open(const Desk *desk) {
    return desk_open_with(desk, (TerminalOptions){0});
}

Terminal *desk_open_file(const Desk *desk, const char *file) {
    char cache[128], review[128];
    snprintf(cache, sizeof cache, "%s/cache.db", desk->home);
    snprintf(review, sizeof review, "%s/sample.carrel", desk->home);
    const char *const argv[] = {getenv("CARREL"), "--cache", cache, "-R", review, file, NULL};
    TerminalOptions options = {.home = desk->home};
    return terminal_start(argv, &options);
}

void press(Terminal *terminal, const char *keys) {
    terminal_press(terminal, keys);
    terminal_wait_idle(terminal);
}

void limit_to(Terminal *terminal, const char *query) {
    press(terminal, "f C-u");
    terminal_type(terminal, query);
    press(terminal, "Enter");
}

void run_line(Terminal *terminal, const char *line) {
    terminal_press(terminal, ":");
    terminal_type(terminal, line);
    press(terminal, "Enter");
}

void import_file(Terminal *terminal, const char *path) {
    char line[300];
    snprintf(line, sizeof line, ":import %s\r", path);
    terminal_type(terminal, line);
    terminal_wait(terminal, " new, ");
    terminal_wait_idle(terminal);
}

void quit(Terminal *terminal) {
    terminal_press(terminal, "Q");
    terminal_wait(terminal, "Quit carrel?");
    terminal_press(terminal, "y");
    assert_int_equal(terminal_wait_exit(terminal), 0);
    assert_string_equal(terminal_left(terminal), "");
    terminal_free(terminal);
}

void assert_shows(Terminal *terminal, const char *text) {
    if (!terminal_shows(terminal, text))
        terminal_fail(terminal, "not on the screen", text);
}

void assert_hides(Terminal *terminal, const char *text) {
    if (terminal_shows(terminal, text))
        terminal_fail(terminal, "on the screen", text);
}

// How many rows have `text`, and of these how many have `beside`, too.
static void count_rows(Terminal *terminal, const char *text, const char *beside, int *rows, int *both) {
    StringView rest = sv(terminal_text(terminal)), line;
    *rows = *both = 0;
    while (sv_line(&rest, &line)) {
        bool has = sv_find(line, sv(text)) != SV_NONE;
        *rows += has;
        *both += has && sv_find(line, sv(beside)) != SV_NONE;
    }
    if (*rows == 0)
        terminal_fail(terminal, "not on the screen", text);
}

void assert_row(Terminal *terminal, const char *text, const char *beside) {
    int rows, both;
    count_rows(terminal, text, beside, &rows, &both);
    if (both == 0)
        terminal_fail(terminal, "not in a row with it", beside);
}

void assert_no_row(Terminal *terminal, const char *text, const char *beside) {
    int rows, both;
    count_rows(terminal, text, beside, &rows, &both);
    if (both > 0)
        terminal_fail(terminal, "in a row with it", beside);
}

void assert_chosen(Terminal *terminal, const char *text) {
    int row, column;
    if (!terminal_find(terminal, text, &row, &column) || terminal_row(terminal, row)[0] != '>')
        terminal_fail(terminal, "not the chosen row", text);
}
