#include "acts.h"
#include "desk.h"
#include "fetching.h"
#include "reading.h"

#include "carrel/base/memory.h"

#include <stdlib.h>

// What title and abstract left in is due at full text, and what full text included came from there.
#define CHECKED_USUAL "is:include OR is:maybe"

void act_check_retractions(App *app, const Call *call) {
    Error err = {0};
    IdList ids = {0};
    const char *query = *call->rest ? call->rest : CHECKED_USUAL;
    size_t with_pmid = 0;
    if (!*call->rest && !desk_require(app)) {
        return;
    }
    if (!act_query_ids(app, query, &ids, &err)) {
        app_say_error(app, &err);
    }
    for (size_t i = 0; i < ids.count; i++) {
        with_pmid += ids.ids[i] > 0;
    }
    Fetcher *fetcher = with_pmid ? fetching_start(app) : NULL;
    if (fetcher) {
        fetching_note(app, fetch_retractions(fetcher, ids.ids, ids.count, FETCH_LATER), ASKED_CHECK, 0, NULL);
        String words = {0};
        string_format(&words,
                      with_pmid == 1 ? "Asking PubMed again for %zu study"
                                     : "Asking PubMed again for %zu studies",
                      with_pmid);
        if (with_pmid < ids.count) {
            string_format(&words, "; %zu without PMID cannot be asked for", ids.count - with_pmid);
        }
        app_say(app, ROLE_NORMAL, "%s%s", words.data,
                fetching_is_offline(app) ? "; it waits, since you are offline (:offline)"
                                         : "; reading goes on");
        string_free(&words);
    } else if (!with_pmid && err.kind == ERROR_NONE) {
        app_say(app, ROLE_NORMAL, "No study with a PMID is %s",
                *call->rest ? "among these" : "included or maybe");
    }
    id_list_free(&ids);
}

static const char *change_words(const FetchChange *change) {
    return change->retracted   ? "retracted"
           : change->concern   ? "expression of concern"
           : change->corrected ? "corrected"
                               : "a notice was taken back";
}

static void open_change(App *app, size_t chosen, const char *typed) {
    (void) typed;
    if (chosen < app->fetching.change_count) {
        Place place = {.study = app->fetching.changes[chosen].id,
                       .focus = SLOT_ABSTRACT,
                       .tab = TAB_NOTICES,
                       .marker = -1};
        reading_go_to_place(app, &place);
    }
}

static void list_changes(App *app) {
    const Fetching *fetching = &app->fetching;
    Arena *arena = overlay_arena(app);
    MenuItem *items = ARENA_ARRAY(arena, MenuItem, fetching->change_count + 1);
    for (size_t i = 0; i < fetching->change_count; i++) {
        const FetchChange *change = &fetching->changes[i];
        StudyRow row = {0};
        String name = {0};
        reading_add_name(app, change->id, &name);
        bool known = cache_rows(app->cache, &change->id, 1, arena, &row, NULL) && row.found;
        items[i].text = arena_format(arena, "%s  %s%s%s", change_words(change), string_text(&name),
                                     known ? "  " : "", known ? row.title : "");
        items[i].role = change->retracted || change->concern ? ROLE_ERROR : ROLE_NORMAL;
        string_free(&name);
    }
    overlay_menu(app, "Changed since", items, fetching->change_count, false, false, open_change);
}

void act_retractions(App *app, const Call *call) {
    (void) call;
    if (app->fetching.change_count) {
        list_changes(app);
    } else {
        app_say(app, ROLE_NORMAL,
                app->fetching.checked ? "The last check found nothing changed"
                                      : "Nothing was checked since the start; :check-retractions does");
    }
}

void retractions_ended(App *app, const Asked *asked, FetchEnd *end) {
    Fetching *fetching = &app->fetching;
    size_t retracted = 0, concern = 0;
    free(fetching->changes);
    fetching->change_count = end->change_count;
    fetching->changes = memory_new((end->change_count + 1) * sizeof *fetching->changes);
    fetching->checked = true;
    for (size_t i = 0; i < end->change_count; i++) {
        fetching->changes[i] = end->changes[i];
        retracted += end->changes[i].retracted;
        concern += !end->changes[i].retracted && end->changes[i].concern;
    }
    String words = {0};
    add_number(&words, end->job.done);
    string_format(&words, " stud%s asked for again: ", end->job.done == 1 ? "y" : "ies");
    if (end->change_count == 0) {
        string_add_text(&words, "nothing changed");
    } else {
        string_format(&words, "%zu changed", end->change_count);
        if (retracted) {
            string_format(&words, ", %zu retracted", retracted);
        }
        if (concern) {
            string_format(&words, ", %zu of concern", concern);
        }
        string_add_text(&words, " · :retractions lists them");
    }
    string_format(&words, "%s%s", *end->job.says ? "; " : "", end->job.says);
    app_say(app,
            retracted || concern                  ? ROLE_ERROR
            : end->change_count || *end->job.says ? ROLE_WARNING
                                                  : ROLE_GOOD,
            "%s", words.data);
    string_free(&words);
    if (end->change_count && app->overlay.kind == OVERLAY_NONE &&
        term_input_taken(app->input) == asked->typed) {
        list_changes(app);
    }
}
