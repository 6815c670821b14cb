#include "carrel/format/format.h"

#include "carrel/csv/csv.h"
#include "carrel/exchange/exchange.h"
#include "carrel/json/json.h"
#include "carrel/library/library.h"
#include "carrel/page/page.h"
#include "carrel/pubmed/pubmed.h"
#include "carrel/reply/links_file.h"

const FormatInfo formats[FORMAT_COUNT] = {
    [FORMAT_PUBMED_XML] = {FORMAT_PUBMED_XML, "pubmed-xml", ".xml .xml.gz",
                           "PubMed XML: exports, baseline and update files, EFetch", true, false,
                           RECORD_PUBMED_XML, pubmed_xml_reader_new, NULL, NULL},
    [FORMAT_MEDLINE] = {FORMAT_MEDLINE, "nbib", ".nbib .txt",
                        "MEDLINE tagged text, PubMed's \"citation manager\" file", true, true, RECORD_MEDLINE,
                        medline_reader_new, medline_write_entry, NULL},
    [FORMAT_PUBMED_SUMMARY] = {FORMAT_PUBMED_SUMMARY, "pubmed-summary", ".txt",
                               "PubMed's numbered \"summary\" or \"abstract\" text", true, false, RECORD_PAGE,
                               pubmed_summary_reader_new, NULL, NULL},
    [FORMAT_PAGE_PUBMED] = {FORMAT_PAGE_PUBMED, "page-pubmed", ".html .txt",
                            "a PubMed page of one study, saved as HTML or its text", true, false, RECORD_PAGE,
                            page_pubmed_reader_new, NULL, NULL},
    [FORMAT_PAGE_CITING] = {FORMAT_PAGE_CITING, "page-citing", ".html .txt",
                            "an aggregator's page with \"Citing Articles\", HTML or its text", true, false,
                            RECORD_PAGE, page_citing_reader_new, NULL, NULL},
    [FORMAT_PAGE_PRESS] = {FORMAT_PAGE_PRESS, "page-press", ".html .txt",
                           "a press article, HTML or text: prose with citations such as (1,2)", true, false,
                           RECORD_PAGE, page_press_reader_new, NULL, NULL},
    [FORMAT_WOS] = {FORMAT_WOS, "wos", ".ciw .isi .txt", "Web of Science tagged text, \"plain text file\"",
                    true, false, RECORD_DATABASE, wos_reader_new, NULL, NULL},
    [FORMAT_BIBTEX] = {FORMAT_BIBTEX, "bibtex", ".bib", "BibTeX and BibLaTeX", true, true, RECORD_DATABASE,
                       bibtex_reader_new, bibtex_write_entry, NULL},
    [FORMAT_RIS] = {FORMAT_RIS, "ris", ".ris .txt", "RIS: what databases and reference managers exchange",
                    true, true, RECORD_DATABASE, ris_reader_new, ris_write_entry, NULL},
    [FORMAT_ENDNOTE] = {FORMAT_ENDNOTE, "endnote", ".xml", "EndNote's XML", true, true, RECORD_DATABASE,
                        endnote_reader_new, endnote_write_entry, endnote_write_end},
    [FORMAT_OVID] = {FORMAT_OVID, "ovid", ".txt .ovd .cgi",
                     "Ovid's text of numbered records, with tags or names of fields", true, false,
                     RECORD_DATABASE, ovid_reader_new, NULL, NULL},
    [FORMAT_REFWORKS] = {FORMAT_REFWORKS, "refworks", ".txt", "RefWorks' tagged text", true, false,
                         RECORD_DATABASE, refworks_reader_new, NULL, NULL},
    [FORMAT_REFER] = {FORMAT_REFER, "refer", ".enw .bix .txt",
                      "the tags of refer, BibIX and EndNote (%T, %A)", true, false, RECORD_DATABASE,
                      refer_reader_new, NULL, NULL},
    [FORMAT_JSON] = {FORMAT_JSON, "json", ".json .jsonl",
                     "JSON lines: one object a study, as show --format json prints it", true, true,
                     RECORD_DATABASE, json_reader_new, json_write_entry, NULL},
    [FORMAT_CSV] = {FORMAT_CSV, "csv", ".csv",
                    "comma-separated values of databases, screening tools, spreadsheets", true, true,
                    RECORD_DATABASE, csv_reader_new, csv_write_entry, NULL},
    [FORMAT_TSV] = {FORMAT_TSV, "tsv", ".tsv .tab", "tab-separated values, else as csv", true, true,
                    RECORD_DATABASE, csv_reader_new, tsv_write_entry, NULL},
    [FORMAT_CSL_JSON] = {FORMAT_CSL_JSON, "csl-json", ".json",
                         "CSL-JSON of Zotero and other reference managers", true, true, RECORD_DATABASE,
                         csl_json_reader_new, csl_json_write_entry, csl_json_write_end},
    [FORMAT_WORKS] = {FORMAT_WORKS, "works", ".json",
                      "works of Crossref, OpenAlex, DataCite, Europe PMC, as they answer", true, false,
                      RECORD_DATABASE, works_reader_new, NULL, NULL},
    [FORMAT_LINKS_CSV] = {FORMAT_LINKS_CSV, "icite", ".csv",
                          "links only, from the NIH: iCite's metadata and its Open Citation Collection", true,
                          false, RECORD_STUB, links_csv_reader_new, NULL, NULL},
    [FORMAT_LINKS_ASKED] = {FORMAT_LINKS_ASKED, "links", ".links",
                            "what services answered about links, as carrel keeps it for itself", true, false,
                            RECORD_STUB, links_file_reader_new, NULL, NULL},
    [FORMAT_MODS] = {FORMAT_MODS, "mods", ".xml .mods", "MODS of libraries and repositories, also in METS",
                     true, false, RECORD_DATABASE, mods_reader_new, NULL, NULL},
    [FORMAT_UNIXREF] = {FORMAT_UNIXREF, "unixref", ".xml", "Crossref's XML of works (unixref)", true, false,
                        RECORD_DATABASE, unixref_reader_new, NULL, NULL},
    [FORMAT_DSPACE] = {FORMAT_DSPACE, "dspace", ".xml",
                       "DSpace's intermediate metadata (DIM) of repositories", true, false, RECORD_DATABASE,
                       dspace_reader_new, NULL, NULL},
    [FORMAT_PRIMO] = {FORMAT_PRIMO, "primo", ".xml .pnx", "Primo's records (PNX) of library catalogues", true,
                      false, RECORD_DATABASE, primo_reader_new, NULL, NULL},
    [FORMAT_RDF] = {FORMAT_RDF, "rdf", ".rdf .xml",
                    "RDF of Zotero, or in the words of schema.org and Dublin Core", true, false,
                    RECORD_DATABASE, rdf_reader_new, NULL, NULL},
    [FORMAT_MARC] = {FORMAT_MARC, "marc", ".mrc .marc", "MARC 21 of library catalogues (ISO 2709)", true,
                     false, RECORD_DATABASE, marc_reader_new, NULL, NULL},
    [FORMAT_MARCXML] = {FORMAT_MARCXML, "marcxml", ".xml", "MARC 21 as XML", true, false, RECORD_DATABASE,
                        marcxml_reader_new, NULL, NULL},
    [FORMAT_OPENURL] = {FORMAT_OPENURL, "openurl", ".xml", "OpenURL context objects as XML", true, false,
                        RECORD_DATABASE, openurl_reader_new, NULL, NULL},
    [FORMAT_BOOKMARKS] = {FORMAT_BOOKMARKS, "bookmarks", ".html",
                          "bookmarks of a browser or bookmarking service", true, false, RECORD_STUB,
                          bookmarks_reader_new, NULL, NULL},
    [FORMAT_CITATION] = {FORMAT_CITATION, "citation", "",
                         "a plain list: one line a study as one would cite it, nothing of the review", false,
                         true, RECORD_STUB, NULL, citation_write_entry, NULL},
};

bool format_by_name(StringView name, Format *format) {
    if (sv_equal_nocase(name, SV("jsonl"))) {
        name = SV("json"); // the name that others give such lines
    }
    for (int i = 0; i < FORMAT_COUNT; i++) {
        if (sv_equal_nocase(name, sv(formats[i].name))) {
            *format = formats[i].format;
            return true;
        }
    }
    return false;
}
