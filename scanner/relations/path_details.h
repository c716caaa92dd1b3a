/* What few certificates of a path are asked for, read from the inventory when it is needed and kept
 * for a while: names, name constraints, policies, faults. */
#ifndef RELATIONS_PATH_DETAILS_H
#define RELATIONS_PATH_DETAILS_H

#include "base/arena.h"
#include "relations/certificate_graph.h"

struct path_detail {
    struct span names;
    struct span constraints;
    const char *policy;
    const char *faults;
    const char *deviations;
};

struct path_details {
    const struct certificate_graph *graph;
    struct query *query;
    const struct path_detail **kept; /* of each certificate, NULL: not read */
    struct arena arena;
    size_t kept_bytes;
};

enum outcome path_details_init(struct path_details *details, const struct certificate_graph *graph,
                               struct inventory *inventory, struct error *error);
enum outcome path_details_release(struct path_details *details, struct error *error);

/* Never NULL: where it cannot be read, everything is empty and the fault says so. The texts live
 * until path_details_trim. */
const struct path_detail *path_details_of(struct path_details *details, uint32_t certificate);

/* Between two leaves: forgets what was kept where that is much. */
void path_details_trim(struct path_details *details);

#endif
