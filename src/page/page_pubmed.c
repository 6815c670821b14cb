#include "carrel/page/page.h"

#include "carrel/reader/byline.h"
#include "carrel/reader/citation.h"
#include "carrel/reader/fields.h"
#include "carrel/reader/reference_kind.h"
#include "html.h"
#include "page.h"
#include "page_terms.h"

#include <ctype.h>
#include <string.h>

// The text of a PubMed page of one study. Headings stand on lines of their own, in any
// order, perhaps with nothing behind them.

typedef enum {
    PART_HEADER, // what stands before the first heading
    PART_ABSTRACT,
    PART_KEYWORDS,
    PART_CONFLICT,
    PART_AUTHORS,
    PART_AFFILIATIONS,
    PART_FIGURES,
    PART_SIMILAR,
    PART_CITED_BY,
    PART_REFERENCES,
    PART_CORRECTION,
    PART_TYPES,
    PART_MESH,
    PART_SUBSTANCES,
    PART_GRANTS,
    PART_REGISTERS,
    PART_FULL_TEXT,
    PART_OTHER // known, and of no use
} Part;

static const struct {
    const char *heading;
    Part part;
} headings[] = {
    {"Abstract", PART_ABSTRACT},
    {"Keywords", PART_KEYWORDS},
    {"Conflict of interest statement", PART_CONFLICT},
    {"Authors", PART_AUTHORS},
    {"Affiliation", PART_AFFILIATIONS},
    {"Affiliations", PART_AFFILIATIONS},
    {"Figures", PART_FIGURES},
    {"Similar articles", PART_SIMILAR},
    {"Cited by", PART_CITED_BY},
    {"References", PART_REFERENCES},
    {"Publication types", PART_TYPES},
    {"MeSH terms", PART_MESH},
    {"Substances", PART_SUBSTANCES},
    {"Grants and funding", PART_GRANTS},
    {"Associated data", PART_REGISTERS},
    {"Full Text Sources", PART_FULL_TEXT},
    {"LinkOut - more resources", PART_OTHER},
    {"Other Literature Sources", PART_OTHER},
    {"Related information", PART_OTHER},
    {"Medical", PART_OTHER},
    {"Miscellaneous", PART_OTHER},
    {"Research Materials", PART_OTHER},
    {"Molecular Biology Databases", PART_OTHER},
    {"Supplementary concepts", PART_OTHER},
};

// Buttons and notes of the page that are copied along with its text.
static bool is_furniture(StringView line) {
    static const char *const words[] = {
        "Actions",
        "Search in PubMed",
        "Search in MeSH",
        "Add to Search",
        "Expand",
        "Collapse",
        "PubMed Disclaimer",
        "Full text links",
        "Cite",
        "Display options",
        "Item in Clipboard",
        "See all similar articles",
        "See all \"Cited by\" articles",
        "Free article",
        "Free PMC article",
        "Show more",
        "Copy",
        "Permalink",
    };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (sv_equal_nocase(line, sv(words[i]))) {
            return true;
        }
    }
    return false;
}

// A number behind a heading, "Cited by 156 articles" or "References (95)"; false where
// something else stands there.
static bool parse_count(StringView text, int64_t *count) {
    text = sv_trim(text);
    *count = -1;
    if (text.length == 0 || sv_equal(text, SV(":"))) {
        return true;
    }
    if (text.data[0] == '(') {
        text = sv_from(text, 1);
    }
    size_t digits = 0;
    int64_t number = 0;
    while (digits < text.length && digits < 9 && isdigit((unsigned char) text.data[digits])) {
        number = number * 10 + (text.data[digits++] - '0');
    }
    StringView rest = sv_trim(sv_from(text, digits));
    bool ends = rest.length == 0 || sv_equal(rest, SV(")")) || sv_equal(rest, SV("articles")) ||
                sv_equal(rest, SV("article")) || sv_equal(rest, SV("references"));
    *count = number;
    return digits > 0 && ends;
}

static bool parse_heading(StringView line, Part *part, int64_t *count) {
    for (size_t i = 0; i < sizeof headings / sizeof headings[0]; i++) {
        StringView heading = sv(headings[i].heading);
        if (sv_starts_nocase(line, heading) && parse_count(sv_from(line, heading.length), count)) {
            *part = headings[i].part;
            return true;
        }
    }
    return false;
}

static bool is_identifiers(StringView line) {
    return sv_starts_nocase(line, SV("PMID:")) || sv_starts_nocase(line, SV("PMCID:")) ||
           sv_starts_nocase(line, SV("DOI:"));
}

// A page while it is read.
typedef struct {
    Study *study;
    Arena *arena;
    Part part;
    const char *correction; // PART_CORRECTION: its type
    Abstract abstract;
    String text;           // the item or paragraph that is being collected
    bool whole;            // it has all that an item has
    TextList marks;        // of each author with a full name: "1 2"
    TextList affiliations; // "1 Department of …"
} Page;

// ". 2014 Nov;121(5):1099-121. doi: …" below the journal's name, or all in one line.
static bool take_citation_line(Study *study, Arena *arena, StringView before, StringView line) {
    CitationParts parts;
    String whole = {0};
    if (sv_starts(line, SV(". "))) {
        string_add(&whole, before.length > 0 ? before : SV("Journal"));
    }
    string_add(&whole, line);
    StringView text = {arena_copy_view(arena, string_view(&whole)), whole.length};
    string_free(&whole);
    citation_parse(text, arena, &parts);
    if (!parts.journal || parts.before.length > 0) {
        return false;
    }
    parts.pmid = parts.pmid ? parts.pmid : study->pmid;
    parts.pmcid = parts.pmcid ? parts.pmcid : study->pmcid;
    parts.doi = parts.doi ? parts.doi : study->doi;
    study_take_citation(study, &parts);
    if (before.length == 0 && sv_starts(line, SV(". "))) {
        study->journal.abbreviation = NULL;
    }
    return true;
}

// "Antoine Monsel 1 2, Ying-Gang Zhu" as the page has its authors: given names first.
static bool is_full_names(StringView line) {
    size_t parts = 0;
    StringView part;
    if (sv_find_char(line, ':') != SV_NONE || sv_ends(line, SV("."))) {
        return false;
    }
    while (sv_split(&line, ',', &part)) {
        part = sv_trim(part);
        size_t words = 0;
        StringView word;
        while (sv_split(&part, ' ', &word)) {
            unsigned char first = word.length > 0 ? (unsigned char) word.data[0] : ' ';
            if (word.length > 3 && first < 0x80 && !isupper(first) && !isdigit(first)) {
                return false;
            }
            words++;
        }
        if (words > 7) {
            return false;
        }
        parts++;
    }
    return parts >= 2;
}

static void take_full_names(Page *page, StringView line) {
    StringView name;
    while (sv_split(&line, ',', &name)) {
        name = sv_trim(name);
        size_t end = name.length;
        while (end > 0 && strchr("0123456789 #*", name.data[end - 1])) {
            end--;
        }
        size_t at = end;
        while (at > 0 && name.data[at - 1] != ' ') {
            at--;
        }
        if (end == 0) {
            continue;
        }
        Study *study = page->study;
        study->authors = list_grow(page->arena, study->authors, study->author_count, sizeof *study->authors);
        Author *author = &study->authors[study->author_count++];
        author->family = field_text(page->arena, sv_part(name, at, end - at));
        author->given = field_text(page->arena, sv_part(name, 0, at));
        const char *marks = field_text(page->arena, sv_from(name, end));
        text_list_add(&page->marks, page->arena, marks ? marks : "");
    }
}

static void take_names(Page *page, StringView line) {
    Study *study = page->study;
    if (byline_is(line)) {
        byline_add(line, page->arena, &study->authors, &study->author_count);
    } else if (is_full_names(line)) {
        take_full_names(page, line);
    }
}

// "1 Department of …": the number, or 0; *text gets the rest.
static size_t affiliation_number(StringView line, StringView *text) {
    size_t number = 0, i = 0;
    while (i < line.length && i < 4 && isdigit((unsigned char) line.data[i])) {
        number = number * 10 + (size_t) (line.data[i++] - '0');
    }
    *text = sv_trim(sv_from(line, i));
    return number;
}

// Affiliations have the numbers that stand behind the names; a single one is everybody's.
static void attach_affiliations(Page *page) {
    const TextList *affiliations = &page->affiliations;
    for (size_t i = 0; i < page->study->author_count && affiliations->count > 0; i++) {
        TextList *own = &page->study->authors[i].affiliations;
        StringView marks = i < page->marks.count ? sv(page->marks.items[i]) : SV(""), mark, text;
        if (marks.length == 0 && affiliations->count == 1) {
            affiliation_number(sv(affiliations->items[0]), &text);
            text_list_add(own, page->arena, field_text(page->arena, text));
            continue;
        }
        while (sv_split(&marks, ' ', &mark)) {
            size_t number = affiliation_number(mark, &text);
            if (number >= 1 && number <= affiliations->count &&
                affiliation_number(sv(affiliations->items[number - 1]), &text) == number) {
                text_list_add(own, page->arena, field_text(page->arena, text));
            }
        }
    }
}

// The lines above the first heading. The title stands there once or twice.
static void take_header(Page *page, const StringView *lines, size_t count) {
    enum { TITLES_APART = 60 }; // lines at most between a title and its repetition
    Study *study = page->study;
    Arena *arena = page->arena;
    StringView title = {0}, first = {0}, before = {0};
    bool after_citation = false;
    for (size_t i = 0; i < count; i++) {
        bool bullet;
        StringView line = line_unbullet(lines[i], &bullet);
        if (line.length == 0 || is_furniture(line)) {
            continue;
        }
        if (is_identifiers(line)) {
            citation_identifiers(line, arena, &study->pmid, &study->pmcid, &study->doi);
            continue;
        }
        if (take_citation_line(study, arena, before, line)) {
            // What stood above was the journal, or a publication type and the journal.
            first = (StringView){0};
            after_citation = true;
            continue;
        }
        if (sv_starts_nocase(line, SV("Keywords:"))) {
            study_add_keywords(study, arena, sv_from(line, 9));
            continue;
        }
        for (size_t k = i + 1; k < count && k < i + TITLES_APART && title.length == 0; k++) {
            title = sv_equal(line, line_unbullet(lines[k], &bullet)) ? line : title;
        }
        if (after_citation && first.length == 0) {
            first = line;
        } else if (first.length > 0 && study->author_count == 0 && !sv_equal(line, first)) {
            take_names(page, line);
        }
        if (first.length == 0) {
            first = line;
        }
        before = line;
    }
    study_take_title(study, arena, title.length > 0 ? title : first);
}

// What the links behind a reference lead to: "… 1992;101:1644–55. - DOI - PMC PMC12 - PubMed 1303622"
typedef struct {
    int64_t pmid;
    const char *doi, *pmcid;
    bool in_pmc;
} ReferenceLinks;

// Takes them off the text's end.
static StringView cut_reference_links(StringView text, Arena *arena, ReferenceLinks *links) {
    static const char *const names[] = {"- PubMed", "- PMC", "- DOI"};
    for (;;) {
        size_t dash = text.length;
        while (dash > 0 && !sv_starts(sv_from(text, dash - 1), SV("- "))) {
            dash--;
        }
        StringView link = sv_from(text, dash > 0 ? dash - 1 : 0), target = SV("");
        size_t kind = 0;
        for (; kind < sizeof names / sizeof names[0]; kind++) {
            target = sv_from(link, strlen(names[kind]));
            if (sv_starts(link, sv(names[kind])) && (target.length == 0 || target.data[0] == ' ') &&
                sv_find_char(sv_trim(target), ' ') == SV_NONE) {
                break;
            }
        }
        long long number;
        target = sv_trim(target);
        if (kind == sizeof names / sizeof names[0]) {
            return text;
        }
        if (kind == 0 && sv_number(target, &number) && number > 0) {
            links->pmid = number;
        } else if (kind == 1) {
            links->in_pmc = true;
            links->pmcid = target.length > 0 ? field_pmcid(arena, target) : NULL;
        } else if (kind == 2 && target.length > 0) {
            links->doi = field_doi(arena, target);
        }
        text = sv_trim(sv_part(text, 0, text.length - link.length));
    }
}

// One item of a list of studies, its lines joined.
static void take_link(Page *page, LinkKind kind, StringView text) {
    Study *study = page->study;
    Arena *arena = page->arena;
    ReferenceLinks links = {0};
    text = cut_reference_links(text, arena, &links);
    if (text.length == 0) {
        return;
    }
    CitationParts parts;
    citation_parse(text, arena, &parts);
    Citation *citation = citation_add(&study->links[kind], arena);
    citation->pmid = parts.pmid != 0 ? parts.pmid : links.pmid;
    citation->doi = parts.doi ? parts.doi : links.doi;
    citation->pmcid = parts.pmcid ? parts.pmcid : links.pmcid;
    citation->is_review = parts.is_review;
    citation->is_free = parts.is_free || links.in_pmc;
    if (!parts.journal || parts.before.length == 0) {
        citation->text = field_text(arena, text);
        return;
    }
    if (kind == LINK_REFERENCES) { // authors stand before the title
        StringView authors, title;
        if (!byline_split(parts.before, &authors, &title) || title.length == 0) {
            citation->text = field_text(arena, text);
            return;
        }
        citation->authors = field_text(arena, authors);
        citation->title = field_text(arena, title_unbracket(text_untag(title, arena), &(bool){false}));
        citation->text = parts.line;
        return;
    }
    citation->text = parts.line;
    // A page may have the authors on a line between title and journal.
    size_t last = parts.before.length;
    while (last > 0 &&
           !(parts.before.data[last - 1] == ' ' && last > 1 && strchr(".?!]", parts.before.data[last - 2]))) {
        last--;
    }
    StringView names = sv_trim(sv_from(parts.before, last));
    StringView title = parts.before;
    if (last > 0 && byline_is(names)) {
        citation->authors = field_text(arena, names);
        title = sv_part(parts.before, 0, last);
    }
    citation->title = field_text(arena, title_unbracket(text_untag(title, arena), &(bool){false}));
}

// Whether this line makes an item whole: it has its number, or a reference its closing link.
static bool is_whole_item(StringView text) {
    size_t at = sv_find_nocase(text, SV("PMID:"));
    StringView number = at == SV_NONE ? SV("") : sv_trim(sv_from(text, at + 5));
    return sv_find(text, SV(" - PubMed")) != SV_NONE ||
           (number.length > 0 && isdigit((unsigned char) number.data[0]));
}

// "Review." and the like continue an item that already has its number.
static bool is_item_flag(StringView line) {
    return sv_starts(line, SV("Review")) || sv_starts(line, SV("Free ")) || sv_starts(line, SV("PMCID:")) ||
           sv_starts(line, SV("Clinical Trial"));
}

static bool in_links(const Page *page) {
    return page->part == PART_SIMILAR || page->part == PART_CITED_BY || page->part == PART_REFERENCES;
}

// Gives what was collected to the study.
static void end_item(Page *page) {
    StringView text = {arena_copy_view(page->arena, string_view(&page->text)), page->text.length};
    string_clear(&page->text);
    page->whole = false;
    if (text.length == 0) {
        return;
    }
    if (in_links(page)) {
        LinkKind kind = page->part == PART_SIMILAR    ? LINK_SIMILAR
                        : page->part == PART_CITED_BY ? LINK_CITED_BY
                                                      : LINK_REFERENCES;
        take_link(page, kind, text);
    } else if (page->part == PART_CORRECTION) {
        study_add_correction(page->study, page->arena, page->correction, text);
    } else if (page->part == PART_CONFLICT) {
        page->study->conflict_of_interest = text.data;
    }
}

static void collect(Page *page, StringView line) {
    if (page->text.length > 0) {
        string_add_char(&page->text, ' ');
    }
    string_add(&page->text, line);
}

// "Show all 95 references" says how many there are.
static bool take_announced(Page *page, StringView line) {
    CitationList *list = page->part == PART_REFERENCES ? &page->study->links[LINK_REFERENCES]
                         : page->part == PART_CITED_BY ? &page->study->links[LINK_CITED_BY]
                                                       : NULL;
    int64_t count;
    if (!list || !(sv_starts(line, SV("Show all ")) || sv_starts(line, SV("See all "))) ||
        !parse_count(sv_from(line, 8), &count)) {
        return false;
    }
    list->announced = count;
    return true;
}

static void take_link_line(Page *page, StringView line, bool bullet) {
    if (take_announced(page, line)) {
        return;
    }
    if (bullet || (page->whole && !is_item_flag(line))) {
        end_item(page);
    }
    page->whole = page->whole || is_whole_item(line);
    collect(page, line);
}

static void take_abstract_line(Page *page, StringView line) {
    if (sv_starts_nocase(line, SV("Keywords:"))) {
        study_add_keywords(page->study, page->arena, sv_from(line, 9));
    } else if (is_copyright(line)) {
        page->study->copyright = field_text(page->arena, line);
    } else if (!sv_equal(line, SV("No abstract available"))) {
        abstract_add(&page->abstract, page->study, page->arena, line);
    }
}

static void take_line(Page *page, StringView line, bool bullet) {
    Study *study = page->study;
    Arena *arena = page->arena;
    switch (page->part) {
    case PART_ABSTRACT:
        take_abstract_line(page, line);
        break;
    case PART_KEYWORDS:
        study_add_keywords(study, arena, line);
        break;
    case PART_CONFLICT:
        collect(page, line);
        break;
    case PART_AUTHORS:
        take_names(page, line);
        break;
    case PART_AFFILIATIONS:
        if (is_identifiers(line)) {
            citation_identifiers(line, arena, &study->pmid, &study->pmcid, &study->doi);
        } else {
            text_list_add(&page->affiliations, arena, field_text(arena, line));
        }
        break;
    case PART_FIGURES:
        study_add_figure_line(study, arena, line);
        break;
    case PART_SIMILAR:
    case PART_CITED_BY:
    case PART_REFERENCES:
    case PART_CORRECTION:
        take_link_line(page, line, bullet);
        break;
    case PART_TYPES:
        study_add_types_line(study, arena, line);
        break;
    case PART_MESH:
        study_add_mesh_line(study, arena, line);
        break;
    case PART_SUBSTANCES:
        text_list_add(&study->substances, arena, field_text(arena, line));
        break;
    case PART_GRANTS:
        study_add_grant_line(study, arena, line);
        break;
    case PART_REGISTERS:
        study_add_register_line(study, arena, line);
        break;
    case PART_FULL_TEXT:
        study_add_full_text_line(study, arena, line);
        break;
    case PART_HEADER:
    case PART_OTHER:
        break;
    }
}

// Ends the part before and begins the one whose heading this line is; false where it is none.
static bool begin_part(Page *page, StringView line) {
    Part part;
    int64_t count = -1;
    const char *correction = correction_type(line);
    if (correction) {
        part = PART_CORRECTION;
    } else if (!parse_heading(line, &part, &count)) {
        return false;
    }
    end_item(page);
    page->part = part;
    page->correction = correction;
    if (count >= 0 && in_links(page)) {
        page->study
            ->links[part == PART_SIMILAR    ? LINK_SIMILAR
                    : part == PART_CITED_BY ? LINK_CITED_BY
                                            : LINK_REFERENCES]
            .announced = count;
    }
    return true;
}

bool page_pubmed_parse(const Lines *lines, Arena *arena, Study *study) {
    Page page = {.study = study, .arena = arena};
    size_t header = 0;
    while (header < lines->count && !begin_part(&page, lines->items[header])) {
        header++;
    }
    take_header(&page, lines->items, header);
    for (size_t i = header; i < lines->count; i++) {
        bool bullet;
        StringView line = line_unbullet(lines->items[i], &bullet);
        if (begin_part(&page, line) || is_furniture(line)) {
            continue;
        }
        if (line.length == 0 && !bullet) {
            continue;
        }
        if (sv_ends(line, SV(" Actions"))) {
            line = sv_trim(sv_part(line, 0, line.length - 8));
        }
        take_line(&page, line, bullet);
    }
    end_item(&page);
    abstract_end(&page.abstract, study, arena);
    attach_affiliations(&page);
    string_free(&page.text);
    return study->title && (study->pmid != 0 || header < lines->count);
}

Reader *page_pubmed_reader_new(void) {
    return page_reader_new(page_pubmed_parse, html_add_lines,
                           "this is not the text of a PubMed page: a title and headings such as "
                           "\"Abstract\" or \"Similar articles\" are missing");
}
