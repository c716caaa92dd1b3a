/* One line on standard error while a scan runs: rewritten in place on a terminal, every half minute
 * elsewhere. */
#ifndef PROGRESS_H
#define PROGRESS_H

#include "account.h"

struct progress {
    bool quiet;
    bool terminal;
    bool shown;       /* a line stands on the terminal */
    uint64_t started; /* milliseconds */
    uint64_t last;
    uint64_t finds;
};

struct progress progress_start(bool quiet);
void progress_tick(struct progress *progress, const struct account *account);

/* Takes the line off the terminal. */
void progress_end(struct progress *progress);

#endif
