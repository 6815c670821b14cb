#include "carrel/ui/style.h"

#define NONE COLOUR_DEFAULT
#define PLAIN                                                                                                \
    { NONE, NONE, 0 }

// Colours repeat what a sign, a word or an attribute says already; background colours
// are left to the terminal except for what must not be missed.
const RoleInfo roles[ROLE_COUNT] = {
    [ROLE_NORMAL] = {"normal", PLAIN, PLAIN, 0},
    [ROLE_TITLE] = {"title", {NONE, NONE, STYLE_BOLD}, {NONE, NONE, STYLE_BOLD}, STYLE_BOLD},
    [ROLE_DIM] = {"dim", {NONE, NONE, STYLE_DIM}, {245, NONE, 0}, STYLE_DIM},
    [ROLE_HEAD] = {"head", {NONE, NONE, STYLE_DIM}, {245, NONE, 0}, 0},
    [ROLE_HEAD_FOCUSED] = {"head_focused", {6, NONE, STYLE_BOLD}, {37, NONE, STYLE_BOLD}, STYLE_BOLD},
    [ROLE_LABEL] = {"label", {4, NONE, STYLE_BOLD}, {67, NONE, STYLE_BOLD}, STYLE_BOLD},
    [ROLE_LINK] = {"link", {6, NONE, STYLE_UNDERLINE}, {37, NONE, STYLE_UNDERLINE}, STYLE_UNDERLINE},
    [ROLE_LINK_BOUND] = {"link_bound",
                         {6, NONE, STYLE_UNDERLINE | STYLE_BOLD},
                         {37, NONE, STYLE_UNDERLINE | STYLE_BOLD},
                         STYLE_UNDERLINE | STYLE_BOLD},
    [ROLE_MATCH] = {"match", {3, NONE, STYLE_BOLD}, {178, NONE, STYLE_BOLD}, STYLE_BOLD},
    [ROLE_FOUND] = {"found", {NONE, NONE, STYLE_REVERSE}, {16, 222, 0}, STYLE_REVERSE},
    [ROLE_INCLUDE] = {"include", {2, NONE, STYLE_BOLD}, {71, NONE, STYLE_BOLD}, STYLE_BOLD},
    [ROLE_EXCLUDE] = {"exclude", {1, NONE, STYLE_BOLD}, {167, NONE, STYLE_BOLD}, STYLE_BOLD},
    [ROLE_MAYBE] = {"maybe", {3, NONE, STYLE_BOLD}, {178, NONE, STYLE_BOLD}, STYLE_BOLD},
    [ROLE_LATER] = {"later", {4, NONE, STYLE_BOLD}, {67, NONE, STYLE_BOLD}, STYLE_BOLD},
    [ROLE_PENDING] = {"pending", {NONE, NONE, STYLE_DIM}, {245, NONE, STYLE_DIM}, STYLE_DIM},
    [ROLE_FLAG] = {"flag", {5, NONE, 0}, {139, NONE, 0}, 0},
    [ROLE_FLAG_WARNING] = {"flag_warning",
                           {1, NONE, STYLE_BOLD | STYLE_REVERSE},
                           {231, 160, STYLE_BOLD},
                           STYLE_BOLD | STYLE_REVERSE},
    [ROLE_WARNING] = {"warning",
                      {1, NONE, STYLE_BOLD | STYLE_REVERSE},
                      {231, 160, STYLE_BOLD},
                      STYLE_BOLD | STYLE_REVERSE},
    [ROLE_ERROR] = {"error", {1, NONE, STYLE_BOLD}, {167, NONE, STYLE_BOLD}, STYLE_BOLD},
    [ROLE_GOOD] = {"good", {2, NONE, 0}, {71, NONE, 0}, 0},
    [ROLE_STATUS] = {"status", {NONE, NONE, STYLE_BOLD}, {NONE, NONE, STYLE_BOLD}, STYLE_BOLD},
    [ROLE_BAR] = {"bar", {6, NONE, 0}, {37, NONE, 0}, 0},
    [ROLE_HINT_KEY] = {"hint_key", {6, NONE, STYLE_BOLD}, {37, NONE, STYLE_BOLD}, STYLE_BOLD},
    [ROLE_HINT_TEXT] = {"hint_text", {NONE, NONE, STYLE_DIM}, {245, NONE, 0}, 0},
    [ROLE_INCLUDE_TERM] = {"include_term",
                           {2, NONE, STYLE_UNDERLINE},
                           {71, NONE, STYLE_UNDERLINE},
                           STYLE_UNDERLINE},
    [ROLE_EXCLUDE_TERM] = {"exclude_term",
                           {1, NONE, STYLE_ITALIC | STYLE_UNDERLINE},
                           {167, NONE, STYLE_ITALIC | STYLE_UNDERLINE},
                           STYLE_DIM | STYLE_UNDERLINE},
    // Groups differ without colour, too, from one another and from terms for and against.
    [ROLE_POPULATION_TERM] = {"population_term",
                              {4, NONE, STYLE_BOLD},
                              {75, NONE, STYLE_BOLD},
                              STYLE_BOLD},
    [ROLE_INTERVENTION_TERM] = {"intervention_term",
                                {5, NONE, STYLE_BOLD | STYLE_UNDERLINE},
                                {176, NONE, STYLE_BOLD | STYLE_UNDERLINE},
                                STYLE_BOLD | STYLE_UNDERLINE},
    [ROLE_COMPARISON_TERM] = {"comparison_term",
                              {6, NONE, STYLE_ITALIC},
                              {80, NONE, STYLE_ITALIC},
                              STYLE_ITALIC},
    [ROLE_OUTCOME_TERM] = {"outcome_term",
                           {3, NONE, STYLE_ITALIC | STYLE_BOLD},
                           {214, NONE, STYLE_ITALIC | STYLE_BOLD},
                           STYLE_ITALIC | STYLE_BOLD},
    [ROLE_GROUP_TERM] = {"group_term",
                         {5, NONE, STYLE_ITALIC | STYLE_UNDERLINE},
                         {103, NONE, STYLE_ITALIC | STYLE_UNDERLINE},
                         STYLE_ITALIC | STYLE_UNDERLINE},
    [ROLE_OTHER_GROUP_TERM] = {"other_group_term", {6, NONE, STYLE_DIM}, {109, NONE, 0}, STYLE_DIM},
    [ROLE_SELECTED] = {"selected", {5, NONE, STYLE_BOLD}, {139, NONE, STYLE_BOLD}, STYLE_BOLD},
    [ROLE_DIFFERENCE] = {"difference",
                         {3, NONE, STYLE_BOLD | STYLE_UNDERLINE},
                         {178, NONE, STYLE_BOLD | STYLE_UNDERLINE},
                         STYLE_BOLD | STYLE_UNDERLINE},
    [ROLE_PROMPT] = {"prompt", {NONE, NONE, STYLE_BOLD}, {NONE, NONE, STYLE_BOLD}, STYLE_BOLD},
    [ROLE_MENU] = {"menu", PLAIN, {NONE, 236, 0}, 0},
    [ROLE_MENU_CURSOR] = {"menu_cursor",
                          {NONE, NONE, STYLE_REVERSE},
                          {NONE, NONE, STYLE_REVERSE},
                          STYLE_REVERSE},
    [ROLE_LABEL_RED] = {"label_red", {1, NONE, 0}, {167, NONE, 0}, 0},
    [ROLE_LABEL_GREEN] = {"label_green", {2, NONE, 0}, {71, NONE, 0}, 0},
    [ROLE_LABEL_YELLOW] = {"label_yellow", {3, NONE, 0}, {178, NONE, 0}, 0},
    [ROLE_LABEL_BLUE] = {"label_blue", {4, NONE, 0}, {67, NONE, 0}, 0},
    [ROLE_LABEL_MAGENTA] = {"label_magenta", {5, NONE, 0}, {139, NONE, 0}, 0},
    [ROLE_LABEL_CYAN] = {"label_cyan", {6, NONE, 0}, {37, NONE, 0}, 0},
};

bool role_by_name(StringView name, Role *role) {
    for (Role at = 0; at < ROLE_COUNT; at++) {
        if (sv_equal(name, sv(roles[at].name))) {
            *role = at;
            return true;
        }
    }
    return false;
}
