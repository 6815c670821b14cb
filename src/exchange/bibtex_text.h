#ifndef EXCHANGE_BIBTEX_TEXT_H
#define EXCHANGE_BIBTEX_TEXT_H

#include "carrel/base/str.h"

// Appends what LaTeX would print of `text`: accent macros and symbols as characters, groups
// without their braces, mathematics as its letters; of a macro that is not known only the argument
// stays. White space stays as it is.
void bibtex_add_text(StringView text, String *out);

// The same of addresses and identifiers, where dashes, quotes and "~" mean themselves.
void bibtex_add_verbatim(StringView text, String *out);

// Appends text such that bibtex_add_text gives it back: for a value between braces. A line end
// becomes a blank line, which is a paragraph's.
void bibtex_add_escaped(StringView text, String *out);

bool bibtex_is_space(char c);
size_t bibtex_count_spaces(StringView text); // at its front

#endif
