#include "searches.h"

#include "acts.h"
#include "desk.h"
#include "queue.h"

#include "carrel/base/clock.h"
#include "carrel/base/memory.h"
#include "carrel/base/paths.h"

#include <stdlib.h>
#include <string.h>

const char *searches_name(const SearchRecord *search) {
    return path_base(search->source).data;
}

const SearchRecord *searches_find(const App *app, Key import, Arena *arena) {
    SearchRecord *searches;
    size_t count = app->desk.state ? review_state_searches(app->desk.state, arena, &searches) : 0;
    for (size_t i = 0; i < count; i++) {
        if (key_compare(searches[i].action, import) == 0) {
            return &searches[i];
        }
    }
    return NULL;
}

int64_t searches_came(const SearchRecord *search) {
    return (int64_t) (search->records - search->rejected);
}

bool searches_differ(const SearchRecord *search) {
    return search->announced >= 0 && search->announced != searches_came(search);
}

bool searches_add_words(App *app, Key import, String *words) {
    Arena arena = {0};
    const SearchRecord *search = searches_find(app, import, &arena);
    bool warns = search && searches_differ(search);
    if (warns) {
        const char *database = search->values[SEARCH_FIELD_DATABASE];
        string_format(words, "; %s announced ", *database ? database : "the database");
        add_number(words, search->announced);
        string_add_text(words, " hits, ");
        add_number(words, searches_came(search));
        string_add_text(words, " came");
    }
    if (search && !*search->values[SEARCH_FIELD_DATABASE]) {
        string_add_text(words, "; :imports describes the search");
    }
    arena_free(&arena);
    return warns;
}

static void describe(App *app, Key import, const char *facts) {
    Arena arena = {0};
    char key[KEY_TEXT_SIZE];
    key_to_text(import, key);
    ReviewAction action = review_action_begin(app->desk.state, clock_now_ms(), &arena);
    review_action_import(&action, arena_format(&arena, "import=%s\n%s", key, facts));
    desk_submit(app, &action);
    app->queue.stale = true;
    arena_free(&arena);
}

void searches_describe_at(App *app, int64_t time, const char *facts) {
    Arena arena = {0};
    SearchRecord *searches;
    size_t count = *facts ? review_state_searches(app->desk.state, &arena, &searches) : 0;
    for (size_t i = 0; i < count; i++) {
        if (searches[i].time == time) {
            describe(app, searches[i].action, facts);
            break;
        }
    }
    arena_free(&arena);
}

// --- the form ---

void searches_open_form(App *app, const char *title, const char *const values[SEARCH_FIELDS],
                        bool (*save)(App *app)) {
    Form *form = &app->overlay.form;
    SearchKind kind = SEARCH_DATABASE;
    const char *said = values[SEARCH_FIELD_KIND];
    if (said && *said && !search_kind_parse(sv(said), &kind)) {
        kind = SEARCH_OTHER;
    }
    form_init(form, title, SEARCH_FIELDS);
    form_choice(form, SEARCH_FIELD_KIND, search_fields[SEARCH_FIELD_KIND].title,
                search_fields[SEARCH_FIELD_KIND].help, search_kind_names, SEARCH_KINDS, kind);
    for (size_t i = SEARCH_FIELD_KIND + 1; i < SEARCH_FIELDS; i++) {
        form_text(form, i, search_fields[i].title, search_fields[i].help, values[i]);
    }
    form->focus = SEARCH_FIELD_DATABASE;
    overlay_form(app, save);
}

static char *plain(StringView value, Arena *arena) {
    char *text = arena_copy_view(arena, value);
    size_t length = 0;
    for (size_t i = 0; i < value.length; i++) {
        bool escape = value.data[i] == '\\' && i + 1 < value.length;
        i += escape;
        text[length++] = (char) (escape && value.data[i] == 'n' ? '\n' : value.data[i]);
    }
    text[length] = '\0';
    return text;
}

void searches_values(const char *lines, Arena *arena, const char *values[SEARCH_FIELDS]) {
    StringView rest = sv(lines), line, name;
    for (size_t i = 0; i < SEARCH_FIELDS; i++) {
        values[i] = "";
    }
    while (sv_line(&rest, &line)) {
        bool has_value = sv_find_char(line, '=') != SV_NONE;
        sv_split(&line, '=', &name);
        for (size_t i = 0; has_value && i < SEARCH_FIELDS; i++) {
            if (sv_equal(name, sv(search_fields[i].name))) {
                values[i] = plain(line, arena);
            }
        }
    }
}

// "2026", "2026-05" or "2026-05-03".
static bool is_date(StringView text) {
    static const char shape[] = "dddd-dd-dd";
    bool fits = text.length == 4 || text.length == 7 || text.length == 10;
    for (size_t i = 0; i < text.length && fits; i++) {
        fits = shape[i] == '-' ? text.data[i] == '-' : text.data[i] >= '0' && text.data[i] <= '9';
    }
    return fits;
}

static bool is_count(StringView text) {
    bool any = false;
    for (size_t i = 0; i < text.length; i++) {
        bool digit = text.data[i] >= '0' && text.data[i] <= '9';
        if (!digit && text.data[i] != ',' && text.data[i] != ' ') {
            return false;
        }
        any = any || digit;
    }
    return any;
}

bool searches_take_form(App *app, bool all, String *lines) {
    Form *form = &app->overlay.form;
    String answer = {0};
    bool ok = true;
    for (size_t i = 0; ok && i < SEARCH_FIELDS; i++) {
        string_clear(&answer);
        form_answer(form, i, &answer);
        StringView text = string_view(&answer);
        if (i == SEARCH_FIELD_DATE && text.length && !is_date(text)) {
            form_refuse(form, i, "A date is written 2026-05-03, or 2026-05, or 2026");
            ok = false;
        } else if (i == SEARCH_FIELD_ANNOUNCED && text.length && !is_count(text)) {
            form_refuse(form, i, "The hits announced are a number, such as 1204");
            ok = false;
        } else if (all ? text.length > 0 : form_field_changed(form, i)) {
            search_add_line(lines, search_fields[i].name, text.data ? text : SV(""));
        }
    }
    string_free(&answer);
    return ok;
}

static bool save_search(App *app) {
    String lines = {0}, words = {0};
    bool ok = searches_take_form(app, false, &lines);
    if (ok && lines.length && app->desk.state) {
        describe(app, app->described, string_text(&lines));
        bool warns = searches_add_words(app, app->described, &words);
        app_say(app, warns ? ROLE_WARNING : ROLE_GOOD, "The search is described%s · u undoes",
                string_text(&words));
    } else if (ok) {
        app_say(app, ROLE_NORMAL, "Nothing changed");
    }
    string_free(&lines);
    string_free(&words);
    return ok;
}

void searches_open(App *app, size_t index, const char *typed) {
    (void) typed;
    Arena *arena = overlay_arena(app);
    SearchRecord *searches;
    size_t count = app->desk.state ? review_state_searches(app->desk.state, arena, &searches) : 0;
    if (index >= count) {
        return; // the review changed meanwhile
    }
    String title = {0};
    string_format(&title, "%zu %s · ", index + 1, searches_name(&searches[index]));
    add_number(&title, (int64_t) searches[index].records);
    string_add_text(&title, searches[index].records == 1 ? " record" : " records");
    app->described = searches[index].action;
    searches_open_form(app, arena_copy_view(arena, string_view(&title)), searches[index].values, save_search);
    string_free(&title);
}

// --- rounds ---

static void begin_round(App *app, const char *name) {
    if (!desk_require(app)) {
        return;
    }
    Arena arena = {0};
    ReviewAction action = review_action_begin(app->desk.state, clock_now_ms(), &arena);
    review_action_round(&action, name);
    desk_submit(app, &action);
    TextList rounds = review_state_rounds(app->desk.state);
    app_say(app, ROLE_GOOD, "Round %s begins: is:new means what is found from now on · u undoes",
            rounds.items[rounds.count - 1]);
    queue_ask(app, true);
    arena_free(&arena);
}

void act_round(App *app, const Call *call) {
    StringView rest = sv_trim(sv(call->rest)), word = {0};
    sv_split(&rest, ' ', &word);
    if (sv_equal(word, SV("new"))) {
        char *name = memory_copy_string(call->rest);
        StringView given = sv_trim(rest);
        memmove(name, given.length ? given.data : "", given.length);
        name[given.length] = '\0';
        begin_round(app, name);
        free(name);
    } else if (word.length) {
        app_say(app, ROLE_ERROR, "round: \"%s\" is not known; :round new NAME begins one", call->rest);
    } else if (!app->desk.state) {
        app_say(app, ROLE_NORMAL, "No review is open, so there are no rounds");
    } else {
        TextList rounds = review_state_rounds(app->desk.state);
        String words = {0};
        for (size_t i = 0; i < rounds.count; i++) {
            string_format(&words, "%s%s", i ? ", " : "", rounds.items[i]);
        }
        app_say(app, ROLE_NORMAL,
                rounds.count == 1 ? "This is round %s; :round new begins the next"
                                  : "Rounds: %s; the last goes on",
                words.data);
        string_free(&words);
    }
}
