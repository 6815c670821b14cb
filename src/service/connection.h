#ifndef SERVICE_CONNECTION_H
#define SERVICE_CONNECTION_H

#include "carrel/base/error.h"
#include "carrel/base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// libcurl, for one request after the other over connections that are kept open. Knows
// nothing of services, gates and trying again.
typedef struct Connection Connection;

typedef struct {
    const char *user_agent;
    bool plain_http;     // may be asked without TLS
    unsigned connect_ms; // longest wait for a connection
    unsigned stall_ms;   // so long without 10,000 more bytes is a stall
    size_t largest;      // bytes of a reply, inflated
} ConnectionLimits;

Connection *connection_new(const ConnectionLimits *limits);
void connection_free(Connection *connection);

typedef enum {
    CONNECTION_WHOLE,   // a whole HTTP reply
    CONNECTION_BROKEN,  // another attempt may help; *why says what happened
    CONNECTION_REFUSED, // another attempt does not help; *why says what happened
    CONNECTION_STOPPED,
    CONNECTION_OFFLINE
} ConnectionEnd;

typedef struct {
    int status;
    String content_type, body, location; // location: absolute, of a redirect; else empty
    int64_t retry_after_ms;              // 0: none
    uint64_t bytes;                      // received, as sent
} ConnectionReply;

// One request: POST with `form`, or GET where that is NULL. *reply is overwritten.
ConnectionEnd connection_ask(Connection *connection, const char *url, const String *form,
                             ConnectionReply *reply, String *why);

// Waits so long; CONNECTION_WHOLE at the end of it, or why it ended early.
ConnectionEnd connection_wait(Connection *connection, int64_t us);

// From any thread.
void connection_set_stopped(Connection *connection, bool stopped);
void connection_set_offline(Connection *connection, bool offline);

#endif
