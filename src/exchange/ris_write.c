// Writes RIS as EndNote, Zotero, Mendeley, Covidence and Rayyan read it: title TI, journal T2 and J2,
// authors AU with their addresses behind them, PMID as AN with DB "PubMed", PMCID as C2, other
// identifiers as U1 "number[scheme]".
//
// What the review says stands in N1, a line each:
//   ASReview_relevant, ASReview_irrelevant or ASReview_not_seen, which ASReview looks for;
//   RAYYAN-INCLUSION: {"Ana"=>"Included"} | RAYYAN-LABELS: a,b | RAYYAN-EXCLUSION-REASONS: c |
//     USER-NOTES: {"Ana"=>["the note"]} in the words of Rayyan's own export (Included, Excluded, Maybe).
// An entry can ask for one of them only, or for words: "Exclusion reason: c", "Labels: a; b", the note.
// [https://github.com/asreview/asreview, asreview/data/readers: RISReader; an export of
// Rayyan]

#include "carrel/exchange/exchange.h"
#include "carrel/reader/abstract.h"
#include "carrel/reader/numbers.h"
#include "carrel/reader/reference_kind.h"
#include "ris.h"

#include <ctype.h>
#include <string.h>

static const char line_end[] = "\r\n";

// Appends text with white space, line ends among it, as one space.
static void add_folded(String *out, StringView text) {
    bool space = false;
    text = sv_trim(text);
    for (size_t i = 0; i < text.length; i++) {
        char c = text.data[i];
        if (c == ' ' || (c >= '\t' && c <= '\r')) {
            space = true;
            continue;
        }
        if (space) {
            string_add_char(out, ' ');
        }
        space = false;
        string_add_char(out, c);
    }
}

static void add_field(String *out, const char *tag, StringView value) {
    if (sv_trim(value).length > 0) {
        string_format(out, "%s  - ", tag);
        add_folded(out, value);
        string_add_text(out, line_end);
    }
}

static void add_text(String *out, const char *tag, const char *text) {
    add_field(out, tag, sv(text));
}

static void add_list(String *out, const char *tag, const TextList *list) {
    for (size_t i = 0; i < list->count; i++) {
        add_text(out, tag, list->items[i]);
    }
}

static void add_authors(const Study *study, String *out) {
    String name = {0};
    for (size_t i = 0; i < study->author_count; i++) {
        const Author *author = &study->authors[i];
        string_clear(&name);
        author_write_inverted(author, &name);
        add_field(out, "AU", string_view(&name));
        add_list(out, "AD", &author->affiliations);
    }
    string_free(&name);
}

static void add_date(const Study *study, String *out) {
    String date = {0};
    if (study->year > 0) {
        string_format(out, "PY  - %d%s", study->year, line_end);
        study_write_slash_date(study, &date);
        add_field(out, "DA", string_view(&date));
    }
    string_free(&date);
}

// Paragraphs and labelled sections have lines of their own, as in EndNote's files.
static void add_abstract(const Section *sections, size_t count, String *out) {
    String abstract = {0};
    Study study = {.sections = (Section *) sections, .section_count = count};
    study_write_sections(&study, &abstract);
    StringView rest = string_view(&abstract), line, value;
    for (bool begun = false; sv_line(&rest, &line); begun = begun || sv_trim(line).length > 0) {
        if (!begun) {
            add_field(out, "AB", line);
        } else if (sv_trim(line).length > 0) {
            // What looks like a tag goes on in its line.
            bool tag = ris_line_tag(line, &value) != NO_TAG;
            if (tag) {
                out->length -= sizeof line_end - 1;
            }
            string_add_text(out, tag ? " " : NULL);
            string_add(out, sv_trim(line));
            string_add_text(out, line_end);
        }
    }
    string_free(&abstract);
}

// "99-105" as SP and EP; a range such as "112-20" or "e12; discussion e13" stays whole.
static void add_pages(const char *pages, String *out) {
    StringView text = sv(pages);
    size_t hyphen = sv_find_char(text, '-');
    StringView first = sv_part(text, 0, hyphen == SV_NONE ? 0 : hyphen);
    StringView last = hyphen == SV_NONE ? sv(NULL) : sv_from(text, hyphen + 1);
    bool plain = first.length > 0 && last.length >= first.length;
    for (size_t i = 0; i < text.length && plain; i++) {
        plain = i == hyphen || isalnum((unsigned char) text.data[i]);
    }
    add_field(out, "SP", plain ? first : text);
    add_field(out, "EP", plain ? last : sv(NULL));
}

static void add_mesh(const Study *study, String *out) {
    String value = {0};
    for (size_t i = 0; i < study->mesh_count; i++) {
        string_clear(&value);
        mesh_write_keyword(&study->mesh[i], &value);
        add_field(out, "KW", string_view(&value));
    }
    string_free(&value);
}

static void add_identifiers(const Study *study, String *out) {
    String value = {0};
    if (study->pmid) {
        string_format(out, "AN  - %lld%s", (long long) study->pmid, line_end);
        add_text(out, "DB", "PubMed");
    }
    add_text(out, "C2", study->pmcid);
    for (size_t i = 0; i < study->identifier_count; i++) {
        const Identifier *identifier = &study->identifiers[i];
        if (strcmp(identifier->scheme, "isbn") != 0) { // SN has it
            string_clear(&value);
            string_format(&value, "%s[%s]", identifier->value, identifier->scheme);
            add_field(out, "U1", string_view(&value));
        }
    }
    string_clear(&value);
    study_write_serials(study, "; ", &value);
    add_field(out, "SN", string_view(&value));
    string_free(&value);
}

static void add_title(const Study *study, String *out) {
    String title = {0};
    string_format(&title, study->title_translated ? "[%s]" : "%s", study->title ? study->title : "");
    if (study->title) {
        add_field(out, "TI", string_view(&title));
    }
    string_free(&title);
}

// A text within Rayyan's line, whose parts are separated by '|' and whose labels by ',': a comma
// before a space is the text's own.
static void add_part(String *lines, const char *text) {
    for (; *text; text++) {
        bool separates = strchr("|\n", *text) || (*text == ',' && text[1] != ' ');
        string_add_char(lines, separates ? ' ' : *text);
    }
}

// A text between quotation marks as Ruby prints it.
static void add_quoted(String *lines, const char *text) {
    string_add_char(lines, '"');
    for (; *text; text++) {
        string_add_text(lines, *text == '"' || *text == '\\' ? "\\" : NULL);
        string_add_char(lines, *text == '\n' ? ' ' : *text);
    }
    string_add_char(lines, '"');
}

// Begins the next part of Rayyan's line.
static void begin_part(String *lines, size_t start, const char *name) {
    string_format(lines, "%s%s: ", lines->length > start ? " | " : "", name);
}

static const char *rayyan_word(Decision decision) {
    return decision == DECISION_INCLUDE   ? "Included"
           : decision == DECISION_EXCLUDE ? "Excluded"
           : decision == DECISION_MAYBE   ? "Maybe"
                                          : NULL;
}

static void add_asreview(const Entry *entry, String *lines) {
    static const char *const asreview[] = {
        [DECISION_NONE] = "ASReview_not_seen",      [DECISION_INCLUDE] = "ASReview_relevant",
        [DECISION_EXCLUDE] = "ASReview_irrelevant", [DECISION_MAYBE] = "ASReview_not_seen",
        [DECISION_LATER] = "ASReview_not_seen",
    };
    string_format(lines, "%s\n", asreview[entry->candidate->own.decision]);
}

static const char *signature(const char *reviewer) {
    return reviewer && *reviewer ? reviewer : "carrel";
}

static void add_inclusion(const Entry *entry, size_t start, String *lines) {
    const Candidate *candidate = entry->candidate;
    EntryVote own = {entry->reviewer, candidate->own.reason, candidate->own.decision};
    const EntryVote *votes = entry->votes ? entry->votes : &own;
    size_t count = entry->votes ? entry->vote_count : 1, said = 0, reasons = 0;
    for (size_t i = 0; i < count; i++) {
        if (rayyan_word(votes[i].decision)) {
            if (said == 0) {
                begin_part(lines, start, "RAYYAN-INCLUSION");
            }
            string_add_text(lines, said++ == 0 ? "{" : ", ");
            add_quoted(lines, signature(votes[i].reviewer));
            string_format(lines, "=>\"%s\"", rayyan_word(votes[i].decision));
        }
    }
    string_add_text(lines, said > 0 ? "}" : NULL);
    for (size_t i = 0; i < candidate->labels.count; i++) {
        if (i == 0) {
            begin_part(lines, start, "RAYYAN-LABELS");
        }
        string_add_text(lines, i > 0 ? "," : NULL);
        add_part(lines, candidate->labels.items[i]);
    }
    for (size_t i = 0; i < count; i++) {
        bool again = !votes[i].reason;
        for (size_t k = 0; k < i && !again; k++) {
            again = votes[k].reason && strcmp(votes[k].reason, votes[i].reason) == 0;
        }
        if (!again) {
            if (reasons++ == 0) {
                begin_part(lines, start, "RAYYAN-EXCLUSION-REASONS");
            } else {
                string_add_char(lines, ',');
            }
            add_part(lines, votes[i].reason);
        }
    }
}

static void add_rayyan(const Entry *entry, String *lines) {
    const Candidate *candidate = entry->candidate;
    size_t start = lines->length;
    add_inclusion(entry, start, lines);
    if (candidate->note && *candidate->note) {
        begin_part(lines, start, "USER-NOTES");
        string_add_char(lines, '{');
        add_quoted(lines, signature(entry->reviewer));
        string_add_text(lines, "=>[");
        add_quoted(lines, candidate->note);
        string_add_text(lines, "]}");
    }
    string_add_text(lines, lines->length > start ? "\n" : NULL);
}

static void add_words(const Entry *entry, String *lines) {
    const Candidate *candidate = entry->candidate;
    if (candidate->own.reason) {
        string_format(lines, "Exclusion reason: %s\n", candidate->own.reason);
    }
    for (size_t i = 0; i < candidate->labels.count; i++) {
        string_format(lines, "%s%s", i == 0 ? "Labels: " : "; ", candidate->labels.items[i]);
    }
    string_add_text(lines, candidate->labels.count > 0 ? "\n" : NULL);
    if (candidate->note && *candidate->note) {
        string_format(lines, "%s\n", candidate->note);
    }
}

void ris_write_notes(const Entry *entry, String *lines) {
    if (entry->notes == NOTES_WORDS) {
        add_words(entry, lines);
        return;
    }
    if (entry->notes != NOTES_RAYYAN) {
        add_asreview(entry, lines);
    }
    if (entry->notes != NOTES_ASREVIEW) {
        add_rayyan(entry, lines);
    }
}

void ris_write_entry(const Entry *entry, bool first, String *out) {
    const Study *study = entry->study;
    const ReferenceKind *kind = reference_kind_of(study);
    string_add_text(out, first ? NULL : line_end);
    add_text(out, "TY", kind->ris);
    add_title(study, out);
    add_text(out, "TT", study->vernacular_title);
    add_authors(study, out);
    add_text(out, "T2", study->journal.title);
    add_text(out, "J2", study->journal.abbreviation);
    add_date(study, out);
    add_text(out, "VL", study->volume);
    add_text(out, "IS", study->issue);
    if (study->pages) {
        add_pages(study->pages, out);
    }
    add_text(out, "PB", study->publisher);
    add_text(out, "DO", study->doi);
    add_identifiers(study, out);
    add_list(out, "LA", &study->languages);
    for (size_t i = 0; i < study->publication_types.count; i++) {
        const char *type = study->publication_types.items[i];
        add_text(out, "M3", kind->type && strcmp(kind->type, type) == 0 ? NULL : type);
    }
    add_abstract(study->sections, study->section_count, out);
    for (size_t i = 0; i < study->other_abstract_count; i++) {
        add_abstract(study->other_abstracts[i].sections, study->other_abstracts[i].section_count, out);
    }
    add_list(out, "KW", &study->keywords);
    add_mesh(study, out);
    for (size_t i = 0; i < study->full_text_count; i++) {
        add_text(out, "UR", study->full_text[i].url);
    }
    add_text(out, "NS", entry->study_name);
    if (entry->candidate) {
        String notes = {0};
        ris_write_notes(entry, &notes);
        StringView rest = string_view(&notes), line;
        while (sv_line(&rest, &line)) {
            add_field(out, "N1", line);
        }
        string_free(&notes);
    }
    string_format(out, "ER  - %s", line_end);
}
