#ifndef TUI_READING_H
#define TUI_READING_H

#include "app.h"

// What is being read: the abstract, the links, the trail of jumps.

void reading_follow_queue(App *app); // the list's cursor is elsewhere: leave trail and preview
void reading_load(App *app);         // loads what changed; to be called before use and drawing
void reading_forget(App *app);       // something about the study changed
StudyId reading_shown(App *app);     // whose abstract is shown; 0 none

void reading_jump(App *app, StudyId id, int focus);
bool reading_back(App *app);
bool reading_forward(App *app);
bool reading_home(App *app);
void reading_go_to_place(App *app, const Place *place);
void reading_arrive(App *app, const Place *place); // where the trail stands already
Place reading_place(const App *app);
void reading_trail(App *app, String *out); // "trail 3: Monsel › Ma › here"; nothing outside a trail

void reading_open_tab(App *app, int tab);
size_t reading_tab_count(const App *app, int tab);
StudyId reading_link_id(App *app, size_t row);         // 0 where nothing identifies it
const LinkRow *reading_link_row(App *app, size_t row); // NULL for notices
void reading_link_moved(App *app);
void reading_preview(App *app, bool on);
void reading_rows(void *context, int tab, size_t first, size_t count, LinksRow *rows);
// "Alp 2021" of a study. Appends.
void reading_add_name(App *app, StudyId id, String *out);
void reading_fini(App *app);

#endif
