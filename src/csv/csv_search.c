// What a table says of the search that it came from: lines above the names of its columns, and names
// that one producer only has.

#include "csv.h"

#include "carrel/reader/frame.h"

#include <string.h>

// A preamble's row: a name and a value. Embase has "SEARCH QUERY" and the strategy.
static void read_row(const CsvRow *row, StringView text, SearchFacts *facts, String *scratch) {
    StringView name = sv_trim(csv_cell_text(row, text, 0, scratch));
    bool query = sv_equal_nocase(name, SV("SEARCH QUERY")) || sv_equal_nocase(name, SV("SEARCH STRATEGY"));
    bool date = sv_equal_nocase(name, SV("SEARCH DATE")) || sv_equal_nocase(name, SV("EXPORT DATE"));
    bool count = sv_equal_nocase(name, SV("RESULTS")) || sv_equal_nocase(name, SV("NUMBER OF RESULTS"));
    bool embase = sv_equal(name, SV("SEARCH QUERY"));
    StringView value = sv_trim(csv_cell_text(row, text, 1, scratch));
    long long number;
    if (query && facts->strategy.length == 0) {
        Arena arena = {0};
        string_add(&facts->strategy, reader_text(value, &arena));
        arena_free(&arena);
        facts->named_database = embase ? "Embase" : facts->named_database;
        facts->named_platform = embase ? "Embase.com" : facts->named_platform;
    } else if (date) {
        search_facts_name_date(facts, value);
    } else if (count && sv_number(value, &number) && number > 0) {
        facts->announced = number;
    }
}

// Producers by a column that only they have; those without a database are known all the same.
static const struct {
    const char *column, *database, *platform;
} producers[] = {
    {"EntrezUID", "PubMed", "NCBI"},
    {"NIHMS ID", "PubMed", "NCBI"},
    {"CENTRAL ID", "Cochrane Central Register of Controlled Trials", "Cochrane Library"},
    {"Emtree Drug Index Terms", "Embase", "Embase.com"},
    {"EID", "Scopus", "Scopus.com"},
    {"Lens ID", "The Lens", "Lens.org"},
    {"Dimensions URL", "Dimensions", "Dimensions.ai"},
    {"ids.openalex", "OpenAlex", "OpenAlex"},
    {"PLink", NULL, "EBSCOhost"},
    {"NCT Number", "ClinicalTrials.gov", "ClinicalTrials.gov"},
    {"TrialID", "ICTRP", "WHO ICTRP Search Portal"},
    {"primary_location.source.display_name", "OpenAlex", "OpenAlex"},
    {"Automatic Tags", NULL, NULL},    // Zotero
    {"Covidence #", NULL, NULL},       // Covidence
    {"Periodical Abbrev", NULL, NULL}, // RefWorks
    {"(internal) id", NULL, NULL},     // Abstrackr
    {"pmc_id", NULL, NULL},            // Rayyan
};

// true where the producer is known.
static bool read_names(const CsvRow *row, StringView text, SearchFacts *facts, String *scratch) {
    bool known = false;
    for (size_t i = 0; i < row->count; i++) {
        StringView name = sv_trim(csv_cell_text(row, text, i, scratch));
        for (size_t k = 0; k < sizeof producers / sizeof producers[0]; k++) {
            bool is = sv_equal_nocase(name, sv(producers[k].column));
            known = known || is;
            if (is && !facts->named_platform) {
                facts->named_database = producers[k].database;
                facts->named_platform = producers[k].platform;
            }
        }
    }
    return known;
}

bool csv_read_search(StringView head, const CsvHeader *header, SearchFacts *facts) {
    CsvRow row = {.separator = header->separator, .cr_ends = header->cr_ends};
    String scratch = {0};
    size_t at = 0;
    bool known = false;
    while (at < header->length) {
        StringView rest = sv_part(head, at, header->length - at);
        csv_row_begin(&row);
        if (csv_row_scan(&row, rest, true) != CSV_ROW_WHOLE) {
            break;
        }
        if (at < header->offset) {
            read_row(&row, rest, facts, &scratch);
        } else {
            known = read_names(&row, rest, facts, &scratch);
        }
        at += row.length;
    }
    csv_row_free(&row);
    string_free(&scratch);
    return known;
}
