#ifndef FORMAT_READERS_H
#define FORMAT_READERS_H

#include "carrel/format/format.h"

// What each format's file gives to the format table.

Reader *pubmed_xml_reader_new(void);
Reader *medline_reader_new(void);
Reader *pubmed_summary_reader_new(void);
Reader *page_pubmed_reader_new(void);
Reader *page_citing_reader_new(void);
Reader *page_press_reader_new(void);
Reader *wos_reader_new(void);
Reader *bibtex_reader_new(void);
Reader *ris_reader_new(void);
Reader *endnote_reader_new(void);
Reader *csv_reader_new(void);
Reader *links_csv_reader_new(void);
Reader *json_reader_new(void);
Reader *csl_json_reader_new(void);
Reader *works_reader_new(void);
Reader *mods_reader_new(void);
Reader *unixref_reader_new(void);
Reader *dspace_reader_new(void);

void medline_write_entry(const Entry *entry, bool first, String *out);
void bibtex_write_entry(const Entry *entry, bool first, String *out);
void ris_write_entry(const Entry *entry, bool first, String *out);
void endnote_write_entry(const Entry *entry, bool first, String *out);
void endnote_write_end(bool any, String *out);
void json_write_entry(const Entry *entry, bool first, String *out);
void csl_json_write_entry(const Entry *entry, bool first, String *out);
void csl_json_write_end(bool any, String *out);
void csv_write_entry(const Entry *entry, bool first, String *out);
void citation_write_entry(const Entry *entry, bool first, String *out);
void tsv_write_entry(const Entry *entry, bool first, String *out);

#endif
