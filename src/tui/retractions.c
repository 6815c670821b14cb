#include "acts.h"
#include "desk.h"
#include "fetching.h"
#include "reading.h"

#include "carrel/base/clock.h"
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

// What checks found: of the review, as long as there is one, else the last one's.
static Notices notices_of(const App *app, Arena *arena) {
    const Fetching *fetching = &app->fetching;
    Notices notices = {fetching->checked, fetching->changes, fetching->change_count};
    if (app->desk.state) {
        review_state_notices(app->desk.state, arena, &notices);
    }
    return notices;
}

static void open_change(App *app, size_t chosen, const char *typed) {
    (void) typed;
    Arena arena = {0};
    Notices notices = notices_of(app, &arena);
    if (chosen < notices.count) {
        Place place = {
            .study = notices.changes[chosen].id, .focus = SLOT_ABSTRACT, .tab = TAB_NOTICES, .marker = -1};
        reading_go_to_place(app, &place);
    }
    arena_free(&arena);
}

static void list_changes(App *app) {
    Arena *arena = overlay_arena(app);
    Notices notices = notices_of(app, arena);
    MenuItem *items = ARENA_ARRAY(arena, MenuItem, notices.count + 1);
    for (size_t i = 0; i < notices.count; i++) {
        const NoticeChange *change = &notices.changes[i];
        StudyRow row = {0};
        String name = {0}, day = {0};
        reading_add_name(app, change->id, &name);
        clock_add_date(&day, change->time);
        bool known = cache_rows(app->cache, &change->id, 1, arena, &row, NULL) && row.found;
        items[i].text = arena_format(arena, "%s  %s  %s%s%s", string_text(&day), notice_words(change),
                                     string_text(&name), known ? "  " : "", known ? row.title : "");
        items[i].role = change->retracted || change->concern ? ROLE_ERROR : ROLE_NORMAL;
        string_free(&name);
        string_free(&day);
    }
    overlay_menu(app, "Changed since", items, notices.count, false, false, open_change);
}

void act_retractions(App *app, const Call *call) {
    (void) call;
    Arena arena = {0};
    Notices notices = notices_of(app, &arena);
    String day = {0};
    if (notices.count) {
        list_changes(app);
    } else if (notices.checked) {
        clock_add_date(&day, notices.checked);
        app_say(app, ROLE_NORMAL, "Nothing had changed when it was last checked, on %s", string_text(&day));
    } else {
        app_say(app, ROLE_NORMAL, "Nothing was checked yet; :check-retractions does");
    }
    string_free(&day);
    arena_free(&arena);
}

static void keep(App *app, const FetchEnd *end, int64_t now) {
    Arena arena = {0};
    if (app->desk.state) {
        ReviewAction action = review_action_begin(app->desk.state, now, &arena);
        review_action_notices(&action, app->desk.state, now, end->changes, end->change_count);
        desk_submit(app, &action);
    }
    arena_free(&arena);
}

void retractions_ended(App *app, const Asked *asked, FetchEnd *end) {
    Fetching *fetching = &app->fetching;
    size_t retracted = 0, concern = 0;
    free(fetching->changes);
    fetching->change_count = end->change_count;
    fetching->changes = memory_new((end->change_count + 1) * sizeof *fetching->changes);
    fetching->checked = clock_now_ms();
    keep(app, end, fetching->checked);
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
