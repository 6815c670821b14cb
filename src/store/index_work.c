#include "index_work.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
    int64_t id;
    uint64_t lengths[INDEX_COLUMNS];
    int64_t removes;
} StepHead;

void index_work_add(String *steps, StudyId id, bool removes, const IndexWords *words) {
    StepHead head = {.id = id, .removes = removes};
    for (size_t i = 0; i < INDEX_COLUMNS; i++) {
        head.lengths[i] = words->columns[i].length;
    }
    string_add(steps, (StringView){(const char *) &head, sizeof head});
    for (size_t i = 0; i < INDEX_COLUMNS; i++) {
        string_add(steps, words->columns[i]);
    }
}

bool index_work_next(StringView steps, size_t *at, IndexStep *step) {
    StepHead head;
    if (steps.length - *at < sizeof head) {
        return false;
    }
    memcpy(&head, steps.data + *at, sizeof head);
    *at += sizeof head;
    *step = (IndexStep){.id = head.id, .removes = head.removes != 0};
    for (size_t i = 0; i < INDEX_COLUMNS; i++) {
        if (head.lengths[i] > steps.length - *at) {
            return false;
        }
        step->words.columns[i] = sv_part(steps, *at, (size_t) head.lengths[i]);
        *at += (size_t) head.lengths[i];
    }
    return true;
}

void index_work_free(IndexWork *work) {
    if (work) {
        string_free(&work->steps);
        free(work);
    }
}
