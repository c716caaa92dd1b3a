/* The certificate and key databases of NSS (Mozilla, cert9.db and key4.db): PKCS#11 objects as rows
 * of SQLite tables, a column for each attribute, named by its number (PKCS#11 version 2.40, section
 * "Manifest constants"; NSS, lib/softoken/sdb.c). Certificates lie open, private numbers are
 * encrypted one by one, and an RSA modulus stands beside its own. */
#define _GNU_SOURCE
#include <stdio.h>

#include <openssl/err.h>

#include "decoders/asn1.h"
#include "decoders/decoder.h"
#include "decoders/facts.h"
#include "decoders/key_report.h"
#include "decoders/lock.h"
#include "decoders/locked_key.h"
#include "decoders/nss_sqlite.h"
#include "decoders/public_key_build.h"

/* CKA_CLASS, as it is kept: 4 bytes, big-endian. */
#define OBJECT_CERTIFICATE 1U
#define OBJECT_PUBLIC_KEY 2U
#define OBJECT_PRIVATE_KEY 3U
#define OBJECT_REVOCATIONS 0xCE534351U

/* The columns that are asked for. */
enum column {
    CLASS,            /* CKA_CLASS */
    LABEL,            /* CKA_LABEL */
    VALUE,            /* CKA_VALUE: DER, or the encrypted private number of EC and DSA */
    MODULUS,          /* CKA_MODULUS */
    EXPONENT,         /* CKA_PUBLIC_EXPONENT */
    PRIVATE_EXPONENT, /* CKA_PRIVATE_EXPONENT, encrypted */
    CURVE,            /* CKA_EC_PARAMS */
    POINT,            /* CKA_EC_POINT */
};

#define OBJECTS_OF(table) "SELECT a0, a3, a11, a120, a122, a123, a180, a181 FROM " table

struct store {
    const struct blob *blob;
    struct examiner *examiner;
    struct nss_sqlite opened;
    uint64_t entries;
    uint64_t numbers[4]; /* certificates, public keys, private keys, lists so far */
    bool over_limit;
    bool damaged;
};

static bool nss_database_accepts(const struct blob *blob) {
    const uint8_t *bytes = blob->bytes.bytes;
    size_t length = blob->bytes.length;
    return !blob->label[0] && span_starts_with(blob->bytes, "SQLite format 3", 16) &&
           (memmem(bytes, length, "nssPublic", 9) || memmem(bytes, length, "nssPrivate", 10));
}

/* An attribute without a value is kept as these three bytes. */
static struct span attribute(sqlite3_stmt *row, enum column column) {
    static const uint8_t nothing[] = {0xA5, 0x00, 0x5A};
    struct span value = nss_sqlite_value(row, (int)column);
    if (span_equal(value, span_of(nothing, sizeof nothing))) {
        value.length = 0;
    }
    return value;
}

/* The label, or the kind and its number. */
static void write_element(struct store *store, sqlite3_stmt *row, const char *word, size_t kind,
                          struct buffer *element) {
    struct span label = attribute(row, LABEL);
    uint64_t number = ++store->numbers[kind];
    if (label.length && !memchr(label.bytes, 0, label.length)) {
        buffer_append(element, label.bytes, label.length);
    } else {
        buffer_format(element, "%s %llu", word, (unsigned long long)number);
    }
}

/* Where the value lies in the file, when SQLite did not have to put it together from pages. */
static uint64_t position_of(const struct store *store, struct span value) {
    struct span whole = store->blob->bytes;
    const uint8_t *found =
        value.length >= 16 ? memmem(whole.bytes, whole.length, value.bytes, 16) : NULL;
    return found ? (uint64_t)(found - whole.bytes) : 0;
}

static void pass_on(struct store *store, sqlite3_stmt *row, const char *word, size_t kind,
                    const char *label) {
    struct buffer element = {0};
    struct span value = attribute(row, VALUE);
    write_element(store, row, word, kind, &element);
    if (value.length) {
        examiner_child(store->examiner, store->blob,
                       &(struct child){.element = buffer_text(&element),
                                       .name = "",
                                       .label = label,
                                       .encoding = "nss",
                                       .position = position_of(store, value),
                                       .bytes = value});
    }
    buffer_release(&element);
}

static void append_element(struct buffer *out, uint8_t tag, struct span content) {
    buffer_append_byte(out, tag);
    if (content.length >= 0x80) {
        buffer_append_byte(out, content.length > 0xFF ? 0x82 : 0x81);
    }
    if (content.length > 0xFF) {
        buffer_append_byte(out, (uint8_t)(content.length >> 8));
    }
    buffer_append_byte(out, (uint8_t)content.length);
    buffer_append(out, content.bytes, content.length);
}

/* SubjectPublicKeyInfo of a point: id-ecPublicKey and the parameters; the point is kept wrapped in
 * an OCTET STRING. */
static void read_point(struct span curve, struct span point, struct public_key *key,
                       struct arena *arena) {
    static const uint8_t identifier[] = {0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01};
    struct asn1_element octets;
    struct buffer algorithm = {0}, bits = {0}, content = {0}, spki = {0};
    if (asn1_expect(&point, TAG_OCTET_STRING, &octets) && octets.content.length < 0x200 &&
        curve.length < 0x1000) {
        append_element(&algorithm, TAG_OID, span_of(identifier, sizeof identifier));
        buffer_append(&algorithm, curve.bytes, curve.length);
        buffer_append_byte(&bits, 0);
        buffer_append(&bits, octets.content.bytes, octets.content.length);
        append_element(&content, TAG_SEQUENCE, buffer_span(&algorithm));
        append_element(&content, TAG_BIT_STRING, buffer_span(&bits));
        append_element(&spki, TAG_SEQUENCE, buffer_span(&content));
        facts_of_spki(buffer_span(&spki), key, arena);
    }
    buffer_release(&algorithm);
    buffer_release(&bits);
    buffer_release(&content);
    buffer_release(&spki);
}

static void read_public_half(sqlite3_stmt *row, struct public_key *key, struct arena *arena) {
    struct span modulus = attribute(row, MODULUS), curve = attribute(row, CURVE);
    if (modulus.length) {
        public_key_of_rsa(modulus, attribute(row, EXPONENT), key, arena);
    } else if (curve.length) {
        read_point(curve, attribute(row, POINT), key, arena);
        key->algorithm = "EC";
    }
}

/* What the password of the whole database is checked with, for values that do not say themselves
 * how they are encrypted. */
static const char *lock_of_database(struct store *store, struct arena *arena) {
    sqlite3_stmt *row =
        nss_sqlite_query(&store->opened, "SELECT item2 FROM metaData WHERE id = 'password'");
    const char *text = "unknown scheme";
    if (row && sqlite3_step(row) == SQLITE_ROW) {
        struct span value = nss_sqlite_value(row, 0);
        struct asn1_element outer;
        if (asn1_expect(&value, TAG_SEQUENCE, &outer)) {
            text = lock_text(outer.content, arena);
        }
    }
    sqlite3_finalize(row);
    return text;
}

static const char *lock_of(struct store *store, struct span sealed, struct arena *arena) {
    struct asn1_element outer, algorithm;
    if (asn1_expect(&sealed, TAG_SEQUENCE, &outer)) {
        struct span inside = outer.content;
        if (asn1_expect(&inside, TAG_SEQUENCE, &algorithm)) {
            return lock_text(outer.content, arena);
        }
    }
    return lock_of_database(store, arena);
}

/* kind: which of the counters. */
static void report(struct store *store, sqlite3_stmt *row, const char *word, size_t kind,
                   struct artifact *artifact, struct arena *arena) {
    struct buffer element = {0}, trail = {0};
    struct span sealed =
        attribute(row, MODULUS).length ? attribute(row, PRIVATE_EXPONENT) : attribute(row, VALUE);
    write_element(store, row, word, kind, &element);
    read_public_half(row, &artifact->key, arena);
    struct blob at =
        entry_place(store->blob, buffer_text(&element), "nss", position_of(store, sealed),
                    examiner_limits(store->examiner), &trail);
    artifact->encoding = "nss";
    if (artifact->kind == KIND_PRIVATE_KEY) {
        artifact->locked = true;
        artifact->lock = lock_of(store, sealed, arena);
    }
    if (artifact->key.known || (artifact->locked && sealed.length)) {
        report_key(store->examiner, &at, artifact, sealed);
    }
    buffer_release(&element);
    buffer_release(&trail);
}

static void report_key_object(struct store *store, sqlite3_stmt *row, enum artifact_kind kind) {
    struct arena arena = {0};
    bool is_private = kind == KIND_PRIVATE_KEY;
    struct artifact artifact = artifact_of(kind, "PKCS#11");
    report(store, row, is_private ? "private key" : "public key", is_private ? 2 : 1, &artifact,
           &arena);
    arena_release(&arena);
    ERR_clear_error();
}

static void examine_row(struct store *store, sqlite3_stmt *row) {
    struct span class = nss_sqlite_value(row, CLASS);
    uint32_t object = 0;
    for (size_t i = 0; class.length == 4 && i < 4; i++) {
        object = object << 8 | class.bytes[i];
    }
    switch (object) {
    case OBJECT_CERTIFICATE:
        pass_on(store, row, "certificate", 0, "CERTIFICATE");
        break;
    case OBJECT_REVOCATIONS:
        pass_on(store, row, "crl", 3, "X509 CRL");
        break;
    case OBJECT_PUBLIC_KEY:
        report_key_object(store, row, KIND_PUBLIC_KEY);
        break;
    case OBJECT_PRIVATE_KEY:
        report_key_object(store, row, KIND_PRIVATE_KEY);
        break;
    default: /* trust settings, secret keys */
        break;
    }
}

static void examine_table(struct store *store, const char *table, const char *query) {
    if (store->over_limit || !nss_sqlite_has_table(&store->opened, table)) {
        return;
    }
    sqlite3_stmt *row = nss_sqlite_query(&store->opened, query);
    int status = row ? SQLITE_ROW : SQLITE_ERROR;
    while (status == SQLITE_ROW && !store->over_limit) {
        status = sqlite3_step(row);
        store->over_limit = status == SQLITE_ROW &&
                            ++store->entries > examiner_limits(store->examiner)->store_entries;
        if (status == SQLITE_ROW && !store->over_limit) {
            examine_row(store, row);
        }
    }
    store->damaged = store->damaged || (status != SQLITE_DONE && !store->over_limit);
    sqlite3_finalize(row);
}

static bool nss_database_decode(const struct blob *blob, struct examiner *examiner) {
    const struct limits *limits = examiner_limits(examiner);
    struct store store = {.blob = blob, .examiner = examiner};
    if (nss_sqlite_open(&store.opened, blob->bytes, limits->crl_bytes, limits->member_bytes)) {
        examine_table(&store, "nssPublic", OBJECTS_OF("nssPublic"));
        examine_table(&store, "nssPrivate", OBJECTS_OF("nssPrivate"));
    } else {
        store.damaged = true;
    }
    nss_sqlite_release(&store.opened);
    if (store.over_limit) {
        examiner_problem(examiner, blob, "decode", "limit",
                         "more entries than the limit store-entries allows; the rest is unread");
    } else if (store.damaged) {
        examiner_problem(examiner, blob, "decode", "malformed",
                         "NSS database that cannot be read to its end");
    }
    if (store.entries) {
        examiner_recognised(examiner);
    }
    return store.entries > 0;
}

static const struct anchor anchors[] = {{"nssPublic", NULL}, {"nssPrivate", NULL}, {0}};

const struct decoder nss_database_decoder = {
    .name = "nss_database",
    .accepts = nss_database_accepts,
    .decode = nss_database_decode,
    .anchors = anchors,
};
