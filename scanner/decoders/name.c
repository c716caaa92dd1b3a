#include "decoders/name.h"

#include <arpa/inet.h>
#include <stdlib.h>

#include <openssl/x509v3.h>

#include "base/buffer.h"

/* The most bytes up to limit that end where a character of UTF-8 ends. */
static size_t characters_within(struct span text, size_t limit) {
    while (limit > 0 && (text.bytes[limit] & 0xC0) == 0x80) {
        limit--;
    }
    return limit;
}

static const char *print_name(const X509_NAME *name, unsigned long flags, size_t limit,
                              struct arena *arena) {
    const char *text = "";
    BIO *out = BIO_new(BIO_s_mem());
    if (out && X509_NAME_print_ex(out, name, 0, flags) >= 0) {
        char *bytes = NULL;
        long length = BIO_get_mem_data(out, &bytes);
        struct span whole = span_of(bytes, length > 0 ? (size_t)length : 0);
        bool cut = whole.length > limit;
        struct buffer shown = {0};
        buffer_append(&shown, whole.bytes, cut ? characters_within(whole, limit) : whole.length);
        buffer_append_text(&shown, cut ? "..." : "");
        text = arena_text(arena, shown.bytes, shown.length);
        buffer_release(&shown);
    }
    BIO_free(out);
    return text;
}

const char *name_text(const X509_NAME *name, size_t limit, struct arena *arena) {
    return print_name(name, XN_FLAG_ONELINE & ~(unsigned long)ASN1_STRFLGS_ESC_MSB, limit, arena);
}

const char *name_bytes_text(const X509_NAME *name, size_t limit, struct arena *arena) {
    return print_name(name, XN_FLAG_ONELINE & ~(unsigned long)ASN1_STRFLGS_UTF8_CONVERT, limit,
                      arena);
}

static bool is_string_type(int type) {
    switch (type) {
    case V_ASN1_UTF8STRING:
    case V_ASN1_BMPSTRING:
    case V_ASN1_UNIVERSALSTRING:
    case V_ASN1_PRINTABLESTRING:
    case V_ASN1_T61STRING:
    case V_ASN1_IA5STRING:
    case V_ASN1_VISIBLESTRING:
        return true;
    default:
        return false;
    }
}

static bool is_blank(uint8_t byte) {
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

static void append_folded(struct buffer *out, struct span text) {
    while (text.length && is_blank(text.bytes[text.length - 1])) {
        text.length--;
    }
    bool blank = true; /* leading white space goes */
    for (size_t i = 0; i < text.length; i++) {
        uint8_t byte = text.bytes[i];
        if (is_blank(byte)) {
            if (!blank) {
                buffer_append_byte(out, ' ');
            }
            blank = true;
            continue;
        }
        blank = false;
        buffer_append_byte(out, byte >= 'A' && byte <= 'Z' ? (uint8_t)(byte + 32) : byte);
    }
}

static int by_bytes(const void *one, const void *other) {
    return memcmp(one, other, SHA256_BYTES);
}

static void append_length(struct buffer *out, size_t length) {
    for (int shift = 24; shift >= 0; shift -= 8) {
        buffer_append_byte(out, (uint8_t)(length >> shift));
    }
}

/* Type and folded value of one attribute. */
static bool append_attribute(struct buffer *out, const X509_NAME_ENTRY *entry) {
    const ASN1_OBJECT *type = X509_NAME_ENTRY_get_object(entry);
    const ASN1_STRING *value = X509_NAME_ENTRY_get_data(entry);
    struct buffer folded = {0};
    bool text = is_string_type(ASN1_STRING_type(value));
    unsigned char *utf8 = NULL;
    int length = text ? ASN1_STRING_to_UTF8(&utf8, value) : -1;
    if (length >= 0) {
        append_folded(&folded, span_of(utf8, (size_t)length));
    } else {
        buffer_append_byte(&folded, (uint8_t)ASN1_STRING_type(value));
        buffer_append(&folded, ASN1_STRING_get0_data(value), (size_t)ASN1_STRING_length(value));
    }
    append_length(out, OBJ_length(type));
    buffer_append(out, OBJ_get0_data(type), OBJ_length(type));
    buffer_append_byte(out, length >= 0);
    append_length(out, folded.length);
    buffer_append(out, folded.bytes, folded.length);
    bool whole = !folded.failed && !out->failed;
    buffer_release(&folded);
    OPENSSL_free(utf8);
    return whole;
}

/* Within one RelativeDistinguishedName order means nothing: the digests of its attributes are added
 * in ascending order. */
static bool append_set(struct buffer *out, const X509_NAME *name, int first, int count) {
    struct buffer digests = {0};
    bool whole = true;
    for (int i = first; i < first + count; i++) {
        struct buffer attribute = {0};
        uint8_t digest[SHA256_BYTES];
        whole = append_attribute(&attribute, X509_NAME_get_entry(name, i)) &&
                digest_sha256(buffer_span(&attribute), digest) && whole;
        buffer_append(&digests, digest, sizeof digest);
        buffer_release(&attribute);
    }
    if (whole && !digests.failed) {
        qsort(digests.bytes, (size_t)count, SHA256_BYTES, by_bytes);
    }
    append_length(out, (size_t)count);
    buffer_append(out, digests.bytes, digests.length);
    whole = whole && !digests.failed;
    buffer_release(&digests);
    return whole;
}

/* The number of attributes of the relative name that begins at first. */
static int attributes_from(const X509_NAME *name, int first) {
    int entries = X509_NAME_entry_count(name);
    int set = X509_NAME_ENTRY_set(X509_NAME_get_entry(name, first));
    int count = 1;
    while (first + count < entries &&
           X509_NAME_ENTRY_set(X509_NAME_get_entry(name, first + count)) == set) {
        count++;
    }
    return count;
}

bool name_digest(const X509_NAME *name, uint8_t digest[SHA256_BYTES]) {
    struct buffer form = {0};
    bool whole = true;
    for (int first = 0, count; first < X509_NAME_entry_count(name); first += count) {
        count = attributes_from(name, first);
        whole = append_set(&form, name, first, count) && whole;
    }
    whole = whole && !form.failed && digest_sha256(buffer_span(&form), digest);
    buffer_release(&form);
    return whole;
}

bool name_digests(const X509_NAME *name, struct buffer *out) {
    bool whole = true;
    for (int first = 0, count; first < X509_NAME_entry_count(name); first += count) {
        struct buffer form = {0};
        uint8_t digest[SHA256_BYTES];
        count = attributes_from(name, first);
        whole = append_set(&form, name, first, count) &&
                digest_sha256(buffer_span(&form), digest) && whole;
        buffer_append(out, digest, sizeof digest);
        buffer_release(&form);
    }
    return whole && !out->failed;
}

static void append_address(struct buffer *out, const ASN1_OCTET_STRING *address) {
    char text[INET6_ADDRSTRLEN] = "?";
    int length = ASN1_STRING_length(address);
    if (length == 4 || length == 16) {
        inet_ntop(length == 4 ? AF_INET : AF_INET6, ASN1_STRING_get0_data(address), text,
                  sizeof text);
    }
    buffer_format(out, "IP:%s", text);
}

static void append_general_name(struct buffer *out, const GENERAL_NAME *name) {
    static const char *const kinds[] = {
        [GEN_EMAIL] = "email:", [GEN_DNS] = "DNS:", [GEN_URI] = "URI:"};
    if (name->type == GEN_EMAIL || name->type == GEN_DNS || name->type == GEN_URI) {
        buffer_append_text(out, kinds[name->type]);
        buffer_append(out, ASN1_STRING_get0_data(name->d.ia5),
                      (size_t)ASN1_STRING_length(name->d.ia5));
    } else if (name->type == GEN_IPADD) {
        append_address(out, name->d.iPAddress);
    } else if (name->type == GEN_DIRNAME) {
        struct arena arena = {0};
        buffer_format(out, "dirName:%s", name_text(name->d.directoryName, 1024, &arena));
        arena_release(&arena);
    } else {
        buffer_append_text(out, "other");
    }
}

const char *alternative_names_text(const X509 *certificate, uint64_t limit, struct arena *arena,
                                   bool *all) {
    GENERAL_NAMES *names = X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
    struct buffer text = {0};
    int count = sk_GENERAL_NAME_num(names);
    *all = count < 0 || (uint64_t)count <= limit;
    for (int i = 0; i < count; i++) {
        buffer_append_text(&text, i ? ", " : "");
        if ((uint64_t)i >= limit) {
            buffer_format(&text, "and %d more", count - i);
            break;
        }
        append_general_name(&text, sk_GENERAL_NAME_value(names, i));
    }
    for (size_t i = 0; i < text.length; i++) { /* a NUL inside a name must not cut the rest */
        text.bytes[i] = text.bytes[i] ? text.bytes[i] : '?';
    }
    const char *copy = arena_text(arena, text.bytes, text.length);
    buffer_release(&text);
    GENERAL_NAMES_free(names);
    return copy;
}
