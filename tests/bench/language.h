#ifndef CARREL_TESTS_BENCH_LANGUAGE_H
#define CARREL_TESTS_BENCH_LANGUAGE_H

#include "carrel/base/str.h"

// Text of invented words that repeats them, and what follows what, as abstracts in English do. The same
// seed gives the same text. Ranks count from the most frequent word, 0.
//
// Measured on 10,000 abstracts of PubMed, and on as many of these:
//   words an abstract 239, 233; different ones among them 53, 58 %
//   words in all 34,664, 37,789, a third of them once; the first 10 make 22, 21 % of the text, 100: 45, 42 %,
//   1,000: 78, 75 %; 203 and 223 words are in 10 to 50 % of the abstracts
//   pairs of words met before 76, 68 %, triples 40, 30 %; the 100th pair is in 8, 11 % of the abstracts
//   one after the other with a dictionary zstd makes them 3.03, 3.04 times smaller
//   FTS5's index takes 584, 605 bytes an abstract

typedef struct Language Language;

#define SUBJECT_WORDS 60
typedef struct {
    const Language *language;
    uint64_t seed;
    unsigned subject[SUBJECT_WORDS]; // what a text is about: words that it comes back to
} Writer;

Language *language_new(void);
void language_free(Language *language);

Writer writer_for(const Language *language, uint64_t number); // without a subject: headings, names
void writer_take_subject(Writer *writer);                     // of a topic that other texts have too

uint64_t writer_random(Writer *writer);
unsigned writer_below(Writer *writer, unsigned limit);
unsigned writer_between(Writer *writer, unsigned least, unsigned most);
bool writer_chance(Writer *writer, unsigned percent);
unsigned writer_zipf(Writer *writer, unsigned count); // a rank by Zipf's law with exponent 1

void language_add_word(String *out, unsigned rank);
void language_add_name(String *out, unsigned number); // a capitalised word
void writer_add_words(Writer *writer, String *out, unsigned count);
// `section`, 0 to 3, tells how it may begin: each part of an abstract has its own phrases.
void writer_add_sentence(Writer *writer, String *out, unsigned section);

// string_format would take longer than all else.
void add_number(String *out, unsigned number);

#endif
