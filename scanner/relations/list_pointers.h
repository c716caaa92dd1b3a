/* Certificates that name another than their issuer for lists in which they may be revoked
 * (cRLIssuer, RFC 5280 section 4.2.1.13), by that name. */
#ifndef RELATIONS_LIST_POINTERS_H
#define RELATIONS_LIST_POINTERS_H

#include "base/buffer.h"
#include "base/outcome.h"
#include "inventory/query.h"

struct list_pointers {
    struct buffer sorted; /* struct list_pointer, by issuer, then certificate */
    bool loaded;
};

/* Once: a table of all certificates is read. */
enum outcome list_pointers_load(struct list_pointers *pointers, struct inventory *inventory,
                                struct error *error);

/* Those that name this issuer (digest of its name, artifact.h), to walk with list_pointers_next. */
struct list_pointer_range {
    const struct list_pointer *next, *end;
};
struct list_pointer_range list_pointers_to(const struct list_pointers *pointers,
                                           const uint8_t *issuer);

/* The next certificate, each once, in the order of their ids; 0 at the end. */
int64_t list_pointers_next(struct list_pointer_range *range);

void list_pointers_release(struct list_pointers *pointers);

#endif
