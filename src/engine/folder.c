#include "folder.h"

#include "carrel/base/memory.h"
#include "carrel/base/str.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static bool is_wanted(const char *name) {
    return name[0] != '.' && !sv_ends(sv(name), SV(".md5"));
}

static bool is_file(const char *path) {
    struct stat status;
    return stat(path, &status) == 0 && S_ISREG(status.st_mode);
}

bool file_is_store(const char *file, const char *cache, const char *review) {
    static const char *const endings[] = {"",       "-wal",       "-shm",       "-journal",
                                          "-index", "-index-wal", "-index-shm", ".lock"};
    const char *const paths[] = {cache, review};
    struct stat status, own;
    bool found = false;
    for (size_t p = 0; p < 2 && stat(file, &status) == 0; p++) {
        for (size_t i = 0; i < sizeof endings / sizeof endings[0] && paths[p] && !found; i++) {
            String path = {0};
            string_format(&path, "%s%s", paths[p], endings[i]);
            found = stat(path.data, &own) == 0 && own.st_dev == status.st_dev && own.st_ino == status.st_ino;
            string_free(&path);
        }
    }
    return found;
}

static int compare_names(const void *a, const void *b) {
    return strcmp(*(char *const *) a, *(char *const *) b);
}

bool folder_files(const char *folder, const char *cache, const char *review, char ***names, size_t *count,
                  Error *err) {
    size_t capacity = 0;
    *names = NULL;
    *count = 0;
    DIR *open = opendir(folder);
    if (!open) {
        return error_set(err, ERROR_INPUT, "%s cannot be read: %s", folder, strerror(errno));
    }
    for (struct dirent *entry; (entry = readdir(open));) {
        String path = {0};
        string_format(&path, "%s%s%s", folder, sv_ends(sv(folder), SV("/")) ? "" : "/", entry->d_name);
        if (is_wanted(entry->d_name) && is_file(path.data) && !file_is_store(path.data, cache, review)) {
            *names = vec_grow(*names, &capacity, *count + 1, sizeof **names);
            (*names)[(*count)++] = string_take(&path);
        }
        string_free(&path);
    }
    closedir(open);
    if (*count == 0) {
        return error_set(err, ERROR_INPUT, "%s has no files to import", folder);
    }
    qsort(*names, *count, sizeof **names, compare_names);
    return true;
}
