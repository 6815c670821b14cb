#include "server.h"

#include "carrel/base/escape.h"

static void add_element(String *out, const char *name, void (*add)(String *, uint32_t), uint32_t n) {
    String text = {0};
    add(&text, n);
    string_format(out, "<%s>", name);
    escape_add_xml(out, string_view(&text));
    string_format(out, "</%s>", name);
    string_free(&text);
}

static void add_date(String *out, const World *world, uint32_t n, const char *name) {
    String date = {0};
    world_add_date(&date, world_day(world, n), '-');
    string_format(out, "<%s><Year>%.4s</Year><Month>%.2s</Month><Day>%.2s</Day></%s>", name,
                  string_text(&date), string_text(&date) + 5, string_text(&date) + 8, name);
    string_free(&date);
}

static void add_authors(String *out, uint32_t n) {
    string_add_text(out, "<AuthorList CompleteYN=\"Y\">");
    for (size_t i = 0; i < world_authors(n); i++) {
        string_format(out, "<Author ValidYN=\"Y\"><LastName>%s</LastName><ForeName>", world_family(n, i));
        world_add_initials(out, n, i);
        string_add_text(out, "</ForeName><Initials>");
        world_add_initials(out, n, i);
        string_add_text(out, "</Initials></Author>");
    }
    string_add_text(out, "</AuthorList>");
}

static void add_book(String *out, const World *world, uint32_t n) {
    string_format(out,
                  "<PubmedBookArticle><BookDocument><PMID Version=\"1\">%u</PMID><ArticleIdList><ArticleId "
                  "IdType=\"bookaccession\">NBK%u</ArticleId></ArticleIdList><Book><Publisher><PublisherName>"
                  "Invented Press</PublisherName><PublisherLocation>Nowhere</PublisherLocation></Publisher>"
                  "<BookTitle book=\"world\">Chapters of a Made-up World</BookTitle><PubDate><Year>%d</Year>"
                  "</PubDate></Book>",
                  WORLD_PMID + n, n, world_year(world, n));
    add_element(out, "ArticleTitle", world_add_title, n);
    string_add_text(out, "<Language>eng</Language>");
    add_authors(out, n);
    string_add_text(out, "<Abstract>");
    add_element(out, "AbstractText", world_add_abstract, n);
    string_add_text(out, "</Abstract></BookDocument></PubmedBookArticle>\n");
}

static void add_references(String *out, const World *world, uint32_t n) {
    uint32_t start = world->reference_starts[n], end = world->reference_starts[n + 1];
    // PubMed has the reference lists of some studies only.
    if (n % 2 == 0 || start == end) {
        return;
    }
    string_add_text(out, "<ReferenceList>");
    for (uint32_t i = start; i < end; i++) {
        uint32_t cited = world->references[i];
        string_add_text(out, "<Reference><Citation>");
        String text = {0};
        world_add_author_line(&text, cited);
        string_add_text(&text, ". ");
        world_add_title(&text, cited);
        string_format(&text, ". %s. %d.", world_journal(cited), world_year(world, cited));
        escape_add_xml(out, string_view(&text));
        string_free(&text);
        string_add_text(out, "</Citation>");
        if (world_reference_known(n, i - start)) {
            string_format(out, "<ArticleIdList><ArticleId IdType=\"pubmed\">%u</ArticleId></ArticleIdList>",
                          WORLD_PMID + cited);
        }
        string_add_text(out, "</Reference>\n");
    }
    string_add_text(out, "</ReferenceList>");
}

static void add_types(String *out, const World *world, uint32_t n) {
    string_add_text(out,
                    "<PublicationTypeList><PublicationType UI=\"D016428\">Journal Article</PublicationType>");
    if (world_retracted(n)) {
        string_add_text(out, "<PublicationType UI=\"D016441\">Retracted Publication</PublicationType>");
    }
    string_add_text(out, "</PublicationTypeList>");
    (void) world;
}

static void add_notices(String *out, const World *world, uint32_t n) {
    if (world_retracted(n)) {
        string_format(
            out,
            "<CommentsCorrectionsList><CommentsCorrections RefType=\"RetractionIn\"><RefSource>%s. %d;"
            "1(1):1</RefSource><PMID Version=\"1\">%u</PMID></CommentsCorrections>"
            "</CommentsCorrectionsList>",
            world_journal(n + 1), world_year(world, n), WORLD_PMID + n + 1);
    }
}

void pubmed_add_article(String *out, const World *world, uint32_t n) {
    if (world_book(n)) {
        add_book(out, world, n);
        return;
    }
    string_format(
        out, "<PubmedArticle><MedlineCitation Status=\"MEDLINE\" Owner=\"NLM\"><PMID Version=\"1\">%u</PMID>",
        WORLD_PMID + n);
    add_date(out, world, n, "DateRevised");
    string_format(
        out,
        "<Article PubModel=\"Print\"><Journal><ISSN IssnType=\"Print\">0000-0000</ISSN><JournalIssue "
        "CitedMedium=\"Internet\"><Volume>%u</Volume><Issue>%u</Issue><PubDate><Year>%d</Year></PubDate>"
        "</JournalIssue><Title>%s</Title><ISOAbbreviation>%s</ISOAbbreviation></Journal>",
        1 + n % 40, 1 + n % 12, world_year(world, n), world_journal(n), world_journal(n));
    add_element(out, "ArticleTitle", world_add_title, n);
    string_format(out, "<Pagination><MedlinePgn>%u-%u</MedlinePgn></Pagination>", n % 900 + 1, n % 900 + 8);
    if (world_has_doi(n)) {
        string_add_text(out, "<ELocationID EIdType=\"doi\" ValidYN=\"Y\">");
        world_add_doi(out, n);
        string_add_text(out, "</ELocationID>");
    }
    string_add_text(out, "<Abstract>");
    add_element(out, "AbstractText", world_add_abstract, n);
    string_add_text(out, "</Abstract>");
    add_authors(out, n);
    string_add_text(out, "<Language>eng</Language>");
    add_types(out, world, n);
    string_format(out, "</Article><MedlineJournalInfo><MedlineTA>%s</MedlineTA></MedlineJournalInfo>",
                  world_journal(n));
    add_notices(out, world, n);
    string_add_text(out, "</MedlineCitation><PubmedData><History><PubMedPubDate PubStatus=\"entrez\">");
    String date = {0};
    world_add_date(&date, world_day(world, n), '-');
    string_format(out, "<Year>%.4s</Year><Month>%.2s</Month><Day>%.2s</Day>", string_text(&date),
                  string_text(&date) + 5, string_text(&date) + 8);
    string_free(&date);
    string_format(out,
                  "</PubMedPubDate></History><PublicationStatus>ppublish</PublicationStatus><ArticleIdList>"
                  "<ArticleId IdType=\"pubmed\">%u</ArticleId>",
                  WORLD_PMID + n);
    if (world_has_doi(n)) {
        string_add_text(out, "<ArticleId IdType=\"doi\">");
        world_add_doi(out, n);
        string_add_text(out, "</ArticleId>");
    }
    if (world_in_pmc(n)) {
        string_format(out, "<ArticleId IdType=\"pmc\">PMC%u</ArticleId>", WORLD_PMID + n);
    }
    string_add_text(out, "</ArticleIdList>");
    add_references(out, world, n);
    string_add_text(out, "</PubmedData></PubmedArticle>\n");
}
