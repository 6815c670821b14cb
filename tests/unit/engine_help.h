#ifndef TESTS_ENGINE_HELP_H
#define TESTS_ENGINE_HELP_H

// What the tests of the engine share: a folder of their own with a cache and files of invented
// studies, and waiting for mail.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "carrel/base/file.h"
#include "carrel/base/memory.h"
#include "carrel/engine/import.h"
#include "carrel/store/cache.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    char folder[64];
    char cache_path[96];
    Mailbox *mailbox;
    Cache *cache; // a reader, opened when first asked for
    Arena arena;
    Error err;
} Place;

static inline int place_new(void **state) {
    Place *place = calloc(1, sizeof *place);
    strcpy(place->folder, "/tmp/carrel-engine-XXXXXX");
    assert_non_null(mkdtemp(place->folder));
    snprintf(place->cache_path, sizeof place->cache_path, "%s/cache.db", place->folder);
    setenv("XDG_DATA_HOME", place->folder, 1);
    place->mailbox = mailbox_new();
    *state = place;
    return 0;
}

static inline int place_free(void **state) {
    Place *place = *state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", place->folder);
    cache_close(place->cache);
    int status = system(command);
    mailbox_free(place->mailbox);
    arena_free(&place->arena);
    free(place);
    return status;
}

static inline Cache *place_cache(Place *place) {
    if (!place->cache) {
        place->cache = cache_open_reader(place->cache_path, &place->err);
    }
    if (!place->cache) {
        fail_msg("%s", place->err.text);
    }
    return place->cache;
}

// The path of a file in the place's folder; in its arena.
static inline const char *place_file(Place *place, const char *name) {
    return arena_format(&place->arena, "%s/%s", place->folder, name);
}

static inline const char *place_write(Place *place, const char *name, StringView content) {
    const char *path = place_file(place, name);
    if (!file_write_all(path, content, 0600, &place->err)) {
        fail_msg("%s", place->err.text);
    }
    return path;
}

// --- invented studies ---

#define XML_HEAD "<?xml version=\"1.0\"?>\n<PubmedArticleSet>\n"
#define XML_FOOT "</PubmedArticleSet>\n"

// One PubmedArticle. Its words depend on its number, so that no two are alike.
static inline void xml_add_article(String *xml, int64_t pmid, const char *title, const char *doi) {
    string_format(
        xml,
        "<PubmedArticle><MedlineCitation Status=\"MEDLINE\"><PMID Version=\"1\">%lld</PMID>"
        "<Article PubModel=\"Print\"><Journal><JournalIssue CitedMedium=\"Print\"><Volume>%lld</Volume>"
        "<PubDate><Year>%lld</Year></PubDate></JournalIssue><Title>Annals of Invented Care</Title>"
        "<ISOAbbreviation>Ann Invented Care</ISOAbbreviation></Journal>"
        "<ArticleTitle>%s</ArticleTitle><Pagination><MedlinePgn>%lld-9</MedlinePgn></Pagination>"
        "<Abstract><AbstractText>Trial number %lld looked at word%lld in wards.</AbstractText></Abstract>"
        "<AuthorList CompleteYN=\"Y\"><Author ValidYN=\"Y\"><LastName>Author%lld</LastName>"
        "<Initials>A</Initials></Author></AuthorList><Language>eng</Language></Article>"
        "</MedlineCitation><PubmedData><ArticleIdList><ArticleId IdType=\"pubmed\">%lld</ArticleId>",
        (long long) pmid, (long long) pmid % 90, 1980 + (long long) pmid % 40, title, (long long) pmid,
        (long long) pmid, (long long) pmid % 977, (long long) pmid % 311, (long long) pmid);
    if (doi) {
        string_format(xml, "<ArticleId IdType=\"doi\">%s</ArticleId>", doi);
    }
    string_add_text(xml, "</ArticleIdList></PubmedData></PubmedArticle>\n");
}

// PMIDs first … first + count - 1, each with a DOI of its own.
static inline void xml_add_articles(String *xml, int64_t first, size_t count) {
    for (size_t i = 0; i < count; i++) {
        long long pmid = (long long) first + (long long) i;
        char title[80], doi[40];
        snprintf(title, sizeof title, "Invented treatment %lld for imagined disease %lld", pmid, pmid % 13);
        snprintf(doi, sizeof doi, "10.5555/made.%lld", pmid);
        xml_add_article(xml, pmid, title, doi);
    }
}

static inline const char *place_write_articles(Place *place, const char *name, int64_t first, size_t count) {
    String xml = {0};
    string_add_text(&xml, XML_HEAD);
    xml_add_articles(&xml, first, count);
    string_add_text(&xml, XML_FOOT);
    const char *path = place_write(place, name, string_view(&xml));
    string_free(&xml);
    return path;
}

// --- mail ---

// The next message; fails where none comes within a minute.
static inline Mail next_mail(Place *place) {
    Mail mail;
    while (!mailbox_take(place->mailbox, &mail)) {
        struct pollfd file = {.fd = mailbox_fd(place->mailbox), .events = POLLIN};
        assert_int_equal(poll(&file, 1, 60000), 1);
    }
    return mail;
}

static inline void *next_of(Place *place, MailTag tag) {
    Mail mail = next_mail(place);
    assert_int_equal(mail.tag, tag);
    return mail.value;
}

// Imports one file and waits for the end; the batches are in *batches (count of them), which the
// caller frees, or dropped where it is NULL.
static inline ImportFile *import_one(Place *place, const char *path, ImportOptions options,
                                     ImportBatch ***batches, size_t *count) {
    Importer *importer = importer_start(place->cache_path, place->mailbox);
    importer_add(importer, path, &options);
    ImportFile *file = NULL;
    for (bool ended = false; !ended;) {
        Mail mail = next_mail(place);
        if (mail.tag == MAIL_IMPORT_FILE) {
            assert_null(file);
            file = mail.value;
        } else if (mail.tag == MAIL_IMPORT_BATCH && batches) {
            *batches = realloc(*batches, (*count + 1) * sizeof **batches);
            (*batches)[(*count)++] = mail.value;
        } else {
            ended = mail.tag == MAIL_IMPORT_ENDED;
            if (mail.destroy) {
                mail.destroy(mail.value);
            }
        }
    }
    assert_false(importer_progress(importer).running);
    importer_stop(importer);
    assert_non_null(file);
    return file;
}

#endif
