#include "carrel/study/terms.h"

#include "carrel/base/map.h"
#include "carrel/base/memory.h"
#include "carrel/base/text.h"

#include <stdlib.h>

// Finding terms in one pass over the words of a text. Each alternative is filed under its first
// word; one that is a beginning of a single word is filed under itself, and a word is
// looked up there once for each length that such beginnings have.

#define PREFIX_BYTES_MOST 255

typedef struct {
    const char *words; // folded, single spaces
    size_t length;
    uint32_t term;
    bool prefix;
    size_t next; // the next that is filed alike, + 1
} Pattern;

struct TermSet {
    Arena arena;
    TermList terms;
    Pattern *patterns;
    size_t count, capacity;
    Map words, prefixes; // to a pattern's index + 1
    bool lengths[PREFIX_BYTES_MOST + 1];
    size_t length_most; // of prefixes
};

// A private use character, as the index has it: it is no word of anybody's.
#define BOUNDARY " \xee\x80\x80 "

void term_add_folded(String *out, StringView text) {
    String folded = {0};
    size_t offset = 0;
    StringView word;
    string_add_text(out, out->length > 0 ? BOUNDARY : " ");
    text_add_fold(&folded, text);
    while (text_next_word(string_view(&folded), &offset, &word)) {
        string_add(out, word);
        string_add_char(out, ' ');
    }
    string_free(&folded);
}

static void file_pattern(TermSet *set, Map *map, StringView key) {
    int64_t next = 0;
    map_get(map, key, &next);
    set->patterns[set->count - 1].next = (size_t) next;
    map_set(map, key, (int64_t) set->count);
}

static void add_pattern(TermSet *set, uint32_t term, StringView part) {
    bool prefix = sv_ends(part, SV("*"));
    String folded = {0};
    term_add_folded(&folded, part);
    StringView words = sv_trim(string_view(&folded));
    size_t space = sv_find_char(words, ' ');
    bool single = space == SV_NONE;
    if (words.length > 0 && !(single && prefix && words.length > PREFIX_BYTES_MOST)) {
        set->patterns = vec_grow(set->patterns, &set->capacity, set->count + 1, sizeof *set->patterns);
        set->patterns[set->count++] =
            (Pattern){arena_copy_view(&set->arena, words), words.length, term, prefix, 0};
        if (single && prefix) {
            set->lengths[words.length] = true;
            set->length_most = words.length > set->length_most ? words.length : set->length_most;
            file_pattern(set, &set->prefixes, words);
        } else {
            file_pattern(set, &set->words, single ? words : sv_part(words, 0, space));
        }
    }
    string_free(&folded);
}

TermSet *term_set_new(TermList terms) {
    TermSet *set = memory_new(sizeof *set);
    Term *copies = ARENA_ARRAY(&set->arena, Term, terms.count + 1);
    for (size_t i = 0; i < terms.count; i++) {
        copies[i] = terms.items[i];
        copies[i].text = arena_copy(&set->arena, copies[i].text);
        copies[i].group = copies[i].group ? arena_copy(&set->arena, copies[i].group) : NULL;
        StringView rest = sv(copies[i].text), part;
        while (sv_split(&rest, '|', &part)) {
            add_pattern(set, (uint32_t) i, sv_trim(part));
        }
    }
    set->terms = (TermList){copies, terms.count};
    return set;
}

void term_set_free(TermSet *set) {
    if (set) {
        map_free(&set->words);
        map_free(&set->prefixes);
        free(set->patterns);
        arena_free(&set->arena);
        free(set);
    }
}

TermList term_set_terms(const TermSet *set) {
    return set->terms;
}

// Adds the patterns of a chain that match where the word at `start` begins.
static void add_matches(const TermSet *set, size_t chain, StringView folded, size_t start, TermHits *hits) {
    for (; chain > 0; chain = set->patterns[chain - 1].next) {
        const Pattern *pattern = &set->patterns[chain - 1];
        StringView here = sv_from(folded, start);
        if (!sv_starts(here, (StringView){pattern->words, pattern->length})) {
            continue;
        }
        size_t end = start + pattern->length;
        while (pattern->prefix && end < folded.length && folded.data[end] != ' ') {
            end++;
        }
        if (end < folded.length && folded.data[end] != ' ') {
            continue;
        }
        hits->items = vec_grow(hits->items, &hits->capacity, hits->count + 1, sizeof *hits->items);
        hits->items[hits->count++] = (TermHit){pattern->term, (uint32_t) start, (uint32_t) end};
    }
}

void term_set_find(const TermSet *set, StringView folded, TermHits *hits) {
    hits->count = 0;
    for (size_t at = 0; at < folded.length && set->count > 0;) {
        if (folded.data[at] == ' ') {
            at++;
            continue;
        }
        StringView rest = sv_from(folded, at);
        size_t space = sv_find_char(rest, ' ');
        StringView word = sv_part(rest, 0, space == SV_NONE ? rest.length : space);
        int64_t chain;
        if (map_get(&set->words, word, &chain)) {
            add_matches(set, (size_t) chain, folded, at, hits);
        }
        for (size_t length = 1; length <= word.length && length <= set->length_most; length++) {
            if (set->lengths[length] && map_get(&set->prefixes, sv_part(word, 0, length), &chain)) {
                add_matches(set, (size_t) chain, folded, at, hits);
            }
        }
        at += word.length;
    }
}

TermList term_set_of_study(const TermSet *set, const Study *study, Arena *arena) {
    String text = {0}, abstract = {0};
    TermHits hits = {0};
    study_add_abstract(study, &abstract);
    term_add_folded(&text, sv(study->title));
    term_add_folded(&text, sv(study->vernacular_title));
    term_add_folded(&text, string_view(&abstract));
    term_set_find(set, string_view(&text), &hits);
    Term *terms = ARENA_ARRAY(arena, Term, set->terms.count + 1);
    bool *found = memory_new(set->terms.count + 1);
    size_t count = 0;
    for (size_t i = 0; i < hits.count; i++) {
        found[hits.items[i].term] = true;
    }
    for (TermRole role = TERM_FOR; role <= TERM_AGAINST; role++) {
        for (size_t i = 0; i < set->terms.count; i++) {
            if (found[i] && set->terms.items[i].role == role) {
                terms[count++] = set->terms.items[i];
            }
        }
    }
    free(found);
    free(hits.items);
    string_free(&text);
    string_free(&abstract);
    return (TermList){terms, count};
}
