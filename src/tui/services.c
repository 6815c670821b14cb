#include "acts.h"
#include "desk.h"
#include "fetching.h"

#include "carrel/base/memory.h"

#include <stdlib.h>
#include <string.h>

// Searching PubMed and Europe PMC, and searching again.

#define PLATFORM_PUBMED    "NCBI E-utilities"
#define PLATFORM_EUROPEPMC "Europe PMC REST"

static const char *name_of(ServiceId service) {
    return service == SERVICE_NCBI ? "PubMed" : services[service].title;
}

// The open review gets what is found; without one, only the cache does.
static bool search(App *app, ServiceId service, const char *query, int64_t since) {
    Fetcher *fetcher = fetching_start(app);
    if (!fetcher) {
        return false;
    }
    bool wants_review = !app->request.cache_only && app->desk.state;
    int job = fetch_search(fetcher, service, query, since, false, FETCH_LATER);
    Asked *asked = fetching_note(app, job, ASKED_SEARCH, 0, query);
    asked->service = service;
    asked->review = wants_review ? memory_copy_string(app->desk.path) : NULL;
    return true;
}

static void say_waits(App *app, const char *words) {
    app_say(app, ROLE_NORMAL, "%s%s", words,
            fetching_is_offline(app) ? " waits, since you are offline (:offline)" : "; reading goes on");
}

// --- the number of hits first ---

static void fetch_counted(App *app) {
    Fetching *fetching = &app->fetching;
    if (search(app, fetching->counted.service, fetching->counted.text, 0)) {
        String words = {0};
        string_format(&words, "Fetching from %s into %s", name_of(fetching->counted.service),
                      app->desk.state && !app->request.cache_only ? app->desk.name : "the cache");
        say_waits(app, string_text(&words));
        string_free(&words);
    }
    fetching->hits = -1;
}

static void ask_whether_to_fetch(App *app) {
    const Fetching *fetching = &app->fetching;
    String hits = {0};
    add_number(&hits, fetching->hits);
    overlay_confirm(app, fetch_counted, "%s hit%s in %s for %s; y fetches %s", hits.data,
                    fetching->hits == 1 ? "" : "s", name_of(fetching->counted.service),
                    fetching->counted.text, fetching->hits == 1 ? "it" : "them all");
    string_free(&hits);
}

static void keep_counted(Fetching *fetching, const Asked *asked, int64_t hits) {
    char *text = memory_copy_string(asked->text);
    free(fetching->counted.text);
    fetching->counted = (Asked){.service = asked->service, .text = text};
    fetching->hits = hits;
}

void services_counted(App *app, const Asked *asked, const FetchJob *job) {
    Fetching *fetching = &app->fetching;
    const char *name = name_of(asked->service);
    if (job->hits <= 0) {
        app_say(app, ROLE_WARNING, "%s finds nothing for %s%s%s", name, asked->text, *job->says ? ": " : "",
                job->says);
        return;
    }
    keep_counted(fetching, asked, job->hits);
    if (app->overlay.kind == OVERLAY_NONE && term_input_taken(app->input) == asked->typed) {
        ask_whether_to_fetch(app);
        return;
    }
    String hits = {0};
    add_number(&hits, job->hits);
    app_say(app, ROLE_GOOD, "%s hit%s in %s for %s · :%s fetches them", hits.data, job->hits == 1 ? "" : "s",
            name, asked->text,
            actions[asked->service == SERVICE_NCBI ? ACTION_PUBMED : ACTION_EUROPEPMC].name);
    string_free(&hits);
}

static void count(App *app, ServiceId service, const char *query) {
    Fetcher *fetcher = *query ? fetching_start(app) : NULL;
    if (fetcher) {
        int job = fetch_search(fetcher, service, query, 0, true, FETCH_NOW);
        Asked *asked = fetching_note(app, job, ASKED_COUNT, 0, query);
        asked->service = service;
        String words = {0};
        string_format(&words, "Asking %s for the number of hits", name_of(service));
        say_waits(app, string_text(&words));
        string_free(&words);
    }
}

static void count_pubmed(App *app, const char *query) {
    count(app, SERVICE_NCBI, query);
}

static void count_europepmc(App *app, const char *query) {
    count(app, SERVICE_EUROPEPMC, query);
}

void act_search_service(App *app, const Call *call) {
    ServiceId service = call->action == ACTION_PUBMED ? SERVICE_NCBI : SERVICE_EUROPEPMC;
    const Fetching *fetching = &app->fetching;
    bool waits = fetching->counted.text && fetching->hits > 0 && fetching->counted.service == service;
    if (!app->request.cache_only) {
        desk_wait(app); // what came before the review would not become its candidates
    }
    if (*call->rest) {
        count(app, service, call->rest);
    } else if (waits) {
        ask_whether_to_fetch(app);
    } else {
        overlay_prompt(app, PROMPT_TEXT, service == SERVICE_NCBI ? "PubMed: " : "Europe PMC: ", "",
                       service == SERVICE_NCBI ? count_pubmed : count_europepmc);
    }
}

// --- searching again ---

// Where a search was run that can be run again; a strategy that somebody wrote down for a file is run only where
// it is named.
static bool is_repeatable(const SearchRecord *record, bool named, ServiceId *service) {
    const char *platform = record->values[SEARCH_FIELD_PLATFORM];
    const char *database = record->values[SEARCH_FIELD_DATABASE];
    bool pubmed = strcmp(platform, PLATFORM_PUBMED) == 0 || (named && strcmp(database, "PubMed") == 0);
    bool europepmc =
        strcmp(platform, PLATFORM_EUROPEPMC) == 0 || (named && strcmp(database, "Europe PMC") == 0);
    *service = pubmed ? SERVICE_NCBI : SERVICE_EUROPEPMC;
    return (pubmed || europepmc) && *record->values[SEARCH_FIELD_STRATEGY] && !record->withdrawn;
}

static bool was_before(const SearchRecord *records, size_t count, const SearchRecord *record) {
    for (size_t i = 0; i < count; i++) {
        if (!records[i].withdrawn &&
            strcmp(records[i].values[SEARCH_FIELD_STRATEGY], record->values[SEARCH_FIELD_STRATEGY]) == 0 &&
            strcmp(records[i].values[SEARCH_FIELD_PLATFORM], record->values[SEARCH_FIELD_PLATFORM]) == 0) {
            return true;
        }
    }
    return false;
}

void act_update(App *app, const Call *call) {
    long long number = 0;
    if (!desk_require(app)) {
        return;
    }
    if (*call->rest && (!sv_number(sv(call->rest), &number) || number < 1)) {
        app_say(app, ROLE_ERROR, "update: \"%s\" is no number of :imports", call->rest);
        return;
    }
    Arena arena = {0};
    SearchRecord *records;
    size_t found = review_state_searches(app->desk.state, &arena, &records), again = 0;
    for (size_t i = 0; i < found; i++) {
        ServiceId service;
        bool named = number == (long long) i + 1;
        bool wanted = named || (number == 0 && !was_before(records, i, &records[i]));
        if (wanted && is_repeatable(&records[i], named, &service)) {
            again += search(app, service, records[i].values[SEARCH_FIELD_STRATEGY],
                            search_last_whole(records, found, &records[i]));
        }
    }
    if (again) {
        String words = {0};
        string_format(&words, again == 1 ? "Running %zu search again" : "Running %zu searches again", again);
        say_waits(app, string_text(&words));
        string_free(&words);
    } else if (number > (long long) found) {
        app_say(app, ROLE_ERROR, "There are %zu imports; :imports lists them", found);
    } else if (number) {
        app_say(
            app, ROLE_WARNING,
            "That import has no strategy of PubMed or Europe PMC that could be run; :imports describes it");
    } else if (!app_message(app) || app_message(app)->role != ROLE_ERROR) {
        app_say(app, ROLE_NORMAL,
                "The review has no search that :pubmed or :europepmc has run; :update NUMBER runs one of "
                ":imports");
    }
    arena_free(&arena);
}
