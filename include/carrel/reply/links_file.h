#ifndef CARREL_REPLY_LINKS_FILE_H
#define CARREL_REPLY_LINKS_FILE_H

#include "carrel/reader/reader.h"
#include "carrel/reply/reply.h"

// A file of what one service answered about the links of studies: how answers go into the cache, by the
// same way as all files, with who said it and when. Lines of columns with tabs between:
//   carrel-links 1 <tab> icite <tab> 1795258800000          the service, milliseconds since 1970
//   L <tab> 12 <tab> references <tab> 1 <tab> 34 <tab> 5,6  PMID, kind, LinkStatus, announced or -, PMIDs
//   O <tab> DOI <tab> title <tab> authors <tab> text        a link of the line before without PMID
// An L line becomes an ITEM_LINKS; where O lines follow, also an ITEM_STUDY, a stub with these links.

void links_file_begin(const char *service, int64_t time, String *out);
// `with_others`: also what has no PMID; only for a study whose record is in the cache.
void links_file_add(int64_t pmid, LinkKind kind, const LinkReply *reply, bool with_others, String *out);

bool links_file_fits(StringView head);
Reader *links_file_reader_new(void);

#endif
