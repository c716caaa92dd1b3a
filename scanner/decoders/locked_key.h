/* An encrypted private key where it lies: opened when a passphrase fits, and an artifact in either
 * case. */
#ifndef DECODERS_LOCKED_KEY_H
#define DECODERS_LOCKED_KEY_H

#include "decoders/decoder.h"

struct locked_key {
    struct span element;       /* EncryptedPrivateKeyInfo, RFC 5958 section 3, whole */
    struct span certificate;   /* DER of the one that its store keeps with it; empty: none */
    const struct span *likely; /* passphrase of its store; NULL: not known */
    bool blamed;               /* its store has already been reported for wrong passphrases */
};

/* Reports the key at this place, locked, with its public half where it can be opened or a
 * certificate gives it. False, and nothing reported, where it is no EncryptedPrivateKeyInfo. */
bool locked_key_report(const struct locked_key *key, struct examiner *examiner,
                       const struct blob *at);

/* Reports a key that its store kept locked, from its plaintext: one whole PKCS#8 structure (RFC
 * 5958 section 2). lock: what locks it, in words. False where it is none. */
bool opened_key_report(struct span plain, const char *lock, struct examiner *examiner,
                       const struct blob *at);

/* Reports a key that stays shut, in a form of its store's own: sealed are its bytes, whose digest
 * names it where the certificate does not give the public half. */
void sealed_key_report(struct span sealed, const char *lock, struct span certificate,
                       struct examiner *examiner, const struct blob *at);

/* Where an entry of a store lies, for what is reported there without being examined as a child.
 * Borrows from store, encoding and the buffer, which gets the trail. */
struct blob entry_place(const struct blob *store, const char *element, const char *encoding,
                        uint64_t position, const struct limits *limits, struct buffer *trail);

#endif
