/* DER anywhere inside a larger file that nothing else explains: programs, firmware, captures,
 * memory images, old databases. One pass; what is found is skipped as a whole, so that nothing
 * inside a certificate or key is found a second time. PKCS#7 is looked through rather than taken as
 * one: countersignatures keep certificates where only a search finds them. */
#include <stdio.h>

#include "decoders/asn1.h"
#include "decoders/carve_proof.h"
#include "decoders/decoder.h"
#include "decoders/document.h"
#include "decoders/structure_head.h"

enum {
    SHORTEST = 44,        /* SubjectPublicKeyInfo of X25519 and Ed25519 */
    TEXT_LOOKED_AT = 4096 /* bytes */
};

/* Bytes spent on candidates that were none, for each byte of the blob: nested false candidates
 * would otherwise cost a parse of everything behind each of them. */
enum { EFFORT = 8, EFFORT_LEAST = 1 << 20, EFFORT_OF_ONE = 256 };

struct carving {
    const struct blob *blob;
    struct examiner *examiner;
    uint64_t effort; /* bytes parsed in vain */
    uint64_t finds;
    size_t broken_end; /* up to here public keys belong to a certificate that is cut or damaged */
    bool stopped;
};

/* Long form: what stands behind the header of each structure. SEQUENCE of SEQUENCE: signed things,
 * public keys, locked keys; SEQUENCE of INTEGER: keys and PKCS#12, or a modulus. */
static bool is_promising_inside(const uint8_t *inside) {
    switch (inside[0]) {
    case TAG_SEQUENCE:
        return (inside[1] >= 0x81 && inside[1] <= 0x83) ||
               (inside[1] < 0x80 && inside[2] == TAG_OID);
    case TAG_INTEGER:
        if (inside[1] == 1) {
            return inside[2] <= 3 && (inside[3] == TAG_INTEGER || inside[3] == TAG_SEQUENCE ||
                                      inside[3] == TAG_OCTET_STRING);
        }
        return inside[1] == 0x81 || inside[1] == 0x82 || (inside[1] >= 0x30 && inside[2] == 0);
    default:
        return false;
    }
}

/* A look at the first bytes; at least SHORTEST are there. */
static bool is_promising(const uint8_t *at) {
    switch (at[1]) {
    case 0x81:
        return is_promising_inside(at + 3);
    case 0x82:
        return is_promising_inside(at + 4);
    case 0x83:
        return is_promising_inside(at + 5);
    default:
        return at[1] >= SHORTEST - 2 && at[1] < 0x80 && is_promising_inside(at + 2);
    }
}

/* Begins as a certificate of version 2 or 3, or a request: SEQUENCE { SEQUENCE { [0] { INTEGER or
 * SEQUENCE { SEQUENCE { INTEGER 0, SEQUENCE. */
static bool begins_as_signed(struct span element) {
    static const uint8_t version[] = {TAG_CONTEXT_0, 3, TAG_INTEGER, 1};
    static const uint8_t request[] = {TAG_INTEGER, 1, 0, TAG_SEQUENCE};
    size_t outer = 2 + (size_t)(element.bytes[1] & (element.bytes[1] >= 0x80 ? 0x7F : 0));
    struct span inside = span_from(element, outer);
    if (inside.length < 4 || inside.bytes[0] != TAG_SEQUENCE) {
        return false;
    }
    size_t inner = 2 + (size_t)(inside.bytes[1] & (inside.bytes[1] >= 0x80 ? 0x7F : 0));
    struct span content = span_from(inside, inner);
    return span_starts_with(content, version, sizeof version) ||
           span_starts_with(content, request, sizeof request);
}

static bool is_public(enum structure structure) {
    return structure == STRUCTURE_SPKI || structure == STRUCTURE_RSA_PUBLIC;
}

static void pass_on(struct carving *carving, size_t offset, size_t length) {
    char place[32];
    snprintf(place, sizeof place, "byte %zu", offset);
    examiner_child(carving->examiner, carving->blob,
                   &(struct child){.element = place,
                                   .name = "",
                                   .label = "",
                                   .encoding = "der",
                                   .position = offset,
                                   .bytes = span_part(carving->blob->bytes, offset, length)});
}

static void stop(struct carving *carving, const char *sentence) {
    examiner_problem(carving->examiner, carving->blob, "decode", "limit", "%s; the rest is unread",
                     sentence);
    carving->stopped = true;
}

static void charge_effort(struct carving *carving, uint64_t bytes) {
    carving->effort += EFFORT_OF_ONE + bytes;
    if (carving->effort > EFFORT_LEAST && carving->effort / EFFORT > carving->blob->bytes.length) {
        stop(carving, "too many things that only begin as certificates or keys");
    }
}

/* One that is above its limit is passed on for the DER decoder to say so, but not skipped; likewise
 * a certificate by its form that the parser refuses. */
static bool is_over_limit(enum structure structure, uint64_t length, const struct limits *limits) {
    return length > (structure == STRUCTURE_CRL ? limits->crl_bytes : limits->der_bytes);
}

/* The bytes the structure at offset takes, 0 where there is none. */
static size_t examine_structure(struct carving *carving, size_t offset, struct span element,
                                enum structure structure) {
    const struct limits *limits = examiner_limits(carving->examiner);
    bool over = is_over_limit(structure, element.length, limits);
    if (is_public(structure) && offset < carving->broken_end) {
        return element.length;
    }
    bool proven = !over && carve_proof(element, structure, limits);
    if (!over && !proven) {
        charge_effort(carving, element.length);
        if (!document_is(structure)) {
            return 0;
        }
    }
    if (++carving->finds > limits->blocks) {
        stop(carving, "more keys and certificates than the limit blocks allows");
        return 0;
    }
    pass_on(carving, offset, element.length);
    return proven ? element.length : 0;
}

static size_t examine_candidate(struct carving *carving, size_t offset) {
    struct span rest = span_from(carving->blob->bytes, offset);
    uint64_t announced = asn1_announced(rest);
    struct span element =
        span_part(rest, 0, announced < rest.length ? (size_t)announced : rest.length);
    enum structure structure =
        announced == element.length ? structure_of(element) : STRUCTURE_UNKNOWN;
    size_t taken = 0;
    if (structure != STRUCTURE_UNKNOWN && structure != STRUCTURE_PKCS7) {
        taken = examine_structure(carving, offset, element, structure);
    }
    if (!taken && begins_as_signed(element) && offset + element.length > carving->broken_end) {
        carving->broken_end = offset + element.length;
    }
    return taken;
}

/* Text has no zero bytes, and a short binary without any has other bytes that text has not. */
static bool is_text(struct span bytes) {
    if (memchr(bytes.bytes, 0, bytes.length)) {
        return false;
    }
    for (size_t i = 0; i < bytes.length && i < TEXT_LOOKED_AT; i++) {
        uint8_t byte = bytes.bytes[i];
        if (byte < 0x20 && (byte < '\t' || byte > '\r') && byte != 0x1B) {
            return false;
        }
    }
    return true;
}

static bool carve_accepts(const struct blob *blob) {
    return !blob->label[0] && blob->bytes.length > SHORTEST && !is_text(blob->bytes);
}

/* Whole elements at the front were the DER decoder's, which refused them or has reported them. */
static size_t first_offset(struct span bytes) {
    struct asn1_element element;
    struct span rest = bytes;
    return asn1_expect(&rest, TAG_SEQUENCE, &element) &&
                   structure_of(element.whole) != STRUCTURE_UNKNOWN
               ? 1
               : 0;
}

static bool carve_decode(const struct blob *blob, struct examiner *examiner) {
    struct carving carving = {.blob = blob, .examiner = examiner};
    struct span bytes = blob->bytes;
    size_t offset = first_offset(bytes);
    if (offset && begins_as_signed(bytes)) {
        carving.broken_end = (size_t)asn1_announced(bytes);
    }
    while (!carving.stopped && bytes.length - offset >= SHORTEST) {
        const uint8_t *at =
            memchr(bytes.bytes + offset, TAG_SEQUENCE, bytes.length - offset - SHORTEST + 1);
        if (!at) {
            break;
        }
        offset = (size_t)(at - bytes.bytes);
        size_t claimed = examiner_claimed(examiner, offset);
        if (claimed) {
            offset = claimed;
            continue;
        }
        size_t taken = is_promising(at) ? examine_candidate(&carving, offset) : 0;
        offset += taken ? taken : 1;
    }
    return false;
}

static bool confirms(struct span text, size_t at) {
    struct span front = span_from(text, at);
    return front.length >= SHORTEST && is_promising(front.bytes) && structure_may_begin(front);
}

/* What is_promising takes, by the form of the outer length. */
static const struct anchor anchors[] = {
    {"0\\x81.[0\\x02]", confirms},
    {"0\\x82..[0\\x02]", confirms},
    {"0\\x83...[0\\x02]", confirms},
    {"0[\\x2a-\\x7f]0[\\x00-\\x7f]\\x06", confirms},
    {"0[\\x2a-\\x7f]\\x02\\x01[\\x00-\\x03][0\\x02\\x04]", confirms},
    {"0[\\x2a-\\x7f]\\x02[\\x30-\\x7f]\\x00", confirms},
    {0},
};

const struct decoder carve_decoder = {
    .name = "carve",
    .accepts = carve_accepts,
    .decode = carve_decode,
    .anchors = anchors,
};
