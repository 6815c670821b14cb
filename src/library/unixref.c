// Crossref's XML of one work a record, "unixref" and "unixsd". What an article, paper or chapter stands
// in is described beside it. [Crossref, UNIXREF 1.1 and the deposit schema that it wraps]

#include "carrel/library/library.h"
#include "carrel/reader/fields.h"
#include "carrel/reader/markup.h"
#include "carrel/reader/people.h"
#include "carrel/reader/xml_fields.h"

#include "carrel/base/memory.h"

#include <string.h>

// Where works are described, the smallest part first, and their publication type.
static const struct {
    const char *path, *type;
} works[] = {
    {"//journal/journal_article", "Journal Article"},
    {"//conference/conference_paper", "Conference Paper"},
    {"//book/content_item", "Book Chapter"},
    {"//report-paper/content_item", "Report"},
    {"//database/dataset", "Dataset"},
    {"//posted_content", "Preprint"},
    {"//peer_review", "Peer Review"},
    {"//dissertation", "Thesis"},
    {"//book/book_metadata", "Book"},
    {"//book/book_series_metadata", "Book"},
    {"//book/book_set_metadata", "Book"},
    {"//report-paper/report-paper_metadata", "Report"},
    {"//report-paper/report-paper_series_metadata", "Report"},
    {"//standard/standard_metadata", "Standard"},
    {"//conference/proceedings_metadata", "Conference Proceedings"},
    {"//database/database_metadata", "Dataset"},
    {"//journal/journal_issue", NULL},
    {"//journal/journal_metadata", NULL},
};

// Of a work itself.
static const XmlField work_fields[] = {
    {"doi_data/doi", XML_DOI},
    {"pages/first_page", XML_FIRST_PAGE},
    {"pages/last_page", XML_LAST_PAGE},
    {"isbn", XML_SERIAL},
    {"publisher/publisher_name", XML_PUBLISHER},
    {"institution/institution_name", XML_PUBLISHER},
};

// Of the whole record: what the work stands in.
static const XmlField host_fields[] = {
    {"//journal_metadata/full_title", XML_JOURNAL},
    {"//journal_metadata/abbrev_title", XML_ABBREVIATION},
    {"//journal_issue/journal_volume/volume", XML_VOLUME},
    {"//journal_issue/issue", XML_ISSUE},
    {"//proceedings_metadata/proceedings_title", XML_JOURNAL},
    {"//event_metadata/conference_name", XML_JOURNAL},
    {"//proceedings_metadata/isbn", XML_SERIAL},
    {"//proceedings_metadata/publisher/publisher_name", XML_PUBLISHER},
    {"//book_metadata/isbn", XML_SERIAL},
    {"//book_metadata/publisher/publisher_name", XML_PUBLISHER},
    {"//book_series_metadata/isbn", XML_SERIAL},
    {"//book_series_metadata/publisher/publisher_name", XML_PUBLISHER},
};

static const char *title_at(const XmlTree *tree, size_t within, const char *path, const char *subtitle,
                            Arena *arena) {
    return title_with_subtitle(arena, xml_text_at(tree, within, path, arena),
                               xml_text_at(tree, within, subtitle, arena));
}

// --- names ---

static void add_affiliations(const XmlTree *tree, size_t name, Arena *arena, Author *author) {
    static const char *const paths[] = {"affiliation", "affiliations/institution/institution_name"};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        size_t at = XML_NONE;
        while ((at = xml_next(tree, name, paths[i], at)) != XML_NONE) {
            text_list_add(&author->affiliations, arena, xml_text(tree, at, arena));
        }
    }
}

static void add_name(const XmlTree *tree, size_t name, Arena *arena, Study *study) {
    const char *surname = xml_text_at(tree, name, "surname", arena);
    Author author = {0};
    if (surname) {
        author = person_of(arena, sv(surname), sv(xml_text_at(tree, name, "given_name", arena)));
        const char *suffix = xml_text_at(tree, name, "suffix", arena);
        author.suffix = suffix ? suffix : author.suffix;
        author.orcid = orcid_read(arena, sv(xml_text_at(tree, name, "ORCID", arena)));
        add_affiliations(tree, name, arena, &author);
    } else {
        author.collective = xml_text(tree, name, arena); // an organisation
    }
    if (author.family || author.collective) {
        study_add_author(study, arena, &author);
    }
}

// Names of a role in the order of the file; a thesis has its author without a list.
static void add_names(const XmlTree *tree, size_t work, const char *role, Arena *arena, Study *study) {
    static const char *const lists[] = {"contributors/*", "person_name"};
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        size_t at = XML_NONE;
        while ((at = xml_next(tree, work, lists[i], at)) != XML_NONE) {
            if (xml_attribute_is(tree, at, "contributor_role", role)) {
                add_name(tree, at, arena, study);
            }
        }
    }
}

// --- dates ---

static int number_at(const XmlTree *tree, size_t within, const char *path, int most, Arena *arena) {
    long long number = 0;
    bool known = sv_number(sv(xml_text_at(tree, within, path, arena)), &number);
    return known && number >= 1 && number <= most ? (int) number : 0;
}

// The date of print; else the first that there is.
static void read_date(const XmlTree *tree, size_t within, const char *path, Arena *arena, Study *study) {
    size_t at = XML_NONE, best = XML_NONE;
    while (within != XML_NONE && study->year == 0 && (at = xml_next(tree, within, path, at)) != XML_NONE) {
        bool print = xml_attribute_is(tree, at, "media_type", "print");
        best =
            best == XML_NONE || (print && !xml_attribute_is(tree, best, "media_type", "print")) ? at : best;
    }
    int year = number_at(tree, best, "year", 9999, arena);
    if (year > 0) {
        study->year = year;
        study->month = number_at(tree, best, "month", 12, arena);
        study->day = study->month > 0 ? number_at(tree, best, "day", 31, arena) : 0;
    }
}

static void read_dates(const XmlTree *tree, size_t work, Arena *arena, Study *study) {
    static const char *const own[] = {"publication_date", "posted_date", "approval_date", "review_date",
                                      "database_date/publication_date"};
    static const char *const hosts[] = {
        "//journal_issue/publication_date", "//proceedings_metadata/publication_date",
        "//book_metadata/publication_date", "//book_series_metadata/publication_date"};
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++) {
        read_date(tree, work, own[i], arena, study);
    }
    for (size_t i = 0; i < sizeof hosts / sizeof hosts[0]; i++) {
        read_date(tree, 0, hosts[i], arena, study);
    }
}

// --- the rest ---

static void add_serials(const XmlTree *tree, Arena *arena, Study *study) {
    size_t at = XML_NONE;
    while ((at = xml_next(tree, 0, "//issn", at)) != XML_NONE) {
        bool cited = sv_equal(tree->elements[tree->elements[at].parent].name, SV("citation"));
        bool electronic = xml_attribute_is(tree, at, "media_type", "electronic");
        study_add_xml_field(study, arena, electronic ? XML_ELECTRONIC_SERIAL : XML_SERIAL,
                            cited ? NULL : xml_text(tree, at, arena));
    }
}

static void add_grant(Study *study, Arena *arena, const char *agency, const char *number) {
    if (agency || number) {
        study->grants = list_grow(arena, study->grants, study->grant_count, sizeof *study->grants);
        study->grants[study->grant_count++] = (Grant){.number = number, .agency = agency};
    }
}

static void add_grants(const XmlTree *tree, size_t work, Arena *arena, Study *study) {
    size_t at = XML_NONE;
    while ((at = xml_next(tree, work, "//assertion", at)) != XML_NONE) {
        if (!xml_attribute_is(tree, at, "name", "fundgroup")) {
            continue;
        }
        const char *agency = NULL;
        bool awarded = false;
        size_t part = XML_NONE;
        while ((part = xml_next(tree, at, "assertion", part)) != XML_NONE) {
            if (xml_attribute_is(tree, part, "name", "funder_name")) {
                // The funder's own number stands inside its name.
                StringView inner = tree->elements[part].inner;
                agency = markup_text(arena, sv_part(inner, 0, sv_find(inner, SV("<assertion"))));
            } else if (xml_attribute_is(tree, part, "name", "award_number")) {
                add_grant(study, arena, agency, xml_text(tree, part, arena));
                awarded = true;
            }
        }
        add_grant(study, arena, awarded ? NULL : agency, NULL);
    }
}

static void add_registers(const XmlTree *tree, size_t work, Arena *arena, Study *study) {
    size_t at = XML_NONE;
    while ((at = xml_next(tree, work, "//clinical-trial-number", at)) != XML_NONE) {
        const char *number = xml_text(tree, at, arena);
        if (number) {
            study->registers =
                list_grow(arena, study->registers, study->register_count, sizeof *study->registers);
            study->registers[study->register_count++] = (RegisterNumber){NULL, number};
        }
    }
}

static void add_part(String *line, const char *mark, const char *part) {
    string_add_text(line, part ? mark : NULL);
    string_add_text(line, part);
}

static void add_references(const XmlTree *tree, size_t work, Arena *arena, Study *study) {
    CitationList *list = &study->links[LINK_REFERENCES];
    size_t at = XML_NONE;
    while ((at = xml_next(tree, work, "citation_list/citation", at)) != XML_NONE) {
        const char *journal = xml_text_at(tree, at, "journal_title", arena);
        const char *book = xml_text_at(tree, at, "volume_title", arena);
        const char *year = xml_text_at(tree, at, "cYear", arena);
        const char *volume = xml_text_at(tree, at, "volume", arena);
        const char *page = xml_text_at(tree, at, "first_page", arena);
        const char *whole = xml_text_at(tree, at, "unstructured_citation", arena);
        String line = {0};
        string_add_text(&line, journal ? journal : book);
        add_part(&line, line.length > 0 ? ". " : "", year);
        add_part(&line, ";", volume);
        add_part(&line, ":", page);
        Citation *citation = citation_add(list, arena);
        citation->doi = field_doi(arena, sv(xml_text_at(tree, at, "doi", arena)));
        citation->title = xml_text_at(tree, at, "article_title", arena);
        citation->authors = xml_text_at(tree, at, "author", arena);
        citation->text = whole ? whole : line.length > 0 ? arena_copy_view(arena, string_view(&line)) : NULL;
        list->count -= !citation->doi && !citation->title && !citation->authors && !citation->text;
        string_free(&line);
    }
}

static void read_record(const XmlTree *tree, Arena *arena, Study *study) {
    size_t work = XML_NONE;
    for (size_t i = 0; i < sizeof works / sizeof works[0] && work == XML_NONE; i++) {
        work = xml_first(tree, 0, works[i].path);
        if (work != XML_NONE) {
            text_list_add(&study->publication_types, arena, works[i].type);
        }
    }
    if (work == XML_NONE) {
        return; // "not found", or a DOI alone
    }
    study->title = title_at(tree, work, "titles/title", "titles/subtitle", arena);
    study->vernacular_title = xml_text_at(tree, work, "titles/original_language_title", arena);
    add_names(tree, work, "author", arena, study);
    if (study->author_count == 0) {
        add_names(tree, work, "editor", arena, study);
    }
    xml_fill(study, arena, tree, work, work_fields, sizeof work_fields / sizeof work_fields[0]);
    xml_fill(study, arena, tree, 0, host_fields, sizeof host_fields / sizeof host_fields[0]);
    size_t part_of_book = xml_first(tree, 0, "//book/content_item");
    if (work == part_of_book) {
        const char *book =
            title_at(tree, 0, "//book_metadata/titles/title", "//book_metadata/titles/subtitle", arena);
        study_add_xml_field(study, arena, XML_JOURNAL, book);
        study_add_xml_field(study, arena, XML_JOURNAL,
                            xml_text_at(tree, 0, "//book_series_metadata/titles/title", arena));
    }
    Journal *journal = &study->journal;
    if (journal->abbreviation && journal->title && strcmp(journal->abbreviation, journal->title) == 0) {
        journal->abbreviation = NULL;
    }
    add_serials(tree, arena, study);
    read_dates(tree, work, arena, study);
    size_t at = XML_NONE;
    while (!study->pages && (at = xml_next(tree, work, "publisher_item/item_number", at)) != XML_NONE) {
        bool number = xml_attribute_is(tree, at, "item_number_type", "article_number") ||
                      xml_attribute_is(tree, at, "item_number_type", "article-number");
        study->pages = number ? xml_text(tree, at, arena) : NULL;
    }
    size_t abstract = xml_first(tree, work, "abstract");
    if (abstract != XML_NONE) {
        study_add_marked_abstract(study, arena, tree->elements[abstract].inner);
    }
    StringView language = xml_attribute(tree, work, "language");
    language = language.length > 0
                   ? language
                   : xml_attribute(tree, xml_first(tree, 0, "//journal_metadata"), "language");
    text_list_add(&study->languages, arena, language_normal(arena, language));
    add_references(tree, work, arena, study);
    add_grants(tree, work, arena, study);
    add_registers(tree, work, arena, study);
}

static bool unixref_next(Reader *reader, Arena *arena, Item *item) {
    return xml_item_next(reader, arena, item, "doi_record", read_record);
}

Reader *unixref_reader_new(void) {
    Reader *reader = memory_new(sizeof *reader);
    reader_init(reader, unixref_next, reader_destroy);
    reader->nothing = "no work was found: the file has no <doi_record>";
    return reader;
}
