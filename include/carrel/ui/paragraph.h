#ifndef CARREL_UI_PARAGRAPH_H
#define CARREL_UI_PARAGRAPH_H

#include "carrel/ui/grid.h"

#include <stdint.h>

// Text with styles, to be read in lines: blocks of runs, wrapped to a width, with labels
// in a hanging column, links to step through, and highlighted words. Text is kept in
// its display form.

typedef struct {
    uint32_t start, end; // bytes of the text
    uint8_t role;
    int32_t link; // number the caller gave; -1 none
} ParagraphRun;
typedef struct {
    uint32_t start, end;             // text
    uint32_t label_start, label_end; // bytes of the label, which is not searched
    bool gap;                        // an empty line stands before it
    int hang;                        // columns that its lines stand in, where there is room
    uint8_t label_role;
} ParagraphBlock;
typedef struct {
    uint32_t start, end;
    uint32_t block;
    int indent;  // columns
} ParagraphLine; // an empty line has start == end and block UINT32_MAX
typedef struct {
    uint32_t start, end;
} ParagraphHit;
typedef struct {
    uint32_t folded, start, end; // a word: where in `folded`, where in the text
} ParagraphWord;

// Starts as {0}. All memory is the Paragraph's own, kept by reset and given back by fini.
typedef struct {
    String text, labels;
    ParagraphRun *runs;
    ParagraphBlock *blocks;
    ParagraphLine *lines;
    uint8_t *highlight;  // for each byte of the text a Role + 1, or 0
    ParagraphHit *found; // hits of the last search, in order
    ParagraphWord *words;
    String folded; // words folded, one space between and around
    size_t run_count, run_capacity, block_count, block_capacity, line_count, line_capacity;
    size_t highlight_capacity, found_count, found_capacity, word_count, word_capacity;
    bool folded_done, highlighted;
    uint32_t word_start, word_end; // the chosen word; equal: none
    int columns;                   // of the last layout
} Paragraph;

void paragraph_reset(Paragraph *paragraph);
void paragraph_fini(Paragraph *paragraph);

// Building: a block, then its runs. `label` may be NULL. `hang` columns stay free on
// the left for the label; a longer label runs into the text.
void paragraph_block(Paragraph *paragraph, const char *label, Role label_role, int hang, bool gap);
void paragraph_add(Paragraph *paragraph, StringView text, Role role);
void paragraph_add_text(Paragraph *paragraph, const char *text, Role role); // NULL adds nothing
void paragraph_add_link(Paragraph *paragraph, StringView text, Role role, int link);

// Wraps to `columns` (at least 4). Call after building and at every change of width.
void paragraph_lay_out(Paragraph *paragraph, int columns);

// Highlights whole words, phrases, or words that begin so (prefix), folded as
// text_add_fold does it. Later calls win where they overlap.
void paragraph_highlight(Paragraph *paragraph, StringView folded, bool prefix, Role role);
// The words of the text, folded, a space before, between and behind them.
StringView paragraph_folded(Paragraph *paragraph);
// Highlights the words that bytes [start, end) of that touch; end > start.
void paragraph_highlight_words(Paragraph *paragraph, size_t start, size_t end, Role role);
// Marks every place where `needle` is found, beginning anywhere in a word; returns how many.
size_t paragraph_find(Paragraph *paragraph, StringView needle);
// Line of a hit, and of a byte of the text.
size_t paragraph_found_line(const Paragraph *paragraph, size_t hit);
size_t paragraph_line_of(const Paragraph *paragraph, size_t offset);

// A chosen word, drawn selected: the next of some letters (by 1), or the one before; from none the
// first at or below line `top`, or the last above it. false where there is none.
bool paragraph_step_word(Paragraph *paragraph, size_t top, int by);
// Chooses the word at a place of the layout; false, and none, where there is no word.
bool paragraph_choose_word(Paragraph *paragraph, size_t line, int column);
StringView paragraph_word(const Paragraph *paragraph); // empty where none is chosen

// Links in reading order: step from run to run. Returns the index of a run that is a
// link, or -1. `from` -1 begins before the first (by +1) or behind the last (by -1).
long paragraph_step_link(const Paragraph *paragraph, long from, int by);
size_t paragraph_link_line(const Paragraph *paragraph, long run);

// Draws lines [top, top + area.rows) into the area. `current` is a run (or -1) and
// `current_hit` a hit (or -1) drawn selected; their place in the grid is where the cursor goes
// when `focused`, else it stays.
void paragraph_draw(const Paragraph *paragraph, Grid *grid, Area area, size_t top, long current,
                    long current_hit, bool focused);

#endif
