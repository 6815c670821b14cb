#include "carrel/base/clock.h"
#include "carrel/base/file.h"
#include "carrel/base/memory.h"
#include "carrel/base/paths.h"
#include "fetch_parts.h"
#include "worker.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// A file that the importer has.
typedef struct Spooled Spooled;
struct Spooled {
    Spooled *next;
    char *path;
    Job *job;
};

struct Fetcher {
    FetchSettings settings; // its text is in the arena
    Arena arena;
    char *cache_path, *folder; // of the files
    Importer *importer;
    Mailbox *mailbox;
    Worker workers[SERVICE_COUNT];
    pthread_mutex_t mutex; // guards all that follows, and what is so marked of jobs
    pthread_cond_t changed;
    Job *first, *last;
    int numbers; // jobs so far
    Spooled *spooled;
    int files; // spooled so far
    bool stopping, offline;
    bool told; // MAIL_FETCH_CHANGED was posted since somebody looked
};

const FetchSettings *fetcher_settings(const Fetcher *fetcher) {
    return &fetcher->settings;
}

static void lock(Fetcher *fetcher) {
    pthread_mutex_lock(&fetcher->mutex);
}
static void unlock(Fetcher *fetcher) {
    pthread_mutex_unlock(&fetcher->mutex);
}

// The mutex is held.
static void tell(Fetcher *fetcher) {
    if (!fetcher->told) {
        fetcher->told = true;
        mailbox_post(fetcher->mailbox, MAIL_FETCH_CHANGED, NULL, NULL);
    }
    pthread_cond_broadcast(&fetcher->changed);
}

static void say(Job *job, const char *sentence) {
    snprintf(job->says, sizeof job->says, "%s", sentence);
}

// --- what steps use ---

void job_progress(Worker *worker, Job *job, int64_t done, int64_t total) {
    lock(worker->fetcher);
    job->done = done;
    job->total = total;
    job->missing_count =
        (int64_t) job->missing.count + (job->lost > 0 && job->kind == FETCH_RECORDS ? job->lost : 0);
    tell(worker->fetcher);
    unlock(worker->fetcher);
}

void job_set_hits(Worker *worker, Job *job, int64_t hits) {
    lock(worker->fetcher);
    job->hits = hits;
    unlock(worker->fetcher);
}

void job_say(Worker *worker, Job *job, const char *sentence) {
    lock(worker->fetcher);
    say(job, sentence);
    tell(worker->fetcher);
    unlock(worker->fetcher);
}

void job_count_requests(Worker *worker, Job *job, unsigned requests) {
    lock(worker->fetcher);
    job->requests += requests;
    unlock(worker->fetcher);
}

Cache *job_cache(Worker *worker, Error *err) {
    return cache_open_reader(worker->fetcher->cache_path, err);
}

// What the host waits for, while it does.
static void host_says(void *context, const char *sentence) {
    Worker *worker = context;
    lock(worker->fetcher);
    if (worker->job) {
        say(worker->job, sentence);
        tell(worker->fetcher);
    }
    unlock(worker->fetcher);
}

bool job_import(Worker *worker, Job *job, StringView bytes, const char *ending, Error *err) {
    Fetcher *fetcher = worker->fetcher;
    static const struct {
        const char *ending;
        Format format;
    } kinds[] = {{"xml", FORMAT_PUBMED_XML}, {"json", FORMAT_WORKS}, {"links", FORMAT_LINKS_ASKED}};
    ImportOptions options = {.has_format = true};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        options.format = strcmp(kinds[i].ending, ending) == 0 ? kinds[i].format : options.format;
    }
    options.watched = job->priority == FETCH_NOW;
    lock(fetcher);
    int number = ++fetcher->files;
    unlock(fetcher);
    String path = {0};
    string_format(&path, "%s/", fetcher->folder);
    fetch_spool_add_name(job->title, number, ending, &path);
    bool ok = fetch_spool_write(string_text(&path), bytes, err);
    if (ok) {
        Spooled *spooled = memory_new(sizeof *spooled);
        spooled->path = memory_copy_string(string_text(&path));
        spooled->job = job;
        lock(fetcher);
        spooled->next = fetcher->spooled;
        fetcher->spooled = spooled;
        job->imports++;
        unlock(fetcher);
        importer_add(fetcher->importer, string_text(&path), &options);
    }
    string_free(&path);
    return ok;
}

bool fetcher_takes(Fetcher *fetcher, const ImportFile *file) {
    lock(fetcher);
    Spooled **place = &fetcher->spooled;
    while (*place && strcmp((*place)->path, file->name) != 0) {
        place = &(*place)->next;
    }
    Spooled *spooled = *place;
    if (spooled) {
        Job *job = spooled->job;
        *place = spooled->next;
        job->imports--;
        job->unimported |= file->error.kind != ERROR_NONE || file->cancelled;
        if (job->failure.kind == ERROR_NONE && file->error.kind != ERROR_NONE) {
            job->failure = file->error;
        } else if (file->cancelled && job->failure.kind == ERROR_NONE) {
            error_set(&job->failure, ERROR_CANCELLED, "the import of what came was stopped");
        }
        tell(fetcher);
    }
    unlock(fetcher);
    if (spooled) {
        fetch_spool_remove(spooled->path);
        free(spooled->path);
        free(spooled);
    }
    return spooled != NULL;
}

// --- jobs ---

static void texts_free(char **texts, size_t count) {
    for (size_t i = 0; i < count; i++) {
        free(texts[i]);
    }
    free(texts);
}

static void job_free(Job *job) {
    texts_free(job->dois, job->doi_count);
    texts_free(job->others, job->other_count);
    id_list_free(&job->pmids);
    id_list_free(&job->found);
    id_list_free(&job->missing);
    id_map_free(&job->before);
    string_free(&job->answers);
    free(job->parts);
    free(job->mark);
    free(job->title);
    free(job->query);
    free(job);
}

static void fill_job(const Job *job, Arena *arena, FetchJob *out) {
    *out = (FetchJob){.number = job->number,
                      .kind = job->kind,
                      .service = job->service,
                      .state = job->state,
                      .title = arena_copy(arena, job->title),
                      .says = arena_copy(arena, job->says),
                      .done = job->done,
                      .total = job->total,
                      .hits = job->hits,
                      .missing = job->missing_count,
                      .requests = job->requests};
}

size_t fetcher_jobs(Fetcher *fetcher, Arena *arena, FetchJob **jobs) {
    size_t count = 0, capacity = 0;
    *jobs = NULL;
    lock(fetcher);
    fetcher->told = false;
    for (const Job *job = fetcher->first; job; job = job->next) {
        *jobs = arena_grow(arena, *jobs, &capacity, count + 1, sizeof **jobs);
        fill_job(job, arena, &(*jobs)[count++]);
    }
    unlock(fetcher);
    return count;
}

void fetch_end_free(void *value) {
    FetchEnd *end = value;
    if (end) {
        for (size_t i = 0; i < end->batch_count; i++) {
            import_batch_free(end->batches[i]);
        }
        free(end->batches);
        import_file_free(end->file);
        id_list_free(&end->missing);
        arena_free(&end->arena);
        free(end);
    }
}

// What is to be said of a job that had all its answers.
static void say_end(Job *job) {
    char *out = job->says;
    size_t size = sizeof job->says;
    out[0] = '\0';
    if (job->kind == FETCH_SEARCH && job->lost > 0 && !job->only_count) {
        snprintf(out, size, "%lld of %lld hits could not be had. ", (long long) job->lost,
                 (long long) job->hits);
    }
    size_t used = strlen(out);
    if (job->missing.count > 0) {
        snprintf(out + used, size - used, "%s had nothing of %zu. ", services[job->service].title,
                 job->missing.count);
    } else if (job->kind == FETCH_RECORDS && job->other_count > 0) {
        snprintf(out + used, size - used, "%s had nothing of %zu: %s%s", services[job->service].title,
                 job->other_count, job->others[0], job->other_count > 1 ? " and others" : "");
    }
    used = strlen(out);
    snprintf(out + used, size - used, "%s", job->why);
}

// The job is over, one way or another.
static void end_job(Worker *worker, Job *job, FetchState state, const Error *why) {
    Fetcher *fetcher = worker->fetcher;
    FetchEnd *end = memory_new(sizeof *end);
    Error err = *why;
    for (size_t i = 0; i < job->missing.count; i++) {
        id_list_add(&end->missing, job->missing.ids[i]);
    }
    id_list_sort(&end->missing);
    if (state == FETCH_DONE && job->kind == FETCH_SEARCH && !fetch_search_end(worker, job, end, &err)) {
        state = FETCH_FAILED;
    } else if (state == FETCH_DONE && job->kind == FETCH_RETRACTIONS) {
        fetch_retractions_end(worker, job, end);
    }
    lock(fetcher);
    job->state = state;
    job->ending = false;
    job->missing_count =
        (int64_t) end->missing.count + (job->kind != FETCH_LINKS && job->lost > 0 ? job->lost : 0);
    if (state == FETCH_DONE) {
        say_end(job);
    } else {
        say(job, state == FETCH_FAILED ? err.text : "stopped");
    }
    fill_job(job, &end->arena, &end->job);
    worker->job = NULL; // whoever is told may forget it
    mailbox_post(fetcher->mailbox, MAIL_FETCH_ENDED, end, fetch_end_free);
    tell(fetcher);
    unlock(fetcher);
}

static void *run(void *context);

// The mutex is held. The service's thread and host, made with the first job.
static bool open_worker(Fetcher *fetcher, ServiceId service, Error *err) {
    Worker *worker = &fetcher->workers[service];
    const FetchSettings *settings = &fetcher->settings;
    if (!worker->host) {
        HostOptions options = {.url = settings->urls[service],
                               .email = settings->email,
                               .key = settings->keys[service],
                               .gates_folder = settings->gates_folder,
                               .offline = fetcher->offline,
                               .says = host_says,
                               .says_context = worker,
                               .no_gap = settings->no_gap,
                               .pause_ms = settings->pause_ms,
                               .pause_most_ms = settings->pause_most_ms,
                               .stall_ms = settings->stall_ms};
        worker->host = host_new(service, &options, err);
    }
    if (worker->host && !worker->running) {
        worker->running = true;
        worker_start(&worker->thread, run, worker);
    }
    return worker->host != NULL;
}

static Step step_of(Worker *worker, Job *job, Error *err) {
    switch (job->kind) {
    case FETCH_SEARCH:
        return fetch_search_step(worker, job, err);
    case FETCH_RECORDS:
    case FETCH_RETRACTIONS:
        return fetch_records_step(worker, job, err);
    case FETCH_LINKS:
        return fetch_links_step(worker, job, err);
    }
    return STEP_OVER;
}

static bool is_open(const Job *job) {
    return job->state == FETCH_WAITS || job->state == FETCH_RUNS;
}

// The mutex is held. Whether one that comes before it has not ended.
static bool waits_for_other(const Fetcher *fetcher, const Job *job) {
    const Job *other = job->after > 0 ? fetcher->first : NULL;
    while (other && other->number != job->after) {
        other = other->next;
    }
    return other && is_open(other);
}

// The mutex is held. The most urgent job that something can be done for; NULL where there is none.
static Job *next_job(const Worker *worker) {
    const Fetcher *fetcher = worker->fetcher;
    Job *best = NULL;
    for (Job *job = fetcher->first; job; job = job->next) {
        // An end waits for what the importer still has.
        bool can = job->ending || job->over ? job->imports == 0
                                            : !fetcher->offline && !waits_for_other(fetcher, job);
        if (job->service == worker->service && is_open(job) && can &&
            (!best || job->priority > best->priority)) {
            best = job;
        }
    }
    return best;
}

// One step of a job, outside of the mutex.
static void work(Worker *worker, Job *job, bool ending, bool over) {
    Fetcher *fetcher = worker->fetcher;
    Error err = {0};
    if (over) {
        lock(fetcher);
        err = job->failure;
        job->failure = (Error){0};
        unlock(fetcher);
        end_job(worker, job, err.kind == ERROR_NONE ? FETCH_DONE : FETCH_FAILED, &err);
        return;
    }
    if (ending) {
        end_job(worker, job, FETCH_STOPPED, &err);
        return;
    }
    Step step = step_of(worker, job, &err);
    lock(fetcher);
    if (step == STEP_MOVED) {
        job->service = SERVICE_CROSSREF;
        step = open_worker(fetcher, job->service, &err) ? STEP_MORE : STEP_FAILED;
        pthread_cond_broadcast(&fetcher->changed);
    }
    if (step == STEP_FAILED && job->failure.kind == ERROR_NONE) {
        job->failure = err;
    }
    job->over = step == STEP_OVER || job->failure.kind != ERROR_NONE;
    unlock(fetcher);
}

static void *run(void *context) {
    Worker *worker = context;
    Fetcher *fetcher = worker->fetcher;
    worker_stand_back();
    lock(fetcher);
    while (!fetcher->stopping) {
        Job *job = next_job(worker);
        if (!job) {
            pthread_cond_wait(&fetcher->changed, &fetcher->mutex);
            continue;
        }
        bool ending = job->ending, over = job->over;
        job->state = FETCH_RUNS;
        worker->job = job;
        host_resume(worker->host);
        unlock(fetcher);
        work(worker, job, ending, over);
        lock(fetcher);
        worker->job = NULL;
    }
    unlock(fetcher);
    return NULL;
}

// --- beginning and end ---

static const char *copy(Fetcher *fetcher, const char *text) {
    return text && text[0] != '\0' ? arena_copy(&fetcher->arena, text) : NULL;
}

Fetcher *fetcher_start(const FetchSettings *settings, const char *cache_path, Importer *importer,
                       Mailbox *mailbox) {
    Fetcher *fetcher = memory_new(sizeof *fetcher);
    String folder = {0};
    fetcher->settings = *settings;
    for (int id = 0; id < SERVICE_COUNT; id++) {
        fetcher->settings.urls[id] = copy(fetcher, settings->urls[id]);
        fetcher->settings.keys[id] = copy(fetcher, settings->keys[id]);
        fetcher->workers[id] = (Worker){.fetcher = fetcher, .service = (ServiceId) id};
    }
    fetcher->settings.email = copy(fetcher, settings->email);
    fetcher->settings.gates_folder = copy(fetcher, settings->gates_folder);
    fetcher->offline = settings->offline;
    fetcher->cache_path = memory_copy_string(cache_path);
    fetcher->importer = importer;
    fetcher->mailbox = mailbox;
    if (!path_data(&folder, "fetched", NULL)) {
        string_format(&folder, "%s.fetched", cache_path);
    }
    fetcher->folder = string_take(&folder);
    fetch_spool_clean(fetcher->folder);
    pthread_mutex_init(&fetcher->mutex, NULL);
    pthread_cond_init(&fetcher->changed, NULL);
    return fetcher;
}

void fetcher_stop(Fetcher *fetcher) {
    if (!fetcher) {
        return;
    }
    lock(fetcher);
    fetcher->stopping = true;
    for (int id = 0; id < SERVICE_COUNT; id++) {
        if (fetcher->workers[id].host) {
            host_stop(fetcher->workers[id].host);
        }
    }
    pthread_cond_broadcast(&fetcher->changed);
    unlock(fetcher);
    for (int id = 0; id < SERVICE_COUNT; id++) {
        if (fetcher->workers[id].running) {
            pthread_join(fetcher->workers[id].thread, NULL);
        }
        host_free(fetcher->workers[id].host);
    }
    while (fetcher->spooled) {
        Spooled *spooled = fetcher->spooled;
        fetcher->spooled = spooled->next;
        fetch_spool_remove(spooled->path);
        free(spooled->path);
        free(spooled);
    }
    rmdir(fetcher->folder);
    while (fetcher->first) {
        Job *job = fetcher->first;
        fetcher->first = job->next;
        job_free(job);
    }
    pthread_cond_destroy(&fetcher->changed);
    pthread_mutex_destroy(&fetcher->mutex);
    free(fetcher->folder);
    free(fetcher->cache_path);
    arena_free(&fetcher->arena);
    free(fetcher);
}

static int add_job(Fetcher *fetcher, Job *job) {
    Error err = {0};
    job->total = -1;
    job->hits = -1;
    job->started = clock_now_ms();
    lock(fetcher);
    int number = job->number = ++fetcher->numbers;
    bool open = open_worker(fetcher, job->service, &err);
    if (fetcher->last) {
        fetcher->last->next = job;
    } else {
        fetcher->first = job;
    }
    fetcher->last = job;
    job->state = open ? FETCH_WAITS : FETCH_FAILED;
    if (!open) {
        FetchEnd *end = memory_new(sizeof *end);
        say(job, err.text);
        fill_job(job, &end->arena, &end->job);
        mailbox_post(fetcher->mailbox, MAIL_FETCH_ENDED, end, fetch_end_free);
    } else if (fetcher->offline) {
        say(job, "offline");
    }
    tell(fetcher);
    unlock(fetcher);
    return number;
}

static Job *job_new(FetchKind kind, ServiceId service, FetchPriority priority) {
    Job *job = memory_new(sizeof *job);
    job->kind = kind;
    job->service = service;
    job->priority = priority;
    return job;
}

static void add_pmids(Job *job, const int64_t *pmids, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (pmids[i] > 0) {
            id_list_add(&job->pmids, pmids[i]);
        }
    }
    id_list_sort(&job->pmids);
}

static char *title_of(const char *format, const char *service, size_t count) {
    String title = {0};
    string_format(&title, "%s: %s of ", service, format);
    string_format(&title, count == 1 ? "%zu study" : "%zu studies", count);
    return string_take(&title);
}

int fetch_search(Fetcher *fetcher, ServiceId service, const char *query, int64_t since, bool only_count,
                 FetchPriority priority) {
    Job *job = job_new(FETCH_SEARCH, service, priority);
    String title = {0};
    string_format(&title, "%s: %s", service == SERVICE_NCBI ? "PubMed" : services[service].title, query);
    job->title = string_take(&title);
    job->query = memory_copy_string(query);
    job->only_count = only_count;
    job->since = since;
    return add_job(fetcher, job);
}

int fetch_records(Fetcher *fetcher, const int64_t *pmids, size_t count, const char *const *dois,
                  size_t doi_count, FetchPriority priority) {
    int number = 0;
    if (count > 0) {
        Job *job = job_new(FETCH_RECORDS, SERVICE_NCBI, priority);
        add_pmids(job, pmids, count);
        job->title = title_of("records", "PubMed", job->pmids.count);
        number = add_job(fetcher, job);
    }
    if (doi_count > 0) {
        Job *job = job_new(FETCH_RECORDS, SERVICE_EUROPEPMC, priority);
        job->dois = memory_new(doi_count * sizeof *job->dois);
        for (size_t i = 0; i < doi_count; i++) {
            job->dois[job->doi_count++] = memory_copy_string(dois[i]);
        }
        job->title = title_of("records", services[SERVICE_EUROPEPMC].title, doi_count);
        number = add_job(fetcher, job);
    }
    return number;
}

static unsigned kinds_known(ServiceId service) {
    unsigned both = 1u << LINK_REFERENCES | 1u << LINK_CITED_BY;
    return service == SERVICE_NCBI       ? both | 1u << LINK_SIMILAR
           : service == SERVICE_CROSSREF ? 1u << LINK_REFERENCES
                                         : both;
}

// Studies without PMID are looked for by their DOI: a record that comes may bring it, and says in any case
// what Europe PMC calls the study. Returns the number of the job, 0 where there is no such study.
static int add_naming(Fetcher *fetcher, const StudyId *ids, size_t count, bool again,
                      FetchPriority priority) {
    IdList nameless = {0};
    int number = 0;
    for (size_t i = 0; i < count; i++) {
        if (ids[i] < 0) {
            id_list_add(&nameless, ids[i]);
        }
    }
    id_list_sort(&nameless);
    lock(fetcher);
    for (const Job *job = fetcher->first; nameless.count > 0 && job; job = job->next) {
        bool same = job->names && is_open(job) && job->pmids.count == nameless.count &&
                    memcmp(job->pmids.ids, nameless.ids, nameless.count * sizeof *nameless.ids) == 0;
        number = same ? job->number : number;
    }
    unlock(fetcher);
    if (nameless.count > 0 && number == 0) {
        Job *job = job_new(FETCH_RECORDS, SERVICE_EUROPEPMC, priority);
        job->names = true;
        job->again = again;
        job->title = title_of("records", services[SERVICE_EUROPEPMC].title, nameless.count);
        job->pmids = nameless;
        return add_job(fetcher, job);
    }
    id_list_free(&nameless);
    return number;
}

int fetch_links(Fetcher *fetcher, const StudyId *ids, size_t count, unsigned kinds, unsigned sources,
                bool again, FetchPriority priority) {
    int number = 0, naming = add_naming(fetcher, ids, count, again, priority);
    // Similar studies are nobody's but NCBI's to tell.
    unsigned usual = fetcher->settings.sources | (kinds == 1u << LINK_SIMILAR ? 1u << SERVICE_NCBI : 0);
    sources = sources ? sources : usual;
    for (int id = 0; id < SERVICE_COUNT && count > 0; id++) {
        unsigned known = kinds & kinds_known((ServiceId) id);
        if ((sources & 1u << id) && known) {
            Job *job = job_new(FETCH_LINKS, (ServiceId) id, priority);
            for (size_t i = 0; i < count; i++) {
                id_list_add(&job->pmids, ids[i]);
            }
            id_list_sort(&job->pmids);
            job->kinds = known;
            job->after = naming;
            job->again = again;
            job->title = title_of("links", services[id].title, job->pmids.count);
            number = add_job(fetcher, job);
        }
    }
    return number;
}

int fetch_retractions(Fetcher *fetcher, const int64_t *pmids, size_t count, FetchPriority priority) {
    if (count == 0) {
        return 0;
    }
    Job *job = job_new(FETCH_RETRACTIONS, SERVICE_NCBI, priority);
    add_pmids(job, pmids, count);
    job->again = true;
    job->title = title_of("retractions", "PubMed", job->pmids.count);
    return add_job(fetcher, job);
}

// --- orders ---

void fetcher_end_job(Fetcher *fetcher, int number) {
    lock(fetcher);
    for (Job *job = fetcher->first; job; job = job->next) {
        if ((number == 0 || job->number == number) && is_open(job)) {
            Worker *worker = &fetcher->workers[job->service];
            job->ending = true;
            if (worker->job == job) {
                host_stop(worker->host);
            }
        }
    }
    tell(fetcher);
    unlock(fetcher);
}

// What came and did not get into the cache is to be asked for once more; what is in it is not.
static void go_back(Job *job) {
    job->at = 0;
    job->begun = job->kind == FETCH_RETRACTIONS; // what was known before is still what it is compared with
    job->missing.count = 0;
    job->lost = job->kind == FETCH_RECORDS ? 0 : job->lost;
    job->unimported = false;
    if (job->service != SERVICE_NCBI) {
        texts_free(job->others, job->other_count);
        free(job->mark);
        job->others = NULL;
        job->mark = NULL;
        job->other_count = job->other_capacity = job->found.count = 0;
    }
}

void fetcher_retry(Fetcher *fetcher, int number) {
    lock(fetcher);
    for (Job *job = fetcher->first; job; job = job->next) {
        bool ended = job->state == FETCH_FAILED || job->state == FETCH_STOPPED;
        Error err = {0};
        if ((number == 0 || job->number == number) && ended && open_worker(fetcher, job->service, &err)) {
            job->state = FETCH_WAITS;
            job->over = false;
            job->failed_in_a_row = 0;
            if (job->kind == FETCH_LINKS) { // what was answered is not asked again
                job->kind_now = 0;
                job->begun = false;
                job->failed = job->asked = 0;
                job->missing.count = 0;
            } else if (job->unimported) {
                go_back(job);
            }
            say(job, "");
        }
    }
    tell(fetcher);
    unlock(fetcher);
}

void fetcher_forget(Fetcher *fetcher, int number) {
    lock(fetcher);
    Job **place = &fetcher->first;
    fetcher->last = NULL;
    while (*place) {
        Job *job = *place;
        bool ended = number == 0 ? job->state == FETCH_DONE || job->state == FETCH_STOPPED
                                 : job->number == number && !is_open(job);
        if (ended && job->imports == 0 && fetcher->workers[job->service].job != job) {
            *place = job->next;
            job_free(job);
        } else {
            fetcher->last = job;
            place = &job->next;
        }
    }
    tell(fetcher);
    unlock(fetcher);
}

void fetcher_set_offline(Fetcher *fetcher, bool offline) {
    lock(fetcher);
    fetcher->offline = offline;
    for (int id = 0; id < SERVICE_COUNT; id++) {
        if (fetcher->workers[id].host) {
            host_set_offline(fetcher->workers[id].host, offline);
        }
    }
    for (Job *job = fetcher->first; job; job = job->next) {
        if (is_open(job)) {
            say(job, offline ? "offline" : "");
        }
    }
    tell(fetcher);
    unlock(fetcher);
}

bool fetcher_is_offline(Fetcher *fetcher) {
    lock(fetcher);
    bool offline = fetcher->offline;
    unlock(fetcher);
    return offline;
}
