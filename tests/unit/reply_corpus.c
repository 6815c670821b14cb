// Recorded replies of the services: answers are taken, what came in the place of one is not.

#include "carrel/base/file.h"
#include "carrel/reply/reply.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <dirent.h>

// The bytes of a reply; skips the test where the folder of real files is not there.
static void read_reply(const char *name, String *body) {
    const char *corpus = getenv("CARREL_CORPUS");
    String path = {0};
    string_format(&path, "%s/%s", corpus ? corpus : "", name);
    if (!corpus || !file_exists(string_text(&path))) {
        printf("skipped: CARREL_CORPUS has no %s\n", name);
        string_free(&path);
        skip();
    }
    string_clear(body);
    assert_true(file_read_all(string_text(&path), (size_t) 64 << 20, body, NULL));
    string_free(&path);
}

static void takes_no_error_for_an_answer(void **state) {
    (void) state;
    static const struct {
        const char *name;
        int status;
        ReplyVerdict verdict;
    } cases[] = {
        {"replies/eutils/observed_errors/200_efetch_unable_query.xml", 200, REPLY_AGAIN},
        {"replies/eutils/observed_errors/200_elink_exLinkSrv2.xml", 200, REPLY_AGAIN},
        {"replies/eutils/observed_errors/200_elink_llinkslib.xml", 200, REPLY_REFUSED},
        {"replies/eutils/observed_errors/200_elink_neighbor_score_EOF.json", 200, REPLY_AGAIN},
        {"replies/eutils/observed_errors/200_esearch_db_not_supported.txt", 200, REPLY_AGAIN},
        {"replies/eutils/observed_errors/200_esearch_null.xml", 200, REPLY_AGAIN},
        {"replies/eutils/observed_errors/200_esearch_retstart.json", 200, REPLY_SPLIT},
        {"replies/eutils/observed_errors/400_bad_key.json", 400, REPLY_REFUSED},
        {"replies/eutils/observed_errors/429_no_key.json", 429, REPLY_AGAIN},
        {"replies/eutils/observed_errors/429_no_key.json", 200, REPLY_AGAIN},
        {"replies/eutils/observed_errors/efetch_history_lost.xml", 200, REPLY_AGAIN},
        {"replies/eutils/klortho/esearch.baderror.json", 200, REPLY_REFUSED},
        {"replies/eutils/klortho/esearch.baderror.xml", 200, REPLY_REFUSED},
        {"replies/europepmc/observed/503_maintenance.txt", 503, REPLY_AGAIN},
        {"replies/eutils/biopython/epost2.xml", 200, REPLY_REFUSED},
    };
    String body = {0};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Error why = {0};
        read_reply(cases[i].name, &body);
        ReplyVerdict verdict = reply_judge(cases[i].status, string_view(&body), &why);
        if (verdict != cases[i].verdict || !why.text[0]) {
            fail_msg("%s: verdict %d, \"%s\"", cases[i].name, (int) verdict, why.text);
        }
    }
    string_free(&body);
}

static void reads_searches(void **state) {
    (void) state;
    static const struct {
        const char *name;
        int64_t most, count;
        size_t pmids;
        bool warns;
    } cases[] = {
        {"replies/eutils/biopython/esearch1.xml", 20, 63, 20, false},
        {"replies/eutils/biopython/esearch3.xml", 6, 2651, 6, false},
        {"replies/eutils/biopython/esearch8.xml", 20, 0, 0, true},
        {"replies/eutils/klortho/esearch.pubmed.json", 20, 0, 0, false},
        {"replies/eutils/klortho/esearch.pubmed.xml", 20, 0, 0, false},
        {"replies/eutils/klortho/esearch.error.xml", 20, 5163, 20, true},
    };
    String body = {0};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Arena arena = {0};
        SearchReply reply;
        Error why = {0};
        read_reply(cases[i].name, &body);
        if (reply_read_search(string_view(&body), 0, cases[i].most, &arena, &reply, &why) != REPLY_WHOLE) {
            fail_msg("%s: %s", cases[i].name, why.text);
        }
        if (cases[i].count > 0) { // of the others only that they are whole
            assert_int_equal(reply.count, cases[i].count);
            assert_int_equal(reply.pmid_count, cases[i].pmids);
        }
        assert_true(!cases[i].warns || reply.warnings);
        arena_free(&arena);
    }
    string_free(&body);
}

// Every recorded record is there under the number of its file, and no piece of one passes for a whole.
static void reconciles_every_record(void **state) {
    (void) state;
    String path = {0}, body = {0};
    const char *corpus = getenv("CARREL_CORPUS");
    string_format(&path, "%s/pubmed_xml", corpus ? corpus : "");
    DIR *folder = corpus ? opendir(string_text(&path)) : NULL;
    if (!folder) {
        printf("skipped: CARREL_CORPUS has no recorded records\n");
        string_free(&path);
        skip();
    }
    size_t whole = 0;
    for (struct dirent *entry; (entry = readdir(folder));) {
        const char *name = strstr(entry->d_name, "pmid_xml__");
        if (!name) {
            continue;
        }
        int64_t pmid = strtoll(name + strlen("pmid_xml__"), NULL, 10);
        RecordsReply reply;
        Error why = {0};
        string_clear(&path);
        string_format(&path, "pubmed_xml/%s", entry->d_name);
        read_reply(string_text(&path), &body);
        ReplyVerdict verdict = reply_read_records(string_view(&body), &pmid, 1, &reply, &why);
        whole += verdict == REPLY_WHOLE;
        if (verdict != REPLY_WHOLE && verdict != REPLY_GAPS) {
            fail_msg("%s: verdict %d, %s", entry->d_name, (int) verdict, why.text);
        }
        records_reply_free(&reply);
        verdict =
            reply_read_records(sv_part(string_view(&body), 0, body.length * 2 / 3), &pmid, 1, &reply, &why);
        assert_int_equal(verdict, REPLY_AGAIN);
        records_reply_free(&reply);
    }
    closedir(folder);
    string_free(&path);
    string_free(&body);
    assert_true(whole > 30);
}

static void reads_links(void **state) {
    (void) state;
    Arena arena = {0};
    String body = {0};
    Error why = {0};
    LinkReply links[2], back;
    int64_t asked = 9298984, two[] = {11812492, 11774222}, similar = 14873513, icite = 32162448;
    read_reply("replies/eutils/biopython/elink1.xml", &body);
    assert_int_equal(reply_read_elink(string_view(&body), "pubmed_pubmed", &asked, 1, &arena, links, &why),
                     REPLY_WHOLE);
    assert_true(links[0].count > 50);
    assert_int_equal(links[0].pmids[0], 8794856);
    read_reply("replies/eutils/biopython/elink3.xml", &body);
    assert_int_equal(reply_read_elink(string_view(&body), "pubmed_pubmed", two, 2, &arena, links, &why),
                     REPLY_SPLIT);
    read_reply("replies/eutils/metapub/sample_related_pmids_result.xml", &body);
    assert_int_equal(reply_read_elink(string_view(&body), "pubmed_pubmed", &similar, 1, &arena, links, &why),
                     REPLY_WHOLE);
    assert_true(links[0].count > 50);
    read_reply("replies/icite/pubs_32162448.json", &body);
    assert_int_equal(reply_read_icite(string_view(&body), &icite, 1, &arena, links, &back, &why),
                     REPLY_WHOLE);
    assert_int_equal(back.count, 17);
    assert_int_equal(back.announced, 17);
    assert_true(links[0].count > 8);
    string_free(&body);
    arena_free(&arena);
}

static void reads_europepmc_and_works(void **state) {
    (void) state;
    Arena arena = {0};
    String body = {0};
    Error why = {0};
    PageReply page;
    OpenalexWork work;
    read_reply("replies/europepmc/pyEuropePMC/search_cancer_core.json", &body);
    assert_int_equal(reply_read_europepmc_search(string_view(&body), "*", &arena, &page, &why), REPLY_WHOLE);
    assert_int_equal(page.count, 5059039);
    assert_true(page.rows > 0 && page.pmid_count + page.others.count == page.rows && page.next);
    read_reply("replies/europepmc/pyEuropePMC/search_no_results.json", &body);
    assert_int_equal(reply_read_europepmc_search(string_view(&body), "*", &arena, &page, &why), REPLY_WHOLE);
    assert_int_equal(page.count, 0);
    assert_null(page.next);
    read_reply("replies/europepmc/observed/bad_sort.json", &body);
    assert_int_equal(reply_read_europepmc_search(string_view(&body), "*", &arena, &page, &why),
                     REPLY_REFUSED);
    read_reply("replies/openalex/mmgeorge/work.json", &body);
    assert_int_equal(reply_read_openalex_work(string_view(&body), "pmid:29456894", &arena, &work, &why),
                     REPLY_WHOLE);
    assert_int_equal(work.references.count, 54);
    string_free(&body);
    arena_free(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_no_error_for_an_answer), cmocka_unit_test(reads_searches),
        cmocka_unit_test(reconciles_every_record),      cmocka_unit_test(reads_links),
        cmocka_unit_test(reads_europepmc_and_works),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
