/* Runs every check over a settled inventory and stores what they report. */
#ifndef AUDIT_H
#define AUDIT_H

#include "inventory/inventory.h"

/* at: moment of judgement in seconds since 1970; soon_days: how near expiry is worth a warning. */
enum outcome audit_run(struct inventory *inventory, int64_t at, unsigned soon_days,
                       struct error *error);

#endif
