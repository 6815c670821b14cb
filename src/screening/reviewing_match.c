#include "carrel/screening/naming.h"
#include "reviewing_parts.h"

#include <stdlib.h>
#include <string.h>

// Which candidate of a review and which study of a cache are the same.

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
            cache_find_few(cache, scheme, value, &ids, NULL);
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

// Title, year and first author of a fingerprint line, which ends with the first page.
static StringView fingerprint_stem(StringView line) {
    while (line.length > 0 && line.data[line.length - 1] != ':') {
        line.length--;
    }
    return line;
}

static bool has_stem_of(const Candidate *candidate, const ImportedStudy *study) {
    StringView rest = sv(study->identifiers), line;
    while (sv_line(&rest, &line)) {
        for (size_t i = 0; i < candidate->identifiers.count && sv_starts(line, SV("fp:")); i++) {
            if (sv_equal(fingerprint_stem(line), fingerprint_stem(sv(candidate->identifiers.items[i])))) {
                return true;
            }
        }
    }
    return false;
}

// Whether one line that names the study tells that the candidate is it: a DOI does so where only the
// page differs, such as that of an article ahead of print.
static bool is_told_by(StringView line, const Candidate *candidate, const ImportedStudy *study) {
    return !is_another(candidate, study) && (!sv_starts(line, SV("doi:")) || has_stem_of(candidate, study));
}

// The DOI of a supplement names thousands of abstracts, a title such as "Editorial" as many; they tell none
// of them apart.
#define SHARED_MOST 200

static bool may_tell(const ReviewState *state, StringView line) {
    return !sv_starts(line, SV("pmcid:")) && !review_state_is_common(state, line, SHARED_MOST);
}

static const Candidate *candidate_named(const ReviewState *state, const ImportedStudy *study,
                                        bool withdrawn) {
    const Candidate *candidate = withdrawn ? NULL : review_state_by_study(state, study->id);
    StringView rest = sv(study->identifiers), line;
    Arena arena = {0};
    while (!candidate && sv_line(&rest, &line)) {
        const Candidate **named;
        size_t count = 0;
        if (may_tell(state, line)) {
            count = withdrawn ? review_state_withdrawn_by_identifier(state, line, &arena, &named)
                              : review_state_all_by_identifier(state, line, &arena, &named);
        }
        for (size_t i = 0; i < count && !candidate; i++) {
            candidate = is_told_by(line, named[i], study) ? named[i] : NULL;
        }
    }
    arena_free(&arena);
    return candidate;
}

const Candidate *known_candidate(const ReviewState *state, const ImportedStudy *study) {
    return candidate_named(state, study, false);
}

const Candidate *withdrawn_candidate(const ReviewState *state, const ImportedStudy *study) {
    return candidate_named(state, study, true);
}

void review_bind_batch(ReviewState *state, const ImportBatch *batch) {
    for (size_t i = 0; i < batch->count; i++) {
        const ImportedStudy *study = &batch->studies[i];
        const Candidate *candidate = known_candidate(state, study);
        StringView rest = sv(study->identifiers), line;
        if (!candidate && !key_is_none(study->candidate)) {
            candidate = review_state_by_key(state, study->candidate);
        }
        while (!candidate && sv_line(&rest, &line)) { // without a title there is no fingerprint
            bool tells = !review_state_is_common(state, line, SHARED_MOST);
            candidate = tells ? review_state_by_identifier(state, line) : NULL;
        }
        // A study that gained its PMID just now had another id before.
        if (candidate && (!candidate->study || (study->id > 0 && candidate->study < 0))) {
            review_state_set_study(state, candidate->key, study->id);
        }
    }
}

ImportedStudy study_named(Cache *cache, StudyId id, Arena *arena, Study *study, bool *found) {
    ImportedStudy named = {.id = id};
    String lines = {0};
    if (!cache_study(cache, id, arena, study, found, NULL)) {
        study_init(study);
        *found = false;
    }
    if (id > 0 && !study->pmid) {
        study->pmid = id;
    }
    naming_add_lines(study, &lines);
    named.identifiers = arena_copy_view(arena, string_view(&lines));
    string_free(&lines);
    cache_namesakes(cache, id, study, &named.namesakes, NULL);
    id_list_sort(&named.namesakes);
    return named;
}

Key review_want_candidate(const ReviewState *state, ReviewAction *action, Cache *cache, StudyId id,
                          const char *origin) {
    const Candidate *candidate = review_state_by_study(state, id);
    if (candidate) {
        return candidate->key;
    }
    Study study;
    bool found;
    ImportedStudy named = study_named(cache, id, action->arena, &study, &found);
    candidate = known_candidate(state, &named); // not yet found in this cache
    id_list_free(&named.namesakes);
    return candidate ? candidate->key : review_action_add_study(action, &study, origin);
}
