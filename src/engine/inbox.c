#include "carrel/engine/inbox.h"

#include "worker.h"

#include "carrel/base/file.h"
#include "carrel/base/memory.h"

#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEAD_BYTES ((size_t) 64 << 10)
// What was saved is looked at when it had time to get its last name.
#define SETTLE_MS 100
#define WATCHED   (IN_CLOSE_WRITE | IN_MOVED_TO | IN_DELETE | IN_MOVED_FROM | IN_DELETE_SELF | IN_MOVE_SELF)

struct Inbox {
    char *folder, *names;
    int64_t since;
    Mailbox *mailbox;
    pthread_t thread;
    int wake;
    atomic_bool stopping;
};

void inbox_file_free(void *file) {
    InboxFile *gone = file;
    free(gone->folder);
    free(gone->path);
    free(gone->search);
    free(gone);
}

static InboxFile *file_new(const Inbox *inbox, const char *path) {
    InboxFile *file = memory_new(sizeof *file);
    file->folder = memory_copy_string(inbox->folder);
    file->path = memory_copy_string(path);
    file->search = memory_copy_string("");
    return file;
}

static void tell(const Inbox *inbox, InboxFile *file) {
    mailbox_post(inbox->mailbox, MAIL_INBOX, file, inbox_file_free);
}

static void tell_folder(const Inbox *inbox, const char *why) {
    InboxFile *file = file_new(inbox, NULL);
    error_set(&file->error, ERROR_SYSTEM, "the inbox %s is not watched: %s", inbox->folder, why);
    tell(inbox, file);
}

static bool is_stopping(void *inbox) {
    return atomic_load(&((Inbox *) inbox)->stopping);
}

// Names that browsers and editors give to what is not whole yet.
static bool is_partial(const char *name) {
    static const char *const endings[] = {".part", ".crdownload", ".download", ".tmp", "~"};
    bool partial = name[0] == '.';
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        partial = partial || sv_ends(sv(name), sv(endings[i]));
    }
    return partial;
}

// The format, and what a reader finds in the first bytes about the search.
static void look_into(Inbox *inbox, InboxFile *file) {
    Input *input = input_open_watched(file->path, is_stopping, inbox, &file->error);
    String head = {0}, search = {0};
    char piece[8 << 10];
    size_t got = 1;
    while (input && got && head.length < HEAD_BYTES &&
           input_read(input, piece, sizeof piece, &got, &file->error)) {
        string_add(&head, (StringView){piece, got});
    }
    input_close(input);
    if (file->error.kind == ERROR_NONE) {
        file->understood = format_detect(string_view(&head), &file->format, &file->error);
    }
    if (file->understood) {
        Reader *reader = formats[file->format].reader_new();
        Arena arena = {0};
        Item item;
        reader_feed(reader, string_view(&head), got == 0);
        while (reader_next(reader, &arena, &item)) {
            arena_reset(&arena);
        }
        reader_add_search(reader, &search);
        reader_free(reader);
        arena_free(&arena);
        free(file->search);
        file->search = string_take(&search);
    }
    string_free(&head);
}

static int64_t milliseconds(struct timespec time) {
    return (int64_t) time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static bool has_name(const char *names, const char *name) {
    StringView rest = sv(names), line;
    while (sv_line(&rest, &line)) {
        if (sv_equal(line, sv(name))) {
            return true;
        }
    }
    return false;
}

// `since`: passed over where it came before and is not asked for by name.
static void look_at(Inbox *inbox, const char *name, bool was_there) {
    String path = {0};
    struct stat status;
    string_format(&path, "%s/%s", inbox->folder, name);
    // A file that was moved keeps the time of its content; that of its entry is when it came.
    bool is_file =
        !is_partial(name) && stat(path.data, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0;
    if (is_file &&
        (!was_there || milliseconds(status.st_ctim) > inbox->since || has_name(inbox->names, name))) {
        InboxFile *file = file_new(inbox, path.data);
        file->was_there = was_there;
        file->time = milliseconds(status.st_ctim);
        look_into(inbox, file);
        tell(inbox, file);
    }
    string_free(&path);
}

static void look_at_all(Inbox *inbox) {
    DIR *folder = opendir(inbox->folder);
    if (!folder) {
        tell_folder(inbox, strerror(errno));
        return;
    }
    for (struct dirent *entry; !is_stopping(inbox) && (entry = readdir(folder));) {
        look_at(inbox, entry->d_name, true);
    }
    closedir(folder);
}

// false where the folder is gone.
static bool take_notice(Inbox *inbox, const struct inotify_event *event) {
    if (event->mask & IN_Q_OVERFLOW) {
        look_at_all(inbox);
    } else if (event->mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT)) {
        tell_folder(inbox, "it was removed or moved; :set inbox=FOLDER watches again");
        return false;
    } else if (event->len && (event->mask & (IN_DELETE | IN_MOVED_FROM))) {
        String path = {0};
        string_format(&path, "%s/%s", inbox->folder, event->name);
        InboxFile *file = file_new(inbox, path.data);
        file->gone = true;
        tell(inbox, file);
        string_free(&path);
    } else if (event->len) {
        look_at(inbox, event->name, false);
    }
    return true;
}

static bool take_notices(Inbox *inbox, int notify) {
    union {
        struct inotify_event event;
        char bytes[8192];
    } notices;
    ssize_t got = read(notify, notices.bytes, sizeof notices.bytes);
    bool going = true;
    for (ssize_t at = 0; going && at < got && !is_stopping(inbox);) {
        const struct inotify_event *event = (const void *) (notices.bytes + at);
        going = take_notice(inbox, event);
        at += (ssize_t) (sizeof *event + event->len);
    }
    return going;
}

static void *run(void *context) {
    Inbox *inbox = context;
    int notify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    bool going = notify >= 0 && inotify_add_watch(notify, inbox->folder, WATCHED | IN_ONLYDIR) >= 0;
    if (going) {
        look_at_all(inbox); // after the watch began, so that nothing falls between
    } else {
        tell_folder(inbox, errno == ENOSPC ? "too many folders are watched already" : strerror(errno));
    }
    while (going && !is_stopping(inbox)) {
        struct pollfd files[] = {{.fd = inbox->wake, .events = POLLIN}, {.fd = notify, .events = POLLIN}};
        poll(files, 2, -1);
        if (files[1].revents) {
            poll(files, 1, SETTLE_MS);
            going = take_notices(inbox, notify);
        }
    }
    if (notify >= 0) {
        close(notify);
    }
    return NULL;
}

Inbox *inbox_start(const char *folder, int64_t since, const char *names, Mailbox *mailbox) {
    Inbox *inbox = memory_new(sizeof *inbox);
    inbox->folder = memory_copy_string(folder);
    inbox->names = memory_copy_string(names);
    inbox->since = since;
    inbox->mailbox = mailbox;
    inbox->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    worker_start(&inbox->thread, run, inbox);
    return inbox;
}

void inbox_stop(Inbox *inbox) {
    if (!inbox) {
        return;
    }
    uint64_t one = 1;
    atomic_store(&inbox->stopping, true);
    (void) !write(inbox->wake, &one, sizeof one);
    pthread_join(inbox->thread, NULL);
    close(inbox->wake);
    free(inbox->folder);
    free(inbox->names);
    free(inbox);
}
