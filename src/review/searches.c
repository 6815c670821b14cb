#include "state.h"

#include "carrel/base/memory.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

// Where candidates came from, and in which round of the review.

#define IMPORT_ORIGIN "import "

const char *const search_kind_names[SEARCH_KINDS] = {
    [SEARCH_DATABASE] = "database",        [SEARCH_REGISTER] = "register",
    [SEARCH_WEBSITE] = "website",          [SEARCH_ORGANISATION] = "organisation",
    [SEARCH_CITATION] = "citation search", [SEARCH_OTHER] = "other",
};

bool search_kind_parse(StringView name, SearchKind *kind) {
    for (int i = 0; i < SEARCH_KINDS; i++) {
        if (sv_equal_nocase(name, sv(search_kind_names[i]))) {
            *kind = (SearchKind) i;
            return true;
        }
    }
    return false;
}

const char *search_name(const SearchRecord *search, Arena *arena) {
    const char *database = search->values[SEARCH_FIELD_DATABASE];
    const char *platform = search->values[SEARCH_FIELD_PLATFORM];
    const char *slash = strrchr(search->source, '/');
    if (!*database) {
        return *platform ? platform : slash ? slash + 1 : search->source;
    }
    return *platform ? arena_format(arena, "%s (%s)", database, platform) : database;
}

// [PRISMA-S 2021, items 1 to 4, 8, 9, 13, 15]
const SearchField search_fields[SEARCH_FIELDS] = {
    {"kind", "Kind", "database, register, website, organisation, citation search or other"},
    {"database", "Database", "what was searched, such as MEDLINE"},
    {"platform", "Platform", "where it was searched, such as PubMed or Ovid"},
    {"date", "Date", "when it was searched, such as 2024-03-15"},
    {"strategy", "Strategy", "the search as it was run, such as (asthma OR wheez*) AND child*"},
    {"limits", "Limits", "what was left out, such as humans; 2000 to 2024; no language limit"},
    {"announced", "Announced", "how many hits the database announced, such as 1234"},
};

static bool is_same_search(const SearchRecord *a, const SearchRecord *b) {
    return strcmp(a->values[SEARCH_FIELD_STRATEGY], b->values[SEARCH_FIELD_STRATEGY]) == 0 &&
           strcmp(a->values[SEARCH_FIELD_PLATFORM], b->values[SEARCH_FIELD_PLATFORM]) == 0;
}

int64_t search_last_whole(const SearchRecord *searches, size_t count, const SearchRecord *search) {
    int64_t last = 0;
    for (size_t i = 0; i < count; i++) {
        bool is_whole = !searches[i].withdrawn && searches[i].announced == (int64_t) searches[i].records;
        if (is_whole && is_same_search(&searches[i], search) && searches[i].time > last) {
            last = searches[i].time;
        }
    }
    return last;
}

void search_add_line(String *lines, const char *name, StringView value) {
    string_format(lines, "%s%s=", lines->length && lines->data[lines->length - 1] != '\n' ? "\n" : "", name);
    for (size_t i = 0; i < value.length; i++) {
        char c = value.data[i];
        if (c == '\r' && i + 1 < value.length && value.data[i + 1] == '\n') {
            continue;
        }
        if (c == '\\' || c == '\n' || c == '\r') {
            string_add_char(lines, '\\');
        }
        string_add_char(lines, c == '\n' || c == '\r' ? 'n' : c);
    }
    string_add_char(lines, '\n');
}

static const char *unescape(StringView text, Arena *arena) {
    char *plain = arena_alloc(arena, text.length + 1);
    size_t length = 0;
    for (size_t i = 0; i < text.length; i++) {
        char c = text.data[i];
        if (c == '\\' && i + 1 < text.length) {
            c = text.data[++i];
            c = c == 'n' ? '\n' : c;
        }
        plain[length++] = c;
    }
    return plain;
}

// --- imports ---

bool review_is_imported(const ReviewState *state, uint32_t event) {
    uint32_t facts = state->events[event].facts;
    return facts != INDEX_NONE &&
           (sv_starts(sv(state->facts[facts].origin), SV(IMPORT_ORIGIN)) || review_is_chased(state, event));
}

bool review_is_chased(const ReviewState *state, uint32_t event) {
    uint32_t facts = state->events[event].facts;
    return facts != INDEX_NONE && sv_starts(sv(state->facts[facts].origin), SV(CHASE_ORIGIN));
}

static bool hides_seeds(const ReviewState *state, Key reviewer) {
    return !state->opened && key_compare(reviewer, state->reviewer) != 0;
}

const char *review_told_origin(const ReviewState *state, uint32_t event) {
    uint32_t facts = state->events[event].facts;
    bool hidden = review_is_chased(state, event) && hides_seeds(state, state->events[event].event.reviewer);
    return hidden ? CHASE_ORIGIN "of somebody else" : facts == INDEX_NONE ? NULL : state->facts[facts].origin;
}

bool review_names_import(const char *value, Key *import) {
    StringView rest = sv(value), line;
    while (sv_line(&rest, &line)) {
        if (sv_starts(line, SV("import=")) && key_from_text(sv_from(line, 7), import)) {
            return true;
        }
    }
    return false;
}

void review_tell_imports(ReviewState *state, CandidateNode *node, const IndexList *events) {
    size_t most = 0, count = 0;
    for (size_t i = 0; i < events->count; i++) {
        most += review_is_imported(state, events->items[i]) && event_counts(state, events->items[i]);
    }
    if (most > node->import_capacity) {
        node->candidate.imports = ARENA_ARRAY(&state->arena, Key, most);
        node->import_capacity = most;
    }
    Key *imports = (Key *) node->candidate.imports; // the state's own
    for (size_t i = 0; i < events->count && most > 0; i++) {
        uint32_t e = events->items[i];
        if (!review_is_imported(state, e) || !event_counts(state, e)) {
            continue;
        }
        Key action = state->events[e].event.action;
        bool known = false;
        for (size_t k = count; k-- > 0 && !known;) {
            known = key_compare(imports[k], action) == 0;
        }
        if (!known) {
            imports[count++] = action;
        }
    }
    node->candidate.import_count = count;
}

static bool take_number(StringView text, uint64_t *number) {
    long long value;
    if (!sv_number(text, &value) || value < 0) {
        return false;
    }
    *number = (uint64_t) value;
    return true;
}

// "1,234 " and "1 234" are numbers to those who copy them from a page of hits.
static int64_t announced(const char *text) {
    int64_t number = -1;
    for (const char *c = text; *c; c++) {
        if (*c >= '0' && *c <= '9' && number < INT64_MAX / 10 - 1) {
            number = (number < 0 ? 0 : number) * 10 + (*c - '0');
        } else if (*c != ',' && *c != ' ') {
            return -1;
        }
    }
    return number;
}

static void take_line(SearchRecord *search, StringView line, Arena *arena) {
    StringView rest = line, name;
    uint64_t round;
    if (sv_find_char(line, '=') == SV_NONE) {
        return;
    }
    sv_split(&rest, '=', &name);
    for (size_t i = 0; i < SEARCH_FIELDS; i++) {
        if (sv_equal(name, sv(search_fields[i].name))) {
            search->values[i] = unescape(rest, arena);
        }
    }
    if (sv_equal(name, SV("source"))) {
        search->source = unescape(rest, arena);
    } else if (sv_equal(name, SV("format"))) {
        search->format = unescape(rest, arena);
    } else if (sv_equal(name, SV("hash"))) {
        search->hash = unescape(rest, arena);
    } else if (sv_equal(name, SV("kept"))) {
        search->kept = unescape(rest, arena);
    } else if (sv_equal(name, SV("records"))) {
        take_number(rest, &search->records);
    } else if (sv_equal(name, SV("rejected"))) {
        take_number(rest, &search->rejected);
    } else if (sv_equal(name, SV("chase")) && take_number(rest, &round) && round <= INT_MAX) {
        search->chase = (int) round;
    }
}

static void take_lines(SearchRecord *search, const char *value, Arena *arena) {
    StringView rest = sv(value), line;
    while (sv_line(&rest, &line)) {
        take_line(search, line, arena);
    }
}

static int round_of(const ReviewState *state, Moment moment);

static void begin_search(const ReviewState *state, const LoggedAction *action, SearchRecord *search) {
    *search = (SearchRecord){.action = action->key,
                             .reviewer = action->reviewer,
                             .time = action->first.time,
                             .announced = -1,
                             .round = round_of(state, action->first),
                             .withdrawn = action->undone};
    search->source = search->format = search->hash = search->kept = "";
    for (size_t i = 0; i < SEARCH_FIELDS; i++) {
        search->values[i] = "";
    }
    Moment first = {0};
    for (uint32_t e = action->first_event; e != INDEX_NONE; e = state->events[e].next_of_action) {
        if (!state->events[e].gone && review_is_imported(state, e) && !review_is_chased(state, e) &&
            (!*search->source || moment_compare(event_moment(state, e), first) < 0)) {
            search->source = state->facts[state->events[e].facts].origin + strlen(IMPORT_ORIGIN);
            first = event_moment(state, e);
        }
    }
}

// "references, citing studies of 12 studies …: pmid:1 …", up to " of ".
static void hide_seeds(SearchRecord *search, Arena *arena) {
    StringView strategy = sv(search->values[SEARCH_FIELD_STRATEGY]);
    size_t of = sv_find(strategy, SV(" of "));
    search->values[SEARCH_FIELD_STRATEGY] = arena_copy_view(arena, sv_part(strategy, 0, of));
}

static void end_search(const ReviewState *state, SearchRecord *search, Arena *arena) {
    search->announced = announced(search->values[SEARCH_FIELD_ANNOUNCED]);
    const char *kind = search->values[SEARCH_FIELD_KIND];
    if (!search_kind_parse(sv(kind), &search->kind)) {
        search->kind = *kind ? SEARCH_OTHER : SEARCH_DATABASE;
    }
    if (search->chase > 0 && hides_seeds(state, search->reviewer)) {
        hide_seeds(search, arena);
    }
}

// What candidates say of the searches; `places` has the search of each action, INDEX_NONE
// for what is no import.
static void count_brought(const ReviewState *state, const uint32_t *places, SearchRecord *searches) {
    for (size_t i = 0; i < state->order.count; i++) {
        const Candidate *candidate = &state->nodes[state->order.items[i]].candidate;
        for (size_t k = 0; k < candidate->import_count; k++) {
            uint32_t action = key_table_get(&state->action_table, candidate->imports[k]);
            SearchRecord *search = &searches[places[action]];
            search->brought++;
            search->only_here += candidate->import_count == 1;
        }
    }
}

// What the imports said themselves, then what was said of them.
static void take_said(const ReviewState *state, const uint32_t *places, bool of_others, Arena *arena,
                      SearchRecord *searches) {
    for (size_t i = 0; i < state->review_events.count; i++) {
        const LoggedEvent *logged = &state->events[state->review_events.items[i]];
        Key other;
        if (logged->event.kind != EVENT_IMPORT || logged->gone ||
            review_names_import(logged->event.value, &other) != of_others) {
            continue;
        }
        bool counts = !of_others || event_counts(state, state->review_events.items[i]);
        uint32_t action = of_others ? key_table_get(&state->action_table, other) : logged->action;
        if (counts && action != INDEX_NONE && places[action] != INDEX_NONE) {
            take_lines(&searches[places[action]], logged->event.value, arena);
        }
    }
}

size_t review_state_searches(const ReviewState *state, Arena *arena, SearchRecord **searches) {
    ReviewState *settled = review_state_settle(state);
    review_settle_action_order(settled);
    uint32_t *places = memory_new((settled->action_count + 1) * sizeof *places);
    size_t count = 0, capacity = 0;
    *searches = NULL;
    memset(places, 0xff, settled->action_count * sizeof *places); // each INDEX_NONE
    for (size_t i = 0; i < settled->actions_in_order.count; i++) {
        uint32_t index = settled->actions_in_order.items[i];
        if (settled->actions[index].is_import) {
            places[index] = (uint32_t) count;
            *searches = arena_grow(arena, *searches, &capacity, count + 1, sizeof **searches);
            begin_search(settled, &settled->actions[index], &(*searches)[count++]);
        }
    }
    take_said(settled, places, false, arena, *searches);
    take_said(settled, places, true, arena, *searches);
    for (size_t i = 0; i < count; i++) {
        end_search(settled, &(*searches)[i], arena);
    }
    count_brought(settled, places, *searches);
    free(places);
    return count;
}

// --- rounds ---

// Whether the first round that somebody began is the review's first.
static bool begins_with_a_round(const ReviewState *state) {
    return state->round_count > 0 &&
           (state->order.count == 0 ||
            moment_compare(state->rounds[0].begin, state->nodes[state->order.items[0]].joined) < 0);
}

static int round_of(const ReviewState *state, Moment moment) {
    int round = begins_with_a_round(state) ? 0 : 1;
    for (size_t i = 0; i < state->round_count && moment_compare(state->rounds[i].begin, moment) <= 0; i++) {
        round++;
    }
    return round > 0 ? round : 1;
}

static void add_round_name(ReviewState *state, const char *name) {
    Words *names = &state->round_names;
    names->items = vec_grow(names->items, &names->capacity, names->count + 1, sizeof *names->items);
    names->items[names->count++] = name;
}

void review_settle_rounds(ReviewState *state) {
    if (!state->rounds_dirty && state->round_names.count > 0) {
        return;
    }
    state->rounds_dirty = false;
    state->round_names.count = 0;
    if (!begins_with_a_round(state)) {
        add_round_name(state, "1");
    }
    for (size_t i = 0; i < state->round_count; i++) {
        const char *name = state->rounds[i].name;
        add_round_name(state,
                       *name ? name : arena_format(&state->facts_arena, "%zu", state->round_names.count + 1));
    }
    int first = begins_with_a_round(state) ? 0 : 1;
    size_t begun = 0;
    for (size_t i = 0; i < state->order.count; i++) {
        CandidateNode *node = &state->nodes[state->order.items[i]];
        while (begun < state->round_count && moment_compare(state->rounds[begun].begin, node->joined) <= 0) {
            begun++;
        }
        int round = first + (int) begun;
        node->candidate.round = round > 0 ? round : 1;
    }
}

TextList review_state_rounds(const ReviewState *state) {
    const ReviewState *settled = review_state_settle(state);
    return (TextList){settled->round_names.items, settled->round_names.count};
}
