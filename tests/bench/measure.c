#include "measure.h"

#include "carrel/base/clock.h"
#include "carrel/base/json.h"
#include "carrel/base/memory.h"

#include <dirent.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

void samples_add(Samples *samples, double value) {
    samples->values =
        vec_grow(samples->values, &samples->capacity, samples->count + 1, sizeof *samples->values);
    samples->values[samples->count++] = value;
}

static int compare_values(const void *a, const void *b) {
    double x = *(const double *) a, y = *(const double *) b;
    return (x > y) - (x < y);
}

double samples_at(Samples *samples, double percent) {
    if (samples->count == 0)
        return NAN;
    qsort(samples->values, samples->count, sizeof *samples->values, compare_values);
    size_t rank = (size_t) ceil(percent / 100 * (double) samples->count);
    return samples->values[rank > 0 ? rank - 1 : 0];
}

void samples_free(Samples *samples) {
    free(samples->values);
    *samples = (Samples){0};
}

// The first line of a file that begins with `start`, or its first line at all; without the start.
static bool read_line(const char *path, const char *start, char *line, size_t size) {
    FILE *file = fopen(path, "r");
    bool found = false;
    while (file && !found && fgets(line, (int) size, file))
        found = strncmp(line, start, strlen(start)) == 0;
    if (file)
        fclose(file);
    if (found) {
        line[strcspn(line, "\n")] = '\0';
        memmove(line, line + strlen(start), strlen(line) - strlen(start) + 1);
    }
    return found;
}

double process_anonymous_mb(pid_t pid) {
    char path[64], line[256];
    snprintf(path, sizeof path, "/proc/%d/status", (int) pid);
    return read_line(path, "RssAnon:", line, sizeof line) ? atof(line) / 1024 : -1;
}

double process_cpu_ms(pid_t pid) {
    char path[320], line[256];
    double sum = 0;
    snprintf(path, sizeof path, "/proc/%d/task", (int) pid);
    DIR *tasks = opendir(path);
    if (!tasks)
        return -1;
    for (struct dirent *task; (task = readdir(tasks));) {
        snprintf(path, sizeof path, "/proc/%d/task/%s/schedstat", (int) pid, task->d_name);
        if (task->d_name[0] != '.' && read_line(path, "", line, sizeof line))
            sum += atof(line) / 1e6; // nanoseconds on a processor
    }
    closedir(tasks);
    return sum;
}

static double processor(int who) {
    struct rusage used;
    getrusage(who, &used);
    return (double) (used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
           (double) (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

double processor_seconds(void) {
    return processor(RUSAGE_SELF);
}

double processor_seconds_of_children(void) {
    return processor(RUSAGE_CHILDREN);
}

double seconds_since(int64_t ticks_us) {
    return (double) (clock_ticks_us() - ticks_us) / 1e6;
}

double ms_since(int64_t ticks_us) {
    return (double) (clock_ticks_us() - ticks_us) / 1e3;
}

double file_bytes(const char *path) {
    struct stat facts;
    return stat(path, &facts) == 0 ? (double) facts.st_size : 0;
}

double folder_bytes(const char *folder) {
    double sum = 0;
    DIR *entries = opendir(folder);
    for (struct dirent *entry; entries && (entry = readdir(entries));) {
        char path[1024];
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (entry->d_name[0] != '.')
            sum += file_bytes(path);
    }
    if (entries)
        closedir(entries);
    return sum;
}

void table_print_head(FILE *out) {
    fprintf(out, "| %-54s | %12s | %15s | %10s | %-6s | %-32s | %7s |\n", "figure", "median", "spread",
            "goal", "", "yardstick", "ratio");
    fprintf(out, "|%.56s|%.13s:|%.16s:|%.11s:|%.8s|%.34s|%.8s:|\n",
            "----------------------------------------------------------", "----------------",
            "--------------------", "----------------", "----------------",
            "--------------------------------------", "----------------");
}

static void add_number(String *out, double value, const char *unit) {
    int digits = value == 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
    string_format(out, "%.*f%s%s", digits, value, *unit ? " " : "", unit);
}

static size_t columns_of(const char *text) {
    size_t columns = 0;
    for (; *text; text++)
        columns += ((unsigned char) *text & 0xc0) != 0x80;
    return columns;
}

void table_add_cell(String *out, const char *text, size_t columns) {
    string_add_text(out, text);
    for (size_t width = columns_of(text); width < columns; width++)
        string_add_char(out, ' ');
}

void table_print_line(FILE *out, const TableLine *line) {
    String value = {0}, spread = {0}, goal = {0}, yardstick = {0}, ratio = {0};
    const char *verdict = "";
    if (line->remark || isnan(line->value))
        string_add_text(&value, line->remark ? line->remark : "not known");
    else
        add_number(&value, line->value, line->unit);
    if (line->low != 0 || line->high != 0) {
        add_number(&spread, line->low, "");
        string_add_text(&spread, "–");
        add_number(&spread, line->high, "");
    }
    if (!isnan(line->goal)) {
        bool met = line->more_is_better ? line->value >= line->goal : line->value <= line->goal;
        add_number(&goal, line->goal, line->unit);
        verdict = line->remark || isnan(line->value) ? "" : met ? "met" : "MISSED";
    }
    if (isnan(line->yardstick)) {
        string_add_text(&yardstick, line->yardstick_name);
    } else {
        string_format(&yardstick, "%s: ", line->yardstick_name);
        add_number(&yardstick, line->yardstick, line->unit);
        if (line->yardstick > 0 && !isnan(line->value))
            add_number(&ratio, line->value / line->yardstick, "");
    }
    String name = {0}, right = {0};
    table_add_cell(&name, line->name, 54);
    for (size_t width = columns_of(string_text(&spread)); width < 15; width++)
        string_add_char(&right, ' ');
    string_add_text(&right, string_text(&spread));
    fprintf(out, "| %s | %12s | %s | %10s | %-6s | %-32s | %7s |\n", name.data, value.data, right.data,
            string_text(&goal), verdict, string_text(&yardstick), string_text(&ratio));
    string_free(&name);
    string_free(&right);
    string_free(&value);
    string_free(&spread);
    string_free(&goal);
    string_free(&yardstick);
    string_free(&ratio);
}

void table_begin(Table *table, const char *title) {
    const char *rows = getenv("BENCH_ROWS");
    *table = (Table){.out = stdout, .title = title};
    if (rows && !(table->rows = fopen(rows, "a")))
        bench_give_up(rows, "it cannot be written");
    fprintf(table->out, "\n%s\n\n", title);
    table_print_head(table->out);
    fflush(table->out);
}

static void add_fraction(JsonWriter *json, const char *key, double value) {
    json_key(json, key);
    if (isnan(value))
        json_nothing(json);
    else
        json_fraction(json, value);
}

void table_add(Table *table, const TableLine *line) {
    table_print_line(table->out, line);
    fflush(table->out);
    if (!table->rows)
        return;
    String out = {0};
    JsonWriter json = {.out = &out};
    json_object_begin(&json);
    json_field_text(&json, "table", table->title);
    json_field_text(&json, "name", line->name);
    json_field_text(&json, "unit", line->unit);
    add_fraction(&json, "median", line->value);
    add_fraction(&json, "low", line->low == 0 && line->high == 0 ? line->value : line->low);
    add_fraction(&json, "high", line->low == 0 && line->high == 0 ? line->value : line->high);
    add_fraction(&json, "goal", line->goal);
    json_field_bool(&json, "more_is_better", line->more_is_better);
    json_field_text(&json, "yardstick_name", line->yardstick_name);
    add_fraction(&json, "yardstick", line->yardstick);
    json_field_text(&json, "remark", line->remark);
    json_object_end(&json);
    fprintf(table->rows, "%s\n", out.data);
    fflush(table->rows);
    string_free(&out);
}

void table_add_rounds(Table *table, TableLine line, Samples *rounds) {
    line.value = samples_at(rounds, 50);
    if (rounds->count > 1) {
        line.low = samples_at(rounds, 0);
        line.high = samples_at(rounds, 100);
    }
    table_add(table, &line);
}

void table_end(Table *table) {
    if (table->rows && fclose(table->rows) != 0)
        bench_give_up(table->title, "its rows could not be written");
    table->rows = NULL;
}

void machine_describe(String *out) {
    char model[256] = "unknown processor", load[256] = "?";
    struct utsname names = {0};
    uname(&names);
    if (read_line("/proc/cpuinfo", "model name", model, sizeof model))
        memmove(model, model + strspn(model, "\t :"), strlen(model + strspn(model, "\t :")) + 1);
    read_line("/proc/loadavg", "", load, sizeof load);
    load[strcspn(load, " ")] = '\0';
    string_format(out, "%ld cores, %s; %s %s; load over the last minute %s", sysconf(_SC_NPROCESSORS_ONLN),
                  model, names.sysname, names.release, load);
}

_Noreturn void bench_give_up(const char *doing, const char *why) {
    fprintf(stderr, "bench: %s: %s\n", doing, why);
    exit(1);
}
