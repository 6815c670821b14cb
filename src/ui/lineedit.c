#include "carrel/ui/lineedit.h"

#include "carrel/base/text.h"

void lineedit_fini(LineEdit *edit) {
    string_free(&edit->text);
    string_free(&edit->killed);
    string_free(&edit->draft);
    *edit = (LineEdit){0};
}

const char *lineedit_text(const LineEdit *edit) {
    return string_text(&edit->text);
}

void lineedit_replace(LineEdit *edit, size_t start, size_t end, StringView text) {
    StringView whole = string_view(&edit->text);
    end = end > whole.length ? whole.length : end;
    start = start > end ? end : start;
    String made = {0};
    string_add(&made, sv_part(whole, 0, start));
    string_add(&made, text);
    edit->cursor = made.length;
    string_add(&made, sv_from(whole, end));
    string_free(&edit->text);
    edit->text = made;
    edit->history_at = 0;
}

void lineedit_insert(LineEdit *edit, StringView text) {
    String clean = {0};
    text_add_valid(&clean, text);
    size_t kept = 0;
    for (size_t i = 0; i < clean.length; i++) {
        char c = clean.data[i];
        if (c == '\n' || c == '\r' || c == '\t') {
            clean.data[kept++] = ' ';
        } else if ((unsigned char) c >= 0x20 && c != 0x7f) {
            clean.data[kept++] = c;
        }
    }
    lineedit_replace(edit, edit->cursor, edit->cursor, (StringView){clean.data, kept});
    string_free(&clean);
}

void lineedit_set(LineEdit *edit, StringView text) {
    string_clear(&edit->text);
    string_add(&edit->text, text);
    edit->cursor = edit->text.length;
    edit->history_at = 0;
}

static size_t next_grapheme(const LineEdit *edit, size_t at) {
    return at + text_grapheme(sv_from(string_view(&edit->text), at));
}

// Graphemes cannot be found backwards for certain, so they are counted from the start.
static size_t previous_grapheme(const LineEdit *edit, size_t at) {
    size_t before = 0;
    for (size_t next; (next = next_grapheme(edit, before)) < at;) {
        before = next;
    }
    return at > 0 ? before : 0;
}

static size_t word_end(const LineEdit *edit, size_t at) {
    StringView word;
    return text_next_word(string_view(&edit->text), &at, &word) ? at : edit->text.length;
}

static size_t word_start(const LineEdit *edit, size_t at) {
    size_t offset = 0, start = 0;
    StringView text = string_view(&edit->text), word;
    while (text_next_word(text, &offset, &word)) {
        size_t here = (size_t) (word.data - text.data);
        if (here >= at) {
            break;
        }
        start = here;
    }
    return start;
}

// Like C-w of a shell: back over spaces, then to the space before.
static size_t blank_start(const LineEdit *edit, size_t at) {
    while (at > 0 && edit->text.data[at - 1] == ' ') {
        at--;
    }
    while (at > 0 && edit->text.data[at - 1] != ' ') {
        at--;
    }
    return at;
}

static EditResult move(LineEdit *edit, size_t to) {
    edit->cursor = to;
    return EDIT_MOVED;
}

static EditResult cut(LineEdit *edit, size_t start, size_t end, bool keep) {
    if (start >= end) {
        return EDIT_MOVED;
    }
    if (keep) {
        string_clear(&edit->killed);
        string_add(&edit->killed, sv_part(string_view(&edit->text), start, end - start));
    }
    lineedit_replace(edit, start, end, SV(""));
    return EDIT_CHANGED;
}

static EditResult show_history(LineEdit *edit, size_t at, StringView text) {
    lineedit_set(edit, text);
    edit->history_at = at;
    return EDIT_CHANGED;
}

static EditResult step_history(LineEdit *edit, const LineHistory *history, bool back) {
    size_t count = history ? history->count : 0;
    if (edit->history_at == 0) {
        string_clear(&edit->draft);
        string_add(&edit->draft, string_view(&edit->text));
    }
    StringView draft = string_view(&edit->draft);
    size_t at = edit->history_at;
    while (back ? at < count : at > 0) {
        at += back ? 1 : (size_t) -1;
        if (at == 0) {
            return show_history(edit, 0, draft);
        }
        StringView item = sv(history->items[count - at]);
        if (sv_starts(item, draft) && !sv_equal(item, string_view(&edit->text))) {
            return show_history(edit, at, item);
        }
    }
    return EDIT_MOVED;
}

static EditResult special_key(LineEdit *edit, KeyCode key, const LineHistory *history) {
    size_t length = edit->text.length;
    switch (key) {
    case KEYCODE_ENTER:
        return EDIT_ACCEPT;
    case KEYCODE_ESCAPE:
    case KEYCODE_CTRL | 'g':
    case KEYCODE_CTRL | 'c':
        return EDIT_CANCEL;
    case KEYCODE_TAB:
        return EDIT_COMPLETE;
    case KEYCODE_TAB | KEYCODE_SHIFT:
        return EDIT_COMPLETE_BACK;
    case KEYCODE_BACKSPACE:
    case KEYCODE_CTRL | 'h':
        return length == 0 ? EDIT_CANCEL
                           : cut(edit, previous_grapheme(edit, edit->cursor), edit->cursor, false);
    case KEYCODE_DELETE:
    case KEYCODE_CTRL | 'd':
        return cut(edit, edit->cursor, next_grapheme(edit, edit->cursor), false);
    case KEYCODE_LEFT:
    case KEYCODE_CTRL | 'b':
        return move(edit, previous_grapheme(edit, edit->cursor));
    case KEYCODE_RIGHT:
    case KEYCODE_CTRL | 'f':
        return move(edit, next_grapheme(edit, edit->cursor));
    case KEYCODE_HOME:
    case KEYCODE_CTRL | 'a':
        return move(edit, 0);
    case KEYCODE_END:
    case KEYCODE_CTRL | 'e':
        return move(edit, length);
    case KEYCODE_META | 'b':
    case KEYCODE_CTRL | KEYCODE_LEFT:
        return move(edit, word_start(edit, edit->cursor));
    case KEYCODE_META | 'f':
    case KEYCODE_CTRL | KEYCODE_RIGHT:
        return move(edit, word_end(edit, edit->cursor));
    case KEYCODE_META | 'd':
        return cut(edit, edit->cursor, word_end(edit, edit->cursor), true);
    case KEYCODE_CTRL | 'w':
    case KEYCODE_META | KEYCODE_BACKSPACE:
        return cut(edit, blank_start(edit, edit->cursor), edit->cursor, true);
    case KEYCODE_CTRL | 'k':
        return cut(edit, edit->cursor, length, true);
    case KEYCODE_CTRL | 'u':
        return cut(edit, 0, edit->cursor, true);
    case KEYCODE_CTRL | 'y':
        lineedit_insert(edit, string_view(&edit->killed));
        return EDIT_CHANGED;
    case KEYCODE_UP:
    case KEYCODE_CTRL | 'p':
        return step_history(edit, history, true);
    case KEYCODE_DOWN:
    case KEYCODE_CTRL | 'n':
        return step_history(edit, history, false);
    default:
        return EDIT_IGNORED;
    }
}

EditResult lineedit_key(LineEdit *edit, KeyCode key, const LineHistory *history) {
    if (key < 0x20 || key == 0x7f || key >= KEYCODE_SPECIAL) {
        return special_key(edit, key, history);
    }
    String typed = {0};
    string_add_code_point(&typed, key);
    lineedit_insert(edit, string_view(&typed));
    string_free(&typed);
    return EDIT_CHANGED;
}

// The display form of the text up to `offset`, in columns.
static int columns_before(const LineEdit *edit, size_t offset) {
    return grid_text_columns(sv_part(string_view(&edit->text), 0, offset));
}

int lineedit_draw(const LineEdit *edit, Grid *grid, Area row, Role role, size_t offset) {
    grid_fill(grid, (Area){row.row, row.column, 1, row.columns}, role);
    int cursor = columns_before(edit, edit->cursor);
    // One column stays free behind the cursor's place for the cursor itself.
    size_t first = 0;
    int scrolled = 0;
    while (cursor - scrolled >= row.columns && first < edit->cursor) {
        // By thirds of the row, so that typing on does not scroll at every key.
        int wanted = scrolled + (row.columns >= 3 ? row.columns / 3 : 1);
        while (first < edit->cursor && scrolled < wanted) {
            first = next_grapheme(edit, first);
            scrolled = columns_before(edit, first);
        }
    }
    grid_put(grid, row.row, row.column, row.columns, sv_from(string_view(&edit->text), first), role);
    grid_cursor(grid, row.row, row.column + cursor - scrolled);
    int place = columns_before(edit, offset) - scrolled;
    return place < 0 ? 0 : place >= row.columns ? row.columns - 1 : place;
}
