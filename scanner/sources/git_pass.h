/* One pass over all objects of a type: those of packs unpacked tree by tree, the rest one by one.
 */
#ifndef SOURCES_GIT_PASS_H
#define SOURCES_GIT_PASS_H

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
    bool packed; /* only what is unpacked from delta trees */
};

/* False: memory ran out, and not all was seen. Objects whose type is not known yet are left out. */
bool pass_run(const struct pass *pass);

#endif
