#include "acts.h"
#include "desk.h"
#include "opening.h"
#include "reading.h"

#include "carrel/base/clock.h"
#include "carrel/engine/filling.h"

#include <string.h>

// Abstracts that records lack, filled in by hand.

static void keep(App *app, StudyId id, const char *text) {
    if (!desk_require(app)) {
        return;
    }
    Arena arena = {0};
    String origin = {0};
    desk_add_origin(app, &origin);
    ReviewAction action = review_action_begin(app->desk.state, clock_now_ms(), &arena);
    Key key = review_want_candidate(app->desk.state, &action, app->cache, id, origin.data);
    review_action_abstract(&action, key, text);
    desk_submit(app, &action);
    review_state_set_study(app->desk.state, key, id);
    app_say(app, ROLE_GOOD, *text ? "abstract filled in · u undoes" : "abstract taken away again · u undoes");
    string_free(&origin);
    arena_free(&arena);
}

void act_abstract(App *app, const Call *call) {
    StudyId id = reading_shown(app);
    const Candidate *candidate = desk_candidate(app, id);
    const char *old = candidate && candidate->abstract ? candidate->abstract : "";
    String text = {0};
    if (!id) {
        app_say(app, ROLE_NORMAL, "No study is shown");
    } else if (!*old && study_has_abstract(&app->reading.study)) {
        app_say(app, ROLE_NORMAL, "This record has an abstract of its own; a writes a note on it");
    } else if (*call->rest) {
        keep(app, id, call->rest);
    } else if (opening_edit(app, old, &text)) {
        while (text.length && strchr(" \r\n\t", text.data[text.length - 1])) {
            text.data[--text.length] = '\0';
        }
        if (strcmp(string_text(&text), old) == 0) {
            app_say(app, ROLE_NORMAL, "The abstract is as it was");
        } else {
            keep(app, id, string_text(&text));
        }
    }
    string_free(&text);
}
