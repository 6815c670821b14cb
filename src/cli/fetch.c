#include "fetching.h"

#include "carrel/base/clock.h"
#include "carrel/base/file.h"
#include "carrel/study/ident.h"

#include <stdlib.h>
#include <string.h>

#define STDIN_MOST ((size_t) 64 << 20)

// What is to be asked for.
typedef struct {
    IdList ids; // PMIDs; for links also what the cache calls studies without
    TextList dois;
} Wanted;

static const char *const states[] = {[FETCH_WAITS] = "waits",
                                     [FETCH_RUNS] = "runs",
                                     [FETCH_DONE] = "done",
                                     [FETCH_FAILED] = "failed",
                                     [FETCH_STOPPED] = "stopped"};
static const char *const kinds[] = {[FETCH_SEARCH] = "search",
                                    [FETCH_RECORDS] = "records",
                                    [FETCH_LINKS] = "links",
                                    [FETCH_RETRACTIONS] = "retractions"};

// --- what became of a job ---

// Of a search that a review has.
typedef struct {
    size_t candidates, added;
    int64_t again; // when the very same hits were found before
} Found;

// One search is one action, however many candidates it brings.
static bool take_candidates(Command *command, const FetchEnd *end, Found *found, Error *err) {
    Arena arena = {0};
    Rejoined rejoined = {0};
    ReviewAction action = review_action_begin(command->state, clock_now_ms(), &arena);
    action.action = review_import_action(command->state, end->file->name);
    Key key = action.action;
    bool ok = true;
    for (size_t i = 0; ok && i < end->batch_count; i++) {
        action = review_action_begin(command->state, clock_now_ms(), &arena);
        action.action = key;
        size_t added = review_add_batch(command->state, &action, end->batches[i], &rejoined);
        ok = added == 0 || command_append(command, &action, err);
        review_bind_batch(command->state, end->batches[i]);
        found->added += added;
        found->candidates += end->batches[i]->count;
    }
    if (ok) {
        action = review_action_begin(command->state, clock_now_ms(), &arena);
        action.action = key;
        review_end_import(command->state, &action, end->file, &rejoined, &found->again);
        ok = action.count == 0 || command_append(command, &action, err);
    }
    rejoined_free(&rejoined);
    arena_free(&arena);
    return ok;
}

static void print_job_json(Command *command, const FetchEnd *end, const Found *found) {
    JsonWriter json = {.out = &command->out};
    const FetchJob *job = &end->job;
    json_object_begin(&json);
    json_field_text(&json, "service", services[job->service].name);
    json_field_text(&json, "kind", kinds[job->kind]);
    json_field_text(&json, "title", job->title);
    json_field_text(&json, "state", states[job->state]);
    json_field_text(&json, "says", job->says[0] != '\0' ? job->says : NULL);
    if (job->kind == FETCH_SEARCH) {
        json_field_number(&json, "hits", job->hits);
    }
    json_field_number(&json, "done", job->done);
    json_key(&json, "missing");
    json_array_begin(&json);
    for (size_t i = 0; i < end->missing.count; i++) {
        json_number(&json, end->missing.ids[i]);
    }
    json_array_end(&json);
    json_field_number(&json, "requests", job->requests);
    if (found != NULL) {
        json_field_number(&json, "candidates", (int64_t) found->candidates);
        json_field_number(&json, "new", (int64_t) found->added);
    }
    json_object_end(&json);
    string_add_char(&command->out, '\n');
}

static void print_job(Command *command, const FetchEnd *end, const Found *found) {
    const FetchJob *job = &end->job;
    print_text(command, job->title);
    string_add_text(&command->out, ": ");
    if (job->kind == FETCH_SEARCH && job->hits >= 0) {
        print_counted(&command->out, (size_t) job->hits, "hit", "hits");
        string_add_text(&command->out, ", ");
    }
    int64_t not_had = job->kind == FETCH_LINKS    ? 0
                      : job->kind == FETCH_SEARCH ? (int64_t) end->missing.count
                                                  : job->missing;
    print_counted(&command->out, (size_t) (job->done > not_had ? job->done - not_had : 0),
                  job->kind == FETCH_LINKS ? "answer" : "record fetched",
                  job->kind == FETCH_LINKS ? "answers" : "records fetched");
    if (found != NULL) {
        string_add_text(&command->out, ", ");
        print_counted(&command->out, found->added, "new candidate", "new candidates");
    }
    if (found != NULL && found->again != 0) {
        string_add_text(&command->out, "; the same hits as on ");
        clock_add_minute(&command->out, found->again);
    }
    if (job->state == FETCH_STOPPED) {
        string_add_text(&command->out, "; stopped");
    }
    string_add_char(&command->out, '\n');
    if (job->says[0] != '\0' && job->state == FETCH_DONE) {
        string_add_text(&command->out, "  ");
        print_text(command, job->says);
        string_add_char(&command->out, '\n');
    }
}

static bool take_end(Fetching *fetching, const FetchEnd *end, Error *err) {
    Command *command = fetching->command;
    Found found = {0};
    bool of_review = command->state != NULL && end->file != NULL;
    if (of_review && !take_candidates(command, end, &found, err)) {
        return false;
    }
    bool quiet = command_option(command, "quiet") != NULL;
    if (command_option(command, "json") != NULL) {
        print_job_json(command, end, of_review ? &found : NULL);
    } else if (command_option(command, "count") != NULL && end->job.state == FETCH_DONE) {
        string_format(&command->out, "%lld\n", (long long) end->job.hits);
        if (end->job.says[0] != '\0') {
            print_note(end->job.says);
        }
    } else if (!quiet && end->job.state != FETCH_FAILED) {
        print_job(command, end, of_review ? &found : NULL);
    }
    if (end->job.state == FETCH_FAILED) {
        Error fault = {0};
        error_set(&fault, ERROR_NETWORK, "%s: %s", end->job.title, end->job.says);
        print_fault(&fault);
    }
    return print_flush(command, err);
}

// --- which studies ---

// A record that is here needs no asking.
static void want_doi(Command *command, const char *doi, Wanted *wanted) {
    Ident ident = {IDENT_DOI, 0, doi};
    StudyId id = cache_find(command->cache, &ident, NULL);
    if (id == 0 || !cache_has(command->cache, id)) {
        const char **items = ARENA_ARRAY(&command->arena, const char *, wanted->dois.count + 1);
        for (size_t i = 0; i < wanted->dois.count; i++) {
            items[i] = wanted->dois.items[i];
        }
        items[wanted->dois.count++] = doi;
        wanted->dois.items = items;
    }
}

static bool can_name(Command *command, StudyId id) {
    StudyRow row = {0};
    return id > 0 ||
           (cache_rows(command->cache, &id, 1, &command->arena, &row, NULL) && row.found && row.doi);
}

static bool want_word(Command *command, const char *word, Wanted *wanted, Error *err) {
    Ident ident;
    if (!ident_parse(sv(word), &command->arena, &ident, err)) {
        return false;
    }
    if (ident.scheme == IDENT_PMID) {
        id_list_add(&wanted->ids, ident.number);
    } else if (ident.scheme == IDENT_DOI && command_option(command, "links") == NULL) {
        want_doi(command, ident.value, wanted);
    } else {
        StudyId id = cache_find(command->cache, &ident, NULL);
        if (id == 0) {
            return error_set(
                err, ERROR_USAGE,
                "links are asked for by PMID, or of a record that is here; carrel fetch %s gets it first",
                word);
        }
        if (!can_name(command, id)) {
            return error_set(err, ERROR_USAGE, "services are asked by PMID or DOI, and %s has neither here",
                             word);
        }
        id_list_add(&wanted->ids, id);
    }
    return true;
}

static bool want_input(Command *command, Wanted *wanted, Error *err) {
    String text = {0};
    bool ok = file_read_all("-", STDIN_MOST, &text, err);
    StringView rest = string_view(&text), line;
    for (size_t number = 1; ok && sv_line(&rest, &line); number++) {
        line = sv_trim(line);
        ok = line.length == 0 || want_word(command, arena_copy_view(&command->arena, line), wanted, err) ||
             error_prefix(err, "line %zu of standard input", number);
    }
    string_free(&text);
    return ok;
}

static bool want_studies(Command *command, Wanted *wanted, Error *err) {
    const char *query = command_option(command, "query-local");
    if (query == NULL && command->word_count == 0) {
        return error_set(err, ERROR_USAGE,
                         "say what to get: PMIDs or DOIs, --query for a search, or --query-local for studies "
                         "that are here");
    }
    if (query != NULL) {
        IdList ids = {0};
        size_t unnamed = 0;
        bool ok = find_studies(command, query, &ids, err);
        for (size_t i = 0; ok && i < ids.count; i++) {
            if (can_name(command, ids.ids[i])) {
                id_list_add(&wanted->ids, ids.ids[i]);
            } else {
                unnamed++;
            }
        }
        if (unnamed > 0) {
            String note = {0};
            print_counted(&note, unnamed, "study has", "studies have");
            string_add_text(&note, " no PMID or DOI and cannot be asked for");
            print_note(string_text(&note));
            string_free(&note);
        }
        id_list_free(&ids);
        return ok;
    }
    bool ok = true;
    for (size_t i = 0; ok && i < command->word_count; i++) {
        ok = strcmp(command->words[i], "-") == 0 ? want_input(command, wanted, err)
                                                 : want_word(command, command->words[i], wanted, err);
    }
    return ok;
}

// --- questions ---

static bool add_links(Fetching *fetching, const Wanted *wanted, Error *err) {
    Command *command = fetching->command;
    const char *kind = command_option(command, "kind"), *from = command_option(command, "from");
    unsigned sources = 0, bits = 1u << LINK_REFERENCES | 1u << LINK_CITED_BY;
    for (unsigned k = 0; kind != NULL && k < LINK_KINDS; k++) {
        bits = strcmp(kind, link_kind_name((LinkKind) k)) == 0 ? 1u << k : bits;
    }
    if (from != NULL && !fetch_sources_read(sv(from), &sources, err)) {
        return false;
    }
    int last = fetch_links(fetching->fetcher, wanted->ids.ids, wanted->ids.count, bits, sources,
                           command_option(command, "again") != NULL, FETCH_LATER);
    if (last == 0) {
        return error_set(err, ERROR_USAGE,
                         wanted->ids.count > 0 ? "no service that is asked knows such links"
                                               : "no study with a PMID or DOI is named");
    }
    fetching_add(fetching, (size_t) last);
    return true;
}

static ServiceId service_of(const Command *command) {
    const char *from = command_option(command, "from");
    return from != NULL && strcmp(from, "europepmc") == 0 ? SERVICE_EUROPEPMC : SERVICE_NCBI;
}

// The review's searches of these services, each strategy once.
static bool add_updates(Fetching *fetching, Error *err) {
    Command *command = fetching->command;
    SearchRecord *searches;
    Map seen = {0};
    size_t added = 0;
    size_t count = review_state_searches(command->state, &command->arena, &searches);
    for (size_t i = 0; i < count; i++) {
        const char *strategy = searches[i].values[SEARCH_FIELD_STRATEGY];
        const char *platform = searches[i].values[SEARCH_FIELD_PLATFORM];
        bool pubmed = strcmp(platform, "NCBI E-utilities") == 0;
        if ((!pubmed && strcmp(platform, "Europe PMC REST") != 0) || strategy[0] == '\0' ||
            searches[i].withdrawn) {
            continue;
        }
        String name = {0};
        string_format(&name, "%s\n%s", platform, strategy);
        if (!map_get(&seen, string_view(&name), NULL)) {
            map_set(&seen, string_view(&name), 1);
            fetch_search(fetching->fetcher, pubmed ? SERVICE_NCBI : SERVICE_EUROPEPMC, strategy,
                         search_last_whole(searches, count, &searches[i]), false, FETCH_LATER);
            added++;
        }
        string_free(&name);
    }
    map_free(&seen);
    fetching_add(fetching, added);
    return added > 0 ||
           error_set(err, ERROR_USAGE, "the review has no search that carrel fetch --query has run");
}

static bool add_questions(Fetching *fetching, const Wanted *wanted, Error *err) {
    Command *command = fetching->command;
    const char *query = command_option(command, "query");
    if (command_option(command, "update") != NULL) {
        return add_updates(fetching, err);
    }
    if (query != NULL) {
        bool only_count = command_option(command, "count") != NULL;
        fetch_search(fetching->fetcher, service_of(command), query, 0, only_count, FETCH_LATER);
        fetching_add(fetching, 1);
        return true;
    }
    if (command_option(command, "links") != NULL) {
        return add_links(fetching, wanted, err);
    }
    int last = fetch_records(fetching->fetcher, wanted->ids.ids, wanted->ids.count, wanted->dois.items,
                             wanted->dois.count, FETCH_LATER);
    if (last == 0) {
        string_add_text(&command->out, "all records are here\n");
    }
    fetching_add(fetching, (size_t) last);
    return true;
}

static bool check_words(const Command *command, Error *err) {
    bool searches = command_option(command, "query") != NULL || command_option(command, "update") != NULL;
    const char *from = command_option(command, "from");
    bool is_source = from == NULL || strcmp(from, "pubmed") == 0 || strcmp(from, "europepmc") == 0;
    if (searches && (command->word_count > 0 || command_option(command, "links") != NULL)) {
        return error_set(err, ERROR_USAGE, "a search takes no ids and brings records, not links");
    }
    if (!is_source && command_option(command, "links") == NULL) {
        return error_set(err, ERROR_USAGE, "%s is asked for links only (--links)", from);
    }
    if (command_option(command, "count") != NULL && command_option(command, "query") == NULL) {
        return error_set(err, ERROR_USAGE, "--count counts the hits of --query");
    }
    return true;
}

bool command_fetch(Command *command, int *code, Error *err) {
    Fetching fetching = {.ended = take_end};
    Wanted wanted = {0};
    bool searches = command_option(command, "query") != NULL || command_option(command, "update") != NULL;
    bool updates = command_option(command, "update") != NULL;
    bool wants_review = command_option(command, "cache-only") == NULL;
    ReviewNeed need = updates ? REVIEW_EXISTING : searches ? REVIEW_MAKE_NAMED : REVIEW_IF_NAMED;
    bool ok = check_words(command, err) && command_open_cache(command, err) &&
              (!wants_review || command_open_review(command, need, err)) &&
              (searches || want_studies(command, &wanted, err)) && fetching_begin(&fetching, command, err) &&
              add_questions(&fetching, &wanted, err) && fetching_wait(&fetching, err);
    bool interrupted = fetching.interrupted;
    if (fetching.failure.kind != ERROR_NONE) {
        *code = 4; // it was said when it happened
    }
    fetching_end(&fetching);
    id_list_free(&wanted.ids);
    if (ok && interrupted) {
        return error_set(err, ERROR_CANCELLED,
                         "stopped; what came is kept, and the same again goes on from there");
    }
    return ok && print_flush(command, err);
}
