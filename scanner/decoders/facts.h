/* From OpenSSL objects and raw DER to the plain facts of an artifact: the only reader of OpenSSL's
 * X.509 and key objects. Texts and spans are copied into the arena. */
#ifndef DECODERS_FACTS_H
#define DECODERS_FACTS_H

#include <openssl/x509.h>

#include "artifact.h"
#include "base/arena.h"
#include "limit.h"

/* Facts of a SubjectPublicKeyInfo as it stands in a certificate or file. Falls back to the raw
 * bytes where OpenSSL cannot load the algorithm. */
void facts_of_spki(struct span spki, struct public_key *key, struct arena *arena);

/* Facts of the public half of a loaded key. False where OpenSSL cannot write it out. */
bool facts_of_key(EVP_PKEY *loaded, struct public_key *key, struct arena *arena);

/* "Modulus=HEX\n" digest of a big-endian modulus, RSA only. */
bool facts_modulus_sha1(const EVP_PKEY *loaded, uint8_t digest[SHA1_BYTES]);

/* Fill artifact->certificate and artifact->key. certificate is one of load_certificate, der its
 * bytes as they stand, over which the signature is checked where it names itself as its issuer. */
void facts_of_certificate(X509 *certificate, struct span der, struct artifact *artifact,
                          struct arena *arena, const struct limits *limits);
void facts_of_request(X509_REQ *request, struct artifact *artifact, struct arena *arena,
                      const struct limits *limits);
void facts_of_crl(X509_CRL *crl, struct artifact *artifact, struct arena *arena,
                  const struct limits *limits);

#endif
