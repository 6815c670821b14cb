#include "importing.h"

#include "acts.h"
#include "desk.h"
#include "queue.h"
#include "reading.h"
#include "searches.h"

#include "carrel/base/clock.h"
#include "carrel/base/file.h"
#include "carrel/base/memory.h"
#include "carrel/base/paths.h"
#include "carrel/base/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

void importing_start(App *app, const char *const *files, size_t count, const char *facts) {
    ImportOptions options = {.watched = true, .columns = app->options.columns};
    Error err = {0};
    if (!columns_check(sv(options.columns), &err)) {
        app_say(app, ROLE_ERROR, "set columns: %s", err.text);
        return;
    }
    if (!app->request.cache_only) {
        desk_wait(app); // what came before the review would not become its candidates
        options.list_ids = app->desk.state != NULL;
        options.keep_for = options.list_ids ? app->desk.path : NULL;
    }
    for (size_t i = 0; i < count; i++) {
        if (file_is_folder(files[i])) { // nothing of it is for a review
            importer_add(app->importer, files[i], &options);
            continue;
        }
        app->incoming =
            vec_grow(app->incoming, &app->incoming_capacity, app->incoming_count + 1, sizeof *app->incoming);
        app->incoming[app->incoming_count++] = (Incoming){
            .file = memory_copy_string(files[i]),
            .facts = memory_copy_string(facts ? facts : ""),
            .action = options.list_ids ? review_import_action(app->desk.state, files[i]) : (Key){{0}},
        };
        importer_add(app->importer, files[i], &options);
    }
    app->importing = true;
    app_say(app, ROLE_NORMAL, "Importing %zu file%s into %s%s; reading goes on", count, count == 1 ? "" : "s",
            options.list_ids ? "the review " : "the cache only", options.list_ids ? app->desk.name : "");
}

static void incoming_free(Incoming *incoming) {
    free(incoming->file);
    free(incoming->facts);
}

static void offer_free(Offer *offer) {
    free(offer->source);
    free(offer->deciders);
    free(offer->decisions.items);
    arena_free(&offer->decisions.arena);
}

static void forget_offers(App *app) {
    for (size_t i = 0; i < app->offer_count; i++) {
        offer_free(&app->offers[i]);
    }
    app->offer_count = 0;
}

void importing_leave_review(App *app) {
    for (size_t i = 0; i < app->incoming_count; i++) {
        Incoming *incoming = &app->incoming[i];
        incoming->left = incoming->left || !key_is_none(incoming->action);
        incoming->action = (Key){{0}};
    }
    rejoined_free(&app->rejoined);
    forget_offers(app);
}

// --- what was not read whole ---

// The same file is named once.
static void note_unfinished(App *app, const ImportFile *file, const char *facts) {
    for (size_t i = 0; i < app->unfinished_count; i++) {
        if (strcmp(app->unfinished[i].file, file->name) == 0) {
            importing_forget(app, &app->unfinished[i]);
            break;
        }
    }
    bool failed = file->error.kind != ERROR_NONE;
    if (!failed && !file->cancelled) {
        return;
    }
    app->unfinished = vec_grow(app->unfinished, &app->unfinished_capacity, app->unfinished_count + 1,
                               sizeof *app->unfinished);
    app->unfinished[app->unfinished_count++] = (Unfinished){
        .file = memory_copy_string(file->name),
        .facts = memory_copy_string(facts ? facts : ""),
        .says = memory_copy_string(failed ? file->error.text : "it goes on where it stopped"),
        .failed = failed,
    };
}

void importing_forget(App *app, const Unfinished *unfinished) {
    size_t at = (size_t) (unfinished - app->unfinished);
    free(app->unfinished[at].file);
    free(app->unfinished[at].facts);
    free(app->unfinished[at].says);
    app->unfinished_count--;
    memmove(app->unfinished + at, app->unfinished + at + 1,
            (app->unfinished_count - at) * sizeof *app->unfinished);
}

void importing_again(App *app, const Unfinished *unfinished) {
    const char *file = unfinished->file;
    importing_start(app, &file, 1, unfinished->facts);
    importing_forget(app, unfinished);
}

void importing_fini(App *app) {
    importing_leave_review(app);
    for (size_t i = 0; i < app->incoming_count; i++) {
        incoming_free(&app->incoming[i]);
    }
    while (app->unfinished_count > 0) {
        importing_forget(app, app->unfinished);
    }
    free(app->unfinished);
    free(app->incoming);
    free(app->offers);
}

// --- what they bring to the review ---

static ReviewAction begin(const App *app, Key key, Arena *arena) {
    const Desk *desk = &app->desk;
    int64_t now = clock_now_ms(), last = review_state_last_time(desk->state);
    return review_action_begin_as(key, desk->reviewer, review_state_stage(desk->state),
                                  now > last ? now : last + 1, arena);
}

size_t importing_add_batch(App *app, Key import, ImportBatch *batch, Rejoined *rejoined) {
    Desk *desk = &app->desk;
    Arena arena = {0};
    ReviewAction action = begin(app, import, &arena);
    bool was_there = desk_candidate(app, app->reading.shown) != NULL;
    size_t added = review_add_batch(desk->state, &action, batch, rejoined);
    if (added > 0) {
        desk_record(app, &action);
        queue_forget_left(app);
        app->queue.stale = true;
    }
    review_bind_batch(desk->state, batch);
    if (!was_there && desk_candidate(app, app->reading.shown)) {
        reading_forget(app);
    }
    arena_free(&arena);
    return added;
}

static bool has_line(const char *lines, StringView name) {
    StringView rest = sv(lines), line;
    while (sv_line(&rest, &line)) {
        if (line.length > name.length && sv_starts(line, name) && line.data[name.length] == '=') {
            return true;
        }
    }
    return false;
}

// What the file says of its search, but for what the person said.
static char *merge_facts(const char *of_file, const char *facts) {
    String lines = {0};
    StringView rest = sv(of_file), line;
    while (sv_line(&rest, &line)) {
        size_t equals = sv_find_char(line, '=');
        if (equals != SV_NONE && !has_line(facts, sv_part(line, 0, equals))) {
            string_add(&lines, line);
            string_add_char(&lines, '\n');
        }
    }
    string_add_text(&lines, facts);
    return string_take(&lines);
}

// Decisions are kept until somebody says what becomes of them.
static void keep_offer(App *app, Key action, const ImportFile *file, Rejoined *rejoined) {
    app->offers = vec_grow(app->offers, &app->offer_capacity, app->offer_count + 1, sizeof *app->offers);
    app->offers[app->offer_count++] = (Offer){
        .action = action,
        .source = memory_copy_string(file->name),
        .deciders = memory_copy_string(file->deciders ? file->deciders : ""),
        .records = file->decisions,
        .decisions = rejoined->decisions,
    };
    rejoined->decisions = (RecordedDecisions){0};
}

bool importing_end_search(App *app, Key import, const char *said, ImportFile *file, Rejoined *rejoined,
                          String *words) {
    Arena arena = {0};
    int64_t again = 0;
    bool warns = false;
    char *facts = merge_facts(file->search, said);
    free(file->search);
    file->search = facts;
    ReviewAction action = begin(app, import, &arena);
    review_end_import(app->desk.state, &action, file, rejoined, &again);
    desk_submit(app, &action);
    // First, since it asks for something and a narrow screen cuts the end.
    if (rejoined->decisions.count && !file->cancelled) {
        string_add_text(words, "; ");
        add_number(words, (int64_t) file->decisions);
        string_format(words, " bring%s decisions or labels%s%s: :take-decisions",
                      file->decisions == 1 ? "s" : "", file->deciders && *file->deciders ? " of " : "",
                      file->deciders ? file->deciders : "");
        keep_offer(app, action.action, file, rejoined);
    }
    if (again) {
        String when = {0};
        clock_add_minute(&when, again);
        string_format(words, "; the review had %s on %s%s",
                      file->import ? "this very file" : "these very hits", when.data,
                      *said ? ", whose search is described now" : "");
        string_free(&when);
        searches_describe_at(app, again, said);
    } else {
        warns = searches_add_words(app, import, words);
    }
    if (file->unkept) {
        string_format(words, "; no copy of it is kept: %s", file->unkept);
        warns = true;
    }
    app->queue.stale = true;
    arena_free(&arena);
    return warns;
}

// --- what is said ---

// "1,204 records: 1,190 new, 2 updated, 12 unchanged"
static void add_records(String *out, const ImportTotals *counts) {
    add_number(out, (int64_t) counts->records);
    string_add_text(out, counts->records == 1 ? " record: " : " records: ");
    add_number(out, (int64_t) counts->created);
    string_add_text(out, " new, ");
    add_number(out, (int64_t) counts->updated);
    string_add_text(out, " updated, ");
    add_number(out, (int64_t) counts->unchanged);
    string_add_text(out, " unchanged");
}

// The same, with links that came alone, and "; 1 rejected (…)".
static void add_counts(String *out, const ImportTotals *counts) {
    if (counts->links) {
        add_number(out, (int64_t) counts->links);
        string_add_text(out, counts->links == 1 ? " link" : " links");
    }
    if (counts->records || !counts->links) {
        string_add_text(out, counts->links ? ", " : "");
        add_records(out, counts);
    }
    if (counts->deleted) {
        string_add_text(out, ", ");
        add_number(out, (int64_t) counts->deleted);
        string_add_text(out, " deleted");
    }
    if (counts->rejected) {
        string_add_text(out, "; ");
        add_number(out, (int64_t) counts->rejected);
        string_add_text(out, " rejected (carrel import --rejected shows them)");
    }
}
static ImportTotals counts_of(const ImportFile *file) {
    return (ImportTotals){
        .files = 1,
        .failed = file->error.kind != ERROR_NONE,
        .records = file->format == FORMAT_LINKS_CSV ? 0 : file->records,
        .links = file->links,
        .created = file->created,
        .updated = file->updated,
        .unchanged = file->unchanged,
        .deleted = file->deleted,
        .rejected = file->rejected,
    };
}

static void add_totals(ImportTotals *totals, const ImportTotals *counts) {
    totals->files += counts->files;
    totals->failed += counts->failed;
    totals->records += counts->records;
    totals->links += counts->links;
    totals->created += counts->created;
    totals->updated += counts->updated;
    totals->unchanged += counts->unchanged;
    totals->deleted += counts->deleted;
    totals->rejected += counts->rejected;
}

// Databases give long names to what they export; what became of it has to be seen, too.
static void add_short_name(String *out, const char *path) {
    enum { NAME_COLUMNS = 28 };
    StringView name = path_base(path);
    size_t used, fits = text_fit(name, NAME_COLUMNS, &used);
    string_add(out, sv_part(name, 0, fits));
    string_add_text(out, fits < name.length ? "…: " : ": ");
}

static void say_file(App *app, const ImportFile *file, const String *more, bool warns) {
    ImportTotals counts = counts_of(file);
    add_totals(&app->imported, &counts);
    if (counts.failed && !file->records) {
        app_say_error(app, &file->error);
        return;
    }
    String words = {0};
    add_short_name(&words, file->name);
    if (file->skipped) {
        string_add_text(&words, "imported before; ");
    }
    add_counts(&words, &counts);
    if (file->encoding && strcmp(file->encoding, ENCODING_USUAL) != 0) {
        string_format(&words, "; read as %s", file->encoding);
    }
    string_add_text(&words, file->resumed ? "; it went on where it had stopped" : "");
    string_add_text(&words, file->cancelled ? "; stopped, it goes on when imported again" : "");
    if (counts.failed) {
        string_format(&words, "; then: %s", file->error.text);
    }
    if (file->unknown_columns && file->unknown_columns[0]) {
        string_format(&words, "; columns not understood (:set columns): %s", file->unknown_columns);
    }
    string_add(&words, string_view(more));
    app_say(app, file->rejected || counts.failed || warns ? ROLE_WARNING : ROLE_GOOD, "%s", words.data);
    string_free(&words);
}

// Files are told in the order in which they were given.
static void end_file(App *app, ImportFile *file) {
    Incoming first = {0};
    String more = {0};
    bool warns = false;
    if (app->incoming_count && !file->bulk) {
        first = app->incoming[0];
        app->incoming_count--;
        memmove(app->incoming, app->incoming + 1, app->incoming_count * sizeof first);
    }
    if (!key_is_none(first.action) && app->desk.state && file->import && file->format != FORMAT_LINKS_CSV) {
        warns = importing_end_search(app, first.action, first.facts, file, &app->rejoined, &more);
    }
    if (first.left) {
        string_add_text(&more, "; its review was closed, so import it again there");
        warns = true;
    }
    rejoined_free(&app->rejoined);
    note_unfinished(app, file, first.facts);
    say_file(app, file, &more, warns);
    string_free(&more);
    incoming_free(&first);
}

static void say_ended(App *app) {
    ImportTotals *totals = &app->imported;
    if (totals->files > 1) {
        String words = {0};
        string_format(&words, "%zu files: ", totals->files);
        add_counts(&words, totals);
        if (totals->failed) {
            string_format(&words, "; %zu not read whole, :messages says why", totals->failed);
        }
        if (app->offer_count) {
            string_add_text(&words, "; some records bring decisions: :take-decisions");
        }
        app_say(app, totals->rejected || totals->failed ? ROLE_WARNING : ROLE_GOOD, "%s", words.data);
        string_free(&words);
    }
    *totals = (ImportTotals){0};
}

void importing_mail(App *app, const Mail *mail) {
    switch (mail->tag) {
    case MAIL_IMPORT_BATCH:
        if (app->desk.state && app->incoming_count && !key_is_none(app->incoming[0].action)) {
            importing_add_batch(app, app->incoming[0].action, mail->value, &app->rejoined);
        }
        break;
    case MAIL_IMPORT_FILE:
        end_file(app, mail->value);
        break;
    default:
        if (!app->importing) {
            return; // what services sent was read
        }
        app->importing = importer_progress(app->importer).running;
        if (!app->importing) {
            say_ended(app);
        }
    }
    app->queue.stale = true;
    if (mail->tag != MAIL_IMPORT_BATCH) {
        app->cache_count = cache_count(app->cache, NULL);
        queue_forget_rows(app);
        reading_forget(app); // a stub may have become a record
        jobs_refresh(app);
    }
}

// --- decisions that records bring ---

static void take_decisions(App *app) {
    size_t taken = 0;
    for (size_t i = 0; app->desk.state && i < app->offer_count; i++) {
        const Offer *offer = &app->offers[i];
        Arena arena = {0};
        const char *name = *app->bulk_text ? app->bulk_text : path_base(offer->source).data;
        ReviewAction action = begin(app, offer->action, &arena);
        taken += review_take_decisions(app->desk.state, &action, &offer->decisions, name);
        desk_submit(app, &action);
        arena_free(&arena);
    }
    forget_offers(app);
    app->queue.stale = true;
    app_say(app, ROLE_GOOD, taken == 1 ? "1 decision taken over" : "%zu decisions taken over", taken);
}

void act_take_decisions(App *app, const Call *call) {
    uint64_t records = 0;
    String names = {0};
    bool nameless = false;
    for (size_t i = 0; i < app->offer_count; i++) {
        const Offer *offer = &app->offers[i];
        records += offer->records;
        nameless = nameless || !*offer->deciders;
        if (*offer->deciders && sv_find(string_view(&names), sv(offer->deciders)) == SV_NONE) {
            string_format(&names, "%s%s", names.length ? ", " : "", offer->deciders);
        }
    }
    free(app->bulk_text);
    app->bulk_text = memory_copy_string(call->rest);
    if (!app->offer_count) {
        app_say(app, ROLE_NORMAL,
                "No imported record waits with decisions; what a file brings is said when it is imported");
    } else {
        if (nameless) {
            const char *name = *call->rest ? call->rest : path_base(app->offers[0].source).data;
            string_format(&names, "%snobody named, as %s,", names.length ? " and " : "", name);
        }
        overlay_confirm(app, take_decisions, "Take over the decisions of %s on %" PRIu64 " record%s?",
                        string_text(&names), records, records == 1 ? "" : "s");
    }
    string_free(&names);
}
