#ifndef TUI_CONFIG_H
#define TUI_CONFIG_H

#include "app.h"

// The config file: a file of ':' commands.

bool config_load(App *app, Error *err);                     // the user's own, where there is one
bool config_source(App *app, const char *file, Error *err); // faults are said with file and line
bool config_write(App *app, String *path, Error *err);
// Lets changed options take effect.
void config_apply(App *app);

#endif
