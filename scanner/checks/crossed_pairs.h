/* Keys of a block that has several pairs of certificate and key, and the certificate that each
 * comes to stand with, where another one of the block is its own. Pairs go by their order: mod_ssl
 * holds each key against the certificate of its number; nginx against the last one before it of the
 * same algorithm, since OpenSSL keeps a pair for each: crossed pairs of RSA and EC serve well
 * there. */
#ifndef CHECKS_CROSSED_PAIRS_H
#define CHECKS_CROSSED_PAIRS_H

#include "inventory/query.h"

/* One file of a block. */
struct half {
    int64_t line;
    int64_t file;
    int64_t artifact;   /* first of the file; 0: none, or which file it is is not known */
    int64_t public_key; /* row of key; 0: not read */
    int64_t algorithm;  /* equal numbers, equal algorithms */
};

struct crossed_pair {
    const char *path; /* of the configuration; likewise container */
    const char *container;
    struct half private_key;
    struct half certificate;
};

/* Calls each with the crossed pairs of the inventory, ordered by place; texts are borrowed for the
 * call. */
enum outcome crossed_pairs(struct inventory *inventory,
                           enum outcome (*each)(void *context, const struct crossed_pair *pair,
                                                struct error *error),
                           void *context, struct error *error);

#endif
