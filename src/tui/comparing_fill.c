#include "comparing.h"

#include "app.h"
#include "reading.h"

#include "carrel/base/paths.h"

#include <inttypes.h>

// What the screen shows: two candidates of a proposal, or two records of a study.

static void add_name(const Study *study, StudyId id, String *out) {
    study_add_name(study, out);
    if (id) {
        string_add_text(out, " · ");
        ident_add(id, out);
    }
}

static void add_source(const RecordRow *record, size_t more, String *out) {
    string_format(out, "%s:%" PRIu64, path_base(record->source).data, record->number);
    if (more > 0) {
        string_format(out, " +%zu", more);
    }
}

// A candidate with the study that it stands for.
static void fill_side(App *app, const DuplicateMember *member, Arena *arena, CompareSide *side) {
    String name = {0}, source = {0};
    Study *study = ARENA_NEW(arena, Study);
    RecordRow *records;
    bool found = false;
    const Candidate *candidate = comparing_candidate(app, member);
    study_init(study);
    if (member->study && !cache_study(app->cache, member->study, arena, study, &found, NULL)) {
        study_init(study);
    }
    size_t count = cache_records(app->cache, member->study, arena, &records, NULL);
    if (count > 0) {
        add_source(&records[0], count - 1, &source);
    }
    add_name(study, member->study, &name);
    if (candidate) {
        side->mark = (Mark){candidate->own.decision, candidate->own.pending};
    }
    side->name = arena_copy(arena, string_text(&name));
    side->source = arena_copy(arena, string_text(&source));
    side->study = study;
    string_free(&name);
    string_free(&source);
}

static void add_position(const Comparing *comparing, size_t count, String *out) {
    if (count > 2) {
        string_format(out, " · records %zu and %zu of %zu", comparing->sides[0] + 1, comparing->sides[1] + 1,
                      count);
    }
}

static void fill_proposal(App *app, const Proposal *proposal, Arena *arena) {
    static const char *const verdicts[] = {[PAIR_OPEN] = "",
                                           [PAIR_SAME] = " · judged: the same",
                                           [PAIR_DIFFERENT] = " · judged: different",
                                           [PAIR_TRIAL] = " · judged: reports of one trial",
                                           [PAIR_GONE] = " · no longer in the review"};
    Comparing *comparing = &app->comparing;
    const DuplicatesGroup *group = proposal->group;
    const DuplicateMember *first = &group->members[comparing->sides[0]],
                          *second = &group->members[comparing->sides[1]];
    CompareContent content = {0};
    String title = {0}, right = {0}, why = {0};
    size_t open = 0;
    for (size_t i = 0; i < comparing->count; i++) {
        open += !comparing->proposals[i].done;
    }
    string_format(&title, "%zu of %zu · %s", comparing->at + 1, comparing->count,
                  group->kind == DUPLICATES_TRIAL ? "Same trial?" : "Duplicates?");
    add_position(comparing, group->member_count, &title);
    string_format(&right, "%zu open", open);
    string_format(&why, "%s%s%s", group->why, verdicts[comparing_state(app, first, second)],
                  proposal->later ? " · later" : "");
    fill_side(app, first, arena, &content.sides[0]);
    fill_side(app, second, arena, &content.sides[1]);
    content.title = title.data;
    content.right = right.data;
    content.why = why.data;
    pane_compare_fill(&comparing->pane, &content);
    string_free(&title);
    string_free(&right);
    string_free(&why);
}

static void fill_records(App *app, Arena *arena) {
    Comparing *comparing = &app->comparing;
    RecordRow *rows;
    CompareContent content = {0};
    String name = {0}, title = {0}, why = {0};
    reading_add_name(app, comparing->study, &name);
    size_t count = cache_records(app->cache, comparing->study, arena, &rows, NULL);
    Study *contents = ARENA_ARRAY(arena, Study, count + 1);
    string_format(&title, "Records of %s", name.data);
    if (count < 2 ||
        !cache_record_contents(app->cache, comparing->study, rows, count, arena, contents, NULL)) {
        pane_compare_clear(&comparing->pane, title.data,
                           "This study has one record only: nothing was joined to it.");
    } else {
        add_position(comparing, count, &title);
        string_add_text(&why, "joined when read: ");
        duplicates_add_why_joined(app->cache, comparing->study, &why, NULL);
        String conflicts = {0};
        duplicates_add_conflicts(app->cache, comparing->study, rows, count, &conflicts);
        if (conflicts.length) {
            string_format(&why, "; among all: %s", conflicts.data);
        }
        string_free(&conflicts);
        for (int side = 0; side < 2; side++) {
            const RecordRow *row = &rows[comparing->sides[side]];
            String source = {0};
            add_source(row, 0, &source);
            content.sides[side].study = &contents[comparing->sides[side]];
            content.sides[side].source = record_kind_name(row->kind);
            content.sides[side].name = arena_copy(arena, source.data);
            string_free(&source);
        }
        content.title = title.data;
        content.why = why.data;
        pane_compare_fill(&comparing->pane, &content);
    }
    string_free(&name);
    string_free(&title);
    string_free(&why);
}

static void fill(App *app) {
    Comparing *comparing = &app->comparing;
    const Proposal *proposal = comparing_proposal(app);
    Arena arena = {0};
    if (comparing->kind == COMPARING_RECORDS) {
        fill_records(app, &arena);
    } else if (proposal) {
        fill_proposal(app, proposal, &arena);
    } else if (comparing->search) {
        String words = {0};
        add_number(&words, (int64_t) comparing->candidates);
        string_add_text(&words, " candidates are being compared…");
        pane_compare_clear(&comparing->pane, "Duplicates", words.data);
        string_free(&words);
    } else {
        pane_compare_clear(
            &comparing->pane, "Duplicates",
            "Nothing in this review looks like a duplicate that was not joined or judged already.");
    }
    comparing->filled = true;
    arena_free(&arena);
}

void comparing_draw(App *app, Area area) {
    if (!app->comparing.filled) {
        fill(app);
    }
    pane_compare_lay_out(&app->comparing.pane, area);
    pane_compare_draw(&app->comparing.pane, &app->grid, area);
}
