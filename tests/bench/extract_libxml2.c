#include "extract.h"

#if __has_include(<libxml/parser.h>)

#include <libxml/parser.h>

#define PIECE 65536

static void on_begin(void *data, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                     int space_count, const xmlChar **spaces, int attribute_count, int default_count,
                     const xmlChar **attributes) {
    (void) prefix, (void) uri, (void) space_count, (void) spaces;
    (void) default_count;
    // of each its name, prefix, URI, where the value begins and where it ends
    for (int i = 0; i < attribute_count; i++) {
        const xmlChar **attribute = attributes + 5 * i;
        extract_attribute(data, (const char *) attribute[0], (const char *) attribute[3],
                          (size_t) (attribute[4] - attribute[3]));
    }
    extract_begin(data, (const char *) name);
}

static void on_text(void *data, const xmlChar *text, int length) {
    extract_text(data, (const char *) text, (size_t) length);
}

static void on_end(void *data, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri) {
    (void) prefix, (void) uri;
    extract_end(data, (const char *) name);
}

bool extract_with_libxml2(StringView xml, Extract *extract) {
    xmlSAXHandler handler = {.initialized = XML_SAX2_MAGIC,
                             .startElementNs = on_begin,
                             .endElementNs = on_end,
                             .characters = on_text};
    xmlParserCtxtPtr parser = xmlCreatePushParserCtxt(&handler, extract, NULL, 0, NULL);
    bool ok = parser != NULL;
    for (size_t at = 0; ok && at < xml.length; at += PIECE) {
        StringView piece = sv_part(xml, at, PIECE);
        ok = xmlParseChunk(parser, piece.data, (int) piece.length, at + PIECE >= xml.length) == 0;
    }
    if (parser)
        xmlFreeParserCtxt(parser);
    return ok;
}

#else

bool extract_with_libxml2(StringView xml, Extract *extract) {
    (void) xml, (void) extract;
    return false;
}

#endif
