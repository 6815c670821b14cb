#include "looks.h"

static attr_t attributes_of(unsigned style) {
    return (style & STYLE_BOLD ? A_BOLD : 0) | (style & STYLE_DIM ? A_DIM : 0) |
           (style & STYLE_UNDERLINE ? A_UNDERLINE : 0) | (style & STYLE_REVERSE ? A_REVERSE : 0) |
           (style & STYLE_ITALIC ? A_ITALIC : 0);
}

// A number of xterm's 256-colour palette as 0xRRGGBB, for terminals that take only such
// (TERM=xterm-direct). Its first eight colours are the palette's there, too.
static int direct_color(int number) {
    static const int steps[] = {0, 0x5f, 0x87, 0xaf, 0xd7, 0xff};
    static const int bright[] = {0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00,
                                 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff};
    if (number < 8)
        return number;
    if (number < 16)
        return bright[number - 8];
    if (number < 232) {
        int cube = number - 16;
        return steps[cube / 36] << 16 | steps[cube / 6 % 6] << 8 | steps[cube % 6];
    }
    int grey = 8 + 10 * (number - 232);
    return grey << 16 | grey << 8 | grey;
}

void looks_fill(Looks *looks, int colors) {
    for (int role = 0; role < ROLE_COUNT; role++) {
        const RoleInfo *info = &roles[role];
        looks->pairs[role] = 0;
        if (colors < 8) {
            looks->attributes[role] = attributes_of(info->mono);
            continue;
        }
        const Look *look = colors >= 256 ? &info->look256 : &info->look16;
        int foreground = look->foreground, background = look->background;
        looks->attributes[role] = attributes_of(look->attributes);
        if (colors < 16) { // bright colours are bold ones
            if (foreground >= 8)
                looks->attributes[role] |= A_BOLD;
            foreground = foreground >= 8 ? foreground - 8 : foreground;
            background = background >= 8 ? background - 8 : background;
        } else if (colors > 256) {
            foreground = direct_color(foreground);
            background = direct_color(background);
        }
        if (foreground == COLOUR_DEFAULT && background == COLOUR_DEFAULT)
            continue;
        // Pair 0 is the terminal's own colours.
        if (init_extended_pair(role + 1, foreground, background) == OK)
            looks->pairs[role] = role + 1;
    }
}
