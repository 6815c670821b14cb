#ifndef CARREL_BASE_FILE_H
#define CARREL_BASE_FILE_H

#include "carrel/base/error.h"
#include "carrel/base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A file to read once from its beginning: plain or gzip (told by its first bytes),
// or standard input for "-". Used by one thread at a time.
typedef struct Input Input;

// Opens for reading; refuses folders and anything that is not a regular file, FIFO
// or "-", with a sentence. `name` is kept for messages.
Input *input_open(const char *name, Error *err);
// The same for a thread that must be able to leave a FIFO or pipe from which nothing comes:
// `stopped` is asked some times a second, and a yes ends the opening or reading with ERROR_CANCELLED.
typedef bool InputStopped(void *context);
Input *input_open_watched(const char *name, InputStopped *stopped, void *context, Error *err);
// Reads up to `size` bytes; 0 at the end. false on a damaged gzip stream or a
// read error; what was read before stays good.
bool input_read(Input *input, void *buffer, size_t size, size_t *got, Error *err);
// Bytes of the file on disk consumed so far, and its whole size (0 unknown).
uint64_t input_position(const Input *input);
uint64_t input_size(const Input *input);
bool input_is_gzip(const Input *input);
// Tells of all bytes of the file as they are on disk, from the beginning: to be asked for before
// anything is read.
typedef void InputSeen(void *context, StringView bytes);
void input_watch_bytes(Input *input, InputSeen *seen, void *context);
void input_close(Input *input); // NULL is fine

// Reads a whole file into *out, refusing more than `limit` bytes.
bool file_read_all(const char *name, size_t limit, String *out, Error *err);
// Writes by a temporary file, fsync and rename, so that readers see the old or the new one; once it
// returns, the new one outlasts a power cut.
bool file_write_all(const char *name, StringView content, unsigned mode, Error *err);
bool file_exists(const char *name);
bool file_is_folder(const char *name);
bool file_make_folders(const char *folder, Error *err); // like mkdir -p, mode 0700

#endif
