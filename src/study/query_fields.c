#include "query_parts.h"

#include "carrel/base/text.h"
#include "carrel/study/ident.h"

#define MESH_HELP "MeSH heading, whole; a * at its end takes in what begins so"

// clang-format off
const QueryFieldInfo query_fields[FIELD_COUNT] = {
    {FIELD_TEXT, "tiab", "tiab", NULL, "words of title and abstract; the same as a word without a field", false},
    {FIELD_TITLE, "ti", "ti", NULL, "words of the title", false},
    {FIELD_ABSTRACT, "ab", "ab", NULL, "words of the abstract", false},
    {FIELD_AUTHOR, "au", "au", NULL, "author: family name, then initials: au:\"smith j\"", false},
    {FIELD_MESH, "mesh", "mh", NULL, MESH_HELP, false},
    {FIELD_MAJOR, "majr", "majr", NULL, "the same, where it is a major topic", false},
    {FIELD_TYPE, "pt", "pt", NULL, "publication type, whole: pt:\"randomized controlled trial\"", false},
    {FIELD_JOURNAL, "jour", "ta", NULL, "words of the journal's name or abbreviation", false},
    {FIELD_LANGUAGE, "lang", "la", "eng ger fre spa ita por jpn chi rus pol dut kor tur",
     "language: its name in English or three letters", false},
    {FIELD_YEAR, "year", NULL, NULL, "year of publication: 2019, 2019..2021, ..2020, >2015", false},
    {FIELD_DATE, "date", "dp", NULL, "date of publication: 2019-05, 2019-05-02..2019-08", false},
    {FIELD_ID, "id", NULL, NULL, "a study by any id: pmid:…, doi:…, carrel:17, a bare PMID", false},
    {FIELD_PMID, "pmid", "pmid", NULL, "PubMed's number", false},
    {FIELD_DOI, "doi", "aid", NULL, "a DOI: doi:10.1000/182", false},
    {FIELD_PMCID, "pmcid", "pmcid", NULL, "PubMed Central's number", false},
    {FIELD_IS, "is", NULL, "include exclude maybe later undecided read new dup grouped changed conflict mine pilot audit sought retrieved missing retracted stub",
     "my decision at this stage, what became of it in the review, and what the study is", true},
    {FIELD_TOOK, "took", NULL, NULL, "seconds that my decision took, where they were recorded: <1, 2.5..10, >60", true},
    {FIELD_TAG, "tag", NULL, NULL, "a label of the review", true},
    {FIELD_VALUE, "value", NULL, NULL,
     "a label that has a value, or which: value:dose, value:dose=5, value:dose>=2.5, value:\"design=cohort\"", true},
    {FIELD_REASON, "reason", NULL, NULL, "my reason for exclusion", true},
    {FIELD_NOTE, "note", NULL, NULL, "words of the note", true},
    {FIELD_ROUND, "round", NULL, NULL, "the round in which it joined, by name or number: round:2", true},
    {FIELD_IMPORT, "import", NULL, "latest", "an import that brought it: import:latest, its number in :imports, or part of the file's name", true},
    {FIELD_SOURCE, "source", NULL, NULL, "a database or platform that brought it: source:embase", true},
    {FIELD_BY, "by", NULL, NULL, "a reviewer who decided on it: by:\"anna b\"", true},
    {FIELD_FINAL, "final", NULL, "include exclude maybe open conflict",
     "what the team's votes come to at this stage, or who settled them; not while the review is blind", true},
    {FIELD_NEEDS, "needs", NULL, "vote second",
     "needs:vote wants my vote; needs:second, too, and somebody else voted already", true},
    {FIELD_IN, "in", NULL, "review cache", "in:cache looks beyond the review's candidates", true},
    {FIELD_CITES, "cites", NULL, NULL, "how often it is cited: >10, 5..20, 0", false},
    {FIELD_HAS, "has", NULL, "abstract doi pmid pmcid mesh references citedby similar note label",
     "what the record has", false},
    {FIELD_REFS, "refs", NULL, NULL, "what the study, or the studies of ( query ), refer to", false},
    {FIELD_CITED_BY, "citedby", NULL, NULL, "what cites the study, or the studies of ( query )", false},
};
// clang-format on

bool query_field_by_name(StringView name, QueryField *field) {
    for (size_t i = 0; i < FIELD_COUNT; i++) {
        if (sv_equal_nocase(sv(query_fields[i].name), name)) {
            *field = query_fields[i].field;
            return true;
        }
    }
    return false;
}

// PubMed's tags beside those of the field table, short and long, as PubMed's help and
// its "search details" write them [PubMed User Guide, "Search field tags"].
typedef struct {
    const char *name;
    QueryField field;
    bool is_heading, is_wide;
} TagName;
static const TagName tag_names[] = {
    {"title/abstract", FIELD_TEXT, false, false},
    {"text word", FIELD_TEXT, false, true},
    {"text words", FIELD_TEXT, false, true},
    {"tw", FIELD_TEXT, false, true},
    {"text", FIELD_TEXT, false, true},
    {"all", FIELD_TEXT, false, true},
    {"all fields", FIELD_TEXT, false, true},
    {"ti", FIELD_TITLE, false, false},
    {"title", FIELD_TITLE, false, false},
    {"ab", FIELD_ABSTRACT, false, false},
    {"abstract", FIELD_ABSTRACT, false, false},
    {"author", FIELD_AUTHOR, false, false},
    {"mh", FIELD_MESH, true, false},
    {"mesh", FIELD_MESH, true, false},
    {"mesh terms", FIELD_MESH, true, false},
    {"mh:noexp", FIELD_MESH, false, false},
    {"mesh:noexp", FIELD_MESH, false, false},
    {"mesh terms:noexp", FIELD_MESH, false, false},
    {"majr", FIELD_MAJOR, true, false},
    {"mesh major topic", FIELD_MAJOR, true, false},
    {"majr:noexp", FIELD_MAJOR, false, false},
    {"mesh major topic:noexp", FIELD_MAJOR, false, false},
    {"publication type", FIELD_TYPE, false, false},
    {"ptyp", FIELD_TYPE, false, false},
    {"journal", FIELD_JOURNAL, false, false},
    {"jour", FIELD_JOURNAL, false, false},
    {"language", FIELD_LANGUAGE, false, false},
    {"lang", FIELD_LANGUAGE, false, false},
    {"date - publication", FIELD_DATE, false, false},
    {"publication date", FIELD_DATE, false, false},
    {"pdat", FIELD_DATE, false, false},
    {"uid", FIELD_PMID, false, false},
    {"pubmed id", FIELD_PMID, false, false},
    {"article identifier", FIELD_DOI, false, false},
    {"doi", FIELD_DOI, false, false},
    {"pmc", FIELD_PMCID, false, false},
};

bool query_tag_by_name(StringView name, QueryTag *tag) {
    *tag = (QueryTag){.near = -1};
    size_t tilde = sv_find(name, SV(":~"));
    if (tilde != SV_NONE) {
        long long near = 0;
        if (!sv_number(sv_trim(sv_from(name, tilde + 2)), &near) || near < 0 || near > 1000) {
            return false;
        }
        tag->near = (int) near;
        name = sv_part(name, 0, tilde);
    }
    name = sv_trim(name);
    for (size_t i = 0; i < sizeof tag_names / sizeof tag_names[0]; i++) {
        if (sv_equal_nocase(sv(tag_names[i].name), name)) {
            tag->field = tag_names[i].field;
            tag->is_heading = tag_names[i].is_heading;
            tag->is_wide = tag_names[i].is_wide;
            return true;
        }
    }
    for (size_t i = 0; i < FIELD_COUNT; i++) {
        if (query_fields[i].pubmed != NULL && sv_equal_nocase(sv(query_fields[i].pubmed), name)) {
            tag->field = query_fields[i].field;
            return true;
        }
    }
    return false;
}

// PubMed takes languages by name; records have the codes of ISO 639-2/B.
typedef struct {
    const char *name, *code;
} LanguageName;
static const LanguageName language_names[] = {
    {"arabic", "ara"},     {"bulgarian", "bul"}, {"chinese", "chi"}, {"croatian", "hrv"},
    {"czech", "cze"},      {"danish", "dan"},    {"dutch", "dut"},   {"english", "eng"},
    {"finnish", "fin"},    {"french", "fre"},    {"german", "ger"},  {"greek", "gre"},
    {"hebrew", "heb"},     {"hungarian", "hun"}, {"italian", "ita"}, {"japanese", "jpn"},
    {"korean", "kor"},     {"norwegian", "nor"}, {"persian", "per"}, {"polish", "pol"},
    {"portuguese", "por"}, {"romanian", "rum"},  {"russian", "rus"}, {"serbian", "srp"},
    {"slovak", "slo"},     {"slovenian", "slv"}, {"spanish", "spa"}, {"swedish", "swe"},
    {"turkish", "tur"},    {"ukrainian", "ukr"},
};

static const char *language_code(const char *text, Arena *arena) {
    for (size_t i = 0; i < sizeof language_names / sizeof language_names[0]; i++) {
        if (sv_equal_nocase(sv(language_names[i].name), sv(text))) {
            return language_names[i].code;
        }
    }
    char *code = arena_copy(arena, text);
    for (char *at = code; *at != '\0'; at++) {
        *at = (char) (*at >= 'A' && *at <= 'Z' ? *at - 'A' + 'a' : *at);
    }
    return code;
}

static bool number_of(StringView text, int64_t *number) {
    long long value = 0;
    if (text.length == 0 || text.data[0] == '-' || text.data[0] == '+' || !sv_number(text, &value)) {
        return false;
    }
    *number = value;
    return true;
}

// "2019", "2019-05", "2019/05/02" as the first and last yyyymmdd that it can mean; a
// record's unknown month or day is 0 there.
static bool date_of(StringView text, int64_t *first, int64_t *last) {
    int64_t parts[3] = {0};
    size_t count = 0;
    while (text.length > 0) {
        size_t digits = 0;
        while (digits < text.length && text.data[digits] >= '0' && text.data[digits] <= '9') {
            digits++;
        }
        if (count == 3 || digits > 4 || !number_of(sv_part(text, 0, digits), &parts[count++])) {
            return false;
        }
        text = sv_from(text, digits);
        if (text.length > 0) {
            if ((text.data[0] != '-' && text.data[0] != '/') || text.length == 1) {
                return false;
            }
            text = sv_from(text, 1);
        }
    }
    if (count == 0 || parts[0] < 1000 || parts[1] > 12 || parts[2] > 31 || (count > 1 && parts[1] == 0) ||
        (count > 2 && parts[2] == 0)) {
        return false;
    }
    *first = parts[0] * 10000 + parts[1] * 100 + parts[2];
    *last = count == 1 ? *first + 1231 : count == 2 ? *first + 31 : *first;
    return true;
}

// "2.5": seconds, as milliseconds.
static bool seconds_of(StringView text, int64_t *ms) {
    size_t point = sv_find_char(text, '.');
    StringView after = point == SV_NONE ? SV("0") : sv_from(text, point + 1);
    int64_t whole, part;
    if (after.length > 3 || !number_of(sv_part(text, 0, point), &whole) || !number_of(after, &part) ||
        whole > INT32_MAX) {
        return false;
    }
    for (size_t i = after.length; i < 3; i++) {
        part *= 10;
    }
    *ms = whole * 1000 + part;
    return true;
}

static bool point_of(QueryField field, StringView text, int64_t *first, int64_t *last) {
    text = sv_trim(text);
    if (field == FIELD_DATE) {
        return date_of(text, first, last);
    }
    if (field == FIELD_TOOK) {
        bool ok = seconds_of(text, first);
        *last = *first;
        return ok;
    }
    if (!number_of(text, first) || (field == FIELD_YEAR && (*first < 1000 || *first > 9999))) {
        return false;
    }
    *last = *first;
    return true;
}

// "a", "a..b", "a..", "..b", ">a", ">=a", "<a", "<=a"; PubMed's "a:b" too.
static bool range_of(QueryField field, StringView text, int64_t *from, int64_t *to) {
    int64_t first = 0;
    int64_t last = 0;
    *from = INT64_MIN;
    *to = INT64_MAX;
    if (text.length > 0 && (text.data[0] == '>' || text.data[0] == '<')) {
        bool or_equal = text.length > 1 && text.data[1] == '=';
        if (!point_of(field, sv_from(text, or_equal ? 2 : 1), &first, &last)) {
            return false;
        }
        if (text.data[0] == '>') {
            *from = or_equal ? first : last + 1;
        } else {
            *to = or_equal ? last : first - 1;
        }
        return true;
    }
    size_t split = sv_find(text, SV(".."));
    size_t width = 2;
    if (split == SV_NONE) {
        split = sv_find_char(text, ':');
        width = 1;
    }
    if (split == SV_NONE) {
        bool ok = point_of(field, text, from, to);
        // A whole second means all that begins with it.
        *to += ok && field == FIELD_TOOK && sv_find_char(text, '.') == SV_NONE ? 999 : 0;
        return ok;
    }
    StringView before = sv_trim(sv_part(text, 0, split));
    StringView after = sv_trim(sv_from(text, split + width));
    if (before.length == 0 && after.length == 0) {
        return false;
    }
    return (before.length == 0 || point_of(field, before, from, &last)) &&
           (after.length == 0 || point_of(field, after, &first, to));
}

static bool is_value_of(QueryField field, StringView text) {
    StringView rest = sv(query_fields[field].values);
    StringView value;
    while (sv_split(&rest, ' ', &value)) {
        if (sv_equal(value, text)) {
            return true;
        }
    }
    return false;
}

static bool check_range(QueryNode *leaf, size_t *column, Error *err) {
    if (!range_of(leaf->field, sv(leaf->text), &leaf->from, &leaf->to)) {
        const char *form = leaf->field == FIELD_CITES  ? "a number or a range, such as >10, 5..20 or 0"
                           : leaf->field == FIELD_TOOK ? "seconds or a range, such as <1, 2.5..10 or >60"
                           : leaf->field == FIELD_YEAR
                               ? "a year or a range, such as 2019, 2019..2021 or ..2020"
                               : "a date or a range, such as 2019, 2019-05 or 2019-05-02..2020";
        return query_wrong(leaf->column, column, err, "%s: takes %s", query_fields[leaf->field].name, form);
    }
    if (leaf->from > leaf->to) {
        return query_wrong(leaf->column, column, err, "this range ends before it begins");
    }
    return true;
}

static bool check_ident(QueryNode *leaf, Arena *arena, size_t *column, Error *err) {
    Ident ident;
    Error why = {0};
    String normal = {0};
    StringView text = sv(leaf->text);
    bool ok = true;
    if (leaf->field == FIELD_PMID) {
        ok = pmid_parse(text, &leaf->from);
        leaf->to = leaf->from;
        error_set(&why, ERROR_USAGE, "pmid: takes a number of one to ten digits");
    } else if (leaf->field == FIELD_DOI) {
        doi_add_normal(text, &normal);
        ok = normal.length > 0;
        error_set(&why, ERROR_USAGE, "doi: takes a DOI, such as doi:10.1000/182");
    } else if (leaf->field == FIELD_PMCID) {
        ok = pmcid_add_normal(text, &normal);
        error_set(&why, ERROR_USAGE, "pmcid: takes a number, such as pmcid:PMC1234567");
    } else {
        ok = ident_parse(text, arena, &ident, &why);
    }
    if (ok && normal.length > 0) {
        leaf->text = arena_copy_view(arena, string_view(&normal));
    }
    string_free(&normal);
    return ok || query_wrong(leaf->column, column, err, "%s", why.text);
}

static size_t count_words(const char *text) {
    size_t offset = 0;
    size_t count = 0;
    StringView word;
    while (text_next_word(sv(text), &offset, &word)) {
        count++;
    }
    return count;
}

bool query_check_leaf(QueryNode *leaf, Arena *arena, size_t *column, Error *err) {
    leaf->from = INT64_MIN;
    leaf->to = INT64_MAX;
    if (leaf->inner != NULL) {
        return true;
    }
    switch (leaf->field) {
    case FIELD_YEAR:
    case FIELD_DATE:
    case FIELD_CITES:
    case FIELD_TOOK:
        return check_range(leaf, column, err);
    case FIELD_ID:
    case FIELD_PMID:
    case FIELD_DOI:
    case FIELD_PMCID:
    case FIELD_REFS:
    case FIELD_CITED_BY:
        return check_ident(leaf, arena, column, err);
    case FIELD_IS:
    case FIELD_IN:
    case FIELD_HAS:
    case FIELD_FINAL:
    case FIELD_NEEDS:
        return is_value_of(leaf->field, sv(leaf->text)) ||
               query_wrong(leaf->column, column, err, "%s: takes one of %s", query_fields[leaf->field].name,
                           query_fields[leaf->field].values);
    case FIELD_LANGUAGE:
        leaf->text = language_code(leaf->text, arena);
        return true;
    case FIELD_TAG:
    case FIELD_VALUE:
    case FIELD_REASON:
    case FIELD_ROUND:
    case FIELD_IMPORT:
    case FIELD_SOURCE:
    case FIELD_BY:
        return true;
    default:
        break;
    }
    size_t words = count_words(leaf->text);
    if (words == 0) {
        return query_wrong(leaf->column, column, err, "there is no word to find in \"%s\"", leaf->text);
    }
    if (leaf->match == MATCH_WORDS && words > 1) {
        leaf->match = MATCH_PHRASE; // "beta-catenin" is two words side by side
    }
    return true;
}
