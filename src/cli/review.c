#include "command.h"

#include "carrel/base/clock.h"
#include "carrel/base/file.h"
#include "carrel/base/paths.h"
#include "carrel/engine/shelf.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
    const char *title, *question, *update_of, *previous_studies, *previous_reports; // NULL unknown
    ReviewCounts counts;
    size_t searches, rounds;
    int64_t changed; // time of the last event; 0 where nothing was done
} ReviewFacts;

static ReviewFacts facts_of(const HeldReview *held, Arena *arena) {
    SearchRecord *searches;
    int64_t changed = review_state_last_time(held->state);
    return (ReviewFacts){
        .title = review_state_setting(held->state, "title"),
        .question = review_state_setting(held->state, "question"),
        .update_of = review_state_setting(held->state, "update_of"),
        .previous_studies = review_state_setting(held->state, "previous_studies"),
        .previous_reports = review_state_setting(held->state, "previous_reports"),
        .counts = review_state_counts(held->state, 0),
        .searches = review_state_searches(held->state, arena, &searches),
        .rounds = review_state_rounds(held->state).count,
        .changed = held->count > 0 ? changed : 0,
    };
}

static void print_number_or_null(JsonWriter *json, const char *name, const char *number) {
    long long value;
    json_key(json, name);
    if (number != NULL && sv_number(sv(number), &value)) {
        json_number(json, value);
    } else {
        json_nothing(json);
    }
}

static void print_facts_json(JsonWriter *json, const char *path, const ReviewFacts *facts) {
    String changed = {0};
    if (facts->changed != 0) {
        clock_add_iso(&changed, facts->changed);
    }
    json_object_begin(json);
    json_field_text(json, "path", path);
    json_field_text(json, "title", facts->title);
    json_field_text(json, "question", facts->question);
    json_field_number(json, "candidates", (int64_t) facts->counts.candidates);
    json_field_number(json, "undecided", (int64_t) facts->counts.undecided);
    json_field_number(json, "included", (int64_t) facts->counts.included);
    json_field_number(json, "excluded", (int64_t) facts->counts.excluded);
    json_field_number(json, "maybe", (int64_t) facts->counts.maybe);
    json_field_number(json, "imports", (int64_t) facts->searches);
    json_field_number(json, "rounds", (int64_t) facts->rounds);
    json_field_text(json, "update_of", facts->update_of);
    print_number_or_null(json, "previous_studies", facts->previous_studies);
    print_number_or_null(json, "previous_reports", facts->previous_reports);
    json_field_text(json, "changed", facts->changed != 0 ? string_text(&changed) : NULL);
    json_object_end(json);
    string_free(&changed);
}

static void print_row(Command *command, const char *name, const char *value) {
    if (value != NULL && value[0] != '\0') {
        string_format(&command->out, "  %-17s  ", name);
        print_text(command, value);
        string_add_char(&command->out, '\n');
    }
}

static void print_row_count(Command *command, const char *name, size_t count) {
    print_row(command, name, arena_format(&command->arena, "%zu", count));
}

static void print_facts(Command *command, const char *path, const ReviewFacts *facts) {
    print_text(command, path);
    string_add_char(&command->out, '\n');
    print_row(command, "title", facts->title);
    print_row(command, "question", facts->question);
    print_row_count(command, "candidates", facts->counts.candidates);
    print_row_count(command, "include", facts->counts.included);
    print_row_count(command, "exclude", facts->counts.excluded);
    print_row_count(command, "maybe", facts->counts.maybe);
    print_row_count(command, "undecided", facts->counts.undecided);
    print_row_count(command, "imports", facts->searches);
    print_row_count(command, "rounds", facts->rounds);
    print_row(command, "update of", facts->update_of);
    print_row(command, "previous studies", facts->previous_studies);
    print_row(command, "previous reports", facts->previous_reports);
    if (facts->changed != 0) {
        String changed = {0};
        clock_add_minute(&changed, facts->changed);
        print_row(command, "last changed", string_text(&changed));
        string_free(&changed);
    }
}

static bool describe_review(Command *command, const char *name, Error *err) {
    String path = {0};
    HeldReview held = {0};
    bool ok = review_add_path(name, &path, err);
    if (ok && !file_exists(string_text(&path))) {
        ok = error_set(err, ERROR_SYSTEM, "%s: there is no such review", string_text(&path));
    }
    ok = ok && held_review_open(&held, string_text(&path), false, 1, err);
    if (ok) {
        held_review_see_as(&held, command_as(command));
        ReviewFacts facts = facts_of(&held, &command->arena);
        if (prints_json(command)) {
            JsonWriter json = {.out = &command->out};
            print_facts_json(&json, string_text(&path), &facts);
            string_add_char(&command->out, '\n');
        } else {
            print_facts(command, string_text(&path), &facts);
        }
    }
    held_review_close(&held);
    string_free(&path);
    return ok;
}

static int compare_paths(const void *a, const void *b) {
    const ShelfPlace *x = a, *y = b;
    return strcmp(x->path, y->path);
}

static void print_short(Command *command, const char *path, const ReviewFacts *facts) {
    String *out = &command->out;
    print_text(command, arena_copy_view(&command->arena, path_stem(path)));
    string_add_text(out, ": ");
    print_counted(out, facts->counts.candidates, "candidate", "candidates");
    string_format(out, ", %zu undecided, %zu included", facts->counts.undecided, facts->counts.included);
    if (facts->changed != 0) {
        string_add_text(out, ", last changed ");
        clock_add_date(out, facts->changed);
    }
    if (facts->title != NULL && facts->title[0] != '\0') {
        string_add_text(out, " · ");
        print_text(command, facts->title);
    }
    string_add_char(out, '\n');
}

// A review that cannot be read is told, and the others are listed.
static bool list_reviews(Command *command, int *code, Error *err) {
    (void) err;
    ShelfPlace *places;
    size_t count = shelf_places(sv(NULL), &command->arena, &places);
    if (count > 0) {
        qsort(places, count, sizeof *places, compare_paths);
    }
    bool as_json = prints_json(command);
    JsonWriter json = {.out = &command->out};
    if (as_json) {
        json_array_begin(&json);
    }
    for (size_t i = 0; i < count; i++) {
        HeldReview held;
        Error fault = {0};
        const char *path = places[i].path;
        if (!held_review_open(&held, path, false, 1, &fault)) {
            print_fault(&fault);
            *code = 1;
            continue;
        }
        held_review_see_as(&held, command_as(command));
        ReviewFacts facts = facts_of(&held, &command->arena);
        if (as_json) {
            print_facts_json(&json, path, &facts);
        } else {
            print_short(command, path, &facts);
        }
        held_review_close(&held);
    }
    if (as_json) {
        json_array_end(&json);
        string_add_char(&command->out, '\n');
    }
    return true;
}

// The review that the words or -R name.
static const char *named_review(const Command *command, size_t word) {
    const char *open = command_named(command, "review", "CARREL_REVIEW");
    return word < command->word_count ? command->words[word] : open != NULL ? open : "default";
}

static bool make(Command *command, int *code, Error *err) {
    (void) code;
    String path = {0};
    bool ok = review_add_path(command->words[1], &path, err) && review_make(command, string_text(&path), err);
    string_free(&path);
    return ok;
}

static bool info(Command *command, int *code, Error *err) {
    (void) code;
    return describe_review(command, named_review(command, 1), err);
}

static bool dump(Command *command, int *code, Error *err) {
    (void) code;
    return review_dump_lines(command, named_review(command, 1), err);
}

static bool restore(Command *command, int *code, Error *err) {
    return review_restore(command, command->words[1], command->words[2], code, err);
}

static bool copy(Command *command, int *code, Error *err) {
    (void) code;
    return review_copy(command, command->words[1], command->words[2], err);
}

static bool invite(Command *command, int *code, Error *err) {
    (void) code;
    return review_invite(command, named_review(command, SIZE_MAX), command->words[1], err);
}

static bool sync_with(Command *command, int *code, Error *err) {
    return review_sync(command, named_review(command, SIZE_MAX), command->words[1], code, err);
}

static bool set(Command *command, int *code, Error *err) {
    (void) code;
    return review_set(command, err);
}

static bool split(Command *command, int *code, Error *err) {
    (void) code;
    return review_split(command, err);
}

static bool pilot(Command *command, int *code, Error *err) {
    (void) code;
    return review_pilot(command, err);
}

static bool audit(Command *command, int *code, Error *err) {
    (void) code;
    return review_audit(command, err);
}

static bool lists(Command *command, int *code, Error *err) {
    (void) code;
    return review_lists(command, err);
}

// Where events stay whose they are, --as would say nothing.
static bool is_of_nobody(const Command *command, const char *work, Error *err) {
    return command_as(command) == NULL ||
           error_set(err, ERROR_USAGE, "leave --as out: %s takes everybody's events as they are", work);
}

static bool merge_words(Command *command, size_t first, Error *err) {
    bool ok = true;
    for (size_t i = first + 1; ok && i < command->word_count; i++) {
        ok = review_merge_into(command, command->words[first], command->words[i], err);
    }
    return ok && print_flush(command, err);
}

static bool merge(Command *command, int *code, Error *err) {
    (void) code;
    return merge_words(command, 1, err);
}

bool command_merge(Command *command, int *code, Error *err) {
    (void) code;
    return command->word_count < 2 ? error_set(err, ERROR_USAGE, "carrel merge REVIEW OTHER…")
                                   : is_of_nobody(command, "merge", err) && merge_words(command, 0, err);
}

// What may stand behind "review".
static const struct {
    const char *word, *usage;
    size_t least, most;            // words behind it
    const char *options, *formats; // those that it takes, as words; NULL for none
    bool is_of_nobody;             // takes no --as
    bool (*run)(Command *command, int *code, Error *err);
} works[] = {
    {"new", "carrel review new NAME", 1, 1, "update-of title question", NULL, false, make},
    {"list", "carrel review list", 0, 0, "format", "text json", false, list_reviews},
    {"info", "carrel review info [NAME]", 0, 1, "format", "text json", false, info},
    {"set", "carrel -R REVIEW review set NAME=VALUE…", 0, SIZE_MAX, NULL, NULL, false, set},
    {"reasons", "carrel -R REVIEW review reasons [add|rename|remove|move WORDS]", 0, 3, "format", "text json",
     false, lists},
    {"labels", "carrel -R REVIEW review labels [add|set|rename|remove|move WORDS]", 0, 3,
     "kind colour choices format", "text json", false, lists},
    {"dump", "carrel review dump [NAME]", 0, 1, "format", "json csv", true, dump},
    {"restore", "carrel review restore FILE NAME", 2, 2, NULL, NULL, true, restore},
    {"copy", "carrel review copy NAME OTHER", 2, 2, NULL, NULL, true, copy},
    {"merge", "carrel review merge NAME OTHER…", 2, SIZE_MAX, NULL, NULL, true, merge},
    {"invite", "carrel -R REVIEW review invite COLLEAGUE", 1, 1, NULL, NULL, false, invite},
    {"split", "carrel -R REVIEW review split [none] [--reviewers NAME,NAME…] [--overlap PERCENT]", 0, 1,
     "reviewers overlap", NULL, false, split},
    {"pilot", "carrel -R REVIEW review pilot NUMBER", 1, 1, NULL, NULL, false, pilot},
    {"audit", "carrel -R REVIEW review audit NUMBER [--seed NUMBER]", 1, 1, "seed", NULL, false, audit},
    {"sync", "carrel -R REVIEW review sync FOLDER", 1, 1, NULL, NULL, false, sync_with},
};

// Whether what was given behind "review" is for this work.
static bool options_fit(const Command *command, size_t work, Error *err) {
    for (const CommandOption *option = command->info->options; option->name != NULL; option++) {
        if (command_option(command, option->name) != NULL &&
            !command_is_word_of(works[work].options, sv(option->name))) {
            return error_set(err, ERROR_USAGE, "--%s is not for carrel review %s", option->name,
                             works[work].word);
        }
    }
    const char *format = command_option(command, "format");
    return format == NULL || command_is_word_of(works[work].formats, sv(format)) ||
           error_set(err, ERROR_USAGE, "carrel review %s prints %s, not \"%s\"", works[work].word,
                     works[work].formats, format);
}

bool command_review(Command *command, int *code, Error *err) {
    const char *word = command->word_count > 0 ? command->words[0] : "";
    for (size_t i = 0; i < sizeof works / sizeof works[0]; i++) {
        if (strcmp(works[i].word, word) == 0) {
            size_t count = command->word_count - 1;
            if (count < works[i].least || count > works[i].most) {
                return error_set(err, ERROR_USAGE, "say %s", works[i].usage);
            }
            return options_fit(command, i, err) &&
                   (!works[i].is_of_nobody || is_of_nobody(command, works[i].word, err)) &&
                   works[i].run(command, code, err) && print_flush(command, err);
        }
    }
    return error_set(err, ERROR_USAGE,
                     "say new, list, info, set, reasons, labels, dump, restore, copy, merge, invite, split, "
                     "pilot, audit or sync behind \"review\"");
}
