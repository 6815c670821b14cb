// Files between the services and the importer. Their names say where they come from, and whose they are.

#include "carrel/base/clock.h"
#include "carrel/reader/fields.h"
#include "fetch_parts.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TITLE_MOST ((size_t) 80)

// "PubMed: liver AND sepsis 2026-11-21 10:31 4711-7.xml": the list of imports shows it.
void fetch_spool_add_name(const char *title, int number, const char *ending, String *out) {
    StringView text = field_start(sv(title), TITLE_MOST);
    for (size_t i = 0; i < text.length; i++) {
        char c = text.data[i];
        string_add_char(out, c == '/' || c == '"' || (unsigned char) c < ' ' ? '-' : c);
    }
    string_add_char(out, ' ');
    clock_add_minute(out, clock_now_ms());
    string_format(out, " %d-%d.%s", (int) getpid(), number, ending);
}

// The process in the name; 0 where it is none of ours.
static pid_t owner_of(const char *name) {
    const char *space = strrchr(name, ' ');
    char *end = NULL;
    long owner = space ? strtol(space + 1, &end, 10) : 0;
    return space && end && *end == '-' && owner > 0 ? (pid_t) owner : 0;
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
            unlink(string_text(&name));
            string_free(&name);
        }
    }
    closedir(folder);
}
