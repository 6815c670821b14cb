#include "carrel/screening/naming.h"

#include "carrel/study/ident.h"

static void add_line(String *lines, const char *scheme, const char *value) {
    if (value) {
        string_format(lines, "%s%s:%s", lines->length ? "\n" : "", scheme, value);
    }
}

void naming_add_lines(const Study *study, String *lines) {
    String print = {0};
    if (study->pmid) {
        string_format(lines, "%spmid:%lld", lines->length ? "\n" : "", (long long) study->pmid);
    }
    add_line(lines, "doi", study->doi);
    add_line(lines, "pmcid", study->pmcid);
    if (study_add_fingerprint(study, &print)) {
        add_line(lines, "fp", string_text(&print));
    }
    string_free(&print);
}
