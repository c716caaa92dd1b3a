/* Certificates and keys as OpenSSL objects. The results are those of d2i_X509, d2i_PUBKEY and
 * EVP_PKCS82PKEY, without what OpenSSL 3.0 spends on each call: it assembles a chain of decoders
 * anew, for every key and for the key in every certificate, which takes ten times as long as
 * decoding. Here chains are assembled once in a process, and certificates are read without loading
 * their key.
 */
#ifndef DECODERS_LOADING_H
#define DECODERS_LOADING_H

#include <openssl/x509.h>

#include "base/span.h"

/* NULL where OpenSSL refuses it; what follows the certificate is not looked at. X509_get0_pubkey
 * and X509_verify do not work on it: use load_public_key and loading_is_signed. */
X509 *load_certificate(struct span der);
X509_REQ *load_request(struct span der);

/* SubjectPublicKeyInfo (RFC 5280 section 4.1). NULL where OpenSSL cannot load it. */
EVP_PKEY *load_public_key(struct span spki);

/* What EVP_PKCS82PKEY makes of it (RFC 5958 section 2); NULL where OpenSSL refuses it. */
EVP_PKEY *load_private_key(const PKCS8_PRIV_KEY_INFO *info);

/* As load_public_key, for one that is likely to be asked for again: few keys sign many
 * certificates. */
EVP_PKEY *load_issuer_key(struct span spki);

/* Whether the signature of a certificate verifies with key; der is what it was loaded from. Both
 * places that name the algorithm must agree. */
bool loading_is_signed(X509 *certificate, struct span der, EVP_PKEY *key);

/* Gives back what is kept for the process. */
void loading_finish(void);

#endif
