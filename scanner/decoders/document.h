/* Certificates, requests and revocation lists: from DER to facts, those with names that OpenSSL
 * refuses included. */
#ifndef DECODERS_DOCUMENT_H
#define DECODERS_DOCUMENT_H

#include "artifact.h"
#include "base/arena.h"
#include "decoders/structure.h"
#include "limit.h"

/* Is it one of the three? */
bool document_is(enum structure structure);

/* Fills the facts of one whole element of such a structure, within the limits of its size. False
 * where it cannot be read. A name that OpenSSL refuses is shown with its bytes escaped, and the
 * faults name it: malformed-name. Its place in comparisons is that of the same bytes in Latin-1. */
bool document_facts(struct span element, enum structure structure, struct artifact *artifact,
                    struct arena *arena, const struct limits *limits);

/* Do the faults say malformed-name? */
bool document_name_is_malformed(const struct artifact *artifact);

#endif
