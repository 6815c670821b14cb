#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include "carrel/base/arena.h"
#include "carrel/base/json.h"
#include "carrel/cli/cli.h"
#include "carrel/command/option.h"
#include "carrel/command/subcommand.h"
#include "carrel/screening/reviewing.h"
#include "carrel/store/cache.h"
#include "carrel/store/review.h"
#include "carrel/store/search.h"

// What every subcommand works with: its words, and the cache and review once opened.
// Lives from cli_main's beginning to its end.
typedef struct {
    const CommandOption *option;
    const char *value; // "" for an option without value
} GivenOption;

typedef struct {
    const SubcommandInfo *info; // NULL where no command is named
    GivenOption *given;
    size_t given_count, given_capacity;
    const char **words; // all that is no option
    size_t word_count, word_capacity;
    size_t dashes; // words before "--"; word_count where there was none
    Arena arena;
    bool terminal; // standard output is one
    String out;    // waits to be printed
    Cache *cache;
    ReviewFile *review;
    ReviewState *state; // NULL where no review is open
    Arena review_arena; // text of events
} Command;

// --- arguments.c, columns.c ---
bool command_read(Command *command, int argc, char **argv, Error *err);
// Who works here, where --as before the command says so; NULL: the person at this desk.
const char *command_as(const Command *command);
// The value of an option; NULL where it was not given.
const char *command_option(const Command *command, const char *name);
// Whether it is one of words with spaces between them; NULL has none.
bool command_is_word_of(const char *words, StringView word);
long long command_number(const Command *command, const char *name, long long otherwise);
// What people say of columns of tables, by --map and their configuration. Appends.
bool command_add_columns(const Command *command, String *columns, Error *err);
// The user's settings, from their carrelrc; other lines of it, and what is wrong in them, are for the screen.
bool command_read_options(Options *options, Error *err);
// All words from `first` on, with spaces between them. In the command's arena.
const char *command_join(Command *command, size_t first);

// --- opening.c ---
// What an option names, else a variable of the environment; NULL where neither does.
const char *command_named(const Command *command, const char *option, const char *variable);
// $CARREL_CACHE, --cache or the user's own. Appends.
bool command_add_cache_path(const Command *command, String *path, Error *err);
bool command_open_cache(Command *command, Error *err);
typedef enum {
    REVIEW_IF_NAMED,   // an existing one, where -R or CARREL_REVIEW names it
    REVIEW_MAKE_NAMED, // the same, made where it does not exist
    REVIEW_NEEDED,     // where none is named, the default one; made where it does not exist
    REVIEW_EXISTING,   // the same, but one that exists
} ReviewNeed;
int command_stage(const Command *command); // 2 where --stage is ft, else 1
// Opens the review at that stage, replays it and tells which studies its candidates are. The cache is open.
bool command_open_review(Command *command, ReviewNeed need, Error *err);
// Appends an action durably and adds it to the state.
bool command_append(Command *command, ReviewAction *action, Error *err);
// A review with its state, as this person sees it; for those beside the command's own.
typedef struct {
    ReviewFile *file;
    ReviewState *state;
    Arena arena; // text of events
    Event *events;
    size_t count;
} HeldReview;
bool held_review_open(HeldReview *held, const char *path, bool create, int stage, Error *err);
// Makes a review where there is no file; leaves none behind when that fails.
bool held_review_make(HeldReview *held, const char *path, Error *err);
// Closes a review that was just made and takes its file away, since what was to be in it could not be written.
void held_review_discard(HeldReview *held);
// Sees it as somebody else, whose key is that of the reviewer whom the review knows by this name, else
// follows from the name. NULL changes nothing.
void held_review_see_as(HeldReview *held, const char *name);
// Appends an action of the person as whom it is seen, who is named first where `name` (may be NULL) is new.
bool held_review_append(HeldReview *held, const char *name, const ReviewAction *action, Error *err);
// Takes over events of another copy of the review, as review_merge does.
bool held_review_take(HeldReview *held, Event *events, size_t count, size_t *added, Error *err);
void held_review_close(HeldReview *held);
void command_close(Command *command);

// --- review_log.c: events of one review into another, by names of reviews ---
bool review_dump_lines(Command *command, const char *name, Error *err);
bool review_restore(Command *command, const char *file, const char *name, int *code, Error *err);
bool review_copy(Command *command, const char *from, const char *to, Error *err);
bool review_merge_into(Command *command, const char *into, const char *from, Error *err);
bool review_invite(Command *command, const char *name, const char *colleague, Error *err);
// Events of a file of lines. false where it cannot be read at all.
#define EVENT_FILE_MOST ((size_t) 1 << 30)
typedef struct {
    Arena arena;
    Event *events;
    size_t count, capacity, rejected;
    Error first_fault;
} EventLines;
bool event_lines_read(const char *file, EventLines *lines, Error *err);
void event_lines_tell(const EventLines *lines, int *code); // prints what was rejected, if anything
void event_lines_free(EventLines *lines);
// --- review_set.c ---
bool review_set(Command *command, Error *err);
// --- review_team.c ---
bool review_split(Command *command, Error *err);
bool review_pilot(Command *command, Error *err);
bool review_audit(Command *command, Error *err);
// --- review_lists.c ---
bool review_lists(Command *command, Error *err); // reasons and labels
// --- review_sync.c ---
bool review_sync(Command *command, const char *name, const char *folder, int *code, Error *err);

// --- printing.c ---
// Appends text to what is printed, where that is a terminal as one line of it. NULL adds nothing.
void print_text(Command *command, const char *text);
void print_id(Command *command, StudyId id);
// Prints what was appended, sanitised where it goes to a terminal.
bool print_flush(Command *command, Error *err);
// The same as soon as much was appended, between the parts of what may be long.
bool print_much(Command *command, Error *err);
// To the file that --output names, else to standard output.
bool print_output(Command *command, const String *text, Error *err);
// Writes a sentence to standard error, as "carrel: …", safe for a terminal.
void print_fault(const Error *err);
void print_note(const char *text);

// "1,204".
void print_number(String *out, int64_t number);
// One where count is 1, many otherwise, behind the number: "1 study", "2 studies".
void print_counted(String *out, size_t count, const char *one, const char *many);
bool prints_json(const Command *command); // --format json
// "12 studies"; where nothing was written, that, and a line for the first of them.
bool print_targets(Command *command, const IdList *ids, bool dry, Error *err);

// --- describing.c: what people and files say of a search ---
void describing_add_kinds(const char *between, String *out); // as --kind takes them
bool describing_is_kind(const char *name);
bool describing_is_asked(const Command *command); // an option describes the search
// Appends the lines of an EVENT_IMPORT that the options are.
bool describing_add_lines(Command *command, String *lines, Error *err);
// What lines say of a search field, in the arena; "" where they say nothing. The last line counts.
typedef struct {
    const char *values[SEARCH_FIELDS];
    SearchKind kind;
    int64_t announced; // -1 where nobody said
} SearchSaid;
void describing_read(const char *lines, Arena *arena, SearchSaid *facts);
SearchSaid describing_facts(const SearchRecord *search);
// Appends "Embase (Ovid), 2026-05-02, announced 1,204"; nothing where nothing is known.
void describing_add_sentence(const SearchSaid *facts, String *out);
// Appends "announced 1,204, imported 1,190: 14 are missing"; nothing where the numbers agree.
void describing_add_difference(const SearchSaid *facts, uint64_t records, uint64_t rejected, String *out);
// The fields of a JSON object, null where nothing is known.
void describing_add_json(const SearchSaid *facts, JsonWriter *json);
// The field "kept": the path of the review's copy; null where there is none.
void describing_add_kept(const Command *command, const char *kept, JsonWriter *json);

// --- review_new.c ---
// Makes a review at the path, as the options say; prints what it is.
bool review_make(Command *command, const char *path, Error *err);

// --- retractions.c ---
bool retractions_check(Command *command, Error *err);

// --- screen.c ---
// What `carrel screen` asks of the program on the terminal.
bool screen_want(const Command *command, const char *cache, CliProgram *program, Error *err);

// --- yield.c ---
// Prints what each import of the review gave to it.
void yield_print(Command *command);
// Prints where the bytes of the cache go.
bool storage_print(Command *command, bool as_json, Error *err);

// --- finding.c ---
// The study that a word names, in the cache or in the review.
bool find_study(Command *command, const char *word, StudyId *id, Error *err);
// Runs a query in the order that --sort and --reverse ask for.
bool find_studies(Command *command, const char *query, IdList *ids, Error *err);
// Studies named by words from `first` on: ids, - for ids on standard input, or, unless
// `only_ids`, a query. None at all is an error.
bool find_targets(Command *command, size_t first, bool only_ids, IdList *ids, Error *err);
// Leaves each study once, in the order in which they were named.
void find_drop_repeats(IdList *ids);
const Candidate *find_candidate(const Command *command, StudyId id);
// The import of the review that a word names: its number in the list, from 1, or "latest".
bool find_import(Command *command, const char *word, SearchRecord *search, size_t *number, Error *err);

// --- one function a subcommand; false and *err where it failed. *code may be set to 3. ---
bool command_import(Command *command, int *code, Error *err);
bool command_imports(Command *command, int *code, Error *err);
bool command_undo_import(Command *command, int *code, Error *err);
bool command_search(Command *command, int *code, Error *err);
bool command_show(Command *command, int *code, Error *err);
bool command_links(Command *command, int *code, Error *err);
bool command_decide(Command *command, int *code, Error *err);
bool command_tag(Command *command, int *code, Error *err);
bool command_note(Command *command, int *code, Error *err);
bool command_abstract(Command *command, int *code, Error *err);
bool command_dedupe(Command *command, int *code, Error *err);
bool command_export(Command *command, int *code, Error *err);
bool command_stats(Command *command, int *code, Error *err);
bool command_retrieve(Command *command, int *code, Error *err);
bool command_prisma(Command *command, int *code, Error *err);
bool command_report(Command *command, int *code, Error *err);
bool command_known(Command *command, int *code, Error *err);
bool command_highlight(Command *command, int *code, Error *err);
bool command_round(Command *command, int *code, Error *err);
bool command_review(Command *command, int *code, Error *err);
bool command_agreement(Command *command, int *code, Error *err);
bool command_merge(Command *command, int *code, Error *err);
bool command_undo(Command *command, int *code, Error *err);
bool command_redo(Command *command, int *code, Error *err);
bool command_check(Command *command, int *code, Error *err);
bool command_fetch(Command *command, int *code, Error *err);
bool command_chase(Command *command, int *code, Error *err);
bool command_path(Command *command, int *code, Error *err);
bool command_islands(Command *command, int *code, Error *err);
bool command_map(Command *command, int *code, Error *err);
bool command_complete(Command *command, int *code, Error *err);

#endif
