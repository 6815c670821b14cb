#include "carrel/ui/paragraph.h"

#include "carrel/base/memory.h"
#include "carrel/base/text.h"

#include <stdlib.h>

#define NO_BLOCK     UINT32_MAX
#define TEXT_COLUMNS 24 // with less beside the hanging column, text hangs by NARROW_HANG only
#define NARROW_HANG  2
#define LABEL_ROOM   12 // less than that behind a label, and it gets a line of its own

void paragraph_reset(Paragraph *paragraph) {
    string_clear(&paragraph->text);
    string_clear(&paragraph->labels);
    string_clear(&paragraph->folded);
    paragraph->run_count = paragraph->block_count = paragraph->line_count = 0;
    paragraph->found_count = paragraph->word_count = 0;
    paragraph->folded_done = paragraph->highlighted = false;
    paragraph->word_start = paragraph->word_end = 0;
    paragraph->columns = 0;
}

void paragraph_fini(Paragraph *paragraph) {
    string_free(&paragraph->text);
    string_free(&paragraph->labels);
    string_free(&paragraph->folded);
    free(paragraph->runs);
    free(paragraph->blocks);
    free(paragraph->lines);
    free(paragraph->highlight);
    free(paragraph->found);
    free(paragraph->words);
    *paragraph = (Paragraph){0};
}

void paragraph_block(Paragraph *paragraph, const char *label, Role label_role, int hang, bool gap) {
    paragraph->blocks = vec_grow(paragraph->blocks, &paragraph->block_capacity, paragraph->block_count + 1,
                                 sizeof *paragraph->blocks);
    uint32_t label_start = (uint32_t) paragraph->labels.length;
    text_add_display(&paragraph->labels, sv(label));
    uint32_t start = (uint32_t) paragraph->text.length;
    paragraph->blocks[paragraph->block_count++] = (ParagraphBlock){
        .start = start,
        .end = start,
        .label_start = label_start,
        .label_end = (uint32_t) paragraph->labels.length,
        .gap = gap,
        .hang = hang,
        .label_role = (uint8_t) label_role,
    };
}

void paragraph_add_link(Paragraph *paragraph, StringView text, Role role, int link) {
    if (paragraph->block_count == 0) {
        paragraph_block(paragraph, NULL, ROLE_NORMAL, 0, false);
    }
    uint32_t start = (uint32_t) paragraph->text.length;
    text_add_display(&paragraph->text, text);
    uint32_t end = (uint32_t) paragraph->text.length;
    if (end == start) {
        return;
    }
    paragraph->runs = vec_grow(paragraph->runs, &paragraph->run_capacity, paragraph->run_count + 1,
                               sizeof *paragraph->runs);
    paragraph->runs[paragraph->run_count++] =
        (ParagraphRun){.start = start, .end = end, .role = (uint8_t) role, .link = link};
    paragraph->blocks[paragraph->block_count - 1].end = end;
}

void paragraph_add(Paragraph *paragraph, StringView text, Role role) {
    paragraph_add_link(paragraph, text, role, -1);
}

void paragraph_add_text(Paragraph *paragraph, const char *text, Role role) {
    paragraph_add_link(paragraph, sv(text), role, -1);
}

static void add_line(Paragraph *paragraph, uint32_t start, uint32_t end, uint32_t block, int indent) {
    paragraph->lines = vec_grow(paragraph->lines, &paragraph->line_capacity, paragraph->line_count + 1,
                                sizeof *paragraph->lines);
    paragraph->lines[paragraph->line_count++] =
        (ParagraphLine){.start = start, .end = end, .block = block, .indent = indent};
}

static StringView block_label(const Paragraph *paragraph, const ParagraphBlock *block) {
    return sv_part(string_view(&paragraph->labels), block->label_start,
                   block->label_end - block->label_start);
}

static void lay_out_block(Paragraph *paragraph, uint32_t index, int columns) {
    const ParagraphBlock *block = &paragraph->blocks[index];
    StringView label = block_label(paragraph, block);
    if (block->start == block->end && label.length == 0) {
        return;
    }
    if (block->gap && paragraph->line_count > 0) {
        add_line(paragraph, block->start, block->start, NO_BLOCK, 0);
    }
    int hang = block->hang;
    if (hang > 0 && columns < hang + TEXT_COLUMNS) {
        hang = columns >= NARROW_HANG + 8 ? NARROW_HANG : 0;
    }
    int indent = hang;
    if (label.length > 0) {
        int wide = (int) text_width(label);
        indent = wide < hang ? hang : wide + 1;
        if (block->start == block->end || (indent > hang && columns - indent < LABEL_ROOM)) {
            add_line(paragraph, block->start, block->start, index, hang);
            indent = hang;
        }
    }
    uint32_t at = block->start;
    while (at < block->end) {
        StringView rest = sv_part(string_view(&paragraph->text), at, block->end - at);
        size_t next;
        size_t length = text_wrap(rest, (size_t) (columns - indent), &next);
        add_line(paragraph, at, at + (uint32_t) length, index, indent);
        if (next == 0) { // never for columns that hold a grapheme; keeps the loop finite
            break;
        }
        at += (uint32_t) next;
        indent = hang;
    }
}

void paragraph_lay_out(Paragraph *paragraph, int columns) {
    columns = columns < 4 ? 4 : columns;
    paragraph->columns = columns;
    paragraph->line_count = 0;
    for (size_t i = 0; i < paragraph->block_count; i++) {
        lay_out_block(paragraph, (uint32_t) i, columns);
    }
}

size_t paragraph_line_of(const Paragraph *paragraph, size_t offset) {
    size_t low = 0, high = paragraph->line_count; // the last line that starts at or before offset
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (paragraph->lines[middle].start <= offset) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low > 0 ? low - 1 : 0;
}

size_t paragraph_found_line(const Paragraph *paragraph, size_t hit) {
    return hit < paragraph->found_count ? paragraph_line_of(paragraph, paragraph->found[hit].start) : 0;
}

long paragraph_step_link(const Paragraph *paragraph, long from, int by) {
    long at = from < 0 && by < 0 ? (long) paragraph->run_count : from;
    for (at += by; at >= 0 && at < (long) paragraph->run_count; at += by) {
        if (paragraph->runs[at].link >= 0) {
            return at;
        }
    }
    return -1;
}

size_t paragraph_link_line(const Paragraph *paragraph, long run) {
    return run >= 0 && run < (long) paragraph->run_count
               ? paragraph_line_of(paragraph, paragraph->runs[run].start)
               : 0;
}

// What holds for one byte of the text, so that equal neighbours are drawn in one go.
typedef struct {
    const ParagraphRun *run;
    Role role;
    bool current;
    uint32_t until; // it holds so far
} Stroke;

typedef struct {
    const Paragraph *paragraph;
    size_t run, hit; // the first that does not end before the place being drawn
    long current, current_hit;
} Pen;

static Stroke look_at(Pen *pen, uint32_t at, uint32_t end) {
    const Paragraph *paragraph = pen->paragraph;
    while (pen->run + 1 < paragraph->run_count && paragraph->runs[pen->run].end <= at) {
        pen->run++;
    }
    const ParagraphRun *run = &paragraph->runs[pen->run];
    Stroke look = {run, run->role, (long) pen->run == pen->current, run->end < end ? run->end : end};
    if (paragraph->highlighted) {
        uint8_t mark = paragraph->highlight[at];
        uint32_t next = at + 1;
        while (next < look.until && paragraph->highlight[next] == mark) {
            next++;
        }
        look.until = next;
        look.role = mark > 0 ? (Role) (mark - 1) : look.role;
    }
    while (pen->hit < paragraph->found_count && paragraph->found[pen->hit].end <= at) {
        pen->hit++;
    }
    if (pen->hit < paragraph->found_count) {
        const ParagraphHit *hit = &paragraph->found[pen->hit];
        uint32_t border = hit->start <= at ? hit->end : hit->start;
        look.until = border < look.until ? border : look.until;
        if (hit->start <= at) {
            look.role = ROLE_FOUND;
            look.current = look.current || (long) pen->hit == pen->current_hit;
        }
    }
    if (at < paragraph->word_end) {
        bool inside = at >= paragraph->word_start;
        uint32_t border = inside ? paragraph->word_end : paragraph->word_start;
        look.until = border < look.until ? border : look.until;
        look.current = look.current || inside;
    }
    return look;
}

// First run, or hit, that ends behind `at`.
static size_t first_run(const Paragraph *paragraph, uint32_t at) {
    size_t low = 0, high = paragraph->run_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (paragraph->runs[middle].end <= at) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static size_t first_hit(const Paragraph *paragraph, uint32_t at) {
    size_t low = 0, high = paragraph->found_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (paragraph->found[middle].end <= at) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

void paragraph_draw(const Paragraph *paragraph, Grid *grid, Area area, size_t top, long current,
                    long current_hit, bool focused) {
    bool placed = !focused;
    int row = area.row;
    for (size_t i = top; i < paragraph->line_count && row < area.row + area.rows; i++, row++) {
        const ParagraphLine *line = &paragraph->lines[i];
        if (line->block == NO_BLOCK) {
            continue;
        }
        const ParagraphBlock *block = &paragraph->blocks[line->block];
        if (block->label_end > block->label_start &&
            (i == 0 || paragraph->lines[i - 1].block != line->block)) {
            grid_put(grid, row, area.column, area.columns, block_label(paragraph, block),
                     (Role) block->label_role);
        }
        Pen pen = {paragraph, first_run(paragraph, line->start), first_hit(paragraph, line->start), current,
                   current_hit};
        int column = area.column + line->indent;
        for (uint32_t at = line->start; at < line->end;) {
            Stroke look = look_at(&pen, at, line->end);
            StringView part = sv_part(string_view(&paragraph->text), at, look.until - at);
            int used = grid_put(grid, row, column, area.column + area.columns - column, part, look.role);
            if (look.current) {
                grid_flag(grid, (Area){row, column, 1, used}, CELL_SELECTED);
                if (!placed) {
                    grid_cursor(grid, row, column);
                    placed = true;
                }
            }
            column += used;
            at = look.until;
        }
    }
    if (!placed) {
        grid_cursor(grid, area.row, area.column);
    }
}
