#include "carrel/screening/filling.h"

bool study_has_abstract(const Study *study) {
    for (size_t i = 0; i < study->section_count; i++) {
        if (study->sections[i].text && *study->sections[i].text) {
            return true;
        }
    }
    return false;
}

static const char *filled_by(const ReviewState *state, const Candidate *candidate, Arena *arena) {
    const Event **events;
    const char *name = NULL;
    for (size_t i = review_state_history(state, candidate->key, arena, &events); i-- > 0 && !name;) {
        if (events[i]->kind == EVENT_EDIT && *events[i]->value &&
            !review_state_is_undone(state, events[i]->action)) {
            name = review_state_reviewer_name(state, events[i]->reviewer);
            name = name ? name : "";
        }
    }
    return name ? name : "";
}

const char *study_fill_in(Study *study, const ReviewState *state, const Candidate *candidate, Arena *arena) {
    if (!candidate || !candidate->abstract || !*candidate->abstract || study_has_abstract(study)) {
        return NULL;
    }
    study->sections = ARENA_NEW(arena, Section);
    study->sections[0].text = arena_copy(arena, candidate->abstract);
    study->section_count = 1;
    return arena_copy(arena, filled_by(state, candidate, arena));
}
