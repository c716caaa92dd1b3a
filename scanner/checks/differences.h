/* In what two certificates differ, field by field. */
#ifndef CHECKS_DIFFERENCES_H
#define CHECKS_DIFFERENCES_H

#include "base/buffer.h"
#include "inventory/query.h"

/* Appends "serial number 01 here, 02 there; not after ..." for two rows of artifact, and "the same
 * content, another signature" where no field differs. */
enum outcome say_differences(struct buffer *out, struct inventory *inventory, int64_t here,
                             int64_t there, struct error *error);

#endif
