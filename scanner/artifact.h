/* A key or certificate that was found, as plain public facts. No secret ever enters this struct. */
#ifndef ARTIFACT_H
#define ARTIFACT_H

#include "base/digest.h"
#include "base/exchange.h"

enum artifact_kind {
    KIND_CERTIFICATE = 1,
    KIND_PRIVATE_KEY,
    KIND_PUBLIC_KEY,
    KIND_REQUEST,
    KIND_CRL,
    KIND_KEYSTORE,
    KINDS, /* one past the last */
};

/* "certificate", "private-key", "public-key", "request", "crl", "keystore". */
const char *artifact_kind_name(enum artifact_kind kind);

/* The public half, of a certificate, request, public or private key. */
struct public_key {
    bool known;       /* false: a locked key, or one whose public half cannot be derived */
    struct span spki; /* canonical DER SubjectPublicKeyInfo, RFC 5280 section 4.1.2.7 */
    uint8_t spki_sha256[SHA256_BYTES];
    const char *algorithm;            /* "RSA", "EC", "Ed25519", "ML-DSA-65", or a dotted OID */
    const char *curve;                /* "P-256", ...; "" without one */
    uint64_t bits;                    /* 0 where size says nothing (post-quantum algorithms) */
    bool has_modulus;                 /* RSA and RSA-PSS */
    uint8_t modulus_sha1[SHA1_BYTES]; /* of the text "Modulus=HEX\n" as openssl prints it */
    uint64_t
        modulus_at; /* where spki has the modulus and the public exponent, as big-endian bytes */
    uint64_t modulus_bytes; /* 0: it has none */
    uint64_t exponent_at;
    uint64_t exponent_bytes;
};

/* Key usage bits, RFC 5280 section 4.2.1.3, as OpenSSL numbers them. */
enum { USAGE_DIGITAL_SIGNATURE = 0x80, USAGE_CERT_SIGN = 0x04, USAGE_CRL_SIGN = 0x02 };

/* Certificates; requests and CRLs fill what they have. Texts are never NULL. */
struct certificate_facts {
    const char *subject; /* as `openssl x509 -noout -subject` prints it, without "subject=" */
    const char *issuer;
    uint8_t subject_name[SHA256_BYTES]; /* digest of the name in comparison form, RFC 5280
                                           section 7.1 */
    uint8_t issuer_name[SHA256_BYTES];
    const char *serial;     /* lower-case hexadecimal, whole bytes, '-' before a negative one */
    const char *not_before; /* YYYY-MM-DDTHH:MM:SSZ; CRL: this update */
    const char *not_after;  /* CRL: next update */
    const char *signature_algorithm;
    const char *signature_digest; /* "SHA256", ...; "" where the algorithm has none of its own */
    uint64_t version;             /* 1, 2, 3 */
    bool is_ca;                   /* basicConstraints CA:TRUE, or version 1 and self-signed */
    bool is_self_issued;          /* names equal */
    bool is_self_signed;          /* and the signature verifies with its own key */
    bool is_self_signed_unknown;  /* names equal, but OpenSSL knows the key or algorithm not */
    bool has_path_length;
    uint64_t path_length;
    bool has_key_usage;
    uint64_t key_usage;
    bool has_extended_key_usage;
    const char *extended_key_usage;       /* "clientAuth,serverAuth,1.2.3" */
    const char *subject_key_identifier;   /* hexadecimal, "" where absent */
    const char *authority_key_identifier; /* keyid only, likewise */
    const char *alternative_names;        /* "DNS:a, IP:192.0.2.1, email:x, URI:y" */
    const char *name_hash;     /* 8 hexadecimal digits, the file's name in a CApath directory: what
                                  `openssl x509 -subject_hash` prints; CRL: `openssl crl -hash` */
    const char *name_hash_old; /* likewise `-subject_hash_old`, `-hash_old`, as Android has it */
    const char *faults; /* why nobody may rely on it, "CODE DETAIL; ...": see path_facts.h; also of
                           CRLs */
    const char *deviations;  /* which MUST of RFC 5280 section 4 (CRL: 5) it breaks, likewise */
    const char *policy;      /* what section 6.1 reads of policies, see path_facts.h */
    struct span names;       /* what name constraints are held against, see names.h */
    struct span constraints; /* those it imposes, likewise */
    struct span revoked;     /* CRL: what it lists, see revocation_facts.h */
};

#define LOCK_OPENED ", opened" /* by a passphrase that was tried */

struct artifact {
    enum artifact_kind kind;
    const char *encoding;           /* how it is written at this place: "pem", "der", ... */
    const char *structure;          /* "X.509", "PKCS#1", "PKCS#8", "SEC1", ... */
    uint8_t identity[SHA256_BYTES]; /* with kind: what makes two finds the same thing */
    bool has_sha256;
    uint8_t sha256[SHA256_BYTES]; /* of the DER: certificates, requests, CRLs, locked objects */
    struct span der;              /* certificates, requests, CRLs; never of a private key */
    struct public_key key;
    struct certificate_facts certificate;
    bool locked;
    const char *lock; /* cipher, derivation and rounds of a locked object, LOCK_OPENED behind them
                         where its private key was read; "" otherwise */
    /* In what the private numbers that stood at this place disagree, in words; NULL: nothing seen.
     * Of one place, not of the key: reported as an observation, not sent. */
    const char *disagreement;
    /* The limit beyond which names of a certificate were left out; NULL: none were. Not sent. */
    const char *names_beyond;
};

/* A find with every text "" and every flag false. */
struct artifact artifact_of(enum artifact_kind kind, const char *structure);

/* Packs or fills; read texts and spans borrow from the message. */
void artifact_exchange(struct exchange *exchange, struct artifact *artifact);

#endif
