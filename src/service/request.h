#ifndef SERVICE_REQUEST_H
#define SERVICE_REQUEST_H

#include "carrel/base/error.h"
#include "carrel/base/str.h"
#include "carrel/service/host.h"
#include "carrel/service/services.h"

#include <stdbool.h>

// Texts: addresses, forms, and what must not be seen in them.

// A base address taken apart. Starts as {0}.
typedef struct {
    String base;   // without a slash at the end
    String origin; // "https://host:port", to tell whether another address is of the same host
    String label;  // "host" or "host:port", for sentences
    bool plain;    // http
} Address;

// Refuses what is no http or https address, has a user, a query or a fragment.
bool address_parse(Address *address, const char *url, Error *err);
bool address_has(const Address *address, const char *url); // same scheme, host and port
void address_free(Address *address);

// base + path + "?" + query; or where the service posts and the query is long, the query in *form.
// True where the form is used.
bool request_build(const Service *service, const char *base, const char *email, const char *key,
                   const HostRequest *request, String *url, String *form);

// What stands in for secrets; see host_redact.
void request_redact(String *out, StringView text, const char *email, const char *key);
// Puts asterisks over the key wherever it stands in text.
void request_mask(String *text, const char *key);

#endif
