/* Names, and the constraints on them, as they pass from the reader of certificates to the judge of
 * paths: a run of entries, each four bytes and a value. RFC 5280 section 4.2.1.10. */
#ifndef NAMES_H
#define NAMES_H

#include "base/buffer.h"

/* The choices of GeneralName by their tags. */
enum name_form {
    NAME_OTHER = 0,
    NAME_EMAIL = 1,
    NAME_DNS = 2,
    NAME_X400 = 3,
    NAME_DIRECTORY = 4, /* value: SHA-256 of each relative name in comparison form, from the root */
    NAME_EDI_PARTY = 5,
    NAME_URI = 6,
    NAME_ADDRESS = 7, /* value: address, or address and mask */
    NAME_REGISTERED = 8,
    NAME_OVERFLOW = 0x7f, /* more names than the limit allows follow in the certificate */
};

enum names_role {
    NAME_HELD,      /* the certificate bears this name */
    NAME_PERMITTED, /* it permits only these below it */
    NAME_EXCLUDED,  /* it permits none of these */
};

enum { NAME_VALUE_MOST = 0xFFFF };

struct name_entry {
    enum name_form form;
    enum names_role role;
    struct span value;
};

static inline void names_append(struct buffer *out, enum names_role role, enum name_form form,
                                struct span value) {
    buffer_append_byte(out, (uint8_t)role);
    buffer_append_byte(out, (uint8_t)form);
    buffer_append_byte(out, (uint8_t)(value.length >> 8));
    buffer_append_byte(out, (uint8_t)value.length);
    buffer_append(out, value.bytes, value.length);
}

/* Reads the entry at the front of rest and moves rest behind it; false at the end. */
static inline bool names_next(struct span *rest, struct name_entry *entry) {
    if (rest->length < 4) {
        return false;
    }
    size_t length = (size_t)rest->bytes[2] << 8 | rest->bytes[3];
    if (length > rest->length - 4) {
        return false;
    }
    *entry = (struct name_entry){.form = (enum name_form)rest->bytes[1],
                                 .role = (enum names_role)rest->bytes[0],
                                 .value = span_of(rest->bytes + 4, length)};
    *rest = span_of(rest->bytes + 4 + length, rest->length - 4 - length);
    return true;
}

#endif
