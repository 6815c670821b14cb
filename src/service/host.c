#include "carrel/service/host.h"

#include "carrel/base/clock.h"
#include "carrel/base/file.h"
#include "carrel/base/memory.h"
#include "connection.h"
#include "gate.h"
#include "request.h"

#include <stdlib.h>

#define MOST_REDIRECTS 5

struct Host {
    const Service *service;
    Address address;
    char *email, *key; // NULL: none
    String gate;       // path of its file
    unsigned gap_ms, attempts, pause_ms, pause_most_ms, patience_ms;
    HostSays *says;
    void *says_context;
    Connection *connection;
    int64_t started_us; // of the last request
};

// One question on its way.
typedef struct {
    Host *host;
    HostReply *reply;
    ConnectionReply came;
    String url, form;
    bool posts;
    unsigned failures, redirects;
    bool busy;  // the last answer was 429 or 503
    String why; // what happened last: "answered 502 Bad Gateway"
    int64_t retry_after_ms;
    int64_t start_us;
} Question;

static unsigned usual(unsigned value, unsigned otherwise) {
    return value > 0 ? value : otherwise;
}

// These go into a header and an address.
static bool check_secret(const char *text, const char *what, Error *err) {
    for (const char *c = text; c && *c != '\0'; c++) {
        if ((unsigned char) *c <= ' ' || (unsigned char) *c >= 127) {
            return error_set(err, ERROR_USAGE,
                             "the %s for the services has a blank or a sign outside of ASCII", what);
        }
    }
    return true;
}

static char *copy_secret(const char *text) {
    return text && text[0] != '\0' ? memory_copy_string(text) : NULL;
}

static bool find_gate(Host *host, const char *folder, Error *err) {
    if (!file_make_folders(folder, err)) {
        return false;
    }
    string_format(&host->gate, "%s/%s_", folder, host->service->name);
    for (const char *c = string_text(&host->address.label); *c != '\0'; c++) {
        bool plain = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9') ||
                     *c == '.' || *c == '-';
        string_add_char(&host->gate, plain ? *c : '_');
    }
    return true;
}

Host *host_new(ServiceId id, const HostOptions *options, Error *err) {
    Host *host = memory_new(sizeof *host);
    const Service *service = &services[id];
    bool own_address = options->url && options->url[0] != '\0';
    host->service = service;
    if (!address_parse(&host->address, own_address ? options->url : service->url, err) ||
        !check_secret(options->email, "e-mail address", err) || !check_secret(options->key, "key", err) ||
        !find_gate(host, options->gates_folder, err)) {
        host_free(host);
        return NULL;
    }
    host->email = copy_secret(options->email);
    host->key = copy_secret(options->key);
    host->gap_ms = options->no_gap ? 0 : host->key ? service->gap_with_key_ms : service->gap_ms;
    host->attempts = usual(options->attempts, 4);
    host->pause_ms = usual(options->pause_ms, 1000);
    host->pause_most_ms = usual(options->pause_most_ms, 15000);
    host->patience_ms = usual(options->patience_ms, 60000);
    host->says = options->says;
    host->says_context = options->says_context;
    String agent = {0};
    string_add_text(&agent, "carrel/" CARREL_VERSION);
    if (host->email) {
        string_format(&agent, " (+mailto:%s)", host->email);
    }
    host->connection = connection_new(&(ConnectionLimits){
        .user_agent = string_text(&agent),
        .plain_http = host->address.plain,
        .connect_ms = usual(options->connect_ms, 15000),
        .stall_ms = usual(options->stall_ms, 30000),
        .largest = options->largest_reply > 0 ? options->largest_reply : service->largest_reply,
    });
    connection_set_offline(host->connection, options->offline);
    string_free(&agent);
    return host;
}

void host_free(Host *host) {
    if (host) {
        if (host->connection) {
            connection_free(host->connection);
        }
        address_free(&host->address);
        string_free(&host->gate);
        free(host->email);
        free(host->key);
        free(host);
    }
}

void host_stop(Host *host) {
    connection_set_stopped(host->connection, true);
}
void host_resume(Host *host) {
    connection_set_stopped(host->connection, false);
}
void host_set_offline(Host *host, bool offline) {
    connection_set_offline(host->connection, offline);
}

void host_redact(const Host *host, String *out, StringView text) {
    request_redact(out, text, host->email, host->key);
}

void host_reply_free(HostReply *reply) {
    string_free(&reply->content_type);
    string_free(&reply->body);
    string_free(&reply->url);
    *reply = (HostReply){0};
}

static GateClock gate_clock(void) {
    return (GateClock){clock_ticks_us(), clock_now_ms()};
}

// Until when it is closed then. Without the lock there is nothing to tell the others; the next of them
// finds out by itself.
static int64_t close_gate(Host *host, int64_t retry_after_ms) {
    GateLock lock;
    if (!gate_lock(string_text(&host->gate), &lock, NULL)) {
        return clock_now_ms();
    }
    gate_close(&lock.state, gate_clock(), host->started_us, retry_after_ms, host->pause_ms,
               host->pause_most_ms);
    gate_unlock(&lock, true);
    return lock.state.closed_until_ms;
}

static void open_gate(Host *host) {
    GateLock lock;
    if (gate_lock(string_text(&host->gate), &lock, NULL)) {
        bool refused = lock.state.refusals > 0;
        lock.state.refusals = 0;
        gate_unlock(&lock, refused);
    }
}

void host_refused(Host *host) {
    close_gate(host, 0);
}

static const char *phrase(int status) {
    switch (status) {
    case 429:
        return " Too Many Requests";
    case 500:
        return " Internal Server Error";
    case 502:
        return " Bad Gateway";
    case 503:
        return " Service Unavailable";
    case 504:
        return " Gateway Timeout";
    default:
        return "";
    }
}

// Ends a question without an answer: the host's name, then the sentence, secrets redacted.
static bool give_up(Question *question, HostOutcome outcome, Error *err, const char *sentence) {
    Host *host = question->host;
    String text = {0};
    host_redact(host, &text, sv(sentence));
    question->reply->outcome = outcome;
    error_set(err, outcome == HOST_STOPPED ? ERROR_CANCELLED : ERROR_NETWORK, "%s (%s) %s",
              host->service->title, string_text(&host->address.label), string_text(&text));
    string_free(&text);
    return false;
}

static bool interrupted(Question *question, ConnectionEnd end, Error *err) {
    if (end == CONNECTION_STOPPED) {
        return give_up(question, HOST_STOPPED, err, "was being asked when it was stopped");
    }
    return give_up(question, HOST_OFFLINE, err, "is not asked: carrel is offline");
}

static bool give_up_until(Question *question, int64_t until_ms, Error *err) {
    String text = {0};
    string_format(&text, "%s%sasks for a pause; it can be asked again from ", string_text(&question->why),
                  question->why.length > 0 ? " and " : "");
    clock_add_minute(&text, until_ms + 59999); // the first whole minute after it
    question->reply->not_before = until_ms;
    give_up(question, HOST_BUSY, err, string_text(&text));
    string_free(&text);
    return false;
}

static void say(Question *question, int64_t wait_us) {
    Host *host = question->host;
    if (!host->says) {
        return;
    }
    String sentence = {0};
    string_format(&sentence, "%s ", host->service->title);
    if (question->why.length > 0) {
        host_redact(host, &sentence, string_view(&question->why));
    } else {
        string_add_text(&sentence, "asked for a pause");
    }
    string_format(&sentence, "; asking %sin %lld s (%u of %u)", question->failures > 0 ? "again " : "",
                  (long long) ((wait_us + 999999) / 1000000), question->failures + 1, host->attempts);
    host->says(host->says_context, string_text(&sentence));
    string_free(&sentence);
}

static bool pause_for(Question *question, int64_t us, Error *err) {
    int64_t start = clock_ticks_us();
    ConnectionEnd end = connection_wait(question->host->connection, us);
    question->reply->waited_ms += (clock_ticks_us() - start) / 1000;
    return end == CONNECTION_WHOLE || interrupted(question, end, err);
}

// Waits until a request may start.
static bool pass_gate(Question *question, Error *err) {
    Host *host = question->host;
    bool said = false;
    for (;;) {
        // An interruption goes before what the gate says.
        if (!pause_for(question, 0, err)) {
            return false;
        }
        GateLock lock;
        Error trouble = {0};
        int64_t wait_us = 1000; // another process has the lock
        if (gate_lock(string_text(&host->gate), &lock, &trouble)) {
            GateClock now = gate_clock();
            wait_us = gate_pass(&lock.state, now, host->gap_ms);
            int64_t until_ms = lock.state.closed_until_ms;
            gate_unlock(&lock, wait_us == 0);
            if (wait_us == 0) {
                host->started_us = now.ticks_us;
                return true;
            }
            if (wait_us > (int64_t) host->patience_ms * 1000) {
                return give_up_until(question, until_ms, err);
            }
        } else if (trouble.kind != ERROR_NONE) {
            question->reply->outcome = HOST_REFUSED;
            if (err) {
                *err = trouble;
            }
            return false;
        }
        bool closed = wait_us > (int64_t) host->gap_ms * 1000;
        if (closed && !said && (question->busy || question->failures == 0)) {
            say(question, wait_us);
            said = true;
        }
        if (!pause_for(question, wait_us, err)) {
            return false;
        }
    }
}

static bool follow(Question *question, Error *err) {
    Host *host = question->host;
    const char *place = string_text(&question->came.location);
    String text = {0};
    bool ok = address_has(&host->address, place) && ++question->redirects <= MOST_REDIRECTS;
    if (ok) {
        string_clear(&question->url);
        string_add_text(&question->url, place);
    } else {
        string_format(&text, "sends on to %.200s%s; that is not followed (%s names where the service is)",
                      place, question->redirects > MOST_REDIRECTS ? ", round in a circle" : "",
                      host->service->setting);
        give_up(question, HOST_REFUSED, err, string_text(&text));
    }
    string_free(&text);
    return ok;
}

// After an attempt that another may mend: waits, or where it was the last one ends the question.
static bool once_more(Question *question, Error *err) {
    Host *host = question->host;
    if (question->busy) {
        question->reply->not_before = close_gate(host, question->retry_after_ms);
    }
    if (++question->failures < host->attempts) {
        if (question->busy) {
            return true; // the gate makes it wait
        }
        int64_t wait_us = 1000 * gate_pause_ms(question->failures - 1, host->pause_ms, host->pause_most_ms);
        say(question, wait_us);
        return pause_for(question, wait_us, err);
    }
    String text = {0};
    string_add(&text, string_view(&question->why));
    if (question->failures > 1) {
        string_format(&text, ", %u times in %lld s", question->failures,
                      (long long) (clock_ticks_us() - question->start_us + 999999) / 1000000);
    }
    string_add_text(&text, "; later it may answer");
    give_up(question, question->busy ? HOST_BUSY : HOST_FAILED, err, string_text(&text));
    string_free(&text);
    return false;
}

// One request. True where the question goes on or is answered: *answered.
static bool attempt(Question *question, bool *answered, Error *err) {
    Host *host = question->host;
    HostReply *reply = question->reply;
    ConnectionReply *came = &question->came;
    string_clear(&question->why);
    reply->attempts++;
    ConnectionEnd end = connection_ask(host->connection, string_text(&question->url),
                                       question->posts ? &question->form : NULL, came, &question->why);
    reply->bytes += came->bytes;
    reply->status = came->status;
    if (end == CONNECTION_STOPPED || end == CONNECTION_OFFLINE) {
        return interrupted(question, end, err);
    }
    if (end == CONNECTION_REFUSED) {
        return give_up(question, HOST_REFUSED, err, string_text(&question->why));
    }
    question->busy = end == CONNECTION_WHOLE && (came->status == 429 || came->status == 503);
    question->retry_after_ms = question->busy ? came->retry_after_ms : 0;
    if (end == CONNECTION_WHOLE && came->status >= 300 && came->status < 400 && came->location.length > 0) {
        return follow(question, err);
    }
    if (end == CONNECTION_WHOLE && !question->busy && came->status < 500) {
        *answered = true;
        open_gate(host);
        return true;
    }
    if (end == CONNECTION_WHOLE) {
        string_format(&question->why, "answered %d%s", came->status, phrase(came->status));
    }
    return once_more(question, err);
}

bool host_ask(Host *host, const HostRequest *request, HostReply *reply, Error *err) {
    // The reply's texts are filled by the connection, and keep their memory from question to question.
    Question question = {.host = host, .reply = reply, .start_us = clock_ticks_us()};
    question.came.body = reply->body;
    question.came.content_type = reply->content_type;
    string_clear(&question.came.body);
    string_clear(&question.came.content_type);
    string_clear(&reply->url);
    *reply = (HostReply){.url = reply->url};
    question.posts = request_build(host->service, string_text(&host->address.base), host->email, host->key,
                                   request, &question.url, &question.form);
    bool answered = false;
    while (!answered && pass_gate(&question, err) && attempt(&question, &answered, err)) {
    }
    reply->body = question.came.body;
    reply->content_type = question.came.content_type;
    request_mask(&reply->body, host->key);
    host_redact(host, &reply->url, string_view(&question.url));
    if (answered) {
        reply->not_before = 0;
    }
    reply->took_ms = (clock_ticks_us() - question.start_us) / 1000;
    string_free(&question.came.location);
    string_free(&question.url);
    string_free(&question.form);
    string_free(&question.why);
    return answered;
}
