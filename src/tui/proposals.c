#include "acts.h"
#include "desk.h"
#include "reading.h"

// The proposed groups as a list to go to one of them, and what they say of one study.

#define LISTED_MOST 300

// The proposals that a menu lists: from the shown one on, those with something open first.
static size_t take_listed(const Comparing *comparing, Arena *arena, size_t **listed) {
    size_t count = 0;
    *listed = ARENA_ARRAY(arena, size_t, LISTED_MOST);
    for (int done = 0; done < 2; done++) {
        for (size_t i = 0; i < comparing->count && count < LISTED_MOST; i++) {
            size_t at = (comparing->at + i) % comparing->count;
            if (comparing->proposals[at].done == (done == 1)) {
                (*listed)[count++] = at;
            }
        }
    }
    return count;
}

static void choose(App *app, size_t chosen, const char *typed) {
    (void) typed;
    Arena arena = {0};
    size_t *listed;
    if (chosen < take_listed(&app->comparing, &arena, &listed)) {
        comparing_show(app, listed[chosen]);
    }
    arena_free(&arena);
}

void act_proposals(App *app, const Call *call) {
    (void) call;
    const Comparing *comparing = &app->comparing;
    Arena *arena = overlay_arena(app);
    size_t *listed;
    size_t count = comparing->kind == COMPARING_DUPLICATES ? take_listed(comparing, arena, &listed) : 0;
    if (count == 0) {
        app_say(app, ROLE_NORMAL, "There are no proposals to list");
        return;
    }
    MenuItem *items = ARENA_ARRAY(arena, MenuItem, count);
    for (size_t i = 0; i < count; i++) {
        const Proposal *proposal = &comparing->proposals[listed[i]];
        const DuplicatesGroup *group = proposal->group;
        String text = {0};
        reading_add_name(app, group->members[0].study, &text);
        string_format(&text, " · %zu records · %s", group->member_count, group->why);
        items[i].text = arena_copy(arena, text.data);
        items[i].note = proposal->done                    ? "judged"
                        : proposal->later                 ? "later"
                        : group->kind == DUPLICATES_TRIAL ? "same trial?"
                                                          : "duplicates?";
        string_free(&text);
    }
    overlay_menu(app, "Proposals", items, count, false, false, choose);
}

// Whether the candidate is a member of the group, which has something open.
static bool has_member(const App *app, const Proposal *proposal, const DuplicateMember *self) {
    const DuplicatesGroup *group = proposal->group;
    for (size_t i = 0; i < group->member_count && !proposal->done; i++) {
        if (comparing_state(app, self, &group->members[i]) == PAIR_SAME) {
            return true;
        }
    }
    return false;
}

typedef struct {
    LikelyStudy *items;
    size_t count, capacity;
    Arena *arena;
} LikelyList;

static void add_likely(LikelyList *list, StudyId study, const char *note) {
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i].study == study) {
            return;
        }
    }
    list->items = arena_grow(list->arena, list->items, &list->capacity, list->count + 1, sizeof *list->items);
    list->items[list->count++] = (LikelyStudy){study, note};
}

size_t proposals_likely(App *app, StudyId study, bool grouped, Arena *arena, LikelyStudy **likely) {
    const Comparing *comparing = &app->comparing;
    const Candidate *candidate = desk_candidate(app, study);
    LikelyList list = {.arena = arena};
    DuplicateMember self = {0};
    const Candidate **reports;
    if (candidate) {
        self.key = candidate->key;
    }
    for (size_t i = 0; candidate && i < comparing->count; i++) {
        const DuplicatesGroup *group = comparing->proposals[i].group;
        bool is_here = has_member(app, &comparing->proposals[i], &self);
        for (size_t k = 0; is_here && k < group->member_count; k++) {
            const DuplicateMember *other = &group->members[k];
            if (other->study && comparing_state(app, &self, other) == PAIR_OPEN) {
                add_likely(&list, other->study,
                           group->kind == DUPLICATES_TRIAL ? "another report" : "looks like a duplicate");
            }
        }
    }
    size_t count =
        candidate && grouped ? review_state_reports(app->desk.state, self.key, arena, &reports) : 0;
    for (size_t i = 0; i < count; i++) {
        if (reports[i] != candidate && reports[i]->study) {
            add_likely(&list, reports[i]->study, "grouped as one trial");
        }
    }
    *likely = list.items;
    return list.count;
}
