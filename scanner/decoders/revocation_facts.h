/* What revocation (RFC 5280 sections 5 and 6.3) asks of lists and certificates, read once by the
 * worker. */
#ifndef DECODERS_REVOCATION_FACTS_H
#define DECODERS_REVOCATION_FACTS_H

#include <openssl/x509.h>

#include "artifact.h"
#include "base/arena.h"
#include "base/buffer.h"

/* Appends " points:P,P": each name of the certificate's CRL distribution points as 16 hexadecimal
 * digits of a digest; and " elsewhere:I:P,P;I:P" of points for which another issuer I makes the
 * list. Nothing where it has none. */
void revocation_points_of(X509 *certificate, struct buffer *out);

/* Fills faults, deviations, policy and revoked. policy is the list's scope, its parts only where
 * its issuing distribution point has them: "only-user", "only-ca" or "only-attribute", "indirect",
 * "reasons:MASK" (bit N for ReasonFlags N, hexadecimal), "points:P,P". revoked: for each entry one
 * byte length of the serial number, the serial number, and one byte reason code (RFC 5280
 * section 5.3.1; 0 where none). A length of 0 and 32 bytes name the issuer (artifact.h,
 * issuer_name) of the certificates in the entries behind it; before the first it is the list's. */
void revocation_facts_of_crl(X509_CRL *crl, struct certificate_facts *facts, struct arena *arena);

#endif
