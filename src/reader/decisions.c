#include "carrel/reader/decisions.h"

#include "carrel/reader/fields.h"
#include "carrel/reader/markup.h"

#include <ctype.h>
#include <string.h>

// Of one record. More is no screening.
enum {
    REVIEWERS_MOST = 64,
    LABELS_MOST = 200,
    REASONS_MOST = 32,
    MARKS_MOST = 200,
    NOTE_MOST = 1 << 14,
    TEXT_MOST = 1 << 17,
};

const char *decision_word(StringView value) {
    static const struct {
        const char *word, *decision;
    } words[] = {
        {"1", "include"},         {"1.0", "include"},        {"include", "include"},
        {"included", "include"},  {"inclusion", "include"},  {"relevant", "include"},
        {"yes", "include"},       {"true", "include"},       {"0", "exclude"},
        {"0.0", "exclude"},       {"exclude", "exclude"},    {"excluded", "exclude"},
        {"exclusion", "exclude"}, {"irrelevant", "exclude"}, {"not relevant", "exclude"},
        {"no", "exclude"},        {"false", "exclude"},      {"maybe", "maybe"},
        {"unclear", "maybe"},     {"uncertain", "maybe"},
    };
    value = sv_trim(value);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (sv_equal_nocase(value, sv(words[i].word))) {
            return words[i].decision;
        }
    }
    return NULL;
}

// --- adding ---

static bool same_name(const char *a, const char *b) {
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static void add_label(TextList *labels, Arena *arena, const char *label) {
    bool known = !label || labels->count >= LABELS_MOST;
    for (size_t i = 0; i < labels->count && !known; i++) {
        known = strcmp(labels->items[i], label) == 0;
    }
    if (!known) {
        text_list_add(labels, arena, label);
    }
}

void decisions_add_labels(TextList *labels, Arena *arena, StringView list) {
    StringView part;
    while (sv_split(&list, ';', &part)) {
        add_label(labels, arena, field_text(arena, part));
    }
}

static bool is_plain(const RecordedDecision *said) {
    return said->decision && !said->reason && !said->note && !said->abstract && said->labels.count == 0 &&
           said->values.count == 0;
}

// What nobody signed is somebody's where one of the same mind signed: carrel writes a decision for
// ASReview and for Rayyan.
static void drop_unsigned(Study *study) {
    size_t count = study->decision_count, from = 0;
    while (from < count && (study->decisions[from].reviewer || !is_plain(&study->decisions[from]))) {
        from++;
    }
    for (size_t i = 0; i < count && from < count; i++) {
        const RecordedDecision *said = &study->decisions[i];
        if (said->reviewer && said->decision &&
            strcmp(said->decision, study->decisions[from].decision) == 0) {
            memmove(study->decisions + from, study->decisions + from + 1,
                    (count - from - 1) * sizeof *study->decisions);
            study->decision_count--;
            return;
        }
    }
}

void decisions_add(Study *study, Arena *arena, const RecordedDecision *said) {
    if (!said->decision && !said->reason && !said->note && !said->abstract && said->labels.count == 0 &&
        said->values.count == 0) {
        return;
    }
    RecordedDecision *known = NULL;
    for (size_t i = 0; i < study->decision_count && !known; i++) {
        bool same = same_name(study->decisions[i].reviewer, said->reviewer);
        known = same ? &study->decisions[i] : NULL;
    }
    if (!known) {
        if (study->decision_count >= REVIEWERS_MOST) {
            return;
        }
        study->decisions =
            list_grow(arena, study->decisions, study->decision_count, sizeof *study->decisions);
        known = &study->decisions[study->decision_count++];
        *known = (RecordedDecision){.reviewer = said->reviewer};
    }
    known->decision = said->decision ? said->decision : known->decision;
    known->reason = said->reason ? said->reason : known->reason;
    if (!known->note) {
        known->note = said->note;
    } else if (said->note && !strstr(known->note, said->note) && strlen(known->note) < NOTE_MOST) {
        known->note = arena_format(arena, "%s\n%s", known->note, said->note);
    }
    for (size_t i = 0; i < said->labels.count; i++) {
        add_label(&known->labels, arena, said->labels.items[i]);
    }
    for (size_t i = 0; i < said->values.count; i++) {
        add_label(&known->values, arena, said->values.items[i]);
    }
    known->abstract = said->abstract ? said->abstract : known->abstract;
    drop_unsigned(study);
}

// --- marks in text ---

typedef enum { MARK_ASREVIEW, MARK_INCLUSION, MARK_LABELS, MARK_REASONS, MARK_NOTES, MARKS } Mark;
static const char *const marks[MARKS] = {
    [MARK_ASREVIEW] = "ASReview_",    [MARK_INCLUSION] = "RAYYAN-INCLUSION:",
    [MARK_LABELS] = "RAYYAN-LABELS:", [MARK_REASONS] = "RAYYAN-EXCLUSION-REASONS:",
    [MARK_NOTES] = "USER-NOTES:",
};

// What the marks of one text say. Rayyan's labels and reasons do not tell whose they are.
typedef struct {
    Arena *arena;
    Study said; // only its decisions
    TextList labels, reasons;
} Marks;

bool decisions_begin(StringView text) {
    if (text.length == 0 || !strchr("ARU", text.data[0])) {
        return false;
    }
    for (int i = 0; i < MARKS; i++) {
        if (sv_starts(text, sv(marks[i]))) {
            return true;
        }
    }
    return false;
}

// The next mark in a text; false where there is none.
static bool find_mark(StringView text, size_t *at, Mark *mark) {
    *at = SV_NONE;
    for (int i = 0; i < MARKS; i++) {
        size_t place = sv_find(text, sv(marks[i]));
        if (place < *at) {
            *at = place;
            *mark = (Mark) i;
        }
    }
    return *at != SV_NONE;
}

// A quick no for the many notes that have none.
static bool has_mark(StringView text) {
    return sv_find(text, SV("AYYAN-")) != SV_NONE || sv_find(text, SV("SReview_")) != SV_NONE ||
           sv_find(text, SV("SER-NOTES:")) != SV_NONE;
}

static void skip_any(StringView *rest, const char *chars) {
    while (rest->length > 0 && strchr(chars, rest->data[0])) {
        *rest = sv_from(*rest, 1);
    }
}

// A text between quotation marks as Ruby prints it, or a word up to one of `ends`; NULL for nothing.
static const char *take_value(StringView *rest, const char *ends, Arena *arena) {
    if (rest->length == 0 || rest->data[0] != '"') {
        size_t end = 0;
        while (end < rest->length && !strchr(ends, rest->data[end])) {
            end++;
        }
        StringView word = sv_part(*rest, 0, end);
        *rest = sv_from(*rest, end);
        return field_text(arena, word);
    }
    String text = {0};
    size_t i = 1;
    for (; i < rest->length && rest->data[i] != '"'; i++) {
        if (rest->data[i] == '\\' && i + 1 < rest->length) {
            i++;
            string_add_char(&text, rest->data[i] == 'n' || rest->data[i] == 't' ? ' ' : rest->data[i]);
        } else {
            string_add_char(&text, rest->data[i]);
        }
    }
    *rest = sv_from(*rest, i + 1);
    const char *copy = field_text(arena, string_view(&text));
    string_free(&text);
    return copy;
}

static const char *reviewer_of(const char *name) {
    // carrel writes its own name where the reviewer has none.
    return name && strcmp(name, "carrel") != 0 ? name : NULL;
}

static void say(Marks *m, Mark mark, const char *name, const char *value) {
    RecordedDecision said = {.reviewer = reviewer_of(name)};
    said.decision = mark == MARK_INCLUSION ? decision_word(sv(value)) : NULL;
    said.note = mark == MARK_NOTES ? value : NULL;
    decisions_add(&m->said, m->arena, &said);
}

// {"Ana"=>"Included", "Ben"=>["a note", "another"]}; BibTeX may have lost the braces. Otherwise a text
// that belongs to nobody.
static void take_table(Marks *m, Mark mark, StringView *rest) {
    skip_any(rest, " \\");
    if (rest->length == 0 || !strchr("{\"", rest->data[0])) {
        say(m, mark, NULL, take_value(rest, "|\n", m->arena));
        return;
    }
    for (;;) {
        skip_any(rest, " {,\\");
        if (rest->length == 0 || rest->data[0] != '"') {
            break;
        }
        const char *name = take_value(rest, "", m->arena);
        skip_any(rest, " =>:");
        bool list = rest->length > 0 && rest->data[0] == '[';
        do {
            skip_any(rest, list ? "[, " : "");
            if (list && (rest->length == 0 || rest->data[0] != '"')) {
                break;
            }
            say(m, mark, name, take_value(rest, ",}|\n", m->arena));
        } while (list);
        skip_any(rest, list ? " ]" : " ");
    }
    skip_any(rest, " \\}");
}

// "a,b, of it,c": a comma before a space is part of a text.
static void take_list(Marks *m, TextList *list, size_t most, StringView *rest) {
    size_t end = 0, start = 0;
    while (end < rest->length && !strchr("|\n", rest->data[end])) {
        end++;
    }
    StringView all = sv_part(*rest, 0, end);
    for (size_t i = 0; i <= all.length; i++) {
        bool comma = i < all.length && all.data[i] == ',' && i + 1 < all.length && all.data[i + 1] != ' ';
        if ((comma || i == all.length) && list->count < most) {
            StringView item = sv_trim(sv_part(all, start, i - start));
            item = sv_starts(item, SV("__EXR__")) ? sv_from(item, 7) : item; // as its interface keeps reasons
            text_list_add(list, m->arena, field_text(m->arena, item));
            start = i + 1;
        }
    }
    *rest = sv_from(*rest, end);
}

// false where the word is none of ASReview's.
static bool take_asreview(Marks *m, StringView *rest) {
    size_t end = 0;
    while (end < rest->length && (isalnum((unsigned char) rest->data[end]) || rest->data[end] == '_')) {
        end++;
    }
    StringView word = sv_part(*rest, 0, end);
    const char *decision = sv_equal(word, SV("relevant"))     ? "include"
                           : sv_equal(word, SV("irrelevant")) ? "exclude"
                                                              : NULL;
    if (!decision && !sv_equal(word, SV("not_seen")) && !sv_equal(word, SV("prior"))) {
        return false;
    }
    *rest = sv_from(*rest, end + (end < rest->length && rest->data[end] == '.'));
    RecordedDecision said = {.decision = decision};
    decisions_add(&m->said, m->arena, &said);
    return true;
}

// Labels are the reviewer's where there is one only; a reason belongs to those who excluded, and only
// the first can be theirs.
static void share_out(Marks *m, Study *study) {
    Study *said = &m->said;
    RecordedDecision nobody = {.reviewer = said->decision_count == 1 ? said->decisions[0].reviewer : NULL};
    bool taken = false;
    for (size_t i = 0; i < said->decision_count && m->reasons.count > 0; i++) {
        RecordedDecision *one = &said->decisions[i];
        if (one->decision && strcmp(one->decision, "exclude") == 0) {
            one->reason = m->reasons.items[0];
            taken = true;
        }
    }
    nobody.reason = m->reasons.count > 0 && !taken ? m->reasons.items[0] : NULL;
    nobody.labels = m->labels;
    for (size_t i = 1; i < m->reasons.count; i++) {
        text_list_add(&nobody.labels, m->arena, m->reasons.items[i]);
    }
    for (size_t i = 0; i < said->decision_count; i++) {
        decisions_add(study, m->arena, &said->decisions[i]);
    }
    decisions_add(study, m->arena, &nobody);
}

static void add_left(String *left, StringView part) {
    while (part.length > 0 && strchr(" |\t\r\n", part.data[part.length - 1])) {
        part.length--;
    }
    skip_any(&part, " |\t\r\n");
    string_add_text(left, left->length > 0 && part.length > 0 ? " " : NULL);
    string_add(left, part);
}

StringView decisions_take(Study *study, Arena *arena, StringView text) {
    Mark mark;
    size_t at;
    if (text.length > TEXT_MOST || !has_mark(text) || !find_mark(text, &at, &mark)) {
        return text;
    }
    // Zotero keeps notes as HTML; files that went through a spreadsheet doubled the quotation marks.
    StringView rest = text;
    if (sv_find(text, SV("<p>")) != SV_NONE || sv_find(text, SV("=&gt;")) != SV_NONE) {
        rest = sv(markup_text(arena, text));
    }
    if (sv_find(rest, SV("{\"\"")) != SV_NONE) {
        String single = {0};
        for (size_t i = 0; i < rest.length; i++) {
            string_add_char(&single, rest.data[i]);
            i += rest.data[i] == '"' && i + 1 < rest.length && rest.data[i + 1] == '"';
        }
        rest = (StringView){arena_copy_view(arena, string_view(&single)), single.length};
        string_free(&single);
    }
    Marks m = {.arena = arena};
    String left = {0};
    for (int i = 0; i < MARKS_MOST && find_mark(rest, &at, &mark); i++) {
        add_left(&left, sv_part(rest, 0, at));
        StringView name = sv(marks[mark]);
        rest = sv_from(rest, at + name.length);
        if (mark == MARK_INCLUSION || mark == MARK_NOTES) {
            take_table(&m, mark, &rest);
        } else if (mark == MARK_LABELS) {
            take_list(&m, &m.labels, LABELS_MOST, &rest);
        } else if (mark == MARK_REASONS) {
            take_list(&m, &m.reasons, REASONS_MOST, &rest);
        } else if (!take_asreview(&m, &rest)) {
            add_left(&left, name);
        }
    }
    add_left(&left, rest);
    share_out(&m, study);
    StringView kept = {arena_copy_view(arena, string_view(&left)), left.length};
    string_free(&left);
    return kept;
}
