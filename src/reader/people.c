#include "carrel/reader/people.h"

#include "carrel/base/text.h"
#include "carrel/reader/byline.h"
#include "carrel/reader/fields.h"

#include <ctype.h>
#include <string.h>

static bool is_capital(uint32_t c) {
    return (c < 0x80 && isupper((int) c)) || (c >= 0xc0 && c <= 0xde && c != 0xd7) ||
           (c >= 0x100 && c < 0x180 && c % 2 == (c >= 0x139 && c <= 0x148 ? 1 : 0)) ||
           (c >= 0x179 && c <= 0x17d && c % 2 == 1) || (c >= 0x386 && c <= 0x3ab) ||
           (c >= 0x400 && c <= 0x42f);
}

// Reads initials such as "AM", "A.M.", "A M", "J.-P.", "Yu.V." and appends their letters.
// false where it is something else.
static bool read_initials(StringView text, String *letters) {
    enum { RUN_MOST = 4, MOST = 8 };
    size_t run = 0, small = 0, count = 0;
    bool dot = false;
    for (size_t i = 0; i <= text.length;) {
        uint32_t c = ' ';
        size_t bytes = i < text.length ? text_decode(sv_from(text, i), &c) : 1;
        if (is_capital(c)) {
            small = 0;
            run++;
            count++;
            string_add(letters, sv_part(text, i, bytes));
        } else if (c == '.' || c == '-' || c == ' ' || c == '\'' || c == 0x2010 || c == 0x2011) {
            // A small letter belongs to initials only before a dot: "Yu.", not "Yu".
            if ((small > 0 && (c != '.' || run != 1)) || run > RUN_MOST) {
                return false;
            }
            dot = dot || c == '.';
            run = small = 0;
        } else if (c >= 0x80 || islower((int) c)) {
            if (run != 1 || ++small > 1) {
                return false;
            }
            string_add(letters, sv_part(text, i, bytes));
        } else {
            return false;
        }
        i += bytes;
    }
    return count > 0 && count <= MOST;
}

static bool is_initials(StringView text) {
    String letters = {0};
    bool is = read_initials(sv_trim(text), &letters);
    string_free(&letters);
    return is;
}

static bool is_suffix(StringView word) {
    static const char *const suffixes[] = {"Jr", "Jnr", "Sr", "Snr", "2nd", "3rd", "4th", "II", "III", "IV"};
    if (sv_ends(word, SV("."))) {
        word.length--;
    }
    bool may = word.length == 2 || word.length == 3; // nearly none is
    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0] && may; i++) {
        if (sv_equal_nocase(word, sv(suffixes[i]))) {
            return true;
        }
    }
    return false;
}

// Splits off the last word; false where there is one only.
static bool split_last(StringView text, StringView *before, StringView *last) {
    size_t i = text.length;
    while (i > 0 && text.data[i - 1] != ' ') {
        i--;
    }
    *last = sv_from(text, i);
    *before = sv_trim(sv_part(text, 0, i));
    return before->length > 0;
}

static const char *initials_text(Arena *arena, StringView text) {
    String letters = {0};
    const char *copy =
        read_initials(sv_trim(text), &letters) ? arena_copy_view(arena, string_view(&letters)) : NULL;
    string_free(&letters);
    return copy;
}

Author person_of(Arena *arena, StringView family, StringView given) {
    Author person = {0};
    StringView before, last;
    family = sv_trim(family);
    given = sv_trim(given);
    if (split_last(given, &before, &last) && is_suffix(last)) {
        person.suffix = field_text(arena, last);
        given = before;
    } else if (split_last(family, &before, &last) && is_suffix(last)) {
        person.suffix = field_text(arena, last);
        family = before;
    }
    if (sv_ends(given, SV(","))) {
        given.length--;
    }
    person.family = field_text(arena, family);
    person.initials = initials_text(arena, given);
    person.given = field_text(arena, given);
    if (!person.family) {
        person.family = person.given;
        person.given = person.initials = NULL;
    }
    return person;
}

// "Brown" and "A.M." of a name that has no comma.
static Author person_short(Arena *arena, StringView family, StringView initials) {
    Author person = person_of(arena, family, initials);
    person.given = person.initials ? NULL : person.given;
    return person;
}

// Words before a family name, that belong to it.
static bool is_lower_particle(StringView word) {
    static const char *const particles[] = {
        "van", "von", "vom", "zu",  "zum", "zur", "de", "den", "der", "des", "del", "ten", "ter", "te", "di",
        "da",  "dal", "dos", "das", "do",  "du",  "la", "le",  "les", "el",  "al",  "bin", "ibn", "af", "'t"};
    bool may = word.length >= 2 && word.length <= 3 && !isupper((unsigned char) word.data[0]);
    for (size_t i = 0; i < sizeof particles / sizeof particles[0] && may; i++) {
        if (sv_equal(word, sv(particles[i]))) {
            return true;
        }
    }
    return false;
}

bool person_is_family(StringView name) {
    StringView before, last;
    return is_lower_particle(sv_part(name, 0, sv_find_char(name, ' '))) && split_last(name, &before, &last) &&
           !is_initials(last);
}

// "Doesschate, T. ten": the particles, which some put behind the given name, go to the family's.
static StringView take_particles(StringView given, StringView family, Arena *arena, StringView *whole) {
    StringView before, word, rest = given;
    while (split_last(rest, &before, &word) && is_lower_particle(word)) {
        rest = before;
    }
    *whole = family;
    if (rest.length < given.length) {
        StringView particles = sv_trim(sv_from(given, rest.length));
        *whole = sv(arena_format(arena, "%.*s %.*s", (int) particles.length, particles.data,
                                 (int) family.length, family.data));
    }
    return rest;
}

// "Brown, Anna", "Brown, Anna, Jr" and "Brown, Jr, Anna".
static Author person_inverted(StringView name, Arena *arena) {
    StringView rest = name, family, second, third = {0};
    sv_split(&rest, ',', &family);
    size_t comma = sv_find_char(rest, ',');
    second = sv_trim(sv_part(rest, 0, comma));
    if (comma != SV_NONE) {
        third = sv_trim(sv_from(rest, comma + 1));
    }
    StringView suffix = is_suffix(third) ? third : is_suffix(second) && third.length > 0 ? second : sv(NULL);
    StringView given = suffix.length == 0 ? sv_trim(rest) : suffix.data == third.data ? second : third;
    given = take_particles(given, sv_trim(family), arena, &family);
    Author person = person_of(arena, family, sv_equal_nocase(given, SV("null")) ? sv(NULL) : given);
    person.suffix = suffix.length > 0 ? field_text(arena, suffix) : person.suffix;
    return person;
}

static bool is_particle(StringView word) {
    static const char *const particles[] = {"De",  "Del", "Della", "Di", "Da",
                                            "Dos", "Von", "Van",   "Al", "El"};
    for (size_t i = 0; i < sizeof particles / sizeof particles[0]; i++) {
        if (sv_equal(word, sv(particles[i]))) {
            return true;
        }
    }
    return islower((unsigned char) word.data[0]);
}

// "Anna van den Berg": the family name begins at its last word, with the particles before it.
static Author person_in_order(StringView name, Arena *arena) {
    StringView given, family;
    if (!split_last(name, &given, &family)) {
        return person_of(arena, name, sv(NULL));
    }
    StringView before, word;
    while (split_last(given, &before, &word) && is_particle(word)) {
        family = (StringView){word.data, (size_t) (family.data + family.length - word.data)};
        given = before;
    }
    // "Dos Santos"; but "Al" and "Van" are given names too.
    bool particle =
        is_lower_particle(given) || (is_particle(given) && !islower((unsigned char) given.data[0]));
    if (particle && !sv_equal(given, SV("Al")) && !sv_equal(given, SV("Van"))) {
        return person_of(arena, name, sv(NULL));
    }
    return person_of(arena, family, sv_equal(given, SV("null")) ? sv(NULL) : given);
}

// Words of a name but for initials and particles, of which it may have many.
static size_t count_names(StringView name) {
    StringView word;
    size_t count = 0;
    while (sv_split(&name, ' ', &word)) {
        count += !is_initials(word) && !is_lower_particle(word);
    }
    return count;
}

// Takes what stands in brackets off the end: "(58975547800)", "[author]".
static StringView without_note(StringView name) {
    name = sv_trim(name);
    size_t open = sv_find(name, SV(" ("));
    bool closed = name.length > 0 && name.data[name.length - 1] == ')';
    bool digit = open != SV_NONE && open + 2 < name.length && isdigit((unsigned char) name.data[open + 2]);
    return closed && digit ? sv_trim(sv_part(name, 0, open)) : name;
}

static size_t count_char(StringView text, char c) {
    size_t count = 0;
    for (size_t i = 0; i < text.length; i++) {
        count += text.data[i] == c;
    }
    return count;
}

bool person_read(StringView name, Arena *arena, Author *person) {
    enum { WORDS_MOST = 6 };
    *person = (Author){0};
    const char *copy = field_text(arena, without_note(name));
    name = sv(copy);
    while (name.length > 0 && strchr(",;:", name.data[name.length - 1])) {
        name = sv_trim(sv_part(name, 0, name.length - 1));
    }
    if (name.length == 0 || sv_starts_nocase(name, SV("et al")) || sv_equal_nocase(name, SV("null"))) {
        return false;
    }
    StringView before, last;
    size_t words = 1 + count_char(name, ' '), names = words > WORDS_MOST ? count_names(name) : words;
    bool comma = sv_find_char(name, ',') != SV_NONE;
    bool one = !split_last(name, &before, &last);
    if ((words > (comma ? 2 : 1) && byline_is_group(name)) || names > WORDS_MOST + 2 ||
        (names > WORDS_MOST && !comma) || (one && name.length > 2 && is_initials(name))) {
        person->collective = arena_copy_view(arena, name);
    } else if (comma) {
        *person = person_inverted(name, arena);
    } else if (one) {
        person->family = arena_copy_view(arena, name);
    } else if (is_suffix(last) && split_last(before, &before, &last) && is_initials(last)) {
        *person = person_short(arena, before, last); // "Brown AM Jr"
        person->suffix = field_text(arena, sv_from(name, (size_t) (last.data + last.length - name.data)));
    } else if (split_last(name, &before, &last) && is_initials(last)) {
        // "Brown A.M." and "Brown A M", but "K D Gadow" has its initials first.
        StringView word;
        while (split_last(before, &before, &word) && is_initials(word)) {
            last = (StringView){word.data, (size_t) (last.data + last.length - word.data)};
        }
        before = sv_trim(sv_part(name, 0, (size_t) (last.data - name.data)));
        *person = person_short(arena, before, last);
    } else {
        *person = person_in_order(name, arena);
    }
    return person->family || person->collective;
}

bool person_add_initials(Author *person, StringView line, Arena *arena) {
    if (!person->family || person->given || person->initials || !is_initials(line)) {
        return false;
    }
    person->initials = initials_text(arena, line);
    return true;
}

static void add_person(StringView name, Arena *arena, Author **people, size_t *count) {
    Author person;
    if (person_read(name, arena, &person)) {
        *people = list_grow(arena, *people, *count, sizeof **people);
        (*people)[(*count)++] = person;
    }
}

// "['Brown, Anna', \"O'Neill, C\"]"
static void add_python_list(StringView text, Arena *arena, Author **people, size_t *count) {
    String name = {0};
    char quote = '\0';
    for (size_t i = 0; i < text.length; i++) {
        char c = text.data[i];
        if (quote && c == '\\' && i + 1 < text.length) {
            string_add_char(&name, text.data[++i]);
        } else if (quote && c == quote) {
            add_person(string_view(&name), arena, people, count);
            string_clear(&name);
            quote = '\0';
        } else if (quote) {
            string_add_char(&name, c);
        } else if (c == '\'' || c == '"') {
            quote = c;
        }
    }
    string_free(&name);
}

static bool ends_in_initials(StringView name) {
    StringView before, last;
    name = sv_trim(name);
    if (split_last(name, &before, &last) && is_suffix(last)) {
        name = before;
    }
    return split_last(name, &before, &last) && is_initials(last);
}

// Names between commas, which may also stand within them.
static void add_comma_list(StringView names, Arena *arena, Author **people, size_t *count) {
    size_t parts = 0, persons = 0, single = 0, initials = 0;
    StringView rest = names, part;
    while (sv_split(&rest, ',', &part)) {
        part = sv_trim(part);
        persons += ends_in_initials(part);
        single += sv_find_char(part, ' ') == SV_NONE;
        initials += parts % 2 == 1 && is_initials(part);
        parts++;
    }
    rest = names;
    if (parts <= 1 || (parts == 2 && persons < 2) || (parts == 3 && persons == 0 && single == 3)) {
        add_person(names, arena, people, count);
    } else if (persons == 0 && parts % 2 == 0 && (initials * 2 == parts || single == parts)) {
        // "Brown, A., Green, B."
        while (sv_split(&rest, ',', &part)) {
            StringView given = {0};
            sv_split(&rest, ',', &given);
            add_person((StringView){part.data, (size_t) (given.data + given.length - part.data)}, arena,
                       people, count);
        }
    } else if (persons == 0 && byline_is_group(names)) {
        add_person(names, arena, people, count); // a group's name may have commas of its own
    } else {
        while (sv_split(&rest, ',', &part)) {
            add_person(part, arena, people, count);
        }
    }
}

// The next of the names between words "and"; false when nothing is left.
static bool split_and(StringView *rest, StringView *name) {
    size_t from = 0, at;
    if (rest->length == 0) {
        return false;
    }
    while ((at = sv_find(sv_from(*rest, from), SV("and"))) != SV_NONE) {
        at += from;
        from = at + 3;
        if (at > 0 && from < rest->length && isspace((unsigned char) rest->data[at - 1]) &&
            isspace((unsigned char) rest->data[from])) {
            *name = sv_part(*rest, 0, at);
            *rest = sv_from(*rest, from);
            return true;
        }
    }
    *name = *rest;
    *rest = sv_from(*rest, rest->length);
    return true;
}

static void add_and_list(StringView names, Arena *arena, Author **people, size_t *count) {
    StringView rest = names, name;
    bool parted = split_and(&rest, &name) && rest.length > 0;
    if (parted && (sv_find_char(names, ',') != SV_NONE || !byline_is_group(names))) {
        rest = names;
        while (split_and(&rest, &name)) {
            add_comma_list(name, arena, people, count);
        }
    } else {
        add_comma_list(names, arena, people, count);
    }
}

void people_add(StringView names, Arena *arena, Author **people, size_t *count) {
    names = sv_trim(names);
    if (sv_starts(names, SV("[")) && sv_ends(names, SV("]"))) {
        add_python_list(names, arena, people, count);
        return;
    }
    static const char separators[] = "|;\n";
    StringView name;
    for (const char *separator = separators; *separator; separator++) {
        // "and" at a line's end separates, the line's end then only wraps.
        bool wraps = *separator == '\n' && sv_find(names, SV(" and ")) != SV_NONE;
        if (!wraps && sv_find_char(names, *separator) != SV_NONE) {
            while (sv_split(&names, *separator, &name)) {
                add_person(name, arena, people, count);
            }
            return;
        }
    }
    if (sv_ends(names, SV(".")) && sv_find_char(sv_part(names, 0, names.length - 1), '.') == SV_NONE) {
        names.length--; // "Brown AM, Green B." of PubMed
    }
    add_and_list(names, arena, people, count);
}

const char *orcid_read(Arena *arena, StringView address) {
    char digits[16];
    size_t count = 0;
    for (size_t i = address.length; i > 0 && count < sizeof digits; i--) {
        char c = address.data[i - 1];
        if ((c >= '0' && c <= '9') || ((c == 'X' || c == 'x') && count == 0)) {
            digits[sizeof digits - ++count] = c == 'x' ? 'X' : c;
        } else if (c != '-' && (c < '\t' || c > ' ')) {
            break;
        }
    }
    return count < sizeof digits
               ? NULL
               : arena_format(arena, "%.4s-%.4s-%.4s-%.4s", digits, digits + 4, digits + 8, digits + 12);
}
