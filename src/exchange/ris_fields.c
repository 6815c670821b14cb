// The fields of a RIS record.

#include "ris.h"

#include "carrel/reader/abstract.h"
#include "carrel/reader/decisions.h"
#include "carrel/reader/fields.h"
#include "carrel/reader/markup.h"
#include "carrel/reader/numbers.h"
#include "carrel/reader/reference.h"
#include "carrel/reader/reference_kind.h"

#include "carrel/study/ident.h"

#include <ctype.h>
#include <string.h>

unsigned ris_line_tag(StringView line, StringView *value) {
    while (line.length > 0 &&
           (line.data[0] == '"' || (line.data[0] == '\xef' && sv_starts(line, SV("\xef\xbb\xbf"))))) {
        line = sv_from(line, line.data[0] == '"' ? 1 : 3);
    }
    const char *at = line.data;
    if (line.length > 0 && at[0] == ' ' && sv_starts(sv_trim(line), SV("TY  -"))) {
        line = sv_trim(line);
        at = line.data;
    }
    bool tagged = line.length >= 5 && at[2] == ' ' && at[3] == ' ' && at[4] == '-' &&
                  isupper((unsigned char) at[0]) &&
                  (isupper((unsigned char) at[1]) || isdigit((unsigned char) at[1]));
    if (!tagged) {
        return line.length >= 2 && sv_equal(sv_trim(line), SV("ER")) ? TAG('E', 'R') : NO_TAG;
    }
    *value = sv_trim(sv_from(line, 5));
    return TAG(at[0], at[1]);
}

typedef enum { JOURNAL_FULL, JOURNAL_SECOND, JOURNAL_BOOK, JOURNAL_OTHER, JOURNAL_NAMES } JournalName;
typedef enum { BRIEF_FIRST, BRIEF_SECOND, BRIEF_OTHER, BRIEF_NAMES } BriefName;
typedef enum { DATE_YEAR, DATE_WHOLE, DATE_OLD, DATES } DateTag;

typedef struct {
    const char *text;
    size_t author; // how many authors stand before it
} Address;

struct RisRecord {
    Study *study;
    Arena *arena;
    SearchFacts *facts;
    const char *database, *provider; // DB and DP
    bool addressed;                  // an address was asked for its platform
    const ReferenceKind *kind;
    const char *journals[JOURNAL_NAMES], *briefs[BRIEF_NAMES];
    StringView dates[DATES];
    const char *first_page, *last_page, *pages, *article;
    const char *conference; // C3
    const char *abstract;   // the first one, to know it again
    Author *editors;
    size_t editor_count;
    Address *addresses;
    size_t address_count;
    const char *databases;
    TextList accessions;
    int64_t linked; // see study_add_addresses
};

enum { ISSUE_MOST = 60 };

static void keep(RisRecord *r, const char **place, StringView value) {
    if (!*place) {
        *place = field_text(r->arena, value);
    }
}

static void read_keywords(RisRecord *r, StringView value) {
    StringView line, word;
    while (sv_split(&value, '\n', &line)) {
        line = decisions_begin(line) ? decisions_take(r->study, r->arena, line) : line;
        while (sv_split(&line, ';', &word)) {
            word = sv_trim(word);
            if (!is_nothing(word)) {
                text_list_add(&r->study->keywords, r->arena, markup_text(r->arena, word));
            }
        }
    }
}

static void read_languages(RisRecord *r, StringView value) {
    StringView word;
    while (sv_split(&value, ';', &word)) {
        text_list_add(&r->study->languages, r->arena, language_normal(r->arena, word));
    }
}

static void read_doi(RisRecord *r, StringView value) {
    if (!r->study->doi) {
        r->study->doi = field_doi(r->arena, value);
    }
}

// "Article; Review"; a DOI with some; Ovid's classification ends with its number.
static void read_types(RisRecord *r, StringView value) {
    StringView type;
    read_doi(r, value);
    if (sv_starts_nocase(value, SV("doi")) || sv_starts(value, SV("10."))) {
        return;
    }
    while (sv_split(&value, ';', &type)) {
        type = sv_trim(type);
        char last = type.length > 0 ? type.data[type.length - 1] : ']';
        if (!isdigit((unsigned char) last) && last != ']') {
            text_list_add(&r->study->publication_types, r->arena, field_text(r->arena, type));
        }
    }
}

static void read_sections(RisRecord *r, Study *study, StringView value) {
    if (memchr(value.data, '<', value.length) || memchr(value.data, '&', value.length)) {
        study_add_marked_abstract(study, r->arena, value);
    } else {
        study_add_section_lines(study, r->arena, value);
    }
}

// Some programs write it as AB and as N2. A second one is in another language, by SciELO, or
// the publisher's notice, by EBSCO.
static void read_abstract(RisRecord *r, StringView value) {
    Study *study = r->study;
    if (!r->abstract) {
        read_sections(r, study, value);
        r->abstract = arena_copy_view(r->arena, value);
    } else if (sv_starts(value, SV("Copyright of "))) {
        keep(r, &study->copyright, value);
    } else if (!sv_equal(value, sv(r->abstract))) {
        Study other = {0};
        read_sections(r, &other, value);
        study->other_abstracts = list_grow(r->arena, study->other_abstracts, study->other_abstract_count,
                                           sizeof *study->other_abstracts);
        study->other_abstracts[study->other_abstract_count++] =
            (OtherAbstract){.sections = other.sections, .section_count = other.section_count};
    }
}

// The number behind "Cited By :10", "Cited By (since 1996):10"; -1 where there is none.
static int64_t cited_by(StringView value) {
    size_t at = sv_find(value, SV("Cited By"));
    size_t colon = at == SV_NONE ? SV_NONE : sv_find_char(sv_from(value, at), ':');
    if (colon == SV_NONE || colon > 24) {
        return -1;
    }
    StringView rest = sv_trim(sv_from(value, at + colon + 1));
    size_t end = 0;
    while (end < rest.length && isdigit((unsigned char) rest.data[end])) {
        end++;
    }
    long long number;
    return end > 0 && end < 10 && sv_number(sv_part(rest, 0, end), &number) ? number : -1;
}

// Notes are no part of a study, but some say things that are.
static void read_note(RisRecord *r, StringView value) {
    Study *study = r->study;
    value = decisions_take(study, r->arena, value);
    if (value.length == 0) {
        return;
    }
    if (sv_starts_nocase(value, SV("doi:")) || sv_starts(value, SV("10."))) {
        read_doi(r, value);
    } else if (sv_starts(value, SV("References:"))) {
        reference_add_scopus(&study->links[LINK_REFERENCES], r->arena, sv_from(value, 11));
    } else if (sv_starts(value, SV("PMID:"))) {
        study_add_accession(study, r->arena, value, sv(NULL), false);
    } else if (sv_starts(value, SV("Accession Number:"))) {
        StringView number = sv_trim(sv_from(value, 17));
        number = sv_part(number, 0, sv_find_char(number, ';'));
        text_list_add(&r->accessions, r->arena, field_text(r->arena, number));
    } else {
        StringView line, rest = value;
        sv_split(&rest, '\n', &line);
        study_add_accession(study, r->arena, line, sv(NULL), false); // "L2029880245" of Embase
    }
    if (sv_starts(value, SV("Export Date: "))) { // Scopus
        StringView date = sv_from(value, 13);
        search_facts_vote_date(r->facts, sv_part(date, 0, sv_find_char(date, ';')));
    }
    int64_t count = cited_by(value);
    if (count >= 0) {
        study->links[LINK_CITED_BY].announced = count;
    }
}

// "26957754[pmid]", "PMC4756000[pmcid]", "jpts-2015-817[PII]".
static void read_user_field(RisRecord *r, StringView value) {
    size_t open = sv_find_char(value, '[');
    if (open == SV_NONE || open == 0 || !sv_ends(value, SV("]")) || value.length - open > 24) {
        study_add_accession(r->study, r->arena, value, sv(NULL), false);
        return;
    }
    StringView scheme = sv_part(value, open + 1, value.length - open - 2), number = sv_part(value, 0, open);
    if (sv_equal(scheme, SV("pmid"))) {
        study_add_accession(r->study, r->arena, number, SV("PubMed"), false);
    } else if (sv_equal(scheme, SV("pmcid"))) {
        r->study->pmcid = field_pmcid(r->arena, number);
    } else {
        char *name = arena_copy_view(r->arena, scheme);
        for (char *c = name; *c; c++) {
            *c = (char) tolower((unsigned char) *c);
        }
        study_add_identifier(r->study, r->arena, name, field_text(r->arena, number));
    }
}

// C2 has the PMID with Scopus, the PMCID with EndNote; C3 a list of numbers with Cochrane, the
// title of the proceedings with EndNote, C5 the PMID with Embase, C7 the number of the article.
static void read_custom(RisRecord *r, char digit, StringView value) {
    bool number = value.length >= 5 && value.length <= 8 && isdigit((unsigned char) value.data[0]);
    int64_t pmid;
    if ((digit == '2' || digit == '5') && number && pmid_parse(value, &pmid)) {
        r->study->pmid = r->study->pmid ? r->study->pmid : pmid;
    } else if (digit == '2' && sv_starts_nocase(value, SV("PMC"))) {
        r->study->pmcid = field_pmcid(r->arena, value);
    } else if (digit == '3' && sv_starts(value, SV("PUBMED "))) {
        StringView part;
        value = sv_from(value, 7);
        sv_split(&value, ',', &part);
        study_add_accession(r->study, r->arena, part, SV("PubMed"), false);
    } else if (digit == '3') {
        keep(r, &r->conference, value);
    } else if (digit == '6' && sv_starts_nocase(value, SV("NIHMS"))) {
        study_add_identifier(r->study, r->arena, "mid", field_text(r->arena, value));
    } else if (digit == '7') {
        keep(r, &r->article, value);
    }
}

static void read_address(RisRecord *r, StringView value) {
    r->addresses = list_grow(r->arena, r->addresses, r->address_count, sizeof *r->addresses);
    r->addresses[r->address_count++] = (Address){field_text(r->arena, value), r->study->author_count};
}

static void read_database(RisRecord *r, unsigned tag, StringView value) {
    keep(r, tag == TAG('D', 'B') ? &r->database : &r->provider, value);
    r->databases =
        arena_format(r->arena, "%s %.*s", r->databases ? r->databases : "", (int) value.length, value.data);
}

static void read_field(RisRecord *r, unsigned tag, StringView value) {
    Study *study = r->study;
    if (is_nothing(value)) {
        return;
    }
    switch (tag) {
    case TAG('T', 'Y'):
        r->kind = reference_kind_by_name(value);
        break;
    case TAG('T', 'I'):
    case TAG('T', '1'):
        if (!study->title) {
            study->title = markup_text(r->arena, title_unbracket(value, &study->title_translated));
        }
        break;
    case TAG('T', 'T'):
        study->vernacular_title = markup_text(r->arena, value);
        break;
    case TAG('A', 'U'):
    case TAG('A', '1'):
        study_add_people(value, r->arena, &study->authors, &study->author_count);
        break;
    case TAG('E', 'D'):
    case TAG('A', '2'):
    case TAG('A', '3'):
        study_add_people(value, r->arena, &r->editors, &r->editor_count);
        break;
    case TAG('A', 'D'):
        read_address(r, value);
        break;
    case TAG('J', 'F'):
        keep(r, &r->journals[JOURNAL_FULL], value);
        break;
    case TAG('T', '2'):
        keep(r, &r->journals[JOURNAL_SECOND], value);
        break;
    case TAG('B', 'T'):
        keep(r, &r->journals[JOURNAL_BOOK], value);
        break;
    case TAG('J', 'O'):
        keep(r, &r->journals[JOURNAL_OTHER], value);
        break;
    case TAG('J', '2'):
        keep(r, &r->briefs[BRIEF_FIRST], value);
        break;
    case TAG('J', 'A'):
    case TAG('J', 'I'):
        keep(r, &r->briefs[BRIEF_SECOND], value);
        break;
    case TAG('J', '1'):
    case TAG('J', '9'):
        keep(r, &r->briefs[BRIEF_OTHER], value);
        break;
    case TAG('P', 'Y'):
        r->dates[DATE_YEAR] = sv(field_text(r->arena, value));
        break;
    case TAG('D', 'A'):
        r->dates[DATE_WHOLE] = sv(field_text(r->arena, value));
        break;
    case TAG('Y', '1'):
        r->dates[DATE_OLD] = sv(field_text(r->arena, value));
        break;
    case TAG('V', 'L'):
    case TAG('V', 'O'):
        keep(r, &study->volume, value);
        break;
    case TAG('I', 'S'):
        if (value.length <= ISSUE_MOST) { // some put addresses there
            keep(r, &study->issue, value);
        }
        break;
    case TAG('S', 'P'):
        keep(r, &r->first_page, value);
        break;
    case TAG('E', 'P'):
        keep(r, &r->last_page, value);
        break;
    case TAG('P', 'G'):
        keep(r, &r->pages, value);
        break;
    case TAG('S', 'N'):
        study_add_serials(study, r->arena, value);
        break;
    case TAG('P', 'B'):
    case TAG('P', 'U'):
        keep(r, &study->publisher, value);
        break;
    case TAG('A', 'B'):
    case TAG('N', '2'):
        read_abstract(r, value);
        break;
    case TAG('K', 'W'):
        read_keywords(r, value);
        break;
    case TAG('L', 'A'):
        read_languages(r, value);
        break;
    case TAG('M', '3'):
    case TAG('P', 'T'):
        read_types(r, value);
        break;
    case TAG('D', 'O'):
    case TAG('D', 'I'):
    case TAG('L', '3'):
    case TAG('S', 'E'):
        read_doi(r, value);
        break;
    case TAG('L', '1'):
    case TAG('L', '2'):
    case TAG('L', '4'):
    case TAG('U', 'R'):
        if (sv_starts_nocase(value, SV("doi:"))) {
            read_doi(r, value);
        }
        if (!r->addressed) {
            search_facts_vote_address(r->facts, value);
            r->addressed = true;
        }
        study_add_addresses(study, r->arena, value, &r->linked);
        break;
    case TAG('N', '1'):
        read_note(r, value);
        break;
    case TAG('D', 'B'):
    case TAG('D', 'P'):
        read_database(r, tag, value);
        break;
    case TAG('A', 'N'):
        text_list_add(&r->accessions, r->arena, field_text(r->arena, value));
        break;
    case TAG('I', 'D'):
    case TAG('U', '1'):
    case TAG('U', '2'):
    case TAG('U', '3'):
    case TAG('U', '4'):
    case TAG('U', '5'):
        read_user_field(r, value);
        break;
    case TAG('C', '2'):
    case TAG('C', '3'):
    case TAG('C', '5'):
    case TAG('C', '6'):
    case TAG('C', '7'):
        read_custom(r, (char) (tag & 0xff), value);
        break;
    default:
        break;
    }
}

// The full name of the journal or book comes first by JF, then T2, BT, JO; what a program calls
// JO may also be the short one.
static void finish_journal(RisRecord *r) {
    Journal *journal = &r->study->journal;
    const char *title = NULL, *brief = NULL;
    for (size_t i = 0; i < JOURNAL_NAMES && !title; i++) {
        title = r->journals[i];
    }
    bool proceedings = strcmp(r->kind->ris, "CONF") == 0 || strcmp(r->kind->ris, "CPAPER") == 0;
    if (!title && proceedings) {
        title = r->conference;
    }
    for (size_t i = 0; i < BRIEF_NAMES && !brief; i++) {
        brief = r->briefs[i];
    }
    const char *other = r->journals[JOURNAL_OTHER];
    brief = brief ? brief : other;
    if (!title) {
        title = brief;
        brief = NULL;
    }
    journal->title = title ? markup_text(r->arena, sv(title)) : NULL;
    bool same = !brief || strcmp(brief, title) == 0;
    journal->abbreviation = same ? NULL : markup_text(r->arena, sv(brief));
}

// Addresses belong to authors where they stand between them.
static void finish_addresses(RisRecord *r) {
    Study *study = r->study;
    bool between = false;
    for (size_t i = 0; i < r->address_count; i++) {
        between = between || (r->addresses[i].author > 0 && r->addresses[i].author < study->author_count);
    }
    for (size_t i = 0; i < r->address_count; i++) {
        size_t author = study->author_count == 1 ? 1 : between ? r->addresses[i].author : 0;
        if (author > 0) {
            text_list_add(&study->authors[author - 1].affiliations, r->arena, r->addresses[i].text);
        }
    }
}

// Web of Science and Cochrane tell their names in a number only.
static void vote(RisRecord *r) {
    StringView number = r->accessions.count > 0 ? sv(r->accessions.items[0]) : sv(NULL);
    if (r->database || r->provider) {
        search_facts_vote(r->facts, sv(r->database), sv(r->provider));
    } else if (sv_starts(number, SV("CN-"))) {
        search_facts_vote(r->facts, SV("CENTRAL"), sv(NULL));
    } else {
        search_facts_vote_accession(r->facts, number);
    }
}

bool ris_record_end(RisRecord *r) {
    Study *study = r->study;
    vote(r);
    finish_journal(r);
    if (study->author_count == 0) {
        study->authors = r->editors;
        study->author_count = r->editor_count;
    }
    finish_addresses(r);
    study_set_date(study, r->arena, r->dates, DATES);
    study->pages = pages_of(r->arena, sv(r->first_page), sv(r->last_page));
    study->pages = study->pages ? study->pages
                   : r->pages   ? pages_of(r->arena, sv(r->pages), sv(NULL))
                   : r->article ? r->article
                                : NULL;
    for (size_t i = 0; i < r->accessions.count; i++) {
        StringView numbers = sv(r->accessions.items[i]), number;
        while (sv_split(&numbers, ';', &number)) {
            study_add_accession(study, r->arena, number, sv(r->databases), true);
        }
    }
    if (study->pmid == 0 && r->linked > 0) {
        study->pmid = r->linked;
    }
    study_add_reference_kind(study, r->arena, r->kind);
    return study->title || study->section_count > 0 || study->author_count > 0 || study->journal.title ||
           study->doi || study->pmid != 0;
}

// Rayyan puts the next field behind the value: "10.9999/a     LK  - https://…".
void ris_record_add(RisRecord *r, unsigned tag, StringView value) {
    enum { LONGEST = 4000 };
    StringView more;
    bool may =
        (tag == TAG('D', 'O') || tag == TAG('U', 'R') || tag == TAG('S', 'N')) && value.length <= LONGEST;
    size_t at = may ? sv_find(value, SV("    ")) : SV_NONE;
    if (at != SV_NONE) {
        StringView rest = sv_trim(sv_from(value, at));
        unsigned next = ris_line_tag(rest, &more);
        if (next != NO_TAG && next != TAG('E', 'R')) {
            read_field(r, tag, sv_trim(sv_part(value, 0, at)));
            ris_record_add(r, next, more);
            return;
        }
    }
    read_field(r, tag, value);
}

RisRecord *ris_record_begin(Study *study, Arena *arena, SearchFacts *facts) {
    RisRecord *r = ARENA_NEW(arena, RisRecord);
    r->facts = facts;
    r->study = study;
    r->arena = arena;
    r->kind = reference_kind_by_name(sv(NULL));
    return r;
}

bool ris_record_read(StringView lines, Arena *arena, String *scratch, Study *study, SearchFacts *facts) {
    RisRecord *r = ris_record_begin(study, arena, facts);
    StringView line, value = {0};
    unsigned tag = NO_TAG;
    bool joined = false;
    while (sv_line(&lines, &line)) {
        StringView next = {0};
        unsigned next_tag = ris_line_tag(line, &next);
        if (next_tag == NO_TAG) {
            line = sv_trim(line);
            if (line.length > 0 && tag != NO_TAG) {
                if (!joined) {
                    string_clear(scratch);
                    string_add(scratch, value);
                }
                joined = true;
                string_add_char(scratch, '\n');
                string_add(scratch, line);
            }
            continue;
        }
        ris_record_add(r, tag, joined ? sv_trim(string_view(scratch)) : value);
        tag = next_tag;
        value = next;
        joined = false;
    }
    ris_record_add(r, tag, joined ? sv_trim(string_view(scratch)) : value);
    return ris_record_end(r);
}
