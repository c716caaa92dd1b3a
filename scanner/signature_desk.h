/* Signature questions of the relations, answered by the workers in batches. */
#ifndef SIGNATURE_DESK_H
#define SIGNATURE_DESK_H

#include "crew.h"
#include "inventory/inventory.h"
#include "relations/relation.h"

struct signature_desk {
    struct crew *crew;
    struct inventory *inventory;
    struct signature_pair *pairs; /* every question so far, by number */
    size_t count;
    size_t capacity;
    struct buffer batch; /* packed questions not yet submitted */
    size_t offsets[257]; /* of the batch's questions */
    unsigned batch_count;
};

void signature_desk_release(struct signature_desk *desk);

/* The service as relations see it; borrows the desk. */
struct signature_service signature_desk_service(struct signature_desk *desk);

/* Takes a worker's answer. */
void signature_desk_answer(struct signature_desk *desk, uint64_t pair, enum verdict verdict);

/* The worker that was asked the question is lost: the pair stays undecided, and finishing adds a
 * problem row. item is the question as it was submitted. */
void signature_desk_lost(struct signature_desk *desk, const struct job_item *item,
                         const struct problem *problem);

#endif
