/* Which servers are told to send the certificates between their own and the root: in the file that
 * a configuration names as theirs, or in the chain file that the same block names. */
#ifndef CHECKS_CONFIGURED_CHAINS_H
#define CHECKS_CONFIGURED_CHAINS_H

#include "base/buffer.h"
#include "base/id_set.h"
#include "inventory/query.h"

/* A server's certificate that is sent without an issuer that its clients are not known to have. */
struct unsent {
    int64_t certificate; /* row of artifact; likewise issuer */
    int64_t issuer;
    int64_t file;      /* that is named, and holds the certificate */
    int64_t reference; /* that names it */
    bool is_completed; /* the same configuration has the issuer in a truststore */
};

struct configured_chains {
    struct id_set whole; /* certificates that a configuration sends with their chain */
    struct id_set told;  /* (file, certificate) of those in unsent */
    struct id_set unsent_certificates;
    struct buffer unsent; /* struct unsent, in the order of the references */
};

/* What the references, chains and truststores of the inventory come to; release it also on
 * failure. */
enum outcome configured_chains_load(struct configured_chains *chains, struct inventory *inventory,
                                    struct error *error);
void configured_chains_release(struct configured_chains *chains);

#endif
