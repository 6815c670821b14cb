#include "carrel/report/plots.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { RUN_MOST = 20, LIST_MOST = 10 };

static void add_signs(String *out, const char *sign, int count) {
    for (int i = 0; i < count; i++) {
        string_add_text(out, sign);
    }
}

void plot_add_bar(double value, double part, double most, PlotStyle style, int columns, String *out) {
    static const char *const eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    if (style == PLOT_NUMBERS || columns < 1) {
        return;
    }
    int steps = style == PLOT_BLOCKS && part < 0 ? 8 : 1;
    int length = most > 0 ? (int) floor(value / most * columns * steps + 0.5) : 0;
    length = value > 0 && length < 1 ? 1 : length;
    length = length > columns * steps ? columns * steps : length;
    int full = length / steps, eighth = length % steps;
    if (part >= 0) {
        int fuller = value > 0 ? (int) floor(part / value * full + 0.5) : 0;
        fuller = part > 0 && fuller < 1 ? 1 : fuller;
        fuller = part < value && fuller == full && full > 1 ? full - 1 : fuller;
        add_signs(out, style == PLOT_BLOCKS ? "█" : "#", fuller);
        add_signs(out, style == PLOT_BLOCKS ? "░" : "=", full - fuller);
    } else {
        add_signs(out, style == PLOT_BLOCKS ? "█" : "#", full);
        string_add_text(out, eighths[eighth]);
    }
    add_signs(out, " ", columns - full - (eighth > 0));
}

// "1,204", "5.9".
static const char *number_text(double value, Arena *arena) {
    char digits[40];
    String text = {0};
    snprintf(digits, sizeof digits, value == floor(value) ? "%.0f" : "%.1f", value);
    size_t whole = strcspn(digits, ".");
    for (size_t i = 0; digits[i]; i++) {
        if (i > 0 && i < whole && (whole - i) % 3 == 0) {
            string_add_char(&text, ',');
        }
        string_add_char(&text, digits[i]);
    }
    const char *copy = arena_copy_view(arena, string_view(&text));
    string_free(&text);
    return copy;
}

static bool is_run(StatsTableName name) {
    return name == STATS_DAYS || name == STATS_INCLUSIONS || name == STATS_YEARS;
}

// How many days or years are drawn as one: a natural span that leaves few rows.
static size_t span_of(StatsTableName name, size_t count) {
    static const size_t days[] = {1, 7, 28, 91, 364}, years[] = {1, 2, 5, 10, 20};
    const size_t *spans = name == STATS_YEARS ? years : days;
    size_t i = 0;
    while (i < 4 && count > RUN_MOST * spans[i]) {
        i++;
    }
    return spans[i];
}

// A row that is drawn: one of the table's, or several together.
typedef struct {
    const char *from, *to;
    double value, part; // part negative: none
} Drawn;

static const StatsRow *partner(const Stats *stats, StatsTableName name, const char *key) {
    const StatsTable *parts = &stats->tables[stats_info[name].part];
    for (size_t i = 0; stats_info[name].part && i < parts->count; i++) {
        if (strcmp(parts->rows[i].key, key) == 0) {
            return &parts->rows[i];
        }
    }
    return NULL;
}

static void join(Drawn *drawn, const StatsRow *row, const StatsRow *part, bool sums_up) {
    drawn->to = row->key;
    drawn->value = sums_up ? row->value : drawn->value + row->value;
    drawn->part = part ? (drawn->part > 0 ? drawn->part : 0) + part->value : drawn->part;
}

// Years begin where their span does: 2010, 2015.
static bool begins_span(StatsTableName name, const char *key, size_t span, size_t so_far) {
    int64_t year = 0;
    if (name == STATS_YEARS) {
        for (const char *c = key; isdigit((unsigned char) *c); c++) {
            year = year * 10 + (*c - '0');
        }
        return year == 0 || year % (int64_t) span == 0;
    }
    return so_far >= span;
}

static size_t draw_together(const Stats *stats, StatsTableName name, Arena *arena, Drawn **drawn) {
    const StatsTable *table = &stats->tables[name];
    size_t span = is_run(name) ? span_of(name, table->count) : 1, count = 0, so_far = 0;
    *drawn = ARENA_ARRAY(arena, Drawn, table->count + 1);
    for (size_t i = 0; i < table->count; i++, so_far++) {
        const StatsRow *row = &table->rows[i];
        if (i == 0 || span == 1 || begins_span(name, row->key, span, so_far)) {
            (*drawn)[count++] = (Drawn){.from = row->key, .part = -1};
            so_far = 0;
        }
        join(&(*drawn)[count - 1], row, partner(stats, name, row->key), name == STATS_INCLUSIONS);
    }
    return count;
}

static void add_label(const Drawn *drawn, String *out) {
    string_add_text(out, drawn->from);
    if (strcmp(drawn->from, drawn->to) != 0) {
        string_format(out, "–%s", drawn->to);
    }
    if (drawn->part > 0) {
        string_format(out, ", %.0f included", drawn->part);
    }
}

static bool has_bars(StatsTableName name) {
    return name != STATS_PROGRESS && name != STATS_TIMES;
}

size_t plot_rows(const Stats *stats, StatsTableName name, PlotStyle style, int columns, Arena *arena,
                 PlotRow **rows) {
    Drawn *drawn;
    String text = {0};
    double most = 0;
    size_t count = draw_together(stats, name, arena, &drawn), shown = 0;
    size_t limit = has_bars(name) && !is_run(name) ? LIST_MOST : count;
    *rows = ARENA_ARRAY(arena, PlotRow, count + 1);
    for (size_t i = 0; i < count; i++) {
        most = drawn[i].value > most ? drawn[i].value : most;
    }
    for (; shown < count && shown < limit; shown++) {
        string_clear(&text);
        if (has_bars(name) && style != PLOT_NUMBERS) {
            plot_add_bar(drawn[shown].value, drawn[shown].part, most, style, columns, &text);
            string_add_char(&text, ' ');
        }
        add_label(&drawn[shown], &text);
        (*rows)[shown] =
            (PlotRow){number_text(drawn[shown].value, arena), arena_copy_view(arena, string_view(&text))};
    }
    if (shown < count) {
        (*rows)[shown] = (PlotRow){"…", arena_format(arena, "and %zu more", count - shown)};
        shown++;
    }
    string_free(&text);
    return shown;
}
