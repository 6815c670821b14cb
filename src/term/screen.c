#include "carrel/term/screen.h"

#include "looks.h"
#include "terminfo.h"

#include "carrel/base/memory.h"
#include "carrel/base/text.h"
#include "carrel/term/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#define PASTE_ON  "\033[?2004h"
#define PASTE_OFF "\033[?2004l"
#define MOUSE_ON  "\033[?1000h\033[?1002h\033[?1006h" // buttons, drags, in SGR form
#define MOUSE_OFF "\033[?1006l\033[?1002l\033[?1000l"

struct Screen {
    SCREEN *curses;
    FILE *out, *in; // duplicates of our own
    int in_fd;
    int idle_fd; // -1: nobody wants to know
    int rows, columns;
    struct termios settings; // as they were
    bool unicode, away, mouse, mouse_known;
    int most_colors, colors;
    Looks looks;
    Cell *shown; // rows × columns; what curses was told last
    bool shown_valid;
    String reset;  // what puts the terminal back after a crash
    cchar_t *line; // scratch, columns long
};

static void send_all(int fd, const char *bytes, size_t size) {
    while (size > 0) {
        ssize_t written = write(fd, bytes, size);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return; // the terminal is gone; input will say so
        bytes += written;
        size -= (size_t) written;
    }
}

void screen_send(Screen *screen, const char *bytes, size_t size) {
    if (!screen->away)
        send_all(fileno(screen->out), bytes, size);
}

static void set_modes(void) {
    raw();
    noecho();
    nonl();
    intrflush(stdscr, FALSE);
    keypad(stdscr, TRUE); // only for its sequence: keys are decoded in input.c
    idlok(stdscr, TRUE);  // scroll instead of drawing again
    leaveok(stdscr, FALSE);
    typeahead(-1); // curses must not look at keys
}

Screen *screen_start(Error *err) {
    const char *type = getenv("TERM");
    if (!terminfo_check(type, err))
        return NULL;
    int in_fd = isatty(STDIN_FILENO) ? dup(STDIN_FILENO) : open("/dev/tty", O_RDONLY | O_NOCTTY);
    int out_fd = dup(STDOUT_FILENO);
    if (in_fd < 0 || out_fd < 0) {
        error_set(err, ERROR_SYSTEM,
                  "no keyboard: standard input is no terminal and /dev/tty cannot be opened: %s",
                  strerror(errno));
        goto failed;
    }
    fcntl(in_fd, F_SETFD, FD_CLOEXEC);
    fcntl(out_fd, F_SETFD, FD_CLOEXEC);

    Screen *screen = memory_new(sizeof *screen);
    screen->in = fdopen(in_fd, "r");
    screen->out = fdopen(out_fd, "w");
    screen->in_fd = in_fd;
    const char *idle_fd = getenv("CARREL_IDLE_FD");
    screen->idle_fd = idle_fd && *idle_fd ? atoi(idle_fd) : -1;
    tcgetattr(in_fd, &screen->settings);
    set_escdelay(25); // curses reads no keys here, but a library of the future might
    screen->curses = newterm(type, screen->out, screen->in);
    if (!screen->curses) {
        error_set(err, ERROR_SYSTEM, "the terminal TERM=%.40s could not be started", type);
        fclose(screen->in);
        fclose(screen->out);
        free(screen);
        return NULL;
    }
    // curses flushes at every cursor motion until it has been left once.
    endwin();
    doupdate();
    set_modes();
    screen->unicode = strcmp(nl_langinfo(CODESET), "UTF-8") == 0 && !terminfo_is_old(type);
    const char *no_color = getenv("NO_COLOR");
    if (has_colors() && start_color() == OK && use_default_colors() == OK)
        screen->most_colors = COLORS;
    screen->mouse_known = terminfo_has("kmous");

    string_add_text(&screen->reset, PASTE_OFF);
    if (screen->mouse_known)
        string_add_text(&screen->reset, MOUSE_OFF);
    static const char *const resets[] = {"rmkx", "sgr0", "cnorm", "rmcup"};
    for (size_t i = 0; i < sizeof resets / sizeof *resets; i++)
        terminfo_add(&screen->reset, resets[i]);
    signals_remember_terminal(fileno(screen->out), &screen->settings, screen->reset.data,
                              screen->reset.length);
    screen->colors = -1;
    screen_set_color(screen, !(no_color && *no_color));
    screen->rows = LINES;
    screen->columns = COLS;
    screen_resize(screen);
    screen_send(screen, PASTE_ON, sizeof PASTE_ON - 1);
    return screen;

failed:
    if (in_fd >= 0)
        close(in_fd);
    if (out_fd >= 0)
        close(out_fd);
    return NULL;
}

void screen_leave(Screen *screen) {
    if (screen->away)
        return;
    if (screen->mouse)
        screen_send(screen, MOUSE_OFF, sizeof MOUSE_OFF - 1);
    screen_send(screen, PASTE_OFF, sizeof PASTE_OFF - 1);
    curs_set(1);
    endwin();
    // curses restores what it found through its own descriptor; this holds where that was another terminal.
    tcsetattr(screen->in_fd, TCSADRAIN, &screen->settings);
    signals_forget_terminal();
    screen->away = true;
}

void screen_return(Screen *screen) {
    if (!screen->away)
        return;
    screen->away = false;
    tcgetattr(screen->in_fd, &screen->settings);
    signals_remember_terminal(fileno(screen->out), &screen->settings, screen->reset.data,
                              screen->reset.length);
    reset_prog_mode();
    set_modes();
    screen_resize(screen);
    screen_redraw(screen);
    doupdate(); // enters full-screen mode again
    screen_send(screen, PASTE_ON, sizeof PASTE_ON - 1);
    if (screen->mouse)
        screen_send(screen, MOUSE_ON, sizeof MOUSE_ON - 1);
}

void screen_stop(Screen *screen) {
    if (!screen)
        return;
    screen_leave(screen);
    delscreen(screen->curses);
    fclose(screen->in);
    fclose(screen->out);
    string_free(&screen->reset);
    free(screen->shown);
    free(screen->line);
    free(screen);
}

int screen_input_fd(const Screen *screen) {
    return screen->in_fd;
}

int screen_rows(const Screen *screen) {
    return screen->rows;
}

int screen_columns(const Screen *screen) {
    return screen->columns;
}

bool screen_is_unicode(const Screen *screen) {
    return screen->unicode;
}

int screen_colors(const Screen *screen) {
    return screen->colors;
}

void screen_set_color(Screen *screen, bool on) {
    int colors = on ? screen->most_colors : 0;
    if (colors < 8)
        colors = 0;
    if (colors == screen->colors)
        return;
    screen->colors = colors;
    looks_fill(&screen->looks, colors);
    screen->shown_valid = false;
}

void screen_set_mouse(Screen *screen, bool on) {
    if (on == screen->mouse || !screen->mouse_known)
        return;
    screen->mouse = on;
    screen_send(screen, on ? MOUSE_ON : MOUSE_OFF, on ? sizeof MOUSE_ON - 1 : sizeof MOUSE_OFF - 1);
}

bool screen_resize(Screen *screen) {
    struct winsize size = {0};
    int rows = screen->rows, wide = screen->columns;
    if (ioctl(fileno(screen->out), TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0) {
        rows = size.ws_row;
        wide = size.ws_col;
    }
    bool changed = rows != screen->rows || wide != screen->columns;
    if (!changed && screen->shown)
        return false;
    if (rows != LINES || wide != COLS)
        resizeterm(rows, wide);
    screen->rows = rows;
    screen->columns = wide;
    size_t cells = (size_t) rows * (size_t) wide;
    screen->shown = memory_resize(screen->shown, cells * sizeof *screen->shown);
    screen->line = memory_resize(screen->line, (size_t) wide * sizeof *screen->line);
    screen->shown_valid = false;
    // The terminal may have moved what it showed; every cell is written again, without a flash.
    redrawwin(stdscr);
    return changed;
}

void screen_redraw(Screen *screen) {
    screen->shown_valid = false;
    clearok(curscr, TRUE);
}

static void fill_curses_cell(const Screen *screen, const Cell *cell, cchar_t *out) {
    wchar_t text[CCHARW_MAX + 1] = {L' ', 0};
    size_t count = 0;
    StringView bytes = {cell->text, strnlen(cell->text, sizeof cell->text)};
    while (bytes.length > 0 && count < CCHARW_MAX) {
        uint32_t code_point;
        size_t used = text_decode(bytes, &code_point);
        if (!screen->unicode && code_point > 0x7e)
            code_point = '?';
        // The grid is clean already; a control that slipped through must not act.
        text[count++] = code_point < 0x20 || code_point == 0x7f ? L'?' : (wchar_t) code_point;
        bytes = sv_from(bytes, used);
        if (!screen->unicode)
            break;
    }
    Role role = cell->role < ROLE_COUNT ? (Role) cell->role : ROLE_NORMAL;
    attr_t attributes = screen->looks.attributes[role];
    if (cell->flags & CELL_SELECTED)
        attributes ^= A_REVERSE; // what is reversed already still stands out on a selected row
    if (cell->flags & CELL_BOLD)
        attributes |= A_BOLD;
    if (cell->flags & CELL_DIM)
        attributes |= A_DIM;
    if (cell->flags & CELL_UNDERLINE)
        attributes |= A_UNDERLINE;
    int pair = screen->looks.pairs[role];
    if (setcchar(out, text, attributes, (short) pair, NULL) != OK)
        setcchar(out, L"?", attributes, (short) pair, NULL);
}

static void put_row(Screen *screen, const Grid *grid, int row, int columns) {
    const Cell *wanted = grid->cells + (size_t) row * (size_t) grid->columns;
    Cell *shown = screen->shown + (size_t) row * (size_t) screen->columns;
    int first = 0, end = columns;
    if (screen->shown_valid) {
        if (memcmp(wanted, shown, (size_t) columns * sizeof *shown) == 0)
            return;
        while (first < end && memcmp(&wanted[first], &shown[first], sizeof *shown) == 0)
            first++;
        while (end > first && memcmp(&wanted[end - 1], &shown[end - 1], sizeof *shown) == 0)
            end--;
        if (first == end)
            return;
        while (first > 0 && wanted[first].width == 0)
            first--;
        while (end < columns && wanted[end].width == 0)
            end++;
    }
    int count = 0;
    const Cell *before = NULL; // most are blanks beside blanks
    for (int column = first; column < end; column++) {
        Cell cell = wanted[column];
        if (cell.width == 0)
            continue;
        if (cell.width == 2 && column + 2 > screen->columns) // half of it would stick out
            cell.text[0] = '\0';
        if (before && memcmp(before, &wanted[column], sizeof *before) == 0 && cell.width == 1)
            screen->line[count] = screen->line[count - 1];
        else
            fill_curses_cell(screen, &cell, &screen->line[count]);
        before = &wanted[column];
        count++;
    }
    mvadd_wchnstr(row, first, screen->line, count);
    memcpy(shown + first, wanted + first, (size_t) (end - first) * sizeof *shown);
}

void screen_put(Screen *screen, const Grid *grid) {
    if (screen->away)
        return;
    int rows = grid->rows < screen->rows ? grid->rows : screen->rows;
    int columns = grid->columns < screen->columns ? grid->columns : screen->columns;
    if (!screen->shown_valid) {
        erase();
        memset(screen->shown, 0, (size_t) screen->rows * (size_t) screen->columns * sizeof *screen->shown);
    }
    for (int row = 0; row < rows; row++)
        put_row(screen, grid, row, columns);
    screen->shown_valid = true;
    bool cursor = grid->cursor_row >= 0 && grid->cursor_row < rows && grid->cursor_column >= 0 &&
                  grid->cursor_column < columns;
    if (cursor)
        move(grid->cursor_row, grid->cursor_column);
    curs_set(cursor);
    wnoutrefresh(stdscr);
    doupdate();
}

void screen_mark_idle(const Screen *screen, uint64_t taken) {
    if (screen->idle_fd < 0)
        return;
    char words[80];
    int size = snprintf(words, sizeof words, "%llu %d %d\n", (unsigned long long) taken, screen->rows,
                        screen->columns);
    send_all(screen->idle_fd, words, (size_t) size);
}
