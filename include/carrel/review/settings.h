#ifndef CARREL_REVIEW_SETTINGS_H
#define CARREL_REVIEW_SETTINGS_H

#include "carrel/base/error.h"
#include "carrel/base/str.h"

// What people write down of a review: its question and criteria, and the rules for votes. One table for
// the command line, the forms on the screen and the report.
typedef struct {
    const char *name;    // of the setting: "population"
    const char *title;   // "Population"
    const char *help;    // one line
    const char *choices; // space separated; NULL where any text will do
    bool is_criterion;   // shown beside the abstract
} ReviewSetting;
#define REVIEW_SETTINGS 11
extern const ReviewSetting review_settings[REVIEW_SETTINGS];

const ReviewSetting *review_setting_by_name(StringView name); // NULL: there is none
// Whether a setting may have this value; else *err says what it may.
bool review_setting_fits(const ReviewSetting *setting, StringView value, Error *err);

#endif
