#ifndef TESTS_BENCH_PARSE_H
#define TESTS_BENCH_PARSE_H

// Measures reading PubMed XML without storing it, beside expat, libxml2, gunzip and xtract. Adds a table. Returns
// what `gunzip | xtract` does, in studies a second; NAN where it is not installed.
double parse_measure(const char *file);

#endif
