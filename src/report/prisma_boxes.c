#include "carrel/report/prisma.h"

// What stands in the boxes. The words are those of the PRISMA 2020 templates.

typedef struct {
    Arena *arena;
    PrismaLine *lines;
    size_t count, capacity;
} Lines;

static void add(Lines *lines, const char *key, const char *text, bool has_count, size_t count) {
    lines->lines =
        arena_grow(lines->arena, lines->lines, &lines->capacity, lines->count + 1, sizeof *lines->lines);
    lines->lines[lines->count++] = (PrismaLine){key, text, count, has_count};
}

static void add_head(Lines *lines, const char *text) {
    add(lines, NULL, text, false, 0);
}

static void add_count(Lines *lines, const char *key, const char *text, size_t count) {
    add(lines, key, text, true, count);
}

static void add_list(Lines *lines, const PrismaList *list) {
    for (size_t i = 0; i < list->count; i++) {
        add_count(lines, NULL, list->items[i].name, list->items[i].count);
    }
}

// The sum, then its parts where there is more than one or the one has a name.
static void add_group(Lines *lines, const char *key, const char *text, const PrismaList *list) {
    add_count(lines, key, text, prisma_sum(list));
    add_list(lines, list);
}

size_t prisma_sum(const PrismaList *list) {
    size_t sum = 0;
    for (size_t i = 0; i < list->count; i++) {
        sum += list->items[i].count;
    }
    return sum;
}

bool prisma_has_box(const Prisma *prisma, PrismaBox box) {
    switch (box) {
    case BOX_PREVIOUS:
    case BOX_TOTAL:
        return prisma->has_previous;
    case BOX_OTHER_IDENTIFIED:
    case BOX_OTHER_SOUGHT:
    case BOX_OTHER_NOT_RETRIEVED:
    case BOX_OTHER_ASSESSED:
    case BOX_OTHER_REASONS:
        return prisma->has_other;
    default:
        return true;
    }
}

static void add_reasons(Lines *lines, const PrismaRetrieval *retrieval) {
    add_head(lines, "Reports excluded:");
    add_list(lines, &retrieval->excluded);
    if (retrieval->excluded.count == 0) {
        add_count(lines, NULL, "none", 0);
    }
}

size_t prisma_box_lines(const Prisma *prisma, PrismaBox box, Arena *arena, PrismaLine **out) {
    Lines lines = {.arena = arena};
    switch (box) {
    case BOX_PREVIOUS:
        add_count(&lines, "previous_studies", "Studies included in previous version of review",
                  prisma->previous_studies);
        add_count(&lines, "previous_reports", "Reports of studies included in previous version of review",
                  prisma->previous_reports);
        break;
    case BOX_IDENTIFIED:
        add_head(&lines, "Records identified from:");
        add_group(&lines, "database_results", "Databases", &prisma->databases);
        add_group(&lines, "register_results", "Registers", &prisma->registers);
        break;
    case BOX_REMOVED:
        add_head(&lines, "Records removed before screening:");
        add_count(&lines, "duplicates", "Duplicate records removed", prisma->duplicates);
        add_count(&lines, "excluded_automatic", "Records marked as ineligible by automation tools",
                  prisma->automatic);
        add_count(&lines, "excluded_other", "Records removed for other reasons", prisma->removed);
        break;
    case BOX_SCREENED:
        add_count(&lines, "records_screened", "Records screened", prisma->screened);
        break;
    case BOX_EXCLUDED:
        add_count(&lines, "records_excluded", "Records excluded", prisma->excluded);
        break;
    case BOX_SOUGHT:
        add_count(&lines, "dbr_sought_reports", "Reports sought for retrieval", prisma->registered.sought);
        break;
    case BOX_NOT_RETRIEVED:
        add_count(&lines, "dbr_notretrieved_reports", "Reports not retrieved",
                  prisma->registered.not_retrieved);
        break;
    case BOX_ASSESSED:
        add_count(&lines, "dbr_assessed", "Reports assessed for eligibility", prisma->registered.assessed);
        break;
    case BOX_REASONS:
        add_reasons(&lines, &prisma->registered);
        break;
    case BOX_NEW:
        add_count(&lines, "new_studies", "New studies included in review", prisma->studies);
        add_count(&lines, "new_reports", "Reports of new included studies", prisma->reports);
        break;
    case BOX_OTHER_IDENTIFIED:
        add_head(&lines, "Records identified from:");
        add_group(&lines, "website_results", "Websites", &prisma->websites);
        add_group(&lines, "organisation_results", "Organisations", &prisma->organisations);
        add_group(&lines, "citations_results", "Citation searching", &prisma->citations);
        if (prisma->others.count > 0) {
            add_group(&lines, NULL, "Other methods", &prisma->others);
        }
        break;
    case BOX_OTHER_SOUGHT:
        add_count(&lines, "other_sought_reports", "Reports sought for retrieval", prisma->other.sought);
        break;
    case BOX_OTHER_NOT_RETRIEVED:
        add_count(&lines, "other_notretrieved_reports", "Reports not retrieved", prisma->other.not_retrieved);
        break;
    case BOX_OTHER_ASSESSED:
        add_count(&lines, "other_assessed", "Reports assessed for eligibility", prisma->other.assessed);
        break;
    case BOX_OTHER_REASONS:
        add_reasons(&lines, &prisma->other);
        break;
    case BOX_TOTAL:
        add_count(&lines, "total_studies", "Total studies included in review",
                  prisma->previous_studies + prisma->studies);
        add_count(&lines, "total_reports", "Reports of total included studies",
                  prisma->previous_reports + prisma->reports);
        break;
    case BOX_COUNT:
        break;
    }
    *out = lines.lines;
    return lines.count;
}
