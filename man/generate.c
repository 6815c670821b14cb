// Makes the manual pages and the README's key table from the program's own tables.
// Usage: generate TEMPLATE >PAGE; lines such as "@options@" become tables. generate --keys
// prints the README's table.
#include "carrel/base/file.h"
#include "carrel/command/action.h"
#include "carrel/command/keys.h"
#include "carrel/command/option.h"
#include "carrel/command/subcommand.h"
#include "carrel/format/format.h"
#include "carrel/format/holds.h"
#include "carrel/review/events.h"
#include "carrel/study/query.h"

#include <stdio.h>
#include <string.h>

// Text as roff prints it.
static void add_roff(String *out, StringView text) {
    for (size_t i = 0; i < text.length; i++) {
        char c = text.data[i];
        if (i == 0 && (c == '.' || c == '\'')) {
            string_add_text(out, "\\&");
        }
        switch (c) {
        case '\\':
            string_add_text(out, "\\e");
            break;
        case '-':
            string_add_text(out, "\\-");
            break;
        case '\'':
            string_add_text(out, "\\(aq");
            break;
        case '^':
            string_add_text(out, "\\(ha");
            break;
        case '~':
            string_add_text(out, "\\(ti");
            break;
        case '`':
            string_add_text(out, "\\(ga");
            break;
        default:
            string_add_char(out, c);
        }
    }
}

static void add_bold(String *out, StringView text) {
    string_add_text(out, "\\fB");
    add_roff(out, text);
    string_add_text(out, "\\fR");
}

static void add_italic(String *out, const char *text) {
    string_add_text(out, "\\fI");
    add_roff(out, sv(text));
    string_add_text(out, "\\fR");
}

static void add_line(String *out, const char *text) {
    add_roff(out, sv(text));
    string_add_text(out, ".\n");
}

// "j, Down, C-n" of "j Down C-n", each in bold.
static void add_words(String *out, const char *words) {
    StringView rest = sv(words);
    StringView word;
    bool first = true;
    while (sv_split(&rest, ' ', &word)) {
        string_add_text(out, first ? "" : ", ");
        add_bold(out, word);
        first = false;
    }
}

static void add_actions(String *out) {
    for (int group = 0; group < GROUP_COUNT; group++) {
        string_format(out, ".SS %s\n", action_groups[group]);
        for (size_t i = 1; i < ACTION_COUNT; i++) {
            const ActionInfo *info = &actions[i];
            if ((int) info->group != group) {
                continue;
            }
            string_add_text(out, ".TP\n");
            if (info->keys[0] != '\0') {
                add_words(out, info->keys);
                string_add_text(out, "   ");
            }
            String command = {0};
            string_format(&command, ":%s", info->name);
            add_bold(out, string_view(&command));
            string_free(&command);
            if (info->usage[0] != '\0') {
                string_add_char(out, ' ');
                add_italic(out, info->usage);
            }
            string_add_char(out, '\n');
            add_line(out, info->help);
        }
    }
}

static void add_bindings(String *out) {
    string_add_text(out, ".nf\n");
    for (size_t i = 1; i < ACTION_COUNT; i++) {
        StringView rest = sv(actions[i].keys);
        StringView key;
        while (sv_split(&rest, ' ', &key)) {
            if (key.length > 0) {
                String line = {0};
                string_format(&line, "map %.*s %s", (int) key.length, key.data, actions[i].name);
                add_roff(out, string_view(&line));
                string_add_char(out, '\n');
                string_free(&line);
            }
        }
    }
    string_add_text(out, ".fi\n");
}

static void add_key_presets(String *out) {
    for (size_t i = 0; i < KEY_PRESETS; i++) {
        string_add_text(out, ".TP\n");
        add_bold(out, sv(key_presets[i].name));
        string_add_char(out, '\n');
        add_line(out, key_presets[i].help);
        StringView rest = sv(key_presets[i].lines), line;
        string_add_text(out, rest.length > 0 ? ".nf\n" : "");
        while (sv_line(&rest, &line)) {
            add_roff(out, line);
            string_add_char(out, '\n');
        }
        string_add_text(out, key_presets[i].lines[0] != '\0' ? ".fi\n" : "");
    }
}

static void add_options(String *out) {
    for (size_t i = 0; i < option_count; i++) {
        const OptionInfo *info = &option_table[i];
        string_add_text(out, ".TP\n");
        add_bold(out, sv(info->name));
        string_add_text(out, "=");
        if (info->kind == OPTION_NUMBER) {
            string_format(out, "%d..%d", info->minimum, info->maximum);
        } else if (info->kind == OPTION_TEXT) {
            string_add_text(out, "\\fItext\\fR");
        } else {
            add_words(out, info->kind == OPTION_CHOICE ? info->choices : "yes no");
        }
        string_add_text(out, "\n");
        add_roff(out, sv(info->help));
        string_add_text(out, ".\n");
        if (info->standard[0] != '\0') {
            string_add_text(out, "Default: ");
            add_bold(out, sv(info->standard));
            string_add_text(out, ".\n");
        }
    }
}

static void add_search_kinds(String *out) {
    for (size_t i = 0; i < SEARCH_KINDS; i++) {
        string_add_text(out, i == 0 ? "One of " : i + 1 < SEARCH_KINDS ? ", " : " and ");
        String word = {0}; // as it is typed
        for (const char *c = search_kind_names[i]; *c != '\0'; c++) {
            string_add_char(&word, *c == ' ' ? '-' : *c);
        }
        add_bold(out, string_view(&word));
        string_free(&word);
    }
    string_add_text(out, ".\n");
}

static void add_command_options(String *out, const CommandOption *options) {
    for (; options->name != NULL; options++) {
        string_add_text(out, ".TP\n");
        String name = {0};
        if (options->letter != 0) {
            string_format(&name, "-%c", options->letter);
            add_bold(out, string_view(&name));
            string_add_text(out, ", ");
            string_clear(&name);
        }
        string_format(&name, "--%s", options->name);
        add_bold(out, string_view(&name));
        string_free(&name);
        if (options->value != NULL) {
            string_add_char(out, ' ');
            add_italic(out, options->value);
        }
        string_add_char(out, '\n');
        add_line(out, options->help);
        if (options->choices != NULL) {
            string_add_text(out, "One of ");
            add_words(out, options->choices);
            string_add_text(out, ".\n");
        } else if (options->kind == VALUE_SEARCH_KIND) {
            add_search_kinds(out);
        }
    }
}

static void add_global_options(String *out) {
    add_command_options(out, global_options);
}

// Sentences, each on a line of its own, as roff wants them.
static void add_sentences(String *out, const char *text) {
    StringView rest = sv(text);
    while (rest.length > 0) {
        size_t end = sv_find(rest, SV(". "));
        StringView sentence = end == SV_NONE ? rest : sv_part(rest, 0, end + 1);
        add_roff(out, sentence);
        string_add_char(out, '\n');
        rest = sv_trim(sv_from(rest, sentence.length));
    }
}

static void add_subcommands(String *out) {
    for (size_t i = 0; i < SUBCOMMAND_COUNT; i++) {
        const SubcommandInfo *info = &subcommands[i];
        string_format(out, ".SS carrel %s\n", info->name);
        string_add_text(out, ".PP\n");
        add_bold(out, sv("carrel "));
        add_bold(out, sv(info->name));
        string_add_char(out, ' ');
        add_italic(out, info->arguments);
        string_add_text(out, "\n.PP\n");
        String help = {0};
        string_format(&help, "%c%s.", info->help[0] - 'a' + 'A', info->help + 1);
        add_sentences(out, string_text(&help));
        string_free(&help);
        add_sentences(out, info->details);
        add_command_options(out, info->options);
    }
}

static void add_exit_codes(String *out) {
    for (const ExitCode *code = exit_codes; code->help != NULL; code++) {
        string_format(out, ".TP\n\\fB%d\\fR\n", code->code);
        add_line(out, code->help);
    }
}

static void add_query_fields(String *out) {
    for (size_t i = 0; i < FIELD_COUNT; i++) {
        const QueryFieldInfo *info = &query_fields[i];
        string_format(out, ".TP\n\\fB%s:\\fR", info->name);
        if (info->pubmed != NULL) {
            string_format(out, "  [%s]", info->pubmed);
        }
        string_add_char(out, '\n');
        add_line(out, info->help);
        if (info->values != NULL) {
            string_add_text(out, info->field == FIELD_LANGUAGE || info->field == FIELD_IMPORT ? "For example "
                                                                                              : "One of ");
            add_words(out, info->values);
            string_add_text(out, ".\n");
        }
    }
}

static void add_formats(String *out) {
    for (size_t i = 0; i < FORMAT_COUNT; i++) {
        const FormatInfo *info = &formats[i];
        string_add_text(out, ".TP\n");
        add_bold(out, sv(info->name));
        string_format(out, "  (%s)\n",
                      info->reads && info->writes ? "read and written"
                      : info->reads               ? "read"
                                                  : "written");
        add_line(out, info->help);
    }
}

// What a file of each format holds: a row for each part, its signs below the formats' names.
static void add_holds(String *out) {
    enum { NAME_COLUMNS = 28 };
    string_add_text(out, ".nf\n.ft CW\n");
    for (int part = -1; part < PART_COUNT; part++) {
        String line = {0};
        string_format(&line, "%-*s", NAME_COLUMNS, part < 0 ? "" : parts[part].name);
        for (int i = 0; i < HOLDS_FORMATS; i++) {
            const char *name = formats[holds_formats[i]].name;
            string_format(&line, "%-*.*s ", (int) strlen(name), part < 0 ? (int) strlen(name) : 1,
                          part < 0 ? name : parts[part].held + i);
        }
        line.length--;
        add_roff(out, string_view(&line));
        string_add_char(out, '\n');
        string_free(&line);
    }
    string_add_text(out, ".ft R\n.fi\n");
}

typedef struct {
    const char *marker;
    void (*add)(String *out);
} Table;
static const Table tables[] = {
    {"@actions@", add_actions},
    {"@bindings@", add_bindings},
    {"@key-presets@", add_key_presets},
    {"@options@", add_options},
    {"@global-options@", add_global_options},
    {"@subcommands@", add_subcommands},
    {"@exit-codes@", add_exit_codes},
    {"@query-fields@", add_query_fields},
    {"@formats@", add_formats},
    {"@holds@", add_holds},
};
#define TABLE_COUNT (sizeof tables / sizeof tables[0])

static bool fill(StringView page, const char *name, String *out) {
    StringView line;
    while (sv_line(&page, &line)) {
        if (line.length > 2 && line.data[0] == '@') {
            size_t i = 0;
            while (i < TABLE_COUNT && !sv_equal(line, sv(tables[i].marker))) {
                i++;
            }
            if (i == TABLE_COUNT) {
                fprintf(stderr, "%s: there is no table %.*s\n", name, (int) line.length, line.data);
                return false;
            }
            tables[i].add(out);
            continue;
        }
        size_t version = sv_find(line, SV("@version@"));
        string_add(out, sv_part(line, 0, version));
        if (version != SV_NONE) {
            string_add_text(out, CARREL_VERSION);
            string_add(out, sv_from(line, version + strlen("@version@")));
        }
        string_add_char(out, '\n');
    }
    return true;
}

// The README's table, in Markdown: actions with keys.
static void add_key_table(String *out) {
    string_add_text(out, "| key | command | does |\n|---|---|---|\n");
    for (size_t i = 1; i < ACTION_COUNT; i++) {
        if (actions[i].keys[0] == '\0') {
            continue;
        }
        string_add_text(out, "| ");
        StringView rest = sv(actions[i].keys);
        StringView key;
        while (sv_split(&rest, ' ', &key)) {
            // A bar ends a cell, even within back quotes.
            string_format(out, "`%s%.*s` ", sv_equal(key, SV("|")) ? "\\" : "", (int) key.length, key.data);
        }
        string_format(out, "| `:%s` | %s |\n", actions[i].name, actions[i].help);
    }
}

int main(int argc, char **argv) {
    String out = {0};
    bool ok = argc == 2;
    if (!ok) {
        fprintf(stderr, "usage: generate TEMPLATE | --keys\n");
    } else if (strcmp(argv[1], "--keys") == 0) {
        add_key_table(&out);
    } else {
        String template = {0};
        Error err = {0};
        ok = file_read_all(argv[1], (size_t) 1 << 20, &template, &err);
        if (!ok) {
            fprintf(stderr, "%s\n", err.text);
        }
        ok = ok && fill(string_view(&template), argv[1], &out);
        string_free(&template);
    }
    ok = ok && fwrite(string_text(&out), 1, out.length, stdout) == out.length && fflush(stdout) == 0;
    string_free(&out);
    return ok ? 0 : 1;
}
