#include "carrel/store/similar.h"

#include "links.h"
#include "search_collect.h"
#include "similar_text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// Links are counted among so many references and citing studies, each with so many who share it.
#define REFERENCES_MOST 300
#define CITING_MOST     300
#define SHARING_MOST    2000
// So many of those with the most shared links are weighed against all that they have.
#define WEIGHED_MOST 60
// Rank 1 here and rank 1 there are worth as much: sum of 1 / (60 + rank)
// [reciprocal rank fusion: Cormack, Clarke, Büttcher 2009].
#define FUSION_RANK 60.0

// --- shared references (bibliographic coupling) and co-citation ---

static void count_one(IdMap *counts, StudyId id, StudyId self) {
    int64_t count = 0;
    if (id != self) {
        id_map_get(counts, id, &count);
        id_map_set(counts, id, count + 1);
    }
}

static LinkNames names_of_row(StudyId id, const StudyRow *row) {
    return (LinkNames){id > 0 ? id : 0, row->doi, row->pmcid, NULL};
}

// How many references each study shares with this one; *references: how many it has.
static bool count_coupling(Cache *cache, StudyId self, IdMap *counts, size_t *references, Error *err) {
    IdList own = {0}, sharing = {0};
    Arena arena = {0};
    bool ok = cache_link_ids(cache, self, LINK_REFERENCES, &own, err);
    *references = own.count;
    for (size_t i = own.count; ok && i > 0 && own.count - i < REFERENCES_MOST; i--) {
        StudyRow row;
        sharing.count = 0;
        arena_reset(&arena);
        ok = search_goes_on(cache, err) && study_row_get(cache, own.ids[i - 1], &arena, &row, err) &&
             links_to_newest(cache->db, LINK_REFERENCES, names_of_row(own.ids[i - 1], &row), SHARING_MOST,
                             &sharing, err);
        for (size_t k = 0; ok && k < sharing.count; k++) {
            count_one(counts, sharing.ids[k], self);
        }
    }
    id_list_free(&own);
    id_list_free(&sharing);
    arena_free(&arena);
    return ok;
}

// What a study lists by number, in its own record and in files of nothing but links.
static bool read_references(Cache *cache, StudyId id, Arena *arena, IdList *ids, Error *err) {
    Study study;
    bool found;
    int64_t announced;
    ids->count = 0;
    arena_reset(arena);
    if (!study_load(cache, id, arena, &study, &found, err) ||
        !link_table_read(cache, id, LINK_REFERENCES, ids, &announced, err)) {
        return false;
    }
    for (size_t i = 0; i < study.links[LINK_REFERENCES].count; i++) {
        if (study.links[LINK_REFERENCES].items[i].pmid) {
            id_list_add(ids, study.links[LINK_REFERENCES].items[i].pmid);
        }
    }
    id_list_sort(ids);
    return true;
}

// How many studies cite each study together with this one; *citing: how many cite this one.
static bool count_cocitation(Cache *cache, StudyId self, IdMap *counts, size_t *citing, Error *err) {
    IdList citers = {0}, references = {0};
    Arena arena = {0};
    bool ok = cache_link_ids(cache, self, LINK_CITED_BY, &citers, err);
    *citing = citers.count;
    for (size_t i = citers.count; ok && i > 0 && citers.count - i < CITING_MOST; i--) {
        ok =
            search_goes_on(cache, err) && read_references(cache, citers.ids[i - 1], &arena, &references, err);
        for (size_t k = 0; ok && k < references.count; k++) {
            count_one(counts, references.ids[k], self);
        }
    }
    id_list_free(&citers);
    id_list_free(&references);
    arena_free(&arena);
    return ok;
}

// Those with the highest counts.
static void take_highest(const IdMap *counts, NearList *near) {
    for (size_t i = 0; i < counts->capacity; i++) {
        int64_t count;
        if (id_map_get(counts, counts->keys[i], &count)) {
            near_add(near, counts->keys[i], (double) count);
        }
    }
    near_cut(near, WEIGHED_MOST);
}

// Salton's cosine: what is shared by the geometric mean of what each has.
static double salton(double shared, double own, double other) {
    double product = own * (other > shared ? other : shared);
    return product > 0 ? shared / sqrt(product) : 0;
}

static bool weigh_coupling(Cache *cache, size_t own, NearList *near, Error *err) {
    Arena arena = {0};
    IdList references = {0};
    bool ok = true;
    for (size_t i = 0; ok && i < near->count; i++) {
        ok = read_references(cache, near->items[i].id, &arena, &references, err);
        near->items[i].score = salton(near->items[i].score, (double) own, (double) references.count);
    }
    id_list_free(&references);
    arena_free(&arena);
    return ok;
}

static bool weigh_cocitation(Cache *cache, size_t own, NearList *near, Error *err) {
    Arena arena = {0};
    bool ok = true;
    for (size_t i = 0; ok && i < near->count; i++) {
        StudyRow row;
        int64_t other = 0;
        arena_reset(&arena);
        ok = study_row_get(cache, near->items[i].id, &arena, &row, err) &&
             links_count_citing(cache->db, names_of_row(near->items[i].id, &row), &other, err);
        near->items[i].score = salton(near->items[i].score, (double) own, (double) other);
    }
    arena_free(&arena);
    return ok;
}

typedef struct {
    IdMap coupled, cocited; // counts
    NearList near;          // by both
} Linked;

static void join(NearList *near, const NearList *more) {
    for (size_t i = 0; i < more->count; i++) {
        size_t at = 0;
        while (at < near->count && near->items[at].id != more->items[i].id) {
            at++;
        }
        if (at < near->count) {
            near->items[at].score += more->items[i].score;
        } else {
            near_add(near, more->items[i].id, more->items[i].score);
        }
    }
}

static bool similar_by_links(Cache *cache, StudyId self, size_t most, Linked *linked, Error *err) {
    size_t references, citing;
    NearList cocited = {0};
    bool ok = count_coupling(cache, self, &linked->coupled, &references, err) &&
              count_cocitation(cache, self, &linked->cocited, &citing, err);
    if (ok) {
        take_highest(&linked->coupled, &linked->near);
        take_highest(&linked->cocited, &cocited);
        ok = weigh_coupling(cache, references, &linked->near, err) &&
             weigh_cocitation(cache, citing, &cocited, err);
    }
    join(&linked->near, &cocited);
    size_t kept = 0;
    for (size_t i = 0; i < linked->near.count; i++) {
        if (cache_has(cache, linked->near.items[i].id)) {
            linked->near.items[kept++] = linked->near.items[i];
        }
    }
    linked->near.count = kept;
    near_cut(&linked->near, most);
    near_free(&cocited);
    return ok;
}

// --- both together ---

static void fuse(NearList *all, const NearList *ranked) {
    NearList ranks = {0};
    for (size_t i = 0; i < ranked->count; i++) {
        near_add(&ranks, ranked->items[i].id, 1 / (FUSION_RANK + (double) i));
    }
    join(all, &ranks);
    near_free(&ranks);
}

static unsigned count_in(const IdMap *counts, StudyId id) {
    int64_t count = 0;
    id_map_get(counts, id, &count);
    return (unsigned) count;
}

static bool is_in(const NearList *near, StudyId id) {
    for (size_t i = 0; i < near->count; i++) {
        if (near->items[i].id == id) {
            return true;
        }
    }
    return false;
}

bool similar_find(Cache *cache, StudyId id, size_t most, Arena *arena, SimilarStudy **rows, size_t *count,
                  Error *err) {
    NearList text = {0}, all = {0};
    Linked linked = {0};
    Study study;
    bool found;
    StudyId now;
    *rows = NULL;
    *count = 0;
    bool ok = study_resolve(cache, id, &now, err) && study_load(cache, id, arena, &study, &found, err) &&
              (!found || similar_by_text(cache, now, &study, most, &text, err)) &&
              similar_by_links(cache, now ? now : id, most, &linked, err);
    fuse(&all, &text);
    fuse(&all, &linked.near);
    near_cut(&all, all.count);
    if (ok) {
        *rows = ARENA_ARRAY(arena, SimilarStudy, all.count + 1);
        *count = all.count;
    }
    for (size_t i = 0; ok && i < all.count; i++) {
        StudyId other = all.items[i].id;
        (*rows)[i] = (SimilarStudy){.id = other,
                                    .by_text = is_in(&text, other),
                                    .shared_references = count_in(&linked.coupled, other),
                                    .cited_together = count_in(&linked.cocited, other)};
    }
    near_free(&text);
    near_free(&all);
    near_free(&linked.near);
    id_map_free(&linked.coupled);
    id_map_free(&linked.cocited);
    return ok;
}

void similar_add_reason(const SimilarStudy *row, String *out) {
    const char *between = "";
    if (row->by_text) {
        string_add_text(out, "text");
        between = ", ";
    }
    if (row->shared_references > 0) {
        string_format(out, "%s%u shared reference%s", between, row->shared_references,
                      row->shared_references == 1 ? "" : "s");
        between = ", ";
    }
    if (row->cited_together > 0) {
        string_format(out, "%scited together %u time%s", between, row->cited_together,
                      row->cited_together == 1 ? "" : "s");
    }
}

static LinkRow *find_row(const LinkList *list, StudyId id) {
    for (size_t i = 0; i < list->count; i++) {
        if (list->rows[i].id == id) {
            return &list->rows[i];
        }
    }
    return NULL;
}

static LinkRow link_to(const StudyRow *study, size_t position) {
    return (LinkRow){.id = study->id,
                     .position = position,
                     .in_cache = study->found,
                     .is_review = (study->flags & STUDY_REVIEW) != 0,
                     .title = study->title,
                     .authors = study->author,
                     .text = study->journal,
                     .doi = study->doi,
                     .pmcid = study->pmcid,
                     .year = study->year,
                     .flags = study->flags};
}

bool similar_join(Cache *cache, const SimilarStudy *rows, size_t count, Arena *arena, LinkList *list,
                  Error *err) {
    LinkRow *joined = ARENA_ARRAY(arena, LinkRow, list->count + count + 1);
    if (list->count > 0) {
        memcpy(joined, list->rows, list->count * sizeof *joined);
    }
    list->rows = joined;
    for (size_t i = 0; i < count; i++) {
        LinkRow *row = find_row(list, rows[i].id);
        if (!row) {
            StudyRow study;
            if (!study_row_get(cache, rows[i].id, arena, &study, err)) {
                return false;
            }
            row = &joined[list->count++];
            *row = link_to(&study, list->count);
        }
        String why = {0};
        similar_add_reason(&rows[i], &why);
        row->why = arena_copy(arena, string_text(&why));
        string_free(&why);
    }
    return true;
}
