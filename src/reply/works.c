// Links in the replies of OpenCitations, OpenAlex and Crossref.

#include "carrel/reader/fields.h"
#include "judge.h"

// A study as these name it.
typedef struct {
    int64_t pmid; // 0 where none
    const char *doi;
} WorkName;

// --- OpenCitations: "omid:br/06 doi:10.1/a pmid:12" in version 2, a bare DOI in version 1 ---

static WorkName read_names(StringView text, Arena *arena) {
    WorkName name = {0};
    StringView word;
    while (sv_split(&text, ' ', &word)) {
        long long number;
        if (sv_starts(word, SV("pmid:")) && sv_number(sv_from(word, 5), &number)) {
            name.pmid = number;
        } else if (!sv_starts(word, SV("omid:")) && !name.doi) {
            name.doi = field_doi(arena, word);
        }
    }
    return name;
}

static bool is_named(const WorkName *name, const char *asked) {
    long long number;
    if (sv_starts(sv(asked), SV("pmid:"))) {
        return sv_number(sv_from(sv(asked), 5), &number) && name->pmid == number;
    }
    StringView doi = sv_starts(sv(asked), SV("doi:")) ? sv_from(sv(asked), 4) : sv(asked);
    return name->doi && sv_equal_nocase(sv(name->doi), doi);
}

// The studies that are in a list already.
typedef struct {
    IdMap pmids;
    Map dois;
} Seen;

static void seen_free(Seen *seen) {
    id_map_free(&seen->pmids);
    map_free(&seen->dois);
}

static void add_name(LinkReply *reply, const WorkName *name, int64_t own, Seen *seen, Arena *arena) {
    if (name->pmid > 0) {
        link_reply_add(reply, own, name->pmid, &seen->pmids, arena);
    } else if (name->doi && !map_get(&seen->dois, sv(name->doi), NULL)) {
        map_set(&seen->dois, sv(name->doi), 1);
        citation_add(&reply->others, arena)->doi = name->doi;
    }
}

ReplyVerdict reply_read_opencitations(StringView body, LinkKind kind, const char *asked, Arena *arena,
                                      LinkReply *reply, Error *why) {
    *reply = (LinkReply){.status = LINKS_FAILED, .announced = -1};
    ReplyVerdict verdict = reply_judge(200, body, why);
    if (verdict != REPLY_WHOLE) {
        return verdict;
    }
    const JsonNode *rows = reply_is_json(body) ? json_tree_read(body, arena, NULL) : NULL;
    if (!rows || rows->kind != JSON_NODE_LIST) {
        return reply_say(REPLY_AGAIN, why, "the answer is not a list of citations");
    }
    const char *self = kind == LINK_REFERENCES ? "citing" : "cited";
    const char *other = kind == LINK_REFERENCES ? "cited" : "citing";
    size_t strange = 0;
    Seen seen = {0};
    for (const JsonNode *row = rows->first; row; row = row->next) {
        WorkName own = read_names(json_node_text(row, self), arena);
        WorkName linked = read_names(json_node_text(row, other), arena);
        if (!is_named(&own, asked)) {
            strange++;
        } else if (!is_named(&linked, asked)) {
            add_name(reply, &linked, own.pmid, &seen, arena);
        }
    }
    seen_free(&seen);
    if (strange > 0) {
        *reply = (LinkReply){.status = LINKS_FAILED, .announced = -1};
        return reply_say(REPLY_AGAIN, why, "the citations that came are not those of %s", asked);
    }
    link_reply_end(reply);
    return REPLY_WHOLE;
}

// --- OpenAlex ---

// "W2741809807" of "https://openalex.org/W2741809807"; NULL where it is none.
static const char *work_id(StringView address, Arena *arena) {
    size_t at = address.length;
    while (at > 0 && address.data[at - 1] != '/') {
        at--;
    }
    StringView id = sv_from(address, at);
    return sv_starts(id, SV("W")) && id.length > 1 ? arena_copy_view(arena, id) : NULL;
}

static WorkName work_name(const JsonNode *work, Arena *arena) {
    StringView address = json_node_text(work, "ids.pmid");
    WorkName name = {.doi = field_doi(arena, json_node_text(work, "doi"))};
    size_t at = address.length;
    while (at > 0 && address.data[at - 1] >= '0' && address.data[at - 1] <= '9') {
        at--;
    }
    long long number;
    name.pmid = at < address.length && sv_number(sv_from(address, at), &number) ? number : 0;
    return name;
}

ReplyVerdict reply_read_openalex_work(StringView body, const char *asked, Arena *arena, OpenalexWork *work,
                                      Error *why) {
    *work = (OpenalexWork){.cited_by = -1};
    ReplyVerdict verdict = reply_judge(200, body, why);
    if (verdict != REPLY_WHOLE) {
        return verdict;
    }
    const JsonNode *tree = reply_is_json(body) ? json_tree_read(body, arena, NULL) : NULL;
    work->id = work_id(json_node_text(tree, "id"), arena);
    const JsonNode *list = json_node_at(tree, "referenced_works");
    if (!work->id || !list || list->kind != JSON_NODE_LIST) {
        return reply_say(REPLY_AGAIN, why, "what came is no work of OpenAlex");
    }
    WorkName name = work_name(tree, arena);
    if (!is_named(&name, asked)) {
        return reply_say(REPLY_AGAIN, why, "the work that came is not %s", asked);
    }
    for (const JsonNode *item = list->first; item; item = item->next) {
        text_list_add(&work->references, arena, work_id(item->text, arena));
    }
    work->cited_by = json_node_number(tree, "cited_by_count", -1);
    return REPLY_WHOLE;
}

ReplyVerdict reply_read_openalex_list(StringView body, Arena *arena, LinkReply *reply, size_t *rows,
                                      Error *why) {
    *rows = 0;
    ReplyVerdict verdict = reply_judge(200, body, why);
    if (verdict != REPLY_WHOLE) {
        return verdict;
    }
    const JsonNode *tree = reply_is_json(body) ? json_tree_read(body, arena, NULL) : NULL;
    const JsonNode *list = json_node_at(tree, "results");
    if (!list || list->kind != JSON_NODE_LIST) {
        return reply_say(REPLY_AGAIN, why, "what came is no list of OpenAlex's works");
    }
    Seen seen = {0};
    for (size_t i = 0; i < reply->count; i++) {
        id_map_set(&seen.pmids, reply->pmids[i], 1);
    }
    for (const JsonNode *work = list->first; work; work = work->next) {
        WorkName name = work_name(work, arena);
        add_name(reply, &name, 0, &seen, arena);
    }
    seen_free(&seen);
    *rows = list->count;
    reply->announced = json_node_number(tree, "meta.count", reply->announced);
    link_reply_end(reply);
    return REPLY_WHOLE;
}

// --- Crossref ---

ReplyVerdict reply_read_crossref_work(StringView body, const char *doi, Arena *arena, LinkReply *reply,
                                      Error *why) {
    *reply = (LinkReply){.status = LINKS_FAILED, .announced = -1};
    const JsonNode *tree = reply_is_json(body) ? json_tree_read(body, arena, NULL) : NULL;
    const JsonNode *work = json_node_at(tree, "message");
    if (!work || work->kind != JSON_NODE_OBJECT) {
        ReplyVerdict verdict = reply_judge(200, body, why);
        return verdict != REPLY_WHOLE ? verdict
                                      : reply_say(REPLY_AGAIN, why, "what came is no work of Crossref");
    }
    const char *own = field_doi(arena, json_node_text(work, "DOI"));
    if (!own || !sv_equal_nocase(sv(own), sv(doi))) {
        return reply_say(REPLY_AGAIN, why, "the work that came is not %s", doi);
    }
    Seen seen = {0};
    const JsonNode *list = json_node_at(work, "reference");
    for (const JsonNode *item = list ? list->first : NULL; item; item = item->next) {
        WorkName name = {.doi = field_doi(arena, json_node_text(item, "DOI"))};
        if (name.doi) {
            add_name(reply, &name, 0, &seen, arena);
            continue;
        }
        const char *text = field_text(arena, json_node_text(item, "unstructured"));
        const char *title = field_text(arena, json_node_text(item, "article-title"));
        if (text || title) {
            Citation *citation = citation_add(&reply->others, arena);
            citation->title = title;
            citation->text = text;
            citation->authors = field_text(arena, json_node_text(item, "author"));
        }
    }
    seen_free(&seen);
    reply->announced = json_node_number(work, "reference-count", -1);
    link_reply_end(reply);
    if (reply->announced > 0) {
        reply->status = LINKS_LISTED; // of which the publisher may keep all to itself
    }
    return REPLY_WHOLE;
}
