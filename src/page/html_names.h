#ifndef PAGE_HTML_NAMES_H
#define PAGE_HTML_NAMES_H

#include "carrel/base/str.h"

#include <stdbool.h>

// What the attributes of an element say of it.

StringView html_attribute(StringView attributes, const char *name); // as typed; empty where absent
bool html_has_class(StringView attributes, const char *name);

// Whether it is around an article, by the words of its class, id or role; whether it is not shown.
bool html_is_around(StringView attributes);
bool html_is_hidden(StringView attributes);

// PubMed's pages have the head and the citations of their lists twice, menus behind each
// term, and abstracts in other languages that a button shows.
bool html_is_second_copy(StringView attributes);

// Appends " 1303622", " PMC12" or " 10.1000/x": what a link named "PubMed", "PMC" or "DOI" leads to.
void html_add_target(StringView name, StringView address, String *out);

#endif
