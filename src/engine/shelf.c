#include "carrel/engine/shelf.h"

#include "worker.h"

#include "carrel/base/memory.h"
#include "carrel/base/paths.h"
#include "carrel/store/review.h"

#include <dirent.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct Shelf {
    char **paths;
    size_t count;
    Key reviewer;
    uint64_t asked;
    Mailbox *mailbox;
    pthread_t thread;
    atomic_bool stopping;
};

typedef struct {
    Arena *arena;
    ShelfPlace *items;
    size_t count, capacity;
} Places;

static void add_place(Places *places, const char *path) {
    struct stat status;
    if (stat(path, &status) != 0 || !S_ISREG(status.st_mode)) {
        return;
    }
    for (size_t i = 0; i < places->count; i++) {
        if (strcmp(places->items[i].path, path) == 0) {
            return;
        }
    }
    int64_t changed = (int64_t) status.st_mtim.tv_sec * 1000 + status.st_mtim.tv_nsec / 1000000;
    places->items =
        arena_grow(places->arena, places->items, &places->capacity, places->count + 1, sizeof *places->items);
    places->items[places->count++] = (ShelfPlace){arena_copy(places->arena, path), changed};
}

static int compare_places(const void *a, const void *b) {
    const ShelfPlace *one = a, *other = b;
    return one->changed != other->changed ? (one->changed > other->changed ? -1 : 1)
                                          : strcmp(one->path, other->path);
}

size_t shelf_places(StringView others, Arena *arena, ShelfPlace **found) {
    Places places = {.arena = arena};
    String folder = {0};
    StringView line;
    DIR *open = path_data(&folder, "", NULL) ? opendir(string_text(&folder)) : NULL;
    for (struct dirent *entry; open && (entry = readdir(open));) {
        if (entry->d_name[0] != '.' && sv_ends(sv(entry->d_name), SV(".carrel"))) {
            add_place(&places, arena_format(arena, "%s%s", string_text(&folder), entry->d_name));
        }
    }
    if (open) {
        closedir(open);
    }
    while (sv_line(&others, &line)) {
        add_place(&places, arena_copy_view(arena, line));
    }
    if (places.count) {
        qsort(places.items, places.count, sizeof *places.items, compare_places);
    }
    string_free(&folder);
    *found = places.items;
    return places.count;
}

void shelf_review_free(void *value) {
    ShelfReview *review = value;
    free(review->path);
    free(review->about);
    free(review);
}

static void count(ShelfReview *review, ReviewState *state) {
    static const char *const said[] = {"question", "title"};
    for (size_t i = 0; i < 2 && !*review->about; i++) {
        const char *value = review_state_setting(state, said[i]);
        if (value && *value) {
            free(review->about);
            review->about = memory_copy_string(value);
        }
    }
    review->stage = 1;
    review->counts = review_state_counts(state, INT64_MAX);
    if (review->counts.candidates && !review->counts.undecided && !review->counts.later) {
        review_state_set_stage(state, 2);
        ReviewCounts second = review_state_counts(state, INT64_MAX);
        if (second.candidates) {
            review->stage = 2;
            review->counts = second;
        }
    }
}

static void tell(const Shelf *shelf, ShelfReview *review) {
    review->asked = shelf->asked;
    mailbox_post(shelf->mailbox, MAIL_SHELF, review, shelf_review_free);
}

static ShelfReview *read_review(const Shelf *shelf, const char *path) {
    ShelfReview *review = memory_new(sizeof *review);
    Arena arena = {0};
    Event *events;
    size_t event_count = 0;
    review->path = memory_copy_string(path);
    review->about = memory_copy_string("");
    ReviewFile *file = review_open(path, false, &review->error);
    if (file && review_read(file, &arena, &events, &event_count, &review->error)) {
        ReviewState *state = review_state_new(shelf->reviewer, 1);
        for (size_t i = 0; i < event_count; i++) {
            review_state_add(state, &events[i], false);
        }
        count(review, state);
        review_state_free(state);
    }
    if (file) {
        review_close(file);
    }
    arena_free(&arena);
    return review;
}

static void *run(void *context) {
    Shelf *shelf = context;
    worker_stand_back();
    for (size_t i = 0; i < shelf->count && !atomic_load(&shelf->stopping); i++) {
        tell(shelf, read_review(shelf, shelf->paths[i]));
    }
    tell(shelf, memory_new(sizeof(ShelfReview)));
    worker_give_back_memory();
    return NULL;
}

Shelf *shelf_start(const ShelfPlace *places, size_t place_count, Key reviewer, uint64_t asked,
                   Mailbox *mailbox) {
    Shelf *shelf = memory_new(sizeof *shelf);
    shelf->paths = memory_new((place_count + 1) * sizeof *shelf->paths);
    shelf->count = place_count;
    shelf->reviewer = reviewer;
    shelf->asked = asked;
    shelf->mailbox = mailbox;
    for (size_t i = 0; i < place_count; i++) {
        shelf->paths[i] = memory_copy_string(places[i].path);
    }
    worker_start(&shelf->thread, run, shelf);
    return shelf;
}

void shelf_stop(Shelf *shelf) {
    if (!shelf) {
        return;
    }
    atomic_store(&shelf->stopping, true);
    pthread_join(shelf->thread, NULL);
    for (size_t i = 0; i < shelf->count; i++) {
        free(shelf->paths[i]);
    }
    free(shelf->paths);
    free(shelf);
}
