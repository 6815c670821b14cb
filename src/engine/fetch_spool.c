// Files between the services and the importer. Their names say where they come from, and whose they are.

#include "carrel/base/clock.h"
#include "carrel/base/file.h"
#include "carrel/base/memory.h"
#include "carrel/reader/fields.h"
#include "fetch_parts.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TITLE_MOST ((size_t) 80)

// "4711-7/PubMed: liver AND sepsis 2026-11-21 10:31.xml": the list of imports shows what is behind the
// folder, which is the file's alone.
void fetch_spool_add_name(const char *title, int number, const char *ending, String *out) {
    StringView text = field_start(sv(title), TITLE_MOST);
    string_format(out, "%d-%d/", (int) getpid(), number);
    for (size_t i = 0; i < text.length; i++) {
        char c = text.data[i];
        string_add_char(out, c == '/' || c == '"' || (unsigned char) c < ' ' ? '-' : c);
    }
    string_add_char(out, ' ');
    clock_add_minute(out, clock_now_ms());
    string_format(out, ".%s", ending);
}

bool fetch_spool_write(const char *path, StringView bytes, Error *err) {
    char *folder = memory_copy_string(path);
    *strrchr(folder, '/') = '\0';
    bool ok = file_make_folders(folder, err) && file_write_all(path, bytes, 0600, err);
    free(folder);
    return ok;
}

void fetch_spool_remove(const char *path) {
    char *folder = memory_copy_string(path);
    *strrchr(folder, '/') = '\0';
    unlink(path);
    rmdir(folder);
    free(folder);
}

// The process in a folder's name; 0 where it is none of ours.
static pid_t owner_of(const char *name) {
    char *end = NULL;
    long owner = strtol(name, &end, 10);
    return end && *end == '-' && owner > 0 ? (pid_t) owner : 0;
}

static void remove_all(const char *path) {
    DIR *folder = opendir(path);
    String name = {0};
    for (struct dirent *entry; folder && (entry = readdir(folder));) {
        string_clear(&name);
        string_format(&name, "%s/%s", path, entry->d_name);
        unlink(string_text(&name));
    }
    if (folder) {
        closedir(folder);
    }
    string_free(&name);
    rmdir(path);
}

void fetch_spool_clean(const char *path) {
    DIR *folder = opendir(path);
    if (!folder) {
        return;
    }
    for (struct dirent *entry; (entry = readdir(folder));) {
        pid_t owner = owner_of(entry->d_name);
        if (owner > 0 && kill(owner, 0) != 0 && errno == ESRCH) {
            String name = {0};
            string_format(&name, "%s/%s", path, entry->d_name);
            remove_all(string_text(&name));
            string_free(&name);
        }
    }
    closedir(folder);
}
