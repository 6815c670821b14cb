#ifndef TUI_QUEUE_H
#define TUI_QUEUE_H

#include "app.h"

// The list of studies: what it holds, its window of rows, its selection.

// The limit that a review opens with: what is decided leaves the queue when the limit is renewed.
#define QUEUE_STANDING_LIMIT "is:undecided"

// Asks the finder for the list as its limit and order say. `by_user`: the first screenful
// is shown as soon as it is there, and the cursor goes to the top where its study is gone.
void queue_ask(App *app, bool by_user);
void queue_answer(App *app, SearchAnswer *answer);
// Sets the limit: a query that parses. false with the column where it does not.
bool queue_limit(App *app, const char *query, size_t *column, Error *err);
void queue_sort(App *app, Sort sort, bool descending);

// A list that somebody asked for is not whole yet: rows are missing, and the order of those shown may be another.
bool queue_is_coming(const App *app);
void queue_forget_rows(App *app); // the cache changed
void queue_forget_left(App *app); // a decision changed
int64_t queue_left(App *app);     // undecided studies in the list; -1: too many to look at
void moving_again(App *app);      // moving.c: what `going` put off
void queue_moved(App *app);       // the box's cursor is elsewhere now
bool queue_has(const App *app, StudyId id);
bool queue_go_to(App *app, StudyId id); // false where the list does not have it
void queue_rows(void *context, size_t first, size_t count, ListRow *rows); // for pane_list_draw

void queue_select(App *app, StudyId id, bool on);
void queue_clear_selection(App *app);
void queue_fini(App *app);

// The next (by 1) or previous (by -1) undecided study in the order shown; those put off
// come last. false where none is left.
bool queue_step_undecided(App *app, int by);

// --- queue_order.c ---
// A refresh takes no row away because of a decision: decided rows stay until the limit is
// renewed. Each goes behind the row that stood before it.
void queue_keep_decided(const App *app, IdList *ids);
// In a queue of what is undecided, what was put off comes last.
void queue_put_off_last(const App *app, IdList *ids);

#endif
