#include "carrel/review/settings.h"

#include <stddef.h>

const ReviewSetting review_settings[REVIEW_SETTINGS] = {
    {"title", "Title", "what the review is called in reports", NULL, false},
    {"question", "Question", "what the review is to answer", NULL, true},
    {"population", "Population", "who is studied: adults with septic shock", NULL, true},
    {"intervention", "Intervention", "what is done or met with", NULL, true},
    {"comparison", "Comparison", "what it is compared with", NULL, true},
    {"outcome", "Outcome", "what is measured", NULL, true},
    {"include", "Include", "criteria for inclusion, one a line", NULL, true},
    {"exclude", "Exclude", "criteria for exclusion, one a line", NULL, true},
    {"votes", "Votes", "how many reviewers must vote on a study", "1 2 3", false},
    {"agree", "Agree", "whether include and maybe agree, or only equal votes", "include+maybe none", false},
    {"blind", "Blind", "whether everybody sees and counts their own votes only", "yes no", false},
};

const ReviewSetting *review_setting_by_name(StringView name) {
    for (size_t i = 0; i < REVIEW_SETTINGS; i++) {
        if (sv_equal(sv(review_settings[i].name), name)) {
            return &review_settings[i];
        }
    }
    return NULL;
}

bool review_setting_fits(const ReviewSetting *setting, StringView value, Error *err) {
    StringView rest = sv(setting->choices ? setting->choices : ""), choice;
    bool fits = !setting->choices;
    while (!fits && sv_split(&rest, ' ', &choice)) {
        fits = sv_equal(choice, value);
    }
    return fits || error_set(err, ERROR_USAGE, "%s is one of %s, not \"%.*s\"", setting->name,
                             setting->choices, (int) value.length, value.data);
}
