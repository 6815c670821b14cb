// A library to be loaded before a program (LD_PRELOAD), which writes down what the program does to the
// files below a folder, in the order in which it was done:
//
//     CRASH_FOLDER  the folder; without it nothing is looked at
//     CRASH_LOG     where to append the calls (record.h); may be missing
//     CRASH_FAIL    "ENOSPC:12": the twelfth call that writes, cuts or syncs there fails so, and all later
//                   ones; "EIO:12" likewise. "EIO:12:once": only that one
//
// Files that are memory shared by processes (-shm) are not looked at: SQLite makes them anew.
#include "record.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { PATH_SPACE = 1024 };

typedef int Open(const char *path, int flags, ...);
typedef int OfFile(int file);
typedef int OfLength(int file, off_t length);
typedef int OfPath(const char *path);
typedef int OfTemplate(char *path);
typedef int OfTwoPaths(const char *from, const char *to);
typedef ssize_t Write(int file, const void *bytes, size_t size);
typedef ssize_t WriteAt(int file, const void *bytes, size_t size, off_t offset);

// A library that stands between a program and its system has no other place for what it knows.
static struct {
    pthread_mutex_t mutex; // held while a call happens, so that the log has their order
    bool is_set_up, fails_once;
    int log, failure;
    long calls_to_failure;
} recorder = {.mutex = PTHREAD_MUTEX_INITIALIZER, .log = -1};

#define REAL(type, name) ((type *) (uintptr_t) dlsym(RTLD_NEXT, name))

static void set_up(void) {
    const char *path = getenv("CRASH_LOG"), *fail = getenv("CRASH_FAIL");
    recorder.is_set_up = true;
    if (path != NULL) {
        recorder.log = REAL(Open, "open")(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    }
    if (fail != NULL && strchr(fail, ':') != NULL) {
        recorder.failure = strncmp(fail, "EIO", 3) == 0 ? EIO : ENOSPC;
        recorder.calls_to_failure = strtol(strchr(fail, ':') + 1, NULL, 10);
        recorder.fails_once = strstr(fail, ":once") != NULL;
    }
}

static void enter(void) {
    pthread_mutex_lock(&recorder.mutex);
    if (!recorder.is_set_up) {
        set_up();
    }
}

static void leave(void) {
    int error = errno;
    pthread_mutex_unlock(&recorder.mutex);
    errno = error;
}

static bool is_looked_at(const char *path) {
    const char *folder = getenv("CRASH_FOLDER");
    size_t length = strlen(path), before = folder != NULL ? strlen(folder) : 0;
    return folder != NULL && strncmp(path, folder, before) == 0 &&
           (path[before] == '/' || path[before] == '\0') &&
           (length < 4 || strcmp(path + length - 4, "-shm") != 0);
}

// The path of a file that is looked at; "" for others, and for one that was removed.
static void path_of(int file, char path[PATH_SPACE]) {
    char link[64];
    struct stat status;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, PATH_SPACE - 1);
    path[length > 0 ? length : 0] = '\0';
    if (!is_looked_at(path) || fstat(file, &status) != 0 || status.st_nlink == 0) {
        path[0] = '\0';
    }
}

// A path as it was given, from the root.
static void whole_path(const char *given, char path[PATH_SPACE]) {
    char folder[PATH_SPACE];
    path[0] = '\0';
    if (given[0] == '/') {
        snprintf(path, PATH_SPACE, "%s", given);
    } else if (getcwd(folder, sizeof folder) != NULL) {
        int length = snprintf(path, PATH_SPACE, "%s/%s", folder, given);
        path[length < PATH_SPACE ? length : 0] = '\0';
    }
    if (!is_looked_at(path)) {
        path[0] = '\0';
    }
}

static bool fails(const char *path) {
    if (path[0] == '\0' || recorder.failure == 0) {
        return false;
    }
    recorder.calls_to_failure -= recorder.calls_to_failure > -1;
    if (recorder.fails_once ? recorder.calls_to_failure != 0 : recorder.calls_to_failure > 0) {
        return false;
    }
    errno = recorder.failure;
    return true;
}

static void write_down(CallKind kind, const char *path, const char *other, uint64_t offset, const void *bytes,
                       size_t length) {
    int error = errno;
    Call call = {(uint32_t) kind, (uint32_t) strlen(path), (uint32_t) strlen(other), (uint32_t) length,
                 offset};
    struct iovec parts[] = {{&call, sizeof call},
                            {(void *) (uintptr_t) path, call.path_length},
                            {(void *) (uintptr_t) other, call.other_length},
                            {(void *) (uintptr_t) bytes, length}};
    ssize_t all = (ssize_t) (sizeof call + call.path_length + call.other_length + length);
    if (recorder.log >= 0 && path[0] != '\0' && writev(recorder.log, parts, 4) != all) {
        abort(); // a log with a gap would prove nothing
    }
    errno = error;
}

// --- the calls ---

static int open_and_tell(const char *name, const char *given, int flags, mode_t mode) {
    char path[PATH_SPACE];
    enter();
    int file = REAL(Open, name)(given, flags, mode);
    if (file >= 0 && (flags & (O_CREAT | O_TRUNC)) != 0) {
        path_of(file, path);
        write_down(CALL_OPEN, path, "", 0, NULL, 0);
        if ((flags & O_TRUNC) != 0) {
            write_down(CALL_TRUNCATE, path, "", 0, NULL, 0);
        }
    }
    leave();
    return file;
}

static mode_t mode_of(int flags, va_list rest) {
    return (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;
}

int open(const char *path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    mode_t mode = mode_of(flags, rest);
    va_end(rest);
    return open_and_tell("open", path, flags, mode);
}

int open64(const char *path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    mode_t mode = mode_of(flags, rest);
    va_end(rest);
    return open_and_tell("open64", path, flags, mode);
}

int mkstemp(char *template) {
    char path[PATH_SPACE];
    enter();
    int file = REAL(OfTemplate, "mkstemp")(template);
    if (file >= 0) {
        path_of(file, path);
        write_down(CALL_OPEN, path, "", 0, NULL, 0);
    }
    leave();
    return file;
}

ssize_t pwrite(int file, const void *bytes, size_t size, off_t offset) {
    char path[PATH_SPACE];
    enter();
    path_of(file, path);
    ssize_t written = fails(path) ? -1 : REAL(WriteAt, "pwrite")(file, bytes, size, offset);
    if (written > 0) {
        write_down(CALL_WRITE, path, "", (uint64_t) offset, bytes, (size_t) written);
    }
    leave();
    return written;
}

ssize_t pwrite64(int file, const void *bytes, size_t size, off64_t offset) {
    return pwrite(file, bytes, size, offset);
}

ssize_t write(int file, const void *bytes, size_t size) {
    char path[PATH_SPACE];
    enter();
    path_of(file, path);
    ssize_t written = fails(path) ? -1 : REAL(Write, "write")(file, bytes, size);
    if (written > 0 && path[0] != '\0') {
        off_t end = lseek(file, 0, SEEK_CUR);
        write_down(CALL_WRITE, path, "", (uint64_t) (end - written), bytes, (size_t) written);
    }
    leave();
    return written;
}

int ftruncate(int file, off_t length) {
    char path[PATH_SPACE];
    enter();
    path_of(file, path);
    int result = fails(path) ? -1 : REAL(OfLength, "ftruncate")(file, length);
    if (result == 0) {
        write_down(CALL_TRUNCATE, path, "", (uint64_t) length, NULL, 0);
    }
    leave();
    return result;
}

int ftruncate64(int file, off64_t length) {
    return ftruncate(file, length);
}

static int sync_and_tell(const char *name, int file) {
    char path[PATH_SPACE];
    enter();
    path_of(file, path);
    int result = fails(path) ? -1 : REAL(OfFile, name)(file);
    if (result == 0) {
        write_down(CALL_SYNC, path, "", 0, NULL, 0);
    }
    leave();
    return result;
}

int fsync(int file) {
    return sync_and_tell("fsync", file);
}

int fdatasync(int file) {
    return sync_and_tell("fdatasync", file);
}

int rename(const char *from, const char *to) {
    char path[PATH_SPACE], other[PATH_SPACE];
    enter();
    whole_path(from, path);
    whole_path(to, other);
    int result = REAL(OfTwoPaths, "rename")(from, to);
    if (result == 0) {
        write_down(CALL_RENAME, path, other, 0, NULL, 0);
    }
    leave();
    return result;
}

int unlink(const char *given) {
    char path[PATH_SPACE];
    enter();
    whole_path(given, path);
    int result = REAL(OfPath, "unlink")(given);
    if (result == 0) {
        write_down(CALL_REMOVE, path, "", 0, NULL, 0);
    }
    leave();
    return result;
}
