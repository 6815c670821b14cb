// MEDLINE tagged text (.nbib): lines "TAG - value", continued by lines that begin with spaces;
// a blank line or the next PMID ends a record.
// [https://www.nlm.nih.gov/bsd/mms/medlineelements.html]

#include "carrel/base/memory.h"
#include "carrel/pubmed/pubmed.h"
#include "carrel/reader/abstract.h"
#include "carrel/reader/decisions.h"
#include "carrel/reader/fields.h"
#include "carrel/reader/frame.h"
#include "carrel/reader/numbers.h"
#include "carrel/study/ident.h"
#include "medline_tags.h"

#include <ctype.h>
#include <string.h>

enum { TAG_WIDTH = 4 };

// ERIC writes some of its tags a column longer: "ISSN - ".
static bool is_long_tag_line(StringView line) {
    return sv_starts(line, SV("ISSN -")) || sv_starts(line, SV("ISBN -"));
}

static bool is_tag_line(StringView line) {
    if (is_long_tag_line(line)) {
        return true;
    }
    if (line.length <= TAG_WIDTH || line.data[TAG_WIDTH] != '-' ||
        (line.length > TAG_WIDTH + 1 && line.data[TAG_WIDTH + 1] != ' ')) {
        return false;
    }
    bool ended = false;
    for (size_t i = 0; i < TAG_WIDTH; i++) {
        bool letter =
            isupper((unsigned char) line.data[i]) || (i > 0 && isdigit((unsigned char) line.data[i]));
        if (line.data[i] == ' ' && i >= 2) {
            ended = true;
        } else if (!letter || ended) {
            return false;
        }
    }
    return true;
}

static bool is_blank(StringView line) {
    return sv_trim(line).length == 0;
}

// Bytes of the record (or of the lines that are none) at the beginning of `rest`, which does
// not begin with a blank line; SV_NONE where its end is not there yet.
static size_t record_length(StringView rest, bool last, bool tagged) {
    StringView lines = rest, line;
    bool blank = false, first = true;
    for (size_t offset = 0; offset < rest.length; offset = rest.length - lines.length) {
        // A CR at the end may be half of a line end.
        size_t newline = sv_find_char(lines, '\n');
        if (newline == SV_NONE && !last) {
            return SV_NONE;
        }
        sv_line(&lines, &line);
        if (is_blank(line)) {
            blank = true;
            continue;
        }
        bool ends =
            tagged ? sv_starts(line, SV("PMID-")) || (blank && line.data[0] != ' ') : is_tag_line(line);
        if (!first && ends) {
            return offset;
        }
        first = blank = false;
    }
    return last ? rest.length : SV_NONE;
}

typedef enum { PERSON_NONE, PERSON_AUTHOR, PERSON_INVESTIGATOR } PersonKind;

typedef struct {
    Study *study;
    Arena *arena;
    SearchFacts *facts;
    String title, book, abstract, other_abstract;
    const char *collection, *other_language;
    Author *person;         // whose AU, AUID and AD may follow
    bool full;              // its full name is known and its AU is still to come
    const char *electronic; // DEP
} Medline;

static Author *new_person(Medline *m, PersonKind kind) {
    Study *study = m->study;
    Author **items = kind == PERSON_AUTHOR ? &study->authors : &study->investigators;
    size_t *count = kind == PERSON_AUTHOR ? &study->author_count : &study->investigator_count;
    *items = list_grow(m->arena, *items, *count, sizeof **items);
    return m->person = &(*items)[(*count)++];
}

static bool is_suffix(StringView word) {
    static const char *const suffixes[] = {"Jr", "Sr", "2nd", "3rd", "4th", "5th", "II", "III", "IV"};
    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
        if (sv_equal(word, sv(suffixes[i]))) {
            return true;
        }
    }
    return false;
}

// Takes the last word off *text.
static StringView last_word(StringView *text) {
    size_t start = text->length;
    while (start > 0 && text->data[start - 1] != ' ') {
        start--;
    }
    StringView word = sv_from(*text, start);
    *text = sv_trim(sv_part(*text, 0, start));
    return word;
}

// "Brown, Anna Maria" of FAU.
static void read_full_name(Medline *m, StringView value, PersonKind kind) {
    Author *person = new_person(m, kind);
    size_t comma = sv_find(value, SV(", "));
    person->family = field_text(m->arena, sv_part(value, 0, comma == SV_NONE ? value.length : comma));
    person->given = comma == SV_NONE ? NULL : field_text(m->arena, sv_from(value, comma + 2));
    m->full = true;
}

// "Brown AM 3rd" of AU: initials and suffix of the full name before, or a name alone.
static void read_short_name(Medline *m, StringView value, PersonKind kind) {
    bool known = m->full && m->person;
    Author *person = known ? m->person : new_person(m, kind);
    m->full = false;
    StringView rest = value, word = {0};
    if (sv_find_char(rest, ' ') != SV_NONE) {
        word = last_word(&rest);
        if (is_suffix(word) && sv_find_char(rest, ' ') != SV_NONE) {
            person->suffix = field_text(m->arena, word);
            word = last_word(&rest);
        }
    }
    if (known && sv_equal(value, sv(person->family))) {
        return; // one name and no initials
    }
    StringView family = sv(person->family);
    if (known && sv_starts(rest, family) && rest.length > family.length && rest.data[family.length] == ' ') {
        word = (StringView){rest.data + family.length, // with the particle of "Candel Mde L"
                            (size_t) (word.data + word.length - rest.data) - family.length};
    }
    person->initials = field_text(m->arena, word);
    if (!known) {
        person->family = field_text(m->arena, rest);
    } else if (person->suffix && person->given) {
        StringView given = sv(person->given);
        if (sv_equal(last_word(&given), sv(person->suffix))) {
            person->given = field_text(m->arena, given);
        }
    }
}

// "10.1000/x [doi]" of LID and AID.
static void read_location(Medline *m, StringView value) {
    size_t bracket = sv_find(value, SV(" ["));
    if (bracket == SV_NONE || !sv_ends(value, SV("]"))) {
        bool address = sv_find(value, SV("doi.org/")) != SV_NONE; // ERIC's
        m->study->doi = m->study->doi || !address ? m->study->doi : field_doi(m->arena, value);
        return;
    }
    StringView scheme = sv_part(value, bracket + 2, value.length - bracket - 3);
    StringView identifier = sv_part(value, 0, bracket);
    if (sv_equal(scheme, SV("doi"))) {
        m->study->doi = m->study->doi ? m->study->doi : field_doi(m->arena, identifier);
    } else {
        study_add_identifier(m->study, m->arena, arena_copy_view(m->arena, scheme),
                             field_text(m->arena, identifier));
    }
}

static StringView unstar(StringView text, bool *star) {
    *star = sv_starts(text, SV("*"));
    return *star ? sv_from(text, 1) : text;
}

// "*Heading/diagnosis/*therapy"
static void read_mesh(Medline *m, StringView value) {
    Study *study = m->study;
    StringView rest = value, part;
    if (!sv_split(&rest, '/', &part)) {
        return;
    }
    study->mesh = list_grow(m->arena, study->mesh, study->mesh_count, sizeof *study->mesh);
    MeshHeading *mesh = &study->mesh[study->mesh_count];
    mesh->heading = field_text(m->arena, unstar(part, &mesh->major));
    study->mesh_count += mesh->heading != NULL;
    while (sv_split(&rest, '/', &part)) {
        bool major;
        const char *name = field_text(m->arena, unstar(part, &major));
        if (name) {
            mesh->qualifiers =
                list_grow(m->arena, mesh->qualifiers, mesh->qualifier_count, sizeof *mesh->qualifiers);
            mesh->qualifiers[mesh->qualifier_count++] = (Qualifier){name, major};
        }
    }
}

// "R01 AI1/AI/NIAID NIH HHS/United States": number, institute's letters, agency, country.
static void read_grant(Medline *m, StringView value) {
    Study *study = m->study;
    StringView parts[8], rest = value;
    size_t count = 0;
    while (count < sizeof parts / sizeof parts[0] && sv_split(&rest, '/', &parts[count])) {
        count++;
    }
    study->grants = list_grow(m->arena, study->grants, study->grant_count, sizeof *study->grants);
    Grant *grant = &study->grants[study->grant_count++];
    if (count < 3 || rest.length > 0) {
        grant->number = field_text(m->arena, value);
        return;
    }
    // A number may have slashes of its own, so count from the end; the letters are dropped.
    grant->country = field_text(m->arena, parts[count - 1]);
    grant->agency = field_text(m->arena, parts[count - 2]);
    size_t number = count > 3 ? count - 3 : 1;
    const char *end = parts[number - 1].data + parts[number - 1].length;
    grant->number = field_text(m->arena, (StringView){value.data, (size_t) (end - value.data)});
}

static void read_register(Medline *m, StringView value) {
    Study *study = m->study;
    size_t slash = sv_find_char(value, '/');
    study->registers = list_grow(m->arena, study->registers, study->register_count, sizeof *study->registers);
    study->registers[study->register_count++] =
        slash == SV_NONE ? (RegisterNumber){NULL, field_text(m->arena, value)}
                         : (RegisterNumber){field_text(m->arena, sv_part(value, 0, slash)),
                                            field_text(m->arena, sv_from(value, slash + 1))};
}

// "0 (Interleukin-6)" of RN
static void read_substance(Medline *m, StringView value) {
    size_t open = sv_find(value, SV(" ("));
    bool named = open != SV_NONE && sv_ends(value, SV(")"));
    StringView name = named ? sv_part(value, open + 2, value.length - open - 3) : value;
    text_list_add(&m->study->substances, m->arena, field_text(m->arena, name));
}

static void read_notice(Medline *m, const char *type, StringView value) {
    Study *study = m->study;
    Correction correction = {.type = type};
    size_t mark = sv_find(value, SV("PMID:"));
    if (mark != SV_NONE && pmid_parse(sv_trim(sv_from(value, mark + 5)), &correction.pmid)) {
        value = sv_part(value, 0, mark);
    }
    correction.text = field_text(m->arena, value);
    study->corrections =
        list_grow(m->arena, study->corrections, study->correction_count, sizeof *study->corrections);
    study->corrections[study->correction_count++] = correction;
}

static void read_journal_number(Medline *m, StringView value) {
    Journal *journal = &m->study->journal;
    size_t space = sv_find_char(value, ' ');
    const char *issn = field_text(m->arena, sv_part(value, 0, space == SV_NONE ? value.length : space));
    if (sv_ends(value, SV("(Electronic)"))) {
        journal->essn = issn;
    } else if (!sv_ends(value, SV("(Linking)"))) {
        journal->issn = issn;
    } else if (issn && !journal->issn && (!journal->essn || strcmp(journal->essn, issn) != 0)) {
        journal->issn = issn; // one of its media's: here not that of the web
    }
}

static void add_line(String *text, StringView value) {
    if (text->length > 0) {
        string_add_char(text, ' ');
    }
    string_add(text, value);
}

// "ORCID: 0000-0002-1825-0097"
static const char *orcid_of(Medline *m, StringView value) {
    enum { ORCID_LENGTH = 19 };
    StringView number = value.length < ORCID_LENGTH ? value : sv_from(value, value.length - ORCID_LENGTH);
    bool shaped = number.length == ORCID_LENGTH;
    for (size_t i = 0; i < number.length && shaped; i++) {
        char c = number.data[i];
        bool digit = isdigit((unsigned char) c) || (c == 'X' && i == ORCID_LENGTH - 1);
        shaped = i % 5 == 4 ? c == '-' : digit;
    }
    return shaped ? arena_copy_view(m->arena, number) : NULL;
}

static int number_of(StringView value) {
    long long number;
    return sv_number(sv_trim(value), &number) && number > 0 && number <= 99999999 ? (int) number : 0;
}

// Tags whose value is one text or one item of a list of texts.
static bool read_plain(Medline *m, StringView tag, StringView value) {
    Study *study = m->study;
    const struct {
        const char *tag;
        const char **text;
        TextList *list;
    } plain[] = {
        {"TA", &study->journal.abbreviation, NULL},
        {"JT", &study->journal.title, NULL},
        {"VI", &study->volume, NULL},
        {"IP", &study->issue, NULL},
        {"PG", &study->pages, NULL},
        {"DP", &study->date, NULL},
        {"TT", &study->vernacular_title, NULL},
        {"CI", &study->copyright, NULL},
        {"COIS", &study->conflict_of_interest, NULL},
        {"STAT", &study->status, NULL},
        {"PB", &study->publisher, NULL},
        {"CTI", &m->collection, NULL},
        {"DEP", &m->electronic, NULL},
        {"PT", NULL, &study->publication_types},
        {"NM", NULL, &study->substances},
    };
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++) {
        if (sv_equal(tag, sv(plain[i].tag))) {
            const char *text = field_text(m->arena, value);
            if (plain[i].list) {
                text_list_add(plain[i].list, m->arena, text);
            } else if (text) {
                *plain[i].text = text;
            }
            return true;
        }
    }
    for (size_t i = 0; i < sizeof medline_notices / sizeof medline_notices[0]; i++) {
        if (sv_equal(tag, sv(medline_notices[i].tag))) {
            read_notice(m, medline_notices[i].type, value);
            return true;
        }
    }
    return false;
}

// The language of an abstract, if it is told, comes behind its text.
static void end_other_abstract(Medline *m) {
    Study *study = m->study;
    if (m->other_abstract.length > 0) {
        Study part; // only its sections are made
        study_init(&part);
        study_add_sections(&part, m->arena, string_view(&m->other_abstract));
        study->other_abstracts = list_grow(m->arena, study->other_abstracts, study->other_abstract_count,
                                           sizeof *study->other_abstracts);
        study->other_abstracts[study->other_abstract_count++] =
            (OtherAbstract){m->other_language, part.sections, part.section_count};
    }
    string_clear(&m->other_abstract);
    m->other_language = NULL;
}

static void read_field(Medline *m, StringView tag, StringView value) {
    Study *study = m->study;
    Arena *arena = m->arena;
    value = sv_trim(value);
    if (value.length == 0 || read_plain(m, tag, value)) {
        return;
    }
    if (sv_equal(tag, SV("PMID"))) {
        pmid_parse(value, &study->pmid);
    } else if (sv_equal(tag, SV("PMC"))) {
        study->pmcid = field_pmcid(arena, value);
    } else if (sv_equal(tag, SV("LID")) || sv_equal(tag, SV("AID"))) {
        read_location(m, value);
    } else if (sv_equal(tag, SV("MID"))) {
        study_add_identifier(study, arena, "mid", field_text(arena, value));
    } else if (sv_equal(tag, SV("ISBN"))) {
        value = sv_from(value, sv_starts(value, SV("ISBN-")) ? 5 : 0);
        study_add_identifier(study, arena, "isbn", field_text(arena, value));
    } else if (sv_equal(tag, SV("ISSN"))) { // "EISSN-2375-5636"
        bool electronic = sv_starts(value, SV("EISSN-"));
        const char **issn = electronic ? &study->journal.essn : &study->journal.issn;
        StringView number = sv_from(value, electronic ? 6 : sv_starts(value, SV("ISSN-")) ? 5 : 0);
        *issn = number.length > 0 ? field_text(arena, number) : *issn;
    } else if (sv_equal(tag, SV("TI"))) {
        add_line(&m->title, value);
    } else if (sv_equal(tag, SV("BTI"))) {
        add_line(&m->book, value);
    } else if (sv_equal(tag, SV("AB"))) {
        add_line(&m->abstract, value);
    } else if (sv_equal(tag, SV("OAB"))) {
        if (m->other_language) {
            end_other_abstract(m);
        }
        add_line(&m->other_abstract, value);
    } else if (sv_equal(tag, SV("OABL"))) {
        m->other_language = language_normal(arena, value);
    } else if (sv_equal(tag, SV("FAU"))) {
        read_full_name(m, value, PERSON_AUTHOR);
    } else if (sv_equal(tag, SV("AU")) && !m->full && sv_find_char(value, ',') != SV_NONE) { // ERIC's
        read_full_name(m, value, PERSON_AUTHOR);
        m->full = false;
    } else if (sv_equal(tag, SV("AU"))) {
        read_short_name(m, value, PERSON_AUTHOR);
    } else if (sv_equal(tag, SV("FIR"))) {
        read_full_name(m, value, PERSON_INVESTIGATOR);
    } else if (sv_equal(tag, SV("IR"))) {
        read_short_name(m, value, PERSON_INVESTIGATOR);
    } else if (sv_equal(tag, SV("CN"))) {
        new_person(m, PERSON_AUTHOR)->collective = field_text(arena, value);
        m->full = false;
    } else if (sv_equal(tag, SV("AUID")) && m->person) {
        m->person->orcid = m->person->orcid ? m->person->orcid : orcid_of(m, value);
    } else if ((sv_equal(tag, SV("AD")) || sv_equal(tag, SV("IRAD"))) && m->person) {
        text_list_add(&m->person->affiliations, arena, field_text(arena, value));
    } else if (sv_equal(tag, SV("LA"))) {
        text_list_add(&study->languages, arena, language_normal(arena, value));
    } else if (sv_equal(tag, SV("MH"))) {
        read_mesh(m, value);
    } else if (sv_equal(tag, SV("OT"))) { // "*" marks what the study is mainly about
        StringView keyword = sv_starts(value, SV("*")) ? sv_from(value, 1) : value;
        keyword = decisions_begin(keyword) ? decisions_take(study, arena, keyword) : keyword;
        text_list_add(&study->keywords, arena, field_text(arena, keyword));
    } else if (sv_equal(tag, SV("OWN"))) { // PubMed writes it, others that write the format do not
        search_facts_vote(m->facts, sv_equal(value, SV("ERIC")) ? value : SV("PubMed"), sv(NULL));
    } else if (sv_equal(tag, SV("GN"))) { // a general note
        decisions_take(study, arena, value);
    } else if (sv_equal(tag, SV("GR"))) {
        read_grant(m, value);
    } else if (sv_equal(tag, SV("SI"))) {
        read_register(m, value);
    } else if (sv_equal(tag, SV("RN"))) {
        read_substance(m, value);
    } else if (sv_equal(tag, SV("IS"))) {
        read_journal_number(m, value);
    } else if (sv_equal(tag, SV("LR"))) {
        study->revised = number_of(value);
    } else if (sv_equal(tag, SV("RF")) || sv_equal(tag, SV("NR"))) {
        study->links[LINK_REFERENCES].announced = number_of(value);
    }
}

static void finish(Medline *m) {
    Study *study = m->study;
    const char *book = field_text(m->arena, string_view(&m->book));
    StringView title = title_unbracket(string_view(&m->title), &study->title_translated);
    study->title = field_text(m->arena, title);
    if (study->title_translated && study->title && strcmp(study->title, "Not Available") == 0) {
        study->title = study->vernacular_title;
        study->title_translated = false;
    }
    if (!study->title) {
        study->title = book ? book : study->vernacular_title;
    } else if (!study->journal.title) {
        study->journal.title = book;
    }
    study_take_article_number(study);
    if (m->abstract.length > 0) {
        study_add_sections(study, m->arena, string_view(&m->abstract));
    }
    end_other_abstract(m);
    if (study->date) {
        date_parse(sv(study->date), &study->year, &study->month, &study->day);
    } else if (m->electronic && strlen(m->electronic) == 8) {
        int date = number_of(sv(m->electronic));
        study->year = date / 10000;
        study->month = date / 100 % 100 <= 12 ? date / 100 % 100 : 0;
        study->day = study->month && date % 100 <= 31 ? date % 100 : 0;
    }
}

static bool read_record(StringView record, Arena *arena, Study *study, SearchFacts *facts) {
    Medline m = {.study = study, .arena = arena, .facts = facts};
    String value = {0};
    StringView lines = record, line, tag = {0};
    while (sv_line(&lines, &line)) {
        if (is_tag_line(line)) {
            read_field(&m, tag, string_view(&value));
            string_clear(&value);
            tag = sv_trim(sv_part(line, 0, TAG_WIDTH));
            line = sv_from(line, TAG_WIDTH + 1 + is_long_tag_line(line));
        }
        add_line(&value, sv_trim(line));
    }
    read_field(&m, tag, string_view(&value));
    finish(&m);
    string_free(&value);
    string_free(&m.title);
    string_free(&m.book);
    string_free(&m.abstract);
    string_free(&m.other_abstract);
    return study->pmid != 0 || study->title;
}

static bool medline_next(Reader *reader, Arena *arena, Item *item) {
    StringView rest = reader_rest(reader), line, lines = rest;
    while (sv_find_char(lines, '\n') != SV_NONE && sv_line(&lines, &line) && is_blank(line)) {
        reader_skip(reader, rest.length - lines.length);
        rest = lines;
    }
    if (is_blank(rest) && (reader->last || rest.length == 0)) {
        reader_skip(reader, rest.length);
        return false;
    }
    lines = rest;
    sv_line(&lines, &line);
    bool tagged = is_tag_line(line);
    if (reader->seen > rest.length / 2 && !reader->last && rest.length <= RECORD_MAX) {
        return false; // look again when there is twice as much
    }
    size_t length = record_length(rest, reader->last, tagged);
    StringView record;
    if (!reader_take(reader, length, item, &record)) {
        reader->seen = rest.length;
        return false;
    }
    if (!record.data) {
        return true;
    }
    if (!tagged) {
        return reader_reject(item, "these lines begin with no MEDLINE tag such as \"PMID- \"", record);
    }
    if (!read_record(reader_text(record, arena), arena, &item->study, &reader->facts)) {
        return reader_reject(item, "the record has neither a PMID nor a title", record);
    }
    // The source is the last of PubMed's lines.
    reader_note_end(reader, item, record, sv_find(record, SV("\nSO  - ")) != SV_NONE);
    item->study.kind = RECORD_MEDLINE;
    return true;
}

Reader *medline_reader_new(void) {
    Reader *reader = memory_new(sizeof *reader);
    reader_init(reader, medline_next, reader_destroy);
    reader->nothing = "no MEDLINE record was found: the file has no line such as \"PMID- 12345\"";
    return reader;
}
