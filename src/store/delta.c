#include "delta.h"

void delta_write(const IdList *ids, String *out) {
    int64_t last = 0;
    for (size_t i = 0; i < ids->count; i++) {
        uint64_t step = (uint64_t) (ids->ids[i] - last);
        last = ids->ids[i];
        for (; step > 127; step >>= 7) {
            string_add_char(out, (char) (step | 128));
        }
        string_add_char(out, (char) step);
    }
}

bool delta_read(StringView bytes, IdList *ids) {
    uint64_t last = 0, step = 0;
    unsigned shift = 0;
    for (size_t i = 0; i < bytes.length; i++) {
        unsigned char c = (unsigned char) bytes.data[i];
        step |= (uint64_t) (c & 127) << shift;
        if (c & 128) {
            shift += 7;
            if (shift > 56) {
                return false;
            }
            continue;
        }
        last += step;
        if (step == 0 || last > INT64_MAX / 2) {
            return false;
        }
        id_list_add(ids, (int64_t) last);
        step = shift = 0;
    }
    return shift == 0;
}
