/* What other readers will make of a PKCS#12 store: evidence for the checks pkcs12-*. */
#ifndef DECODERS_PKCS12_ADVICE_H
#define DECODERS_PKCS12_ADVICE_H

#include "decoders/decoder.h"
#include "decoders/pkcs12_bags.h"
#include "decoders/pkcs12_mac.h"

/* algorithm: the AlgorithmIdentifier of an encrypted content or shrouded key. Tells old ones (RC2,
 * RC4, DES) from those of PBES2. */
enum pkcs12_age { PKCS12_RC2 = 1, PKCS12_OLD = 2, PKCS12_PBES2 = 4 };
unsigned pkcs12_age(struct span algorithm);

/* pkcs12-legacy and pkcs12-too-new. ages: those of all encrypted parts; mac NULL without one. */
void pkcs12_advise_algorithms(struct examiner *examiner, const struct blob *store, unsigned ages,
                              const struct pkcs12_mac *mac);

/* pkcs12-no-chain and pkcs12-java-untrusted, of a store that was opened. */
void pkcs12_advise_contents(struct examiner *examiner, const struct blob *store,
                            const struct pkcs12_bags *bags);

#endif
