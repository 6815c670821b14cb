#include "carrel/command/action.h"
#include "carrel/command/subcommand.h"
#include "carrel/format/format.h"
#include "carrel/store/search.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const CommandOption *option_of(SubcommandId id, const char *name) {
    for (const CommandOption *option = subcommands[id].options; option->name != NULL; option++) {
        if (strcmp(option->name, name) == 0) {
            return option;
        }
    }
    fail_msg("carrel %s has no --%s", subcommands[id].name, name);
    return NULL;
}

// The command tables know the words of other rooms by heart; here they are held to them.
static void words_are_those_of_other_rooms(void **state) {
    (void) state;
    String sorts = {0};
    for (int i = 0; i < SORT_COUNT; i++) {
        string_format(&sorts, "%s%s", i > 0 ? " " : "", sort_names[i]);
    }
    assert_string_equal(sort_words, string_text(&sorts));
    assert_string_equal(option_of(SUBCOMMAND_SEARCH, "sort")->choices, string_text(&sorts));
    assert_string_equal(option_of(SUBCOMMAND_EXPORT, "sort")->choices, string_text(&sorts));
    string_free(&sorts);

    String kinds = {0};
    for (int i = 0; i < LINK_KINDS; i++) {
        string_format(&kinds, "%s%s", i > 0 ? " " : "", link_kind_name((LinkKind) i));
    }
    assert_string_equal(option_of(SUBCOMMAND_LINKS, "kind")->choices, string_text(&kinds));
    string_free(&kinds);

    StringView rest = sv(option_of(SUBCOMMAND_SHOW, "format")->choices);
    StringView name;
    while (sv_split(&rest, ' ', &name)) {
        Format format;
        assert_true(sv_equal(name, SV("text")) || (format_by_name(name, &format) && formats[format].writes));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_those_of_other_rooms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
