/* What a consumer of keys and certificates accepts: a service, server or library that the operator
 * names with --profile. A profile is a list of rules, numbers and flags with where each is from;
 * checks ask for the rules they know and name the profile in what they report. */
#ifndef CHECKS_PROFILE_H
#define CHECKS_PROFILE_H

#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "finding.h"

/* Every kind of rule: its name, the sentence that states it (%s stands for the number or the list),
 * and the check that decides it. Where the sentence has no %s the rule is a flag. */
#define PROFILE_RULES(X)                                                                            \
    X(RSA_BITS_LEAST, "rsa-bits-least", "RSA keys have at least %s bits", "key-weak")               \
    X(RSA_BITS_MOST, "rsa-bits-most", "RSA keys have at most %s bits", "key-weak")                  \
    X(EC_BITS_LEAST, "ec-bits-least", "elliptic-curve keys have at least %s bits", "key-weak")      \
    X(EC_CURVES, "ec-curves", "elliptic-curve keys are on one of: %s", "key-weak")                  \
    X(EC_REFUSED, "ec-refused", "elliptic-curve keys are refused", "key-weak")                      \
    X(DIGESTS, "digests", "signatures are over one of: %s", "signature-weak")                       \
    X(VERSION_3, "version-3", "certificates are of X.509 version 3", "cert-not-v3")                 \
    X(CLIENT_NOT_CA, "client-not-ca", "a client's certificate is not a CA's", "client-is-ca")       \
    X(CLIENT_AUTH, "client-auth",                                                                   \
      "extended key usage clientAuth stands in the client's certificate, and in its issuer's that " \
      "has one",                                                                                    \
      "eku-no-client-auth")                                                                         \
    X(ALTERNATIVE_NAME, "alternative-name", "a subject alternative name is there", "san-missing")   \
    X(DAYS_LEFT_LEAST, "days-left-least", "more than %s days of validity are left",                 \
      "expires-soon")                                                                               \
    X(VALIDITY_DAYS_MOST, "validity-days-most",                                                     \
      "a server's certificate is valid for at most %s "                                             \
      "days",                                                                                       \
      "validity-too-long")                                                                          \
    X(CHAIN_CAS_MOST, "chain-cas-most", "at most %s CA certificates on a path, the root included",  \
      "chain-too-long")                                                                             \
    X(CHAIN_CERTIFICATES_MOST, "chain-certificates-most",                                           \
      "at most %s certificates on a path, leaf and root included", "chain-too-long")                \
    X(CHAIN_INTERMEDIATES_MOST, "chain-intermediates-most",                                         \
      "at most %s certificates on a path between leaf and anchor", "chain-too-long")                \
    X(CLIENT_SENDS_MOST, "client-sends-most", "a client sends at most %s certificates",             \
      "chain-too-long")                                                                             \
    X(SERVER_SENDS_MOST, "server-sends-most", "a server sends at most %s certificates",             \
      "chain-too-long")                                                                             \
    X(CHAIN_ROOT_REFUSED, "chain-root-refused", "no root in the file that is sent",                 \
      "chain-has-root")                                                                             \
    X(CHAIN_IN_ORDER, "chain-in-order", "issuer follows issuer in the file that is sent",           \
      "chain-order")                                                                                \
    X(CHAIN_UNRELATED_REFUSED, "chain-unrelated-refused",                                           \
      "nothing off the path in the file that "                                                      \
      "is sent",                                                                                    \
      "chain-unrelated-cert")                                                                       \
    X(LEAF_FIRST, "leaf-first", "the leaf is the first certificate of its file",                    \
      "chain-leaf-not-first")                                                                       \
    X(DIFFERENT_CA_NAME, "different-ca-name", "a leaf's subject differs from its issuer's",         \
      "same-dn-leaf-ca")                                                                            \
    X(ROOT_IN_STORE, "root-in-store", "a truststore holds every path up to its root",               \
      "truststore-missing-root")                                                                    \
    X(ONE_ISSUER_A_SUBJECT, "one-issuer-a-subject",                                                 \
      "a truststore does not hold one subject under two issuers", "truststore-subject-conflict")    \
    X(STORE_SELF_SIGNED, "store-self-signed", "a root store holds self-signed certificates only",   \
      "truststore-root-not-selfsigned")                                                             \
    X(STORE_CAS_ONLY, "store-cas-only", "a truststore holds CA certificates only",                  \
      "truststore-has-leaf")                                                                        \
    X(STORE_CAS_MOST, "store-cas-most", "at most %s certificates in a truststore",                  \
      "truststore-over-limit")                                                                      \
    X(STORE_BYTES_MOST, "store-bytes-most",                                                         \
      "at most %s bytes of certificates in a truststore, as "                                       \
      "PEM",                                                                                        \
      "truststore-over-limit")                                                                      \
    X(CA_BYTES_MOST, "ca-bytes-most", "at most %s bytes for one CA certificate, as PEM",            \
      "truststore-over-limit")                                                                      \
    X(ALL_STORES_CAS_MOST, "all-stores-cas-most", "at most %s certificates in all truststores",     \
      "truststore-over-limit")                                                                      \
    X(SUBJECT_BYTES_MOST, "subject-bytes-most",                                                     \
      "at most %s bytes of subject names in a truststore", "truststore-over-limit")                 \
    X(SAME_NAME_AND_KEY_MOST, "same-name-and-key-most",                                             \
      "at most %s CA certificates with one subject and key", "truststore-over-limit")               \
    X(CRL_BYTES_MOST, "crl-bytes-most", "at most %s bytes for one revocation list",                 \
      "truststore-over-limit")                                                                      \
    X(CRLS_ALL_OR_NONE, "crls-all-or-none",                                                         \
      "revocation lists for every CA of a path, or for none", "crl-set-incomplete")                 \
    X(KEY_NOT_LOCKED, "key-not-locked", "the private key is not encrypted", "key-encrypted")        \
    X(KEY_PKCS8, "key-pkcs8", "the private key is PKCS#8", "key-not-pkcs8")                         \
    X(KEY_WITHOUT_PARAMETERS, "key-without-parameters",                                             \
      "no EC PARAMETERS block before the private key", "key-ec-params-block")                       \
    X(KEY_PERMISSIONS, "key-permissions", "only its owner may read the private key",                \
      "key-permissions")                                                                            \
    X(PEM_STRICT, "pem-strict",                                                                     \
      "no empty lines inside PEM, and around it only comments that start with # and hold no "       \
      "dash",                                                                                       \
      "pem-text-around")                                                                            \
    X(FORMAT_PEM, "format-pem", "certificates are PEM", "format-unread")                            \
    X(FORMAT_PKCS12, "format-pkcs12", "a client's certificate and key are one PKCS#12 file",        \
      "format-unread")

enum profile_rule_kind {
#define KIND(kind, name, sentence, check) RULE_##kind,
    PROFILE_RULES(KIND)
#undef KIND
        RULE_KINDS
};

/* One rule of one profile. */
struct profile_rule {
    enum profile_rule_kind kind;
    uint64_t number;        /* 0 where the kind has none */
    const char *list;       /* "P-256, P-384"; NULL where the kind has none */
    const char *from;       /* applies to certificates from this time on, as in the inventory;
                               NULL: to all */
    enum severity severity; /* of what breaks it; 0: the check's own */
    const char *source;     /* page or document, and its date where it gives one */
};

struct profile {
    const char *name;  /* for --profile */
    const char *title; /* whom it describes */
    const struct profile_rule *rules;
    size_t rule_count;
    const char *beyond; /* what this consumer wants and files do not tell; NULL: nothing noted */
};

/* NULL-terminated; a new profile is a file in profiles/ and a line in profiles.c. */
extern const struct profile *const profiles[];

/* The profile with this name, or NULL. */
const struct profile *profile_find(const char *name);

/* The rule of this kind, or NULL. Of several with a start the last one that has begun at this time;
 * time: as in the inventory, NULL for none. */
const struct profile_rule *profile_rule_at(const struct profile *profile,
                                           enum profile_rule_kind kind, const char *time);

static inline const struct profile_rule *profile_rule(const struct profile *profile,
                                                      enum profile_rule_kind kind) {
    return profile_rule_at(profile, kind, NULL);
}

/* Is one of the comma-separated words of the rule's list this one? */
bool profile_lists(const struct profile_rule *rule, const char *word);

/* "rsa-bits-least" and the like; the check that decides it. */
const char *profile_rule_name(enum profile_rule_kind kind);
const char *profile_rule_check(enum profile_rule_kind kind);

/* Appends "at most 4 CA certificates on a path, the root included". */
void say_profile_rule(struct buffer *out, const struct profile_rule *rule);

#endif
