// BibTeX to studies, and back.

#include "../../src/exchange/bibtex_text.h"
#include "format_read.h"

static Items read_text(const char *text) {
    return items_read(FORMAT_BIBTEX, sv(text), strlen(text) + 1);
}

static Items read_fixture(const char *name, size_t piece) {
    String path = {0}, text = {0};
    string_format(&path, "tests/fixtures/fuzz/bibtex/%s", name);
    file_read(string_text(&path), &text);
    Items items = items_read(FORMAT_BIBTEX, string_view(&text), piece ? piece : text.length);
    string_free(&path);
    string_free(&text);
    return items;
}

static void test_latex_to_text(void **state) {
    (void) state;
    static const struct {
        const char *latex, *text;
    } cases[] = {
        {"plain", "plain"},
        {"{\\\"a}{\\\"{a}}\\\"a\\\" a", "ääää"},
        {"\\'{\\i}\\'\\i{\\'{\\j}}", "ííj\xcc\x81"},
        {"Erd\\H{o}s {\\v s}\\v{s}\\c{c}\\k{e}\\r a\\u{g}\\.z\\d{t}\\=o", "Erdős ššçęåğżṭō"},
        {"\\ss{} \\o re \\O{}re {\\AA}s \\L{}\\l \\ae\\OE", "ß øre Øre Ås ŁłæŒ"},
        {"\\~{} \\^{} \\textasciitilde{}x", "~ ^ ~x"},
        {"a~b ~5 x--y---z ``q''", "a b ~5 x–y—z “q”"},
        {"\\& \\% \\$5 \\# \\_ \\{x\\}", "& % $5 # _ {x}"},
        {"$\\alpha_{1}$-cup, 10$^{6}$, $x \\leq y$", "α1-cup, 106, x ≤y"},
        {"$5 and $10", "$5 and $10"},
        {"\\textit{in vitro} \\emph{x} {\\em y} \\mbox{z}", "in vitro x y z"},
        {"a\\\\b\\ c\\,d\\-e", "a b c de"},
        {"\\unknown{kept}", "kept"},
        {"\\", " "},
        {"}{}}{{", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        String text = {0};
        bibtex_add_text(sv(cases[i].latex), &text);
        assert_string_equal(string_text(&text), cases[i].text);
        string_free(&text);
    }
    String text = {0};
    bibtex_add_verbatim(SV("10.9999/A\\_b--c~{d}"), &text);
    assert_string_equal(string_text(&text), "10.9999/A_b--c~d");
    string_free(&text);
}

static void test_text_to_latex_and_back(void **state) {
    (void) state;
    static const char *const texts[] = {
        "a & b % c $ d # e _ f { g } h ~ i ^ j \\ k",
        "--- '' `` -- \" ' `",
        "$x$ and $5",
        "\\alpha {\\'e} ~",
        "Ünï ‰ ≤ 茶",
        "a\\",
        "@article{x, y = {z}}",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        String latex = {0}, text = {0};
        bibtex_add_escaped(sv(texts[i]), &latex);
        bibtex_add_text(string_view(&latex), &text);
        assert_string_equal(string_text(&text), texts[i]);
        string_free(&latex);
        string_free(&text);
    }
}

static void test_reads_entries(void **state) {
    (void) state;
    Items items = read_fixture("classic", 0);
    assert_int_equal(items.count, 4);
    const Study *study = &items.items[0].study;
    assert_int_equal(items.items[0].line, 6);
    assert_int_equal(study->kind, RECORD_DATABASE);
    assert_string_equal(study->title, "The Warmth of Camellia tea: α-cups & 106 pots — a trial");
    assert_string_equal(study->journal.title, "Journal of Invented Tea");
    assert_string_equal(study->journal.issn, "1234-5678");
    assert_string_equal(study->journal.essn, "8765-4321");
    assert_int_equal(study->year, 2020);
    assert_int_equal(study->month, 3);
    assert_int_equal(study->day, 14);
    assert_string_equal(study->volume, "3");
    assert_string_equal(study->issue, "2");
    assert_string_equal(study->pages, "101-110");
    assert_string_equal(study->doi, "10.9999/tea_3.2");
    assert_int_equal(study->pmid, 99000011);
    assert_int_equal(study->keywords.count, 4);
    assert_string_equal(study->keywords.items[2], "Erdős");
    assert_string_equal(study->keywords.items[3], "Çay");
    assert_int_equal(study->section_count, 2);
    assert_string_equal(study->sections[0].label, "AIM");
    assert_string_equal(study->sections[0].text, "To pour tea at 5 °C.");
    assert_string_equal(study->sections[1].text, "It was \"cold\" at ~5 % of cups.");
    const Study *quoted = &items.items[1].study;
    assert_string_equal(quoted->title, "A \"quoted\" pot");
    assert_int_equal(quoted->year, 2019);
    assert_int_equal(quoted->month, 9);
    const Study *book = &items.items[2].study;
    assert_string_equal(book->title, "A book (of tea)");
    assert_string_equal(book->authors[0].family, "Stir");
    assert_string_equal(book->identifiers[0].scheme, "isbn");
    assert_string_equal(book->publication_types.items[0], "Book");
    const Study *paper = &items.items[3].study;
    assert_string_equal(paper->title, "Cups in vitro");
    assert_string_equal(paper->journal.title, "Proceedings of Tea");
    assert_int_equal(paper->month, 5);
    assert_int_equal(paper->author_count, 2);
    assert_string_equal(paper->authors[0].family, "de la Cup");
    items_free(&items);
}

static void test_reads_names(void **state) {
    (void) state;
    static const struct {
        const char *names;
        Author author; // the last one
        size_t count;
    } cases[] = {
        {"Roe, Anna", {.family = "Roe", .given = "Anna"}, 1},
        {"Anna Roe", {.family = "Roe", .given = "Anna"}, 1},
        {"A and Anna M. Roe", {.family = "Roe", .given = "Anna M."}, 2},
        {"Anna van der Roe", {.family = "van der Roe", .given = "Anna"}, 1},
        {"van der Roe, Anna", {.family = "van der Roe", .given = "Anna"}, 1},
        {"von Roe, III, Anna", {.family = "von Roe", .given = "Anna", .suffix = "III"}, 1},
        {"Anna {Cup Roe}", {.family = "Cup Roe", .given = "Anna"}, 1},
        {"Roe, A and {Tea, Cup and Pot Group}", {.collective = "Tea, Cup and Pot Group"}, 2},
        {"{Tea Group}", {.collective = "Tea Group"}, 1},
        {"{Roe, Anna and Doe, Bob}", {.family = "Doe", .given = "Bob"}, 2},
        {"Roe, Anna AND\n  Doe, Bob\n and others", {.family = "Doe", .given = "Bob"}, 2},
        {"Brandy, Al and Sand, Bo", {.family = "Sand", .given = "Bo"}, 2},
        {"\\'{E}tienne {\\L}ab{\\k e}dz", {.family = "Łabędz", .given = "Étienne"}, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        String text = {0};
        string_format(&text, "@article{x, title={T}, author={%s}}", cases[i].names);
        Items items = read_text(string_text(&text));
        const Study *study = &items.items[0].study;
        const Author *want = &cases[i].author;
        assert_int_equal(study->author_count, cases[i].count);
        const Author *got = &study->authors[study->author_count - 1];
        assert_string_equal(got->family ? got->family : "", want->family ? want->family : "");
        assert_string_equal(got->given ? got->given : "", want->given ? want->given : "");
        assert_string_equal(got->suffix ? got->suffix : "", want->suffix ? want->suffix : "");
        assert_string_equal(got->collective ? got->collective : "", want->collective ? want->collective : "");
        items_free(&items);
        string_free(&text);
    }
}

static void test_reads_databases(void **state) {
    (void) state;
    Items items = read_fixture("databases", 0);
    assert_int_equal(items.count, 3);
    const Study *scopus = &items.items[0].study;
    assert_string_equal(scopus->pages, "17");
    assert_string_equal(scopus->identifiers[0].scheme, "scopus");
    assert_string_equal(scopus->identifiers[0].value, "2-s2.0-99999999999");
    assert_string_equal(scopus->journal.abbreviation, "Kettle Lett.");
    assert_string_equal(scopus->journal.issn, "1234-5678");
    assert_string_equal(scopus->languages.items[0], "eng");
    assert_int_equal(scopus->keywords.count, 2);
    assert_string_equal(scopus->keywords.items[1], "Boiling, slow");
    assert_int_equal(scopus->links[LINK_CITED_BY].announced, 4);
    const CitationList *references = &scopus->links[LINK_REFERENCES];
    assert_int_equal(references->count, 3);
    assert_string_equal(references->items[0].authors, "Boil, W., Steep, L.-M.");
    assert_string_equal(references->items[0].title, "Of water");
    assert_null(references->items[1].title);
    assert_string_equal(references->items[1].text, "Sip C., No year here");

    const Study *wos = &items.items[1].study;
    assert_string_equal(wos->title, "Invented saucers [Part 1]");
    assert_string_equal(wos->journal.essn, "8765-4321");
    assert_null(wos->journal.issn);
    assert_int_equal(wos->month, 1);
    assert_string_equal(wos->identifiers[0].value, "WOS:000111222333444");
    assert_int_equal(wos->keywords.count, 2);
    assert_int_equal(wos->links[LINK_CITED_BY].announced, 3);
    assert_int_equal(wos->links[LINK_REFERENCES].announced, 2);
    assert_int_equal(wos->links[LINK_REFERENCES].count, 2);
    assert_string_equal(wos->links[LINK_REFERENCES].items[0].doi, "10.9999/w.1998.2");
    assert_string_equal(wos->links[LINK_REFERENCES].items[1].text, "Steep L., 2004, TEA Q, V7");

    const Study *preprint = &items.items[2].study;
    assert_string_equal(preprint->identifiers[0].scheme, "arxiv");
    assert_string_equal(preprint->identifiers[0].value, "2101.99999");
    items_free(&items);
}

static void test_keeps_what_is_whole(void **state) {
    (void) state;
    Items items = read_fixture("broken", 0);
    static const struct {
        ItemKind kind;
        uint64_t line;
        const char *text; // of the title, or of the reason
    } want[] = {
        {ITEM_REJECTED, 1, "do not close"}, {ITEM_STUDY, 5, "Closed"},
        {ITEM_REJECTED, 9, "no brace"},     {ITEM_REJECTED, 12, "neither a title nor an identifier"},
        {ITEM_STUDY, 13, "Behind braces"},  {ITEM_REJECTED, 14, "do not close"},
    };
    assert_int_equal(items.count, sizeof want / sizeof want[0]);
    for (size_t i = 0; i < items.count; i++) {
        const Item *item = &items.items[i];
        assert_int_equal(item->kind, want[i].kind);
        assert_int_equal(item->line, want[i].line);
        assert_non_null(strstr(item->kind == ITEM_STUDY ? item->study.title : item->why, want[i].text));
    }
    assert_string_equal(items.items[4].study.pages, "3-4");
    items_free(&items);
    items = read_text("no entry at all @ home@example.org {x}");
    assert_int_equal(items.count, 1);
    assert_non_null(strstr(items.items[0].why, "no BibTeX entry"));
    items_free(&items);
}

static void test_pieces_make_no_difference(void **state) {
    (void) state;
    static const char *const names[] = {"classic", "databases", "broken"};
    for (size_t n = 0; n < sizeof names / sizeof names[0]; n++) {
        Items whole = read_fixture(names[n], 0);
        for (size_t piece = 1; piece < 7; piece++) {
            Items items = read_fixture(names[n], piece);
            assert_int_equal(items.count, whole.count);
            for (size_t i = 0; i < items.count; i++) {
                assert_int_equal(items.items[i].kind, whole.items[i].kind);
                assert_int_equal(items.items[i].line, whole.items[i].line);
                assert_int_equal(items.items[i].verbatim.length, whole.items[i].verbatim.length);
                const char *title = items.items[i].study.title, *other = whole.items[i].study.title;
                assert_string_equal(title ? title : "", other ? other : "");
            }
            items_free(&items);
        }
        items_free(&whole);
    }
}

// Deep braces and long values take time in proportion to their length, and no stack.
static void test_survives_depth(void **state) {
    (void) state;
    enum { DEPTH = 1 << 20 };
    String text = {0};
    string_add_text(&text, "@article{deep, title = {");
    for (int i = 0; i < DEPTH; i++) {
        string_add_char(&text, '{');
    }
    string_add_text(&text, "cup");
    for (int i = 0; i < DEPTH; i++) {
        string_add_char(&text, '}');
    }
    string_add_text(&text, "}}\n@book{next, title = {Next}}");
    Items items = items_read(FORMAT_BIBTEX, string_view(&text), 1 << 16);
    assert_int_equal(items.count, 2);
    assert_string_equal(items.items[0].study.title, "cup");
    assert_string_equal(items.items[1].study.title, "Next");
    items_free(&items);
    string_free(&text);
}

static void assert_same_list(const TextList *a, const TextList *b) {
    assert_int_equal(a->count, b->count);
    for (size_t i = 0; i < a->count; i++) {
        assert_string_equal(a->items[i], b->items[i]);
    }
}

static void assert_same(const char *a, const char *b) {
    assert_string_equal(a ? a : "", b ? b : "");
}

// What the man page says that BibTeX holds.
static void assert_same_study(const Study *a, const Study *b) {
    assert_same(a->title, b->title);
    assert_same(a->doi, b->doi);
    assert_same(a->pmcid, b->pmcid);
    assert_int_equal(a->pmid, b->pmid);
    assert_int_equal(a->year, b->year);
    assert_int_equal(a->month, b->month);
    assert_int_equal(a->day, b->day);
    assert_same(a->journal.title, b->journal.title);
    assert_same(a->journal.abbreviation, b->journal.abbreviation);
    assert_same(a->journal.issn, b->journal.issn);
    assert_same(a->journal.essn, b->journal.essn);
    assert_same(a->volume, b->volume);
    assert_same(a->issue, b->issue);
    assert_same(a->pages, b->pages);
    assert_same(a->publisher, b->publisher);
    assert_same_list(&a->keywords, &b->keywords);
    assert_same_list(&a->publication_types, &b->publication_types);
    assert_same_list(&a->languages, &b->languages);
    assert_int_equal(a->section_count, b->section_count);
    for (size_t i = 0; i < a->section_count; i++) {
        assert_same(a->sections[i].label, b->sections[i].label);
        assert_same(a->sections[i].text, b->sections[i].text);
    }
    assert_int_equal(a->author_count, b->author_count);
    for (size_t i = 0; i < a->author_count; i++) {
        assert_same(a->authors[i].family, b->authors[i].family);
        assert_same(a->authors[i].given, b->authors[i].given);
        assert_same(a->authors[i].suffix, b->authors[i].suffix);
        assert_same(a->authors[i].collective, b->authors[i].collective);
    }
}

static void test_round_trip(void **state) {
    (void) state;
    static const char *const names[] = {"classic", "databases"};
    for (size_t n = 0; n < sizeof names / sizeof names[0]; n++) {
        Items items = read_fixture(names[n], 0);
        String text = {0};
        for (size_t i = 0; i < items.count; i++) {
            Entry entry = {.id = -1 - (StudyId) i, .study = &items.items[i].study};
            formats[FORMAT_BIBTEX].write_entry(&entry, i == 0, &text);
        }
        Items again = items_read(FORMAT_BIBTEX, string_view(&text), text.length);
        assert_int_equal(again.count, items.count);
        for (size_t i = 0; i < items.count; i++) {
            assert_same_study(&items.items[i].study, &again.items[i].study);
        }
        items_free(&again);
        items_free(&items);
        string_free(&text);
    }
}

static void test_writes_what_people_said(void **state) {
    (void) state;
    const char *labels[] = {"black tea", "pots"}, *keywords[] = {"Tea, green"};
    Author authors[] = {{.family = "Ro\xc3\xa9", .initials = "AM"}, {.collective = "Tea & Cup Group"}};
    Study study;
    study_init(&study);
    study.title = "100% tea_cups";
    study.authors = authors;
    study.author_count = 2;
    study.year = 2020;
    study.pmid = 99000021;
    study.keywords = (TextList){keywords, 1};
    Candidate candidate = {.labels = {labels, 2}, .note = "check {dose}"};
    candidate.own = (OwnDecision){.decision = DECISION_EXCLUDE, .reason = "wrong cup"};
    Entry entry = {.id = 99000021, .study = &study, .candidate = &candidate};
    String text = {0};
    formats[FORMAT_BIBTEX].write_entry(&entry, true, &text);
    assert_string_equal(string_text(&text), "@article{roe2020:99000021,\n"
                                            "  author = {Ro\xc3\xa9, A. M. and {Tea \\& Cup Group}},\n"
                                            "  title = {100\\% tea\\_cups},\n"
                                            "  year = {2020},\n"
                                            "  pmid = {99000021},\n"
                                            "  keywords = {Tea, green;},\n"
                                            "  groups = {black tea, pots},\n"
                                            "  annote = {check \\{dose\\}},\n"
                                            "  note = {Decision: exclude (wrong cup)}\n"
                                            "}\n");
    string_free(&text);
}

// Every file of the corpus gives the entries that its list announces: studies, and entries
// without a title, which are rejected by name.
static void test_corpus(void **state) {
    (void) state;
    static const struct {
        const char *name;
        size_t studies, rejected;
    } files[] = {
        {"bibtex/*scopus_result.bib", 12, 0},
        {"bibtex/*europe_pmc.bib", 150, 0},
        {"bibtex/*jabref-authors.bib", 212, 0},
        {"bibtex/*testjabref.bib", 156, 0},
        {"bibtex/*CitaviXmlImporterTest3.bib", 99, 0},
        {"bibtex/*Scopus_bib_example.bib", 3, 0},
        {"bibtex/*simple-search-library.bib", 16, 0},
        {"bibtex/*bibWithMixedContent.bib", 1, 0},
        {"bibtex/*utf8-bom.bib", 2, 0},
        {"bibtex/*BibtexImporter.examples.bib", 2, 2},
    };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        glob_t found = corpus_files(files[i].name);
        String text = {0};
        file_read(found.gl_pathv[0], &text);
        Format format;
        Error err = {0};
        assert_true(format_detect(string_view(&text), &format, &err));
        assert_int_equal(format, FORMAT_BIBTEX);
        Items items = items_read(format, string_view(&text), 1000);
        size_t rejected = 0;
        for (size_t k = 0; k < items.count; k++) {
            rejected += items.items[k].kind == ITEM_REJECTED;
        }
        assert_int_equal(items.count - rejected, files[i].studies);
        assert_int_equal(rejected, files[i].rejected);
        items_free(&items);
        string_free(&text);
        globfree(&found);
    }
}

// A chapter takes from the book that its crossref names, wherever that stands, what it does not say
// itself.
static void test_crossref(void **state) {
    (void) state;
    static const char chapter[] =
        "@incollection{a, crossref = {tea}, title = {Of cups}, author = {Roe, Ann}, "
        "pages = {1--9}}\n";
    static const char other[] = "@inproceedings{b, Crossref = \"tea\", title = {Of pots}, year = 2010}\n";
    static const char book[] = "@book{tea, title = {All of Tea}, editor = {Cup, Bo}, year = 2001, "
                               "publisher = {Leaf}, isbn = {9780000000019}, abstract = {Not inherited.}}\n";
    for (int order = 0; order < 2; order++) {
        String text = {0};
        string_format(&text, "%s%s%s%s", order == 0 ? book : "", chapter, other, order == 0 ? "" : book);
        for (size_t piece = 1; piece <= text.length; piece += 37) {
            Items items = items_read(FORMAT_BIBTEX, string_view(&text), piece);
            assert_int_equal(items.count, 3);
            const Study *first = &items.items[order == 0 ? 1 : 0].study;
            const Study *second = &items.items[order == 0 ? 2 : 1].study;
            assert_string_equal(first->title, "Of cups");
            assert_string_equal(first->journal.title, "All of Tea");
            assert_int_equal(first->year, 2001);
            assert_string_equal(first->publisher, "Leaf");
            assert_int_equal(first->section_count, 0);
            assert_int_equal(first->author_count, 1);
            assert_string_equal(first->authors[0].family, "Roe");
            assert_int_equal(second->year, 2010);
            assert_string_equal(second->journal.title, "All of Tea");
            items_free(&items);
        }
        string_free(&text);
    }
    Items items = items_read(FORMAT_BIBTEX, sv(chapter), SIZE_MAX); // nobody has that key
    assert_int_equal(items.count, 1);
    assert_string_equal(items.items[0].study.title, "Of cups");
    assert_null(items.items[0].study.journal.title);
    items_free(&items);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_latex_to_text),
        cmocka_unit_test(test_text_to_latex_and_back),
        cmocka_unit_test(test_reads_entries),
        cmocka_unit_test(test_reads_names),
        cmocka_unit_test(test_reads_databases),
        cmocka_unit_test(test_keeps_what_is_whole),
        cmocka_unit_test(test_pieces_make_no_difference),
        cmocka_unit_test(test_survives_depth),
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_writes_what_people_said),
        cmocka_unit_test(test_corpus),
        cmocka_unit_test(test_crossref),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
