#include "cachefile.h"

#include "carrel/base/text.h"
#include "carrel/study/ident.h"

#include <string.h>

// Which study a record is of.

// Titles that are this long, in letters and digits, say which study is meant; "Editorial" and
// "Erratum" do not.
#define TELLING_TITLE 20

static void add_glued(String *out, const char *text) {
    String folded = {0};
    text_add_fold(&folded, sv(text));
    StringView word;
    size_t offset = 0;
    while (text_next_word(string_view(&folded), &offset, &word)) {
        string_add(out, word);
    }
    string_free(&folded);
}

// Titles agree when they are equal, folded, or one begins with the other: subtitles get lost.
// An absent one does not disagree.
static bool titles_agree(const char *a, const char *b) {
    if (!a || !b) {
        return true;
    }
    String first = {0}, second = {0};
    add_glued(&first, a);
    add_glued(&second, b);
    StringView x = string_view(&first), y = string_view(&second);
    size_t shorter = x.length < y.length ? x.length : y.length;
    bool agree = sv_equal(x, y) || (shorter >= TELLING_TITLE && (sv_starts(x, y) || sv_starts(y, x)));
    string_free(&first);
    string_free(&second);
    return agree;
}

static bool differ(const char *a, const char *b) {
    return a && b && strcmp(a, b) != 0;
}

typedef struct {
    Cache *cache;
    const Study *study;
    IdList *found;
} Hunt;

// Whether the study of a row that shares the name of `scheme` is the record's.
static bool is_same(const Hunt *hunt, const char *scheme, const StudyRow *row) {
    const Study *study = hunt->study;
    if (!row->found || (study->pmid && row->id > 0)) {
        return false; // two PMIDs are never one study
    }
    if (strcmp(scheme, "doi") == 0) {
        return titles_agree(study->title, row->title);
    }
    return strcmp(scheme, "fp") != 0 || !(differ(study->doi, row->doi) || differ(study->pmcid, row->pmcid));
}

static bool add_named(Hunt *hunt, const char *scheme, const char *value, Error *err) {
    IdList ids = {0};
    bool ok = !value || alias_find(hunt->cache, scheme, value, &ids, err);
    for (size_t i = 0; ok && i < ids.count; i++) {
        StudyRow row;
        ok = study_row_get(hunt->cache, ids.ids[i], &hunt->cache->arena, &row, err);
        if (ok && is_same(hunt, scheme, &row)) {
            id_list_add(hunt->found, row.id);
        }
    }
    id_list_free(&ids);
    return ok;
}

static bool has_telling_fingerprint(const Study *study, String *print) {
    return study_add_fingerprint(study, print) &&
           (study->author_count > 0 || study->pages || strlen(study->title) >= TELLING_TITLE);
}

// The studies that the record may be of, the likeliest first.
static bool find_same(Hunt *hunt, const char *bytes_name, Error *err) {
    String print = {0};
    bool telling = has_telling_fingerprint(hunt->study, &print);
    bool ok = add_named(hunt, "doi", hunt->study->doi, err) &&
              add_named(hunt, "pmcid", hunt->study->pmcid, err) &&
              add_named(hunt, "fp", telling ? string_text(&print) : NULL, err) &&
              add_named(hunt, "bytes", bytes_name, err);
    string_free(&print);
    return ok;
}

bool study_identify(Cache *cache, const Study *study, const char *bytes_name, Identity *identity,
                    Error *err) {
    *identity = (Identity){0};
    IdList found = {0};
    Hunt hunt = {cache, study, &found};
    StudyId now = 0;
    bool ok;
    if (study->pmid) {
        identity->id = study->pmid;
        // Only studies without PMID can turn out to be this one.
        ok = study_resolve(cache, study->pmid, &now, err) &&
             (cache->lowest >= 0 || find_same(&hunt, NULL, err));
        identity->exists = now != 0;
        identity->absorbed = found;
        id_list_sort(&identity->absorbed);
        return ok;
    }
    ok = find_same(&hunt, bytes_name, err);
    identity->exists = found.count > 0;
    identity->id = found.count > 0 ? found.ids[0] : cache->lowest - 1;
    id_list_free(&found);
    return ok;
}
