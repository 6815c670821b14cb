#include "carrel/page/page.h"

#include "carrel/reader/byline.h"
#include "carrel/reader/citation.h"
#include "carrel/reader/fields.h"
#include "html.h"
#include "page.h"

#include <string.h>

// The page of a citation aggregator: "» Articles » PMID: 1", title, an overview of named
// values, abstract, and lists of articles of three lines each: title, authors with
// journal, identifiers.

typedef enum {
    PART_TITLE,
    PART_OVERVIEW,
    PART_AUTHORS,
    PART_AFFILIATIONS,
    PART_ABSTRACT,
    PART_KEYWORDS,
    PART_SIMILAR,
    PART_CITING,
    PART_REFERENCES
} Part;

static const struct {
    const char *heading;
    Part part;
} headings[] = {
    {"Overview", PART_OVERVIEW},      {"Authors", PART_AUTHORS},       {"Affiliations", PART_AFFILIATIONS},
    {"Abstract", PART_ABSTRACT},      {"Keywords", PART_KEYWORDS},     {"Similar Articles", PART_SIMILAR},
    {"Citing Articles", PART_CITING}, {"References", PART_REFERENCES},
};

typedef struct {
    Study *study;
    Arena *arena;
    Part part;
    Abstract abstract;
    TextList item;      // lines of the article that is being read
    const char *wanted; // the overview's name that waits for a value on the next line
    bool navigated;     // the line of links above the title was seen
} Page;

static bool find_heading(StringView line, Part *part) {
    for (size_t i = 0; i < sizeof headings / sizeof headings[0]; i++) {
        if (sv_equal_nocase(line, sv(headings[i].heading))) {
            *part = headings[i].part;
            return true;
        }
    }
    return false;
}

static void take_value(Page *page, const char *name, StringView value) {
    Study *study = page->study;
    Arena *arena = page->arena;
    long long number;
    if (strcmp(name, "Specialty") == 0) {
        study->specialty = field_text(arena, value);
    } else if (strcmp(name, "Journal") == 0) {
        study->journal.title = field_text(arena, value);
    } else if (strcmp(name, "Publisher") == 0) {
        study->publisher = field_text(arena, value);
    } else if (strcmp(name, "Date") == 0) {
        study->date = field_text(arena, value);
        date_parse(value, &study->year, &study->month, &study->day);
    } else if (strcmp(name, "PMID") == 0) {
        study->pmid = sv_number(value, &number) && number > 0 ? number : study->pmid;
    } else if (strcmp(name, "PMC") == 0 || strcmp(name, "PMCID") == 0) {
        study->pmcid = field_pmcid(arena, value);
    } else if (strcmp(name, "DOI") == 0) {
        study->doi = field_doi(arena, value);
    } else if (strcmp(name, "Citations") == 0) {
        study->links[LINK_CITED_BY].announced = sv_number(value, &number) && number >= 0 ? number : -1;
    }
}

// "Citations 156", or the value on the line below.
static void take_overview_line(Page *page, StringView line) {
    static const char *const names[] = {"Specialty", "Journal", "Publisher", "Date",     "PMID",
                                        "PMCID",     "PMC",     "DOI",       "Citations"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        StringView name = sv(names[i]);
        if (!sv_starts_nocase(line, name)) {
            continue;
        }
        StringView value = sv_from(line, name.length);
        if (value.length > 0 && value.data[0] != ' ' && value.data[0] != ':') {
            continue;
        }
        if (sv_starts(value, SV(":"))) {
            value = sv_from(value, 1);
        }
        value = sv_trim(value);
        page->wanted = value.length == 0 ? names[i] : NULL;
        if (value.length > 0) {
            take_value(page, names[i], value);
        }
        return;
    }
    if (page->wanted) {
        take_value(page, page->wanted, line);
        page->wanted = NULL;
    }
}

static LinkKind part_links(Part part) {
    return part == PART_SIMILAR ? LINK_SIMILAR : part == PART_CITING ? LINK_CITED_BY : LINK_REFERENCES;
}

static bool is_identifiers(StringView line) {
    return sv_starts_nocase(line, SV("PMID:")) || sv_starts_nocase(line, SV("DOI:")) ||
           sv_starts_nocase(line, SV("PMC:")) || sv_starts_nocase(line, SV("PMCID:"));
}

// Gives the article that was collected to the study. With identifiers at its end, the
// line before them has authors and journal, and what stands above is the title.
static void end_item(Page *page) {
    size_t count = page->item.count;
    if (count == 0) {
        return;
    }
    Citation *citation = citation_add(&page->study->links[part_links(page->part)], page->arena);
    if (is_identifiers(sv(page->item.items[count - 1]))) {
        citation_identifiers(sv(page->item.items[--count]), page->arena, &citation->pmid, &citation->pmcid,
                             &citation->doi);
    }
    if (count >= 2) {
        StringView line = sv(page->item.items[--count]);
        // Authors and journal may have lines of their own.
        bool apart = count >= 2 && byline_is(sv(page->item.items[count - 1]));
        size_t names = apart ? 0 : byline_length(line);
        citation->authors =
            apart ? page->item.items[--count] : field_text(page->arena, sv_part(line, 0, names));
        citation->text = field_text(page->arena, sv_from(line, names));
    }
    for (size_t i = 0; i < count; i++) {
        const char *line = page->item.items[i];
        citation->title = i == 0 ? line : arena_format(page->arena, "%s %s", citation->title, line);
    }
    page->item = (TextList){0};
}

static void take_item_line(Page *page, StringView line) {
    enum { LINES_MOST = 12 };
    text_list_add(&page->item, page->arena, field_text(page->arena, line));
    if (is_identifiers(line) || page->item.count == LINES_MOST) {
        end_item(page);
    }
}

// The line of links above the title ("» Articles » PMID: 1") has the PMID.
static void take_title_line(Page *page, StringView line) {
    Study *study = page->study;
    if (!page->navigated && sv_starts(line, SV("\xc2\xbb"))) {
        page->navigated = true;
        citation_identifiers(line, page->arena, &study->pmid, &study->pmcid, &study->doi);
    } else if (!study->title) {
        study_take_title(study, page->arena, line);
    }
}

static void take_line(Page *page, StringView line) {
    Study *study = page->study;
    Arena *arena = page->arena;
    switch (page->part) {
    case PART_TITLE:
        take_title_line(page, line);
        break;
    case PART_OVERVIEW:
        take_overview_line(page, line);
        break;
    case PART_AUTHORS:
        if (byline_is(line)) {
            byline_add(line, arena, &study->authors, &study->author_count);
        }
        break;
    case PART_AFFILIATIONS: // "Soon will be listed here."
        break;
    case PART_ABSTRACT:
        if (is_copyright(line)) {
            study->copyright = field_text(arena, line);
        } else {
            abstract_add(&page->abstract, study, arena, line);
        }
        break;
    case PART_KEYWORDS:
        study_add_keywords(study, arena, line);
        break;
    case PART_SIMILAR:
    case PART_CITING:
    case PART_REFERENCES:
        take_item_line(page, line);
        break;
    }
}

bool page_citing_parse(const Lines *lines, Arena *arena, Study *study) {
    Page page = {.study = study, .arena = arena};
    bool known = false;
    for (size_t i = 0; i < lines->count; i++) {
        bool bullet;
        StringView line = line_unbullet(lines->items[i], &bullet);
        Part part;
        if (find_heading(line, &part)) {
            end_item(&page);
            page.part = part;
            known = true;
        } else if (line.length > 0) {
            take_line(&page, line);
        }
    }
    end_item(&page);
    abstract_end(&page.abstract, study, arena);
    return study->title && known && (page.navigated || study->pmid != 0);
}

Reader *page_citing_reader_new(void) {
    return page_reader_new(page_citing_parse, html_add_lines,
                           "this is not an aggregator's page: a title, \"Overview\" and a PMID are missing");
}
