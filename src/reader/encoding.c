#include "carrel/reader/encoding.h"

#include "carrel/base/text.h"

#include <stdint.h>
#include <string.h>

enum {
    BEGINNING = 8,     // bytes that show UTF-16
    WINDOW = 64 << 10, // bytes that are counted at a time
};

const char *encoding_name(Encoding encoding) {
    static const char *const names[] = {"UTF-8", "UTF-16LE", "UTF-16BE", "Windows-1252"};
    return names[encoding];
}

static bool is_latin(char c) {
    return (c >= ' ' && c <= '~') || c == '\t' || c == '\n' || c == '\r';
}

// Whether the characters at the beginning are Latin letters with a zero byte each.
static bool is_utf16(StringView bytes, size_t letter, size_t zero) {
    size_t units = bytes.length / 2 < BEGINNING / 2 ? bytes.length / 2 : BEGINNING / 2;
    for (size_t i = 0; i < units; i++) {
        if (!is_latin(bytes.data[2 * i + letter]) || bytes.data[2 * i + zero] != '\0') {
            return false;
        }
    }
    return units > 0;
}

// Gives what follows the byte order mark.
static StringView begin(Decoder *decoder, StringView bytes) {
    decoder->begun = true;
    if (sv_starts(bytes, SV("\xef\xbb\xbf"))) {
        decoder->settled = true;
        return sv_from(bytes, 3);
    }
    bool little = sv_starts(bytes, SV("\xff\xfe")), big = sv_starts(bytes, SV("\xfe\xff"));
    if (little || is_utf16(bytes, 0, 1)) {
        decoder->encoding = ENCODING_UTF16LE;
    } else if (big || is_utf16(bytes, 1, 0)) {
        decoder->encoding = ENCODING_UTF16BE;
    }
    decoder->settled = decoder->encoding != ENCODING_UTF8;
    return sv_from(bytes, little || big ? 2 : 0);
}

// Appends whole characters; gives the bytes of an unfinished one.
static StringView add_utf16(String *out, StringView bytes, bool big, bool last) {
    size_t i = 0;
    while (i + 2 <= bytes.length) {
        const unsigned char *at = (const unsigned char *) bytes.data + i;
        unsigned unit = big ? (unsigned) (at[0] << 8 | at[1]) : (unsigned) (at[1] << 8 | at[0]);
        bool high = unit >= 0xd800 && unit < 0xdc00;
        if (high && i + 4 > bytes.length && !last) {
            break;
        }
        i += 2;
        if (high && i + 2 <= bytes.length) {
            unsigned low = big ? (unsigned) (at[2] << 8 | at[3]) : (unsigned) (at[3] << 8 | at[2]);
            if (low >= 0xdc00 && low < 0xe000) {
                unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
                i += 2;
            }
        }
        string_add_code_point(out, unit); // half a pair becomes U+FFFD
    }
    if (last && i < bytes.length) {
        string_add_code_point(out, 0xfffd);
        i = bytes.length;
    }
    return sv_from(bytes, i);
}

// Bytes at the end that begin a character of UTF-8 and do not finish it.
static size_t unfinished(StringView bytes) {
    for (size_t back = 1; back <= 3 && back <= bytes.length; back++) {
        unsigned char byte = (unsigned char) bytes.data[bytes.length - back];
        if (byte >= 0xc0) {
            size_t needs = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
            return needs > back ? back : 0;
        }
        if (byte < 0x80) {
            return 0;
        }
    }
    return 0;
}

static void count(Decoder *decoder, StringView bytes) {
    for (;;) {
        bytes = sv_from(bytes, text_ascii_length(bytes));
        if (bytes.length == 0) {
            return;
        }
        uint32_t code_point;
        size_t length = text_decode(bytes, &code_point);
        decoder->valid += length > 1;
        decoder->invalid += length == 1;
        bytes = sv_from(bytes, length);
    }
}

// Appends what is clear; gives the bytes that wait.
static StringView add_counted(Decoder *decoder, StringView bytes, bool last, String *out) {
    if (!decoder->counting) {
        size_t ascii = text_ascii_length(bytes);
        string_add(out, sv_part(bytes, 0, ascii));
        bytes = sv_from(bytes, ascii);
        decoder->counting = bytes.length > 0;
    }
    while (bytes.length >= WINDOW || (last && bytes.length > 0)) {
        StringView window = sv_part(bytes, 0, WINDOW);
        window.length -= window.length < bytes.length || !last ? unfinished(window) : 0;
        count(decoder, window);
        if (decoder->valid >= decoder->invalid) {
            decoder->encoding = ENCODING_UTF8;
            decoder->settled = true;
            string_add(out, bytes);
            return sv_part(bytes, 0, 0);
        }
        decoder->encoding = ENCODING_CP1252;
        text_add_cp1252(out, window);
        bytes = sv_from(bytes, window.length);
    }
    return bytes;
}

void decoder_feed(Decoder *decoder, StringView bytes, bool last, String *out) {
    if (decoder->settled && decoder->encoding == ENCODING_UTF8) {
        string_add(out, bytes);
        return;
    }
    bool waited = decoder->held.length > 0;
    StringView rest = bytes;
    if (waited || !decoder->begun) {
        string_add(&decoder->held, bytes);
        rest = string_view(&decoder->held);
        waited = true;
    }
    if (!decoder->begun) {
        if (rest.length < BEGINNING && !last) {
            return;
        }
        rest = begin(decoder, rest);
    }
    if (!decoder->settled) {
        rest = add_counted(decoder, rest, last, out);
    } else if (decoder->encoding == ENCODING_UTF8) {
        string_add(out, rest);
        rest.length = 0;
    } else {
        rest = add_utf16(out, rest, decoder->encoding == ENCODING_UTF16BE, last);
    }
    if (waited) {
        memmove(decoder->held.data, rest.data, rest.length);
        decoder->held.length = rest.length;
    } else {
        string_add(&decoder->held, rest);
    }
}

void decoder_free(Decoder *decoder) {
    string_free(&decoder->held);
}
