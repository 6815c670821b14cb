#ifndef SERVER_FAULTS_H
#define SERVER_FAULTS_H

#include "server.h"

// What goes wrong, from the file `faults` of the server's folder, which is looked at for every request;
// when it has changed, all counts begin anew. A line is
//     KIND NAME[:ARGUMENT] [TIMES [SKIP]]
// KIND is that of a question (esearch, efetch, elink, epost, europepmc-search, europepmc-citations,
// europepmc-references, icite, opencitations, openalex, crossref), the service (ncbi, europepmc) or all. The
// fault befalls TIMES requests of the kind (all without it, or for 0), after SKIP of them went well. The
// first line that fits is taken. Lines with # are comments. Names:
//     429 503 …          that status, with the body that services send; 429:7 with Retry-After: 7, 429:date=7 with
//                        a date 7 s ahead
//     html               a web page, status 200
//     error              what the service says in band, status 200, when it is broken
//     limited            {"error":"API rate limit exceeded"…}, status 200
//     limit              429 for what comes faster than three a second
//     half               a whole HTTP reply with half of the text
//     truncated          half of the body that Content-Length announces, then the end
//     cut                half of a chunked body, then the end
//     empty              no body, status 200
//     stall              headers and ten bytes, then nothing
//     silent             nothing at all
//     drip               ten bytes a second
//     slow:MS            the reply, that much later
//     reset              the connection is reset after half of the body
//     redirect:ADDRESS   302 to there ("here": to the same path)
//     bomb               gzip that inflates to 512 MB
//     damaged            gzip with a byte changed
//     headers            a megabyte of headers
//     lose:N             each Nth study is left out (efetch, elink, icite)
//     most:N             esearch gives no more than N ids at once
//     merge              elink answers one LinkSet for all
typedef struct Fault {
    char *kind, *name, *argument;
    long long times, skip, seen;
} Fault;

void faults_read(Server *server); // under the lock
void faults_free(Server *server);
// The fault that befalls this request, copied into the arena; NULL for none.
const Fault *fault_take(Server *server, const char *kind, const char *service, Arena *arena);
// Changes the response as the fault says, where that is a matter of its content.
void fault_apply(const Fault *fault, const char *kind, const Request *request, Response *response);

#endif
