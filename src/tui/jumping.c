#include "acts.h"
#include "desk.h"
#include "opening.h"
#include "queue.h"
#include "reading.h"

#include "carrel/base/clock.h"

#include <inttypes.h>

// Along the links and back.

static void follow_marker(App *app) {
    const AbstractLink *link = pane_abstract_link(&app->reading.abstract);
    if (!link) {
        app_say(app, ROLE_NORMAL, ") steps to a link in the text, Enter follows it");
        return;
    }
    if (link->kind == ABSTRACT_LINK_URL) {
        opening_address(app, link->text);
    } else if (link->kind == ABSTRACT_LINK_AUTHORS) {
        app->reading.all_authors = !app->reading.all_authors;
        reading_forget(app);
    } else if (link->study) {
        reading_jump(app, link->study, SLOT_ABSTRACT);
    } else if (link->kind == ABSTRACT_LINK_MARKER && link->bound) {
        app_say(app, ROLE_WARNING, "Marker %d means %s, which is not in the cache", link->number, link->text);
    } else if (link->kind == ABSTRACT_LINK_MARKER) {
        app_say(
            app, ROLE_WARNING,
            "Marker %d has no study yet: go to one in the list and :cite %d, or name it by :cite %d pmid:…",
            link->number, link->number, link->number);
    }
}

// Whoever goes to a stub wants to read it.
static void want_record(App *app) {
    if (app->reading.shown && !app->reading.found) {
        asking_record(app, app->reading.shown);
    }
}

void act_follow(App *app, const Call *call) {
    (void) call;
    reading_load(app);
    Reading *reading = &app->reading;
    if (app->focus == SLOT_LIST) {
        app->focus = SLOT_ABSTRACT;
        want_record(app);
    } else if (app->focus == SLOT_ABSTRACT) {
        follow_marker(app);
    } else if (reading_tab_count(app, reading->tab) == 0) {
        app_say(app, ROLE_NORMAL, "There is no link here to follow");
    } else {
        size_t row = reading->boxes[reading->tab].cursor;
        StudyId id = reading_link_id(app, row);
        const LinkRow *link = reading_link_row(app, row);
        if (id) {
            reading_jump(app, id, SLOT_LINKS);
            want_record(app);
        } else if (link && link->doi) {
            asking_doi(app, link->doi);
        } else {
            app_say(app, ROLE_WARNING,
                    "This reference has no PMID or DOI that the cache knows, only its text");
        }
    }
}

void act_preview(App *app, const Call *call) {
    (void) call;
    Reading *reading = &app->reading;
    if (reading->previewing) {
        reading_preview(app, false);
    } else if (reading_link_id(app, reading->boxes[reading->tab].cursor)) {
        reading_preview(app, true);
    } else {
        app_say(app, ROLE_WARNING, "Nothing more than this line is known of that link");
    }
}

void act_open(App *app, const Call *call) {
    (void) call;
    opening_record(app);
}

void act_full_text(App *app, const Call *call) {
    (void) call;
    opening_full_text(app);
}

void act_trail(App *app, const Call *call) {
    int times = call->count > 0 ? call->count : 1;
    for (int i = 0; i < times; i++) {
        bool moved = call->action == ACTION_BACK      ? reading_back(app)
                     : call->action == ACTION_FORWARD ? reading_forward(app)
                                                      : reading_home(app);
        if (!moved && call->action == ACTION_TO_QUEUE &&
            (app->reading.previewing || app->focus != SLOT_LIST)) {
            app->focus = SLOT_LIST;
            reading_preview(app, false);
        } else if (!moved) {
            app_say(app, ROLE_NORMAL, "%s",
                    call->action == ACTION_BACK      ? "This is where the trail began"
                    : call->action == ACTION_FORWARD ? "There is nothing to go forward to"
                                                     : "You are at the list already");
            return;
        }
    }
}

void act_tab(App *app, const Call *call) {
    static const int tabs[] = {TAB_REFERENCES, TAB_CITED_BY, TAB_SIMILAR, TAB_NOTICES};
    reading_open_tab(app, tabs[call->action - ACTION_REFS]);
    app->focus = SLOT_LINKS;
}

static StudyId parse_study(App *app, const char *text, Arena *arena, Ident *ident, Error *err) {
    if (!ident_parse(sv(text), arena, ident, err)) {
        return 0;
    }
    StudyId id = cache_find(app->cache, ident, err);
    if (!id && ident->scheme == IDENT_PMID) {
        id = ident->number; // perhaps a stub
    }
    if (!id && err->kind == ERROR_NONE) {
        error_set(err, ERROR_INPUT, "%s is not in the cache", text);
    }
    return id;
}

StudyId jumping_parse_study(App *app, const char *text, Arena *arena, Error *err) {
    Ident ident;
    return parse_study(app, text, arena, &ident, err);
}

void act_go(App *app, const Call *call) {
    Arena arena = {0};
    Ident ident;
    Error err = {0};
    StudyId id = parse_study(app, call->arguments[0], &arena, &ident, &err);
    if (id) {
        reading_jump(app, id, SLOT_ABSTRACT);
    } else {
        app_say_error(app, &err);
    }
    arena_free(&arena);
}

static bool mark_of(App *app, const Call *call, size_t *mark) {
    char letter = call->argument_count ? call->arguments[0][0] : '\0';
    if (letter < 'a' || letter > 'z' || call->arguments[0][1]) {
        app_say(app, ROLE_ERROR, "A mark is one letter, a to z");
        return false;
    }
    *mark = (size_t) (letter - 'a');
    return true;
}

void act_mark(App *app, const Call *call) {
    size_t mark;
    if (!call->argument_count) {
        app->wants_letter = call->action;
    } else if (mark_of(app, call, &mark)) {
        reading_load(app);
        app->reading.marks[mark] = reading_place(app);
        app->reading.mark_set[mark] = true;
        app_say(app, ROLE_NORMAL, "Mark %c is set; '%c comes back here", 'a' + (int) mark, 'a' + (int) mark);
    }
}

void act_to_mark(App *app, const Call *call) {
    size_t mark;
    if (!call->argument_count) {
        app->wants_letter = call->action;
    } else if (mark_of(app, call, &mark)) {
        if (app->reading.mark_set[mark]) {
            Place place = app->reading.marks[mark];
            reading_go_to_place(app, &place);
        } else {
            app_say(app, ROLE_NORMAL, "Mark %c is not set", 'a' + (int) mark);
        }
    }
}

static void choose_mark(App *app, size_t chosen, const char *typed) {
    (void) typed;
    for (size_t mark = 0; mark < 26; mark++) {
        if (app->reading.mark_set[mark] && chosen-- == 0) {
            Place place = app->reading.marks[mark];
            reading_go_to_place(app, &place);
            return;
        }
    }
}

static const char *place_name(App *app, StudyId id, Arena *arena) {
    String name = {0};
    reading_add_name(app, id, &name);
    const char *copy = arena_copy_view(arena, string_view(&name));
    string_free(&name);
    return copy;
}

void act_marks(App *app, const Call *call) {
    (void) call;
    Arena *arena = overlay_arena(app);
    MenuItem *items = ARENA_ARRAY(arena, MenuItem, 26);
    size_t count = 0;
    for (size_t mark = 0; mark < 26; mark++) {
        if (app->reading.mark_set[mark]) {
            items[count].text = place_name(app, app->reading.marks[mark].study, arena);
            items[count++].note = arena_format(arena, "'%c", 'a' + (int) mark);
        }
    }
    if (count) {
        overlay_menu(app, "Marks", items, count, false, false, choose_mark);
    } else {
        app_say(app, ROLE_NORMAL, "No mark is set; gm and a letter sets one");
    }
}

static void choose_stop(App *app, size_t chosen, const char *typed) {
    (void) typed;
    Jumps *jumps = &app->reading.jumps;
    while (jumps->current > chosen && reading_back(app)) {
    }
    while (jumps->current < chosen && reading_forward(app)) {
    }
}

void act_jumps(App *app, const Call *call) {
    (void) call;
    const Jumps *jumps = &app->reading.jumps;
    if (jumps->count < 2) {
        app_say(app, ROLE_NORMAL, "No jump was made yet; Enter on a link makes one");
        return;
    }
    Arena *arena = overlay_arena(app);
    MenuItem *items = ARENA_ARRAY(arena, MenuItem, jumps->count);
    for (size_t i = 0; i < jumps->count; i++) {
        items[i].text = place_name(app, jumps->places[i].study, arena);
        items[i].note = i == jumps->current ? "here" : i == 0 ? "list" : NULL;
    }
    overlay_menu(app, "Trail", items, jumps->count, false, false, choose_stop);
}

void act_cite(App *app, const Call *call) {
    long long number;
    reading_load(app);
    StudyId article = app->article;
    if (!article) {
        app_say(app, ROLE_ERROR, "No text with numbered markers was read; open one first");
        return;
    }
    if (!sv_number(sv(call->arguments[0]), &number) || number < 1 || number > 9999) {
        app_say(app, ROLE_ERROR, "cite: \"%s\" is not a marker's number", call->arguments[0]);
        return;
    }
    Arena arena = {0};
    Error err = {0};
    Ident ident;
    StudyId id = call->argument_count > 1 ? parse_study(app, call->arguments[1], &arena, &ident, &err)
                                          : app->reading.shown;
    if (id == article) {
        error_set(&err, ERROR_USAGE,
                  "cite: show the study that marker %lld means (f limits the list), or name it", number);
        id = 0;
    }
    if (!id || !desk_require(app)) {
        app_say_error(app, &err);
        arena_free(&arena);
        return;
    }
    // A review never keeps an id of one cache, so a study without PMID is named by its DOI.
    String target = {0}, name = {0};
    Study study;
    bool found;
    ident_add(id, &target);
    if (id < 0) {
        string_clear(&target);
        if (cache_study(app->cache, id, &arena, &study, &found, NULL) && (study.doi || study.pmcid)) {
            string_format(&target, study.doi ? "doi:%s" : "pmcid:%s", study.doi ? study.doi : study.pmcid);
        } else {
            app_say(app, ROLE_ERROR, "That study has no PMID, DOI or PMCID by which a review could name it");
            arena_free(&arena);
            return;
        }
    }
    ReviewAction action = review_action_begin(app->desk.state, clock_now_ms(), &arena);
    Key key = review_want_candidate(app->desk.state, &action, app->cache, article, "search");
    review_action_bind(&action, key, (int) number, target.data);
    desk_submit(app, &action);
    review_state_set_study(app->desk.state, key, article);
    reading_add_name(app, id, &name);
    app_say(app, ROLE_GOOD, "Marker %lld means %s · u undoes", number, name.data);
    string_free(&target);
    string_free(&name);
    arena_free(&arena);
}
