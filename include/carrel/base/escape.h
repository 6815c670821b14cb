#ifndef CARREL_BASE_ESCAPE_H
#define CARREL_BASE_ESCAPE_H

#include "carrel/base/str.h"

// Text of strangers in documents that other programs read.

// Appends `text` so that none of it is mark-up in XML, HTML or SVG, in an attribute neither. A control or
// noncharacter, which XML 1.0 cannot hold, is a space; an invalid byte is U+FFFD.
void escape_add_xml(String *out, StringView text);
// Appends `text` as one cell of a table [RFC 4180], in quotation marks where it needs them. Where a spreadsheet
// would take it for a formula, "'" stands before it, and also where it begins as such a cell does, so that
// who takes that away reads what was written.
void escape_add_cell(String *out, StringView text, char separator);

#endif
