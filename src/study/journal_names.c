#include "carrel/base/text.h"
#include "carrel/study/likeness.h"

// Names of journals: "J Egypt Public Health Assoc" is "The Journal of the Egyptian Public
// Health Association", "BMJ" is "British medical journal".

static const char *const silent_words[] = {"the", "of",  "and", "for", "in",  "on",  "de", "la", "le", "les",
                                           "du",  "des", "der", "die", "das", "fur", "et", "y",  "e",  "und",
                                           "a",   "an",  "to",  "del", "di",  "da",  "do", "el", "den"};

static bool is_silent(StringView word) {
    for (size_t i = 0; i < sizeof silent_words / sizeof *silent_words; i++) {
        if (sv_equal(word, sv(silent_words[i]))) {
            return true;
        }
    }
    return false;
}

// The name without what databases add to it or leave out: a subtitle, a place, a
// translation: "Thorax : the journal", "Lancet (London, England)", "Revista = Journal".
static StringView main_name(StringView name) {
    for (size_t i = 1; i < name.length; i++) {
        // the colon of an address is none
        bool ends = name.data[i] != ':' || i + 1 == name.length || name.data[i + 1] == ' ';
        if (sv_find_char(SV("([:=;"), name.data[i]) != SV_NONE && ends) {
            return sv_part(name, 0, i);
        }
    }
    return name;
}

void journal_add_words(const char *name, String *out) {
    String folded = {0};
    text_add_fold(&folded, main_name(sv(name)));
    StringView word;
    size_t offset = 0, start = out->length;
    bool silent = false;
    while (text_next_word(string_view(&folded), &offset, &word)) {
        if (is_silent(word)) {
            silent = true;
            continue;
        }
        if (out->length > start) {
            string_add_char(out, ' ');
        }
        string_add(out, word);
    }
    if (silent && out->length == start) { // "El", "The": better than nothing
        string_add(out, sv_trim(string_view(&folded)));
    }
    string_free(&folded);
}

// "assoc" of "association", "natl" of "national", "jpn" of "japanese": the same first letter,
// and the rest in the same order. Plurals are cut alike ("rev" of "reviews").
static bool is_short_for(StringView abbreviation, StringView word) {
    if (abbreviation.length > word.length || abbreviation.data[0] != word.data[0]) {
        return false;
    }
    size_t at = 0;
    for (size_t i = 0; i < word.length && at < abbreviation.length; i++) {
        at += word.data[i] == abbreviation.data[at];
    }
    return at == abbreviation.length;
}

static bool words_agree(StringView a, StringView b) {
    return is_short_for(a, b) || is_short_for(b, a);
}

// Word by word.
static bool is_abbreviated(StringView a, StringView b) {
    StringView x, y;
    while (a.length > 0 && b.length > 0) {
        sv_split(&a, ' ', &x);
        sv_split(&b, ' ', &y);
        if (x.length == 0 || y.length == 0 || !words_agree(x, y)) {
            return false;
        }
    }
    return a.length == 0 && b.length == 0;
}

// "jama" of "journal american medical association"; two letters say too little.
static bool is_initials(StringView letters, StringView name) {
    StringView word;
    size_t count = 0;
    if (sv_find_char(letters, ' ') != SV_NONE || letters.length < 3) {
        return false;
    }
    while (name.length > 0 && sv_split(&name, ' ', &word)) {
        if (word.length > 0 && (count == letters.length || letters.data[count++] != word.data[0])) {
            return false;
        }
    }
    return count == letters.length;
}

bool journal_names_agree(const char *a, const char *b) {
    StringView x = sv(a), y = sv(b);
    return x.length > 0 && y.length > 0 &&
           (sv_equal(x, y) || is_abbreviated(x, y) || is_initials(x, y) || is_initials(y, x));
}
