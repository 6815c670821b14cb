#ifndef CARREL_READER_ENTITIES_H
#define CARREL_READER_ENTITIES_H

#include "carrel/base/str.h"

// Appends text with its references decoded, names and numbers; what is no character becomes U+FFFD,
// and what is not known stays.
void entities_add_text(String *out, StringView text);

#endif
