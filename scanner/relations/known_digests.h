/* Things that the public knows, by digest: roots of the web, and keys whose private half is
 * published. Digests are facts; relations/known/ has them with where they are from. */
#ifndef RELATIONS_KNOWN_DIGESTS_H
#define RELATIONS_KNOWN_DIGESTS_H

#include "base/arena.h"
#include "base/id_set.h"

struct known_digests {
    struct id_set lines; /* digest -> where its line stands in text */
    const char *text;
    struct arena arena; /* what known_digests_find gave out */
};

/* Reads a table of "HEX NAME" lines; # begins a comment. False when memory ran out. Other lines
 * are passed over: the tables come with the program. */
bool known_digests_read(struct known_digests *known, const char *text);

void known_digests_release(struct known_digests *known);

/* The name behind a digest, or NULL; lives until the release. */
const char *known_digests_find(struct known_digests *known, struct span digest);

#endif
