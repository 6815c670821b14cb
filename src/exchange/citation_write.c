// A plain list of citations: authors up to six, title, journal line, DOI and PMID, a line each and
// without numbers, so that lists can be joined, sorted and cut.

#include "carrel/exchange/exchange.h"

void citation_write_entry(const Entry *entry, bool first, String *out) {
    (void) first;
    String citation = {0};
    study_add_citation(entry->study, &citation);
    StringView rest = string_view(&citation), word;
    for (bool begun = false; sv_split(&rest, '\n', &word); begun = true) {
        string_add_text(out, begun ? " " : NULL);
        string_add(out, sv_trim(word));
    }
    string_add_char(out, '\n');
    string_free(&citation);
}
