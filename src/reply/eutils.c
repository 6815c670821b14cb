// Replies of E-utilities: esearch, efetch, elink.

#include "carrel/pubmed/pubmed.h"
#include "carrel/reader/fields.h"
#include "carrel/reader/frame.h"
#include "carrel/reader/scan.h"
#include "carrel/study/ident.h"
#include "judge.h"

// --- esearch ---

static void add_warning(String *warnings, const char *what, StringView text) {
    if (text.length > 0) {
        string_format(warnings, "%s%s%.*s", warnings->length > 0 ? "; " : "", what, (int) text.length,
                      text.data);
    }
}

static void add_pmid(SearchReply *reply, Arena *arena, StringView text) {
    int64_t pmid;
    if (pmid_parse(sv_trim(text), &pmid)) {
        reply->pmids = list_grow(arena, reply->pmids, reply->pmid_count, sizeof *reply->pmids);
        reply->pmids[reply->pmid_count++] = pmid;
    }
}

static const char *said_text(StringView text, Arena *arena) {
    String decoded = {0};
    scan_add_text(&decoded, text);
    const char *said = field_text(arena, reader_text(string_view(&decoded), arena));
    string_free(&decoded);
    return said;
}

static void read_search_xml(StringView body, Arena *arena, SearchReply *reply, String *warnings) {
    Scan scan = scan_begin(body);
    ScanTag tag;
    long long number;
    while (scan_next(&scan, &tag)) {
        if (tag.kind != SCAN_CLOSE) {
            continue;
        }
        StringView text = sv_trim(tag.before);
        if (sv_equal(tag.name, SV("Count")) && reply->count < 0 && sv_number(text, &number)) {
            reply->count = number; // the later ones are those of the query's parts
        } else if (sv_equal(tag.name, SV("RetMax")) && sv_number(text, &number)) {
            reply->given = number;
        } else if (sv_equal(tag.name, SV("Id"))) {
            add_pmid(reply, arena, text);
        } else if (sv_equal(tag.name, SV("QueryTranslation"))) {
            reply->translation = said_text(text, arena);
        } else if (sv_equal(tag.name, SV("WebEnv"))) {
            reply->web_environment = said_text(text, arena);
        } else if (sv_equal(tag.name, SV("QueryKey"))) {
            reply->query_key = said_text(text, arena);
        } else if (sv_equal(tag.name, SV("PhraseNotFound"))) {
            add_warning(warnings, "not found: ", sv(said_text(text, arena)));
        } else if (sv_equal(tag.name, SV("FieldNotFound"))) {
            add_warning(warnings, "no such field: ", sv(said_text(text, arena)));
        } else if (sv_equal(tag.name, SV("QuotedPhraseNotFound"))) {
            add_warning(warnings, "phrase not found: ", sv(said_text(text, arena)));
        } else if (sv_equal(tag.name, SV("PhraseIgnored"))) {
            add_warning(warnings, "ignored: ", sv(said_text(text, arena)));
        } else if (sv_equal(tag.name, SV("OutputMessage"))) {
            add_warning(warnings, "", sv(said_text(text, arena)));
        }
    }
}

static void add_json_warnings(const JsonNode *result, String *warnings) {
    static const struct {
        const char *path, *what;
    } lists[] = {{"errorlist.phrasesnotfound", "not found: "},
                 {"errorlist.fieldsnotfound", "no such field: "},
                 {"warninglist.phrasesignored", "ignored: "},
                 {"warninglist.quotedphrasesnotfound", "phrase not found: "},
                 {"warninglist.outputmessages", ""}};
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        const JsonNode *list = json_node_at(result, lists[i].path);
        for (const JsonNode *item = list ? list->first : NULL; item; item = item->next) {
            add_warning(warnings, lists[i].what, item->text);
        }
    }
}

static void read_search_json(const JsonNode *tree, Arena *arena, SearchReply *reply, String *warnings) {
    const JsonNode *result = json_node_at(tree, "esearchresult");
    const JsonNode *ids = json_node_at(result, "idlist");
    reply->count = json_node_number(result, "count", -1);
    reply->given = json_node_number(result, "retmax", -1);
    for (const JsonNode *id = ids ? ids->first : NULL; id; id = id->next) {
        if (id->kind == JSON_NODE_NUMBER && id->number > 0) {
            reply->pmids = list_grow(arena, reply->pmids, reply->pmid_count, sizeof *reply->pmids);
            reply->pmids[reply->pmid_count++] = id->number;
        } else {
            add_pmid(reply, arena, id->text);
        }
    }
    reply->translation = field_text(arena, json_node_text(result, "querytranslation"));
    reply->web_environment = field_text(arena, json_node_text(result, "webenv"));
    reply->query_key = field_text(arena, json_node_text(result, "querykey"));
    add_json_warnings(result, warnings);
}

static int64_t smaller(int64_t a, int64_t b) {
    return a < b ? a : b;
}

ReplyVerdict reply_read_search(StringView body, int64_t start, int64_t most, Arena *arena, SearchReply *reply,
                               Error *why) {
    *reply = (SearchReply){.count = -1, .given = -1};
    ReplyVerdict verdict = reply_judge(200, body, why);
    String warnings = {0};
    if (verdict != REPLY_WHOLE) {
        return verdict;
    }
    if (reply_is_json(body)) {
        read_search_json(json_tree_read(body, arena, NULL), arena, reply, &warnings);
    } else if (reply_xml_is_whole(body, "eSearchResult")) {
        read_search_xml(body, arena, reply, &warnings);
    } else {
        verdict = reply_say(REPLY_AGAIN, why, "the answer to the search was cut off, or is none");
    }
    if (warnings.length > 0) {
        reply->warnings = arena_copy_view(arena, string_view(&warnings));
    }
    string_free(&warnings);
    if (verdict != REPLY_WHOLE) {
        return verdict;
    }
    int64_t due = smaller(most, smaller(reply->count, REPLY_SEARCH_MOST) - start);
    due = reply->given >= 0 ? smaller(due, reply->given) : due;
    if (reply->count < 0) {
        return reply_say(REPLY_AGAIN, why, "the answer to the search does not say how many hits there are");
    }
    if ((int64_t) reply->pmid_count < due) {
        return reply_say(REPLY_AGAIN, why, "%lld of %lld hits came", (long long) reply->pmid_count,
                         (long long) due);
    }
    return REPLY_WHOLE;
}

// --- efetch ---

void records_reply_free(RecordsReply *reply) {
    id_list_free(&reply->came);
    id_list_free(&reply->missing);
}

static void read_all_records(StringView body, RecordsReply *reply) {
    Reader *reader = pubmed_xml_reader_new();
    Arena arena = {0};
    Item item;
    reader_feed(reader, body, true);
    while (reader_next(reader, &arena, &item)) {
        if (item.kind == ITEM_STUDY && item.study.pmid > 0) {
            id_list_add(&reply->came, item.study.pmid);
        } else if (item.kind == ITEM_DELETE) {
            id_list_add(&reply->came, item.pmid);
        } else if (item.kind == ITEM_REJECTED && item.verbatim.length > 0) {
            reply->rejected++;
        }
        arena_reset(&arena);
    }
    reader_free(reader);
    arena_free(&arena);
    id_list_sort(&reply->came);
}

// Whether the XML has a root as efetch gives it, to its end.
static bool is_whole_set(StringView body) {
    static const char *const roots[] = {"PubmedArticleSet", "PubmedBookArticleSet"};
    for (size_t i = 0; i < sizeof roots / sizeof roots[0]; i++) {
        if (reply_xml_is_whole(body, roots[i])) {
            return true;
        }
    }
    return false;
}

ReplyVerdict reply_read_records(StringView body, const int64_t *asked, size_t count, RecordsReply *reply,
                                Error *why) {
    *reply = (RecordsReply){0};
    ReplyVerdict verdict = reply_judge(200, body, why);
    if (verdict != REPLY_WHOLE) {
        return verdict;
    }
    if (!is_whole_set(body)) {
        bool is_xml = sv_find(sv_part(body, 0, 2000), SV("PubmedArticleSet")) != SV_NONE;
        return reply_say(REPLY_AGAIN, why,
                         is_xml ? "the records were cut off before their end"
                                : "what came are no records of PubMed");
    }
    read_all_records(body, reply);
    IdList wanted = {0};
    for (size_t i = 0; i < count; i++) {
        id_list_add(&wanted, asked[i]);
    }
    id_list_sort(&wanted);
    size_t came = 0;
    for (size_t i = 0; i < wanted.count; i++) {
        if (id_list_has(&reply->came, wanted.ids[i])) {
            came++;
        } else {
            id_list_add(&reply->missing, wanted.ids[i]);
        }
    }
    id_list_free(&wanted);
    if (came == 0 && reply->came.count > 0) {
        return reply_say(REPLY_AGAIN, why, "the records that came are others than those asked for");
    }
    if (reply->missing.count == 0) {
        return REPLY_WHOLE;
    }
    String ids = {0};
    reply_add_ids(&reply->missing, &ids);
    reply_say(REPLY_GAPS, why, "PubMed gave no record of %s%s", string_text(&ids),
              reply->rejected > 0 ? ", or one that cannot be read" : "");
    string_free(&ids);
    return REPLY_GAPS;
}

// --- elink ---

// One LinkSet: of whom, and the links of the wanted name.
typedef struct {
    int64_t id; // 0: the service did not know it
    size_t id_count;
    bool failed;
    int64_t *links;
    size_t link_count;
} LinkSet;

typedef struct {
    LinkSet *items;
    size_t count;
} LinkSets;

static LinkSet *add_set(LinkSets *sets, Arena *arena) {
    sets->items = list_grow(arena, sets->items, sets->count, sizeof *sets->items);
    return &sets->items[sets->count++];
}

static void add_link(LinkSet *set, Arena *arena, int64_t pmid) {
    set->links = list_grow(arena, set->links, set->link_count, sizeof *set->links);
    set->links[set->link_count++] = pmid;
}

static int64_t number_of(StringView text) {
    long long number;
    return sv_number(sv_trim(text), &number) ? number : 0;
}

static void read_sets_xml(StringView body, const char *name, Arena *arena, LinkSets *sets) {
    Scan scan = scan_begin(body);
    ScanTag tag;
    LinkSet *set = NULL;
    bool of_study = false, wanted = false;
    while (scan_next(&scan, &tag)) {
        if (tag.kind == SCAN_OPEN && sv_equal(tag.name, SV("LinkSet"))) {
            set = add_set(sets, arena);
            wanted = false;
        } else if (sv_equal(tag.name, SV("IdList"))) {
            of_study = tag.kind == SCAN_OPEN;
        } else if (!set || tag.kind != SCAN_CLOSE) {
            continue;
        } else if (sv_equal(tag.name, SV("LinkName"))) {
            wanted = sv_equal(sv_trim(tag.before), sv(name));
        } else if (sv_equal(tag.name, SV("ERROR"))) {
            set->failed = true;
        } else if (sv_equal(tag.name, SV("Id")) && of_study) {
            set->id = number_of(tag.before);
            set->id_count++;
        } else if (sv_equal(tag.name, SV("Id")) && wanted) {
            add_link(set, arena, number_of(tag.before));
        }
    }
}

static int64_t node_id(const JsonNode *node) {
    return node->kind == JSON_NODE_NUMBER ? node->number : number_of(node->text);
}

static void read_sets_json(const JsonNode *tree, const char *name, Arena *arena, LinkSets *sets) {
    const JsonNode *list = json_node_at(tree, "linksets");
    for (const JsonNode *item = list ? list->first : NULL; item; item = item->next) {
        LinkSet *set = add_set(sets, arena);
        const JsonNode *ids = json_node_at(item, "ids"), *bases = json_node_at(item, "linksetdbs");
        for (const JsonNode *id = ids ? ids->first : NULL; id; id = id->next) {
            set->id = node_id(id);
            set->id_count++;
        }
        set->failed = json_node_text(item, "ERROR").length > 0;
        for (const JsonNode *base = bases ? bases->first : NULL; base; base = base->next) {
            const JsonNode *links = json_node_at(base, "links");
            if (!sv_equal(json_node_text(base, "linkname"), sv(name))) {
                continue;
            }
            for (const JsonNode *link = links ? links->first : NULL; link; link = link->next) {
                add_link(set, arena,
                         link->kind == JSON_NODE_OBJECT ? json_node_number(link, "id", 0) : node_id(link));
            }
        }
    }
}

static const LinkSet *find_set(const LinkSets *sets, int64_t id) {
    for (size_t i = 0; i < sets->count; i++) {
        if (sets->items[i].id == id) {
            return &sets->items[i];
        }
    }
    return NULL;
}

// What elink says of each study that was asked about. A study that it does not know has a LinkSet without
// links, under its own number or 0: that is no different from one that has none.
static ReplyVerdict give_sets(const LinkSets *sets, const int64_t *asked, size_t count, Arena *arena,
                              LinkReply *replies, Error *why) {
    IdList missing = {0};
    bool in_order = sets->count == count;
    for (size_t i = 0; i < count; i++) {
        const LinkSet *set = find_set(sets, asked[i]);
        set = set ? set : in_order && sets->items[i].id == 0 ? &sets->items[i] : NULL;
        replies[i] = (LinkReply){.status = LINKS_FAILED, .announced = -1};
        if (!set || set->failed) {
            id_list_add(&missing, asked[i]);
            continue;
        }
        IdMap seen = {0};
        for (size_t k = 0; k < set->link_count; k++) {
            link_reply_add(&replies[i], asked[i], set->links[k], &seen, arena);
        }
        id_map_free(&seen);
        link_reply_end(&replies[i]);
    }
    size_t missed = missing.count;
    if (missed > 0) {
        String ids = {0};
        reply_add_ids(&missing, &ids);
        reply_say(REPLY_GAPS, why, "elink says nothing of %s", string_text(&ids));
        string_free(&ids);
    }
    id_list_free(&missing);
    return missed == 0 ? REPLY_WHOLE : missed < count ? REPLY_GAPS : REPLY_AGAIN;
}

ReplyVerdict reply_read_elink(StringView body, const char *link_name, const int64_t *asked, size_t count,
                              Arena *arena, LinkReply *replies, Error *why) {
    LinkSets sets = {0};
    ReplyVerdict verdict = reply_judge(200, body, why);
    if (verdict != REPLY_WHOLE) {
        return verdict;
    }
    if (reply_is_json(body)) {
        read_sets_json(json_tree_read(body, arena, NULL), link_name, arena, &sets);
    } else if (reply_xml_is_whole(body, "eLinkResult")) {
        read_sets_xml(body, link_name, arena, &sets);
    } else {
        return reply_say(REPLY_AGAIN, why, "the links were cut off, or are none");
    }
    for (size_t i = 0; i < sets.count; i++) {
        if (sets.items[i].id_count > 1) {
            return reply_say(REPLY_SPLIT, why,
                             "the links of several studies came as one list, which tells nobody's apart");
        }
    }
    return give_sets(&sets, asked, count, arena, replies, why);
}
