#include "command.h"

#include "carrel/format/format.h"

#include <string.h>

typedef struct {
    Command *command;
    char **argv;
    int argc, at;
    Error *err;
} Reading;

static const CommandOption *option_in(const CommandOption *table, StringView name, char letter) {
    for (; table->name != NULL; table++) {
        if (letter != 0 ? table->letter == letter : sv_equal(sv(table->name), name)) {
            return table;
        }
    }
    return NULL;
}

static const CommandOption *find_option(const Command *command, StringView name, char letter) {
    const CommandOption *found =
        command->info != NULL ? option_in(command->info->options, name, letter) : NULL;
    return found != NULL ? found : option_in(global_options, name, letter);
}

bool command_is_word_of(const char *words, StringView word) {
    StringView rest = sv(words);
    StringView part;
    while (sv_split(&rest, ' ', &part)) {
        if (sv_equal(part, word)) {
            return true;
        }
    }
    return false;
}

static bool check_value(const CommandOption *option, const char *value, Error *err) {
    long long number = 0;
    Format format;
    switch (option->kind) {
    case VALUE_CHOICE:
        return command_is_word_of(option->choices, sv(value)) ||
               error_set(err, ERROR_USAGE, "--%s is one of %s, not \"%s\"", option->name, option->choices,
                         value);
    case VALUE_NAME:
        return sv_trim(sv(value)).length > 0 ||
               error_set(err, ERROR_USAGE, "--%s needs a name", option->name);
    case VALUE_NUMBER:
        return (sv_number(sv(value), &number) && number >= 0) ||
               error_set(err, ERROR_USAGE, "--%s takes a number, not \"%s\"", option->name, value);
    case VALUE_FORMAT_READ:
    case VALUE_FORMAT_WRITE: {
        bool reads = option->kind == VALUE_FORMAT_READ;
        if (format_by_name(sv(value), &format) && (reads ? formats[format].reads : formats[format].writes)) {
            return true;
        }
        String names = {0};
        for (size_t i = 0; i < FORMAT_COUNT; i++) {
            if (reads ? formats[i].reads : formats[i].writes) {
                string_format(&names, "%s%s", names.length > 0 ? ", " : "", formats[i].name);
            }
        }
        error_set(err, ERROR_USAGE, "no format \"%s\" can be %s; there are %s", value,
                  reads ? "read" : "written", string_text(&names));
        string_free(&names);
        return false;
    }
    case VALUE_SEARCH_KIND: {
        String names = {0};
        bool known = describing_is_kind(value);
        if (!known) {
            describing_add_kinds(", ", &names);
            error_set(err, ERROR_USAGE, "--%s is one of %s, not \"%s\"", option->name, string_text(&names),
                      value);
        }
        string_free(&names);
        return known;
    }
    default:
        return true;
    }
}

static bool take_option(Reading *reading, const CommandOption *option, const char *value) {
    Command *command = reading->command;
    if (option->kind == VALUE_NONE) {
        value = "";
    } else {
        if (value == NULL) {
            if (reading->at + 1 >= reading->argc) {
                return error_set(reading->err, ERROR_USAGE, "--%s needs a %s behind it", option->name,
                                 option->value);
            }
            value = reading->argv[++reading->at];
        }
        if (!check_value(option, value, reading->err)) {
            return false;
        }
    }
    command->given = arena_grow(&command->arena, command->given, &command->given_capacity,
                                command->given_count + 1, sizeof *command->given);
    command->given[command->given_count++] = (GivenOption){option, value};
    return true;
}

static bool unknown_option(const Reading *reading, const char *word) {
    const SubcommandInfo *info = reading->command->info;
    return error_set(
        reading->err, ERROR_USAGE,
        "%s is no option of carrel%s%s; --help lists them, and -- before a word that begins with - keeps "
        "it from being one",
        word, info != NULL ? " " : "", info != NULL ? info->name : "");
}

static bool read_long(Reading *reading) {
    StringView word = sv(reading->argv[reading->at] + 2);
    size_t equals = sv_find_char(word, '=');
    const CommandOption *option = find_option(reading->command, sv_part(word, 0, equals), 0);
    if (option == NULL) {
        return unknown_option(reading, reading->argv[reading->at]);
    }
    if (equals != SV_NONE && option->kind == VALUE_NONE) {
        return error_set(reading->err, ERROR_USAGE, "--%s takes no value", option->name);
    }
    return take_option(reading, option, equals != SV_NONE ? word.data + equals + 1 : NULL);
}

// "-q", "-qn", "-fjson", "-f json".
static bool read_short(Reading *reading) {
    const char *word = reading->argv[reading->at];
    for (const char *letter = word + 1; *letter != '\0'; letter++) {
        const CommandOption *option = find_option(reading->command, (StringView){0}, *letter);
        if (option == NULL) {
            return unknown_option(reading, word);
        }
        if (option->kind != VALUE_NONE) {
            return take_option(reading, option, letter[1] != '\0' ? letter + 1 : NULL);
        }
        if (!take_option(reading, option, NULL)) {
            return false;
        }
    }
    return true;
}

static void take_word(Command *command, const char *word) {
    command->words = arena_grow(&command->arena, command->words, &command->word_capacity,
                                command->word_count + 1, sizeof *command->words);
    command->words[command->word_count++] = word;
}

bool command_read(Command *command, int argc, char **argv, Error *err) {
    Reading reading = {command, argv, argc, 1, err};
    bool options_end = false;
    bool first = true;
    for (; reading.at < argc; reading.at++) {
        const char *word = argv[reading.at];
        // "tag -label": short options would be labels.
        bool is_label = command->info != NULL && command->info->id == SUBCOMMAND_TAG && word[0] == '-' &&
                        word[1] != '-' && word[1] != '\0';
        bool ok = true;
        if (options_end || word[0] != '-' || word[1] == '\0' || is_label) {
            const SubcommandInfo *info = first && !options_end ? subcommand_by_name(sv(word)) : NULL;
            first = false;
            if (info != NULL) {
                command->info = info;
            } else {
                take_word(command, word);
            }
        } else if (strcmp(word, "--") == 0) {
            options_end = true;
            command->dashes = command->word_count;
        } else {
            ok = word[1] == '-' ? read_long(&reading) : read_short(&reading);
        }
        if (!ok) {
            return false;
        }
    }
    if (!options_end) {
        command->dashes = command->word_count;
    }
    return true;
}

const char *command_option(const Command *command, const char *name) {
    for (size_t i = command->given_count; i-- > 0;) {
        if (strcmp(command->given[i].option->name, name) == 0) {
            return command->given[i].value;
        }
    }
    return NULL;
}

const char *command_as(const Command *command) {
    const char *name = NULL;
    for (size_t i = 0; i < command->given_count; i++) {
        for (const CommandOption *option = global_options; option->name != NULL; option++) {
            bool is_as = command->given[i].option == option && strcmp(option->name, "as") == 0;
            name = is_as ? command->given[i].value : name;
        }
    }
    return name;
}

long long command_number(const Command *command, const char *name, long long otherwise) {
    long long number = otherwise;
    const char *value = command_option(command, name);
    if (value != NULL) {
        sv_number(sv(value), &number);
    }
    return number;
}

const char *command_join(Command *command, size_t first) {
    String joined = {0};
    for (size_t i = first; i < command->word_count; i++) {
        string_format(&joined, "%s%s", i > first ? " " : "", command->words[i]);
    }
    const char *copy = arena_copy_view(&command->arena, string_view(&joined));
    string_free(&joined);
    return copy;
}
