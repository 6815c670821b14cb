#ifndef TUI_COPYING_H
#define TUI_COPYING_H

#include "app.h"

#include "carrel/format/format.h"

// Gives studies in a format to a command of the shell, which has the terminal meanwhile.
void copying_pipe(App *app, Format format, const StudyId *ids, size_t count, const char *command);

#endif
