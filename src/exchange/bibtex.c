// BibTeX and BibLaTeX (.bib): entries "@article{key, title = {…}, year = 2020}" with free text
// between them. [BibTeXing, Patashnik 1988; biblatex manual, 2]

#include "bibtex.h"
#include "bibtex_text.h"
#include "carrel/exchange/exchange.h"
#include "carrel/reader/fields.h"
#include "carrel/reader/frame.h"

#include "carrel/base/map.h"
#include "carrel/base/memory.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum {
    TYPE_MOST = 40,         // letters of an entry type
    STRINGS_MOST = 1 << 16, // definitions of @string that are kept
    STRING_BYTES_MOST = 4 << 20,
    LOOK_MOST = 1 << 16, // bytes behind an entry where what its crossref names may stand
    LOOK_ENTRIES = 400,
};

typedef struct {
    Reader reader;
    bool moved;       // something was stepped over: the rest does not begin the file
    bool line_begins; // all the same a line begins there
    Arena kept;       // the texts of @string
    Map names;        // its names, to their place
    const char **texts;
    size_t count, capacity;
    Map parents; // keys of the books and proceedings that were read, to the place of their text
} BibtexReader;

// What stands at an "@".
typedef struct {
    enum { AT_NOTHING, AT_ENTRY, AT_BROKEN, AT_UNKNOWN } what; // unknown: more bytes are needed
    StringView type;
    size_t open; // of its brace or parenthesis
} At;

static At look_at(StringView text, size_t at, bool last) {
    size_t letters = 0, from = at + 1;
    while (letters <= TYPE_MOST && from + letters < text.length &&
           isalpha((unsigned char) text.data[from + letters])) {
        letters++;
    }
    size_t open = from + letters + bibtex_count_spaces(sv_from(text, from + letters));
    At found = {AT_NOTHING, sv_part(text, from, letters), open};
    if (letters > TYPE_MOST) {
        return found;
    }
    if (open >= text.length) {
        found.what = last ? AT_NOTHING : AT_UNKNOWN;
    } else if (letters > 0 && (text.data[open] == '{' || text.data[open] == '(')) {
        found.what = AT_ENTRY;
    } else if (letters > 0 && text.data[open] == ',') {
        found.what = AT_BROKEN; // "@article, title = …": its brace is missing
    }
    return found;
}

// Whether a line begins another entry, "@word{key,", which an entry that was not closed
// runs into.
static bool begins_entry(StringView text, size_t i) {
    At at = look_at(text, i, true);
    if (at.what != AT_ENTRY || text.data[at.open] != '{') {
        return false;
    }
    size_t end = at.open + 1;
    while (end < text.length && !bibtex_is_space(text.data[end]) && !strchr(",={}\"", text.data[end])) {
        end++;
    }
    return end < text.length && text.data[end] == ',';
}

// Whether only white space stands between the beginning of a line and `at`.
static bool begins_line(StringView text, size_t at) {
    while (at > 0 && bibtex_is_space(text.data[at - 1])) {
        if (text.data[--at] == '\n') {
            return true;
        }
    }
    return false;
}

// The next byte from `at` on that may mean something in an entry.
static size_t next_sign(StringView text, size_t at) {
    static const bool signs[256] = {
        ['\\'] = true, ['{'] = true, ['}'] = true, ['"'] = true, [')'] = true, ['@'] = true,
    };
    while (at < text.length && !signs[(unsigned char) text.data[at]]) {
        at++;
    }
    return at;
}

// Bytes of the entry whose brace or parenthesis stands at `open`; SV_NONE where its end is
// not there. *closed is false where it ends because another one begins.
static size_t entry_length(StringView text, size_t open, bool guard, bool *closed) {
    bool brace = text.data[open] == '{';
    size_t depth = brace;
    *closed = true;
    for (size_t i = next_sign(text, open + 1); i < text.length; i = next_sign(text, i + 1)) {
        char c = text.data[i];
        if (c == '\\') {
            i++;
        } else if (c == '{') {
            depth++;
        } else if (c == '}' && depth > 0) {
            depth--;
        } else if (c == '@' && guard && begins_line(sv_from(text, open), i - open) && begins_entry(text, i)) {
            *closed = false;
            return i;
        }
        if (depth == 0 && (c == '}' ? brace : c == ')' && !brace)) {
            return i + 1;
        }
    }
    return SV_NONE;
}

// --- values ---

typedef struct {
    const BibtexReader *strings;
    Arena *arena;
    StringView rest; // of the entry, without its last brace
} Body;

// "year =": another field, whose comma is missing.
static bool begins_field(StringView text) {
    size_t i = 0;
    while (i < text.length && (isalnum((unsigned char) text.data[i]) || strchr("_-", text.data[i]))) {
        i++;
    }
    StringView rest = sv_from(text, i + bibtex_count_spaces(sv_from(text, i)));
    return i > 0 && sv_starts(rest, SV("="));
}

// Takes what is between braces or quotation marks; *rest begins with the opening one.
static StringView take_delimited(StringView *rest) {
    char close = rest->data[0] == '{' ? '}' : '"';
    size_t depth = 0, i = 1;
    for (i = next_sign(*rest, i); i < rest->length; i = next_sign(*rest, i + 1)) {
        char c = rest->data[i];
        if (c == '\\') {
            i++;
        } else if (depth == 0 && c == close) {
            // A quotation mark that nothing of the syntax follows belongs to the text.
            StringView after = sv_from(*rest, i + 1);
            after = sv_from(after, bibtex_count_spaces(after));
            if (close == '}' || after.length == 0 || strchr(",#}", after.data[0]) || begins_field(after)) {
                break;
            }
        } else if (c == '{') {
            depth++;
        } else if (c == '}' && depth > 0) {
            depth--;
        }
    }
    i = i < rest->length ? i : rest->length;
    StringView value = sv_part(*rest, 1, i > 0 ? i - 1 : 0);
    *rest = sv_from(*rest, i + 1);
    return value;
}

// A number, or the name of a string; what is not defined stands for itself.
static StringView take_bare(Body *body) {
    size_t i = 0;
    while (i < body->rest.length && !strchr(",#{}\"", body->rest.data[i]) && body->rest.data[i] != '\n') {
        i++;
    }
    StringView word = sv_trim(sv_part(body->rest, 0, i));
    body->rest = sv_from(body->rest, i);
    int64_t place;
    String lower = {0};
    for (size_t k = 0; k < word.length; k++) {
        string_add_char(&lower, (char) tolower((unsigned char) word.data[k]));
    }
    bool known = map_get(&body->strings->names, string_view(&lower), &place);
    string_free(&lower);
    return known ? sv(body->strings->texts[place]) : word;
}

// A value: parts that are joined by "#".
static StringView take_value(Body *body) {
    String whole = {0};
    StringView value = {"", 0};
    size_t parts = 0;
    for (;;) {
        body->rest = sv_from(body->rest, bibtex_count_spaces(body->rest));
        if (body->rest.length == 0 || body->rest.data[0] == ',') {
            break;
        }
        char first = body->rest.data[0];
        StringView part = first == '{' || first == '"' ? take_delimited(&body->rest) : take_bare(body);
        value = parts++ == 0 ? part : value;
        string_add(&whole, part);
        body->rest = sv_from(body->rest, bibtex_count_spaces(body->rest));
        if (body->rest.length == 0 || body->rest.data[0] != '#') {
            break;
        }
        body->rest = sv_from(body->rest, 1);
    }
    if (parts > 1) {
        value = (StringView){arena_copy_view(body->arena, string_view(&whole)), whole.length};
    }
    string_free(&whole);
    return value;
}

static const char *field_name(Arena *arena, StringView name) {
    char *copy = arena_copy_view(arena, sv_trim(name));
    for (char *c = copy; *c; c++) {
        *c = bibtex_is_space(*c) ? '_' : (char) tolower((unsigned char) *c);
    }
    return copy;
}

// The next "name = value". What is no such thing is stepped over, up to the next comma.
static bool take_field(Body *body, BibtexField *field) {
    while (body->rest.length > 0) {
        size_t i = 0;
        while (i < body->rest.length && !strchr("=,{}\"#", body->rest.data[i])) {
            i++;
        }
        StringView name = sv_trim(sv_part(body->rest, 0, i));
        bool named = i < body->rest.length && body->rest.data[i] == '=' && name.length > 0;
        body->rest = sv_from(body->rest, i);
        if (named) {
            body->rest = sv_from(body->rest, 1);
            *field = (BibtexField){field_name(body->arena, name), take_value(body)};
            return true;
        }
        if (body->rest.length > 0 && (body->rest.data[0] == '{' || body->rest.data[0] == '"')) {
            take_delimited(&body->rest);
        } else {
            body->rest = sv_from(body->rest, 1);
        }
    }
    return false;
}

// The key ends with a comma; it may be empty, or missing where a field stands in its place.
static StringView take_key(Body *body) {
    size_t i = 0;
    while (i < body->rest.length && body->rest.data[i] != ',' && body->rest.data[i] != '{' &&
           body->rest.data[i] != '"') {
        i++;
    }
    bool missing = i < body->rest.length && body->rest.data[i] != ',';
    StringView key = missing ? (StringView){"", 0} : sv_trim(sv_part(body->rest, 0, i));
    body->rest = missing ? body->rest : sv_from(body->rest, i + 1);
    return key;
}

// --- entries ---

// "@string{jot = {Journal of Tea}}"
static void keep_string(BibtexReader *b, Body body) {
    BibtexField field;
    if (b->count >= STRINGS_MOST || arena_bytes(&b->kept) >= STRING_BYTES_MOST ||
        !take_field(&body, &field)) {
        return;
    }
    b->texts = vec_grow(b->texts, &b->capacity, b->count + 1, sizeof *b->texts);
    b->texts[b->count] = arena_copy_view(&b->kept, field.value);
    map_set(&b->names, sv(field.name), (int64_t) b->count++);
}

// --- what an entry takes from the one that its crossref names ---

static const BibtexField *find_field(const BibtexEntry *entry, const char *name) {
    for (size_t i = 0; i < entry->count; i++) {
        if (strcmp(entry->fields[i].name, name) == 0) {
            return &entry->fields[i];
        }
    }
    return NULL;
}

static void add_field(BibtexEntry *entry, Arena *arena, BibtexField field) {
    entry->fields = list_grow(arena, entry->fields, entry->count, sizeof *entry->fields);
    entry->fields[entry->count++] = field;
}

static void keep_parent(BibtexReader *b, const BibtexEntry *entry, StringView text) {
    static const char *const types[] = {"book",         "collection",    "proceedings", "mvbook",
                                        "mvcollection", "mvproceedings", "periodical",  "reference"};
    bool is = false;
    for (size_t i = 0; i < sizeof types / sizeof types[0] && !is; i++) {
        is = sv_equal(entry->type, sv(types[i]));
    }
    if (!is || entry->key.length == 0 || text.length > LOOK_MOST || b->count >= STRINGS_MOST ||
        arena_bytes(&b->kept) + text.length >= STRING_BYTES_MOST) {
        return;
    }
    b->texts = vec_grow(b->texts, &b->capacity, b->count + 1, sizeof *b->texts);
    b->texts[b->count] = arena_copy_view(&b->kept, text);
    map_set(&b->parents, entry->key, (int64_t) b->count++);
}

// The text of the entry with that key: one that was read, or among those behind.
static StringView find_parent(const BibtexReader *b, StringView key, StringView behind) {
    int64_t place;
    if (map_get(&b->parents, key, &place)) {
        return sv(b->texts[place]);
    }
    size_t i = 0;
    for (int seen = 0; seen < LOOK_ENTRIES && i < behind.length; seen++, i++) {
        size_t next = sv_find_char(sv_from(behind, i), '@');
        if (next == SV_NONE) {
            break;
        }
        i += next;
        At at = look_at(behind, i, true);
        StringView rest = at.what == AT_ENTRY ? sv_from(behind, at.open + 1) : sv(NULL);
        rest = sv_from(rest, bibtex_count_spaces(rest));
        bool named = sv_starts(rest, key) && rest.length > key.length && rest.data[key.length] == ',';
        bool closed = false;
        size_t end = named ? entry_length(behind, at.open, true, &closed) : SV_NONE;
        if (end != SV_NONE && closed) {
            return sv_part(behind, i, end - i);
        }
    }
    return sv(NULL);
}

// A chapter has the book's title as booktitle, and what else it does not say itself.
// [biblatex manual, 2.4.1 and appendix B]
static void inherit(BibtexReader *b, BibtexEntry *entry, StringView behind, Arena *arena) {
    static const char *const shared[] = {"booktitle", "editor", "publisher", "year",        "date",
                                         "month",     "volume", "series",    "isbn",        "issn",
                                         "journal",   "number", "address",   "organization"};
    const BibtexField *reference = find_field(entry, "crossref");
    StringView key = reference ? sv_trim(reference->value) : sv(NULL);
    StringView text = key.length > 0 ? find_parent(b, key, behind) : sv(NULL);
    if (text.length == 0) {
        return;
    }
    text = reader_text(text, arena);
    At at = look_at(text, 0, true);
    Body body = {b, arena, sv_part(text, at.open + 1, text.length - at.open - 2)};
    BibtexField field;
    bool dated = find_field(entry, "year") || find_field(entry, "date");
    take_key(&body);
    while (take_field(&body, &field)) {
        bool titled = strcmp(field.name, "title") == 0;
        field.name = titled ? "booktitle" : field.name;
        bool takes = titled;
        for (size_t i = 0; i < sizeof shared / sizeof shared[0] && !takes; i++) {
            takes = strcmp(field.name, shared[i]) == 0;
        }
        bool date = strcmp(field.name, "year") == 0 || strcmp(field.name, "date") == 0 ||
                    strcmp(field.name, "month") == 0;
        if (takes && !(date && dated) && !find_field(entry, field.name)) {
            add_field(entry, arena, field);
        }
    }
}

static bool has_crossref(StringView record) {
    return sv_find(record, SV("crossref")) != SV_NONE || sv_find(record, SV("Crossref")) != SV_NONE ||
           sv_find(record, SV("CROSSREF")) != SV_NONE;
}

// Fills *item from the text of an entry; `behind` is what follows it where it has a crossref; false for what is none (comments, strings).
static bool read_entry(BibtexReader *b, Arena *arena, StringView record, StringView behind, Item *item) {
    StringView whole = reader_text(record, arena);
    At at = look_at(whole, 0, true);
    Body body = {b, arena, sv_part(whole, at.open + 1, whole.length - at.open - 2)};
    if (sv_equal_nocase(at.type, SV("string"))) {
        keep_string(b, body);
        return false;
    }
    if (sv_equal_nocase(at.type, SV("preamble")) || sv_equal_nocase(at.type, SV("comment"))) {
        return false;
    }
    BibtexEntry entry = {.type = sv(field_name(arena, at.type)), .key = take_key(&body)};
    BibtexField field;
    while (take_field(&body, &field)) {
        add_field(&entry, arena, field);
    }
    inherit(b, &entry, behind, arena);
    keep_parent(b, &entry, whole);
    if (!bibtex_fill_study(&entry, arena, &item->study, &b->reader.facts)) {
        return reader_reject(item, "the entry has neither a title nor an identifier", record);
    }
    return true;
}

static void move(BibtexReader *b, size_t bytes) {
    b->moved = b->moved || bytes > 0;
    b->line_begins = b->line_begins && bytes == 0;
    reader_skip(&b->reader, bytes);
}

static void move_between(BibtexReader *b, size_t bytes) {
    b->moved = b->moved || bytes > 0;
    b->line_begins = b->line_begins && bytes == 0;
    reader_step(&b->reader, bytes);
}

// Steps over free text up to the next entry, which then begins the rest. false where none is
// there. One character before an "@" stays until it is known what it is.
static bool find_entry(BibtexReader *b, At *found) {
    Reader *reader = &b->reader;
    StringView rest = reader_rest(reader);
    for (size_t i = 0; i < rest.length; i++) {
        const char *sign = memchr(rest.data + i, '@', rest.length - i);
        if (!sign) {
            break;
        }
        i = (size_t) (sign - rest.data);
        *found = look_at(rest, i, reader->last);
        bool begins_line = i > 0 ? rest.data[i - 1] == '\n' : !b->moved || b->line_begins;
        if (found->what == AT_UNKNOWN && rest.length - i <= RECORD_MAX) {
            move_between(b, i > 0 ? i - 1 : 0);
            return false;
        }
        if (found->what == AT_ENTRY || (found->what == AT_BROKEN && begins_line)) {
            move_between(b, i);
            b->line_begins = begins_line;
            found->open -= i;
            return true;
        }
    }
    move_between(b, reader->last || rest.length == 0 ? rest.length : rest.length - 1);
    return false;
}

// Bytes of an entry without brace: up to the next line that begins one.
static size_t broken_length(StringView rest) {
    for (size_t i = 1; i < rest.length; i++) {
        if (rest.data[i] == '@' && rest.data[i - 1] == '\n') {
            return i - 1;
        }
    }
    return SV_NONE;
}

// Scopus begins its files with "Scopus" and "EXPORT DATE: 10 June 2024".
static void read_prose(Reader *reader) {
    StringView head = sv_part(reader_rest(reader), 0, 200);
    size_t date = sv_find(head, SV("EXPORT DATE:")), name = sv_find(head, SV("Scopus"));
    if (name <= 3 && date != SV_NONE) {
        StringView rest = sv_from(head, date + 12), line;
        reader->facts.named_database = "Scopus";
        reader->facts.named_platform = "Scopus.com";
        if (sv_line(&rest, &line)) {
            search_facts_name_date(&reader->facts, line);
        }
    }
}

static bool bibtex_next(Reader *reader, Arena *arena, Item *item) {
    BibtexReader *b = (BibtexReader *) reader;
    if (!b->moved) {
        read_prose(reader);
    }
    At at;
    if (reader->seen > reader_rest(reader).length / 2 && !reader->last &&
        reader_rest(reader).length <= RECORD_MAX) {
        return false; // look again when there is twice as much
    }
    while (find_entry(b, &at)) {
        StringView rest = reader_rest(reader);
        bool closed = true, comment = sv_equal_nocase(at.type, SV("comment"));
        size_t length =
            at.what == AT_BROKEN ? broken_length(rest) : entry_length(rest, at.open, !comment, &closed);
        item->line = reader->line;
        if (length == SV_NONE && comment && (reader->last || rest.length > RECORD_MAX)) {
            move(b, at.open + 1); // what stands behind it is read
            continue;
        }
        if (length == SV_NONE && rest.length <= RECORD_MAX && !reader->last) {
            reader->seen = rest.length;
            return false;
        }
        bool large = length == SV_NONE ? rest.length > RECORD_MAX : length > RECORD_MAX;
        closed = closed && length != SV_NONE;
        bool refers = closed && !large && at.what == AT_ENTRY && has_crossref(sv_part(rest, 0, length));
        if (refers && rest.length - length < LOOK_MOST && !reader->last) {
            reader->seen = rest.length;
            return false;
        }
        length = length != SV_NONE ? length : large ? RECORD_MAX : rest.length;
        move(b, length);
        StringView record = sv_part(rest, 0, length);
        if (large) {
            return reader_reject(item, "the entry is larger than 16 MB, or its braces do not close", record);
        }
        if (at.what == AT_BROKEN) {
            return reader_reject(item, "the entry has no brace behind its type", record);
        }
        if (!closed) {
            return reader_reject(item, "the braces of this entry do not close", record);
        }
        if (read_entry(b, arena, record, refers ? sv_part(rest, length, LOOK_MOST) : sv(NULL), item)) {
            return true;
        }
    }
    return false;
}

static void bibtex_destroy(Reader *reader) {
    BibtexReader *b = (BibtexReader *) reader;
    arena_free(&b->kept);
    map_free(&b->names);
    map_free(&b->parents);
    free(b->texts);
    reader_destroy(reader);
}

Reader *bibtex_reader_new(void) {
    BibtexReader *b = memory_new(sizeof *b);
    reader_init(&b->reader, bibtex_next, bibtex_destroy);
    b->reader.nothing = "no BibTeX entry was found: the file has nothing such as \"@article{\"";
    return &b->reader;
}
