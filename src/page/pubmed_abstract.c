#include "pubmed_abstract.h"

#include "carrel/reader/byline.h"
#include "carrel/reader/citation.h"
#include "carrel/reader/fields.h"
#include "carrel/reader/reference_kind.h"
#include "page.h"

#include <ctype.h>

// The next paragraph with its line ends; false at the end.
static bool next_paragraph(StringView *rest, StringView *paragraph) {
    const char *start = NULL, *end = NULL;
    StringView line;
    while (sv_line(rest, &line)) {
        if (sv_trim(line).length > 0) {
            start = start ? start : line.data;
            end = line.data + line.length;
        } else if (start) {
            break;
        }
    }
    *paragraph = (StringView){start, start ? (size_t) (end - start) : 0};
    return start != NULL;
}

// "(12)" at the front: its length and number; 0 for none.
static size_t mark_length(StringView text, size_t *number) {
    enum { DIGITS_MOST = 4 };
    size_t i = 1;
    *number = 0;
    if (!sv_starts(text, SV("("))) {
        return 0;
    }
    while (i < text.length && i <= DIGITS_MOST && isdigit((unsigned char) text.data[i])) {
        *number = *number * 10 + (size_t) (text.data[i++] - '0');
    }
    return i > 1 && i < text.length && text.data[i] == ')' ? i + 1 : 0;
}

// Gives each author the affiliations whose marks follow the name: "Monsel A(1)(2), Zhu YG(1)".
static void attach_affiliations(Study *study, Arena *arena, StringView names, const TextList *affiliations) {
    for (size_t i = 0; i < study->author_count; i++) {
        Author *author = &study->authors[i];
        size_t at = sv_find(names, sv(author->family ? author->family : author->collective));
        if (at == SV_NONE) {
            return;
        }
        while (at < names.length && names.data[at] != ',' && names.data[at] != ';') {
            size_t number, length = mark_length(sv_from(names, at), &number);
            if (length > 0 && number >= 1 && number <= affiliations->count) {
                text_list_add(&author->affiliations, arena, affiliations->items[number - 1]);
            }
            at += length > 0 ? length : 1;
        }
        names = sv_from(names, at);
    }
}

// "Author information:\n(1)Department of …\n(2)…". Without marks it is everybody's.
static void take_affiliations(Study *study, Arena *arena, StringView paragraph, StringView names) {
    TextList affiliations = {0};
    StringView line, rest = paragraph, current = {0};
    sv_line(&rest, &line);
    if (rest.length == 0) {
        return;
    }
    size_t number;
    if (mark_length(sv_trim(rest), &number) == 0) {
        const char *text = field_text(arena, text_unwrap(rest, arena));
        for (size_t i = 0; text && i < study->author_count; i++) {
            text_list_add(&study->authors[i].affiliations, arena, text);
        }
        return;
    }
    while (sv_line(&rest, &line)) {
        size_t length = mark_length(line, &number);
        if (length > 0 && number == affiliations.count + (current.data != NULL) + 1) {
            text_list_add(&affiliations, arena, current.data ? text_unwrap(current, arena).data : NULL);
            current = sv_from(line, length);
        } else if (current.data) {
            current.length = (size_t) (line.data + line.length - current.data);
        }
    }
    text_list_add(&affiliations, arena, current.data ? text_unwrap(current, arena).data : NULL);
    attach_affiliations(study, arena, names, &affiliations);
}

// A section of a structured abstract begins on a line of its own.
static void take_abstract(Abstract *abstract, Study *study, Arena *arena, StringView paragraph) {
    StringView line, rest = paragraph, current = {0};
    while (sv_line(&rest, &line)) {
        if (current.data && label_length(line) > 0) {
            abstract_add(abstract, study, arena, text_unwrap(current, arena));
            current = line;
        } else {
            current.data = current.data ? current.data : line.data;
            current.length = (size_t) (line.data + line.length - current.data);
        }
    }
    abstract_add(abstract, study, arena, text_unwrap(current, arena));
}

static bool is_identifiers(StringView paragraph) {
    return sv_starts(paragraph, SV("DOI:")) || sv_starts(paragraph, SV("PMID:")) ||
           sv_starts(paragraph, SV("PMCID:"));
}

// "[Article in Chinese]", "[Article in German, English]"
static bool take_languages(Study *study, Arena *arena, StringView paragraph) {
    if (!sv_starts(paragraph, SV("[Article in ")) || !sv_ends(paragraph, SV("]"))) {
        return false;
    }
    StringView list = sv_part(paragraph, 12, paragraph.length - 13), word;
    while (sv_split(&list, ',', &word)) {
        word = sv_trim(word);
        if (sv_starts(word, SV("and "))) {
            word = sv_from(word, 4);
        }
        text_list_add(&study->languages, arena, language_normal(arena, word));
    }
    return true;
}

void abstract_text_parse(StringView record, Arena *arena, Study *study) {
    static const char conflict[] = "Conflict of interest statement:";
    StringView rest = record, paragraph, names = {0};
    Abstract abstract = {0};
    if (next_paragraph(&rest, &paragraph)) {
        CitationParts parts;
        citation_parse(text_unwrap(paragraph, arena), arena, &parts);
        study_take_citation(study, &parts);
    }
    if (next_paragraph(&rest, &paragraph)) {
        study_take_title(study, arena, text_unwrap(paragraph, arena));
    }
    bool early = true; // before the abstract, where the authors stand
    while (next_paragraph(&rest, &paragraph)) {
        StringView text = text_unwrap(paragraph, arena), line, lines = paragraph;
        sv_line(&lines, &line);
        const char *type = correction_type(sv_trim(line));
        if (is_identifiers(text)) {
            citation_identifiers(text, arena, &study->pmid, &study->pmcid, &study->doi);
        } else if (type && lines.length > 0) {
            study_add_correction(study, arena, type, text_unwrap(lines, arena));
        } else if (sv_starts(text, SV("Author information:"))) {
            take_affiliations(study, arena, paragraph, names);
        } else if (sv_starts(text, SV("Collaborators:"))) {
            byline_add(sv_from(text, 14), arena, &study->investigators, &study->investigator_count);
        } else if (sv_starts(text, sv(conflict))) {
            study->conflict_of_interest = field_text(arena, sv_from(text, sizeof conflict - 1));
        } else if (sv_starts(text, SV("Keywords:"))) {
            study_add_keywords(study, arena, sv_from(text, 9));
        } else if (take_languages(study, arena, text)) {
            continue;
        } else if (is_copyright(text)) {
            study->copyright = field_text(arena, text);
        } else if (early && study->author_count == 0 && byline_is(text)) {
            names = text;
            byline_add(names, arena, &study->authors, &study->author_count);
        } else {
            early = false;
            take_abstract(&abstract, study, arena, paragraph);
        }
    }
    abstract_end(&abstract, study, arena);
}
