/* bcrypt_pbkdf: the key derivation of OpenSSH's locked private keys (OpenSSH, PROTOCOL.key; the
 * function is defined by OpenBSD's bcrypt_pbkdf(3)). */
#ifndef DECODERS_BCRYPT_H
#define DECODERS_BCRYPT_H

#include "base/span.h"

enum { BCRYPT_SALT_MOST = 256, BCRYPT_KEY_MOST = 1024, BCRYPT_BLOCK_BYTES = 32 };

/* What one round for each block of 32 bytes costs, counted in rounds of PBKDF2 with SHA-256. */
enum { BCRYPT_ROUND_COST = 10000 };

/* Fills key. False, and key is zero, for an empty passphrase or salt, no rounds, or more bytes than
 * the bounds above. */
bool bcrypt_derive(struct span passphrase, struct span salt, uint32_t rounds, uint8_t *key,
                   size_t length);

#endif
