#include "extract.h"

#include "carrel/base/memory.h"

#include <stdlib.h>
#include <string.h>

// The elements whose text a study is made of; NULL where the name is none of them.
static const char *find_wanted(const char *name) {
    static const char *const wanted[] = {
        "PMID",
        "ArticleTitle",
        "VernacularTitle",
        "AbstractText",
        "CopyrightInformation",
        "LastName",
        "ForeName",
        "Initials",
        "Suffix",
        "CollectiveName",
        "Identifier",
        "Affiliation",
        "Title",
        "ISOAbbreviation",
        "ISSN",
        "Volume",
        "Issue",
        "Year",
        "Month",
        "Day",
        "MedlineDate",
        "MedlinePgn",
        "ELocationID",
        "Language",
        "PublicationType",
        "Keyword",
        "DescriptorName",
        "QualifierName",
        "NameOfSubstance",
        "RegistryNumber",
        "Citation",
        "ArticleId",
        "CoiStatement",
        "GrantID",
        "Agency",
        "Country",
        "RefSource",
        "DataBankName",
        "AccessionNumber",
        "PublicationStatus",
    };
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        if (wanted[i][0] == name[0] && strcmp(wanted[i], name) == 0)
            return wanted[i];
    return NULL;
}

static const char *find_parent(const char *name) {
    static const char *const parents[] = {
        "PubDate",       "DateRevised",         "ArticleDate",   "PubMedPubDate",
        "Author",        "Investigator",        "Journal",       "Abstract",
        "OtherAbstract", "Reference",           "MeshHeading",   "Chemical",
        "Grant",         "CommentsCorrections", "ArticleIdList", "MedlineCitation",
    };
    for (size_t i = 0; i < sizeof parents / sizeof *parents; i++)
        if (parents[i][0] == name[0] && strcmp(parents[i], name) == 0)
            return parents[i];
    return "";
}

void extract_begin(Extract *extract, const char *element) {
    if (extract->depth + 1 >= EXTRACT_DEPTH)
        return;
    bool inside = extract->wanted[extract->depth]; // mark-up within text
    size_t depth = ++extract->depth;
    const char *name = inside ? NULL : find_wanted(element);
    extract->wanted[depth] = inside || name;
    extract->path[depth] = name ? name : inside ? "" : find_parent(element);
    extract->attribute[depth] = NULL;
    if (name)
        string_clear(&extract->text);
}

void extract_attribute(Extract *extract, const char *name, const char *value, size_t length) {
    static const char *const wanted[] = {"Label",     "IdType",  "EIdType", "MajorTopicYN",
                                         "PubStatus", "RefType", "Source",  "IssnType"};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        if (wanted[i][0] == name[0] && strcmp(wanted[i], name) == 0)
            extract->attribute[extract->depth] =
                arena_copy_view(&extract->arena, (StringView){value, length});
}

void extract_text(Extract *extract, const char *text, size_t length) {
    if (extract->wanted[extract->depth])
        string_add(&extract->text, (StringView){text, length});
}

static const char *fold_space(Extract *extract) {
    char *folded = arena_alloc(&extract->arena, extract->text.length + 1);
    size_t end = 0;
    for (size_t i = 0; i < extract->text.length; i++) {
        char c = extract->text.data[i];
        bool space = c == ' ' || c == '\n' || c == '\t' || c == '\r';
        if (!space)
            folded[end++] = c;
        else if (end > 0 && folded[end - 1] != ' ')
            folded[end++] = ' ';
    }
    end -= end > 0 && folded[end - 1] == ' ';
    folded[end] = '\0';
    extract->bytes += end;
    return folded;
}

void extract_end(Extract *extract, const char *element) {
    size_t depth = extract->depth;
    if (depth == 0)
        return;
    if (extract->wanted[depth] && !extract->wanted[depth - 1]) {
        extract->fields = vec_grow(extract->fields, &extract->field_capacity, extract->field_count + 1,
                                   sizeof *extract->fields);
        extract->fields[extract->field_count++] = (ExtractField){.element = extract->path[depth],
                                                                 .parent = extract->path[depth - 1],
                                                                 .attribute = extract->attribute[depth],
                                                                 .text = fold_space(extract)};
    }
    extract->depth--;
    if (strcmp(element, "PubmedArticle") == 0) {
        extract->studies++;
        extract->field_count = 0;
        arena_reset(&extract->arena);
    }
}

void extract_free(Extract *extract) {
    free(extract->fields);
    string_free(&extract->text);
    arena_free(&extract->arena);
    *extract = (Extract){0};
}
