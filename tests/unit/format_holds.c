// What the table of holds.h says that a format can hold comes back from it, and what it
// denies does not.

#include "format_read.h"

#include "carrel/format/holds.h"

// --- a part as text ---

static void add(String *out, const char *text) {
    string_format(out, "%s|", text ? text : "");
}

static void add_list(String *out, const TextList *list) {
    for (size_t i = 0; i < list->count; i++) {
        add(out, list->items[i]);
    }
}

static bool is_isbn(const Identifier *identifier) {
    return strcmp(identifier->scheme, "isbn") == 0;
}

// "J", "JK", "J. K.": they say no more than the initials.
static bool is_initials(const char *given) {
    return strpbrk(given, "abcdefghijklmnopqrstuvwxyz") == NULL;
}

static void add_people(String *out, const Author *people, size_t count, Part part) {
    for (size_t i = 0; i < count; i++) {
        const Author *author = &people[i];
        if (part == PART_GROUP && author->collective) {
            add(out, author->collective);
        } else if (part == PART_AUTHORS && !author->collective) {
            // PubMed has two initials at most, others as many as there are names.
            string_format(out, "%s %.1s|", author->family,
                          author->initials ? author->initials
                          : author->given  ? author->given
                                           : "");
        } else if (part == PART_GIVEN && author->given && !is_initials(author->given)) {
            add(out, author->given);
        } else if (part == PART_SUFFIX && author->suffix) {
            add(out, author->suffix);
        } else if (part == PART_ORCID && author->orcid) {
            string_format(out, "%zu ", i);
            add(out, author->orcid);
        } else if (part == PART_AFFILIATIONS && author->affiliations.count > 0) {
            string_format(out, "%zu ", i);
            add_list(out, &author->affiliations);
        } else if (part == PART_INVESTIGATORS) {
            add(out, author->family);
            add(out, author->given);
        }
    }
}

// A label and the text of each paragraph, or, without `labels`, the words alone.
static void add_sections(String *out, const Section *sections, size_t count, bool labels) {
    bool split = count > 1;
    for (size_t i = 0; i < count; i++) {
        split = split || sections[i].label || strchr(sections[i].text, '\n');
    }
    for (size_t i = 0; i < count && (split || !labels); i++) {
        const char *label = sections[i].label;
        if (labels) {
            add(out, label);
            add(out, sections[i].text);
            continue;
        }
        string_format(out, "%s%s%s", i > 0 ? " " : "", label ? label : "", label ? ": " : "");
        for (const char *c = sections[i].text; *c; c++) {
            string_add_char(out, *c == '\n' ? ' ' : *c);
        }
    }
}

// Each once; the star of a major one is no part of it.
static void add_keywords(const TextList *list, String *out) {
    for (size_t i = 0; i < list->count; i++) {
        bool known = false;
        for (size_t k = 0; k < i && !known; k++) {
            known = strcmp(list->items[k], list->items[i]) == 0;
        }
        if (!known) {
            add(out, list->items[i] + (list->items[i][0] == '*'));
        }
    }
}

static void add_decisions(const Study *study, Part part, String *out) {
    for (size_t i = 0; i < study->decision_count; i++) {
        const RecordedDecision *said = &study->decisions[i];
        if (part == PART_DECISION && said->decision) {
            add(out, said->reviewer);
            add(out, said->decision);
        } else if (part == PART_LABELS) {
            add_list(out, &said->labels);
        } else if (part == PART_REASON && said->reason) {
            add(out, said->reason);
        } else if (part == PART_NOTE && said->note) {
            add(out, said->note);
        }
    }
}

static void add_links(const CitationList *list, String *out) {
    if (list->announced > 0) {
        string_format(out, "%lld|", (long long) list->announced);
    }
    for (size_t i = 0; i < list->count; i++) {
        string_format(out, "%lld|", (long long) list->items[i].pmid);
        add(out, list->items[i].doi);
        add(out, list->items[i].text);
    }
}

// What the date as printed says beyond year, month and day.
static bool is_season(const Study *study) {
    return study->date && study->year > 0 && study->month == 0 && strlen(study->date) > 4;
}

static void describe(const Study *study, Part part, String *out) {
    const Journal *journal = &study->journal;
    string_clear(out);
    switch (part) {
    case PART_PMID:
        if (study->pmid) {
            string_format(out, "%lld", (long long) study->pmid);
        }
        break;
    case PART_DOI:
        string_add_text(out, study->doi);
        break;
    case PART_PMCID:
        string_add_text(out, study->pmcid);
        break;
    case PART_IDENTIFIERS:
    case PART_ISBN:
        for (size_t i = 0; i < study->identifier_count; i++) {
            if (is_isbn(&study->identifiers[i]) == (part == PART_ISBN)) {
                add(out, study->identifiers[i].scheme);
                add(out, study->identifiers[i].value);
            }
        }
        break;
    case PART_TITLE:
        string_add_text(out, study->title);
        break;
    case PART_TRANSLATED:
        string_add_text(out, study->title_translated ? "yes" : NULL);
        break;
    case PART_VERNACULAR:
        string_add_text(out, study->vernacular_title);
        break;
    case PART_AUTHORS:
    case PART_GIVEN:
    case PART_SUFFIX:
    case PART_GROUP:
    case PART_ORCID:
    case PART_AFFILIATIONS:
        add_people(out, study->authors, study->author_count, part);
        break;
    case PART_INVESTIGATORS:
        add_people(out, study->investigators, study->investigator_count, part);
        break;
    case PART_JOURNAL: // where only the short name is known it is the journal's name
        string_add_text(out, journal->title ? journal->title : journal->abbreviation);
        break;
    case PART_ABBREVIATION:
        if (journal->title && journal->abbreviation && strcmp(journal->title, journal->abbreviation) != 0) {
            string_add_text(out, journal->abbreviation);
        }
        break;
    case PART_ISSN:
        if (journal->issn || journal->essn) {
            add(out, journal->issn);
            add(out, journal->essn);
        }
        break;
    case PART_PUBLISHER:
        string_add_text(out, study->publisher);
        break;
    case PART_YEAR:
        if (study->year) {
            string_format(out, "%d", study->year);
        }
        break;
    case PART_DAY:
        if (study->month) {
            string_format(out, "%d-%d", study->month, study->day);
        }
        break;
    case PART_SEASON:
        string_add_text(out, is_season(study) ? study->date : NULL);
        break;
    case PART_VOLUME:
        string_add_text(out, study->volume);
        break;
    case PART_ISSUE:
        string_add_text(out, study->issue);
        break;
    case PART_PAGES:
        string_add_text(out, study->pages);
        break;
    case PART_ABSTRACT:
    case PART_LABELLED:
        add_sections(out, study->sections, study->section_count, part == PART_LABELLED);
        break;
    case PART_OTHER_ABSTRACTS:
        for (size_t i = 0; i < study->other_abstract_count; i++) {
            const OtherAbstract *other = &study->other_abstracts[i];
            add(out, other->language);
            add_sections(out, other->sections, other->section_count, false);
        }
        break;
    case PART_COPYRIGHT:
        string_add_text(out, study->copyright);
        break;
    case PART_LANGUAGES:
        add_list(out, &study->languages);
        break;
    case PART_TYPES:
        add_list(out, &study->publication_types);
        break;
    case PART_KEYWORDS:
        add_keywords(&study->keywords, out);
        break;
    case PART_MESH:
        for (size_t i = 0; i < study->mesh_count; i++) {
            const MeshHeading *mesh = &study->mesh[i];
            string_format(out, "%s%s", mesh->major ? "*" : "", mesh->heading);
            for (size_t k = 0; k < mesh->qualifier_count; k++) {
                string_format(out, "/%s%s", mesh->qualifiers[k].major ? "*" : "", mesh->qualifiers[k].name);
            }
            string_add_char(out, '|');
        }
        break;
    case PART_SUBSTANCES:
        add_list(out, &study->substances);
        break;
    case PART_GRANTS:
        for (size_t i = 0; i < study->grant_count; i++) {
            add(out, study->grants[i].number);
            add(out, study->grants[i].agency);
            add(out, study->grants[i].country);
        }
        break;
    case PART_REGISTERS:
        for (size_t i = 0; i < study->register_count; i++) {
            add(out, study->registers[i].bank);
            add(out, study->registers[i].number);
        }
        break;
    case PART_CONFLICT:
        string_add_text(out, study->conflict_of_interest);
        break;
    case PART_NOTICES:
        for (size_t i = 0; i < study->correction_count; i++) {
            add(out, study->corrections[i].type);
            string_format(out, "%lld|", (long long) study->corrections[i].pmid);
            add(out, study->corrections[i].text);
        }
        break;
    case PART_FIGURES:
        for (size_t i = 0; i < study->figure_count; i++) {
            add(out, study->figures[i].label);
            add(out, study->figures[i].caption);
        }
        break;
    case PART_ADDRESSES:
        for (size_t i = 0; i < study->full_text_count; i++) {
            add(out, study->full_text[i].url);
        }
        break;
    case PART_REFERENCES:
        add_links(&study->links[LINK_REFERENCES], out);
        break;
    case PART_CITED_BY:
        add_links(&study->links[LINK_CITED_BY], out);
        break;
    case PART_STATUS:
        if (study->status) {
            string_format(out, "%s %d", study->status, study->revised);
        }
        break;
    case PART_DECISION:
    case PART_REASON:
    case PART_LABELS:
    case PART_NOTE:
        add_decisions(study, part, out);
        break;
    case PART_COUNT:
        break;
    }
}

// --- writing and reading again ---

// How much of a part of one study came back as another.
static Held compare(const Study *before, const Study *after, Part part, String *was, String *is) {
    describe(before, part, was);
    describe(after, part, is);
    size_t keywords = before->keywords.count;
    if (part == PART_MESH && after->mesh_count == 0 &&
        after->keywords.count == keywords + before->mesh_count) {
        return before->mesh_count > 0 ? HELD_PARTLY : HELD; // they became keywords
    }
    if (part == PART_KEYWORDS && sv_starts(string_view(is), string_view(was)) &&
        after->keywords.count == keywords + before->mesh_count) {
        return HELD; // and MeSH stands behind them
    }
    return sv_equal(string_view(was), string_view(is)) ? HELD : is->length == 0 ? HELD_NOT : HELD_PARTLY;
}

// What a review says, as the record had it.
static Candidate candidate_of(const Study *study) {
    Candidate candidate = {0};
    if (study->decision_count > 0) {
        const RecordedDecision *said = &study->decisions[0];
        if (said->decision) {
            decision_parse(sv(said->decision), &candidate.own.decision);
        }
        candidate.own.reason = said->reason;
        candidate.labels = said->labels;
        candidate.note = said->note;
    }
    return candidate;
}

// Writes the studies among the items in a format; gives how many there were.
static size_t write_items(Format format, const Items *items, String *out) {
    size_t count = 0;
    for (size_t i = 0; i < items->count; i++) {
        if (items->items[i].kind == ITEM_STUDY) {
            const Study *study = &items->items[i].study;
            Candidate candidate = candidate_of(study);
            bool decided = study->decision_count > 0;
            Entry entry = {.id = study->pmid ? study->pmid : -(StudyId) i - 1,
                           .study = study,
                           .candidate = decided ? &candidate : NULL,
                           .reviewer = decided ? study->decisions[0].reviewer : NULL,
                           .stage = 1,
                           .links = {{0, study->links[0].announced},
                                     {0, study->links[1].announced},
                                     {0, study->links[2].announced}}};
            formats[format].write_entry(&entry, count++ == 0, out);
        }
    }
    if (formats[format].write_end) {
        formats[format].write_end(count > 0, out);
    }
    return count;
}

static const char rich[] =
    // an article that has everything
    "{\"pmid\":95000001,\"doi\":\"10.9999/"
    "tea.1\",\"pmcid\":\"PMC9500001\",\"status\":\"MEDLINE\",\"revised\":"
    "20210304,\"title\":\"Tea, sleep and the <p53> gene: a \\\"blind\\\" trial of 5 % & "
    "more\",\"title_translated\":"
    "true,\"vernacular_title\":\"Tee und Schlaf\",\"authors\":[{\"family\":\"Cup\",\"given\":\"Anna Maria\","
    "\"initials\":\"AM\",\"affiliations\":[\"Tea Institute, Potsdam, Germany.\",\"Second House, "
    "Ulm.\"],\"orcid\":"
    "\"0000-0001-2345-6789\"},{\"family\":\"van den Kanne\",\"given\":\"J\\u00f6rg\",\"initials\":\"J\","
    "\"suffix\":\"Jr\",\"affiliations\":[\"Pot Works, Kiel.\"]},{\"collective\":\"Tea and Sleep Study "
    "Group\"},{\"family\":\"O'Leaf\",\"given\":\"Se\\u00e1n\",\"initials\":\"S\"}],\"investigators\":[{"
    "\"family\":"
    "\"Blend\",\"given\":\"Otto\",\"initials\":\"O\"}],\"journal\":{\"title\":\"Journal of tea & "
    "sleep\",\"abbrev\":"
    "\"J Tea Sleep\",\"issn\":\"0378-5955\",\"essn\":\"2434-561X\"},\"year\":2015,\"date\":\"2015-04-09\","
    "\"date_text\":\"2015 Apr 9\",\"volume\":\"7\",\"issue\":\"2 Suppl "
    "1\",\"pages\":\"112-120\",\"publisher\":\"Tea "
    "Press\",\"sections\":[{\"label\":\"BACKGROUND\",\"text\":\"Tea is drunk. Sleep follows, 5 < "
    "6.\"},{\"label\":"
    "\"METHODS AND RESULTS\",\"text\":\"We asked 12 sleepers: \\\"how much?\\\" Answers came {slowly} at $2 "
    "each.\"},{\"label\":\"CONCLUSION\",\"text\":\"More is needed.\"}],\"copyright\":\"Copyright 2015 Tea "
    "Press.\",\"languages\":[\"ger\",\"eng\"],\"publication_types\":[\"Journal Article\",\"Randomized "
    "Controlled "
    "Trial\"],\"mesh\":[{\"heading\":\"Tea\",\"major\":true,\"qualifiers\":[]},{\"heading\":\"Leaves, "
    "Green\","
    "\"major\":false,\"qualifiers\":[{\"name\":\"therapeutic "
    "use\",\"major\":true},{\"name\":\"history\",\"major\":"
    "false}]}],\"keywords\":[\"tea, black\",\"sleep\",\"R&D\"],\"substances\":[\"Caffeine\"],\"grants\":["
    "{\"number\":\"R01 TEA\",\"agency\":\"NIH HHS\",\"country\":\"United "
    "States\"}],\"conflict_of_interest\":\"AC "
    "drinks coffee.\",\"corrections\":[{\"type\":\"ErratumIn\",\"id\":\"pmid:95000002\",\"text\":\"J Tea "
    "Sleep. "
    "2016.\"}],\"identifiers\":[{\"scheme\":\"pii\",\"value\":\"S0378-5955(15)00001-2\"},{\"scheme\":"
    "\"embase\","
    "\"value\":\"L2009500001\"}],\"registers\":[{\"bank\":\"ClinicalTrials.gov\",\"number\":\"NCT09500001\"}]"
    ","
    "\"other_abstracts\":[{\"language\":\"ger\",\"sections\":[{\"label\":null,\"text\":\"Tee wird "
    "getrunken.\"}]}],"
    "\"figures\":[{\"label\":\"Figure 1\",\"caption\":\"A cup.\"}],\"full_text\":[{\"name\":null,\"url\":"
    "\"https://tea.example.org/a?b=1&c=2\"}],\"links\":{\"references\":{\"announced\":2,\"items\":[{\"pmid\":"
    "95000003,\"text\":\"Roe J. Cups. 2010.\"},{\"doi\":\"10.9999/cups\",\"text\":\"Roe J. Saucers. "
    "2011.\"}]},\"cited_by\":{\"announced\":41,\"items\":[]}},\"review\":{\"decision\":\"exclude\",\"stage\":"
    "1,"
    "\"reason\":\"wrong drink\",\"labels\":[\"rct\",\"to check\"],\"notes\":\"ask Anna; then decide, or "
    "not\","
    "\"reviewer\":\"Ben Roe\"}}\n"
    // a chapter of a book with paragraphs
    "{\"doi\":\"10.9999/"
    "pots\",\"title\":\"Pots\",\"authors\":[{\"family\":\"Blend\",\"given\":\"Otto\",\"initials\":"
    "\"O\",\"affiliations\":[\"Lid House, Bonn.\"]}],\"journal\":{\"title\":\"Handbook of "
    "pots\"},\"year\":2011,\"date\":\"2011\",\"date_text\":\"2011 "
    "Spring\",\"pages\":\"e12\",\"publisher\":\"House & Sons\",\"sections\":[{\"label\":null,\"text\":\"A "
    "first "
    "paragraph about pots.\\nA second one, of "
    "lids.\"}],\"languages\":[\"eng\"],\"publication_types\":[\"Book "
    "Chapter\"],\"keywords\":[\"pots\"],\"identifiers\":[{\"scheme\":\"isbn\",\"value\":\"9783161484100\"},{"
    "\"scheme\":"
    "\"isbn\",\"value\":\"9781402894626\"},{\"scheme\":\"arxiv\",\"value\":\"1501.00001\"}],\"review\":{"
    "\"decision\":"
    "\"include\",\"labels\":[],\"notes\":null}}\n"
    // an article of which little is known
    "{\"title\":\"Lids\",\"authors\":[{\"family\":\"Roe\",\"initials\":\"JK\"}],\"journal\":{\"title\":null,"
    "\"abbrev\":"
    "\"J Lids\",\"essn\":\"2434-561X\"},\"year\":2012,\"date\":\"2012\",\"date_text\":\"2012\",\"sections\":["
    "{\"label\":null,\"text\":\"Lids.\"}],\"full_text\":[{\"url\":\"https://lids.example.org/"
    "1\"},{\"url\":\"https://lids.example.org/2\"}],\"review\":{\"decision\":\"maybe\",\"labels\":[\"one, "
    "two\"],\"notes\":"
    "\"why?\"}}\n"
    "{\"pmid\":95000009,\"title\":\"A study without more\",\"review\":null}\n";

static void test_table(void **state) {
    (void) state;
    Items before = items_read(FORMAT_JSON, (StringView){rich, sizeof rich - 1}, SIZE_MAX);
    String was = {0}, is = {0}, wrong = {0};
    assert_int_equal(before.count, 4);
    for (int f = 0; f < HOLDS_FORMATS; f++) {
        Format format = holds_formats[f];
        String file = {0};
        write_items(format, &before, &file);
        Items after = items_read(format, string_view(&file), SIZE_MAX);
        if (after.count != before.count) {
            fail_msg("%s: %zu records of %zu\n%s", formats[format].name, after.count, before.count,
                     file.data);
        }
        for (Part part = 0; part < PART_COUNT; part++) {
            size_t has = 0, all = 0, nothing = 0;
            String seen = {0};
            for (size_t i = 0; i < before.count; i++) {
                assert_int_equal(after.items[i].kind, ITEM_STUDY);
                Held held = compare(&before.items[i].study, &after.items[i].study, part, &was, &is);
                has += was.length > 0;
                all += held == HELD;
                nothing += is.length == 0 && held != HELD_PARTLY;
                if (held != HELD) {
                    string_format(&seen, "   \"%s\"\n   \"%s\"\n", string_text(&was), string_text(&is));
                }
            }
            assert_true(has > 0);
            Held held = all == before.count ? HELD : nothing == before.count ? HELD_NOT : HELD_PARTLY;
            if (held != format_holds(format, part)) {
                string_format(&wrong, "%s, %s: the table says %c, it is %c\n%s", formats[format].name,
                              parts[part].name, parts[part].held[f], "-~+"[held], string_text(&seen));
            }
            string_free(&seen);
        }
        items_free(&after);
        string_free(&file);
    }
    if (wrong.length > 0) {
        fprintf(stderr, "%s", wrong.data);
        fail();
    }
    items_free(&before);
    string_free(&was);
    string_free(&is);
    string_free(&wrong);
}

// --- real files ---

typedef struct {
    size_t studies, lost[PART_COUNT];
} Tally;

// Reads, writes and reads again; counts what a format should have held and did not. A record without a
// title need not be one in every format.
static void round_trip(const char *name, const Items *before, Format format, Tally *tally) {
    String file = {0}, was = {0}, is = {0};
    size_t count = write_items(format, before, &file);
    Items after = items_read(format, string_view(&file), SIZE_MAX);
    if (count > 0 && after.count != count) {
        fail_msg("%s as %s: %zu studies of %zu", name, formats[format].name, after.count, count);
    }
    for (size_t i = 0, k = 0; i < before->count; i++) {
        const Study *study = &before->items[i].study;
        if (before->items[i].kind != ITEM_STUDY || !after.items[k++].study.title || !study->title) {
            continue;
        }
        tally->studies++;
        for (Part part = 0; part < PART_COUNT; part++) {
            bool lost = format_holds(format, part) == HELD &&
                        compare(study, &after.items[k - 1].study, part, &was, &is) != HELD;
            tally->lost[part] += lost && was.length > 0;
        }
    }
    items_free(&after);
    string_free(&file);
    string_free(&was);
    string_free(&is);
}

static void trip_files(const char *pattern, Format read, Format written, Tally *tally) {
    enum { LARGEST = 8 << 20 };
    glob_t files = corpus_files(pattern);
    for (size_t i = 0; i < files.gl_pathc; i++) {
        String text = {0};
        Format format;
        Error err = {0};
        file_read(files.gl_pathv[i], &text);
        if (text.length < LARGEST && format_detect(string_view(&text), &format, &err) && format == read) {
            Items items = items_read(format, string_view(&text), SIZE_MAX);
            round_trip(files.gl_pathv[i], &items, written, tally);
            items_free(&items);
        }
        string_free(&text);
    }
    globfree(&files);
}

// At most `most` studies may have lost a part: names that only look like others, and the like.
static void check_tally(Format format, const Tally *tally, size_t most) {
    print_message("%s: %zu studies\n", formats[format].name, tally->studies);
    bool failed = false;
    for (Part part = 0; part < PART_COUNT; part++) {
        if (tally->lost[part] > 0) {
            print_message("    %s: %zu\n", parts[part].name, tally->lost[part]);
            failed = failed || tally->lost[part] > most;
        }
    }
    assert_true(tally->studies > 0);
    assert_false(failed);
}

static void test_files_in_their_own_format(void **state) {
    (void) state;
    static const struct {
        const char *pattern;
        Format format;
        size_t most;
    } sets[] = {
        {"medline/*", FORMAT_MEDLINE, 1},     {"ris/*", FORMAT_RIS, 2},
        {"endnote_xml/*", FORMAT_ENDNOTE, 0}, {"bibtex/*", FORMAT_BIBTEX, 0},
        {"csljson/*", FORMAT_CSL_JSON, 0},    {"csv/*", FORMAT_CSV, 6},
    };
    for (size_t i = 0; i < sizeof sets / sizeof sets[0]; i++) {
        Tally tally = {0};
        trip_files(sets[i].pattern, sets[i].format, sets[i].format, &tally);
        check_tally(sets[i].format, &tally, sets[i].most);
    }
}

static void test_files_in_every_format(void **state) {
    (void) state;
    for (int f = 0; f < HOLDS_FORMATS; f++) {
        Tally tally = {0};
        trip_files("pubmed_xml/*", FORMAT_PUBMED_XML, holds_formats[f], &tally);
        trip_files("medline/*", FORMAT_MEDLINE, holds_formats[f], &tally);
        trip_files("ris/*", FORMAT_RIS, holds_formats[f], &tally);
        check_tally(holds_formats[f], &tally, 10);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_files_in_their_own_format),
        cmocka_unit_test(test_files_in_every_format),
    };
    return cmocka_run_group_tests_name("format_holds", tests, NULL, NULL);
}
