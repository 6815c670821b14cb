// A result of Europe PMC, "core" or "lite". [https://europepmc.org/RestfulWebService]

#include "works.h"

#include "carrel/reader/byline.h"
#include "carrel/reader/fields.h"
#include "carrel/reader/markup.h"
#include "carrel/reader/numbers.h"
#include "carrel/reader/people.h"
#include "carrel/reader/reference_kind.h"

static StringView view_at(const json_t *object, const char *key) {
    return json_view_of(json_object_get(object, key));
}

// The array of {"authorList": {"author": []}}.
static const json_t *list_at(const json_t *object, const char *list, const char *items) {
    return json_object_get(json_object_get(object, list), items);
}

static bool is_yes(const json_t *object, const char *key) {
    return sv_equal(view_at(object, key), SV("Y"));
}

static void add_people(const json_t *list, Arena *arena, Author **people, size_t *count) {
    size_t i, k;
    json_t *entry, *affiliation;
    json_array_foreach(list, i, entry) {
        const char *family = json_member_text(arena, entry, "lastName");
        const char *given = json_member_text(arena, entry, "firstName");
        const char *initials = json_member_text(arena, entry, "initials");
        Author author = {.collective = json_member_text(arena, entry, "collectiveName")};
        if (family) {
            author = person_of(arena, sv(family), sv(given ? given : initials));
            author.initials = initials ? initials : author.initials;
        } else if (!author.collective && !person_read(view_at(entry, "fullName"), arena, &author)) {
            continue;
        }
        author.orcid = orcid_read(arena, view_at(json_object_get(entry, "authorId"), "value"));
        json_array_foreach(list_at(entry, "authorAffiliationDetailsList", "authorAffiliation"), k,
                           affiliation) {
            text_list_add(&author.affiliations, arena, json_member_text(arena, affiliation, "affiliation"));
        }
        *people = list_grow(arena, *people, *count, sizeof **people);
        (*people)[(*count)++] = author;
    }
}

static void read_authors(const json_t *work, Arena *arena, Study *study) {
    add_people(list_at(work, "authorList", "author"), arena, &study->authors, &study->author_count);
    add_people(list_at(work, "investigatorList", "investigator"), arena, &study->investigators,
               &study->investigator_count);
    const char *line = json_member_text(arena, work, "authorString");
    if (study->author_count == 0 && line) {
        StringView names = sv(line);
        names.length -= sv_ends(names, SV("."));
        byline_add(names, arena, &study->authors, &study->author_count);
    }
}

// "core" has an object for the issue, "lite" has what is in it at the top.
static void read_journal(const json_t *work, Arena *arena, Study *study) {
    const json_t *info = json_object_get(work, "journalInfo"), *journal = json_object_get(info, "journal");
    const char *short_name = json_member_text(arena, journal, "medlineAbbreviation");
    study->journal.title = json_member_text(arena, journal, "title");
    study->journal.abbreviation =
        short_name ? short_name : json_member_text(arena, journal, "isoabbreviation");
    study->journal.issn = json_member_text(arena, journal, "issn");
    study->journal.essn = json_member_text(arena, journal, "essn");
    study->volume = json_member_text(arena, info, "volume");
    study->issue = json_member_text(arena, info, "issue");
    const char *printed = json_member_text(arena, info, "dateOfPublication");
    if (!info) {
        study->journal.abbreviation = json_member_text(arena, work, "journalTitle");
        study->volume = json_member_text(arena, work, "journalVolume");
        study->issue = json_member_text(arena, work, "issue");
        study_add_serials(study, arena, view_at(work, "journalIssn"));
    }
    StringView dates[] = {sv(printed), sv(json_member_text(arena, info, "yearOfPublication")),
                          sv(json_member_text(arena, work, "pubYear")),
                          view_at(work, "firstPublicationDate")};
    if (printed && date_parse(dates[0], &study->year, &study->month, &study->day)) {
        study->date = printed;
    } else {
        study_set_date(study, arena, dates + 1, 3);
    }
    const char *pages = json_member_text(arena, work, "pageInfo");
    study->pages = pages ? pages_of(arena, sv(pages), sv(NULL)) : NULL;
    const json_t *book = json_object_get(work, "bookOrReportDetails");
    study->publisher = json_member_text(arena, book, "publisher");
}

static void add_mesh(const json_t *work, Arena *arena, Study *study) {
    size_t i, k;
    json_t *entry, *part;
    json_array_foreach(list_at(work, "meshHeadingList", "meshHeading"), i, entry) {
        MeshHeading mesh = {.heading = json_member_text(arena, entry, "descriptorName"),
                            .major = is_yes(entry, "majorTopic_YN")};
        if (!mesh.heading) {
            continue;
        }
        json_array_foreach(list_at(entry, "meshQualifierList", "meshQualifier"), k, part) {
            const char *name = json_member_text(arena, part, "qualifierName");
            if (name) {
                mesh.qualifiers =
                    list_grow(arena, mesh.qualifiers, mesh.qualifier_count, sizeof *mesh.qualifiers);
                mesh.qualifiers[mesh.qualifier_count++] = (Qualifier){name, is_yes(part, "majorTopic_YN")};
            }
        }
        study->mesh = list_grow(arena, study->mesh, study->mesh_count, sizeof *study->mesh);
        study->mesh[study->mesh_count++] = mesh;
    }
}

static void add_types(const json_t *work, Arena *arena, Study *study) {
    size_t i;
    json_t *entry;
    json_array_foreach(list_at(work, "pubTypeList", "pubType"), i, entry) {
        text_list_add(&study->publication_types, arena, markup_text(arena, json_view_of(entry)));
    }
    StringView line = view_at(work, "pubType"), type;
    while (sv_split(&line, ';', &type)) {
        text_list_add(&study->publication_types, arena, field_text(arena, type));
    }
}

static void add_corrections(const json_t *work, Arena *arena, Study *study) {
    size_t i;
    json_t *entry;
    json_array_foreach(list_at(work, "commentCorrectionList", "commentCorrection"), i, entry) {
        const char *said = json_member_text(arena, entry, "type");
        const char *type = said ? correction_type(sv(said)) : NULL;
        if (type) {
            study->corrections =
                list_grow(arena, study->corrections, study->correction_count, sizeof *study->corrections);
            bool medline = sv_equal(view_at(entry, "source"), SV("MED"));
            study->corrections[study->correction_count++] =
                (Correction){type, medline ? json_whole(json_object_get(entry, "id")) : 0,
                             json_member_text(arena, entry, "reference")};
        }
    }
}

static void read_numbers(const json_t *work, Arena *arena, Study *study) {
    int64_t pmid = json_whole(json_object_get(work, "pmid"));
    const char *source = json_member_text(arena, work, "source"), *id = json_member_text(arena, work, "id");
    study->pmid = pmid > 0 ? pmid : 0;
    study->doi = field_doi(arena, view_at(work, "doi"));
    study->pmcid = field_pmcid(arena, view_at(work, "pmcid"));
    if (study->pmid == 0 && source && id) { // preprints, agricultural records, theses
        study_add_identifier(study, arena, "europepmc", arena_format(arena, "%s/%s", source, id));
    }
}

void work_fill_europepmc(const json_t *work, Arena *arena, Study *study) {
    size_t i;
    json_t *entry;
    read_numbers(work, arena, study);
    const char *title = json_member_text(arena, work, "title");
    if (title) {
        study->title = field_text(arena, title_unbracket(sv(title), &study->title_translated));
    } else {
        study->kind = RECORD_STUB; // a list of numbers
    }
    read_authors(work, arena, study);
    read_journal(work, arena, study);
    study_add_marked_abstract(study, arena, view_at(work, "abstractText"));
    text_list_add(&study->languages, arena, language_normal(arena, view_at(work, "language")));
    add_types(work, arena, study);
    json_array_foreach(list_at(work, "keywordList", "keyword"), i, entry) {
        text_list_add(&study->keywords, arena, markup_text(arena, json_view_of(entry)));
    }
    add_mesh(work, arena, study);
    json_array_foreach(list_at(work, "chemicalList", "chemical"), i, entry) {
        text_list_add(&study->substances, arena, json_member_text(arena, entry, "name"));
    }
    json_array_foreach(list_at(work, "grantsList", "grant"), i, entry) {
        work_add_grant(study, arena, json_member_text(arena, entry, "agency"),
                       json_member_text(arena, entry, "grantId"));
    }
    add_corrections(work, arena, study);
    json_array_foreach(list_at(work, "fullTextUrlList", "fullTextUrl"), i, entry) {
        study->full_text =
            list_grow(arena, study->full_text, study->full_text_count, sizeof *study->full_text);
        study->full_text[study->full_text_count++] =
            (FullTextSource){json_member_text(arena, entry, "site"), json_member_text(arena, entry, "url")};
    }
    study->links[LINK_CITED_BY].announced = work_count(work, "citedByCount");
}
