#include "carrel/screening/imported.h"

#include <stdlib.h>

void import_file_free(void *value) {
    ImportFile *file = value;
    if (file) {
        free(file->name);
        free(file->first_rejected);
        free(file->deciders);
        free(file->search);
        free(file->unknown_columns);
        free(file->kept);
        free(file->unkept);
        free(file);
    }
}

void import_batch_free(void *value) {
    ImportBatch *batch = value;
    if (batch) {
        for (size_t i = 0; i < batch->count; i++) {
            free(batch->studies[i].identifiers);
            free(batch->studies[i].citation);
            id_list_free(&batch->studies[i].namesakes);
        }
        free(batch->studies);
        arena_free(&batch->arena);
        free(batch->source);
        free(batch);
    }
}
