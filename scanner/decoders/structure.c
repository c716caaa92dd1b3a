#include "decoders/structure.h"

#include "decoders/asn1.h"

const char *structure_name(enum structure structure) {
    static const char *const names[STRUCTURES] = {
        [STRUCTURE_UNKNOWN] = "",
        [STRUCTURE_CERTIFICATE] = "X.509",
        [STRUCTURE_REQUEST] = "PKCS#10",
        [STRUCTURE_CRL] = "X.509 CRL",
        [STRUCTURE_SPKI] = "SubjectPublicKeyInfo",
        [STRUCTURE_RSA_PUBLIC] = "PKCS#1",
        [STRUCTURE_RSA_PRIVATE] = "PKCS#1",
        [STRUCTURE_EC_PRIVATE] = "SEC1",
        [STRUCTURE_DSA_PRIVATE] = "DSA",
        [STRUCTURE_PRIVATE] = "PKCS#8",
        [STRUCTURE_ENCRYPTED_PRIVATE] = "PKCS#8",
        [STRUCTURE_PKCS12] = "PKCS#12",
        [STRUCTURE_PKCS7] = "PKCS#7",
    };
    return structure < STRUCTURES ? names[structure] : "";
}

enum { CHILDREN_MOST = 10 };

struct children {
    struct asn1_element element[CHILDREN_MOST];
    size_t count; /* CHILDREN_MOST where there are more */
    bool whole;   /* all of the content was elements */
};

static struct children children_of(struct span content) {
    struct children children = {0};
    while (children.count < CHILDREN_MOST &&
           asn1_next(&content, &children.element[children.count])) {
        children.count++;
    }
    children.whole = content.length == 0;
    return children;
}

static bool has_tags(const struct children *children, const uint8_t *tags, size_t count) {
    if (children->count < count) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (children->element[i].tag != tags[i]) {
            return false;
        }
    }
    return true;
}

#define HAS_TAGS(children, ...)                                                                    \
    has_tags(children, (const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__}))

/* AlgorithmIdentifier: SEQUENCE of an OBJECT IDENTIFIER and at most one parameter. */
static bool is_algorithm(const struct asn1_element *element) {
    struct children inside = children_of(element->content);
    return element->tag == TAG_SEQUENCE && inside.whole && inside.count >= 1 && inside.count <= 2 &&
           inside.element[0].tag == TAG_OID;
}

static bool is_time(const struct asn1_element *element) {
    return element->tag == TAG_UTC_TIME || element->tag == TAG_GENERALIZED_TIME;
}

static bool is_spki(const struct asn1_element *element) {
    struct children inside = children_of(element->content);
    return element->tag == TAG_SEQUENCE && inside.whole && inside.count == 2 &&
           is_algorithm(&inside.element[0]) && inside.element[1].tag == TAG_BIT_STRING;
}

static bool is_validity(const struct asn1_element *element) {
    struct children inside = children_of(element->content);
    return element->tag == TAG_SEQUENCE && inside.count == 2 && is_time(&inside.element[0]) &&
           is_time(&inside.element[1]);
}

/* What was signed tells certificate, request and revocation list apart. */
static enum structure signed_structure(const struct asn1_element *to_be_signed) {
    struct children inside = children_of(to_be_signed->content);
    const struct asn1_element *at = inside.element;
    const struct asn1_element *end = inside.element + inside.count;
    if (HAS_TAGS(&inside, TAG_INTEGER, TAG_SEQUENCE, TAG_SEQUENCE) && is_spki(&at[2])) {
        return STRUCTURE_REQUEST;
    }
    if (at < end && at->tag == TAG_CONTEXT_0) {
        at++;
    }
    if (end - at >= 6 && at[0].tag == TAG_INTEGER && is_algorithm(&at[1]) &&
        at[2].tag == TAG_SEQUENCE && is_validity(&at[3]) && at[4].tag == TAG_SEQUENCE &&
        is_spki(&at[5])) {
        return STRUCTURE_CERTIFICATE;
    }
    at = inside.element;
    if (at < end && at->tag == TAG_INTEGER) {
        at++;
    }
    if (end - at >= 3 && is_algorithm(&at[0]) && at[1].tag == TAG_SEQUENCE && is_time(&at[2])) {
        return STRUCTURE_CRL;
    }
    return STRUCTURE_UNKNOWN;
}

/* PKCS#5 and PKCS#12 encryption schemes; anything else of this shape is a DigestInfo or the like.
 */
static bool is_password_based(const struct asn1_element *algorithm) {
    static const uint8_t pkcs5[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x05};
    static const uint8_t pkcs12[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x0C, 0x01};
    struct children inside = children_of(algorithm->content);
    return is_algorithm(algorithm) &&
           (span_starts_with(inside.element[0].content, pkcs5, sizeof pkcs5) ||
            span_starts_with(inside.element[0].content, pkcs12, sizeof pkcs12));
}

static bool is_pkcs7_type(const struct asn1_element *element) {
    static const uint8_t pkcs7[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07};
    return element->tag == TAG_OID && span_starts_with(element->content, pkcs7, sizeof pkcs7);
}

static bool is_version(const struct asn1_element *element, uint64_t least, uint64_t most) {
    uint64_t version = 0;
    return asn1_small_integer(element, &version) && version >= least && version <= most;
}

static size_t leading_integers(const struct children *children) {
    size_t count = 0;
    while (count < children->count && children->element[count].tag == TAG_INTEGER) {
        count++;
    }
    return count;
}

/* RSAPublicKey and DHParameter are both two INTEGERs; a generator is tiny, an RSA exponent odd and
 * a modulus at least 384 bits. */
static bool is_rsa_public(const struct children *children) {
    const struct asn1_element *exponent = &children->element[1];
    bool tiny = exponent->content.length == 1 && exponent->content.bytes[0] != 3;
    return children->count == 2 && children->element[0].content.length >= 48 && !tiny &&
           exponent->content.length > 0 && exponent->content.length <= 16 &&
           (exponent->content.bytes[exponent->content.length - 1] & 1);
}

/* Two primes are together as long as their product, give or take the byte that keeps an INTEGER
 * positive; they may be left out, and further ones follow in version 1. */
static bool is_rsa_private(const struct children *children) {
    enum { MODULUS = 1, FIRST = 4, SECOND = 5, TOLERANCE = 3 };
    size_t modulus = children->element[MODULUS].content.length;
    size_t primes =
        children->element[FIRST].content.length + children->element[SECOND].content.length;
    bool fits = primes + TOLERANCE >= modulus && primes <= modulus + TOLERANCE;
    return fits || primes <= 2 || is_version(&children->element[0], 1, 1);
}

static enum structure integers_structure(const struct children *children) {
    size_t integers = leading_integers(children);
    bool versioned = is_version(&children->element[0], 0, 1);
    if (integers >= 9 && versioned && is_rsa_private(children)) {
        return STRUCTURE_RSA_PRIVATE;
    }
    if (integers == 6 && children->count == 6 && versioned) {
        return STRUCTURE_DSA_PRIVATE;
    }
    if (integers == 2 && is_rsa_public(children)) {
        return STRUCTURE_RSA_PUBLIC;
    }
    return STRUCTURE_UNKNOWN;
}

static enum structure key_structure(const struct children *children) {
    if (HAS_TAGS(children, TAG_INTEGER, TAG_SEQUENCE, TAG_OCTET_STRING) &&
        is_version(&children->element[0], 0, 1) && is_algorithm(&children->element[1])) {
        return STRUCTURE_PRIVATE;
    }
    if (HAS_TAGS(children, TAG_INTEGER, TAG_OCTET_STRING) &&
        is_version(&children->element[0], 1, 1) &&
        (children->count == 2 || children->element[2].tag == TAG_CONTEXT_0 ||
         children->element[2].tag == TAG_CONTEXT_1)) {
        return STRUCTURE_EC_PRIVATE;
    }
    if (HAS_TAGS(children, TAG_INTEGER, TAG_SEQUENCE) && is_version(&children->element[0], 3, 3)) {
        struct children inside = children_of(children->element[1].content);
        return inside.count && is_pkcs7_type(&inside.element[0]) ? STRUCTURE_PKCS12
                                                                 : STRUCTURE_UNKNOWN;
    }
    return integers_structure(children);
}

enum structure structure_of(struct span element) {
    struct asn1_element outer;
    if (!asn1_expect(&element, TAG_SEQUENCE, &outer) || element.length) {
        return STRUCTURE_UNKNOWN;
    }
    struct children children = children_of(outer.content);
    if (children.count < 2 || (!children.whole && children.count < CHILDREN_MOST)) {
        return STRUCTURE_UNKNOWN;
    }
    if (children.count == 3 && HAS_TAGS(&children, TAG_SEQUENCE, TAG_SEQUENCE, TAG_BIT_STRING)) {
        return is_algorithm(&children.element[1]) ? signed_structure(&children.element[0])
                                                  : STRUCTURE_UNKNOWN;
    }
    if (is_spki(&outer)) {
        return STRUCTURE_SPKI;
    }
    if (children.count == 2 && HAS_TAGS(&children, TAG_SEQUENCE, TAG_OCTET_STRING)) {
        return is_password_based(&children.element[0]) ? STRUCTURE_ENCRYPTED_PRIVATE
                                                       : STRUCTURE_UNKNOWN;
    }
    if (HAS_TAGS(&children, TAG_OID, TAG_CONTEXT_0)) {
        return is_pkcs7_type(&children.element[0]) ? STRUCTURE_PKCS7 : STRUCTURE_UNKNOWN;
    }
    return key_structure(&children);
}
