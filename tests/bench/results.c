#include "results.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

static const char *text_of(Results *results, const json_t *object, const char *key) {
    return arena_copy(&results->arena, json_string_value(json_object_get(object, key)));
}

static double number_of(const json_t *object, const char *key) {
    const json_t *value = json_object_get(object, key);
    return json_is_number(value) ? json_number_value(value) : NAN;
}

static void read_row(Results *results, const json_t *object, ResultRow *row) {
    row->table = text_of(results, object, "table");
    row->line = (TableLine){.name = text_of(results, object, "name"),
                            .unit = text_of(results, object, "unit"),
                            .value = number_of(object, "median"),
                            .goal = number_of(object, "goal"),
                            .more_is_better = json_is_true(json_object_get(object, "more_is_better")),
                            .low = number_of(object, "low"),
                            .high = number_of(object, "high"),
                            .yardstick = number_of(object, "yardstick"),
                            .yardstick_name = text_of(results, object, "yardstick_name"),
                            .remark = text_of(results, object, "remark")};
    if (!(row->line.low < row->line.high))
        row->line.low = row->line.high = 0;
    if (!row->table || !row->line.name || !row->line.unit)
        bench_give_up("results", "a row lacks table, name or unit");
}

void results_read(const char *path, Results *results) {
    json_error_t error;
    json_t *file = json_load_file(path, 0, &error);
    const json_t *rows = json_object_get(file, "rows");
    if (!json_is_array(rows))
        bench_give_up(path, file ? "it holds no rows" : error.text);
    *results = (Results){.count = json_array_size(rows)};
    results->version = text_of(results, file, "version");
    results->date = text_of(results, file, "date");
    results->machine = text_of(results, file, "machine");
    results->rows = ARENA_ARRAY(&results->arena, ResultRow, results->count + 1);
    for (size_t i = 0; i < results->count; i++)
        read_row(results, json_array_get(rows, i), &results->rows[i]);
    json_decref(file);
}

const ResultRow *results_find(const Results *results, const char *table, const char *name) {
    for (size_t i = 0; i < results->count; i++)
        if (strcmp(results->rows[i].table, table) == 0 && strcmp(results->rows[i].line.name, name) == 0)
            return &results->rows[i];
    return NULL;
}

const ResultRow *results_find_like(const Results *results, const char *table, const char *name) {
    for (size_t i = results->count; i > 0; i--) {
        const ResultRow *row = &results->rows[i - 1];
        if (strncmp(row->table, table, strlen(table)) == 0 &&
            strncmp(row->line.name, name, strlen(name)) == 0)
            return row;
    }
    return NULL;
}

void results_free(Results *results) {
    arena_free(&results->arena);
}
