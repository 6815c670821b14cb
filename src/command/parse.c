#include "carrel/command/parse.h"

#include <string.h>

// How many arguments each kind takes, and whether they are the rest of the line as written.
typedef struct {
    bool rest;
    size_t most; // 0: any number
} ArgumentShape;

static ArgumentShape shape_of(ArgumentKind kind) {
    switch (kind) {
    case ARGUMENT_QUERY:
    case ARGUMENT_TEXT:
    case ARGUMENT_SHELL:
    case ARGUMENT_WORD:
    case ARGUMENT_REASON:
        return (ArgumentShape){true, 1};
    case ARGUMENT_FILES:
    case ARGUMENT_LABELS:
    case ARGUMENT_SETTING:
    case ARGUMENT_EXPORT:
    case ARGUMENT_MAP:
    case ARGUMENT_CHASE:
        return (ArgumentShape){false, 0};
    case ARGUMENT_CITE:
    case ARGUMENT_STUDIES:
    case ARGUMENT_RETRIEVAL:
        return (ArgumentShape){false, 2};
    case ARGUMENT_NONE:
    case ARGUMENT_FILE:
    case ARGUMENT_SORT:
    case ARGUMENT_STAGE:
    case ARGUMENT_NUMBER:
    case ARGUMENT_ID:
    case ARGUMENT_MARK:
    case ARGUMENT_COPY:
    case ARGUMENT_KEY:
    case ARGUMENT_TOPIC:
        break;
    }
    return (ArgumentShape){false, 1};
}

// How many words of a usage line must be there: those before the first bracket.
static size_t required_words(const char *usage) {
    size_t words = 0;
    for (const char *at = usage; *at != '\0' && *at != '['; at++) {
        if (*at != ' ' && (at == usage || at[-1] == ' ')) {
            words++;
        }
    }
    return words;
}

typedef struct {
    StringView line;
    size_t at;
    Arena *arena;
    size_t *column;
    Error *err;
} Words;

static bool wrong_at(Words *words, size_t at, const char *sentence) {
    size_t column = 1; // in characters
    for (size_t i = 0; i < at; i++) {
        column += ((unsigned char) words->line.data[i] & 0xc0) != 0x80;
    }
    if (words->column != NULL) {
        *words->column = column;
    }
    return error_set(words->err, ERROR_USAGE, "column %zu: %s", column, sentence);
}

static void skip_spaces(Words *words) {
    while (words->at < words->line.length && strchr(" \t", words->line.data[words->at]) != NULL) {
        words->at++;
    }
}

// The next word, its quotes and backslashes taken off. *word NULL at the end of the line.
static bool next_word(Words *words, const char **word) {
    skip_spaces(words);
    *word = NULL;
    if (words->at >= words->line.length) {
        return true;
    }
    String text = {0};
    string_add_text(&text, "");
    char quote = '\0';
    size_t opened = 0;
    for (; words->at < words->line.length; words->at++) {
        char c = words->line.data[words->at];
        if (quote == '\0' && (c == ' ' || c == '\t')) {
            break;
        }
        if (quote == '\0' && (c == '"' || c == '\'')) {
            quote = c;
            opened = words->at;
        } else if (quote != '\0' && c == quote) {
            quote = '\0';
        } else if (c == '\\' && quote != '\'') {
            if (words->at + 1 == words->line.length) {
                string_free(&text);
                return wrong_at(words, words->at, "a backslash at the end stands for nothing");
            }
            string_add_char(&text, words->line.data[++words->at]);
        } else {
            string_add_char(&text, c);
        }
    }
    if (quote != '\0') {
        string_free(&text);
        return wrong_at(words, opened, "the quote is not closed");
    }
    *word = arena_copy_view(words->arena, string_view(&text));
    string_free(&text);
    return true;
}

static bool split_words(Words *words, CommandLine *command) {
    size_t capacity = 0;
    for (;;) {
        const char *word = NULL;
        if (!next_word(words, &word)) {
            return false;
        }
        if (word == NULL) {
            return true;
        }
        command->arguments = arena_grow(words->arena, command->arguments, &capacity,
                                        command->argument_count + 1, sizeof *command->arguments);
        command->arguments[command->argument_count++] = word;
    }
}

// "map KEY COMMAND…": the key and the command line are taken as written, so that
// quotes in the command keep their meaning for when the key is typed.
static void split_map(Words *words, CommandLine *command) {
    StringView rest = sv(command->rest);
    size_t space = sv_find_char(rest, ' ');
    command->arguments = ARENA_ARRAY(words->arena, const char *, 2);
    command->arguments[command->argument_count++] = arena_copy_view(words->arena, sv_part(rest, 0, space));
    if (space != SV_NONE) {
        command->arguments[command->argument_count++] =
            arena_copy_view(words->arena, sv_trim(sv_from(rest, space)));
    }
}

bool command_is_export_word(StringView word) {
    return sv_starts(word, SV("max-records=")) || sv_starts(word, SV("max-bytes=")) ||
           sv_starts(word, SV("for=")) ||
           (sv_find_char(word, '.') == SV_NONE && sv_find_char(word, '/') == SV_NONE &&
            sv_find_char(word, '|') == SV_NONE);
}

// "export [FORMAT] [for=TOOL] [max-records=N] [max-bytes=SIZE] FILE [QUERY]" and "export FORMAT |COMMAND": query
// and command keep their quotes.
static bool split_export(Words *words, CommandLine *command) {
    static const char records[] = "max-records=", bytes[] = "max-bytes=", audience[] = "for=";
    const char **arguments = ARENA_ARRAY(words->arena, const char *, EXPORT_WORDS);
    for (size_t i = 0; i < EXPORT_WORDS; i++) {
        arguments[i] = "";
    }
    command->arguments = arguments;
    const char *word = NULL;
    bool more = true;
    while (more) {
        skip_spaces(words);
        if (words->at < words->line.length && words->line.data[words->at] == '|') {
            arguments[EXPORT_FILE] = "|";
            words->at++;
            break;
        }
        if (!next_word(words, &word)) {
            return false;
        }
        more = words->at < words->line.length && word && command_is_export_word(sv(word));
        if (!more) {
            arguments[EXPORT_FILE] = word ? word : "";
        } else if (sv_starts(sv(word), sv(records))) {
            arguments[EXPORT_RECORDS] = word + sizeof records - 1;
        } else if (sv_starts(sv(word), sv(bytes))) {
            arguments[EXPORT_BYTES] = word + sizeof bytes - 1;
        } else if (sv_starts(sv(word), sv(audience))) {
            arguments[EXPORT_FOR] = word + sizeof audience - 1;
        } else if (!*arguments[EXPORT_FORMAT]) {
            arguments[EXPORT_FORMAT] = word;
        } else {
            arguments[EXPORT_FILE] = word;
            more = false;
        }
    }
    StringView query = sv_trim(sv_from(words->line, words->at));
    arguments[EXPORT_QUERY] = arena_copy_view(words->arena, query);
    command->argument_count = *arguments[EXPORT_FILE] ? EXPORT_WORDS : 0;
    return true;
}

static bool check_arguments(Words *words, const CommandLine *command, size_t end_of_name) {
    const ActionInfo *info = &actions[command->action];
    size_t count = command->argument_count;
    size_t most = shape_of(info->arguments).most;
    if (count > 0 && info->arguments == ARGUMENT_NONE) {
        char *sentence = arena_format(words->arena, "%s takes no arguments", info->name);
        return wrong_at(words, end_of_name, sentence);
    }
    if (count < required_words(info->usage) || (most > 0 && count > most)) {
        char *sentence = arena_format(words->arena, "it is :%s %s", info->name, info->usage);
        return wrong_at(words, count == 0 ? words->line.length : end_of_name, sentence);
    }
    long long number = 0;
    bool numbered = info->arguments == ARGUMENT_NUMBER || info->arguments == ARGUMENT_CITE;
    if (count > 0 && numbered &&
        (!sv_number(sv(command->arguments[0]), &number) || number < 0 || number > 9999)) {
        return wrong_at(words, end_of_name, "a number is wanted here");
    }
    StringView letter = count > 0 ? sv(command->arguments[0]) : (StringView){0};
    if (info->arguments == ARGUMENT_MARK &&
        (letter.length != 1 ||
         !strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", letter.data[0]))) {
        return wrong_at(words, end_of_name, "a mark is one letter");
    }
    return true;
}

bool command_parse(StringView line, Arena *arena, CommandLine *command, size_t *column, Error *err) {
    *command = (CommandLine){.rest = ""};
    Words words = {line, 0, arena, column, err};
    skip_spaces(&words);
    if (words.at >= line.length || line.data[words.at] == '#') {
        return true;
    }
    size_t count_at = words.at;
    while (words.at < line.length && line.data[words.at] >= '0' && line.data[words.at] <= '9') {
        if (command->count > 9999999) {
            return wrong_at(&words, count_at, "that count is too large");
        }
        command->count = command->count * 10 + (line.data[words.at++] - '0');
    }
    skip_spaces(&words);
    size_t name_at = words.at;
    while (words.at < line.length && strchr(" \t", line.data[words.at]) == NULL) {
        words.at++;
    }
    if (name_at == line.length && words.at > count_at) {
        command->action = ACTION_BOTTOM; // ":500" goes to that row
        return true;
    }
    Error name_error = {0};
    if (!action_by_name(sv_part(line, name_at, words.at - name_at), &command->action, &name_error)) {
        return wrong_at(&words, name_at, name_at == line.length ? "a command is missing" : name_error.text);
    }
    const ActionInfo *info = &actions[command->action];
    if (words.at > count_at && name_at > count_at && !(info->flags & ACTION_TAKES_COUNT)) {
        return wrong_at(&words, count_at, arena_format(arena, "%s takes no count", info->name));
    }
    command->rest = arena_copy_view(arena, sv_trim(sv_from(line, words.at)));
    skip_spaces(&words);
    size_t arguments_at = words.at;
    if (shape_of(info->arguments).rest) {
        if (command->rest[0] != '\0') {
            command->arguments = ARENA_ARRAY(arena, const char *, 1);
            command->arguments[command->argument_count++] = command->rest;
        }
    } else if (info->arguments == ARGUMENT_MAP && command->rest[0] != '\0') {
        split_map(&words, command);
    } else if (info->arguments == ARGUMENT_KEY && command->rest[0] != '\0') {
        // A key may be a quote or a backslash.
        command->arguments = ARENA_ARRAY(arena, const char *, 1);
        command->arguments[command->argument_count++] = command->rest;
    } else if (info->arguments == ARGUMENT_EXPORT && command->rest[0] != '\0') {
        if (!split_export(&words, command)) {
            return false;
        }
    } else if (!split_words(&words, command)) {
        return false;
    }
    return check_arguments(&words, command, arguments_at);
}

void command_quote(StringView word, String *out) {
    bool plain = word.length > 0;
    for (size_t i = 0; i < word.length; i++) {
        plain = plain && strchr(" \t\"'\\", word.data[i]) == NULL;
    }
    if (plain) {
        string_add(out, word);
        return;
    }
    string_add_char(out, '"');
    for (size_t i = 0; i < word.length; i++) {
        if (word.data[i] == '"' || word.data[i] == '\\') {
            string_add_char(out, '\\');
        }
        string_add_char(out, word.data[i]);
    }
    string_add_char(out, '"');
}
