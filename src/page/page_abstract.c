#include "page.h"

#include "carrel/reader/citation.h"
#include "carrel/reader/fields.h"

#include <ctype.h>
#include <string.h>

// Labels of structured abstracts that begin a section wherever they follow a sentence.
// The commonest of the NLM's list of section labels.
static const char *const known_labels[] = {
    "AIM",
    "AIMS",
    "BACKGROUND",
    "CONCLUSION",
    "CONCLUSIONS",
    "CONTEXT",
    "DESIGN",
    "DISCUSSION",
    "FINDINGS",
    "FUNDING",
    "IMPORTANCE",
    "INTERPRETATION",
    "INTERVENTION",
    "INTERVENTIONS",
    "INTRODUCTION",
    "LIMITATIONS",
    "MATERIALS AND METHODS",
    "METHOD",
    "METHODS",
    "OBJECTIVE",
    "OBJECTIVES",
    "OUTCOMES",
    "PARTICIPANTS",
    "PATIENTS",
    "PURPOSE",
    "RATIONALE",
    "RESULT",
    "RESULTS",
    "SETTING",
    "SUMMARY",
    "TRIAL REGISTRATION",
    "STUDY DESIGN",
    "METHODS AND RESULTS",
    "PATIENTS AND METHODS",
    "MAIN OUTCOME MEASURES",
    "DATA SOURCES",
    "STUDY SELECTION",
    "DATA EXTRACTION",
    "DATA SYNTHESIS",
};

// A label of the list with its colon, in capitals or as a word with one capital.
static size_t known_label_length(StringView text) {
    if (text.length == 0 || !isupper((unsigned char) text.data[0])) {
        return 0;
    }
    for (size_t i = 0; i < sizeof known_labels / sizeof known_labels[0]; i++) {
        size_t length = strlen(known_labels[i]);
        if (text.length > length && text.data[length] == ':' && sv_starts_nocase(text, sv(known_labels[i]))) {
            return length + 1;
        }
    }
    return 0;
}

size_t label_length(StringView paragraph) {
    enum { LABEL_MOST = 70 };
    size_t known = known_label_length(paragraph);
    if (known > 0) {
        return known;
    }
    // Another one in capitals: "SYSTEMATIC REVIEW REGISTRATION: …".
    size_t letters = 0, i = 0;
    while (i < paragraph.length && i < LABEL_MOST) {
        char c = paragraph.data[i];
        if (c == ':') {
            break;
        }
        if (isupper((unsigned char) c)) {
            letters++;
        } else if (!strchr(" /&,-()'", c)) {
            return 0;
        }
        i++;
    }
    bool ends = i < paragraph.length && paragraph.data[i] == ':' &&
                (i + 1 == paragraph.length || paragraph.data[i + 1] == ' ');
    return ends && letters >= 4 ? i + 1 : 0;
}

void abstract_end(Abstract *abstract, Study *study, Arena *arena) {
    if (abstract->open && abstract->text.length > 0) {
        study_add_section(study, arena, abstract->label,
                          arena_copy_view(arena, string_view(&abstract->text)));
    }
    string_free(&abstract->text);
    *abstract = (Abstract){0};
}

// The next well-known label behind the end of a sentence, from `from` on.
static size_t find_label(StringView text, size_t from) {
    for (size_t i = from; i + 2 < text.length; i++) {
        if (strchr(".?!)", text.data[i]) && text.data[i + 1] == ' ' &&
            known_label_length(sv_from(text, i + 2)) > 0) {
            return i + 2;
        }
    }
    return text.length;
}

void abstract_add(Abstract *abstract, Study *study, Arena *arena, StringView paragraph) {
    paragraph = sv_trim(paragraph);
    while (paragraph.length > 0) {
        size_t label = label_length(paragraph);
        size_t end = find_label(paragraph, label);
        StringView text = sv_trim(sv_part(paragraph, label, end - label));
        if (label > 0) {
            abstract_end(abstract, study, arena);
            abstract->label = field_text(arena, sv_part(paragraph, 0, label - 1));
        }
        if (text.length > 0) {
            if (abstract->text.length > 0) {
                string_add_char(&abstract->text, '\n');
            }
            string_add(&abstract->text, text);
        }
        abstract->open = true;
        paragraph = sv_from(paragraph, end);
    }
}

void study_add_keywords(Study *study, Arena *arena, StringView list) {
    list = sv_trim(list);
    if (sv_ends(list, SV("."))) {
        list.length--;
    }
    char separator = sv_find_char(list, ';') != SV_NONE ? ';' : ',';
    StringView word;
    while (sv_split(&list, separator, &word)) {
        text_list_add(&study->keywords, arena, field_text(arena, word));
    }
}

void study_add_correction(Study *study, Arena *arena, const char *type, StringView text) {
    Correction correction = {.type = type, .text = field_text(arena, text)};
    const char *pmcid = NULL, *doi = NULL;
    if (!correction.text) {
        return;
    }
    citation_identifiers(text, arena, &correction.pmid, &pmcid, &doi);
    study->corrections =
        list_grow(arena, study->corrections, study->correction_count, sizeof *study->corrections);
    study->corrections[study->correction_count++] = correction;
}

bool is_copyright(StringView paragraph) {
    static const char *const beginnings[] = {"Copyright ", "\xc2\xa9", "(c) ", "(C) ", "Published by "};
    for (size_t i = 0; i < sizeof beginnings / sizeof beginnings[0]; i++) {
        if (sv_starts(paragraph, sv(beginnings[i]))) {
            return true;
        }
    }
    return false;
}
