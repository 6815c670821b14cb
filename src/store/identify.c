#include "cachefile.h"

#include "carrel/study/ident.h"
#include "carrel/study/likeness.h"

#include <string.h>

// Which study a record is of. What is not sure stays apart: joining later, by a verdict of a
// review, can be undone, and joining here cannot.

typedef struct {
    Cache *cache;
    const Study *study;
    Traits traits; // its own
    int64_t hash;  // of its packed bytes
    IdList *found;
    StudyId known; // the study that has this very record; 0 none
} Hunt;

static bool has_record(const Hunt *hunt, StudyId id, bool *has, Error *err) {
    sqlite3_stmt *statement = db_statement(
        hunt->cache->db, "SELECT 1 FROM record WHERE study = ?1 AND kind = ?2 AND hash = ?3 LIMIT 1", err);
    int64_t there;
    if (!statement) {
        return false;
    }
    sqlite3_bind_int64(statement, 1, id);
    sqlite3_bind_int(statement, 2, (int) hunt->study->kind);
    sqlite3_bind_int64(statement, 3, hunt->hash);
    bool ok = db_number(hunt->cache->db, statement, 0, &there, err);
    *has = there != 0;
    return ok;
}

static bool is_sure(const Hunt *hunt, StudyId id, bool *sure, Error *err) {
    Study other;
    Traits traits;
    bool found;
    if (!study_load(hunt->cache, id, &hunt->cache->arena, &other, &found, err)) {
        return false;
    }
    if (found) {
        traits_of(&other, &hunt->cache->arena, &traits);
        Likeness likeness = traits_compare(&hunt->traits, &traits);
        *sure = likeness_is_sure(&likeness);
    }
    return true;
}

// A name that so many studies share (the DOI of a congress's supplement) tells nothing more, and
// comparing each new record with all of them takes for ever.
#define SHARED_MOST 200

static bool add_named(Hunt *hunt, const char *scheme, const char *value, Error *err) {
    IdList ids = {0};
    if (!value || !value[0] || hunt->known) {
        return true;
    }
    bool common;
    bool ok = alias_is_common(hunt->cache, scheme, value, SHARED_MOST, &common, err) &&
              (common || alias_find(hunt->cache, scheme, value, &ids, err));
    for (size_t i = 0; ok && i < ids.count && !hunt->known; i++) {
        StudyId id = ids.ids[i];
        if (hunt->study->pmid && id > 0) {
            continue; // two PMIDs are never one study
        }
        bool has = false, sure = strcmp(scheme, "bytes") == 0;
        ok = has_record(hunt, id, &has, err) && (has || sure || is_sure(hunt, id, &sure, err));
        if (ok && has && !hunt->study->pmid) {
            hunt->known = id;
        } else if (ok && (has || sure)) {
            id_list_add(hunt->found, id);
        }
    }
    id_list_free(&ids);
    return ok;
}

// The studies that the record is surely of, the likeliest first.
static bool find_same(Hunt *hunt, const char *bytes_name, Error *err) {
    String print = {0};
    traits_of(hunt->study, &hunt->cache->arena, &hunt->traits);
    bool named = study_add_fingerprint(hunt->study, &print);
    bool ok = add_named(hunt, "bytes", bytes_name, err) && add_named(hunt, "doi", hunt->study->doi, err) &&
              add_named(hunt, "pmcid", hunt->study->pmcid, err) &&
              add_named(hunt, "fp", named ? string_text(&print) : NULL, err);
    string_free(&print);
    return ok;
}

bool study_identify(Cache *cache, const Study *study, int64_t hash, const char *bytes_name,
                    Identity *identity, Error *err) {
    *identity = (Identity){0};
    IdList found = {0};
    Hunt hunt = {.cache = cache, .study = study, .hash = hash, .found = &found};
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
    identity->exists = hunt.known || found.count > 0;
    identity->id = hunt.known ? hunt.known : found.count > 0 ? found.ids[0] : cache->lowest - 1;
    id_list_free(&found);
    return ok;
}
