#include "command.h"

#include "carrel/base/clock.h"
#include "carrel/base/file.h"
#include "carrel/base/paths.h"
#include "carrel/review/team.h"

#include <stdlib.h>
#include <string.h>

static const char *named(const Command *command, const char *option, const char *variable) {
    const char *value = command_option(command, option);
    if (value == NULL) {
        value = getenv(variable);
    }
    return value != NULL && value[0] != '\0' ? value : NULL;
}

bool command_add_cache_path(const Command *command, String *path, Error *err) {
    const char *name = named(command, "cache", "CARREL_CACHE");
    if (name == NULL) {
        return path_cache(path, err);
    }
    path_absolute(path, name);
    return true;
}

bool command_open_cache(Command *command, Error *err) {
    String path = {0};
    if (command_add_cache_path(command, &path, err)) {
        command->cache = cache_open_reader(string_text(&path), err);
    }
    string_free(&path);
    return command->cache != NULL;
}

bool held_review_open(HeldReview *held, const char *path, bool create, int stage, Error *err) {
    Key reviewer;
    String name = {0};
    *held = (HeldReview){.file = review_open(path, create, err)};
    bool ok = held->file != NULL && reviewer_load(&reviewer, &name, err) &&
              review_read(held->file, &held->arena, &held->events, &held->count, err);
    string_free(&name);
    if (!ok) {
        held_review_close(held);
        return false;
    }
    held->state = review_state_new(reviewer, stage);
    for (size_t i = 0; i < held->count; i++) {
        review_state_add(held->state, &held->events[i], false);
    }
    return true;
}

void held_review_see_as(HeldReview *held, const char *name) {
    Key reviewer;
    if (name == NULL) {
        return;
    }
    if (!review_state_reviewer_by_name(held->state, name, &reviewer)) {
        reviewer = review_recorded_reviewer(held->state, name);
    }
    if (key_compare(reviewer, review_state_reviewer(held->state)) != 0) {
        int stage = review_state_stage(held->state);
        review_state_free(held->state);
        held->state = review_state_new(reviewer, stage);
        for (size_t i = 0; i < held->count; i++) {
            review_state_add(held->state, &held->events[i], false);
        }
    }
}

void held_review_close(HeldReview *held) {
    review_state_free(held->state);
    if (held->file != NULL) {
        review_close(held->file);
    }
    arena_free(&held->arena);
    *held = (HeldReview){0};
}

int command_stage(const Command *command) {
    const char *stage = command_option(command, "stage");
    return stage != NULL && strcmp(stage, "ft") == 0 ? 2 : 1;
}

bool command_open_review(Command *command, ReviewNeed need, Error *err) {
    const char *name = named(command, "review", "CARREL_REVIEW");
    bool has_default = need == REVIEW_NEEDED || need == REVIEW_EXISTING;
    bool must_exist = need == REVIEW_IF_NAMED || need == REVIEW_EXISTING;
    if (name == NULL && !has_default) {
        return true;
    }
    String path = {0};
    bool ok = review_add_path(name != NULL ? name : "default", &path, err);
    if (ok && must_exist && !file_exists(string_text(&path))) {
        ok = error_set(err, ERROR_SYSTEM, "%s: there is no such review%s", string_text(&path),
                       name == NULL ? "; -R names another" : "");
    }
    HeldReview held = {0};
    if (ok && held_review_open(&held, string_text(&path), !must_exist, command_stage(command), err)) {
        held_review_see_as(&held, command_as(command));
        command->review = held.file;
        command->state = held.state;
        command->review_arena = held.arena;
        review_resolve(command->state, command->cache);
    }
    string_free(&path);
    return ok && command->state != NULL;
}

// Names whoever works here by --as, where the review does not know the name yet; an action of its own,
// which no undo takes back.
static bool introduce(Command *command, Error *err) {
    const char *name = command_as(command);
    if (name == NULL ||
        review_state_reviewer_name(command->state, review_state_reviewer(command->state)) != NULL) {
        return true;
    }
    ReviewAction action = review_action_begin(command->state, clock_now_ms(), &command->arena);
    review_action_name(&action, arena_copy_view(&command->arena, sv_trim(sv(name))));
    bool ok = review_append(command->review, action.events, action.count, err);
    if (ok) {
        review_state_add(command->state, &action.events[0], false);
    }
    return ok;
}

bool command_append(Command *command, ReviewAction *action, Error *err) {
    Error backup = {0};
    if (!review_backup(command->review, NULL, &backup)) {
        error_prefix(&backup, "no backup today");
        print_fault(&backup);
    }
    if (!introduce(command, err) || !review_append(command->review, action->events, action->count, err)) {
        return false;
    }
    for (size_t i = 0; i < action->count; i++) {
        review_state_add(command->state, &action->events[i], false);
    }
    return true;
}

void command_close(Command *command) {
    review_state_free(command->state);
    if (command->review != NULL) {
        review_close(command->review);
    }
    cache_close(command->cache);
    string_free(&command->out);
    arena_free(&command->review_arena);
    arena_free(&command->arena);
}
