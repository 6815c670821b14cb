#include "carrel/ui/paragraph.h"

#include "carrel/base/text.h"

// The chosen word.

#define BYTES_LEAST 4 // shorter words are stepped over

// The first word that ends behind byte `at`; the count where there is none.
static size_t word_from(const Paragraph *paragraph, uint32_t at) {
    size_t i = 0;
    while (i < paragraph->word_count && paragraph->words[i].end <= at) {
        i++;
    }
    return i;
}

static void choose(Paragraph *paragraph, size_t index) {
    paragraph->word_start = paragraph->words[index].start;
    paragraph->word_end = paragraph->words[index].end;
}

bool paragraph_step_word(Paragraph *paragraph, size_t top, int by) {
    paragraph_folded(paragraph);
    bool chosen = paragraph->word_end > paragraph->word_start;
    uint32_t at = paragraph->word_start;
    while (!chosen && top < paragraph->line_count &&
           paragraph->lines[top].end == paragraph->lines[top].start) {
        top++;
    }
    if (!chosen && top < paragraph->line_count) {
        at = paragraph->lines[top].start;
    }
    long index = (long) word_from(paragraph, at);
    for (index += chosen || by < 0 ? by : 0; index >= 0 && index < (long) paragraph->word_count;
         index += by) {
        const ParagraphWord *word = &paragraph->words[index];
        if (word->end - word->start >= BYTES_LEAST) {
            choose(paragraph, (size_t) index);
            return true;
        }
    }
    return false;
}

bool paragraph_choose_word(Paragraph *paragraph, size_t line, int column) {
    paragraph_folded(paragraph);
    paragraph->word_start = paragraph->word_end = 0;
    if (line >= paragraph->line_count || column < paragraph->lines[line].indent) {
        return false;
    }
    const ParagraphLine *at = &paragraph->lines[line];
    StringView text = sv_part(string_view(&paragraph->text), at->start, at->end - at->start);
    uint32_t byte = at->start + (uint32_t) text_fit(text, (size_t) (column - at->indent), NULL);
    size_t index = word_from(paragraph, byte);
    if (byte >= at->end || index == paragraph->word_count || paragraph->words[index].start > byte) {
        return false;
    }
    choose(paragraph, index);
    return true;
}

StringView paragraph_word(const Paragraph *paragraph) {
    return sv_part(string_view(&paragraph->text), paragraph->word_start,
                   paragraph->word_end - paragraph->word_start);
}
