#include "decoders/pkcs12_bags.h"

#include <stdlib.h>

#include "decoders/ber.h"

enum { NESTING_MOST = 8, TAG_BMP_STRING = 0x1E };

static const uint8_t bag_types[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 12, 10, 1};
static const uint8_t friendly_name[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 9, 20};
static const uint8_t local_key_id[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 9, 21};
static const uint8_t x509_certificate[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 9, 22, 1};
static const uint8_t x509_crl[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 9, 23, 1};
static const uint8_t java_trust[] = {0x60, 0x86, 0x48, 0x01, 0x86, 0xF9,
                                     0x66, 0xAD, 0xCA, 0x7B, 0x01, 0x01};

#define IS_OID(element, oid) span_equal((element).content, span_of((oid), sizeof(oid)))

/* Doubling at powers of two: the array of buffers has no capacity of its own. */
struct buffer *pkcs12_piece(struct pkcs12_bags *bags) {
    size_t count = bags->piece_count;
    if ((count & (count - 1)) == 0) {
        struct buffer *grown = realloc(bags->pieces, (count ? 2 * count : 1) * sizeof *grown);
        if (!grown) {
            bags->failed = true;
            return NULL;
        }
        bags->pieces = grown;
    }
    bags->pieces[count] = (struct buffer){0};
    bags->piece_count++;
    return &bags->pieces[count];
}

static bool octets_of(struct pkcs12_bags *bags, const struct asn1_element *string,
                      struct span *octets) {
    struct buffer *joined = pkcs12_piece(bags);
    return joined && (string->tag & 0xDF) == TAG_OCTET_STRING && ber_octets(string, joined, octets);
}

static struct pkcs12_bag *new_bag(struct pkcs12_bags *bags) {
    if (bags->count == bags->limit) {
        bags->over_limit = true;
        return NULL;
    }
    if (bags->count == bags->capacity) {
        size_t capacity = bags->capacity ? 2 * bags->capacity : 8;
        struct pkcs12_bag *grown = realloc(bags->items, capacity * sizeof *grown);
        if (!grown) {
            bags->failed = true;
            return NULL;
        }
        bags->items = grown;
        bags->capacity = capacity;
    }
    struct pkcs12_bag *bag = &bags->items[bags->count++];
    *bag = (struct pkcs12_bag){0};
    return bag;
}

/* CertBag and CRLBag: type, [0] EXPLICIT OCTET STRING. */
static bool read_document(struct pkcs12_bags *bags, struct span value, bool is_crl,
                          struct span *document) {
    struct asn1_element outer, type, tagged, octets;
    return ber_expect(&value, TAG_SEQUENCE, &outer) && ber_expect(&outer.content, TAG_OID, &type) &&
           (is_crl ? IS_OID(type, x509_crl) : IS_OID(type, x509_certificate)) &&
           ber_expect(&outer.content, TAG_CONTEXT_0, &tagged) &&
           ber_next(&tagged.content, &octets) && octets_of(bags, &octets, document);
}

static void read_attribute(struct pkcs12_bags *bags, struct span attribute,
                           struct pkcs12_bag *bag) {
    struct asn1_element type, values, value;
    if (!ber_expect(&attribute, TAG_OID, &type) || !ber_expect(&attribute, TAG_SET, &values)) {
        return;
    }
    if (IS_OID(type, java_trust)) {
        bag->has_java_trust = true;
    } else if (!ber_next(&values.content, &value)) {
        return;
    } else if (IS_OID(type, friendly_name) && value.tag == TAG_BMP_STRING) {
        bag->name = value.content;
    } else if (IS_OID(type, local_key_id)) {
        octets_of(bags, &value, &bag->key_id);
    }
}

static bool read_value(struct pkcs12_bags *bags, struct span value, struct pkcs12_bag *bag) {
    struct asn1_element element;
    switch (bag->type) {
    case BAG_KEY:
    case BAG_SHROUDED_KEY:
        if (!ber_expect(&value, TAG_SEQUENCE, &element)) {
            return false;
        }
        bag->value = element.whole;
        return true;
    case BAG_CERTIFICATE:
    case BAG_CRL:
        return read_document(bags, value, bag->type == BAG_CRL, &bag->value);
    default:
        return true;
    }
}

/* SafeBag: bagId, [0] EXPLICIT bagValue, SET OF attributes OPTIONAL. */
static bool read_bag(struct pkcs12_bags *bags, struct span content, struct span lock,
                     struct span *nested) {
    struct asn1_element type, value, attributes, attribute;
    if (!ber_expect(&content, TAG_OID, &type) || !ber_expect(&content, TAG_CONTEXT_0, &value)) {
        return false;
    }
    size_t head = sizeof bag_types;
    if (type.content.length != head + 1 || !span_starts_with(type.content, bag_types, head)) {
        return true; /* a private type of bag */
    }
    uint8_t last = type.content.bytes[head];
    if (last == BAG_SAFE_CONTENTS) {
        *nested = value.content;
        return true;
    }
    struct pkcs12_bag *bag = last >= BAG_KEY && last <= BAG_SECRET ? new_bag(bags) : NULL;
    if (!bag) {
        return true;
    }
    bag->type = (enum pkcs12_bag_type)last;
    bag->was_locked = lock.length > 0;
    bag->lock = lock;
    if (ber_expect(&content, TAG_SET, &attributes)) {
        while (ber_expect(&attributes.content, TAG_SEQUENCE, &attribute)) {
            read_attribute(bags, attribute.content, bag);
        }
    }
    if (!read_value(bags, value.content, bag)) {
        bags->count--;
        return false;
    }
    return true;
}

static void read_contents(struct pkcs12_bags *bags, struct span contents, struct span lock,
                          unsigned depth) {
    struct asn1_element outer, bag;
    if (!ber_expect(&contents, TAG_SEQUENCE, &outer)) {
        bags->malformed = true;
        return;
    }
    while (outer.content.length && !bags->over_limit && !bags->failed) {
        struct span nested = {0};
        if (!ber_next(&outer.content, &bag)) {
            bags->malformed = true;
            return;
        }
        if (bag.tag != TAG_SEQUENCE || !read_bag(bags, bag.content, lock, &nested)) {
            bags->malformed = true;
        }
        if (nested.length && depth == 0) {
            bags->malformed = true;
        } else if (nested.length) {
            read_contents(bags, nested, lock, depth - 1);
        }
    }
}

void pkcs12_bags_read(struct pkcs12_bags *bags, struct span contents, struct span lock) {
    read_contents(bags, contents, lock, NESTING_MOST);
}

void pkcs12_bags_release(struct pkcs12_bags *bags) {
    for (size_t i = 0; i < bags->piece_count; i++) {
        buffer_wipe(&bags->pieces[i]);
    }
    free(bags->pieces);
    free(bags->items);
    *bags = (struct pkcs12_bags){0};
}
