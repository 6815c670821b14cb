#include "carrel/base/text.h"

// 0x80 to 0x9f of code page 1252; five bytes are undefined. The rest is Latin-1.
// Source: Unicode consortium, MAPPINGS/VENDORS/MICSFT/WINDOWS/CP1252.TXT
static const uint16_t upper[32] = {
    0x20ac, 0xfffd, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0xfffd, 0x017d, 0xfffd, 0xfffd, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0xfffd, 0x017e, 0x0178,
};

void text_add_cp1252(String *out, StringView text) {
    for (size_t i = 0; i < text.length; i++) {
        unsigned char byte = (unsigned char) text.data[i];
        string_add_code_point(out, byte >= 0x80 && byte < 0xa0 ? upper[byte - 0x80] : byte);
    }
}
