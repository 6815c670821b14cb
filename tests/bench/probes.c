#include "probes.h"

#include "carrel/base/memory.h"
#include "carrel/base/text.h"
#include "measure.h"

#include <stdlib.h>

#define SAMPLE 2000 // studies
#define TERMS  200

typedef struct {
    const char *text;
    unsigned studies; // of the sample
    size_t seen;      // the study that had it last, from 1
} Word;

typedef struct {
    Word *words;
    size_t count, capacity;
    Map places; // of each word in `words`
    Arena *arena;
} Vocabulary;

static Word *find_word(Vocabulary *vocabulary, StringView text) {
    int64_t place;
    if (!map_get(&vocabulary->places, text, &place)) {
        vocabulary->words = vec_grow(vocabulary->words, &vocabulary->capacity, vocabulary->count + 1,
                                     sizeof *vocabulary->words);
        place = (int64_t) vocabulary->count++;
        vocabulary->words[place] = (Word){.text = arena_copy_view(vocabulary->arena, text)};
        map_set(&vocabulary->places, text, place);
    }
    return &vocabulary->words[place];
}

static bool is_plain(StringView word) {
    bool plain = word.length >= 2;
    for (size_t i = 0; i < word.length; i++)
        plain = plain && word.data[i] >= 'a' && word.data[i] <= 'z';
    // The query language has these for its own.
    return plain && !sv_equal(word, SV("and")) && !sv_equal(word, SV("or")) && !sv_equal(word, SV("not"));
}

static void fold_study(const Study *study, String *folded) {
    String text = {0};
    string_add_text(&text, study->title);
    string_add_char(&text, ' ');
    study_add_abstract(study, &text);
    string_clear(folded);
    text_add_fold(folded, string_view(&text));
    string_free(&text);
}

static void count_words(Vocabulary *vocabulary, StringView text, size_t study) {
    StringView word;
    for (size_t offset = 0; text_next_word(text, &offset, &word);) {
        if (!is_plain(word))
            continue;
        Word *found = find_word(vocabulary, word);
        found->studies += found->seen != study;
        found->seen = study;
    }
}

// The first two neighbours in a text that are both in one of 20 studies, or more.
static const char *find_phrase(Vocabulary *vocabulary, StringView text, size_t start) {
    StringView word, before = {0};
    for (size_t offset = start; text_next_word(text, &offset, &word); before = word) {
        bool neighbours = before.data && word.data == before.data + before.length + 1;
        if (neighbours && is_plain(before) && is_plain(word) &&
            find_word(vocabulary, before)->studies > SAMPLE / 20 &&
            find_word(vocabulary, word)->studies > SAMPLE / 20)
            return arena_format(vocabulary->arena, "\"%.*s %.*s\"", (int) before.length, before.data,
                                (int) word.length, word.data);
    }
    return NULL;
}

// Words in at least `least` and at most `most` studies of the sample, spread over them.
static void choose(const Vocabulary *vocabulary, unsigned least, unsigned most, const char *chosen[PROBES]) {
    size_t count = 0, fitting = 0, passed = 0;
    for (size_t i = 0; i < vocabulary->count; i++)
        fitting += vocabulary->words[i].studies >= least && vocabulary->words[i].studies <= most;
    size_t step = fitting / PROBES > 0 ? fitting / PROBES : 1;
    for (size_t i = 0; count < PROBES && i < vocabulary->count; i++) {
        const Word *word = &vocabulary->words[i];
        if (word->studies >= least && word->studies <= most && passed++ % step == 0)
            chosen[count++] = word->text;
    }
    if (count == 0)
        bench_give_up("words to ask for", "the library has none so frequent");
    for (size_t i = count; i < PROBES; i++)
        chosen[i] = chosen[i % count];
}

static const char *choose_most(const Vocabulary *vocabulary) {
    const Word *best = &vocabulary->words[0];
    for (size_t i = 0; i < vocabulary->count; i++)
        if (abs((int) vocabulary->words[i].studies - SAMPLE * 7 / 10) <
            abs((int) best->studies - SAMPLE * 7 / 10))
            best = &vocabulary->words[i];
    return best->text;
}

// ((a OR "b c" OR d* …) AND (…)) NOT (…), with PubMed's field names.
static const char *write_strategy(const Probes *probes, const Vocabulary *vocabulary, Arena *arena) {
    String out = {0};
    size_t next = 0;
    string_add_text(&out, "((");
    for (size_t i = 0; i < TERMS; i++) {
        while (next + 1 < vocabulary->count && vocabulary->words[next].studies > SAMPLE / 20)
            next++;
        if (i == TERMS / 2)
            string_add_text(&out, ")\nAND ((");
        else if (i == TERMS - 10)
            string_add_text(&out, "))) NOT (");
        else if (i > 0)
            string_add_text(&out, i % 20 == 0 && i < TERMS - 20 ? " OR\n" : " OR ");
        if (i % 5 == 4)
            string_format(&out, "%s[tiab]", probes->phrases[i / 5 % PROBES]);
        else
            string_format(&out, i % 25 == 1 ? "%s*[tiab]" : "%s[tiab]", vocabulary->words[next++].text);
    }
    string_add_char(&out, ')');
    const char *text = arena_copy(arena, out.data);
    string_free(&out);
    return text;
}

void probes_take(Cache *cache, Probes *probes) {
    Error err = {0};
    *probes = (Probes){0};
    if (!cache_ids(cache, false, &probes->ids, &err))
        bench_give_up(cache_path(cache), err.text);
    if (probes->ids.count < SAMPLE)
        bench_give_up(cache_path(cache), "it holds too few studies");
    Vocabulary vocabulary = {.arena = &probes->arena};
    String *texts = memory_new(SAMPLE * sizeof *texts);
    Arena arena = {0};
    for (size_t i = 0; i < SAMPLE; i++) {
        Study study;
        bool found;
        if (!cache_study(cache, probes->ids.ids[i * (probes->ids.count / SAMPLE)], &arena, &study, &found,
                         &err))
            bench_give_up(cache_path(cache), err.text);
        fold_study(&study, &texts[i]);
        count_words(&vocabulary, string_view(&texts[i]), i + 1);
        arena_reset(&arena);
    }
    choose(&vocabulary, 1, 1, probes->rare);
    choose(&vocabulary, SAMPLE / 100, SAMPLE / 20, probes->middle);
    choose(&vocabulary, SAMPLE / 10, SAMPLE / 2, probes->common);
    probes->most = choose_most(&vocabulary);
    size_t phrases = 0;
    for (size_t i = 0; i < SAMPLE && phrases < PROBES; i += SAMPLE / PROBES / 4)
        if ((probes->phrases[phrases] =
                 find_phrase(&vocabulary, string_view(&texts[i]), texts[i].length / 3)))
            phrases++;
    if (phrases < PROBES)
        bench_give_up("phrases to ask for", "the library has too few");
    for (size_t i = 0; i < PROBES; i++)
        probes->beginnings[i] = arena_format(&probes->arena, "%.3s*", probes->middle[i]);
    probes->strategy = write_strategy(probes, &vocabulary, &probes->arena);
    for (size_t i = 0; i < SAMPLE; i++)
        string_free(&texts[i]);
    free(texts);
    free(vocabulary.words);
    map_free(&vocabulary.places);
    arena_free(&arena);
}

void probes_free(Probes *probes) {
    id_list_free(&probes->ids);
    arena_free(&probes->arena);
}
