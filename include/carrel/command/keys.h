#ifndef CARREL_COMMAND_KEYS_H
#define CARREL_COMMAND_KEYS_H

#include "carrel/base/error.h"
#include "carrel/base/keycode.h"
#include "carrel/base/str.h"
#include "carrel/command/action.h"

// Keys by name: a character stands for itself; Space Enter Tab Esc Backspace Del Ins Up Down
// Left Right Home End PgUp PgDn F1…F12 are special; C- M- S- before a name are Control, Alt and
// Shift ("C-d", "M-1", "S-Tab", "C-M-x").
bool key_by_name(StringView name, KeyCode *key);
void key_add_name(KeyCode key, String *out); // appends

// A few keys typed one after the other. Written as one key's name, or as characters with
// names in angle brackets among them: "gg", "gm", "<C-x>s", "<".
#define KEY_SEQUENCE_MOST 4
typedef struct {
    KeyCode keys[KEY_SEQUENCE_MOST];
    size_t count;
} KeySequence;
bool key_sequence_parse(StringView text, KeySequence *sequence, Error *err);
void key_sequence_add(const KeySequence *sequence, String *out); // appends as it is written

typedef struct {
    KeySequence sequence;
    unsigned contexts;
    ActionId action;
    char *arguments; // owned; text after the command, NULL where none
} Binding;

// Which keys do what. Starts as {0}, then keymap_init.
typedef struct {
    Binding *bindings;
    size_t count, capacity;
    int preset; // from which they began: a row of key_presets
} Keymap;
void keymap_init(Keymap *keymap); // the default keys of the action table
void keymap_free(Keymap *keymap);

typedef enum {
    KEYS_UNKNOWN, // no binding begins so
    KEYS_PREFIX,  // a longer sequence begins so: wait for the next key
    KEYS_MATCH    // *binding is it
} KeysFound;
// What the keys typed so far mean in one context (a single CONTEXT_ bit).
KeysFound keymap_find(const Keymap *keymap, unsigned context, const KeySequence *typed,
                      const Binding **binding);

// Binds keys to a ':' command line, in the contexts of its action. It replaces bindings of the
// same keys and of longer ones that begin with them; refused where a shorter one is bound.
bool keymap_map(Keymap *keymap, StringView keys, StringView command_line, Error *err);
bool keymap_unmap(Keymap *keymap, StringView keys, Error *err);
// Appends the keys of an action without arguments in force, separated by " ", at most
// `most` of them (0: all). Nothing where it has none.
void keymap_add_keys(const Keymap *keymap, ActionId action, size_t most, String *out);
// Appends "map" and "unmap" lines that make these bindings from those of their preset.
void keymap_add_config(const Keymap *keymap, String *out);

// Bindings that are chosen by one word, the option "keys"; the first are the default keys.
#define KEY_PRESETS 4
typedef struct {
    const char *name, *help; // one line, without a full stop
    const char *lines;       // "map" and "unmap", each ended
} KeyPreset;
extern const KeyPreset key_presets[KEY_PRESETS];
// A keymap {0} with the keys of a preset.
bool keymap_init_preset(Keymap *keymap, int preset, Error *err);
// Goes over to another preset; what a person bound and unbound stays. false where one of these bindings
// does not go with it, which is then left out.
bool keymap_use_preset(Keymap *keymap, int preset, Error *err);

#endif
