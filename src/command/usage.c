#include "carrel/command/subcommand.h"

#define HELP_COLUMN 26
#define HELP_WIDTH  80

// The ellipsis and the like take one column: counts characters, as all help text is narrow.
static size_t columns_of(StringView text) {
    size_t columns = 0;
    for (size_t i = 0; i < text.length; i++) {
        columns += ((unsigned char) text.data[i] & 0xc0) != 0x80;
    }
    return columns;
}

static void add_spaces(String *out, size_t count) {
    for (size_t i = 0; i < count; i++) {
        string_add_char(out, ' ');
    }
}

// "  term     help", the help on a line of its own where the term is long.
static void add_row(String *out, StringView term, const char *help) {
    string_add_text(out, "  ");
    string_add(out, term);
    size_t used = 2 + columns_of(term);
    if (used + 2 > HELP_COLUMN) {
        string_add_char(out, '\n');
        used = 0;
    }
    add_spaces(out, HELP_COLUMN - used);
    string_format(out, "%s\n", help);
}

static void add_option(String *out, const CommandOption *option) {
    String term = {0};
    if (option->letter != 0) {
        string_format(&term, "-%c, ", option->letter);
    } else {
        string_add_text(&term, "    ");
    }
    string_format(&term, "--%s", option->name);
    if (option->value != NULL) {
        string_format(&term, " %s", option->value);
    }
    add_row(out, string_view(&term), option->help);
    if (option->choices != NULL) {
        add_spaces(out, HELP_COLUMN);
        string_format(out, "(%s)\n", option->choices);
    }
    string_free(&term);
}

static void add_options(String *out, const char *heading, const CommandOption *options) {
    string_format(out, "\n%s:\n", heading);
    for (; options->name != NULL; options++) {
        add_option(out, options);
    }
}

// Sentences broken at spaces.
static void add_wrapped(String *out, const char *text) {
    StringView rest = sv(text);
    StringView word;
    size_t used = 0;
    while (sv_split(&rest, ' ', &word)) {
        size_t width = columns_of(word);
        if (used > 0 && used + 1 + width > HELP_WIDTH) {
            string_add_char(out, '\n');
            used = 0;
        }
        string_add_text(out, used > 0 ? " " : "");
        string_add(out, word);
        used += width + (used > 0);
    }
    string_add_char(out, '\n');
}

void subcommand_add_program_help(String *out) {
    string_add_text(
        out, "Usage: carrel [OPTION…] [FILE…]\n"
             "       carrel [OPTION…] COMMAND [ARGUMENT…]\n\n"
             "Read abstracts, follow citations, decide on studies. Without a command the program opens\n"
             "on the terminal; files are imported while one reads.\n\nCommands:\n");
    for (size_t i = 0; i < SUBCOMMAND_COUNT; i++) {
        add_row(out, sv(subcommands[i].name), subcommands[i].help);
    }
    add_options(out, "Options", global_options);
    string_add_text(out, "\nExit codes:\n");
    for (const ExitCode *code = exit_codes; code->help != NULL; code++) {
        String number = {0};
        string_format(&number, "%d", code->code);
        add_row(out, string_view(&number), code->help);
        string_free(&number);
    }
    string_add_text(
        out, "\nMore: carrel COMMAND --help; the manual pages carrel(1), carrel-query(7), carrelrc(5)\n");
}

void subcommand_add_help(const SubcommandInfo *subcommand, String *out) {
    string_format(out, "Usage: carrel [--cache FILE] [-R REVIEW] %s %s\n\n", subcommand->name,
                  subcommand->arguments);
    string_format(out, "carrel %s: %s\n", subcommand->name, subcommand->help);
    if (subcommand->details[0] != '\0') {
        string_add_char(out, '\n');
        add_wrapped(out, subcommand->details);
    }
    add_options(out, "Options", subcommand->options);
}
