/* Do the numbers of a private key belong together? Whoever damages or forges a key changes some of
 * them and not the others; programs that trust the rest then sign wrongly, or give the key away. */
#ifndef DECODERS_PRIVATE_NUMBERS_H
#define DECODERS_PRIVATE_NUMBERS_H

#include <openssl/evp.h>

/* NULL where nothing contradicts: RFC 8017 section 3.2 for RSA with two primes, public point = d G
 * for elliptic curves with a name; other kinds are not looked at. Otherwise a
 * sentence without numbers. All numbers are wiped before it returns; sizes beyond 16,384 bits are
 * left alone. Whether the primes are prime is not asked. */
const char *private_numbers_disagreement(EVP_PKEY *loaded);

#endif
