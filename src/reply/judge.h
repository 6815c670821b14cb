#ifndef REPLY_JUDGE_H
#define REPLY_JUDGE_H

#include "carrel/json/tree.h"
#include "carrel/reply/reply.h"

// What the readers of all services share.

// Sets the sentence and gives the verdict, for `return reply_say(…)`. Text of a service in it is shortened.
ReplyVerdict reply_say(ReplyVerdict verdict, Error *why, const char *format, ...) PRINTF_LIKE(3, 4);
// Whether XML goes to the end of its root element.
bool reply_xml_is_whole(StringView body, const char *root);
bool reply_is_json(StringView body);
// "12, 34, 56 and 7 more"; appends.
void reply_add_ids(const IdList *ids, String *out);

// Adds a PMID that is neither the study's own nor there already; `seen` starts as {0} for each list.
void link_reply_add(LinkReply *reply, int64_t own, int64_t pmid, IdMap *seen, Arena *arena);
// Sets the status of an answer that is whole.
void link_reply_end(LinkReply *reply);

#endif
