#include "decode.h"

#include "carrel/base/text.h"

#define ESC 0x1b
// Longest sequence that is waited for; a longer one is noise.
#define SEQUENCE_LIMIT 64
#define PARAMETERS     4

static DecodeResult give_key(InputEvent *event, KeyCode key) {
    event->kind = INPUT_KEY;
    event->key = key;
    return DECODE_EVENT;
}

static KeyCode control_key(unsigned char byte) {
    switch (byte) {
    case '\r':
    case '\n':
        return KEYCODE_ENTER;
    case '\t':
        return KEYCODE_TAB;
    case 0x08:
    case 0x7f:
        return KEYCODE_BACKSPACE;
    case 0:
        return KEYCODE_CTRL | ' ';
    default:
        return KEYCODE_CTRL | (byte <= 26 ? byte + 'a' - 1u : byte | 0x40u);
    }
}

// xterm's modifier parameter is 1 + a sum of 1 Shift, 2 Alt, 4 Control, 8 Meta.
static KeyCode modifiers(long parameter) {
    long bits = parameter > 1 && parameter < 17 ? parameter - 1 : 0;
    return (bits & 1 ? KEYCODE_SHIFT : 0) | (bits & (2 | 8) ? KEYCODE_META : 0) |
           (bits & 4 ? KEYCODE_CTRL : 0);
}

static KeyCode letter_key(char final) {
    switch (final) {
    case 'A':
        return KEYCODE_UP;
    case 'B':
        return KEYCODE_DOWN;
    case 'C':
        return KEYCODE_RIGHT;
    case 'D':
        return KEYCODE_LEFT;
    case 'F':
        return KEYCODE_END;
    case 'H':
        return KEYCODE_HOME;
    case 'M':
        return KEYCODE_ENTER; // of the keypad
    case 'P':
    case 'Q':
    case 'R':
    case 'S':
        return KEYCODE_F1 + (KeyCode) (final - 'P');
    case 'Z':
        return KEYCODE_SHIFT | KEYCODE_TAB;
    default:
        return KEYCODE_UNKNOWN;
    }
}

static KeyCode tilde_key(long number) {
    switch (number) {
    case 1:
    case 7:
        return KEYCODE_HOME;
    case 2:
        return KEYCODE_INSERT;
    case 3:
        return KEYCODE_DELETE;
    case 4:
    case 8:
        return KEYCODE_END;
    case 5:
        return KEYCODE_PAGE_UP;
    case 6:
        return KEYCODE_PAGE_DOWN;
    default: // F1–F5 11–15, F6–F10 17–21, F11 F12 23 24
        if (number >= 11 && number <= 15)
            return KEYCODE_F1 + (KeyCode) (number - 11);
        if (number >= 17 && number <= 21)
            return KEYCODE_F1 + (KeyCode) (number - 12);
        if (number == 23 || number == 24)
            return KEYCODE_F1 + (KeyCode) (number - 13);
        return KEYCODE_UNKNOWN;
    }
}

// "CSI code ; modifiers u", which some terminals send for keys that have no byte of their own.
static KeyCode unicode_key(long code, long parameter) {
    KeyCode mods = modifiers(parameter);
    if (code == 27)
        return mods | KEYCODE_ESCAPE;
    if (code == 13 || code == 9 || code == 127 || code == 8)
        return mods | control_key((unsigned char) code);
    if (code < 32 || code >= KEYCODE_SPECIAL)
        return KEYCODE_UNKNOWN;
    KeyCode key = (KeyCode) code;
    if (mods & KEYCODE_SHIFT && key != ' ') {
        mods &= ~KEYCODE_SHIFT;
        if (key >= 'a' && key <= 'z' && !(mods & KEYCODE_CTRL))
            key -= 'a' - 'A';
    }
    return mods | key;
}

static DecodeResult give_mouse(InputEvent *event, long code, long column, long row, bool release) {
    if (column < 1 || row < 1 || code < 0)
        return DECODE_SKIP;
    event->kind = INPUT_MOUSE;
    event->row = (int) row - 1;
    event->column = (int) column - 1;
    long button = code & 3;
    event->button = button == 3 ? 0 : (int) button + 1;
    if (code & 64) {
        if (button > 1 || release)
            return DECODE_SKIP;
        event->action = button == 0 ? MOUSE_WHEEL_UP : MOUSE_WHEEL_DOWN;
        event->button = 0;
    } else if (release) {
        event->action = MOUSE_RELEASE;
    } else {
        event->action = code & 32 ? MOUSE_DRAG : MOUSE_PRESS;
    }
    return DECODE_EVENT;
}

// bytes begins with ESC [ (or with the prefix that stands before it).
static DecodeResult decode_csi(StringView bytes, size_t *used, InputEvent *event) {
    size_t at = 2;
    if (at < bytes.length && bytes.data[at] == '[') { // the Linux console's F1–F5: ESC [ [ A–E
        *used = bytes.length < 4 ? bytes.length : 4;
        if (bytes.length < 4)
            return DECODE_PART;
        char final = bytes.data[3];
        return final >= 'A' && final <= 'E' ? give_key(event, KEYCODE_F1 + (KeyCode) (final - 'A'))
                                            : DECODE_SKIP;
    }
    bool mouse = at < bytes.length && bytes.data[at] == '<';
    long numbers[PARAMETERS] = {0};
    size_t count = 0;
    bool plain = true; // only digits and semicolons, so a key
    for (at += mouse; at < bytes.length; at++) {
        unsigned char byte = (unsigned char) bytes.data[at];
        if (byte >= '0' && byte <= '9') {
            if (count < PARAMETERS && numbers[count] < 0x110000)
                numbers[count] = numbers[count] * 10 + byte - '0';
        } else if (byte == ';') {
            count++;
        } else if (byte >= 0x20 && byte <= 0x3f) {
            plain = false;
        } else {
            break;
        }
        if (at >= SEQUENCE_LIMIT) {
            *used = at;
            return DECODE_SKIP;
        }
    }
    if (at == bytes.length) {
        *used = at;
        return DECODE_PART;
    }
    unsigned char final = (unsigned char) bytes.data[at];
    if (final < 0x40 || final > 0x7e) { // a control or a new Esc cuts it short
        // rxvt ends shifted keys with $ and ^ and @, of which only $ is no final byte; not taken.
        *used = at;
        return DECODE_SKIP;
    }
    *used = at + 1;
    if (mouse)
        return final == 'M' || final == 'm'
                   ? give_mouse(event, numbers[0], numbers[1], numbers[2], final == 'm')
                   : DECODE_SKIP;
    if (!plain)
        return DECODE_SKIP;
    if (final == '~' && numbers[0] == 200)
        return DECODE_PASTE;
    KeyCode key;
    if (final == 'u')
        key = unicode_key(numbers[0], numbers[1]);
    else if (final == '~')
        key = tilde_key(numbers[0]) | modifiers(numbers[1]);
    else
        key = letter_key((char) final) | modifiers(numbers[1]);
    return KEYCODE_PLAIN(key) == KEYCODE_UNKNOWN ? DECODE_SKIP : give_key(event, key);
}

// bytes begins with ESC O: cursor and function keys in application mode.
static DecodeResult decode_ss3(StringView bytes, size_t *used, InputEvent *event) {
    size_t at = 2;
    long modifier = 0;
    while (at < bytes.length && at < 8 && bytes.data[at] >= '0' && bytes.data[at] <= '9')
        modifier = modifier * 10 + bytes.data[at++] - '0';
    *used = at;
    if (at == bytes.length)
        return DECODE_PART;
    char final = bytes.data[at];
    if (final < 0x40 || final == 0x7f) // not of this sequence: ESC O was Alt with O
        return give_key(event, KEYCODE_META | 'O');
    *used = at + 1;
    KeyCode key = letter_key(final);
    if (key == KEYCODE_UNKNOWN && final >= 'j' && final <= 'y') // keypad: * + , - . / 0–9
        key = (KeyCode) final - 0x40;
    return key == KEYCODE_UNKNOWN ? DECODE_SKIP : give_key(event, key | modifiers(modifier));
}

static DecodeResult decode_plain(StringView bytes, size_t *used, InputEvent *event) {
    unsigned char first = (unsigned char) bytes.data[0];
    *used = 1;
    if (first < 0x20 || first == 0x7f)
        return give_key(event, control_key(first));
    if (first < 0x80)
        return give_key(event, first);
    size_t wanted = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4)
        return DECODE_SKIP;
    for (size_t i = 1; i < wanted && i < bytes.length; i++)
        if (((unsigned char) bytes.data[i] & 0xc0) != 0x80)
            return DECODE_SKIP;
    if (bytes.length < wanted) {
        *used = bytes.length;
        return DECODE_PART;
    }
    uint32_t code_point;
    *used = text_decode(bytes, &code_point);
    return *used == wanted ? give_key(event, code_point) : DECODE_SKIP;
}

static DecodeResult decode_known(StringView bytes, const KnownKey *known, size_t count, size_t *used,
                                 InputEvent *event) {
    bool part = false;
    for (size_t i = 0; i < count; i++) {
        StringView sequence = sv(known[i].bytes);
        if (sv_starts(bytes, sequence)) {
            *used = sequence.length;
            return give_key(event, known[i].key);
        }
        part = part || (bytes.length > 1 && sv_starts(sequence, bytes));
    }
    *used = bytes.length;
    return part ? DECODE_PART : DECODE_NOTHING;
}

DecodeResult decode(StringView bytes, const KnownKey *known, size_t known_count, size_t *used,
                    InputEvent *event) {
    *used = 0;
    if (bytes.length == 0)
        return DECODE_NOTHING;
    if (bytes.data[0] != ESC)
        return decode_plain(bytes, used, event);
    DecodeResult result = decode_known(bytes, known, known_count, used, event);
    if (result != DECODE_NOTHING)
        return result;
    if (bytes.length == 1) {
        *used = 1;
        return DECODE_LONE_ESC;
    }
    if (bytes.data[1] == '[')
        return decode_csi(bytes, used, event);
    if (bytes.data[1] == 'O')
        return decode_ss3(bytes, used, event);
    if (bytes.data[1] == ESC && bytes.length > 2 && bytes.data[2] == ESC) { // Esc is being hammered
        *used = 1;
        return give_key(event, KEYCODE_ESCAPE);
    }
    // Esc before any other key, or before a whole sequence (rxvt's Alt with an arrow), is Meta.
    result = decode(sv_from(bytes, 1), known, known_count, used, event);
    *used += 1;
    if (result == DECODE_EVENT && event->kind == INPUT_KEY)
        event->key |= KEYCODE_META;
    else if (result == DECODE_PASTE) { // Esc, then a paste: two things
        *used = 1;
        return give_key(event, KEYCODE_ESCAPE);
    }
    return result;
}
