#include "carrel/screening/retrieving.h"

#include "carrel/base/map.h"
#include "carrel/base/paths.h"
#include "carrel/base/text.h"

#include <string.h>

// Of less than this a name says too little to be what stands behind a DOI's slash.
#define SUFFIX_LEAST        8
#define SUFFIX_DIGITS_LEAST 4
// A number without the word PMID before it: shorter ones are years, pages and volumes.
#define PMID_DIGITS_LEAST 6
#define TITLE_WORDS_LEAST 5 // where a name has neither author nor year

// A file's name, taken apart.
typedef struct {
    String squeezed; // "_10_1000_182_": lower case, one "_" for all that is neither letter nor digit
    bool has_doi;    // some DOI stands in it
    Map words;       // folded
    size_t word_count;
    int year; // 0: none
} FileName;

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char) c >= 0x80;
}

static int hex_of(char c) {
    return is_digit(c)            ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

static void add_squeezed(StringView text, String *out) {
    string_add_char(out, '_');
    for (size_t i = 0; i < text.length; i++) {
        char c = text.data[i];
        if (c == '%' && i + 2 < text.length && hex_of(text.data[i + 1]) >= 0 &&
            hex_of(text.data[i + 2]) >= 0) {
            c = (char) (hex_of(text.data[i + 1]) * 16 + hex_of(text.data[i + 2]));
            i += 2;
        }
        if (c >= 'A' && c <= 'Z') {
            c = (char) (c - 'A' + 'a');
        }
        if (is_digit(c) || is_letter(c)) {
            string_add_char(out, c);
        } else if (out->data[out->length - 1] != '_') {
            string_add_char(out, '_');
        }
    }
    if (out->data[out->length - 1] != '_') {
        string_add_char(out, '_');
    }
}

// The name without its ending and without the " (1)" of a second download.
static StringView stem_of(const char *name) {
    StringView stem = sv(name);
    size_t dot = stem.length;
    while (dot > 0 && stem.data[dot - 1] != '.') {
        dot--;
    }
    stem = sv_trim(sv_part(stem, 0, dot > 1 ? dot - 1 : stem.length));
    size_t end = stem.length;
    if (end > 2 && stem.data[end - 1] == ')') {
        size_t open = end - 1;
        while (open > 0 && is_digit(stem.data[open - 1])) {
            open--;
        }
        if (open > 1 && open < end - 1 && stem.data[open - 1] == '(') {
            stem = sv_trim(sv_part(stem, 0, open - 1));
        }
    }
    return stem;
}

// The next run of letters or of digits: "Smith2020" is two words.
static bool next_part(StringView text, size_t *at, StringView *part) {
    while (*at < text.length && !is_digit(text.data[*at]) && !is_letter(text.data[*at])) {
        (*at)++;
    }
    size_t start = *at;
    bool digits = start < text.length && is_digit(text.data[start]);
    while (*at < text.length && (digits ? is_digit(text.data[*at]) : is_letter(text.data[*at]))) {
        (*at)++;
    }
    *part = sv_part(text, start, *at - start);
    return part->length > 0;
}

// Words that say nothing of which study it is.
static bool is_noise(StringView word) {
    static const char *const noise[] = {
        "et", "al",   "and", "the",  "of",    "in",   "an",   "on",   "for",     "to",    "with",
        "by", "from", "pdf", "copy", "final", "main", "full", "text", "article", "paper", "fulltext"};
    for (size_t i = 0; i < sizeof noise / sizeof noise[0]; i++) {
        if (sv_equal(word, sv(noise[i]))) {
            return true;
        }
    }
    return word.length < 2;
}

static void add_words(Map *words, StringView text, size_t *count) {
    String folded = {0};
    StringView part;
    size_t at = 0;
    text_add_fold(&folded, text);
    while (next_part(string_view(&folded), &at, &part)) {
        if (!is_digit(part.data[0]) && !is_noise(part) && !map_get(words, part, NULL)) {
            map_set(words, part, 1);
            *count += 1;
        }
    }
    string_free(&folded);
}

static int year_in(StringView text) {
    StringView part;
    size_t at = 0;
    long long year;
    while (next_part(text, &at, &part)) {
        if (part.length == 4 && sv_number(part, &year) && year >= 1900 && year <= 2100) {
            return (int) year;
        }
    }
    return 0;
}

static FileName name_of(const char *file) {
    FileName name = {0};
    StringView stem = stem_of(file);
    add_squeezed(stem, &name.squeezed);
    size_t doi = sv_find(string_view(&name.squeezed), SV("_10_"));
    name.has_doi = doi != SV_NONE && doi + 4 < name.squeezed.length && is_digit(name.squeezed.data[doi + 4]);
    add_words(&name.words, stem, &name.word_count);
    name.year = year_in(stem);
    return name;
}

static void name_free(FileName *name) {
    string_free(&name->squeezed);
    map_free(&name->words);
}

// --- identifiers ---

// How many characters of the name a DOI explains; 0 where it is not there. What goes on with a number
// is another DOI: 10.1000/18 is not in "10.1000_18_2".
static size_t doi_in(const FileName *name, StringView doi) {
    String needle = {0};
    add_squeezed(doi, &needle);
    StringView text = string_view(&name->squeezed);
    size_t at = sv_find(text, string_view(&needle)), found = 0;
    if (at != SV_NONE) {
        StringView rest = sv_from(text, at + needle.length);
        size_t word = sv_find_char(rest, '_');
        bool ends = rest.length == 0 || (!is_digit(rest.data[0]) && word != SV_NONE && word > 1);
        found = ends ? needle.length : 0;
    }
    string_free(&needle);
    return found;
}

// Publishers call files by what stands behind the slash: "s41586-020-2649-2.pdf"; Elsevier by its
// letters and digits: "1-s2.0-S0140673620301835-main.pdf".
static size_t suffix_in(const FileName *name, StringView doi) {
    size_t slash = sv_find_char(doi, '/'), digits = 0;
    String needle = {0}, bare = {0};
    if (slash == SV_NONE) {
        return 0;
    }
    add_squeezed(sv_from(doi, slash + 1), &needle);
    string_add_char(&bare, '_');
    for (size_t i = 0; i < needle.length; i++) {
        digits += is_digit(needle.data[i]);
        if (needle.data[i] != '_') {
            string_add_char(&bare, needle.data[i]);
        }
    }
    string_add_char(&bare, '_');
    StringView text = string_view(&name->squeezed);
    bool says_enough = bare.length - 2 >= SUFFIX_LEAST && digits >= SUFFIX_DIGITS_LEAST;
    bool is_part = digits >= 2 * SUFFIX_DIGITS_LEAST && sv_find(text, string_view(&bare)) != SV_NONE;
    size_t found = says_enough && (sv_equal(text, string_view(&needle)) || is_part) ? bare.length : 0;
    string_free(&needle);
    string_free(&bare);
    return found;
}

static bool has_part(const FileName *name, const char *before, StringView number) {
    String needle = {0};
    string_format(&needle, "_%s%.*s_", before, (int) number.length, number.data);
    bool found = sv_find(string_view(&name->squeezed), string_view(&needle)) != SV_NONE;
    string_free(&needle);
    return found;
}

// Behind its word, or alone where it is long enough.
static bool has_pmid(const FileName *name, StringView number) {
    return has_part(name, "pmid", number) || has_part(name, "pmid_", number) ||
           (number.length >= PMID_DIGITS_LEAST && !name->has_doi && has_part(name, "", number));
}

static bool has_pmcid(const FileName *name, StringView number) {
    return has_part(name, "pmc", number) || has_part(name, "pmc_", number);
}

// --- author, year, title ---

// A report's words.
typedef struct {
    Map first_author, title, others; // others: the other authors' and the journal's
    size_t author_count, title_count, other_count;
    int year;
} ReportWords;

static ReportWords words_of(const Study *study) {
    ReportWords words = {0};
    if (study) {
        for (size_t i = 0; i < study->author_count; i++) {
            const Author *author = &study->authors[i];
            const char *family = author->family ? author->family : author->collective;
            add_words(i == 0 ? &words.first_author : &words.others, sv(family),
                      i == 0 ? &words.author_count : &words.other_count);
        }
        add_words(&words.title, sv(study->title), &words.title_count);
        add_words(&words.others, sv(study->journal.title), &words.other_count);
        add_words(&words.others, sv(study->journal.abbreviation), &words.other_count);
        words.year = study->year;
    }
    return words;
}

static void words_free(ReportWords *words) {
    map_free(&words->first_author);
    map_free(&words->title);
    map_free(&words->others);
}

// How well a name fits, from 1 on; 0 where it does not.
static size_t fit_of(const FileName *name, StringView stem, const ReportWords *report) {
    String folded = {0};
    Map seen = {0};
    StringView part;
    size_t at = 0, author = 0, title = 0, unknown = 0;
    text_add_fold(&folded, stem);
    while (next_part(string_view(&folded), &at, &part)) {
        if (is_digit(part.data[0]) || is_noise(part) || map_get(&seen, part, NULL)) {
            continue;
        }
        map_set(&seen, part, 1);
        if (map_get(&report->first_author, part, NULL)) {
            author++;
        } else if (map_get(&report->title, part, NULL)) {
            title++;
        } else {
            unknown += !map_get(&report->others, part, NULL);
        }
    }
    string_free(&folded);
    map_free(&seen);
    bool has_author = report->author_count > 0 && author == report->author_count;
    bool mostly = title >= unknown, nearly = title >= 3 * unknown;
    int years = name->year && report->year ? name->year - report->year : 0;
    bool same_year = name->year && name->year == report->year;
    // What is first in print and then in an issue can have two years.
    if (years < -1 || years > 1 || (years != 0 && title < 3)) {
        return 0;
    }
    if (has_author && same_year && mostly) {
        return 200 + title;
    }
    if (has_author && title >= 3 && nearly) {
        return 100 + title;
    }
    return title >= TITLE_WORDS_LEAST && title * 2 >= report->title_count && nearly ? title : 0;
}

// --- matching ---

typedef struct {
    FileMatchKind kind;
    size_t score;
} Fit;

static Fit fit_identifiers(const FileName *name, TextList identifiers) {
    Fit best = {0};
    for (size_t i = 0; i < identifiers.count; i++) {
        StringView text = sv(identifiers.items[i]);
        size_t colon = sv_find_char(text, ':');
        StringView scheme = sv_part(text, 0, colon),
                   value = sv_from(text, colon == SV_NONE ? text.length : colon + 1);
        Fit fit = {0};
        if (sv_equal(scheme, SV("doi"))) {
            size_t whole = doi_in(name, value), suffix = suffix_in(name, value);
            fit = (Fit){FILE_BY_DOI, whole ? 1000000 + whole : suffix ? 900000 + suffix : 0};
        } else if (sv_equal(scheme, SV("pmid"))) {
            fit = (Fit){FILE_BY_PMID, has_pmid(name, value) ? 800000 : 0};
        } else if (sv_equal(scheme, SV("pmcid")) && sv_starts_nocase(value, SV("PMC"))) {
            fit = (Fit){FILE_BY_PMID, has_pmcid(name, sv_from(value, 3)) ? 800000 : 0};
        }
        best = fit.score > best.score ? fit : best;
    }
    return best;
}

static FileMatch match_one(const char *file, const WantedReport *reports, const ReportWords *words,
                           size_t report_count) {
    FileName name = name_of(file);
    FileMatch match = {0};
    Fit best = {0};
    size_t second = 0;
    for (size_t i = 0; i < report_count; i++) {
        Fit fit = fit_identifiers(&name, reports[i].identifiers);
        if (!fit.score) {
            fit = (Fit){FILE_BY_NAME, fit_of(&name, stem_of(file), &words[i])};
        }
        if (fit.score && fit.score == best.score) {
            second = best.score;
            match.other = i;
        } else if (fit.score > best.score) {
            best = fit;
            match.report = i;
        }
    }
    match.kind = !best.score ? FILE_UNKNOWN : second == best.score ? FILE_AMBIGUOUS : best.kind;
    name_free(&name);
    return match;
}

// Whether `a` rather than `b` is the report itself: what is told more surely, then the shorter name.
static bool is_rather(const FileMatch *a, const char *a_name, const FileMatch *b, const char *b_name) {
    if (a->kind != b->kind) {
        return a->kind < b->kind;
    }
    return strlen(a_name) != strlen(b_name) ? strlen(a_name) < strlen(b_name) : strcmp(a_name, b_name) < 0;
}

static void mark_extras(FileMatch *matches, const char *const *names, size_t count, size_t report_count,
                        Arena *arena) {
    size_t *first = ARENA_ARRAY(arena, size_t, report_count + 1);
    for (size_t i = 0; i < report_count; i++) {
        first[i] = SV_NONE;
    }
    for (size_t i = 0; i < count; i++) {
        FileMatch *match = &matches[i];
        if (match->kind < FILE_BY_DOI) {
            continue;
        }
        size_t *kept = &first[match->report];
        if (*kept != SV_NONE && !is_rather(match, names[i], &matches[*kept], names[*kept])) {
            match->is_extra = true;
            continue;
        }
        if (*kept != SV_NONE) {
            matches[*kept].is_extra = true;
        }
        *kept = i;
    }
}

FileMatch *retrieving_match(const char *const *names, size_t count, const WantedReport *reports,
                            size_t report_count, Arena *arena) {
    FileMatch *matches = ARENA_ARRAY(arena, FileMatch, count + 1);
    ReportWords *words = ARENA_ARRAY(arena, ReportWords, report_count + 1);
    for (size_t i = 0; i < report_count; i++) {
        words[i] = words_of(reports[i].study);
    }
    for (size_t i = 0; i < count; i++) {
        matches[i] = match_one(names[i], reports, words, report_count);
    }
    for (size_t i = 0; i < report_count; i++) {
        words_free(&words[i]);
    }
    mark_extras(matches, names, count, report_count, arena);
    return matches;
}

// --- paths ---

// Up to and with the last slash.
static StringView folder_of(const char *path) {
    const char *slash = strrchr(path, '/');
    return (StringView){path, slash ? (size_t) (slash - path) + 1 : 0};
}

void retrieving_add_kept(const char *review_path, const char *file, String *out) {
    String path = {0};
    path_absolute(&path, file);
    StringView folder = folder_of(review_path), whole = string_view(&path);
    bool inside = folder.length > 1 && sv_starts(whole, folder) && whole.length > folder.length;
    string_add(out, inside ? sv_from(whole, folder.length) : whole);
    string_free(&path);
}

void retrieving_add_path(const char *review_path, const char *kept, String *path) {
    if (*kept != '/') {
        string_add(path, folder_of(review_path));
    }
    string_add_text(path, kept);
}
