#include "carrel/report/prisma.h"

#include "carrel/base/escape.h"

// The diagram as it is printed: three columns (previous studies, databases and registers, other
// methods) of boxes whose heights follow from their text. Lengths are in user units, 1/96 inch.

#define FONT_SIZE    12
#define LINE_HEIGHT  15
#define PADDING      8
#define INDENT       12 // of the parts of a sum
#define BOX_WIDTH    210
#define GAP_ACROSS   36
#define GAP_DOWN     26
#define BAND_WIDTH   28 // the blue bands at the left: identification, screening, included
#define TITLE_HEIGHT 36
#define MARGIN       12
#define ROWS         5 // identified, screened, sought, assessed, included

// Advance widths of Helvetica in 1/1000 of the size, from space to tilde; anything else counts as
// an em. [Adobe Core 14 metrics, Helvetica.afm]
static const short widths[] = {
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333,  278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667,  611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278,  556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500,  500, 334, 260, 334, 584,
};

static int text_width(StringView text) {
    long sum = 0;
    for (size_t i = 0; i < text.length; i++) {
        unsigned char c = (unsigned char) text.data[i];
        if (c >= ' ' && c <= '~') {
            sum += widths[c - ' '];
        } else if (sv_starts(sv_from(text, i), SV("\u00A0"))) {
            sum += widths[0];
        } else if (c >= 0xC0) { // the first byte of a character
            sum += 1000;
        }
    }
    return (int) ((sum * FONT_SIZE + 999) / 1000);
}

typedef struct {
    StringView text;
    int indent;
} WrappedLine;
typedef struct {
    WrappedLine *items;
    size_t count, capacity;
    Arena *arena;
} Wrapped;

static void add_wrapped(Wrapped *wrapped, StringView line, int indent) {
    wrapped->items = arena_grow(wrapped->arena, wrapped->items, &wrapped->capacity, wrapped->count + 1,
                                sizeof *wrapped->items);
    wrapped->items[wrapped->count++] = (WrappedLine){line, indent};
}

// Bytes of the text that fit into `width`: whole characters, at least one.
static size_t fitting(StringView text, int width) {
    size_t fits = 0;
    for (size_t i = 1; i <= text.length; i++) {
        bool whole = i == text.length || ((unsigned char) text.data[i] & 0xC0) != 0x80;
        if (whole && (fits == 0 || text_width(sv_part(text, 0, i)) <= width)) {
            fits = i;
        } else if (whole) {
            break;
        }
    }
    return fits;
}

// Breaks at spaces; a word that is wider than the box is cut.
static void wrap(Wrapped *wrapped, StringView text, int width, int indent) {
    while (text.length > 0) {
        size_t fits = fitting(text, width - indent), cut = fits;
        while (fits < text.length && cut > 0 && text.data[cut] != ' ') {
            cut--;
        }
        cut = cut > 0 ? cut : fits;
        add_wrapped(wrapped, sv_trim(sv_part(text, 0, cut)), indent);
        text = sv_trim(sv_from(text, cut));
    }
}

typedef struct {
    const Prisma *prisma;
    Arena arena;
    String *out;
} Drawing;

typedef struct {
    int x, y, width, height;
} Rect;

static Wrapped box_text(Drawing *drawing, PrismaBox box) {
    Wrapped wrapped = {.arena = &drawing->arena};
    PrismaLine *lines;
    size_t count = prisma_box_lines(drawing->prisma, box, &drawing->arena, &lines);
    for (size_t i = 0; i < count; i++) {
        // A number stays with its "n =".
        const char *text = lines[i].has_count ? arena_format(&drawing->arena, "%s (n\u00A0=\u00A0%zu)",
                                                             lines[i].text, lines[i].count)
                                              : lines[i].text;
        bool is_part = i > 0 && !lines[i].key;
        wrap(&wrapped, sv(text), BOX_WIDTH - 2 * PADDING, is_part ? INDENT : 0);
    }
    return wrapped;
}

static int box_height(Drawing *drawing, PrismaBox box) {
    return prisma_has_box(drawing->prisma, box)
               ? (int) box_text(drawing, box).count * LINE_HEIGHT + 2 * PADDING
               : 0;
}

static void draw_text(Drawing *drawing, int x, int y, StringView text, const char *more) {
    string_format(drawing->out, "<text x=\"%d\" y=\"%d\"%s>", x, y, more);
    escape_add_xml(drawing->out, text);
    string_add_text(drawing->out, "</text>\n");
}

static Rect draw_box(Drawing *drawing, PrismaBox box, int x, int y) {
    Wrapped wrapped = box_text(drawing, box);
    Rect rect = {x, y, BOX_WIDTH, (int) wrapped.count * LINE_HEIGHT + 2 * PADDING};
    string_format(drawing->out,
                  "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"#fff\" stroke=\"#000\"/>\n", x,
                  y, rect.width, rect.height);
    for (size_t i = 0; i < wrapped.count; i++) {
        draw_text(drawing, x + PADDING + wrapped.items[i].indent,
                  y + PADDING + FONT_SIZE - 1 + (int) i * LINE_HEIGHT, wrapped.items[i].text, "");
    }
    return rect;
}

static void draw_arrow(Drawing *drawing, int x1, int y1, int x2, int y2) {
    string_format(
        drawing->out,
        "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"#000\" marker-end=\"url(#head)\"/>\n", x1, y1,
        x2, y2);
}

static void draw_title(Drawing *drawing, int x, int y, int width, const char *text, const char *fill) {
    Wrapped wrapped = {.arena = &drawing->arena};
    wrap(&wrapped, sv(text), width - 2 * PADDING, 0);
    string_format(
        drawing->out,
        "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"6\" fill=\"%s\" stroke=\"#000\"/>\n", x, y,
        width, TITLE_HEIGHT, fill);
    int top = y + (TITLE_HEIGHT - (int) wrapped.count * LINE_HEIGHT) / 2 + FONT_SIZE - 1;
    for (size_t i = 0; i < wrapped.count; i++) {
        draw_text(drawing, x + width / 2, top + (int) i * LINE_HEIGHT, wrapped.items[i].text,
                  " text-anchor=\"middle\" font-weight=\"bold\"");
    }
}

static void draw_band(Drawing *drawing, int y, int height, const char *text) {
    int x = MARGIN, middle = y + height / 2;
    string_format(drawing->out,
                  "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"6\" fill=\"#a9c7e8\" "
                  "stroke=\"#000\"/>\n",
                  x, y, BAND_WIDTH, height);
    const char *turned = arena_format(&drawing->arena,
                                      " text-anchor=\"middle\" font-weight=\"bold\" "
                                      "transform=\"rotate(-90 %d %d)\"",
                                      x + BAND_WIDTH / 2 + 4, middle);
    draw_text(drawing, x + BAND_WIDTH / 2 + 4, middle, sv(text), turned);
}

// The boxes of each row: in the flow and beside it, of both columns. BOX_COUNT: none.
typedef struct {
    PrismaBox flow, side, other, other_side;
} Row;
static const Row rows[ROWS] = {
    {BOX_IDENTIFIED, BOX_REMOVED, BOX_OTHER_IDENTIFIED, BOX_COUNT},
    {BOX_SCREENED, BOX_EXCLUDED, BOX_COUNT, BOX_COUNT},
    {BOX_SOUGHT, BOX_NOT_RETRIEVED, BOX_OTHER_SOUGHT, BOX_OTHER_NOT_RETRIEVED},
    {BOX_ASSESSED, BOX_REASONS, BOX_OTHER_ASSESSED, BOX_OTHER_REASONS},
    {BOX_NEW, BOX_COUNT, BOX_COUNT, BOX_COUNT},
};

static int row_height(Drawing *drawing, const Row *row) {
    const PrismaBox boxes[] = {row->flow, row->side, row->other, row->other_side};
    int most = 0;
    for (size_t i = 0; i < sizeof boxes / sizeof boxes[0]; i++) {
        int height = boxes[i] < BOX_COUNT ? box_height(drawing, boxes[i]) : 0;
        most = height > most ? height : most;
    }
    return most;
}

// One column with what leaves it; returns where its last box ends.
static Rect draw_column(Drawing *drawing, bool other, int x, const int *tops) {
    Rect last = {0};
    for (int i = 0; i < ROWS; i++) {
        PrismaBox flow = other ? rows[i].other : rows[i].flow,
                  side = other ? rows[i].other_side : rows[i].side;
        if (flow == BOX_COUNT) {
            continue;
        }
        Rect rect = draw_box(drawing, flow, x, tops[i]);
        if (last.height > 0) {
            draw_arrow(drawing, x + BOX_WIDTH / 2, last.y + last.height, x + BOX_WIDTH / 2, rect.y);
        }
        if (side < BOX_COUNT) {
            Rect beside = draw_box(drawing, side, x + BOX_WIDTH + GAP_ACROSS, tops[i]);
            int least = rect.height < beside.height ? rect.height : beside.height;
            draw_arrow(drawing, x + BOX_WIDTH, tops[i] + least / 2, beside.x, tops[i] + least / 2);
        }
        last = rect;
    }
    return last;
}

// From the end of a column beside the flow to a box at its foot: down, then across.
static void draw_elbow(Drawing *drawing, Rect from, int to_x, int to_y) {
    int x = from.x + from.width / 2;
    string_format(drawing->out,
                  "<polyline points=\"%d,%d %d,%d %d,%d\" fill=\"none\" stroke=\"#000\" "
                  "marker-end=\"url(#head)\"/>\n",
                  x, from.y + from.height, x, to_y, to_x, to_y);
}

void prisma_add_svg(const Prisma *prisma, String *out) {
    Drawing drawing = {.prisma = prisma, .out = out};
    int column = 2 * BOX_WIDTH + GAP_ACROSS, tops[ROWS], heights[ROWS];
    int left = MARGIN + BAND_WIDTH + GAP_ACROSS / 2;
    int flow = left + (prisma->has_previous ? BOX_WIDTH + GAP_ACROSS : 0);
    int other = flow + column + GAP_ACROSS;
    int width = (prisma->has_other ? other + column : flow + column) + MARGIN;
    int y = MARGIN + TITLE_HEIGHT + GAP_DOWN;
    for (int i = 0; i < ROWS; i++) {
        tops[i] = y;
        heights[i] = row_height(&drawing, &rows[i]);
        y += heights[i] + GAP_DOWN;
    }
    int total = y;
    y += prisma->has_previous ? box_height(&drawing, BOX_TOTAL) + GAP_DOWN : 0;
    int height = y - GAP_DOWN + MARGIN;
    string_format(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" "
        "font-family=\"Helvetica, Arial, 'Liberation Sans', sans-serif\" font-size=\"%d\" role=\"img\" "
        "aria-labelledby=\"prisma-title\">\n<title id=\"prisma-title\">PRISMA 2020 flow "
        "diagram</title>\n<defs><marker id=\"head\" viewBox=\"0 0 10 10\" refX=\"10\" refY=\"5\" "
        "markerWidth=\"8\" markerHeight=\"8\" orient=\"auto\"><path d=\"M0 0L10 5L0 10z\"/></marker>"
        "</defs>\n<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n",
        width, height, width, height, FONT_SIZE);
    draw_band(&drawing, tops[0], heights[0], "Identification");
    draw_band(&drawing, tops[1], tops[3] + heights[3] - tops[1], "Screening");
    draw_band(&drawing, tops[4], y - GAP_DOWN - tops[4], "Included");
    draw_title(&drawing, flow, MARGIN, column, "Identification of new studies via databases and registers",
               "#f6d55c");
    Rect last = draw_column(&drawing, false, flow, tops);
    if (prisma->has_other) {
        draw_title(&drawing, other, MARGIN, column, "Identification of new studies via other methods",
                   "#dcdcdc");
        draw_elbow(&drawing, draw_column(&drawing, true, other, tops), last.x + last.width,
                   last.y + last.height / 2);
    }
    if (prisma->has_previous) {
        draw_title(&drawing, left, MARGIN, BOX_WIDTH, "Previous studies", "#dcdcdc");
        Rect previous = draw_box(&drawing, BOX_PREVIOUS, left, tops[0]);
        Rect sum = draw_box(&drawing, BOX_TOTAL, flow, total);
        draw_arrow(&drawing, flow + BOX_WIDTH / 2, last.y + last.height, flow + BOX_WIDTH / 2, sum.y);
        draw_elbow(&drawing, previous, sum.x, sum.y + sum.height / 2);
    }
    string_add_text(out, "</svg>\n");
    arena_free(&drawing.arena);
}
