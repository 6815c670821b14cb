#include "carrel/reader/byline.h"

#include "carrel/reader/fields.h"

#include "carrel/base/text.h"

#include <ctype.h>
#include <string.h>

// The next word before a space; false at the end.
static bool next_word(StringView *rest, StringView *word) {
    *rest = sv_trim(*rest);
    return rest->length > 0 && sv_split(rest, ' ', word);
}

// Capital letters only; beyond ASCII everything that is not a known small letter counts.
static bool is_initials(StringView word) {
    enum { MOST = 6 };
    size_t count = 0;
    for (size_t i = 0; i < word.length; count++) {
        uint32_t c;
        i += text_decode(sv_from(word, i), &c);
        bool small = c < 0x80 ? !isupper((int) c) && c != '-' : c < 0xc0 || (c >= 0xdf && c <= 0xff);
        if (small) {
            return false;
        }
    }
    return count > 0 && count <= MOST && word.data[0] != '-';
}

static bool is_suffix(StringView word) {
    static const char *const suffixes[] = {"Jr", "Sr", "2nd", "3rd", "4th", "II", "III", "IV"};
    if (sv_ends(word, SV("."))) {
        word.length--;
    }
    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
        if (sv_equal(word, sv(suffixes[i]))) {
            return true;
        }
    }
    return false;
}

// Takes "(1)(2)" off the end.
static StringView without_marks(StringView name) {
    name = sv_trim(name);
    while (name.length > 0 && name.data[name.length - 1] == ')') {
        size_t i = name.length - 1;
        while (i > 0 && (isdigit((unsigned char) name.data[i - 1]) || name.data[i - 1] == ',')) {
            i--;
        }
        if (i == 0 || i == name.length - 1 || name.data[i - 1] != '(') {
            break;
        }
        name = sv_trim(sv_part(name, 0, i - 1));
    }
    return name;
}

// Where the last word begins.
static size_t last_word(StringView text) {
    size_t i = text.length;
    while (i > 0 && text.data[i - 1] != ' ') {
        i--;
    }
    return i;
}

// Splits a person's name at its initials. `suffix` may be empty.
static bool split_person(StringView text, StringView *family, StringView *initials, StringView *suffix) {
    enum { FAMILY_MOST = 80 };
    text = without_marks(text);
    *suffix = sv_part(text, 0, 0);
    size_t at = last_word(text);
    StringView before = sv_trim(sv_part(text, 0, at));
    size_t second = last_word(before);
    if (second > 0 && is_suffix(sv_from(text, at)) && is_initials(sv_from(before, second))) {
        *suffix = sv_from(text, at);
        text = before;
        at = second;
    }
    *initials = sv_from(text, at);
    *family = sv_trim(sv_part(text, 0, at));
    if (family->length == 0 || family->length > FAMILY_MOST || !is_initials(*initials)) {
        return false;
    }
    for (size_t i = 0; i < family->length; i++) {
        if (strchr(":;,()[]0123456789", family->data[i])) {
            return false;
        }
    }
    return true;
}

// Reads "Family INITIALS [Jr]" into *author. false where `text` does not look like a person.
static bool read_person(StringView text, Arena *arena, Author *author) {
    StringView family, initials, suffix;
    if (!split_person(text, &family, &initials, &suffix)) {
        return false;
    }
    *author = (Author){.family = field_text(arena, family),
                       .initials = field_text(arena, initials),
                       .suffix = field_text(arena, suffix)};
    return true;
}

static bool is_person(StringView text) {
    StringView family, initials, suffix;
    return split_person(text, &family, &initials, &suffix);
}

static void add_author(Arena *arena, Author **authors, size_t *count, Author author) {
    *authors = list_grow(arena, *authors, *count, sizeof **authors);
    (*authors)[(*count)++] = author;
}

// A group's name without what publishers append to it.
static void add_group(StringView name, Arena *arena, Author **authors, size_t *count) {
    size_t address = sv_find(name, SV("Electronic address:"));
    name = without_marks(sv_part(name, 0, address));
    while (name.length > 0 && strchr(".:, ", name.data[name.length - 1])) {
        name.length--;
    }
    const char *collective = field_text(arena, name);
    if (collective && !sv_starts_nocase(name, SV("et al"))) {
        add_author(arena, authors, count, (Author){.collective = collective});
    }
}

void byline_add(StringView names, Arena *arena, Author **authors, size_t *count) {
    names = sv_trim(names);
    if (sv_ends(names, SV("."))) {
        names.length--;
    }
    StringView segment, part;
    while (sv_split(&names, ';', &segment)) {
        size_t people = 0;
        StringView rest = segment;
        while (sv_split(&rest, ',', &part)) {
            people += is_person(part);
        }
        // A group's name may have commas of its own.
        if (people == 0) {
            add_group(segment, arena, authors, count);
            continue;
        }
        while (sv_split(&segment, ',', &part)) {
            Author author;
            if (read_person(part, arena, &author)) {
                add_author(arena, authors, count, author);
            } else {
                add_group(part, arena, authors, count);
            }
        }
    }
}

// Few words, each with a capital: "Ontario Health (Quality)".
static bool is_proper_name(StringView text) {
    enum { WORDS_MOST = 5 };
    size_t words = 0;
    StringView word;
    while (next_word(&text, &word)) {
        unsigned char first = (unsigned char) word.data[word.data[0] == '(' && word.length > 1];
        if (first < 0x80 && !isupper(first)) {
            return false;
        }
        words++;
    }
    return words >= 1 && words <= WORDS_MOST;
}

bool byline_is_group(StringView text) {
    static const char *const words[] = {
        "Group",       "Collaborat",   "Consortium",   "Investigator", "Committee", "Network",   "Society",
        "Association", "Organization", "Organisation", "Task Force",   "Office",    "Editors",   "College",
        "Academy",     "Institute",    "Agency",       "Initiative",   "Alliance",  "Federation"};
    if (sv_find_char(text, ':') != SV_NONE || text.length > 400) {
        return false;
    }
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (sv_find(text, sv(words[i])) != SV_NONE) {
            return true;
        }
    }
    return false;
}

// How many parts of a list there are, how many are people, how many could be.
typedef struct {
    size_t parts, people, proper;
} NameCount;

static NameCount count_names(StringView names) {
    NameCount count = {0};
    StringView segment, part;
    while (sv_split(&names, ';', &segment)) {
        while (sv_split(&segment, ',', &part)) {
            bool person = is_person(part);
            count.parts++;
            count.people += person;
            count.proper += person || is_proper_name(part);
        }
    }
    return count;
}

static bool looks_like_names(StringView names) {
    NameCount count = count_names(names);
    return count.people * 2 >= count.parts || byline_is_group(names) ||
           (count.proper == count.parts && sv_find_char(names, ':') == SV_NONE);
}

bool byline_split(StringView text, StringView *names, StringView *rest) {
    size_t end = sv_find(text, SV(". "));
    if (end == SV_NONE) {
        return false;
    }
    // An address behind a group's name, and the groups behind that.
    while (sv_starts(sv_trim(sv_from(text, end + 2)), SV("Electronic address:"))) {
        size_t next = sv_find(sv_from(text, end + 2), SV(". "));
        if (next == SV_NONE) {
            return false;
        }
        end += 2 + next;
    }
    *names = sv_part(text, 0, end);
    *rest = sv_trim(sv_from(text, end + 1));
    size_t address = sv_find(*names, SV(". Electronic address:"));
    return looks_like_names(sv_part(*names, 0, address));
}

// Bytes of "Family INITIALS [Jr]" at the beginning; 0 where there are no initials.
static size_t person_length(StringView text) {
    enum { WORDS_MOST = 5 };
    StringView rest = text, word;
    for (int words = 0; words < WORDS_MOST && next_word(&rest, &word); words++) {
        if (words > 0 && is_initials(word)) {
            size_t end = (size_t) (word.data + word.length - text.data);
            if (next_word(&rest, &word) && is_suffix(word)) {
                end = (size_t) (word.data + word.length - text.data);
            }
            return end;
        }
    }
    return 0;
}

size_t byline_length(StringView text) {
    size_t at = 0;
    while (at < text.length) {
        size_t comma = sv_find_char(sv_from(text, at), ',');
        StringView part = sv_part(text, at, comma);
        StringView name = sv_trim(part);
        if (sv_starts_nocase(name, SV("et al"))) {
            size_t end = (size_t) (name.data - text.data) + 5;
            return end < text.length && text.data[end] == '.' ? end + 1 : end;
        }
        size_t length = person_length(part);
        if (length == 0) {
            return 0;
        }
        if (sv_trim(sv_from(part, length)).length > 0 || comma == SV_NONE) {
            return at + length;
        }
        at += comma + 1;
    }
    return text.length;
}

bool byline_is(StringView line) {
    line = sv_trim(line);
    if (sv_ends(line, SV("."))) {
        line.length--;
    }
    NameCount count = count_names(line);
    return count.people > 0 && count.people * 2 >= count.parts;
}
