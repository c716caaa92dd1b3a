/* Places that are presented as they stand, whatever other copies of the same certificate look like:
 * a certificate in one file or keystore with its private key, as HAProxy, PKCS#12 and Java have it;
 * tls.crt of a Kubernetes Secret; what is called a full chain; and server.crt with server.key in
 * its folder, where another copy of the certificate has its chain. */
#ifndef CHECKS_PRESENTED_PLACES_H
#define CHECKS_PRESENTED_PLACES_H

#include "base/buffer.h"
#include "inventory/query.h"

enum presented_as {
    PRESENTED_WITH_KEY,
    PRESENTED_IN_ENTRY, /* likewise, of a Java keystore, which sends what its entry has */
    PRESENTED_IN_SECRET,
    PRESENTED_AS_CHAIN,
    PRESENTED_BESIDE_KEY
};

/* A certificate that is presented there without an issuer of its path, though other files have it:
 * rows of artifact and file. */
struct unpresented {
    int64_t certificate;
    int64_t file;
    int64_t issuer; /* the lowest that is missing */
    enum presented_as as;
};

/* Appends a struct unpresented for each such place, in the order of files. What a truststore of
 * those who check it holds need not be presented. Cost is linear in the places. */
enum outcome presented_places_find(struct inventory *inventory, struct buffer *out,
                                   struct error *error);

#endif
