#include "engine_help.h"

#include "carrel/engine/finder.h"

enum { STUDIES = 3000, FIRST = 20 };

// A cache of PMIDs 1 … STUDIES: a cache is long to make, so all tests share one.
static int cache_new_once(void **state) {
    if (place_new(state) != 0) {
        return 1;
    }
    Place *place = *state;
    const char *path = place_write_articles(place, "a.xml", 1, STUDIES);
    ImportFile *file = import_one(place, path, (ImportOptions){0}, NULL, NULL);
    bool ok = file->created == STUDIES;
    import_file_free(file);
    return !ok;
}

static FinderRequest request(uint64_t generation, const char *query) {
    return (FinderRequest){.generation = generation,
                           .query = memory_copy_string(query),
                           .sort = SORT_DATE,
                           .descending = true,
                           .first_count = FIRST};
}

static void add_set(FinderRequest *to, QueryField field, QueryMatch match, const char *text, StudyId from,
                    StudyId last) {
    to->sets = memory_resize(to->sets, (to->set_count + 1) * sizeof *to->sets);
    FinderSet *set = &to->sets[to->set_count++];
    *set = (FinderSet){.field = field, .match = match, .text = memory_copy_string(text)};
    for (StudyId id = from; id <= last; id++) {
        id_list_add(&set->ids, id);
    }
}

static void add_scope(FinderRequest *to, StudyId from, StudyId last) {
    to->has_scope = true;
    for (StudyId id = from; id <= last; id++) {
        id_list_add(&to->scope, id);
    }
}

// Asks and waits for the whole answer, passing over the first screen.
static SearchAnswer *ask(Place *place, Finder *finder, FinderRequest *wanted) {
    uint64_t generation = wanted->generation;
    finder_ask(finder, wanted);
    assert_null(wanted->query); // it was taken
    for (;;) {
        Mail mail = next_mail(place);
        SearchAnswer *answer = mail.value;
        assert_int_equal(answer->generation, generation);
        if (mail.tag == MAIL_SEARCH_DONE) {
            return answer;
        }
        search_answer_free(answer);
    }
}

static void expect_found(Place *place, Finder *finder, FinderRequest wanted, size_t count) {
    SearchAnswer *answer = ask(place, finder, &wanted);
    if (answer->error.kind != ERROR_NONE) {
        fail_msg("%s", answer->error.text);
    }
    assert_int_equal(answer->ids.count, count);
    search_answer_free(answer);
}

static void first_a_screenful_then_all(void **state) {
    Place *place = *state;
    Finder *finder = finder_start(place->cache_path, place->mailbox);
    for (uint64_t generation = 7; generation < 10; generation++) {
        FinderRequest wanted = request(generation, "treatment year:2005..2010");
        finder_ask(finder, &wanted);
        SearchAnswer *first = next_of(place, MAIL_SEARCH_FIRST);
        SearchAnswer *done = next_of(place, MAIL_SEARCH_DONE);
        assert_int_equal(first->generation, generation);
        assert_int_equal(done->generation, generation);
        assert_false(first->complete);
        assert_true(done->complete);
        assert_int_equal(first->ids.count, FIRST);
        assert_int_equal(done->ids.count, STUDIES * 6 / 40);
        for (size_t i = 0; i < FIRST; i++) { // newest first, of the same answer
            StudyId id = first->ids.ids[i];
            assert_true(i == 0 || id < first->ids.ids[i - 1]);
            assert_in_range(id % 40, 25, 30);
        }
        for (size_t i = 0; i < done->ids.count; i++) {
            assert_in_range(done->ids.ids[i] % 40, 25, 30); // the years of 1980 + n % 40
        }
        assert_true(done->ms >= first->ms && first->ms > 0);
        assert_null(done->note);
        search_answer_free(first);
        search_answer_free(done);
    }
    finder_stop(finder);
}

static void a_newer_request_overtakes_older_ones(void **state) {
    Place *place = *state;
    enum { BURST = 400 };
    Finder *finder = finder_start(place->cache_path, place->mailbox);
    expect_found(place, finder, request(1, "word12"), 4); // its connection is open from here on
    for (uint64_t i = 2; i <= BURST; i++) {
        FinderRequest wanted = request(i, i == BURST ? "word13" : "treatment OR disease OR trial");
        finder_ask(finder, &wanted);
    }
    uint64_t last = 0, done = 0;
    while (last < BURST) {
        Mail mail = next_mail(place);
        SearchAnswer *answer = mail.value;
        assert_true(answer->generation >= last); // never goes back
        assert_int_equal(answer->error.kind, ERROR_NONE);
        if (mail.tag == MAIL_SEARCH_DONE) {
            last = answer->generation;
            done++;
            assert_int_equal(answer->ids.count, last == BURST ? 4 : STUDIES);
        }
        search_answer_free(answer);
    }
    assert_true(done < BURST - 1);
    print_message("%d requests at once: %llu answered whole\n", BURST - 1, (unsigned long long) done);
    Mail mail;
    finder_stop(finder);
    assert_false(mailbox_take(place->mailbox, &mail)); // nothing comes after the newest
}

static void the_review_gives_sets_and_scope(void **state) {
    Place *place = *state;
    Finder *finder = finder_start(place->cache_path, place->mailbox);
    FinderRequest wanted = request(1, "");
    add_scope(&wanted, 101, 300);
    expect_found(place, finder, wanted, 200);

    wanted = request(2, "in:cache");
    add_scope(&wanted, 101, 300);
    expect_found(place, finder, wanted, STUDIES);

    wanted = request(3, "is:include AND treatment");
    add_scope(&wanted, 101, 300);
    add_set(&wanted, FIELD_IS, MATCH_WORDS, "include", 150, 170);
    expect_found(place, finder, wanted, 21);

    wanted = request(4, "NOT is:include");
    add_scope(&wanted, 101, 300);
    add_set(&wanted, FIELD_IS, MATCH_WORDS, "include", 150, 170);
    expect_found(place, finder, wanted, 179);

    // The same words with and without a star are two questions.
    wanted = request(5, "tag:liver* NOT tag:liver");
    add_scope(&wanted, 101, 300);
    add_set(&wanted, FIELD_TAG, MATCH_PREFIX, "liver", 110, 119);
    add_set(&wanted, FIELD_TAG, MATCH_WORDS, "liver", 112, 113);
    expect_found(place, finder, wanted, 8);

    wanted = request(6, "is:retracted"); // what a study is, the cache knows
    add_scope(&wanted, 101, 300);
    expect_found(place, finder, wanted, 0);
    finder_stop(finder);
}

static TallyRequest tally_of(uint64_t generation, TermList terms, StudyId from, StudyId last) {
    TallyRequest wanted = {.generation = generation, .terms = term_set_new(terms)};
    for (StudyId id = 1; id <= STUDIES; id++) {
        id_list_add(&wanted.all, id);
        if (id >= from && id <= last) {
            id_list_add(&wanted.listed, id);
        }
    }
    return wanted;
}

static void terms_are_counted_behind_searches(void **state) {
    Place *place = *state;
    Finder *finder = finder_start(place->cache_path, place->mailbox);
    static const Term terms[] = {
        {TERM_FOR, NULL, "treatment"}, {TERM_AGAINST, NULL, "word12"}, {TERM_OF_GROUP, "outcome", "nowhere"}};
    IdList with = {0};
    assert_true(search_term(place_cache(place), &terms[1], &with, &place->err));
    assert_int_equal(with.count, 4);
    TallyRequest wanted = tally_of(7, (TermList){terms, 3}, with.ids[1], with.ids[2]);
    finder_tally(finder, &wanted);
    assert_null(wanted.terms); // it was taken
    enum { SEARCHES = 20 };
    for (uint64_t i = 1; i <= SEARCHES; i++) { // each interrupts what runs
        FinderRequest search = request(i, "treatment");
        finder_ask(finder, &search);
    }
    bool searched = false;
    TallyAnswer *tally = NULL;
    while (!searched || !tally) {
        Mail mail = next_mail(place);
        if (mail.tag == MAIL_TALLY) {
            tally = mail.value;
            continue;
        }
        searched = searched ||
                   (mail.tag == MAIL_SEARCH_DONE && ((SearchAnswer *) mail.value)->generation == SEARCHES);
        search_answer_free(mail.value);
    }
    assert_int_equal(tally->generation, 7);
    assert_int_equal(tally->error.kind, ERROR_NONE);
    assert_true(tally->all[0] > 0);
    assert_int_equal(tally->all[1], 4);
    assert_int_equal(tally->listed[1], 2);
    assert_int_equal(tally->all[2], 0);
    tally_answer_free(tally);
    id_list_free(&with);
    finder_stop(finder);
}

static void terms_are_suggested(void **state) {
    Place *place = *state;
    Finder *finder = finder_start(place->cache_path, place->mailbox);
    // What has word12 was included, and the same number of others excluded.
    static const Term telling = {TERM_FOR, NULL, "word12|word13|word14"};
    TallyRequest wanted = {.generation = 3, .suggests = true, .terms = term_set_new((TermList){0})};
    assert_true(search_term(place_cache(place), &telling, &wanted.listed, &place->err));
    for (StudyId id = 1; id <= STUDIES && wanted.all.count < 40; id++) {
        if (!id_list_has(&wanted.listed, id)) {
            id_list_add(&wanted.all, id);
        }
    }
    finder_tally(finder, &wanted);
    TallyAnswer *answer = next_of(place, MAIL_TALLY);
    assert_true(answer->suggests);
    assert_true(answer->word_count > 0);
    bool found = false;
    for (size_t i = 0; i < answer->word_count; i++) {
        const SeparatingWord *word = &answer->words[i];
        found = found || strcmp(word->word, "word12") == 0 || strcmp(word->word, "word13") == 0 ||
                strcmp(word->word, "word14") == 0;
    }
    assert_true(found);
    tally_answer_free(answer);
    finder_stop(finder); // while nothing waits
}

// Searches come between; the newest study that was asked for is answered all the same.
static void similar_studies_are_looked_for(void **state) {
    Place *place = *state;
    enum { SEARCHES = 20 };
    Finder *finder = finder_start(place->cache_path, place->mailbox);
    for (uint64_t i = 1; i <= SEARCHES; i++) {
        FinderRequest wanted = request(i, "treatment");
        finder_similar(finder, (StudyId) i);
        finder_ask(finder, &wanted);
    }
    SimilarAnswer *answer = NULL;
    bool searched = false;
    while (!searched || !answer) {
        Mail mail = next_mail(place);
        if (mail.tag == MAIL_SIMILAR) {
            SimilarAnswer *one = mail.value;
            assert_int_equal(one->error.kind, ERROR_NONE);
            bool last = one->study == SEARCHES;
            answer = last ? one : NULL;
            if (!last) {
                similar_answer_free(one);
            }
            continue;
        }
        searched = searched ||
                   (mail.tag == MAIL_SEARCH_DONE && ((SearchAnswer *) mail.value)->generation == SEARCHES);
        search_answer_free(mail.value);
    }
    assert_true(answer->count > 0);
    for (size_t i = 0; i < answer->count; i++) {
        assert_true(answer->rows[i].by_text && answer->rows[i].id != SEARCHES);
    }
    similar_answer_free(answer);
    finder_similar(finder, 7);
    finder_stop(finder); // while it may run
    for (Mail mail; mailbox_take(place->mailbox, &mail);) {
        mail.destroy(mail.value);
    }
}

static void a_bad_question_is_answered_with_why(void **state) {
    Place *place = *state;
    const struct {
        const char *query, *because;
        bool has_review;
    } cases[] = {
        {"(treatment", "column", false},
        {"year:tomorrow", "column", false},
        {"is:include", "none is open", false},
        {"tag:liver", "needs a review", true}, // nobody worked its set out
    };
    Finder *finder = finder_start(place->cache_path, place->mailbox);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        FinderRequest wanted = request(i + 1, cases[i].query);
        if (cases[i].has_review) {
            add_scope(&wanted, 1, 10);
        }
        finder_ask(finder, &wanted);
        SearchAnswer *answer = next_of(place, MAIL_SEARCH_DONE);
        assert_int_equal(answer->generation, i + 1);
        assert_int_equal(answer->error.kind, ERROR_USAGE);
        if (!strstr(answer->error.text, cases[i].because)) {
            fail_msg("expected \"%s\" in: %s", cases[i].because, answer->error.text);
        }
        assert_int_equal(answer->ids.count, 0);
        assert_true(answer->complete);
        search_answer_free(answer);
    }
    expect_found(place, finder, request(9, "word12"), 4);
    finder_stop(finder);
}

static void a_note_comes_with_the_answer(void **state) {
    Place *place = *state;
    Finder *finder = finder_start(place->cache_path, place->mailbox);
    FinderRequest wanted = request(1, "treatment[ti] OR disease[ti] AND word12[tiab]");
    SearchAnswer *answer = ask(place, finder, &wanted);
    assert_int_equal(answer->error.kind, ERROR_NONE);
    assert_non_null(answer->note);
    assert_non_null(strstr(answer->note, "left to right"));
    search_answer_free(answer);
    finder_stop(finder);
}

static void a_cache_that_cannot_be_read_says_so(void **state) {
    Place *place = *state;
    const char *path = place_write(place, "no.db", SV("this is no database, whatever it is called "));
    Finder *finder = finder_start(path, place->mailbox);
    for (uint64_t i = 1; i < 3; i++) {
        FinderRequest wanted = request(i, "");
        SearchAnswer *answer = ask(place, finder, &wanted);
        assert_int_equal(answer->error.kind, ERROR_SYSTEM);
        assert_non_null(strstr(answer->error.text, path));
        search_answer_free(answer);
    }
    finder_stop(finder);

    finder = finder_start(place_file(place, "new.db"), place->mailbox); // one that is not there is empty
    expect_found(place, finder, request(3, ""), 0);
    finder_stop(finder);
}

static void what_is_imported_is_found_by_the_next_question(void **state) {
    Place *place = *state;
    char path[128];
    snprintf(path, sizeof path, "%s", place_file(place, "growing.db"));
    Finder *finder = finder_start(path, place->mailbox);
    expect_found(place, finder, request(1, ""), 0);
    Place other = *place;
    strcpy(other.cache_path, path);
    other.mailbox = mailbox_new();
    for (uint64_t i = 1; i <= 3; i++) {
        const char *file = place_write_articles(place, "more.xml", (int64_t) i * 1000, 50);
        import_file_free(import_one(&other, file, (ImportOptions){0}, NULL, NULL));
        expect_found(place, finder, request(1 + i, "treatment"), 50 * i);
    }
    mailbox_free(other.mailbox);
    finder_stop(finder);
}

static void stopping_ends_at_any_moment(void **state) {
    Place *place = *state;
    for (int i = 0; i < 40; i++) {
        Finder *finder = finder_start(place->cache_path, place->mailbox);
        for (int k = 0; k < i % 4; k++) {
            FinderRequest wanted = request((uint64_t) k, "treatment OR disease");
            add_scope(&wanted, 1, 2000);
            add_set(&wanted, FIELD_IS, MATCH_WORDS, "include", 1, 100);
            finder_ask(finder, &wanted);
        }
        if (i % 8 == 7) {
            Mail mail = next_mail(place); // the last one is answered or on its way
            mail.destroy(mail.value);
        }
        finder_stop(finder);
        for (Mail mail; mailbox_take(place->mailbox, &mail);) {
            mail.destroy(mail.value);
        }
    }
    finder_stop(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_a_screenful_then_all),
        cmocka_unit_test(a_newer_request_overtakes_older_ones),
        cmocka_unit_test(the_review_gives_sets_and_scope),
        cmocka_unit_test(terms_are_counted_behind_searches),
        cmocka_unit_test(terms_are_suggested),
        cmocka_unit_test(similar_studies_are_looked_for),
        cmocka_unit_test(a_bad_question_is_answered_with_why),
        cmocka_unit_test(a_note_comes_with_the_answer),
        cmocka_unit_test(a_cache_that_cannot_be_read_says_so),
        cmocka_unit_test(what_is_imported_is_found_by_the_next_question),
        cmocka_unit_test(stopping_ends_at_any_moment),
    };
    return cmocka_run_group_tests(tests, cache_new_once, place_free);
}
