#include "overlay.h"

#include "app.h"
#include "completing.h"
#include "opening.h"

#include "carrel/base/memory.h"
#include "carrel/pane/status.h"

#include <stdarg.h>
#include <stdlib.h>

void overlay_close(App *app) {
    Overlay *overlay = &app->overlay;
    if (overlay->kind == OVERLAY_MENU) {
        menu_fini(&overlay->menu);
    } else if (overlay->kind == OVERLAY_FORM) {
        form_fini(&overlay->form);
    }
    overlay->kind = OVERLAY_NONE;
    free(overlay->error);
    overlay->error = NULL;
    overlay->completions = NULL;
    overlay->completion_count = 0;
    overlay->pager_below = false;
    app->dirty = true;
}

// Closes a prompt; a page that lies below it is open again.
static void close_prompt(App *app) {
    bool below = app->overlay.pager_below;
    overlay_close(app);
    app->overlay.kind = below ? OVERLAY_PAGER : OVERLAY_NONE;
}

Arena *overlay_arena(App *app) {
    overlay_close(app);
    arena_reset(&app->overlay.arena);
    return &app->overlay.arena;
}

void overlay_fini(App *app) {
    overlay_close(app);
    lineedit_fini(&app->overlay.edit);
    free(app->overlay.pager_search);
    arena_free(&app->overlay.arena);
}

void overlay_prompt(App *app, PromptKind kind, const char *label, const char *text,
                    void (*accept)(App *app, const char *text)) {
    Overlay *overlay = &app->overlay;
    bool below = overlay->kind == OVERLAY_PAGER && kind == PROMPT_SEARCH;
    overlay_close(app);
    overlay->kind = OVERLAY_PROMPT;
    overlay->pager_below = below;
    overlay->prompt = kind;
    overlay->label = label;
    overlay->accept = accept;
    overlay->completion = -1;
    lineedit_set(&overlay->edit, sv(text));
}

void overlay_prompt_error(App *app, const char *text, const char *sentence, size_t column) {
    Overlay *overlay = &app->overlay;
    char *again = memory_copy_string(text);
    overlay_prompt(app, overlay->prompt, overlay->label, again, overlay->accept);
    free(again);
    overlay->error = memory_copy_string(sentence);
    overlay->error_column = column;
}

void overlay_menu(App *app, const char *title, MenuItem *items, size_t count, bool many, bool free_text,
                  void (*choose)(App *app, size_t chosen, const char *typed)) {
    Overlay *overlay = &app->overlay;
    menu_init(&overlay->menu, title, items, count);
    overlay->menu.many = many;
    overlay->menu.free = free_text;
    overlay->choose = choose;
    overlay->kind = OVERLAY_MENU;
    app->dirty = true;
}

void overlay_menu_also(App *app, const char *letters, const char *keys,
                       void (*also)(App *app, size_t chosen)) {
    app->overlay.menu.also = letters;
    app->overlay.menu.keys = keys;
    app->overlay.also = also;
}

void overlay_menu_go(App *app, size_t item) {
    listbox_go(&app->overlay.menu.box, item);
}

void overlay_form(App *app, bool (*save)(App *app)) {
    app->overlay.save = save;
    app->overlay.kind = OVERLAY_FORM;
    app->dirty = true;
}

void overlay_confirm(App *app, void (*confirmed)(App *app), const char *format, ...) {
    Arena *arena = overlay_arena(app);
    String question = {0};
    va_list arguments;
    va_start(arguments, format);
    string_vformat(&question, format, arguments);
    va_end(arguments);
    app->overlay.question = arena_copy_view(arena, string_view(&question));
    string_free(&question);
    app->overlay.confirmed = confirmed;
    app->overlay.preview = (TextList){0};
    app->overlay.kind = OVERLAY_CONFIRM;
}

void overlay_confirm_preview(App *app, TextList lines) {
    Arena *arena = &app->overlay.arena;
    const char **items = ARENA_ARRAY(arena, const char *, lines.count + 1);
    for (size_t i = 0; i < lines.count; i++) {
        items[i] = arena_copy(arena, lines.items[i]);
    }
    app->overlay.preview = (TextList){items, lines.count};
}

// Above the row `last`.
static void draw_preview(App *app, int last) {
    TextList lines = app->overlay.preview;
    int shown = (int) lines.count < last ? (int) lines.count : last;
    for (int i = 0; i < shown; i++) {
        Area row = {last - shown + i, 0, 1, app->grid.columns};
        grid_fill(&app->grid, row, ROLE_MENU);
        grid_put_cut(&app->grid, row.row, 1, row.columns - 2, sv(lines.items[i]), ROLE_MENU);
    }
}

void overlay_pager(App *app, const char *title, HelpRow *rows, size_t count) {
    Overlay *overlay = &app->overlay;
    overlay->pager_box = (ListBox){0};
    overlay->pager = (HelpView){.rows = rows, .count = count, .title = title, .box = &overlay->pager_box};
    overlay->kind = OVERLAY_PAGER;
    app->dirty = true;
}

static LineHistory history_of(App *app) {
    PromptKind which = app->overlay.prompt;
    if (which >= PROMPT_HISTORIES) {
        return (LineHistory){0};
    }
    return (LineHistory){(const char *const *) app->histories[which], app->history_counts[which]};
}

#define HISTORY_MOST 200

void overlay_remember(App *app, PromptKind kind, const char *text) {
    if (kind >= PROMPT_HISTORIES || !*text) {
        return;
    }
    char **items = app->histories[kind];
    size_t count = app->history_counts[kind];
    if (count && sv_equal(sv(items[count - 1]), sv(text))) {
        return;
    }
    if (count == HISTORY_MOST) {
        free(items[0]);
        for (size_t i = 1; i < count; i++) {
            items[i - 1] = items[i];
        }
        count--;
    }
    items = memory_resize(items, (count + 1) * sizeof *items);
    items[count] = memory_copy_string(text);
    app->histories[kind] = items;
    app->history_counts[kind] = count + 1;
}

static void prompt_key(App *app, KeyCode key) {
    Overlay *overlay = &app->overlay;
    LineHistory history = history_of(app);
    EditResult result = lineedit_key(&overlay->edit, key, &history);
    if (result == EDIT_COMPLETE || result == EDIT_COMPLETE_BACK) {
        completing_step(app, result == EDIT_COMPLETE ? 1 : -1);
        return;
    }
    overlay->completion_count = 0;
    overlay->completion = -1;
    if (result == EDIT_CANCEL) {
        close_prompt(app);
    } else if (result == EDIT_ACCEPT) {
        char *text = memory_copy_string(lineedit_text(&overlay->edit));
        void (*accept)(App *, const char *) = overlay->accept;
        overlay_remember(app, overlay->prompt, text);
        close_prompt(app);
        accept(app, text);
        free(text);
    } else if (result == EDIT_CHANGED) {
        free(overlay->error);
        overlay->error = NULL;
    }
}

static void menu_key_typed(App *app, KeyCode key) {
    Overlay *overlay = &app->overlay;
    size_t chosen = 0;
    MenuResult result = menu_key(&overlay->menu, key, &chosen);
    if (result == MENU_CANCELLED) {
        overlay_close(app);
    } else if (result == MENU_ALSO) {
        overlay->pressed = overlay->menu.pressed;
        overlay_close(app);
        overlay->also(app, chosen);
    } else if (result == MENU_CHOSEN || result == MENU_TYPED) {
        // The menu closes first, since the answer may open something else; what it was
        // made of stays in the arena until then.
        char *typed = result == MENU_TYPED ? memory_copy_string(lineedit_text(&overlay->menu.filter)) : NULL;
        overlay_close(app);
        overlay->choose(app, chosen, typed);
        free(typed);
    }
}

static void form_key_typed(App *app, KeyCode key) {
    Form *form = &app->overlay.form;
    String text = {0}, edited = {0};
    switch (form_key(form, key)) {
    case FORM_OPEN:
        break;
    case FORM_SAVED:
        if (app->overlay.save(app)) {
            overlay_close(app);
        }
        break;
    case FORM_LEFT:
        overlay_close(app);
        break;
    case FORM_EDITOR:
        form_answer(form, form->focus, &text);
        if (opening_edit(app, string_text(&text), &edited)) {
            form_set(form, form->focus, string_view(&edited));
        }
        break;
    }
    string_free(&text);
    string_free(&edited);
}

bool overlay_key(App *app, KeyCode key) {
    Overlay *overlay = &app->overlay;
    switch (overlay->kind) {
    case OVERLAY_NONE:
    case OVERLAY_PAGER:
        return false; // the keymap serves pages
    case OVERLAY_PROMPT:
        prompt_key(app, key);
        break;
    case OVERLAY_MENU:
        menu_key_typed(app, key);
        break;
    case OVERLAY_REVIEWS:
        shelving_key(app, key);
        break;
    case OVERLAY_FORM:
        form_key_typed(app, key);
        break;
    case OVERLAY_CONFIRM:
        if (key == 'y' || key == 'Y') {
            void (*confirmed)(App *) = overlay->confirmed;
            overlay_close(app);
            confirmed(app);
        } else if (key == 'n' || key == 'N' || key == 'q' || key == KEYCODE_ESCAPE ||
                   key == (KEYCODE_CTRL | 'g') || key == (KEYCODE_CTRL | 'c')) {
            overlay_close(app);
            app_say(app, ROLE_NORMAL, "Nothing was done");
        }
        break;
    }
    app->dirty = true;
    return true;
}

void overlay_paste(App *app, StringView text) {
    Overlay *overlay = &app->overlay;
    if (overlay->kind == OVERLAY_PROMPT) {
        lineedit_insert(&overlay->edit, text);
    } else if (overlay->kind == OVERLAY_FORM) {
        form_paste(&overlay->form, text);
    } else if (overlay->kind == OVERLAY_MENU) {
        lineedit_insert(&overlay->menu.filter, text);
    } else {
        app_say(app, ROLE_WARNING, "Pasted text is not a command; press : or / first to paste into a line");
    }
    app->dirty = true;
}

static Area pager_area(const App *app) {
    return (Area){0, 0, app->grid.rows - (app->grid.rows > 1), app->grid.columns};
}

static void draw_pager(App *app) {
    Overlay *overlay = &app->overlay;
    Area area = pager_area(app);
    listbox_count(&overlay->pager_box, pane_help_lines(&overlay->pager, area.columns));
    listbox_size(&overlay->pager_box, (size_t) (area.rows > 1 ? area.rows - 1 : 1));
    overlay->pager.search = overlay->pager_search;
    pane_help_draw(&app->grid, area, &overlay->pager);
    Area last = {area.rows, 0, app->grid.rows - area.rows, area.columns};
    const Message *message = app_message(app);
    if (message) {
        pane_message_draw(&app->grid, last, &(MessageView){message->text, message->role, NULL});
    } else {
        Hint hints[] = {{"Space", "more"}, {"b", "back"}, {"/", "search"}, {"q", "close"}};
        Hint few[] = {{"Space", "more"}, {"any other key", "closes"}};
        bool is_reduced = app->request.screening;
        pane_hints_draw(&app->grid, last, is_reduced ? few : hints, is_reduced ? 2 : 4);
    }
}

void overlay_pager_find(App *app, const char *words, int by) {
    Overlay *overlay = &app->overlay;
    if (words) {
        char *copy = *words ? memory_copy_string(words) : NULL;
        free(overlay->pager_search);
        overlay->pager_search = copy;
    }
    overlay->pager.search = overlay->pager_search;
    size_t line = overlay->pager_search ? pane_help_find(&overlay->pager, pager_area(app).columns,
                                                         overlay->pager_box.cursor, by)
                                        : SIZE_MAX;
    if (line != SIZE_MAX) {
        // The cursor is the line found: near the end it is not the first one shown.
        listbox_place(&overlay->pager_box, line, line);
    } else if (overlay->pager_search) {
        app_say(app, ROLE_WARNING, "\"%s\" is not on this page", overlay->pager_search);
    }
}

void overlay_draw(App *app) {
    Overlay *overlay = &app->overlay;
    Area whole = {0, 0, app->grid.rows, app->grid.columns};
    if (overlay->kind == OVERLAY_PAGER || overlay->pager_below) {
        draw_pager(app);
    }
    if (overlay->kind == OVERLAY_REVIEWS || (app->shelving.starting && overlay->kind != OVERLAY_PAGER)) {
        shelving_draw(app); // under a question, too, since nothing else is there yet
    }
    if (overlay->kind == OVERLAY_PROMPT) {
        PromptView view = {
            .label = overlay->label,
            .edit = &overlay->edit,
            .completions = overlay->completions,
            .completion_count = overlay->completion_count,
            .chosen = overlay->completion,
            .error = overlay->error,
            .error_column = overlay->error_column,
        };
        pane_prompt_draw(&app->grid, whole, &view);
    } else if (overlay->kind == OVERLAY_MENU) {
        pane_menu_draw(&app->grid, whole, &overlay->menu);
    } else if (overlay->kind == OVERLAY_FORM) {
        pane_form_draw(&app->grid, whole, &overlay->form);
    } else if (overlay->kind == OVERLAY_CONFIRM) {
        int rows = pane_confirm_draw(&app->grid, whole, overlay->question, "y n");
        draw_preview(app, app->grid.rows - rows);
    }
}
