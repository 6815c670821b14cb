#include "carrel/base/text.h"
#include "carrel/pane/compare.h"
#include "carrel/study/likeness.h"

#include <inttypes.h>
#include <string.h>

// What two records say, field by field, with the words set off that only one of them has.

#define WORDS_MOST   600 // of a field: what is longer is cut
#define AUTHORS_MOST 12

typedef struct {
    ComparePane *pane;
    const Study *studies[2];
    Likeness likeness;
    Arena arena; // of the words of one field
} Fill;

// --- words ---

typedef struct {
    StringView text;   // with what stands beside it
    StringView folded; // letters and digits alone
} Word;

static size_t take_words(const char *text, Arena *arena, Word **words) {
    StringView rest = sv(text), part;
    size_t count = 0, capacity = 0;
    *words = NULL;
    String folded = {0}, glued = {0};
    while (rest.length > 0 && count < WORDS_MOST && sv_split(&rest, ' ', &part)) {
        StringView word;
        size_t offset = 0;
        string_clear(&folded);
        string_clear(&glued);
        text_add_fold(&folded, part);
        while (text_next_word(string_view(&folded), &offset, &word)) {
            string_add(&glued, word);
        }
        *words = arena_grow(arena, *words, &capacity, count + 1, sizeof **words);
        (*words)[count++] = (Word){part, sv(arena_copy_view(arena, string_view(&glued)))};
    }
    string_free(&folded);
    string_free(&glued);
    return count;
}

// Which words of both are in the longest sequence of words that they have in common. [Hunt &
// McIlroy 1976, by the table of lengths, since texts are short]
static void find_common(const Word *a, size_t a_count, const Word *b, size_t b_count, Arena *arena,
                        bool *in_a, bool *in_b) {
    size_t start = 0;
    while (start < a_count && start < b_count && sv_equal(a[start].folded, b[start].folded)) {
        in_a[start] = in_b[start] = true;
        start++;
    }
    while (a_count > start && b_count > start && sv_equal(a[a_count - 1].folded, b[b_count - 1].folded)) {
        in_a[--a_count] = true;
        in_b[--b_count] = true;
    }
    size_t rows = a_count - start + 1, columns = b_count - start + 1;
    uint16_t *lengths = ARENA_ARRAY(arena, uint16_t, rows * columns);
#define LENGTH(i, k) lengths[(i) *columns + (k)]
    for (size_t i = rows - 1; i-- > 0;) {
        for (size_t k = columns - 1; k-- > 0;) {
            bool same = sv_equal(a[start + i].folded, b[start + k].folded);
            uint16_t below = LENGTH(i + 1, k), beside = LENGTH(i, k + 1);
            LENGTH(i, k) = (uint16_t) (same ? LENGTH(i + 1, k + 1) + 1 : below > beside ? below : beside);
        }
    }
    for (size_t i = 0, k = 0; i + 1 < rows && k + 1 < columns;) {
        if (sv_equal(a[start + i].folded, b[start + k].folded)) {
            in_a[start + i++] = true;
            in_b[start + k++] = true;
        } else if (LENGTH(i + 1, k) >= LENGTH(i, k + 1)) {
            i++;
        } else {
            k++;
        }
    }
#undef LENGTH
}

// Runs of words that are common, and of words that are not.
static void add_words(Paragraph *text, const Word *words, const bool *common, size_t count, bool cut) {
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && common[end] == common[i]; end++) {
        }
        const char *from = words[i].text.data;
        StringView run = {from, (size_t) (words[end - 1].text.data + words[end - 1].text.length - from)};
        paragraph_add(text, i > 0 ? SV(" ") : SV(""), ROLE_NORMAL);
        paragraph_add(text, run, common[i] ? ROLE_NORMAL : ROLE_DIFFERENCE);
    }
    paragraph_add_text(text, cut ? " …" : NULL, ROLE_DIM);
}

// --- fields ---

static bool are_alike(const Word *a, size_t a_count, const Word *b, size_t b_count) {
    String x = {0}, y = {0};
    for (size_t i = 0; i < a_count; i++) {
        string_add(&x, a[i].folded);
    }
    for (size_t i = 0; i < b_count; i++) {
        string_add(&y, b[i].folded);
    }
    bool alike = sv_equal(string_view(&x), string_view(&y));
    string_free(&x);
    string_free(&y);
    return alike;
}

// `fit` is what the comparison of the records says of the field; unknown: only the texts tell.
static void add_field(Fill *fill, const char *label, const char *first, const char *second, Fit fit) {
    ComparePane *pane = fill->pane;
    const char *const texts[2] = {first ? first : "", second ? second : ""};
    if ((!*texts[0] && !*texts[1]) || pane->field_count == COMPARE_FIELDS) {
        return;
    }
    CompareField *field = &pane->fields[pane->field_count++];
    Word *words[2];
    size_t counts[2];
    bool *common[2];
    arena_reset(&fill->arena);
    for (int side = 0; side < 2; side++) {
        counts[side] = take_words(texts[side], &fill->arena, &words[side]);
        common[side] = ARENA_ARRAY(&fill->arena, bool, counts[side] + 1);
    }
    field->label = label;
    if (strcmp(texts[0], texts[1]) == 0) {
        field->difference = DIFFERENCE_NONE;
    } else if (!*texts[0] || !*texts[1]) {
        field->difference = DIFFERENCE_ABSENT;
    } else if (fit == FIT_AGREES || are_alike(words[0], counts[0], words[1], counts[1])) {
        field->difference = DIFFERENCE_WRITING;
    } else {
        field->difference = DIFFERENCE_CONTENT;
    }
    bool tells = field->difference >= DIFFERENCE_WRITING;
    if (tells) {
        find_common(words[0], counts[0], words[1], counts[1], &fill->arena, common[0], common[1]);
    }
    for (int side = 0; side < 2; side++) {
        paragraph_reset(&field->texts[side]);
        if (!counts[side]) {
            continue;
        }
        for (size_t i = 0; !tells && i < counts[side]; i++) {
            common[side][i] = true;
        }
        paragraph_block(&field->texts[side], NULL, ROLE_NORMAL, 0, false);
        add_words(&field->texts[side], words[side], common[side], counts[side], counts[side] == WORDS_MOST);
    }
}

// A text made for both sides by `add`.
static void add_made(Fill *fill, const char *label, void (*add)(const Study *study, String *out), Fit fit) {
    String texts[2] = {{0}, {0}};
    for (int side = 0; side < 2; side++) {
        if (fill->studies[side]) {
            add(fill->studies[side], &texts[side]);
        }
    }
    add_field(fill, label, string_text(&texts[0]), string_text(&texts[1]), fit);
    string_free(&texts[0]);
    string_free(&texts[1]);
}

static void add_text_of(Fill *fill, const char *label, size_t offset, Fit fit) {
    const char *texts[2] = {NULL, NULL};
    for (int side = 0; side < 2; side++) {
        if (fill->studies[side]) {
            memcpy(&texts[side], (const char *) fill->studies[side] + offset, sizeof texts[side]);
        }
    }
    add_field(fill, label, texts[0], texts[1], fit);
}

static void add_authors(const Study *study, String *out) {
    for (size_t i = 0; i < study->author_count && i < AUTHORS_MOST; i++) {
        string_add_text(out, i > 0 ? ", " : "");
        author_add_short(&study->authors[i], out);
    }
    if (study->author_count > AUTHORS_MOST) {
        string_format(out, " +%zu", study->author_count - AUTHORS_MOST);
    }
}

static void add_year(const Study *study, String *out) {
    if (study->date && *study->date) {
        string_add_text(out, study->date);
    } else if (study->year > 0) {
        string_format(out, "%d", study->year);
    }
}

static void add_journal(const Study *study, String *out) {
    string_add_text(out, study->journal.title ? study->journal.title : study->journal.abbreviation);
}

static void add_pmid(const Study *study, String *out) {
    if (study->pmid) {
        string_format(out, "%" PRId64, study->pmid);
    }
}

static void add_list(const TextList *list, String *out) {
    for (size_t i = 0; i < list->count; i++) {
        string_format(out, "%s%s", i > 0 ? ", " : "", list->items[i]);
    }
}

static void add_types(const Study *study, String *out) {
    add_list(&study->publication_types, out);
}

static void add_languages(const Study *study, String *out) {
    add_list(&study->languages, out);
}

static void add_trials(const Study *study, String *out) {
    Arena arena = {0};
    TextList numbers = study_trial_numbers(study, &arena);
    add_list(&numbers, out);
    arena_free(&arena);
}

static void add_abstract(const Study *study, String *out) {
    study_add_abstract(study, out);
    for (size_t i = 0; i < out->length; i++) {
        out->data[i] = out->data[i] == '\n' ? ' ' : out->data[i];
    }
}

static void fill_names(ComparePane *pane, const CompareSide *sides) {
    for (int side = 0; side < 2; side++) {
        Paragraph *name = &pane->names[side];
        paragraph_reset(name);
        paragraph_block(name, NULL, ROLE_NORMAL, 0, false);
        if (sides[side].mark.decision != DECISION_NONE) {
            paragraph_add_text(name, mark_sign(sides[side].mark.decision), mark_role(sides[side].mark));
            paragraph_add_text(name, " ", ROLE_NORMAL);
        }
        paragraph_add_text(name, sides[side].name, ROLE_TITLE);
        if (sides[side].source && *sides[side].source) {
            paragraph_block(name, NULL, ROLE_NORMAL, 0, false);
            paragraph_add_text(name, sides[side].source, ROLE_DIM);
        }
    }
}

void pane_compare_fill(ComparePane *pane, const CompareContent *content) {
    Fill fill = {.pane = pane, .studies = {content->sides[0].study, content->sides[1].study}};
    arena_reset(&pane->arena);
    pane->title = arena_copy(&pane->arena, content->title);
    pane->right = arena_copy(&pane->arena, content->right);
    pane->empty = false;
    pane->field_count = 0;
    pane->top = 0;
    paragraph_reset(&pane->why);
    if (content->why && *content->why) {
        paragraph_block(&pane->why, NULL, ROLE_NORMAL, 0, false);
        paragraph_add_text(&pane->why, content->why, ROLE_NORMAL);
    }
    fill_names(pane, content->sides);
    Traits traits[2];
    Study none;
    study_init(&none);
    for (int side = 0; side < 2; side++) {
        traits_of(fill.studies[side] ? fill.studies[side] : &none, &pane->arena, &traits[side]);
    }
    const Likeness likeness = traits_compare(&traits[0], &traits[1]);
    Fit title = likeness.titles == 1 ? FIT_AGREES : FIT_UNKNOWN;
    Fit year = likeness.year == FIT_NEARLY ? FIT_DIFFERS : likeness.year;
    add_text_of(&fill, "Title", offsetof(Study, title), title);
    add_text_of(&fill, "Original", offsetof(Study, vernacular_title), FIT_UNKNOWN);
    add_made(&fill, "Authors", add_authors, likeness.author);
    add_made(&fill, "Year", add_year, year);
    add_made(&fill, "Journal", add_journal, likeness.journal);
    add_text_of(&fill, "Volume", offsetof(Study, volume), likeness.volume);
    add_text_of(&fill, "Issue", offsetof(Study, issue), likeness.issue);
    add_text_of(&fill, "Pages", offsetof(Study, pages), likeness.page);
    add_text_of(&fill, "DOI", offsetof(Study, doi), likeness.doi);
    add_made(&fill, "PMID", add_pmid, FIT_UNKNOWN);
    add_text_of(&fill, "PMCID", offsetof(Study, pmcid), FIT_UNKNOWN);
    add_made(&fill, "Trial", add_trials, FIT_UNKNOWN);
    add_made(&fill, "Type", add_types, FIT_UNKNOWN);
    add_made(&fill, "Language", add_languages, FIT_UNKNOWN);
    add_made(&fill, "Abstract", add_abstract, FIT_UNKNOWN);
    arena_free(&fill.arena);
}
