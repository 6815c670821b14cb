#include "measure.h"

#include "carrel/base/memory.h"

#include <dirent.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
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

void table_print_head(FILE *out) {
    fprintf(out, "| %-48s | %12s | %10s | %-6s | %-34s | %7s |\n", "figure", "value", "goal", "", "yardstick",
            "ratio");
    fprintf(out, "|%.50s|%.13s:|%.11s:|%.8s|%.36s|%.8s:|\n",
            "----------------------------------------------------", "----------------", "----------------",
            "----------------", "--------------------------------------", "----------------");
}

static void add_number(char *text, size_t size, double value, const char *unit) {
    int digits = value == 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
    snprintf(text, size, "%.*f%s%s", digits, value, *unit ? " " : "", unit);
}

void table_print_line(FILE *out, const TableLine *line) {
    char value[32] = "not known", goal[32] = "", yardstick[64] = "", ratio[32] = "";
    const char *verdict = "";
    if (!isnan(line->value))
        add_number(value, sizeof value, line->value, line->unit);
    if (!isnan(line->goal)) {
        bool met = line->goal_is_least ? line->value >= line->goal : line->value <= line->goal;
        add_number(goal, sizeof goal, line->goal, line->unit);
        verdict = met ? "met" : "MISSED";
    }
    if (!isnan(line->yardstick)) {
        char number[32];
        add_number(number, sizeof number, line->yardstick, line->unit);
        snprintf(yardstick, sizeof yardstick, "%s: %s", line->yardstick_name, number);
        if (line->yardstick > 0)
            add_number(ratio, sizeof ratio, line->value / line->yardstick, "");
    }
    fprintf(out, "| %-48s | %12s | %10s | %-6s | %-34s | %7s |\n", line->name, value, goal, verdict,
            yardstick, ratio);
}

void machine_print(FILE *out) {
    char model[256] = "unknown processor", load[256] = "?";
    struct utsname names = {0};
    uname(&names);
    if (read_line("/proc/cpuinfo", "model name", model, sizeof model))
        memmove(model, model + strspn(model, "\t :"), strlen(model + strspn(model, "\t :")) + 1);
    read_line("/proc/loadavg", "", load, sizeof load);
    load[strcspn(load, " ")] = '\0';
    fprintf(out, "%ld cores, %s; %s %s; load over the last minute %s\n", sysconf(_SC_NPROCESSORS_ONLN), model,
            names.sysname, names.release, load);
}
