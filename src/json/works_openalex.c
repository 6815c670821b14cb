// A work as OpenAlex describes it.

#include "works.h"

#include "carrel/reader/fields.h"
#include "carrel/reader/markup.h"
#include "carrel/reader/numbers.h"
#include "carrel/reader/people.h"

#include <string.h>

static void add_authors(const json_t *work, Arena *arena, Study *study) {
    size_t i, k;
    json_t *authorship, *affiliation;
    json_array_foreach(json_object_get(work, "authorships"), i, authorship) {
        const json_t *known = json_object_get(authorship, "author");
        StringView name = json_view_of(json_object_get(known, "display_name"));
        name = name.length > 0 ? name : json_view_of(json_object_get(authorship, "raw_author_name"));
        Author author;
        if (!person_read(name, arena, &author)) {
            continue;
        }
        author.orcid = orcid_read(arena, json_view_of(json_object_get(known, "orcid")));
        json_array_foreach(json_object_get(authorship, "raw_affiliation_strings"), k, affiliation) {
            text_list_add(&author.affiliations, arena, markup_text(arena, json_view_of(affiliation)));
        }
        if (author.affiliations.count == 0) {
            json_array_foreach(json_object_get(authorship, "institutions"), k, affiliation) {
                text_list_add(&author.affiliations, arena,
                              json_member_text(arena, affiliation, "display_name"));
            }
        }
        study->authors = list_grow(arena, study->authors, study->author_count, sizeof *study->authors);
        study->authors[study->author_count++] = author;
    }
}

static void read_journal(const json_t *work, Arena *arena, Study *study) {
    const json_t *source = json_object_get(json_object_get(work, "primary_location"), "source");
    if (!source) {
        source = json_object_get(work, "host_venue"); // until 2023
    }
    study->journal.title = json_member_text(arena, source, "display_name");
    study_add_serials(study, arena, json_view_of(json_object_get(source, "issn_l")));
    size_t i;
    json_t *issn;
    json_array_foreach(json_object_get(source, "issn"), i, issn) {
        study_add_serials(study, arena, json_view_of(issn));
    }
    study->publisher = json_member_text(arena, source, "host_organization_name");
}

static void read_numbers(const json_t *work, Arena *arena, Study *study) {
    const json_t *ids = json_object_get(work, "ids");
    StringView id = json_view_of(json_object_get(work, "id"));
    size_t slash = sv_find(id, SV("openalex.org/"));
    int64_t pmid = 0;
    study->doi = field_doi(arena, json_view_of(json_object_get(work, "doi")));
    study_add_addresses(study, arena, json_view_of(json_object_get(ids, "pmid")), &pmid);
    study->pmid = pmid > 0 ? pmid : json_whole(json_object_get(ids, "pmid"));
    const char *pmcid = json_member_text(arena, ids, "pmcid");
    if (pmcid) {
        const char *last = strrchr(pmcid, '/');
        study->pmcid = field_pmcid(arena, sv(last ? last + 1 : pmcid));
    }
    if (slash != SV_NONE) {
        study_add_identifier(study, arena, "openalex", field_text(arena, sv_from(id, slash + 13)));
    }
}

// {"word": [places], …} back into words in their order.
static void read_abstract(const json_t *index, Arena *arena, Study *study) {
    enum { WORDS_MOST = 1 << 17 };
    const char *word;
    json_t *places, *place;
    size_t k, count = 0;
    json_object_foreach((json_t *) index, word, places) {
        json_array_foreach(places, k, place) {
            int64_t at = json_whole(place);
            count = at >= 0 && at < WORDS_MOST && (size_t) at >= count ? (size_t) at + 1 : count;
        }
    }
    const char **words = ARENA_ARRAY(arena, const char *, count + 1);
    json_object_foreach((json_t *) index, word, places) {
        const char *copy = arena_copy(arena, word);
        json_array_foreach(places, k, place) {
            int64_t at = json_whole(place);
            if (at >= 0 && (size_t) at < count) {
                words[at] = copy;
            }
        }
    }
    String text = {0};
    for (size_t i = 0; i < count; i++) {
        if (words[i]) {
            string_format(&text, "%s%s", text.length > 0 ? " " : "", words[i]);
        }
    }
    study_add_marked_abstract(study, arena, string_view(&text));
    string_free(&text);
}

// Each qualifier of a heading is an entry of its own.
static void add_mesh(const json_t *work, Arena *arena, Study *study) {
    size_t i;
    json_t *entry;
    json_array_foreach(json_object_get(work, "mesh"), i, entry) {
        const char *heading = json_member_text(arena, entry, "descriptor_name");
        const char *qualifier = json_member_text(arena, entry, "qualifier_name");
        bool major = json_is_true(json_object_get(entry, "is_major_topic"));
        MeshHeading *mesh = study->mesh_count > 0 ? &study->mesh[study->mesh_count - 1] : NULL;
        if (heading && (!mesh || strcmp(mesh->heading, heading) != 0)) {
            study->mesh = list_grow(arena, study->mesh, study->mesh_count, sizeof *study->mesh);
            mesh = &study->mesh[study->mesh_count++];
            mesh->heading = heading;
            mesh->major = major && !qualifier;
        }
        if (heading && qualifier) {
            mesh->qualifiers =
                list_grow(arena, mesh->qualifiers, mesh->qualifier_count, sizeof *mesh->qualifiers);
            mesh->qualifiers[mesh->qualifier_count++] = (Qualifier){qualifier, major};
        }
    }
}

static void add_references(const json_t *work, Arena *arena, Study *study) {
    size_t i;
    json_t *reference;
    json_array_foreach(json_object_get(work, "referenced_works"), i, reference) {
        StringView address = json_view_of(reference);
        size_t at = sv_find(address, SV("openalex.org/"));
        if (at != SV_NONE) {
            StringView number = sv_from(address, at + 13);
            citation_add(&study->links[LINK_REFERENCES], arena)->text =
                arena_format(arena, "openalex:%.*s", (int) number.length, number.data);
        }
    }
    study->links[LINK_REFERENCES].announced = work_count(work, "referenced_works_count");
    study->links[LINK_CITED_BY].announced = work_count(work, "cited_by_count");
}

static void add_grants(const json_t *work, Arena *arena, Study *study) {
    size_t i;
    json_t *grant;
    json_array_foreach(json_object_get(work, "grants"), i, grant) { // until 2025
        work_add_grant(study, arena, json_member_text(arena, grant, "funder_display_name"),
                       json_member_text(arena, grant, "award_id"));
    }
    json_array_foreach(json_object_get(work, "awards"), i, grant) {
        work_add_grant(study, arena, json_member_text(arena, grant, "funder_display_name"),
                       json_member_text(arena, grant, "funder_award_id"));
    }
}

void work_fill_openalex(const json_t *work, Arena *arena, Study *study) {
    read_numbers(work, arena, study);
    study->title = json_member_text(arena, work, "title");
    if (!study->title) {
        study->title = json_member_text(arena, work, "display_name");
    }
    add_authors(work, arena, study);
    read_journal(work, arena, study);
    const json_t *biblio = json_object_get(work, "biblio");
    study->volume = json_member_text(arena, biblio, "volume");
    study->issue = json_member_text(arena, biblio, "issue");
    study->pages = pages_of(arena, sv(json_member_text(arena, biblio, "first_page")),
                            sv(json_member_text(arena, biblio, "last_page")));
    StringView dates[] = {json_view_of(json_object_get(work, "publication_date")),
                          sv(json_member_text(arena, work, "publication_year"))};
    study_set_date(study, arena, dates, 2);
    read_abstract(json_object_get(work, "abstract_inverted_index"), arena, study);
    text_list_add(&study->languages, arena,
                  language_normal(arena, json_view_of(json_object_get(work, "language"))));
    work_add_type(study, arena, json_view_of(json_object_get(work, "type")));
    if (json_is_true(json_object_get(work, "is_retracted"))) {
        text_list_add(&study->publication_types, arena, "Retracted Publication");
    }
    size_t i;
    json_t *keyword;
    json_array_foreach(json_object_get(work, "keywords"), i, keyword) {
        const char *name = json_member_text(arena, keyword, "display_name");
        text_list_add(&study->keywords, arena, name ? name : json_member_text(arena, keyword, "keyword"));
    }
    add_mesh(work, arena, study);
    add_grants(work, arena, study);
    add_references(work, arena, study);
    int64_t pmid = 0;
    study_add_addresses(study, arena,
                        json_view_of(json_object_get(json_object_get(work, "open_access"), "oa_url")), &pmid);
}
