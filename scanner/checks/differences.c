#include "checks/differences.h"

/* The fields, and after them the DER. */
static const char select_fields[] =
    "SELECT subject, issuer, serial, not_before, not_after, version, signature_algorithm,"
    " iif(is_ca = 1, 'TRUE', 'FALSE'), path_length, printf('0x%02x', key_usage),"
    " extended_key_usage, subject_key_identifier, authority_key_identifier, alternative_names, der"
    " FROM artifact WHERE id = ?1";

static const char *const field_names[] = {
    "subject",
    "issuer",
    "serial",
    "not before",
    "not after",
    "version",
    "signature algorithm",
    "CA",
    "path length",
    "key usage",
    "extended key usage",
    "subject key identifier",
    "authority key identifier",
    "alternative names",
};

enum { FIELDS = sizeof field_names / sizeof *field_names };

/* Skips a DER header (X.690 section 8.1); the content, or an empty span where it does not fit. */
static struct span der_content(struct span der) {
    if (der.length < 2) {
        return (struct span){0};
    }
    size_t octets = der.bytes[1] & 0x80 ? der.bytes[1] & 0x7FU : 0;
    size_t length = octets ? 0 : der.bytes[1];
    if (octets > 4 || der.length < 2 + octets) {
        return (struct span){0};
    }
    for (size_t i = 0; i < octets; i++) {
        length = length << 8 | der.bytes[2 + i];
    }
    struct span content = span_part(der, 2 + octets, length);
    return content.length == length ? content : (struct span){0};
}

/* The signed part of a certificate: the first element in it. */
static struct span signed_part(struct span der) {
    struct span content = der_content(der);
    struct span first = der_content(content);
    return first.bytes ? span_part(content, 0, (size_t)(first.bytes - content.bytes) + first.length)
                       : (struct span){0};
}

static void say_value(struct buffer *out, struct query *row, int field) {
    const char *value = query_text(row, field);
    buffer_append_text(out, query_null(row, field) || *value == 0 ? "absent" : value);
}

static void compare(struct buffer *out, struct query *here, struct query *there) {
    size_t start = out->length;
    for (int i = 0; i < FIELDS; i++) {
        if (query_null(here, i) == query_null(there, i) &&
            strcmp(query_text(here, i), query_text(there, i)) == 0) {
            continue;
        }
        buffer_format(out, "%s%s ", out->length > start ? "; " : "", field_names[i]);
        say_value(out, here, i);
        buffer_append_text(out, " here, ");
        say_value(out, there, i);
        buffer_append_text(out, " there");
    }
    struct span part = signed_part(query_span(here, FIELDS));
    bool same_part = part.length && span_equal(part, signed_part(query_span(there, FIELDS)));
    if (same_part) {
        buffer_append_text(out, "only the signature; what is signed is the same");
    } else if (out->length == start) {
        buffer_append_text(out, "extensions or their encoding");
    }
}

enum outcome say_differences(struct buffer *out, struct inventory *inventory, int64_t here,
                             int64_t there, struct error *error) {
    struct query *one = query_new(inventory, select_fields, error);
    struct query *other = query_new(inventory, select_fields, error);
    if (one && other) {
        query_bind_number(one, 1, here);
        query_bind_number(other, 1, there);
        if (query_next(one) && query_next(other)) {
            compare(out, one, other);
        }
    }
    enum outcome outcome = one ? query_free(one, error) : FAILED;
    if (!other || query_free(other, error) != DONE) {
        outcome = FAILED;
    }
    return outcome;
}
