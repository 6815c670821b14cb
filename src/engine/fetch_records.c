// Records by number: PubMed's by PMID, 200 at a time, and Europe PMC's by DOI.

#include "carrel/base/clock.h"
#include "carrel/base/memory.h"
#include "carrel/reader/fields.h"
#include "fetch_parts.h"

#include <stdlib.h>
#include <string.h>

// What PubMed answers at once without cutting anything.
#define RECORDS_AT_ONCE 200
#define DOIS_AT_ONCE    20

// --- by PMID ---

// Notices of a study, as they are compared.
enum { WAS_RETRACTED = 1, WAS_CONCERN = 2, NOTICE = 4 };

static int64_t state_of(Cache *cache, StudyId id, Arena *arena) {
    Study study;
    bool found = false;
    int64_t state = 0;
    if (!cache_study(cache, id, arena, &study, &found, NULL) || !found) {
        return 0;
    }
    unsigned flags = study_flags(&study);
    state |= flags & STUDY_RETRACTED ? WAS_RETRACTED : 0;
    state |= flags & STUDY_CONCERN ? WAS_CONCERN : 0;
    for (size_t i = 0; i < study.correction_count; i++) {
        const char *type = study.corrections[i].type;
        bool corrects = strcmp(type, "ErratumIn") == 0 || strcmp(type, "CorrectedandRepublishedIn") == 0 ||
                        strcmp(type, "UpdateIn") == 0;
        state += corrects ? NOTICE : 0; // above the bits: how many
    }
    return state;
}

static bool begin(Worker *worker, Job *job, Error *err) {
    Arena arena = {0};
    Cache *cache = job_cache(worker, err);
    if (!cache) {
        return false;
    }
    id_list_sort(&job->pmids);
    size_t kept = 0;
    for (size_t i = 0; i < job->pmids.count; i++) {
        StudyId id = job->pmids.ids[i];
        if (job->kind == FETCH_RETRACTIONS) {
            id_map_set(&job->before, id, state_of(cache, id, &arena));
            arena_reset(&arena);
        }
        if (id > 0 && (job->again || !cache_has(cache, id))) {
            job->pmids.ids[kept++] = id;
        }
    }
    job->pmids.count = kept;
    job->batch = RECORDS_AT_ONCE;
    job->begun = true;
    arena_free(&arena);
    cache_close(cache);
    return true;
}

typedef struct {
    const int64_t *asked;
    size_t count;
    RecordsReply reply;
} RecordsQuestion;

static ReplyVerdict read_records(void *context, StringView body, Error *why) {
    RecordsQuestion *question = context;
    records_reply_free(&question->reply);
    return reply_read_records(body, question->asked, question->count, &question->reply, why);
}

static Step ask_pmids(Worker *worker, Job *job, Error *err) {
    size_t left = job->pmids.count - job->at;
    RecordsQuestion question = {
        job->pmids.ids + job->at, left < job->batch ? left : job->batch, {{0}, {0}, 0}};
    String ids = {0}, body = {0};
    fetch_add_ids(question.asked, question.count, &ids);
    const HostParameter parameters[] = {{"db", "pubmed"}, {"retmode", "xml"}, {"id", string_text(&ids)}};
    HostRequest request = {"/efetch.fcgi", parameters, 3};
    Step step = STEP_MORE;
    switch (fetch_ask(worker, job, &request, read_records, &question, &body, err)) {
    case ASK_GOT:
        *err = (Error){0}; // what is missing is told at the end
        if (question.reply.came.count > 0 && !job_import(worker, job, string_view(&body), "xml", err)) {
            step = STEP_FAILED;
            break;
        }
        for (size_t i = 0; i < question.reply.missing.count; i++) {
            id_list_add(&job->missing, question.reply.missing.ids[i]);
        }
        job->at += question.count;
        job_progress(worker, job, (int64_t) job->at, (int64_t) job->pmids.count);
        break;
    case ASK_SPLIT:
        step = job->batch > 1 ? STEP_MORE : STEP_FAILED;
        job->batch = job->batch > 1 ? job->batch / 2 : 1;
        break;
    case ASK_FAILED:
        step = STEP_FAILED;
        break;
    case ASK_LATER:
        step = STEP_LATER;
        break;
    }
    records_reply_free(&question.reply);
    string_free(&ids);
    string_free(&body);
    return step;
}

// --- by DOI: what Europe PMC does not have, Crossref may ---

typedef struct {
    Arena arena;
    PageReply page;
    const char *doi;
    LinkReply work;
} DoiQuestion;

static void note_unfound(Job *job, const char *doi) {
    job->others = vec_grow(job->others, &job->other_capacity, job->other_count + 1, sizeof *job->others);
    job->others[job->other_count++] = memory_copy_string(doi);
}

static void show_dois(Worker *worker, Job *job) {
    job->lost = (int64_t) job->other_count;
    job_progress(worker, job, (int64_t) (job->asked + job->at), (int64_t) (job->asked + job->doi_count));
}

static ReplyVerdict read_page(void *context, StringView body, Error *why) {
    DoiQuestion *question = context;
    return reply_read_europepmc_search(body, "*", &question->arena, &question->page, why);
}

static bool has_doi(const TextList *dois, const char *doi) {
    for (size_t i = 0; i < dois->count; i++) {
        if (sv_equal_nocase(sv(dois->items[i]), sv(doi))) {
            return true;
        }
    }
    return false;
}

static AskOutcome ask_europepmc(Worker *worker, Job *job, size_t count, DoiQuestion *question, String *body,
                                Error *err) {
    String query = {0};
    for (size_t i = 0; i < count; i++) {
        string_format(&query, "%sDOI:\"%s\"", i > 0 ? " OR " : "", job->dois[job->at + i]);
    }
    const HostParameter parameters[] = {{"query", string_text(&query)},
                                        {"format", "json"},
                                        {"resultType", "core"},
                                        {"pageSize", "100"},
                                        {"cursorMark", "*"}};
    HostRequest request = {"/search", parameters, 5};
    AskOutcome outcome = fetch_ask(worker, job, &request, read_page, question, body, err);
    for (size_t i = 0; outcome == ASK_GOT && i < count; i++) {
        if (!has_doi(&question->page.dois, job->dois[job->at + i])) {
            note_unfound(job, job->dois[job->at + i]);
        }
    }
    if (outcome == ASK_GOT && question->page.rows == 0) {
        string_clear(body); // nothing to import
    }
    string_free(&query);
    return outcome;
}

static ReplyVerdict read_work(void *context, StringView body, Error *why) {
    DoiQuestion *question = context;
    return reply_read_crossref_work(body, question->doi, &question->arena, &question->work, why);
}

static AskOutcome ask_crossref(Worker *worker, Job *job, DoiQuestion *question, String *body, Error *err) {
    question->doi = job->dois[job->at];
    HostRequest request = {arena_format(&question->arena, "/works/%s", question->doi), NULL, 0};
    AskOutcome outcome = fetch_ask(worker, job, &request, read_work, question, body, err);
    if (outcome == ASK_FAILED && worker->status == 404) {
        note_unfound(job, question->doi);
        *err = (Error){0};
        outcome = ASK_GOT;
    }
    return outcome;
}

static Step ask_dois(Worker *worker, Job *job, Error *err) {
    bool crossref = job->service == SERVICE_CROSSREF;
    size_t left = job->doi_count - job->at, most = crossref ? 1 : DOIS_AT_ONCE;
    size_t count = left < most ? left : most;
    DoiQuestion question = {0};
    String body = {0};
    AskOutcome outcome = crossref ? ask_crossref(worker, job, &question, &body, err)
                                  : ask_europepmc(worker, job, count, &question, &body, err);
    Step step = outcome == ASK_GOT ? STEP_MORE : outcome == ASK_LATER ? STEP_LATER : STEP_FAILED;
    if (step == STEP_MORE && body.length > 0 && !job_import(worker, job, string_view(&body), "json", err)) {
        step = STEP_FAILED;
    }
    if (step == STEP_MORE) {
        job->at += count;
        show_dois(worker, job);
    }
    arena_free(&question.arena);
    string_free(&body);
    return step;
}

static void drop_dois(Job *job) {
    for (size_t i = 0; i < job->doi_count; i++) {
        free(job->dois[i]);
    }
    free(job->dois);
    job->dois = NULL;
}

// Those that were not found become those to be asked for.
static void turn_to_unfound(Job *job) {
    drop_dois(job);
    job->asked = job->doi_count - job->other_count;
    job->dois = job->others;
    job->doi_count = job->other_count;
    job->others = NULL;
    job->other_count = job->other_capacity = job->at = 0;
    job->lost = 0;
}

// The DOIs of the studies without PMID, but of those about whose links Europe PMC answered lately.
static bool begin_names(Worker *worker, Job *job, Error *err) {
    Arena arena = {0};
    StudyRow *rows = ARENA_ARRAY(&arena, StudyRow, job->pmids.count);
    Cache *cache = job_cache(worker, err);
    bool ok = cache && cache_rows(cache, job->pmids.ids, job->pmids.count, &arena, rows, err);
    drop_dois(job);
    job->doi_count = 0;
    job->dois = memory_new(job->pmids.count * sizeof *job->dois);
    for (size_t i = 0; ok && i < job->pmids.count; i++) {
        bool due = false;
        ok = fetch_links_are_due(worker, job, cache, SERVICE_EUROPEPMC, rows[i].id, LINK_REFERENCES, &due,
                                 err);
        if (ok && due && rows[i].found && rows[i].id < 0 && rows[i].doi) {
            job->dois[job->doi_count++] = memory_copy_string(rows[i].doi);
        }
    }
    job->begun = ok;
    cache_close(cache);
    arena_free(&arena);
    return ok;
}

static Step dois_step(Worker *worker, Job *job, Error *err) {
    if (job->at < job->doi_count) {
        return ask_dois(worker, job, err);
    }
    if (job->service == SERVICE_CROSSREF || job->names || job->other_count == 0) {
        return STEP_OVER;
    }
    turn_to_unfound(job);
    return STEP_MOVED;
}

Step fetch_records_step(Worker *worker, Job *job, Error *err) {
    if (job->names && !job->begun && !begin_names(worker, job, err)) {
        return STEP_FAILED;
    }
    if (job->doi_count > 0 || job->names) {
        return dois_step(worker, job, err);
    }
    if (!job->begun && !begin(worker, job, err)) {
        return STEP_FAILED;
    }
    job_progress(worker, job, (int64_t) job->at, (int64_t) job->pmids.count);
    return job->at < job->pmids.count ? ask_pmids(worker, job, err) : STEP_OVER;
}

void fetch_retractions_end(Worker *worker, Job *job, FetchEnd *end) {
    Arena arena = {0};
    Cache *cache = job_cache(worker, NULL);
    for (size_t i = 0; cache && i < job->pmids.count; i++) {
        int64_t before = 0, now = state_of(cache, job->pmids.ids[i], &arena);
        id_map_get(&job->before, job->pmids.ids[i], &before);
        arena_reset(&arena);
        if (now != before) {
            end->changes = list_grow(&end->arena, end->changes, end->change_count, sizeof *end->changes);
            end->changes[end->change_count++] = (NoticeChange){
                .id = job->pmids.ids[i],
                .time = clock_now_ms(),
                .retracted = (now & ~before & WAS_RETRACTED) != 0,
                .concern = (now & ~before & WAS_CONCERN) != 0,
                .corrected = now / NOTICE > before / NOTICE,
            };
        }
    }
    cache_close(cache);
    arena_free(&arena);
}
