// RDF in XML: what Zotero exports ("Zotero RDF", "Bibliontology RDF"), and works that are described in
// schema.org's or Dublin Core's words. A graph may say of a journal behind the article that is in it, so
// the file is held as a whole, up to a limit. Words are taken by their names without name space, as these
// vocabularies do not contradict each other.

#include "carrel/library/library.h"
#include "carrel/reader/fields.h"
#include "carrel/reader/numbers.h"
#include "carrel/reader/people.h"
#include "carrel/reader/xml_fields.h"

#include "carrel/base/map.h"
#include "carrel/base/memory.h"

enum {
    GRAPH_MOST = 64 << 20,
    NODE_MOST = 10000, // elements of a description that others refer to
    HOPS_MOST = 4      // from an article to what it is in: issue, volume, journal
};

typedef struct {
    Reader reader;
    Arena graph; // of the tree
    XmlTree tree;
    Map nodes;     // descriptions by "about", "nodeID" or "ID"
    size_t next;   // the description to look at
    bool is_read;  // the graph is there
    bool rejected; // and it was too large
} RdfReader;

// Descriptions of what is no study.
static const char *const others[] = {"Journal",
                                     "Periodical",
                                     "PublicationIssue",
                                     "PublicationVolume",
                                     "Issue",
                                     "Series",
                                     "Person",
                                     "Agent",
                                     "Organization",
                                     "Attachment",
                                     "Memo",
                                     "Collection",
                                     "Note",
                                     "Event",
                                     "Conference",
                                     "Place",
                                     "Concept",
                                     "Ontology",
                                     "Class",
                                     "Property",
                                     "Website",
                                     "BlogForum",
                                     "ISSN",
                                     "UserItem",
                                     "ObjectProperty",
                                     "DatatypeProperty",
                                     "ConceptScheme",
                                     "AutomaticTag",
                                     "channel",
                                     "image",
                                     "textinput",
                                     NULL};

static bool is_one_of(StringView name, const char *const *names) {
    for (; *names; names++) {
        if (sv_equal(name, sv(*names))) {
            return true;
        }
    }
    return false;
}

// --- the graph ---

static void index_nodes(RdfReader *rdf) {
    static const char *const names[] = {"about", "nodeID", "ID"};
    const XmlTree *tree = &rdf->tree;
    for (size_t i = 1; i < tree->count; i++) {
        // An element within a property, or at the top, is a description; it may name itself.
        for (size_t k = 0; k < sizeof names / sizeof names[0]; k++) {
            StringView name = xml_attribute(tree, i, names[k]);
            bool reference = k == 1 && tree->elements[i].end == i + 1 && tree->elements[i].inner.length == 0;
            if (name.length > 0 && !reference && !map_get(&rdf->nodes, name, NULL)) {
                map_set(&rdf->nodes, name, (int64_t) i);
            }
        }
    }
}

// The description that a property gives as its value, or XML_NONE where that is text.
static size_t value_node(const RdfReader *rdf, size_t property) {
    static const char *const names[] = {"resource", "nodeID"};
    for (size_t k = 0; k < sizeof names / sizeof names[0]; k++) {
        StringView name = xml_attribute(&rdf->tree, property, names[k]);
        int64_t node;
        if (name.length == 0) {
            continue;
        }
        if (map_get(&rdf->nodes, name, &node) ||
            (name.data[0] == '#' && map_get(&rdf->nodes, sv_from(name, 1), &node))) {
            bool large = rdf->tree.elements[node].end - (size_t) node > NODE_MOST;
            return large ? XML_NONE : (size_t) node;
        }
    }
    return xml_first(&rdf->tree, property, "*");
}

// The text of a property: its own, an address that it refers to, or what its description has as value.
static const char *value_text(const RdfReader *rdf, size_t property, Arena *arena) {
    static const char *const words[] = {"value", "name", "title", "prefLabel", "label"};
    size_t node = value_node(rdf, property);
    for (size_t i = 0; node != XML_NONE && i < sizeof words / sizeof words[0]; i++) {
        const char *text = xml_text_at(&rdf->tree, node, words[i], arena);
        if (text) {
            return text;
        }
    }
    const char *text = xml_text(&rdf->tree, property, arena);
    return text ? text : field_text(arena, xml_attribute(&rdf->tree, property, "resource"));
}

static const char *text_of(const RdfReader *rdf, size_t node, const char *word, Arena *arena) {
    size_t property = xml_first(&rdf->tree, node, word);
    return property == XML_NONE ? NULL : value_text(rdf, property, arena);
}

// --- studies ---

// What is simple in a description of the study or of what it is in.
typedef struct {
    const char *word;
    XmlFieldKind kind;
} Word;

static const Word study_words[] = {
    {"title", XML_TITLE},
    {"name", XML_TITLE},
    {"headline", XML_TITLE},
    {"abstract", XML_ABSTRACT},
    {"doi", XML_DOI},
    {"pmid", XML_PMID},
    {"DOI", XML_DOI},
    {"isbn", XML_SERIAL},
    {"isbn10", XML_SERIAL},
    {"isbn13", XML_SERIAL},
    {"publisher", XML_PUBLISHER},
    {"language", XML_LANGUAGE},
    {"inLanguage", XML_LANGUAGE},
    {"keywords", XML_KEYWORDS},
    {"subject", XML_KEYWORDS},
    {"about", XML_KEYWORDS},
    {"sameAs", XML_ADDRESS},
    {"url", XML_ADDRESS},
    {"uri", XML_ADDRESS},
};

static const Word number_words[] = {
    {"volume", XML_VOLUME},        {"volumeNumber", XML_VOLUME},     {"issue", XML_ISSUE},
    {"issueNumber", XML_ISSUE},    {"pages", XML_FIRST_PAGE},        {"pagination", XML_FIRST_PAGE},
    {"pageStart", XML_FIRST_PAGE}, {"startingPage", XML_FIRST_PAGE}, {"pageEnd", XML_LAST_PAGE},
    {"endingPage", XML_LAST_PAGE},
};

static const Word host_words[] = {
    {"title", XML_JOURNAL},
    {"name", XML_JOURNAL},
    {"alternative", XML_ABBREVIATION},
    {"shortTitle", XML_ABBREVIATION},
    {"number", XML_ISSUE},
    {"issn", XML_SERIAL},
    {"eissn", XML_ELECTRONIC_SERIAL},
    {"eIssn", XML_ELECTRONIC_SERIAL},
    {"isbn", XML_SERIAL},
    {"isbn10", XML_SERIAL},
    {"isbn13", XML_SERIAL},
    {"publisher", XML_PUBLISHER},
};

static void fill(const RdfReader *rdf, size_t node, const Word *words, size_t count, Arena *arena,
                 Study *study) {
    for (size_t i = 0; i < count; i++) {
        size_t at = XML_NONE;
        while ((at = xml_next(&rdf->tree, node, words[i].word, at)) != XML_NONE) {
            study_add_xml_field(study, arena, words[i].kind, value_text(rdf, at, arena));
        }
    }
}

// "DOI 10.9999/x", "ISSN 1234-5679", "ISBN 978…", "https://doi.org/10.9999/x".
static void add_identifiers(const RdfReader *rdf, size_t node, Arena *arena, Study *study) {
    size_t at = XML_NONE;
    while ((at = xml_next(&rdf->tree, node, "identifier", at)) != XML_NONE) {
        StringView text = sv(value_text(rdf, at, arena));
        bool serial = sv_starts_nocase(text, SV("ISSN")) || sv_starts_nocase(text, SV("ISBN"));
        bool address = sv_starts(text, SV("http"));
        XmlFieldKind kind = serial                               ? XML_SERIAL
                            : address                            ? XML_ADDRESS
                            : sv_starts_nocase(text, SV("PMID")) ? XML_PMID
                                                                 : XML_DOI;
        study_add_xml_field(study, arena, kind, text.data);
    }
}

static bool person_of_node(const RdfReader *rdf, size_t node, Arena *arena, Author *person) {
    static const char *const families[] = {"surname", "familyName", "family_name", "lastName"};
    static const char *const givens[] = {"givenName", "givenname", "firstName", "given_name"};
    const char *family = NULL, *given = NULL;
    for (size_t i = 0; i < sizeof families / sizeof families[0]; i++) {
        family = family ? family : xml_text_at(&rdf->tree, node, families[i], arena);
        given = given ? given : xml_text_at(&rdf->tree, node, givens[i], arena);
    }
    if (family) {
        *person = person_of(arena, sv(family), sv(given));
        return true;
    }
    const char *name = xml_text_at(&rdf->tree, node, "name", arena);
    bool body = sv_equal(rdf->tree.elements[node].name, SV("Organization"));
    if (body && name) {
        *person = (Author){.collective = name};
        return true;
    }
    return catalogue_person_read(sv(name), arena, person);
}

static void add_person(const RdfReader *rdf, size_t property, Arena *arena, Study *study) {
    size_t node = value_node(rdf, property);
    Author person = {0};
    bool known = node != XML_NONE
                     ? person_of_node(rdf, node, arena, &person)
                     : catalogue_person_read(sv(xml_text(&rdf->tree, property, arena)), arena, &person);
    if (known) {
        study_add_author(study, arena, &person);
    }
}

// People of a property: themselves, or as items of a list (Seq, Bag).
static void add_people(const RdfReader *rdf, size_t node, const char *word, Arena *arena, Study *study) {
    static const char *const lists[] = {"Seq", "Bag", "List", NULL};
    size_t at = XML_NONE;
    while ((at = xml_next(&rdf->tree, node, word, at)) != XML_NONE) {
        size_t list = value_node(rdf, at), item = XML_NONE;
        if (list == XML_NONE || !is_one_of(rdf->tree.elements[list].name, lists)) {
            add_person(rdf, at, arena, study);
            continue;
        }
        while ((item = xml_next(&rdf->tree, list, "*", item)) != XML_NONE) {
            add_person(rdf, item, arena, study); // "li", "_1", …
        }
    }
}

static void add_authors(const RdfReader *rdf, size_t node, Arena *arena, Study *study) {
    static const char *const words[] = {"authors",     "authorList",   "author",  "creator",    "inventors",
                                        "programmers", "contributors", "editors", "editorList", "editor"};
    for (size_t i = 0; i < sizeof words / sizeof words[0] && study->author_count == 0; i++) {
        add_people(rdf, node, words[i], arena, study);
    }
}

static void read_dates(const RdfReader *rdf, size_t node, Arena *arena, Study *study) {
    static const char *const words[] = {"datePublished", "issued", "date", "created", "dateCreated"};
    for (size_t i = 0; i < sizeof words / sizeof words[0] && study->year == 0; i++) {
        StringView date = sv(text_of(rdf, node, words[i], arena));
        study_set_date(study, arena, &date, 1);
    }
}

// The name of a description may be a number: "urn:issn:1234-5679".
static void add_about(const RdfReader *rdf, size_t node, Arena *arena, Study *study) {
    const char *about = field_text(arena, xml_attribute(&rdf->tree, node, "about"));
    bool serial = sv_starts_nocase(sv(about), SV("urn:iss")) || sv_starts_nocase(sv(about), SV("urn:isbn"));
    study_add_xml_field(study, arena, serial ? XML_SERIAL : XML_ADDRESS, about);
}

// The description of what another is in; a series is no journal.
static size_t host_of(const RdfReader *rdf, size_t node) {
    static const char *const words[] = {"isPartOf", "presentedAt"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        size_t at = XML_NONE;
        while ((at = xml_next(&rdf->tree, node, words[i], at)) != XML_NONE) {
            size_t host = value_node(rdf, at);
            if (host != XML_NONE && !sv_equal(rdf->tree.elements[host].name, SV("Series"))) {
                return host;
            }
        }
    }
    return XML_NONE;
}

// What the study is in, up to the journal.
static void read_hosts(const RdfReader *rdf, size_t node, Arena *arena, Study *study) {
    const size_t start = node;
    for (int hop = 0; hop < HOPS_MOST; hop++) {
        node = host_of(rdf, node);
        if (node == XML_NONE || node == start) {
            return;
        }
        fill(rdf, node, host_words, sizeof host_words / sizeof host_words[0], arena, study);
        fill(rdf, node, number_words, sizeof number_words / sizeof number_words[0], arena, study);
        add_identifiers(rdf, node, arena, study);
        add_about(rdf, node, arena, study);
        read_dates(rdf, node, arena, study);
    }
}

static void add_type(const RdfReader *rdf, size_t node, Arena *arena, Study *study) {
    static const struct {
        const char *name, *type;
    } types[] = {{"book", "Book"},
                 {"bookSection", "Book Chapter"},
                 {"thesis", "Thesis"},
                 {"report", "Report"},
                 {"conferencePaper", "Conference Paper"},
                 {"preprint", "Preprint"},
                 {"dataset", "Dataset"},
                 {"Book", "Book"},
                 {"BookSection", "Book Chapter"},
                 {"Thesis", "Thesis"},
                 {"Report", "Report"},
                 {"Chapter", "Book Chapter"},
                 {"Dataset", "Dataset"},
                 {"journalArticle", "Journal Article"},
                 {"ScholarlyArticle", "Journal Article"},
                 {"AcademicArticle", "Journal Article"}};
    StringView name = sv(xml_text_at(&rdf->tree, node, "itemType", arena));
    name = name.length > 0 ? name : rdf->tree.elements[node].name;
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if (sv_equal(name, sv(types[i].name))) {
            text_list_add(&study->publication_types, arena, types[i].type);
            return;
        }
    }
}

// The last name of a type's address: "Journal" of "http://purl.org/ontology/bibo/Journal".
static StringView last_name(StringView address) {
    for (size_t i = address.length; i > 0; i--) {
        if (address.data[i - 1] == '/' || address.data[i - 1] == '#') {
            return sv_from(address, i);
        }
    }
    return address;
}

static bool is_study(const RdfReader *rdf, size_t node) {
    const XmlTree *tree = &rdf->tree;
    size_t type = xml_first(tree, node, "itemType");
    if (type != XML_NONE) {
        StringView name = sv_trim(tree->elements[type].inner);
        return !sv_equal(name, SV("attachment")) && !sv_equal(name, SV("note"));
    }
    bool titled = xml_first(tree, node, "title") != XML_NONE || xml_first(tree, node, "name") != XML_NONE ||
                  xml_first(tree, node, "headline") != XML_NONE;
    StringView named = last_name(xml_attribute(tree, xml_first(tree, node, "type"), "resource"));
    return titled && !is_one_of(tree->elements[node].name, others) && !is_one_of(named, others);
}

static void read_study(const RdfReader *rdf, size_t node, Arena *arena, Study *study) {
    fill(rdf, node, study_words, sizeof study_words / sizeof study_words[0], arena, study);
    fill(rdf, node, number_words, sizeof number_words / sizeof number_words[0], arena, study);
    add_authors(rdf, node, arena, study);
    read_dates(rdf, node, arena, study);
    add_identifiers(rdf, node, arena, study);
    add_about(rdf, node, arena, study); // its own numbers before those of what it is in
    read_hosts(rdf, node, arena, study);
    if (xml_first(&rdf->tree, node, "itemType") == XML_NONE) { // Zotero's descriptions are remarks
        study_add_xml_field(study, arena, XML_ABSTRACT, text_of(rdf, node, "description", arena));
    }
    add_type(rdf, node, arena, study);
    study->kind = RECORD_DATABASE;
}

// --- the reader ---

static void read_graph(RdfReader *rdf) {
    StringView rest = reader_rest(&rdf->reader);
    // The last bytes are in, so that the buffer stays where it is.
    rdf->rejected = !xml_read(reader_text(rest, &rdf->graph), &rdf->graph, &rdf->tree);
    rdf->is_read = true;
    rdf->next = 1;
    if (!rdf->rejected) {
        index_nodes(rdf);
    }
    reader_skip(&rdf->reader, rest.length);
}

static bool rdf_next(Reader *reader, Arena *arena, Item *item) {
    RdfReader *rdf = (RdfReader *) reader;
    StringView rest = reader_rest(reader);
    if (!rdf->is_read && rest.length > GRAPH_MOST) {
        item->line = reader->line;
        rdf->is_read = rdf->rejected = true;
        reader_reject(item, "the graph is larger than 64 MB; export it in parts, or as RIS", rest);
        reader_skip(reader, rest.length);
        return true;
    }
    if (!rdf->is_read && !reader->last) {
        return false;
    }
    if (rdf->is_read && rest.length > 0) {
        reader_skip(reader, rest.length); // behind a graph that is too large
    }
    if (!rdf->is_read) {
        read_graph(rdf);
        if (rdf->rejected) {
            item->line = 1;
            return reader_reject(item, "the graph has more than a million elements; export it in parts",
                                 string_view(&reader->buffer));
        }
    }
    while (!rdf->rejected && rdf->next < rdf->tree.count) {
        size_t node = rdf->next;
        rdf->next = rdf->tree.elements[node].end;
        if (is_study(rdf, node)) {
            read_study(rdf, node, arena, &item->study);
            return true;
        }
    }
    return false;
}

static void rdf_destroy(Reader *reader) {
    RdfReader *rdf = (RdfReader *) reader;
    arena_free(&rdf->graph);
    map_free(&rdf->nodes);
    reader_destroy(reader);
}

Reader *rdf_reader_new(void) {
    RdfReader *rdf = memory_new(sizeof *rdf);
    reader_init(&rdf->reader, rdf_next, rdf_destroy);
    rdf->reader.nothing = "no work was found: the graph describes none with a title";
    return &rdf->reader;
}
