#ifndef TUI_EXPORTING_H
#define TUI_EXPORTING_H

#include "app.h"

#include "carrel/screening/audience.h"
#include "carrel/screening/exporter.h"

// Writing studies to a file from within the program: a few between two key presses, so
// that nothing waits.
typedef struct Exporting Exporting;

// May take `ids`. The file, or its parts, appear under their names when they are whole; where one is there
// already, nothing is begun. For a tool that has lists, a file for each of them.
bool exporting_start(App *app, const ExportPlan *plan, Audience audience, IdList *ids, Error *err);
// Writes for about two milliseconds; at the end says so and frees app->exporting.
void exporting_step(App *app);
void exporting_cancel(App *app);

#endif
