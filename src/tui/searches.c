#include "searches.h"

#include "acts.h"
#include "desk.h"
#include "queue.h"

#include "carrel/base/clock.h"
#include "carrel/base/memory.h"
#include "carrel/base/paths.h"
#include "carrel/base/text.h"

#include <stdlib.h>
#include <string.h>

static const char *name_of(const SearchRecord *search) {
    return path_base(search->source).data;
}

// NULL where there is none. Searches are in the arena, numbered from 0.
static const SearchRecord *find_search(const App *app, Key import, Arena *arena) {
    SearchRecord *searches;
    size_t count = app->desk.state ? review_state_searches(app->desk.state, arena, &searches) : 0;
    for (size_t i = 0; i < count; i++) {
        if (key_compare(searches[i].action, import) == 0) {
            return &searches[i];
        }
    }
    return NULL;
}

static int64_t came(const SearchRecord *search) {
    return (int64_t) (search->records - search->rejected);
}

static bool differs(const SearchRecord *search) {
    return search->announced >= 0 && search->announced != came(search);
}

bool searches_add_words(App *app, Key import, String *words) {
    Arena arena = {0};
    const SearchRecord *search = find_search(app, import, &arena);
    bool warns = search && differs(search);
    if (warns) {
        const char *database = search->values[SEARCH_FIELD_DATABASE];
        string_format(words, "; %s announced ", *database ? database : "the database");
        add_number(words, search->announced);
        string_add_text(words, " hits, ");
        add_number(words, came(search));
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

static void open_search(App *app, size_t index, const char *typed) {
    (void) typed;
    Arena *arena = overlay_arena(app);
    SearchRecord *searches;
    size_t count = app->desk.state ? review_state_searches(app->desk.state, arena, &searches) : 0;
    if (index >= count) {
        return; // the review changed meanwhile
    }
    String title = {0};
    string_format(&title, "%zu %s · ", index + 1, name_of(&searches[index]));
    add_number(&title, (int64_t) searches[index].records);
    string_add_text(&title, searches[index].records == 1 ? " record" : " records");
    app->described = searches[index].action;
    searches_open_form(app, arena_copy_view(arena, string_view(&title)), searches[index].values, save_search);
    string_free(&title);
}

// --- withdrawing ---

static void withdraw(App *app) {
    if (!desk_require(app)) {
        return;
    }
    Arena arena = {0};
    const SearchRecord *search = find_search(app, app->described, &arena);
    const char *name = arena_copy(&arena, search ? name_of(search) : "The import");
    size_t before = review_state_count(app->desk.state);
    ReviewAction action = review_action_begin(app->desk.state, clock_now_ms(), &arena);
    review_action_undo(&action, app->described);
    desk_submit(app, &action);
    size_t gone = before - review_state_count(app->desk.state);
    app->queue.stale = true;
    app_say(app, ROLE_GOOD, "%s is withdrawn: %zu candidate%s went · u undoes", name, gone,
            gone == 1 ? "" : "s");
    arena_free(&arena);
}

// What withdrawing would do, tried on the state and taken back. false: it is somebody else's.
static bool try_withdrawing(App *app, Key import, size_t *gone) {
    ReviewState *state = app->desk.state;
    Arena arena = {0};
    ReviewAction action = review_action_begin(state, clock_now_ms(), &arena);
    review_action_undo(&action, import);
    size_t before = review_state_count(state);
    for (size_t i = 0; i < action.count; i++) {
        review_state_add(state, &action.events[i], true);
    }
    *gone = before - review_state_count(state);
    bool holds = review_state_is_undone(state, import);
    review_state_withdraw(state, action.action);
    arena_free(&arena);
    return holds;
}

static bool is_running(const App *app, Key import) {
    for (size_t i = 0; i < app->incoming_count; i++) {
        if (key_compare(app->incoming[i].action, import) == 0) {
            return true;
        }
    }
    return false;
}

static void ask_to_withdraw(App *app, size_t index) {
    Arena arena = {0};
    SearchRecord *searches;
    size_t count = app->desk.state ? review_state_searches(app->desk.state, &arena, &searches) : 0;
    size_t gone = 0;
    if (index >= count) {
        app_say(app, ROLE_ERROR,
                count ? "There are %zu imports; :imports lists them"
                      : "Nothing was imported into this review yet",
                count);
        arena_free(&arena);
        return;
    }
    const char *name = arena_copy(&arena, name_of(&searches[index]));
    size_t brought = searches[index].brought;
    app->described = searches[index].action;
    if (searches[index].withdrawn) {
        app_say(app, ROLE_NORMAL, "%s is withdrawn already", name);
    } else if (is_running(app, app->described)) {
        app_say(app, ROLE_WARNING, "%s is being imported; C-c stops that", name);
    } else if (!try_withdrawing(app, app->described, &gone)) {
        app_say(app, ROLE_WARNING, "Somebody else imported %s; only they can withdraw it", name);
    } else if (brought > gone) {
        overlay_confirm(app, withdraw,
                        "Withdraw %zu candidate%s of %s? %zu stay%s: from others, or decided on", gone,
                        gone == 1 ? "" : "s", name, brought - gone, brought - gone == 1 ? "s" : "");
    } else {
        overlay_confirm(app, withdraw, "Withdraw %zu candidate%s of %s?", gone, gone == 1 ? "" : "s", name);
    }
    arena_free(&arena);
}

void act_undo_import(App *app, const Call *call) {
    if (!desk_require(app)) {
        return;
    }
    Arena arena = {0};
    SearchRecord *searches;
    size_t count = review_state_searches(app->desk.state, &arena, &searches), index = count;
    long long number = 0;
    if (!*call->rest || strcmp(call->rest, "latest") == 0) {
        while (index > 0 && searches[index - 1].withdrawn) {
            index--;
        }
        number = (long long) index;
    } else if (!sv_number(sv(call->rest), &number) || number < 1) {
        app_say(app, ROLE_ERROR, "undo-import: \"%s\" is no number of :imports, nor latest", call->rest);
        arena_free(&arena);
        return;
    }
    arena_free(&arena);
    ask_to_withdraw(app, number > 0 ? (size_t) number - 1 : SIZE_MAX);
}

void searches_add_change(const App *app, const SearchRecord *before, size_t count, String *words) {
    Arena arena = {0};
    SearchRecord *now;
    size_t is = review_state_searches(app->desk.state, &arena, &now);
    for (size_t i = 0; i < count && i < is; i++) {
        if (before[i].withdrawn != now[i].withdrawn) {
            string_format(words, "withdrawal of %s", name_of(&now[i]));
            break;
        }
    }
    arena_free(&arena);
}

// --- the list ---

// A column: the text in its width, cut or filled up, and a gap.
static void add_cell(String *row, const char *text, size_t columns, bool right) {
    String shown = {0};
    text_add_display(&shown, sv(text));
    size_t used = 0;
    size_t length = text_fit(string_view(&shown), columns, &used);
    for (size_t i = used; right && i < columns; i++) {
        string_add_char(row, ' ');
    }
    string_add(row, sv_part(string_view(&shown), 0, length));
    for (size_t i = used; !right && i < columns; i++) {
        string_add_char(row, ' ');
    }
    string_add_text(row, "  ");
    string_free(&shown);
}

enum { SOURCE, RECORDS, BROUGHT, DATABASE, DATE, CELLS };
typedef struct {
    const char *cells[CELLS];
} ImportCells;

static ImportCells row_of(const SearchRecord *search, Arena *arena) {
    ImportCells row = {
        {name_of(search), "", "", search->values[SEARCH_FIELD_DATABASE], search->values[SEARCH_FIELD_DATE]}};
    String records = {0}, brought = {0}, date = {0};
    add_number(&records, came(search));
    if (differs(search)) {
        string_add_text(&records, " of ");
        add_number(&records, search->announced);
        string_add_text(&records, " hits");
    } else {
        string_add_text(&records, came(search) == 1 ? " record" : " records");
    }
    row.cells[RECORDS] = arena_copy(arena, records.data);
    add_number(&brought, (int64_t) search->brought);
    string_add_text(&brought, " brought");
    row.cells[BROUGHT] = search->withdrawn ? "withdrawn" : arena_copy(arena, brought.data);
    if (!*row.cells[DATE]) {
        clock_add_date(&date, search->time);
        row.cells[DATE] = arena_format(arena, "imported %s", date.data);
    }
    if (!*row.cells[DATABASE]) {
        row.cells[DATABASE] = "?";
    }
    string_free(&records);
    string_free(&brought);
    string_free(&date);
    return row;
}

void act_imports(App *app, const Call *call) {
    (void) call;
    Arena *arena = overlay_arena(app);
    SearchRecord *searches;
    size_t count = app->desk.state ? review_state_searches(app->desk.state, arena, &searches) : 0;
    if (!count) {
        app_say(app, ROLE_NORMAL, "Nothing was imported into this review yet; :import FILE does");
        return;
    }
    bool narrow = app->grid.columns < 60;
    const size_t most[CELLS] = {narrow ? 14 : 24, 22, 16, 20, 19};
    size_t widths[CELLS] = {0};
    ImportCells *rows = ARENA_ARRAY(arena, ImportCells, count);
    MenuItem *items = ARENA_ARRAY(arena, MenuItem, count);
    for (size_t i = 0; i < count; i++) {
        rows[i] = row_of(&searches[i], arena);
        for (int cell = 0; cell < CELLS; cell++) {
            size_t columns = (size_t) grid_text_columns(sv(rows[i].cells[cell]));
            columns = columns < most[cell] ? columns : most[cell];
            widths[cell] = columns > widths[cell] ? columns : widths[cell];
        }
    }
    for (size_t i = 0; i < count; i++) {
        String text = {0};
        for (int cell = 0; cell < CELLS; cell++) {
            add_cell(&text, rows[i].cells[cell], widths[cell], cell == RECORDS || cell == BROUGHT);
        }
        items[i].text = arena_copy_view(arena, sv_trim(string_view(&text)));
        items[i].role = searches[i].withdrawn ? ROLE_DIM : differs(&searches[i]) ? ROLE_WARNING : ROLE_NORMAL;
        string_free(&text);
    }
    overlay_menu(app, "Imports", items, count, false, false, open_search);
    app->overlay.menu.numbered = true;
    listbox_end(&app->overlay.menu.box);
    overlay_menu_also(app, 'U', narrow ? "U withdraws" : "Enter describes, U withdraws", ask_to_withdraw);
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
