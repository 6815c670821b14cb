// Writes a PubMed XML file of made-up studies to standard output, compressed: usage
// generate RECORDS [FIRST] > FILE.xml.gz. PMIDs rise from FIRST (default 10,000,001). The same
// arguments give the same bytes. Shapes and sizes follow PubMed's update files; words, persons,
// journals and identifiers are invented.

#include "carrel/base/memory.h"
#include "carrel/base/str.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#define LIBRARY_FIRST 10000001 // the PMID that every library begins with: references reach back to it
#define VOCABULARY    40000
#define RARITIES      8000000 // what a word in a hundred is drawn from: names of substances, codes, slips
#define SYLLABLES     64
#define JOURNALS      900
#define HEADINGS      6000
#define WORD_MOST     40 // bytes

// The words of the vocabulary, spelled once.
typedef struct {
    char text[VOCABULARY][WORD_MOST];
    unsigned char length[VOCABULARY];
} Words;

typedef struct {
    uint64_t seed;
    int64_t pmid;
    const Words *words;
    String out;
} Record;

static uint64_t next_random(Record *record) { // xorshift64* [Vigna 2016]
    uint64_t x = record->seed;
    x ^= x >> 12;
    x ^= x << 25;
    x ^= x >> 27;
    record->seed = x;
    return x * 0x2545f4914f6cdd1d;
}

static unsigned below(Record *record, unsigned limit) {
    return (unsigned) ((next_random(record) >> 32) % limit);
}
static bool chance(Record *record, unsigned percent) {
    return below(record, 100) < percent;
}
static unsigned between(Record *record, unsigned least, unsigned most) {
    return least + below(record, most - least + 1);
}

// A rank by Zipf's law with exponent 1: a few words are in every study, most are rare.
static unsigned zipf(Record *record, unsigned count) {
    double u = (double) (next_random(record) >> 11) / 9007199254740992.0;
    return (unsigned) (exp2(u * log2(count)) - 1);
}

// Frequent words are short, as in any language.
static void add_word(String *out, unsigned rank) {
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

static void add_name(String *out, unsigned number) {
    size_t at = out->length;
    add_word(out, number);
    out->data[at] = (char) (out->data[at] - 'a' + 'A');
    if (number % 23 == 0)
        string_add_text(out, "\xc3\xa9r"); // é
}

static Words *words_new(void) {
    Words *words = memory_new(sizeof *words);
    String word = {0};
    for (unsigned i = 0; i < VOCABULARY; i++) {
        string_clear(&word);
        add_word(&word, i);
        memcpy(words->text[i], word.data, word.length);
        words->length[i] = (unsigned char) word.length;
    }
    string_free(&word);
    return words;
}

static void add_words(Record *record, unsigned count) {
    String *out = &record->out;
    for (unsigned i = 0; i < count; i++) {
        unsigned rank = zipf(record, VOCABULARY);
        if (i)
            string_add_char(out, ' ');
        if (chance(record, 1))
            add_word(out, zipf(record, RARITIES));
        else
            string_add(out, (StringView){record->words->text[rank], record->words->length[rank]});
    }
}

// string_format would take longer than all else.
static void add_number(String *out, unsigned number) {
    char digits[12];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char) ('0' + number % 10);
        number /= 10;
    } while (number > 0);
    string_add(out, (StringView){digits + at, sizeof digits - at});
}

static void add_field(String *out, const char *before, unsigned number) {
    string_add_text(out, before);
    add_number(out, number);
}

static void add_sentence(Record *record) {
    String *out = &record->out;
    add_name(out, zipf(record, VOCABULARY));
    string_add_char(out, ' ');
    add_words(record, between(record, 9, 17));
    if (chance(record, 25)) {
        string_format(out, " (%u of %u, p &lt; 0.0%u)", below(record, 90), between(record, 90, 400),
                      between(record, 1, 5));
    } else if (chance(record, 8)) {
        string_add_text(out, " \xce\xb2-"); // β
        add_words(record, 2);
    }
    string_add_char(out, ' ');
    add_words(record, between(record, 3, 9));
    string_add_char(out, '.');
}

static void add_sentences(Record *record, unsigned count) {
    for (unsigned i = 0; i < count; i++) {
        string_add_text(&record->out, i ? " " : "");
        add_sentence(record);
    }
}

static void add_date(Record *record, const char *name, unsigned year) {
    string_format(&record->out, "<%s><Year>%u</Year><Month>%02u</Month><Day>%02u</Day></%s>\n", name, year,
                  between(record, 1, 12), between(record, 1, 28), name);
}

static void add_journal_name(Record *record, unsigned journal) {
    String *out = &record->out;
    string_add_text(out, journal % 3 == 0 ? "Annals of " : journal % 3 == 1 ? "Journal of " : "Acta ");
    add_word(out, 700 + journal);
    if (journal % 5 == 0) {
        string_add_text(out, " and ");
        add_word(out, 9000 + journal);
    }
}

static void add_journal(Record *record, unsigned year, unsigned journal) {
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    String *out = &record->out;
    string_format(out,
                  "<Journal><ISSN IssnType=\"Electronic\">99%02u-%04u</ISSN>"
                  "<JournalIssue CitedMedium=\"Internet\"><Volume>%u</Volume><Issue>%u</Issue><PubDate>",
                  journal % 100, journal, year - 1970, between(record, 1, 12));
    string_format(out, "<Year>%u</Year><Month>%s</Month></PubDate></JournalIssue><Title>", year,
                  months[below(record, 12)]);
    add_journal_name(record, journal);
    string_add_text(out, "</Title><ISOAbbreviation>J ");
    add_name(out, 700 + journal);
    string_add_text(out, "</ISOAbbreviation></Journal>\n");
}

static void add_abstract(Record *record) {
    static const char *const labels[][2] = {{"BACKGROUND", "BACKGROUND"},
                                            {"METHODS", "METHODS"},
                                            {"RESULTS", "RESULTS"},
                                            {"CONCLUSIONS", "CONCLUSIONS"}};
    static const unsigned sentences[] = {3, 5, 6, 2};
    String *out = &record->out;
    if (chance(record, 12))
        return;
    string_add_text(out, "<Abstract>\n");
    if (chance(record, 45)) {
        for (size_t i = 0; i < 4; i++) {
            string_format(out, "<AbstractText Label=\"%s\" NlmCategory=\"%s\">", labels[i][0], labels[i][1]);
            add_sentences(record, sentences[i]);
            string_add_text(out, "</AbstractText>\n");
        }
    } else {
        string_add_text(out, "<AbstractText>");
        add_sentences(record, between(record, 7, 14));
        string_add_text(out, "</AbstractText>\n");
    }
    string_add_text(out, "</Abstract>\n");
}

static void add_authors(Record *record) {
    String *out = &record->out;
    unsigned count = between(record, 1, 11);
    string_add_text(out, "<AuthorList CompleteYN=\"Y\">\n");
    for (unsigned i = 0; i < count; i++) {
        unsigned family = zipf(record, VOCABULARY), given = zipf(record, 2000);
        string_add_text(out, "<Author ValidYN=\"Y\"><LastName>");
        add_name(out, 200 + family);
        string_add_text(out, "</LastName><ForeName>");
        add_name(out, 30 + given);
        string_format(out, "</ForeName><Initials>%c</Initials>", 'A' + (int) (given % 26));
        if (chance(record, 30))
            string_format(out, "<Identifier Source=\"ORCID\">0000-000%u-%04u-%04u</Identifier>",
                          between(record, 1, 3), below(record, 10000), below(record, 10000));
        if (chance(record, 95)) {
            string_add_text(out, "<AffiliationInfo><Affiliation>Department of ");
            add_words(record, 3);
            string_add_text(out, ", University of ");
            add_name(out, below(record, 3000));
            string_add_text(out, ", ");
            add_words(record, 3);
            string_format(out, " %u, ", between(record, 1000, 99999));
            add_name(out, 80 + below(record, 60));
            string_add_text(out, ".</Affiliation></AffiliationInfo>");
        }
        string_add_text(out, "</Author>\n");
    }
    string_add_text(out, "</AuthorList>\n");
}

static void add_article(Record *record, unsigned year, unsigned journal) {
    static const char *const languages[] = {"ger", "fre", "chi", "spa"};
    String *out = &record->out;
    string_add_text(out, "<Article PubModel=\"Print-Electronic\">\n");
    add_journal(record, year, journal);
    string_add_text(out, "<ArticleTitle>");
    add_name(out, zipf(record, VOCABULARY));
    string_add_char(out, ' ');
    add_words(record, between(record, 7, 16));
    string_add_text(out, ".</ArticleTitle>\n");
    unsigned page = between(record, 1, 1900);
    string_format(out,
                  "<Pagination><StartPage>%u</StartPage><EndPage>%u</EndPage>"
                  "<MedlinePgn>%u-%u</MedlinePgn></Pagination>\n"
                  "<ELocationID EIdType=\"doi\" ValidYN=\"Y\">10.5555/j%u.%lld</ELocationID>\n",
                  page, page + 9, page, page + 9, journal, (long long) record->pmid);
    add_abstract(record);
    add_authors(record);
    string_format(out, "<Language>%s</Language>\n", chance(record, 8) ? languages[below(record, 4)] : "eng");
    string_add_text(out, "<PublicationTypeList><PublicationType UI=\"D016428\">Journal "
                         "Article</PublicationType>");
    if (chance(record, 15))
        string_add_text(out, "<PublicationType UI=\"D016454\">Review</PublicationType>");
    if (chance(record, 6))
        string_add_text(out, "<PublicationType UI=\"D016449\">Randomized Controlled Trial</PublicationType>");
    string_add_text(out, "</PublicationTypeList>\n");
    add_date(record, "ArticleDate", year);
    string_add_text(out, "</Article>\n");
}

static void add_headings(Record *record) {
    String *out = &record->out;
    unsigned chemicals = below(record, 5), headings = between(record, 6, 16), keywords = below(record, 7);
    if (chemicals > 0) {
        string_add_text(out, "<ChemicalList>\n");
        for (unsigned i = 0; i < chemicals; i++) {
            unsigned substance = zipf(record, 4000);
            string_format(out, "<Chemical><RegistryNumber>0</RegistryNumber><NameOfSubstance UI=\"D9%05u\">",
                          substance);
            add_name(out, 5000 + substance);
            string_add_text(out, "</NameOfSubstance></Chemical>\n");
        }
        string_add_text(out, "</ChemicalList>\n");
    }
    string_add_text(out, "<CitationSubset>IM</CitationSubset>\n<MeshHeadingList>\n");
    for (unsigned i = 0; i < headings; i++) {
        unsigned heading = zipf(record, HEADINGS);
        bool qualified = chance(record, 60);
        string_format(out, "<MeshHeading><DescriptorName UI=\"D8%05u\" MajorTopicYN=\"%c\">", heading,
                      !qualified && chance(record, 20) ? 'Y' : 'N');
        add_name(out, 300 + heading);
        string_add_char(out, ' ');
        add_word(out, 40 + heading % 400);
        string_add_text(out, "</DescriptorName>");
        if (qualified) {
            unsigned qualifier = below(record, 76);
            string_format(out, "<QualifierName UI=\"Q9%05u\" MajorTopicYN=\"%c\">", qualifier,
                          chance(record, 30) ? 'Y' : 'N');
            add_word(out, 100 + qualifier);
            string_add_text(out, "</QualifierName>");
        }
        string_add_text(out, "</MeshHeading>\n");
    }
    string_add_text(out, "</MeshHeadingList>\n");
    if (keywords > 0) {
        string_add_text(out, "<KeywordList Owner=\"NOTNLM\">\n");
        for (unsigned i = 0; i < keywords; i++) {
            string_add_text(out, "<Keyword MajorTopicYN=\"N\">");
            add_words(record, between(record, 1, 3));
            string_add_text(out, "</Keyword>\n");
        }
        string_add_text(out, "</KeywordList>\n");
    }
}

// About a third of PubMed's records list references. A few studies are cited by very many: those
// with the smallest numbers.
static void add_references(Record *record) {
    String *out = &record->out;
    if (!chance(record, 35))
        return;
    unsigned count = between(record, 10, 66);
    string_add_text(out, "<ReferenceList>\n");
    for (unsigned i = 0; i < count; i++) {
        string_add_text(out, "<Reference><Citation>");
        add_name(out, 200 + zipf(record, VOCABULARY));
        string_add_char(out, ' ');
        string_add_char(out, (char) ('A' + (int) below(record, 26)));
        string_add_text(out, ", ");
        add_name(out, 200 + zipf(record, VOCABULARY));
        string_add_char(out, ' ');
        string_add_char(out, (char) ('A' + (int) below(record, 26)));
        string_add_text(out, ". ");
        add_words(record, between(record, 8, 15));
        string_add_text(out, ". ");
        add_journal_name(record, zipf(record, JOURNALS));
        unsigned volume = between(record, 1, 90), page = between(record, 1, 1900);
        add_field(out, ". ", between(record, 1980, 2022));
        add_field(out, ";", volume);
        add_field(out, ":", page);
        add_field(out, "-", page + 7);
        string_add_text(out, ".</Citation>");
        unsigned before = (unsigned) (record->pmid - LIBRARY_FIRST);
        if (before > 0 && chance(record, 80)) {
            unsigned back = chance(record, 40) ? zipf(record, before) : below(record, before);
            add_field(out, "<ArticleIdList><ArticleId IdType=\"pubmed\">", LIBRARY_FIRST + back);
            string_add_text(out, "</ArticleId></ArticleIdList>");
        }
        string_add_text(out, "</Reference>\n");
    }
    string_add_text(out, "</ReferenceList>\n");
}

static void add_record(Record *record) {
    String *out = &record->out;
    unsigned year = between(record, 1985, 2024), journal = zipf(record, JOURNALS);
    string_format(out,
                  "<PubmedArticle>\n<MedlineCitation Status=\"MEDLINE\" Owner=\"NLM\">\n"
                  "<PMID Version=\"1\">%lld</PMID>\n",
                  (long long) record->pmid);
    add_date(record, "DateCompleted", year);
    add_date(record, "DateRevised", year + 1);
    add_article(record, year, journal);
    string_add_text(out, "<MedlineJournalInfo><Country>");
    add_name(out, 80 + journal % 60);
    string_add_text(out, "</Country><MedlineTA>J ");
    add_name(out, 700 + journal);
    string_format(out, "</MedlineTA><NlmUniqueID>99%05u</NlmUniqueID></MedlineJournalInfo>\n", journal);
    add_headings(record);
    if (chance(record, 40))
        string_add_text(out, "<CoiStatement>The authors declare no competing interests.</CoiStatement>\n");
    string_add_text(out, "</MedlineCitation>\n<PubmedData>\n<History>\n");
    static const char *const statuses[] = {"received", "accepted", "pubmed", "medline", "entrez"};
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++)
        string_format(out,
                      "<PubMedPubDate PubStatus=\"%s\"><Year>%u</Year><Month>%u</Month><Day>%u</Day>"
                      "</PubMedPubDate>\n",
                      statuses[i], year, between(record, 1, 12), between(record, 1, 28));
    string_format(out,
                  "</History>\n<PublicationStatus>ppublish</PublicationStatus>\n<ArticleIdList>"
                  "<ArticleId IdType=\"pubmed\">%lld</ArticleId>"
                  "<ArticleId IdType=\"doi\">10.5555/j%u.%lld</ArticleId></ArticleIdList>\n",
                  (long long) record->pmid, journal, (long long) record->pmid);
    add_references(record);
    string_add_text(out, "</PubmedData>\n</PubmedArticle>\n");
}

int main(int argc, char **argv) {
    long long count = argc > 1 ? atoll(argv[1]) : 0, first = argc > 2 ? atoll(argv[2]) : LIBRARY_FIRST;
    if (count < 1 || first < LIBRARY_FIRST || isatty(STDOUT_FILENO)) {
        fprintf(stderr, "usage: generate RECORDS [FIRST] > FILE.xml.gz, FIRST from %d on\n", LIBRARY_FIRST);
        return 2;
    }
    Words *words = words_new();
    gzFile file = gzdopen(STDOUT_FILENO, "wb1"); // a stronger level would take longer than the studies do
    if (file)
        gzbuffer(file, 1 << 20);
    bool ok = file && gzputs(file, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<PubmedArticleSet>\n") > 0;
    Record record = {.words = words};
    for (long long i = 0; ok && i < count; i++) {
        record.pmid = first + i;
        record.seed = (uint64_t) record.pmid * 0x9e3779b97f4a7c15 | 1;
        next_random(&record);
        string_clear(&record.out);
        add_record(&record);
        ok = gzwrite(file, record.out.data, (unsigned) record.out.length) > 0;
    }
    string_free(&record.out);
    free(words);
    ok = ok && gzputs(file, "</PubmedArticleSet>\n") > 0;
    if (gzclose(file) != Z_OK || !ok) {
        fprintf(stderr, "generate: the file could not be written\n");
        return 1;
    }
    return 0;
}
