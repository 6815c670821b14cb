#ifndef TUI_ASKED_H
#define TUI_ASKED_H

#include "app.h"

// What is known of whom the base study's links were asked, and what came of it.

void asked_load(App *app); // the base study is another one, or somebody answered
// What a tab of the links pane says of it.
void asked_tell(const App *app, int tab, LinksTab *out);
// The services that name a study among the links of the open tab: "iCite, NCBI"; NULL for none. In the
// arena of the links.
const char *asked_sources(App *app, StudyId id);

#endif
