#include "carrel/pane/links.h"

#include <inttypes.h>

#define BATCH          64
#define AUTHOR_COLUMNS 10
#define SIDE_COLUMNS   8   // "stub", "+ adds", "4 links" at the right
#define WHY_PART       3   // the part of a row that tells why a study is similar
#define WHY_LEAST      4   // "text"
#define NAMED_FROM     100 // columns from which every row tells who says it

static const struct {
    const char *name, *brief, *key, *none;
} tabs[TAB_COUNT] = {
    [TAB_REFERENCES] = {"References", "Refs", "gr", "No references are known; another record may list them."},
    [TAB_CITED_BY] = {"Cited by", "Cited", "gc",
                      "Nothing that cites it is known; a citing study's record brings the link."},
    [TAB_SIMILAR] = {"Similar", "Sim", "gs",
                     "No similar studies are known, and the cache has none that is near."},
    [TAB_NOTICES] = {"Notices", "Notices", "gn", "No correction, retraction or comment is on record."},
};

// "Cited by 5 of 156", "References: F asks", "Similar –".
static void add_tab(String *out, const LinksView *view, int tab, bool brief) {
    const LinksTab *state = &view->tabs[tab];
    string_add_text(out, brief ? tabs[tab].brief : tabs[tab].name);
    if (state->listed > 0 || state->announced > 0) {
        string_add_char(out, ' ');
        add_number(out, (int64_t) state->listed);
        if (state->announced > (int64_t) state->listed) {
            string_add_text(out, " of ");
            add_number(out, state->announced);
        }
    } else if (state->asking) {
        string_add_text(out, brief ? " …" : ": asking");
    } else if (state->failed) {
        string_add_text(out, brief ? " !" : ": failed");
    } else if (state->asks) {
        string_add_text(out, brief ? ":F" : ": F asks");
    } else {
        string_add_text(out, " –");
    }
}

// The tabs as they stand in the head.
typedef struct {
    int start[TAB_COUNT], columns[TAB_COUNT]; // columns 0: not there
} Tabs;

static bool has_tab(const LinksView *view, int tab) {
    return tab != TAB_NOTICES || view->tabs[tab].listed > 0 || view->tab == tab || !view->folded;
}

// On little room short names, on less the open tab alone, since it is what the rows below are.
typedef enum { NAMES_WHOLE, NAMES_BRIEF, NAMES_ALONE } Names;

static void add_tab_words(String *out, const LinksView *view, int tab, Names names) {
    bool open = tab == view->tab && !view->folded;
    string_add_text(out, open ? "[ " : " ");
    if (view->folded) {
        string_format(out, "%s ", tabs[tab].key);
    }
    add_tab(out, view, tab, names == NAMES_BRIEF);
    string_add_text(out, open ? " ]" : " ");
}

// Places the tabs from column 2 on; false where the row is too short for them.
static bool place_tabs(Tabs *placed, const LinksView *view, int columns, Names names) {
    String words = {0};
    int column = 2;
    *placed = (Tabs){0};
    for (int tab = 0; tab < TAB_COUNT; tab++) {
        if (!has_tab(view, tab) || (names == NAMES_ALONE && tab != view->tab)) {
            continue;
        }
        string_clear(&words);
        add_tab_words(&words, view, tab, names);
        placed->start[tab] = column;
        placed->columns[tab] = grid_text_columns(string_view(&words));
        column += placed->columns[tab] + 1;
    }
    string_free(&words);
    return column - 1 <= columns;
}

static Names fitting_tabs(Tabs *placed, const LinksView *view, int columns) {
    for (Names names = NAMES_WHOLE; names < NAMES_ALONE; names++) {
        if (place_tabs(placed, view, columns, names)) {
            return names;
        }
    }
    place_tabs(placed, view, columns, NAMES_ALONE);
    return NAMES_ALONE;
}

static void draw_tabs(Grid *grid, Area row, const LinksView *view) {
    Tabs placed;
    Names names = fitting_tabs(&placed, view, row.columns);
    String words = {0};
    grid_rule(grid, (Area){row.row, row.column, 1, row.columns}, "─", ROLE_HEAD);
    for (int tab = 0; tab < TAB_COUNT; tab++) {
        if (placed.columns[tab] > 0) {
            Role role = tab == view->tab && view->focused ? ROLE_HEAD_FOCUSED : ROLE_HEAD;
            int at = placed.start[tab] - 1;
            string_clear(&words);
            add_tab_words(&words, view, tab, names);
            grid_put_cut(grid, row.row, row.column + at, row.columns - at, string_view(&words), role);
        }
    }
    string_free(&words);
}

int pane_links_tab_at(const LinksView *view, Area area, int column) {
    Tabs placed;
    fitting_tabs(&placed, view, area.columns);
    column -= area.column;
    for (int tab = 0; tab < TAB_COUNT; tab++) {
        if (placed.columns[tab] > 0 && column >= placed.start[tab] - 1 &&
            column < placed.start[tab] - 1 + placed.columns[tab]) {
            return tab;
        }
    }
    return -1;
}

// What is to be said under the rows: that there are more, and who says so.
static bool has_foot(const LinksView *view) {
    const LinksTab *tab = &view->tabs[view->tab];
    bool has_more = tab->announced > (int64_t) tab->listed;
    return tab->listed > 0 && (has_more || (tab->asked && *tab->asked));
}

static void draw_foot(Grid *grid, Area row, const LinksTab *tab, const char *named) {
    String words = {0};
    if (tab->announced > (int64_t) tab->listed) {
        string_add_text(&words, "… ");
        add_number(&words, tab->announced - (int64_t) tab->listed);
        string_add_text(&words, " more announced, not listed");
    }
    if (named) {
        string_format(&words, "%snamed by %s", words.length ? " · " : "", named);
    }
    if (tab->asked && *tab->asked) {
        string_format(&words, "%sasked %s", words.length ? " · " : "", tab->asked);
    }
    grid_put_cut(grid, row.row, row.column + 2, row.columns - 2, string_view(&words), ROLE_DIM);
    string_free(&words);
}

// What a tab without rows says.
static void add_empty(String *out, const LinksView *view) {
    const LinksTab *tab = &view->tabs[view->tab];
    if (tab->asking) {
        string_add_text(out, "The services are being asked; reading goes on.");
        return;
    }
    if (tab->announced > 0) {
        add_number(out, tab->announced);
        string_add_text(out, " announced, none listed.");
    } else if (!tab->asked || !*tab->asked) {
        string_add_text(out, tabs[view->tab].none);
    }
    if (tab->asked && *tab->asked) {
        string_format(out, "%sAsked %s.", out->length ? " " : "", tab->asked);
    } else if (tab->asks) {
        string_add_text(out, " F asks the services.");
    }
}

size_t pane_links_rows(const LinksView *view, Area area) {
    if (view->folded || area.rows < 2) {
        return 0;
    }
    size_t rows = (size_t) area.rows - 1;
    return has_foot(view) && rows > 2 ? rows - 1 : rows;
}

static void add_side(String *out, const LinksRow *item) {
    if (!item->in_cache) {
        string_add_text(out, item->id != 0 ? "stub" : "no id");
    } else if (item->shared > 0) {
        add_number(out, item->shared);
        string_add_text(out, item->shared == 1 ? " link" : " links");
    } else if (!item->in_review) {
        string_add_text(out, "+ adds");
    }
}

// In what it is near, or who says the link, dim at the right; returns the columns that it took.
static int draw_why(Grid *grid, Area body, int row, int end, const LinksRow *item) {
    const char *why = item->why ? item->why : body.columns >= NAMED_FROM ? item->named : NULL;
    int columns = why ? grid_text_columns(sv(why)) : 0;
    int most = (end - body.column) / WHY_PART;
    columns = columns < most ? columns : most;
    if (columns < WHY_LEAST) {
        return 0;
    }
    grid_put_cut(grid, row, end - columns, columns, sv(why), ROLE_DIM);
    return columns + 1;
}

static void draw_row(Grid *grid, Area body, int row, const LinksRow *item, bool cursor, String *side) {
    Role role = item->selected ? ROLE_SELECTED : item->in_cache ? ROLE_NORMAL : ROLE_DIM;
    int column = body.column, end = body.column + body.columns;
    string_clear(side);
    add_side(side, item);
    if (side->length > 0 && body.columns >= 40) {
        int columns = grid_text_columns(string_view(side));
        grid_put(grid, row, end - columns - 1, columns, string_view(side), ROLE_DIM);
        end -= (columns > SIDE_COLUMNS ? columns : SIDE_COLUMNS) + 1;
    }
    end -= draw_why(grid, body, row, end, item);
    grid_put(grid, row, column, 1,
             cursor           ? SV(">")
             : item->selected ? SV("*")
                              : SV(" "),
             item->selected ? ROLE_SELECTED : ROLE_NORMAL);
    grid_put(grid, row, column + 1, 1, sv(mark_sign(item->mark.decision)), mark_role(item->mark));
    char flag[2] = {flag_sign(item->flags & ~(unsigned) STUDY_NO_ABSTRACT, false, false), '\0'};
    grid_put(grid, row, column + 2, 1, sv(flag), flag_role(flag[0]));
    column += 4;
    if (item->type) {
        string_clear(side);
        add_notice_type(side, item->type);
        column += grid_put(grid, row, column, end - column, string_view(side), ROLE_LABEL) + 1;
    }
    // Free text of a reference needs all the room: it holds author and year itself.
    bool apart = item->author && *item->author;
    if (apart || item->year > 0) {
        if (item->year > 0) {
            grid_put_format(grid, row, column, end - column, role, "%4d", item->year);
        }
        column += 5;
    }
    if (apart && end - column >= AUTHOR_COLUMNS + 12) {
        grid_put_cut(grid, row, column, AUTHOR_COLUMNS - 1, sv(item->author), role);
        column += AUTHOR_COLUMNS;
    }
    grid_put_cut(grid, row, column, end - column, item->title ? sv(item->title) : SV("(no text)"), role);
}

void pane_links_draw(Grid *grid, Area area, const LinksView *view) {
    if (area.rows < 1 || area.columns < 1) {
        return;
    }
    grid_fill(grid, area, ROLE_NORMAL);
    draw_tabs(grid, area, view);
    Area body = {area.row + 1, area.column, area.rows - 1, area.columns};
    if (view->focused) {
        grid_cursor(grid, body.rows > 0 ? body.row : area.row, area.column);
    }
    if (view->folded || body.rows < 1 || view->no_study) {
        return;
    }
    const ListBox *box = view->box;
    const LinksTab *tab = &view->tabs[view->tab];
    if (box->count == 0) {
        String sentence = {0};
        add_empty(&sentence, view);
        pane_empty_draw(grid, body, string_text(&sentence));
        string_free(&sentence);
        return;
    }
    size_t room = pane_links_rows(view, area), shown = listbox_shown(box);
    shown = shown < room ? shown : room;
    const char *named = NULL;
    String side = {0};
    LinksRow batch[BATCH];
    for (size_t done = 0; done < shown; done += BATCH) {
        size_t count = shown - done < BATCH ? shown - done : BATCH;
        for (size_t i = 0; i < count; i++) {
            batch[i] = (LinksRow){0};
        }
        view->source->rows(view->source->context, view->tab, box->top + done, count, batch);
        for (size_t i = 0; i < count; i++) {
            bool cursor = box->top + done + i == box->cursor;
            int row = body.row + (int) (done + i);
            draw_row(grid, body, row, &batch[i], cursor && view->focused, &side);
            if (cursor && view->focused) {
                named = batch[i].named;
                grid_flag(grid, (Area){row, body.column, 1, body.columns}, CELL_SELECTED);
                grid_cursor(grid, row, body.column);
            }
        }
    }
    if (has_foot(view) && (int) shown < body.rows) {
        draw_foot(grid, (Area){body.row + (int) shown, body.column, 1, body.columns}, tab, named);
    }
    string_free(&side);
}
