#include "language.h"

#include "carrel/base/memory.h"

#include <math.h>
#include <stdlib.h>

#define VOCABULARY 60000
#define RARITIES   8000000 // what is not in the vocabulary: names of substances, codes, slips
#define SYLLABLES  64
#define WORD_MOST  40 // bytes
#define TOPICS     4000
#define TOPIC_MOST 150 // words that the texts of a topic share
#define COMMON     60  // ranks below belong to no topic: "of", "the", "were"
#define PHRASES    150 // with which the sentences of a section begin

struct Language {
    char text[VOCABULARY][WORD_MOST];
    unsigned char length[VOCABULARY];
};

// How much of a text the most frequent words make, apart from what it is about.
static const struct {
    double rank, share;
} shares[] = {{1, 0.065}, {10, 0.32}, {100, 0.53}, {1000, 0.78}, {10000, 0.965}, {VOCABULARY, 1}};

// --- numbers by chance ---

// splitmix64 [Steele, Lea, Flood 2014]
static uint64_t mixed(uint64_t x) {
    x += 0x9e3779b97f4a7c15;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
    x = (x ^ x >> 27) * 0x94d049bb133111eb;
    return x ^ x >> 31;
}

static double fraction(uint64_t random) {
    return (double) (random >> 11) / 9007199254740992.0;
}

uint64_t writer_random(Writer *writer) {
    return mixed(writer->seed++);
}

unsigned writer_below(Writer *writer, unsigned limit) {
    return (unsigned) ((writer_random(writer) >> 32) * limit >> 32);
}

unsigned writer_between(Writer *writer, unsigned least, unsigned most) {
    return least + writer_below(writer, most - least + 1);
}

bool writer_chance(Writer *writer, unsigned percent) {
    return writer_below(writer, 100) < percent;
}

static unsigned zipf_of(double u, unsigned count) {
    return (unsigned) (exp2(u * log2(count + 1)) - 1);
}

unsigned writer_zipf(Writer *writer, unsigned count) {
    return zipf_of(fraction(writer_random(writer)), count);
}

// --- words ---

// Frequent words are short, as in any language.
void language_add_word(String *out, unsigned rank) {
    static const char *const syllables[SYLLABLES] = {
        "ka",  "ren",  "to",    "mis",  "al",  "vor",  "pe",   "lin",  "sa",   "dur",  "ne",   "gol",  "hi",
        "bet", "ru",   "fas",   "chor", "den", "ist",  "jul",  "kym",  "oph",  "quin", "styr", "thel", "uro",
        "vex", "wend", "xan",   "yst",  "zol", "bron", "cyt",  "dro",  "ely",  "fli",  "gast", "hem",  "ipr",
        "jor", "krat", "lymph", "myo",  "nox", "orth", "plas", "quar", "rhiz", "scop", "trop", "ulc",  "vag",
        "wol", "xer",  "yol",   "zyg",  "amp", "crit", "dyn",  "esk",  "fum",  "grav", "hyp",  "inv"};
    do {
        string_add_text(out, syllables[rank % SYLLABLES]);
        rank /= SYLLABLES;
    } while (rank > 0);
}

void language_add_name(String *out, unsigned number) {
    size_t at = out->length;
    language_add_word(out, number);
    out->data[at] = (char) (out->data[at] - 'a' + 'A');
    if (number % 23 == 0)
        string_add_text(out, "\xc3\xa9r"); // é
}

Language *language_new(void) {
    Language *language = memory_new(sizeof *language);
    String word = {0};
    for (unsigned i = 0; i < VOCABULARY; i++) {
        string_clear(&word);
        language_add_word(&word, i);
        memcpy(language->text[i], word.data, word.length);
        language->length[i] = (unsigned char) word.length;
    }
    string_free(&word);
    return language;
}

void language_free(Language *language) {
    free(language);
}

static void add_ranked(const Language *language, String *out, unsigned rank) {
    if (rank < VOCABULARY)
        string_add(out, (StringView){language->text[rank], language->length[rank]});
    else
        language_add_word(out, rank);
}

void add_number(String *out, unsigned number) {
    char digits[12];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char) ('0' + number % 10);
        number /= 10;
    } while (number > 0);
    string_add(out, (StringView){digits + at, sizeof digits - at});
}

// --- what follows what ---

// The word that so much of all text is made of words before it.
static unsigned word_at(double share) {
    double rank = 0, before = 0;
    for (size_t i = 0;; i++) {
        if (share < shares[i].share || i + 1 == sizeof shares / sizeof *shares) {
            double part = (share - before) / (shares[i].share - before);
            double found = rank > 0 ? rank * pow(shares[i].rank / rank, part) : 0;
            return found < VOCABULARY ? (unsigned) found : VOCABULARY - 1;
        }
        rank = shares[i].rank;
        before = shares[i].share;
    }
}

static unsigned topic_word(double u) {
    const double common = 0.48; // the share of words below COMMON
    return word_at(common + u * (1 - common));
}

Writer writer_for(const Language *language, uint64_t number) {
    return (Writer){.language = language, .seed = mixed(number)};
}

void writer_take_subject(Writer *writer) {
    uint64_t topic = (uint64_t) writer_zipf(writer, TOPICS) << 32;
    for (size_t i = 0; i < SUBJECT_WORDS; i++) {
        unsigned of_topic = writer_zipf(writer, TOPIC_MOST), kind = writer_below(writer, 100);
        writer->subject[i] = kind < 3    ? VOCABULARY + writer_zipf(writer, RARITIES)
                             : kind < 45 ? topic_word(fraction(writer_random(writer)))
                                         : topic_word(fraction(mixed(topic + of_topic)));
    }
}

// A word has the fewer successors the rarer it is, and the first of them are the likeliest.
static unsigned successor(Writer *writer, unsigned word) {
    unsigned most = 4 + 24000 / (word + 4);
    unsigned which = writer_zipf(writer, most);
    return word_at(fraction(mixed((uint64_t) word << 32 | 1u << 31 | which)));
}

static unsigned next_word(Writer *writer, unsigned word, size_t *subject) {
    unsigned kind = writer_below(writer, 1000);
    if (*subject < SUBJECT_WORDS && kind < 450) { // terms are of several words
        if (++*subject < SUBJECT_WORDS)
            return writer->subject[*subject];
    }
    *subject = SUBJECT_WORDS;
    if (kind < 700)
        return successor(writer, word);
    if (kind < 930 && writer->subject[0] > 0) {
        *subject = writer_zipf(writer, SUBJECT_WORDS);
        return writer->subject[*subject];
    }
    if (kind > 996)
        return VOCABULARY + writer_zipf(writer, RARITIES);
    return word_at(fraction(writer_random(writer)));
}

void writer_add_words(Writer *writer, String *out, unsigned count) {
    size_t subject = SUBJECT_WORDS;
    unsigned word = word_at(fraction(writer_random(writer)));
    for (unsigned i = 0; i < count; i++) {
        if (i)
            string_add_char(out, ' ');
        add_ranked(writer->language, out, word);
        word = next_word(writer, word, &subject);
    }
}

static unsigned add_phrase(Writer *writer, String *out, unsigned section) {
    Writer fixed = writer_for(writer->language, (uint64_t) section << 32 | writer_zipf(writer, PHRASES));
    unsigned count = writer_between(&fixed, 3, 8), word = word_at(fraction(writer_random(&fixed)));
    for (unsigned i = 0; i < count; i++) {
        if (i)
            string_add_char(out, ' ');
        add_ranked(writer->language, out, word);
        word = successor(&fixed, word);
    }
    return word;
}

static void add_numbers(Writer *writer, String *out) {
    switch (writer_below(writer, 4)) {
    case 0:
        string_add_text(out, " (p &lt; 0.0");
        add_number(out, writer_below(writer, 6));
        break;
    case 1:
        string_add_text(out, " (");
        add_number(out, writer_zipf(writer, 100));
        string_add_char(out, '.');
        add_number(out, writer_below(writer, 10));
        string_add_char(out, '%');
        break;
    case 2:
        string_add_text(out, " (n = ");
        add_number(out, writer_zipf(writer, 1000));
        break;
    default:
        string_add_text(out, " (95% ci 0.");
        add_number(out, writer_below(writer, 100));
        string_add_text(out, " \xce\xb2 "); // β
        add_number(out, writer_zipf(writer, 20));
    }
    string_add_char(out, ')');
}

void writer_add_sentence(Writer *writer, String *out, unsigned section) {
    size_t begin = out->length, subject = SUBJECT_WORDS;
    unsigned count = writer_between(writer, 8, 28);
    unsigned word = writer_chance(writer, 55) ? add_phrase(writer, out, section)
                                              : word_at(fraction(writer_random(writer)));
    for (unsigned i = 0; i < count; i++) {
        unsigned kind = i > 0 ? writer_below(writer, 100) : 50;
        if (kind < 4)
            add_numbers(writer, out);
        if (kind >= 4 && kind < 9)
            string_add_char(out, ',');
        if (out->length > begin)
            string_add_char(out, kind >= 97 ? '-' : ' ');
        add_ranked(writer->language, out, word);
        word = next_word(writer, word, &subject);
    }
    string_add_char(out, '.');
    char *first = out->data + begin;
    *first = *first >= 'a' && *first <= 'z' ? (char) (*first - 'a' + 'A') : *first;
}
