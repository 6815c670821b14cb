#include "carrel/review/events.h"

#include "carrel/base/clock.h"
#include "carrel/base/memory.h"
#include "carrel/review/action.h"

#include <stdlib.h>
#include <string.h>

bool key_is_none(Key key) {
    return key_compare(key, (Key){{0}}) == 0;
}

int key_compare(Key a, Key b) {
    return memcmp(a.bytes, b.bytes, sizeof a.bytes);
}

Key key_new(void) {
    Key key;
    random_bytes(key.bytes, sizeof key.bytes);
    return key;
}

void key_to_text(Key key, char text[KEY_TEXT_SIZE]) {
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < sizeof key.bytes; i++) {
        text[2 * i] = digits[key.bytes[i] >> 4];
        text[2 * i + 1] = digits[key.bytes[i] & 15];
    }
    text[KEY_TEXT_SIZE - 1] = '\0';
}

static int hex_digit(char c) {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool key_from_text(StringView text, Key *key) {
    if (text.length != KEY_TEXT_SIZE - 1) {
        return false;
    }
    for (size_t i = 0; i < sizeof key->bytes; i++) {
        int high = hex_digit(text.data[2 * i]), low = hex_digit(text.data[2 * i + 1]);
        if (high < 0 || low < 0) {
            return false;
        }
        key->bytes[i] = (uint8_t) (high << 4 | low);
    }
    return true;
}

static const char *const kind_names[] = {
    [EVENT_REVIEWER] = "reviewer",
    [EVENT_CANDIDATE] = "candidate",
    [EVENT_DECISION] = "decision",
    [EVENT_LABEL_ADD] = "label added",
    [EVENT_LABEL_REMOVE] = "label removed",
    [EVENT_NOTE] = "note",
    [EVENT_READ] = "read",
    [EVENT_BIND] = "marker bound",
    [EVENT_REASON] = "reason",
    [EVENT_HIGHLIGHT] = "highlight",
    [EVENT_IMPORT] = "import",
    [EVENT_SETTING] = "setting",
    [EVENT_SAME] = "same study",
    [EVENT_UNDO] = "undo",
    [EVENT_DIFFERENT] = "different studies",
    [EVENT_TRIAL] = "same trial",
    [EVENT_FINAL] = "final decision",
    [EVENT_RETRIEVAL] = "full text",
    [EVENT_EDIT] = "abstract filled in",
    [EVENT_VALUE] = "value",
};

const char *event_kind_name(EventKind kind) {
    unsigned number = (unsigned) kind;
    return number <= EVENT_LAST && kind_names[number] ? kind_names[number] : "unknown";
}

bool event_kind_parse(StringView name, EventKind *kind) {
    for (unsigned i = EVENT_REVIEWER; i <= EVENT_LAST; i++) {
        if (kind_names[i] && sv_equal(name, sv(kind_names[i]))) {
            *kind = (EventKind) i;
            return true;
        }
    }
    return false;
}

static const char *const decision_names[] = {
    [DECISION_NONE] = "undecided", [DECISION_INCLUDE] = "include", [DECISION_EXCLUDE] = "exclude",
    [DECISION_MAYBE] = "maybe",    [DECISION_LATER] = "later",
};

const char *decision_name(Decision decision) {
    return decision_names[decision];
}

bool decision_parse(StringView text, Decision *decision) {
    if (sv_equal(text, SV("clear"))) {
        *decision = DECISION_NONE;
        return true;
    }
    for (int i = DECISION_NONE; i <= DECISION_LATER; i++) {
        if (sv_equal(text, sv(decision_names[i]))) {
            *decision = (Decision) i;
            return true;
        }
    }
    return false;
}

bool decision_value_parse(const char *value, Decision *decision, const char **reason) {
    size_t length = strcspn(value, "\t");
    if (reason) {
        *reason = value[length] && value[length + 1] ? value + length + 1 : NULL;
    }
    return decision_parse((StringView){value, strcspn(value, " \t")}, decision);
}

DecisionFacts decision_value_facts(const char *value) {
    DecisionFacts facts = {0};
    StringView rest = {value, strcspn(value, "\t")}, word;
    while (sv_split(&rest, ' ', &word)) {
        long long number;
        if (sv_starts(word, SV("took=")) && sv_number(sv_from(word, 5), &number) && number > 0) {
            facts.took_ms = number;
        }
        facts.blind |= sv_equal(word, SV("blind"));
    }
    return facts;
}

static const char *const retrieval_names[] = {
    [RETRIEVAL_NONE] = "none",
    [RETRIEVAL_SOUGHT] = "sought",
    [RETRIEVAL_RETRIEVED] = "retrieved",
    [RETRIEVAL_MISSING] = "missing",
};

const char *retrieval_name(Retrieval retrieval) {
    return retrieval_names[retrieval];
}

bool retrieval_parse(StringView text, Retrieval *retrieval) {
    for (int i = RETRIEVAL_NONE; i <= RETRIEVAL_MISSING; i++) {
        if (sv_equal(text, sv(retrieval_names[i]))) {
            *retrieval = (Retrieval) i;
            return true;
        }
    }
    return false;
}

EventList *event_list_copy(const Event *events, size_t count) {
    size_t size = sizeof(EventList) + count * sizeof(Event);
    for (size_t i = 0; i < count; i++) {
        size += strlen(events[i].value) + 1;
    }
    EventList *list = memory_new(size);
    list->count = count;
    char *text = (char *) &list->events[count];
    for (size_t i = 0; i < count; i++) {
        size_t length = strlen(events[i].value) + 1;
        memcpy(text, events[i].value, length);
        list->events[i] = events[i];
        list->events[i].value = text;
        text += length;
    }
    return list;
}
