/* What stored inventories hold, put into one. */
#ifndef MERGING_H
#define MERGING_H

#include "inventory/inventory.h"

/* Takes over each of the files, which were opened before without complaint; a file given twice
 * counts once. Where a root of one has the name of another's, or lies in it, the files below are of
 * different machines: the first folder of every path is then a label, which is the inventory's name
 * without ".db", or, where two have the same, its path without that. */
enum outcome merging_take(struct inventory *inventory, char *const *paths, unsigned count,
                          struct error *error);

#endif
