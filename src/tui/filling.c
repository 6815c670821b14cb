#include "acts.h"
#include "desk.h"
#include "opening.h"
#include "reading.h"

#include "carrel/screening/filling.h"

#include <string.h>

// Abstracts that records lack, filled in by hand.

static void keep(App *app, StudyId id, const char *text) {
    desk_write(app, id, review_action_abstract, text,
               *text ? "abstract filled in" : "abstract taken away again");
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
