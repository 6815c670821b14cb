#include "carrel/command/action.h"

const char *const action_groups[GROUP_COUNT] = {
    [GROUP_MOTION] = "Motion",
    [GROUP_READ] = "Read",
    [GROUP_JUMP] = "Jump",
    [GROUP_FIND] = "Find",
    [GROUP_DECIDE] = "Decide",
    [GROUP_LABELS] = "Labels and notes",
    [GROUP_DUPLICATES] = "Duplicates",
    [GROUP_EXPORT] = "Import and export",
    [GROUP_PROGRAM] = "Program",
};

const char copy_names[] = "p=pmid d=doi c=citation u=url t=title a=abstract b=bibtex r=ris";
const char stage_words[] = "ta ft";
const char retrieval_words[] = "sought retrieved missing none";
const char sort_words[] = "date author journal year cited-by relevance import score";

#define LIST     CONTEXT_LIST
#define LINKS    CONTEXT_LINKS
#define ABSTRACT CONTEXT_ABSTRACT
#define PAGER    CONTEXT_PAGER
#define MENU     CONTEXT_MENU
#define STUDY    CONTEXT_STUDY
#define COMPARE  CONTEXT_COMPARE
#define LISTS    (CONTEXT_STUDY | CONTEXT_PAGER | CONTEXT_MENU)
#define ANY      CONTEXT_ANY
#define COUNT    ACTION_TAKES_COUNT
#define MOTION   (ACTION_TAKES_COUNT | ACTION_MOTION)
#define DECIDES  (ACTION_DECIDES | ACTION_ON_SELECTION | ACTION_REVIEW)
#define WRITES   (ACTION_ON_SELECTION | ACTION_REVIEW)
#define JUDGES   (ACTION_DECIDES | ACTION_REVIEW)
#define REVIEW   ACTION_REVIEW

// clang-format off
const ActionInfo actions[ACTION_COUNT] = {
    {ACTION_NONE, "", 0, "", ARGUMENT_NONE, "", 0, GROUP_MOTION, NULL, ""},

    {ACTION_DOWN, "down", ANY, "j Down C-n", ARGUMENT_NONE, "", MOTION, GROUP_MOTION, NULL,
     "next row of a list, next line of a text; comparing, the next proposal"},
    {ACTION_UP, "up", ANY, "k Up C-p", ARGUMENT_NONE, "", MOTION, GROUP_MOTION, NULL,
     "previous row, line or proposal"},
    {ACTION_HALF_DOWN, "half-down", ANY, "C-d", ARGUMENT_NONE, "", MOTION, GROUP_MOTION, NULL,
     "half a page down"},
    {ACTION_HALF_UP, "half-up", ANY, "C-u", ARGUMENT_NONE, "", MOTION, GROUP_MOTION, NULL,
     "half a page up"},
    {ACTION_PAGE_DOWN, "page-down", ANY, "C-f PgDn", ARGUMENT_NONE, "", MOTION, GROUP_MOTION, NULL,
     "a page down"},
    {ACTION_PAGE_UP, "page-up", ANY, "C-b PgUp", ARGUMENT_NONE, "", MOTION, GROUP_MOTION, NULL,
     "a page up"},
    {ACTION_TOP, "top", ANY, "gg Home", ARGUMENT_NONE, "", MOTION, GROUP_MOTION, NULL,
     "the beginning; with a count, that row"},
    {ACTION_BOTTOM, "bottom", ANY, "G End", ARGUMENT_NONE, "", MOTION, GROUP_MOTION, NULL,
     "the end; with a count, that row"},
    {ACTION_FOCUS_LEFT, "focus-left", STUDY, "h Left", ARGUMENT_NONE, "", 0, GROUP_MOTION, NULL,
     "focus the pane before this one"},
    {ACTION_FOCUS_RIGHT, "focus-right", STUDY, "l Right", ARGUMENT_NONE, "", 0, GROUP_MOTION, NULL,
     "focus the pane after this one"},
    {ACTION_FOCUS_NEXT, "focus-next", STUDY, "Tab", ARGUMENT_NONE, "", 0, GROUP_MOTION, NULL,
     "focus the next pane, round and round"},
    {ACTION_FOCUS_PREVIOUS, "focus-previous", STUDY, "S-Tab", ARGUMENT_NONE, "", 0, GROUP_MOTION, NULL,
     "focus the previous pane, round and round"},
    {ACTION_FOCUS_LIST, "focus-list", STUDY, "M-1", ARGUMENT_NONE, "", 0, GROUP_MOTION, NULL,
     "focus the list of studies"},
    {ACTION_FOCUS_ABSTRACT, "focus-abstract", STUDY, "M-2", ARGUMENT_NONE, "", 0, GROUP_MOTION, NULL,
     "focus the abstract"},
    {ACTION_FOCUS_LINKS, "focus-links", STUDY, "M-3", ARGUMENT_NONE, "", 0, GROUP_MOTION, NULL,
     "focus the links"},

    {ACTION_FOLLOW, "follow", STUDY | MENU, "Enter", ARGUMENT_NONE, "", 0, GROUP_READ, "follow",
     "list: read the study; links: jump to it; abstract: follow the marker; menu: choose"},
    {ACTION_READ_ON, "read-on", STUDY | PAGER | COMPARE, "Space", ARGUMENT_NONE, "", 0, GROUP_READ, "more",
     "page the abstract down, from any pane; stops at its end"},
    {ACTION_READ_BACK, "read-back", STUDY | PAGER | COMPARE, "S-Space b", ARGUMENT_NONE, "", 0, GROUP_READ, NULL,
     "page the abstract up, from any pane"},
    {ACTION_NEXT_STUDY, "next-study", STUDY, "J", ARGUMENT_NONE, "", COUNT, GROUP_READ, NULL,
     "next study in the order shown, from any pane"},
    {ACTION_PREVIOUS_STUDY, "previous-study", STUDY, "K", ARGUMENT_NONE, "", COUNT, GROUP_READ, NULL,
     "previous study in the order shown, from any pane"},
    {ACTION_NEXT_MARKER, "next-marker", STUDY, ")", ARGUMENT_NONE, "", COUNT, GROUP_READ, NULL,
     "next link or numbered marker in the abstract; Enter follows it"},
    {ACTION_PREVIOUS_MARKER, "previous-marker", STUDY, "(", ARGUMENT_NONE, "", COUNT, GROUP_READ, NULL,
     "previous link or numbered marker in the abstract"},
    {ACTION_PREVIEW, "preview", LINKS, "p", ARGUMENT_NONE, "", 0, GROUP_READ, "preview",
     "show the abstract of the chosen link in place; decision keys then mean it"},
    {ACTION_OPEN, "open", STUDY, "o", ARGUMENT_NONE, "", 0, GROUP_READ, NULL,
     "open the record's page in the browser; without a display, show and copy its address"},
    {ACTION_FULL_TEXT, "full-text", STUDY, "O", ARGUMENT_NONE, "", 0, GROUP_READ, NULL,
     "open the full text: its file where retrieval names one, PMC, the DOI, or another source of the record"},
    {ACTION_ZOOM, "zoom", STUDY, "z", ARGUMENT_NONE, "", 0, GROUP_READ, NULL,
     "give the whole screen to the focused pane, and take it back"},
    {ACTION_SPLIT, "split", STUDY, "", ARGUMENT_NUMBER, "[PERCENT]", 0, GROUP_READ, NULL,
     "give the list this share of the screen; without a number the size decides"},

    {ACTION_BACK, "back", STUDY, "H C-o Backspace M-Left", ARGUMENT_NONE, "", COUNT, GROUP_JUMP, "back",
     "back along the trail, to the same place and scroll"},
    {ACTION_FORWARD, "forward", STUDY, "L M-Right", ARGUMENT_NONE, "", COUNT, GROUP_JUMP, NULL,
     "forward along the trail"},
    {ACTION_TO_QUEUE, "to-queue", STUDY, "gb", ARGUMENT_NONE, "", 0, GROUP_JUMP, "queue",
     "back to the list where the trail left it"},
    {ACTION_REFS, "refs", STUDY, "gr", ARGUMENT_NONE, "", 0, GROUP_JUMP, "references",
     "links: what the study refers to"},
    {ACTION_CITED_BY, "citedby", STUDY, "gc", ARGUMENT_NONE, "", 0, GROUP_JUMP, "cited by",
     "links: what cites the study"},
    {ACTION_SIMILAR, "similar", STUDY, "gs", ARGUMENT_NONE, "", 0, GROUP_JUMP, "similar",
     "links: similar studies"},
    {ACTION_NOTICES, "notices", STUDY, "gn", ARGUMENT_NONE, "", 0, GROUP_JUMP, "notices",
     "links: retractions, corrections, comments"},
    {ACTION_GO, "go", STUDY, "", ARGUMENT_ID, "ID", 0, GROUP_JUMP, NULL,
     "jump to the study with this id"},
    {ACTION_MARK, "mark", STUDY, "gm", ARGUMENT_MARK, "LETTER", 0, GROUP_JUMP, NULL,
     "set a mark here; as a key, the letter follows"},
    {ACTION_TO_MARK, "to-mark", STUDY, "'", ARGUMENT_MARK, "LETTER", 0, GROUP_JUMP, NULL,
     "go to a mark; as a key, the letter follows"},
    {ACTION_MARKS, "marks", STUDY, "", ARGUMENT_NONE, "", 0, GROUP_JUMP, NULL,
     "list the marks and choose one"},
    {ACTION_JUMPS, "jumps", STUDY, "", ARGUMENT_NONE, "", 0, GROUP_JUMP, NULL,
     "list the trail and choose a stop"},
    {ACTION_CITE, "cite", STUDY, "", ARGUMENT_CITE, "NUMBER [ID]", REVIEW, GROUP_JUMP, NULL,
     "say which study a numbered marker means; without an id, the study of the list"},

    {ACTION_SEARCH, "search", LISTS, "/ C-s", ARGUMENT_QUERY, "[QUERY]", 0, GROUP_FIND, NULL,
     "search within what is shown"},
    {ACTION_NEXT_MATCH, "next-match", LISTS, "n", ARGUMENT_NONE, "", COUNT, GROUP_FIND, NULL,
     "next match of the search"},
    {ACTION_PREVIOUS_MATCH, "previous-match", LISTS, "N", ARGUMENT_NONE, "", COUNT, GROUP_FIND, NULL,
     "previous match of the search"},
    {ACTION_LIMIT, "limit", STUDY, "f \\", ARGUMENT_QUERY, "[QUERY]", 0, GROUP_FIND, "limit",
     "show only studies that match; an empty query shows all"},
    {ACTION_SORT, "sort", STUDY, "s", ARGUMENT_SORT, "[-][ORDER]", 0, GROUP_FIND, "sort",
     "order of the list; - turns it round; without a word, a menu"},
    {ACTION_HIGHLIGHT_INCLUDE, "highlight", STUDY, "*", ARGUMENT_WORD, "[[@GROUP] TERM]", REVIEW, GROUP_FIND, NULL,
     "watch for a term that speaks for inclusion, or one of a group: word, phrase, begin*, one|other"},
    {ACTION_HIGHLIGHT_EXCLUDE, "highlight-exclude", STUDY, "#", ARGUMENT_WORD, "[TERM]", REVIEW, GROUP_FIND,
     NULL, "watch for a term that speaks for exclusion"},
    {ACTION_HIGHLIGHT_CLEAR, "highlight-clear", STUDY, "", ARGUMENT_WORD, "[@GROUP] TERM", REVIEW, GROUP_FIND,
     NULL, "no longer watch for a term"},
    {ACTION_HIGHLIGHTS, "highlights", STUDY, "", ARGUMENT_NONE, "", 0, GROUP_FIND, NULL,
     "list the terms and how many studies have each; limit to one, or remove it"},
    {ACTION_SUGGEST, "suggest", STUDY, "", ARGUMENT_NONE, "", REVIEW, GROUP_FIND, NULL,
     "propose terms that tell what you included from what you excluded"},
    {ACTION_WHY, "why", STUDY, "w", ARGUMENT_NONE, "", 0, GROUP_FIND, NULL,
     "why the shown study is here: its terms for and against, and where it came from"},

    {ACTION_INCLUDE, "include", STUDY, "i", ARGUMENT_NONE, "", DECIDES, GROUP_DECIDE, "include",
     "include the shown study, then the next undecided"},
    {ACTION_EXCLUDE, "exclude", STUDY, "e", ARGUMENT_REASON, "[REASON]", DECIDES, GROUP_DECIDE, "exclude",
     "exclude the shown study, then the next undecided; at full text it asks for the reason"},
    {ACTION_EXCLUDE_REASON, "exclude-reason", STUDY, "E", ARGUMENT_REASON, "[REASON]", DECIDES, GROUP_DECIDE,
     "reason", "exclude with a reason chosen by its number or typed"},
    {ACTION_MAYBE, "maybe", STUDY, "m", ARGUMENT_NONE, "", DECIDES, GROUP_DECIDE, "maybe",
     "decide maybe, then the next undecided"},
    {ACTION_LATER, "later", STUDY, "d", ARGUMENT_NONE, "", DECIDES, GROUP_DECIDE, "later",
     "put the study off; it comes back last"},
    {ACTION_CLEAR, "clear", STUDY, "c", ARGUMENT_NONE, "", DECIDES, GROUP_DECIDE, NULL,
     "take the decision away"},
    {ACTION_AGAIN, "again", STUDY, ".", ARGUMENT_NONE, "", DECIDES, GROUP_DECIDE, "same again",
     "the same decision, reason and labels as the last time"},
    {ACTION_NEXT_UNDECIDED, "next-undecided", STUDY, "] >", ARGUMENT_NONE, "", COUNT, GROUP_DECIDE, NULL,
     "next undecided study"},
    {ACTION_PREVIOUS_UNDECIDED, "previous-undecided", STUDY, "[ <", ARGUMENT_NONE, "", COUNT, GROUP_DECIDE,
     NULL, "previous undecided study"},
    {ACTION_ADD, "add", STUDY, "+", ARGUMENT_NONE, "", WRITES, GROUP_DECIDE, "add",
     "add the shown study to the review, with where it was found"},
    {ACTION_SELECT, "select", LIST | LINKS, "x", ARGUMENT_NONE, "", 0, GROUP_DECIDE, NULL,
     "select the row, or no longer"},
    {ACTION_SELECT_RANGE, "select-range", LIST | LINKS, "v", ARGUMENT_NONE, "", 0, GROUP_DECIDE, NULL,
     "begin a range of rows, and select it"},
    {ACTION_INVERT, "invert", LIST | LINKS, "V", ARGUMENT_NONE, "", 0, GROUP_DECIDE, NULL,
     "select what is not selected"},
    {ACTION_UNDO, "undo", ANY, "u", ARGUMENT_NONE, "", REVIEW, GROUP_DECIDE, "undo",
     "take back your last action, go to its study and name it"},
    {ACTION_REDO, "redo", ANY, "C-r", ARGUMENT_NONE, "", REVIEW, GROUP_DECIDE, NULL,
     "do again what was undone"},
    {ACTION_DECISIONS, "decisions", STUDY, "gl", ARGUMENT_NONE, "", 0, GROUP_DECIDE, NULL,
     "list your last decisions and go to one"},
    {ACTION_REASON, "reason", ANY, "", ARGUMENT_REASON, "REASON", REVIEW, GROUP_DECIDE, NULL,
     "add a reason to the review's reasons for exclusion"},
    {ACTION_REASONS, "reasons", ANY, "", ARGUMENT_NONE, "", 0, GROUP_DECIDE, NULL,
     "list the review's reasons for exclusion"},
    {ACTION_STAGE, "stage", STUDY, "S", ARGUMENT_STAGE, "[ta|ft]", 0, GROUP_DECIDE, NULL,
     "go to title and abstract (ta) or full text (ft); without a word, to the other"},
    {ACTION_RETRIEVAL, "retrieval", STUDY, "R", ARGUMENT_RETRIEVAL, "[sought|retrieved|missing|none [FILE]]",
     WRITES, GROUP_DECIDE, "retrieval", "say whether the full text was retrieved, and in which file; without a word, a menu"},
    {ACTION_SHOW_CRITERIA, "show-criteria", STUDY | PAGER, "C", ARGUMENT_NONE, "", 0, GROUP_DECIDE, "criteria",
     "question and criteria of the review beside the abstract, or no longer; over it where the screen is small"},
    {ACTION_CRITERIA, "criteria", STUDY, "", ARGUMENT_NONE, "", REVIEW, GROUP_DECIDE, NULL,
     "write the review's question, its criteria and its rules for votes, in a form"},

    {ACTION_TAG, "tag", STUDY, "t", ARGUMENT_LABELS, "[+LABEL|-LABEL]…", WRITES, GROUP_LABELS, "labels",
     "add (+) and remove (-) labels; without words, edit them"},
    {ACTION_UNTAG, "untag", STUDY, "", ARGUMENT_LABELS, "LABEL…", WRITES, GROUP_LABELS, NULL,
     "remove labels"},
    {ACTION_TAG_AGAIN, "tag-again", STUDY, "T", ARGUMENT_NONE, "", WRITES, GROUP_LABELS, NULL,
     "the same labels as the last time"},
    {ACTION_NOTE, "note", STUDY, "a", ARGUMENT_TEXT, "[TEXT]", REVIEW, GROUP_LABELS, "note",
     "write the study's note in one line"},
    {ACTION_EDIT_NOTE, "edit-note", STUDY, "A", ARGUMENT_NONE, "", REVIEW, GROUP_LABELS, NULL,
     "write the study's note in the editor"},
    {ACTION_ABSTRACT, "abstract", STUDY, "ga", ARGUMENT_TEXT, "[TEXT]", REVIEW, GROUP_LABELS, NULL,
     "fill in by hand, in the editor, the abstract that the record lacks; the record stays as it is"},
    {ACTION_HISTORY, "history", STUDY, "", ARGUMENT_NONE, "", 0, GROUP_LABELS, NULL,
     "everything that was done to the shown study"},

    {ACTION_DUPLICATES, "duplicates", STUDY | COMPARE, "gd", ARGUMENT_NONE, "", 0, GROUP_DUPLICATES, NULL,
     "compare what looks like duplicates and judge it; typed there, look again"},
    {ACTION_RECORDS, "records", STUDY, "", ARGUMENT_NONE, "", 0, GROUP_DUPLICATES, NULL,
     "the records of the shown study that were joined, beside each other"},
    {ACTION_SAME, "same", STUDY, "D", ARGUMENT_ID, "[ID]", WRITES, GROUP_DUPLICATES, NULL,
     "the shown study and another, or the selected ones, are one study"},
    {ACTION_TRIAL, "trial", STUDY, "=", ARGUMENT_ID, "[ID]", WRITES, GROUP_DUPLICATES, NULL,
     "they report the same trial: grouped, and nothing is removed"},
    {ACTION_DIFFERENT, "different", STUDY, "", ARGUMENT_ID, "[ID]", WRITES, GROUP_DUPLICATES, NULL,
     "they are different; what a verdict joined is taken apart"},
    {ACTION_JUDGE_SAME, "judge-same", COMPARE, "s", ARGUMENT_NONE, "", JUDGES, GROUP_DUPLICATES, "same",
     "the two are one study; then the next"},
    {ACTION_JUDGE_DIFFERENT, "judge-different", COMPARE, "d", ARGUMENT_NONE, "", JUDGES, GROUP_DUPLICATES,
     "different", "the two are different studies"},
    {ACTION_JUDGE_TRIAL, "judge-trial", COMPARE, "t =", ARGUMENT_NONE, "", JUDGES, GROUP_DUPLICATES, "trial",
     "the two report the same trial, and are not duplicates"},
    {ACTION_JUDGE_LATER, "judge-later", COMPARE, "l", ARGUMENT_NONE, "", JUDGES, GROUP_DUPLICATES, "later",
     "put the group off; it comes back when the screen is opened again"},
    {ACTION_JUDGE_ALL_SAME, "judge-all-same", COMPARE, "S A", ARGUMENT_NONE, "", JUDGES, GROUP_DUPLICATES,
     "all same", "the whole group is one study"},
    {ACTION_JUDGE_ALL_DIFFERENT, "judge-all-different", COMPARE, "X", ARGUMENT_NONE, "", JUDGES,
     GROUP_DUPLICATES, NULL, "in the whole group no two are one study"},
    {ACTION_JUDGE_ALL_TRIAL, "judge-all-trial", COMPARE, "T", ARGUMENT_NONE, "", JUDGES, GROUP_DUPLICATES, NULL,
     "the whole group reports the same trial"},
    {ACTION_PROPOSALS, "proposals", COMPARE, "Enter", ARGUMENT_NONE, "", 0, GROUP_DUPLICATES, "list",
     "list the proposed groups, what is open first, and go to one"},
    {ACTION_NEXT_PAIR, "next-pair", COMPARE, "Tab Right", ARGUMENT_NONE, "", 0, GROUP_DUPLICATES, "members",
     "the next two of a group of more than two"},
    {ACTION_PREVIOUS_PAIR, "previous-pair", COMPARE, "S-Tab Left", ARGUMENT_NONE, "", 0, GROUP_DUPLICATES, NULL,
     "the previous two of the group"},

    {ACTION_IMPORT, "import", ANY, "", ARGUMENT_FILES, "FILE…", 0, GROUP_EXPORT, NULL,
     "read files in the background; the open review gets their studies"},
    {ACTION_IMPORTS, "imports", ANY, "", ARGUMENT_NONE, "", 0, GROUP_EXPORT, NULL,
     "list the review's searches: what each brought; describe one, or withdraw it"},
    {ACTION_UNDO_IMPORT, "undo-import", ANY, "", ARGUMENT_TEXT, "[NUMBER|latest]", REVIEW, GROUP_EXPORT, NULL,
     "withdraw what only that import brought, after asking; what others brought or somebody decided stays"},
    {ACTION_TAKE_DECISIONS, "take-decisions", ANY, "", ARGUMENT_TEXT, "[NAME]", REVIEW, GROUP_EXPORT, NULL,
     "take over, after asking, the decisions that imported records bring; those that name nobody as NAME's"},
    {ACTION_INBOX, "inbox", ANY, "gi", ARGUMENT_NONE, "", 0, GROUP_EXPORT, NULL,
     "describe and import a file that waits in the inbox folder (:set inbox=FOLDER)"},
    {ACTION_ROUND, "round", ANY, "", ARGUMENT_TEXT, "[new [NAME]]", REVIEW, GROUP_EXPORT, NULL,
     "the review's rounds; new begins one, such as an update of the searches"},
    {ACTION_KNOWN, "known", ANY, "", ARGUMENT_TEXT, "[ID…]", 0, GROUP_EXPORT, NULL,
     "which of these PMIDs and DOIs the searches found, by which source, and which are missing"},
    {ACTION_EXPORT, "export", ANY, "", ARGUMENT_EXPORT, "[FORMAT] [max-records=N] [max-bytes=SIZE] FILE [QUERY]",
     0, GROUP_EXPORT, NULL, "write the selected studies, else those listed or of the query; |COMMAND for FILE"},
    {ACTION_YANK, "yank", STUDY, "y", ARGUMENT_COPY, "[WHAT]", 0, GROUP_EXPORT, NULL,
     "copy a part of the study, or of each selected one; without a word, a menu"},
    {ACTION_PIPE, "pipe", STUDY, "|", ARGUMENT_SHELL, "[COMMAND]", ACTION_ON_SELECTION, GROUP_EXPORT, NULL,
     "give the study as text to a shell command"},
    {ACTION_JOBS, "jobs", ANY, "", ARGUMENT_NONE, "", 0, GROUP_EXPORT, NULL,
     "what runs in the background"},
    {ACTION_STOP, "stop", ANY, "C-c", ARGUMENT_NONE, "", 0, GROUP_EXPORT, NULL,
     "stop the import that runs, after asking; what was read stays"},

    {ACTION_COMMAND, "command", ANY, ":", ARGUMENT_NONE, "", 0, GROUP_PROGRAM, NULL,
     "type a command by its name; a beginning that fits only one name is enough"},
    {ACTION_HELP, "help", ANY, "? F1", ARGUMENT_TOPIC, "[COMMAND]", 0, GROUP_PROGRAM, "all",
     "all keys and commands, those of this pane first"},
    {ACTION_MESSAGES, "messages", ANY, "", ARGUMENT_NONE, "", 0, GROUP_PROGRAM, NULL,
     "the messages so far"},
    {ACTION_REVIEW_OPEN, "review", ANY, "", ARGUMENT_FILE, "[FILE]", 0, GROUP_PROGRAM, NULL,
     "open or make a review; without a file, say which one is open"},
    {ACTION_REVIEWER, "reviewer", ANY, "", ARGUMENT_TEXT, "[NAME]", REVIEW, GROUP_PROGRAM, NULL,
     "your name or initials in this review"},
    {ACTION_STATS, "stats", ANY, "", ARGUMENT_NONE, "", 0, GROUP_PROGRAM, NULL,
     "how far screening is, in numbers and bars: days, years, journals, reasons, time, reviewers"},
    {ACTION_SET, "set", ANY, "", ARGUMENT_SETTING, "[OPTION[=VALUE]|noOPTION|OPTION?]", 0, GROUP_PROGRAM, NULL,
     "change or show an option; without a word, show all"},
    {ACTION_MAP, "map", ANY, "", ARGUMENT_MAP, "KEY COMMAND", 0, GROUP_PROGRAM, NULL,
     "bind a key, or several typed one after the other, to a command"},
    {ACTION_UNMAP, "unmap", ANY, "", ARGUMENT_KEY, "KEY", 0, GROUP_PROGRAM, NULL,
     "take a key's binding away"},
    {ACTION_SOURCE, "source", ANY, "", ARGUMENT_FILE, "FILE", 0, GROUP_PROGRAM, NULL,
     "carry out the commands in a file"},
    {ACTION_WRITE_CONFIG, "write-config", ANY, "", ARGUMENT_NONE, "", 0, GROUP_PROGRAM, NULL,
     "keep options and key bindings as they are now in the config file"},
    {ACTION_REDRAW, "redraw", ANY, "C-l", ARGUMENT_NONE, "", 0, GROUP_PROGRAM, NULL,
     "draw the screen afresh"},
    {ACTION_CANCEL, "cancel", ANY, "Esc C-g", ARGUMENT_NONE, "", 0, GROUP_PROGRAM, NULL,
     "leave a menu or help, drop the selection, the count, the message"},
    {ACTION_SUSPEND, "suspend", ANY, "C-z", ARGUMENT_NONE, "", 0, GROUP_PROGRAM, NULL,
     "stop carrel and return to the shell; fg returns"},
    {ACTION_VERSION, "version", ANY, "", ARGUMENT_NONE, "", 0, GROUP_PROGRAM, NULL,
     "the version of carrel"},
    {ACTION_CLOSE, "close", ANY, "q", ARGUMENT_NONE, "", 0, GROUP_PROGRAM, NULL,
     "close this view: help, menu, preview, zoom, trail; at last, quit"},
    {ACTION_QUIT, "quit", ANY, "Q", ARGUMENT_NONE, "", 0, GROUP_PROGRAM, NULL,
     "quit, after asking while something runs"},
};
// clang-format on

bool action_by_name(StringView name, ActionId *action, Error *err) {
    size_t found = 0;
    String candidates = {0};
    for (size_t i = 1; i < ACTION_COUNT; i++) {
        StringView full = sv(actions[i].name);
        if (sv_equal(full, name)) {
            *action = actions[i].id;
            string_free(&candidates);
            return true;
        }
        if (name.length > 0 && sv_starts(full, name)) {
            *action = actions[i].id;
            if (found++ < 8) {
                string_add_text(&candidates, found > 1 ? ", " : "");
                string_add(&candidates, full);
            }
        }
    }
    if (found == 0) {
        error_set(err, ERROR_USAGE, "there is no command \"%.*s\"; :help lists all", (int) name.length,
                  name.data);
    } else if (found > 1) {
        error_set(err, ERROR_USAGE, "\"%.*s\" begins several commands: %s%s", (int) name.length, name.data,
                  string_text(&candidates), found > 8 ? ", …" : "");
    }
    string_free(&candidates);
    return found == 1;
}
