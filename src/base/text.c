#include "carrel/base/text.h"

#include "codepoint.h"

#include <string.h>
#include <unictype.h>
#include <unigbrk.h>
#include <uninorm.h>
#include <uniwidth.h>
#include <wchar.h>

static bool is_continuation(unsigned char byte) {
    return (byte & 0xc0) == 0x80;
}

// Well-formed sequences are those of table 3-7 of the Unicode standard.
size_t text_decode(StringView text, uint32_t *code_point) {
    *code_point = CODE_POINT_REPLACEMENT;
    if (text.length == 0) {
        return 0;
    }
    const unsigned char *s = (const unsigned char *) text.data;
    size_t n = text.length;
    if (s[0] < 0x80) {
        *code_point = s[0];
        return 1;
    }
    if (s[0] >= 0xc2 && s[0] <= 0xdf && n >= 2 && is_continuation(s[1])) {
        *code_point = (uint32_t) (s[0] & 0x1f) << 6 | (s[1] & 0x3f);
        return 2;
    }
    if ((s[0] & 0xf0) == 0xe0 && n >= 3 && is_continuation(s[1]) && is_continuation(s[2])) {
        uint32_t value = (uint32_t) (s[0] & 0x0f) << 12 | (uint32_t) (s[1] & 0x3f) << 6 | (s[2] & 0x3f);
        if (value < 0x800 || (value >= 0xd800 && value <= 0xdfff)) {
            return 1;
        }
        *code_point = value;
        return 3;
    }
    if (s[0] >= 0xf0 && s[0] <= 0xf4 && n >= 4 && is_continuation(s[1]) && is_continuation(s[2]) &&
        is_continuation(s[3])) {
        uint32_t value = (uint32_t) (s[0] & 0x07) << 18 | (uint32_t) (s[1] & 0x3f) << 12 |
                         (uint32_t) (s[2] & 0x3f) << 6 | (s[3] & 0x3f);
        if (value < 0x10000 || value > 0x10ffff) {
            return 1;
        }
        *code_point = value;
        return 4;
    }
    return 1;
}

// The bytes that are certainly valid at the start of `text`: whole words of eight
// bytes from 0x01 to 0x7f, then single ones.
static size_t plain_run(StringView text) {
    enum { PIECE = 8 };
    size_t i = 0;
    // Pieces of a fixed size, in which compilers look at many bytes at once.
    for (uint64_t words[PIECE], odd; i + sizeof words <= text.length; i += sizeof words) {
        memcpy(words, text.data + i, sizeof words);
        odd = 0;
        for (size_t k = 0; k < PIECE; k++) {
            odd |= words[k] | (words[k] - 0x0101010101010101);
        }
        if (odd & 0x8080808080808080) {
            break;
        }
    }
    for (; i + 8 <= text.length; i += 8) {
        uint64_t word;
        memcpy(&word, text.data + i, sizeof word);
        // The top bit of a byte is set here where it is not ASCII or is NUL.
        if ((word | (word - 0x0101010101010101)) & 0x8080808080808080) {
            break;
        }
    }
    while (i < text.length && text.data[i] > 0) {
        i++;
    }
    return i;
}

// The end of the valid prefix of `text`.
static size_t valid_run(StringView text) {
    size_t i = 0;
    for (;;) {
        i += plain_run(sv_from(text, i));
        if (i == text.length || text.data[i] == '\0') {
            return i;
        }
        uint32_t code_point;
        size_t bytes = text_decode(sv_from(text, i), &code_point);
        if (bytes == 1) {
            return i;
        }
        i += bytes;
    }
}

size_t text_ascii_length(StringView text) {
    size_t i = 0;
    for (uint64_t eight; i + sizeof eight <= text.length; i += sizeof eight) {
        memcpy(&eight, text.data + i, sizeof eight);
        if (eight & UINT64_C(0x8080808080808080)) {
            break;
        }
    }
    while (i < text.length && (unsigned char) text.data[i] < 0x80) {
        i++;
    }
    return i;
}

bool text_is_valid(StringView text) {
    return valid_run(text) == text.length;
}

void text_add_valid(String *out, StringView text) {
    size_t i = 0;
    while (i < text.length) {
        size_t run = valid_run(sv_from(text, i));
        string_add(out, sv_part(text, i, run));
        i += run;
        if (i < text.length) {
            string_add(out, SV("\xef\xbf\xbd"));
            i++;
        }
    }
}

int code_point_width(uint32_t code_point) {
    if (code_point >= 0x20 && code_point < 0x7f) {
        return 1;
    }
    int width = wcwidth((wchar_t) code_point);
    // In the C locale wcwidth knows ASCII only.
    if (width < 0 && code_point >= 0xa0 && wcwidth(0xe9) < 0) {
        width = uc_width(code_point, "UTF-8");
    }
    return width;
}

size_t text_width(StringView text) {
    size_t columns = 0;
    for (size_t i = 0; i < text.length;) {
        if ((unsigned char) text.data[i] < 0x80) {
            columns += (unsigned char) (text.data[i] - 0x20) < 0x5f;
            i++;
            continue;
        }
        uint32_t code_point;
        i += text_decode(sv_from(text, i), &code_point);
        int width = code_point_width(code_point);
        if (width > 0) {
            columns += (size_t) width;
        }
    }
    return columns;
}

size_t text_grapheme(StringView text) {
    if (text.length < 2) {
        return text.length;
    }
    const unsigned char *s = (const unsigned char *) text.data;
    if (s[0] < 0x80 && s[1] < 0x80) {
        return 1;
    }
    const uint8_t *next = u8_grapheme_next(s, s + text.length);
    return (size_t) (next - s);
}

size_t text_fit(StringView text, size_t columns, size_t *used) {
    size_t bytes = 0, taken = 0;
    while (bytes < text.length) {
        size_t cluster = text_grapheme(sv_from(text, bytes));
        size_t width = text_width(sv_part(text, bytes, cluster));
        if (taken + width > columns) {
            break;
        }
        taken += width;
        bytes += cluster;
    }
    if (used) {
        *used = taken;
    }
    return bytes;
}

#define CATEGORY_LETTER_NUMBER (UC_CATEGORY_MASK_L | UC_CATEGORY_MASK_N)

static bool has_category(uint32_t code_point, uint32_t mask) {
    return uc_is_general_category_withtable(code_point, mask);
}

static bool is_letter_or_digit(uint32_t code_point) {
    if (code_point < 0x80) {
        return (code_point | 0x20) - 'a' < 26 || code_point - '0' < 10;
    }
    return has_category(code_point, CATEGORY_LETTER_NUMBER);
}

static bool is_hyphen(uint32_t code_point) {
    return code_point == '-' || code_point == 0x2010 || code_point == 0x2013 || code_point == 0x2014;
}

// What text_wrap remembers of a grapheme: its first code point and its columns.
typedef struct {
    uint32_t code_point;
    size_t width;
} Cluster;

// May a line end between `last` (which `before` precedes) and `next`, none of them a
// space? "well-|known", but "COVID-19" and "-5" stay whole; wide characters may part,
// but closing marks do not begin a line and opening ones do not end it.
static bool may_part(Cluster before, Cluster last, Cluster next) {
    if (is_hyphen(last.code_point)) {
        return is_letter_or_digit(before.code_point) && has_category(next.code_point, UC_CATEGORY_MASK_L);
    }
    if (last.width < 2 && next.width < 2) {
        return false;
    }
    return !has_category(last.code_point, UC_CATEGORY_MASK_Ps | UC_CATEGORY_MASK_Pi) &&
           !has_category(next.code_point, UC_CATEGORY_MASK_Pe | UC_CATEGORY_MASK_Pf | UC_CATEGORY_MASK_Po);
}

static size_t skip_spaces(StringView text, size_t offset) {
    while (offset < text.length && text.data[offset] == ' ') {
        offset++;
    }
    return offset;
}

size_t text_wrap(StringView text, size_t columns, size_t *next) {
    size_t used = 0, offset = 0;
    size_t line = 0, following = 0; // the last place where the line may end
    Cluster before = {' ', 1}, last = {' ', 1};
    while (offset < text.length) {
        if (text.data[offset] == ' ') {
            size_t end = skip_spaces(text, offset);
            if (offset > 0) {
                line = offset;
                following = end;
            }
            used += end - offset;
            offset = end;
            last = (Cluster){' ', 1};
            continue;
        }
        Cluster this;
        size_t bytes = text_grapheme(sv_from(text, offset));
        text_decode(sv_from(text, offset), &this.code_point);
        this.width = text_width(sv_part(text, offset, bytes));
        if (last.code_point != ' ' && may_part(before, last, this)) {
            line = following = offset;
        }
        if (used + this.width > columns) {
            if (following == 0) { // one word, longer than the line
                following = offset > 0 ? offset : bytes;
                line = offset > 0 && last.code_point == ' ' ? 0 : following;
            }
            *next = following;
            return line;
        }
        used += this.width;
        offset += bytes;
        before = last;
        last = this;
    }
    *next = text.length;
    return last.code_point == ' ' ? line : text.length;
}

bool text_next_word(StringView text, size_t *offset, StringView *word) {
    size_t i = *offset, start = SV_NONE;
    while (i < text.length) {
        uint32_t code_point = (unsigned char) text.data[i];
        size_t bytes = code_point < 0x80 ? 1 : text_decode(sv_from(text, i), &code_point);
        bool inside = is_letter_or_digit(code_point);
        if (!inside && start != SV_NONE && code_point >= 0x80) {
            inside = has_category(code_point, UC_CATEGORY_MASK_M);
        }
        if (inside && start == SV_NONE) {
            start = i;
        }
        if (!inside && start != SV_NONE) {
            break;
        }
        i += bytes;
    }
    *offset = i;
    if (start == SV_NONE) {
        return false;
    }
    *word = sv_part(text, start, i - start);
    return true;
}

uint32_t text_compose(uint32_t letter, uint32_t mark) {
    return uc_composition(letter, mark);
}
