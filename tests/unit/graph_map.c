// The citation map: which studies it has, in what order, and what its writers make of it.
#include "carrel/graph/map.h"

#include "carrel/base/text.h"

#include "graph_help.h"

#define ROUNDS 200

static void entries_of(const Matrix *matrix, uint64_t *seed, MapEntry *entries) {
    for (size_t i = 0; i < matrix->count; i++) {
        entries[i] = (MapEntry){.id = matrix->ids[i],
                                .year = matrix->years[i],
                                .author = "Roe",
                                .flags = next_random(seed, 4) == 0 ? MAP_INCLUDED : 0};
    }
    for (size_t i = matrix->count; i > 1; i--) {
        size_t other = next_random(seed, (unsigned) i);
        MapEntry entry = entries[i - 1];
        entries[i - 1] = entries[other];
        entries[other] = entry;
    }
}

static size_t index_of(const Matrix *matrix, StudyId id) {
    size_t i = 0;
    while (matrix->ids[i] != id) {
        i++;
    }
    return i;
}

static long length_of(const Matrix *matrix, const StudyId *ids, size_t count) {
    long sum = 0;
    for (size_t a = 0; a < count; a++) {
        for (size_t b = 0; b < count; b++) {
            if (matrix->cites[index_of(matrix, ids[a])][index_of(matrix, ids[b])]) {
                sum += labs((long) a - (long) b);
            }
        }
    }
    return sum;
}

static void check_links(const Matrix *matrix, const CitationMap *map) {
    size_t links = 0;
    for (size_t a = 0; a < map->count; a++) {
        uint32_t references = 0, citers = 0;
        for (size_t b = 0; b < map->count; b++) {
            size_t i = index_of(matrix, map->studies[a].id), k = index_of(matrix, map->studies[b].id);
            assert_int_equal(map_link(map, a, b) != NULL, matrix->cites[i][k]);
            references += matrix->cites[i][k];
            citers += matrix->cites[k][i];
        }
        assert_int_equal(map->studies[a].references, references);
        assert_int_equal(map->studies[a].citers, citers);
        links += references;
    }
    assert_int_equal(map->link_count, links);
}

static void test_layout(void **state) {
    (void) state;
    uint64_t seed = 31;
    for (int round = 0; round < ROUNDS; round++) {
        Matrix matrix = random_matrix(&seed);
        Graph graph = graph_of(&matrix, &seed);
        MapEntry entries[NODES_MOST + 1], again[NODES_MOST];
        Arena arena = {0};
        CitationMap map, other;
        entries_of(&matrix, &seed, entries);
        entries[matrix.count] = entries[0]; // twice
        map_lay_out(&graph, entries, matrix.count + 1, 0, &arena, &map);
        assert_int_equal(map.count, matrix.count);
        assert_int_equal(map.left_out, 0);
        check_links(&matrix, &map);
        StudyId ids[NODES_MOST];
        for (size_t row = 0; row < map.count; row++) {
            const MapStudy *study = &map.studies[row];
            ids[row] = study->id;
            assert_true(row == 0 || map.studies[row - 1].year <= study->year);
            assert_int_equal(map.years[study->column], study->year);
            assert_true(row > 0 || study->column == 0);
            assert_int_equal(map_row(&map, study->id), row);
        }
        for (size_t i = 1; i < map.year_count; i++) {
            assert_true(map.years[i - 1] < map.years[i]);
        }
        // No two neighbours of a year would make links shorter the other way round.
        long length = length_of(&matrix, ids, map.count);
        for (size_t row = 0; row + 1 < map.count; row++) {
            if (map.studies[row].year == map.studies[row + 1].year) {
                StudyId id = ids[row];
                ids[row] = ids[row + 1];
                ids[row + 1] = id;
                assert_true(length_of(&matrix, ids, map.count) >= length);
                ids[row + 1] = ids[row];
                ids[row] = id;
            }
        }
        // The order that they come in does not matter.
        for (size_t i = 0; i < matrix.count; i++) {
            again[i] = entries[matrix.count - 1 - i];
        }
        map_lay_out(&graph, again, matrix.count, 0, &arena, &other);
        for (size_t row = 0; row < map.count; row++) {
            assert_int_equal(other.studies[row].id, ids[row]);
        }
        arena_free(&arena);
        graph_free(&graph);
    }
}

static Graph graph_from(const StudyId (*links)[2], size_t count) {
    GraphBuilder *builder = graph_builder_new();
    Error err = {0};
    for (size_t i = 0; i < count; i++) {
        assert_true(graph_builder_add(builder, links[i][0], LINK_REFERENCES, &links[i][1], 1, &err));
    }
    Graph graph;
    graph_builder_take(builder, &graph);
    return graph;
}

static const StudyId links[][2] = {{4, 1}, {4, 2}, {4, 3}, {3, 1}, {5, 9}, {2, 4}};

static void test_what_finds_no_room(void **state) {
    (void) state;
    static const struct {
        size_t most;
        StudyId kept[5]; // ascending
    } cases[] = {{5, {1, 2, 3, 4, 5}}, {4, {1, 2, 4, 5}}, {3, {2, 4, 5}}, {2, {2, 5}}, {1, {5}}};
    // 5 is the focus and 2 included; of the others 4 has four links, 1 two and is newer than 3.
    const MapEntry entries[] = {
        {1, 2009, "A", NULL, 0}, {2, 2001, "B", NULL, MAP_INCLUDED}, {3, 2003, "C", NULL, 0},
        {4, 2004, "D", NULL, 0}, {5, 2005, "E", NULL, MAP_FOCUS},
    };
    Graph graph = graph_from(links, sizeof links / sizeof *links);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Arena arena = {0};
        CitationMap map;
        map_lay_out(&graph, entries, 5, cases[i].most, &arena, &map);
        assert_int_equal(map.count, cases[i].most);
        assert_int_equal(map.left_out, 5 - cases[i].most);
        for (size_t k = 0; k < cases[i].most; k++) {
            assert_true(map_row(&map, cases[i].kept[k]) < map.count);
        }
        arena_free(&arena);
    }
    graph_free(&graph);
}

static void test_labels(void **state) {
    (void) state;
    static const struct {
        MapEntry entry;
        const char *label;
    } cases[] = {
        {{1, 2020, "Khoury", "Warm feet", 0}, "Khoury 2020"},
        {{2, 0, "Khoury", NULL, 0}, "Khoury"},
        {{3, 2020, NULL, "Warm feet", 0}, "Warm feet 2020"},
        {{4, 0, "", "Warm feet help against cold nights ääää in winter", 0},
         "Warm feet help against cold nights ää…"},
        {{5, 2020, NULL, NULL, 0}, "PMID 5 2020"},
        {{-17, -3, NULL, "", 0}, "carrel:17"},
    };
    Graph graph = {0};
    graph_builder_take(graph_builder_new(), &graph);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Arena arena = {0};
        CitationMap map;
        map_lay_out(&graph, &cases[i].entry, 1, 0, &arena, &map);
        assert_string_equal(map.studies[0].label, cases[i].label);
        arena_free(&arena);
    }
    graph_free(&graph);
}

static CitationMap small_map(Arena *arena, const char *author, const char *title) {
    Graph graph = graph_from(links, sizeof links / sizeof *links);
    const MapEntry entries[] = {
        {1, 2001, "Alp", "Warm feet", MAP_INCLUDED},
        {2, 2002, author, title, MAP_RETRACTED},
        {4, 2004, "Doe", NULL, MAP_FOCUS},
        {-9, 0, "Roe", NULL, MAP_CONNECTOR},
    };
    CitationMap map;
    map_lay_out(&graph, entries, 4, 0, arena, &map);
    graph_free(&graph);
    return map;
}

static void test_path(void **state) {
    (void) state;
    Arena arena = {0};
    CitationMap map = small_map(&arena, "Cho", NULL);
    const StudyId path[] = {1, 77, 4, 2}, other[] = {1, 2};
    size_t one = map_row(&map, 1), two = map_row(&map, 2), four = map_row(&map, 4);
    map_mark_path(&map, path, 4);
    assert_int_equal(map.link_count, 3);
    assert_true(map_link(&map, four, one)->on_path);
    assert_true(map_link(&map, four, two)->on_path);
    assert_true(map_link(&map, two, four)->on_path);
    map_mark_path(&map, path, 1);
    assert_false(map_link(&map, four, one)->on_path);
    map_mark_path(&map, other, 2); // no link between them
    for (size_t i = 0; i < map.link_count; i++) {
        assert_false(map.links[i].on_path);
    }
    arena_free(&arena);
}

static void test_csv(void **state) {
    (void) state;
    static const struct {
        const char *author, *cell;
    } cases[] = {
        {"Cho", "Cho 2002"},
        {"Cho, \"C\"", "\"Cho, \"\"C\"\" 2002\""},
        {"=cmd|'/c calc'!A1", "\"'=cmd|'/c calc'!A1 2002\""},
        {"@SUM(1)", "\"'@SUM(1) 2002\""},
        {"A\r\nB", "\"A\r\nB 2002\""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Arena arena = {0};
        String out = {0}, expected = {0};
        CitationMap map = small_map(&arena, cases[i].author, NULL);
        map_mark_path(&map, (StudyId[]){1, 4}, 2);
        map_add_csv(&map, &out);
        string_format(&expected,
                      "citing,citing_label,citing_year,cited,cited_label,cited_year,path\r\n"
                      "2,%s,2002,4,Doe 2004,2004,0\r\n"
                      "4,Doe 2004,2004,1,Alp 2001,2001,1\r\n"
                      "4,Doe 2004,2004,2,%s,2002,0\r\n",
                      cases[i].cell, cases[i].cell);
        assert_string_equal(string_text(&out), string_text(&expected));
        string_free(&out);
        string_free(&expected);
        arena_free(&arena);
    }
}

static size_t count_of(const String *text, const char *part) {
    size_t count = 0;
    for (const char *at = string_text(text); (at = strstr(at, part)); at++) {
        count++;
    }
    return count;
}

static void assert_has(const String *text, const char *part) {
    if (!strstr(string_text(text), part)) {
        fail_msg("'%s' is not in:\n%s", part, string_text(text));
    }
}

static void test_dot(void **state) {
    (void) state;
    Arena arena = {0};
    String out = {0};
    CitationMap map = small_map(&arena, "\"];\n node [shape=\\N", "<b>bold</b>");
    map_mark_path(&map, (StudyId[]){1, 4}, 2);
    map_add_dot(&map, &out);
    assert_has(&out, "pmid2 [label=\"\\\"];  node [shape=\\\\N 2002 (retracted)\", tooltip=\"<b>bold</b>\"");
    assert_has(&out, "carrel9 [label=\"Roe\", tooltip=\"Roe\", style=dashed];");
    assert_has(&out, "{ rank=same; year0 [shape=plaintext, label=\"no year\"]; carrel9; }");
    assert_has(&out, "year0 -> year2001 [style=invis];");
    assert_has(&out, "  pmid1 -> pmid4 [dir=back, color=red, penwidth=2];\n");
    assert_has(&out, "  pmid4 -> pmid2 [dir=back];\n");
    assert_int_equal(count_of(&out, "dir=back"), 3);
    string_free(&out);
    arena_free(&arena);
}

// Nothing of a name is mark-up, and everything is a character of XML 1.0.
static void check_markup(const String *out) {
    StringView rest = string_view(out);
    assert_true(text_is_valid(rest));
    while (rest.length > 0) {
        uint32_t code_point;
        size_t length = text_decode(rest, &code_point);
        assert_true(code_point == '\n' || (code_point >= 0x20 && code_point != 0x7F && code_point != 0xFFFE));
        rest = sv_from(rest, length);
    }
    assert_int_equal(count_of(out, "<script"), 0);
    assert_has(out, "&lt;script&gt;&quot;&amp;&#39;");
}

static const char hostile[] = "<script>\"&'\x01\x1b\x7f\xff\xef\xbf\xbe]]>";

static void test_graphml(void **state) {
    (void) state;
    Arena arena = {0};
    String out = {0};
    CitationMap map = small_map(&arena, hostile, hostile);
    map_mark_path(&map, (StudyId[]){1, 4}, 2);
    map_add_graphml(&map, &out);
    check_markup(&out);
    assert_has(&out,
               "<node id=\"pmid1\"><data key=\"label\">Alp 2001</data><data key=\"title\">Warm feet</data>"
               "<data key=\"year\">2001</data><data key=\"pmid\">1</data>"
               "<data key=\"included\">true</data></node>\n");
    assert_has(&out,
               "<node id=\"carrel9\"><data key=\"label\">Roe</data><data key=\"connector\">true</data>");
    assert_has(&out, "source=\"pmid4\" target=\"pmid1\"><data key=\"path\">true</data></edge>");
    assert_int_equal(count_of(&out, "<node "), 4);
    assert_int_equal(count_of(&out, "<edge "), 3);
    assert_int_equal(count_of(&out, "<key "), 8);
    string_free(&out);
    arena_free(&arena);
}

static void test_svg(void **state) {
    (void) state;
    Arena arena = {0};
    String out = {0};
    CitationMap map = small_map(&arena, hostile, "A\u202Ename");
    map_mark_path(&map, (StudyId[]){1, 4}, 2);
    map_add_svg(&map, &out);
    check_markup(&out);
    assert_int_equal(count_of(&out, "\u202E"), 0); // nothing turns text around
    assert_int_equal(count_of(&out, "class=\"link\""), 2);
    assert_int_equal(count_of(&out, "class=\"path\""), 1);
    assert_int_equal(count_of(&out, "<g><title>"), 4);
    assert_int_equal(count_of(&out, ">no year<"), 1);
    assert_has(&out, ">Citation map: 4 studies, 3 citations, 2001–2004</text>");
    assert_has(&out, "joins what does not cite each other");
    assert_int_equal(count_of(&out, "nan"), 0);
    string_clear(&out);
    CitationMap empty = {0};
    map_add_svg(&empty, &out);
    assert_has(&out, ">Citation map: 0 studies, 0 citations</text>");
    string_free(&out);
    arena_free(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_layout),  cmocka_unit_test(test_what_finds_no_room),
        cmocka_unit_test(test_labels),  cmocka_unit_test(test_path),
        cmocka_unit_test(test_csv),     cmocka_unit_test(test_dot),
        cmocka_unit_test(test_graphml), cmocka_unit_test(test_svg),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
