#include "acts.h"
#include "copying.h"
#include "exporting.h"
#include "importing.h"
#include "queue.h"

#include <string.h>

// Studies into carrel and out of it.

void act_import(App *app, const Call *call) {
    importing_start(app, call->arguments, call->argument_count, NULL);
}

// Ids of what a query means, worked out at once: an export names its studies by it.
bool act_query_ids(App *app, const char *query, IdList *ids, Error *err) {
    Arena arena = {0};
    IdList scope = {0};
    const QueryNode *tree = query_parse(sv(query), &arena, NULL, NULL, err);
    ReviewAnswers answers = {app->desk.state, app->cache};
    SearchReview review = {.context = &answers};
    if (app->desk.state) {
        review_scope(app->desk.state, &scope);
        review.scope = &scope;
        review.ids = review_answer_leaf;
    }
    Search search = {.tree = tree, .sort = app->queue.sort, .descending = app->queue.descending};
    search.review = app->desk.state ? &review : NULL;
    bool ok = tree && search_run(app->cache, &search, ids, NULL, err);
    id_list_free(&scope);
    arena_free(&arena);
    return ok;
}

// What an export is about: the query, else the selection, else the list.
static bool export_ids(App *app, const char *query, IdList *ids, Error *err) {
    if (*query) {
        return act_query_ids(app, query, ids, err);
    }
    Arena arena = {0};
    StudyId *studies = app->queue.ids.ids;
    size_t count = app->queue.ids.count;
    if (app->queue.selected_count > 0) {
        count = act_studies(app, &arena, &studies);
    }
    for (size_t i = 0; i < count; i++) {
        id_list_add(ids, studies[i]);
    }
    arena_free(&arena);
    return true;
}

static bool read_format(const char *const *words, ExportPlan *plan, Audience audience, Error *err) {
    const char *name = *words[EXPORT_FORMAT] ? words[EXPORT_FORMAT] : NULL;
    if (name && !(format_by_name(sv(name), &plan->format) && formats[plan->format].writes)) {
        return error_set(err, ERROR_USAGE, "no format \"%s\" can be written; Tab lists them", name);
    }
    if (audience != FOR_ANYBODY) {
        return audience_format(audience, name, plan->name, &plan->format, err);
    }
    return name || exporter_format_of(plan->name, &plan->format, err);
}

static bool read_plan(const Call *call, ExportPlan *plan, Audience *audience, Error *err) {
    long long records = 0;
    const char *const *words = call->arguments;
    if (call->argument_count < EXPORT_WORDS) {
        return error_set(err, ERROR_USAGE, "it is :export %s", actions[ACTION_EXPORT].usage);
    }
    if (*words[EXPORT_RECORDS] && (!sv_number(sv(words[EXPORT_RECORDS]), &records) || records <= 0)) {
        return error_set(err, ERROR_USAGE, "max-records wants a number from 1 on");
    }
    if (*words[EXPORT_BYTES] && !exporter_size_parse(sv(words[EXPORT_BYTES]), &plan->max_bytes)) {
        return error_set(err, ERROR_USAGE, "max-bytes wants a size such as 500k or 50M");
    }
    plan->name = words[EXPORT_FILE];
    plan->max_records = (uint64_t) records;
    if (*words[EXPORT_FOR] && !audience_by_name(sv(words[EXPORT_FOR]), audience)) {
        return error_set(err, ERROR_USAGE,
                         "for=%s is not known; there is asreview, rayyan, covidence and revman",
                         words[EXPORT_FOR]);
    }
    return read_format(words, plan, *audience, err);
}

void act_export(App *app, const Call *call) {
    Error err = {0};
    ExportPlan plan = {0};
    IdList ids = {0};
    Audience audience = FOR_ANYBODY;
    bool ok = read_plan(call, &plan, &audience, &err);
    bool command = ok && strcmp(plan.name, "|") == 0;
    if (ok && command && !*call->arguments[EXPORT_QUERY]) {
        ok = error_set(&err, ERROR_USAGE, "a command is missing behind |");
    }
    if (ok && command && audience != FOR_ANYBODY) {
        ok = error_set(&err, ERROR_USAGE, "for=%s writes a file; name one", call->arguments[EXPORT_FOR]);
    }
    ok = ok && export_ids(app, command ? "" : call->arguments[EXPORT_QUERY], &ids, &err);
    if (ok && command) {
        copying_pipe(app, plan.format, ids.ids, ids.count, call->arguments[EXPORT_QUERY]);
    } else if (!ok || !exporting_start(app, &plan, audience, &ids, &err)) {
        app_say_error(app, &err);
    }
    id_list_free(&ids);
}

static void stop_jobs(App *app) {
    if (app->fetching.fetcher) {
        fetcher_end_job(app->fetching.fetcher, 0);
    }
    importer_cancel(app->importer);
    exporting_cancel(app);
}

void act_stop(App *app, const Call *call) {
    (void) call;
    if (chasing_cancel(app)) {
        return;
    }
    if (importer_progress(app->importer).running || app->exporting || fetching_open_jobs(app)) {
        overlay_confirm(app, stop_jobs, "Stop what runs? What was read stays, and it can go on later.");
    } else {
        app_say(app, ROLE_NORMAL, "Nothing runs; Q quits");
    }
}
