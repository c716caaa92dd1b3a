#include "decoders/ber_rewrite.h"

#include "decoders/ber.h"

enum { CONSTRUCTED = 0x20, DEPTH_MOST = 24 };

static void append_element(struct buffer *out, uint8_t tag, struct span content) {
    size_t octets = 0;
    buffer_append_byte(out, tag);
    if (content.length < 0x80) {
        buffer_append_byte(out, (uint8_t)content.length);
    } else {
        while (octets < sizeof content.length && content.length >> (8 * octets)) {
            octets++;
        }
        buffer_append_byte(out, (uint8_t)(0x80 | octets));
        while (octets-- > 0) {
            buffer_append_byte(out, (uint8_t)(content.length >> (8 * octets)));
        }
    }
    buffer_append(out, content.bytes, content.length);
}

static bool rewrite_all(struct span rest, struct buffer *out, unsigned depth);

static bool rewrite(const struct asn1_element *element, struct buffer *out, unsigned depth) {
    struct buffer inside = {0};
    struct span content = element->content;
    uint8_t tag = element->tag;
    bool whole = true;
    if (tag == (TAG_OCTET_STRING | CONSTRUCTED)) {
        whole = ber_octets(element, &inside, &content);
        tag = TAG_OCTET_STRING;
    } else if (tag & CONSTRUCTED) {
        whole = depth > 0 && rewrite_all(content, &inside, depth - 1);
        content = buffer_span(&inside);
    }
    if (whole) {
        append_element(out, tag, content);
    }
    buffer_wipe(&inside);
    return whole && !out->failed;
}

static bool rewrite_all(struct span rest, struct buffer *out, unsigned depth) {
    struct asn1_element element;
    while (rest.length) {
        if (!ber_next(&rest, &element) || !rewrite(&element, out, depth)) {
            return false;
        }
    }
    return true;
}

bool ber_rewrite(struct span bytes, size_t limit, struct buffer *out) {
    struct asn1_element element;
    return ber_next(&bytes, &element) && element.whole.length <= limit &&
           rewrite(&element, out, DEPTH_MOST);
}
