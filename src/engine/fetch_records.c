// Records by number: PubMed's by PMID, 200 at a time, and Europe PMC's by DOI.

#include "carrel/reader/fields.h"
#include "fetch_parts.h"

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

// --- by DOI ---

typedef struct {
    Arena arena;
    PageReply reply;
} DoiQuestion;

static ReplyVerdict read_page(void *context, StringView body, Error *why) {
    DoiQuestion *question = context;
    return reply_read_europepmc_search(body, "*", &question->arena, &question->reply, why);
}

static Step ask_dois(Worker *worker, Job *job, Error *err) {
    size_t left = job->doi_count - job->at, count = left < DOIS_AT_ONCE ? left : DOIS_AT_ONCE;
    DoiQuestion question = {{0}, {0}};
    String query = {0}, body = {0};
    for (size_t i = 0; i < count; i++) {
        string_format(&query, "%sDOI:\"%s\"", i > 0 ? " OR " : "", job->dois[job->at + i]);
    }
    const HostParameter parameters[] = {{"query", string_text(&query)},
                                        {"format", "json"},
                                        {"resultType", "core"},
                                        {"pageSize", "100"},
                                        {"cursorMark", "*"}};
    HostRequest request = {"/search", parameters, 5};
    Step step = STEP_MORE;
    switch (fetch_ask(worker, job, &request, read_page, &question, &body, err)) {
    case ASK_GOT:
        if (question.reply.rows > 0 && !job_import(worker, job, string_view(&body), "json", err)) {
            step = STEP_FAILED;
            break;
        }
        job->lost += question.reply.rows < count ? (int64_t) (count - question.reply.rows) : 0;
        job->at += count;
        job_progress(worker, job, (int64_t) job->at, (int64_t) job->doi_count);
        break;
    case ASK_LATER:
        step = STEP_LATER;
        break;
    case ASK_SPLIT:
    case ASK_FAILED:
        step = STEP_FAILED;
        break;
    }
    arena_free(&question.arena);
    string_free(&query);
    string_free(&body);
    return step;
}

Step fetch_records_step(Worker *worker, Job *job, Error *err) {
    if (job->doi_count > 0) {
        return job->at < job->doi_count ? ask_dois(worker, job, err) : STEP_OVER;
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
            end->changes[end->change_count++] = (FetchChange){
                .id = job->pmids.ids[i],
                .retracted = (now & ~before & WAS_RETRACTED) != 0,
                .concern = (now & ~before & WAS_CONCERN) != 0,
                .corrected = now / NOTICE > before / NOTICE,
            };
        }
    }
    cache_close(cache);
    arena_free(&arena);
}
