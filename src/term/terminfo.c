#include "terminfo.h"

#include "carrel/base/memory.h"

#include <curses.h>
#include <string.h>
#include <term.h>
#include <unistd.h>

static bool is_there(const char *capability) {
    return capability && capability != (char *) -1;
}

bool terminfo_has(const char *name) {
    return is_there(tigetstr(name));
}

void terminfo_add(String *out, const char *name) {
    const char *text = tigetstr(name);
    if (!is_there(text))
        return;
    while (*text) {
        const char *end = strncmp(text, "$<", 2) == 0 ? strchr(text, '>') : NULL;
        if (end)
            text = end + 1;
        else
            string_add_char(out, *text++);
    }
}

bool terminfo_is_old(const char *type) {
    static const char *const old[] = {"vt52", "vt100", "vt102", "vt220", "ansi", "sun", "wy"};
    for (size_t i = 0; i < sizeof old / sizeof *old; i++)
        if (strncmp(type, old[i], strlen(old[i])) == 0)
            return true;
    return false;
}

static const char commands_remain[] =
    "the commands work without a screen, for example carrel search or carrel show; see carrel --help";

bool terminfo_check(const char *type, Error *err) {
    if (!isatty(STDOUT_FILENO))
        return error_set(err, ERROR_USAGE, "the screen needs a terminal, and standard output is none; %s",
                         commands_remain);
    if (!type || !*type)
        return error_set(
            err, ERROR_USAGE,
            "TERM is not set; set it to your terminal's type (for example TERM=xterm-256color); %s",
            commands_remain);
    int result = 0;
    if (setupterm(type, STDOUT_FILENO, &result) != OK)
        return error_set(err, ERROR_USAGE,
                         "the terminal type TERM=%.40s is not known here; set TERM to one that is (for "
                         "example xterm-256color) or install ncurses-term; %s",
                         type, commands_remain);
    bool able = terminfo_has("cup") && terminfo_has("clear");
    del_curterm(cur_term);
    if (!able)
        return error_set(err, ERROR_USAGE,
                         "the terminal type TERM=%.40s cannot place the cursor; set TERM to your terminal's "
                         "type (for example xterm-256color); %s",
                         type, commands_remain);
    return true;
}

static const struct {
    const char *name;
    KeyCode key;
} capabilities[] = {
    {"kcuu1", KEYCODE_UP},
    {"kcud1", KEYCODE_DOWN},
    {"kcub1", KEYCODE_LEFT},
    {"kcuf1", KEYCODE_RIGHT},
    {"khome", KEYCODE_HOME},
    {"kend", KEYCODE_END},
    {"kpp", KEYCODE_PAGE_UP},
    {"knp", KEYCODE_PAGE_DOWN},
    {"kich1", KEYCODE_INSERT},
    {"kdch1", KEYCODE_DELETE},
    {"kent", KEYCODE_ENTER},
    {"kcbt", KEYCODE_SHIFT | KEYCODE_TAB},
    {"kLFT", KEYCODE_SHIFT | KEYCODE_LEFT},
    {"kRIT", KEYCODE_SHIFT | KEYCODE_RIGHT},
    {"kri", KEYCODE_SHIFT | KEYCODE_UP},
    {"kind", KEYCODE_SHIFT | KEYCODE_DOWN},
    {"kf1", KEYCODE_F1},
    {"kf2", KEYCODE_F1 + 1},
    {"kf3", KEYCODE_F1 + 2},
    {"kf4", KEYCODE_F1 + 3},
    {"kf5", KEYCODE_F1 + 4},
    {"kf6", KEYCODE_F1 + 5},
    {"kf7", KEYCODE_F1 + 6},
    {"kf8", KEYCODE_F1 + 7},
    {"kf9", KEYCODE_F1 + 8},
    {"kf10", KEYCODE_F1 + 9},
    {"kf11", KEYCODE_F1 + 10},
    {"kf12", KEYCODE_F12},
};

size_t terminfo_keys(KnownKey *known) {
    size_t count = 0;
    if (!cur_term)
        return 0;
    for (size_t i = 0; i < sizeof capabilities / sizeof *capabilities; i++) {
        const char *bytes = tigetstr(capabilities[i].name);
        // Single bytes are plain keys whatever the description says of them.
        if (is_there(bytes) && bytes[0] == 0x1b && bytes[1])
            known[count++] = (KnownKey){memory_copy_string(bytes), capabilities[i].key};
    }
    return count;
}
