#ifndef TESTS_FORMAT_READ_H
#define TESTS_FORMAT_READ_H

// What the tests of the readers share: reading text or files of the corpus to items.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "carrel/base/file.h"
#include "carrel/base/memory.h"
#include "carrel/format/format.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    Item *items;
    size_t count, capacity;
    Arena arena;
} Items;

// Feeds `text` in pieces of `piece` bytes; verbatim bytes are copied.
static inline Items items_read(Format format, StringView text, size_t piece) {
    Items items = {0};
    Reader *reader = formats[format].reader_new();
    size_t at = 0;
    do {
        StringView part = sv_part(text, at, piece);
        at += part.length;
        reader_feed(reader, part, at == text.length);
        Item item;
        while (reader_next(reader, &items.arena, &item)) {
            if (item.kind == ITEM_REJECTED) {
                item.why = arena_copy(&items.arena, item.why);
                item.verbatim.data = arena_copy_view(&items.arena, item.verbatim);
            }
            items.items = vec_grow(items.items, &items.capacity, items.count + 1, sizeof *items.items);
            items.items[items.count++] = item;
        }
    } while (at < text.length);
    reader_free(reader);
    return items;
}

static inline void items_free(Items *items) {
    free(items->items);
    arena_free(&items->arena);
    *items = (Items){0};
}

// A whole file, gzip taken off.
static inline void file_read(const char *name, String *out) {
    Error err = {0};
    Input *input = input_open(name, &err);
    if (!input) {
        fail_msg("%s", err.text);
    }
    char buffer[8192];
    size_t got = 0;
    while (input_read(input, buffer, sizeof buffer, &got, &err) && got > 0) {
        string_add(out, (StringView){buffer, got});
    }
    input_close(input);
}

// Paths below $CARREL_CORPUS by a pattern; skips the test where there is no corpus.
static inline glob_t corpus_files(const char *pattern) {
    const char *corpus = getenv("CARREL_CORPUS");
    glob_t files = {0};
    String path = {0};
    string_format(&path, "%s/%s", corpus ? corpus : "", pattern);
    int found = corpus ? glob(string_text(&path), 0, NULL, &files) : GLOB_NOMATCH;
    string_free(&path);
    if (found != 0) {
        printf("skipped: no files %s in the folder that CARREL_CORPUS names\n", pattern);
        skip();
    }
    return files;
}

// One study as text, a line a field: for comparing two ways to read it.
static inline void study_describe(const Study *study, String *out) {
    string_format(out, "pmid %lld.%d\ntitle %s%s\nvernacular %s\ndoi %s\npmcid %s\n", (long long) study->pmid,
                  study->pmid_version, study->title ? study->title : "",
                  study->title_translated ? " (translated)" : "",
                  study->vernacular_title ? study->vernacular_title : "", study->doi ? study->doi : "",
                  study->pmcid ? study->pmcid : "");
    const Journal *journal = &study->journal;
    string_format(out, "journal %s|%s|%s|%s\n", journal->title ? journal->title : "",
                  journal->abbreviation ? journal->abbreviation : "", journal->issn ? journal->issn : "",
                  journal->essn ? journal->essn : "");
    string_format(out, "date %d-%d-%d %s\nplace %s|%s|%s\n", study->year, study->month, study->day,
                  study->date ? study->date : "", study->volume ? study->volume : "",
                  study->issue ? study->issue : "", study->pages ? study->pages : "");
    string_format(out, "status %s revised %d\n", study->status ? study->status : "", study->revised);
    for (size_t i = 0; i < study->section_count; i++) {
        const char *label = study->sections[i].label;
        string_format(out, "section %s|%s\n", label ? label : "", study->sections[i].text);
    }
    for (size_t i = 0; i < study->author_count; i++) {
        const Author *author = &study->authors[i];
        string_format(out, "author %s|%s|%s|%s|%s|%s\n", author->family ? author->family : "",
                      author->given ? author->given : "", author->initials ? author->initials : "",
                      author->suffix ? author->suffix : "", author->collective ? author->collective : "",
                      author->orcid ? author->orcid : "");
        for (size_t j = 0; j < author->affiliations.count; j++) {
            string_format(out, "affiliation %s\n", author->affiliations.items[j]);
        }
    }
    for (size_t i = 0; i < study->mesh_count; i++) {
        const MeshHeading *mesh = &study->mesh[i];
        string_format(out, "mesh %s%s", mesh->major ? "*" : "", mesh->heading);
        for (size_t j = 0; j < mesh->qualifier_count; j++) {
            string_format(out, "/%s%s", mesh->qualifiers[j].major ? "*" : "", mesh->qualifiers[j].name);
        }
        string_add_char(out, '\n');
    }
    const struct {
        const char *name;
        const TextList *list;
    } lists[] = {{"type", &study->publication_types},
                 {"language", &study->languages},
                 {"keyword", &study->keywords},
                 {"substance", &study->substances}};
    for (size_t i = 0; i < 4; i++) {
        for (size_t j = 0; j < lists[i].list->count; j++) {
            string_format(out, "%s %s\n", lists[i].name, lists[i].list->items[j]);
        }
    }
    for (size_t i = 0; i < study->grant_count; i++) {
        const Grant *grant = &study->grants[i];
        string_format(out, "grant %s|%s|%s\n", grant->number ? grant->number : "",
                      grant->agency ? grant->agency : "", grant->country ? grant->country : "");
    }
    for (size_t i = 0; i < study->register_count; i++) {
        const RegisterNumber *number = &study->registers[i];
        string_format(out, "register %s|%s\n", number->bank ? number->bank : "",
                      number->number ? number->number : "");
    }
    string_format(out, "conflict %s\n", study->conflict_of_interest ? study->conflict_of_interest : "");
    for (size_t i = 0; i < study->correction_count; i++) {
        const Correction *correction = &study->corrections[i];
        string_format(out, "correction %s|%lld|%s\n", correction->type, (long long) correction->pmid,
                      correction->text ? correction->text : "");
    }
    const CitationList *references = &study->links[LINK_REFERENCES];
    for (size_t i = 0; i < references->count; i++) {
        const Citation *reference = &references->items[i];
        string_format(out, "reference %lld|%s|%s|%s%s%s\n", (long long) reference->pmid,
                      reference->doi ? reference->doi : "", reference->pmcid ? reference->pmcid : "",
                      reference->title ? reference->title : "", reference->title ? "|" : "",
                      reference->text ? reference->text : "");
    }
}

#endif
