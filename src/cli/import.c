#include "carrel/engine/import.h"
#include "carrel/base/clock.h"
#include "carrel/base/memory.h"
#include "carrel/base/paths.h"
#include "carrel/base/text.h"
#include "import_report.h"

#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define STEP_MS   100
#define BAR_WIDTH 20

// Decisions that a file brought, until somebody says whether they are wanted.
typedef struct {
    Key action;
    Rejoined rejoined;
    const char *standard; // in the command's arena
    String what;          // "rayyan.csv: 312 records bring …"
} Waiting;

typedef struct {
    Command *command;
    Importer *importer;
    bool shows_progress, shown;
    bool interrupted;
    bool input_wrong;  // some input was not understood
    Error failure;     // the first one that is not about input
    Key action;        // one file is one action of the review, whatever its chunks
    Rejoined rejoined; // of the file that is read
    size_t candidates;
    String described; // what the options say of the search, as lines
    bool asks;        // somebody is there to be asked
    Waiting *waiting;
    size_t waiting_count, waiting_capacity;
} Import;

// How far all files are, where there are several, and how long they will take.
static void add_whole(const ImportProgress *progress, String *line) {
    if (progress->files > 1 && progress->bytes_all > 0) {
        string_format(line, "; %.1f of %.1f GB", (double) progress->bytes / 1e9,
                      (double) progress->bytes_all / 1e9);
    }
    if (progress->seconds_left >= 0) {
        int64_t minutes = progress->seconds_left / 60;
        string_format(line, ", %" PRId64 ":%02" PRId64 ":%02" PRId64 " left", minutes / 60, minutes % 60,
                      progress->seconds_left % 60);
    }
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
        add_whole(&progress, &line);
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

// The import of the file goes on.
static ReviewAction begin_action(Import *import, const char *file, Arena *arena) {
    const ReviewState *state = import->command->state;
    if (key_is_none(import->action)) {
        import->action = review_import_action(state, file);
    }
    ReviewAction action = review_action_begin(state, clock_now_ms(), arena);
    action.action = import->action;
    return action;
}

// In whose name decisions are taken over where the records do not say.
static const char *standard_of(Command *command, const ImportFile *file) {
    const char *name = command_option(command, "as");
    return name != NULL ? name : arena_copy_view(&command->arena, path_base(file->name));
}

// What the file says of its search, with what the options say in its place.
static void describe(Import *import, ImportFile *file) {
    String lines = {0};
    StringView rest = sv(file->search);
    StringView line;
    while (sv_line(&rest, &line)) {
        String name = {0};
        string_add(&name, sv_part(line, 0, sv_find_char(line, '=')));
        string_add_char(&name, '=');
        bool replaced = false;
        StringView own = string_view(&import->described);
        StringView own_line;
        while (!replaced && sv_line(&own, &own_line)) {
            replaced = sv_starts(own_line, string_view(&name));
        }
        if (!replaced) {
            string_add(&lines, line);
            string_add_char(&lines, '\n');
        }
        string_free(&name);
    }
    string_add(&lines, string_view(&import->described));
    free(file->search);
    file->search = string_take(&lines);
}

// Ends the file's import in the review. What its records bring of decisions is taken over, or stays
// in import->waiting for the question.
static bool record_import(Import *import, const ImportFile *file, ImportReport *report, Error *err) {
    Command *command = import->command;
    Arena arena = {0};
    ReviewAction action = begin_action(import, file->name, &arena);
    review_end_import(command->state, &action, file, &import->rejoined, &report->again);
    if (report->again != 0 && import->described.length > 0) {
        // The action is now that of the import which had the same bytes.
        char key[KEY_TEXT_SIZE];
        key_to_text(action.action, key);
        review_action_import(&action,
                             arena_format(&arena, "import=%s\n%s", key, string_text(&import->described)));
    }
    if (file->decisions > 0 && command_option(command, "take-decisions") != NULL) {
        report->taken = review_take_decisions(command->state, &action, &import->rejoined.decisions,
                                              standard_of(command, file));
    }
    import->action = action.action;
    bool ok = action.count == 0 || command_append(command, &action, err);
    arena_free(&arena);
    return ok;
}

static void wait_for_answer(Import *import, const ImportFile *file) {
    Waiting waiting = {import->action, import->rejoined, standard_of(import->command, file), {0}};
    string_format(&waiting.what, "%s: ", file->name);
    import_report_add_decisions(file, &waiting.what);
    import->waiting = vec_grow(import->waiting, &import->waiting_capacity, import->waiting_count + 1,
                               sizeof *import->waiting);
    import->waiting[import->waiting_count++] = waiting;
}

// The next file is another search, and so another action.
static void begin_next(Import *import) {
    import->action = (Key){{ 0 }};
    import->rejoined = (Rejoined){0};
}

static bool take_file(Import *import, ImportFile *file, Error *err) {
    Command *command = import->command;
    bool in_review =
        command->state != NULL && file->import != 0 && !file->bulk && file->format != FORMAT_LINKS_CSV;
    bool takes = command_option(command, "take-decisions") != NULL;
    ImportReport report = {.file = file};
    clear_progress(import);
    describe(import, file);
    describing_read(file->search, &command->arena, &report.facts);
    if (in_review && !record_import(import, file, &report, err)) {
        return false;
    }
    if (in_review && !takes && file->decisions > 0 && import->asks) {
        wait_for_answer(import, file);
    } else {
        if (command->state != NULL && !takes) {
            report.unanswered = "--take-decisions takes them over";
        }
        rejoined_free(&import->rejoined);
    }
    begin_next(import);
    if (command_option(command, "json") != NULL) {
        import_report_json(command, &report);
    } else if (command_option(command, "quiet") == NULL && (file->import != 0 || file->skipped)) {
        import_report_line(command, &report);
    }
    if (file->error.kind != ERROR_NONE && file->error.kind != ERROR_CANCELLED) {
        print_fault(&file->error);
    }
    import_report_warn(&report);
    if (file->error.kind == ERROR_INPUT || file->rejected > 0) {
        import->input_wrong = true;
    } else if (file->error.kind == ERROR_CANCELLED) {
        import->interrupted = true;
    } else if (file->error.kind != ERROR_NONE && import->failure.kind == ERROR_NONE) {
        import->failure = file->error;
    }
    return print_flush(command, err);
}

static bool take_batch(Import *import, ImportBatch *batch, Error *err) {
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
    ImportOptions options = {
        .list_ids = command->state != NULL,
        .keep_for = command->state != NULL ? review_path(command->review) : NULL,
    };
    const char *format = command_option(command, "format");
    long long jobs = command_number(command, "jobs", 1);
    if (jobs < 1 || jobs > IMPORT_READERS_MOST) {
        return error_set(err, ERROR_USAGE, "--jobs is a number from 1 to %d", IMPORT_READERS_MOST);
    }
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
    importer_read_ahead(import->importer, (int) jobs);
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

// y or Y, or a word that begins so.
static bool is_yes(const char *question) {
    char answer[64];
    fprintf(stderr, "%s [y/N] ", question);
    fflush(stderr);
    return fgets(answer, sizeof answer, stdin) != NULL && (answer[0] == 'y' || answer[0] == 'Y');
}

static bool ask_one(Import *import, const Waiting *waiting, Error *err) {
    Command *command = import->command;
    String question = {0};
    text_add_display(&question, string_view(&waiting->what));
    string_add_text(&question, ". Take them over?");
    bool yes = is_yes(string_text(&question));
    string_free(&question);
    if (!yes) {
        return true;
    }
    Arena arena = {0};
    ReviewAction action = review_action_begin(command->state, clock_now_ms(), &arena);
    action.action = waiting->action;
    size_t taken =
        review_take_decisions(command->state, &action, &waiting->rejoined.decisions, waiting->standard);
    bool ok = action.count == 0 || command_append(command, &action, err);
    import_report_add_taken(taken, &command->out);
    string_add_char(&command->out, '\n');
    arena_free(&arena);
    return ok && print_flush(command, err);
}

static bool ask_about_decisions(Import *import, Error *err) {
    bool ok = true;
    for (size_t i = 0; i < import->waiting_count; i++) {
        ok = ok && (import->interrupted || ask_one(import, &import->waiting[i], err));
        rejoined_free(&import->waiting[i].rejoined);
        string_free(&import->waiting[i].what);
    }
    free(import->waiting);
    return ok;
}

// What only a review has a place for.
static bool check_review(const Command *command, Error *err) {
    if (command->state != NULL) {
        return true;
    }
    const char *option = command_option(command, "take-decisions") != NULL
                             ? "--take-decisions takes decisions"
                         : describing_is_asked(command) ? "a description of the search goes"
                                                        : NULL;
    return option == NULL || error_set(err, ERROR_USAGE, "%s into a review; name one with -R", option);
}

bool command_import(Command *command, int *code, Error *err) {
    if (command_option(command, "rejected") != NULL) {
        return import_report_rejected(command, err);
    }
    if (command->word_count == 0) {
        return error_set(err, ERROR_USAGE, "say which files to read; - is standard input");
    }
    Import import = {.command = command};
    bool quiet = command_option(command, "quiet") != NULL;
    bool as_json = command_option(command, "json") != NULL;
    import.shows_progress = !quiet && isatty(STDERR_FILENO);
    import.asks = !quiet && !as_json && isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
    bool wants_review = command_option(command, "cache-only") == NULL;
    bool ok = describing_add_lines(command, &import.described, err) && command_open_cache(command, err) &&
              (!wants_review || command_open_review(command, REVIEW_MAKE_NAMED, err)) &&
              check_review(command, err) && import_files(command, &import, err);
    string_free(&import.described);
    rejoined_free(&import.rejoined);
    if (!ok) {
        import.interrupted = true; // nobody is asked
    }
    ok = ask_about_decisions(&import, ok ? err : NULL) && ok;
    if (!ok) {
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
