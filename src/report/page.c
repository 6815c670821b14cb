#include "carrel/report/page.h"

#include "carrel/base/clock.h"
#include "carrel/base/escape.h"
#include "carrel/report/prisma.h"
#include "carrel/report/reviewers.h"
#include "carrel/review/outcome.h"
#include "carrel/review/team.h"

#include <math.h>
#include <string.h>

typedef struct {
    const ReviewState *state;
    Arena arena;
    String *out;
} Page;

static const char style[] =
    "body{font:16px/1.5 system-ui,sans-serif;max-width:72rem;margin:0 auto;padding:1rem;color:#1a1a1a;"
    "background:#fff}h1,h2{line-height:1.2}table{border-collapse:collapse;width:100%;margin:1rem 0}"
    "caption{text-align:left;font-weight:bold;padding:.25rem 0}th,td{border:1px solid #767676;"
    "padding:.3rem .5rem;text-align:left;vertical-align:top}th{background:#eee}td.n,th.n{text-align:right}"
    "pre{white-space:pre-wrap;background:#f4f4f4;padding:.5rem;border:1px solid #ccc}svg{max-width:100%;"
    "height:auto}.warning{border-left:4px solid #b35900;padding-left:.75rem}a{color:#0645ad}"
    "@media print{body{max-width:none}h2{break-after:avoid}tr{break-inside:avoid}}";

static void text(Page *page, const char *words) {
    escape_add_xml(page->out, sv(words));
}

static void put(Page *page, const char *html) {
    string_add_text(page->out, html);
}

static void element(Page *page, const char *name, const char *words) {
    string_format(page->out, "<%s>", name);
    text(page, words);
    string_format(page->out, "</%s>\n", name);
}

static void row(Page *page, const char *label, size_t count) {
    put(page, "<tr><th scope=\"row\">");
    text(page, label);
    string_format(page->out, "</th><td class=\"n\">%zu</td></tr>\n", count);
}

// Text of several lines, as paragraphs.
static void paragraphs(Page *page, const char *words) {
    StringView rest = sv(words), line;
    while (sv_line(&rest, &line)) {
        if (sv_trim(line).length > 0) {
            put(page, "<p>");
            escape_add_xml(page->out, sv_trim(line));
            put(page, "</p>\n");
        }
    }
}

static void add_question(Page *page) {
    static const struct {
        const char *setting, *title;
    } parts[] = {
        {"question", "Question"},          {"population", "Population"}, {"intervention", "Intervention"},
        {"comparison", "Comparison"},      {"outcome", "Outcome"},       {"include", "Inclusion criteria"},
        {"exclude", "Exclusion criteria"},
    };
    bool any = false;
    put(page, "<section aria-labelledby=\"question\">\n<h2 id=\"question\">Question and criteria</h2>\n");
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        const char *value = review_state_setting(page->state, parts[i].setting);
        if (value && *value) {
            element(page, "h3", parts[i].title);
            paragraphs(page, value);
            any = true;
        }
    }
    put(page, any ? "</section>\n" : "<p>Not written down yet.</p>\n</section>\n");
}

// A part is told with what it is a part of: "Databases: PubMed".
static void add_box_rows(Page *page, const Prisma *prisma, PrismaBox box) {
    PrismaLine *lines;
    size_t count = prisma_box_lines(prisma, box, &page->arena, &lines);
    StringView whole = {0};
    const char *column = box >= BOX_OTHER_IDENTIFIED && box <= BOX_OTHER_REASONS ? " (other methods)" : "";
    for (size_t i = 0; i < count; i++) {
        bool is_part = i > 0 && !lines[i].key;
        whole = is_part ? whole : sv(lines[i].text);
        if (lines[i].has_count) {
            const char *join = !is_part ? "" : sv_ends(whole, SV(":")) ? " " : ": ";
            row(page,
                arena_format(&page->arena, "%.*s%s%s%s", (int) whole.length, whole.data, join,
                             is_part ? lines[i].text : "", column),
                lines[i].count);
        }
    }
}

static void add_prisma(Page *page, const Prisma *prisma) {
    put(page,
        "<section aria-labelledby=\"flow\">\n<h2 id=\"flow\">Flow of studies (PRISMA 2020)</h2>\n<figure>\n");
    prisma_add_svg(prisma, page->out);
    put(page, "</figure>\n<table>\n<caption>The numbers of the diagram</caption>\n");
    for (int box = 0; box < BOX_COUNT; box++) {
        if (prisma_has_box(prisma, (PrismaBox) box)) {
            add_box_rows(page, prisma, (PrismaBox) box);
        }
    }
    put(page, "</table>\n");
    if (prisma->rules.count > 0) {
        put(page, "<p>");
        text(page, prisma_rules_sentence(prisma, &page->arena));
        put(page, "</p>\n");
    }
    for (size_t i = 0; i < prisma->warnings.count; i++) {
        put(page, "<p class=\"warning\">Open: ");
        text(page, prisma->warnings.items[i]);
        put(page, ".</p>\n");
    }
    put(page, "</section>\n");
}

static void add_figure(Page *page, double figure, const char *format) {
    put(page, "<td class=\"n\">");
    if (isnan(figure)) {
        put(page, "not defined");
    } else {
        string_format(page->out, format, figure);
    }
    put(page, "</td>");
}

static const char *name_of(Page *page, Key reviewer) {
    const char *name = review_state_reviewer_name(page->state, reviewer);
    return name ? name : "a reviewer without a name";
}

static void add_agreement(Page *page) {
    static const char *const stages[] = {"title and abstract", "full text"};
    put(page, "<section aria-labelledby=\"agreement\">\n<h2 id=\"agreement\">Agreement of reviewers</h2>\n");
    bool any = false;
    if (review_state_is_blind(page->state)) {
        put(page, "<p>Not told yet: " BLIND_REASON ".</p>\n</section>\n");
        return;
    }
    for (int stage = 1; stage <= 2; stage++) {
        ReviewAgreement found = review_agreement(page->state, stage, NULL, &page->arena);
        if (found.pair_count == 0) {
            continue;
        }
        any = true;
        string_format(page->out,
                      "<table>\n<caption>Blind votes at %s</caption>\n<thead><tr><th scope=\"col\">"
                      "Reviewers</th><th scope=\"col\" class=\"n\">Studies</th><th scope=\"col\" "
                      "class=\"n\">Agree, %%</th><th scope=\"col\" class=\"n\">Cohen’s κ</th>"
                      "<th scope=\"col\" class=\"n\">95 %% from</th><th scope=\"col\" class=\"n\">to</th>"
                      "<th scope=\"col\" class=\"n\">Adjusted κ</th></tr></thead>\n<tbody>\n",
                      stages[stage - 1]);
        for (size_t i = 0; i < found.pair_count; i++) {
            const PairAgreement *pair = &found.pairs[i];
            put(page, "<tr><th scope=\"row\">");
            text(page, name_of(page, pair->first));
            put(page, " and ");
            text(page, name_of(page, pair->second));
            string_format(page->out, "</th><td class=\"n\">%zu</td>", pair->agreement.studies);
            add_figure(page, pair->agreement.percent, "%.1f");
            add_figure(page, pair->agreement.kappa, "%.2f");
            add_figure(page, pair->agreement.low, "%.2f");
            add_figure(page, pair->agreement.high, "%.2f");
            add_figure(page, pair->agreement.adjusted, "%.2f");
            put(page, "</tr>\n");
        }
        put(page, "</tbody>\n</table>\n");
        if (!isnan(found.of_all)) {
            string_format(page->out, "<p>Fleiss’ κ of all %zu reviewers: %.2f.</p>\n", found.reviewers,
                          found.of_all);
        }
    }
    put(page, any ? "</section>\n" : "<p>No study has votes of two reviewers.</p>\n</section>\n");
}

// What a DOI may not have in an address. [RFC 3986, 2.3 and the path's "/"]
static void add_address_part(String *out, const char *part) {
    for (; *part; part++) {
        unsigned char c = (unsigned char) *part;
        bool plain =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("-._~/:", c);
        if (plain) {
            string_add_char(out, (char) c);
        } else {
            string_format(out, "%%%02X", c);
        }
    }
}

static void add_citation(Page *page, const Candidate *candidate) {
    const char *pmid = NULL, *doi = NULL;
    for (size_t i = 0; i < candidate->identifiers.count; i++) {
        StringView identifier = sv(candidate->identifiers.items[i]);
        if (!pmid && sv_starts(identifier, SV("pmid:"))) {
            pmid = identifier.data + 5;
        } else if (!doi && sv_starts(identifier, SV("doi:"))) {
            doi = identifier.data + 4;
        }
    }
    text(page, candidate->citation ? candidate->citation : "no citation known");
    if (pmid || doi) {
        put(page, pmid ? " <a href=\"https://pubmed.ncbi.nlm.nih.gov/" : " <a href=\"https://doi.org/");
        add_address_part(page->out, pmid ? pmid : doi);
        put(page, pmid ? "/\">PubMed " : "\">doi:");
        text(page, pmid ? pmid : doi);
        put(page, "</a>");
    }
}

static void add_studies(Page *page, Decision decision, const char *id, const char *title) {
    size_t count = 0;
    string_format(page->out, "<section aria-labelledby=\"%s\">\n<h2 id=\"%s\">%s</h2>\n", id, id, title);
    for (size_t i = 0; i < review_state_count(page->state); i++) {
        const Candidate *candidate = review_state_at(page->state, i);
        Outcome outcome = review_state_outcome(page->state, candidate->key, 2);
        if (outcome.decision != decision || !review_state_is_due(page->state, candidate->key, 2)) {
            continue;
        }
        if (count++ == 0) {
            put(page, "<table>\n<thead><tr><th scope=\"col\">Study</th>");
            put(page, decision == DECISION_EXCLUDE ? "<th scope=\"col\">Reason</th>" : "");
            put(page, "</tr></thead>\n<tbody>\n");
        }
        put(page, "<tr><td>");
        add_citation(page, candidate);
        if (decision == DECISION_EXCLUDE) {
            put(page, "</td><td>");
            text(page, outcome.reason ? outcome.reason : "no reason given");
        }
        put(page, "</td></tr>\n");
    }
    put(page, count > 0 ? "</tbody>\n</table>\n</section>\n" : "<p>None yet.</p>\n</section>\n");
}

static void open_page(Page *page, const char *title) {
    put(page,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
        "content=\"width=device-width, initial-scale=1\">\n");
    element(page, "title", title);
    string_format(page->out, "<style>%s</style>\n</head>\n<body>\n<main>\n", style);
    element(page, "h1", title);
}

static void close_page(Page *page) {
    put(page, "</main>\n</body>\n</html>\n");
    arena_free(&page->arena);
}

void prisma_add_html(const Prisma *prisma, String *out) {
    Page page = {.out = out};
    open_page(&page, "PRISMA 2020 flow diagram");
    add_prisma(&page, prisma);
    close_page(&page);
}

void report_add_page(const ReviewState *state, int64_t now, String *out) {
    Page page = {.state = state, .out = out};
    const char *title = review_state_setting(state, "title");
    Prisma prisma;
    String date = {0};
    prisma_count(state, &page.arena, &prisma);
    clock_add_iso(&date, now);
    open_page(&page, title && *title ? title : "Report of a review");
    string_format(out, "<p>As of %.10s.</p>\n", string_text(&date));
    add_question(&page);
    add_prisma(&page, &prisma);
    add_agreement(&page);
    add_studies(&page, DECISION_INCLUDE, "included", "Included studies");
    add_studies(&page, DECISION_EXCLUDE, "excluded", "Excluded at full text");
    report_add_methods(state, &page.arena, out);
    report_add_searches(state, &page.arena, out);
    close_page(&page);
    string_free(&date);
}
