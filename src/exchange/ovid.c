// Ovid's text of numbered records, "<12. >": with tags, "TI  - value", or with the names of the fields on
// lines of their own and the values below, indented. What the tags mean differs a little between its
// databases. The journal's volume, issue and pages may stand in the source only, see ovid_source.c.
// [Ovid Technologies, OvidSP field guides of the databases]

#include "ovid.h"
#include "carrel/exchange/exchange.h"
#include "ris.h"
#include "tagged.h"

#include "carrel/base/text.h"

#include <ctype.h>
#include <string.h>

// "<12. >", "<12>"; some indent all lines by one space.
static bool begins(StringView line, bool after_blank) {
    (void) after_blank;
    line = sv_trim(line);
    size_t at = 1;
    if (line.length < 3 || line.data[0] != '<') {
        return false;
    }
    while (at < line.length && isdigit((unsigned char) line.data[at])) {
        at++;
    }
    StringView end = sv_from(line, at);
    return at > 1 && at < 10 &&
           (sv_equal(end, SV(">")) || sv_equal(end, SV(". >")) || sv_equal(end, SV(".>")));
}

// Tags and names that mean nothing here, but end the field before them.
#define OTHER_TAG TAG('?', '?')

// "TI  - value", and with one space before the hyphen. Some tags are longer: "SCORE  - ***".
static unsigned tag_of(StringView line, StringView *value) {
    enum { TAG_MOST = 8 };
    if (sv_starts(line, SV(" ")) && line.length > 1 && isupper((unsigned char) line.data[1])) {
        line = sv_from(line, 1);
    }
    size_t length = 0;
    while (length < line.length && length < TAG_MOST &&
           (isupper((unsigned char) line.data[length]) ||
            (length > 0 && isdigit((unsigned char) line.data[length])))) {
        length++;
    }
    StringView rest = sv_from(line, length);
    size_t hyphen = sv_starts(rest, SV("  -")) ? 3 : length == 2 && sv_starts(rest, SV(" -")) ? 2 : 0;
    if (length < 2 || hyphen == 0) {
        return NO_TAG;
    }
    *value = sv_trim(sv_from(rest, hyphen));
    return length == 2 ? TAG(line.data[0], line.data[1]) : OTHER_TAG;
}

// Names of fields that stand for a tag.
static const struct {
    const char *name;
    unsigned tag;
} names[] = {
    {"Accession Number", TAG('A', 'N')},
    {"Unique Identifier", TAG('U', 'I')},
    {"Database", TAG('D', 'B')},
    {"Author", TAG('A', 'U')},
    {"Authors", TAG('A', 'U')},
    {"Author/Editor", TAG('A', 'U')},
    {"Editor", TAG('E', 'D')},
    {"Book Editors", TAG('E', 'D')},
    {"Title", TAG('T', 'I')},
    {"Original Title", TAG('O', 'G')},
    {"Source", TAG('S', 'O')},
    {"Journal", TAG('J', 'N')},
    {"Journal Name", TAG('J', 'N')},
    {"Volume", TAG('V', 'O')},
    {"Issue", TAG('I', 'P')},
    {"Issue Part", TAG('I', 'P')},
    {"Page", TAG('P', 'G')},
    {"Pages", TAG('P', 'G')},
    {"Date of Publication", TAG('D', 'P')},
    {"Publication Date", TAG('D', 'P')},
    {"Year", TAG('Y', 'R')},
    {"Year of Publication", TAG('Y', 'R')},
    {"Abstract", TAG('A', 'B')},
    {"Digital Object Identifier", TAG('D', 'O')},
    {"DOI", TAG('D', 'O')},
    {"PubMed ID", TAG('P', 'M')},
    {"PMID", TAG('P', 'M')},
    {"ISSN", TAG('I', 'S')},
    {"ISSN Print", TAG('I', 'S')},
    {"ISSN Electronic", TAG('I', 'T')},
    {"ISSN Online", TAG('I', 'T')},
    {"ISBN", TAG('I', 'B')},
    {"Institution", TAG('I', 'N')},
    {"Institutions", TAG('I', 'N')},
    {"Author Affiliation", TAG('I', 'N')},
    {"Language", TAG('L', 'G')},
    {"Publisher", TAG('P', 'B')},
    {"Publication Type", TAG('P', 'T')},
    {"Document Type", TAG('D', 'T')},
    {"Subject Headings", TAG('M', 'H')},
    {"MeSH Subject Headings", TAG('M', 'H')},
    {"Keywords", TAG('K', 'W')},
    {"Keyword Heading", TAG('K', 'W')},
    {"Author Keywords", TAG('K', 'W')},
    {"Key Concepts", TAG('K', 'W')},
};

// A field's name on a line of its own; what is not known ends the field before it all the same.
static unsigned name_of(StringView line, StringView *value) {
    if (line.length == 0 || !isalpha((unsigned char) line.data[0])) {
        return NO_TAG;
    }
    line = sv_trim(line);
    line.length -= sv_ends(line, SV(":"));
    *value = (StringView){"", 0};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (sv_equal_nocase(line, sv(names[i].name))) {
            return names[i].tag;
        }
    }
    return OTHER_TAG;
}

static bool is_field(StringView line) {
    StringView value;
    unsigned tag = tag_of(line, &value);
    tag = tag != NO_TAG ? tag : name_of(line, &value);
    return tag != NO_TAG && tag != OTHER_TAG;
}

// The next line that is not blank.
static bool text_line(StringView *rest, StringView *line) {
    bool more;
    while ((more = sv_line(rest, line)) && sv_trim(*line).length == 0) {
    }
    return more;
}

bool ovid_is(StringView head) {
    enum { LINES_MOST = 400 };
    StringView line;
    for (int i = 0; i < LINES_MOST && text_line(&head, &line); i++) {
        if (begins(line, false)) {
            return text_line(&head, &line) && is_field(line);
        }
    }
    return false;
}

// --- values ---

typedef struct {
    RisRecord *ris;
    Arena *arena;
    OvidSource source;
    bool editors;     // told by a field
    const char *kind; // RIS's
    bool database;    // named by the record
    bool psychology;  // APA's databases, whose ID is a list of phrases
} OvidRecord;

static void add(OvidRecord *o, unsigned tag, StringView value) {
    value = sv_trim(value);
    if (value.length > 0) {
        ris_record_add(o->ris, tag, value);
    }
}

// What stands in brackets at the end is taken off: "[References].", "[Inventor, Reprint Author]".
static StringView without_brackets(StringView text) {
    StringView whole = text;
    text = sv_trim(text);
    text.length -= sv_ends(text, SV("."));
    size_t open = text.length;
    while (open > 0 && text.data[open - 1] != '[') {
        open--;
    }
    bool bracket = sv_ends(text, SV("]")) && open > 1;
    return bracket ? sv_trim(sv_part(text, 0, open - 1)) : whole;
}

static void read_title(OvidRecord *o, StringView value) {
    value = without_brackets(value);
    StringView bare = value;
    bare.length -= sv_ends(bare, SV("."));
    bool quoted = bare.length > 2 && bare.data[0] == '"' && bare.data[bare.length - 1] == '"' &&
                  sv_find_char(sv_part(bare, 1, bare.length - 2), '"') == SV_NONE;
    add(o, TAG('T', 'I'), quoted ? sv_part(bare, 1, bare.length - 2) : value);
}

static bool is_degree(StringView word) {
    static const char *const degrees[] = {"MD",   "PhD",    "Ph.D.", "M.D.",  "MPH",  "MSc",  "BSc",   "MS",
                                          "MA",   "RN",     "DO",    "FACSM", "DDS",  "BA",   "MBA",   "MBBS",
                                          "DVM",  "DrPH",   "ScD",   "EdD",   "DSc",  "BS",   "MBChB", "FRCP",
                                          "FRCS", "PharmD", "PsyD",  "FACP",  "FACS", "CRNA", "MSN"};
    while (sv_ends(word, SV(","))) {
        word.length--;
    }
    for (size_t i = 0; i < sizeof degrees / sizeof degrees[0]; i++) {
        if (sv_equal(word, sv(degrees[i]))) {
            return true;
        }
    }
    return false;
}

// "1,2,+" and "*" refer to institutions.
static bool is_mark(StringView word) {
    for (size_t i = 0; i < word.length; i++) {
        if (!isdigit((unsigned char) word.data[i]) && !strchr(",+*#&^", word.data[i])) {
            return false;
        }
    }
    return word.length > 0;
}

// One name without degrees, marks and the full stop behind a written-out name; appends.
static void add_name(String *names_out, StringView name) {
    StringView family = sv_part(name, 0, sv_find_char(name, ','));
    StringView rest = sv_from(name, family.length), word;
    size_t start = names_out->length, given = 0;
    string_add(names_out, sv_trim(family));
    while (sv_split(&rest, ' ', &word)) {
        if (word.length == 0) {
            continue;
        }
        if (is_mark(word) && !sv_equal(word, SV(","))) {
            break;
        }
        if (given > 0 && is_degree(word)) {
            break;
        }
        given += !sv_equal(word, SV(","));
        string_add_text(names_out, sv_equal(word, SV(",")) ? "" : " ");
        string_add(names_out, word);
    }
    // A comma that ends the family name was cut off with it.
    StringView whole = sv_from(string_view(names_out), start);
    size_t length = whole.length;
    bool dot = length > 3 && whole.data[length - 1] == '.' &&
               islower((unsigned char) whole.data[length - 2]) &&
               islower((unsigned char) whole.data[length - 3]);
    names_out->length -= dot || sv_ends(whole, SV(","));
}

static void read_people(OvidRecord *o, unsigned tag, StringView value) {
    String plain = {0}, name = {0};
    StringView line, part;
    while (sv_split(&value, '\n', &line)) {
        string_clear(&plain);
        for (size_t i = 0, inside = 0; i < line.length; i++) { // "[Author; E-mail: roe@example.org]"
            inside += line.data[i] == '[';
            if (inside == 0) {
                string_add_char(&plain, line.data[i]);
            }
            inside -= inside > 0 && line.data[i] == ']';
        }
        StringView rest = string_view(&plain);
        while (sv_split(&rest, ';', &part)) {
            string_clear(&name);
            add_name(&name, sv_trim(part));
            add(o, tag, string_view(&name));
        }
    }
    string_free(&plain);
    string_free(&name);
}

// "Peer Reviewed Journal: 2015-33942-012."
static StringView bare_number(StringView value) {
    size_t colon = sv_find(value, SV(": "));
    value = colon == SV_NONE ? value : sv_from(value, colon + 2);
    value = sv_trim(value);
    value.length -= sv_ends(value, SV("."));
    return value;
}

static void read_pmid(OvidRecord *o, StringView value) {
    size_t end = 0;
    while (end < value.length && isdigit((unsigned char) value.data[end])) {
        end++;
    }
    if (end > 0) {
        add(o, TAG('U', '1'), sv(arena_format(o->arena, "%.*s[pmid]", (int) end, value.data)));
    }
}

// Publication types tell the kind; the most special one counts.
static void read_type(OvidRecord *o, StringView value) {
    static const struct {
        const char *word, *kind;
    } kinds[] = {{"chapter", "CHAP"}, {"dissertation", "THES"}, {"patent", "PAT"}, {"book", "BOOK"}};
    StringView line;
    while (sv_split(&value, '\n', &line)) {
        line = sv_trim(line);
        line.length -= sv_ends(line, SV("."));
        for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
            bool is = sv_starts_nocase(line, sv(kinds[i].word)) ||
                      (i == 0 && sv_equal_nocase(line, SV("Book Chapter")));
            bool weak = !o->kind || strcmp(o->kind, "BOOK") == 0;
            if (is && weak) {
                o->kind = kinds[i].kind;
                break;
            }
        }
        add(o, TAG('M', '3'), line);
    }
}

// One a line; APA's databases say whose it is, "Roe, Jane: University of Tea".
static void read_institutions(OvidRecord *o, StringView value) {
    StringView line;
    while (sv_split(&value, '\n', &line)) {
        size_t colon = o->psychology ? sv_find(line, SV(": ")) : SV_NONE;
        add(o, TAG('A', 'D'), colon == SV_NONE ? line : sv_from(line, colon + 2));
    }
}

static void read_phrases(OvidRecord *o, StringView value) {
    StringView phrase;
    while (sv_split(&value, ',', &phrase)) {
        add(o, TAG('K', 'W'), phrase);
    }
}

static void read_field(OvidRecord *o, unsigned tag, StringView value) {
    switch (tag) {
    case TAG('V', 'N'):
        add(o, TAG('D', 'P'), value);
        break;
    case TAG('D', 'B'):
        o->database = true;
        o->psychology = sv_find(value, SV("Psyc")) != SV_NONE;
        add(o, TAG('D', 'B'), value);
        break;
    case TAG('A', 'N'):
    case TAG('U', 'I'):
        add(o, TAG('A', 'N'), bare_number(value));
        break;
    case TAG('T', 'I'):
        read_title(o, value);
        break;
    case TAG('O', 'G'):
        add(o, TAG('T', 'T'), value);
        break;
    case TAG('A', 'U'):
        read_people(o, TAG('A', 'U'), value);
        break;
    case TAG('E', 'D'):
        o->editors = true;
        read_people(o, TAG('E', 'D'), value);
        break;
    case TAG('I', 'N'):
        read_institutions(o, value);
        break;
    case TAG('J', 'N'):
        add(o, TAG('J', 'F'), value);
        break;
    case TAG('V', 'O'):
        add(o, TAG('V', 'L'), value);
        break;
    case TAG('I', 'P'):
        add(o, TAG('I', 'S'), value);
        break;
    case TAG('P', 'G'):
        if (isalnum((unsigned char) value.data[0]) && !sv_starts(value, SV("No "))) {
            add(o, TAG('P', 'G'), value);
        }
        break;
    case TAG('Y', 'R'):
        add(o, TAG('P', 'Y'), value);
        break;
    case TAG('D', 'P'):
        add(o, TAG('D', 'A'), value);
        break;
    case TAG('S', 'O'):
        ovid_source_read(value, o->arena, &o->source);
        break;
    case TAG('B', 'T'):
        ovid_book_read(value, o->arena, &o->source);
        break;
    case TAG('A', 'B'):
        add(o, TAG('A', 'B'), value);
        break;
    case TAG('K', 'W'):
    case TAG('M', 'H'):
        add(o, TAG('K', 'W'), value);
        break;
    case TAG('I', 'D'):
        if (o->psychology) {
            read_phrases(o, value);
        }
        break;
    case TAG('L', 'G'):
        value.length -= sv_ends(value, SV("."));
        add(o, TAG('L', 'A'), value);
        break;
    case TAG('D', 'O'):
    case TAG('D', 'I'):
        add(o, TAG('D', 'O'), value);
        break;
    case TAG('P', 'M'):
        read_pmid(o, value);
        break;
    case TAG('I', 'S'):
    case TAG('I', 'B'):
        add(o, TAG('S', 'N'), value);
        break;
    case TAG('I', 'T'):
        add(o, TAG('S', 'N'),
            sv(arena_format(o->arena, "%.*s (electronic)", (int) value.length, value.data)));
        break;
    case TAG('P', 'U'): // "Tea Press; United Kingdom"
        add(o, TAG('P', 'B'), sv_part(value, 0, sv_find_char(value, ';')));
        break;
    case TAG('P', 'B'): // "Tea Press, Cupton", "Tea Press Ltd. (Cupton)"
        add(o, TAG('P', 'B'), sv_part(value, 0, sv_find_char(value, ',')));
        break;
    case TAG('P', 'T'):
    case TAG('D', 'T'):
        read_type(o, value);
        break;
    default:
        break;
    }
}

// What the source says, behind what fields of their own said, which count first.
static void add_source(OvidRecord *o) {
    const OvidSource *source = &o->source;
    bool patent = o->kind && strcmp(o->kind, "PAT") == 0;
    add(o, TAG('J', 'F'), sv(source->journal));
    add(o, TAG('V', 'L'), sv(patent ? NULL : source->volume));
    add(o, TAG('I', 'S'), sv(patent ? NULL : source->issue));
    add(o, TAG('P', 'G'), sv(source->pages));
    add(o, TAG('Y', '1'), sv(source->date));
    for (size_t i = 0; i < source->editors.count && !o->editors; i++) {
        read_people(o, TAG('E', 'D'), sv(source->editors.items[i]));
    }
}

static bool read_record(StringView lines, Arena *arena, String *scratch, Study *study, SearchFacts *facts) {
    OvidRecord o = {.ris = ris_record_begin(study, arena, facts), .arena = arena};
    StringView line, value, rest;
    unsigned tag;
    sv_line(&lines, &line); // its number
    TagOfLine *field_of = name_of;
    for (rest = lines; sv_line(&rest, &line);) {
        if (tag_of(line, &value) != NO_TAG) {
            field_of = tag_of;
            break;
        }
    }
    while (tagged_field(&lines, field_of, scratch, &tag, &value)) {
        if (value.length > 0) {
            read_field(&o, tag, value);
        }
    }
    if (!o.database && facts->database.count == 1) { // above all records
        add(&o, TAG('D', 'B'), sv(facts->database.values[0].text));
        add(&o, TAG('D', 'P'), SV("Ovid"));
    }
    add_source(&o);
    if (o.kind) {
        add(&o, TAG('T', 'Y'), sv(o.kind));
    }
    return ris_record_end(o.ris);
}

// --- above the records ---

// "Database: Ovid MEDLINE(R) <1946 to June 2024>", and lines of the strategy: "1  exp Tea/ (102)".
static void above(StringView line, SearchFacts *facts) {
    enum { STRATEGY_MOST = 1 << 16 };
    if (sv_starts(line, SV("Database:"))) {
        search_facts_vote(facts, sv_from(line, 9), SV("Ovid"));
    } else if (line.length > 0 && isdigit((unsigned char) line.data[0]) && sv_ends(sv_trim(line), SV(")")) &&
               facts->strategy.length + line.length < STRATEGY_MOST && text_is_valid(line)) {
        string_add_text(&facts->strategy, facts->strategy.length > 0 ? "\n" : "");
        string_add(&facts->strategy, sv_trim(line));
    }
}

static const TaggedFormat ovid = {begins, read_record, above,
                                  "no record of Ovid was found: the file has no line \"<1. >\""};

Reader *ovid_reader_new(void) {
    return tagged_reader_new(&ovid);
}
