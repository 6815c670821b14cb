#include "carrel/screening/audience.h"

#include "carrel/review/outcome.h"

#include <ctype.h>
#include <string.h>

// Covidence asks at each import into which list it goes, RevMan into which section, and neither reads
// decisions; reports that share a study's name in NS are one study to RevMan. [Covidence's and
// Cochrane's help on importing references, 2025]
static const char *const covidence[] = {"screen", "full-text", "included", "excluded", "irrelevant"};
static const char *const revman[] = {"included", "excluded", "awaiting"};
enum { SCREEN, FULL_TEXT, INCLUDED, EXCLUDED, IRRELEVANT };

static const struct {
    const char *name;
    Format format;
    NotesKind notes;
    const char *const *lists;
    size_t list_count;
} audiences[AUDIENCES] = {
    [FOR_ASREVIEW] = {"asreview", FORMAT_CSV, NOTES_ASREVIEW, NULL, 0},
    [FOR_RAYYAN] = {"rayyan", FORMAT_RIS, NOTES_RAYYAN, NULL, 0},
    [FOR_COVIDENCE] = {"covidence", FORMAT_RIS, NOTES_WORDS, covidence, 5},
    [FOR_REVMAN] = {"revman", FORMAT_RIS, NOTES_WORDS, revman, 3},
};

bool audience_by_name(StringView name, Audience *audience) {
    for (int i = FOR_ANYBODY + 1; i < AUDIENCES; i++) {
        if (sv_equal(name, sv(audiences[i].name))) {
            *audience = (Audience) i;
            return true;
        }
    }
    return false;
}

static bool reads(Audience audience, Format format) {
    bool table = format == FORMAT_CSV || format == FORMAT_TSV;
    return audience == FOR_ANYBODY || format == FORMAT_RIS || (audience == FOR_ASREVIEW && table);
}

bool audience_format(Audience audience, const char *name, const char *file, Format *format, Error *err) {
    const char *tool = audiences[audience].name;
    bool is_file = file && strcmp(file, "-") != 0 && strcmp(file, "|") != 0;
    Error unknown = {0};
    *format = audiences[audience].format;
    if (name) {
        format_by_name(sv(name), format);
    } else if (is_file) {
        exporter_format_of(file, format, &unknown); // without an ending that is known, it is the tool's
    }
    if (audience_lists(audience).count > 0 && !is_file) {
        return error_set(err, ERROR_USAGE,
                         "%s takes a file for each of its lists: name a file, such as mine.ris", tool);
    }
    return reads(audience, *format) ||
           error_set(err, ERROR_USAGE, "%s does not read decisions as %s; as %s it does", tool,
                     formats[*format].name, formats[audiences[audience].format].name);
}

ExportPlan audience_plan(Audience audience, const ExportPlan *plan, const char *list, size_t count,
                         Arena *arena) {
    enum { COVIDENCE_RECORDS = 15000, COVIDENCE_BYTES = 50000000 }; // it takes no more at once
    const char *name = plan->name, *slash = strrchr(name, '/'), *dot = strrchr(name, '.');
    bool has_ending = dot && dot > (slash ? slash + 1 : name);
    size_t stem = has_ending ? (size_t) (dot - name) : strlen(name);
    ExportPlan part = *plan;
    part.name = arena_format(arena, "%.*s-%s%s", (int) stem, name, list, name + stem);
    if (audience == FOR_COVIDENCE && count > COVIDENCE_RECORDS && plan->max_records == 0) {
        part.max_records = COVIDENCE_RECORDS;
        part.max_bytes = plan->max_bytes > 0 ? plan->max_bytes : COVIDENCE_BYTES;
    }
    return part;
}

TextList audience_lists(Audience audience) {
    return (TextList){(const char **) audiences[audience].lists, audiences[audience].list_count};
}

static bool is_in(Decision decision) {
    return decision == DECISION_INCLUDE || decision == DECISION_MAYBE;
}

const char *audience_list(const ReviewState *state, Audience audience, const Candidate *candidate) {
    Decision first = review_state_outcome(state, candidate->key, 1).decision;
    Decision second = is_in(first) ? review_state_outcome(state, candidate->key, 2).decision : DECISION_NONE;
    if (audience == FOR_REVMAN) {
        return !is_in(first)                ? NULL
               : second == DECISION_INCLUDE ? revman[0]
               : second == DECISION_EXCLUDE ? revman[1]
                                            : revman[2];
    }
    return first == DECISION_EXCLUDE    ? covidence[IRRELEVANT]
           : !is_in(first)              ? covidence[SCREEN]
           : second == DECISION_INCLUDE ? covidence[INCLUDED]
           : second == DECISION_EXCLUDE ? covidence[EXCLUDED]
                                        : covidence[FULL_TEXT];
}

void audience_select(const ReviewState *state, Audience audience, const char *list, const IdList *ids,
                     IdList *of_list) {
    for (size_t i = 0; i < ids->count; i++) {
        const Candidate *candidate = review_state_by_study(state, ids->ids[i]);
        const char *its = candidate ? audience_list(state, audience, candidate) : NULL;
        if (its && strcmp(its, list) == 0) {
            id_list_add(of_list, ids->ids[i]);
        }
    }
}

static int stage_of(const ReviewState *state, Audience audience, Key candidate) {
    bool due = review_state_is_due(state, candidate, 2);
    return audiences[audience].lists == NULL ? review_state_stage(state) : due ? 2 : 1;
}

static void tell_votes(const ReviewState *state, Arena *arena, Entry *entry) {
    Vote *votes;
    bool blind = review_state_is_blind(state);
    size_t count = review_state_votes(state, entry->candidate->key, entry->stage, false, arena, &votes);
    EntryVote *told = ARENA_ARRAY(arena, EntryVote, count + 1);
    entry->vote_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (votes[i].told || !blind) {
            const char *name = review_state_reviewer_name(state, votes[i].reviewer);
            told[entry->vote_count++] = (EntryVote){name, votes[i].reason, votes[i].decision};
        }
    }
    entry->votes = told;
}

// "Alp 2021" of "Alp A, Khan B. A title. J Invent Med 2021;3:4. PMID 12", as Cochrane names studies.
static void add_name(const char *citation, String *out) {
    StringView year = {0}, text = sv(citation);
    for (size_t i = 0; i + 5 <= text.length; i++) {
        StringView digits = sv_part(text, i + 1, 4);
        bool ends = i + 5 == text.length || !isdigit((unsigned char) text.data[i + 5]);
        if (text.data[i] == ' ' && ends && (sv_starts(digits, SV("19")) || sv_starts(digits, SV("20"))) &&
            isdigit((unsigned char) digits.data[2]) && isdigit((unsigned char) digits.data[3])) {
            year = digits; // the journal's stands behind any in the title
        }
    }
    size_t author = strcspn(citation, ",."), family = author;
    while (family > 0 && text.data[family] != ' ') { // the initials
        family--;
    }
    string_add(out, sv_part(text, 0, family > 0 ? family : author));
    string_add_text(out, year.length > 0 ? " " : NULL);
    string_add(out, year);
}

// How many trials of this name joined before the one that begins with `first`.
static size_t same_before(const ReviewState *state, Arena *arena, const char *name, const Candidate *first) {
    size_t same = 0;
    String other = {0};
    for (size_t i = 0; i < review_state_count(state); i++) {
        const Candidate *candidate = review_state_at(state, i), **reports;
        if (candidate == first) {
            break;
        }
        string_clear(&other);
        if (candidate->grouped && candidate->citation) {
            add_name(candidate->citation, &other);
            review_state_reports(state, candidate->key, arena, &reports);
            same += reports[0] == candidate && strcmp(string_text(&other), name) == 0;
        }
    }
    string_free(&other);
    return same;
}

// What the reports of one trial have in common: the name of the one that joined first, with a letter
// where another trial has that name.
static const char *name_of_trial(const ReviewState *state, Arena *arena, const Candidate *candidate) {
    const Candidate **reports;
    String name = {0};
    if (review_state_reports(state, candidate->key, arena, &reports) < 2 || !reports[0]->citation) {
        return NULL;
    }
    add_name(reports[0]->citation, &name);
    size_t same = same_before(state, arena, string_text(&name), reports[0]);
    if (same > 0 && same < 26) {
        string_add_char(&name, (char) ('a' + same));
    } else if (same > 0) {
        string_format(&name, "-%zu", same + 1);
    }
    const char *copy = arena_copy_view(arena, string_view(&name));
    string_free(&name);
    return copy;
}

void audience_dress(const ReviewState *state, Audience audience, Arena *arena, Entry *entry) {
    if (audience == FOR_ANYBODY || state == NULL || entry->candidate == NULL) {
        return;
    }
    Candidate *seen = ARENA_NEW(arena, Candidate);
    *seen = *entry->candidate;
    entry->stage = stage_of(state, audience, seen->key);
    Outcome outcome = review_state_outcome(state, seen->key, entry->stage);
    seen->own.decision = outcome.decision;
    seen->own.reason = outcome.reason;
    entry->candidate = seen;
    entry->notes = audiences[audience].notes;
    if (!review_state_is_blind(state)) {
        entry->reviewer = NULL; // it is the team's
    }
    if (audience == FOR_RAYYAN) {
        tell_votes(state, arena, entry);
    } else if (audience == FOR_REVMAN) {
        entry->study_name = name_of_trial(state, arena, seen);
    }
}
