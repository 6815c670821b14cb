#include "carrel/json/event_lines.h"

#include "carrel/base/clock.h"
#include "carrel/base/json.h"

#include <jansson.h>

#include <inttypes.h>
#include <string.h>

#define LINE_MOST ((size_t) 64 << 20)

static void add_key(JsonWriter *json, const char *name, Key key) {
    char text[KEY_TEXT_SIZE];
    key_to_text(key, text);
    json_field_text(json, name, text);
}

void event_add_line(const Event *event, const ReviewState *state, String *out) {
    JsonWriter json = {.out = out};
    String at = {0};
    clock_add_iso(&at, event->time);
    json_object_begin(&json);
    json_field_text(&json, "at", string_text(&at));
    json_field_text(&json, "who", review_state_reviewer_name(state, event->reviewer));
    json_field_text(&json, "kind", event_kind_name(event->kind));
    json_field_text(&json, "value", event->value);
    if (!key_is_none(event->candidate)) {
        add_key(&json, "candidate", event->candidate);
    }
    json_field_number(&json, "stage", event->stage);
    json_field_number(&json, "time", event->time);
    add_key(&json, "reviewer", event->reviewer);
    add_key(&json, "action", event->action);
    add_key(&json, "id", event->id);
    json_object_end(&json);
    string_add_char(out, '\n');
    string_free(&at);
}

static bool read_key(const json_t *object, const char *name, bool needed, Key *key, Error *err) {
    const json_t *value = json_object_get(object, name);
    *key = (Key){{0}};
    if (!value && !needed) {
        return true;
    }
    return (json_is_string(value) && key_from_text(sv(json_string_value(value)), key)) ||
           error_set(err, ERROR_INPUT, "\"%s\" is not 32 hex digits", name);
}

static bool read_number(const json_t *object, const char *name, int64_t *number, Error *err) {
    const json_t *value = json_object_get(object, name);
    *number = json_integer_value(value);
    return json_is_integer(value) || error_set(err, ERROR_INPUT, "\"%s\" is not a number", name);
}

static bool read_text(const json_t *object, const char *name, StringView *text, Error *err) {
    const json_t *value = json_object_get(object, name);
    *text = (StringView){json_string_value(value), json_string_length(value)};
    return (json_is_string(value) && !memchr(text->data, '\0', text->length)) ||
           error_set(err, ERROR_INPUT, "\"%s\" is not text", name);
}

static bool read_event(const json_t *object, Arena *arena, Event *event, Error *err) {
    StringView kind, value;
    int64_t stage;
    bool ok = read_key(object, "id", true, &event->id, err) &&
              read_key(object, "action", true, &event->action, err) &&
              read_key(object, "reviewer", true, &event->reviewer, err) &&
              read_key(object, "candidate", false, &event->candidate, err) &&
              read_number(object, "time", &event->time, err) && read_number(object, "stage", &stage, err) &&
              read_text(object, "kind", &kind, err) && read_text(object, "value", &value, err);
    if (!ok) {
        return false;
    }
    if (stage < 1 || stage > 2) {
        return error_set(err, ERROR_INPUT, "there is no stage %" PRId64, stage);
    }
    if (!event_kind_parse(kind, &event->kind)) {
        return error_set(err, ERROR_INPUT, "\"%.*s\" is no kind of event that this carrel knows",
                         (int) kind.length, kind.data);
    }
    event->stage = (int) stage;
    event->value = arena_copy_view(arena, value);
    return true;
}

bool event_read_line(StringView line, Arena *arena, Event *event, Error *err) {
    json_error_t where;
    *event = (Event){0};
    if (line.length > LINE_MOST) {
        return error_set(err, ERROR_INPUT, "the line is longer than any event");
    }
    json_t *object = json_loadb(line.data, line.length, 0, &where);
    if (!object) {
        return error_set(err, ERROR_INPUT, "not JSON: %s", where.text);
    }
    bool ok = json_is_object(object) ? read_event(object, arena, event, err)
                                     : error_set(err, ERROR_INPUT, "not a JSON object");
    json_decref(object);
    return ok;
}

static void add_cell(String *out, const char *text) {
    string_add_text(out, "\"");
    for (const char *c = text ? text : ""; *c; c++) {
        string_add_text(out, *c == '"' ? "\"" : "");
        string_add_char(out, *c);
    }
    string_add_text(out, "\"");
}

void event_add_csv(const Event *event, const ReviewState *state, bool first, String *out) {
    char keys[4][KEY_TEXT_SIZE];
    String at = {0};
    const Candidate *candidate =
        key_is_none(event->candidate) ? NULL : review_state_by_key(state, event->candidate);
    key_to_text(event->reviewer, keys[0]);
    key_to_text(event->candidate, keys[1]);
    key_to_text(event->action, keys[2]);
    key_to_text(event->id, keys[3]);
    clock_add_iso(&at, event->time);
    if (first) {
        string_add_text(out, "at,who,kind,value,study,stage,time,undone,reviewer,candidate,action,id\r\n");
    }
    const char *cells[] = {string_text(&at), review_state_reviewer_name(state, event->reviewer),
                           event_kind_name(event->kind), event->value,
                           candidate ? candidate->citation : NULL};
    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++) {
        add_cell(out, cells[i]);
        string_add_char(out, ',');
    }
    string_format(out, "%d,%" PRId64 ",%s,%s,%s,%s,%s\r\n", event->stage, event->time,
                  review_state_is_undone(state, event->action) ? "yes" : "no", keys[0],
                  key_is_none(event->candidate) ? "" : keys[1], keys[2], keys[3]);
    string_free(&at);
}
