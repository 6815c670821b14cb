#include "reviewing_parts.h"

#include "carrel/review/outcome.h"

#include <string.h>

// What searches found: what became of it, and whether it is what they should have found.

static StringView key_bytes(const Key *key) {
    return (StringView){(const char *) key->bytes, sizeof key->bytes};
}

bool review_has_included(const ReviewState *state, const Candidate *candidate) {
    Arena arena = {0};
    Vote *votes;
    bool blind = review_state_is_blind(state);
    if (candidate->own.decision != DECISION_NONE) {
        return candidate->own.decision == DECISION_INCLUDE;
    }
    size_t count =
        review_state_votes(state, candidate->key, review_state_stage(state), false, &arena, &votes);
    bool included = false;
    for (size_t i = 0; i < count && !included; i++) {
        included = votes[i].decision == DECISION_INCLUDE && (votes[i].told || !blind);
    }
    arena_free(&arena);
    return included;
}

size_t review_yield(const ReviewState *state, Arena *arena, YieldRow **rows) {
    SearchRecord *searches;
    size_t count = review_state_searches(state, arena, &searches);
    Map places = {0};
    *rows = ARENA_ARRAY(arena, YieldRow, count + 1);
    for (size_t i = 0; i < count; i++) {
        (*rows)[i] = (YieldRow){.search = searches[i]};
        map_set(&places, key_bytes(&searches[i].action), (int64_t) i);
    }
    for (size_t i = 0; i < review_state_count(state); i++) {
        const Candidate *candidate = review_state_at(state, i);
        bool included = candidate->import_count > 0 && review_has_included(state, candidate);
        for (size_t k = 0; k < candidate->import_count && included; k++) {
            int64_t place;
            if (map_get(&places, key_bytes(&candidate->imports[k]), &place)) {
                (*rows)[place].included++;
                (*rows)[place].included_only_here += candidate->import_count == 1;
            }
        }
    }
    map_free(&places);
    return count;
}

// --- known items ---

static StringView trim_marks(StringView word) {
    while (word.length > 0 && strchr("([{<\"',;.", word.data[0])) {
        word = sv_from(word, 1);
    }
    while (word.length > 0 && strchr(")]}>\"',;.", word.data[word.length - 1])) {
        word = sv_part(word, 0, word.length - 1);
    }
    return word;
}

static bool is_number(StringView word) {
    for (size_t i = 0; i < word.length; i++) {
        if (word.data[i] < '0' || word.data[i] > '9') {
            return false;
        }
    }
    return word.length > 0;
}

static bool next_word(StringView *rest, StringView *word) {
    size_t start = 0, end;
    while (start < rest->length && strchr(" \t,;|", rest->data[start])) {
        start++;
    }
    // Old DOIs have a semicolon within, so that only what begins behind one is a word of its own.
    for (end = start; end < rest->length && !strchr(" \t|", rest->data[end]); end++) {
        if (strchr(",;", rest->data[end]) && is_number(sv_part(*rest, start, end - start))) {
            break;
        }
    }
    *word = sv_part(*rest, start, end - start);
    *rest = sv_from(*rest, end);
    return word->length > 0;
}

static bool is_pmid_mark(StringView word) {
    return sv_equal_nocase(word, SV("PMID:")) || sv_equal_nocase(word, SV("PMID"));
}

// A word as an identifier. A bare number is one only where `numbers` says that it is.
static bool parse_word(StringView word, bool numbers, Arena *arena, Ident *ident) {
    word = sv_starts_nocase(word, SV("PMID:")) ? trim_marks(sv_from(word, 5)) : trim_marks(word);
    if (is_number(word)) {
        ident->scheme = IDENT_PMID;
        return numbers && pmid_parse(word, &ident->number);
    }
    String doi = {0};
    doi_add_normal(word, &doi);
    bool found = doi.length > 0;
    if (found) {
        *ident = (Ident){.scheme = IDENT_DOI, .value = arena_copy_view(arena, string_view(&doi))};
    }
    string_free(&doi);
    return found || (ident_parse(word, arena, ident, NULL) && ident->scheme != IDENT_OTHER &&
                     ident->scheme != IDENT_NONE);
}

// Whether a line has nothing but identifiers: else its numbers are volumes, pages and years.
static bool has_only_identifiers(StringView line, Arena *arena) {
    StringView word;
    while (next_word(&line, &word)) {
        Ident ident;
        if (trim_marks(word).length > 0 && !is_pmid_mark(word) && !parse_word(word, true, arena, &ident) &&
            !sv_equal_nocase(word, SV("DOI:"))) {
            return false;
        }
    }
    return true;
}

static const Candidate *candidate_of(const ReviewState *state, const Ident *ident, StudyId study) {
    const Candidate *candidate = study ? review_state_by_study(state, study) : NULL;
    String name = {0};
    if (ident->scheme == IDENT_PMID) {
        string_format(&name, "pmid:%lld", (long long) ident->number);
    } else if (ident->scheme == IDENT_DOI || ident->scheme == IDENT_PMCID) {
        string_format(&name, "%s:%s", ident->scheme == IDENT_DOI ? "doi" : "pmcid", ident->value);
    }
    if (!candidate && name.length > 0) {
        candidate = review_state_by_identifier(state, string_view(&name));
    }
    string_free(&name);
    return candidate;
}

// What makes an identifier the same as another one in a list.
static const char *ident_name(const Ident *ident, Arena *arena) {
    return arena_format(arena, "%d %lld %s", (int) ident->scheme, (long long) ident->number,
                        ident->value ? ident->value : "");
}

size_t known_items_find(const ReviewState *state, Cache *cache, StringView text, Arena *arena,
                        KnownItem **items) {
    size_t count = 0, capacity = 0;
    Map seen = {0};
    StringView line, word;
    *items = NULL;
    while (sv_line(&text, &line)) {
        bool numbers = has_only_identifiers(line, arena), after_mark = false;
        while (next_word(&line, &word)) {
            Ident ident = {0};
            bool is_mark = is_pmid_mark(word);
            bool marked = after_mark || sv_starts_nocase(word, SV("PMID:"));
            bool is_item = !is_mark && parse_word(word, numbers || marked, arena, &ident);
            after_mark = is_mark;
            const char *name = is_item ? ident_name(&ident, arena) : "";
            if (!is_item || map_get(&seen, sv(name), NULL)) {
                continue;
            }
            map_set(&seen, sv(name), 1);
            *items = arena_grow(arena, *items, &capacity, count + 1, sizeof **items);
            KnownItem *item = &(*items)[count++];
            *item = (KnownItem){.given = arena_copy_view(arena, trim_marks(word)),
                                .study = cache_find(cache, &ident, NULL)};
            item->candidate = candidate_of(state, &ident, item->study);
        }
    }
    map_free(&seen);
    return count;
}
