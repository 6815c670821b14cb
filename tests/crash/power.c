// power FOLDER LOG SAVED FILE CUTS SEED: what is left of a review and a cache when the power is cut.
//
// FOLDER has r.carrel, cache.db and data/backups as the commands left them; LOG is what record.so wrote
// down of them. SAVED has a line for each command that said its work was saved: how long LOG was then, how
// many events the review had, and "whole" where these came in one commit or "parts". At CUTS moments the
// disk is made as it may be after a cut, and opened: everything saved before must be there, nothing by
// halves, all files sound. On some of them the import of FILE is taken up again, which must bring it whole.
#include "replay.h"

#include "carrel/base/file.h"
#include "carrel/base/memory.h"
#include "carrel/store/cache.h"
#include "carrel/store/review.h"

#include <dirent.h>
#include <ftw.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LOG_MOST = 1 << 30, AGAIN_EVERY = 16, TOLD_MOST = 5 };

typedef struct {
    size_t position, events;
    bool is_whole;
} Saved;

typedef struct {
    const char *folder, *image, *file;
    Saved *saved;
    size_t saved_count;
    Arena arena;
    Event *events; // of the review in the end
    size_t event_count;
    int64_t studies; // of the cache in the end
    size_t images, faults, reviews, caches, again;
} Power;

static void tell(Power *power, size_t position, const char *what, const char *why) {
    if (power->faults++ < TOLD_MOST) {
        printf("a cut at byte %zu, image %zu: %s %s\n", position, power->images, what, why);
    }
}

static bool read_saved(const char *path, Power *power, Error *err) {
    String text = {0};
    StringView rest, line;
    size_t capacity = 0;
    if (!file_read_all(path, LOG_MOST, &text, err)) {
        return false;
    }
    for (rest = string_view(&text); sv_line(&rest, &line);) {
        Saved saved = {0};
        char how[8];
        if (sscanf(arena_copy_view(&power->arena, line), "%zu %zu %7s", &saved.position, &saved.events,
                   how) == 3) {
            saved.is_whole = strcmp(how, "whole") == 0;
            power->saved = vec_grow(power->saved, &capacity, power->saved_count + 1, sizeof *power->saved);
            power->saved[power->saved_count++] = saved;
        }
    }
    string_free(&text);
    return power->saved_count > 0 || error_set(err, ERROR_INPUT, "%s: nothing was saved", path);
}

static bool read_end(Power *power, Error *err) {
    const char *path = arena_format(&power->arena, "%s/r.carrel", power->folder);
    ReviewFile *review = review_open(path, false, err);
    bool ok = review && review_read(review, &power->arena, &power->events, &power->event_count, err);
    Cache *cache =
        ok ? cache_open_reader(arena_format(&power->arena, "%s/cache.db", power->folder), err) : NULL;
    power->studies = cache ? cache_count(cache, err) : -1;
    cache_close(cache);
    review_close(review);
    return power->studies > 0;
}

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *walk) {
    (void) status, (void) kind, (void) walk;
    return remove(path);
}

// Whether the first `count` events can be all there is: a command leaves all of its events or none.
static bool is_between_commands(const Power *power, size_t count) {
    size_t before = 0;
    for (size_t i = 0; i < power->saved_count; i++) {
        const Saved *saved = &power->saved[i];
        if (count == before || count == saved->events || (count < saved->events && !saved->is_whole)) {
            return true;
        }
        if (count < saved->events) {
            return false;
        }
        before = saved->events;
    }
    return count == before;
}

static const char *fault_of(Power *power, ReviewFile *review, size_t least, String *report, Error *err) {
    Arena arena = {0};
    Event *events = NULL;
    size_t count = 0;
    const char *fault = NULL;
    if (!review_read(review, &arena, &events, &count, err) || !review_check(review, report, err)) {
        fault = "is damaged";
    } else if (count < least) {
        fault = "lost what was saved";
    } else if (!is_between_commands(power, count)) {
        fault = "has an action by halves";
    }
    for (size_t i = 0; !fault && i < count; i++) {
        const Event *wanted = &power->events[i];
        bool same = key_compare(events[i].id, wanted->id) == 0 && events[i].time == wanted->time &&
                    strcmp(events[i].value, wanted->value) == 0;
        fault = same ? NULL : "has another event than was written";
    }
    arena_free(&arena);
    return fault;
}

// Who one is, without which one's decisions are somebody else's.
static void check_reviewer(Power *power, size_t position) {
    String at_end = {0}, now = {0}, path = {0};
    Error err = {0};
    string_format(&path, "%s/data/carrel/reviewer", power->folder);
    bool ok = file_read_all(string_text(&path), LOG_MOST, &at_end, &err);
    string_clear(&path);
    string_format(&path, "%s/data/carrel/reviewer", power->image);
    ok = ok && file_read_all(string_text(&path), LOG_MOST, &now, &err);
    if (!ok || !sv_equal(string_view(&at_end), string_view(&now))) {
        tell(power, position, "another reviewer", err.text);
    }
    string_free(&at_end);
    string_free(&now);
    string_free(&path);
}

static void check_review(Power *power, size_t position) {
    String path = {0}, report = {0};
    Error err = {0};
    size_t least = 0;
    for (size_t i = 0; i < power->saved_count && power->saved[i].position <= position; i++) {
        least = power->saved[i].events;
    }
    string_format(&path, "%s/r.carrel", power->image);
    if (least > 0) {
        check_reviewer(power, position);
    }
    if (least > 0 || file_exists(string_text(&path))) {
        ReviewFile *review = review_open(string_text(&path), least == 0, &err);
        const char *fault = review ? fault_of(power, review, least, &report, &err) : "does not open:";
        if (fault) {
            tell(power, position, fault, report.length ? string_text(&report) : err.text);
        }
        review_close(review);
        power->reviews++;
    }
    string_free(&path);
    string_free(&report);
}

// A backup has its name once it is whole.
static void check_backups(Power *power, size_t position) {
    String folder = {0}, path = {0};
    Error err = {0};
    string_format(&folder, "%s/data/carrel/backups", power->image);
    DIR *listing = opendir(string_text(&folder));
    for (struct dirent *entry; listing && (entry = readdir(listing));) {
        if (sv_ends(sv(entry->d_name), SV(".carrel"))) {
            string_clear(&path);
            string_format(&path, "%s/%s", string_text(&folder), entry->d_name);
            ReviewFile *backup = review_open(string_text(&path), false, &err);
            if (!backup) {
                tell(power, position, "backup:", err.text);
            }
            review_close(backup);
        }
    }
    if (listing) {
        closedir(listing);
    }
    string_free(&folder);
    string_free(&path);
}

static bool check_studies(Power *power, size_t position, const char *path, int64_t *studies) {
    String report = {0};
    Error err = {0};
    Cache *cache = cache_open_reader(path, &err);
    bool ok = cache && cache_check(cache, &report, &err);
    *studies = ok ? cache_count(cache, &err) : 0;
    if (!ok) {
        tell(power, position, "cache:", report.length ? string_text(&report) : err.text);
    }
    cache_close(cache);
    string_free(&report);
    return ok;
}

static bool import_again(const char *cache, const char *file) {
    pid_t child = fork();
    if (child == 0) {
        execl(getenv("CARREL"), "carrel", "--cache", cache, "import", "-q", file, (char *) NULL);
        _exit(127);
    }
    int status = -1;
    return child > 0 && waitpid(child, &status, 0) == child && status == 0;
}

static void check_cache(Power *power, size_t position) {
    String path = {0};
    int64_t studies;
    string_format(&path, "%s/cache.db", power->image);
    if (file_exists(string_text(&path))) {
        power->caches++;
        bool ok = check_studies(power, position, string_text(&path), &studies);
        if (ok && studies > power->studies) {
            tell(power, position, "cache:", "more studies than were imported");
        }
        if (ok && power->caches % AGAIN_EVERY == 0) {
            power->again++;
            ok = import_again(string_text(&path), power->file) &&
                 check_studies(power, position, string_text(&path), &studies);
            if (!ok || studies != power->studies) {
                tell(power, position, "cache:", "not whole when the import was taken up again");
            }
        }
    }
    string_free(&path);
}

static size_t count_calls(const char *log, const char *folder, Error *err) {
    String text = {0};
    size_t count = 0;
    if (file_read_all(log, LOG_MOST, &text, err)) {
        Disk *disk = disk_new(text, folder);
        while (disk_step(disk)) {
            count++;
        }
        disk_free(disk);
    }
    return count;
}

static bool cut(Power *power, const char *log, size_t cuts, unsigned seed, Error *err) {
    String text = {0};
    size_t calls = count_calls(log, power->folder, err);
    if (!calls || !file_read_all(log, LOG_MOST, &text, err)) {
        return false;
    }
    Disk *disk = disk_new(text, power->folder);
    bool ok = true;
    while (ok && disk_step(disk)) {
        size_t here = 0; // several images of one moment where there are more cuts than calls
        for (size_t i = 0; i < cuts / calls + 1; i++) {
            here += (size_t) rand_r(&seed) % calls < (i < cuts / calls ? calls : cuts % calls);
        }
        for (; ok && here > 0; here--) {
            size_t position = disk_position(disk);
            power->images++;
            nftw(power->image, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
            ok = disk_cut(disk, &seed, power->image, err);
            check_review(power, position);
            check_backups(power, position);
            check_cache(power, position);
        }
    }
    disk_free(disk);
    printf("%zu cuts among %zu calls: %zu reviews, %zu caches (%zu imported again), %zu saved commands, %zu "
           "faults\n",
           power->images, calls, power->reviews, power->caches, power->again, power->saved_count,
           power->faults);
    return ok;
}

int main(int argc, char **argv) {
    Error err = {0};
    if (argc != 7) {
        return 2;
    }
    Power power = {.folder = argv[1], .file = argv[4]};
    power.image = arena_format(&power.arena, "%s.image", argv[1]);
    bool ok = read_saved(argv[3], &power, &err) && read_end(&power, &err) &&
              cut(&power, argv[2], (size_t) strtoul(argv[5], NULL, 10), (unsigned) strtoul(argv[6], NULL, 10),
                  &err);
    if (!ok) {
        printf("%s\n", err.text);
    }
    free(power.saved);
    arena_free(&power.arena);
    return ok && power.faults == 0 ? 0 : 1;
}
