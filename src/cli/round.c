#include "command.h"

#include "carrel/base/clock.h"

#include <stdio.h>
#include <string.h>

static size_t *count_rounds(Command *command, size_t rounds) {
    size_t *counts = ARENA_ARRAY(&command->arena, size_t, rounds + 1);
    for (size_t i = 0; i < review_state_count(command->state); i++) {
        size_t round = (size_t) review_state_at(command->state, i)->round;
        counts[round >= 1 && round <= rounds ? round : 0]++;
    }
    return counts;
}

static void list_rounds(Command *command) {
    TextList rounds = review_state_rounds(command->state);
    size_t *counts = count_rounds(command, rounds.count);
    JsonWriter json = {.out = &command->out};
    bool as_json = prints_json(command);
    if (as_json) {
        json_array_begin(&json);
    }
    for (size_t i = 0; i < rounds.count; i++) {
        if (as_json) {
            json_object_begin(&json);
            json_field_number(&json, "round", (int64_t) i + 1);
            json_field_text(&json, "name", rounds.items[i]);
            json_field_number(&json, "candidates", (int64_t) counts[i + 1]);
            json_field_bool(&json, "current", i + 1 == rounds.count);
            json_object_end(&json);
            continue;
        }
        char number[24];
        snprintf(number, sizeof number, "%zu", i + 1);
        string_format(&command->out, "%3s  ", number);
        print_counted(&command->out, counts[i + 1], "candidate", "candidates");
        if (strcmp(rounds.items[i], number) != 0) {
            string_add_text(&command->out, "  ");
            print_text(command, rounds.items[i]);
        }
        string_add_text(&command->out, i + 1 == rounds.count ? "  (now)\n" : "\n");
    }
    if (as_json) {
        json_array_end(&json);
        string_add_char(&command->out, '\n');
    }
}

static bool begin_round(Command *command, Error *err) {
    Arena arena = {0};
    TextList rounds = review_state_rounds(command->state);
    const char *name = command->word_count > 1 ? command_join(command, 1)
                                               : arena_format(&command->arena, "%zu", rounds.count + 1);
    ReviewAction action = review_action_begin(command->state, clock_now_ms(), &arena);
    review_action_round(&action, name);
    bool ok = command_append(command, &action, err);
    arena_free(&arena);
    return ok;
}

bool command_round(Command *command, int *code, Error *err) {
    (void) code;
    bool begins = command->word_count > 0 && strcmp(command->words[0], "new") == 0;
    if (command->word_count > 0 && !begins) {
        return error_set(err, ERROR_USAGE, "round takes no arguments but \"new\" and a name");
    }
    if (!command_open_cache(command, err) || !command_open_review(command, REVIEW_EXISTING, err) ||
        (begins && !begin_round(command, err))) {
        return false;
    }
    list_rounds(command);
    return print_flush(command, err);
}
