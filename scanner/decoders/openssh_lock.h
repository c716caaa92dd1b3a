/* What locks the private part of an OpenSSH key (OpenSSH, PROTOCOL.key). */
#ifndef DECODERS_OPENSSH_LOCK_H
#define DECODERS_OPENSSH_LOCK_H

#include "decoders/unlock.h"

struct openssh_lock {
    struct span cipher, derivation, options; /* as the file names them */
    struct span sealed;                      /* the private part */
    struct span rest; /* what follows it: of ciphers with authentication their tag */
};

/* Tries the passphrases, whose cost is charged first. plain gets the private part, which begins
 * with two equal numbers. UNLOCK_UNTRIED for ciphers and derivations that OpenSSH does not write.
 */
enum unlocking openssh_unlock(const struct openssh_lock *lock, struct examiner *examiner,
                              const struct blob *at, struct buffer *plain);

/* One attempt; charges nothing. On false plain is empty. */
bool openssh_attempt(const struct openssh_lock *lock, struct span passphrase, struct buffer *plain);

#endif
