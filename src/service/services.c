#include "carrel/service/services.h"

#include <string.h>

#define MEGABYTES(count) ((size_t) (count) << 20)

// The gaps stay below what each service allows: NCBI 3 a second for all processes of an address and
// 10 with a key, of which bursts at exactly that pace were refused; OpenCitations 180 a minute;
// OpenAlex 10 a second; Crossref 5 a second, 10 for who gives an address; iCite and Europe PMC name none.
const Service services[SERVICE_COUNT] = {
    [SERVICE_NCBI] = {"ncbi", "NCBI", "service.ncbi.url", "CARREL_NCBI_URL",
                      "https://eutils.ncbi.nlm.nih.gov/entrez/eutils", 400, 110, MEGABYTES(64), "tool",
                      "email", "api_key", true},
    [SERVICE_EUROPEPMC] = {"europepmc", "Europe PMC", "service.europepmc.url", "CARREL_EUROPEPMC_URL",
                           "https://www.ebi.ac.uk/europepmc/webservices/rest", 200, 200, MEGABYTES(64), NULL,
                           NULL, NULL, false},
    [SERVICE_ICITE] = {"icite", "iCite", "service.icite.url", "CARREL_ICITE_URL",
                       "https://icite.od.nih.gov/api", 400, 400, MEGABYTES(64), NULL, NULL, NULL, false},
    [SERVICE_OPENCITATIONS] = {"opencitations", "OpenCitations", "service.opencitations.url",
                               "CARREL_OPENCITATIONS_URL", "https://api.opencitations.net/index/v2", 400, 400,
                               MEGABYTES(64), NULL, NULL, NULL, false},
    [SERVICE_OPENALEX] = {"openalex", "OpenAlex", "service.openalex.url", "CARREL_OPENALEX_URL",
                          "https://api.openalex.org", 200, 110, MEGABYTES(64), NULL, NULL, "api_key", false},
    [SERVICE_CROSSREF] = {"crossref", "Crossref", "service.crossref.url", "CARREL_CROSSREF_URL",
                          "https://api.crossref.org", 250, 250, MEGABYTES(64), NULL, "mailto", NULL, false},
};

ServiceId service_named(const char *name) {
    ServiceId id = 0;
    while (id < SERVICE_COUNT && strcmp(services[id].name, name) != 0) {
        id++;
    }
    return id;
}
