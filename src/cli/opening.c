#include "command.h"

#include "carrel/base/file.h"
#include "carrel/base/paths.h"

#include <stdlib.h>

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

static bool replay(Command *command, Error *err) {
    Key reviewer;
    String name = {0};
    Event *events = NULL;
    size_t count = 0;
    bool ok = reviewer_load(&reviewer, &name, err) &&
              review_read(command->review, &command->review_arena, &events, &count, err);
    string_free(&name);
    if (!ok) {
        return false;
    }
    command->state = review_state_new(reviewer, 1);
    for (size_t i = 0; i < count; i++) {
        review_state_add(command->state, &events[i], false);
    }
    review_resolve(command->state, command->cache);
    return true;
}

bool command_open_review(Command *command, ReviewNeed need, Error *err) {
    const char *name = named(command, "review", "CARREL_REVIEW");
    if (name == NULL && need != REVIEW_NEEDED) {
        return true;
    }
    String path = {0};
    bool ok = review_add_path(name != NULL ? name : "default", &path, err);
    if (ok && need == REVIEW_IF_NAMED && !file_exists(string_text(&path))) {
        ok = error_set(err, ERROR_SYSTEM, "%s: there is no such review", string_text(&path));
    }
    if (ok) {
        command->review = review_open(string_text(&path), need != REVIEW_IF_NAMED, err);
        ok = command->review != NULL && replay(command, err);
    }
    string_free(&path);
    return ok;
}

bool command_append(Command *command, ReviewAction *action, Error *err) {
    Error backup = {0};
    if (!review_backup(command->review, NULL, &backup)) {
        error_prefix(&backup, "no backup today");
        print_fault(&backup);
    }
    if (!review_append(command->review, action->events, action->count, err)) {
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
