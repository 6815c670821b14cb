#ifndef TUI_CRITERIA_H
#define TUI_CRITERIA_H

#include "app.h"

// What the review asks and by what its studies are judged, beside the abstract.

int criteria_rows(const App *app); // that they want below the links; 0 where they are not wanted
void criteria_draw(App *app);

#endif
