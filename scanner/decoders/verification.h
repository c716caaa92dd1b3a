/* Does this key sign this certificate or CRL? */
#ifndef DECODERS_VERIFICATION_H
#define DECODERS_VERIFICATION_H

#include <openssl/x509.h>

#include "base/span.h"
#include "limit.h"
#include "record.h"

/* signed_by: DER of either; issuer_key: DER SubjectPublicKeyInfo. VERDICT_UNDECIDED where OpenSSL
 * cannot load either, knows no such algorithm, or a limit forbids the arithmetic. */
enum verdict verification_verdict(struct span signed_by, struct span issuer_key,
                                  const struct limits *limits);

/* Likewise for a certificate and a key that are loaded (NULL: could not be); der is what the
 * certificate was loaded from. */
enum verdict verification_of_certificate(X509 *certificate, struct span der, EVP_PKEY *key,
                                         const struct limits *limits);

#endif
