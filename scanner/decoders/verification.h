/* Does this key sign this certificate or CRL? */
#ifndef DECODERS_VERIFICATION_H
#define DECODERS_VERIFICATION_H

#include "base/span.h"
#include "limit.h"
#include "record.h"

/* signed_by: DER of either; issuer_key: DER SubjectPublicKeyInfo. VERDICT_UNDECIDED where OpenSSL
 * cannot load either, knows no such algorithm, or a limit forbids the arithmetic. */
enum verdict verification_verdict(struct span signed_by, struct span issuer_key,
                                  const struct limits *limits);

#endif
