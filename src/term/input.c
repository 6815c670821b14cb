#include "carrel/term/input.h"

#include "decode.h"
#include "terminfo.h"

#include "carrel/base/clock.h"
#include "carrel/base/memory.h"
#include "carrel/base/text.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ESC_US      25000   // silence that makes an Esc a key
#define PART_US     300000  // … that ends a sequence nobody finishes
#define SWALLOW_US  300000  // after a lone Esc, tails of slow sequences go
#define PASTE_US    2000000 // … that ends a paste whose end mark is lost
#define PASTE_LIMIT ((size_t) 1 << 20)
#define PASTE_END   "\033[201~"

struct TermInput {
    int fd;
    bool gone, gone_told;
    String bytes; // read, from `start` on not yet understood
    size_t start;
    uint64_t read_total;
    int64_t arrived_us;  // of the newest bytes
    int64_t deadline_us; // when waiting ends; 0: not waiting
    int64_t swallow_us;  // until when tails are swallowed
    bool pasting;
    String paste, paste_valid;
    KnownKey known[TERMINFO_KEYS_LIMIT];
    size_t known_count;
};

TermInput *term_input_new(int fd) {
    TermInput *input = memory_new(sizeof *input);
    input->fd = fd;
    input->known_count = terminfo_keys(input->known);
    return input;
}

void term_input_free(TermInput *input) {
    if (!input)
        return;
    for (size_t i = 0; i < input->known_count; i++)
        free(input->known[i].bytes);
    string_free(&input->bytes);
    string_free(&input->paste);
    string_free(&input->paste_valid);
    free(input);
}

static bool readable(int fd) {
    struct pollfd ready = {.fd = fd, .events = POLLIN};
    return poll(&ready, 1, 0) > 0;
}

void term_input_read(TermInput *input) {
    // What was understood makes room.
    if (input->start == input->bytes.length) {
        string_clear(&input->bytes);
        input->start = 0;
    } else if (input->start > 0) {
        input->bytes.length -= input->start;
        memmove(input->bytes.data, input->bytes.data + input->start, input->bytes.length + 1);
        input->start = 0;
    }
    char chunk[4096];
    while (!input->gone && input->bytes.length < PASTE_LIMIT && readable(input->fd)) {
        ssize_t got = read(input->fd, chunk, sizeof chunk);
        if (got > 0) {
            string_add(&input->bytes, (StringView){chunk, (size_t) got});
            input->read_total += (uint64_t) got;
            input->arrived_us = clock_ticks_us();
        } else if (got == 0 || (errno != EINTR && errno != EAGAIN)) {
            input->gone = true;
        }
    }
}

static StringView rest(const TermInput *input) {
    return sv_from(string_view(&input->bytes), input->start);
}

// Whether the silence since the last byte has lasted long enough; else the loop is told when.
static bool silent_for(TermInput *input, int64_t us) {
    int64_t end = input->arrived_us + us;
    if (input->gone || clock_ticks_us() >= end)
        return true;
    input->deadline_us = end;
    return false;
}

static void add_pasted(TermInput *input, StringView text) {
    size_t room = PASTE_LIMIT - input->paste.length;
    string_add(&input->paste, sv_part(text, 0, room));
    input->start += text.length;
}

static bool next_paste(TermInput *input, InputEvent *event) {
    StringView text = rest(input);
    size_t end = sv_find(text, SV(PASTE_END));
    if (end != SV_NONE) {
        add_pasted(input, sv_part(text, 0, end));
        input->start += sizeof PASTE_END - 1;
    } else {
        size_t kept = sizeof PASTE_END - 2; // may be the beginning of the end
        if (text.length > kept)
            add_pasted(input, sv_part(text, 0, text.length - kept));
        if (!silent_for(input, PASTE_US))
            return false;
        add_pasted(input, rest(input));
    }
    input->pasting = false;
    string_clear(&input->paste_valid);
    String lines = {0};
    StringView pasted = string_view(&input->paste);
    for (size_t i = 0; i < pasted.length; i++) {
        if (pasted.data[i] != '\r')
            string_add_char(&lines, pasted.data[i]);
        else if (i + 1 == pasted.length || pasted.data[i + 1] != '\n')
            string_add_char(&lines, '\n');
    }
    text_add_valid(&input->paste_valid, string_view(&lines));
    string_free(&lines);
    string_free(&input->paste);
    event->kind = INPUT_PASTE;
    event->text = string_view(&input->paste_valid);
    return true;
}

// The tail of a cursor or function key whose Esc came alone: `[` parameters and a final, `O` and a
// final. Returns its bytes, 0 where it is none; *whole is false while more may come.
static size_t slow_tail(StringView bytes, bool *whole) {
    *whole = true;
    if (bytes.length == 0 || (bytes.data[0] != '[' && bytes.data[0] != 'O'))
        return 0;
    size_t at = 1;
    if (bytes.data[0] == '[')
        while (at < bytes.length && at < 8 && strchr("0123456789;", bytes.data[at]))
            at++;
    if (at == bytes.length) {
        *whole = false;
        return at;
    }
    return bytes.data[at] && strchr("ABCDFHPQRSZ~", bytes.data[at]) ? at + 1 : 0;
}

static bool swallow(TermInput *input) {
    if (input->arrived_us >= input->swallow_us)
        return false;
    bool whole;
    size_t tail = slow_tail(rest(input), &whole);
    if (tail == 0)
        return false;
    if (!whole && clock_ticks_us() < input->swallow_us && !input->gone) {
        input->deadline_us = input->swallow_us;
        return true;
    }
    input->start += tail;
    input->swallow_us = 0;
    return true;
}

bool term_input_next(TermInput *input, InputEvent *event) {
    *event = (InputEvent){.arrived_us = input->arrived_us};
    input->deadline_us = 0;
    for (;;) {
        if (input->pasting)
            return next_paste(input, event);
        if (swallow(input)) {
            if (input->deadline_us)
                return false;
            continue;
        }
        size_t used;
        DecodeResult result = decode(rest(input), input->known, input->known_count, &used, event);
        switch (result) {
        case DECODE_NOTHING:
            if (!input->gone || input->gone_told)
                return false;
            input->gone_told = true;
            event->kind = INPUT_HANGUP;
            return true;
        case DECODE_EVENT:
            input->start += used;
            return true;
        case DECODE_SKIP:
            input->start += used;
            break;
        case DECODE_PASTE:
            input->start += used;
            input->pasting = true;
            break;
        case DECODE_LONE_ESC:
            if (!silent_for(input, ESC_US))
                return false;
            input->start += 1;
            input->swallow_us = clock_ticks_us() + SWALLOW_US;
            event->kind = INPUT_KEY;
            event->key = KEYCODE_ESCAPE;
            return true;
        case DECODE_PART:
            if (!silent_for(input, PART_US))
                return false;
            if (used == 2 && rest(input).data[0] == 0x1b) { // Alt with [ or O after all
                event->kind = INPUT_KEY;
                event->key = KEYCODE_META | (KeyCode) rest(input).data[1];
                input->start += 2;
                return true;
            }
            input->start += used;
            break;
        }
    }
}

int term_input_timeout_ms(const TermInput *input) {
    if (!input->deadline_us)
        return -1;
    int64_t left = input->deadline_us - clock_ticks_us();
    return left <= 0 ? 0 : (int) ((left + 999) / 1000);
}

bool term_input_pending(const TermInput *input) {
    return input->start < input->bytes.length || (!input->gone && readable(input->fd));
}

uint64_t term_input_taken(const TermInput *input) {
    return input->read_total - (input->bytes.length - input->start);
}

void term_input_flush(TermInput *input) {
    term_input_read(input);
    string_clear(&input->bytes);
    input->start = 0;
    input->pasting = false;
    string_clear(&input->paste);
    input->deadline_us = input->swallow_us = 0;
}
