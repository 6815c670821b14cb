// Measures the program as a person meets it: in a terminal of 24 rows and 80 columns, on a library of
// made-up studies, beside what other programs need for the like. Usage: bench PROGRAM RECORDS
// LIBRARY.xml.gz MORE.xml.gz FOLDER. LIBRARY becomes the cache FOLDER/30k/cache.db; MORE holds as many
// other studies, imported while somebody reads. Ends with 0 where everything was measured,
// whether the goals were met or not.

#include "carrel/base/clock.h"
#include "carrel/base/memory.h"
#include "carrel/base/str.h"
#include "runs.h"
#include "typing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#define STARTS      15
#define ROWS_DOWN   400
#define ROWS_ZOOMED 150
#define BURST       1000
#define IDLE_MS     2000
// With fewer an import ends before somebody has typed.
#define RECORDS_LEAST 5000

typedef struct {
    const char *program, *library, *more, *folder;
    int records;
    Table table;
    // yardsticks
    double floor_p50, floor_p99; // keys echoed by cat
    double inflate;              // records a second
    bool less;                   // is installed
    double less_first, less_p50, less_p99, less_bytes, less_burst, less_resize, less_mb;
} Bench;

static const char *in_folder(Bench *bench, const char *name, String *path) {
    string_clear(path);
    string_format(path, "%s/%s", bench->folder, name);
    return path->data;
}

// --- yardsticks ---

// The least that a key can take: a process reads it from its terminal and writes it back.
static void measure_floor(Bench *bench) {
    const char *const argv[] = {"sh", "-c", "stty raw -echo; echo ready; exec cat", NULL};
    Terminal *terminal = terminal_start(argv, NULL);
    terminal_wait(terminal, "ready");
    Samples lags = {0};
    double bytes;
    typing_repeat(terminal, "j", ROWS_DOWN, &lags, &bytes);
    bench->floor_p50 = samples_at(&lags, 50);
    bench->floor_p99 = samples_at(&lags, 99);
    samples_free(&lags);
    terminal_free(terminal);
}

// Inflates the library, and writes it for less to read.
static void measure_inflate(Bench *bench, const char *text) {
    gzFile file = gzopen(bench->library, "rb");
    FILE *out = fopen(text, "w");
    char *piece = memory_new(65536);
    double spent = 0;
    for (int got = 1; file && out && got > 0;) {
        int64_t start = clock_ticks_us();
        got = gzread(file, piece, 65536);
        spent += seconds_since(start);
        if (got < 0 || fwrite(piece, 1, (size_t) got, out) != (size_t) got)
            bench_give_up("the screen", "the library could not be inflated");
    }
    free(piece);
    if (!file || !out || gzclose(file) != Z_OK || fclose(out) != 0)
        bench_give_up("the screen", "the library could not be inflated");
    bench->inflate = bench->records / spent;
}

static void measure_less(Bench *bench, const char *text) {
    const char *const argv[] = {"less", text, NULL};
    static const char *const env[] = {"LESS", "LESSOPEN", NULL};
    TerminalOptions options = {.env = env};
    bench->less = program_is_installed("less");
    if (!bench->less) {
        bench->less_first = bench->less_p50 = bench->less_p99 = bench->less_bytes = NAN;
        bench->less_burst = bench->less_resize = bench->less_mb = NAN;
        return;
    }
    Samples first = {0}, lags = {0};
    for (int i = 0; i < STARTS; i++) {
        Terminal *terminal = terminal_start(argv, &options);
        terminal_wait(terminal, "<PMID Version");
        typing_settle(terminal, 50);
        samples_add(&first, (double) terminal_lag_us(terminal) / 1000);
        terminal_free(terminal);
    }
    bench->less_first = samples_at(&first, 50);
    Terminal *terminal = terminal_start(argv, &options);
    terminal_wait(terminal, "<PMID Version");
    typing_repeat(terminal, "j", ROWS_DOWN, &lags, &bench->less_bytes);
    bench->less_p50 = samples_at(&lags, 50);
    bench->less_p99 = samples_at(&lags, 99);
    bench->less_burst = typing_burst(terminal, 'j', BURST);
    bench->less_resize = typing_resize(terminal);
    bench->less_mb = process_anonymous_mb(terminal_pid(terminal));
    terminal_free(terminal);
    samples_free(&first);
    samples_free(&lags);
}

// --- the program ---

static void print(Bench *bench, const char *name, const char *unit, double value, double goal,
                  const char *yardstick_name, double yardstick) {
    table_add(&bench->table, &(TableLine){.name = name,
                                          .unit = unit,
                                          .value = value,
                                          .goal = goal,
                                          .more_is_better = strcmp(unit, "/s") == 0,
                                          .yardstick = yardstick,
                                          .yardstick_name = yardstick_name});
}

static void measure_import(Bench *bench, const char *cache) {
    run_shell("rm -rf '%s/30k' && mkdir '%s/30k'", bench->folder, bench->folder);
    int64_t start = clock_ticks_us();
    run_shell("'%s' --cache '%s' import --quiet --cache-only '%s' > /dev/null", bench->program, cache,
              bench->library);
    double rate = bench->records / seconds_since(start);
    print(bench, "import, records a second", "/s", rate, NAN, "inflating alone", bench->inflate);
}

static Terminal *open_program(Bench *bench, const char *cache, const char *home, const char *review,
                              const char *file) {
    const char *argv[10] = {bench->program, "--cache", cache};
    size_t count = 3;
    if (review) {
        argv[count++] = "-R";
        argv[count++] = review;
    } else {
        argv[count++] = "--cache-only";
    }
    argv[count] = file;
    TerminalOptions options = {.home = home};
    return terminal_start(argv, &options);
}

static void measure_first(Bench *bench, const char *cache, const char *home) {
    Samples lags = {0};
    for (int i = 0; i < STARTS; i++) {
        Terminal *terminal = open_program(bench, cache, home, NULL, NULL);
        terminal_wait_idle(terminal);
        samples_add(&lags, (double) terminal_lag_us(terminal) / 1000);
        terminal_free(terminal);
    }
    print(bench, "first screen, median of 15", "ms", samples_at(&lags, 50), 40, "less", bench->less_first);
    print(bench, "first screen, slowest of 15", "ms", samples_at(&lags, 100), NAN, "less", bench->less_first);
    samples_free(&lags);
}

static void measure_rows(Bench *bench, Terminal *terminal) {
    Samples lags = {0}, zoomed = {0};
    double bytes;
    typing_repeat(terminal, "j", ROWS_DOWN, &lags, &bytes);
    print(bench, "row down p50 (goal: echo + 0.8)", "ms", samples_at(&lags, 50), bench->floor_p50 + 0.8,
          "echo", bench->floor_p50);
    print(bench, "row down p99 (goal: echo + 1.5)", "ms", samples_at(&lags, 99), bench->floor_p99 + 1.5,
          "echo", bench->floor_p99);
    print(bench, "row down p50, beside less", "ms", samples_at(&lags, 50), NAN, "less", bench->less_p50);
    print(bench, "row down p99, beside less", "ms", samples_at(&lags, 99), NAN, "less", bench->less_p99);
    print(bench, "bytes per row down, abstract following", "B", bytes, 1600, "less", bench->less_bytes);
    typing_press(terminal, "z");
    typing_repeat(terminal, "j", ROWS_ZOOMED, &zoomed, &bytes);
    print(bench, "bytes per row down, list zoomed", "B", bytes, 200, "less", bench->less_bytes);
    typing_press(terminal, "z");
    samples_free(&lags);
    samples_free(&zoomed);
}

// Each of the keys counts: as many rows up are the way back.
static double measure_burst(Terminal *terminal) {
    char *before = typing_study(terminal), keys[16];
    double lag = typing_burst(terminal, 'j', BURST);
    char *there = typing_study(terminal);
    snprintf(keys, sizeof keys, "%dk", BURST);
    terminal_type(terminal, keys);
    terminal_wait_idle(terminal);
    char *after = typing_study(terminal);
    if (strcmp(before, there) == 0 || strcmp(before, after) != 0)
        bench_give_up("the screen", "of keys typed at once some were lost");
    free(before);
    free(there);
    free(after);
    return lag;
}

static void measure_quiet(Bench *bench, const char *cache, const char *home) {
    Terminal *terminal = open_program(bench, cache, home, NULL, NULL);
    terminal_wait_idle(terminal);
    typing_settle(terminal, 200);
    measure_rows(bench, terminal);
    double burst = measure_burst(terminal);
    print(bench, "1,000 keys typed at once, lag", "ms", burst, 50, "less", bench->less_burst);
    print(bench, "resize, slowest of 4", "ms", typing_resize(terminal), 10, "less", bench->less_resize);
    typing_settle(terminal, 300);
    pid_t pid = terminal_pid(terminal);
    size_t received = terminal_received(terminal);
    double cpu = process_cpu_ms(pid);
    int64_t until = clock_ticks_us() + IDLE_MS * 1000;
    while (terminal_step(terminal, until)) {
    }
    print(bench, "idle 2 s, bytes written", "B", (double) (terminal_received(terminal) - received), 0, "",
          NAN);
    print(bench, "idle 2 s, processor time", "ms", process_cpu_ms(pid) - cpu, 0, "", NAN);
    print(bench, "anonymous memory (RssAnon)", "MB", process_anonymous_mb(pid), 40, "less", bench->less_mb);
    terminal_free(terminal);
}

// Reads in a copy of the cache while `file` is imported into it. With a review the list begins empty
// and fills with the candidates that the import brings.
static void measure_working(Bench *bench, const char *home, const char *file, bool reviews,
                            const char *what) {
    String copy = {0}, review = {0}, name = {0};
    in_folder(bench, "working/cache.db", &copy);
    in_folder(bench, "working/review.carrel", &review);
    run_shell("rm -rf '%s/working' && cp -r '%s/30k' '%s/working'", bench->folder, bench->folder,
              bench->folder);
    Samples lags = {0};
    Terminal *terminal = open_program(bench, copy.data, home, reviews ? review.data : NULL, file);
    terminal_wait(terminal, " PMID ");
    if (!typing_while_working(terminal, 5000, &lags))
        bench_give_up("the screen", "the import ended before a key was typed");
    static const double percents[] = {50, 99, 100};
    static const char *const labels[] = {"p50", "p99", "max"};
    for (size_t i = 0; i < 3; i++) {
        string_clear(&name);
        string_format(&name, "row down %s, %s", labels[i], what);
        print(bench, name.data, "ms", samples_at(&lags, percents[i]), i == 1 ? 16 : NAN, "echo, p99",
              bench->floor_p99);
    }
    string_clear(&name);
    string_format(&name, "  keys typed meanwhile, %s", what);
    print(bench, name.data, "", (double) lags.count, NAN, "", NAN);
    terminal_free(terminal);
    run_shell("rm -rf '%s/working'", bench->folder);
    samples_free(&lags);
    string_free(&copy);
    string_free(&review);
    string_free(&name);
}

int main(int argc, char **argv) {
    if (argc != 6 || atoi(argv[2]) < RECORDS_LEAST) {
        fprintf(stderr,
                "usage: bench PROGRAM RECORDS LIBRARY.xml.gz MORE.xml.gz FOLDER, RECORDS at least %d\n",
                RECORDS_LEAST);
        return 2;
    }
    Bench bench = {
        .program = argv[1], .records = atoi(argv[2]), .library = argv[3], .more = argv[4], .folder = argv[5]};
    String cache = {0}, home = {0}, text = {0};
    in_folder(&bench, "30k/cache.db", &cache);
    in_folder(&bench, "home", &home);
    in_folder(&bench, "library.xml", &text);
    run_shell("rm -rf '%s' && mkdir '%s'", home.data, home.data);

    measure_floor(&bench);
    measure_inflate(&bench, text.data);
    measure_less(&bench, text.data);
    if (!bench.less)
        printf("less: skipped, it is not installed\n");
    table_begin(&bench.table, "on a terminal of 24 rows and 80 columns, 30 thousand studies");
    measure_import(&bench, cache.data);
    measure_first(&bench, cache.data, home.data);
    measure_quiet(&bench, cache.data, home.data);
    measure_working(&bench, home.data, bench.library, false, "same file imported again");
    measure_working(&bench, home.data, bench.more, false, "other studies imported");
    measure_working(&bench, home.data, bench.more, true, "imported as candidates");
    table_end(&bench.table);
    run_shell("rm -f '%s'", text.data);
    string_free(&cache);
    string_free(&home);
    string_free(&text);
    return 0;
}
