#include "decoders/structure_head.h"

#include "decoders/asn1.h"

enum { RSA_MODULUS_BYTES_LEAST = 48, VERSION_BYTES_MOST = 8, VERSION_MOST = 3 };

enum reading { READ, CUT, WRONG };

/* Reads one header off the front of rest. */
static enum reading read_header(struct span *rest, uint8_t *tag, uint64_t *length) {
    if (rest->length < 2) {
        return CUT;
    }
    size_t octets = rest->bytes[1] >= 0x80 ? rest->bytes[1] & 0x7F : 0;
    if (octets > 6 || rest->bytes[1] == 0x80) {
        return WRONG;
    }
    if (rest->length < 2 + octets) {
        return CUT;
    }
    uint64_t announced = asn1_announced(*rest);
    *tag = rest->bytes[0];
    *length = announced - 2 - octets;
    *rest = span_from(*rest, 2 + octets);
    return announced ? READ : WRONG;
}

/* As read_header; one that does not fit into outer bytes is wrong. */
static enum reading read_inner(struct span *rest, uint64_t outer, uint8_t *tag, uint64_t *length) {
    struct span before = *rest;
    enum reading reading = read_header(rest, tag, length);
    bool fits = reading != READ || (before.length - rest->length) + *length <= outer;
    return fits ? reading : WRONG;
}

/* A version, or the modulus of an RSA public key. */
static bool integer_may_begin(struct span content, uint64_t length) {
    for (size_t i = 0; i < content.length && i < length && length <= VERSION_BYTES_MOST; i++) {
        if (content.bytes[i] > (i + 1 == length ? VERSION_MOST : 0)) {
            return false;
        }
    }
    return length > 0 && (length <= VERSION_BYTES_MOST || length >= RSA_MODULUS_BYTES_LEAST);
}

static bool pkcs7_type_may_begin(struct span content, uint64_t length) {
    static const uint8_t pkcs7[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07};
    size_t known = content.length < sizeof pkcs7 ? content.length : sizeof pkcs7;
    return length >= sizeof pkcs7 && (known == 0 || memcmp(content.bytes, pkcs7, known) == 0);
}

/* An algorithm, or what was signed: it begins with a version or an algorithm. */
static bool sequence_may_begin(struct span content, uint64_t length) {
    uint8_t tag = 0;
    uint64_t inner = 0;
    enum reading reading = read_inner(&content, length, &tag, &inner);
    return reading == CUT || (reading == READ && (tag == TAG_OID || tag == TAG_INTEGER ||
                                                  tag == TAG_CONTEXT_0 || tag == TAG_SEQUENCE));
}

bool structure_may_begin(struct span front) {
    uint8_t tag = 0;
    uint64_t outer = 0, length = 0;
    struct span rest = front;
    enum reading reading = read_header(&rest, &tag, &outer);
    if (reading != READ || tag != TAG_SEQUENCE) {
        return reading == CUT;
    }
    reading = read_inner(&rest, outer, &tag, &length);
    if (reading != READ) {
        return reading == CUT;
    }
    return tag == TAG_INTEGER    ? integer_may_begin(rest, length)
           : tag == TAG_OID      ? pkcs7_type_may_begin(rest, length)
           : tag == TAG_SEQUENCE ? sequence_may_begin(rest, length)
                                 : false;
}
