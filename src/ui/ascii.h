#ifndef CARREL_UI_ASCII_H
#define CARREL_UI_ASCII_H

#include <stdint.h>

// The ASCII sign that stands for a code point on a terminal without UTF-8: lines,
// marks and punctuation by a likeness, Latin letters by their base letter, the rest '?'.
char ascii_for(uint32_t code_point);

#endif
