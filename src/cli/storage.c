#include "command.h"

#include "carrel/base/json.h"

#include <inttypes.h>

// carrel stats --storage: where the bytes of the cache go.

static double per_study(int64_t bytes, int64_t studies) {
    return studies > 0 ? (double) bytes / (double) studies : 0;
}

static void print_part_json(JsonWriter *json, const StoragePart *part, int64_t studies) {
    json_object_begin(json);
    json_field_text(json, "part", part->part);
    json_field_number(json, "bytes", part->bytes);
    json_field_number(json, "per_study", (int64_t) (per_study(part->bytes, studies) + 0.5));
    json_object_end(json);
}

static void print_json(Command *command, const StoragePart *parts, size_t count, int64_t studies, int64_t all,
                       const IndexState *index) {
    JsonWriter json = {.out = &command->out};
    json_object_begin(&json);
    json_field_text(&json, "cache", cache_path(command->cache));
    json_field_number(&json, "studies", studies);
    json_field_number(&json, "bytes", all);
    json_field_number(&json, "per_study", (int64_t) (per_study(all, studies) + 0.5));
    json_field_number(&json, "not_indexed", index->missing);
    json_key(&json, "parts");
    json_array_begin(&json);
    for (size_t i = 0; i < count; i++) {
        print_part_json(&json, &parts[i], studies);
    }
    json_array_end(&json);
    json_object_end(&json);
    string_add_char(&command->out, '\n');
}

static void print_line(Command *command, const char *part, int64_t bytes, int64_t studies, const char *what) {
    string_format(&command->out, "%-8s %12.1f MB %8.0f  %s\n", part, (double) bytes / 1e6,
                  per_study(bytes, studies), what ? what : "");
}

static void print_table(Command *command, const StoragePart *parts, size_t count, int64_t studies,
                        int64_t all, const IndexState *index) {
    print_text(command, cache_path(command->cache));
    string_format(&command->out, ": %" PRId64 " %s\n%-8s %15s %8s\n", studies,
                  studies == 1 ? "study" : "studies", "part", "size", "a study");
    for (size_t i = 0; i < count; i++) {
        print_line(command, parts[i].part, parts[i].bytes, studies, parts[i].what);
    }
    print_line(command, "all", all, studies, NULL);
    if (index->missing > 0) {
        string_format(&command->out, "%" PRId64 " %s not in the index yet; the next import adds them\n",
                      index->missing, index->missing == 1 ? "study is" : "studies are");
    }
}

bool storage_print(Command *command, bool as_json, Error *err) {
    StoragePart *parts;
    IndexState index;
    int64_t studies = cache_count(command->cache, err), all = 0;
    size_t count = cache_storage(command->cache, &command->arena, &parts, err);
    if (count == 0 || !cache_index_state(command->cache, &index, err)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        all += parts[i].bytes;
    }
    if (as_json) {
        print_json(command, parts, count, studies, all, &index);
    } else {
        print_table(command, parts, count, studies, all, &index);
    }
    return print_flush(command, err);
}
