#include "grid_check.h"

#include "carrel/base/clock.h"
#include "carrel/pane/abstract.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

// An invented study with most of what a record may have.
typedef struct {
    Author authors[9];
    Section sections[3];
    Section other[1];
    OtherAbstract others[1];
    Qualifier qualifiers[1];
    MeshHeading mesh[2];
    Grant grants[1];
    RegisterNumber registers[1];
    Correction corrections[2];
    FullTextSource full_text[1];
    Figure figures[1];
    Study study;
} Sample;

static const char *const languages[] = {"eng"};
static const char *const types[] = {"Clinical Trial"};
static const char *const keywords[] = {"liver", "cells"};

static Sample *sample_new(void) {
    Sample *sample = calloc(1, sizeof *sample);
    assert_non_null(sample);
    for (int i = 0; i < 9; i++) {
        sample->authors[i] = (Author){.family = i == 0 ? "Zhang" : "Shi", .initials = "Z"};
    }
    sample->sections[0] = (Section){"BACKGROUND", "Invented cells may help the liver."};
    sample->sections[1] = (Section){"METHODS", "We gave cells.\nThen we waited."};
    sample->sections[2] = (Section){"CONCLUSIONS", "It seemed to help mice."};
    sample->other[0] = (Section){NULL, "Des cellules."};
    sample->others[0] = (OtherAbstract){"fre", sample->other, 1};
    sample->qualifiers[0] = (Qualifier){"therapy", true};
    sample->mesh[0] = (MeshHeading){"Liver Cirrhosis", false, sample->qualifiers, 1};
    sample->mesh[1] = (MeshHeading){"Cell Transplantation", true, NULL, 0};
    sample->grants[0] = (Grant){"X-1", "Invented Fund", "Utopia"};
    sample->registers[0] = (RegisterNumber){"ClinicalTrials.gov", "NCT00000000"};
    sample->corrections[0] = (Correction){"ErratumIn", 77, "J Invent. 2013;1:9"};
    sample->corrections[1] = (Correction){"CommentIn", 78, "J Invent. 2013;1:10"};
    sample->full_text[0] = (FullTextSource){"Publisher", "https://example.org/1"};
    sample->figures[0] = (Figure){"Figure 1", "Cells."};
    Study *study = &sample->study;
    study_init(study);
    study->kind = RECORD_PUBMED_XML;
    study->pmid = 22320928;
    study->doi = "10.1111/invented.1";
    study->title = "Invented cells improve liver function";
    study->vernacular_title = "Erfundene Zellen";
    study->authors = sample->authors, study->author_count = 9;
    study->journal.abbreviation = "J Invent";
    study->year = 2012, study->volume = "27", study->pages = "112-20";
    study->sections = sample->sections, study->section_count = 3;
    study->other_abstracts = sample->others, study->other_abstract_count = 1;
    study->mesh = sample->mesh, study->mesh_count = 2;
    study->grants = sample->grants, study->grant_count = 1;
    study->registers = sample->registers, study->register_count = 1;
    study->corrections = sample->corrections, study->correction_count = 2;
    study->full_text = sample->full_text, study->full_text_count = 1;
    study->figures = sample->figures, study->figure_count = 1;
    study->languages = (TextList){(const char **) languages, 1};
    study->publication_types = (TextList){(const char **) types, 1};
    study->keywords = (TextList){(const char **) keywords, 2};
    study->conflict_of_interest = "None.";
    return sample;
}

static AbstractContent content_of(const Study *study) {
    return (AbstractContent){.id = study->pmid, .study = study, .found = true};
}

// Lays out and draws; the caller frees the text.
static String shown(AbstractPane *pane, Grid *grid, int rows, int columns) {
    Area area = {0, 0, rows, columns};
    grid_resize(grid, rows, columns);
    pane_abstract_lay_out(pane, area);
    pane_abstract_draw(pane, grid, area, true, (Mark){DECISION_NONE, false}, NULL, "Nothing is chosen.");
    check_grid(grid);
    String text = {0};
    grid_add_text(grid, &text);
    return text;
}

static void assert_shows(AbstractPane *pane, const char *words, bool wanted) {
    Grid grid = {0};
    String text = shown(pane, &grid, 60, 100);
    bool found = strstr(string_text(&text), words) != NULL;
    if (found != wanted) {
        fail_msg("%s \"%s\" in:\n%s", wanted ? "missing" : "unexpected", words, string_text(&text));
    }
    string_free(&text);
    grid_fini(&grid);
}

// Labels have the colours that the review gave them, and values stand below.
static void test_labels_and_values(void **state) {
    (void) state;
    Sample *sample = sample_new();
    AbstractContent content = content_of(&sample->study);
    const char *given[] = {"liver", "new"};
    LabelValue values[] = {{"dose", "5"}, {"design", "cohort"}};
    Candidate candidate = {.labels = {given, 2}, .values = values, .value_count = 2};
    Label labels[] = {{.name = "dose", .colour = LABEL_CYAN, .kind = LABEL_NUMBER},
                      {.name = "liver", .colour = LABEL_RED}};
    content.candidate = &candidate;
    content.labels = (LabelList){labels, 2};
    AbstractPane pane = {0};
    Grid grid = {0};
    pane_abstract_fill(&pane, &content);
    String text = shown(&pane, &grid, 40, 60);
    assert_non_null(strstr(text.data, "Labels      liver · new\n"));
    assert_non_null(strstr(text.data, "Values      dose 5 · design cohort\n"));
    StringView rest = string_view(&text), line;
    for (int row = 0; sv_line(&rest, &line); row++) {
        if (sv_starts(line, SV("Labels"))) {
            assert_int_equal(grid_cell(&grid, row, 12)->role, ROLE_LABEL_RED);
            assert_int_equal(grid_cell(&grid, row, 20)->role, ROLE_NORMAL);
        } else if (sv_starts(line, SV("Values"))) {
            assert_int_equal(grid_cell(&grid, row, 12)->role, ROLE_LABEL_CYAN);
            assert_int_equal(grid_cell(&grid, row, 17)->role, ROLE_NORMAL);
        }
    }
    string_free(&text);
    grid_fini(&grid);
    pane_abstract_fini(&pane);
    free(sample);
}

static void test_whole_study(void **state) {
    (void) state;
    Sample *sample = sample_new();
    AbstractContent content = content_of(&sample->study);
    AbstractRecord records[] = {{"one.xml", RECORD_PUBMED_XML, 0}, {"page.txt", RECORD_PAGE, 0}};
    const char *labels[] = {"liver", "ask-Maria"};
    Candidate candidate = {.own = {.decision = DECISION_EXCLUDE, .reason = "Wrong design"},
                           .labels = {labels, 2},
                           .note = "dose per kg?\nsee methods",
                           .origin = "link from pmid:12"};
    content.records = records, content.record_count = 2;
    content.candidate = &candidate;
    content.links[LINK_CITED_BY] = (LinkCount){5, 1560};
    content.included_links = 2;
    AbstractPane pane = {0};
    pane_abstract_fill(&pane, &content);
    Grid grid = {0};
    String text = shown(&pane, &grid, 40, 60);
    static const char expected[] = "─ Zhang 2012 · PMID 22320928 · candidate ────── 1–31 of 31 ─\n"
                                   "Invented cells improve liver function\n"
                                   "Erfundene Zellen\n"
                                   "Zhang Z, Shi Z, Shi Z, Shi Z, Shi Z, Shi Z +3 · J Invent\n"
                                   "2012;27:112-20\n"
                                   "PMID 22320928 · DOI 10.1111/invented.1 · Clinical Trial ·\n"
                                   "eng · cited by 1,560\n"
                                   "\n"
                                   "BACKGROUND  Invented cells may help the liver.\n"
                                   "METHODS     We gave cells.\n"
                                   "            Then we waited.\n"
                                   "CONCLUSIONS It seemed to help mice.\n"
                                   "\n"
                                   "Abstract in another language: fre\n"
                                   "Des cellules.\n"
                                   "\n"
                                   "Why here    + 2 links to included · link from pmid:12\n"
                                   "Decision    ✗ exclude: Wrong design\n"
                                   "Labels      liver · ask-Maria\n"
                                   "Note        dose per kg?\n"
                                   "            see methods\n"
                                   "Conflict    None.\n"
                                   "MeSH        Liver Cirrhosis/*therapy · *Cell Transplantation\n"
                                   "Keywords    liver · cells\n"
                                   "Grants      X-1 Invented Fund Utopia\n"
                                   "Trials      ClinicalTrials.gov NCT00000000\n"
                                   "Notices     Erratum in: J Invent. 2013;1:9 PMID 77\n"
                                   "            Comment in: J Invent. 2013;1:10 PMID 78\n"
                                   "Full text   Publisher https://example.org/1\n"
                                   "Figures     Figure 1 Cells.\n"
                                   "From        PubMed XML, one.xml\n"
                                   "            page, page.txt\n";
    text.data[strlen(expected) < text.length ? strlen(expected) : text.length] = '\0';
    assert_string_equal(text.data, expected);
    assert_int_equal(grid.cursor_row, 1);
    string_free(&text);
    grid_fini(&grid);
    pane_abstract_fini(&pane);
    free(sample);
}

static void test_absent_parts_take_no_space(void **state) {
    (void) state;
    Study study;
    study_init(&study);
    study.title = "Only a title";
    AbstractPane pane = {0};
    AbstractContent content = {.id = -17, .study = &study, .found = true};
    pane_abstract_fill(&pane, &content);
    Grid grid = {0};
    String text = shown(&pane, &grid, 8, 60);
    assert_string_equal(string_text(&text), "─ Only a title · carrel:17 ────────────────────── 1–3 of 3 ─\n"
                                            "Only a title\n\nno abstract in this record\n\n\n\n\n");
    string_free(&text);
    Section section = {.text = "Cells were given."};
    study.sections = &section;
    study.section_count = 1;
    content.filled_by = "Anna B";
    pane_abstract_fill(&pane, &content);
    assert_shows(&pane, "Abstract filled in by Anna B; the record has none", true);
    assert_shows(&pane, "Cells were given.", true);
    assert_int_equal(pane_abstract_find(&pane, "given"), 1);
    content.filled_by = NULL;
    study.section_count = 0;
    content.found = false;
    pane_abstract_fill(&pane, &content);
    assert_shows(&pane, "known only by link", true);
    assert_shows(&pane, "F asks", false); // by what?
    study.doi = "10.5555/stub.1";
    pane_abstract_fill(&pane, &content);
    assert_shows(&pane, "known only by link; F asks for its record", true);
    pane_abstract_fill(&pane, &(AbstractContent){0});
    assert_shows(&pane, "Nothing is chosen.", true);
    assert_null(pane_abstract_link(&pane));
    assert_false(pane_abstract_scroll(&pane, 1));
    assert_false(pane_abstract_step_link(&pane, 1));
    grid_fini(&grid);
    pane_abstract_fini(&pane);
}

static void test_retraction_is_unmissable(void **state) {
    (void) state;
    static const struct {
        const char *type, *words;
    } cases[] = {
        {"RetractionIn", " RETRACTED  J Invent. 2020;9:1 PMID 99"},
        {"RetractedandRepublishedIn", " RETRACTED  J Invent. 2020;9:1 PMID 99"},
        {"ExpressionOfConcernIn", " EXPRESSION OF CONCERN  J Invent. 2020;9:1 PMID 99"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Sample *sample = sample_new();
        sample->corrections[0] = (Correction){cases[i].type, 99, "J Invent. 2020;9:1"};
        AbstractContent content = content_of(&sample->study);
        AbstractPane pane = {0};
        pane_abstract_fill(&pane, &content);
        Grid grid = {0};
        String text = shown(&pane, &grid, 12, 60);
        assert_row(&grid, 1, cases[i].words); // the first line, whatever else there is
        assert_int_equal(grid_cell(&grid, 1, 1)->role, ROLE_WARNING);
        assert_true(pane_abstract_step_link(&pane, 1));
        const AbstractLink *link = pane_abstract_link(&pane);
        assert_int_equal(link->kind, ABSTRACT_LINK_STUDY);
        assert_int_equal(link->study, 99);
        string_free(&text);
        grid_fini(&grid);
        pane_abstract_fini(&pane);
        free(sample);
    }
}

static void test_links_and_authors(void **state) {
    (void) state;
    Sample *sample = sample_new();
    AbstractContent content = content_of(&sample->study);
    AbstractPane pane = {0};
    pane_abstract_fill(&pane, &content);
    pane_abstract_lay_out(&pane, (Area){0, 0, 50, 80});
    static const struct {
        AbstractLinkKind kind;
        StudyId study;
        const char *text;
    } order[] = {{ABSTRACT_LINK_AUTHORS, 0, NULL},
                 {ABSTRACT_LINK_STUDY, 77, NULL},
                 {ABSTRACT_LINK_STUDY, 78, NULL},
                 {ABSTRACT_LINK_URL, 0, "https://example.org/1"}};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        assert_true(pane_abstract_step_link(&pane, 1));
        const AbstractLink *link = pane_abstract_link(&pane);
        assert_int_equal(link->kind, order[i].kind);
        assert_int_equal(link->study, order[i].study);
        assert_true(order[i].text ? strcmp(link->text, order[i].text) == 0 : link->text == NULL);
    }
    assert_false(pane_abstract_step_link(&pane, 1)); // stays at the last
    assert_int_equal(pane_abstract_link(&pane)->kind, ABSTRACT_LINK_URL);
    assert_true(pane_abstract_step_link(&pane, -1));
    assert_int_equal(pane_abstract_link(&pane)->study, 78);
    sample->corrections[0].type = "RetractedandRepublishedIn";
    pane_abstract_fill(&pane, &content);
    assert_shows(&pane, "Retracted and republished in: J Invent", true);
    assert_shows(&pane, "Shi Z +3", true);
    content.all_authors = true;
    pane_abstract_fill(&pane, &content);
    assert_shows(&pane, "+3", false);
    pane_abstract_fini(&pane);
    free(sample);
}

static void test_markers_of_a_press_article(void **state) {
    (void) state;
    Section section = {"The results so far", "First studies looked promising (1,2).\nOthers did not (2)."};
    Marker markers[] = {{1, 0, 32, 1}, {2, 0, 34, 1}, {2, 0, 54, 1}};
    MarkerBinding bindings[] = {{2, "pmid:22320928", 22320928}};
    Study study;
    study_init(&study);
    study.title = "A press article";
    study.sections = &section, study.section_count = 1;
    study.markers = markers, study.marker_count = 3;
    AbstractContent content = {
        .id = -3, .study = &study, .found = true, .bindings = bindings, .binding_count = 1};
    AbstractPane pane = {0};
    pane_abstract_fill(&pane, &content);
    Grid grid = {0};
    String text = shown(&pane, &grid, 10, 60);
    assert_row(&grid, 3, "The results so far");
    assert_row(&grid, 4, "First studies looked promising (1,2).");
    assert_row(&grid, 5, ""); // paragraphs stand apart
    assert_row(&grid, 6, "Others did not (2).");
    assert_row(&grid, 8, "Cites       1 not bound · 2 pmid:22320928");
    assert_int_equal(grid_cell(&grid, 4, 32)->role, ROLE_LINK);
    assert_int_equal(grid_cell(&grid, 4, 34)->role, ROLE_LINK_BOUND);
    assert_int_equal(grid_cell(&grid, 4, 33)->role, ROLE_NORMAL);
    assert_int_equal(grid_cell(&grid, 6, 16)->role, ROLE_LINK_BOUND);
    static const int numbers[] = {1, 2, 2};
    for (int i = 0; i < 3; i++) {
        assert_true(pane_abstract_step_link(&pane, 1));
        const AbstractLink *link = pane_abstract_link(&pane);
        assert_int_equal(link->kind, ABSTRACT_LINK_MARKER);
        assert_int_equal(link->number, numbers[i]);
        assert_int_equal(link->bound, numbers[i] == 2);
        assert_int_equal(link->study, numbers[i] == 2 ? 22320928 : 0);
    }
    // Binding a number keeps the place: the same link is current, now with a study.
    bindings[0] = (MarkerBinding){1, "pmid:5", 5};
    pane_abstract_step_link(&pane, -1);
    pane_abstract_step_link(&pane, -1);
    pane_abstract_fill(&pane, &content);
    assert_int_equal(pane_abstract_link(&pane)->number, 1);
    assert_true(pane_abstract_link(&pane)->bound);
    string_free(&text);
    // Markers that lie about where they are do no harm.
    for (size_t i = 0; i < 60; i++) {
        markers[0] = (Marker){1, i % 3, i, i * 7};
        markers[1] = (Marker){2, 0, 60 - i, SIZE_MAX - i};
        markers[2] = (Marker){3, 0, SIZE_MAX - i, 3};
        pane_abstract_fill(&pane, &content);
        text = shown(&pane, &grid, 10, 30);
        string_free(&text);
    }
    grid_fini(&grid);
    pane_abstract_fini(&pane);
}

static void test_highlights(void **state) {
    (void) state;
    Sample *sample = sample_new();
    AbstractContent content = content_of(&sample->study);
    QueryTerm term = {"liver", false};
    static const Term terms[] = {{TERM_FOR, NULL, "cell*"},
                                 {TERM_AGAINST, NULL, "mice|rats"},
                                 {TERM_OF_GROUP, "outcome", "liver function"},
                                 {TERM_OF_GROUP, "anything", "invented"},
                                 {TERM_FOR, NULL, "nowhere"}};
    TermSet *watched = term_set_new((TermList){terms, 5});
    content.terms = &term, content.term_count = 1;
    content.watched = watched;
    AbstractPane pane = {0};
    pane_abstract_fill(&pane, &content);
    Grid grid = {0};
    String text = shown(&pane, &grid, 14, 80);
    assert_row(&grid, 1, "Invented cells improve liver function");
    assert_int_equal(grid_cell(&grid, 1, 9)->role, ROLE_INCLUDE_TERM);
    assert_int_equal(grid_cell(&grid, 1, 23)->role, ROLE_OUTCOME_TERM);
    assert_int_equal(grid_cell(&grid, 1, 0)->role, ROLE_GROUP_TERM);
    assert_row(&grid, 9, "CONCLUSIONS It seemed to help mice.");
    assert_int_equal(grid_cell(&grid, 9, 30)->role, ROLE_EXCLUDE_TERM);
    assert_true(sv_starts(sv(pane.why), SV("+ cell*  − mice|rats")));
    term_set_free(watched);
    string_free(&text);
    grid_fini(&grid);
    pane_abstract_fini(&pane);
    free(sample);
}

static void test_scroll_and_search(void **state) {
    (void) state;
    Sample *sample = sample_new();
    AbstractContent content = content_of(&sample->study);
    AbstractPane pane = {0};
    pane_abstract_fill(&pane, &content);
    Area area = {0, 0, 11, 60}; // ten lines of text
    pane_abstract_lay_out(&pane, area);
    size_t lines = pane.text.line_count;
    assert_true(lines > 20);
    assert_false(pane_abstract_scroll(&pane, -1));
    assert_true(pane_abstract_scroll(&pane, 1));
    assert_int_equal(pane.top, 1);
    assert_true(pane_abstract_page(&pane, 2));
    assert_int_equal(pane.top, 10); // one line in common
    assert_true(pane_abstract_page(&pane, -1));
    assert_int_equal(pane.top, 5);
    while (pane_abstract_page(&pane, 2)) {
    }
    assert_int_equal(pane.top, lines - 10); // stops at its end
    pane_abstract_fill(&pane, &content);    // the same study keeps its place
    pane_abstract_lay_out(&pane, area);
    assert_int_equal(pane.top, lines - 10);
    content.id = 5;
    pane_abstract_fill(&pane, &content); // another begins at its top
    pane_abstract_lay_out(&pane, area);
    assert_int_equal(pane.top, 0);
    assert_int_equal(pane_abstract_find(&pane, "liver"), 4);
    assert_int_equal(pane.hit, 0);
    assert_true(pane_abstract_step_hit(&pane, 1));
    assert_true(pane_abstract_step_hit(&pane, 1));
    assert_int_equal(pane.hit, 2);
    assert_in_range(paragraph_found_line(&pane.text, 2), pane.top, pane.top + 9); // in sight
    assert_true(pane_abstract_step_hit(&pane, 1));
    assert_true(pane_abstract_step_hit(&pane, 1)); // around the end
    assert_int_equal(pane.hit, 0);
    assert_true(pane_abstract_step_hit(&pane, -1));
    assert_int_equal(pane.hit, 3);
    assert_true(pane_abstract_find(&pane, "iver") > 0);
    assert_true(sv_equal_nocase(pane_abstract_hit(&pane), SV("liver"))); // the whole word
    assert_int_equal(pane_abstract_find(&pane, "absent"), 0);
    assert_int_equal(pane_abstract_hit(&pane).length, 0);
    assert_false(pane_abstract_step_hit(&pane, 1));
    pane_abstract_fini(&pane);
    free(sample);
}

static void test_width_keeps_the_place(void **state) {
    (void) state;
    Sample *sample = sample_new();
    AbstractContent content = content_of(&sample->study);
    AbstractPane pane = {0};
    pane_abstract_fill(&pane, &content);
    pane_abstract_lay_out(&pane, (Area){0, 0, 6, 80});
    pane_abstract_go(&pane, 8);
    uint32_t start = pane.text.lines[pane.top].start;
    pane_abstract_lay_out(&pane, (Area){0, 0, 6, 30});
    const ParagraphLine *line = &pane.text.lines[pane.top];
    assert_true(line->start <= start && start <= line->end);
    pane_abstract_fini(&pane);
    free(sample);
}

static void test_head(void **state) {
    (void) state;
    Sample *sample = sample_new();
    AbstractContent content = content_of(&sample->study);
    AbstractPane pane = {0};
    pane_abstract_fill(&pane, &content);
    Area area = {0, 0, 6, 80};
    Grid grid = {0};
    grid_resize(&grid, 6, 80);
    pane_abstract_lay_out(&pane, area);
    pane_abstract_draw(&pane, &grid, area, false, (Mark){DECISION_INCLUDE, true},
                       "trail 3: Monsel › Ma › here", NULL);
    assert_row(&grid, 0, "─ ✓ Zhang 2012 · PMID 22320928 · trail 3: Monsel › Ma › here ─────── 1–5 of 22 ─");
    assert_int_equal(grid_cell(&grid, 0, 2)->role, ROLE_PENDING);
    assert_int_equal(grid.cursor_row, -1); // the focus is elsewhere
    grid_fini(&grid);
    pane_abstract_fini(&pane);
    free(sample);
}

// The figures are printed; the bound is loose enough for sanitizers.
static void test_long_abstract_is_fast(void **state) {
    (void) state;
    String body = {0};
    while (body.length < 30000) {
        string_add_text(
            &body, "Invented cells of na\u00efve mice were given to patients with well-known diseases. ");
    }
    Section section = {"RESULTS", string_text(&body)};
    Sample *sample = sample_new();
    sample->study.sections = &section, sample->study.section_count = 1;
    AbstractContent content = content_of(&sample->study);
    AbstractPane pane = {0};
    Grid grid = {0};
    grid_resize(&grid, 24, 80);
    Area area = {0, 0, 24, 80};
    int64_t times[4] = {clock_ticks_us()};
    pane_abstract_fill(&pane, &content);
    times[1] = clock_ticks_us();
    pane_abstract_lay_out(&pane, area);
    times[2] = clock_ticks_us();
    pane_abstract_draw(&pane, &grid, area, true, (Mark){DECISION_NONE, false}, NULL, NULL);
    times[3] = clock_ticks_us();
    printf("30 kB: fill %d us, lay out %d us, draw %d us\n", (int) (times[1] - times[0]),
           (int) (times[2] - times[1]), (int) (times[3] - times[2]));
    assert_true(times[3] - times[0] < 200000);
    string_free(&body);
    grid_fini(&grid);
    pane_abstract_fini(&pane);
    free(sample);
}

int main(void) {
    if (!setlocale(LC_ALL, "C.UTF-8")) {
        setlocale(LC_ALL, "");
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole_study),
        cmocka_unit_test(test_labels_and_values),
        cmocka_unit_test(test_absent_parts_take_no_space),
        cmocka_unit_test(test_retraction_is_unmissable),
        cmocka_unit_test(test_links_and_authors),
        cmocka_unit_test(test_markers_of_a_press_article),
        cmocka_unit_test(test_highlights),
        cmocka_unit_test(test_scroll_and_search),
        cmocka_unit_test(test_width_keeps_the_place),
        cmocka_unit_test(test_head),
        cmocka_unit_test(test_long_abstract_is_fast),
    };
    return cmocka_run_group_tests_name("pane abstract", tests, NULL, NULL);
}
