#include "csv_columns.h"

#include "carrel/reader/reader.h"

#include <ctype.h>
#include <string.h>

typedef struct {
    const char *name; // letters and digits only, lower case
    CsvColumn column;
} ColumnName;

// The names that PubMed, Scopus, Web of Science, Embase, Cochrane, CINAHL, Covidence, Rayyan,
// Abstrackr, ASReview, Zotero, RefWorks, Lens, OpenAlex, Dimensions, Google Scholar and carrel's own
// export give their columns, and those that people do. Of one kind the best stands first.
static const ColumnName names[] = {
    {"title", COLUMN_TITLE},
    {"articletitle", COLUMN_TITLE},
    {"titleprimary", COLUMN_TITLE},
    {"primarytitle", COLUMN_TITLE},
    {"documenttitle", COLUMN_TITLE},
    {"papertitle", COLUMN_TITLE},
    {"displayname", COLUMN_TITLE},
    {"titletranslated", COLUMN_TRANSLATED},
    {"studytitle", COLUMN_TITLE},  // ClinicalTrials.gov
    {"publictitle", COLUMN_TITLE}, // ICTRP
    {"scientifictitle", COLUMN_TITLE},
    {"originaltitle", COLUMN_VERNACULAR},
    {"originalforeigntitle", COLUMN_VERNACULAR},
    {"vernaculartitle", COLUMN_VERNACULAR},

    {"abstract", COLUMN_ABSTRACT},
    {"abstractnote", COLUMN_ABSTRACT},
    {"abstracttext", COLUMN_ABSTRACT},
    {"abstracts", COLUMN_ABSTRACT},
    {"briefsummary", COLUMN_ABSTRACT}, // ClinicalTrials.gov
    {"originalabstract", COLUMN_ABSTRACT},

    {"authorfullnames", COLUMN_FULL_NAMES},
    {"authors", COLUMN_AUTHORS},
    {"author", COLUMN_AUTHORS},
    {"authornames", COLUMN_AUTHORS},
    {"authorsprimary", COLUMN_AUTHORS},
    {"firstauthors", COLUMN_AUTHORS},
    {"authorshipsauthordisplayname", COLUMN_AUTHORS},
    {"authorshipsrawauthorname", COLUMN_AUTHORS},
    {"pubmeddescription", COLUMN_AUTHORS},
    {"firstauthor", COLUMN_AUTHORS},
    {"authorswithaffiliations", COLUMN_AFFILIATIONS},

    {"sourcetitle", COLUMN_JOURNAL},
    {"journal", COLUMN_JOURNAL},
    {"journaltitle", COLUMN_JOURNAL},
    {"publicationtitle", COLUMN_JOURNAL},
    {"periodicalfull", COLUMN_JOURNAL},
    {"journalname", COLUMN_JOURNAL},
    {"publication", COLUMN_JOURNAL},
    {"alternatetitle1", COLUMN_JOURNAL},
    {"secondarytitle", COLUMN_JOURNAL},
    {"primarylocationsourcedisplayname", COLUMN_JOURNAL},
    {"sourcetitleanthologytitle", COLUMN_JOURNAL},
    {"anthologytitle", COLUMN_JOURNAL},
    {"journalabbreviation", COLUMN_ABBREVIATION},
    {"journalisoabbreviation", COLUMN_ABBREVIATION},
    {"abbreviatedsourcetitle", COLUMN_ABBREVIATION},
    {"periodicalabbrev", COLUMN_ABBREVIATION},
    {"journalbook", COLUMN_ABBREVIATION},
    {"issn", COLUMN_ISSN},
    {"issns", COLUMN_ISSN},
    {"issnisbn", COLUMN_ISSN},
    {"primarylocationsourceissn", COLUMN_ISSN},
    {"primarylocationsourceissnl", COLUMN_ISSN},
    {"eissn", COLUMN_EISSN},
    {"isbn", COLUMN_ISBN},
    {"isbns", COLUMN_ISBN},
    {"publisher", COLUMN_PUBLISHER},
    {"bookpublisher", COLUMN_PUBLISHER},

    {"publicationyear", COLUMN_YEAR},
    {"year", COLUMN_YEAR},
    {"publishedyear", COLUMN_YEAR},
    {"pubyear", COLUMN_YEAR},
    {"dateofpublication", COLUMN_DATE},
    {"datepublished", COLUMN_DATE},
    {"publicationdate", COLUMN_DATE},
    {"pubdatefreefrom", COLUMN_DATE},
    {"date", COLUMN_DATE},
    {"volume", COLUMN_VOLUME},
    {"bibliovolume", COLUMN_VOLUME},
    {"issue", COLUMN_ISSUE},
    {"issuenumber", COLUMN_ISSUE},
    {"number", COLUMN_ISSUE},
    {"biblioissue", COLUMN_ISSUE},
    {"pages", COLUMN_PAGES},
    {"pagination", COLUMN_PAGES},
    {"firstpage", COLUMN_FIRST_PAGE},
    {"startpage", COLUMN_FIRST_PAGE},
    {"pagestart", COLUMN_FIRST_PAGE},
    {"bibliofirstpage", COLUMN_FIRST_PAGE},
    {"lastpage", COLUMN_LAST_PAGE},
    {"endpage", COLUMN_LAST_PAGE},
    {"pageend", COLUMN_LAST_PAGE},
    {"otherpages", COLUMN_LAST_PAGE},
    {"bibliolastpage", COLUMN_LAST_PAGE},
    {"artno", COLUMN_ARTICLE_NUMBER},
    {"articlenumber", COLUMN_ARTICLE_NUMBER},
    {"citation", COLUMN_CITATION},
    {"details", COLUMN_CITATION},
    {"shortdetails", COLUMN_DATE},
    {"source", COLUMN_SOURCE},

    {"pmid", COLUMN_PMID},
    {"pubmedid", COLUMN_PMID},
    {"medlinepmid", COLUMN_PMID},
    {"entrezuid", COLUMN_PMID},
    {"idspmid", COLUMN_PMID},
    {"doi", COLUMN_DOI},
    {"doilink", COLUMN_DOI},
    {"idsdoi", COLUMN_DOI},
    {"pmcid", COLUMN_PMCID},
    {"pmcpmcid", COLUMN_PMCID},
    {"idspmcid", COLUMN_PMCID},
    {"identifiers", COLUMN_IDENTIFIERS},
    {"eid", COLUMN_SCOPUS},
    {"utuniquewosid", COLUMN_WOS},
    {"utuniqueid", COLUMN_WOS},
    {"embaseid", COLUMN_EMBASE},
    {"embaseaccessionid", COLUMN_EMBASE},
    {"pui", COLUMN_EMBASE},
    {"lensid", COLUMN_LENS},
    {"id", COLUMN_OPENALEX}, // where it looks like one
    {"idsopenalex", COLUMN_OPENALEX},
    {"openalexid", COLUMN_OPENALEX},
    {"publicationid", COLUMN_DIMENSIONS},
    {"centralid", COLUMN_CENTRAL},
    {"accessionnumber", COLUMN_ACCESSION},
    {"databaseprovider", COLUMN_PROVIDER},
    {"nameofdatabase", COLUMN_DATABASE},
    {"database", COLUMN_DATABASE},

    {"language", COLUMN_LANGUAGE},
    {"languages", COLUMN_LANGUAGE},
    {"articlelanguage", COLUMN_LANGUAGE},
    {"languageoforiginaldocument", COLUMN_LANGUAGE},
    {"publicationtypes", COLUMN_TYPE},
    {"publicationtype", COLUMN_TYPE},
    {"documenttype", COLUMN_TYPE},
    {"doctype", COLUMN_TYPE},
    {"typeofwork", COLUMN_TYPE},
    {"type", COLUMN_TYPE},
    {"isretracted", COLUMN_RETRACTED},
    {"authorkeywords", COLUMN_KEYWORDS},
    {"keywords", COLUMN_KEYWORDS},
    {"keyword", COLUMN_KEYWORDS},
    {"indexkeywords", COLUMN_KEYWORDS},
    {"keywordsplus", COLUMN_KEYWORDS},
    {"manualtags", COLUMN_KEYWORDS},
    {"automatictags", COLUMN_KEYWORDS},
    {"subjects", COLUMN_KEYWORDS},
    {"keywordsdisplayname", COLUMN_KEYWORDS},
    {"emtreedrugindextermsmajorfocus", COLUMN_KEYWORDS},
    {"emtreemedicalindextermsmajorfocus", COLUMN_KEYWORDS},
    {"emtreedrugindexterms", COLUMN_KEYWORDS},
    {"emtreemedicalindexterms", COLUMN_KEYWORDS},
    {"mesh", COLUMN_MESH},
    {"meshterms", COLUMN_MESH},
    {"chemicals", COLUMN_SUBSTANCES},
    {"chemicalscas", COLUMN_SUBSTANCES},
    {"casregistrynumbers", COLUMN_SUBSTANCES},
    {"funding", COLUMN_FUNDING},
    {"fundingdetails", COLUMN_FUNDING},
    {"clinicaltrialnumbers", COLUMN_TRIALS},
    {"nctnumber", COLUMN_TRIALS},
    {"trialid", COLUMN_TRIALS},
    {"ctgovid", COLUMN_TRIALS},
    {"ictrpid", COLUMN_TRIALS},
    {"copyright", COLUMN_COPYRIGHT},
    {"conflictofinterest", COLUMN_CONFLICT},

    {"references", COLUMN_REFERENCES},
    {"citedreferences", COLUMN_WOS_REFERENCES},
    {"referencedworks", COLUMN_REFERENCES},
    {"citedreferencecount", COLUMN_REFERENCE_COUNT},
    {"referencedworkscount", COLUMN_REFERENCE_COUNT},
    {"citedby", COLUMN_CITED_COUNT},
    {"timescited", COLUMN_CITED_COUNT},
    {"timescitedwoscore", COLUMN_CITED_COUNT},
    {"citingworkscount", COLUMN_CITED_COUNT},
    {"citedbycount", COLUMN_CITED_COUNT},

    {"decision", COLUMN_DECISION},
    {"asreviewlabel", COLUMN_DECISION},
    {"labelincluded", COLUMN_DECISION},
    {"includedlabel", COLUMN_DECISION},
    {"included", COLUMN_DECISION},
    {"finalincluded", COLUMN_DECISION},
    {"include", COLUMN_DECISION},
    {"label", COLUMN_DECISION},
    {"includedft", COLUMN_DECISION},
    {"includedfulltext", COLUMN_DECISION},
    {"labelabstractscreening", COLUMN_DECISION},
    {"labelabstractincluded", COLUMN_DECISION},
    {"labelabstract", COLUMN_DECISION},
    {"includedabstract", COLUMN_DECISION},
    {"includedtiab", COLUMN_DECISION},
    {"reason", COLUMN_REASON},
    {"exclusionreason", COLUMN_REASON},
    {"exclusionreasons", COLUMN_REASON},
    {"reasonforexclusion", COLUMN_REASON},
    {"labels", COLUMN_LABELS},
    {"tags", COLUMN_LABELS},
    {"asreviewtags", COLUMN_LABELS},
    {"asreviewnote", COLUMN_NOTE},
    {"asreviewnotes", COLUMN_NOTE},
    {"exportednotes", COLUMN_NOTE},
    {"exportednotes1", COLUMN_NOTE},
    {"reviewernote", COLUMN_NOTE},
    {"screeningnote", COLUMN_NOTE},
    {"notes", COLUMN_NOTES},
    {"note", COLUMN_NOTES},
    {"reviewer", COLUMN_REVIEWER},
    {"screener", COLUMN_REVIEWER},
    {"stage", COLUMN_STAGE},

    {"url", COLUMN_IGNORED},
    {"urls", COLUMN_IGNORED},
    {"link", COLUMN_IGNORED},
    {"recordid", COLUMN_IGNORED},
    {"key", COLUMN_IGNORED},
    {"typeofreference", COLUMN_IGNORED},
    {"alternatetitle2", COLUMN_IGNORED},
    {"alternatetitle3", COLUMN_IGNORED},
    {"shorttitle", COLUMN_IGNORED},
    {"secondaryauthors", COLUMN_IGNORED},
    {"placepublished", COLUMN_IGNORED},
    {"fileattachments1", COLUMN_IGNORED},
    {"fileattachments2", COLUMN_IGNORED},
    {"authoraddress", COLUMN_IGNORED},
    {"accessdate", COLUMN_IGNORED},
    {"edition", COLUMN_IGNORED},
    {"custom2", COLUMN_IGNORED},
    {"custom6", COLUMN_IGNORED},
    {"custom7", COLUMN_IGNORED},
    {"asreviewprior", COLUMN_IGNORED},
    {"asreviewranking", COLUMN_IGNORED},
    {"asreviewtime", COLUMN_IGNORED},
};

// Field tags of Web of Science's tab-delimited files.
static const ColumnName tag_names[] = {
    {"ti", COLUMN_TITLE},
    {"ab", COLUMN_ABSTRACT},
    {"af", COLUMN_AUTHORS},
    {"au", COLUMN_AUTHORS},
    {"so", COLUMN_JOURNAL},
    {"ji", COLUMN_ABBREVIATION},
    {"sn", COLUMN_ISSN},
    {"ei", COLUMN_EISSN},
    {"bn", COLUMN_ISBN},
    {"pu", COLUMN_PUBLISHER},
    {"py", COLUMN_YEAR},
    {"pd", COLUMN_DATE},
    {"vl", COLUMN_VOLUME},
    {"is", COLUMN_ISSUE},
    {"bp", COLUMN_FIRST_PAGE},
    {"ep", COLUMN_LAST_PAGE},
    {"ar", COLUMN_ARTICLE_NUMBER},
    {"di", COLUMN_DOI},
    {"pm", COLUMN_PMID},
    {"ut", COLUMN_WOS},
    {"la", COLUMN_LANGUAGE},
    {"dt", COLUMN_TYPE},
    {"de", COLUMN_KEYWORDS},
    {"id", COLUMN_KEYWORDS},
    {"fu", COLUMN_FUNDING},
    {"cr", COLUMN_WOS_REFERENCES},
    {"nr", COLUMN_REFERENCE_COUNT},
    {"tc", COLUMN_CITED_COUNT},
};

static CsvColumn find(const ColumnName *list, size_t count, StringView name, unsigned *rank) {
    for (size_t i = 0; i < count; i++) {
        if (sv_equal(name, sv(list[i].name))) {
            *rank = (unsigned) i;
            return list[i].column;
        }
    }
    return COLUMN_NONE;
}

CsvColumn csv_column(StringView name, bool tags, unsigned *rank) {
    enum { LONGEST = 60 };
    char folded[LONGEST];
    size_t length = 0;
    for (size_t i = 0; i < name.length; i++) {
        unsigned char c = (unsigned char) name.data[i];
        if (!isalnum(c) && c < 0x80) {
            continue;
        }
        if (length == LONGEST) {
            return COLUMN_NONE;
        }
        folded[length++] = (char) tolower(c);
    }
    StringView key = {folded, length};
    return tags ? find(tag_names, sizeof tag_names / sizeof tag_names[0], key, rank)
                : find(names, sizeof names / sizeof names[0], key, rank);
}

// --- columns that people name ---

static const ColumnName fields[] = {
    {"title", COLUMN_TITLE},       {"abstract", COLUMN_ABSTRACT},   {"authors", COLUMN_AUTHORS},
    {"journal", COLUMN_JOURNAL},   {"year", COLUMN_YEAR},           {"date", COLUMN_DATE},
    {"volume", COLUMN_VOLUME},     {"issue", COLUMN_ISSUE},         {"pages", COLUMN_PAGES},
    {"doi", COLUMN_DOI},           {"pmid", COLUMN_PMID},           {"pmcid", COLUMN_PMCID},
    {"issn", COLUMN_ISSN},         {"publisher", COLUMN_PUBLISHER}, {"language", COLUMN_LANGUAGE},
    {"type", COLUMN_TYPE},         {"keywords", COLUMN_KEYWORDS},   {"mesh", COLUMN_MESH},
    {"decision", COLUMN_DECISION}, {"reason", COLUMN_REASON},       {"labels", COLUMN_LABELS},
    {"note", COLUMN_NOTE},         {"reviewer", COLUMN_REVIEWER},
};

// Letters and "=" at the front: a pair begins. Returns the bytes of the letters, 0 where none does.
static size_t field_length(StringView text) {
    size_t length = 0;
    while (length < text.length && (isalpha((unsigned char) text.data[length]) || text.data[length] == '_')) {
        length++;
    }
    return length < text.length && text.data[length] == '=' ? length : 0;
}

// Takes "FIELD=NAME" off the front. A name goes on to the next ";", line end or pair. false where
// nothing is left; *field is empty where no pair stands there.
static bool next_pair(StringView *rest, StringView *field, StringView *name) {
    while (rest->length > 0 && strchr(" \t\r\n;", rest->data[0])) {
        *rest = sv_from(*rest, 1);
    }
    if (rest->length == 0) {
        return false;
    }
    size_t length = field_length(*rest), end = length;
    while (end < rest->length && !strchr("\n;", rest->data[end]) &&
           !(rest->data[end] == ' ' && field_length(sv_from(*rest, end + 1)) > 0)) {
        end++;
    }
    *field = sv_part(*rest, 0, length);
    *name = sv_trim(sv_part(*rest, length + (length > 0), end - length - (length > 0)));
    *rest = sv_from(*rest, end);
    return true;
}

static CsvColumn field_column(StringView field) {
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        if (sv_equal_nocase(field, sv(fields[i].name))) {
            return fields[i].column;
        }
    }
    return COLUMN_NONE;
}

CsvColumn csv_mapped_column(StringView columns, StringView name) {
    StringView field, named;
    while (next_pair(&columns, &field, &named)) {
        if (sv_equal_nocase(named, name)) {
            return field_column(field);
        }
    }
    return COLUMN_NONE;
}

bool columns_check(StringView columns, Error *err) {
    StringView field, name;
    while (next_pair(&columns, &field, &name)) {
        if (field.length == 0 || name.length == 0) {
            StringView wrong = field.length > 0 ? field : name;
            return error_set(err, ERROR_USAGE, "\"%.*s\" does not say which column is what: FIELD=COLUMN",
                             (int) wrong.length, wrong.data);
        }
        if (field_column(field) == COLUMN_NONE) {
            String list = {0};
            for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
                string_format(&list, "%s%s", i > 0 ? " " : "", fields[i].name);
            }
            error_set(err, ERROR_USAGE, "there is no field \"%.*s\"; the fields are: %s", (int) field.length,
                      field.data, string_text(&list));
            string_free(&list);
            return false;
        }
    }
    return true;
}
