// Measures the cache on made-up studies: how fast records go in, how fast a screenful, a study and
// answers come out. Beside it runs what SQLite needs at least: the same studies as one
// value a row, and a bare SELECT of a row. Usage: store [STUDIES [FOLDER]]

#include "carrel/base/clock.h"
#include "carrel/base/memory.h"
#include "carrel/store/search.h"
#include "carrel/study/pack.h"

#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORDS 20000

static uint64_t next_random(uint64_t *seed) { // xorshift64 [Marsaglia 2003]
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

// Word number by Zipf's law: a few are in every study, most are rare.
static unsigned zipf(uint64_t *seed) {
    double u = (double) (next_random(seed) >> 11) / 9007199254740992.0;
    return (unsigned) (pow(WORDS, u) - 1);
}

static void add_word(String *out, unsigned number) {
    static const char *const syllables[] = {"ka", "ren", "to", "mis", "al", "vor", "pe", "lin",
                                            "sa", "dur", "ne", "gol", "hi", "bet", "ru", "fas"};
    do {
        string_add_text(out, syllables[number % 16]);
        number /= 16;
    } while (number > 0);
}

static const char *make_text(uint64_t *seed, Arena *arena, size_t words) {
    String text = {0};
    for (size_t i = 0; i < words; i++) {
        add_word(&text, zipf(seed));
        string_add_char(&text, i % 14 == 13 ? '.' : ' ');
        if (i % 14 == 13) {
            string_add_char(&text, ' ');
        }
    }
    const char *copy = arena_copy_view(arena, string_view(&text));
    string_free(&text);
    return copy;
}

static void make_study(int64_t pmid, Arena *arena, Study *study) {
    uint64_t seed = (uint64_t) pmid * 0x9e3779b97f4a7c15 | 1;
    next_random(&seed);
    study_init(study);
    study->kind = RECORD_PUBMED_XML;
    study->pmid = pmid;
    study->title = make_text(&seed, arena, 13);
    study->doi =
        arena_format(arena, "10.%d/j.%lld.%u", (int) (1000 + pmid % 90), (long long) pmid, zipf(&seed));
    study->year = 1990 + (int) (pmid % 35);
    study->month = 1 + (int) (pmid % 12);
    study->journal.title = make_text(&seed, arena, 3);
    study->journal.abbreviation = study->journal.title;
    study->sections = ARENA_ARRAY(arena, Section, 4);
    study->section_count = 4;
    for (size_t i = 0; i < 4; i++) {
        study->sections[i] = (Section){"RESULTS", make_text(&seed, arena, 50)};
    }
    study->author_count = 6;
    study->authors = ARENA_ARRAY(arena, Author, 6);
    for (size_t i = 0; i < 6; i++) {
        study->authors[i].family = make_text(&seed, arena, 1);
        study->authors[i].given = make_text(&seed, arena, 1);
        study->authors[i].initials = "AB";
        study->authors[i].affiliations.items = ARENA_ARRAY(arena, const char *, 1);
        study->authors[i].affiliations.items[0] = make_text(&seed, arena, 12);
        study->authors[i].affiliations.count = 1;
    }
    study->mesh_count = 10;
    study->mesh = ARENA_ARRAY(arena, MeshHeading, 10);
    for (size_t i = 0; i < 10; i++) {
        study->mesh[i].heading = make_text(&seed, arena, 2);
    }
    if (pmid % 3 == 0) { // about a third of PubMed's records list references
        CitationList *list = &study->links[LINK_REFERENCES];
        list->count = 35;
        list->items = ARENA_ARRAY(arena, Citation, 35);
        for (size_t i = 0; i < 35; i++) {
            list->items[i].pmid = 1 + (int64_t) (next_random(&seed) % (uint64_t) (pmid + 10));
            list->items[i].text = make_text(&seed, arena, 14);
        }
    }
}

static void give_up(const char *doing, const Error *err) {
    fprintf(stderr, "%s: %s\n", doing, err->text);
    exit(1);
}

static double seconds_since(int64_t start) {
    return (double) (clock_ticks_us() - start) / 1e6;
}

static int compare_times(const void *a, const void *b) {
    int64_t x = *(const int64_t *) a, y = *(const int64_t *) b;
    return (x > y) - (x < y);
}

static void print_times(const char *what, int64_t *times, size_t count) {
    qsort(times, count, sizeof *times, compare_times);
    printf("%-44s p50 %8.3f ms   p99 %8.3f ms\n", what, (double) times[count / 2] / 1000,
           (double) times[count * 99 / 100] / 1000);
}

// --- writing ---

static double put_all(const char *path, int64_t count) {
    Error err = {0};
    Arena arena = {0};
    double spent = 0;
    uint64_t resume;
    Cache *cache = cache_open_writer(path, &err);
    if (!cache || !cache_begin(cache, &err)) {
        give_up("open", &err);
    }
    int64_t import = cache_import_begin(cache, "bench", "bench", 0, 0, &resume, &err);
    for (int64_t pmid = 1; pmid <= count; pmid++) {
        Study study;
        StudyId id;
        PutOutcome outcome;
        arena_reset(&arena);
        make_study(pmid, &arena, &study);
        int64_t start = clock_ticks_us();
        if (!cache_put(cache, import, (uint64_t) pmid, &study, &id, &outcome, &err) ||
            (pmid % 30000 == 0 && (!cache_commit(cache, &err) || !cache_begin(cache, &err)))) {
            give_up("put", &err);
        }
        spent += seconds_since(start);
    }
    int64_t start = clock_ticks_us();
    if (!cache_commit(cache, &err)) {
        give_up("commit", &err);
    }
    spent += seconds_since(start);
    start = clock_ticks_us();
    bool more = true;
    int64_t longest = 0;
    while (more) {
        int64_t step = clock_ticks_us();
        if (!cache_tidy(cache, &more, &err)) {
            give_up("tidy", &err);
        }
        longest = clock_ticks_us() - step > longest ? clock_ticks_us() - step : longest;
    }
    printf("tidying took %.2f s, the longest step %.0f ms\n", seconds_since(start), (double) longest / 1000);
    cache_close(cache);
    arena_free(&arena);
    return spent;
}

// The least that could be done: each study packed, one value a row.
static double put_plain(const char *path, int64_t count) {
    sqlite3 *sqlite;
    sqlite3_stmt *statement;
    Arena arena = {0};
    String packed = {0};
    double spent = 0;
    sqlite3_open(path, &sqlite);
    sqlite3_exec(sqlite,
                 "PRAGMA page_size = 16384; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
                 "CREATE TABLE study(id INTEGER PRIMARY KEY, data BLOB); BEGIN",
                 NULL, NULL, NULL);
    sqlite3_prepare_v2(sqlite, "INSERT INTO study VALUES(?1, ?2)", -1, &statement, NULL);
    for (int64_t pmid = 1; pmid <= count; pmid++) {
        Study study;
        arena_reset(&arena);
        make_study(pmid, &arena, &study);
        int64_t start = clock_ticks_us();
        string_clear(&packed);
        study_pack(&study, &packed);
        sqlite3_bind_int64(statement, 1, pmid);
        sqlite3_bind_blob(statement, 2, packed.data, (int) packed.length, SQLITE_STATIC);
        sqlite3_step(statement);
        sqlite3_reset(statement);
        spent += seconds_since(start);
    }
    int64_t start = clock_ticks_us();
    sqlite3_finalize(statement);
    sqlite3_exec(sqlite, "COMMIT", NULL, NULL, NULL);
    spent += seconds_since(start);
    sqlite3_close(sqlite);
    string_free(&packed);
    arena_free(&arena);
    return spent;
}

// --- reading ---

#define ROUNDS 400
#define WINDOW 50

static void read_windows(Cache *cache, int64_t count, bool scattered) {
    Error err = {0};
    Arena arena = {0};
    int64_t times[ROUNDS];
    uint64_t seed = 42;
    for (size_t i = 0; i < ROUNDS; i++) {
        StudyId ids[WINDOW];
        StudyRow rows[WINDOW];
        int64_t at = 1 + (int64_t) (next_random(&seed) % (uint64_t) (count - WINDOW));
        for (int64_t k = 0; k < WINDOW; k++) {
            ids[k] = scattered ? 1 + (int64_t) (next_random(&seed) % (uint64_t) count) : at + k;
        }
        arena_reset(&arena);
        int64_t start = clock_ticks_us();
        if (!cache_rows(cache, ids, WINDOW, &arena, rows, &err)) {
            give_up("rows", &err);
        }
        times[i] = clock_ticks_us() - start;
    }
    print_times(scattered ? "50 rows, scattered" : "50 rows, side by side", times, ROUNDS);
    arena_free(&arena);
}

static void read_studies(Cache *cache, int64_t count) {
    Error err = {0};
    Arena arena = {0};
    int64_t open[ROUNDS], links[ROUNDS];
    uint64_t seed = 43;
    for (size_t i = 0; i < ROUNDS; i++) {
        Study study;
        bool found;
        LinkList list;
        StudyId id = 1 + (int64_t) (next_random(&seed) % (uint64_t) count);
        arena_reset(&arena);
        int64_t start = clock_ticks_us();
        if (!cache_study(cache, id, &arena, &study, &found, &err)) {
            give_up("study", &err);
        }
        open[i] = clock_ticks_us() - start;
        start = clock_ticks_us();
        if (!cache_links(cache, id, LINK_REFERENCES, WINDOW, &arena, &list, &err) ||
            !cache_links(cache, id, LINK_CITED_BY, WINDOW, &arena, &list, &err)) {
            give_up("links", &err);
        }
        links[i] = clock_ticks_us() - start;
    }
    print_times("one study", open, ROUNDS);
    print_times("its references and citers", links, ROUNDS);
    arena_free(&arena);
}

typedef struct {
    int64_t start, first;
} FirstTime;
static void note_first(void *context, const StudyId *ids, size_t count) {
    FirstTime *time = context;
    (void) ids;
    (void) count;
    time->first = clock_ticks_us() - time->start;
}

static void search(Cache *cache, const char *query, Sort sort) {
    Error err = {0};
    Arena arena = {0};
    IdList ids = {0};
    FirstTime time = {0};
    QueryNode *tree = query_parse(sv(query), &arena, NULL, NULL, &err);
    Search request = {.tree = tree,
                      .sort = sort,
                      .descending = true,
                      .first = note_first,
                      .context = &time,
                      .first_count = 50};
    time.start = clock_ticks_us();
    if (!tree || !search_run(cache, &request, &ids, NULL, &err)) {
        give_up(query, &err);
    }
    printf("%-32s %-10s %8zu hits  first %8.2f ms   all %8.2f ms\n", query[0] ? query : "(all)",
           sort_names[sort], ids.count, (double) time.first / 1000,
           (double) (clock_ticks_us() - time.start) / 1000);
    id_list_free(&ids);
    arena_free(&arena);
}

int main(int argc, char **argv) {
    int64_t count = argc > 1 ? atoll(argv[1]) : 30000;
    const char *folder = argc > 2 ? argv[2] : "/tmp";
    Error err = {0};
    String path = {0}, plain = {0}, command = {0};
    if (count < 2 * WINDOW) {
        fprintf(stderr, "usage: store [STUDIES [FOLDER]], with at least %d studies\n", 2 * WINDOW);
        return 2;
    }
    string_format(&path, "%s/carrel-bench.db", folder);
    string_format(&plain, "%s/carrel-bench-plain.db", folder);
    string_format(&command, "rm -f '%s' '%s'-* '%s.lock' '%s' '%s'-*", path.data, path.data, path.data,
                  plain.data, plain.data);
    if (system(command.data) != 0) {
        return 1;
    }
    double own = put_all(path.data, count), least = put_plain(plain.data, count);
    printf("put %.0f studies a second; packed and inserted alone %.0f: %.1f times as fast\n",
           (double) count / own, (double) count / least, own / least);
    Cache *cache = cache_open_reader(path.data, &err);
    if (!cache) {
        give_up("open", &err);
    }
    read_windows(cache, count, false);
    read_windows(cache, count, true);
    read_studies(cache, count);
    static const char *const queries[] = {"",
                                          "ka",
                                          "rentomisal",
                                          "ti:to",
                                          "ka to mis",
                                          "year:2001",
                                          "ka year:2001..2003",
                                          "\"ka to\"",
                                          "NOT ka",
                                          "sal*",
                                          "cites:>5",
                                          "refs:3000",
                                          "refs:(ti:rentomis)"};
    for (size_t i = 0; i < sizeof queries / sizeof queries[0]; i++) {
        search(cache, queries[i], SORT_DATE);
    }
    search(cache, "renren", SORT_RELEVANCE);
    search(cache, "", SORT_AUTHOR);
    search(cache, "", SORT_CITED_BY);
    cache_close(cache);
    int status = system(command.data);
    string_free(&path);
    string_free(&plain);
    string_free(&command);
    return status != 0;
}
