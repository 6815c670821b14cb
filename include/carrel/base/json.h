#ifndef CARREL_BASE_JSON_H
#define CARREL_BASE_JSON_H

#include "carrel/base/str.h"

#include <stdbool.h>
#include <stdint.h>

// Writes JSON (RFC 8259) into a String; commas are set by itself. Text is made
// valid UTF-8; controls, DEL, C1, bidi controls and zero-width signs are escaped, so that output is
// safe on a terminal too. (No name here is one of libjansson's, which would take ours for its own.)
typedef struct {
    String *out;
    bool comma; // one is due before the next value
} JsonWriter;

void json_object_begin(JsonWriter *json);
void json_object_end(JsonWriter *json);
void json_array_begin(JsonWriter *json);
void json_array_end(JsonWriter *json);
void json_key(JsonWriter *json, const char *key);
void json_text(JsonWriter *json, const char *text); // NULL is null
void json_view(JsonWriter *json, StringView text);
void json_number(JsonWriter *json, int64_t number);
void json_fraction(JsonWriter *json, double number);
void json_bool(JsonWriter *json, bool value);
void json_nothing(JsonWriter *json);
// Key and value in one call.
void json_field_text(JsonWriter *json, const char *key, const char *text);
void json_field_number(JsonWriter *json, const char *key, int64_t number);
void json_field_bool(JsonWriter *json, const char *key, bool value);

#endif
