#include "world.h"

#include "carrel/base/memory.h"

#include <stdlib.h>

#define FIRST_DAY 7305  // 1990-01-01
#define LAST_DAY  20454 // 2026-01-01
#define COUNT(a)  (sizeof(a) / sizeof(a)[0])

static const char *const families[] = {
    "Abara", "Bianchi",   "Castell", "Dvorak", "Eze",    "Ferrante",  "Goto",  "Haddad", "Ivanova", "Jansen",
    "Kowal", "Lindqvist", "Mbeki",   "Núñez",  "Okafor", "Petrosyan", "Quist", "Rossi",  "Szabó",   "Tao"};
static const char *const journals[] = {"J Invented Med", "Ann Fict Res", "Made Up Rep", "Clin Figments",
                                       "Imag Trials"};
static const char *const organs[] = {"liver", "kidney", "heart", "lung", "skin", "bone", "brain"};
static const char *const acts[] = {"repair", "failure", "imaging", "transplantation", "ageing"};
static const char *const designs[] = {"randomised trial", "cohort study", "case series", "mouse model",
                                      "systematic review"};

static uint32_t mix(uint32_t a, uint32_t b) {
    uint64_t x = ((uint64_t) a << 32 | b) * 0x9e3779b97f4a7c15u;
    x = (x ^ x >> 29) * 0xbf58476d1ce4e5b9u;
    return (uint32_t) (x >> 32);
}

bool world_missing(uint32_t n) {
    return n % 997 == 0;
}
bool world_retracted(uint32_t n) {
    return n % 211 == 5;
}
bool world_book(uint32_t n) {
    return n % 499 == 7;
}
bool world_in_pmc(uint32_t n) {
    return n % 3 != 0;
}
bool world_has_doi(uint32_t n) {
    return n % 10 != 3;
}
bool world_reference_known(uint32_t n, size_t position) {
    return mix(n, (uint32_t) position + 5000) % 10 != 0;
}

uint32_t world_topic(uint32_t n) {
    return mix(n, 1) % WORLD_TOPICS;
}

uint32_t world_number(const World *world, int64_t pmid) {
    int64_t n = pmid - WORLD_PMID;
    return n >= 1 && n <= world->count && !world_missing((uint32_t) n) ? (uint32_t) n : 0;
}

uint32_t world_doi_number(const World *world, StringView doi) {
    const StringView prefix = SV("10.5555/world.");
    long long n;
    if (!sv_starts_nocase(doi, prefix) || !sv_number(sv_from(doi, prefix.length), &n) || n < 1 ||
        n > world->count || world_missing((uint32_t) n) || !world_has_doi((uint32_t) n)) {
        return 0;
    }
    return (uint32_t) n;
}

// Studies of one topic lie WORLD_TOPICS apart on average; stepping back from a random earlier place to
// the next of the topic finds one.
static uint32_t choose_reference(uint32_t n, uint32_t k) {
    uint32_t reach = n - 1 < 4000 ? n - 1 : 4000;
    uint32_t at = n - 1 - mix(n, 100 + k) % reach;
    if (mix(n, 200 + k) % 5 != 0) {
        uint32_t topic = world_topic(n);
        for (uint32_t steps = 0; at > 1 && world_topic(at) != topic && steps < 500; steps++) {
            at--;
        }
    }
    return at;
}

static void add_references(World *world, uint32_t n, IdMap *seen, size_t *capacity, size_t *used) {
    uint32_t wanted = n == 1 ? 0 : 4 + mix(n, 2) % 20;
    id_map_clear(seen);
    for (uint32_t k = 0; k <= wanted; k++) {
        uint32_t target = k == wanted ? n : choose_reference(n, k);
        if ((k == wanted && n % 97 != 11) || id_map_get(seen, target, NULL)) {
            continue;
        }
        id_map_set(seen, target, 1);
        world->references = vec_grow(world->references, capacity, *used + 1, sizeof *world->references);
        world->references[(*used)++] = target;
    }
}

static void turn_round(World *world, size_t links) {
    uint32_t *starts = memory_new((world->count + 2) * sizeof *starts);
    world->citers = memory_new((links + 1) * sizeof *world->citers);
    for (size_t i = 0; i < links; i++) {
        starts[world->references[i] + 1]++;
    }
    for (uint32_t n = 1; n <= world->count + 1; n++) {
        starts[n] += starts[n - 1];
    }
    uint32_t *next = memory_new((world->count + 2) * sizeof *next);
    for (uint32_t n = 1; n <= world->count + 1; n++) {
        next[n] = starts[n];
    }
    for (uint32_t n = world->count; n >= 1; n--) {
        for (uint32_t i = world->reference_starts[n]; i < world->reference_starts[n + 1]; i++) {
            world->citers[next[world->references[i]]++] = n;
        }
    }
    free(next);
    world->citer_starts = starts;
}

void world_make(World *world, uint32_t count) {
    *world = (World){.count = count};
    world->reference_starts = memory_new(((size_t) count + 2) * sizeof *world->reference_starts);
    size_t capacity = 0, used = 0;
    IdMap seen = {0};
    for (uint32_t n = 1; n <= count; n++) {
        world->reference_starts[n] = (uint32_t) used;
        add_references(world, n, &seen, &capacity, &used);
    }
    world->reference_starts[count + 1] = (uint32_t) used;
    id_map_free(&seen);
    turn_round(world, used);
}

void world_free(World *world) {
    free(world->reference_starts);
    free(world->references);
    free(world->citer_starts);
    free(world->citers);
}

int world_day(const World *world, uint32_t n) {
    return FIRST_DAY + (int) ((uint64_t) (n - 1) * (LAST_DAY - FIRST_DAY) / world->count);
}

// Civil date of a day. [H. Hinnant, chrono-compatible low-level date algorithms]
static void split_day(int day, int *year, int *month, int *of_month) {
    int z = day + 719468, era = z / 146097, doe = z - era * 146097;
    int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
    *of_month = doy - (153 * mp + 2) / 5 + 1;
    *month = mp < 10 ? mp + 3 : mp - 9;
    *year = yoe + era * 400 + (*month <= 2);
}

void world_add_date(String *out, int day, char separator) {
    int year, month, of_month;
    split_day(day, &year, &month, &of_month);
    string_format(out, "%04d%c%02d%c%02d", year, separator, month, separator, of_month);
}

int world_year(const World *world, uint32_t n) {
    int year, month, of_month;
    split_day(world_day(world, n), &year, &month, &of_month);
    return year;
}

size_t world_authors(uint32_t n) {
    return 1 + mix(n, 3) % 4;
}
const char *world_family(uint32_t n, size_t author) {
    return families[mix(n, 10 + (uint32_t) author) % COUNT(families)];
}
void world_add_initials(String *out, uint32_t n, size_t author) {
    string_add_char(out, (char) ('A' + mix(n, 20 + (uint32_t) author) % 26));
}
const char *world_journal(uint32_t n) {
    return journals[mix(n, 4) % COUNT(journals)];
}

void world_add_doi(String *out, uint32_t n) {
    string_format(out, "10.5555/world.%u", n);
}

void world_add_title(String *out, uint32_t n) {
    uint32_t topic = world_topic(n);
    string_format(out, "Topic%u cells in %s %s: %s number %u", topic, organs[topic % COUNT(organs)],
                  acts[topic / COUNT(organs) % COUNT(acts)], designs[mix(n, 5) % COUNT(designs)], n);
}

void world_add_abstract(String *out, uint32_t n) {
    uint32_t topic = world_topic(n), patients = 20 + mix(n, 6) % 900;
    string_format(
        out,
        "Whether cells of topic %u help in %s %s is not known. We followed %u invented patients for %u "
        "months & measured p < 0.0%u. What study %u found holds in this made-up world only.",
        topic, organs[topic % COUNT(organs)], acts[topic / COUNT(organs) % COUNT(acts)], patients,
        1 + mix(n, 7) % 60, 1 + mix(n, 8) % 9, n);
}

void world_add_author_line(String *out, uint32_t n) {
    for (size_t i = 0; i < world_authors(n); i++) {
        string_format(out, "%s%s ", i > 0 ? ", " : "", world_family(n, i));
        world_add_initials(out, n, i);
    }
}

void world_similar(const World *world, uint32_t n, size_t most, IdList *out) {
    id_list_add(out, n);
    for (uint32_t step = 1; out->count < most && step < world->count; step++) {
        uint32_t near[] = {n > step ? n - step : 0, n + step <= world->count ? n + step : 0};
        for (size_t i = 0; i < 2 && out->count < most; i++) {
            if (near[i] > 0 && !world_missing(near[i]) && world_topic(near[i]) == world_topic(n)) {
                id_list_add(out, near[i]);
            }
        }
    }
}
