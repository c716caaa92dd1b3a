/* Memory for the public facts of one artifact or record: many small pieces, freed together. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/span.h"

struct arena {
    struct arena_chunk *chunks;
};

/* Frees everything the arena gave out. Accepts the zero state. */
void arena_release(struct arena *arena);

/* length zeroed bytes, aligned for any type; NULL for absurd lengths. */
void *arena_take(struct arena *arena, size_t length);

/* Copies. arena_text adds the NUL. */
const char *arena_text(struct arena *arena, const void *bytes, size_t length);
struct span arena_span(struct arena *arena, struct span bytes);

#endif
