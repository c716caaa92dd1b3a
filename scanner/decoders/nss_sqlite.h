/* A database of somebody else, read in memory through SQLite with everything but plain reading of a
 * few tables forbidden: no views, no triggers, no virtual tables, no functions, bounded work. */
#ifndef DECODERS_NSS_SQLITE_H
#define DECODERS_NSS_SQLITE_H

#include <sqlite3.h>

#include "base/buffer.h"

struct nss_sqlite {
    sqlite3 *database;
    struct buffer copy; /* where the bytes could not be used as they are */
    uint64_t steps;     /* of the virtual machine, in units of NSS_STEP */
};

enum { NSS_STEP = 1000, NSS_STEPS_MOST = 50000 };

/* Opens bytes, which must outlive it. cell_most: bytes of one value; copy_most: of a database that
 * has to be copied. False where SQLite refuses it. Released in any case. */
bool nss_sqlite_open(struct nss_sqlite *opened, struct span bytes, uint64_t cell_most,
                     uint64_t copy_most);
void nss_sqlite_release(struct nss_sqlite *opened);

/* True when this is an ordinary table with pages of its own. */
bool nss_sqlite_has_table(struct nss_sqlite *opened, const char *name);

/* NULL where the columns are not there or SQLite refuses; sqlite3_finalize frees it. */
sqlite3_stmt *nss_sqlite_query(struct nss_sqlite *opened, const char *sql);

/* The value of a column: empty unless a blob or text. Borrowed until the next step. */
struct span nss_sqlite_value(sqlite3_stmt *row, int column);

#endif
