/* The parent's own count of what was offered, skipped and left alone: the second side of the
 * account, compared with the workers' at the end. */
#ifndef LEDGER_H
#define LEDGER_H

#include "account.h"
#include "inventory/inventory.h"

enum { LEDGER_REASONS = 64 };

struct ledger_line {
    char reason[48];
    unsigned layer; /* LAYERS: an entry that is not followed */
    struct tally tally;
};

struct ledger {
    uint64_t files_offered;
    struct ledger_line lines[LEDGER_REASONS];
    unsigned count;
};

/* Adds to the line of this layer and reason; beyond LEDGER_REASONS lines to "other". */
void ledger_add(struct ledger *ledger, unsigned layer, const char *reason, uint64_t bytes);

/* Likewise, for things that the operator did not want looked at. */
void ledger_leave_out(struct ledger *ledger, const char *reason, uint64_t things);

/* What does not balance, in words; "" where seen = read + skipped on every layer, every skipped
 * thing has its problem row, and every file offered was seen. */
const char *ledger_imbalance(const struct ledger *ledger, const struct account *account);

/* Stores both sides as rows of the table account. */
enum outcome ledger_store(struct ledger *ledger, const struct account *account,
                          struct inventory *inventory, struct error *error);

#endif
