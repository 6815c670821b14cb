// Links of studies: each service in its own way, many studies at a time where it can.

#include "carrel/base/clock.h"
#include "carrel/reply/links_file.h"
#include "carrel/store/link_state.h"
#include "fetch_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ICITE_AT_ONCE   200
#define ELINK_AT_ONCE   100
#define LINKS_OF_PAGE   1000 // Europe PMC's largest
#define OPENALEX_PAGES  100
#define ANSWERS_OF_FILE 50
#define FAILURES_MOST   3 // in a row, before the service is left alone
#define DAY_MS          ((int64_t) 86400000)

// What a service answers about the studies of one step.
typedef struct {
    Worker *worker;
    Job *job;
    Arena arena;
    const StudyId *ids;
    StudyRow *rows; // of the cache
    size_t count;
    LinkReply *replies[LINK_KINDS]; // NULL where it is not about that kind
    Error *err;
} Asking;

static const char *const elink_names[LINK_KINDS] = {[LINK_REFERENCES] = "pubmed_pubmed_refs",
                                                    [LINK_CITED_BY] = "pubmed_pubmed_citedin",
                                                    [LINK_SIMILAR] = "pubmed_pubmed"};

// --- which studies ---

// Both kinds in one answer: one phase for them.
static bool answers_both(const Job *job) {
    return job->service == SERVICE_ICITE;
}

static bool wants(const Job *job, LinkKind kind) {
    return (job->kinds & 1u << kind) != 0;
}

bool fetch_links_are_due(Worker *worker, const Job *job, Cache *cache, ServiceId service, StudyId id,
                         LinkKind kind, bool *due, Error *err) {
    int days = fetcher_settings(worker->fetcher)->refresh_days;
    int64_t since = days > 0 ? clock_now_ms() - days * DAY_MS : 0;
    bool fresh = false;
    if (!job->again && !cache_links_are_fresh(cache, id, kind, services[service].name, since, &fresh, err)) {
        return false;
    }
    *due = !fresh;
    return true;
}

static bool is_due(Worker *worker, const Job *job, Cache *cache, StudyId id, LinkKind kind, bool *due,
                   Error *err) {
    bool due_now = false;
    if (wants(job, kind) && !fetch_links_are_due(worker, job, cache, job->service, id, kind, &due_now, err)) {
        return false;
    }
    *due |= due_now;
    return true;
}

// Whether the service can be asked for a study of the cache: NCBI and iCite know PMIDs only.
static bool can_name(ServiceId service, const StudyRow *row) {
    bool takes_doi = service != SERVICE_NCBI && service != SERVICE_ICITE;
    return row->id > 0 || (takes_doi && row->found && row->doi);
}

// The studies that are to be asked for in this phase, into job->found, by the ids that they have now.
static bool begin_phase(Worker *worker, Job *job, Error *err) {
    Arena arena = {0};
    StudyRow *rows = ARENA_ARRAY(&arena, StudyRow, job->pmids.count + 1);
    Cache *cache = job_cache(worker, err);
    bool ok = cache && cache_rows(cache, job->pmids.ids, job->pmids.count, &arena, rows, err);
    job->found.count = 0;
    for (size_t i = 0; ok && i < job->pmids.count; i++) {
        bool due = false;
        ok = !can_name(job->service, &rows[i]) ||
             (is_due(worker, job, cache, rows[i].id, (LinkKind) job->kind_now, &due, err) &&
              (!answers_both(job) || is_due(worker, job, cache, rows[i].id, LINK_CITED_BY, &due, err)));
        if (ok && due) {
            id_list_add(&job->found, rows[i].id);
        }
    }
    id_list_sort(&job->found);
    cache_close(cache);
    arena_free(&arena);
    job->at = 0;
    job->batch = job->service == SERVICE_ICITE  ? ICITE_AT_ONCE
                 : job->service == SERVICE_NCBI ? ELINK_AT_ONCE
                                                : 1;
    job->begun = ok;
    return ok;
}

// --- iCite and elink ---

static ReplyVerdict read_icite(void *context, StringView body, Error *why) {
    Asking *asking = context;
    return reply_read_icite(body, asking->ids, asking->count, &asking->arena,
                            asking->replies[LINK_REFERENCES], asking->replies[LINK_CITED_BY], why);
}

static AskOutcome ask_icite(Asking *asking) {
    String ids = {0};
    fetch_add_ids(asking->ids, asking->count, &ids);
    for (LinkKind kind = LINK_REFERENCES; kind <= LINK_CITED_BY; kind++) {
        asking->replies[kind] = ARENA_ARRAY(&asking->arena, LinkReply, asking->count);
    }
    const HostParameter parameters[] = {{"pmids", string_text(&ids)}, {"legacy", "false"}};
    HostRequest request = {"/pubs", parameters, 2};
    AskOutcome outcome =
        fetch_ask(asking->worker, asking->job, &request, read_icite, asking, NULL, asking->err);
    string_free(&ids);
    return outcome;
}

static ReplyVerdict read_elink(void *context, StringView body, Error *why) {
    Asking *asking = context;
    LinkKind kind = (LinkKind) asking->job->kind_now;
    return reply_read_elink(body, elink_names[kind], asking->ids, asking->count, &asking->arena,
                            asking->replies[kind], why);
}

// An id parameter for each study: else the answer is one list for all.
static AskOutcome ask_elink(Asking *asking) {
    LinkKind kind = (LinkKind) asking->job->kind_now;
    HostParameter parameters[5 + ELINK_AT_ONCE] = {{"dbfrom", "pubmed"},
                                                   {"db", "pubmed"},
                                                   {"linkname", elink_names[kind]},
                                                   {"cmd", "neighbor"},
                                                   {"retmode", "json"}};
    for (size_t i = 0; i < asking->count; i++) {
        const char *id = arena_format(&asking->arena, "%lld", (long long) asking->ids[i]);
        parameters[5 + i] = (HostParameter){"id", id};
    }
    asking->replies[kind] = ARENA_ARRAY(&asking->arena, LinkReply, asking->count);
    HostRequest request = {"/elink.fcgi", parameters, 5 + asking->count};
    return fetch_ask(asking->worker, asking->job, &request, read_elink, asking, NULL, asking->err);
}

// --- Europe PMC ---

typedef struct {
    Asking *asking;
    int page;
    bool more;
} PageOf;

static ReplyVerdict read_page(void *context, StringView body, Error *why) {
    PageOf *page = context;
    Asking *asking = page->asking;
    LinkKind kind = (LinkKind) asking->job->kind_now;
    return reply_read_europepmc_links(body, kind, asking->ids[0], page->page, LINKS_OF_PAGE, &asking->arena,
                                      asking->replies[kind], &page->more, why);
}

// "MED/12", or what its record calls a study without PMID, "PPR/PPR123"; NULL where there is none of it.
static bool find_europepmc_name(Asking *asking, const char **name) {
    Study study;
    bool found = false;
    if (asking->ids[0] > 0) {
        *name = arena_format(&asking->arena, "MED/%lld", (long long) asking->ids[0]);
        return true;
    }
    Cache *cache = job_cache(asking->worker, asking->err);
    bool ok = cache && cache_study(cache, asking->ids[0], &asking->arena, &study, &found, asking->err);
    for (size_t i = 0; ok && found && i < study.identifier_count; i++) {
        if (strcmp(study.identifiers[i].scheme, "europepmc") == 0) {
            *name = study.identifiers[i].value;
        }
    }
    cache_close(cache);
    return ok;
}

static AskOutcome ask_europepmc(Asking *asking) {
    LinkKind kind = (LinkKind) asking->job->kind_now;
    LinkReply *reply = asking->replies[kind] = ARENA_NEW(&asking->arena, LinkReply);
    const char *name = NULL;
    if (!find_europepmc_name(asking, &name)) {
        return ASK_FAILED;
    }
    if (!name) {
        *reply = (LinkReply){.status = LINKS_UNKNOWN, .announced = -1};
        return ASK_GOT;
    }
    const char *path =
        arena_format(&asking->arena, "/%s/%s", name, kind == LINK_REFERENCES ? "references" : "citations");
    PageOf page = {asking, 1, true};
    AskOutcome outcome = ASK_GOT;
    for (; page.more && outcome == ASK_GOT; page.page++) {
        char number[16];
        snprintf(number, sizeof number, "%d", page.page);
        const HostParameter parameters[] = {{"page", number}, {"pageSize", "1000"}, {"format", "json"}};
        HostRequest request = {path, parameters, 3};
        outcome = fetch_ask(asking->worker, asking->job, &request, read_page, &page, NULL, asking->err);
    }
    return outcome;
}

// --- OpenCitations, OpenAlex, Crossref ---

// A status of 404 says that the study is not known there, which is an answer.
static AskOutcome unknown_or(Asking *asking, LinkKind kind, AskOutcome outcome) {
    if (outcome == ASK_FAILED && asking->worker->status == 404) {
        *asking->replies[kind] = (LinkReply){.status = LINKS_UNKNOWN, .announced = -1};
        *asking->err = (Error){0};
        return ASK_GOT;
    }
    return outcome;
}

static const char *study_name(Asking *asking) {
    return asking->ids[0] > 0 ? arena_format(&asking->arena, "pmid:%lld", (long long) asking->ids[0])
                              : arena_format(&asking->arena, "doi:%s", asking->rows[0].doi);
}

static ReplyVerdict read_opencitations(void *context, StringView body, Error *why) {
    Asking *asking = context;
    LinkKind kind = (LinkKind) asking->job->kind_now;
    return reply_read_opencitations(body, kind, study_name(asking), &asking->arena, asking->replies[kind],
                                    why);
}

static AskOutcome ask_opencitations(Asking *asking) {
    LinkKind kind = (LinkKind) asking->job->kind_now;
    asking->replies[kind] = ARENA_NEW(&asking->arena, LinkReply);
    const char *path = arena_format(&asking->arena, "/%s/%s",
                                    kind == LINK_REFERENCES ? "references" : "citations", study_name(asking));
    HostRequest request = {path, NULL, 0};
    return unknown_or(
        asking, kind,
        fetch_ask(asking->worker, asking->job, &request, read_opencitations, asking, NULL, asking->err));
}

typedef struct {
    Asking *asking;
    OpenalexWork work;
    size_t rows;
} OpenalexQuestion;

static ReplyVerdict read_work(void *context, StringView body, Error *why) {
    OpenalexQuestion *question = context;
    return reply_read_openalex_work(body, study_name(question->asking), &question->asking->arena,
                                    &question->work, why);
}

static ReplyVerdict read_works(void *context, StringView body, Error *why) {
    OpenalexQuestion *question = context;
    Asking *asking = question->asking;
    return reply_read_openalex_list(body, &asking->arena, asking->replies[asking->job->kind_now],
                                    &question->rows, why);
}

// By numbers of pages, of which it gives 100: cursors need a key.
static AskOutcome ask_works(OpenalexQuestion *question, const char *filter) {
    Asking *asking = question->asking;
    LinkReply *reply = asking->replies[asking->job->kind_now];
    AskOutcome outcome = ASK_GOT;
    int64_t rows = 0;
    bool more = true;
    for (int page = 1; more && outcome == ASK_GOT; page++) {
        char number[16];
        snprintf(number, sizeof number, "%d", page);
        const HostParameter parameters[] = {
            {"filter", filter}, {"select", "id,doi,ids"}, {"per_page", "100"}, {"page", number}};
        HostRequest request = {"/works", parameters, 4};
        outcome = fetch_ask(asking->worker, asking->job, &request, read_works, question, NULL, asking->err);
        rows += (int64_t) question->rows;
        more = rows < reply->announced && question->rows > 0 && page < OPENALEX_PAGES;
    }
    if (outcome == ASK_GOT && rows < reply->announced) {
        reply->status = LINKS_PARTIAL;
    }
    return outcome;
}

static AskOutcome ask_openalex(Asking *asking) {
    LinkKind kind = (LinkKind) asking->job->kind_now;
    LinkReply *reply = asking->replies[kind] = ARENA_NEW(&asking->arena, LinkReply);
    OpenalexQuestion question = {.asking = asking};
    const char *path = arena_format(&asking->arena, "/works/%s", study_name(asking));
    const HostParameter parameters[] = {{"select", "id,doi,ids,referenced_works,cited_by_count"}};
    HostRequest request = {path, parameters, 1};
    *reply = (LinkReply){.status = LINKS_NONE, .announced = -1};
    AskOutcome outcome =
        fetch_ask(asking->worker, asking->job, &request, read_work, &question, NULL, asking->err);
    if (outcome == ASK_GOT) {
        const char *filter = kind == LINK_CITED_BY ? "cites" : "cited_by";
        outcome = ask_works(&question, arena_format(&asking->arena, "%s:%s", filter, question.work.id));
    }
    int64_t announced =
        kind == LINK_CITED_BY ? question.work.cited_by : (int64_t) question.work.references.count;
    if (outcome == ASK_GOT && reply->status == LINKS_NONE && announced > 0) {
        reply->status = LINKS_PARTIAL;
    }
    reply->announced = announced;
    return unknown_or(asking, kind, outcome);
}

typedef struct {
    Asking *asking;
    const char *doi;
} CrossrefQuestion;

static ReplyVerdict read_crossref(void *context, StringView body, Error *why) {
    CrossrefQuestion *question = context;
    Asking *asking = question->asking;
    return reply_read_crossref_work(body, question->doi, &asking->arena, asking->replies[LINK_REFERENCES],
                                    why);
}

// Crossref knows DOIs only.
static AskOutcome ask_crossref(Asking *asking) {
    CrossrefQuestion question = {.asking = asking, .doi = asking->rows[0].doi};
    LinkReply *reply = asking->replies[LINK_REFERENCES] = ARENA_NEW(&asking->arena, LinkReply);
    if (!question.doi) {
        *reply = (LinkReply){.status = LINKS_UNKNOWN, .announced = -1};
        return ASK_GOT;
    }
    HostRequest request = {arena_format(&asking->arena, "/works/%s", question.doi), NULL, 0};
    return unknown_or(
        asking, LINK_REFERENCES,
        fetch_ask(asking->worker, asking->job, &request, read_crossref, &question, NULL, asking->err));
}

static AskOutcome ask(Asking *asking) {
    switch (asking->job->service) {
    case SERVICE_NCBI:
        return ask_elink(asking);
    case SERVICE_ICITE:
        return ask_icite(asking);
    case SERVICE_EUROPEPMC:
        return ask_europepmc(asking);
    case SERVICE_OPENCITATIONS:
        return ask_opencitations(asking);
    case SERVICE_OPENALEX:
        return ask_openalex(asking);
    case SERVICE_CROSSREF:
        return ask_crossref(asking);
    case SERVICE_COUNT:
        break;
    }
    return ASK_FAILED;
}

// --- answers into the cache ---

static bool flush_answers(Worker *worker, Job *job, Error *err) {
    bool ok = job->answers.length == 0 || job_import(worker, job, string_view(&job->answers), "links", err);
    string_clear(&job->answers);
    job->answer_count = 0;
    return ok;
}

static bool keep_answers(Asking *asking, Error *err) {
    Job *job = asking->job;
    String *file = &job->answers;
    if (file->length == 0) {
        links_file_begin(services[job->service].name, clock_now_ms(), file);
    }
    for (size_t i = 0; i < asking->count; i++) {
        for (LinkKind kind = 0; kind < LINK_KINDS; kind++) {
            if (asking->replies[kind] && wants(job, kind)) {
                links_file_add(&asking->rows[i], kind, &asking->replies[kind][i], file);
            }
        }
    }
    job->answer_count += asking->count;
    return job->answer_count < ANSWERS_OF_FILE || flush_answers(asking->worker, job, err);
}

static void note_replies(Asking *asking) {
    for (size_t i = 0; i < asking->count; i++) {
        bool failed = false, unknown = false;
        for (LinkKind kind = 0; kind < LINK_KINDS; kind++) {
            if (asking->replies[kind] && wants(asking->job, kind)) {
                failed |= asking->replies[kind][i].status == LINKS_FAILED;
                unknown |= asking->replies[kind][i].status == LINKS_UNKNOWN;
            }
        }
        asking->job->failed += failed;
        if (unknown) {
            id_list_add(&asking->job->missing, asking->ids[i]);
        }
    }
}

// Asked and not answered is noted, too, unlike what was not asked; what came before the failure
// is a part.
static void mark_failed(Asking *asking) {
    for (LinkKind kind = 0; kind < LINK_KINDS; kind++) {
        for (size_t i = 0; asking->replies[kind] && i < asking->count; i++) {
            LinkReply *reply = &asking->replies[kind][i];
            reply->status = reply->count > 0 ? LINKS_PARTIAL : LINKS_FAILED;
        }
    }
    asking->job->failed += asking->count;
    snprintf(asking->job->why, sizeof asking->job->why, "%s", asking->err->text);
}

static bool read_rows(Asking *asking) {
    asking->rows = ARENA_ARRAY(&asking->arena, StudyRow, asking->count);
    Cache *cache = job_cache(asking->worker, asking->err);
    bool ok =
        cache && cache_rows(cache, asking->ids, asking->count, &asking->arena, asking->rows, asking->err);
    cache_close(cache);
    return ok;
}

static Step ask_some(Worker *worker, Job *job, Error *err) {
    size_t left = job->found.count - job->at;
    Asking asking = {.worker = worker,
                     .job = job,
                     .ids = job->found.ids + job->at,
                     .count = left < job->batch ? left : job->batch,
                     .err = err};
    if (!read_rows(&asking)) {
        arena_free(&asking.arena);
        return STEP_FAILED;
    }
    AskOutcome outcome = ask(&asking);
    Error why = *err;
    Step step = STEP_MORE;
    if (outcome == ASK_SPLIT && job->batch > 1) {
        job->batch /= 2;
    } else if (outcome == ASK_LATER) {
        step = STEP_LATER;
    } else {
        if (outcome == ASK_GOT) {
            note_replies(&asking);
            job->failed_in_a_row = 0;
        } else {
            mark_failed(&asking);
            job->failed_in_a_row++;
        }
        job->at += asking.count;
        *err = (Error){0};
        if (!keep_answers(&asking, err)) {
            step = STEP_FAILED;
        } else if (job->failed_in_a_row >= FAILURES_MOST) {
            flush_answers(worker, job, err);
            *err = why;
            step = STEP_FAILED;
        }
        job_progress(worker, job, (int64_t) (job->asked + job->at),
                     (int64_t) (job->asked + job->found.count));
    }
    arena_free(&asking.arena);
    return step;
}

Step fetch_links_step(Worker *worker, Job *job, Error *err) {
    while (job->kind_now < LINK_KINDS) {
        LinkKind kind = (LinkKind) job->kind_now;
        bool phase = answers_both(job) ? kind == LINK_REFERENCES : wants(job, kind);
        if (phase && !job->begun && !begin_phase(worker, job, err)) {
            return STEP_FAILED;
        }
        if (phase && job->at < job->found.count) {
            return ask_some(worker, job, err);
        }
        job->asked += phase ? job->found.count : 0;
        job->begun = false;
        job->kind_now++;
    }
    if (!flush_answers(worker, job, err)) {
        return STEP_FAILED;
    }
    if (job->failed > 0) {
        error_set(err, ERROR_NETWORK, "%zu of %zu answers did not come; %s", job->failed, job->asked,
                  job->why);
        return STEP_FAILED;
    }
    return STEP_OVER;
}
