/* For which certificates a CRL is: its scope and what a certificate says of lists, both as
 * decoders/revocation_facts.h writes them (RFC 5280 sections 5.2.5 and 6.3.3 (b)). */
#ifndef RELATIONS_REVOCATION_SCOPE_H
#define RELATIONS_REVOCATION_SCOPE_H

#include <stdbool.h>
#include <stdint.h>

bool scope_covers(const char *scope, bool is_ca);

/* May it list certificates of other issuers? */
bool scope_is_indirect(const char *scope);

/* The reasons that it is for, one bit each; 0: all. */
unsigned scope_reasons(const char *scope);

/* Is there a distribution point in both, or does the list name none? policy: of a certificate.
 * issuer: NULL for lists of the certificate's own issuer; otherwise the issuer of the list, and
 * only points count for which it makes the list. */
bool scope_is_of_point(const char *scope, const char *policy, const uint8_t *issuer);

/* An issuer that a certificate names for its lists, and the points for which it makes them. */
struct foreign_points {
    const char *rest;   /* of policy, all of it at first */
    uint64_t issuer;    /* as scope_issuer_number */
    const char *points; /* NULL: none */
};

/* Goes to the next; false where there is none. */
bool scope_next_foreign(struct foreign_points *foreign);

/* The first eight bytes of the digest of a name, the first highest. */
uint64_t scope_issuer_number(const uint8_t *issuer);

#endif
