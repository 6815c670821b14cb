#include "page_terms.h"

#include "carrel/reader/fields.h"

#include <ctype.h>
#include <string.h>

void study_add_types_line(Study *study, Arena *arena, StringView line) {
    StringView type;
    while (sv_split(&line, ';', &type)) {
        text_list_add(&study->publication_types, arena, field_text(arena, type));
    }
}

// Takes the star of a major topic off.
static StringView without_star(StringView text, bool *major) {
    text = sv_trim(text);
    *major = sv_ends(text, SV("*"));
    return *major ? sv_trim(sv_part(text, 0, text.length - 1)) : text;
}

// A page repeats the heading with each of its qualifiers; a record has it once.
void study_add_mesh_line(Study *study, Arena *arena, StringView line) {
    bool major, major_qualifier;
    size_t slash = sv_find(line, SV(" / "));
    const char *heading = field_text(arena, without_star(sv_part(line, 0, slash), &major));
    if (!heading) {
        return;
    }
    MeshHeading *last = study->mesh_count > 0 ? &study->mesh[study->mesh_count - 1] : NULL;
    if (!last || strcmp(last->heading, heading) != 0) {
        study->mesh = list_grow(arena, study->mesh, study->mesh_count, sizeof *study->mesh);
        last = &study->mesh[study->mesh_count++];
        last->heading = heading;
    }
    last->major = last->major || major;
    if (slash == SV_NONE) {
        return;
    }
    const char *name = field_text(arena, without_star(sv_from(line, slash + 3), &major_qualifier));
    if (name) {
        last->qualifiers =
            list_grow(arena, last->qualifiers, last->qualifier_count, sizeof *last->qualifiers);
        last->qualifiers[last->qualifier_count++] = (Qualifier){name, major_qualifier};
    }
}

// The last part before a slash is cut off `text` and given; empty where there is none.
static StringView cut_last(StringView *text) {
    for (size_t i = text->length; i-- > 0;) {
        if (text->data[i] == '/') {
            StringView part = sv_from(*text, i + 1);
            *text = sv_part(*text, 0, i);
            return part;
        }
    }
    return sv_part(*text, 0, 0);
}

// "HL", "WT_", "MRC_": the short name of an agency.
static bool is_acronym(StringView text) {
    enum { MOST = 6 };
    for (size_t i = 0; i < text.length; i++) {
        if (!isupper((unsigned char) text.data[i]) && text.data[i] != '_') {
            return false;
        }
    }
    return text.length > 0 && text.length <= MOST;
}

// Number, acronym, agency, country; the number may have slashes, it and the acronym may lack.
void study_add_grant_line(Study *study, Arena *arena, StringView line) {
    StringView rest = line, country = cut_last(&rest), agency = cut_last(&rest), acronym = rest;
    if (agency.length == 0) {
        // One slash or none tells nothing certain.
        agency = line;
        country = rest = sv_part(line, 0, 0);
    } else {
        StringView number = rest;
        acronym = cut_last(&number);
        if (is_acronym(acronym)) {
            rest = number;
        } else if (is_acronym(rest)) {
            rest = sv_part(rest, 0, 0);
        }
    }
    study->grants = list_grow(arena, study->grants, study->grant_count, sizeof *study->grants);
    study->grants[study->grant_count++] =
        (Grant){field_text(arena, rest), field_text(arena, agency), field_text(arena, country)};
}

void study_add_register_line(Study *study, Arena *arena, StringView line) {
    size_t slash = sv_find_char(line, '/');
    if (slash == SV_NONE) {
        return;
    }
    RegisterNumber number = {field_text(arena, sv_part(line, 0, slash)),
                             field_text(arena, sv_from(line, slash + 1))};
    if (number.bank && number.number) {
        study->registers =
            list_grow(arena, study->registers, study->register_count, sizeof *study->registers);
        study->registers[study->register_count++] = number;
    }
}

void study_add_full_text_line(Study *study, Arena *arena, StringView line) {
    size_t at = sv_find_nocase(line, SV("http"));
    StringView name = sv_part(line, 0, at);
    while (name.length > 0 && strchr(" -:(<", name.data[name.length - 1])) {
        name.length--;
    }
    StringView url = at == SV_NONE ? SV("") : sv_from(line, at);
    while (url.length > 0 && strchr(" )>", url.data[url.length - 1])) {
        url.length--;
    }
    study->full_text = list_grow(arena, study->full_text, study->full_text_count, sizeof *study->full_text);
    study->full_text[study->full_text_count++] =
        (FullTextSource){field_text(arena, name), field_text(arena, url)};
}

// Bytes of "Figure 1", "Fig. 2A." at the front; 0 for none.
static size_t figure_label(StringView line) {
    size_t i = sv_starts_nocase(line, SV("Figure ")) ? 7
               : sv_starts_nocase(line, SV("Fig. ")) ? 5
               : sv_starts_nocase(line, SV("Fig "))  ? 4
                                                     : 0;
    size_t start = i;
    while (i > 0 && i < line.length && isdigit((unsigned char) line.data[i])) {
        i++;
    }
    if (i == start) {
        return 0;
    }
    if (i < line.length && isalpha((unsigned char) line.data[i])) {
        i++;
    }
    return i < line.length && strchr(".:", line.data[i]) ? i + 1 : i;
}

// The digits of a label, to tell "Figure 1" and "Fig. 1" for the same.
static StringView figure_number(StringView label) {
    size_t start = 0, end;
    while (start < label.length && !isdigit((unsigned char) label.data[start])) {
        start++;
    }
    for (end = start; end < label.length && isdigit((unsigned char) label.data[end]);) {
        end++;
    }
    return sv_part(label, start, end - start);
}

void study_add_figure_line(Study *study, Arena *arena, StringView line) {
    enum { CAPTION_MOST = 4000 };
    size_t length = figure_label(line);
    Figure *last = study->figure_count > 0 ? &study->figures[study->figure_count - 1] : NULL;
    const char *caption = field_text(arena, sv_from(line, length));
    if (length == 0 && last) {
        if (last->caption && strlen(last->caption) > CAPTION_MOST) {
            return;
        }
        last->caption =
            last->caption ? arena_format(arena, "%s %s", last->caption, caption ? caption : "") : caption;
        return;
    }
    StringView label = sv_part(line, 0, length);
    if (last && !last->caption && last->label &&
        sv_equal(figure_number(sv(last->label)), figure_number(label))) {
        last->caption = caption;
        return;
    }
    study->figures = list_grow(arena, study->figures, study->figure_count, sizeof *study->figures);
    study->figures[study->figure_count++] = (Figure){field_text(arena, label), caption};
}
