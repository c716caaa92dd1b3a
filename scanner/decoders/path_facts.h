/* What the rules of certification paths (RFC 5280 section 6) ask of one certificate, read once by
 * the worker: faults, deviations, policies, names and name constraints. facts.c calls these. */
#ifndef DECODERS_PATH_FACTS_H
#define DECODERS_PATH_FACTS_H

#include <openssl/x509.h>

#include "artifact.h"
#include "base/arena.h"
#include "limit.h"

/* Fills faults, deviations and policy; the other facts of the certificate must be there.
 *
 * faults, "CODE DETAIL" joined by "; ": unknown-critical-extension OID, malformed-extension NAME,
 * duplicate-extension NAME, too-many-extensions COUNT, signature-fields-differ.
 *
 * deviations, likewise: rules for whoever issues, that verifiers let pass. The codes are in
 * docs/conformance.md.
 *
 * policy: "policies:OID,OID mappings:OID=OID require:N inhibit-mapping:N inhibit-any:N points:P,P
 * elsewhere:I:P", each part only where the extension is there; points as in revocation_facts.h. */
void path_facts_of_certificate(X509 *certificate, struct certificate_facts *facts,
                               struct arena *arena, const struct limits *limits);

/* Fills names and constraints in the form of names.h; all: none was beyond the limit. */
void path_names_of_certificate(X509 *certificate, struct certificate_facts *facts,
                               struct arena *arena, const struct limits *limits, bool *all);

#endif
