#include "command.h"

#include "carrel/base/clock.h"
#include "carrel/base/file.h"
#include "carrel/base/map.h"
#include "carrel/json/event_lines.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

// A review is its log: copying, merging and inviting are ways to put events of one log into another.

static bool open_existing(const char *name, HeldReview *held, Error *err) {
    String path = {0};
    bool ok = review_add_path(name, &path, err);
    if (ok && !file_exists(string_text(&path))) {
        ok = error_set(err, ERROR_SYSTEM, "%s: there is no such review", string_text(&path));
    }
    ok = ok && held_review_open(held, string_text(&path), false, 1, err);
    string_free(&path);
    return ok;
}

static bool open_new(const char *name, HeldReview *held, Error *err) {
    String path = {0};
    bool ok = review_add_path(name, &path, err) && held_review_make(held, string_text(&path), err);
    string_free(&path);
    return ok;
}

static int compare_events(const void *a, const void *b) {
    const Event *x = a, *y = b;
    return x->time != y->time ? (x->time > y->time) - (x->time < y->time) : key_compare(x->id, y->id);
}

// --- dump and restore ---

bool review_dump_lines(Command *command, const char *name, Error *err) {
    HeldReview held = {0};
    const char *format = command_option(command, "format");
    bool as_csv = format != NULL && strcmp(format, "csv") == 0, first = true;
    bool ok = open_existing(name, &held, err);
    if (ok && held.count > 1) { // the same for equal logs, in whatever order they were written
        qsort(held.events, held.count, sizeof *held.events, compare_events);
    }
    for (size_t i = 0; ok && i < held.count; i++, first = false) {
        if (as_csv) {
            event_add_csv(&held.events[i], held.state, first, &command->out);
        } else {
            event_add_trail(&held.events[i], held.state, &command->out);
        }
        ok = print_much(command, err);
    }
    held_review_close(&held);
    return ok && print_flush(command, err);
}

bool event_lines_read(const char *file, EventLines *lines, Error *err) {
    String text = {0};
    Error why = {0};
    if (!file_read_all(file, EVENT_FILE_MOST, &text, err)) {
        return false;
    }
    StringView rest = string_view(&text), line;
    for (uint64_t number = 1; sv_line(&rest, &line); number++) {
        Event event;
        if (sv_trim(line).length == 0) {
            continue;
        }
        if (!event_read_line(line, &lines->arena, &event, &why)) {
            if (lines->rejected++ == 0) {
                error_set(&lines->first_fault, ERROR_INPUT, "%s, line %" PRIu64 ": %s", file, number,
                          why.text);
            }
            continue;
        }
        lines->events = arena_grow(&lines->arena, lines->events, &lines->capacity, lines->count + 1,
                                   sizeof *lines->events);
        lines->events[lines->count++] = event;
    }
    string_free(&text);
    return true;
}

void event_lines_free(EventLines *lines) {
    arena_free(&lines->arena);
    *lines = (EventLines){0};
}

void event_lines_tell(const EventLines *lines, int *code) {
    if (lines->rejected == 0) {
        return;
    }
    Error fault = lines->first_fault;
    if (lines->rejected > 1) {
        error_prefix(&fault, "%zu lines are no events; the first", lines->rejected);
    }
    print_fault(&fault);
    *code = 3;
}

static void print_added(Command *command, const char *path, size_t added, size_t count) {
    print_text(command, path);
    string_format(&command->out, ": %zu new of %zu %s\n", added, count, count == 1 ? "event" : "events");
}

bool review_restore(Command *command, const char *file, const char *name, int *code, Error *err) {
    EventLines lines = {0};
    HeldReview held = {0};
    size_t added = 0;
    bool ok = event_lines_read(file, &lines, err);
    if (ok && lines.count == 0) {
        ok = error_set(err, ERROR_INPUT, "%s: no line of it is an event of a review", file);
    }
    ok = ok && open_new(name, &held, err) && review_merge(held.file, lines.events, lines.count, &added, err);
    if (ok) {
        print_added(command, review_path(held.file), added, lines.count);
        event_lines_tell(&lines, code);
    } else {
        held_review_discard(&held);
    }
    held_review_close(&held);
    event_lines_free(&lines);
    return ok;
}

// --- copy and merge ---

bool review_copy(Command *command, const char *from, const char *to, Error *err) {
    HeldReview old = {0}, copy = {0};
    size_t added = 0;
    bool ok = open_existing(from, &old, err) && open_new(to, &copy, err) &&
              review_merge(copy.file, old.events, old.count, &added, err);
    if (ok) {
        print_added(command, review_path(copy.file), added, old.count);
    } else {
        held_review_discard(&copy);
    }
    held_review_close(&old);
    held_review_close(&copy);
    return ok;
}

bool review_merge_into(Command *command, const char *into, const char *from, Error *err) {
    HeldReview target = {0}, source = {0};
    size_t added = 0;
    Error backup = {0};
    bool ok = open_existing(into, &target, err) && open_existing(from, &source, err);
    if (ok && !review_backup(target.file, NULL, &backup)) {
        error_prefix(&backup, "no backup today");
        print_fault(&backup);
    }
    ok = ok && held_review_take(&target, source.events, source.count, &added, err);
    if (ok) {
        print_added(command, review_path(target.file), added, source.count);
    }
    held_review_close(&target);
    held_review_close(&source);
    return ok;
}

// --- invite ---

// What a colleague starts with: the candidates and all that was agreed on, but nobody's votes,
// labels, values and notes.
static bool is_shared(const Event *event) {
    switch (event->kind) {
    case EVENT_DECISION:
    case EVENT_LABEL_ADD:
    case EVENT_LABEL_REMOVE:
    case EVENT_NOTE:
    case EVENT_VALUE:
    case EVENT_READ:
    case EVENT_FINAL:
    case EVENT_UNDO:
        return false;
    default:
        return true;
    }
}

// Shared events, and what undoes them: an undo of something that is left out would name nothing.
static size_t take_shared(const HeldReview *held, Arena *arena, Event **shared) {
    Map actions = {0};
    size_t count = 0;
    char key[KEY_TEXT_SIZE];
    *shared = ARENA_ARRAY(arena, Event, held->count + 1);
    for (size_t i = 0; i < held->count; i++) {
        if (is_shared(&held->events[i])) {
            key_to_text(held->events[i].action, key);
            map_set(&actions, sv(key), 1);
            (*shared)[count++] = held->events[i];
        }
    }
    for (size_t before = SIZE_MAX; before != count;) { // an undo may be undone
        before = count;
        for (size_t i = 0; i < held->count; i++) {
            const Event *event = &held->events[i];
            key_to_text(event->action, key);
            if (event->kind == EVENT_UNDO && map_get(&actions, sv(event->value), NULL) &&
                !map_get(&actions, sv(key), NULL)) {
                map_set(&actions, sv(key), 1);
                (*shared)[count++] = *event;
            }
        }
    }
    map_free(&actions);
    return count;
}

// The team needs two votes on each study unless its rule says something else already.
static bool set_votes(HeldReview *held, const char *name, Error *err) {
    Arena arena = {0};
    bool ok = true;
    if (review_state_setting(held->state, "votes") == NULL) {
        ReviewAction action = review_action_begin(held->state, clock_now_ms(), &arena);
        review_action_setting(&action, "votes", "2");
        ok = held_review_append(held, name, &action, err);
    }
    arena_free(&arena);
    return ok;
}

// "sepsis-Ben.carrel" beside "sepsis.carrel".
static void add_invited_path(const char *path, const char *colleague, String *out) {
    string_add(out, sv_ends(sv(path), SV(".carrel")) ? sv_part(sv(path), 0, strlen(path) - strlen(".carrel"))
                                                     : sv(path));
    string_add_char(out, '-');
    for (const char *c = colleague; *c; c++) {
        string_add_char(out, *c == '/' || (unsigned char) *c <= ' ' ? '_' : *c);
    }
    string_add_text(out, ".carrel");
}

bool review_invite(Command *command, const char *name, const char *colleague, Error *err) {
    HeldReview own = {0}, invited = {0};
    Arena arena = {0};
    String path = {0};
    Event *shared = NULL;
    size_t count = 0, added = 0;
    bool ok = open_existing(name, &own, err);
    if (ok) {
        held_review_see_as(&own, command_as(command));
        add_invited_path(review_path(own.file), colleague, &path);
        ok = held_review_make(&invited, string_text(&path), err) && set_votes(&own, command_as(command), err);
    }
    if (ok) {
        count = take_shared(&own, &arena, &shared);
        ok = review_merge(invited.file, shared, count, &added, err);
    }
    if (ok) {
        print_text(command, string_text(&path));
        string_format(&command->out,
                      ": for %s to screen, with nobody's votes; bring it back by carrel merge\n", colleague);
    } else {
        held_review_discard(&invited);
    }
    held_review_close(&own);
    held_review_close(&invited);
    string_free(&path);
    arena_free(&arena);
    return ok;
}
