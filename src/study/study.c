#include "carrel/study/study.h"

#include "carrel/base/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void study_init(Study *study) {
    memset(study, 0, sizeof *study);
    for (int kind = 0; kind < LINK_KINDS; kind++) {
        study->links[kind].announced = -1;
    }
}

// --- flags ---

static bool is_one_of(const char *text, const char *const *words) {
    for (; *words; words++) {
        if (sv_equal_nocase(sv(text), sv(*words))) {
            return true;
        }
    }
    return false;
}

// Publication types and the RefTypes of corrections that say so, as PubMed spells them.
typedef struct {
    unsigned flag;
    const char *types[5], *corrections[4];
} FlagSource;
static const FlagSource flag_sources[] = {
    {STUDY_RETRACTED, {"Retracted Publication"}, {"RetractionIn", "RetractedandRepublishedIn"}},
    {STUDY_CONCERN, {NULL}, {"ExpressionOfConcernIn"}},
    {STUDY_NOTICE,
     {"Retraction of Publication", "Retraction Notice", "Published Erratum", "Expression of Concern"},
     {"RetractionOf", "ErratumFor", "ExpressionOfConcernFor"}},
};

static unsigned notice_flags(const Study *study) {
    unsigned flags = 0;
    for (size_t s = 0; s < sizeof flag_sources / sizeof flag_sources[0]; s++) {
        const FlagSource *source = &flag_sources[s];
        for (size_t i = 0; i < study->publication_types.count; i++) {
            flags |= is_one_of(study->publication_types.items[i], source->types) ? source->flag : 0;
        }
        for (size_t i = 0; i < study->correction_count; i++) {
            flags |= is_one_of(study->corrections[i].type, source->corrections) ? source->flag : 0;
        }
    }
    return flags;
}

static bool has_abstract(const Study *study) {
    for (size_t i = 0; i < study->section_count; i++) {
        if (study->sections[i].text && study->sections[i].text[0]) {
            return true;
        }
    }
    return false;
}

static bool is_review(const Study *study) {
    for (size_t i = 0; i < study->publication_types.count; i++) {
        if (strstr(study->publication_types.items[i], "Review")) {
            return true;
        }
    }
    return false;
}

// In another language than English; an undetermined one is not known to be.
static bool is_other_language(const Study *study) {
    static const char *const not_other[] = {"eng", "en", "und", "mul", NULL};
    for (size_t i = 0; i < study->languages.count; i++) {
        if (is_one_of(study->languages.items[i], not_other)) {
            return false;
        }
    }
    return study->languages.count > 0;
}

unsigned study_flags(const Study *study) {
    unsigned flags = notice_flags(study);
    flags |= has_abstract(study) ? 0 : STUDY_NO_ABSTRACT;
    flags |= is_other_language(study) ? STUDY_OTHER_LANGUAGE : 0;
    flags |= study->kind == RECORD_STUB ? STUDY_STUB : 0;
    flags |= is_review(study) ? STUDY_REVIEW : 0;
    flags |= study->marker_count > 0 ? STUDY_PRESS : 0;
    return flags;
}

// --- names and lines ---

static bool is_set(const char *text) {
    return text && text[0];
}

// The first letter of each part of a given name: "Jean-Paul R." gives "JPR".
static void add_initials(const char *given, String *out) {
    StringView word;
    size_t offset = 0;
    while (text_next_word(sv(given), &offset, &word)) {
        string_add(out, sv_part(word, 0, text_grapheme(word)));
    }
}

void author_add_short(const Author *author, String *out) {
    if (!is_set(author->family)) {
        string_add_text(out, is_set(author->collective) ? author->collective : author->given);
        return;
    }
    string_add_text(out, author->family);
    if (is_set(author->initials) || is_set(author->given)) {
        string_add_char(out, ' ');
    }
    if (is_set(author->initials)) {
        string_add_text(out, author->initials);
    } else {
        add_initials(author->given, out);
    }
    if (is_set(author->suffix)) {
        string_format(out, " %s", author->suffix);
    }
}

#define NAME_TITLE_COLUMNS 40

// As many whole words as a name has room for.
static void add_title_start(const char *title, String *out) {
    StringView text = sv(title);
    size_t next;
    size_t line = text_wrap(text, NAME_TITLE_COLUMNS, &next);
    string_add(out, sv_part(text, 0, line));
    if (next < text.length) {
        string_add_text(out, "…");
    }
}

void study_add_name(const Study *study, String *out) {
    const Author *first = study->author_count > 0 ? &study->authors[0] : NULL;
    const char *author = !first                  ? NULL
                         : is_set(first->family) ? first->family
                         : is_set(first->given)  ? first->given
                                                 : first->collective;
    if (is_set(author)) {
        string_add_text(out, author);
    } else if (is_set(study->title)) {
        add_title_start(study->title, out);
    } else if (study->pmid != 0) {
        string_format(out, "PMID %" PRId64, study->pmid);
    } else {
        string_add_text(out, is_set(study->doi) ? study->doi : "study without title");
    }
    if (study->year > 0) {
        string_format(out, " %d", study->year);
    }
}

static bool has_number(const char *text, int number) {
    char digits[16];
    snprintf(digits, sizeof digits, "%d", number);
    return sv_find(sv(text), sv(digits)) != SV_NONE;
}

void study_add_journal_line(const Study *study, String *out) {
    size_t start = out->length;
    const char *journal = is_set(study->journal.abbreviation) ? study->journal.abbreviation
                          : is_set(study->journal.title)      ? study->journal.title
                                                              : study->publisher;
    string_add_text(out, journal);
    // A stub's journal is the whole line of whoever cites it, with the date; without a journal
    // the date is all there is to say, so it is said as printed.
    bool dated = study->year > 0 && has_number(journal, study->year);
    if (!dated && (study->year > 0 || is_set(study->date))) {
        string_add_text(out, out->length > start ? " " : "");
        if (study->year > 0 && (is_set(journal) || !is_set(study->date))) {
            string_format(out, "%d", study->year);
        } else {
            string_add_text(out, study->date);
        }
    }
    if (is_set(study->volume) || is_set(study->issue)) {
        string_add_text(out, out->length > start ? ";" : "");
        string_add_text(out, study->volume);
    }
    if (is_set(study->issue)) {
        // A supplement is set off by a space, a number by parentheses. [NLM, Citing Medicine]
        bool supplement = sv_starts_nocase(sv(study->issue), SV("suppl")) ||
                          sv_find(sv(study->issue), SV(" Suppl")) != SV_NONE;
        if (supplement) {
            string_format(out, "%s%s", is_set(study->volume) ? " " : "", study->issue);
        } else {
            string_format(out, "(%s)", study->issue);
        }
    }
    if (is_set(study->pages)) {
        string_format(out, ":%s", study->pages);
    }
}

void study_add_abstract(const Study *study, String *out) {
    size_t start = out->length;
    for (size_t i = 0; i < study->section_count; i++) {
        const Section *section = &study->sections[i];
        if (!is_set(section->text)) {
            continue;
        }
        if (out->length > start) {
            string_add_char(out, '\n');
        }
        if (is_set(section->label)) {
            bool is_heading = strchr(section->text, '\n') != NULL; // of several paragraphs
            string_format(out, is_heading ? "%s\n" : "%s: ", section->label);
        }
        string_add_text(out, section->text);
    }
}

#define CITED_AUTHORS_MOST 6 // then "et al." [NLM, Citing Medicine]

// Begins another sentence of a citation, on the same line.
static void add_sentence_end(size_t start, String *out) {
    if (out->length == start) {
        return;
    }
    char last = out->data[out->length - 1];
    string_add_text(out, last == '.' || last == '?' || last == '!' ? " " : ". ");
}

void study_add_citation(const Study *study, String *out) {
    size_t start = out->length;
    for (size_t i = 0; i < study->author_count && i < CITED_AUTHORS_MOST; i++) {
        string_add_text(out, i > 0 ? ", " : "");
        author_add_short(&study->authors[i], out);
    }
    if (study->author_count > CITED_AUTHORS_MOST) {
        string_add_text(out, ", et al");
    }
    if (is_set(study->title)) {
        add_sentence_end(start, out);
        string_add_text(out, study->title);
    }
    String journal = {0};
    study_add_journal_line(study, &journal);
    if (journal.length > 0) {
        add_sentence_end(start, out);
        string_add(out, string_view(&journal));
    }
    string_free(&journal);
    if (is_set(study->doi)) {
        add_sentence_end(start, out);
        string_format(out, "doi:%s", study->doi);
    }
    if (study->pmid != 0) {
        add_sentence_end(start, out);
        string_format(out, "PMID %" PRId64, study->pmid);
    }
}

// --- names of kinds ---

const char *record_kind_name(RecordKind kind) {
    switch (kind) {
    case RECORD_PUBMED_XML:
        return "PubMed XML";
    case RECORD_MEDLINE:
        return "MEDLINE";
    case RECORD_DATABASE:
        return "database";
    case RECORD_PAGE:
        return "page";
    case RECORD_STUB:
        return "link";
    }
    return "unknown";
}

static const char *const link_kind_names[LINK_KINDS] = {"references", "cited_by", "similar"};

const char *link_kind_name(LinkKind kind) {
    return kind < LINK_KINDS ? link_kind_names[kind] : "unknown";
}
