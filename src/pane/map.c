#include "carrel/pane/map.h"

#include "carrel/base/memory.h"

#include <stdlib.h>
#include <string.h>

// A gutter with the names, then the years. Lines are gathered as directions in cells, so that they join
// where they meet, and drawn under the studies.

#define SIGNS       5 // columns before a name: cursor, decision, R, how it is linked, a blank
#define NAME_LEAST  9
#define TITLES_FROM 100 // columns from which titles have room, too
#define TITLE_LEAST 16
#define TITLE_MOST  60
#define STEP_MOST   10 // columns between two years
#define YEAR_ROOM   5  // columns of a year in the axis

enum { NORTH = 1, EAST = 2, SOUTH = 4, WEST = 8 };

typedef struct {
    int axis, detail; // rows: 0 or 1
    int studies;      // rows for them
    int names;        // columns of the gutter
    int left, step;   // of the first year, from the pane's edge; between years, in 1/256 columns
} Layout;

typedef struct {
    const MapPane *pane;
    Grid *grid;
    Area area;
    Layout layout;
    unsigned char *cells; // directions of the rows of studies, and ON_PATH
} Drawing;
#define ON_PATH 16

static int name_columns(const CitationMap *map) {
    int most = NAME_LEAST;
    for (size_t i = 0; i < map->count; i++) {
        int columns = grid_text_columns(sv(map->studies[i].label));
        most = columns > most ? columns : most;
    }
    return most;
}

static Layout lay_out(const MapPane *pane, Area area) {
    Layout layout = {.axis = area.rows >= 5, .detail = area.rows >= 6};
    layout.studies = area.rows - 1 - layout.axis - layout.detail;
    layout.studies = layout.studies < 0 ? 0 : layout.studies;
    int years = (int) pane->map->year_count, names = SIGNS + name_columns(pane->map);
    layout.names = names < area.columns * 2 / 5 ? names : area.columns * 2 / 5;
    // What the years do not need titles may have.
    int spare = area.columns - layout.names - 8 - (years - 1) * YEAR_ROOM;
    if (area.columns >= TITLES_FROM && spare >= TITLE_LEAST) {
        layout.names += spare < TITLE_MOST ? spare : TITLE_MOST;
    }
    int room = area.columns - layout.names - 4; // two columns at either end for half of a year
    room = room < 1 ? 1 : room;
    layout.left = layout.names + 2;
    layout.step = years > 1 ? room * 256 / (years - 1) : 0;
    layout.step = layout.step > STEP_MOST * 256 ? STEP_MOST * 256 : layout.step;
    return layout;
}

// Columns from the pane's edge.
static int column_of(const Drawing *drawing, size_t row) {
    return drawing->layout.left + (int) drawing->pane->map->studies[row].column * drawing->layout.step / 256;
}

void pane_map_lay_out(MapPane *pane, Area area) {
    if (pane->map && area.rows > 0 && area.columns > 0) {
        listbox_size(&pane->box, (size_t) lay_out(pane, area).studies);
    }
}

long pane_map_row_at(const MapPane *pane, Area area, int row) {
    if (!pane->map || area.rows < 1) {
        return -1;
    }
    Layout layout = lay_out(pane, area);
    long at = row - area.row - 1 - layout.axis;
    return at >= 0 && at < (long) listbox_shown(&pane->box) ? at + (long) pane->box.top : -1;
}

// --- lines ---

static void add_line(Drawing *drawing, long row, int column, unsigned directions) {
    row -= (long) drawing->pane->box.top;
    if (row >= 0 && row < drawing->layout.studies && column >= 0 && column < drawing->area.columns) {
        drawing->cells[row * drawing->area.columns + column] |= (unsigned char) directions;
    }
}

// From a study up or down in its column, then across to the other one. Rows out of sight are skipped.
static void add_elbow(Drawing *drawing, size_t from, size_t to, unsigned more) {
    int here = column_of(drawing, from), there = column_of(drawing, to);
    bool down = to > from;
    long top = (long) drawing->pane->box.top, bottom = top + drawing->layout.studies;
    long first = (long) (down ? from : to), last = (long) (down ? to : from);
    for (long row = first < top ? top : first; row <= last && row < bottom; row++) {
        unsigned directions = (row > first ? NORTH : 0u) | (row < last ? SOUTH : 0u);
        add_line(drawing, row, here, directions | more);
    }
    int step = there < here ? -1 : 1;
    for (int column = here; column != there; column += step) {
        add_line(drawing, (long) to, column, (step < 0 ? WEST : EAST) | more);
        add_line(drawing, (long) to, column + step, (step < 0 ? EAST : WEST) | more);
    }
}

static const char *line_sign(unsigned directions, bool ascii) {
    static const char *const lines[16] = {" ", "│", "─", "└", "│", "│", "┌", "├",
                                          "─", "┘", "─", "┴", "┐", "┤", "┬", "┼"};
    static const char plain[17] = " |-+||++-+-++++";
    static const char *const signs[] = {" ", "|", "-", "+"};
    if (!ascii) {
        return lines[directions];
    }
    return signs[strchr(" |-+", plain[directions]) - " |-+"];
}

static void draw_lines(Drawing *drawing, int first_row) {
    for (int row = 0; row < drawing->layout.studies; row++) {
        for (int column = drawing->layout.names; column < drawing->area.columns; column++) {
            unsigned cell = drawing->cells[row * drawing->area.columns + column];
            if (cell & 15u) {
                grid_put(drawing->grid, first_row + row, drawing->area.column + column, 1,
                         sv(line_sign(cell & 15u, drawing->grid->ascii)),
                         cell & ON_PATH ? ROLE_FOUND : ROLE_LINK);
            }
        }
    }
}

// --- rows ---

static bool on_path(const MapPane *pane, size_t row) {
    for (size_t i = 0; i < pane->path_count; i++) {
        if (pane->path[i] == row) {
            return true;
        }
    }
    return false;
}

// How a study is linked to the selected one: a reference of it, a citer, both, or a blank.
static char link_sign(const MapPane *pane, size_t row) {
    bool reference = map_link(pane->map, pane->box.cursor, row) != NULL;
    bool citer = map_link(pane->map, row, pane->box.cursor) != NULL;
    return reference && citer ? 'b' : reference ? 'r' : citer ? 'c' : ' ';
}

static void draw_name(Drawing *drawing, int row, size_t at) {
    const MapPane *pane = drawing->pane;
    const MapStudy *study = &pane->map->studies[at];
    Grid *grid = drawing->grid;
    int column = drawing->area.column;
    char link[] = {link_sign(pane, at), '\0'};
    Mark mark = pane->marks                   ? pane->marks[at]
                : study->flags & MAP_INCLUDED ? (Mark){DECISION_INCLUDE, false}
                                              : (Mark){DECISION_NONE, false};
    bool retracted = study->flags & MAP_RETRACTED, path = on_path(pane, at);
    bool apart = study->references + study->citers == 0;
    Role role = path ? ROLE_FOUND : apart ? ROLE_DIM : ROLE_NORMAL;
    grid_put(grid, row, column, 1, at == pane->box.cursor ? SV(">") : SV(" "), ROLE_NORMAL);
    grid_put(grid, row, column + 1, 1, sv(mark_sign(mark.decision)), mark_role(mark));
    grid_put(grid, row, column + 2, 1, retracted ? SV("R") : SV(" "), flag_role(retracted ? 'R' : ' '));
    grid_put(grid, row, column + 3, 1, sv(link), link[0] == ' ' ? ROLE_NORMAL : ROLE_LINK);
    int room = drawing->layout.names - SIGNS, used;
    column += SIGNS;
    used = grid_put_cut(grid, row, column, room, sv(study->label), role);
    int title = drawing->area.column + SIGNS + name_columns(pane->map) + 2;
    if (drawing->area.columns >= TITLES_FROM && study->title && title > column + used) {
        grid_put_cut(grid, row, title, drawing->area.column + drawing->layout.names - title - 1,
                     sv(study->title), apart ? ROLE_DIM : ROLE_NORMAL);
    }
}

static void draw_study(Drawing *drawing, int row, size_t at) {
    const MapPane *pane = drawing->pane;
    bool selected = at == pane->box.cursor, path = on_path(pane, at);
    bool linked = path || link_sign(pane, at) != ' ';
    StringView sign = selected ? SV("@") : linked ? SV("*") : SV("o");
    grid_put(drawing->grid, row, drawing->area.column + column_of(drawing, at), 1, sign,
             path       ? ROLE_FOUND
             : selected ? ROLE_TITLE
             : linked   ? ROLE_LINK
                        : ROLE_DIM);
}

// --- the rest ---

static void put_year(Drawing *drawing, size_t column, bool selected, bool *taken) {
    const CitationMap *map = drawing->pane->map;
    int at = drawing->layout.left + (int) column * drawing->layout.step / 256 - 2;
    at = at < 0 ? 0 : at + 4 > drawing->area.columns ? drawing->area.columns - 4 : at;
    for (int i = 0; i < 4; i++) { // a blank on either side, if there is a side
        if (at + i < 0 || taken[at + i] || (at + i > 0 && taken[at + i - 1]) || taken[at + i + 1]) {
            return;
        }
    }
    for (int i = 0; i < 4; i++) {
        taken[at + i] = true;
    }
    Role role = selected ? ROLE_TITLE : ROLE_DIM;
    int row = drawing->area.row + 1, edge = drawing->area.column + at;
    if (map->years[column] > 0) {
        grid_put_format(drawing->grid, row, edge, 4, role, "%4d", map->years[column]);
    } else {
        grid_put(drawing->grid, row, edge, 4, SV("  ? "), role);
    }
}

// The year of the selected study is always there, the first and the last if there is room, then others.
static void draw_axis(Drawing *drawing) {
    const CitationMap *map = drawing->pane->map;
    if (drawing->area.columns < YEAR_ROOM) {
        return;
    }
    bool *taken = memory_new((size_t) drawing->area.columns + 2);
    size_t selected = map->studies[drawing->pane->box.cursor].column;
    put_year(drawing, selected, true, taken);
    put_year(drawing, 0, false, taken);
    put_year(drawing, map->year_count - 1, false, taken);
    for (size_t i = 0; i < map->year_count; i++) {
        put_year(drawing, i, false, taken);
    }
    free(taken);
}

static void draw_head(const MapPane *pane, Grid *grid, Area area, bool focused) {
    const CitationMap *map = pane->map;
    String left = {0}, right = {0};
    string_add_text(&left, "Citation map");
    if (map) {
        string_add_text(&left, " · ");
        add_number(&left, (int64_t) map->count);
        string_add_text(&left, map->count == 1 ? " study · " : " studies · ");
        add_number(&left, (int64_t) map->link_count);
        string_add_text(&left, map->link_count == 1 ? " link" : " links");
    }
    if (pane->path_count > 1) {
        string_format(&right, "path of %zu", pane->path_count);
    } else if (map && map->left_out > 0) {
        add_number(&right, (int64_t) map->left_out);
        string_add_text(&right, " with fewer links not shown");
    }
    pane_head_draw(grid, (Area){area.row, area.column, 1, area.columns}, string_text(&left),
                   string_text(&right), focused);
    string_free(&left);
    string_free(&right);
}

static void draw_detail(Drawing *drawing) {
    const MapStudy *study = &drawing->pane->map->studies[drawing->pane->box.cursor];
    String text = {0};
    string_format(&text, "%s · cites %u, cited by %u here", study->label, (unsigned) study->references,
                  (unsigned) study->citers);
    if (study->flags & MAP_RETRACTED) {
        string_add_text(&text, " · RETRACTED");
    }
    if (study->title) {
        string_add_text(&text, " · ");
        string_add_text(&text, study->title);
    }
    grid_put_cut(drawing->grid, drawing->area.row + drawing->area.rows - 1, drawing->area.column + 1,
                 drawing->area.columns - 2, string_view(&text),
                 study->flags & MAP_RETRACTED ? ROLE_WARNING : ROLE_NORMAL);
    string_free(&text);
}

// Links of the selected study, and above them those of the path.
static void add_lines(Drawing *drawing) {
    const MapPane *pane = drawing->pane;
    for (size_t i = 0; i < pane->map->link_count; i++) {
        const MapLink *link = &pane->map->links[i];
        if (link->from == pane->box.cursor) {
            add_elbow(drawing, link->from, link->to, 0);
        } else if (link->to == pane->box.cursor) {
            add_elbow(drawing, link->to, link->from, 0);
        }
    }
    for (size_t i = 0; i + 1 < pane->path_count; i++) {
        add_elbow(drawing, pane->path[i], pane->path[i + 1], ON_PATH);
    }
}

static void draw_studies(Drawing *drawing, bool focused) {
    const MapPane *pane = drawing->pane;
    const ListBox *box = &pane->box;
    int first_row = drawing->area.row + 1 + drawing->layout.axis;
    size_t shown = listbox_shown(box);
    shown = shown < (size_t) drawing->layout.studies ? shown : (size_t) drawing->layout.studies;
    drawing->cells = memory_new((size_t) drawing->layout.studies * (size_t) drawing->area.columns + 1);
    add_lines(drawing);
    if (!drawing->grid->plain) {
        draw_lines(drawing, first_row);
    }
    free(drawing->cells);
    for (size_t i = 0; i < shown; i++) {
        int row = first_row + (int) i;
        size_t at = box->top + i;
        draw_name(drawing, row, at);
        draw_study(drawing, row, at);
        if (at == box->cursor && focused) {
            grid_flag(drawing->grid, (Area){row, drawing->area.column, 1, drawing->layout.names},
                      CELL_SELECTED);
            grid_cursor(drawing->grid, row, drawing->area.column);
        }
    }
}

void pane_map_draw(const MapPane *pane, Grid *grid, Area area, bool focused) {
    if (area.rows < 1 || area.columns < 1) {
        return;
    }
    grid_fill(grid, area, ROLE_NORMAL);
    draw_head(pane, grid, area, focused);
    if (!pane->map || pane->map->count == 0) {
        if (focused) {
            grid_cursor(grid, area.row, area.column);
        }
        if (pane->sentence) {
            pane_empty_draw(grid, (Area){area.row + 1, area.column, area.rows - 1, area.columns},
                            pane->sentence);
        }
        return;
    }
    Drawing drawing = {.pane = pane, .grid = grid, .area = area, .layout = lay_out(pane, area)};
    draw_studies(&drawing, focused);
    if (drawing.layout.axis) {
        draw_axis(&drawing);
    }
    if (drawing.layout.detail) {
        draw_detail(&drawing);
    }
}
