#include "search_prefix.h"

#include "carrel/base/text.h"
#include "search_collect.h"
#include "search_match.h"

#include <stdlib.h>
#include <string.h>

// A prefix of so few words is those words; so many words are looked up for all prefixes of a query, and
// none where there are many prefixes: FTS5 reads them sooner than hundreds of words.
#define FEW_WORDS    128
#define WORDS_MOST   1024
#define PREFIXES_FEW 8
// Shorter prefixes stand for at most so many words.
#define SHORT_LETTERS   3
#define SHORT_WORDS     250
#define PART_WORDS      64
#define SAMPLED_STUDIES 400

typedef struct {
    Cache *cache;
    Arena *arena;
    PrefixTable *table;
    size_t looked_up;
    sqlite3_stmt *words;
} Expanding;

// --- the vocabulary ---

// The words of the index, one place after the other. The index may be in a file of its own.
static bool open_vocabulary(Expanding *expanding, Error *err) {
    Db *db = expanding->cache->db;
    String sql = {0};
    sqlite3_stmt *schema =
        db_statement(db, "SELECT schema FROM pragma_table_list WHERE name = 'text_index'", err);
    bool row, ok = schema && db_step(db, schema, &row, err);
    if (ok && row) {
        string_format(&sql,
                      "CREATE VIRTUAL TABLE IF NOT EXISTS temp.text_places USING "
                      "fts5vocab('%s', 'text_index', 'instance')",
                      (const char *) sqlite3_column_text(schema, 0));
        sqlite3_reset(schema);
        ok = db_execute(db, sql.data, err);
    }
    string_free(&sql);
    expanding->words =
        ok ? db_statement(db, "SELECT term FROM temp.text_places WHERE term >= ?1 LIMIT 1", err) : NULL;
    return expanding->words != NULL;
}

// The first word from `from` on that begins with the prefix; empty where there is none.
static bool next_word(Expanding *expanding, const String *from, StringView prefix, String *word, Error *err) {
    bool row;
    string_clear(word);
    db_bind_view(expanding->words, 1, string_view(from));
    if (!db_step(expanding->cache->db, expanding->words, &row, err)) {
        return false;
    }
    if (row && sv_starts(db_view(expanding->words, 0), prefix)) {
        string_add(word, db_view(expanding->words, 0));
    }
    sqlite3_reset(expanding->words);
    return true;
}

static void add_word(Expanding *expanding, PrefixWords *item, size_t *capacity, StringView word) {
    for (size_t i = 0; i < item->count; i++) {
        if (sv_equal(sv(item->words[i]), word)) {
            return;
        }
    }
    item->words = arena_grow(expanding->arena, item->words, capacity, item->count + 1, sizeof *item->words);
    item->words[item->count++] = arena_copy_view(expanding->arena, word);
}

// Adds words in their order up to `most`; *all: that was all of them. A word is stepped over by
// asking for what no word can be before the next one, so common words cost no more than rare ones.
static bool look_up(Expanding *expanding, StringView prefix, size_t most, PrefixWords *item, bool *all,
                    Error *err) {
    String from = {0}, word = {0};
    size_t capacity = item->count;
    string_add(&from, prefix);
    bool ok = true;
    *all = false;
    while (ok && !*all && item->count < most) {
        ok = next_word(expanding, &from, prefix, &word, err) && search_goes_on(expanding->cache, err);
        *all = ok && word.length == 0;
        if (ok && !*all) {
            expanding->looked_up++;
            add_word(expanding, item, &capacity, string_view(&word));
            string_clear(&from);
            string_format(&from, "%s\x01", word.data);
        }
    }
    string_free(&from);
    string_free(&word);
    return ok;
}

// --- the words of the newest studies ---

typedef struct {
    const char *word;
    int64_t count;
} Counted;

typedef struct {
    PrefixWords *item;
    StringView prefix;
    Map places; // of its words in `words`
    Counted *words;
    size_t count, capacity;
} Sample;

// Of all prefixes of a query that are asked for, by their first bytes.
typedef struct {
    Sample *items;
    size_t count;
    size_t from[257]; // where those of each first byte begin
} Samples;

static int compare_counted(const void *a, const void *b) {
    const Counted *x = a, *y = b;
    return x->count != y->count ? (x->count < y->count) - (x->count > y->count) : strcmp(x->word, y->word);
}

static int compare_samples(const void *a, const void *b) {
    const Sample *x = a, *y = b;
    return x->prefix.data[0] != y->prefix.data[0]
               ? (unsigned char) x->prefix.data[0] - (unsigned char) y->prefix.data[0]
               : (x->item > y->item) - (x->item < y->item);
}

static void order_samples(Samples *samples) {
    size_t at = 0;
    qsort(samples->items, samples->count, sizeof *samples->items, compare_samples);
    for (unsigned byte = 0; byte <= 256; byte++) {
        while (at < samples->count && (unsigned char) samples->items[at].prefix.data[0] < byte) {
            at++;
        }
        samples->from[byte] = at;
    }
}

static void count_word(Sample *sample, StringView word, Arena *arena) {
    int64_t place;
    if (!map_get(&sample->places, word, &place)) {
        place = (int64_t) sample->count;
        map_set(&sample->places, word, place);
        sample->words =
            arena_grow(arena, sample->words, &sample->capacity, sample->count + 1, sizeof *sample->words);
        sample->words[sample->count++] = (Counted){arena_copy_view(arena, word), 0};
    }
    sample->words[place].count++;
}

static void count_words(Samples *samples, StringView text, Arena *arena) {
    StringView word;
    for (size_t offset = 0; text_next_word(text, &offset, &word);) {
        unsigned first = (unsigned char) word.data[0];
        for (size_t i = samples->from[first]; i < samples->from[first + 1]; i++) {
            if (sv_starts(word, samples->items[i].prefix)) {
                count_word(&samples->items[i], word, arena);
            }
        }
    }
}

static bool read_sample(Expanding *expanding, Samples *samples, Error *err) {
    Cache *cache = expanding->cache;
    sqlite3_stmt *statement = db_statement(
        cache->db, "SELECT " DETAIL_COLUMNS " FROM " DETAIL_TABLES " ORDER BY d.study DESC LIMIT ?1", err);
    if (!statement) {
        return false;
    }
    sqlite3_bind_int(statement, 1, SAMPLED_STUDIES);
    Arena arena = {0};
    IndexText text = {0};
    bool row, ok;
    while ((ok = db_step(cache->db, statement, &row, err)) && row) {
        Study study;
        arena_reset(&arena);
        ok = detail_read(cache, statement, 0, &arena, &study, err) && search_goes_on(cache, err);
        if (!ok) {
            sqlite3_reset(statement);
            break;
        }
        index_text(&study, &text);
        for (size_t i = 0; i < INDEX_COLUMNS; i++) {
            count_words(samples, string_view(&text.columns[i]), expanding->arena);
        }
    }
    index_text_free(&text);
    arena_free(&arena);
    return ok;
}

// --- prefixes of a query ---

static StringView prefix_of(const PrefixWords *item, String *words) {
    StringView last = {0};
    search_match_words(item->leaf, words, &last);
    return last;
}

// Of a term, without the letters that tell what kind of term it is.
static size_t letters_of(const QueryNode *leaf, StringView prefix) {
    size_t letters = 0;
    uint32_t c;
    for (size_t bytes; (bytes = text_decode(prefix, &c)) > 0; prefix = sv_from(prefix, bytes)) {
        letters++;
    }
    size_t tag = search_match_is_term(leaf) ? strlen(TERM_HEADING) : 0;
    return letters > tag ? letters - tag : 0;
}

static void gather(const QueryNode *node, Expanding *expanding) {
    PrefixTable *table = expanding->table;
    StringView last;
    String words = {0};
    if (node->type == QUERY_AND || node->type == QUERY_OR) {
        gather(node->left, expanding);
        gather(node->right, expanding);
    } else if (node->type == QUERY_NOT) {
        gather(node->left, expanding);
    } else if (node->type == QUERY_WORD && search_match_words(node, &words, &last)) {
        table->items = arena_grow(expanding->arena, table->items, &table->capacity, table->count + 1,
                                  sizeof *table->items);
        table->items[table->count++] = (PrefixWords){.leaf = node};
    }
    string_free(&words);
}

static bool take_sampled(Expanding *expanding, Sample *sample, bool *has_parts, String *note, Error *err) {
    PrefixWords *item = sample->item;
    bool is_short = letters_of(item->leaf, sample->prefix) < SHORT_LETTERS, all = false;
    size_t most = is_short ? SHORT_WORDS : PART_WORDS, capacity = 0;
    if (sample->count > 0) {
        qsort(sample->words, sample->count, sizeof *sample->words, compare_counted);
    }
    item->words = NULL;
    item->count = 0;
    for (size_t i = 0; i < sample->count && i < most; i++) {
        add_word(expanding, item, &capacity, sv(sample->words[i].word));
    }
    item->whole = is_short;
    *has_parts = *has_parts || !is_short;
    if (!is_short) {
        return true;
    }
    bool ok = look_up(expanding, sample->prefix, most, item, &all, err);
    String sentence = {0};
    string_format(&sentence, "%s* stands for %zu of the words that begin so; three letters find all",
                  item->leaf->text, item->count);
    search_add_note(note, sentence.data);
    string_free(&sentence);
    return ok;
}

// The words of the newest studies for those prefixes that are not whole; of short ones these are
// looked for, filled up in their order.
static bool take_common_words(Expanding *expanding, bool *has_parts, String *note, Error *err) {
    PrefixTable *table = expanding->table;
    Samples samples = {.items = ARENA_ARRAY(expanding->arena, Sample, table->count + 1)};
    for (size_t i = 0; i < table->count; i++) {
        if (!table->items[i].whole) {
            String words = {0};
            StringView prefix = prefix_of(&table->items[i], &words);
            samples.items[samples.count++] =
                (Sample){.item = &table->items[i], .prefix = sv(arena_copy_view(expanding->arena, prefix))};
            string_free(&words);
        }
    }
    if (samples.count == 0) {
        return true;
    }
    order_samples(&samples);
    bool ok = read_sample(expanding, &samples, err);
    for (size_t i = 0; i < samples.count; i++) {
        ok = ok && take_sampled(expanding, &samples.items[i], has_parts, note, err);
        map_free(&samples.items[i].places);
    }
    return ok;
}

bool search_prefixes(Cache *cache, const QueryNode *tree, Arena *arena, PrefixTable *table, bool *has_parts,
                     String *note, Error *err) {
    Expanding expanding = {.cache = cache, .arena = arena, .table = table};
    *has_parts = false;
    gather(tree, &expanding);
    if (table->count == 0) {
        return true;
    }
    bool ok = open_vocabulary(&expanding, err), few = table->count <= PREFIXES_FEW;
    for (size_t i = 0; ok && few && i < table->count && expanding.looked_up < WORDS_MOST; i++) {
        PrefixWords *item = &table->items[i];
        String words = {0};
        StringView prefix = prefix_of(item, &words);
        size_t most = letters_of(item->leaf, prefix) < SHORT_LETTERS ? SHORT_WORDS : FEW_WORDS;
        ok = look_up(&expanding, prefix, most + 1, item, &item->whole, err);
        string_free(&words);
    }
    return ok && take_common_words(&expanding, has_parts, note, err);
}

const PrefixWords *prefix_words_of(const PrefixTable *table, const QueryNode *leaf) {
    for (size_t i = 0; table && i < table->count; i++) {
        const PrefixWords *item = &table->items[i];
        if (item->leaf == leaf && item->count > 0 && (item->whole || table->provisional)) {
            return item;
        }
    }
    return NULL;
}
