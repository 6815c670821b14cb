#include "import_report.h"

#include "carrel/base/clock.h"

#include <inttypes.h>
#include <string.h>

void import_report_add_decisions(const ImportFile *file, String *out) {
    bool one = file->decisions == 1;
    print_number(out, (int64_t) file->decisions);
    string_add_text(out, one ? " record brings decisions" : " records bring decisions");
    if (file->deciders != NULL && file->deciders[0] != '\0') {
        string_format(out, " by %s", file->deciders);
    }
}

void import_report_add_taken(size_t taken, String *out) {
    string_add_text(out, "decisions of ");
    print_counted(out, taken, "record", "records");
    string_add_text(out, " taken over");
}

void import_report_json(Command *command, const ImportReport *report) {
    const ImportFile *file = report->file;
    JsonWriter json = {.out = &command->out};
    json_object_begin(&json);
    json_field_text(&json, "file", file->name);
    json_field_text(&json, "format", file->import != 0 ? formats[file->format].name : NULL);
    json_field_text(&json, "encoding", file->encoding);
    json_field_number(&json, "records", (int64_t) file->records);
    json_field_number(&json, "links", (int64_t) file->links);
    json_field_number(&json, "new", (int64_t) file->created);
    json_field_number(&json, "updated", (int64_t) file->updated);
    json_field_number(&json, "unchanged", (int64_t) file->unchanged);
    json_field_number(&json, "rejected", (int64_t) file->rejected);
    json_field_text(&json, "first_rejected", file->first_rejected);
    json_field_number(&json, "deleted", (int64_t) file->deleted);
    json_field_text(&json, "unknown_columns", file->unknown_columns);
    json_field_bool(&json, "resumed", file->resumed);
    json_field_bool(&json, "skipped", file->skipped);
    json_field_bool(&json, "cancelled", file->cancelled);
    describing_add_json(&report->facts, &json);
    json_field_number(&json, "decisions", (int64_t) file->decisions);
    json_field_text(&json, "deciders",
                    file->deciders != NULL && file->deciders[0] != '\0' ? file->deciders : NULL);
    json_field_number(&json, "decisions_taken", (int64_t) report->taken);
    String again = {0};
    if (report->again != 0) {
        clock_add_iso(&again, report->again);
    }
    json_field_text(&json, "imported_before", report->again != 0 ? string_text(&again) : NULL);
    string_free(&again);
    describing_add_kept(command, file->kept, &json);
    json_field_text(&json, "error", file->error.kind != ERROR_NONE ? file->error.text : NULL);
    json_object_end(&json);
    string_add_char(&command->out, '\n');
}

// A sentence about the file, on a line of its own.
static void add_more(Command *command, String *said) {
    if (said->length > 0) {
        string_add_text(&command->out, "  ");
        print_text(command, string_text(said));
        string_add_char(&command->out, '\n');
    }
    string_clear(said);
}

static const char *const nouns[2][2] = {{"record", "records"}, {"study", "studies"}};

void import_report_line(Command *command, const ImportReport *report) {
    const ImportFile *file = report->file;
    bool only_links = file->format == FORMAT_LINKS_CSV;
    print_text(command, file->name);
    string_add_text(&command->out, ": ");
    if (file->skipped) {
        string_add_text(&command->out, "imported before\n");
        return;
    }
    if (only_links) {
        string_format(&command->out, "%" PRIu64 " %s of ", file->links, file->links == 1 ? "link" : "links");
    }
    uint64_t studies = file->records - (only_links ? file->rejected : 0);
    string_format(&command->out, "%" PRIu64 " %s (%s", studies, nouns[only_links][studies != 1],
                  formats[file->format].name);
    if (file->encoding && strcmp(file->encoding, ENCODING_USUAL) != 0) {
        string_format(&command->out, ", read as %s", file->encoding);
    }
    string_add_char(&command->out, ')');
    if (!only_links) {
        string_format(&command->out, ": %" PRIu64 " new, %" PRIu64 " updated, %" PRIu64 " unchanged",
                      file->created, file->updated, file->unchanged);
    }
    if (file->rejected > 0) {
        string_format(&command->out, ", %" PRIu64 " rejected", file->rejected);
    }
    if (file->deleted > 0) {
        string_format(&command->out, ", %" PRIu64 " deleted", file->deleted);
    }
    string_add_text(&command->out, file->resumed ? "; taken up where it was left" : "");
    string_add_text(&command->out, file->cancelled ? "; stopped before its end" : "");
    String said = {0};
    describing_add_sentence(&report->facts, &said);
    if (said.length > 0) {
        string_add_text(&command->out, "; ");
        print_text(command, string_text(&said));
        string_clear(&said);
    }
    string_add_char(&command->out, '\n');
    if (file->first_rejected != NULL) {
        string_format(&said, "%s%s", file->rejected > 1 ? "the first of those rejected is " : "rejected: ",
                      file->first_rejected);
        string_add_text(&said, " (import --rejected prints all of them)");
        add_more(command, &said);
    }
    if (file->unknown_columns != NULL && file->unknown_columns[0] != '\0') {
        string_format(&said, "columns that were not understood: %s (--map FIELD=COLUMN says what one holds)",
                      file->unknown_columns);
        add_more(command, &said);
    }
    if (report->again != 0) {
        string_add_text(&said, "already imported on ");
        clock_add_minute(&said, report->again);
        string_add_text(&said, "; the review has it");
        add_more(command, &said);
    }
    if (report->taken > 0) {
        import_report_add_taken(report->taken, &said);
        add_more(command, &said);
    } else if (file->decisions > 0 && report->unanswered != NULL) {
        import_report_add_decisions(file, &said);
        string_format(&said, "; %s", report->unanswered);
        add_more(command, &said);
    }
    string_free(&said);
}

void import_report_warn(const ImportReport *report) {
    const ImportFile *file = report->file;
    String said = {0};
    bool whole = file->error.kind == ERROR_NONE && !file->cancelled;
    if (whole && file->import != 0) {
        describing_add_difference(&report->facts, file->records, file->rejected, &said);
    }
    if (said.length > 0) {
        String line = {0};
        string_format(&line, "%s: %s", file->name, string_text(&said));
        print_note(string_text(&line));
        string_free(&line);
    }
    if (file->unkept != NULL) {
        string_clear(&said);
        string_format(&said, "%s: no copy is kept beside the review: %s", file->name, file->unkept);
        print_note(string_text(&said));
    }
    string_free(&said);
}

bool import_report_rejected(Command *command, Error *err) {
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
        string_add(&command->out, row->verbatim);
        if (!sv_ends(string_view(&command->out), SV("\n"))) {
            string_add_char(&command->out, '\n');
        }
    }
    return print_flush(command, err);
}
