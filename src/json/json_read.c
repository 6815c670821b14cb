// Reads what carrel writes as JSON: the objects of `show --format json`, one a line or in a list. What a
// person decided lies in "review".

#include "carrel/json/json.h"
#include "carrel/reader/decisions.h"
#include "carrel/reader/fields.h"
#include "carrel/study/ident.h"
#include "json_records.h"

#include <inttypes.h>
#include <string.h>

// A text as it stands, line ends included; NULL where there is none.
static const char *text_of(Arena *arena, const json_t *value) {
    return json_is_string(value) && json_string_length(value) > 0
               ? arena_copy(arena, json_string_value(value))
               : NULL;
}

static const char *text_at(Arena *arena, const json_t *object, const char *key) {
    return text_of(arena, json_object_get(object, key));
}

static int int_at(const json_t *object, const char *key) {
    int64_t number = json_whole(json_object_get(object, key));
    return number > 0 && number <= INT32_MAX ? (int) number : 0;
}

static void read_texts(const json_t *object, const char *key, Arena *arena, TextList *list) {
    size_t i;
    json_t *item;
    json_array_foreach(json_object_get(object, key), i, item) {
        text_list_add(list, arena, text_of(arena, item));
    }
}

static Author *read_people(const json_t *list, Arena *arena, size_t *count) {
    Author *people = ARENA_ARRAY(arena, Author, json_array_size(list) + 1);
    size_t i;
    json_t *item;
    json_array_foreach(list, i, item) {
        Author *person = &people[i];
        person->family = text_at(arena, item, "family");
        person->given = text_at(arena, item, "given");
        person->initials = text_at(arena, item, "initials");
        person->suffix = text_at(arena, item, "suffix");
        person->collective = text_at(arena, item, "collective");
        person->orcid = text_at(arena, item, "orcid");
        read_texts(item, "affiliations", arena, &person->affiliations);
        if (person->family || person->given || person->collective) {
            ++*count;
        } else {
            *person = (Author){0};
        }
    }
    return people;
}

static Section *read_sections(const json_t *list, Arena *arena, size_t *count) {
    Section *sections = ARENA_ARRAY(arena, Section, json_array_size(list) + 1);
    size_t i;
    json_t *item;
    *count = 0;
    json_array_foreach(list, i, item) {
        const char *text = text_at(arena, item, "text");
        if (text) {
            sections[(*count)++] = (Section){text_at(arena, item, "label"), text};
        }
    }
    return sections;
}

// "2012-02-11", "2012-02" or "2012".
static void read_date(const json_t *record, Arena *arena, Study *study) {
    study->year = int_at(record, "year");
    StringView date = json_view_of(json_object_get(record, "date")), part;
    int *const parts[] = {&study->year, &study->month, &study->day};
    for (size_t i = 0; i < 3 && sv_split(&date, '-', &part); i++) {
        long long number;
        *parts[i] = sv_number(part, &number) && number > 0 && number <= 9999 ? (int) number : 0;
    }
    study->date = text_at(arena, record, "date_text");
}

static void read_mesh(const json_t *list, Arena *arena, Study *study) {
    size_t i, k;
    json_t *item, *qualifier;
    study->mesh = ARENA_ARRAY(arena, MeshHeading, json_array_size(list) + 1);
    json_array_foreach(list, i, item) {
        MeshHeading *mesh = &study->mesh[study->mesh_count];
        const json_t *qualifiers = json_object_get(item, "qualifiers");
        mesh->heading = text_at(arena, item, "heading");
        mesh->major = json_is_true(json_object_get(item, "major"));
        mesh->qualifiers = ARENA_ARRAY(arena, Qualifier, json_array_size(qualifiers) + 1);
        json_array_foreach(qualifiers, k, qualifier) {
            const char *name = text_at(arena, qualifier, "name");
            if (name) {
                mesh->qualifiers[mesh->qualifier_count++] =
                    (Qualifier){name, json_is_true(json_object_get(qualifier, "major"))};
            }
        }
        study->mesh_count += mesh->heading != NULL;
    }
}

static void read_corrections(const json_t *list, Arena *arena, Study *study) {
    size_t i;
    json_t *item;
    study->corrections = ARENA_ARRAY(arena, Correction, json_array_size(list) + 1);
    json_array_foreach(list, i, item) {
        Correction *correction = &study->corrections[study->correction_count];
        Ident ident = {0};
        const char *id = text_at(arena, item, "id");
        if (id && ident_parse(sv(id), arena, &ident, NULL) && ident.scheme == IDENT_PMID) {
            correction->pmid = ident.number;
        }
        correction->type = text_at(arena, item, "type");
        correction->text = text_at(arena, item, "text");
        study->correction_count += correction->type != NULL;
    }
}

// Arrays of objects with a few texts each.
static void read_pairs(const json_t *record, Arena *arena, Study *study) {
    size_t i;
    json_t *item;
    json_array_foreach(json_object_get(record, "identifiers"), i, item) {
        study_add_identifier(study, arena, text_at(arena, item, "scheme"), text_at(arena, item, "value"));
    }
    json_array_foreach(json_object_get(record, "grants"), i, item) {
        study->grants = list_grow(arena, study->grants, study->grant_count, sizeof *study->grants);
        study->grants[study->grant_count++] = (Grant){
            text_at(arena, item, "number"), text_at(arena, item, "agency"), text_at(arena, item, "country")};
    }
    json_array_foreach(json_object_get(record, "registers"), i, item) {
        study->registers =
            list_grow(arena, study->registers, study->register_count, sizeof *study->registers);
        study->registers[study->register_count++] =
            (RegisterNumber){text_at(arena, item, "bank"), text_at(arena, item, "number")};
    }
    json_array_foreach(json_object_get(record, "figures"), i, item) {
        study->figures = list_grow(arena, study->figures, study->figure_count, sizeof *study->figures);
        study->figures[study->figure_count++] =
            (Figure){text_at(arena, item, "label"), text_at(arena, item, "caption")};
    }
    json_array_foreach(json_object_get(record, "full_text"), i, item) {
        study->full_text =
            list_grow(arena, study->full_text, study->full_text_count, sizeof *study->full_text);
        study->full_text[study->full_text_count++] =
            (FullTextSource){text_at(arena, item, "name"), text_at(arena, item, "url")};
    }
    json_array_foreach(json_object_get(record, "other_abstracts"), i, item) {
        study->other_abstracts = list_grow(arena, study->other_abstracts, study->other_abstract_count,
                                           sizeof *study->other_abstracts);
        OtherAbstract *other = &study->other_abstracts[study->other_abstract_count++];
        other->language = text_at(arena, item, "language");
        other->sections = read_sections(json_object_get(item, "sections"), arena, &other->section_count);
    }
}

// A marker must lie within its section, as others rely on.
static void read_markers(const json_t *list, Arena *arena, Study *study) {
    size_t i;
    json_t *item;
    study->markers = ARENA_ARRAY(arena, Marker, json_array_size(list) + 1);
    json_array_foreach(list, i, item) {
        int64_t section = json_whole(json_object_get(item, "section")),
                offset = json_whole(json_object_get(item, "offset")),
                length = json_whole(json_object_get(item, "length"));
        if (section < 0 || (size_t) section >= study->section_count || offset < 0 || length <= 0) {
            continue;
        }
        size_t size = strlen(study->sections[section].text);
        if ((size_t) offset <= size && (size_t) length <= size - (size_t) offset) {
            study->markers[study->marker_count++] =
                (Marker){int_at(item, "number"), (size_t) section, (size_t) offset, (size_t) length};
        }
    }
}

static void read_links(const json_t *links, Arena *arena, Study *study) {
    for (int kind = 0; kind < LINK_KINDS; kind++) {
        const json_t *object = json_object_get(links, link_kind_name((LinkKind) kind));
        const json_t *announced = json_object_get(object, "announced");
        CitationList *list = &study->links[kind];
        list->announced = json_is_integer(announced) && json_integer_value(announced) >= 0
                              ? json_integer_value(announced)
                              : -1;
        size_t i;
        json_t *item;
        json_array_foreach(json_object_get(object, "items"), i, item) {
            *citation_add(list, arena) = (Citation){
                .pmid = int_at(item, "pmid"),
                .doi = text_at(arena, item, "doi"),
                .pmcid = text_at(arena, item, "pmcid"),
                .title = text_at(arena, item, "title"),
                .authors = text_at(arena, item, "authors"),
                .text = text_at(arena, item, "text"),
                .is_review = json_is_true(json_object_get(item, "review")),
                .is_free = json_is_true(json_object_get(item, "free")),
            };
        }
    }
}

static void read_review(const json_t *review, Arena *arena, Study *study) {
    RecordedDecision said = {
        .reviewer = text_at(arena, review, "reviewer"),
        .decision = decision_word(json_view_of(json_object_get(review, "decision"))),
        .reason = text_at(arena, review, "reason"),
        .note = text_at(arena, review, "notes"),
    };
    read_texts(review, "labels", arena, &said.labels);
    const json_t *values = json_object_get(review, "values");
    const char *label;
    json_t *value;
    said.values.items = ARENA_ARRAY(arena, const char *, json_object_size(values) + 1);
    json_object_foreach((json_t *) (uintptr_t) values, label, value) {
        StringView text = json_view_of(value);
        if (text.length > 0) {
            said.values.items[said.values.count++] =
                arena_format(arena, "%s\t%.*s", label, (int) text.length, text.data);
        }
    }
    decisions_add(study, arena, &said);
}

// An abstract that somebody filled in is what they say of the study, not its record's.
static bool read_filled_in(const json_t *record, Arena *arena, Study *study) {
    const json_t *by = json_object_get(record, "abstract_filled_in_by");
    if (!json_is_string(by)) {
        return false;
    }
    RecordedDecision said = {.reviewer = text_at(arena, record, "abstract_filled_in_by"),
                             .abstract = text_at(arena, record, "abstract")};
    decisions_add(study, arena, &said);
    return true;
}

static RecordKind kind_of(const json_t *record) {
    StringView name = json_view_of(json_object_get(record, "record"));
    for (int kind = RECORD_PUBMED_XML; kind <= RECORD_STUB; kind++) {
        if (sv_equal(name, sv(record_kind_name((RecordKind) kind)))) {
            return (RecordKind) kind;
        }
    }
    return RECORD_DATABASE;
}

static bool fill_study(const json_t *record, Arena *arena, Study *study) {
    const json_t *journal = json_object_get(record, "journal");
    study->kind = kind_of(record);
    study->pmid = int_at(record, "pmid");
    study->pmid_version = int_at(record, "pmid_version");
    study->status = text_at(arena, record, "status");
    study->revised = int_at(record, "revised");
    study->doi = field_doi(arena, json_view_of(json_object_get(record, "doi")));
    study->pmcid = text_at(arena, record, "pmcid");
    study->title = text_at(arena, record, "title");
    study->title_translated = json_is_true(json_object_get(record, "title_translated"));
    study->vernacular_title = text_at(arena, record, "vernacular_title");
    study->authors = read_people(json_object_get(record, "authors"), arena, &study->author_count);
    study->investigators =
        read_people(json_object_get(record, "investigators"), arena, &study->investigator_count);
    study->journal = (Journal){text_at(arena, journal, "title"), text_at(arena, journal, "abbrev"),
                               text_at(arena, journal, "issn"), text_at(arena, journal, "essn")};
    read_date(record, arena, study);
    study->volume = text_at(arena, record, "volume");
    study->issue = text_at(arena, record, "issue");
    study->pages = text_at(arena, record, "pages");
    study->publisher = text_at(arena, record, "publisher");
    if (!read_filled_in(record, arena, study)) {
        study->sections = read_sections(json_object_get(record, "sections"), arena, &study->section_count);
    }
    study->copyright = text_at(arena, record, "copyright");
    read_texts(record, "languages", arena, &study->languages);
    read_texts(record, "publication_types", arena, &study->publication_types);
    read_mesh(json_object_get(record, "mesh"), arena, study);
    read_texts(record, "keywords", arena, &study->keywords);
    read_texts(record, "substances", arena, &study->substances);
    study->specialty = text_at(arena, record, "specialty");
    study->conflict_of_interest = text_at(arena, record, "conflict_of_interest");
    read_corrections(json_object_get(record, "corrections"), arena, study);
    read_pairs(record, arena, study);
    read_markers(json_object_get(record, "markers"), arena, study);
    read_links(json_object_get(record, "links"), arena, study);
    read_review(json_object_get(record, "review"), arena, study);
    return study->title || study->pmid != 0 || study->doi;
}

Reader *json_reader_new(void) {
    return json_records_new(fill_study, "the object has no title, no PMID and no DOI",
                            "no record was found: the file has no objects as carrel writes them");
}
