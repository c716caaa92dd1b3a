/* All certificates in memory, linked by name and key, so that a path can be searched without a
 * question to the database. Rows become indexes: certificates in the order of their rows, names and
 * issuers as numbers.
 *
 * An issuer is a pair of subject name and key: what RFC 5280 calls a trust anchor's name and key,
 * and what all cross-certificates of one CA share. Links between certificates run through issuers,
 * so that their number stays near the number of certificates however many share a name and key. */
#ifndef RELATIONS_CERTIFICATE_GRAPH_H
#define RELATIONS_CERTIFICATE_GRAPH_H

#include "base/buffer.h"
#include "relations/relation.h"
#include "relations/signing_family.h"

/* What is known about who signed a certificate. An issuer counts where it bears the name, its key
 * is of the kind that the signature needs, and its key identifier is not another than the one asked
 * for: two CAs may share a name. */
enum link_state {
    LINK_VERIFIED,    /* an issuer's key verifies the signature */
    LINK_SELF_SIGNED, /* its own key does */
    LINK_MISSING,     /* no issuer counts */
    LINK_INVALID,     /* issuers count; every such key was tried and none verifies */
    LINK_UNDECIDED,   /* none verifies, but one could not be decided or was not tried */
};

enum { PURPOSE_CLIENT = 1, PURPOSE_SERVER = 2 };

struct certificate {
    int64_t id;                      /* row of artifact */
    int64_t key;                     /* row of key, 0: not known */
    uint64_t subject_key_identifier; /* a hash, 0: absent; only ever used to order a search */
    uint64_t authority_key_identifier;
    uint32_t subject;      /* number of the name */
    uint32_t issuer_name;  /* likewise */
    uint32_t issuer;       /* the issuer that this certificate is one of: subject and key */
    uint32_t first_parent; /* into parents: issuers whose key verifies it */
    uint32_t parent_count;
    uint32_t first_file; /* into files: live files that hold it, ascending */
    uint32_t file_count;
    int32_t path_length; /* basicConstraints, -1: none */
    enum signing_family key_family;
    enum signing_family signature_family;
    enum link_state link;
    uint8_t purposes;     /* PURPOSE_ bits that its extended key usage allows */
    uint8_t wanted;       /* PURPOSE_ bits of its role: it needs one of these; 0: none */
    bool is_partly_tried; /* more keys have its issuer's name than the limit lets try */
    bool is_ca_role;      /* role is "ca" */
    bool is_client;       /* role is "client" */
    bool is_ca;
    bool is_self_issued;
    bool is_self_signed;
    bool is_valid;              /* at the moment of judgement */
    bool is_expired;            /* then: its time is over */
    bool may_sign_certificates; /* key usage is absent, or has keyCertSign */
    bool may_sign_lists;        /* likewise cRLSign */
    bool is_faulty;             /* see path_facts.h */
    bool is_deviant;            /* likewise */
    bool is_deviant_as_anchor;  /* likewise, save what is of no matter in an anchor */
    bool has_constraints;       /* of names */
    bool requires_policy;
    bool is_revoked; /* by a CRL of the inventory */
    bool is_live;
    bool is_trusted; /* in a truststore */
};

struct issuer {
    uint32_t name;
    uint32_t first_member; /* into members: certificates with this name and key, ascending */
    uint32_t member_count;
    int64_t key;
};

struct certificate_graph {
    struct certificate *certificates;
    uint32_t count;
    bool has_truststores;
    uint32_t name_count;
    uint32_t *issuers_of_name; /* name -> first of its issuers; one more entry ends the last */
    struct issuer *issuers;    /* by name, then key */
    uint32_t issuer_count;
    uint32_t *members;
    uint32_t *parents;
    int64_t *files; /* rows of file */
};

/* Loads certificates, names and issuers; links once the table signature is filled. */
enum outcome certificate_graph_load(struct certificate_graph *graph, struct inventory *inventory,
                                    const char *at, struct error *error);
enum outcome certificate_graph_link(struct certificate_graph *graph, struct inventory *inventory,
                                    struct error *error);

/* Accepts the zero state. */
void certificate_graph_release(struct certificate_graph *graph);

/* The certificate of this row of artifact, or NULL. */
struct certificate *certificate_graph_find(const struct certificate_graph *graph, int64_t id);

/* Does this live file hold the certificate? */
bool certificate_graph_in_file(const struct certificate_graph *graph,
                               const struct certificate *certificate, int64_t file);

/* The number of issuers with this name. */
static inline uint32_t certificate_graph_candidates(const struct certificate_graph *graph,
                                                    uint32_t name) {
    return graph->issuers_of_name[name + 1] - graph->issuers_of_name[name];
}

#endif
