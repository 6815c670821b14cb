#include "carrel/study/likeness.h"

// Numbers under which registers list trials, wherever a record has them.

#define NUMBERS_MOST 3 // a record that names more is about several trials

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// How the numbers of a register look: '#' is a digit, a blank one that may be missing, '-' a sign
// or space that may be missing, letters stand for themselves. Of the World Health
// Organization's primary registers, and ClinicalTrials.gov; PROSPERO lists reviews, not trials.
static const char *const shapes[] = {
    "NCT-########",
    "ISRCTN-########",
    "ACTRN-##############",
    "DRKS-########",
    "KCT-#######",
    "PACTR-############   ",
    "IRCT-###########      ",
    "UMIN-#########",
    "ChiCTR-##########",
    "ChiCTR-TRC-########",
    "ChiCTR-IPR-########",
    "ChiCTR-IOR-########",
    "CTRI-####-## -######",
    "NTR-####",
    "TCTR-###########",
    "SLCTR-####-###",
    "jRCT-##########",
    "JapicCTI-######",
    "####-######-##",
};

// The length of what has the shape at the beginning of the text; 0 where nothing has. Appends the
// number without its signs and spaces.
static size_t match(StringView text, const char *shape, String *number) {
    size_t at = 0;
    bool bare = shape[0] == '#'; // its signs are all that tells it
    for (; *shape; shape++) {
        char c = at < text.length ? text.data[at] : '\0';
        if (*shape == '-') {
            bool is_sign = c == '-' || c == '/' || c == ':' || c == ' ';
            if (bare && c != '-') {
                return 0;
            }
            if (bare) {
                string_add_char(number, '-');
            }
            at += is_sign;
        } else if (*shape == ' ' && !is_digit(c)) {
            continue;
        } else if (*shape == '#' || *shape == ' ') {
            if (!is_digit(c)) {
                return 0;
            }
            string_add_char(number, c);
            at++;
        } else {
            if ((c | 0x20) != (*shape | 0x20)) {
                return 0;
            }
            string_add_char(number, *shape);
            at++;
        }
    }
    bool ends = at == text.length || (!is_digit(text.data[at]) && !is_letter(text.data[at]));
    return ends ? at : 0;
}

// Whether the text begins as the shape does: all that most words are looked at for.
static bool may_match(StringView text, const char *shape) {
    if (shape[0] == '#') {
        return is_digit(text.data[0]);
    }
    return text.length > 2 && (text.data[0] | 0x20) == (shape[0] | 0x20) &&
           (text.data[1] | 0x20) == (shape[1] | 0x20);
}

static void add_once(const String *number, Arena *arena, TextList *list, size_t *capacity) {
    for (size_t i = 0; i < list->count; i++) {
        if (sv_equal(sv(list->items[i]), string_view(number))) {
            return;
        }
    }
    list->items = arena_grow(arena, list->items, capacity, list->count + 1, sizeof *list->items);
    list->items[list->count++] = arena_copy_view(arena, string_view(number));
}

static void find_in(const char *words, Arena *arena, TextList *list, size_t *capacity) {
    StringView text = sv(words);
    String number = {0};
    for (size_t i = 0; i < text.length; i++) {
        char before = i > 0 ? text.data[i - 1] : ' ';
        bool digit = is_digit(text.data[i]);
        // "EUCTR2004-000245-34" and "JPRN-UMIN000001234" are fine
        if ((!digit && !is_letter(text.data[i])) || is_digit(before) ||
            (digit ? before == '-' : is_letter(before))) {
            continue;
        }
        StringView rest = {text.data + i, text.length - i};
        for (size_t k = 0; k < sizeof shapes / sizeof *shapes; k++) {
            if (!may_match(rest, shapes[k])) {
                continue;
            }
            string_clear(&number);
            size_t length = match(rest, shapes[k], &number);
            if (length > 0) {
                add_once(&number, arena, list, capacity);
                i += length - 1;
                break;
            }
        }
    }
    string_free(&number);
}

TextList study_trial_numbers(const Study *study, Arena *arena) {
    TextList list = {0};
    size_t capacity = 0;
    for (size_t i = 0; i < study->register_count; i++) {
        find_in(study->registers[i].number, arena, &list, &capacity);
    }
    find_in(study->title, arena, &list, &capacity);
    find_in(study->journal.title, arena, &list, &capacity); // a register's entry has it there
    for (size_t i = 0; i < study->section_count; i++) {
        find_in(study->sections[i].text, arena, &list, &capacity);
    }
    return list.count > NUMBERS_MOST ? (TextList){0} : list;
}
