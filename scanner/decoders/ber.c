#include "decoders/ber.h"

enum { CONSTRUCTED = 0x20, PIECES_DEPTH = 4 };

struct header {
    size_t size;
    uint64_t length;
    bool indefinite;
};

static bool read_header(struct span bytes, struct header *header) {
    if (bytes.length < 2 || (bytes.bytes[0] & 0x1F) == 0x1F || bytes.bytes[0] == 0) {
        return false;
    }
    uint8_t first = bytes.bytes[1];
    size_t octets = first & 0x7F;
    *header = (struct header){.size = 2, .length = first, .indefinite = first == 0x80};
    if (first < 0x80) {
        return true;
    }
    if (header->indefinite) {
        return (bytes.bytes[0] & CONSTRUCTED) != 0;
    }
    if (octets > 8 || bytes.length < 2 + octets) {
        return false;
    }
    header->size += octets;
    header->length = 0;
    for (size_t i = 0; i < octets; i++) {
        header->length = header->length << 8 | bytes.bytes[2 + i];
    }
    return true;
}

/* Length of the content up to the end-of-contents octets that belong to it. */
static bool find_end(struct span content, size_t *length) {
    struct header header;
    size_t open = 1, at = 0;
    for (;;) {
        struct span rest = span_from(content, at);
        if (span_starts_with(rest, "\0\0", 2)) {
            if (--open == 0) {
                *length = at;
                return true;
            }
            at += 2;
        } else if (!read_header(rest, &header)) {
            return false;
        } else if (header.indefinite) {
            open++;
            at += header.size;
        } else if (header.length > rest.length - header.size) {
            return false;
        } else {
            at += header.size + (size_t)header.length;
        }
    }
}

bool ber_next(struct span *rest, struct asn1_element *element) {
    struct header header;
    size_t length = 0, tail = 0;
    if (!read_header(*rest, &header)) {
        return false;
    }
    struct span after = span_from(*rest, header.size);
    if (header.indefinite) {
        tail = 2;
        if (!find_end(after, &length)) {
            return false;
        }
    } else if (header.length > after.length) {
        return false;
    } else {
        length = (size_t)header.length;
    }
    element->tag = rest->bytes[0];
    element->whole = span_part(*rest, 0, header.size + length + tail);
    element->content = span_part(after, 0, length);
    *rest = span_from(*rest, header.size + length + tail);
    return true;
}

bool ber_expect(struct span *rest, uint8_t tag, struct asn1_element *element) {
    struct span ahead = *rest;
    if (!ber_next(&ahead, element) || element->tag != tag) {
        return false;
    }
    *rest = ahead;
    return true;
}

static bool join(struct span pieces, struct buffer *joined, unsigned depth) {
    struct asn1_element piece;
    while (pieces.length) {
        if (!ber_next(&pieces, &piece)) {
            return false;
        }
        if (piece.tag == TAG_OCTET_STRING) {
            buffer_append(joined, piece.content.bytes, piece.content.length);
        } else if (piece.tag != (TAG_OCTET_STRING | CONSTRUCTED) || depth == 0 ||
                   !join(piece.content, joined, depth - 1)) {
            return false;
        }
    }
    return !joined->failed;
}

bool ber_octets(const struct asn1_element *string, struct buffer *joined, struct span *octets) {
    if (!(string->tag & CONSTRUCTED)) {
        *octets = string->content;
        return true;
    }
    if (!join(string->content, joined, PIECES_DEPTH)) {
        return false;
    }
    *octets = buffer_span(joined);
    return true;
}
