/* Packs that an earlier run searched to their end, with this version of what searches: their
 * objects are not read again. What was found in one of them has a stamp of its own. */
#ifndef SOURCES_GIT_KNOWN_H
#define SOURCES_GIT_KNOWN_H

#include "sources/git_catalog.h"

struct repository;

struct known_pack {
    struct stamp stamp; /* of its two files */
    bool stamped;       /* false: they changed just now, or cannot be looked at */
    bool known;
    uint32_t done; /* objects of it that need no more searching, since this was last reported */
};

struct known {
    bool made;
    struct known_pack *packs; /* one for each store; NULL: no stamps, everything is searched */
    uint8_t *bits;            /* one for each entry of the catalog; NULL: nothing is known */
};

/* Fills repository->known, once. */
void known_make(struct repository *repository, struct intake *intake);

/* index: of the catalog. */
static inline bool known_has(const struct known *known, size_t index) {
    return known->bits && known->bits[index / 8] >> index % 8 & 1;
}

/* The stamp of an object: its id, which says all there is to say of it. */
struct stamp known_stamp(const struct entry *entry);

/* One more object of a pack, whichever copy it is, needs no searching. */
static inline void known_done(struct known *known, uint32_t store, uint32_t count) {
    if (known->packs) {
        known->packs[store].done += count;
    }
}

/* Tells how much of each pack is done, and begins to count anew. */
void known_report(struct repository *repository, struct intake *intake);

void known_release(struct known *known);

#endif
