// Measures what asking open services costs the reader, and what it asks of them; a server on this machine
// (tests/server) stands in for them. Usage: services PROGRAM SERVER FOLDER CACHE.

#include "runs.h"
#include "typing.h"

#include "carrel/base/clock.h"

#include <math.h>
#include <string.h>

#define KEYS       400
#define ASKED      500
#define FIRST_PMID 90001001 // of the server's world

static const char *const services[] = {"ncbi", "europepmc", "icite", "opencitations", "openalex", "crossref"};
enum { SERVICES = sizeof services / sizeof services[0] };

typedef struct {
    Run run;
    String folder;
    String variables[SERVICES]; // "CARREL_NCBI_URL=http://127.0.0.1:…"
    const char *environment[SERVICES + 1];
} StandIn;

static void write_faults(const StandIn *server, const char *faults) {
    run_shell("printf '%%s\\n' '%s' > '%s/faults.new' && mv '%s/faults.new' '%s/faults'", faults,
              server->folder.data, server->folder.data, server->folder.data);
}

static int read_port(const char *path) {
    int port = 0;
    FILE *file = fopen(path, "r");
    if (file) {
        port = fscanf(file, "%d", &port) == 1 ? port : 0;
        fclose(file);
    }
    return port;
}

static void start_server(StandIn *server, const char *program, const char *folder) {
    *server = (StandIn){0};
    string_format(&server->folder, "%s/services", folder);
    run_shell("rm -rf '%s' && mkdir -p '%s'", server->folder.data, server->folder.data);
    String path = {0};
    string_format(&path, "%s/port", server->folder.data);
    run_start(&server->run, (const char *const[]){program, server->folder.data, "20000", NULL});
    int port = 0;
    while ((port = read_port(path.data)) == 0)
        if (!run_step(&server->run, 10))
            bench_give_up(program, "it ended");
    for (size_t i = 0; i < SERVICES; i++) {
        String *variable = &server->variables[i];
        string_add_text(variable, "CARREL_");
        for (const char *c = services[i]; *c; c++)
            string_add_char(variable, (char) (*c - 'a' + 'A'));
        string_format(variable, "_URL=http://127.0.0.1:%d/%s", port, services[i]);
        server->environment[i] = variable->data;
    }
    string_free(&path);
}

static void stop_server(StandIn *server) {
    run_free(&server->run);
    for (size_t i = 0; i < SERVICES; i++)
        string_free(&server->variables[i]);
    string_free(&server->folder);
}

static double count_requests(const StandIn *server) {
    String path = {0};
    string_format(&path, "%s/log", server->folder.data);
    double count = 0;
    FILE *file = fopen(path.data, "r");
    for (int c = 0; file && (c = getc(file)) != EOF;)
        count += c == '\n';
    if (file)
        fclose(file);
    string_free(&path);
    return count;
}

static void read_on(Terminal *terminal, Samples *lags) {
    for (int i = 0; i < KEYS; i++)
        samples_add(lags, typing_press(terminal, i % 8 < 5 ? "j" : "k"));
}

static void add_reading(Table *table, const StandIn *server, const char *program, const char *cache) {
    const char *const argv[] = {program, "--cache", cache, "--cache-only", NULL};
    Terminal *terminal = terminal_start(argv, &(TerminalOptions){.env = server->environment});
    Samples calm = {0}, stalled = {0};
    terminal_wait(terminal, " PMID ");
    terminal_wait_idle(terminal);
    read_on(terminal, &calm);
    write_faults(server, "all silent");
    double before = count_requests(server);
    terminal_press(terminal, "F");
    typing_settle(terminal, 100);
    terminal_type(terminal, ":pubmed imaging");
    terminal_press(terminal, "Enter");
    typing_settle(terminal, 300);
    read_on(terminal, &stalled);
    if (count_requests(server) == before)
        terminal_fail(terminal, "no service was asked", "F");
    table_add(table, &(TableLine){.name = "row down p99, all services silent",
                                  .unit = "ms",
                                  .value = samples_at(&stalled, 99),
                                  .low = samples_at(&stalled, 0),
                                  .high = samples_at(&stalled, 100),
                                  .goal = 16,
                                  .yardstick = samples_at(&calm, 99),
                                  .yardstick_name = "none asked"});
    terminal_press(terminal, "Q"); // it asks, since something runs
    typing_settle(terminal, 100);
    int64_t begun = clock_ticks_us();
    terminal_press(terminal, "y");
    terminal_wait_exit(terminal);
    table_add(table, &(TableLine){.name = "quitting, all services silent",
                                  .unit = "ms",
                                  .value = ms_since(begun),
                                  .goal = 1000,
                                  .yardstick = NAN});
    terminal_free(terminal);
    samples_free(&calm);
    samples_free(&stalled);
}

// So many records by their numbers: how often PubMed is asked.
static double ask_records(const StandIn *server, const char *program) {
    double before = count_requests(server);
    String variables = {0};
    for (size_t i = 0; i < SERVICES; i++)
        string_format(&variables, "%s ", server->variables[i].data);
    run_shell(
        "seq %d %d | env %s XDG_CONFIG_HOME='%s' XDG_DATA_HOME='%s' XDG_STATE_HOME='%s' XDG_CACHE_HOME='%s' "
        "'%s' --cache '%s/cache.db' fetch - > '%s/out' 2>&1",
        FIRST_PMID, FIRST_PMID + ASKED - 1, variables.data, server->folder.data, server->folder.data,
        server->folder.data, server->folder.data, program, server->folder.data, server->folder.data);
    string_free(&variables);
    return count_requests(server) - before;
}

static void add_requests(Table *table, const StandIn *server, const char *program) {
    static const struct {
        const char *name;
        double goal;
    } times[] = {{"requests for 500 records", 3}, {"requests for the same records again", 0}};
    write_faults(server, "");
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++)
        table_add(table, &(TableLine){.name = times[i].name,
                                      .unit = "",
                                      .value = ask_records(server, program),
                                      .goal = times[i].goal,
                                      .yardstick = NAN});
}

int main(int argc, char **argv) {
    if (argc != 5) {
        fprintf(stderr, "usage: services PROGRAM SERVER FOLDER CACHE\n");
        return 2;
    }
    StandIn server;
    start_server(&server, argv[2], argv[3]);
    Table table;
    table_begin(&table, "asking open services, for which a server on this machine stands in");
    add_reading(&table, &server, argv[1], argv[4]);
    add_requests(&table, &server, argv[1]);
    table_end(&table);
    stop_server(&server);
    return 0;
}
