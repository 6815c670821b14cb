#include "carrel/command/action.h"
#include "carrel/command/keys.h"
#include "carrel/command/option.h"
#include "carrel/command/subcommand.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static bool ends_in_full_stop(const char *text) {
    return text[strlen(text) - 1] == '.';
}

static void every_action_has_its_row(void **state) {
    (void) state;
    assert_string_equal(actions[ACTION_NONE].name, "");
    for (size_t i = 1; i < ACTION_COUNT; i++) {
        const ActionInfo *info = &actions[i];
        assert_int_equal(info->id, i);
        assert_true(info->name[0] != '\0' && info->contexts != 0);
        assert_true(strlen(info->help) > 5 && !ends_in_full_stop(info->help));
        assert_int_equal(strspn(info->name, "abcdefghijklmnopqrstuvwxyz-"), strlen(info->name));
        assert_true((info->arguments == ARGUMENT_NONE) == (info->usage[0] == '\0'));
        assert_true(info->group < GROUP_COUNT);
        assert_true(!(info->flags & ACTION_DECIDES) || (info->flags & ACTION_REVIEW));
        for (size_t j = 1; j < i; j++) {
            assert_string_not_equal(info->name, actions[j].name);
        }
    }
    for (size_t i = 0; i < GROUP_COUNT; i++) {
        assert_non_null(action_groups[i]);
    }
}

static void assert_unambiguous(const Keymap *keymap, const char *what) {
    for (size_t i = 0; i < keymap->count; i++) {
        for (size_t j = 0; j < i; j++) {
            const Binding *a = &keymap->bindings[i];
            const Binding *b = &keymap->bindings[j];
            size_t shared = a->sequence.count < b->sequence.count ? a->sequence.count : b->sequence.count;
            if ((a->contexts & b->contexts) &&
                memcmp(a->sequence.keys, b->sequence.keys, shared * sizeof(KeyCode)) == 0) {
                fail_msg("%s: %s and %s want the same keys", what, actions[a->action].name,
                         actions[b->action].name);
            }
        }
    }
}

// All that can be typed: every default key parses, and no two actions want the same keys
// in one place, nor do the keys of one begin those of another.
static void default_keys_do_not_collide(void **state) {
    (void) state;
    Keymap keymap = {0};
    keymap_init(&keymap);
    size_t words = 0;
    for (size_t i = 1; i < ACTION_COUNT; i++) {
        StringView rest = sv(actions[i].keys);
        StringView name;
        while (sv_split(&rest, ' ', &name)) {
            Error err = {0};
            KeySequence sequence;
            String again = {0};
            if (name.length == 0) {
                continue; // no default key
            }
            if (!key_sequence_parse(name, &sequence, &err)) {
                fail_msg("%s: %s", actions[i].name, err.text);
            }
            key_sequence_add(&sequence, &again);
            assert_true(sv_equal(string_view(&again), name));
            string_free(&again);
            words++;
        }
    }
    assert_int_equal(keymap.count, words);
    assert_unambiguous(&keymap, "the default keys");
    keymap_free(&keymap);
}

static void assert_bound(const Keymap *keymap, const char *keys, ActionId action) {
    KeySequence sequence;
    const Binding *binding = NULL;
    assert_true(key_sequence_parse(sv(keys), &sequence, NULL));
    KeysFound found = keymap_find(keymap, CONTEXT_LIST, &sequence, &binding);
    if (action == ACTION_NONE) {
        assert_int_equal(found, KEYS_UNKNOWN);
    } else {
        assert_int_equal(found, KEYS_MATCH);
        assert_string_equal(actions[binding->action].name, actions[action].name);
    }
}

// No key of a preset is bound twice, whatever can be done has a key, and the option names them all.
static void presets_do_not_collide(void **state) {
    (void) state;
    static const ActionId needed[] = {ACTION_INCLUDE, ACTION_EXCLUDE, ACTION_EXCLUDE_REASON,
                                      ACTION_MAYBE,   ACTION_LATER,   ACTION_UNDO,
                                      ACTION_NOTE,    ACTION_YANK,    ACTION_NEXT_MATCH};
    StringView rest = sv(option_by_name(SV("keys"))->choices), name;
    for (int preset = 0; preset < KEY_PRESETS; preset++) {
        Error err = {0};
        Keymap keymap = {0};
        String config = {0};
        assert_true(sv_split(&rest, ' ', &name) && sv_equal(name, sv(key_presets[preset].name)));
        assert_false(ends_in_full_stop(key_presets[preset].help));
        if (!keymap_init_preset(&keymap, preset, &err)) {
            fail_msg("%s: %s", key_presets[preset].name, err.text);
        }
        assert_unambiguous(&keymap, key_presets[preset].name);
        for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++) {
            String keys = {0};
            keymap_add_keys(&keymap, needed[i], 1, &keys);
            if (keys.length == 0) {
                fail_msg("%s: nothing does %s", key_presets[preset].name, actions[needed[i]].name);
            }
            string_free(&keys);
        }
        keymap_add_config(&keymap, &config);
        assert_int_equal(config.length, 0); // the preset is all there is
        keymap_free(&keymap);
    }
    assert_false(sv_split(&rest, ' ', &name));
}

static void presets_keep_what_was_bound(void **state) {
    (void) state;
    Keymap keymap = {0};
    Error err = {0};
    enum { VI, RAYYAN, COVIDENCE, ASREVIEW };
    keymap_init(&keymap);
    assert_true(keymap_map(&keymap, SV(",a"), SV("tag +ask"), &err));
    assert_true(keymap_unmap(&keymap, SV("z"), &err));
    assert_true(keymap_use_preset(&keymap, RAYYAN, &err));
    assert_bound(&keymap, "u", ACTION_MAYBE);
    assert_bound(&keymap, "U", ACTION_UNDO);
    assert_bound(&keymap, "m", ACTION_NONE);
    assert_true(keymap_use_preset(&keymap, ASREVIEW, &err));
    assert_bound(&keymap, "i", ACTION_EXCLUDE);
    assert_bound(&keymap, "r", ACTION_INCLUDE);
    assert_bound(&keymap, "u", ACTION_UNDO);
    assert_bound(&keymap, "m", ACTION_MAYBE);
    assert_bound(&keymap, "e", ACTION_NONE);
    assert_true(keymap_use_preset(&keymap, COVIDENCE, &err));
    assert_bound(&keymap, "y", ACTION_INCLUDE);
    assert_bound(&keymap, "n", ACTION_EXCLUDE);
    assert_bound(&keymap, "Y", ACTION_YANK);
    assert_bound(&keymap, "i", ACTION_NONE);
    assert_true(keymap_use_preset(&keymap, VI, &err));
    assert_bound(&keymap, "i", ACTION_INCLUDE);
    assert_bound(&keymap, "e", ACTION_EXCLUDE);
    assert_bound(&keymap, ",a", ACTION_TAG);
    assert_bound(&keymap, "z", ACTION_NONE);
    String config = {0};
    keymap_add_config(&keymap, &config);
    assert_string_equal(string_text(&config), "unmap z\nmap ,a tag +ask\n");
    string_free(&config);
    keymap_free(&keymap);
}

static void commands_may_be_shortened(void **state) {
    (void) state;
    ActionId action = ACTION_NONE;
    Error err = {0};
    assert_true(action_by_name(SV("include"), &action, &err));
    assert_int_equal(action, ACTION_INCLUDE);
    assert_true(action_by_name(SV("q"), &action, &err));
    assert_int_equal(action, ACTION_QUIT);
    assert_true(action_by_name(SV("highlight"), &action, &err));
    assert_int_equal(action, ACTION_HIGHLIGHT_INCLUDE);
    assert_false(action_by_name(SV("ex"), &action, &err));
    assert_string_equal(err.text, "\"ex\" begins several commands: exclude, exclude-reason, export");
    assert_false(action_by_name(SV("dance"), &action, &err));
    assert_non_null(strstr(err.text, "no command \"dance\""));
    assert_false(action_by_name(SV(""), &action, &err));
    assert_int_equal(err.kind, ERROR_USAGE);
}

static void options_hold_their_defaults(void **state) {
    (void) state;
    Options options;
    options_init(&options);
    assert_true(options.mouse && options.advance && !options.typeahead);
    assert_int_equal(options.color, COLOR_AUTO);
    String config = {0};
    options_add_config(&options, &config);
    assert_int_equal(config.length, 0);
    for (size_t i = 0; i < option_count; i++) {
        Error err = {0};
        String value = {0};
        assert_true(option_set(&options, sv(option_table[i].name), sv(option_table[i].standard), &err));
        option_add_value(&options, &option_table[i], &value);
        assert_string_equal(string_text(&value), option_table[i].standard);
        assert_true(strlen(option_table[i].help) > 5 && !ends_in_full_stop(option_table[i].help));
        string_free(&value);
    }
}

typedef struct {
    const char *word, *said, *wrong;
} SetCase;

static void set_understands_its_words(void **state) {
    (void) state;
    static const SetCase cases[] = {
        {"nomouse", "", NULL},
        {"mouse?", "mouse=no", NULL},
        {"mouse", "", NULL},
        {"mouse?", "mouse=yes", NULL},
        {"color=never", "", NULL},
        {"color", "color=never", NULL},
        {"split=40", "", NULL},
        {"split?", "split=40", NULL},
        {"editor=vim -f", "", NULL},
        {"editor", "editor=vim -f", NULL},
        {"editor=", "", NULL},
        {"inbox=/tmp/in", "", NULL},
        {"noinbox", "", NULL},
        {"inbox", "inbox=", NULL},
        {"split=91", "", "split is a number from 0 to 90, not \"91\""},
        {"split=", "", "split is a number from 0 to 90, not \"\""},
        {"color=pink", "", "color is one of auto always never, not \"pink\""},
        {"mouse=maybe", "", "mouse is yes or no, not \"maybe\""},
        {"nosplit", "", "there is no option \"nosplit\""},
        {"sound", "", "there is no option \"sound\"; there are color, ascii"},
    };
    Options options;
    options_init(&options);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Error err = {0};
        String said = {0};
        bool ok = options_set_word(&options, sv(cases[i].word), &said, &err);
        if (ok != (cases[i].wrong == NULL)) {
            fail_msg("%s: %s", cases[i].word, err.text);
        }
        assert_string_equal(string_text(&said), cases[i].said);
        if (!ok) {
            assert_memory_equal(err.text, cases[i].wrong, strlen(cases[i].wrong));
        }
        string_free(&said);
    }
    char longer[OPTION_TEXT_SIZE + 10];
    memset(longer, 'x', sizeof longer);
    assert_false(option_set(&options, SV("editor"), (StringView){longer, sizeof longer}, NULL));
    assert_true(option_set(&options, SV("editor"), SV("my \"own\" editor"), NULL));
    String config = {0};
    options_add_config(&options, &config);
    assert_string_equal(string_text(&config),
                        "set color=never\nset split=40\nset editor=\"my \\\"own\\\" editor\"\n");
    string_free(&config);
}

static void subcommands_have_help(void **state) {
    (void) state;
    String program = {0};
    subcommand_add_program_help(&program);
    for (size_t i = 0; i < SUBCOMMAND_COUNT; i++) {
        const SubcommandInfo *info = &subcommands[i];
        assert_int_equal(info->id, i);
        assert_ptr_equal(subcommand_by_name(sv(info->name)), info);
        assert_non_null(strstr(string_text(&program), info->help));
        String help = {0};
        subcommand_add_help(info, &help);
        for (const CommandOption *option = info->options; option->name != NULL; option++) {
            assert_true((option->kind == VALUE_NONE) == (option->value == NULL));
            assert_true((option->kind == VALUE_CHOICE) == (option->choices != NULL));
            assert_non_null(strstr(string_text(&help), option->name));
            for (const CommandOption *other = info->options; other != option; other++) {
                assert_string_not_equal(other->name, option->name);
                assert_true(option->letter == 0 || option->letter != other->letter);
            }
        }
        string_free(&help);
    }
    assert_null(subcommand_by_name(SV("sing")));
    string_free(&program);
}

static void scripts_hold_every_name(void **state) {
    (void) state;
    for (int shell = SHELL_BASH; shell <= SHELL_FISH; shell++) {
        String script = {0};
        shell_add_completion((Shell) shell, &(ValueNames){"one two", "three", "four"}, &script);
        for (size_t i = 0; i < SUBCOMMAND_COUNT; i++) {
            assert_non_null(strstr(string_text(&script), subcommands[i].name));
            for (const CommandOption *option = subcommands[i].options; option->name != NULL; option++) {
                assert_non_null(strstr(string_text(&script), option->name));
            }
        }
        assert_non_null(strstr(string_text(&script), "one two"));
        assert_non_null(strstr(string_text(&script), "three"));
        string_free(&script);
    }
    Shell shell;
    assert_true(shell_by_name(SV("zsh"), &shell) && shell == SHELL_ZSH);
    assert_false(shell_by_name(SV("csh"), &shell));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_action_has_its_row),  cmocka_unit_test(default_keys_do_not_collide),
        cmocka_unit_test(presets_do_not_collide),    cmocka_unit_test(presets_keep_what_was_bound),
        cmocka_unit_test(commands_may_be_shortened), cmocka_unit_test(options_hold_their_defaults),
        cmocka_unit_test(set_understands_its_words), cmocka_unit_test(subcommands_have_help),
        cmocka_unit_test(scripts_hold_every_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
