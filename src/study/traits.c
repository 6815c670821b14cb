#include "carrel/base/text.h"
#include "carrel/study/likeness.h"

#include <string.h>

// What of a record tells which study it is of, with the habits of databases taken off.

#define TITLE_MOST  400 // letters and digits that are compared
#define TEXT_MOST   120 // of a name
#define NUMBER_MOST 24  // of a volume or an issue: what is longer is something else

static const char *keep(Arena *arena, const String *text, size_t most) {
    return text->length ? arena_copy_view(arena, sv_part(string_view(text), 0, most)) : "";
}

// The text without tags such as <sup>, which some databases leave in titles.
static void add_untagged(StringView text, String *out) {
    for (size_t i = 0; i < text.length; i++) {
        bool opens = text.data[i] == '<' && i + 1 < text.length &&
                     (text.data[i + 1] == '/' || (text.data[i + 1] >= 'a' && text.data[i + 1] <= 'z') ||
                      (text.data[i + 1] >= 'A' && text.data[i + 1] <= 'Z'));
        size_t end = opens ? sv_find_char(sv_part(text, i, 12), '>') : SV_NONE;
        if (end != SV_NONE) {
            i += end;
        } else {
            string_add_char(out, text.data[i]);
        }
    }
}

static bool has_digit(StringView word) {
    for (size_t i = 0; i < word.length; i++) {
        if (word.data[i] >= '0' && word.data[i] <= '9') {
            return true;
        }
    }
    return false;
}

// Words that tell apart studies of otherwise one title, and what stands for them among the numbers.
static const struct {
    const char *word;
    bool is_beginning; // of "hypoglycaemia"
    const char *mark;
} telling[] = {
    {"one", false, "1"},         {"two", false, "2"},          {"three", false, "3"},  {"four", false, "4"},
    {"five", false, "5"},        {"six", false, "6"},          {"seven", false, "7"},  {"eight", false, "8"},
    {"nine", false, "9"},        {"ten", false, "10"},         {"first", false, "1"},  {"second", false, "2"},
    {"third", false, "3"},       {"fourth", false, "4"},       {"fifth", false, "5"},  {"ii", false, "2"},
    {"iii", false, "3"},         {"iv", false, "4"},           {"vi", false, "6"},     {"vii", false, "7"},
    {"viii", false, "8"},        {"ix", false, "9"},           {"men", false, "m"},    {"male", false, "m"},
    {"males", false, "m"},       {"boys", false, "m"},         {"women", false, "f"},  {"female", false, "f"},
    {"females", false, "f"},     {"girls", false, "f"},        {"hypo", true, "-"},    {"hyper", true, "+"},
    {"low", false, "-"},         {"high", false, "+"},         {"lower", false, "-"},  {"upper", false, "+"},
    {"decrease", true, "-"},     {"increase", true, "+"},      {"before", false, "<"}, {"after", false, ">"},
    {"preoperative", true, "<"}, {"postoperative", true, ">"}, {"left", false, "l"},   {"right", false, "r"},
};

// Appends what of a word tells: the digits ("19" of "covid19"), what a number says in words or Roman, one of a
// pair of opposites, a letter ("hepatitis B"), of which those that are articles or are cut off by an
// apostrophe tell nothing.
static void add_telling(StringView word, String *numbers) {
    for (size_t i = 0; i < sizeof telling / sizeof *telling; i++) {
        if (telling[i].word[0] != word.data[0]) {
            continue;
        }
        StringView wanted = sv(telling[i].word);
        if (telling[i].is_beginning ? sv_starts(word, wanted) : sv_equal(word, wanted)) {
            string_add_text(numbers, telling[i].mark);
            return;
        }
    }
    if (word.length == 1 && word.data[0] >= 'b' && word.data[0] <= 'h' && word.data[0] != 'e') {
        string_add(numbers, word);
        return;
    }
    for (size_t i = 0; i < word.length; i++) {
        if (word.data[i] >= '0' && word.data[i] <= '9') {
            string_add_char(numbers, word.data[i]);
        }
    }
}

// Publishers rename what is retracted; that does not make it another article.
static StringView skip_mark(StringView folded) {
    static const char *const marks[] = {"retracted article", "retracted", "withdrawn"};
    StringView rest = sv_trim(folded);
    while (rest.length > 0 && (rest.data[0] == '[' || rest.data[0] == '(')) {
        rest = sv_from(rest, 1);
    }
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        StringView after = sv_from(rest, strlen(marks[i]));
        if (sv_starts(rest, sv(marks[i])) && after.length > 0 &&
            sv_find_char(SV(":.])"), after.data[0]) != SV_NONE) {
            return sv_from(after, 1);
        }
    }
    return folded;
}

// `numbers` may be NULL.
static const char *glue_title(const char *title, Arena *arena, const char **numbers) {
    String plain = {0}, folded = {0}, glued = {0}, counting = {0};
    add_untagged(sv(title), &plain);
    text_add_fold(&folded, string_view(&plain));
    StringView text = skip_mark(string_view(&folded)), word;
    size_t offset = 0;
    while (glued.length < TITLE_MOST && text_next_word(text, &offset, &word)) {
        string_add(&glued, word);
        add_telling(word, &counting);
    }
    const char *kept = keep(arena, &glued, TITLE_MOST);
    if (numbers) {
        *numbers = keep(arena, &counting, TITLE_MOST);
    }
    string_free(&plain);
    string_free(&folded);
    string_free(&glued);
    string_free(&counting);
    return kept;
}

// Folded words, with `between` (may be 0) between them.
static const char *fold_words(const char *text, char between, Arena *arena) {
    String folded = {0}, words = {0};
    StringView word;
    size_t offset = 0;
    text_add_fold(&folded, sv(text));
    while (text_next_word(string_view(&folded), &offset, &word)) {
        if (between && words.length > 0) {
            string_add_char(&words, between);
        }
        string_add(&words, word);
    }
    const char *kept = keep(arena, &words, TEXT_MOST);
    string_free(&folded);
    string_free(&words);
    return kept;
}

static const char *journal_words(const char *name, Arena *arena) {
    String words = {0};
    journal_add_words(name, &words);
    const char *kept = keep(arena, &words, TEXT_MOST);
    string_free(&words);
    return kept;
}

static bool is_issn_char(char c) {
    return (c >= '0' && c <= '9') || c == 'x' || c == 'X';
}

// All ISSNs in the text: "0142-6338 (Print)\n1465-3664".
static void take_issns(const char *text, Traits *traits) {
    StringView rest = sv(text);
    for (size_t i = 0; i < rest.length && traits->issn_count < TRAIT_ISSNS;) {
        char digits[9] = {0};
        size_t count = 0, at = i;
        while (at < rest.length && count < 8 &&
               (is_issn_char(rest.data[at]) || (count == 4 && rest.data[at] == '-'))) {
            if (rest.data[at] != '-') {
                digits[count++] = rest.data[at] == 'X' ? 'x' : rest.data[at];
            }
            at++;
        }
        bool whole = count == 8 && (at == rest.length || !is_issn_char(rest.data[at]));
        if (whole) {
            memcpy(traits->issns[traits->issn_count++], digits, sizeof digits);
            i = at;
        } else { // behind this run of digits: an ISBN is none
            while (i < rest.length && is_issn_char(rest.data[i])) {
                i++;
            }
            i += i < rest.length;
        }
    }
}

// The first number of a volume or an issue, without leading zeros; "12" of "12 Suppl 2". Where
// there is none, the folded words.
static const char *first_number(const char *text, Arena *arena) {
    StringView all = sv_part(sv(text), 0, NUMBER_MOST);
    size_t start = 0;
    while (start < all.length && (all.data[start] < '0' || all.data[start] > '9')) {
        start++;
    }
    if (start == all.length) {
        return all.length < NUMBER_MOST ? fold_words(text, 0, arena) : "";
    }
    size_t end = start;
    while (end < all.length && all.data[end] >= '0' && all.data[end] <= '9') {
        end++;
    }
    while (start + 1 < end && all.data[start] == '0') {
        start++;
    }
    return arena_copy_view(arena, sv_part(all, start, end - start));
}

// "s112" of "S112-20", "657" of "pp. 657-668".
static const char *first_page(const char *text, Arena *arena) {
    String folded = {0};
    StringView word = {0}, page = {0};
    size_t offset = 0;
    text_add_fold(&folded, sv(text));
    while (page.length == 0 && text_next_word(string_view(&folded), &offset, &word)) {
        page = has_digit(word) ? word : page;
    }
    while (page.length > 1 && page.data[0] == '0') {
        page = sv_from(page, 1);
    }
    const char *kept = page.length ? arena_copy_view(arena, sv_part(page, 0, TEXT_MOST)) : "";
    string_free(&folded);
    return kept;
}

// "nct01309620": letters and at least six digits.
static const char *registration_in(const char *words, Arena *arena) {
    StringView rest = sv(words), word;
    while (rest.length > 0 && sv_split(&rest, ' ', &word)) {
        size_t letters = 0, digits = 0;
        while (letters < word.length && word.data[letters] >= 'a' && word.data[letters] <= 'z') {
            letters++;
        }
        while (letters + digits < word.length && word.data[letters + digits] >= '0' &&
               word.data[letters + digits] <= '9') {
            digits++;
        }
        if (letters >= 3 && digits >= 6) {
            return arena_copy_view(arena, word);
        }
    }
    return "";
}

// --- kinds ---

typedef struct {
    const char *words;
    unsigned kind;
} KindWord;

// How a title begins, folded, without apostrophes and a first "the".
static const KindWord title_beginnings[] = {
    {"erratum", TRAIT_NOTICE},
    {"errata", TRAIT_NOTICE},
    {"corrigend", TRAIT_NOTICE},
    {"correction", TRAIT_NOTICE},
    {"addendum", TRAIT_NOTICE},
    {"retraction", TRAIT_NOTICE},
    {"publisher correction", TRAIT_NOTICE},
    {"author correction", TRAIT_NOTICE},
    {"expression of concern", TRAIT_NOTICE},
    {"notice of retraction", TRAIT_NOTICE},
    {"comment on", TRAIT_REPLY},
    {"comments on", TRAIT_REPLY},
    {"commentary", TRAIT_REPLY},
    {"re:", TRAIT_REPLY},
    {"reply", TRAIT_REPLY},
    {"author reply", TRAIT_REPLY},
    {"authors reply", TRAIT_REPLY},
    {"authors response", TRAIT_REPLY},
    {"response to", TRAIT_REPLY},
    {"in reply", TRAIT_REPLY},
    {"letter to the editor", TRAIT_REPLY},
    {"letter by", TRAIT_REPLY},
    {"response by", TRAIT_REPLY},
};
// What stands alone behind the last colon, bracket or full stop of a title, folded in the same way.
static const KindWord title_endings[] = {
    {"erratum", TRAIT_NOTICE},
    {"errata", TRAIT_NOTICE},
    {"corrigendum", TRAIT_NOTICE},
    {"corrigenda", TRAIT_NOTICE},
    {"correction", TRAIT_NOTICE},
    {"corrections", TRAIT_NOTICE},
    {"addendum", TRAIT_NOTICE},
    {"retraction", TRAIT_NOTICE},
    {"author correction", TRAIT_NOTICE},
    {"publisher correction", TRAIT_NOTICE},
    {"expression of concern", TRAIT_NOTICE},
    {"comment", TRAIT_REPLY},
    {"comments", TRAIT_REPLY},
    {"commentary", TRAIT_REPLY},
    {"reply", TRAIT_REPLY},
    {"author reply", TRAIT_REPLY},
    {"authors reply", TRAIT_REPLY},
    {"response", TRAIT_REPLY},
    {"authors response", TRAIT_REPLY},
    {"letter", TRAIT_REPLY},
    {"letter to the editor", TRAIT_REPLY},
};
// What a publication type contains, folded.
static const KindWord type_parts[] = {
    {"erratum", TRAIT_NOTICE},
    {"retraction of publication", TRAIT_NOTICE},
    {"retraction notice", TRAIT_NOTICE},
    {"expression of concern", TRAIT_NOTICE},
    {"preprint", TRAIT_PREPRINT},
    {"conference abstract", TRAIT_CONGRESS},
    {"meeting abstract", TRAIT_CONGRESS},
    {"congress abstract", TRAIT_CONGRESS},
};
// How the name of a server of preprints begins, as journal_add_words leaves it.
static const char *const preprint_servers[] = {"biorxiv",       "medrxiv", "arxiv",           "chemrxiv",
                                               "psyarxiv",      "ssrn",    "research square", "preprints",
                                               "osf preprints", "authorea"};
// How DOIs begin that are given to preprints alone: 10.1101/2 is of bioRxiv and medRxiv, since
// their numbers are dates; the publisher's journals go on with a letter.
static const char *const preprint_prefixes[] = {"10.1101/2", "10.21203/", "10.2139/",  "10.48550/",
                                                "10.20944/", "10.26434/", "10.31234/", "10.31219/"};

// The folded title without apostrophes, of which there are several.
static void add_plain_title(const char *title, String *out) {
    String folded = {0};
    text_add_fold(&folded, sv(title));
    StringView rest = string_view(&folded);
    while (rest.length > 0) {
        size_t mark = rest.data[0] == '\'' ? 1 : sv_starts(rest, SV("\u2019")) ? strlen("\u2019") : 0;
        string_add(out, sv_part(rest, 0, mark ? 0 : 1));
        rest = sv_from(rest, mark ? mark : 1);
    }
    string_free(&folded);
}

static bool ends_segment(char c) {
    return sv_find_char(SV("])}. "), c) != SV_NONE;
}

static StringView skip_the(StringView text) {
    return sv_starts(text, SV("the ")) ? sv_from(text, strlen("the ")) : text;
}

static unsigned kinds_of_title(StringView title) {
    unsigned kinds = 0;
    while (title.length > 0 && sv_find_char(SV("[( "), title.data[0]) != SV_NONE) {
        title = sv_from(title, 1);
    }
    while (title.length > 0 && ends_segment(title.data[title.length - 1])) {
        title.length--;
    }
    StringView beginning = skip_the(title), ending = title;
    for (size_t i = title.length; i > 0 && ending.length == title.length; i--) {
        ending = sv_find_char(SV(":.[("), title.data[i - 1]) != SV_NONE ? sv_from(title, i) : ending;
    }
    ending = skip_the(sv_trim(ending));
    for (size_t i = 0; i < sizeof title_beginnings / sizeof *title_beginnings; i++) {
        kinds |= sv_starts(beginning, sv(title_beginnings[i].words)) ? title_beginnings[i].kind : 0;
    }
    for (size_t i = 0; i < sizeof title_endings / sizeof *title_endings; i++) {
        kinds |= sv_equal(ending, sv(title_endings[i].words)) ? title_endings[i].kind : 0;
    }
    return kinds;
}

static unsigned kinds_of(const Study *study, const Traits *traits) {
    String folded = {0};
    add_plain_title(study->title, &folded);
    unsigned kinds = kinds_of_title(string_view(&folded));
    for (size_t t = 0; t < study->publication_types.count; t++) {
        string_clear(&folded);
        text_add_fold(&folded, sv(study->publication_types.items[t]));
        for (size_t i = 0; i < sizeof type_parts / sizeof *type_parts; i++) {
            kinds |=
                sv_find(string_view(&folded), sv(type_parts[i].words)) != SV_NONE ? type_parts[i].kind : 0;
        }
    }
    string_free(&folded);
    for (size_t i = 0; i < sizeof preprint_servers / sizeof *preprint_servers; i++) {
        kinds |= sv_starts(sv(traits->journal), sv(preprint_servers[i])) ? (unsigned) TRAIT_PREPRINT : 0;
    }
    for (size_t i = 0; i < sizeof preprint_prefixes / sizeof *preprint_prefixes; i++) {
        kinds |= sv_starts(sv(traits->doi), sv(preprint_prefixes[i])) ? (unsigned) TRAIT_PREPRINT : 0;
    }
    return kinds;
}

static void take_authors(const Study *study, Arena *arena, Traits *traits) {
    traits->given = "";
    for (size_t i = 0; i < study->author_count && traits->author_count < TRAIT_AUTHORS; i++) {
        const Author *author = &study->authors[i];
        const char *name = fold_words(author->family ? author->family : author->collective, ' ', arena);
        if (name[0] && traits->author_count == 0) {
            traits->given = fold_words(author->given, 0, arena);
        }
        if (name[0] && strcmp(name, "anonymous") != 0) {
            traits->authors[traits->author_count++] = name;
        }
    }
}

void traits_of(const Study *study, Arena *arena, Traits *traits) {
    *traits = (Traits){
        .pmid = study->pmid,
        .doi = study->doi ? arena_copy(arena, study->doi) : "",
        .pmcid = study->pmcid ? arena_copy(arena, study->pmcid) : "",
        .year = study->year,
        .vernacular = glue_title(study->vernacular_title, arena, NULL),
        .journal = journal_words(study->journal.title, arena),
        .abbreviation = journal_words(study->journal.abbreviation, arena),
        .volume = first_number(study->volume, arena),
        .issue = first_number(study->issue, arena),
        .page = first_page(study->pages, arena),
    };
    traits->title = glue_title(study->title, arena, &traits->numbers);
    take_authors(study, arena, traits);
    take_issns(study->journal.issn, traits);
    take_issns(study->journal.essn, traits);
    traits->registration = registration_in(traits->journal, arena);
    traits->is_foreign =
        study->title_translated || (study->languages.count && strcmp(study->languages.items[0], "eng") != 0);
    traits->kinds = kinds_of(study, traits);
}
