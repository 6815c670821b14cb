#ifndef CARREL_REPLY_LINKS_FILE_H
#define CARREL_REPLY_LINKS_FILE_H

#include "carrel/reader/reader.h"
#include "carrel/reply/reply.h"
#include "carrel/study/row.h"

// A file of what one service answered about the links of studies: how answers go into the cache, by the
// same way as all files, with who said it and when. Lines of columns with tabs between:
//   carrel-links 1 <tab> icite <tab> 1795258800000          the service, milliseconds since 1970
//   L <tab> 12 <tab> references <tab> 1 <tab> 34 <tab> 5,6  study, kind, LinkStatus, announced or -, PMIDs
//   S <tab> DOI <tab> title                                 what the study without PMID of the line before is
//   O <tab> PMID <tab> DOI <tab> title <tab> authors <tab> text     a link of it that has more, or no, numbers
// An L line becomes an ITEM_LINKS; where O lines follow, also an ITEM_STUDY, a stub with these links. A study
// without PMID has the cache's number, and all its links in O lines: what goes by numbers alone takes PMIDs.

void links_file_begin(const char *service, int64_t time, String *out);
// `row` is the study's of the cache: where its record is not there, links without PMID are left out.
void links_file_add(const StudyRow *row, LinkKind kind, const LinkReply *reply, String *out);

bool links_file_fits(StringView head);
Reader *links_file_reader_new(void);

#endif
