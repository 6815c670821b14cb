#include "carrel/reader/numbers.h"

#include "carrel/reader/byline.h"
#include "carrel/reader/fields.h"
#include "carrel/reader/people.h"
#include "carrel/study/ident.h"

#include <ctype.h>
#include <string.h>

bool is_nothing(StringView value) {
    static const char *const words[] = {"", "NA", "N/A", "n/a", "nan", "NaN", "null", "NULL", "undefined"};
    bool may = value.length == 0 || (value.length < sizeof "undefined" && strchr("Nnu", value.data[0]));
    for (size_t i = 0; i < sizeof words / sizeof words[0] && may; i++) {
        if (sv_equal(value, sv(words[i]))) {
            return true;
        }
    }
    return false;
}

static bool mentions(StringView text, const char *words) {
    return sv_find_nocase(text, sv(words)) != SV_NONE;
}

// The digits of an ISSN or ISBN, with a final X, in capitals; 0 where it is neither.
static size_t serial_digits(StringView word, char digits[14]) {
    size_t count = 0;
    for (size_t i = 0; i < word.length; i++) {
        char c = word.data[i];
        bool check = (c == 'x' || c == 'X') && i + 1 == word.length && (count == 7 || count == 9);
        if (c == '-' && i > 0) {
            continue;
        }
        if ((!isdigit((unsigned char) c) && !check) || count == 13) {
            return 0;
        }
        digits[count++] = check ? 'X' : c;
    }
    digits[count] = '\0';
    return count == 8 || count == 10 || (count == 13 && memcmp(digits, "97", 2) == 0) ? count : 0;
}

static void add_issn(Study *study, Arena *arena, const char *digits, bool electronic) {
    Journal *journal = &study->journal;
    const char *issn = arena_format(arena, "%.4s-%s", digits, digits + 4);
    bool known = (journal->issn && strcmp(journal->issn, issn) == 0) ||
                 (journal->essn && strcmp(journal->essn, issn) == 0);
    if (!known && !journal->issn && !electronic) {
        journal->issn = issn;
    } else if (!known && !journal->essn) {
        journal->essn = issn;
    }
}

void study_add_serials(Study *study, Arena *arena, StringView text) {
    for (size_t i = 0; i < text.length;) {
        size_t start = i;
        while (i < text.length && (isalnum((unsigned char) text.data[i]) || text.data[i] == '-')) {
            i++;
        }
        char digits[14];
        size_t count = serial_digits(sv_part(text, start, i - start), digits);
        if (count == 8) {
            // What stands behind the number up to the next one may say which it is.
            size_t next = i;
            while (next < text.length && !isdigit((unsigned char) text.data[next])) {
                next++;
            }
            StringView note = sv_part(text, i, next - i);
            bool electronic =
                mentions(note, "electronic") || mentions(note, "online") || mentions(note, "eissn");
            add_issn(study, arena, digits, electronic);
        } else if (count > 0) {
            study_add_identifier(study, arena, "isbn", arena_copy(arena, digits));
        }
        i += i == start;
    }
}

void study_write_serials(const Study *study, const char *between, String *out) {
    size_t start = out->length;
    const Journal *journal = &study->journal;
    string_add_text(out, journal->issn);
    if (journal->essn) {
        string_format(out, "%s%s%s", out->length > start ? between : "", journal->essn,
                      journal->issn ? "" : " (electronic)");
    }
    for (size_t i = 0; i < study->identifier_count; i++) {
        if (strcmp(study->identifiers[i].scheme, "isbn") == 0) {
            string_format(out, "%s%s", out->length > start ? between : "", study->identifiers[i].value);
        }
    }
}

// Whether a text has a shape: '9' stands for a digit, 'X' for a digit or X, others for themselves;
// '*' for one digit or more.
static bool has_shape(StringView text, const char *shape) {
    size_t i = 0;
    for (; *shape; shape++) {
        bool digit = i < text.length && isdigit((unsigned char) text.data[i]);
        if (*shape == '*') {
            size_t start = i;
            while (i < text.length && isdigit((unsigned char) text.data[i])) {
                i++;
            }
            if (i == start) {
                return false;
            }
        } else if (i < text.length && (*shape == '9'   ? digit
                                       : *shape == 'X' ? digit || text.data[i] == 'X'
                                                       : text.data[i] == *shape)) {
            i++;
        } else {
            return false;
        }
    }
    return i == text.length;
}

// Shapes of accession numbers; where a database is named, only its records have it.
static const struct {
    const char *scheme, *shape, *database;
} accessions[] = {
    {"scopus", "2-s2.0-*", NULL},    {"lens", "999-999-999-999-99X", NULL}, {"dimensions", "pub.*", NULL},
    {"central", "CN-*", NULL},       {"rayyan", "rayyan-*", NULL},          {"embase", "L*", "embase"},
    {"embase", "L9999999999", NULL}, {"embase", "L999999999", NULL},        {"eric", "EJ*", "eric"},
    {"eric", "ED*", "eric"},         {"psycinfo", "9999-99999-999", NULL},  {"embase", "*", "embase"},
};

void study_add_accession(Study *study, Arena *arena, StringView number, StringView databases, bool any) {
    int64_t pmid;
    number = sv_trim(number);
    bool pubmed =
        mentions(databases, "pubmed") || mentions(databases, "medline") || mentions(databases, "nlm");
    if (is_nothing(number)) {
        return;
    }
    if (sv_starts(number, SV("ISI:"))) {
        const char *rest = field_text(arena, sv_from(number, 4));
        study_add_identifier(study, arena, "wos", rest ? arena_format(arena, "WOS:%s", rest) : NULL);
        return;
    }
    if (sv_starts(number, SV("WOS:"))) {
        study_add_identifier(study, arena, "wos", field_text(arena, number));
        return;
    }
    StringView bare = sv_starts(number, SV("MEDLINE:")) ? sv_from(number, 8) : number;
    bool named = bare.length < number.length || sv_starts_nocase(number, SV("PMID"));
    bool other = mentions(databases, "embase"); // its records are of both databases
    if ((named || (pubmed && !other)) && pmid_parse(bare, &pmid)) {
        study->pmid = study->pmid ? study->pmid : pmid;
        return;
    }
    for (size_t i = 0; i < sizeof accessions / sizeof accessions[0]; i++) {
        bool from = !accessions[i].database || mentions(databases, accessions[i].database);
        if (from && has_shape(number, accessions[i].shape)) {
            study_add_identifier(study, arena, accessions[i].scheme, field_text(arena, number));
            return;
        }
    }
    if (any) {
        study_add_identifier(study, arena, "accession", field_text(arena, number));
    }
}

// The value of a parameter "name=" of an address; empty where it has none.
static StringView parameter(StringView address, const char *name) {
    size_t at = sv_find(address, sv(name));
    StringView rest = at == SV_NONE ? sv(NULL) : sv_from(address, at + strlen(name));
    size_t end = sv_find_char(rest, '&');
    return sv_part(rest, 0, end);
}

static void add_full_text(Study *study, Arena *arena, StringView address) {
    enum { MOST = 16 };
    const char *url = field_text(arena, address);
    for (size_t i = 0; i < study->full_text_count; i++) {
        if (strcmp(study->full_text[i].url, url) == 0) {
            return;
        }
    }
    if (study->full_text_count == MOST) {
        return;
    }
    StringView host = sv_from(address, sv_find(address, SV("://")) + 3);
    size_t end = 0;
    while (end < host.length && !strchr("/?#:", host.data[end])) {
        end++;
    }
    host = sv_part(host, 0, end);
    const char *name = field_text(arena, sv_starts(host, SV("www.")) ? sv_from(host, 4) : host);
    study->full_text = list_grow(arena, study->full_text, study->full_text_count, sizeof *study->full_text);
    study->full_text[study->full_text_count++] = (FullTextSource){name ? name : url, url};
}

static void add_address(Study *study, Arena *arena, StringView address, int64_t *pmid) {
    Ident ident = {0};
    bool resolver = sv_find(address, SV("doi.org/")) != SV_NONE;
    if (resolver || sv_find(address, SV("ncbi.nlm.nih.gov")) != SV_NONE) {
        ident_parse(address, arena, &ident, NULL);
    }
    if (ident.scheme == IDENT_PMID) {
        *pmid = *pmid == 0 || *pmid == ident.number ? ident.number : -1;
        return;
    }
    if (ident.scheme == IDENT_PMCID) {
        study->pmcid = study->pmcid ? study->pmcid : ident.value;
        return;
    }
    // Elsewhere a DOI may be followed by words of the address.
    if (ident.scheme == IDENT_DOI && resolver) {
        study->doi = study->doi ? study->doi : ident.value;
        return;
    }
    if (sv_find_char(address, '=') != SV_NONE) {
        study_add_accession(study, arena, parameter(address, "eid="), sv(NULL), false);
        study_add_accession(study, arena, parameter(address, "&id="), sv(NULL), false);
    }
    add_full_text(study, arena, address);
}

void study_add_addresses(Study *study, Arena *arena, StringView text, int64_t *pmid) {
    enum { LONGEST = 2000 };
    for (size_t i = 0; i < text.length;) {
        size_t start = i;
        while (i < text.length && !isspace((unsigned char) text.data[i])) {
            i++;
        }
        StringView word = sv_part(text, start, i - start);
        while (word.length > 0 && strchr(",;>", word.data[word.length - 1])) {
            word.length--;
        }
        bool address = sv_starts(word, SV("http://")) || sv_starts(word, SV("https://"));
        if (address && word.length > 10 && word.length <= LONGEST) {
            add_address(study, arena, word, pmid);
        }
        i++;
    }
}

static StringView without_pp(StringView pages) {
    pages = sv_trim(pages);
    bool marked = sv_starts_nocase(pages, SV("pp"));
    if (marked) {
        pages = sv_from(pages, 2);
        pages = sv_trim(sv_starts(pages, SV(".")) ? sv_from(pages, 1) : pages);
    }
    return is_nothing(pages) ? sv(NULL) : pages;
}

const char *pages_of(Arena *arena, StringView first, StringView last) {
    first = without_pp(first);
    last = without_pp(last);
    size_t hyphen = sv_find_char(first, '-');
    if (hyphen != SV_NONE && sv_equal(sv_part(first, 0, hyphen), sv_from(first, hyphen + 1))) {
        first = sv_part(first, 0, hyphen);
    }
    bool range = sv_find_char(first, '-') != SV_NONE || sv_find(first, SV("\xe2\x80\x93")) != SV_NONE;
    if (last.length == 0 || sv_equal(first, last) || (range && first.length > 0)) {
        return field_text(arena, first);
    }
    if (first.length == 0) {
        return field_text(arena, last);
    }
    return field_text(arena, sv(arena_format(arena, "%.*s-%.*s", (int) first.length, first.data,
                                             (int) last.length, last.data)));
}

void study_take_article_number(Study *study) {
    for (size_t i = 0; i < study->identifier_count && !study->pages; i++) {
        const char *value = study->identifiers[i].value;
        bool digits =
            value[0] == 'e' && value[1] != '\0' && strspn(value + 1, "0123456789") == strlen(value + 1);
        if (digits && strcmp(study->identifiers[i].scheme, "pii") == 0) {
            study->pages = value;
        }
    }
}

// The number of at most two digits at *at; 0 where there is none.
static int small_number(StringView text, size_t *at) {
    size_t start = *at;
    int number = 0;
    while (*at < text.length && *at - start < 2 && isdigit((unsigned char) text.data[*at])) {
        number = number * 10 + (text.data[(*at)++] - '0');
    }
    return number;
}

// Where a year of four digits stands; digits may follow those of the month and day.
static size_t find_year(StringView text) {
    for (size_t i = 0; i < text.length;) {
        size_t start = i;
        while (i < text.length && isdigit((unsigned char) text.data[i])) {
            i++;
        }
        bool year = i - start == 4 || i - start == 8;
        if (year && (text.data[start] == '1' || text.data[start] == '2')) {
            return start;
        }
        i += i == start;
    }
    return SV_NONE;
}

SlashDate slash_date_read(StringView text) {
    enum { WORDS_MOST = 32 };
    SlashDate date = {0};
    text = sv_trim(text);
    size_t at = find_year(text);
    if (at == SV_NONE) {
        if (text.length <= WORDS_MOST) {
            date_parse(text, &date.year, &date.month, &date.day);
            date.other = text;
        }
        return date;
    }
    for (size_t i = 0; i < 4; i++) {
        date.year = date.year * 10 + (text.data[at + i] - '0');
    }
    at += 4;
    bool glued = at < text.length && isdigit((unsigned char) text.data[at]);
    char mark = at < text.length && !glued ? text.data[at] : '\0';
    if (glued || mark == '/' || mark == '-') {
        at += !glued;
        size_t word = at;
        while (at < text.length && isalpha((unsigned char) text.data[at])) {
            at++;
        }
        date.month = at > word ? month_parse(sv_part(text, word, at - word)) : small_number(text, &at);
        at += at < text.length && text.data[at] == mark;
        date.day = small_number(text, &at);
        at += at < text.length && text.data[at] == mark;
        StringView other = mark == '/' ? sv_trim(sv_from(text, at)) : sv(NULL);
        date.other = is_nothing(other) || sv_find_char(other, '/') != SV_NONE ? sv(NULL) : other;
    } else if (text.length <= WORDS_MOST && text.length > 4) {
        int year;
        date_parse(text, &year, &date.month, &date.day);
    }
    if (date.month > 12) {
        date.month = 0;
    }
    if (date.month == 0 || date.day > 31) {
        date.day = 0;
    }
    return date;
}

// Whether words beside the year say more than a month and a day.
static bool says_more(StringView other) {
    StringView word, rest = other;
    size_t words = 0, months = 0, numbers = 0;
    while (sv_split(&rest, ' ', &word)) {
        long long number;
        bool month = word.length >= 3 && sv_find_char(word, '-') == SV_NONE && month_parse(word) > 0;
        words += word.length > 0;
        numbers += sv_number(word, &number);
        months += month && !sv_number(word, &number);
    }
    return words > 0 && !(months <= 1 && numbers <= 1 && months + numbers == words);
}

void study_set_date(Study *study, Arena *arena, const StringView *dates, size_t count) {
    for (size_t i = 0; i < count && study->year == 0; i++) {
        study->year = slash_date_read(dates[i]).year;
    }
    if (study->year == 0) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        SlashDate date = slash_date_read(dates[i]);
        if (date.year != study->year && (date.year != 0 || date.other.length == 0)) {
            continue;
        }
        if (date.month > study->month && study->month == 0) {
            study->month = date.month;
            study->day = date.day;
        } else if (date.month == study->month && study->day == 0) {
            study->day = date.day;
        }
        bool letter = date.other.length > 0 && isalpha((unsigned char) date.other.data[0]);
        if (!study->date && letter && says_more(date.other)) {
            study->date = field_text(arena, sv(arena_format(arena, "%d %.*s", study->year,
                                                            (int) date.other.length, date.other.data)));
        }
    }
}

// What the date as printed says beyond year, month and day.
static StringView other_words(const Study *study) {
    StringView other = sv(study->date);
    String year = {0};
    string_format(&year, "%d", study->year);
    other = sv_starts(other, string_view(&year)) ? sv_trim(sv_from(other, year.length)) : sv(NULL);
    string_free(&year);
    return says_more(other) && sv_find_char(other, '/') == SV_NONE ? other : sv(NULL);
}

void study_write_month_words(const Study *study, String *out) {
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    StringView other = other_words(study);
    if (other.length > 0) {
        string_add(out, other);
    } else if (study->month >= 1 && study->month <= 12) {
        string_add_text(out, months[study->month - 1]);
        if (study->day > 0) {
            string_format(out, " %d", study->day);
        }
    }
}

void mesh_write_keyword(const MeshHeading *mesh, String *out) {
    string_format(out, "%s%s", mesh->major ? "*" : "", mesh->heading);
    for (size_t i = 0; i < mesh->qualifier_count; i++) {
        string_format(out, "/%s%s", mesh->qualifiers[i].major ? "*" : "", mesh->qualifiers[i].name);
    }
}

void study_write_slash_date(const Study *study, String *out) {
    StringView other = other_words(study);
    if (study->year == 0 || (study->month == 0 && other.length == 0)) {
        return;
    }
    string_format(out, "%04d/", study->year);
    string_format(out, study->month > 0 ? "%02d/" : "/", study->month);
    string_format(out, study->day > 0 ? "%02d/" : "/", study->day);
    string_add(out, other);
}

static void add_author(Arena *arena, Author **people, size_t *count, Author author) {
    *people = list_grow(arena, *people, *count, sizeof **people);
    (*people)[(*count)++] = author;
}

void study_add_people(StringView names, Arena *arena, Author **people, size_t *count) {
    StringView line;
    while (sv_split(&names, '\n', &line)) {
        line = sv_trim(line);
        size_t comma = sv_find_char(line, ',');
        bool commas = comma != SV_NONE && sv_find_char(sv_from(line, comma + 1), ',') != SV_NONE;
        StringView group = sv_part(line, 0, comma);
        bool spaced = sv_find_char(group, ' ') != SV_NONE;
        bool list = spaced && (commas || !person_is_family(group));
        Author person;
        if (sv_find_char(line, ';') != SV_NONE || (comma != SV_NONE && list && byline_is(line)) ||
            (commas && sv_find(line, SV(" and ")) != SV_NONE)) {
            people_add(line, arena, people, count);
        } else if (comma + 1 == line.length && spaced && !byline_is(group)) {
            // "van den Cup," is a person without given name
            const char *name = field_text(arena, group);
            bool person_only = islower((unsigned char) group.data[0]);
            add_author(arena, people, count,
                       person_only ? (Author){.family = name} : (Author){.collective = name});
        } else if ((*count == 0 || !person_add_initials(&(*people)[*count - 1], line, arena)) &&
                   person_read(line, arena, &person)) {
            add_author(arena, people, count, person);
        }
    }
}

void author_write_inverted(const Author *author, String *out) {
    const char *given = author->given ? author->given : author->initials;
    if (author->collective || !author->family) {
        const char *name = author->collective ? author->collective : given;
        string_format(out, "%s%s", name ? name : "", author->collective && !strchr(name, ',') ? "," : "");
        return;
    }
    string_add_text(out, author->family);
    if (given || author->suffix) {
        string_format(out, ", %s", given ? given : "");
    } else if (islower((unsigned char) author->family[0]) && strchr(author->family, ' ')) {
        string_add_char(out, ',');
    }
    if (author->suffix) {
        string_format(out, ", %s", author->suffix);
    }
}
