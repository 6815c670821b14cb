#ifndef CARREL_READER_REFERENCE_KIND_H
#define CARREL_READER_REFERENCE_KIND_H

#include "carrel/study/study.h"

// Kinds of references that reference managers tell apart, with their names in each format.
typedef struct {
    const char *ris;  // "JOUR" of TY
    int endnote;      // number of ref-type
    const char *name; // "Journal Article": EndNote's name
    const char *type; // the publication type of such a study; NULL where it says nothing
    bool part;        // stands in something that has a title: a journal, a book
} ReferenceKind;

// By RIS's code or EndNote's name; a journal article where it is not known.
const ReferenceKind *reference_kind_by_name(StringView name);
const ReferenceKind *reference_kind_by_number(int number); // EndNote's; NULL where it is not known
// What a study is, by its publication types.
const ReferenceKind *reference_kind_of(const Study *study);
// Adds the kind's publication type, unless the study has it.
void study_add_reference_kind(Study *study, Arena *arena, const ReferenceKind *kind);

// PubMed's RefType of a heading "Comment in", "Erratum for", …; NULL where it is none.
const char *correction_type(StringView heading);

#endif
