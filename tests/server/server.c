// Stands in for the open services, for tests and for trying carrel without a network:
//
//     server FOLDER [STUDIES]
//
// serves a world of STUDIES (50000) made-up studies (world.h) on a port of 127.0.0.1 of its own choice, which it
// writes into FOLDER/port when it listens. The services' base addresses are http://127.0.0.1:PORT/ncbi, /europepmc,
// /icite, /opencitations, /openalex and /crossref. FOLDER/faults says what goes wrong (faults.h); it may be
// written anew at any time. FOLDER/log gets a line for each request before it is answered:
//     microseconds since the start, connection, kind of question, fault or -, method, path, query or form, user agent
// with tabs between. It ends with the process that started it.
#include "http.h"

#include "carrel/base/clock.h"
#include "carrel/base/file.h"
#include "carrel/base/memory.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

static const struct {
    const char *path; // or its beginning, where it ends with a slash
    const char *kind, *service;
    bool chunked;
    Answer *answer;
} routes[] = {
    {"/ncbi/esearch.fcgi", "esearch", "ncbi", true, answer_esearch},
    {"/ncbi/efetch.fcgi", "efetch", "ncbi", true, answer_efetch},
    {"/ncbi/elink.fcgi", "elink", "ncbi", true, answer_elink},
    {"/ncbi/epost.fcgi", "epost", "ncbi", true, answer_epost},
    {"/europepmc/search", "europepmc-search", "europepmc", false, answer_europepmc_search},
    {"/europepmc/MED/", "europepmc-", "europepmc", false,
     answer_europepmc_links}, // its kind: the last of the path
    {"/icite/pubs", "icite", "icite", false, answer_icite},
    {"/opencitations/citations/", "opencitations", "opencitations", false, answer_opencitations},
    {"/opencitations/references/", "opencitations", "opencitations", false, answer_opencitations},
    {"/openalex/works", "openalex", "openalex", false, answer_openalex},
    {"/openalex/works/", "openalex", "openalex", false, answer_openalex},
    {"/crossref/works/", "crossref", "crossref", false, answer_crossref},
};
#define ROUTES (sizeof routes / sizeof routes[0])

typedef struct {
    Server *server;
    int socket;
    unsigned number;
} Visitor;

static size_t find_route(StringView path) {
    size_t i = 0;
    for (; i < ROUTES; i++) {
        StringView known = sv(routes[i].path);
        bool beginning = sv_ends(known, SV("/"));
        if (beginning ? sv_starts(path, known) : sv_equal(path, known)) {
            break;
        }
    }
    return i;
}

static void write_log(const Visitor *visitor, const Request *request, const char *kind, const char *fault) {
    Server *server = visitor->server;
    String line = {0}, name = {0};
    string_format(&name, "%s/log", server->folder);
    string_format(&line, "%lld\t%u\t%s\t%s\t", (long long) (clock_ticks_us() - server->start_us),
                  visitor->number, kind, fault);
    const StringView parts[] = {request->method, request->path, request->sent, request->user_agent};
    for (size_t i = 0; i < 4; i++) {
        string_add(&line, parts[i]);
        string_add_char(&line, i < 3 ? '\t' : '\n');
    }
    int log = open(string_text(&name), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (log < 0 || write(log, line.data, line.length) != (ssize_t) line.length) {
        perror(string_text(&name));
    }
    close(log);
    string_free(&line);
    string_free(&name);
}

static bool serve_one(const Visitor *visitor, Peer *peer, Request *request) {
    Server *server = visitor->server;
    size_t route = find_route(request->path);
    const char *kind = route < ROUTES ? routes[route].kind : "unknown";
    const char *service = route < ROUTES ? routes[route].service : "unknown";
    if (sv_ends(sv(kind), SV("-"))) {
        kind = sv_ends(request->path, SV("/citations")) ? "europepmc-citations" : "europepmc-references";
    }
    const Fault *fault = fault_take(server, kind, service, &request->arena);
    write_log(visitor, request, kind, fault ? fault->name : "-");
    Response response = {.chunked = route < ROUTES && routes[route].chunked};
    StringView key = request_value(request, "api_key");
    if (route == ROUTES) {
        respond(&response, 404, "text/html");
        string_add_text(&response.body, "<html><body>404</body></html>\n");
    } else if (strcmp(service, "ncbi") == 0 && key.data && (key.length == 0 || sv_starts(key, SV("bad")))) {
        respond(&response, 400, "application/json");
        string_add_text(&response.body, "{\"error\":\"API key invalid\",\"api-key\":\"");
        string_add(&response.body, key);
        string_add_text(&response.body, "\",\"type\":\"invalid\",\"status\":\"unknown\"}\n");
    } else {
        routes[route].answer(server, request, &response);
    }
    if (fault) {
        fault_apply(fault, kind, request, &response);
    }
    bool goes_on = http_send(peer, request, &response, fault);
    string_free(&response.body);
    string_free(&response.headers);
    return goes_on;
}

static void *serve(void *context) {
    Visitor *visitor = context;
    Peer peer = {.socket = visitor->socket};
    bool goes_on = true;
    int yes = 1; // or each chunk waits for the peer's delayed acknowledgement
    setsockopt(peer.socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    while (goes_on) {
        Request request;
        goes_on = http_read(&peer, &request) && serve_one(visitor, &peer, &request);
        arena_free(&request.arena);
    }
    close(peer.socket);
    string_free(&peer.got);
    free(visitor);
    return NULL;
}

static int listen_on(const char *folder) {
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    if (listener < 0 || bind(listener, (struct sockaddr *) &address, length) != 0 ||
        listen(listener, 64) != 0 || getsockname(listener, (struct sockaddr *) &address, &length) != 0) {
        perror("server");
        exit(1);
    }
    String name = {0}, port = {0};
    Error err = {0};
    string_format(&name, "%s/port", folder);
    string_format(&port, "%u\n", (unsigned) ntohs(address.sin_port));
    if (!file_write_all(string_text(&name), string_view(&port), 0600, &err)) {
        fprintf(stderr, "server: %s\n", err.text);
        exit(1);
    }
    string_free(&name);
    string_free(&port);
    return listener;
}

int main(int argc, char **argv) {
    if (argc < 2) {
        fputs("usage: server FOLDER [STUDIES]\n", stderr);
        return 2;
    }
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    signal(SIGPIPE, SIG_IGN);
    Server server = {.folder = argv[1], .start_us = clock_ticks_us()};
    pthread_mutex_init(&server.lock, NULL);
    world_make(&server.world, argc > 2 ? (uint32_t) strtoul(argv[2], NULL, 10) : 50000);
    int listener = listen_on(argv[1]);
    for (unsigned number = 1;; number++) {
        int socket = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
        if (socket < 0) {
            continue;
        }
        Visitor *visitor = memory_new(sizeof *visitor);
        *visitor = (Visitor){&server, socket, number};
        pthread_t thread;
        if (pthread_create(&thread, NULL, serve, visitor) == 0) {
            pthread_detach(thread);
        } else {
            close(socket);
            free(visitor);
        }
    }
}
