// What the fields of a BibTeX or BibLaTeX entry say of a study, with those that Scopus, Web
// of Science, JabRef, Zotero and others add. [BibTeXing, Patashnik 1988; biblatex manual, 2.2]

#include "bibtex.h"
#include "bibtex_text.h"
#include "carrel/reader/abstract.h"
#include "carrel/reader/citation.h"
#include "carrel/reader/decisions.h"
#include "carrel/reader/fields.h"
#include "carrel/reader/markup.h"
#include "carrel/reader/numbers.h"
#include "carrel/reader/reference.h"
#include "carrel/reader/reference_kind.h"

#include "carrel/study/ident.h"

#include <string.h>

const BibtexType bibtex_types[] = {
    {"article", "JOUR"},
    {"book", "BOOK"},
    {"incollection", "CHAP"},
    {"inbook", "CHAP"},
    {"inproceedings", "CPAPER"},
    {"conference", "CPAPER"},
    {"proceedings", "CONF"},
    {"phdthesis", "THES"},
    {"mastersthesis", "THES"},
    {"thesis", "THES"},
    {"techreport", "RPRT"},
    {"report", "RPRT"},
    {"patent", "PAT"},
    {"unpublished", "UNPB"},
    {"dataset", "DATA"},
    {"software", "COMP"},
    {"online", "ELEC"},
    {"electronic", "ELEC"},
    {"www", "ELEC"},
    {"mvbook", "BOOK"},
    {"collection", "BOOK"},
    {"suppbook", "CHAP"},
    {"booklet", "BOOK"},
    {"manual", "BOOK"},
    {"misc", "GEN"},
};
const size_t bibtex_type_count = sizeof bibtex_types / sizeof bibtex_types[0];

typedef struct {
    const BibtexEntry *entry;
    Study *study;
    Arena *arena;
    SearchFacts *facts;
} Filling;

// The value of the first of several fields that has one; names are separated by spaces.
static StringView raw(const Filling *f, const char *names) {
    StringView rest = sv(names), name;
    while (sv_split(&rest, ' ', &name)) {
        for (size_t i = 0; i < f->entry->count; i++) {
            const BibtexField *field = &f->entry->fields[i];
            if (field->name[0] == name.data[0] && strncmp(field->name, name.data, name.length) == 0 &&
                field->name[name.length] == '\0' && sv_trim(field->value).length > 0) {
                return field->value;
            }
        }
    }
    return (StringView){"", 0};
}

static const char *convert(const Filling *f, StringView latex, void (*add)(StringView, String *)) {
    String text = {0};
    add(latex, &text);
    const char *copy = field_text(f->arena, string_view(&text));
    string_free(&text);
    return copy;
}

// As text for people: LaTeX and HTML taken off.
static const char *text(const Filling *f, const char *names) {
    const char *copy = convert(f, raw(f, names), bibtex_add_text);
    return copy && strpbrk(copy, "<&") ? markup_text(f->arena, sv(copy)) : copy;
}

// As identifiers, addresses and numbers, in which "--" and "~" mean themselves.
static const char *verbatim(const Filling *f, const char *names) {
    return convert(f, raw(f, names), bibtex_add_verbatim);
}

static int64_t count_of(const Filling *f, const char *names) {
    long long number;
    return sv_number(sv(verbatim(f, names)), &number) && number >= 0 ? number : -1;
}

static void split_list(const Filling *f, TextList *list, StringView rest, const char *separators) {
    StringView part;
    char separator = separators[0];
    while (separators[1] && sv_find_char(rest, separator) == SV_NONE) {
        separator = *++separators;
    }
    while (sv_split(&rest, separator, &part)) {
        text_list_add(list, f->arena, field_text(f->arena, part));
    }
}

static void add_list(const Filling *f, TextList *list, const char *names, const char *separators) {
    split_list(f, list, sv(text(f, names)), separators);
}

static void add_keywords(const Filling *f, const char *names) {
    StringView words = decisions_take(f->study, f->arena, sv(text(f, names)));
    split_list(f, &f->study->keywords, words, ";,");
}

static void fill_title(Filling *f) {
    Study *study = f->study;
    const char *title = text(f, "title");
    const char *subtitle = title ? text(f, "subtitle") : NULL;
    title = title ? title : text(f, "booktitle maintitle shorttitle subtitle");
    title = subtitle ? arena_format(f->arena, "%s: %s", title, subtitle) : title;
    study_take_title(study, f->arena, sv(title));
    study->vernacular_title = text(f, "origtitle");
}

static void fill_people(Filling *f) {
    Study *study = f->study;
    bibtex_add_names(raw(f, "author authors"), f->arena, &study->authors, &study->author_count);
    if (study->author_count == 0) {
        bibtex_add_names(raw(f, "editor bookauthor"), f->arena, &study->authors, &study->author_count);
    }
    // Scopus lists addresses without saying whose they are.
    const char *addresses = study->author_count > 0 ? text(f, "affiliation affiliations") : NULL;
    bool named = addresses && strchr(addresses, '['); // Web of Science, in one text
    StringView rest = sv(addresses), part;
    bool only = named || sv_find_char(rest, ';') == SV_NONE;
    while (sv_split(&rest, named ? '\0' : ';', &part)) {
        const char *address = field_text(f->arena, part);
        for (size_t i = 0; i < (only && !named ? study->author_count : 1); i++) {
            text_list_add(&study->authors[i].affiliations, f->arena, address);
        }
    }
}

static void fill_journal(Filling *f) {
    Journal *journal = &f->study->journal;
    journal->title = text(f, "fjournal journaltitle journal journal_title source_title");
    const char *brief = text(f, "shortjournal journal-iso journal-abbreviation abbrev_source_title "
                                "title-abbreviation");
    journal->abbreviation = brief || raw(f, "fjournal").length == 0 ? brief : text(f, "journal");
    const char *book = text(f, "booktitle");
    if (!journal->title && book && (!f->study->title || strcmp(book, f->study->title) != 0)) {
        journal->title = book;
    }
    study_add_serials(f->study, f->arena, sv(verbatim(f, "issn")));
    bool printed = journal->issn != NULL;
    study_add_serials(f->study, f->arena, sv(verbatim(f, "eissn")));
    if (!printed && journal->issn && !journal->essn) {
        journal->essn = journal->issn;
        journal->issn = NULL;
    }
    study_add_serials(f->study, f->arena, sv(verbatim(f, "isbn")));
    f->study->publisher = text(f, "publisher school institution organization");
}

// "1342 -- 1350", however long the dash, as "1342-1350".
static void add_pages(StringView pages, String *out) {
    while (pages.length > 0) {
        bool en = sv_starts(pages, SV("\xe2\x80\x93")), em = sv_starts(pages, SV("\xe2\x80\x94"));
        bool dash = en || em || pages.data[0] == '-';
        if (!dash) {
            string_add_char(out, pages.data[0]);
        } else if (!sv_ends(string_view(out), SV("-"))) {
            out->length = sv_trim(string_view(out)).length;
            string_add_char(out, '-');
        }
        pages = sv_from(pages, en || em ? 3 : 1);
        pages = dash ? sv_trim(pages) : pages;
    }
}

static void fill_places(Filling *f) {
    Study *study = f->study;
    bool report = sv_equal(f->entry->type, SV("techreport")) || sv_equal(f->entry->type, SV("report"));
    bool patent = sv_equal(f->entry->type, SV("patent"));
    study->volume = text(f, "volume");
    if (report || patent) {
        study_add_identifier(study, f->arena, patent ? "patent" : "report", text(f, "number"));
    } else {
        study->issue = text(f, "number issue");
    }
    String pages = {0};
    add_pages(sv(text(f, "pages article-number art_number articleno eid")), &pages);
    study->pages = pages_of(f->arena, string_view(&pages), sv(NULL));
    string_free(&pages);
}

// The digits that a month is, such as "9" or "8,"; 0 where it is a word.
static int month_number(const char *month) {
    size_t digits = strspn(month, "0123456789");
    return strcspn(month, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") < strlen(month)
               ? 0
               : month_parse(sv_part(sv(month), 0, digits));
}

static void fill_date(Filling *f) {
    Study *study = f->study;
    Arena *arena = f->arena;
    const char *date = verbatim(f, "date"), *year = verbatim(f, "year");
    const char *month = text(f, "month"), *day = verbatim(f, "day");
    if (date && date_parse(sv(date), &study->year, &study->month, &study->day)) {
        study->date = date;
        return;
    }
    if (!year) {
        year = verbatim(f, "earlyaccessdate issue_date date");
        month = NULL;
    }
    study->date = year;
    if (year && month && month_number(month) > 0) {
        study->date =
            arena_format(arena, "%s-%02d%s%s", year, month_number(month), day ? "-" : "", day ? day : "");
    } else if (year && month) {
        study->date = arena_format(arena, "%s %s%s%s", year, month, day ? " " : "", day ? day : "");
    }
    if (study->date) {
        date_parse(sv(study->date), &study->year, &study->month, &study->day);
    }
}

static void fill_identifiers(Filling *f) {
    Study *study = f->study;
    Arena *arena = f->arena;
    study->doi = field_doi(arena, sv(verbatim(f, "doi")));
    const char *pmid = verbatim(f, "pmid pubmed_id");
    if (pmid) {
        pmid_parse(sv(pmid), &study->pmid);
    }
    study->pmcid = field_pmcid(arena, sv(verbatim(f, "pmcid pmc")));
    const char *eprint = verbatim(f, "eprint"), *archive = verbatim(f, "eprinttype archiveprefix");
    if (eprint && archive && sv_equal_nocase(sv(archive), SV("pubmed"))) {
        pmid_parse(sv(eprint), &study->pmid);
    } else if (eprint && (!archive || sv_equal_nocase(sv(archive), SV("arxiv")))) {
        study_add_identifier(study, arena, "arxiv", eprint);
    }
    const char *note = text(f, "note");
    if (note) {
        int64_t number = 0;
        const char *pmcid = NULL, *doi = NULL;
        citation_identifiers(sv(note), arena, &number, &pmcid, &doi);
        study->pmid = study->pmid ? study->pmid : number;
        study->pmcid = study->pmcid ? study->pmcid : pmcid;
    }
    const char *unique = verbatim(f, "unique-id");
    bool keyed = sv_starts(f->entry->key, SV("WOS:")) || sv_starts(f->entry->key, SV("ISI:"));
    unique = !unique && keyed ? field_text(arena, f->entry->key) : unique;
    if (unique && sv_starts(sv(unique), SV("ISI:"))) {
        unique = arena_format(arena, "WOS:%s", unique + 4);
    }
    study_add_identifier(study, arena, "wos", unique);
    const char *url = verbatim(f, "url");
    size_t scopus = sv_find(sv(url), SV("eid=2-s2.0-"));
    if (scopus != SV_NONE) {
        size_t length = strcspn(url + scopus + 4, "&");
        study_add_identifier(study, arena, "scopus", field_text(arena, sv_part(sv(url), scopus + 4, length)));
    }
    int64_t linked = 0;
    study_add_addresses(study, arena, sv(url), &linked);
    study->pmid = study->pmid == 0 && linked > 0 ? linked : study->pmid;
    if (!study->doi && url && strstr(url, "doi")) {
        study->doi = field_doi(arena, sv(url));
    }
}

// Lines are wrapped anywhere; a blank one ends a paragraph.
static void fill_abstract(Filling *f) {
    String latex = {0}, lines = {0};
    bibtex_add_text(raw(f, "abstract"), &latex);
    StringView rest = string_view(&latex), line;
    while (sv_line(&rest, &line)) {
        line = sv_trim(line);
        bool begun = lines.length > 0 && lines.data[lines.length - 1] != '\n';
        string_add_text(&lines, !begun ? NULL : line.length > 0 ? " " : "\n\n");
        string_add(&lines, line);
    }
    StringView text = string_view(&lines);
    if (sv_find_char(text, '<') != SV_NONE || sv_find_char(text, '&') != SV_NONE) {
        study_add_marked_abstract(f->study, f->arena, text);
    } else {
        study_add_section_lines(f->study, f->arena, text);
    }
    string_free(&latex);
    string_free(&lines);
}

static void fill_text(Filling *f) {
    Study *study = f->study;
    fill_abstract(f);
    add_keywords(f, "author_keywords");
    add_keywords(f, "keywords keyword key_words");
    add_keywords(f, "keywords-plus");
    add_list(f, &study->publication_types, "document_type pubtype type", ";,");
    StringView languages = sv(text(f, "language langid")), language;
    while (sv_split(&languages, sv_find_char(languages, ';') == SV_NONE ? ',' : ';', &language)) {
        text_list_add(&study->languages, f->arena, language_normal(f->arena, language));
    }
    study->copyright = text(f, "copyright");
    for (size_t i = 0; i < bibtex_type_count; i++) {
        if (sv_equal(f->entry->type, sv(bibtex_types[i].entry)) && study->publication_types.count == 0) {
            study_add_reference_kind(study, f->arena, reference_kind_by_name(sv(bibtex_types[i].kind)));
        }
    }
}

// Rayyan's marks in the note, and what carrel and JabRef write: "Decision: exclude (no tea)", labels
// as groups, a note as annote.
static void fill_decisions(Filling *f) {
    String note = {0};
    bibtex_add_verbatim(raw(f, "note"), &note);
    StringView rest = decisions_take(f->study, f->arena, string_view(&note));
    RecordedDecision said = {.reviewer = text(f, "reviewer"), .note = text(f, "annote")};
    if (sv_starts(rest, SV("Decision: "))) {
        rest = sv_from(rest, 10);
        size_t open = sv_find(rest, SV(" ("));
        said.decision = decision_word(sv_part(rest, 0, open));
        if (said.decision && open != SV_NONE && sv_ends(rest, SV(")"))) {
            said.reason = field_text(f->arena, sv_part(rest, open + 2, rest.length - open - 3));
        }
    }
    add_list(f, &said.labels, "groups", ";,");
    decisions_add(f->study, f->arena, &said);
    string_free(&note);
}

// Whether a reference of Web of Science begins: "Roe J, 2010, …".
static bool begins_reference(StringView rest) {
    enum { NAME_MOST = 80 };
    size_t comma = sv_find_char(sv_part(rest, 0, NAME_MOST), ',');
    StringView year = comma == SV_NONE ? sv_part(rest, 0, 0) : sv_trim(sv_part(rest, comma + 1, 6));
    long long number;
    return sv_ends(year, SV(",")) && sv_number(sv_part(year, 0, year.length - 1), &number) && number > 1000;
}

// References that end with a period, one a line or run together.
static void add_cited_references(Filling *f) {
    const char *copy = text(f, "cited-references");
    StringView rest = sv(copy);
    CitationList *list = &f->study->links[LINK_REFERENCES];
    size_t start = 0;
    for (size_t i = 0; i + 1 < rest.length; i++) {
        if (rest.data[i] == '.' && rest.data[i + 1] == ' ' && begins_reference(sv_from(rest, i + 2))) {
            reference_add_wos(list, f->arena, sv_part(rest, start, i - start));
            start = i + 2;
        }
    }
    rest = sv_trim(sv_from(rest, start));
    rest.length -= sv_ends(rest, SV("."));
    reference_add_wos(list, f->arena, rest);
}

static void fill_links(Filling *f) {
    CitationList *references = &f->study->links[LINK_REFERENCES];
    add_cited_references(f);
    reference_add_scopus(references, f->arena, sv(text(f, "references")));
    references->announced = count_of(f, "number-of-cited-references");
    int64_t *cited = &f->study->links[LINK_CITED_BY].announced;
    *cited = count_of(f, "times-cited cited_by");
    const char *note = text(f, "note"); // "Cited by: 4; All Open Access"
    if (*cited < 0 && note && sv_starts_nocase(sv(note), SV("cited by"))) {
        StringView number = sv_trim(sv_from(sv(note), strspn(note + 8, ": ") + 8));
        long long value;
        number.length = strspn(number.data, "0123456789");
        *cited = sv_number(number, &value) ? value : -1;
    }
}

// Scopus names itself as the source; Web of Science and others tell the day of the export.
static void vote(const Filling *f) {
    const char *unique = verbatim(f, "unique-id");
    search_facts_vote_accession(f->facts, unique ? sv(unique) : f->entry->key);
    search_facts_vote(f->facts, sv(text(f, "source")), sv(NULL));
    search_facts_vote_date(f->facts, sv(verbatim(f, "da")));
}

bool bibtex_fill_study(const BibtexEntry *entry, Arena *arena, Study *study, SearchFacts *facts) {
    Filling filling = {entry, study, arena, facts};
    fill_title(&filling);
    fill_people(&filling);
    fill_journal(&filling);
    fill_places(&filling);
    fill_date(&filling);
    fill_identifiers(&filling);
    fill_text(&filling);
    fill_links(&filling);
    fill_decisions(&filling);
    vote(&filling);
    study->kind = RECORD_DATABASE;
    return study->title || study->doi || study->pmid;
}
