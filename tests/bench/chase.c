// Measures chasing citations of a review, as the screen and the command line do it: 200 seeds with 60,000 links to
// studies, 20,000 of which have records, in a cache of its own. Usage: chase FOLDER.

#include "carrel/screening/chase.h"
#include "carrel/base/clock.h"
#include "carrel/base/file.h"
#include "carrel/engine/import.h"
#include "measure.h"

#include <math.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#define SEEDS       200
#define REFERENCES  300
#define CITED       40000 // different ones
#define RECORDS     20000
#define FIRST_SEED  90000001
#define FIRST_CITED 80000001
#define SCREENFUL   50
#define ROUNDS      20

static void add(Table *table, const char *name, const char *unit, double value, double goal) {
    table_add(table,
              &(TableLine){.name = name, .unit = unit, .value = value, .goal = goal, .yardstick = NAN});
}

static void add_record(String *xml, long long pmid, size_t references, uint64_t *random) {
    string_format(xml,
                  "<PubmedArticle><MedlineCitation><PMID>%lld</PMID><Article><Journal><JournalIssue><PubDate>"
                  "<Year>%lld</Year></PubDate></JournalIssue><Title>Annals of Made-up Care</Title></Journal>"
                  "<ArticleTitle>Made-up study %lld of ward %lld</ArticleTitle><Abstract><AbstractText>Ward "
                  "%lld was looked at.</AbstractText></Abstract><AuthorList><Author><LastName>Name%lld"
                  "</LastName><Initials>A</Initials></Author></AuthorList></Article></MedlineCitation>"
                  "<PubmedData><ReferenceList>",
                  pmid, 1980 + pmid % 40, pmid, pmid % 977, pmid % 977, pmid % 3111);
    for (size_t i = 0; i < references; i++) {
        *random = *random * 6364136223846793005u + 1442695040888963407u;
        string_format(xml,
                      "<Reference><Citation>Somebody. Annals.</Citation><ArticleIdList><ArticleId "
                      "IdType=\"pubmed\">%d</ArticleId></ArticleIdList></Reference>",
                      FIRST_CITED + (int) ((*random >> 33) % CITED));
    }
    string_format(xml,
                  "</ReferenceList><ArticleIdList><ArticleId IdType=\"pubmed\">%lld</ArticleId><ArticleId "
                  "IdType=\"doi\">10.5555/bench.%lld</ArticleId></ArticleIdList></PubmedData>"
                  "</PubmedArticle>\n",
                  pmid, pmid);
}

static void write_studies(const char *path) {
    Error err = {0};
    String xml = {0};
    uint64_t random = 42;
    string_add_text(&xml, "<?xml version=\"1.0\"?>\n<PubmedArticleSet>\n");
    for (int i = 0; i < SEEDS; i++) {
        add_record(&xml, FIRST_SEED + i, REFERENCES, &random);
    }
    for (int i = 0; i < RECORDS; i++) {
        add_record(&xml, FIRST_CITED + i, 0, &random);
    }
    string_add_text(&xml, "</PubmedArticleSet>\n");
    if (!file_write_all(path, string_view(&xml), 0600, &err)) {
        bench_give_up(path, err.text);
    }
    string_free(&xml);
}

static void import(const char *cache_path, const char *file) {
    Mailbox *mailbox = mailbox_new();
    Importer *importer = importer_start(cache_path, mailbox);
    ImportOptions options = {0};
    importer_add(importer, file, &options);
    for (bool ended = false; !ended;) {
        struct pollfd wake = {.fd = mailbox_fd(mailbox), .events = POLLIN};
        Mail mail;
        poll(&wake, 1, -1);
        while (mailbox_take(mailbox, &mail)) {
            ended = ended || mail.tag == MAIL_IMPORT_ENDED;
            if (mail.destroy) {
                mail.destroy(mail.value);
            }
        }
    }
    importer_stop(importer);
    mailbox_free(mailbox);
}

static void chase(Table *table, Cache *cache, const Graph *graph, const char *name, unsigned routes,
                  size_t names, double goal) {
    Samples samples = {0};
    Error err = {0};
    size_t count = 0;
    double worked = processor_seconds();
    for (size_t round = 0; round < ROUNDS; round++) {
        ChaseQuestion question = {.routes = routes, .names = names};
        ChaseList list;
        for (int i = 0; i < SEEDS; i++) {
            id_list_add(&question.seeds, FIRST_SEED + i);
        }
        int64_t start = clock_ticks_us();
        if (!chase_find(cache, graph, NULL, &question, (GraphStop){0}, &list, &err)) {
            bench_give_up("chasing", err.text);
        }
        samples_add(&samples, ms_since(start));
        count = list.count;
        chase_list_free(&list);
        chase_question_free(&question);
    }
    String line = {0};
    add(table, name, "ms", samples_at(&samples, 50), goal);
    string_format(&line, "%s, processor", name);
    add(table, string_text(&line), "ms", (processor_seconds() - worked) * 1000 / ROUNDS, NAN);
    string_clear(&line);
    string_format(&line, "%s: candidates", name);
    add(table, string_text(&line), "", (double) count, NAN);
    string_free(&line);
    samples_free(&samples);
}

// The whole list into an empty review.
static void add_to_review(Table *table, Cache *cache, const Graph *graph) {
    Error err = {0};
    Arena arena = {0};
    ReviewState *state = review_state_new(key_new(), 1);
    ChaseQuestion question = {.most = 1000};
    ChaseList list;
    Key searches[CHASE_STEPS_MOST] = {{{0}}};
    ReviewAction actions[CHASE_STEPS_MOST];
    size_t rows[1000];
    for (int i = 0; i < SEEDS; i++) {
        id_list_add(&question.seeds, FIRST_SEED + i);
    }
    if (!chase_find(cache, graph, NULL, &question, (GraphStop){0}, &list, &err)) {
        bench_give_up("chasing", err.text);
    }
    for (size_t i = 0; i < list.count; i++) {
        rows[i] = i;
    }
    int64_t start = clock_ticks_us();
    chase_drop_known(state, cache, &list);
    add(table, "looking 1,000 candidates up in the review", "ms", ms_since(start), NAN);
    start = clock_ticks_us();
    ChaseAdder *adder = chase_adder_new(cache, &list, searches);
    size_t made = chase_add(adder, state, rows, list.count, false, clock_now_ms(), &arena, actions);
    chase_adder_free(adder);
    add(table, "making 1,000 of them candidates", "ms", ms_since(start), NAN);
    if (made != 1) {
        bench_give_up("chasing", "one search was to be made");
    }
    chase_list_free(&list);
    chase_question_free(&question);
    review_state_free(state);
    arena_free(&arena);
}

int main(int argc, char **argv) {
    Table table;
    Graph graph;
    Error err = {0};
    String cache_path = {0}, file = {0};
    if (argc != 2) {
        bench_give_up("usage: chase FOLDER", "the folder that a cache is made in");
    }
    string_format(&cache_path, "%s/chase.db", argv[1]);
    string_format(&file, "%s/chase.xml", argv[1]);
    if (!file_exists(string_text(&cache_path))) {
        write_studies(string_text(&file));
        import(string_text(&cache_path), string_text(&file));
        unlink(string_text(&file));
    }
    Cache *cache = cache_open_reader(string_text(&cache_path), &err);
    if (!cache) {
        bench_give_up(string_text(&cache_path), err.text);
    }
    table_begin(&table, "chasing citations of 200 included studies");
    int64_t start = clock_ticks_us();
    if (!chase_load(cache, (GraphStop){0}, &graph, &err)) {
        bench_give_up("loading", err.text);
    }
    add(&table, "loading their 60,000 links", "ms", ms_since(start), NAN);
    chase(&table, cache, &graph, "a ranked list with a screenful of names", 0, SCREENFUL, 300);
    chase(&table, cache, &graph, "the same by all routes",
          ROUTE_BACK | ROUTE_FORWARD | ROUTE_COCITED | ROUTE_COCITING, SCREENFUL, 300);
    chase(&table, cache, &graph, "a ranked list with 1,000 names", 0, 1000, NAN);
    chase(&table, cache, &graph, "a ranked list with all names", 0, 0, NAN);
    add_to_review(&table, cache, &graph);
    table_end(&table);
    graph_free(&graph);
    cache_close(cache);
    string_free(&cache_path);
    string_free(&file);
    return 0;
}
