/* What is said of a thing that cost a worker. */
#ifndef LOSS_H
#define LOSS_H

#include "crew.h"

enum { LOSS_DETAIL_BYTES = 160 };

/* A problem record: timeout, out-of-memory, changed-during-read, parser-crash. detail keeps the
 * sentence and has to live as long as the record. */
struct record loss_record(const struct loss *loss, char detail[LOSS_DETAIL_BYTES]);

#endif
