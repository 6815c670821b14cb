// Compares two runs, row by row: usage compare A.json B.json. A row is worse, or better, where B's whole spread lies
// beyond A's and the medians differ by more than a twentieth; of rows measured in one round the medians must
// differ by more than a fifth. Ends with 0 whatever it finds.

#include "results.h"

#include <math.h>
#include <string.h>

#define NOTABLE       1.05
#define NOTABLE_ALONE 1.2

static const char *judge(const TableLine *a, const TableLine *b) {
    if (isnan(a->value) || isnan(b->value) || a->value == b->value)
        return "";
    bool grew = b->value > a->value;
    bool has_spread = a->high > a->low && b->high > b->low;
    double apart = has_spread ? NOTABLE : NOTABLE_ALONE;
    double less = grew ? a->value : b->value, more = grew ? b->value : a->value;
    bool beyond = !has_spread || (grew ? b->low > a->high : b->high < a->low);
    if (!beyond || more < less * apart)
        return "";
    return grew == b->more_is_better ? "better" : "WORSE";
}

static void print_run(const char *name, const Results *results) {
    printf("%s: %s, %s, %s\n", name, results->version, results->date, results->machine);
}

static void print_row(const TableLine *a, const TableLine *b, const char *verdict) {
    String name = {0}, ratio = {0};
    table_add_cell(&name, a->name, 54);
    if (a->value != 0 && !isnan(a->value) && !isnan(b->value))
        string_format(&ratio, "%.3f", b->value / a->value);
    printf("| %s | %9.4g %-2s | %9.4g %-2s | %8s | %-6s |\n", name.data, a->value, a->unit, b->value, b->unit,
           string_text(&ratio), verdict);
    string_free(&name);
    string_free(&ratio);
}

int main(int argc, char **argv) {
    if (argc != 3) {
        fprintf(stderr, "usage: compare A.json B.json\n");
        return 2;
    }
    Results a, b;
    results_read(argv[1], &a);
    results_read(argv[2], &b);
    print_run("A", &a);
    print_run("B", &b);
    size_t worse = 0, better = 0, alone = 0;
    const char *table = "";
    for (size_t i = 0; i < a.count; i++) {
        const ResultRow *row = &a.rows[i];
        const ResultRow *other = results_find(&b, row->table, row->line.name);
        if (!other) {
            alone++;
            continue;
        }
        if (strcmp(table, row->table) != 0) {
            table = row->table;
            printf("\n%s\n\n| %-54s | %12s | %12s | %8s | %-6s |\n", table, "figure", "A", "B", "B ÷ A", "");
            printf("|%.56s|%.13s:|%.13s:|%.9s:|%.8s|\n",
                   "----------------------------------------------------------", "----------------",
                   "----------------", "----------------", "----------------");
        }
        const char *verdict = judge(&row->line, &other->line);
        worse += strcmp(verdict, "WORSE") == 0;
        better += strcmp(verdict, "better") == 0;
        print_row(&row->line, &other->line, verdict);
    }
    printf("\n%zu worse, %zu better; %zu rows of A are not in B\n", worse, better, alone);
    results_free(&a);
    results_free(&b);
    return 0;
}
