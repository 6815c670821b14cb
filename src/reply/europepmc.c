// Replies of Europe PMC: searches, references, citations. [https://europepmc.org/RestfulWebService]

#include "carrel/reader/fields.h"
#include "judge.h"

// An answer to a parameter that it does not take has nothing but the version in it.
static ReplyVerdict judge_tree(StringView body, Arena *arena, const JsonNode **tree, Error *why) {
    ReplyVerdict verdict = reply_judge(200, body, why);
    if (verdict != REPLY_WHOLE) {
        return verdict;
    }
    *tree = reply_is_json(body) ? json_tree_read(body, arena, NULL) : NULL;
    if (!*tree) {
        return reply_say(REPLY_AGAIN, why, "what came is no answer of Europe PMC");
    }
    if (json_node_number(*tree, "hitCount", -1) < 0) {
        return reply_say(REPLY_REFUSED, why, "Europe PMC did not understand the question");
    }
    return REPLY_WHOLE;
}

// --- searches ---

static void add_row(const JsonNode *row, Arena *arena, PageReply *reply) {
    StringView source = json_node_text(row, "source"), id = json_node_text(row, "id");
    int64_t pmid = json_node_number(row, "pmid", 0);
    if (pmid <= 0 && sv_equal(source, SV("MED"))) {
        pmid = json_node_number(row, "id", 0);
    }
    if (pmid > 0) {
        reply->pmids = list_grow(arena, reply->pmids, reply->pmid_count, sizeof *reply->pmids);
        reply->pmids[reply->pmid_count++] = pmid;
    } else if (source.length > 0 && id.length > 0) {
        text_list_add(
            &reply->others, arena,
            arena_format(arena, "%.*s/%.*s", (int) source.length, source.data, (int) id.length, id.data));
    }
    text_list_add(&reply->dois, arena, field_doi(arena, json_node_text(row, "doi")));
    reply->rows++;
}

ReplyVerdict reply_read_europepmc_search(StringView body, const char *mark, Arena *arena, PageReply *reply,
                                         Error *why) {
    const JsonNode *tree;
    *reply = (PageReply){0};
    ReplyVerdict verdict = judge_tree(body, arena, &tree, why);
    if (verdict != REPLY_WHOLE) {
        return verdict;
    }
    reply->count = json_node_number(tree, "hitCount", 0);
    const JsonNode *list = json_node_at(tree, "resultList.result");
    for (const JsonNode *row = list ? list->first : NULL; row; row = row->next) {
        add_row(row, arena, reply);
    }
    // Behind the last page the mark that was sent comes back, for ever.
    StringView next = json_node_text(tree, "nextCursorMark");
    if (next.length > 0 && !sv_equal(next, sv(mark)) && reply->rows > 0) {
        reply->next = next.data;
    }
    if (!list || (reply->rows == 0 && reply->count > 0 && sv_equal(sv(mark), SV("*")))) {
        return reply_say(REPLY_AGAIN, why, "%lld hits are announced and none came", (long long) reply->count);
    }
    return REPLY_WHOLE;
}

// --- links ---

static const char *const list_paths[LINK_KINDS] = {
    [LINK_REFERENCES] = "referenceList.reference", [LINK_CITED_BY] = "citationList.citation"};

static void add_part(String *text, const char *between, const char *part) {
    if (part) {
        string_format(text, "%s%s", text->length > 0 ? between : "", part);
    }
}

static const char *text_at(const JsonNode *row, const char *name, Arena *arena) {
    const JsonNode *node = json_node_at(row, name);
    if (node && node->kind == JSON_NODE_NUMBER) {
        return arena_format(arena, "%lld", (long long) node->number);
    }
    return field_text(arena, json_node_text(row, name));
}

static void add_other(const JsonNode *row, Arena *arena, CitationList *list) {
    String line = {0};
    Citation other = {.doi = field_doi(arena, json_node_text(row, "doi")),
                      .title = text_at(row, "title", arena),
                      .authors = text_at(row, "authorString", arena)};
    const char *whole = text_at(row, "unstructuredInformation", arena);
    add_part(&line, "", text_at(row, "journalAbbreviation", arena));
    add_part(&line, ". ", text_at(row, "pubYear", arena));
    add_part(&line, ";", text_at(row, "volume", arena));
    add_part(&line, ":", text_at(row, "pageInfo", arena));
    other.text = line.length > 0 && !whole ? arena_copy_view(arena, string_view(&line)) : whole;
    string_free(&line);
    if (other.doi || other.title || other.text) {
        *citation_add(list, arena) = other;
    }
}

static int64_t row_pmid(const JsonNode *row) {
    bool medline = sv_equal(json_node_text(row, "source"), SV("MED"));
    return medline ? json_node_number(row, "id", 0) : 0;
}

ReplyVerdict reply_read_europepmc_links(StringView body, LinkKind kind, int64_t asked, int page,
                                        size_t page_size, Arena *arena, LinkReply *reply, bool *more,
                                        Error *why) {
    const JsonNode *tree;
    *more = false;
    if (page == 1) {
        *reply = (LinkReply){.status = LINKS_FAILED, .announced = -1};
    }
    ReplyVerdict verdict = judge_tree(body, arena, &tree, why);
    if (verdict != REPLY_WHOLE) {
        return verdict;
    }
    int64_t answered = json_node_number(tree, "request.id", asked);
    if (answered != asked) {
        return reply_say(REPLY_AGAIN, why, "the links that came are those of %lld", (long long) answered);
    }
    int64_t count = json_node_number(tree, "hitCount", 0), before = (int64_t) page_size * (page - 1);
    int64_t due = count - before < (int64_t) page_size ? count - before : (int64_t) page_size;
    const JsonNode *list = json_node_at(tree, list_paths[kind]);
    if ((int64_t) (list ? list->count : 0) < due) {
        return reply_say(REPLY_AGAIN, why, "%zu of %lld links came", list ? list->count : 0, (long long) due);
    }
    IdMap seen = {0};
    for (size_t i = 0; i < reply->count; i++) {
        id_map_set(&seen, reply->pmids[i], 1);
    }
    for (const JsonNode *row = list ? list->first : NULL; row; row = row->next) {
        int64_t pmid = row_pmid(row);
        if (pmid > 0) {
            link_reply_add(reply, asked, pmid, &seen, arena);
        } else {
            add_other(row, arena, &reply->others);
        }
    }
    id_map_free(&seen);
    reply->announced = count;
    *more = before + (int64_t) page_size < count;
    link_reply_end(reply);
    if (*more) {
        reply->status = LINKS_PARTIAL;
    }
    return REPLY_WHOLE;
}
