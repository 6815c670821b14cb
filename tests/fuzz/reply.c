// Any bytes are judged as the reply of every service; what a verdict lets through is about what was asked.

#include "carrel/base/text.h"
#include "carrel/reply/links_file.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool true_of_all_input) {
    if (!true_of_all_input) {
        __builtin_trap();
    }
}

static void check(ReplyVerdict verdict, const Error *why) {
    must(verdict == REPLY_WHOLE || why->text[0] != '\0');
    must(text_is_valid(sv(why->text)));
}

static void check_links(ReplyVerdict verdict, const LinkReply *reply, int64_t own, const Error *why) {
    check(verdict, why);
    for (size_t i = 0; (verdict == REPLY_WHOLE || verdict == REPLY_GAPS) && i < reply->count; i++) {
        must(reply->pmids[i] > 0 && reply->pmids[i] != own);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    StringView body = {(const char *) data, size};
    static const int64_t asked[] = {10, 20};
    Arena arena = {0};
    SearchReply search;
    RecordsReply records;
    LinkReply links[2], back[2];
    OpenalexWork work;
    PageReply page;
    bool more;
    size_t rows;
    Error why = {0};
    check(reply_judge(200, body, &why), &why);
    check(reply_judge(503, body, &why), &why);
    why = (Error){0};
    ReplyVerdict verdict = reply_read_search(body, 0, 3, &arena, &search, &why);
    check(verdict, &why);
    must(verdict != REPLY_WHOLE || (int64_t) search.pmid_count >= (search.count < 3 ? search.count : 3));
    why = (Error){0};
    verdict = reply_read_records(body, asked, 2, &records, &why);
    check(verdict, &why);
    must(verdict != REPLY_WHOLE || (id_list_has(&records.came, 10) && id_list_has(&records.came, 20)));
    records_reply_free(&records);
    why = (Error){0};
    verdict = reply_read_elink(body, "pubmed_pubmed", asked, 2, &arena, links, &why);
    check_links(verdict, &links[0], 10, &why);
    why = (Error){0};
    verdict = reply_read_icite(body, asked, 2, &arena, links, back, &why);
    check_links(verdict, &links[1], 20, &why);
    why = (Error){0};
    check_links(reply_read_europepmc_links(body, LINK_CITED_BY, 10, 1, 5, &arena, links, &more, &why), links,
                10, &why);
    why = (Error){0};
    check(reply_read_europepmc_search(body, "*", &arena, &page, &why), &why);
    why = (Error){0};
    check_links(reply_read_opencitations(body, LINK_REFERENCES, "pmid:10", &arena, links, &why), links, 10,
                &why);
    why = (Error){0};
    check(reply_read_openalex_work(body, "pmid:10", &arena, &work, &why), &why);
    links[0] = (LinkReply){0};
    why = (Error){0};
    check_links(reply_read_openalex_list(body, &arena, links, &rows, &why), links, 0, &why);
    why = (Error){0};
    check_links(reply_read_crossref_work(body, "10.5555/a", &arena, links, &why), links, 0, &why);
    arena_free(&arena);
    return 0;
}
