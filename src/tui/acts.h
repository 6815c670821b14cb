#ifndef TUI_ACTS_H
#define TUI_ACTS_H

#include "app.h"

#include "carrel/command/parse.h"

// What each action does. Keys, ':' lines and config files all come through act().

typedef struct {
    ActionId action;
    int count; // 0 where none was typed
    const char **arguments;
    size_t argument_count;
    const char *rest; // everything behind the name; "" where nothing
    bool typed;       // by a key, not a ':' line
} Call;

typedef void Act(App *app, const Call *call);

void act(App *app, const Call *call);
// Whether every action of the table has something that does it: names one that has not.
const char *acts_missing(void);

Act act_motion, act_focus, act_read, act_step_study, act_step_marker, act_step_word, act_zoom,
    act_split; // moving.c
Act act_follow, act_preview, act_open, act_full_text, act_trail, act_tab, act_go, act_mark, act_to_mark,
    act_marks, act_jumps, act_cite;                      // jumping.c
Act act_search, act_match, act_limit, act_sort;          // finding.c
Act act_chase, act_add_all, act_path, act_islands;       // candidates.c, adding.c, paths.c
Act act_citation_map, act_to_map, act_in_map;            // mapping.c
Act act_highlight, act_highlights, act_suggest, act_why; // highlighting.c
Act act_decide, act_again, act_step_undecided, act_add, act_select, act_range, act_invert, act_undo,
    act_decisions;                                                // deciding.c
Act act_reason, act_reasons;                                      // reasons.c
Act act_labels, act_value, act_bulk;                              // labels.c, values.c, bulk.c
Act act_stage, act_retrieval;                                     // staging.c
Act act_reviews;                                                  // shelving.c
Act act_abstract;                                                 // filling.c
Act act_tag, act_tag_again, act_note, act_edit_note, act_history; // labelling.c
Act act_duplicates, act_records, act_step_pair;                   // comparing.c
Act act_proposals;                                                // proposals.c
Act act_judge, act_judge_group, act_verdict;                      // verdicts.c
Act act_fetch, act_asked;                                         // asking.c, asked.c
Act act_search_service, act_update;                               // services.c
Act act_check_retractions, act_retractions;                       // retractions.c
Act act_offline, act_jobs;                                        // jobs.c
Act act_import, act_export, act_stop;                             // exchanging.c
Act act_yank, act_pipe;                                           // copying.c
Act act_imports, act_undo_import, act_round;                      // imports.c, searches.c
Act act_take_decisions;                                           // importing.c
Act act_conflicts, act_votes, act_final;                          // settling.c
Act act_blind, act_split_work, act_sample, act_merge;             // teamwork.c
Act act_criteria, act_show_criteria;                              // criteria.c
Act act_inbox, act_known;                                         // waiting.c, known.c
Act act_command, act_help, act_messages, act_review, act_reviewer, act_set, act_map, act_source,
    act_write_config, act_redraw, act_cancel, act_suspend, act_version, act_close, act_quit; // program.c
Act act_stats, act_agreement;                                                                // statistics.c

// Carries an action out on the studies it means (act_studies), after asking where that is a
// selection other than the shown study. `text` as for desk_apply.
void act_on_studies(App *app, ActionId action, const char *text);
// How a question begins that asks whether to carry an action out, with app->bulk_text.
const char *act_bulk_words(const App *app, ActionId action);
// Appends the labels of :tag as desk_apply takes them.
void act_add_label_lines(const Call *call, String *lines);
// "LABEL\tVALUE" of :value, as desk_apply takes it; false and *err where it does not fit.
bool act_read_value(const App *app, const Call *call, Arena *arena, const char **text, Error *err);
// The studies of a query, in the order of the list.
bool act_query_ids(App *app, const char *query, IdList *ids, Error *err);
// Asks "WORDS 5 selected studies?"; false where nothing needs to be asked.
bool act_confirm_bulk(App *app, void (*confirmed)(App *app), const char *words);
// Motions while records are compared.
void comparing_move(App *app, const Call *call);
void mapping_move(App *app, const Call *call); // in the citation map
// The study that an id names, in the cache or by its PMID; 0 and an error where there is none.
StudyId jumping_parse_study(App *app, const char *text, Arena *arena, Error *err);
// The studies an action means: the selection where there is one, else the shown study.
// `ids` in the arena; returns how many.
size_t act_studies(App *app, Arena *arena, StudyId **ids);

#endif
