#include "carrel/reader/reference_kind.h"

#include "carrel/reader/fields.h"

// EndNote's numbers: [EndNote, RSXML DTD, ref-type]. The first of two with one
// name or number is the one that is written.
static const ReferenceKind kinds[] = {
    {"JOUR", 17, "Journal Article", NULL, true},
    {"EJOUR", 43, "Electronic Article", NULL, true},
    {"JFULL", 17, "Journal", NULL, true},
    {"INPR", 17, "In Press", NULL, true},
    {"MGZN", 19, "Magazine Article", "Magazine Article", true},
    {"NEWS", 23, "Newspaper Article", "Newspaper Article", true},
    {"CHAP", 5, "Book Section", "Book Chapter", true},
    {"ECHAP", 60, "Electronic Book Section", "Book Chapter", true},
    {"BOOK", 6, "Book", "Book", false},
    {"EDBOOK", 28, "Edited Book", "Book", false},
    {"EBOOK", 44, "Electronic Book", "Book", false},
    {"CONF", 10, "Conference Proceedings", "Conference Proceedings", true},
    {"CPAPER", 47, "Conference Paper", "Conference Paper", true},
    {"ABST", 17, "Abstract", "Abstract", true},
    {"THES", 32, "Thesis", "Thesis", false},
    {"RPRT", 27, "Report", "Report", false},
    {"GOVDOC", 46, "Government Document", "Government Document", false},
    {"DATA", 59, "Dataset", "Dataset", false},
    {"AGGR", 55, "Aggregated Database", "Dataset", false},
    {"PAT", 25, "Patent", "Patent", false},
    {"UNPB", 34, "Unpublished Work", "Unpublished Work", false},
    {"UNPD", 34, "Unpublished", "Unpublished Work", false},
    {"MANSCPT", 36, "Manuscript", "Manuscript", false},
    {"PCOMM", 26, "Personal Communication", "Personal Communication", false},
    {"COMP", 9, "Computer Program", "Computer Program", false},
    {"ELEC", 12, "Web Page", "Web Page", false},
    {"BLOG", 56, "Blog", "Web Page", false},
    {"VIDEO", 21, "Film or Broadcast", "Film or Broadcast", false},
    {"ENCYC", 53, "Encyclopedia", "Encyclopedia", true},
    {"DICT", 52, "Dictionary", "Dictionary", true},
    {"SER", 57, "Serial", "Serial", true},
    {"STAND", 58, "Standard", "Standard", false},
    {"GRNT", 54, "Grant", "Grant", false},
    {"PAMP", 24, "Pamphlet", "Pamphlet", false},
    {"ADVS", 3, "Audiovisual Material", "Audiovisual Material", false},
    {"ART", 2, "Artwork", "Artwork", false},
    {"MAP", 20, "Map", "Map", false},
    {"CASE", 7, "Case", "Legal Case", false},
    {"STAT", 31, "Statute", "Statute", false},
    {"LEGAL", 50, "Legal Rule or Regulation", "Legal Rule or Regulation", false},
    {"BILL", 4, "Bill", "Bill", false},
    {"HEAR", 18, "Hearing", "Hearing", false},
    {"GEN", 13, "Generic", NULL, false},
};

#define KIND_COUNT (sizeof kinds / sizeof kinds[0])

const ReferenceKind *reference_kind_by_name(StringView name) {
    name = sv_trim(name);
    for (size_t i = 0; i < KIND_COUNT; i++) {
        if (sv_equal_nocase(name, sv(kinds[i].ris)) || sv_equal_nocase(name, sv(kinds[i].name))) {
            return &kinds[i];
        }
    }
    return &kinds[0];
}

const ReferenceKind *reference_kind_by_number(int number) {
    for (size_t i = 0; i < KIND_COUNT; i++) {
        if (kinds[i].endnote == number) {
            return &kinds[i];
        }
    }
    return NULL;
}

static bool has_type(const Study *study, const char *type) {
    for (size_t i = 0; i < study->publication_types.count; i++) {
        if (sv_equal_nocase(sv(study->publication_types.items[i]), sv(type))) {
            return true;
        }
    }
    return false;
}

// The last type that names a kind counts: there a reader puts it.
const ReferenceKind *reference_kind_of(const Study *study) {
    for (size_t t = study->publication_types.count; t > 0; t--) {
        StringView type = sv(study->publication_types.items[t - 1]);
        for (size_t i = 0; i < KIND_COUNT; i++) {
            if (kinds[i].type && sv_equal_nocase(type, sv(kinds[i].type))) {
                return &kinds[i];
            }
        }
    }
    return &kinds[0];
}

void study_add_reference_kind(Study *study, Arena *arena, const ReferenceKind *kind) {
    if (kind->type && !has_type(study, kind->type)) {
        text_list_add(&study->publication_types, arena, kind->type);
    }
}

const char *correction_type(StringView heading) {
    // [PubMed DTD, CommentsCorrections RefType]
    static const struct {
        const char *heading, *type;
    } types[] = {
        {"Comment in", "CommentIn"},
        {"Comment on", "CommentOn"},
        {"Erratum in", "ErratumIn"},
        {"Erratum for", "ErratumFor"},
        {"Retraction in", "RetractionIn"},
        {"Retracted in", "RetractionIn"},
        {"Retraction of", "RetractionOf"},
        {"Expression of concern in", "ExpressionOfConcernIn"},
        {"Expression of concern for", "ExpressionOfConcernFor"},
        {"Update in", "UpdateIn"},
        {"Update of", "UpdateOf"},
        {"Republished in", "RepublishedIn"},
        {"Republished from", "RepublishedFrom"},
        {"Corrected and republished in", "CorrectedandRepublishedIn"},
        {"Corrected and republished from", "CorrectedandRepublishedFrom"},
    };
    if (sv_ends(heading, SV(":"))) {
        heading.length--;
    }
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if (sv_equal_nocase(heading, sv(types[i].heading))) {
            return types[i].type;
        }
    }
    return NULL;
}
