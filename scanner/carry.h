/* What a run keeps for the next one, and takes over from the one before: the parent's side. */
#ifndef CARRY_H
#define CARRY_H

#include "account.h"
#include "inventory/inventory.h"
#include "inventory/previous.h"
#include "limit.h"

struct carry {
    struct previous *previous; /* NULL: nothing is taken over */
    struct account account;    /* of what was taken over */
    struct buffer what;
    struct buffer packed;
    char searched_by[2 * SHA256_BYTES + 1];
};

/* Works out what finds depend on besides the input, stores it as facts of the scan, and opens the
 * earlier inventory where path is not NULL; where nothing of that can be used, a warning says why
 * and everything is read. passphrases: "usual", "none" or "own". */
enum outcome carry_open(struct carry *carry, const char *path, const char *passphrases,
                        const struct limits *limits, struct inventory *inventory,
                        struct error *error);

void carry_release(struct carry *carry);

/* Keeps RECORD_SEARCHED, RECORD_NOTHING or RECORD_PACK for the next run. */
enum outcome carry_keep(struct carry *carry, struct inventory *inventory,
                        const struct record *record, struct error *error);

/* RECORD_KNOWN: calls each for every record that came of the thing, as if a worker had sent them
 * now, and keeps them again. */
enum outcome carry_over(struct carry *carry, struct inventory *inventory,
                        const struct record *known,
                        enum outcome (*each)(void *context, const struct record *record,
                                             struct error *error),
                        void *context, struct error *error);

#endif
