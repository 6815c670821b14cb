#include "bibtex_text.h"

#include "carrel/base/text.h"

#include <ctype.h>
#include <string.h>

// Accents by the sign or letter of their macro: the combining mark, and what \'{} prints.
static const struct {
    char name;
    uint16_t mark, alone;
} accents[] = {
    {'\'', 0x301, 0xb4}, {'`', 0x300, '`'},   {'^', 0x302, '^'},   {'"', 0x308, 0xa8},
    {'~', 0x303, '~'},   {'=', 0x304, 0xaf},  {'.', 0x307, 0x2d9}, {'u', 0x306, 0x2d8},
    {'v', 0x30c, 0x2c7}, {'H', 0x30b, 0x2dd}, {'c', 0x327, 0xb8},  {'d', 0x323, '.'},
    {'b', 0x331, '_'},   {'r', 0x30a, 0x2da}, {'k', 0x328, 0x2db}, {'G', 0x30f, '"'},
};

// Macros of one character, or of a few. [The Comprehensive LaTeX Symbol List, CTAN]
static const struct {
    const char *name, *text;
} symbols[] = {
    {"AA", "Å"},
    {"AE", "Æ"},
    {"Alpha", "Α"},
    {"Beta", "Β"},
    {"Chi", "Χ"},
    {"DH", "Ð"},
    {"DJ", "Đ"},
    {"Delta", "Δ"},
    {"Gamma", "Γ"},
    {"L", "Ł"},
    {"Lambda", "Λ"},
    {"NG", "Ŋ"},
    {"O", "Ø"},
    {"OE", "Œ"},
    {"Omega", "Ω"},
    {"P", "¶"},
    {"Phi", "Φ"},
    {"Pi", "Π"},
    {"Psi", "Ψ"},
    {"Rightarrow", "⇒"},
    {"S", "§"},
    {"SS", "SS"},
    {"Sigma", "Σ"},
    {"TH", "Þ"},
    {"Theta", "Θ"},
    {"Upsilon", "Υ"},
    {"Xi", "Ξ"},
    {"aa", "å"},
    {"ae", "æ"},
    {"alpha", "α"},
    {"approx", "≈"},
    {"ast", "*"},
    {"beta", "β"},
    {"bullet", "•"},
    {"cap", "∩"},
    {"cdot", "·"},
    {"cdots", "⋯"},
    {"chi", "χ"},
    {"circ", "°"},
    {"colon", ":"},
    {"cong", "≅"},
    {"copyright", "©"},
    {"cup", "∪"},
    {"dag", "†"},
    {"dagger", "†"},
    {"ddag", "‡"},
    {"degree", "°"},
    {"delta", "δ"},
    {"dh", "ð"},
    {"div", "÷"},
    {"dj", "đ"},
    {"dots", "…"},
    {"downarrow", "↓"},
    {"ell", "ℓ"},
    {"epsilon", "ε"},
    {"equiv", "≡"},
    {"eta", "η"},
    {"euro", "€"},
    {"exists", "∃"},
    {"forall", "∀"},
    {"gamma", "γ"},
    {"ge", "≥"},
    {"geq", "≥"},
    {"geqslant", "≥"},
    {"gg", "≫"},
    {"gt", ">"},
    {"guillemotleft", "«"},
    {"guillemotright", "»"},
    {"i", "ı"},
    {"in", "∈"},
    {"infty", "∞"},
    {"int", "∫"},
    {"iota", "ι"},
    {"j", "ȷ"},
    {"kappa", "κ"},
    {"l", "ł"},
    {"lambda", "λ"},
    {"langle", "⟨"},
    {"ldots", "…"},
    {"le", "≤"},
    {"leftarrow", "←"},
    {"leftrightarrow", "↔"},
    {"leq", "≤"},
    {"leqslant", "≤"},
    {"ll", "≪"},
    {"lt", "<"},
    {"mp", "∓"},
    {"mu", "μ"},
    {"nabla", "∇"},
    {"ne", "≠"},
    {"neq", "≠"},
    {"ng", "ŋ"},
    {"nu", "ν"},
    {"o", "ø"},
    {"oe", "œ"},
    {"omega", "ω"},
    {"partial", "∂"},
    {"phi", "φ"},
    {"pi", "π"},
    {"pm", "±"},
    {"pounds", "£"},
    {"prime", "′"},
    {"prod", "∏"},
    {"propto", "∝"},
    {"psi", "ψ"},
    {"quad", " "},
    {"qquad", " "},
    {"rangle", "⟩"},
    {"rho", "ρ"},
    {"rightarrow", "→"},
    {"sigma", "σ"},
    {"sim", "∼"},
    {"simeq", "≃"},
    {"space", " "},
    {"sqrt", "√"},
    {"ss", "ß"},
    {"subset", "⊂"},
    {"sum", "∑"},
    {"tau", "τ"},
    {"textasciicircum", "^"},
    {"textasciigrave", "`"},
    {"textasciitilde", "~"},
    {"textbackslash", "\\"},
    {"textbar", "|"},
    {"textbraceleft", "{"},
    {"textbraceright", "}"},
    {"textbullet", "•"},
    {"textcopyright", "©"},
    {"textdegree", "°"},
    {"textdollar", "$"},
    {"textemdash", "—"},
    {"textendash", "–"},
    {"texteuro", "€"},
    {"textgreater", ">"},
    {"textless", "<"},
    {"textmu", "µ"},
    {"textohm", "Ω"},
    {"textperiodcentered", "·"},
    {"textperthousand", "‰"},
    {"textpm", "±"},
    {"textquotedbl", "\""},
    {"textquotedblleft", "“"},
    {"textquotedblright", "”"},
    {"textquoteleft", "‘"},
    {"textquoteright", "’"},
    {"textquotesingle", "'"},
    {"textregistered", "®"},
    {"texttimes", "×"},
    {"texttrademark", "™"},
    {"textunderscore", "_"},
    {"textvisiblespace", " "},
    {"th", "þ"},
    {"theta", "θ"},
    {"times", "×"},
    {"to", "→"},
    {"uparrow", "↑"},
    {"upsilon", "υ"},
    {"varepsilon", "ε"},
    {"varphi", "φ"},
    {"vartheta", "ϑ"},
    {"xi", "ξ"},
    {"zeta", "ζ"},
};

enum { MARKS_MOST = 3 };

typedef struct {
    String *out;
    bool verbatim;
    bool math;                 // between dollars
    size_t marks;              // accents that wait for their letter
    size_t accent[MARKS_MOST]; // which ones, outermost first
} Latex;

// Appends a character with the accents that wait for it.
static void add_letter(Latex *latex, uint32_t letter) {
    // Accents go on the letter with a dot, whose dot they replace.
    if (latex->marks > 0) {
        letter = letter == 0x131 ? 'i' : letter == 0x237 ? 'j' : letter;
    }
    while (latex->marks > 0) {
        uint32_t mark = accents[latex->accent[--latex->marks]].mark;
        uint32_t both = text_compose(letter, mark);
        if (both == 0) {
            string_add_code_point(latex->out, letter);
            letter = mark;
        } else {
            letter = both;
        }
    }
    string_add_code_point(latex->out, letter);
}

// Accents without a letter print themselves.
static void end_accents(Latex *latex) {
    while (latex->marks > 0) {
        string_add_code_point(latex->out, accents[latex->accent[--latex->marks]].alone);
    }
}

static bool begin_accent(Latex *latex, char name) {
    for (size_t i = 0; i < sizeof accents / sizeof accents[0]; i++) {
        if (accents[i].name == name) {
            if (latex->marks == MARKS_MOST) {
                end_accents(latex);
            }
            latex->accent[latex->marks++] = i;
            return true;
        }
    }
    return false;
}

static const char *find_symbol(StringView name) {
    for (size_t i = 0; i < sizeof symbols / sizeof symbols[0]; i++) {
        if (sv_equal(name, sv(symbols[i].name))) {
            return symbols[i].text;
        }
    }
    return NULL;
}

bool bibtex_is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

size_t bibtex_count_spaces(StringView text) {
    size_t count = 0;
    while (count < text.length && bibtex_is_space(text.data[count])) {
        count++;
    }
    return count;
}

// A macro at the beginning of `text`, which is its backslash. Returns its bytes.
static size_t add_macro(Latex *latex, StringView text) {
    size_t length = 1;
    while (length < text.length && isalpha((unsigned char) text.data[length])) {
        length++;
    }
    if (length == 1) { // a sign
        char sign = text.length > 1 ? text.data[1] : '\0';
        if (sign == '\0' || sign == '\\' || sign == ',' || sign == ';' || sign == ':' ||
            bibtex_is_space(sign)) {
            end_accents(latex);
            string_add_char(latex->out, ' ');
        } else if (strchr("&%$#_{}", sign)) {
            add_letter(latex, (unsigned char) sign);
        } else if (!strchr("-/!@()[]", sign) && !begin_accent(latex, sign)) {
            return 1; // no macro; the sign is read as text
        }
        return text.length > 1 ? 2 : 1;
    }
    StringView name = sv_part(text, 1, length - 1);
    const char *symbol = find_symbol(name);
    if (symbol) {
        uint32_t first;
        size_t bytes = text_decode(sv(symbol), &first);
        add_letter(latex, first);
        string_add_text(latex->out, symbol + bytes);
    } else if (name.length == 1 && begin_accent(latex, name.data[0])) {
        return length;
    }
    return length + bibtex_count_spaces(sv_from(text, length));
}

// Whether a dollar begins or ends mathematics: "$n$" does, "$5 and $6" does not.
static bool is_math_sign(const Latex *latex, StringView text, size_t at) {
    enum { FORMULA_MOST = 400 };
    if (latex->math) {
        return true;
    }
    if (latex->verbatim || at + 1 >= text.length || text.data[at + 1] == '$') {
        return !latex->verbatim;
    }
    for (size_t i = at + 1; i < text.length && i < at + FORMULA_MOST; i++) {
        if (text.data[i] == '\\') {
            i++;
        } else if (text.data[i] == '$') {
            bool prose = bibtex_is_space(text.data[i - 1]) && isdigit((unsigned char) text.data[at + 1]);
            return !prose && !(i + 1 < text.length && isdigit((unsigned char) text.data[i + 1]) &&
                               isdigit((unsigned char) text.data[at + 1]));
        }
    }
    return false;
}

// "--", "---", "``", "''" and "~" at the beginning of `text`. Returns their bytes, 0 for none.
static size_t add_ligature(Latex *latex, StringView text, char before) {
    static const struct {
        const char *from, *to;
    } ligatures[] = {{"---", "—"}, {"--", "–"}, {"``", "“"}, {"''", "”"}};
    for (size_t i = 0; i < sizeof ligatures / sizeof ligatures[0]; i++) {
        if (sv_starts(text, sv(ligatures[i].from))) {
            string_add_text(latex->out, ligatures[i].to);
            return strlen(ligatures[i].from);
        }
    }
    // A tie between two words; one before a number stands for "about".
    if (text.data[0] == '~' && before && !bibtex_is_space(before)) {
        string_add_char(latex->out, ' ');
        return 1;
    }
    return 0;
}

// Bytes at the beginning that stand for themselves.
static size_t plain_length(StringView text) {
    static const bool signs[256] = {
        ['\\'] = true, ['{'] = true, ['}'] = true, ['$'] = true,  ['^'] = true,
        ['_'] = true,  ['-'] = true, ['`'] = true, ['\''] = true, ['~'] = true,
    };
    size_t i = 0;
    while (i < text.length && !signs[(unsigned char) text.data[i]]) {
        i++;
    }
    return i;
}

static void add_latex(StringView text, String *out, bool verbatim) {
    Latex latex = {.out = out, .verbatim = verbatim};
    for (size_t i = 0; i < text.length;) {
        size_t plain = latex.marks > 0 ? 0 : plain_length(sv_from(text, i));
        if (plain > 0) {
            string_add(out, sv_part(text, i, plain));
            i += plain;
            continue;
        }
        char c = text.data[i];
        if (latex.marks > 0 && (c == '{' || bibtex_is_space(c))) {
            i++;
            continue;
        }
        size_t taken = 0;
        if (c == '\\') {
            taken = add_macro(&latex, sv_from(text, i));
        } else if (c == '{' || c == '}') {
            end_accents(&latex);
            taken = 1;
        } else if (c == '$' && is_math_sign(&latex, text, i)) {
            end_accents(&latex);
            latex.math = !latex.math;
            taken = 1;
        } else if (latex.math && (c == '^' || c == '_')) {
            taken = 1;
        } else if (!verbatim && !latex.math && latex.marks == 0 && strchr("-`'~", c)) {
            taken = add_ligature(&latex, sv_from(text, i), i > 0 ? text.data[i - 1] : '\0');
        }
        if (taken == 0) {
            uint32_t letter;
            taken = text_decode(sv_from(text, i), &letter);
            if (latex.marks > 0) {
                add_letter(&latex, letter);
            } else {
                string_add(out, sv_part(text, i, taken));
            }
        }
        i += taken;
    }
    end_accents(&latex);
}

void bibtex_add_text(StringView text, String *out) {
    add_latex(text, out, false);
}

void bibtex_add_verbatim(StringView text, String *out) {
    add_latex(text, out, true);
}

void bibtex_add_escaped(StringView text, String *out) {
    for (size_t i = 0; i < text.length; i++) {
        char c = text.data[i];
        char next = i + 1 < text.length ? text.data[i + 1] : '\0';
        if (strchr("&%$#_{}", c) && c) {
            string_add_char(out, '\\');
            string_add_char(out, c);
        } else if (c == '\\') {
            string_add_text(out, "\\textbackslash{}");
        } else if (c == '~') {
            string_add_text(out, "\\textasciitilde{}");
        } else if (c == '^') {
            string_add_text(out, "\\textasciicircum{}");
        } else if (c == next && (c == '-' || c == '\'' || c == '`')) {
            string_add_char(out, c);
            string_add_text(out, "{}"); // else a dash or a quotation mark
        } else if (c == '\n') {
            string_add_text(out, "\n\n");
        } else {
            string_add_char(out, bibtex_is_space(c) ? ' ' : c);
        }
    }
}
