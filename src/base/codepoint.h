#ifndef CARREL_BASE_CODEPOINT_H
#define CARREL_BASE_CODEPOINT_H

#include <stdint.h>

#define CODE_POINT_REPLACEMENT 0xfffd

// Columns of a code point: 0, 1 or 2; -1 where it cannot be shown.
int code_point_width(uint32_t code_point);

#endif
