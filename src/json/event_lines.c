#include "carrel/json/event_lines.h"

#include "carrel/base/clock.h"
#include "carrel/base/escape.h"
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

// What an event says of a decision; none where it says nothing of one.
typedef struct {
    bool decides;
    Decision decision;
    const char *reason;
    DecisionFacts facts;
} Said;

static Said said_of(const Event *event) {
    Said said = {0};
    said.decides = (event->kind == EVENT_DECISION || event->kind == EVENT_FINAL) &&
                   decision_value_parse(event->value, &said.decision, &said.reason);
    if (said.decides) {
        said.facts = decision_value_facts(event->value);
    }
    return said;
}

static const char *decision_text(const Said *said) {
    return !said->decides ? NULL : said->decision == DECISION_NONE ? "clear" : decision_name(said->decision);
}

static const char *study_of(const Event *event, const ReviewState *state) {
    const Candidate *candidate =
        key_is_none(event->candidate) ? NULL : review_state_by_key(state, event->candidate);
    return candidate ? candidate->citation : NULL;
}

static void add_for_people(JsonWriter *json, const Event *event, const ReviewState *state) {
    Said said = said_of(event);
    if (study_of(event, state)) {
        json_field_text(json, "study", study_of(event, state));
    }
    if (said.decides) {
        json_field_text(json, "decision", decision_text(&said));
        json_field_text(json, "reason", said.reason);
        json_field_bool(json, "blind", said.facts.blind);
    }
    if (said.facts.took_ms > 0) {
        json_field_number(json, "took_ms", said.facts.took_ms);
    }
    json_field_bool(json, "undone", review_state_is_undone(state, event->action));
}

static void add_event(const Event *event, const ReviewState *state, bool for_people, String *out) {
    JsonWriter json = {.out = out};
    String at = {0};
    clock_add_iso(&at, event->time);
    json_object_begin(&json);
    json_field_text(&json, "at", string_text(&at));
    json_field_text(&json, "who", review_state_reviewer_name(state, event->reviewer));
    json_field_text(&json, "kind", event_kind_name(event->kind));
    if (for_people) {
        add_for_people(&json, event, state);
    }
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

void event_add_line(const Event *event, const ReviewState *state, String *out) {
    add_event(event, state, false, out);
}

void event_add_trail(const Event *event, const ReviewState *state, String *out) {
    add_event(event, state, true, out);
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

void event_add_csv(const Event *event, const ReviewState *state, bool first, String *out) {
    char keys[4][KEY_TEXT_SIZE];
    String at = {0};
    Said said = said_of(event);
    key_to_text(event->reviewer, keys[0]);
    key_to_text(event->candidate, keys[1]);
    key_to_text(event->action, keys[2]);
    key_to_text(event->id, keys[3]);
    clock_add_iso(&at, event->time);
    if (first) {
        string_add_text(out,
                        "at,who,kind,study,decision,reason,value,stage,blind,took_ms,undone,time,reviewer,"
                        "candidate,action,id\r\n");
    }
    const char *cells[] = {string_text(&at),
                           review_state_reviewer_name(state, event->reviewer),
                           event_kind_name(event->kind),
                           study_of(event, state),
                           decision_text(&said),
                           said.reason,
                           event->value};
    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++) {
        escape_add_cell(out, sv(cells[i]), ',');
        string_add_char(out, ',');
    }
    string_format(out, "%d,%s,", event->stage, !said.decides ? "" : said.facts.blind ? "yes" : "no");
    if (said.facts.took_ms > 0) {
        string_format(out, "%" PRId64, said.facts.took_ms);
    }
    string_format(out, ",%s,%" PRId64 ",%s,%s,%s,%s\r\n",
                  review_state_is_undone(state, event->action) ? "yes" : "no", event->time, keys[0],
                  key_is_none(event->candidate) ? "" : keys[1], keys[2], keys[3]);
    string_free(&at);
}
