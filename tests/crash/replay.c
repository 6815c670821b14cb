#include "replay.h"

#include "carrel/base/file.h"
#include "carrel/base/memory.h"
#include "record.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NO_FILE SIZE_MAX
enum { SECTOR = 512, PAGE = 4096 };

// A change of a file's content that was not synced.
typedef struct {
    bool cuts; // to `offset`
    uint64_t offset;
    StringView bytes; // in the log
} Change;

typedef struct {
    String content; // what is certain
    Change *changes;
    size_t count, capacity;
} DiskFile;

typedef struct {
    StringView path; // in the log, without the folder
    size_t file;     // NO_FILE: the name goes away
} Name;

typedef struct {
    Name *names;
    size_t count, capacity;
} Names;

struct Disk {
    String log;
    size_t at, folder_length;
    DiskFile *files;
    size_t count, capacity;
    Names now, certain, pending; // pending: a renaming is two, the new name first
};

Disk *disk_new(String log, const char *folder) {
    Disk *disk = memory_new(sizeof *disk);
    disk->log = log;
    disk->folder_length = strlen(folder);
    return disk;
}

void disk_free(Disk *disk) {
    for (size_t i = 0; i < disk->count; i++) {
        string_free(&disk->files[i].content);
        free(disk->files[i].changes);
    }
    free(disk->files);
    free(disk->now.names);
    free(disk->certain.names);
    free(disk->pending.names);
    string_free(&disk->log);
    free(disk);
}

size_t disk_position(const Disk *disk) {
    return disk->at;
}

// --- names ---

static void names_add(Names *names, Name name) {
    names->names = vec_grow(names->names, &names->capacity, names->count + 1, sizeof *names->names);
    names->names[names->count++] = name;
}

static size_t names_find(const Names *names, StringView path) {
    for (size_t i = 0; i < names->count; i++) {
        if (sv_equal(names->names[i].path, path)) {
            return names->names[i].file;
        }
    }
    return NO_FILE;
}

static void names_set(Names *names, Name name) {
    for (size_t i = 0; i < names->count; i++) {
        if (sv_equal(names->names[i].path, name.path)) {
            names->names[i].file = name.file;
            return;
        }
    }
    names_add(names, name);
}

static StringView folder_of(StringView path) {
    size_t length = path.length;
    while (length > 0 && path.data[length - 1] != '/') {
        length--;
    }
    return sv_part(path, 0, length > 0 ? length - 1 : 0);
}

// A folder was synced: its names are certain.
static void settle_names(Disk *disk, StringView folder) {
    Names *pending = &disk->pending;
    size_t kept = 0;
    for (size_t i = 0; i < pending->count; i++) {
        if (sv_equal(folder_of(pending->names[i].path), folder)) {
            names_set(&disk->certain, pending->names[i]);
        } else {
            pending->names[kept++] = pending->names[i];
        }
    }
    pending->count = kept;
}

static void give_name(Disk *disk, StringView path, size_t file) {
    names_set(&disk->now, (Name){path, file});
    names_add(&disk->pending, (Name){path, file});
}

// --- content ---

static void make_length(String *content, uint64_t length) {
    while (content->length < length) {
        string_add_char(content, '\0');
    }
    content->length = (size_t) length;
}

static void put_bytes(String *content, uint64_t offset, StringView bytes) {
    if (content->length < offset + bytes.length) {
        make_length(content, offset + bytes.length);
    }
    memcpy(content->data + offset, bytes.data, bytes.length);
}

static void change_file(Disk *disk, size_t file, Change change) {
    if (file != NO_FILE) {
        DiskFile *changed = &disk->files[file];
        changed->changes =
            vec_grow(changed->changes, &changed->capacity, changed->count + 1, sizeof *changed->changes);
        changed->changes[changed->count++] = change;
    }
}

static void settle_file(DiskFile *file) {
    for (size_t i = 0; i < file->count; i++) {
        const Change *change = &file->changes[i];
        if (change->cuts) {
            make_length(&file->content, change->offset);
        } else {
            put_bytes(&file->content, change->offset, change->bytes);
        }
    }
    file->count = 0;
}

// --- replaying ---

static StringView take_bytes(Disk *disk, size_t length) {
    StringView bytes = sv_part(string_view(&disk->log), disk->at, length);
    disk->at += length;
    return bytes;
}

bool disk_step(Disk *disk) {
    Call call;
    if (disk->log.length - disk->at < sizeof call) {
        return false;
    }
    memcpy(&call, take_bytes(disk, sizeof call).data, sizeof call);
    StringView path = sv_from(take_bytes(disk, call.path_length), disk->folder_length);
    StringView other = take_bytes(disk, call.other_length);
    StringView bytes = take_bytes(disk, call.length);
    size_t file = names_find(&disk->now, path);
    switch ((CallKind) call.kind) {
    case CALL_OPEN:
        if (file == NO_FILE) {
            disk->files = vec_grow(disk->files, &disk->capacity, disk->count + 1, sizeof *disk->files);
            disk->files[disk->count] = (DiskFile){0};
            give_name(disk, path, disk->count++);
        }
        break;
    case CALL_WRITE:
        change_file(disk, file, (Change){.offset = call.offset, .bytes = bytes});
        break;
    case CALL_TRUNCATE:
        change_file(disk, file, (Change){.cuts = true, .offset = call.offset});
        break;
    case CALL_SYNC:
        if (file != NO_FILE) {
            settle_file(&disk->files[file]);
        } else {
            settle_names(disk, path);
        }
        break;
    case CALL_RENAME:
        give_name(disk, sv_from(other, disk->folder_length), file);
        give_name(disk, path, NO_FILE);
        break;
    case CALL_REMOVE:
        give_name(disk, path, NO_FILE);
        break;
    }
    return true;
}

// --- cutting ---

typedef enum { LEAVE_NOTHING, LEAVE_ALL, LEAVE_SOME } Leaving;

static unsigned one_of(unsigned *seed, unsigned many) {
    return (unsigned) rand_r(seed) % many;
}

// A writing that was cut off: its beginning, or any of its sectors.
static void put_torn(String *content, const Change *change, unsigned *seed) {
    size_t unit = one_of(seed, 2) ? SECTOR : PAGE;
    bool is_beginning = one_of(seed, 2);
    size_t parts = (change->bytes.length + unit - 1) / unit;
    size_t end = one_of(seed, (unsigned) parts + 1);
    for (size_t i = 0; i < parts; i++) {
        if (is_beginning ? i < end : one_of(seed, 2)) {
            put_bytes(content, change->offset + i * unit, sv_part(change->bytes, i * unit, unit));
        }
    }
}

static void leave_file(const DiskFile *file, Leaving leaving, unsigned *seed, String *content) {
    string_add(content, string_view(&file->content));
    for (size_t i = 0; i < file->count && leaving != LEAVE_NOTHING; i++) {
        const Change *change = &file->changes[i];
        unsigned fate = leaving == LEAVE_ALL ? 0 : one_of(seed, 5); // 0 and 1 whole, 2 torn, else lost
        if (change->cuts && fate < 2) {
            make_length(content, change->offset);
        } else if (!change->cuts && fate < 2) {
            put_bytes(content, change->offset, change->bytes);
        } else if (!change->cuts && fate == 2) {
            put_torn(content, change, seed);
        }
    }
}

static bool write_file(const char *folder, const Name *name, StringView content, Error *err) {
    String path = {0}, parent = {0};
    string_format(&path, "%s%.*s", folder, (int) name->path.length, name->path.data);
    string_add(&parent, folder_of(string_view(&path)));
    bool ok = file_make_folders(string_text(&parent), err);
    FILE *file =
        ok ? fopen(string_text(&path), "w") : NULL; // need not last, unlike what file_write_all writes
    ok = ok && file != NULL && fwrite(content.data, 1, content.length, file) == content.length;
    ok = (file == NULL || fclose(file) == 0) && ok;
    if (!ok) {
        error_set(err, ERROR_SYSTEM, "%s: %s", string_text(&path), strerror(errno));
    }
    string_free(&path);
    string_free(&parent);
    return ok;
}

bool disk_cut(const Disk *disk, unsigned *seed, const char *folder, Error *err) {
    unsigned dice = one_of(seed, 8);
    Leaving leaving = dice < 2 ? (Leaving) dice : LEAVE_SOME;
    size_t named = leaving == LEAVE_NOTHING ? 0
                   : leaving == LEAVE_ALL   ? disk->pending.count
                                            : one_of(seed, (unsigned) disk->pending.count + 1);
    Names names = {0};
    bool ok = true;
    for (size_t i = 0; i < disk->certain.count; i++) {
        names_add(&names, disk->certain.names[i]);
    }
    for (size_t i = 0; i < named; i++) {
        names_set(&names, disk->pending.names[i]);
    }
    for (size_t i = 0; ok && i < names.count; i++) {
        if (names.names[i].file != NO_FILE) {
            String content = {0};
            leave_file(&disk->files[names.names[i].file], leaving, seed, &content);
            ok = write_file(folder, &names.names[i], string_view(&content), err);
            string_free(&content);
        }
    }
    free(names.names);
    return ok;
}
