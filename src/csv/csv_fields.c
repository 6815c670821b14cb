// What a row's cells give to a study.

#include "csv.h"

#include "carrel/reader/byline.h"
#include "carrel/reader/citation.h"
#include "carrel/reader/decisions.h"
#include "carrel/reader/fields.h"
#include "carrel/reader/frame.h"
#include "carrel/reader/markup.h"
#include "carrel/reader/numbers.h"
#include "carrel/reader/people.h"
#include "carrel/reader/reference.h"
#include "carrel/study/ident.h"

#include <ctype.h>
#include <string.h>

// What is put together once all cells are read.
typedef struct {
    Study *study;
    Arena *arena;
    SearchFacts *facts;
    StringView year, date;
    StringView first_page, last_page, article;
    StringView affiliations, source, accession, database, provider;
    RecordedDecision said;
    bool staged; // a row of carrel's own
    StringView notes;
    bool translated;
} Fill;

// A cell without what spreadsheets and programs put around it: ="0123", '=1+1, NA.
static StringView clean(StringView cell) {
    cell = sv_trim(cell);
    if (sv_starts(cell, SV("=\"")) && sv_ends(cell, SV("\"")) && cell.length >= 3) {
        cell = sv_trim(sv_part(cell, 2, cell.length - 3));
    } else if (cell.length >= 2 && cell.data[0] == '\'' && strchr("=+-@'", cell.data[1])) {
        cell = sv_from(cell, 1);
    }
    return is_nothing(cell) ? sv(NULL) : cell;
}

static void fill_text(const char **text, Arena *arena, StringView cell) {
    if (!*text) {
        *text = markup_text(arena, cell);
    }
}

// The number in "PUBMED 21314913", "https://pubmed.ncbi.nlm.nih.gov/29456894" or "10197827.0".
static int64_t pmid_of(StringView cell) {
    size_t i = 0;
    while (i < cell.length && !isdigit((unsigned char) cell.data[i])) {
        i++;
    }
    int64_t pmid;
    return pmid_parse(sv_from(cell, i), &pmid) ? pmid : 0;
}

// --- lists ---

typedef void ItemTaker(Fill *fill, StringView item);

// "['tea', \"cup's\"]" as Python prints a list.
static void each_quoted(Fill *fill, StringView list, ItemTaker *take) {
    for (size_t i = 0; i < list.length; i++) {
        char quote = list.data[i];
        if (quote == '\'' || quote == '"') {
            size_t start = ++i;
            while (i < list.length && list.data[i] != quote) {
                i += list.data[i] == '\\' ? 2 : 1;
            }
            take(fill, sv_part(list, start, i - start));
        }
    }
}

// Gives the items of a list. A comma separates only where nothing else does, and only if
// `commas`: headings such as "Leaves, Green" have some of their own.
static void each_item(Fill *fill, StringView list, bool commas, ItemTaker *take) {
    if (sv_starts(list, SV("[")) && sv_ends(list, SV("]"))) {
        each_quoted(fill, list, take);
        return;
    }
    char separator = sv_find_char(list, ';') != SV_NONE   ? ';'
                     : sv_find_char(list, '|') != SV_NONE ? '|'
                     : commas                             ? ','
                                                          : '\n';
    size_t start = 0;
    int depth = 0; // "cyst (diagnosis, surgery)" is one
    for (size_t i = 0; i <= list.length; i++) {
        char c = i < list.length ? list.data[i] : separator;
        depth += c == '(' ? 1 : c == ')' && depth > 0 ? -1 : 0;
        if (i == list.length || (c == separator && (depth == 0 || separator != ','))) {
            take(fill, sv_trim(sv_part(list, start, i - start)));
            start = i + 1;
        }
    }
}

static bool has_text(const TextList *list, const char *text) {
    enum { MOST = 400 }; // comparing more would take its time
    for (size_t i = 0; i < list->count && i < MOST; i++) {
        if (strcmp(list->items[i], text) == 0) {
            return true;
        }
    }
    return false;
}

static void add_new(TextList *list, Arena *arena, const char *text) {
    if (text && !has_text(list, text)) {
        text_list_add(list, arena, text);
    }
}

static void take_keyword(Fill *fill, StringView item) {
    StringView word = sv_starts(item, SV("*")) ? sv_from(item, 1) : item; // Cochrane's major ones
    add_new(&fill->study->keywords, fill->arena, markup_text(fill->arena, word));
}

static void take_substance(Fill *fill, StringView item) {
    add_new(&fill->study->substances, fill->arena, markup_text(fill->arena, item));
}

static void take_language(Fill *fill, StringView item) {
    add_new(&fill->study->languages, fill->arena, language_normal(fill->arena, item));
}

// "Cup, Anna Maria", "Cup, A, Jr"; "Tea Group," with its comma is a group, "van den Cup," a person.
static void take_person(Fill *fill, StringView item) {
    Study *study = fill->study;
    StringView name = sv_part(item, 0, sv_find_char(item, ','));
    bool only = name.length + 1 == item.length && sv_find_char(name, ' ') != SV_NONE;
    Author person = {0};
    if (only && islower((unsigned char) name.data[0]) && !byline_is_group(name)) {
        person.family = markup_text(fill->arena, name);
    } else if (only) {
        person.collective = markup_text(fill->arena, name);
    } else if (!person_read(sv(markup_text(fill->arena, item)), fill->arena, &person)) {
        return;
    }
    study->authors = list_grow(fill->arena, study->authors, study->author_count, sizeof *study->authors);
    study->authors[study->author_count++] = person;
}

// Scopus calls the document "Retracted".
static void take_type(Fill *fill, StringView item) {
    bool retracted = sv_equal_nocase(item, SV("Retracted"));
    // Web of Science's "J" and PubMed's "citation" say nothing.
    if (item.length > 1 && !sv_equal(item, SV("citation"))) {
        add_new(&fill->study->publication_types, fill->arena,
                retracted ? "Retracted Publication" : markup_text(fill->arena, item));
    }
}

static StringView without_star(StringView text, bool *star) {
    text = sv_trim(text);
    *star = text.length > 0 && (text.data[0] == '*' || text.data[text.length - 1] == '*');
    return !*star ? text : text.data[0] == '*' ? sv_from(text, 1) : sv_part(text, 0, text.length - 1);
}

// "Sepsis*/drug therapy/mortality*": a star for a major topic.
static void take_mesh(Fill *fill, StringView item) {
    Study *study = fill->study;
    StringView part;
    MeshHeading mesh = {0};
    if (sv_split(&item, '/', &part)) {
        mesh.heading = markup_text(fill->arena, without_star(part, &mesh.major));
    }
    while (mesh.heading && sv_split(&item, '/', &part)) {
        Qualifier qualifier = {0};
        qualifier.name = markup_text(fill->arena, without_star(part, &qualifier.major));
        if (qualifier.name) {
            mesh.qualifiers =
                list_grow(fill->arena, mesh.qualifiers, mesh.qualifier_count, sizeof *mesh.qualifiers);
            mesh.qualifiers[mesh.qualifier_count++] = qualifier;
        }
    }
    if (mesh.heading) {
        study->mesh = list_grow(fill->arena, study->mesh, study->mesh_count, sizeof *study->mesh);
        study->mesh[study->mesh_count++] = mesh;
    }
}

// "NIDDK NIH HHS (R37 DK056268) United States": agency, number, country.
static void take_grant(Fill *fill, StringView item) {
    Study *study = fill->study;
    size_t open = sv_find_char(item, '('), close = SV_NONE;
    if (open != SV_NONE) {
        close = sv_find_char(sv_from(item, open), ')');
    }
    Grant grant = {0};
    if (close == SV_NONE) {
        grant.agency = markup_text(fill->arena, item);
    } else {
        StringView agency = sv_trim(sv_part(item, 0, open));
        agency.length -= sv_ends(agency, SV(","));
        grant.agency = markup_text(fill->arena, agency);
        grant.number = markup_text(fill->arena, sv_part(item, open + 1, close - 1));
        grant.country = markup_text(fill->arena, sv_from(item, open + close + 1));
    }
    if (grant.agency || grant.number) {
        study->grants = list_grow(fill->arena, study->grants, study->grant_count, sizeof *study->grants);
        study->grants[study->grant_count++] = grant;
    }
}

// "ClinicalTrials.gov (NCT00000001)" or a number alone.
static void take_trial(Fill *fill, StringView item) {
    Study *study = fill->study;
    size_t open = sv_find_char(item, '(');
    bool named = open != SV_NONE && open > 0 && sv_ends(item, SV(")"));
    StringView number = named ? sv_part(item, open + 1, item.length - open - 2) : item;
    const char *text = markup_text(fill->arena, number);
    if (text) {
        study->registers =
            list_grow(fill->arena, study->registers, study->register_count, sizeof *study->registers);
        study->registers[study->register_count++] =
            (RegisterNumber){named ? markup_text(fill->arena, sv_part(item, 0, open)) : NULL, text};
    }
}

// PubMed's "PMID:31305973 | PMCID:PMC6627041".
static void take_identifier(Fill *fill, StringView item) {
    Study *study = fill->study;
    if (sv_starts_nocase(item, SV("PMID:")) && study->pmid == 0) {
        study->pmid = pmid_of(item);
    } else if (sv_starts_nocase(item, SV("PMCID:")) && !study->pmcid) {
        study->pmcid = field_pmcid(fill->arena, sv_trim(sv_from(item, 6)));
    }
}

// --- references ---

static bool is_lens(StringView word) {
    return word.length == 19 && word.data[3] == '-' && word.data[7] == '-' && word.data[11] == '-' &&
           word.data[15] == '-';
}

// A reference that is a number in OpenAlex or Lens: kept as text, to be found by it later.
static void take_numbered(Fill *fill, StringView item) {
    size_t work = sv_find(item, SV("openalex.org/W"));
    const char *text = work != SV_NONE ? arena_format(fill->arena, "openalex:%.*s",
                                                      (int) (item.length - work - 13), item.data + work + 13)
                       : is_lens(item) ? arena_format(fill->arena, "lens:%.*s", (int) item.length, item.data)
                                       : field_text(fill->arena, item);
    if (text) {
        citation_add(&fill->study->links[LINK_REFERENCES], fill->arena)->text = text;
    }
}

static void take_wos_reference(Fill *fill, StringView item) {
    reference_add_wos(&fill->study->links[LINK_REFERENCES], fill->arena, item);
}

static void add_references(Fill *fill, StringView cell) {
    StringView rest = cell, first = {0};
    sv_split(&rest, ';', &first);
    if (sv_starts(cell, SV("https://openalex.org/")) || is_lens(sv_trim(first))) {
        each_item(fill, cell, false, take_numbered);
    } else {
        reference_add_scopus(&fill->study->links[LINK_REFERENCES], fill->arena, cell);
    }
}

// --- where it was published ---

// "Endoscopic Ultrasound (2014) 3:3 (152-160). Date of Publication: 2014" of Embase; a
// journal alone of Cochrane; "Scopus" of Scopus.
static void read_source(Fill *fill) {
    Study *study = fill->study;
    StringView source = fill->source;
    size_t open = sv_find(source, SV(" ("));
    StringView year = open == SV_NONE ? sv(NULL) : sv_part(source, open + 2, 4);
    long long number;
    if (source.length == 0) {
        return;
    }
    bool known = study->journal.title || study->journal.abbreviation;
    if (year.length < 4 || !sv_number(year, &number) || !sv_starts(sv_from(source, open + 6), SV(")"))) {
        if (!known) {
            fill_text(&study->journal.title, fill->arena, source);
        }
        return;
    }
    if (!known) {
        fill_text(&study->journal.title, fill->arena, sv_part(source, 0, open));
    }
    fill->year = fill->year.length > 0 ? fill->year : year;
    size_t date = sv_find(source, SV("Date of Publication: "));
    if (fill->date.length == 0 && date != SV_NONE) {
        fill->date = sv_trim(sv_from(source, date + 21));
    }
    StringView rest = sv_trim(sv_from(source, open + 7)), place;
    if (!sv_split(&rest, ' ', &place)) {
        return;
    }
    size_t colon = sv_find_char(place, ':');
    if (isdigit((unsigned char) place.data[0])) {
        if (!study->volume) {
            study->volume = field_text(fill->arena, sv_part(place, 0, colon));
        }
        if (!study->issue && colon != SV_NONE) {
            study->issue = field_text(fill->arena, sv_from(place, colon + 1));
        }
    } else {
        rest = place.data[0] == '(' ? sv_trim(sv_from(source, open + 7)) : rest;
    }
    size_t end = sv_find_char(rest, ')');
    if (sv_starts(rest, SV("(")) && end != SV_NONE && fill->first_page.length == 0) {
        fill->first_page = sv_part(rest, 1, end - 1);
    } else if (sv_starts(rest, SV("Article Number: "))) {
        rest = sv_from(rest, 16);
        sv_split(&rest, '.', &fill->article);
    }
}

static void read_citation(Fill *fill, StringView cell) {
    Study *study = fill->study;
    const char *text = field_text(fill->arena, cell);
    CitationParts parts = {0};
    if (!text) {
        return;
    }
    citation_parse(sv(text), fill->arena, &parts);
    if (parts.journal) {
        // Its own columns know better than the line.
        Study line;
        study_init(&line);
        study_take_citation(&line, &parts);
        const char *abbreviation = study->journal.abbreviation;
        if (!abbreviation && !study->journal.title) {
            study->journal = line.journal;
        }
        study->volume = study->volume ? study->volume : line.volume;
        study->issue = study->issue ? study->issue : line.issue;
        study->pages = study->pages ? study->pages : line.pages;
        fill->date = fill->date.length > 0 || !parts.date ? fill->date : sv(parts.date);
    }
    study->doi = study->doi ? study->doi : parts.doi;
    study->pmcid = study->pmcid ? study->pmcid : parts.pmcid;
}

// "Roe A., Department of Tea, Potsdam; Cup B., …" of Scopus, an item for each author.
static void read_affiliations(Fill *fill) {
    Study *study = fill->study;
    StringView rest = fill->affiliations, item;
    size_t count = 0;
    while (sv_split(&rest, ';', &item)) {
        count++;
    }
    if (count != study->author_count) {
        return;
    }
    rest = fill->affiliations;
    for (size_t i = 0; sv_split(&rest, ';', &item); i++) {
        size_t comma = sv_find(item, SV(", "));
        if (comma != SV_NONE) {
            text_list_add(&study->authors[i].affiliations, fill->arena,
                          markup_text(fill->arena, sv_from(item, comma + 2)));
        }
    }
}

// The hyphens and dashes between page numbers as "-".
static const char *plain_hyphens(Arena *arena, const char *pages) {
    String plain = {0};
    StringView rest = sv(pages);
    while (rest.length > 0) {
        bool dash = rest.length >= 3 && memcmp(rest.data, "\xe2\x80", 2) == 0 &&
                    (unsigned char) rest.data[2] >= 0x90 && (unsigned char) rest.data[2] <= 0x94;
        string_add_char(&plain, dash ? '-' : rest.data[0]);
        rest = sv_from(rest, dash ? 3 : 1);
    }
    const char *copy = arena_copy_view(arena, string_view(&plain));
    string_free(&plain);
    return copy;
}

// A date of "4/3/2024" is of either of two months.
static StringView without_doubt(StringView date) {
    size_t slashes = 0;
    for (size_t i = 0; i < date.length; i++) {
        slashes += date.data[i] == '/';
    }
    size_t first = sv_find_char(date, '/');
    return slashes == 2 && first <= 2 && date.length >= 8 ? sv_from(date, date.length - 4) : date;
}

static void finish(Fill *fill) {
    Study *study = fill->study;
    read_source(fill);
    study->title_translated = study->title_translated || (study->title && fill->translated);
    if (!study->pages) {
        study->pages = pages_of(fill->arena, fill->first_page, fill->last_page);
    }
    if (!study->pages) {
        study->pages = field_text(fill->arena, fill->article);
    }
    if (study->pages && strstr(study->pages, "\xe2\x80")) {
        study->pages = plain_hyphens(fill->arena, study->pages);
    }
    StringView dates[] = {fill->year, without_doubt(fill->date)};
    study_set_date(study, fill->arena, dates, 2);
    study_add_accession(study, fill->arena, fill->accession, fill->database, true);
    if (fill->affiliations.length > 0) {
        read_affiliations(fill);
    }
    search_facts_vote(fill->facts, fill->database, fill->provider);
    StringView notes = decisions_take(study, fill->arena, fill->notes);
    if (fill->staged && !fill->said.note) {
        fill->said.note = field_text(fill->arena, notes);
    }
    decisions_add(study, fill->arena, &fill->said);
}

static void add_identifier(Fill *fill, const char *scheme, StringView value) {
    study_add_identifier(fill->study, fill->arena, scheme, field_text(fill->arena, value));
}

static int64_t count_of(StringView cell) {
    long long number;
    return sv_number(cell, &number) && number >= 0 ? number : -1;
}

// Identifiers and counts. false where the column is of another kind.
static bool take_number(Fill *fill, CsvColumn column, StringView cell) {
    Study *study = fill->study;
    switch (column) {
    case COLUMN_PMID:
        study->pmid = study->pmid ? study->pmid : pmid_of(cell);
        return true;
    case COLUMN_DOI:
        study->doi = study->doi ? study->doi : field_doi(fill->arena, cell);
        return true;
    case COLUMN_PMCID:
        study->pmcid = study->pmcid ? study->pmcid : field_pmcid(fill->arena, cell);
        return true;
    case COLUMN_IDENTIFIERS:
        each_item(fill, cell, false, take_identifier);
        return true;
    case COLUMN_SCOPUS:
        add_identifier(fill, "scopus", cell);
        return true;
    case COLUMN_WOS:
        search_facts_vote_accession(fill->facts, cell);
        add_identifier(fill, "wos", cell);
        return true;
    case COLUMN_EMBASE:
        add_identifier(fill, "embase", sv_starts(cell, SV("EMBASE ")) ? sv_from(cell, 7) : cell);
        return true;
    case COLUMN_LENS:
        add_identifier(fill, "lens", cell);
        return true;
    case COLUMN_DIMENSIONS:
        add_identifier(fill, "dimensions", cell);
        return true;
    case COLUMN_CENTRAL:
        add_identifier(fill, "central", cell);
        return true;
    case COLUMN_OPENALEX:
        if (sv_starts(cell, SV("https://openalex.org/"))) {
            add_identifier(fill, "openalex", sv_from(cell, 21));
        }
        return true;
    case COLUMN_ACCESSION:
        fill->accession = cell;
        return true;
    case COLUMN_DATABASE:
        fill->database = fill->database.length > 0 ? fill->database : cell;
        return true;
    case COLUMN_PROVIDER:
        fill->provider = cell;
        return true;
    case COLUMN_ISSN:
    case COLUMN_ISBN:
        study_add_serials(study, fill->arena, cell);
        return true;
    case COLUMN_EISSN:
        study->journal.essn = study->journal.essn ? study->journal.essn : field_text(fill->arena, cell);
        return true;
    case COLUMN_REFERENCE_COUNT:
        study->links[LINK_REFERENCES].announced = count_of(cell);
        return true;
    case COLUMN_CITED_COUNT:
        study->links[LINK_CITED_BY].announced = count_of(cell);
        return true;
    default:
        return false;
    }
}

// EBSCO puts the publisher's notice behind it.
static void take_abstract(Fill *fill, StringView cell) {
    size_t notice = sv_find(cell, SV("Copyright of "));
    if (notice != SV_NONE && sv_find(sv_from(cell, notice), SV(" is the property of ")) != SV_NONE) {
        fill_text(&fill->study->copyright, fill->arena, sv_from(cell, notice));
        cell = sv_trim(sv_part(cell, 0, notice));
    }
    study_add_marked_abstract(fill->study, fill->arena, cell);
}

// What screening said. Of several columns of decisions the first one that has one counts.
static void take_decision(Fill *fill, CsvColumn column, StringView cell) {
    RecordedDecision *said = &fill->said;
    if (column == COLUMN_DECISION) {
        said->decision = said->decision ? said->decision : decision_word(cell);
    } else if (column == COLUMN_REASON) {
        fill_text(&said->reason, fill->arena, cell);
    } else if (column == COLUMN_LABELS) {
        decisions_add_labels(&said->labels, fill->arena, cell);
    } else if (column == COLUMN_NOTE) {
        fill_text(&said->note, fill->arena, cell);
    } else if (column == COLUMN_NOTES) {
        fill->notes = fill->notes.length > 0 ? fill->notes : cell;
    } else if (column == COLUMN_REVIEWER) {
        fill_text(&said->reviewer, fill->arena, cell);
    } else if (column == COLUMN_STAGE) {
        fill->staged = true;
    }
}

// Abstrackr: 1 relevant, 0 maybe, -1 not.
static void take_vote(Fill *fill, const CsvPlace *place, StringView cell) {
    RecordedDecision said = {.reviewer = arena_copy(fill->arena, place->reviewer)};
    if (place->column == COLUMN_VOTE_NOTE) {
        said.note = markup_text(fill->arena, cell);
    } else {
        said.decision = sv_equal(cell, SV("1"))    ? "include"
                        : sv_equal(cell, SV("0"))  ? "maybe"
                        : sv_equal(cell, SV("-1")) ? "exclude"
                                                   : NULL;
    }
    decisions_add(fill->study, fill->arena, &said);
}

static void take_value(Fill *fill, const CsvPlace *place, StringView cell) {
    TextList *values = &fill->said.values;
    values->items = list_grow(fill->arena, values->items, values->count, sizeof *values->items);
    values->items[values->count++] =
        arena_format(fill->arena, "%s\t%.*s", place->label, (int) cell.length, cell.data);
}

static void take_cell(Fill *fill, CsvColumn column, StringView cell) {
    Study *study = fill->study;
    Arena *arena = fill->arena;
    bool translated;
    switch (column) {
    case COLUMN_TITLE:
        if (!study->title) {
            StringView title = title_unbracket(cell, &translated);
            study->title = markup_text(arena, title);
            study->title_translated = translated;
        }
        break;
    case COLUMN_TRANSLATED:
        fill->translated = sv_equal(cell, SV("yes"));
        break;
    case COLUMN_VERNACULAR:
        fill_text(&study->vernacular_title, arena, cell);
        break;
    case COLUMN_ABSTRACT:
        if (study->section_count == 0) {
            take_abstract(fill, cell);
        }
        break;
    case COLUMN_FULL_NAMES:
        each_item(fill, cell, false, take_person);
        break;
    case COLUMN_AUTHORS:
        if (study->author_count == 0) {
            people_add(cell, arena, &study->authors, &study->author_count);
        }
        break;
    case COLUMN_AFFILIATIONS:
        fill->affiliations = cell;
        break;
    case COLUMN_JOURNAL:
        fill_text(&study->journal.title, arena, cell);
        break;
    case COLUMN_ABBREVIATION:
        fill_text(&study->journal.abbreviation, arena, cell);
        break;
    case COLUMN_PUBLISHER:
        fill_text(&study->publisher, arena, cell);
        break;
    case COLUMN_YEAR:
        fill->year = fill->year.length > 0 ? fill->year : cell;
        break;
    case COLUMN_DATE:
        fill->date = fill->date.length > 0 ? fill->date : cell;
        break;
    case COLUMN_VOLUME:
        fill_text(&study->volume, arena, cell);
        break;
    case COLUMN_ISSUE:
        fill_text(&study->issue, arena, cell);
        break;
    case COLUMN_PAGES:
        if (!study->pages) {
            study->pages = pages_of(arena, cell, sv(NULL));
        }
        break;
    case COLUMN_FIRST_PAGE:
        fill->first_page = fill->first_page.length > 0 ? fill->first_page : cell;
        break;
    case COLUMN_LAST_PAGE:
        fill->last_page = fill->last_page.length > 0 ? fill->last_page : cell;
        break;
    case COLUMN_ARTICLE_NUMBER:
        fill->article = cell;
        break;
    case COLUMN_CITATION:
        read_citation(fill, cell);
        break;
    case COLUMN_SOURCE:
        fill->source = cell;
        break;
    case COLUMN_LANGUAGE:
        each_item(fill, cell, true, take_language);
        break;
    case COLUMN_TYPE:
        each_item(fill, cell, false, take_type);
        break;
    case COLUMN_RETRACTED:
        if (sv_equal_nocase(cell, SV("true")) || sv_equal(cell, SV("1"))) {
            take_type(fill, SV("Retracted"));
        }
        break;
    case COLUMN_KEYWORDS:
        each_item(fill, cell, true, take_keyword);
        break;
    case COLUMN_MESH:
        each_item(fill, cell, false, take_mesh);
        break;
    case COLUMN_SUBSTANCES:
        each_item(fill, cell, false, take_substance);
        break;
    case COLUMN_FUNDING:
        each_item(fill, cell, false, take_grant);
        break;
    case COLUMN_TRIALS:
        each_item(fill, cell, true, take_trial);
        break;
    case COLUMN_COPYRIGHT:
        fill_text(&study->copyright, arena, cell);
        break;
    case COLUMN_CONFLICT:
        fill_text(&study->conflict_of_interest, arena, cell);
        break;
    case COLUMN_REFERENCES:
        add_references(fill, cell);
        break;
    case COLUMN_WOS_REFERENCES:
        each_item(fill, cell, false, take_wos_reference);
        break;
    default:
        if (!take_number(fill, column, cell)) {
            take_decision(fill, column, cell);
        }
        break;
    }
}

void csv_fill_study(const CsvHeader *header, const CsvRow *row, StringView text, size_t shift, Arena *arena,
                    String *scratch, Study *study, SearchFacts *facts) {
    Fill fill = {.study = study, .arena = arena, .facts = facts};
    for (size_t i = 0; i < header->count; i++) {
        const CsvPlace *place = &header->places[i];
        StringView raw = csv_cell_text(row, text, place->cell + shift, scratch);
        StringView cell = clean(raw);
        if (cell.length > 0) {
            bool in_scratch = raw.data == scratch->data;
            cell = reader_text(cell, arena);
            // What is put together later must not lie in the scratch.
            cell.data = in_scratch ? arena_copy_view(arena, cell) : cell.data;
            if (place->reviewer) {
                take_vote(&fill, place, cell);
            } else if (place->label) {
                take_value(&fill, place, cell);
            } else {
                take_cell(&fill, place->column, cell);
            }
        }
    }
    finish(&fill);
}
