#include "command.h"

#include "carrel/base/clock.h"
#include "carrel/base/file.h"
#include "carrel/base/memory.h"
#include "carrel/base/paths.h"
#include "carrel/review/team.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *command_named(const Command *command, const char *option, const char *variable) {
    const char *value = command_option(command, option);
    if (value == NULL) {
        value = getenv(variable);
    }
    return value != NULL && value[0] != '\0' ? value : NULL;
}

bool command_add_cache_path(const Command *command, String *path, Error *err) {
    const char *name = command_named(command, "cache", "CARREL_CACHE");
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

bool held_review_take(HeldReview *held, Event *events, size_t count, size_t *added, Error *err) {
    Error why = {0};
    return review_merge(held->file, events, count, added, &why) ||
           error_set(err, why.kind, "%s; run it again, nothing is taken twice", why.text);
}

void held_review_close(HeldReview *held) {
    review_state_free(held->state);
    if (held->file != NULL) {
        review_close(held->file);
    }
    arena_free(&held->arena);
    *held = (HeldReview){0};
}

// One that was being made, when it could not be.
static void remove_review(const char *path) {
    String journal = {0};
    string_format(&journal, "%s-journal", path);
    unlink(path);
    unlink(string_text(&journal));
    string_free(&journal);
}

bool held_review_make(HeldReview *held, const char *path, Error *err) {
    if (file_exists(path)) {
        return error_set(err, ERROR_USAGE, "%s is there already; nothing was changed", path);
    }
    if (held_review_open(held, path, true, 1, err)) {
        return true;
    }
    remove_review(path);
    return false;
}

void held_review_discard(HeldReview *held) {
    if (held->file != NULL) {
        char *path = memory_copy_string(review_path(held->file));
        held_review_close(held);
        remove_review(path);
        free(path);
    }
}

int command_stage(const Command *command) {
    const char *stage = command_option(command, "stage");
    return stage != NULL && strcmp(stage, "ft") == 0 ? 2 : 1;
}

bool command_open_review(Command *command, ReviewNeed need, Error *err) {
    const char *name = command_named(command, "review", "CARREL_REVIEW");
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

static bool holds(ReviewFile *review, Key event) {
    Arena arena = {0};
    Event *events;
    size_t count;
    bool found = false;
    if (review_read(review, &arena, &events, &count, NULL)) {
        for (size_t i = count; !found && i-- > 0;) {
            found = key_compare(events[i].id, event) == 0;
        }
    }
    arena_free(&arena);
    return found;
}

// After a failure it is unknown what is on disk: opens again, repeats once, else says what is known.
static bool append_surely(Command *command, ReviewAction *action, Error *err) {
    Error first = {0}, second = {0};
    if (review_append(command->review, action->events, action->count, &first)) {
        return true;
    }
    bool may_be_there = false, ok = false;
    if (!review_is_read_only(command->review)) {
        ReviewFile *again = review_open(review_path(command->review), false, &second);
        may_be_there = again == NULL || holds(again, action->events[0].id);
        ok = again != NULL && review_append(again, action->events, action->count, &second);
        review_close(ok ? command->review : again);
        command->review = ok ? again : command->review;
    }
    if (!ok) {
        error_prefix(&first, may_be_there ? "perhaps saved, look before you do it again" : "not saved");
        error_set(err, first.kind, "%s", first.text);
    }
    return ok;
}

// Names whoever works here by --as, where the review does not know the name yet; an action of its own,
// which no undo takes back. *action has no events where there is nothing to say.
static ReviewAction introduction(const ReviewState *state, const char *name, Arena *arena) {
    ReviewAction action = review_action_begin(state, clock_now_ms(), arena);
    if (name != NULL && review_state_reviewer_name(state, review_state_reviewer(state)) == NULL) {
        review_action_name(&action, arena_copy_view(arena, sv_trim(sv(name))));
    }
    return action;
}

static bool introduce(Command *command, Error *err) {
    ReviewAction action = introduction(command->state, command_as(command), &command->arena);
    bool ok = action.count == 0 || append_surely(command, &action, err);
    for (size_t i = 0; ok && i < action.count; i++) {
        review_state_add(command->state, &action.events[i], false);
    }
    return ok;
}

static bool append_to_held(HeldReview *held, const ReviewAction *action, Error *err) {
    if (action->count == 0) {
        return true;
    }
    if (!review_append(held->file, action->events, action->count, err)) {
        return false;
    }
    size_t capacity = 0;
    Event *events = arena_grow(&held->arena, NULL, &capacity, held->count + action->count, sizeof *events);
    if (held->count > 0) {
        memcpy(events, held->events, held->count * sizeof *events);
    }
    for (size_t i = 0; i < action->count; i++) {
        Event *event = &events[held->count + i];
        *event = action->events[i];
        event->value = arena_copy(&held->arena, event->value);
        review_state_add(held->state, event, false);
    }
    held->events = events;
    held->count += action->count;
    return true;
}

bool held_review_append(HeldReview *held, const char *name, const ReviewAction *action, Error *err) {
    ReviewAction first = introduction(held->state, name, action->arena);
    return append_to_held(held, &first, err) && append_to_held(held, action, err);
}

bool command_append(Command *command, ReviewAction *action, Error *err) {
    Error backup = {0};
    if (!review_backup(command->review, NULL, &backup)) {
        error_prefix(&backup, "no backup today");
        print_fault(&backup);
    }
    if (!introduce(command, err) || !append_surely(command, action, err)) {
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
