#include "command.h"

#include "carrel/base/clock.h"
#include "carrel/base/file.h"
#include "carrel/base/paths.h"
#include "carrel/format/format.h"
#include "carrel/review/outcome.h"
#include "carrel/screening/retrieving.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

// Full texts: files of a folder as the retrieved reports, and the list of what is missing.

#define DEPTH_MOST 8 // of folders in folders

// What is due at full text.
typedef struct {
    const Candidate **candidates;
    WantedReport *wanted;
    size_t count;
} Reports;

typedef struct {
    const char **paths; // as found, below the folder that was named
    size_t count, capacity;
    bool cut; // folders deeper than DEPTH_MOST were passed over
} Files;

static Reports due_reports(Command *command) {
    Arena *arena = &command->arena;
    size_t candidates = review_state_count(command->state);
    Reports reports = {.candidates = arena_alloc(arena, (candidates + 1) * sizeof(const Candidate *)),
                       .wanted = ARENA_ARRAY(arena, WantedReport, candidates + 1)};
    for (size_t i = 0; i < candidates; i++) {
        const Candidate *candidate = review_state_at(command->state, i);
        if (!review_state_is_due(command->state, candidate->key, 2)) {
            continue;
        }
        Study *study = ARENA_NEW(arena, Study);
        bool found = false;
        if (candidate->study == 0 ||
            !cache_study(command->cache, candidate->study, arena, study, &found, NULL) || !found) {
            study = NULL;
        }
        TextList identifiers = {.items =
                                    arena_alloc(arena, (candidate->identifiers.count + 3) * sizeof(char *))};
        for (size_t k = 0; k < candidate->identifiers.count; k++) {
            identifiers.items[identifiers.count++] = candidate->identifiers.items[k];
        }
        if (study != NULL && study->doi != NULL) {
            identifiers.items[identifiers.count++] = arena_format(arena, "doi:%s", study->doi);
        }
        if (study != NULL && study->pmcid != NULL) {
            identifiers.items[identifiers.count++] = arena_format(arena, "pmcid:%s", study->pmcid);
        }
        if (study != NULL && study->pmid != 0) {
            identifiers.items[identifiers.count++] =
                arena_format(arena, "pmid:%lld", (long long) study->pmid);
        }
        reports.candidates[reports.count] = candidate;
        reports.wanted[reports.count++] = (WantedReport){identifiers, study};
    }
    return reports;
}

// Somebody still has to get it: neither at hand nor judged without it.
static bool is_missing(const Command *command, const Candidate *candidate) {
    Decision decision = review_state_outcome(command->state, candidate->key, 2).decision;
    return candidate->retrieval != RETRIEVAL_RETRIEVED && decision != DECISION_INCLUDE &&
           decision != DECISION_EXCLUDE;
}

// --- the folder ---

static bool is_pdf(const char *name) {
    size_t length = strlen(name);
    return length > 4 && name[0] != '.' && sv_equal_nocase(sv(name + length - 4), SV(".pdf"));
}

static bool find_files(Command *command, const char *folder, int depth, Files *files, Error *err) {
    DIR *open = opendir(folder);
    if (open == NULL) {
        return error_set(err, ERROR_SYSTEM, "%s: %s", folder, strerror(errno));
    }
    bool ok = true;
    struct dirent *item;
    while (ok && (item = readdir(open)) != NULL) {
        struct stat status;
        const char *path = arena_format(&command->arena, "%s%s%s", folder,
                                        folder[strlen(folder) - 1] == '/' ? "" : "/", item->d_name);
        // Folders that are links can go round in a circle.
        if (item->d_name[0] == '.' || lstat(path, &status) != 0) {
            continue;
        }
        if (S_ISDIR(status.st_mode)) {
            files->cut |= depth == DEPTH_MOST;
            ok = depth == DEPTH_MOST || find_files(command, path, depth + 1, files, err);
        } else if (is_pdf(item->d_name) && file_exists(path) && !file_is_folder(path)) {
            files->paths = arena_grow(&command->arena, files->paths, &files->capacity, files->count + 1,
                                      sizeof *files->paths);
            files->paths[files->count++] = path;
        }
    }
    closedir(open);
    return ok;
}

static int compare_paths(const void *a, const void *b) {
    return strcmp(*(const char *const *) a, *(const char *const *) b);
}

// --- what is printed ---

// "pmid:22320928", else its DOI, else the cache's id.
static void print_report_id(Command *command, const Candidate *candidate) {
    const char *best = NULL;
    for (size_t i = 0; i < candidate->identifiers.count; i++) {
        const char *one = candidate->identifiers.items[i];
        if (strncmp(one, "pmid:", 5) == 0 || (best == NULL && strncmp(one, "doi:", 4) == 0)) {
            best = one;
        }
    }
    if (best != NULL) {
        print_text(command, best);
    } else if (candidate->study != 0) {
        print_id(command, candidate->study);
    } else {
        print_text(command, candidate->citation);
    }
}

static void print_match(Command *command, const Reports *reports, const FileMatch *match, const char *path) {
    static const char *const how[] = {
        [FILE_BY_DOI] = "by DOI", [FILE_BY_PMID] = "by PMID", [FILE_BY_NAME] = "by name"};
    String *out = &command->out;
    if (match->kind == FILE_UNKNOWN) {
        string_add_text(out, "unmatched   ");
        print_text(command, path);
    } else if (match->kind == FILE_AMBIGUOUS) {
        string_add_text(out, "ambiguous   ");
        print_text(command, path);
        string_add_text(out, "  ");
        print_report_id(command, reports->candidates[match->report]);
        string_add_text(out, " or ");
        print_report_id(command, reports->candidates[match->other]);
    } else {
        string_add_text(out, match->is_extra ? "another of  " : "retrieved   ");
        print_report_id(command, reports->candidates[match->report]);
        string_add_text(out, "  ");
        print_text(command, path);
        string_format(out, "  %s", how[match->kind]);
    }
    string_add_char(out, '\n');
}

// The study as it is known, for the formats' writers.
static const Study *study_of(Command *command, const Reports *reports, size_t i) {
    if (reports->wanted[i].study != NULL) {
        return reports->wanted[i].study;
    }
    Study *study = ARENA_NEW(&command->arena, Study);
    study_init(study);
    study->title = reports->candidates[i]->citation;
    for (size_t k = 0; k < reports->wanted[i].identifiers.count; k++) {
        const char *one = reports->wanted[i].identifiers.items[k];
        long long pmid;
        if (strncmp(one, "doi:", 4) == 0) {
            study->doi = one + 4;
        } else if (strncmp(one, "pmid:", 5) == 0 && sv_number(sv(one + 5), &pmid)) {
            study->pmid = pmid;
        }
    }
    return study;
}

// A cell, in quotation marks where it needs them. [RFC 4180]
static void print_cell(Command *command, const char *text, bool last) {
    const char *cell = text != NULL ? text : "";
    bool quoted = strpbrk(cell, ",\"\r\n") != NULL;
    string_add_text(&command->out, quoted ? "\"" : "");
    for (; *cell != '\0'; cell++) {
        string_add_text(&command->out, *cell == '"' ? "\"" : "");
        string_add_char(&command->out, *cell);
    }
    string_add_text(&command->out, quoted ? "\"" : "");
    string_add_text(&command->out, last ? "\n" : ",");
}

static void print_row(Command *command, const Candidate *candidate, const Study *study) {
    String citation = {0}, pmid = {0};
    study_add_citation(study, &citation);
    if (study->pmid != 0) {
        string_format(&pmid, "%lld", (long long) study->pmid);
    }
    print_cell(command, string_text(&citation), false);
    print_cell(command, study->doi, false);
    print_cell(command, string_text(&pmid), false);
    print_cell(command, study->pmcid, false);
    print_cell(command, candidate->retrieval == RETRIEVAL_NONE ? "" : retrieval_name(candidate->retrieval),
               true);
    string_free(&citation);
    string_free(&pmid);
}

static bool print_missing(Command *command, const Reports *reports, const char *format, Error *err) {
    bool as_ris = strcmp(format, "ris") == 0, as_csv = strcmp(format, "csv") == 0, any = false;
    if (as_csv) {
        string_add_text(&command->out, "citation,doi,pmid,pmcid,status\n");
    }
    for (size_t i = 0; i < reports->count; i++) {
        const Candidate *candidate = reports->candidates[i];
        if (!is_missing(command, candidate)) {
            continue;
        }
        const Study *study = study_of(command, reports, i);
        Entry entry = {.id = candidate->study, .study = study, .candidate = candidate, .stage = 2};
        if (as_csv) {
            print_row(command, candidate, study);
        } else {
            formats[as_ris ? FORMAT_RIS : FORMAT_CITATION].write_entry(&entry, !any, &command->out);
        }
        any = true;
    }
    if (as_ris && formats[FORMAT_RIS].write_end != NULL) {
        formats[FORMAT_RIS].write_end(any, &command->out);
    }
    return print_flush(command, err);
}

// --- doing it ---

// A file that was named before and is still there stays the report's.
static bool has_another(const Command *command, const Candidate *candidate, const char *kept) {
    String path = {0};
    bool there = false;
    if (candidate->file != NULL && strcmp(candidate->file, kept) != 0) {
        retrieving_add_path(review_path(command->review), candidate->file, &path);
        there = file_exists(string_text(&path));
    }
    string_free(&path);
    return there;
}

// Appends the events of the files that are the reports'; those that were known are left out.
static void tell_retrieved(Command *command, const Reports *reports, const Files *files, FileMatch *matches,
                           ReviewAction *action) {
    for (size_t i = 0; i < files->count; i++) {
        FileMatch *match = &matches[i];
        if (match->kind < FILE_BY_DOI || match->is_extra) {
            continue;
        }
        const Candidate *candidate = reports->candidates[match->report];
        String kept = {0};
        retrieving_add_kept(review_path(command->review), files->paths[i], &kept);
        bool is_known = candidate->retrieval == RETRIEVAL_RETRIEVED && candidate->file != NULL &&
                        strcmp(candidate->file, string_text(&kept)) == 0;
        match->is_extra = has_another(command, candidate, string_text(&kept));
        if (!is_known && !match->is_extra) {
            review_action_retrieval(action, candidate->key, RETRIEVAL_RETRIEVED, string_text(&kept));
        }
        string_free(&kept);
    }
}

static void print_summary(Command *command, const Reports *reports, const Files *files,
                          const FileMatch *matches, bool dry) {
    size_t matched = 0, unmatched = 0, missing = 0;
    IdMap got = {0};
    for (size_t i = 0; i < files->count; i++) {
        bool is_matched = matches[i].kind >= FILE_BY_DOI;
        matched += is_matched && !matches[i].is_extra;
        unmatched += !is_matched;
        if (is_matched) {
            id_map_set(&got, (int64_t) matches[i].report, 1);
        }
        print_match(command, reports, &matches[i], files->paths[i]);
    }
    for (size_t i = 0; i < reports->count; i++) {
        if (is_missing(command, reports->candidates[i]) && !id_map_get(&got, (int64_t) i, NULL)) {
            String citation = {0};
            study_add_citation(study_of(command, reports, i), &citation);
            string_add_text(&command->out, "no file     ");
            print_report_id(command, reports->candidates[i]);
            string_add_text(&command->out, "  ");
            print_text(command, string_text(&citation));
            string_add_char(&command->out, '\n');
            string_free(&citation);
            missing++;
        }
    }
    id_map_free(&got);
    String *out = &command->out;
    print_counted(out, matched, "report", "reports");
    string_add_text(out, " with a file, ");
    print_counted(out, unmatched, "file", "files");
    string_add_text(out, " of none that is due, ");
    print_counted(out, missing, "report", "reports");
    string_format(out, " without a file%s\n", dry ? " (nothing was written)" : "");
}

static bool retrieve_from(Command *command, const char *folder, const Reports *reports, Error *err) {
    Files files = {0};
    Arena arena = {0};
    bool dry = command_option(command, "dry-run") != NULL;
    bool ok = find_files(command, folder, 1, &files, err);
    if (ok) {
        if (files.count > 1) {
            qsort(files.paths, files.count, sizeof *files.paths, compare_paths);
        }
        const char **names = arena_alloc(&command->arena, (files.count + 1) * sizeof *names);
        for (size_t i = 0; i < files.count; i++) {
            names[i] = path_base(files.paths[i]).data;
        }
        FileMatch *matches =
            retrieving_match(names, files.count, reports->wanted, reports->count, &command->arena);
        ReviewAction action = review_action_begin(command->state, clock_now_ms(), &arena);
        tell_retrieved(command, reports, &files, matches, &action);
        if (command_option(command, "quiet") == NULL) {
            print_summary(command, reports, &files, matches, dry);
        }
        // Only then: what is printed speaks of the state as it was.
        ok = (dry || action.count == 0 || command_append(command, &action, err)) && print_flush(command, err);
        if (files.cut) {
            print_note("folders more than eight deep were passed over");
        }
    }
    arena_free(&arena);
    return ok;
}

bool command_retrieve(Command *command, int *code, Error *err) {
    (void) code;
    bool lists = command_option(command, "missing") != NULL;
    const char *format = command_option(command, "format");
    if (lists ? command->word_count > 0 : command->word_count != 1) {
        return error_set(err, ERROR_USAGE,
                         lists ? "--missing takes no folder"
                               : "name the folder that has the full texts, or ask for --missing");
    }
    if (format != NULL && !lists) {
        return error_set(err, ERROR_USAGE, "--format goes with --missing");
    }
    if (!command_open_cache(command, err) || !command_open_review(command, REVIEW_EXISTING, err)) {
        return false;
    }
    review_state_set_stage(command->state, 2);
    Reports reports = due_reports(command);
    return lists ? print_missing(command, &reports, format != NULL ? format : "text", err)
                 : retrieve_from(command, command->words[0], &reports, err);
}
