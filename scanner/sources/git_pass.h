/* One pass over all objects of a type: those of packs unpacked tree by tree, the rest one by one.
 * A second thread can take part; who unpacks which delta tree is then up to chance. */
#ifndef SOURCES_GIT_PASS_H
#define SOURCES_GIT_PASS_H

#include <stdatomic.h>

#include "base/companion.h"
#include "sources/git_catalog.h"
#include "sources/git_unpack.h"

struct pass {
    struct catalog *catalog;
    struct intake *intake;
    int type; /* git_object_t */
    /* Called once for each object, and also for other copies, which only matter for what builds on
     * them: index is NOWHERE then. object->failure is set where no copy can be read. */
    void (*each)(void *context, uint32_t index, const struct unpacked *object);
    /* May be NULL. False: nothing in this delta tree is asked for. */
    bool (*asks)(void *context, uint32_t store, uint32_t root);
    void *context;
    void *other; /* context of what the second thread sees; NULL: it takes no part */
    struct companion *companion;
    bool packed; /* only what is unpacked from delta trees */
};

/* What one thread does of a pass. */
struct pass_part {
    struct pass_run *run;
    void *context;
    struct unpacker unpacker;
    uint32_t store;   /* that is gone through */
    uint64_t before;  /* nodes of the stores before that one */
    uint32_t *failed; /* what has to be read from another copy */
    size_t failed_count;
    size_t failed_capacity;
    size_t done;
    bool out_of_memory;
};

struct pass_run {
    struct pass pass;
    atomic_uint_fast64_t next; /* node, over all stores, from which on nobody has taken them yet */
    struct pass_part parts[2];
    bool shared; /* the second thread is at work */
};

/* Begins a pass; the second thread, where there is one, sets to work. */
void pass_begin(struct pass_run *run, const struct pass *pass);

/* Does the rest of it. False: memory ran out, and not all was seen. Objects whose type is not known
 * yet are left out. */
bool pass_end(struct pass_run *run);

/* Both. */
bool pass_run(const struct pass *pass);

#endif
