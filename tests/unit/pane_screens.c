#include "grid_check.h"

#include "carrel/base/clock.h"
#include "carrel/pane/abstract.h"
#include "carrel/pane/links.h"
#include "carrel/pane/list.h"
#include "carrel/ui/layout.h"

#include <locale.h>
#include <stdio.h>

// An invented list: three rows of each kind that rows come in.
static const ListRow few[] = {
    {.row = {.id = 31,
             .found = true,
             .year = 2020,
             .author = "Khoury",
             .title = "Current status of invented cells for respiratory virus infections of the lung"},
     .mark = {DECISION_EXCLUDE, false},
     .decided = true},
    {.row = {.id = 32, .found = true, .year = 2021, .author = "Alp", .title = "Modulated cells"},
     .mark = {DECISION_INCLUDE, true},
     .decided = true},
    {.row =
         {.id = 33, .found = true, .year = 2012, .author = "Zhang", .title = "Cells improve liver function"},
     .note = true},
    {.row = {.id = 34,
             .found = true,
             .year = 2016,
             .author = "Moreau",
             .title = "A phase 1/2 trial",
             .flags = STUDY_RETRACTED | STUDY_NO_ABSTRACT}},
    {.row = {.id = 35,
             .found = true,
             .year = 2019,
             .author = "Wagner",
             .title = "Stem cell therapy",
             .title_translated = true,
             .flags = STUDY_OTHER_LANGUAGE},
     .mark = {DECISION_LATER, false}},
    {.row = {.id = 36, .title = "Ito. J Invent 2018"}, .grouped = true},
    {.row = {.id = 0}},
};

static void few_rows(void *context, size_t first, size_t count, ListRow *rows) {
    size_t *asked = context;
    for (size_t i = 0; i < count; i++) {
        rows[i] = few[(first + i) % (sizeof few / sizeof *few)];
    }
    *asked += count;
}

typedef struct {
    ListBox box;
    size_t asked;
    ListSource source;
    ListView view;
    Grid grid;
} List;

static void list_setup(List *list, int rows, int columns, size_t count) {
    *list = (List){0};
    grid_resize(&list->grid, rows, columns);
    listbox_size(&list->box, (size_t) rows - 1);
    listbox_count(&list->box, count);
    list->source = (ListSource){&list->asked, few_rows};
    list->view = (ListView){.box = &list->box,
                            .source = &list->source,
                            .name = "Studies",
                            .query = "is:undecided",
                            .sort = "date",
                            .left = 892,
                            .empty = "Nothing matches; f and Enter clear the limit.",
                            .focused = true};
}

static void labelled_rows(void *context, size_t first, size_t count, ListRow *rows) {
    (void) context;
    for (size_t i = 0; i < count; i++) {
        rows[i] = few[first + i];
        rows[i].label = i == 0 ? "liver" : "a label of many words";
        rows[i].label_role = ROLE_LABEL_RED;
    }
}

// A label stands behind the title, cut, and not where the title would be short.
static void test_list_labels(void **state) {
    (void) state;
    List list;
    list_setup(&list, 3, 76, 2);
    list.source.rows = labelled_rows;
    pane_list_draw(&list.grid, (Area){0, 0, 3, 76}, &list.view);
    check_grid(&list.grid);
    assert_row(&list.grid, 1, ">✗  2020 Khoury     Current status of invented cells for respirator… liver");
    assert_row(&list.grid, 2, " ✓  2021 Alp        Modulated cells                           a label of …");
    assert_int_equal(grid_cell(&list.grid, 1, 69)->role, ROLE_LABEL_RED);
    grid_resize(&list.grid, 3, 60);
    pane_list_draw(&list.grid, (Area){0, 0, 3, 60}, &list.view);
    assert_row(&list.grid, 2, " ✓  2021 Alp        Modulated cells");
    grid_fini(&list.grid);
}

static void leading_rows(void *context, size_t first, size_t count, ListRow *rows) {
    (void) context;
    for (size_t i = 0; i < count; i++) {
        rows[i] = few[first + i];
        snprintf(rows[i].lead, sizeof rows[i].lead, "%c%3zu bf..", i == 0 ? ' ' : '+', 12 * (first + i));
    }
}

// What stands before the year of candidates goes last of all but mark and title.
static void test_list_leads(void **state) {
    (void) state;
    static const struct {
        int columns;
        const char *rows[2];
    } cases[] = {
        {60, {">✗     0 bf.. 2020 Khoury     Current status of invented …", " ✓  + 12 bf.. 2021 Alp        Modulated cells"}},
        {40, {">✗     0 bf.. 2020 Khoury Current statu…", " ✓  + 12 bf.. 2021 Alp Modulated cells"}},
        {20, {">✗  Khoury Current …", " ✓  Alp Modulated c…"}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        List list;
        list_setup(&list, 3, cases[i].columns, 2);
        list.source.rows = leading_rows;
        list.view.lead_columns = 10;
        pane_list_draw(&list.grid, (Area){0, 0, 3, cases[i].columns}, &list.view);
        check_grid(&list.grid);
        for (int row = 0; row < 2; row++) {
            assert_row(&list.grid, row + 1, cases[i].rows[row]);
        }
        grid_fini(&list.grid);
    }
}

static void test_list_rows(void **state) {
    (void) state;
    List list;
    list_setup(&list, 8, 60, 7);
    listbox_go(&list.box, 2);
    pane_list_draw(&list.grid, (Area){0, 0, 8, 60}, &list.view);
    check_grid(&list.grid);
    assert_row(&list.grid, 0, "─ Studies · is:undecided · date ───────────────── 892 left ─");
    assert_row(&list.grid, 1, " ✗  2020 Khoury     Current status of invented cells for …");
    assert_row(&list.grid, 2, " ✓  2021 Alp        Modulated cells");
    assert_row(&list.grid, 3, "> n 2012 Zhang      Cells improve liver function");
    assert_row(&list.grid, 4, "  R 2016 Moreau     A phase 1/2 trial");
    assert_row(&list.grid, 5, " ~L 2019 Wagner     [Stem cell therapy]");
    assert_row(&list.grid, 6, "  =                 Ito. J Invent 2018");
    assert_row(&list.grid, 7, "                    …");
    assert_int_equal(grid_cell(&list.grid, 1, 20)->role, ROLE_DIM); // decided
    assert_int_equal(grid_cell(&list.grid, 1, 1)->role, ROLE_EXCLUDE);
    assert_int_equal(grid_cell(&list.grid, 2, 1)->role, ROLE_PENDING); // not on disk yet
    assert_int_equal(grid_cell(&list.grid, 3, 20)->role, ROLE_NORMAL);
    assert_int_equal(grid_cell(&list.grid, 3, 57)->flags, CELL_SELECTED); // up to its end
    assert_int_equal(grid_cell(&list.grid, 4, 2)->role, ROLE_FLAG_WARNING);
    assert_int_equal(list.grid.cursor_row, 3);
    assert_int_equal(list.grid.cursor_column, 0);
    assert_int_equal(list.asked, 7); // what is shown and no more
    grid_fini(&list.grid);
}

static void test_list_narrow(void **state) {
    (void) state;
    static const struct {
        int columns;
        const char *head, *row;
    } cases[] = {
        {40, "─ is:undecided · date ─────── 892 left ─", ">✗  2020 Khoury     Current status of i…"},
        {30, "─ is:undecided ·… ─ 892 left ─", ">✗  2020 Khoury Current statu…"},
        {20, "─ is:undecided · … ─", ">✗  Khoury Current …"},
        {12, "─ is:unde… ─", ">✗  Current…"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        List list;
        list_setup(&list, 4, cases[i].columns, 7);
        pane_list_draw(&list.grid, (Area){0, 0, 4, cases[i].columns}, &list.view);
        check_grid(&list.grid);
        assert_row(&list.grid, 0, cases[i].head);
        assert_row(&list.grid, 1, cases[i].row);
        grid_fini(&list.grid);
    }
}

static void test_list_counts_and_empty(void **state) {
    (void) state;
    List list;
    list_setup(&list, 6, 60, 0);
    list.view.query = NULL;
    list.view.left = -1;
    pane_list_draw(&list.grid, (Area){0, 0, 6, 60}, &list.view);
    assert_row(&list.grid, 0, "─ Studies · date ─────────────────────────────── 0 studies ─");
    String text = {0};
    grid_add_text(&list.grid, &text);
    assert_non_null(strstr(string_text(&text), "Nothing matches; f and Enter clear the limit."));
    assert_int_equal(list.asked, 0);
    listbox_count(&list.box, 1204);
    list.view.counting = true;
    list.view.selected = 12;
    pane_list_draw(&list.grid, (Area){0, 0, 6, 60}, &list.view);
    assert_row(&list.grid, 0, "─ Studies · date ──────────── 12 selected · 1,204+ studies ─");
    string_free(&text);
    grid_fini(&list.grid);
}

// --- links ---

static void link_rows(void *context, int tab, size_t first, size_t count, LinksRow *rows) {
    (void) context;
    for (size_t i = 0; i < count; i++) {
        switch ((first + i) % 4) {
        case 0:
            rows[i] = (LinksRow){.id = 1,
                                 .year = 2025,
                                 .author = "Ma",
                                 .title = "Exosomes",
                                 .in_cache = true,
                                 .in_review = true,
                                 .shared = 4,
                                 .named = "iCite, NCBI",
                                 .mark = {DECISION_INCLUDE, false}};
            break;
        case 1:
            rows[i] = (LinksRow){.id = 2,
                                 .year = 2025,
                                 .author = "Lo Iacono",
                                 .title = "Hepatocyte-like cells",
                                 .in_cache = true};
            break;
        case 2:
            rows[i] = (LinksRow){
                .id = 3, .year = 2024, .author = "Zhou", .title = "Guided infusion", .selected = true};
            break;
        default:
            rows[i] = (LinksRow){.title = "Nobody N. An unpublished book. 1987."};
        }
        rows[i].type = tab == TAB_NOTICES ? "Erratum in" : NULL;
    }
}

static void test_links(void **state) {
    (void) state;
    Grid grid = {0};
    grid_resize(&grid, 6, 70);
    Area area = {0, 0, 6, 70};
    ListBox box = {0};
    LinksSource source = {NULL, link_rows};
    LinksView view = {.box = &box,
                      .source = &source,
                      .tab = TAB_CITED_BY,
                      .focused = true,
                      .tabs = {{0, -1}, {4, 156}, {0, -1}, {0, -1}}};
    listbox_size(&box, pane_links_rows(&view, area));
    listbox_count(&box, 4);
    assert_int_equal(box.rows, 4); // one row is for what is not listed
    pane_links_draw(&grid, area, &view);
    check_grid(&grid);
    assert_row(&grid, 0, "─ References – ─[ Cited by 4 of 156 ]─ Similar – ─ Notices – ─────────");
    assert_row(&grid, 1, ">✓  2025 Ma        Exosomes                                   4 links");
    assert_row(&grid, 2, "    2025 Lo Iacono Hepatocyte-like cells                       + adds");
    assert_row(&grid, 3, "*   2024 Zhou      Guided infusion                               stub");
    assert_row(&grid, 4, "    Nobody N. An unpublished book. 1987.                        no id");
    assert_row(&grid, 5, "  … 152 more announced, not listed · named by iCite, NCBI");
    view.tabs[TAB_CITED_BY].asked = "iCite 2026-11-21: 4";
    box.cursor = 1;
    pane_links_draw(&grid, area, &view);
    assert_row(&grid, 5, "  … 152 more announced, not listed · asked iCite 2026-11-21: 4");
    box.cursor = 0;
    pane_links_draw(&grid, area, &view);
    assert_int_equal(grid.cursor_row, 1);
    assert_int_equal(pane_links_tab_at(&view, area, 4), TAB_REFERENCES);
    assert_int_equal(pane_links_tab_at(&view, area, 25), TAB_CITED_BY);
    assert_int_equal(pane_links_tab_at(&view, area, 42), TAB_SIMILAR);
    assert_int_equal(pane_links_tab_at(&view, area, 69), -1);
    grid_clear(&grid);
    view.folded = true;
    view.focused = false;
    pane_links_draw(&grid, (Area){0, 0, 1, 70}, &view);
    assert_row(&grid, 0, "─ gr References – ─ gc Cited by 4 of 156 ─ gs Similar – ──────────────");
    assert_row(&grid, 1, "");
    grid_fini(&grid);
}

static void test_links_say_what_is_missing(void **state) {
    (void) state;
    static const struct {
        LinksTab tab;
        int which;
        const char *words;
    } cases[] = {
        {{.announced = -1}, TAB_REFERENCES, "No references are known; another record may list them."},
        {{.announced = 156}, TAB_CITED_BY, "156 announced, none listed."},
        {{.announced = -1}, TAB_NOTICES, "No correction, retraction or comment is on record."},
        {{.announced = -1, .asks = true}, TAB_REFERENCES, "References: F asks"},
        {{.announced = -1, .asks = true}, TAB_CITED_BY, "F asks the services."},
        {{.announced = -1, .asks = true, .asking = true}, TAB_CITED_BY, "Cited by: asking"},
        {{.announced = -1, .asking = true}, TAB_CITED_BY, "The services are being asked; reading goes on."},
        {{.announced = -1, .asked = "iCite 2026-11-21: none"}, TAB_CITED_BY, "[ Cited by – ]"},
        {{.announced = -1, .asked = "iCite 2026-11-21: none"}, TAB_CITED_BY, "Asked iCite 2026-11-21: none."},
        {{.announced = -1, .failed = true, .asked = "iCite 2026-11-21: failed"},
         TAB_CITED_BY,
         "Cited by: failed"},
        {{.announced = 12, .asked = "NCBI 2026-11-21: failed, :jobs says why"},
         TAB_CITED_BY,
         "12 announced, none listed. Asked NCBI 2026-11-21: failed"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Grid grid = {0};
        grid_resize(&grid, 6, 70);
        ListBox box = {0};
        LinksView view = {.box = &box, .tab = cases[i].which, .tabs = {{0, -1}}};
        view.tabs[cases[i].which] = cases[i].tab;
        pane_links_draw(&grid, (Area){0, 0, 6, 70}, &view);
        String text = {0};
        grid_add_text(&grid, &text);
        if (!strstr(string_text(&text), cases[i].words)) {
            fail_msg("no \"%s\" in:\n%s", cases[i].words, string_text(&text));
        }
        string_free(&text);
        grid_fini(&grid);
    }
}

// --- everything at once, with hostile text in every field ---

static void hostile_list_rows(void *context, size_t first, size_t count, ListRow *rows) {
    (void) context;
    for (size_t i = 0; i < count; i++) {
        const char *text = hostile[(first + i) % HOSTILE_COUNT].data;
        rows[i] = (ListRow){.row = {.id = 1,
                                    .found = i % 3 > 0,
                                    .year = (int) i * 700,
                                    .author = text,
                                    .title = text,
                                    .title_translated = i % 2 == 0,
                                    .flags = (unsigned) i},
                            .mark = {(Decision) (i % 5), i % 2 == 0},
                            .selected = i % 4 == 0,
                            .note = true};
    }
}

static void hostile_link_rows(void *context, int tab, size_t first, size_t count, LinksRow *rows) {
    (void) context;
    for (size_t i = 0; i < count; i++) {
        const char *text = hostile[(first + i) % HOSTILE_COUNT].data;
        rows[i] = (LinksRow){.id = (StudyId) i,
                             .year = (int) i * 900,
                             .author = i % 2 ? text : NULL,
                             .title = text,
                             .type = tab == TAB_NOTICES ? text : NULL,
                             .in_cache = i % 2 == 0,
                             .flags = (unsigned) i,
                             .shared = (int64_t) i};
    }
}

static void test_hostile_screens(void **state) {
    (void) state;
    static const struct {
        int rows, columns;
    } sizes[] = {{24, 80}, {36, 120}, {12, 40}, {5, 20}, {50, 200}, {1, 1}, {2, 3}, {13, 61}};
    AbstractPane pane = {0};
    for (size_t h = 0; h < HOSTILE_COUNT; h++) {
        const char *text = hostile[h].data;
        Author author[] = {{.family = text, .initials = text}, {.collective = text}};
        Section section[] = {{text, text}, {NULL, text}};
        OtherAbstract other = {text, section, 2};
        Qualifier qualifier = {text, true};
        MeshHeading mesh = {text, true, &qualifier, 1};
        Grant grant = {text, text, text};
        RegisterNumber number = {text, text};
        Correction correction[] = {{"RetractionIn", 12, text}, {text, 0, text}};
        Figure figure = {text, text};
        FullTextSource source = {text, text};
        TextList words = {(const char *[]){text, text}, 2};
        Study study;
        study_init(&study);
        study.title = study.vernacular_title = study.doi = study.pmcid = study.volume = study.pages = text;
        study.journal.abbreviation = study.conflict_of_interest = study.copyright = study.specialty = text;
        study.authors = author, study.author_count = 2;
        study.sections = section, study.section_count = 2;
        study.other_abstracts = &other, study.other_abstract_count = 1;
        study.mesh = &mesh, study.mesh_count = 1;
        study.grants = &grant, study.grant_count = 1;
        study.registers = &number, study.register_count = 1;
        study.corrections = correction, study.correction_count = 2;
        study.figures = &figure, study.figure_count = 1;
        study.full_text = &source, study.full_text_count = 1;
        study.languages = study.publication_types = study.keywords = study.substances = words;
        LabelValue value = {text, text};
        const Term terms[] = {{TERM_FOR, NULL, text}, {TERM_OF_GROUP, text, text}};
        TermSet *watched = term_set_new((TermList){terms, 2});
        Candidate candidate = {.own = {.decision = DECISION_EXCLUDE, .reason = text, .pending = true},
                               .labels = words,
                               .note = text,
                               .origin = text,
                               .values = &value,
                               .value_count = 1};
        AbstractRecord record = {text, RECORD_PAGE, 1};
        QueryTerm term = {text, true};
        pane_abstract_fill(&pane, &(AbstractContent){.id = -7,
                                                     .study = &study,
                                                     .found = true,
                                                     .candidate = &candidate,
                                                     .records = &record,
                                                     .record_count = 1,
                                                     .terms = &term,
                                                     .term_count = 1,
                                                     .watched = watched,
                                                     .all_authors = true});
        term_set_free(watched);
        for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
            int rows = sizes[s].rows, columns = sizes[s].columns;
            for (Slot focus = 0; focus < SLOT_COUNT; focus++) {
                Grid grid = {.ascii = h % 2 == 1};
                grid_resize(&grid, rows, columns);
                Layout layout;
                layout_compute(&layout, &(LayoutChoice){.share = {{0}}}, rows, columns, focus, false);
                ListBox box = {0};
                if (layout.slots[SLOT_LIST].shown) {
                    Area area = layout.slots[SLOT_LIST].area;
                    listbox_size(&box, (size_t) area.rows);
                    listbox_count(&box, HOSTILE_COUNT);
                    ListSource rows_from = {NULL, hostile_list_rows};
                    pane_list_draw(&grid, area,
                                   &(ListView){.box = &box,
                                               .source = &rows_from,
                                               .name = text,
                                               .query = text,
                                               .sort = text,
                                               .left = -1,
                                               .empty = text,
                                               .focused = true});
                }
                if (layout.slots[SLOT_ABSTRACT].shown) {
                    Area area = layout.slots[SLOT_ABSTRACT].area;
                    pane_abstract_lay_out(&pane, area);
                    pane_abstract_find(&pane, "canary");
                    pane_abstract_step_link(&pane, 1);
                    pane_abstract_draw(&pane, &grid, area, true, (Mark){DECISION_MAYBE, true}, text, text);
                }
                if (layout.slots[SLOT_LINKS].shown) {
                    LinksSource rows_from = {NULL, hostile_link_rows};
                    LinksView view = {.box = &box,
                                      .source = &rows_from,
                                      .tab = (int) (h % TAB_COUNT),
                                      .tabs = {{3, 9}, {3, 9}, {3, 9}, {3, -1}},
                                      .folded = layout.slots[SLOT_LINKS].folded,
                                      .focused = true};
                    Area area = layout.slots[SLOT_LINKS].area;
                    listbox_size(&box, pane_links_rows(&view, area));
                    listbox_count(&box, HOSTILE_COUNT);
                    pane_links_draw(&grid, area, &view);
                }
                check_grid(&grid);
                grid_fini(&grid);
            }
        }
    }
    pane_abstract_fini(&pane);
}

// A row down: list and abstract drawn anew. The figure is printed; the bound is for sanitizers.
static void test_drawing_is_fast(void **state) {
    (void) state;
    List list;
    list_setup(&list, 36, 120, 30000);
    int64_t start = clock_ticks_us();
    for (int i = 0; i < 200; i++) {
        listbox_move(&list.box, 1);
        pane_list_draw(&list.grid, (Area){0, 0, 36, 120}, &list.view);
    }
    int each = (int) ((clock_ticks_us() - start) / 200);
    printf("drawing a list of 35 rows: %d us\n", each);
    assert_true(each < 20000);
    grid_fini(&list.grid);
}

int main(void) {
    if (!setlocale(LC_ALL, "C.UTF-8")) {
        setlocale(LC_ALL, "");
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_list_rows),       cmocka_unit_test(test_list_labels),
        cmocka_unit_test(test_list_leads),
        cmocka_unit_test(test_list_narrow),     cmocka_unit_test(test_list_counts_and_empty),
        cmocka_unit_test(test_links),           cmocka_unit_test(test_links_say_what_is_missing),
        cmocka_unit_test(test_hostile_screens), cmocka_unit_test(test_drawing_is_fast),
    };
    return cmocka_run_group_tests_name("pane screens", tests, NULL, NULL);
}
