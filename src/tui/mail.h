#ifndef TUI_MAIL_H
#define TUI_MAIL_H

#include "app.h"

// Takes what the workers sent, for at most a few milliseconds. true when some is left.
bool mail_take(App *app);
void mail_handle(App *app, Mail *mail); // one message, destroyed here
// Renews the list while an import fills it, not more often than the eye follows.
void mail_refresh(App *app);

#endif
