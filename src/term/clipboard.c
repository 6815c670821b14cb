#include "carrel/term/clipboard.h"

#include "carrel/term/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void add_base64(String *out, StringView bytes) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < bytes.length; i += 3) {
        unsigned group = 0;
        size_t count = bytes.length - i < 3 ? bytes.length - i : 3;
        for (size_t j = 0; j < 3; j++)
            group = group << 8 | (j < count ? (unsigned char) bytes.data[i + j] : 0u);
        for (size_t j = 0; j < 4; j++)
            string_add_char(out, j <= count ? digits[group >> (18 - 6 * j) & 63] : '=');
    }
}

// xterm's ctlseqs, "Operating System Commands", 52: c is the clipboard. tmux passes on what
// stands in DCS tmux; with every Esc doubled.
// Appends the OSC 52 sequence that asks a terminal to take `text`, wrapped for tmux where wanted.
static void add_osc52(String *out, StringView text, bool in_tmux) {
    string_add_text(out, in_tmux ? "\033Ptmux;\033\033]52;c;" : "\033]52;c;");
    add_base64(out, text);
    string_add_text(out, in_tmux ? "\a\033\\" : "\a");
}

static bool is_set(const char *name) {
    const char *value = getenv(name);
    return value && *value;
}

// Runs the program with the text on its standard input. Its own output would end up on
// the screen, so it goes nowhere. These programs stay behind in a process of their own to serve
// the clipboard; the one waited for ends at once.
static bool give_to(char *const argv[], StringView text) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return false;
    pid_t child = fork();
    if (child == 0) {
        signals_reset_in_child();
        int nothing = open("/dev/null", O_WRONLY);
        if (dup2(ends[0], STDIN_FILENO) >= 0 && dup2(nothing, STDOUT_FILENO) >= 0 &&
            dup2(nothing, STDERR_FILENO) >= 0)
            execvp(argv[0], argv);
        _exit(127);
    }
    close(ends[0]);
    while (child > 0 && text.length > 0) {
        ssize_t written = write(ends[1], text.data, text.length);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            break;
        text = sv_from(text, (size_t) written);
    }
    close(ends[1]);
    int status = -1;
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    return child > 0 && text.length == 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool clipboard_put(Screen *screen, StringView text, const char **how, Error *err) {
    static const struct {
        const char *display;
        char *const argv[5];
    } programs[] = {
        {"WAYLAND_DISPLAY", {"wl-copy", NULL}},
        {"DISPLAY", {"xclip", "-selection", "clipboard", NULL}},
        {"DISPLAY", {"xsel", "--clipboard", "--input", NULL}},
    };
    if (!is_set("SSH_CONNECTION")) { // over ssh a display is the other machine's
        for (size_t i = 0; i < sizeof programs / sizeof *programs; i++) {
            if (is_set(programs[i].display) && give_to(programs[i].argv, text)) {
                *how = programs[i].argv[0];
                return true;
            }
        }
    }
    if (text.length > CLIPBOARD_LIMIT)
        return error_set(
            err, ERROR_USAGE,
            "that is %zu bytes; a terminal's clipboard takes %zu: copy less, or install wl-copy or xclip",
            text.length, CLIPBOARD_LIMIT);
    String sequence = {0};
    add_osc52(&sequence, text, is_set("TMUX"));
    screen_send(screen, sequence.data, sequence.length);
    string_free(&sequence);
    *how = "the terminal";
    return true;
}
