#include "carrel/reader/citation.h"

#include "carrel/reader/fields.h"

#include "carrel/study/ident.h"

#include <ctype.h>
#include <string.h>

static size_t find_last_nocase(StringView text, StringView needle) {
    for (size_t i = text.length; i-- > 0;) {
        if (sv_starts_nocase(sv_from(text, i), needle)) {
            return i;
        }
    }
    return SV_NONE;
}

static bool is_digit_at(StringView text, size_t i) {
    return i < text.length && isdigit((unsigned char) text.data[i]);
}

// The word behind a label, up to white space.
static StringView word_behind(StringView text, size_t at) {
    StringView rest = sv_from(text, at);
    while (rest.length > 0 && isspace((unsigned char) rest.data[0])) {
        rest = sv_from(rest, 1);
    }
    size_t length = 0;
    while (length < rest.length && !isspace((unsigned char) rest.data[length])) {
        length++;
    }
    return sv_part(rest, 0, length);
}

static StringView alphanumeric_start(StringView word) {
    size_t length = 0;
    while (length < word.length && isalnum((unsigned char) word.data[length])) {
        length++;
    }
    return sv_part(word, 0, length);
}

void citation_identifiers(StringView text, Arena *arena, int64_t *pmid, const char **pmcid,
                          const char **doi) {
    size_t at = find_last_nocase(text, SV("PMID:"));
    int64_t number;
    if (at != SV_NONE && pmid_parse(alphanumeric_start(word_behind(text, at + 5)), &number)) {
        *pmid = number;
    }
    size_t label = 6;
    at = find_last_nocase(text, SV("PMCID:"));
    if (at == SV_NONE) {
        label = 4;
        at = find_last_nocase(text, SV("PMC:"));
    }
    if (at != SV_NONE) {
        const char *found = field_pmcid(arena, alphanumeric_start(word_behind(text, at + label)));
        *pmcid = found ? found : *pmcid;
    }
    at = sv_find_nocase(text, SV("doi:"));
    if (at != SV_NONE) {
        const char *found = field_doi(arena, word_behind(text, at + 4));
        *doi = found ? found : *doi;
    }
}

// "2017" with no further digit.
static bool is_year_at(StringView text, size_t i) {
    return is_digit_at(text, i) && is_digit_at(text, i + 1) && is_digit_at(text, i + 2) &&
           is_digit_at(text, i + 3) && !is_digit_at(text, i + 4) &&
           (text.data[i] == '1' || text.data[i] == '2');
}

// Month or season as citations abbreviate them: "Feb", "Sept", "Spring", not "marginal".
static bool is_month_word(StringView text) {
    static const char *const words[] = {"Jan",     "Feb",      "Mar",      "Apr",     "May",     "Jun",
                                        "Jul",     "Aug",      "Sep",      "Oct",     "Nov",     "Dec",
                                        "Spring",  "Summer",   "Autumn",   "Fall",    "Winter",  "Sept",
                                        "March",   "April",    "June",     "July",    "August",  "September",
                                        "October", "November", "December", "January", "February"};
    size_t length = 0;
    while (length < text.length && isalpha((unsigned char) text.data[length])) {
        length++;
    }
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (sv_equal(sv_part(text, 0, length), sv(words[i]))) {
            return true;
        }
    }
    return false;
}

// Whether ". 2017 Feb;" or the like stands at the full stop that ends a journal.
static bool is_date_at(StringView text, size_t stop) {
    if (!sv_starts(sv_from(text, stop), SV(". ")) || !is_year_at(text, stop + 2)) {
        return false;
    }
    size_t i = stop + 6;
    if (i >= text.length || strchr(";:./-", text.data[i])) {
        return true;
    }
    return text.data[i] == ' ' && is_month_word(sv_from(text, i + 1));
}

// Where a title may end and a journal begin: at the start, behind a full stop and
// a space, or glued to the title's end as pages have it.
static bool is_journal_start(StringView text, size_t i) {
    if (i == 0) {
        return true;
    }
    if (text.data[i] == ' ') {
        return false;
    }
    char before = text.data[i - 1];
    if (before == ' ') {
        return i >= 2 && strchr(".?!])\"", text.data[i - 2]);
    }
    return strchr(".?!])\"", before) && (isupper((unsigned char) text.data[i]) || (text.data[i] & 0x80));
}

// A page repeats journal and year at the end: "… Epub 2017 Jan 19. Stem Cells. 2017."
// Finds the first place of that journal, which tells title from citation for sure. *end gets
// where the repetition begins.
static bool find_repeated(StringView body, size_t *start, size_t *stop, size_t *end) {
    enum { JOURNAL_MOST = 250, TRIES = 5 };
    StringView tail = body;
    if (sv_ends(tail, SV("."))) {
        tail.length--;
    }
    if (tail.length < 7 || !is_year_at(tail, tail.length - 4) ||
        !sv_starts(sv_from(tail, tail.length - 6), SV(". "))) {
        return false;
    }
    size_t journal_end = tail.length - 6;
    int tries = 0;
    for (size_t i = journal_end; i-- > 0 && journal_end - i < JOURNAL_MOST && tries < TRIES;) {
        if (i > 0 && !sv_starts(sv_from(tail, i - 1), SV(" "))) {
            continue;
        }
        if (!is_journal_start(tail, i)) {
            continue;
        }
        tries++;
        StringView journal = sv_part(tail, i, journal_end - i);
        for (size_t from = 0; from < i;) {
            size_t found = sv_find(sv_part(tail, from, i - from), journal);
            if (found == SV_NONE) {
                break;
            }
            found += from;
            if (is_journal_start(tail, found) && is_date_at(tail, found + journal.length)) {
                *start = found;
                *stop = found + journal.length;
                *end = i;
                return true;
            }
            from = found + 1;
        }
    }
    return false;
}

// Without a repetition: the sentence before the first date.
static bool find_dated(StringView body, size_t *start, size_t *stop) {
    for (size_t dot = 0; dot < body.length; dot++) {
        if (body.data[dot] != '.' || !is_date_at(body, dot)) {
            continue;
        }
        for (size_t i = dot; i-- > 0;) {
            if (is_journal_start(body, i)) {
                *start = i;
                *stop = dot;
                return true;
            }
        }
    }
    return false;
}

// Bytes of the first sentence: up to a full stop before a space or the end.
static size_t sentence_length(StringView text) {
    size_t stop = sv_find(text, SV(". "));
    if (stop != SV_NONE) {
        return stop;
    }
    return sv_ends(text, SV(".")) ? text.length - 1 : text.length;
}

// "2017 Feb;35(2):316-24" into its parts. A missing bracket, as in "2025; 25(24", is borne.
static void parse_numbers(StringView text, Arena *arena, CitationParts *parts) {
    size_t i = 0;
    while (i < text.length && text.data[i] != ';' && text.data[i] != ':') {
        i++;
    }
    StringView date = sv_part(text, 0, i);
    parts->date = field_text(arena, date);
    date_parse(date, &parts->year, &parts->month, &parts->day);
    if (i < text.length && text.data[i] == ';') {
        size_t from = ++i;
        while (i < text.length && text.data[i] != '(' && text.data[i] != ':') {
            i++;
        }
        parts->volume = field_text(arena, sv_part(text, from, i - from));
        if (i < text.length && text.data[i] == '(') {
            from = ++i;
            while (i < text.length && text.data[i] != ')' && text.data[i] != ':') {
                i++;
            }
            parts->issue = field_text(arena, sv_part(text, from, i - from));
        }
        while (i < text.length && text.data[i] != ':') {
            i++;
        }
    }
    if (i < text.length) {
        parts->pages = field_text(arena, sv_from(text, i + 1));
    }
}

// The journal line that people read: identifiers have fields of their own.
static const char *journal_line(StringView citation, StringView notes, Arena *arena) {
    String line = {0};
    string_add(&line, citation);
    string_add_char(&line, '.');
    while (notes.length > 0) {
        size_t length = sentence_length(notes);
        StringView sentence = sv_trim(sv_part(notes, 0, length));
        if (sentence.length > 0 && !sv_starts_nocase(sentence, SV("doi:")) &&
            !sv_starts_nocase(sentence, SV("pii:"))) {
            string_add_char(&line, ' ');
            string_add(&line, sentence);
            string_add_char(&line, '.');
        }
        notes = sv_trim(sv_from(notes, length < notes.length ? length + 1 : length));
    }
    const char *copy = arena_copy_view(arena, string_view(&line));
    string_free(&line);
    return copy;
}

void citation_parse(StringView text, Arena *arena, CitationParts *parts) {
    *parts = (CitationParts){0};
    text = sv_trim(text);
    citation_identifiers(text, arena, &parts->pmid, &parts->pmcid, &parts->doi);
    StringView body = text;
    size_t tail = find_last_nocase(text, SV("PMID:"));
    if (tail != SV_NONE) {
        StringView flags = sv_from(text, tail);
        parts->is_free = sv_find_nocase(flags, SV("Free PMC article")) != SV_NONE ||
                         sv_find_nocase(flags, SV("Free article")) != SV_NONE;
        parts->is_review = sv_find(flags, SV("Review.")) != SV_NONE || sv_ends(flags, SV("Review"));
        body = sv_trim(sv_part(text, 0, tail));
    }
    size_t start, stop, end = body.length;
    if (!find_repeated(body, &start, &stop, &end) && !find_dated(body, &start, &stop)) {
        parts->before = body;
        return;
    }
    parts->before = sv_trim(sv_part(body, 0, start));
    parts->journal = field_text(arena, sv_part(body, start, stop - start));
    StringView after = sv_part(body, stop + 2, end - stop - 2);
    size_t length = sentence_length(after);
    parse_numbers(sv_part(after, 0, length), arena, parts);
    parts->notes = sv_trim(sv_from(after, length < after.length ? length + 1 : length));
    parts->line = journal_line(sv_part(body, start, stop + 2 + length - start), parts->notes, arena);
}

void study_take_citation(Study *study, const CitationParts *parts) {
    study->journal.abbreviation = parts->journal;
    study->date = parts->date;
    study->year = parts->year;
    study->month = parts->month;
    study->day = parts->day;
    study->volume = parts->volume;
    study->issue = parts->issue;
    study->pages = parts->pages;
    study->doi = parts->doi;
    study->pmid = parts->pmid;
    study->pmcid = parts->pmcid;
}

void study_take_title(Study *study, Arena *arena, StringView title) {
    title = title_unbracket(text_untag(title, arena), &study->title_translated);
    study->title = field_text(arena, title);
}
