#include "carrel/command/complete.h"

#include "carrel/command/option.h"
#include "carrel/command/parse.h"

#include <string.h>

void completions_add(Completions *list, StringView prefix, const char *text, const char *help) {
    if (!sv_starts_nocase(sv(text), prefix)) {
        return;
    }
    list->items = arena_grow(list->arena, list->items, &list->capacity, list->count + 1, sizeof *list->items);
    list->items[list->count++] = (Completion){arena_copy(list->arena, text), arena_copy(list->arena, help)};
}

void completions_add_words(Completions *list, StringView prefix, const char *words) {
    StringView rest = sv(words);
    StringView word;
    while (sv_split(&rest, ' ', &word)) {
        if (word.length > 0) {
            completions_add(list, prefix, arena_copy_view(list->arena, word), NULL);
        }
    }
}

static void ask(const CompleteSource *source, CompleteKind kind, StringView of, StringView prefix,
                Completions *list) {
    if (source != NULL && source->words != NULL) {
        source->words(source->context, kind, of, prefix, list);
    }
}

static void add_actions(Completions *list, StringView prefix) {
    for (size_t i = 1; i < ACTION_COUNT; i++) {
        completions_add(list, prefix, actions[i].name, actions[i].help);
    }
}

// The start of the word that ends at `end`: behind the last space that no quote holds.
static size_t word_start(StringView text, size_t from, size_t end) {
    size_t start = from;
    char quote = '\0';
    for (size_t i = from; i < end; i++) {
        char c = text.data[i];
        if (c == '\\' && quote != '\'') {
            i++;
        } else if (quote != '\0') {
            quote = c == quote ? '\0' : quote;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == ' ' || c == '\t') {
            start = i + 1;
        }
    }
    return start < end ? start : end;
}

static void query_word(StringView text, size_t from, size_t cursor, const CompleteSource *source,
                       Completions *list) {
    size_t start = from;
    bool quoted = false;
    for (size_t i = from; i < cursor; i++) {
        char c = text.data[i];
        if (c == '"') {
            quoted = !quoted;
        } else if (!quoted && (strchr(" \t()", c) != NULL || (c == '-' && i == start))) {
            start = i + 1;
        }
    }
    StringView word = sv_part(text, start, cursor - start);
    size_t colon = sv_find_char(word, ':');
    if (colon == SV_NONE) {
        list->start = start;
        ask(source, COMPLETE_FIELD, (StringView){0}, word, list);
        return;
    }
    list->start = start + colon + 1;
    StringView field = sv_part(word, 0, colon);
    StringView value = sv_from(word, colon + 1);
    if (sv_equal_nocase(field, SV("tag"))) {
        ask(source, COMPLETE_LABEL, field, value, list);
    } else if (sv_equal_nocase(field, SV("reason"))) {
        ask(source, COMPLETE_REASON, field, value, list);
    } else {
        ask(source, COMPLETE_VALUE, field, value, list);
    }
}

void complete_query(StringView text, size_t cursor, const CompleteSource *source, Arena *arena,
                    Completions *list) {
    cursor = cursor < text.length ? cursor : text.length;
    *list = (Completions){.start = cursor, .arena = arena};
    query_word(text, 0, cursor, source, list);
}

// A file name typed with quotes or backslashes: asked for plainly, answered so that it stays one word.
static void ask_files(const CompleteSource *source, StringView word, Completions *list) {
    String plain = {0};
    for (size_t i = 0; i < word.length; i++) {
        if (word.data[i] == '\\' && i + 1 < word.length) {
            string_add_char(&plain, word.data[++i]);
        } else if (word.data[i] != '"' && word.data[i] != '\'' && word.data[i] != '\\') {
            string_add_char(&plain, word.data[i]);
        }
    }
    ask(source, COMPLETE_FILE, (StringView){0}, string_view(&plain), list);
    string_free(&plain);
    for (size_t i = 0; i < list->count; i++) {
        String escaped = {0};
        for (const char *at = list->items[i].text; *at != '\0'; at++) {
            string_add_text(&escaped, strchr(" \t\"'\\", *at) != NULL ? "\\" : "");
            string_add_char(&escaped, *at);
        }
        list->items[i].text = arena_copy_view(list->arena, string_view(&escaped));
        string_free(&escaped);
    }
}

// One word of ":set".
static void add_settings(StringView word, Completions *list) {
    size_t equals = sv_find_char(word, '=');
    if (equals != SV_NONE) {
        const OptionInfo *info = option_by_name(sv_part(word, 0, equals));
        list->start += equals + 1;
        if (info != NULL && info->kind == OPTION_CHOICE) {
            completions_add_words(list, sv_from(word, equals + 1), info->choices);
        } else if (info != NULL && info->kind == OPTION_YES_NO) {
            completions_add_words(list, sv_from(word, equals + 1), "yes no");
        }
        return;
    }
    for (size_t i = 0; i < option_count; i++) {
        const OptionInfo *info = &option_table[i];
        if (info->kind == OPTION_YES_NO) {
            completions_add(list, word, info->name, info->help);
            completions_add(list, word, arena_format(list->arena, "no%s", info->name), NULL);
        } else {
            completions_add(list, word, arena_format(list->arena, "%s=", info->name), info->help);
        }
    }
}

static void add_labels(StringView word, const CompleteSource *source, Completions *list) {
    if (word.length > 0 && (word.data[0] == '+' || word.data[0] == '-')) {
        list->start++;
        word = sv_from(word, 1);
    }
    ask(source, COMPLETE_LABEL, (StringView){0}, word, list);
}

static void add_copy_names(StringView word, Completions *list) {
    StringView rest = sv(copy_names);
    StringView choice;
    while (sv_split(&rest, ' ', &choice)) {
        completions_add(list, word, arena_copy_view(list->arena, sv_from(choice, 2)), NULL);
    }
}

static void add_sort_words(StringView word, Completions *list) {
    if (word.length > 0 && word.data[0] == '-') {
        list->start++;
        word = sv_from(word, 1);
    }
    completions_add_words(list, word, sort_words);
}

// Whether what is typed of an export stands before its file.
static bool only_export_words(StringView line, size_t from, size_t to) {
    StringView rest = sv_part(line, from, to - from), word;
    while (sv_split(&rest, ' ', &word)) {
        if (word.length > 0 && !command_is_export_word(word)) {
            return false;
        }
    }
    return true;
}

void complete_command(StringView line, size_t cursor, const CompleteSource *source, Arena *arena,
                      Completions *list) {
    cursor = cursor < line.length ? cursor : line.length;
    *list = (Completions){.start = cursor, .arena = arena};
    size_t name_at = 0;
    while (name_at < cursor && strchr(" \t0123456789", line.data[name_at]) != NULL) {
        name_at++;
    }
    size_t name_end = name_at;
    while (name_end < cursor && strchr(" \t", line.data[name_end]) == NULL) {
        name_end++;
    }
    StringView name = sv_part(line, name_at, name_end - name_at);
    if (name_end == cursor) {
        list->start = name_at;
        add_actions(list, name);
        return;
    }
    ActionId action = ACTION_NONE;
    if (!action_by_name(name, &action, NULL)) {
        return;
    }
    size_t rest_at = name_end;
    while (rest_at < cursor && strchr(" \t", line.data[rest_at]) != NULL) {
        rest_at++;
    }
    list->start = word_start(line, rest_at, cursor);
    StringView word = sv_part(line, list->start, cursor - list->start);
    bool is_first = list->start == rest_at;
    StringView none = {0};
    switch (actions[action].arguments) {
    case ARGUMENT_QUERY:
        query_word(line, rest_at, cursor, source, list);
        break;
    case ARGUMENT_FILE:
    case ARGUMENT_FILES:
        ask_files(source, word, list);
        break;
    case ARGUMENT_EXPORT:
        if (only_export_words(line, rest_at, list->start)) {
            if (is_first) {
                ask(source, COMPLETE_WORD, sv(actions[action].name), word, list);
            }
            ask_files(source, word, list);
        } else {
            query_word(line, rest_at, cursor, source, list);
        }
        break;
    case ARGUMENT_LABELS:
        add_labels(word, source, list);
        break;
    case ARGUMENT_REASON:
        list->start = rest_at;
        ask(source, COMPLETE_REASON, none, sv_part(line, rest_at, cursor - rest_at), list);
        break;
    case ARGUMENT_WORD:
        list->start = rest_at;
        ask(source, COMPLETE_WORD, sv(actions[action].name), sv_part(line, rest_at, cursor - rest_at), list);
        break;
    case ARGUMENT_ID:
    case ARGUMENT_STUDIES:
        ask(source, COMPLETE_STUDY, none, word, list);
        break;
    case ARGUMENT_CHASE:
        completions_add_words(list, word, chase_words);
        break;
    case ARGUMENT_SORT:
        add_sort_words(word, list);
        break;
    case ARGUMENT_STAGE:
        completions_add_words(list, word, stage_words);
        break;
    case ARGUMENT_RETRIEVAL:
        if (is_first) {
            completions_add_words(list, word, retrieval_words);
        } else {
            ask_files(source, word, list);
        }
        break;
    case ARGUMENT_COPY:
        add_copy_names(word, list);
        break;
    case ARGUMENT_SETTING:
        add_settings(word, list);
        break;
    case ARGUMENT_MAP:
        if (!is_first) {
            add_actions(list, word);
        }
        break;
    case ARGUMENT_TOPIC:
        add_actions(list, word);
        break;
    case ARGUMENT_NONE:
    case ARGUMENT_TEXT:
    case ARGUMENT_SHELL:
    case ARGUMENT_NUMBER:
    case ARGUMENT_CITE:
    case ARGUMENT_MARK:
    case ARGUMENT_KEY:
        break;
    }
}

void completions_add_common(const Completions *list, String *out) {
    if (list->count == 0) {
        return;
    }
    StringView common = sv(list->items[0].text);
    for (size_t i = 1; i < list->count; i++) {
        StringView other = sv(list->items[i].text);
        size_t same = 0;
        while (same < common.length && same < other.length && common.data[same] == other.data[same]) {
            same++;
        }
        common.length = same;
    }
    // Never half a character.
    while (common.length > 0 && common.length < strlen(list->items[0].text) &&
           ((unsigned char) list->items[0].text[common.length] & 0xc0) == 0x80) {
        common.length--;
    }
    string_add(out, common);
}
