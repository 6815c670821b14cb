#include "carrel/command/subcommand.h"

#include <string.h>

typedef struct {
    const ValueNames *names;
    String *out;
} Script;

bool shell_by_name(StringView name, Shell *shell) {
    static const char *const names[] = {"bash", "zsh", "fish"};
    for (int i = 0; i < 3; i++) {
        if (sv_equal(name, sv(names[i]))) {
            *shell = (Shell) i;
            return true;
        }
    }
    return false;
}

static const char *choices_of(const Script *script, ValueKind kind, const char *choices) {
    switch (kind) {
    case VALUE_FORMAT_READ:
        return script->names->reads;
    case VALUE_FORMAT_WRITE:
        return script->names->writes;
    case VALUE_SEARCH_KIND:
        return script->names->search_kinds;
    default:
        return choices;
    }
}

// Text within '…' of a shell.
static void add_quoted(String *out, const char *text, const char *escape_also) {
    for (; *text != '\0'; text++) {
        if (*text == '\'') {
            string_add_text(out, "'\\''");
        } else {
            string_add_text(out, strchr(escape_also, *text) != NULL ? "\\" : "");
            string_add_char(out, *text);
        }
    }
}

static void add_option_words(String *out, const CommandOption *options) {
    for (; options->name != NULL; options++) {
        if (options->letter != 0) {
            string_format(out, "-%c ", options->letter);
        }
        string_format(out, "--%s ", options->name);
    }
}

// --- bash ---

static void add_option_case(String *out, const CommandOption *option, const char *before) {
    string_format(out, "        %s", before);
    if (option->letter != 0) {
        string_format(out, "-%c | %s", option->letter, before);
    }
    string_format(out, "--%s) ", option->name);
}

static void bash_values(const Script *script, const char *command, const CommandOption *options) {
    for (; options->name != NULL; options++) {
        const char *choices = choices_of(script, options->kind, options->choices);
        if (options->kind == VALUE_NONE) {
            continue;
        }
        add_option_case(script->out, options, command);
        if (options->kind == VALUE_FILE) {
            string_add_text(script->out,
                            "COMPREPLY=($(compgen -f -- \"$word\")); compopt -o filenames; return ;;\n");
        } else if (choices != NULL) {
            string_format(script->out, "COMPREPLY=($(compgen -W '%s' -- \"$word\")); return ;;\n", choices);
        } else {
            string_add_text(script->out, "return ;;\n");
        }
    }
}

static void add_command_names(String *out) {
    for (size_t i = 0; i < SUBCOMMAND_COUNT; i++) {
        string_format(out, "%s%s", i > 0 ? " " : "", subcommands[i].name);
    }
}

static void add_bash(const Script *script) {
    String *out = script->out;
    string_add_text(out,
                    "# bash completion for carrel\n"
                    "_carrel()\n{\n"
                    "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command= i\n"
                    "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
                    "        case ${COMP_WORDS[i]} in\n"
                    "        --cache | --review | -R) ((i++)) ;;\n"
                    "        -*) ;;\n"
                    "        *) command=${COMP_WORDS[i]}; break ;;\n"
                    "        esac\n"
                    "    done\n"
                    "    case $command:$before in\n");
    bash_values(script, "*:", global_options);
    for (size_t i = 0; i < SUBCOMMAND_COUNT; i++) {
        String prefix = {0};
        string_format(&prefix, "%s:", subcommands[i].name);
        bash_values(script, string_text(&prefix), subcommands[i].options);
        string_free(&prefix);
    }
    string_add_text(out, "    esac\n    case $command:$word in\n        :-*) COMPREPLY=($(compgen -W '");
    add_option_words(out, global_options);
    string_add_text(out, "' -- \"$word\")) ;;\n");
    for (size_t i = 0; i < SUBCOMMAND_COUNT; i++) {
        string_format(out, "        %s:-*) COMPREPLY=($(compgen -W '", subcommands[i].name);
        add_option_words(out, subcommands[i].options);
        string_add_text(out, "' -- \"$word\")) ;;\n");
        if (subcommands[i].choices != NULL) {
            string_format(out, "        %s:*) COMPREPLY=($(compgen -W '%s' -- \"$word\")) ;;\n",
                          subcommands[i].name, subcommands[i].choices);
        } else if (subcommands[i].takes == VALUE_FILE) {
            string_format(out,
                          "        %s:*) COMPREPLY=($(compgen -f -- \"$word\")); compopt -o filenames ;;\n",
                          subcommands[i].name);
        }
    }
    string_add_text(out, "        :*) COMPREPLY=($(compgen -W '");
    add_command_names(out);
    string_add_text(out, "' -- \"$word\") $(compgen -f -- \"$word\")); compopt -o filenames ;;\n"
                         "    esac\n}\ncomplete -F _carrel carrel\n");
}

// --- zsh ---

static void zsh_option(const Script *script, const CommandOption *option) {
    String *out = script->out;
    const char *choices = choices_of(script, option->kind, option->choices);
    if (option->letter != 0) {
        string_format(out, " \\\n            '(-%c --%s)'{-%c,--%s}'[", option->letter, option->name,
                      option->letter, option->name);
    } else {
        string_format(out, " \\\n            '--%s[", option->name);
    }
    add_quoted(out, option->help, "[]:");
    string_add_char(out, ']');
    if (option->kind != VALUE_NONE) {
        string_format(out, ":%s:", option->value);
        if (option->kind == VALUE_FILE) {
            string_add_text(out, "_files");
        } else if (choices != NULL) {
            string_format(out, "(%s)", choices);
        }
    }
    string_add_char(out, '\'');
}

static void add_zsh(const Script *script) {
    String *out = script->out;
    string_add_text(out, "#compdef carrel\n_carrel()\n{\n    local curcontext=$curcontext state line\n"
                         "    local -a commands\n    commands=(\n");
    for (size_t i = 0; i < SUBCOMMAND_COUNT; i++) {
        string_format(out, "        '%s:", subcommands[i].name);
        add_quoted(out, subcommands[i].help, ":");
        string_add_text(out, "'\n");
    }
    string_add_text(out, "    )\n    _arguments -C");
    for (const CommandOption *option = global_options; option->name != NULL; option++) {
        zsh_option(script, option);
    }
    string_add_text(out, " \\\n            '1:command or file:->first' '*::argument:->rest'\n"
                         "    case $state in\n"
                         "    first) _describe command commands; _files ;;\n"
                         "    rest)\n        case $line[1] in\n");
    for (size_t i = 0; i < SUBCOMMAND_COUNT; i++) {
        string_format(out, "        %s) _arguments -s", subcommands[i].name);
        for (const CommandOption *option = subcommands[i].options; option->name != NULL; option++) {
            zsh_option(script, option);
        }
        if (subcommands[i].choices != NULL) {
            string_format(out, " \\\n            '1:word:(%s)'", subcommands[i].choices);
        } else if (subcommands[i].takes == VALUE_FILE) {
            string_add_text(out, " \\\n            '*:file:_files'");
        }
        string_add_text(out, " ;;\n");
    }
    string_add_text(out, "        *) _files ;;\n        esac ;;\n    esac\n}\n_carrel \"$@\"\n");
}

// --- fish ---

static void fish_option(const Script *script, const char *condition, const CommandOption *option) {
    String *out = script->out;
    const char *choices = choices_of(script, option->kind, option->choices);
    string_format(out, "complete -c carrel -n '%s'", condition);
    if (option->letter != 0) {
        string_format(out, " -s %c", option->letter);
    }
    string_format(out, " -l %s", option->name);
    if (option->kind == VALUE_FILE) {
        string_add_text(out, " -r -F");
    } else if (choices != NULL) {
        string_format(out, " -x -a '%s'", choices);
    } else if (option->kind != VALUE_NONE) {
        string_add_text(out, " -x");
    }
    string_add_text(out, " -d '");
    add_quoted(out, option->help, "");
    string_add_text(out, "'\n");
}

static void add_fish(const Script *script) {
    String *out = script->out;
    String names = {0};
    add_command_names(&names);
    String none = {0};
    string_format(&none, "not __fish_seen_subcommand_from %s", string_text(&names));
    string_add_text(out, "# fish completion for carrel\n");
    for (const CommandOption *option = global_options; option->name != NULL; option++) {
        fish_option(script, string_text(&none), option);
    }
    for (size_t i = 0; i < SUBCOMMAND_COUNT; i++) {
        const SubcommandInfo *info = &subcommands[i];
        string_format(out, "complete -c carrel -n '%s' -a %s -d '", string_text(&none), info->name);
        add_quoted(out, info->help, "");
        string_add_text(out, "'\n");
        String seen = {0};
        string_format(&seen, "__fish_seen_subcommand_from %s", info->name);
        if (info->choices != NULL) {
            string_format(out, "complete -c carrel -n '%s' -x -a '%s'\n", string_text(&seen), info->choices);
        } else if (info->takes != VALUE_FILE) {
            string_format(out, "complete -c carrel -n '%s' -f\n", string_text(&seen));
        }
        for (const CommandOption *option = info->options; option->name != NULL; option++) {
            fish_option(script, string_text(&seen), option);
        }
        string_free(&seen);
    }
    string_free(&none);
    string_free(&names);
}

void shell_add_completion(Shell shell, const ValueNames *names, String *out) {
    Script script = {names, out};
    switch (shell) {
    case SHELL_BASH:
        add_bash(&script);
        break;
    case SHELL_ZSH:
        add_zsh(&script);
        break;
    case SHELL_FISH:
        add_fish(&script);
        break;
    }
}
