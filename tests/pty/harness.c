#include "harness.h"

#include "carrel/base/clock.h"
#include "carrel/base/memory.h"
#include "carrel/base/str.h"
#include "carrel/base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <pty.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include <vterm.h>

#include <cmocka.h>

struct Terminal {
    int rows, columns;
    int master, slave; // the slave is held open to look at its settings after the end
    int process;       // a pidfd, readable when the program has ended
    int idle[2];       // what the program writes idle marks to
    pid_t pid;
    bool ended;
    int status;
    struct termios settings;
    VTerm *vterm;
    VTermScreen *screen;
    bool cursor_visible;
    String raw, text, idle_text;
    unsigned long long sent, idle_taken; // bytes
    int64_t asked_us, answered_us;       // last keys, resize or start; newest output
    int idle_rows, idle_columns;
    char home[256];
    bool home_is_ours;
};

static void drop_bytes(const char *bytes, size_t size, void *user) {
    Terminal *terminal = user;
    terminal_send(terminal, bytes, size);
}

static int on_property(VTermProp property, VTermValue *value, void *user) {
    Terminal *terminal = user;
    if (property == VTERM_PROP_CURSORVISIBLE)
        terminal->cursor_visible = value->boolean;
    return 1;
}

static const VTermScreenCallbacks callbacks = {.settermprop = on_property};

static void set_environment(const Terminal *terminal, const TerminalOptions *options) {
    static const char *const unwanted[] = {
        "NO_COLOR",        "COLORTERM",    "DISPLAY",       "WAYLAND_DISPLAY", "TMUX",
        "SSH_CONNECTION",  "LINES",        "COLUMNS",       "EDITOR",          "VISUAL",
        "PAGER",           "LC_ALL",       "LANG",          "LANGUAGE",        "LC_CTYPE",
        "XDG_RUNTIME_DIR", "CARREL_CACHE", "CARREL_REVIEW", "CARREL_EMAIL",    "CARREL_NCBI_KEY",
        "NCBI_API_KEY",    "http_proxy",   "https_proxy",   "HTTPS_PROXY",     "all_proxy",
        "ALL_PROXY"};
    for (size_t i = 0; i < sizeof unwanted / sizeof *unwanted; i++)
        unsetenv(unwanted[i]);
    setenv("LC_ALL", options->locale ? options->locale : "C.UTF-8", 1);
    const char *term = options->term ? options->term : "xterm-256color";
    if (*term)
        setenv("TERM", term, 1);
    else
        unsetenv("TERM");
    static const char *const folders[][2] = {{"HOME", ""},
                                             {"XDG_CACHE_HOME", "/cache"},
                                             {"XDG_DATA_HOME", "/data"},
                                             {"XDG_CONFIG_HOME", "/config"},
                                             {"XDG_STATE_HOME", "/state"}};
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        char path[300];
        snprintf(path, sizeof path, "%s%s", terminal->home, folders[i][1]);
        setenv(folders[i][0], path, 1);
    }
    // No test asks the world: nothing listens there.
    static const char *const services[] = {"NCBI",          "EUROPEPMC", "ICITE",
                                           "OPENCITATIONS", "OPENALEX",  "CROSSREF"};
    for (size_t i = 0; i < sizeof services / sizeof *services; i++) {
        char name[64];
        snprintf(name, sizeof name, "CARREL_%s_URL", services[i]);
        setenv(name, "http://127.0.0.1:1", 1);
    }
    char number[16];
    snprintf(number, sizeof number, "%d", terminal->idle[1]);
    setenv("CARREL_IDLE_FD", number, 1);
    for (const char *const *entry = options->env; entry && *entry; entry++) {
        const char *equals = strchr(*entry, '=');
        if (equals) {
            char *name = strndup(*entry, (size_t) (equals - *entry));
            setenv(name, equals + 1, 1);
            free(name);
        } else {
            unsetenv(*entry);
        }
    }
}

static _Noreturn void become(Terminal *terminal, const char *const argv[], const TerminalOptions *options) {
    setsid();
    ioctl(terminal->slave, TIOCSCTTY, 0);
    int input = terminal->slave;
    int ends[2];
    if (options->input_is_pipe && pipe(ends) == 0) {
        close(ends[1]);
        input = ends[0];
    }
    dup2(input, STDIN_FILENO);
    dup2(terminal->slave, STDOUT_FILENO);
    dup2(terminal->slave, STDERR_FILENO);
    close(terminal->slave);
    set_environment(terminal, options);
    execvp(argv[0], (char *const *) (uintptr_t) argv);
    fprintf(stderr, "%s: %s\n", argv[0], strerror(errno));
    _exit(127);
}

Terminal *terminal_start(const char *const argv[], const TerminalOptions *options) {
    static const TerminalOptions none = {0};
    if (!options)
        options = &none;
    Terminal *terminal = memory_new(sizeof *terminal);
    terminal->rows = options->rows ? options->rows : 24;
    terminal->columns = options->columns ? options->columns : 80;
    terminal->cursor_visible = true;
    if (options->home) {
        snprintf(terminal->home, sizeof terminal->home, "%s", options->home);
    } else {
        snprintf(terminal->home, sizeof terminal->home, "/tmp/carrel-pty-XXXXXX");
        terminal->home_is_ours = mkdtemp(terminal->home) != NULL;
    }
    struct winsize size = {.ws_row = (unsigned short) terminal->rows,
                           .ws_col = (unsigned short) terminal->columns};
    if (openpty(&terminal->master, &terminal->slave, NULL, NULL, &size) != 0 || pipe(terminal->idle) != 0)
        fail_msg("no pseudo terminal: %s", strerror(errno));
    fcntl(terminal->master, F_SETFD, FD_CLOEXEC);
    fcntl(terminal->master, F_SETFL, O_NONBLOCK);
    fcntl(terminal->slave, F_SETFD, FD_CLOEXEC);
    fcntl(terminal->idle[0], F_SETFD, FD_CLOEXEC);
    fcntl(terminal->idle[0], F_SETFL, O_NONBLOCK);
    tcgetattr(terminal->slave, &terminal->settings);

    terminal->vterm = vterm_new(terminal->rows, terminal->columns);
    vterm_set_utf8(terminal->vterm, 1);
    vterm_output_set_callback(terminal->vterm, drop_bytes, terminal);
    terminal->screen = vterm_obtain_screen(terminal->vterm);
    vterm_screen_set_callbacks(terminal->screen, &callbacks, terminal);
    vterm_screen_enable_altscreen(terminal->screen, 1);
    vterm_screen_reset(terminal->screen, 1);

    terminal->asked_us = clock_ticks_us();
    terminal->pid = fork();
    if (terminal->pid == 0)
        become(terminal, argv, options);
    close(terminal->idle[1]);
    terminal->process = (int) syscall(SYS_pidfd_open, terminal->pid, 0);
    if (terminal->pid < 0 || terminal->process < 0)
        fail_msg("%s was not started: %s", argv[0], strerror(errno));
    return terminal;
}

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *walk) {
    (void) status, (void) kind, (void) walk;
    return remove(path);
}

void terminal_free(Terminal *terminal) {
    if (!terminal)
        return;
    if (!terminal->ended) {
        kill(-terminal->pid, SIGKILL);
        kill(terminal->pid, SIGKILL);
        waitpid(terminal->pid, NULL, 0);
    }
    if (terminal->master >= 0)
        close(terminal->master);
    if (terminal->slave >= 0)
        close(terminal->slave);
    close(terminal->process);
    close(terminal->idle[0]);
    vterm_free(terminal->vterm);
    string_free(&terminal->raw);
    string_free(&terminal->text);
    string_free(&terminal->idle_text);
    if (terminal->home_is_ours)
        nftw(terminal->home, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
    free(terminal);
}

// Reading

static bool drain_master(Terminal *terminal) {
    char bytes[4096]; // libvterm 0.1.4 wants less than 8 KiB at once
    bool any = false;
    ssize_t got;
    while (terminal->master >= 0 && (got = read(terminal->master, bytes, sizeof bytes)) > 0) {
        terminal->answered_us = clock_ticks_us();
        vterm_input_write(terminal->vterm, bytes, (size_t) got);
        string_add(&terminal->raw, (StringView){bytes, (size_t) got});
        any = true;
    }
    return any;
}

static void drain_idle(Terminal *terminal) {
    char bytes[1024];
    ssize_t got;
    while ((got = read(terminal->idle[0], bytes, sizeof bytes)) > 0)
        string_add(&terminal->idle_text, (StringView){bytes, (size_t) got});
    const char *text = string_text(&terminal->idle_text);
    const char *end = strrchr(text, '\n');
    if (!end)
        return;
    const char *line = end;
    while (line > text && line[-1] != '\n')
        line--;
    sscanf(line, "%llu %d %d", &terminal->idle_taken, &terminal->idle_rows, &terminal->idle_columns);
    String rest = {0};
    string_add_text(&rest, end + 1);
    string_free(&terminal->idle_text);
    terminal->idle_text = rest;
}

static void drain(Terminal *terminal) {
    drain_idle(terminal); // first: what was drawn before the mark is in the master by now
    drain_master(terminal);
    if (!terminal->ended && waitpid(terminal->pid, &terminal->status, WNOHANG) == terminal->pid) {
        terminal->ended = true;
        drain_master(terminal);
    }
}

// Blocks until something happens; false once the deadline has passed.
static bool await_more(Terminal *terminal, int64_t deadline_us) {
    int64_t left = deadline_us - clock_ticks_us();
    if (left <= 0)
        return false;
    struct pollfd ready[] = {{.fd = terminal->master, .events = POLLIN},
                             {.fd = terminal->idle[0], .events = POLLIN},
                             {.fd = terminal->ended ? -1 : terminal->process, .events = POLLIN}};
    if (terminal->ended)
        ready[1].fd = -1; // hung up for good
    poll(ready, 3, (int) (left / 1000) + 1);
    if (ready[1].revents == POLLHUP) // closed by a program that marks nothing
        poll(ready, 1, 10);
    drain(terminal);
    return true;
}

bool terminal_step(Terminal *terminal, int64_t until_us) {
    return !terminal->ended && await_more(terminal, until_us);
}

int64_t terminal_lag_us(const Terminal *terminal) {
    return terminal->answered_us - terminal->asked_us;
}

static int64_t deadline(void) {
    const char *factor = getenv("CARREL_TEST_PATIENCE"); // for slow machines and sanitizers
    int64_t times = factor && atoi(factor) > 0 ? atoi(factor) : 1;
    return clock_ticks_us() + TERMINAL_DEADLINE_MS * 1000ll * times;
}

static void give_up(Terminal *terminal, const char *format, ...) PRINTF_LIKE(2, 3);
static void give_up(Terminal *terminal, const char *format, ...) {
    String words = {0};
    va_list arguments;
    va_start(arguments, format);
    string_vformat(&words, format, arguments);
    va_end(arguments);
    // cmocka cuts long messages, so the picture goes out by itself.
    fprintf(stderr, "screen:\n%s", terminal_text(terminal));
    fail_msg("%s; the program %s", string_text(&words), terminal->ended ? "has ended" : "runs");
}

void terminal_fail(Terminal *terminal, const char *what, const char *text) {
    give_up(terminal, "\"%s\": %s", text, what);
}

void terminal_wait(Terminal *terminal, const char *text) {
    int64_t until = deadline();
    while (!terminal_shows(terminal, text))
        if (!await_more(terminal, until) || (terminal->ended && !terminal_shows(terminal, text)))
            give_up(terminal, "\"%s\" did not appear", text);
}

void terminal_wait_gone(Terminal *terminal, const char *text) {
    int64_t until = deadline();
    while (terminal_shows(terminal, text))
        if (!await_more(terminal, until) || (terminal->ended && terminal_shows(terminal, text)))
            give_up(terminal, "\"%s\" did not go away", text);
}

void terminal_wait_row(Terminal *terminal, int row, const char *text) {
    int64_t until = deadline();
    while (!strstr(terminal_row(terminal, row), text))
        if (!await_more(terminal, until))
            give_up(terminal, "\"%s\" did not appear in row %d", text, row);
}

bool terminal_is_idle(Terminal *terminal) {
    drain(terminal);
    return terminal->idle_taken >= terminal->sent && terminal->idle_rows == terminal->rows &&
           terminal->idle_columns == terminal->columns;
}

void terminal_wait_idle(Terminal *terminal) {
    int64_t until = deadline();
    while (!terminal_is_idle(terminal))
        if (terminal->ended || !await_more(terminal, until))
            give_up(terminal, "not idle (%llu of %llu bytes taken, %dx%d)", terminal->idle_taken,
                    terminal->sent, terminal->idle_rows, terminal->idle_columns);
    drain_master(terminal);
}

int terminal_wait_exit(Terminal *terminal) {
    int64_t until = deadline();
    drain(terminal);
    while (!terminal->ended)
        if (!await_more(terminal, until))
            give_up(terminal, "the program did not end");
    drain_master(terminal);
    return WIFSIGNALED(terminal->status) ? 128 + WTERMSIG(terminal->status) : WEXITSTATUS(terminal->status);
}

void terminal_wait_stopped(Terminal *terminal) {
    int status = 0;
    drain(terminal);
    if (terminal->ended || waitpid(terminal->pid, &status, WUNTRACED) != terminal->pid ||
        !WIFSTOPPED(status)) {
        terminal->ended = true;
        terminal->status = status;
        give_up(terminal, "the program did not stop");
    }
    drain(terminal);
}

// Writing

void terminal_send(Terminal *terminal, const char *bytes, size_t size) {
    int64_t until = deadline();
    terminal->sent += size;
    terminal->asked_us = clock_ticks_us();
    while (size > 0) {
        ssize_t written = write(terminal->master, bytes, size);
        if (written > 0) {
            bytes += written;
            size -= (size_t) written;
            continue;
        }
        if (written < 0 && errno != EAGAIN && errno != EINTR)
            return; // hung up
        // The terminal's input is full: the program must read, and may need its output read first.
        struct pollfd ready = {.fd = terminal->master, .events = POLLIN | POLLOUT};
        poll(&ready, 1, 100);
        drain_master(terminal);
        if (clock_ticks_us() > until)
            give_up(terminal, "the program does not read its input");
    }
}

static const struct {
    const char *name;
    VTermKey key;
} named_keys[] = {{"Enter", VTERM_KEY_ENTER}, {"Tab", VTERM_KEY_TAB},      {"Backspace", VTERM_KEY_BACKSPACE},
                  {"Esc", VTERM_KEY_ESCAPE},  {"Up", VTERM_KEY_UP},        {"Down", VTERM_KEY_DOWN},
                  {"Left", VTERM_KEY_LEFT},   {"Right", VTERM_KEY_RIGHT},  {"Ins", VTERM_KEY_INS},
                  {"Del", VTERM_KEY_DEL},     {"Home", VTERM_KEY_HOME},    {"End", VTERM_KEY_END},
                  {"PgUp", VTERM_KEY_PAGEUP}, {"PgDn", VTERM_KEY_PAGEDOWN}};

static void press_one(Terminal *terminal, StringView name) {
    int modifier = VTERM_MOD_NONE;
    while (name.length > 2 && name.data[1] == '-' && strchr("CMS", name.data[0])) {
        modifier |= name.data[0] == 'C'   ? VTERM_MOD_CTRL
                    : name.data[0] == 'M' ? VTERM_MOD_ALT
                                          : VTERM_MOD_SHIFT;
        name = sv_from(name, 2);
    }
    for (size_t i = 0; i < sizeof named_keys / sizeof *named_keys; i++) {
        if (sv_equal(name, sv(named_keys[i].name))) {
            vterm_keyboard_key(terminal->vterm, named_keys[i].key, (VTermModifier) modifier);
            return;
        }
    }
    long long number;
    if (name.length > 1 && name.data[0] == 'F' && sv_number(sv_from(name, 1), &number)) {
        vterm_keyboard_key(terminal->vterm, (VTermKey) VTERM_KEY_FUNCTION(number), (VTermModifier) modifier);
        return;
    }
    if (sv_equal(name, SV("Space")))
        name = SV(" ");
    while (name.length > 0) {
        uint32_t code_point;
        name = sv_from(name, text_decode(name, &code_point));
        vterm_keyboard_unichar(terminal->vterm, code_point, (VTermModifier) modifier);
    }
}

void terminal_press(Terminal *terminal, const char *keys) {
    StringView rest = sv(keys), name;
    drain(terminal); // modes that the program has set meanwhile
    while (sv_split(&rest, ' ', &name))
        if (name.length > 0)
            press_one(terminal, name);
}

void terminal_type(Terminal *terminal, const char *text) {
    terminal_send(terminal, text, strlen(text));
}

void terminal_paste(Terminal *terminal, const char *text) {
    drain(terminal);
    vterm_keyboard_start_paste(terminal->vterm);
    terminal_send(terminal, text, strlen(text));
    vterm_keyboard_end_paste(terminal->vterm);
}

void terminal_click(Terminal *terminal, int row, int column) {
    drain(terminal);
    vterm_mouse_move(terminal->vterm, row, column, VTERM_MOD_NONE);
    vterm_mouse_button(terminal->vterm, 1, true, VTERM_MOD_NONE);
    vterm_mouse_button(terminal->vterm, 1, false, VTERM_MOD_NONE);
}

void terminal_wheel(Terminal *terminal, int row, int column, bool up) {
    drain(terminal);
    vterm_mouse_move(terminal->vterm, row, column, VTERM_MOD_NONE);
    vterm_mouse_button(terminal->vterm, up ? 4 : 5, true, VTERM_MOD_NONE);
}

void terminal_resize(Terminal *terminal, int rows, int columns) {
    drain(terminal);
    terminal->rows = rows;
    terminal->columns = columns;
    vterm_set_size(terminal->vterm, rows, columns);
    struct winsize size = {.ws_row = (unsigned short) rows, .ws_col = (unsigned short) columns};
    terminal->asked_us = clock_ticks_us();
    ioctl(terminal->master, TIOCSWINSZ, &size);
}

void terminal_signal(Terminal *terminal, int number) {
    kill(terminal->pid, number);
}

void terminal_hang_up(Terminal *terminal) {
    drain(terminal);
    close(terminal->slave);
    close(terminal->master);
    terminal->slave = terminal->master = -1;
}

// Looking

static void add_cell_text(const VTermScreenCell *cell, String *out) {
    if (cell->chars[0] == 0 || cell->chars[0] == (uint32_t) -1)
        string_add_char(out, ' ');
    for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell->chars[i] && cell->chars[i] != (uint32_t) -1; i++)
        string_add_code_point(out, cell->chars[i]);
}

static void add_row(Terminal *terminal, int row) {
    size_t start = terminal->text.length;
    for (int column = 0; column < terminal->columns;) {
        VTermScreenCell cell;
        vterm_screen_get_cell(terminal->screen, (VTermPos){row, column}, &cell);
        add_cell_text(&cell, &terminal->text);
        column += cell.width > 1 ? cell.width : 1;
    }
    while (terminal->text.length > start && terminal->text.data[terminal->text.length - 1] == ' ')
        terminal->text.data[--terminal->text.length] = '\0';
}

const char *terminal_row(Terminal *terminal, int row) {
    drain(terminal);
    string_clear(&terminal->text);
    add_row(terminal, row);
    return string_text(&terminal->text);
}

const char *terminal_text(Terminal *terminal) {
    drain(terminal);
    string_clear(&terminal->text);
    for (int row = 0; row < terminal->rows; row++) {
        add_row(terminal, row);
        string_add_char(&terminal->text, '\n');
    }
    return string_text(&terminal->text);
}

bool terminal_shows(Terminal *terminal, const char *text) {
    return strstr(terminal_text(terminal), text) != NULL;
}

bool terminal_find(Terminal *terminal, const char *text, int *row, int *column) {
    for (*row = 0; *row < terminal->rows; (*row)++) {
        const char *line = terminal_row(terminal, *row);
        const char *at = strstr(line, text);
        if (!at)
            continue;
        // Bytes before it, walked again in cells.
        String before = {0};
        for (*column = 0; before.length < (size_t) (at - line);) {
            VTermScreenCell cell;
            vterm_screen_get_cell(terminal->screen, (VTermPos){*row, *column}, &cell);
            add_cell_text(&cell, &before);
            *column += cell.width > 1 ? cell.width : 1;
        }
        string_free(&before);
        return true;
    }
    return false;
}

static int palette_number(const Terminal *terminal, VTermColor color) {
    (void) terminal;
    if (VTERM_COLOR_IS_DEFAULT_FG(&color) || VTERM_COLOR_IS_DEFAULT_BG(&color))
        return -1;
    return VTERM_COLOR_IS_INDEXED(&color) ? color.indexed.idx : -2;
}

TerminalCell terminal_cell(Terminal *terminal, int row, int column) {
    drain(terminal);
    VTermScreenCell cell;
    vterm_screen_get_cell(terminal->screen, (VTermPos){row, column}, &cell);
    TerminalCell result = {.width = cell.width,
                           .bold = cell.attrs.bold,
                           .underline = cell.attrs.underline != 0,
                           .italic = cell.attrs.italic,
                           .reverse = cell.attrs.reverse,
                           .foreground = palette_number(terminal, cell.fg),
                           .background = palette_number(terminal, cell.bg)};
    String text = {0};
    add_cell_text(&cell, &text);
    snprintf(result.text, sizeof result.text, "%s", string_text(&text));
    string_free(&text);
    return result;
}

void terminal_cursor(Terminal *terminal, int *row, int *column, bool *visible) {
    drain(terminal);
    VTermPos position;
    vterm_state_get_cursorpos(vterm_obtain_state(terminal->vterm), &position);
    *row = position.row;
    *column = position.col;
    *visible = terminal->cursor_visible;
}

int terminal_pid(const Terminal *terminal) {
    return terminal->pid;
}

const char *terminal_home(const Terminal *terminal) {
    return terminal->home;
}

size_t terminal_received(Terminal *terminal) {
    drain(terminal);
    return terminal->raw.length;
}

const char *terminal_raw(Terminal *terminal, size_t *size) {
    drain(terminal);
    *size = terminal->raw.length;
    return string_text(&terminal->raw);
}

// The last of "CSI ? MODE h" and "CSI ? MODE l" that the program wrote; modes may come in one
// sequence, separated by semicolons. -1: neither.
static int last_mode(const Terminal *terminal, int mode) {
    int state = -1;
    const char *at = string_text(&terminal->raw), *end = at + terminal->raw.length;
    while (at + 3 < end) {
        if (memcmp(at, "\033[?", 3) != 0) {
            at++;
            continue;
        }
        bool named = false;
        for (at += 3; at < end && ((*at >= '0' && *at <= '9') || *at == ';');) {
            named = named || atoi(at) == mode;
            while (at < end && *at >= '0' && *at <= '9')
                at++;
            if (at < end && *at == ';')
                at++;
        }
        if (named && at < end && (*at == 'h' || *at == 'l'))
            state = *at == 'h';
    }
    return state;
}

const char *terminal_left(Terminal *terminal) {
    static const struct {
        int mode, clean;
        const char *name;
    } modes[] = {{1049, 0, "alternate screen"}, {1000, 0, "mouse"},
                 {1002, 0, "mouse drag"},       {1006, 0, "SGR mouse"},
                 {2004, 0, "bracketed paste"},  {1, 0, "application cursor keys"},
                 {25, 1, "hidden cursor"}};
    drain(terminal);
    string_clear(&terminal->text);
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        int state = last_mode(terminal, modes[i].mode);
        if (state >= 0 && state != modes[i].clean)
            string_format(&terminal->text, "%s; ", modes[i].name);
    }
    struct termios now;
    if (terminal->slave >= 0 && tcgetattr(terminal->slave, &now) == 0 &&
        (now.c_iflag != terminal->settings.c_iflag || now.c_oflag != terminal->settings.c_oflag ||
         now.c_cflag != terminal->settings.c_cflag || now.c_lflag != terminal->settings.c_lflag))
        string_add_text(&terminal->text, "terminal settings; ");
    return string_text(&terminal->text);
}
