// Writes a PubMed XML file of made-up studies to standard output, compressed: usage
// generate RECORDS [FIRST] > FILE.xml.gz. PMIDs rise from FIRST (default 10,000,001). The same
// arguments give the same bytes. Shapes and sizes follow PubMed's update files, the text its abstracts
// (language.h tells how closely); words, persons, journals and identifiers are invented.

#include "language.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

#define LIBRARY_FIRST 10000001 // the PMID that every library begins with: references reach back to it
#define SURNAMES      60000
#define JOURNALS      900
#define HEADINGS      6000
#define INSTITUTIONS  6000
#define AFFILIATION   ((uint64_t) 1 << 40) // apart from PMIDs, as seeds
#define CITED         ((uint64_t) 2 << 40)

typedef struct {
    int64_t pmid;
    Writer writer;
    String out;
} Record;

static unsigned below(Record *record, unsigned limit) {
    return writer_below(&record->writer, limit);
}
static bool chance(Record *record, unsigned percent) {
    return writer_chance(&record->writer, percent);
}
static unsigned between(Record *record, unsigned least, unsigned most) {
    return writer_between(&record->writer, least, most);
}
static unsigned zipf(Record *record, unsigned count) {
    return writer_zipf(&record->writer, count);
}

static void add_field(String *out, const char *before, unsigned number) {
    string_add_text(out, before);
    add_number(out, number);
}

static void add_date(Record *record, const char *name, unsigned year) {
    string_format(
        &record->out,
        "      <%s>\n        <Year>%u</Year>\n        <Month>%02u</Month>\n        <Day>%02u</Day>\n"
        "      </%s>\n",
        name, year, between(record, 1, 12), between(record, 1, 28), name);
}

static void add_journal_name(Record *record, unsigned journal) {
    String *out = &record->out;
    string_add_text(out, journal % 3 == 0 ? "Annals of " : journal % 3 == 1 ? "Journal of " : "Acta ");
    language_add_word(out, 700 + journal);
    if (journal % 5 == 0) {
        string_add_text(out, " and ");
        language_add_word(out, 9000 + journal);
    }
}

static void add_journal(Record *record, unsigned year, unsigned journal) {
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    String *out = &record->out;
    string_format(out,
                  "        <Journal>\n          <ISSN IssnType=\"Electronic\">99%02u-%04u</ISSN>\n"
                  "          <JournalIssue CitedMedium=\"Internet\">\n            <Volume>%u</Volume>\n"
                  "            <Issue>%u</Issue>\n            <PubDate>\n",
                  journal % 100, journal, year - 1970, between(record, 1, 12));
    string_format(out,
                  "              <Year>%u</Year>\n              <Month>%s</Month>\n            </PubDate>\n"
                  "          </JournalIssue>\n          <Title>",
                  year, months[below(record, 12)]);
    add_journal_name(record, journal);
    string_add_text(out, "</Title>\n          <ISOAbbreviation>J ");
    language_add_name(out, 700 + journal);
    string_add_text(out, "</ISOAbbreviation>\n        </Journal>\n");
}

static void add_abstract(Record *record) {
    static const struct {
        const char *label;
        unsigned least, most; // sentences
    } sections[] = {{"BACKGROUND", 1, 3}, {"METHODS", 2, 4}, {"RESULTS", 2, 5}, {"CONCLUSIONS", 1, 2}};
    String *out = &record->out;
    if (chance(record, 12))
        return;
    bool structured = chance(record, 41);
    string_add_text(out, "        <Abstract>\n");
    string_add_text(out, structured ? "" : "          <AbstractText>");
    for (unsigned i = 0; i < 4; i++) {
        if (structured)
            string_format(out, "          <AbstractText Label=\"%s\" NlmCategory=\"%s\">", sections[i].label,
                          sections[i].label);
        for (unsigned k = between(record, sections[i].least, sections[i].most); k > 0; k--) {
            writer_add_sentence(&record->writer, out, i);
            string_add_text(out, k > 1 || (!structured && i < 3) ? " " : "");
        }
        string_add_text(out, structured || i == 3 ? "</AbstractText>\n" : "");
    }
    string_add_text(out, "        </Abstract>\n");
}

// The same number, the same institution.
static void add_affiliation(Record *record, unsigned institution) {
    String *out = &record->out;
    Writer writer = writer_for(record->writer.language, AFFILIATION + institution);
    string_add_text(out, "            <AffiliationInfo>\n              <Affiliation>Department of ");
    writer_add_words(&writer, out, writer_between(&writer, 2, 5));
    string_add_text(out, ", University of ");
    language_add_name(out, writer_below(&writer, 3000));
    string_add_text(out, ", ");
    writer_add_words(&writer, out, writer_between(&writer, 2, 5));
    string_format(out, " %u, ", writer_between(&writer, 1000, 99999));
    language_add_name(out, 80 + writer_below(&writer, 60));
    string_add_text(out, ".</Affiliation>\n            </AffiliationInfo>\n");
}

static void add_authors(Record *record) {
    String *out = &record->out;
    unsigned count = between(record, 1, 10), institution = zipf(record, INSTITUTIONS);
    string_add_text(out, "        <AuthorList CompleteYN=\"Y\">\n");
    for (unsigned i = 0; i < count; i++) {
        unsigned family = zipf(record, SURNAMES), given = zipf(record, 2000);
        string_add_text(out, "          <Author ValidYN=\"Y\">\n            <LastName>");
        language_add_name(out, 200 + family);
        string_add_text(out, "</LastName>\n            <ForeName>");
        language_add_name(out, 30 + given);
        string_format(out, "</ForeName>\n            <Initials>%c</Initials>\n", 'A' + (int) (given % 26));
        if (chance(record, 12))
            string_format(out, "            <Identifier Source=\"ORCID\">0000-000%u-%04u-%04u</Identifier>\n",
                          between(record, 1, 3), below(record, 10000), below(record, 10000));
        if (chance(record, 45)) // colleagues are mostly of the same
            institution = zipf(record, INSTITUTIONS);
        if (chance(record, 70))
            add_affiliation(record, institution);
        string_add_text(out, "          </Author>\n");
    }
    string_add_text(out, "        </AuthorList>\n");
}

static void add_article(Record *record, unsigned year, unsigned journal) {
    static const char *const languages[] = {"ger", "fre", "chi", "spa"};
    String *out = &record->out;
    string_add_text(out, "      <Article PubModel=\"Print-Electronic\">\n");
    add_journal(record, year, journal);
    string_add_text(out, "        <ArticleTitle>");
    language_add_name(out, writer_zipf(&record->writer, 20000));
    string_add_char(out, ' ');
    writer_add_words(&record->writer, out, between(record, 7, 16));
    string_add_text(out, ".</ArticleTitle>\n");
    unsigned page = between(record, 1, 1900);
    string_format(
        out,
        "        <Pagination>\n          <StartPage>%u</StartPage>\n          <EndPage>%u</EndPage>\n"
        "          <MedlinePgn>%u-%u</MedlinePgn>\n        </Pagination>\n"
        "        <ELocationID EIdType=\"doi\" ValidYN=\"Y\">10.5555/j%u.%lld</ELocationID>\n",
        page, page + 9, page, page + 9, journal, (long long) record->pmid);
    add_abstract(record);
    add_authors(record);
    string_format(out, "        <Language>%s</Language>\n",
                  chance(record, 8) ? languages[below(record, 4)] : "eng");
    string_add_text(out, "        <PublicationTypeList>\n"
                         "          <PublicationType UI=\"D016428\">Journal Article</PublicationType>\n");
    if (chance(record, 15))
        string_add_text(out, "          <PublicationType UI=\"D016454\">Review</PublicationType>\n");
    if (chance(record, 6))
        string_add_text(
            out, "          <PublicationType UI=\"D016449\">Randomized Controlled Trial</PublicationType>\n");
    string_add_text(out, "        </PublicationTypeList>\n");
    add_date(record, "ArticleDate", year);
    string_add_text(out, "      </Article>\n");
}

static void add_headings(Record *record) {
    String *out = &record->out;
    unsigned chemicals = below(record, 5), headings = between(record, 4, 15), keywords = below(record, 7);
    if (chemicals > 0) {
        string_add_text(out, "      <ChemicalList>\n");
        for (unsigned i = 0; i < chemicals; i++) {
            unsigned substance = zipf(record, 4000);
            string_format(out,
                          "        <Chemical>\n          <RegistryNumber>0</RegistryNumber>\n          "
                          "<NameOfSubstance UI=\"D9%05u\">",
                          substance);
            language_add_name(out, 5000 + substance);
            string_add_text(out, "</NameOfSubstance>\n        </Chemical>\n");
        }
        string_add_text(out, "      </ChemicalList>\n");
    }
    string_add_text(out, "      <CitationSubset>IM</CitationSubset>\n      <MeshHeadingList>\n");
    for (unsigned i = 0; i < headings; i++) {
        unsigned heading = zipf(record, HEADINGS);
        bool qualified = chance(record, 50);
        string_format(out,
                      "        <MeshHeading>\n          <DescriptorName UI=\"D8%05u\" MajorTopicYN=\"%c\">",
                      heading, !qualified && chance(record, 20) ? 'Y' : 'N');
        language_add_name(out, 300 + heading);
        string_add_char(out, ' ');
        language_add_word(out, 40 + heading % 400);
        string_add_text(out, "</DescriptorName>\n");
        if (qualified) {
            unsigned qualifier = below(record, 76);
            string_format(out, "          <QualifierName UI=\"Q9%05u\" MajorTopicYN=\"%c\">", qualifier,
                          chance(record, 30) ? 'Y' : 'N');
            language_add_word(out, 100 + qualifier);
            string_add_text(out, "</QualifierName>\n");
        }
        string_add_text(out, "        </MeshHeading>\n");
    }
    string_add_text(out, "      </MeshHeadingList>\n");
    if (keywords > 0) {
        string_add_text(out, "      <KeywordList Owner=\"NOTNLM\">\n");
        for (unsigned i = 0; i < keywords; i++) {
            string_add_text(out, "        <Keyword MajorTopicYN=\"N\">");
            writer_add_words(&record->writer, out, between(record, 1, 3));
            string_add_text(out, "</Keyword>\n");
        }
        string_add_text(out, "      </KeywordList>\n");
    }
}

// The same study is cited in the same words. Older citations tell the place only.
static void add_citation(Record *record, uint64_t cited) {
    String *out = &record->out;
    Writer writer = writer_for(record->writer.language, CITED + cited);
    if (writer_chance(&writer, 45)) {
        for (unsigned i = writer_between(&writer, 1, 3); i > 0; i--) {
            language_add_name(out, 200 + writer_zipf(&writer, SURNAMES));
            string_add_char(out, ' ');
            string_add_char(out, (char) ('A' + (int) writer_below(&writer, 26)));
            string_add_text(out, i > 1 ? ", " : ". ");
        }
        writer_add_words(&writer, out, writer_between(&writer, 8, 15));
        string_add_text(out, ". ");
    }
    add_journal_name(record, writer_zipf(&writer, JOURNALS));
    unsigned page = writer_between(&writer, 1, 1900);
    add_field(out, ". ", writer_between(&writer, 1980, 2022));
    add_field(out, ";", writer_between(&writer, 1, 90));
    add_field(out, ":", page);
    add_field(out, "-", page + 7);
    string_add_char(out, '.');
}

// About a third of PubMed's records list references. A few studies are cited by very many: those
// with the smallest numbers.
static void add_references(Record *record) {
    String *out = &record->out;
    if (!chance(record, 35))
        return;
    unsigned before = (unsigned) (record->pmid - LIBRARY_FIRST);
    string_add_text(out, "      <ReferenceList>\n");
    for (unsigned i = between(record, 10, 58); i > 0; i--) {
        bool known = before > 0 && chance(record, 80);
        unsigned back = !known ? 0 : chance(record, 40) ? zipf(record, before) : below(record, before);
        string_add_text(out, "        <Reference>\n          <Citation>");
        add_citation(record, known ? back : writer_random(&record->writer) >> 32);
        string_add_text(out, "</Citation>\n");
        if (known) {
            add_field(out, "          <ArticleIdList>\n            <ArticleId IdType=\"pubmed\">",
                      LIBRARY_FIRST + back);
            string_add_text(out, "</ArticleId>\n          </ArticleIdList>\n");
        }
        string_add_text(out, "        </Reference>\n");
    }
    string_add_text(out, "      </ReferenceList>\n");
}

static void add_record(Record *record) {
    String *out = &record->out;
    unsigned year = between(record, 1985, 2024), journal = zipf(record, JOURNALS);
    string_format(out,
                  "  <PubmedArticle>\n    <MedlineCitation Status=\"MEDLINE\" Owner=\"NLM\">\n"
                  "      <PMID Version=\"1\">%lld</PMID>\n",
                  (long long) record->pmid);
    add_date(record, "DateCompleted", year);
    add_date(record, "DateRevised", year + 1);
    add_article(record, year, journal);
    string_add_text(out, "      <MedlineJournalInfo>\n        <Country>");
    language_add_name(out, 80 + journal % 60);
    string_add_text(out, "</Country>\n        <MedlineTA>J ");
    language_add_name(out, 700 + journal);
    string_format(out,
                  "</MedlineTA>\n        <NlmUniqueID>99%05u</NlmUniqueID>\n      </MedlineJournalInfo>\n",
                  journal);
    add_headings(record);
    if (chance(record, 10))
        string_add_text(out,
                        "      <CoiStatement>The authors declare no competing interests.</CoiStatement>\n");
    string_add_text(out, "    </MedlineCitation>\n    <PubmedData>\n      <History>\n");
    static const char *const statuses[] = {"received", "accepted", "pubmed", "medline", "entrez"};
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++)
        string_format(out,
                      "        <PubMedPubDate PubStatus=\"%s\">\n          <Year>%u</Year>\n"
                      "          <Month>%u</Month>\n          <Day>%u</Day>\n        </PubMedPubDate>\n",
                      statuses[i], year, between(record, 1, 12), between(record, 1, 28));
    string_format(
        out,
        "      </History>\n      <PublicationStatus>ppublish</PublicationStatus>\n      <ArticleIdList>\n"
        "        <ArticleId IdType=\"pubmed\">%lld</ArticleId>\n"
        "        <ArticleId IdType=\"doi\">10.5555/j%u.%lld</ArticleId>\n      </ArticleIdList>\n",
        (long long) record->pmid, journal, (long long) record->pmid);
    add_references(record);
    string_add_text(out, "    </PubmedData>\n  </PubmedArticle>\n");
}

int main(int argc, char **argv) {
    long long count = argc > 1 ? atoll(argv[1]) : 0, first = argc > 2 ? atoll(argv[2]) : LIBRARY_FIRST;
    if (count < 1 || first < LIBRARY_FIRST || isatty(STDOUT_FILENO)) {
        fprintf(stderr, "usage: generate RECORDS [FIRST] > FILE.xml.gz, FIRST from %d on\n", LIBRARY_FIRST);
        return 2;
    }
    Language *language = language_new();
    gzFile file = gzdopen(STDOUT_FILENO, "wb1"); // a stronger level would take longer than the studies do
    if (file)
        gzbuffer(file, 1 << 20);
    bool ok = file && gzputs(file, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<PubmedArticleSet>\n") > 0;
    Record record = {0};
    for (long long i = 0; ok && i < count; i++) {
        record.pmid = first + i;
        record.writer = writer_for(language, (uint64_t) record.pmid);
        writer_take_subject(&record.writer);
        string_clear(&record.out);
        add_record(&record);
        ok = gzwrite(file, record.out.data, (unsigned) record.out.length) > 0;
    }
    string_free(&record.out);
    language_free(language);
    ok = ok && gzputs(file, "</PubmedArticleSet>\n") > 0;
    if (gzclose(file) != Z_OK || !ok) {
        fprintf(stderr, "generate: the file could not be written\n");
        return 1;
    }
    return 0;
}
