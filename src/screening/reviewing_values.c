#include "reviewing_parts.h"

#include <stdlib.h>
#include <string.h>

// What "value:" asks of a candidate.

// A number that is the whole text; the texts of a query and of a value end with NUL or with another
// sign, so that they are copied.
static bool number_of(StringView text, double *number) {
    char copy[64], *end = copy;
    text = sv_trim(text);
    if (!text.length || text.length >= sizeof copy) {
        return false;
    }
    memcpy(copy, text.data, text.length);
    copy[text.length] = '\0';
    *number = strtod(copy, &end);
    return *end == '\0';
}

typedef enum { IS, AT_LEAST, AT_MOST, ABOVE, BELOW } Comparison;

static bool compares(StringView value, Comparison comparison, StringView wanted) {
    double number, limit;
    if (!number_of(value, &number) || !number_of(wanted, &limit)) {
        return comparison == IS && sv_equal_nocase(value, sv_trim(wanted));
    }
    switch (comparison) {
    case AT_LEAST:
        return number >= limit;
    case AT_MOST:
        return number <= limit;
    case ABOVE:
        return number > limit;
    case BELOW:
        return number < limit;
    default:
        return number >= limit && number <= limit;
    }
}

bool value_matches(const Candidate *candidate, StringView asked) {
    static const struct {
        const char *sign;
        Comparison comparison;
    } signs[] = {{">=", AT_LEAST}, {"<=", AT_MOST}, {"=", IS}, {">", ABOVE}, {"<", BELOW}};
    size_t at = strcspn(asked.data, "=<>");
    Comparison comparison = IS;
    StringView wanted = {0};
    for (size_t i = 0; i < sizeof signs / sizeof *signs && at < asked.length; i++) {
        if (sv_starts(sv_from(asked, at), sv(signs[i].sign))) {
            comparison = signs[i].comparison;
            wanted = sv_from(asked, at + strlen(signs[i].sign));
            break;
        }
    }
    StringView label = sv_trim(sv_part(asked, 0, at));
    for (size_t i = 0; i < candidate->value_count; i++) {
        if (sv_equal_nocase(sv(candidate->values[i].label), label)) {
            return at >= asked.length || compares(sv(candidate->values[i].value), comparison, wanted);
        }
    }
    return false;
}
