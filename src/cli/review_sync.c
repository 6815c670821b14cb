#include "command.h"

#include "carrel/base/file.h"
#include "carrel/base/map.h"
#include "carrel/json/event_lines.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// A team's log in a folder that something else carries around (git, a file sync): each person appends to
// one file of their own and reads the others', so no two people ever write one file.

typedef struct {
    Command *command;
    const char *folder;
    HeldReview held;
    Map there; // ids of the events in the folder
    size_t added, rejected_files;
    int *code;
} Sync;

static bool take_file(Sync *sync, const char *path, Error *err) {
    EventLines lines = {0};
    size_t added = 0;
    char key[KEY_TEXT_SIZE];
    bool ok = event_lines_read(path, &lines, err);
    for (size_t i = 0; ok && i < lines.count; i++) {
        key_to_text(lines.events[i].id, key);
        map_set(&sync->there, sv(key), 1);
    }
    ok = ok && (lines.count == 0 || held_review_take(&sync->held, lines.events, lines.count, &added, err));
    sync->added += added;
    event_lines_tell(&lines, sync->code);
    event_lines_free(&lines);
    return ok;
}

static bool take_folder(Sync *sync, Error *err) {
    DIR *folder = opendir(sync->folder);
    bool ok = folder != NULL || error_set(err, ERROR_SYSTEM, "%s: %s", sync->folder, strerror(errno));
    for (struct dirent *entry; ok && (entry = readdir(folder)) != NULL;) {
        if (entry->d_name[0] != '.' && sv_ends(sv(entry->d_name), SV(".jsonl"))) {
            ok = take_file(sync, arena_format(&sync->command->arena, "%s/%s", sync->folder, entry->d_name),
                           err);
        }
    }
    if (folder != NULL) {
        closedir(folder);
    }
    return ok;
}

// "ben-1f3a9c02.jsonl": the name may change, the beginning of the id does not; a file that has it
// is one's own.
static const char *own_file(Sync *sync) {
    char key[KEY_TEXT_SIZE];
    Arena *arena = &sync->command->arena;
    Key reviewer = review_state_reviewer(sync->held.state);
    key_to_text(reviewer, key);
    const char *ending = arena_format(arena, "-%.8s.jsonl", key);
    DIR *folder = opendir(sync->folder);
    const char *found = NULL;
    for (struct dirent *entry; folder != NULL && !found && (entry = readdir(folder)) != NULL;) {
        if (sv_ends(sv(entry->d_name), sv(ending))) {
            found = arena_format(arena, "%s/%s", sync->folder, entry->d_name);
        }
    }
    if (folder != NULL) {
        closedir(folder);
    }
    const char *name = review_state_reviewer_name(sync->held.state, reviewer);
    name = name != NULL ? name : command_as(sync->command);
    char *safe = arena_copy(arena, name != NULL ? name : "reviewer");
    for (char *c = safe; *c; c++) {
        bool plain = (unsigned char) *c > ' ' && !strchr("/\\:*?\"<>|.", *c);
        *c = plain ? *c : '_';
    }
    return found != NULL ? found : arena_format(arena, "%s/%s%s", sync->folder, safe, ending);
}

static bool write_whole(int file, StringView text) {
    while (text.length > 0) {
        ssize_t written = write(file, text.data, text.length);
        if (written < 0 && errno != EINTR) {
            return false;
        }
        text = sv_from(text, written > 0 ? (size_t) written : 0);
    }
    return fsync(file) == 0;
}

// Appends what no file there has. A line that an earlier writing left torn is ended first.
static bool give_own(Sync *sync, size_t *given, Error *err) {
    const char *path = own_file(sync);
    String text = {0}, before = {0};
    char key[KEY_TEXT_SIZE];
    *given = 0;
    bool ok = !file_exists(path) || file_read_all(path, EVENT_FILE_MOST, &before, err);
    if (before.length > 0 && before.data[before.length - 1] != '\n') {
        string_add_char(&text, '\n');
    }
    for (size_t i = 0; i < sync->held.count; i++) {
        key_to_text(sync->held.events[i].id, key);
        if (!map_get(&sync->there, sv(key), NULL)) {
            event_add_line(&sync->held.events[i], sync->held.state, &text);
            ++*given;
        }
    }
    if (ok && *given > 0) {
        int file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
        ok = file >= 0 && write_whole(file, string_view(&text));
        if (!ok) {
            error_set(err, ERROR_SYSTEM, "%s: %s; run sync again, it goes on where it stopped", path,
                      strerror(errno));
        }
        if (file >= 0 && close(file) != 0 && ok) {
            ok = error_set(err, ERROR_SYSTEM, "%s: %s", path, strerror(errno));
        }
    }
    string_free(&before);
    string_free(&text);
    return ok;
}

bool review_sync(Command *command, const char *name, const char *folder, int *code, Error *err) {
    Sync sync = {.command = command, .folder = folder, .code = code};
    String path = {0};
    size_t given = 0;
    bool ok = review_add_path(name, &path, err) && file_make_folders(folder, err) &&
              held_review_open(&sync.held, string_text(&path), true, 1, err);
    if (ok) {
        held_review_see_as(&sync.held, command_as(command));
        ok = take_folder(&sync, err) && give_own(&sync, &given, err);
    }
    if (ok) {
        print_text(command, string_text(&path));
        string_format(&command->out, ": %zu events taken from ", sync.added);
        print_text(command, folder);
        string_format(&command->out, ", %zu given\n", given);
    }
    held_review_close(&sync.held);
    map_free(&sync.there);
    string_free(&path);
    return ok;
}
