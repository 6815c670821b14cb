#include "server.h"

#include "carrel/base/escape.h"
#include "carrel/base/json.h"
#include "carrel/base/memory.h"

#include <stdlib.h>

#define CEILING 9999 // of esearch, and of efetch from a history

static const char xml_head[] = "<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\n";

// WebEnv holds the number of the process, so that one of another run is not found.
static void add_web_env(String *out, const Server *server) {
    string_format(out, "MCID_%024llx", (unsigned long long) server->start_us);
}

long long history_keep(Server *server, const IdList *ids) {
    pthread_mutex_lock(&server->lock);
    History *history = &server->history;
    history->lists = vec_grow(history->lists, &history->capacity, history->count + 1, sizeof *history->lists);
    IdList copy = {0};
    for (size_t i = 0; i < ids->count; i++) {
        id_list_add(&copy, ids->ids[i]);
    }
    history->lists[history->count++] = copy;
    long long key = (long long) history->count;
    pthread_mutex_unlock(&server->lock);
    return key;
}

bool history_find(Server *server, StringView web_env, long long key, IdList *out) {
    String own = {0};
    add_web_env(&own, server);
    pthread_mutex_lock(&server->lock);
    bool found = sv_equal(web_env, string_view(&own)) && key >= 1 && (size_t) key <= server->history.count;
    for (size_t i = 0; found && i < server->history.lists[key - 1].count; i++) {
        id_list_add(out, server->history.lists[key - 1].ids[i]);
    }
    pthread_mutex_unlock(&server->lock);
    string_free(&own);
    return found;
}

// mindate and maxdate, with or without datetype, narrow what the term found.
static void narrow(const Server *server, const Request *request, IdList *found) {
    int from, to;
    if (!world_read_day(request_value(request, "mindate"), false, &from) ||
        !world_read_day(request_value(request, "maxdate"), true, &to)) {
        return;
    }
    size_t kept = 0;
    for (size_t i = 0; i < found->count; i++) {
        int day = world_day(&server->world, (uint32_t) found->ids[i]);
        if (day >= from && day <= to) {
            found->ids[kept++] = found->ids[i];
        }
    }
    found->count = kept;
}

typedef struct {
    const IdList *found; // numbers of studies
    size_t start, end;   // the page
    size_t asked;        // where it was to start
    bool cut;            // at the ceiling
    long long key;       // 0: no history
    StringView term;
} Page;

static void esearch_json(Server *server, const Page *page, String *out) {
    JsonWriter json = {.out = out};
    String number = {0};
    json_object_begin(&json);
    json_key(&json, "header");
    json_object_begin(&json);
    json_field_text(&json, "type", "esearch");
    json_field_text(&json, "version", "0.3");
    json_object_end(&json);
    json_key(&json, "esearchresult");
    json_object_begin(&json);
    const struct {
        const char *name;
        size_t value;
    } counts[] = {
        {"count", page->found->count}, {"retmax", page->end - page->start}, {"retstart", page->asked}};
    for (size_t i = 0; i < 3; i++) {
        string_clear(&number);
        string_format(&number, "%zu", counts[i].value);
        json_field_text(&json, counts[i].name, string_text(&number));
    }
    if (page->key > 0) {
        string_clear(&number);
        string_format(&number, "%lld", page->key);
        json_field_text(&json, "querykey", string_text(&number));
        string_clear(&number);
        add_web_env(&number, server);
        json_field_text(&json, "webenv", string_text(&number));
    }
    json_key(&json, "idlist");
    json_array_begin(&json);
    for (size_t i = page->start; i < page->end; i++) {
        string_clear(&number);
        string_format(&number, "%lld", WORLD_PMID + (long long) page->found->ids[i]);
        json_text(&json, string_text(&number));
    }
    json_array_end(&json);
    json_key(&json, "translationset");
    json_array_begin(&json);
    json_array_end(&json);
    json_key(&json, "querytranslation");
    json_view(&json, page->term);
    bool none = page->found->count == 0;
    if (none) {
        json_key(&json, "errorlist");
        json_object_begin(&json);
        json_key(&json, "phrasesnotfound");
        json_array_begin(&json);
        json_view(&json, page->term);
        json_array_end(&json);
        json_key(&json, "fieldsnotfound");
        json_array_begin(&json);
        json_array_end(&json);
        json_object_end(&json);
    }
    if (none || page->cut) {
        json_key(&json, "warninglist");
        json_object_begin(&json);
        json_key(&json, "phrasesignored");
        json_array_begin(&json);
        json_array_end(&json);
        json_key(&json, "quotedphrasesnotfound");
        json_array_begin(&json);
        json_array_end(&json);
        json_key(&json, "outputmessages");
        json_array_begin(&json);
        string_clear(&number);
        string_format(&number, "start and count adjusted to %zu, %zu", page->start, page->end - page->start);
        json_text(&json, none ? "No items found." : string_text(&number));
        json_array_end(&json);
        json_object_end(&json);
    }
    json_object_end(&json);
    json_object_end(&json);
    string_add_char(out, '\n');
    string_free(&number);
}

static void esearch_xml(Server *server, const Page *page, String *out) {
    string_format(out,
                  "%s<!DOCTYPE eSearchResult PUBLIC \"-//NLM//DTD esearch 20060628//EN\" "
                  "\"https://eutils.ncbi.nlm.nih.gov/eutils/dtd/20060628/esearch.dtd\">\n"
                  "<eSearchResult><Count>%zu</Count><RetMax>%zu</RetMax><RetStart>%zu</RetStart>",
                  xml_head, page->found->count, page->end - page->start, page->asked);
    if (page->key > 0) {
        string_format(out, "<QueryKey>%lld</QueryKey><WebEnv>", page->key);
        add_web_env(out, server);
        string_add_text(out, "</WebEnv>");
    }
    string_add_text(out, page->end > page->start ? "<IdList>\n" : "<IdList/>");
    for (size_t i = page->start; i < page->end; i++) {
        string_format(out, "<Id>%lld</Id>\n", WORLD_PMID + (long long) page->found->ids[i]);
    }
    string_add_text(out, page->end > page->start ? "</IdList><TranslationSet/><QueryTranslation>"
                                                 : "<TranslationSet/><QueryTranslation>");
    escape_add_xml(out, page->term);
    string_add_text(out, "</QueryTranslation>");
    if (page->found->count == 0) {
        string_add_text(out, "<ErrorList><PhraseNotFound>");
        escape_add_xml(out, page->term);
        string_add_text(out, "</PhraseNotFound></ErrorList><WarningList><OutputMessage>No items found."
                             "</OutputMessage></WarningList>");
    } else if (page->cut) {
        string_format(
            out,
            "<WarningList><OutputMessage>start and count adjusted to %zu, %zu</OutputMessage></WarningList>",
            page->start, page->end - page->start);
    }
    string_add_text(out, "</eSearchResult>\n");
}

// The line break inside of the message is there in the JSON, too, which makes it invalid.
static void esearch_error(Response *response, bool json, const char *message) {
    if (json) {
        string_format(
            &response->body,
            "{\"header\":{\"type\":\"esearch\",\"version\":\"0.3\"},\"esearchresult\":{\"ERROR\":\"%s\"}}\n",
            message);
    } else {
        string_format(&response->body, "%s<eSearchResult>\n    <ERROR>%s</ERROR>\n</eSearchResult>\n",
                      xml_head, message);
    }
}

void answer_esearch(Server *server, const Request *request, Response *response) {
    bool json = request_is(request, "retmode", "json");
    respond(response, 200, json ? "application/json; charset=UTF-8" : "text/xml; charset=UTF-8");
    long long start = request_number(request, "retstart", 0), most = request_number(request, "retmax", 20);
    long long few;
    most = fault_stands(server, "esearch", "most", &few) && most > few ? few : most;
    StringView db = request_value(request, "db");
    if (!sv_equal(db, SV("pubmed"))) {
        String message = {0};
        string_format(&message, "Invalid db name specified: %.*s", (int) db.length, db.data ? db.data : "");
        esearch_error(response, json, string_text(&message));
        string_free(&message);
        return;
    }
    if (start >= CEILING) {
        esearch_error(response, json,
                      "Search Backend failed: Exception:\n'retstart' cannot be larger than 9998. For PubMed, "
                      "ESearch can only retrieve the first 9,999 records matching the query.");
        return;
    }
    IdList found = {0};
    String trouble = {0};
    // PubMed ignores what it does not understand.
    world_search(&server->world, request_value(request, "term"), &found, &trouble);
    narrow(server, request, &found);
    size_t first = start < 0 ? 0 : (size_t) start, end = first + (most < 0 ? 0 : (size_t) most);
    Page page = {.found = &found, .term = request_value(request, "term")};
    page.cut = first > 0 && end > CEILING && found.count > CEILING;
    end = end > CEILING ? CEILING : end;
    page.end = end > found.count ? found.count : end;
    page.asked = first;
    page.start = first > page.end ? page.end : first;
    if (request_is(request, "usehistory", "y")) {
        page.key = history_keep(server, &found);
    }
    (json ? esearch_json : esearch_xml)(server, &page, &response->body);
    string_free(&trouble);
    id_list_free(&found);
}

void answer_epost(Server *server, const Request *request, Response *response) {
    respond(response, 200, "text/xml; charset=UTF-8");
    IdList ids = {0}, numbers = {0};
    request_ids(request, "id", &ids);
    for (size_t i = 0; i < ids.count; i++) {
        id_list_add(&numbers, ids.ids[i] - WORLD_PMID);
    }
    string_format(&response->body, "%s<ePostResult>\n", xml_head);
    if (ids.count == 0) {
        string_add_text(&response->body,
                        "\t<ERROR>Empty ID list; Nothing to store</ERROR>\n</ePostResult>\n");
    } else {
        string_format(&response->body, "\t<QueryKey>%lld</QueryKey>\n\t<WebEnv>",
                      history_keep(server, &numbers));
        add_web_env(&response->body, server);
        string_add_text(&response->body, "</WebEnv>\n</ePostResult>\n");
    }
    id_list_free(&ids);
    id_list_free(&numbers);
}

// The PMIDs that efetch is asked for; false where the response says why not.
static bool efetch_ids(Server *server, const Request *request, Response *response, IdList *ids) {
    if (!request_value(request, "query_key").data) {
        request_ids(request, "id", ids);
        return true;
    }
    IdList kept = {0};
    long long start = request_number(request, "retstart", 0), most = request_number(request, "retmax", 20);
    bool found = history_find(server, request_value(request, "WebEnv"),
                              request_number(request, "query_key", 0), &kept);
    if (!found) {
        string_format(&response->body,
                      "%s<!DOCTYPE eEfetchResult PUBLIC \"-//NLM//DTD efetch 20131226//EN\" "
                      "\"https://eutils.ncbi.nlm.nih.gov/eutils/dtd/20131226/efetch.dtd\">\n<eFetchResult>\n"
                      "\t<ERROR>Unable to obtain query #1</ERROR>\n</eFetchResult>\n",
                      xml_head);
    } else if (start >= CEILING) {
        respond(response, 400, "text/xml; charset=UTF-8");
        string_format(
            &response->body,
            "%s<eFetchResult>\n\t<ERROR>Search Backend failed: Exception:\n'retstart' cannot be larger "
            "than 9998.</ERROR>\n</eFetchResult>\n",
            xml_head);
        found = false;
    }
    for (long long i = start; found && i < start + most && i < (long long) kept.count && i < CEILING; i++) {
        id_list_add(ids, kept.ids[i] + WORLD_PMID);
    }
    id_list_free(&kept);
    return found;
}

void answer_efetch(Server *server, const Request *request, Response *response) {
    respond(response, 200, "text/xml; charset=UTF-8");
    IdList ids = {0};
    if (request_is(request, "rettype", "full")) {
        return; // nothing at all
    }
    if (efetch_ids(server, request, response, &ids)) {
        long long lost = 0;
        fault_stands(server, "efetch", "lose", &lost);
        string_format(
            &response->body,
            "%s<!DOCTYPE PubmedArticleSet PUBLIC \"-//NLM//DTD PubMedArticle, 1st January 2025//EN\" "
            "\"https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd\">\n<PubmedArticleSet>\n",
            xml_head);
        for (size_t i = 0; i < ids.count; i++) {
            uint32_t n = world_number(&server->world, ids.ids[i]);
            if (n > 0 && (lost <= 0 || i % (size_t) lost != 0)) {
                pubmed_add_article(&response->body, &server->world, n);
            }
        }
        string_add_text(&response->body, "</PubmedArticleSet>\n");
    }
    id_list_free(&ids);
}
