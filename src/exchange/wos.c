// Web of Science tagged text (.ciw, .isi, "plain text file"): lines "TI value", continued by lines
// that begin with three spaces, from "PT J" to "ER". Tags of its other databases (MEDLINE, SciELO,
// BIOSIS, Zoological Record, Derwent) are read where they say something of a study.
// [https://images.webofknowledge.com/images/help/WOS/hs_wos_fieldtags.html]

#include "carrel/exchange/exchange.h"
#include "carrel/reader/abstract.h"
#include "carrel/reader/fields.h"
#include "carrel/reader/frame.h"
#include "carrel/reader/markup.h"
#include "carrel/reader/numbers.h"
#include "carrel/reader/people.h"
#include "carrel/reader/reference.h"

#include "carrel/base/map.h"
#include "carrel/base/memory.h"
#include "carrel/study/ident.h"

#include <ctype.h>
#include <string.h>

enum { TAG_WIDTH = 2 };

static bool is_tag_line(StringView line) {
    return line.length >= TAG_WIDTH && isupper((unsigned char) line.data[0]) &&
           (isupper((unsigned char) line.data[1]) || isdigit((unsigned char) line.data[1])) &&
           (line.length == TAG_WIDTH || line.data[TAG_WIDTH] == ' ' || line.data[TAG_WIDTH] == '\t');
}

static bool has_tag(StringView line, const char *tag) {
    return is_tag_line(line) && memcmp(line.data, tag, TAG_WIDTH) == 0;
}

// "FN", "VR" and "EF" belong to the file.
static bool is_frame(StringView line) {
    return has_tag(line, "FN") || has_tag(line, "VR") || has_tag(line, "EF");
}

// Bytes of the record (or of the lines that are none) at the beginning of `rest`; SV_NONE
// where its end is not there yet. A record without "ER" ends before the next one.
static size_t record_length(Reader *reader, StringView rest) {
    StringView lines = sv_from(rest, reader->seen), line;
    while (reader->last ? lines.length > 0 : sv_find_char(lines, '\n') != SV_NONE) {
        size_t offset = rest.length - lines.length;
        sv_line(&lines, &line);
        if (offset > 0 && (has_tag(line, "PT") || is_frame(line))) {
            return offset;
        }
        if (has_tag(line, "ER")) {
            return rest.length - lines.length;
        }
    }
    reader->seen = rest.length - lines.length;
    return reader->last ? rest.length : SV_NONE;
}

typedef struct {
    Study *study;
    Arena *arena;
    SearchFacts *facts;
    String brief, full;             // lines of AU and AF
    String addresses;               // C1
    String orcids;                  // OI
    String groups;                  // CA
    String others;                  // editors and assignees, for a record without authors
    Map authors;                    // names as printed, to their place
    const char *year, *day, *early; // PY, PD and EA
    const char *begin, *end, *article, *pages;
    const char *abbreviation, *capitals; // JI and J9
    const char *supplement;
    bool patent;
} Wos;

// The next part of a list separated by ";" that stands outside brackets.
static bool next_part(StringView *rest, StringView *part) {
    if (rest->length == 0) {
        return false;
    }
    size_t end = 0;
    for (bool inside = false; end < rest->length && (inside || rest->data[end] != ';'); end++) {
        inside = rest->data[end] == '[' || (inside && rest->data[end] != ']');
    }
    *part = sv_trim(sv_part(*rest, 0, end));
    *rest = sv_from(*rest, end + 1);
    return true;
}

// Some of its databases print HTML.
static const char *text_of(Wos *w, StringView value) {
    bool marked = sv_find_char(value, '<') != SV_NONE || sv_find_char(value, '&') != SV_NONE;
    return marked ? markup_text(w->arena, value) : field_text(w->arena, value);
}

static void read_list(Wos *w, TextList *list, StringView value) {
    StringView part;
    while (next_part(&value, &part)) {
        while (sv_ends(part, SV("."))) {
            part = sv_trim(sv_part(part, 0, part.length - 1));
        }
        if (!sv_equal(part, SV("-"))) {
            text_list_add(list, w->arena, text_of(w, part));
        }
    }
}

static void read_languages(Wos *w, StringView value) {
    StringView part;
    while (sv_split(&value, ';', &part)) {
        text_list_add(&w->study->languages, w->arena, language_normal(w->arena, part));
    }
}

// "Tea Board [T1, T2]; Cup Fund"
static void read_grants(Wos *w, StringView value) {
    Study *study = w->study;
    StringView part, number;
    while (next_part(&value, &part)) {
        size_t open = sv_find_char(part, '[');
        const char *agency = field_text(w->arena, sv_part(part, 0, open));
        StringView numbers = open == SV_NONE ? sv(NULL) : sv_from(part, open + 1);
        numbers.length -= sv_ends(numbers, SV("]"));
        bool more = sv_split(&numbers, ',', &number);
        if (!agency && !more) {
            continue;
        }
        do {
            study->grants = list_grow(w->arena, study->grants, study->grant_count, sizeof *study->grants);
            study->grants[study->grant_count++] =
                (Grant){.agency = agency, .number = more ? field_text(w->arena, number) : NULL};
        } while (more && sv_split(&numbers, ',', &number));
    }
}

// One reference a line; one that was wrapped ends with a comma.
static void read_references(Wos *w, StringView value) {
    String whole = {0};
    StringView line;
    while (sv_split(&value, '\n', &line)) {
        string_add(&whole, line);
        if (value.length > 0 && (sv_ends(line, SV(",")) || sv_ends(line, SV(", DOI")))) {
            string_add_char(&whole, ' ');
            continue;
        }
        reference_add_wos(&w->study->links[LINK_REFERENCES], w->arena, string_view(&whole));
        string_clear(&whole);
    }
    string_free(&whole);
}

// "WOS:000123", "MEDLINE:12", "ZOOREC:ZOOR12"; "ISI:" is what "WOS:" once was.
static void read_accession(Wos *w, StringView value) {
    Study *study = w->study;
    search_facts_vote_accession(w->facts, value);
    if (sv_starts(value, SV("MEDLINE:"))) {
        int64_t pmid;
        if (pmid_parse(sv_from(value, 8), &pmid)) {
            study->pmid = pmid;
        }
    } else if (sv_starts(value, SV("ISI:"))) {
        const char *number = field_text(w->arena, sv_from(value, 4));
        study_add_identifier(study, w->arena, "wos",
                             number ? arena_format(w->arena, "WOS:%s", number) : NULL);
    } else {
        study_add_identifier(study, w->arena, "wos", field_text(w->arena, value));
    }
}

// X, Y and Z are Spanish, Portuguese and other languages of SciELO; 1 a title, 4 an
// abstract, 5 keywords.
static bool read_parallel(Wos *w, StringView tag, StringView value) {
    static const char *const languages[] = {"spa", "por", NULL};
    Study *study = w->study;
    if (tag.data[0] < 'X' || tag.data[0] > 'Z' || !strchr("145", tag.data[1])) {
        return false;
    }
    if (tag.data[1] == '1') {
        study->vernacular_title =
            study->vernacular_title ? study->vernacular_title : field_text(w->arena, value);
    } else if (tag.data[1] == '5') {
        read_list(w, &study->keywords, value);
    } else {
        const char *text = field_text(w->arena, value);
        study->other_abstracts = list_grow(w->arena, study->other_abstracts, study->other_abstract_count,
                                           sizeof *study->other_abstracts);
        OtherAbstract *other = &study->other_abstracts[study->other_abstract_count++];
        other->language = languages[tag.data[0] - 'X'];
        other->sections = ARENA_NEW(w->arena, Section);
        other->sections[other->section_count++].text = text;
    }
    return true;
}

static int64_t count_of(StringView value) {
    long long number;
    return sv_number(value, &number) && number >= 0 ? number : -1;
}

// Tags whose value is one text, a list of texts or lines kept for later.
static bool read_plain(Wos *w, StringView tag, StringView value) {
    Study *study = w->study;
    const struct {
        const char *tag;
        const char **text;
        TextList *list;
        String *lines;
    } plain[] = {
        {"TI", &study->title, NULL, NULL},
        {"SO", &study->journal.title, NULL, NULL},
        {"JI", &w->abbreviation, NULL, NULL},
        {"J9", &w->capitals, NULL, NULL},
        {"EI", &study->journal.essn, NULL, NULL},
        {"PU", &study->publisher, NULL, NULL},
        {"VL", &study->volume, NULL, NULL},
        {"IS", &study->issue, NULL, NULL},
        {"SU", &w->supplement, NULL, NULL},
        {"BP", &w->begin, NULL, NULL},
        {"EP", &w->end, NULL, NULL},
        {"AR", &w->article, NULL, NULL},
        {"PS", &w->pages, NULL, NULL},
        {"PY", &w->year, NULL, NULL},
        {"PD", &w->day, NULL, NULL},
        {"EA", &w->early, NULL, NULL},
        {"DT", NULL, &study->publication_types, NULL},
        {"DE", NULL, &study->keywords, NULL},
        {"ID", NULL, &study->keywords, NULL},
        {"OR", NULL, &study->keywords, NULL},
        {"BD", NULL, &study->keywords, NULL},
        {"MC", NULL, &study->keywords, NULL},
        {"MQ", NULL, &study->keywords, NULL},
        {"AU", NULL, NULL, &w->brief},
        {"AF", NULL, NULL, &w->full},
        {"C1", NULL, NULL, &w->addresses},
        {"OI", NULL, NULL, &w->orcids},
        {"CA", NULL, NULL, &w->groups},
        {"BE", NULL, NULL, &w->others},
        {"ED", NULL, NULL, &w->others},
        {"GP", NULL, NULL, &w->others},
        {"AE", NULL, NULL, &w->others},
    };
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++) {
        if (!sv_equal(tag, sv(plain[i].tag))) {
            continue;
        }
        if (plain[i].text) {
            // The first one counts: a second "IS" is a slip.
            *plain[i].text = *plain[i].text ? *plain[i].text : text_of(w, value);
        } else if (plain[i].list) {
            read_list(w, plain[i].list, value);
        } else {
            string_add_text(plain[i].lines, plain[i].lines->length > 0 ? "\n" : NULL);
            string_add(plain[i].lines, value);
        }
        return true;
    }
    return false;
}

static void read_field(Wos *w, StringView tag, StringView value) {
    Study *study = w->study;
    value = sv_trim(value);
    if (value.length == 0 || read_plain(w, tag, value) || read_parallel(w, tag, value)) {
        return;
    }
    if (sv_equal(tag, SV("PT"))) {
        w->patent = sv_equal(value, SV("P"));
    } else if (sv_equal(tag, SV("AB"))) {
        study_add_sections(study, w->arena, value);
    } else if (sv_equal(tag, SV("SN")) || sv_equal(tag, SV("BN"))) {
        study_add_serials(study, w->arena, value);
    } else if (sv_equal(tag, SV("LA"))) {
        read_languages(w, value);
    } else if (sv_equal(tag, SV("FU"))) {
        read_grants(w, value);
    } else if (sv_equal(tag, SV("CR"))) {
        read_references(w, value);
    } else if (sv_equal(tag, SV("NR"))) {
        study->links[LINK_REFERENCES].announced = count_of(value);
    } else if (sv_equal(tag, SV("TC")) ||
               (sv_equal(tag, SV("Z9")) && study->links[LINK_CITED_BY].announced < 0)) {
        study->links[LINK_CITED_BY].announced = count_of(value);
    } else if (sv_equal(tag, SV("UT"))) {
        read_accession(w, value);
    } else if (sv_equal(tag, SV("PM"))) {
        pmid_parse(value, &study->pmid);
    } else if (sv_equal(tag, SV("DI")) || (sv_equal(tag, SV("D2")) && !study->doi)) {
        study->doi = field_doi(w->arena, value);
    } else if (sv_equal(tag, SV("PN")) && w->patent) {
        study_add_identifier(study, w->arena, "patent", field_text(w->arena, value));
    }
}

static Author *add_author(Wos *w, Author author) {
    Study *study = w->study;
    study->authors = list_grow(w->arena, study->authors, study->author_count, sizeof *study->authors);
    study->authors[study->author_count] = author;
    return &study->authors[study->author_count++];
}

static void name_author(Wos *w, StringView name, size_t place) {
    if (name.length > 0 && !map_get(&w->authors, name, NULL)) {
        map_set(&w->authors, name, (int64_t) place);
    }
}

// "Villa, Giovanni (g.villa@example.org)" without what is in brackets.
static StringView without_address(StringView name) {
    size_t open = sv_find(name, SV(" ("));
    bool address = open != SV_NONE && sv_find_char(sv_from(name, open), '@') != SV_NONE;
    return sv_trim(address ? sv_part(name, 0, open) : name);
}

static bool next_name(StringView *lines, StringView *name) {
    while (lines->length > 0) {
        size_t end = 0;
        while (end < lines->length && lines->data[end] != '\n' && lines->data[end] != ';') {
            end++;
        }
        *name = without_address(sv_part(*lines, 0, end));
        *lines = sv_from(*lines, end + 1);
        if (name->length > 0) {
            return true;
        }
    }
    return false;
}

static size_t count_names(StringView lines) {
    size_t count = 0;
    StringView name;
    while (next_name(&lines, &name)) {
        count++;
    }
    return count;
}

// Full names of AF where they match the short ones of AU, whose initials they get.
static void add_authors(Wos *w) {
    StringView brief = string_view(&w->brief), full = string_view(&w->full), name, other = {0};
    bool pairs = count_names(brief) == count_names(full);
    StringView lines = full.length > 0 ? full : brief;
    while (next_name(&lines, &name)) {
        Author author, abbreviated;
        if (!person_read(name, w->arena, &author)) {
            continue;
        }
        size_t place = w->study->author_count;
        if (pairs && next_name(&brief, &other) && person_read(other, w->arena, &abbreviated)) {
            author.initials = author.family && abbreviated.initials ? abbreviated.initials : author.initials;
            name_author(w, other, place);
        }
        add_author(w, author);
        name_author(w, name, place);
    }
    lines = string_view(&w->groups);
    while (next_name(&lines, &name)) {
        add_author(w, (Author){.collective = field_text(w->arena, name)});
    }
    lines = string_view(&w->others);
    while (w->study->author_count == 0 && next_name(&lines, &name)) {
        Author author;
        do {
            if (person_read(name, w->arena, &author)) {
                add_author(w, author);
            }
        } while (next_name(&lines, &name));
    }
}

static Author *find_author(Wos *w, StringView name) {
    int64_t place;
    return map_get(&w->authors, sv_trim(name), &place) ? &w->study->authors[place] : NULL;
}

// "[Villa, G.; Lozano, S.] Univ Seville, Spain." or, in other databases, "Villa, G.; Univ Seville".
// false where the address names none of the authors.
static bool read_named_address(Wos *w, StringView address) {
    StringView names, name;
    size_t end = sv_find_char(address, ']');
    if (sv_starts(address, SV("[")) && end != SV_NONE) {
        names = sv_part(address, 1, end - 1);
        address = sv_from(address, end + 1);
    } else if ((end = sv_find_char(address, ';')) != SV_NONE && find_author(w, sv_part(address, 0, end))) {
        names = sv_part(address, 0, end);
        address = sv_from(address, end + 1);
    } else {
        return false;
    }
    const char *text = field_text(w->arena, address);
    bool named = false;
    while (sv_split(&names, ';', &name)) {
        Author *author = find_author(w, name);
        if (author) {
            text_list_add(&author->affiliations, w->arena, text);
            named = true;
        }
    }
    return named;
}

// An address without names is everybody's where it is the only one, else it is known only
// that it is of the record; it then goes to the first author.
static void add_addresses(Wos *w) {
    StringView lines = string_view(&w->addresses), line;
    String address = {0};
    Study *study = w->study;
    size_t count = 0;
    while (sv_split(&lines, '\n', &line)) {
        line = sv_trim(line);
        string_add_text(&address, address.length > 0 ? " " : NULL);
        string_add(&address, line);
        if (lines.length > 0 && !sv_starts(sv_trim(lines), SV("[")) && !sv_ends(line, SV("."))) {
            continue; // wrapped
        }
        count++;
        StringView text = string_view(&address);
        if (study->author_count > 0 && !read_named_address(w, text)) {
            const char *copy = field_text(w->arena, text);
            bool only = count == 1 && lines.length == 0;
            for (size_t i = 0; i < (only ? study->author_count : 1); i++) {
                text_list_add(&study->authors[i].affiliations, w->arena, copy);
            }
        }
        string_clear(&address);
    }
    string_free(&address);
}

// "Villa, Giovanni/0000-0002-1825-0097; …"
static void add_orcids(Wos *w) {
    enum { ORCID_LENGTH = 19 };
    StringView list = string_view(&w->orcids), part;
    while (sv_split(&list, ';', &part)) {
        const char *text = field_text(w->arena, part);
        size_t slash = sv_find_char(sv(text), '/');
        Author *author = slash == SV_NONE ? NULL : find_author(w, sv_part(sv(text), 0, slash));
        if (author && !author->orcid && strlen(text + slash + 1) == ORCID_LENGTH) {
            author->orcid = text + slash + 1;
        }
    }
}

// Day and month stand apart from the year, as "DEC 1", "OCT-DEC" or "Aug 1 2019".
static void add_date(Wos *w) {
    Study *study = w->study;
    int year = 0, month = 0, day = 0;
    if (!w->year) {
        study->date = w->day ? w->day : w->early;
    } else if (!w->day || strcmp(w->day, w->year) == 0) {
        study->date = w->year;
    } else if (date_parse(sv(w->day), &year, &month, &day)) {
        study->date = w->day;
    } else {
        study->date = arena_format(w->arena, "%s %s", w->year, w->day);
    }
    if (study->date) {
        date_parse(sv(study->date), &study->year, &study->month, &study->day);
    }
}

static void finish(Wos *w) {
    Study *study = w->study;
    Journal *journal = &study->journal;
    journal->abbreviation = w->abbreviation ? w->abbreviation : w->capitals;
    if (!journal->title) {
        journal->title = journal->abbreviation;
    }
    if (w->supplement && !study->issue) {
        study->issue = sv_starts_nocase(sv(w->supplement), SV("suppl"))
                           ? w->supplement
                           : arena_format(w->arena, "Suppl %s", w->supplement);
    }
    bool range = w->begin && w->end && strcmp(w->end, "+") != 0 && strcmp(w->begin, w->end) != 0;
    study->pages = range      ? arena_format(w->arena, "%s-%s", w->begin, w->end)
                   : w->begin ? w->begin
                   : w->pages ? pages_of(w->arena, sv(w->pages), sv(NULL))
                              : w->article;
    study->title = study->title ? study->title : study->vernacular_title;
    add_authors(w);
    add_addresses(w);
    add_orcids(w);
    add_date(w);
}

static bool read_record(StringView record, Arena *arena, Study *study, SearchFacts *facts) {
    Wos w = {.study = study, .arena = arena, .facts = facts};
    String value = {0};
    StringView lines = record, line, tag = {0};
    while (sv_line(&lines, &line)) {
        if (is_tag_line(line)) {
            if (tag.length > 0) {
                read_field(&w, tag, string_view(&value));
            }
            string_clear(&value);
            tag = sv_part(line, 0, TAG_WIDTH);
            line = sv_from(line, TAG_WIDTH);
        } else {
            string_add_char(&value, '\n');
        }
        string_add(&value, sv_trim(line));
    }
    if (tag.length > 0) {
        read_field(&w, tag, string_view(&value));
    }
    finish(&w);
    String *const texts[] = {&value, &w.brief, &w.full, &w.addresses, &w.orcids, &w.groups, &w.others};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        string_free(texts[i]);
    }
    map_free(&w.authors);
    return study->title || study->pmid || study->doi;
}

static bool is_passed_over(StringView line) {
    return sv_trim(line).length == 0 || is_frame(line);
}

static bool wos_next(Reader *reader, Arena *arena, Item *item) {
    StringView rest = reader_rest(reader), line, lines = rest;
    while ((reader->last || sv_find_char(lines, '\n') != SV_NONE) && sv_line(&lines, &line) &&
           is_passed_over(line)) {
        reader_skip(reader, rest.length - lines.length);
        rest = lines;
    }
    if (rest.length == 0) {
        return false;
    }
    StringView record;
    if (!reader_take(reader, record_length(reader, rest), item, &record)) {
        return false;
    }
    if (!record.data) {
        return true;
    }
    lines = record;
    sv_line(&lines, &line);
    if (!is_tag_line(line)) {
        return reader_reject(item, "these lines begin with no Web of Science tag such as \"PT J\"", record);
    }
    if (!read_record(reader_text(record, arena), arena, &item->study, &reader->facts)) {
        return reader_reject(item, "the record has neither a title nor a number", record);
    }
    reader_note_end(reader, item, record, sv_find(record, SV("\nER")) != SV_NONE);
    item->study.kind = RECORD_DATABASE;
    return true;
}

Reader *wos_reader_new(void) {
    Reader *reader = memory_new(sizeof *reader);
    reader_init(reader, wos_next, reader_destroy);
    reader->nothing = "no Web of Science record was found: the file has no line such as \"PT J\"";
    return reader;
}
