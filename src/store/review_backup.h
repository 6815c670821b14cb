#ifndef CARREL_STORE_REVIEW_BACKUP_H
#define CARREL_STORE_REVIEW_BACKUP_H

#include "db.h"

// Backups of a review: STEM-HASH-2026-05-02.carrel, where HASH tells reviews of one name
// in different folders apart.

// The copy of today, where it is not there yet; the oldest beyond ten go. `folder` NULL is
// backups in the data folder.
bool review_backup_make(Db *db, const char *folder, Error *err);
// Appends the path of the newest backup of the review at `path` in the usual folder; false
// where there is none.
bool review_backup_last(const char *path, String *out);

#endif
