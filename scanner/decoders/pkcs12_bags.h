/* The contents of a PKCS#12 store as a flat list of bags (RFC 7292 section 4.2). */
#ifndef DECODERS_PKCS12_BAGS_H
#define DECODERS_PKCS12_BAGS_H

#include "base/buffer.h"

enum pkcs12_bag_type {
    BAG_KEY = 1, /* as the last arc of its object identifier */
    BAG_SHROUDED_KEY,
    BAG_CERTIFICATE,
    BAG_CRL,
    BAG_SECRET,
    BAG_SAFE_CONTENTS,
};

struct pkcs12_bag {
    enum pkcs12_bag_type type;
    struct span value;   /* DER of the certificate, revocation list or key */
    struct span name;    /* friendlyName, UTF-16BE */
    struct span key_id;  /* localKeyId */
    bool has_java_trust; /* attribute 2.16.840.1.113894.746875.1.1 */
    bool was_locked;     /* by the encryption of its content, not by its own */
    struct span lock;    /* that encryption's AlgorithmIdentifier */
};

struct pkcs12_bags {
    struct pkcs12_bag *items;
    size_t count;
    size_t capacity;
    size_t limit;
    struct buffer *pieces; /* strings that came in pieces, joined; plaintexts */
    size_t piece_count;
    bool malformed;  /* something could not be read */
    bool over_limit; /* there were more than limit */
    bool failed;     /* memory ran out */
};

/* A new empty buffer that lives until pkcs12_bags_release; NULL when memory ran out. The pointer is
 * good until the next call. */
struct buffer *pkcs12_piece(struct pkcs12_bags *bags);

/* Appends the bags of one SafeContents. They borrow from contents and from the pieces. lock as in
 * struct pkcs12_bag, empty for contents in the clear. */
void pkcs12_bags_read(struct pkcs12_bags *bags, struct span contents, struct span lock);

/* Wipes and frees. */
void pkcs12_bags_release(struct pkcs12_bags *bags);

#endif
