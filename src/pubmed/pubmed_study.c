#include "pubmed_study.h"

#include "carrel/base/map.h"
#include "carrel/reader/fields.h"
#include "carrel/reader/numbers.h"
#include "carrel/reader/people.h"
#include "carrel/study/ident.h"

#include <ctype.h>
#include <string.h>

static bool inside(const Article *a, Element element) {
    for (size_t i = a->depth; i > 0; i--) {
        if (a->open[i - 1] == element) {
            return true;
        }
    }
    return false;
}

static bool attribute_is(const ScanTag *tag, StringView name, StringView expected) {
    StringView value;
    return scan_attribute(tag->attributes, name, &value) && sv_equal_nocase(value, expected);
}

// An attribute's value decoded, in the arena; NULL where it is absent or empty.
static const char *attribute_text(Article *a, const ScanTag *tag, StringView name) {
    StringView value;
    if (!scan_attribute(tag->attributes, name, &value)) {
        return NULL;
    }
    string_clear(a->scratch);
    scan_add_text(a->scratch, value);
    return field_text(a->arena, string_view(a->scratch));
}

static const char *lower(char *text) {
    for (char *c = text; c && *c; c++) {
        *c = (char) (*c >= 'A' && *c <= 'Z' ? *c + ('a' - 'A') : *c);
    }
    return text;
}

static int small_number(StringView text) {
    long long number;
    return sv_number(sv_trim(text), &number) && number > 0 && number < 1000000 ? (int) number : 0;
}

static void open_notice(Article *a, const char *type) {
    a->noticed = type != NULL;
    a->is_cited = type && strcmp(type, "Cites") == 0;
    if (a->is_cited) {
        citation_add(&a->cited, a->arena);
    } else if (type) {
        Study *study = a->study;
        study->corrections =
            list_grow(a->arena, study->corrections, study->correction_count, sizeof *study->corrections);
        study->corrections[study->correction_count++].type = type;
    }
}

static void open_person(Article *a, const ScanTag *tag, Element element) {
    ArticlePeople *people = element == EL_Investigator ? &a->investigators : a->list ? a->list : &a->authors;
    // ValidYN="N" marks a misprint, whose correction stands beside it.
    if (attribute_is(tag, SV("ValidYN"), SV("N"))) {
        return;
    }
    people->items = list_grow(a->arena, people->items, people->count, sizeof *people->items);
    a->person = &people->items[people->count++];
}

void article_open(Article *a, const ScanTag *tag, Element element) {
    Study *study = a->study;
    switch (element) {
    case EL_MedlineCitation:
    case EL_NCBIArticle:
        study->status = attribute_text(a, tag, SV("Status"));
        break;
    case EL_AuthorList:
        a->list = article_innermost(a) == EL_Book || attribute_is(tag, SV("Type"), SV("editors"))
                      ? &a->book_people
                      : &a->authors;
        break;
    case EL_Author:
    case EL_Investigator:
        open_person(a, tag, element);
        break;
    case EL_MeshHeading:
        study->mesh = list_grow(a->arena, study->mesh, study->mesh_count, sizeof *study->mesh);
        study->mesh_count++;
        break;
    case EL_Grant:
        study->grants = list_grow(a->arena, study->grants, study->grant_count, sizeof *study->grants);
        study->grant_count++;
        break;
    case EL_DataBank:
        a->bank = NULL;
        break;
    case EL_OtherAbstract:
        study->other_abstracts = list_grow(a->arena, study->other_abstracts, study->other_abstract_count,
                                           sizeof *study->other_abstracts);
        study->other_abstracts[study->other_abstract_count++].language =
            attribute_text(a, tag, SV("Language"));
        break;
    case EL_CommentsCorrections:
        open_notice(a, attribute_text(a, tag, SV("RefType")));
        break;
    case EL_Reference:
        citation_add(&study->links[LINK_REFERENCES], a->arena);
        break;
    default:
        if (element_kind(element) == ELEMENT_NOTICE) {
            open_notice(a, element_name(element));
        }
        break;
    }
    if (a->depth < ARTICLE_DEPTH_MAX) {
        a->open[a->depth++] = element;
    }
}

void article_close_innermost(Article *a) {
    Element element = a->open[--a->depth];
    if (element == EL_Author || element == EL_Investigator) {
        a->person = NULL;
    } else if (element == EL_AuthorList) {
        a->list = NULL;
    } else if (element == EL_CommentsCorrections || element_kind(element) == ELEMENT_NOTICE) {
        a->noticed = false;
    }
}

void article_close(Article *a, Element element) {
    if (!inside(a, element)) {
        return;
    }
    while (article_innermost(a) != element) {
        a->depth--;
    }
    article_close_innermost(a);
}

static void read_pmid(Article *a, const ScanTag *tag, StringView text) {
    int64_t pmid;
    if (!pmid_parse(text, &pmid)) {
        return;
    }
    Study *study = a->study;
    if (a->noticed && a->is_cited) {
        a->cited.items[a->cited.count - 1].pmid = pmid;
    } else if (a->noticed) {
        study->corrections[study->correction_count - 1].pmid = pmid;
    } else if (article_innermost(a) == EL_MedlineCitation || article_innermost(a) == EL_BookDocument ||
               article_innermost(a) == EL_NCBIArticle) {
        study->pmid = pmid;
        StringView version;
        if (scan_attribute(tag->attributes, SV("Version"), &version)) {
            study->pmid_version = small_number(version);
        }
    }
}

// The identifier of a reference or of the record itself.
static void read_article_id(Article *a, const ScanTag *tag, StringView text) {
    Study *study = a->study;
    CitationList *references = &study->links[LINK_REFERENCES];
    Citation *reference =
        inside(a, EL_Reference) && references->count > 0 ? &references->items[references->count - 1] : NULL;
    StringView type;
    if (!scan_attribute(tag->attributes, SV("IdType"), &type)) {
        type = SV("pubmed"); // the DTD's default
    }
    int64_t pmid;
    if (sv_equal(type, SV("pubmed"))) {
        int64_t *place = reference ? &reference->pmid : &study->pmid;
        if (*place == 0 && pmid_parse(text, &pmid)) {
            *place = pmid;
        }
    } else if (sv_equal(type, SV("doi"))) {
        const char **place = reference ? &reference->doi : &study->doi;
        *place = *place ? *place : field_doi(a->arena, text);
    } else if (sv_equal(type, SV("pmc"))) {
        const char **place = reference ? &reference->pmcid : &study->pmcid;
        *place = *place ? *place : field_pmcid(a->arena, text);
    } else if (!reference) {
        const char *value = field_text(a->arena, text);
        study_add_identifier(study, a->arena, lower(arena_copy_view(a->arena, type)), value);
    }
}

static void read_location(Article *a, const ScanTag *tag, StringView text) {
    bool invalid = attribute_is(tag, SV("ValidYN"), SV("N"));
    if (attribute_is(tag, SV("EIdType"), SV("doi"))) {
        const char **place = invalid ? &a->invalid_doi : &a->location_doi;
        *place = *place ? *place : field_doi(a->arena, text);
    } else if (!invalid) {
        study_add_identifier(a->study, a->arena, "pii", field_text(a->arena, text));
    }
}

// Before 2018 "PMC1234567 [Available on 04/01/15]" or "NIHMS123" stood in OtherID.
static void read_other_id(Article *a, const ScanTag *tag, StringView text) {
    if (!attribute_is(tag, SV("Source"), SV("NLM"))) {
        return;
    }
    text = sv_trim(text);
    text = sv_part(text, 0, sv_find_char(text, ' '));
    if (!sv_starts(text, SV("PMC"))) {
        study_add_identifier(a->study, a->arena, "mid", field_text(a->arena, text));
    } else if (!a->study->pmcid) {
        a->study->pmcid = field_pmcid(a->arena, text);
    }
}

static void read_person(Article *a, const ScanTag *tag, Element element, StringView text) {
    Author *person = a->person;
    if (element == EL_Affiliation && article_innermost(a) == EL_Article) {
        a->affiliation = field_text(a->arena, text); // before 1998 one for all, the first author's
    }
    if (!person) {
        return;
    }
    const char **place = NULL;
    switch (element) {
    case EL_LastName:
        place = &person->family;
        break;
    case EL_ForeName:
    case EL_FirstName:
        place = &person->given;
        break;
    case EL_Initials:
        place = &person->initials;
        break;
    case EL_Suffix:
        place = &person->suffix;
        break;
    case EL_CollectiveName:
        place = &person->collective;
        break;
    case EL_Affiliation:
        text_list_add(&person->affiliations, a->arena, field_text(a->arena, text));
        break;
    case EL_Identifier:
        if (article_innermost(a) != EL_AffiliationInfo && attribute_is(tag, SV("Source"), SV("ORCID"))) {
            person->orcid = orcid_read(a->arena, text);
        }
        break;
    default:
        break;
    }
    if (place && !*place) {
        *place = field_text(a->arena, text);
    }
}

static void read_date(Article *a, Element element, StringView text) {
    ArticleDates *date = article_innermost(a) == EL_PubDate       ? &a->published
                         : article_innermost(a) == EL_ArticleDate ? &a->electronic
                                                                  : NULL;
    if (article_innermost(a) == EL_DateRevised) {
        int number = small_number(text);
        a->study->revised += element == EL_Year    ? number * 10000
                             : element == EL_Month ? number * 100
                                                   : number;
    }
    if (!date) {
        return;
    }
    switch (element) {
    case EL_Year:
        date->year = small_number(text);
        break;
    case EL_Month:
        date->month = field_text(a->arena, text);
        break;
    case EL_Day:
        date->day = field_text(a->arena, text);
        break;
    case EL_Season:
        date->season = field_text(a->arena, text);
        break;
    default:
        date->medline = field_text(a->arena, text);
        break;
    }
}

static void read_section(Article *a, const ScanTag *tag, StringView text) {
    const char *copy = field_text(a->arena, text);
    if (!copy) {
        return;
    }
    const char *label = attribute_text(a, tag, SV("Label"));
    if (label && (strcmp(label, "UNLABELLED") == 0 || strcmp(label, "UNASSIGNED") == 0)) {
        label = NULL;
    }
    Study *study = a->study;
    if (article_innermost(a) == EL_OtherAbstract && study->other_abstract_count > 0) {
        OtherAbstract *other = &study->other_abstracts[study->other_abstract_count - 1];
        other->sections = list_grow(a->arena, other->sections, other->section_count, sizeof *other->sections);
        other->sections[other->section_count++] = (Section){label, copy};
    } else if (article_innermost(a) == EL_Abstract) {
        study_add_section(study, a->arena, label, copy);
    }
}

static void read_mesh(Article *a, const ScanTag *tag, Element element, StringView text) {
    if (article_innermost(a) != EL_MeshHeading) {
        return;
    }
    MeshHeading *mesh = &a->study->mesh[a->study->mesh_count - 1];
    bool major = attribute_is(tag, SV("MajorTopicYN"), SV("Y"));
    const char *name = field_text(a->arena, text);
    if (element == EL_DescriptorName) {
        mesh->heading = name;
        mesh->major = major;
    } else if (name) {
        mesh->qualifiers =
            list_grow(a->arena, mesh->qualifiers, mesh->qualifier_count, sizeof *mesh->qualifiers);
        mesh->qualifiers[mesh->qualifier_count++] = (Qualifier){name, major};
    }
}

static void read_grant(Article *a, Element element, StringView text) {
    if (article_innermost(a) == EL_Grant) {
        Grant *grant = &a->study->grants[a->study->grant_count - 1];
        const char *copy = field_text(a->arena, text);
        *(element == EL_GrantID  ? &grant->number
          : element == EL_Agency ? &grant->agency
                                 : &grant->country) = copy;
    }
}

static void read_journal(Article *a, const ScanTag *tag, Element element, StringView text) {
    Journal *journal = &a->study->journal;
    const char *copy = field_text(a->arena, text);
    if (element == EL_MedlineTA) {
        journal->abbreviation = copy;
    } else if (element == EL_ISSNLinking) {
        a->linking_issn = copy;
    } else if (article_innermost(a) != EL_Journal) {
        return; // Title is also what a list of references may have
    } else if (element == EL_Title) {
        journal->title = copy;
    } else if (element == EL_ISOAbbreviation) {
        a->iso_abbreviation = copy;
    } else {
        *(attribute_is(tag, SV("IssnType"), SV("Electronic")) ? &journal->essn : &journal->issn) = copy;
    }
}

static void read_reference(Article *a, StringView text) {
    CitationList *references = &a->study->links[LINK_REFERENCES];
    if (article_innermost(a) != EL_Reference || references->count == 0) {
        return;
    }
    references->items[references->count - 1].text = field_text(a->arena, text);
}

void article_add_leaf(Article *a, const ScanTag *tag, Element element, StringView text) {
    Study *study = a->study;
    Arena *arena = a->arena;
    bool article = article_innermost(a) == EL_Article || article_innermost(a) == EL_BookDocument;
    switch (element) {
    case EL_PMID:
        read_pmid(a, tag, text);
        break;
    case EL_ArticleId:
        read_article_id(a, tag, text);
        break;
    case EL_ELocationID:
        read_location(a, tag, text);
        break;
    case EL_MedlineID:
        study_add_identifier(study, arena, "medline", field_text(arena, text));
        break;
    case EL_Isbn:
        study_add_identifier(study, arena, "isbn", field_text(arena, text));
        break;
    case EL_OtherID:
        read_other_id(a, tag, text);
        break;
    case EL_ArticleTitle:
        if (article && !study->title) {
            text = title_unbracket(text, &study->title_translated);
            study->title = field_text(arena, text);
        }
        break;
    case EL_BookTitle:
        if (article_innermost(a) == EL_Book) {
            a->book_title = field_text(arena, text);
        }
        break;
    case EL_VernacularTitle:
        study->vernacular_title = field_text(arena, text);
        break;
    case EL_Title:
    case EL_ISOAbbreviation:
    case EL_MedlineTA:
    case EL_ISSN:
    case EL_ISSNLinking:
        read_journal(a, tag, element, text);
        break;
    case EL_Volume:
    case EL_Issue:
        if (article_innermost(a) == EL_JournalIssue || article_innermost(a) == EL_Book) {
            *(element == EL_Volume ? &study->volume : &study->issue) = field_text(arena, text);
        }
        break;
    case EL_Year:
    case EL_Month:
    case EL_Day:
    case EL_Season:
    case EL_MedlineDate:
        read_date(a, element, text);
        break;
    case EL_StartPage:
        a->start_page = field_text(arena, text);
        break;
    case EL_EndPage:
        a->end_page = field_text(arena, text);
        break;
    case EL_MedlinePgn:
        study->pages = field_text(arena, text);
        break;
    case EL_AbstractText:
        read_section(a, tag, text);
        break;
    case EL_CopyrightInformation:
        if (article_innermost(a) == EL_Abstract) {
            study->copyright = field_text(arena, text);
        }
        break;
    case EL_LastName:
    case EL_ForeName:
    case EL_FirstName:
    case EL_Initials:
    case EL_Suffix:
    case EL_CollectiveName:
    case EL_Identifier:
    case EL_Affiliation:
        read_person(a, tag, element, text);
        break;
    case EL_Language:
        if (article) {
            text_list_add(&study->languages, arena, language_normal(arena, text));
        }
        break;
    case EL_PublicationType:
        text_list_add(&study->publication_types, arena, field_text(arena, text));
        break;
    case EL_PublisherName:
        study->publisher = field_text(arena, text);
        break;
    case EL_NameOfSubstance:
    case EL_SupplMeshName:
        text_list_add(&study->substances, arena, field_text(arena, text));
        break;
    case EL_DescriptorName:
    case EL_QualifierName:
        read_mesh(a, tag, element, text);
        break;
    case EL_Keyword:
        text_list_add(&study->keywords, arena, field_text(arena, text));
        break;
    case EL_GrantID:
    case EL_Agency:
    case EL_Country:
        read_grant(a, element, text);
        break;
    case EL_DataBankName:
        a->bank = field_text(arena, text);
        break;
    case EL_AccessionNumber:
        if (article_innermost(a) == EL_DataBank) {
            const char *number = field_text(arena, text);
            study->registers =
                list_grow(arena, study->registers, study->register_count, sizeof *study->registers);
            study->registers[study->register_count++] = (RegisterNumber){a->bank, number};
        }
        break;
    case EL_RefSource:
        if (a->noticed && a->is_cited) {
            a->cited.items[a->cited.count - 1].text = field_text(arena, text);
        } else if (a->noticed) {
            study->corrections[study->correction_count - 1].text = field_text(arena, text);
        }
        break;
    case EL_Citation:
        read_reference(a, text);
        break;
    case EL_NumberOfReferences:
        study->links[LINK_REFERENCES].announced = small_number(text);
        break;
    case EL_CoiStatement:
        study->conflict_of_interest = field_text(arena, text);
        break;
    default:
        break;
    }
}

static void finish_date(Article *a) {
    Study *study = a->study;
    ArticleDates *date = &a->published;
    if (date->year == 0 && !date->medline) {
        date = &a->electronic;
    }
    if (date->medline) {
        study->date = date->medline;
        date_parse(sv(date->medline), &study->year, &study->month, &study->day);
        return;
    }
    if (date->year == 0) {
        return;
    }
    study->year = date->year;
    study->month = date->month ? month_parse(sv(date->month)) : 0;
    study->day = study->month && date->day ? small_number(sv(date->day)) : 0;
    // As PubMed prints it, also where the record has it in figures: "2017 Jun 1".
    const char *middle = date->month ? date->month : date->season;
    if (study->month && isdigit((unsigned char) date->month[0])) {
        middle = month_name(study->month);
    }
    const char *day = middle && date->day ? date->day + (date->day[0] == '0') : "";
    study->date = arena_format(a->arena, "%d%s%s%s%s", date->year, middle ? " " : "", middle ? middle : "",
                               *day ? " " : "", day);
}

static void finish_people(Article *a) {
    ArticlePeople *authors = a->authors.count > 0 ? &a->authors : &a->book_people;
    Study *study = a->study;
    study->authors = authors->items;
    study->author_count = authors->count;
    study->investigators = a->investigators.items;
    study->investigator_count = a->investigators.count;
    if (a->affiliation && study->author_count > 0 && study->authors[0].affiliations.count == 0) {
        text_list_add(&study->authors[0].affiliations, a->arena, a->affiliation);
    }
    // An empty <Author/> is nobody.
    size_t kept = 0;
    for (size_t i = 0; i < study->author_count; i++) {
        const Author *author = &study->authors[i];
        if (author->family || author->given || author->collective) {
            study->authors[kept++] = *author;
        }
    }
    study->author_count = kept;
}

// A heading needs a name, and a grant something to show.
static void finish_lists(Study *study) {
    size_t kept = 0;
    for (size_t i = 0; i < study->mesh_count; i++) {
        if (study->mesh[i].heading) {
            study->mesh[kept++] = study->mesh[i];
        }
    }
    study->mesh_count = kept;
    kept = 0;
    for (size_t i = 0; i < study->grant_count; i++) {
        if (study->grants[i].number || study->grants[i].agency) {
            study->grants[kept++] = study->grants[i];
        }
    }
    study->grant_count = kept;
}

static void finish_identifiers(Article *a) {
    Study *study = a->study;
    if (study->doi && a->location_doi && strcmp(study->doi, a->location_doi) != 0) {
        study_add_identifier(study, a->arena, "doi", a->location_doi);
    }
    const char *location = a->location_doi ? a->location_doi : a->invalid_doi;
    study->doi = study->doi ? study->doi : location;
}

// Old records list references as comments; where both lists are there, the new one leads.
static void finish_references(Article *a) {
    CitationList *references = &a->study->links[LINK_REFERENCES];
    if (a->cited.count == 0) {
        return;
    }
    if (references->count == 0) {
        references->items = a->cited.items;
        references->count = a->cited.count;
        return;
    }
    IdMap listed = {0};
    for (size_t i = 0; i < references->count; i++) {
        id_map_set(&listed, references->items[i].pmid, 1);
    }
    for (size_t i = 0; i < a->cited.count; i++) {
        const Citation *cited = &a->cited.items[i];
        if (cited->pmid == 0 || !id_map_get(&listed, cited->pmid, NULL)) {
            *citation_add(references, a->arena) = *cited;
        }
    }
    id_map_free(&listed);
}

void article_finish(Article *a) {
    Study *study = a->study;
    Journal *journal = &study->journal;
    // PubMed's word for a title that nobody translated.
    if (study->title_translated && study->title && strcmp(study->title, "Not Available") == 0) {
        study->title = study->vernacular_title;
        study->title_translated = false;
    }
    if (!study->title) {
        study->title = a->book_title;
    } else if (!journal->title) {
        journal->title = a->book_title; // a chapter appeared in its book
    }
    journal->abbreviation = journal->abbreviation ? journal->abbreviation : a->iso_abbreviation;
    // The linking ISSN is that of one of the media, here not that of the web.
    if (!journal->issn && a->linking_issn &&
        (!journal->essn || strcmp(journal->essn, a->linking_issn) != 0)) {
        journal->issn = a->linking_issn;
    }
    if (!study->pages && a->start_page) {
        study->pages =
            a->end_page ? arena_format(a->arena, "%s-%s", a->start_page, a->end_page) : a->start_page;
    }
    study_take_article_number(study);
    finish_date(a);
    finish_people(a);
    finish_lists(study);
    finish_identifiers(a);
    finish_references(a);
}
