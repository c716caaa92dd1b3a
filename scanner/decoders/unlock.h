/* Trying passphrases on what is locked with one. The cost is read and charged before anything is
 * derived; plaintext goes to the caller's buffer, who wipes it. */
#ifndef DECODERS_UNLOCK_H
#define DECODERS_UNLOCK_H

#include <openssl/evp.h>

#include "base/buffer.h"
#include "decoders/decoder.h"

/* Loads OpenSSL's providers with the ciphers of old files (RC2, RC4, single DES): reads files, so
 * it comes before the sandbox closes. False without the legacy one: such things then stay locked.
 */
bool unlock_prepare(void);
void unlock_finish(void);

/* What one attempt takes. */
struct unlock_cost {
    uint64_t rounds;
    uint64_t memory; /* bytes; scrypt only */
};

/* The cost of a password-based AlgorithmIdentifier (RFC 8018, RFC 7292 appendix C, and Sun's two
 * for keystores), whole element. False where it is none that can be tried. */
bool unlock_cost(struct span algorithm, struct unlock_cost *cost);

/* One attempt. True where the padding comes out right, which for one wrong passphrase in 256 it
 * does: the caller looks at the plaintext. On false plain is empty. Charges nothing. */
bool unlock_attempt(struct span algorithm, struct span ciphertext, struct span passphrase,
                    struct buffer *plain);

enum unlocking {
    UNLOCK_OPENED,
    UNLOCK_WRONG,   /* no passphrase fits */
    UNLOCK_UNTRIED, /* above the limits, or a scheme we cannot try */
};

/* Opens an EncryptedPrivateKeyInfo (RFC 5958 section 3), whole element. plain gets the PKCS#8 key.
 * likely is tried first where it is not NULL. */
enum unlocking unlock_pkcs8(struct span element, const struct span *likely,
                            struct examiner *examiner, const struct blob *at, struct buffer *plain);

/* Opens the body of a PEM block with Proc-Type: 4,ENCRYPTED (RFC 1421 section 4.6.1.3, and
 * OpenSSL's ciphers and derivation). dek_info is the value of its DEK-Info header:
 * "AES-256-CBC,0123...". plain gets the DER of the key. */
bool unlock_traditional(struct span ciphertext, const char *dek_info, struct examiner *examiner,
                        const struct blob *at, struct buffer *plain);

/* Its two steps: the cipher and vector that DEK-Info names (any that OpenSSL has without
 * authentication; of ECB the vector is salt only), NULL for any other text, freed by the caller;
 * and one attempt. */
EVP_CIPHER *unlock_dek_info(const char *dek_info, uint8_t vector[EVP_MAX_IV_LENGTH]);
bool unlock_attempt_traditional(const EVP_CIPHER *cipher, const uint8_t *vector,
                                struct span ciphertext, struct span passphrase,
                                struct buffer *plain);

/* Opens the key blob of a PVK file, that is all behind its BLOBHEADER: RC4 under SHA-1 of salt and
 * passphrase, of which weak files keep 40 bits. Charges nothing. plain gets as many bytes; true
 * where it begins with the magic number of an RSA or DSA key. */
bool unlock_attempt_pvk(struct span salt, struct span ciphertext, struct span passphrase,
                        struct buffer *plain);

/* True when the operator gave passphrases beyond the usual ones. */
bool unlock_was_asked(const struct examiner *examiner);

/* Notes that no passphrase fits (password-wrong), where the operator gave any. */
void unlock_blame(struct examiner *examiner, const struct blob *at, const char *what);

#endif
