#include "decoders/lock.h"

#include <openssl/objects.h>

#include "base/buffer.h"
#include "decoders/asn1.h"

struct algorithm {
    struct span oid;
    struct span parameters; /* everything after the OID */
};

static bool read_algorithm(struct span *rest, struct algorithm *algorithm) {
    struct asn1_element outer, oid;
    if (!asn1_expect(rest, TAG_SEQUENCE, &outer)) {
        return false;
    }
    struct span inside = outer.content;
    if (!asn1_expect(&inside, TAG_OID, &oid)) {
        return false;
    }
    *algorithm = (struct algorithm){oid.content, inside};
    return true;
}

/* Names that OpenSSL 3.0 lacks. */
static const char *other_name(const char *dotted) {
    static const struct {
        const char *dotted, *name;
    } names[] = {{"1.3.6.1.4.1.42.2.17.1.1", "Sun JKS keystream, SHA-1"},
                 {"1.3.6.1.4.1.42.2.19.1", "pbeWithMD5And3-KeyTripleDES-CBC"},
                 {"1.2.840.113549.1.5.14", "PBMAC1"},
                 {"1.3.6.1.4.1.22554.1.2.1.2.1.42", "pbeWithSHA-256And256BitAES-CBC-BC"}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(dotted, names[i].dotted) == 0) {
            return names[i].name;
        }
    }
    return dotted;
}

static const char *object_name(struct span oid, char *buffer, size_t size) {
    char dotted[128];
    if (!asn1_dotted(oid, dotted, sizeof dotted)) {
        return "unknown";
    }
    int type = OBJ_txt2nid(dotted);
    snprintf(buffer, size, "%s", type != NID_undef ? OBJ_nid2ln(type) : other_name(dotted));
    return buffer;
}

static bool read_number(struct span *rest, uint64_t *number) {
    struct asn1_element element;
    return asn1_expect(rest, TAG_INTEGER, &element) && asn1_small_integer(&element, number);
}

/* PBKDF2-params: salt, iterationCount, keyLength OPTIONAL, prf DEFAULT hmacWithSHA1. */
static void append_pbkdf2(struct buffer *out, struct span parameters) {
    struct asn1_element outer, salt;
    struct algorithm function;
    uint64_t rounds = 0, key_length = 0;
    char name[128] = "hmacWithSHA1";
    struct span inside = parameters;
    if (!asn1_expect(&inside, TAG_SEQUENCE, &outer)) {
        buffer_append_text(out, "PBKDF2");
        return;
    }
    inside = outer.content;
    if (asn1_next(&inside, &salt) && read_number(&inside, &rounds)) {
        read_number(&inside, &key_length);
        if (read_algorithm(&inside, &function)) {
            object_name(function.oid, name, sizeof name);
        }
    }
    buffer_format(out, "PBKDF2 %s, %llu round%s", name, (unsigned long long)rounds,
                  rounds == 1 ? "" : "s");
}

/* scrypt-params, RFC 7914 section 7.1: salt, N, r, p. */
static void append_scrypt(struct buffer *out, struct span parameters) {
    struct asn1_element outer, salt;
    uint64_t cost = 0, block = 0, parallel = 0;
    struct span inside = parameters;
    if (asn1_expect(&inside, TAG_SEQUENCE, &outer)) {
        inside = outer.content;
        if (asn1_next(&inside, &salt) && read_number(&inside, &cost) &&
            read_number(&inside, &block)) {
            read_number(&inside, &parallel);
        }
    }
    buffer_format(out, "scrypt N=%llu r=%llu p=%llu", (unsigned long long)cost,
                  (unsigned long long)block, (unsigned long long)parallel);
}

static void append_pbes2(struct buffer *out, struct span parameters) {
    static const uint8_t pbkdf2[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x05, 0x0C};
    static const uint8_t scrypt[] = {0x2B, 0x06, 0x01, 0x04, 0x01, 0xDA, 0x47, 0x04, 0x0B};
    struct asn1_element outer;
    struct algorithm derivation, cipher;
    char name[128];
    struct span inside = parameters;
    if (!asn1_expect(&inside, TAG_SEQUENCE, &outer)) {
        buffer_append_text(out, "PBES2");
        return;
    }
    inside = outer.content;
    if (!read_algorithm(&inside, &derivation) || !read_algorithm(&inside, &cipher)) {
        buffer_append_text(out, "PBES2");
        return;
    }
    buffer_format(out, "%s, ", object_name(cipher.oid, name, sizeof name));
    if (span_equal(derivation.oid, span_of(pbkdf2, sizeof pbkdf2))) {
        append_pbkdf2(out, derivation.parameters);
    } else if (span_equal(derivation.oid, span_of(scrypt, sizeof scrypt))) {
        append_scrypt(out, derivation.parameters);
    } else {
        buffer_append_text(out, object_name(derivation.oid, name, sizeof name));
    }
}

const char *lock_text(struct span bytes, struct arena *arena) {
    static const uint8_t pbes2[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x05, 0x0D};
    struct algorithm scheme;
    struct buffer text = {0};
    char name[128];
    if (!read_algorithm(&bytes, &scheme)) {
        return "unknown scheme";
    }
    if (span_equal(scheme.oid, span_of(pbes2, sizeof pbes2))) {
        append_pbes2(&text, scheme.parameters);
    } else {
        /* PBEParameter: salt, iterationCount. */
        struct asn1_element outer, salt;
        struct span inside = scheme.parameters;
        uint64_t rounds = 0;
        if (asn1_expect(&inside, TAG_SEQUENCE, &outer)) {
            inside = outer.content;
            if (asn1_next(&inside, &salt)) {
                read_number(&inside, &rounds);
            }
        }
        buffer_append_text(&text, object_name(scheme.oid, name, sizeof name));
        if (rounds) {
            buffer_format(&text, ", %llu round%s", (unsigned long long)rounds,
                          rounds == 1 ? "" : "s");
        }
    }
    const char *copy = arena_text(arena, text.bytes, text.length);
    buffer_release(&text);
    return copy;
}
