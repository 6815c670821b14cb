#include "ascii.h"

#include <stddef.h>

// U+00A0 to U+017F.
static const char latin[] = " !cL$Y|S\"Ca<--R-o+23'uP.,1o>???\?"
                            "AAAAAAACEEEEIIIIDNOOOOOxOUUUUYTs"
                            "aaaaaaaceeeeiiiidnooooo/ouuuuyty"
                            "AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIiIiJjKkkLlLlLlLl"
                            "LlNnNnNnnNnOoOoOoOoRrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs";
_Static_assert(sizeof latin == 0x180 - 0xa0 + 1, "one sign for each code point");

// U+0391 to U+03A9, and small letters 32 above; final sigma among them.
static const char greek[] = "ABGDEZHTIKLMNXOPRSSTUFCYW";
_Static_assert(sizeof greek == 0x3a9 - 0x391 + 2, "one sign for each code point");

static const struct {
    uint32_t code_point;
    char sign;
} signs[] = {
    {0x00b7, '-'},  {0x2010, '-'}, {0x2011, '-'}, {0x2012, '-'}, {0x2013, '-'}, {0x2014, '-'}, {0x2018, '\''},
    {0x2019, '\''}, {0x201a, ','}, {0x201c, '"'}, {0x201d, '"'}, {0x201e, '"'}, {0x2022, '*'}, {0x2026, '~'},
    {0x2032, '\''}, {0x2033, '"'}, {0x2039, '<'}, {0x203a, '>'}, {0x2190, '<'}, {0x2191, '^'}, {0x2192, '>'},
    {0x2193, 'v'},  {0x2212, '-'}, {0x2215, '/'}, {0x2264, '<'}, {0x2265, '>'}, {0x2260, '#'}, {0x23ce, '|'},
    {0x2500, '-'},  {0x2502, '|'}, {0x2591, '.'}, {0x2593, '#'}, {0x2588, '#'}, {0x2713, '+'}, {0x2717, 'x'},
    {0x2009, ' '},  {0x200a, ' '}, {0x202f, ' '},
};

char ascii_for(uint32_t code_point) {
    if (code_point < 0x80) {
        return (char) code_point;
    }
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        if (signs[i].code_point == code_point) {
            return signs[i].sign;
        }
    }
    if (code_point >= 0xa0 && code_point < 0x180) {
        return latin[code_point - 0xa0];
    }
    if (code_point >= 0x391 && code_point <= 0x3a9) {
        return greek[code_point - 0x391];
    }
    if (code_point >= 0x3b1 && code_point <= 0x3c9) {
        return (char) (greek[code_point - 0x3b1] + ('a' - 'A'));
    }
    return '?';
}
