#include "waiting.h"

#include "acts.h"
#include "desk.h"
#include "importing.h"
#include "searches.h"

#include "carrel/base/clock.h"
#include "carrel/base/file.h"
#include "carrel/base/memory.h"
#include "carrel/base/paths.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define STATE_MOST ((size_t) 1 << 20)

// The state folder's file "inbox" says when a folder was looked at last, and what waited then:
// "MILLISECONDS FOLDER", then a name a line. Of a folder that is watched for the first time, what it
// holds already is not waiting.
static void save_state(const App *app) {
    const InboxDesk *inbox = &app->inbox;
    String path = {0}, text = {0};
    string_format(&text, "%" PRId64 " %s\n", clock_now_ms(), inbox->folder);
    for (size_t i = 0; i < inbox->count; i++) {
        string_format(&text, "%s\n", path_base(inbox->files[i].path).data);
    }
    if (path_state(&path, "inbox", NULL)) {
        file_write_all(path.data, string_view(&text), 0600, NULL);
    }
    string_free(&path);
    string_free(&text);
}

static int64_t load_state(const char *folder, String *names) {
    String path = {0}, text = {0};
    int64_t since = clock_now_ms();
    if (path_state(&path, "inbox", NULL) && file_exists(path.data) &&
        file_read_all(path.data, STATE_MOST, &text, NULL)) {
        StringView rest = string_view(&text), line, time;
        long long ms;
        if (sv_line(&rest, &line) && sv_split(&line, ' ', &time) && sv_number(time, &ms) &&
            sv_equal(line, sv(folder))) {
            since = ms;
            string_add(names, rest);
        }
    }
    string_free(&path);
    string_free(&text);
    return since;
}

static void file_free(WaitingFile *file) {
    free(file->path);
    free(file->search);
}

static void stop(App *app) {
    InboxDesk *inbox = &app->inbox;
    if (inbox->watch) {
        inbox_stop(inbox->watch);
        save_state(app);
    }
    for (size_t i = 0; i < inbox->count; i++) {
        file_free(&inbox->files[i]);
    }
    inbox->count = 0;
    inbox->watch = NULL;
    free(inbox->folder);
    inbox->folder = NULL;
}

void waiting_apply(App *app) {
    InboxDesk *inbox = &app->inbox;
    String folder = {0}, names = {0};
    const char *wanted = app->options.inbox, *home = getenv("HOME");
    if (sv_starts(sv(wanted), SV("~/")) && home) {
        string_format(&folder, "%s%s", home, wanted + 1);
    } else if (*wanted) {
        path_absolute(&folder, wanted);
    }
    if (!sv_equal(string_view(&folder), sv(inbox->folder))) {
        stop(app);
        if (folder.length) {
            int64_t since = load_state(folder.data, &names);
            inbox->watch = inbox_start(folder.data, since, string_text(&names), app->mailbox);
            inbox->folder = string_take(&folder);
        }
    }
    string_free(&folder);
    string_free(&names);
}

void waiting_fini(App *app) {
    stop(app);
    free(app->inbox.files);
    free(app->inbox.opened);
}

static bool take_away(App *app, const char *path) {
    InboxDesk *inbox = &app->inbox;
    for (size_t i = 0; i < inbox->count; i++) {
        if (strcmp(inbox->files[i].path, path) == 0) {
            file_free(&inbox->files[i]);
            inbox->count--;
            memmove(inbox->files + i, inbox->files + i + 1, (inbox->count - i) * sizeof *inbox->files);
            return true;
        }
    }
    return false;
}

static void add(App *app, const InboxFile *file) {
    InboxDesk *inbox = &app->inbox;
    size_t at = inbox->count;
    inbox->files = vec_grow(inbox->files, &inbox->capacity, inbox->count + 1, sizeof *inbox->files);
    for (; at > 0 && inbox->files[at - 1].time > file->time; at--) {
        inbox->files[at] = inbox->files[at - 1];
    }
    inbox->files[at] = (WaitingFile){.path = memory_copy_string(file->path),
                                     .search = memory_copy_string(file->search),
                                     .format = file->format,
                                     .time = file->time};
    inbox->count++;
}

static void add_key(const App *app, String *out) {
    size_t before = out->length;
    keymap_add_keys(&app->keymap, ACTION_INBOX, 1, out);
    string_add_text(out, out->length > before ? "" : ":inbox");
}

static void say_waiting(App *app, const char *path) {
    String words = {0};
    string_format(&words, "%s waits in the inbox", path_base(path).data);
    if (app->inbox.count > 1) {
        string_format(&words, ", as %zu other%s", app->inbox.count - 1,
                      app->inbox.count == 2 ? " does" : "s do");
    }
    string_add_text(&words, " · ");
    add_key(app, &words);
    string_add_text(&words, app->inbox.count > 1 ? " opens the oldest" : " opens");
    app_say(app, ROLE_GOOD, "%s", words.data);
    string_free(&words);
}

void waiting_mail(App *app, const InboxFile *file) {
    if (!app->inbox.watch || strcmp(file->folder, app->inbox.folder) != 0) {
        return; // the watch that told it has ended
    }
    if (!file->path) {
        app_say(app, ROLE_WARNING, "%s", file->error.text);
        stop(app); // setting the option again tries again
        return;
    }
    bool waited = take_away(app, file->path);
    if (!file->gone && file->understood) {
        add(app, file);
        if (!waited) {
            say_waiting(app, file->path);
        }
    } else if (!file->gone && !file->was_there) {
        app_say(app, ROLE_NORMAL, "%s in the inbox cannot be imported: %s", path_base(file->path).data,
                file->error.text);
    }
    save_state(app);
}

// --- the form of a waiting file ---

// Databases by what their exports are called, where the file itself does not say.
static const struct {
    const char *part, *database;
} known_names[] = {
    {"embase", "Embase"},
    {"scopus", "Scopus"},
    {"savedrecs", "Web of Science"},
    {"wos", "Web of Science"},
    {"cinahl", "CINAHL"},
    {"psycinfo", "PsycINFO"},
    {"central", "CENTRAL"},
    {"cochrane", "CENTRAL"},
    {"lens", "The Lens"},
    {"dimensions", "Dimensions"},
    {"openalex", "OpenAlex"},
    {"scholar", "Google Scholar"},
    {"pubmed", "PubMed"},
    {"medline", "MEDLINE"},
    {"ctgov", "ClinicalTrials.gov"},
    {"ictrp", "ICTRP"},
    {"clinicaltrials", "ClinicalTrials.gov"},
};

static const char *database_of(const char *path) {
    StringView base = path_base(path);
    for (size_t i = 0; i < sizeof known_names / sizeof *known_names; i++) {
        for (StringView rest = base; rest.length; rest = sv_from(rest, 1)) {
            if (sv_starts_nocase(rest, sv(known_names[i].part))) {
                return known_names[i].database;
            }
        }
    }
    return "";
}

static bool save(App *app) {
    String lines = {0};
    bool ok = searches_take_form(app, true, &lines);
    if (ok && desk_require(app)) {
        const char *path = app->inbox.opened;
        take_away(app, path);
        save_state(app);
        importing_start(app, &path, 1, string_text(&lines));
    }
    string_free(&lines);
    return ok;
}

static void open_file(App *app, size_t index, const char *typed) {
    (void) typed;
    if (index >= app->inbox.count) {
        return; // it went away meanwhile
    }
    Arena *arena = overlay_arena(app);
    const WaitingFile *file = &app->inbox.files[index];
    const char *values[SEARCH_FIELDS];
    searches_values(file->search, arena, values);
    String title = {0}, day = {0};
    string_format(&title, "%s · %s", path_base(file->path).data, formats[file->format].name);
    if (app->inbox.count > 1) {
        string_format(&title, " · 1 of %zu that wait", app->inbox.count);
    }
    clock_add_date(&day, file->time);
    if (!*values[SEARCH_FIELD_DATABASE]) {
        values[SEARCH_FIELD_DATABASE] = database_of(file->path);
    }
    if (!*values[SEARCH_FIELD_DATE]) {
        values[SEARCH_FIELD_DATE] = arena_copy(arena, day.data);
    }
    free(app->inbox.opened);
    app->inbox.opened = memory_copy_string(file->path);
    searches_open_form(app, arena_copy(arena, title.data), values, save);
    string_free(&title);
    string_free(&day);
}

static void let_go(App *app, size_t index) {
    if (index < app->inbox.count) {
        char *path = memory_copy_string(app->inbox.files[index].path);
        take_away(app, path);
        save_state(app);
        app_say(app, ROLE_NORMAL, "%s no longer waits; it stays in its folder", path_base(path).data);
        free(path);
    }
}

void act_inbox(App *app, const Call *call) {
    InboxDesk *inbox = &app->inbox;
    if (!inbox->watch) {
        app_say(app, ROLE_NORMAL, "No inbox folder is watched; :set inbox=FOLDER names one");
    } else if (!inbox->count) {
        app_say(app, ROLE_NORMAL, "Nothing waits in the inbox %s", inbox->folder);
    } else if (inbox->count == 1 || call->typed) {
        open_file(app, 0, NULL);
    } else {
        Arena *arena = overlay_arena(app);
        MenuItem *items = ARENA_ARRAY(arena, MenuItem, inbox->count);
        for (size_t i = 0; i < inbox->count; i++) {
            String when = {0};
            clock_add_minute(&when, inbox->files[i].time);
            items[i].text = arena_copy_view(arena, path_base(inbox->files[i].path));
            items[i].note = arena_format(arena, "%s · %s", formats[inbox->files[i].format].name, when.data);
            string_free(&when);
        }
        overlay_menu(app, "Inbox", items, inbox->count, false, false, open_file);
        app->overlay.menu.numbered = true;
        overlay_menu_also(app, "X", app->grid.columns < 60 ? "X lets go" : "Enter imports, X lets go",
                          let_go);
    }
}
