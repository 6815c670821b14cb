#include "carrel/pane/criteria.h"

#include "carrel/pane/mark.h"
#include "carrel/ui/paragraph.h"

#define HANG 14 // columns of the titles

static void fill(Paragraph *text, const Criterion *criteria, size_t count, int columns) {
    for (size_t i = 0; i < count; i++) {
        StringView rest = sv(criteria[i].text), line;
        for (bool first = true; sv_line(&rest, &line); first = false) {
            paragraph_block(text, first ? criteria[i].title : NULL, ROLE_LABEL, HANG, false);
            paragraph_add(text, line, ROLE_NORMAL);
        }
    }
    paragraph_lay_out(text, columns > 5 ? columns - 1 : 4);
}

int pane_criteria_rows(const Criterion *criteria, size_t count, int columns) {
    Paragraph text = {0};
    fill(&text, criteria, count, columns);
    int rows = (int) text.line_count + 1;
    paragraph_fini(&text);
    return rows;
}

void pane_criteria_draw(Grid *grid, Area area, const Criterion *criteria, size_t count) {
    Paragraph text = {0};
    String cut = {0};
    if (area.rows < 1 || area.columns < 1) {
        return;
    }
    fill(&text, criteria, count, area.columns);
    if (text.line_count > (size_t) area.rows - 1) {
        string_format(&cut, "1–%d of %zu lines · :criteria", area.rows - 1, text.line_count);
    }
    pane_head_draw(grid, (Area){area.row, area.column, 1, area.columns}, "Criteria",
                   cut.length ? cut.data : "C hides", false);
    paragraph_draw(&text, grid, (Area){area.row + 1, area.column + 1, area.rows - 1, area.columns - 1}, 0, -1,
                   -1, false);
    string_free(&cut);
    paragraph_fini(&text);
}
