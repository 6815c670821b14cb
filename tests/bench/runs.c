#include "runs.h"

#include "carrel/base/clock.h"
#include "carrel/base/memory.h"
#include "carrel/base/str.h"
#include "measure.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define LOOK_MS 20

double run_shell(const char *format, ...) {
    String command = {0};
    va_list arguments;
    va_start(arguments, format);
    string_vformat(&command, format, arguments);
    va_end(arguments);
    double start = processor_seconds_of_children();
    if (system(command.data) != 0)
        bench_give_up(command.data, "it failed");
    string_free(&command);
    return processor_seconds_of_children() - start;
}

bool program_is_installed(const char *name) {
    String look = {0};
    string_format(&look, "command -v %s > /dev/null", name);
    bool there = system(look.data) == 0;
    string_free(&look);
    return there;
}

void run_start(Run *run, const char *const argv[]) {
    int ends[2];
    *run = (Run){.started = clock_ticks_us()};
    fflush(stdout);
    if (pipe(ends) != 0 || (run->pid = fork()) < 0)
        bench_give_up(argv[0], strerror(errno));
    if (run->pid == 0) {
        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]);
        close(ends[1]);
        execvp(argv[0], (char *const *) argv);
        _exit(127);
    }
    close(ends[1]);
    run->output = ends[0];
}

static void note_end(Run *run) {
    int status;
    struct rusage used;
    if (wait4(run->pid, &status, 0, &used) != run->pid || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
        bench_give_up("a program that was measured", "it failed");
    run->seconds = seconds_since(run->started);
    run->processor = (double) (used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
                     (double) (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
    close(run->output);
    run->pid = 0;
}

bool run_step(Run *run, int wait_ms) {
    char piece[4096];
    struct pollfd wanted = {.fd = run->output, .events = POLLIN};
    double anonymous = process_anonymous_mb(run->pid);
    run->peak_mb = anonymous > run->peak_mb ? anonymous : run->peak_mb;
    if (poll(&wanted, 1, wait_ms) <= 0)
        return true;
    ssize_t got = read(run->output, piece, sizeof piece);
    for (ssize_t i = 0; i < got; i++) {
        if (piece[i] != '\n')
            continue;
        run->lines = vec_grow(run->lines, &run->line_capacity, run->line_count + 1, sizeof *run->lines);
        run->lines[run->line_count++] = seconds_since(run->started);
    }
    if (got > 0)
        return true;
    note_end(run);
    return false;
}

void run_finish(Run *run) {
    while (run->pid > 0 && run_step(run, LOOK_MS)) {
    }
}

void run_free(Run *run) {
    if (run->pid > 0) {
        kill(run->pid, SIGTERM);
        waitpid(run->pid, NULL, 0);
        close(run->output);
    }
    free(run->lines);
    *run = (Run){0};
}
