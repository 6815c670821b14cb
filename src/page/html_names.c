#include "html_names.h"

#include "carrel/reader/scan.h"

#include <stdlib.h>
#include <string.h>

static bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

// The words of a class or id; hyphens and underlines part them too where `within`.
static bool next_word(StringView *rest, bool within, StringView *word) {
    while (rest->length > 0) {
        size_t length = 0;
        while (length < rest->length && !is_space(rest->data[length]) &&
               !(within && strchr("-_", rest->data[length]))) {
            length++;
        }
        *word = sv_part(*rest, 0, length);
        *rest = sv_from(*rest, length < rest->length ? length + 1 : length);
        if (word->length > 0) {
            return true;
        }
    }
    return false;
}

static bool has_word(StringView attribute, const char *const *words, bool within) {
    StringView word;
    while (next_word(&attribute, within, &word)) {
        for (const char *const *known_word = words; *known_word; known_word++) {
            if (sv_equal_nocase(word, sv(*known_word))) {
                return true;
            }
        }
    }
    return false;
}

StringView html_attribute(StringView attributes, const char *name) {
    StringView value;
    return scan_attribute(attributes, sv(name), &value) ? value : SV("");
}

bool html_has_class(StringView attributes, const char *name) {
    const char *const names[] = {name, NULL};
    return has_word(html_attribute(attributes, "class"), names, false);
}

bool html_is_around(StringView attributes) {
    static const char *const words[] = {"cookie",      "cookies",      "consent",       "gdpr",
                                        "share",       "sharing",      "social",        "newsletter",
                                        "subscribe",   "subscription", "related",       "recommended",
                                        "comments",    "promo",        "promotion",     "advert",
                                        "ad",          "ads",          "advertisement", "breadcrumb",
                                        "breadcrumbs", "sidebar",      "menu",          "nav",
                                        "navbar",      "navigation",   "banner",        "popup",
                                        "modal",       "footer",       "tags",          "toolbar",
                                        "pagination",  "byline",       "author",        "authors",
                                        "skip",        "contentinfo",  "complementary", "dialog",
                                        "signup",      "paywall",      "outbrain",      "taboola",
                                        "teaser",      "teasers",      "search",        "login",
                                        NULL};
    static const char *const roles[] = {"navigation",    "banner", "contentinfo",
                                        "complementary", "dialog", "alertdialog",
                                        "search",        "menu",   NULL};
    return has_word(html_attribute(attributes, "class"), words, true) ||
           has_word(html_attribute(attributes, "id"), words, true) ||
           has_word(html_attribute(attributes, "role"), roles, false);
}

bool html_is_hidden(StringView attributes) {
    StringView value;
    if (scan_attribute(attributes, SV("hidden"), &value) ||
        sv_equal_nocase(html_attribute(attributes, "aria-hidden"), SV("true"))) {
        return true;
    }
    StringView style = html_attribute(attributes, "style");
    size_t display = sv_find(style, SV("display:"));
    return display != SV_NONE && sv_starts(sv_trim(sv_from(style, display + 8)), SV("none"));
}

bool html_is_second_copy(StringView attributes) {
    static const char *const words[] = {
        "short-view",     "short-authors", "short-journal-citation", "dropdown",
        "empty-abstract", "usa-sr-only",   "visually-hidden",        NULL};
    return has_word(html_attribute(attributes, "class"), words, false) ||
           (html_has_class(attributes, "abstract-content") && !html_has_class(attributes, "selected") &&
            sv_ends(html_attribute(attributes, "id"), SV("-abstract")));
}

static void percent_decode(StringView text, String *out) {
    for (size_t i = 0; i < text.length; i++) {
        char hex[3] = {0}, *end;
        if (text.data[i] == '%' && i + 2 < text.length) {
            memcpy(hex, text.data + i + 1, 2);
            long value = strtol(hex, &end, 16);
            if (end == hex + 2 && value > ' ' && value < 0x7f) { // others may be no UTF-8
                string_add_char(out, (char) value);
                i += 2;
                continue;
            }
        }
        string_add_char(out, text.data[i]);
    }
}

void html_add_target(StringView name, StringView address, String *out) {
    String decoded = {0}, target = {0};
    scan_add_text(&decoded, address);
    percent_decode(string_view(&decoded), &target);
    StringView rest = string_view(&target), id = SV("");
    while (sv_ends(rest, SV("/"))) {
        rest.length--;
    }
    size_t slash = rest.length;
    while (slash > 0 && rest.data[slash - 1] != '/') {
        slash--;
    }
    StringView last = sv_from(rest, slash);
    size_t doi = sv_find(rest, SV("/10."));
    long long number;
    if ((sv_equal(name, SV("PubMed")) && sv_number(last, &number)) ||
        (sv_equal(name, SV("PMC")) && sv_starts_nocase(last, SV("PMC")))) {
        id = last;
    } else if (sv_equal(name, SV("DOI")) && doi != SV_NONE) {
        id = sv_from(rest, doi + 1);
    }
    string_add_text(out, id.length > 0 ? " " : "");
    string_add(out, id);
    string_free(&decoded);
    string_free(&target);
}
