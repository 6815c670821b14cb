// Writes MEDLINE tagged text (.nbib) that medline.c and reference managers read. Decisions,
// labels and notes have no place in it.

#include "carrel/pubmed/pubmed.h"
#include "carrel/reader/fields.h"
#include "medline_tags.h"

#include <string.h>

// "TAG - value", continued on lines that begin with six spaces; white space is one space.
static void add_field(String *out, const char *tag, StringView value) {
    enum { LINE_MAX_COLUMNS = 88, INDENT = 6 };
    string_format(out, "%-4s-", tag);
    size_t column = INDENT - 1;
    while ((value = sv_trim(value)).length > 0) {
        size_t length = 0;
        while (length < value.length && !strchr(" \t\r\n\v\f", value.data[length])) {
            length++;
        }
        if (column > INDENT && column + 1 + length > LINE_MAX_COLUMNS) {
            string_add(out, SV("\n     "));
            column = INDENT - 1;
        }
        string_add_char(out, ' ');
        string_add(out, sv_part(value, 0, length));
        column += 1 + length;
        value = sv_from(value, length);
    }
    string_add_char(out, '\n');
}

static void add_text(String *out, const char *tag, const char *text) {
    if (text && *text) {
        add_field(out, tag, sv(text));
    }
}

static void add_list(String *out, const char *tag, const TextList *list) {
    for (size_t i = 0; i < list->count; i++) {
        add_text(out, tag, list->items[i]);
    }
}

// `before`, text and `after` as one value, where there is text.
static void add_joined(String *out, const char *tag, const char *before, const char *text,
                       const char *after) {
    if (text && *text) {
        String value = {0};
        string_format(&value, "%s%s%s", before, text, after);
        add_field(out, tag, string_view(&value));
        string_free(&value);
    }
}

static void add_people(String *out, const Author *people, size_t count, const char *full, const char *brief,
                       const char *address) {
    for (size_t i = 0; i < count; i++) {
        const Author *person = &people[i];
        String name = {0};
        if (person->collective) {
            add_text(out, "CN", person->collective);
        } else {
            const char *suffix = person->suffix ? person->suffix : "";
            string_format(&name, "%s%s%s%s%s", person->family ? person->family : "",
                          person->given ? ", " : "", person->given ? person->given : "", *suffix ? " " : "",
                          suffix);
            if (person->given) { // else the short name says all
                add_field(out, full, string_view(&name));
            }
            string_clear(&name);
            string_format(&name, "%s%s%s%s%s", person->family ? person->family : "",
                          person->initials ? " " : "", person->initials ? person->initials : "",
                          *suffix ? " " : "", suffix);
            add_field(out, brief, string_view(&name));
        }
        add_joined(out, "AUID", "ORCID: ", person->orcid, "");
        add_list(out, address, &person->affiliations);
        string_free(&name);
    }
}

static void add_mesh(String *out, const Study *study) {
    for (size_t i = 0; i < study->mesh_count; i++) {
        const MeshHeading *mesh = &study->mesh[i];
        String value = {0};
        string_format(&value, "%s%s", mesh->major ? "*" : "", mesh->heading);
        for (size_t j = 0; j < mesh->qualifier_count; j++) {
            string_format(&value, "/%s%s", mesh->qualifiers[j].major ? "*" : "", mesh->qualifiers[j].name);
        }
        add_field(out, "MH", string_view(&value));
        string_free(&value);
    }
}

static void add_notices(String *out, const Study *study) {
    for (size_t i = 0; i < study->correction_count; i++) {
        const Correction *correction = &study->corrections[i];
        for (size_t j = 0; j < sizeof medline_notices / sizeof medline_notices[0]; j++) {
            if (strcmp(medline_notices[j].type, correction->type) == 0) {
                String value = {0};
                string_add_text(&value, correction->text);
                if (correction->pmid) {
                    string_format(&value, "%sPMID: %lld", value.length ? " " : "",
                                  (long long) correction->pmid);
                }
                add_field(out, medline_notices[j].tag, string_view(&value));
                string_free(&value);
                break;
            }
        }
    }
}

static void add_grants(String *out, const Study *study) {
    for (size_t i = 0; i < study->grant_count; i++) {
        const Grant *grant = &study->grants[i];
        String value = {0};
        string_add_text(&value, grant->number);
        if (grant->agency || grant->country) {
            string_format(&value, "//%s/%s", grant->agency ? grant->agency : "",
                          grant->country ? grant->country : "");
        }
        add_field(out, "GR", string_view(&value));
        string_free(&value);
    }
}

static void add_sections(String *out, const char *tag, const Section *sections, size_t count) {
    String value = {0};
    for (size_t i = 0; i < count; i++) {
        const Section *section = &sections[i];
        string_format(&value, "%s%s%s%s", i ? " " : "", section->label ? section->label : "",
                      section->label ? ": " : "", section->text);
    }
    add_text(out, tag, string_text(&value));
    string_free(&value);
}

// As printed, else "2012 Jul 15".
static void add_date(const Study *study, String *out) {
    int year, month, day;
    bool whole =
        study->date && date_parse(sv(study->date), &year, &month, &day) && (month > 0 || study->month == 0);
    if (whole || study->year == 0) {
        add_text(out, "DP", study->date);
        return;
    }
    string_format(out, "DP  - %d", study->year);
    if (study->month > 0) {
        string_format(out, " %s", month_name(study->month));
        if (study->day > 0) {
            string_format(out, " %d", study->day);
        }
    }
    string_add_char(out, '\n');
}

void medline_write_entry(const Entry *entry, bool first, String *out) {
    const Study *study = entry->study;
    if (!first) {
        string_add_char(out, '\n');
    }
    if (study->pmid) {
        string_format(out, "PMID- %lld\n", (long long) study->pmid);
    }
    add_text(out, "STAT", study->status);
    if (study->revised) {
        string_format(out, "LR  - %d\n", study->revised);
    }
    add_joined(out, "IS", "", study->journal.issn, study->journal.essn ? " (Print)" : "");
    add_joined(out, "IS", "", study->journal.essn, " (Electronic)");
    add_text(out, "VI", study->volume);
    add_text(out, "IP", study->issue);
    add_date(study, out);
    add_joined(out, "TI", study->title_translated ? "[" : "", study->title,
               study->title_translated ? "]." : "");
    add_text(out, "PG", study->pages);
    add_joined(out, "LID", "", study->doi, " [doi]");
    add_sections(out, "AB", study->sections, study->section_count);
    add_text(out, "CI", study->copyright);
    add_people(out, study->authors, study->author_count, "FAU", "AU", "AD");
    add_list(out, "LA", &study->languages);
    add_grants(out, study);
    for (size_t i = 0; i < study->register_count; i++) {
        const RegisterNumber *number = &study->registers[i];
        String value = {0};
        string_format(&value, "%s%s%s", number->bank ? number->bank : "", number->bank ? "/" : "",
                      number->number ? number->number : "");
        add_text(out, "SI", string_text(&value));
        string_free(&value);
    }
    add_list(out, "PT", &study->publication_types);
    for (size_t i = 0; i < study->other_abstract_count; i++) {
        const OtherAbstract *other = &study->other_abstracts[i];
        add_sections(out, "OAB", other->sections, other->section_count);
        add_text(out, "OABL", other->language);
    }
    add_text(out, "TT", study->vernacular_title);
    add_text(out, "PB", study->publisher);
    add_text(out, "TA", study->journal.abbreviation);
    add_text(out, "JT", study->journal.title);
    add_list(out, "NM", &study->substances);
    if (study->links[LINK_REFERENCES].announced > 0) {
        string_format(out, "RF  - %lld\n", (long long) study->links[LINK_REFERENCES].announced);
    }
    add_notices(out, study);
    add_mesh(out, study);
    add_list(out, "OT", &study->keywords);
    add_people(out, study->investigators, study->investigator_count, "FIR", "IR", "IRAD");
    add_text(out, "PMC", study->pmcid);
    for (size_t i = 0; i < study->identifier_count; i++) {
        const Identifier *identifier = &study->identifiers[i];
        if (strcmp(identifier->scheme, "isbn") == 0) {
            add_text(out, "ISBN", identifier->value);
        } else if (strcmp(identifier->scheme, "mid") == 0) {
            add_text(out, "MID", identifier->value);
        } else {
            String value = {0};
            string_format(&value, "%s [%s]", identifier->value, identifier->scheme);
            add_field(out, "AID", string_view(&value));
            string_free(&value);
        }
    }
    add_text(out, "COIS", study->conflict_of_interest);
    String source = {0};
    study_add_journal_line(study, &source);
    add_text(out, "SO", string_text(&source));
    string_free(&source);
}
