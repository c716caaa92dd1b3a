/* The rules that decide which certificates make a path: RFC 5280 section 6.1, asked from the leaf
 * up, so that a search can turn back where a rule first fails; and the faults of a finished path,
 * in the order of the path. The anchor is input: its signature is not checked, but what it says of
 * itself (dates, path length, constraints) holds as for any other, as verifiers have it. */
#ifndef RELATIONS_PATH_RULES_H
#define RELATIONS_PATH_RULES_H

#include "names.h"
#include "relations/path_details.h"

/* How much a path must keep; each allows more than the one before. */
enum path_level {
    LEVEL_CONFORMING, /* also the rules for issuers, RFC 5280 section 4 */
    LEVEL_ENFORCED,   /* and extended key usage of CAs, which verifiers enforce */
    LEVEL_VALID,      /* section 6.1 */
    LEVEL_UNTIMED,    /* all of it but dates */
    LEVEL_ANY,        /* signatures only */
};

enum path_fault_code {
    FAULT_NONE,
    FAULT_LEAF_EXPIRED,
    FAULT_LEAF_FUTURE,
    FAULT_LEAF_FAULTY,
    FAULT_LEAF_REVOKED,
    FAULT_EXPIRED,
    FAULT_FUTURE,
    FAULT_REVOKED,
    FAULT_NOT_CA,
    FAULT_NO_KEY_CERT_SIGN,
    FAULT_FAULTY,
    FAULT_PATH_LENGTH,
    FAULT_NAME_CONSTRAINT,
    FAULT_POLICY,
    FAULT_PURPOSE,
    FAULT_ALTERNATE, /* no fault of this path: see alternates.h */
    FAULT_CODES,
};

/* The word for a code in the table chain_fault. */
const char *path_fault_name(enum path_fault_code code);

/* The path as far as it goes, leaf first, and what was summed up on the way. */
struct path_so_far {
    const uint32_t *certificates;
    uint32_t length;
    uint32_t intermediates; /* above the leaf, without self-issued ones: what a length counts */
    uint8_t purposes;       /* PURPOSE_ bits that all of it allow */
};

struct path_rules {
    const struct certificate_graph *graph;
    struct path_details *details;
    uint64_t comparisons; /* of names, left for this leaf */
};

enum rule_answer {
    RULE_KEPT,
    RULE_BROKEN,        /* by the certificate itself */
    RULE_BROKEN_BY_PATH /* by what lies below it: on another path it may do */
};

/* May this certificate follow at the end of the path? */
enum rule_answer path_rules_admit(struct path_rules *rules, const struct path_so_far *path,
                                  uint32_t certificate, enum path_level level);

/* Do policies allow this whole path, whose last certificate is the anchor? */
bool path_rules_end(struct path_rules *rules, const struct path_so_far *path,
                    enum path_level level);

struct path_fault {
    enum path_fault_code code;
    uint32_t member;        /* the certificate at fault */
    uint32_t other;         /* the one it is at fault towards; member where there is none */
    struct name_entry name; /* FAULT_NAME_CONSTRAINT: the name; its value lives as the details */
};

/* Appends each fault of the whole path (struct path_fault) to out. */
void path_rules_faults(struct path_rules *rules, const struct path_so_far *path,
                       struct buffer *out);

#endif
