#include "command.h"

#include "carrel/base/clock.h"
#include "carrel/review/settings.h"

#include <string.h>

// What a review says of itself: `review set NAME=VALUE…`; without words, all of it.

static void print_settings(Command *command) {
    for (size_t i = 0; i < REVIEW_SETTINGS; i++) {
        const char *value = review_state_setting(command->state, review_settings[i].name);
        string_format(&command->out, "%-13s ", review_settings[i].name);
        StringView rest = sv(value != NULL ? value : ""), line = {0};
        for (bool first = true; sv_line(&rest, &line); first = false) {
            string_format(&command->out, "%*s", first ? 0 : 14, "");
            print_text(command, arena_copy_view(&command->arena, line));
            string_add_text(&command->out, rest.length > 0 ? "\n" : "");
        }
        string_add_char(&command->out, '\n');
    }
}

static bool set_one(const char *word, ReviewAction *action, Error *err) {
    size_t equals = strcspn(word, "=");
    const ReviewSetting *setting = review_setting_by_name((StringView){word, equals});
    if (setting == NULL || word[equals] == '\0') {
        String names = {0};
        for (size_t i = 0; i < REVIEW_SETTINGS; i++) {
            string_format(&names, "%s%s", i > 0 ? ", " : "", review_settings[i].name);
        }
        error_set(err, ERROR_USAGE, "say NAME=VALUE, where NAME is one of %s", string_text(&names));
        string_free(&names);
        return false;
    }
    if (!review_setting_fits(setting, sv(word + equals + 1), err)) {
        return false;
    }
    review_action_setting(action, setting->name, word + equals + 1);
    return true;
}

bool review_set(Command *command, Error *err) {
    if (!command_open_cache(command, err) || !command_open_review(command, REVIEW_EXISTING, err)) {
        return false;
    }
    ReviewAction action = review_action_begin(command->state, clock_now_ms(), &command->arena);
    for (size_t i = 1; i < command->word_count; i++) {
        if (!set_one(command->words[i], &action, err)) {
            return false;
        }
    }
    if (action.count > 0) {
        return command_append(command, &action, err);
    }
    print_settings(command);
    return true;
}
