#include "carrel/screening/dedupe.h"

#include "carrel/base/map.h"
#include "carrel/base/memory.h"

#include <stdlib.h>
#include <string.h>

#define HEAD           24  // letters and digits of a title by which it is looked up
#define SHORT_HEAD     8   // with the author's name
#define SMALL_BLOCK    60  // rows that are compared each with each
#define NEIGHBOURS     20  // in larger ones each with so many that stand next to it when sorted
#define CLEARLY_OTHERS 0.2 // a score below: not one study, whatever a third says
#define CROSS_MOST     16  // members of two groups that are compared before the groups are joined

// --- which rows to compare ---

typedef struct {
    uint64_t hash;
    uint32_t row;
} BlockKey;

typedef struct {
    const DedupeTask *task;
    const DedupeRow *rows;
    BlockKey *keys;
    size_t key_count, key_capacity;
    struct Link {
        uint32_t a, b;
        double score;
    } * links;
    size_t link_count, link_capacity;
    Arena *arena;
    DedupeReport *reports;
    size_t report_count, report_capacity;
} Dedupe;

static bool is_stopped(const Dedupe *dedupe) {
    return dedupe->task->stopped && dedupe->task->stopped(dedupe->task->context);
}

// FNV-1a over the parts, told apart by their kind and a zero byte.
static uint64_t hash_part(uint64_t hash, StringView part) {
    for (size_t i = 0; i < part.length; i++) {
        hash = (hash ^ (unsigned char) part.data[i]) * 1099511628211u;
    }
    return hash * 1099511628211u;
}

static void add_key(Dedupe *dedupe, uint32_t row, char kind, StringView a, StringView b, StringView c) {
    uint64_t hash = hash_part(14695981039346656037u, (StringView){&kind, 1});
    hash = hash_part(hash_part(hash_part(hash, a), b), c);
    dedupe->keys = vec_grow(dedupe->keys, &dedupe->key_capacity, dedupe->key_count + 1, sizeof *dedupe->keys);
    dedupe->keys[dedupe->key_count++] = (BlockKey){hash, row};
}

static StringView tail(StringView text, size_t length) {
    return text.length > length ? sv_from(text, text.length - length) : text;
}

// "berg" of "van der berg".
static StringView last_word(const char *name) {
    const char *space = strrchr(name, ' ');
    return sv(space ? space + 1 : name);
}

static void add_keys(Dedupe *dedupe, uint32_t row) {
    const Traits *traits = &dedupe->rows[row].traits;
    StringView none = SV(""), title = sv(traits->title), vernacular = sv(traits->vernacular);
    StringView author = traits->author_count ? last_word(traits->authors[0]) : none;
    if (traits->doi[0]) {
        add_key(dedupe, row, 'd', sv(traits->doi), none, none);
    }
    if (traits->pmcid[0]) {
        add_key(dedupe, row, 'c', sv(traits->pmcid), none, none);
    }
    if (title.length) {
        add_key(dedupe, row, 't', sv_part(title, 0, HEAD), none, none);
        add_key(dedupe, row, 'e', tail(title, HEAD), none, none);
    }
    if (vernacular.length) {
        add_key(dedupe, row, 't', sv_part(vernacular, 0, HEAD), none, none);
    }
    if (title.length && author.length) {
        add_key(dedupe, row, 'a', author, sv_part(title, 0, SHORT_HEAD), none);
        add_key(dedupe, row, 'z', author, tail(title, SHORT_HEAD), none);
    }
    if (traits->volume[0] && traits->page[0]) {
        add_key(dedupe, row, 'v', sv(traits->volume), sv(traits->page), author);
        add_key(dedupe, row, 'p', sv(traits->volume), sv(traits->page), sv_part(title, 0, SHORT_HEAD));
    }
}

static int compare_keys(const void *left, const void *right) {
    const BlockKey *x = left, *y = right;
    return x->hash != y->hash ? (x->hash < y->hash ? -1 : 1) : x->row < y->row ? -1 : x->row > y->row;
}

static void compare(Dedupe *dedupe, uint32_t a, uint32_t b) {
    const DedupeRow *x = &dedupe->rows[a], *y = &dedupe->rows[b];
    if (x->unit == y->unit) {
        return;
    }
    Likeness likeness = traits_compare(&x->traits, &y->traits);
    if (likeness.score >= dedupe->task->threshold) {
        dedupe->links =
            vec_grow(dedupe->links, &dedupe->link_capacity, dedupe->link_count + 1, sizeof *dedupe->links);
        dedupe->links[dedupe->link_count++] = (struct Link){a < b ? a : b, a < b ? b : a, likeness.score};
    } else if (likeness_is_other_report(&likeness)) {
        dedupe->reports = arena_grow(dedupe->arena, dedupe->reports, &dedupe->report_capacity,
                                     dedupe->report_count + 1, sizeof *dedupe->reports);
        dedupe->reports[dedupe->report_count++] = (DedupeReport){a < b ? a : b, a < b ? b : a, likeness};
    }
}

// A row with what a large block is sorted by: rows of one study come to stand together.
typedef struct {
    const Traits *traits;
    uint32_t row;
} Placed;

static int compare_placed(const void *left, const void *right) {
    const Placed *x = left, *y = right;
    int order = strcmp(x->traits->title, y->traits->title);
    if (order == 0 && x->traits->author_count && y->traits->author_count) {
        order = strcmp(x->traits->authors[0], y->traits->authors[0]);
    }
    if (order == 0) {
        order = (int) x->traits->author_count - (int) y->traits->author_count;
    }
    if (order == 0) {
        order = x->traits->year - y->traits->year;
    }
    return order ? order : x->row < y->row ? -1 : x->row > y->row;
}

static void compare_large(Dedupe *dedupe, const BlockKey *keys, size_t count) {
    Placed *placed = memory_new(count * sizeof *placed);
    for (size_t i = 0; i < count; i++) {
        placed[i] = (Placed){&dedupe->rows[keys[i].row].traits, keys[i].row};
    }
    qsort(placed, count, sizeof *placed, compare_placed);
    for (size_t i = 0; i < count; i++) {
        for (size_t k = i + 1; k < count && k <= i + NEIGHBOURS; k++) {
            compare(dedupe, placed[i].row, placed[k].row);
        }
    }
    free(placed);
}

static void compare_blocks(Dedupe *dedupe) {
    if (dedupe->key_count == 0) {
        return;
    }
    qsort(dedupe->keys, dedupe->key_count, sizeof *dedupe->keys, compare_keys);
    for (size_t start = 0, end; start < dedupe->key_count && !is_stopped(dedupe); start = end) {
        const BlockKey *keys = &dedupe->keys[start];
        for (end = start + 1; end < dedupe->key_count && dedupe->keys[end].hash == keys->hash; end++) {
        }
        size_t count = end - start;
        if (count > SMALL_BLOCK) {
            compare_large(dedupe, keys, count);
            continue;
        }
        for (size_t i = 0; i < count; i++) {
            for (size_t k = i + 1; k < count; k++) {
                compare(dedupe, keys[i].row, keys[k].row);
            }
        }
    }
}

// --- groups ---

typedef struct {
    uint32_t root, ring, size;
    double weakest; // score of the weakest link within; of roots
    uint32_t link;  // its link; UINT32_MAX where there is none
} Member;

static uint32_t find_root(Member *members, uint32_t row) {
    while (members[row].root != row) {
        members[row].root = members[members[row].root].root;
        row = members[row].root;
    }
    return row;
}

// Joins the groups of two roots; `link` may be none.
static void join(Member *members, uint32_t a, uint32_t b, double score, uint32_t link) {
    if (members[a].size < members[b].size) {
        uint32_t swap = a;
        a = b;
        b = swap;
    }
    members[b].root = a;
    members[a].size += members[b].size;
    uint32_t ring = members[a].ring;
    members[a].ring = members[b].ring;
    members[b].ring = ring;
    if (members[b].weakest < members[a].weakest) {
        members[a].weakest = members[b].weakest;
        members[a].link = members[b].link;
    }
    if (link != UINT32_MAX && score < members[a].weakest) {
        members[a].weakest = score;
        members[a].link = link;
    }
}

// The link speaks for the units of its two rows, however their other rows look.
static bool may_join(const Dedupe *dedupe, const Member *members, const struct Link *link, uint32_t a,
                     uint32_t b) {
    uint32_t first = dedupe->rows[link->a].unit, second = dedupe->rows[link->b].unit;
    uint32_t x = a;
    for (size_t i = 0; i < CROSS_MOST && (i == 0 || x != a); i++, x = members[x].ring) {
        uint32_t y = b;
        for (size_t k = 0; k < CROSS_MOST && (k == 0 || y != b); k++, y = members[y].ring) {
            const DedupeRow *one = &dedupe->rows[x], *other = &dedupe->rows[y];
            bool is_linked = (one->unit == first && other->unit == second) ||
                             (one->unit == second && other->unit == first);
            if ((dedupe->task->apart && dedupe->task->apart(dedupe->task->context, one, other)) ||
                (!is_linked && traits_compare(&one->traits, &other->traits).score < CLEARLY_OTHERS)) {
                return false;
            }
        }
    }
    return true;
}

static int compare_links(const void *left, const void *right) {
    const struct Link *x = left, *y = right;
    if (x->score > y->score || x->score < y->score) {
        return x->score > y->score ? -1 : 1;
    }
    if (x->a != y->a) {
        return x->a < y->a ? -1 : 1;
    }
    return x->b < y->b ? -1 : x->b > y->b;
}

static void join_units(const Dedupe *dedupe, size_t count, Member *members) {
    IdMap first = {0};
    for (size_t i = 0; i < count; i++) {
        int64_t known;
        members[i] = (Member){(uint32_t) i, (uint32_t) i, 1, 2, UINT32_MAX};
        if (id_map_get(&first, dedupe->rows[i].unit, &known)) {
            join(members, find_root(members, (uint32_t) known), (uint32_t) i, 0, UINT32_MAX);
        } else {
            id_map_set(&first, dedupe->rows[i].unit, (int64_t) i);
        }
    }
    id_map_free(&first);
}

static void join_links(const Dedupe *dedupe, Member *members) {
    if (dedupe->link_count > 0) {
        qsort(dedupe->links, dedupe->link_count, sizeof *dedupe->links, compare_links);
    }
    for (size_t i = 0; i < dedupe->link_count && !is_stopped(dedupe); i++) {
        const struct Link *link = &dedupe->links[i];
        uint32_t a = find_root(members, link->a), b = find_root(members, link->b);
        if (a != b && may_join(dedupe, members, link, a, b)) {
            join(members, a, b, link->score, (uint32_t) i);
        }
    }
}

static int compare_rows(const void *left, const void *right) {
    const size_t *x = left, *y = right;
    return *x < *y ? -1 : *x > *y;
}

static void fill_group(const Dedupe *dedupe, const Member *members, uint32_t root, Arena *arena,
                       DedupeGroup *group) {
    *group = (DedupeGroup){.rows = ARENA_ARRAY(arena, size_t, members[root].size)};
    uint32_t member = root;
    do {
        group->rows[group->count++] = member;
        member = members[member].ring;
    } while (member != root);
    qsort(group->rows, group->count, sizeof *group->rows, compare_rows);
    group->proposed = members[root].link != UINT32_MAX;
    size_t a = group->rows[0], b = group->rows[1];
    if (group->proposed) {
        a = dedupe->links[members[root].link].a;
        b = dedupe->links[members[root].link].b;
    }
    group->why = traits_compare(&dedupe->rows[a].traits, &dedupe->rows[b].traits);
}

void dedupe_find(const DedupeTask *task, Arena *arena, DedupeResult *result) {
    Dedupe dedupe = {.task = task, .rows = task->rows, .arena = arena};
    size_t count = task->count, capacity = 0;
    for (size_t i = 0; i < count; i++) {
        add_keys(&dedupe, (uint32_t) i);
    }
    compare_blocks(&dedupe);
    Member *members = memory_new((count + 1) * sizeof *members);
    join_units(&dedupe, count, members);
    join_links(&dedupe, members);

    bool *done = memory_new((count + 1) * sizeof *done);
    *result = (DedupeResult){.reports = dedupe.reports, .report_count = dedupe.report_count};
    for (uint32_t i = 0; i < count; i++) {
        uint32_t root = find_root(members, i);
        if (members[root].size > 1 && !done[root]) {
            done[root] = true;
            result->groups =
                arena_grow(arena, result->groups, &capacity, result->count + 1, sizeof *result->groups);
            fill_group(&dedupe, members, root, arena, &result->groups[result->count++]);
        }
    }
    free(done);
    free(members);
    free(dedupe.keys);
    free(dedupe.links);
}
