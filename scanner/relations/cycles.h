/* CAs that certify each other in a circle: harmless where a search expects it, and worth knowing.
 */
#ifndef RELATIONS_CYCLES_H
#define RELATIONS_CYCLES_H

#include "relations/certificate_graph.h"

/* Stores every circle (a strongly connected set of issuers, more than one) in the table cycle. */
enum outcome cycles_store(const struct certificate_graph *graph, struct inventory *inventory,
                          struct error *error);

#endif
