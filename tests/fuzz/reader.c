// Any bytes, in pieces of any size, give records or rejections, the same whatever the pieces are,
// and what was read can be written. FUZZ_FORMAT is the name of the format.

#include "carrel/base/text.h"
#include "carrel/format/format.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool true_of_all_input) {
    if (!true_of_all_input) {
        __builtin_trap();
    }
}

static void check_item(const Item *item, String *out) {
    if (item->kind == ITEM_REJECTED) {
        must(item->why && item->why[0] && item->verbatim.length <= RECORD_MAX);
    } else if (item->kind == ITEM_DELETE) {
        must(item->pmid > 0);
    } else {
        must(text_is_valid(sv(item->study.title)));
        for (size_t i = 0; i < item->study.section_count; i++) {
            must(text_is_valid(sv(item->study.sections[i].text)));
        }
        for (size_t i = 0; i < item->study.decision_count; i++) {
            const RecordedDecision *said = &item->study.decisions[i];
            must(said->decision || said->reason || said->note || said->labels.count > 0);
            must(text_is_valid(sv(said->reviewer)) && text_is_valid(sv(said->note)));
        }
        Entry entry = {.id = -1, .study = &item->study};
        for (int format = 0; format < FORMAT_COUNT; format++) {
            if (formats[format].writes) {
                string_clear(out);
                formats[format].write_entry(&entry, true, out);
                must(text_is_valid(string_view(out)));
            }
        }
    }
}

// Gives the sum of what the items are.
static uint64_t read_all(Format format, StringView text, size_t piece) {
    Reader *reader = formats[format].reader_new();
    Arena arena = {0};
    String out = {0};
    uint64_t sum = 0;
    size_t at = 0;
    reader_map(reader, sv_part(text, 0, 40));
    do {
        StringView part = sv_part(text, at, piece);
        at += part.length;
        reader_feed(reader, part, at == text.length);
        Item item;
        while (reader_next(reader, &arena, &item)) {
            check_item(&item, &out);
            sum = sum * 31 + (uint64_t) item.kind + item.line * 7 + (uint64_t) item.study.pmid +
                  item.study.section_count + item.study.author_count + item.verbatim.length;
            arena_reset(&arena);
        }
    } while (at < text.length);
    string_clear(&out);
    reader_add_search(reader, &out);
    reader_add_unknown_columns(reader, &out);
    must(text_is_valid(string_view(&out)));
    reader_free(reader);
    arena_free(&arena);
    string_free(&out);
    return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Format format, detected;
    must(format_by_name(SV(FUZZ_FORMAT), &format));
    StringView text = {(const char *) data, size};
    Error err = {0};
    must(format_detect(text, &detected, &err) || err.kind == ERROR_INPUT);
    size_t piece = size > 0 ? 1 + data[size - 1] % 64u : 1;
    must(read_all(format, text, size + 1) == read_all(format, text, piece));
    return 0;
}
