#include "carrel/json/json.h"

#include "carrel/base/json.h"
#include "carrel/study/ident.h"

// One study as one JSON object on one line: what `show --format json` prints and
// `export --format json` writes line by line (JSON lines). Documented in carrel(1).
// Absent texts and numbers are null, absent lists are [].

static void key_array(JsonWriter *json, const char *key) {
    json_key(json, key);
    json_array_begin(json);
}

static void key_object(JsonWriter *json, const char *key) {
    json_key(json, key);
    json_object_begin(json);
}

static void field_texts(JsonWriter *json, const char *key, const TextList *list) {
    key_array(json, key);
    for (size_t i = 0; i < list->count; i++) {
        json_text(json, list->items[i]);
    }
    json_array_end(json);
}

// Zero and less is null.
static void field_count(JsonWriter *json, const char *key, int64_t number) {
    json_key(json, key);
    if (number > 0) {
        json_number(json, number);
    } else {
        json_nothing(json);
    }
}

// What a function appends, as a text; empty is null.
static void field_appended(JsonWriter *json, const char *key, String *text) {
    json_key(json, key);
    json_text(json, text->length > 0 ? string_text(text) : NULL);
    string_clear(text);
}

static void write_people(JsonWriter *json, const char *key, const Author *people, size_t count) {
    key_array(json, key);
    for (size_t i = 0; i < count; i++) {
        json_object_begin(json);
        json_field_text(json, "family", people[i].family);
        json_field_text(json, "given", people[i].given);
        json_field_text(json, "initials", people[i].initials);
        json_field_text(json, "suffix", people[i].suffix);
        json_field_text(json, "collective", people[i].collective);
        field_texts(json, "affiliations", &people[i].affiliations);
        json_field_text(json, "orcid", people[i].orcid);
        json_object_end(json);
    }
    json_array_end(json);
}

static void write_sections(JsonWriter *json, const Section *sections, size_t count) {
    key_array(json, "sections");
    for (size_t i = 0; i < count; i++) {
        json_object_begin(json);
        json_field_text(json, "label", sections[i].label);
        json_field_text(json, "text", sections[i].text);
        json_object_end(json);
    }
    json_array_end(json);
}

// ISO 8601 as far as it is known: "2012-02-11", "2012-02", "2012".
static void write_date(JsonWriter *json, const Study *study) {
    String date = {0};
    if (study->year > 0) {
        string_format(&date, "%04d", study->year);
    }
    if (study->year > 0 && study->month > 0) {
        string_format(&date, "-%02d", study->month);
    }
    if (study->year > 0 && study->month > 0 && study->day > 0) {
        string_format(&date, "-%02d", study->day);
    }
    field_count(json, "year", study->year);
    field_appended(json, "date", &date);
    json_field_text(json, "date_text", study->date);
    string_free(&date);
}

static void write_journal(JsonWriter *json, const Journal *journal) {
    key_object(json, "journal");
    json_field_text(json, "title", journal->title);
    json_field_text(json, "abbrev", journal->abbreviation);
    json_field_text(json, "issn", journal->issn);
    json_field_text(json, "essn", journal->essn);
    json_object_end(json);
}

static void write_mesh(JsonWriter *json, const Study *study) {
    key_array(json, "mesh");
    for (size_t i = 0; i < study->mesh_count; i++) {
        const MeshHeading *mesh = &study->mesh[i];
        json_object_begin(json);
        json_field_text(json, "heading", mesh->heading);
        json_field_bool(json, "major", mesh->major);
        key_array(json, "qualifiers");
        for (size_t k = 0; k < mesh->qualifier_count; k++) {
            json_object_begin(json);
            json_field_text(json, "name", mesh->qualifiers[k].name);
            json_field_bool(json, "major", mesh->qualifiers[k].major);
            json_object_end(json);
        }
        json_array_end(json);
        json_object_end(json);
    }
    json_array_end(json);
}

static void write_grants(JsonWriter *json, const Study *study) {
    key_array(json, "grants");
    for (size_t i = 0; i < study->grant_count; i++) {
        json_object_begin(json);
        json_field_text(json, "number", study->grants[i].number);
        json_field_text(json, "agency", study->grants[i].agency);
        json_field_text(json, "country", study->grants[i].country);
        json_object_end(json);
    }
    json_array_end(json);
}

static void write_corrections(JsonWriter *json, const Study *study) {
    key_array(json, "corrections");
    for (size_t i = 0; i < study->correction_count; i++) {
        const Correction *correction = &study->corrections[i];
        String id = {0};
        if (correction->pmid > 0) {
            ident_add(correction->pmid, &id);
        }
        json_object_begin(json);
        json_field_text(json, "type", correction->type);
        field_appended(json, "id", &id);
        json_field_text(json, "text", correction->text);
        json_object_end(json);
        string_free(&id);
    }
    json_array_end(json);
}

// Lists that are not in every record.
static void write_more(JsonWriter *json, const Study *study) {
    key_array(json, "identifiers");
    for (size_t i = 0; i < study->identifier_count; i++) {
        json_object_begin(json);
        json_field_text(json, "scheme", study->identifiers[i].scheme);
        json_field_text(json, "value", study->identifiers[i].value);
        json_object_end(json);
    }
    json_array_end(json);
    key_array(json, "registers");
    for (size_t i = 0; i < study->register_count; i++) {
        json_object_begin(json);
        json_field_text(json, "bank", study->registers[i].bank);
        json_field_text(json, "number", study->registers[i].number);
        json_object_end(json);
    }
    json_array_end(json);
    key_array(json, "other_abstracts");
    for (size_t i = 0; i < study->other_abstract_count; i++) {
        json_object_begin(json);
        json_field_text(json, "language", study->other_abstracts[i].language);
        write_sections(json, study->other_abstracts[i].sections, study->other_abstracts[i].section_count);
        json_object_end(json);
    }
    json_array_end(json);
    key_array(json, "figures");
    for (size_t i = 0; i < study->figure_count; i++) {
        json_object_begin(json);
        json_field_text(json, "label", study->figures[i].label);
        json_field_text(json, "caption", study->figures[i].caption);
        json_object_end(json);
    }
    json_array_end(json);
    key_array(json, "full_text");
    for (size_t i = 0; i < study->full_text_count; i++) {
        json_object_begin(json);
        json_field_text(json, "name", study->full_text[i].name);
        json_field_text(json, "url", study->full_text[i].url);
        json_object_end(json);
    }
    json_array_end(json);
    // Offsets are bytes of UTF-8 within the text of that section, counted from 0.
    key_array(json, "markers");
    for (size_t i = 0; i < study->marker_count; i++) {
        json_object_begin(json);
        json_field_number(json, "number", study->markers[i].number);
        json_field_number(json, "section", (int64_t) study->markers[i].section);
        json_field_number(json, "offset", (int64_t) study->markers[i].offset);
        json_field_number(json, "length", (int64_t) study->markers[i].length);
        json_object_end(json);
    }
    json_array_end(json);
}

// The links that the study's own record lists, as it printed them.
static void write_citations(JsonWriter *json, const CitationList *list) {
    key_array(json, "items");
    for (size_t i = 0; i < list->count; i++) {
        const Citation *citation = &list->items[i];
        json_object_begin(json);
        field_count(json, "pmid", citation->pmid);
        json_field_text(json, "doi", citation->doi);
        json_field_text(json, "pmcid", citation->pmcid);
        json_field_text(json, "title", citation->title);
        json_field_text(json, "authors", citation->authors);
        json_field_text(json, "text", citation->text);
        json_field_bool(json, "review", citation->is_review);
        json_field_bool(json, "free", citation->is_free);
        json_object_end(json);
    }
    json_array_end(json);
}

static void write_links(JsonWriter *json, const Entry *entry) {
    key_object(json, "links");
    for (int kind = 0; kind < LINK_KINDS; kind++) {
        const LinkCount *links = &entry->links[kind];
        key_object(json, link_kind_name((LinkKind) kind));
        json_field_number(json, "listed", (int64_t) links->listed);
        json_key(json, "announced");
        if (links->announced >= 0) {
            json_number(json, links->announced);
        } else {
            json_nothing(json);
        }
        write_citations(json, &entry->study->links[kind]);
        json_object_end(json);
    }
    json_object_end(json);
}

static void write_values(JsonWriter *json, const Candidate *candidate) {
    key_object(json, "values");
    for (size_t i = 0; i < candidate->value_count; i++) {
        json_field_text(json, candidate->values[i].label, candidate->values[i].value);
    }
    json_object_end(json);
}

static void write_review(JsonWriter *json, const Entry *entry) {
    const Candidate *candidate = entry->candidate;
    json_key(json, "review");
    if (!candidate) {
        json_nothing(json);
        return;
    }
    json_object_begin(json);
    json_field_text(json, "decision", decision_name(candidate->own.decision));
    field_count(json, "stage", entry->stage);
    json_field_text(json, "reviewer", entry->reviewer);
    json_field_text(json, "reason", candidate->own.reason);
    field_texts(json, "labels", &candidate->labels);
    write_values(json, candidate);
    json_field_text(json, "notes", candidate->note);
    json_field_text(json, "retrieval", retrieval_name(candidate->retrieval));
    json_field_text(json, "file", candidate->file);
    json_field_text(json, "origin", candidate->origin);
    json_object_end(json);
}

void json_write_entry(const Entry *entry, bool first, String *out) {
    const Study *study = entry->study;
    JsonWriter json = {.out = out};
    String text = {0};
    (void) first;
    json_object_begin(&json);
    ident_add(entry->id, &text);
    field_appended(&json, "id", &text);
    field_count(&json, "pmid", study->pmid);
    json_field_text(&json, "doi", study->doi);
    json_field_text(&json, "pmcid", study->pmcid);
    json_field_text(&json, "record", record_kind_name(study->kind));
    field_count(&json, "pmid_version", study->pmid_version);
    json_field_text(&json, "status", study->status);
    field_count(&json, "revised", study->revised);
    json_field_text(&json, "title", study->title);
    json_field_bool(&json, "title_translated", study->title_translated);
    json_field_text(&json, "vernacular_title", study->vernacular_title);
    write_people(&json, "authors", study->authors, study->author_count);
    write_people(&json, "investigators", study->investigators, study->investigator_count);
    write_journal(&json, &study->journal);
    write_date(&json, study);
    json_field_text(&json, "volume", study->volume);
    json_field_text(&json, "issue", study->issue);
    json_field_text(&json, "pages", study->pages);
    json_field_text(&json, "publisher", study->publisher);
    study_add_abstract(study, &text);
    field_appended(&json, "abstract", &text);
    json_field_text(&json, "abstract_filled_in_by", entry->abstract_by);
    write_sections(&json, study->sections, study->section_count);
    json_field_text(&json, "copyright", study->copyright);
    field_texts(&json, "languages", &study->languages);
    field_texts(&json, "publication_types", &study->publication_types);
    write_mesh(&json, study);
    field_texts(&json, "keywords", &study->keywords);
    field_texts(&json, "substances", &study->substances);
    json_field_text(&json, "specialty", study->specialty);
    write_grants(&json, study);
    json_field_text(&json, "conflict_of_interest", study->conflict_of_interest);
    json_field_bool(&json, "retracted", (study_flags(study) & STUDY_RETRACTED) != 0);
    write_corrections(&json, study);
    write_more(&json, study);
    write_links(&json, entry);
    write_review(&json, entry);
    json_object_end(&json);
    string_add_char(out, '\n');
    string_free(&text);
}
