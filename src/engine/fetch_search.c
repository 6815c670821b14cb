// Searches: PubMed's by parts of time until each part is small enough to be had, Europe PMC's by pages.

#include "carrel/base/clock.h"
#include "carrel/base/memory.h"
#include "carrel/review/events.h"
#include "carrel/screening/naming.h"
#include "fetch_parts.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAGE_SIZE     "200"
#define BATCH_STUDIES 40 // as an import has them
#define DAY_MS        ((int64_t) 86400000)

// --- days ---

// 1800-01-01 as days since 0000-03-01.
#define DAY_1800 657377

// Days since 1800-01-01 of a date, and back. [H. Hinnant, "chrono-Compatible Low-Level Date Algorithms"]
static int day_of(int year, int month, int day) {
    int y = month <= 2 ? year - 1 : year;
    int era = y / 400, of_era = y - era * 400;
    int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - DAY_1800;
}

static void add_day(String *out, int day) {
    int z = day + DAY_1800;
    int era = z / 146097, of_era = z - era * 146097;
    int year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int of_year = of_era - (365 * year + year / 4 - year / 100);
    int m = (5 * of_year + 2) / 153;
    int month = m < 10 ? m + 3 : m - 9;
    string_format(out, "%04d/%02d/%02d", year + era * 400 + (month <= 2), month,
                  of_year - (153 * m + 2) / 5 + 1);
}

static int today(void) {
    return day_of(1970, 1, 1) + (int) (clock_now_ms() / DAY_MS);
}

// --- parts of a search ---

static void push_part(Job *job, SearchPart part) {
    job->parts = vec_grow(job->parts, &job->part_capacity, job->part_count + 1, sizeof *job->parts);
    job->parts[job->part_count++] = part;
}

static void push_halves(Job *job, SearchPart part) {
    SearchPart early = part, late = part;
    int *end = part.by_publication ? &early.published_last : &early.last;
    int *begin = part.by_publication ? &late.published : &late.first;
    int from = part.by_publication ? part.published : part.first;
    *end = from + (*end - from) / 2;
    *begin = *end + 1;
    push_part(job, early);
    push_part(job, late);
}

// Puts smaller parts in the place of one that has too many hits. false where there are none: all came in
// on one day and were published on one.
static bool split(Job *job, SearchPart part) {
    if (!part.limited) {
        part.limited = true;
        part.last = today() + 366; // dates to come are given, too
    } else if (!part.by_publication && part.first == part.last) {
        part.by_publication = true;
        part.published_last = today() + 10 * 366;
    } else if (part.by_publication && part.published == part.published_last) {
        return false;
    }
    push_halves(job, part);
    return true;
}

static void add_range(String *term, int first, int last, const char *field) {
    string_add_text(term, " AND ");
    add_day(term, first);
    string_add_char(term, ':');
    add_day(term, last);
    string_format(term, "[%s]", field);
}

static void add_term(const Job *job, const SearchPart *part, String *term) {
    string_format(term, part->limited ? "(%s)" : "%s", job->query);
    if (part->limited) {
        add_range(term, part->first, part->last, "edat");
    }
    if (part->by_publication) {
        add_range(term, part->published, part->published_last, "pdat");
    }
}

// --- PubMed ---

typedef struct {
    Arena arena;
    int64_t start, most;
    SearchReply reply;
} SearchQuestion;

static ReplyVerdict read_search(void *context, StringView body, Error *why) {
    SearchQuestion *question = context;
    return reply_read_search(body, question->start, question->most, &question->arena, &question->reply, why);
}

static void take_pmids(Job *job, const int64_t *pmids, size_t count) {
    for (size_t i = 0; i < count; i++) {
        id_list_add(&job->found, pmids[i]);
    }
}

// The hits of a part that came, and where the service gives fewer at once than are asked for the part's rest as
// another one, as long as that brings more.
static void take_hits(Job *job, SearchPart part, const SearchReply *reply) {
    size_t before = job->found.count;
    int64_t most = reply->count < REPLY_SEARCH_MOST ? reply->count : REPLY_SEARCH_MOST;
    take_pmids(job, reply->pmids, reply->pmid_count);
    id_list_sort(&job->found);
    part.start += (int64_t) reply->pmid_count;
    if (part.start < most && job->found.count > before) {
        push_part(job, part);
    }
}

static void take_part(Worker *worker, Job *job, SearchPart part, const SearchReply *reply) {
    if (job->hits < 0) {
        job_set_hits(worker, job, reply->count);
        if (reply->warnings) {
            snprintf(job->why, sizeof job->why, "PubMed says: %s", reply->warnings);
        }
    }
    // A service that does not heed dates would be asked for ever.
    bool heeds = job->lost <= job->hits + job->hits / 20 + REPLY_SEARCH_MOST;
    if (!heeds) {
        job->part_count = 0;
    }
    bool fits = reply->count <= REPLY_SEARCH_MOST || !heeds || part.start > 0;
    if (!job->only_count && (fits || !split(job, part))) {
        job->lost += part.start > 0 ? 0 : reply->count; // of all parts, until what came is known
        take_hits(job, part, reply);
    }
    job_progress(worker, job, 0, job->hits);
}

static Step ask_part(Worker *worker, Job *job, Error *err) {
    SearchPart part = job->parts[job->part_count - 1];
    SearchQuestion question = {.start = part.start,
                               .most = job->only_count ? 0 : REPLY_SEARCH_MOST - part.start};
    String term = {0};
    char start[24], most[24];
    add_term(job, &part, &term);
    snprintf(start, sizeof start, "%lld", (long long) question.start);
    snprintf(most, sizeof most, "%lld", (long long) question.most);
    const HostParameter parameters[] = {{"db", "pubmed"},
                                        {"term", string_text(&term)},
                                        {"retstart", start},
                                        {"retmax", most},
                                        {"retmode", "json"}};
    HostRequest request = {"/esearch.fcgi", parameters, 5};
    AskOutcome outcome = fetch_ask(worker, job, &request, read_search, &question, NULL, err);
    if (outcome == ASK_GOT) {
        job->part_count--;
        take_part(worker, job, part, &question.reply);
    }
    arena_free(&question.arena);
    string_free(&term);
    return outcome == ASK_GOT ? STEP_MORE : outcome == ASK_LATER ? STEP_LATER : STEP_FAILED;
}

// All parts are in: what came of the hits, and their records next.
static void end_parts(Job *job) {
    id_list_sort(&job->found);
    job->lost = job->hits - (int64_t) job->found.count;
    for (size_t i = 0; i < job->found.count; i++) {
        id_list_add(&job->pmids, job->found.ids[i]);
    }
    job->collected = true;
}

static Step pubmed_step(Worker *worker, Job *job, Error *err) {
    if (job->hits < 0 && job->part_count == 0) {
        push_part(job, (SearchPart){0});
    }
    if (job->part_count > 0) {
        return ask_part(worker, job, err);
    }
    if (job->only_count) {
        return STEP_OVER;
    }
    if (!job->collected) {
        end_parts(job);
    }
    return fetch_records_step(worker, job, err);
}

// --- Europe PMC ---

typedef struct {
    Arena arena;
    const char *mark;
    PageReply reply;
} PageQuestion;

static ReplyVerdict read_page(void *context, StringView body, Error *why) {
    PageQuestion *question = context;
    return reply_read_europepmc_search(body, question->mark, &question->arena, &question->reply, why);
}

static void take_page(Worker *worker, Job *job, const PageReply *page) {
    job_set_hits(worker, job, page->count);
    take_pmids(job, page->pmids, page->pmid_count);
    for (size_t i = 0; i < page->others.count; i++) {
        job->others = vec_grow(job->others, &job->other_capacity, job->other_count + 1, sizeof *job->others);
        job->others[job->other_count++] = memory_copy_string(page->others.items[i]);
    }
    id_list_sort(&job->found);
    free(job->mark);
    job->mark = page->next ? memory_copy_string(page->next) : NULL;
    job_progress(worker, job, (int64_t) (job->found.count + job->other_count), job->hits);
}

// The first day of which hits are asked for, "2026-10-22": what is first indexed in a month may be found by its
// terms only later. Appends.
static void add_first_day(const Job *job, String *out) {
    clock_add_date(out, job->since - 30 * DAY_MS);
}

// [https://europepmc.org/docs/EBI_Europe_PMC_Web_Service_Reference.pdf: FIRST_IDATE]
static void add_query(const Job *job, String *query) {
    if (job->since == 0) {
        string_add_text(query, job->query);
        return;
    }
    string_format(query, "(%s) AND FIRST_IDATE:[", job->query);
    add_first_day(job, query);
    string_add_text(query, " TO 3000-12-31]");
}

static Step europepmc_step(Worker *worker, Job *job, Error *err) {
    if (job->begun && !job->mark) {
        job->lost = job->hits - (int64_t) (job->found.count + job->other_count);
        return STEP_OVER;
    }
    PageQuestion question = {.mark = job->mark ? job->mark : "*"};
    String body = {0}, query = {0};
    add_query(job, &query);
    const HostParameter parameters[] = {{"query", string_text(&query)},
                                        {"format", "json"},
                                        {"resultType", job->only_count ? "idlist" : "core"},
                                        {"pageSize", job->only_count ? "1" : PAGE_SIZE},
                                        {"cursorMark", question.mark}};
    HostRequest request = {"/search", parameters, 5};
    AskOutcome outcome = fetch_ask(worker, job, &request, read_page, &question, &body, err);
    Step step = outcome == ASK_GOT ? STEP_MORE : outcome == ASK_LATER ? STEP_LATER : STEP_FAILED;
    if (outcome == ASK_GOT && job->only_count) {
        job_set_hits(worker, job, question.reply.count);
        job_progress(worker, job, 0, job->hits);
        step = STEP_OVER;
    } else if (outcome == ASK_GOT) {
        if (question.reply.rows > 0 && !job_import(worker, job, string_view(&body), "json", err)) {
            step = STEP_FAILED;
        } else {
            job->begun = true;
            take_page(worker, job, &question.reply);
        }
    }
    arena_free(&question.arena);
    string_free(&query);
    string_free(&body);
    return step;
}

Step fetch_search_step(Worker *worker, Job *job, Error *err) {
    return job->service == SERVICE_NCBI ? pubmed_step(worker, job, err) : europepmc_step(worker, job, err);
}

// --- candidates ---

static ImportBatch *open_batch(FetchEnd *end, const char *source) {
    size_t count = end->batch_count;
    if (count == 0 || end->batches[count - 1]->count == BATCH_STUDIES) {
        end->batches = memory_resize(end->batches, (count + 1) * sizeof *end->batches);
        ImportBatch *batch = memory_new(sizeof *batch);
        batch->source = memory_copy_string(source);
        batch->studies = memory_new(BATCH_STUDIES * sizeof *batch->studies);
        end->batches[end->batch_count++] = batch;
    }
    return end->batches[end->batch_count - 1];
}

static bool add_candidate(FetchEnd *end, Cache *cache, StudyId id, const char *source, Error *err) {
    Arena arena = {0};
    Study study;
    bool found;
    bool ok = cache_study(cache, id, &arena, &study, &found, err);
    if (ok && found) {
        ImportBatch *batch = open_batch(end, source);
        String identifiers = {0}, citation = {0};
        naming_add_lines(&study, &identifiers);
        study_add_citation(&study, &citation);
        ImportedStudy *named = &batch->studies[batch->count++];
        *named = (ImportedStudy){
            .id = id, .identifiers = string_take(&identifiers), .citation = string_take(&citation)};
        ok = cache_namesakes(cache, id, &study, &named->namesakes, err);
        id_list_sort(&named->namesakes);
    } else if (ok && id > 0 && !id_list_has(&end->missing, id)) {
        id_list_add(&end->missing, id);
        id_list_sort(&end->missing);
    }
    arena_free(&arena);
    return ok;
}

// FNV-1a of the hits: the same hits on another day are the same file, those of another service are not.
// [draft-eastlake-fnv]
static uint64_t hash_hits(const Job *job) {
    uint64_t hash = (0xcbf29ce484222325u ^ (uint64_t) job->service) * 0x100000001b3u;
    for (size_t i = 0; i < job->found.count; i++) {
        for (int shift = 0; shift < 64; shift += 8) {
            hash = (hash ^ ((uint64_t) job->found.ids[i] >> shift & 255)) * 0x100000001b3u;
        }
    }
    for (size_t i = 0; i < job->other_count; i++) {
        for (const char *c = job->others[i]; *c != '\0'; c++) {
            hash = (hash ^ (unsigned char) *c) * 0x100000001b3u;
        }
    }
    for (const char *c = job->query; *c != '\0'; c++) {
        hash = (hash ^ (unsigned char) *c) * 0x100000001b3u;
    }
    return hash ? hash : 1;
}

// The search as a file's import: what PRISMA-S wants to know of it.
static ImportFile *file_of(const Job *job, const char *source, size_t records, size_t fetched) {
    ImportFile *file = memory_new(sizeof *file);
    String lines = {0}, date = {0};
    bool pubmed = job->service == SERVICE_NCBI;
    clock_add_date(&date, job->started);
    search_add_line(&lines, "database", pubmed ? SV("PubMed") : SV("Europe PMC"));
    search_add_line(&lines, "platform", pubmed ? SV("NCBI E-utilities") : SV("Europe PMC REST"));
    search_add_line(&lines, "date", string_view(&date));
    search_add_line(&lines, "strategy", sv(job->query));
    if (job->since > 0 && !pubmed) {
        String limits = {0};
        string_add_text(&limits, "first indexed since ");
        add_first_day(job, &limits);
        search_add_line(&lines, "limits", string_view(&limits));
        string_free(&limits);
    }
    string_format(&lines, "announced=%" PRId64 "\n", job->hits);
    file->name = memory_copy_string(source);
    file->format = pubmed ? FORMAT_PUBMED_XML : FORMAT_WORKS;
    file->records = records;
    file->created = fetched;
    file->unchanged = records - fetched;
    file->deciders = memory_copy_string("");
    file->unknown_columns = memory_copy_string("");
    file->search = string_take(&lines);
    file->hash = hash_hits(job);
    string_free(&date);
    return file;
}

// "PubMed: liver AND sepsis", as a name that has no folders in it.
static void add_source(const Job *job, String *out) {
    string_add_text(out, job->service == SERVICE_NCBI ? "PubMed: " : "Europe PMC: ");
    size_t from = out->length;
    string_add_text(out, job->query);
    for (size_t i = from; i < out->length; i++) {
        char c = out->data[i];
        out->data[i] = c == '/' || c == '\n' || c == '\t' ? '-' : c;
    }
}

bool fetch_search_end(Worker *worker, Job *job, FetchEnd *end, Error *err) {
    String source = {0};
    if (job->only_count) {
        return true;
    }
    Cache *cache = job_cache(worker, err);
    bool ok = cache != NULL;
    add_source(job, &source);
    for (size_t i = 0; ok && i < job->found.count; i++) {
        ok = add_candidate(end, cache, job->found.ids[i], string_text(&source), err);
    }
    for (size_t i = 0; ok && i < job->other_count; i++) {
        Error fault = {0};
        StudyId id = cache_find_text(cache, "europepmc", job->others[i], &fault);
        ok = id == 0 || add_candidate(end, cache, id, string_text(&source), err);
    }
    if (ok) {
        size_t records = 0;
        for (size_t i = 0; i < end->batch_count; i++) {
            records += end->batches[i]->count;
        }
        size_t asked = job->service == SERVICE_NCBI ? job->pmids.count - job->missing.count : 0;
        end->file = file_of(job, string_text(&source), records, asked < records ? asked : records);
    }
    cache_close(cache);
    string_free(&source);
    return ok;
}
