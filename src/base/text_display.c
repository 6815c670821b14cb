#include "carrel/base/text.h"

#include "codepoint.h"

// base and four marks are what one cell of ncurses holds (CCHARW_MAX)
#define MARKS_MOST 4

typedef struct {
    uint32_t first, last;
} Range;

// Characters that show nothing but change what is around them: the default ignorable
// code points of Unicode 15 (DerivedCoreProperties), the bidi controls among them, and
// interlinear annotation. Sorted.
static const Range dropped[] = {
    {0x00ad, 0x00ad},   // soft hyphen
    {0x034f, 0x034f},   // combining grapheme joiner
    {0x061c, 0x061c},   // Arabic letter mark
    {0x115f, 0x1160},   // Hangul fillers
    {0x17b4, 0x17b5},   // Khmer inherent vowels
    {0x180b, 0x180f},   // Mongolian selectors and vowel separator
    {0x200b, 0x200f},   // zero width; left-to-right and right-to-left marks
    {0x202a, 0x202e},   // bidi embedding and override
    {0x2060, 0x206f},   // word joiner, invisible operators, bidi isolates, old controls
    {0x3164, 0x3164},   // Hangul filler
    {0xfe00, 0xfe0f},   // variation selectors
    {0xfeff, 0xfeff},   // zero width no-break space
    {0xffa0, 0xffa0},   // half width Hangul filler
    {0xfff0, 0xfffb},   // unassigned ignorable, interlinear annotation
    {0x1bca0, 0x1bca3}, // shorthand format controls
    {0x1d173, 0x1d17a}, // musical format controls
    {0xe0000, 0xe0fff}, // tags, variation selectors supplement
};

static bool is_dropped(uint32_t code_point) {
    size_t low = 0, high = sizeof dropped / sizeof dropped[0];
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (code_point > dropped[middle].last) {
            low = middle + 1;
        } else if (code_point < dropped[middle].first) {
            high = middle;
        } else {
            return true;
        }
    }
    return false;
}

static bool is_private_or_noncharacter(uint32_t code_point) {
    return (code_point >= 0xe000 && code_point <= 0xf8ff) || code_point >= 0xf0000 ||
           (code_point >= 0xfdd0 && code_point <= 0xfdef) || (code_point & 0xfffe) == 0xfffe;
}

static bool is_line_end_or_tab(uint32_t code_point) {
    return (code_point >= '\t' && code_point <= '\r') || code_point == 0x85 || code_point == 0x2028 ||
           code_point == 0x2029;
}

void text_add_display(String *out, StringView text) {
    bool has_base = false; // is there a character that marks can sit on?
    size_t marks = 0;      // on it so far
    for (size_t i = 0; i < text.length;) {
        size_t end = i;
        while (end < text.length && (unsigned char) (text.data[end] - 0x20) < 0x5f) {
            end++;
        }
        if (end > i) {
            string_add(out, sv_part(text, i, end - i));
            has_base = text.data[end - 1] != ' ';
            marks = 0;
            i = end;
            continue;
        }
        uint32_t code_point;
        size_t bytes = text_decode(sv_from(text, i), &code_point);
        StringView shown = sv_part(text, i, bytes);
        i += bytes;
        if (is_dropped(code_point)) {
            continue;
        }
        if (is_line_end_or_tab(code_point)) {
            if (code_point == '\r' && i < text.length && text.data[i] == '\n') {
                i++;
            }
            string_add_char(out, ' ');
            has_base = false;
            continue;
        }
        int width = code_point_width(code_point);
        bool invalid = bytes == 1; // ASCII that is left here is a control
        if (width < 0 || invalid || is_private_or_noncharacter(code_point)) {
            shown = SV("\xef\xbf\xbd");
            width = 1;
        }
        if (width > 0) {
            has_base = true;
            marks = 0;
        } else if (!has_base) {
            string_add(out, SV("\xe2\x97\x8c")); // dotted circle
            has_base = true;
            marks = 1;
        } else if (++marks > MARKS_MOST) {
            continue;
        }
        string_add(out, shown);
    }
}
