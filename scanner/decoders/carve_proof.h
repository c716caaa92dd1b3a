/* Whether a piece of a larger file that has the shape of a certificate, request, revocation list or
 * key really is one. Stricter than the decoder of such files: nothing but the bytes speaks for it.
 */
#ifndef DECODERS_CARVE_PROOF_H
#define DECODERS_CARVE_PROOF_H

#include "decoders/structure.h"
#include "limit.h"

/* element: one whole element for which structure_of() gives structure. True where it parses to its
 * last byte, its algorithm is known, and its numbers fit each other as far as that costs no more
 * than a multiplication. Loads private keys, and wipes them before it returns. */
bool carve_proof(struct span element, enum structure structure, const struct limits *limits);

#endif
