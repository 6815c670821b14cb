// Writes EndNote's XML: the PMID as accession number of the provider "NLM", PMCID as custom2,
// as EndNote's own PubMed connection does; other identifiers in the research notes, "number[scheme]". What
// the review says stands in the notes, in the words of the RIS writer.

#include "carrel/exchange/exchange.h"
#include "carrel/reader/abstract.h"
#include "carrel/reader/numbers.h"
#include "carrel/reader/reference_kind.h"
#include "ris.h"

#include "carrel/base/text.h"

#include <string.h>

// Text with XML's marks as references, a line end as EndNote's; characters that XML has no place for
// are left out. [XML 1.0, 2.2]
static void add_escaped(String *out, StringView text) {
    for (size_t i = 0; i < text.length;) {
        uint32_t c;
        size_t length = text_decode(sv_from(text, i), &c);
        if (c == '\n') {
            string_add_text(out, "&#xD;");
        } else if (c == '&' || c == '<' || c == '>') {
            string_add_text(out, c == '&' ? "&amp;" : c == '<' ? "&lt;" : "&gt;");
        } else if (c >= ' ' ? c != 0xfffe && c != 0xffff : c == '\t') {
            string_add_code_point(out, c);
        }
        i += length;
    }
}

static void add_view(String *out, const char *name, StringView value) {
    value = sv_trim(value);
    if (value.length > 0) {
        string_format(out, "<%s><style face=\"normal\" font=\"default\" size=\"100%%\">", name);
        add_escaped(out, value);
        string_format(out, "</style></%s>", name);
    }
}

static void add_text(String *out, const char *name, const char *text) {
    add_view(out, name, sv(text));
}

static void add_joined(String *out, const char *name, const TextList *list, const char *between) {
    String value = {0};
    for (size_t i = 0; i < list->count; i++) {
        string_format(&value, "%s%s", i > 0 ? between : "", list->items[i]);
    }
    add_view(out, name, string_view(&value));
    string_free(&value);
}

static void add_authors(const Study *study, String *out) {
    String value = {0}, addresses = {0};
    string_add_text(out, "<contributors><authors>");
    for (size_t i = 0; i < study->author_count; i++) {
        const Author *author = &study->authors[i];
        string_clear(&value);
        author_write_inverted(author, &value);
        add_view(out, "author", string_view(&value));
        for (size_t j = 0; j < author->affiliations.count; j++) {
            const char *address = author->affiliations.items[j];
            if (sv_find(string_view(&addresses), sv(address)) == SV_NONE) {
                string_format(&addresses, "%s\n", address);
            }
        }
    }
    string_add_text(out, "</authors></contributors>");
    add_view(out, "auth-address", string_view(&addresses));
    string_free(&value);
    string_free(&addresses);
}

static void add_titles(const Study *study, String *out) {
    const Journal *journal = &study->journal;
    String title = {0};
    if (study->title) {
        string_format(&title, study->title_translated ? "[%s]" : "%s", study->title);
    }
    string_add_text(out, "<titles>");
    add_view(out, "title", string_view(&title));
    add_text(out, "secondary-title", journal->title);
    add_text(out, "alt-title", journal->abbreviation);
    add_text(out, "translated-title", study->vernacular_title);
    string_add_text(out, "</titles>");
    if (journal->title || journal->abbreviation) {
        string_add_text(out, "<periodical>");
        add_text(out, "full-title", journal->title);
        add_text(out, "abbr-1", journal->abbreviation);
        string_add_text(out, "</periodical>");
    }
    string_free(&title);
}

static void add_keywords(const Study *study, String *out) {
    String value = {0};
    string_add_text(out, "<keywords>");
    for (size_t i = 0; i < study->keywords.count; i++) {
        add_text(out, "keyword", study->keywords.items[i]);
    }
    for (size_t i = 0; i < study->mesh_count; i++) {
        string_clear(&value);
        mesh_write_keyword(&study->mesh[i], &value);
        add_view(out, "keyword", string_view(&value));
    }
    string_add_text(out, "</keywords>");
    string_free(&value);
}

static void add_dates(const Study *study, String *out) {
    String value = {0};
    string_add_text(out, "<dates>");
    if (study->year > 0) {
        string_format(&value, "%d", study->year);
        add_view(out, "year", string_view(&value));
        string_clear(&value);
        study_write_month_words(study, &value);
        if (value.length > 0) {
            string_add_text(out, "<pub-dates>");
            add_view(out, "date", string_view(&value));
            string_add_text(out, "</pub-dates>");
        }
    }
    string_add_text(out, "</dates>");
    string_free(&value);
}

static void add_identifiers(const Study *study, String *out) {
    String value = {0};
    study_write_serials(study, "\n", &value);
    add_view(out, "isbn", string_view(&value));
    if (study->pmid) {
        string_clear(&value);
        string_format(&value, "%lld", (long long) study->pmid);
        add_view(out, "accession-num", string_view(&value));
        add_text(out, "remote-database-provider", "NLM");
    }
    add_text(out, "custom2", study->pmcid);
    add_text(out, "electronic-resource-num", study->doi);
    string_clear(&value);
    for (size_t i = 0; i < study->identifier_count; i++) {
        const Identifier *identifier = &study->identifiers[i];
        if (strcmp(identifier->scheme, "isbn") != 0) {
            string_format(&value, "%s[%s]\n", identifier->value, identifier->scheme);
        }
    }
    add_view(out, "research-notes", string_view(&value));
    string_free(&value);
}

static void add_urls(const Study *study, String *out) {
    string_add_text(out, "<urls>");
    if (study->full_text_count > 0) {
        string_add_text(out, "<related-urls>");
        for (size_t i = 0; i < study->full_text_count; i++) {
            add_text(out, "url", study->full_text[i].url);
        }
        string_add_text(out, "</related-urls>");
    }
    string_add_text(out, "</urls>");
}

static const char file_begin[] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xml><records>\n";

void endnote_write_entry(const Entry *entry, bool first, String *out) {
    const Study *study = entry->study;
    const ReferenceKind *kind = reference_kind_of(study);
    String value = {0};
    string_add_text(out, first ? file_begin : NULL);
    string_format(
        out, "<record><source-app name=\"carrel\">carrel</source-app><ref-type name=\"%s\">%d</ref-type>",
        kind->name, kind->endnote);
    add_authors(study, out);
    add_titles(study, out);
    add_text(out, "pages", study->pages);
    add_text(out, "volume", study->volume);
    add_text(out, "number", study->issue);
    add_keywords(study, out);
    add_dates(study, out);
    add_text(out, "publisher", study->publisher);
    add_identifiers(study, out);
    study_write_sections(study, &value);
    add_view(out, "abstract", string_view(&value));
    for (size_t i = 0; i < study->other_abstract_count; i++) {
        const OtherAbstract *other = &study->other_abstracts[i];
        Study abstract = {.sections = other->sections, .section_count = other->section_count};
        string_clear(&value);
        study_write_sections(&abstract, &value);
        add_view(out, "abstract", string_view(&value));
    }
    if (entry->candidate) {
        string_clear(&value);
        ris_write_notes(entry, &value);
        add_view(out, "notes", string_view(&value));
    }
    add_joined(out, "work-type", &study->publication_types, "; ");
    add_urls(study, out);
    add_joined(out, "language", &study->languages, "; ");
    string_add_text(out, "</record>\n");
    string_free(&value);
}

void endnote_write_end(bool any, String *out) {
    string_format(out, "%s</records></xml>\n", any ? "" : file_begin);
}
