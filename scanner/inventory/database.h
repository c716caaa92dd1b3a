/* The SQLite connection behind an inventory: shared by the files of this folder only. */
#ifndef INVENTORY_DATABASE_H
#define INVENTORY_DATABASE_H

#include <sqlite3.h>

#include "base/outcome.h"
#include "base/span.h"
#include "inventory/inventory.h"

/* One prepared statement for each kind of write, kept for the whole run. */
enum statement {
    ADD_KEY,
    ADD_ARTIFACT,
    ADD_PLACE,
    ADD_PROBLEM,
    ADD_OBSERVATION,
    ADD_REFERENCE,
    ADD_APPEARANCE,
    ADD_POINTER,
    FOLLOW_POINTERS,
    EACH_OBJECT,
    ADD_LINKED,
    EACH_LINKED,
    ADD_SEARCHED,
    ADD_NOTHING,
    EACH_NOTHING,
    ADD_PACK,
    ADD_PART,
    ADD_RAW_NAME,
    ADD_FACT,
    ADD_ROOT,
    ADD_LINK,
    ADD_ACCOUNT,
    SET_REFERENCE,
    SPREAD_REFERENCE,
    ADD_SIGNATURE,
    ADD_UNCHECKED,
    SET_ROLE,
    ADD_KNOWN,
    ADD_KEY_WEAKNESS,
    ADD_TRUSTSTORE,
    ADD_RETIREMENT,
    ADD_CLIENT_TRUST,
    ADD_CLIENT_REFUSAL,
    ADD_CHAIN,
    ADD_CHAIN_LINK,
    ADD_CHAIN_FAULT,
    ADD_BUNDLE,
    ADD_CYCLE,
    ADD_REVOCATION,
    ADD_FINDING,
    ADD_UNJUDGED,
    FORGET_FINDINGS,
    STATEMENTS,
};

struct inventory {
    sqlite3 *connection;
    sqlite3_stmt *statements[STATEMENTS];
    char *path;    /* the final name */
    char *partial; /* what is written until it is kept */
    char *staging;
    bool staged; /* staging is attached */
    bool kept;
    bool writing;                /* which is not given up: that would undo all that was written */
    bool (*over)(void *context); /* see inventory_watch */
    void *context;
    bool name_lost; /* the bytes of a name could not be stored */
};

/* Marks of the file: "CERw", and the version of the schema. */
enum { INVENTORY_APPLICATION = 1128616823, INVENTORY_VERSION = 1 };

/* The name of a database file as SQLite takes it in URI form. NULL without memory; the caller
 * frees. */
char *database_uri(const char *path, bool read_only);

/* Opens an examined inventory beside this one, read-only, under a name. */
enum outcome database_attach(struct inventory *inventory, const char *path, const char *name,
                             struct error *error);

/* FAILED with SQLite's own words. */
enum outcome database_fail(struct inventory *inventory, const char *doing, struct error *error);

/* Runs a script of several statements. */
enum outcome database_run(struct inventory *inventory, const char *script, struct error *error);

/* The statement, reset and unbound; NULL and error where it cannot be prepared. */
sqlite3_stmt *database_statement(struct inventory *inventory, enum statement which,
                                 struct error *error);

/* Steps a writing statement to its end. */
enum outcome database_write(struct inventory *inventory, sqlite3_stmt *statement,
                            struct error *error);

/* Binds text made showable (text_show), a blob (NULL where empty), a digest where known. */
void database_bind_shown(sqlite3_stmt *statement, int parameter, const char *text);
/* As database_bind_shown, and remembers the bytes of a name that does not look like what it is. */
void database_bind_name(struct inventory *inventory, sqlite3_stmt *statement, int parameter,
                        const char *name);
void database_bind_blob(sqlite3_stmt *statement, int parameter, struct span bytes);

/* Writes the stamps of files without finds from staging to the final table. */
enum outcome inventory_settle_nothing(struct inventory *inventory, struct error *error);

/* Closes the statements that were prepared against tables about to change. */
void database_forget_statements(struct inventory *inventory);

#endif
