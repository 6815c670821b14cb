#include "command.h"

#include "carrel/base/clock.h"
#include "carrel/base/json.h"
#include "carrel/base/text.h"
#include "carrel/engine/import.h"

#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define STEP_MS   100
#define BAR_WIDTH 20

typedef struct {
    Command *command;
    Importer *importer;
    bool shows_progress, shown;
    bool interrupted;
    bool input_wrong; // some input was not understood
    Error failure;    // the first one that is not about input
    Key action;       // of the file that is read: one action of the review, whatever its chunks
    Rejoined rejoined;
    size_t candidates;
} Import;

// Rejected records are printed as they came, each under a line that says where it was and why.
static bool print_rejected(Command *command, Error *err) {
    RejectedRow *rows = NULL;
    if (!command_open_cache(command, err)) {
        return false;
    }
    size_t count = cache_rejected(command->cache, 0, &command->arena, &rows, err);
    bool as_json = command_option(command, "json") != NULL;
    for (size_t i = 0; i < count; i++) {
        const RejectedRow *row = &rows[i];
        if (as_json) {
            JsonWriter json = {.out = &command->out};
            json_object_begin(&json);
            json_field_text(&json, "file", row->source);
            json_field_number(&json, "record", (int64_t) row->number);
            json_field_number(&json, "line", (int64_t) row->line);
            json_field_text(&json, "why", row->why);
            json_key(&json, "verbatim");
            json_view(&json, row->verbatim);
            json_object_end(&json);
            string_add_char(&command->out, '\n');
            continue;
        }
        string_add_text(&command->out, "# ");
        print_text(command, row->source);
        string_format(&command->out, ", record %" PRIu64, row->number);
        if (row->line > 0) {
            string_format(&command->out, ", line %" PRIu64, row->line);
        }
        string_add_text(&command->out, ": ");
        print_text(command, row->why);
        string_add_char(&command->out, '\n');
        print_lines(command, row->verbatim);
        if (!sv_ends(string_view(&command->out), SV("\n"))) {
            string_add_char(&command->out, '\n');
        }
    }
    return print_flush(command, err);
}

// The progress line takes the place of the last one.
static void show_progress(Import *import) {
    ImportProgress progress = importer_progress(import->importer);
    if (!import->shows_progress || !progress.running) {
        return;
    }
    String line = {0};
    text_add_display(&line, sv(progress.name));
    if (progress.files > 1) {
        string_format(&line, " (%zu of %zu)", progress.file, progress.files);
    }
    if (progress.tidying) {
        string_add_text(&line, " tidying the index");
    } else {
        if (progress.percent >= 0) {
            int filled = progress.percent * BAR_WIDTH / 100;
            string_add_text(&line, " [");
            for (int i = 0; i < BAR_WIDTH; i++) {
                string_add_char(&line, i < filled ? '#' : ' ');
            }
            string_format(&line, "] %d %%", progress.percent);
        }
        string_format(&line, " %" PRIu64 " %s, %.0f/s", progress.records,
                      progress.records == 1 ? "record" : "records", progress.per_second);
    }
    fprintf(stderr, "\r%s\033[K", string_text(&line));
    fflush(stderr);
    import->shown = true;
    string_free(&line);
}

static void clear_progress(Import *import) {
    if (import->shown) {
        fputs("\r\033[K", stderr);
        import->shown = false;
    }
}

static void print_file_json(Command *command, const ImportFile *file) {
    JsonWriter json = {.out = &command->out};
    json_object_begin(&json);
    json_field_text(&json, "file", file->name);
    json_field_text(&json, "format", file->import != 0 ? formats[file->format].name : NULL);
    json_field_text(&json, "encoding", file->encoding);
    json_field_number(&json, "records", (int64_t) file->records);
    json_field_number(&json, "new", (int64_t) file->created);
    json_field_number(&json, "updated", (int64_t) file->updated);
    json_field_number(&json, "unchanged", (int64_t) file->unchanged);
    json_field_number(&json, "rejected", (int64_t) file->rejected);
    json_field_number(&json, "deleted", (int64_t) file->deleted);
    json_field_text(&json, "unknown_columns", file->unknown_columns);
    json_field_bool(&json, "resumed", file->resumed);
    json_field_bool(&json, "cancelled", file->cancelled);
    json_field_text(&json, "error", file->error.kind != ERROR_NONE ? file->error.text : NULL);
    json_object_end(&json);
    string_add_char(&command->out, '\n');
}

static void print_file_line(Command *command, const ImportFile *file) {
    print_text(command, file->name);
    string_format(&command->out, ": %" PRIu64 " %s (%s", file->records,
                  file->records == 1 ? "record" : "records", formats[file->format].name);
    if (file->encoding && strcmp(file->encoding, ENCODING_USUAL) != 0) {
        string_format(&command->out, ", read as %s", file->encoding);
    }
    string_format(&command->out, "): %" PRIu64 " new, %" PRIu64 " updated, %" PRIu64 " unchanged",
                  file->created, file->updated, file->unchanged);
    if (file->rejected > 0) {
        string_format(&command->out, ", %" PRIu64 " rejected", file->rejected);
    }
    if (file->deleted > 0) {
        string_format(&command->out, ", %" PRIu64 " deleted", file->deleted);
    }
    string_add_text(&command->out, file->resumed ? "; taken up where it was left" : "");
    string_add_text(&command->out, file->cancelled ? "; stopped before its end\n" : "\n");
}

static void print_unknown_columns(Command *command, const ImportFile *file) {
    if (file->unknown_columns && file->unknown_columns[0]) {
        string_add_text(&command->out, "  columns that were not understood: ");
        print_text(command, file->unknown_columns);
        string_add_text(&command->out, " (--map FIELD=COLUMN says what one holds)\n");
    }
}

static ReviewAction begin_action(Import *import, const char *file, Arena *arena) {
    const ReviewState *state = import->command->state;
    ReviewAction action = review_action_begin(state, clock_now_ms(), arena);
    if (key_is_none(import->action)) {
        import->action = review_import_action(state, file);
    }
    action.action = import->action;
    return action;
}

static bool record_import(Import *import, const ImportFile *file, Error *err) {
    Command *command = import->command;
    if (command->state == NULL || file->import == 0) {
        return true;
    }
    Arena arena = {0};
    int64_t again;
    ReviewAction action = begin_action(import, file->name, &arena);
    review_end_import(command->state, &action, file, &import->rejoined, &again);
    bool ok = action.count == 0 || command_append(command, &action, err);
    rejoined_free(&import->rejoined);
    import->action = (Key){{ 0 }};
    arena_free(&arena);
    return ok;
}

static bool take_file(Import *import, const ImportFile *file, Error *err) {
    Command *command = import->command;
    clear_progress(import);
    if (command_option(command, "json") != NULL) {
        print_file_json(command, file);
    } else if (command_option(command, "quiet") == NULL && file->import != 0) {
        print_file_line(command, file);
        print_unknown_columns(command, file);
    }
    if (file->error.kind != ERROR_NONE && file->error.kind != ERROR_CANCELLED) {
        print_fault(&file->error);
    }
    if (file->error.kind == ERROR_INPUT || file->rejected > 0) {
        import->input_wrong = true;
    } else if (file->error.kind == ERROR_CANCELLED) {
        import->interrupted = true;
    } else if (file->error.kind != ERROR_NONE && import->failure.kind == ERROR_NONE) {
        import->failure = file->error;
    }
    return print_flush(command, err) && record_import(import, file, err);
}

static bool take_batch(Import *import, const ImportBatch *batch, Error *err) {
    Command *command = import->command;
    Arena arena = {0};
    ReviewAction action = begin_action(import, batch->source, &arena);
    size_t added = review_add_batch(command->state, &action, batch, &import->rejoined);
    bool ok = added == 0 || command_append(command, &action, err);
    if (ok) {
        review_bind_batch(command->state, batch);
        import->candidates += added;
    }
    arena_free(&arena);
    return ok;
}

// Takes what the importer posted. *ended when it has nothing left to do.
static bool take_mail(Import *import, Mailbox *mailbox, bool *ended, Error *err) {
    Mail mail;
    bool ok = true;
    while (mailbox_take(mailbox, &mail)) {
        if (mail.tag == MAIL_IMPORT_FILE && ok) {
            ok = take_file(import, mail.value, err);
        } else if (mail.tag == MAIL_IMPORT_BATCH && ok && import->command->state != NULL) {
            ok = take_batch(import, mail.value, err);
        } else if (mail.tag == MAIL_IMPORT_ENDED) {
            *ended = !importer_progress(import->importer).running;
        }
        if (mail.destroy != NULL) {
            mail.destroy(mail.value);
        }
    }
    return ok;
}

static bool was_interrupted(const sigset_t *signals) {
    struct timespec now = {0};
    return sigtimedwait(signals, NULL, &now) > 0;
}

static bool run(Import *import, Mailbox *mailbox, const sigset_t *signals, Error *err) {
    bool ended = false;
    bool ok = true;
    while (ok && !ended) {
        struct pollfd wake = {.fd = mailbox_fd(mailbox), .events = POLLIN};
        poll(&wake, 1, STEP_MS);
        ok = take_mail(import, mailbox, &ended, err);
        if (was_interrupted(signals)) {
            // The second time somebody does not want to wait, say for a pipe that gives nothing;
            // what is committed stays.
            if (import->interrupted) {
                _exit(130);
            }
            import->interrupted = true;
            importer_cancel(import->importer);
        }
        if (!ended) {
            show_progress(import);
        }
    }
    clear_progress(import);
    return ok;
}

static bool import_files(Command *command, Import *import, Error *err) {
    String path = {0}, columns = {0};
    ImportOptions options = {.list_ids = command->state != NULL};
    const char *format = command_option(command, "format");
    if (format != NULL) {
        options.has_format = format_by_name(sv(format), &options.format);
    }
    if (!command_add_columns(command, &columns, err) || !command_add_cache_path(command, &path, err)) {
        string_free(&columns);
        return false;
    }
    options.columns = string_text(&columns);
    // Interrupting ends the import at a whole record: the signals are waited for here, and the
    // threads, which inherit the mask, never see them.
    sigset_t signals;
    sigset_t before;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    sigprocmask(SIG_BLOCK, &signals, &before);
    Mailbox *mailbox = mailbox_new();
    import->importer = importer_start(string_text(&path), mailbox);
    for (size_t i = 0; i < command->word_count; i++) {
        importer_add(import->importer, command->words[i], &options);
    }
    bool ok = run(import, mailbox, &signals, err);
    importer_stop(import->importer);
    mailbox_free(mailbox);
    sigprocmask(SIG_SETMASK, &before, NULL);
    string_free(&path);
    string_free(&columns);
    return ok;
}

bool command_import(Command *command, int *code, Error *err) {
    if (command_option(command, "rejected") != NULL) {
        return print_rejected(command, err);
    }
    if (command->word_count == 0) {
        return error_set(err, ERROR_USAGE, "say which files to read; - is standard input");
    }
    Import import = {.command = command};
    bool quiet = command_option(command, "quiet") != NULL;
    bool as_json = command_option(command, "json") != NULL;
    import.shows_progress = !quiet && isatty(STDERR_FILENO);
    bool wants_review = command_option(command, "cache-only") == NULL;
    if (!command_open_cache(command, err) ||
        (wants_review && !command_open_review(command, REVIEW_MAKE_NAMED, err)) ||
        !import_files(command, &import, err)) {
        return false;
    }
    if (command->state != NULL && !quiet && !as_json) {
        print_text(command, review_path(command->review));
        string_format(&command->out, ": %zu new %s\n", import.candidates,
                      import.candidates == 1 ? "candidate" : "candidates");
    }
    if (import.interrupted) {
        return error_set(err, ERROR_CANCELLED, "stopped; reading the same files again goes on from there");
    }
    if (import.failure.kind != ERROR_NONE) {
        *code = 1; // it was said when it happened
    } else if (import.input_wrong) {
        *code = 3;
    }
    return print_flush(command, err);
}
