#include "carrel/term/screen.h"

#include "carrel/term/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

// Lending the terminal to the shell (C-z) and to other programs.

static void say(const char *text) {
    for (size_t size = strlen(text); size > 0;) {
        ssize_t written = write(STDOUT_FILENO, text, size);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return;
        text += written;
        size -= (size_t) written;
    }
}

void screen_suspend(Screen *screen, const char *note) {
    screen_leave(screen);
    say(note);
    say("\n");
    struct sigaction stop = {.sa_handler = SIG_DFL}, before;
    sigemptyset(&stop.sa_mask);
    sigaction(SIGTSTP, &stop, &before);
    kill(0, SIGTSTP); // as the terminal's own C-z would; here we sleep
    sigaction(SIGTSTP, &before, NULL);
    screen_return(screen);
}

// Between fork and exec: only async-signal-safe calls.
static _Noreturn void become(char *const argv[], int in, int out, int report) {
    signals_reset_in_child();
    if (dup2(in, STDIN_FILENO) >= 0 && dup2(out, STDOUT_FILENO) >= 0)
        execvp(argv[0], argv);
    int problem = errno;
    ssize_t written = write(report, &problem, sizeof problem);
    (void) written;
    _exit(127);
}

static void feed(int fd, StringView input) {
    while (input.length > 0) {
        ssize_t written = write(fd, input.data, input.length);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return; // it read as much as it wanted
        input = sv_from(input, (size_t) written);
    }
}

// Waits for the child. A child that C-z stopped stops us as well, so that the shell gets the
// terminal; `fg` wakes both.
static int wait_for(pid_t child) {
    int status = 0;
    for (;;) {
        pid_t got = waitpid(child, &status, WUNTRACED);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return 127;
        if (WIFSTOPPED(status)) {
            raise(SIGSTOP);
            continue;
        }
        return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    }
}

static void await_enter(int fd) {
    say("\n[Enter returns to carrel]");
    char byte;
    for (;;) {
        ssize_t got = read(fd, &byte, 1);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0 || byte == '\n' || byte == '\r')
            return;
    }
}

bool screen_run(Screen *screen, char *const argv[], const StringView *input, bool wait, int *status,
                Error *err) {
    int report[2], text[2] = {-1, -1};
    if (pipe2(report, O_CLOEXEC) != 0)
        return error_set(err, ERROR_SYSTEM, "%s could not be started: %s", argv[0], strerror(errno));
    if (input && pipe2(text, O_CLOEXEC) != 0) {
        close(report[0]);
        close(report[1]);
        return error_set(err, ERROR_SYSTEM, "%s could not be started: %s", argv[0], strerror(errno));
    }
    screen_leave(screen);
    // C-c and C-\ are meant for the program, as in system(3).
    struct sigaction ignore = {.sa_handler = SIG_IGN}, interrupt, quit;
    sigemptyset(&ignore.sa_mask);
    sigaction(SIGINT, &ignore, &interrupt);
    sigaction(SIGQUIT, &ignore, &quit);

    int in = input ? text[0] : screen_input_fd(screen);
    pid_t child = fork();
    int problem = child < 0 ? errno : 0;
    if (child == 0)
        become(argv, in, STDOUT_FILENO, report[1]);
    close(report[1]);
    if (input)
        close(text[0]);
    if (child > 0) {
        if (read(report[0], &problem, sizeof problem) != sizeof problem)
            problem = 0;
        if (input && problem == 0)
            feed(text[1], *input);
    }
    if (input)
        close(text[1]);
    close(report[0]);
    int result = child > 0 ? wait_for(child) : 0;
    if (wait && problem == 0)
        await_enter(screen_input_fd(screen));
    sigaction(SIGINT, &interrupt, NULL);
    sigaction(SIGQUIT, &quit, NULL);
    screen_return(screen);
    if (problem)
        return error_set(err, ERROR_SYSTEM, "%s could not be started: %s", argv[0], strerror(problem));
    *status = result;
    return true;
}
