#ifndef SERVER_HTTP_H
#define SERVER_HTTP_H

#include "faults.h"

// One HTTP/1.1 connection, as much of it as the tests need.
typedef struct {
    int socket;
    String got; // bytes that were read and belong to the next request
} Peer;

// Waits for a request; false when the peer has gone or sends nonsense. *request lives in its arena.
bool http_read(Peer *peer, Request *request);
// Sends the response, as the fault (NULL: none) wants it sent. False: the connection ends.
bool http_send(Peer *peer, const Request *request, Response *response, const Fault *fault);

#endif
