#include "carrel/screening/duplicates.h"

#include "carrel/base/memory.h"

#include <stdlib.h>
#include <string.h>

// --- what is searched ---

// Two units as one number, whichever comes first.
static int64_t pair_of(size_t a, size_t b) {
    return a < b ? (int64_t) a << 32 | (int64_t) b : (int64_t) b << 32 | (int64_t) a;
}

static StringView view_of(const Key *key) {
    return (StringView){(const char *) key->bytes, sizeof key->bytes};
}

// The unit whose candidate has the key, whichever of its keys that is.
static bool find_unit(const Map *units, const ReviewState *state, Key key, int64_t *unit) {
    const Candidate *candidate = review_state_by_key(state, key);
    return candidate && map_get(units, view_of(&candidate->key), unit);
}

static void take_trial(DuplicatesScope *scope, const ReviewState *state, const Map *units, size_t of) {
    Arena arena = {0};
    const Candidate **reports;
    size_t count = review_state_reports(state, scope->units[of].key, &arena, &reports);
    for (size_t i = 0; i < count; i++) {
        int64_t unit;
        if (map_get(units, view_of(&reports[i]->key), &unit)) {
            scope->units[unit].trial = (uint32_t) of + 1;
        }
    }
    arena_free(&arena);
}

void duplicates_scope_take(DuplicatesScope *scope, const ReviewState *state, double threshold) {
    *scope = (DuplicatesScope){.has_review = state != NULL, .threshold = threshold};
    if (!state) {
        return;
    }
    Map units = {0};
    Arena arena = {0};
    scope->unit_count = review_state_count(state);
    scope->units = ARENA_ARRAY(&scope->arena, DuplicateUnit, scope->unit_count + 1);
    for (size_t i = 0; i < scope->unit_count; i++) {
        DuplicateUnit *unit = &scope->units[i];
        unit->key = review_state_at(state, i)->key;
        unit->count = review_state_studies(state, unit->key, &scope->arena, &unit->studies);
        map_set(&units, view_of(&unit->key), (int64_t) i);
    }
    for (size_t i = 0; i < scope->unit_count; i++) {
        if (review_state_at(state, i)->grouped && !scope->units[i].trial) {
            take_trial(scope, state, &units, i);
        }
    }
    KeyPair *pairs;
    size_t count = review_state_different_pairs(state, &arena, &pairs);
    for (size_t i = 0; i < count; i++) {
        int64_t a, b;
        if (find_unit(&units, state, pairs[i].a, &a) && find_unit(&units, state, pairs[i].b, &b)) {
            id_map_set(&scope->apart, pair_of((size_t) a, (size_t) b), 1);
        }
    }
    map_free(&units);
    arena_free(&arena);
}

void duplicates_scope_free(DuplicatesScope *scope) {
    id_map_free(&scope->apart);
    arena_free(&scope->arena);
    *scope = (DuplicatesScope){0};
}

// --- the studies ---

// A trial's number and a unit that has it.
typedef struct {
    const char *number;
    uint32_t unit;
} Numbered;

typedef struct {
    Cache *cache;
    const DuplicatesScope *scope;
    bool (*stopped)(void *context);
    void *context;
    Arena arena, scratch; // scratch: one study
    DedupeRow *rows;
    StudyId *ids; // of each row
    size_t count, capacity, id_capacity;
    Numbered *numbers;
    size_t number_count, number_capacity;
    StudyId *alone; // without a review: the study of each unit
    size_t unit_count;
    IdList several; // studies with several records
    DedupeResult result;
    Duplicates *found;
    size_t found_capacity;
} Work;

static bool is_stopped(const Work *work) {
    return work->stopped && work->stopped(work->context);
}

static bool add_study(Work *work, StudyId id, uint32_t unit, Error *err) {
    Study study;
    bool found;
    arena_reset(&work->scratch);
    if (is_stopped(work)) {
        return error_set(err, ERROR_CANCELLED, "the search for duplicates was stopped");
    }
    if (!cache_study(work->cache, id, &work->scratch, &study, &found, err)) {
        return false;
    }
    if (!found) {
        return true;
    }
    Arena *arena = &work->arena;
    work->rows = arena_grow(arena, work->rows, &work->capacity, work->count + 1, sizeof *work->rows);
    work->ids = arena_grow(arena, work->ids, &work->id_capacity, work->count + 1, sizeof *work->ids);
    work->ids[work->count] = id;
    DedupeRow *row = &work->rows[work->count++];
    row->unit = unit;
    traits_of(&study, arena, &row->traits);
    TextList numbers = study_trial_numbers(&study, &work->scratch);
    for (size_t i = 0; i < numbers.count; i++) {
        work->numbers = arena_grow(arena, work->numbers, &work->number_capacity, work->number_count + 1,
                                   sizeof *work->numbers);
        work->numbers[work->number_count++] = (Numbered){arena_copy(arena, numbers.items[i]), unit};
    }
    return true;
}

static bool load_candidates(Work *work, Error *err) {
    bool ok = true;
    work->unit_count = work->scope->unit_count;
    for (size_t i = 0; ok && i < work->unit_count; i++) {
        const DuplicateUnit *unit = &work->scope->units[i];
        for (size_t k = 0; ok && k < unit->count; k++) {
            ok = add_study(work, unit->studies[k], (uint32_t) i, err);
        }
    }
    return ok;
}

static bool load_cache(Work *work, Error *err) {
    IdList ids = {0};
    bool ok = cache_ids(work->cache, false, &ids, err);
    // Those without PMID in the order in which they came: -1, -2, …
    size_t negative = 0;
    while (negative < ids.count && ids.ids[negative] < 0) {
        negative++;
    }
    work->unit_count = ids.count;
    work->alone = ARENA_ARRAY(&work->arena, StudyId, ids.count + 1);
    for (size_t i = 0; ok && i < ids.count; i++) {
        work->alone[i] = ids.ids[i < negative ? negative - 1 - i : i];
        ok = add_study(work, work->alone[i], (uint32_t) i, err);
    }
    id_list_free(&ids);
    return ok;
}

static bool are_units_apart(const DuplicatesScope *scope, uint32_t a, uint32_t b) {
    return scope->has_review && a != b &&
           (id_map_get(&scope->apart, pair_of(a, b), NULL) ||
            (scope->units[a].trial && scope->units[a].trial == scope->units[b].trial));
}

static bool are_apart(void *context, const DedupeRow *a, const DedupeRow *b) {
    const Work *work = context;
    return are_units_apart(work->scope, a->unit, b->unit);
}

static bool task_stopped(void *context) {
    return is_stopped(context);
}

// --- groups ---

static DuplicatesGroup *add_group(Work *work, DuplicatesKind kind) {
    Duplicates *found = work->found;
    found->groups = arena_grow(&found->arena, found->groups, &work->found_capacity, found->count + 1,
                               sizeof *found->groups);
    DuplicatesGroup *group = &found->groups[found->count++];
    *group = (DuplicatesGroup){.kind = kind};
    return group;
}

static DuplicateMember member_of(const Work *work, uint32_t unit) {
    if (!work->scope->has_review) {
        return (DuplicateMember){.study = work->alone[unit]};
    }
    const DuplicateUnit *known = &work->scope->units[unit];
    return (DuplicateMember){known->key, known->count ? known->studies[known->count - 1] : 0};
}

static void add_member(Work *work, DuplicatesGroup *group, size_t *capacity, uint32_t unit) {
    group->members = arena_grow(&work->found->arena, group->members, capacity, group->member_count + 1,
                                sizeof *group->members);
    group->members[group->member_count++] = member_of(work, unit);
}

static void add_found(Work *work, const DedupeGroup *from) {
    DuplicatesGroup *group = add_group(work, from->proposed ? DUPLICATES_PROPOSED : DUPLICATES_JOINED);
    Arena *arena = &work->found->arena;
    IdMap known = {0};
    String why = {0};
    size_t capacity = 0;
    group->studies = ARENA_ARRAY(arena, StudyId, from->count);
    for (size_t i = 0; i < from->count; i++) {
        uint32_t unit = work->rows[from->rows[i]].unit;
        group->studies[group->study_count++] = work->ids[from->rows[i]];
        if (!id_map_get(&known, unit, NULL)) {
            id_map_set(&known, unit, 1);
            add_member(work, group, &capacity, unit);
        }
    }
    string_add_text(&why, from->proposed ? "" : "judged the same: ");
    likeness_add_words(&from->why, &why);
    group->why = arena_copy(arena, string_text(&why));
    group->score = from->why.score;
    id_map_free(&known);
    string_free(&why);
}

// In the order of their first studies; a study with several records that is in no group is one by
// itself.
static void add_studies(Work *work) {
    IdMap grouped = {0}; // row to its group
    for (size_t i = 0; i < work->result.count; i++) {
        for (size_t k = 0; k < work->result.groups[i].count; k++) {
            id_map_set(&grouped, (int64_t) work->result.groups[i].rows[k], (int64_t) i);
        }
    }
    for (size_t row = 0; row < work->count; row++) {
        int64_t at;
        if (id_map_get(&grouped, (int64_t) row, &at)) {
            if (work->result.groups[at].rows[0] == row) {
                add_found(work, &work->result.groups[at]);
            }
        } else if (id_list_has(&work->several, work->ids[row])) {
            DuplicatesGroup *group = add_group(work, DUPLICATES_JOINED);
            size_t capacity = 0;
            add_member(work, group, &capacity, work->rows[row].unit);
            group->studies = ARENA_ARRAY(&work->found->arena, StudyId, 1);
            group->studies[group->study_count++] = work->ids[row];
        }
    }
    id_map_free(&grouped);
}

// --- trials ---

// Units that seem to report one trial. Of roots: what tells it.
typedef struct {
    uint32_t root;
    const char *number;
    const Likeness *why;
} Report;

static uint32_t find_root(Report *reports, uint32_t unit) {
    while (reports[unit].root != unit) {
        reports[unit].root = reports[reports[unit].root].root;
        unit = reports[unit].root;
    }
    return unit;
}

// `number` and `why` may be NULL: what holds together already, and needs no telling.
static void join_reports(Report *reports, uint32_t a, uint32_t b, const char *number, const Likeness *why) {
    a = find_root(reports, a);
    b = find_root(reports, b);
    if (a == b) {
        return;
    }
    Report *root = &reports[a < b ? a : b], *other = &reports[a < b ? b : a];
    other->root = a < b ? a : b;
    root->number = root->number ? root->number : other->number ? other->number : number;
    root->why = root->why ? root->why : other->why ? other->why : why;
}

static void join_known(const Work *work, Report *reports) {
    for (uint32_t i = 0; work->scope->has_review && i < work->unit_count; i++) {
        uint32_t trial = work->scope->units[i].trial;
        if (trial) {
            join_reports(reports, trial - 1, i, NULL, NULL);
        }
    }
    for (size_t i = 0; i < work->result.count; i++) {
        const DedupeGroup *group = &work->result.groups[i];
        for (size_t k = 1; k < group->count; k++) {
            join_reports(reports, work->rows[group->rows[0]].unit, work->rows[group->rows[k]].unit, NULL,
                         NULL);
        }
    }
}

static int compare_numbers(const void *left, const void *right) {
    const Numbered *x = left, *y = right;
    int order = strcmp(x->number, y->number);
    return order ? order : x->unit < y->unit ? -1 : x->unit > y->unit;
}

static void join_by_number(Work *work, Report *reports) {
    if (work->number_count > 0) {
        qsort(work->numbers, work->number_count, sizeof *work->numbers, compare_numbers);
    }
    for (size_t start = 0, end; start < work->number_count; start = end) {
        const Numbered *numbers = &work->numbers[start];
        for (end = start + 1;
             end < work->number_count && strcmp(work->numbers[end].number, numbers->number) == 0; end++) {
            if (!are_units_apart(work->scope, numbers->unit, work->numbers[end].unit)) {
                join_reports(reports, numbers->unit, work->numbers[end].unit, numbers->number, NULL);
            }
        }
    }
}

static void add_trial(Work *work, const Report *report, const uint32_t *units, size_t count) {
    DuplicatesGroup *group = add_group(work, DUPLICATES_TRIAL);
    String why = {0};
    size_t capacity = 0, study_capacity = 0;
    for (size_t i = 0; i < count; i++) {
        add_member(work, group, &capacity, units[i]);
        const DuplicateUnit *unit = work->scope->has_review ? &work->scope->units[units[i]] : NULL;
        for (size_t k = 0; k < (unit ? unit->count : 1); k++) {
            group->studies = arena_grow(&work->found->arena, group->studies, &study_capacity,
                                        group->study_count + 1, sizeof *group->studies);
            group->studies[group->study_count++] = unit ? unit->studies[k] : work->alone[units[i]];
        }
    }
    if (report->number) {
        string_format(&why, "same trial number %s", report->number);
    } else {
        likeness_add_words(report->why, &why);
    }
    group->why = arena_copy(&work->found->arena, string_text(&why));
    group->score = report->number ? 1 : report->why->titles;
    string_free(&why);
}

static void add_trials(Work *work) {
    size_t count = work->unit_count;
    Report *reports = memory_new((count + 1) * sizeof *reports);
    uint32_t *members = memory_new((count + 1) * sizeof *members),
             *next = memory_new((count + 1) * sizeof *next);
    for (uint32_t i = 0; i < count; i++) {
        reports[i] = (Report){.root = i};
        next[i] = UINT32_MAX;
    }
    join_known(work, reports);
    join_by_number(work, reports);
    for (size_t i = 0; i < work->result.report_count; i++) {
        const DedupeReport *pair = &work->result.reports[i];
        uint32_t a = work->rows[pair->a].unit, b = work->rows[pair->b].unit;
        if (!are_units_apart(work->scope, a, b)) {
            join_reports(reports, a, b, NULL, &pair->why);
        }
    }
    // Lists of members in their order: of each root the next in line.
    for (uint32_t i = (uint32_t) count; i-- > 0;) {
        uint32_t root = find_root(reports, i);
        if (root != i) {
            next[i] = next[root];
            next[root] = i;
        }
    }
    for (uint32_t i = 0; i < count; i++) {
        size_t size = 0;
        for (uint32_t at = reports[i].root == i ? i : UINT32_MAX; at != UINT32_MAX; at = next[at]) {
            members[size++] = at;
        }
        if (size > 1 && (reports[i].number || reports[i].why)) {
            add_trial(work, &reports[i], members, size);
        }
    }
    free(reports);
    free(members);
    free(next);
}

bool duplicates_find(Cache *cache, const DuplicatesScope *scope, bool (*stopped)(void *context),
                     void *context, Duplicates *found, Error *err) {
    Work work = {.cache = cache, .scope = scope, .stopped = stopped, .context = context, .found = found};
    bool ok = (scope->has_review ? load_candidates(&work, err) : load_cache(&work, err)) &&
              cache_ids(cache, true, &work.several, err);
    if (ok) {
        DedupeTask task = {
            .rows = work.rows,
            .count = work.count,
            .threshold = scope->threshold,
            .apart = are_apart,
            .stopped = task_stopped,
            .context = &work,
        };
        dedupe_find(&task, &work.arena, &work.result);
        ok = !is_stopped(&work) || error_set(err, ERROR_CANCELLED, "the search for duplicates was stopped");
    }
    if (ok) {
        add_studies(&work);
        add_trials(&work);
    }
    id_list_free(&work.several);
    arena_free(&work.scratch);
    arena_free(&work.arena);
    return ok;
}

void duplicates_free(Duplicates *found) {
    arena_free(&found->arena);
    *found = (Duplicates){0};
}

bool duplicates_add_why_joined(Cache *cache, StudyId study, String *why, Error *err) {
    Arena arena = {0};
    Error fault = {0};
    RecordRow *rows;
    Traits first, other;
    Likeness weakest = {.score = 2};
    size_t count = cache_records(cache, study, &arena, &rows, &fault);
    Study *contents = ARENA_ARRAY(&arena, Study, count + 1);
    bool ok = fault.kind == ERROR_NONE;
    if (!ok) {
        *err = fault;
    }
    ok = ok && cache_record_contents(cache, study, rows, count, &arena, contents, err);
    for (size_t i = 0; ok && i < count; i++) {
        traits_of(&contents[i], &arena, i ? &other : &first);
        Likeness likeness = traits_compare(&first, i ? &other : &first);
        if (i > 0 && likeness.score < weakest.score) {
            weakest = likeness;
        }
    }
    if (ok && weakest.score < 2) {
        likeness_add_words(&weakest, why);
    }
    arena_free(&arena);
    return ok;
}

void duplicates_add_conflicts(Cache *cache, StudyId study, const RecordRow *records, size_t count,
                              String *out) {
    Arena arena = {0};
    Study *contents = ARENA_ARRAY(&arena, Study, count + 1);
    Traits *traits = ARENA_ARRAY(&arena, Traits, count + 1);
    if (count > 1 && cache_record_contents(cache, study, records, count, &arena, contents, NULL)) {
        for (size_t i = 0; i < count; i++) {
            traits_of(&contents[i], &arena, &traits[i]);
        }
        likeness_add_conflicts(traits, count, out);
    }
    arena_free(&arena);
}
