#ifndef CARREL_STUDY_STUDY_H
#define CARREL_STUDY_STUDY_H

#include "carrel/base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A study as a record describes it. All memory belongs to one arena. Text is valid
// UTF-8 with white space folded to single spaces (sections may keep "\n" between paragraphs),
// mark-up removed, and otherwise as the source has it: nothing here is
// safe for a terminal. Absent text is NULL, an absent list has count 0.

// Names a study within one cache: the PMID, or a negative number. 0 names none.
typedef int64_t StudyId;

// How rich a record is, best first; a study's fields come from its best record.
typedef enum {
    RECORD_PUBMED_XML = 1,
    RECORD_MEDLINE,
    RECORD_DATABASE, // other databases and reference managers
    RECORD_PAGE,     // text of a web page, PubMed summaries
    RECORD_STUB      // a citation, nothing more
} RecordKind;

typedef struct {
    const char **items;
    size_t count;
} TextList;

typedef struct {
    const char *family, *given, *initials, *suffix;
    const char *collective; // a group; then the names above are NULL
    const char *orcid;      // 0000-0000-0000-0000
    TextList affiliations;
} Author;

typedef struct {
    const char *label; // NULL where the section has none
    const char *text;
} Section;

typedef struct {
    const char *language;
    Section *sections;
    size_t section_count;
} OtherAbstract;

typedef struct {
    const char *name;
    bool major;
} Qualifier;

typedef struct {
    const char *heading;
    bool major;
    Qualifier *qualifiers;
    size_t qualifier_count;
} MeshHeading;

typedef struct {
    const char *number, *agency, *country;
} Grant;

// A number in another register: trial registration, data bank.
typedef struct {
    const char *bank, *number;
} RegisterNumber;

// An identifier of another scheme: "arxiv", "isbn", "pii", "wos", "embase", "bookaccession", …
typedef struct {
    const char *scheme, *value;
} Identifier;

// RefType of PubMed's CommentsCorrections: "RetractionIn", "ErratumIn", "CommentOn", …
typedef struct {
    const char *type;
    int64_t pmid; // 0 where none
    const char *text;
} Correction;

// One line of a list of links as the source printed it.
typedef struct {
    int64_t pmid; // 0 where none
    const char *doi, *pmcid;
    const char *title;       // NULL where the text is not taken apart
    const char *authors;     // as printed
    const char *text;        // journal line, or the whole free text of a reference
    bool is_review, is_free; // "Review.", "Free PMC article."
} Citation;

typedef struct {
    Citation *items;
    size_t count;
    int64_t announced; // how many the source says there are; -1 where it does not say
} CitationList;

typedef enum { LINK_REFERENCES, LINK_CITED_BY, LINK_SIMILAR, LINK_KINDS } LinkKind;

// How many links of one kind are known.
typedef struct {
    size_t listed;
    int64_t announced; // as in CitationList
} LinkCount;

// What came of asking somebody for a study's links of one kind.
typedef enum {
    LINKS_NOT_ASKED,
    LINKS_LISTED,
    LINKS_NONE,    // asked, and there are none
    LINKS_UNKNOWN, // asked, and the study is not known there
    LINKS_PARTIAL, // a part came
    LINKS_FAILED   // no answer
} LinkStatus;

// A list of links by PMIDs alone, as files of nothing but links have it.
typedef struct {
    const int64_t *pmids;
    size_t count;
    int64_t announced; // as in CitationList
    LinkStatus status; // of a service's answer
} PmidList;

// A numbered marker such as (1,2) in the text of a press article: one Marker a number.
typedef struct {
    int number;
    size_t section;        // index into sections
    size_t offset, length; // bytes of this number within the section's text
} Marker;

// What a screening tool wrote into a record about it (Rayyan's notes, ASReview's columns). It
// becomes a decision of the review only where somebody asks for that; it is not packed.
typedef struct {
    const char *reviewer; // as the record names them; NULL where it names nobody
    const char *decision; // "include", "exclude", "maybe"; NULL: only labels or a note
    const char *reason;   // NULL where none
    TextList labels;
    TextList values;      // of labels that have one: "LABEL\tVALUE"
    const char *note;     // NULL where none
    const char *abstract; // that they filled in, where the record has none; NULL where they did not
} RecordedDecision;

typedef struct {
    const char *name;
    const char *url;
} FullTextSource;

typedef struct {
    const char *label, *caption;
} Figure;

typedef struct {
    const char *title, *abbreviation, *issn, *essn;
} Journal;

typedef struct {
    RecordKind kind;
    int64_t pmid; // 0 where none
    int pmid_version;
    const char *doi;   // lower case, without resolver or "doi:"
    const char *pmcid; // "PMC1234567"
    Identifier *identifiers;
    size_t identifier_count;

    const char *title;
    bool title_translated; // PubMed's [brackets], which are taken off the title
    const char *vernacular_title;
    Author *authors;
    size_t author_count;
    Author *investigators;
    size_t investigator_count;
    Journal journal;
    int year, month, day; // publication; 0 where unknown
    const char *date;     // as printed: "1999 Spring"
    const char *volume, *issue, *pages;
    const char *publisher; // books
    const char *status;    // MedlineCitation Status
    int revised;           // yyyymmdd of the record's last revision; 0 unknown

    Section *sections; // the abstract; an unlabelled one has a single section
    size_t section_count;
    const char *copyright;
    OtherAbstract *other_abstracts;
    size_t other_abstract_count;
    const char *conflict_of_interest;
    TextList languages; // ISO 639-2, lower case
    TextList publication_types;
    TextList keywords;
    MeshHeading *mesh;
    size_t mesh_count;
    TextList substances;
    Grant *grants;
    size_t grant_count;
    RegisterNumber *registers;
    size_t register_count;
    Correction *corrections;
    size_t correction_count;
    Figure *figures;
    size_t figure_count;
    FullTextSource *full_text;
    size_t full_text_count;
    const char *specialty; // aggregator pages
    RecordedDecision *decisions;
    size_t decision_count;

    CitationList links[LINK_KINDS];
    Marker *markers; // in reading order
    size_t marker_count;
} Study;

// An empty study: announced counts are -1.
void study_init(Study *study);

// A list row's and search's view of a study; also study.flags in the cache.
enum {
    STUDY_RETRACTED = 1, // a retracted publication
    STUDY_CONCERN = 2,   // expression of concern
    STUDY_NO_ABSTRACT = 4,
    STUDY_OTHER_LANGUAGE = 8, // not English
    STUDY_STUB = 16,          // known only by link
    STUDY_REVIEW = 32,        // publication type contains Review
    STUDY_PRESS = 64,         // text about studies, with markers
    STUDY_NOTICE = 128        // itself a retraction notice or erratum
};
unsigned study_flags(const Study *study);

// "22320928" -> Alp 2021 style name: first author's family or collective, and year;
// the start of the title where there is no author. Appends to *out.
void study_add_name(const Study *study, String *out);
// "J Gastroenterol Hepatol 2012;27 Suppl 2:112-20". Appends.
void study_add_journal_line(const Study *study, String *out);
// "Zhang Z" of an author: family and initials, or the collective. Appends.
void author_add_short(const Author *author, String *out);
// The whole abstract as text, sections on lines of their own with "LABEL: ", or with the label
// on a line above where there are several paragraphs below it. Appends.
void study_add_abstract(const Study *study, String *out);
// One line a person would cite it by: authors, title, journal line, identifiers. Appends.
void study_add_citation(const Study *study, String *out);

const char *record_kind_name(RecordKind kind); // "PubMed XML", "MEDLINE", …
const char *link_kind_name(LinkKind kind);     // "references", "cited_by", "similar"

// Fills what is absent in *study from *other (a poorer record of the same study)
// and joins their lists of links; text is borrowed from other's arena, new arrays come
// from `arena`. Never replaces what is there.
void study_fill_from(Study *study, const Study *other, Arena *arena);

#endif
