#ifndef CARREL_REVIEW_HASH_H
#define CARREL_REVIEW_HASH_H

#include "carrel/review/events.h"

// A number that follows from a key and a text alone and looks random.
// [FNV-1a, 64 bit, then the finalizer of MurmurHash3]
static inline uint64_t review_hash(Key key, StringView text) {
    uint64_t hash = 14695981039346656037u;
    for (size_t i = 0; i < sizeof key.bytes; i++) {
        hash = (hash ^ key.bytes[i]) * 1099511628211u;
    }
    for (size_t i = 0; i < text.length; i++) {
        hash = (hash ^ (unsigned char) text.data[i]) * 1099511628211u;
    }
    hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccdu;
    hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53u;
    return hash ^ (hash >> 33);
}

#endif
