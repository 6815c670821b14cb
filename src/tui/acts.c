#include "acts.h"

#include "reading.h"

#include "carrel/base/memory.h"

#include <stdlib.h>

static Act *const doers[ACTION_COUNT] = {
    [ACTION_DOWN] = act_motion,
    [ACTION_UP] = act_motion,
    [ACTION_HALF_DOWN] = act_motion,
    [ACTION_HALF_UP] = act_motion,
    [ACTION_PAGE_DOWN] = act_motion,
    [ACTION_PAGE_UP] = act_motion,
    [ACTION_TOP] = act_motion,
    [ACTION_BOTTOM] = act_motion,
    [ACTION_PERCENT] = act_motion,
    [ACTION_FOCUS_LEFT] = act_focus,
    [ACTION_FOCUS_RIGHT] = act_focus,
    [ACTION_FOCUS_NEXT] = act_focus,
    [ACTION_FOCUS_PREVIOUS] = act_focus,
    [ACTION_FOCUS_LIST] = act_focus,
    [ACTION_FOCUS_ABSTRACT] = act_focus,
    [ACTION_FOCUS_LINKS] = act_focus,
    [ACTION_FOLLOW] = act_follow,
    [ACTION_READ_ON] = act_read,
    [ACTION_READ_BACK] = act_read,
    [ACTION_NEXT_STUDY] = act_step_study,
    [ACTION_PREVIOUS_STUDY] = act_step_study,
    [ACTION_NEXT_MARKER] = act_step_marker,
    [ACTION_PREVIOUS_MARKER] = act_step_marker,
    [ACTION_PREVIEW] = act_preview,
    [ACTION_OPEN] = act_open,
    [ACTION_FULL_TEXT] = act_full_text,
    [ACTION_NEXT_WORD] = act_step_word,
    [ACTION_PREVIOUS_WORD] = act_step_word,
    [ACTION_ZOOM] = act_zoom,
    [ACTION_SPLIT] = act_split,
    [ACTION_BACK] = act_trail,
    [ACTION_FORWARD] = act_trail,
    [ACTION_TO_QUEUE] = act_trail,
    [ACTION_REFS] = act_tab,
    [ACTION_CITED_BY] = act_tab,
    [ACTION_SIMILAR] = act_tab,
    [ACTION_NOTICES] = act_tab,
    [ACTION_GO] = act_go,
    [ACTION_MARK] = act_mark,
    [ACTION_TO_MARK] = act_to_mark,
    [ACTION_MARKS] = act_marks,
    [ACTION_JUMPS] = act_jumps,
    [ACTION_CITE] = act_cite,
    [ACTION_CHASE] = act_chase,
    [ACTION_CITATION_MAP] = act_citation_map,
    [ACTION_TO_MAP] = act_to_map,
    [ACTION_PATH] = act_path,
    [ACTION_ISLANDS] = act_islands,
    [ACTION_MAP_REFERENCE] = act_in_map,
    [ACTION_MAP_CITER] = act_in_map,
    [ACTION_MAP_NEXT] = act_in_map,
    [ACTION_MAP_PREVIOUS] = act_in_map,
    [ACTION_MAP_BACK] = act_in_map,
    [ACTION_MAP_OPEN] = act_in_map,
    [ACTION_SEARCH] = act_search,
    [ACTION_NEXT_MATCH] = act_match,
    [ACTION_PREVIOUS_MATCH] = act_match,
    [ACTION_LIMIT] = act_limit,
    [ACTION_SORT] = act_sort,
    [ACTION_HIGHLIGHT_INCLUDE] = act_highlight,
    [ACTION_HIGHLIGHT_EXCLUDE] = act_highlight,
    [ACTION_HIGHLIGHT_CLEAR] = act_highlight,
    [ACTION_HIGHLIGHTS] = act_highlights,
    [ACTION_SUGGEST] = act_suggest,
    [ACTION_WHY] = act_why,
    [ACTION_INCLUDE] = act_decide,
    [ACTION_EXCLUDE] = act_decide,
    [ACTION_EXCLUDE_REASON] = act_decide,
    [ACTION_MAYBE] = act_decide,
    [ACTION_LATER] = act_decide,
    [ACTION_CLEAR] = act_decide,
    [ACTION_AGAIN] = act_again,
    [ACTION_NEXT_UNDECIDED] = act_step_undecided,
    [ACTION_PREVIOUS_UNDECIDED] = act_step_undecided,
    [ACTION_ADD] = act_add,
    [ACTION_ADD_ALL] = act_add_all,
    [ACTION_SELECT] = act_select,
    [ACTION_SELECT_RANGE] = act_range,
    [ACTION_INVERT] = act_invert,
    [ACTION_UNDO] = act_undo,
    [ACTION_REDO] = act_undo,
    [ACTION_DECISIONS] = act_decisions,
    [ACTION_REASON] = act_reason,
    [ACTION_REASONS] = act_reasons,
    [ACTION_STAGE] = act_stage,
    [ACTION_RETRIEVAL] = act_retrieval,
    [ACTION_BULK] = act_bulk,
    [ACTION_SHOW_CRITERIA] = act_show_criteria,
    [ACTION_CRITERIA] = act_criteria,
    [ACTION_CONFLICTS] = act_conflicts,
    [ACTION_VOTES] = act_votes,
    [ACTION_FINAL] = act_final,
    [ACTION_BLIND] = act_blind,
    [ACTION_SPLIT_WORK] = act_split_work,
    [ACTION_PILOT] = act_sample,
    [ACTION_AUDIT] = act_sample,
    [ACTION_TAG] = act_tag,
    [ACTION_UNTAG] = act_tag,
    [ACTION_TAG_AGAIN] = act_tag_again,
    [ACTION_LABELS] = act_labels,
    [ACTION_VALUE] = act_value,
    [ACTION_NOTE] = act_note,
    [ACTION_EDIT_NOTE] = act_edit_note,
    [ACTION_ABSTRACT] = act_abstract,
    [ACTION_HISTORY] = act_history,
    [ACTION_DUPLICATES] = act_duplicates,
    [ACTION_RECORDS] = act_records,
    [ACTION_SAME] = act_verdict,
    [ACTION_TRIAL] = act_verdict,
    [ACTION_DIFFERENT] = act_verdict,
    [ACTION_JUDGE_SAME] = act_judge,
    [ACTION_JUDGE_DIFFERENT] = act_judge,
    [ACTION_JUDGE_TRIAL] = act_judge,
    [ACTION_JUDGE_LATER] = act_judge,
    [ACTION_JUDGE_ALL_SAME] = act_judge_group,
    [ACTION_JUDGE_ALL_DIFFERENT] = act_judge_group,
    [ACTION_JUDGE_ALL_TRIAL] = act_judge_group,
    [ACTION_PROPOSALS] = act_proposals,
    [ACTION_NEXT_PAIR] = act_step_pair,
    [ACTION_PREVIOUS_PAIR] = act_step_pair,
    [ACTION_FETCH] = act_fetch,
    [ACTION_ASKED] = act_asked,
    [ACTION_PUBMED] = act_search_service,
    [ACTION_EUROPEPMC] = act_search_service,
    [ACTION_UPDATE] = act_update,
    [ACTION_CHECK_RETRACTIONS] = act_check_retractions,
    [ACTION_RETRACTIONS] = act_retractions,
    [ACTION_OFFLINE] = act_offline,
    [ACTION_IMPORT] = act_import,
    [ACTION_IMPORTS] = act_imports,
    [ACTION_UNDO_IMPORT] = act_undo_import,
    [ACTION_TAKE_DECISIONS] = act_take_decisions,
    [ACTION_INBOX] = act_inbox,
    [ACTION_ROUND] = act_round,
    [ACTION_KNOWN] = act_known,
    [ACTION_EXPORT] = act_export,
    [ACTION_YANK] = act_yank,
    [ACTION_PIPE] = act_pipe,
    [ACTION_JOBS] = act_jobs,
    [ACTION_STOP] = act_stop,
    [ACTION_COMMAND] = act_command,
    [ACTION_HELP] = act_help,
    [ACTION_MESSAGES] = act_messages,
    [ACTION_REVIEW_OPEN] = act_review,
    [ACTION_REVIEWS] = act_reviews,
    [ACTION_REVIEWER] = act_reviewer,
    [ACTION_MERGE] = act_merge,
    [ACTION_STATS] = act_stats,
    [ACTION_AGREEMENT] = act_agreement,
    [ACTION_SET] = act_set,
    [ACTION_MAP] = act_map,
    [ACTION_UNMAP] = act_map,
    [ACTION_SOURCE] = act_source,
    [ACTION_WRITE_CONFIG] = act_write_config,
    [ACTION_REDRAW] = act_redraw,
    [ACTION_CANCEL] = act_cancel,
    [ACTION_SUSPEND] = act_suspend,
    [ACTION_VERSION] = act_version,
    [ACTION_CLOSE] = act_close,
    [ACTION_QUIT] = act_quit,
};

const char *acts_missing(void) {
    for (int i = ACTION_NONE + 1; i < ACTION_COUNT; i++) {
        if (!doers[i]) {
            return actions[i].name;
        }
    }
    return NULL;
}

// Decision keys that a held-down key or a stutter repeated before the next abstract was on the
// screen would decide studies nobody has seen.
static bool is_unseen_repeat(const App *app, const Call *call) {
    return call->typed && (actions[call->action].flags & ACTION_DECIDES) && !app->options.typeahead &&
           app->decided_unpainted;
}

// Said behind the echo of the decision, once.
static void say_left_out(App *app) {
    static const char words[] = " · what was typed ahead was left out (:set typeahead)";
    app->message_shown = true;
    const Message *echo = app_message(app);
    if (echo && !sv_ends(sv(echo->text), sv(words))) {
        char *text = memory_copy_string(echo->text);
        app_say(app, ROLE_WARNING, "%s%s", text, words);
        free(text);
    }
}

void act(App *app, const Call *call) {
    if (is_unseen_repeat(app, call)) {
        say_left_out(app);
        return;
    }
    if (comparing_is_open(app) && !(actions[call->action].contexts & CONTEXT_COMPARE)) {
        app_say(app, ROLE_NORMAL, "%s is for a study; q leaves the comparison first",
                actions[call->action].name);
    } else if (mapping_is_open(app) && !(actions[call->action].contexts & CONTEXT_MAP)) {
        app_say(app, ROLE_NORMAL, "%s is for a study; Enter reads the selected one, q leaves the map",
                actions[call->action].name);
    } else {
        doers[call->action](app, call);
    }
    app->dirty = true;
}

bool app_run_line(App *app, StringView line, Error *err) {
    Arena arena = {0};
    CommandLine command;
    bool ok = command_parse(line, &arena, &command, NULL, err);
    if (ok && command.action != ACTION_NONE) {
        Call call = {
            .action = command.action,
            .count = command.count,
            .arguments = command.arguments,
            .argument_count = command.argument_count,
            .rest = command.rest,
        };
        act(app, &call);
    }
    arena_free(&arena);
    return ok;
}

size_t act_studies(App *app, Arena *arena, StudyId **ids) {
    Queue *queue = &app->queue;
    size_t count = 0;
    if (!queue->selected_count) {
        *ids = ARENA_NEW(arena, StudyId);
        **ids = reading_shown(app);
        return **ids ? 1 : 0;
    }
    *ids = ARENA_ARRAY(arena, StudyId, queue->selected_count);
    for (size_t i = 0; i < queue->selected.capacity; i++) {
        if (id_map_get(&queue->selected, queue->selected.keys[i], NULL)) {
            (*ids)[count++] = queue->selected.keys[i];
        }
    }
    return count;
}
