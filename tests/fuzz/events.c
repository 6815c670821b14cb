#include "carrel/base/map.h"
#include "carrel/json/event_lines.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool true_of_all_input) {
    if (!true_of_all_input) {
        __builtin_trap();
    }
}

// The events of all lines, forward or backward, and each line that is one once more. Gives whether no
// two have one id.
static bool replay(StringView text, bool backward, String *dump) {
    Arena arena = {0};
    Map ids = {0};
    Event *events = NULL;
    size_t count = 0, capacity = 0;
    StringView line;
    while (sv_line(&text, &line)) {
        Error err = {0};
        Event event;
        if (event_read_line(line, &arena, &event, &err)) {
            events = arena_grow(&arena, events, &capacity, count + 1, sizeof *events);
            events[count++] = event;
            char id[KEY_TEXT_SIZE];
            key_to_text(event.id, id);
            map_set(&ids, sv(id), 1);
        } else {
            must(err.kind == ERROR_INPUT);
        }
    }
    ReviewState *state = review_state_new(count > 0 ? events[0].reviewer : (Key){{0}}, 1);
    String written = {0};
    for (size_t i = 0; i < count; i++) {
        Event again;
        review_state_add(state, &events[backward ? count - 1 - i : i], false);
        string_clear(&written);
        event_add_line(&events[i], state, &written);
        must(event_read_line(sv_trim(string_view(&written)), &arena, &again, NULL));
        must(key_compare(again.id, events[i].id) == 0);
    }
    review_state_dump(state, dump);
    review_state_free(state);
    bool unique = ids.count == count;
    string_free(&written);
    map_free(&ids);
    arena_free(&arena);
    return unique;
}

// Whatever lines somebody sends, joining them to a review cannot fail, and their order does not
// matter, unless one id comes with two contents: then the first is kept.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    StringView text = {(const char *) data, size};
    String forward = {0}, backward = {0};
    bool unique = replay(text, false, &forward);
    replay(text, true, &backward);
    must(!unique || sv_equal(string_view(&forward), string_view(&backward)));
    string_free(&forward);
    string_free(&backward);
    return 0;
}
