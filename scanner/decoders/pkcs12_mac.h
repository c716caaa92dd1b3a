/* The integrity check of a PKCS#12 store, by which a passphrase is recognised. */
#ifndef DECODERS_PKCS12_MAC_H
#define DECODERS_PKCS12_MAC_H

#include "base/span.h"

enum { MAC_NAME_BYTES = 48, MAC_BYTES_MOST = 64 };

struct pkcs12_mac {
    int digest; /* NID; 0: an algorithm we cannot compute */
    bool is_pbmac1;
    bool is_old; /* MD5 or SHA-1 */
    char name[MAC_NAME_BYTES];
    uint64_t rounds;
    struct span salt;
    int key_digest;    /* PBMAC1: NID of the PRF's digest */
    size_t key_length; /* PBMAC1 */
    struct span value;
};

/* Reads MacData (RFC 7292 section 4, PBMAC1: RFC 9579), whole element. False where it is none; an
 * unknown algorithm is read with digest 0. Borrows. */
bool pkcs12_mac_read(struct span mac_data, struct pkcs12_mac *mac);

/* True when the passphrase gives the value over content. bytes NULL differs from empty. */
bool pkcs12_mac_fits(const struct pkcs12_mac *mac, struct span content, struct span passphrase);

#endif
