/* From what the walk meets to jobs for the crew: files in batches, git repositories in shares. */
#ifndef DISPATCH_H
#define DISPATCH_H

#include "crew.h"
#include "ledger.h"
#include "sources/walk.h"

struct repository {
    uint64_t root;
    char *path; /* git directory below the root */
};

struct dispatch {
    struct crew *crew;
    struct ledger *ledger;
    struct inventory *inventory;
    const struct root *roots;
    const struct limits *limits;
    const struct git_choice *git;
    bool (*stopped)(void *context);
    void *context;
    struct walk_met met;
    struct buffer paths; /* of the batch, each NUL-terminated */
    uint64_t batch_count;
    uint64_t batch_root;
    enum job_kind batch_kind;
    struct repository *repositories;
    size_t repository_count;
};

void dispatch_release(struct dispatch *dispatch);

/* Walks one root, or hands out standard input, and submits the jobs. */
enum outcome dispatch_root(struct dispatch *dispatch, uint64_t index, struct error *error);

/* Submits what the batch still holds. */
enum outcome dispatch_flush(struct dispatch *dispatch, struct error *error);

/* A worker left a file with several names (RECORD_LINKED) for dispatch_linked, which is called when
 * all roots are walked and their jobs done: of each such file the first name is submitted, the
 * others are not followed. */
enum outcome dispatch_linked_later(struct dispatch *dispatch, const struct record *record,
                                   struct error *error);
enum outcome dispatch_linked(struct dispatch *dispatch, struct error *error);

/* Asks where the objects of every repository that held something lie. To be called when all object
 * jobs are done. */
enum outcome dispatch_histories(struct dispatch *dispatch, struct error *error);

#endif
