/* Beside a path without a fault, a second one over a certificate whose time is over: clients that
 * take it refuse the certificate. RFC 4158 section 2.4 has no word for it; AddTrust (2020) and DST
 * Root X3 (2021) made it known. */
#ifndef RELATIONS_ALTERNATES_H
#define RELATIONS_ALTERNATES_H

#include "relations/path_rules.h"

struct alternates {
    const struct certificate_graph *graph;
    uint32_t *seen_in; /* the search in which a certificate was last seen */
    uint32_t search;
    struct buffer queue; /* uint32_t */
};

bool alternates_init(struct alternates *alternates, const struct certificate_graph *graph);
void alternates_release(struct alternates *alternates);

/* Appends a fault (FAULT_ALTERNATE) for each expired CA that the leaf's file (0: none) or a
 * truststore holds above the path's leaf. other: the path's end. False: memory ran out. */
bool alternates_find(struct alternates *alternates, const struct path_so_far *path, int64_t file,
                     struct buffer *faults);

#endif
