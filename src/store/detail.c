#include "cachefile.h"

#include "carrel/study/pack.h"

// The whole content of a study: what its row in the table `study` says in full (title, DOI, PMCID), and
// in `detail` all else, packed.

void detail_pack(Codec *codec, const Study *study, String *data) {
    Study rest = *study;
    rest.title = rest.doi = rest.pmcid = NULL;
    string_clear(&codec->packed);
    study_pack(&rest, &codec->packed);
    codec_write(codec, string_view(&codec->packed), data);
}

bool row_title_read(Cache *cache, sqlite3_stmt *statement, int column, Arena *arena, const char **title,
                    Error *err) {
    if (sqlite3_column_type(statement, column) != SQLITE_BLOB) {
        *title = db_text(statement, column, arena);
        return true;
    }
    String *text = &cache->codec.packed;
    string_clear(text);
    bool ok = codec_read(&cache->codec, db_view(statement, column), text, err);
    *title = ok ? arena_copy_view(arena, string_view(text)) : NULL;
    return ok;
}

void row_title_pack(Codec *codec, const char *title, String *packed) {
    string_clear(packed);
    codec_write(codec, sv(title), packed);
    if (packed->length >= sv(title).length) {
        string_clear(packed);
    }
}

// Earlier versions kept all of it in `detail`.
bool detail_read(Cache *cache, sqlite3_stmt *statement, int column, Arena *arena, Study *study, Error *err) {
    const char *title = NULL;
    if (!codec_read_study(&cache->codec, db_view(statement, column), arena, study, err) ||
        (!study->title && !row_title_read(cache, statement, column + 1, arena, &title, err))) {
        return false;
    }
    study->title = study->title ? study->title : title;
    study->doi = study->doi ? study->doi : db_text(statement, column + 2, arena);
    study->pmcid = study->pmcid ? study->pmcid : db_text(statement, column + 3, arena);
    return true;
}
