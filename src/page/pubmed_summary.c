#include "carrel/page/page.h"

#include "carrel/reader/byline.h"
#include "carrel/reader/citation.h"
#include "carrel/reader/fields.h"
#include "carrel/reader/reference_kind.h"
#include "page.h"
#include "pubmed_abstract.h"

#include "carrel/base/memory.h"

#include <ctype.h>
#include <string.h>

// PubMed's numbered texts. "Summary": one hard-wrapped citation a record. "Abstract":
// paragraphs divided by empty lines. Both begin "12: " or "12. " on a line of its own.

typedef struct {
    Reader reader;
    bool inside;      // the rest begins with a record's number
    long long number; // that number
    // What the bytes up to `searched` have of the record: a PMID, one at the start of a
    // line, several paragraphs.
    bool has_pmid, pmid_line, several;
    size_t searched;
} SummaryReader;

// Bytes of "12: " or "12. " at the front, or 0.
static size_t number_length(StringView text, long long *number) {
    enum { DIGITS_MOST = 7 };
    size_t digits = 0;
    while (digits < text.length && digits <= DIGITS_MOST && isdigit((unsigned char) text.data[digits])) {
        digits++;
    }
    bool ends = digits > 0 && digits <= DIGITS_MOST && digits + 1 < text.length &&
                (text.data[digits] == ':' || text.data[digits] == '.') && text.data[digits + 1] == ' ';
    return ends && sv_number(sv_part(text, 0, digits), number) ? digits + 2 : 0;
}

static bool is_line_end(char c) {
    return c == '\n' || c == '\r';
}

// Whether an empty line stands before the line at `at`.
static bool is_after_gap(StringView text, size_t at) {
    int ends = 0;
    while (at > 0 && isspace((unsigned char) text.data[at - 1])) {
        at--;
        if (is_line_end(text.data[at])) {
            bool pair = at > 0 && text.data[at] == '\n' && text.data[at - 1] == '\r';
            at -= pair;
            ends++;
        }
    }
    return ends >= 2 || at == 0;
}

// Looks for the record's PMID in the bytes that were not searched before.
static void search_pmid(SummaryReader *summary, StringView text) {
    enum { LABEL = 5 }; // "PMID:"
    size_t at = summary->searched > LABEL ? summary->searched - LABEL : 0;
    size_t found;
    while (!summary->pmid_line && (found = sv_find(sv_from(text, at), SV("PMID:"))) != SV_NONE) {
        at += found;
        summary->has_pmid = true;
        summary->pmid_line = at > 0 && is_line_end(text.data[at - 1]);
        at += LABEL;
    }
    summary->searched = text.length;
}

static bool has_gap(StringView text) {
    StringView line;
    while (sv_line(&text, &line)) {
        if (sv_trim(line).length == 0) {
            return true;
        }
    }
    return false;
}

// A numbered line behind an empty one begins the next record, but so may a paragraph of
// an abstract. Its number must be larger; a record of one paragraph must have had its PMID, one
// of several a line with its PMID (those of comments are indented). Summaries with ": " may do
// without, where the numbers follow each other.
static bool is_next_record(SummaryReader *summary, StringView rest, size_t at) {
    long long number;
    size_t length = number_length(sv_from(rest, at), &number);
    if (length == 0 || number <= summary->number || !is_after_gap(rest, at)) {
        return false;
    }
    if (rest.data[at + length - 2] == ':' && number == summary->number + 1) {
        return true;
    }
    StringView record = sv_part(rest, 0, at);
    search_pmid(summary, record);
    bool one = !summary->several && !has_gap(sv_trim(record));
    summary->several = true; // whatever follows is behind a gap
    return summary->pmid_line || (one && summary->has_pmid);
}

// Where the record at the front ends; SV_NONE where more bytes are needed to know.
static size_t record_end(SummaryReader *summary, StringView rest) {
    enum { AHEAD = 16 }; // enough for a number
    size_t at = summary->reader.seen;
    while (at < rest.length) {
        if (!is_line_end(rest.data[at])) {
            at++;
            continue;
        }
        if (rest.length - at < AHEAD && !summary->reader.last) {
            break;
        }
        at++;
        if (at < rest.length && is_next_record(summary, rest, at)) {
            return at;
        }
    }
    summary->reader.seen = at;
    return summary->reader.last ? rest.length : SV_NONE;
}

// A record begins at the front.
static void begin_record(SummaryReader *summary) {
    summary->inside = number_length(reader_rest(&summary->reader), &summary->number) > 0;
    summary->has_pmid = summary->pmid_line = summary->several = false;
    summary->searched = 0;
}

// Steps to the first numbered line; false where there is none in these bytes.
static bool find_first(SummaryReader *summary) {
    enum { AHEAD = 16 };
    Reader *reader = &summary->reader;
    for (;;) {
        StringView rest = reader_rest(reader);
        if (rest.length == 0 || (rest.length < AHEAD && !reader->last)) {
            return false;
        }
        begin_record(summary);
        if (summary->inside) {
            return true;
        }
        size_t end = reader->seen;
        while (end < rest.length && !is_line_end(rest.data[end])) {
            end++;
        }
        if (end == rest.length && !reader->last && end <= RECORD_MAX) {
            reader->seen = end;
            return false;
        }
        reader_skip(reader, end < rest.length ? end + 1 : end);
    }
}

// Where a sentence ends: ". ", or ";: " of a citation without pages.
static size_t sentence_stop(StringView text) {
    for (size_t i = 0; i + 1 < text.length; i++) {
        if ((text.data[i] == '.' || text.data[i] == ':') && text.data[i + 1] == ' ') {
            return i;
        }
    }
    return SV_NONE;
}

// "Erratum in: …", "Comment on: …" among the sentences behind a citation.
static void parse_notes(Study *study, Arena *arena, StringView notes) {
    enum { HEADING_MOST = 48 };
    const char *type = NULL; // of the text that begins at `from`
    size_t from = 0, at = 0;
    while (at < notes.length) {
        size_t colon = sv_find_char(sv_part(notes, at, HEADING_MOST), ':');
        StringView sentence = sv_part(notes, at, colon);
        const char *next = colon == SV_NONE ? NULL : correction_type(sv_trim(sentence));
        if (next) {
            if (type) {
                study_add_correction(study, arena, type, sv_part(notes, from, at - from));
            }
            type = next;
            from = at = at + colon + 1;
            continue;
        }
        size_t stop = sentence_stop(sv_from(notes, at));
        if (!type) {
            // "Chinese." stands behind the pages of what is not English.
            StringView word = sv_part(notes, at, stop);
            if (sv_ends(word, SV("."))) {
                word.length--;
            }
            const char *language = word.length > 3 ? language_normal(arena, word) : NULL;
            if (language && strlen(language) == 3) {
                text_list_add(&study->languages, arena, language);
            }
        }
        at = stop == SV_NONE ? notes.length : at + stop + 2;
    }
    if (type) {
        study_add_correction(study, arena, type, sv_from(notes, from));
    }
}

// One citation: "Authors. Title. Journal. Date;Volume(Issue):Pages. doi: … PMID: …"
static void parse_citation(StringView record, Arena *arena, Study *study) {
    CitationParts parts;
    citation_parse(text_unwrap(record, arena), arena, &parts);
    study_take_citation(study, &parts);
    StringView names, title;
    if (byline_split(parts.before, &names, &title)) {
        byline_add(names, arena, &study->authors, &study->author_count);
    } else {
        title = parts.before;
    }
    study_take_title(study, arena, title);
    parse_notes(study, arena, parts.notes);
}

static bool summary_next(Reader *reader, Arena *arena, Item *item) {
    SummaryReader *summary = (SummaryReader *) reader;
    if (!summary->inside && !find_first(summary)) {
        return false;
    }
    StringView rest = reader_rest(reader);
    size_t end = record_end(summary, rest);
    item->line = reader->line;
    size_t length = end == SV_NONE ? rest.length : end;
    if (length > RECORD_MAX) {
        reader_reject(item, "the record is too large", rest);
        reader_skip(reader, length);
        begin_record(summary);
        return true;
    }
    if (end == SV_NONE) {
        return false;
    }
    StringView record = sv_part(rest, 0, end);
    Study *study = &item->study;
    StringView text = reader_text(record, arena);
    text = sv_trim(sv_from(text, number_length(text, &summary->number)));
    study->kind = RECORD_PAGE;
    if (has_gap(text)) {
        abstract_text_parse(text, arena, study);
    } else {
        parse_citation(text, arena, study);
    }
    if (!study->title || (study->pmid == 0 && study->year == 0)) {
        reader_reject(item, "no title with a PMID or a date was found in this record", record);
    }
    reader_skip(reader, end);
    begin_record(summary);
    return true;
}

Reader *pubmed_summary_reader_new(void) {
    SummaryReader *summary = memory_new(sizeof *summary);
    reader_init(&summary->reader, summary_next, reader_destroy);
    summary->reader.facts.named_database = "PubMed";
    summary->reader.facts.named_platform = "NCBI";
    summary->reader.nothing = "no numbered record such as \"1: Author A. Title. Journal. 2020 …\" was found";
    return &summary->reader;
}
