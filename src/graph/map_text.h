#ifndef CARREL_GRAPH_MAP_TEXT_H
#define CARREL_GRAPH_MAP_TEXT_H

#include "carrel/base/str.h"
#include "carrel/study/study.h"

// Text of strangers in the documents that the map's writers make. NULL adds nothing.

// The inside of a double-quoted string of DOT, as the terminal would show it: no escape of it has a meaning.
void dot_add_text(String *out, const char *text);
// "22320928", or "carrel:17" where a study has no PMID.
void id_add_text(String *out, StudyId id);

#endif
