#include "carrel/command/option.h"
#include "carrel/command/parse.h"

#include <stddef.h>
#include <string.h>

#define FIELD(name) offsetof(Options, name)

// clang-format off
const OptionInfo option_table[] = {
    {"color", OPTION_CHOICE, FIELD(color), 0, 0, "auto always never", "auto",
     "colours; auto heeds NO_COLOR and what the terminal can do"},
    {"ascii", OPTION_YES_NO, FIELD(ascii), 0, 0, NULL, "no",
     "marks and lines in ASCII even where the locale has more"},
    {"mouse", OPTION_YES_NO, FIELD(mouse), 0, 0, NULL, "yes",
     "clicks and the wheel; Shift and drag still selects text in the terminal"},
    {"plain", OPTION_YES_NO, FIELD(plain), 0, 0, NULL, "no",
     "one column without lines and bars, for screen readers"},
    {"typeahead", OPTION_YES_NO, FIELD(typeahead), 0, 0, NULL, "no",
     "let a repeated decision key count before the next abstract was shown"},
    {"advance", OPTION_YES_NO, FIELD(advance), 0, 0, NULL, "yes",
     "go to the next undecided study after a decision"},
    {"reason-required", OPTION_YES_NO, FIELD(reason_required), 0, 0, NULL, "no",
     "ask for a reason whenever a study is excluded"},
    {"record-time", OPTION_YES_NO, FIELD(record_time), 0, 0, NULL, "yes",
     "keep with each decision how long it took, for took: in queries; over ten minutes is not kept"},
    {"keys", OPTION_CHOICE, FIELD(keys), 0, 0, "vi rayyan covidence asreview", "vi",
     "decision keys as other tools have them; keys that were bound by map stay"},
    {"split", OPTION_NUMBER, FIELD(split), 0, 90, NULL, "0",
     "share of the screen that the list takes, per cent; 0 lets the size decide"},
    {"editor", OPTION_TEXT, FIELD(editor), 0, 0, NULL, "",
     "the editor for notes; empty means $VISUAL, $EDITOR, then vi"},
    {"browser", OPTION_TEXT, FIELD(browser), 0, 0, NULL, "",
     "the program that opens an address; empty means xdg-open where there is a display"},
    {"inbox", OPTION_TEXT, FIELD(inbox), 0, 0, NULL, "",
     "a folder to watch, such as the browser's downloads: files saved there wait for gi; empty means none"},
    {"columns", OPTION_TEXT, FIELD(columns), 0, 0, NULL, "",
     "what columns of imported tables hold that carrel does not know: \"title=Titre year=Année\""},
    {"offline", OPTION_YES_NO, FIELD(offline), 0, 0, NULL, "no",
     "ask no service on the network; what is to be asked waits"},
    {"email", OPTION_TEXT, FIELD(email), 0, 0, NULL, "",
     "your address, which NCBI and Crossref are told so that they can reach you; CARREL_EMAIL goes before it"},
    {"links", OPTION_TEXT, FIELD(links), 0, 0, NULL, "icite ncbi europepmc",
     "services that are asked for citation links, also opencitations, openalex (its key is needed) and crossref"},
    {"links-days", OPTION_NUMBER, FIELD(links_days), 0, 36500, NULL, "90",
     "after so many days a service is asked anew for a study's links; 0: never"},
    {"fetch-ahead", OPTION_YES_NO, FIELD(fetch_ahead), 0, 0, NULL, "no",
     "ask ahead for the links of the study that you read and for the records of what it links to"},
    {"service.ncbi.url", OPTION_TEXT, FIELD(service_urls[0]), 0, 0, NULL, "",
     "address of E-utilities, up to and without /esearch.fcgi; empty means NCBI's own; CARREL_NCBI_URL goes before it"},
    {"service.europepmc.url", OPTION_TEXT, FIELD(service_urls[1]), 0, 0, NULL, "",
     "address of Europe PMC, without /search; CARREL_EUROPEPMC_URL goes before it"},
    {"service.icite.url", OPTION_TEXT, FIELD(service_urls[2]), 0, 0, NULL, "",
     "address of iCite, without /pubs; CARREL_ICITE_URL goes before it"},
    {"service.opencitations.url", OPTION_TEXT, FIELD(service_urls[3]), 0, 0, NULL, "",
     "address of OpenCitations, without /references; CARREL_OPENCITATIONS_URL goes before it"},
    {"service.openalex.url", OPTION_TEXT, FIELD(service_urls[4]), 0, 0, NULL, "",
     "address of OpenAlex, without /works; CARREL_OPENALEX_URL goes before it"},
    {"service.crossref.url", OPTION_TEXT, FIELD(service_urls[5]), 0, 0, NULL, "",
     "address of Crossref, without /works; CARREL_CROSSREF_URL goes before it"},
};
// clang-format on
const size_t option_count = sizeof option_table / sizeof option_table[0];

static void *value_of(Options *options, const OptionInfo *info) {
    return (char *) options + info->offset;
}

void options_init(Options *options) {
    memset(options, 0, sizeof *options);
    for (size_t i = 0; i < option_count; i++) {
        option_set(options, sv(option_table[i].name), sv(option_table[i].standard), NULL);
    }
}

const OptionInfo *option_by_name(StringView name) {
    for (size_t i = 0; i < option_count; i++) {
        if (sv_equal(sv(option_table[i].name), name)) {
            return &option_table[i];
        }
    }
    return NULL;
}

static bool no_such_option(StringView name, Error *err) {
    String names = {0};
    for (size_t i = 0; i < option_count; i++) {
        string_format(&names, "%s%s", i > 0 ? ", " : "", option_table[i].name);
    }
    error_set(err, ERROR_USAGE, "there is no option \"%.*s\"; there are %s", (int) name.length, name.data,
              string_text(&names));
    string_free(&names);
    return false;
}

// Index of a word in a list separated by spaces; -1 where it is not in it.
static int word_index(const char *words, StringView word) {
    StringView rest = sv(words);
    StringView part;
    for (int i = 0; sv_split(&rest, ' ', &part); i++) {
        if (sv_equal(part, word)) {
            return i;
        }
    }
    return -1;
}

static bool set_yes_no(const OptionInfo *info, bool *value, StringView text, Error *err) {
    int known = word_index("yes no on off true false 1 0", text);
    if (known < 0) {
        return error_set(err, ERROR_USAGE, "%s is yes or no, not \"%.*s\"", info->name, (int) text.length,
                         text.data);
    }
    *value = known % 2 == 0;
    return true;
}

bool option_set(Options *options, StringView name, StringView value, Error *err) {
    const OptionInfo *info = option_by_name(name);
    if (info == NULL) {
        return no_such_option(name, err);
    }
    void *target = value_of(options, info);
    switch (info->kind) {
    case OPTION_YES_NO:
        return set_yes_no(info, target, value, err);
    case OPTION_NUMBER: {
        long long number = 0;
        if (!sv_number(value, &number) || number < info->minimum || number > info->maximum) {
            return error_set(err, ERROR_USAGE, "%s is a number from %d to %d, not \"%.*s\"", info->name,
                             info->minimum, info->maximum, (int) value.length, value.data);
        }
        *(int *) target = (int) number;
        return true;
    }
    case OPTION_CHOICE: {
        int index = word_index(info->choices, value);
        if (index < 0) {
            return error_set(err, ERROR_USAGE, "%s is one of %s, not \"%.*s\"", info->name, info->choices,
                             (int) value.length, value.data);
        }
        *(int *) target = index;
        return true;
    }
    case OPTION_TEXT:
        if (value.length >= OPTION_TEXT_SIZE ||
            (value.length > 0 && memchr(value.data, '\n', value.length))) {
            return error_set(err, ERROR_USAGE, "%s is one line of at most %d bytes", info->name,
                             OPTION_TEXT_SIZE - 1);
        }
        memset(target, 0, OPTION_TEXT_SIZE);
        if (value.length > 0) {
            memcpy(target, value.data, value.length);
        }
        return true;
    }
    return false;
}

void option_add_value(const Options *options, const OptionInfo *option, String *out) {
    const void *value = (const char *) options + option->offset;
    switch (option->kind) {
    case OPTION_YES_NO:
        string_add_text(out, *(const bool *) value ? "yes" : "no");
        break;
    case OPTION_NUMBER:
        string_format(out, "%d", *(const int *) value);
        break;
    case OPTION_CHOICE: {
        StringView rest = sv(option->choices);
        StringView word = {0};
        for (int i = 0; i <= *(const int *) value && sv_split(&rest, ' ', &word); i++) {
        }
        string_add(out, word);
        break;
    }
    case OPTION_TEXT:
        string_add_text(out, value);
        break;
    }
}

static void say(const Options *options, const OptionInfo *info, String *said) {
    if (said != NULL) {
        string_format(said, "%s=", info->name);
        option_add_value(options, info, said);
    }
}

bool options_set_word(Options *options, StringView word, String *said, Error *err) {
    size_t equals = sv_find_char(word, '=');
    if (equals != SV_NONE) {
        return option_set(options, sv_part(word, 0, equals), sv_from(word, equals + 1), err);
    }
    bool asks = sv_ends(word, SV("?"));
    StringView name = asks ? sv_part(word, 0, word.length - 1) : word;
    const OptionInfo *info = option_by_name(name);
    if (info != NULL) {
        if (info->kind == OPTION_YES_NO && !asks) {
            return option_set(options, name, SV("yes"), err);
        }
        say(options, info, said);
        return true;
    }
    if (!asks && sv_starts(name, SV("no"))) {
        info = option_by_name(sv_from(name, 2));
        if (info != NULL && (info->kind == OPTION_YES_NO || info->kind == OPTION_TEXT)) {
            return option_set(options, sv_from(name, 2), info->kind == OPTION_TEXT ? SV("") : SV("no"), err);
        }
    }
    return no_such_option(name, err);
}

void options_add_config(const Options *options, String *out) {
    for (size_t i = 0; i < option_count; i++) {
        const OptionInfo *info = &option_table[i];
        String value = {0};
        option_add_value(options, info, &value);
        if (!sv_equal(string_view(&value), sv(info->standard))) {
            string_format(out, "set %s=", info->name);
            command_quote(string_view(&value), out);
            string_add_char(out, '\n');
        }
        string_free(&value);
    }
}
