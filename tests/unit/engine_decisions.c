// What screening tools wrote into records on its way through an import.

#include "engine_help.h"

static const char table[] = "title,year,authors,decision,reason,stage,labels,notes,reviewer\n"
                            "Of tea,2001,\"Roe, J\",exclude,cold,1,green; black,ask,Ana\n"
                            "Of cups,2002,\"Roe, J\",include,,1,,,Ben\n"
                            "Of spoons,2003,\"Roe, J\",undecided,,1,,,\n";

static void decisions_come_with_their_studies(void **state) {
    Place *place = *state;
    const char *path = place_write(place, "a.csv", sv(table));
    ImportBatch **batches = NULL;
    size_t count = 0;
    ImportFile *file = import_one(place, path, (ImportOptions){.list_ids = true}, &batches, &count);
    assert_int_equal(file->error.kind, ERROR_NONE);
    assert_int_equal(file->records, 3);
    assert_int_equal(file->decisions, 2);
    assert_string_equal(file->deciders, "Ana, Ben");
    import_file_free(file);
    assert_int_equal(count, 1);
    size_t with = 0;
    for (size_t i = 0; i < batches[0]->count; i++) {
        const ImportedStudy *study = &batches[0]->studies[i];
        with += study->decision_count;
        if (strstr(study->citation, "Of tea")) {
            assert_int_equal(study->decision_count, 1);
            const RecordedDecision *said = study->decisions;
            assert_string_equal(said->reviewer, "Ana");
            assert_string_equal(said->decision, "exclude");
            assert_string_equal(said->reason, "cold");
            assert_int_equal(said->labels.count, 2);
            assert_string_equal(said->labels.items[1], "black");
            assert_string_equal(said->note, "ask");
        }
    }
    assert_int_equal(with, 2);
    import_batch_free(batches[0]);
    free(batches);
}

// The cache keeps what a record says of the study, not what somebody thought of it.
static void other_decisions_change_no_record(void **state) {
    Place *place = *state;
    import_file_free(
        import_one(place, place_write(place, "a.csv", sv(table)), (ImportOptions){0}, NULL, NULL));
    String other = {0};
    string_add_text(&other, table);
    memcpy(strstr(other.data, "exclude"), "include", 7);
    memcpy(strstr(other.data, "green"), "white", 5);
    ImportFile *file =
        import_one(place, place_write(place, "b.csv", string_view(&other)), (ImportOptions){0}, NULL, NULL);
    assert_int_equal(file->records, 3);
    assert_int_equal(file->unchanged + file->updated + file->created, 3);
    assert_int_equal(file->created, 0);
    assert_int_equal(file->updated, 0);
    assert_int_equal(file->decisions, 2);
    import_file_free(file);
    string_free(&other);
}

static void many_names_are_cut_short(void **state) {
    Place *place = *state;
    String many = {0};
    string_add_text(&many, "title,included,reviewer\n");
    for (int i = 0; i < 30; i++) {
        string_format(&many, "Of tea %d,1,R%d\n", i, i);
    }
    ImportFile *file =
        import_one(place, place_write(place, "a.csv", string_view(&many)), (ImportOptions){0}, NULL, NULL);
    assert_int_equal(file->decisions, 30);
    assert_ptr_equal(strstr(file->deciders, "R0, R1, "), file->deciders);
    assert_non_null(strstr(file->deciders, ", R19 and others"));
    import_file_free(file);
    string_free(&many);
}

static void a_file_without_any_has_none(void **state) {
    Place *place = *state;
    ImportFile *file =
        import_one(place, place_write_articles(place, "a.xml", 1, 3), (ImportOptions){0}, NULL, NULL);
    assert_int_equal(file->decisions, 0);
    assert_string_equal(file->deciders, "");
    import_file_free(file);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, place_new, place_free)
    const struct CMUnitTest tests[] = {
        TEST(decisions_come_with_their_studies),
        TEST(other_decisions_change_no_record),
        TEST(many_names_are_cut_short),
        TEST(a_file_without_any_has_none),
    };
    return cmocka_run_group_tests_name("engine_decisions", tests, NULL, NULL);
}
