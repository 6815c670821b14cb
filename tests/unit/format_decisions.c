// What screening tools wrote into records: Rayyan's and ASReview's marks, columns of tables, carrel's own.

#include "format_read.h"

// A study's decisions, a line each: "reviewer decision (reason) [label|label] note".
static void describe(const Study *study, String *out) {
    for (size_t i = 0; i < study->decision_count; i++) {
        const RecordedDecision *said = &study->decisions[i];
        string_format(out, "%s %s", said->reviewer ? said->reviewer : "-",
                      said->decision ? said->decision : "-");
        if (said->reason) {
            string_format(out, " (%s)", said->reason);
        }
        for (size_t k = 0; k < said->labels.count; k++) {
            string_format(out, "%s%s%s", k == 0 ? " [" : "|", said->labels.items[k],
                          k + 1 == said->labels.count ? "]" : "");
        }
        string_format(out, "%s%s\n", said->note ? " " : "", said->note ? said->note : "");
    }
}

static void assert_decisions(Format format, const char *record, const char *expected) {
    Items items = items_read(format, sv(record), SIZE_MAX);
    assert_int_equal(items.count, 1);
    assert_int_equal(items.items[0].kind, ITEM_STUDY);
    String seen = {0};
    describe(&items.items[0].study, &seen);
    if (strcmp(string_text(&seen), expected) != 0) {
        fail_msg("%s\nsays:\n%sand not:\n%s", record, string_text(&seen), expected);
    }
    string_free(&seen);
    items_free(&items);
}

static void test_ris_notes(void **state) {
    (void) state;
    static const struct {
        const char *lines, *expected;
    } cases[] = {
        // Rayyan
        {"N1  - RAYYAN-INCLUSION: {\"Ana\"=>\"Included\"}\n", "Ana include\n"},
        {"N1  - RAYYAN-INCLUSION: {\"Ana\"=>\"Included\", \"Ben\"=>\"Excluded\",\"Zoë Q\"=>\"Maybe\"}\n",
         "Ana include\nBen exclude\nZoë Q maybe\n"},
        {"N1  - RAYYAN-INCLUSION: {\"Ana\"=>\"Excluded\"} | RAYYAN-LABELS: green tea,black, and "
         "strong | RAYYAN-EXCLUSION-REASONS: wrong cup,wrong leaf\n",
         "Ana exclude (wrong cup) [green tea|black, and strong|wrong leaf]\n"},
        {"N1  - RAYYAN-INCLUSION: {\"Ana\"=>\"Excluded\", \"Ben\"=>\"Included\"} | RAYYAN-LABELS: tea | "
         "RAYYAN-EXCLUSION-REASONS: wrong cup | USER-NOTES: {\"Ben\"=>[\"ask \\\"Ana\\\"\", \"again\"]}\n",
         "Ana exclude (wrong cup)\nBen include ask \"Ana\"\nagain\n- - [tea]\n"},
        {"N1  - RAYYAN-LABELS: tea\n", "- - [tea]\n"},
        {"N1  - RAYYAN-LABELS: __EXR__wrong cup,tea\n", "- - [wrong cup|tea]\n"},
        {"N1  - RAYYAN-INCLUSION: {\"Ana\"=>\"Maybe\"} | RAYYAN-EXCLUSION-REASONS: cold\n",
         "Ana maybe (cold)\n"},
        {"N1  - USER-NOTES: plain words\n", "- - plain words\n"},
        {"N1  - RAYYAN-INCLUSION: {\"Ana\"=>\"Conflict\"}\n", ""},
        {"N1  - RAYYAN-INCLUSION: {}\n", ""},
        {"N1  - RAYYAN-INCLUSION: {\"Ana\"=>\"Incl\n", ""},
        {"N1  - RAYYAN-INCLUSION: {\"Ana\n", ""},
        {"N1  - RAYYAN-INCLUSION: {\"Ana\"=>[\n", ""},
        {"N1  - RAYYAN-INCLUSION:\n", ""},
        // through a spreadsheet, and through Zotero
        {"N1  - RAYYAN-INCLUSION: {\"\"Ana\"\"=>\"\"Included\"\"}\n", "Ana include\n"},
        {"N1  - <p>RAYYAN-INCLUSION: {&quot;Ana&quot;=&gt;&quot;Included&quot;}</p>\n", "Ana include\n"},
        // an older export's mark within a later one
        {"N1  - RAYYAN-INCLUSION: {\"Ana\"=>\"Maybe\"} | RAYYAN-INCLUSION: {\"Ana\"=>\"Included\"}\n",
         "Ana include\n"},
        // ASReview
        {"N1  - ASReview_relevant\n", "- include\n"},
        {"N1  - ASReview_irrelevant\nN1  - ASReview_prior\n", "- exclude\n"},
        {"N1  - ASReview_not_seen\n", ""},
        {"N1  - One note. ASReview_relevant. Another.\n", "- include\n"},
        {"N1  - One note\nASReview_irrelevant\n", "- exclude\n"},
        {"N1  - <p>ASReview_relevant</p>\n", "- include\n"},
        {"N1  - We tried ASReview_ng on it\n", ""},
        // as carrel writes: for both, under a name of its own
        {"N1  - ASReview_irrelevant\nN1  - RAYYAN-INCLUSION: {\"carrel\"=>\"Excluded\"} | RAYYAN-LABELS: tea "
         "| "
         "RAYYAN-EXCLUSION-REASONS: wrong cup\n",
         "- exclude (wrong cup) [tea]\n"},
        {"N1  - ASReview_not_seen\nN1  - RAYYAN-INCLUSION: {\"carrel\"=>\"Maybe\"}\n", "- maybe\n"},
        {"N1  - ASReview_relevant\nN1  - RAYYAN-INCLUSION: {\"Ana\"=>\"Included\"} | RAYYAN-LABELS: tea\n",
         "Ana include [tea]\n"},
        // who is of another mind stays
        {"N1  - ASReview_relevant\nN1  - RAYYAN-INCLUSION: {\"Ana\"=>\"Excluded\"}\n",
         "- include\nAna exclude\n"},
        {"KW  - RAYYAN-INCLUSION: {\"Ana\"=>\"Included\"} | RAYYAN-LABELS: a;b\n", "Ana include [a;b]\n"},
        {"KW  - ASReview_relevant\n", "- include\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        String record = {0};
        string_format(&record, "TY  - JOUR\nTI  - Of tea\n%sER  - \n", cases[i].lines);
        assert_decisions(FORMAT_RIS, string_text(&record), cases[i].expected);
        string_free(&record);
    }
}

// What is taken out leaves the rest as it was.
static void test_what_is_left(void **state) {
    (void) state;
    Items items = items_read(FORMAT_RIS,
                             SV("TY  - JOUR\nTI  - Of tea\nKW  - tea; cups\nKW  - RAYYAN-LABELS: green\n"
                                "KW  - ASReview_relevant\nKW  - leaf\n"
                                "N1  - RAYYAN-INCLUSION: {\"Ana\"=>\"Included\"} | PMID: 99000001\nER  - \n"),
                             SIZE_MAX);
    assert_int_equal(items.count, 1);
    const Study *study = &items.items[0].study;
    assert_int_equal(study->keywords.count, 3);
    assert_string_equal(study->keywords.items[0], "tea");
    assert_string_equal(study->keywords.items[2], "leaf");
    assert_int_equal(study->pmid, 99000001);
    assert_int_equal(study->decision_count, 2);
    items_free(&items);
}

static void test_formats(void **state) {
    (void) state;
    static const struct {
        Format format;
        const char *record, *expected;
    } cases[] = {
        {FORMAT_ENDNOTE,
         "<xml><records><record><titles><title>Of tea</title></titles><notes><style>RAYYAN-INCLUSION: "
         "{&quot;Ana&quot;=&gt;&quot;Excluded&quot;} | RAYYAN-EXCLUSION-REASONS: "
         "cold</style></notes></record>"
         "</records></xml>",
         "Ana exclude (cold)\n"},
        {FORMAT_ENDNOTE,
         "<xml><records><record><titles><title>Of tea</title></titles><notes>ASReview_relevant&#xD;Mine"
         "</notes></record></records></xml>",
         "- include\n"},
        {FORMAT_BIBTEX,
         "@article{a, title={Of tea}, keywords={tea, cup}, note={RAYYAN-INCLUSION: {\"Ana\"=>\"Included\", "
         "\"Ben\"=>\"Maybe\"} | RAYYAN-LABELS: green,black}}",
         "Ana include\nBen maybe\n- - [green|black]\n"},
        {FORMAT_BIBTEX,
         "@article{a, title={Of tea}, note={RAYYAN-INCLUSION: \\{\"Ana\"=>\"Excluded\"\\} | "
         "RAYYAN-EXCLUSION-REASONS: too cold}}",
         "Ana exclude (too cold)\n"},
        {FORMAT_BIBTEX, "@article{a, title={Of tea}, keywords={ASReview_irrelevant}}", "- exclude\n"},
        {FORMAT_BIBTEX,
         "@article{a, title={Of tea}, note={Decision: exclude (too cold)}, groups={green, black}, "
         "annote={ask Ana}}",
         "- exclude (too cold) [green|black] ask Ana\n"},
        {FORMAT_MEDLINE, "PMID- 99000001\nTI  - Of tea\nGN  - ASReview_relevant\n", "- include\n"},
        {FORMAT_MEDLINE, "PMID- 99000001\nTI  - Of tea\nOT  - ASReview_irrelevant\nOT  - tea\n",
         "- exclude\n"},
        {FORMAT_CSL_JSON, "[{\"title\":\"Of tea\",\"note\":\"ASReview_relevant\\nPMID: 99000001\"}]",
         "- include\n"},
        {FORMAT_CSL_JSON,
         "[{\"title\":\"Of tea\",\"custom\":{\"decision\":\"exclude\",\"reason\":\"cold\",\"labels\":\"a; "
         "b\","
         "\"notes\":\"mine\"}}]",
         "- exclude (cold) [a|b] mine\n"},
        {FORMAT_CSL_JSON, "[{\"title\":\"Of tea\",\"custom\":{\"decision\":\"undecided\"}}]", ""},
        {FORMAT_JSON,
         "{\"title\":\"Of tea\",\"review\":{\"decision\":\"include\",\"stage\":1,\"reason\":null,"
         "\"labels\":[\"a\",\"b; c\"],\"notes\":\"mine\"}}\n",
         "- include [a|b; c] mine\n"},
        {FORMAT_JSON, "{\"title\":\"Of tea\",\"review\":null}\n", ""},
        {FORMAT_JSON, "{\"title\":\"Of tea\",\"review\":{\"decision\":\"later\",\"labels\":[]}}\n", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_decisions(cases[i].format, cases[i].record, cases[i].expected);
    }
}

static void test_columns(void **state) {
    (void) state;
    static const struct {
        const char *header, *row, *expected;
    } cases[] = {
        {"title,included", "Of tea,1", "- include\n"},
        {"title,label_included", "Of tea,0", "- exclude\n"},
        {"title,included_", "Of tea,1.0", "- include\n"},
        {"title,asreview_label", "Of tea,-1", ""},
        {"title,asreview_label", "Of tea,", ""},
        {"title,asreview_label", "Of tea,not_seen", ""},
        {"title,included_ft", "Of tea,yes", "- include\n"},
        {"title,Decision", "Of tea,Excluded", "- exclude\n"},
        {"title,label", "Of tea,irrelevant", "- exclude\n"},
        // the last word over what the abstract alone gave
        {"title,label_abstract_screening,label_included", "Of tea,1,0", "- exclude\n"},
        {"title,label_abstract_screening,label_included", "Of tea,1,", "- include\n"},
        {"title,asreview_label,asreview_prior,asreview_note", "Of tea,1,0,strong", "- include strong\n"},
        {"title,included,exported_notes_1", "Of tea,0,too weak", "- exclude too weak\n"},
        {"title,notes", "Of tea,\"RAYYAN-INCLUSION: {\"\"Ana\"\"=>\"\"Included\"\"} | RAYYAN-LABELS: a,b\"",
         "Ana include [a|b]\n"},
        {"title,notes", "Of tea,a note of the record", ""},
        {"Title,Covidence #,Study,Notes,Tags", "Of tea,#1,Roe 2020,,green; black", "- - [green|black]\n"},
        {"title,decision,reason,stage,labels,notes", "Of tea,exclude,cold,1,a; b,mine",
         "- exclude (cold) [a|b] mine\n"},
        {"title,decision,reason,stage,labels,notes,reviewer", "Of tea,maybe,,2,,,Ana", "Ana maybe\n"},
        {"title,decision,reason,stage,labels,notes", "Of tea,undecided,,1,,", ""},
        {"title,consensus,labeled_at,Ana,Ben,general notes (Ana),general notes (Ben)",
         "Of tea,o,2024,1,-1,ah,", "Ana include ah\nBen exclude\n"},
        {"title,consensus,labeled_at,Ana,general notes (Ana)", "Of tea,o,2024,0,", "Ana maybe\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        String table = {0};
        string_format(&table, "%s\n%s\n", cases[i].header, cases[i].row);
        assert_decisions(FORMAT_CSV, string_text(&table), cases[i].expected);
        string_free(&table);
    }
}

// Many marks in one note, and marks within marks, come to an end.
static void test_bounds(void **state) {
    (void) state;
    String note = {0};
    string_add_text(&note, "TY  - JOUR\nTI  - Of tea\nN1  - ");
    for (int i = 0; i < 4000; i++) {
        string_format(&note, "RAYYAN-INCLUSION: {\"r%d\"=>\"Included\"} ", i);
    }
    string_add_text(&note, "\nER  - \n");
    Items items = items_read(FORMAT_RIS, string_view(&note), SIZE_MAX);
    assert_int_equal(items.count, 1);
    assert_in_range(items.items[0].study.decision_count, 0, 64);
    items_free(&items);
    string_free(&note);
}

typedef struct {
    size_t records, with, include, exclude, maybe;
} Tally;

// Real exports: how many records bring what.
static void test_corpus(void **state) {
    (void) state;
    static const struct {
        const char *pattern;
        Format format;
        Tally tally;
    } cases[] = {
        {"ris/*RIS___baseline_rayyan.ris", FORMAT_RIS, {10, 6, 2, 2, 2}},
        {"csv/*CSV___baseline_rayyan.csv", FORMAT_CSV, {10, 6, 2, 2, 2}},
        {"csv/*CSV___baseline_abstrackr.csv", FORMAT_CSV, {11, 6, 2, 2, 2}},
        {"ris/*baseline_tag-notes_labels.ris", FORMAT_RIS, {32, 20, 10, 10, 0}},
        {"ris/*demo_data__baseline_zotero.ris", FORMAT_RIS, {100, 6, 3, 3, 0}},
        {"csv/*generic_partial_labels.csv", FORMAT_CSV, {6, 4, 2, 2, 0}},
        {"screening/Cohen_ADHD.csv", FORMAT_CSV, {851, 851, 20, 831, 0}},
        {"screening/sim_wilson.csv", FORMAT_CSV, {2333, 2333, 23, 2310, 0}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        glob_t files = corpus_files(cases[i].pattern);
        String text = {0};
        file_read(files.gl_pathv[0], &text);
        Items items = items_read(cases[i].format, string_view(&text), 1 << 16);
        Tally seen = {0};
        for (size_t k = 0; k < items.count; k++) {
            const Study *study = &items.items[k].study;
            seen.records++;
            seen.with += study->decision_count > 0;
            for (size_t d = 0; d < study->decision_count; d++) {
                const char *decision = study->decisions[d].decision;
                seen.include += decision && strcmp(decision, "include") == 0;
                seen.exclude += decision && strcmp(decision, "exclude") == 0;
                seen.maybe += decision && strcmp(decision, "maybe") == 0;
            }
            for (size_t w = 0; w < study->keywords.count; w++) {
                assert_null(strstr(study->keywords.items[w], "RAYYAN-"));
                assert_null(strstr(study->keywords.items[w], "ASReview_"));
            }
        }
        const Tally *tally = &cases[i].tally;
        if (memcmp(&seen, tally, sizeof seen) != 0) {
            fail_msg("%s: %zu records, %zu with decisions: %zu included, %zu excluded, %zu maybe; "
                     "expected %zu, %zu: %zu, %zu, %zu",
                     cases[i].pattern, seen.records, seen.with, seen.include, seen.exclude, seen.maybe,
                     tally->records, tally->with, tally->include, tally->exclude, tally->maybe);
        }
        items_free(&items);
        string_free(&text);
        globfree(&files);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ris_notes), cmocka_unit_test(test_what_is_left), cmocka_unit_test(test_formats),
        cmocka_unit_test(test_columns),   cmocka_unit_test(test_bounds),       cmocka_unit_test(test_corpus),
    };
    return cmocka_run_group_tests_name("format_decisions", tests, NULL, NULL);
}
