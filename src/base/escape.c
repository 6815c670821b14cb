#include "carrel/base/escape.h"

#include "carrel/base/text.h"

#include <string.h>

// Controls, also those beyond ASCII, and what Unicode will never assign.
static bool is_text(uint32_t code_point) {
    return code_point >= 0x20 && !(code_point >= 0x7F && code_point < 0xA0) &&
           (code_point & 0xFFFE) != 0xFFFE;
}

static const char *entity_of(uint32_t code_point) {
    switch (code_point) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return is_text(code_point) ? NULL : " ";
    }
}

void escape_add_xml(String *out, StringView text) {
    uint32_t code_point;
    for (size_t length; text.length > 0; text = sv_from(text, length)) {
        length = text_decode(text, &code_point);
        const char *entity = entity_of(code_point);
        if (entity) {
            string_add_text(out, entity);
        } else {
            string_add_code_point(out, code_point);
        }
    }
}

static bool is_formula(StringView text) {
    bool quoted = text.length > 1 && text.data[0] == '\'' && strchr("=+-@'", text.data[1]);
    return quoted || (text.length > 0 && strchr("=+-@\t\r", text.data[0]));
}

static bool needs_quotes(StringView text, char separator) {
    for (size_t i = 0; i < text.length; i++) {
        char c = text.data[i];
        if (c == '"' || c == '\r' || c == '\n' || c == separator) {
            return true;
        }
    }
    return false;
}

void escape_add_cell(String *out, StringView text, char separator) {
    bool formula = is_formula(text);
    if (!formula && !needs_quotes(text, separator)) {
        string_add(out, text);
        return;
    }
    string_add_text(out, formula ? "\"'" : "\"");
    for (size_t i = 0; i < text.length; i++) {
        if (text.data[i] == '"') {
            string_add_char(out, '"');
        }
        string_add_char(out, text.data[i]);
    }
    string_add_char(out, '"');
}
