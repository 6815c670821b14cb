#include "command.h"

#include "carrel/base/clock.h"
#include "carrel/report/page.h"
#include "carrel/report/prisma.h"

#include <string.h>

static bool open_existing(Command *command, Error *err) {
    return command_open_cache(command, err) && command_open_review(command, REVIEW_EXISTING, err);
}

static const char *format_of(const Command *command) {
    const char *format = command_option(command, "format");
    const char *file = command_option(command, "output");
    static const char *const endings[] = {".svg", ".csv", ".json", ".html"};
    for (size_t i = 0; format == NULL && file != NULL && i < sizeof endings / sizeof endings[0]; i++) {
        if (sv_ends(sv(file), sv(endings[i]))) {
            format = endings[i] + 1;
        }
    }
    return format != NULL ? format : "text";
}

bool command_prisma(Command *command, int *code, Error *err) {
    (void) code;
    static const struct {
        const char *name;
        void (*add)(const Prisma *prisma, String *out);
    } writers[] = {
        {"text", prisma_add_text}, {"svg", prisma_add_svg},   {"csv", prisma_add_csv},
        {"json", prisma_add_json}, {"html", prisma_add_html},
    };
    if (!open_existing(command, err)) {
        return false;
    }
    Prisma prisma;
    String text = {0};
    const char *format = format_of(command);
    prisma_count(command->state, &command->arena, &prisma);
    for (size_t i = 0; i < sizeof writers / sizeof writers[0]; i++) {
        if (strcmp(writers[i].name, format) == 0) {
            writers[i].add(&prisma, &text);
        }
    }
    for (size_t i = 0; strcmp(format, "text") != 0 && i < prisma.warnings.count; i++) {
        print_note(prisma.warnings.items[i]);
    }
    bool ok = print_output(command, &text, err);
    string_free(&text);
    return ok;
}

bool command_report(Command *command, int *code, Error *err) {
    (void) code;
    String text = {0};
    bool ok = open_existing(command, err);
    if (ok) {
        report_add_page(command->state, clock_now_ms(), &text);
        ok = print_output(command, &text, err);
    }
    string_free(&text);
    return ok;
}
