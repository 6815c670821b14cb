#ifndef PUBMED_ELEMENTS_H
#define PUBMED_ELEMENTS_H

#include "carrel/base/str.h"

#include <stdint.h>
#include <string.h>

// The elements of PubMed XML that matter, by the PubMed DTDs 2001 to 2025
// (https://dtd.nlm.nih.gov/ncbi/pubmed/doc/out/). BOX has elements inside, LEAF has text (and
// inline mark-up, which is not in this table); a NOTICE is what RefType was before 2011.
// A SKIPPED one has much inside of which a study takes nothing. Anything else is transparent: its content is
// read as its parent's.
#define PUBMED_ELEMENTS(X)                                                                                   \
    X(PubmedArticle, RECORD)                                                                                 \
    X(PubMedArticle, RECORD)                                                                                 \
    X(PubmedBookArticle, RECORD)                                                                             \
    X(MedlineCitation, RECORD)                                                                               \
    X(NCBIArticle, BOX)                                                                                      \
    X(PubmedData, BOX)                                                                                       \
    X(PubmedBookData, BOX)                                                                                   \
    X(DeleteCitation, BOX)                                                                                   \
    X(DeleteDocument, BOX)                                                                                   \
    X(Article, BOX)                                                                                          \
    X(BookDocument, BOX)                                                                                     \
    X(Book, BOX)                                                                                             \
    X(Publisher, BOX)                                                                                        \
    X(Journal, BOX)                                                                                          \
    X(JournalIssue, BOX)                                                                                     \
    X(PubDate, BOX)                                                                                          \
    X(ArticleDate, BOX)                                                                                      \
    X(ContributionDate, BOX)                                                                                 \
    X(BeginningDate, BOX)                                                                                    \
    X(EndingDate, BOX)                                                                                       \
    X(DateRevised, BOX)                                                                                      \
    X(History, SKIPPED)                                                                                      \
    X(Pagination, BOX)                                                                                       \
    X(Abstract, BOX)                                                                                         \
    X(OtherAbstract, BOX)                                                                                    \
    X(AuthorList, BOX)                                                                                       \
    X(Author, BOX)                                                                                           \
    X(Investigator, BOX)                                                                                     \
    X(AffiliationInfo, BOX)                                                                                  \
    X(PersonalNameSubject, BOX)                                                                              \
    X(DataBank, BOX)                                                                                         \
    X(Grant, BOX)                                                                                            \
    X(CommentsCorrections, BOX)                                                                              \
    X(MeshHeading, BOX)                                                                                      \
    X(ReferenceList, BOX)                                                                                    \
    X(Reference, BOX)                                                                                        \
    X(CommentOn, NOTICE)                                                                                     \
    X(CommentIn, NOTICE)                                                                                     \
    X(ErratumIn, NOTICE)                                                                                     \
    X(ErratumFor, NOTICE)                                                                                    \
    X(OriginalReportIn, NOTICE)                                                                              \
    X(RepublishedFrom, NOTICE)                                                                               \
    X(RepublishedIn, NOTICE)                                                                                 \
    X(RetractionOf, NOTICE)                                                                                  \
    X(RetractionIn, NOTICE)                                                                                  \
    X(SummaryForPatientsIn, NOTICE)                                                                          \
    X(UpdateIn, NOTICE)                                                                                      \
    X(UpdateOf, NOTICE)                                                                                      \
    X(PMID, LEAF)                                                                                            \
    X(MedlineID, LEAF)                                                                                       \
    X(OtherID, LEAF)                                                                                         \
    X(ArticleId, LEAF)                                                                                       \
    X(ELocationID, LEAF)                                                                                     \
    X(Isbn, LEAF)                                                                                            \
    X(ArticleTitle, LEAF)                                                                                    \
    X(BookTitle, LEAF)                                                                                       \
    X(VernacularTitle, LEAF)                                                                                 \
    X(Title, LEAF)                                                                                           \
    X(ISOAbbreviation, LEAF)                                                                                 \
    X(MedlineTA, LEAF)                                                                                       \
    X(ISSN, LEAF)                                                                                            \
    X(ISSNLinking, LEAF)                                                                                     \
    X(Volume, LEAF)                                                                                          \
    X(Issue, LEAF)                                                                                           \
    X(Year, LEAF)                                                                                            \
    X(Month, LEAF)                                                                                           \
    X(Day, LEAF)                                                                                             \
    X(Season, LEAF)                                                                                          \
    X(MedlineDate, LEAF)                                                                                     \
    X(StartPage, LEAF)                                                                                       \
    X(EndPage, LEAF)                                                                                         \
    X(MedlinePgn, LEAF)                                                                                      \
    X(AbstractText, LEAF)                                                                                    \
    X(CopyrightInformation, LEAF)                                                                            \
    X(LastName, LEAF)                                                                                        \
    X(ForeName, LEAF)                                                                                        \
    X(FirstName, LEAF)                                                                                       \
    X(Initials, LEAF)                                                                                        \
    X(Suffix, LEAF)                                                                                          \
    X(CollectiveName, LEAF)                                                                                  \
    X(Identifier, LEAF)                                                                                      \
    X(Affiliation, LEAF)                                                                                     \
    X(Language, LEAF)                                                                                        \
    X(PublicationType, LEAF)                                                                                 \
    X(PublisherName, LEAF)                                                                                   \
    X(NameOfSubstance, LEAF)                                                                                 \
    X(SupplMeshName, LEAF)                                                                                   \
    X(DescriptorName, LEAF)                                                                                  \
    X(QualifierName, LEAF)                                                                                   \
    X(Keyword, LEAF)                                                                                         \
    X(GrantID, LEAF)                                                                                         \
    X(Agency, LEAF)                                                                                          \
    X(Country, LEAF)                                                                                         \
    X(DataBankName, LEAF)                                                                                    \
    X(AccessionNumber, LEAF)                                                                                 \
    X(RefSource, LEAF)                                                                                       \
    X(Citation, LEAF)                                                                                        \
    X(NumberOfReferences, LEAF)                                                                              \
    X(CoiStatement, LEAF)

typedef enum {
    EL_NONE, // no element of the table
#define X(name, kind) EL_##name,
    PUBMED_ELEMENTS(X)
#undef X
        EL_COUNT
} Element;

typedef enum {
    ELEMENT_NONE,
    ELEMENT_RECORD,
    ELEMENT_BOX,
    ELEMENT_NOTICE,
    ELEMENT_SKIPPED,
    ELEMENT_LEAF
} ElementKind;

typedef struct {
    StringView name;
    ElementKind kind;
} ElementRow;
extern const ElementRow elements[EL_COUNT];

static inline ElementKind element_kind(Element element) {
    return elements[element].kind;
}
static inline const char *element_name(Element element) {
    return elements[element].name.data;
}

// Finds elements by name; made once a reader, since every tag of a file asks it.
typedef struct {
    uint8_t slots[512]; // Element, EL_NONE where free
} ElementIndex;
void element_index_fill(ElementIndex *index);
// The first and the last eight bytes, which may overlap. With these factors no two names of the table meet; one that is
// added may, at the cost of a step.
static inline size_t element_slot(StringView name) {
    uint64_t first = 0, last = 0;
    if (name.length >= sizeof first) {
        memcpy(&first, name.data, sizeof first);
        memcpy(&last, name.data + name.length - sizeof last, sizeof last);
    } else if (name.length >= sizeof first / 2) {
        memcpy(&first, name.data, sizeof first / 2);
        memcpy(&last, name.data + name.length - sizeof last / 2, sizeof last / 2);
    } else {
        for (size_t i = 0; i < name.length; i++) {
            first = first << 8 | (unsigned char) name.data[i];
        }
    }
    return (size_t) ((first * UINT64_C(0xc484ca189b3bbf99) ^ last * UINT64_C(0xf0e670ef4edf2ee7)) >> 55);
}

static inline Element element_find(const ElementIndex *index, StringView name) {
    for (size_t slot = element_slot(name);; slot = (slot + 1) % sizeof index->slots) {
        Element element = (Element) index->slots[slot];
        if (element == EL_NONE || sv_equal(elements[element].name, name)) {
            return element;
        }
    }
}

#endif
