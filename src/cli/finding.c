#include "command.h"

#include "carrel/base/file.h"
#include "carrel/study/ident.h"

#include <string.h>

#define STDIN_MOST ((size_t) 64 << 20)

const Candidate *find_candidate(const Command *command, StudyId id) {
    return command->state != NULL ? review_state_by_study(command->state, id) : NULL;
}

// A study that only the review knows, by its PMID.
static StudyId in_review(const Command *command, const Ident *ident) {
    if (command->state == NULL || ident->scheme != IDENT_PMID) {
        return 0;
    }
    return review_state_by_study(command->state, ident->number) != NULL ? ident->number : 0;
}

bool find_study(Command *command, const char *word, StudyId *id, Error *err) {
    Ident ident;
    Error fault = {0};
    if (!ident_parse(sv(word), &command->arena, &ident, err)) {
        return false;
    }
    *id = cache_find(command->cache, &ident, &fault);
    if (*id == 0 && fault.kind == ERROR_NONE) {
        *id = in_review(command, &ident);
    }
    if (*id == 0 && fault.kind == ERROR_NONE) {
        bool known = ident.scheme == IDENT_PMID || ident.scheme == IDENT_DOI;
        error_set(&fault, ERROR_SYSTEM, "%s is not in the cache%s%s%s", word,
                  known ? "; \"carrel fetch " : "", known ? word : "", known ? "\" asks for its record" : "");
    }
    if (*id == 0 && err != NULL) {
        *err = fault;
    }
    return *id != 0;
}

// Newest, most cited and best first; names from A.
static bool falls(Sort sort) {
    return sort != SORT_AUTHOR && sort != SORT_JOURNAL && sort != SORT_IMPORT;
}

bool find_studies(Command *command, const char *query, IdList *ids, Error *err) {
    const char *note = NULL;
    const QueryNode *tree = query_parse(sv(query), &command->arena, NULL, &note, err);
    if (tree == NULL) {
        return false;
    }
    Sort sort = SORT_DATE;
    const char *order = command_option(command, "sort");
    if (order != NULL && !sort_parse(sv(order), &sort)) {
        return error_set(err, ERROR_USAGE, "there is no order \"%s\"", order);
    }
    IdList scope = {0};
    String said = {0};
    if (command->state != NULL) {
        review_scope(command->state, &scope);
    }
    ReviewAnswers answers = {command->state, command->cache};
    SearchReview review = {&answers, review_answer_leaf, &scope};
    Search search = {
        .tree = tree,
        .sort = sort,
        .descending = falls(sort) != (command_option(command, "reverse") != NULL),
        .review = command->state != NULL ? &review : NULL,
        .terms = command->state != NULL ? review_state_terms(command->state) : (TermList){0},
    };
    bool ok = search_run(command->cache, &search, ids, &said, err);
    if (ok && note != NULL) {
        print_note(note);
    }
    if (ok && said.length > 0) {
        print_note(string_text(&said));
    }
    id_list_free(&scope);
    string_free(&said);
    return ok;
}

void find_drop_repeats(IdList *ids) {
    IdMap seen = {0};
    size_t kept = 0;
    for (size_t i = 0; i < ids->count; i++) {
        if (!id_map_get(&seen, ids->ids[i], NULL)) {
            id_map_set(&seen, ids->ids[i], 1);
            ids->ids[kept++] = ids->ids[i];
        }
    }
    ids->count = kept;
    id_map_free(&seen);
}

static bool read_ids(Command *command, IdList *ids, Error *err) {
    String text = {0};
    bool ok = file_read_all("-", STDIN_MOST, &text, err);
    StringView rest = string_view(&text);
    StringView line;
    for (size_t number = 1; ok && sv_line(&rest, &line); number++) {
        line = sv_trim(line);
        if (line.length > 0) {
            StudyId id = 0;
            ok = find_study(command, arena_copy_view(&command->arena, line), &id, err) ||
                 error_prefix(err, "line %zu of standard input", number);
            id_list_add(ids, id);
        }
    }
    string_free(&text);
    return ok;
}

// "ti:sepsis" is a query, "wos:000123" an id of another scheme.
static bool is_ident(Command *command, const char *word) {
    Ident ident;
    StringView name = sv_part(sv(word), 0, sv_find_char(sv(word), ':'));
    if (!ident_parse(sv(word), &command->arena, &ident, NULL)) {
        return false;
    }
    for (size_t i = 0; ident.scheme == IDENT_OTHER && i < FIELD_COUNT; i++) {
        if (sv_equal_nocase(sv(query_fields[i].name), name)) {
            return false;
        }
    }
    return true;
}

bool find_targets(Command *command, size_t first, bool only_ids, IdList *ids, Error *err) {
    size_t count = command->word_count - first;
    if (command->word_count <= first) {
        return error_set(err, ERROR_USAGE, "say which studies: ids such as pmid:22320928, %s",
                         only_ids ? "or - for ids on standard input"
                                  : "- for ids on standard input, or a query");
    }
    if (count == 1 && strcmp(command->words[first], "-") == 0) {
        return read_ids(command, ids, err);
    }
    bool all_ids = true;
    for (size_t i = first; !only_ids && i < command->word_count; i++) {
        all_ids = all_ids && is_ident(command, command->words[i]);
    }
    if (!all_ids) {
        return find_studies(command, command_join(command, first), ids, err);
    }
    for (size_t i = first; i < command->word_count; i++) {
        StudyId id = 0;
        if (!find_study(command, command->words[i], &id, err)) {
            return false;
        }
        id_list_add(ids, id);
    }
    return true;
}
