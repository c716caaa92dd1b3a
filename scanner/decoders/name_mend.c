#include "decoders/name_mend.h"

#include <openssl/asn1.h>
#include <openssl/err.h>

#include "decoders/asn1.h"

enum { TAG_T61_STRING = 0x14 };

/* As OpenSSL takes the value of an attribute in when it loads a name. */
static bool is_taken(const struct asn1_element *value) {
    const unsigned char *bytes = value->whole.bytes;
    ASN1_STRING *string = d2i_ASN1_PRINTABLE(NULL, &bytes, (long)value->whole.length);
    unsigned char *utf8 = NULL;
    bool taken = string != NULL;
    if (taken) {
        switch (ASN1_STRING_type(string)) {
        case V_ASN1_UTF8STRING:
        case V_ASN1_BMPSTRING:
        case V_ASN1_UNIVERSALSTRING:
            taken = ASN1_STRING_to_UTF8(&utf8, string) >= 0;
            break;
        default:
            break;
        }
    }
    OPENSSL_free(utf8);
    ASN1_STRING_free(string);
    return taken;
}

/* AttributeTypeAndValue: the type, and a value whose tag stands at its first byte. */
static bool mend_attribute(struct span attribute, struct span original, struct buffer *copy) {
    struct asn1_element type, value;
    if (!asn1_expect(&attribute, TAG_OID, &type) || !asn1_next(&attribute, &value) ||
        value.whole.length > INT32_MAX || is_taken(&value)) {
        return false;
    }
    copy->bytes[value.whole.bytes - original.bytes] = TAG_T61_STRING;
    return true;
}

/* Name: SEQUENCE OF SET OF AttributeTypeAndValue. Anything else has no SET at that level. */
static bool mend_name(struct span name, struct span original, struct buffer *copy) {
    struct asn1_element set, attribute;
    bool mended = false;
    while (asn1_expect(&name, TAG_SET, &set)) {
        while (asn1_expect(&set.content, TAG_SEQUENCE, &attribute)) {
            mended = mend_attribute(attribute.content, original, copy) || mended;
        }
    }
    return mended;
}

bool name_mend(struct span signed_element, struct buffer *copy) {
    struct asn1_element outer, body, field;
    struct span rest = signed_element;
    bool mended = false;
    buffer_append(copy, signed_element.bytes, signed_element.length);
    if (copy->failed || !asn1_expect(&rest, TAG_SEQUENCE, &outer) ||
        !asn1_expect(&outer.content, TAG_SEQUENCE, &body)) {
        return false;
    }
    while (asn1_next(&body.content, &field)) {
        if (field.tag == TAG_SEQUENCE) {
            mended = mend_name(field.content, signed_element, copy) || mended;
        }
    }
    ERR_clear_error();
    return mended;
}
