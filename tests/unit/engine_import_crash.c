#include "engine_help.h"

#include "carrel/base/clock.h"
#include "carrel/store/search.h"
#include "carrel/study/pack.h"

#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

// A process that imports is killed at random moments, once or several times running: the cache
// must be sound, and when the import was taken up again, hold what an undisturbed one brings.
enum { ROUNDS = 24, RECORDS = 3000, ENOUGH_US = 17000000, ROUNDS_LEAST = 3 };

static const ImportOptions watched = {.watched = true, .list_ids = true};

static void add_abstract_text(String *xml, int number) {
    for (int i = 0; i < 160; i++) {
        string_format(xml, " word%d", (number * 31 + i * i * 7) % 4001);
    }
}

// Studies with and without PMID, references among them, some twice and corrected, some broken,
// some deleted at the end.
static const char *write_file(Place *place) {
    String xml = {0};
    string_add_text(&xml, XML_HEAD);
    for (int i = 1; i <= RECORDS; i++) {
        if (i % 97 == 0) {
            string_add_text(&xml, "<PubmedArticle><MedlineCitation/></PubmedArticle>\n");
            continue;
        }
        int number = i % 41 == 0 ? i - 20 : i; // comes once more, with another title
        string_add_text(&xml, "<PubmedArticle><MedlineCitation>");
        if (number % 211 != 0) {
            string_format(&xml, "<PMID Version=\"1\">%d</PMID>", number);
        }
        string_format(&xml,
                      "<Article><ArticleTitle>Title%d of%d page%d</ArticleTitle><Abstract><AbstractText>",
                      number, i, number);
        add_abstract_text(&xml, number);
        string_format(&xml,
                      "</AbstractText></Abstract></Article></MedlineCitation><PubmedData><ArticleIdList>"
                      "<ArticleId IdType=\"doi\">10.5555/crash.%d</ArticleId></ArticleIdList><ReferenceList>"
                      "<Reference><Citation>Earlier work %d</Citation><ArticleIdList><ArticleId "
                      "IdType=\"pubmed\">%d</ArticleId></ArticleIdList></Reference></ReferenceList>"
                      "</PubmedData></PubmedArticle>\n",
                      number, i / 2, i / 2 + 1);
    }
    string_add_text(&xml, "<DeleteCitation>");
    for (int i = 10; i < RECORDS; i += 100) {
        string_format(&xml, "<PMID Version=\"1\">%d</PMID>", i);
    }
    string_add_text(&xml, "</DeleteCitation>\n" XML_FOOT);
    const char *path = place_write(place, "a.xml", string_view(&xml));
    string_free(&xml);
    return path;
}

// What an import left: how many studies, of what content, counted how.
typedef struct {
    uint64_t studies, hash;
    uint64_t created, updated, unchanged, rejected, deleted, rejected_rows, imports;
} Content;

static uint64_t hash_bytes(uint64_t hash, const void *data, size_t size) {
    for (size_t i = 0; i < size; i++) {
        hash = (hash ^ ((const unsigned char *) data)[i]) * 1099511628211u;
    }
    return hash;
}

static Content content_of(Place *place) {
    Arena arena = {0};
    Content content = {0};
    Cache *cache = cache_open_reader(place->cache_path, &place->err);
    assert_non_null(cache);
    Search search = {.tree = query_parse(SV(""), &arena, NULL, NULL, NULL), .sort = SORT_IMPORT};
    IdList ids = {0};
    assert_true(search_run(cache, &search, &ids, NULL, &place->err));
    assert_int_equal(ids.count, cache_count(cache, NULL));
    id_list_sort(&ids);
    content.studies = ids.count;
    content.hash = 14695981039346656037u;
    for (size_t i = 0; i < ids.count; i++) {
        Arena own = {0};
        Study study;
        String packed = {0};
        bool found;
        assert_true(cache_study(cache, ids.ids[i], &own, &study, &found, &place->err) && found);
        study_pack(&study, &packed);
        content.hash = hash_bytes(content.hash, &ids.ids[i], sizeof ids.ids[i]);
        content.hash = hash_bytes(content.hash, packed.data, packed.length);
        string_free(&packed);
        arena_free(&own);
    }
    ImportRow *imports;
    RejectedRow *rejected;
    content.imports = cache_imports(cache, &arena, &imports, &place->err);
    content.rejected_rows = cache_rejected(cache, 0, &arena, &rejected, &place->err);
    assert_true(imports[0].ended > 0);
    content.created = (uint64_t) imports[0].created;
    content.updated = (uint64_t) imports[0].updated;
    content.unchanged = (uint64_t) imports[0].unchanged;
    content.rejected = (uint64_t) imports[0].rejected;
    content.deleted = (uint64_t) imports[0].deleted;
    id_list_free(&ids);
    cache_close(cache);
    arena_free(&arena);
    return content;
}

static _Noreturn void import_until_killed(const char *cache_path, const char *path) {
    Mailbox *mailbox = mailbox_new();
    Importer *importer = importer_start(cache_path, mailbox);
    importer_add(importer, path, &watched);
    for (;;) {
        struct pollfd file = {.fd = mailbox_fd(mailbox), .events = POLLIN};
        poll(&file, 1, -1);
        for (Mail mail; mailbox_take(mailbox, &mail);) {
            if (mail.tag == MAIL_IMPORT_ENDED) {
                _exit(0);
            }
            mail.destroy(mail.value);
        }
    }
}

// Kills an import between two moments, in microseconds.
static void kill_import(Place *place, const char *path, int64_t least_us, int64_t most_us) {
    uint64_t number;
    random_bytes(&number, sizeof number);
    int64_t after_us = least_us + (int64_t) (number % (uint64_t) (most_us - least_us));
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        import_until_killed(place->cache_path, path);
    }
    struct timespec wait = {after_us / 1000000, after_us % 1000000 * 1000};
    nanosleep(&wait, NULL); // the moment is what is tested
    kill(child, SIGKILL);
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
}

static void expect_sound(Place *place) {
    String report = {0};
    Cache *cache = cache_open_reader(place->cache_path, &place->err);
    if (!cache || !cache_check(cache, &report, &place->err)) {
        fail_msg("%s%s", string_text(&report), place->err.text);
    }
    cache_close(cache);
    string_free(&report);
}

static void expect_whole_index(Place *place) {
    IndexState state;
    Cache *cache = cache_open_reader(place->cache_path, &place->err);
    assert_true(cache && cache_index_state(cache, &state, &place->err));
    assert_true(state.whole && !state.behind);
    cache_close(cache);
}

// How many records of the import the kill left in. *ended when the import was over before.
static int64_t count_rest(Place *place, bool *ended) {
    Arena arena = {0};
    ImportRow *imports;
    Cache *cache = cache_open_reader(place->cache_path, &place->err);
    size_t count = cache_imports(cache, &arena, &imports, &place->err);
    *ended = count > 0 && imports[count - 1].ended > 0; // the first one
    int64_t in = count ? imports[0].records + imports[0].rejected + imports[0].deleted : 0;
    cache_close(cache);
    arena_free(&arena);
    return in;
}

static void remove_cache(const Place *place) {
    char path[128];
    static const char *const endings[] = {"", "-wal", "-shm", ".lock", "-index", "-index-wal", "-index-shm"};
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        snprintf(path, sizeof path, "%s%s", place->cache_path, endings[i]);
        unlink(path);
    }
}

static size_t import_whole(Place *place, const char *path) {
    ImportBatch **batches = NULL;
    size_t batch_count = 0, named = 0;
    ImportFile *file = import_one(place, path, watched, &batches, &batch_count);
    assert_string_equal(file->error.text, "");
    assert_false(file->cancelled);
    import_file_free(file);
    for (size_t i = 0; i < batch_count; i++) {
        named += batches[i]->count;
        import_batch_free(batches[i]);
    }
    free(batches);
    return named;
}

static void killed_at_any_moment(void **state) {
    Place *place = *state;
    const char *path = write_file(place);
    int64_t started = clock_ticks_us();
    size_t named = import_whole(place, path);
    int64_t took = clock_ticks_us() - started;
    Content undisturbed = content_of(place);
    assert_true(undisturbed.studies > RECORDS * 9 / 10 && undisturbed.updated > 0);
    assert_int_equal(undisturbed.rejected_rows, RECORDS / 97);
    assert_int_equal(undisturbed.deleted, RECORDS / 100);

    int rounds = 0, halfway = 0;
    while (rounds < ROUNDS && (rounds < ROUNDS_LEAST || clock_ticks_us() - started < ENOUGH_US)) {
        remove_cache(place);
        // The first after about one commit at least, further ones while it is being taken up again.
        kill_import(place, path, took / 3, took);
        for (int kills = 0; kills < rounds % 3; kills++) {
            kill_import(place, path, 0, took / 3);
        }
        bool ended;
        int64_t in = count_rest(place, &ended);
        halfway += in > 0 && in < RECORDS;
        if (rounds % 6 == 1) { // it takes long while the index is in many pieces
            expect_sound(place);
        }
        // Every study is named even so, but for those that were deleted before.
        size_t named_again = import_whole(place, path);
        expect_sound(place);
        expect_whole_index(place);
        Content content = content_of(place);
        bool same = content.studies == undisturbed.studies && content.hash == undisturbed.hash;
        if (!same || (!ended && memcmp(&content, &undisturbed, sizeof content) != 0) ||
            (in < RECORDS ? named_again != named : named_again > named)) {
            fail_msg("round %d, %lld records in: %llu studies of %llu, %zu named of %zu, %llu + %llu + %llu",
                     rounds, (long long) in, (unsigned long long) content.studies,
                     (unsigned long long) undisturbed.studies, named_again, named,
                     (unsigned long long) content.created, (unsigned long long) content.updated,
                     (unsigned long long) content.unchanged);
        }
        rounds++;
    }
    print_message("an import of %.2f s: %d rounds, %d with some of it in, %.1f s\n", (double) took / 1e6,
                  rounds, halfway, (double) (clock_ticks_us() - started) / 1e6);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(killed_at_any_moment, place_new, place_free),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
