#include "carrel/page/page.h"

#include "carrel/reader/citation.h"
#include "carrel/reader/fields.h"
#include "html.h"
#include "page.h"

#include <ctype.h>
#include <string.h>

// A press article about studies: headline, date, prose. Numbers in brackets such as (1,2)
// stand for studies; each becomes a marker that a reader can bind to one.

typedef struct {
    Study *study;
    Arena *arena;
    String label; // the heading of the section that is being read
    String text;  // of the section that is being read
} Press;

// Words that may stand in a line which is only a date.
static bool is_date_word(StringView word) {
    static const char *const words[] = {"published", "updated", "posted",   "date",   "on",      "st",
                                        "nd",        "rd",      "th",       "monday", "tuesday", "wednesday",
                                        "thursday",  "friday",  "saturday", "sunday", "mon",     "tue",
                                        "wed",       "thu",     "fri",      "sat",    "sun"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (sv_equal_nocase(word, sv(words[i]))) {
            return true;
        }
    }
    return word.length >= 3 && month_parse(word) != 0;
}

bool line_is_date(StringView line) {
    enum { DATE_MOST = 50 };
    int year, month, day;
    if (line.length > DATE_MOST || !date_parse(line, &year, &month, &day)) {
        return false;
    }
    for (size_t i = 0; i < line.length;) {
        size_t start = i;
        while (i < line.length && isalpha((unsigned char) line.data[i])) {
            i++;
        }
        if (i > start && !is_date_word(sv_part(line, start, i - start))) {
            return false;
        }
        i += i == start;
    }
    return true;
}

static bool ends_sentence(StringView line) {
    static const char *const ends[] = {".",           "!", "?", ":", ";", ",", ")", "\"", "\xe2\x80\x9d",
                                       "\xe2\x80\xa6"};
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        if (sv_ends(line, sv(ends[i]))) {
            return true;
        }
    }
    return false;
}

// A short line that is no sentence, nor the first of a wrapped paragraph.
static bool is_heading(StringView line, StringView next) {
    enum { HEADING_MOST = 90 };
    bool goes_on = next.length > 0 && islower((unsigned char) next.data[0]);
    return line.length <= HEADING_MOST && !goes_on && (!ends_sentence(line) || sv_ends(line, SV("?")));
}

static bool is_digit_at(StringView text, size_t i) {
    return i < text.length && isdigit((unsigned char) text.data[i]);
}

// A number of a marker at *i; false for years, amounts and everything above 999.
static bool next_number(StringView text, size_t *i, int *number) {
    size_t start = *i;
    *number = 0;
    while (is_digit_at(text, *i) && *i - start < 4) {
        *number = *number * 10 + (text.data[(*i)++] - '0');
    }
    size_t digits = *i - start;
    return digits >= 1 && digits <= 3 && text.data[start] != '0';
}

// Bytes of a dash: "-" or an en dash; 0 for none.
static size_t dash_length(StringView text, size_t i) {
    StringView rest = sv_from(text, i);
    return sv_starts(rest, SV("-")) ? 1 : sv_starts(rest, SV("\xe2\x80\x93")) ? 3 : 0;
}

static size_t skip_spaces(StringView text, size_t i) {
    while (i < text.length && text.data[i] == ' ') {
        i++;
    }
    return i;
}

// A marker follows what it speaks of. Enumerations look alike: "for: (1) mice, (2) men
// and (3) cats", but have one number in each bracket.
static bool may_follow(StringView text, size_t bracket, size_t count) {
    StringView before = sv_trim(sv_part(text, 0, bracket));
    if (before.length == 0 || before.data[before.length - 1] == '(' || text.data[bracket - 1] == '\n') {
        return false;
    }
    if (count > 1) {
        return true;
    }
    return !strchr(":;,", before.data[before.length - 1]) && !sv_ends(before, SV(" and")) &&
           !sv_ends(before, SV(" or"));
}

typedef struct {
    int number;
    size_t offset, length;
} Found;

// Reads "(1,2)", "(5–7)", "[3]" at `bracket`. Returns the bytes, 0 where it is something
// else. The numbers between the ends of a range get the bytes of its dash.
static size_t parse_marker(StringView text, size_t bracket, Found *found, size_t most, size_t *count) {
    enum { RANGE_MOST = 20, FAR = 20 };
    char closing = text.data[bracket] == '(' ? ')' : ']';
    size_t i = bracket + 1;
    int last = 0;
    *count = 0;
    for (;;) {
        size_t separator = i;
        i = skip_spaces(text, i);
        int number;
        size_t start = i;
        if (!next_number(text, &i, &number) || *count == most) {
            return 0;
        }
        // "(1,200)" is an amount.
        if (last > 0 && i - start == 3 && start == separator && number - last > FAR) {
            return 0;
        }
        found[(*count)++] = (Found){number, start, i - start};
        last = number;
        i = skip_spaces(text, i);
        size_t dash = dash_length(text, i);
        if (dash > 0) {
            size_t dash_at = i;
            i = skip_spaces(text, i + dash);
            start = i;
            if (!next_number(text, &i, &number) || number <= last || number - last > RANGE_MOST) {
                return 0;
            }
            for (int between = last + 1; between < number && *count < most; between++) {
                found[(*count)++] = (Found){between, dash_at, dash};
            }
            if (*count == most) {
                return 0;
            }
            found[(*count)++] = (Found){number, start, i - start};
            last = number;
            i = skip_spaces(text, i);
        }
        if (i >= text.length) {
            return 0;
        }
        if (text.data[i] == closing) {
            return i + 1 - bracket;
        }
        if (text.data[i] != ',' && text.data[i] != ';') {
            return 0;
        }
        i++;
    }
}

static void find_markers(Press *press, size_t section, StringView text) {
    enum { MOST = 64 };
    Found found[MOST];
    Study *study = press->study;
    for (size_t i = 1; i < text.length;) {
        size_t count, length = 0;
        if (text.data[i] == '(' || text.data[i] == '[') {
            length = parse_marker(text, i, found, MOST, &count);
        }
        if (length == 0) {
            i++;
            continue;
        }
        for (size_t k = 0; k < count && may_follow(text, i, count); k++) {
            study->markers =
                list_grow(press->arena, study->markers, study->marker_count, sizeof *study->markers);
            study->markers[study->marker_count++] =
                (Marker){found[k].number, section, found[k].offset, found[k].length};
        }
        i += length;
    }
}

static void end_section(Press *press) {
    Study *study = press->study;
    // A heading with nothing behind it is text.
    String *text = press->text.length > 0 ? &press->text : &press->label;
    if (text->length > 0) {
        const char *label = text == &press->text && press->label.length > 0
                                ? arena_copy_view(press->arena, string_view(&press->label))
                                : NULL;
        study_add_section(study, press->arena, label, arena_copy_view(press->arena, string_view(text)));
        find_markers(press, study->section_count - 1, sv(study->sections[study->section_count - 1].text));
    }
    string_clear(&press->text);
    string_clear(&press->label);
}

// A kicker with the heading below it is a paragraph of its own.
static void take_heading(Press *press, StringView line) {
    end_section(press);
    string_add(&press->label, line);
}

// `continues` says that the line is the hard-wrapped rest of the one before.
static void take_text(Press *press, StringView line, bool continues) {
    if (press->text.length > 0) {
        string_add_char(&press->text, continues ? ' ' : '\n');
    }
    string_add(&press->text, line);
}

static bool page_press_parse(const Lines *lines, Arena *arena, Study *study) {
    enum { WRAPPED_LEAST = 50 }; // columns of a line that was wrapped
    Press press = {.study = study, .arena = arena};
    StringView title = {0}, before = {0};
    for (size_t i = 0; i < lines->count; i++) {
        StringView line = lines->items[i];
        bool wrapped = before.length >= WRAPPED_LEAST && !ends_sentence(before);
        if (line.length == 0 || (title.length > 0 && sv_equal(line, title))) {
            before = (StringView){0};
        } else if (title.length == 0) {
            title = line;
        } else if (!study->date && press.text.length == 0 && line_is_date(line)) {
            study->date = field_text(arena, line);
            date_parse(line, &study->year, &study->month, &study->day);
        } else if (wrapped && press.text.length > 0) {
            take_text(&press, line, true);
            before = line;
        } else if (is_heading(line, i + 1 < lines->count ? lines->items[i + 1] : SV(""))) {
            take_heading(&press, line);
            before = (StringView){0};
        } else {
            take_text(&press, line, false);
            before = line;
        }
    }
    end_section(&press);
    string_free(&press.text);
    string_free(&press.label);
    study_take_title(study, arena, title);
    text_list_add(&study->publication_types, arena, "Press article");
    return study->title && study->section_count > 0;
}

Reader *page_press_reader_new(void) {
    return page_reader_new(page_press_parse, html_add_article,
                           "this is not an article: a headline with text below it is missing");
}
