#include "decoders/pem_label.h"

/* STRUCTURE_UNKNOWN: no DER, or none that its shape tells. */
static const struct {
    const char *label;
    enum structure structure;
} known[] = {
    {"CERTIFICATE", STRUCTURE_CERTIFICATE},
    {"X509 CERTIFICATE", STRUCTURE_CERTIFICATE},
    {"X.509 CERTIFICATE", STRUCTURE_CERTIFICATE},
    {"TRUSTED CERTIFICATE", STRUCTURE_CERTIFICATE},
    {"CERTIFICATE REQUEST", STRUCTURE_REQUEST},
    {"NEW CERTIFICATE REQUEST", STRUCTURE_REQUEST},
    {"X509 CRL", STRUCTURE_CRL},
    {"PUBLIC KEY", STRUCTURE_SPKI},
    {"RSA PUBLIC KEY", STRUCTURE_RSA_PUBLIC},
    {"PRIVATE KEY", STRUCTURE_PRIVATE},
    {"RSA PRIVATE KEY", STRUCTURE_RSA_PRIVATE},
    {"EC PRIVATE KEY", STRUCTURE_EC_PRIVATE},
    {"DSA PRIVATE KEY", STRUCTURE_DSA_PRIVATE},
    {"ENCRYPTED PRIVATE KEY", STRUCTURE_ENCRYPTED_PRIVATE},
    {"PKCS7", STRUCTURE_PKCS7},
    {"PKCS #7 SIGNED DATA", STRUCTURE_PKCS7},
    {"CMS", STRUCTURE_PKCS7},
    {"PKCS12", STRUCTURE_PKCS12},
    {"OPENSSH PRIVATE KEY", STRUCTURE_UNKNOWN},
    {"SSH2 PUBLIC KEY", STRUCTURE_UNKNOWN},
    {"SSH2 ENCRYPTED PRIVATE KEY", STRUCTURE_UNKNOWN},
    {"SSH2 PRIVATE KEY", STRUCTURE_UNKNOWN},
    {"ATTRIBUTE CERTIFICATE", STRUCTURE_UNKNOWN},
    {"ENCRYPTED COSIGN PRIVATE KEY", STRUCTURE_UNKNOWN},
    {"ENCRYPTED SIGSTORE PRIVATE KEY", STRUCTURE_UNKNOWN},
    {"NEBULA CERTIFICATE", STRUCTURE_UNKNOWN},
    {"NEBULA CERTIFICATE V2", STRUCTURE_UNKNOWN},
    {"NEBULA ED25519 PRIVATE KEY", STRUCTURE_UNKNOWN},
    {"NEBULA ED25519 ENCRYPTED PRIVATE KEY", STRUCTURE_UNKNOWN},
    {"NEBULA ED25519 PUBLIC KEY", STRUCTURE_UNKNOWN},
    {"NEBULA X25519 PRIVATE KEY", STRUCTURE_UNKNOWN},
    {"NEBULA X25519 PUBLIC KEY", STRUCTURE_UNKNOWN},
};

enum pem_promise pem_promise_of(const char *label) {
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (strcmp(known[i].label, label) == 0) {
            return PEM_PROMISE_READ;
        }
    }
    if (strstr(label, "PARAMETERS") || strncmp(label, "PGP ", 4) == 0) {
        return PEM_PROMISE_NONE;
    }
    return strstr(label, "KEY") || strstr(label, "CERTIFICATE") ? PEM_PROMISE_UNKNOWN
                                                                : PEM_PROMISE_NONE;
}

bool pem_label_is_wrong(const char *label, enum structure structure) {
    for (size_t i = 0; i < sizeof known / sizeof *known && structure != STRUCTURE_UNKNOWN; i++) {
        if (strcmp(known[i].label, label) == 0) {
            return known[i].structure != structure;
        }
    }
    return false;
}
