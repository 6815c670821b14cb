#include "carrel/command/keys.h"

typedef struct {
    const char *name;
    KeyCode key;
} SpecialKey;

// The first name of a key is the one that is written.
static const SpecialKey special_keys[] = {
    {"Space", ' '},
    {"Enter", KEYCODE_ENTER},
    {"Return", KEYCODE_ENTER},
    {"Tab", KEYCODE_TAB},
    {"Esc", KEYCODE_ESCAPE},
    {"Backspace", KEYCODE_BACKSPACE},
    {"Del", KEYCODE_DELETE},
    {"Ins", KEYCODE_INSERT},
    {"Up", KEYCODE_UP},
    {"Down", KEYCODE_DOWN},
    {"Left", KEYCODE_LEFT},
    {"Right", KEYCODE_RIGHT},
    {"Home", KEYCODE_HOME},
    {"End", KEYCODE_END},
    {"PgUp", KEYCODE_PAGE_UP},
    {"PgDn", KEYCODE_PAGE_DOWN},
};
#define SPECIAL_COUNT (sizeof special_keys / sizeof special_keys[0])

// One whole UTF-8 character; false where `text` is anything else.
static bool decode_character(StringView text, uint32_t *character) {
    if (text.length == 0) {
        return false;
    }
    const unsigned char *bytes = (const unsigned char *) text.data;
    size_t length = bytes[0] < 0x80    ? 1
                    : bytes[0] >= 0xf0 ? 4
                    : bytes[0] >= 0xe0 ? 3
                    : bytes[0] >= 0xc0 ? 2
                                       : 0;
    if (length == 0 || length != text.length) {
        return false;
    }
    uint32_t value = length == 1 ? bytes[0] : bytes[0] & (0x7fU >> length);
    for (size_t i = 1; i < length; i++) {
        if ((bytes[i] & 0xc0) != 0x80) {
            return false;
        }
        value = value << 6 | (bytes[i] & 0x3f);
    }
    *character = value;
    return value > 0x20 && value != 0x7f && value < 0x110000;
}

bool key_by_name(StringView name, KeyCode *key) {
    KeyCode modifiers = 0;
    while (name.length > 2 && name.data[1] == '-') {
        KeyCode modifier = name.data[0] == 'C'   ? KEYCODE_CTRL
                           : name.data[0] == 'M' ? KEYCODE_META
                           : name.data[0] == 'S' ? KEYCODE_SHIFT
                                                 : 0;
        if (modifier == 0 || (modifiers & modifier)) {
            return false;
        }
        modifiers |= modifier;
        name = sv_from(name, 2);
    }
    for (size_t i = 0; i < SPECIAL_COUNT; i++) {
        if (sv_equal_nocase(name, sv(special_keys[i].name))) {
            *key = modifiers | special_keys[i].key;
            return true;
        }
    }
    long long number = 0;
    if (name.length >= 2 && name.length <= 3 && (name.data[0] == 'F' || name.data[0] == 'f') &&
        sv_number(sv_from(name, 1), &number) && number >= 1 && number <= 12) {
        *key = modifiers | (KeyCode) (KEYCODE_F1 + number - 1);
        return true;
    }
    uint32_t character = 0;
    if (!decode_character(name, &character) || (modifiers & KEYCODE_SHIFT)) {
        return false;
    }
    if (modifiers & KEYCODE_CTRL) {
        // Control takes the lower-case letter; what a terminal cannot send is no key.
        if (character >= 'A' && character <= 'Z') {
            character += 'a' - 'A';
        }
        if (!(character >= 'a' && character <= 'z') && character != '\\' && character != ']' &&
            character != '^' && character != '_') {
            return false;
        }
        if (character == 'i' || character == 'm' || character == 'j') {
            *key = (modifiers & ~KEYCODE_CTRL) | (character == 'i' ? KEYCODE_TAB : KEYCODE_ENTER);
            return true;
        }
    }
    *key = modifiers | character;
    return true;
}

void key_add_name(KeyCode key, String *out) {
    string_add_text(out, key & KEYCODE_CTRL ? "C-" : "");
    string_add_text(out, key & KEYCODE_META ? "M-" : "");
    string_add_text(out, key & KEYCODE_SHIFT ? "S-" : "");
    KeyCode plain = KEYCODE_PLAIN(key);
    for (size_t i = 0; i < SPECIAL_COUNT; i++) {
        if (special_keys[i].key == plain) {
            string_add_text(out, special_keys[i].name);
            return;
        }
    }
    if (plain >= KEYCODE_F1 && plain <= KEYCODE_F12) {
        string_format(out, "F%u", (unsigned) (plain - KEYCODE_F1 + 1));
    } else {
        string_add_code_point(out, plain);
    }
}

// Bytes of the first character of text.
static size_t character_bytes(StringView text) {
    size_t length = 1;
    while (length < text.length && ((unsigned char) text.data[length] & 0xc0) == 0x80) {
        length++;
    }
    return length;
}

bool key_sequence_parse(StringView text, KeySequence *sequence, Error *err) {
    *sequence = (KeySequence){0};
    if (key_by_name(text, &sequence->keys[0])) {
        sequence->count = 1;
        return true;
    }
    StringView rest = text;
    while (rest.length > 0) {
        StringView name = sv_part(rest, 0, character_bytes(rest));
        size_t used = name.length;
        size_t end = rest.data[0] == '<' ? sv_find_char(rest, '>') : SV_NONE;
        if (end != SV_NONE && end > 1) {
            name = sv_part(rest, 1, end - 1);
            used = end + 1;
        }
        if (sequence->count == KEY_SEQUENCE_MOST) {
            return error_set(err, ERROR_USAGE, "\"%.*s\" is longer than %d keys", (int) text.length,
                             text.data, KEY_SEQUENCE_MOST);
        }
        if (!key_by_name(name, &sequence->keys[sequence->count])) {
            return error_set(err, ERROR_USAGE,
                             "\"%.*s\" is no key; keys are written like g, gg, C-d, M-1, F1, <C-x>s",
                             (int) name.length, name.data);
        }
        sequence->count++;
        rest = sv_from(rest, used);
    }
    return sequence->count > 0 || error_set(err, ERROR_USAGE, "a key is missing, such as gg, C-d or F1");
}

void key_sequence_add(const KeySequence *sequence, String *out) {
    if (sequence->count == 1) {
        key_add_name(sequence->keys[0], out);
        return;
    }
    String whole = {0};
    for (size_t i = 0; i < sequence->count; i++) {
        String name = {0};
        key_add_name(sequence->keys[i], &name);
        bool plain =
            sequence->keys[i] < KEYCODE_SPECIAL && sequence->keys[i] != ' ' && sequence->keys[i] != '<';
        string_format(&whole, plain ? "%s" : "<%s>", string_text(&name));
        string_free(&name);
    }
    // "F1" and "C-d" as characters would be read as one key: brackets keep them apart.
    KeyCode single = 0;
    if (key_by_name(string_view(&whole), &single)) {
        string_format(out, "<%.*s>", (int) character_bytes(string_view(&whole)), whole.data);
        string_add(out, sv_from(string_view(&whole), character_bytes(string_view(&whole))));
    } else {
        string_add(out, string_view(&whole));
    }
    string_free(&whole);
}
