/* A relation is derived from the settled inventory before the checks run, and stored in it for the
 * checks and the reports: roles, truststores, signatures, chains. They run in the order of the
 * list, since later ones read what earlier ones stored. */
#ifndef RELATIONS_RELATION_H
#define RELATIONS_RELATION_H

#include "inventory/inventory.h"
#include "inventory/query.h"
#include "limit.h"

/* Asks workers whether keys signed certificates; implemented by scan.c, since parsing happens only
 * in workers. Answers are stored in the table signature. */
struct signature_service {
    void *context;
    /* Queues one question. certificate and issuer_key are rows of artifact and key. */
    enum outcome (*ask)(void *context, int64_t certificate, int64_t issuer_key,
                        struct span certificate_der, struct span issuer_spki, struct error *error);
    /* Waits for all answers and stores them. */
    enum outcome (*finish)(void *context, struct error *error);
};

struct relation_context {
    struct inventory *inventory;
    const struct limits *limits;
    const char *at;                      /* YYYY-MM-DDTHH:MM:SSZ */
    const char *const *truststore_globs; /* --truststore, matched against path and path!container */
    unsigned truststore_glob_count;
    const struct weak_key_lists *weak_key_lists; /* NULL: none is installed */
    const char *system_root; /* the file that --system-roots added; NULL: it did not */
    struct signature_service *signatures;
};

struct relation {
    const char *name;
    enum outcome (*derive)(struct relation_context *context, struct error *error);
};

extern const struct relation *const relations[];

#endif
