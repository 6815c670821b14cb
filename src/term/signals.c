#include "carrel/term/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

// The program's mutable globals: what a signal handler can reach. The pipe's ends are set
// before the handlers are installed; `crash` is written while `armed` is 0.
static int pipe_ends[2] = {-1, -1};
static struct {
    volatile sig_atomic_t armed;
    int fd;
    struct termios settings;
    char reset[512];
    size_t reset_size;
} crash;

static const struct {
    int number;
    unsigned bit;
} piped[] = {{SIGWINCH, SIGNALS_RESIZE}, {SIGINT, SIGNALS_INTERRUPT}, {SIGTERM, SIGNALS_END},
             {SIGHUP, SIGNALS_HANGUP},   {SIGTSTP, SIGNALS_SUSPEND},  {SIGCONT, SIGNALS_CONTINUE}};
static const int fatal[] = {SIGABRT, SIGSEGV, SIGBUS, SIGILL, SIGFPE};
static const int ignored[] = {SIGPIPE, SIGXFSZ};

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void on_signal(int number) {
    int saved = errno;
    unsigned char byte = (unsigned char) number;
    // A full pipe already wakes the loop; only a repeated signal can be lost then.
    ssize_t written = write(pipe_ends[1], &byte, 1);
    (void) written;
    errno = saved;
}

static void on_crash(int number) {
    (void) number;
    if (crash.armed) {
        crash.armed = 0;
        ssize_t written = write(crash.fd, crash.reset, crash.reset_size);
        (void) written;
        tcsetattr(crash.fd, TCSANOW, &crash.settings);
    }
    static const char words[] = "carrel: ended by a fault of its own; what was marked solid is saved\n";
    ssize_t written = write(STDERR_FILENO, words, sizeof words - 1);
    (void) written;
    _exit(1);
}

static void install(int number, void (*handler)(int), int flags) {
    struct sigaction action = {.sa_handler = handler, .sa_flags = flags};
    sigemptyset(&action.sa_mask);
    sigaction(number, &action, NULL);
}

bool signals_start(Error *err) {
    if (pipe_ends[0] < 0) {
        int ends[2];
        if (pipe(ends) != 0)
            return error_set(err, ERROR_SYSTEM, "no pipe for signals: %s", strerror(errno));
        for (int i = 0; i < 2; i++) {
            fcntl(ends[i], F_SETFL, O_NONBLOCK);
            fcntl(ends[i], F_SETFD, FD_CLOEXEC);
            pipe_ends[i] = ends[i];
        }
    }
    for (size_t i = 0; i < COUNT(piped); i++)
        install(piped[i].number, on_signal, SA_RESTART);
    // Only once and on a handler of our own: a fault inside the handler ends the program at once.
    for (size_t i = 0; i < COUNT(fatal); i++)
        install(fatal[i], on_crash, (int) SA_RESETHAND);
    for (size_t i = 0; i < COUNT(ignored); i++)
        install(ignored[i], SIG_IGN, 0);
    return true;
}

void signals_reset_in_child(void) {
    for (size_t i = 0; i < COUNT(piped); i++)
        install(piped[i].number, SIG_DFL, 0);
    for (size_t i = 0; i < COUNT(fatal); i++)
        install(fatal[i], SIG_DFL, 0);
    for (size_t i = 0; i < COUNT(ignored); i++)
        install(ignored[i], SIG_DFL, 0);
    install(SIGQUIT, SIG_DFL, 0);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

void signals_stop(void) {
    signals_forget_terminal();
    for (size_t i = 0; i < COUNT(piped); i++)
        install(piped[i].number, SIG_DFL, 0);
    for (size_t i = 0; i < COUNT(fatal); i++)
        install(fatal[i], SIG_DFL, 0);
    for (int i = 0; i < 2; i++) {
        if (pipe_ends[i] >= 0)
            close(pipe_ends[i]);
        pipe_ends[i] = -1;
    }
}

int signals_fd(void) {
    return pipe_ends[0];
}

unsigned signals_take(void) {
    unsigned bits = 0;
    unsigned char bytes[64];
    ssize_t got;
    while ((got = read(pipe_ends[0], bytes, sizeof bytes)) > 0)
        for (ssize_t i = 0; i < got; i++)
            for (size_t j = 0; j < COUNT(piped); j++)
                if (piped[j].number == bytes[i])
                    bits |= piped[j].bit;
    return bits;
}

void signals_remember_terminal(int fd, const struct termios *settings, const char *reset, size_t size) {
    crash.armed = 0;
    crash.fd = fd;
    crash.settings = *settings;
    crash.reset_size = size < sizeof crash.reset ? size : sizeof crash.reset;
    memcpy(crash.reset, reset, crash.reset_size);
    crash.armed = 1;
}

void signals_forget_terminal(void) {
    crash.armed = 0;
}
