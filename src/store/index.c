#include "index.h"

#include "carrel/base/text.h"

#define INDEX_VERSION 4

// Stands between authors, titles and the like, so that no phrase spans two: a private
// use character, which the tokenizer takes for a word and nobody types.
#define BOUNDARY " \xee\x80\x80 "

int64_t index_version(void) {
    return INDEX_VERSION * 1000 + TEXT_FOLD_VERSION;
}

// Han, kana: written without spaces, so each character is a word and a word a phrase.
static bool is_cjk(uint32_t c) {
    return (c >= 0x3040 && c <= 0x30ff) || (c >= 0x3400 && c <= 0x9fff) || (c >= 0xf900 && c <= 0xfaff) ||
           (c >= 0x20000 && c <= 0x3ffff);
}

static bool may_hold_cjk(StringView text) {
    for (size_t i = text_ascii_length(text); i < text.length; i++) {
        if ((unsigned char) text.data[i] >= 0xe3) {
            return true;
        }
    }
    return false;
}

void index_add_words(String *out, StringView text) {
    size_t start = out->length;
    text_add_fold(out, text);
    if (!may_hold_cjk(sv_from(string_view(out), start))) {
        return;
    }
    String folded = {0};
    string_add(&folded, sv_from(string_view(out), start));
    out->length = start;
    StringView rest = string_view(&folded);
    uint32_t c;
    for (size_t bytes; (bytes = text_decode(rest, &c)) > 0; rest = sv_from(rest, bytes)) {
        if (is_cjk(c)) {
            string_add_char(out, ' ');
        }
        string_add(out, sv_part(rest, 0, bytes));
        if (is_cjk(c)) {
            string_add_char(out, ' ');
        }
    }
    string_free(&folded);
}

static void add_glued(String *out, StringView text) {
    size_t start = out->length;
    text_add_fold(out, text);
    size_t end = start;
    for (size_t i = start; i < out->length; i++) {
        unsigned char c = (unsigned char) out->data[i];
        if (c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
            out->data[end++] = (char) c;
        }
    }
    out->length = end;
    if (out->data) {
        out->data[end] = '\0';
    }
}

void index_add_term(String *out, const char *prefix, StringView text) {
    string_add_text(out, prefix);
    add_glued(out, text);
}

static void add_part(String *out, const char *text) {
    if (text && *text) {
        if (out->length > 0) {
            string_add_text(out, BOUNDARY);
        }
        index_add_words(out, sv(text));
    }
}

static void add_sections(String *out, const Section *sections, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (out->length > 0) {
            string_add_char(out, ' ');
        }
        if (sections[i].label) {
            index_add_words(out, sv(sections[i].label));
            string_add_char(out, ' ');
        }
        index_add_words(out, sv(sections[i].text));
    }
}

static void add_abstract(const Study *study, String *out) {
    add_sections(out, study->sections, study->section_count);
    for (size_t i = 0; i < study->other_abstract_count; i++) {
        const OtherAbstract *other = &study->other_abstracts[i];
        string_add_text(out, BOUNDARY);
        add_sections(out, other->sections, other->section_count);
    }
}

static void add_name(String *out, const char *family, const char *rest) {
    if (out->length > 0) {
        string_add_text(out, BOUNDARY);
    }
    index_add_words(out, sv(family));
    if (rest) {
        string_add_char(out, ' ');
        index_add_words(out, sv(rest));
    }
}

// Whether "zh" is how "zhihua" begins: who looks for initials looks for beginnings.
static bool begins_with(const char *given, const char *initials) {
    String whole = {0}, start = {0};
    index_add_words(&whole, sv(given));
    index_add_words(&start, sv(initials));
    bool begins = sv_starts(string_view(&whole), string_view(&start));
    string_free(&whole);
    string_free(&start);
    return begins;
}

// Each name twice, "zhang zhi hua" and "zhang zh": people look for either. Once where one is the
// beginning of the other.
static void add_author(String *out, const Author *author) {
    if (author->collective) {
        add_name(out, author->collective, NULL);
        return;
    }
    if (author->given || !author->initials) {
        add_name(out, author->family, author->given);
    }
    if (author->initials && !(author->given && begins_with(author->given, author->initials))) {
        add_name(out, author->family, author->initials);
    }
}

static void add_term(String *out, const char *prefix, const char *text, const char *qualifier) {
    string_add_char(out, ' ');
    index_add_term(out, prefix, sv(text));
    if (qualifier) {
        add_glued(out, sv(qualifier));
    }
}

static void add_heading(String *out, const MeshHeading *heading) {
    bool major = heading->major;
    add_term(out, TERM_HEADING, heading->heading, NULL);
    for (size_t i = 0; i < heading->qualifier_count; i++) {
        const Qualifier *qualifier = &heading->qualifiers[i];
        add_term(out, TERM_HEADING, heading->heading, qualifier->name);
        if (qualifier->major) {
            major = true;
            add_term(out, TERM_MAJOR, heading->heading, qualifier->name);
        }
    }
    if (major) {
        add_term(out, TERM_MAJOR, heading->heading, NULL);
    }
}

static void add_terms(const Study *study, String *out) {
    for (size_t i = 0; i < study->mesh_count; i++) {
        add_heading(out, &study->mesh[i]);
    }
    for (size_t i = 0; i < study->publication_types.count; i++) {
        add_term(out, TERM_TYPE, study->publication_types.items[i], NULL);
    }
    for (size_t i = 0; i < study->languages.count; i++) {
        add_term(out, TERM_LANGUAGE, study->languages.items[i], NULL);
    }
}

void index_text(const Study *study, IndexText *text) {
    String *columns = text->columns;
    for (size_t i = 0; i < INDEX_COLUMNS; i++) {
        string_clear(&columns[i]);
    }
    add_part(&columns[INDEX_TITLE], study->title);
    add_part(&columns[INDEX_TITLE], study->vernacular_title);
    add_abstract(study, &columns[INDEX_ABSTRACT]);
    for (size_t i = 0; i < study->author_count; i++) {
        add_author(&columns[INDEX_AUTHORS], &study->authors[i]);
    }
    add_terms(study, &columns[INDEX_TERMS]);
    add_part(&columns[INDEX_JOURNAL], study->journal.title);
    add_part(&columns[INDEX_JOURNAL], study->journal.abbreviation);
    add_part(&columns[INDEX_JOURNAL], study->journal.issn);
    add_part(&columns[INDEX_JOURNAL], study->journal.essn);
}

bool index_text_equal(const IndexText *a, const IndexText *b) {
    for (size_t i = 0; i < INDEX_COLUMNS; i++) {
        if (!sv_equal(string_view(&a->columns[i]), string_view(&b->columns[i]))) {
            return false;
        }
    }
    return true;
}

void index_text_free(IndexText *text) {
    for (size_t i = 0; i < INDEX_COLUMNS; i++) {
        string_free(&text->columns[i]);
    }
}

IndexWords index_words(const IndexText *text) {
    IndexWords words;
    for (size_t i = 0; i < INDEX_COLUMNS; i++) {
        words.columns[i] = string_view(&text->columns[i]);
    }
    return words;
}
