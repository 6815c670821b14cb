// Chasing citations in the real program: candidates as a list, why each is there, taking them over and
// rejecting one; paths, islands and the citation map. CARREL names the program; runs in the root of the
// sources.
#include "desk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../unit/server_help.h"

#define INCLUDED "pmid:99000064 pmid:99000060 pmid:99000044"

// A review of three included studies, on a cache of the whole sample.
static int set_up(void **state) {
    if (desk_set_up(state) != 0)
        return -1;
    return desk_run(*state, "rm $home/sample.carrel && $carrel decide include " INCLUDED);
}
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, desk_tear_down)

static void assert_output(Desk *desk, const char *command, const char *text) {
    desk_run(desk, command);
    if (!strstr(desk->output, text))
        fail_msg("%s: no \"%s\" in \"%s\"", command, text, desk->output);
}

static void test_candidates(void **state) {
    Terminal *terminal = desk_open(*state);
    run_line(terminal, "chase");
    assert_shows(terminal, "Chase 1 · by links");
    assert_shows(terminal, "9 studies");
    assert_shows(terminal, "9 candidates · No citation index was asked"); // one index is no index [TARCiS]
    assert_row(terminal, "2024 Ferrante", "3 bf..");
    assert_chosen(terminal, "2024 Ferrante");
    assert_shows(terminal, "Ferrante 2024 · PMID 99000056"); // read without being added
    assert_shows(terminal, "3 of 3");
    run_line(terminal, "sort similarity");
    assert_shows(terminal, "Chase 1 · by similarity");
    press(terminal, "s");
    assert_row(terminal, "3 pagerank", "how often readers");
    press(terminal, "3");
    assert_shows(terminal, "Chase 1 · by PageRank");
    run_line(terminal, "chase cocited cociting min-links=2");
    assert_shows(terminal, "4 ..cr");
    assert_shows(terminal, "10 studies");
    run_line(terminal, "chase back");
    assert_shows(terminal, "2 b...");
    assert_hides(terminal, "bf..");
    press(terminal, "q");
    assert_shows(terminal, "Studies · is:undecided");
    quit(terminal);
}

static void test_why(void **state) {
    Terminal *terminal = desk_open(*state);
    run_line(terminal, "chase");
    press(terminal, "w");
    assert_row(terminal, "forward", "Ma 2021 · pmid:99000044");
    assert_row(terminal, "back  ", "pmid:99000064");
    assert_row(terminal, "links", "3 to 3 of 3 seeds");
    assert_shows(terminal, "This chase");
    press(terminal, "G");
    assert_row(terminal, "left out", "no known citing studies");
    press(terminal, "q M-2 z G");
    assert_shows(terminal, "forward from pmid:99000044");
    press(terminal, "z M-1");
    press(terminal, "+ q");
    run_line(terminal, "chase");
    press(terminal, "w");
    press(terminal, "G");
    assert_shows(terminal, "Rounds so far");
    assert_shows(terminal, "1 new candidate, 0 screened, 0 included");
    assert_shows(terminal, "1 of round 1 is not screened yet");
    press(terminal, "q q");
    quit(terminal);
}

static void test_adding(void **state) {
    Desk *desk = *state;
    Terminal *terminal = desk_open(desk);
    run_line(terminal, "chase");
    press(terminal, "+");
    assert_shows(terminal, "added 1 candidate of citation chasing · u undoes");
    assert_row(terminal, "2024 Ferrante", "+  3 bf..");
    press(terminal, "+");
    assert_shows(terminal, "The review has them already");
    press(terminal, "j x j x");
    press(terminal, "+");
    assert_shows(terminal, "Add 2 selected studies? y n");
    press(terminal, "y");
    assert_shows(terminal, "added 2 candidates");
    press(terminal, "g+");
    assert_shows(terminal, "Add all 6 studies listed and not in the review, as one act? y n");
    press(terminal, "y");
    assert_shows(terminal, "added 6 candidates of citation chasing · u takes back all 9 of this chase");
    press(terminal, "g+");
    assert_shows(terminal, "All of them are in the review");
    run_line(terminal, "bulk exclude"); // of what is not seen
    assert_shows(terminal, "Name a query behind --");
    press(terminal, "q");
    assert_shows(terminal, "9 left");
    run_line(terminal, "chase");
    assert_shows(terminal, "Nothing new is linked to 3 seeds"); // from the same, without what is there
    assert_shows(terminal, "9 of round 1 are not screened yet");
    run_line(terminal, "chase cocited");
    assert_shows(terminal, "Chase 2");
    quit(terminal);
    assert_output(desk, "$carrel imports", "citation chasing, round 1");
    assert_output(desk, "$carrel review dump $home/sample.carrel",
                  "chase 1: back from pmid:99000060, pmid:99000064");
    assert_output(desk, "$carrel search -o count", "12");
    assert_output(desk, "$carrel check", "");
}

// Rejecting one adds it and is that reviewer's vote on title and abstract, also at full text.
static void test_rejecting(void **state) {
    Desk *desk = *state;
    Terminal *terminal = desk_open(desk);
    press(terminal, "S");
    assert_shows(terminal, "Full text: 3 due");
    run_line(terminal, "chase");
    assert_shows(terminal, "title/abstract");
    press(terminal, "j e");
    assert_shows(terminal, "excluded Ma 2025");
    assert_row(terminal, "2025 Ma", "✗");
    press(terminal, "q");
    assert_shows(terminal, "· full text");
    assert_shows(terminal, "0 of 3");
    quit(terminal);
    assert_output(desk, "$carrel review dump $home/sample.carrel | grep -c exclude", "1");
    assert_output(desk, "$carrel search -o ids is:exclude", "99000062");
    terminal = desk_open(desk);
    press(terminal, "u");
    assert_shows(terminal, "taken back: exclude of Ma 2025");
    press(terminal, "u");
    assert_shows(terminal, "taken back");
    quit(terminal);
    assert_output(desk, "$carrel search -o count", "3");
}

static void test_without_seeds(void **state) {
    Desk *desk = *state;
    desk_run(desk, "$carrel decide clear " INCLUDED);
    Terminal *terminal = desk_open(desk);
    run_line(terminal, "chase");
    assert_shows(terminal, "nothing is included yet; :chase seeds=QUERY chases from other studies");
    run_line(terminal, "chase sideways");
    assert_shows(terminal, "\"sideways\" is none of fetch back forward");
    run_line(terminal, "chase min-links=0");
    assert_shows(terminal, "min-links wants a number from 1 to 9999");
    run_line(terminal, "chase seeds=pmid:1");
    assert_shows(terminal, "no candidate of the review is pmid:1, so there is none to chase from");
    run_line(terminal, "islands");
    assert_shows(terminal, "nothing is included yet");
    run_line(terminal, "map included");
    assert_shows(terminal, "Nothing is included yet");
    press(terminal, "g+");
    assert_shows(terminal, "add-all adds what :chase lists");
    run_line(terminal, "chase seeds=\"in:cache pmid:99000001\" forward");
    assert_shows(terminal, "Chase 1");
    press(terminal, "f C-u");
    terminal_type(terminal, "is:undecided");
    press(terminal, "Enter"); // another limit leaves it
    assert_shows(terminal, "Studies · is:undecided");
    press(terminal, "q n");
    quit(terminal);
}

// The services answer about the seeds, then the chase begins; what it finds are stubs at first.
static void test_fetching_first(void **state) {
    Desk *desk = *state;
    TestServer server = server_start("2000");
    char lines[3][128], url[64];
    snprintf(lines[0], sizeof lines[0], "CARREL_NCBI_URL=%s", server_url(&server, "ncbi", url));
    snprintf(lines[1], sizeof lines[1], "CARREL_EUROPEPMC_URL=%s", server_url(&server, "europepmc", url));
    snprintf(lines[2], sizeof lines[2], "CARREL_ICITE_URL=%s", server_url(&server, "icite", url));
    const char *env[] = {lines[0], lines[1], lines[2], NULL};
    server_faults(&server, "");
    desk_run(desk,
             "rm $home/sample.carrel; printf 'PMID- 90001801\\nTI  - What is cited.\\n\\n' >$home/one.nbib; "
             "$carrel import --quiet $home/one.nbib; $carrel decide include pmid:90001801");
    Terminal *terminal = desk_open_with(desk, (TerminalOptions){.rows = 36, .columns = 120, .env = env});
    run_line(terminal, "chase");
    assert_shows(terminal, "Nothing new is linked to 1 seed");
    run_line(terminal, "chase fetch");
    terminal_wait(terminal, "Chase 1 · by links");
    terminal_wait(terminal, "candidates");
    assert_hides(terminal, "No citation index was asked");
    assert_shows(terminal, "known only by link; F asks for its record");
    press(terminal, "w");
    assert_row(terminal, "links from", "iCite");
    press(terminal, "q F");
    terminal_wait(terminal, "mouse model number 1950"); // its record came, and nothing else is other
    assert_shows(terminal, "Chase 1 · by links");
    press(terminal, "q");
    quit(terminal);
    server_end(&server);
}

// The first that is added makes the default review, and the list stays.
static void test_without_a_review(void **state) {
    Desk *desk = *state;
    Terminal *terminal = desk_open_without_review(desk, (TerminalOptions){0});
    run_line(terminal, "chase");
    assert_shows(terminal, "no review is open; :chase seeds=QUERY");
    run_line(terminal, "chase seeds=pmid:99000060 OR id:99000060");
    assert_shows(terminal, "Chase 1");
    press(terminal, "+");
    assert_shows(terminal, "added 1 candidate");
    assert_shows(terminal, "Chase 1");
    press(terminal, "j e");
    assert_shows(terminal, "excluded");
    press(terminal, "q");
    assert_shows(terminal, "title/abstract");
    assert_shows(terminal, "1 of 2");
    quit(terminal);
}

static void test_path(void **state) {
    Terminal *terminal = desk_open(*state);
    run_line(terminal, "path 99000064 99000001");
    assert_shows(terminal, "2 steps; each row cites, or is cited by, the next");
    assert_shows(terminal, "Path from Mbeki-Larsen 2025 to Haverkamp 1998");
    assert_row(terminal, "2025 Mbeki-Lar", "✓  cites");
    assert_row(terminal, "2024 Lindqvist", "cites");
    press(terminal, "j j");
    assert_shows(terminal, "Haverkamp 1998 · PMID 99000001");
    press(terminal, "gp");
    assert_shows(terminal, "Citation map · 3 studies · 2 links");
    assert_shows(terminal, "path of 3");
    press(terminal, "q k");
    run_line(terminal, "path 99000044"); // from the shown one
    assert_shows(terminal, "Path from Lindqvist 2024 to Ma 2021");
    press(terminal, "q");
    run_line(terminal, "path 99000064 99000064");
    assert_shows(terminal, "from one study to another one");
    run_line(terminal, "path nonsense");
    assert_shows(terminal, "nonsense");
    run_line(terminal, "path");
    assert_shows(terminal, "name a study (pmid:12), or select one with x");
    limit_to(terminal, "");
    press(terminal, "g g x j x");
    run_line(terminal, "path");
    assert_shows(terminal, "Path from");
    press(terminal, "q");
    quit(terminal);
}

static void test_islands(void **state) {
    Terminal *terminal = desk_open(*state);
    run_line(terminal, "islands");
    assert_shows(terminal, "2 islands of 3 included");
    assert_row(terminal, "2021 Ma", "2  ");
    assert_row(terminal, "2024 Ferrante", "1+2");
    assert_shows(terminal, "3 studies would join some (1+2)");
    press(terminal, "gp");
    assert_shows(terminal, "Citation map · 6 studies");
    press(terminal, "q q");
    assert_shows(terminal, "Studies");
    quit(terminal);
}

static void test_map(void **state) {
    Desk *desk = *state;
    Terminal *terminal = desk_open(desk);
    limit_to(terminal, "pmid:99000060");
    press(terminal, "gp");
    assert_shows(terminal, "Citation map · ");
    assert_chosen(terminal, "Mbeki-Larsen 2024");
    press(terminal, "h");
    assert_shows(terminal, "path of 2");
    press(terminal, "B");
    assert_chosen(terminal, "Mbeki-Larsen 2024");
    press(terminal, "l");
    assert_shows(terminal, "path of 2");
    press(terminal, "l");
    press(terminal, "gp"); // another one in its midst
    assert_hides(terminal, "path of");
    assert_chosen(terminal, "Mbeki-Larsen 2025");
    press(terminal, "h");
    press(terminal, "i"); // nothing that is not read can be decided
    assert_shows(terminal, "i does nothing here");
    run_line(terminal, "include");
    assert_shows(terminal, "include is for a study");
    terminal_resize(terminal, 12, 40);
    terminal_wait_idle(terminal);
    assert_shows(terminal, "Citation map");
    terminal_resize(terminal, 50, 200);
    terminal_wait_idle(terminal);
    assert_shows(terminal, "h reference");
    press(terminal, "Enter");
    assert_shows(terminal, "trail 1");
    press(terminal, "B");
    assert_shows(terminal, "path of");
    press(terminal, "Esc"); // forgets the path
    assert_hides(terminal, "path of");
    press(terminal, "Esc");
    assert_hides(terminal, "Citation map");
    press(terminal, "q");
    quit(terminal);
}

static void test_map_files(void **state) {
    static const struct {
        const char *file, *first;
    } files[] = {
        {"map.svg", "<svg"}, {"map.dot", "digraph"}, {"map.graphml", "<graphml"}, {"map.csv", "citing"}};
    Desk *desk = *state;
    Terminal *terminal = desk_open(desk);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char line[200];
        snprintf(line, sizeof line, "map included %s/%s", desk->home, files[i].file);
        run_line(terminal, line);
        assert_shows(terminal, "3 studies and");
        snprintf(line, sizeof line, "cat $home/%s", files[i].file);
        assert_output(desk, line, files[i].first);
    }
    char again[200];
    snprintf(again, sizeof again, "map %s/map.svg", desk->home);
    run_line(terminal, again);
    assert_shows(terminal, "is there already; name another file");
    run_line(terminal, "map map.pdf");
    assert_shows(terminal, "It is :map KEY COMMAND; or :map,");
    run_line(terminal, "map Z later");
    run_line(terminal, "unmap Z");
    quit(terminal);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_candidates),       TEST(test_why),
        TEST(test_adding),           TEST(test_rejecting),
        TEST(test_without_seeds),    TEST(test_fetching_first),
        TEST(test_without_a_review), TEST(test_path),
        TEST(test_islands),          TEST(test_map),
        TEST(test_map_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
