// What MARC's fields say of a study. Catalogues end parts with the mark that stands before the next one,
// " :", " /", which is taken off. [Library of Congress, MARC 21 Format for Bibliographic Data]

#include "marc.h"

#include "carrel/reader/fields.h"
#include "carrel/reader/numbers.h"
#include "carrel/reader/people.h"
#include "carrel/reader/xml_fields.h"

#include <ctype.h>
#include <string.h>

MarcField *marc_field_add(MarcRecord *record, Arena *arena, StringView tag, char first) {
    record->fields = list_grow(arena, record->fields, record->count, sizeof *record->fields);
    MarcField *field = &record->fields[record->count++];
    field->tag = tag;
    field->first = first;
    return field;
}

void marc_part_add(MarcField *field, Arena *arena, char code, StringView text) {
    field->parts = list_grow(arena, field->parts, field->count, sizeof *field->parts);
    field->parts[field->count++] = (MarcPart){code, text};
}

static bool is(const MarcField *field, const char *tag) {
    return sv_equal(field->tag, sv(tag));
}

// The first part with a code, without marks at its end; empty where there is none.
static StringView part_of(const MarcField *field, char code) {
    for (size_t i = 0; i < field->count; i++) {
        if (field->parts[i].code == code) {
            StringView text = sv_trim(field->parts[i].text);
            while (text.length > 0 && strchr(":/;,= ", text.data[text.length - 1])) {
                text.length--;
            }
            return text;
        }
    }
    return (StringView){"", 0};
}

static const MarcField *first_field(const MarcRecord *record, const char *tag) {
    for (size_t i = 0; i < record->count; i++) {
        if (is(&record->fields[i], tag)) {
            return &record->fields[i];
        }
    }
    return NULL;
}

// Fields of which a part means the same wherever it stands.
static const struct {
    const char *tag;
    char code;
    XmlFieldKind kind;
} simple[] = {
    {"020", 'a', XML_SERIAL},    {"022", 'a', XML_SERIAL},       {"041", 'a', XML_LANGUAGE},
    {"260", 'b', XML_PUBLISHER}, {"264", 'b', XML_PUBLISHER},    {"520", 'a', XML_ABSTRACT},
    {"650", 'a', XML_KEYWORDS},  {"653", 'a', XML_KEYWORDS},     {"856", 'u', XML_ADDRESS},
    {"773", 't', XML_JOURNAL},   {"773", 'p', XML_ABBREVIATION}, {"773", 'x', XML_SERIAL},
    {"773", 'z', XML_SERIAL},
};

static StringView without_stop(StringView text) {
    text.length -= sv_ends(text, SV("."));
    return text;
}

// "Title. Part 2: Name: subtitle"
static void read_title(const MarcField *field, Arena *arena, Study *study) {
    StringView title = without_stop(part_of(field, 'a')), number = without_stop(part_of(field, 'n')),
               name = part_of(field, 'p'), subtitle = part_of(field, 'b');
    String text = {0};
    string_add(&text, title);
    if (number.length > 0) {
        string_format(&text, ". %.*s", (int) number.length, number.data);
    }
    if (name.length > 0) {
        string_format(&text, "%s%.*s", number.length > 0 ? ": " : ". ", (int) name.length, name.data);
    }
    study->title =
        title_with_subtitle(arena, field_text(arena, string_view(&text)), field_text(arena, subtitle));
    string_free(&text);
}

// --- people ---

// Whether a role is that of an author; also where none is told.
static bool is_author(const MarcField *field) {
    static const char *const words[] = {"aut", "author", "verfasser", "auteur", "cre", "creator", "dis"};
    StringView code = part_of(field, '4'), role = part_of(field, 'e');
    code = code.length > 0 ? code : role;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (sv_starts_nocase(code, sv(words[i]))) {
            return true;
        }
    }
    return code.length == 0;
}

static void add_group(const MarcField *field, Arena *arena, Study *study) {
    StringView name = part_of(field, 'a'), unit = without_stop(part_of(field, 'b'));
    // The stop of "Tea, Inc." is its own.
    bool own = sv_ends(name, SV("Inc.")) || sv_ends(name, SV("Ltd.")) || sv_ends(name, SV("Co."));
    name = own ? name : without_stop(name);
    const char *text = unit.length > 0 ? arena_format(arena, "%.*s. %.*s", (int) name.length, name.data,
                                                      (int) unit.length, unit.data)
                                       : field_text(arena, name);
    Author author = {.collective = text};
    if (text) {
        study_add_author(study, arena, &author);
    }
}

static void add_person(const MarcField *field, Arena *arena, Study *study) {
    StringView name = part_of(field, 'a');
    Author person;
    size_t and = sv_find(name, SV(" & "));
    if (and != SV_NONE) { // two in one field, as some repositories have it
        people_add(sv_part(name, 0, and), arena, &study->authors, &study->author_count);
        people_add(sv_from(name, and+3), arena, &study->authors, &study->author_count);
    } else if (catalogue_person_read(name, arena, &person)) {
        study_add_author(study, arena, &person);
    }
}

static void add_people(const MarcRecord *record, Arena *arena, Study *study, const char *const *tags,
                       bool authors) {
    for (size_t i = 0; i < record->count; i++) {
        const MarcField *field = &record->fields[i];
        if ((!is(field, tags[0]) && !is(field, tags[1])) || (authors && !is_author(field))) {
            continue;
        }
        bool group = field->tag.data[1] == '1' || sv_equal(part_of(field, '7'), SV("Organizational")) ||
                     (is(field, "720") && field->first == '2');
        if (group) {
            add_group(field, arena, study);
        } else {
            add_person(field, arena, study);
        }
    }
}

// The main entry and other authors; where there are none, groups, then those of any role.
static void read_people(const MarcRecord *record, Arena *arena, Study *study) {
    static const char *const persons[] = {"100", "700"}, *const groups[] = {"110", "710"},
                             *const others[] = {"720", "720"};
    static const struct {
        const char *const *tags;
        bool authors;
    } steps[] = {{persons, true},  {groups, true},  {others, true},
                 {persons, false}, {groups, false}, {others, false}};
    for (size_t i = 0; i < sizeof steps / sizeof steps[0] && study->author_count == 0; i++) {
        add_people(record, arena, study, steps[i].tags, steps[i].authors);
    }
}

// --- dates, numbers, hosts ---

// The year of publication: as printed, "c2012.", "[1957?]"; else by the control field.
static void read_date(const MarcRecord *record, Arena *arena, Study *study) {
    StringView dates[4] = {{0}};
    size_t count = 0;
    static const char *const tags[] = {"260", "264", "502"};
    for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++) {
        const MarcField *field = first_field(record, tags[i]);
        StringView date = field ? part_of(field, i == 2 ? 'd' : 'c') : (StringView){0};
        if (date.length > 0) {
            dates[count++] = date;
        }
    }
    const MarcField *fixed = first_field(record, "008");
    if (fixed && fixed->count > 0 && fixed->parts[0].text.length > 11) {
        StringView year = sv_part(fixed->parts[0].text, 7, 4);
        long long number;
        if (sv_number(year, &number)) { // not "19uu"
            dates[count++] = year;
        }
    }
    study_set_date(study, arena, dates, count);
}

// The digits, and what belongs to them, behind a word: "12" of "Vol. 12, no. 3".
static StringView behind(StringView text, const char *word) {
    size_t at = sv_find_nocase(text, sv(word));
    if (at == SV_NONE) {
        return (StringView){0};
    }
    StringView rest = sv_from(text, at + strlen(word));
    while (rest.length > 0 && strchr(". ", rest.data[0])) {
        rest = sv_from(rest, 1);
    }
    size_t end = 0;
    while (end < rest.length && (isalnum((unsigned char) rest.data[end]) || strchr("-/", rest.data[end]))) {
        end++;
    }
    bool number = end > 0 && isdigit((unsigned char) rest.data[0]);
    return number ? sv_part(rest, 0, end) : (StringView){0};
}

// Where an article stands: "Vol. 12, no. 3 (Mar. 2012), p. 45-56".
static void read_host(const MarcField *field, Arena *arena, Study *study) {
    static const char *const volumes[] = {"vol", "v", "Bd", "Jg"},
                             *const issues[] = {"no", "Heft", "H", "issue"},
                             *const pages[] = {"pp", "p", "S", "Seite"};
    static const struct {
        const char *const *words;
        XmlFieldKind kind;
    } numbers[] = {{volumes, XML_VOLUME}, {issues, XML_ISSUE}, {pages, XML_FIRST_PAGE}};
    StringView text = part_of(field, 'g');
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        StringView number = {0};
        for (size_t w = 0; w < 4 && number.length == 0; w++) {
            number = behind(text, arena_format(arena, "%s.", numbers[i].words[w]));
            number =
                number.length > 0 ? number : behind(text, arena_format(arena, "%s ", numbers[i].words[w]));
        }
        study_add_xml_field(study, arena, numbers[i].kind, field_text(arena, number));
    }
}

// DOIs and other numbers that name their register; "(OCoLC)123" of a network.
static void read_number(const MarcField *field, Arena *arena, Study *study) {
    StringView number = part_of(field, 'a'), scheme = part_of(field, '2');
    if (is(field, "024") && (sv_equal_nocase(scheme, SV("doi")) || sv_starts(number, SV("10.")))) {
        study_add_xml_field(study, arena, XML_DOI, field_text(arena, number));
    } else if (is(field, "024") && sv_equal_nocase(scheme, SV("pmid"))) {
        study_add_xml_field(study, arena, XML_PMID, field_text(arena, number));
    } else if (is(field, "035") && sv_starts(number, SV("(OCoLC)"))) {
        study_add_identifier(study, arena, "oclc", field_text(arena, sv_from(number, 7)));
    }
}

static void read_type(const MarcRecord *record, Arena *arena, Study *study) {
    bool text = record->leader.length > 7 && record->leader.data[6] == 'a';
    if (first_field(record, "502")) {
        text_list_add(&study->publication_types, arena, "Thesis");
    } else if (text && record->leader.data[7] == 'm') {
        text_list_add(&study->publication_types, arena, "Book");
    }
}

void marc_read_study(const MarcRecord *record, Arena *arena, Study *study) {
    const MarcField *title = first_field(record, "245"), *fixed = first_field(record, "008");
    if (title) {
        read_title(title, arena, study);
    }
    read_people(record, arena, study);
    for (size_t i = 0; i < record->count; i++) {
        const MarcField *field = &record->fields[i];
        for (size_t k = 0; k < sizeof simple / sizeof simple[0]; k++) {
            if (is(field, simple[k].tag)) {
                const char *text = field_text(arena, part_of(field, simple[k].code));
                study_add_xml_field(study, arena, simple[k].kind, text);
            }
        }
        if (is(field, "773")) {
            read_host(field, arena, study);
        }
        read_number(field, arena, study);
    }
    if (study->languages.count == 0 && fixed && fixed->count > 0 && fixed->parts[0].text.length > 37) {
        StringView language = sv_part(fixed->parts[0].text, 35, 3);
        bool known = !sv_equal(language, SV("und"));
        for (size_t i = 0; i < language.length; i++) {
            known = known && isalpha((unsigned char) language.data[i]);
        }
        study_add_xml_field(study, arena, XML_LANGUAGE, known ? field_text(arena, language) : NULL);
    }
    read_date(record, arena, study);
    read_type(record, arena, study);
}
