#include "carrel/pane/abstract.h"

#include "carrel/base/clock.h"
#include "carrel/study/ident.h"

#include <inttypes.h>
#include <stdlib.h>

// What a study says, as the blocks of a paragraph, top to bottom.

#define HANG        12  // columns of the labels
#define AUTHORS_FEW 6   // shown until all are asked for
#define LIST_MOST   400 // of one list (authors, investigators): the rest is counted

typedef struct {
    AbstractPane *pane;
    Paragraph *text;
    const AbstractContent *content;
    const Study *study;
    String scratch;
    bool gap; // an empty line is due before the next detail
} Fill;

static bool is_set(const char *text) {
    return text && *text;
}

static void add(Fill *fill, const char *words, Role role) {
    paragraph_add_text(fill->text, words, role);
}

static void add_scratch(Fill *fill, Role role) {
    paragraph_add(fill->text, string_view(&fill->scratch), role);
    string_clear(&fill->scratch);
}

static void add_link(Fill *fill, StringView words, Role role, AbstractLink link) {
    AbstractPane *pane = fill->pane;
    pane->links = arena_grow(&pane->arena, pane->links, &pane->link_capacity, pane->link_count + 1,
                             sizeof *pane->links);
    link.text = arena_copy(&pane->arena, link.text);
    pane->links[pane->link_count] = link;
    paragraph_add_link(fill->text, words, role, (int) pane->link_count++);
}

static void add_study_link(Fill *fill, int64_t pmid) {
    string_clear(&fill->scratch);
    string_format(&fill->scratch, "PMID %" PRId64, pmid);
    add_link(fill, string_view(&fill->scratch), ROLE_LINK,
             (AbstractLink){.kind = ABSTRACT_LINK_STUDY, .study = pmid});
    string_clear(&fill->scratch);
}

// A block of the details below the abstract.
static void label(Fill *fill, const char *words) {
    paragraph_block(fill->text, words, ROLE_LABEL, HANG, fill->gap);
    fill->gap = false;
}

static void labelled(Fill *fill, const char *words, const char *value) {
    if (is_set(value)) {
        label(fill, words);
        add(fill, value, ROLE_NORMAL);
    }
}

static void list(Fill *fill, const char *words, TextList items) {
    for (size_t i = 0; i < items.count; i++) {
        if (i == 0) {
            label(fill, words);
        }
        add(fill, i > 0 ? " · " : "", ROLE_DIM);
        add(fill, items.items[i], ROLE_NORMAL);
    }
}

static bool is_type(const Correction *correction, const char *first, const char *second) {
    StringView type = sv(correction->type);
    return sv_equal_nocase(type, sv(first)) || sv_equal_nocase(type, sv(second));
}

static void fill_banner(Fill *fill, const char *words, const char *first, const char *second) {
    paragraph_block(fill->text, NULL, ROLE_NORMAL, 0, false);
    add(fill, words, ROLE_WARNING);
    for (size_t i = 0; i < fill->study->correction_count; i++) {
        const Correction *correction = &fill->study->corrections[i];
        if (!is_type(correction, first, second)) {
            continue;
        }
        add(fill, " ", ROLE_NORMAL);
        add(fill, correction->text, ROLE_ERROR);
        if (correction->pmid != 0) {
            add(fill, " ", ROLE_NORMAL);
            add_study_link(fill, correction->pmid);
        }
    }
}

static void fill_authors(Fill *fill) {
    const Study *study = fill->study;
    size_t most = fill->content->all_authors ? LIST_MOST : AUTHORS_FEW;
    // One more name takes no more room than the count of it.
    size_t shown = study->author_count <= most + 1 ? study->author_count : most;
    for (size_t i = 0; i < shown; i++) {
        string_add_text(&fill->scratch, i > 0 ? ", " : "");
        author_add_short(&study->authors[i], &fill->scratch);
    }
    add_scratch(fill, ROLE_NORMAL);
    if (shown < study->author_count) {
        string_format(&fill->scratch, "+%zu", study->author_count - shown);
        add(fill, " ", ROLE_NORMAL);
        add_link(fill, string_view(&fill->scratch), ROLE_LINK, (AbstractLink){.kind = ABSTRACT_LINK_AUTHORS});
        string_clear(&fill->scratch);
    }
}

static void add_fact(Fill *fill, const char *before, const char *words) {
    if (is_set(words)) {
        string_add_text(&fill->scratch, fill->scratch.length > 0 ? " · " : "");
        string_add_text(&fill->scratch, before);
        string_add_text(&fill->scratch, words);
    }
}

static void fill_facts(Fill *fill) {
    const Study *study = fill->study;
    if (study->pmid != 0) {
        string_format(&fill->scratch, "PMID %" PRId64, study->pmid);
    }
    add_fact(fill, "DOI ", study->doi);
    add_fact(fill, "", study->pmcid);
    for (size_t i = 0; i < study->publication_types.count; i++) {
        add_fact(fill, "", study->publication_types.items[i]);
    }
    for (size_t i = 0; i < study->languages.count; i++) {
        add_fact(fill, "", study->languages.items[i]);
    }
    add_fact(fill, "", study->specialty);
    const LinkCount *cited = &fill->content->links[LINK_CITED_BY];
    int64_t count = cited->announced > (int64_t) cited->listed ? cited->announced : (int64_t) cited->listed;
    if (count > 0) {
        string_add_text(&fill->scratch, fill->scratch.length > 0 ? " · cited by " : "cited by ");
        add_number(&fill->scratch, count);
    }
    paragraph_block(fill->text, NULL, ROLE_NORMAL, 0, false);
    add_scratch(fill, ROLE_DIM);
}

static void fill_head(Fill *fill) {
    const Study *study = fill->study;
    unsigned flags = study_flags(study);
    if (flags & STUDY_RETRACTED) {
        fill_banner(fill, " RETRACTED ", "RetractionIn", "RetractedandRepublishedIn");
    }
    if (flags & STUDY_CONCERN) {
        fill_banner(fill, " EXPRESSION OF CONCERN ", "ExpressionOfConcernIn", "ExpressionOfConcernIn");
    }
    paragraph_block(fill->text, NULL, ROLE_NORMAL, 0, false);
    add(fill, study->title_translated ? "[" : "", ROLE_TITLE);
    add(fill, is_set(study->title) ? study->title : "(no title)", ROLE_TITLE);
    add(fill, study->title_translated ? "]" : "", ROLE_TITLE);
    if (is_set(study->vernacular_title)) {
        paragraph_block(fill->text, NULL, ROLE_NORMAL, 0, false);
        add(fill, study->vernacular_title, ROLE_DIM);
    }
    paragraph_block(fill->text, NULL, ROLE_NORMAL, 0, false);
    fill_authors(fill);
    study_add_journal_line(study, &fill->scratch);
    if (fill->scratch.length > 0) {
        add(fill, study->author_count > 0 ? " · " : "", ROLE_DIM);
        add_scratch(fill, ROLE_NORMAL);
    }
    fill_facts(fill);
}

static const MarkerBinding *binding_of(const Fill *fill, int number) {
    for (size_t i = 0; i < fill->content->binding_count; i++) {
        if (fill->content->bindings[i].number == number) {
            return &fill->content->bindings[i];
        }
    }
    return NULL;
}

static void add_marker(Fill *fill, StringView words, int number) {
    const MarkerBinding *binding = binding_of(fill, number);
    AbstractLink link = {.kind = ABSTRACT_LINK_MARKER, .number = number, .bound = binding != NULL};
    if (binding) {
        link.study = binding->study;
        link.text = binding->target;
    }
    add_link(fill, words, binding ? ROLE_LINK_BOUND : ROLE_LINK, link);
}

// One section: its paragraphs as blocks, its markers as links. In prose, `hang` 0, a heading
// has a line of its own, and paragraphs stand apart.
static void fill_section(Fill *fill, size_t index, const Section *section, int hang, bool gap, bool markers) {
    StringView text = sv(section->text);
    size_t marker = 0, at = 0;
    const Study *study = fill->study;
    const char *words = section->label;
    while (at < text.length || words) {
        size_t end = sv_find_char(sv_from(text, at), '\n');
        end = end == SV_NONE ? text.length : at + end;
        if (words && hang == 0) {
            paragraph_block(fill->text, words, ROLE_LABEL, 0, gap);
            words = NULL;
            gap = false;
        }
        if (end > at || words) {
            paragraph_block(fill->text, words, ROLE_LABEL, hang, gap);
            words = NULL;
            gap = hang == 0;
        }
        for (; markers && marker < study->marker_count; marker++) {
            const Marker *mark = &study->markers[marker];
            if (mark->section != index || mark->offset < at) {
                continue;
            }
            if (mark->offset > end || mark->length > end - mark->offset) {
                break;
            }
            paragraph_add(fill->text, sv_part(text, at, mark->offset - at), ROLE_NORMAL);
            add_marker(fill, sv_part(text, mark->offset, mark->length), mark->number);
            at = mark->offset + mark->length;
        }
        paragraph_add(fill->text, sv_part(text, at, end - at), ROLE_NORMAL);
        at = end + 1;
    }
}

// Labels hang beside their text; headings of prose stand above it.
static int section_hang(const Section *sections, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (is_set(sections[i].label)) {
            return HANG;
        }
    }
    return 0;
}

// A colleague's review came without the records.
static void fill_how_to_get(Fill *fill) {
    StringView origin = sv(fill->content->candidate->origin);
    bool is_import = sv_starts(origin, SV("import "));
    StringView file = is_import ? sv_trim(sv_from(origin, 7)) : SV("FILE");
    add(fill, "The record of this candidate is not in the cache of this machine. ", ROLE_DIM);
    add(fill, "carrel import ", ROLE_LABEL);
    paragraph_add(fill->text, file, ROLE_LABEL);
    add(fill,
        is_import ? " brings its abstract: the file is the one that was imported into the review."
                  : " brings its abstract, with the file that the record is in.",
        ROLE_DIM);
}

static void fill_sections(Fill *fill) {
    const Study *study = fill->study;
    bool is_prose = (study_flags(study) & STUDY_PRESS) != 0;
    const char *by = fill->content->filled_by;
    if (by) {
        paragraph_block(fill->text, NULL, ROLE_NORMAL, 0, true);
        add(fill, "Abstract filled in by ", ROLE_LABEL);
        add(fill, *by ? by : "a reviewer", ROLE_LABEL);
        add(fill, "; the record has none", ROLE_DIM);
    }
    int hang = is_prose ? 0 : section_hang(study->sections, study->section_count);
    bool any = false;
    for (size_t i = 0; i < study->section_count; i++) {
        if (is_set(study->sections[i].text) || is_set(study->sections[i].label)) {
            fill_section(fill, i, &study->sections[i], hang, !any || is_prose, true);
            any = true;
        }
    }
    if (!any) {
        paragraph_block(fill->text, NULL, ROLE_NORMAL, 0, true);
        if (fill->content->found) {
            add(fill, "no abstract in this record", ROLE_DIM);
        } else if (fill->content->candidate) {
            fill_how_to_get(fill);
        } else {
            bool can_ask = fill->content->id > 0 || is_set(study->doi);
            add(fill, can_ask ? "known only by link; F asks for its record" : "known only by link", ROLE_DIM);
        }
    }
    for (size_t i = 0; i < study->other_abstract_count; i++) {
        const OtherAbstract *other = &study->other_abstracts[i];
        paragraph_block(fill->text, NULL, ROLE_NORMAL, 0, true);
        add(fill, "Abstract in another language: ", ROLE_LABEL);
        add(fill, is_set(other->language) ? other->language : "unknown", ROLE_LABEL);
        hang = section_hang(other->sections, other->section_count);
        for (size_t k = 0; k < other->section_count; k++) {
            fill_section(fill, k, &other->sections[k], hang, false, false);
        }
    }
    if (is_set(study->copyright)) {
        paragraph_block(fill->text, NULL, ROLE_NORMAL, 0, false);
        add(fill, study->copyright, ROLE_DIM);
    }
}

// What the numbers of a press article stand for.
static void fill_markers(Fill *fill) {
    const Study *study = fill->study;
    for (size_t i = 0; i < study->marker_count; i++) {
        int number = study->markers[i].number;
        bool seen = false;
        for (size_t k = 0; k < i && !seen; k++) {
            seen = study->markers[k].number == number;
        }
        if (seen) {
            continue;
        }
        if (i == 0) {
            label(fill, "Cites");
        } else {
            add(fill, " · ", ROLE_DIM);
        }
        const MarkerBinding *binding = binding_of(fill, number);
        string_format(&fill->scratch, "%d %s", number, binding ? binding->target : "not bound");
        add_scratch(fill, binding ? ROLE_NORMAL : ROLE_DIM);
    }
}

static void fill_labels(Fill *fill) {
    const Candidate *candidate = fill->content->candidate;
    for (size_t i = 0; i < candidate->labels.count; i++) {
        const Label *known = label_by_name(&fill->content->labels, sv(candidate->labels.items[i]));
        if (i == 0) {
            label(fill, "Labels");
        }
        add(fill, i > 0 ? " · " : "", ROLE_DIM);
        add(fill, candidate->labels.items[i], label_role(known ? known->colour : LABEL_PLAIN));
    }
    for (size_t i = 0; i < candidate->value_count; i++) {
        const Label *known = label_by_name(&fill->content->labels, sv(candidate->values[i].label));
        if (i == 0) {
            label(fill, "Values");
        }
        add(fill, i > 0 ? " · " : "", ROLE_DIM);
        add(fill, candidate->values[i].label, label_role(known ? known->colour : LABEL_PLAIN));
        add(fill, " ", ROLE_NORMAL);
        add(fill, candidate->values[i].value, ROLE_NORMAL);
    }
}

static void fill_review(Fill *fill) {
    const Candidate *candidate = fill->content->candidate;
    if (!candidate) {
        return;
    }
    if (candidate->own.decision != DECISION_NONE) {
        label(fill, "Decision");
        string_format(&fill->scratch, "%s %s", mark_sign(candidate->own.decision),
                      decision_name(candidate->own.decision));
        add_scratch(fill, mark_role((Mark){candidate->own.decision, candidate->own.pending}));
        if (is_set(candidate->own.reason)) {
            add(fill, ": ", ROLE_NORMAL);
            add(fill, candidate->own.reason, ROLE_NORMAL);
        }
    }
    if (candidate->retrieval != RETRIEVAL_NONE) {
        label(fill, "Full text");
        add(fill,
            candidate->retrieval == RETRIEVAL_MISSING ? "not retrieved"
                                                      : retrieval_name(candidate->retrieval),
            candidate->retrieval == RETRIEVAL_MISSING ? ROLE_FLAG_WARNING : ROLE_NORMAL);
        if (is_set(candidate->file)) {
            add(fill, ": ", ROLE_NORMAL);
            add(fill, candidate->file, ROLE_NORMAL);
        }
    }
    fill_labels(fill);
    StringView rest = sv(candidate->note), line;
    for (bool first = true; sv_line(&rest, &line); first = false) {
        label(fill, first ? "Note" : NULL);
        paragraph_add(fill->text, line, ROLE_NORMAL);
    }
}

static void fill_votes(Fill *fill) {
    const AbstractContent *content = fill->content;
    for (size_t i = 0; i < content->vote_count; i++) {
        const AbstractVote *vote = &content->votes[i];
        label(fill, i == 0 ? "Votes" : NULL);
        string_format(&fill->scratch, "%s: ", vote->name);
        add_scratch(fill, ROLE_NORMAL);
        if (vote->decision != DECISION_NONE) {
            string_format(&fill->scratch, "%s %s", mark_sign(vote->decision), decision_name(vote->decision));
            add_scratch(fill, mark_role((Mark){vote->decision, false}));
        } else {
            add(fill, "no vote", ROLE_DIM);
        }
        const char *const more[] = {vote->reason, vote->labels, vote->note};
        for (size_t k = 0; k < sizeof more / sizeof more[0]; k++) {
            if (is_set(more[k])) {
                add(fill, k == 0 ? ": " : " · ", ROLE_DIM);
                add(fill, more[k], ROLE_NORMAL);
            }
        }
    }
}

static void fill_reports(Fill *fill) {
    const AbstractContent *content = fill->content;
    if (content->report_count == 0) {
        return;
    }
    label(fill, "Same trial");
    string_format(&fill->scratch, "%zu reports: this", content->report_count + 1);
    add_scratch(fill, ROLE_NORMAL);
    for (size_t i = 0; i < content->report_count && i < LIST_MOST; i++) {
        const AbstractReport *report = &content->reports[i];
        add(fill, " · ", ROLE_DIM);
        add_link(fill, sv(report->name), ROLE_LINK,
                 (AbstractLink){.kind = ABSTRACT_LINK_STUDY, .study = report->study});
    }
}

static void fill_mesh(Fill *fill) {
    const Study *study = fill->study;
    for (size_t i = 0; i < study->mesh_count; i++) {
        const MeshHeading *mesh = &study->mesh[i];
        if (i == 0) {
            label(fill, "MeSH");
        } else {
            add(fill, " · ", ROLE_DIM);
        }
        string_add_text(&fill->scratch, mesh->major ? "*" : "");
        string_add_text(&fill->scratch, mesh->heading);
        for (size_t k = 0; k < mesh->qualifier_count; k++) {
            string_add_text(&fill->scratch, mesh->qualifiers[k].major ? "/*" : "/");
            string_add_text(&fill->scratch, mesh->qualifiers[k].name);
        }
        add_scratch(fill, ROLE_NORMAL);
    }
}

static void add_words(String *out, const char *words) {
    if (is_set(words)) {
        string_add_text(out, out->length > 0 ? " " : "");
        string_add_text(out, words);
    }
}

static void fill_support(Fill *fill) {
    const Study *study = fill->study;
    for (size_t i = 0; i < study->grant_count; i++) {
        if (i == 0) {
            label(fill, "Grants");
        } else {
            add(fill, " · ", ROLE_DIM);
        }
        add_words(&fill->scratch, study->grants[i].number);
        add_words(&fill->scratch, study->grants[i].agency);
        add_words(&fill->scratch, study->grants[i].country);
        add_scratch(fill, ROLE_NORMAL);
    }
    for (size_t i = 0; i < study->register_count; i++) {
        if (i == 0) {
            label(fill, "Trials");
        } else {
            add(fill, " · ", ROLE_DIM);
        }
        add_words(&fill->scratch, study->registers[i].bank);
        add_words(&fill->scratch, study->registers[i].number);
        add_scratch(fill, ROLE_NORMAL);
    }
}

static void fill_notices(Fill *fill) {
    const Study *study = fill->study;
    for (size_t i = 0; i < study->correction_count; i++) {
        const Correction *correction = &study->corrections[i];
        label(fill, i == 0 ? "Notices" : NULL);
        add_notice_type(&fill->scratch, correction->type);
        string_add_text(&fill->scratch, ": ");
        add_scratch(fill, ROLE_NORMAL);
        add(fill, correction->text, ROLE_NORMAL);
        if (correction->pmid != 0) {
            add(fill, is_set(correction->text) ? " " : "", ROLE_NORMAL);
            add_study_link(fill, correction->pmid);
        }
    }
}

static void fill_texts(Fill *fill) {
    const Study *study = fill->study;
    for (size_t i = 0; i < study->full_text_count; i++) {
        const FullTextSource *source = &study->full_text[i];
        label(fill, i == 0 ? "Full text" : NULL);
        add(fill, source->name, ROLE_NORMAL);
        if (is_set(source->url)) {
            add(fill, is_set(source->name) ? " " : "", ROLE_NORMAL);
            add_link(fill, sv(source->url), ROLE_LINK,
                     (AbstractLink){.kind = ABSTRACT_LINK_URL, .text = source->url});
        }
    }
    for (size_t i = 0; i < study->figure_count; i++) {
        label(fill, i == 0 ? "Figures" : NULL);
        add_words(&fill->scratch, study->figures[i].label);
        add_words(&fill->scratch, study->figures[i].caption);
        add_scratch(fill, ROLE_NORMAL);
    }
}

static void fill_people(Fill *fill) {
    const Study *study = fill->study;
    size_t shown = study->investigator_count < LIST_MOST ? study->investigator_count : LIST_MOST;
    // Collaborators of a large trial fill screens: they are named when all authors are asked for.
    if (shown > 0 && fill->content->all_authors) {
        label(fill, "With");
        for (size_t i = 0; i < shown; i++) {
            string_add_text(&fill->scratch, i > 0 ? ", " : "");
            author_add_short(&study->investigators[i], &fill->scratch);
        }
        add_scratch(fill, ROLE_NORMAL);
    }
    size_t places = 0;
    for (size_t i = 0; fill->content->all_authors && i < study->author_count && i < LIST_MOST; i++) {
        const Author *author = &study->authors[i];
        for (size_t k = 0; k < author->affiliations.count; k++) {
            label(fill, places++ == 0 ? "Places" : NULL);
            author_add_short(author, &fill->scratch);
            string_format(&fill->scratch, ": %s", author->affiliations.items[k]);
            add_scratch(fill, ROLE_NORMAL);
        }
    }
}

static void fill_source(Fill *fill) {
    const AbstractContent *content = fill->content;
    for (size_t i = 0; i < content->record_count; i++) {
        const AbstractRecord *record = &content->records[i];
        label(fill, i == 0 ? "From" : NULL);
        string_add_text(&fill->scratch, record_kind_name(record->kind));
        if (record->time > 0) {
            string_add_char(&fill->scratch, ' ');
            clock_add_date(&fill->scratch, record->time);
        }
        if (is_set(record->source)) {
            string_format(&fill->scratch, ", %s", record->source);
        }
        add_scratch(fill, ROLE_DIM);
    }
    if (is_set(content->conflicts)) {
        label(fill, NULL);
        string_format(&fill->scratch, "these records differ: %s (:records)", content->conflicts);
        add_scratch(fill, ROLE_FLAG);
    }
}

// The scratch as a part of why it is here; `why` is the same in plain text.
static void add_reason(Fill *fill, String *why, const char *between, Role role) {
    if (why->length == 0) {
        label(fill, "Why here");
    } else {
        add(fill, between, ROLE_DIM);
        string_add_text(why, between);
    }
    string_add(why, string_view(&fill->scratch));
    add_scratch(fill, role);
}

// Which terms for and against the study has, its links to what is included, and where it came from.
static void fill_why(Fill *fill) {
    const AbstractContent *content = fill->content;
    const char *origin = content->candidate && is_set(content->candidate->origin) ? content->candidate->origin
                                                                                  : content->origin;
    TermList found = {0};
    if (content->watched) {
        found = term_set_of_study(content->watched, fill->study, &fill->pane->arena);
    }
    String why = {0};
    for (size_t i = 0; i < found.count; i++) {
        bool against = found.items[i].role == TERM_AGAINST;
        string_format(&fill->scratch, "%s %s", against ? "−" : "+", found.items[i].text);
        add_reason(fill, &why, "  ", against ? ROLE_EXCLUDE_TERM : ROLE_INCLUDE_TERM);
    }
    if (content->included_links > 0) {
        string_format(&fill->scratch, "+ %zu link%s to included", content->included_links,
                      content->included_links == 1 ? "" : "s");
        add_reason(fill, &why, "  ", ROLE_INCLUDE_TERM);
    }
    if (is_set(origin)) {
        string_add_text(&fill->scratch, origin);
        add_reason(fill, &why, " · ", ROLE_DIM);
    }
    fill->pane->why = why.length > 0 ? arena_copy(&fill->pane->arena, why.data) : NULL;
    string_free(&why);
}

// Terms against win over terms for, and these over groups, where they overlap.
static void highlight(Fill *fill) {
    TermHits hits = {0};
    TermList terms = term_set_terms(fill->content->watched);
    term_set_find(fill->content->watched, paragraph_folded(fill->text), &hits);
    static const TermRole order[] = {TERM_OF_GROUP, TERM_FOR, TERM_AGAINST};
    for (size_t turn = 0; turn < sizeof order / sizeof *order; turn++) {
        for (size_t i = 0; i < hits.count; i++) {
            const TermHit *hit = &hits.items[i];
            if (terms.items[hit->term].role == order[turn]) {
                paragraph_highlight_words(fill->text, hit->start, hit->end, term_look(terms, hit->term));
            }
        }
    }
    free(hits.items);
}

static void fill_name(Fill *fill) {
    study_add_name(fill->study, &fill->scratch);
    if (fill->study->pmid != 0) {
        string_format(&fill->scratch, " · PMID %" PRId64, fill->study->pmid);
    } else if (fill->content->id != 0 && (fill->content->found || !fill->content->candidate)) {
        string_add_text(&fill->scratch, " · ");
        ident_add(fill->content->id, &fill->scratch);
    }
    if (fill->content->candidate) {
        string_add_text(&fill->scratch, " · candidate");
    }
    fill->pane->name = arena_copy(&fill->pane->arena, string_text(&fill->scratch));
    string_clear(&fill->scratch);
}

void pane_abstract_fill(AbstractPane *pane, const AbstractContent *content) {
    bool same = !pane->empty && pane->id == content->id && content->id != 0;
    uint32_t word_start = pane->text.word_start, word_end = pane->text.word_end;
    arena_reset(&pane->arena);
    paragraph_reset(&pane->text);
    pane->links = NULL;
    pane->link_count = pane->link_capacity = 0;
    pane->name = pane->why = NULL;
    pane->hit = -1;
    pane->id = content->id;
    pane->empty = content->id == 0 || !content->study;
    if (!same) {
        pane->top = 0;
        pane->link = -1;
    }
    if (pane->empty) {
        return;
    }
    Fill fill = {.pane = pane, .text = &pane->text, .content = content, .study = content->study};
    fill_name(&fill);
    fill_head(&fill);
    fill_sections(&fill);
    fill.gap = true;
    fill_markers(&fill);
    fill_why(&fill);
    fill_review(&fill);
    fill_votes(&fill);
    fill_reports(&fill);
    labelled(&fill, "Conflict", content->study->conflict_of_interest);
    fill_mesh(&fill);
    list(&fill, "Keywords", content->study->keywords);
    list(&fill, "Substances", content->study->substances);
    fill_support(&fill);
    fill_notices(&fill);
    fill_texts(&fill);
    fill_people(&fill);
    fill_source(&fill);
    string_free(&fill.scratch);
    for (size_t i = 0; i < content->term_count; i++) {
        paragraph_highlight(&pane->text, sv(content->terms[i].folded), content->terms[i].prefix, ROLE_MATCH);
    }
    if (content->watched) {
        highlight(&fill);
    }
    if (same && word_end <= pane->text.text.length) {
        pane->text.word_start = word_start;
        pane->text.word_end = word_end;
    }
    if (pane->link >= (long) pane->text.run_count ||
        (pane->link >= 0 && pane->text.runs[pane->link].link < 0)) {
        pane->link = -1;
    }
}
