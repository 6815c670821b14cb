#include "acts.h"
#include "desk.h"
#include "searches.h"

#include "carrel/base/clock.h"
#include "carrel/base/text.h"

#include <string.h>

// The list of imports, and withdrawing one.

static void withdraw(App *app) {
    if (!desk_require(app)) {
        return;
    }
    Arena arena = {0};
    const SearchRecord *search = searches_find(app, app->described, &arena);
    const char *name = arena_copy(&arena, search ? searches_name(search) : "The import");
    bool chased = search && search->chase > 0; // a deed among others: what took it back is itself an undo
    size_t before = review_state_count(app->desk.state);
    ReviewAction action = review_action_begin(app->desk.state, clock_now_ms(), &arena);
    review_action_undo(&action, app->described);
    desk_submit(app, &action);
    size_t gone = before - review_state_count(app->desk.state);
    app->queue.stale = true;
    app_say(app, ROLE_GOOD, "%s is withdrawn: %zu candidate%s went · %s", name, gone, gone == 1 ? "" : "s",
            chased ? "C-r brings it back" : "u undoes");
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
    const char *name = arena_copy(&arena, searches_name(&searches[index]));
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
            string_format(words, "withdrawal of %s", searches_name(&now[i]));
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
    ImportCells row = {{searches_name(search), "", "", search->values[SEARCH_FIELD_DATABASE],
                        search->values[SEARCH_FIELD_DATE]}};
    String records = {0}, brought = {0}, date = {0};
    add_number(&records, searches_came(search));
    if (searches_differ(search)) {
        string_add_text(&records, " of ");
        add_number(&records, search->announced);
        string_add_text(&records, " hits");
    } else {
        string_add_text(&records, searches_came(search) == 1 ? " record" : " records");
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
        items[i].role = searches[i].withdrawn           ? ROLE_DIM
                        : searches_differ(&searches[i]) ? ROLE_WARNING
                                                        : ROLE_NORMAL;
        string_free(&text);
    }
    overlay_menu(app, "Imports", items, count, false, false, searches_open);
    app->overlay.menu.numbered = true;
    listbox_end(&app->overlay.menu.box);
    overlay_menu_also(app, "U", narrow ? "U withdraws" : "Enter describes, U withdraws", ask_to_withdraw);
}
