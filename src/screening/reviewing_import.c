#include "carrel/screening/recorded.h"
#include "reviewing_parts.h"

#include "carrel/base/memory.h"
#include "carrel/base/paths.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

// What an import brings into a review.

void rejoined_free(Rejoined *rejoined) {
    arena_free(&rejoined->arena);
    free(rejoined->items);
    arena_free(&rejoined->decisions.arena);
    free(rejoined->decisions.items);
    *rejoined = (Rejoined){0};
}

static const char *add_origin(Arena *arena, const char *source) {
    StringView base = path_base(source);
    return arena_format(arena, "import %.*s", (int) base.length, base.data);
}

static bool is_import_of(const Candidate *candidate, Key action) {
    for (size_t i = 0; i < candidate->import_count; i++) {
        if (key_compare(candidate->imports[i], action) == 0) {
            return true;
        }
    }
    return false;
}

// Whether the candidate has an identifier of the same scheme: a second one of another database
// would say more than is known.
static bool has_scheme_of(const Candidate *candidate, StringView identifier) {
    size_t colon = sv_find_char(identifier, ':');
    StringView scheme = sv_part(identifier, 0, colon == SV_NONE ? identifier.length : colon + 1);
    for (size_t i = 0; i < candidate->identifiers.count; i++) {
        if (sv_starts(sv(candidate->identifiers.items[i]), scheme)) {
            return true;
        }
    }
    return false;
}

static TextList list_lines(Arena *arena, const char *lines, const Candidate *known) {
    TextList list = {0};
    size_t capacity = 0;
    StringView rest = sv(lines), line;
    while (sv_line(&rest, &line)) {
        if (!known || !has_scheme_of(known, line)) {
            list.items = arena_grow(arena, list.items, &capacity, list.count + 1, sizeof *list.items);
            list.items[list.count++] = arena_copy_view(arena, line);
        }
    }
    return list;
}

static void note_rejoined(Rejoined *rejoined, const Candidate *known, const ImportedStudy *study) {
    rejoined->items =
        vec_grow(rejoined->items, &rejoined->capacity, rejoined->count + 1, sizeof *rejoined->items);
    rejoined->items[rejoined->count++] = (RejoinedCandidate){
        known->key, list_lines(&rejoined->arena, study->identifiers, known),
        known->citation && *known->citation ? NULL : arena_copy(&rejoined->arena, study->citation)};
}

static void note_decisions(RecordedDecisions *decisions, const ImportedStudy *study) {
    Arena *arena = &decisions->arena;
    const char *identifiers = study->decision_count > 0 ? arena_copy(arena, study->identifiers) : NULL;
    for (size_t i = 0; i < study->decision_count; i++) {
        decisions->items =
            vec_grow(decisions->items, &decisions->capacity, decisions->count + 1, sizeof *decisions->items);
        decisions->items[decisions->count].identifiers = identifiers;
        decisions->items[decisions->count].study = study->id;
        decisions->items[decisions->count++].decision = recorded_copy_one(&study->decisions[i], arena);
    }
}

size_t review_add_batch(const ReviewState *state, ReviewAction *action, ImportBatch *batch,
                        Rejoined *rejoined) {
    size_t added = 0;
    IdMap here = {0}; // the same study may stand twice in one batch
    const char *origin = add_origin(action->arena, batch->source);
    for (size_t i = 0; i < batch->count; i++) {
        ImportedStudy *study = &batch->studies[i];
        const Candidate *known = known_candidate(state, study);
        if (rejoined) {
            note_decisions(&rejoined->decisions, study);
        }
        if (known && rejoined && !is_import_of(known, action->action)) {
            note_rejoined(rejoined, known, study);
        } else if (!known && !id_map_get(&here, study->id, NULL)) {
            const Candidate *before = withdrawn_candidate(state, study);
            CandidateFacts facts = {list_lines(action->arena, study->identifiers, NULL), study->citation,
                                    origin};
            study->candidate = before ? before->key : key_new();
            review_action_add_again(action, study->candidate, &facts);
            added++;
        }
        id_map_set(&here, study->id, 1);
    }
    id_map_free(&here);
    return added;
}

// --- the end ---

Key review_import_action(const ReviewState *state, const char *source) {
    Arena arena = {0};
    SearchRecord *searches;
    size_t count = review_state_searches(state, &arena, &searches);
    Key action = {{0}};
    for (size_t i = count; i-- > 0 && key_is_none(action);) {
        const SearchRecord *search = &searches[i];
        // While nothing but its candidates tells of it, the file is known by its name only.
        bool is_same = *search->format ? strcmp(search->source, source) == 0
                                       : sv_equal(sv(search->source), path_base(source));
        bool is_own = key_compare(search->reviewer, review_state_reviewer(state)) == 0;
        if (is_same && is_own && !search->withdrawn && !*search->hash) {
            action = search->action;
        }
    }
    arena_free(&arena);
    return key_is_none(action) ? key_new() : action;
}

static int compare_rejoined(const void *a, const void *b) {
    const RejoinedCandidate *x = *(const RejoinedCandidate *const *) a,
                            *y = *(const RejoinedCandidate *const *) b;
    int order = key_compare(x->key, y->key);
    return order ? order : x < y ? -1 : x > y;
}

// Each once, as its first record says, in the order of the keys.
static void add_rejoined(ReviewAction *action, const char *origin, const Rejoined *rejoined) {
    const RejoinedCandidate **items =
        ARENA_ARRAY(action->arena, const RejoinedCandidate *, rejoined->count + 1);
    for (size_t i = 0; i < rejoined->count; i++) {
        items[i] = &rejoined->items[i];
    }
    qsort(items, rejoined->count, sizeof *items, compare_rejoined);
    for (size_t i = 0; i < rejoined->count; i++) {
        if (i == 0 || key_compare(items[i]->key, items[i - 1]->key) != 0) {
            CandidateFacts facts = {items[i]->identifiers, items[i]->citation, origin};
            review_action_add_again(action, items[i]->key, &facts);
        }
    }
}

static void add_number(String *lines, const char *name, uint64_t number) {
    string_format(lines, "%s=%" PRIu64 "\n", name, number);
}

static void add_facts(ReviewAction *action, const ImportFile *file, const char *hash) {
    String lines = {0};
    search_add_line(&lines, "source", sv(file->name));
    search_add_line(&lines, "format", sv(formats[file->format].name));
    add_number(&lines, "records", file->records);
    add_number(&lines, "new", file->created);
    add_number(&lines, "rejected", file->rejected);
    if (hash) {
        search_add_line(&lines, "hash", sv(hash));
    }
    if (file->kept) {
        search_add_line(&lines, "kept", sv(file->kept));
    }
    string_add_text(&lines, file->search);
    review_action_import(action, string_text(&lines));
    string_free(&lines);
}

// When the same bytes were imported, and by which action; 0 where they were not, or where this import
// brought more.
static int64_t time_before(const ReviewState *state, Key action, const char *hash, Key *before) {
    Arena arena = {0};
    SearchRecord *searches;
    size_t count = hash ? review_state_searches(state, &arena, &searches) : 0;
    int64_t time = 0;
    bool brought = false;
    for (size_t i = 0; i < count; i++) {
        bool is_this = key_compare(searches[i].action, action) == 0;
        brought |= is_this && searches[i].brought > 0;
        if (!is_this && !searches[i].withdrawn && strcmp(searches[i].hash, hash) == 0) {
            time = searches[i].time;
            *before = searches[i].action;
        }
    }
    arena_free(&arena);
    return brought ? 0 : time;
}

void review_end_import(const ReviewState *state, ReviewAction *action, const ImportFile *file,
                       const Rejoined *rejoined, int64_t *again) {
    const char *hash = file->hash ? arena_format(action->arena, "%016" PRIx64, file->hash) : NULL;
    Key before;
    *again = time_before(state, action->action, hash, &before);
    if (*again) {
        action->action = before;
        return;
    }
    add_rejoined(action, add_origin(action->arena, file->name), rejoined);
    add_facts(action, file, hash);
}
