/* One blob: runs every decoder that accepts it, descends into what they unwrap, charges the budget
 * of the outermost file, and passes finds and problems on. */
#ifndef EXAMINE_H
#define EXAMINE_H

#include "account.h"
#include "anchors.h"
#include "blob.h"
#include "limit.h"
#include "recall.h"
#include "record.h"

/* Where records go. */
struct examine_sink {
    void *context;
    void (*record)(void *context, struct record *record);
    void (*progress)(void *context); /* another blob begins, or more of one was unpacked; or NULL */
    const struct anchors *anchors;   /* NULL: every decoder is asked about every blob */
    struct companion *companion;     /* runs ahead; or NULL */
    struct recall *recall;           /* kept from blob to blob; NULL: nothing is remembered */
    bool *asked;                     /* set where the result depends on the passphrases; or NULL */
};

/* What is tried on locked things; most likely first. Borrowed for the run. */
struct passphrases {
    const struct span *items; /* bytes NULL: no passphrase at all */
    size_t count;
};

/* bytes of one outermost file or git object; name "" where it has none. Everything it holds is
 * reported to the sink; members of archives are entered into the account. */
void examine(const struct origin *origin, const char *name, struct span bytes,
             const struct limits *limits, const struct passphrases *passphrases,
             const struct examine_sink *sink, struct account *account);

#endif
