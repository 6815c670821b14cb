#include "carrel/base/copy.h"

#include "carrel/base/file.h"
#include "carrel/base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

struct FileCopy {
    char *folder;
    char *temporary; // NULL: it has no name yet, and nothing is left of it when the program is killed
    int fd;
    gzFile out; // has an fd of its own
};

static bool cannot_write(const FileCopy *copy, int why, Error *err) {
    return error_set(err, ERROR_SYSTEM, "%s: cannot be written: %s", copy->folder, strerror(why));
}

static void copy_free(FileCopy *copy) {
    if (copy->out) {
        gzclose(copy->out);
    }
    if (copy->fd >= 0) {
        close(copy->fd);
    }
    free(copy->folder);
    free(copy->temporary);
    free(copy);
}

// A file without a name, where the file system has such.
static int open_nameless(const char *folder) {
#ifdef O_TMPFILE
    return open(folder, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
#else
    (void) folder;
    return -1;
#endif
}

FileCopy *file_copy_begin(const char *folder, bool compress, Error *err) {
    if (!file_make_folders(folder, err)) {
        return NULL;
    }
    FileCopy *copy = memory_new(sizeof *copy);
    copy->folder = memory_copy_string(folder);
    copy->fd = open_nameless(folder);
    if (copy->fd < 0) {
        String temporary = {0};
        string_format(&temporary, "%s/copy.XXXXXX", folder);
        copy->temporary = string_take(&temporary);
        copy->fd = mkostemp(copy->temporary, O_CLOEXEC);
    }
    int own = copy->fd < 0 ? -1 : fcntl(copy->fd, F_DUPFD_CLOEXEC, 0);
    if (own < 0) {
        cannot_write(copy, errno, err);
        file_copy_drop(copy);
        return NULL;
    }
    // T writes the bytes as they are. [zlib.h: gzopen]
    copy->out = gzdopen(own, compress ? "wb" : "wbT");
    if (!copy->out) {
        memory_is_out();
    }
    return copy;
}

bool file_copy_add(FileCopy *copy, StringView bytes, Error *err) {
    errno = 0;
    while (bytes.length > 0) {
        size_t most = bytes.length < (1u << 30) ? bytes.length : 1u << 30;
        if (gzwrite(copy->out, bytes.data, (unsigned) most) == 0) {
            return cannot_write(copy, errno, err);
        }
        bytes = sv_from(bytes, most);
    }
    return true;
}

static bool give_name(const FileCopy *copy, const char *path) {
    if (copy->temporary) {
        return rename(copy->temporary, path) == 0;
    }
    char own[64]; // open(2): how a file of O_TMPFILE gets a name
    snprintf(own, sizeof own, "/proc/self/fd/%d", copy->fd);
    return linkat(AT_FDCWD, own, AT_FDCWD, path, AT_SYMLINK_FOLLOW) == 0 || errno == EEXIST;
}

bool file_copy_end(FileCopy *copy, const char *name, Error *err) {
    String path = {0};
    string_format(&path, "%s/%s", copy->folder, name);
    errno = 0;
    bool ok = gzclose(copy->out) == Z_OK;
    copy->out = NULL;
    ok = ok && fsync(copy->fd) == 0 && give_name(copy, path.data);
    string_free(&path);
    if (!ok) {
        cannot_write(copy, errno, err);
        file_copy_drop(copy);
        return false;
    }
    copy_free(copy);
    return true;
}

void file_copy_drop(FileCopy *copy) {
    if (!copy) {
        return;
    }
    if (copy->fd >= 0 && copy->temporary) {
        unlink(copy->temporary);
    }
    rmdir(copy->folder); // fails where something is in it
    copy_free(copy);
}
