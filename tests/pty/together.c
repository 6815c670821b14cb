// Several processes on one review, and reviews that cannot be used, in the real program. CARREL names the
// program; runs in the root of the sources.
#include "desk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void run(Desk *desk, const char *command) {
    if (desk_run(desk, command) != 0)
        fail_msg("%s: %s", command, desk->output);
}

static void test_two_screens_and_commands(void **state) {
    Desk *desk = *state;
    Terminal *first = desk_open(desk), *second = desk_open(desk);
    run(desk, "(for n in 10 11 12 13 15 16 17 18 19 20; do $carrel decide -q maybe pmid:990000$n || "
              "echo fails; done) >$home/loop 2>&1 &");
    for (int i = 0; i < 5; i++) {
        char query[32];
        press(first, "i"); // from the newest on
        snprintf(query, sizeof query, "pmid:%d", 99000001 + i);
        limit_to(second, query);
        press(second, "e");
    }
    terminal_wait(first, "20 of 66");
    terminal_wait(second, "20 of 66");
    quit(first);
    run(desk, "$carrel undo"); // one's own last one, whoever's screen shows it
    terminal_wait(second, "19 of 66");
    quit(second);
    run(desk,
        "cat $home/loop; for what in include exclude maybe; do $carrel search --output count is:$what; done; "
        "$carrel check >/dev/null");
    int included, excluded, maybe;
    assert_int_equal(sscanf(desk->output, "%d %d %d", &included, &excluded, &maybe), 3);
    assert_int_equal(included + excluded + maybe, 19);
    assert_int_equal(included >= 4 && excluded >= 4 && maybe >= 9, 1);
}

static void test_loops_of_commands(void **state) {
    Desk *desk = *state;
    run(desk, "for loop in 1 2 3 4; do ("
              "for n in 1 2 3 4 5 6 7 8 9; do $carrel --as \"Person $((loop % 3))\" decide -q include "
              "pmid:990000$loop$n || echo fails; done) & done; wait");
    assert_string_equal(desk->output, "");
    // every vote is there, and each has a moment of its own
    run(desk, "$carrel review dump $home/sample.carrel | grep '\"decision\"' | wc -l; "
              "$carrel review dump $home/sample.carrel | grep '\"decision\"' | grep -o '\"time\":[^,]*' | "
              "sort -u | "
              "wc -l; $carrel check >/dev/null");
    assert_string_equal(desk->output, "36\n36\n");
}

static void test_reviews_that_cannot_be_used(void **state) {
    static const struct {
        const char *made, *said;
    } kinds[] = {
        {"cp $good $bad; printf '\\0\\0\\0\\143' | dd of=$bad bs=1 seek=60 conv=notrunc",
         "written by a newer carrel"},
        {"cp $good $bad; printf 'ABCD' | dd of=$bad bs=1 seek=68 conv=notrunc", "another program's database"},
        {"yes nothing | head -n 4000 >$bad", "is not a carrel review: it is no database"},
        {"head -c 10000 $good >$bad", "is damaged"},
        {"cp $good $bad; yes damage | head -c 4096 | dd of=$bad bs=4096 seek=2 conv=notrunc", "is damaged"},
    };
    Desk *desk = *state;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        char command[400], cache[128], review[128];
        snprintf(command, sizeof command,
                 "good=$home/sample.carrel bad=$home/b.carrel; { %s; } 2>&1; cksum $bad >$home/sum",
                 kinds[i].made);
        run(desk, command);
        snprintf(cache, sizeof cache, "%s/cache.db", desk->home);
        snprintf(review, sizeof review, "%s/b.carrel", desk->home);
        const char *const argv[] = {getenv("CARREL"), "--cache", cache, "-R", review, NULL};
        Terminal *terminal = terminal_start(argv, &(TerminalOptions){.home = desk->home, .columns = 160});
        terminal_wait_idle(terminal);
        assert_shows(terminal, kinds[i].said);
        press(terminal, "i");
        assert_hides(terminal, "included");
        quit(terminal);
        run(desk, "cksum $home/b.carrel | cmp - $home/sum && ls $home");
        assert_null(strstr(desk->output, "b.carrel-journal"));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DESK_TEST(test_two_screens_and_commands),
        DESK_TEST(test_loops_of_commands),
        DESK_TEST(test_reviews_that_cannot_be_used),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
