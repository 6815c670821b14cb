#include "acts.h"
#include "desk.h"
#include "reading.h"

#include "carrel/base/paths.h"

// Studies that a search should have found: which it did find.

// "embase.ris, pubmed.nbib": the imports that brought the candidate, or how else it came.
static void add_sources(const Candidate *candidate, const SearchRecord *searches, size_t count, String *out) {
    bool any = false;
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < candidate->import_count; k++) {
            if (key_compare(candidate->imports[k], searches[i].action) == 0) {
                string_format(out, "%s%s", any ? ", " : "", path_base(searches[i].source).data);
                any = true;
            }
        }
    }
    if (!any) {
        string_add_text(out, candidate->origin ? candidate->origin : "not by an import");
    }
}

typedef enum { ITEM_MISSING, ITEM_CACHED, ITEM_FOUND, ITEM_STATES } ItemState;

static ItemState state_of(const KnownItem *item) {
    return item->candidate ? ITEM_FOUND : item->study ? ITEM_CACHED : ITEM_MISSING;
}

static void show(App *app, const char *text) {
    static const char *const groups[ITEM_STATES] = {"Missing", "Missing from the review, but in the cache",
                                                    "Found"};
    if (!*text || !desk_require(app)) {
        return;
    }
    Arena *arena = overlay_arena(app);
    KnownItem *items;
    SearchRecord *searches;
    size_t count = known_items_find(app->desk.state, app->cache, sv(text), arena, &items), found = 0, at = 0;
    size_t search_count = review_state_searches(app->desk.state, arena, &searches);
    if (!count) {
        app_say(app, ROLE_WARNING, "There is no PMID and no DOI in that");
        return;
    }
    HelpRow *rows = ARENA_ARRAY(arena, HelpRow, count);
    for (int state = 0; state < ITEM_STATES; state++) {
        for (size_t i = 0; i < count; i++) {
            if ((int) state_of(&items[i]) != state) {
                continue;
            }
            String words = {0};
            StudyId study = items[i].study;
            if (items[i].candidate) {
                study = items[i].candidate->study ? items[i].candidate->study : study;
                found++;
            }
            if (study) {
                reading_add_name(app, study, &words);
            }
            if (items[i].candidate) {
                string_add_text(&words, words.length ? " · " : "");
                add_sources(items[i].candidate, searches, search_count, &words);
            }
            rows[at++] = (HelpRow){
                .group = groups[state],
                .key = mark_sign(items[i].candidate ? items[i].candidate->own.decision : DECISION_NONE),
                .text = arena_format(arena, "%s%s%s", items[i].given, words.length ? "  " : "",
                                     string_text(&words))};
            string_free(&words);
        }
    }
    overlay_pager(app, arena_format(arena, "Known items: %zu of %zu found", found, count), rows, count);
}

void act_known(App *app, const Call *call) {
    if (*call->rest) {
        show(app, call->rest);
    } else {
        overlay_prompt(app, PROMPT_TEXT, "PMIDs or DOIs: ", "", show);
    }
}
