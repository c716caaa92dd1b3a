/* What locks the private part of a PuTTY key, and what proves it whole (PuTTY manual, appendix C).
 */
#ifndef DECODERS_PUTTY_LOCK_H
#define DECODERS_PUTTY_LOCK_H

#include "decoders/unlock.h"

struct putty_lock {
    int version;                      /* 1 to 3 */
    struct span type, cipher, remark; /* as the file writes them */
    struct span public, private;      /* decoded; private padded, and enciphered unless open */
    struct span mac;                  /* hexadecimal */
    bool hashed;                      /* version 1: mac is a digest of private alone */
    struct span flavour, salt;        /* version 3: "Argon2id", ...; hexadecimal */
    uint32_t memory, passes, lanes;   /* likewise; KiB */
};

enum putty_state {
    PUTTY_OPEN,    /* opened, and whole */
    PUTTY_ALTERED, /* not locked, but the MAC does not fit */
    PUTTY_SHUT,    /* no passphrase fits */
    PUTTY_UNTRIED, /* above the limits, or nothing we can try */
};

/* Tries the passphrases, whose cost is charged first; of an open key the MAC is checked. The MAC is
 * the proof: the plaintext is not kept. */
enum putty_state putty_examine(const struct putty_lock *lock, struct examiner *examiner,
                               const struct blob *at);

/* One attempt; charges nothing. */
bool putty_attempt(const struct putty_lock *lock, struct span passphrase);

#endif
