/* Runs every check over a settled inventory and stores what they report. */
#ifndef AUDIT_H
#define AUDIT_H

#include "inventory/inventory.h"

struct profile;
struct stages;

/* What the operator wants judged, and how. */
struct audit_options {
    int64_t at;                            /* moment of judgement, seconds since 1970 */
    unsigned soon_days;                    /* how near expiry is worth a warning */
    const struct profile *const *profiles; /* consumers whose rules hold as well */
    unsigned profile_count;
    const char *system_root; /* this file is not judged; NULL: none */
    uint64_t message_bytes;  /* of one finding, as shown */
    struct stages *stages;   /* whose time the checks take */
};

enum outcome audit_run(struct inventory *inventory, const struct audit_options *options,
                       struct error *error);

#endif
