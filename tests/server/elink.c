#include "server.h"

#include "carrel/base/json.h"

#define SIMILAR 20

static const char *const link_names[] = {"pubmed_pubmed", "pubmed_pubmed_citedin", "pubmed_pubmed_refs"};
enum { LINK_SIMILAR, LINK_CITED_IN, LINK_REFERENCES, LINK_COUNT };

// The numbers of the studies that the set of ids is linked to, as elink orders them: descending but for the
// similar ones. Several ids of one set are merged, without duplicates.
static void find_links(const World *world, const IdList *ids, size_t kind, IdList *out) {
    IdMap seen = {0};
    IdList one = {0};
    for (size_t i = 0; i < ids->count; i++) {
        uint32_t n = world_number(world, ids->ids[i]);
        one.count = 0;
        if (n > 0 && kind == LINK_SIMILAR) {
            world_similar(world, n, SIMILAR, &one);
        } else if (n > 0 && kind == LINK_REFERENCES && world_in_pmc(n)) {
            for (uint32_t at = world->reference_starts[n]; at < world->reference_starts[n + 1]; at++) {
                if (world_reference_known(n, at - world->reference_starts[n])) {
                    id_list_add(&one, world->references[at]);
                }
            }
        } else if (n > 0 && kind == LINK_CITED_IN) {
            for (uint32_t at = world->citer_starts[n]; at < world->citer_starts[n + 1]; at++) {
                if (world_in_pmc(world->citers[at])) {
                    id_list_add(&one, world->citers[at]);
                }
            }
        }
        for (size_t k = 0; k < one.count; k++) {
            if (!world_missing((uint32_t) one.ids[k]) && !id_map_get(&seen, one.ids[k], NULL)) {
                id_map_set(&seen, one.ids[k], 1);
                id_list_add(out, one.ids[k]);
            }
        }
    }
    if (kind != LINK_SIMILAR) {
        id_list_sort(out);
        for (size_t i = 0; i < out->count / 2; i++) {
            int64_t other = out->ids[out->count - 1 - i];
            out->ids[out->count - 1 - i] = out->ids[i];
            out->ids[i] = other;
        }
    }
    id_list_free(&one);
    id_map_free(&seen);
}

static bool wants(const Request *request, const char *name) {
    StringView names = request_value(request, "linkname"), one;
    if (names.length == 0) {
        return true;
    }
    while (sv_split(&names, ',', &one)) {
        if (sv_equal(one, sv(name))) {
            return true;
        }
    }
    return false;
}

typedef struct {
    Server *server;
    const Request *request;
    bool history;
    String *out;
    JsonWriter json;
} Linking;

static void text_number(JsonWriter *json, long long number) {
    String text = {0};
    string_format(&text, "%lld", number);
    json_text(json, string_text(&text));
    string_free(&text);
}

static void add_set_json(Linking *linking, const IdList *ids, const IdList *links) {
    JsonWriter *json = &linking->json;
    json_object_begin(json);
    json_field_text(json, "dbfrom", "pubmed");
    json_key(json, "ids");
    json_array_begin(json);
    for (size_t i = 0; i < ids->count; i++) {
        text_number(json, ids->ids[i]);
    }
    json_array_end(json);
    bool begun = false;
    for (size_t kind = 0; kind < LINK_COUNT; kind++) {
        if (links[kind].count == 0) {
            continue;
        }
        if (!begun) {
            json_key(json, linking->history ? "linksetdbhistories" : "linksetdbs");
            json_array_begin(json);
            begun = true;
        }
        json_object_begin(json);
        json_field_text(json, "dbto", "pubmed");
        json_field_text(json, "linkname", link_names[kind]);
        if (linking->history) {
            json_key(json, "querykey");
            text_number(json, history_keep(linking->server, &links[kind]));
        } else {
            json_key(json, "links");
            json_array_begin(json);
            for (size_t i = 0; i < links[kind].count; i++) {
                text_number(json, WORLD_PMID + links[kind].ids[i]);
            }
            json_array_end(json);
        }
        json_object_end(json);
    }
    if (begun) {
        json_array_end(json);
    }
    if (linking->history) {
        String env = {0};
        string_format(&env, "MCID_%024llx", (unsigned long long) linking->server->start_us);
        json_field_text(json, "webenv", string_text(&env));
        string_free(&env);
    }
    json_object_end(json);
}

static void add_set_xml(Linking *linking, const IdList *ids, const IdList *links) {
    String *out = linking->out;
    string_add_text(out, "\n  <LinkSet>\n    <DbFrom>pubmed</DbFrom>\n    <IdList>\n");
    for (size_t i = 0; i < ids->count; i++) {
        string_format(out, "      <Id>%lld</Id>\n", (long long) ids->ids[i]);
    }
    string_add_text(out, "    </IdList>\n");
    for (size_t kind = 0; kind < LINK_COUNT; kind++) {
        if (links[kind].count == 0) {
            continue;
        }
        if (linking->history) {
            string_format(
                out,
                "    <LinkSetDbHistory><DbTo>pubmed</DbTo><LinkName>%s</LinkName><QueryKey>%lld</QueryKey>"
                "</LinkSetDbHistory>\n    <WebEnv>MCID_%024llx</WebEnv>\n",
                link_names[kind], history_keep(linking->server, &links[kind]),
                (unsigned long long) linking->server->start_us);
            continue;
        }
        string_format(out, "    <LinkSetDb>\n      <DbTo>pubmed</DbTo>\n      <LinkName>%s</LinkName>\n",
                      link_names[kind]);
        for (size_t i = 0; i < links[kind].count; i++) {
            string_format(out, "        <Link>\n\t\t\t\t<Id>%lld</Id>\n\t\t\t</Link>\n",
                          (long long) WORLD_PMID + links[kind].ids[i]);
        }
        string_add_text(out, "    </LinkSetDb>\n");
    }
    string_add_text(out, "  </LinkSet>\n");
}

static void add_set(Linking *linking, const IdList *ids, bool json) {
    IdList links[LINK_COUNT] = {{0}};
    for (size_t kind = 0; kind < LINK_COUNT; kind++) {
        if (wants(linking->request, link_names[kind])) {
            find_links(&linking->server->world, ids, kind, &links[kind]);
        }
    }
    (json ? add_set_json : add_set_xml)(linking, ids, links);
    for (size_t kind = 0; kind < LINK_COUNT; kind++) {
        id_list_free(&links[kind]);
    }
}

// One LinkSet for each parameter "id", which may itself be a list.
static void add_sets(Linking *linking, bool json) {
    long long every = 0;
    bool loses = fault_stands(linking->server, "elink", "lose", &every) && every > 0;
    bool merges = fault_stands(linking->server, "elink", "merge", NULL);
    IdList ids = {0};
    size_t set = 0;
    for (size_t i = 0; i < linking->request->parameter_count; i++) {
        const Parameter *parameter = &linking->request->parameters[i];
        if (!sv_equal(parameter->name, SV("id"))) {
            continue;
        }
        StringView rest = parameter->value, part;
        if (!merges) {
            ids.count = 0;
        }
        while (sv_split(&rest, ',', &part)) {
            long long id;
            if (sv_number(sv_trim(part), &id)) {
                id_list_add(&ids, id);
            }
        }
        bool lost = loses && set++ % (size_t) every == 0;
        if (!lost && !merges) {
            add_set(linking, &ids, json);
        }
    }
    if (merges) {
        add_set(linking, &ids, json);
    }
    id_list_free(&ids);
}

void answer_elink(Server *server, const Request *request, Response *response) {
    bool json = request_is(request, "retmode", "json");
    respond(response, 200, json ? "application/json; charset=UTF-8" : "text/xml; charset=UTF-8");
    Linking linking = {
        .server = server, .request = request, .out = &response->body, .json = {.out = &response->body}};
    linking.history = request_is(request, "cmd", "neighbor_history");
    if (json) {
        json_object_begin(&linking.json);
        json_key(&linking.json, "header");
        json_object_begin(&linking.json);
        json_field_text(&linking.json, "type", "elink");
        json_field_text(&linking.json, "version", "0.3");
        json_object_end(&linking.json);
        json_key(&linking.json, "linksets");
        json_array_begin(&linking.json);
    } else {
        string_add_text(
            &response->body,
            "<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\n<!DOCTYPE eLinkResult PUBLIC \"-//NLM//DTD "
            "elink 20101123//EN\" \"https://eutils.ncbi.nlm.nih.gov/eutils/dtd/20101123/elink.dtd\">\n"
            "<eLinkResult>\n");
    }
    add_sets(&linking, json);
    if (json) {
        json_array_end(&linking.json);
        json_object_end(&linking.json);
        string_add_char(&response->body, '\n');
    } else {
        string_add_text(&response->body, "</eLinkResult>\n");
    }
}
