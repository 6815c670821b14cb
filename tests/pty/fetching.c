// Asking the services from the screen: a stand-in on loopback answers, or does all that services do
// instead. CARREL names the program; runs in the root of the sources.
#include "desk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../unit/server_help.h"

static TestServer server;

static int start_server(void **state) {
    (void) state;
    server = server_start("2000");
    return 0;
}

static int end_server(void **state) {
    (void) state;
    server_end(&server);
    return 0;
}

static Terminal *open_at(const Desk *desk, int rows, int columns) {
    static const char *const names[][2] = {{"CARREL_NCBI_URL", "ncbi"},
                                           {"CARREL_EUROPEPMC_URL", "europepmc"},
                                           {"CARREL_ICITE_URL", "icite"},
                                           {"CARREL_CROSSREF_URL", "crossref"}};
    enum { NAMES = sizeof names / sizeof names[0] };
    char lines[NAMES][128], url[64];
    const char *env[NAMES + 1] = {NULL};
    for (size_t i = 0; i < NAMES; i++) {
        snprintf(lines[i], sizeof lines[i], "%s=%s", names[i][0], server_url(&server, names[i][1], url));
        env[i] = lines[i];
    }
    return desk_open_with(desk, (TerminalOptions){.rows = rows, .columns = columns, .env = env});
}

static Terminal *open_desk(const Desk *desk) {
    return open_at(desk, 24, 80);
}

static size_t asked(const char *kind) {
    String log = {0}, word = {0};
    server_log(&server, &log);
    string_format(&word, "\t%s\t", kind);
    size_t times = 0;
    for (const char *at = string_text(&log); (at = strstr(at, string_text(&word))); at++) {
        times++;
    }
    string_free(&log);
    string_free(&word);
    return times;
}

static void test_a_search_becomes_candidates(void **state) {
    Desk *desk = *state;
    server_faults(&server, "");
    Terminal *terminal = open_desk(desk);
    run_line(terminal, "pubmed Topic7 AND liver");
    terminal_wait(terminal, "hits in PubMed for Topic7 AND liver; y fetches them all");
    assert_int_equal(asked("efetch"), 0); // the number first
    press(terminal, "n");
    assert_shows(terminal, "Nothing was done");
    run_line(terminal, "pubmed"); // the number is known still
    assert_shows(terminal, "y fetches them all");
    press(terminal, "y");
    terminal_wait(terminal, " new of ");
    assert_int_equal(asked("efetch"), 1);
    limit_to(terminal, "Topic7");
    assert_shows(terminal, "Topic7 cells in liver failure");
    run_line(terminal, "imports");
    assert_row(terminal, "PubMed: Topic7 AND liver", "brought");
    press(terminal, "Enter"); // what PRISMA-S wants to know
    assert_shows(terminal, "NCBI E-utilities");
    press(terminal, "Esc");
    server_faults(&server, "");
    run_line(terminal, "update");
    terminal_wait(terminal, ": 0 new of ");
    assert_int_equal(asked("esearch"), 1);
    assert_int_equal(asked("efetch"), 0); // all of it is here
    run_line(terminal, "update 77");
    assert_shows(terminal, "imports; :imports lists them");
    quit(terminal);
}

static void test_nobody_is_disturbed_by_an_answer(void **state) {
    Desk *desk = *state;
    Terminal *terminal = open_desk(desk);
    server_faults(&server, "europepmc-search slow:1500");
    run_line(terminal, "europepmc Topic8");
    press(terminal, "j"); // goes on reading
    terminal_wait(terminal, " hits in Europe PMC for Topic8 · :europepmc fetches them");
    assert_hides(terminal, "y fetches");
    press(terminal, "j");
    server_faults(&server, "");
    run_line(terminal, "europepmc");
    assert_shows(terminal, "hits in Europe PMC for Topic8; y fetches them all");
    press(terminal, "y");
    terminal_wait(terminal, "Europe PMC: Topic8: ");
    terminal_wait(terminal, " new of ");
    run_line(terminal, "pubmed nobodyknowsthisword");
    terminal_wait(terminal, "PubMed finds nothing for nobodyknowsthisword");
    quit(terminal);
}

static void test_links_and_stubs(void **state) {
    Desk *desk = *state;
    server_faults(&server, "");
    Terminal *terminal = open_at(desk, 36, 120);
    run_line(terminal, "go pmid:90001901");
    assert_shows(terminal, "known only by link; F asks for its record");
    assert_shows(terminal, "References: F asks");
    press(terminal, "F");
    terminal_wait(terminal, "number 1901"); // its record, by which the place is filled
    terminal_wait(terminal, "asked Europe PMC");
    terminal_wait_gone(terminal, "asking");
    assert_hides(terminal, "known only by link");
    press(terminal, "gr");
    assert_shows(terminal, "named by Europe PMC, iCite, NCBI");
    assert_shows(terminal, "stub");
    press(terminal, "Enter"); // a reference
    terminal_wait(terminal, "trail 2");
    terminal_wait(terminal, "PubMed: 1 record came");
    assert_hides(terminal, "known only by link");
    press(terminal, "H");
    assert_shows(terminal, "trail 1");
    run_line(terminal, "asked");
    assert_row(terminal, "iCite", ":");
    press(terminal, "q");
    server_faults(&server, "");
    press(terminal, "M-3 F"); // answered lately
    terminal_wait(terminal, "; :fetch again asks anew");
    assert_int_equal(asked("icite"), 0);
    run_line(terminal, "fetch stubs");
    assert_shows(terminal, "of which only the link is here?");
    press(terminal, "y");
    terminal_wait(terminal, "records came");
    assert_hides(terminal, " stub");
    quit(terminal);
}

static void test_what_has_no_pmid(void **state) {
    Desk *desk = *state;
    server_faults(&server, "");
    Terminal *terminal = open_desk(desk);
    press(terminal, "gg x x F");
    assert_shows(terminal, "Ask the services for links of 2 selected studies?");
    press(terminal, "y");
    terminal_wait(terminal, "answers about 2 studies are here");
    assert_int_equal(asked("icite"), 1);
    press(terminal, "gg gc");
    terminal_wait(terminal, "does not know it"); // iCite has no row for what the sample invents
    quit(terminal);
}

static void test_failures_are_sentences(void **state) {
    Desk *desk = *state;
    server_faults(&server, "icite 400");
    Terminal *terminal = open_at(desk, 36, 120);
    run_line(terminal, "set links=icite");
    run_line(terminal, "go pmid:90001801");
    press(terminal, "F");
    terminal_wait(terminal, "iCite: links of 1 study: ");
    terminal_wait(terminal, ":jobs tries again");
    press(terminal, "gc");
    assert_shows(terminal, "failed, :jobs says why");
    run_line(terminal, "jobs");
    assert_row(terminal, "failed", "iCite: links of 1 study");
    press(terminal, "Enter");
    assert_row(terminal, "says", "the service answered 400");
    press(terminal, "q");
    server_faults(&server, "");
    run_line(terminal, "jobs");
    terminal_type(terminal, "r");
    terminal_wait(terminal, "done    iCite");
    press(terminal, "Esc");
    assert_hides(terminal, "failed");
    run_line(terminal, "jobs");
    press(terminal, "x");
    assert_shows(terminal, "─ Jobs");
    press(terminal, "x");
    assert_hides(terminal, "─ Jobs");
    quit(terminal);
}

// With every service stalled all keys are answered, and the end does not wait for any of them.
static void test_reading_never_waits(void **state) {
    Desk *desk = *state;
    server_faults(&server, "all silent");
    Terminal *terminal = open_desk(desk);
    run_line(terminal, "pubmed Topic7");
    press(terminal, "gg F");
    assert_shows(terminal, "Asking NCBI");
    press(terminal, "j j K J Space gr gc M-1 i");
    assert_shows(terminal, "included");
    press(terminal, "u");
    run_line(terminal, "jobs");
    assert_row(terminal, "iCite: links of 1 study", "runs");
    press(terminal, "s");
    terminal_wait(terminal, "stopped PubMed: Topic7");
    press(terminal, "Esc");
    terminal_press(terminal, "Q");
    terminal_wait(terminal, "What is being asked for ends");
    terminal_press(terminal, "y");
    assert_int_equal(terminal_wait_exit(terminal), 0);
    assert_string_equal(terminal_left(terminal), "");
    terminal_free(terminal);
}

static void test_nothing_is_asked_offline(void **state) {
    Desk *desk = *state;
    server_faults(&server, "");
    Terminal *terminal = open_desk(desk);
    press(terminal, "j j gr gc gs M-1 j"); // nor without a word
    run_line(terminal, "offline");
    assert_shows(terminal, "Offline: nothing is asked");
    run_line(terminal, "pubmed Topic7 AND liver");
    assert_shows(terminal, "waits, since you are offline");
    run_line(terminal, "go pmid:90001701");
    run_line(terminal, "jobs");
    assert_shows(terminal, "Jobs · offline");
    assert_int_equal(server_log(&server, &(String){0}), 0);
    press(terminal, "p");
    terminal_wait(terminal, "hits in PubMed for Topic7 AND liver · :pubmed fetches them");
    run_line(terminal, "pubmed");
    assert_shows(terminal, "y fetches them all");
    press(terminal, "n");
    quit(terminal);
}

static void test_ahead_of_the_reader(void **state) {
    Desk *desk = *state;
    server_faults(&server, "");
    Terminal *terminal = open_desk(desk);
    run_line(terminal, "go pmid:90001601");
    run_line(terminal, "set fetch-ahead");
    terminal_wait_gone(terminal, "gr References: F asks");
    press(terminal, "gr");
    terminal_wait_gone(terminal, "stub");
    assert_int_equal(asked("icite"), 1);
    server_faults(&server, "all 400");
    run_line(terminal, "go pmid:90001501");
    terminal_wait(terminal, "(:set fetch-ahead)");
    assert_shows(terminal, "gr References: failed");
    quit(terminal);
}

static void test_retractions(void **state) {
    Desk *desk = *state;
    server_faults(&server, "");
    assert_int_equal(desk_run(desk, "printf 'PMID- 90000216\\nTI  - What will be retracted.\\n\\nPMID- "
                                    "90000217\\nTI  - What will stay.\\n\\n' >$home/two.nbib; "
                                    "$carrel import --quiet $home/two.nbib; "
                                    "$carrel decide include pmid:90000216 pmid:90000217"),
                     0);
    Terminal *terminal = open_desk(desk);
    run_line(terminal, "check-retractions");
    terminal_wait(terminal, "Changed since");
    assert_row(terminal, "retracted", "Eze 1993");
    press(terminal, "Enter");
    assert_shows(terminal, "PMID 90000216");
    assert_shows(terminal, "RETRACTED");
    run_line(terminal, "retractions");
    assert_shows(terminal, "Changed since");
    press(terminal, "Esc");
    run_line(terminal, "messages");
    assert_shows(terminal, "1 changed, 1 retracted");
    press(terminal, "q");
    run_line(terminal, "check-retractions pmid:90000216");
    terminal_wait(terminal, "1 study asked for again: nothing changed");
    quit(terminal);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DESK_TEST(test_a_search_becomes_candidates),
        DESK_TEST(test_nobody_is_disturbed_by_an_answer),
        DESK_TEST(test_links_and_stubs),
        DESK_TEST(test_what_has_no_pmid),
        DESK_TEST(test_failures_are_sentences),
        DESK_TEST(test_reading_never_waits),
        DESK_TEST(test_nothing_is_asked_offline),
        DESK_TEST(test_ahead_of_the_reader),
        DESK_TEST(test_retractions),
    };
    return cmocka_run_group_tests(tests, start_server, end_server);
}
