// MODS of library catalogues and repositories, alone, in a collection or in METS. What an article stands
// in is its related item of type "host". [Library of Congress, MODS 3.8]

#include "carrel/library/library.h"
#include "carrel/reader/fields.h"
#include "carrel/reader/numbers.h"
#include "carrel/reader/people.h"
#include "carrel/reader/xml_fields.h"

#include "carrel/base/memory.h"

#include <string.h>

static const XmlField fields[] = {
    {"originInfo/publisher", XML_PUBLISHER}, {"language/languageTerm", XML_LANGUAGE},
    {"subject/topic", XML_KEYWORDS},         {"subject/geographic", XML_KEYWORDS},
    {"subject/temporal", XML_KEYWORDS},      {"location/url", XML_ADDRESS},
};

// Fields of the host, and of a record that is a part itself.
static const XmlField host_fields[] = {
    {"originInfo/publisher", XML_PUBLISHER},
    {"part/extent/start", XML_FIRST_PAGE},
    {"part/extent/list", XML_FIRST_PAGE},
    {"part/extent/end", XML_LAST_PAGE},
};

static bool has_type(const XmlTree *tree, size_t element, const char *const *types) {
    for (; *types; types++) {
        if (xml_attribute_is(tree, element, "type", *types)) {
            return true;
        }
    }
    return false;
}

// --- titles ---

static const char *title_of(const XmlTree *tree, size_t info, Arena *arena) {
    const char *title = xml_text_at(tree, info, "title", arena);
    const char *article = xml_text_at(tree, info, "nonSort", arena);
    const char *number = xml_text_at(tree, info, "partNumber", arena);
    const char *part = xml_text_at(tree, info, "partName", arena);
    if (!title) {
        return NULL;
    }
    if (article) {
        char last = article[strlen(article) - 1];
        title = arena_format(arena, last == '\'' || last == '-' ? "%s%s" : "%s %s", article, title);
    }
    title = title_with_subtitle(arena, title, xml_text_at(tree, info, "subTitle", arena));
    title = number ? arena_format(arena, "%s. %s", title, number) : title;
    return part ? arena_format(arena, "%s. %s", title, part) : title;
}

// The title of a type, "" for the main one; NULL where there is none.
static const char *title_of_type(const XmlTree *tree, size_t within, const char *type, Arena *arena) {
    size_t at = XML_NONE;
    while ((at = xml_next(tree, within, "titleInfo", at)) != XML_NONE) {
        const char *title = xml_attribute_is(tree, at, "type", type) ? title_of(tree, at, arena) : NULL;
        if (title) {
            return title;
        }
    }
    return NULL;
}

static const char *main_title(const XmlTree *tree, size_t within, Arena *arena) {
    const char *title = title_of_type(tree, within, "", arena);
    return title ? title : title_of(tree, xml_first(tree, within, "titleInfo"), arena);
}

// --- names ---

typedef enum { ROLE_AUTHOR, ROLE_MAKER, ROLE_EDITOR, ROLE_OTHER } Role;

// Roles by MARC's codes and their words; one that is not named made the thing: a photographer.
static const struct {
    const char *name;
    Role role;
} roles[] = {
    {"aut", ROLE_AUTHOR},
    {"author", ROLE_AUTHOR},
    {"cre", ROLE_AUTHOR},
    {"creator", ROLE_AUTHOR},
    {"edt", ROLE_EDITOR},
    {"editor", ROLE_EDITOR},
    {"com", ROLE_EDITOR},
    {"compiler", ROLE_EDITOR},
    {"pbl", ROLE_OTHER},
    {"publisher", ROLE_OTHER},
    {"dst", ROLE_OTHER},
    {"distributor", ROLE_OTHER},
    {"rcp", ROLE_OTHER},
    {"addressee", ROLE_OTHER},
    {"recipient", ROLE_OTHER},
    {"fnd", ROLE_OTHER},
    {"funder", ROLE_OTHER},
    {"spn", ROLE_OTHER},
    {"sponsor", ROLE_OTHER},
    {"ths", ROLE_OTHER},
    {"thesis advisor", ROLE_OTHER},
    {"dgg", ROLE_OTHER},
    {"degree grantor", ROLE_OTHER},
    {"asn", ROLE_OTHER},
    {"associated name", ROLE_OTHER},
    {"ctb", ROLE_OTHER},
    {"contributor", ROLE_OTHER},
    {"trl", ROLE_OTHER},
    {"translator", ROLE_OTHER},
    {"rev", ROLE_OTHER},
    {"reviewer", ROLE_OTHER},
    {"own", ROLE_OTHER},
    {"former owner", ROLE_OTHER},
};

static Role role_of(const XmlTree *tree, size_t name, Arena *arena) {
    Role role = ROLE_AUTHOR; // where none is said
    size_t at = XML_NONE;
    while ((at = xml_next(tree, name, "role/roleTerm", at)) != XML_NONE) {
        StringView term = sv(xml_text(tree, at, arena));
        role = term.length > 0 ? ROLE_MAKER : role;
        for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++) {
            if (sv_equal_nocase(term, sv(roles[i].name))) {
                return roles[i].role;
            }
        }
    }
    return role;
}

static const char *name_part(const XmlTree *tree, size_t name, const char *type, Arena *arena) {
    size_t at = XML_NONE;
    while ((at = xml_next(tree, name, "namePart", at)) != XML_NONE) {
        const char *text = xml_attribute_is(tree, at, "type", type) ? xml_text(tree, at, arena) : NULL;
        if (text) {
            return text;
        }
    }
    return NULL;
}

// "Library of Congress: Music Division": a body and its parts.
static const char *body_name(const XmlTree *tree, size_t name, Arena *arena) {
    const char *whole = NULL;
    size_t at = XML_NONE;
    while ((at = xml_next(tree, name, "namePart", at)) != XML_NONE) {
        const char *text = xml_attribute_is(tree, at, "type", "") ? xml_text(tree, at, arena) : NULL;
        whole = whole && text ? arena_format(arena, "%s: %s", whole, text) : whole ? whole : text;
    }
    return whole;
}

static bool read_name(const XmlTree *tree, size_t name, Arena *arena, Author *person) {
    static const char *const bodies[] = {"corporate", "conference", "family", NULL};
    if (has_type(tree, name, bodies)) {
        *person = (Author){.collective = body_name(tree, name, arena)};
        return person->collective != NULL;
    }
    const char *family = name_part(tree, name, "family", arena);
    const char *given = name_part(tree, name, "given", arena);
    if (family) {
        *person = person_of(arena, sv(family), sv(given));
        return true;
    }
    const char *whole = name_part(tree, name, "", arena);
    whole = whole ? whole : xml_text_at(tree, name, "displayForm", arena);
    return catalogue_person_read(sv(whole), arena, person);
}

static void add_names(const XmlTree *tree, Arena *arena, Study *study) {
    for (Role role = ROLE_AUTHOR; role < ROLE_OTHER && study->author_count == 0; role++) {
        size_t at = XML_NONE;
        while ((at = xml_next(tree, 0, "name", at)) != XML_NONE) {
            Author person = {0};
            if (role_of(tree, at, arena) == role && read_name(tree, at, arena, &person)) {
                study_add_author(study, arena, &person);
            }
        }
    }
}

// --- dates and numbers ---

typedef struct {
    StringView dates[32];
    size_t count;
} Dates;

// Adds dates at a path: first those that are written for programs; the end of a span is none.
static void add_dates(const XmlTree *tree, size_t within, const char *path, Arena *arena, Dates *dates) {
    for (int coded = 1; coded >= 0; coded--) {
        size_t at = XML_NONE;
        while ((at = xml_next(tree, within, path, at)) != XML_NONE) {
            bool is_coded = xml_attribute(tree, at, "encoding").length > 0;
            const char *text = xml_text(tree, at, arena);
            if (text && is_coded == (coded == 1) && !xml_attribute_is(tree, at, "point", "end") &&
                dates->count < sizeof dates->dates / sizeof dates->dates[0]) {
                dates->dates[dates->count++] = sv(text);
            }
        }
    }
}

static void add_identifier(const XmlTree *tree, size_t at, Arena *arena, Study *study) {
    static const struct {
        const char *type;
        XmlFieldKind kind;
    } kinds[] = {
        {"doi", XML_DOI},       {"isbn", XML_SERIAL}, {"issn", XML_SERIAL},
        {"pmid", XML_PMID},     {"pubmed", XML_PMID}, {"eissn", XML_ELECTRONIC_SERIAL},
        {"pmcid", XML_PMCID},   {"pmc", XML_PMCID},   {"uri", XML_ADDRESS},
        {"issn-l", XML_SERIAL},
    };
    // Schemes that are kept as they are named.
    static const char *const schemes[] = {"oclc", "lccn", "hdl", "urn", "arxiv", "wos", "scopus", NULL};
    const char *text = xml_text(tree, at, arena);
    StringView type = xml_attribute(tree, at, "type");
    if (!text || type.length == 0 || xml_attribute_is(tree, at, "invalid", "yes")) {
        return;
    }
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (sv_equal_nocase(type, sv(kinds[i].type))) {
            study_add_xml_field(study, arena, kinds[i].kind, text);
        }
    }
    for (size_t i = 0; schemes[i]; i++) {
        if (sv_equal_nocase(type, sv(schemes[i]))) {
            study_add_identifier(study, arena, schemes[i], text);
        }
    }
}

// Volume and issue are details of types; a supplement stands for an issue.
static void add_details(const XmlTree *tree, size_t within, Arena *arena, Study *study) {
    static const struct {
        const char *type;
        XmlFieldKind kind;
    } kinds[] = {
        {"volume", XML_VOLUME}, {"issue", XML_ISSUE},     {"number", XML_ISSUE},
        {"part", XML_ISSUE},    {"page", XML_FIRST_PAGE},
    };
    size_t at = XML_NONE;
    while ((at = xml_next(tree, within, "part/detail", at)) != XML_NONE) {
        const char *number = xml_text_at(tree, at, "number", arena);
        for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
            if (xml_attribute_is(tree, at, "type", kinds[i].type)) {
                study_add_xml_field(study, arena, kinds[i].kind, number);
            }
        }
        if (number && !study->issue && xml_attribute_is(tree, at, "type", "supplement")) {
            study->issue = arena_format(arena, "Suppl %s", number);
        }
    }
}

static void add_genres(const XmlTree *tree, Arena *arena, Study *study) {
    static const char *const articles[] = {"article", "journal article", "academic journal", "journal", NULL};
    size_t at = XML_NONE;
    while ((at = xml_next(tree, 0, "genre", at)) != XML_NONE) {
        const char *genre = xml_text(tree, at, arena);
        bool plain = false;
        for (size_t i = 0; genre && articles[i]; i++) {
            plain = plain || sv_equal_nocase(sv(genre), sv(articles[i]));
        }
        text_list_add(&study->publication_types, arena, plain ? NULL : genre);
    }
}

static void read_host(const XmlTree *tree, size_t host, Arena *arena, Study *study) {
    size_t at = XML_NONE;
    study->journal.title = main_title(tree, host, arena);
    study->journal.abbreviation = title_of_type(tree, host, "abbreviated", arena);
    while ((at = xml_next(tree, host, "identifier", at)) != XML_NONE) {
        bool serial =
            xml_attribute_is(tree, at, "type", "issn") || xml_attribute_is(tree, at, "type", "isbn");
        if (serial || xml_attribute_is(tree, at, "type", "eissn")) {
            add_identifier(tree, at, arena, study);
        }
    }
    xml_fill(study, arena, tree, host, host_fields, sizeof host_fields / sizeof host_fields[0]);
    add_details(tree, host, arena, study);
}

static void read_mods(const XmlTree *tree, Arena *arena, Study *study) {
    Dates dates = {0};
    size_t host = XML_NONE, at = XML_NONE;
    while (host == XML_NONE && (at = xml_next(tree, 0, "relatedItem", at)) != XML_NONE) {
        host = xml_attribute_is(tree, at, "type", "host") ? at : XML_NONE;
    }
    at = XML_NONE;
    study->title = main_title(tree, 0, arena);
    add_names(tree, arena, study);
    add_details(tree, 0, arena, study);
    while ((at = xml_next(tree, 0, "identifier", at)) != XML_NONE) {
        add_identifier(tree, at, arena, study);
    }
    while ((at = xml_next(tree, 0, "abstract", at)) != XML_NONE) {
        study_add_xml_field(study, arena, XML_ABSTRACT, xml_text(tree, at, arena));
    }
    add_genres(tree, arena, study);
    xml_fill(study, arena, tree, 0, fields, sizeof fields / sizeof fields[0]);
    if (host != XML_NONE) {
        read_host(tree, host, arena, study);
    }
    add_dates(tree, 0, "originInfo/dateIssued", arena, &dates);
    add_dates(tree, 0, "part/date", arena, &dates);
    add_dates(tree, host, "part/date", arena, &dates);
    add_dates(tree, host, "originInfo/dateIssued", arena, &dates);
    add_dates(tree, 0, "originInfo/copyrightDate", arena, &dates);
    add_dates(tree, 0, "originInfo/dateCreated", arena, &dates);
    study_set_date(study, arena, dates.dates, dates.count);
}

static bool mods_next(Reader *reader, Arena *arena, Item *item) {
    return xml_item_next(reader, arena, item, "mods", read_mods);
}

Reader *mods_reader_new(void) {
    Reader *reader = memory_new(sizeof *reader);
    reader_init(reader, mods_next, reader_destroy);
    reader->nothing = "no record was found: the file has no <mods>";
    return reader;
}
