/* Certificates in a TLS handshake that can be read: TLS up to 1.2, and SSL 3.0 (RFC 5246 sections
 * 6.2.1, 7.4 and 7.4.2). From 1.3 on they are encrypted. */
#ifndef DECODERS_TLS_HANDSHAKE_H
#define DECODERS_TLS_HANDSHAKE_H

#include "decoders/scattered.h"

/* Does a handshake record begin here? */
bool tls_begins(struct span bytes);

/* Told of one certificate: length bytes of joined from at on. False ends the search. */
typedef bool tls_certificate_found(void *context, const struct scattered *joined, size_t at,
                                   size_t length);

/* One direction of a connection: finds the records in it, also behind other bytes (STARTTLS), joins
 * their fragments and tells of each certificate of a message Certificate that is there whole. False
 * where memory ran out. */
bool tls_each_certificate(const struct scattered *stream, tls_certificate_found *found,
                          void *context);

#endif
