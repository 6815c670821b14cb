#ifndef CARREL_TERM_TERMINFO_H
#define CARREL_TERM_TERMINFO_H

#include "decode.h"

#include "carrel/base/error.h"

#include <stddef.h>

// What the terminal's description (terminfo) says. But for terminfo_check and
// terminfo_is_old, a terminal must have been set up.

// Whether the screen can work on standard output as a terminal of this type (NULL: TERM
// is not set); else a sentence on what to do.
bool terminfo_check(const char *type, Error *err);
// Terminals that have no way to show more than ASCII, whatever the locale says.
bool terminfo_is_old(const char *type);

bool terminfo_has(const char *name);
// Appends a capability without its padding, which only hardware of another age needs.
void terminfo_add(String *out, const char *name);

#define TERMINFO_KEYS_LIMIT 32
// Fills known[TERMINFO_KEYS_LIMIT] with the key sequences that are described, and returns how
// many. Their bytes are the caller's to free. None where no terminal was set up.
size_t terminfo_keys(KnownKey *known);

#endif
