// RefWorks' tagged text: lines "T1 value", a record from "RT " to the next one.
// [https://knowledge.exlibrisgroup.com/RefWorks, RefWorks Tagged Format]

#include "carrel/exchange/exchange.h"
#include "ris.h"
#include "tagged.h"

#include <ctype.h>

static unsigned tag_of(StringView line, StringView *value) {
    bool tagged = line.length >= 2 && isupper((unsigned char) line.data[0]) &&
                  (isupper((unsigned char) line.data[1]) || isdigit((unsigned char) line.data[1])) &&
                  (line.length == 2 || line.data[2] == ' ');
    if (!tagged) {
        return NO_TAG;
    }
    *value = sv_trim(sv_from(line, 2));
    return TAG(line.data[0], line.data[1]);
}

static bool begins(StringView line, bool after_blank) {
    StringView value;
    (void) after_blank;
    return tag_of(line, &value) == TAG('R', 'T');
}

// Its tags that mean what another one means in RIS.
static const struct {
    unsigned own, ris;
} tags[] = {
    {TAG('A', '1'), TAG('A', 'U')}, {TAG('A', '2'), TAG('A', '2')}, {TAG('A', '3'), TAG('A', '3')},
    {TAG('A', 'B'), TAG('A', 'B')}, {TAG('A', 'D'), TAG('A', 'D')}, {TAG('D', 'B'), TAG('D', 'B')},
    {TAG('D', 'S'), TAG('D', 'P')}, {TAG('D', 'O'), TAG('D', 'O')}, {TAG('F', 'D'), TAG('D', 'A')},
    {TAG('I', 'S'), TAG('I', 'S')}, {TAG('J', 'F'), TAG('J', 'F')}, {TAG('J', 'O'), TAG('J', '2')},
    {TAG('K', '1'), TAG('K', 'W')}, {TAG('L', 'A'), TAG('L', 'A')}, {TAG('L', 'K'), TAG('U', 'R')},
    {TAG('N', 'O'), TAG('N', '1')}, {TAG('O', 'P'), TAG('E', 'P')}, {TAG('P', 'B'), TAG('P', 'B')},
    {TAG('P', 'M'), TAG('C', '2')}, {TAG('S', 'N'), TAG('S', 'N')}, {TAG('S', 'P'), TAG('S', 'P')},
    {TAG('T', '1'), TAG('T', 'I')}, {TAG('T', '2'), TAG('T', '2')}, {TAG('U', 'L'), TAG('U', 'R')},
    {TAG('V', 'O'), TAG('V', 'L')}, {TAG('Y', 'R'), TAG('P', 'Y')}, {TAG('A', 'N'), TAG('A', 'N')},
    {TAG('O', 'T'), TAG('T', 'T')},
};

// "Book, Section", "Dissertation", "Abstract": the kinds in the words of RIS.
static StringView kind_of(StringView value) {
    static const struct {
        const char *own, *ris;
    } kinds[] = {
        {"Book, Section", "CHAP"},
        {"Book, Whole", "BOOK"},
        {"Book, Edited", "BOOK"},
        {"Dissertation", "THES"},
        {"Abstract", "ABST"},
        {"Conference Proceedings", "CPAPER"},
        {"Journal, Electronic", "EJOUR"},
        {"Newspaper Article", "NEWS"},
        {"Magazine Article", "MGZN"},
        {"Report", "RPRT"},
        {"Patent", "PAT"},
        {"Unpublished Material", "UNPB"},
        {"Case/Court Decisions", "CASE"},
        {"Computer Program", "COMP"},
        {"Personal Communication", "PCOMM"},
        {"Web Page", "ELEC"},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (sv_starts_nocase(value, sv(kinds[i].own))) {
            return sv(kinds[i].ris);
        }
    }
    return SV("JOUR");
}

static bool read_record(StringView lines, Arena *arena, String *scratch, Study *study, SearchFacts *facts) {
    RisRecord *record = ris_record_begin(study, arena, facts);
    StringView value, kind = {0};
    unsigned tag;
    while (tagged_field(&lines, tag_of, scratch, &tag, &value)) {
        if (tag == TAG('R', 'T')) {
            kind = kind_of(value);
            ris_record_add(record, TAG('T', 'Y'), kind);
        }
        // A thesis has the number of its pages there.
        bool size = tag == TAG('S', 'P') && sv_equal(kind, SV("THES"));
        for (size_t i = 0; i < sizeof tags / sizeof tags[0] && !size; i++) {
            if (tags[i].own == tag) {
                ris_record_add(record, tags[i].ris, value);
            }
        }
    }
    return ris_record_end(record);
}

static const TaggedFormat refworks = {begins, read_record, NULL,
                                      "no RefWorks record was found: the file has no line \"RT …\""};

Reader *refworks_reader_new(void) {
    return tagged_reader_new(&refworks);
}
