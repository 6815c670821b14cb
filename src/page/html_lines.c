#include "html.h"

bool html_names_charset(StringView text, String *name) {
    enum { HEAD = 4096 }; // where a page must name it
    static const char *const latin[] = {"iso-8859-1", "iso-8859-15", "latin1", "windows-1252", "us-ascii",
                                        "cp1252",     "utf-8",       "utf8",   "ascii"};
    HtmlPage page;
    html_read(sv_part(text, 0, HEAD), HTML_KEEP_ALL, &page);
    bool other = page.charset.length > 0;
    for (size_t i = 0; i < sizeof latin / sizeof latin[0]; i++) {
        other = other && !sv_equal_nocase(string_view(&page.charset), sv(latin[i]));
    }
    if (other) {
        string_add(name, string_view(&page.charset));
    }
    html_free(&page);
    return other;
}

void html_add_lines(StringView text, String *out) {
    HtmlPage page;
    html_read(text, HTML_KEEP_ALL, &page);
    // What stands around the main part is no part of the study.
    size_t main = 0, all = 0, within = 0;
    for (size_t i = 1; i < page.element_count && main == 0; i++) {
        main = page.elements[i].kind == HTML_MAIN ? i : 0;
    }
    for (size_t i = 0; i < page.count; i++) {
        all += page.blocks[i].text.length;
        within +=
            main > 0 && html_within(&page, page.blocks[i].element, main) ? page.blocks[i].text.length : 0;
    }
    main = within * 3 >= all ? main : 0;
    for (size_t i = 0; i < page.count; i++) {
        const HtmlBlock *block = &page.blocks[i];
        if (html_within(&page, block->element, main)) {
            string_add_text(out, block->kind == HTML_ITEM ? "- " : "");
            string_add(out, block->text);
            string_add_char(out, '\n');
        }
    }
    html_free(&page);
}
