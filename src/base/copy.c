#include "carrel/base/copy.h"

#include "carrel/base/file.h"
#include "carrel/base/memory.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

struct FileCopy {
    char *folder, *temporary;
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

FileCopy *file_copy_begin(const char *folder, bool compress, Error *err) {
    String temporary = {0};
    if (!file_make_folders(folder, err)) {
        return NULL;
    }
    string_format(&temporary, "%s/copy.XXXXXX", folder);
    FileCopy *copy = memory_new(sizeof *copy);
    copy->folder = memory_copy_string(folder);
    copy->temporary = string_take(&temporary);
    copy->fd = mkstemp(copy->temporary);
    int own = copy->fd < 0 ? -1 : dup(copy->fd);
    if (own < 0) {
        cannot_write(copy, errno, err);
        file_copy_drop(copy);
        return NULL;
    }
    // Level 6 takes as long as reading the records; T writes the bytes as they are. [zlib.h: gzopen]
    copy->out = gzdopen(own, compress ? "wb3" : "wbT");
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

bool file_copy_end(FileCopy *copy, const char *name, Error *err) {
    String path = {0};
    string_format(&path, "%s/%s", copy->folder, name);
    errno = 0;
    bool ok = gzclose(copy->out) == Z_OK;
    copy->out = NULL;
    ok = ok && fsync(copy->fd) == 0 && rename(copy->temporary, path.data) == 0;
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
    if (copy->fd >= 0) {
        unlink(copy->temporary);
    }
    rmdir(copy->folder); // fails where something is in it
    copy_free(copy);
}
