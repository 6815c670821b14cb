#ifndef CARREL_BASE_KEYCODE_H
#define CARREL_BASE_KEYCODE_H

#include <stdint.h>

// A key press: a code point or one of the special keys below, with modifier bits.
// Control with a letter is KEYCODE_CTRL | 'a'…'z', except Tab, Enter, Escape and
// Backspace, which are special keys of their own. Alt (or Esc before a key) is KEYCODE_META.
typedef uint32_t KeyCode;

#define KEYCODE_META       ((KeyCode) 1 << 24)
#define KEYCODE_CTRL       ((KeyCode) 1 << 25)
#define KEYCODE_SHIFT      ((KeyCode) 1 << 26) // with special keys only
#define KEYCODE_PLAIN(key) ((key) &0xffffff)

enum {
    KEYCODE_SPECIAL = 0x110000,
    KEYCODE_ENTER,
    KEYCODE_TAB,
    KEYCODE_ESCAPE,
    KEYCODE_BACKSPACE,
    KEYCODE_DELETE,
    KEYCODE_INSERT,
    KEYCODE_UP,
    KEYCODE_DOWN,
    KEYCODE_LEFT,
    KEYCODE_RIGHT,
    KEYCODE_HOME,
    KEYCODE_END,
    KEYCODE_PAGE_UP,
    KEYCODE_PAGE_DOWN,
    KEYCODE_F1,
    KEYCODE_F12 = KEYCODE_F1 + 11,
    KEYCODE_UNKNOWN // a sequence nobody knows; to be ignored
};

#endif
