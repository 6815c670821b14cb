#include "json_records.h"

#include "carrel/json/json.h"

#include "carrel/base/memory.h"
#include "carrel/reader/markup.h"

#include <string.h>

// What surrounds the place where the next record is looked for.
typedef enum {
    INSIDE_UNKNOWN,
    INSIDE_FILE,    // records follow each other, often on lines
    INSIDE_LIST,    // in an array that is the file, or one of several
    INSIDE_WRAPPER, // in an array within an object
    INSIDE_MESSAGE, // before the only one within an object
    INSIDE_NOTHING  // behind that
} Inside;

// The scan of one object, in bytes of the unused rest. Only brackets outside strings mean
// something.
typedef struct {
    size_t at;
    int depth;
    bool in_string, escaped;
} ObjectScan;

typedef struct {
    Reader reader;
    JsonFill *fill;
    const char *none;
    Inside inside;
    ObjectScan scan;
    bool one_line; // the last record had no line's end within
    bool lines;    // a record stood on a line of its own, so that all do
    bool dropping; // within a record that was too large
} JsonReader;

static bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

// Goes behind the end of a string, or to the end of the text.
static void scan_string(ObjectScan *scan, StringView text) {
    while (scan->at < text.length && scan->in_string) {
        if (scan->escaped) {
            scan->escaped = false;
            scan->at++;
            continue;
        }
        const char *from = text.data + scan->at;
        size_t left = text.length - scan->at;
        const char *quote = memchr(from, '"', left);
        const char *slash = memchr(from, '\\', quote ? (size_t) (quote - from) : left);
        const char *stop = slash ? slash : quote;
        scan->at = stop ? (size_t) (stop - text.data) + 1 : text.length;
        scan->escaped = slash != NULL;
        scan->in_string = slash || !quote;
    }
}

// Goes behind the end of an object or array. false where that is not there yet.
static bool scan_value(ObjectScan *scan, StringView text) {
    while (scan->at < text.length) {
        if (scan->in_string) {
            scan_string(scan, text);
            continue;
        }
        char c = text.data[scan->at++];
        scan->in_string = c == '"';
        scan->depth += (c == '{' || c == '[') - (c == '}' || c == ']');
        if (scan->depth <= 0 && (c == '}' || c == ']')) {
            return true;
        }
    }
    return false;
}

// --- where the records are ---

static size_t skip_spaces(StringView text, size_t at) {
    while (at < text.length && is_space(text.data[at])) {
        at++;
    }
    return at;
}

// The value of a member of the object that begins at `at`, if it begins with `opening`:
// the place of that sign, or SV_NONE.
static size_t find_member(StringView text, size_t at, StringView name, char opening) {
    ObjectScan scan = {.at = at + 1};
    for (;;) {
        while (scan.at < text.length && (is_space(text.data[scan.at]) || text.data[scan.at] == ',')) {
            scan.at++;
        }
        if (scan.at >= text.length || text.data[scan.at] != '"') {
            return SV_NONE;
        }
        size_t key = ++scan.at;
        scan.in_string = true;
        scan_string(&scan, text);
        bool named = scan.at > key && sv_equal(sv_part(text, key, scan.at - 1 - key), name);
        size_t value = skip_spaces(text, scan.at);
        value = value < text.length && text.data[value] == ':' ? skip_spaces(text, value + 1) : text.length;
        if (value >= text.length) {
            return SV_NONE;
        }
        if (named) {
            return text.data[value] == opening ? value : SV_NONE;
        }
        scan = (ObjectScan){.at = value};
        if (text.data[value] == '{' || text.data[value] == '[') {
            if (!scan_value(&scan, text)) {
                return SV_NONE;
            }
        } else if (text.data[value] == '"') {
            scan = (ObjectScan){.at = value + 1, .in_string = true};
            scan_string(&scan, text);
        } else {
            while (scan.at < text.length && !strchr(",}", text.data[scan.at])) {
                scan.at++;
            }
        }
    }
}

// Finds where the records begin and what is around them.
static size_t find_records(StringView head, Inside *inside) {
    size_t start = skip_spaces(head, 0);
    *inside = INSIDE_FILE;
    if (start >= head.length || head.data[start] != '{') {
        return start;
    }
    size_t message = find_member(head, start, SV("message"), '{');                            // Crossref
    message = message != SV_NONE ? message : find_member(head, start, SV("resultList"), '{'); // Europe PMC
    message = message != SV_NONE ? message : find_member(head, start, SV("data"), '{');       // DataCite
    size_t outer = message != SV_NONE ? message : start, list = SV_NONE;
    static const char *const names[] = {"items", "results", "result", "data"}; // "results": OpenAlex
    for (size_t i = 0; i < sizeof names / sizeof names[0] && list == SV_NONE; i++) {
        list = find_member(head, outer, sv(names[i]), '[');
    }
    if (list != SV_NONE) {
        *inside = INSIDE_WRAPPER;
        return list + 1;
    }
    if (message != SV_NONE) {
        *inside = INSIDE_MESSAGE;
        return message;
    }
    return start;
}

StringView json_first_record(StringView head) {
    Inside inside;
    size_t at = find_records(head, &inside);
    at = at < head.length && head.data[at] == '[' ? at + 1 : at;
    return sv_from(head, skip_spaces(head, at));
}

// --- records ---

static bool read_record(JsonReader *json, StringView record, Arena *arena, Item *item) {
    StringView text = reader_text(record, arena);
    json_error_t error;
    json_t *root = json_loadb(text.data, text.length, 0, &error);
    if (!root) {
        StringView said = reader_text(sv(error.text), arena); // it quotes the text, cut anywhere
        const char *why = arena_format(arena, "this is not valid JSON: %.*s", (int) said.length, said.data);
        return reader_reject(item, why, record);
    }
    bool filled = json->fill(root, arena, &item->study);
    json_decref(root);
    return filled || reader_reject(item, json->none, record);
}

// Goes behind an object that is larger than a record may be. false where its end is not there yet.
static bool drop(JsonReader *json) {
    bool ended = scan_value(&json->scan, reader_rest(&json->reader));
    reader_skip(&json->reader, json->scan.at);
    json->scan.at = 0;
    json->dropping = !ended;
    if (ended) {
        json->scan = (ObjectScan){0};
    }
    return ended;
}

// The object at the beginning of the rest. false where more bytes are needed.
static bool take_object(JsonReader *json, StringView rest, Arena *arena, Item *item) {
    Reader *reader = &json->reader;
    // A record that is not closed on its line does not take the next ones with it.
    size_t newline = json->lines && json->inside == INSIDE_FILE ? sv_find_char(rest, '\n') : SV_NONE;
    StringView text = sv_part(rest, 0, newline);
    bool ended = scan_value(&json->scan, text);
    size_t length = json->scan.at;
    bool whole = newline != SV_NONE || reader->last;
    if (!ended && length <= RECORD_MAX && !whole) {
        return false;
    }
    item->line = reader->line;
    if (!ended && whole && newline == SV_NONE && json->inside == INSIDE_FILE) {
        // The first of many lines may be the one that is not closed.
        newline = sv_find(rest, SV("\n{\""));
        json->lines = json->lines || newline != SV_NONE;
        length = newline == SV_NONE ? length : newline;
    }
    if (length > RECORD_MAX) {
        reader_skip(reader, length);
        json->dropping = !ended && !whole;
        json->scan.at = 0;
        json->scan = json->dropping ? json->scan : (ObjectScan){0};
        return reader_reject(item, "the record is larger than 16 MB", rest);
    }
    StringView record = sv_part(rest, 0, length);
    json->scan = (ObjectScan){0};
    json->one_line = ended && json->inside == INSIDE_FILE && !memchr(record.data, '\n', length);
    json->inside = json->inside == INSIDE_MESSAGE ? INSIDE_NOTHING : json->inside;
    reader_skip(reader, length);
    return ended ? read_record(json, record, arena, item)
                 : reader_reject(item, "the record has no end", record);
}

// What is no object where a record should be: up to the line's end or the next mark. false where
// more bytes are needed.
static bool take_other(JsonReader *json, StringView rest, Item *item) {
    size_t end = 1;
    while (end < rest.length && end < RECORD_MAX && !strchr("\n,]{", rest.data[end])) {
        end++;
    }
    if (end == rest.length && !json->reader.last && end < RECORD_MAX) {
        return false;
    }
    item->line = json->reader.line;
    reader_skip(&json->reader, end);
    return reader_reject(item, "this is no JSON object", sv_trim(sv_part(rest, 0, end)));
}

static bool json_next(Reader *reader, Arena *arena, Item *item) {
    JsonReader *json = (JsonReader *) reader;
    if (json->inside == INSIDE_UNKNOWN) {
        StringView head = reader_rest(reader);
        if (head.length < JSON_HEAD && !reader->last) {
            return false;
        }
        reader_skip(reader, find_records(sv_part(head, 0, JSON_HEAD), &json->inside));
    }
    for (;;) {
        if (json->dropping && !drop(json)) {
            return false;
        }
        StringView rest = reader_rest(reader);
        if (json->one_line && rest.length > 0) {
            json->lines = json->lines || strchr("\r\n", rest.data[0]) != NULL;
            json->one_line = false;
        }
        if (json->scan.at == 0) {
            size_t spaces = 0;
            while (spaces < rest.length && (is_space(rest.data[spaces]) || rest.data[spaces] == ',')) {
                spaces++;
            }
            spaces = json->inside == INSIDE_NOTHING ? rest.length : spaces;
            reader_skip(reader, spaces);
            rest = reader_rest(reader);
        }
        if (rest.length == 0) {
            return false;
        }
        bool list = json->inside == INSIDE_LIST || json->inside == INSIDE_WRAPPER;
        if (json->inside == INSIDE_FILE && rest.data[0] == '[') {
            json->inside = INSIDE_LIST;
            reader_skip(reader, 1);
        } else if (list && (rest.data[0] == ']' || rest.data[0] == '}')) {
            json->inside = json->inside == INSIDE_LIST ? INSIDE_FILE : INSIDE_NOTHING;
            reader_skip(reader, 1);
        } else {
            return rest.data[0] == '{' ? take_object(json, rest, arena, item) : take_other(json, rest, item);
        }
    }
}

Reader *json_records_new(JsonFill *fill, const char *none, const char *nothing) {
    JsonReader *json = memory_new(sizeof *json);
    reader_init(&json->reader, json_next, reader_destroy);
    json->fill = fill;
    json->none = none;
    json->reader.nothing = nothing;
    return &json->reader;
}

// --- values ---

StringView json_view_of(const json_t *value) {
    return json_is_string(value) ? (StringView){json_string_value(value), json_string_length(value)}
                                 : sv(NULL);
}

const char *json_member_text(Arena *arena, const json_t *object, const char *key) {
    const json_t *value = json_object_get(object, key);
    if (json_is_integer(value)) {
        return arena_format(arena, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    }
    return markup_text(arena, json_view_of(value));
}

int64_t json_whole(const json_t *value) {
    long long number = 0;
    if (json_is_integer(value)) {
        return json_integer_value(value);
    }
    return sv_number(sv_trim(json_view_of(value)), &number) ? number : 0;
}

const json_t *json_first(const json_t *value) {
    return json_is_array(value) ? json_array_get(value, 0) : value;
}
void json_read_date(const json_t *date, Study *study) {
    const json_t *parts = json_first(json_object_get(date, "date-parts"));
    int64_t year = json_whole(json_array_get(parts, 0)), month = json_whole(json_array_get(parts, 1)),
            day = json_whole(json_array_get(parts, 2));
    if (year > 0 && year <= 9999) {
        study->year = (int) year;
        study->month = month >= 1 && month <= 12 ? (int) month : 0;
        study->day = study->month > 0 && day >= 1 && day <= 31 ? (int) day : 0;
    }
}
