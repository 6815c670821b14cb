#include "completing.h"

#include "desk.h"
#include "reading.h"

#include "carrel/base/paths.h"
#include "carrel/base/text.h"
#include "carrel/command/complete.h"
#include "carrel/format/format.h"
#include "carrel/review/team.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define CANDIDATES_MOST 500

static int compare_completions(const void *a, const void *b) {
    return strcmp(((const Completion *) a)->text, ((const Completion *) b)->text);
}

static void add_files(StringView prefix, Completions *list) {
    size_t before = list->count;
    String folder = {0}, whole = {0};
    size_t slash = prefix.length;
    while (slash > 0 && prefix.data[slash - 1] != '/') {
        slash--;
    }
    string_add(&folder, sv_part(prefix, 0, slash));
    DIR *open = opendir(slash ? folder.data : ".");
    struct dirent *item;
    while (open && list->count < CANDIDATES_MOST && (item = readdir(open))) {
        struct stat status;
        if (item->d_name[0] == '.' && (prefix.length == slash || prefix.data[slash] != '.')) {
            continue;
        }
        string_clear(&whole);
        string_format(&whole, "%s%s", string_text(&folder), item->d_name);
        bool is_folder = stat(whole.data, &status) == 0 && S_ISDIR(status.st_mode);
        string_add_text(&whole, is_folder ? "/" : "");
        completions_add(list, prefix, whole.data, NULL);
    }
    if (open) {
        closedir(open);
    }
    if (list->count > before) {
        qsort(list->items + before, list->count - before, sizeof *list->items, compare_completions);
    }
    string_free(&folder);
    string_free(&whole);
}

static void add_list(TextList words, StringView prefix, Completions *list) {
    for (size_t i = 0; i < words.count; i++) {
        completions_add(list, prefix, words.items[i], NULL);
    }
}

static void add_terms(TermList terms, StringView prefix, Completions *list) {
    for (size_t i = 0; i < terms.count; i++) {
        const Term *term = &terms.items[i];
        completions_add(
            list, prefix,
            term->group ? arena_format(list->arena, "@%s %s", term->group, term->text) : term->text, NULL);
    }
}

// Groups of terms, which stand before a term.
static void add_groups(TermList terms, StringView prefix, Completions *list) {
    for (size_t i = 0; i < TERM_PICO_GROUPS; i++) {
        completions_add(list, prefix, term_pico_groups[i], NULL);
    }
    for (size_t i = 0; i < terms.count; i++) {
        // The first of each further group has a number that none before it has.
        int number = term_group_number(terms, i);
        bool is_first = number >= TERM_PICO_GROUPS;
        for (size_t k = 0; k < i && is_first; k++) {
            is_first = term_group_number(terms, k) != number;
        }
        if (is_first) {
            completions_add(list, prefix, arena_format(list->arena, "@%s", terms.items[i].group), NULL);
        }
    }
}

static void add_formats(StringView prefix, Completions *list) {
    for (int i = 0; i < FORMAT_COUNT; i++) {
        if (formats[i].writes) {
            completions_add(list, prefix, formats[i].name, formats[i].help);
        }
    }
}

static void add_words_of_abstract(App *app, StringView prefix, Completions *list) {
    String text = {0};
    Map known = {0};
    // The word that the search stands at is what most likely is meant.
    StringView hit = pane_abstract_hit(&app->reading.abstract);
    if (hit.length) {
        map_set(&known, hit, 1);
        completions_add(list, prefix, arena_copy_view(list->arena, hit), NULL);
    }
    string_add_text(&text, app->reading.study.title);
    string_add_char(&text, ' ');
    study_add_abstract(&app->reading.study, &text);
    StringView word;
    size_t offset = 0;
    while (list->count < CANDIDATES_MOST && text_next_word(string_view(&text), &offset, &word)) {
        if (word.length > 3 && !map_get(&known, word, NULL)) {
            map_set(&known, word, 1);
            completions_add(list, prefix, arena_copy_view(list->arena, word), NULL);
        }
    }
    map_free(&known);
    string_free(&text);
}

// A value of a query, in quotes where it has spaces; each once.
static void add_value(const char *value, StringView prefix, Map *known, Completions *list) {
    bool is_quoted = prefix.length > 0 && prefix.data[0] == '"';
    StringView bare = sv_from(prefix, is_quoted);
    if (!*value || !sv_starts_nocase(sv(value), bare) || map_get(known, sv(value), NULL)) {
        return;
    }
    map_set(known, sv(value), 1);
    bool needs_quotes = is_quoted || strpbrk(value, " \t()");
    completions_add(list, SV(""), needs_quotes ? arena_format(list->arena, "\"%s\"", value) : value, NULL);
}

// Rounds, files and sources of the review's imports.
static void add_provenance(const ReviewState *state, StringView field, StringView prefix, Completions *list) {
    Map known = {0};
    SearchRecord *searches;
    size_t count = review_state_searches(state, list->arena, &searches);
    TextList rounds = review_state_rounds(state);
    for (size_t i = 0; sv_equal_nocase(field, sv(query_fields[FIELD_ROUND].name)) && i < rounds.count; i++) {
        add_value(rounds.items[i], prefix, &known, list);
    }
    for (size_t i = count; i-- > 0;) {
        if (sv_equal_nocase(field, sv(query_fields[FIELD_IMPORT].name))) {
            add_value(path_base(searches[i].source).data, prefix, &known, list);
        } else if (sv_equal_nocase(field, sv(query_fields[FIELD_SOURCE].name))) {
            add_value(searches[i].values[SEARCH_FIELD_DATABASE], prefix, &known, list);
            add_value(searches[i].values[SEARCH_FIELD_PLATFORM], prefix, &known, list);
        }
    }
    map_free(&known);
}

static void add_people(const ReviewState *state, StringView prefix, Completions *list) {
    Map known = {0};
    TextList people = review_state_people(state, list->arena);
    for (size_t i = 0; i < people.count; i++) {
        add_value(people.items[i], prefix, &known, list);
    }
    map_free(&known);
}

// Marks, or the labels with values; in quotes where that is wanted and they have spaces.
static void add_labels(App *app, bool with_values, bool quotes, StringView prefix, Completions *list) {
    LabelList labels = review_state_label_list(app->desk.state, list->arena);
    Map known = {0};
    for (size_t i = 0; i < labels.count; i++) {
        if ((labels.items[i].kind != LABEL_MARK) != with_values) {
            continue;
        }
        if (quotes) {
            add_value(labels.items[i].name, prefix, &known, list);
        } else {
            completions_add(list, prefix, labels.items[i].name, NULL);
        }
    }
    map_free(&known);
}

static void add_values(App *app, StringView field, StringView prefix, Completions *list) {
    if (sv_equal_nocase(field, SV("value")) && app->desk.state) {
        add_labels(app, true, true, prefix, list);
    }
    if (app->desk.state) {
        add_provenance(app->desk.state, field, prefix, list);
        if (sv_equal_nocase(field, sv(query_fields[FIELD_BY].name))) {
            add_people(app->desk.state, prefix, list);
        }
    }
    for (int i = 0; i < FIELD_COUNT; i++) {
        if (query_fields[i].name && query_fields[i].values && sv_equal(sv(query_fields[i].name), field)) {
            completions_add_words(list, prefix, query_fields[i].values);
        }
    }
}

// What may be the same as the shown study, then what the list shows.
static void add_studies(App *app, StringView prefix, Completions *list) {
    LikelyStudy *likely;
    String id = {0};
    StudyId shown = reading_shown(app);
    size_t count = proposals_likely(app, shown, true, list->arena, &likely);
    const Queue *queue = &app->queue;
    IdMap known = {0};
    id_map_set(&known, shown, 1);
    for (size_t i = 0; i < count + queue->rows_count; i++) {
        StudyId study = i < count ? likely[i].study : queue->rows[i - count].id;
        string_clear(&id);
        ident_add(study, &id);
        if (study && !id_map_get(&known, study, NULL)) {
            id_map_set(&known, study, 1);
            completions_add(list, prefix, arena_copy(list->arena, string_text(&id)), NULL);
        }
    }
    id_map_free(&known);
    string_free(&id);
}

static void supply(void *context, CompleteKind kind, StringView of, StringView prefix, Completions *list) {
    App *app = context;
    switch (kind) {
    case COMPLETE_FILE:
        add_files(prefix, list);
        break;
    case COMPLETE_LABEL:
        if (app->desk.state && of.length) {
            add_labels(app, false, true, prefix, list);
        } else if (app->desk.state) {
            add_labels(app, false, app->overlay.prompt == PROMPT_COMMAND, prefix, list);
            if (app->overlay.prompt == PROMPT_COMMAND) {
                add_labels(app, true, true, prefix, list);
            }
        }
        break;
    case COMPLETE_REASON:
        add_list(desk_reasons(app, list->arena), prefix, list);
        break;
    case COMPLETE_WORD:
        if (sv_equal(of, sv(actions[ACTION_EXPORT].name))) {
            add_formats(prefix, list);
        } else if (!sv_equal(of, sv(actions[ACTION_HIGHLIGHT_CLEAR].name))) {
            add_words_of_abstract(app, prefix, list);
            add_groups(app->desk.state ? review_state_terms(app->desk.state) : (TermList){0}, prefix, list);
        } else if (app->desk.state) {
            add_terms(review_state_terms(app->desk.state), prefix, list);
        }
        break;
    case COMPLETE_FIELD:
        for (int i = 0; i < FIELD_COUNT; i++) {
            if (query_fields[i].name && *query_fields[i].name) {
                completions_add(list, prefix, arena_format(list->arena, "%s:", query_fields[i].name),
                                query_fields[i].help);
            }
        }
        break;
    case COMPLETE_STUDY:
        add_studies(app, prefix, list);
        break;
    case COMPLETE_VALUE:
        add_values(app, of, prefix, list);
        break;
    }
}

// Shows one of the candidates that are there.
static void choose(Overlay *overlay, int by) {
    long count = (long) overlay->completion_count;
    overlay->completion = (overlay->completion + by + count) % count;
    if (overlay->completion < 0) {
        overlay->completion = count - 1;
    }
    lineedit_replace(&overlay->edit, overlay->completion_start, overlay->edit.cursor,
                     sv(overlay->completions[overlay->completion]));
}

void completing_step(App *app, int by) {
    Overlay *overlay = &app->overlay;
    app->dirty = true;
    if (overlay->completion_count > 0) {
        choose(overlay, by);
        return;
    }
    Completions list = {0};
    CompleteSource source = {app, supply};
    StringView line = sv(lineedit_text(&overlay->edit));
    Arena *arena = &overlay->arena;
    list.arena = arena;
    reading_load(app);
    if (overlay->prompt == PROMPT_COMMAND) {
        complete_command(line, overlay->edit.cursor, &source, arena, &list);
    } else if (overlay->prompt == PROMPT_QUERY) {
        complete_query(line, overlay->edit.cursor, &source, arena, &list);
    } else if (overlay->prompt == PROMPT_STUDY) {
        supply(app, COMPLETE_STUDY, SV(""), sv_part(line, 0, overlay->edit.cursor), &list);
    } else if (overlay->prompt == PROMPT_WORDS || overlay->prompt == PROMPT_LABELS) {
        bool labels = overlay->prompt == PROMPT_LABELS;
        size_t start = overlay->edit.cursor;
        while (start > 0 && line.data[start - 1] != (labels ? ',' : ' ')) {
            start--;
        }
        while (labels && line.data[start] == ' ' && start < overlay->edit.cursor) {
            start++;
        }
        list.start = start;
        supply(app, labels ? COMPLETE_LABEL : COMPLETE_WORD, SV(""),
               sv_part(line, start, overlay->edit.cursor - start), &list);
    }
    if (!list.count) {
        return;
    }
    String common = {0};
    completions_add_common(&list, &common);
    if (common.length > overlay->edit.cursor - list.start || list.count == 1) {
        lineedit_replace(&overlay->edit, list.start, overlay->edit.cursor, string_view(&common));
    }
    string_free(&common);
    if (list.count > 1) {
        overlay->completions = (const char **) ARENA_ARRAY(arena, char *, list.count);
        for (size_t i = 0; i < list.count; i++) {
            overlay->completions[i] = list.items[i].text;
        }
        overlay->completion_count = list.count;
        overlay->completion_start = list.start;
        overlay->completion = -1;
    }
}
