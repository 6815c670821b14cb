#include "acts.h"
#include "desk.h"
#include "fetching.h"
#include "queue.h"
#include "reading.h"

#include "carrel/base/clock.h"
#include "carrel/store/link_state.h"

#include <string.h>

// Asking the services for a study: its record, its links, and what may be wanted next.

// Stubs whose records are asked for ahead, and at most at once on demand.
#define AHEAD_MOST 50
#define STUBS_MOST 5000

static const char *const kind_words[][2] = {[LINK_REFERENCES] = {"reference", "references"},
                                            [LINK_CITED_BY] = {"citing study", "citing studies"},
                                            [LINK_SIMILAR] = {"similar study", "similar studies"}};

static void add_counted(String *out, size_t count, const char *one, const char *several) {
    add_number(out, (int64_t) count);
    string_format(out, " %s", count == 1 ? one : several);
}

// --- records ---

typedef struct {
    IdList pmids;
    const char **dois; // in the arena
    size_t doi_count, doi_capacity;
    size_t nameless; // stubs that no service could find
} Stubs;

static void add_doi(Stubs *stubs, const char *doi, Arena *arena) {
    stubs->dois = arena_grow(arena, stubs->dois, &stubs->doi_capacity, stubs->doi_count + 1, sizeof(char *));
    stubs->dois[stubs->doi_count++] = arena_copy(arena, doi);
}

// By its PMID, or by the DOI that a link or a candidate names.
static void add_stub(App *app, StudyId id, const char *doi, Stubs *stubs, Arena *arena) {
    Study study;
    bool found = false;
    if (id > 0) {
        id_list_add(&stubs->pmids, id);
        return;
    }
    study_init(&study);
    if (!doi && id && cache_study(app->cache, id, arena, &study, &found, NULL)) {
        doi = study.doi;
    }
    if (doi && *doi) {
        add_doi(stubs, doi, arena);
    } else {
        stubs->nameless++;
    }
}

// Returns how many records are asked for.
static size_t ask_stubs(App *app, const Stubs *stubs, StudyId study, AskedFor what) {
    Fetcher *fetcher = stubs->pmids.count + stubs->doi_count ? fetching_start(app) : NULL;
    FetchPriority priority = what == ASKED_AHEAD ? FETCH_AHEAD : study ? FETCH_NOW : FETCH_LATER;
    if (!fetcher) {
        return 0;
    }
    int by_pmid = fetch_records(fetcher, stubs->pmids.ids, stubs->pmids.count, NULL, 0, priority);
    fetching_note(app, by_pmid, what, study, NULL);
    int by_doi = fetch_records(fetcher, NULL, 0, stubs->dois, stubs->doi_count, priority);
    fetching_note(app, by_doi, what, study, stubs->doi_count == 1 ? stubs->dois[0] : NULL);
    return stubs->pmids.count + stubs->doi_count;
}

static bool refuses_offline(App *app) {
    if (fetching_is_offline(app)) {
        app_say(app, ROLE_WARNING, "No record of it is here, and offline nothing is asked (:offline)");
    }
    return fetching_is_offline(app);
}

void asking_record(App *app, StudyId id) {
    Arena arena = {0};
    Stubs stubs = {0};
    if (fetching_is_asking(app, ASKED_RECORDS, id, 0) || refuses_offline(app)) {
        return;
    }
    add_stub(app, id, NULL, &stubs, &arena);
    if (ask_stubs(app, &stubs, id, ASKED_RECORDS)) {
        app_say(app, ROLE_NORMAL, "Asking %s for its record; it opens here when it comes",
                id > 0 ? "PubMed" : services[SERVICE_EUROPEPMC].title);
    } else if (stubs.nameless) {
        app_say(app, ROLE_WARNING,
                "No record of it is here, and without PMID or DOI no service can be asked");
    }
    id_list_free(&stubs.pmids);
    arena_free(&arena);
}

void asking_doi(App *app, const char *doi) {
    Arena arena = {0};
    Stubs stubs = {0};
    if (!refuses_offline(app)) {
        add_doi(&stubs, doi, &arena);
        if (ask_stubs(app, &stubs, 0, ASKED_RECORDS)) {
            app_say(app, ROLE_NORMAL, "Asking %s for doi:%s; it opens when it comes",
                    services[SERVICE_EUROPEPMC].title, doi);
        }
    }
    arena_free(&arena);
}

// A reference without an id was followed: its record is shown where nobody went on meanwhile.
static bool open_doi(App *app, const Asked *asked) {
    StudyId id = cache_find_text(app->cache, "doi", asked->text, NULL);
    if (id && term_input_taken(app->input) == asked->typed && app->overlay.kind == OVERLAY_NONE &&
        app->focus == SLOT_LINKS) {
        reading_jump(app, id, SLOT_LINKS);
        return true;
    }
    return false;
}

void asking_records_ended(App *app, const Asked *asked, const FetchEnd *end) {
    const FetchJob *job = &end->job;
    int64_t came = job->done > job->missing ? job->done - job->missing : 0;
    if (came == 1 && asked->text && !asked->study && open_doi(app, asked)) {
        return;
    }
    String words = {0};
    string_format(&words, "%s: ", job->service == SERVICE_NCBI ? "PubMed" : services[job->service].title);
    if (asked->study && !came) {
        string_add_text(&words, "no record of this study");
    } else {
        add_counted(&words, (size_t) came, "record came", "records came");
        string_format(&words, "%s%s", *job->says ? "; " : "", job->says);
    }
    app_say(app, came && !*job->says ? ROLE_GOOD : ROLE_WARNING, "%s", words.data);
    string_free(&words);
}

// --- links ---

static unsigned sources_of(const App *app, unsigned kinds) {
    unsigned sources = 0;
    fetch_sources_read(sv(app->options.links), &sources, NULL);
    // Only NCBI knows similar studies.
    return sources | (kinds & 1u << LINK_SIMILAR ? 1u << SERVICE_NCBI : 0);
}

// A job for each service. Returns which are asked; in `names` who they are.
static unsigned ask_links(App *app, const StudyId *ids, size_t count, unsigned kinds, bool again,
                          AskedFor what, String *names) {
    Fetcher *fetcher = count ? fetching_start(app) : NULL;
    FetchPriority priority = what == ASKED_AHEAD ? FETCH_AHEAD : count == 1 ? FETCH_NOW : FETCH_LATER;
    unsigned sources = sources_of(app, kinds), asked_of = 0;
    for (int id = 0; fetcher && id < SERVICE_COUNT; id++) {
        int job = sources & 1u << id ? fetch_links(fetcher, ids, count, kinds, 1u << id, again, priority) : 0;
        Asked *asked = fetching_note(app, job, what, count == 1 ? ids[0] : 0, NULL);
        if (asked) {
            asked->service = (ServiceId) id;
            asked->kinds = kinds;
            asked->studies = count;
            asked_of |= 1u << id;
            string_format(names, "%s%s", names->length ? ", " : "", services[id].title);
        }
    }
    return asked_of;
}

static void add_answer(String *words, const LinkAnswer *answer, size_t said) {
    string_add_text(words, said ? ", " : "");
    if (answer->status == LINKS_FAILED) {
        string_format(words, "no answer about %s", kind_words[answer->kind][1]);
    } else if (answer->status == LINKS_UNKNOWN) {
        string_format(words, "does not know the study (%s)", kind_words[answer->kind][1]);
    } else if (answer->count == 0) {
        string_format(words, "no %s", kind_words[answer->kind][1]);
    } else {
        add_counted(words, answer->count, kind_words[answer->kind][0], kind_words[answer->kind][1]);
        if (answer->announced > (int64_t) answer->count) {
            string_add_text(words, " of ");
            add_number(words, answer->announced);
        }
    }
}

// "iCite: 4 references, 15 citing studies"; nothing where it did not answer. Returns how many kinds.
static size_t add_answers(String *words, ServiceId service, unsigned kinds, const LinkAnswer *answers,
                          size_t count, const char *when) {
    size_t said = 0;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(answers[i].source, services[service].name) == 0 && kinds & 1u << answers[i].kind) {
            if (said == 0) {
                string_format(words, "%s%s%s: ", words->length > 0 ? " · " : "", services[service].title,
                              when);
            }
            add_answer(words, &answers[i], said++);
        }
    }
    return said;
}

// Whether another service is still being asked the same.
static bool is_asked_of_others(const App *app, const Asked *asked) {
    const Fetching *fetching = &app->fetching;
    for (size_t i = 0; i < fetching->job_count; i++) {
        const FetchJob *job = &fetching->jobs[i];
        const Asked *other = fetching_asked(app, job->number);
        if ((job->state == FETCH_WAITS || job->state == FETCH_RUNS) && job->number != asked->job && other &&
            other->what == ASKED_LINKS && other->study == asked->study) {
            return true;
        }
    }
    return false;
}

// The last service to answer says what the others did, too: its sentence takes the place of theirs.
void asking_links_ended(App *app, const Asked *asked, const FetchJob *job) {
    Arena arena = {0};
    LinkAnswer *answers;
    String words = {0}, when = {0};
    StudyRow row = {.id = asked->study}; // it may have got a PMID since
    cache_rows(app->cache, &asked->study, asked->study ? 1 : 0, &arena, &row, NULL);
    size_t count = asked->study ? cache_link_answers(app->cache, row.id, &arena, &answers, NULL) : 0;
    for (size_t i = 0; job->requests == 0 && i < count && when.length == 0; i++) {
        if (strcmp(answers[i].source, services[asked->service].name) == 0) {
            string_add_text(&when, " on ");
            clock_add_date(&when, answers[i].time);
        }
    }
    size_t said = add_answers(&words, asked->service, asked->kinds, answers, count, string_text(&when));
    if (!asked->study) {
        string_format(&words, "%s: answers about %zu studies are here", services[asked->service].title,
                      asked->studies);
    } else if (!said) {
        string_format(&words, "%s: no answer about this study", services[asked->service].title);
    }
    string_add_text(&words, job->requests == 0 && said ? "; :fetch again asks anew" : "");
    for (int id = 0; asked->study && id < SERVICE_COUNT && !is_asked_of_others(app, asked); id++) {
        if (id != (int) asked->service) {
            add_answers(&words, (ServiceId) id, asked->kinds, answers, count, "");
        }
    }
    string_format(&words, "%s%s", *job->says ? "; " : "", job->says);
    app_say(app, *job->says ? ROLE_WARNING : ROLE_GOOD, "%s", words.data);
    string_free(&words);
    string_free(&when);
    arena_free(&arena);
}

// Whether services can be asked for its links: by its PMID, or the DOI of its record.
static bool has_number(App *app, StudyId id, Arena *arena) {
    StudyRow row = {0};
    return id > 0 || (cache_rows(app->cache, &id, 1, arena, &row, NULL) && row.found && row.doi);
}

bool asking_links(App *app, const IdList *studies) {
    Arena arena = {0};
    IdList known = {0};
    String names = {0};
    for (size_t i = 0; i < studies->count; i++) {
        if (has_number(app, studies->ids[i], &arena)) {
            id_list_add(&known, studies->ids[i]);
        }
        arena_reset(&arena);
    }
    arena_free(&arena);
    bool asked = ask_links(app, known.ids, known.count, 1u << LINK_REFERENCES | 1u << LINK_CITED_BY, false,
                           ASKED_LINKS, &names) != 0;
    if (asked) {
        String words = {0};
        add_counted(&words, known.count, "study", "studies");
        app_say(app, ROLE_NORMAL, "Asking %s for links of %s%s", names.data, words.data,
                fetching_is_offline(app) ? "; it waits, since you are offline (:offline)" : "");
        string_free(&words);
    }
    string_free(&names);
    id_list_free(&known);
    return asked;
}

// --- F ---

// Those of the open tab where the links are in focus, else what the pane shows first.
static unsigned kinds_wanted(const App *app) {
    unsigned both = 1u << LINK_REFERENCES | 1u << LINK_CITED_BY;
    int tab = app->reading.tab;
    return tab == TAB_SIMILAR                             ? 1u << LINK_SIMILAR
           : app->focus == SLOT_LINKS && tab < LINK_KINDS ? 1u << tab
                                                          : both;
}

static void ask_for(App *app, const StudyId *ids, size_t count, bool again) {
    Arena arena = {0};
    Stubs stubs = {0};
    String names = {0};
    StudyId *known = ARENA_ARRAY(&arena, StudyId, count + 1);
    size_t numbered = 0;
    for (size_t i = 0; i < count; i++) {
        if (!cache_has(app->cache, ids[i])) {
            add_stub(app, ids[i], NULL, &stubs, &arena);
        }
        if (has_number(app, ids[i], &arena)) {
            known[numbered++] = ids[i];
        }
    }
    size_t records = ask_stubs(app, &stubs, count == 1 ? ids[0] : 0, ASKED_RECORDS);
    unsigned asked_of = ask_links(app, known, numbered, kinds_wanted(app), again, ASKED_LINKS, &names);
    const char *end =
        fetching_is_offline(app) ? "; it waits, since you are offline (:offline)" : "; reading goes on";
    String words = {0};
    if (asked_of) {
        string_format(&words, "Asking %s for links of ", names.data);
        add_counted(&words, numbered, "study", "studies");
        if (records) {
            string_add_text(&words, ", and for ");
            add_counted(&words, records, "record", "records");
        }
        app_say(app, ROLE_NORMAL, "%s%s", words.data, end);
    } else if (records) {
        string_add_text(&words, "Asking for ");
        add_counted(&words, records, "record", "records");
        app_say(app, ROLE_NORMAL, "%s%s", words.data, end);
    } else if (app->fetching.fetcher) {
        app_say(app, ROLE_WARNING, "The services know studies by their PMID or DOI; %s",
                count == 1 ? "this one has neither" : "none of them has either");
    }
    string_free(&words);
    string_free(&names);
    id_list_free(&stubs.pmids);
    arena_free(&arena);
}

static void ask_for_selected(App *app) {
    Arena arena = {0};
    StudyId *ids;
    size_t count = act_studies(app, &arena, &ids);
    ask_for(app, ids, count, false);
    queue_clear_selection(app);
    arena_free(&arena);
}

// Rows of the open tab that are no record yet, the first `most` of them.
static size_t stubs_of_tab(App *app, StudyId base, int tab, size_t most, Stubs *stubs, Arena *arena) {
    LinkList list;
    size_t found = 0;
    if (!base || tab >= LINK_KINDS ||
        !cache_links(app->cache, base, (LinkKind) tab, STUBS_MOST, arena, &list, NULL)) {
        return 0;
    }
    for (size_t i = 0; i < list.count && i < STUBS_MOST && found < most; i++) {
        const LinkRow *row = &list.rows[i];
        if (!row->in_cache && (row->id > 0 || row->doi)) {
            add_stub(app, row->id, row->doi, stubs, arena);
            found++;
        }
    }
    return found;
}

static void fetch_stubs(App *app) {
    Arena arena = {0};
    Stubs stubs = {0};
    stubs_of_tab(app, app->reading.base, app->reading.tab, STUBS_MOST, &stubs, &arena);
    size_t records = ask_stubs(app, &stubs, 0, ASKED_RECORDS);
    if (records) {
        String words = {0};
        add_counted(&words, records, "record", "records");
        app_say(app, ROLE_NORMAL, "Asking for %s%s", words.data,
                fetching_is_offline(app) ? "; they wait, since you are offline (:offline)"
                                         : "; reading goes on");
        string_free(&words);
    }
    id_list_free(&stubs.pmids);
    arena_free(&arena);
}

static void confirm_stubs(App *app) {
    Arena arena = {0};
    Stubs stubs = {0};
    reading_load(app);
    size_t count = stubs_of_tab(app, app->reading.base, app->reading.tab, STUBS_MOST, &stubs, &arena);
    if (count) {
        overlay_confirm(app, fetch_stubs, "Fetch %zu record%s of which only the link is here?", count,
                        count == 1 ? "" : "s");
    } else {
        app_say(app, ROLE_NORMAL, "Of the links listed here, none is a stub with a PMID or DOI");
    }
    id_list_free(&stubs.pmids);
    arena_free(&arena);
}

void act_fetch(App *app, const Call *call) {
    bool again = strcmp(call->rest, "again") == 0;
    if (strcmp(call->rest, "stubs") == 0) {
        confirm_stubs(app);
        return;
    }
    if (*call->rest && !again) {
        app_say(app, ROLE_ERROR, "fetch: \"%s\" is neither stubs nor again", call->rest);
        return;
    }
    StudyId shown = reading_shown(app);
    if (act_confirm_bulk(app, ask_for_selected, "Ask the services for links of")) {
        return;
    }
    if (shown && fetching_is_asking(app, ASKED_LINKS, shown, kinds_wanted(app))) {
        app_say(app, ROLE_NORMAL,
                "The services are being asked for it already; :jobs tells how far they are");
    } else if (shown) {
        ask_for(app, &shown, 1, again);
    } else {
        app_say(app, ROLE_NORMAL, "There is no study here to ask for");
    }
}

// --- ahead of the reader ---

static bool is_asking_ahead(const App *app) {
    return fetching_is_asking(app, ASKED_AHEAD, 0, 0);
}

// Services that did not answer about the study lately.
static bool wants_links(App *app, StudyId id, unsigned kinds) {
    unsigned sources = sources_of(app, kinds);
    int64_t days = app->options.links_days;
    int64_t since = days ? clock_now_ms() - days * 86400000 : 0;
    bool all = true;
    for (int service = 0; service < SERVICE_COUNT; service++) {
        for (int kind = 0; kind < LINK_KINDS && sources & 1u << service; kind++) {
            bool fresh = true;
            if (kinds & 1u << kind) {
                cache_links_are_fresh(app->cache, id, (LinkKind) kind, services[service].name, since, &fresh,
                                      NULL);
            }
            all = all && fresh;
        }
    }
    return !all;
}

// First the links, then the records behind those of the open tab.
void asking_ahead(App *app) {
    Fetching *fetching = &app->fetching;
    StudyId base = app->reading.base;
    unsigned both = 1u << LINK_REFERENCES | 1u << LINK_CITED_BY;
    if (!app->options.fetch_ahead || fetching_is_offline(app) || base <= 0 || is_asking_ahead(app)) {
        return;
    }
    if (fetching->ahead != base) {
        fetching->ahead = base;
        fetching->ahead_step = 0;
    }
    if (fetching->ahead_step == 0) {
        String names = {0};
        fetching->ahead_step = 1;
        if (wants_links(app, base, both)) {
            ask_links(app, &base, 1, both, false, ASKED_AHEAD, &names);
        }
        string_free(&names);
    } else if (fetching->ahead_step == 1) {
        Arena arena = {0};
        Stubs stubs = {0};
        int tab = app->reading.tab < LINK_KINDS ? app->reading.tab : TAB_REFERENCES;
        fetching->ahead_step = 2;
        if (!cache_has(app->cache, base)) {
            add_stub(app, base, NULL, &stubs, &arena);
        }
        stubs_of_tab(app, base, tab, AHEAD_MOST, &stubs, &arena);
        ask_stubs(app, &stubs, 0, ASKED_AHEAD);
        id_list_free(&stubs.pmids);
        arena_free(&arena);
    }
}
