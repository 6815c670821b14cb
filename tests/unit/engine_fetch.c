// The work list against a server on this machine, with all that goes wrong.

#include "engine_help.h"

#include "carrel/base/clock.h"
#include "carrel/engine/fetch.h"
#include "carrel/store/link_state.h"
#include "server_help.h"

#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define PMID         ((int64_t) 90000000)

typedef struct {
    Place *place;
    TestServer server;
    FetchSettings settings;
    char urls[SERVICE_COUNT][64];
    Importer *importer;
    Fetcher *fetcher;
} Desk;

// Requests of a kind since the faults were set; "all" of all kinds.
static int server_count(const TestServer *server, const char *kind) {
    String log = {0};
    int count = 0;
    server_log(server, &log);
    StringView rest = string_view(&log), line, column = {0};
    while (sv_line(&rest, &line)) {
        for (int i = 0; i < 3; i++) {
            sv_split(&line, '\t', &column);
        }
        count += strcmp(kind, "all") == 0 || sv_equal(column, sv(kind));
    }
    string_free(&log);
    return count;
}

// Until so many questions have arrived.
static void server_wait(const TestServer *server, int count) {
    for (int tries = 0; server_count(server, "all") < count; tries++) {
        assert_true(tries < 6000);
        nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
    }
}

static int desk_new(void **state) {
    static const char *const proxies[] = {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy",
                                          "ALL_PROXY"};
    Desk *desk = calloc(1, sizeof *desk);
    void *place;
    place_new(&place);
    desk->place = place;
    for (size_t i = 0; i < COUNT(proxies); i++) {
        unsetenv(proxies[i]);
    }
    desk->server = server_start("20000");
    for (int id = 0; id < SERVICE_COUNT; id++) {
        desk->settings.urls[id] = server_url(&desk->server, services[id].name, desk->urls[id]);
    }
    desk->settings.gates_folder = place_file(desk->place, "gates");
    desk->settings.no_gap = true;
    desk->settings.pause_ms = 2;
    desk->settings.pause_most_ms = 8;
    desk->settings.stall_ms = 2000;
    desk->settings.email = "reader@example.org";
    assert_true(fetch_sources_read(SV(FETCH_SOURCES_USUAL), &desk->settings.sources, NULL));
    desk->importer = importer_start(desk->place->cache_path, desk->place->mailbox);
    desk->fetcher =
        fetcher_start(&desk->settings, desk->place->cache_path, desk->importer, desk->place->mailbox);
    *state = desk;
    return 0;
}

static int desk_free(void **state) {
    Desk *desk = *state;
    void *place = desk->place;
    fetcher_stop(desk->fetcher);
    importer_stop(desk->importer);
    server_end(&desk->server);
    free(desk);
    return place_free(&place);
}

// The next job that ends; what came until then is in the cache.
static FetchEnd *next_end(Desk *desk) {
    for (;;) {
        Mail mail = next_mail(desk->place);
        if (mail.tag == MAIL_FETCH_ENDED) {
            return mail.value;
        }
        if (mail.tag == MAIL_IMPORT_FILE) {
            assert_true(fetcher_takes(desk->fetcher, mail.value));
        }
        if (mail.destroy) {
            mail.destroy(mail.value);
        }
    }
}

static void check_end(Desk *desk, FetchState state, const char *says) {
    FetchEnd *end = next_end(desk);
    if (end->job.state != state || (says && !strstr(end->job.says, says))) {
        fail_msg("%s: state %d, \"%s\"", end->job.title, (int) end->job.state, end->job.says);
    }
    fetch_end_free(end);
}

static size_t fill_pmids(int64_t *pmids, int64_t first, size_t count) {
    for (size_t i = 0; i < count; i++) {
        pmids[i] = PMID + first + (int64_t) i;
    }
    return count;
}

// --- records ---

static void fetches_500_records_with_three_questions(void **state) {
    Desk *desk = *state;
    int64_t pmids[500];
    fill_pmids(pmids, 600, 500); // 997 is missing
    assert_int_equal(fetch_records(desk->fetcher, pmids, 500, NULL, 0, FETCH_NOW), 1);
    FetchEnd *end = next_end(desk);
    assert_int_equal(end->job.state, FETCH_DONE);
    assert_int_equal(end->job.requests, 3);
    assert_int_equal(end->job.missing, 1);
    assert_int_equal(end->missing.count, 1);
    assert_int_equal(end->missing.ids[0], PMID + 997);
    fetch_end_free(end);
    assert_int_equal(server_count(&desk->server, "efetch"), 3);
    assert_int_equal(cache_count(place_cache(desk->place), NULL), 499);
    String log = {0};
    server_log(&desk->server, &log);
    assert_non_null(strstr(string_text(&log), "tool=carrel"));
    assert_non_null(strstr(string_text(&log), "email=reader%40example.org"));
    string_free(&log);
    // Again: only what is missing is asked for.
    fetch_records(desk->fetcher, pmids, 397, NULL, 0, FETCH_NOW); // up to 996
    end = next_end(desk);
    assert_int_equal(end->job.state, FETCH_DONE);
    assert_int_equal(end->job.requests, 0);
    fetch_end_free(end);
}

static void fetches_records_by_doi(void **state) {
    Desk *desk = *state;
    static const char *const dois[] = {"10.5555/world.1", "10.5555/world.2", "10.5555/nobody"};
    fetch_records(desk->fetcher, NULL, 0, dois, 2, FETCH_NOW);
    FetchEnd *end = next_end(desk);
    assert_int_equal(end->job.state, FETCH_DONE);
    assert_int_equal(end->job.service, SERVICE_EUROPEPMC);
    assert_int_equal(end->job.missing, 0);
    assert_int_equal(end->job.requests, 1);
    fetch_end_free(end);
    fetch_records(desk->fetcher, NULL, 0, dois, 3, FETCH_NOW);
    end = next_end(desk);
    assert_int_equal(end->job.state, FETCH_DONE);
    assert_int_equal(end->job.service, SERVICE_CROSSREF); // which was asked for the third
    assert_int_equal(end->job.missing, 1);
    assert_int_equal(end->job.requests, 2);
    assert_non_null(strstr(end->job.says, "10.5555/nobody"));
    fetch_end_free(end);
    assert_true(cache_has(place_cache(desk->place), PMID + 1));
    assert_true(cache_has(place_cache(desk->place), PMID + 2));
}

// Whatever comes in the place of records: either all of them in the end, or a sentence.
static void takes_nothing_for_records_that_is_none(void **state) {
    Desk *desk = *state;
    static const struct {
        const char *fault;
        FetchState state;
        const char *says;
    } cases[] = {
        {"efetch html 2", FETCH_DONE, NULL},
        {"efetch html", FETCH_FAILED, "a web page came"},
        {"efetch error 1", FETCH_DONE, NULL},
        {"efetch error", FETCH_FAILED, "NCBI"},
        {"efetch limited 2", FETCH_DONE, NULL},
        {"efetch half 1", FETCH_DONE, NULL},
        {"efetch half", FETCH_FAILED, "cut off"},
        {"efetch truncated 1", FETCH_DONE, NULL},
        {"efetch cut 1", FETCH_DONE, NULL},
        {"efetch empty 1", FETCH_DONE, NULL},
        {"efetch empty", FETCH_FAILED, "empty"},
        {"efetch reset 1", FETCH_DONE, NULL},
        {"efetch 503 1", FETCH_DONE, NULL},
        {"efetch 429 1", FETCH_DONE, NULL},
        {"efetch 500", FETCH_FAILED, "500"},
        {"efetch 400", FETCH_FAILED, "400"},
        {"efetch stall 1", FETCH_DONE, NULL},
        {"efetch redirect:http://127.0.0.1:1/x", FETCH_FAILED, "127.0.0.1:1"},
        {"efetch bomb", FETCH_FAILED, NULL},
        {"efetch 414 1", FETCH_DONE, NULL}, // half as many at a time
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        int64_t pmids[40];
        fill_pmids(pmids, 2000 + (int64_t) i * 40, 40);
        server_faults(&desk->server, cases[i].fault);
        int number = fetch_records(desk->fetcher, pmids, 40, NULL, 0, FETCH_NOW);
        FetchEnd *end = next_end(desk);
        if (end->job.state != cases[i].state || (cases[i].says && !strstr(end->job.says, cases[i].says))) {
            fail_msg("%s: state %d, \"%s\"", cases[i].fault, (int) end->job.state, end->job.says);
        }
        fetch_end_free(end);
        if (cases[i].state == FETCH_FAILED) { // nothing is lost by it
            server_faults(&desk->server, "");
            fetcher_retry(desk->fetcher, number);
            check_end(desk, FETCH_DONE, NULL);
        }
        for (size_t k = 0; k < 40; k++) {
            assert_int_equal(cache_has(place_cache(desk->place), pmids[k]), pmids[k] % 997 != PMID % 997);
        }
    }
}

static void tells_what_was_retracted_since(void **state) {
    Desk *desk = *state;
    String xml = {0};
    const int64_t pmids[] = {PMID + 216, PMID + 217, PMID + 997}; // 216 was retracted by 217
    string_add_text(&xml, XML_HEAD);
    xml_add_article(&xml, PMID + 216, "As it was known before", NULL);
    xml_add_article(&xml, PMID + 218, "Not asked for", NULL);
    string_add_text(&xml, XML_FOOT);
    ImportOptions options = {0};
    importer_add(desk->importer, place_write(desk->place, "before.xml", string_view(&xml)), &options);
    string_free(&xml);
    for (bool ended = false; !ended;) {
        Mail mail = next_mail(desk->place);
        if (mail.tag == MAIL_IMPORT_FILE) {
            assert_false(fetcher_takes(desk->fetcher, mail.value)); // the user's own
        }
        ended = mail.tag == MAIL_IMPORT_ENDED;
        if (mail.destroy) {
            mail.destroy(mail.value);
        }
    }
    fetch_retractions(desk->fetcher, pmids, 3, FETCH_LATER);
    FetchEnd *end = next_end(desk);
    assert_int_equal(end->job.state, FETCH_DONE);
    bool found = false;
    for (size_t i = 0; i < end->change_count; i++) {
        found |= end->changes[i].id == PMID + 216 && end->changes[i].retracted;
        assert_true(end->changes[i].id == PMID + 216 || !end->changes[i].retracted);
    }
    assert_true(found);
    assert_int_equal(end->missing.count, 1);
    fetch_end_free(end);
    fetch_retractions(desk->fetcher, pmids, 2, FETCH_LATER);
    end = next_end(desk);
    assert_int_equal(end->change_count, 0);
    assert_int_equal(end->job.requests, 1); // it is asked again all the same
    fetch_end_free(end);
}

// --- searches ---

static size_t candidates_of(const FetchEnd *end) {
    size_t count = 0;
    for (size_t i = 0; i < end->batch_count; i++) {
        count += end->batches[i]->count;
    }
    return count;
}

static int64_t count_hits(Desk *desk, ServiceId service, const char *query) {
    fetch_search(desk->fetcher, service, query, 0, true, FETCH_NOW);
    FetchEnd *end = next_end(desk);
    int64_t hits = end->job.state == FETCH_DONE ? end->job.hits : -1;
    assert_null(end->file);
    fetch_end_free(end);
    return hits;
}

static void brings_what_a_search_finds(void **state) {
    Desk *desk = *state;
    static const ServiceId where[] = {SERVICE_NCBI, SERVICE_EUROPEPMC};
    for (size_t i = 0; i < 2; i++) {
        const char *query = "imaging AND kidney AND trial";
        int64_t hits = count_hits(desk, where[i], query);
        assert_true(hits > 10 && hits < 5000);
        assert_int_equal(cache_count(place_cache(desk->place), NULL) > 0, i > 0); // counting brings nothing
        fetch_search(desk->fetcher, where[i], query, 0, false, FETCH_NOW);
        FetchEnd *end = next_end(desk);
        assert_int_equal(end->job.state, FETCH_DONE);
        assert_int_equal(candidates_of(end), hits);
        assert_int_equal(end->file->records, hits);
        assert_non_null(strstr(end->file->search, "strategy=imaging AND kidney AND trial\n"));
        assert_non_null(strstr(end->file->search, i == 0 ? "database=PubMed\n" : "database=Europe PMC\n"));
        assert_non_null(strstr(end->file->search, "announced="));
        assert_true(end->batches[0]->studies[0].citation[0] != '\0');
        uint64_t hash = end->file->hash;
        fetch_end_free(end);
        fetch_search(desk->fetcher, where[i], query, 0, false, FETCH_NOW); // an update without anything new
        end = next_end(desk);
        assert_true(end->file->hash == hash);
        assert_int_equal(candidates_of(end), hits);
        if (where[i] == SERVICE_NCBI) {
            assert_int_equal(end->job.requests, 1);
            assert_int_equal(end->file->created, 0);
        }
        fetch_end_free(end);
    }
}

static void splits_a_search_that_is_too_large(void **state) {
    Desk *desk = *state;
    int64_t hits = count_hits(desk, SERVICE_NCBI, "all[sb]");
    assert_true(hits > 9999);
    server_faults(&desk->server, "efetch 400");
    int number = fetch_search(desk->fetcher, SERVICE_NCBI, "all[sb]", 0, false, FETCH_NOW);
    FetchEnd *end = next_end(desk);
    assert_int_equal(end->job.state, FETCH_FAILED); // at the first records: all hits are known by then
    assert_int_equal(end->job.total, hits);
    fetch_end_free(end);
    fetcher_end_job(desk->fetcher, number);
    assert_int_equal(server_count(&desk->server, "efetch"), 1);
    assert_true(server_count(&desk->server, "esearch") < 30);
}

static void says_what_a_search_did_not_understand(void **state) {
    Desk *desk = *state;
    fetch_search(desk->fetcher, SERVICE_NCBI, "qqqqxyz", 0, false, FETCH_NOW);
    FetchEnd *end = next_end(desk);
    assert_int_equal(end->job.state, FETCH_DONE);
    assert_int_equal(end->job.hits, 0);
    assert_int_equal(candidates_of(end), 0);
    fetch_end_free(end);
    static const char *const faults[] = {"esearch error", "esearch html", "europepmc-search error",
                                         "europepmc-search empty"};
    for (size_t i = 0; i < COUNT(faults); i++) {
        server_faults(&desk->server, faults[i]);
        fetch_search(desk->fetcher, i < 2 ? SERVICE_NCBI : SERVICE_EUROPEPMC, "liver", 0, false, FETCH_NOW);
        end = next_end(desk);
        if (end->job.state != FETCH_FAILED || end->job.says[0] == '\0' || end->file) {
            fail_msg("%s: state %d, \"%s\"", faults[i], (int) end->job.state, end->job.says);
        }
        fetch_end_free(end);
    }
}

// --- links ---

static const LinkAnswer *find_answer(const LinkAnswer *answers, size_t count, LinkKind kind,
                                     const char *source) {
    for (size_t i = 0; i < count; i++) {
        if (answers[i].kind == kind && strcmp(answers[i].source, source) == 0) {
            return &answers[i];
        }
    }
    return NULL;
}

static void asks_all_sources_for_links_once(void **state) {
    Desk *desk = *state;
    const int64_t pmids[] = {PMID + 1, PMID + 15002, PMID + 15003};
    unsigned both = 1u << LINK_REFERENCES | 1u << LINK_CITED_BY;
    assert_int_equal(fetch_links(desk->fetcher, pmids, 3, both, 0, false, FETCH_NOW), 3);
    for (int i = 0; i < 3; i++) {
        check_end(desk, FETCH_DONE, NULL);
    }
    Arena arena = {0};
    LinkAnswer *answers;
    Cache *cache = place_cache(desk->place);
    size_t count = cache_link_answers(cache, PMID + 15002, &arena, &answers, NULL);
    static const char *const sources[] = {"icite", "ncbi", "europepmc"};
    for (size_t i = 0; i < COUNT(sources); i++) {
        const LinkAnswer *references = find_answer(answers, count, LINK_REFERENCES, sources[i]);
        assert_non_null(references);
        assert_non_null(find_answer(answers, count, LINK_CITED_BY, sources[i]));
        assert_int_equal(references->status, LINKS_LISTED);
        assert_true(clock_now_ms() - references->time < 60000);
        // What a source says is in the joined list.
        IdList joined = {0};
        assert_true(cache_link_ids(cache, PMID + 15002, LINK_REFERENCES, &joined, NULL));
        for (size_t k = 0; k < references->count; k++) {
            assert_true(id_list_has(&joined, references->pmids[k]));
        }
        id_list_free(&joined);
    }
    count = cache_link_answers(cache, PMID + 1, &arena, &answers, NULL);
    assert_int_equal(find_answer(answers, count, LINK_REFERENCES, "icite")->status,
                     LINKS_NONE); // the first of all
    arena_free(&arena);
    int before = server_count(&desk->server, "all");
    fetch_links(desk->fetcher, pmids, 3, both, 0, false, FETCH_NOW);
    for (int i = 0; i < 3; i++) {
        FetchEnd *end = next_end(desk);
        assert_int_equal(end->job.state, FETCH_DONE);
        assert_int_equal(end->job.requests, 0);
        fetch_end_free(end);
    }
    assert_int_equal(server_count(&desk->server, "all"), before);
    fetch_links(desk->fetcher, pmids, 3, both, 1u << SERVICE_ICITE, true, FETCH_NOW);
    FetchEnd *end = next_end(desk);
    assert_int_equal(end->job.requests, 1);
    fetch_end_free(end);
}

static void asks_each_service_in_its_way(void **state) {
    Desk *desk = *state;
    static const ServiceId where[] = {SERVICE_NCBI, SERVICE_ICITE, SERVICE_EUROPEPMC, SERVICE_OPENCITATIONS,
                                      SERVICE_OPENALEX};
    const int64_t pmid = PMID + 5002;
    for (size_t i = 0; i < COUNT(where); i++) {
        for (unsigned kind = LINK_REFERENCES; kind <= LINK_CITED_BY; kind++) {
            Arena arena = {0};
            LinkAnswer *answers;
            fetch_links(desk->fetcher, &pmid, 1, 1u << kind, 1u << where[i], false, FETCH_NOW);
            check_end(desk, FETCH_DONE, NULL);
            size_t count = cache_link_answers(place_cache(desk->place), pmid, &arena, &answers, NULL);
            const LinkAnswer *answer = find_answer(answers, count, (LinkKind) kind, services[where[i]].name);
            if (!answer || answer->status != LINKS_LISTED) {
                fail_msg("%s, %s: status %d", services[where[i]].name, link_kind_name((LinkKind) kind),
                         answer ? (int) answer->status : -1);
            }
            arena_free(&arena);
        }
    }
    unsigned similar = 1u << LINK_SIMILAR; // which only NCBI knows
    assert_int_equal(fetch_links(desk->fetcher, &pmid, 1, similar, 1u << SERVICE_ICITE, false, FETCH_NOW), 0);
    assert_int_equal(fetch_links(desk->fetcher, &pmid, 1, similar, 0, false, FETCH_NOW), 11);
    check_end(desk, FETCH_DONE, NULL);
    assert_int_equal(server_count(&desk->server, "elink"), 3);
}

// "asked, none", "failed" and "not asked" are three things, and a failure is no answer.
static void tells_failed_from_none(void **state) {
    Desk *desk = *state;
    static const struct {
        const char *fault;
        ServiceId service;
    } cases[] = {
        {"icite html", SERVICE_ICITE},
        {"icite empty", SERVICE_ICITE},
        {"elink error", SERVICE_NCBI},
        {"elink half", SERVICE_NCBI},
        {"europepmc-references 503", SERVICE_EUROPEPMC},
        {"europepmc-references error", SERVICE_EUROPEPMC},
        {"opencitations html", SERVICE_OPENCITATIONS},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        Arena arena = {0};
        LinkAnswer *answers;
        int64_t pmid = PMID + 15100 + (int64_t) i;
        const char *source = services[cases[i].service].name;
        server_faults(&desk->server, cases[i].fault);
        int number = fetch_links(desk->fetcher, &pmid, 1, 1u << LINK_REFERENCES, 1u << cases[i].service,
                                 false, FETCH_NOW);
        FetchEnd *end = next_end(desk);
        if (end->job.state != FETCH_FAILED || end->job.says[0] == '\0') {
            fail_msg("%s: state %d, \"%s\"", cases[i].fault, (int) end->job.state, end->job.says);
        }
        fetch_end_free(end);
        assert_int_equal(cache_link_answers(place_cache(desk->place), pmid, &arena, &answers, NULL), 1);
        assert_int_equal(answers[0].status, LINKS_FAILED);
        assert_string_equal(answers[0].source, source);
        server_faults(&desk->server, "");
        fetcher_retry(desk->fetcher, number);
        check_end(desk, FETCH_DONE, NULL);
        size_t count = cache_link_answers(place_cache(desk->place), pmid, &arena, &answers, NULL);
        const LinkAnswer *answer = find_answer(answers, count, LINK_REFERENCES, source);
        assert_non_null(answer);
        assert_true(answer->status == LINKS_LISTED || answer->status == LINKS_NONE);
        arena_free(&arena);
    }
}

static void takes_merged_links_apart(void **state) {
    Desk *desk = *state;
    const int64_t pmids[] = {PMID + 15002, PMID + 15004, PMID + 15005, PMID + 15007};
    server_faults(&desk->server, "elink merge");
    fetch_links(desk->fetcher, pmids, 4, 1u << LINK_CITED_BY, 1u << SERVICE_NCBI, false, FETCH_NOW);
    check_end(desk, FETCH_DONE, NULL);
    Arena arena = {0};
    LinkAnswer *answers;
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(cache_link_answers(place_cache(desk->place), pmids[i], &arena, &answers, NULL), 1);
        assert_true(answers[0].status == LINKS_LISTED || answers[0].status == LINKS_NONE);
    }
    arena_free(&arena);
    assert_true(server_count(&desk->server, "elink") > 4);
}

// --- the list itself ---

static void one_stalled_service_holds_up_no_other(void **state) {
    Desk *desk = *state;
    const int64_t pmid = PMID + 15002, other = PMID + 15003;
    server_faults(&desk->server, "ncbi silent\n");
    int stalled = fetch_records(desk->fetcher, &pmid, 1, NULL, 0, FETCH_NOW);
    fetch_links(desk->fetcher, &other, 1, 1u << LINK_REFERENCES, 1u << SERVICE_ICITE, false, FETCH_AHEAD);
    FetchEnd *end = next_end(desk);
    assert_int_equal(end->job.service, SERVICE_ICITE);
    assert_int_equal(end->job.state, FETCH_DONE);
    fetch_end_free(end);
    int64_t begun = clock_ticks_us();
    fetcher_end_job(desk->fetcher, stalled);
    end = next_end(desk);
    assert_true(end->job.state == FETCH_STOPPED || end->job.state == FETCH_FAILED);
    assert_true(clock_ticks_us() - begun < 1000000);
    fetch_end_free(end);
}

static void quits_at_once_whatever_stalls(void **state) {
    Desk *desk = *state;
    int64_t pmids[300];
    fill_pmids(pmids, 100, 300);
    server_faults(&desk->server, "all silent");
    fetch_records(desk->fetcher, pmids, 300, NULL, 0, FETCH_NOW);
    fetch_links(desk->fetcher, pmids, 300, 3, 0, false, FETCH_NOW);
    server_wait(&desk->server, 3); // questions are on their way
    int64_t begun = clock_ticks_us();
    fetcher_stop(desk->fetcher);
    assert_true(clock_ticks_us() - begun < 1000000);
    desk->fetcher = NULL;
}

static void nothing_is_asked_offline(void **state) {
    Desk *desk = *state;
    Arena arena = {0};
    FetchJob *jobs;
    const int64_t pmid = PMID + 15002;
    fetcher_set_offline(desk->fetcher, true);
    fetch_records(desk->fetcher, &pmid, 1, NULL, 0, FETCH_NOW);
    fetch_links(desk->fetcher, &pmid, 1, 1u << LINK_REFERENCES, 1u << SERVICE_ICITE, false, FETCH_NOW);
    assert_int_equal(fetcher_jobs(desk->fetcher, &arena, &jobs), 2);
    assert_int_equal(jobs[0].state, FETCH_WAITS);
    assert_string_equal(jobs[1].says, "offline");
    fetcher_end_job(desk->fetcher, 2);
    check_end(desk, FETCH_STOPPED, NULL);
    assert_int_equal(server_count(&desk->server, "all"), 0);
    fetcher_set_offline(desk->fetcher, false);
    check_end(desk, FETCH_DONE, NULL);
    assert_int_equal(server_count(&desk->server, "efetch"), 1);
    fetcher_forget(desk->fetcher, 0);
    assert_int_equal(fetcher_jobs(desk->fetcher, &arena, &jobs), 0);
    arena_free(&arena);
}

// What came and could not be kept was not had.
static void asks_again_for_what_could_not_be_kept(void **state) {
    Desk *desk = *state;
    int64_t pmids[300];
    fill_pmids(pmids, 4000, 300);
    Cache *other = cache_open_writer(desk->place->cache_path, &desk->place->err);
    assert_non_null(other);
    int number = fetch_records(desk->fetcher, pmids, 300, NULL, 0, FETCH_NOW);
    FetchEnd *end = next_end(desk);
    assert_int_equal(end->job.state, FETCH_FAILED);
    assert_int_equal(cache_count(place_cache(desk->place), NULL), 0);
    fetch_end_free(end);
    int search =
        fetch_search(desk->fetcher, SERVICE_EUROPEPMC, "imaging AND kidney AND trial", 0, false, FETCH_NOW);
    check_end(desk, FETCH_FAILED, NULL);
    cache_close(other);
    fetcher_retry(desk->fetcher, number);
    check_end(desk, FETCH_DONE, NULL);
    assert_int_equal(cache_count(place_cache(desk->place), NULL), 300);
    fetcher_retry(desk->fetcher, search);
    end = next_end(desk);
    assert_int_equal(end->job.state, FETCH_DONE);
    assert_int_equal(candidates_of(end), end->job.hits);
    fetch_end_free(end);
}

// Of a process that was killed nothing stays, and of one that lives all does.
static void files_of_the_dead_are_taken_away(void **state) {
    Desk *desk = *state;
    String dead = {0}, alive = {0};
    pid_t child = fork();
    if (child == 0) {
        _exit(0);
    }
    assert_int_equal(waitpid(child, NULL, 0), child);
    const char *folder = place_file(desk->place, "carrel/fetched");
    pid_t owners[] = {child, getpid()};
    String *paths[] = {&dead, &alive};
    for (size_t i = 0; i < 2; i++) {
        string_format(paths[i], "%s/%d-1", folder, (int) owners[i]);
        assert_true(file_make_folders(string_text(paths[i]), NULL));
        string_add_text(paths[i], "/PubMed: x 2026-01-01 10:00.xml");
    }
    assert_true(file_write_all(string_text(&dead), SV("x"), 0600, NULL));
    assert_true(file_write_all(string_text(&alive), SV("x"), 0600, NULL));
    fetcher_stop(desk->fetcher);
    desk->fetcher =
        fetcher_start(&desk->settings, desk->place->cache_path, desk->importer, desk->place->mailbox);
    assert_false(file_exists(string_text(&dead)));
    assert_true(file_exists(string_text(&alive)));
    string_free(&dead);
    string_free(&alive);
}

static void the_urgent_goes_first(void **state) {
    Desk *desk = *state;
    int64_t pmids[2000];
    fill_pmids(pmids, 3000, 2000);
    const int64_t now = PMID + 15002;
    server_faults(&desk->server, "efetch slow:20");
    fetch_records(desk->fetcher, pmids, 2000, NULL, 0, FETCH_AHEAD);
    server_wait(&desk->server, 1);
    int urgent = fetch_records(desk->fetcher, &now, 1, NULL, 0, FETCH_NOW);
    FetchEnd *end = next_end(desk);
    assert_int_equal(end->job.number, urgent);
    fetch_end_free(end);
    check_end(desk, FETCH_DONE, NULL);
}

static void settings_are_read_from_where_they_belong(void **state) {
    (void) state;
    char folder[] = "/tmp/carrel-secrets-XXXXXX";
    Arena arena = {0};
    Error err = {0};
    assert_non_null(mkdtemp(folder));
    char *config = arena_format(&arena, "%s/carrel", folder),
         *secrets = arena_format(&arena, "%s/secrets", config);
    assert_true(file_make_folders(config, NULL));
    setenv("XDG_CONFIG_HOME", folder, 1);
    setenv("XDG_CACHE_HOME", folder, 1);
    unsetenv("CARREL_NCBI_KEY");
    unsetenv("NCBI_API_KEY");
    unsetenv("CARREL_EMAIL");
    FetchSettings settings = {0};
    assert_true(fetch_settings_read(&settings, &arena, &err));
    assert_null(settings.keys[SERVICE_NCBI]);
    assert_true(file_write_all(secrets, SV("# keys\nncbi.key = abc\nemail=a@example.org\n"), 0600, NULL));
    assert_true(fetch_settings_read(&settings, &arena, &err));
    assert_string_equal(settings.keys[SERVICE_NCBI], "abc");
    assert_string_equal(settings.email, "a@example.org");
    setenv("NCBI_API_KEY", "def", 1);
    setenv("CARREL_ICITE_URL", "http://127.0.0.1:1/icite", 1);
    assert_true(fetch_settings_read(&settings, &arena, &err));
    assert_string_equal(settings.keys[SERVICE_NCBI], "def");
    assert_string_equal(settings.urls[SERVICE_ICITE], "http://127.0.0.1:1/icite");
    assert_true(file_write_all(secrets, SV("ncbi.key=abc\n"), 0644, NULL));
    assert_false(fetch_settings_read(&settings, &arena, &err));
    assert_non_null(strstr(err.text, "chmod 600"));
    assert_null(strstr(err.text, "abc"));
    assert_true(file_write_all(secrets, SV("abc\n"), 0600, NULL));
    assert_false(fetch_settings_read(&settings, &arena, &err));
    assert_null(strstr(err.text, "abc"));
    unsetenv("NCBI_API_KEY");
    unsetenv("CARREL_ICITE_URL");
    unlink(secrets);
    rmdir(config);
    rmdir(folder);
    unsigned sources;
    assert_true(fetch_sources_read(SV("icite pubmed"), &sources, &err));
    assert_int_equal(sources, 1u << SERVICE_ICITE | 1u << SERVICE_NCBI);
    assert_false(fetch_sources_read(SV("icite scholar"), &sources, &err));
    assert_non_null(strstr(err.text, "scholar"));
    arena_free(&arena);
}

int main(void) {
#define WITH_DESK(test) cmocka_unit_test_setup_teardown(test, desk_new, desk_free)
    const struct CMUnitTest tests[] = {
        WITH_DESK(fetches_500_records_with_three_questions),
        WITH_DESK(fetches_records_by_doi),
        WITH_DESK(takes_nothing_for_records_that_is_none),
        WITH_DESK(tells_what_was_retracted_since),
        WITH_DESK(brings_what_a_search_finds),
        WITH_DESK(splits_a_search_that_is_too_large),
        WITH_DESK(says_what_a_search_did_not_understand),
        WITH_DESK(asks_all_sources_for_links_once),
        WITH_DESK(asks_each_service_in_its_way),
        WITH_DESK(tells_failed_from_none),
        WITH_DESK(takes_merged_links_apart),
        WITH_DESK(one_stalled_service_holds_up_no_other),
        WITH_DESK(quits_at_once_whatever_stalls),
        WITH_DESK(nothing_is_asked_offline),
        WITH_DESK(asks_again_for_what_could_not_be_kept),
        WITH_DESK(files_of_the_dead_are_taken_away),
        WITH_DESK(the_urgent_goes_first),
        cmocka_unit_test(settings_are_read_from_where_they_belong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
