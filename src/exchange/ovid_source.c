// The source of Ovid's records. Every database prints it in a way of its own:
//   Journal of Tea. 12(3):45-56, 2012 Jun.                                  MEDLINE, BIOSIS
//   Journal of Tea. 12 (3) (pp 45-56), 2012. Date of Publication: Jun 2012. Embase
//   Journal of Tea. Vol.12(3), Jun 2012, pp. 45-56.                         PsycINFO
//   Journal of Tea June 2012;12(3):45-56                                    Journals@Ovid
//   Journal of Tea 12, Summer 2012: 45-56.  Journal of Tea, 12(3): 45-56.   political science
//   Journal of Tea. 2012 15 June; 45-56.                                    Zoological Record
// and books with their editors:
//   Roe, Jane [Editor], Brown, Ann [Editor]. The book of tea.:45-56, 2012.  BIOSIS
//   Roe, Jane [Ed]; Brown, Ann [Ed]. (2012). The book of tea. (pp. 45-56).  PsycINFO
//   Roe, J. [Ed.]. The book of tea. Cup Press. 2012: 1-99. Chapter pagination: 45-56.

#include "ovid.h"

#include "carrel/reader/fields.h"

#include <ctype.h>
#include <string.h>

static bool digit_at(StringView text, size_t at) {
    return at < text.length && isdigit((unsigned char) text.data[at]);
}

static bool year_at(StringView text, size_t at) {
    return digit_at(text, at) && digit_at(text, at + 1) && digit_at(text, at + 2) && digit_at(text, at + 3) &&
           !digit_at(text, at + 4) && (text.data[at] == '1' || text.data[at] == '2');
}

static void keep(const char **place, Arena *arena, StringView text) {
    text = sv_trim(text);
    while (text.length > 0 && strchr(".,;: ", text.data[text.length - 1])) {
        text.length--;
    }
    if (!*place) {
        *place = field_text(arena, text);
    }
}

// "45-56, 2012 Jun", "(pp 45-56)", "pp. 45-56": what looks like pages at the beginning.
static void keep_pages(OvidSource *source, Arena *arena, StringView text) {
    text = sv_trim(text);
    if (sv_starts(text, SV("(")) && sv_starts(sv_from(text, 1), SV("pp"))) {
        text = sv_from(text, 1);
    }
    if (sv_starts(text, SV("pp"))) {
        text = sv_from(text, 2);
        text = sv_trim(sv_starts(text, SV(".")) ? sv_from(text, 1) : text);
    }
    size_t end = 0;
    while (end < text.length && (isalnum((unsigned char) text.data[end]) || strchr("-+", text.data[end]))) {
        end++;
    }
    bool number = false;
    for (size_t i = 0; i < end; i++) {
        number = number || isdigit((unsigned char) text.data[i]);
    }
    StringView pages = sv_part(text, 0, end);
    if (number && !sv_ends(pages, SV("pp"))) { // "9pp" is a size
        keep(&source->pages, arena, pages);
    }
}

// "12(3)", "Vol.12 (Suppl 2)": volume and issue at the beginning of *text, which moves behind them.
static bool read_volume(OvidSource *source, Arena *arena, StringView *text) {
    StringView rest = *text;
    if (sv_starts_nocase(rest, SV("Vol."))) {
        rest = sv_trim(sv_from(rest, 4));
    }
    size_t end = 0;
    while (end < rest.length && (isalnum((unsigned char) rest.data[end]) || rest.data[end] == '-')) {
        end++;
    }
    if (!digit_at(rest, 0)) {
        return false;
    }
    StringView volume = sv_part(rest, 0, end), issue = {0};
    rest = sv_trim(sv_from(rest, end));
    if (sv_starts(rest, SV("(")) && !sv_starts(rest, SV("(pp")) && !sv_starts(rest, SV("(no pag"))) {
        size_t depth = 0, close = 0;
        for (; close < rest.length; close++) {
            depth += rest.data[close] == '(';
            depth -= rest.data[close] == ')';
            if (depth == 0) {
                break;
            }
        }
        issue = sv_part(rest, 1, close > 0 ? close - 1 : 0);
        rest = sv_from(rest, close + 1);
    }
    keep(&source->volume, arena, volume);
    keep(&source->issue, arena, issue);
    *text = sv_trim(rest);
    return true;
}

// Behind a volume: ":45-56, 2012 Jun.", " (pp 45-56), 2012.", ", Jun 2012, pp. 45-56.".
static void read_behind(OvidSource *source, Arena *arena, StringView text) {
    if (sv_starts(text, SV(":"))) {
        keep_pages(source, arena, sv_from(text, 1));
    } else if (sv_starts(text, SV("(pp"))) {
        keep_pages(source, arena, text);
    } else {
        size_t pp = sv_find(text, SV(" pp. "));
        if (pp != SV_NONE) {
            keep_pages(source, arena, sv_from(text, pp));
            text = sv_part(text, 0, pp);
        }
    }
    size_t published = sv_find(text, SV("Date of Publication: "));
    if (published != SV_NONE) {
        keep(&source->date, arena, sv_from(text, published + 21));
        return;
    }
    size_t comma = sv_find(text, SV(", "));
    if (comma != SV_NONE) {
        keep(&source->date, arena, sv_from(text, comma + 2));
    }
}

// "June", "January/February", "Winter", "15": words of a date at the end of a journal's name.
static bool is_date_word(StringView word) {
    static const char *const seasons[] = {"Spring", "Summer", "Autumn", "Fall", "Winter"};
    long long number;
    word = sv_part(word, 0, sv_find_char(word, '/'));
    word = sv_part(word, 0, sv_find_char(word, '-'));
    for (size_t i = 0; i < sizeof seasons / sizeof seasons[0]; i++) {
        if (sv_equal_nocase(word, sv(seasons[i]))) {
            return true;
        }
    }
    return sv_number(word, &number) ? number >= 1 && number <= 31 : word.length >= 3 && month_parse(word) > 0;
}

// "Journal of Tea June 2012;12(3):45-56"; `semicolon` stands behind the year.
static void read_dated(OvidSource *source, Arena *arena, StringView text, size_t semicolon) {
    StringView name = sv_part(text, 0, semicolon - 4), after = sv_trim(sv_from(text, semicolon + 1));
    name = sv_trim(name);
    for (;;) {
        size_t space = name.length;
        while (space > 0 && name.data[space - 1] != ' ') {
            space--;
        }
        if (space == 0 || !is_date_word(sv_from(name, space))) {
            break;
        }
        name = sv_trim(sv_part(name, 0, space));
    }
    keep(&source->journal, arena, name);
    keep(&source->date, arena, sv_part(text, name.length, semicolon - name.length));
    if (read_volume(source, arena, &after)) {
        read_behind(source, arena, after);
    }
}

// Where ". " is followed by a volume, as "12(3)", "12:", "Vol.12", or by the date, "2012 15 June;".
static size_t find_numbers(StringView text) {
    for (size_t from = 0, dot; (dot = sv_find(sv_from(text, from), SV(". "))) != SV_NONE;) {
        size_t at = from + dot + 2, end = at;
        while (digit_at(text, end)) {
            end++;
        }
        StringView after = sv_trim(sv_from(text, end));
        if (sv_starts(sv_from(text, at), SV("Vol.")) ||
            (end > at && (sv_starts(after, SV("(")) || sv_starts(after, SV(":")) || year_at(text, at)))) {
            return at;
        }
        from = at - 1;
    }
    return SV_NONE;
}

// "Journal of Tea. " and what begins at `at`.
static void read_parted(OvidSource *source, Arena *arena, StringView text, size_t at) {
    StringView name = sv_part(text, 0, at), after = sv_from(text, at);
    size_t conference = sv_find(name, SV(". Conference:")); // Embase
    keep(&source->journal, arena, sv_part(name, 0, conference));
    size_t semicolon = sv_find_char(after, ';');
    if (year_at(after, 0) && semicolon != SV_NONE && semicolon < 24) {
        keep(&source->date, arena, sv_part(after, 0, semicolon));
        keep_pages(source, arena, sv_from(after, semicolon + 1));
    } else if (read_volume(source, arena, &after)) {
        read_behind(source, arena, after);
    }
}

// "Journal of Tea 12, Summer 2012: 45-56", "Journal of Tea, 12(3): 45-56".
static void read_comma(OvidSource *source, Arena *arena, StringView text, size_t colon) {
    StringView before = sv_part(text, 0, colon);
    size_t comma = before.length;
    while (comma > 0 && before.data[comma - 1] != ',') {
        comma--;
    }
    if (comma == 0) {
        return;
    }
    StringView name = sv_trim(sv_part(before, 0, comma - 1)), tail = sv_trim(sv_from(before, comma));
    size_t space = name.length;
    while (space > 0 && name.data[space - 1] != ' ') {
        space--;
    }
    if (sv_find_char(tail, '(') != SV_NONE && read_volume(source, arena, &tail)) {
        keep(&source->journal, arena, name);
    } else if (space > 0 && digit_at(name, space)) {
        StringView volume = sv_from(name, space);
        keep(&source->journal, arena, sv_part(name, 0, space));
        read_volume(source, arena, &volume);
        keep(&source->date, arena, tail);
    } else {
        keep(&source->journal, arena, name);
        keep(&source->date, arena, tail);
    }
    keep_pages(source, arena, sv_from(text, colon + 1));
}

// The first words behind which `[Ed` stands are editors; *text moves behind them. false where there are none.
static bool read_editors(OvidSource *source, Arena *arena, StringView *text) {
    bool any = false;
    for (;;) {
        size_t open = sv_find(*text, SV("[Ed"));
        size_t close = open == SV_NONE ? SV_NONE : sv_find_char(sv_from(*text, open), ']');
        if (close == SV_NONE) {
            return any;
        }
        StringView name = sv_part(*text, 0, open);
        while (name.length > 0 && strchr(",; &", name.data[0])) {
            name = sv_from(name, 1);
        }
        text_list_add(&source->editors, arena, field_text(arena, name));
        *text = sv_from(*text, open + close + 1);
        any = true;
    }
}

// Where a title in brackets ends, which may have others within; SV_NONE where it has no end.
static size_t closing_bracket(StringView text) {
    size_t depth = 0;
    for (size_t i = 0; i < text.length; i++) {
        depth += text.data[i] == '[';
        depth -= text.data[i] == ']';
        if (depth == 0) {
            return i;
        }
    }
    return SV_NONE;
}

void ovid_book_read(StringView text, Arena *arena, OvidSource *source) {
    read_editors(source, arena, &text);
    while (text.length > 0 && strchr(". ", text.data[0])) {
        text = sv_from(text, 1);
    }
    if (sv_starts(text, SV("(")) && year_at(text, 1)) { // "(2012). "
        keep(&source->date, arena, sv_part(text, 1, 4));
        text = sv_trim(sv_from(text, 6));
        text = sv_trim(sv_starts(text, SV(".")) ? sv_from(text, 1) : text);
    }
    size_t close = sv_starts(text, SV("[")) ? closing_bracket(text) : SV_NONE;
    size_t end = close, behind = close + 1;
    if (close == SV_NONE) {
        size_t pages = sv_find(text, SV(".:")), dot = sv_find(text, SV(". "));
        end = pages != SV_NONE && (dot == SV_NONE || pages < dot) ? pages : dot;
        behind = end == SV_NONE ? text.length : end + 1;
        keep(&source->journal, arena, sv_part(text, 0, end));
    } else {
        keep(&source->journal, arena, sv_part(text, 1, close - 1));
    }
    StringView after = sv_trim(sv_from(text, behind));
    size_t chapter = sv_find(after, SV("Chapter pagination: ")), pp = sv_find(after, SV("(pp. "));
    if (chapter != SV_NONE) {
        keep_pages(source, arena, sv_from(after, chapter + 20));
    } else if (pp != SV_NONE) {
        keep_pages(source, arena, sv_from(after, pp));
    } else if (sv_starts(after, SV(":"))) {
        keep_pages(source, arena, sv_from(after, 1));
    }
    size_t comma = sv_find(after, SV(", "));
    if (sv_starts(after, SV(":")) && comma != SV_NONE) {
        keep(&source->date, arena, sv_from(after, comma + 2));
    }
}

void ovid_source_read(StringView text, Arena *arena, OvidSource *source) {
    text = sv_trim(text);
    if (sv_find(text, SV("[Ed")) != SV_NONE) {
        ovid_book_read(text, arena, source);
        return;
    }
    size_t semicolon = sv_find_char(text, ';'), numbers = find_numbers(text), colon = text.length;
    while (colon > 0 && text.data[colon - 1] != ':') {
        colon--;
    }
    if (semicolon != SV_NONE && semicolon > 5 && year_at(text, semicolon - 4) &&
        digit_at(text, semicolon + 1)) {
        read_dated(source, arena, text, semicolon);
    } else if (numbers != SV_NONE) {
        read_parted(source, arena, text, numbers);
    } else if (colon > 0 && sv_find_char(sv_part(text, 0, colon), ',') != SV_NONE) {
        read_comma(source, arena, text, colon - 1);
    } else {
        size_t dot = sv_find(text, SV(". "));
        keep(&source->journal, arena, sv_part(text, 0, dot));
    }
}
