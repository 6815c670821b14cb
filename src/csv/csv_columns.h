#ifndef CSV_COLUMNS_H
#define CSV_COLUMNS_H

#include "carrel/base/str.h"

#include <stdbool.h>
#include <stddef.h>

// What a column holds, told by its name.
typedef enum {
    COLUMN_TITLE,
    COLUMN_TRANSLATED,
    COLUMN_VERNACULAR,
    COLUMN_ABSTRACT,
    COLUMN_FULL_NAMES, // "Cup, Anna; Tea Group,"
    COLUMN_AUTHORS,
    COLUMN_AFFILIATIONS,
    COLUMN_JOURNAL,
    COLUMN_ABBREVIATION,
    COLUMN_ISSN,
    COLUMN_EISSN,
    COLUMN_ISBN,
    COLUMN_PUBLISHER,
    COLUMN_YEAR,
    COLUMN_DATE,
    COLUMN_VOLUME,
    COLUMN_ISSUE,
    COLUMN_PAGES,
    COLUMN_FIRST_PAGE,
    COLUMN_LAST_PAGE,
    COLUMN_ARTICLE_NUMBER,
    COLUMN_CITATION, // a journal line of PubMed
    COLUMN_SOURCE,   // Embase's journal line, Cochrane's journal, Scopus' own name
    COLUMN_PMID,
    COLUMN_DOI,
    COLUMN_PMCID,
    COLUMN_IDENTIFIERS,
    COLUMN_SCOPUS,
    COLUMN_WOS,
    COLUMN_EMBASE,
    COLUMN_LENS,
    COLUMN_OPENALEX,
    COLUMN_DIMENSIONS,
    COLUMN_CENTRAL,
    COLUMN_ACCESSION,
    COLUMN_DATABASE,
    COLUMN_PROVIDER, // of the database
    COLUMN_LANGUAGE,
    COLUMN_TYPE,
    COLUMN_RETRACTED,
    COLUMN_KEYWORDS,
    COLUMN_MESH,
    COLUMN_SUBSTANCES,
    COLUMN_FUNDING,
    COLUMN_TRIALS,
    COLUMN_COPYRIGHT,
    COLUMN_CONFLICT,
    COLUMN_REFERENCES,
    COLUMN_WOS_REFERENCES,
    COLUMN_REFERENCE_COUNT,
    COLUMN_CITED_COUNT,
    COLUMN_DECISION,
    COLUMN_REASON,
    COLUMN_LABELS,
    COLUMN_NOTE,  // of who screened
    COLUMN_NOTES, // of anybody; in carrel's own tables of who screened
    COLUMN_REVIEWER,
    COLUMN_VOTE,      // of the reviewer whose name heads the column, in Abstrackr's numbers
    COLUMN_VOTE_NOTE, // their note
    COLUMN_VALUE,     // of the label that heads the column, behind "value:"
    COLUMN_STAGE,     // told by carrel's own tables only
    COLUMN_IGNORED,   // known to hold nothing of a study
    COLUMN_NONE
} CsvColumn;

// The column that a header's cell names; case, spaces and signs do not matter. *rank orders
// columns of the same kind: the lowest holds it best. `tags`: the header is one of Web of Science's
// two-letter tags. COLUMN_NONE where the name is not known.
CsvColumn csv_column(StringView name, bool tags, unsigned *rank);

// The column that a text such as "title=Titre year=Année" says a header's cell is; COLUMN_NONE where it
// does not name it.
CsvColumn csv_mapped_column(StringView columns, StringView name);

#endif
