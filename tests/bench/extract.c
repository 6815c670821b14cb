#include "extract.h"

#include "carrel/study/pack.h"

void extract_init(Extract *extract, bool compares) {
    *extract = (Extract){.compares = compares};
    element_index_fill(&extract->index);
}

void extract_attribute(Extract *extract, const char *name, const char *value, size_t length) {
    if (extract->leaf != EL_NONE || extract->skips)
        return;
    string_add_text(&extract->attributes, name);
    string_add(&extract->attributes, SV("=\""));
    string_add(&extract->attributes, (StringView){value, length});
    string_add(&extract->attributes, SV("\" "));
}

static void begin_record(Extract *extract) {
    arena_reset(&extract->arena);
    study_init(&extract->study);
    extract->study.kind = RECORD_PUBMED_XML;
    extract->article =
        (Article){.scratch = &extract->scratch, .arena = &extract->arena, .study = &extract->study};
}

void extract_begin(Extract *extract, const char *name) {
    if (extract->leaf != EL_NONE || extract->skips) {
        extract->within++;
        return;
    }
    Element element = element_find(&extract->index, sv(name));
    ElementKind kind = element_kind(element);
    ScanTag tag = {.kind = SCAN_OPEN, .attributes = string_view(&extract->attributes)};
    if (kind == ELEMENT_LEAF) {
        extract->leaf = element; // its attributes are kept until it ends
        string_clear(&extract->text);
        return;
    }
    if (element == EL_PubmedArticle)
        begin_record(extract);
    extract->skips = kind == ELEMENT_SKIPPED;
    if (kind != ELEMENT_NONE && kind != ELEMENT_SKIPPED && extract->article.study)
        article_open(&extract->article, &tag, element);
    string_clear(&extract->attributes);
}

void extract_text(Extract *extract, const char *text, size_t length) {
    if (extract->leaf != EL_NONE)
        string_add(&extract->text, (StringView){text, length});
}

static void end_record(Extract *extract) {
    article_finish(&extract->article);
    extract->studies++;
    if (extract->compares)
        extract->sum = extract_sum(extract->sum, &extract->study, &extract->packed);
    extract->article.study = NULL;
}

void extract_end(Extract *extract, const char *name) {
    if (extract->within > 0) {
        extract->within--;
    } else if (extract->skips) {
        extract->skips = false;
    } else if (extract->leaf != EL_NONE) {
        ScanTag tag = {.kind = SCAN_OPEN, .attributes = string_view(&extract->attributes)};
        if (extract->article.study)
            article_add_leaf(&extract->article, &tag, extract->leaf, string_view(&extract->text));
        extract->leaf = EL_NONE;
        string_clear(&extract->attributes);
    } else if (extract->article.study) {
        Element element = element_find(&extract->index, sv(name));
        if (element_kind(element) != ELEMENT_NONE)
            article_close(&extract->article, element);
        if (element == EL_PubmedArticle)
            end_record(extract);
    }
}

uint64_t extract_sum(uint64_t sum, const Study *study, String *scratch) {
    string_clear(scratch);
    study_pack(study, scratch);
    for (size_t i = 0; i < scratch->length; i++) // FNV-1a
        sum = (sum ^ (unsigned char) scratch->data[i]) * UINT64_C(0x100000001b3);
    return sum;
}

void extract_free(Extract *extract) {
    string_free(&extract->text);
    string_free(&extract->attributes);
    string_free(&extract->scratch);
    string_free(&extract->packed);
    arena_free(&extract->arena);
    *extract = (Extract){0};
}
