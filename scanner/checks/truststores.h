/* Where the truststores of the inventory lie, to append to them. */
#ifndef CHECKS_TRUSTSTORES_H
#define CHECKS_TRUSTSTORES_H

#include "checks/describer.h"

struct truststore_place {
    int64_t file; /* row of the inventory */
    struct place place;
};

struct truststores {
    struct buffer places; /* struct truststore_place, ordered by file */
    struct arena arena;
};

enum outcome truststores_load(struct truststores *truststores, struct inventory *inventory,
                              struct error *error);

/* Accepts the zero state. */
void truststores_release(struct truststores *truststores);

/* That of this file; NULL where it is none, or a list of the web's roots. */
const struct place *truststores_of(const struct truststores *truststores, int64_t file);

#endif
