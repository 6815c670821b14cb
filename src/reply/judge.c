#include "judge.h"

#include "carrel/reader/fields.h"
#include "carrel/reader/frame.h"
#include "carrel/reader/scan.h"

// Of a service's own words, what is shown.
#define SAID_MOST ((size_t) 200)

ReplyVerdict reply_say(ReplyVerdict verdict, Error *why, const char *format, ...) {
    String text = {0};
    va_list arguments;
    va_start(arguments, format);
    string_vformat(&text, format, arguments);
    va_end(arguments);
    error_set(why, ERROR_SYSTEM, "%s", string_text(&text));
    string_free(&text);
    return verdict;
}

// Words of services, and what they mean; the first that is found counts. [recorded replies of 2020 to
// 2026; https://www.ncbi.nlm.nih.gov/books/NBK25497]
static const struct {
    const char *words;
    ReplyVerdict verdict;
} known_errors[] = {
    {"rate limit", REPLY_AGAIN},
    {"API key", REPLY_REFUSED},
    {"api_key", REPLY_REFUSED},
    {"cannot be larger than", REPLY_SPLIT},
    {"Search Backend failed", REPLY_AGAIN},
    {"resolve #exLinkSrv", REPLY_AGAIN},
    {"NCBI C++ Exception", REPLY_AGAIN},
    {"Read failed", REPLY_AGAIN},
    {"Unable to obtain query", REPLY_AGAIN},
    {"Cannot retrieve history", REPLY_AGAIN},
    {"temporarily unavailable", REPLY_AGAIN},
    {"maintenance", REPLY_AGAIN},
    {"timeout", REPLY_AGAIN},
    {"timed out", REPLY_AGAIN},
    {"Service unavailable", REPLY_AGAIN},
    {"Too many", REPLY_SPLIT},
    {"too large", REPLY_SPLIT},
};

// As it is shown: in one line, and not long; NULL where it says nothing.
static const char *shown(StringView said, Arena *arena) {
    return field_text(arena, reader_text(field_start(said, SAID_MOST), arena));
}

// What an error in the service's own words means.
static ReplyVerdict say_error(StringView said, Error *why) {
    Arena arena = {0};
    const char *text = shown(said, &arena);
    ReplyVerdict verdict = REPLY_REFUSED;
    for (size_t i = 0; i < sizeof known_errors / sizeof known_errors[0]; i++) {
        if (sv_find_nocase(said, sv(known_errors[i].words)) != SV_NONE) {
            verdict = known_errors[i].verdict;
            break;
        }
    }
    reply_say(verdict, why, "the service says: %s", text ? text : "an error without words");
    arena_free(&arena);
    return verdict;
}

bool reply_is_json(StringView body) {
    body = sv_trim(body);
    return body.length > 0 && (body.data[0] == '{' || body.data[0] == '[');
}

static bool is_page(StringView body) {
    return sv_starts_nocase(body, SV("<!doctype html")) || sv_starts_nocase(body, SV("<html")) ||
           (sv_starts(body, SV("<?xml")) && sv_find_nocase(sv_part(body, 0, 400), SV("<html")) != SV_NONE);
}

// The title of a web page, in the arena; NULL where it has none.
static const char *page_title(StringView body, Arena *arena) {
    body = sv_part(body, 0, 4000);
    for (size_t i = 0; i < body.length; i++) {
        StringView rest = sv_from(body, i);
        if (sv_starts_nocase(rest, SV("<title>"))) {
            rest = sv_from(rest, 7);
            return shown(sv_part(rest, 0, sv_find_char(rest, '<')), arena);
        }
    }
    return NULL;
}

static ReplyVerdict judge_page(StringView body, Error *why) {
    Arena arena = {0};
    const char *title = page_title(body, &arena);
    reply_say(REPLY_AGAIN, why, "a web page came in place of an answer%s%s%s", title ? ": \"" : "",
              title ? title : "", title ? "\"" : "");
    arena_free(&arena);
    return REPLY_AGAIN;
}

// The first <ERROR> of E-utilities, which is an answer's only content where there is one.
static bool find_xml_error(StringView body, StringView *said) {
    size_t start = sv_find(sv_part(body, 0, 4000), SV("<ERROR>"));
    if (start == SV_NONE) {
        return false;
    }
    *said = sv_from(body, start + 7);
    *said = sv_part(*said, 0, sv_find(*said, SV("</ERROR>")));
    return true;
}

static const char *const error_paths[] = {"error",  "ERROR",   "esearchresult.ERROR",
                                          "errMsg", "message", "detail"};

static bool find_json_error(const JsonNode *tree, StringView *said) {
    for (size_t i = 0; i < sizeof error_paths / sizeof error_paths[0]; i++) {
        *said = json_node_text(tree, error_paths[i]);
        if (said->length > 0) {
            return true;
        }
    }
    return false;
}

static ReplyVerdict judge_status(int status, StringView body, Error *why) {
    ReplyVerdict verdict = status == 413 || status == 414                                     ? REPLY_SPLIT
                           : status == 408 || status == 425 || status == 429 || status >= 500 ? REPLY_AGAIN
                                                                                              : REPLY_REFUSED;
    Arena arena = {0};
    StringView said = {0};
    const JsonNode *tree = reply_is_json(body) ? json_tree_read(body, &arena, NULL) : NULL;
    if (tree) {
        find_json_error(tree, &said);
    } else if (!find_xml_error(body, &said) && !is_page(sv_trim(body))) {
        said = sv_trim(body);
    }
    const char *text = shown(said, &arena);
    if (text && status == 404) {
        reply_say(verdict, why, "it is not known there: %s", text);
    } else if (text) {
        reply_say(verdict, why, "the service answered %d: %s", status, text);
    } else {
        reply_say(verdict, why, "the service answered %d", status);
    }
    arena_free(&arena);
    return verdict;
}

ReplyVerdict reply_judge(int status, StringView body, Error *why) {
    StringView said, text = sv_trim(body);
    if (status < 200 || status >= 300) {
        return judge_status(status, body, why);
    }
    if (text.length == 0) {
        return reply_say(REPLY_AGAIN, why, "the answer is empty");
    }
    if (is_page(text)) {
        return judge_page(text, why);
    }
    if (text.data[0] == '<') {
        return find_xml_error(text, &said) ? say_error(said, why) : REPLY_WHOLE;
    }
    if (!reply_is_json(text)) {
        return say_error(text, why);
    }
    Arena arena = {0};
    const JsonNode *tree = json_tree_read(text, &arena, why);
    ReplyVerdict verdict = tree ? REPLY_WHOLE : REPLY_AGAIN;
    if (tree && find_json_error(tree, &said)) {
        verdict = say_error(said, why);
    }
    arena_free(&arena);
    return verdict;
}

bool reply_xml_is_whole(StringView body, const char *root) {
    String end = {0};
    body = sv_trim(body);
    string_format(&end, "</%s>", root);
    bool whole = sv_ends(body, string_view(&end));
    if (!whole) { // an empty one
        string_clear(&end);
        string_format(&end, "<%s/>", root);
        whole = sv_ends(body, string_view(&end));
    }
    string_free(&end);
    return whole;
}

void reply_add_ids(const IdList *ids, String *out) {
    enum { SHOWN = 5 };
    for (size_t i = 0; i < ids->count && i < SHOWN; i++) {
        string_format(out, "%s%lld", i > 0 ? ", " : "", (long long) ids->ids[i]);
    }
    if (ids->count > SHOWN) {
        string_format(out, " and %zu more", ids->count - SHOWN);
    }
}

void link_reply_add(LinkReply *reply, int64_t own, int64_t pmid, IdMap *seen, Arena *arena) {
    if (pmid <= 0 || pmid == own || id_map_get(seen, pmid, NULL)) {
        return;
    }
    id_map_set(seen, pmid, 1);
    reply->pmids = list_grow(arena, reply->pmids, reply->count, sizeof *reply->pmids);
    reply->pmids[reply->count++] = pmid;
}

void link_reply_end(LinkReply *reply) {
    reply->status = reply->count + reply->others.count > 0 ? LINKS_LISTED : LINKS_NONE;
}
