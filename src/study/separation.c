#include "carrel/study/separation.h"

#include "carrel/base/map.h"
#include "carrel/base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define STUDIES_LEAST  3
#define LETTERS_LEAST  3
#define STRENGTH_LEAST 1.64 // what one word in twenty reaches by chance

// Words that say nothing of what a study is about, each between spaces.
static const char empty_words[] =
    " about above after again all also although among and any are because been before being below "
    " between both but can compared could did does done due during each either few for found from "
    " further given had has have having her here his how however into its itself less like made may "
    " more most much must none nor not off once one only other our out over own per same several she "
    " should showed since some such than that the their them then there therefore these they this "
    " those through thus too two under until upon used using very was were what when where whether "
    " which while who whom whose why will with within without would yet you ";

typedef struct {
    const char *word;
    size_t included, excluded;
    size_t last; // study that had it last, from 1
} Counted;

struct Separation {
    Arena arena;
    Map slots; // word to its index + 1
    Counted *words;
    size_t count, capacity;
    size_t included, excluded; // studies
    String folded;
};

Separation *separation_new(void) {
    return memory_new(sizeof(Separation));
}

void separation_free(Separation *separation) {
    if (separation) {
        map_free(&separation->slots);
        free(separation->words);
        string_free(&separation->folded);
        arena_free(&separation->arena);
        free(separation);
    }
}

static bool is_telling(StringView word) {
    size_t letters = 0;
    for (size_t i = 0; i < word.length; i++) {
        char c = word.data[i];
        letters += (c < '0' || c > '9') && ((unsigned char) c & 0xc0) != 0x80;
    }
    return letters >= LETTERS_LEAST && (unsigned char) word.data[0] != 0xee;
}

static bool is_empty(const char *word) {
    String spaced = {0};
    string_format(&spaced, " %s ", word);
    bool found = sv_find(sv(empty_words), string_view(&spaced)) != SV_NONE;
    string_free(&spaced);
    return found;
}

static Counted *counted(Separation *separation, StringView word) {
    int64_t slot;
    if (!map_get(&separation->slots, word, &slot)) {
        separation->words = vec_grow(separation->words, &separation->capacity, separation->count + 1,
                                     sizeof *separation->words);
        slot = (int64_t) ++separation->count;
        separation->words[slot - 1] = (Counted){.word = arena_copy_view(&separation->arena, word)};
        map_set(&separation->slots, word, slot);
    }
    return &separation->words[slot - 1];
}

void separation_add(Separation *separation, const char *title, StringView abstract, bool included) {
    string_clear(&separation->folded);
    term_add_folded(&separation->folded, sv(title));
    term_add_folded(&separation->folded, abstract);
    StringView rest = string_view(&separation->folded), word;
    size_t study = separation->included + separation->excluded + 1;
    *(included ? &separation->included : &separation->excluded) += 1;
    while (sv_split(&rest, ' ', &word)) {
        if (word.length == 0 || !is_telling(word)) {
            continue;
        }
        Counted *one = counted(separation, word);
        if (one->last != study) {
            one->last = study;
            *(included ? &one->included : &one->excluded) += 1;
        }
    }
}

static SeparatingWord weigh(const Separation *separation, const Counted *word) {
    double a = (double) word->included + 0.5, b = (double) word->excluded + 0.5;
    double c = (double) (separation->included - word->included) + 0.5;
    double d = (double) (separation->excluded - word->excluded) + 0.5;
    double log_odds = log(a * d / (b * c));
    return (SeparatingWord){word->word, word->included, word->excluded, log_odds,
                            log_odds / sqrt(1 / a + 1 / b + 1 / c + 1 / d)};
}

// For before against, then the stronger, then by the alphabet.
static int compare(const void *left, const void *right) {
    const SeparatingWord *a = left, *b = right;
    if ((a->strength > 0) != (b->strength > 0)) {
        return a->strength > 0 ? -1 : 1;
    }
    double strong_a = fabs(a->strength), strong_b = fabs(b->strength);
    return strong_a > strong_b ? -1 : strong_a < strong_b ? 1 : strcmp(a->word, b->word);
}

static bool is_known(const TermSet *known, const char *word, String *folded, TermHits *hits) {
    string_clear(folded);
    string_format(folded, " %s ", word);
    if (known) {
        term_set_find(known, string_view(folded), hits);
    }
    return hits->count > 0;
}

size_t separation_words(const Separation *separation, const TermSet *known, size_t most, Arena *arena,
                        SeparatingWord **words) {
    SeparatingWord *all = memory_new((separation->count + 1) * sizeof *all);
    TermHits hits = {0};
    String folded = {0};
    size_t count = 0, kept = 0, sides[2] = {0, 0};
    bool both = separation->included > 0 && separation->excluded > 0;
    for (size_t i = 0; both && i < separation->count; i++) {
        const Counted *word = &separation->words[i];
        if (word->included + word->excluded >= STUDIES_LEAST) {
            all[count] = weigh(separation, word);
            count += fabs(all[count].strength) >= STRENGTH_LEAST && !is_empty(word->word);
        }
    }
    qsort(all, count, sizeof *all, compare);
    *words = ARENA_ARRAY(arena, SeparatingWord, 2 * most + 1);
    for (size_t i = 0; i < count; i++) {
        size_t *side = &sides[all[i].strength > 0];
        if (*side < most && !is_known(known, all[i].word, &folded, &hits)) {
            (*words)[kept] = all[i];
            (*words)[kept++].word = arena_copy(arena, all[i].word);
            *side += 1;
        }
    }
    free(all);
    free(hits.items);
    string_free(&folded);
    return kept;
}
