#include "command.h"

#include "carrel/format/holds.h"
#include "carrel/screening/audience.h"
#include "carrel/screening/exporter.h"

#include <string.h>

static Audience audience_of(const Command *command) {
    Audience audience = FOR_ANYBODY;
    audience_by_name(sv(command_option(command, "for")), &audience);
    return audience;
}

static bool choose_format(const Command *command, Format *format, Error *err) {
    const char *name = command_option(command, "format");
    const char *file = command_option(command, "output");
    if (audience_of(command) != FOR_ANYBODY) {
        return audience_format(audience_of(command), name, file, format, err);
    }
    if (name != NULL) {
        return format_by_name(sv(name), format);
    }
    if (file != NULL && strcmp(file, "-") != 0) {
        return exporter_format_of(file, format, err);
    }
    String names = {0};
    for (size_t i = 0; i < FORMAT_COUNT; i++) {
        if (formats[i].writes) {
            string_format(&names, "%s%s", names.length > 0 ? ", " : "", formats[i].name);
        }
    }
    error_set(err, ERROR_USAGE, "say in which format, by --format: %s", string_text(&names));
    string_free(&names);
    return false;
}

// Calls for each study that is there.
typedef bool TakeEntry(Command *command, void *context, const Entry *entry, Error *err);
static bool each_entry(Command *command, Format format, const IdList *ids, TakeEntry *take, void *context,
                       Error *err) {
    Arena arena = {0};
    bool tells_links = format_tells_links(format), ok = true;
    for (size_t i = 0; ok && i < ids->count; i++) {
        Entry entry;
        bool found = false;
        arena_reset(&arena);
        ok =
            entry_load(command->cache, command->state, ids->ids[i], tells_links, &arena, &entry, &found, err);
        audience_dress(command->state, audience_of(command), &arena, &entry);
        ok = ok && (!found || take(command, context, &entry, err));
    }
    arena_free(&arena);
    return ok;
}

typedef struct {
    const FormatInfo *format;
    bool any;
} Printing;

static bool print_entry(Command *command, void *context, const Entry *entry, Error *err) {
    Printing *printing = context;
    printing->format->write_entry(entry, !printing->any, &command->out);
    printing->any = true;
    return print_much(command, err);
}

static bool print_all(Command *command, const FormatInfo *format, const IdList *ids, Error *err) {
    Printing printing = {.format = format};
    bool ok = each_entry(command, format->format, ids, print_entry, &printing, err);
    if (ok && format->write_end != NULL) {
        format->write_end(printing.any, &command->out);
    }
    return ok && print_flush(command, err);
}

static bool write_entry(Command *command, void *context, const Entry *entry, Error *err) {
    (void) command;
    return exporter_add(context, entry, err);
}

// What was written, and what a person should know of the parts.
static bool report(Command *command, const char *name, const Exported *exported, Error *err) {
    print_text(command, name);
    string_format(&command->out, ": %llu %s", (unsigned long long) exported->records,
                  exported->records == 1 ? "study" : "studies");
    if (exported->parts > 1) {
        string_format(&command->out, " in %llu parts", (unsigned long long) exported->parts);
    }
    string_add_char(&command->out, '\n');
    return print_flush(command, err);
}

static void warn(const char *name, const Exported *exported) {
    String text = {0};
    if (exported->alone > 0) {
        string_format(&text, "%s: %llu %s larger than --max-bytes and a part alone", name,
                      (unsigned long long) exported->alone,
                      exported->alone == 1 ? "record is" : "records are");
        print_note(string_text(&text));
        string_clear(&text);
    }
    if (exported->behind > 0) {
        string_format(&text, "%s: a part %llu is there from an earlier export, which wrote more", name,
                      (unsigned long long) exported->behind);
        print_note(string_text(&text));
    }
    string_free(&text);
}

static bool write_all(Command *command, const ExportPlan *plan, const IdList *ids, Error *err) {
    Exporter *exporter = exporter_open(plan, err);
    Exported exported = {0};
    if (exporter == NULL) {
        return false;
    }
    if (!each_entry(command, plan->format, ids, write_entry, exporter, err)) {
        exporter_abandon(exporter);
        return false;
    }
    if (!exporter_close(exporter, &exported, err)) {
        return false;
    }
    warn(plan->name, &exported);
    return command_option(command, "quiet") != NULL || report(command, plan->name, &exported, err);
}

static bool read_limits(const Command *command, ExportPlan *plan, Error *err) {
    const char *bytes = command_option(command, "max-bytes");
    const char *records = command_option(command, "max-records");
    plan->max_records = (uint64_t) command_number(command, "max-records", 0);
    if (records != NULL && plan->max_records == 0) {
        return error_set(err, ERROR_USAGE, "--max-records wants a number from 1 on");
    }
    if (bytes != NULL && !exporter_size_parse(sv(bytes), &plan->max_bytes)) {
        return error_set(err, ERROR_USAGE, "--max-bytes wants a size such as 500k or 50M, not \"%s\"", bytes);
    }
    bool printed = plan->name == NULL || strcmp(plan->name, "-") == 0;
    return !printed || (bytes == NULL && records == NULL) ||
           error_set(err, ERROR_USAGE, "parts are files: say with -o how they are called");
}

// A file for each list that a study is on.
static bool write_lists(Command *command, const ExportPlan *plan, const IdList *ids, Error *err) {
    Audience audience = audience_of(command);
    TextList lists = audience_lists(audience);
    bool ok = true, any = false;
    for (size_t i = 0; ok && i < lists.count; i++) {
        IdList of_list = {0};
        audience_select(command->state, audience, lists.items[i], ids, &of_list);
        ExportPlan part = audience_plan(audience, plan, lists.items[i], of_list.count, &command->arena);
        ok = of_list.count == 0 || write_all(command, &part, &of_list, err);
        any = any || of_list.count > 0;
        id_list_free(&of_list);
    }
    if (ok && !any) {
        print_note("none of these studies is on a list of that tool: nothing was written");
    }
    return ok;
}

bool command_export(Command *command, int *code, Error *err) {
    (void) code;
    IdList ids = {0};
    ExportPlan plan = {.name = command_option(command, "output")};
    bool ok = choose_format(command, &plan.format, err) && read_limits(command, &plan, err) &&
              command_open_cache(command, err) &&
              command_open_review(
                  command, audience_of(command) != FOR_ANYBODY ? REVIEW_EXISTING : REVIEW_IF_NAMED, err) &&
              find_studies(command, command_join(command, 0), &ids, err);
    if (ok && (plan.name == NULL || strcmp(plan.name, "-") == 0)) {
        ok = print_all(command, &formats[plan.format], &ids, err);
    } else if (ok && audience_lists(audience_of(command)).count > 0) {
        ok = write_lists(command, &plan, &ids, err);
    } else if (ok) {
        ok = write_all(command, &plan, &ids, err);
    }
    id_list_free(&ids);
    return ok;
}
