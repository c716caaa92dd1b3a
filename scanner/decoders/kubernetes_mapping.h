/* The mappings of a manifest that are open at one point of a walk through it, from the outermost
 * to the innermost, and what is known of each: enough to tell a Secret that lacks a part. Written
 * for two notations, YAML and JSON. Pure. */
#ifndef DECODERS_KUBERNETES_MAPPING_H
#define DECODERS_KUBERNETES_MAPPING_H

#include "base/span.h"

/* What is known of a mapping. */
enum {
    FACT_SECRET = 0x1, /* kind: Secret */
    FACT_TLS = 0x2,    /* type: kubernetes.io/tls */
    FACT_CACERTS = 0x4,
    FACT_TLS_CRT = 0x10, /* keys of data or stringData */
    FACT_TLS_KEY = 0x20,
    FACT_CA_CERT = 0x100,
    FACT_CA_KEY = 0x200,
    FACT_ROOT_CERT = 0x400,
    FACT_CERT_CHAIN = 0x800,
    FACT_ISTIO = 0xF00,
    FACT_UNDECIDED = 0x1000, /* a template or an alias fills in what cannot be seen */
};

enum mapping_key { KEY_OTHER, KEY_KIND, KEY_TYPE, KEY_NAME, KEY_DATA, KEY_METADATA };

struct mapping {
    size_t column;        /* YAML: bytes before its keys */
    bool is_list;         /* JSON: no mapping, but counts as a level */
    enum mapping_key key; /* the one that was read last */
    unsigned facts;
    uint64_t line; /* of kind, or of type where there is one */
};

enum { MAPPINGS_MOST = 64 };

struct mappings {
    struct mapping open[MAPPINGS_MOST];
    size_t count;
    uint64_t line; /* where the walk is, from 1 */
    void *context;
    /* Called when a mapping with FACT_SECRET ends. */
    void (*ended)(void *context, const struct mapping *mapping);
};

/* Opens a mapping inside the innermost one; false where that is one too many. */
bool mappings_open(struct mappings *mappings, size_t column, bool is_list);

/* Ends the innermost mapping, or all without a word about them. */
void mappings_close(struct mappings *mappings);
void mappings_forget(struct mappings *mappings);

/* The innermost mapping has this key, and this plain value. */
void mappings_key(struct mappings *mappings, struct span key);
void mappings_value(struct mappings *mappings, struct span value);

/* Something stands in all open mappings that cannot be seen through. */
void mappings_doubt(struct mappings *mappings);

/* Keys of data that stand in this text somehow: for a mapping written on one line. */
unsigned mappings_names_in(struct span text);

#endif
