#include "carrel/engine/recorder.h"

#include "carrel/base/memory.h"
#include "carrel/store/review.h"
#include "worker.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

// How often to look for what others appended where the system cannot tell.
#define LOOK_MS 1000

typedef struct Task Task;
struct Task {
    EventList *events; // to append, or to merge; NULL where `path` is to be read
    bool merges;
    char *path;
    Task *next;
};

struct Recorder {
    char *path;
    bool create;
    Mailbox *mailbox;
    pthread_t thread;
    int wake; // eventfd: something was submitted, or it is time to stop

    pthread_mutex_t mutex; // guards what follows
    Task *first, *last;
    bool stopping;

    // The thread's own:
    ReviewFile *review;
    bool told;         // the first ReviewEvents was posted
    int notify, watch; // inotify, -1 where there is none
};

void review_events_free(void *events) {
    ReviewEvents *value = events;
    bool whole_log = value->first;
    free(value->events);
    free(value);
    if (whole_log) {
        worker_give_back_memory();
    }
}

void review_confirmed_free(void *confirmed) {
    ReviewConfirmed *value = confirmed;
    free(value->events);
    free(value);
}

void review_failed_free(void *failed) {
    ReviewFailed *value = failed;
    free(value->events);
    free(value);
}

void other_review_free(void *other) {
    OtherReview *value = other;
    free(value->path);
    free(value->events);
    free(value);
}

// --- telling ---

static void tell_events(Recorder *recorder, const Event *events, size_t count, const Error *error) {
    ReviewEvents *value = memory_new(sizeof *value);
    value->first = !recorder->told;
    value->read_only = recorder->review && review_is_read_only(recorder->review);
    value->events = event_list_copy(events, count);
    value->error = *error;
    recorder->told = true;
    mailbox_post(recorder->mailbox, MAIL_REVIEW_EVENTS, value, review_events_free);
}

static Key action_of(const EventList *events) {
    return events->count ? events->events[0].action : (Key){{0}};
}

static void tell_confirmed(Recorder *recorder, EventList *events) {
    ReviewConfirmed *value = memory_new(sizeof *value);
    *value = (ReviewConfirmed){action_of(events), events};
    mailbox_post(recorder->mailbox, MAIL_REVIEW_CONFIRMED, value, review_confirmed_free);
}

static void tell_failed(Recorder *recorder, EventList *events, const Error *error) {
    ReviewFailed *value = memory_new(sizeof *value);
    *value = (ReviewFailed){action_of(events), events, *error};
    mailbox_post(recorder->mailbox, MAIL_REVIEW_FAILED, value, review_failed_free);
}

// --- the file ---

static void close_review(Recorder *recorder) {
    review_close(recorder->review);
    recorder->review = NULL;
    if (recorder->watch >= 0) {
        inotify_rm_watch(recorder->notify, recorder->watch);
        recorder->watch = -1;
    }
}

// Reads what is new and tells it; with the first reading everything, even if it is nothing.
static bool read_new(Recorder *recorder, bool even_nothing, Error *err) {
    Arena arena = {0};
    Event *events;
    size_t count;
    bool ok = review_read(recorder->review, &arena, &events, &count, err);
    if (ok && (count || even_nothing)) {
        tell_events(recorder, events, count, &(Error){0});
    }
    arena_free(&arena);
    return ok;
}

static bool open_review(Recorder *recorder, Error *err) {
    if (recorder->review) {
        return true;
    }
    recorder->review = review_open(recorder->path, recorder->create, err);
    if (!recorder->review) {
        return false;
    }
    // Once it was there, a file that is gone is not to be made anew behind the user's back.
    recorder->create = false;
    // Watched before it is read, so that nothing falls between.
    if (recorder->notify >= 0) {
        recorder->watch =
            inotify_add_watch(recorder->notify, recorder->path,
                              IN_MODIFY | IN_CLOSE_WRITE | IN_MOVE_SELF | IN_DELETE_SELF | IN_ATTRIB);
    }
    if (!read_new(recorder, true, err)) {
        close_review(recorder);
        return false;
    }
    return true;
}

static void look_at_others(Recorder *recorder) {
    Error error = {0};
    if (!recorder->review || !review_changed(recorder->review) || read_new(recorder, false, &error)) {
        return;
    }
    close_review(recorder);
    if (!open_review(recorder, &error)) {
        tell_events(recorder, NULL, 0, &error);
    }
}

// After a failure it is unknown what is on disk: open again, read, repeat once.
static bool keep(Recorder *recorder, EventList *events, Error *err) {
    if (!open_review(recorder, err)) {
        return false;
    }
    if (review_append(recorder->review, events->events, events->count, err)) {
        return true;
    }
    if (review_is_read_only(recorder->review)) {
        return false;
    }
    close_review(recorder);
    return open_review(recorder, err) && review_append(recorder->review, events->events, events->count, err);
}

static void record(Recorder *recorder, EventList *events) {
    Error error = {0};
    if (keep(recorder, events, &error)) {
        tell_confirmed(recorder, events);
    } else {
        error_prefix(&error, "not saved");
        tell_failed(recorder, events, &error);
    }
}

static void merge(Recorder *recorder, EventList *events) {
    Error error = {0};
    size_t added;
    if (open_review(recorder, &error) &&
        review_merge(recorder->review, events->events, events->count, &added, &error)) {
        tell_events(recorder, events->events, events->count, &error);
    } else {
        close_review(recorder);
        error_prefix(&error, "not merged");
        tell_events(recorder, NULL, 0, &error);
    }
    free(events);
}

static void read_other(Recorder *recorder, const char *path) {
    OtherReview *other = memory_new(sizeof *other);
    Arena arena = {0};
    Event *events = NULL;
    size_t count = 0;
    ReviewFile *review = review_open(path, false, &other->error);
    if (review && !review_read(review, &arena, &events, &count, &other->error)) {
        count = 0;
    }
    if (review) {
        review_close(review);
    }
    other->path = memory_copy_string(path);
    other->events = event_list_copy(events, count);
    arena_free(&arena);
    mailbox_post(recorder->mailbox, MAIL_REVIEW_OTHER, other, other_review_free);
}

// --- the thread ---

// The oldest task; *stop where there is none and none will come.
static Task *take_task(Recorder *recorder, bool *stop) {
    pthread_mutex_lock(&recorder->mutex);
    Task *task = recorder->first;
    if (task) {
        recorder->first = task->next;
    }
    *stop = !task && recorder->stopping;
    pthread_mutex_unlock(&recorder->mutex);
    return task;
}

static void carry_out(Recorder *recorder, Task *task) {
    if (task->path) {
        read_other(recorder, task->path);
    } else if (task->merges) {
        merge(recorder, task->events);
    } else {
        record(recorder, task->events);
    }
    free(task->path);
    free(task);
}

// Sleeps until there is a task, or somebody wrote to the file. True for the latter.
static bool wait_for_something(Recorder *recorder) {
    struct pollfd files[] = {{.fd = recorder->wake, .events = POLLIN},
                             {.fd = recorder->notify, .events = POLLIN}};
    int ready = poll(files, 2, recorder->watch >= 0 || !recorder->review ? -1 : LOOK_MS);
    if (files[0].revents) {
        uint64_t count;
        (void) !read(recorder->wake, &count, sizeof count);
    }
    if (files[1].revents) {
        char notices[4096];
        while (read(recorder->notify, notices, sizeof notices) > 0) {
        }
    }
    return ready == 0 || files[1].revents;
}

static void *run(void *context) {
    Recorder *recorder = context;
    Error error = {0};
    if (!open_review(recorder, &error)) {
        tell_events(recorder, NULL, 0, &error);
    } else if (!review_backup(recorder->review, NULL, &error)) {
        error_prefix(&error, "no backup today");
        tell_events(recorder, NULL, 0, &error);
    }
    worker_give_back_memory();
    bool stop = false;
    while (!stop) {
        Task *task = take_task(recorder, &stop);
        if (task) {
            carry_out(recorder, task);
        } else if (!stop && wait_for_something(recorder)) {
            look_at_others(recorder);
        }
    }
    close_review(recorder);
    return NULL;
}

static void free_recorder(Recorder *recorder) {
    pthread_mutex_destroy(&recorder->mutex);
    close(recorder->wake);
    if (recorder->notify >= 0) {
        close(recorder->notify);
    }
    free(recorder->path);
    free(recorder);
}

Recorder *recorder_start(const char *path, bool create, Mailbox *mailbox, Error *err) {
    Recorder *recorder = memory_new(sizeof *recorder);
    recorder->path = memory_copy_string(path);
    recorder->create = create;
    recorder->mailbox = mailbox;
    recorder->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    recorder->notify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    recorder->watch = -1;
    pthread_mutex_init(&recorder->mutex, NULL);
    // Signals are for the thread of the screen, but for those that a fault of this one raises.
    static const int own[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
    sigset_t all, before;
    sigfillset(&all);
    for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
        sigdelset(&all, own[i]);
    }
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int failed = recorder->wake < 0 ? errno : pthread_create(&recorder->thread, NULL, run, recorder);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (failed) {
        error_set(err, ERROR_SYSTEM, "could not start the thread that writes the review: %s",
                  strerror(failed));
        free_recorder(recorder);
        return NULL;
    }
    return recorder;
}

static void wake(Recorder *recorder) {
    uint64_t one = 1;
    (void) !write(recorder->wake, &one, sizeof one);
}

static void submit(Recorder *recorder, Task what) {
    Task *task = memory_new(sizeof *task);
    *task = what;
    pthread_mutex_lock(&recorder->mutex);
    if (recorder->first) {
        recorder->last->next = task;
    } else {
        recorder->first = task;
    }
    recorder->last = task;
    pthread_mutex_unlock(&recorder->mutex);
    wake(recorder);
}

void recorder_submit(Recorder *recorder, EventList *events) {
    submit(recorder, (Task){.events = events});
}

void recorder_merge(Recorder *recorder, EventList *events) {
    submit(recorder, (Task){.events = events, .merges = true});
}

void recorder_read_other(Recorder *recorder, const char *path) {
    submit(recorder, (Task){.path = memory_copy_string(path)});
}

void recorder_stop(Recorder *recorder) {
    if (!recorder) {
        return;
    }
    pthread_mutex_lock(&recorder->mutex);
    recorder->stopping = true;
    pthread_mutex_unlock(&recorder->mutex);
    wake(recorder);
    pthread_join(recorder->thread, NULL);
    free_recorder(recorder);
}
