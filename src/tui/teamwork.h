#ifndef TUI_TEAMWORK_H
#define TUI_TEAMWORK_H

#include "acts.h"

// The answer to a request for another copy of the review: MAIL_REVIEW_OTHER.
void teamwork_mail(App *app, OtherReview *other);
void teamwork_fini(App *app);

#endif
