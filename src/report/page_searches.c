#include "carrel/report/page.h"

#include "carrel/base/escape.h"
#include "carrel/report/prisma.h"
#include "carrel/report/reviewers.h"
#include "carrel/review/outcome.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

static void text(String *out, const char *words) {
    escape_add_xml(out, sv(words));
}

static void add_search(const SearchRecord *search, size_t number, Arena *arena, String *out) {
    string_format(out, "<h3>%zu. ", number);
    text(out, search_name(search, arena));
    string_add_text(out, "</h3>\n<dl>\n");
    for (size_t i = 0; i < SEARCH_FIELDS; i++) {
        const char *value = search->values[i];
        if (!*value) {
            continue;
        }
        bool long_text = strcmp(search_fields[i].name, "strategy") == 0;
        string_add_text(out, "<dt>");
        text(out, search_fields[i].title);
        string_add_text(out, long_text ? "</dt><dd><pre>" : "</dt><dd>");
        StringView rest = sv(value), line;
        for (bool first = true; sv_line(&rest, &line); first = false) {
            string_add_text(out, first ? "" : "\n");
            escape_add_xml(out, line);
        }
        string_add_text(out, long_text ? "</pre></dd>\n" : "</dd>\n");
    }
    string_format(out, "<dt>Records in the file</dt><dd>%" PRIu64, search->records);
    if (search->rejected > 0) {
        string_format(out, " and %" PRIu64 " that could not be read", search->rejected);
    }
    string_add_text(out, "</dd>\n<dt>File</dt><dd>");
    text(out, search->source);
    string_add_text(out, "</dd>\n</dl>\n");
}

void report_add_searches(const ReviewState *state, Arena *arena, String *out) {
    SearchRecord *searches;
    size_t count = review_state_searches(state, arena, &searches), number = 0;
    string_add_text(out, "<section aria-labelledby=\"searches\">\n<h2 id=\"searches\">Appendix: searches "
                         "(after PRISMA-S)</h2>\n");
    for (size_t i = 0; i < count; i++) {
        if (!searches[i].withdrawn) {
            add_search(&searches[i], ++number, arena, out);
        }
    }
    string_add_text(out, number > 0 ? "</section>\n" : "<p>No search was imported.</p>\n</section>\n");
}

// "PubMed, Embase (Ovid) and CENTRAL"
static void add_names(const PrismaList *list, String *out) {
    for (size_t i = 0; i < list->count; i++) {
        string_add_text(out, i == 0 ? "" : i + 1 == list->count ? " and " : ", ");
        text(out, list->items[i].name);
    }
}

static void add_sources(const Prisma *prisma, String *out) {
    const struct {
        const PrismaList *list;
        const char *verb;
    } groups[] = {
        {&prisma->databases, "We searched "},
        {&prisma->registers, "We searched the registers "},
        {&prisma->websites, "We looked through the websites "},
        {&prisma->organisations, "We asked the organisations "},
        {&prisma->citations, "We followed citations ("},
    };
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++) {
        if (groups[i].list->count > 0) {
            string_add_text(out, groups[i].verb);
            add_names(groups[i].list, out);
            string_format(out, "%s; this gave %zu records. ", groups[i].list == &prisma->citations ? ")" : "",
                          prisma_sum(groups[i].list));
        }
    }
}

static void add_people(const ReviewState *state, Arena *arena, String *out) {
    ReviewAgreement found = review_agreement(state, 1, NULL, arena);
    if (review_state_is_blind(state)) {
        return; // who else voted, and how, is not told
    }
    if (found.reviewers > 1) {
        string_format(out, "%zu reviewers screened titles and abstracts independently. ", found.reviewers);
    } else {
        string_add_text(out, "One reviewer screened titles and abstracts. ");
    }
    for (size_t i = 0; i < found.pair_count; i++) {
        const Agreement *agreement = &found.pairs[i].agreement;
        if (!isnan(agreement->kappa)) {
            string_format(out,
                          "On %zu studies that two of them judged blind, they agreed on %.1f %% (Cohen’s κ "
                          "%.2f, 95 %% interval %.2f to %.2f). ",
                          agreement->studies, agreement->percent, agreement->kappa, agreement->low,
                          agreement->high);
        }
    }
}

void report_add_methods(const ReviewState *state, Arena *arena, String *out) {
    Prisma prisma;
    prisma_count(state, arena, &prisma);
    string_add_text(out, "<section aria-labelledby=\"methods\">\n<h2 id=\"methods\">Draft of the methods "
                         "paragraph</h2>\n<p>");
    add_sources(&prisma, out);
    string_format(out, "%zu duplicates were removed with carrel. ", prisma.duplicates);
    if (prisma.rules.count > 0) {
        text(out, prisma_rules_sentence(&prisma, arena));
        string_add_char(out, ' ');
    }
    add_people(state, arena, out);
    string_format(out,
                  "Of %zu records screened, %zu were excluded; %zu reports were sought and %zu assessed in "
                  "full text. %zu studies in %zu reports were included.</p>\n</section>\n",
                  prisma.screened, prisma.excluded, prisma.registered.sought + prisma.other.sought,
                  prisma.registered.assessed + prisma.other.assessed, prisma.studies, prisma.reports);
}
