/* What a CRL lists, by the issuer of a certificate and its serial number, in the form that
 * decoders/revocation_facts.h describes. */
#ifndef RELATIONS_REVOKED_SERIALS_H
#define RELATIONS_REVOKED_SERIALS_H

#include "base/id_set.h"

/* own: the digest of the name of the list's issuer. False when memory is short; the set is the
 * caller's to release in any case. */
bool revoked_serials_index(struct id_set *serials, struct span own, struct span revoked);

/* The reason code of the entry plus 1; 0 where there is none. issuer: the digest of the name of
 * another than the list's issuer, or empty. serial: hexadecimal. */
uint64_t revoked_serials_reason(const struct id_set *serials, struct span issuer,
                                const char *serial);

#endif
