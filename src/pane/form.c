#include "carrel/pane/form.h"

#include "carrel/base/memory.h"
#include "carrel/base/text.h"
#include "carrel/pane/mark.h"

#include <stdlib.h>

#define LINE_END "⏎"

void form_init(Form *form, const char *title, size_t count) {
    *form = (Form){.title = title, .count = count};
    form->fields = memory_new((count + 1) * sizeof *form->fields);
}

void form_fini(Form *form) {
    for (size_t i = 0; i < form->count; i++) {
        lineedit_fini(&form->fields[i].edit);
        string_free(&form->fields[i].original);
    }
    free(form->fields);
    free(form->fault);
    *form = (Form){0};
}

// Line ends as signs, which a line can be edited with; those at the end of the text mean nothing.
static void add_line(String *out, StringView text) {
    while (text.length && (text.data[text.length - 1] == '\n' || text.data[text.length - 1] == '\r')) {
        text.length--;
    }
    StringView line;
    for (bool first = true; sv_line(&text, &line); first = false) {
        string_add_text(out, first ? "" : LINE_END);
        string_add(out, line);
    }
}

void form_set(Form *form, size_t field, StringView answer) {
    String line = {0};
    add_line(&line, answer);
    lineedit_set(&form->fields[field].edit, SV(""));
    lineedit_insert(&form->fields[field].edit, string_view(&line));
    string_free(&line);
}

void form_text(Form *form, size_t field, const char *title, const char *help, const char *answer) {
    form->fields[field].title = title;
    form->fields[field].help = help;
    form_set(form, field, sv(answer));
    form_answer(form, field, &form->fields[field].original);
}

void form_choice(Form *form, size_t field, const char *title, const char *help, const char *const *choices,
                 size_t choice_count, size_t chosen) {
    FormField *here = &form->fields[field];
    here->title = title;
    here->help = help;
    here->choices = choices;
    here->choice_count = choice_count;
    here->chosen = chosen;
    form_answer(form, field, &here->original);
}

static void add_answer(const FormField *here, String *out) {
    if (here->choices) {
        string_add_text(out, here->choices[here->chosen]);
        return;
    }
    StringView rest = sv_trim(string_view(&here->edit.text));
    for (size_t at; (at = sv_find(rest, SV(LINE_END))) != SV_NONE;) {
        string_add(out, sv_part(rest, 0, at));
        string_add_char(out, '\n');
        rest = sv_from(rest, at + sizeof LINE_END - 1);
    }
    string_add(out, rest);
}

void form_answer(const Form *form, size_t field, String *out) {
    add_answer(&form->fields[field], out);
}

bool form_field_changed(const Form *form, size_t field) {
    String now = {0};
    form_answer(form, field, &now);
    bool changed = !sv_equal(string_view(&now), string_view(&form->fields[field].original));
    string_free(&now);
    return changed;
}

bool form_changed(const Form *form) {
    bool changed = false;
    for (size_t i = 0; i < form->count && !changed; i++) {
        changed = form_field_changed(form, i);
    }
    return changed;
}

static void forgive(Form *form) {
    free(form->fault);
    form->fault = NULL;
}

void form_refuse(Form *form, size_t field, const char *sentence) {
    forgive(form);
    form->fault = memory_copy_string(sentence);
    form->focus = field;
}

void form_paste(Form *form, StringView text) {
    FormField *here = &form->fields[form->focus];
    form->leaving = false;
    if (!here->choices) {
        String line = {0};
        forgive(form);
        add_line(&line, text);
        lineedit_insert(&here->edit, string_view(&line));
        string_free(&line);
    }
}

static FormResult move(Form *form, size_t by) {
    forgive(form);
    form->focus = (form->focus + by) % form->count;
    return FORM_OPEN;
}

static FormResult leave(Form *form) {
    form->leaving = form_changed(form);
    return form->leaving ? FORM_OPEN : FORM_LEFT;
}

// The next choice that begins with the letter typed.
static void choose_by_letter(FormField *field, KeyCode key) {
    for (size_t step = 1; step <= field->choice_count && key < 0x80; step++) {
        size_t at = (field->chosen + step) % field->choice_count;
        char letter[] = {(char) key, '\0'};
        if (sv_starts_nocase(sv(field->choices[at]), sv(letter))) {
            field->chosen = at;
            return;
        }
    }
}

static FormResult choice_key(Form *form, KeyCode key) {
    FormField *field = &form->fields[form->focus];
    if (key == KEYCODE_ESCAPE || key == (KEYCODE_CTRL | 'g') || key == (KEYCODE_CTRL | 'c')) {
        return leave(form);
    }
    if (key == KEYCODE_RIGHT || key == ' ') {
        field->chosen = (field->chosen + 1) % field->choice_count;
    } else if (key == KEYCODE_LEFT) {
        field->chosen = (field->chosen + field->choice_count - 1) % field->choice_count;
    } else {
        choose_by_letter(field, key);
    }
    return FORM_OPEN;
}

FormResult form_key(Form *form, KeyCode key) {
    if (form->leaving) {
        form->leaving = false;
        return key == 'y' || key == 'Y' ? FORM_LEFT : FORM_OPEN;
    }
    FormField *field = &form->fields[form->focus];
    switch (key) {
    case KEYCODE_TAB:
    case KEYCODE_DOWN:
    case KEYCODE_CTRL | 'n':
        return move(form, 1);
    case KEYCODE_TAB | KEYCODE_SHIFT:
    case KEYCODE_UP:
    case KEYCODE_CTRL | 'p':
        return move(form, form->count - 1);
    case KEYCODE_ENTER:
        return form->focus + 1 < form->count ? move(form, 1) : FORM_SAVED;
    case KEYCODE_CTRL | 's':
        return FORM_SAVED;
    case KEYCODE_CTRL | 'o':
        return field->choices ? FORM_OPEN : FORM_EDITOR;
    default:
        break;
    }
    if (field->choices) {
        return choice_key(form, key);
    }
    bool rubs_nothing = field->edit.text.length == 0 && key != KEYCODE_ESCAPE &&
                        (key == KEYCODE_BACKSPACE || key == (KEYCODE_CTRL | 'h'));
    switch (rubs_nothing ? EDIT_MOVED : lineedit_key(&field->edit, key, NULL)) {
    case EDIT_CANCEL:
        return leave(form);
    case EDIT_CHANGED:
        forgive(form);
        return FORM_OPEN;
    default:
        return FORM_OPEN;
    }
}

static void draw_field(Grid *grid, Area row, const FormField *field, int titles, bool focused) {
    Role role = focused ? ROLE_NORMAL : ROLE_MENU;
    int column = row.column + 1;
    grid_fill(grid, row, role);
    grid_put_cut(grid, row.row, column, titles, sv(field->title), focused ? ROLE_HINT_KEY : ROLE_LABEL);
    column += titles + 2;
    Area answer = {row.row, column, 1, row.column + row.columns - column};
    if (answer.columns < 1) {
        return;
    }
    if (!field->choices && focused) {
        lineedit_draw(&field->edit, grid, answer, role, 0);
    } else if (!field->choices) {
        grid_put_cut(grid, row.row, column, answer.columns, string_view(&field->edit.text), role);
    } else if (focused) {
        grid_put_format(grid, row.row, column, answer.columns, role, "< %s >", field->choices[field->chosen]);
        grid_cursor(grid, row.row, column);
    } else {
        grid_put_cut(grid, row.row, column, answer.columns, sv(field->choices[field->chosen]), role);
    }
}

// A sentence over at most `row.rows` rows.
static void draw_words(Grid *grid, Area rows, StringView words, Role role) {
    String text = {0};
    text_add_display(&text, words);
    StringView rest = string_view(&text);
    grid_fill(grid, rows, ROLE_MENU);
    for (int i = 0; i < rows.rows && rest.length && rows.columns > 3; i++) {
        size_t next = 0;
        size_t length = text_wrap(rest, (size_t) rows.columns - 2, &next);
        bool last = i + 1 == rows.rows;
        grid_put_cut(grid, rows.row + i, rows.column + 1, rows.columns - 2,
                     last ? rest : sv_part(rest, 0, length), role);
        rest = sv_from(rest, next);
    }
    string_free(&text);
}

// Rows that words want in so many columns, at most `most`.
static int rows_of(const char *words, int columns, int most) {
    int rows = 0;
    StringView rest = sv(words);
    while (rest.length && columns > 3 && rows < most) {
        size_t next = 0;
        text_wrap(rest, (size_t) columns - 2, &next);
        rest = sv_from(rest, next);
        rows++;
    }
    return rows < 1 ? 1 : rows;
}

#define WHOLE_INDENT 3
#define WHOLE_ROWS   12

// The whole of a long answer, its line ends as such. Returns the rows that it wants; draws those that
// `rows` has.
static int draw_whole(Grid *grid, Area rows, const FormField *field) {
    String answer = {0}, shown = {0};
    int count = 0, columns = rows.columns - WHOLE_INDENT - 1;
    add_answer(field, &answer);
    StringView rest = string_view(&answer), line;
    grid_fill(grid, rows, ROLE_MENU);
    while (columns >= 2 && sv_line(&rest, &line)) {
        string_clear(&shown);
        text_add_display(&shown, line);
        StringView left = string_view(&shown);
        do {
            size_t next = 0;
            size_t length = text_wrap(left, (size_t) columns, &next);
            if (count < rows.rows) {
                grid_put(grid, rows.row + count, rows.column + WHOLE_INDENT, columns,
                         sv_part(left, 0, length), ROLE_MENU);
            }
            left = sv_from(left, next);
            count++;
        } while (left.length);
    }
    string_free(&answer);
    string_free(&shown);
    return count;
}

void pane_form_draw(Grid *grid, Area area, const Form *form) {
    if (area.rows < 2 || area.columns < 1 || !form->count) {
        return;
    }
    const FormField *focused = &form->fields[form->focus];
    const char *words = form->leaving ? "Leave, and lose what was typed? y n"
                        : form->fault ? form->fault
                                      : focused->help;
    int fields = (int) form->count;
    // Rows for the help: the most that any field wants, so that the form stays where it is.
    int room = area.rows - 2 > fields ? area.rows - 2 - fields : 1, help = rows_of(words, area.columns, room);
    for (size_t i = 0; i < form->count; i++) {
        int wanted = rows_of(form->fields[i].help, area.columns, room);
        help = wanted > help ? wanted : help;
    }
    int shown = area.rows - 1 - help < fields ? area.rows - 1 - help : fields;
    if (shown < 1) {
        shown = 1;
        help = area.rows - 2;
    }
    int top = (int) form->focus >= shown ? (int) form->focus - shown + 1 : 0;
    int titles = 0;
    for (size_t i = 0; i < form->count; i++) {
        int columns = grid_text_columns(sv(form->fields[i].title));
        titles = columns > titles ? columns : titles;
    }
    titles = titles < area.columns / 3 ? titles : area.columns / 3;
    int whole = 0, spare = area.rows - 4 - shown - help; // what lies below is still seen
    spare = spare > WHOLE_ROWS ? WHOLE_ROWS : spare < 0 ? 0 : spare;
    if (!focused->choices &&
        grid_text_columns(string_view(&focused->edit.text)) > area.columns - titles - 4) {
        whole = draw_whole(grid, (Area){area.row, area.column, 0, area.columns}, focused);
        whole = whole < spare ? whole : spare;
    }
    int row = area.row + area.rows - 1 - shown - help - whole;
    static const char *const hints[] = {"Tab next · C-o editor · C-s saves · Esc leaves",
                                        "C-s saves · Esc leaves", "C-s saves"};
    size_t hint = 0; // the longest beside which the title is whole
    while (hint < 2 &&
           grid_text_columns(sv(form->title)) + grid_text_columns(sv(hints[hint])) + 7 > area.columns) {
        hint++;
    }
    pane_head_draw(grid, (Area){row, area.column, 1, area.columns}, form->title, hints[hint], true);
    draw_whole(grid, (Area){row + 1 + shown, area.column, whole, area.columns}, focused);
    draw_words(grid, (Area){row + 1 + shown + whole, area.column, help, area.columns}, sv(words),
               form->leaving ? ROLE_PROMPT
               : form->fault ? ROLE_ERROR
                             : ROLE_DIM);
    for (int i = 0; i < shown; i++) {
        size_t at = (size_t) (top + i);
        draw_field(grid, (Area){row + 1 + i, area.column, 1, area.columns}, &form->fields[at], titles,
                   at == form->focus);
    }
}
