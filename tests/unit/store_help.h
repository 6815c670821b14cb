#ifndef TESTS_STORE_HELP_H
#define TESTS_STORE_HELP_H

#include "carrel/store/cache.h"
#include "carrel/store/search.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

// A cache in a folder of its own, with one import begun, and small studies to fill it.
typedef struct {
    char folder[64], path[128];
    Arena arena;
    Error err;
    Cache *cache; // the writer
    int64_t import;
    uint64_t number; // of the last record
} Shelf;

static inline int shelf_new(void **state) {
    Shelf *shelf = calloc(1, sizeof *shelf);
    strcpy(shelf->folder, "/tmp/carrel-cache-XXXXXX");
    assert_non_null(mkdtemp(shelf->folder));
    snprintf(shelf->path, sizeof shelf->path, "%s/cache.db", shelf->folder);
    *state = shelf;
    return 0;
}

static inline int shelf_free(void **state) {
    Shelf *shelf = *state;
    char command[128];
    cache_close(shelf->cache);
    snprintf(command, sizeof command, "rm -rf '%s'", shelf->folder);
    int status = system(command);
    arena_free(&shelf->arena);
    free(shelf);
    return status;
}

#define assert_ok(shelf, call)                                                                               \
    do {                                                                                                     \
        if (!(call)) {                                                                                       \
            fail_msg("%s: %s", #call, (shelf)->err.text);                                                    \
        }                                                                                                    \
    } while (0)

static inline void shelf_begin(Shelf *shelf, const char *source) {
    uint64_t resume;
    assert_ok(shelf, cache_begin(shelf->cache, &shelf->err));
    shelf->import = cache_import_begin(shelf->cache, source, "test", 0, 0, &resume, &shelf->err);
    assert_true(shelf->import > 0);
    shelf->number = 0;
}

static inline void shelf_open(Shelf *shelf, const char *source) {
    shelf->cache = cache_open_writer(shelf->path, &shelf->err);
    assert_ok(shelf, shelf->cache);
    shelf_begin(shelf, source);
}

static inline void shelf_commit(Shelf *shelf) {
    assert_ok(shelf, cache_commit(shelf->cache, &shelf->err));
}

// Ends the import and begins another one of the name.
static inline void shelf_next(Shelf *shelf, const char *source) {
    shelf_commit(shelf);
    assert_ok(shelf, cache_import_end(shelf->cache, shelf->import, &shelf->err));
    shelf_begin(shelf, source);
}

static inline StudyId shelf_put(Shelf *shelf, const Study *study, PutOutcome expected) {
    StudyId id;
    PutOutcome outcome;
    assert_ok(shelf,
              cache_put(shelf->cache, shelf->import, ++shelf->number, study, &id, &outcome, &shelf->err));
    assert_int_equal(outcome, expected);
    return id;
}

static inline Study study_of(RecordKind kind, int64_t pmid, const char *title) {
    Study study;
    study_init(&study);
    study.kind = kind;
    study.pmid = pmid;
    study.title = title;
    return study;
}

static inline void set_abstract(Arena *arena, Study *study, const char *text) {
    study->sections = ARENA_NEW(arena, Section);
    study->sections[0].text = text;
    study->section_count = 1;
}

static inline void add_author(Arena *arena, Study *study, const char *family, const char *given,
                              const char *initials) {
    Author *authors = ARENA_ARRAY(arena, Author, study->author_count + 1);
    if (study->author_count > 0) {
        memcpy(authors, study->authors, study->author_count * sizeof *authors);
    }
    authors[study->author_count++] = (Author){.family = family, .given = given, .initials = initials};
    study->authors = authors;
}

static inline Citation *add_citation(Arena *arena, Study *study, LinkKind kind, int64_t pmid, const char *doi,
                                     const char *text) {
    CitationList *list = &study->links[kind];
    Citation *items = ARENA_ARRAY(arena, Citation, list->count + 1);
    if (list->count > 0) {
        memcpy(items, list->items, list->count * sizeof *items);
    }
    list->items = items;
    items[list->count] = (Citation){.pmid = pmid, .doi = doi, .text = text};
    return &items[list->count++];
}

static inline void set_texts(Arena *arena, TextList *list, const char *text) {
    list->items = ARENA_ARRAY(arena, const char *, 1);
    list->items[0] = text;
    list->count = 1;
}

// The study as the cache has it now.
static inline Study shelf_get(Shelf *shelf, StudyId id) {
    Study study;
    bool found;
    assert_ok(shelf, cache_study(shelf->cache, id, &shelf->arena, &study, &found, &shelf->err));
    assert_true(found);
    return study;
}

// The cache must be sound.
static inline void shelf_check(Shelf *shelf) {
    String report = {0};
    if (!cache_check(shelf->cache, &report, &shelf->err)) {
        fail_msg("not sound: %s%s", string_text(&report), shelf->err.text);
    }
    string_free(&report);
}

#endif
