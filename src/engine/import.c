#include "carrel/engine/import.h"

#include "carrel/base/clock.h"
#include "carrel/base/file.h"
#include "carrel/base/memory.h"
#include "carrel/base/paths.h"
#include "folder.h"
#include "import_writer.h"
#include "parcel.h"
#include "worker.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

// Parcels between a reader and the writer. Of the file that is being written enough to read on while the
// writer waits for the disk.
#define QUEUE_MOST       16
#define FIRST_QUEUE_MOST 64

typedef struct Job Job;
struct Job {
    Job *next;
    uint64_t number, size;
    char *file, *keep_for, *columns;
    ImportOptions options; // its text is the job's
    bool taken;            // by a reader, who ends it with a parcel
    Parcel *first_parcel, *last_parcel;
    size_t parcels;
};

struct Importer {
    pthread_t readers[IMPORT_READERS_MOST], writer;
    int reader_count;
    pthread_mutex_t mutex; // guards all that follows
    pthread_cond_t changed;
    Job *first_job, *last_job; // all whose last parcel the writer has not taken
    uint64_t jobs;             // how many there were
    uint64_t cancelled;        // jobs up to this one are to end
    bool stop;
    bool tidies; // the cache is to be opened for that alone
    bool halted; // nobody wants anything since all was cancelled
    ImportProgress progress;
    int64_t since;      // when the first job came that `progress` counts
    int64_t rate_since; // for per_second
    uint64_t rate_records;
    uint64_t size;       // of the file being written; 0 unknown
    uint64_t bytes_done; // of the files before it
    Mailbox *mailbox;
    char *cache_path;
    // The writer's own:
    ImportWriter *out;
};

// A reader's place.
typedef struct {
    Importer *importer;
    Job *job;
} Seat;

// The mutex is held. The next job that nobody reads; NULL when the importer stops.
static Job *next_job(Importer *importer) {
    while (!importer->stop) {
        Job *job = importer->first_job;
        while (job && job->taken) {
            job = job->next;
        }
        if (job) {
            job->taken = true;
            return job;
        }
        pthread_cond_wait(&importer->changed, &importer->mutex);
    }
    return NULL;
}

static void job_free(Job *job) {
    free(job->file);
    free(job->keep_for);
    free(job->columns);
    free(job);
}

// The reader's way to the writer: waits while the queue is full. A BEGIN and an END
// always go through, so that the writer sees every file whole.
static bool send_parcel(void *context, Parcel *parcel) {
    const Seat *seat = context;
    Importer *importer = seat->importer;
    Job *job = seat->job;
    pthread_mutex_lock(&importer->mutex);
    parcel->job = job->number;
    while (job->parcels >= (job == importer->first_job ? FIRST_QUEUE_MOST : QUEUE_MOST) &&
           importer->cancelled < job->number) {
        pthread_cond_wait(&importer->changed, &importer->mutex);
    }
    bool go_on = importer->cancelled < job->number;
    if (go_on || parcel->kind != PARCEL_ITEMS) {
        if (job->last_parcel) {
            job->last_parcel->next = parcel;
        } else {
            job->first_parcel = parcel;
        }
        job->last_parcel = parcel;
        job->parcels++;
        parcel = NULL;
        pthread_cond_broadcast(&importer->changed);
    }
    pthread_mutex_unlock(&importer->mutex);
    parcel_free(parcel);
    return go_on;
}

// Whether the file being read is to end, while nothing comes from it.
static bool is_stopped(void *context) {
    const Seat *seat = context;
    pthread_mutex_lock(&seat->importer->mutex);
    bool stopped = seat->importer->cancelled >= seat->job->number;
    pthread_mutex_unlock(&seat->importer->mutex);
    return stopped;
}

static void *read_files(void *context) {
    Importer *importer = context;
    worker_stand_back();
    for (;;) {
        pthread_mutex_lock(&importer->mutex);
        Job *job = next_job(importer);
        pthread_mutex_unlock(&importer->mutex);
        if (!job) {
            return NULL;
        }
        // The job is the writer's to free once it has the last parcel.
        Seat seat = {importer, job};
        ParcelSink sink = {&seat, send_parcel, is_stopped};
        CachePreparer *preparer = cache_preparer_open(importer->cache_path);
        parcel_read_file(job->file, &job->options, preparer, &sink);
        cache_preparer_close(preparer);
    }
}

// The mutex is held. The next parcel of the first file; NULL when there is nothing for now.
static Parcel *next_parcel(Importer *importer) {
    Job *job = importer->first_job;
    Parcel *parcel = job ? job->first_parcel : NULL;
    if (parcel) {
        job->first_parcel = parcel->next;
        if (!job->first_parcel) {
            job->last_parcel = NULL;
        }
        job->parcels--;
        if (parcel->kind == PARCEL_END) {
            importer->first_job = job->next;
            if (!importer->first_job) {
                importer->last_job = NULL;
            }
            importer->bytes_done += job->size;
            importer->size = 0;
            job_free(job);
        }
        pthread_cond_broadcast(&importer->changed);
    }
    return parcel;
}

// Told from the second second on.
static void show_time_left(Importer *importer) {
    ImportProgress *progress = &importer->progress;
    double passed = (double) (clock_ticks_us() - importer->since) / 1e6;
    progress->seconds_left = -1;
    if (passed > 1 && progress->bytes > 0 && progress->bytes_all >= progress->bytes) {
        double rest = (double) (progress->bytes_all - progress->bytes);
        progress->seconds_left = (int64_t) (rest * passed / (double) progress->bytes);
    }
}

// The mutex is held.
static void show_progress(Importer *importer, const Parcel *parcel) {
    ImportProgress *progress = &importer->progress;
    if (parcel->kind == PARCEL_BEGIN) {
        StringView base = path_base(parcel->name);
        size_t length = base.length < sizeof progress->name - 1 ? base.length : sizeof progress->name - 1;
        memcpy(progress->name, base.data, length);
        progress->name[length] = '\0';
        importer->size = parcel->size;
        progress->file++;
        progress->percent = parcel->size ? 0 : -1;
        progress->records = progress->rejected = 0;
        progress->per_second = 0;
        importer->rate_since = clock_ticks_us();
        importer->rate_records = 0;
        progress->bytes = importer->bytes_done;
    } else if (parcel->kind == PARCEL_ITEMS) {
        progress->records = import_writer_records(importer->out);
        progress->rejected = import_writer_rejected(importer->out);
        progress->percent = importer->size ? (int) (parcel->position * 100 / importer->size) : -1;
        progress->bytes = importer->bytes_done + parcel->position;
        show_time_left(importer);
        int64_t passed = clock_ticks_us() - importer->rate_since;
        if (passed > 200000) {
            progress->per_second =
                (double) (progress->records - importer->rate_records) * 1e6 / (double) passed;
        }
        if (passed > 3000000) {
            importer->rate_since += passed;
            importer->rate_records = progress->records;
        }
    }
}

// The mutex is held. Waits for a change, at most so many microseconds (-1: for ever); false where
// none came.
static bool wait_for_change(Importer *importer, int64_t most_us) {
    if (most_us < 0) {
        pthread_cond_wait(&importer->changed, &importer->mutex);
        return true;
    }
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += (time_t) (most_us / 1000000);
    until.tv_nsec += (long) (most_us % 1000000) * 1000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    return pthread_cond_timedwait(&importer->changed, &importer->mutex, &until) == 0;
}

// Works until everything known so far is done, or the importer stops.
static void write_parcels(Importer *importer) {
    for (;;) {
        pthread_mutex_lock(&importer->mutex);
        Parcel *parcel = next_parcel(importer);
        bool idle = !parcel && !importer->first_job;
        bool waiting = !parcel && !idle && !importer->stop;
        bool cancelled = parcel && parcel->job <= importer->cancelled;
        // A source that gives nothing for a while does not keep back what came before.
        bool flush = waiting && !wait_for_change(importer, import_writer_due(importer->out));
        pthread_mutex_unlock(&importer->mutex);
        if (flush && !import_writer_flush(importer->out)) {
            importer_cancel(importer);
        }
        if (!parcel && !waiting) {
            return;
        }
        if (!parcel) {
            continue;
        }
        if (!import_writer_take(importer->out, parcel, cancelled)) {
            importer_cancel(importer); // the store refuses: reading on is no use
        }
        pthread_mutex_lock(&importer->mutex);
        show_progress(importer, parcel);
        pthread_mutex_unlock(&importer->mutex);
        parcel_free(parcel);
    }
}

static bool work_waits(const Importer *importer) {
    return importer->first_job != NULL;
}

static void *write_files(void *context) {
    Importer *importer = context;
    worker_stand_back();
    pthread_mutex_lock(&importer->mutex);
    while (!importer->stop) {
        if (!importer->progress.running) {
            pthread_cond_wait(&importer->changed, &importer->mutex);
            continue;
        }
        bool tidies = importer->tidies;
        importer->tidies = false;
        pthread_mutex_unlock(&importer->mutex);
        write_parcels(importer);
        if (tidies) {
            import_writer_open(importer->out);
        }
        pthread_mutex_lock(&importer->mutex);
        importer->progress.tidying = true;
        bool more = true;
        while (more && !work_waits(importer) && !importer->halted) {
            pthread_mutex_unlock(&importer->mutex);
            more = import_writer_tidy(importer->out);
            pthread_mutex_lock(&importer->mutex);
        }
        importer->progress.tidying = false;
        if (!work_waits(importer)) {
            importer->progress = (ImportProgress){0};
            importer->bytes_done = 0;
            pthread_mutex_unlock(&importer->mutex);
            import_writer_rest(importer->out);
            pthread_mutex_lock(&importer->mutex);
        }
    }
    // Readers may still be on their way out of a file.
    while (importer->first_job) {
        Parcel *parcel = next_parcel(importer);
        if (!parcel) {
            pthread_cond_wait(&importer->changed, &importer->mutex);
            continue;
        }
        pthread_mutex_unlock(&importer->mutex);
        import_writer_take(importer->out, parcel, true);
        parcel_free(parcel);
        pthread_mutex_lock(&importer->mutex);
    }
    pthread_mutex_unlock(&importer->mutex);
    return NULL;
}

Importer *importer_start(const char *cache_path, Mailbox *mailbox) {
    Importer *importer = memory_new(sizeof *importer);
    pthread_mutex_init(&importer->mutex, NULL);
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&importer->changed, &attributes);
    pthread_condattr_destroy(&attributes);
    importer->mailbox = mailbox;
    importer->cache_path = memory_copy_string(cache_path);
    importer->out = import_writer_new(cache_path, mailbox);
    importer_read_ahead(importer, 1);
    worker_start(&importer->writer, write_files, importer);
    return importer;
}

void importer_read_ahead(Importer *importer, int readers) {
    readers = readers < IMPORT_READERS_MOST ? readers : IMPORT_READERS_MOST;
    while (importer->reader_count < readers) {
        worker_start(&importer->readers[importer->reader_count++], read_files, importer);
    }
}

static Job *new_job(const char *file, const ImportOptions *options) {
    Job *job = memory_new(sizeof *job);
    struct stat status;
    job->file = memory_copy_string(file);
    job->size = stat(file, &status) == 0 && S_ISREG(status.st_mode) ? (uint64_t) status.st_size : 0;
    job->options = *options;
    job->keep_for = options->keep_for ? memory_copy_string(options->keep_for) : NULL;
    job->options.keep_for = job->keep_for;
    job->columns = options->columns ? memory_copy_string(options->columns) : NULL;
    job->options.columns = job->columns;
    return job;
}

// The mutex is held.
static void add_job(Importer *importer, Job *job) {
    job->number = ++importer->jobs;
    importer->halted = false;
    if (importer->last_job) {
        importer->last_job->next = job;
    } else {
        importer->first_job = job;
    }
    importer->last_job = job;
    ImportProgress *progress = &importer->progress;
    if (!progress->running) {
        importer->since = clock_ticks_us();
        progress->seconds_left = -1;
    }
    progress->files++;
    progress->bytes_all += job->size;
    progress->running = true;
}

// All at once, so that the end of one is not taken for the end of all.
static void add_files(Importer *importer, const char *const *files, size_t count,
                      const ImportOptions *options) {
    pthread_mutex_lock(&importer->mutex);
    for (size_t i = 0; i < count; i++) {
        add_job(importer, new_job(files[i], options));
    }
    pthread_cond_broadcast(&importer->changed);
    pthread_mutex_unlock(&importer->mutex);
}

// Every file is answered, those too that were never begun, because of `why` or because all are cancelled.
static void post_unread(Importer *importer, const char *name, const ImportOptions *options,
                        const Error *why) {
    ImportFile *file = memory_new(sizeof *file);
    file->bulk = options->bulk;
    file->name = memory_copy_string(name);
    file->cancelled = why->kind == ERROR_NONE;
    file->error = *why;
    mailbox_post(importer->mailbox, MAIL_IMPORT_FILE, file, import_file_free);
}

static void add_folder(Importer *importer, const char *folder, const ImportOptions *options) {
    char **names;
    size_t count;
    Error why = {0};
    ImportOptions bulk = *options;
    bulk.bulk = true;
    bulk.list_ids = false;
    bulk.keep_for = NULL;
    if (!folder_files(folder, importer->cache_path, options->keep_for, &names, &count, &why)) {
        post_unread(importer, folder, &bulk, &why);
        mailbox_post(importer->mailbox, MAIL_IMPORT_ENDED, NULL, NULL);
    }
    add_files(importer, (const char *const *) names, count, &bulk);
    for (size_t i = 0; i < count; i++) {
        free(names[i]);
    }
    free(names);
}

void importer_add(Importer *importer, const char *file, const ImportOptions *options) {
    if (file_is_folder(file)) {
        add_folder(importer, file, options);
    } else if (file_is_store(file, importer->cache_path, options->keep_for)) {
        Error why = {0};
        error_set(&why, ERROR_INPUT, "%s belongs to carrel's own cache or review: it is no list of studies",
                  file);
        post_unread(importer, file, options, &why);
        mailbox_post(importer->mailbox, MAIL_IMPORT_ENDED, NULL, NULL);
    } else {
        add_files(importer, &file, 1, options);
    }
}

void importer_tidy(Importer *importer) {
    pthread_mutex_lock(&importer->mutex);
    importer->tidies = importer->progress.running = true;
    importer->halted = false;
    pthread_cond_broadcast(&importer->changed);
    pthread_mutex_unlock(&importer->mutex);
}

void importer_cancel(Importer *importer) {
    pthread_mutex_lock(&importer->mutex);
    Job **place = &importer->first_job;
    importer->last_job = NULL;
    while (*place) {
        Job *job = *place;
        if (job->taken) {
            importer->last_job = job;
            place = &job->next;
            continue;
        }
        *place = job->next;
        post_unread(importer, job->file, &job->options, &(Error){0});
        job_free(job);
    }
    importer->cancelled = importer->jobs;
    importer->halted = true;
    pthread_cond_broadcast(&importer->changed);
    pthread_mutex_unlock(&importer->mutex);
}

ImportProgress importer_progress(Importer *importer) {
    pthread_mutex_lock(&importer->mutex);
    ImportProgress progress = importer->progress;
    pthread_mutex_unlock(&importer->mutex);
    return progress;
}

void importer_stop(Importer *importer) {
    if (!importer) {
        return;
    }
    importer_cancel(importer);
    pthread_mutex_lock(&importer->mutex);
    importer->stop = true;
    pthread_cond_broadcast(&importer->changed);
    pthread_mutex_unlock(&importer->mutex);
    for (int i = 0; i < importer->reader_count; i++) {
        pthread_join(importer->readers[i], NULL);
    }
    pthread_join(importer->writer, NULL);
    import_writer_free(importer->out);
    pthread_cond_destroy(&importer->changed);
    pthread_mutex_destroy(&importer->mutex);
    free(importer->cache_path);
    free(importer);
}
