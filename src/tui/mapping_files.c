#include "mapping.h"

#include "app.h"

#include "carrel/base/file.h"

// The citation map as a file.

static const struct {
    const char *ending;
    void (*write)(const CitationMap *map, String *out);
} kinds[] = {
    {".svg", map_add_svg},         {".dot", map_add_dot}, {".gv", map_add_dot},
    {".graphml", map_add_graphml}, {".csv", map_add_csv},
};
enum { KINDS = sizeof kinds / sizeof *kinds };

static size_t kind_of(const char *name) {
    size_t kind = 0;
    while (kind < KINDS && !sv_ends(sv(name), sv(kinds[kind].ending))) {
        kind++;
    }
    return kind;
}

bool mapping_is_file(const char *name) {
    return kind_of(name) < KINDS;
}

void mapping_write(App *app, const char *file) {
    const CitationMap *map = &app->mapping.answer->map;
    Error err = {0};
    String text = {0};
    kinds[kind_of(file)].write(map, &text);
    if (file_write_all(file, string_view(&text), 0666, &err)) {
        app_say(app, ROLE_GOOD, "%s: %zu studies and %zu links written", file, map->count, map->link_count);
    } else {
        app_say_error(app, &err);
    }
    string_free(&text);
}
