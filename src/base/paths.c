#include "carrel/base/paths.h"

#include "carrel/base/file.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// Appends $VARIABLE/carrel, or HOME/fallback/carrel where the variable is not an absolute path.
static bool add_base(String *out, const char *variable, const char *fallback, Error *err) {
    const char *folder = getenv(variable);
    if (folder && folder[0] == '/') {
        string_format(out, "%s/carrel", folder);
        return true;
    }
    const char *home = getenv("HOME");
    if (!home || home[0] != '/') {
        return error_set(err, ERROR_SYSTEM, "neither %s nor HOME names a folder; set one of them", variable);
    }
    string_format(out, "%s/%s/carrel", home, fallback);
    return true;
}

static bool add_path(String *out, const char *variable, const char *fallback, const char *name, bool make,
                     Error *err) {
    if (!add_base(out, variable, fallback, err) || (make && !file_make_folders(string_text(out), err))) {
        return false;
    }
    string_format(out, "/%s", name);
    return true;
}

bool path_cache(String *out, Error *err) {
    return add_path(out, "XDG_CACHE_HOME", ".cache", "cache.db", true, err);
}
bool path_gates(String *out, Error *err) {
    return add_path(out, "XDG_CACHE_HOME", ".cache", "gates", false, err);
}
bool path_data(String *out, const char *name, Error *err) {
    return add_path(out, "XDG_DATA_HOME", ".local/share", name, true, err);
}
bool path_config(String *out, const char *name, Error *err) {
    return add_path(out, "XDG_CONFIG_HOME", ".config", name, false, err);
}
bool path_state(String *out, const char *name, Error *err) {
    return add_path(out, "XDG_STATE_HOME", ".local/state", name, true, err);
}

StringView path_base(const char *path) {
    const char *slash = strrchr(path, '/');
    return sv(slash ? slash + 1 : path);
}

StringView path_stem(const char *path) {
    StringView base = path_base(path);
    if (sv_ends(base, SV(".gz"))) {
        base.length -= 3;
    }
    for (size_t i = base.length; i > 1; i--) {
        if (base.data[i - 1] == '.') {
            base.length = i - 1;
            break;
        }
    }
    return base;
}

void path_absolute(String *out, const char *path) {
    char folder[PATH_MAX];
    if (path[0] != '/' && getcwd(folder, sizeof folder)) {
        string_format(out, "%s/", strcmp(folder, "/") == 0 ? "" : folder);
    }
    string_add_text(out, path);
}
