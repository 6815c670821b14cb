// What is made of replies of E-utilities, of whole ones and of all that can come in their place.

#include "carrel/reply/reply.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define SET(inner)                                                                                           \
    "<?xml version=\"1.0\" ?>\n<!DOCTYPE PubmedArticleSet PUBLIC \"-//NLM//DTD\" \"x.dtd\">\n"               \
    "<PubmedArticleSet>" inner "</PubmedArticleSet>\n"
#define ARTICLE(pmid)                                                                                        \
    "<PubmedArticle><MedlineCitation><PMID Version=\"1\">" pmid "</PMID><Article><ArticleTitle>Tea " pmid    \
    ".</ArticleTitle></Article></MedlineCitation></PubmedArticle>"

static void judges_what_is_no_answer(void **state) {
    (void) state;
    static const struct {
        int status;
        const char *body;
        ReplyVerdict verdict;
        const char *says;
    } cases[] = {
        {200, "", REPLY_AGAIN, "empty"},
        {200, " \n\t", REPLY_AGAIN, "empty"},
        {200, "<!DOCTYPE html><html><head><title>Sorry, we are\n down</title>", REPLY_AGAIN,
         "a web page came in place of an answer: \"Sorry, we are down\""},
        {200, "<HTML><body>x", REPLY_AGAIN, "a web page"},
        {200, "{\"error\":\"API rate limit exceeded\",\"api-key\":\"1.2.3.4\",\"count\":\"4\"}", REPLY_AGAIN,
         "API rate limit exceeded"},
        {429, "{\"error\":\"API rate limit exceeded\",\"limit\":\"3\"}", REPLY_AGAIN,
         "answered 429: API rate"},
        {400, "{\"error\":\"API key invalid\",\"api-key\":\"xxx\"}", REPLY_REFUSED, "API key invalid"},
        {414, "<html><title>414 Request-URI Too Large</title></html>", REPLY_SPLIT, "answered 414"},
        {413, "", REPLY_SPLIT, "answered 413"},
        {503, "503 This API is temporarily unavailable due to maintenance", REPLY_AGAIN, "maintenance"},
        {404, "Resource not found.", REPLY_REFUSED, "not known there: Resource not found."},
        {200,
         "{\"header\":{\"type\":\"esearch\"},\"esearchresult\":{\"ERROR\":\"Search Backend failed: "
         "Exception:\n'retstart' cannot be larger than 9998.\"}}",
         REPLY_SPLIT, "cannot be larger than 9998"},
        {200,
         "<eLinkResult><ERROR>Couldn't resolve #exLinkSrv2, the address table is "
         "empty.</ERROR></eLinkResult>",
         REPLY_AGAIN, "exLinkSrv2"},
        {200, "{\"linksets\":[],\"ERROR\":\"NCBI C++ Exception:\n Read failed: EOF\"}", REPLY_AGAIN,
         "Read failed"},
        {200, "<eFetchResult><ERROR>Unable to obtain query #1</ERROR></eFetchResult>", REPLY_AGAIN,
         "Unable to obtain query #1"},
        {200, "OK (200): Search Backend failed: Database is not supported: pubmed", REPLY_AGAIN,
         "not supported"},
        {200, "<eSearchResult><ERROR>Invalid db name specified: tea</ERROR></eSearchResult>", REPLY_REFUSED,
         "Invalid db name"},
        {200, "{\"a\": [1, 2", REPLY_AGAIN, "not valid JSON"},
        {200, "{\"a\": [1, 2]}", REPLY_WHOLE, NULL},
        {200, "<eSearchResult></eSearchResult>", REPLY_WHOLE, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Error why = {0};
        ReplyVerdict verdict = reply_judge(cases[i].status, sv(cases[i].body), &why);
        if (verdict != cases[i].verdict ||
            (cases[i].says && sv_find(sv(why.text), sv(cases[i].says)) == SV_NONE)) {
            fail_msg("%s: verdict %d, \"%s\"", cases[i].body, (int) verdict, why.text);
        }
    }
}

static void reads_searches_in_both_forms(void **state) {
    (void) state;
    static const char *const bodies[] = {
        "<?xml version=\"1.0\"?><eSearchResult><Count>3</Count><RetMax>3</RetMax><RetStart>0</RetStart>"
        "<QueryKey>1</QueryKey><WebEnv>MCID_1f</WebEnv><IdList><Id>31</Id><Id>22</Id><Id>13</Id></IdList>"
        "<TranslationSet/><TranslationStack><TermSet><Term>tea</Term><Count>900</Count></TermSet>"
        "</TranslationStack><QueryTranslation>\"tea\"[MeSH] &amp; x</QueryTranslation><ErrorList>"
        "<PhraseNotFound>qqq</PhraseNotFound></ErrorList></eSearchResult>\n",
        "{\"esearchresult\":{\"count\":\"3\",\"retmax\":\"3\",\"retstart\":\"0\",\"querykey\":\"1\","
        "\"webenv\":\"MCID_1f\",\"idlist\":[\"31\",\"22\",\"13\"],\"querytranslation\":\"\\\"tea\\\"[MeSH] & "
        "x\","
        "\"errorlist\":{\"phrasesnotfound\":[\"qqq\"],\"fieldsnotfound\":[]}}}",
    };
    for (size_t i = 0; i < 2; i++) {
        Arena arena = {0};
        SearchReply reply;
        Error why = {0};
        assert_int_equal(reply_read_search(sv(bodies[i]), 0, 9999, &arena, &reply, &why), REPLY_WHOLE);
        assert_int_equal(reply.count, 3);
        assert_int_equal(reply.pmid_count, 3);
        assert_int_equal(reply.pmids[0], 31);
        assert_int_equal(reply.pmids[2], 13);
        assert_string_equal(reply.translation, "\"tea\"[MeSH] & x");
        assert_string_equal(reply.warnings, "not found: qqq");
        assert_string_equal(reply.web_environment, "MCID_1f");
        assert_string_equal(reply.query_key, "1");
        arena_free(&arena);
    }
}

static void counts_the_hits_that_came(void **state) {
    (void) state;
    static const struct {
        const char *body;
        int64_t start, most;
        ReplyVerdict verdict;
    } cases[] = {
        {"<eSearchResult><Count>0</Count><IdList/></eSearchResult>", 0, 9999, REPLY_WHOLE},
        {"<eSearchResult><Count>2</Count><IdList><Id>1</Id></IdList></eSearchResult>", 0, 9999, REPLY_AGAIN},
        {"<eSearchResult><Count>2</Count><IdList><Id>1</Id></IdList></eSearchResult>", 0, 1, REPLY_WHOLE},
        {"<eSearchResult><Count>2</Count><IdList></IdList></eSearchResult>", 0, 0, REPLY_WHOLE},
        {"<eSearchResult><Count>2</Count><IdList><Id>1</Id><Id>2</Id></Id", 0, 9999, REPLY_AGAIN},
        {"<eSearchResult><Count>2</Count><IdList><Id>2</Id></IdList></eSearchResult>", 1, 9998, REPLY_WHOLE},
        {"<eSearchResult><Count>2</Count><RetMax>1</RetMax><IdList><Id>1</Id></IdList></eSearchResult>", 0,
         9999, REPLY_WHOLE},
        {"<eSearchResult><Count>2</Count><RetMax>2</RetMax><IdList><Id>1</Id></IdList></eSearchResult>", 0,
         9999, REPLY_AGAIN},
        {"<eSearchResult><IdList/></eSearchResult>", 0, 9999, REPLY_AGAIN},
        {"{\"esearchresult\":{}}", 0, 9999, REPLY_AGAIN},
        {"[]", 0, 9999, REPLY_AGAIN},
        {"<eLinkResult></eLinkResult>", 0, 9999, REPLY_AGAIN},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Arena arena = {0};
        SearchReply reply;
        Error why = {0};
        ReplyVerdict verdict =
            reply_read_search(sv(cases[i].body), cases[i].start, cases[i].most, &arena, &reply, &why);
        if (verdict != cases[i].verdict || (verdict != REPLY_WHOLE && !why.text[0])) {
            fail_msg("%s: verdict %d, \"%s\"", cases[i].body, (int) verdict, why.text);
        }
        arena_free(&arena);
    }
}

static void reconciles_records_with_what_was_asked(void **state) {
    (void) state;
    static const int64_t asked[] = {7, 5};
    static const struct {
        const char *body;
        ReplyVerdict verdict;
        size_t came, missing, rejected;
        const char *says;
    } cases[] = {
        {SET(ARTICLE("7") ARTICLE("5")), REPLY_WHOLE, 2, 0, 0, NULL},
        {SET(ARTICLE("5")), REPLY_GAPS, 1, 1, 0, "no record of 7"},
        {SET(""), REPLY_GAPS, 0, 2, 0, "no record of 5, 7"},
        {"<?xml version=\"1.0\"?>\n<PubmedArticleSet/>", REPLY_GAPS, 0, 2, 0, NULL},
        {SET(ARTICLE("9")), REPLY_AGAIN, 1, 2, 0, "others than those asked for"},
        {"<PubmedArticleSet>" ARTICLE("7") ARTICLE("5"), REPLY_AGAIN, 0, 0, 0, "cut off"},
        {"<PubmedArticleSet>" ARTICLE("7") "<PubmedArticle><Medli", REPLY_AGAIN, 0, 0, 0, "cut off"},
        {SET(ARTICLE("7") "<DeleteCitation><PMID Version=\"1\">5</PMID></DeleteCitation>"), REPLY_WHOLE, 2, 0,
         0, NULL},
        {SET(ARTICLE("7") "<PubmedArticle><MedlineCitation></MedlineCitation></PubmedArticle>"), REPLY_GAPS,
         1, 1, 1, "cannot be read"},
        {"{\"error\":\"API rate limit exceeded\"}", REPLY_AGAIN, 0, 0, 0, "rate limit"},
        {"<eFetchResult><x/></eFetchResult>", REPLY_AGAIN, 0, 0, 0, "no records of PubMed"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        RecordsReply reply;
        Error why = {0};
        ReplyVerdict verdict = reply_read_records(sv(cases[i].body), asked, 2, &reply, &why);
        if (verdict != cases[i].verdict || reply.came.count != cases[i].came ||
            reply.missing.count != cases[i].missing || reply.rejected != cases[i].rejected ||
            (cases[i].says && sv_find(sv(why.text), sv(cases[i].says)) == SV_NONE)) {
            fail_msg("case %zu: verdict %d, %zu came, %zu missing, %zu rejected, \"%s\"", i, (int) verdict,
                     reply.came.count, reply.missing.count, reply.rejected, why.text);
        }
        records_reply_free(&reply);
    }
}

static void reads_links_in_both_forms(void **state) {
    (void) state;
    static const int64_t asked[] = {10, 20, 30};
    static const char *const bodies[] = {
        "<eLinkResult><LinkSet><DbFrom>pubmed</DbFrom><IdList><Id>10</Id></IdList><LinkSetDb><DbTo>pubmed</"
        "DbTo>"
        "<LinkName>pubmed_pubmed</LinkName><Link><Id>10</Id></Link><Link><Id>4</Id></Link><Link><Id>3</Id></"
        "Link>"
        "<Link><Id>4</Id></Link></LinkSetDb><LinkSetDb><LinkName>pubmed_pubmed_refs</LinkName><Link><Id>99</"
        "Id>"
        "</Link></LinkSetDb></LinkSet><LinkSet><IdList><Id>20</Id></IdList></LinkSet>"
        "<LinkSet><IdList><Id>0</Id></IdList></LinkSet></eLinkResult>",
        "{\"linksets\":[{\"dbfrom\":\"pubmed\",\"ids\":[\"10\"],\"linksetdbs\":[{\"dbto\":\"pubmed\","
        "\"linkname\":\"pubmed_pubmed\",\"links\":[\"10\",\"4\",\"3\",\"4\"]},{\"linkname\":"
        "\"pubmed_pubmed_refs\",\"links\":[\"99\"]}]},{\"ids\":[20]},{\"ids\":[\"0\"]}]}",
    };
    for (size_t i = 0; i < 2; i++) {
        Arena arena = {0};
        LinkReply replies[3];
        Error why = {0};
        assert_int_equal(reply_read_elink(sv(bodies[i]), "pubmed_pubmed", asked, 3, &arena, replies, &why),
                         REPLY_WHOLE);
        assert_int_equal(replies[0].status, LINKS_LISTED);
        assert_int_equal(replies[0].count, 2); // neither itself nor one twice
        assert_int_equal(replies[0].pmids[0], 4);
        assert_int_equal(replies[0].pmids[1], 3);
        assert_int_equal(replies[1].status, LINKS_NONE);
        assert_int_equal(replies[2].status, LINKS_NONE);
        arena_free(&arena);
    }
}

static void tells_whose_links_are_missing(void **state) {
    (void) state;
    static const int64_t asked[] = {10, 20};
    static const struct {
        const char *body;
        ReplyVerdict verdict;
        LinkStatus first, second;
    } cases[] = {
        {"{\"linksets\":[{\"ids\":[\"10\",\"20\"],\"linksetdbs\":[{\"linkname\":\"l\",\"links\":[\"1\"]}]}]}",
         REPLY_SPLIT, 0, 0},
        {"<eLinkResult><LinkSet><IdList><Id>10</Id><Id>20</Id></IdList></LinkSet></eLinkResult>", REPLY_SPLIT,
         0, 0},
        {"{\"linksets\":[{\"ids\":[\"10\"]}]}", REPLY_GAPS, LINKS_NONE, LINKS_FAILED},
        {"{\"linksets\":[{\"ids\":[\"10\"]},{\"ids\":[\"20\"],\"ERROR\":\"Read failed\"}]}", REPLY_GAPS,
         LINKS_NONE, LINKS_FAILED},
        {"{\"linksets\":[]}", REPLY_AGAIN, LINKS_FAILED, LINKS_FAILED},
        {"<eLinkResult><LinkSet><IdList><Id>10</Id></IdList>", REPLY_AGAIN, 0, 0},
        {"<LinkSet><ERROR>Exception:\nllinkslib command not supported</ERROR></LinkSet>", REPLY_REFUSED, 0,
         0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Arena arena = {0};
        LinkReply replies[2] = {{0}};
        Error why = {0};
        ReplyVerdict verdict = reply_read_elink(sv(cases[i].body), "l", asked, 2, &arena, replies, &why);
        if (verdict != cases[i].verdict || replies[0].status != cases[i].first ||
            replies[1].status != cases[i].second || !why.text[0]) {
            fail_msg("case %zu: verdict %d, \"%s\"", i, (int) verdict, why.text);
        }
        arena_free(&arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(judges_what_is_no_answer),  cmocka_unit_test(reads_searches_in_both_forms),
        cmocka_unit_test(counts_the_hits_that_came), cmocka_unit_test(reconciles_records_with_what_was_asked),
        cmocka_unit_test(reads_links_in_both_forms), cmocka_unit_test(tells_whose_links_are_missing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
