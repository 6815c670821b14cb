// Links and searches of iCite, Europe PMC, OpenCitations, OpenAlex and Crossref, and the file in which
// answers go into the cache.

#include "carrel/reply/links_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void reads_both_directions_of_icite(void **state) {
    (void) state;
    static const int64_t asked[] = {10, 20, 30};
    static const char *const bodies[] = {
        "{\"data\":[{\"pmid\":20,\"references\":[],\"cited_by\":[7,20,8],\"citation_count\":3},"
        "{\"pmid\":10,\"references\":[1,2],\"cited_by\":[]}]}",
        "{\"meta\":{},\"data\":[{\"pmid\":20,\"citedPmids\":[],\"citedByPmids\":[7,8],\"citation_count\":3},"
        "{\"_id\":\"10\",\"citedPmids\":[1,2,1],\"citedByPmids\":[]}]}",
        "{\"data\":[{\"pmid\":20,\"references\":\"\",\"cited_by\":\"7 8\",\"citation_count\":3},"
        "{\"pmid\":10,\"references\":\"1 2\",\"cited_by\":\"\"}]}",
    };
    for (size_t i = 0; i < 3; i++) {
        Arena arena = {0};
        LinkReply references[3], cited_by[3];
        Error why = {0};
        ReplyVerdict verdict = reply_read_icite(sv(bodies[i]), asked, 3, &arena, references, cited_by, &why);
        assert_int_equal(verdict, REPLY_GAPS);
        assert_string_equal(why.text, "iCite does not know 30");
        assert_int_equal(references[0].status, LINKS_LISTED);
        assert_int_equal(references[0].count, 2);
        assert_int_equal(references[0].pmids[1], 2);
        assert_int_equal(cited_by[0].status, LINKS_NONE);
        assert_int_equal(references[1].status, LINKS_NONE);
        assert_int_equal(cited_by[1].count, 2); // not itself
        assert_int_equal(cited_by[1].announced, 3);
        assert_int_equal(references[2].status, LINKS_UNKNOWN);
        assert_int_equal(cited_by[2].status, LINKS_UNKNOWN);
        arena_free(&arena);
    }
}

static void knows_what_is_not_icites_answer(void **state) {
    (void) state;
    static const int64_t asked[] = {10};
    static const struct {
        const char *body;
        ReplyVerdict verdict;
        LinkStatus references;
    } cases[] = {
        {"{\"data\":[{\"pmid\":11,\"references\":[],\"cited_by\":[]}]}", REPLY_AGAIN, LINKS_UNKNOWN},
        {"{\"data\":[]}", REPLY_GAPS, LINKS_UNKNOWN},
        {"{\"data\":[{\"pmid\":10,\"title\":\"Tea\"}]}", REPLY_WHOLE, LINKS_FAILED}, // without the lists
        {"{\"data\":[{\"pmid\":10,\"references\":[1,", REPLY_AGAIN, LINKS_NOT_ASKED},
        {"{\"message\":\"Internal server error\"}", REPLY_REFUSED, LINKS_NOT_ASKED},
        {"<!doctype html><title>Login</title>", REPLY_AGAIN, LINKS_NOT_ASKED},
        {"", REPLY_AGAIN, LINKS_NOT_ASKED},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Arena arena = {0};
        LinkReply references = {0}, cited_by = {0};
        Error why = {0};
        ReplyVerdict verdict =
            reply_read_icite(sv(cases[i].body), asked, 1, &arena, &references, &cited_by, &why);
        if (verdict != cases[i].verdict || references.status != cases[i].references) {
            fail_msg("%s: verdict %d, status %d, \"%s\"", cases[i].body, (int) verdict,
                     (int) references.status, why.text);
        }
        arena_free(&arena);
    }
}

static void reads_pages_of_europepmc(void **state) {
    (void) state;
    Arena arena = {0};
    LinkReply reply;
    Error why = {0};
    bool more;
    assert_int_equal(
        reply_read_europepmc_links(
            SV("{\"version\":\"6.9\",\"hitCount\":3,\"request\":{\"id\":\"10\",\"source\":\"MED\"},"
               "\"referenceList\":{\"reference\":[{\"id\":\"5\",\"source\":\"MED\",\"title\":\"Tea\"},"
               "{\"title\":\"A Tea Book\",\"authorString\":\"Roe A\",\"pubYear\":1999,\"citedOrder\":2}]}}"),
            LINK_REFERENCES, 10, 1, 2, &arena, &reply, &more, &why),
        REPLY_WHOLE);
    assert_true(more);
    assert_int_equal(reply.status, LINKS_PARTIAL);
    assert_int_equal(reply_read_europepmc_links(
                         SV("{\"hitCount\":3,\"request\":{\"id\":\"10\"},\"referenceList\":"
                            "{\"reference\":[{\"doi\":\"10.5555/TEA.3\",\"title\":\"More tea\"}]}}"),
                         LINK_REFERENCES, 10, 2, 2, &arena, &reply, &more, &why),
                     REPLY_WHOLE);
    assert_false(more);
    assert_int_equal(reply.status, LINKS_LISTED);
    assert_int_equal(reply.announced, 3);
    assert_int_equal(reply.count, 1);
    assert_int_equal(reply.pmids[0], 5);
    assert_int_equal(reply.others.count, 2);
    assert_string_equal(reply.others.items[0].title, "A Tea Book");
    assert_string_equal(reply.others.items[0].text, "1999");
    assert_string_equal(reply.others.items[1].doi, "10.5555/tea.3");
    static const struct {
        const char *body;
        ReplyVerdict verdict;
        LinkStatus status;
    } cases[] = {
        {"{\"hitCount\":0,\"request\":{\"id\":\"10\"},\"citationList\":{\"citation\":[]}}", REPLY_WHOLE,
         LINKS_NONE},
        {"{\"hitCount\":0}", REPLY_WHOLE, LINKS_NONE},
        {"{\"hitCount\":5,\"request\":{\"id\":\"10\"},\"citationList\":{\"citation\":[]}}", REPLY_AGAIN,
         LINKS_FAILED},
        {"{\"hitCount\":0,\"request\":{\"id\":\"11\"}}", REPLY_AGAIN, LINKS_FAILED},
        {"{\"version\":\"6.9\"}", REPLY_REFUSED, LINKS_FAILED},
        {"{\"errMsg\":\"Invalid page\"}", REPLY_REFUSED, LINKS_FAILED},
        {"503 This API is temporarily unavailable due to maintenance", REPLY_AGAIN, LINKS_FAILED},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ReplyVerdict verdict = reply_read_europepmc_links(sv(cases[i].body), LINK_CITED_BY, 10, 1, 25, &arena,
                                                          &reply, &more, &why);
        if (verdict != cases[i].verdict || reply.status != cases[i].status) {
            fail_msg("%s: verdict %d, status %d", cases[i].body, (int) verdict, (int) reply.status);
        }
    }
    arena_free(&arena);
}

static void follows_the_mark_of_europepmc_to_the_end(void **state) {
    (void) state;
    static const struct {
        const char *body, *mark, *next;
        ReplyVerdict verdict;
        size_t pmids, others;
    } cases[] = {
        {"{\"hitCount\":9,\"nextCursorMark\":\"AoI=\",\"resultList\":{\"result\":[{\"id\":\"5\",\"source\":"
         "\"MED\","
         "\"pmid\":\"5\"},{\"id\":\"PPR7\",\"source\":\"PPR\"}]}}",
         "*", "AoI=", REPLY_WHOLE, 1, 1},
        {"{\"hitCount\":1,\"resultList\":{\"result\":[{\"id\":\"5\",\"source\":\"MED\"}]}}", "*", NULL,
         REPLY_WHOLE, 1, 0},
        {"{\"hitCount\":9,\"nextCursorMark\":\"AoI=\",\"resultList\":{\"result\":[]}}", "AoI=", NULL,
         REPLY_WHOLE, 0, 0},
        {"{\"hitCount\":9,\"nextCursorMark\":\"AoI=\",\"resultList\":{\"result\":[]}}", "*", NULL,
         REPLY_AGAIN, 0, 0},
        {"{\"version\":\"6.9\",\"hitCount\":0,\"resultList\":{\"result\":[]}}", "*", NULL, REPLY_WHOLE, 0, 0},
        {"{\"version\":\"6.9\"}", "*", NULL, REPLY_REFUSED, 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Arena arena = {0};
        PageReply page;
        Error why = {0};
        ReplyVerdict verdict =
            reply_read_europepmc_search(sv(cases[i].body), cases[i].mark, &arena, &page, &why);
        if (verdict != cases[i].verdict || page.pmid_count != cases[i].pmids ||
            page.others.count != cases[i].others || !sv_equal(sv(page.next), sv(cases[i].next))) {
            fail_msg("case %zu: verdict %d, next %s, \"%s\"", i, (int) verdict, page.next, why.text);
        }
        arena_free(&arena);
    }
}

static void reads_opencitations_of_both_versions(void **state) {
    (void) state;
    static const struct {
        const char *body, *asked;
        ReplyVerdict verdict;
        LinkStatus status;
        size_t pmids, others;
    } cases[] = {
        {"[{\"oci\":\"1-2\",\"citing\":\"omid:br/061 doi:10.5555/a pmid:10\",\"cited\":\"omid:br/062 "
         "pmid:11\"},"
         "{\"citing\":\"pmid:10\",\"cited\":\"omid:br/9 doi:10.5555/B\"},{\"citing\":\"pmid:10\",\"cited\":"
         "\"pmid:11 doi:10.5555/c\"}]",
         "pmid:10", REPLY_WHOLE, LINKS_LISTED, 1, 1},
        {"[{\"citing\":\"10.5555/A\",\"cited\":\"10.5555/b\"},{\"citing\":\"10.5555/a\",\"cited\":\"10.5555/"
         "a\"}]",
         "doi:10.5555/a", REPLY_WHOLE, LINKS_LISTED, 0, 1},
        {"[]", "pmid:10", REPLY_WHOLE, LINKS_NONE, 0, 0},
        {"[{\"citing\":\"pmid:12\",\"cited\":\"pmid:11\"}]", "pmid:10", REPLY_AGAIN, LINKS_FAILED, 0, 0},
        {"{\"a\":1}", "pmid:10", REPLY_AGAIN, LINKS_FAILED, 0, 0},
        {"[{\"citing\":", "pmid:10", REPLY_AGAIN, LINKS_FAILED, 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Arena arena = {0};
        LinkReply reply;
        Error why = {0};
        ReplyVerdict verdict = reply_read_opencitations(sv(cases[i].body), LINK_REFERENCES, cases[i].asked,
                                                        &arena, &reply, &why);
        if (verdict != cases[i].verdict || reply.status != cases[i].status || reply.count != cases[i].pmids ||
            reply.others.count != cases[i].others) {
            fail_msg("case %zu: verdict %d, %zu and %zu, \"%s\"", i, (int) verdict, reply.count,
                     reply.others.count, why.text);
        }
        arena_free(&arena);
    }
}

static void reads_works(void **state) {
    (void) state;
    Arena arena = {0};
    OpenalexWork work;
    LinkReply reply = {.announced = -1};
    size_t rows;
    Error why = {0};
    StringView body =
        SV("{\"id\":\"https://openalex.org/W1\",\"doi\":\"https://doi.org/10.5555/A\",\"ids\":{\"pmid\":"
           "\"https://pubmed.ncbi.nlm.nih.gov/10\"},\"referenced_works\":[\"https://openalex.org/W2\"],"
           "\"cited_by_count\":4}");
    assert_int_equal(reply_read_openalex_work(body, "pmid:10", &arena, &work, &why), REPLY_WHOLE);
    assert_string_equal(work.id, "W1");
    assert_int_equal(work.references.count, 1);
    assert_string_equal(work.references.items[0], "W2");
    assert_int_equal(work.cited_by, 4);
    assert_int_equal(reply_read_openalex_work(body, "doi:10.5555/a", &arena, &work, &why), REPLY_WHOLE);
    assert_int_equal(reply_read_openalex_work(body, "pmid:11", &arena, &work, &why), REPLY_AGAIN);
    assert_int_equal(
        reply_read_openalex_list(
            SV("{\"meta\":{\"count\":3,\"next_cursor\":\"Ik\"},\"results\":[{\"ids\":{\"pmid\":"
               "\"https://pubmed.ncbi.nlm.nih.gov/7\"}},{\"doi\":\"https://doi.org/10.5555/z\"}]}"),
            &arena, &reply, &rows, &why),
        REPLY_WHOLE);
    assert_int_equal(rows, 2);
    assert_int_equal(reply.pmids[0], 7);
    assert_string_equal(reply.others.items[0].doi, "10.5555/z");
    assert_int_equal(reply.announced, 3);
    assert_int_equal(
        reply_read_openalex_list(SV("{\"meta\":{\"count\":3,\"next_cursor\":null},\"results\":[]}"), &arena,
                                 &reply, &rows, &why),
        REPLY_WHOLE);
    assert_int_equal(rows, 0);
    body = SV(
        "{\"status\":\"ok\",\"message\":{\"DOI\":\"10.5555/A\",\"reference-count\":2,\"reference\":[{\"DOI\":"
        "\"10.5555/b\"},{\"unstructured\":\"Roe A. Tea. 1999.\"}]}}");
    assert_int_equal(reply_read_crossref_work(body, "10.5555/a", &arena, &reply, &why), REPLY_WHOLE);
    assert_int_equal(reply.others.count, 2);
    assert_int_equal(reply_read_crossref_work(body, "10.5555/x", &arena, &reply, &why), REPLY_AGAIN);
    body = SV("{\"message\":{\"DOI\":\"10.5555/a\",\"reference-count\":2}}");
    assert_int_equal(reply_read_crossref_work(body, "10.5555/a", &arena, &reply, &why), REPLY_WHOLE);
    assert_int_equal(reply.status, LINKS_LISTED);
    assert_int_equal(reply.announced, 2);
    assert_int_equal(reply.others.count, 0);
    arena_free(&arena);
}

static void keeps_answers_in_a_file(void **state) {
    (void) state;
    Arena arena = {0};
    int64_t pmids[] = {5, 6};
    Citation others[] = {{.doi = "10.5555/b", .title = "Tea\tand\nmilk", .text = "J Tea 1999"},
                         {.text = "Roe"}};
    LinkReply listed = {LINKS_LISTED, pmids, 2, 34, {others, 2, -1}},
              failed = {.status = LINKS_FAILED, .announced = -1};
    String file = {0};
    links_file_begin("icite", 1795258800000, &file);
    StudyRow known = {.id = 10, .found = true}, stub = {.id = 11},
             nameless = {.id = -7, .found = true, .doi = "10.5555/self", .title = "No\tnumber"};
    links_file_add(&known, LINK_REFERENCES, &listed, &file);
    links_file_add(&known, LINK_CITED_BY, &failed, &file);
    links_file_add(&stub, LINK_REFERENCES, &listed, &file);
    links_file_add(&nameless, LINK_CITED_BY, &listed, &file);
    assert_true(links_file_fits(string_view(&file)));
    for (size_t piece = 1; piece <= file.length; piece += 13) {
        Reader *reader = links_file_reader_new();
        Item items[8];
        size_t count = 0;
        for (size_t at = 0; at < file.length; at += piece) {
            reader_feed(reader, sv_part(string_view(&file), at, piece), at + piece >= file.length);
            while (reader_next(reader, &arena, &items[count])) {
                count++;
                assert_true(count < 8);
            }
        }
        assert_int_equal(count, 6);
        assert_int_equal(items[0].kind, ITEM_LINKS);
        assert_int_equal(items[0].pmid, 10);
        assert_string_equal(items[0].asked, "icite");
        assert_true(items[0].asked_time == 1795258800000);
        assert_int_equal(items[0].links[LINK_REFERENCES].count, 2);
        assert_int_equal(items[0].links[LINK_REFERENCES].pmids[1], 6);
        assert_int_equal(items[0].links[LINK_REFERENCES].announced, 34);
        assert_int_equal(items[0].links[LINK_REFERENCES].status, LINKS_LISTED);
        assert_int_equal(items[0].links[LINK_CITED_BY].status, LINKS_NOT_ASKED);
        assert_int_equal(items[1].kind, ITEM_STUDY);
        assert_int_equal(items[1].study.kind, RECORD_STUB);
        assert_int_equal(items[1].study.pmid, 10);
        assert_int_equal(items[1].study.links[LINK_REFERENCES].count, 2);
        assert_string_equal(items[1].study.links[LINK_REFERENCES].items[0].doi, "10.5555/b");
        assert_string_equal(items[1].study.links[LINK_REFERENCES].items[0].title, "Tea and milk");
        assert_string_equal(items[1].study.links[LINK_REFERENCES].items[1].text, "Roe");
        assert_int_equal(items[2].kind, ITEM_LINKS);
        assert_int_equal(items[2].links[LINK_CITED_BY].status, LINKS_FAILED);
        assert_int_equal(items[2].links[LINK_CITED_BY].count, 0);
        assert_int_equal(items[3].pmid, 11);
        assert_int_equal(items[4].pmid, -7);
        assert_int_equal(items[4].links[LINK_CITED_BY].count, 2);
        const CitationList *links = &items[5].study.links[LINK_CITED_BY];
        assert_int_equal(items[5].study.pmid, 0);
        assert_string_equal(items[5].study.doi, "10.5555/self");
        assert_string_equal(items[5].study.title, "No number");
        assert_int_equal(links->count, 4);
        assert_int_equal(links->items[1].pmid, 6);
        assert_string_equal(links->items[2].doi, "10.5555/b");
        reader_free(reader);
        arena_reset(&arena);
    }
    string_free(&file);
    arena_free(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_both_directions_of_icite),
        cmocka_unit_test(knows_what_is_not_icites_answer),
        cmocka_unit_test(reads_pages_of_europepmc),
        cmocka_unit_test(follows_the_mark_of_europepmc_to_the_end),
        cmocka_unit_test(reads_opencitations_of_both_versions),
        cmocka_unit_test(reads_works),
        cmocka_unit_test(keeps_answers_in_a_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
