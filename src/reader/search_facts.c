#include "carrel/reader/search_facts.h"

#include "carrel/reader/fields.h"

#include <stdio.h>
#include <string.h>

void search_facts_free(SearchFacts *facts) {
    string_free(&facts->strategy);
    string_free(&facts->limits);
}

// A longer one is cut, an empty one is none.
static void fact_vote(Fact *fact, StringView value) {
    value = field_start(sv_trim(value), FACT_LENGTH - 1);
    if (value.length == 0) {
        return;
    }
    fact->all++;
    for (size_t i = 0; i < fact->count; i++) {
        if (sv_equal(value, sv(fact->values[i].text))) {
            fact->values[i].votes++;
            return;
        }
    }
    if (fact->count == FACT_VALUES) {
        fact->others++;
        return;
    }
    memcpy(fact->values[fact->count].text, value.data, value.length);
    fact->values[fact->count++].votes = 1;
}

// Names as programs write them, and as a report wants them. A database that is searched in one place
// only tells the platform.
static const struct {
    const char *written, *database, *platform;
} databases[] = {
    {"PubMed", "PubMed", "NCBI"},
    {"Scopus", "Scopus", "Scopus.com"},
    {"JSTOR", "JSTOR", "JSTOR"},
    {"PTSDpubs", "PTSDpubs", "ProQuest"},
    {"ClinicalTrials.gov", "ClinicalTrials.gov", NULL},
    {"CENTRAL", "Cochrane Central Register of Controlled Trials", "Cochrane Library"},
    {"aph", "Academic Search Premier", "EBSCOhost"},
    {"a9h", "Academic Search Complete", "EBSCOhost"},
    {"asn", "Academic Search Ultimate", "EBSCOhost"},
    {"buh", "Business Source Premier", "EBSCOhost"},
    {"bth", "Business Source Complete", "EBSCOhost"},
    {"ccm", "CINAHL Complete", "EBSCOhost"},
    {"rzh", "CINAHL", "EBSCOhost"},
    {"cin20", "CINAHL", "EBSCOhost"},
    {"cul", "CINAHL Ultimate", "EBSCOhost"},
    {"mdc", "MEDLINE Complete", "EBSCOhost"},
    {"mnh", "MEDLINE", "EBSCOhost"},
    {"cmedm", "MEDLINE", "EBSCOhost"},
    {"psyh", "APA PsycInfo", "EBSCOhost"},
    {"pdh", "APA PsycArticles", "EBSCOhost"},
    {"eric", "ERIC", "EBSCOhost"},
    {"sih", "SocINDEX", "EBSCOhost"},
    {"s3h", "SPORTDiscus", "EBSCOhost"},
    {"sph", "SPORTDiscus", "EBSCOhost"},
};

// Addresses that only the service itself writes into its exports.
static const struct {
    const char *part, *platform;
} addresses[] = {
    {"embase.com/search/results", "Embase.com"},
    {"proquest.com/docview", "ProQuest"},
    {"search.ebscohost.com/login.aspx", "EBSCOhost"},
    {"scopus.com/inward/record", "Scopus.com"},
    {"ovidsp.ovid.com", "Ovid"},
    {"cochranelibrary.com/central/", "Cochrane Library"},
};

void search_facts_vote(SearchFacts *facts, StringView database, StringView platform) {
    database = sv_trim(database);
    platform = sv_trim(platform);
    size_t segment = sv_find(database, SV(" <")); // Ovid's part of a database, by years
    if (segment != SV_NONE && sv_ends(database, SV(">"))) {
        database = sv_part(database, 0, segment);
        platform = platform.length > 0 ? platform : SV("Ovid");
    }
    if (sv_equal(platform, SV("NLM"))) { // EndNote's PubMed filter
        database = SV("PubMed");
        platform = SV("NCBI");
    } else if (sv_find(platform, SV("scielo.org")) != SV_NONE) {
        platform = SV("SciELO.org");
    } else if (sv_equal(platform, SV("EBSCO"))) {
        platform = SV("EBSCOhost");
    } else if (sv_starts(platform, SV("Ovid"))) { // "Ovid Technologies"
        platform = SV("Ovid");
    }
    for (size_t i = 0; i < sizeof databases / sizeof databases[0]; i++) {
        const char *where = databases[i].platform;
        // What "eric" and "rzh" mean is told by EBSCO only.
        bool code = where && strcmp(where, "EBSCOhost") == 0;
        if (sv_equal(database, sv(databases[i].written)) && (!code || sv_equal(platform, sv(where)))) {
            database = sv(databases[i].database);
            platform = platform.length > 0 || !where ? platform : sv(where);
            break;
        }
    }
    fact_vote(&facts->database, database);
    fact_vote(&facts->platform, platform);
}

void search_facts_vote_address(SearchFacts *facts, StringView address) {
    for (size_t i = 0; i < sizeof addresses / sizeof addresses[0]; i++) {
        if (sv_find(address, sv(addresses[i].part)) != SV_NONE) {
            fact_vote(&facts->platform, sv(addresses[i].platform));
            return;
        }
    }
}

void search_facts_vote_accession(SearchFacts *facts, StringView number) {
    static const struct {
        const char *prefix, *database;
    } collections[] = {
        {"WOS", "Web of Science Core Collection"},
        {"ISI", "Web of Science Core Collection"},
        {"MEDLINE", "MEDLINE"},
        {"ZOOREC", "Zoological Record"},
        {"SCIELO", "SciELO Citation Index"},
        {"BIOSIS", "BIOSIS Previews"},
        {"BCI", "BIOSIS Citation Index"},
        {"CABI", "CAB Abstracts"},
        {"CCC", "Current Contents Connect"},
        {"KJD", "KCI-Korean Journal Database"},
        {"DIIDW", "Derwent Innovations Index"},
        {"INSPEC", "Inspec"},
        {"PPRN", "Preprint Citation Index"},
    };
    StringView prefix = sv_part(number, 0, sv_find_char(number, ':'));
    for (size_t i = 0; i < sizeof collections / sizeof collections[0] && prefix.length < number.length; i++) {
        if (sv_equal(prefix, sv(collections[i].prefix))) {
            fact_vote(&facts->database, sv(collections[i].database));
            fact_vote(&facts->platform, SV("Web of Science"));
        }
    }
}

// "2024-08-05"; "" where the day is not told.
static void plain_date(StringView date, char text[FACT_DATE]) {
    int year, month, day;
    text[0] = '\0';
    if (date_parse(date, &year, &month, &day) && day > 0) {
        snprintf(text, FACT_DATE, "%04d-%02d-%02d", year % 10000, month % 100, day % 100);
    }
}

void search_facts_vote_date(SearchFacts *facts, StringView date) {
    char text[FACT_DATE];
    plain_date(date, text);
    fact_vote(&facts->date, sv(text));
}

void search_facts_name_date(SearchFacts *facts, StringView date) {
    plain_date(date, facts->named_date);
}

// Nearly all who say something say this, and most say something.
static const char *agreed(const Fact *fact, uint64_t records) {
    for (size_t i = 0; i < fact->count; i++) {
        uint64_t votes = fact->values[i].votes;
        if (votes * 20 >= fact->all * 19 && fact->all * 2 >= records) {
            return fact->values[i].text;
        }
    }
    return NULL;
}

static void add_line(String *lines, const char *name, const char *value) {
    if (!value || !value[0]) {
        return;
    }
    string_format(lines, "%s=", name);
    for (; *value; value++) {
        if (*value == '\n' || *value == '\\') {
            string_add_char(lines, '\\');
        }
        string_add_char(lines, *value == '\n' ? 'n' : *value);
    }
    string_add_char(lines, '\n');
}

static bool is_register(const char *database) {
    return strstr(database, "ClinicalTrials.gov") || strstr(database, "ICTRP") ||
           strstr(database, "ISRCTN") || strstr(database, "Clinical Trials Register");
}

// Several databases searched in one place at once.
static void add_databases(const Fact *fact, String *names) {
    for (size_t i = 0; i < fact->count; i++) {
        string_format(names, "%s%s", i > 0 ? "; " : "", fact->values[i].text);
    }
}

void search_facts_add(const SearchFacts *facts, uint64_t records, String *lines) {
    const char *database = facts->named_database, *platform = facts->named_platform;
    database = database ? database : agreed(&facts->database, records);
    platform = platform ? platform : agreed(&facts->platform, records);
    String several = {0}, number = {0};
    if (!database && facts->database.all > 0) {
        bool one_place = platform && facts->platform.all >= records && facts->database.others == 0;
        if (one_place) {
            add_databases(&facts->database, &several);
        }
        database = string_text(&several);
        platform = one_place ? platform : NULL;
    }
    add_line(lines, "kind", database && is_register(database) ? "register" : NULL);
    add_line(lines, "database", database);
    add_line(lines, "platform", platform);
    add_line(lines, "date", facts->named_date[0] ? facts->named_date : agreed(&facts->date, records));
    add_line(lines, "strategy", string_text(&facts->strategy));
    add_line(lines, "limits", string_text(&facts->limits));
    if (facts->announced > 0) {
        string_format(&number, "%lld", (long long) facts->announced);
        add_line(lines, "announced", string_text(&number));
    }
    string_free(&several);
    string_free(&number);
}
