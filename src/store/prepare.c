#include "cachefile.h"

#include "carrel/base/memory.h"
#include "carrel/study/pack.h"
#include "links.h"

#include <stdlib.h>

struct CachePreparer {
    char *path; // of the cache; NULL: the codec is somebody else's
    Db *db;     // NULL until the cache is there
    Codec own;
    Codec *codec;
    String packed, data, title, links;
    IndexText text;
    IdList names;
};

CachePreparer *preparer_new(Codec *codec) {
    CachePreparer *preparer = memory_new(sizeof *preparer);
    preparer->codec = codec;
    return preparer;
}

void preparer_free(CachePreparer *preparer) {
    if (preparer) {
        string_free(&preparer->packed);
        string_free(&preparer->data);
        string_free(&preparer->title);
        string_free(&preparer->links);
        index_text_free(&preparer->text);
        id_list_free(&preparer->names);
        free(preparer);
    }
}

CachePreparer *cache_preparer_open(const char *path) {
    CachePreparer *preparer = preparer_new(NULL);
    preparer->codec = &preparer->own;
    preparer->path = memory_copy_string(path);
    cache_preparer_refresh(preparer);
    return preparer;
}

void cache_preparer_close(CachePreparer *preparer) {
    if (preparer) {
        codec_free(&preparer->own);
        db_close(preparer->db);
        free(preparer->path);
        preparer_free(preparer);
    }
}

void cache_preparer_refresh(CachePreparer *preparer) {
    if (!preparer->db) {
        preparer->db = db_open(preparer->path, &cache_format, DB_LOOK, NULL);
        preparer->own.db = preparer->db;
    }
    if (preparer->db) {
        codec_refresh(&preparer->own, NULL); // without it records are stored all the same
    }
}

bool cache_preparer_has(CachePreparer *preparer, const char *source, uint64_t size, int64_t modified) {
    int64_t there = 0;
    sqlite3_stmt *statement =
        preparer->db ? db_statement(preparer->db,
                                    "SELECT 1 FROM import WHERE source = ?1 AND size = ?2 AND modified = ?3 "
                                    "AND ended > 0 LIMIT 1",
                                    NULL)
                     : NULL;
    if (statement) {
        db_bind_text(statement, 1, source);
        sqlite3_bind_int64(statement, 2, (int64_t) size);
        sqlite3_bind_int64(statement, 3, modified);
    }
    return statement && db_number(preparer->db, statement, 0, &there, NULL) && there != 0;
}

static StringView copied(Arena *arena, const String *bytes) {
    return (StringView){arena_copy_view(arena, string_view(bytes)), bytes->length};
}

const CachePrepared *cache_prepare(CachePreparer *preparer, const Study *study, Arena *arena) {
    CachePrepared *prepared = ARENA_NEW(arena, CachePrepared);
    string_clear(&preparer->packed);
    string_clear(&preparer->data);
    string_clear(&preparer->links);
    preparer->names.count = 0;
    study_pack(study, &preparer->packed);
    detail_pack(preparer->codec, study, &preparer->data);
    row_title_pack(preparer->codec, study->title, &preparer->title);
    prepared->packed = (PackedStudy){(int64_t) bytes_hash(string_view(&preparer->packed)),
                                     copied(arena, &preparer->data), copied(arena, &preparer->title)};
    links_add_words(study, &preparer->links);
    prepared->links = copied(arena, &preparer->links);
    index_text(study, &preparer->text);
    for (size_t i = 0; i < INDEX_COLUMNS; i++) {
        prepared->words.columns[i] = copied(arena, &preparer->text.columns[i]);
    }
    alias_add_numbers(study, &preparer->names);
    int64_t *names = ARENA_ARRAY(arena, int64_t, preparer->names.count + 1);
    for (size_t i = 0; i < preparer->names.count; i++) {
        names[i] = preparer->names.ids[i];
    }
    prepared->names = names;
    prepared->name_count = preparer->names.count;
    return prepared;
}
