#include "carrel/ui/paragraph.h"

#include "carrel/base/memory.h"
#include "carrel/base/text.h"

#include <string.h>

// Appends a word folded, with single spaces inside and one behind it.
static void add_folded(String *out, StringView word, String *scratch) {
    bool ascii = true;
    for (size_t i = 0; i < word.length && ascii; i++) {
        ascii = (unsigned char) word.data[i] < 0x80;
    }
    if (ascii) {
        for (size_t i = 0; i < word.length; i++) {
            char c = word.data[i];
            string_add_char(out, c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c);
        }
        string_add_char(out, ' ');
        return;
    }
    string_clear(scratch);
    text_add_fold(scratch, word);
    StringView rest = string_view(scratch), part;
    while (sv_split(&rest, ' ', &part)) {
        if (part.length > 0) {
            string_add(out, part);
            string_add_char(out, ' ');
        }
    }
}

static void add_words(String *out, StringView text) {
    String scratch = {0};
    size_t offset = 0;
    StringView word;
    string_add_char(out, ' ');
    while (text_next_word(text, &offset, &word)) {
        add_folded(out, word, &scratch);
    }
    string_free(&scratch);
}

static void fold(Paragraph *paragraph) {
    if (paragraph->folded_done) {
        return;
    }
    paragraph->folded_done = true;
    String scratch = {0};
    string_clear(&paragraph->folded);
    string_add_char(&paragraph->folded, ' ');
    paragraph->word_count = 0;
    // By block, so that no word runs over from one to the next.
    for (size_t i = 0; i < paragraph->block_count; i++) {
        const ParagraphBlock *block = &paragraph->blocks[i];
        StringView text = sv_part(string_view(&paragraph->text), 0, block->end);
        size_t offset = block->start;
        StringView word;
        while (text_next_word(text, &offset, &word)) {
            size_t before = paragraph->folded.length;
            add_folded(&paragraph->folded, word, &scratch);
            if (paragraph->folded.length == before) {
                continue;
            }
            paragraph->words = vec_grow(paragraph->words, &paragraph->word_capacity,
                                        paragraph->word_count + 1, sizeof *paragraph->words);
            uint32_t start = (uint32_t) (word.data - text.data);
            paragraph->words[paragraph->word_count++] =
                (ParagraphWord){(uint32_t) before, start, start + (uint32_t) word.length};
        }
    }
    string_free(&scratch);
}

// The word that byte `at` of the folded text belongs to.
static size_t word_at(const Paragraph *paragraph, size_t at) {
    size_t low = 0, high = paragraph->word_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (paragraph->words[middle].folded <= at) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low > 0 ? low - 1 : 0;
}

// A byte of the folded text in the text itself: exact in plain words, else the word's
// start or end.
static uint32_t place_of(const Paragraph *paragraph, size_t at, bool end) {
    size_t index = word_at(paragraph, at);
    const ParagraphWord *word = &paragraph->words[index];
    size_t next =
        index + 1 < paragraph->word_count ? paragraph->words[index + 1].folded : paragraph->folded.length;
    if (next - 1 - word->folded == word->end - word->start) {
        return word->start + (uint32_t) (at - word->folded) + (end ? 1 : 0);
    }
    return end ? word->end : word->start;
}

StringView paragraph_folded(Paragraph *paragraph) {
    fold(paragraph);
    return string_view(&paragraph->folded);
}

void paragraph_highlight_words(Paragraph *paragraph, size_t from, size_t until, Role role) {
    if (paragraph->word_count == 0) {
        return;
    }
    if (!paragraph->highlighted) {
        paragraph->highlight =
            vec_grow(paragraph->highlight, &paragraph->highlight_capacity, paragraph->text.length + 1, 1);
        memset(paragraph->highlight, 0, paragraph->text.length + 1);
        paragraph->highlighted = true;
    }
    uint32_t start = paragraph->words[word_at(paragraph, from)].start;
    uint32_t end = paragraph->words[word_at(paragraph, until - 1)].end;
    memset(paragraph->highlight + start, (int) role + 1, end - start);
}

void paragraph_highlight(Paragraph *paragraph, StringView folded, bool prefix, Role role) {
    String needle = {0};
    add_words(&needle, folded);
    StringView term = string_view(&needle);
    term.length -= prefix ? 1 : 0;
    if (needle.length > 1) {
        fold(paragraph);
        StringView text = string_view(&paragraph->folded);
        for (size_t at = 0, found; (found = sv_find(sv_from(text, at), term)) != SV_NONE;) {
            size_t first = at + found + 1;
            size_t last = at + found + term.length - (prefix ? 1 : 2);
            paragraph_highlight_words(paragraph, first, last + 1, role);
            at = last + 1; // on the space behind, where the next one may begin
            if (prefix) {
                size_t space = sv_find_char(sv_from(text, at), ' ');
                at += space == SV_NONE ? 0 : space;
            }
        }
    }
    string_free(&needle);
}

size_t paragraph_find(Paragraph *paragraph, StringView needle) {
    String words = {0};
    add_words(&words, needle);
    paragraph->found_count = 0;
    if (words.length > 2) {
        fold(paragraph);
        StringView term = sv_part(string_view(&words), 1, words.length - 2);
        StringView text = string_view(&paragraph->folded);
        for (size_t at = 0, found; (found = sv_find(sv_from(text, at), term)) != SV_NONE;) {
            size_t first = at + found;
            at = first + term.length;
            paragraph->found = vec_grow(paragraph->found, &paragraph->found_capacity,
                                        paragraph->found_count + 1, sizeof *paragraph->found);
            paragraph->found[paragraph->found_count++] =
                (ParagraphHit){place_of(paragraph, first, false), place_of(paragraph, at - 1, true)};
        }
    }
    string_free(&words);
    return paragraph->found_count;
}
