#ifndef CARREL_BASE_TEXT_H
#define CARREL_BASE_TEXT_H

#include "carrel/base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Everything about characters that ASCII does not answer. Text is UTF-8.

// Appends `text` with every invalid sequence, overlong form, surrogate and NUL
// replaced by U+FFFD. Readers use it on what comes from files.
void text_add_valid(String *out, StringView text);
bool text_is_valid(StringView text);       // valid UTF-8 without NUL
size_t text_ascii_length(StringView text); // how many bytes at its start are ASCII

// The one door to the terminal: appends `text` as it may be shown. Controls, bidi
// controls, zero-width and tag characters, variation selectors, private use,
// noncharacters and invalid bytes are dropped or become visible substitutes
// (shared list: C0 as U+FFFD, line ends and tabs as one space); at most four
// combining marks stay on a base, a lone mark gets a base. Idempotent.
// The data itself is never changed. [Unicode 15, chapter 23]
void text_add_display(String *out, StringView text);

// Bytes of the first grapheme cluster of display text; 0 only where text is empty.
size_t text_grapheme(StringView text);
// Columns that display text takes, by wcwidth summed over code points, which is
// what ncurses does. Unprintable ones count 0.
size_t text_width(StringView text);
// Bytes of the longest prefix of whole graphemes within `columns`; *used (may be
// NULL) gets its columns.
size_t text_fit(StringView text, size_t columns, size_t *used);
// Next line of display text for a pane `columns` wide (at least 2): breaks at
// spaces and after hyphens, or between wide characters; a longer word is cut at a
// grapheme. Returns the bytes of the line without its trailing spaces; *next gets the
// start of the following line.
size_t text_wrap(StringView text, size_t columns, size_t *next);

// Next word (letters and digits, with the combining marks on them) at or after
// *offset; false when there is none. Moves *offset behind the word.
bool text_next_word(StringView text, size_t *offset, StringView *word);

// Appends `text` folded for finding: lower case, compatibility decomposition
// without accents, ligatures and ß spelt out, ø and similar to their base letter; a
// Greek letter alone or a pair (γδ T cells) as Latin names, set off by spaces from letters and
// digits beside them. The index stores the version, so that a change of this function
// rebuilds it.
#define TEXT_FOLD_VERSION 1
void text_add_fold(String *out, StringView text);

// Decodes one code point of valid UTF-8; returns its bytes (1 with U+FFFD where
// the text is not valid). For an empty view 0.
size_t text_decode(StringView text, uint32_t *code_point);

// The one code point that a letter and a combining mark make together (canonical composition);
// 0 where there is none.
uint32_t text_compose(uint32_t letter, uint32_t mark);

// Appends `text`, written in Windows code page 1252, as UTF-8.
void text_add_cp1252(String *out, StringView text);

#endif
