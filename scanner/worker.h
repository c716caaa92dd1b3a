/* One worker's life: it takes jobs from its socket, loads and examines what they name, and writes
 * records back, until the socket closes. */
#ifndef WORKER_H
#define WORKER_H

#include <stdatomic.h>

#include "account.h"
#include "examine.h"
#include "inventory/previous.h"
#include "limit.h"
#include "record.h"
#include "sources/source.h"

/* Shared with the parent, which reads it when the worker is lost or late. Numbers only: a worker
 * that was taken over may write any byte here, and not each is a bool. */
struct worker_page {
    struct account account;
    atomic_uint_fast64_t since; /* of the blob; milliseconds of the monotonic clock; 0: idle */
    atomic_uint_fast64_t begun; /* of the file or object, likewise */
    uint64_t item;              /* of the current job */
    uint8_t busy;               /* a thing was begun and is neither read nor skipped */
    enum layer layer;           /* of that thing, and its length and id */
    uint64_t bytes;
    struct object_id object;
};

struct worker_setting {
    int socket;
    struct worker_page *page;
    const struct root *roots;
    uint64_t root_count;
    const struct limits *limits;
    const struct git_choice *git;
    const struct passphrases *passphrases;
    const struct previous *previous; /* NULL: everything is searched */
    const struct anchors *anchors;
};

/* Milliseconds of the monotonic clock. */
uint64_t worker_clock(void);

/* Enters the sandbox and works until the socket ends. Never returns. */
_Noreturn void worker_run(const struct worker_setting *setting);

#endif
