#ifndef CARREL_COMMAND_OPTION_H
#define CARREL_COMMAND_OPTION_H

#include "carrel/base/error.h"
#include "carrel/base/str.h"

#include <stdbool.h>
#include <stddef.h>

// Settings of the program, as ":set" and the config file change them.

typedef enum { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER } ColorChoice;

#define OPTION_TEXT_SIZE 256
#define OPTION_SERVICES  6 // services that can be asked
typedef struct {
    int color;  // ColorChoice; NO_COLOR turns "auto" into never
    bool ascii; // marks and lines in ASCII even where the locale has more
    bool mouse;
    bool plain;                     // no lines between panes, one column: for screen readers
    bool typeahead;                 // decision keys typed before the abstract was shown count
    bool advance;                   // a decision goes on to the next undecided study
    bool record_time;               // decisions say how long they took
    bool reason_required;           // "exclude" always asks for a reason
    int keys;                       // a row of key_presets
    int split;                      // share of the list, per cent; 0 lets the size decide
    char editor[OPTION_TEXT_SIZE];  // "": $VISUAL, $EDITOR, then vi
    char browser[OPTION_TEXT_SIZE]; // "": xdg-open where there is a display
    char inbox[OPTION_TEXT_SIZE];   // folder that is watched; "": none
    char columns[OPTION_TEXT_SIZE]; // of tables, "title=Titre year=Année"; "": as their names tell
    bool offline;                   // no service is asked
    char email[OPTION_TEXT_SIZE];   // told to services; "": none
    char links[OPTION_TEXT_SIZE];   // names of the services that are asked for links
    bool fetch_ahead;               // services are asked for what the reader may want next
    int links_days;                 // older answers about links are asked for again; 0: never
    char service_urls[OPTION_SERVICES][OPTION_TEXT_SIZE]; // in the order of the table of services; "": theirs
} Options;

typedef enum { OPTION_YES_NO, OPTION_NUMBER, OPTION_CHOICE, OPTION_TEXT } OptionKind;
typedef struct {
    const char *name; // "reason-required"
    OptionKind kind;
    size_t offset;        // of its value in Options
    int minimum, maximum; // OPTION_NUMBER
    const char *choices;  // OPTION_CHOICE: words in the order of the numbers
    const char *standard; // the default, as it would be set
    const char *help;     // one line
} OptionInfo;
extern const OptionInfo option_table[];
extern const size_t option_count;

void options_init(Options *options);               // the defaults
const OptionInfo *option_by_name(StringView name); // NULL where there is none
// Sets one option from text; a wrong name or value is a sentence that says what is allowed.
bool option_set(Options *options, StringView name, StringView value, Error *err);
// Appends an option's value as it would be set.
void option_add_value(const Options *options, const OptionInfo *option, String *out);

// ":set" with one word: "name=value", "name" (yes, or what its value is), "noname" (no, or empty),
// "name?" (what its value is). *said gets "name=value" of what was asked for.
bool options_set_word(Options *options, StringView word, String *said, Error *err);
// Appends a "set name=value" line for every option that is not at its default.
void options_add_config(const Options *options, String *out);

#endif
