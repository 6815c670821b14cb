#include "bibtex.h"
#include "bibtex_text.h"
#include "carrel/reader/fields.h"
#include "carrel/reader/people.h"

static bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

// Steps over one character, or over a backslash and what it protects; *depth counts braces.
static size_t step(StringView text, size_t i, int *depth) {
    if (text.data[i] == '\\' && i + 1 < text.length) {
        return 2;
    }
    *depth += text.data[i] == '{' ? 1 : text.data[i] == '}' && *depth > 0 ? -1 : 0;
    return 1;
}

// Whether a word "and" stands alone at `i`.
static bool is_and(StringView text, size_t i) {
    return i > 0 && is_space(text.data[i - 1]) && i + 3 < text.length && is_space(text.data[i + 3]) &&
           sv_equal_nocase(sv_part(text, i, 3), SV("and"));
}

// The next name before "and", or before ";" where there is no "and".
static bool next_name(StringView *rest, bool semicolons, StringView *name) {
    if (rest->length == 0) {
        return false;
    }
    int depth = 0;
    for (size_t i = 0; i < rest->length; i += step(*rest, i, &depth)) {
        bool word = depth == 0 && !semicolons && is_and(*rest, i);
        if (word || (depth == 0 && semicolons && rest->data[i] == ';')) {
            *name = sv_trim(sv_part(*rest, 0, i));
            *rest = sv_from(*rest, i + (word ? 3 : 1));
            return true;
        }
    }
    *name = sv_trim(*rest);
    *rest = sv_from(*rest, rest->length);
    return true;
}

static bool has_and(StringView text) {
    StringView rest = text, name;
    return next_name(&rest, false, &name) && rest.length > 0;
}

// Whether one pair of braces encloses all of it; then *inner is what it encloses.
static bool is_group(StringView text, StringView *inner) {
    int depth = 0;
    for (size_t i = 0; i < text.length;) {
        size_t bytes = step(text, i, &depth);
        i += bytes;
        if (depth == 0 && i < text.length) {
            return false;
        }
    }
    bool group = text.length >= 2 && text.data[0] == '{' && text.data[text.length - 1] == '}';
    *inner = group ? sv_part(text, 1, text.length - 2) : text;
    return group;
}

// The next part before a comma outside braces.
static StringView comma_part(StringView *rest) {
    int depth = 0;
    size_t i = 0;
    while (i < rest->length && !(depth == 0 && rest->data[i] == ',')) {
        i += step(*rest, i, &depth);
    }
    StringView part = sv_trim(sv_part(*rest, 0, i));
    *rest = sv_from(*rest, i + 1);
    return part;
}

static size_t count_commas(StringView text) {
    size_t count = 0;
    for (comma_part(&text); text.length > 0; comma_part(&text)) {
        count++;
    }
    return count;
}

// Whether a text in braces is a list of people all the same: "{Roe, A and Doe, B}".
static bool is_inverted_list(StringView text) {
    StringView rest = text, name;
    bool inverted = has_and(text);
    while (inverted && next_name(&rest, false, &name)) {
        inverted = count_commas(name) == 1;
    }
    return inverted;
}

static const char *text_of(Arena *arena, StringView latex) {
    String text = {0};
    bibtex_add_text(latex, &text);
    const char *copy = field_text(arena, string_view(&text));
    string_free(&text);
    return copy;
}

static bool is_particle(StringView word) {
    static const char *const particles[] = {
        "af",  "al",  "am",  "av",  "bin", "da",  "das", "de",  "del",   "della", "den",  "der", "des", "di",
        "dos", "du",  "el",  "ibn", "la",  "las", "le",  "los", "ten",   "ter",   "thoe", "tot", "van", "ver",
        "vom", "von", "vor", "y",   "zu",  "zum", "zur", "'t",  "dalla", "degli", "do",   "zen"};
    for (size_t i = 0; i < sizeof particles / sizeof particles[0]; i++) {
        if (sv_equal(word, sv(particles[i]))) {
            return true;
        }
    }
    return false;
}

// "Anna van den Berg", "Anna {Berg Roe}", "van Berg": the family name is the last word with the
// particles before it.
static Author person_in_order(StringView name, Arena *arena) {
    int depth = 0;
    size_t family = 0, word = 0, particle = SV_NONE;
    for (size_t i = 0; i < name.length;) {
        if (depth == 0 && is_space(name.data[i])) {
            // A run of particles, of which the first counts.
            bool is = is_particle(sv_part(name, word, i - word));
            particle = !is ? SV_NONE : particle == SV_NONE ? word : particle;
            while (i < name.length && is_space(name.data[i])) {
                i++;
            }
            word = i;
            family = particle == SV_NONE ? word : particle;
            continue;
        }
        i += step(name, i, &depth);
    }
    const char *given = text_of(arena, sv_part(name, 0, family));
    const char *rest = text_of(arena, sv_from(name, family));
    return person_of(arena, sv(rest), sv(given));
}

static bool read_name(StringView name, Arena *arena, Author *author) {
    StringView inner;
    if (name.length == 0 || sv_equal_nocase(name, SV("others"))) {
        return false;
    }
    size_t commas = count_commas(name);
    if (is_group(name, &inner)) {
        *author = (Author){.collective = text_of(arena, inner)};
    } else if (commas == 0 && sv_find_char(name, '{') == SV_NONE) {
        const char *text = text_of(arena, name); // initials may stand behind the family name
        StringView plain = sv(text);
        bool known = person_read(plain, arena, author);
        if (known && !author->collective && !author->initials) {
            *author = person_in_order(name, arena);
        } else if (known && author->collective) {
            return true;
        }
    } else if (commas == 0) {
        *author = person_in_order(name, arena);
    } else {
        StringView rest = name, family = comma_part(&rest), second = comma_part(&rest);
        bool junior = commas > 1;
        const char *given = text_of(arena, junior ? rest : second);
        *author = person_of(arena, sv(text_of(arena, family)), sv(given));
        if (junior) {
            author->suffix = text_of(arena, second);
        }
    }
    return author->family || author->collective;
}

void bibtex_add_names(StringView names, Arena *arena, Author **authors, size_t *count) {
    StringView inner, name;
    names = sv_trim(names);
    if (is_group(names, &inner) && is_inverted_list(inner)) {
        names = inner;
    }
    bool semicolons = !has_and(names) && sv_find_char(names, ';') != SV_NONE;
    while (next_name(&names, semicolons, &name)) {
        Author author;
        if (read_name(name, arena, &author)) {
            *authors = list_grow(arena, *authors, *count, sizeof **authors);
            (*authors)[(*count)++] = author;
        }
    }
}
