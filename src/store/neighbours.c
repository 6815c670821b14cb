#include "cachefile.h"

#include "carrel/study/ident.h"
#include "links.h"

// A study's links, whether its own record lists them or other records say so, and what
// links say of studies that have no record.

// If A lists B in one list, B has A in this one.
static const LinkKind opposite[LINK_KINDS] = {
    [LINK_REFERENCES] = LINK_CITED_BY, [LINK_CITED_BY] = LINK_REFERENCES, [LINK_SIMILAR] = LINK_SIMILAR};

// The year in a journal line or a reference: the first number of four digits that can be one.
static int year_in(const char *text) {
    int digits = 0, number = 0;
    for (const char *c = text ? text : "";; c++) {
        if (*c >= '0' && *c <= '9') {
            number = digits < 4 ? number * 10 + (*c - '0') : 0;
            digits++;
            continue;
        }
        if (digits == 4 && number >= 1800 && number < 2100) {
            return number;
        }
        if (!*c) {
            return 0;
        }
        digits = number = 0;
    }
}

// --- one study's links ---

typedef struct {
    Cache *cache;
    StudyId self;
    size_t most;
    Arena *arena;
    LinkList *list;
    size_t capacity;
    IdMap seen;
    Map seen_names; // DOIs of those without id
} Gathering;

// The study that a citation without PMID means.
static bool find_cited(Cache *cache, const Citation *item, StudyId *id, Error *err) {
    IdList ids = {0};
    String print = {0};
    bool ok = (!item->doi || alias_find(cache, "doi", item->doi, &ids, err)) &&
              (ids.count > 0 || !item->pmcid || alias_find(cache, "pmcid", item->pmcid, &ids, err));
    bool named = ids.count > 0;
    if (ok && !named && citation_add_fingerprint(item, &print)) {
        ok = cache_find_all(cache, "fp", string_text(&print), &ids, err);
    }
    *id = named || ids.count == 1 ? ids.ids[0] : 0; // text that may mean several means none
    string_free(&print);
    id_list_free(&ids);
    return ok;
}

static bool is_repeated(Gathering *gathering, StudyId id, const char *doi) {
    if (id) {
        if (id == gathering->self || id_map_get(&gathering->seen, id, NULL)) {
            return true;
        }
        id_map_set(&gathering->seen, id, 1);
    } else if (doi) {
        if (map_get(&gathering->seen_names, sv(doi), NULL)) {
            return true;
        }
        map_set(&gathering->seen_names, sv(doi), 1);
    }
    return false;
}

static LinkRow *add_row(Gathering *gathering, StudyId id, size_t position) {
    LinkList *list = gathering->list;
    list->rows =
        arena_grow(gathering->arena, list->rows, &gathering->capacity, list->count + 1, sizeof *list->rows);
    LinkRow *row = &list->rows[list->count++];
    *row = (LinkRow){.id = id, .position = position};
    return row;
}

// What the cache's own record says of a linked study goes before what the list says.
static bool fill_row(Gathering *gathering, LinkRow *row, const Citation *item, Error *err) {
    Arena *arena = gathering->arena;
    if (item) {
        row->title = item->title;
        row->authors = item->authors;
        row->text = item->text;
        row->doi = item->doi;
        row->pmcid = item->pmcid;
        row->is_review = item->is_review;
        row->is_free = item->is_free;
        row->year = year_in(item->text);
    }
    row->flags = STUDY_STUB;
    StudyRow study = {0};
    if (row->id && !study_row_get(gathering->cache, row->id, arena, &study, err)) {
        return false;
    }
    if (!study.found) {
        return true;
    }
    row->in_cache = true;
    row->flags = study.flags;
    row->is_review |= (study.flags & STUDY_REVIEW) != 0;
    row->title = study.title ? study.title : row->title;
    row->authors = row->authors ? row->authors : study.author;
    row->year = study.year ? study.year : row->year;
    row->doi = study.doi ? study.doi : row->doi;
    row->pmcid = study.pmcid ? study.pmcid : row->pmcid;
    if (!row->text || (!item->title && study.title)) { // a whole reference would repeat the title
        row->text = study.journal && study.year ? arena_format(arena, "%s %d", study.journal, study.year)
                                                : study.journal;
    }
    return true;
}

static bool add_link(Gathering *gathering, StudyId id, size_t position, const Citation *item, Error *err) {
    if (is_repeated(gathering, id, item ? item->doi : NULL)) {
        return true;
    }
    LinkRow *row = add_row(gathering, id, position);
    return gathering->list->count > gathering->most || fill_row(gathering, row, item, err);
}

static bool add_own_links(Gathering *gathering, const CitationList *own, Error *err) {
    for (size_t i = 0; i < own->count; i++) {
        const Citation *item = &own->items[i];
        StudyId id = item->pmid;
        if ((!id && !find_cited(gathering->cache, item, &id, err)) ||
            !add_link(gathering, id, i + 1, item, err)) {
            return false;
        }
    }
    return true;
}

// --- who is linked ---

typedef struct {
    StudyId id; // now, or as it was asked where no record is here
    Study study;
    LinkNames names; // by which others may link to it
} Linked;

// Text is in the arena.
static bool load_linked(Cache *cache, StudyId id, Arena *arena, Linked *linked, Error *err) {
    String print = {0};
    StudyId now;
    bool found;
    if (!study_resolve(cache, id, &now, err)) {
        return false;
    }
    linked->id = now ? now : id;
    if (!study_load(cache, linked->id, arena, &linked->study, &found, err)) {
        return false;
    }
    linked->names =
        (LinkNames){linked->id > 0 ? linked->id : 0, linked->study.doi, linked->study.pmcid, NULL};
    if (study_add_fingerprint(&linked->study, &print)) {
        linked->names.print = arena_copy_view(arena, string_view(&print));
    }
    string_free(&print);
    return true;
}

static bool gather_links(Cache *cache, const Linked *linked, LinkKind kind, size_t most, Arena *arena,
                         LinkList *list, Error *err) {
    const CitationList *own = &linked->study.links[kind];
    IdList others = {0};
    int64_t announced;
    *list = (LinkList){.announced = own->announced};
    Gathering gathering = {cache, linked->id, most, arena, list, 0, {0}, {0}};
    bool ok = add_own_links(&gathering, own, err) &&
              links_to(cache->db, opposite[kind], linked->names, &others, err) &&
              link_table_read(cache, linked->id, kind, &others, &announced, err);
    if (ok && announced > list->announced) {
        list->announced = announced;
    }
    id_list_sort(&others);
    size_t position = own->count + 1;
    for (size_t i = others.count; ok && i > 0; i--) {
        size_t before = list->count;
        ok = add_link(&gathering, others.ids[i - 1], position, NULL, err);
        position += list->count - before;
    }
    id_list_free(&others);
    id_map_free(&gathering.seen);
    map_free(&gathering.seen_names);
    return ok;
}

bool cache_links(Cache *cache, StudyId id, LinkKind kind, size_t most, Arena *arena, LinkList *list,
                 Error *err) {
    Linked linked;
    *list = (LinkList){.announced = -1};
    return load_linked(cache, id, arena, &linked, err) &&
           gather_links(cache, &linked, kind, most, arena, list, err);
}

bool cache_link_counts(Cache *cache, StudyId id, LinkCount counts[LINK_KINDS], Error *err) {
    Arena arena = {0};
    Linked linked;
    bool ok = load_linked(cache, id, &arena, &linked, err);
    for (LinkKind kind = 0; kind < LINK_KINDS; kind++) {
        LinkList list = {.announced = -1};
        ok = ok && gather_links(cache, &linked, kind, 0, &arena, &list, err);
        counts[kind] = (LinkCount){list.count, list.announced};
    }
    arena_free(&arena);
    return ok;
}

bool cache_link_ids(Cache *cache, StudyId id, LinkKind kind, IdList *ids, Error *err) {
    Arena arena = {0};
    Linked linked;
    int64_t announced;
    bool ok = load_linked(cache, id, &arena, &linked, err);
    for (size_t i = 0; ok && i < linked.study.links[kind].count; i++) {
        const Citation *item = &linked.study.links[kind].items[i];
        StudyId other = item->pmid;
        ok = other || find_cited(cache, item, &other, err);
        if (ok && other) {
            id_list_add(ids, other);
        }
    }
    ok = ok && links_to(cache->db, opposite[kind], linked.names, ids, err) &&
         link_table_read(cache, linked.id, kind, ids, &announced, err);
    id_list_sort(ids);
    arena_free(&arena);
    return ok;
}

// --- stubs ---

// How many of those who link to a stub are asked what they call it.
#define WITNESSES_MOST 8

static const Citation *find_citation(const CitationList *list, int64_t pmid) {
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i].pmid == pmid) {
            return &list->items[i];
        }
    }
    return NULL;
}

static void fill_stub(Study *stub, const Citation *item, Arena *arena) {
    stub->doi = stub->doi ? stub->doi : item->doi;
    stub->pmcid = stub->pmcid ? stub->pmcid : item->pmcid;
    if (stub->title && !item->title) {
        return;
    }
    // A title that was taken apart is better than a whole reference.
    stub->title = item->title ? item->title : item->text;
    stub->year = year_in(item->text);
    stub->journal.title = item->title ? item->text : NULL;
    if (item->authors && stub->author_count == 0) {
        stub->authors = ARENA_NEW(arena, Author);
        stub->authors[0].collective = item->authors;
        stub->author_count = 1;
    }
}

// What the lists of others say of a study without record.
static bool load_stub(Cache *cache, int64_t pmid, Arena *arena, Study *stub, Error *err) {
    bool ok = true, whole = false;
    stub->kind = RECORD_STUB;
    stub->pmid = pmid;
    for (LinkKind kind = 0; ok && !whole && kind < LINK_KINDS; kind++) {
        IdList ids = {0};
        ok = links_to(cache->db, kind, (LinkNames){.pmid = pmid}, &ids, err);
        for (size_t i = 0; ok && !whole && i < ids.count && i < WITNESSES_MOST; i++) {
            Study witness;
            bool found;
            ok = study_load(cache, ids.ids[i], arena, &witness, &found, err);
            const Citation *item = ok && found ? find_citation(&witness.links[kind], pmid) : NULL;
            if (item) {
                fill_stub(stub, item, arena);
                whole = item->title != NULL;
            }
        }
        id_list_free(&ids);
    }
    return ok;
}

bool cache_study(Cache *cache, StudyId id, Arena *arena, Study *study, bool *found, Error *err) {
    return study_load(cache, id, arena, study, found, err) &&
           (*found || id <= 0 || load_stub(cache, id, arena, study, err));
}

// --- finding by name ---

static bool is_linked(Cache *cache, int64_t pmid, Error *err) {
    bool linked = false;
    if (!link_table_has(cache, pmid, &linked, err)) {
        return false;
    }
    for (LinkKind kind = 0; !linked && kind < LINK_KINDS; kind++) {
        IdList ids = {0};
        linked = links_to(cache->db, kind, (LinkNames){.pmid = pmid}, &ids, err) && ids.count > 0;
        id_list_free(&ids);
    }
    return linked;
}

StudyId cache_find(Cache *cache, const Ident *ident, Error *err) {
    StudyId now;
    switch (ident->scheme) {
    case IDENT_PMID:
        if (!study_resolve(cache, ident->number, &now, err)) {
            return 0;
        }
        return now || !is_linked(cache, ident->number, err) ? now : ident->number;
    case IDENT_CARREL:
        return study_resolve(cache, -ident->number, &now, err) ? now : 0;
    case IDENT_DOI:
        return cache_find_text(cache, "doi", ident->value, err);
    case IDENT_PMCID:
        return cache_find_text(cache, "pmcid", ident->value, err);
    case IDENT_OTHER: {
        StringView rest = sv(ident->value), scheme;
        sv_split(&rest, ':', &scheme);
        String name = {0};
        string_add(&name, scheme);
        now = cache_find_text(cache, string_text(&name), rest.data ? rest.data : "", err);
        string_free(&name);
        return now;
    }
    case IDENT_NONE:
        break;
    }
    return 0;
}
