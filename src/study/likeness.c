#include "carrel/study/likeness.h"

#include <stdlib.h>
#include <string.h>

// Comparing what is told of two records, and weighing the findings.

#define TELLING_TITLE  20   // letters and digits that say which study is meant; "Editorial" does not
#define LONG_TITLE     60   // that say so alone
#define FAIR_TITLE     30   // that say so with the year
#define ONLY_LIKENESS  0.97 // of titles that are all there is
#define SHORT_PART     10   // of a title whose subtitle is cut off
#define PART_AT_END    30   // a title that another one ends with
#define PART_LIKENESS  0.95
#define DOUBTFUL_PART  0.94
#define LEAST_LIKENESS 0.7 // below, titles are simply not alike
#define AGREEING_TITLE 0.95
#define PAGE_DIGITS    5 // more are an article number

// --- texts ---

static size_t least(size_t a, size_t b) {
    return a < b ? a : b;
}

// Insertions, deletions and exchanges of a byte that make one text the other; more than
// `most` are most + 1. [Ukkonen 1985: only the band around the diagonal counts]
static size_t edit_distance(StringView a, StringView b, size_t most) {
    enum { WIDEST = 512 };
    unsigned short row[WIDEST + 1];
    if (a.length > b.length) {
        StringView swap = a;
        a = b;
        b = swap;
    }
    if (b.length - a.length > most || a.length > WIDEST) {
        return most + 1;
    }
    if (a.length == 0) {
        return b.length;
    }
    for (size_t i = 0; i <= a.length; i++) {
        row[i] = (unsigned short) i;
    }
    for (size_t j = 1; j <= b.length; j++) {
        size_t from = j > most ? j - most : 1, to = least(a.length, j + most);
        if (from > to) {
            return most + 1;
        }
        unsigned corner = row[from - 1];
        row[from - 1] = (unsigned short) (from == 1 ? j : most + 1);
        unsigned best = row[from - 1];
        for (size_t i = from; i <= to; i++) {
            // beyond the band nothing was written for the row above
            unsigned above = i == j + most ? (unsigned) most + 1 : row[i];
            unsigned cost = corner + (a.data[i - 1] != b.data[j - 1]);
            unsigned step = 1 + (above < row[i - 1] ? above : row[i - 1]);
            corner = row[i];
            row[i] = (unsigned short) (cost < step ? cost : step);
            best = row[i] < best ? row[i] : best;
        }
        if (best > most) {
            return most + 1;
        }
    }
    return least(row[a.length], most + 1);
}

// 1 for equal texts, 0 where less than LEAST_LIKENESS of them is alike.
static double likeness_of(StringView a, StringView b) {
    size_t longer = a.length > b.length ? a.length : b.length;
    while (a.length > 0 && b.length > 0 && a.data[0] == b.data[0]) {
        a = sv_from(a, 1);
        b = sv_from(b, 1);
    }
    while (a.length > 0 && b.length > 0 && a.data[a.length - 1] == b.data[b.length - 1]) {
        a.length--;
        b.length--;
    }
    size_t most = (size_t) ((double) longer * (1 - LEAST_LIKENESS));
    size_t distance = edit_distance(a, b, most);
    return distance > most ? 0 : 1 - (double) distance / (double) longer;
}

static bool is_part(StringView part, StringView whole) {
    return (part.length >= TELLING_TITLE && sv_starts(whole, part)) ||
           (part.length >= PART_AT_END && sv_ends(whole, part));
}

// Where the place or the DOI tells which article is meant, the part may be short, or have errors as well.
static bool may_be_part(StringView part, StringView whole) {
    return (part.length >= SHORT_PART && sv_starts(whole, part)) ||
           (part.length >= TELLING_TITLE &&
            likeness_of(part, sv_part(whole, 0, part.length)) >= AGREEING_TITLE);
}

static void compare_titles(const Traits *a, const Traits *b, Likeness *likeness) {
    StringView x = sv(a->title), y = sv(b->title);
    likeness->titles = -1;
    if (x.length == 0 || y.length == 0) {
        return;
    }
    likeness->title_tells = least(x.length, y.length) >= TELLING_TITLE;
    likeness->titles = likeness_of(x, y);
    // "Jelly" beside a whole title lacks its numbers because it lacks most of it.
    bool is_scrap = !likeness->title_tells && likeness->titles < LEAST_LIKENESS;
    likeness->numbers_differ = likeness->titles < 1 && !is_scrap && strcmp(a->numbers, b->numbers) != 0;
    const char *const pairs[][2] = {
        {a->title, b->vernacular}, {a->vernacular, b->title}, {a->vernacular, b->vernacular}};
    for (size_t i = 0; i < 3 && likeness->titles < AGREEING_TITLE; i++) {
        if (strlen(pairs[i][0]) >= TELLING_TITLE && strcmp(pairs[i][0], pairs[i][1]) == 0) {
            likeness->titles = 1;
            likeness->numbers_differ = false;
        }
    }
    StringView part = x.length < y.length ? x : y, whole = x.length < y.length ? y : x;
    bool placed = likeness->doi == FIT_AGREES || likeness->page == FIT_AGREES;
    bool is_sure = likeness->titles < PART_LIKENESS && is_part(part, whole);
    if (is_sure || (likeness->titles < DOUBTFUL_PART && placed && may_be_part(part, whole))) {
        likeness->titles = is_sure ? PART_LIKENESS : DOUBTFUL_PART;
        likeness->title_is_part = true;
        likeness->numbers_differ = false;
    }
}

// --- fields ---

static Fit fit_texts(const char *a, const char *b) {
    return !a[0] || !b[0] ? FIT_UNKNOWN : strcmp(a, b) == 0 ? FIT_AGREES : FIT_DIFFERS;
}

static Fit fit_numbers(int64_t a, int64_t b) {
    return !a || !b ? FIT_UNKNOWN : a == b ? FIT_AGREES : FIT_DIFFERS;
}

static Fit fit_years(int a, int b) {
    Fit fit = fit_numbers(a, b);
    return fit == FIT_DIFFERS && abs(a - b) == 1 ? FIT_NEARLY : fit;
}

// ".pub2" of a Cochrane review's second version, "/v1" of a preprint's first.
static bool is_version(const char *ending) {
    static const char *const begin[] = {".pub", "/v", ".v"};
    for (size_t i = 0; i < sizeof begin / sizeof *begin; i++) {
        const char *number = ending + strlen(begin[i]);
        if (sv_starts(sv(ending), sv(begin[i])) && *number &&
            strspn(number, "0123456789") == strlen(number)) {
            return true;
        }
    }
    return false;
}

// Something that was cut off behind, or hung on, is no other DOI, unless it is of another version.
static Fit fit_dois(const char *a, const char *b) {
    Fit fit = fit_texts(a, b);
    const char *shorter = strlen(a) < strlen(b) ? a : b, *longer = shorter == a ? b : a;
    bool goes_on = fit == FIT_DIFFERS && sv_starts(sv(longer), sv(shorter));
    return goes_on && !is_version(longer + strlen(shorter)) ? FIT_UNKNOWN : fit;
}

// Whole words of the other name: "berg" of "van der berg", "garcia" of "garcia lopez".
static bool is_within(StringView part, StringView name) {
    size_t at = sv_find(name, part);
    if (at == SV_NONE) {
        return false;
    }
    size_t end = at + part.length;
    return (at == 0 || name.data[at - 1] == ' ') && (end == name.length || name.data[end] == ' ');
}

static bool are_equal_glued(const char *a, const char *b) {
    while (*a || *b) {
        a += *a == ' ';
        b += *b == ' ';
        if (*a != *b) {
            return false;
        }
        a += *a != '\0';
        b += *b != '\0';
    }
    return true;
}

// The same name, but for parts that are left out and a letter of difference.
static bool names_agree(const char *a, const char *b) {
    StringView x = sv(a), y = sv(b);
    return is_within(x, y) || is_within(y, x) || are_equal_glued(a, b) ||
           (least(x.length, y.length) >= 5 && edit_distance(x, y, 1) <= 1);
}

static Fit fit_authors(const Traits *a, const Traits *b) {
    if (a->author_count == 0 || b->author_count == 0) {
        return FIT_UNKNOWN;
    }
    bool turned = (a->given[0] && are_equal_glued(a->given, b->authors[0])) ||
                  (b->given[0] && are_equal_glued(b->given, a->authors[0]));
    if (turned || names_agree(a->authors[0], b->authors[0])) {
        return FIT_AGREES;
    }
    size_t shared = 0;
    for (size_t i = 0; i < a->author_count; i++) {
        for (size_t k = 0; k < b->author_count; k++) {
            if (names_agree(a->authors[i], b->authors[k])) {
                shared++;
                break;
            }
        }
    }
    return shared > 0 && shared * 2 >= least(a->author_count, b->author_count) ? FIT_NEARLY : FIT_DIFFERS;
}

static Fit fit_journals(const Traits *a, const Traits *b) {
    for (size_t i = 0; i < a->issn_count; i++) {
        for (size_t k = 0; k < b->issn_count; k++) {
            if (strcmp(a->issns[i], b->issns[k]) == 0) {
                return FIT_AGREES;
            }
        }
    }
    if (a->registration[0] && strcmp(a->registration, b->registration) == 0) {
        return FIT_AGREES; // addresses of one entry
    }
    const char *const names[2][2] = {{a->journal, a->abbreviation}, {b->journal, b->abbreviation}};
    bool known = false;
    for (size_t i = 0; i < 2; i++) {
        for (size_t k = 0; k < 2; k++) {
            known = known || (names[0][i][0] && names[1][k][0]);
            if (journal_names_agree(names[0][i], names[1][k])) {
                return FIT_AGREES;
            }
        }
    }
    return known ? FIT_DIFFERS : FIT_UNKNOWN;
}

static bool is_year(const char *number, int year) {
    return year > 0 && atoi(number) == year;
}

// Some number their volumes by years, and some databases write the year where there is none.
static Fit fit_volumes(const Traits *a, const Traits *b) {
    Fit fit = fit_texts(a->volume, b->volume);
    return fit == FIT_DIFFERS && (is_year(a->volume, a->year) || is_year(b->volume, b->year)) ? FIT_UNKNOWN
                                                                                              : fit;
}

static const char *digits_of(const char *page) {
    return page + strcspn(page, "0123456789");
}

// Articles that are numbered begin with page 1 elsewhere.
static bool is_page(const char *page) {
    return strcmp(page, "1") != 0 && strspn(digits_of(page), "0123456789") <= PAGE_DIGITS;
}

static Fit fit_pages(const char *a, const char *b) {
    Fit fit = fit_texts(a, b);
    if (fit != FIT_DIFFERS) {
        return fit;
    }
    bool one_lettered = (digits_of(a) == a) != (digits_of(b) == b);
    if (one_lettered && strcmp(digits_of(a), digits_of(b)) == 0) {
        return FIT_AGREES;
    }
    return is_page(a) && is_page(b) ? FIT_DIFFERS : FIT_UNKNOWN;
}

// --- weighing ---

// What a finding is worth: how much likelier it is in two records of one study than in two
// that happen to be compared. Ten points are certain. What one publication has in common
// with its neighbours (journal, volume) weighs less than what it has alone (title, page).
typedef struct {
    size_t field; // offset in Likeness
    double agrees, nearly, differs;
} Weight;
#define FIELD(name) offsetof(Likeness, name)
static const Weight weights[] = {
    {FIELD(pmid), 8, 0, -5},         {FIELD(pmcid), 6, 0, -5},    {FIELD(doi), 4, 0, -3},
    {FIELD(registration), 5, 0, -6}, {FIELD(year), 1, 0.3, -3},   {FIELD(author), 2, 0.5, -4},
    {FIELD(journal), 1.5, 0, -2.5},  {FIELD(volume), 1, 0, -1.5}, {FIELD(issue), 0.5, 0, -0.5},
    {FIELD(page), 2, 0, -4},
};
#define CERTAIN 10.0

static Fit fit_at(const Likeness *likeness, size_t offset) {
    Fit fit;
    memcpy(&fit, (const char *) likeness + offset, sizeof fit);
    return fit;
}

static double weigh_titles(const Likeness *likeness) {
    if (likeness->titles < 0) {
        return -1;
    }
    double points = likeness->titles < LEAST_LIKENESS ? (likeness->is_foreign ? -2 : -7)
                    : likeness->titles < 0.9          ? -7 + (likeness->titles - LEAST_LIKENESS) / 0.2 * 9.5
                                                      : 2.5 + (likeness->titles - 0.9) / 0.1 * 1.5;
    if (!likeness->title_tells && points > 1) { // one "Editorial" is in each issue
        points = likeness->issue == FIT_DIFFERS ? 0 : 1;
    }
    return points - (likeness->numbers_differ ? 4 : 0);
}

static double weigh_kinds(unsigned kinds) {
    return (kinds & TRAIT_NOTICE ? -12 : 0) + (kinds & TRAIT_REPLY ? -6 : 0) +
           (kinds & TRAIT_PREPRINT ? -6 : 0) + (kinds & TRAIT_CONGRESS ? -3 : 0);
}

static double weigh(const Likeness *likeness, size_t title_length) {
    double points = weigh_titles(likeness) + weigh_kinds(likeness->kinds);
    bool only_title = likeness->titles >= ONLY_LIKENESS &&
                      title_length >= (likeness->year == FIT_AGREES ? FAIR_TITLE : LONG_TITLE);
    for (size_t i = 0; i < sizeof weights / sizeof *weights; i++) {
        Fit fit = fit_at(likeness, weights[i].field);
        points += fit == FIT_AGREES    ? weights[i].agrees
                  : fit == FIT_NEARLY  ? weights[i].nearly
                  : fit == FIT_DIFFERS ? weights[i].differs
                                       : 0;
        only_title =
            only_title && (fit == FIT_UNKNOWN || (weights[i].field == FIELD(year) && fit != FIT_DIFFERS));
    }
    points += only_title ? 2 : 0; // a table of titles, years and abstracts has nothing else
    return points < 0 ? 0 : points > CERTAIN ? 1 : points / CERTAIN;
}

Likeness traits_compare(const Traits *a, const Traits *b) {
    Likeness likeness = {
        .is_foreign = a->is_foreign || b->is_foreign,
        .registration = fit_texts(a->registration, b->registration),
        .pmid = fit_numbers(a->pmid, b->pmid),
        .doi = fit_dois(a->doi, b->doi),
        .pmcid = fit_texts(a->pmcid, b->pmcid),
        .year = fit_years(a->year, b->year),
        .author = fit_authors(a, b),
        .journal = fit_journals(a, b),
        .volume = fit_volumes(a, b),
        .issue = fit_texts(a->issue, b->issue),
        .page = fit_pages(a->page, b->page),
        .kinds = a->kinds ^ b->kinds,
        .is_bare = !a->volume[0] && !a->page[0] && !b->volume[0] && !b->page[0],
    };
    // What has a number in place of pages (CD001234) keeps it in all versions.
    bool other = likeness.year == FIT_DIFFERS || likeness.issue == FIT_DIFFERS || likeness.doi == FIT_DIFFERS;
    if (likeness.page == FIT_AGREES && likeness.volume != FIT_AGREES && other && !is_page(a->page)) {
        likeness.page = FIT_UNKNOWN;
    }
    compare_titles(a, b, &likeness);
    likeness.score = weigh(&likeness, least(strlen(a->title), strlen(b->title)));
    return likeness;
}

static bool is_contradicted(const Likeness *likeness) {
    for (size_t i = 0; i < sizeof weights / sizeof *weights; i++) {
        if (weights[i].field != FIELD(issue) && fit_at(likeness, weights[i].field) == FIT_DIFFERS) {
            return true;
        }
    }
    return likeness->kinds != 0 || likeness->numbers_differ;
}

bool likeness_is_sure(const Likeness *likeness) {
    if (likeness->pmid == FIT_AGREES) {
        return true;
    }
    if (is_contradicted(likeness)) {
        return false;
    }
    if (likeness->pmcid == FIT_AGREES) {
        return true;
    }
    if (likeness->doi == FIT_AGREES) {
        return likeness->titles >= AGREEING_TITLE;
    }
    bool place = likeness->volume == FIT_AGREES || likeness->page == FIT_AGREES ||
                 (likeness->journal == FIT_AGREES && likeness->is_bare);
    return likeness->titles == 1 && likeness->title_tells && likeness->year == FIT_AGREES &&
           likeness->author == FIT_AGREES && place;
}

bool likeness_is_other_report(const Likeness *likeness) {
    return likeness->title_tells && likeness->titles >= AGREEING_TITLE && !likeness->numbers_differ &&
           (likeness->author == FIT_AGREES || likeness->author == FIT_NEARLY) &&
           !(likeness->kinds & TRAIT_REPLY);
}

// --- words ---

static void add_word(String *out, const char *word, size_t *count) {
    string_add_text(out, (*count)++ > 0 ? ", " : "");
    string_add_text(out, word);
}

static void add_title_words(const Likeness *likeness, String *out, size_t *count) {
    if (likeness->titles < 0) {
        return;
    }
    if (likeness->titles == 1) {
        add_word(out, "same title", count);
    } else if (likeness->title_is_part) {
        add_word(out, "one title is part of the other", count);
    } else if (likeness->titles >= LEAST_LIKENESS) {
        add_word(out, "", count);
        string_format(out, "titles %.2f alike", likeness->titles);
    }
}

// "volume and pages agree" of the names whose fit is the wanted one.
static void add_list(const Likeness *likeness, const char *verb, Fit wanted, String *out, size_t *count) {
    static const struct {
        size_t field;
        const char *name;
    } places[] = {{FIELD(journal), "journal"},
                  {FIELD(volume), "volume"},
                  {FIELD(issue), "issue"},
                  {FIELD(page), "pages"}};
    const char *names[4];
    size_t found = 0;
    for (size_t i = 0; i < 4; i++) {
        if (fit_at(likeness, places[i].field) == wanted) {
            names[found++] = places[i].name;
        }
    }
    for (size_t i = 0; i < found; i++) {
        if (i == 0) {
            add_word(out, names[i], count);
        } else {
            string_format(out, "%s%s", i + 1 == found ? " and " : ", ", names[i]);
        }
    }
    if (found > 0) {
        bool single = found == 1 && strcmp(names[0], "pages") != 0;
        string_format(out, " %s%s", verb, single ? "s" : "");
    }
}

static const struct {
    size_t field;
    const char *same, *other;
} identifiers[] = {{FIELD(pmid), "same PMID", "other PMID"},
                   {FIELD(doi), "same DOI", "other DOI"},
                   {FIELD(pmcid), "same PMCID", "other PMCID"},
                   {FIELD(registration), "same registration", "other registration"}};
#define IDENTIFIERS (sizeof identifiers / sizeof *identifiers)

static size_t add_against(const Likeness *likeness, String *out) {
    static const struct {
        unsigned kind;
        const char *words;
    } kinds[] = {{TRAIT_NOTICE, "one is a notice about an article"},
                 {TRAIT_REPLY, "one is a comment or reply"},
                 {TRAIT_PREPRINT, "one is a preprint"},
                 {TRAIT_CONGRESS, "one is a congress abstract"}};
    size_t count = 0;
    for (size_t i = 0; i < IDENTIFIERS; i++) {
        if (fit_at(likeness, identifiers[i].field) == FIT_DIFFERS) {
            add_word(out, identifiers[i].other, &count);
        }
    }
    if (likeness->titles >= 0 && likeness->titles < LEAST_LIKENESS) {
        add_word(out, "titles not alike", &count);
    }
    if (likeness->numbers_differ) {
        add_word(out, "other numbers or opposites in the title", &count);
    }
    if (likeness->author == FIT_DIFFERS) {
        add_word(out, "other authors", &count);
    }
    if (likeness->year == FIT_DIFFERS) {
        add_word(out, "years further apart", &count);
    }
    add_list(likeness, "differ", FIT_DIFFERS, out, &count);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (likeness->kinds & kinds[i].kind) {
            add_word(out, kinds[i].words, &count);
        }
    }
    return count;
}

void likeness_add_words(const Likeness *likeness, String *out) {
    size_t count = 0;
    for (size_t i = 0; i < IDENTIFIERS; i++) {
        if (fit_at(likeness, identifiers[i].field) == FIT_AGREES) {
            add_word(out, identifiers[i].same, &count);
        }
    }
    add_title_words(likeness, out, &count);
    if (likeness->author == FIT_AGREES) {
        add_word(out, "same first author", &count);
    } else if (likeness->author == FIT_NEARLY) {
        add_word(out, "authors in common", &count);
    }
    if (likeness->year == FIT_AGREES || likeness->year == FIT_NEARLY) {
        add_word(out, likeness->year == FIT_AGREES ? "same year" : "years one apart", &count);
    }
    add_list(likeness, "agree", FIT_AGREES, out, &count);

    String but = {0};
    if (add_against(likeness, &but) > 0) {
        string_add_text(out, count > 0 ? "; but " : "but ");
        string_add(out, string_view(&but));
    }
    string_free(&but);
}

// The worse of two findings about one field.
static void spoil(Likeness *all, const Likeness *one, size_t offset) {
    Fit before = fit_at(all, offset), now = fit_at(one, offset);
    if (now > before) {
        memcpy((char *) all + offset, &now, sizeof now);
    }
}

void likeness_add_conflicts(const Traits *records, size_t count, String *out) {
    Likeness all = {.titles = 1};
    for (size_t i = 1; i < count; i++) {
        Likeness one = traits_compare(&records[0], &records[i]);
        for (size_t k = 0; k < sizeof weights / sizeof *weights; k++) {
            spoil(&all, &one, weights[k].field);
        }
        all.kinds |= one.kinds;
        all.numbers_differ = all.numbers_differ || one.numbers_differ;
        all.titles = one.titles >= 0 && one.titles < all.titles ? one.titles : all.titles;
    }
    size_t words = add_against(&all, out);
    if (all.year == FIT_NEARLY) {
        add_word(out, "years one apart", &words);
    }
    if (all.titles >= LEAST_LIKENESS && all.titles < AGREEING_TITLE) {
        add_word(out, "", &words);
        string_format(out, "titles %.2f alike", all.titles);
    }
}
