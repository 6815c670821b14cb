#include "import_writer.h"

#include "index_thread.h"
#include "worker.h"

#include "carrel/base/clock.h"
#include "carrel/base/memory.h"
#include "carrel/base/paths.h"
#include "carrel/screening/naming.h"
#include "carrel/screening/recorded.h"
#include "carrel/store/cache.h"
#include "carrel/store/link_state.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

// How long a transaction collects records: while a person watches the list should fill
// and decisions interleave; in bulk the index wants many at once.
#define WATCHED_US    100000
#define BULK_US       4000000
#define BULK_RECORDS  30000
#define FIRST_RECORDS 6000 // what the cache learns from them serves those that follow
// Studies a message names: what the UI thread makes candidates of within a frame.
#define BATCH_STUDIES 40

struct ImportWriter {
    char *cache_path;
    Mailbox *mailbox;
    Cache *cache;          // open while there is work
    IndexThread *indexing; // with it
    ImportFile *file;
    ImportFile committed; // *file as it was after the last commit; pointers are not its own
    ImportOptions options;
    uint64_t size;
    int64_t modified;
    uint64_t resume_after;
    bool in_transaction, failed;
    bool only_links; // are in this transaction
    int64_t transaction_since;
    uint64_t in_this_transaction, transactions; // records; how many since the cache was opened
    ImportBatch **batches;                      // of this transaction; posted when it is committed
    size_t batch_count, batches_capacity, batch_capacity;
    Deciders deciders; // of the file
};

static void drop_batches(ImportWriter *writer) {
    for (size_t i = 0; i < writer->batch_count; i++) {
        import_batch_free(writer->batches[i]);
    }
    writer->batch_count = 0;
}

ImportWriter *import_writer_new(const char *cache_path, Mailbox *mailbox) {
    ImportWriter *writer = memory_new(sizeof *writer);
    writer->cache_path = memory_copy_string(cache_path);
    writer->mailbox = mailbox;
    return writer;
}

static void close_cache(ImportWriter *writer) {
    index_thread_stop(writer->indexing);
    cache_close(writer->cache);
    writer->indexing = NULL;
    writer->cache = NULL;
    writer->transactions = 0;
}

void import_writer_free(ImportWriter *writer) {
    if (writer->in_transaction) {
        cache_rollback(writer->cache);
    }
    close_cache(writer);
    import_file_free(writer->file);
    drop_batches(writer);
    deciders_clear(&writer->deciders);
    free(writer->batches);
    free(writer->cache_path);
    free(writer);
}

uint64_t import_writer_records(const ImportWriter *writer) {
    return writer->file ? writer->file->records : 0;
}
uint64_t import_writer_rejected(const ImportWriter *writer) {
    return writer->file ? writer->file->rejected : 0;
}

static bool commit(ImportWriter *writer, Error *err) {
    if (!writer->in_transaction) {
        return true;
    }
    writer->in_transaction = false;
    if (!cache_commit(writer->cache, err)) {
        cache_rollback(writer->cache);
        return false;
    }
    for (size_t i = 0; i < writer->batch_count; i++) {
        mailbox_post(writer->mailbox, MAIL_IMPORT_BATCH, writer->batches[i], import_batch_free);
    }
    writer->batch_count = 0;
    writer->transactions++;
    writer->committed = *writer->file;
    return true;
}

// Only what was committed counts.
static void give_up(ImportWriter *writer, const Error *why) {
    if (writer->in_transaction) {
        cache_rollback(writer->cache);
        writer->in_transaction = false;
    }
    drop_batches(writer);
    *writer->file = writer->committed;
    writer->file->error = *why;
    writer->failed = true;
}

static bool open_cache(ImportWriter *writer, Error *err) {
    if (!writer->cache) {
        writer->cache = cache_open_writer(writer->cache_path, err);
        writer->indexing = writer->cache ? index_thread_start(writer->cache) : NULL;
    }
    return writer->cache != NULL;
}

bool import_writer_open(ImportWriter *writer) {
    return open_cache(writer, NULL);
}

static bool begin(ImportWriter *writer, Error *err) {
    if (!open_cache(writer, err)) {
        return false;
    }
    if (!writer->in_transaction) {
        if (!cache_begin(writer->cache, err)) {
            return false;
        }
        writer->in_transaction = true;
        writer->transaction_since = clock_ticks_us();
        writer->in_this_transaction = 0;
        writer->only_links = true;
    }
    return true;
}

static void begin_file(ImportWriter *writer, const Parcel *parcel) {
    writer->file = memory_new(sizeof *writer->file);
    ImportFile *file = writer->file;
    file->name = memory_copy_string(parcel->name);
    file->format = parcel->format;
    file->bulk = parcel->options.bulk;
    writer->options = parcel->options;
    writer->size = parcel->size;
    writer->modified = parcel->modified;
    writer->resume_after = 0;
    writer->failed = false;
    writer->committed = *file;
}

// The import's row in the cache is made with its first record, so that a file nobody
// understood leaves no trace there.
static bool begin_import(ImportWriter *writer, Error *err) {
    ImportFile *file = writer->file;
    String path = {0};
    path_absolute(&path, file->name);
    const char *source = strcmp(file->name, "-") == 0 ? "standard input" : path.data;
    file->import = cache_import_begin(writer->cache, source, formats[file->format].name, writer->size,
                                      writer->modified, &writer->resume_after, err);
    string_free(&path);
    file->resumed = writer->resume_after > 0;
    return file->import != 0;
}

static void add_to_batch(ImportWriter *writer, StudyId id, const Study *study) {
    size_t count = writer->batch_count;
    if (!count || writer->batches[count - 1]->count == BATCH_STUDIES) {
        writer->batches =
            vec_grow(writer->batches, &writer->batches_capacity, count + 1, sizeof *writer->batches);
        writer->batches[count] = memory_new(sizeof **writer->batches);
        writer->batches[count]->source = memory_copy_string(writer->file->name);
        writer->batch_count = ++count;
        writer->batch_capacity = 0;
    }
    ImportBatch *batch = writer->batches[count - 1];
    batch->studies =
        vec_grow(batch->studies, &writer->batch_capacity, batch->count + 1, sizeof *batch->studies);
    String identifiers = {0}, citation = {0};
    naming_add_lines(study, &identifiers);
    study_add_citation(study, &citation);
    ImportedStudy *named = &batch->studies[batch->count++];
    *named = (ImportedStudy){
        .id = id, .identifiers = string_take(&identifiers), .citation = string_take(&citation)};
    named->decisions = recorded_copy(study, &batch->arena);
    named->decision_count = study->decision_count;
    cache_namesakes(writer->cache, id, study, &named->namesakes, NULL);
    id_list_sort(&named->namesakes);
}

static bool put_study(ImportWriter *writer, const Item *item, const CachePrepared *prepared, Error *err) {
    ImportFile *file = writer->file;
    StudyId id;
    PutOutcome outcome;
    if (!cache_put_prepared(writer->cache, file->import, item->number, &item->study, prepared, &id, &outcome,
                            err)) {
        return false;
    }
    file->created += outcome == PUT_NEW;
    file->updated += outcome == PUT_UPDATED;
    file->unchanged += outcome == PUT_UNCHANGED;
    if (writer->options.list_ids) {
        add_to_batch(writer, id, &item->study);
    }
    return true;
}

// A record that an earlier, cut off import of the file put in: it is only named again.
static bool name_again(ImportWriter *writer, const Item *item, Error *err) {
    StudyId id;
    if (!writer->options.list_ids || item->kind != ITEM_STUDY) {
        return true;
    }
    if (!cache_identify(writer->cache, &item->study, &id, err)) {
        return false;
    }
    if (id) { // else it was deleted since
        add_to_batch(writer, id, &item->study);
    }
    return true;
}

static void tell_rejected(ImportFile *file, const Item *item) {
    String said = {0};
    string_format(&said, "record %" PRIu64, item->number);
    if (item->line > 0) {
        string_format(&said, ", line %" PRIu64, item->line);
    }
    string_format(&said, ": %s", item->why);
    file->first_rejected = string_take(&said);
}

static bool put_item(ImportWriter *writer, const Item *item, const CachePrepared *prepared, Error *err) {
    ImportFile *file = writer->file;
    file->records++;
    if (item->kind == ITEM_STUDY && item->study.decision_count > 0) {
        file->decisions++;
        deciders_add(&writer->deciders, &item->study);
    }
    if (item->number <= writer->resume_after) {
        return name_again(writer, item, err);
    }
    switch (item->kind) {
    case ITEM_STUDY:
        return put_study(writer, item, prepared, err);
    case ITEM_DELETE:
        file->deleted++;
        return cache_delete(writer->cache, file->import, item->number, item->pmid, err);
    case ITEM_LINKS:
        for (LinkKind kind = 0; kind < LINK_KINDS; kind++) {
            file->links += item->links[kind].count;
        }
        // A study without PMID gets its links by the record that follows.
        return (item->pmid < 0 ||
                cache_put_links(writer->cache, file->import, item->number, item->pmid, item->links, err)) &&
               (!item->asked || cache_put_link_answers(writer->cache, item->pmid, item->asked,
                                                       item->asked_time, item->links, err));
    case ITEM_REJECTED:
        if (file->rejected++ == 0) {
            tell_rejected(file, item);
        }
        return cache_reject(writer->cache, file->import, item->number, item->line, item->why, item->verbatim,
                            err);
    }
    return true;
}

static int64_t us_until_due(const ImportWriter *writer) {
    int64_t limit = writer->options.watched ? WATCHED_US : BULK_US;
    return writer->transaction_since + limit - clock_ticks_us();
}

// A parcel goes in as a whole, or where it is resumed after would leave some of it out: it is
// not in the order of the file.
static bool put_items(ImportWriter *writer, const Parcel *parcel, Error *err) {
    if (!begin(writer, err) || (!writer->file->import && !begin_import(writer, err))) {
        return false;
    }
    for (size_t i = 0; i < parcel->count; i++) {
        const Item *item = &parcel->items[i];
        writer->only_links = writer->only_links && item->kind == ITEM_LINKS && !item->asked;
        if (!put_item(writer, item, parcel->prepared[i], err)) {
            return false;
        }
    }
    if (writer->only_links) { // nothing is written yet
        writer->transaction_since = clock_ticks_us();
        return !cache_links_are_many(writer->cache) || commit(writer, err);
    }
    writer->in_this_transaction += parcel->count;
    uint64_t most = writer->transactions == 0 ? FIRST_RECORDS : BULK_RECORDS;
    bool due = writer->in_this_transaction >= most || us_until_due(writer) <= 0;
    return !due || commit(writer, err);
}

static void end_file(ImportWriter *writer, const Parcel *parcel) {
    ImportFile *file = writer->file;
    file->encoding = parcel->encoding;
    file->skipped = parcel->skipped;
    if (!writer->failed) {
        Error err = {0};
        file->cancelled = file->cancelled || parcel->cancelled;
        file->error = parcel->error;
        bool whole = !file->cancelled && parcel->error.kind == ERROR_NONE;
        if (!commit(writer, &err) ||
            (whole && file->import && !cache_import_end(writer->cache, file->import, &err))) {
            give_up(writer, &err);
        }
    }
    if (!writer->failed && !file->cancelled && parcel->hash) {
        file->hash = parcel->hash;
        file->kept = parcel->kept ? memory_copy_string(parcel->kept) : NULL;
        file->unkept = parcel->unkept ? memory_copy_string(parcel->unkept) : NULL;
    }
    file->search = memory_copy_string(parcel->search ? parcel->search : "");
    file->unknown_columns = memory_copy_string(parcel->unknown_columns ? parcel->unknown_columns : "");
    String names = {0};
    deciders_add_text(&writer->deciders, &names);
    file->deciders = string_take(&names);
    deciders_clear(&writer->deciders);
    writer->file = NULL;
    mailbox_post(writer->mailbox, MAIL_IMPORT_FILE, file, import_file_free);
}

int64_t import_writer_due(const ImportWriter *writer) {
    int64_t left = writer->in_transaction ? us_until_due(writer) : -1;
    return writer->in_transaction && left < 0 ? 0 : left;
}

bool import_writer_flush(ImportWriter *writer) {
    Error err = {0};
    if (commit(writer, &err)) {
        return true;
    }
    give_up(writer, &err);
    return false;
}

bool import_writer_take(ImportWriter *writer, const Parcel *parcel, bool cancelled) {
    Error err = {0};
    if (parcel->kind == PARCEL_BEGIN) {
        begin_file(writer, parcel);
    } else if (parcel->kind == PARCEL_END) {
        end_file(writer, parcel);
    } else if (writer->failed) {
        return true; // it was said already
    } else if (cancelled) {
        writer->file->cancelled = true;
    } else if (!put_items(writer, parcel, &err)) {
        give_up(writer, &err);
        return false;
    }
    return true;
}

bool import_writer_tidy(ImportWriter *writer) {
    bool more = false;
    if (writer->cache) {
        index_thread_wait(writer->indexing);
    }
    return writer->cache && cache_tidy(writer->cache, &more, NULL) && more;
}

void import_writer_rest(ImportWriter *writer) {
    close_cache(writer);
    worker_give_back_memory(); // an import takes a hundred times what reading does
    mailbox_post(writer->mailbox, MAIL_IMPORT_ENDED, NULL, NULL);
}
