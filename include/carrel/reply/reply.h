#ifndef CARREL_REPLY_REPLY_H
#define CARREL_REPLY_REPLY_H

#include "carrel/base/arena.h"
#include "carrel/base/error.h"
#include "carrel/base/map.h"
#include "carrel/study/study.h"

// Replies of the services, judged. A status of 200 says nothing: a reply counts when it is whole
// and is about what was asked. Every function here takes the bytes of a body and says what to make
// of them; the reply's content is good only where the verdict is REPLY_WHOLE or REPLY_GAPS. Text
// and arrays are in the arena.

typedef enum {
    REPLY_WHOLE,  // all that was asked for is in it
    REPLY_GAPS,   // whole, but something that was asked for is not in it; `why` says what
    REPLY_AGAIN,  // cut off, out of order, or about something else: asking again later may help
    REPLY_SPLIT,  // asking for less at a time may help
    REPLY_REFUSED // the same question will get the same answer
} ReplyVerdict;

// What a body is that cannot be an answer of any kind: nothing, a web page, an error of the service in
// whatever form. REPLY_WHOLE where it looks like an answer. *why is a sentence for all others.
// `status` is that of HTTP.
ReplyVerdict reply_judge(int status, StringView body, Error *why);

// --- E-utilities. [https://www.ncbi.nlm.nih.gov/books/NBK25499/] ---

// PubMed gives the first 9,999 hits of a search and no more.
#define REPLY_SEARCH_MOST 9999

typedef struct {
    int64_t count; // hits of the search
    int64_t given; // so many come at once, as the service says; -1 where it does not
    int64_t *pmids;
    size_t pmid_count;
    const char *translation;                 // how PubMed understood the query; NULL
    const char *warnings;                    // "not found: abc; no items found"; NULL where there are none
    const char *web_environment, *query_key; // of the history; NULL
} SearchReply;
// esearch, as JSON or XML. `most` is how many PMIDs were asked for from `start` on, of which the service may give
// fewer at once.
ReplyVerdict reply_read_search(StringView body, int64_t start, int64_t most, Arena *arena, SearchReply *reply,
                               Error *why);

typedef struct {
    IdList came;     // PMIDs, sorted; the caller frees
    IdList missing;  // of those asked for; sorted; the caller frees
    size_t rejected; // records that could not be read
} RecordsReply;
// efetch, PubMed's XML. `why` names what is missing.
ReplyVerdict reply_read_records(StringView body, const int64_t *asked, size_t count, RecordsReply *reply,
                                Error *why);
void records_reply_free(RecordsReply *reply);

// --- links ---

// What a service says of one study's links of one kind.
typedef struct {
    LinkStatus status;
    int64_t *pmids; // without the study itself, each once, in the service's order
    size_t count;
    int64_t announced;   // -1 where it does not say
    CitationList others; // those without a PMID
} LinkReply;

// elink with one id parameter a study, as JSON or XML, of one link name. replies[i] is about asked[i].
ReplyVerdict reply_read_elink(StringView body, const char *link_name, const int64_t *asked, size_t count,
                              Arena *arena, LinkReply *replies, Error *why);
// iCite's pubs: both directions. [https://icite.od.nih.gov/api]
ReplyVerdict reply_read_icite(StringView body, const int64_t *asked, size_t count, Arena *arena,
                              LinkReply *references, LinkReply *cited_by, Error *why);
// A page of Europe PMC's references or citations of one study, added to *reply, which is empty before page
// 1. *more: there is another one. [https://europepmc.org/RestfulWebService]
ReplyVerdict reply_read_europepmc_links(StringView body, LinkKind kind, int64_t asked, int page,
                                        size_t page_size, Arena *arena, LinkReply *reply, bool *more,
                                        Error *why);
// OpenCitations' references or citations, version 2 or 1. `asked` is "pmid:12" or "doi:10.…".
// [https://api.opencitations.net/index/v2]
ReplyVerdict reply_read_opencitations(StringView body, LinkKind kind, const char *asked, Arena *arena,
                                      LinkReply *reply, Error *why);

// --- OpenAlex and Crossref [https://docs.openalex.org, https://api.crossref.org/swagger-ui] ---

typedef struct {
    const char *id;      // "W2741809807"
    TextList references; // the same of what it cites
    int64_t cited_by;    // -1 where it does not say
} OpenalexWork;
// A single work, which must be the one asked for, "pmid:12" or "doi:10.…".
ReplyVerdict reply_read_openalex_work(StringView body, const char *asked, Arena *arena, OpenalexWork *work,
                                      Error *why);
// A page of works; their PMIDs, else their DOIs, are added to *reply, whose `announced` becomes how many
// there are on all pages; *rows are those of this one.
ReplyVerdict reply_read_openalex_list(StringView body, Arena *arena, LinkReply *reply, size_t *rows,
                                      Error *why);
// A work of Crossref: its references are added to *reply.
ReplyVerdict reply_read_crossref_work(StringView body, const char *doi, Arena *arena, LinkReply *reply,
                                      Error *why);

// --- search of Europe PMC ---

typedef struct {
    int64_t count;
    size_t rows;
    int64_t *pmids;
    size_t pmid_count;
    TextList dois;    // of the rows that have one
    TextList others;  // "PPR/PPR123": what a row without PMID is called there
    const char *next; // the mark of the next page; NULL behind the last one
} PageReply;
// `mark` is the one that was sent. [https://europepmc.org/RestfulWebService]
ReplyVerdict reply_read_europepmc_search(StringView body, const char *mark, Arena *arena, PageReply *reply,
                                         Error *why);

#endif
