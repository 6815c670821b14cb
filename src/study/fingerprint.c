#include "carrel/study/ident.h"

#include "carrel/base/text.h"

// Enough to tell titles apart; a longer one is cut, at a whole word.
#define TITLE_MOST 400

// The words of `text`, folded and glued: databases differ in case, accents, Greek
// letters, hyphens, quotation marks and the final period.
static void add_glued(StringView text, size_t most, String *out) {
    String folded = {0};
    text_add_fold(&folded, text);
    StringView word;
    size_t offset = 0, start = out->length;
    while (text_next_word(string_view(&folded), &offset, &word) &&
           out->length - start + word.length <= most) {
        string_add(out, word);
    }
    string_free(&folded);
}

// "1:TITLE:YEAR:AUTHOR:PAGE". TITLE is the title's folded letters and digits, AUTHOR the
// first author's family name or group the same way, YEAR empty where unknown, PAGE the letters
// and digits before the first hyphen, comma or space of the pages ("S112" of "S112-20").
// The journal is left out, since its name is abbreviated in many ways. Our own make, after what
// reference managers compare when they look for duplicates.
bool study_add_fingerprint(const Study *study, String *out) {
    String title = {0};
    add_glued(sv(study->title), TITLE_MOST, &title);
    bool known = title.length > 0;
    if (known) {
        string_format(out, "%d:", FINGERPRINT_VERSION);
        string_add(out, string_view(&title));
        string_add_char(out, ':');
        if (study->year > 0) {
            string_format(out, "%d", study->year);
        }
        string_add_char(out, ':');
        if (study->author_count > 0) {
            const Author *first = &study->authors[0];
            add_glued(sv(first->family ? first->family : first->collective), TITLE_MOST, out);
        }
        string_add_char(out, ':');
        size_t offset = 0;
        StringView page;
        if (text_next_word(sv(study->pages), &offset, &page)) {
            add_glued(page, TITLE_MOST, out);
        }
    }
    string_free(&title);
    return known;
}
