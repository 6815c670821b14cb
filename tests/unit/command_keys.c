#include "carrel/command/keys.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef struct {
    const char *name;
    KeyCode key;
    const char *written;
} KeyCase;

static void names_stand_for_keys(void **state) {
    (void) state;
    static const KeyCase cases[] = {
        {"a", 'a', "a"},
        {"G", 'G', "G"},
        {"<", '<', "<"},
        {"-", '-', "-"},
        {"|", '|', "|"},
        {"\u00e9", 0xe9, "\u00e9"},
        {"Space", ' ', "Space"},
        {"S-Space", KEYCODE_SHIFT | ' ', "S-Space"},
        {"C-d", KEYCODE_CTRL | 'd', "C-d"},
        {"C-D", KEYCODE_CTRL | 'd', "C-d"},
        {"C-i", KEYCODE_TAB, "Tab"},
        {"C-m", KEYCODE_ENTER, "Enter"},
        {"M-1", KEYCODE_META | '1', "M-1"},
        {"C-M-x", KEYCODE_CTRL | KEYCODE_META | 'x', "C-M-x"},
        {"M-Left", KEYCODE_META | KEYCODE_LEFT, "M-Left"},
        {"S-Tab", KEYCODE_SHIFT | KEYCODE_TAB, "S-Tab"},
        {"PgDn", KEYCODE_PAGE_DOWN, "PgDn"},
        {"pgdn", KEYCODE_PAGE_DOWN, "PgDn"},
        {"Esc", KEYCODE_ESCAPE, "Esc"},
        {"F1", KEYCODE_F1, "F1"},
        {"F12", KEYCODE_F12, "F12"},
        {"M--", KEYCODE_META | '-', "M--"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        KeyCode key = 0;
        String name = {0};
        if (!key_by_name(sv(cases[i].name), &key) || key != cases[i].key) {
            fail_msg("%s is %x", cases[i].name, (unsigned) key);
        }
        key_add_name(key, &name);
        assert_string_equal(string_text(&name), cases[i].written);
        string_free(&name);
    }
    static const char *const wrong[] = {"",    "ab",    "F0", "F13",  "S-a", "C-1",
                                        "X-a", "C-C-a", "C-", "\xff", "\x01"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        KeyCode key = 0;
        if (key_by_name(sv(wrong[i]), &key)) {
            fail_msg("\"%s\" is no key", wrong[i]);
        }
    }
}

typedef struct {
    const char *text, *written;
    size_t count;
} SequenceCase;

static void sequences_are_written_as_they_are_read(void **state) {
    (void) state;
    static const SequenceCase cases[] = {
        {"gg", "gg", 2},     {"g<C-x>", "g<C-x>", 2},     {"<C-x>s", "<C-x>s", 2},
        {"C-x", "C-x", 1},   {"<F>1", "<F>1", 2},         {"<", "<", 1},
        {"g<", "g<<>", 2},   {"<Space>x", "<Space>x", 2}, {"<Enter>", "Enter", 1},
        {"abcd", "abcd", 4},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        KeySequence sequence;
        KeySequence again;
        Error err = {0};
        String text = {0};
        if (!key_sequence_parse(sv(cases[i].text), &sequence, &err)) {
            fail_msg("%s: %s", cases[i].text, err.text);
        }
        assert_int_equal(sequence.count, cases[i].count);
        key_sequence_add(&sequence, &text);
        assert_string_equal(string_text(&text), cases[i].written);
        assert_true(key_sequence_parse(string_view(&text), &again, &err));
        assert_memory_equal(&again, &sequence, sizeof again);
        string_free(&text);
    }
    KeySequence sequence;
    Error err = {0};
    assert_false(key_sequence_parse(SV("abcde"), &sequence, &err));
    assert_non_null(strstr(err.text, "longer than 4 keys"));
    assert_false(key_sequence_parse(SV(""), &sequence, &err));
    assert_false(key_sequence_parse(SV("<Nope>x"), &sequence, &err));
    assert_non_null(strstr(err.text, "\"Nope\" is no key"));
}

static KeysFound find(const Keymap *keymap, unsigned context, const char *keys, const Binding **binding) {
    KeySequence typed;
    assert_true(key_sequence_parse(sv(keys), &typed, NULL));
    return keymap_find(keymap, context, &typed, binding);
}

static void default_keys_are_found(void **state) {
    (void) state;
    Keymap keymap = {0};
    keymap_init(&keymap);
    const Binding *binding = NULL;
    assert_int_equal(find(&keymap, CONTEXT_LIST, "j", &binding), KEYS_MATCH);
    assert_int_equal(binding->action, ACTION_DOWN);
    assert_int_equal(find(&keymap, CONTEXT_LIST, "g", &binding), KEYS_PREFIX);
    assert_int_equal(find(&keymap, CONTEXT_LIST, "gg", &binding), KEYS_MATCH);
    assert_int_equal(binding->action, ACTION_TOP);
    assert_int_equal(find(&keymap, CONTEXT_LIST, "gz", &binding), KEYS_UNKNOWN);
    assert_int_equal(find(&keymap, CONTEXT_LIST, "p", &binding), KEYS_UNKNOWN);
    assert_int_equal(find(&keymap, CONTEXT_LINKS, "p", &binding), KEYS_MATCH);
    assert_int_equal(find(&keymap, CONTEXT_PAGER, "i", &binding), KEYS_UNKNOWN);
    // What Caps Lock makes of decision keys does nothing.
    assert_int_equal(find(&keymap, CONTEXT_LIST, "I", &binding), KEYS_UNKNOWN);
    assert_int_equal(find(&keymap, CONTEXT_LIST, "M", &binding), KEYS_UNKNOWN);
    String keys = {0};
    keymap_add_keys(&keymap, ACTION_BACK, 2, &keys);
    assert_string_equal(string_text(&keys), "H C-o");
    string_free(&keys);
    keymap_free(&keymap);
}

static void map_and_unmap_change_bindings(void **state) {
    (void) state;
    Keymap keymap = {0};
    keymap_init(&keymap);
    Error err = {0};
    const Binding *binding = NULL;
    assert_true(keymap_map(&keymap, SV("X"), SV(":tag +ask Maria"), &err));
    assert_int_equal(find(&keymap, CONTEXT_LIST, "X", &binding), KEYS_MATCH);
    assert_int_equal(binding->action, ACTION_TAG);
    assert_string_equal(binding->arguments, "+ask Maria");

    // ASReview's and Rayyan's keys: u for undecided studies.
    assert_true(keymap_map(&keymap, SV("u"), SV("maybe"), &err));
    assert_int_equal(find(&keymap, CONTEXT_LIST, "u", &binding), KEYS_MATCH);
    assert_int_equal(binding->action, ACTION_MAYBE);
    assert_int_equal(find(&keymap, CONTEXT_PAGER, "u", &binding), KEYS_MATCH);
    assert_int_equal(binding->action, ACTION_UNDO);

    // A key that began longer ones replaces them; one behind a bound key is refused.
    assert_true(keymap_map(&keymap, SV("g"), SV("down"), &err));
    assert_int_equal(find(&keymap, CONTEXT_LIST, "g", &binding), KEYS_MATCH);
    assert_int_equal(find(&keymap, CONTEXT_LIST, "gr", &binding), KEYS_UNKNOWN);
    assert_false(keymap_map(&keymap, SV("ix"), SV("down"), &err));
    assert_string_equal(err.text,
                        "i is bound already (include), so \"ix\" can never be typed; unmap i first");
    assert_true(keymap_unmap(&keymap, SV("i"), &err));
    assert_false(keymap_unmap(&keymap, SV("i"), &err));
    assert_true(keymap_map(&keymap, SV("ix"), SV("down"), &err));
    assert_false(keymap_map(&keymap, SV("Z"), SV("dance"), &err));
    assert_false(keymap_map(&keymap, SV("Z"), SV("split wide"), &err));

    // What is written makes the same keymap from the default one.
    String config = {0};
    keymap_add_config(&keymap, &config);
    Keymap again = {0};
    keymap_init(&again);
    StringView rest = string_view(&config);
    StringView line;
    while (sv_line(&rest, &line)) {
        StringView word;
        StringView keys;
        sv_split(&line, ' ', &word);
        sv_split(&line, ' ', &keys);
        bool ok = sv_equal(word, SV("map")) ? keymap_map(&again, keys, line, &err)
                                            : keymap_unmap(&again, keys, &err);
        if (!ok) {
            fail_msg("%s", err.text);
        }
    }
    String config_again = {0};
    keymap_add_config(&again, &config_again);
    assert_string_equal(string_text(&config_again), string_text(&config));
    assert_int_equal(again.count, keymap.count);
    for (size_t i = 0; i < keymap.count; i++) {
        const Binding *one = &keymap.bindings[i];
        for (unsigned context = 1; context <= CONTEXT_MENU; context *= 2) {
            const Binding *first = NULL;
            const Binding *second = NULL;
            KeysFound found = keymap_find(&keymap, context, &one->sequence, &first);
            assert_int_equal(keymap_find(&again, context, &one->sequence, &second), found);
            assert_true(found != KEYS_MATCH || first->action == second->action);
        }
    }
    string_free(&config);
    string_free(&config_again);
    keymap_free(&keymap);
    keymap_free(&again);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_stand_for_keys),
        cmocka_unit_test(sequences_are_written_as_they_are_read),
        cmocka_unit_test(default_keys_are_found),
        cmocka_unit_test(map_and_unmap_change_bindings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
