#include "similar_text.h"

#include "carrel/base/memory.h"
#include "carrel/base/text.h"
#include "search_collect.h"

#include <math.h>
#include <stdlib.h>

// At most so many words are looked up, and so many of them asked for.
#define WORDS_LOOKED_UP 300
#define WORDS_ASKED     25
// All they find together; words that would find more are passed over.
#define HITS_MOST 150000
// A word of which so many studies were counted is common; from where the last of them stands it
// is estimated how many there are.
#define COUNTED_MOST 200
// Shorter words tell little.
#define LETTERS_LEAST 3
#define TITLE_TIMES   3
// Who shares less than this part of what there is to share is not near.
#define SHARE_LEAST 0.1
// Scores are added up as whole numbers.
#define SCORE_UNIT 4096.0

void near_add(NearList *list, StudyId id, double score) {
    list->items = vec_grow(list->items, &list->capacity, list->count + 1, sizeof *list->items);
    list->items[list->count++] = (Near){id, score};
}

static int compare_near(const void *a, const void *b) {
    const Near *x = a, *y = b;
    int order = (x->score < y->score) - (x->score > y->score);
    return order ? order : (x->id < y->id) - (x->id > y->id);
}

void near_cut(NearList *list, size_t most) {
    if (list->count > 0) {
        qsort(list->items, list->count, sizeof *list->items, compare_near);
    }
    list->count = list->count < most ? list->count : most;
}

void near_free(NearList *list) {
    free(list->items);
    *list = (NearList){0};
}

// --- the words of a study ---

typedef struct {
    const char *word;
    int times;
    double weight;  // times its rareness
    double studies; // that have it, about
} Telling;

typedef struct {
    Arena arena;
    Map places; // of each word in `items`
    Telling *items;
    size_t count, capacity;
} Words;

static bool may_tell(StringView word) {
    bool letters = false;
    for (size_t i = 0; i < word.length; i++) {
        letters = letters || word.data[i] < '0' || word.data[i] > '9';
    }
    return letters && (word.length >= LETTERS_LEAST || (unsigned char) word.data[0] >= 0x80);
}

static void count_words(Words *words, StringView text, int times) {
    StringView word;
    for (size_t offset = 0; text_next_word(text, &offset, &word);) {
        int64_t place;
        if (!may_tell(word)) {
            continue;
        }
        if (!map_get(&words->places, word, &place)) {
            if (words->count == WORDS_LOOKED_UP) {
                continue;
            }
            place = (int64_t) words->count;
            map_set(&words->places, word, place);
            words->items = arena_grow(&words->arena, words->items, &words->capacity, words->count + 1,
                                      sizeof *words->items);
            words->items[words->count++] = (Telling){.word = arena_copy_view(&words->arena, word)};
        }
        words->items[place].times += times;
    }
}

static void words_free(Words *words) {
    map_free(&words->places);
    arena_free(&words->arena);
}

// --- how rare they are ---

typedef struct {
    StudyId first, last; // the smallest and the largest id
    double studies;
} Span;

static bool read_span(Cache *cache, Span *span, Error *err) {
    sqlite3_stmt *first = db_statement(cache->db, "SELECT min(id) FROM study", err);
    sqlite3_stmt *last = db_statement(cache->db, "SELECT max(id) FROM study", err);
    span->studies = (double) cache_count(cache, NULL);
    return first && last && db_number(cache->db, first, 0, &span->first, err) &&
           db_number(cache->db, last, 0, &span->last, err);
}

static void set_match(const Telling *word, String *match) {
    string_clear(match);
    string_format(match, "{title abstract} : \"%s\"", word->word);
}

// In how many studies the word is, the newest being counted.
static bool count_studies(Cache *cache, const Span *span, Telling *word, String *match, Error *err) {
    sqlite3_stmt *statement = db_statement(
        cache->db, "SELECT rowid FROM text_index WHERE text_index MATCH ?1 ORDER BY rowid DESC LIMIT ?2",
        err);
    bool row, ok = statement != NULL;
    int count = 0;
    StudyId id = span->last;
    set_match(word, match);
    if (ok) {
        db_bind_text(statement, 1, match->data);
        sqlite3_bind_int(statement, 2, COUNTED_MOST);
    }
    while (ok && (ok = db_step(cache->db, statement, &row, err)) && row) {
        id = sqlite3_column_int64(statement, 0);
        count++;
    }
    word->studies = count;
    if (count == COUNTED_MOST) {
        word->studies *= (double) (span->last - span->first + 1) / (double) (span->last - id + 1);
    }
    return ok && search_goes_on(cache, err);
}

static int compare_telling(const void *a, const void *b) {
    const Telling *x = a, *y = b;
    return (x->weight < y->weight) - (x->weight > y->weight);
}

// Weighs the words and puts the most telling first.
static bool weigh(Cache *cache, Words *words, Error *err) {
    Span span;
    String match = {0};
    bool ok = read_span(cache, &span, err);
    for (size_t i = 0; ok && i < words->count; i++) {
        Telling *word = &words->items[i];
        ok = count_studies(cache, &span, word, &match, err);
        // A word of nobody else finds nobody.
        word->weight = word->studies > 1 ? (1 + log(word->times)) * log(1 + span.studies / word->studies) : 0;
    }
    string_free(&match);
    if (ok && words->count > 0) {
        qsort(words->items, words->count, sizeof *words->items, compare_telling);
    }
    return ok;
}

// --- who has them ---

static bool add_hits(Cache *cache, const Telling *word, IdMap *scores, String *match, Error *err) {
    IdStream hits;
    int64_t more = (int64_t) (word->weight * word->weight * SCORE_UNIT);
    set_match(word, match);
    bool ok = id_stream_open(&hits, cache, "SELECT rowid FROM text_index WHERE text_index MATCH ?1", NULL,
                             match->data, err);
    while (ok && (ok = id_stream_next(&hits, err)) && hits.row) {
        int64_t score = 0;
        id_map_get(scores, hits.id, &score);
        id_map_set(scores, hits.id, score + more);
    }
    id_stream_close(&hits);
    return ok;
}

static bool ask_words(Cache *cache, const Words *words, IdMap *scores, double *whole, Error *err) {
    String match = {0};
    double hits = 0;
    size_t asked = 0;
    bool ok = true;
    *whole = 0;
    for (size_t i = 0; ok && i < words->count && asked < WORDS_ASKED; i++) {
        const Telling *word = &words->items[i];
        if (word->weight > 0 && hits + word->studies <= HITS_MOST) {
            hits += word->studies;
            asked++;
            *whole += word->weight * word->weight;
            ok = add_hits(cache, word, scores, &match, err);
        }
    }
    string_free(&match);
    return ok;
}

bool similar_by_text(Cache *cache, StudyId self, const Study *study, size_t most, NearList *near,
                     Error *err) {
    Words words = {0};
    IndexText text = {0};
    IdMap scores = {0};
    double whole;
    index_text(study, &text);
    count_words(&words, string_view(&text.columns[INDEX_TITLE]), TITLE_TIMES);
    count_words(&words, string_view(&text.columns[INDEX_ABSTRACT]), 1);
    bool ok = weigh(cache, &words, err) && ask_words(cache, &words, &scores, &whole, err);
    for (size_t i = 0; ok && i < scores.capacity; i++) {
        StudyId id = scores.keys[i];
        int64_t score;
        if (id != self && id_map_get(&scores, id, &score) &&
            (double) score >= whole * SHARE_LEAST * SCORE_UNIT) {
            near_add(near, id, (double) score);
        }
    }
    near_cut(near, most);
    id_map_free(&scores);
    index_text_free(&text);
    words_free(&words);
    return ok;
}
