#ifndef CARREL_GRAPH_MAP_TEXT_H
#define CARREL_GRAPH_MAP_TEXT_H

#include "carrel/base/str.h"
#include "carrel/study/study.h"

// Text of strangers in the documents that the map's writers make. NULL adds nothing.

// Without what XML 1.0 cannot hold, and nothing of it is mark-up, in an attribute neither.
void xml_add_text(String *out, const char *text);
// The inside of a double-quoted string of DOT: no escape of it has a meaning.
void dot_add_text(String *out, const char *text);
// One cell [RFC 4180], quoted where needed; no spreadsheet takes it for a formula.
void csv_add_cell(String *out, const char *text);
// "22320928", or "carrel:17" where a study has no PMID.
void id_add_text(String *out, StudyId id);

#endif
