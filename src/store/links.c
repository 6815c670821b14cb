#include "links.h"

#include "carrel/study/ident.h"
#include "codec.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// A word is a letter for the list and the study it names: a PMID in base 36, or where the list gives
// no PMID the hash of its DOI or PMCID, and the number of the fingerprint that its text gives, 16
// hexadecimal digits, the last four of which are of the page.
static const char by_number[LINK_KINDS] = {'r', 'c', 's'};
static const char by_hash[LINK_KINDS] = {'x', 'y', 'z'};
static const char by_print[LINK_KINDS] = {'u', 'v', 'w'};
#define WORD_SIZE 20

static void number_word(LinkKind kind, int64_t pmid, char word[WORD_SIZE]) {
    char digits[WORD_SIZE];
    size_t count = 0;
    for (uint64_t rest = (uint64_t) pmid; rest > 0 || count == 0; rest /= 36) {
        digits[count++] = "0123456789abcdefghijklmnopqrstuvwxyz"[rest % 36];
    }
    *word++ = by_number[kind];
    while (count > 0) {
        *word++ = digits[--count];
    }
    *word = '\0';
}

uint64_t links_name_hash(const char *name) {
    return bytes_hash(sv(name));
}

static void hash_word(LinkKind kind, const char *name, char word[WORD_SIZE]) {
    snprintf(word, WORD_SIZE, "%c%016llx", by_hash[kind], (unsigned long long) links_name_hash(name));
}

static void add_word(String *out, const char *word) {
    string_add_text(out, word);
    string_add_char(out, ' ');
}

void links_add_word(LinkKind kind, int64_t pmid, String *out) {
    char word[WORD_SIZE];
    number_word(kind, pmid, word);
    add_word(out, word);
}

static void print_word(LinkKind kind, uint64_t number, char word[WORD_SIZE]) {
    snprintf(word, WORD_SIZE, "%c%016llx", by_print[kind], (unsigned long long) number);
}

static void add_print_word(LinkKind kind, const Citation *item, String *out) {
    String print = {0};
    if (citation_add_fingerprint(item, &print)) {
        char word[WORD_SIZE];
        print_word(kind, fingerprint_number(string_view(&print)), word);
        add_word(out, word);
    }
    string_free(&print);
}

void links_add_words(const Study *study, String *out) {
    char word[WORD_SIZE];
    for (LinkKind kind = 0; kind < LINK_KINDS; kind++) {
        const CitationList *list = &study->links[kind];
        for (size_t i = 0; i < list->count; i++) {
            const Citation *item = &list->items[i];
            if (item->pmid > 0) {
                number_word(kind, item->pmid, word);
                add_word(out, word);
                continue;
            }
            if (item->doi) {
                hash_word(kind, item->doi, word);
                add_word(out, word);
            }
            if (item->pmcid) {
                hash_word(kind, item->pmcid, word);
                add_word(out, word);
            }
            add_print_word(kind, item, out);
        }
    }
}

static bool run_with_words(Db *db, const char *sql, StudyId id, const String *words, Error *err) {
    if (words->length == 0) {
        return true;
    }
    sqlite3_stmt *statement = db_statement(db, sql, err);
    if (!statement) {
        return false;
    }
    sqlite3_bind_int64(statement, 1, id);
    db_bind_view(statement, 2, string_view(words));
    return db_run(db, statement, err);
}

static int compare_words(const void *a, const void *b) {
    const StringView *x = a, *y = b;
    return sv_compare(*x, *y);
}

void links_drop_repeated(String *words, Arena *arena) {
    StringView *list = NULL, rest = string_view(words), word;
    size_t count = 0, capacity = 0;
    String once = {0};
    while (sv_split(&rest, ' ', &word)) {
        list = arena_grow(arena, list, &capacity, count + 1, sizeof *list);
        list[count++] = word;
    }
    if (count > 1) {
        qsort(list, count, sizeof *list, compare_words);
    }
    for (size_t i = 0; i < count; i++) {
        if (list[i].length > 0 && (i == 0 || !sv_equal(list[i], list[i - 1]))) {
            string_add(&once, list[i]);
            string_add_char(&once, ' ');
        }
    }
    string_free(words);
    *words = once;
}

bool links_add(Db *db, StudyId id, const String *words, Error *err) {
    return run_with_words(db, "INSERT INTO link_index(rowid, names) VALUES(?1, ?2)", id, words, err);
}

bool links_remove(Db *db, StudyId id, const String *words, Error *err) {
    return run_with_words(db, "INSERT INTO link_index(link_index, rowid, names) VALUES('delete', ?1, ?2)", id,
                          words, err);
}

bool links_merge(Db *db, bool *more, Error *err) {
    int before = sqlite3_total_changes(db->sqlite);
    bool ok = db_execute(db, "INSERT INTO link_index(link_index, rank) VALUES('merge', 100)", err);
    *more = ok && sqlite3_total_changes(db->sqlite) - before >= 2;
    return ok;
}

#define MATCH_SIZE  (6 * WORD_SIZE)
#define PAGE_DIGITS 4

static void add_to_match(char match[MATCH_SIZE], const char *word) {
    strcat(match, match[0] ? " OR " : "");
    strcat(match, word);
}

// A page that one of the two does not know is no contradiction.
static void add_print(LinkKind kind, const char *print, char match[MATCH_SIZE]) {
    uint64_t number = fingerprint_number(sv(print));
    char word[WORD_SIZE];
    print_word(kind, number, word);
    if ((number & PRINT_PAGE_BITS) == 0) {
        strcpy(word + strlen(word) - PAGE_DIGITS, "*");
    } else {
        add_to_match(match, word);
        print_word(kind, number & ~(uint64_t) PRINT_PAGE_BITS, word);
    }
    add_to_match(match, word);
}

// "r17 OR x…" of all the names; false where there are none.
static bool names_match(LinkKind kind, LinkNames names, char match[MATCH_SIZE]) {
    char word[WORD_SIZE];
    match[0] = '\0';
    const char *hashed[] = {names.doi, names.pmcid};
    if (names.pmid > 0) {
        number_word(kind, names.pmid, match);
    }
    for (size_t i = 0; i < 2; i++) {
        if (hashed[i]) {
            hash_word(kind, hashed[i], word);
            add_to_match(match, word);
        }
    }
    if (names.print) {
        add_print(kind, names.print, match);
    }
    return match[0] != '\0';
}

bool links_to(Db *db, LinkKind kind, LinkNames names, IdList *ids, Error *err) {
    char match[MATCH_SIZE];
    if (!names_match(kind, names, match)) {
        return true;
    }
    sqlite3_stmt *statement = db_statement(db, "SELECT rowid FROM link_index WHERE link_index MATCH ?1", err);
    if (!statement) {
        return false;
    }
    db_bind_text(statement, 1, match);
    bool row, ok;
    while ((ok = db_step(db, statement, &row, err)) && row) {
        id_list_add(ids, sqlite3_column_int64(statement, 0));
    }
    return ok;
}

bool links_to_newest(Db *db, LinkKind kind, LinkNames names, int most, IdList *ids, Error *err) {
    char match[MATCH_SIZE];
    if (!names_match(kind, names, match)) {
        return true;
    }
    sqlite3_stmt *statement = db_statement(
        db, "SELECT rowid FROM link_index WHERE link_index MATCH ?1 ORDER BY rowid DESC LIMIT ?2", err);
    if (!statement) {
        return false;
    }
    db_bind_text(statement, 1, match);
    sqlite3_bind_int(statement, 2, most);
    bool row, ok;
    while ((ok = db_step(db, statement, &row, err)) && row) {
        id_list_add(ids, sqlite3_column_int64(statement, 0));
    }
    return ok;
}

bool links_count_citing(Db *db, LinkNames names, int64_t *count, Error *err) {
    char match[MATCH_SIZE];
    *count = 0;
    if (!names_match(LINK_REFERENCES, names, match)) {
        return true;
    }
    sqlite3_stmt *statement =
        db_statement(db, "SELECT count(*) FROM link_index WHERE link_index MATCH ?1", err);
    if (!statement) {
        return false;
    }
    db_bind_text(statement, 1, match);
    return db_number(db, statement, 0, count, err);
}

bool links_read_word(StringView word, LinkWord *read) {
    const char *const letters[] = {[WORD_PMID] = by_number, [WORD_HASH] = by_hash, [WORD_PRINT] = by_print};
    *read = (LinkWord){0};
    for (size_t type = 0; type < sizeof letters / sizeof *letters; type++) {
        const char *letter = word.length > 1 ? memchr(letters[type], word.data[0], LINK_KINDS) : NULL;
        if (!letter) {
            continue;
        }
        read->type = (LinkWordType) type;
        read->kind = (LinkKind) (letter - letters[type]);
        unsigned base = type == WORD_PMID ? 36 : 16;
        for (size_t i = 1; i < word.length; i++) {
            unsigned char c = (unsigned char) word.data[i];
            read->number = read->number * base + (uint64_t) (c <= '9' ? c - '0' : c - 'a' + 10);
        }
        return true;
    }
    return false;
}

void links_word_range(LinkKind kind, LinkWordType type, char from[2], char to[2]) {
    const char *const letters[] = {[WORD_PMID] = by_number, [WORD_HASH] = by_hash, [WORD_PRINT] = by_print};
    char letter = letters[type][kind];
    from[0] = letter;
    to[0] = (char) (letter + 1);
    from[1] = to[1] = '\0';
}
