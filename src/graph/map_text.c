#include "map_text.h"

#include "carrel/base/text.h"

void dot_add_text(String *out, const char *text) {
    String shown = {0};
    text_add_display(&shown, sv(text));
    for (size_t i = 0; i < shown.length; i++) {
        if (shown.data[i] == '"' || shown.data[i] == '\\') {
            string_add_char(out, '\\');
        }
        string_add_char(out, shown.data[i]);
    }
    string_free(&shown);
}

void id_add_text(String *out, StudyId id) {
    string_format(out, id > 0 ? "%lld" : "carrel:%lld", (long long) (id > 0 ? id : -id));
}
