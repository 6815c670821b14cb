#include "world.h"

#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

// The query is read anew for each study: it is short, and nothing needs to be kept.
typedef struct {
    const World *world;
    StringView query;
    size_t at;
    uint32_t n;
    String text; // of the study, lower case
    bool broken;
} Asking;

bool world_read_day(StringView text, bool last, int *day) {
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    long long part[3] = {0, last ? 12 : 1, last ? 31 : 1};
    StringView rest = text, piece;
    char separator = sv_find_char(text, '/') != SV_NONE ? '/' : '-';
    size_t parts = 0;
    while (parts < 3 && sv_split(&rest, separator, &piece)) {
        if (!sv_number(piece, &part[parts])) {
            return false;
        }
        parts++;
    }
    if (parts == 0 || part[0] < 1 || part[0] > 9999 || part[1] < 1 || part[1] > 12) {
        return false;
    }
    int y = (int) part[0], m = (int) part[1], most = days[m - 1];
    if (m == 2 && (y % 4 == 0) && (y % 100 != 0 || y % 400 == 0)) {
        most = 29;
    }
    int d = part[2] > most ? most : (int) part[2];
    y -= m <= 2;
    int era = y / 400, yoe = y - era * 400, doy = (153 * (m > 2 ? m - 3 : m + 9) + 2) / 5 + d - 1;
    *day = era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
    return true;
}

static void skip_blanks(Asking *asking) {
    while (asking->at < asking->query.length && isspace((unsigned char) asking->query.data[asking->at])) {
        asking->at++;
    }
}

static char next_char(Asking *asking) {
    skip_blanks(asking);
    return asking->at < asking->query.length ? asking->query.data[asking->at] : '\0';
}

// A word or "phrase"; a word ends before a blank and the signs of the language.
static StringView take_word(Asking *asking) {
    skip_blanks(asking);
    StringView rest = sv_from(asking->query, asking->at);
    if (rest.length > 0 && rest.data[0] == '"') {
        size_t end = sv_find_char(sv_from(rest, 1), '"');
        asking->broken = asking->broken || end == SV_NONE;
        end = end == SV_NONE ? rest.length - 1 : end;
        asking->at += end + 2;
        return sv_part(rest, 1, end);
    }
    size_t length = 0;
    while (length < rest.length && !isspace((unsigned char) rest.data[length]) &&
           !strchr("()[]:\"", rest.data[length])) {
        length++;
    }
    asking->at += length;
    return sv_part(rest, 0, length);
}

static bool take_keyword(Asking *asking, const char *keyword) {
    skip_blanks(asking);
    size_t before = asking->at;
    if (sv_equal(take_word(asking), sv(keyword))) {
        return true;
    }
    asking->at = before;
    return false;
}

// Words are whole but for a * at their end.
static bool in_text(Asking *asking, StringView word) {
    bool beginning = word.length > 0 && word.data[word.length - 1] == '*';
    word.length -= beginning;
    StringView text = string_view(&asking->text);
    for (size_t at = 0; word.length > 0 && at + word.length <= text.length; at++) {
        if (strncasecmp(text.data + at, word.data, word.length) == 0) {
            bool starts = at == 0 || !isalnum((unsigned char) text.data[at - 1]);
            size_t end = at + word.length;
            bool ends = beginning || end == text.length || !isalnum((unsigned char) text.data[end]);
            if (starts && ends) {
                return true;
            }
        }
    }
    return false;
}

static bool in_days(Asking *asking, StringView first, StringView last) {
    int from = INT_MIN, to = INT_MAX, day = world_day(asking->world, asking->n);
    bool ok = world_read_day(first, false, &from) && world_read_day(last, true, &to);
    asking->broken = asking->broken || !ok;
    return ok && day >= from && day <= to;
}

static bool is_date_field(StringView field) {
    static const char *const names[] = {
        "edat",     "pdat",        "dp",          "crdt",   "mhda", "date - publication",
        "pub_year", "first_pdate", "first_idate", "e_pdate"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (sv_equal_nocase(field, sv(names[i]))) {
            return true;
        }
    }
    return false;
}

static bool has_value(Asking *asking, StringView field, StringView value) {
    uint32_t n = asking->n;
    long long number;
    if (sv_equal_nocase(field, SV("uid")) || sv_equal_nocase(field, SV("pmid")) ||
        sv_equal_nocase(field, SV("ext_id"))) {
        return sv_number(value, &number) && number == WORLD_PMID + (long long) n;
    }
    if (sv_equal_nocase(field, SV("doi")) || sv_equal_nocase(field, SV("aid"))) {
        return world_doi_number(asking->world, value) == n;
    }
    if (sv_equal_nocase(field, SV("src"))) {
        return sv_equal_nocase(value, SV("MED"));
    }
    if (sv_equal_nocase(field, SV("sb"))) {
        return sv_equal_nocase(value, SV("all"));
    }
    if (is_date_field(field)) {
        return in_days(asking, value, value);
    }
    return in_text(asking, value);
}

static bool any_of(Asking *asking);

static bool closed_by(Asking *asking, char sign) {
    bool there = next_char(asking) == sign;
    asking->at += there;
    asking->broken = asking->broken || !there;
    return there;
}

static bool one_term(Asking *asking) {
    if (next_char(asking) == '(') {
        asking->at++;
        bool found = any_of(asking);
        closed_by(asking, ')');
        return found;
    }
    bool quoted = next_char(asking) == '"';
    StringView word = take_word(asking), until = {0};
    if (word.length == 0) {
        asking->broken = true;
        return false;
    }
    if (next_char(asking) == ':') {
        asking->at++;
        if (next_char(asking) == '[') { // FIELD:[a TO b]
            asking->at++;
            StringView first = take_word(asking);
            asking->broken = asking->broken || !take_keyword(asking, "TO");
            StringView last = take_word(asking);
            closed_by(asking, ']');
            return in_days(asking, first, last);
        }
        bool value_quoted = next_char(asking) == '"';
        until = take_word(asking);
        if (next_char(asking) != '[') { // FIELD:value
            bool id = sv_equal_nocase(word, SV("ext_id"));
            return !quoted && !(id && value_quoted) && has_value(asking, word, until);
        }
    }
    if (next_char(asking) != '[') {
        return in_text(asking, word);
    }
    size_t end = sv_find_char(sv_from(asking->query, asking->at), ']');
    if (end == SV_NONE) {
        asking->broken = true;
        return false;
    }
    StringView field = sv_trim(sv_part(asking->query, asking->at + 1, end - 1));
    asking->at += end + 1;
    return until.length > 0 ? in_days(asking, word, until) : has_value(asking, field, word);
}

static bool all_of(Asking *asking) {
    bool found = true;
    for (;;) {
        char c = next_char(asking);
        size_t before = asking->at;
        if (c == '\0' || c == ')' || asking->broken) {
            return found;
        }
        if (take_keyword(asking, "OR")) {
            asking->at = before;
            return found;
        }
        take_keyword(asking, "AND");
        bool turned = take_keyword(asking, "NOT");
        bool one = one_term(asking);
        found = found && one != turned;
    }
}

static bool any_of(Asking *asking) {
    bool found = all_of(asking);
    while (!asking->broken && take_keyword(asking, "OR")) {
        bool one = all_of(asking);
        found = found || one;
    }
    return found;
}

bool world_search(const World *world, StringView query, IdList *out, String *trouble) {
    Asking asking = {.world = world, .query = query};
    bool asked_anything = sv_trim(query).length > 0;
    for (uint32_t n = world->count; n >= 1 && asked_anything && !asking.broken; n--) {
        if (world_missing(n)) {
            continue;
        }
        asking.n = n;
        asking.at = 0;
        string_clear(&asking.text);
        world_add_title(&asking.text, n);
        string_format(&asking.text, " %s ", world_journal(n));
        world_add_author_line(&asking.text, n);
        bool found = any_of(&asking);
        asking.broken = asking.broken || next_char(&asking) != '\0';
        if (found && !asking.broken) {
            id_list_add(out, n);
        }
    }
    string_free(&asking.text);
    if (asking.broken) {
        string_format(trouble, "cannot be read from \"%.60s\" on",
                      query.data + (asking.at < query.length ? asking.at : query.length));
    }
    return !asking.broken;
}
