#include "carrel/graph/map.h"

#include "carrel/base/escape.h"
#include "carrel/base/text.h"
#include "map_text.h"

#include <math.h>
#include <string.h>

// The map as it is printed. Every study has a row of its own, so its name stands beside it and may run
// through later years; links come to a study from below and leave it to the left, where no name stands.
// Lengths are in user units, 1/96 inch.

#define FONT_SIZE   11
#define ROW         17
#define MARGIN      14
#define HEAD        58 // title and years
#define FOOT        34 // what the signs mean
#define YEARS_WIDTH 760
#define YEAR_LEAST  34
#define YEAR_MOST   84
#define LETTER      6.1 // of a name, on the average
#define SMALLEST    3.2 // radius of a study

typedef struct {
    const CitationMap *map;
    String *out;
    int step, width, height; // of a year; of all
} Drawing;

static int x_of(const Drawing *drawing, size_t column) {
    return MARGIN + drawing->step / 2 + (int) column * drawing->step;
}

static int y_of(size_t row) {
    return HEAD + ROW / 2 + (int) row * ROW;
}

// The more citers within the map, the larger: the area, since it is what eyes compare.
static double radius_of(const MapStudy *study) {
    double radius = SMALLEST * sqrt(1 + study->citers / 3.0);
    return radius < ROW / 2.0 ? radius : ROW / 2.0;
}

// A name as the terminal would show it: what turns text around or hides is gone.
static void add_shown(String *out, const char *text) {
    String shown = {0};
    text_add_display(&shown, sv(text));
    escape_add_xml(out, string_view(&shown));
    string_free(&shown);
}

static int name_width(const MapStudy *study) {
    String shown = {0};
    text_add_display(&shown, sv(study->label));
    size_t columns = text_width(string_view(&shown)) + (study->flags & MAP_RETRACTED ? 12 : 0);
    string_free(&shown);
    return (int) ((double) columns * LETTER);
}

static void measure(Drawing *drawing) {
    const CitationMap *map = drawing->map;
    int years = map->year_count > 0 ? (int) map->year_count : 1;
    drawing->step = YEARS_WIDTH / years;
    drawing->step = drawing->step < YEAR_LEAST ? YEAR_LEAST : drawing->step;
    drawing->step = drawing->step > YEAR_MOST ? YEAR_MOST : drawing->step;
    drawing->width = 2 * MARGIN + years * drawing->step;
    for (size_t i = 0; i < map->count; i++) {
        int end = x_of(drawing, map->studies[i].column) + 14 + name_width(&map->studies[i]) + MARGIN;
        drawing->width = end > drawing->width ? end : drawing->width;
    }
    drawing->width = drawing->width < 520 ? 520 : drawing->width;
    drawing->height = HEAD + (int) map->count * ROW + FOOT;
}

static void draw_years(const Drawing *drawing) {
    const CitationMap *map = drawing->map;
    int bottom = HEAD + (int) map->count * ROW + 4;
    for (size_t i = 0; i < map->year_count; i++) {
        int x = x_of(drawing, i);
        string_format(
            drawing->out,
            "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"#ddd\" stroke-width=\"0.6\"/>\n", x,
            HEAD - 6, x, bottom);
        string_format(drawing->out, "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\" fill=\"#444\">", x,
                      HEAD - 12);
        if (map->years[i] > 0) {
            string_format(drawing->out, "%d</text>\n", map->years[i]);
        } else {
            string_add_text(drawing->out, "no year</text>\n");
        }
    }
}

static void draw_link(const Drawing *drawing, const MapLink *link) {
    const MapStudy *studies = drawing->map->studies;
    const MapStudy *from = &studies[link->from], *to = &studies[link->to];
    double x1 = x_of(drawing, from->column), y1 = y_of(link->from);
    double x2 = x_of(drawing, to->column), y2 = y_of(link->to);
    const char *class = link->on_path ? "path" : "link";
    if (from->column == to->column) { // an arc at the side where no name stands
        double bulge = x1 - 8 - drawing->step * 0.2;
        string_format(drawing->out, "<path d=\"M%.1f %.1fC%.1f %.1f %.1f %.1f %.1f %.1f\" class=\"%s\"/>\n",
                      x1 - radius_of(from), y1, bulge, y1, bulge, y2, x2 - radius_of(to) - 1.5, y2, class);
        return;
    }
    double up = y2 < y1 ? -1 : 1; // the way that it goes
    double start = x1 + (from->column < to->column ? 1 : -1) * radius_of(from);
    double end = y2 - up * (radius_of(to) + 1.5);
    string_format(drawing->out, "<path d=\"M%.1f %.1fC%.1f %.1f %.1f %.1f %.1f %.1f\" class=\"%s\"/>\n",
                  start, y1, start + (x2 - x1) * 0.6, y1, x2, end - up * fabs(y1 - y2) * 0.55, x2, end,
                  class);
}

static void draw_study(const Drawing *drawing, size_t row) {
    const MapStudy *study = &drawing->map->studies[row];
    int x = x_of(drawing, study->column), y = y_of(row);
    double radius = radius_of(study);
    bool included = study->flags & MAP_INCLUDED, focus = study->flags & MAP_FOCUS;
    string_add_text(drawing->out, "<g><title>");
    add_shown(drawing->out, study->title ? study->title : study->label);
    string_add_text(drawing->out, "</title>");
    string_format(drawing->out, "<circle cx=\"%d\" cy=\"%d\" r=\"%.1f\" fill=\"%s\" stroke=\"#000\"%s/>", x,
                  y, radius, included ? "#000" : "#fff",
                  study->flags & MAP_CONNECTOR ? " stroke-dasharray=\"2 1.5\"" : "");
    if (focus) {
        string_format(
            drawing->out,
            "<circle cx=\"%d\" cy=\"%d\" r=\"%.1f\" fill=\"none\" stroke=\"#000\" stroke-width=\"1.6\"/>", x,
            y, radius + 3);
    }
    double at = x + radius + (focus ? 7 : 4);
    // A white rim lifts the name off the links; a text of its own, since not everybody paints outlines first.
    for (int rim = 1; rim >= 0; rim--) {
        string_format(drawing->out, "<text x=\"%.1f\" y=\"%d\"%s%s>", at, y + 4,
                      rim ? " class=\"rim\" aria-hidden=\"true\"" : "", focus ? " font-weight=\"bold\"" : "");
        add_shown(drawing->out, study->label);
        if (study->flags & MAP_RETRACTED) {
            string_format(drawing->out, " <tspan%s font-weight=\"bold\">retracted</tspan>",
                          rim ? "" : " fill=\"#b00020\"");
        }
        string_add_text(drawing->out, "</text>");
    }
    string_add_text(drawing->out, "</g>\n");
}

static bool has_flag(const CitationMap *map, unsigned flag) {
    for (size_t i = 0; i < map->count; i++) {
        if (map->studies[i].flags & flag) {
            return true;
        }
    }
    return false;
}

static void draw_signs(const Drawing *drawing) {
    static const struct {
        unsigned flag;
        const char *fill, *more, *words;
    } signs[] = {
        {MAP_INCLUDED, "#000", "", "included"},
        {0, "#fff", "", "other study"},
        {MAP_CONNECTOR, "#fff", " stroke-dasharray=\"2 1.5\"", "joins what does not cite each other"},
    };
    int x = MARGIN + 6, y = drawing->height - 12;
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        if (signs[i].flag && !has_flag(drawing->map, signs[i].flag)) {
            continue;
        }
        string_format(
            drawing->out,
            "<circle cx=\"%d\" cy=\"%d\" r=\"4\" fill=\"%s\" stroke=\"#000\"%s/><text x=\"%d\" y=\"%d\">"
            "%s</text>\n",
            x, y, signs[i].fill, signs[i].more, x + 9, y + 4, signs[i].words);
        x += 9 + (int) ((double) strlen(signs[i].words) * LETTER) + 18;
    }
    string_format(drawing->out, "<text x=\"%d\" y=\"%d\">The larger, the more cited here.%s</text>\n", x,
                  y + 4, x + 360 < drawing->width ? " Arrows lead to the cited study." : "");
}

static void add_heading(const CitationMap *map, String *out) {
    size_t first = map->year_count > 1 && map->years[0] == 0;
    string_format(out, "Citation map: %zu %s, %zu %s", map->count, map->count == 1 ? "study" : "studies",
                  map->link_count, map->link_count == 1 ? "citation" : "citations");
    if (map->year_count > 0 && map->years[first] > 0) {
        string_format(out, ", %d", map->years[first]);
        if (map->year_count > first + 1) {
            string_format(out, "–%d", map->years[map->year_count - 1]);
        }
    }
    if (map->left_out > 0) {
        string_format(out, " (%zu with fewer links not shown)", map->left_out);
    }
}

void map_add_svg(const CitationMap *map, String *out) {
    Drawing drawing = {.map = map, .out = out};
    measure(&drawing);
    string_format(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" "
        "font-family=\"Helvetica, Arial, 'Liberation Sans', sans-serif\" font-size=\"%d\" "
        "role=\"img\" aria-labelledby=\"map-title\">\n<title id=\"map-title\">",
        drawing.width, drawing.height, drawing.width, drawing.height, FONT_SIZE);
    add_heading(map, out);
    string_add_text(
        out, "</title>\n<style>.link{fill:none;stroke:#777;stroke-width:.8;marker-end:url(#to)}"
             ".path{fill:none;stroke:#b00020;stroke-width:2.2;marker-end:url(#way)}"
             ".name{paint-order:stroke;stroke:#fff;stroke-width:3px;stroke-linejoin:round}"
             ".bad{fill:#b00020;font-weight:bold}</style>\n"
             "<defs><marker id=\"to\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"5\" "
             "markerHeight=\"5\" markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path d=\"M0 1L10 5L0 9z\" "
             "fill=\"#777\"/></marker><marker id=\"way\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" "
             "markerWidth=\"9\" markerHeight=\"9\" markerUnits=\"userSpaceOnUse\" orient=\"auto\">"
             "<path d=\"M0 1L10 5L0 9z\" fill=\"#b00020\"/></marker></defs>\n"
             "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
    string_format(out, "<text x=\"%d\" y=\"22\" font-size=\"13\" font-weight=\"bold\">", MARGIN);
    add_heading(map, out);
    string_add_text(out, "</text>\n");
    draw_years(&drawing);
    for (int path = 0; path < 2; path++) { // above the others
        for (size_t i = 0; i < map->link_count; i++) {
            if (map->links[i].on_path == path) {
                draw_link(&drawing, &map->links[i]);
            }
        }
    }
    for (size_t i = 0; i < map->count; i++) {
        draw_study(&drawing, i);
    }
    draw_signs(&drawing);
    string_add_text(out, "</svg>\n");
}
