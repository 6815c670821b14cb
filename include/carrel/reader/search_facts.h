#ifndef CARREL_READER_SEARCH_FACTS_H
#define CARREL_READER_SEARCH_FACTS_H

#include "carrel/base/str.h"

#include <stdint.h>

// What a file says of the search that it came from: lines of its own, and what its records agree on.

// The distinct values of one thing, with how many records say each; of fixed size, so that
// nothing grows with the file.
enum { FACT_VALUES = 6, FACT_LENGTH = 80, FACT_DATE = 16 };
typedef struct {
    struct {
        char text[FACT_LENGTH];
        uint64_t votes;
    } values[FACT_VALUES];
    size_t count;
    uint64_t all, others; // votes; those that found no room
} Fact;

typedef struct {
    const char *named_database, *named_platform; // by the file itself, whatever its records say; NULL
    char named_date[FACT_DATE];
    Fact database, platform, date;
    String strategy, limits;
    int64_t announced; // 0 where nobody said
} SearchFacts;

void search_facts_free(SearchFacts *facts);

// A record's database and platform by the names that programs give them: "Embase", "aph" of
// EBSCOhost, "ERIC <1992 to June 2024>" of Ovid. Either may be empty.
void search_facts_vote(SearchFacts *facts, StringView database, StringView platform);
// A record's address in a database's own service says the platform.
void search_facts_vote_address(SearchFacts *facts, StringView address);
// A record's number in Web of Science names one of its databases: "WOS:000123", "ZOOREC:ZOOR12".
void search_facts_vote_accession(SearchFacts *facts, StringView number);
void search_facts_vote_date(SearchFacts *facts, StringView date); // "05 August 2024"

void search_facts_name_date(SearchFacts *facts, StringView date); // by the file itself

// Appends lines for reader_add_search; `records` is how many there were. Records that are not of
// one mind, or of which most say nothing, say nothing.
void search_facts_add(const SearchFacts *facts, uint64_t records, String *lines);

#endif
