#include "engine_help.h"

#include "carrel/engine/chaser.h"
#include "carrel/engine/import.h"
#include "carrel/report/prisma.h"
#include "carrel/screening/reviewing.h"
#include "carrel/store/link_state.h"

// Chasing citations in an invented world: 1 and 2 are the seeds.
//   1 cites 11 12 20; 2 cites 11 13; 21 cites 1 2 11; 22 cites 1; 31 cites 21; 12 cites 30.
// 13, 20 and 30 are known by links only.

static const Key anna = {{7}}, ben = {{8}};

typedef struct {
    Place *place;
    ReviewState *review;
    Graph graph;
    ChaseList list;
    Key searches[CHASE_STEPS_MOST];
} World;

static void add_study(String *xml, int64_t pmid, const char *title, const char *doi, const int *cites) {
    String article = {0}, list = {0};
    xml_add_article(&article, pmid, title, doi);
    string_add_text(&list, "<PubmedData><ReferenceList>");
    for (; *cites; cites++) {
        string_format(&list,
                      "<Reference><Citation>Told by a link.</Citation><ArticleIdList><ArticleId "
                      "IdType=\"pubmed\">%d</ArticleId></ArticleIdList></Reference>",
                      *cites);
    }
    string_add_text(&list, "</ReferenceList>");
    size_t place = sv_find(string_view(&article), SV("<PubmedData>"));
    string_add(xml, sv_part(string_view(&article), 0, place));
    string_add(xml, string_view(&list));
    string_add(xml, sv_from(string_view(&article), place + strlen("<PubmedData>")));
    string_free(&article);
    string_free(&list);
}

static void import_world(Place *place) {
    String xml = {0};
    string_add_text(&xml, XML_HEAD);
    add_study(&xml, 1, "The first seed of all", "10.5555/w.1", (int[]){11, 12, 20, 0});
    add_study(&xml, 2, "Another seed sown late", "10.5555/w.2", (int[]){11, 13, 0});
    add_study(&xml, 11, "What both of them cite", "10.5555/w.11", (int[]){0});
    add_study(&xml, 12, "Cited by the first", "10.5555/w.12", (int[]){30, 0});
    add_study(&xml, 21, "Citing one and two", "10.5555/w.21", (int[]){1, 2, 11, 0});
    add_study(&xml, 22, "Citing only one", "10.5555/w.22", (int[]){1, 0});
    add_study(&xml, 31, "A round further on", "10.5555/w.31", (int[]){21, 0});
    string_add_text(&xml, XML_FOOT);
    const char *path = place_write(place, "world.xml", string_view(&xml));
    import_file_free(import_one(place, path, (ImportOptions){0}, NULL, NULL));
    string_free(&xml);
}

static ReviewAction begin(World *world, Key who, int stage) {
    return review_action_begin_as(key_new(), who, stage, review_state_last_time(world->review) + 1,
                                  &world->place->arena);
}

static void apply(World *world, const ReviewAction *action) {
    for (size_t i = 0; i < action->count; i++) {
        review_state_add(world->review, &action->events[i], false);
    }
    review_resolve(world->review, place_cache(world->place));
}

static Key key_of(World *world, StudyId study) {
    const Candidate *candidate = review_state_by_study(world->review, study);
    assert_non_null(candidate);
    return candidate->key;
}

static void decide(World *world, Key who, int stage, StudyId study, Decision decision) {
    ReviewAction action = begin(world, who, stage);
    review_action_decide(&action, key_of(world, study), decision, NULL);
    apply(world, &action);
}

static void join(World *world, const char *identifier) {
    ReviewAction action = begin(world, anna, 1);
    CandidateFacts facts = {{&identifier, 1}, "Invented", "import seeds.xml"};
    review_action_add(&action, &facts);
    apply(world, &action);
}

// 1 and 2 are included at title and abstract, 3 (without links) is not.
static World world_new(void **state) {
    World world = {.place = *state, .review = review_state_new(anna, 1)};
    import_world(world.place);
    join(&world, "pmid:1");
    join(&world, "pmid:2");
    join(&world, "pmid:3");
    decide(&world, anna, 1, 1, DECISION_INCLUDE);
    decide(&world, anna, 1, 2, DECISION_INCLUDE);
    decide(&world, anna, 1, 3, DECISION_EXCLUDE);
    assert_true(chase_load(place_cache(world.place), (GraphStop){0}, &world.graph, &world.place->err));
    return world;
}

static void world_free(World *world) {
    chase_list_free(&world->list);
    graph_free(&world->graph);
    review_state_free(world->review);
}

static void chase(World *world, unsigned routes, int steps, uint32_t min_links) {
    ChaseQuestion question = {.routes = routes, .steps = steps, .min_links = min_links};
    chase_list_free(&world->list);
    question.kind = chase_seeds(world->review, &question.seeds);
    chase_known(world->review, &question.known);
    question.round = chase_next_round(world->review);
    bool ok = chase_find(place_cache(world->place), &world->graph, NULL, &question, (GraphStop){0},
                         &world->list, &world->place->err);
    chase_question_free(&question);
    if (!ok) {
        fail_msg("%s", world->place->err.text);
    }
}

// "21:2 11:2 …": ids and links, in order; " | " between steps.
static const char *rows_of(World *world) {
    String text = {0};
    for (size_t i = 0; i < world->list.count; i++) {
        const ChaseRow *row = &world->list.rows[i];
        string_format(&text, "%s%lld:%u",
                      i == 0                                     ? ""
                      : row->step > world->list.rows[i - 1].step ? " | "
                                                                 : " ",
                      (long long) row->found.id, (unsigned) row->found.links);
    }
    const char *copy = arena_copy(&world->place->arena, string_text(&text));
    string_free(&text);
    return copy;
}

static size_t add_with(World *world, const size_t *rows, size_t count, int64_t now,
                       ReviewAction actions[CHASE_STEPS_MOST]) {
    ChaseAdder *adder = chase_adder_new(place_cache(world->place), &world->list, world->searches);
    size_t made = chase_add(adder, world->review, rows, count, false, now, &world->place->arena, actions);
    chase_adder_free(adder);
    return made;
}

static size_t add(World *world, const size_t *rows, size_t count) {
    ReviewAction actions[CHASE_STEPS_MOST];
    size_t before = review_state_count(world->review);
    size_t made = add_with(world, rows, count, review_state_last_time(world->review) + 1, actions);
    for (size_t i = 0; i < made; i++) {
        apply(world, &actions[i]);
    }
    return review_state_count(world->review) - before;
}

static size_t add_all(World *world) {
    size_t rows[64];
    assert_true(world->list.count <= 64);
    for (size_t i = 0; i < world->list.count; i++) {
        rows[i] = i;
    }
    return add(world, rows, world->list.count);
}

// --- from whom ---

static void seeds_are_what_was_included(void **state) {
    World world = world_new(state);
    IdList ids = {0};
    String words = {0};
    assert_int_equal(chase_seeds(world.review, &ids), SEEDS_ABSTRACT);
    assert_int_equal(ids.count, 2);
    chase_add_seeds(SEEDS_ABSTRACT, 2, &words);
    assert_string_equal(string_text(&words),
                        "2 studies included at title and abstract, since none is at full text");
    decide(&world, anna, 2, 2, DECISION_INCLUDE);
    ids.count = 0;
    assert_int_equal(chase_seeds(world.review, &ids), SEEDS_FULL_TEXT);
    assert_int_equal(ids.count, 1);
    assert_int_equal(ids.ids[0], 2);
    decide(&world, anna, 2, 2, DECISION_EXCLUDE);
    decide(&world, anna, 1, 1, DECISION_EXCLUDE);
    decide(&world, anna, 1, 2, DECISION_EXCLUDE);
    ids.count = 0;
    assert_int_equal(chase_seeds(world.review, &ids), SEEDS_NONE);
    assert_int_equal(ids.count, 0);
    id_list_free(&ids);
    string_free(&words);
    world_free(&world);
}

// What somebody else included is no seed while the review is blind.
static void seeds_are_blind(void **state) {
    World world = world_new(state);
    IdList ids = {0};
    join(&world, "pmid:12");
    decide(&world, ben, 1, 12, DECISION_INCLUDE);
    chase_seeds(world.review, &ids);
    assert_int_equal(ids.count, 2);
    ReviewAction open = begin(&world, anna, 1);
    review_action_setting(&open, "blind", "no");
    apply(&world, &open);
    ids.count = 0;
    chase_seeds(world.review, &ids);
    assert_int_equal(ids.count, 3);
    id_list_free(&ids);
    world_free(&world);
}

// --- what is found ---

static void routes_steps_and_bounds(void **state) {
    static const struct {
        unsigned routes;
        int steps;
        uint32_t min_links;
        const char *rows;
    } cases[] = {
        {0, 1, 0, "21:2 11:2 22:1 12:1 20:1 13:1"},
        {ROUTE_BACK, 1, 0, "11:2 12:1 20:1 13:1"},
        {ROUTE_FORWARD, 1, 0, "21:2 22:1"},
        {ROUTE_COCITED, 1, 0, "11:2"},  // by 21
        {ROUTE_COCITING, 1, 0, "21:2"}, // by way of 11
        {0, 1, 2, "21:2 11:2"},
        {0, 1, 3, ""},
        {ROUTE_FORWARD, 2, 0, "21:2 22:1 | 31:1"},
        {0, 5, 0, "21:2 11:2 22:1 12:1 20:1 13:1 | 31:1 30:1"},
    };
    World world = world_new(state);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        chase(&world, cases[i].routes, cases[i].steps, cases[i].min_links);
        // Years follow from ids (see xml_add_article), so that the order among equals does.
        assert_string_equal(rows_of(&world), cases[i].rows);
    }
    world_free(&world);
}

static void rows_have_names_and_seeds(void **state) {
    World world = world_new(state);
    String text = {0};
    chase(&world, ROUTE_BACK | ROUTE_FORWARD | ROUTE_COCITED, 1, 0);
    const ChaseRow *both = &world.list.rows[0];
    assert_int_equal(both->found.id, 11);
    assert_string_equal(both->title, "What both of them cite");
    assert_string_equal(both->author, "Author11");
    assert_true(both->in_cache);
    chase_add_routes(&world.list, both, &text);
    assert_string_equal(string_text(&text), "back from pmid:1, pmid:2; cocited with pmid:1, pmid:2");
    for (size_t i = 0; i < world.list.count; i++) {
        const ChaseRow *row = &world.list.rows[i];
        assert_int_equal(row->in_cache, row->found.id != 13 && row->found.id != 20);
    }
    string_free(&text);
    world_free(&world);
}

static void nothing_of_a_seed_is_said(void **state) {
    World world = world_new(state);
    join(&world, "pmid:999");
    decide(&world, anna, 1, 999, DECISION_INCLUDE);
    chase(&world, 0, 1, 2);
    assert_string_equal(world.list.note, "1 seed has no links here at all. 4 have too few links to seeds");
    world_free(&world);
}

// Of a seed, and of a candidate, that its journal took back.
static void retractions_are_told(void **state) {
    World world = world_new(state);
    Place *place = world.place;
    String xml = {0};
    string_add_text(&xml, XML_HEAD);
    add_study(&xml, 2, "Another seed sown late", "10.5555/w.2", (int[]){11, 13, 0});
    add_study(&xml, 11, "What both of them cite", "10.5555/w.11", (int[]){0});
    string_add_text(&xml, XML_FOOT);
    String marked = {0};
    StringView rest = string_view(&xml);
    for (size_t at; (at = sv_find(rest, SV("</Language>"))) != SV_NONE;) {
        string_add(&marked, sv_part(rest, 0, at));
        string_add_text(&marked, "</Language><PublicationTypeList><PublicationType UI=\"D016441\">Retracted "
                                 "Publication</PublicationType></PublicationTypeList>");
        rest = sv_from(rest, at + strlen("</Language>"));
    }
    string_add(&marked, rest);
    const char *path = place_write(place, "again.xml", string_view(&marked));
    import_file_free(import_one(place, path, (ImportOptions){0}, NULL, NULL));
    string_free(&xml);
    string_free(&marked);
    chase(&world, ROUTE_BACK, 1, 2);
    assert_int_equal(world.list.count, 1);
    assert_int_equal(world.list.rows[0].found.id, 11);
    assert_true(world.list.rows[0].flags & STUDY_RETRACTED);
    assert_int_equal(strncmp(world.list.note, "Retracted among the seeds: pmid:2. ", 35), 0);
    world_free(&world);
}

// --- who knows of links ---

static void answer(World *world, const char *source, int64_t study, LinkKind kind, const int64_t *pmids,
                   size_t count) {
    Place *place = world->place;
    PmidList links[LINK_KINDS] = {{0}};
    links[kind] = (PmidList){pmids, count, -1, LINKS_LISTED};
    Cache *writer = cache_open_writer(place->cache_path, &place->err);
    assert_non_null(writer);
    assert_true(cache_begin(writer, &place->err));
    assert_true(cache_put_link_answers(writer, study, source, 1000, links, &place->err));
    assert_true(cache_commit(writer, &place->err));
    cache_close(writer);
}

static void fewer_than_two_indexes_are_a_warning(void **state) {
    World world = world_new(state);
    String sources = {0};
    chase(&world, 0, 1, 0);
    assert_non_null(strstr(world.list.warning, "imported files only"));
    const int64_t cited[] = {11, 12};
    answer(&world, "icite", 1, LINK_REFERENCES, cited, 2);
    chase(&world, 0, 1, 0);
    assert_non_null(strstr(world.list.warning, "Only one citation index (iCite)"));
    assert_non_null(strstr(world.list.note, "iCite answered for 1 of 2 seeds"));
    const int64_t similar[] = {12};
    answer(&world, "ncbi", 1, LINK_SIMILAR, similar, 1); // tells nothing of citations
    chase(&world, 0, 1, 0);
    assert_non_null(world.list.warning);
    const int64_t citing[] = {21};
    answer(&world, "europepmc", 2, LINK_CITED_BY, citing, 1);
    chase(&world, 0, 1, 0);
    assert_null(world.list.warning);
    chase_add_sources(&world.list, &sources);
    assert_string_equal(string_text(&sources), "iCite, Europe PMC, imported files");
    string_free(&sources);
    add_all(&world);
    static const struct {
        StudyId study;
        const char *origin;
    } cases[] = {
        {12, "chase 1: back from pmid:1; known from iCite; "},
        {11, "chase 1: back from pmid:1, pmid:2; known from iCite, imported files; "},
        {21, "chase 1: forward from pmid:1, pmid:2; known from Europe PMC, imported files; "},
        {22, "chase 1: forward from pmid:1; known from imported files; "},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *origin = review_state_by_study(world.review, cases[i].study)->origin;
        assert_int_equal(strncmp(origin, cases[i].origin, strlen(cases[i].origin)), 0);
    }
    world_free(&world);
}

// --- into the review ---

static void a_round_is_a_citation_search(void **state) {
    World world = world_new(state);
    SearchRecord *searches;
    Prisma prisma;
    Arena *arena = &world.place->arena;
    chase(&world, 0, 1, 2);
    assert_int_equal(add_all(&world), 2);
    size_t count = review_state_searches(world.review, arena, &searches);
    const SearchRecord *search = &searches[count - 1];
    assert_int_equal(search->kind, SEARCH_CITATION);
    assert_int_equal(search->chase, 1);
    assert_int_equal(search->records, 2);
    assert_int_equal(search->brought, 2);
    assert_string_equal(search_name(search, arena), "citation chasing, round 1 (imported files)");
    assert_string_equal(search->values[SEARCH_FIELD_LIMITS], "at least 2 links to seeds");
    assert_string_equal(search->values[SEARCH_FIELD_STRATEGY],
                        "references, citing studies of 2 studies included at title and abstract, since none "
                        "is at full text, by links to them: pmid:1 pmid:2");
    prisma_count(world.review, arena, &prisma);
    assert_int_equal(prisma_sum(&prisma.citations), 2);
    assert_int_equal(prisma.other.sought, 0);
    decide(&world, anna, 1, 21, DECISION_INCLUDE);
    decide(&world, anna, 1, 11, DECISION_EXCLUDE);
    prisma_count(world.review, arena, &prisma);
    assert_int_equal(prisma.other.sought, 1);
    assert_int_equal(prisma.screened, 3); // of databases
    world_free(&world);
}

static void undo_takes_a_round_back(void **state) {
    World world = world_new(state);
    Key about;
    size_t count;
    chase(&world, 0, 1, 0);
    assert_int_equal(add_all(&world), 6);
    Key first = key_of(&world, 21);
    ReviewAction undo = begin(&world, anna, 1);
    Key target = review_state_undo_target(world.review, &about, &count);
    assert_int_equal(key_compare(target, world.searches[0]), 0);
    assert_int_equal(count, 6);
    review_action_undo(&undo, target);
    apply(&world, &undo);
    assert_int_equal(review_state_count(world.review), 3);
    assert_int_equal(chase_next_round(world.review), 1);
    // The next undo takes back what was done before, and redo walks back.
    Key next = review_state_undo_target(world.review, &about, &count);
    assert_int_not_equal(key_compare(next, undo.action), 0);
    assert_int_equal(key_compare(review_state_redo_target(world.review, &about, &count), undo.action), 0);
    // What comes again takes up its key, in a search of its own.
    chase(&world, 0, 1, 0);
    assert_int_equal(add_all(&world), 6);
    assert_int_not_equal(key_compare(target, world.searches[0]), 0);
    assert_int_equal(key_compare(first, key_of(&world, 21)), 0);
    world_free(&world);
}

static void rows_are_taken_over_one_by_one(void **state) {
    World world = world_new(state);
    SearchRecord *searches;
    const size_t second[] = {1}, third[] = {2, 1};
    chase(&world, 0, 1, 0);
    assert_int_equal(add(&world, second, 1), 1);
    decide(&world, anna, 1, 11, DECISION_EXCLUDE);
    assert_int_equal(add(&world, third, 2), 1); // the other is there
    size_t count = review_state_searches(world.review, &world.place->arena, &searches);
    assert_int_equal(searches[count - 1].chase, 1);
    assert_int_equal(searches[count - 1].brought, 2);
    assert_int_equal(searches[count - 1].records, 2);
    assert_int_equal(searches[count - 2].chase, 0);
    assert_int_equal(add(&world, third, 2), 0);
    world_free(&world);
}

// The review knows the study by DOI and title only, and has not been told where it is in the cache.
static void another_identifier_is_the_same_study(void **state) {
    World world = world_new(state);
    Study study;
    bool found;
    Arena *arena = &world.place->arena;
    assert_true(cache_study(place_cache(world.place), 12, arena, &study, &found, NULL) && found);
    String print = {0};
    string_add_text(&print, "fp:");
    assert_true(study_add_fingerprint(&study, &print));
    const char *identifiers[] = {"doi:10.5555/w.12", arena_copy(arena, string_text(&print))};
    string_free(&print);
    ReviewAction action = begin(&world, anna, 1);
    CandidateFacts facts = {{identifiers, 2}, "Invented", "import other.ris"};
    Key key = review_action_add(&action, &facts);
    for (size_t i = 0; i < action.count; i++) {
        review_state_add(world.review, &action.events[i], false);
    }
    review_state_set_study(world.review, key, -77); // a study of its own
    chase(&world, ROUTE_BACK, 1, 0);
    assert_int_equal(world.list.count, 4);
    assert_int_equal(chase_drop_known(world.review, place_cache(world.place), &world.list), 1);
    assert_string_equal(rows_of(&world), "11:2 20:1 13:1");
    assert_int_equal(world.list.steps[0].count, 3);
    world_free(&world);
}

// --- how far it has come ---

static const char *advice_of(World *world, ChaseRound **rounds, size_t *count) {
    String text = {0};
    *count = chase_rounds(world->review, &world->place->arena, rounds);
    chase_add_advice(*rounds, *count, &text);
    const char *copy = arena_copy(&world->place->arena, string_text(&text));
    string_free(&text);
    return copy;
}

static void rounds_end_where_none_is_included(void **state) {
    World world = world_new(state);
    ChaseRound *rounds;
    size_t count;
    assert_string_equal(advice_of(&world, &rounds, &count), "");
    chase(&world, 0, 1, 2);
    add_all(&world); // 21 and 11
    decide(&world, anna, 1, 21, DECISION_INCLUDE);
    assert_string_equal(advice_of(&world, &rounds, &count),
                        "1 of round 1 is not screened yet: screen them before the next round");
    decide(&world, anna, 1, 11, DECISION_EXCLUDE);
    assert_string_equal(advice_of(&world, &rounds, &count),
                        "Round 1 added 1 included study (0 at full text): chase again from all included");
    assert_int_equal(count, 1);
    assert_int_equal(rounds[0].found, 2);
    assert_int_equal(rounds[0].screened, 2);
    assert_int_equal(rounds[0].included, 1);
    assert_int_equal(chase_next_round(world.review), 2);
    chase(&world, ROUTE_FORWARD, 1, 0);
    assert_string_equal(rows_of(&world), "31:1 22:1");
    world.searches[0] = (Key){{0}};
    assert_int_equal(add_all(&world), 2);
    decide(&world, anna, 1, 31, DECISION_EXCLUDE);
    decide(&world, anna, 1, 22, DECISION_MAYBE);
    assert_string_equal(advice_of(&world, &rounds, &count),
                        "Round 2 added no included study: chasing ends here");
    assert_int_equal(count, 2);
    assert_int_equal(rounds[1].round, 2);
    world_free(&world);
}

// Two people chase the same review apart; then one log is merged into the other.
static void chases_of_two_people_merge(void **state) {
    World world = world_new(state);
    Arena *arena = &world.place->arena;
    Prisma prisma;
    ChaseRound *rounds;
    chase(&world, 0, 1, 2); // 21, 11
    // Ben's copy has the same seeds; he chases backwards.
    ReviewState *copy = review_state_new(ben, 1);
    World other = {.place = world.place, .review = copy, .graph = world.graph};
    join(&other, "pmid:1");
    join(&other, "pmid:2");
    decide(&other, ben, 1, 1, DECISION_INCLUDE);
    decide(&other, ben, 1, 2, DECISION_INCLUDE);
    chase(&other, ROUTE_BACK, 1, 0); // 11, 12, 20, 13
    ReviewAction bens[CHASE_STEPS_MOST];
    const size_t all[] = {0, 1, 2, 3};
    assert_int_equal(add_with(&other, all, 4, review_state_last_time(world.review) + 1000, bens), 1);
    assert_int_equal(add_all(&world), 2);
    apply(&world, &bens[0]);
    assert_int_equal(review_state_count(world.review), 3 + 5); // 11 is one candidate
    const Candidate *both = review_state_by_study(world.review, 11);
    assert_int_equal(both->import_count, 2);
    size_t count = chase_rounds(world.review, arena, &rounds);
    assert_int_equal(count, 2);
    assert_int_equal(rounds[0].found, 2);
    assert_int_equal(rounds[0].fresh, 2);
    assert_int_equal(rounds[1].found, 4);
    assert_int_equal(rounds[1].fresh, 3);
    prisma_count(world.review, arena, &prisma);
    assert_int_equal(prisma_sum(&prisma.citations), 6);
    chase_list_free(&other.list);
    review_state_free(copy);
    world_free(&world);
}

// What somebody's chase began from is what they included.
static void seeds_of_others_are_not_told(void **state) {
    World world = world_new(state);
    Arena *arena = &world.place->arena;
    SearchRecord *searches;
    ReviewAction actions[CHASE_STEPS_MOST];
    const size_t first[] = {0};
    chase(&world, 0, 1, 2);
    assert_int_equal(add_with(&world, first, 1, 1000, actions), 1);
    ReviewState *bens = review_state_new(ben, 1);
    for (size_t i = 0; i < actions[0].count; i++) {
        review_state_add(bens, &actions[0].events[i], false);
    }
    World other = {.place = world.place, .review = bens};
    assert_string_equal(review_state_at(bens, 0)->origin, "chase of somebody else");
    assert_int_equal(review_state_searches(bens, arena, &searches), 1);
    assert_string_equal(searches[0].values[SEARCH_FIELD_STRATEGY], "references, citing studies");
    assert_int_equal(searches[0].chase, 1);
    ReviewAction open = begin(&other, ben, 1);
    review_action_setting(&open, "blind", "no");
    apply(&other, &open);
    assert_non_null(strstr(review_state_at(bens, 0)->origin, "forward from pmid:1, pmid:2"));
    review_state_searches(bens, arena, &searches);
    assert_non_null(strstr(searches[0].values[SEARCH_FIELD_STRATEGY], "pmid:1 pmid:2"));
    review_state_free(bens);
    world_free(&world);
}

// --- the thread ---

static ChaserAnswer *next_answer(Place *place) {
    ChaserAnswer *answer = next_of(place, MAIL_CHASER);
    if (answer->error.kind != ERROR_NONE) {
        fail_msg("%s", answer->error.text);
    }
    return answer;
}

static void ask(Chaser *chaser, ChaserKind kind, uint64_t generation, int64_t first, int64_t second) {
    ChaserRequest request = {.kind = kind, .generation = generation};
    IdList *ids = kind == CHASER_CHASE ? &request.chase.seeds : &request.ids;
    id_list_add(ids, first);
    if (second) {
        id_list_add(ids, second);
    }
    if (kind == CHASER_CHASE) {
        request.chase.order = CHASE_BY_PAGERANK;
    }
    chaser_ask(chaser, &request);
    assert_int_equal(request.ids.count + request.chase.seeds.count, 0); // it was taken
}

static void the_thread_answers(void **state) {
    Place *place = *state;
    import_world(place);
    Chaser *chaser = chaser_start(place->cache_path, place->mailbox);
    ask(chaser, CHASER_CHASE, 1, 1, 2);
    ChaserAnswer *answer = next_answer(place);
    assert_int_equal(answer->kind, CHASER_CHASE);
    assert_int_equal(answer->generation, 1);
    assert_int_equal(answer->list.count, 6);
    assert_true(answer->list.rows[0].found.pagerank > 0);
    assert_true(answer->load_ms > 0);
    chaser_answer_free(answer);

    ask(chaser, CHASER_PATH, 2, 30, 31); // 30 < 12 < 1 < 21 < 31
    answer = next_answer(place);
    assert_int_equal(answer->path.count, 5);
    assert_int_equal(answer->map.count, 5);
    assert_int_equal(answer->map.link_count, 4);
    assert_true(answer->map.links[0].on_path);
    assert_true(answer->load_ms == 0); // the links were there
    chaser_answer_free(answer);

    ask(chaser, CHASER_ISLANDS, 3, 1, 2);
    answer = next_answer(place);
    assert_int_equal(answer->islands.count, 2);
    chaser_answer_free(answer);

    ChaserRequest request = {.kind = CHASER_MAP, .focus = 21};
    chaser_ask(chaser, &request);
    answer = next_answer(place);
    assert_int_equal(answer->map.count, 5); // 21; 1, 2 and 11; 31
    assert_int_equal(answer->focus, 21);
    size_t focus = map_row(&answer->map, 21);
    assert_string_equal(answer->map.studies[focus].title, "Citing one and two");
    assert_true(answer->map.studies[focus].flags & MAP_FOCUS);
    chaser_answer_free(answer);

    // Somebody imports: the links are read again.
    String xml = {0};
    string_add_text(&xml, XML_HEAD);
    add_study(&xml, 32, "Newly come to the world", "10.5555/w.32", (int[]){1, 2, 0});
    string_add_text(&xml, XML_FOOT);
    import_file_free(
        import_one(place, place_write(place, "more.xml", string_view(&xml)), (ImportOptions){0}, NULL, NULL));
    string_free(&xml);
    ask(chaser, CHASER_CHASE, 4, 1, 2);
    answer = next_answer(place);
    assert_true(answer->load_ms > 0);
    assert_int_equal(answer->list.count, 7);
    chaser_answer_free(answer);
    assert_int_equal(chaser_loading(chaser), 0);
    chaser_stop(chaser);
}

// Of many questions of a kind only the last is sure to be answered, and nobody waits for those at the end.
static void the_newest_question_is_answered(void **state) {
    Place *place = *state;
    import_world(place);
    Chaser *chaser = chaser_start(place->cache_path, place->mailbox);
    for (uint64_t i = 1; i <= 50; i++) {
        ask(chaser, CHASER_CHASE, i, 1, 2);
    }
    for (uint64_t generation = 0; generation < 50;) {
        ChaserAnswer *answer = next_answer(place);
        assert_true(answer->generation > generation);
        generation = answer->generation;
        chaser_answer_free(answer);
    }
    for (uint64_t i = 51; i <= 60; i++) {
        ask(chaser, CHASER_CHASE, i, 1, 2);
    }
    chaser_stop(chaser);
    chaser_stop(NULL);
}

static void no_cache_is_an_error(void **state) {
    Place *place = *state;
    Chaser *chaser =
        chaser_start(place_write(place, "no.db", SV("this is no database at all, but text")), place->mailbox);
    ask(chaser, CHASER_CHASE, 1, 1, 0);
    ChaserAnswer *answer = next_of(place, MAIL_CHASER);
    assert_int_equal(answer->error.kind, ERROR_SYSTEM);
    chaser_answer_free(answer);
    chaser_stop(chaser);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(seeds_are_what_was_included, place_new, place_free),
        cmocka_unit_test_setup_teardown(seeds_are_blind, place_new, place_free),
        cmocka_unit_test_setup_teardown(routes_steps_and_bounds, place_new, place_free),
        cmocka_unit_test_setup_teardown(rows_have_names_and_seeds, place_new, place_free),
        cmocka_unit_test_setup_teardown(nothing_of_a_seed_is_said, place_new, place_free),
        cmocka_unit_test_setup_teardown(retractions_are_told, place_new, place_free),
        cmocka_unit_test_setup_teardown(fewer_than_two_indexes_are_a_warning, place_new, place_free),
        cmocka_unit_test_setup_teardown(a_round_is_a_citation_search, place_new, place_free),
        cmocka_unit_test_setup_teardown(undo_takes_a_round_back, place_new, place_free),
        cmocka_unit_test_setup_teardown(rows_are_taken_over_one_by_one, place_new, place_free),
        cmocka_unit_test_setup_teardown(another_identifier_is_the_same_study, place_new, place_free),
        cmocka_unit_test_setup_teardown(rounds_end_where_none_is_included, place_new, place_free),
        cmocka_unit_test_setup_teardown(chases_of_two_people_merge, place_new, place_free),
        cmocka_unit_test_setup_teardown(seeds_of_others_are_not_told, place_new, place_free),
        cmocka_unit_test_setup_teardown(the_thread_answers, place_new, place_free),
        cmocka_unit_test_setup_teardown(the_newest_question_is_answered, place_new, place_free),
        cmocka_unit_test_setup_teardown(no_cache_is_an_error, place_new, place_free),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
