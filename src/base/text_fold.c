#include "carrel/base/text.h"

#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>

// Letters that Unicode does not decompose, in lower case. Sorted.
typedef struct {
    uint32_t code_point;
    const char *folded;
} Spelling;
static const Spelling spellings[] = {
    {0x00df, "ss"}, {0x00e6, "ae"}, {0x00f0, "d"}, {0x00f8, "o"}, {0x00fe, "th"}, {0x0111, "d"},
    {0x0127, "h"},  {0x0131, "i"},  {0x0138, "k"}, {0x0142, "l"}, {0x014b, "n"},  {0x0153, "oe"},
    {0x0167, "t"},  {0x0180, "b"},  {0x0192, "f"}, {0x019a, "l"}, {0x01b6, "z"},  {0x01e5, "g"},
    {0x0234, "l"},  {0x0237, "j"},  {0x023c, "c"}, {0x0247, "e"}, {0x0249, "j"},  {0x024d, "r"},
    {0x024f, "y"},  {0x0268, "i"},  {0x0289, "u"}, {0x1d7d, "p"}, {0x2206, "δ"},  {0xa755, "q"},
};

static const char *const greek_names[] = {
    "alpha", "beta",   "gamma",   "delta", "epsilon", "zeta",    "eta",   "theta", "iota",
    "kappa", "lambda", "mu",      "nu",    "xi",      "omicron", "pi",    "rho",   "sigma",
    "sigma", "tau",    "upsilon", "phi",   "chi",     "psi",     "omega",
};
#define GREEK_FIRST 0x03b1 // alpha; then in the order of greek_names, both sigmas
#define GREEK_LAST  0x03c9

// Greek letters beside one another up to this many are symbols ("γδ T cells");
// more are a Greek word, which stays as it is.
#define GREEK_SYMBOLS_MOST 2

typedef struct {
    String *out;
    size_t start;     // of what this call appends
    bool after_name;  // a letter's name was the last thing appended
    size_t greek_run; // Greek letters in the run that we are in, 0 outside
} Fold;

static bool is_greek(uint32_t code_point) {
    bool in_block =
        (code_point >= 0x370 && code_point <= 0x3ff) || (code_point >= 0x1f00 && code_point <= 0x1fff);
    return in_block && uc_is_general_category_withtable(code_point, UC_CATEGORY_MASK_L);
}

// Marks that are left out: accents and the like, Hebrew and Arabic points. Those that
// make another letter of their base (kana voicing, Indic vowels) stay.
static bool is_accent(uint32_t code_point) {
    if (code_point < 0x300) {
        return false;
    }
    int class = uc_combining_class(code_point);
    return class >= 202 || (class >= 10 && class <= 36);
}

static size_t count_greek(StringView text) {
    size_t count = 0;
    uint32_t code_point;
    for (size_t i = 0; i < text.length && count <= GREEK_SYMBOLS_MOST;) {
        i += text_decode(sv_from(text, i), &code_point);
        if (is_greek(code_point)) {
            count++;
        } else if (!is_accent(code_point)) {
            break;
        }
    }
    return count;
}

static bool is_letter_or_digit(uint32_t code_point) {
    if (code_point < 0x80) {
        return (code_point | 0x20) - 'a' < 26 || code_point - '0' < 10;
    }
    return uc_is_general_category_withtable(code_point, UC_CATEGORY_MASK_L | UC_CATEGORY_MASK_N);
}

static void add_greek_name(Fold *fold, uint32_t letter) {
    String *out = fold->out;
    // A space only beside letters and digits, so that β-catenin folds as beta-catenin does.
    bool touches =
        out->length > fold->start && ((unsigned char) out->data[out->length - 1] >= 0x80 ||
                                      is_letter_or_digit((unsigned char) out->data[out->length - 1]));
    if (touches) {
        string_add_char(out, ' ');
    }
    string_add_text(out, greek_names[letter - GREEK_FIRST]);
    fold->after_name = true;
}

static void add_plain(Fold *fold, uint32_t code_point) {
    if (fold->after_name && is_letter_or_digit(code_point)) {
        string_add_char(fold->out, ' ');
    }
    fold->after_name = false;
    string_add_code_point(fold->out, code_point);
}

static const char *find_spelling(uint32_t code_point) {
    size_t low = 0, high = sizeof spellings / sizeof spellings[0];
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (spellings[middle].code_point == code_point) {
            return spellings[middle].folded;
        }
        if (spellings[middle].code_point < code_point) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}

// Recursion ends with Unicode's decompositions, which are a few levels deep.
static void add_folded(Fold *fold, uint32_t code_point) {
    if (is_accent(code_point)) {
        return;
    }
    code_point = uc_tolower(code_point);
    const char *spelling = find_spelling(code_point);
    if (spelling) {
        StringView rest = sv(spelling);
        uint32_t letter;
        for (size_t bytes; (bytes = text_decode(rest, &letter)) > 0; rest = sv_from(rest, bytes)) {
            add_folded(fold, letter);
        }
        return;
    }
    ucs4_t parts[UC_DECOMPOSITION_MAX_LENGTH];
    int tag;
    int count = uc_decomposition(code_point, &tag, parts);
    // A composed letter whose mark would stay (Hangul, kana) stays composed.
    if (count > 1 && tag == UC_DECOMP_CANONICAL && !is_accent(parts[count - 1])) {
        count = 0;
    }
    if (count > 0) {
        for (int i = 0; i < count; i++) {
            add_folded(fold, parts[i]);
        }
    } else if (code_point >= GREEK_FIRST && code_point <= GREEK_LAST &&
               fold->greek_run <= GREEK_SYMBOLS_MOST) {
        add_greek_name(fold, code_point);
    } else {
        add_plain(fold, code_point == 0x03c2 ? 0x03c3 : code_point); // final sigma as any other
    }
}

// Eight at a time: sums of the lower seven bits do not reach the next byte, and set the top bit of each
// that is at least 'A', or more than 'Z'.
static uint64_t lower_eight(uint64_t eight) {
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t capital = ((eight + (0x80 - 'A') * ones) ^ (eight + (0x7f - 'Z') * ones)) & 0x80 * ones;
    return eight | capital >> 2;
}

static void add_ascii(Fold *fold, StringView run) {
    if (fold->after_name && is_letter_or_digit((unsigned char) run.data[0])) {
        string_add_char(fold->out, ' ');
    }
    fold->after_name = false;
    size_t i = fold->out->length;
    string_add(fold->out, run);
    char *folded = fold->out->data;
    for (uint64_t eight; i + sizeof eight <= fold->out->length; i += sizeof eight) {
        memcpy(&eight, folded + i, sizeof eight);
        eight = lower_eight(eight);
        memcpy(folded + i, &eight, sizeof eight);
    }
    for (; i < fold->out->length; i++) {
        unsigned char c = (unsigned char) folded[i];
        folded[i] = (char) (c | ((unsigned char) (c - 'A') < 26) << 5);
    }
}

void text_add_fold(String *out, StringView text) {
    Fold fold = {.out = out, .start = out->length};
    for (size_t i = 0; i < text.length;) {
        size_t end = i + text_ascii_length(sv_from(text, i));
        if (end > i) {
            fold.greek_run = 0;
            add_ascii(&fold, sv_part(text, i, end - i));
            i = end;
            continue;
        }
        uint32_t code_point;
        size_t bytes = text_decode(sv_from(text, i), &code_point);
        if (is_greek(code_point)) {
            if (fold.greek_run == 0) {
                fold.greek_run = count_greek(sv_from(text, i));
            }
        } else if (!is_accent(code_point)) {
            fold.greek_run = 0;
        }
        add_folded(&fold, code_point);
        i += bytes;
    }
}
