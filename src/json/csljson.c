// CSL-JSON: what Zotero, Mendeley, Paperpile and citation processors exchange.
// [https://github.com/citation-style-language/schema, csl-data.json 1.0.2]

#include "carrel/base/json.h"
#include "carrel/json/json.h"
#include "carrel/reader/abstract.h"
#include "carrel/reader/decisions.h"
#include "carrel/reader/fields.h"
#include "carrel/reader/markup.h"
#include "carrel/reader/numbers.h"
#include "carrel/reader/people.h"
#include "carrel/study/ident.h"
#include "json_records.h"

#include <string.h>

// Types of CSL that say more than "an article", and the publication type of such a study. Of
// two with one publication type the first is written.
static const struct {
    const char *csl, *type;
} types[] = {
    {"book", "Book"},
    {"chapter", "Book Chapter"},
    {"entry-encyclopedia", "Book Chapter"},
    {"article", "Preprint"},
    {"paper-conference", "Conference Paper"},
    {"thesis", "Thesis"},
    {"report", "Report"},
    {"dataset", "Dataset"},
    {"patent", "Patent"},
    {"article-magazine", "Magazine Article"},
    {"article-newspaper", "Newspaper Article"},
    {"webpage", "Web Page"},
    {"post-weblog", "Web Page"},
    {"manuscript", "Manuscript"},
    {"personal_communication", "Personal Communication"},
    {"motion_picture", "Film or Broadcast"},
    {"software", "Computer Program"},
};

#define TYPE_COUNT (sizeof types / sizeof types[0])

// --- reading ---

static void add_names(const json_t *names, Arena *arena, Author **people, size_t *count) {
    size_t i;
    json_t *name;
    json_array_foreach(names, i, name) {
        StringView literal = json_view_of(json_object_get(name, "literal"));
        StringView given = json_view_of(json_object_get(name, "given"));
        StringView particle = json_view_of(json_object_get(name, "non-dropping-particle"));
        StringView dropping = json_view_of(json_object_get(name, "dropping-particle"));
        const char *family = json_member_text(arena, name, "family");
        Author person = {0};
        if (literal.length > 0 || json_is_string(name)) {
            person.collective = markup_text(arena, literal.length > 0 ? literal : json_view_of(name));
        } else {
            if (particle.length > 0 && family) {
                family = arena_format(arena, "%.*s %s", (int) particle.length, particle.data, family);
            }
            const char *first = markup_text(arena, given);
            if (dropping.length > 0 && first) {
                first = arena_format(arena, "%s %.*s", first, (int) dropping.length, dropping.data);
            }
            person = person_of(arena, sv(family), sv(first));
            const char *suffix = json_member_text(arena, name, "suffix");
            person.suffix = suffix ? suffix : person.suffix;
        }
        if (person.family || person.collective) {
            *people = list_grow(arena, *people, *count, sizeof **people);
            (*people)[(*count)++] = person;
        }
    }
}

// {"date-parts": [["2013", 1, 1]]}, {"literal": "Spring 2013"}, {"raw": "2013-01"}.
static void read_date(const json_t *date, Arena *arena, Study *study) {
    static const char *const seasons[] = {"Spring", "Summer", "Autumn", "Winter"};
    json_read_date(date, study);
    int64_t season = json_whole(json_object_get(date, "season"));
    const char *text = json_member_text(arena, date, "literal");
    text = text ? text : json_member_text(arena, date, "raw");
    if (study->year > 0 && season >= 1 && season <= 4) {
        study->date = arena_format(arena, "%d %s", study->year, seasons[season - 1]);
    } else if (text) {
        study->date = study->year > 0 ? text : NULL;
        if (study->year == 0) {
            StringView printed = sv(text);
            study_set_date(study, arena, &printed, 1);
        }
    }
}

// Zotero has lines such as "PMID: 123" in its note.
static void read_note(StringView note, Arena *arena, Study *study) {
    StringView line;
    while (sv_line(&note, &line)) {
        size_t colon = sv_find(line, SV(": "));
        StringView name = sv_part(line, 0, colon == SV_NONE ? 0 : colon), value = sv_from(line, colon + 2);
        if (sv_equal_nocase(name, SV("PMID")) && study->pmid == 0) {
            pmid_parse(value, &study->pmid);
        } else if (sv_equal_nocase(name, SV("PMCID")) && !study->pmcid) {
            study->pmcid = field_pmcid(arena, value);
        } else if (sv_equal_nocase(name, SV("DOI")) && !study->doi) {
            study->doi = field_doi(arena, value);
        }
    }
}

// As write_custom puts it.
static void read_decision(const json_t *custom, Arena *arena, Study *study) {
    RecordedDecision said = {
        .reviewer = json_member_text(arena, custom, "reviewer"),
        .decision = decision_word(json_view_of(json_object_get(custom, "decision"))),
        .reason = json_member_text(arena, custom, "reason"),
        .note = json_member_text(arena, custom, "notes"),
    };
    decisions_add_labels(&said.labels, arena, sv(json_member_text(arena, custom, "labels")));
    decisions_add(study, arena, &said);
}

static void read_numbers(const json_t *item, Arena *arena, Study *study) {
    const char *text;
    int64_t pmid = 0;
    study->doi = field_doi(arena, json_view_of(json_object_get(item, "DOI")));
    if ((text = json_member_text(arena, item, "PMID")) != NULL) {
        pmid_parse(sv(text), &study->pmid);
    }
    if ((text = json_member_text(arena, item, "PMCID")) != NULL) {
        study->pmcid = field_pmcid(arena, sv(text));
    }
    const json_t *serials[] = {json_object_get(item, "ISSN"), json_object_get(item, "ISBN")};
    for (size_t i = 0; i < 2; i++) {
        size_t k;
        json_t *value;
        study_add_serials(study, arena, json_view_of(serials[i]));
        json_array_foreach(serials[i], k, value) {
            study_add_serials(study, arena, json_view_of(value));
        }
    }
    read_note(decisions_take(study, arena, json_view_of(json_object_get(item, "note"))), arena, study);
    read_decision(json_object_get(item, "custom"), arena, study);
    study_add_addresses(study, arena, json_view_of(json_object_get(item, "URL")), &pmid);
    if (study->pmid == 0 && pmid > 0) {
        study->pmid = pmid;
    }
}

static const char *first_text(Arena *arena, const json_t *item, const char *key) {
    const json_t *value = json_object_get(item, key);
    return json_is_array(value) ? markup_text(arena, json_view_of(json_array_get(value, 0)))
                                : json_member_text(arena, item, key);
}

static bool fill_study(const json_t *item, Arena *arena, Study *study) {
    study->kind = RECORD_DATABASE;
    study->title = first_text(arena, item, "title");
    if (study->title) {
        study->title = field_text(arena, title_unbracket(sv(study->title), &study->title_translated));
    }
    study->vernacular_title = first_text(arena, item, "original-title");
    add_names(json_object_get(item, "author"), arena, &study->authors, &study->author_count);
    study->journal.title = first_text(arena, item, "container-title");
    study->journal.abbreviation = first_text(arena, item, "container-title-short");
    if (!study->journal.abbreviation) {
        study->journal.abbreviation = json_member_text(arena, item, "journalAbbreviation");
    }
    study->volume = json_member_text(arena, item, "volume");
    study->issue = json_member_text(arena, item, "issue");
    const char *page = json_member_text(arena, item, "page");
    study->pages = page ? pages_of(arena, sv(page), sv(NULL)) : NULL;
    study->publisher = json_member_text(arena, item, "publisher");
    read_date(json_object_get(item, "issued"), arena, study);
    read_numbers(item, arena, study);
    study_add_marked_abstract(study, arena, json_view_of(json_object_get(item, "abstract")));
    text_list_add(&study->languages, arena,
                  language_normal(arena, json_view_of(json_object_get(item, "language"))));
    StringView keywords = json_view_of(json_object_get(item, "keyword")), keyword;
    char separator = sv_find_char(keywords, ';') != SV_NONE ? ';' : ',';
    while (sv_split(&keywords, separator, &keyword)) {
        text_list_add(&study->keywords, arena, markup_text(arena, keyword));
    }
    StringView type = json_view_of(json_object_get(item, "type"));
    for (size_t i = 0; i < TYPE_COUNT; i++) {
        if (sv_equal(type, sv(types[i].csl))) {
            text_list_add(&study->publication_types, arena, types[i].type);
        }
    }
    return study->title || study->pmid != 0 || study->doi;
}

Reader *csl_json_reader_new(void) {
    return json_records_new(fill_study, "the record has no title, no PMID and no DOI",
                            "no record was found: the file is no array of CSL-JSON items");
}

// --- writing ---

// "AM" as "A. M.", so that a style can tell the initials.
static void add_initials(const char *initials, String *out) {
    for (StringView rest = sv(initials); rest.length > 0;) {
        size_t letter = 1;
        while (letter < rest.length && ((rest.data[letter] & 0xc0) == 0x80 ||
                                        (rest.data[letter] >= 'a' && rest.data[letter] <= 'z'))) {
            letter++;
        }
        string_format(out, "%s%.*s.", rest.data == initials ? "" : " ", (int) letter, rest.data);
        rest = sv_from(rest, letter);
    }
}

static void write_names(JsonWriter *json, const Study *study) {
    String initials = {0};
    json_key(json, "author");
    json_array_begin(json);
    for (size_t i = 0; i < study->author_count; i++) {
        const Author *author = &study->authors[i];
        json_object_begin(json);
        if (author->family) {
            string_clear(&initials);
            add_initials(author->initials, &initials);
            json_field_text(json, "family", author->family);
            if (author->given || author->initials) {
                json_field_text(json, "given", author->given ? author->given : string_text(&initials));
            }
            if (author->suffix) {
                json_field_text(json, "suffix", author->suffix);
            }
        } else {
            json_field_text(json, "literal", author->collective ? author->collective : author->given);
        }
        json_object_end(json);
    }
    json_array_end(json);
    string_free(&initials);
}

static void write_date(JsonWriter *json, const Study *study) {
    json_key(json, "issued");
    json_object_begin(json);
    json_key(json, "date-parts");
    json_array_begin(json);
    json_array_begin(json);
    json_number(json, study->year);
    if (study->month > 0) {
        json_number(json, study->month);
    }
    if (study->month > 0 && study->day > 0) {
        json_number(json, study->day);
    }
    json_array_end(json);
    json_array_end(json);
    // "2012 Spring": a processor would print it in place of the parts, so only what they lack.
    if (study->date && study->month == 0 && strlen(study->date) > 4) {
        json_field_text(json, "literal", study->date);
    }
    json_object_end(json);
}

static void add_text(JsonWriter *json, const char *key, const char *text) {
    if (text && text[0]) {
        json_field_text(json, key, text);
    }
}

// A list as one text, "; " between its items.
static void add_joined(JsonWriter *json, const char *key, const TextList *list) {
    String text = {0};
    for (size_t i = 0; i < list->count; i++) {
        string_format(&text, "%s%s", i > 0 ? "; " : "", list->items[i]);
    }
    add_text(json, key, string_text(&text));
    string_free(&text);
}

// MeSH headings are keywords too: there is no other place for them.
static void write_keywords(JsonWriter *json, const Study *study) {
    String text = {0};
    for (size_t i = 0; i < study->keywords.count; i++) {
        string_format(&text, "%s; ", study->keywords.items[i]);
    }
    for (size_t i = 0; i < study->mesh_count; i++) {
        mesh_write_keyword(&study->mesh[i], &text);
        string_add_text(&text, "; ");
    }
    // A single one with a comma keeps its semicolon, so that it stays one.
    bool one = study->keywords.count + study->mesh_count == 1 && strchr(string_text(&text), ',');
    if (text.length > 0) {
        text.length -= one ? 1 : 2;
        text.data[text.length] = '\0';
    }
    add_text(json, "keyword", string_text(&text));
    string_free(&text);
}

// CSL leaves "custom" to programs; processors and Zotero pass over it.
static void write_custom(JsonWriter *json, const Entry *entry) {
    const Candidate *candidate = entry->candidate;
    json_key(json, "custom");
    json_object_begin(json);
    add_text(json, "decision", decision_name(candidate->own.decision));
    add_text(json, "reviewer", entry->reviewer);
    add_text(json, "reason", candidate->own.reason);
    add_joined(json, "labels", &candidate->labels);
    add_text(json, "notes", candidate->note);
    json_object_end(json);
}

static const char *type_of(const Study *study) {
    for (size_t i = 0; i < TYPE_COUNT; i++) {
        for (size_t k = 0; k < study->publication_types.count; k++) {
            if (sv_equal_nocase(sv(types[i].type), sv(study->publication_types.items[k]))) {
                return types[i].csl;
            }
        }
    }
    return "article-journal";
}

void csl_json_write_entry(const Entry *entry, bool first, String *out) {
    const Study *study = entry->study;
    JsonWriter json = {.out = out};
    String text = {0};
    string_add_text(out, first ? "[\n" : ",\n");
    json_object_begin(&json);
    ident_add(entry->id, &text);
    json_field_text(&json, "id", string_text(&text));
    json_field_text(&json, "type", type_of(study));
    string_clear(&text);
    string_format(&text, study->title_translated ? "[%s]" : "%s", study->title ? study->title : "");
    add_text(&json, "title", study->title ? string_text(&text) : NULL);
    add_text(&json, "original-title", study->vernacular_title);
    if (study->author_count > 0) {
        write_names(&json, study);
    }
    add_text(&json, "container-title", study->journal.title);
    add_text(&json, "container-title-short", study->journal.abbreviation);
    if (study->year > 0) {
        write_date(&json, study);
    }
    add_text(&json, "volume", study->volume);
    add_text(&json, "issue", study->issue);
    add_text(&json, "page", study->pages);
    add_text(&json, "publisher", study->publisher);
    add_text(&json, "DOI", study->doi);
    if (study->pmid > 0) {
        string_clear(&text);
        string_format(&text, "%lld", (long long) study->pmid);
        json_field_text(&json, "PMID", string_text(&text));
    }
    add_text(&json, "PMCID", study->pmcid);
    string_clear(&text);
    string_format(&text, "%s%s%s", study->journal.issn ? study->journal.issn : "",
                  study->journal.issn && study->journal.essn ? ", " : "",
                  study->journal.essn ? study->journal.essn : "");
    add_text(&json, "ISSN", string_text(&text));
    string_clear(&text);
    for (size_t i = 0; i < study->identifier_count; i++) {
        if (strcmp(study->identifiers[i].scheme, "isbn") == 0) {
            string_format(&text, "%s%s", text.length > 0 ? " " : "", study->identifiers[i].value);
        }
    }
    add_text(&json, "ISBN", string_text(&text));
    add_text(&json, "URL", study->full_text_count > 0 ? study->full_text[0].url : NULL);
    add_text(&json, "language", study->languages.count > 0 ? study->languages.items[0] : NULL);
    string_clear(&text);
    study_write_sections(study, &text);
    add_text(&json, "abstract", string_text(&text));
    write_keywords(&json, study);
    if (entry->candidate) {
        write_custom(&json, entry);
    }
    json_object_end(&json);
    string_free(&text);
}

void csl_json_write_end(bool any, String *out) {
    string_add_text(out, any ? "\n]\n" : "[]\n");
}
