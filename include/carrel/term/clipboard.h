#ifndef CARREL_TERM_CLIPBOARD_H
#define CARREL_TERM_CLIPBOARD_H

#include "carrel/base/error.h"
#include "carrel/base/str.h"
#include "carrel/term/screen.h"

#include <stdbool.h>

// Most bytes that go to a terminal's clipboard (100,000 bytes of sequence in xterm's limit).
#define CLIPBOARD_LIMIT ((size_t) 74994)

// Puts text on the clipboard: with a local display by wl-copy, xclip or xsel where one is
// installed, else by asking the terminal (OSC 52, through tmux as well), which works over
// ssh but cannot tell whether the terminal obeyed. *how gets "wl-copy", … or "the terminal".
bool clipboard_put(Screen *screen, StringView text, const char **how, Error *err);

#endif
