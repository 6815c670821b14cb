#include "carrel/graph/islands.h"
#include "carrel/graph/path.h"
#include "carrel/screening/chase.h"
#include "carrel/study/ident.h"
#include "command.h"

#include <string.h>

// The ways between studies, the islands that a set falls into, and its map.

#define CONNECTORS_SHOWN 10

static bool open_both(Command *command, Error *err) {
    return command_open_cache(command, err) && command_open_review(command, REVIEW_IF_NAMED, err);
}

// "pmid:12	2019	Alp	Title", without a line end.
static bool print_study(Command *command, StudyId id, Error *err) {
    StudyRow row;
    Study study;
    bool found = false;
    if (!cache_rows(command->cache, &id, 1, &command->arena, &row, err)) {
        return false;
    }
    if (!row.found && cache_study(command->cache, id, &command->arena, &study, &found, NULL)) {
        row.year = study.year;
        row.title = study.title;
        row.author = study.author_count > 0 ? study.authors[0].family : NULL;
    }
    print_id(command, id);
    string_add_char(&command->out, '\t');
    if (row.year > 0) {
        string_format(&command->out, "%d", row.year);
    }
    string_add_char(&command->out, '\t');
    print_text(command, row.author);
    string_add_char(&command->out, '\t');
    print_text(command, row.title);
    return true;
}

static void field_id(JsonWriter *json, StudyId id) {
    String text = {0};
    ident_add(id, &text);
    json_text(json, string_text(&text));
    string_free(&text);
}

// --- path ---

static bool print_path(Command *command, const CitationPath *path, Error *err) {
    static const char *const words[] = {"", "cites", "is cited by", "cites, and is cited by"};
    if (path->count == 0) {
        return error_set(err, ERROR_SYSTEM, "no citations lead from %s to %s, as far as links are known here",
                         command->words[0], command->words[1]);
    }
    if (command_option(command, "json") != NULL) {
        JsonWriter json = {.out = &command->out};
        json_array_begin(&json);
        for (size_t i = 0; i < path->count; i++) {
            json_object_begin(&json);
            json_key(&json, "id");
            field_id(&json, path->steps[i].id);
            json_field_bool(&json, "cites_next", (path->steps[i].step & STEP_CITES) != 0);
            json_field_bool(&json, "cited_by_next", (path->steps[i].step & STEP_CITED_BY) != 0);
            json_object_end(&json);
        }
        json_array_end(&json);
        string_add_char(&command->out, '\n');
        return print_flush(command, err);
    }
    for (size_t i = 0; i < path->count; i++) {
        if (!print_study(command, path->steps[i].id, err)) {
            return false;
        }
        string_format(&command->out, "\t%s\n", words[path->steps[i].step]);
    }
    return print_flush(command, err);
}

bool command_path(Command *command, int *code, Error *err) {
    (void) code;
    StudyId from = 0, to = 0;
    Graph graph;
    CitationPath path;
    if (command->word_count != 2) {
        return error_set(err, ERROR_USAGE, "path takes two studies, such as pmid:22320928 pmid:31000123");
    }
    if (!open_both(command, err) || !find_study(command, command->words[0], &from, err) ||
        !find_study(command, command->words[1], &to, err) ||
        !chase_load(command->cache, (GraphStop){0}, &graph, err)) {
        return false;
    }
    graph_path(&graph, from, to, command_option(command, "references-only") != NULL, &command->arena, &path);
    bool ok = print_path(command, &path, err);
    graph_free(&graph);
    return ok;
}

// --- islands and map: of a query's studies, else of those that the review includes ---

static bool find_set(Command *command, IdList *ids, Error *err) {
    if (!command_open_cache(command, err) ||
        !command_open_review(command, command->word_count > 0 ? REVIEW_IF_NAMED : REVIEW_EXISTING, err)) {
        return false;
    }
    if (command->word_count == 0 && chase_seeds(command->state, ids) == SEEDS_NONE) {
        return error_set(err, ERROR_USAGE, "the review includes no study yet: give a query, or ids");
    }
    if (command->word_count > 0 && !find_targets(command, 0, false, ids, err)) {
        return false;
    }
    id_list_sort(ids);
    return ids->count > 0 || error_set(err, ERROR_USAGE, "no study is found");
}

static void print_islands_json(Command *command, const Islands *islands) {
    JsonWriter json = {.out = &command->out};
    json_object_begin(&json);
    json_key(&json, "islands");
    json_array_begin(&json);
    for (size_t i = 0; i < islands->count; i++) {
        json_array_begin(&json);
        for (size_t k = 0; k < islands->islands[i].count; k++) {
            field_id(&json, islands->islands[i].ids[k]);
        }
        json_array_end(&json);
    }
    json_array_end(&json);
    json_key(&json, "connectors");
    json_array_begin(&json);
    for (size_t i = 0; i < islands->connector_count; i++) {
        json_object_begin(&json);
        json_key(&json, "id");
        field_id(&json, islands->connectors[i].id);
        json_field_number(&json, "links", islands->connectors[i].links);
        json_key(&json, "islands");
        json_array_begin(&json);
        for (size_t k = 0; k < islands->connectors[i].island_count; k++) {
            json_number(&json, islands->connectors[i].islands[k] + 1);
        }
        json_array_end(&json);
        json_object_end(&json);
    }
    json_array_end(&json);
    json_object_end(&json);
    string_add_char(&command->out, '\n');
}

static bool print_islands(Command *command, const Islands *islands, Error *err) {
    for (size_t i = 0; i < islands->count; i++) {
        string_format(&command->out, "island %zu: ", i + 1);
        print_counted(&command->out, islands->islands[i].count, "study", "studies");
        string_add_char(&command->out, '\n');
        for (size_t k = 0; k < islands->islands[i].count; k++) {
            string_add_text(&command->out, "  ");
            if (!print_study(command, islands->islands[i].ids[k], err)) {
                return false;
            }
            string_add_char(&command->out, '\n');
        }
    }
    if (islands->connector_count > 0) {
        string_add_text(&command->out, "others that would join islands:\n");
    }
    for (size_t i = 0; i < islands->connector_count; i++) {
        string_add_text(&command->out, "  ");
        if (!print_study(command, islands->connectors[i].id, err)) {
            return false;
        }
        string_add_text(&command->out, "\tjoins");
        for (size_t k = 0; k < islands->connectors[i].island_count; k++) {
            string_format(&command->out, " %u", (unsigned) islands->connectors[i].islands[k] + 1);
        }
        string_add_char(&command->out, '\n');
    }
    return true;
}

bool command_islands(Command *command, int *code, Error *err) {
    (void) code;
    IdList ids = {0};
    Graph graph;
    Islands islands;
    bool ok = find_set(command, &ids, err) && chase_load(command->cache, (GraphStop){0}, &graph, err);
    if (ok) {
        graph_islands(&graph, ids.ids, ids.count, CONNECTORS_SHOWN, &command->arena, &islands);
        graph_free(&graph);
        if (command_option(command, "json") != NULL) {
            print_islands_json(command, &islands);
        } else {
            ok = print_islands(command, &islands, err);
        }
        ok = ok && print_flush(command, err);
    }
    id_list_free(&ids);
    return ok;
}

// --- map ---

typedef struct {
    const char *name, *ending;
    void (*add)(const CitationMap *map, String *out);
} MapWriter;

static const MapWriter *writer_of(const Command *command) {
    static const MapWriter writers[] = {{"svg", ".svg", map_add_svg},
                                        {"dot", ".dot", map_add_dot},
                                        {"graphml", ".graphml", map_add_graphml},
                                        {"csv", ".csv", map_add_csv}};
    const char *format = command_option(command, "format");
    const char *file = command_option(command, "output");
    for (size_t i = 0; i < sizeof writers / sizeof writers[0]; i++) {
        if (format != NULL ? strcmp(format, writers[i].name) == 0
                           : file != NULL && sv_ends(sv(file), sv(writers[i].ending))) {
            return &writers[i];
        }
    }
    return NULL;
}

static bool write_map(Command *command, const Graph *graph, const IdList *ids, const MapWriter *writer,
                      Error *err) {
    IdList included = {0};
    CitationMap map;
    String text = {0};
    if (command->state != NULL) {
        chase_seeds(command->state, &included);
    }
    MapQuestion question = {.ids = ids->ids,
                            .count = ids->count,
                            .focus = ids->count == 1 ? ids->ids[0] : 0,
                            .included = &included,
                            .connectors = command_option(command, "connectors") != NULL,
                            .most = (size_t) command_number(command, "most", 0)};
    bool ok = citation_map_make(command->cache, graph, &question, &command->arena, &map, err);
    if (ok) {
        writer->add(&map, &text);
        ok = print_output(command, &text, err);
    }
    if (ok && map.left_out > 0) {
        String note = {0};
        print_counted(&note, map.left_out, "study with fewer links is", "studies with fewer links are");
        string_add_text(&note, " left out of the map");
        print_note(string_text(&note));
        string_free(&note);
    }
    string_free(&text);
    id_list_free(&included);
    return ok;
}

bool command_map(Command *command, int *code, Error *err) {
    (void) code;
    IdList ids = {0};
    Graph graph;
    const MapWriter *writer = writer_of(command);
    if (writer == NULL) {
        return error_set(err, ERROR_USAGE,
                         "say how to write the map: --format svg, dot, graphml or csv, or -o FILE with that "
                         "ending");
    }
    bool ok = find_set(command, &ids, err) && chase_load(command->cache, (GraphStop){0}, &graph, err);
    if (ok) {
        ok = write_map(command, &graph, &ids, writer, err);
        graph_free(&graph);
    }
    id_list_free(&ids);
    return ok;
}
