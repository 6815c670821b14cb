#ifndef TUI_MAPPING_H
#define TUI_MAPPING_H

#include "carrel/engine/chaser.h"
#include "carrel/pane/map.h"

// The citation map, which lies in place of the three panes, or is written to a file.
typedef struct App App;

typedef struct {
    bool open;
    MapPane pane;
    ChaserAnswer *answer; // has the map; NULL: there was none yet
    Mark *marks;          // of its rows
    IdList path;          // to be marked in the map that was asked for
    char *file;           // that the map which was asked for is written to; NULL: it is shown
} Mapping;

bool mapping_is_open(const App *app);
void mapping_close(App *app);                  // it can be gone back to
void mapping_leave(App *app, bool path_first); // forgets its path, where it has one, or closes
void mapping_forget(App *app);                 // the review is closed: nothing of it holds
void mapping_fini(App *app);
void mapping_ask_included(App *app, bool connectors); // also who joins what does not hang together
void mapping_ask_path(App *app, const StudyId *ids, size_t count);
void mapping_answer(App *app, ChaserAnswer *answer); // CHASER_MAP; takes it
void mapping_forget_file(App *app);                  // nothing came that could be written
void mapping_changed(App *app);                      // decisions may be others
void mapping_draw(App *app, Area area);
void mapping_scroll(App *app, long rows);
void mapping_click(App *app, Area area, int row);

// --- mapping_files.c ---
// The ending of a file that a map can be written to.
bool mapping_is_file(const char *name);
void mapping_write(App *app, const char *file); // the map that there is

#endif
