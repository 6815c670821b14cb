#include "engine_help.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

// Fails with the file's error where it has one.
static ImportFile *import_well(Place *place, const char *path) {
    ImportFile *file = import_one(place, path, (ImportOptions){0}, NULL, NULL);
    if (file->error.kind != ERROR_NONE) {
        fail_msg("%s", file->error.text);
    }
    return file;
}

// "records created updated unchanged rejected deleted", and "resumed", "cancelled".
static const char *counts_of(Place *place, const ImportFile *file) {
    return arena_format(&place->arena, "%llu records: %llu %llu %llu %llu %llu%s%s",
                        (unsigned long long) file->records, (unsigned long long) file->created,
                        (unsigned long long) file->updated, (unsigned long long) file->unchanged,
                        (unsigned long long) file->rejected, (unsigned long long) file->deleted,
                        file->resumed ? " resumed" : "", file->cancelled ? " cancelled" : "");
}

static void expect_counts(Place *place, const char *path, const char *counts) {
    ImportFile *file = import_well(place, path);
    assert_string_equal(counts_of(place, file), counts);
    import_file_free(file);
}

static size_t import_count(Place *place) {
    ImportRow *rows;
    return cache_imports(place_cache(place), &place->arena, &rows, NULL);
}

static ImportRow last_import(Place *place) {
    ImportRow *rows;
    assert_true(cache_imports(place_cache(place), &place->arena, &rows, NULL) > 0);
    return rows[0];
}

static void expect_sound(Place *place) {
    String report = {0};
    if (!cache_check(place_cache(place), &report, &place->err)) {
        fail_msg("%s%s", string_text(&report), place->err.text);
    }
    string_free(&report);
}

static void a_file_is_counted_once(void **state) {
    Place *place = *state;
    const char *path = place_write_articles(place, "a.xml", 100, 150);
    ImportFile *file = import_well(place, path);
    assert_string_equal(file->name, path);
    assert_int_equal(file->format, FORMAT_PUBMED_XML);
    assert_string_equal(counts_of(place, file), "150 records: 150 0 0 0 0");
    assert_int_equal(file->import, last_import(place).id);
    import_file_free(file);
    assert_int_equal(cache_count(place_cache(place), NULL), 150);
    ImportRow row = last_import(place);
    assert_string_equal(row.source, path);
    assert_int_equal(row.created, 150);
    assert_true(row.ended >= row.started && row.started > 0);

    expect_counts(place, path, "150 records: 0 0 150 0 0");
    assert_int_equal(import_count(place), 2);

    // One title corrected, one study more.
    String xml = {0};
    string_add_text(&xml, XML_HEAD);
    xml_add_articles(&xml, 100, 149);
    xml_add_article(&xml, 249, "A corrected title", "10.5555/made.249");
    xml_add_article(&xml, 250, "One study more", NULL);
    string_add_text(&xml, XML_FOOT);
    path = place_write(place, "a.xml", string_view(&xml));
    string_free(&xml);
    expect_counts(place, path, "151 records: 1 1 149 0 0");
    assert_int_equal(cache_count(place_cache(place), NULL), 151);
    StudyId id = 249;
    StudyRow study;
    assert_true(cache_rows(place_cache(place), &id, 1, &place->arena, &study, NULL));
    assert_string_equal(study.title, "A corrected title");
    expect_sound(place);
}

static const char nbib[] = "PMID- 101\n"
                           "OWN - NLM\n"
                           "TI  - Invented treatment 101 for imagined disease 10\n"
                           "FAU - Author101, A\n"
                           "DP  - 2001\n"
                           "\n"
                           "PMID- 700\n"
                           "OWN - NLM\n"
                           "TI  - Of the other source only\n"
                           "DP  - 1999 Mar\n";

static void two_formats_join_in_one_study(void **state) {
    Place *place = *state;
    expect_counts(place, place_write_articles(place, "a.xml", 100, 3), "3 records: 3 0 0 0 0");
    ImportFile *file = import_well(place, place_write(place, "b.nbib", sv(nbib)));
    assert_int_equal(file->format, FORMAT_MEDLINE);
    assert_int_equal(file->records, 2);
    assert_int_equal(file->created, 1);
    import_file_free(file);
    RecordRow *records;
    assert_int_equal(cache_records(place_cache(place), 101, &place->arena, &records, NULL), 2);
    Study study;
    bool found;
    assert_true(cache_study(place_cache(place), 101, &place->arena, &study, &found, NULL));
    assert_int_equal(study.kind, RECORD_PUBMED_XML); // the richer one stays
    expect_sound(place);
}

static void a_rejected_record_is_kept_verbatim(void **state) {
    Place *place = *state;
    String xml = {0};
    const char *broken = "<PubmedArticle><MedlineCitation><Article><Language>eng</Language></Article>"
                         "</MedlineCitation></PubmedArticle>";
    string_add_text(&xml, XML_HEAD);
    xml_add_articles(&xml, 1, 70);
    string_format(&xml, "%s\n", broken);
    xml_add_articles(&xml, 71, 5);
    string_add_text(&xml, XML_FOOT);
    const char *path = place_write(place, "a.xml", string_view(&xml));
    string_free(&xml);
    expect_counts(place, path, "76 records: 75 0 0 1 0");
    RejectedRow *rows;
    assert_int_equal(
        cache_rejected(place_cache(place), last_import(place).id, &place->arena, &rows, &place->err), 1);
    assert_int_equal(rows[0].number, 71);
    assert_int_equal(rows[0].line, 73);
    assert_string_equal(rows[0].source, path);
    assert_non_null(strstr(rows[0].why, "neither a PMID nor a title"));
    assert_true(sv_equal(rows[0].verbatim, sv(broken)));
    assert_true(cache_has(place_cache(place), 75));
    expect_sound(place);
}

static void what_is_not_understood_leaves_no_trace(void **state) {
    Place *place = *state;
    const struct {
        const char *name;
        StringView content;
    } files[] = {
        {"empty", SV("")},
        {"shopping.txt", SV("bread, milk, a new lamp\n")},
        {"paper.pdf", SV("%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n")},
        {"picture.png", SV("\x89PNG\r\n\x1a\n\0\0\0\0")},
    };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        const char *path = place_write(place, files[i].name, files[i].content);
        ImportFile *file = import_one(place, path, (ImportOptions){0}, NULL, NULL);
        assert_int_equal(file->error.kind, ERROR_INPUT);
        assert_ptr_equal(strstr(file->error.text, path), file->error.text);
        assert_int_equal(file->import, 0);
        assert_false(file->cancelled);
        assert_string_equal(counts_of(place, file), "0 records: 0 0 0 0 0");
        import_file_free(file);
    }
    assert_false(file_exists(place->cache_path)); // nor was a cache made for it
    assert_int_equal(import_count(place), 0);
}

static const char *place_empty_folder(Place *place) {
    const char *path = place_file(place, "empty");
    assert_int_equal(mkdir(path, 0700), 0);
    return path;
}

// Files of a folder come in by their names, whoever reads them; the second time they are passed over.
static void a_folder_is_imported_as_a_whole(void **state) {
    Place *place = *state;
    const char *folder = place_empty_folder(place);
    for (int i = 0; i < 7; i++) {
        const char *name = arena_format(&place->arena, "empty/p%d.xml", (i * 3) % 7);
        place_write_articles(place, name, 1000 * ((i * 3) % 7) + 1, i == 2 ? 1 : 200);
    }
    place_write(place, "empty/p1.xml.md5", SV("0 p1.xml"));
    place_write(place, "empty/.hidden", SV("0"));
    for (int round = 0; round < 2; round++) {
        Importer *importer = importer_start(place->cache_path, place->mailbox);
        importer_read_ahead(importer, 3);
        importer_add(importer, folder, &(ImportOptions){.list_ids = true});
        int count = 0;
        for (Mail mail; (mail = next_mail(place)).tag != MAIL_IMPORT_ENDED; count++) {
            assert_int_equal(mail.tag, MAIL_IMPORT_FILE); // and nothing for a review
            ImportFile *file = mail.value;
            char name[16];
            snprintf(name, sizeof name, "p%d.xml", count);
            assert_non_null(strstr(file->name, name));
            assert_string_equal(file->error.text, "");
            assert_int_equal(file->skipped, round == 1);
            assert_int_equal(file->created, round == 1 ? 0 : count == 6 ? 1 : 200);
            import_file_free(file);
        }
        assert_int_equal(count, 7);
        importer_stop(importer);
    }
    assert_int_equal(cache_count(place_cache(place), NULL), 1201);
    assert_int_equal(import_count(place), 7);
}

// An index that is gone comes back without an import.
static void tidying_makes_the_index_anew(void **state) {
    Place *place = *state;
    IndexState index;
    import_file_free(import_well(place, place_write_articles(place, "a.xml", 1, 3000)));
    cache_close(place->cache);
    place->cache = NULL;
    assert_int_equal(unlink(place_file(place, "cache.db-index")), 0);
    Cache *cache = cache_open_reader(place->cache_path, &place->err);
    assert_true(cache && cache_wants_tidying(cache));
    assert_true(cache_index_state(cache, &index, &place->err) && index.missing == 3000);
    cache_close(cache);

    Importer *importer = importer_start(place->cache_path, place->mailbox);
    importer_tidy(importer);
    next_of(place, MAIL_IMPORT_ENDED);
    importer_stop(importer);
    assert_true(cache_index_state(place_cache(place), &index, &place->err));
    assert_true(index.whole && !index.behind && index.missing == 0);
    String report = {0};
    assert_true(cache_check(place->cache, &report, &place->err));
    string_free(&report);
}

static void what_cannot_be_opened_says_so(void **state) {
    Place *place = *state;
    const struct {
        const char *path;
        ErrorKind kind;
        const char *because;
    } cases[] = {
        {place_empty_folder(place), ERROR_INPUT, "has no files to import"},
        {place_file(place, "missing.xml"), ERROR_SYSTEM, "No such file"},
        {"/dev/null", ERROR_INPUT, "is a device"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ImportFile *file = import_one(place, cases[i].path, (ImportOptions){0}, NULL, NULL);
        assert_int_equal(file->error.kind, cases[i].kind);
        assert_non_null(strstr(file->error.text, cases[i].path));
        assert_non_null(strstr(file->error.text, cases[i].because));
        import_file_free(file);
    }
    assert_int_equal(import_count(place), 0);
}

static void a_format_that_is_named_is_taken(void **state) {
    Place *place = *state;
    const char *path = place_write(place, "words.txt", SV("no tags in here\n"));
    ImportOptions options = {.has_format = true, .format = FORMAT_PUBMED_XML};
    ImportFile *file = import_one(place, path, options, NULL, NULL);
    assert_int_equal(file->error.kind, ERROR_NONE);
    assert_string_equal(counts_of(place, file), "1 records: 0 0 0 1 0");
    import_file_free(file);
    RejectedRow *rows;
    assert_int_equal(cache_rejected(place_cache(place), 0, &place->arena, &rows, NULL), 1);
    assert_non_null(strstr(rows[0].why, "no PubMed record was found"));

    // The reader's own sentence about another kind of XML outlives the reader.
    path = place_write(place, "feed.xml", SV("<?xml version=\"1.0\"?><rss><channel/></rss>"));
    import_file_free(import_one(place, path, options, NULL, NULL));
    assert_int_equal(cache_rejected(place_cache(place), last_import(place).id, &place->arena, &rows, NULL),
                     1);
    assert_non_null(strstr(rows[0].why, "<rss>"));
}

static StringView gzipped(Place *place, StringView text) {
    size_t most = text.length + 1024;
    unsigned char *out = arena_alloc(&place->arena, most);
    z_stream stream = {0};
    assert_int_equal(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    stream.next_in = (unsigned char *) (uintptr_t) text.data;
    stream.avail_in = (uInt) text.length;
    stream.next_out = out;
    stream.avail_out = (uInt) most;
    assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
    deflateEnd(&stream);
    return (StringView){(char *) out, most - stream.avail_out};
}

// Small: all of it is within what detection reads. Large: it is not.
static void damaged_gzip_keeps_what_came_before(void **state) {
    Place *place = *state;
    const size_t sizes[] = {40, 1500};
    int64_t first = 1000;
    for (size_t i = 0; i < 2; i++) {
        String xml = {0};
        string_add_text(&xml, XML_HEAD);
        xml_add_articles(&xml, first, sizes[i]);
        string_add_text(&xml, XML_FOOT);
        StringView whole = gzipped(place, string_view(&xml));
        string_free(&xml);

        const char *path = place_write(place, "cut.xml.gz", sv_part(whole, 0, whole.length * 3 / 4));
        ImportFile *file = import_one(place, path, (ImportOptions){0}, NULL, NULL);
        assert_int_equal(file->error.kind, ERROR_INPUT);
        assert_non_null(strstr(file->error.text, "ends too early"));
        assert_true(file->created > sizes[i] / 2 && file->created < sizes[i]);
        assert_int_equal(cache_count(place_cache(place), NULL), file->created + (i ? sizes[0] : 0));
        assert_int_equal(last_import(place).ended, 0); // there is more of it
        uint64_t good = file->created;
        import_file_free(file);

        path = place_write(place, "whole.xml.gz", whole);
        file = import_well(place, path);
        assert_int_equal(file->created, sizes[i] - good);
        assert_int_equal(file->unchanged, good);
        assert_false(file->resumed);
        import_file_free(file);
        first += 5000;
    }
    const char *path = place_write(place, "nothing.gz", SV("\x1f\x8b\x08\x00zzzz"));
    ImportFile *file = import_one(place, path, (ImportOptions){0}, NULL, NULL);
    assert_int_equal(file->error.kind, ERROR_INPUT);
    assert_non_null(strstr(file->error.text, "gzip"));
    assert_int_equal(file->import, 0);
    import_file_free(file);
    expect_sound(place);
}

static void deleted_citations_go(void **state) {
    Place *place = *state;
    expect_counts(place, place_write_articles(place, "a.xml", 10, 5), "5 records: 5 0 0 0 0");
    const char *path = place_write(place, "update.xml",
                                   SV(XML_HEAD "<DeleteCitation><PMID Version=\"1\">11</PMID>\n"
                                               "<PMID Version=\"1\">13</PMID>\n<PMID Version=\"1\">999</PMID>"
                                               "</DeleteCitation>" XML_FOOT));
    expect_counts(place, path, "3 records: 0 0 0 0 3");
    for (StudyId id = 10; id < 15; id++) {
        assert_int_equal(cache_has(place_cache(place), id), id != 11 && id != 13);
    }
    assert_int_equal(cache_count(place_cache(place), NULL), 3);
    expect_sound(place);
}

enum { MANY = 1000 };

// Every study of PMIDs 1 … MANY, each once.
static void expect_all_named(ImportBatch **batches, size_t count, const char *path) {
    bool named[MANY + 1] = {false};
    size_t sum = 0;
    for (size_t i = 0; i < count; i++) {
        assert_string_equal(batches[i]->source, path);
        assert_true(batches[i]->count > 0 && batches[i]->count <= 200);
        for (size_t k = 0; k < batches[i]->count; k++) {
            const ImportedStudy *study = &batches[i]->studies[k];
            char names[80];
            snprintf(names, sizeof names, "pmid:%lld\ndoi:10.5555/made.%lld\nfp:1:", (long long) study->id,
                     (long long) study->id);
            assert_true(study->id >= 1 && study->id <= MANY && !named[study->id]);
            assert_ptr_equal(strstr(study->identifiers, names), study->identifiers);
            assert_non_null(strstr(study->citation, "Invented treatment"));
            assert_null(strchr(study->citation, '\n'));
            named[study->id] = true;
            sum++;
        }
        import_batch_free(batches[i]);
    }
    free(batches);
    assert_int_equal(sum, MANY);
}

static void batches_name_every_study(void **state) {
    Place *place = *state;
    const char *path = place_write_articles(place, "a.xml", 1, MANY);
    for (int watched = 0; watched < 2; watched++) {
        ImportBatch **batches = NULL;
        size_t count = 0;
        ImportOptions options = {.list_ids = true, .watched = watched};
        ImportFile *file = import_one(place, path, options, &batches, &count);
        assert_int_equal(file->created, watched ? 0 : MANY); // unchanged ones are named too
        import_file_free(file);
        expect_all_named(batches, count, path);
    }
    ImportBatch **batches = NULL;
    size_t count = 0;
    import_file_free(import_one(place, path, (ImportOptions){0}, &batches, &count));
    assert_int_equal(count, 0); // only for those who ask
}

static void a_study_without_pmid_is_named_by_what_it_has(void **state) {
    Place *place = *state;
    String xml = {0};
    string_add_text(&xml, XML_HEAD "<PubmedArticle><MedlineCitation><Article><ArticleTitle>A study of "
                                   "nameless things</ArticleTitle></Article></MedlineCitation><PubmedData>"
                                   "<ArticleIdList><ArticleId IdType=\"doi\">10.5555/NoPmid</ArticleId>"
                                   "</ArticleIdList></PubmedData></PubmedArticle>" XML_FOOT);
    const char *path = place_write(place, "a.xml", string_view(&xml));
    string_free(&xml);
    ImportBatch **batches = NULL;
    size_t count = 0;
    import_file_free(import_one(place, path, (ImportOptions){.list_ids = true}, &batches, &count));
    assert_int_equal(count, 1);
    assert_int_equal(batches[0]->count, 1);
    assert_true(batches[0]->studies[0].id < 0);
    assert_ptr_equal(strstr(batches[0]->studies[0].identifiers, "doi:10.5555/nopmid\nfp:1:"),
                     batches[0]->studies[0].identifiers);
    import_batch_free(batches[0]);
    free(batches);
}

// Adds the file and cancels as soon as a first commit was told of.
static ImportFile *import_and_cancel(Place *place, Importer *importer, const char *path) {
    importer_add(importer, path, &(ImportOptions){.watched = true, .list_ids = true});
    Mail mail = next_mail(place);
    assert_int_equal(mail.tag, MAIL_IMPORT_BATCH);
    mail.destroy(mail.value);
    importer_cancel(importer);
    while ((mail = next_mail(place)).tag == MAIL_IMPORT_BATCH) {
        mail.destroy(mail.value);
    }
    assert_int_equal(mail.tag, MAIL_IMPORT_FILE);
    assert_null(next_of(place, MAIL_IMPORT_ENDED));
    return mail.value;
}

enum { LARGE = 12000 };

static void a_cancelled_import_goes_on_where_it_was(void **state) {
    Place *place = *state;
    const char *path = place_write_articles(place, "large.xml", 1, LARGE);
    Importer *importer = importer_start(place->cache_path, place->mailbox);
    ImportFile *file = import_and_cancel(place, importer, path);
    importer_stop(importer);
    assert_true(file->cancelled && !file->resumed);
    assert_int_equal(file->error.kind, ERROR_NONE);
    uint64_t first = file->created;
    import_file_free(file);
    assert_true(first > 0 && first < LARGE);
    assert_int_equal(cache_count(place_cache(place), NULL), first);
    assert_int_equal(last_import(place).created, first);
    assert_int_equal(last_import(place).ended, 0);

    // What came before is not put again, but named again.
    ImportBatch **batches = NULL;
    size_t batch_count = 0, named = 0;
    file = import_one(place, path, (ImportOptions){.list_ids = true}, &batches, &batch_count);
    for (size_t i = 0; i < batch_count; i++) {
        named += batches[i]->count;
        import_batch_free(batches[i]);
    }
    free(batches);
    assert_true(file->resumed && !file->cancelled);
    assert_int_equal(file->records, LARGE);
    assert_int_equal(file->created, LARGE - first);
    assert_int_equal(file->unchanged, 0);
    assert_int_equal(named, LARGE);
    assert_int_equal(last_import(place).created, LARGE);
    assert_true(last_import(place).ended > 0);
    assert_int_equal(import_count(place), 1);
    import_file_free(file);

    file = import_well(place, path); // a whole one is not resumed
    assert_false(file->resumed);
    assert_int_equal(file->unchanged, LARGE);
    import_file_free(file);
}

static void a_file_that_changed_is_read_from_its_beginning(void **state) {
    Place *place = *state;
    const char *path = place_write_articles(place, "large.xml", 1, LARGE);
    Importer *importer = importer_start(place->cache_path, place->mailbox);
    ImportFile *file = import_and_cancel(place, importer, path);
    importer_stop(importer);
    uint64_t first = file->created;
    import_file_free(file);
    path = place_write_articles(place, "large.xml", 1, 200);
    file = import_well(place, path);
    assert_false(file->resumed);
    assert_int_equal(file->records, 200);
    assert_int_equal(file->unchanged, first < 200 ? first : 200);
    import_file_free(file);
}

static void files_are_taken_in_order(void **state) {
    Place *place = *state;
    const char *paths[5];
    for (int i = 0; i < 5; i++) {
        char name[16];
        snprintf(name, sizeof name, "%d.xml", i);
        paths[i] =
            i == 2 ? place_file(place, "missing.xml") : place_write_articles(place, name, 1 + 300 * i, 300);
    }
    Importer *importer = importer_start(place->cache_path, place->mailbox);
    for (int i = 0; i < 5; i++) {
        importer_add(importer, paths[i], &(ImportOptions){.watched = true});
    }
    for (int i = 0; i < 5; i++) {
        Mail mail = next_mail(place);
        while (mail.tag == MAIL_IMPORT_ENDED) {
            mail = next_mail(place); // where the writer was faster than the adding
        }
        assert_int_equal(mail.tag, MAIL_IMPORT_FILE);
        ImportFile *file = mail.value;
        assert_string_equal(file->name, paths[i]);
        assert_int_equal(file->created, i == 2 ? 0 : 300);
        assert_int_equal(file->error.kind, i == 2 ? ERROR_SYSTEM : ERROR_NONE);
        import_file_free(file);
    }
    next_of(place, MAIL_IMPORT_ENDED);

    // Another round with the same importer.
    importer_add(importer, paths[0], &(ImportOptions){0});
    ImportFile *file = next_of(place, MAIL_IMPORT_FILE);
    assert_int_equal(file->unchanged, 300);
    import_file_free(file);
    next_of(place, MAIL_IMPORT_ENDED);
    assert_false(importer_progress(importer).running);
    importer_stop(importer);
    assert_int_equal(cache_count(place_cache(place), NULL), 1200);
}

static void cancelling_answers_for_every_file(void **state) {
    Place *place = *state;
    const char *path = place_write_articles(place, "large.xml", 1, LARGE);
    Importer *importer = importer_start(place->cache_path, place->mailbox);
    for (int round = 0; round < 20; round++) {
        for (int i = 0; i < 4; i++) {
            importer_add(importer, path, &(ImportOptions){.watched = true});
        }
        importer_cancel(importer);
        int cancelled = 0;
        for (Mail mail; (mail = next_mail(place)).tag != MAIL_IMPORT_ENDED;) {
            assert_int_equal(mail.tag, MAIL_IMPORT_FILE);
            ImportFile *file = mail.value;
            assert_string_equal(file->name, path);
            assert_int_equal(file->error.kind, ERROR_NONE);
            cancelled += file->cancelled;
            import_file_free(file);
        }
        assert_int_equal(cancelled, 4);
        assert_false(importer_progress(importer).running);
    }
    importer_cancel(importer); // nothing runs: nothing happens
    importer_stop(importer);
    importer_stop(NULL);
    Mail mail;
    assert_false(mailbox_take(place->mailbox, &mail));
}

static void stopping_keeps_what_is_in(void **state) {
    Place *place = *state;
    const char *path = place_write_articles(place, "large.xml", 1, LARGE);
    Importer *importer = importer_start(place->cache_path, place->mailbox);
    importer_stop(importer); // at once
    importer = importer_start(place->cache_path, place->mailbox);
    importer_add(importer, path, &(ImportOptions){.watched = true, .list_ids = true});
    Mail mail = next_mail(place);
    mail.destroy(mail.value);
    importer_stop(importer);
    uint64_t kept = 0;
    while (mailbox_take(place->mailbox, &mail)) {
        if (mail.tag == MAIL_IMPORT_FILE) {
            kept = ((ImportFile *) mail.value)->created;
            assert_true(((ImportFile *) mail.value)->cancelled);
        }
        if (mail.destroy) {
            mail.destroy(mail.value);
        }
    }
    assert_true(kept > 0 && kept < LARGE);
    assert_int_equal(cache_count(place_cache(place), NULL), kept);
    ImportFile *file = import_well(place, path);
    assert_true(file->resumed);
    assert_int_equal(file->created, LARGE - kept);
    import_file_free(file);
}

static void progress_is_told(void **state) {
    Place *place = *state;
    const char *paths[] = {place_write_articles(place, "small.xml", 1, 10),
                           place_write_articles(place, "large.xml", 1, 3 * LARGE)};
    Importer *importer = importer_start(place->cache_path, place->mailbox);
    assert_false(importer_progress(importer).running);
    importer_add(importer, paths[0], &(ImportOptions){.watched = true});
    importer_add(importer, paths[1], &(ImportOptions){.watched = true});
    assert_int_equal(importer_progress(importer).files, 2);
    uint64_t records = 0;
    int percent = 0, seen = 0;
    double rate = 0;
    ImportProgress now;
    while ((now = importer_progress(importer)).running) {
        struct pollfd file = {.fd = mailbox_fd(place->mailbox), .events = POLLIN};
        poll(&file, 1, 2);
        for (Mail mail; mailbox_take(place->mailbox, &mail);) {
            import_file_free(mail.value);
        }
        if (now.file != 2 || now.tidying) {
            continue;
        }
        assert_int_equal(now.files, 2);
        assert_string_equal(now.name, "large.xml");
        assert_true(now.records >= records && now.records <= 3 * LARGE);
        assert_true(now.percent >= percent && now.percent <= 100);
        seen += now.records > records;
        records = now.records;
        percent = now.percent;
        rate = now.per_second > rate ? now.per_second : rate;
    }
    assert_true(seen >= 3 && records > 0 && percent > 0 && rate > 0);
    importer_stop(importer);
}

static void an_import_waits_for_no_other(void **state) {
    Place *place = *state;
    const char *path = place_write_articles(place, "a.xml", 1, 10);
    Cache *other = cache_open_writer(place->cache_path, &place->err);
    assert_non_null(other);
    ImportFile *file = import_one(place, path, (ImportOptions){0}, NULL, NULL);
    assert_int_equal(file->error.kind, ERROR_SYSTEM);
    assert_non_null(strstr(file->error.text, "another carrel is importing"));
    assert_string_equal(counts_of(place, file), "0 records: 0 0 0 0 0"); // nothing is in
    assert_int_equal(file->import, 0);
    import_file_free(file);
    cache_close(other);
    expect_counts(place, path, "10 records: 10 0 0 0 0");
}

static void a_full_disk_keeps_what_was_committed(void **state) {
    Place *place = *state;
    const char *paths[] = {place_write_articles(place, "large.xml", 1, LARGE),
                           place_write_articles(place, "next.xml", LARGE + 1, 10)};
    struct rlimit before, small;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = before;
    small.rlim_cur = (rlim_t) 3 << 20;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    Importer *importer = importer_start(place->cache_path, place->mailbox);
    for (int i = 0; i < 2; i++) {
        importer_add(importer, paths[i], &(ImportOptions){.watched = true});
    }
    ImportFile *files[2] = {NULL};
    for (Mail mail; (mail = next_mail(place)).tag != MAIL_IMPORT_ENDED;) {
        assert_int_equal(mail.tag, MAIL_IMPORT_FILE);
        ImportFile *file = mail.value;
        files[strcmp(file->name, paths[1]) == 0] = file;
    }
    importer_stop(importer);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(files[0]->error.kind, ERROR_SYSTEM);
    assert_non_null(strstr(files[0]->error.text, place->cache_path));
    assert_false(files[0]->cancelled); // it failed; nobody stopped it
    uint64_t in = files[0]->created;
    assert_true(in < LARGE);
    // The next one is answered too, whether there was room for it or not.
    assert_int_equal(cache_count(place_cache(place), NULL), in + files[1]->created);
    import_file_free(files[0]);
    import_file_free(files[1]);

    ImportFile *file = import_well(place, paths[0]);
    assert_int_equal(file->resumed, in > 0);
    assert_int_equal(file->created, LARGE - in);
    import_file_free(file);
    print_message("the disk was full after %llu of %d records\n", (unsigned long long) in, LARGE);
}

static void a_stream_is_read(void **state) {
    Place *place = *state;
    const char *path = place_file(place, "fifo");
    assert_int_equal(mkfifo(path, 0600), 0);
    String xml = {0};
    string_add_text(&xml, XML_HEAD);
    xml_add_articles(&xml, 1, 500);
    string_add_text(&xml, XML_FOOT);
    Importer *importer = importer_start(place->cache_path, place->mailbox);
    importer_add(importer, path, &(ImportOptions){0});
    FILE *pipe = fopen(path, "w");
    assert_int_equal(fwrite(xml.data, 1, xml.length, pipe), xml.length);
    fclose(pipe);
    string_free(&xml);
    ImportFile *file = next_of(place, MAIL_IMPORT_FILE);
    assert_string_equal(counts_of(place, file), "500 records: 500 0 0 0 0");
    import_file_free(file);
    next_of(place, MAIL_IMPORT_ENDED);
    importer_stop(importer);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, place_new, place_free)
    const struct CMUnitTest tests[] = {
        TEST(a_file_is_counted_once),
        TEST(two_formats_join_in_one_study),
        TEST(a_rejected_record_is_kept_verbatim),
        TEST(what_is_not_understood_leaves_no_trace),
        TEST(a_folder_is_imported_as_a_whole),
        TEST(tidying_makes_the_index_anew),
        TEST(what_cannot_be_opened_says_so),
        TEST(a_format_that_is_named_is_taken),
        TEST(damaged_gzip_keeps_what_came_before),
        TEST(deleted_citations_go),
        TEST(batches_name_every_study),
        TEST(a_study_without_pmid_is_named_by_what_it_has),
        TEST(a_cancelled_import_goes_on_where_it_was),
        TEST(a_file_that_changed_is_read_from_its_beginning),
        TEST(files_are_taken_in_order),
        TEST(cancelling_answers_for_every_file),
        TEST(stopping_keeps_what_is_in),
        TEST(progress_is_told),
        TEST(an_import_waits_for_no_other),
        TEST(a_full_disk_keeps_what_was_committed),
        TEST(a_stream_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
