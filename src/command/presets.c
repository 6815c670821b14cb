#include "carrel/command/keys.h"

// Decision keys as other screening tools have them. What such a key did here moves to another one, and the
// tool's keys are the only ones that decide, so that no letter can be meant in two ways.

// clang-format off
const KeyPreset key_presets[KEY_PRESETS] = {
    {"vi", "i include, e exclude, m maybe, u undoes", ""},
    {"rayyan", "as in Rayyan: i include, e exclude, u maybe (undecided); U undoes",
     "unmap m\n"
     "map u maybe\n"
     "map U undo\n"},
    {"covidence", "as in Covidence: y include, n exclude, m maybe; Y copies, M-n is the next match",
     "unmap i\n"
     "unmap e\n"
     "map y include\n"
     "map n exclude\n"
     "map Y yank\n"
     "map M-n next-match\n"},
    {"asreview", "as in ASReview: r include, i exclude, n note; a note, too; M-n is the next match",
     "unmap e\n"
     "map r include\n"
     "map i exclude\n"
     "map n note\n"
     "map M-n next-match\n"},
};
// clang-format on

// One line of a preset or of what keymap_add_config wrote.
static bool apply_line(Keymap *keymap, StringView line, Error *err) {
    StringView command = {0}, keys = {0};
    sv_split(&line, ' ', &command);
    if (sv_equal(command, SV("unmap"))) {
        return keymap_unmap(keymap, line, err);
    }
    sv_split(&line, ' ', &keys);
    return keymap_map(keymap, keys, line, err);
}

bool keymap_init_preset(Keymap *keymap, int preset, Error *err) {
    StringView rest = sv(key_presets[preset].lines), line;
    bool ok = true;
    *keymap = (Keymap){.preset = preset};
    keymap_init(keymap);
    while (ok && sv_line(&rest, &line)) {
        ok = apply_line(keymap, line, err);
    }
    return ok;
}

bool keymap_use_preset(Keymap *keymap, int preset, Error *err) {
    String own = {0};
    Error first = {0};
    keymap_add_config(keymap, &own);
    keymap_free(keymap);
    bool ok = keymap_init_preset(keymap, preset, &first);
    StringView rest = string_view(&own), line;
    while (sv_line(&rest, &line)) {
        // A key that is to be unbound, and that these keys do not have, is no fault.
        Error fault = {0};
        if (!apply_line(keymap, line, &fault) && sv_starts(line, SV("map ")) && ok) {
            first = fault;
            ok = false;
        }
    }
    string_free(&own);
    if (!ok && err) {
        *err = first;
    }
    return ok;
}
