#include "cachefile.h"

#include "carrel/base/text.h"

// Whether a study says something else than before to those who judged it.

// The words of `text`, folded, a space behind each.
static void add_words(const char *text, String *out) {
    String folded = {0};
    StringView word;
    size_t offset = 0;
    text_add_fold(&folded, sv(text));
    while (text_next_word(string_view(&folded), &offset, &word)) {
        string_add(out, word);
        string_add_char(out, ' ');
    }
    string_free(&folded);
}

// What people judge a study by. Where one source labels a section, another begins its text with
// the label, so that labels are words of the text.
static void add_judged(const Study *study, String *out) {
    string_format(out, "%u ", study_flags(study) & (STUDY_RETRACTED | STUDY_CONCERN));
    add_words(study->title, out);
    string_add_char(out, '\n');
    for (size_t i = 0; i < study->section_count; i++) {
        add_words(study->sections[i].label, out);
        add_words(study->sections[i].text, out);
    }
}

bool study_is_changed(const Study *old, const Study *content) {
    String before = {0}, after = {0};
    add_judged(old, &before);
    add_judged(content, &after);
    bool changed = !sv_equal(string_view(&before), string_view(&after));
    string_free(&before);
    string_free(&after);
    return changed;
}

bool cache_changed(Cache *cache, IdMap *times, Error *err) {
    sqlite3_stmt *statement =
        db_statement(cache->db, "SELECT id, changed FROM study WHERE changed IS NOT NULL", err);
    bool row, ok = statement != NULL;
    while (ok && (ok = db_step(cache->db, statement, &row, err)) && row) {
        id_map_set(times, sqlite3_column_int64(statement, 0), sqlite3_column_int64(statement, 1));
    }
    return ok;
}
