#include "faults.h"

#include "carrel/base/clock.h"
#include "carrel/base/file.h"
#include "carrel/base/memory.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

void faults_free(Server *server) {
    for (size_t i = 0; i < server->fault_count; i++) {
        free(server->faults[i].kind);
        free(server->faults[i].name);
        free(server->faults[i].argument);
    }
    free(server->faults);
    server->faults = NULL;
    server->fault_count = 0;
}

static char *copy(StringView text) {
    String out = {0};
    string_add(&out, text);
    return string_take(&out);
}

static void add_fault(Server *server, size_t *capacity, StringView line) {
    StringView rest = sv_trim(line), kind, name = {0}, times = {0}, skip = {0};
    if (rest.length == 0 || rest.data[0] == '#' || !sv_split(&rest, ' ', &kind) ||
        !sv_split(&rest, ' ', &name)) {
        return;
    }
    Fault fault = {0};
    if (sv_split(&rest, ' ', &times)) {
        sv_number(times, &fault.times);
    }
    if (sv_split(&rest, ' ', &skip)) {
        sv_number(skip, &fault.skip);
    }
    size_t colon = sv_find_char(name, ':');
    fault.kind = copy(kind);
    fault.argument = copy(colon == SV_NONE ? SV("") : sv_from(name, colon + 1));
    fault.name = copy(colon == SV_NONE ? name : sv_part(name, 0, colon));
    server->faults = vec_grow(server->faults, capacity, server->fault_count + 1, sizeof *server->faults);
    server->faults[server->fault_count++] = fault;
}

void faults_read(Server *server) {
    String name = {0}, text = {0};
    string_format(&name, "%s/faults", server->folder);
    if (!file_exists(string_text(&name)) || !file_read_all(string_text(&name), 1 << 16, &text, NULL)) {
        string_clear(&text);
    }
    if (!sv_equal(string_view(&text), string_view(&server->fault_text))) {
        faults_free(server);
        size_t capacity = 0;
        StringView rest = string_view(&text), line;
        while (sv_line(&rest, &line)) {
            add_fault(server, &capacity, line);
        }
        string_clear(&server->fault_text);
        string_add(&server->fault_text, string_view(&text));
    }
    string_free(&name);
    string_free(&text);
}

// What the parts of the server that make replies ask for themselves.
static bool is_of_content(const char *name) {
    return strcmp(name, "lose") == 0 || strcmp(name, "merge") == 0;
}

bool fault_stands(Server *server, const char *kind, const char *name, long long *argument) {
    bool stands = false;
    pthread_mutex_lock(&server->lock);
    for (size_t i = 0; i < server->fault_count && !stands; i++) {
        const Fault *fault = &server->faults[i];
        stands = strcmp(fault->kind, kind) == 0 && strcmp(fault->name, name) == 0;
        if (stands && argument) {
            sv_number(sv(fault->argument), argument);
        }
    }
    pthread_mutex_unlock(&server->lock);
    return stands;
}

// Whether this request is one too many within a second.
static bool too_fast(Server *server) {
    int64_t now = clock_ticks_us(), first = server->recent_us[0];
    memmove(server->recent_us, server->recent_us + 1, sizeof server->recent_us - sizeof server->recent_us[0]);
    server->recent_us[2] = now;
    return first != 0 && now - first < 1000000;
}

const Fault *fault_take(Server *server, const char *kind, const char *service, Arena *arena) {
    Fault *taken = NULL;
    pthread_mutex_lock(&server->lock);
    faults_read(server);
    bool fast = strcmp(service, "ncbi") == 0 && too_fast(server);
    for (size_t i = 0; i < server->fault_count && !taken; i++) {
        Fault *fault = &server->faults[i];
        bool fits = strcmp(fault->kind, kind) == 0 || strcmp(fault->kind, service) == 0 ||
                    strcmp(fault->kind, "all") == 0;
        if (!fits || is_of_content(fault->name) || (strcmp(fault->name, "limit") == 0 && !fast)) {
            continue;
        }
        fault->seen++;
        if (fault->seen > fault->skip && (fault->times <= 0 || fault->seen <= fault->skip + fault->times)) {
            taken = ARENA_NEW(arena, Fault);
            taken->name = arena_copy(arena, strcmp(fault->name, "limit") == 0 ? "429" : fault->name);
            taken->argument = arena_copy(arena, fault->argument);
        }
    }
    pthread_mutex_unlock(&server->lock);
    return taken;
}

static void retry_after(const Fault *fault, Response *response) {
    StringView argument = sv(fault->argument);
    long long seconds;
    if (sv_starts(argument, SV("date=")) && sv_number(sv_from(argument, 5), &seconds)) {
        time_t then = time(NULL) + (time_t) seconds;
        struct tm parts;
        char text[64];
        gmtime_r(&then, &parts);
        strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts);
        string_format(&response->headers, "Retry-After: %s\r\n", text);
    } else if (argument.length > 0) {
        string_format(&response->headers, "Retry-After: %s\r\n", fault->argument);
    }
}

static void status(const Fault *fault, const char *kind, const Request *request, Response *response) {
    int code = atoi(fault->name);
    StringView key = request_value(request, "api_key");
    if (code == 429) {
        respond(response, code, "application/json");
        retry_after(fault, response);
        string_format(
            &response->body,
            "{\"error\":\"API rate limit exceeded\",\"api-key\":\"%.*s\",\"count\":\"4\",\"limit\":\"3\"}\n",
            (int) (key.length > 0 ? key.length : 9), key.length > 0 ? key.data : "127.0.0.1");
    } else if (code == 503 && strncmp(kind, "europepmc", 9) == 0) {
        respond(response, code, "text/plain");
        retry_after(fault, response);
        string_add_text(&response->body, "This API is temporarily unavailable due to maintenance");
    } else {
        respond(response, code, "text/html");
        retry_after(fault, response);
        string_format(&response->body,
                      "<html><head><title>Error %d</title></head><body><h1>Error %d</h1></body></html>\n",
                      code, code);
    }
}

static const struct {
    const char *kind, *type, *body;
} broken[] = {
    {"esearch", "text/plain", "OK (200): Search Backend failed: Database is not supported: pubmed\n"},
    {"efetch", "text/xml",
     "<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\n<eFetchResult>\n\t<ERROR>Unable to obtain query "
     "#1</ERROR>\n</eFetchResult>\n"},
    {"elink", "text/xml",
     "<eLinkResult>\n  <ERROR>Couldn't resolve #exLinkSrv2, the address table is "
     "empty.</ERROR>\n</eLinkResult>\n"},
    {"epost", "text/xml", "<ePostResult>\n\t<ERROR>Search Backend failed</ERROR>\n</ePostResult>\n"},
    {"europepmc-search", "application/json",
     "{\"version\":\"6.9\",\"errCode\":500,\"errMsg\":\"Internal error\"}"},
    {"", "application/json", "{\"error\":\"Internal error\"}"},
};

// neighbor_score and the JSON of elink die otherwise.
static const char score_eof[] =
    "{\"linksets\":[],\"ERROR\":\"NCBI C++ Exception:\n  TXCLIENT(CException::eUnknown) ... "
    "CTxRawClientImpl::readAll() --- Read failed: EOF\n  (the other side has unexpectedly closed "
    "connection)\"}\n";

static void in_band(const char *kind, const Request *request, Response *response) {
    size_t i = 0;
    while (broken[i].kind[0] != '\0' && strcmp(broken[i].kind, kind) != 0) {
        i++;
    }
    bool json = strcmp(kind, "elink") == 0 && request_is(request, "retmode", "json");
    respond(response, 200, json ? "application/json" : broken[i].type);
    string_add_text(&response->body, json ? score_eof : broken[i].body);
}

static void redirect(const Fault *fault, const Request *request, Response *response) {
    respond(response, 302, "text/html");
    string_add_text(&response->headers, "Location: ");
    if (strcmp(fault->argument, "here") == 0) {
        string_add(&response->headers, request->target);
    } else {
        string_add_text(&response->headers, fault->argument);
    }
    string_add_text(&response->headers, "\r\n");
    string_add_text(&response->body, "<html><body>Moved</body></html>\n");
}

void fault_apply(const Fault *fault, const char *kind, const Request *request, Response *response) {
    const char *name = fault->name;
    if (name[0] >= '1' && name[0] <= '9') {
        status(fault, kind, request, response);
    } else if (strcmp(name, "html") == 0) {
        respond(response, 200, "text/html; charset=UTF-8");
        string_add_text(&response->body,
                        "<!DOCTYPE html>\n<html><head><title>Temporarily out of service</title></head>"
                        "<body><p>We will be back.</p></body></html>\n");
    } else if (strcmp(name, "limited") == 0) {
        respond(response, 200, "application/json");
        string_add_text(&response->body,
                        "{\"error\":\"API rate limit "
                        "exceeded\",\"api-key\":\"127.0.0.1\",\"count\":\"4\",\"limit\":\"3\"}\n");
    } else if (strcmp(name, "error") == 0) {
        in_band(kind, request, response);
    } else if (strcmp(name, "redirect") == 0) {
        redirect(fault, request, response);
    } else if (strcmp(name, "empty") == 0) {
        respond(response, 200, response->type);
    } else if (strcmp(name, "half") == 0) {
        response->body.length /= 2;
        response->body.data[response->body.length] = '\0';
    } else if (strcmp(name, "headers") == 0) {
        for (int i = 0; i < 1 << 13; i++) {
            string_format(&response->headers, "X-Filler-%04d: %0110d\r\n", i, i);
        }
    }
}
