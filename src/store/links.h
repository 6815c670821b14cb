#ifndef CARREL_STORE_LINKS_H
#define CARREL_STORE_LINKS_H

#include "carrel/base/map.h"
#include "carrel/study/study.h"
#include "db.h"

// The reverse index of links: who names a study in which of its lists. The ordered
// lists themselves are part of each study's detail.

// A study's names there: its PMID, and DOI and PMCID for those who cite it by them alone.
typedef struct {
    int64_t pmid;            // 0 where none
    const char *doi, *pmcid; // NULL where none
    const char *print;       // its fingerprint, for those who cite it by text; NULL where none
} LinkNames;

// Appends the words under which a study's lists are indexed.
void links_add_words(const Study *study, String *out);
// Appends the word of one link.
void links_add_word(LinkKind kind, int64_t pmid, String *out);
// Leaves each word once: the index counts what it is told to take out, and refuses more than went in.
void links_drop_repeated(String *words, Arena *arena);
bool links_add(Db *db, StudyId id, const String *words, Error *err);
// `words` must be what was added.
bool links_remove(Db *db, StudyId id, const String *words, Error *err);
bool links_merge(Db *db, bool *more, Error *err);

// The studies whose list of `kind` names the study, ascending; appends.
bool links_to(Db *db, LinkKind kind, LinkNames names, IdList *ids, Error *err);
// The newest of them, at most `most`, newest first; appends.
bool links_to_newest(Db *db, LinkKind kind, LinkNames names, int most, IdList *ids, Error *err);
// How many studies list it among their references.
bool links_count_citing(Db *db, LinkNames names, int64_t *count, Error *err);

// What a word of the index names, of a list of `kind`.
typedef enum {
    WORD_PMID,
    WORD_HASH,
    WORD_PRINT
} LinkWordType; // hash: links_name_hash; print: fingerprint_number
typedef struct {
    LinkKind kind;
    LinkWordType type;
    uint64_t number;
} LinkWord;
bool links_read_word(StringView word, LinkWord *read); // false for what is none
uint64_t links_name_hash(const char *name);            // of a DOI or PMCID

// The words of one type and list are those from *from on that are less than *to.
void links_word_range(LinkKind kind, LinkWordType type, char from[2], char to[2]);

#endif
