#ifndef SERVER_SERVER_H
#define SERVER_SERVER_H

#include "carrel/base/arena.h"
#include "carrel/base/map.h"
#include "carrel/base/str.h"
#include "world.h"

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

// What the parts of the test server share. It stands in for the open services on loopback: replies in
// their true shapes about the studies of world.h, and on request everything that goes wrong with them.

typedef struct {
    StringView name, value; // decoded
} Parameter;

typedef struct {
    Arena arena;
    StringView method, path; // path decoded, without the query
    StringView target;       // as it was sent
    StringView sent;         // the query or the form, as it was sent
    Parameter *parameters;
    size_t parameter_count;
    StringView user_agent;
    bool takes_gzip, keeps_open;
} Request;

// NULL data where it was not sent.
StringView request_value(const Request *request, const char *name);
bool request_is(const Request *request, const char *name, const char *value);
long long request_number(const Request *request, const char *name, long long otherwise);
// The PMIDs of all parameters of that name, each a list with commas; what is no number is left out.
void request_ids(const Request *request, const char *name, IdList *out);

typedef struct {
    int status;
    const char *type; // content type
    bool chunked;     // as NCBI sends
    String headers;   // more of them, each with its line end
    String body;
} Response;

void respond(Response *response, int status, const char *type);

// Results that NCBI keeps for a while. Under the server's lock.
typedef struct {
    IdList *lists;
    size_t count, capacity;
} History;

typedef struct {
    World world;
    const char *folder; // where port, log and faults are
    pthread_mutex_t lock;
    History history;
    struct Fault *faults; // see faults.h
    size_t fault_count;
    String fault_text;    // of the file, as it was read last
    int64_t recent_us[3]; // when the last requests to NCBI came, oldest first
    int64_t start_us;
} Server;

typedef void Answer(Server *server, const Request *request, Response *response);

// One for each kind of question; see routes in server.c.
Answer answer_esearch, answer_efetch, answer_elink, answer_epost;
Answer answer_europepmc_search, answer_europepmc_links;
Answer answer_icite, answer_opencitations, answer_openalex, answer_crossref;

// The study as PubMed XML (a PubmedArticle or PubmedBookArticle).
void pubmed_add_article(String *out, const World *world, uint32_t n);
long long history_keep(Server *server, const IdList *ids); // its query key
bool history_find(Server *server, StringView web_env, long long key, IdList *out);
// Whether a fault of that name stands for this kind of question now; *argument (may be NULL) gets its number.
bool fault_stands(Server *server, const char *kind, const char *name, long long *argument);

#endif
