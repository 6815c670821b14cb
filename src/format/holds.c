#include "carrel/format/holds.h"

const Format holds_formats[HOLDS_FORMATS] = {
    FORMAT_MEDLINE,  FORMAT_RIS, FORMAT_ENDNOTE, FORMAT_BIBTEX,
    FORMAT_CSL_JSON, FORMAT_CSV, FORMAT_TSV,     FORMAT_JSON,
};

const PartInfo parts[PART_COUNT] = {
    //                                                   nbib ris endnote bibtex csl csv tsv json
    [PART_PMID] = {PART_PMID, "PMID", "++++++++"},
    [PART_DOI] = {PART_DOI, "DOI", "++++++++"},
    [PART_PMCID] = {PART_PMCID, "PMCID", "++++++++"},
    [PART_IDENTIFIERS] = {PART_IDENTIFIERS, "other identifiers", "+++~---+"},
    [PART_ISBN] = {PART_ISBN, "ISBN", "++++++++"},
    [PART_TITLE] = {PART_TITLE, "title", "++++++++"},
    [PART_TRANSLATED] = {PART_TRANSLATED, "mark of a translated title", "++++++++"},
    [PART_VERNACULAR] = {PART_VERNACULAR, "title in its own language", "++++++++"},
    [PART_AUTHORS] = {PART_AUTHORS, "authors and initials", "++++++++"},
    [PART_GIVEN] = {PART_GIVEN, "their given names", "++++++++"},
    [PART_SUFFIX] = {PART_SUFFIX, "suffixes such as Jr", "++++++++"},
    [PART_GROUP] = {PART_GROUP, "groups of authors", "++++++++"},
    [PART_ORCID] = {PART_ORCID, "ORCID", "+------+"},
    [PART_AFFILIATIONS] = {PART_AFFILIATIONS, "affiliations", "++~----+"},
    [PART_INVESTIGATORS] = {PART_INVESTIGATORS, "investigators", "+------+"},
    [PART_JOURNAL] = {PART_JOURNAL, "journal or book", "++++++++"},
    [PART_ABBREVIATION] = {PART_ABBREVIATION, "its abbreviation", "++++++++"},
    [PART_ISSN] = {PART_ISSN, "ISSN of print and of web", "++++~+++"},
    [PART_PUBLISHER] = {PART_PUBLISHER, "publisher", "++++++++"},
    [PART_YEAR] = {PART_YEAR, "year", "++++++++"},
    [PART_DAY] = {PART_DAY, "month and day", "++++++++"},
    [PART_SEASON] = {PART_SEASON, "season, such as Spring", "++++++++"},
    [PART_VOLUME] = {PART_VOLUME, "volume", "++++++++"},
    [PART_ISSUE] = {PART_ISSUE, "issue", "++++++++"},
    [PART_PAGES] = {PART_PAGES, "pages", "++++++++"},
    [PART_ABSTRACT] = {PART_ABSTRACT, "abstract", "++++++++"},
    [PART_LABELLED] = {PART_LABELLED, "its labels and paragraphs", "~+++++++"},
    [PART_OTHER_ABSTRACTS] = {PART_OTHER_ABSTRACTS, "other languages' abstracts", "+~~----+"},
    [PART_COPYRIGHT] = {PART_COPYRIGHT, "copyright", "+--+-+++"},
    [PART_LANGUAGES] = {PART_LANGUAGES, "languages", "++++~+++"},
    [PART_TYPES] = {PART_TYPES, "publication types", "++++~+++"},
    [PART_KEYWORDS] = {PART_KEYWORDS, "keywords", "++++++++"},
    [PART_MESH] = {PART_MESH, "MeSH headings", "+~~~~+++"},
    [PART_SUBSTANCES] = {PART_SUBSTANCES, "substances", "+------+"},
    [PART_GRANTS] = {PART_GRANTS, "grants", "+------+"},
    [PART_REGISTERS] = {PART_REGISTERS, "trial numbers", "+------+"},
    [PART_CONFLICT] = {PART_CONFLICT, "conflict of interest", "+----+++"},
    [PART_NOTICES] = {PART_NOTICES, "notices such as retractions", "+------+"},
    [PART_FIGURES] = {PART_FIGURES, "figures", "-------+"},
    [PART_ADDRESSES] = {PART_ADDRESSES, "addresses of the full text", "-++~~--+"},
    [PART_REFERENCES] = {PART_REFERENCES, "references", "~------+"},
    [PART_CITED_BY] = {PART_CITED_BY, "how often it is cited", "-------+"},
    [PART_STATUS] = {PART_STATUS, "PubMed's status, revision", "+------+"},
    [PART_DECISION] = {PART_DECISION, "decision", "-+++++++"},
    [PART_REASON] = {PART_REASON, "reason for exclusion", "-+++++++"},
    [PART_LABELS] = {PART_LABELS, "labels", "-+++++++"},
    [PART_NOTE] = {PART_NOTE, "note", "-+++++++"},
};

Held format_holds(Format format, Part part) {
    for (int i = 0; i < HOLDS_FORMATS; i++) {
        if (holds_formats[i] == format) {
            char sign = parts[part].held[i];
            return sign == '+' ? HELD : sign == '~' ? HELD_PARTLY : HELD_NOT;
        }
    }
    return HELD_NOT;
}

bool format_tells_links(Format format) {
    return format_holds(format, PART_CITED_BY) != HELD_NOT;
}
