#include "carrel/base/map.h"
#include "carrel/study/study.h"

#include <inttypes.h>
#include <string.h>

static void fill_text(const char **text, const char *other) {
    if (!*text) {
        *text = other;
    }
}

#define FILL_LIST(study, other, items, count)                                                                \
    do {                                                                                                     \
        if ((study)->count == 0) {                                                                           \
            (study)->items = (other)->items;                                                                 \
            (study)->count = (other)->count;                                                                 \
        }                                                                                                    \
    } while (0)

static void fill_texts(TextList *list, const TextList *other) {
    if (list->count == 0) {
        *list = *other;
    }
}

// Adds the identifiers whose scheme the study has none of.
static void fill_identifiers(Study *study, const Study *other, Arena *arena) {
    size_t own = study->identifier_count;
    if (other->identifier_count == 0) {
        return;
    }
    Identifier *joined = ARENA_ARRAY(arena, Identifier, own + other->identifier_count);
    size_t count = 0;
    for (size_t i = 0; i < own; i++) {
        joined[count++] = study->identifiers[i];
    }
    for (size_t i = 0; i < other->identifier_count; i++) {
        bool known = false;
        for (size_t k = 0; k < own && !known; k++) {
            known = strcmp(study->identifiers[k].scheme, other->identifiers[i].scheme) == 0;
        }
        if (!known) {
            joined[count++] = other->identifiers[i];
        }
    }
    study->identifiers = joined;
    study->identifier_count = count;
}

// What two lines of a list are recognised as the same study by, strongest first.
typedef enum { BY_PMID, BY_DOI, BY_TEXT, WAYS } Way;

// The citation as a key of the map of places; empty where it cannot be known this way.
static StringView citation_key(const Citation *citation, Way way, String *key) {
    string_clear(key);
    if (way == BY_PMID && citation->pmid != 0) {
        string_format(key, "p%" PRId64, citation->pmid);
    } else if (way == BY_DOI && citation->doi) {
        string_add_char(key, 'd');
        string_add_text(key, citation->doi);
    } else if (way == BY_TEXT && (citation->text || citation->title)) {
        string_add_char(key, 't');
        string_add_text(key, citation->title);
        string_add_char(key, '\n');
        string_add_text(key, citation->text);
    }
    return string_view(key);
}

// Identifiers that both have and that differ make two studies of equal texts.
static bool may_be_same(const Citation *a, const Citation *b) {
    bool pmids_differ = a->pmid != 0 && b->pmid != 0 && a->pmid != b->pmid;
    bool dois_differ = a->doi && b->doi && strcmp(a->doi, b->doi) != 0;
    return !pmids_differ && (!dois_differ || (a->pmid != 0 && a->pmid == b->pmid));
}

static Citation *find_same(const Map *places, Citation *items, const Citation *citation, String *key) {
    for (Way way = 0; way < WAYS; way++) {
        StringView name = citation_key(citation, way, key);
        int64_t place;
        if (name.length > 0 && map_get(places, name, &place) && may_be_same(&items[place], citation)) {
            return &items[place];
        }
    }
    return NULL;
}

static void remember(Map *places, const Citation *items, size_t place, String *key) {
    for (Way way = 0; way < WAYS; way++) {
        StringView name = citation_key(&items[place], way, key);
        if (name.length > 0 && !map_get(places, name, NULL)) {
            map_set(places, name, (int64_t) place);
        }
    }
}

static void fill_citation(Citation *citation, const Citation *other) {
    if (citation->pmid == 0) {
        citation->pmid = other->pmid;
    }
    fill_text(&citation->doi, other->doi);
    fill_text(&citation->pmcid, other->pmcid);
    fill_text(&citation->title, other->title);
    fill_text(&citation->authors, other->authors);
    fill_text(&citation->text, other->text);
    citation->is_review |= other->is_review;
    citation->is_free |= other->is_free;
}

static void join_links(CitationList *list, const CitationList *other, Arena *arena) {
    if (list->announced < 0) {
        list->announced = other->announced;
    }
    if (list->count == 0 || other->count == 0) {
        FILL_LIST(list, other, items, count);
        return;
    }
    Citation *items = ARENA_ARRAY(arena, Citation, list->count + other->count);
    memcpy(items, list->items, list->count * sizeof *items);
    size_t count = list->count;
    Map places = {0};
    String key = {0};
    for (size_t i = 0; i < count; i++) {
        remember(&places, items, i, &key);
    }
    for (size_t i = 0; i < other->count; i++) {
        Citation *same = find_same(&places, items, &other->items[i], &key);
        if (same) {
            fill_citation(same, &other->items[i]);
        } else {
            items[count] = other->items[i];
            same = &items[count++];
        }
        remember(&places, items, (size_t) (same - items), &key); // it may have gained an identifier
    }
    list->items = items;
    list->count = count;
    map_free(&places);
    string_free(&key);
}

static void fill_publication(Study *study, const Study *other) {
    if (!study->title) {
        study->title = other->title;
        study->title_translated = other->title_translated;
    }
    fill_text(&study->vernacular_title, other->vernacular_title);
    FILL_LIST(study, other, authors, author_count);
    FILL_LIST(study, other, investigators, investigator_count);
    fill_text(&study->journal.title, other->journal.title);
    fill_text(&study->journal.abbreviation, other->journal.abbreviation);
    fill_text(&study->journal.issn, other->journal.issn);
    fill_text(&study->journal.essn, other->journal.essn);
    if (study->year == 0) { // a date is taken whole or not at all
        study->year = other->year;
        study->month = other->month;
        study->day = other->day;
        fill_text(&study->date, other->date);
    }
    fill_text(&study->volume, other->volume);
    fill_text(&study->issue, other->issue);
    fill_text(&study->pages, other->pages);
    fill_text(&study->publisher, other->publisher);
}

static void fill_content(Study *study, const Study *other) {
    if (study->section_count == 0) { // markers are places in these very sections
        FILL_LIST(study, other, sections, section_count);
        study->markers = other->markers;
        study->marker_count = other->marker_count;
    }
    fill_text(&study->copyright, other->copyright);
    FILL_LIST(study, other, other_abstracts, other_abstract_count);
    fill_text(&study->conflict_of_interest, other->conflict_of_interest);
    fill_texts(&study->languages, &other->languages);
    fill_texts(&study->publication_types, &other->publication_types);
    fill_texts(&study->keywords, &other->keywords);
    FILL_LIST(study, other, mesh, mesh_count);
    fill_texts(&study->substances, &other->substances);
    FILL_LIST(study, other, grants, grant_count);
    FILL_LIST(study, other, registers, register_count);
    FILL_LIST(study, other, corrections, correction_count);
    FILL_LIST(study, other, figures, figure_count);
    FILL_LIST(study, other, full_text, full_text_count);
    fill_text(&study->specialty, other->specialty);
}

void study_fill_from(Study *study, const Study *other, Arena *arena) {
    if (study->pmid == 0) {
        study->pmid = other->pmid;
        study->pmid_version = other->pmid_version;
    }
    fill_text(&study->doi, other->doi);
    fill_text(&study->pmcid, other->pmcid);
    fill_identifiers(study, other, arena);
    fill_publication(study, other);
    fill_content(study, other);
    // References have an order, and one source may leave them as text that another takes apart:
    // they are taken whole. What cites a study and what is similar is a union.
    CitationList *references = &study->links[LINK_REFERENCES];
    FILL_LIST(references, &other->links[LINK_REFERENCES], items, count);
    if (references->announced < 0) {
        references->announced = other->links[LINK_REFERENCES].announced;
    }
    join_links(&study->links[LINK_CITED_BY], &other->links[LINK_CITED_BY], arena);
    join_links(&study->links[LINK_SIMILAR], &other->links[LINK_SIMILAR], arena);
    // The record's own status and revision stay: they are of this record, not of the study.
}
