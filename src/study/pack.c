#include "carrel/study/pack.h"

#include "carrel/base/text.h"

#include <limits.h>

// One description of the layout serves both ways: each pass_… function writes the
// value it is given, or reads it.
typedef struct {
    String *out; // NULL while reading
    Arena *arena;
    StringView bytes; // the arena's copy; text points into it
    size_t at;
    bool damaged; // from then on everything reads as zero
} Pass;

static void write_number(String *out, uint64_t number) {
    if (number < 0x80) { // most are
        string_add_char(out, (char) number);
        return;
    }
    char bytes[10];
    size_t count = 0;
    while (number >= 0x80) {
        bytes[count++] = (char) (number | 0x80);
        number >>= 7;
    }
    bytes[count++] = (char) number;
    string_add(out, (StringView){bytes, count});
}

static uint64_t read_number(Pass *pass) {
    uint64_t number = 0;
    for (unsigned shift = 0; shift < 64 && pass->at < pass->bytes.length; shift += 7) {
        uint64_t byte = (unsigned char) pass->bytes.data[pass->at++];
        if (shift == 63 && byte > 1) {
            break;
        }
        number |= (byte & 0x7f) << shift;
        if (byte < 0x80) {
            return number;
        }
    }
    pass->damaged = true;
    pass->at = pass->bytes.length;
    return 0;
}

static void pass_number(Pass *pass, uint64_t *number) {
    if (pass->out) {
        write_number(pass->out, *number);
    } else {
        *number = read_number(pass);
    }
}

static void pass_size(Pass *pass, size_t *size) {
    uint64_t number = *size;
    pass_number(pass, &number);
    *size = (size_t) number;
}

// Signed numbers are folded so that small ones of either sign are short (zigzag).
static void pass_signed(Pass *pass, int64_t *value) {
    uint64_t number = (uint64_t) *value << 1 ^ (*value < 0 ? UINT64_MAX : 0);
    pass_number(pass, &number);
    *value = (int64_t) (number >> 1 ^ (number & 1 ? UINT64_MAX : 0));
}

static void pass_int(Pass *pass, int *value) {
    int64_t wide = *value;
    pass_signed(pass, &wide);
    pass->damaged |= wide < INT_MIN || wide > INT_MAX;
    *value = pass->damaged ? 0 : (int) wide;
}

static void pass_bool(Pass *pass, bool *value) {
    uint64_t number = *value;
    pass_number(pass, &number);
    pass->damaged |= number > 1;
    *value = number == 1;
}

// Length with the final NUL, then the bytes with it, so that reading copies nothing more;
// length 0 is absent text.
static void pass_text(Pass *pass, const char **text) {
    if (pass->out) {
        size_t length = *text ? sv(*text).length + 1 : 0;
        write_number(pass->out, length);
        string_add(pass->out, (StringView){*text, length});
        return;
    }
    *text = NULL;
    uint64_t length = read_number(pass);
    if (length == 0) {
        return;
    }
    StringView rest = sv_from(pass->bytes, pass->at);
    if (length > rest.length || rest.data[length - 1] != '\0' ||
        !text_is_valid(sv_part(rest, 0, (size_t) length - 1))) {
        pass->damaged = true;
        return;
    }
    *text = rest.data;
    pass->at += (size_t) length;
}

// Passes the count of a list and gives its items: the ones there are, or new ones to
// read into. An item takes at least `least` bytes, so that a false count is found out
// before memory is taken for it.
static void *pass_items(Pass *pass, void *items, size_t *count, size_t item_size, size_t least) {
    pass_size(pass, count);
    if (pass->out) {
        return items;
    }
    if (pass->damaged || *count > (pass->bytes.length - pass->at) / least) {
        pass->damaged = true;
        *count = 0;
    }
    return *count > 0 ? arena_array(pass->arena, *count, item_size) : NULL;
}
#define PASS_ITEMS(pass, items, count, least)                                                                \
    ((items) = pass_items((pass), (items), &(count), sizeof *(items), (least)))

static void pass_texts(Pass *pass, TextList *list) {
    PASS_ITEMS(pass, list->items, list->count, 1);
    for (size_t i = 0; i < list->count; i++) {
        pass_text(pass, &list->items[i]);
    }
}

static void pass_authors(Pass *pass, Author **authors, size_t *count) {
    PASS_ITEMS(pass, *authors, *count, 7);
    for (size_t i = 0; i < *count; i++) {
        Author *author = &(*authors)[i];
        pass_text(pass, &author->family);
        pass_text(pass, &author->given);
        pass_text(pass, &author->initials);
        pass_text(pass, &author->suffix);
        pass_text(pass, &author->collective);
        pass_text(pass, &author->orcid);
        pass_texts(pass, &author->affiliations);
    }
}

static void pass_sections(Pass *pass, Section **sections, size_t *count) {
    PASS_ITEMS(pass, *sections, *count, 2);
    for (size_t i = 0; i < *count; i++) {
        pass_text(pass, &(*sections)[i].label);
        pass_text(pass, &(*sections)[i].text);
    }
}

static void pass_mesh(Pass *pass, Study *study) {
    PASS_ITEMS(pass, study->mesh, study->mesh_count, 3);
    for (size_t i = 0; i < study->mesh_count; i++) {
        MeshHeading *heading = &study->mesh[i];
        pass_text(pass, &heading->heading);
        pass_bool(pass, &heading->major);
        PASS_ITEMS(pass, heading->qualifiers, heading->qualifier_count, 2);
        for (size_t k = 0; k < heading->qualifier_count; k++) {
            pass_text(pass, &heading->qualifiers[k].name);
            pass_bool(pass, &heading->qualifiers[k].major);
        }
    }
}

static void pass_links(Pass *pass, CitationList *list) {
    PASS_ITEMS(pass, list->items, list->count, 8);
    for (size_t i = 0; i < list->count; i++) {
        Citation *citation = &list->items[i];
        pass_signed(pass, &citation->pmid);
        pass_text(pass, &citation->doi);
        pass_text(pass, &citation->pmcid);
        pass_text(pass, &citation->title);
        pass_text(pass, &citation->authors);
        pass_text(pass, &citation->text);
        pass_bool(pass, &citation->is_review);
        pass_bool(pass, &citation->is_free);
    }
    pass_signed(pass, &list->announced);
}

static void pass_identity(Pass *pass, Study *study) {
    uint64_t kind = study->kind;
    pass_number(pass, &kind);
    pass->damaged |= kind > RECORD_STUB;
    study->kind = pass->damaged ? 0 : (RecordKind) kind;
    pass_signed(pass, &study->pmid);
    pass_int(pass, &study->pmid_version);
    pass_text(pass, &study->doi);
    pass_text(pass, &study->pmcid);
    PASS_ITEMS(pass, study->identifiers, study->identifier_count, 2);
    for (size_t i = 0; i < study->identifier_count; i++) {
        pass_text(pass, &study->identifiers[i].scheme);
        pass_text(pass, &study->identifiers[i].value);
    }
}

static void pass_publication(Pass *pass, Study *study) {
    pass_text(pass, &study->title);
    pass_bool(pass, &study->title_translated);
    pass_text(pass, &study->vernacular_title);
    pass_authors(pass, &study->authors, &study->author_count);
    pass_authors(pass, &study->investigators, &study->investigator_count);
    pass_text(pass, &study->journal.title);
    pass_text(pass, &study->journal.abbreviation);
    pass_text(pass, &study->journal.issn);
    pass_text(pass, &study->journal.essn);
    pass_int(pass, &study->year);
    pass_int(pass, &study->month);
    pass_int(pass, &study->day);
    pass_text(pass, &study->date);
    pass_text(pass, &study->volume);
    pass_text(pass, &study->issue);
    pass_text(pass, &study->pages);
    pass_text(pass, &study->publisher);
    pass_text(pass, &study->status);
    pass_int(pass, &study->revised);
}

static void pass_content(Pass *pass, Study *study) {
    pass_sections(pass, &study->sections, &study->section_count);
    pass_text(pass, &study->copyright);
    PASS_ITEMS(pass, study->other_abstracts, study->other_abstract_count, 2);
    for (size_t i = 0; i < study->other_abstract_count; i++) {
        OtherAbstract *other = &study->other_abstracts[i];
        pass_text(pass, &other->language);
        pass_sections(pass, &other->sections, &other->section_count);
    }
    pass_text(pass, &study->conflict_of_interest);
    pass_texts(pass, &study->languages);
    pass_texts(pass, &study->publication_types);
    pass_texts(pass, &study->keywords);
    pass_mesh(pass, study);
    pass_texts(pass, &study->substances);
    PASS_ITEMS(pass, study->grants, study->grant_count, 3);
    for (size_t i = 0; i < study->grant_count; i++) {
        pass_text(pass, &study->grants[i].number);
        pass_text(pass, &study->grants[i].agency);
        pass_text(pass, &study->grants[i].country);
    }
    PASS_ITEMS(pass, study->registers, study->register_count, 2);
    for (size_t i = 0; i < study->register_count; i++) {
        pass_text(pass, &study->registers[i].bank);
        pass_text(pass, &study->registers[i].number);
    }
    PASS_ITEMS(pass, study->corrections, study->correction_count, 3);
    for (size_t i = 0; i < study->correction_count; i++) {
        pass_text(pass, &study->corrections[i].type);
        pass_signed(pass, &study->corrections[i].pmid);
        pass_text(pass, &study->corrections[i].text);
    }
    PASS_ITEMS(pass, study->figures, study->figure_count, 2);
    for (size_t i = 0; i < study->figure_count; i++) {
        pass_text(pass, &study->figures[i].label);
        pass_text(pass, &study->figures[i].caption);
    }
    PASS_ITEMS(pass, study->full_text, study->full_text_count, 2);
    for (size_t i = 0; i < study->full_text_count; i++) {
        pass_text(pass, &study->full_text[i].name);
        pass_text(pass, &study->full_text[i].url);
    }
    pass_text(pass, &study->specialty);
}

// A marker that points outside its section would make every reader of it unsafe.
static bool marker_is_sound(const Study *study, const Marker *marker) {
    if (marker->section >= study->section_count) {
        return false;
    }
    size_t length = sv(study->sections[marker->section].text).length;
    return marker->offset <= length && marker->length <= length - marker->offset;
}

static void pass_markers(Pass *pass, Study *study) {
    PASS_ITEMS(pass, study->markers, study->marker_count, 4);
    for (size_t i = 0; i < study->marker_count; i++) {
        Marker *marker = &study->markers[i];
        pass_int(pass, &marker->number);
        pass_size(pass, &marker->section);
        pass_size(pass, &marker->offset);
        pass_size(pass, &marker->length);
        pass->damaged |= !pass->out && !marker_is_sound(study, marker);
    }
}

static void pass_study(Pass *pass, Study *study) {
    pass_identity(pass, study);
    pass_publication(pass, study);
    pass_content(pass, study);
    for (int kind = 0; kind < LINK_KINDS; kind++) {
        pass_links(pass, &study->links[kind]);
    }
    pass_markers(pass, study);
}

void study_pack(const Study *study, String *out) {
    Study same = *study; // writing changes nothing
    Pass pass = {.out = out};
    string_add_char(out, STUDY_PACK_VERSION);
    pass_study(&pass, &same);
}

bool study_unpack(StringView bytes, Arena *arena, Study *study, Error *err) {
    study_init(study);
    if (bytes.length == 0) {
        return error_set(err, ERROR_INPUT, "a stored study is empty");
    }
    int version = (unsigned char) bytes.data[0];
    if (version != STUDY_PACK_VERSION) {
        return error_set(err, ERROR_INPUT, "a stored study has version %d, this carrel reads version %d",
                         version, STUDY_PACK_VERSION);
    }
    Pass pass = {.arena = arena, .bytes = {arena_copy_view(arena, bytes), bytes.length}, .at = 1};
    pass_study(&pass, study);
    if (pass.damaged || pass.at != pass.bytes.length) {
        study_init(study);
        return error_set(err, ERROR_INPUT, "a stored study is damaged near byte %zu of %zu", pass.at,
                         bytes.length);
    }
    return true;
}
