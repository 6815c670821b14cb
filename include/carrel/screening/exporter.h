#ifndef CARREL_SCREENING_EXPORTER_H
#define CARREL_SCREENING_EXPORTER_H

#include "carrel/format/format.h"

// Studies into a file, or into several that each can be read by themselves. A file appears under
// its name when all of it is on disk; until then it is beside it as NAME.part. A pipe or device is
// written as it is.
typedef struct {
    Format format;
    const char *name;     // the file's, or the shell's word for a pipe or device
    uint64_t max_records; // of a part; 0 without limit
    uint64_t max_bytes;   // of a part; 0 without limit
} ExportPlan;

// Appends the name of the first file.
void exporter_add_first(const ExportPlan *plan, String *path);

typedef struct Exporter Exporter;

// With a limit the parts are NAME-1.ris, NAME-2.ris, …; also where one is enough.
// NULL and *err where the first file cannot be made.
Exporter *exporter_open(const ExportPlan *plan, Error *err);
// Adds a study; no record is cut in two. What is written does not stay in memory.
bool exporter_add(Exporter *exporter, const Entry *entry, Error *err);
// Ends and names the files, and frees the exporter. After a failure to write,
// here or in exporter_add, none of them is there and what stood under their names stands there still.
typedef struct {
    uint64_t records, parts;
    uint64_t alone;  // records that are by themselves larger than max_bytes: parts of their own
    uint64_t behind; // number of a part behind the last one that an earlier export left; 0 none
} Exported;
bool exporter_close(Exporter *exporter, Exported *exported, Error *err);
// Leaves no file behind.
void exporter_abandon(Exporter *exporter);

// The format that a file's ending means. false with a sentence that names those there are.
bool exporter_format_of(const char *file, Format *format, Error *err);

// "10", "50k", "50M": bytes, of which a k has 1000. false where it is no such number or 0.
bool exporter_size_parse(StringView text, uint64_t *bytes);

#endif
