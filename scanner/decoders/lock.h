/* What locks an encrypted private key, in words: cipher, key derivation, rounds. */
#ifndef DECODERS_LOCK_H
#define DECODERS_LOCK_H

#include "base/arena.h"

/* algorithm: the AlgorithmIdentifier of an EncryptedPrivateKeyInfo (PKCS#5 version 2.1, RFC 8018;
 * PKCS#12, RFC 7292 appendix C), whole element. "unknown scheme" where it is none we know. */
const char *lock_text(struct span algorithm, struct arena *arena);

#endif
