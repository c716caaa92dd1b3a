/* Bouncy Castle's keystores: BKS versions 1 and 2, whose certificates lie open, and UBER and BCFKS,
 * which are encrypted as a whole (bc-java: BcKeyStoreSpi, BcFKSKeyStoreSpi). BKS and UBER have no
 * magic number: a BKS store is one only when its entries lead exactly to its end. */
#include <limits.h>
#include <stdio.h>

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pkcs12.h>

#include "base/arena.h"
#include "base/digest.h"
#include "base/text.h"
#include "decoders/asn1.h"
#include "decoders/decoder.h"
#include "decoders/java_stream.h"
#include "decoders/lock.h"
#include "decoders/locked_key.h"
#include "decoders/unlock.h"

enum {
    ENTRY_END,
    ENTRY_CERTIFICATE,
    ENTRY_KEY,
    ENTRY_SECRET,
    ENTRY_SEALED,
    KEY_PRIVATE = 0, /* type of a key entry's key */
    SALT_BYTES = 20,
    ROUNDS_LEAST = 1024,
    ROUNDS_MOST = 2047,
    MAC_BYTES = 20,
    BLOCK_BYTES = 16, /* Twofish */
    SAMPLE_BYTES = 64,
    SAMPLE_VALUES = 40, /* distinct bytes among 64 random ones: 57 on average */
    TRIPLE_DES_KEY = 24,
    TRIPLE_DES_BLOCK = 8,
};

struct keystore {
    const struct blob *blob;
    struct examiner *examiner;
    struct java_stream stream;
};

static bool is_head(struct java_stream *stream) {
    uint32_t version = java_int(stream);
    uint32_t salt = java_int(stream);
    java_bytes(stream, SALT_BYTES);
    uint32_t rounds = java_int(stream);
    return !stream->failed && version <= 2 && salt == SALT_BYTES && rounds >= ROUNDS_LEAST &&
           rounds <= ROUNDS_MOST;
}

/* ObjectStore: SEQUENCE { SEQUENCE { AlgorithmIdentifier of PBES2, OCTET STRING }, SEQUENCE {
 * AlgorithmIdentifier of a MAC, AlgorithmIdentifier of a derivation, OCTET STRING } }. */
static bool read_bcfks(struct span bytes, struct asn1_element *store, struct span *algorithm) {
    static const uint8_t pbes2[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 5, 13};
    struct asn1_element data, check, scheme, oid, octets, mac, derivation, value;
    if (!asn1_expect(&bytes, TAG_SEQUENCE, store)) {
        return false;
    }
    struct span rest = store->content;
    if (!asn1_expect(&rest, TAG_SEQUENCE, &data) || !asn1_expect(&rest, TAG_SEQUENCE, &check) ||
        rest.length || !asn1_expect(&data.content, TAG_SEQUENCE, &scheme) ||
        !asn1_expect(&data.content, TAG_OCTET_STRING, &octets) || data.content.length ||
        !asn1_expect(&check.content, TAG_SEQUENCE, &mac) ||
        !asn1_expect(&check.content, TAG_SEQUENCE, &derivation) ||
        !asn1_expect(&check.content, TAG_OCTET_STRING, &value)) {
        return false;
    }
    *algorithm = scheme.whole;
    return asn1_expect(&scheme.content, TAG_OID, &oid) &&
           span_equal(oid.content, span_of(pbes2, sizeof pbes2));
}

static bool bouncy_castle_accepts(const struct blob *blob) {
    struct java_stream stream = {.whole = blob->bytes};
    struct asn1_element store;
    struct span algorithm;
    return !blob->label[0] && (is_head(&stream) || read_bcfks(blob->bytes, &store, &algorithm));
}

static struct span read_certificate(struct keystore *store) {
    java_text(&store->stream); /* its type: X.509 */
    return java_block(&store->stream);
}

static void report_certificate(struct keystore *store, const char *element, struct span der) {
    examiner_child(store->examiner, store->blob,
                   &(struct child){.element = element,
                                   .name = "",
                                   .label = "CERTIFICATE",
                                   .encoding = "bks",
                                   .position = (uint64_t)(der.bytes - store->blob->bytes.bytes),
                                   .bytes = der});
}

/* Type, format, algorithm, and the PKCS#8 of a private key. */
static struct span read_key(struct span bytes) {
    struct java_stream stream = {.whole = bytes};
    uint8_t type = java_byte(&stream);
    struct span format = java_text(&stream);
    java_text(&stream);
    struct span encoded = java_block(&stream);
    bool is_private =
        !stream.failed && type == KEY_PRIVATE && span_equal(format, span_text("PKCS#8"));
    return is_private ? encoded : (struct span){0};
}

/* What PBEWithSHAAnd3-KeyTripleDES-CBC (RFC 7292 appendix B) locks here: salt and rounds stand
 * before the ciphertext. */
struct sealed {
    struct span salt;
    uint32_t rounds;
    struct span ciphertext;
};

static bool read_sealed(struct span bytes, struct sealed *sealed) {
    struct java_stream stream = {.whole = bytes};
    sealed->salt = java_block(&stream);
    sealed->rounds = java_int(&stream);
    sealed->ciphertext = span_from(bytes, stream.at);
    return !stream.failed && sealed->rounds <= INT_MAX && sealed->ciphertext.length <= INT_MAX / 2;
}

/* Bouncy Castle gives the empty passphrase as no bytes at all. */
static bool attempt(const struct sealed *sealed, struct span passphrase, struct buffer *plain) {
    uint8_t key[TRIPLE_DES_KEY], vector[TRIPLE_DES_BLOCK];
    const char *text = passphrase.length ? (const char *)passphrase.bytes : NULL;
    unsigned char *salt = (unsigned char *)(uintptr_t)sealed->salt.bytes;
    int salt_length = (int)sealed->salt.length, rounds = (int)sealed->rounds;
    int size = (int)passphrase.length, length = 0, more = 0;
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    buffer_clear(plain);
    bool opened = context &&
                  buffer_reserve(plain, sealed->ciphertext.length + EVP_MAX_BLOCK_LENGTH) &&
                  PKCS12_key_gen_utf8(text, size, salt, salt_length, PKCS12_KEY_ID, rounds,
                                      sizeof key, key, EVP_sha1()) &&
                  PKCS12_key_gen_utf8(text, size, salt, salt_length, PKCS12_IV_ID, rounds,
                                      sizeof vector, vector, EVP_sha1()) &&
                  EVP_DecryptInit_ex(context, EVP_des_ede3_cbc(), NULL, key, vector) &&
                  EVP_DecryptUpdate(context, plain->bytes, &length, sealed->ciphertext.bytes,
                                    (int)sealed->ciphertext.length) &&
                  EVP_DecryptFinal_ex(context, plain->bytes + length, &more);
    plain->length = opened ? (size_t)(length + more) : 0;
    opened = opened && read_key(buffer_span(plain)).length > 0;
    EVP_CIPHER_CTX_free(context);
    OPENSSL_cleanse(key, sizeof key);
    OPENSSL_cleanse(vector, sizeof vector);
    if (!opened) {
        buffer_wipe(plain);
    }
    return opened;
}

static bool unseal(struct keystore *store, const struct blob *at, const struct sealed *sealed,
                   struct buffer *plain) {
    size_t count = 0;
    const struct span *passphrases = examiner_passphrases(store->examiner, &count);
    bool opened = false;
    if (!examiner_charge_derivation(store->examiner, at, sealed->rounds, 0)) {
        return false;
    }
    for (size_t i = 0; i < count && !opened; i++) {
        opened = passphrases[i].length <= INT_MAX && attempt(sealed, passphrases[i], plain);
    }
    return opened;
}

/* A sealed private key; a sealed secret key looks the same until it is opened, and has no chain. */
static void report_sealed(struct keystore *store, const char *alias, struct span bytes,
                          struct span certificate) {
    struct buffer trail = {0}, plain = {0};
    struct sealed sealed;
    char lock[96];
    struct blob place =
        entry_place(store->blob, alias, "bks", (uint64_t)(bytes.bytes - store->blob->bytes.bytes),
                    examiner_limits(store->examiner), &trail);
    if (!read_sealed(bytes, &sealed)) {
        examiner_problem(store->examiner, &place, "decode", "malformed",
                         "a sealed entry that cannot be read");
        goto out;
    }
    snprintf(lock, sizeof lock, "pbeWithSHA1And3-KeyTripleDES-CBC, %lu rounds",
             (unsigned long)sealed.rounds);
    if (unseal(store, &place, &sealed, &plain)) {
        opened_key_report(read_key(buffer_span(&plain)), lock, store->examiner, &place);
    } else if (certificate.length) {
        sealed_key_report(bytes, lock, certificate, store->examiner, &place);
        unlock_blame(store->examiner, &place, "private key");
    }
out:
    ERR_clear_error();
    buffer_wipe(&plain);
    buffer_release(&trail);
}

/* The value of an entry, and whether it is one that can be. */
static bool read_value(struct java_stream *stream, uint8_t type, struct span *value) {
    size_t start = stream->at;
    if (type == ENTRY_CERTIFICATE) {
        java_text(stream);
        *value = java_block(stream);
    } else if (type == ENTRY_KEY) {
        java_byte(stream);
        java_text(stream);
        java_text(stream);
        java_block(stream);
        *value = span_part(stream->whole, start, stream->at - start);
    } else if (type == ENTRY_SECRET || type == ENTRY_SEALED) {
        *value = java_block(stream);
    } else {
        stream->failed = true;
    }
    return !stream->failed;
}

static void report_value(struct keystore *store, uint8_t type, const char *alias, struct span value,
                         struct span certificate) {
    if (type == ENTRY_CERTIFICATE) {
        report_certificate(store, alias, value);
    } else if (type == ENTRY_SEALED) {
        report_sealed(store, alias, value, certificate);
    } else if (type == ENTRY_KEY && read_key(value).length) {
        struct span key = read_key(value);
        examiner_child(store->examiner, store->blob,
                       &(struct child){.element = alias,
                                       .name = "",
                                       .label = "PRIVATE KEY",
                                       .encoding = "bks",
                                       .position = (uint64_t)(key.bytes - store->blob->bytes.bytes),
                                       .bytes = key});
    }
}

/* Chain first, value behind it. */
static void examine_entry(struct keystore *store, uint8_t type, uint64_t number, bool reports) {
    struct buffer alias = {0}, element = {0};
    struct span first = {0}, value = {0};
    java_alias(java_text(&store->stream), number, &alias);
    java_long(&store->stream); /* date */
    uint32_t certificates = java_int(&store->stream);
    for (uint32_t i = 0; i < certificates && !store->stream.failed; i++) {
        struct span der = read_certificate(store);
        if (i == 0) {
            first = der;
        }
        if (reports && !store->stream.failed) {
            buffer_clear(&element);
            buffer_append_text(&element, buffer_text(&alias));
            if (i > 0) {
                buffer_format(&element, "!certificate %lu", (unsigned long)i + 1);
            }
            report_certificate(store, buffer_text(&element), der);
        }
    }
    if (read_value(&store->stream, type, &value) && reports) {
        report_value(store, type, buffer_text(&alias), value, first);
    }
    buffer_release(&element);
    buffer_release(&alias);
}

enum walk { WALKED, OVER_LIMIT, NO_STORE };

static enum walk walk_entries(struct keystore *store, bool reports) {
    uint64_t limit = examiner_limits(store->examiner)->store_entries;
    store->stream = (struct java_stream){.whole = store->blob->bytes};
    is_head(&store->stream);
    for (uint64_t number = 1;; number++) {
        uint8_t type = java_byte(&store->stream);
        if (store->stream.failed) {
            return NO_STORE;
        }
        if (type == ENTRY_END) {
            return store->blob->bytes.length - store->stream.at == MAC_BYTES ? WALKED : NO_STORE;
        }
        if (reports && number > limit) {
            return OVER_LIMIT;
        }
        examine_entry(store, type, number, reports);
    }
}

static void report_locked(const struct blob *blob, struct examiner *examiner, struct span element,
                          const char *structure, const char *lock) {
    struct artifact artifact = artifact_of(KIND_KEYSTORE, structure);
    artifact.encoding = blob->encoding;
    artifact.locked = true;
    artifact.lock = lock;
    artifact.has_sha256 = digest_sha256(element, artifact.sha256);
    memcpy(artifact.identity, artifact.sha256, SHA256_BYTES);
    examiner_artifact(examiner, blob, &artifact);
}

/* Whole blocks that look like nothing. */
static bool is_ciphertext(struct span bytes) {
    bool seen[256] = {false};
    size_t distinct = 0;
    if (bytes.length < SAMPLE_BYTES || bytes.length % BLOCK_BYTES) {
        return false;
    }
    for (size_t i = 0; i < SAMPLE_BYTES; i++) {
        distinct += !seen[bytes.bytes[i]];
        seen[bytes.bytes[i]] = true;
    }
    return distinct >= SAMPLE_VALUES;
}

static bool decode_uber(const struct blob *blob, struct examiner *examiner) {
    char lock[96];
    struct java_stream stream = {.whole = blob->bytes};
    java_bytes(&stream, 8 + SALT_BYTES);
    uint32_t rounds = java_int(&stream);
    if (!is_ciphertext(span_from(blob->bytes, stream.at))) {
        return false;
    }
    snprintf(lock, sizeof lock, "PBEWithSHAAndTwofish-CBC, %lu rounds", (unsigned long)rounds);
    report_locked(blob, examiner, blob->bytes, "UBER", lock);
    return true;
}

static bool bouncy_castle_decode(const struct blob *blob, struct examiner *examiner) {
    struct keystore store = {.blob = blob, .examiner = examiner};
    struct asn1_element whole;
    struct span algorithm;
    if (read_bcfks(blob->bytes, &whole, &algorithm)) {
        struct arena arena = {0};
        report_locked(blob, examiner, whole.whole, "BCFKS", lock_text(algorithm, &arena));
        arena_release(&arena);
        return true;
    }
    if (walk_entries(&store, false) == NO_STORE) {
        if (decode_uber(blob, examiner)) {
            return true;
        }
        if (text_has_extension(blob->name, ".bks")) {
            examiner_problem(examiner, blob, "decode", "truncated",
                             "keystore that breaks off or cannot be read from byte %zu on",
                             store.stream.at);
        }
        return false;
    }
    examiner_recognised(examiner);
    if (walk_entries(&store, true) == OVER_LIMIT) {
        examiner_problem(examiner, blob, "decode", "limit",
                         "more entries than the limit store-entries allows; the rest is unread");
    }
    return true;
}

const struct decoder bouncy_castle_decoder = {
    .name = "bouncy_castle",
    .accepts = bouncy_castle_accepts,
    .decode = bouncy_castle_decode,
};
