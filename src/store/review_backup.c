#include "review_backup.h"

#include "carrel/base/clock.h"
#include "carrel/base/file.h"
#include "carrel/base/memory.h"
#include "carrel/base/paths.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BACKUPS_KEPT 10
static const char ending[] = ".carrel";

// "sepsis-msc-1a2b3c4d-": FNV-1a, 32 bit, of the absolute path (draft-eastlake-fnv).
static void add_prefix(const char *path, String *out) {
    String absolute = {0};
    path_absolute(&absolute, path);
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < absolute.length; i++) {
        hash = (hash ^ (unsigned char) absolute.data[i]) * 16777619u;
    }
    StringView stem = path_base(path);
    if (sv_ends(stem, sv(ending))) {
        stem = sv_part(stem, 0, stem.length - strlen(ending));
    }
    string_add(out, stem);
    string_format(out, "-%08" PRIx32 "-", hash);
    string_free(&absolute);
}

static bool add_usual_folder(String *out, Error *err) {
    return path_data(out, "backups", err);
}

typedef struct {
    char **names;
    size_t count, capacity;
} Names;

static int compare_names(const void *a, const void *b) {
    return strcmp(*(char *const *) a, *(char *const *) b);
}

// The backups in the folder that begin so, oldest first: the date is at the end.
static Names list_backups(const char *folder, StringView prefix) {
    Names names = {0};
    DIR *listing = opendir(folder);
    const struct dirent *entry;
    while (listing && (entry = readdir(listing))) {
        StringView name = sv(entry->d_name);
        if (name.length == prefix.length + strlen("2026-05-02") + strlen(ending) && sv_starts(name, prefix) &&
            sv_ends(name, sv(ending))) {
            names.names = vec_grow(names.names, &names.capacity, names.count + 1, sizeof *names.names);
            names.names[names.count++] = memory_copy_string(entry->d_name);
        }
    }
    if (listing) {
        closedir(listing);
    }
    if (names.count) {
        qsort(names.names, names.count, sizeof *names.names, compare_names);
    }
    return names;
}

static void names_free(Names *names) {
    for (size_t i = 0; i < names->count; i++) {
        free(names->names[i]);
    }
    free(names->names);
}

static void remove_oldest(const char *folder, StringView prefix) {
    Names names = list_backups(folder, prefix);
    for (size_t i = 0; i + BACKUPS_KEPT < names.count; i++) {
        String path = {0};
        string_format(&path, "%s/%s", folder, names.names[i]);
        unlink(path.data);
        string_free(&path);
    }
    names_free(&names);
}

bool review_backup_make(Db *db, const char *folder, Error *err) {
    String usual = {0}, prefix = {0}, target = {0};
    bool ok = false;
    if (!folder) {
        if (!add_usual_folder(&usual, err)) {
            goto out;
        }
        folder = usual.data;
    }
    if (!file_make_folders(folder, err)) {
        goto out;
    }
    add_prefix(db->path, &prefix);
    string_format(&target, "%s/%s", folder, prefix.data);
    clock_add_date(&target, clock_now_ms());
    string_add_text(&target, ending);
    ok = file_exists(target.data) || db_copy(db, target.data, err);
    if (ok) {
        remove_oldest(folder, string_view(&prefix));
    }
out:
    string_free(&usual);
    string_free(&prefix);
    string_free(&target);
    return ok;
}

bool review_backup_last(const char *path, String *out) {
    String folder = {0}, prefix = {0};
    Names names = {0};
    if (add_usual_folder(&folder, NULL)) {
        add_prefix(path, &prefix);
        names = list_backups(folder.data, string_view(&prefix));
    }
    bool found = names.count > 0;
    if (found) {
        string_format(out, "%s/%s", folder.data, names.names[names.count - 1]);
    }
    names_free(&names);
    string_free(&folder);
    string_free(&prefix);
    return found;
}
