#include "decoders/carve_proof.h"

#include <limits.h>

#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/pkcs12.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "artifact.h"
#include "decoders/asn1.h"
#include "decoders/facts.h"
#include "decoders/loading.h"
#include "decoders/private_key.h"

enum { SHORTEST = 32 }; /* of anything proved here, in bytes */

enum { RSA_BITS_LEAST = 512, DSA_BITS_LEAST = 512, DSA_ORDER_BITS_LEAST = 160 };

/* Deletes what a d2i function gave, and tells whether it gave something and read to the end. */
#define PARSES(type, element)                                                                      \
    static bool parses_##type(struct span element) {                                               \
        const unsigned char *bytes = element.bytes;                                                \
        type *parsed = d2i_##type(NULL, &bytes, (long)element.length);                             \
        type##_free(parsed);                                                                       \
        return parsed && bytes == element.bytes + element.length;                                  \
    }

PARSES(X509, element)
PARSES(X509_REQ, element)
PARSES(X509_CRL, element)
PARSES(PKCS12, element)

/* An algorithm OpenSSL cannot load is believed where it has a name: the table's names begin with a
 * letter, dotted decimal does not. */
static bool is_named(const struct public_key *key) {
    return key->algorithm[0] > '9' && strncmp(key->algorithm, "malformed", 9) != 0;
}

/* Programs keep the fixed beginning of such structures to put a raw key behind it; what stands
 * there instead, other constants or text, repeats itself more than a key ever does: 32 random bytes
 * miss these bounds once in a million times. */
static bool ends_randomly(struct span element) {
    enum { LOOKED_AT = 32, DISTINCT_LEAST = 20, HIGH_LEAST = 4 };
    bool seen[256] = {false};
    size_t distinct = 0, high = 0;
    for (size_t i = element.length - LOOKED_AT; i < element.length; i++) {
        distinct += !seen[element.bytes[i]];
        high += element.bytes[i] >= 0x80;
        seen[element.bytes[i]] = true;
    }
    return distinct >= DISTINCT_LEAST && high >= HIGH_LEAST;
}

static bool proves_public_info(struct span element) {
    EVP_PKEY *loaded = load_public_key(element);
    int type = loaded ? EVP_PKEY_get_base_id(loaded) : EVP_PKEY_NONE;
    int bits = loaded ? EVP_PKEY_get_bits(loaded) : 0;
    EVP_PKEY_free(loaded);
    if (loaded) {
        return type == EVP_PKEY_RSA ? bits >= RSA_BITS_LEAST : ends_randomly(element);
    }
    struct arena arena = {0};
    struct public_key key = {.algorithm = "", .curve = ""};
    facts_of_spki(element, &key, &arena);
    bool post_quantum = key.known && is_named(&key) && key.spki.length > 600;
    arena_release(&arena);
    return post_quantum;
}

/* Borrowed numbers of a PKCS#1 or DSA structure, in order. */
struct numbers {
    struct asn1_element element[9];
    size_t count;
};

static struct numbers numbers_of(struct span element) {
    struct numbers numbers = {0};
    struct asn1_element outer;
    if (asn1_expect(&element, TAG_SEQUENCE, &outer)) {
        while (numbers.count < 9 &&
               asn1_expect(&outer.content, TAG_INTEGER, &numbers.element[numbers.count])) {
            numbers.count++;
        }
    }
    return numbers;
}

static uint64_t bits_of(const struct asn1_element *number) {
    struct span content = number->content;
    while (content.length && content.bytes[0] == 0) {
        content = span_from(content, 1);
    }
    uint64_t bits = content.length * 8;
    for (unsigned first = content.length ? content.bytes[0] : 0x80; first < 0x80; first <<= 1) {
        bits--;
    }
    return content.length ? bits : 0;
}

static bool is_odd(const struct asn1_element *number) {
    struct span content = number->content;
    return content.length && (content.bytes[content.length - 1] & 1);
}

/* The exponents people use; a Diffie-Hellman generator looks like the rarer ones. */
static bool is_usual_exponent(const struct asn1_element *number) {
    uint64_t exponent = 0;
    return asn1_small_integer(number, &exponent) &&
           (exponent == 3 || exponent == 17 || exponent == 257 || exponent == 65537);
}

static bool proves_rsa_public(struct span element) {
    struct numbers numbers = numbers_of(element);
    const struct asn1_element *modulus = &numbers.element[0];
    uint64_t bits = numbers.count == 2 ? bits_of(modulus) : 0;
    return bits >= RSA_BITS_LEAST && bits % 8 == 0 && modulus->content.bytes[0] == 0 &&
           is_odd(modulus) && is_usual_exponent(&numbers.element[1]);
}

static BIGNUM *secret_number(const struct asn1_element *number) {
    BIGNUM *result = BN_secure_new();
    return result ? BN_bin2bn(number->content.bytes, (int)number->content.length, result) : NULL;
}

/* version, n, e, d, p, q, ...: n = p q, unless there are more primes. */
static bool proves_rsa_private(struct span element, const struct limits *limits) {
    struct numbers numbers = numbers_of(element);
    if (numbers.count < 9 || bits_of(&numbers.element[1]) < RSA_BITS_LEAST ||
        !is_odd(&numbers.element[1]) || !is_odd(&numbers.element[2])) {
        return false;
    }
    uint64_t version = 0;
    asn1_small_integer(&numbers.element[0], &version);
    if (version != 0 || bits_of(&numbers.element[1]) > limits->modulus_bits) {
        return true;
    }
    BN_CTX *context = BN_CTX_new();
    BIGNUM *modulus = secret_number(&numbers.element[1]);
    BIGNUM *prime = secret_number(&numbers.element[4]);
    BIGNUM *other = secret_number(&numbers.element[5]);
    bool fits = bits_of(&numbers.element[4]) + bits_of(&numbers.element[5]) <=
                bits_of(&numbers.element[1]) + 1;
    fits = fits && context && modulus && prime && other && BN_mul(prime, prime, other, context) &&
           BN_cmp(prime, modulus) == 0;
    BN_clear_free(prime);
    BN_clear_free(other);
    BN_clear_free(modulus);
    BN_CTX_free(context);
    return fits;
}

/* version, p, q, g, y, x: sizes in their order. */
static bool proves_dsa_private(struct span element) {
    struct numbers numbers = numbers_of(element);
    const struct asn1_element *number = numbers.element;
    return numbers.count == 6 && is_odd(&number[1]) && is_odd(&number[2]) &&
           bits_of(&number[1]) >= DSA_BITS_LEAST && bits_of(&number[2]) >= DSA_ORDER_BITS_LEAST &&
           bits_of(&number[2]) < bits_of(&number[1]) && bits_of(&number[3]) > 1 &&
           bits_of(&number[4]) <= bits_of(&number[1]) && bits_of(&number[5]) > 1 &&
           bits_of(&number[5]) <= bits_of(&number[2]);
}

/* The private octets are a traditional structure of their own in PKCS#8's most usual kind. */
static bool proves_wrapped_rsa(struct span element, const struct limits *limits) {
    struct asn1_element outer, part;
    asn1_expect(&element, TAG_SEQUENCE, &outer);
    asn1_next(&outer.content, &part);
    asn1_next(&outer.content, &part);
    return asn1_expect(&outer.content, TAG_OCTET_STRING, &part) &&
           proves_rsa_private(part.content, limits);
}

static bool proves_private(struct span element, enum structure structure,
                           const struct limits *limits) {
    struct arena arena = {0};
    struct artifact artifact = artifact_of(KIND_PRIVATE_KEY, "");
    bool proven =
        private_key_public_half(element, structure, &artifact, &arena) && is_named(&artifact.key);
    if (proven && structure == STRUCTURE_PRIVATE && strcmp(artifact.key.algorithm, "RSA") == 0) {
        proven = proves_wrapped_rsa(element, limits);
    }
    arena_release(&arena);
    return proven;
}

/* Schemes that encrypt; the arcs hold derivations and checksums too (RFC 8018 appendix A, RFC 7292
 * appendix C). */
static bool encrypts(struct span element) {
    static const uint8_t pkcs5[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x05};
    enum { PBKDF2 = 12, PBMAC1 = 14 };
    struct asn1_element outer, algorithm, identifier;
    if (!asn1_expect(&element, TAG_SEQUENCE, &outer) ||
        !asn1_expect(&outer.content, TAG_SEQUENCE, &algorithm) ||
        !asn1_expect(&algorithm.content, TAG_OID, &identifier)) {
        return false;
    }
    struct span oid = identifier.content;
    return !span_starts_with(oid, pkcs5, sizeof pkcs5) ||
           (oid.length == sizeof pkcs5 + 1 && oid.bytes[sizeof pkcs5] != PBKDF2 &&
            oid.bytes[sizeof pkcs5] != PBMAC1);
}

/* The shortest private key, of Ed25519 or X25519, has 48 bytes: less is a password's check. */
static bool proves_locked(struct span element) {
    enum { CIPHERTEXT_LEAST = 48 };
    const unsigned char *bytes = element.bytes;
    X509_SIG *parsed = d2i_X509_SIG(NULL, &bytes, (long)element.length);
    const X509_ALGOR *algorithm = NULL;
    const ASN1_OCTET_STRING *content = NULL;
    const void *parameters = NULL;
    int type = V_ASN1_UNDEF;
    if (parsed) {
        X509_SIG_get0(parsed, &algorithm, &content);
        X509_ALGOR_get0(NULL, &type, &parameters, algorithm);
    }
    bool proven =
        parsed && type == V_ASN1_SEQUENCE && ASN1_STRING_length(content) >= CIPHERTEXT_LEAST;
    X509_SIG_free(parsed);
    return proven && encrypts(element);
}

bool carve_proof(struct span element, enum structure structure, const struct limits *limits) {
    uint64_t bound = structure == STRUCTURE_CRL ? limits->crl_bytes : limits->der_bytes;
    bool proven = false;
    if (element.length < SHORTEST || element.length > bound || element.length > INT_MAX) {
        return false;
    }
    switch (structure) {
    case STRUCTURE_CERTIFICATE:
        proven = parses_X509(element);
        break;
    case STRUCTURE_REQUEST:
        proven = parses_X509_REQ(element);
        break;
    case STRUCTURE_CRL:
        proven = parses_X509_CRL(element);
        break;
    case STRUCTURE_PKCS12:
        proven = parses_PKCS12(element);
        break;
    case STRUCTURE_SPKI:
        proven = proves_public_info(element);
        break;
    case STRUCTURE_RSA_PUBLIC:
        proven = proves_rsa_public(element);
        break;
    case STRUCTURE_ENCRYPTED_PRIVATE:
        proven = proves_locked(element);
        break;
    case STRUCTURE_RSA_PRIVATE:
        proven = proves_rsa_private(element, limits) && proves_private(element, structure, limits);
        break;
    case STRUCTURE_DSA_PRIVATE:
        proven = proves_dsa_private(element) && proves_private(element, structure, limits);
        break;
    case STRUCTURE_EC_PRIVATE:
    case STRUCTURE_PRIVATE:
        proven = ends_randomly(element) && proves_private(element, structure, limits);
        break;
    default:
        break;
    }
    ERR_clear_error();
    return proven;
}
