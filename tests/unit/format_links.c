// Tables of nothing but links, in the shapes of iCite and of the Open Citation Collection.

#include "format_read.h"

// "12: references 4 5, cited_by 90 91 of 3" of each item, "line 4 rejected: why" of what is none.
static void describe(const Items *items, String *out) {
    for (size_t i = 0; i < items->count; i++) {
        const Item *item = &items->items[i];
        if (item->kind != ITEM_LINKS) {
            assert_int_equal(item->kind, ITEM_REJECTED);
            string_format(out, "line %d rejected: %s\n", (int) item->line, item->why);
            continue;
        }
        string_format(out, "%d:", (int) item->pmid);
        for (LinkKind kind = 0; kind < LINK_KINDS; kind++) {
            const PmidList *list = &item->links[kind];
            string_format(out, "%s", list->count > 0 ? " " : "");
            string_add_text(out, list->count > 0 ? link_kind_name(kind) : "");
            for (size_t k = 0; k < list->count; k++) {
                string_format(out, " %d", (int) list->pmids[k]);
            }
            if (list->announced >= 0) {
                string_format(out, " of %d", (int) list->announced);
            }
        }
        string_add_char(out, '\n');
    }
}

static void test_tables(void **state) {
    (void) state;
    static const struct {
        const char *table, *items;
    } cases[] = {
        {"pmid,doi,title,citation_count,cited_by,references\r\n"
         "12,10.9999/x,\"Tea, \"\"hot\"\"\",3,\"90 91\",\"4 5\"\r\n"
         "13,,A title,0,,\r\n",
         "12: references 4 5 cited_by 90 91 of 3\n13: of 0\n"},
        {",PMID,References,cited_by,provisional\n0,12, 4  5 ,,False\n1,13,,7,False",
         "12: references 4 5\n13: cited_by 7\n"},
        {"pmid,title,cited_by,references\n12,\"two\nlines\",1,2\nx,t,1,2\n13,t,1,2 c 3\n14,t,\"9\",\n",
         "12: references 2 cited_by 1\nline 4 rejected: the row does not begin with the PMID of a study\n"
         "line 5 rejected: \"c\" stands where a PMID is expected\n14: cited_by 9\n"},
        {"citing,referenced\n5,1\n5,2\n6,1\n5,3\n", "5: references 1 2\n6: references 1\n5: references 3\n"},
        {"citing,referenced\n5,1\n5,x\n5,2\n\n,9\n7,\n8,12345678901\n8,1",
         "5: references 1\nline 3 rejected: \"x\" stands where a PMID is expected\n5: references 2\n"
         "line 6 rejected: the row does not begin with the PMID of a study\n"
         "line 7 rejected: the row names no referenced study\n"
         "line 8 rejected: \"12345678901\" stands where a PMID is expected\n8: references 1\n"},
        {"citing\treferenced\n5\t1\n", "5: references 1\n"},
        {"citing,referenced\n",
         "line 1 rejected: no link stands in this table: it needs columns pmid, references and cited_by, or "
         "citing and referenced, and rows below them\n"},
        {"citing,referenced\n5,1\n6,\"2", "5: references 1\nline 3 rejected: a quoted cell is not closed "
                                          "before the end of the file\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        static const size_t pieces[] = {1, 7, 1 << 16};
        for (size_t p = 0; p < sizeof pieces / sizeof *pieces; p++) {
            Format format;
            Error err = {0};
            String said = {0};
            assert_true(format_detect(sv(cases[i].table), &format, &err));
            assert_int_equal(format, FORMAT_LINKS_CSV);
            Items items = items_read(FORMAT_LINKS_CSV, sv(cases[i].table), pieces[p]);
            describe(&items, &said);
            assert_string_equal(string_text(&said), cases[i].items);
            string_free(&said);
            items_free(&items);
        }
    }
}

// However many links a study has, no more of them are held at once than an item takes.
static void test_a_long_list_comes_in_parts(void **state) {
    (void) state;
    String table = {0};
    string_add_text(&table, "citing,referenced\n");
    for (int i = 1; i <= 40000; i++) {
        string_format(&table, "5,%d\n", i);
    }
    Items items = items_read(FORMAT_LINKS_CSV, string_view(&table), 1 << 16);
    assert_int_equal(items.count, 3);
    size_t sum = 0;
    for (size_t i = 0; i < items.count; i++) {
        assert_int_equal(items.items[i].pmid, 5);
        assert_int_equal(items.items[i].number, i + 1);
        sum += items.items[i].links[LINK_REFERENCES].count;
    }
    assert_int_equal(sum, 40000);
    items_free(&items);
    string_free(&table);
}

static void test_what_is_a_table_of_studies(void **state) {
    (void) state;
    static const char *const tables[] = {
        "pmid,title,references\n12,A title,\"Roe A. Tea. 2001\"\n",
        "PMID,Title,Authors,Cited by\n12,A title,Roe A,3\n",
    };
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        Format format;
        Error err = {0};
        assert_true(format_detect(sv(tables[i]), &format, &err));
        assert_int_equal(format, FORMAT_CSV);
    }
}

// LIST.md counts 356 studies in it.
static void test_real_metadata(void **state) {
    (void) state;
    glob_t files = corpus_files("citations/*data_nih__metadata_input.csv");
    String text = {0};
    assert_int_equal(files.gl_pathc, 1);
    file_read(files.gl_pathv[0], &text);
    Items items = items_read(FORMAT_LINKS_CSV, string_view(&text), 1 << 16);
    globfree(&files);
    assert_int_equal(items.count, 356);
    for (size_t i = 0; i < items.count; i++) {
        assert_int_equal(items.items[i].kind, ITEM_LINKS);
        assert_true(items.items[i].links[LINK_CITED_BY].announced >= 0);
    }
    string_free(&text);
    items_free(&items);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tables),
        cmocka_unit_test(test_a_long_list_comes_in_parts),
        cmocka_unit_test(test_what_is_a_table_of_studies),
        cmocka_unit_test(test_real_metadata),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
