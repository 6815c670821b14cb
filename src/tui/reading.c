#include "reading.h"

#include "asked.h"
#include "desk.h"
#include "likening.h"
#include "queue.h"
#include "settling.h"

#include "carrel/base/clock.h"
#include "carrel/base/paths.h"
#include "carrel/base/text.h"
#include "carrel/screening/filling.h"

#include <string.h>

// Links whose text is loaded at once; the rest when they are scrolled to.
#define LINKS_FIRST 60
#define LINKS_MOST  5000
// Records that are compared with the first each time that a study is shown.
#define RECORDS_MOST 8
// Links that are looked at for what is included.
#define INCLUDED_LINKS_MOST 1000
// Of a stop in the trail's line.
#define STOP_COLUMNS 14

void reading_fini(App *app) {
    Reading *reading = &app->reading;
    pane_abstract_fini(&reading->abstract);
    arena_free(&reading->shown_arena);
    arena_free(&reading->base_arena);
    arena_free(&reading->links_arena);
    similar_answer_free(reading->similar);
}

void reading_forget(App *app) {
    app->reading.loaded = false;
    app->dirty = true;
}

static StudyId wanted_base(const App *app) {
    const Jumps *jumps = &app->reading.jumps;
    return jumps_in_trail(jumps) ? jumps->places[jumps->current].study : app->queue.cursor_id;
}

void reading_follow_queue(App *app) {
    jumps_clear(&app->reading.jumps);
    app->reading.previewing = false;
    reading_forget(app);
}

static void load_links(App *app, size_t most) {
    Reading *reading = &app->reading;
    reading->links_tab = reading->tab;
    reading->links_loaded = most;
    arena_reset(&reading->links_arena);
    reading->links = (LinkList){.announced = -1};
    Error err = {0};
    if (reading->base && reading->tab < LINK_KINDS &&
        !cache_links(app->cache, reading->base, (LinkKind) reading->tab, most, &reading->links_arena,
                     &reading->links, &err)) {
        app_say_error(app, &err);
    }
    if (reading->tab == TAB_SIMILAR) {
        likening_add_rows(app);
    }
    listbox_count(&reading->boxes[reading->tab], reading_tab_count(app, reading->tab));
}

static void count_links(App *app, StudyId id, LinkCount counts[LINK_KINDS]) {
    Error err = {0};
    for (int kind = 0; kind < LINK_KINDS; kind++) {
        counts[kind] = (LinkCount){0, -1};
    }
    if (id && !cache_link_counts(app->cache, id, counts, &err)) {
        app_say_error(app, &err);
    }
}

static void load_base(App *app, StudyId base) {
    Reading *reading = &app->reading;
    bool same = base == reading->base;
    reading->base = base;
    arena_reset(&reading->base_arena);
    reading->links_tab = -1;
    reading->notices = NULL;
    reading->notice_count = 0;
    count_links(app, base, reading->counts);
    for (int kind = 0; kind < LINK_KINDS; kind++) {
        if (!same) {
            reading->boxes[kind] = (ListBox){.rows = reading->boxes[kind].rows};
        }
    }
    likening_load(app);
    asked_load(app);
    for (int kind = 0; kind < LINK_KINDS; kind++) {
        listbox_count(&reading->boxes[kind], reading_tab_count(app, kind));
    }
    if (!same) {
        reading->boxes[TAB_NOTICES] = (ListBox){.rows = reading->boxes[TAB_NOTICES].rows};
    }
}

// The corrections of the base study; those of the shown one where they are the same.
static void load_notices(App *app) {
    Reading *reading = &app->reading;
    Study other;
    const Study *study = &reading->study;
    if (reading->shown != reading->base && reading->base) {
        bool found;
        if (!cache_study(app->cache, reading->base, &reading->base_arena, &other, &found, NULL)) {
            return;
        }
        study = &other;
    }
    reading->notices = study->corrections;
    reading->notice_count = study->correction_count;
    listbox_count(&reading->boxes[TAB_NOTICES], reading->notice_count);
}

// The other reports of the candidate's trial.
static size_t load_reports(App *app, const Candidate *candidate, const AbstractReport **reports) {
    Arena *arena = &app->reading.shown_arena;
    const Candidate **all = NULL;
    bool grouped = candidate && candidate->grouped;
    size_t count = grouped ? review_state_reports(app->desk.state, candidate->key, arena, &all) : 0,
           others = 0;
    AbstractReport *list = ARENA_ARRAY(arena, AbstractReport, count + 1);
    for (size_t i = 0; i < count; i++) {
        if (key_compare(all[i]->key, candidate->key) != 0) {
            String name = {0};
            if (all[i]->study) {
                reading_add_name(app, all[i]->study, &name);
            } else {
                string_add_text(&name, all[i]->citation);
            }
            list[others++] = (AbstractReport){arena_copy(arena, string_text(&name)), all[i]->study};
            string_free(&name);
        }
    }
    *reports = list;
    return others;
}

// Of the shown study, as far as one may know. What thousands cite is cited by something included anyway, and
// reading all of them would take too long.
static size_t included_links(App *app, const LinkCount counts[LINK_KINDS]) {
    static const LinkKind kinds[] = {LINK_REFERENCES, LINK_CITED_BY};
    IdList ids = {0};
    size_t included = 0;
    for (size_t i = 0; app->desk.state && i < sizeof kinds / sizeof kinds[0]; i++) {
        if (counts[kinds[i]].listed > 0 && counts[kinds[i]].listed <= INCLUDED_LINKS_MOST) {
            cache_link_ids(app->cache, app->reading.shown, kinds[i], &ids, NULL);
        }
    }
    id_list_sort(&ids);
    for (size_t i = 0; i < ids.count; i++) {
        const Candidate *candidate = desk_candidate(app, ids.ids[i]);
        included += candidate && review_has_included(app->desk.state, candidate);
    }
    id_list_free(&ids);
    return included;
}

static void fill_abstract(App *app) {
    Reading *reading = &app->reading;
    Arena *arena = &reading->shown_arena;
    const Candidate *candidate = desk_candidate(app, reading->shown);
    TermSet *watched = NULL;
    AbstractContent content = {
        .id = reading->shown,
        .study = &reading->study,
        .found = reading->found,
        .candidate = candidate,
        .terms = app->queue.terms,
        .term_count = app->queue.term_count,
        .all_authors = reading->all_authors,
        .filled_by =
            app->desk.state ? study_fill_in(&reading->study, app->desk.state, candidate, arena) : NULL,
    };
    if (reading->shown == reading->base) {
        memcpy(content.links, reading->counts, sizeof content.links);
    } else {
        count_links(app, reading->shown, content.links);
    }
    content.included_links = included_links(app, content.links);
    RecordRow *records = NULL;
    size_t count = reading->shown ? cache_records(app->cache, reading->shown, arena, &records, NULL) : 0;
    AbstractRecord *from = ARENA_ARRAY(arena, AbstractRecord, count);
    for (size_t i = 0; i < count; i++) {
        from[i] = (AbstractRecord){path_base(records[i].source).data, records[i].kind, records[i].time};
    }
    String conflicts = {0};
    duplicates_add_conflicts(app->cache, reading->shown, records, count < RECORDS_MOST ? count : RECORDS_MOST,
                             &conflicts);
    content.conflicts = arena_copy(arena, string_text(&conflicts));
    string_free(&conflicts);
    content.records = from;
    content.record_count = count;
    if (app->desk.state) {
        content.labels = review_state_defined_labels(app->desk.state);
        content.watched = watched = term_set_new(review_state_terms(app->desk.state));
    }
    MarkerBinding *bindings = ARENA_ARRAY(arena, MarkerBinding, reading->study.marker_count);
    for (size_t i = 0; candidate && i < reading->study.marker_count; i++) {
        int number = reading->study.markers[i].number;
        const char *target = review_state_binding(app->desk.state, candidate->key, number);
        Ident ident;
        if (target && ident_parse(sv(target), arena, &ident, NULL)) {
            bindings[content.binding_count++] =
                (MarkerBinding){number, target, cache_find(app->cache, &ident, NULL)};
            if (!bindings[content.binding_count - 1].study && ident.scheme == IDENT_PMID) {
                bindings[content.binding_count - 1].study = ident.number;
            }
        }
    }
    content.origin = candidates_origin(app, reading->shown, arena);
    content.bindings = bindings;
    content.report_count = load_reports(app, candidate, &content.reports);
    content.vote_count = settling_votes(app, candidate, arena, &content.votes);
    pane_abstract_fill(&reading->abstract, &content);
    term_set_free(watched);
}

void reading_load(App *app) {
    Reading *reading = &app->reading;
    StudyId base = wanted_base(app);
    if (reading->loaded && base == reading->base) {
        return;
    }
    if (reading->shown && !reading->previewing && base != reading->shown) {
        desk_leave_study(app);
    }
    reading->loaded = true;
    load_base(app, base);
    StudyId shown = base;
    if (reading->previewing) {
        load_links(app, LINKS_FIRST);
        StudyId linked = reading_link_id(app, reading->boxes[reading->tab].cursor);
        shown = linked ? linked : base;
    }
    if (shown != reading->shown) {
        app->desk.shown_since_ms = clock_now_ms();
        reading->abstract.hit = -1;
        reading->all_authors = false;
    }
    reading->shown = shown;
    arena_reset(&reading->shown_arena);
    Error err = {0};
    reading->found = false;
    if (!shown ||
        !cache_study(app->cache, shown, &reading->shown_arena, &reading->study, &reading->found, &err)) {
        study_init(&reading->study);
        if (err.kind != ERROR_NONE) {
            app_say_error(app, &err);
        }
    }
    const Candidate *candidate = desk_candidate(app, shown);
    if (!reading->found && candidate && candidate->citation) {
        reading->study.title = arena_copy(&reading->shown_arena, candidate->citation);
    }
    if (reading->study.marker_count > 0) {
        app->article = shown;
    }
    load_notices(app);
    fill_abstract(app);
    // Laid out now, since keys that were typed ahead may scroll before anything is drawn.
    if (app->layout.slots[SLOT_ABSTRACT].area.columns > 0) {
        pane_abstract_lay_out(&reading->abstract, app->layout.slots[SLOT_ABSTRACT].area);
    }
    if (app->queue.search) {
        pane_abstract_find(&reading->abstract, app->queue.search);
    }
    app->dirty = true;
}

StudyId reading_shown(App *app) {
    reading_load(app);
    return app->reading.shown;
}

Place reading_place(const App *app) {
    const Reading *reading = &app->reading;
    return (Place){
        .study = reading->base,
        .scroll = reading->abstract.top,
        .focus = (int) app->focus,
        .tab = reading->tab,
        .link_row = reading->boxes[reading->tab].cursor,
        .marker = reading->abstract.link,
    };
}

// Shows a place of the trail, or the queue's own study.
static void arrive(App *app, const Place *place, bool restore) {
    Reading *reading = &app->reading;
    reading->previewing = false;
    reading_forget(app);
    reading->tab = place->tab;
    reading_load(app);
    if (restore) {
        app->focus = (Slot) place->focus;
        listbox_go(&reading->boxes[reading->tab], place->link_row);
        pane_abstract_lay_out(&reading->abstract, app->layout.slots[SLOT_ABSTRACT].area);
        pane_abstract_go(&reading->abstract, place->scroll);
        pane_abstract_go_link(&reading->abstract, place->marker);
    }
}

void reading_arrive(App *app, const Place *place) {
    arrive(app, place, true);
}

void reading_jump(App *app, StudyId id, int focus) {
    reading_load(app);
    Place from = reading_place(app);
    Place to = {.study = id, .focus = focus, .tab = app->reading.tab, .marker = -1};
    jumps_go(&app->reading.jumps, from, to);
    app->focus = (Slot) focus;
    arrive(app, &to, false);
}

bool reading_back(App *app) {
    Place to;
    reading_load(app);
    if (app->reading.previewing) {
        reading_preview(app, false);
        return true;
    }
    if (!jumps_back(&app->reading.jumps, reading_place(app), &to)) {
        return false;
    }
    arrive(app, &to, true);
    return true;
}

bool reading_forward(App *app) {
    Place to;
    reading_load(app);
    if (!jumps_forward(&app->reading.jumps, reading_place(app), &to)) {
        return false;
    }
    arrive(app, &to, true);
    return true;
}

bool reading_home(App *app) {
    Place to;
    reading_load(app);
    if (!jumps_home(&app->reading.jumps, reading_place(app), &to)) {
        return false;
    }
    arrive(app, &to, true);
    app->focus = SLOT_LIST;
    return true;
}

void reading_go_to_place(App *app, const Place *place) {
    if (queue_go_to(app, place->study)) {
        jumps_clear(&app->reading.jumps);
        arrive(app, place, true);
        return;
    }
    reading_jump(app, place->study, place->focus);
    arrive(app, place, true);
}

void reading_add_name(App *app, StudyId id, String *out) {
    Arena arena = {0};
    StudyRow row;
    Study study;
    bool found;
    study_init(&study);
    if (app->cache && cache_rows(app->cache, &id, 1, &arena, &row, NULL) && row.found) {
        Author author = {.family = row.author};
        study.title = row.title;
        study.year = row.year;
        study.pmid = id > 0 ? id : 0;
        study.authors = &author;
        study.author_count = row.author ? 1 : 0;
        study_add_name(&study, out);
    } else if (app->cache && cache_study(app->cache, id, &arena, &study, &found, NULL) && study.title) {
        study_add_name(&study, out);
    } else {
        ident_add(id, out);
    }
    arena_free(&arena);
}

// The name without its year, cut short.
static void add_stop(App *app, StudyId id, String *out) {
    String name = {0};
    reading_add_name(app, id, &name);
    StringView words = string_view(&name);
    StringView year = words.length > 5 ? sv_from(words, words.length - 5) : SV("");
    long long number;
    if (sv_starts(year, SV(" ")) && sv_number(sv_from(year, 1), &number)) {
        words = sv_part(words, 0, words.length - 5);
    }
    size_t fits = text_fit(words, STOP_COLUMNS, NULL);
    string_add(out, sv_trim(sv_part(words, 0, fits)));
    string_add_text(out, fits < words.length ? "… › " : " › ");
    string_free(&name);
}

void reading_trail(App *app, String *out) {
    const Jumps *jumps = &app->reading.jumps;
    if (!jumps_in_trail(jumps)) {
        return;
    }
    string_format(out, "trail %zu: ", jumps->current);
    size_t first = jumps->current > 3 ? jumps->current - 3 : 0;
    string_add_text(out, first ? "… › " : "");
    for (size_t i = first; i < jumps->current; i++) {
        add_stop(app, jumps->places[i].study, out);
    }
    string_add_text(out, "here");
}

size_t reading_tab_count(const App *app, int tab) {
    const Reading *reading = &app->reading;
    return tab == TAB_NOTICES
               ? reading->notice_count
               : reading->counts[tab].listed + (tab == TAB_SIMILAR ? reading->similar_more : 0);
}

static void want_links(App *app, size_t until) {
    Reading *reading = &app->reading;
    if (reading->tab < LINK_KINDS && (reading->links_tab != reading->tab || until > reading->links_loaded)) {
        load_links(app, until <= LINKS_FIRST ? LINKS_FIRST : LINKS_MOST);
    }
}

void reading_open_tab(App *app, int tab) {
    app->reading.tab = tab;
    if (app->reading.previewing) {
        reading_preview(app, false);
    }
    app->dirty = true;
}

const LinkRow *reading_link_row(App *app, size_t row) {
    want_links(app, row + 1);
    const Reading *reading = &app->reading;
    return reading->tab < LINK_KINDS && row < reading->links.count ? &reading->links.rows[row] : NULL;
}

StudyId reading_link_id(App *app, size_t row) {
    const Reading *reading = &app->reading;
    if (reading->tab == TAB_NOTICES) {
        return row < reading->notice_count ? reading->notices[row].pmid : 0;
    }
    const LinkRow *link = reading_link_row(app, row);
    return link ? link->id : 0;
}

void reading_link_moved(App *app) {
    if (app->reading.previewing) {
        reading_forget(app);
    }
    app->dirty = true;
}

void reading_preview(App *app, bool on) {
    app->reading.previewing = on;
    reading_forget(app);
    reading_load(app);
}

// The first author's family name of "Lo Iacono M, Corrao S": what the row has room for.
static const char *first_family(App *app, const char *authors) {
    if (!authors) {
        return NULL;
    }
    StringView first = sv(authors);
    size_t comma = sv_find_char(first, ',');
    first = sv_trim(comma == SV_NONE ? first : sv_part(first, 0, comma));
    size_t initials = first.length;
    while (initials > 0 && ((first.data[initials - 1] >= 'A' && first.data[initials - 1] <= 'Z') ||
                            first.data[initials - 1] == '-')) {
        initials--;
    }
    if (initials > 1 && first.data[initials - 1] == ' ') {
        first = sv_trim(sv_part(first, 0, initials));
    }
    return arena_copy_view(&app->reading.links_arena, first);
}

static LinksRow link_to_row(App *app, const LinkRow *link) {
    const Candidate *candidate = link->id ? desk_candidate(app, link->id) : NULL;
    return (LinksRow){
        .id = link->id,
        .year = link->year,
        .author = first_family(app, link->authors),
        .title = link->title ? link->title : link->text,
        .mark = candidate ? (Mark){candidate->own.decision, candidate->own.pending} : (Mark){0},
        .flags = link->flags,
        .in_cache = link->in_cache,
        .in_review = candidate != NULL,
        .selected = link->id && id_map_get(&app->queue.selected, link->id, NULL),
        .why = link->why,
        .named = asked_sources(app, link->id),
    };
}

static LinksRow notice_to_row(App *app, const Correction *notice) {
    const Candidate *candidate = notice->pmid ? desk_candidate(app, notice->pmid) : NULL;
    return (LinksRow){
        .id = notice->pmid,
        .title = notice->text,
        .type = notice->type,
        .mark = candidate ? (Mark){candidate->own.decision, candidate->own.pending} : (Mark){0},
        .in_cache = notice->pmid && cache_has(app->cache, notice->pmid),
        .in_review = candidate != NULL,
        .selected = notice->pmid && id_map_get(&app->queue.selected, notice->pmid, NULL),
    };
}

void reading_rows(void *context, int tab, size_t first, size_t count, LinksRow *rows) {
    App *app = context;
    for (size_t i = 0; i < count; i++) {
        rows[i] = (LinksRow){0};
        if (tab == TAB_NOTICES) {
            if (first + i < app->reading.notice_count) {
                rows[i] = notice_to_row(app, &app->reading.notices[first + i]);
            }
            continue;
        }
        const LinkRow *link = reading_link_row(app, first + i);
        if (link) {
            rows[i] = link_to_row(app, link);
        }
    }
}
