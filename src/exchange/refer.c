// The tags of refer, BibIX and EndNote's "Refer" export: lines "%T value". A record begins with "%0", or
// behind a blank line. [refer(1); EndNote, "Refer/BibIX" export]

#include "carrel/exchange/exchange.h"
#include "ris.h"
#include "tagged.h"

static unsigned tag_of(StringView line, StringView *value) {
    bool tagged = line.length >= 2 && line.data[0] == '%' && line.data[1] > ' ' && line.data[1] < 0x7f &&
                  (line.length == 2 || line.data[2] == ' ');
    if (!tagged) {
        return NO_TAG;
    }
    *value = sv_trim(sv_from(line, 2));
    return TAG('%', line.data[1]);
}

static bool begins(StringView line, bool after_blank) {
    StringView value;
    unsigned tag = tag_of(line, &value);
    return tag == TAG('%', '0') || (after_blank && tag != NO_TAG);
}

// What a tag is in RIS. %D is the year and %8 the whole date; %R was "report", and has DOIs now.
static const struct {
    char own;
    unsigned ris;
} tags[] = {
    {'0', TAG('T', 'Y')}, {'A', TAG('A', 'U')}, {'B', TAG('T', '2')}, {'D', TAG('P', 'Y')},
    {'8', TAG('D', 'A')}, {'E', TAG('E', 'D')}, {'G', TAG('L', 'A')}, {'I', TAG('P', 'B')},
    {'J', TAG('J', 'F')}, {'K', TAG('K', 'W')}, {'M', TAG('A', 'N')}, {'N', TAG('I', 'S')},
    {'O', TAG('N', '1')}, {'P', TAG('S', 'P')}, {'Q', TAG('T', 'T')}, {'R', TAG('D', 'O')},
    {'T', TAG('T', 'I')}, {'U', TAG('U', 'R')}, {'V', TAG('V', 'L')}, {'W', TAG('D', 'P')},
    {'X', TAG('A', 'B')}, {'+', TAG('A', 'D')}, {'@', TAG('S', 'N')}, {'~', TAG('D', 'B')},
    {'9', TAG('M', '3')}, {'2', TAG('C', '2')},
};

static bool read_record(StringView lines, Arena *arena, String *scratch, Study *study, SearchFacts *facts) {
    RisRecord *record = ris_record_begin(study, arena, facts);
    StringView value;
    unsigned tag;
    bool whole = false; // a book: its pages are how many it has
    while (tagged_field(&lines, tag_of, scratch, &tag, &value)) {
        char own = (char) (tag & 0xff);
        whole = whole || (own == '0' && (sv_equal(value, SV("Book")) || sv_equal(value, SV("Thesis")) ||
                                         sv_equal(value, SV("Edited Book"))));
        for (size_t i = 0; i < sizeof tags / sizeof tags[0] && !(whole && own == 'P'); i++) {
            if (tags[i].own == own) {
                ris_record_add(record, tags[i].ris, value);
            }
        }
    }
    return ris_record_end(record);
}

static const TaggedFormat refer = {begins, read_record, NULL,
                                   "no record with tags of refer was found: the file has no line \"%T …\""};

Reader *refer_reader_new(void) {
    return tagged_reader_new(&refer);
}
