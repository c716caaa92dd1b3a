#include "decoders/pkcs12_advice.h"

#include <limits.h>
#include <stdlib.h>

#include <openssl/err.h>
#include <openssl/x509.h>

#include "decoders/ber.h"
#include "decoders/loading.h"
#include "decoders/name.h"

unsigned pkcs12_age(struct span algorithm) {
    static const uint8_t pbes2[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 5, 13};
    static const uint8_t pkcs12[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 12, 1};
    static const uint8_t pkcs5[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 5};
    struct asn1_element outer, oid;
    if (!ber_expect(&algorithm, TAG_SEQUENCE, &outer) ||
        !ber_expect(&outer.content, TAG_OID, &oid)) {
        return 0;
    }
    struct span content = oid.content;
    if (span_equal(content, span_of(pbes2, sizeof pbes2))) {
        return PKCS12_PBES2;
    }
    if (span_starts_with(content, pkcs12, sizeof pkcs12) && content.length == sizeof pkcs12 + 1) {
        /* 1 and 2: RC4; 3 and 4: triple DES; 5 and 6: RC2. */
        uint8_t last = content.bytes[content.length - 1];
        return last == 3 || last == 4 ? PKCS12_OLD : PKCS12_RC2;
    }
    return span_starts_with(content, pkcs5, sizeof pkcs5) ? PKCS12_RC2 : 0;
}

void pkcs12_advise_algorithms(struct examiner *examiner, const struct blob *store, unsigned ages,
                              const struct pkcs12_mac *mac) {
    bool old_mac = mac && mac->is_old;
    if (ages & PKCS12_RC2) {
        examiner_observe(examiner, store, "pkcs12-legacy", 0, 0,
                         "parts are encrypted with RC2, RC4 or single DES, which OpenSSL 3 reads "
                         "only with -legacy%s%s",
                         old_mac ? "; MAC " : "", old_mac ? mac->name : "");
    } else if ((ages & PKCS12_OLD) || old_mac) {
        examiner_observe(examiner, store, "pkcs12-legacy", 0, 0,
                         "%s%s%s%s: OpenSSL 3 still reads it, FIPS modules do not",
                         ages & PKCS12_OLD ? "encrypted with triple DES under a SHA-1 derivation"
                                           : "",
                         (ages & PKCS12_OLD) && old_mac ? ", " : "", old_mac ? "MAC " : "",
                         old_mac ? mac->name : "");
    }
    bool new_mac = mac && mac->digest && !mac->is_old;
    if ((ages & PKCS12_PBES2) || new_mac) {
        examiner_observe(examiner, store, "pkcs12-too-new", 0, 0, "%s%s%s%s",
                         ages & PKCS12_PBES2 ? "encrypted with PBES2" : "",
                         (ages & PKCS12_PBES2) && new_mac ? ", " : "", new_mac ? "MAC " : "",
                         new_mac ? mac->name : "");
    }
}

/* The names of one certificate, as digests. */
struct named {
    bool known;
    uint8_t subject[SHA256_BYTES];
    uint8_t issuer[SHA256_BYTES];
};

static void read_names(struct span der, struct named *named, const struct limits *limits) {
    if (der.length > limits->der_bytes) {
        return;
    }
    X509 *certificate = load_certificate(der);
    if (certificate) {
        name_digest(X509_get_subject_name(certificate), named->subject);
        name_digest(X509_get_issuer_name(certificate), named->issuer);
        named->known = true;
    }
    X509_free(certificate);
    ERR_clear_error();
}

static int compare_subjects(const void *one, const void *other) {
    const struct named *a = one, *b = other;
    return memcmp(a->subject, b->subject, SHA256_BYTES);
}

static bool is_key(const struct pkcs12_bag *bag) {
    return bag->type == BAG_KEY || bag->type == BAG_SHROUDED_KEY;
}

/* Leaves: the certificates that share their localKeyId with a key; with a single key that has none,
 * the only certificate. */
static bool belongs_to_key(const struct pkcs12_bags *bags, const struct pkcs12_bag *certificate,
                           size_t keys, size_t certificates) {
    if (certificate->key_id.length == 0) {
        return keys == 1 && certificates == 1;
    }
    size_t looked_at = 0;
    for (size_t i = 0; i < bags->count && looked_at < 64; i++) {
        if (is_key(&bags->items[i])) {
            looked_at++;
            if (span_equal(bags->items[i].key_id, certificate->key_id)) {
                return true;
            }
        }
    }
    return false;
}

static size_t count_lonely(const struct pkcs12_bags *bags, struct named *names, size_t keys,
                           size_t certificates) {
    size_t lonely = 0, at = 0;
    struct named *sorted = calloc(certificates, sizeof *sorted);
    if (!sorted) {
        return 0;
    }
    memcpy(sorted, names, certificates * sizeof *sorted);
    qsort(sorted, certificates, sizeof *sorted, compare_subjects);
    for (size_t i = 0; i < bags->count; i++) {
        const struct pkcs12_bag *bag = &bags->items[i];
        if (bag->type != BAG_CERTIFICATE) {
            continue;
        }
        const struct named *own = &names[at++];
        struct named wanted = {0};
        memcpy(wanted.subject, own->issuer, SHA256_BYTES);
        lonely += own->known && belongs_to_key(bags, bag, keys, certificates) &&
                  !bsearch(&wanted, sorted, certificates, sizeof *sorted, compare_subjects);
    }
    free(sorted);
    return lonely;
}

/* A self-issued leaf finds itself, and needs nobody else. */
static void advise_chain(struct examiner *examiner, const struct blob *store,
                         const struct pkcs12_bags *bags, size_t keys, size_t certificates) {
    struct named *names = calloc(certificates, sizeof *names);
    size_t at = 0;
    for (size_t i = 0; names && i < bags->count; i++) {
        if (bags->items[i].type == BAG_CERTIFICATE) {
            read_names(bags->items[i].value, &names[at++], examiner_limits(examiner));
        }
    }
    size_t lonely = names ? count_lonely(bags, names, keys, certificates) : 0;
    if (lonely) {
        examiner_observe(examiner, store, "pkcs12-no-chain", 0, 0,
                         "%zu key%s with a certificate whose issuer is not in the store", lonely,
                         lonely == 1 ? "" : "s");
    }
    free(names);
}

void pkcs12_advise_contents(struct examiner *examiner, const struct blob *store,
                            const struct pkcs12_bags *bags) {
    size_t keys = 0, certificates = 0, untrusted = 0;
    for (size_t i = 0; i < bags->count; i++) {
        const struct pkcs12_bag *bag = &bags->items[i];
        keys += is_key(bag);
        certificates += bag->type == BAG_CERTIFICATE;
        untrusted += bag->type == BAG_CERTIFICATE && !bag->has_java_trust;
    }
    if (keys && certificates) {
        advise_chain(examiner, store, bags, keys, certificates);
    } else if (!keys && untrusted) {
        examiner_observe(examiner, store, "pkcs12-java-untrusted", 0, 0,
                         "%zu of %zu certificates lack the attribute by which Java takes them for "
                         "trusted",
                         untrusted, certificates);
    }
}
