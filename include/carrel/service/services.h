#ifndef CARREL_SERVICE_SERVICES_H
#define CARREL_SERVICE_SERVICES_H

#include <stdbool.h>
#include <stddef.h>

// The open services that carrel can ask. A constant table, for any thread.
typedef enum {
    SERVICE_NCBI,
    SERVICE_EUROPEPMC,
    SERVICE_ICITE,
    SERVICE_OPENCITATIONS,
    SERVICE_OPENALEX,
    SERVICE_CROSSREF,
    SERVICE_COUNT
} ServiceId;

typedef struct {
    const char *name;        // "ncbi": in commands, files and options
    const char *title;       // "NCBI": in sentences
    const char *setting;     // "service.ncbi.url": the option that names another base address
    const char *environment; // "CARREL_NCBI_URL": which goes before the setting
    const char *url;         // base address, without a slash at the end
    // Least milliseconds between the starts of two requests of this user, without and with a key.
    unsigned gap_ms, gap_with_key_ms;
    size_t largest_reply; // bytes, inflated; more is refused
    // Names of the parameters that carry the program, the e-mail address and the key; NULL: not sent.
    const char *tool_parameter, *email_parameter, *key_parameter;
    bool posts; // takes a form by POST where the query is long
} Service;

extern const Service services[SERVICE_COUNT];

// The service of that name; SERVICE_COUNT where there is none.
ServiceId service_named(const char *name);

#endif
