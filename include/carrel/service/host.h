#ifndef CARREL_SERVICE_HOST_H
#define CARREL_SERVICE_HOST_H

#include "carrel/base/error.h"
#include "carrel/base/str.h"
#include "carrel/service/services.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// One exchange after the other with the host of one service, behind its gate: how often it may be
// asked, what is tried again, what is refused. Brings bytes and a status, and judges nothing of what
// they say. A Host is used by one thread at a time, but for the three functions that say so; that
// thread should block SIGPIPE. Whatever is waited for ends within half a second of host_stop.
typedef struct Host Host;

// What a user can hear while it goes on: "NCBI answered 429 Too Many Requests; asking again in 3 s
// (2 of 4)". Called on the thread of host_ask, before a wait. The sentence is valid during the call.
typedef void HostSays(void *context, const char *sentence);

// Zeros and NULLs stand for what is usual. Texts are copied.
typedef struct {
    const char *url;         // base address instead of the service's; http where the user wrote it so
    const char *email, *key; // of the user; NULL or empty: not sent
    const char
        *gates_folder; // where the processes of one user share the gates: see path_gates; made if missing
    bool offline;
    HostSays *says; // NULL: nobody listens
    void *says_context;
    // For tests, and for a service of one's own:
    bool no_gap;       // requests may start one right after the other
    unsigned attempts; // requests for one question, the first included (4)
    unsigned pause_ms,
        pause_most_ms;    // first pause before asking again, which doubles up to the second (1000, 15000)
    unsigned patience_ms; // longest wait that a Retry-After may ask for (60000)
    unsigned connect_ms;  // longest wait for a connection (15000)
    unsigned stall_ms;    // so long without 10,000 more bytes is a stall (30000)
    size_t largest_reply; // instead of the service's
} HostOptions;

// Refuses an address that is none, or an e-mail or key with blanks or control characters.
Host *host_new(ServiceId service, const HostOptions *options, Error *err);
void host_free(Host *host); // NULL is fine

typedef struct {
    const char *name, *value; // plain text; a NULL value leaves the parameter out
} HostParameter;

typedef struct {
    const char *path;                // "/esearch.fcgi", "/MED/1/citations": plain, behind the base address
    const HostParameter *parameters; // in this order, names may come several times (id=1&id=2)
    size_t parameter_count;
} HostRequest;

typedef enum {
    HOST_ANSWERED, // a whole HTTP reply came, whatever its status says (but 429 and 5xx)
    HOST_STOPPED,  // host_stop
    HOST_OFFLINE,  // nothing was sent, or what was under way was cut
    HOST_BUSY,     // 429 or 503, or still closed because of one: not before `not_before`
    HOST_FAILED,   // no connection, cut, stalled, 5xx, each time: later may help
    HOST_REFUSED   // sent elsewhere, too large, a certificate that does not hold: again does not help
} HostOutcome;

// What came. Starts as {0}; may be used for one question after the other.
typedef struct {
    HostOutcome outcome;
    int status;          // HTTP, of the last reply; 0 when none came
    String content_type; // "application/json": lower case, without its parameters; may be empty
    // Inflated, of the last reply, as it came but for the user's key, which is asterisks where a
    // reply echoes it. After HOST_FAILED it may be a part.
    String body;
    String url;         // that was asked last, key and e-mail address redacted
    unsigned attempts;  // requests sent for this question, redirects followed included
    uint64_t bytes;     // received over all of them, as sent (compressed, with headers)
    int64_t took_ms;    // from the call to its end
    int64_t waited_ms;  // of these at the gate and between attempts
    int64_t not_before; // HOST_BUSY: wall clock, ms since 1970
} HostReply;

void host_reply_free(HostReply *reply);

// Asks, by GET or, for a service that posts, by POST where the query is longer than 1,800
// characters. True only for HOST_ANSWERED; else *err says which host, what happened and what can
// be done. Both have key and e-mail address redacted. Kinds: ERROR_CANCELLED for HOST_STOPPED,
// ERROR_NETWORK for the rest.
bool host_ask(Host *host, const HostRequest *request, HostReply *reply, Error *err);

// For a caller that finds a refusal inside of a reply with status 200 (NCBI's "API rate limit
// exceeded"): closes the gate of the host for all, as a 429 does.
void host_refused(Host *host);

// From any thread: ends what the host is waiting for, and every question after it until host_resume.
void host_stop(Host *host);
void host_resume(Host *host);
// From any thread: offline nothing is sent, and what is under way is cut.
void host_set_offline(Host *host, bool offline);

// Appends `text` with the user's key and e-mail address, plain or percent-encoded, and whatever follows
// api_key= or email=, replaced by "[key]" and "[email]". For whatever of a reply is quoted.
void host_redact(const Host *host, String *out, StringView text);

#endif
