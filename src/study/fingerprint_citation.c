#include "carrel/base/text.h"
#include "carrel/study/ident.h"

#include <ctype.h>

// Which study a reference means that has nothing but text. What is doubtful means none: a wrong
// link is worse than text.

// Shorter titles ("Editorial", "Sepsis in children") are of many studies of one author and year.
#define TITLE_WORDS 4
#define TITLE_BYTES 24

// A reference taken apart; views of its text.
typedef struct {
    StringView authors, title, pages;
    int year;
} ReferenceParts;

static bool is_digit_at(StringView text, size_t i) {
    return i < text.length && isdigit((unsigned char) text.data[i]);
}

// "2001" with no digit or letter around; 0 where none stands there.
static int year_at(StringView text, size_t i) {
    int year = 0;
    if (i > 0 && isalnum((unsigned char) text.data[i - 1])) {
        return 0;
    }
    for (size_t k = i; k < i + 4; k++) {
        if (!is_digit_at(text, k)) {
            return 0;
        }
        year = year * 10 + (text.data[k] - '0');
    }
    bool ends = i + 4 >= text.length || !isalnum((unsigned char) text.data[i + 4]);
    return ends && year >= 1800 && year < 2100 ? year : 0;
}

static int first_year(StringView text) {
    for (size_t i = 0; i < text.length; i++) {
        int year = year_at(text, i);
        if (year) {
            return year;
        }
    }
    return 0;
}

// What stands behind the volume: "1644–55" of "1992;101:1644–55." or "pp. 1-2".
static StringView find_pages(StringView text) {
    for (size_t i = 0; i + 1 < text.length; i++) {
        bool colon =
            text.data[i] == ':' && (is_digit_at(text, i - (i > 0)) || (i > 0 && text.data[i - 1] == ')'));
        if (colon) {
            return sv_trim(sv_from(text, i + 1));
        }
        if (sv_starts(sv_from(text, i), SV("pp. ")) && is_digit_at(text, i + 4)) {
            return sv_from(text, i + 4);
        }
    }
    return (StringView){0};
}

// Whether the words are a part of a journal's name that has full stops: "Clin" of "J. Clin. Invest".
static bool is_journal_part(StringView words) {
    return words.length > 0 && words.length <= 8 && sv_find_char(words, ' ') == SV_NONE;
}

// Where the sentence begins that ends at `end`; 0 where it is the first.
static size_t sentence_start(StringView text, size_t end) {
    for (size_t i = end; i >= 2; i--) {
        if (text.data[i - 1] == ' ' &&
            (text.data[i - 2] == '.' || text.data[i - 2] == '?' || text.data[i - 2] == '!')) {
            return i;
        }
    }
    return 0;
}

// "Roe A, Doe B. Title. J Tea. 2001 Feb;3:4-5."
static bool take_apart(StringView text, ReferenceParts *parts) {
    size_t authors = sv_find(text, SV(". "));
    if (authors == SV_NONE) {
        return false;
    }
    parts->authors = sv_part(text, 0, authors);
    size_t date = authors + 2;
    for (; date < text.length; date++) {
        if (date >= 2 && sv_starts(sv_from(text, date - 2), SV(". ")) &&
            (parts->year = year_at(text, date)) != 0) {
            break;
        }
    }
    if (parts->year == 0 || date < authors + 6) {
        return false;
    }
    size_t journal = sentence_start(text, date - 2);
    for (size_t end = date - 2;
         is_journal_part(sv_trim(sv_part(text, journal, end - journal))) && journal > authors + 2;) {
        size_t before = sentence_start(text, journal - 2);
        StringView words = sv_trim(sv_part(text, before, journal - 2 - before));
        if (!is_journal_part(words)) {
            break;
        }
        end = journal - 2;
        journal = before;
    }
    if (journal <= authors + 2) {
        return false;
    }
    parts->title = sv_trim(sv_part(text, authors + 2, journal - authors - 2));
    parts->pages = find_pages(sv_from(text, date));
    return true;
}

// "A", "R.C.", "J-L", "III": what stands behind a family name.
static bool is_initials(StringView word) {
    size_t letters = 0;
    for (size_t i = 0; i < word.length; i++) {
        unsigned char c = (unsigned char) word.data[i];
        letters += isupper(c) != 0;
        if (!isupper(c) && c != '.' && c != '-') {
            return false;
        }
    }
    return letters > 0 && letters <= 4;
}

// "Le Gall" of "Le Gall J-R, Roe A", "Roe" of "Roe, A., Doe, B.".
static StringView first_family(StringView authors) {
    size_t end = 0;
    while (end < authors.length && authors.data[end] != ',' && authors.data[end] != ';') {
        end++;
    }
    StringView name = sv_trim(sv_part(authors, 0, end));
    for (;;) {
        size_t last = name.length;
        while (last > 0 && name.data[last - 1] != ' ') {
            last--;
        }
        StringView word = sv_from(name, last);
        bool cut = is_initials(word) || sv_equal(word, SV("Jr")) || sv_equal(word, SV("Sr")) ||
                   sv_equal(word, SV("2nd")) || sv_equal(word, SV("3rd")) || sv_equal(word, SV("al"));
        cut = cut || (sv_equal(word, SV("et")) && last > 0);
        if (last == 0 || !cut) {
            return name;
        }
        name = sv_trim(sv_part(name, 0, last));
    }
}

static bool tells(StringView title) {
    String folded = {0};
    StringView word;
    size_t offset = 0, words = 0, bytes = 0;
    text_add_fold(&folded, title);
    while (text_next_word(string_view(&folded), &offset, &word)) {
        words++;
        bytes += word.length;
    }
    string_free(&folded);
    return words >= TITLE_WORDS && bytes >= TITLE_BYTES;
}

static const char *copy(StringView text, String *memory) {
    string_add(memory, text);
    return string_text(memory);
}

bool citation_add_fingerprint(const Citation *citation, String *out) {
    ReferenceParts parts = {0};
    StringView text = sv(citation->text);
    if (citation->title) {
        parts =
            (ReferenceParts){sv(citation->authors), sv(citation->title), find_pages(text), first_year(text)};
    } else if (!take_apart(text, &parts)) {
        return false;
    }
    StringView family = first_family(parts.authors);
    if (family.length == 0 || parts.year == 0 || !tells(parts.title)) {
        return false;
    }
    String title = {0}, name = {0}, pages = {0};
    Author author = {.family = copy(family, &name)};
    Study study;
    study_init(&study);
    study.title = copy(parts.title, &title);
    study.year = parts.year;
    study.authors = &author;
    study.author_count = 1;
    study.pages = parts.pages.length > 0 ? copy(parts.pages, &pages) : NULL;
    bool known = study_add_fingerprint(&study, out);
    string_free(&title);
    string_free(&name);
    string_free(&pages);
    return known;
}
