// A work as DataCite describes it: data sets, preprints, reports, journals of repositories.
// [https://schema.datacite.org/meta/kernel-4, https://support.datacite.org/docs/api]

#include "works.h"

#include "carrel/reader/fields.h"
#include "carrel/reader/markup.h"
#include "carrel/reader/numbers.h"
#include "carrel/reader/people.h"

#include <ctype.h>
#include <string.h>

static StringView view_at(const json_t *object, const char *key) {
    return json_view_of(json_object_get(object, key));
}

// A text, or the name of an object.
static const char *name_of(Arena *arena, const json_t *value) {
    return json_is_object(value) ? json_member_text(arena, value, "name")
                                 : markup_text(arena, json_view_of(value));
}

static void read_titles(const json_t *work, Arena *arena, Study *study) {
    size_t i;
    json_t *entry;
    const char *subtitle = NULL;
    json_array_foreach(json_object_get(work, "titles"), i, entry) {
        StringView type = view_at(entry, "titleType");
        const char *title = json_member_text(arena, entry, "title");
        if (type.length == 0 && !study->title) {
            study->title = title;
        } else if (sv_equal(type, SV("Subtitle"))) {
            subtitle = title;
        } else if (sv_equal(type, SV("TranslatedTitle")) && !study->vernacular_title) {
            study->vernacular_title = title;
        }
    }
    if (study->title && subtitle && !strstr(study->title, subtitle)) {
        study->title = arena_format(arena, "%s: %s", study->title, subtitle);
    }
}

static void add_authors(const json_t *work, Arena *arena, Study *study) {
    size_t i, k;
    json_t *creator, *part;
    json_array_foreach(json_object_get(work, "creators"), i, creator) {
        const char *family = json_member_text(arena, creator, "familyName");
        const char *given = json_member_text(arena, creator, "givenName");
        const char *name = json_member_text(arena, creator, "name");
        Author author = {0};
        if (sv_equal(view_at(creator, "nameType"), SV("Organizational"))) {
            author.collective = name;
        } else if (family) {
            author = person_of(arena, sv(family), sv(given));
        } else if (!name || !person_read(sv(name), arena, &author)) {
            continue;
        }
        json_array_foreach(json_object_get(creator, "nameIdentifiers"), k, part) {
            const char *orcid = orcid_read(arena, view_at(part, "nameIdentifier"));
            author.orcid = orcid ? orcid : author.orcid;
        }
        const json_t *affiliations = json_object_get(creator, "affiliation");
        if (!json_is_array(affiliations)) {
            text_list_add(&author.affiliations, arena, name_of(arena, affiliations));
        }
        json_array_foreach(affiliations, k, part) {
            text_list_add(&author.affiliations, arena, name_of(arena, part));
        }
        if (author.family || author.collective) {
            study->authors = list_grow(arena, study->authors, study->author_count, sizeof *study->authors);
            study->authors[study->author_count++] = author;
        }
    }
}

// "42-79 Seiten" among sizes such as "3 MB". NULL where it is none.
static const char *pages_of_size(Arena *arena, StringView size) {
    static const char *const words[] = {"pages", "page", "pp.", "pp", "p.", "seiten", "seite", "s."};
    size_t digits = 0;
    while (digits < size.length && !isalpha((unsigned char) size.data[digits])) {
        digits++;
    }
    StringView word = sv_trim(sv_from(size, digits)), pages = sv_trim(sv_part(size, 0, digits));
    bool range = sv_find_char(pages, '-') != SV_NONE || sv_find(pages, SV("\xe2\x80\x93")) != SV_NONE;
    for (size_t i = 0; range && i < sizeof words / sizeof words[0]; i++) {
        if (sv_equal_nocase(word, sv(words[i]))) {
            return pages_of(arena, pages, sv(NULL));
        }
    }
    return NULL;
}

// Where a work appeared: an item that it is published in says it best, then the container. Some
// write issue and year into a container's first page.
static void read_place(const json_t *work, Arena *arena, Study *study) {
    size_t i;
    json_t *item;
    const json_t *place = NULL, *container = json_object_get(work, "container");
    json_array_foreach(json_object_get(work, "relatedItems"), i, item) {
        if (!place && sv_equal(view_at(item, "relationType"), SV("IsPublishedIn"))) {
            place = item;
            study->journal.title =
                json_member_text(arena, json_first(json_object_get(item, "titles")), "title");
            study_add_serials(
                study, arena,
                view_at(json_object_get(item, "relatedItemIdentifier"), "relatedItemIdentifier"));
        }
    }
    if (!place) {
        place = container;
        bool archive = sv_equal(view_at(container, "type"), SV("DataRepository"));
        study->journal.title = archive ? NULL : json_member_text(arena, container, "title");
        if (sv_equal(view_at(container, "identifierType"), SV("ISSN"))) {
            study_add_serials(study, arena, view_at(container, "identifier"));
        }
    }
    study->volume = json_member_text(arena, place, "volume");
    study->issue = json_member_text(arena, place, "issue");
    const char *first = json_member_text(arena, place, "firstPage");
    if (first && !strchr(first, ' ')) {
        study->pages = pages_of(arena, sv(first), sv(json_member_text(arena, place, "lastPage")));
    }
    json_array_foreach(json_object_get(work, "sizes"), i, item) {
        study->pages = study->pages ? study->pages : pages_of_size(arena, json_view_of(item));
    }
}

static void read_date(const json_t *work, Arena *arena, Study *study) {
    enum { ISSUED, YEAR, AVAILABLE, CREATED, COUNT };
    StringView dates[COUNT] = {{0}};
    size_t i;
    json_t *entry;
    json_array_foreach(json_object_get(work, "dates"), i, entry) {
        StringView type = view_at(entry, "dateType"), date = view_at(entry, "date");
        size_t at = sv_equal(type, SV("Issued"))      ? ISSUED
                    : sv_equal(type, SV("Available")) ? AVAILABLE
                    : sv_equal(type, SV("Created"))   ? CREATED
                                                      : COUNT;
        if (at < COUNT && dates[at].length == 0) {
            dates[at] = date;
        }
    }
    dates[YEAR] = sv(json_member_text(arena, work, "publicationYear"));
    study_set_date(study, arena, dates, COUNT);
}

static void read_type(const json_t *work, Arena *arena, Study *study) {
    static const struct {
        const char *type, *work;
    } names[] = {
        {"JournalArticle", "journal-article"},
        {"article-journal", "journal-article"},
        {"Preprint", "preprint"},
        {"Dataset", "dataset"},
        {"dataset", "dataset"},
        {"Book", "book"},
        {"book", "book"},
        {"BookChapter", "book-chapter"},
        {"chapter", "book-chapter"},
        {"ConferencePaper", "proceedings-article"},
        {"paper-conference", "proceedings-article"},
        {"Dissertation", "dissertation"},
        {"thesis", "dissertation"},
        {"Report", "report"},
        {"report", "report"},
    };
    const json_t *types = json_object_get(work, "types");
    StringView said[] = {view_at(types, "resourceTypeGeneral"), view_at(types, "citeproc")};
    for (size_t i = 0; i < 2; i++) {
        for (size_t k = 0; k < sizeof names / sizeof names[0]; k++) {
            if (sv_equal(said[i], sv(names[k].type))) {
                work_add_type(study, arena, sv(names[k].work));
                return;
            }
        }
    }
    const char *other = json_member_text(arena, types, "resourceType");
    text_list_add(&study->publication_types, arena, other ? other : field_text(arena, said[0]));
}

// What it refers to, and the numbers of what it is part of.
static void add_related(const json_t *work, Arena *arena, Study *study) {
    size_t i;
    json_t *entry;
    json_array_foreach(json_object_get(work, "relatedIdentifiers"), i, entry) {
        StringView relation = view_at(entry, "relationType"), type = view_at(entry, "relatedIdentifierType"),
                   value = view_at(entry, "relatedIdentifier");
        bool refers = sv_equal(relation, SV("References")) || sv_equal(relation, SV("Cites"));
        long long number;
        if (refers && sv_equal(type, SV("DOI")) && field_doi(arena, value)) {
            citation_add(&study->links[LINK_REFERENCES], arena)->doi = field_doi(arena, value);
        } else if (refers && sv_equal(type, SV("PMID")) && sv_number(value, &number) && number > 0) {
            citation_add(&study->links[LINK_REFERENCES], arena)->pmid = number;
        } else if (sv_equal(relation, SV("IsPartOf")) &&
                   (sv_equal(type, SV("ISSN")) || sv_equal(type, SV("ISBN")))) {
            study_add_serials(study, arena, value);
        }
    }
    json_array_foreach(json_object_get(work, "identifiers"), i, entry) {
        StringView type = view_at(entry, "identifierType"), value = view_at(entry, "identifier");
        long long number;
        if (sv_equal(type, SV("PMID")) && sv_number(value, &number) && number > 0) {
            study->pmid = number;
        } else if (sv_equal(type, SV("ISBN"))) {
            study_add_serials(study, arena, value);
        }
    }
    study->links[LINK_CITED_BY].announced = work_count(work, "citationCount");
}

// The abstract is the first one in the language of the work, as its title is, else the first of all; the
// others are in other languages, which few name.
static void add_abstracts(const json_t *work, Arena *arena, Study *study) {
    size_t i, chosen = SIZE_MAX;
    bool fits = false;
    json_t *entry;
    const char *own = language_normal(arena, view_at(work, "language"));
    json_array_foreach(json_object_get(work, "descriptions"), i, entry) {
        if (sv_equal(view_at(entry, "descriptionType"), SV("Abstract"))) {
            const char *language = language_normal(arena, view_at(entry, "lang"));
            bool same = own && language && strcmp(own, language) == 0;
            chosen = chosen == SIZE_MAX || (same && !fits) ? i : chosen;
            fits = fits || same;
        }
    }
    json_array_foreach(json_object_get(work, "descriptions"), i, entry) {
        if (!sv_equal(view_at(entry, "descriptionType"), SV("Abstract"))) {
            continue;
        }
        if (i == chosen) {
            study_add_marked_abstract(study, arena, view_at(entry, "description"));
            continue;
        }
        Study part; // only its sections are made
        study_init(&part);
        study_add_marked_abstract(&part, arena, view_at(entry, "description"));
        study->other_abstracts = list_grow(arena, study->other_abstracts, study->other_abstract_count,
                                           sizeof *study->other_abstracts);
        study->other_abstracts[study->other_abstract_count++] = (OtherAbstract){
            language_normal(arena, view_at(entry, "lang")), part.sections, part.section_count};
    }
}

void work_fill_datacite(const json_t *work, Arena *arena, Study *study) {
    size_t i;
    json_t *entry;
    study->doi = field_doi(arena, view_at(work, "doi"));
    read_titles(work, arena, study);
    add_authors(work, arena, study);
    read_place(work, arena, study);
    read_date(work, arena, study);
    study->publisher = name_of(arena, json_object_get(work, "publisher"));
    add_abstracts(work, arena, study);
    text_list_add(&study->languages, arena, language_normal(arena, view_at(work, "language")));
    read_type(work, arena, study);
    json_array_foreach(json_object_get(work, "subjects"), i, entry) {
        text_list_add(&study->keywords, arena, json_member_text(arena, entry, "subject"));
    }
    json_array_foreach(json_object_get(work, "fundingReferences"), i, entry) {
        work_add_grant(study, arena, json_member_text(arena, entry, "funderName"),
                       json_member_text(arena, entry, "awardNumber"));
    }
    add_related(work, arena, study);
}
