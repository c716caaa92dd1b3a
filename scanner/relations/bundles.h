/* Files as a server would send them: PEM, one certificate that is not a CA, and others beside it.
 * Stored for the checks on what else is sent, and in which order. */
#ifndef RELATIONS_BUNDLES_H
#define RELATIONS_BUNDLES_H

#include "relations/certificate_graph.h"

enum outcome bundles_store(const struct certificate_graph *graph, struct inventory *inventory,
                           struct error *error);

#endif
