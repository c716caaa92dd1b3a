#include "decoders/public_half.h"

#include "base/buffer.h"
#include "decoders/algorithms.h"
#include "decoders/asn1.h"
#include "decoders/facts.h"

static void append_header(struct buffer *out, uint8_t tag, size_t length) {
    buffer_append_byte(out, tag);
    if (length >= 0x10000) {
        buffer_append_byte(out, 0x83);
        buffer_append_byte(out, (uint8_t)(length >> 16));
        buffer_append_byte(out, (uint8_t)(length >> 8));
    } else if (length >= 0x100) {
        buffer_append_byte(out, 0x82);
        buffer_append_byte(out, (uint8_t)(length >> 8));
    } else if (length >= 0x80) {
        buffer_append_byte(out, 0x81);
    }
    buffer_append_byte(out, (uint8_t)length);
}

/* SEQUENCE { algorithm, BIT STRING public }. */
static void build_spki(struct span algorithm, struct span public, struct public_key *key,
                       struct arena *arena) {
    if (public.length == 0 || public.length >= 0x100000 || algorithm.length >= 0x1000) {
        return;
    }
    struct buffer bits = {0}, spki = {0};
    append_header(&bits, TAG_BIT_STRING, public.length + 1);
    buffer_append_byte(&bits, 0);
    buffer_append(&bits, public.bytes, public.length);
    append_header(&spki, TAG_SEQUENCE, algorithm.length + bits.length);
    buffer_append(&spki, algorithm.bytes, algorithm.length);
    buffer_append(&spki, bits.bytes, bits.length);
    if (!spki.failed && !bits.failed) {
        facts_of_spki(buffer_span(&spki), key, arena);
    }
    buffer_release(&bits);
    buffer_release(&spki);
}

/* ML-KEM's decapsulation key is dk || ek || H(ek) || z: ek stands after 384 bytes for each of k. */
static struct span ml_kem_public(struct span octets) {
    struct asn1_element element, seed;
    struct span rest = octets;
    if (asn1_expect(&rest, TAG_SEQUENCE, &element)) { /* both: seed and expanded key */
        rest = element.content;
        if (!asn1_next(&rest, &seed)) {
            return (struct span){0};
        }
    } else {
        rest = octets;
    }
    if (!asn1_expect(&rest, TAG_OCTET_STRING, &element)) {
        return (struct span){0};
    }
    for (size_t k = 2; k <= 4; k++) {
        if (element.content.length == 768 * k + 96) {
            return span_part(element.content, 384 * k, 384 * k + 32);
        }
    }
    return (struct span){0};
}

/* What stands behind the private octets: [0] attributes, [1] publicKey. */
static struct span public_field(struct span rest) {
    struct asn1_element element, bits;
    while (asn1_next(&rest, &element)) {
        struct span inside = element.content;
        if (element.tag == TAG_CONTEXT_1 && asn1_expect(&inside, TAG_BIT_STRING, &bits)) {
            element = bits; /* tagged explicitly, as ring did before its version 0.17 */
        } else if (element.tag != TAG_CONTEXT_1_PRIMITIVE) {
            continue;
        }
        if (element.content.length > 1) {
            return span_from(element.content, 1);
        }
    }
    return (struct span){0};
}

static struct span public_octets(const char *algorithm, struct span octets, struct span rest) {
    struct span field = public_field(rest);
    if (field.length) {
        return field;
    }
    if (strncmp(algorithm, "SLH-DSA-", 8) == 0 &&
        (octets.length == 64 || octets.length == 96 || octets.length == 128)) {
        return span_from(octets, octets.length / 2);
    }
    if (strncmp(algorithm, "ML-KEM-", 7) == 0) {
        return ml_kem_public(octets);
    }
    return (struct span){0};
}

/* The fields of OneAsymmetricKey that must be there, and what stands behind them. */
struct fields {
    struct asn1_element version, algorithm, octets;
    struct span rest;
};

static bool read_fields(struct span pkcs8, struct fields *fields) {
    struct asn1_element outer;
    if (!asn1_expect(&pkcs8, TAG_SEQUENCE, &outer)) {
        return false;
    }
    fields->rest = outer.content;
    return asn1_expect(&fields->rest, TAG_INTEGER, &fields->version) &&
           asn1_expect(&fields->rest, TAG_SEQUENCE, &fields->algorithm) &&
           asn1_expect(&fields->rest, TAG_OCTET_STRING, &fields->octets);
}

void public_half_of_pkcs8(struct span pkcs8, struct public_key *key, struct arena *arena) {
    struct fields fields;
    struct asn1_element oid;
    if (!read_fields(pkcs8, &fields) || !asn1_expect(&fields.algorithm.content, TAG_OID, &oid)) {
        return;
    }
    key->algorithm = algorithm_name(oid.content, arena);
    build_spki(fields.algorithm.whole,
               public_octets(key->algorithm, fields.octets.content, fields.rest), key, arena);
}

bool public_half_is_stored(struct span pkcs8, struct span *public, struct buffer *without) {
    struct fields fields;
    if (!read_fields(pkcs8, &fields)) {
        return false;
    }
    *public = public_field(fields.rest);
    if (public->length == 0) {
        return false;
    }
    struct span kept = span_part(pkcs8, (size_t)(fields.version.whole.bytes - pkcs8.bytes),
                                 fields.version.whole.length + fields.algorithm.whole.length +
                                     fields.octets.whole.length);
    append_header(without, TAG_SEQUENCE, kept.length);
    buffer_append(without, kept.bytes, kept.length);
    return !without->failed;
}
