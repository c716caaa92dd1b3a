#include "decoders/spki.h"

#include "decoders/asn1.h"

static const uint8_t rsa_oid[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01};
static const uint8_t ec_oid[] = {0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01};

struct parts {
    struct span oid;
    struct span parameters; /* all that follows the identifier */
    struct span key; /* content of the BIT STRING behind its count of unused bits, which is 0 */
};

static bool take_apart(struct span spki, struct parts *parts) {
    struct asn1_element outer, algorithm, identifier, bits;
    struct span rest = spki;
    if (!asn1_expect(&rest, TAG_SEQUENCE, &outer) || rest.length) {
        return false;
    }
    rest = outer.content;
    if (!asn1_expect(&rest, TAG_SEQUENCE, &algorithm) ||
        !asn1_expect(&rest, TAG_BIT_STRING, &bits) || rest.length || bits.content.length < 2 ||
        bits.content.bytes[0] != 0) {
        return false;
    }
    rest = algorithm.content;
    if (!asn1_expect(&rest, TAG_OID, &identifier)) {
        return false;
    }
    *parts = (struct parts){identifier.content, rest, span_from(bits.content, 1)};
    return true;
}

bool spki_algorithm(struct span spki, struct span *oid) {
    struct asn1_element outer, algorithm, identifier;
    struct span rest = spki;
    if (!asn1_expect(&rest, TAG_SEQUENCE, &outer)) {
        return false;
    }
    rest = outer.content;
    if (!asn1_expect(&rest, TAG_SEQUENCE, &algorithm)) {
        return false;
    }
    rest = algorithm.content;
    if (!asn1_expect(&rest, TAG_OID, &identifier)) {
        return false;
    }
    *oid = identifier.content;
    return true;
}

/* A positive INTEGER in its shortest form. */
static bool is_plain_number(const struct asn1_element *number) {
    struct span content = number->content;
    return content.length > 0 && content.bytes[0] < 0x80 &&
           !(content.bytes[0] == 0 && (content.length == 1 || content.bytes[1] < 0x80));
}

static bool is_plain_rsa(const struct parts *parts) {
    struct asn1_element parameters, outer, modulus, exponent;
    struct span rest = parts->parameters;
    if (!asn1_expect(&rest, TAG_NULL, &parameters) || parameters.content.length || rest.length) {
        return false;
    }
    rest = parts->key;
    if (!asn1_expect(&rest, TAG_SEQUENCE, &outer) || rest.length) {
        return false;
    }
    rest = outer.content;
    return asn1_expect(&rest, TAG_INTEGER, &modulus) && is_plain_number(&modulus) &&
           asn1_expect(&rest, TAG_INTEGER, &exponent) && is_plain_number(&exponent) &&
           rest.length == 0;
}

static bool is_plain_point(const struct parts *parts) {
    static const uint8_t uncompressed = 0x04; /* SEC 1 section 2.3.3 */
    struct asn1_element curve;
    struct span rest = parts->parameters;
    return asn1_expect(&rest, TAG_OID, &curve) && rest.length == 0 &&
           parts->key.bytes[0] == uncompressed;
}

bool spki_is_canonical(struct span spki) {
    struct parts parts;
    if (!take_apart(spki, &parts)) {
        return false;
    }
    if (span_equal(parts.oid, span_of(rsa_oid, sizeof rsa_oid))) {
        return is_plain_rsa(&parts);
    }
    return span_equal(parts.oid, span_of(ec_oid, sizeof ec_oid)) && is_plain_point(&parts);
}
