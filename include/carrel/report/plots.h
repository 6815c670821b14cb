#ifndef CARREL_REPORT_PLOTS_H
#define CARREL_REPORT_PLOTS_H

#include "carrel/report/stats.h"

// Tables of numbers as lines of text with small bars, for a terminal.

typedef enum {
    PLOT_NUMBERS, // no bars: for those who have the screen read to them
    PLOT_ASCII,   // # = .
    PLOT_BLOCKS   // eighths of a block
} PlotStyle;

typedef struct {
    const char *number; // "1,204"
    const char *text;   // "█████▎   2010–2014, 41 included"
} PlotRow;

// The rows of a table: long runs of days and years are drawn together, of long lists the first.
// `columns`: of a bar. In the arena.
size_t plot_rows(const Stats *stats, StatsTableName table, PlotStyle style, int columns, Arena *arena,
                 PlotRow **rows);

// A bar of `value` where the longest stands for `most`, filled up with spaces; the first `part` of it
// is drawn fuller, unless it is negative. Whatever is not 0 shows. Appends.
void plot_add_bar(double value, double part, double most, PlotStyle style, int columns, String *out);

#endif
