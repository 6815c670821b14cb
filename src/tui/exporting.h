#ifndef TUI_EXPORTING_H
#define TUI_EXPORTING_H

#include "app.h"

// Writing studies to a file from within the program: a few between two key presses, so
// that nothing waits.
typedef struct Exporting Exporting;

// Takes `ids`. The file appears under its name when it is whole.
bool exporting_start(App *app, const char *file, Format format, IdList *ids, Error *err);
// Writes for about a millisecond; at the end says so and frees app->exporting.
void exporting_step(App *app);
void exporting_cancel(App *app);
// The format of a file's ending; false with a sentence that names those there are.
bool exporting_format(const char *file, Format *format, Error *err);

#endif
