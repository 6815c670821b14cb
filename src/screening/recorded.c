#include "carrel/screening/recorded.h"

#include <string.h>

void deciders_clear(Deciders *deciders) {
    arena_free(&deciders->arena);
    *deciders = (Deciders){0};
}

static void add_name(Deciders *deciders, const char *name) {
    for (size_t i = 0; i < deciders->count; i++) {
        if (strcmp(deciders->names[i], name) == 0) {
            return;
        }
    }
    deciders->more = deciders->count == DECIDERS_MOST;
    if (!deciders->more) {
        deciders->names[deciders->count++] = arena_copy(&deciders->arena, name);
    }
}

void deciders_add(Deciders *deciders, const Study *study) {
    for (size_t i = 0; i < study->decision_count && !deciders->more; i++) {
        if (study->decisions[i].reviewer) {
            add_name(deciders, study->decisions[i].reviewer);
        }
    }
}

void deciders_add_text(const Deciders *deciders, String *text) {
    for (size_t i = 0; i < deciders->count; i++) {
        string_format(text, "%s%s", i > 0 ? ", " : "", deciders->names[i]);
    }
    string_add_text(text, deciders->more ? " and others" : NULL);
}

static TextList copy_texts(TextList list, Arena *arena) {
    TextList copy = {ARENA_ARRAY(arena, const char *, list.count + 1), list.count};
    for (size_t i = 0; i < list.count; i++) {
        copy.items[i] = arena_copy(arena, list.items[i]);
    }
    return copy;
}

RecordedDecision recorded_copy_one(const RecordedDecision *said, Arena *arena) {
    return (RecordedDecision){
        .reviewer = arena_copy(arena, said->reviewer),
        .decision = arena_copy(arena, said->decision),
        .reason = arena_copy(arena, said->reason),
        .labels = copy_texts(said->labels, arena),
        .values = copy_texts(said->values, arena),
        .note = arena_copy(arena, said->note),
        .abstract = arena_copy(arena, said->abstract),
    };
}

RecordedDecision *recorded_copy(const Study *study, Arena *arena) {
    if (study->decision_count == 0) {
        return NULL;
    }
    RecordedDecision *copies = ARENA_ARRAY(arena, RecordedDecision, study->decision_count);
    for (size_t i = 0; i < study->decision_count; i++) {
        copies[i] = recorded_copy_one(&study->decisions[i], arena);
    }
    return copies;
}
