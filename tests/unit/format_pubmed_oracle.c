// expat is the oracle: every well-formed PubMed XML file of the corpus, read to a tree by
// expat and looked up path by path, must give the same fields as the scanner.

#include "format_read.h"

#include <ctype.h>
#include <expat.h>

typedef struct Node Node;
struct Node {
    const char *name; // NULL for text
    const char **attributes;
    String text;
    Node *parent, *first, *last, *next;
};

typedef struct {
    Arena arena;
    Node *root, *open;
    Node **texts; // to free
    size_t text_count, text_capacity;
} Tree;

static Node *add_node(Tree *tree, const char *name) {
    Node *node = ARENA_NEW(&tree->arena, Node);
    node->name = name ? arena_copy(&tree->arena, name) : NULL;
    node->parent = tree->open;
    if (!tree->open) {
        tree->root = node;
    } else if (tree->open->last) {
        tree->open->last = tree->open->last->next = node;
    } else {
        tree->open->first = tree->open->last = node;
    }
    return node;
}

static void on_start(void *data, const XML_Char *name, const XML_Char **attributes) {
    Tree *tree = data;
    Node *node = add_node(tree, name);
    size_t count = 0;
    while (attributes[count]) {
        count++;
    }
    node->attributes = ARENA_ARRAY(&tree->arena, const char *, count + 1);
    for (size_t i = 0; i < count; i++) {
        node->attributes[i] = arena_copy(&tree->arena, attributes[i]);
    }
    tree->open = node;
}

static void on_end(void *data, const XML_Char *name) {
    (void) name;
    Tree *tree = data;
    tree->open = tree->open->parent;
}

static void on_text(void *data, const XML_Char *text, int length) {
    Tree *tree = data;
    Node *node = tree->open->last;
    if (!node || node->name) {
        node = add_node(tree, NULL);
        tree->texts = vec_grow(tree->texts, &tree->text_capacity, tree->text_count + 1, sizeof(Node *));
        tree->texts[tree->text_count++] = node;
    }
    string_add(&node->text, (StringView){text, (size_t) length});
}

static bool tree_read(Tree *tree, StringView xml) {
    XML_Parser parser = XML_ParserCreate(NULL);
    XML_SetUserData(parser, tree);
    XML_SetElementHandler(parser, on_start, on_end);
    XML_SetCharacterDataHandler(parser, on_text);
    bool good = XML_Parse(parser, xml.data, (int) xml.length, 1) == XML_STATUS_OK;
    XML_ParserFree(parser);
    return good;
}

static void tree_free(Tree *tree) {
    for (size_t i = 0; i < tree->text_count; i++) {
        string_free(&tree->texts[i]->text);
    }
    free(tree->texts);
    arena_free(&tree->arena);
}

static bool named(const Node *node, const char *name) {
    return node->name && strcmp(node->name, name) == 0;
}

static const char *attribute(const Node *node, const char *name) {
    for (size_t i = 0; node && node->name && node->attributes[i]; i += 2) {
        if (strcmp(node->attributes[i], name) == 0) {
            return node->attributes[i + 1];
        }
    }
    return "";
}

static const Node *child_after(const Node *parent, const Node *before, const char *name) {
    for (const Node *node = before ? before->next : parent ? parent->first : NULL; node; node = node->next) {
        if (named(node, name)) {
            return node;
        }
    }
    return NULL;
}

// "Article/Journal/Title": the first of each.
static const Node *at(const Node *node, const char *path) {
    StringView rest = sv(path), part;
    while (node && sv_split(&rest, '/', &part)) {
        char name[64];
        snprintf(name, sizeof name, "%.*s", (int) part.length, part.data);
        node = child_after(node, NULL, name);
    }
    return node;
}

// Nodes below `node` with this name, in document order.
static const Node *descendant_after(const Node *top, const Node *before, const char *name) {
    const Node *node = before ? before : top;
    while (node) {
        if (node->first) {
            node = node->first;
        } else {
            while (node && node != top && !node->next) {
                node = node->parent;
            }
            node = !node || node == top ? NULL : node->next;
        }
        if (node && named(node, name)) {
            return node;
        }
    }
    return NULL;
}

static void add_raw_text(const Node *node, String *out) {
    for (const Node *child = node->first; child; child = child->next) {
        if (child->name) {
            add_raw_text(child, out);
        } else {
            string_add(out, string_view(&child->text));
        }
    }
}

// The text with white space folded; "" for no node.
static const char *text_of(Tree *tree, const Node *node) {
    String raw = {0}, folded = {0};
    if (node) {
        add_raw_text(node, &raw);
    }
    bool space = false;
    for (size_t i = 0; i < raw.length; i++) {
        if (isspace((unsigned char) raw.data[i])) {
            space = folded.length > 0;
        } else {
            if (space) {
                string_add_char(&folded, ' ');
            }
            space = false;
            string_add_char(&folded, raw.data[i]);
        }
    }
    const char *text = arena_copy(&tree->arena, string_text(&folded));
    string_free(&raw);
    string_free(&folded);
    return text;
}

static long long number_at(Tree *tree, const Node *node) {
    const char *text = text_of(tree, node);
    char *end;
    long long number = strtoll(text, &end, 10);
    return *end == '\0' ? number : 0;
}

static const Node *article_id(const Node *list, const char *type) {
    for (const Node *node = child_after(list, NULL, "ArticleId"); node;
         node = child_after(list, node, "ArticleId")) {
        if (strcmp(attribute(node, "IdType"), type) == 0) {
            return node;
        }
    }
    return NULL;
}

static const char *lower(Tree *tree, const char *text) {
    char *copy = arena_copy(&tree->arena, text);
    for (char *c = copy; *c; c++) {
        *c = (char) tolower((unsigned char) *c);
    }
    return copy;
}

static void describe_title(Tree *tree, const Node *title, const Node *vernacular, const Node *book,
                           String *out) {
    const char *text = text_of(tree, title);
    size_t length = strlen(text);
    bool dot = length > 0 && text[length - 1] == '.';
    bool translated = length > 2 && text[0] == '[' && text[length - 1 - dot] == ']' &&
                      strchr(text, ']') == text + length - 1 - dot;
    if (translated) {
        text = arena_copy_view(&tree->arena, (StringView){text + 1, length - 2 - dot});
        if (strcmp(text, "Not Available") == 0) {
            text = text_of(tree, vernacular);
            translated = false;
        }
    }
    if (!*text) {
        text = text_of(tree, book);
    }
    string_format(out, "title %s%s\nvernacular %s\n", text, translated ? " (translated)" : "",
                  text_of(tree, vernacular));
}

// `address`: records before 1998 have one for all, which is the first author's.
static void describe_authors(Tree *tree, const Node *list, const Node *address, String *out) {
    for (const Node *author = child_after(list, NULL, "Author"); author;
         author = child_after(list, author, "Author")) {
        if (strcmp(attribute(author, "ValidYN"), "N") == 0) {
            continue;
        }
        const char *orcid = "";
        for (const Node *id = child_after(author, NULL, "Identifier"); id;
             id = child_after(author, id, "Identifier")) {
            orcid = strcmp(attribute(id, "Source"), "ORCID") == 0 ? text_of(tree, id) : orcid;
        }
        // Addresses end with the number; some leave its hyphens out.
        const char *number = strrchr(orcid, '/') ? strrchr(orcid, '/') + 1 : orcid;
        if (strlen(number) == 16) {
            number = arena_format(&tree->arena, "%.4s-%.4s-%.4s-%.4s", number, number + 4, number + 8,
                                  number + 12);
        }
        const Node *given = at(author, "ForeName") ? at(author, "ForeName") : at(author, "FirstName");
        string_format(out, "author %s|%s|%s|%s|%s|%s\n", text_of(tree, at(author, "LastName")),
                      text_of(tree, given), text_of(tree, at(author, "Initials")),
                      text_of(tree, at(author, "Suffix")), text_of(tree, at(author, "CollectiveName")),
                      number);
        for (const Node *a = descendant_after(author, NULL, "Affiliation"); a;
             a = descendant_after(author, a, "Affiliation")) {
            if (*text_of(tree, a)) {
                string_format(out, "affiliation %s\n", text_of(tree, a));
                address = NULL;
            }
        }
        if (address) {
            string_format(out, "affiliation %s\n", text_of(tree, address));
            address = NULL;
        }
    }
}

static void describe_list(Tree *tree, const char *name, const Node *top, const char *element, String *out) {
    for (const Node *node = descendant_after(top, NULL, element); node;
         node = descendant_after(top, node, element)) {
        if (*text_of(tree, node)) {
            string_format(out, "%s %s\n", name, text_of(tree, node));
        }
    }
}

static void describe_mesh(Tree *tree, const Node *citation, String *out) {
    const Node *list = at(citation, "MeshHeadingList");
    for (const Node *heading = child_after(list, NULL, "MeshHeading"); heading;
         heading = child_after(list, heading, "MeshHeading")) {
        for (const Node *node = heading->first; node; node = node->next) {
            if (node->name) {
                bool major = strcmp(attribute(node, "MajorTopicYN"), "Y") == 0;
                string_format(out, "%s%s%s", named(node, "DescriptorName") ? "mesh " : "/", major ? "*" : "",
                              text_of(tree, node));
            }
        }
        string_add_char(out, '\n');
    }
}

static void describe_notices(Tree *tree, const Node *citation, bool references, String *out) {
    const Node *list = at(citation, "CommentsCorrectionsList");
    list = list ? list : at(citation, "CommentsCorrections");
    for (const Node *node = list ? list->first : NULL; node; node = node->next) {
        if (!node->name) {
            continue;
        }
        const char *type = named(node, "CommentsCorrections") ? attribute(node, "RefType") : node->name;
        bool cites = strcmp(type, "Cites") == 0;
        long long pmid = number_at(tree, at(node, "PMID"));
        const char *source = text_of(tree, at(node, "RefSource"));
        if (cites && references) {
            string_format(out, "reference %lld|||%s\n", pmid, source);
        } else if (!cites && !references) {
            string_format(out, "correction %s|%lld|%s\n", type, pmid, source);
        }
    }
}

static void describe_references(Tree *tree, const Node *record, const Node *citation, String *out) {
    const Node *reference = descendant_after(record, NULL, "Reference");
    if (!reference) {
        describe_notices(tree, citation, true, out);
    }
    for (; reference; reference = descendant_after(record, reference, "Reference")) {
        const Node *ids = at(reference, "ArticleIdList");
        string_format(out, "reference %lld|%s|%s|%s\n", number_at(tree, article_id(ids, "pubmed")),
                      lower(tree, text_of(tree, article_id(ids, "doi"))),
                      text_of(tree, article_id(ids, "pmc")), text_of(tree, at(reference, "Citation")));
    }
}

static const char *location_doi(Tree *tree, const Node *article) {
    const char *invalid = "";
    for (const Node *node = child_after(article, NULL, "ELocationID"); node;
         node = child_after(article, node, "ELocationID")) {
        if (strcmp(attribute(node, "EIdType"), "doi") == 0) {
            if (strcmp(attribute(node, "ValidYN"), "N") != 0) {
                return text_of(tree, node);
            }
            invalid = text_of(tree, node);
        }
    }
    return invalid;
}

static void describe_date(Tree *tree, const Node *article, const Node *published, String *out) {
    const char *medline = text_of(tree, at(published, "MedlineDate"));
    if (*medline) {
        // The first four figures in a row.
        int year = 0;
        for (const char *c = medline; *c && year == 0; c++) {
            year =
                isdigit((unsigned char) c[0]) && strspn(c, "0123456789") >= 4 ? (int) strtol(c, NULL, 10) : 0;
        }
        string_format(out, "date %d %s\n", year, medline);
        return;
    }
    const Node *date = at(published, "Year") ? published : at(article, "ArticleDate");
    // Printed as PubMed does: "2012 Jul 15", also where the record has "07" and "05".
    static const char names[] = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec ";
    const char *month = text_of(tree, at(date, "Month")), *day = text_of(tree, at(date, "Day"));
    month = *month ? month : text_of(tree, at(date, "Season"));
    int number = atoi(month);
    string_format(out, "date %lld %s%s", number_at(tree, at(date, "Year")), text_of(tree, at(date, "Year")),
                  *month ? " " : "");
    if (number >= 1 && number <= 12) {
        string_format(out, "%.3s", names + (size_t) (number - 1) * 4);
    } else {
        string_add_text(out, month);
    }
    if (*month && *day) {
        string_format(out, " %s", day + (*day == '0'));
    }
    string_add_char(out, '\n');
}

static void describe_record(Tree *tree, const Node *record, String *out) {
    const Node *citation = named(record, "MedlineCitation") ? record : at(record, "MedlineCitation");
    citation = citation ? citation : at(record, "NCBIArticle");
    const Node *data = at(record, "PubmedData") ? at(record, "PubmedData") : at(record, "PubmedBookData");
    const Node *document = at(record, "BookDocument");
    const Node *article = citation ? at(citation, "Article") : document;
    const Node *top = citation ? citation : document;
    const Node *ids = at(data, "ArticleIdList");
    long long pmid = number_at(tree, at(top, "PMID"));
    pmid = pmid ? pmid : number_at(tree, article_id(ids, "pubmed"));
    string_format(out, "pmid %lld\n", pmid);
    describe_title(tree, at(article, "ArticleTitle"), at(article, "VernacularTitle"),
                   at(document, "Book/BookTitle"), out);
    const char *doi = text_of(tree, article_id(ids, "doi"));
    doi = *doi ? doi : location_doi(tree, article);
    doi = *doi ? doi : location_doi(tree, at(document, "Book"));
    const char *pmcid = text_of(tree, article_id(ids, "pmc"));
    for (const Node *other = child_after(citation, NULL, "OtherID"); other && !*pmcid;
         other = child_after(citation, other, "OtherID")) {
        // "PMC4380289 [Available on 04/01/15]"
        const char *text = text_of(tree, other);
        pmcid = strncmp(text, "PMC", 3) == 0
                    ? arena_copy_view(&tree->arena, sv_part(sv(text), 0, strcspn(text, " ")))
                    : "";
    }
    string_format(out, "doi %s\npmcid %s\n", lower(tree, doi), pmcid);
    const Node *journal = at(article, "Journal");
    const char *title = text_of(tree, at(journal, "Title"));
    if (document && at(document, "ArticleTitle")) {
        title = text_of(tree, at(document, "Book/BookTitle"));
    }
    const char *brief = text_of(tree, at(citation, "MedlineJournalInfo/MedlineTA"));
    string_format(out, "journal %s|%s\n", title,
                  *brief ? brief : text_of(tree, at(journal, "ISOAbbreviation")));
    describe_date(tree, article, journal ? at(journal, "JournalIssue/PubDate") : at(document, "Book/PubDate"),
                  out);
    const char *pages = text_of(tree, at(article, "Pagination/MedlinePgn"));
    for (const Node *node = child_after(article, NULL, "ELocationID"); node && !*pages;
         node = child_after(article, node, "ELocationID")) {
        // "e42692" of a journal without pages is what one cites in their place
        const char *number = text_of(tree, node);
        bool pii =
            strcmp(attribute(node, "EIdType"), "pii") == 0 && strcmp(attribute(node, "ValidYN"), "N") != 0;
        int length = 0;
        if (pii && sscanf(number, "e%*[0-9]%n", &length) >= 0 && length > 1 && number[length] == '\0') {
            pages = number;
        }
    }
    string_format(out, "place %s|%s|%s\n", text_of(tree, at(journal, "JournalIssue/Volume")),
                  text_of(tree, at(journal, "JournalIssue/Issue")), pages);
    const Node *abstract = at(article, "Abstract");
    for (const Node *text = child_after(abstract, NULL, "AbstractText"); text;
         text = child_after(abstract, text, "AbstractText")) {
        const char *label = attribute(text, "Label");
        bool none = strcmp(label, "UNLABELLED") == 0 || strcmp(label, "UNASSIGNED") == 0;
        if (*text_of(tree, text)) {
            string_format(out, "section %s|%s\n", none ? "" : label, text_of(tree, text));
        }
    }
    const Node *authors = NULL;
    for (const Node *list = child_after(article, NULL, "AuthorList"); list && !authors;
         list = child_after(article, list, "AuthorList")) {
        authors = strcmp(attribute(list, "Type"), "editors") == 0 ? NULL : list;
    }
    describe_authors(tree, authors ? authors : at(document, "Book/AuthorList"), at(article, "Affiliation"),
                     out);
    describe_mesh(tree, citation, out);
    describe_list(tree, "type", article, "PublicationType", out);
    describe_list(tree, "keyword", top, "Keyword", out);
    const Node *grants = at(article, "GrantList");
    for (const Node *grant = child_after(grants, NULL, "Grant"); grant;
         grant = child_after(grants, grant, "Grant")) {
        string_format(out, "grant %s|%s|%s\n", text_of(tree, at(grant, "GrantID")),
                      text_of(tree, at(grant, "Agency")), text_of(tree, at(grant, "Country")));
    }
    string_format(out, "conflict %s\n", text_of(tree, at(citation, "CoiStatement")));
    describe_notices(tree, citation, false, out);
    describe_references(tree, record, citation, out);
}

// Takes from a description what the tree's has not: fields that have tests of their own.
static void keep_compared(StringView description, String *out) {
    static const char *const dropped[] = {"status ", "language ", "substance ", "register "};
    StringView line;
    while (sv_line(&description, &line)) {
        bool drop = false;
        for (size_t i = 0; i < sizeof dropped / sizeof dropped[0]; i++) {
            drop = drop || sv_starts(line, sv(dropped[i]));
        }
        if (drop) {
            continue;
        }
        if (sv_starts(line, SV("pmid "))) {
            line = sv_part(line, 0, sv_find_char(line, '.')); // without version
        } else if (sv_starts(line, SV("journal "))) {
            size_t bar = sv_find_char(line, '|');
            size_t second = sv_find_char(sv_from(line, bar + 1), '|');
            line = sv_part(line, 0, bar + 1 + second); // without ISSN
        }
        if (sv_starts(line, SV("date "))) { // "2012-7-15 2012 Jul 15": year and the printed date
            size_t space = sv_find_char(sv_from(line, 5), ' ');
            string_add(out, sv_part(line, 0, sv_find_char(line, '-')));
            string_add(out, sv_from(line, 5 + space));
        } else {
            string_add(out, line);
        }
        string_add_char(out, '\n');
    }
}

// Formulae: the scanner sets fractions and white space of its own.
static void drop_layout(StringView text, String *out) {
    for (size_t i = 0; i < text.length; i++) {
        if (text.data[i] != ' ' && text.data[i] != '/') {
            string_add_char(out, text.data[i]);
        }
    }
}

static bool has_formula(const Node *record) {
    return descendant_after(record, NULL, "math") || descendant_after(record, NULL, "mml:math");
}

static bool is_record(const Node *node) {
    return named(node, "PubmedArticle") || named(node, "PubMedArticle") || named(node, "PubmedBookArticle") ||
           (named(node, "MedlineCitation") && (!node->parent || named(node->parent, "MedlineCitationSet")));
}

// Whether they agree; prints the first line where they do not.
static bool compare_record(const char *file, Tree *tree, const Node *record, const Study *study) {
    String expected = {0}, whole = {0}, found = {0};
    describe_record(tree, record, &expected);
    study_describe(study, &whole);
    keep_compared(string_view(&whole), &found);
    if (has_formula(record)) {
        String a = {0}, b = {0};
        drop_layout(string_view(&expected), &a);
        drop_layout(string_view(&found), &b);
        string_free(&expected);
        string_free(&found);
        expected = a;
        found = b;
    }
    bool same = true;
    StringView left = string_view(&expected), right = string_view(&found), a, b;
    while (true) {
        bool more = sv_line(&left, &a), also = sv_line(&right, &b);
        if (more != also || (more && !sv_equal(a, b))) {
            printf("%s, PMID %lld:\n  expat  %.*s\n  carrel %.*s\n", file, (long long) study->pmid,
                   more ? (int) a.length : 0, more ? a.data : "", also ? (int) b.length : 0,
                   also ? b.data : "");
            same = false;
        }
        if (!more || !same) {
            break;
        }
    }
    string_free(&expected);
    string_free(&whole);
    string_free(&found);
    return same;
}

static void test_same_fields_as_expat(void **state) {
    (void) state;
    glob_t files = corpus_files("pubmed_xml/*");
    size_t records = 0, different = 0, malformed = 0, read = 0;
    for (size_t i = 0; i < files.gl_pathc; i++) {
        String xml = {0};
        file_read(files.gl_pathv[i], &xml);
        Tree tree = {0};
        if (!tree_read(&tree, string_view(&xml))) {
            malformed++;
        } else {
            Items items = items_read(FORMAT_PUBMED_XML, string_view(&xml), 65536);
            size_t next = 0;
            for (const Node *node = is_record(tree.root) ? tree.root : tree.root->first; node;
                 node = node->next) {
                if (!node->name || !is_record(node)) {
                    continue;
                }
                while (next < items.count && items.items[next].kind != ITEM_STUDY) {
                    next++;
                }
                assert_true(next < items.count);
                bool same = compare_record(files.gl_pathv[i], &tree, node, &items.items[next++].study);
                records += same;
                different += !same;
            }
            read++;
            items_free(&items);
        }
        tree_free(&tree);
        string_free(&xml);
    }
    globfree(&files);
    printf("%zu records of %zu files agree with expat; %zu files are not well-formed\n", records, read,
           malformed);
    assert_int_equal(different, 0);
    assert_true(records > 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_fields_as_expat),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
