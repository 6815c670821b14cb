#include "parse.h"

#include "carrel/base/clock.h"
#include "carrel/base/file.h"
#include "carrel/base/memory.h"
#include "carrel/format/format.h"
#include "extract.h"
#include "measure.h"
#include "runs.h"

#include <math.h>
#include <stdlib.h>

#define ROUNDS 3
#define PIECE  65536

// Adds the studies to *sum, where it is asked for.
static double read_records(Reader *reader, StringView piece, bool last, Arena *arena, uint64_t *sum) {
    Item item;
    String scratch = {0};
    double records = 0;
    for (reader_feed(reader, piece, last); reader_next(reader, arena, &item); records++) {
        if (sum)
            *sum = extract_sum(*sum, &item.study, &scratch);
        arena_reset(arena);
    }
    string_free(&scratch);
    return records;
}

static double read_text(StringView xml, uint64_t *sum) {
    Arena arena = {0};
    Reader *reader = formats[FORMAT_PUBMED_XML].reader_new();
    double records = 0;
    for (size_t at = 0; at < xml.length; at += PIECE)
        records += read_records(reader, sv_part(xml, at, PIECE), at + PIECE >= xml.length, &arena, sum);
    reader_free(reader);
    arena_free(&arena);
    return records;
}

// Inflates, and reads records where `reads`; with *text the text is kept.
static void inflate(const char *name, bool reads, String *text) {
    Error err = {0};
    Arena arena = {0};
    Input *input = input_open(name, &err);
    Reader *reader = formats[FORMAT_PUBMED_XML].reader_new();
    char *piece = memory_new(PIECE);
    for (size_t got = 1; got > 0;) {
        if (!input || !input_read(input, piece, PIECE, &got, &err))
            bench_give_up(name, err.text);
        if (reads)
            read_records(reader, (StringView){piece, got}, got == 0, &arena, NULL);
        if (text)
            string_add(text, (StringView){piece, got});
    }
    free(piece);
    reader_free(reader);
    arena_free(&arena);
    input_close(input);
}

// All must make the same studies, field by field, of the same text; else the rates compare nothing.
static void check_others(StringView xml) {
    static const struct {
        const char *name;
        bool (*read)(StringView xml, Extract *extract);
    } others[] = {{"expat", extract_with_expat}, {"libxml2", extract_with_libxml2}};
    uint64_t sum = 0;
    read_text(xml, &sum);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        Extract extract;
        extract_init(&extract, true);
        if (others[i].read(xml, &extract) && extract.sum != sum)
            bench_give_up(others[i].name, "its studies are other ones");
        extract_free(&extract);
    }
}

static void measure_others(StringView xml, double records, Samples *expat, Samples *libxml2) {
    Extract extract;
    extract_init(&extract, false);
    double start = processor_seconds();
    if (!extract_with_expat(xml, &extract) || (double) extract.studies != records)
        bench_give_up("expat", "it did not find the studies");
    samples_add(expat, records / (processor_seconds() - start));
    extract_free(&extract);
    extract_init(&extract, false);
    start = processor_seconds();
    if (extract_with_libxml2(xml, &extract) && (double) extract.studies == records)
        samples_add(libxml2, records / (processor_seconds() - start));
    extract_free(&extract);
}

// Fields of one study on one line each: what xtract is mostly asked for.
static double run_xtract(const char *file) {
    int64_t start = clock_ticks_us();
    run_shell(
        "gunzip -c '%s' | xtract -mixed -pattern PubmedArticle -element MedlineCitation/PMID ArticleTitle"
        " -block Abstract -element AbstractText -block Author -sep ' ' -element LastName,ForeName"
        " -block MeshHeading -element DescriptorName > /dev/null 2>&1",
        file);
    return seconds_since(start);
}

static void add(Table *table, const char *name, Samples *rounds, double factor, const char *yardstick_name,
                Samples *yardstick) {
    double other = samples_at(yardstick, 50);
    TableLine line = {.name = name,
                      .unit = "/s",
                      .goal = factor * other,
                      .more_is_better = true,
                      .yardstick = other,
                      .yardstick_name = yardstick_name};
    String missing = {0};
    if (isnan(other)) {
        string_format(&missing, "%s: not installed", yardstick_name);
        line.yardstick_name = missing.data;
    }
    table_add_rounds(table, line, rounds);
    string_free(&missing);
}

double parse_measure(const char *file) {
    String text = {0};
    inflate(file, false, &text);
    StringView xml = string_view(&text);
    bool has_xtract = program_is_installed("xtract");
    Samples own = {0}, whole = {0}, expat = {0}, libxml2 = {0}, gunzip = {0}, xtract = {0};
    double records = 0;
    check_others(xml);
    for (int i = 0; i < ROUNDS; i++) {
        double start = processor_seconds();
        records = read_text(xml, NULL);
        samples_add(&own, records / (processor_seconds() - start));
        measure_others(xml, records, &expat, &libxml2);
        int64_t began = clock_ticks_us();
        inflate(file, true, NULL);
        samples_add(&whole, records / seconds_since(began));
        began = clock_ticks_us();
        run_shell("gunzip -c '%s' > /dev/null", file);
        samples_add(&gunzip, records / seconds_since(began));
        if (has_xtract)
            samples_add(&xtract, records / run_xtract(file));
    }
    Table table;
    table_begin(&table, "reading PubMed XML without storing it, 30 thousand studies");
    add(&table, "parsed, of the processor (goal: 8 × expat)", &own, 8, "expat", &expat);
    add(&table, "parsed, of the processor (goal: 5 × libxml2)", &own, 5, "libxml2", &libxml2);
    add(&table, "inflated and parsed (goal: 4.5 × gunzip | xtract)", &whole, 4.5, "gunzip | xtract", &xtract);
    add(&table, "inflated and parsed, beside gunzip alone", &whole, NAN, "gunzip", &gunzip);
    table_end(&table);
    double rate = samples_at(&xtract, 50);
    samples_free(&own);
    samples_free(&whole);
    samples_free(&expat);
    samples_free(&libxml2);
    samples_free(&gunzip);
    samples_free(&xtract);
    string_free(&text);
    return rate;
}
