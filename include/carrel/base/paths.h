#ifndef CARREL_BASE_PATHS_H
#define CARREL_BASE_PATHS_H

#include "carrel/base/error.h"
#include "carrel/base/str.h"

// Where carrel keeps things (XDG Base Directory Specification 0.8). Each appends a
// path to *out and makes the folder where it is missing. Relative XDG values
// are ignored, as the specification says; without HOME the error says so.
bool path_cache(String *out, Error *err);                    // $XDG_CACHE_HOME/carrel/cache.db
bool path_gates(String *out, Error *err);                    // $XDG_CACHE_HOME/carrel/gates (not made)
bool path_data(String *out, const char *name, Error *err);   // $XDG_DATA_HOME/carrel/NAME
bool path_config(String *out, const char *name, Error *err); // $XDG_CONFIG_HOME/carrel/NAME (not made)
bool path_state(String *out, const char *name, Error *err);  // $XDG_STATE_HOME/carrel/NAME

StringView path_base(const char *path);            // last component
StringView path_stem(const char *path);            // base without its endings .gz and one more
void path_absolute(String *out, const char *path); // against the working folder, not resolved

#endif
