#ifndef CLI_IMPORT_REPORT_H
#define CLI_IMPORT_REPORT_H

#include "command.h"

// What import says of each file.
typedef struct {
    const ImportFile *file;
    SearchSaid facts;       // what is known of its search
    int64_t again;          // when the same bytes were imported into the review before; 0: never
    size_t taken;           // records whose decisions were taken over
    const char *unanswered; // what is to be done about decisions that were not; NULL where nothing is
} ImportReport;

void import_report_line(Command *command, const ImportReport *report);
void import_report_json(Command *command, const ImportReport *report);
// Warnings, to standard error.
void import_report_warn(const ImportReport *report);
// Appends "312 records bring decisions by Anna, Ben".
void import_report_add_decisions(const ImportFile *file, String *out);
// Appends "decisions of 312 records taken over".
void import_report_add_taken(size_t taken, String *out);
// Prints the records that no import could read, as they came, each under a line that says where it
// was and why.
bool import_report_rejected(Command *command, Error *err);

#endif
