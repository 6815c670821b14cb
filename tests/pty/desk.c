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
