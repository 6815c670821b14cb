#include "carrel/base/file.h"
#include "carrel/base/paths.h"
#include "carrel/engine/fetch.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define SECRETS_MOST ((size_t) 64 << 10)

static void take(const char **place, const char *value, Arena *arena) {
    if (value && value[0] != '\0') {
        *place = arena_copy(arena, value);
    }
}

// One line of the file, "ncbi.key=…".
static bool take_line(FetchSettings *settings, StringView line, Arena *arena) {
    size_t equals = sv_find_char(line, '=');
    line = sv_trim(line);
    if (line.length == 0 || line.data[0] == '#') {
        return true;
    }
    if (equals == SV_NONE) {
        return false;
    }
    StringView name = sv_trim(sv_part(line, 0, sv_find_char(line, '=')));
    const char *value = arena_copy_view(arena, sv_trim(sv_from(line, sv_find_char(line, '=') + 1)));
    if (sv_equal(name, SV("email"))) {
        take(&settings->email, value, arena);
        return true;
    }
    for (int id = 0; id < SERVICE_COUNT; id++) {
        if (sv_ends(name, SV(".key")) &&
            sv_equal(sv_part(name, 0, name.length - strlen(".key")), sv(services[id].name))) {
            take(&settings->keys[id], value, arena);
            return true;
        }
    }
    return false;
}

static bool read_secrets(FetchSettings *settings, const char *path, Arena *arena, Error *err) {
    struct stat status;
    String content = {0};
    if (stat(path, &status) != 0) {
        return true;
    }
    if ((status.st_mode & 077) != 0) {
        return error_set(err, ERROR_SYSTEM, "%s holds keys and is open to others; close it with chmod 600",
                         path);
    }
    bool ok = file_read_all(path, SECRETS_MOST, &content, err);
    StringView rest = string_view(&content), line;
    for (size_t number = 1; ok && sv_line(&rest, &line); number++) {
        ok = take_line(settings, line, arena) ||
             error_set(err, ERROR_USAGE,
                       "%s, line %zu: it is neither email=… nor a service's key such as ncbi.key=…", path,
                       number);
    }
    string_free(&content);
    return ok;
}

bool fetch_settings_read(FetchSettings *settings, Arena *arena, Error *err) {
    String path = {0};
    bool ok = path_config(&path, "secrets", err) && read_secrets(settings, string_text(&path), arena, err);
    string_free(&path);
    for (int id = 0; id < SERVICE_COUNT; id++) {
        take(&settings->urls[id], getenv(services[id].environment), arena);
    }
    take(&settings->email, getenv("CARREL_EMAIL"), arena);
    take(&settings->keys[SERVICE_NCBI], getenv("NCBI_API_KEY"), arena);
    take(&settings->keys[SERVICE_NCBI], getenv("CARREL_NCBI_KEY"), arena);
    take(&settings->keys[SERVICE_OPENALEX], getenv("CARREL_OPENALEX_KEY"), arena);
    if (ok && !settings->gates_folder) {
        String gates = {0};
        ok = path_gates(&gates, err);
        settings->gates_folder = ok ? arena_copy_view(arena, string_view(&gates)) : NULL;
        string_free(&gates);
    }
    return ok;
}

bool fetch_sources_read(StringView words, unsigned *sources, Error *err) {
    StringView word;
    *sources = 0;
    while (sv_split(&words, ' ', &word)) {
        bool known = word.length == 0;
        for (int id = 0; id < SERVICE_COUNT; id++) {
            if (sv_equal(word, sv(services[id].name)) ||
                (id == SERVICE_NCBI && sv_equal(word, SV("pubmed")))) {
                *sources |= 1u << id;
                known = true;
            }
        }
        if (!known) {
            String names = {0};
            for (int id = 0; id < SERVICE_COUNT; id++) {
                string_format(&names, "%s%s", id > 0 ? ", " : "", services[id].name);
            }
            error_set(err, ERROR_USAGE, "no service is called \"%.*s\"; there are %s", (int) word.length,
                      word.data, string_text(&names));
            string_free(&names);
            return false;
        }
    }
    return true;
}
