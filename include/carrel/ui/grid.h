#ifndef CARREL_UI_GRID_H
#define CARREL_UI_GRID_H

#include "carrel/base/str.h"
#include "carrel/ui/style.h"

#include <stdbool.h>
#include <stdint.h>

// The screen as cells, without a terminal. Rows and columns count from 0.

// A base character and at most four combining marks, as UTF-8 with NUL: what one
// ncurses cell can hold. Unused bytes are zero, so cells compare with memcmp.
#define CELL_TEXT_SIZE 24
typedef struct {
    char text[CELL_TEXT_SIZE]; // empty in the second column of a wide character
    uint8_t width;             // 1 or 2; 0 in the second column of a wide character
    uint8_t role;              // Role
    uint8_t flags;             // CELL_…
    uint8_t unused;
} Cell;

// On top of the role's look.
enum { CELL_SELECTED = 1, CELL_BOLD = 2, CELL_DIM = 4, CELL_UNDERLINE = 8 };
// CELL_SELECTED is shown in reverse video: the row under the cursor of the focused pane.

typedef struct {
    int row, column, rows, columns;
} Area;

typedef struct {
    int rows, columns;
    Cell *cells;                   // rows × columns
    int cursor_row, cursor_column; // -1: no cursor
    bool ascii;                    // the terminal shows ASCII only
    bool plain;                    // lines and bars are blanks: a screen reader would read them out
    String display, shown;         // scratch of grid_put
} Grid;

// Starts as {0}; every cell a blank. Resizing clears.
void grid_resize(Grid *grid, int rows, int columns);
void grid_fini(Grid *grid);
void grid_clear(Grid *grid); // blanks, no cursor

// The one way text gets into cells: passes it through text_add_display, transliterates
// it in ASCII mode, clips it to `columns` and to the grid, cutting at whole graphemes; a wide
// character that does not fit becomes spaces. Returns the columns it took.
// What it only half covers (a wide character) is blanked.
int grid_put(Grid *grid, int row, int column, int columns, StringView text, Role role);
// The same with "…" in the last column where the text does not fit.
int grid_put_cut(Grid *grid, int row, int column, int columns, StringView text, Role role);
int grid_put_format(Grid *grid, int row, int column, int columns, Role role, const char *format, ...)
    PRINTF_LIKE(6, 7);
// Fills an area with blanks of a role, or with a repeated one-column sign.
void grid_fill(Grid *grid, Area area, Role role);
void grid_rule(Grid *grid, Area area, const char *sign, Role role);
// Adds CELL_… flags to cells that are there.
void grid_flag(Grid *grid, Area area, unsigned flags);
void grid_cursor(Grid *grid, int row, int column); // clipped into the grid

const Cell *grid_cell(const Grid *grid, int row, int column); // NULL outside
// Appends one row without its trailing spaces, or all rows with line ends: for tests,
// pictures and copying.
void grid_add_row(const Grid *grid, int row, String *out);
void grid_add_text(const Grid *grid, String *out);

// Columns that `text` takes in a grid, in its display form.
int grid_text_columns(StringView text);

#endif
