#ifndef TUI_WAITING_H
#define TUI_WAITING_H

#include "app.h"

// Files that wait in the inbox folder: each is imported when its search was described, never by itself.

// Watches the folder that the option "inbox" names now, or none.
void waiting_apply(App *app);
void waiting_mail(App *app, const InboxFile *file); // MAIL_INBOX
void waiting_fini(App *app);

#endif
