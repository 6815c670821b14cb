// Imports in the running program: the list fills while one reads, progress, stopping, files that
// cannot be read. CARREL names the program; runs in the root of the sources.
#include "desk.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

// More than a reader wants to have seen before it begins, and no multiple of a parcel.
enum { RECORDS = 4000 };

static void write_records(FILE *out, int first, int count) {
    for (int i = first; i < first + count; i++)
        fprintf(out,
                "PMID- %d\nTI  - Generated study %d of stromal cells.\nAB  - Number %d says little about "
                "sepsis.\nAU  - Gen%d A\nTA  - J Gen\nDP  - %d\nLA  - eng\n\n",
                98000000 + i, i, i, i % 97, 1980 + i % 15);
}

// An import that lasts as long as the test wants: a pipe in which records come, and then
// nothing until it goes on or is ended.
typedef struct {
    char path[128];
    pid_t writer;
    int hold; // a byte in it brings as many again; then, or when it is closed, the file ends
} SlowFile;

static SlowFile slow_file(const Desk *desk) {
    SlowFile slow;
    int ends[2];
    snprintf(slow.path, sizeof slow.path, "%s/slow.nbib", desk->home);
    assert_int_equal(mkfifo(slow.path, 0600), 0);
    assert_int_equal(pipe(ends), 0);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC); // the program must not hold it
    slow.hold = ends[1];
    slow.writer = fork();
    if (slow.writer == 0) {
        close(ends[1]);
        signal(SIGPIPE, SIG_IGN);
        FILE *out = fopen(slow.path, "w");
        write_records(out, 0, RECORDS);
        fflush(out);
        char byte;
        if (read(ends[0], &byte, 1) == 1)
            write_records(out, RECORDS, RECORDS);
        fflush(out);
        _exit(0);
    }
    close(ends[0]);
    return slow;
}

static void end_slow_file(SlowFile *slow) {
    close(slow->hold);
    waitpid(slow->writer, NULL, 0);
}

static void test_reading_goes_on_meanwhile(void **state) {
    Desk *desk = *state;
    SlowFile slow = slow_file(desk);
    Terminal *terminal = desk_open(desk);
    terminal_press(terminal, ":");
    terminal_type(terminal, "import ");
    terminal_type(terminal, slow.path);
    terminal_press(terminal, "Enter");
    terminal_wait(terminal, "Importing 1 file into the review sample; reading goes on");
    terminal_wait(terminal, "0 of 4,0"); // the review grows by what has come so far
    terminal_wait(terminal, " 4,0");     // and so does the list: "4,034 left"
    terminal_press(terminal, "j");
    terminal_wait(terminal, ">   2025 Hoshino");
    terminal_wait(terminal, "  import slow.nbib"); // progress at the right
    terminal_press(terminal, "Space");
    terminal_wait(terminal, "6–18 of 18");
    terminal_press(terminal, "i");
    terminal_wait(terminal, "✓ included Hoshino 2025");
    terminal_wait(terminal, ">   2025 Mbeki-Lar");
    terminal_press(terminal, ":");
    terminal_type(terminal, "jobs");
    terminal_press(terminal, "Enter");
    terminal_wait(terminal, "runs    import slow.nbib  3,");
    terminal_press(terminal, "q f");
    terminal_type(terminal, "ti:\"study 2999\"");
    terminal_press(terminal, "Enter");
    terminal_wait(terminal, "Gen89 1994 · PMID 98002999");
    terminal_press(terminal, "f C-u Enter");
    end_slow_file(&slow);
    terminal_wait(terminal, "slow.nbib: 4,000 records: 4,000 new, 0 updated, 0 unchanged");
    terminal_wait_idle(terminal);
    assert_shows(terminal, "1 of 4,066");
    press(terminal, "gg");
    assert_hides(terminal, "  import slow.nbib");
    run_line(terminal, "jobs");
    assert_shows(terminal, "Nothing runs");
    quit(terminal);
    assert_int_equal(desk_run(desk, "$carrel search --output count ti:generated; "
                                    "$carrel search --output ids is:include; $carrel check >/dev/null"),
                     0);
    assert_string_equal(desk->output, "4000\npmid:99000065\n");
}

static void test_its_review_is_closed_meanwhile(void **state) {
    Desk *desk = *state;
    SlowFile slow = slow_file(desk);
    Terminal *terminal = desk_open_with(desk, (TerminalOptions){.columns = 200});
    char line[200];
    snprintf(line, sizeof line, "import %s", slow.path);
    terminal_press(terminal, ":");
    terminal_type(terminal, line);
    terminal_press(terminal, "Enter");
    terminal_wait(terminal, "0 of 4,0");
    terminal_press(terminal, ":");
    terminal_type(terminal, "review other");
    terminal_press(terminal, "Enter");
    terminal_wait(terminal, " other · title/abstract");
    assert_int_equal(write(slow.hold, "x", 1), 1); // as many again
    end_slow_file(&slow);
    terminal_wait(terminal, "; its review was closed, so import it again there");
    terminal_wait_idle(terminal);
    assert_hides(terminal, " of 4,0");
    assert_shows(terminal, "Nothing here yet");
    quit(terminal);
    assert_int_equal(desk_run(desk,
                              "$carrel -R other search --output count ''; $carrel search --output count "
                              "ti:generated in:cache"),
                     0);
    assert_string_equal(desk->output, "0\n8000\n");
}

static void test_stopping_asks(void **state) {
    Desk *desk = *state;
    SlowFile slow = slow_file(desk);
    Terminal *terminal = desk_open_file(desk, slow.path);
    terminal_wait(terminal, "0 of 4,0");
    terminal_press(terminal, "C-c");
    terminal_wait(terminal, "Stop what runs? What was read stays");
    terminal_press(terminal, "n");
    terminal_wait(terminal, "Nothing was done");
    terminal_press(terminal, "Q");
    terminal_wait(terminal, "Quit carrel? An import runs");
    terminal_press(terminal, "n");
    terminal_wait(terminal, "Nothing was done");
    terminal_press(terminal, "C-c");
    terminal_wait(terminal, "Stop what runs?");
    terminal_press(terminal, "y");
    terminal_wait_gone(terminal, "Stop what runs?");
    end_slow_file(&slow);
    terminal_wait(terminal, "unchanged; stopped, it goes");
    terminal_wait_idle(terminal);
    quit(terminal);
    assert_int_equal(desk_run(desk, "$carrel check >/dev/null; $carrel search --output count ti:generated"),
                     0);
    assert_in_range(atoi(desk->output), 3000, 4000); // what was read stays
}

static void test_leaving_during_an_import(void **state) {
    Desk *desk = *state;
    char path[128], line[200];
    snprintf(path, sizeof path, "%s/large.nbib", desk->home);
    FILE *out = fopen(path, "w");
    write_records(out, 0, 20000);
    fclose(out);
    Terminal *terminal = desk_open_file(desk, path);
    terminal_wait(terminal, "/s");
    terminal_press(terminal, "Q");
    terminal_wait(terminal, "Quit carrel?");
    terminal_press(terminal, "y"); // though an import runs
    assert_int_equal(terminal_wait_exit(terminal), 0);
    assert_string_equal(terminal_left(terminal), "");
    terminal_free(terminal);
    // It goes on where it was left.
    snprintf(line, sizeof line, "$carrel import --quiet %s && $carrel search --output count ti:generated",
             path);
    assert_int_equal(desk_run(desk, line), 0);
    assert_string_equal(desk->output, "20000\n");
}

static void test_files_that_cannot_be_read(void **state) {
    Desk *desk = *state;
    char path[128], line[200];
    static const struct {
        const char *make, *name, *words;
    } cases[] = {
        {"true", "nowhere.xml", "nowhere.xml: cannot be opened: No such file or directory"},
        {"mkdir $home/folder", "folder", "folder has no files to import"},
        {"printf 'no format that anybody knows\\n' >$home/words.txt", "words.txt", "words.txt: "},
        {": >$home/empty.xml", "empty.xml", "empty.xml: "},
        {"gzip -c share/sample/sample.xml | head -c 20000 >$home/cut.xml.gz", "cut.xml.gz",
         "the gzip data ends too early"},
        {"head -c 30000 share/sample/sample.xml >$home/cut.xml", "cut.xml", "; 1 rejected"},
    };
    Terminal *terminal = desk_open_with(desk, (TerminalOptions){.columns = 200});
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(desk_run(desk, cases[i].make), 0);
        snprintf(path, sizeof path, "%s/%s", desk->home, cases[i].name);
        snprintf(line, sizeof line, "import %s", path);
        run_line(terminal, line);
        terminal_wait_gone(terminal, "reading goes on");
        terminal_wait_idle(terminal);
        run_line(terminal, "messages");
        assert_shows(terminal, cases[i].words);
        press(terminal, "q");
    }
    assert_shows(terminal, "0 of 66");
    quit(terminal);
}

static void test_several_files(void **state) {
    Desk *desk = *state;
    assert_int_equal(desk_run(desk,
                              "printf 'PMID- 98000001\\nTI  - First.\\nDP  - 2026\\n\\n' >$home/a.nbib; "
                              "printf 'PMID- 98000002\\nTI  - Second.\\nDP  - 2026\\n\\n' >$home/b.nbib"),
                     0);
    char line[400];
    Terminal *terminal = desk_open(desk);
    snprintf(line, sizeof line, "import %s/a.nbib %s/missing.nbib %s/b.nbib", desk->home, desk->home,
             desk->home);
    run_line(terminal, line);
    terminal_wait(terminal, "3 files: 2 records: 2 new, 0 updated, 0 unchanged; 1 not read whole");
    terminal_wait_idle(terminal);
    assert_shows(terminal, "0 of 68");
    // Elsewhere what is imported only goes to the cache.
    quit(terminal);
    assert_int_equal(
        desk_run(desk, "printf 'PMID- 98000003\\nTI  - Third.\\nDP  - 2026\\n\\n' >$home/c.nbib"), 0);
    char cache[128], review[128], file[128];
    snprintf(cache, sizeof cache, "%s/cache.db", desk->home);
    snprintf(review, sizeof review, "%s/sample.carrel", desk->home);
    snprintf(file, sizeof file, "%s/c.nbib", desk->home);
    const char *const argv[] = {getenv("CARREL"), "--cache", cache, "-R", review, "--cache-only", file, NULL};
    TerminalOptions options = {.home = desk->home};
    terminal = terminal_start(argv, &options);
    terminal_wait(terminal, "c.nbib: 1 record: 1 new");
    terminal_wait_idle(terminal);
    assert_shows(terminal, "0 of 68");
    limit_to(terminal, "in:cache pmid:98000003");
    assert_shows(terminal, "Third.");
    quit(terminal);
}

static void test_what_was_known_by_link_becomes_a_record(void **state) {
    Desk *desk = *state;
    assert_int_equal(desk_run(desk, "printf 'PMID- 99000904\\nTI  - Lipid particles.\\nAB  - Now it is "
                                    "here.\\nDP  - 2019\\n\\n' >$home/stub.nbib"),
                     0);
    char path[128];
    snprintf(path, sizeof path, "%s/stub.nbib", desk->home);
    Terminal *terminal = desk_open(desk);
    limit_to(terminal, "pmid:99000062");
    press(terminal, "gr G Enter");
    assert_shows(terminal, "known only by link");
    import_file(terminal, path); // while it is on the screen
    assert_hides(terminal, "known only by link");
    assert_shows(terminal, "Now it is here.");
    press(terminal, "H");
    assert_no_row(terminal, "Lipid particles", "stub");
    quit(terminal);
}

static void test_a_failed_file_is_tried_again(void **state) {
    Desk *desk = *state;
    char line[160];
    Terminal *terminal = desk_open_with(desk, (TerminalOptions){.columns = 120});
    snprintf(line, sizeof line, "import %s/late.nbib", desk->home);
    run_line(terminal, line);
    terminal_wait(terminal, "No such file");
    terminal_wait_idle(terminal);
    run_line(terminal, "jobs");
    assert_row(terminal, "import late.nbib", "failed");
    press(terminal, "Enter");
    assert_row(terminal, "says", "No such file");
    press(terminal, "q");
    assert_int_equal(
        desk_run(desk, "printf 'PMID- 99000905\\nTI  - Late.\\nDP  - 2019\\n\\n' >$home/late.nbib"), 0);
    run_line(terminal, "jobs");
    terminal_press(terminal, "r");
    terminal_wait(terminal, "late.nbib: 1 record: 1 new");
    terminal_wait_idle(terminal);
    assert_hides(terminal, "─ Jobs");
    run_line(terminal, "jobs");
    assert_shows(terminal, "Nothing runs");
    quit(terminal);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DESK_TEST(test_reading_goes_on_meanwhile),
        DESK_TEST(test_its_review_is_closed_meanwhile),
        DESK_TEST(test_stopping_asks),
        DESK_TEST(test_leaving_during_an_import),
        DESK_TEST(test_files_that_cannot_be_read),
        DESK_TEST(test_several_files),
        DESK_TEST(test_a_failed_file_is_tried_again),
        DESK_TEST(test_what_was_known_by_link_becomes_a_record),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
