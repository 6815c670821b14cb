#include "carrel/service/host.h"

#include "carrel/base/clock.h"
#include "service/gate.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "server_help.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static int start(void **state) {
    static const char *const proxies[] = {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy",
                                          "ALL_PROXY"};
    for (size_t i = 0; i < COUNT(proxies); i++) {
        unsetenv(proxies[i]);
    }
    TestServer *server = malloc(sizeof *server);
    *server = server_start("2000");
    *state = server;
    return 0;
}

static int end(void **state) {
    server_end(*state);
    free(*state);
    return 0;
}

// A host that loses no time, with gates that nobody has used before.
static HostOptions quick(const TestServer *server, const char *service, char url[64], String *gates) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    string_clear(gates);
    string_format(gates, "%s/gates/%lld.%09ld", server->folder, (long long) now.tv_sec, now.tv_nsec);
    return (HostOptions){.url = server_url(server, service, url),
                         .gates_folder = string_text(gates),
                         .no_gap = true,
                         .pause_ms = 4,
                         .pause_most_ms = 16,
                         .patience_ms = 3000,
                         .stall_ms = 20000,
                         .connect_ms = 2000,
                         .largest_reply = 1 << 20};
}

typedef struct {
    char url[64];
    String gates;
    Host *host;
    HostReply reply;
    Error err;
} Trial;

static void trial_begin(Trial *trial, const TestServer *server, ServiceId service, HostOptions change) {
    *trial = (Trial){0};
    HostOptions options = quick(server, services[service].name, trial->url, &trial->gates);
    options.email = change.email;
    options.key = change.key;
    options.offline = change.offline;
    options.says = change.says;
    options.says_context = change.says_context;
    options.attempts = change.attempts;
    options.patience_ms = change.patience_ms > 0 ? change.patience_ms : options.patience_ms;
    options.stall_ms = change.stall_ms > 0 ? change.stall_ms : options.stall_ms;
    trial->host = host_new(service, &options, &trial->err);
    assert_non_null(trial->host);
}

static void trial_end(Trial *trial) {
    host_free(trial->host);
    host_reply_free(&trial->reply);
    string_free(&trial->gates);
}

static const HostParameter liver[] = {{"db", "pubmed"}, {"term", "liver"}, {"retmax", "500"}};
static const HostRequest search = {"/esearch.fcgi", liver, COUNT(liver)};

static bool ask(Trial *trial) {
    trial->err = (Error){0};
    return host_ask(trial->host, &search, &trial->reply, &trial->err);
}

// A stall is waited for as shortly as a busy machine allows: where something good comes after it, longer.
static unsigned stall_ms(const char *fault) {
    bool stalls = strstr(fault, "stall") || strstr(fault, "silent") || strstr(fault, "drip");
    return !stalls ? 20000 : sv_ends(sv(fault), SV(" 1")) ? 300 : 80;
}

// What each fault ends in.
static void ends_each_fault(void **state) {
    const TestServer *server = *state;
    static const struct {
        const char *fault;
        HostOutcome outcome;
        int status;
        unsigned attempts;
        const char *says; // part of the sentence, or of the body where it was answered
    } cases[] = {
        {"", HOST_ANSWERED, 200, 1, "</eSearchResult>"},
        {"esearch 429 2", HOST_ANSWERED, 200, 3, "</eSearchResult>"},
        {"esearch 429", HOST_BUSY, 429, 4, "answered 429 Too Many Requests, 4 times"},
        {"esearch 429:54000", HOST_BUSY, 429, 1, "asks for a pause; it can be asked again from 20"},
        {"esearch 429:date=54000", HOST_BUSY, 429, 1, "asks for a pause; it can be asked again from 20"},
        {"esearch 429:999999999999999999999 1", HOST_BUSY, 429, 1, "asks for a pause"},
        {"esearch 429:-5 1", HOST_ANSWERED, 200, 2, "</eSearchResult>"},
        {"esearch 429:soon 1", HOST_ANSWERED, 200, 2, "</eSearchResult>"},
        {"esearch 503 3", HOST_ANSWERED, 200, 4, "</eSearchResult>"},
        {"esearch 503 4", HOST_BUSY, 503, 4, "answered 503 Service Unavailable, 4 times"},
        {"esearch 500 1", HOST_ANSWERED, 200, 2, "</eSearchResult>"},
        {"esearch 502", HOST_FAILED, 502, 4, "answered 502 Bad Gateway, 4 times"},
        {"esearch 599", HOST_FAILED, 599, 4, "answered 599, 4 times"},
        {"esearch 400", HOST_ANSWERED, 400, 1, "Error 400"},
        {"esearch 414", HOST_ANSWERED, 414, 1, "Error 414"},
        {"esearch html", HOST_ANSWERED, 200, 1, "<!DOCTYPE html>"},
        {"esearch error", HOST_ANSWERED, 200, 1, "Database is not supported"},
        {"esearch empty", HOST_ANSWERED, 200, 1, ""},
        {"esearch half", HOST_ANSWERED, 200, 1, "<eSearchResult>"},
        {"esearch truncated 1", HOST_ANSWERED, 200, 2, "</eSearchResult>"},
        {"esearch truncated", HOST_FAILED, 200, 4, "before the whole reply had come, 4 times"},
        {"esearch cut 2", HOST_ANSWERED, 200, 3, "</eSearchResult>"},
        {"esearch cut", HOST_FAILED, 200, 4, "before the whole reply had come, 4 times"},
        {"esearch reset 1", HOST_ANSWERED, 200, 2, "</eSearchResult>"},
        {"esearch reset", HOST_FAILED, 200, 4, "broke the connection"},
        {"esearch damaged 1", HOST_ANSWERED, 200, 2, "</eSearchResult>"},
        {"esearch damaged", HOST_FAILED, 200, 4, "damaged"},
        {"esearch stall 1", HOST_ANSWERED, 200, 2, "</eSearchResult>"},
        {"esearch stall", HOST_FAILED, 200, 4, "stalled"},
        {"esearch silent", HOST_FAILED, 0, 4, "sent nothing"},
        {"esearch drip 1", HOST_ANSWERED, 200, 2, "</eSearchResult>"},
        {"esearch bomb", HOST_REFUSED, 200, 1, "sent more than 1 MB"},
        {"esearch headers", HOST_REFUSED, 200, 1, "sent more than"},
        {"esearch redirect:here 2", HOST_ANSWERED, 200, 3, "</eSearchResult>"},
        {"esearch redirect:here", HOST_REFUSED, 302, 6, "round in a circle"},
        {"esearch redirect:http://127.0.0.2:1/x", HOST_REFUSED, 302, 1,
         "sends on to http://127.0.0.2:1/x; that is not followed"},
        {"esearch redirect:file:///etc/passwd", HOST_REFUSED, 302, 1, "service.ncbi.url"},
        {"esearch redirect:https://eutils.example/x", HOST_REFUSED, 302, 1, "https://eutils.example/x"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        Trial trial;
        server_faults(server, cases[i].fault);
        trial_begin(&trial, server, SERVICE_NCBI, (HostOptions){.stall_ms = stall_ms(cases[i].fault)});
        bool answered = ask(&trial);
        const HostReply *reply = &trial.reply;
        const char *said = answered ? string_text(&reply->body) : trial.err.text;
        if (reply->outcome != cases[i].outcome || reply->status != cases[i].status ||
            reply->attempts != cases[i].attempts || !strstr(said, cases[i].says)) {
            fail_msg("%s: outcome %d, status %d, %u attempts: %s", cases[i].fault, reply->outcome,
                     reply->status, reply->attempts, said);
        }
        assert_int_equal(answered, cases[i].outcome == HOST_ANSWERED);
        if (!answered) {
            assert_int_equal(trial.err.kind, ERROR_NETWORK);
            assert_non_null(strstr(trial.err.text, "NCBI (127.0.0.1:"));
            assert_true(reply->outcome != HOST_BUSY || reply->not_before > clock_now_ms() - 1000);
        }
        String log = {0};
        assert_int_equal(server_log(server, &log), cases[i].attempts);
        string_free(&log);
        trial_end(&trial);
    }
}

static void tells_facts_of_a_reply(void **state) {
    const TestServer *server = *state;
    server_faults(server, "");
    Trial trial;
    trial_begin(&trial, server, SERVICE_NCBI, (HostOptions){0});
    String log = {0};
    for (int i = 0; i < 3; i++) {
        assert_true(ask(&trial));
        assert_string_equal(string_text(&trial.reply.content_type), "text/xml");
        assert_true(trial.reply.bytes > 500);
        assert_true(trial.reply.bytes < trial.reply.body.length); // compressed
        assert_true(trial.reply.took_ms >= trial.reply.waited_ms);
        assert_non_null(strstr(string_text(&trial.reply.url),
                               "/ncbi/esearch.fcgi?db=pubmed&term=liver&retmax=500&tool=carrel"));
        StringView body = string_view(&trial.reply.body);
        assert_true(sv_ends(sv_trim(body), SV("</eSearchResult>")));
    }
    assert_int_equal(server_log(server, &log), 3);
    // All on one connection.
    StringView rest = string_view(&log), line, field, first = {0};
    while (sv_line(&rest, &line)) {
        assert_true(sv_split(&line, '\t', &field) && sv_split(&line, '\t', &field));
        assert_true(first.length == 0 || sv_equal(first, field));
        first = field;
        assert_true(sv_ends(line, SV("carrel/" CARREL_VERSION)));
    }
    string_free(&log);
    trial_end(&trial);
}

static void names_itself_and_hides_secrets(void **state) {
    const TestServer *server = *state;
    static const struct {
        const char *email, *key, *sent, *not_sent, *agent, *body;
        int status;
    } cases[] = {
        {"me@x.example", "sesame123", "tool=carrel&email=me%40x.example&api_key=sesame123", NULL,
         "carrel/" CARREL_VERSION " (+mailto:me@x.example)", "<eSearchResult>", 200},
        {"", "", "tool=carrel", "api_key", "carrel/" CARREL_VERSION, "<eSearchResult>", 200},
        {NULL, NULL, "tool=carrel", "email", "carrel/" CARREL_VERSION, "<eSearchResult>", 200},
        {NULL, "badsesame", "api_key=badsesame", NULL, "carrel/" CARREL_VERSION, "\"api-key\":\"*********\"",
         400},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        server_faults(server, "");
        Trial trial;
        trial_begin(&trial, server, SERVICE_NCBI,
                    (HostOptions){.email = cases[i].email, .key = cases[i].key});
        assert_true(ask(&trial));
        assert_int_equal(trial.reply.status, cases[i].status);
        String log = {0};
        assert_int_equal(server_log(server, &log), 1);
        assert_non_null(strstr(string_text(&log), cases[i].sent));
        assert_true(!cases[i].not_sent || !strstr(string_text(&log), cases[i].not_sent));
        assert_true(sv_ends(sv_trim(string_view(&log)), sv(cases[i].agent)));
        assert_non_null(strstr(string_text(&trial.reply.body), cases[i].body));
        assert_null(strstr(string_text(&trial.reply.url), "sesame"));
        assert_null(strstr(string_text(&trial.reply.url), "me%40"));
        string_free(&log);
        trial_end(&trial);
    }
    // Nor in an error that quotes where a host sends on to.
    server_faults(server, "all redirect:https://x.example/?api_key=sesame123&m=me@x.example");
    Trial trial;
    trial_begin(&trial, server, SERVICE_NCBI, (HostOptions){.email = "me@x.example", .key = "sesame123"});
    assert_false(ask(&trial));
    assert_non_null(strstr(trial.err.text, "api_key=[key]&m=[email]"));
    trial_end(&trial);
    // Other services get neither.
    server_faults(server, "");
    trial_begin(&trial, server, SERVICE_ICITE, (HostOptions){.email = "me@x.example", .key = "sesame123"});
    HostParameter pmids = {"pmids", "90000101"};
    assert_true(host_ask(trial.host, &(HostRequest){"/pubs", &pmids, 1}, &trial.reply, &trial.err));
    assert_string_equal(string_text(&trial.reply.content_type), "application/json");
    String log = {0};
    assert_int_equal(server_log(server, &log), 1);
    assert_null(strstr(string_text(&log), "sesame"));
    assert_null(strstr(string_text(&log), "tool="));
    string_free(&log);
    trial_end(&trial);
}

static void posts_many_ids(void **state) {
    const TestServer *server = *state;
    server_faults(server, "");
    Trial trial;
    trial_begin(&trial, server, SERVICE_NCBI, (HostOptions){0});
    String ids = {0}, log = {0};
    for (int i = 1; i <= 200; i++) {
        string_format(&ids, "%s%d", i > 1 ? "," : "", 90000000 + i);
    }
    HostParameter parameters[] = {{"db", "pubmed"}, {"retmode", "xml"}, {"id", string_text(&ids)}};
    assert_true(
        host_ask(trial.host, &(HostRequest){"/efetch.fcgi", parameters, 3}, &trial.reply, &trial.err));
    assert_int_equal(trial.reply.status, 200);
    size_t records = 0;
    StringView rest = string_view(&trial.reply.body);
    for (size_t at; (at = sv_find(rest, SV("<PMID Version=\"1\">90000200"))) != SV_NONE; records++) {
        rest = sv_from(rest, at + 1);
    }
    assert_true(records >= 1);
    assert_int_equal(server_log(server, &log), 1);
    assert_non_null(
        strstr(string_text(&log), "\tPOST\t/ncbi/efetch.fcgi\tdb=pubmed&retmode=xml&id=90000001,90000002,"));
    assert_non_null(strstr(string_text(&log), ",90000200&tool=carrel"));
    string_free(&ids);
    string_free(&log);
    trial_end(&trial);
}

static void sends_nothing_offline(void **state) {
    const TestServer *server = *state;
    server_faults(server, "");
    Trial trial;
    String log = {0};
    trial_begin(&trial, server, SERVICE_NCBI, (HostOptions){.offline = true});
    assert_false(ask(&trial));
    assert_int_equal(trial.reply.outcome, HOST_OFFLINE);
    assert_int_equal(trial.reply.attempts, 0);
    assert_non_null(strstr(trial.err.text, "carrel is offline"));
    assert_int_equal(server_log(server, &log), 0);
    host_set_offline(trial.host, false);
    assert_true(ask(&trial));
    host_set_offline(trial.host, true);
    assert_false(ask(&trial));
    assert_int_equal(server_log(server, &log), 1);
    string_free(&log);
    trial_end(&trial);
}

static void collect(void *context, const char *sentence) {
    string_format(context, "%s\n", sentence);
}

// A closed gate holds for every process of the user, and nothing is sent meanwhile.
static void closes_the_gate_for_all(void **state) {
    const TestServer *server = *state;
    server_faults(server, "esearch 429:1 1");
    Trial one, two;
    String log = {0}, said = {0};
    trial_begin(&one, server, SERVICE_NCBI, (HostOptions){.attempts = 1});
    trial_begin(&two, server, SERVICE_NCBI, (HostOptions){0});
    host_free(two.host);
    HostOptions options = quick(server, "ncbi", two.url, &two.gates);
    options.gates_folder = string_text(&one.gates);
    options.url = one.url;
    options.says = collect;
    options.says_context = &said;
    two.host = host_new(SERVICE_NCBI, &options, &two.err);
    assert_false(ask(&one));
    assert_int_equal(one.reply.outcome, HOST_BUSY);
    assert_in_range(one.reply.not_before - clock_now_ms(), 1, 1000);
    assert_int_equal(server_log(server, &log), 1);
    assert_true(ask(&two));
    assert_in_range(two.reply.waited_ms, 800, 1500);
    assert_int_equal(two.reply.attempts, 1);
    assert_string_equal(string_text(&said), "NCBI asked for a pause; asking in 1 s (1 of 4)\n");
    string_free(&said);
    // Closed for longer than anybody's patience: an error that says until when, without a request.
    server_faults(server, "esearch 429:54000 1");
    assert_false(ask(&one));
    string_clear(&log);
    assert_int_equal(server_log(server, &log), 1);
    for (int i = 0; i < 2; i++) {
        assert_false(ask(&two));
        assert_int_equal(two.reply.outcome, HOST_BUSY);
        assert_int_equal(two.reply.attempts, 0);
        assert_in_range(two.reply.not_before - clock_now_ms(), 53990000, 54000000);
    }
    string_clear(&log);
    assert_int_equal(server_log(server, &log), 1);
    string_free(&log);
    trial_end(&one);
    trial_end(&two);
}

static void takes_a_refusal_from_its_caller(void **state) {
    const TestServer *server = *state;
    server_faults(server, "esearch limited 1");
    Trial trial;
    trial_begin(&trial, server, SERVICE_NCBI, (HostOptions){0});
    assert_true(ask(&trial)); // judged by the caller, who finds what it is
    assert_non_null(strstr(string_text(&trial.reply.body), "API rate limit exceeded"));
    host_refused(trial.host);
    String path = {0};
    string_format(&path, "%s/ncbi_127.0.0.1_%d", string_text(&trial.gates), server->port);
    GateLock lock;
    assert_true(gate_lock(string_text(&path), &lock, NULL));
    assert_int_equal(lock.state.refusals, 1);
    gate_unlock(&lock, false);
    assert_true(ask(&trial));
    assert_true(gate_lock(string_text(&path), &lock, NULL));
    assert_int_equal(lock.state.refusals, 0); // well again
    gate_unlock(&lock, false);
    string_free(&path);
    trial_end(&trial);
}

static void says_what_it_waits_for(void **state) {
    const TestServer *server = *state;
    static const struct {
        const char *fault, *said;
    } cases[] = {
        {"esearch 502 1", "NCBI answered 502 Bad Gateway; asking again in "},
        {"esearch truncated 1", "NCBI closed the connection before the whole reply had come; asking again"}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        server_faults(server, cases[i].fault);
        Trial trial;
        String said = {0};
        trial_begin(&trial, server, SERVICE_NCBI, (HostOptions){.says = collect, .says_context = &said});
        assert_true(ask(&trial));
        assert_non_null(strstr(string_text(&said), cases[i].said));
        string_free(&said);
        trial_end(&trial);
    }
}

static void cannot_reach_what_is_not_there(void **state) {
    const TestServer *server = *state;
    char url[64];
    String gates = {0};
    Error err = {0};
    HostOptions options = quick(server, "ncbi", url, &gates);
    options.url = "http://127.0.0.1:1/ncbi";
    Host *host = host_new(SERVICE_NCBI, &options, &err);
    HostReply reply = {0};
    assert_false(host_ask(host, &search, &reply, &err));
    assert_int_equal(reply.outcome, HOST_FAILED);
    assert_int_equal(reply.attempts, 4);
    assert_non_null(strstr(err.text, "NCBI (127.0.0.1:1) could not be reached"));
    host_free(host);
    host_reply_free(&reply);
    static const struct {
        const char *url, *email, *key;
    } refused[] = {{"gopher://x/", NULL, NULL},
                   {NULL, "me@x\r\nX-Evil: 1", NULL},
                   {NULL, "me you@x", NULL},
                   {NULL, NULL, "k\n"},
                   {NULL, NULL, "sch\xc3\xbcssel"}};
    for (size_t i = 0; i < COUNT(refused); i++) {
        HostOptions bad = {.url = refused[i].url,
                           .email = refused[i].email,
                           .key = refused[i].key,
                           .gates_folder = string_text(&gates)};
        assert_null(host_new(SERVICE_NCBI, &bad, &err));
        assert_int_equal(err.kind, ERROR_USAGE);
    }
    string_free(&gates);
}

// The pace that is usual, over connections and processes.
static void keeps_its_pace(void **state) {
    const TestServer *server = *state;
    static const struct {
        const char *key;
        int processes, requests;
        int64_t least_us; // between arrivals, which come a little unevenly
    } cases[] = {{NULL, 1, 3, 300000}, {"sesame123", 2, 2, 50000}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        server_faults(server, "");
        char url[64];
        String gates = {0}, log = {0};
        HostOptions options = quick(server, "ncbi", url, &gates);
        options.no_gap = false;
        options.key = cases[i].key;
        pid_t children[4];
        for (int process = 0; process < cases[i].processes; process++) {
            children[process] = fork();
            if (children[process] == 0) {
                Host *host = host_new(SERVICE_NCBI, &options, NULL);
                HostReply reply = {0};
                bool ok = host != NULL;
                for (int request = 0; ok && request < cases[i].requests; request++) {
                    ok = host_ask(host, &search, &reply, NULL);
                }
                _exit(ok ? 0 : 1);
            }
        }
        for (int process = 0; process < cases[i].processes; process++) {
            int status;
            waitpid(children[process], &status, 0);
            assert_int_equal(status, 0);
        }
        int count = cases[i].processes * cases[i].requests;
        assert_int_equal(server_log(server, &log), count);
        StringView rest = string_view(&log), line, field;
        long long at, first = 0, before = 0;
        while (sv_line(&rest, &line) && sv_split(&line, '\t', &field) && sv_number(field, &at)) {
            assert_true(before == 0 || at - before >= cases[i].least_us);
            first = first == 0 ? at : first;
            before = at;
        }
        unsigned gap = cases[i].key ? services[SERVICE_NCBI].gap_with_key_ms : services[SERVICE_NCBI].gap_ms;
        assert_true(before - first >= (int64_t) (count - 1) * gap * 1000 - 100000);
        string_free(&gates);
        string_free(&log);
    }
}

typedef struct {
    Trial *trial;
    bool answered;
} Asker;

static void *ask_on_thread(void *context) {
    Asker *asker = context;
    asker->answered = ask(asker->trial);
    return NULL;
}

// However it waits: for a reply, at the gate, between attempts.
static void ends_when_stopped(void **state) {
    const TestServer *server = *state;
    static const struct {
        const char *fault;
        bool offline;
        HostOutcome outcome;
        ErrorKind kind;
    } cases[] = {{"esearch silent", false, HOST_STOPPED, ERROR_CANCELLED},
                 {"esearch stall", false, HOST_STOPPED, ERROR_CANCELLED},
                 {"esearch drip", false, HOST_STOPPED, ERROR_CANCELLED},
                 {"esearch 429:50", false, HOST_STOPPED, ERROR_CANCELLED},
                 {"esearch silent", true, HOST_OFFLINE, ERROR_NETWORK},
                 {"esearch 429:50", true, HOST_OFFLINE, ERROR_NETWORK}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        server_faults(server, cases[i].fault);
        Trial trial;
        trial_begin(&trial, server, SERVICE_NCBI, (HostOptions){.patience_ms = 60000});
        Asker asker = {.trial = &trial};
        pthread_t thread;
        assert_int_equal(pthread_create(&thread, NULL, ask_on_thread, &asker), 0);
        String log = {0};
        while (server_log(server, &log) == 0) { // until it was asked
            nanosleep(&(struct timespec){.tv_nsec = 2000000}, NULL);
        }
        string_free(&log);
        nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL); // and waits for what does not come
        int64_t before = clock_ticks_us();
        if (cases[i].offline) {
            host_set_offline(trial.host, true);
        } else {
            host_stop(trial.host);
        }
        pthread_join(thread, NULL);
        assert_true(clock_ticks_us() - before < 500000);
        assert_false(asker.answered);
        assert_int_equal(trial.reply.outcome, cases[i].outcome);
        assert_int_equal(trial.err.kind, cases[i].kind);
        // Stopped stays stopped, until it is resumed.
        if (!cases[i].offline && !strstr(cases[i].fault, "429")) {
            server_faults(server, "");
            assert_false(ask(&trial));
            assert_int_equal(trial.reply.attempts, 0);
            host_resume(trial.host);
            assert_true(ask(&trial));
        }
        trial_end(&trial);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ends_each_fault),
        cmocka_unit_test(tells_facts_of_a_reply),
        cmocka_unit_test(names_itself_and_hides_secrets),
        cmocka_unit_test(posts_many_ids),
        cmocka_unit_test(sends_nothing_offline),
        cmocka_unit_test(closes_the_gate_for_all),
        cmocka_unit_test(takes_a_refusal_from_its_caller),
        cmocka_unit_test(says_what_it_waits_for),
        cmocka_unit_test(cannot_reach_what_is_not_there),
        cmocka_unit_test(keeps_its_pace),
        cmocka_unit_test(ends_when_stopped),
    };
    return cmocka_run_group_tests(tests, start, end);
}
