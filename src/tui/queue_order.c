#include "desk.h"
#include "queue.h"

// Where rows of the queue stay while what is decided changes.

void queue_keep_decided(const App *app, IdList *ids) {
    const Queue *queue = &app->queue;
    IdMap fresh = {0}, kept_behind = {0}; // row before -> where its kept rows begin
    IdList kept = {0}, merged = {0};
    StudyId before = 0;
    for (size_t i = 0; i < ids->count; i++) {
        id_map_set(&fresh, ids->ids[i], 1);
    }
    for (size_t i = 0; i < queue->ids.count; i++) {
        StudyId id = queue->ids.ids[i];
        if (id_map_get(&fresh, id, NULL)) {
            before = id;
        } else if (desk_candidate(app, id)) {
            if (!id_map_get(&kept_behind, before, NULL)) {
                id_map_set(&kept_behind, before, (int64_t) kept.count);
            }
            id_list_add(&kept, before);
            id_list_add(&kept, id);
        }
    }
    for (size_t i = 0; kept.count && i <= ids->count; i++) {
        StudyId row = i ? ids->ids[i - 1] : 0;
        int64_t at;
        if (row) {
            id_list_add(&merged, row);
        }
        if (id_map_get(&kept_behind, row, &at)) {
            for (size_t k = (size_t) at; k < kept.count && kept.ids[k] == row; k += 2) {
                id_list_add(&merged, kept.ids[k + 1]);
            }
        }
    }
    if (kept.count) {
        id_list_free(ids);
        *ids = merged;
    }
    id_list_free(&kept);
    id_map_free(&fresh);
    id_map_free(&kept_behind);
}

void queue_put_off_last(const App *app, IdList *ids) {
    IdList put_off = {0};
    size_t kept = 0;
    for (size_t i = 0; i < ids->count; i++) {
        const Candidate *candidate = desk_candidate(app, ids->ids[i]);
        if (candidate && candidate->own.decision == DECISION_LATER) {
            id_list_add(&put_off, ids->ids[i]);
        } else {
            ids->ids[kept++] = ids->ids[i];
        }
    }
    for (size_t i = 0; i < put_off.count; i++) {
        ids->ids[kept++] = put_off.ids[i];
    }
    id_list_free(&put_off);
}
