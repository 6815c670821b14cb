#include "extract.h"

#include <expat.h>
#include <string.h>

#define PIECE 65536

static void on_begin(void *data, const XML_Char *name, const XML_Char **attributes) {
    for (size_t i = 0; attributes[i]; i += 2)
        extract_attribute(data, attributes[i], attributes[i + 1], strlen(attributes[i + 1]));
    extract_begin(data, name);
}

static void on_text(void *data, const XML_Char *text, int length) {
    extract_text(data, text, (size_t) length);
}

static void on_end(void *data, const XML_Char *name) {
    extract_end(data, name);
}

bool extract_with_expat(StringView xml, Extract *extract) {
    XML_Parser parser = XML_ParserCreate("UTF-8");
    XML_SetUserData(parser, extract);
    XML_SetElementHandler(parser, on_begin, on_end);
    XML_SetCharacterDataHandler(parser, on_text);
    bool ok = true;
    for (size_t at = 0; ok && at < xml.length; at += PIECE) {
        StringView piece = sv_part(xml, at, PIECE);
        ok = XML_Parse(parser, piece.data, (int) piece.length, at + PIECE >= xml.length) == XML_STATUS_OK;
    }
    XML_ParserFree(parser);
    return ok;
}
