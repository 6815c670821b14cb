#include "carrel/base/memory.h"
#include "carrel/command/keys.h"
#include "carrel/command/parse.h"

#include <stdlib.h>
#include <string.h>

static void add_binding(Keymap *keymap, const KeySequence *sequence, ActionId action, char *arguments) {
    keymap->bindings =
        vec_grow(keymap->bindings, &keymap->capacity, keymap->count + 1, sizeof *keymap->bindings);
    keymap->bindings[keymap->count++] = (Binding){*sequence, actions[action].contexts, action, arguments};
}

void keymap_init(Keymap *keymap) {
    for (size_t i = 1; i < ACTION_COUNT; i++) {
        StringView rest = sv(actions[i].keys);
        StringView name;
        while (sv_split(&rest, ' ', &name)) {
            KeySequence sequence;
            if (key_sequence_parse(name, &sequence, NULL)) {
                add_binding(keymap, &sequence, actions[i].id, NULL);
            }
        }
    }
}

void keymap_free(Keymap *keymap) {
    for (size_t i = 0; i < keymap->count; i++) {
        free(keymap->bindings[i].arguments);
    }
    free(keymap->bindings);
    *keymap = (Keymap){0};
}

static bool begins_with(const KeySequence *whole, const KeySequence *start) {
    return whole->count >= start->count &&
           memcmp(whole->keys, start->keys, start->count * sizeof start->keys[0]) == 0;
}

static bool same_keys(const KeySequence *a, const KeySequence *b) {
    return a->count == b->count && begins_with(a, b);
}

KeysFound keymap_find(const Keymap *keymap, unsigned context, const KeySequence *typed,
                      const Binding **binding) {
    KeysFound found = KEYS_UNKNOWN;
    for (size_t i = 0; i < keymap->count; i++) {
        const Binding *candidate = &keymap->bindings[i];
        if (!(candidate->contexts & context) || !begins_with(&candidate->sequence, typed)) {
            continue;
        }
        if (candidate->sequence.count == typed->count) {
            *binding = candidate;
            return KEYS_MATCH;
        }
        found = KEYS_PREFIX;
    }
    return found;
}

static void remove_at(Keymap *keymap, size_t index) {
    free(keymap->bindings[index].arguments);
    memmove(&keymap->bindings[index], &keymap->bindings[index + 1],
            (keymap->count - index - 1) * sizeof keymap->bindings[0]);
    keymap->count--;
}

bool keymap_map(Keymap *keymap, StringView keys, StringView command_line, Error *err) {
    bool ok = false;
    Arena arena = {0};
    KeySequence sequence;
    CommandLine command;
    if (!key_sequence_parse(keys, &sequence, err)) {
        goto out;
    }
    command_line = sv_trim(command_line);
    if (sv_starts(command_line, SV(":"))) {
        command_line = sv_from(command_line, 1);
    }
    // Only the name is looked at: many commands ask for what is missing.
    size_t space = sv_find_char(command_line, ' ');
    StringView name = sv_part(command_line, 0, space);
    StringView arguments = space == SV_NONE ? (StringView){0} : sv_trim(sv_from(command_line, space));
    ActionId action = ACTION_NONE;
    if (!action_by_name(name, &action, err)) {
        goto out;
    }
    if (arguments.length > 0 && !command_parse(command_line, &arena, &command, NULL, err)) {
        goto out;
    }
    unsigned contexts = actions[action].contexts;
    for (size_t i = 0; i < keymap->count; i++) {
        const Binding *other = &keymap->bindings[i];
        if ((other->contexts & contexts) && other->sequence.count < sequence.count &&
            begins_with(&sequence, &other->sequence)) {
            String taken = {0};
            key_sequence_add(&other->sequence, &taken);
            error_set(err, ERROR_USAGE,
                      "%s is bound already (%s), so \"%.*s\" can never be typed; unmap %s first",
                      string_text(&taken), actions[other->action].name, (int) keys.length, keys.data,
                      string_text(&taken));
            string_free(&taken);
            goto out;
        }
    }
    for (size_t i = keymap->count; i-- > 0;) {
        Binding *other = &keymap->bindings[i];
        if ((other->contexts & contexts) && begins_with(&other->sequence, &sequence)) {
            other->contexts &= ~contexts; // it keeps its keys where the new one does not hold
            if (other->contexts == 0) {
                remove_at(keymap, i);
            }
        }
    }
    char *copy = NULL;
    if (arguments.length > 0) {
        String owned = {0};
        string_add(&owned, arguments);
        copy = string_take(&owned);
    }
    add_binding(keymap, &sequence, action, copy);
    ok = true;
out:
    arena_free(&arena);
    return ok;
}

bool keymap_unmap(Keymap *keymap, StringView keys, Error *err) {
    KeySequence sequence;
    if (!key_sequence_parse(keys, &sequence, err)) {
        return false;
    }
    bool found = false;
    for (size_t i = keymap->count; i-- > 0;) {
        if (same_keys(&keymap->bindings[i].sequence, &sequence)) {
            remove_at(keymap, i);
            found = true;
        }
    }
    return found || error_set(err, ERROR_USAGE, "\"%.*s\" is not bound", (int) keys.length, keys.data);
}

void keymap_add_keys(const Keymap *keymap, ActionId action, size_t most, String *out) {
    size_t added = 0;
    for (size_t i = 0; i < keymap->count && (most == 0 || added < most); i++) {
        const Binding *binding = &keymap->bindings[i];
        if (binding->action == action && binding->arguments == NULL) {
            string_add_text(out, added++ > 0 ? " " : "");
            key_sequence_add(&binding->sequence, out);
        }
    }
}

static bool same_binding(const Binding *a, const Binding *b) {
    return a->action == b->action && a->contexts == b->contexts && same_keys(&a->sequence, &b->sequence) &&
           strcmp(a->arguments ? a->arguments : "", b->arguments ? b->arguments : "") == 0;
}

static bool has_binding(const Keymap *keymap, const Binding *binding) {
    for (size_t i = 0; i < keymap->count; i++) {
        if (same_binding(&keymap->bindings[i], binding)) {
            return true;
        }
    }
    return false;
}

static void add_map_line(const Binding *binding, String *out) {
    string_add_text(out, "map ");
    key_sequence_add(&binding->sequence, out);
    string_format(out, " %s", actions[binding->action].name);
    if (binding->arguments != NULL) {
        string_format(out, " %s", binding->arguments);
    }
    string_add_char(out, '\n');
}

void keymap_add_config(const Keymap *keymap, String *out) {
    Keymap standard = {0};
    keymap_init_preset(&standard, keymap->preset, NULL);
    for (size_t i = 0; i < standard.count; i++) {
        bool bound = false;
        for (size_t j = 0; j < keymap->count; j++) {
            bound = bound || same_keys(&keymap->bindings[j].sequence, &standard.bindings[i].sequence);
        }
        if (!bound) {
            string_add_text(out, "unmap ");
            key_sequence_add(&standard.bindings[i].sequence, out);
            string_add_char(out, '\n');
        }
    }
    // Bindings of the same keys in other contexts come in the order in which they were made.
    for (size_t i = 0; i < keymap->count; i++) {
        if (!has_binding(&standard, &keymap->bindings[i])) {
            add_map_line(&keymap->bindings[i], out);
        }
    }
    keymap_free(&standard);
}
