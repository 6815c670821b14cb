#include "asked.h"

#include "acts.h"
#include "fetching.h"
#include "reading.h"

#include "carrel/base/clock.h"

#include <stdlib.h>

static const char *title_of(const char *source) {
    ServiceId service = service_named(source);
    return service < SERVICE_COUNT ? services[service].title : source;
}

// "none", "31", "5 of 156", "failed"
static void add_outcome(String *out, const LinkAnswer *answer) {
    switch (answer->status) {
    case LINKS_NOT_ASKED:
    case LINKS_FAILED:
        string_add_text(out, "failed, :jobs says why");
        break;
    case LINKS_UNKNOWN:
        string_add_text(out, "does not know it");
        break;
    case LINKS_NONE:
        string_add_text(out, "none");
        break;
    case LINKS_LISTED:
    case LINKS_PARTIAL:
        add_number(out, (int64_t) answer->count);
        if (answer->announced > (int64_t) answer->count) {
            string_add_text(out, " of ");
            add_number(out, answer->announced);
        }
    }
}

static void add_answer(String *out, const LinkAnswer *answer) {
    string_format(out, "%s%s ", out->length ? " · " : "", title_of(answer->source));
    clock_add_date(out, answer->time);
    string_add_text(out, ": ");
    add_outcome(out, answer);
}

void asked_load(App *app) {
    Reading *reading = &app->reading;
    Error err = {0};
    reading->answer_count = reading->base ? cache_link_answers(app->cache, reading->base,
                                                               &reading->base_arena, &reading->answers, &err)
                                          : 0;
    if (err.kind != ERROR_NONE) {
        app_say_error(app, &err);
    }
    for (int kind = 0; kind < LINK_KINDS; kind++) {
        String words = {0};
        for (size_t i = 0; i < reading->answer_count; i++) {
            if ((int) reading->answers[i].kind == kind) {
                add_answer(&words, &reading->answers[i]);
            }
        }
        reading->asked[kind] = arena_copy(&reading->base_arena, string_text(&words));
        string_free(&words);
    }
}

void asked_tell(const App *app, int tab, LinksTab *out) {
    const Reading *reading = &app->reading;
    if (tab < LINK_KINDS) {
        out->asked = reading->asked[tab];
        out->asking = reading->base && fetching_is_asking(app, ASKED_LINKS, reading->base, 1u << tab) &&
                      !fetching_is_offline(app);
        bool any = false, answered = false;
        for (size_t i = 0; i < reading->answer_count; i++) {
            any = any || (int) reading->answers[i].kind == tab;
            answered = answered ||
                       ((int) reading->answers[i].kind == tab && reading->answers[i].status != LINKS_FAILED);
        }
        out->failed = any && !answered;
        out->asks = reading->base > 0 && (!out->asked || !*out->asked);
    }
}

static int compare_pmids(const void *a, const void *b) {
    int64_t x = *(const int64_t *) a, y = *(const int64_t *) b;
    return (x > y) - (x < y);
}

const char *asked_sources(App *app, StudyId id) {
    Reading *reading = &app->reading;
    String names = {0};
    for (size_t i = 0; i < reading->answer_count && id > 0; i++) {
        const LinkAnswer *answer = &reading->answers[i];
        if ((int) answer->kind == reading->tab && answer->count > 0 &&
            bsearch(&id, answer->pmids, answer->count, sizeof id, compare_pmids)) {
            string_format(&names, "%s%s", names.length ? ", " : "", title_of(answer->source));
        }
    }
    const char *copy = names.length ? arena_copy_view(&reading->links_arena, string_view(&names)) : NULL;
    string_free(&names);
    return copy;
}

void act_asked(App *app, const Call *call) {
    static const char *const kinds[] = {
        [LINK_REFERENCES] = "References", [LINK_CITED_BY] = "Cited by", [LINK_SIMILAR] = "Similar"};
    (void) call;
    reading_load(app);
    const Reading *reading = &app->reading;
    if (!reading->answer_count) {
        app_say(app, ROLE_NORMAL,
                reading->base > 0 ? "No service was asked for its links yet; F asks"
                                  : "The services know studies by their PMID, and this one has none");
        return;
    }
    Arena *arena = overlay_arena(app);
    HelpRow *rows = ARENA_ARRAY(arena, HelpRow, reading->answer_count);
    for (size_t i = 0; i < reading->answer_count; i++) {
        const LinkAnswer *answer = &reading->answers[i];
        String when = {0}, words = {0};
        clock_add_minute(&when, answer->time);
        add_outcome(&words, answer);
        rows[i] = (HelpRow){kinds[answer->kind], title_of(answer->source), arena_copy(arena, when.data),
                            arena_copy(arena, words.data)};
        string_free(&when);
        string_free(&words);
    }
    overlay_pager(app, "Asked for links", rows, reading->answer_count);
}
