/* Private keys in DER: their public half, and what locks them. Nothing of the private numbers
 * leaves these calls. */
#ifndef DECODERS_PRIVATE_KEY_H
#define DECODERS_PRIVATE_KEY_H

#include "artifact.h"
#include "base/arena.h"
#include "decoders/structure.h"

/* Fills artifact->key from one whole element of a private-key structure, and
 * artifact->disagreement where its numbers do not belong together. False where the element does not
 * parse as that structure. */
bool private_key_public_half(struct span element, enum structure structure,
                             struct artifact *artifact, struct arena *arena);

#endif
