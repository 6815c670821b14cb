#include "server.h"

#include "carrel/base/json.h"

#include <stdio.h>
#include <string.h>

static void field_string(JsonWriter *json, const char *key, void (*add)(String *, uint32_t), uint32_t n) {
    String text = {0};
    add(&text, n);
    json_field_text(json, key, string_text(&text));
    string_free(&text);
}

static void field_digits(JsonWriter *json, const char *key, const char *before, long long number) {
    String text = {0};
    string_format(&text, "%s%lld", before, number);
    json_field_text(json, key, string_text(&text));
    string_free(&text);
}

static size_t citer_count(const World *world, uint32_t n) {
    return world->citer_starts[n + 1] - world->citer_starts[n];
}

static void add_authors(JsonWriter *json, uint32_t n) {
    json_key(json, "authorList");
    json_object_begin(json);
    json_key(json, "author");
    json_array_begin(json);
    for (size_t i = 0; i < world_authors(n); i++) {
        String initials = {0}, full = {0};
        world_add_initials(&initials, n, i);
        string_format(&full, "%s %s", world_family(n, i), string_text(&initials));
        json_object_begin(json);
        json_field_text(json, "fullName", string_text(&full));
        json_field_text(json, "firstName", string_text(&initials));
        json_field_text(json, "lastName", world_family(n, i));
        json_field_text(json, "initials", string_text(&initials));
        json_object_end(json);
        string_free(&initials);
        string_free(&full);
    }
    json_array_end(json);
    json_object_end(json);
}

static void add_core(JsonWriter *json, const World *world, uint32_t n) {
    add_authors(json, n);
    json_key(json, "journalInfo");
    json_object_begin(json);
    field_digits(json, "issue", "", 1 + n % 12);
    field_digits(json, "volume", "", 1 + n % 40);
    field_digits(json, "dateOfPublication", "", world_year(world, n));
    json_field_number(json, "yearOfPublication", world_year(world, n));
    json_key(json, "journal");
    json_object_begin(json);
    json_field_text(json, "title", world_journal(n));
    json_field_text(json, "medlineAbbreviation", world_journal(n));
    json_field_text(json, "isoabbreviation", world_journal(n));
    json_object_end(json);
    json_object_end(json);
    field_string(json, "abstractText", world_add_abstract, n);
    json_field_text(json, "language", "eng");
    json_key(json, "pubTypeList");
    json_object_begin(json);
    json_key(json, "pubType");
    json_array_begin(json);
    json_text(json, "Journal Article");
    if (world_retracted(n)) {
        json_text(json, "Retracted Publication");
    }
    json_array_end(json);
    json_object_end(json);
    if (world_retracted(n)) {
        json_key(json, "commentCorrectionList");
        json_object_begin(json);
        json_key(json, "commentCorrection");
        json_array_begin(json);
        json_object_begin(json);
        field_digits(json, "id", "", WORLD_PMID + (long long) n + 1);
        json_field_text(json, "source", "MED");
        json_field_text(json, "reference", world_journal(n + 1));
        json_field_text(json, "type", "Retraction in");
        json_field_number(json, "orderIn", 1);
        json_object_end(json);
        json_array_end(json);
        json_object_end(json);
    }
}

static void add_result(JsonWriter *json, const World *world, uint32_t n, StringView type) {
    json_object_begin(json);
    field_digits(json, "id", "", WORLD_PMID + (long long) n);
    json_field_text(json, "source", "MED");
    field_digits(json, "pmid", "", WORLD_PMID + (long long) n);
    if (world_in_pmc(n)) {
        field_digits(json, "pmcid", "PMC", WORLD_PMID + (long long) n);
    }
    if (!sv_equal(type, SV("idlist"))) {
        bool core = sv_equal(type, SV("core"));
        if (world_has_doi(n)) {
            field_string(json, "doi", world_add_doi, n);
        }
        field_string(json, "title", world_add_title, n);
        field_string(json, "authorString", world_add_author_line, n);
        if (!core) {
            json_field_text(json, "journalTitle", world_journal(n));
            field_digits(json, "issue", "", 1 + n % 12);
            field_digits(json, "journalVolume", "", 1 + n % 40);
            json_field_text(json, "pubType", "journal article");
        }
        field_digits(json, "pubYear", "", world_year(world, n));
        field_digits(json, "pageInfo", "e", n);
        if (core) {
            add_core(json, world, n);
        }
        json_field_text(json, "isOpenAccess", "N");
        json_field_text(json, "inEPMC", world_in_pmc(n) ? "Y" : "N");
        json_field_number(json, "citedByCount", (int64_t) citer_count(world, n));
        json_field_text(json, "hasReferences", n > 1 ? "Y" : "N");
    }
    json_object_end(json);
}

// A mark tells nothing to who gets it; here it is where the page begins.
static void add_mark(String *out, size_t start) {
    string_format(out, "AoIIP%08zx==", start);
}

static bool read_mark(StringView mark, size_t *start) {
    *start = 0;
    if (mark.length == 0 || sv_equal(mark, SV("*"))) {
        return true;
    }
    String text = {0};
    string_add(&text, mark);
    bool ok = mark.length == 15 && sscanf(string_text(&text), "AoIIP%8zx==", start) == 1;
    string_free(&text);
    return ok;
}

void answer_europepmc_search(Server *server, const Request *request, Response *response) {
    respond(response, 200, "application/json;charset=UTF-8");
    JsonWriter json = {.out = &response->body};
    long long size = request_number(request, "pageSize", 25);
    StringView type = request_value(request, "resultType"), mark = request_value(request, "cursorMark");
    StringView sort = request_value(request, "sort");
    size_t start;
    type = type.length > 0 ? type : SV("lite");
    json_object_begin(&json);
    json_field_text(&json, "version", "6.9");
    bool known = sv_equal(type, SV("lite")) || sv_equal(type, SV("core")) || sv_equal(type, SV("idlist"));
    IdList found = {0};
    String trouble = {0};
    if (size < 1 || size > 1000 || !known || !read_mark(mark, &start) || sort.length > 0 ||
        !request_is(request, "format", "json")) {
        // A parameter that it rejects leaves the version alone.
    } else if (!world_search(&server->world, request_value(request, "query"), &found, &trouble)) {
        String message = {0};
        string_format(&message, "Invalid query: %s", string_text(&trouble));
        json_field_number(&json, "errCode", 404);
        json_field_text(&json, "errMsg", string_text(&message));
        string_free(&message);
    } else {
        size_t end = start + (size_t) size < found.count ? start + (size_t) size : found.count;
        json_field_number(&json, "hitCount", (int64_t) found.count);
        if (found.count > (size_t) size) {
            String next = {0};
            if (start >= found.count) {
                string_add(&next, mark); // past the end the mark that was sent comes back, for ever
            } else {
                add_mark(&next, end);
            }
            json_field_text(&json, "nextCursorMark", string_text(&next));
            string_free(&next);
        }
        json_key(&json, "request");
        json_object_begin(&json);
        json_key(&json, "queryString");
        json_view(&json, request_value(request, "query"));
        json_key(&json, "resultType");
        json_view(&json, type);
        json_key(&json, "cursorMark");
        json_view(&json, mark.length > 0 ? mark : SV("*"));
        json_field_number(&json, "pageSize", size);
        json_field_text(&json, "sort", "");
        json_field_bool(&json, "synonym", false);
        json_object_end(&json);
        json_key(&json, "resultList");
        json_object_begin(&json);
        json_key(&json, "result");
        json_array_begin(&json);
        for (size_t i = start; i < end; i++) {
            add_result(&json, &server->world, (uint32_t) found.ids[i], type);
        }
        json_array_end(&json);
        json_object_end(&json);
    }
    json_object_end(&json);
    id_list_free(&found);
    string_free(&trouble);
}

// A row of /citations or /references. Where the service did not recognise the study there is its text
// and no identifier but perhaps a DOI.
static void add_link(JsonWriter *json, const World *world, uint32_t n, bool known, size_t order) {
    json_object_begin(json);
    if (known) {
        field_digits(json, "id", "", WORLD_PMID + (long long) n);
        json_field_text(json, "source", "MED");
        json_field_text(json, "citationType", "journal article");
    }
    field_string(json, "title", world_add_title, n);
    field_string(json, "authorString", world_add_author_line, n);
    json_field_text(json, "journalAbbreviation", world_journal(n));
    json_field_number(json, "pubYear", world_year(world, n));
    field_digits(json, "volume", "", 1 + n % 40);
    field_digits(json, "issue", "", 1 + n % 12);
    field_digits(json, "pageInfo", "e", n);
    if (order == 0) {
        json_field_number(json, "citedByCount", (int64_t) citer_count(world, n));
    } else {
        if (!known && world_has_doi(n)) {
            field_string(json, "doi", world_add_doi, n);
        }
        json_field_number(json, "citedOrder", (int64_t) order);
        json_field_text(json, "match", known ? "Y" : "N");
    }
    json_object_end(json);
}

void answer_europepmc_links(Server *server, const Request *request, Response *response) {
    const World *world = &server->world;
    respond(response, 200, "application/json;charset=UTF-8");
    // /MED/{pmid}/citations or /references
    StringView rest = sv_from(request->path, strlen("/europepmc/")), source, id, what;
    long long pmid = 0;
    bool path = sv_split(&rest, '/', &source) && sv_split(&rest, '/', &id) && sv_split(&rest, '/', &what) &&
                sv_number(id, &pmid);
    long long page = request_number(request, "page", 1), size = request_number(request, "pageSize", 25);
    JsonWriter json = {.out = &response->body};
    json_object_begin(&json);
    json_field_text(&json, "version", "6.9");
    if (path && page >= 1 && size >= 1 && size <= 1000 && request_is(request, "format", "json")) {
        uint32_t n = sv_equal(source, SV("MED")) ? world_number(world, pmid) : 0;
        bool citations = sv_equal(what, SV("citations"));
        const uint32_t *starts = citations ? world->citer_starts : world->reference_starts;
        const uint32_t *links = citations ? world->citers : world->references;
        size_t count = n > 0 ? starts[n + 1] - starts[n] : 0, first = (size_t) ((page - 1) * size);
        json_field_number(&json, "hitCount", (int64_t) count);
        json_key(&json, "request");
        json_object_begin(&json);
        json_key(&json, "id");
        json_view(&json, id);
        json_field_text(&json, "source", "MED");
        json_field_number(&json, "offSet", (int64_t) first);
        json_field_number(&json, "pageSize", size);
        json_object_end(&json);
        json_key(&json, citations ? "citationList" : "referenceList");
        json_object_begin(&json);
        json_key(&json, citations ? "citation" : "reference");
        json_array_begin(&json);
        for (size_t i = first; i < count && i < first + (size_t) size; i++) {
            uint32_t other = links[starts[n] + i];
            bool known = !world_missing(other) && (citations || world_reference_known(n, i));
            add_link(&json, world, other, known, citations ? 0 : i + 1);
        }
        json_array_end(&json);
        json_object_end(&json);
    }
    json_object_end(&json);
}
