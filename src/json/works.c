// Works as services answer with them, one or a list, and as their dumps have them; here those of
// Crossref.
// [https://api.crossref.org/swagger-ui, https://docs.openalex.org/api-entities/works]

#include "works.h"

#include "carrel/json/json.h"
#include "carrel/reader/fields.h"
#include "carrel/reader/markup.h"
#include "carrel/reader/numbers.h"
#include "carrel/reader/people.h"

#include <string.h>

// What both call a work, and the publication type that PubMed has for it.
static const struct {
    const char *work, *type;
} types[] = {
    {"journal-article", "Journal Article"},
    {"article", "Journal Article"},
    {"review", "Review"},
    {"letter", "Letter"},
    {"editorial", "Editorial"},
    {"erratum", "Published Erratum"},
    {"retraction", "Retraction of Publication"},
    {"posted-content", "Preprint"},
    {"preprint", "Preprint"},
    {"proceedings-article", "Conference Paper"},
    {"book-chapter", "Book Chapter"},
    {"book", "Book"},
    {"monograph", "Book"},
    {"edited-book", "Book"},
    {"reference-book", "Book"},
    {"dissertation", "Thesis"},
    {"report", "Report"},
    {"dataset", "Dataset"},
};

void work_add_type(Study *study, Arena *arena, StringView type) {
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if (sv_equal(type, sv(types[i].work))) {
            text_list_add(&study->publication_types, arena, types[i].type);
            return;
        }
    }
    text_list_add(&study->publication_types, arena, field_text(arena, type));
}

void work_add_grant(Study *study, Arena *arena, const char *agency, const char *number) {
    if (agency || number) {
        study->grants = list_grow(arena, study->grants, study->grant_count, sizeof *study->grants);
        study->grants[study->grant_count++] = (Grant){.number = number, .agency = agency};
    }
}

int64_t work_count(const json_t *work, const char *key) {
    const json_t *value = json_object_get(work, key);
    return json_is_integer(value) && json_integer_value(value) >= 0 ? json_integer_value(value) : -1;
}

// --- Crossref ---

static void add_authors(const json_t *work, Arena *arena, Study *study) {
    size_t i, k;
    json_t *name, *affiliation;
    json_array_foreach(json_object_get(work, "author"), i, name) {
        const char *family = json_member_text(arena, name, "family");
        const char *given = json_member_text(arena, name, "given");
        Author author = {.collective = json_member_text(arena, name, "name")};
        if (family || given) {
            author = person_of(arena, sv(family), sv(given));
        }
        const char *suffix = json_member_text(arena, name, "suffix");
        author.suffix = suffix ? suffix : author.suffix;
        author.orcid = orcid_read(arena, json_view_of(json_object_get(name, "ORCID")));
        json_array_foreach(json_object_get(name, "affiliation"), k, affiliation) {
            text_list_add(&author.affiliations, arena, json_member_text(arena, affiliation, "name"));
        }
        if (author.family || author.collective) {
            study->authors = list_grow(arena, study->authors, study->author_count, sizeof *study->authors);
            study->authors[study->author_count++] = author;
        }
    }
}

static const char *first_of(Arena *arena, const json_t *work, const char *key) {
    return markup_text(arena, json_view_of(json_first(json_object_get(work, key))));
}

static void read_title(const json_t *work, Arena *arena, Study *study) {
    study->title = first_of(arena, work, "title");
    const char *subtitle = first_of(arena, work, "subtitle");
    if (study->title && subtitle && !strstr(study->title, subtitle)) {
        study->title = arena_format(arena, "%s: %s", study->title, subtitle);
    }
    const char *original = first_of(arena, work, "original-title");
    if (original && study->title && strcmp(original, study->title) != 0) {
        study->vernacular_title = original;
    }
}

static void read_journal(const json_t *work, Arena *arena, Study *study) {
    Journal *journal = &study->journal;
    journal->title = first_of(arena, work, "container-title");
    journal->abbreviation = first_of(arena, work, "short-container-title");
    if (journal->abbreviation && journal->title && strcmp(journal->abbreviation, journal->title) == 0) {
        journal->abbreviation = NULL;
    }
    size_t i;
    json_t *issn;
    json_array_foreach(json_object_get(work, "issn-type"), i, issn) {
        const char *value = json_member_text(arena, issn, "value");
        bool electronic = sv_equal(json_view_of(json_object_get(issn, "type")), SV("electronic"));
        *(electronic ? &journal->essn : &journal->issn) = value;
    }
    const char *const serials[] = {"ISSN", "ISBN"};
    for (size_t k = 0; k < 2; k++) {
        json_array_foreach(json_object_get(work, serials[k]), i, issn) {
            study_add_serials(study, arena, json_view_of(issn));
        }
    }
}

// The date of the issue; else the first of the others.
static void read_date(const json_t *work, Study *study) {
    static const char *const keys[] = {"published-print",  "published", "issued",
                                       "published-online", "posted",    "created"};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0] && study->year == 0; i++) {
        json_read_date(json_object_get(work, keys[i]), study);
    }
}

static void add_part(String *text, const char *between, const char *part) {
    if (part) {
        string_format(text, "%s%s", text->length > 0 ? between : "", part);
    }
}

// {"DOI", "author", "year", "article-title", "journal-title", "volume", "first-page"} or
// {"unstructured"}
static void add_references(const json_t *work, Arena *arena, Study *study) {
    CitationList *list = &study->links[LINK_REFERENCES];
    String text = {0};
    size_t i;
    json_t *reference;
    json_array_foreach(json_object_get(work, "reference"), i, reference) {
        Citation *citation = citation_add(list, arena);
        const char *year = json_member_text(arena, reference, "year");
        const char *volume = json_member_text(arena, reference, "volume");
        const char *page = json_member_text(arena, reference, "first-page");
        citation->doi = field_doi(arena, json_view_of(json_object_get(reference, "DOI")));
        citation->title = json_member_text(arena, reference, "article-title");
        citation->authors = json_member_text(arena, reference, "author");
        const char *journal = json_member_text(arena, reference, "journal-title");
        const char *book = json_member_text(arena, reference, "volume-title");
        const char *unstructured = json_member_text(arena, reference, "unstructured");
        string_clear(&text);
        add_part(&text, "", journal ? journal : book);
        add_part(&text, ". ", year);
        add_part(&text, ";", volume);
        add_part(&text, ":", page);
        citation->text = unstructured      ? unstructured
                         : text.length > 0 ? arena_copy_view(arena, string_view(&text))
                                           : NULL;
        list->count -= !citation->doi && !citation->title && !citation->authors && !citation->text;
    }
    string_free(&text);
}

static void add_grants(const json_t *work, Arena *arena, Study *study) {
    size_t i, k;
    json_t *funder, *award;
    json_array_foreach(json_object_get(work, "funder"), i, funder) {
        const char *agency = json_member_text(arena, funder, "name");
        const json_t *awards = json_object_get(funder, "award");
        if (json_array_size(awards) == 0) {
            work_add_grant(study, arena, agency, NULL);
        }
        json_array_foreach(awards, k, award) {
            work_add_grant(study, arena, agency, markup_text(arena, json_view_of(award)));
        }
    }
}

// Notices: "updated-by" of the study, "update-to" of the notice itself.
static void add_notices(const json_t *work, const char *key, bool of_this, Arena *arena, Study *study) {
    static const struct {
        const char *update, *in, *of;
    } kinds[] = {{"retraction", "RetractionIn", "RetractionOf"},
                 {"withdrawal", "RetractionIn", "RetractionOf"},
                 {"removal", "RetractionIn", "RetractionOf"},
                 {"correction", "ErratumIn", "ErratumFor"},
                 {"corrigendum", "ErratumIn", "ErratumFor"},
                 {"erratum", "ErratumIn", "ErratumFor"},
                 {"expression_of_concern", "ExpressionOfConcernIn", "ExpressionOfConcernFor"}};
    size_t i;
    json_t *update;
    json_array_foreach(json_object_get(work, key), i, update) {
        StringView type = json_view_of(json_object_get(update, "type"));
        const char *doi = json_member_text(arena, update, "DOI");
        for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
            if (sv_equal_nocase(type, sv(kinds[k].update))) {
                study->corrections =
                    list_grow(arena, study->corrections, study->correction_count, sizeof *study->corrections);
                study->corrections[study->correction_count++] =
                    (Correction){.type = of_this ? kinds[k].in : kinds[k].of,
                                 .text = doi ? arena_format(arena, "doi: %s", doi) : NULL};
            }
        }
    }
}

static void add_registers(const json_t *work, Arena *arena, Study *study) {
    size_t i;
    json_t *trial;
    json_array_foreach(json_object_get(work, "clinical-trial-number"), i, trial) {
        const char *number = json_member_text(arena, trial, "clinical-trial-number");
        if (number) {
            study->registers =
                list_grow(arena, study->registers, study->register_count, sizeof *study->registers);
            study->registers[study->register_count++] = (RegisterNumber){NULL, number};
        }
    }
}

static void fill_crossref(const json_t *work, Arena *arena, Study *study) {
    study->doi = field_doi(arena, json_view_of(json_object_get(work, "DOI")));
    read_title(work, arena, study);
    add_authors(work, arena, study);
    read_journal(work, arena, study);
    read_date(work, study);
    study->volume = json_member_text(arena, work, "volume");
    study->issue = json_member_text(arena, work, "issue");
    const char *page = json_member_text(arena, work, "page");
    page = page ? page : json_member_text(arena, work, "article-number");
    study->pages = page ? pages_of(arena, sv(page), sv(NULL)) : NULL;
    study->publisher = json_member_text(arena, work, "publisher");
    study_add_marked_abstract(study, arena, json_view_of(json_object_get(work, "abstract")));
    text_list_add(&study->languages, arena,
                  language_normal(arena, json_view_of(json_object_get(work, "language"))));
    work_add_type(study, arena, json_view_of(json_object_get(work, "type")));
    size_t i;
    json_t *subject;
    json_array_foreach(json_object_get(work, "subject"), i, subject) {
        text_list_add(&study->keywords, arena, markup_text(arena, json_view_of(subject)));
    }
    add_references(work, arena, study);
    add_grants(work, arena, study);
    add_registers(work, arena, study);
    add_notices(work, "updated-by", true, arena, study);
    add_notices(work, "update-to", false, arena, study);
    int64_t references = work_count(work, "reference-count");
    study->links[LINK_REFERENCES].announced =
        references >= 0 ? references : work_count(work, "references-count");
    study->links[LINK_CITED_BY].announced = work_count(work, "is-referenced-by-count");
}

static bool fill_study(const json_t *work, Arena *arena, Study *study) {
    study->kind = RECORD_DATABASE;
    StringView id = json_view_of(json_object_get(work, "id"));
    if (sv_find(id, SV("openalex.org/")) != SV_NONE || json_object_get(work, "authorships")) {
        work_fill_openalex(work, arena, study);
    } else if (json_object_get(work, "attributes")) { // as DataCite's service wraps it
        work_fill_datacite(json_object_get(work, "attributes"), arena, study);
    } else if (json_object_get(work, "titles") || json_object_get(work, "schemaVersion")) {
        work_fill_datacite(work, arena, study);
    } else if (json_object_get(work, "source") && !json_object_get(work, "DOI")) {
        work_fill_europepmc(work, arena, study);
    } else {
        fill_crossref(work, arena, study);
    }
    return study->title || study->pmid != 0 || study->doi;
}

Reader *works_reader_new(void) {
    return json_records_new(
        fill_study, "the work has no title and no DOI",
        "no work was found: the file has no list of works with anything in it, and is no work itself");
}
