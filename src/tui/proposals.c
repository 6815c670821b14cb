#include "acts.h"
#include "reading.h"

// The list of proposed groups, to go to one of them.

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
