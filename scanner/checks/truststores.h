/* The truststores of the inventory, seen from one place: the nearest is the likeliest to be meant.
 */
#ifndef CHECKS_TRUSTSTORES_H
#define CHECKS_TRUSTSTORES_H

#include "checks/describer.h"

struct truststores {
    struct buffer places; /* struct place, ordered by file */
    struct arena arena;
};

enum outcome truststores_load(struct truststores *truststores, struct inventory *inventory,
                              struct error *error);

/* Accepts the zero state. */
void truststores_release(struct truststores *truststores);

size_t truststores_count(const struct truststores *truststores);

/* The one with most folders in common with the place; NULL where there is none. */
const struct place *truststores_nearest(const struct truststores *truststores,
                                        const struct place *place);

#endif
