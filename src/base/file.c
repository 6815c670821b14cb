#include "carrel/base/file.h"

#include "carrel/base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <isa-l/igzip_lib.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct Input {
    int fd;
    char *name;
    uint64_t size, position;
    InputStopped *stopped; // NULL: nobody asks
    void *context;
    InputSeen *seen; // NULL: nobody listens
    void *listener;
    bool ended;                    // no more bytes on disk
    bool member_done;              // between two gzip members
    struct inflate_state *inflate; // of ISA-L, twice as fast as zlib; NULL: not gzip
    unsigned char bytes[64 << 10]; // as on disk
    size_t start, end;
};

#define SILENCE_MS 200

// Waits for bytes, or the end, of what may stay silent. false when nobody wants them any more.
static bool wait_for_bytes(const Input *input, Error *err) {
    struct pollfd waiting = {.fd = input->fd, .events = POLLIN};
    while (input->stopped && poll(&waiting, 1, SILENCE_MS) == 0) {
        if (input->stopped(input->context)) {
            return error_set(err, ERROR_CANCELLED, "%s: stopped while nothing came from it", input->name);
        }
    }
    return true;
}

// Takes more bytes from disk behind those not yet used.
static bool fill(Input *input, Error *err) {
    if (input->start == input->end) {
        input->start = input->end = 0;
    }
    while (!input->ended && input->end < sizeof input->bytes) {
        if (!wait_for_bytes(input, err)) {
            return false;
        }
        ssize_t got = read(input->fd, input->bytes + input->end, sizeof input->bytes - input->end);
        if (got < 0 && (errno == EINTR || errno == EAGAIN)) {
            continue;
        }
        if (got < 0) {
            return error_set(err, ERROR_SYSTEM, "%s: cannot be read: %s", input->name, strerror(errno));
        }
        input->ended = got == 0;
        if (input->seen && got > 0) {
            input->seen(input->listener, (StringView){(char *) input->bytes + input->end, (size_t) got});
        }
        input->end += (size_t) got;
        input->position += (uint64_t) got;
        break;
    }
    return true;
}

static void begin_member(Input *input) {
    isal_inflate_init(input->inflate);
    input->inflate->crc_flag = ISAL_GZIP; // header and checksum too
    input->member_done = false;
}

Input *input_open(const char *name, Error *err) {
    return input_open_watched(name, NULL, NULL, err);
}

Input *input_open_watched(const char *name, InputStopped *stopped, void *context, Error *err) {
    Input *input = NULL;
    bool standard = strcmp(name, "-") == 0;
    struct stat status;
    // Without O_NONBLOCK, opening a FIFO waits for somebody to write.
    int fd = standard ? dup(STDIN_FILENO)
                      : open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY | (stopped ? O_NONBLOCK : 0));
    if (fd < 0) {
        error_set(err, ERROR_SYSTEM, "%s: cannot be opened: %s", name, strerror(errno));
        return NULL;
    }
    if (fstat(fd, &status) != 0) {
        error_set(err, ERROR_SYSTEM, "%s: %s", name, strerror(errno));
    } else if (S_ISDIR(status.st_mode)) {
        error_set(err, ERROR_INPUT, "%s: is a folder; name the files in it", name);
    } else if (!standard && !S_ISREG(status.st_mode) && !S_ISFIFO(status.st_mode)) {
        error_set(err, ERROR_INPUT, "%s: is a device, not a file", name);
    } else {
        input = memory_new(sizeof *input);
        input->fd = fd;
        input->name = memory_copy_string(standard ? "standard input" : name);
        input->size = S_ISREG(status.st_mode) ? (uint64_t) status.st_size : 0;
        input->stopped = S_ISREG(status.st_mode) ? NULL : stopped;
        input->context = context;
        while (input->end < 2 && !input->ended) {
            if (!fill(input, err)) {
                input_close(input);
                return NULL;
            }
        }
        if (input->end >= 2 && input->bytes[0] == 0x1f && input->bytes[1] == 0x8b) {
            input->inflate = memory_new(sizeof *input->inflate);
            begin_member(input);
        }
        return input;
    }
    close(fd);
    return NULL;
}

static const char *inflate_fault(int status) {
    switch (status) {
    case ISAL_INVALID_BLOCK:
        return "invalid block type";
    case ISAL_INVALID_SYMBOL:
        return "invalid code";
    case ISAL_INVALID_LOOKBACK:
        return "invalid distance too far back";
    case ISAL_INCORRECT_CHECKSUM:
        return "incorrect data check";
    default:
        return "incorrect header check";
    }
}

static bool read_gzip(Input *input, unsigned char *out, size_t size, size_t *got, Error *err) {
    struct inflate_state *inflate = input->inflate;
    uint32_t wanted = (uint32_t) (size > 1u << 30 ? 1u << 30 : size);
    // Where there was no more room, what is inflated already may wait, with all input used.
    bool waiting = inflate->avail_out == 0 && !input->member_done;
    inflate->next_out = out;
    inflate->avail_out = wanted;
    for (; inflate->avail_out == wanted; waiting = false) {
        if (input->start == input->end && !waiting) {
            if (!fill(input, err)) {
                return false;
            }
            if (input->start == input->end) {
                if (!input->member_done) {
                    return error_set(err, ERROR_INPUT,
                                     "%s: the gzip data ends too early (a broken download?)", input->name);
                }
                break;
            }
        }
        if (input->member_done) {
            // Another member may follow; anything else behind the last one is padding.
            if (input->bytes[input->start] != 0x1f) {
                input->start = input->end;
                continue;
            }
            begin_member(input);
            inflate->next_out = out;
            inflate->avail_out = wanted;
        }
        inflate->next_in = input->bytes + input->start;
        inflate->avail_in = (uint32_t) (input->end - input->start);
        int status = isal_inflate(inflate);
        input->start = input->end - inflate->avail_in;
        *got = wanted - inflate->avail_out; // what came before any damage is good
        input->member_done = inflate->block_state == ISAL_BLOCK_FINISH;
        if (status < 0) {
            return error_set(err, ERROR_INPUT, "%s: damaged gzip data (%s)", input->name,
                             inflate_fault(status));
        }
    }
    *got = wanted - inflate->avail_out;
    return true;
}

bool input_read(Input *input, void *buffer, size_t size, size_t *got, Error *err) {
    *got = 0;
    if (input->inflate) {
        return read_gzip(input, buffer, size, got, err);
    }
    if (input->start == input->end && !fill(input, err)) {
        return false;
    }
    size_t here = input->end - input->start;
    *got = here < size ? here : size;
    memcpy(buffer, input->bytes + input->start, *got);
    input->start += *got;
    return true;
}

uint64_t input_position(const Input *input) {
    return input->position - (input->end - input->start);
}
uint64_t input_size(const Input *input) {
    return input->size;
}

bool input_is_gzip(const Input *input) {
    return input->inflate != NULL;
}

void input_watch_bytes(Input *input, InputSeen *seen, void *context) {
    input->seen = seen;
    input->listener = context;
    seen(context, (StringView){(char *) input->bytes + input->start, input->end - input->start});
}

void input_close(Input *input) {
    if (!input) {
        return;
    }
    free(input->inflate);
    close(input->fd);
    free(input->name);
    free(input);
}

bool file_read_all(const char *name, size_t limit, String *out, Error *err) {
    Input *input = input_open(name, err);
    if (!input) {
        return false;
    }
    char buffer[16 << 10];
    size_t got = 0, whole = 0;
    bool ok = true;
    while (ok && (ok = input_read(input, buffer, sizeof buffer, &got, err)) && got > 0) {
        whole += got;
        if (whole > limit) {
            ok = error_set(err, ERROR_INPUT, "%s: is larger than %zu bytes", name, limit);
        } else {
            string_add(out, (StringView){buffer, got});
        }
    }
    input_close(input);
    return ok;
}

static bool write_whole(int fd, StringView content) {
    while (content.length > 0) {
        ssize_t put = write(fd, content.data, content.length);
        if (put < 0 && errno != EINTR) {
            return false;
        }
        content = sv_from(content, put > 0 ? (size_t) put : 0);
    }
    return fsync(fd) == 0;
}

// A name is not certain to outlast a power cut before its folder is synced.
static bool sync_folder_of(const char *name) {
    const char *slash = strrchr(name, '/');
    String folder = {0};
    string_add(&folder, slash ? sv_part(sv(name), 0, (size_t) (slash - name) + 1) : SV("."));
    int fd = open(folder.data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    string_free(&folder);
    bool ok = fd >= 0 && fsync(fd) == 0;
    int why = errno;
    if (fd >= 0) {
        close(fd);
    }
    errno = why;
    return ok || why == EINVAL || why == EACCES; // some file systems cannot, and some folders cannot be read
}

bool file_write_all(const char *name, StringView content, unsigned mode, Error *err) {
    String temporary = {0};
    string_format(&temporary, "%s.XXXXXX", name);
    int fd = mkstemp(temporary.data);
    bool ok = fd >= 0 && fchmod(fd, (mode_t) mode) == 0 && write_whole(fd, content);
    int why = errno;
    if (fd >= 0 && close(fd) != 0 && ok) {
        ok = false;
        why = errno;
    }
    bool is_renamed = ok && rename(temporary.data, name) == 0;
    if (ok && !(is_renamed && sync_folder_of(name))) {
        ok = false;
        why = errno;
    }
    if (!ok) {
        if (fd >= 0 && !is_renamed) {
            unlink(temporary.data);
        }
        error_set(err, ERROR_SYSTEM, "%s: cannot be written: %s", name, strerror(why));
    }
    string_free(&temporary);
    return ok;
}

bool file_exists(const char *name) {
    struct stat status;
    return stat(name, &status) == 0;
}

bool file_is_folder(const char *name) {
    struct stat status;
    return stat(name, &status) == 0 && S_ISDIR(status.st_mode);
}

bool file_make_folders(const char *folder, Error *err) {
    char *path = memory_copy_string(folder);
    bool ok = true;
    for (char *slash = path + 1; ok && *slash; slash++) {
        if (*slash == '/') {
            *slash = '\0';
            ok = mkdir(path, 0700) == 0 || errno == EEXIST || file_is_folder(path);
            *slash = '/';
        }
    }
    ok = ok && (mkdir(path, 0700) == 0 || file_is_folder(path));
    if (!ok) {
        error_set(err, ERROR_SYSTEM, "%s: the folder cannot be made: %s", folder, strerror(errno));
    }
    free(path);
    return ok;
}
