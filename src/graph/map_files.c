#include "carrel/graph/map.h"

#include "carrel/base/escape.h"
#include "map_text.h"

// The map for other programs: Graphviz, those that read GraphML (Gephi, yEd, igraph, Cytoscape), and a list
// of edges.

static void add_name(String *out, const MapStudy *study) {
    string_format(out, study->id > 0 ? "pmid%lld" : "carrel%lld",
                  (long long) (study->id > 0 ? study->id : -study->id));
}

// --- DOT [graphviz.org/doc/info/lang.html] ---

static void dot_add_study(const MapStudy *study, String *out) {
    string_add_text(out, "  ");
    add_name(out, study);
    string_add_text(out, " [label=\"");
    dot_add_text(out, study->label);
    if (study->flags & MAP_RETRACTED) {
        string_add_text(out, " (retracted)");
    }
    string_add_text(out, "\", tooltip=\"");
    dot_add_text(out, study->title ? study->title : study->label);
    string_add_char(out, '"');
    if (study->id > 0) {
        string_format(out, ", URL=\"https://pubmed.ncbi.nlm.nih.gov/%lld/\"", (long long) study->id);
    }
    if (study->flags & MAP_INCLUDED) {
        string_add_text(out, ", style=filled, fillcolor=gray85");
    }
    if (study->flags & MAP_CONNECTOR) {
        string_add_text(out, ", style=dashed");
    }
    if (study->flags & MAP_FOCUS) {
        string_add_text(out, ", penwidth=2.5");
    }
    string_add_text(out, "];\n");
}

static void dot_add_year(const CitationMap *map, size_t column, String *out) {
    string_format(out, "  { rank=same; year%d [shape=plaintext, label=\"", map->years[column]);
    if (map->years[column] > 0) {
        string_format(out, "%d", map->years[column]);
    } else {
        string_add_text(out, "no year");
    }
    string_add_text(out, "\"];");
    for (size_t i = 0; i < map->count; i++) {
        if (map->studies[i].column == column) {
            string_add_char(out, ' ');
            add_name(out, &map->studies[i]);
            string_add_char(out, ';');
        }
    }
    string_add_text(out, " }\n");
}

void map_add_dot(const CitationMap *map, String *out) {
    string_add_text(out, "// An arrow leads from the study that cites to the one that is cited.\n"
                         "digraph citations {\n  rankdir=LR;\n  node [shape=box, fontname=\"Helvetica\", "
                         "fontsize=10];\n  edge [arrowsize=0.6, color=gray40];\n");
    for (size_t i = 0; i < map->count; i++) {
        dot_add_study(&map->studies[i], out);
    }
    for (size_t i = 0; i < map->year_count; i++) {
        dot_add_year(map, i, out);
    }
    for (size_t i = 0; i + 1 < map->year_count; i++) {
        string_format(out, "  year%d -> year%d [style=invis];\n", map->years[i], map->years[i + 1]);
    }
    for (size_t i = 0; i < map->link_count; i++) {
        const MapStudy *from = &map->studies[map->links[i].from], *to = &map->studies[map->links[i].to];
        string_add_text(out, "  ");
        // Ranks go from left to right along an edge, and the cited study is the earlier one.
        add_name(out, to);
        string_add_text(out, " -> ");
        add_name(out, from);
        string_add_text(out,
                        map->links[i].on_path ? " [dir=back, color=red, penwidth=2];\n" : " [dir=back];\n");
    }
    string_add_text(out, "}\n");
}

// --- GraphML ---

static void graphml_add_data(String *out, const char *key, const char *value) {
    if (value) {
        string_format(out, "<data key=\"%s\">", key);
        escape_add_xml(out, sv(value));
        string_add_text(out, "</data>");
    }
}

static void graphml_add_flag(String *out, const char *key, bool value) {
    if (value) {
        graphml_add_data(out, key, "true");
    }
}

static void graphml_add_study(const MapStudy *study, String *out) {
    string_add_text(out, "<node id=\"");
    add_name(out, study);
    string_add_text(out, "\">");
    graphml_add_data(out, "label", study->label);
    graphml_add_data(out, "title", study->title);
    if (study->year > 0) {
        string_format(out, "<data key=\"year\">%d</data>", study->year);
    }
    if (study->id > 0) {
        string_format(out, "<data key=\"pmid\">%lld</data>", (long long) study->id);
    }
    graphml_add_flag(out, "included", study->flags & MAP_INCLUDED);
    graphml_add_flag(out, "retracted", study->flags & MAP_RETRACTED);
    graphml_add_flag(out, "connector", study->flags & MAP_CONNECTOR);
    string_add_text(out, "</node>\n");
}

void map_add_graphml(const CitationMap *map, String *out) {
    static const struct {
        const char *id, *of, *type;
    } keys[] = {
        {"label", "node", "string"},      {"title", "node", "string"},     {"year", "node", "int"},
        {"pmid", "node", "long"},         {"included", "node", "boolean"}, {"retracted", "node", "boolean"},
        {"connector", "node", "boolean"}, {"path", "edge", "boolean"},
    };
    string_add_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                         "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\" "
                         "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
                         "xsi:schemaLocation=\"http://graphml.graphdrawing.org/xmlns "
                         "http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd\">\n");
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        bool flag = sv_equal(sv(keys[i].type), SV("boolean"));
        string_format(out, "<key id=\"%s\" for=\"%s\" attr.name=\"%s\" attr.type=\"%s\"%s\n", keys[i].id,
                      keys[i].of, keys[i].id, keys[i].type, flag ? "><default>false</default></key>" : "/>");
    }
    string_add_text(out, "<graph id=\"citations\" edgedefault=\"directed\">\n");
    for (size_t i = 0; i < map->count; i++) {
        graphml_add_study(&map->studies[i], out);
    }
    for (size_t i = 0; i < map->link_count; i++) {
        const MapLink *link = &map->links[i];
        string_format(out, "<edge id=\"e%zu\" source=\"", i + 1);
        add_name(out, &map->studies[link->from]);
        string_add_text(out, "\" target=\"");
        add_name(out, &map->studies[link->to]);
        string_add_text(out, "\">");
        graphml_add_flag(out, "path", link->on_path);
        string_add_text(out, "</edge>\n");
    }
    string_add_text(out, "</graph>\n</graphml>\n");
}

// --- edges ---

static void csv_add_study(const MapStudy *study, String *out) {
    id_add_text(out, study->id);
    string_add_char(out, ',');
    escape_add_cell(out, sv(study->label), ',');
    string_add_char(out, ',');
    if (study->year > 0) {
        string_format(out, "%d", study->year);
    }
    string_add_char(out, ',');
}

void map_add_csv(const CitationMap *map, String *out) {
    string_add_text(out, "citing,citing_label,citing_year,cited,cited_label,cited_year,path\r\n");
    for (size_t i = 0; i < map->link_count; i++) {
        csv_add_study(&map->studies[map->links[i].from], out);
        csv_add_study(&map->studies[map->links[i].to], out);
        string_add_text(out, map->links[i].on_path ? "1\r\n" : "0\r\n");
    }
}
