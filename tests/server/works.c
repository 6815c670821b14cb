#include "server.h"

#include "carrel/base/json.h"

#include <string.h>

// iCite, OpenCitations, OpenAlex and Crossref.

static const uint32_t *references_of(const World *world, uint32_t n, size_t *count) {
    *count = world->reference_starts[n + 1] - world->reference_starts[n];
    return world->references + world->reference_starts[n];
}
static const uint32_t *citers_of(const World *world, uint32_t n, size_t *count) {
    *count = world->citer_starts[n + 1] - world->citer_starts[n];
    return world->citers + world->citer_starts[n];
}

static void field_string(JsonWriter *json, const char *key, void (*add)(String *, uint32_t), uint32_t n) {
    String text = {0};
    add(&text, n);
    json_field_text(json, key, string_text(&text));
    string_free(&text);
}

static void add_pmids(JsonWriter *json, const char *key, const uint32_t *numbers, size_t count) {
    json_key(json, key);
    json_array_begin(json);
    for (size_t i = 0; i < count; i++) {
        if (!world_missing(numbers[i])) {
            json_number(json, WORLD_PMID + (int64_t) numbers[i]);
        }
    }
    json_array_end(json);
}

static void icite_add(JsonWriter *json, const World *world, uint32_t n, bool legacy) {
    size_t cited, citing;
    const uint32_t *references = references_of(world, n, &cited), *citers = citers_of(world, n, &citing);
    json_object_begin(json);
    if (!legacy) {
        String id = {0};
        string_format(&id, "%u", WORLD_PMID + n);
        json_field_text(json, "_id", string_text(&id));
        string_free(&id);
    }
    json_field_number(json, "pmid", WORLD_PMID + (int64_t) n);
    json_field_number(json, "year", world_year(world, n));
    field_string(json, "title", world_add_title, n);
    json_field_text(json, "journal", world_journal(n));
    if (world_has_doi(n)) {
        field_string(json, "doi", world_add_doi, n);
    }
    json_field_bool(json, "is_research_article", true);
    json_field_number(json, legacy ? "citation_count" : "citationCount", (int64_t) citing);
    add_pmids(json, legacy ? "cited_by" : "citedByPmids", citers, citing);
    add_pmids(json, legacy ? "references" : "citedPmids", references, cited);
    json_field_bool(json, "provisional", false);
    json_object_end(json);
}

void answer_icite(Server *server, const Request *request, Response *response) {
    IdList ids = {0};
    request_ids(request, "pmids", &ids);
    if (ids.count > 1000) {
        respond(response, 413, "text/html");
        string_add_text(&response->body, "<html><body><h1>413 Request Entity Too Large</h1></body></html>\n");
    } else {
        respond(response, 200, "application/json");
        long long every = 0;
        fault_stands(server, "icite", "lose", &every);
        JsonWriter json = {.out = &response->body};
        json_object_begin(&json);
        json_key(&json, "meta");
        json_object_begin(&json);
        json_key(&json, "pmids");
        json_view(&json, request_value(request, "pmids"));
        json_object_end(&json);
        json_key(&json, "data");
        json_array_begin(&json);
        for (size_t i = 0; i < ids.count; i++) {
            uint32_t n = world_number(&server->world, ids.ids[i]);
            if (n > 0 && (every <= 0 || i % (size_t) every != 0)) {
                icite_add(&json, &server->world, n, !request_is(request, "legacy", "false"));
            }
        }
        json_array_end(&json);
        json_object_end(&json);
    }
    id_list_free(&ids);
}

static void add_omid(JsonWriter *json, const char *key, uint32_t n) {
    String text = {0};
    string_format(&text, "omid:br/06%u", n);
    if (world_has_doi(n)) {
        string_add_text(&text, " doi:");
        world_add_doi(&text, n);
    }
    string_format(&text, " pmid:%u", WORLD_PMID + n);
    json_field_text(json, key, string_text(&text));
    string_free(&text);
}

void answer_opencitations(Server *server, const Request *request, Response *response) {
    const World *world = &server->world;
    respond(response, 200, "application/json");
    // /opencitations/{citations|references}/{doi:|pmid:}…; a bare identifier finds nothing
    StringView rest = sv_from(request->path, strlen("/opencitations/")), what;
    sv_split(&rest, '/', &what);
    uint32_t n = 0;
    long long pmid;
    if (sv_starts(rest, SV("pmid:")) && sv_number(sv_from(rest, 5), &pmid)) {
        n = world_number(world, pmid);
    } else if (sv_starts(rest, SV("doi:"))) {
        n = world_doi_number(world, sv_from(rest, 4));
    }
    size_t count = 0;
    bool citations = sv_equal(what, SV("citations"));
    const uint32_t *links = NULL;
    if (n > 0) {
        links = citations ? citers_of(world, n, &count) : references_of(world, n, &count);
    }
    JsonWriter json = {.out = &response->body};
    json_array_begin(&json);
    for (size_t i = 0; i < count; i++) {
        uint32_t citing = citations ? links[i] : n, cited = citations ? n : links[i];
        if (world_missing(links[i])) {
            continue;
        }
        String text = {0};
        json_object_begin(&json);
        string_format(&text, "06%u-06%u", citing, cited);
        json_field_text(&json, "oci", string_text(&text));
        add_omid(&json, "citing", citing);
        add_omid(&json, "cited", cited);
        string_clear(&text);
        world_add_date(&text, world_day(world, citing), '-');
        json_field_text(&json, "creation", string_text(&text));
        string_clear(&text);
        string_format(&text, "P%dY", world_year(world, citing) - world_year(world, cited));
        json_field_text(&json, "timespan", string_text(&text));
        json_field_text(&json, "journal_sc", "no");
        json_field_text(&json, "author_sc", "no");
        json_object_end(&json);
        string_free(&text);
    }
    json_array_end(&json);
}

static void add_work_id(String *out, uint32_t n) {
    string_format(out, "https://openalex.org/W%u", 1000000 + n);
}

static uint32_t work_number(const World *world, StringView id) {
    long long number;
    if (sv_starts_nocase(id, SV("doi:"))) {
        return world_doi_number(world, sv_from(id, 4));
    }
    if (sv_starts_nocase(id, SV("https://doi.org/"))) {
        return world_doi_number(world, sv_from(id, 16));
    }
    if (sv_starts_nocase(id, SV("pmid:")) && sv_number(sv_from(id, 5), &number)) {
        return world_number(world, number);
    }
    if (sv_starts(id, SV("W")) && sv_number(sv_from(id, 1), &number)) {
        return world_number(world, WORLD_PMID + number - 1000000);
    }
    return 0;
}

// Each word with its places, as there are no abstracts in plain text. [docs.openalex.org]
static void add_inverted(JsonWriter *json, uint32_t n) {
    String text = {0};
    Map seen = {0};
    world_add_abstract(&text, n);
    json_key(json, "abstract_inverted_index");
    json_object_begin(json);
    StringView rest = string_view(&text), word;
    while (sv_split(&rest, ' ', &word)) {
        if (map_get(&seen, word, NULL)) {
            continue;
        }
        map_set(&seen, word, 1);
        String key = {0};
        string_add(&key, word);
        json_key(json, string_text(&key));
        string_free(&key);
        json_array_begin(json);
        StringView all = string_view(&text), other;
        for (int64_t place = 0; sv_split(&all, ' ', &other); place++) {
            if (sv_equal(other, word)) {
                json_number(json, place);
            }
        }
        json_array_end(json);
    }
    json_object_end(json);
    map_free(&seen);
    string_free(&text);
}

static void openalex_add(JsonWriter *json, const World *world, uint32_t n) {
    size_t count, citing;
    const uint32_t *references = references_of(world, n, &count);
    citers_of(world, n, &citing);
    String text = {0};
    json_object_begin(json);
    field_string(json, "id", add_work_id, n);
    if (world_has_doi(n)) {
        string_add_text(&text, "https://doi.org/");
        world_add_doi(&text, n);
        json_field_text(json, "doi", string_text(&text));
    }
    field_string(json, "title", world_add_title, n);
    json_field_number(json, "publication_year", world_year(world, n));
    string_clear(&text);
    world_add_date(&text, world_day(world, n), '-');
    json_field_text(json, "publication_date", string_text(&text));
    json_key(json, "ids");
    json_object_begin(json);
    field_string(json, "openalex", add_work_id, n);
    string_clear(&text);
    string_format(&text, "https://pubmed.ncbi.nlm.nih.gov/%u", WORLD_PMID + n);
    json_field_text(json, "pmid", string_text(&text));
    json_object_end(json);
    json_field_text(json, "type", "article");
    json_field_bool(json, "is_retracted", world_retracted(n));
    json_field_number(json, "cited_by_count", (int64_t) citing);
    json_key(json, "referenced_works");
    json_array_begin(json);
    for (size_t i = 0; i < count; i++) {
        string_clear(&text);
        add_work_id(&text, references[i]);
        json_text(json, string_text(&text));
    }
    json_array_end(json);
    add_inverted(json, n);
    json_object_end(json);
    string_free(&text);
}

// filter=cites:W1|W2, the same of cited_by, or doi:… or pmid:…|…
static void openalex_find(const World *world, StringView filter, IdList *found) {
    bool cites = sv_starts(filter, SV("cites:")), cited = sv_starts(filter, SV("cited_by:"));
    StringView name = sv_part(filter, 0, sv_find_char(filter, ':') + 1), one;
    StringView rest = sv_from(filter, name.length), kind = cites || cited ? SV("") : name;
    while (sv_split(&rest, '|', &one)) {
        String id = {0};
        string_add(&id, kind);
        string_add(&id, one);
        uint32_t n = work_number(world, string_view(&id));
        size_t count = 0;
        const uint32_t *linked = n == 0  ? NULL
                                 : cites ? citers_of(world, n, &count)
                                 : cited ? references_of(world, n, &count)
                                         : NULL;
        if (kind.length > 0 && n > 0) {
            id_list_add(found, n);
        }
        for (size_t i = 0; i < count; i++) {
            id_list_add(found, linked[i]);
        }
        string_free(&id);
    }
    id_list_sort(found);
}

void answer_openalex(Server *server, const Request *request, Response *response) {
    const World *world = &server->world;
    JsonWriter json = {.out = &response->body};
    StringView rest = sv_from(request->path, strlen("/openalex/works"));
    if (sv_starts(rest, SV("/"))) {
        uint32_t n = work_number(world, sv_from(rest, 1));
        if (n == 0) {
            respond(response, 404, "text/html; charset=utf-8");
            string_add_text(&response->body,
                            "<!doctype html>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n");
            return;
        }
        respond(response, 200, "application/json");
        openalex_add(&json, world, n);
        return;
    }
    StringView cursor = request_value(request, "cursor");
    if (cursor.length > 0 && request_value(request, "api_key").length == 0) {
        respond(response, 401, "application/json");
        string_add_text(&response->body,
                        "{\"error\":\"Unauthorized\",\"message\":\"Cursors need an API key.\"}\n");
        return;
    }
    long long per_page = request_number(request, "per_page", 25), page = request_number(request, "page", 1),
              at;
    if (sv_number(cursor, &at)) {
        page = at;
    }
    if (per_page < 1 || per_page > 100 || page < 1 || page * per_page > 10000) {
        respond(response, 400, "application/json");
        string_add_text(&response->body,
                        "{\"error\":\"Pagination error.\",\"message\":\"Maximum results size of "
                        "10,000 records is exceeded.\"}\n");
        return;
    }
    respond(response, 200, "application/json");
    IdList found = {0};
    openalex_find(world, request_value(request, "filter"), &found);
    json_object_begin(&json);
    json_key(&json, "meta");
    json_object_begin(&json);
    json_field_number(&json, "count", (int64_t) found.count);
    json_field_number(&json, "page", page);
    json_field_number(&json, "per_page", per_page);
    size_t first = (size_t) ((page - 1) * per_page);
    if (cursor.length > 0) {
        json_key(&json, "next_cursor");
        bool more = first + (size_t) per_page < found.count;
        String next = {0};
        string_format(&next, "%lld", page + 1);
        json_text(&json, more ? string_text(&next) : NULL);
        string_free(&next);
    }
    json_object_end(&json);
    json_key(&json, "results");
    json_array_begin(&json);
    for (size_t i = first; i < found.count && i < first + (size_t) per_page; i++) {
        openalex_add(&json, world, (uint32_t) found.ids[i]);
    }
    json_array_end(&json);
    json_object_end(&json);
    id_list_free(&found);
}

static void crossref_add(JsonWriter *json, const World *world, uint32_t n) {
    size_t count, citing;
    const uint32_t *references = references_of(world, n, &count);
    citers_of(world, n, &citing);
    String text = {0};
    json_object_begin(json);
    field_string(json, "DOI", world_add_doi, n);
    json_field_text(json, "type", "journal-article");
    json_key(json, "title");
    json_array_begin(json);
    world_add_title(&text, n);
    json_text(json, string_text(&text));
    json_array_end(json);
    json_key(json, "container-title");
    json_array_begin(json);
    json_text(json, world_journal(n));
    json_array_end(json);
    json_key(json, "author");
    json_array_begin(json);
    for (size_t i = 0; i < world_authors(n); i++) {
        string_clear(&text);
        world_add_initials(&text, n, i);
        json_object_begin(json);
        json_field_text(json, "given", string_text(&text));
        json_field_text(json, "family", world_family(n, i));
        json_object_end(json);
    }
    json_array_end(json);
    json_key(json, "issued");
    json_object_begin(json);
    json_key(json, "date-parts");
    json_array_begin(json);
    json_array_begin(json);
    json_number(json, world_year(world, n));
    json_array_end(json);
    json_array_end(json);
    json_object_end(json);
    json_field_number(json, "is-referenced-by-count", (int64_t) citing);
    json_field_number(json, "reference-count", (int64_t) count);
    json_key(json, "reference");
    json_array_begin(json);
    for (size_t i = 0; i < count; i++) {
        uint32_t cited = references[i];
        json_object_begin(json);
        string_clear(&text);
        string_format(&text, "ref%zu", i + 1);
        json_field_text(json, "key", string_text(&text));
        if (world_has_doi(cited) && world_reference_known(n, i)) {
            json_field_text(json, "doi-asserted-by", "publisher");
            field_string(json, "DOI", world_add_doi, cited);
        } else {
            string_clear(&text);
            string_format(&text, "%d", world_year(world, cited));
            json_field_text(json, "author", world_family(cited, 0));
            json_field_text(json, "year", string_text(&text));
            field_string(json, "article-title", world_add_title, cited);
            json_field_text(json, "journal-title", world_journal(cited));
        }
        json_object_end(json);
    }
    json_array_end(json);
    json_object_end(json);
    string_free(&text);
}

void answer_crossref(Server *server, const Request *request, Response *response) {
    uint32_t n = world_doi_number(&server->world, sv_from(request->path, strlen("/crossref/works/")));
    bool polite = request_value(request, "mailto").length > 0;
    if (n == 0) {
        respond(response, 404, "text/plain");
        string_add_text(&response->body, "Resource not found.");
    } else {
        respond(response, 200, "application/json");
        JsonWriter json = {.out = &response->body};
        json_object_begin(&json);
        json_field_text(&json, "status", "ok");
        json_field_text(&json, "message-type", "work");
        json_field_text(&json, "message-version", "1.0.0");
        json_key(&json, "message");
        crossref_add(&json, &server->world, n);
        json_object_end(&json);
    }
    string_format(&response->headers,
                  "x-api-pool: %s\r\nx-rate-limit-limit: %d\r\nx-rate-limit-interval: "
                  "1s\r\nx-concurrency-limit: %d\r\n",
                  polite ? "polite" : "public", polite ? 10 : 5, polite ? 3 : 1);
}
