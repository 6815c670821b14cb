#include "pubmed_article.h"

#include "pubmed_study.h"
#include "pubmed_text.h"

#include <string.h>

// Closes the innermost box where its end tag is the next tag, as often. false: another one is next.
static bool close_next(Article *a, Scan *scan) {
    const char *at = scan->at, *end = scan->end;
    at = at < end ? memchr(at, '<', (size_t) (end - at)) : NULL;
    if (!at) {
        return false;
    }
    scan->at = at;
    StringView name = elements[article_innermost(a)].name;
    if ((size_t) (end - at) < name.length + 3 || at[1] != '/' || at[name.length + 2] != '>' ||
        a->depth == 0 || !bytes_equal(at + 2, name.data, name.length)) {
        return false;
    }
    scan->at = at + name.length + 3;
    article_close_innermost(a);
    return true;
}

// Steps over what is in an element, and its end tag, where that is near and no other record begins before it;
// else what is in it is read as its parent's.
static void skip_content(Scan *scan, StringView name, StringView record) {
    enum { MOST = 4096, NAME_MOST = 32 };
    char end_tag[NAME_MOST + 3] = "</";
    memcpy(end_tag + 2, name.data, name.length);
    end_tag[2 + name.length] = '>';
    StringView rest = sv_part((StringView){scan->at, (size_t) (scan->end - scan->at)}, 0, MOST);
    size_t length = sv_find(rest, (StringView){end_tag, name.length + 3});
    if (length != SV_NONE && sv_find(sv_part(rest, 0, length), record) == SV_NONE) {
        scan->at += length + name.length + 3;
    }
}

bool pubmed_article_read(StringView record, const ElementIndex *index, String *scratch, Arena *arena,
                         Study *study) {
    Article article = {.scratch = scratch, .arena = arena, .study = study};
    Scan scan = scan_begin(record);
    ScanTag tag;
    Element first = EL_NONE;
    for (;;) {
        if (close_next(&article, &scan)) {
            continue;
        }
        if (!scan_next(&scan, &tag)) {
            break;
        }
        if (tag.kind == SCAN_CDATA || tag.kind == SCAN_OTHER) {
            continue;
        }
        Element element = element_find(index, tag.name);
        ElementKind kind = element_kind(element);
        if (kind == ELEMENT_NONE) {
            continue;
        }
        if (tag.kind == SCAN_CLOSE) {
            article_close(&article, element);
        } else if (kind == ELEMENT_LEAF) {
            StringView text = tag.kind == SCAN_EMPTY ? SV("") : pubmed_text(&scan, tag.name, index, scratch);
            article_add_leaf(&article, &tag, element, text);
        } else if (kind == ELEMENT_SKIPPED) {
            if (tag.kind == SCAN_OPEN) {
                skip_content(&scan, elements[element].name, elements[first].name);
            }
        } else {
            if (element == first) {
                return false;
            }
            first = first == EL_NONE ? element : first;
            article_open(&article, &tag, element);
            if (tag.kind == SCAN_EMPTY) {
                article_close(&article, element);
            }
        }
    }
    article_finish(&article);
    return true;
}
