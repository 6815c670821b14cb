#include "carrel/pane/mark.h"

#include "carrel/base/text.h"

#include <inttypes.h>

#define LEFT_LEAST 12 // columns that the left side of a head keeps beside the right one

const char *mark_sign(Decision decision) {
    switch (decision) {
    case DECISION_INCLUDE:
        return "✓";
    case DECISION_EXCLUDE:
        return "✗";
    case DECISION_MAYBE:
        return "?";
    case DECISION_LATER:
        return "~";
    case DECISION_NONE:
        break;
    }
    return " ";
}

Role mark_role(Mark mark) {
    if (mark.pending) {
        return ROLE_PENDING;
    }
    switch (mark.decision) {
    case DECISION_INCLUDE:
        return ROLE_INCLUDE;
    case DECISION_EXCLUDE:
        return ROLE_EXCLUDE;
    case DECISION_MAYBE:
        return ROLE_MAYBE;
    case DECISION_LATER:
        return ROLE_LATER;
    case DECISION_NONE:
        break;
    }
    return ROLE_NORMAL;
}

char flag_sign(unsigned flags, bool note, bool grouped) {
    if (flags & (STUDY_RETRACTED | STUDY_CONCERN)) {
        return 'R';
    }
    if (flags & STUDY_NO_ABSTRACT) {
        return 'A';
    }
    if (flags & STUDY_OTHER_LANGUAGE) {
        return 'L';
    }
    return note ? 'n' : grouped ? '=' : ' ';
}

char retrieval_sign(Retrieval retrieval) {
    switch (retrieval) {
    case RETRIEVAL_SOUGHT:
        return 's';
    case RETRIEVAL_RETRIEVED:
        return 'f';
    case RETRIEVAL_MISSING:
        return 'm';
    case RETRIEVAL_NONE:
        break;
    }
    return ' ';
}

// A blank has no colour: it would only be sent to the terminal with every row.
Role flag_role(char sign) {
    return sign == 'R' ? ROLE_FLAG_WARNING : sign == ' ' ? ROLE_NORMAL : ROLE_FLAG;
}

void add_number(String *out, int64_t number) {
    if (number < 0) {
        string_add_char(out, '-');
        number = number == INT64_MIN ? INT64_MAX : -number;
    }
    if (number >= 1000) {
        add_number(out, number / 1000);
        string_format(out, ",%03d", (int) (number % 1000));
    } else {
        string_format(out, "%d", (int) number);
    }
}

void add_notice_type(String *out, const char *type) {
    size_t start = out->length;
    for (const char *c = type && *type ? type : "Notice"; *c; c++) {
        bool capital = *c >= 'A' && *c <= 'Z';
        // PubMed's one type whose words are not told apart: "RetractedandRepublishedIn".
        if ((capital || sv_starts(sv(c), SV("andRepublished"))) && out->length > start) {
            string_add_char(out, ' ');
        }
        string_add_char(out, capital && out->length > start ? (char) (*c + ('a' - 'A')) : *c);
    }
}

void pane_head_draw(Grid *grid, Area row, const char *left, const char *right, bool focused) {
    Role role = focused ? ROLE_HEAD_FOCUSED : ROLE_HEAD;
    grid_rule(grid, (Area){row.row, row.column, 1, row.columns}, "─", ROLE_HEAD);
    int right_columns = right && *right ? grid_text_columns(sv(right)) : 0;
    int left_least = left ? grid_text_columns(sv(left)) : 0;
    left_least = left_least < LEFT_LEAST ? left_least : LEFT_LEAST;
    // The right side goes first where both do not fit.
    if (right_columns > 0 && right_columns + 7 + left_least > row.columns) {
        right_columns = 0;
    }
    int room = row.columns - 4 - (right_columns > 0 ? right_columns + 3 : 0);
    if (left && *left && room > 0) {
        grid_put(grid, row.row, row.column + 1, 1, SV(" "), role);
        int used = grid_put_cut(grid, row.row, row.column + 2, room, sv(left), role);
        grid_put(grid, row.row, row.column + 2 + used, 1, SV(" "), role);
    }
    if (right_columns > 0) {
        int at = row.column + row.columns - right_columns - 2;
        grid_put(grid, row.row, at - 1, 1, SV(" "), role);
        grid_put(grid, row.row, at, right_columns, sv(right), role);
        grid_put(grid, row.row, at + right_columns, 1, SV(" "), role);
    }
}

void pane_rule_draw(Grid *grid, Area column) {
    grid_rule(grid, column, "│", ROLE_HEAD);
}

void pane_empty_draw(Grid *grid, Area area, const char *sentence) {
    StringView rest = sv(sentence);
    int columns = area.columns - 2;
    int row = area.row + (area.rows > 4 ? area.rows / 3 : 0);
    // The whole sentence counts, so a small pane begins at its top.
    while (rest.length > 0 && row < area.row + area.rows && columns >= 2) {
        size_t next;
        size_t length = text_wrap(rest, (size_t) columns, &next);
        grid_put(grid, row++, area.column + 1, columns, sv_part(rest, 0, length), ROLE_DIM);
        if (next == 0) {
            break;
        }
        rest = sv_from(rest, next);
    }
}

Role term_look(TermList terms, size_t index) {
    TermRole role = terms.items[index].role;
    if (role != TERM_OF_GROUP) {
        return role == TERM_FOR ? ROLE_INCLUDE_TERM : ROLE_EXCLUDE_TERM;
    }
    int number = term_group_number(terms, index);
    bool own = number < TERM_PICO_GROUPS;
    return (Role) ((int) (own ? ROLE_POPULATION_TERM : ROLE_GROUP_TERM) +
                   (own ? number : (number - TERM_PICO_GROUPS) % 2));
}

Role label_role(LabelColour colour) {
    static const Role of_colours[LABEL_COLOURS] = {
        [LABEL_PLAIN] = ROLE_NORMAL,      [LABEL_RED] = ROLE_LABEL_RED,
        [LABEL_GREEN] = ROLE_LABEL_GREEN, [LABEL_YELLOW] = ROLE_LABEL_YELLOW,
        [LABEL_BLUE] = ROLE_LABEL_BLUE,   [LABEL_MAGENTA] = ROLE_LABEL_MAGENTA,
        [LABEL_CYAN] = ROLE_LABEL_CYAN,
    };
    return of_colours[colour];
}
