#include "carrel/report/prisma.h"

#include "carrel/base/escape.h"
#include "carrel/base/json.h"

#include <string.h>

// The rows that the R package PRISMA2020 reads, in its order, with its words
// [PRISMA2020 1.1.3, inst/extdata/PRISMA.csv].
typedef struct {
    const char *data, *node, *box, *description, *boxtext, *url;
    PrismaBox from; // whose lines have the number called `data`
} CsvRow;

#define NONE BOX_COUNT

// clang-format off
static const CsvRow rows[] = {
    {"NA", "node4", "prevstud", "Grey title box; Previous studies", "Previous studies", "prevstud.html", NONE},
    {"previous_studies", "node5", "box1", "Studies included in previous version of review",
     "Studies included in previous version of review", "previous_studies.html", BOX_PREVIOUS},
    {"previous_reports", "NA", "box1", "Reports of studies included in previous version of review",
     "Reports of studies included in previous version of review", "previous_reports.html", BOX_PREVIOUS},
    {"NA", "node6", "newstud", "Yellow title box; Identification of new studies via databases and registers",
     "Identification of new studies via databases and registers", "newstud.html", NONE},
    {"database_results", "node7", "box2", "Records identified from: Databases", "Databases",
     "database_results.html", BOX_IDENTIFIED},
    {"database_specific_results", "NA", "box2", "Records identified from: specific databases",
     "Specific Databases", "database_results.html", NONE},
    {"register_results", "NA", "box2", "Records identified from: Registers", "Registers", "NA", BOX_IDENTIFIED},
    {"register_specific_results", "NA", "box2", "Records identified from: specific registers",
     "Specific Registers", "database_results.html", NONE},
    {"NA", "node16", "othstud", "Grey title box; Identification of new studies via other methods",
     "Identification of new studies via other methods", "othstud.html", NONE},
    {"website_results", "node17", "box11", "Records identified from: Websites", "Websites",
     "website_results.html", BOX_OTHER_IDENTIFIED},
    {"organisation_results", "NA", "box11", "Records identified from: Organisations", "Organisations", "NA",
     BOX_OTHER_IDENTIFIED},
    {"citations_results", "NA", "box11", "Records identified from: Citation searching", "Citation searching",
     "NA", BOX_OTHER_IDENTIFIED},
    {"duplicates", "node8", "box3", "Duplicate records", "Duplicate records", "duplicates.html", BOX_REMOVED},
    {"excluded_automatic", "NA", "box3", "Records marked as ineligible by automation tools",
     "Records marked as ineligible by automation tools", "NA", BOX_REMOVED},
    {"excluded_other", "NA", "box3", "Records removed for other reasons", "Records removed for other reasons",
     "NA", BOX_REMOVED},
    {"records_screened", "node9", "box4", "Records screened (databases and registers)", "Records screened",
     "records_screened.html", BOX_SCREENED},
    {"records_excluded", "node10", "box5", "Records excluded (databases and registers)", "Records excluded",
     "records_excluded.html", BOX_EXCLUDED},
    {"dbr_sought_reports", "node11", "box6", "Reports sought for retrieval (databases and registers)",
     "Reports sought for retrieval", "dbr_sought_reports.html", BOX_SOUGHT},
    {"dbr_notretrieved_reports", "node12", "box7", "Reports not retrieved (databases and registers)",
     "Reports not retrieved", "dbr_notretrieved_reports.html", BOX_NOT_RETRIEVED},
    {"other_sought_reports", "node18", "box12", "Reports sought for retrieval (other)",
     "Reports sought for retrieval", "other_sought_reports.html", BOX_OTHER_SOUGHT},
    {"other_notretrieved_reports", "node19", "box13", "Reports not retrieved (other)", "Reports not retrieved",
     "other_notretrieved_reports.html", BOX_OTHER_NOT_RETRIEVED},
    {"dbr_assessed", "node13", "box8", "Reports assessed for eligibility (databases and registers)",
     "Reports assessed for eligibility", "dbr_assessed.html", BOX_ASSESSED},
    {"dbr_excluded", "node14", "box9", "Reports excluded (databases and registers)", "Reports excluded",
     "dbrexcludedrecords.html", NONE},
    {"other_assessed", "node20", "box14", "Reports assessed for eligibility (other)",
     "Reports assessed for eligibility", "other_assessed.html", BOX_OTHER_ASSESSED},
    {"other_excluded", "node21", "box15", "Reports excluded (other)", "Reports excluded", "other_excluded.html",
     NONE},
    {"new_studies", "node15", "box10", "New studies included in review", "New studies included in review",
     "new_studies.html", BOX_NEW},
    {"new_reports", "NA", "box10", "Reports of new included studies", "Reports of new included studies", "NA",
     BOX_NEW},
    {"total_studies", "node22", "box16", "Total studies included in review", "Total studies included in review",
     "total_studies.html", BOX_TOTAL},
    {"total_reports", "NA", "box16", "Reports of total included studies", "Reports of total included studies",
     "NA", BOX_TOTAL},
    {"identification", "node1", "identification", "Blue identification box", "Identification",
     "identification.html", NONE},
    {"screening", "node2", "screening", "Blue screening box", "Screening", "screening.html", NONE},
    {"included", "node3", "included", "Blue included box", "Included", "included.html", NONE},
};
// clang-format on

// The package splits "PubMed, 812; Embase, 400" at every comma and semicolon.
static void add_list(const PrismaList *list, String *out) {
    for (size_t i = 0; i < list->count; i++) {
        string_add_text(out, i > 0 ? "; " : "");
        for (const char *c = list->items[i].name; *c; c++) {
            string_add_char(out, *c == ',' || *c == ';' || *c == '\n' ? ' ' : *c);
        }
        string_format(out, ", %zu", list->items[i].count);
    }
}

static const PrismaList *list_of(const Prisma *prisma, const char *data) {
    const struct {
        const char *data;
        const PrismaList *list;
    } lists[] = {
        {"database_specific_results", &prisma->databases},
        {"register_specific_results", &prisma->registers},
        {"dbr_excluded", &prisma->registered.excluded},
        {"other_excluded", &prisma->other.excluded},
    };
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        if (strcmp(lists[i].data, data) == 0) {
            return lists[i].list;
        }
    }
    return NULL;
}

static void add_cell(String *out, const char *text, bool last) {
    escape_add_cell(out, sv(text), ',');
    string_add_char(out, last ? '\n' : ',');
}

// What stands in the column n. The package takes 0 for a list to be an empty one.
static void add_number(const Prisma *prisma, const CsvRow *row, Arena *arena, String *out) {
    const PrismaList *list = list_of(prisma, row->data);
    PrismaLine *lines = NULL;
    size_t count = row->from != NONE ? prisma_box_lines(prisma, row->from, arena, &lines) : 0;
    if (list && list->count > 0) {
        add_list(list, out);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        if (lines[i].key && strcmp(lines[i].key, row->data) == 0) {
            string_format(out, "%zu", lines[i].count);
            return;
        }
    }
    string_add_char(out, '0');
}

void prisma_add_csv(const Prisma *prisma, String *out) {
    Arena arena = {0};
    String number = {0};
    string_add_text(out, "data,node,box,description,boxtext,tooltips,url,n\n");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const CsvRow *row = &rows[i];
        bool titled = strcmp(row->node, "NA") != 0;
        string_clear(&number);
        add_number(prisma, row, &arena, &number);
        add_cell(out, row->data, false);
        add_cell(out, row->node, false);
        add_cell(out, row->box, false);
        add_cell(out, row->description, false);
        add_cell(out, row->boxtext, false);
        add_cell(out, titled ? row->description : "NA", false);
        add_cell(out, row->url, false);
        add_cell(out, string_text(&number), true);
    }
    string_free(&number);
    arena_free(&arena);
}

static void json_list(JsonWriter *json, const char *key, const PrismaList *list) {
    json_key(json, key);
    json_array_begin(json);
    for (size_t i = 0; i < list->count; i++) {
        json_object_begin(json);
        json_field_text(json, "name", list->items[i].name);
        json_field_number(json, "n", (int64_t) list->items[i].count);
        json_object_end(json);
    }
    json_array_end(json);
}

void prisma_add_json(const Prisma *prisma, String *out) {
    Arena arena = {0};
    JsonWriter json = {.out = out};
    json_object_begin(&json);
    for (int box = 0; box < BOX_COUNT; box++) {
        PrismaLine *lines;
        size_t count = prisma_box_lines(prisma, (PrismaBox) box, &arena, &lines);
        for (size_t i = 0; prisma_has_box(prisma, (PrismaBox) box) && i < count; i++) {
            if (lines[i].key) {
                json_field_number(&json, lines[i].key, (int64_t) lines[i].count);
            }
        }
    }
    json_list(&json, "database_specific_results", &prisma->databases);
    json_list(&json, "register_specific_results", &prisma->registers);
    json_list(&json, "website_specific_results", &prisma->websites);
    json_list(&json, "organisation_specific_results", &prisma->organisations);
    json_list(&json, "citations_specific_results", &prisma->citations);
    json_list(&json, "other_specific_results", &prisma->others);
    json_list(&json, "excluded_automatic_rules", &prisma->rules);
    json_list(&json, "dbr_excluded", &prisma->registered.excluded);
    json_list(&json, "other_excluded", &prisma->other.excluded);
    json_key(&json, "warnings");
    json_array_begin(&json);
    for (size_t i = 0; i < prisma->warnings.count; i++) {
        json_text(&json, prisma->warnings.items[i]);
    }
    json_array_end(&json);
    json_object_end(&json);
    string_add_char(out, '\n');
    arena_free(&arena);
}
