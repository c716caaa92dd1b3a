/* Which key and certificate files belong together by place: in one folder of one snapshot, under
 * one stem, or in one file; or under one stem in two folders of which one is called for keys and
 * the other, beside it, for certificates, or lies above. */
#ifndef CHECKS_KEY_FILE_PAIRS_H
#define CHECKS_KEY_FILE_PAIRS_H

#include "inventory/query.h"

/* A private key, and the certificate beside it that should be its own: its key is another, or it
 * stands before the key's certificate in one file. */
struct misfit {
    int64_t private_key; /* row of artifact */
    int64_t key_file;
    int64_t certificate;
    int64_t certificate_file; /* may be key_file */
    uint64_t nth; /* 0: another key; 2 and more: the key's certificate is this one of the file, and
                     certificate is the first */
    bool apart;   /* in two folders: private/web.key and certs/web.crt */
};

/* Calls each with the misfits of the inventory, ordered by file of the key. */
enum outcome key_file_misfits(struct inventory *inventory,
                              enum outcome (*each)(void *context, const struct misfit *misfit,
                                                   struct error *error),
                              void *context, struct error *error);

#endif
