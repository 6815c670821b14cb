#include "carrel/engine/reviewing.h"

#include "carrel/base/file.h"
#include "carrel/base/memory.h"
#include "carrel/base/paths.h"
#include "naming.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define REVIEWER_FILE_MOST 4096

bool reviewer_load(Key *reviewer, String *name, Error *err) {
    String path = {0}, content = {0};
    bool ok = path_data(&path, "reviewer", err);
    if (ok && !file_exists(path.data)) {
        *reviewer = key_new();
        ok = reviewer_save(*reviewer, "", err);
    } else if (ok) {
        StringView rest, line = {0};
        ok = file_read_all(path.data, REVIEWER_FILE_MOST, &content, err);
        rest = string_view(&content);
        sv_line(&rest, &line);
        if (ok && !key_from_text(sv_part(line, 0, KEY_TEXT_SIZE - 1), reviewer)) {
            ok = error_set(err, ERROR_INPUT, "%s: does not begin with a reviewer's id (32 hex digits)",
                           path.data);
        }
        string_add(name, sv_trim(sv_from(line, KEY_TEXT_SIZE - 1)));
    }
    string_free(&path);
    string_free(&content);
    return ok;
}

bool reviewer_save(Key reviewer, const char *name, Error *err) {
    String path = {0}, content = {0};
    char id[KEY_TEXT_SIZE];
    key_to_text(reviewer, id);
    string_format(&content, "%s %s\n", id, name);
    bool ok =
        path_data(&path, "reviewer", err) && file_write_all(path.data, string_view(&content), 0600, err);
    string_free(&path);
    string_free(&content);
    return ok;
}

bool review_add_path(const char *name, String *path, Error *err) {
    if (strchr(name, '/') || sv_ends(sv(name), SV(".carrel"))) {
        path_absolute(path, name);
        return true;
    }
    String file = {0};
    string_format(&file, "%s.carrel", name);
    bool ok = path_data(path, file.data, err);
    string_free(&file);
    return ok;
}

// The part of "SCHEME:VALUE" behind the scheme; NULL where it is of another.
static const char *value_of(const char *identifier, const char *scheme) {
    size_t length = strlen(scheme);
    return strncmp(identifier, scheme, length) == 0 && identifier[length] == ':' ? identifier + length + 1
                                                                                 : NULL;
}

// Whether the candidate is known by other values of a scheme, and not by this one.
static bool is_known_otherwise(const Candidate *candidate, const char *scheme, StringView value) {
    bool otherwise = false;
    for (size_t i = 0; i < candidate->identifiers.count; i++) {
        const char *own = value_of(candidate->identifiers.items[i], scheme);
        if (own && sv_equal(sv(own), value)) {
            return false;
        }
        otherwise = otherwise || own;
    }
    return otherwise;
}

// Of several studies that answer to an identifier: one that is no other candidate's yet, then one
// that is cited with the same words. 0 where there is none.
static StudyId choose(const ReviewState *state, Cache *cache, const Candidate *candidate, const IdList *ids) {
    StudyId best = 0;
    int most = -1;
    Arena arena = {0};
    String citation = {0};
    for (size_t i = 0; i < ids->count; i++) {
        const Candidate *owner = state ? review_state_by_study(state, ids->ids[i]) : NULL;
        int points = owner && key_compare(owner->key, candidate->key) != 0 ? 0 : 2;
        Study study;
        bool found = false;
        string_clear(&citation);
        if (ids->count > 1 && cache_study(cache, ids->ids[i], &arena, &study, &found, NULL) && found) {
            study_add_citation(&study, &citation);
            points += candidate->citation && sv_equal(string_view(&citation), sv(candidate->citation));
        }
        if (points > most) {
            most = points;
            best = ids->ids[i];
        }
    }
    string_free(&citation);
    arena_free(&arena);
    return best;
}

// A fingerprint tells apart what shares a DOI, but short titles ("Editorial") share fingerprints.
static bool is_contradicted(Cache *cache, const Candidate *candidate, StudyId id) {
    Arena arena = {0};
    StudyRow row;
    bool contradicted = !cache_rows(cache, &id, 1, &arena, &row, NULL) ||
                        (row.doi && is_known_otherwise(candidate, "doi", sv(row.doi))) ||
                        (row.pmcid && is_known_otherwise(candidate, "pmcid", sv(row.pmcid)));
    arena_free(&arena);
    return contradicted;
}

static StudyId find_by(const ReviewState *state, Cache *cache, const Candidate *candidate,
                       const char *scheme) {
    IdList ids = {0};
    size_t kept = 0;
    for (size_t i = 0; i < candidate->identifiers.count; i++) {
        const char *value = value_of(candidate->identifiers.items[i], scheme);
        if (value) {
            cache_find_all(cache, scheme, value, &ids, NULL);
        }
    }
    for (size_t i = 0; i < ids.count; i++) {
        if (strcmp(scheme, "fp") != 0 || !is_contradicted(cache, candidate, ids.ids[i])) {
            ids.ids[kept++] = ids.ids[i];
        }
    }
    ids.count = kept;
    StudyId id = choose(state, cache, candidate, &ids);
    id_list_free(&ids);
    return id;
}

StudyId candidate_find(const ReviewState *state, Cache *cache, const Candidate *candidate) {
    for (size_t i = 0; i < candidate->identifiers.count; i++) {
        const char *value = value_of(candidate->identifiers.items[i], "pmid");
        int64_t pmid;
        if (value && pmid_parse(sv(value), &pmid)) {
            return pmid;
        }
    }
    StudyId id = find_by(state, cache, candidate, "fp");
    id = id ? id : find_by(state, cache, candidate, "pmcid");
    return id ? id : find_by(state, cache, candidate, "doi");
}

// What a verdict joined is several studies of the cache.
static void resolve_members(ReviewState *state, Cache *cache, Key key) {
    Arena arena = {0};
    Candidate *members;
    size_t count = review_state_members(state, key, &arena, &members);
    for (size_t i = 0; i < count; i++) {
        StudyId id = members[i].study ? 0 : candidate_find(state, cache, &members[i]);
        if (id) {
            review_state_set_study(state, members[i].key, id);
        }
    }
    arena_free(&arena);
}

void review_resolve(ReviewState *state, Cache *cache) {
    for (size_t i = 0; i < review_state_count(state); i++) {
        const Candidate *candidate = review_state_at(state, i);
        if (!candidate->study || candidate->is_joined) {
            resolve_members(state, cache, candidate->key);
        }
    }
}

static bool has_label(const Candidate *candidate, StringView label, bool prefix) {
    for (size_t i = 0; i < candidate->labels.count; i++) {
        StringView own = sv(candidate->labels.items[i]);
        if (prefix ? sv_starts_nocase(own, label) : sv_equal_nocase(own, label)) {
            return true;
        }
    }
    return false;
}

static bool contains_nocase(const char *text, StringView part) {
    StringView rest = sv(text);
    for (; rest.length >= part.length; rest = sv_from(rest, 1)) {
        if (sv_starts_nocase(rest, part)) {
            return true;
        }
        if (rest.length == 0) {
            break;
        }
    }
    return false;
}

// Whether a candidate is what an is: value says; the value was checked before.
static bool is_so(const Candidate *candidate, StringView value) {
    Decision own = candidate->own.decision, wanted;
    if (sv_equal(value, SV("undecided"))) {
        return own == DECISION_NONE || own == DECISION_LATER;
    }
    if (sv_equal(value, SV("read"))) {
        return candidate->read;
    }
    return decision_parse(value, &wanted) && own == wanted;
}

bool review_answers(const QueryNode *leaf) {
    switch (leaf->field) {
    case FIELD_IS:
        return strcmp(leaf->text, "retracted") != 0 && strcmp(leaf->text, "stub") != 0;
    case FIELD_HAS:
        return strcmp(leaf->text, "note") == 0 || strcmp(leaf->text, "label") == 0;
    case FIELD_TAG:
    case FIELD_REASON:
    case FIELD_NOTE:
        return true;
    default:
        return false;
    }
}

static bool leaf_matches(const Candidate *candidate, const QueryNode *leaf) {
    StringView text = sv(leaf->text);
    switch (leaf->field) {
    case FIELD_IS:
        return is_so(candidate, text);
    case FIELD_TAG:
        return has_label(candidate, text, leaf->match == MATCH_PREFIX);
    case FIELD_HAS:
        return sv_equal(text, SV("note")) ? candidate->note && candidate->note[0]
                                          : candidate->labels.count > 0;
    case FIELD_REASON:
        return candidate->own.reason && contains_nocase(candidate->own.reason, text);
    case FIELD_NOTE:
        return candidate->note && contains_nocase(candidate->note, text);
    default:
        return true;
    }
}

bool review_leaf_ids(const ReviewState *state, const QueryNode *leaf, IdList *ids, Error *err) {
    Decision decision;
    if (!review_answers(leaf)) {
        return error_set(err, ERROR_USAGE, "%s:%s does not ask about the review",
                         query_fields[leaf->field].name, leaf->text);
    }
    if (leaf->field == FIELD_IS && !sv_equal(sv(leaf->text), SV("undecided")) &&
        !sv_equal(sv(leaf->text), SV("read")) && !decision_parse(sv(leaf->text), &decision)) {
        return error_set(err, ERROR_USAGE, "is:%s is not known; there is %s", leaf->text,
                         query_fields[FIELD_IS].values);
    }
    for (size_t i = 0; i < review_state_count(state); i++) {
        const Candidate *candidate = review_state_at(state, i);
        if (candidate->study && leaf_matches(candidate, leaf)) {
            id_list_add(ids, candidate->study);
        }
    }
    id_list_sort(ids);
    return true;
}

bool review_answer_leaf(void *state, const QueryNode *leaf, IdList *ids, Error *err) {
    return review_leaf_ids(state, leaf, ids, err);
}

void review_scope(const ReviewState *state, IdList *ids) {
    for (size_t i = 0; i < review_state_count(state); i++) {
        const Candidate *candidate = review_state_at(state, i);
        if (candidate->study) {
            id_list_add(ids, candidate->study);
        }
    }
    id_list_sort(ids);
}

// Whether a candidate with the same fingerprint is another study all the same: two PMIDs are
// two studies, and so are two DOIs, and two that the cache holds apart.
static bool is_another(const Candidate *candidate, const ImportedStudy *study) {
    static const char *const schemes[] = {"pmid", "doi", "pmcid"};
    StringView rest = sv(study->identifiers), value;
    while (sv_line(&rest, &value)) {
        StringView scheme;
        sv_split(&value, ':', &scheme);
        for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++) {
            if (sv_equal(scheme, sv(schemes[i])) && is_known_otherwise(candidate, schemes[i], value)) {
                return true;
            }
        }
    }
    bool is_elsewhere = candidate->study < 0 && study->id < 0 && candidate->study != study->id;
    return is_elsewhere || (candidate->study && id_list_has(&study->namesakes, candidate->study));
}

// The candidate that a study is: the same in the cache, the same PMID, or where one has no
// PMID the same fingerprint. A DOI alone is shared by meeting abstracts.
static const Candidate *known_candidate(const ReviewState *state, const ImportedStudy *study) {
    const Candidate *candidate = review_state_by_study(state, study->id);
    StringView rest = sv(study->identifiers), line;
    Arena arena = {0};
    while (!candidate && sv_line(&rest, &line)) {
        const Candidate **named;
        size_t count = 0;
        if (sv_starts(line, SV("pmid:")) || sv_starts(line, SV("fp:"))) {
            count = review_state_all_by_identifier(state, line, &arena, &named);
        }
        for (size_t i = 0; i < count && !candidate; i++) {
            candidate = is_another(named[i], study) ? NULL : named[i];
        }
    }
    arena_free(&arena);
    return candidate;
}

void rejoined_free(Rejoined *rejoined) {
    free(rejoined->keys);
    arena_free(&rejoined->decisions.arena);
    free(rejoined->decisions.items);
    *rejoined = (Rejoined){0};
}

static void note_rejoined(Rejoined *rejoined, Key key) {
    rejoined->keys =
        vec_grow(rejoined->keys, &rejoined->capacity, rejoined->count + 1, sizeof *rejoined->keys);
    rejoined->keys[rejoined->count++] = key;
}

size_t review_add_batch(const ReviewState *state, ReviewAction *action, const ImportBatch *batch,
                        Rejoined *rejoined) {
    size_t added = 0;
    IdMap here = {0}; // the same study may stand twice in one batch
    String origin = {0};
    StringView base = path_base(batch->source);
    string_format(&origin, "import %.*s", (int) base.length, base.data);
    for (size_t i = 0; i < batch->count; i++) {
        const ImportedStudy *study = &batch->studies[i];
        StringView rest = sv(study->identifiers), line;
        CandidateFacts facts = {.citation = study->citation, .origin = origin.data};
        size_t capacity = 0;
        while (sv_line(&rest, &line)) {
            facts.identifiers.items = arena_grow(action->arena, facts.identifiers.items, &capacity,
                                                 facts.identifiers.count + 1, sizeof(char *));
            facts.identifiers.items[facts.identifiers.count++] = arena_copy_view(action->arena, line);
        }
        const Candidate *known = known_candidate(state, study);
        if (known && rejoined) {
            note_rejoined(rejoined, known->key);
        } else if (!known && !id_map_get(&here, study->id, NULL)) {
            review_action_add(action, &facts);
            added++;
        }
        id_map_set(&here, study->id, 1);
    }
    id_map_free(&here);
    string_free(&origin);
    return added;
}

void review_add_import(ReviewAction *action, const ImportFile *file) {
    review_action_import(action, arena_format(action->arena,
                                              "source=%s\nformat=%s\nrecords=%" PRIu64 "\nnew=%" PRIu64
                                              "\nrejected=%" PRIu64,
                                              file->name, formats[file->format].name, file->records,
                                              file->created, file->rejected));
}

void review_bind_batch(ReviewState *state, const ImportBatch *batch) {
    for (size_t i = 0; i < batch->count; i++) {
        const ImportedStudy *study = &batch->studies[i];
        const Candidate *candidate = known_candidate(state, study);
        StringView rest = sv(study->identifiers), line;
        while (!candidate && sv_line(&rest, &line)) { // without a title there is no fingerprint
            candidate = review_state_by_identifier(state, line);
        }
        // A study that gained its PMID just now had another id before.
        if (candidate && (!candidate->study || (study->id > 0 && candidate->study < 0))) {
            review_state_set_study(state, candidate->key, study->id);
        }
    }
}

Key review_want_candidate(const ReviewState *state, ReviewAction *action, Cache *cache, StudyId id,
                          const char *origin) {
    const Candidate *candidate = review_state_by_study(state, id);
    if (candidate) {
        return candidate->key;
    }
    Study study;
    bool found;
    if (!cache_study(cache, id, action->arena, &study, &found, NULL)) {
        study_init(&study);
    }
    if (id > 0 && !study.pmid) {
        study.pmid = id;
    }
    String lines = {0};
    naming_add_lines(&study, &lines);
    ImportedStudy named = {.id = id, .identifiers = lines.data};
    cache_namesakes(cache, id, &study, &named.namesakes, NULL);
    id_list_sort(&named.namesakes);
    candidate = known_candidate(state, &named); // not yet found in this cache
    string_free(&lines);
    id_list_free(&named.namesakes);
    return candidate ? candidate->key : review_action_add_study(action, &study, origin);
}

bool entry_load(Cache *cache, const ReviewState *state, StudyId id, Arena *arena, Entry *entry, bool *found,
                Error *err) {
    Study *study = ARENA_NEW(arena, Study);
    *entry = (Entry){.id = id, .study = study, .stage = state ? review_state_stage(state) : 1};
    if (!cache_study(cache, id, arena, study, found, err)) {
        return false;
    }
    entry->candidate = state ? review_state_by_study(state, id) : NULL;
    entry->reviewer = state ? review_state_reviewer_name(state, review_state_reviewer(state)) : NULL;
    for (int kind = 0; kind < LINK_KINDS; kind++) {
        LinkList list;
        if (!cache_links(cache, id, (LinkKind) kind, 0, arena, &list, err)) {
            return false;
        }
        entry->links[kind] = (LinkCount){list.count, list.announced};
    }
    return true;
}
