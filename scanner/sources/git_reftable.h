/* One table of refs (git's technical/reftable): its ref blocks, one record after the other. What
 * only speeds up a look-up, and the reflog, are passed over. Read as hostile. */
#ifndef SOURCES_GIT_REFTABLE_H
#define SOURCES_GIT_REFTABLE_H

#include "base/buffer.h"
#include "base/span.h"

enum { REFTABLE_NAME_BYTES = 4096 /* of a ref, or of what it points at */ };

enum reftable_kind { REFTABLE_DELETED, REFTABLE_ID, REFTABLE_SYMBOLIC };

struct reftable_record {
    enum reftable_kind kind;
    struct span name;   /* borrowed until the next call */
    const uint8_t *id;  /* REFTABLE_ID: id_bytes bytes inside the file */
    struct span target; /* REFTABLE_SYMBOLIC: another ref's name */
};

/* While it is read; all of this zero at first but file and id_bytes. */
struct reftable {
    struct span file;
    size_t id_bytes;
    size_t head;       /* bytes in front of the first block */
    size_t end;        /* of the blocks: the footer follows */
    size_t block_size; /* blocks begin at multiples of it; 0: one behind the other */
    size_t block;      /* where the next one begins */
    struct span rest;  /* of the records of the block that is read */
    struct buffer name;
    bool damaged;
};

/* Checks the header and the footer. False: it is no table that is understood. */
bool reftable_begin(struct reftable *table);

/* Takes the next record; false at the end, or where it is damaged. */
bool reftable_take(struct reftable *table, struct reftable_record *record);
void reftable_release(struct reftable *table);

#endif
