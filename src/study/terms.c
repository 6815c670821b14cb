#include "carrel/study/terms.h"

#include "carrel/base/text.h"

#include <string.h>

// What terms are: as people type them, as the log keeps them, as queries.

const char *const term_pico_groups[TERM_PICO_GROUPS] = {"population", "intervention", "comparison",
                                                        "outcome"};

#define PREFIX_LEAST 2 // letters before *

static bool is_pico(StringView name, size_t *number) {
    for (size_t i = 0; i < TERM_PICO_GROUPS; i++) {
        if (sv_equal_nocase(name, sv(term_pico_groups[i]))) {
            *number = i;
            return true;
        }
    }
    return false;
}

// The first term of the same group.
static size_t first_of_group(TermList terms, const char *group) {
    size_t i = 0;
    while (i < terms.count &&
           !(terms.items[i].group && sv_equal_nocase(sv(terms.items[i].group), sv(group)))) {
        i++;
    }
    return i;
}

int term_group_number(TermList terms, size_t index) {
    const char *group = terms.items[index].group;
    size_t number;
    if (!group) {
        return -1;
    }
    if (is_pico(sv(group), &number)) {
        return (int) number;
    }
    size_t first = first_of_group(terms, group);
    number = TERM_PICO_GROUPS;
    for (size_t i = 0; i < first; i++) {
        const char *other = terms.items[i].group;
        size_t pico;
        number += other && !is_pico(sv(other), &pico) && first_of_group(terms, other) == i;
    }
    return (int) number;
}

// Takes the first word off; `rest` gets what is behind it.
static StringView first_word(StringView text, StringView *rest) {
    size_t end = 0;
    while (end < text.length && text.data[end] != ' ' && text.data[end] != '\t') {
        end++;
    }
    *rest = sv_trim(sv_from(text, end));
    return sv_part(text, 0, end);
}

static bool has_word(StringView text) {
    StringView word;
    size_t offset = 0;
    return text_next_word(text, &offset, &word);
}

// Bytes of a quotation mark, 0 where there is none: ", and what word processors make of it.
static size_t quote_bytes(StringView text) {
    bool curved =
        sv_starts(text, SV("\u201c")) || sv_starts(text, SV("\u201d")) || sv_starts(text, SV("\u201e"));
    return curved ? 3 : sv_starts(text, SV("\"")) ? 1 : 0;
}

// Appends one alternative with single spaces and without quotes.
static bool add_alternative(String *out, StringView part, Error *err) {
    size_t start = out->length;
    bool space = false;
    for (size_t i = 0; i < part.length; i++) {
        char c = part.data[i];
        size_t quote = quote_bytes(sv_from(part, i));
        bool is_gap = (unsigned char) c <= ' ' || quote > 0;
        i += quote > 1 ? quote - 1 : 0;
        if (!is_gap) {
            if (space && out->length > start) {
                string_add_char(out, ' ');
            }
            string_add_char(out, c);
        }
        space = is_gap;
    }
    StringView tidy = sv_from(string_view(out), start);
    size_t star = sv_find_char(tidy, '*');
    if (!has_word(tidy)) {
        return error_set(err, ERROR_USAGE, "a term is a word, a phrase, or several with | between them");
    }
    if (star != SV_NONE && star + 1 != tidy.length) {
        return error_set(err, ERROR_USAGE, "* stands at the end: random*, heart fail*");
    }
    if (star != SV_NONE && (star < PREFIX_LEAST || tidy.data[star - 1] == ' ')) {
        return error_set(err, ERROR_USAGE, "* stands behind at least %d letters", PREFIX_LEAST);
    }
    return true;
}

bool term_parse(StringView typed, TermRole otherwise, TermList known, Arena *arena, Term *term, Error *err) {
    StringView text = sv_trim(typed), rest, part;
    StringView word = first_word(text, &rest);
    size_t number, first = known.count;
    *term = (Term){.role = otherwise};
    bool is_named = sv_starts(word, SV("@")), is_bare = false;
    StringView name = sv_from(word, is_named);
    if (rest.length > 0 && name.length > 0) {
        const char *copy = arena_copy_view(arena, name);
        first = first_of_group(known, copy);
        if (is_pico(name, &number)) {
            copy = term_pico_groups[number];
            is_bare = true;
        } else if (first < known.count) {
            copy = known.items[first].group;
            is_bare = true;
        }
        if (is_named || is_bare) {
            term->role = TERM_OF_GROUP;
            term->group = copy;
            text = rest;
        }
    }
    if (is_named && !term->group) {
        return error_set(err, ERROR_USAGE, "behind @ comes the name of a group, then a term");
    }
    String tidy = {0};
    bool ok = true;
    rest = text;
    if (text.length == 0) {
        ok = add_alternative(&tidy, text, err);
    }
    while (ok && sv_split(&rest, '|', &part)) {
        if (tidy.length > 0) {
            string_add_char(&tidy, '|');
        }
        ok = add_alternative(&tidy, part, err);
    }
    term->text = arena_copy(arena, string_text(&tidy));
    string_free(&tidy);
    return ok;
}

char term_sign(TermRole role) {
    return role == TERM_FOR ? '+' : role == TERM_AGAINST ? '-' : '@';
}

void term_add_name(const Term *term, String *out) {
    if (term->group) {
        string_format(out, "%s\t", term->group);
    }
    string_add_text(out, term->text);
}

bool term_from_value(const char *value, Arena *arena, Term *term) {
    const char *tab = strchr(value, '\t');
    *term = (Term){.text = *value ? value + 1 : value};
    if (*value == '@' && tab) {
        term->role = TERM_OF_GROUP;
        term->group = arena_copy_view(arena, (StringView){value + 1, (size_t) (tab - value - 1)});
        term->text = tab + 1;
        return true;
    }
    term->role = *value == '+' ? TERM_FOR : TERM_AGAINST;
    return *value == '+' || *value == '-';
}

// A word that needs no quotes in a query.
static bool is_plain(StringView text) {
    for (size_t i = 0; i < text.length; i++) {
        char c = text.data[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))) {
            return false;
        }
    }
    return !sv_equal(text, SV("AND")) && !sv_equal(text, SV("OR")) && !sv_equal(text, SV("NOT"));
}

bool term_add_query(const Term *term, String *out) {
    StringView rest = sv(term->text), part;
    String parts = {0};
    size_t count = 0;
    while (sv_split(&rest, '|', &part)) {
        bool prefix = sv_ends(part, SV("*"));
        StringView words = sv_part(part, 0, part.length - (prefix ? 1 : 0));
        if (has_word(words)) {
            const char *quote = is_plain(words) ? "" : "\"";
            string_add_text(&parts, count++ > 0 ? " OR " : "");
            string_add_text(&parts, quote);
            for (size_t i = 0; i < words.length; i++) { // of a log that others wrote: it may have quotes
                size_t skipped = quote_bytes(sv_from(words, i));
                string_add_char(&parts, skipped ? ' ' : words.data[i]);
                i += skipped > 1 ? skipped - 1 : 0;
            }
            string_add_text(&parts, quote);
            string_add_text(&parts, prefix ? "*" : "");
        }
    }
    string_add_text(out, count > 1 ? "(" : "");
    string_add(out, string_view(&parts));
    string_add_text(out, count > 1 ? ")" : "");
    string_free(&parts);
    return count > 0;
}
