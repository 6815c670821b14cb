#include "command.h"

#include "carrel/base/file.h"
#include "carrel/engine/keeping.h"

#include <string.h>

#define STRATEGY_MOST ((size_t) 1 << 20)

// --source is another name of --database.
static const char *option_of(const Command *command, const char *field) {
    const char *value = command_option(command, field);
    return value == NULL && strcmp(field, "database") == 0 ? command_option(command, "source") : value;
}

// "citation-search" for "citation search": a word that needs no quotes.
static void add_kind(SearchKind kind, char space, String *out) {
    for (const char *c = search_kind_names[kind]; *c != '\0'; c++) {
        string_add_char(out, *c == ' ' ? space : *c);
    }
}

void describing_add_kinds(const char *between, String *out) {
    for (int i = 0; i < SEARCH_KINDS; i++) {
        string_add_text(out, i > 0 ? between : "");
        add_kind((SearchKind) i, '-', out);
    }
}

static bool read_kind(const char *name, SearchKind *kind) {
    String spaced = {0};
    for (const char *c = name; *c != '\0'; c++) {
        string_add_char(&spaced, *c == '-' || *c == '_' ? ' ' : *c);
    }
    bool ok = search_kind_parse(string_view(&spaced), kind);
    string_free(&spaced);
    return ok;
}

bool describing_is_kind(const char *name) {
    SearchKind kind;
    return read_kind(name, &kind);
}

bool describing_is_asked(const Command *command) {
    for (size_t i = 0; i < SEARCH_FIELDS; i++) {
        if (option_of(command, search_fields[i].name) != NULL) {
            return true;
        }
    }
    return false;
}

// "2026", "2026-05" or "2026-05-02".
static bool is_date(const char *text) {
    const char *shape = "0000-00-00";
    size_t length = strlen(text);
    bool ok = length == 0 || length == 4 || length == 7 || length == 10;
    for (size_t i = 0; ok && i < length; i++) {
        ok = shape[i] == '0' ? text[i] >= '0' && text[i] <= '9' : text[i] == shape[i];
    }
    return ok;
}

// The text, or that of the file which "@FILE" names.
static bool add_strategy(const char *value, String *lines, Error *err) {
    String content = {0};
    bool ok = true;
    if (value[0] == '@') {
        ok = file_read_all(value + 1, STRATEGY_MOST, &content, err) || error_prefix(err, "--strategy");
    } else {
        string_add_text(&content, value);
    }
    if (ok) {
        search_add_line(lines, "strategy", sv_trim(string_view(&content)));
    }
    string_free(&content);
    return ok;
}

bool describing_add_lines(Command *command, String *lines, Error *err) {
    for (size_t i = 0; i < SEARCH_FIELDS; i++) {
        const char *name = search_fields[i].name;
        const char *value = option_of(command, name);
        SearchKind kind;
        if (value == NULL) {
            continue;
        }
        if (i == SEARCH_FIELD_STRATEGY) {
            if (!add_strategy(value, lines, err)) {
                return false;
            }
        } else if (i == SEARCH_FIELD_KIND && read_kind(value, &kind)) {
            search_add_line(lines, name, sv(search_kind_names[kind]));
        } else if (i == SEARCH_FIELD_DATE && !is_date(value)) {
            return error_set(err, ERROR_USAGE,
                             "--date is a day as 2026-05-02 (or 2026-05, or 2026), not \"%s\"", value);
        } else {
            search_add_line(lines, name, sv_trim(sv(value)));
        }
    }
    return true;
}

static const char *unescaped(StringView value, Arena *arena) {
    String text = {0};
    for (size_t i = 0; i < value.length; i++) {
        bool escape = value.data[i] == '\\' && i + 1 < value.length;
        i += escape;
        string_add_char(&text, escape && value.data[i] == 'n' ? '\n' : value.data[i]);
    }
    const char *copy = arena_copy_view(arena, string_view(&text));
    string_free(&text);
    return copy;
}

void describing_read(const char *lines, Arena *arena, SearchSaid *facts) {
    StringView rest = sv(lines);
    StringView line;
    long long announced;
    *facts = (SearchSaid){.kind = SEARCH_DATABASE, .announced = -1};
    for (size_t i = 0; i < SEARCH_FIELDS; i++) {
        facts->values[i] = "";
    }
    while (sv_line(&rest, &line)) {
        size_t equals = sv_find_char(line, '=');
        for (size_t i = 0; equals != SV_NONE && i < SEARCH_FIELDS; i++) {
            if (sv_equal(sv_part(line, 0, equals), sv(search_fields[i].name))) {
                facts->values[i] = unescaped(sv_from(line, equals + 1), arena);
            }
        }
    }
    search_kind_parse(sv(facts->values[SEARCH_FIELD_KIND]), &facts->kind);
    if (sv_number(sv(facts->values[SEARCH_FIELD_ANNOUNCED]), &announced)) {
        facts->announced = announced;
    }
}

SearchSaid describing_facts(const SearchRecord *search) {
    SearchSaid facts = {.kind = search->kind, .announced = search->announced};
    memcpy(facts.values, search->values, sizeof facts.values);
    return facts;
}

// Appends a part of a sentence, with what stands between it and the one before.
static void add_part(String *out, size_t start, const char *between, const char *text) {
    if (text[0] != '\0') {
        string_format(out, "%s%s", out->length > start ? between : "", text);
    }
}

void describing_add_sentence(const SearchSaid *facts, String *out) {
    size_t start = out->length;
    const char *const *values = facts->values;
    const char *platform = values[SEARCH_FIELD_PLATFORM];
    add_part(out, start, "", values[SEARCH_FIELD_DATABASE]);
    if (platform[0] != '\0') {
        string_format(out, out->length > start ? " (%s)" : "%s", platform);
    }
    if (facts->kind != SEARCH_DATABASE) {
        add_part(out, start, ", ", search_kind_names[facts->kind]);
    }
    add_part(out, start, ", ", values[SEARCH_FIELD_DATE]);
    add_part(out, start, ", ", values[SEARCH_FIELD_LIMITS]);
    if (facts->announced >= 0) {
        add_part(out, start, ", ", "announced ");
        print_number(out, facts->announced);
    }
}

void describing_add_difference(const SearchSaid *facts, uint64_t records, uint64_t rejected, String *out) {
    int64_t imported = (int64_t) (records - rejected);
    if (facts->announced < 0 || facts->announced == imported) {
        return;
    }
    string_add_text(out, "announced ");
    print_number(out, facts->announced);
    string_add_text(out, ", imported ");
    print_number(out, imported);
    string_add_text(out, ": ");
    int64_t more = imported - facts->announced;
    print_number(out, more > 0 ? more : -more);
    string_add_text(out, more > 0                           ? " more than announced"
                         : facts->announced - imported == 1 ? " is missing"
                                                            : " are missing");
}

void describing_add_json(const SearchSaid *facts, JsonWriter *json) {
    for (size_t i = 0; i < SEARCH_FIELDS; i++) {
        const char *name = search_fields[i].name;
        if (i == SEARCH_FIELD_KIND) {
            json_field_text(json, name, search_kind_names[facts->kind]);
        } else if (i == SEARCH_FIELD_ANNOUNCED && facts->announced >= 0) {
            json_field_number(json, name, facts->announced);
        } else {
            json_field_text(json, name, facts->values[i][0] != '\0' ? facts->values[i] : NULL);
        }
    }
}

void describing_add_kept(const Command *command, const char *kept, JsonWriter *json) {
    String path = {0};
    if (kept != NULL && kept[0] != '\0') {
        keeping_add_path(review_path(command->review), kept, &path);
    }
    json_field_text(json, "kept", path.length > 0 ? string_text(&path) : NULL);
    string_free(&path);
}
