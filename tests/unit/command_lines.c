#include "carrel/command/complete.h"
#include "carrel/command/parse.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

typedef struct {
    const char *line;
    ActionId action;
    int count;
    const char *arguments; // separated by "|"
} LineCase;

static void lines_are_taken_apart(void **state) {
    (void) state;
    static const LineCase cases[] = {
        {"", ACTION_NONE, 0, ""},
        {"  # a comment", ACTION_NONE, 0, ""},
        {"include", ACTION_INCLUDE, 0, ""},
        {"  incl ", ACTION_INCLUDE, 0, ""},
        {"5down", ACTION_DOWN, 5, ""},
        {"12 next-study", ACTION_NEXT_STUDY, 12, ""},
        {"limit ti:\"septic shock\" -mice", ACTION_LIMIT, 0, "ti:\"septic shock\" -mice"},
        {"limit", ACTION_LIMIT, 0, ""},
        {"note it's  fine", ACTION_NOTE, 0, "it's  fine"},
        {"exclude wrong population", ACTION_EXCLUDE, 0, "wrong population"},
        {"import a.xml 'b c.xml' d\\ e.xml", ACTION_IMPORT, 0, "a.xml|b c.xml|d e.xml"},
        {"import \"say \\\"x\\\".nbib\" ''", ACTION_IMPORT, 0, "say \"x\".nbib|"},
        {"import a\"b c\"d", ACTION_IMPORT, 0, "ab cd"},
        {"tag +a -b", ACTION_TAG, 0, "+a|-b"},
        {"cite 3 pmid:12", ACTION_CITE, 0, "3|pmid:12"},
        {"cite 3", ACTION_CITE, 0, "3"},
        {"set editor=\"vim -f\" nomouse", ACTION_SET, 0, "editor=vim -f|nomouse"},
        {"map gx tag +\"ask Maria\"", ACTION_MAP, 0, "gx|tag +\"ask Maria\""},
        {"map \" include", ACTION_MAP, 0, "\"|include"},
        {"unmap '", ACTION_UNMAP, 0, "'"},
        {"export 'my list.csv' ti:\"a b\"", ACTION_EXPORT, 0, "my list.csv|ti:\"a b\"||||"},
        {"export out.ris", ACTION_EXPORT, 0, "out.ris|||||"},
        {"export list", ACTION_EXPORT, 0, "list|||||"},
        {"export ris ./list is:include", ACTION_EXPORT, 0, "./list|is:include|ris|||"},
        {"export max-records=15000 ris max-bytes=50M a.txt", ACTION_EXPORT, 0, "a.txt||ris|15000|50M|"},
        {"export ris | sort -u 'a  b'", ACTION_EXPORT, 0, "||sort -u 'a  b'|ris|||"},
        {"export for=rayyan max-records=9 a.txt", ACTION_EXPORT, 0, "a.txt|||9||rayyan"},
        {"export ris |wc", ACTION_EXPORT, 0, "||wc|ris|||"},
        {"mark a", ACTION_MARK, 0, "a"},
        {"split 40", ACTION_SPLIT, 0, "40"},
        {"1000000", ACTION_BOTTOM, 1000000, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Arena arena = {0};
        Error err = {0};
        CommandLine command;
        if (!command_parse(sv(cases[i].line), &arena, &command, NULL, &err)) {
            fail_msg("%s: %s", cases[i].line, err.text);
        }
        String joined = {0};
        for (size_t j = 0; j < command.argument_count; j++) {
            string_format(&joined, "%s%s", j > 0 ? "|" : "", command.arguments[j]);
        }
        if (command.action != cases[i].action || command.count != cases[i].count ||
            strcmp(string_text(&joined), cases[i].arguments) != 0) {
            fail_msg("%s: %s %d %s", cases[i].line, actions[command.action].name, command.count,
                     string_text(&joined));
        }
        string_free(&joined);
        arena_free(&arena);
    }
}

typedef struct {
    const char *line;
    size_t column;
    const char *says;
} WrongLine;

static void wrong_lines_name_the_column(void **state) {
    (void) state;
    static const WrongLine cases[] = {
        {"dance", 1, "there is no command"},
        {"  dance", 3, "there is no command"},
        {"ex x", 1, "begins several commands"},
        {"5include", 1, "include takes no count"},
        {"999999999 down", 1, "too large"},
        {"import 'a", 8, "the quote is not closed"},
        {"import a\\", 9, "a backslash at the end"},
        {"import", 7, "it is :import FILE"},
        {"include me", 9, "include takes no arguments"},
        {"cite x", 6, "a number is wanted"},
        {"cite 1 2 3", 6, "it is :cite NUMBER [ID]"},
        {"mark 1", 6, "a mark is one letter"},
        {"mark", 5, "it is :mark LETTER"},
        {"path a b c", 6, "it is :path [ID"},
        {"go", 3, "it is :go ID"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Arena arena = {0};
        Error err = {0};
        CommandLine command;
        size_t column = 0;
        bool ok = command_parse(sv(cases[i].line), &arena, &command, &column, &err);
        if (ok || column != cases[i].column || strstr(err.text, cases[i].says) == NULL) {
            fail_msg("%s: column %zu, \"%s\"", cases[i].line, column, err.text);
        }
        arena_free(&arena);
    }
}

static void quoted_words_come_back(void **state) {
    (void) state;
    static const char *const words[] = {"plain",       "",      "a b",     "it's", "say \"x\"",
                                        "back\\slash", "\ttab", "\u03b2 x"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        Arena arena = {0};
        String line = {0};
        CommandLine command;
        string_add_text(&line, "import ");
        command_quote(sv(words[i]), &line);
        assert_true(command_parse(string_view(&line), &arena, &command, NULL, NULL));
        assert_int_equal(command.argument_count, 1);
        assert_string_equal(command.arguments[0], words[i]);
        string_free(&line);
        arena_free(&arena);
    }
}

// A source with a few words of each kind.
static void fake_words(void *context, CompleteKind kind, StringView of, StringView prefix,
                       Completions *list) {
    (void) context;
    switch (kind) {
    case COMPLETE_FILE:
        completions_add(list, prefix, "my file.xml", NULL);
        completions_add(list, prefix, "mice/", NULL);
        break;
    case COMPLETE_LABEL:
        completions_add_words(list, prefix, "liver lung ask-Maria");
        break;
    case COMPLETE_REASON:
        completions_add(list, prefix, "wrong population", NULL);
        break;
    case COMPLETE_WORD:
        completions_add_words(list, prefix, "sepsis septic");
        break;
    case COMPLETE_STUDY:
        completions_add_words(list, prefix, "pmid:12 pmid:13 carrel:1");
        break;
    case COMPLETE_FIELD:
        completions_add_words(list, prefix, "ti: tiab: is:");
        break;
    case COMPLETE_VALUE:
        completions_add_words(list, prefix, sv_equal(of, SV("is")) ? "include exclude" : "");
        break;
    }
}

typedef struct {
    const char *line;
    size_t start;
    const char *found; // separated by "|"
} CompleteCase;

static void words_are_completed(void **state) {
    (void) state;
    static const CompleteCase cases[] = {
        {"inc", 0, "include"},
        {"exclude-", 0, "exclude-reason"},
        {"focus-l", 0, "focus-left|focus-list|focus-links"},
        {"import my", 7, "my\\ file.xml"},
        {"import my\\ f", 7, "my\\ file.xml"},
        {"import a.xml m", 13, "my\\ file.xml|mice/"},
        {"limit t", 6, "ti:|tiab:"},
        {"limit (-t", 8, "ti:|tiab:"},
        {"limit a is:in", 11, "include"},
        {"limit tag:l", 10, "liver|lung"},
        {"tag +l", 5, "liver|lung"},
        {"tag a", 4, "ask-Maria"},
        {"exclude wrong p", 8, "wrong population"},
        {"highlight sep", 10, "sepsis|septic"},
        {"trial pm", 6, "pmid:12|pmid:13"},
        {"go c", 3, "carrel:1"},
        {"path pm", 5, "pmid:12|pmid:13"},
        {"chase c", 6, "cocited|cociting"},
        {"chase back order=p", 11, "order=pagerank"},
        {"sort c", 5, "cited-by"},
        {"sort -da", 6, "date"},
        {"set no", 4,
         "noascii|nomouse|noplain|notypeahead|noadvance|noreason-required|norecord-time|nooffline|nofetch-"
         "ahead"},
        {"set color=a", 10, "auto|always"},
        {"set mouse=", 10, "yes|no"},
        {"set nomouse sp", 12, "split="},
        {"yank p", 5, "pmid"},
        {"help quit", 5, "quit"},
        {"map x incl", 6, "include"},
        {"export out.csv ti", 15, "ti:|tiab:"},
        {"note any", 5, ""},
        {"dance a", 7, ""},
    };
    CompleteSource source = {NULL, fake_words};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Arena arena = {0};
        Completions list;
        complete_command(sv(cases[i].line), strlen(cases[i].line), &source, &arena, &list);
        String found = {0};
        for (size_t j = 0; j < list.count; j++) {
            string_format(&found, "%s%s", j > 0 ? "|" : "", list.items[j].text);
        }
        if (strcmp(string_text(&found), cases[i].found) != 0 ||
            (list.count > 0 && list.start != cases[i].start)) {
            fail_msg("%s: at %zu: %s", cases[i].line, list.start, string_text(&found));
        }
        string_free(&found);
        arena_free(&arena);
    }
}

static void common_beginning_is_found(void **state) {
    (void) state;
    Arena arena = {0};
    Completions list = {.arena = &arena};
    completions_add_words(&list, SV("se"), "sepsis septic other");
    assert_int_equal(list.count, 2);
    String common = {0};
    completions_add_common(&list, &common);
    assert_string_equal(string_text(&common), "sep");
    string_clear(&common);
    Completions greek = {.arena = &arena};
    completions_add_words(&greek, (StringView){0}, "\u03b2 \u03b3"); // same first byte
    completions_add_common(&greek, &common);
    assert_int_equal(common.length, 0);
    Completions query;
    complete_query(SV("a OR refs:(is:e"), 15, &(CompleteSource){NULL, fake_words}, &arena, &query);
    assert_int_equal(query.count, 1);
    assert_int_equal(query.start, 14);
    assert_string_equal(query.items[0].text, "exclude");
    string_free(&common);
    arena_free(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_taken_apart),     cmocka_unit_test(wrong_lines_name_the_column),
        cmocka_unit_test(quoted_words_come_back),    cmocka_unit_test(words_are_completed),
        cmocka_unit_test(common_beginning_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
