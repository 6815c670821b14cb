#include "command.h"

#include "carrel/format/format.h"

#include <inttypes.h>

// "Label: text" where there is text.
static void print_field(Command *command, const char *label, const char *text) {
    if (text != NULL && text[0] != '\0') {
        string_format(&command->out, "%s: ", label);
        print_text(command, text);
        string_add_char(&command->out, '\n');
    }
}

static void print_list(Command *command, const char *label, const TextList *list) {
    String joined = {0};
    for (size_t i = 0; i < list->count; i++) {
        string_format(&joined, "%s%s", i > 0 ? "; " : "", list->items[i]);
    }
    print_field(command, label, string_text(&joined));
    string_free(&joined);
}

static void print_authors(Command *command, const Study *study) {
    String names = {0};
    for (size_t i = 0; i < study->author_count; i++) {
        string_add_text(&names, i > 0 ? ", " : "");
        author_add_short(&study->authors[i], &names);
    }
    if (names.length > 0) {
        print_text(command, string_text(&names));
        string_add_char(&command->out, '\n');
    }
    string_free(&names);
}

static void print_mesh(Command *command, const Study *study) {
    String terms = {0};
    for (size_t i = 0; i < study->mesh_count; i++) {
        const MeshHeading *heading = &study->mesh[i];
        string_format(&terms, "%s%s%s", i > 0 ? "; " : "", heading->heading, heading->major ? "*" : "");
        for (size_t j = 0; j < heading->qualifier_count; j++) {
            string_format(&terms, "/%s%s", heading->qualifiers[j].name,
                          heading->qualifiers[j].major ? "*" : "");
        }
    }
    print_field(command, "MeSH", string_text(&terms));
    string_free(&terms);
}

static void print_corrections(Command *command, const Study *study) {
    for (size_t i = 0; i < study->correction_count; i++) {
        const Correction *correction = &study->corrections[i];
        String line = {0};
        string_add_text(&line, correction->text);
        if (correction->pmid > 0) {
            string_format(&line, "%spmid:%" PRId64, line.length > 0 ? " " : "", correction->pmid);
        }
        print_field(command, correction->type, string_text(&line));
        string_free(&line);
    }
}

static void print_link_counts(Command *command, const Entry *entry) {
    static const char *const names[LINK_KINDS] = {"References", "Cited by", "Similar"};
    for (int kind = 0; kind < LINK_KINDS; kind++) {
        const LinkCount *count = &entry->links[kind];
        if (count->listed == 0 && count->announced <= 0) {
            continue;
        }
        string_format(&command->out, "%s: %zu listed", names[kind], count->listed);
        if (count->announced >= 0) {
            string_format(&command->out, " of %" PRId64, count->announced);
        }
        string_add_char(&command->out, '\n');
    }
}

static void print_review(Command *command, const Candidate *candidate) {
    if (candidate == NULL) {
        return;
    }
    string_format(&command->out, "Decision: %s", decision_name(candidate->own.decision));
    if (candidate->own.reason != NULL && candidate->own.reason[0] != '\0') {
        string_add_text(&command->out, " (");
        print_text(command, candidate->own.reason);
        string_add_char(&command->out, ')');
    }
    string_add_char(&command->out, '\n');
    if (candidate->retrieval != RETRIEVAL_NONE) {
        string_format(&command->out, "Full text: %s", retrieval_name(candidate->retrieval));
        print_text(command, candidate->file != NULL ? ", " : "");
        print_text(command, candidate->file);
        string_add_char(&command->out, '\n');
    }
    print_list(command, "Labels", &candidate->labels);
    for (size_t i = 0; i < candidate->value_count; i++) {
        print_field(command, candidate->values[i].label, candidate->values[i].value);
    }
    print_field(command, "Note", candidate->note);
}

static void print_entry(Command *command, const Entry *entry) {
    const Study *study = entry->study;
    String line = {0};
    print_text(command, study->title != NULL ? study->title : "[no title]");
    string_add_char(&command->out, '\n');
    if (study_flags(study) & STUDY_RETRACTED) {
        string_add_text(&command->out, "*** RETRACTED ***\n");
    }
    print_authors(command, study);
    study_add_journal_line(study, &line);
    if (line.length > 0) {
        print_text(command, string_text(&line));
        string_add_char(&command->out, '\n');
    }
    print_id(command, entry->id);
    if (study->doi != NULL) {
        string_add_text(&command->out, "  doi:");
        print_text(command, study->doi);
    }
    if (study->pmcid != NULL) {
        string_add_text(&command->out, "  pmcid:");
        print_text(command, study->pmcid);
    }
    string_add_text(&command->out, "\n\n");
    if (entry->abstract_by != NULL) {
        string_add_text(&command->out, "Abstract filled in by ");
        print_text(command, entry->abstract_by[0] != '\0' ? entry->abstract_by : "a reviewer");
        string_add_text(&command->out, "; the record has none:\n");
    }
    string_clear(&line);
    study_add_abstract(study, &line);
    string_add(&command->out, line.length > 0 ? string_view(&line) : SV("no abstract in this record"));
    string_add_text(&command->out, sv_ends(string_view(&command->out), SV("\n")) ? "\n" : "\n\n");
    print_field(command, "Conflict of interest", study->conflict_of_interest);
    print_list(command, "Publication types", &study->publication_types);
    print_mesh(command, study);
    print_list(command, "Keywords", &study->keywords);
    print_corrections(command, study);
    print_link_counts(command, entry);
    print_review(command, entry->candidate);
    string_free(&line);
}

static bool show(Command *command, StudyId id, bool first, Error *err) {
    Arena arena = {0};
    Entry entry;
    bool found = false;
    bool ok = entry_load(command->cache, command->state, id, true, &arena, &entry, &found, err);
    if (ok && !found) {
        String name = {0};
        print_id(command, id);
        string_add(&name, string_view(&command->out));
        string_clear(&command->out);
        ok = error_set(err, ERROR_SYSTEM, "%s is known only by links to it; no record of it is in the cache",
                       string_text(&name));
        string_free(&name);
    }
    if (ok) {
        const char *name = command_option(command, "format");
        Format format;
        if (name != NULL && format_by_name(sv(name), &format)) {
            formats[format].write_entry(&entry, first, &command->out);
        } else {
            string_add_text(&command->out, first ? "" : "\n");
            print_entry(command, &entry);
        }
        ok = print_flush(command, err);
    }
    arena_free(&arena);
    return ok;
}

bool command_show(Command *command, int *code, Error *err) {
    (void) code;
    IdList ids = {0};
    bool ok = command_open_cache(command, err) && command_open_review(command, REVIEW_IF_NAMED, err) &&
              find_targets(command, 0, true, &ids, err);
    for (size_t i = 0; ok && i < ids.count; i++) {
        ok = show(command, ids.ids[i], i == 0, err);
    }
    id_list_free(&ids);
    return ok;
}
