#include "state.h"

#include "carrel/base/memory.h"
#include "carrel/review/outcome.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

// A line "name value"; what would break the line is escaped.
static void add_line(String *out, const char *name, const char *value) {
    if (!value) {
        return;
    }
    string_format(out, "%s ", name);
    for (const char *c = value; *c; c++) {
        if (*c == '\\' || *c == '\n') {
            string_add_char(out, '\\');
        }
        string_add_char(out, *c == '\n' ? 'n' : *c);
    }
    string_add_char(out, '\n');
}

static void add_key(String *out, const char *name, Key key) {
    char text[KEY_TEXT_SIZE];
    key_to_text(key, text);
    add_line(out, name, text);
}

static void add_list(String *out, const char *name, TextList list) {
    for (size_t i = 0; i < list.count; i++) {
        add_line(out, name, list.items[i]);
    }
}

static int compare_texts(const void *a, const void *b) {
    return strcmp(*(const char *const *) a, *(const char *const *) b);
}

static void add_bindings(ReviewState *state, uint32_t root, String *out) {
    IndexList events = {0};
    IdMap done = {0};
    review_group_events(state, root, &events);
    for (size_t i = events.count; i-- > 0;) {
        const Event *event = &state->events[events.items[i]].event;
        StringView rest = sv(event->value), name;
        long long number;
        if (event->kind == EVENT_BIND && event_counts(state, events.items[i]) &&
            sv_split(&rest, '\t', &name) && sv_number(name, &number) && number != INT64_MIN &&
            !id_map_get(&done, number, NULL)) {
            id_map_set(&done, number, 1);
            add_line(out, "  marker", event->value);
        }
    }
    id_map_free(&done);
    free(events.items);
}

static void add_votes(const ReviewState *state, const Candidate *candidate, String *out) {
    Arena arena = {0};
    Vote *votes;
    size_t count = review_state_votes(state, candidate->key, state->stage, false, &arena, &votes);
    for (size_t i = 0; i < count; i++) {
        add_key(out, "  vote", votes[i].reviewer);
        string_format(out, "  %s %" PRId64 "\n", decision_name(votes[i].decision), votes[i].time);
        add_line(out, "  reason", votes[i].reason);
    }
    arena_free(&arena);
}

static void add_candidate(ReviewState *state, uint32_t root, String *out) {
    const Candidate *candidate = &state->nodes[root].candidate;
    add_key(out, candidate->withdrawn ? "withdrawn" : "candidate", candidate->key);
    add_list(out, "  id", candidate->identifiers);
    add_line(out, "  citation", candidate->citation);
    add_line(out, "  origin", candidate->origin);
    string_format(out, "  joined %" PRId64 "\n", candidate->joined);
    if (candidate->own.time) {
        string_format(out, "  %s %" PRId64 "%s\n", decision_name(candidate->own.decision),
                      candidate->own.time, candidate->own.pending ? " pending" : "");
        add_line(out, "  reason", candidate->own.reason);
    }
    add_list(out, "  label", candidate->labels);
    for (size_t i = 0; i < candidate->value_count; i++) {
        string_format(out, "  value %s=%s\n", candidate->values[i].label, candidate->values[i].value);
    }
    add_line(out, "  note", candidate->note);
    add_line(out, "  read", candidate->read ? "yes" : NULL);
    add_bindings(state, root, out);
    add_votes(state, candidate, out);
    for (int stage = 1; stage <= 2; stage++) {
        Outcome outcome = review_state_outcome(state, candidate->key, stage);
        if (outcome.kind != OUTCOME_OPEN) {
            string_format(out, "  stage %d %s %s\n", stage, outcome_name(outcome.kind),
                          decision_name(outcome.decision));
        }
    }
    add_line(out, "  full text", candidate->retrieval ? retrieval_name(candidate->retrieval) : NULL);
    add_line(out, "  file", candidate->file);
    add_line(out, "  abstract", candidate->abstract);
    for (size_t i = 0; i < candidate->import_count; i++) {
        add_key(out, "  import", candidate->imports[i]);
    }
    string_format(out, "  round %d\n", candidate->round);
    if (candidate->grouped) {
        Arena arena = {0};
        const Candidate **reports;
        size_t count = review_state_reports(state, candidate->key, &arena, &reports);
        for (size_t i = 0; i < count; i++) {
            add_key(out, "  report", reports[i]->key);
        }
        arena_free(&arena);
    }
}

static int compare_nodes(const void *a, const void *b) {
    return key_compare((*(const CandidateNode *const *) a)->candidate.key,
                       (*(const CandidateNode *const *) b)->candidate.key);
}

// Those that do not count have no order of joining.
static void add_withdrawn(ReviewState *state, String *out) {
    size_t count = 0;
    const CandidateNode **nodes = memory_new((state->node_count + 1) * sizeof *nodes);
    for (uint32_t i = 0; i < state->node_count; i++) {
        if (state->nodes[i].root != i || state->nodes[i].counted) {
            continue;
        }
        review_group_events(state, i, &state->scratch);
        if (state->scratch.count) {
            nodes[count++] = &state->nodes[i];
        }
    }
    if (count) {
        qsort(nodes, count, sizeof *nodes, compare_nodes);
    }
    for (size_t i = 0; i < count; i++) {
        add_candidate(state, (uint32_t) (nodes[i] - state->nodes), out);
    }
    free(nodes);
}

static void add_verdicts(const ReviewState *state, String *out) {
    const char **lines = memory_new((state->apart.count + 1) * sizeof *lines);
    Arena arena = {0};
    for (size_t i = 0; i < state->apart.count; i++) {
        const LoggedEvent *verdict = &state->events[state->apart.items[i]];
        char first[KEY_TEXT_SIZE], second[KEY_TEXT_SIZE];
        key_to_text(state->nodes[state->nodes[verdict->node].root].candidate.key, first);
        key_to_text(state->nodes[state->nodes[verdict->target].root].candidate.key, second);
        bool ordered = strcmp(first, second) < 0;
        lines[i] = arena_format(&arena, "%s %s", ordered ? first : second, ordered ? second : first);
    }
    if (state->apart.count) {
        qsort(lines, state->apart.count, sizeof *lines, compare_texts);
        add_list(out, "different", (TextList){lines, state->apart.count});
    }
    arena_free(&arena);
    free(lines);
}

static void add_named(String *out, const char *title, const NamedValue *items, size_t count) {
    const char **lines = memory_new((count + 1) * sizeof *lines);
    Arena arena = {0};
    for (size_t i = 0; i < count; i++) {
        lines[i] = arena_format(&arena, "%s=%s", items[i].name, items[i].value);
    }
    if (count) {
        qsort(lines, count, sizeof *lines, compare_texts);
        add_list(out, title, (TextList){lines, count});
    }
    arena_free(&arena);
    free(lines);
}

static void add_searches(const ReviewState *state, String *out) {
    Arena arena = {0};
    SearchRecord *searches;
    size_t count = review_state_searches(state, &arena, &searches);
    for (size_t i = 0; i < count; i++) {
        const SearchRecord *search = &searches[i];
        add_key(out, search->withdrawn ? "import withdrawn" : "import", search->action);
        add_line(out, "  source", search->source);
        add_line(out, "  format", search->format);
        for (size_t k = 0; k < SEARCH_FIELDS; k++) {
            add_line(out, arena_format(&arena, "  %s", search_fields[k].name), search->values[k]);
        }
        add_line(out, "  hash", search->hash);
        add_line(out, "  kept", search->kept);
        string_format(out,
                      "  %" PRIu64 " records, %" PRIu64 " rejected, %zu brought, %zu only here, %" PRId64
                      " announced, round %d, %s, %" PRId64 "\n",
                      search->records, search->rejected, search->brought, search->only_here,
                      search->announced, search->round, search_kind_names[search->kind], search->time);
    }
    arena_free(&arena);
}

static void add_terms(const ReviewState *settled, String *out) {
    for (size_t i = 0; i < settled->term_count; i++) {
        string_format(out, "highlight %c", term_sign(settled->terms[i].role));
        term_add_name(&settled->terms[i], out);
        string_add_char(out, '\n');
    }
}

void review_state_dump(const ReviewState *state, String *out) {
    ReviewState *settled = review_state_settle(state);
    add_named(out, "reviewer", settled->names, settled->name_count);
    add_named(out, "setting", settled->settings, settled->setting_count);
    add_list(out, "reason", review_state_reasons(settled));
    add_terms(settled, out);
    add_list(out, "label", review_state_labels(settled));
    add_list(out, "round", review_state_rounds(settled));
    add_searches(settled, out);
    for (size_t i = 0; i < settled->order.count; i++) {
        add_candidate(settled, settled->order.items[i], out);
    }
    add_withdrawn(settled, out);
    add_verdicts(settled, out);
    Key about;
    size_t count;
    add_key(out, "undo", review_state_undo_target(settled, &about, &count));
    string_format(out, "  of %zu events\n", count);
    add_key(out, "  about", about);
    add_key(out, "redo", review_state_redo_target(settled, &about, &count));
    string_format(out, "  of %zu events\n", count);
    add_key(out, "  about", about);
    ReviewCounts counts = review_state_counts(settled, 0);
    string_format(out,
                  "counts %zu candidates, %zu undecided, %zu included, %zu excluded, %zu maybe, %zu later, "
                  "%zu decisions\nlast %" PRId64 "\n",
                  counts.candidates, counts.undecided, counts.included, counts.excluded, counts.maybe,
                  counts.later, counts.decisions_today, settled->last_time);
}
