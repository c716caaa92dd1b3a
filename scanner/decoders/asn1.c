#include "decoders/asn1.h"

#include <stdio.h>

/* Length of the header at the front, 0 where it is none; *length is the content's. */
static size_t header(struct span bytes, uint64_t *length) {
    if (bytes.length < 2 || (bytes.bytes[0] & 0x1F) == 0x1F || bytes.bytes[0] == 0) {
        return 0;
    }
    uint8_t first = bytes.bytes[1];
    if (first < 0x80) {
        *length = first;
        return 2;
    }
    size_t octets = first & 0x7F;
    if (octets == 0 || octets > 6 || bytes.length < 2 + octets || bytes.bytes[2] == 0) {
        return 0;
    }
    uint64_t value = 0;
    for (size_t i = 0; i < octets; i++) {
        value = value << 8 | bytes.bytes[2 + i];
    }
    *length = value;
    return value < 0x80 ? 0 : 2 + octets;
}

bool asn1_next(struct span *rest, struct asn1_element *element) {
    uint64_t length = 0;
    size_t head = header(*rest, &length);
    if (head == 0 || length > rest->length - head) {
        return false;
    }
    element->tag = rest->bytes[0];
    element->whole = span_part(*rest, 0, head + (size_t)length);
    element->content = span_part(*rest, head, (size_t)length);
    *rest = span_from(*rest, head + (size_t)length);
    return true;
}

bool asn1_expect(struct span *rest, uint8_t tag, struct asn1_element *element) {
    struct span ahead = *rest;
    if (!asn1_next(&ahead, element) || element->tag != tag) {
        return false;
    }
    *rest = ahead;
    return true;
}

uint64_t asn1_announced(struct span bytes) {
    uint64_t length = 0;
    size_t head = header(bytes, &length);
    return head ? head + length : 0;
}

bool asn1_small_integer(const struct asn1_element *element, uint64_t *value) {
    struct span content = element->content;
    if (element->tag != TAG_INTEGER || content.length == 0 || content.length > 8 ||
        content.bytes[0] >= 0x80) {
        return false;
    }
    *value = 0;
    for (size_t i = 0; i < content.length; i++) {
        *value = *value << 8 | content.bytes[i];
    }
    return true;
}

/* Reads one base-128 arc (X.690 section 8.19.2). */
static bool next_arc(struct span *oid, uint64_t *arc) {
    *arc = 0;
    if (oid->length && oid->bytes[0] == 0x80) {
        return false; /* not the shortest form */
    }
    for (size_t i = 0; i < oid->length && i < 9; i++) {
        *arc = *arc << 7 | (oid->bytes[i] & 0x7F);
        if (oid->bytes[i] < 0x80) {
            *oid = span_from(*oid, i + 1);
            return true;
        }
    }
    return false;
}

bool asn1_dotted(struct span oid, char *out, size_t size) {
    uint64_t arc = 0;
    if (!next_arc(&oid, &arc)) {
        return false;
    }
    unsigned root = arc < 40 ? 0 : arc < 80 ? 1 : 2;
    int used = snprintf(out, size, "%u.%llu", root, (unsigned long long)(arc - root * 40));
    while (oid.length) {
        if (used < 0 || (size_t)used >= size || !next_arc(&oid, &arc)) {
            return false;
        }
        int more = snprintf(out + used, size - (size_t)used, ".%llu", (unsigned long long)arc);
        used = more < 0 ? more : used + more;
    }
    return used >= 0 && (size_t)used < size;
}
