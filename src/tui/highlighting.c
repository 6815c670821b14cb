#include "highlighting.h"

#include "acts.h"
#include "desk.h"
#include "queue.h"
#include "reading.h"

#include "carrel/base/clock.h"

#include <stdlib.h>
#include <string.h>

static TermList terms_of(const App *app) {
    return app->desk.state ? review_state_terms(app->desk.state) : (TermList){0};
}

TermSet *highlighting_terms(const App *app) {
    return app->desk.state ? term_set_new(terms_of(app)) : NULL;
}

void highlighting_changed(App *app) {
    TermList terms = terms_of(app);
    uint64_t hash = 14695981039346656037u; // FNV-1a
    for (size_t i = 0; i < terms.count; i++) {
        const char *text = terms.items[i].text;
        for (size_t k = 0; terms.items[i].role != TERM_OF_GROUP && k <= strlen(text); k++) {
            hash = (hash ^ (unsigned char) text[k] ^ (uint64_t) terms.items[i].role << 8) * 1099511628211u;
        }
    }
    if (hash != app->queue.terms_hash) {
        app->queue.terms_hash = hash;
        app->queue.stale |= app->queue.sort == SORT_SCORE;
    }
}

// --- setting terms ---

static void add_how(const Term *term, String *out) {
    string_format(out, "\"%s\" is ", term->text);
    if (term->group) {
        string_format(out, "highlighted as %s", term->group);
    } else {
        string_add_text(out,
                        term->role == TERM_FOR ? "highlighted for inclusion" : "highlighted for exclusion");
    }
}

// Sets terms, or takes them away, as one action.
static void submit(App *app, const Term *terms, size_t count, bool on) {
    Arena arena = {0};
    ReviewAction action = review_action_begin(app->desk.state, clock_now_ms(), &arena);
    for (size_t i = 0; i < count; i++) {
        review_action_highlight(&action, &terms[i], on);
    }
    String words = {0};
    if (count > 1) {
        string_format(&words, "%zu terms are highlighted", count);
    } else if (on) {
        add_how(&terms[0], &words);
    } else {
        string_format(&words, "\"%s\" is no longer highlighted", terms[0].text);
    }
    app_say(app, ROLE_GOOD, "%s · u undoes", words.data);
    desk_submit(app, &action); // terms may be the state's: not after this
    string_free(&words);
    arena_free(&arena);
}

// The term of the same name; NULL where there is none.
static const Term *term_like(TermList terms, const Term *like) {
    for (size_t i = 0; i < terms.count; i++) {
        const Term *term = &terms.items[i];
        bool same_group = (!term->group && !like->group) ||
                          (term->group && like->group && sv_equal_nocase(sv(term->group), sv(like->group)));
        if (same_group && sv_equal_nocase(sv(term->text), sv(like->text))) {
            return term;
        }
    }
    return NULL;
}

// The first of `terms` that `others` has not, or has in another role; *count gets how many.
static const Term *first_other(TermList terms, TermList others, size_t *count) {
    const Term *first = NULL;
    for (size_t i = 0; i < terms.count; i++) {
        const Term *other = term_like(others, &terms.items[i]);
        if (!other || other->role != terms.items[i].role) {
            first = first ? first : &terms.items[i];
            *count += 1;
        }
    }
    return first;
}

void highlighting_add_change(const App *app, const TermSet *before, String *words) {
    size_t gone = 0, come = 0;
    if (!before) {
        return;
    }
    const Term *first = first_other(term_set_terms(before), terms_of(app), &gone);
    const Term *back = first_other(terms_of(app), term_set_terms(before), &come);
    size_t count = gone > come ? gone : come;
    if (count == 1) {
        string_format(words, "%s \"%s\"", first ? "highlight of" : "removal of",
                      first ? first->text : back->text);
    } else if (count > 1) {
        string_format(words, "highlight of %zu terms", count);
    }
}

static bool set_term(App *app, TermRole role, const char *typed, bool on, Error *err) {
    Arena arena = {0};
    Term term;
    bool ok = term_parse(sv(typed), role, terms_of(app), &arena, &term, err);
    const Term *known = ok ? term_like(terms_of(app), &term) : NULL;
    if (ok && on && known && known->role == term.role) {
        String words = {0};
        add_how(known, &words);
        app_say(app, ROLE_NORMAL, "%s already", words.data);
        string_free(&words);
    } else if (ok && !on && !known) {
        ok = error_set(err, ERROR_USAGE, "\"%s\" is not highlighted; :highlights lists what is", term.text);
    } else if (ok) {
        // What is known keeps its spelling, so that the two are one term.
        Term named = known ? *known : term;
        named.role = term.role;
        submit(app, &named, 1, on);
    }
    arena_free(&arena);
    return ok;
}

static void from_prompt(App *app, TermRole role, const char *typed) {
    Error err = {0};
    if (*typed && desk_require(app) && !set_term(app, role, typed, true, &err)) {
        overlay_prompt_error(app, typed, err.text, 0);
    }
}

static void highlight_include(App *app, const char *typed) {
    from_prompt(app, TERM_FOR, typed);
}
static void highlight_exclude(App *app, const char *typed) {
    from_prompt(app, TERM_AGAINST, typed);
}

void act_highlight(App *app, const Call *call) {
    TermRole role = call->action == ACTION_HIGHLIGHT_EXCLUDE ? TERM_AGAINST : TERM_FOR;
    bool on = call->action != ACTION_HIGHLIGHT_CLEAR;
    Error err = {0};
    StringView word =
        call->typed && app->focus == SLOT_ABSTRACT ? pane_abstract_hit(&app->reading.abstract) : SV("");
    if (*call->rest) {
        if (desk_require(app) && !set_term(app, role, call->rest, on, &err)) {
            app_say_error(app, &err);
        }
    } else if (word.length > 0 && desk_require(app)) {
        Arena arena = {0}; // in quotes: "outcome" is a word here, no group
        if (!set_term(app, role, arena_format(&arena, "\"%.*s\"", (int) word.length, word.data), on, &err)) {
            app_say_error(app, &err);
        }
        arena_free(&arena);
    } else {
        overlay_prompt(app, PROMPT_WORDS,
                       role == TERM_FOR ? "highlight for inclusion: " : "highlight for exclusion: ", "",
                       role == TERM_FOR ? highlight_include : highlight_exclude);
    }
}

void act_why(App *app, const Call *call) {
    (void) call;
    if (candidates_why(app)) {
        return;
    }
    reading_load(app);
    const char *why = app->reading.abstract.why;
    app_say(app, ROLE_NORMAL, "Why here: %s",
            why ? why : "it is in the cache, and no term of the review is in it");
}

// --- the list of terms ---

static void limit_to_term(App *app, size_t chosen, const char *typed) {
    (void) typed;
    TermList terms = app->tally.terms;
    String query = {0};
    Error err = {0};
    if (chosen < terms.count && term_add_query(&terms.items[chosen], &query)) {
        if (queue_limit(app, query.data, NULL, &err)) {
            queue_clear_selection(app);
            app->focus = SLOT_LIST;
        } else {
            app_say_error(app, &err);
        }
    }
    string_free(&query);
}

static void remove_term(App *app, size_t chosen) {
    TermList terms = app->tally.terms;
    if (chosen < terms.count && desk_require(app)) {
        submit(app, &terms.items[chosen], 1, false);
    }
    if (terms_of(app).count > 0) {
        act_highlights(app, NULL);
        listbox_go(&app->overlay.menu.box, chosen);
    }
}

static const char *sign_of(const Term *term) {
    return term->role == TERM_FOR ? "+" : term->role == TERM_AGAINST ? "−" : term->group;
}

static const char *why_for(const Term *term) {
    return term->role == TERM_FOR ? "for" : term->role == TERM_AGAINST ? "against" : "group";
}

static void ask_tally(App *app, TallyRequest *request) {
    request->generation = ++app->tally.generation;
    app->tally.asked = true;
    request->terms = highlighting_terms(app);
    finder_tally(app->finder, request);
}

void act_highlights(App *app, const Call *call) {
    (void) call;
    if (terms_of(app).count == 0) {
        app_say(app, ROLE_NORMAL, "No term is highlighted; * and # add one, :suggest proposes some");
        return;
    }
    Arena *arena = overlay_arena(app);
    TermList terms = terms_of(app);
    Term *copies = ARENA_ARRAY(arena, Term, terms.count);
    MenuItem *items = ARENA_ARRAY(arena, MenuItem, terms.count);
    for (size_t i = 0; i < terms.count; i++) {
        copies[i] = terms.items[i];
        copies[i].text = arena_copy(arena, copies[i].text);
        copies[i].group = copies[i].group ? arena_copy(arena, copies[i].group) : NULL;
        items[i].text = arena_format(arena, "%s %s", sign_of(&copies[i]), copies[i].text);
        items[i].note = "…";
        items[i].role = term_look(terms, i);
    }
    app->tally.terms = (TermList){copies, terms.count};
    overlay_menu(app, "Terms", items, terms.count, false, false, limit_to_term);
    overlay_menu_also(app, "d", app->grid.columns < 60 ? "d removes" : "Enter limits, d removes",
                      remove_term);
    TallyRequest request = {0};
    for (size_t i = 0; i < app->queue.ids.count; i++) {
        id_list_add(&request.listed, app->queue.ids.ids[i]);
    }
    review_scope(app->desk.state, &request.all);
    app->tally.whole = request.listed.count == request.all.count;
    ask_tally(app, &request);
}

static void fill_counts(App *app, const TallyAnswer *answer) {
    Menu *menu = &app->overlay.menu;
    for (size_t i = 0; i < menu->count; i++) {
        String note = {0};
        string_format(&note, "%s · ", why_for(&app->tally.terms.items[i]));
        if (!app->tally.whole) {
            add_number(&note, (int64_t) answer->listed[i]);
            string_add_text(&note, " of the list, ");
        }
        add_number(&note, (int64_t) answer->all[i]);
        string_add_text(&note, answer->all[i] == 1 ? " candidate" : " candidates");
        menu->items[i].note = arena_copy(&app->overlay.arena, note.data);
        string_free(&note);
    }
}

// --- suggestions ---

static Term term_of(const SeparatingWord *word) {
    return (Term){word->strength > 0 ? TERM_FOR : TERM_AGAINST, NULL, word->word};
}

static void take_suggestions(App *app, size_t chosen, const char *typed) {
    (void) typed;
    Arena arena = {0};
    Term *terms = ARENA_ARRAY(&arena, Term, app->tally.word_count + 1);
    size_t count = 0;
    for (size_t i = 0; i < app->tally.word_count; i++) {
        if (app->tally.checks[i].checked) {
            terms[count++] = term_of(&app->tally.words[i]);
        }
    }
    if (count == 0 && chosen < app->tally.word_count) {
        terms[count++] = term_of(&app->tally.words[chosen]);
    }
    if (count > 0 && desk_require(app)) {
        submit(app, terms, count, true);
    }
    arena_free(&arena);
}

static void open_suggestions(App *app, const char *waiting) {
    Arena *arena = &app->overlay.arena;
    size_t count = app->tally.word_count;
    MenuItem *items = ARENA_ARRAY(arena, MenuItem, count + 1);
    for (size_t i = 0; i < count; i++) {
        const SeparatingWord *word = &app->tally.words[i];
        bool speaks_for = word->strength > 0;
        items[i].text = arena_format(arena, "%s %s", speaks_for ? "+" : "−", word->word);
        items[i].note = arena_format(arena, "%s · in %zu of %zu included, %zu of %zu excluded",
                                     speaks_for ? "for" : "against", word->included, app->tally.included,
                                     word->excluded, app->tally.excluded);
        items[i].role = speaks_for ? ROLE_INCLUDE_TERM : ROLE_EXCLUDE_TERM;
    }
    if (waiting) {
        items[0].text = waiting;
        items[0].role = ROLE_DIM;
    }
    app->tally.checks = items;
    overlay_menu(app, "Suggested terms", items, count + (waiting != NULL), !waiting, false, take_suggestions);
}

void act_suggest(App *app, const Call *call) {
    (void) call;
    if (!desk_require(app)) {
        return;
    }
    TallyRequest request = {.suggests = true};
    tally_decided(app->desk.state, &request.listed, &request.all);
    app->tally.included = request.listed.count;
    app->tally.excluded = request.all.count;
    if (request.listed.count == 0 || request.all.count == 0) {
        app_say(app, ROLE_NORMAL,
                "Include some studies and exclude some: then terms that tell them apart are suggested");
        id_list_free(&request.listed);
        id_list_free(&request.all);
        return;
    }
    Arena *arena = overlay_arena(app);
    app->tally.word_count = 0;
    app->tally.words = NULL;
    open_suggestions(app, arena_format(arena, "looking at %zu included and %zu excluded studies …",
                                       request.listed.count, request.all.count));
    ask_tally(app, &request);
}

static void fill_suggestions(App *app, const TallyAnswer *answer) {
    Arena *arena = overlay_arena(app);
    if (answer->word_count == 0) {
        app_say(app, ROLE_NORMAL, "No further word tells the %zu included from the %zu excluded studies yet",
                app->tally.included, app->tally.excluded);
        return;
    }
    app->tally.words = ARENA_ARRAY(arena, SeparatingWord, answer->word_count);
    app->tally.word_count = answer->word_count;
    for (size_t i = 0; i < answer->word_count; i++) {
        app->tally.words[i] = answer->words[i];
        app->tally.words[i].word = arena_copy(arena, answer->words[i].word);
    }
    open_suggestions(app, NULL);
}

void highlighting_answer(App *app, const TallyAnswer *answer) {
    const Overlay *overlay = &app->overlay;
    app->tally.asked = app->tally.asked && answer->generation != app->tally.generation;
    bool is_open = overlay->kind == OVERLAY_MENU &&
                   overlay->choose == (answer->suggests ? take_suggestions : limit_to_term);
    if (!is_open || answer->generation != app->tally.generation) {
        return; // left meanwhile
    }
    if (answer->error.kind != ERROR_NONE) {
        overlay_close(app);
        app_say_error(app, &answer->error);
    } else if (answer->suggests) {
        fill_suggestions(app, answer);
    } else {
        fill_counts(app, answer);
    }
}
