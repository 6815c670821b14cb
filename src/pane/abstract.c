#include "carrel/pane/abstract.h"

#include "carrel/base/text.h"

void pane_abstract_fini(AbstractPane *pane) {
    paragraph_fini(&pane->text);
    arena_free(&pane->arena);
    *pane = (AbstractPane){0};
}

// The text stands one column off the rules beside it.
static Area text_area(Area area) {
    int margin = area.column > 0 && area.columns > 8 ? 1 : 0;
    int rows = area.rows > 1 ? area.rows - 1 : 0;
    return (Area){area.row + 1, area.column + margin, rows, area.columns - 2 * margin};
}

static size_t last_top(const AbstractPane *pane) {
    size_t lines = pane->text.line_count;
    return lines > pane->rows ? lines - pane->rows : 0;
}

void pane_abstract_lay_out(AbstractPane *pane, Area area) {
    Area body = text_area(area);
    if (pane->text.columns != body.columns) {
        // The text at the top stays at the top when the width changes.
        size_t at = pane->top < pane->text.line_count ? pane->text.lines[pane->top].start : 0;
        bool keep = pane->text.columns > 0 && pane->top > 0;
        paragraph_lay_out(&pane->text, body.columns);
        if (keep) {
            pane->top = paragraph_line_of(&pane->text, at);
        }
    }
    pane->rows = (size_t) body.rows;
    if (pane->top > last_top(pane)) {
        pane->top = last_top(pane);
    }
}

void pane_abstract_draw(const AbstractPane *pane, Grid *grid, Area area, bool focused, Mark mark,
                        const char *trail, const char *empty) {
    if (area.rows < 1 || area.columns < 1) {
        return;
    }
    grid_fill(grid, area, ROLE_NORMAL);
    Area head = {area.row, area.column, 1, area.columns};
    Area body = text_area(area);
    if (pane->empty || !pane->name) {
        pane_head_draw(grid, head, "Abstract", NULL, focused);
        pane_empty_draw(grid, body, empty);
        if (focused) {
            grid_cursor(grid, body.row, body.column);
        }
        return;
    }
    String left = {0}, right = {0};
    bool decided = mark.decision != DECISION_NONE;
    if (decided) {
        string_format(&left, "%s ", mark_sign(mark.decision));
    }
    // The name first: where room is short, it is what decisions mean.
    string_add_text(&left, pane->name);
    if (trail && *trail) {
        string_format(&left, " · %s", trail);
    }
    size_t lines = pane->text.line_count;
    size_t last = pane->top + pane->rows < lines ? pane->top + pane->rows : lines;
    if (pane->rows > 0 && lines > 0) {
        string_format(&right, "%zu–%zu of %zu", pane->top + 1, last, lines);
    }
    pane_head_draw(grid, head, string_text(&left), string_text(&right), focused);
    if (decided) {
        grid_put(grid, head.row, head.column + 2, 1, sv(mark_sign(mark.decision)), mark_role(mark));
    }
    string_free(&left);
    string_free(&right);
    paragraph_draw(&pane->text, grid, body, pane->top, pane->link, pane->hit, focused);
}

bool pane_abstract_go(AbstractPane *pane, size_t line) {
    size_t before = pane->top;
    pane->top = line < last_top(pane) ? line : last_top(pane);
    return pane->top != before;
}

bool pane_abstract_scroll(AbstractPane *pane, long lines) {
    size_t distance = lines < 0 ? 0 - (size_t) lines : (size_t) lines;
    if (lines < 0) {
        return pane_abstract_go(pane, distance < pane->top ? pane->top - distance : 0);
    }
    return pane_abstract_go(pane,
                            distance < pane->text.line_count ? pane->top + distance : pane->text.line_count);
}

bool pane_abstract_page(AbstractPane *pane, int half_pages) {
    long rows = (long) pane->rows;
    // A whole page keeps its last line in sight.
    long by = half_pages % 2 == 0 ? half_pages / 2 * (rows > 1 ? rows - 1 : 1)
                                  : half_pages * (rows > 1 ? rows / 2 : 1);
    return pane_abstract_scroll(pane, by);
}

static void show_line(AbstractPane *pane, size_t line) {
    if (line < pane->top || line >= pane->top + pane->rows) {
        pane_abstract_go(pane, line > pane->rows / 3 ? line - pane->rows / 3 : 0);
    }
}

bool pane_abstract_step_link(AbstractPane *pane, int by) {
    long run = pane->link;
    do {
        run = paragraph_step_link(&pane->text, run, by);
        // The first step goes to what is in sight or comes next.
        if (pane->link >= 0 || run < 0) {
            break;
        }
        size_t line = paragraph_link_line(&pane->text, run);
        if (by > 0 ? line >= pane->top : line < pane->top + pane->rows) {
            break;
        }
    } while (run >= 0);
    if (run < 0) {
        return false;
    }
    pane->link = run;
    show_line(pane, paragraph_link_line(&pane->text, run));
    return true;
}

void pane_abstract_go_link(AbstractPane *pane, long run) {
    pane->link = run;
    if (!pane_abstract_link(pane)) {
        pane->link = -1;
    }
}

const AbstractLink *pane_abstract_link(const AbstractPane *pane) {
    if (pane->link < 0 || pane->link >= (long) pane->text.run_count) {
        return NULL;
    }
    int link = pane->text.runs[pane->link].link;
    return link >= 0 && (size_t) link < pane->link_count ? &pane->links[link] : NULL;
}

size_t pane_abstract_find(AbstractPane *pane, const char *needle) {
    size_t count = paragraph_find(&pane->text, sv(needle));
    pane->hit = count > 0 ? 0 : -1;
    for (size_t i = 0; i < count; i++) {
        if (paragraph_found_line(&pane->text, i) >= pane->top) {
            pane->hit = (long) i;
            break;
        }
    }
    if (count > 0) {
        show_line(pane, paragraph_found_line(&pane->text, (size_t) pane->hit));
    }
    return count;
}

bool pane_abstract_step_hit(AbstractPane *pane, int by) {
    long count = (long) pane->text.found_count;
    if (count == 0) {
        return false;
    }
    long from = pane->hit < 0 && by > 0 ? -1 : pane->hit < 0 ? 0 : pane->hit;
    pane->hit = ((from + by) % count + count) % count;
    show_line(pane, paragraph_found_line(&pane->text, (size_t) pane->hit));
    return true;
}

bool pane_abstract_step_word(AbstractPane *pane, int by) {
    if (!paragraph_step_word(&pane->text, pane->top, by)) {
        return false;
    }
    show_line(pane, paragraph_line_of(&pane->text, pane->text.word_start));
    return true;
}

bool pane_abstract_choose_word(AbstractPane *pane, Area area, int row, int column) {
    int line = row - area.row - 1;
    return line >= 0 && paragraph_choose_word(&pane->text, pane->top + (size_t) line, column - area.column);
}

StringView pane_abstract_hit(const AbstractPane *pane) {
    if (pane->text.word_end > pane->text.word_start) {
        return paragraph_word(&pane->text);
    }
    if (pane->hit < 0 || (size_t) pane->hit >= pane->text.found_count) {
        return SV("");
    }
    StringView text = string_view(&pane->text.text), word;
    ParagraphHit hit = pane->text.found[pane->hit];
    size_t start = SIZE_MAX, end = 0, offset = 0;
    while (text_next_word(text, &offset, &word)) {
        size_t at = (size_t) (word.data - text.data);
        if (at >= hit.end) {
            break;
        }
        if (at + word.length > hit.start) {
            start = start == SIZE_MAX ? at : start;
            end = at + word.length;
        }
    }
    return end > 0 ? sv_part(text, start, end - start) : SV("");
}
