#include "carrel/base/json.h"

#include "carrel/base/text.h"

#include <inttypes.h>

static void begin_value(JsonWriter *json) {
    if (json->comma) {
        string_add_char(json->out, ',');
    }
    json->comma = true;
}

void json_object_begin(JsonWriter *json) {
    begin_value(json);
    string_add_char(json->out, '{');
    json->comma = false;
}

void json_object_end(JsonWriter *json) {
    string_add_char(json->out, '}');
    json->comma = true;
}

void json_array_begin(JsonWriter *json) {
    begin_value(json);
    string_add_char(json->out, '[');
    json->comma = false;
}

void json_array_end(JsonWriter *json) {
    string_add_char(json->out, ']');
    json->comma = true;
}

// Controls, and what turns or hides text on a terminal: bidi controls, zero-width and line
// separators (all below U+10000).
static bool is_escaped(uint32_t c) {
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x061c || (c >= 0x200b && c <= 0x200f) ||
           (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff ||
           (c >= 0xfff9 && c <= 0xfffb);
}

void json_view(JsonWriter *json, StringView text) {
    begin_value(json);
    string_add_char(json->out, '"');
    size_t plain = 0; // start of what can be copied as it is
    for (size_t i = 0; i < text.length;) {
        unsigned char byte = (unsigned char) text.data[i];
        if (byte >= 0x20 && byte < 0x7f && byte != '"' && byte != '\\') {
            i++;
            continue;
        }
        string_add(json->out, sv_part(text, plain, i - plain));
        uint32_t c;
        i += text_decode(sv_from(text, i), &c);
        plain = i;
        switch (c) {
        case '"':
            string_add_text(json->out, "\\\"");
            break;
        case '\\':
            string_add_text(json->out, "\\\\");
            break;
        case '\n':
            string_add_text(json->out, "\\n");
            break;
        case '\r':
            string_add_text(json->out, "\\r");
            break;
        case '\t':
            string_add_text(json->out, "\\t");
            break;
        default:
            if (is_escaped(c)) {
                string_format(json->out, "\\u%04x", (unsigned) c);
            } else {
                string_add_code_point(json->out, c);
            }
        }
    }
    string_add(json->out, sv_from(text, plain));
    string_add_char(json->out, '"');
}

void json_key(JsonWriter *json, const char *key) {
    json_view(json, sv(key));
    string_add_char(json->out, ':');
    json->comma = false;
}

void json_text(JsonWriter *json, const char *text) {
    if (text) {
        json_view(json, sv(text));
    } else {
        json_nothing(json);
    }
}

void json_number(JsonWriter *json, int64_t number) {
    begin_value(json);
    string_format(json->out, "%" PRId64, number);
}

void json_fraction(JsonWriter *json, double number) {
    begin_value(json);
    string_format(json->out, "%.6g", number);
}

void json_bool(JsonWriter *json, bool value) {
    begin_value(json);
    string_add_text(json->out, value ? "true" : "false");
}

void json_nothing(JsonWriter *json) {
    begin_value(json);
    string_add_text(json->out, "null");
}

void json_field_text(JsonWriter *json, const char *key, const char *text) {
    json_key(json, key);
    json_text(json, text);
}

void json_field_number(JsonWriter *json, const char *key, int64_t number) {
    json_key(json, key);
    json_number(json, number);
}

void json_field_bool(JsonWriter *json, const char *key, bool value) {
    json_key(json, key);
    json_bool(json, value);
}
