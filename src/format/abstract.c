#include "abstract.h"

#include "fields.h"

#include <ctype.h>
#include <string.h>

// Bytes of the label that `text` begins with, without its colon; 0 where it has none.
static size_t label_length(StringView text) {
    enum { LABEL_MAX = 60 };
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

void study_add_sections(Study *study, Arena *arena, StringView text) {
    size_t label = label_length(text);
    if (label == 0) {
        study_add_section(study, arena, NULL, field_text(arena, text));
        return;
    }
    while (text.length > 0) {
        size_t end = label + 1;
        size_t next = 0;
        for (; end < text.length; end++) {
            char before = text.data[end - 1];
            bool sentence =
                text.data[end] == ' ' && (before == '.' || before == ')' || before == '?' || before == '!');
            if (sentence && (next = label_length(sv_from(text, end + 1))) > 0) {
                break;
            }
        }
        StringView name = sv_part(text, 0, label);
        bool none = sv_equal(name, SV("UNLABELLED")) || sv_equal(name, SV("UNASSIGNED"));
        study_add_section(study, arena, none ? NULL : field_text(arena, name),
                          field_text(arena, sv_part(text, label + 1, end - label - 1)));
        text = sv_from(text, end < text.length ? end + 1 : end);
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
