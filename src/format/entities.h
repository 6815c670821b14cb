#ifndef FORMAT_ENTITIES_H
#define FORMAT_ENTITIES_H

#include "carrel/base/str.h"

// The character that HTML means by &name;. false where the name is not known.
bool entity_code_point(StringView name, unsigned *code_point);

#endif
