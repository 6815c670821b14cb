#include "carrel/reader/abstract.h"

#include "carrel/reader/fields.h"

#include <ctype.h>
#include <string.h>

enum { LABEL_MAX = 60 };

// Bytes of the label that `text` begins with, without its colon; 0 where it has none.
static size_t label_length(StringView text) {
    size_t letters = 0;
    for (size_t i = 0; i < text.length && i < LABEL_MAX; i++) {
        unsigned char c = (unsigned char) text.data[i];
        if (c == ':') {
            return letters >= 3 && i + 1 < text.length && text.data[i + 1] == ' ' ? i : 0;
        }
        letters += isupper(c) != 0;
        if (!isupper(c) && !strchr(" &/,-'()", c)) {
            return 0;
        }
    }
    return 0;
}

// Whether a sentence ends at `end`, before a space; a quotation mark may stand behind its point.
static bool ends_sentence(StringView text, size_t end) {
    while (end > 0 && (text.data[end - 1] == '"' || text.data[end - 1] == '\'')) {
        end--;
    }
    return end > 0 && strchr(".)?!", text.data[end - 1]);
}

// Where the next label begins behind a sentence, and its length; text.length where there is none.
static size_t next_label(StringView text, size_t from, size_t *label) {
    size_t colon;
    for (size_t i = from; (colon = sv_find_char(sv_from(text, i), ':')) != SV_NONE;) {
        size_t end = i + colon;
        for (i = end > i + LABEL_MAX ? end - LABEL_MAX : i; i < end; i++) {
            if (text.data[i] == ' ' && ends_sentence(text, i) &&
                (*label = label_length(sv_from(text, i + 1))) > 0) {
                return i + 1;
            }
        }
        i = end + 1;
    }
    *label = 0;
    return text.length;
}

void study_add_sections(Study *study, Arena *arena, StringView text) {
    enum { SURE_LABEL = 7 }; // letters from which on capitals are no abbreviation: METHODS, not mRNA
    size_t label = label_length(text);
    size_t behind, at = label == 0 ? next_label(text, 0, &behind) : 0;
    if (label == 0 && behind < SURE_LABEL) {
        at = text.length;
    }
    if (at > 0) {
        study_add_section(study, arena, NULL, field_text(arena, sv_part(text, 0, at)));
        text = sv_from(text, at);
        label = behind;
    }
    while (text.length > 0) {
        size_t next;
        size_t end = next_label(text, label + 1, &next);
        StringView name = sv_part(text, 0, label);
        bool none = sv_equal(name, SV("UNLABELLED")) || sv_equal(name, SV("UNASSIGNED"));
        study_add_section(study, arena, none ? NULL : field_text(arena, name),
                          field_text(arena, sv_part(text, label + 1, end - label - 1)));
        text = sv_from(text, end);
        label = next;
    }
}

typedef struct {
    Study *study;
    Arena *arena;
    String paragraph, section; // what is read of them; the section is empty while it has one paragraph
    bool begun;
} Lines;

static void end_section(Lines *lines) {
    if (lines->section.length > 0) {
        lines->study->sections[lines->study->section_count - 1].text =
            arena_copy_view(lines->arena, string_view(&lines->section));
        string_clear(&lines->section);
    }
}

static void end_paragraph(Lines *lines) {
    Study *study = lines->study;
    StringView text = sv_trim(string_view(&lines->paragraph));
    if (text.length > 0 && (!lines->begun || label_length(text) > 0)) {
        end_section(lines);
        size_t before = study->section_count;
        study_add_sections(study, lines->arena, text);
        lines->begun = lines->begun || study->section_count > before;
    } else if (text.length > 0) {
        if (lines->section.length == 0) {
            string_add_text(&lines->section, study->sections[study->section_count - 1].text);
        }
        string_format(&lines->section, "\n%s", field_text(lines->arena, text));
    }
    string_clear(&lines->paragraph);
}

void study_add_section_lines(Study *study, Arena *arena, StringView text) {
    Lines lines = {.study = study, .arena = arena};
    StringView line;
    while (sv_line(&text, &line)) {
        line = sv_trim(line);
        StringView known = string_view(&lines.paragraph);
        bool sentence = known.length > 0 && strchr(".?!:;)]", known.data[known.length - 1]);
        if (line.length == 0 || sentence || label_length(line) > 0) {
            end_paragraph(&lines);
        }
        if (lines.paragraph.length > 0) {
            string_add_char(&lines.paragraph, ' ');
        }
        string_add(&lines.paragraph, line);
    }
    end_paragraph(&lines);
    end_section(&lines);
    string_free(&lines.paragraph);
    string_free(&lines.section);
}

void study_write_sections(const Study *study, String *out) {
    size_t start = out->length;
    for (size_t i = 0; i < study->section_count; i++) {
        const Section *section = &study->sections[i];
        StringView rest = sv(section->text), paragraph;
        if (section->label) {
            string_format(out, "%s%s: ", out->length > start ? "\n" : "", section->label);
        } else if (out->length > start) {
            string_add_text(out, "\n\n");
        }
        for (bool first = true; sv_split(&rest, '\n', &paragraph); first = false) {
            string_add_text(out, first ? "" : "\n\n");
            string_add(out, paragraph);
        }
    }
}
