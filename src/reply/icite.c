// iCite's pubs: references and citing studies of PubMed in one row. [https://icite.od.nih.gov/api]

#include "judge.h"

static const JsonNode *either(const JsonNode *row, const char *name, const char *other) {
    const JsonNode *node = json_node_at(row, name);
    return node ? node : json_node_at(row, other);
}

// A list of numbers, or a text of numbers with spaces between.
static void read_list(const JsonNode *list, int64_t own, Arena *arena, LinkReply *reply) {
    IdMap seen = {0};
    if (!list) {
        return; // as it was before: not answered
    }
    if (list->kind == JSON_NODE_TEXT) {
        StringView rest = list->text, word;
        while (sv_split(&rest, ' ', &word)) {
            long long number;
            link_reply_add(reply, own, sv_number(word, &number) ? number : 0, &seen, arena);
        }
    }
    for (const JsonNode *item = list->kind == JSON_NODE_LIST ? list->first : NULL; item; item = item->next) {
        long long number = 0;
        bool is_text = item->kind == JSON_NODE_TEXT && sv_number(item->text, &number);
        link_reply_add(reply, own, is_text ? number : item->number, &seen, arena);
    }
    id_map_free(&seen);
    link_reply_end(reply);
}

static const JsonNode *find_row(const JsonNode *rows, int64_t pmid) {
    for (const JsonNode *row = rows->first; row; row = row->next) {
        if (json_node_number(row, "pmid", json_node_number(row, "_id", 0)) == pmid) {
            return row;
        }
    }
    return NULL;
}

ReplyVerdict reply_read_icite(StringView body, const int64_t *asked, size_t count, Arena *arena,
                              LinkReply *references, LinkReply *cited_by, Error *why) {
    ReplyVerdict verdict = reply_judge(200, body, why);
    if (verdict != REPLY_WHOLE) {
        return verdict;
    }
    const JsonNode *tree = reply_is_json(body) ? json_tree_read(body, arena, NULL) : NULL;
    const JsonNode *rows = json_node_at(tree, "data");
    if (!rows || rows->kind != JSON_NODE_LIST) {
        return reply_say(REPLY_AGAIN, why, "the answer is not a list of studies");
    }
    IdList missing = {0};
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        const JsonNode *row = find_row(rows, asked[i]);
        LinkStatus before = row ? LINKS_FAILED : LINKS_UNKNOWN;
        references[i] = cited_by[i] = (LinkReply){.status = before, .announced = -1};
        if (!row) {
            id_list_add(&missing, asked[i]);
            continue;
        }
        found++;
        read_list(either(row, "references", "citedPmids"), asked[i], arena, &references[i]);
        read_list(either(row, "cited_by", "citedByPmids"), asked[i], arena, &cited_by[i]);
        cited_by[i].announced =
            json_node_number(row, "citation_count", json_node_number(row, "citationCount", -1));
    }
    if (missing.count > 0) {
        String ids = {0};
        reply_add_ids(&missing, &ids);
        verdict = reply_say(REPLY_GAPS, why, "iCite does not know %s", string_text(&ids));
        string_free(&ids);
    }
    id_list_free(&missing);
    if (found == 0 && rows->count > 0) {
        return reply_say(REPLY_AGAIN, why, "the studies that came are others than those asked for");
    }
    return verdict;
}
