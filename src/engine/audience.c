#include "carrel/engine/audience.h"

#include "carrel/review/outcome.h"

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

Format audience_format(Audience audience) {
    return audiences[audience].format;
}

bool audience_reads(Audience audience, Format format) {
    bool table = format == FORMAT_CSV || format == FORMAT_TSV;
    return audience == FOR_ANYBODY || format == FORMAT_RIS || (audience == FOR_ASREVIEW && table);
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

// "Alp 2021" of the report that joined first, as Cochrane names studies. Two studies of one name need
// names apart: the key tells them.
static const char *name_of_trial(const ReviewState *state, Arena *arena, const Candidate *candidate) {
    const Candidate **reports;
    size_t count = review_state_reports(state, candidate->key, arena, &reports);
    char key[KEY_TEXT_SIZE];
    if (count < 2 || !reports[0]->citation) {
        return NULL;
    }
    StringView citation = sv(reports[0]->citation);
    size_t end = strcspn(reports[0]->citation, " ,.");
    key_to_text(reports[0]->key, key);
    return arena_format(arena, "%.*s %.4s", (int) sv_part(citation, 0, end).length, citation.data, key);
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
