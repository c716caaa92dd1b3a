/* The refs of a git directory that keeps them as a stack of tables (reftable): the youngest table
 * that names one says what it is. */
#ifndef SOURCES_GIT_REF_TABLES_H
#define SOURCES_GIT_REF_TABLES_H

#include "base/arena.h"
#include "sources/git_common.h"
#include "sources/git_reftable.h"

struct table_ref {
    const char *name;
    const char *target; /* REFTABLE_SYMBOLIC */
    uint32_t table;     /* the higher, the younger */
    enum reftable_kind kind;
    uint8_t key[GIT_KEY_BYTES]; /* REFTABLE_ID */
};

struct ref_tables {
    struct arena names;
    struct table_ref *items; /* by name, each once, none that is deleted */
    size_t count;
    size_t capacity;
    size_t text_bytes; /* of names */
    size_t file_bytes; /* of tables: together at most object-bytes */
    uint64_t unread;   /* tables that are not there, are damaged or reach a limit */
};

/* Reads the tables that git_directory/reftable/tables.list names. */
void ref_tables_read(struct ref_tables *tables, struct intake *intake, const char *git_directory,
                     size_t id_bytes);

/* NULL: there is no such ref. */
const struct table_ref *ref_tables_find(const struct ref_tables *tables, const char *name);
void ref_tables_release(struct ref_tables *tables);

#endif
