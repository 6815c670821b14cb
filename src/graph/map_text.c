#include "map_text.h"

#include "carrel/base/text.h"

#include <string.h>

// Controls, also those beyond ASCII, and what Unicode will never assign.
static bool is_text(uint32_t code_point) {
    return code_point >= 0x20 && !(code_point >= 0x7F && code_point < 0xA0) &&
           (code_point & 0xFFFE) != 0xFFFE;
}

// Calls for every character that may be shown; a control is a space.
static void each_character(const char *text, void (*add)(String *out, StringView character), String *out) {
    String valid = {0};
    text_add_valid(&valid, sv(text));
    StringView rest = string_view(&valid);
    while (rest.length > 0) {
        uint32_t code_point;
        size_t length = text_decode(rest, &code_point);
        add(out, is_text(code_point) ? sv_part(rest, 0, length) : SV(" "));
        rest = sv_from(rest, length);
    }
    string_free(&valid);
}

static void add_xml(String *out, StringView character) {
    switch (character.data[0]) {
    case '&':
        string_add_text(out, "&amp;");
        break;
    case '<':
        string_add_text(out, "&lt;");
        break;
    case '>':
        string_add_text(out, "&gt;");
        break;
    case '"':
        string_add_text(out, "&quot;");
        break;
    case '\'':
        string_add_text(out, "&#39;");
        break;
    default:
        string_add(out, character);
    }
}

void xml_add_text(String *out, const char *text) {
    each_character(text, add_xml, out);
}

static void add_dot(String *out, StringView character) {
    if (character.data[0] == '"' || character.data[0] == '\\') {
        string_add_char(out, '\\');
    }
    string_add(out, character);
}

void dot_add_text(String *out, const char *text) {
    each_character(text, add_dot, out);
}

static void add_csv(String *out, StringView character) {
    string_add_text(out, character.data[0] == '"' ? "\"" : "");
    string_add(out, character);
}

void csv_add_cell(String *out, const char *text) {
    if (!text || !*text) {
        return;
    }
    bool formula = strchr("=+-@\t\r'", text[0]) != NULL;
    if (!formula && !strpbrk(text, "\",\r\n")) {
        each_character(text, add_csv, out);
        return;
    }
    string_add_text(out, formula ? "\"'" : "\"");
    each_character(text, add_csv, out);
    string_add_char(out, '"');
}

void id_add_text(String *out, StudyId id) {
    string_format(out, id > 0 ? "%lld" : "carrel:%lld", (long long) (id > 0 ? id : -id));
}
