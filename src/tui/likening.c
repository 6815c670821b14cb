#include "likening.h"

#include "reading.h"

static const SimilarAnswer *own_answer(const App *app) {
    const Reading *reading = &app->reading;
    return reading->similar && reading->similar->study == reading->base ? reading->similar : NULL;
}

// How many of the answer's studies the record does not list.
static size_t count_more(App *app) {
    const SimilarAnswer *answer = own_answer(app);
    Arena arena = {0};
    LinkList list;
    size_t more = 0;
    if (answer && cache_links(app->cache, app->reading.base, LINK_SIMILAR, 0, &arena, &list, NULL)) {
        size_t listed = list.count;
        more = similar_join(app->cache, answer->rows, answer->count, &arena, &list, NULL)
                   ? list.count - listed
                   : 0;
    }
    arena_free(&arena);
    return more;
}

void likening_load(App *app) {
    app->reading.similar_more = count_more(app);
}

void likening_want(App *app) {
    Reading *reading = &app->reading;
    bool shown = reading->tab == TAB_SIMILAR && !app->layout.slots[SLOT_LINKS].folded;
    if (shown && reading->base && !own_answer(app) && reading->similar_asked != reading->base) {
        reading->similar_asked = reading->base;
        finder_similar(app->finder, reading->base);
    }
}

void likening_answer(App *app, SimilarAnswer *answer) {
    Reading *reading = &app->reading;
    if (answer->study == reading->similar_asked) {
        reading->similar_asked = 0;
    }
    if (answer->error.kind != ERROR_NONE) {
        app_say_error(app, &answer->error);
    }
    similar_answer_free(reading->similar);
    reading->similar = answer;
    likening_load(app);
    if (reading->tab == TAB_SIMILAR) {
        reading->links_tab = -1; // its rows are others
    }
    listbox_count(&reading->boxes[TAB_SIMILAR], reading_tab_count(app, TAB_SIMILAR));
}

void likening_add_rows(App *app) {
    const SimilarAnswer *answer = own_answer(app);
    Error err = {0};
    if (answer && !similar_join(app->cache, answer->rows, answer->count, &app->reading.links_arena,
                                &app->reading.links, &err)) {
        app_say_error(app, &err);
    }
}
