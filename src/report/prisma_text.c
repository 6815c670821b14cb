#include "carrel/report/prisma.h"

// The diagram as indented text: what leaves the flow stands under what it leaves.

typedef struct {
    PrismaBox box;
    int depth; // 1: leaves the flow here
} TextRow;

static const TextRow previous_rows[] = {{BOX_PREVIOUS, 0}};
static const TextRow registered_rows[] = {
    {BOX_IDENTIFIED, 0}, {BOX_REMOVED, 1},       {BOX_SCREENED, 0}, {BOX_EXCLUDED, 1},
    {BOX_SOUGHT, 0},     {BOX_NOT_RETRIEVED, 1}, {BOX_ASSESSED, 0}, {BOX_REASONS, 1},
};
static const TextRow other_rows[] = {
    {BOX_OTHER_IDENTIFIED, 0}, {BOX_OTHER_SOUGHT, 0},  {BOX_OTHER_NOT_RETRIEVED, 1},
    {BOX_OTHER_ASSESSED, 0},   {BOX_OTHER_REASONS, 1},
};
static const TextRow included_rows[] = {{BOX_NEW, 0}, {BOX_TOTAL, 0}};

static void add_rows(const Prisma *prisma, const char *title, const TextRow *rows, size_t count,
                     String *out) {
    Arena arena = {0};
    if (!prisma_has_box(prisma, rows[0].box)) {
        return;
    }
    string_format(out, "%s%s\n", out->length > 0 ? "\n" : "", title);
    for (size_t i = 0; i < count; i++) {
        PrismaLine *lines;
        size_t line_count = prisma_box_lines(prisma, rows[i].box, &arena, &lines);
        bool headed = line_count > 0 && !lines[0].has_count;
        for (size_t k = 0; prisma_has_box(prisma, rows[i].box) && k < line_count; k++) {
            int depth = 1 + 2 * rows[i].depth + (headed && k > 0) + (k > 0 && !lines[k].key);
            string_format(out, "%*s%s%s", depth * 2, "", rows[i].depth && k == 0 ? "- " : "", lines[k].text);
            if (lines[k].has_count) {
                string_format(out, " (n = %zu)", lines[k].count);
            }
            string_add_char(out, '\n');
        }
    }
    arena_free(&arena);
}

#define ADD(title, rows) add_rows(prisma, title, rows, sizeof rows / sizeof rows[0], out)

void prisma_add_text(const Prisma *prisma, String *out) {
    ADD("Previous studies", previous_rows);
    ADD("Identification of new studies via databases and registers", registered_rows);
    ADD("Identification of new studies via other methods", other_rows);
    ADD("Included", included_rows);
    Arena arena = {0};
    if (prisma->rules.count > 0) {
        string_format(out, "\n%s\n", prisma_rules_sentence(prisma, &arena));
    }
    arena_free(&arena);
    for (size_t i = 0; i < prisma->warnings.count; i++) {
        string_format(out, "%s! %s\n", i == 0 ? "\n" : "", prisma->warnings.items[i]);
    }
}
