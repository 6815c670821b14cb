#include "carrel/screening/chase.h"

#include "carrel/review/outcome.h"
#include "carrel/service/services.h"
#include "carrel/store/link_state.h"
#include "carrel/store/link_stream.h"
#include "carrel/study/ident.h"
#include "reviewing_parts.h"

#include <stdlib.h>
#include <string.h>

#define CHUNK 500

// --- the links of a cache ---

typedef struct {
    GraphBuilder *builder;
    GraphStop stop;
} Loading;

static void take_study(void *context, StudyId id, int year) {
    Loading *loading = context;
    graph_builder_add_study(loading->builder, id, year);
}

static bool take_links(void *context, StudyId study, LinkKind kind, const StudyId *others, size_t count,
                       Error *err) {
    Loading *loading = context;
    if (loading->stop.asked && loading->stop.asked(loading->stop.context)) {
        return error_set(err, ERROR_CANCELLED, "reading the links was stopped");
    }
    return graph_builder_add(loading->builder, study, kind, others, count, err);
}

bool chase_load(Cache *cache, GraphStop stop, Graph *graph, Error *err) {
    Loading loading = {graph_builder_new(), stop};
    LinkStream stream = {&loading, take_study, take_links};
    *graph = (Graph){0};
    cache_read_begin(cache);
    bool ok = cache_each_links(cache, &stream, err);
    cache_read_end(cache);
    if (!ok) {
        graph_builder_free(loading.builder);
        return false;
    }
    graph_builder_take(loading.builder, graph);
    return true;
}

// --- from whom ---

static bool is_included(const ReviewState *state, const Candidate *candidate, int stage) {
    return review_state_outcome(state, candidate->key, stage).decision == DECISION_INCLUDE;
}

SeedsKind chase_seeds(const ReviewState *state, IdList *ids) {
    for (int stage = 2; stage >= 1; stage--) {
        size_t before = ids->count;
        for (size_t i = 0; i < review_state_count(state); i++) {
            const Candidate *candidate = review_state_at(state, i);
            if (candidate->study && is_included(state, candidate, stage)) {
                id_list_add(ids, candidate->study);
            }
        }
        if (ids->count > before) {
            id_list_sort(ids);
            return stage == 2 ? SEEDS_FULL_TEXT : SEEDS_ABSTRACT;
        }
    }
    return SEEDS_NONE;
}

void chase_add_unseeded(const ReviewState *state, SeedsKind kind, String *out) {
    enum { NAMED = 5 };
    int stage =
        kind == SEEDS_FULL_TEXT ? 2 : 1; // where none is a seed, all that full text included were here
    String names = {0};
    size_t count = 0;
    for (size_t i = 0; kind != SEEDS_GIVEN && i < review_state_count(state); i++) {
        const Candidate *candidate = review_state_at(state, i);
        if (!candidate->study && is_included(state, candidate, stage)) {
            const char *name = candidate->citation                ? candidate->citation
                               : candidate->identifiers.count > 0 ? candidate->identifiers.items[0]
                                                                  : "one without a name";
            if (count++ < NAMED) {
                string_format(&names, "%s%s", count > 1 ? "; " : "", name);
            }
        }
    }
    if (count > 0) {
        string_format(out, "%zu included %s of %s: %s", count,
                      count == 1 ? "study cannot be a seed, since the cache knows nothing"
                                 : "studies cannot be seeds, since the cache knows nothing",
                      count == 1 ? "it" : "them", string_text(&names));
    }
    if (count > NAMED) {
        string_format(out, " and %zu more", count - NAMED);
    }
    string_free(&names);
}

void chase_add_seeds(SeedsKind kind, size_t count, String *out) {
    static const char *const words[] = {
        [SEEDS_GIVEN] = "",
        [SEEDS_FULL_TEXT] = " included at full text",
        [SEEDS_ABSTRACT] = " included at title and abstract, since none is at full text",
        [SEEDS_NONE] = ": the review includes none",
    };
    string_format(out, "%zu %s%s", count, count == 1 ? "study" : "studies", words[kind]);
}

void chase_known(const ReviewState *state, IdList *ids) {
    Arena arena = {0};
    for (size_t i = 0; i < review_state_count(state); i++) {
        const Candidate *candidate = review_state_at(state, i);
        StudyId *studies = NULL;
        size_t count =
            candidate->is_joined ? review_state_studies(state, candidate->key, &arena, &studies) : 0;
        for (size_t k = 0; k < count; k++) {
            id_list_add(ids, studies[k]);
        }
        if (candidate->study && !candidate->is_joined) {
            id_list_add(ids, candidate->study);
        }
    }
    id_list_sort(ids);
    arena_free(&arena);
}

void chase_question_free(ChaseQuestion *question) {
    id_list_free(&question->seeds);
    id_list_free(&question->known);
    string_free(&question->unseeded);
    *question = (ChaseQuestion){0};
}

void chase_list_free(ChaseList *list) {
    arena_free(&list->arena);
    *list = (ChaseList){0};
}

// --- who knows of links ---

static ChaseSource *source_named(ChaseList *list, const char *name, size_t *capacity) {
    for (size_t i = 0; i < list->source_count; i++) {
        if (strcmp(list->sources[i].source, name) == 0) {
            return &list->sources[i];
        }
    }
    list->sources =
        arena_grow(&list->arena, list->sources, capacity, list->source_count + 1, sizeof *list->sources);
    list->sources[list->source_count] = (ChaseSource){.source = arena_copy(&list->arena, name)};
    return &list->sources[list->source_count++];
}

static bool is_answer(LinkStatus status) {
    return status == LINKS_LISTED || status == LINKS_NONE || status == LINKS_PARTIAL;
}

static bool gather_sources(Cache *cache, const IdList *seeds, ChaseList *list, Error *err) {
    Arena arena = {0};
    Error fault = {0};
    size_t capacity = 0;
    for (size_t i = 0; i < seeds->count && fault.kind == ERROR_NONE; i++) {
        LinkAnswer *answers;
        arena_reset(&arena);
        size_t count = cache_link_answers(cache, seeds->ids[i], &arena, &answers, &fault);
        for (size_t k = 0; k < count; k++) {
            if (answers[k].kind != LINK_SIMILAR && is_answer(answers[k].status)) {
                source_named(list, answers[k].source, &capacity)->answered[answers[k].kind]++;
            }
        }
    }
    arena_free(&arena);
    return fault.kind == ERROR_NONE || error_set(err, fault.kind, "%s", fault.text);
}

static const char *title_of(const char *source) {
    ServiceId service = service_named(source);
    return service < SERVICE_COUNT ? services[service].title : source;
}

void chase_add_sources(const ChaseList *list, String *out) {
    for (size_t i = 0; i < list->source_count; i++) {
        string_format(out, "%s, ", title_of(list->sources[i].source));
    }
    string_add_text(out, "imported files");
}

static const char *warning_of(ChaseList *list) {
    if (list->source_count > 1) {
        return NULL;
    }
    return list->source_count == 0
               ? "No citation index was asked for the links of the seeds: they come from imported files "
                 "only. "
                 "Two indexes are advised (TARCiS 2024)"
               : arena_format(&list->arena,
                              "Only one citation index (%s) answered for the links of the seeds. Two are "
                              "advised (TARCiS 2024)",
                              title_of(list->sources[0].source));
}

// --- the chase ---

static void sentence(String *note, const char *text) {
    string_format(note, "%s%s", note->length > 0 ? ". " : "", text);
}

static void counted(String *note, size_t count, const char *one, const char *many) {
    if (count > 0) {
        string_format(note, "%s%zu %s", note->length > 0 ? ". " : "", count, count == 1 ? one : many);
    }
}

// What leads on from a retracted study may be worth a second thought.
static bool add_retracted(Cache *cache, const IdList *seeds, String *note, Error *err) {
    Arena arena = {0};
    StudyRow *rows = ARENA_ARRAY(&arena, StudyRow, seeds->count + 1);
    bool ok = cache_rows(cache, seeds->ids, seeds->count, &arena, rows, err), any = false;
    for (size_t i = 0; ok && i < seeds->count; i++) {
        if (rows[i].found && rows[i].flags & STUDY_RETRACTED) {
            string_add_text(note, any                ? ", "
                                  : note->length > 0 ? ". Retracted among the seeds: "
                                                     : "Retracted among the seeds: ");
            ident_add(seeds->ids[i], note);
            any = true;
        }
    }
    arena_free(&arena);
    return ok;
}

// Services that answered for some of the seeds only.
static void add_sources(const ChaseList *list, size_t seeds, String *note) {
    for (size_t i = 0; i < list->source_count; i++) {
        const size_t *answered = list->sources[i].answered;
        size_t most = answered[LINK_REFERENCES] > answered[LINK_CITED_BY] ? answered[LINK_REFERENCES]
                                                                          : answered[LINK_CITED_BY];
        if (most < seeds) {
            string_format(note, "%s%s answered for %zu of %zu seeds", note->length > 0 ? ". " : "",
                          title_of(list->sources[i].source), most, seeds);
        }
    }
}

// What the numbers do not cover.
static void add_note(const ChaseList *list, const Chase *chase, String *note) {
    String left_out = {0};
    counted(note, chase->seeds_missing, "seed has no links here at all", "seeds have no links here at all");
    if (list->routes & (ROUTE_BACK | ROUTE_COCITING)) {
        counted(note, chase->seeds_without[SIDE_REFERENCES], "seed has no known references",
                "seeds have no known references");
    }
    if (list->routes & (ROUTE_FORWARD | ROUTE_COCITED)) {
        counted(note, chase->seeds_without[SIDE_CITERS], "seed has no known citing studies",
                "seeds have no known citing studies");
    }
    counted(note, chase->known, "study around them is in the review already",
            "studies around them are in the review already");
    counted(note, chase->too_few, "has too few links to seeds", "have too few links to seeds");
    counted(note, chase->found - chase->count, "more is not listed", "more are not listed");
    chase_add_left_out(chase, &left_out);
    if (left_out.length > 0) {
        sentence(note, string_text(&left_out));
    }
    string_free(&left_out);
}

// The ids in the list's arena; the first step's seeds are the question's, later ones what the step before found.
static void begin_step(ChaseList *list, const ChaseQuestion *question) {
    size_t number = list->step_count++;
    ChaseStep *step = &list->steps[number];
    const ChaseStep *before = number > 0 ? &list->steps[number - 1] : NULL;
    step->seed_count = before ? before->count : question->seeds.count;
    StudyId *seeds = ARENA_ARRAY(&list->arena, StudyId, step->seed_count + 1);
    for (size_t i = 0; i < step->seed_count; i++) {
        seeds[i] = before ? list->rows[before->first + i].found.id : question->seeds.ids[i];
    }
    step->seeds = seeds;
    step->first = list->count;
}

static bool run_step(const Graph *graph, const double *pageranks, const ChaseQuestion *question,
                     GraphStop stop, IdList *known, ChaseList *list, size_t *capacity) {
    begin_step(list, question);
    ChaseStep *step = &list->steps[list->step_count - 1];
    ChaseRequest request = {.seeds = step->seeds,
                            .seed_count = step->seed_count,
                            .known = known,
                            .routes = list->routes,
                            .min_links = list->min_links,
                            .order = list->order,
                            .pageranks = pageranks,
                            .most = question->most,
                            .stop = stop};
    if (!graph_chase(graph, &request, &list->arena, &step->chase)) {
        return false;
    }
    step->count = step->chase.count;
    list->rows =
        arena_grow(&list->arena, list->rows, capacity, list->count + step->count + 1, sizeof *list->rows);
    for (size_t i = 0; i < step->seed_count; i++) { // of an earlier step
        id_list_add(known, step->seeds[i]);
    }
    for (size_t i = 0; i < step->count; i++) {
        list->rows[list->count++] = (ChaseRow){
            .found = step->chase.candidates[i],
            .step = (uint32_t) (list->step_count - 1),
            .year = step->chase.candidates[i].year,
        };
        id_list_add(known, step->chase.candidates[i].id);
    }
    id_list_sort(known);
    return true;
}

static bool run_steps(const Graph *graph, const double *pageranks, const ChaseQuestion *question,
                      GraphStop stop, ChaseList *list) {
    IdList known = {0};
    size_t capacity = 0;
    size_t most = question->steps < 1                  ? 1
                  : question->steps < CHASE_STEPS_MOST ? (size_t) question->steps
                                                       : CHASE_STEPS_MOST;
    bool ok = true, more = true;
    list->steps = ARENA_ARRAY(&list->arena, ChaseStep, most);
    for (size_t i = 0; i < question->known.count; i++) {
        id_list_add(&known, question->known.ids[i]);
    }
    while (ok && more && list->step_count < most) {
        ok = run_step(graph, pageranks, question, stop, &known, list, &capacity);
        more = ok && list->steps[list->step_count - 1].count > 0;
    }
    id_list_free(&known);
    return ok;
}

bool chase_find(Cache *cache, const Graph *graph, const double *pageranks, const ChaseQuestion *question,
                GraphStop stop, ChaseList *list, Error *err) {
    *list = (ChaseList){.kind = question->kind,
                        .routes = question->routes ? question->routes : ROUTE_BACK | ROUTE_FORWARD,
                        .min_links = question->min_links > 0 ? question->min_links : 1,
                        .order = question->order,
                        .round = question->round > 0 ? question->round : 1};
    bool ok = gather_sources(cache, &question->seeds, list, err);
    if (ok && !run_steps(graph, pageranks, question, stop, list)) {
        ok = error_set(err, ERROR_CANCELLED, "chasing was stopped");
    }
    if (ok) {
        String note = {0};
        string_add(&note, string_view(&question->unseeded));
        ok = add_retracted(cache, &question->seeds, &note, err);
        add_sources(list, question->seeds.count, &note);
        for (size_t i = 0; i < list->step_count; i++) {
            String part = {0};
            add_note(list, &list->steps[i].chase, &part);
            if (part.length > 0) {
                string_format(&note, "%s%s%s", note.length > 0 ? ". " : "", i > 0 ? "Next round: " : "",
                              string_text(&part));
            }
            string_free(&part);
        }
        list->note = arena_copy(&list->arena, string_text(&note));
        list->warning = warning_of(list);
        string_free(&note);
        size_t named = question->names > 0 && question->names < list->count ? question->names : list->count;
        ok = ok && chase_name_rows(cache, list, 0, named, err);
    }
    if (!ok) {
        chase_list_free(list);
    }
    return ok;
}

// --- names ---

static void name_stub(Cache *cache, ChaseList *list, ChaseRow *row) {
    Study study;
    bool found;
    if (cache_study(cache, row->found.id, &list->arena, &study, &found, NULL)) {
        row->title = study.title;
        row->author = study.author_count == 0   ? NULL
                      : study.authors[0].family ? study.authors[0].family
                                                : study.authors[0].collective;
        row->doi = study.doi;
        row->pmcid = study.pmcid;
        row->year = row->year > 0 ? row->year : study.year;
    }
}

bool chase_name_rows(Cache *cache, ChaseList *list, size_t first, size_t count, Error *err) {
    StudyId *ids = ARENA_ARRAY(&list->arena, StudyId, CHUNK);
    StudyRow *rows = ARENA_ARRAY(&list->arena, StudyRow, CHUNK);
    size_t end = first + count < list->count ? first + count : list->count;
    bool ok = true;
    cache_read_begin(cache);
    for (size_t start = first; ok && start < end; start += CHUNK) {
        size_t part = end - start < CHUNK ? end - start : CHUNK;
        for (size_t i = 0; i < part; i++) {
            ids[i] = list->rows[start + i].found.id;
        }
        ok = cache_rows(cache, ids, part, &list->arena, rows, err);
        for (size_t i = 0; ok && i < part; i++) {
            ChaseRow *row = &list->rows[start + i];
            if (row->has_names) {
                continue;
            }
            row->has_names = true;
            row->in_cache = rows[i].found;
            if (!rows[i].found) {
                name_stub(cache, list, row);
                continue;
            }
            row->author = rows[i].author;
            row->title = rows[i].title;
            row->journal = rows[i].journal;
            row->doi = rows[i].doi;
            row->pmcid = rows[i].pmcid;
            row->flags = rows[i].flags;
            row->year = rows[i].year > 0 ? rows[i].year : row->year;
        }
    }
    cache_read_end(cache);
    return ok;
}

// --- the same study under another identifier ---

static bool may_be_known(const ReviewState *state, const char *scheme, const char *value) {
    String name = {0};
    string_format(&name, "%s:%s", scheme, value ? value : "");
    bool may_be = value && review_state_by_identifier(state, string_view(&name));
    string_free(&name);
    return may_be;
}

// Whether what names the row may name a candidate: a DOI or PMCID that the review has, or where it has neither,
// a fingerprint, which takes title, author and year.
static bool has_known_name(const ReviewState *state, const ChaseRow *row) {
    if (row->doi || row->pmcid) {
        return may_be_known(state, "doi", row->doi) || may_be_known(state, "pmcid", row->pmcid);
    }
    return row->title && row->author && row->year > 0;
}

static bool is_known(const ReviewState *state, Cache *cache, const ChaseRow *row, Arena *arena) {
    if (review_state_by_study(state, row->found.id)) {
        return true;
    }
    if (!row->has_names || !has_known_name(state, row)) {
        return false;
    }
    Study study;
    bool found;
    ImportedStudy named = study_named(cache, row->found.id, arena, &study, &found);
    bool known = known_candidate(state, &named);
    id_list_free(&named.namesakes);
    arena_reset(arena);
    return known;
}

size_t chase_drop_known(const ReviewState *state, Cache *cache, ChaseList *list) {
    Arena arena = {0};
    size_t kept = 0, dropped = 0;
    for (size_t s = 0; s < list->step_count; s++) {
        ChaseStep *step = &list->steps[s];
        size_t first = step->first;
        step->first = kept;
        for (size_t i = 0; i < step->count; i++) {
            if (is_known(state, cache, &list->rows[first + i], &arena)) {
                dropped++;
            } else {
                list->rows[kept++] = list->rows[first + i];
            }
        }
        step->count = kept - step->first;
    }
    list->count = kept;
    list->dropped += dropped;
    arena_free(&arena);
    return dropped;
}
