/* JKS and JCEKS, the keystores of Java before PKCS#12 (OpenJDK: sun.security.provider.JavaKeyStore,
 * com.sun.crypto.provider.JceKeyStore). Certificates and chains lie open; private keys are locked
 * each for itself; a digest keyed with the passphrase of the store stands at the end. */
#include <stdio.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "base/digest.h"
#include "decoders/decoder.h"
#include "decoders/java_stream.h"
#include "decoders/locked_key.h"
#include "decoders/sun_cipher.h"
#include "decoders/unlock.h"

static const uint32_t jks_magic = 0xFEEDFEED;
static const uint32_t jceks_magic = 0xCECECECE;

enum {
    ENTRY_KEY = 1,
    ENTRY_CERTIFICATE,
    ENTRY_SECRET,
    DIGESTED_BYTES_A_ROUND = 128, /* hashing this much costs what a round of derivation does */
};

static const char whitener[] = "Mighty Aphrodite";

struct keystore {
    const struct blob *blob;
    struct examiner *examiner;
    struct java_stream stream;
    const char *encoding;
    bool is_jceks;
    uint32_t version;
    const struct span *likely; /* the passphrase of the store */
    bool blamed;
};

static bool java_keystore_accepts(const struct blob *blob) {
    struct java_stream stream = {.whole = blob->bytes};
    uint32_t magic = java_int(&stream);
    uint32_t version = java_int(&stream);
    return !blob->label[0] && (magic == jks_magic || magic == jceks_magic) &&
           (version == 1 || version == 2) && !stream.failed;
}

/* SHA-1 of passphrase, whitener and everything before the digest. */
static bool digest_fits(struct span content, struct span digest, struct span passphrase) {
    struct buffer password = {0};
    uint8_t computed[SHA1_BYTES];
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool fits = context && passphrase.bytes && sun_password(passphrase, &password) &&
                EVP_DigestInit_ex(context, EVP_sha1(), NULL) &&
                EVP_DigestUpdate(context, password.bytes, password.length) &&
                EVP_DigestUpdate(context, whitener, sizeof whitener - 1) &&
                EVP_DigestUpdate(context, content.bytes, content.length) &&
                EVP_DigestFinal_ex(context, computed, NULL) &&
                CRYPTO_memcmp(computed, digest.bytes, sizeof computed) == 0;
    EVP_MD_CTX_free(context);
    buffer_wipe(&password);
    return fits;
}

/* Where the entries end tells where the digest stands, so a first walk goes before the one that
 * reports. Nothing is tried on a store that breaks off. */
static void recognise_passphrase(struct keystore *store, size_t end) {
    size_t count = 0;
    const struct span *passphrases = examiner_passphrases(store->examiner, &count);
    struct span content = span_part(store->blob->bytes, 0, end);
    struct span digest = span_part(store->blob->bytes, end, SHA1_BYTES);
    if (digest.length < SHA1_BYTES ||
        !examiner_charge_derivation(store->examiner, store->blob, 1 + end / DIGESTED_BYTES_A_ROUND,
                                    0)) {
        return;
    }
    for (size_t i = 0; i < count && !store->likely; i++) {
        if (digest_fits(content, digest, passphrases[i])) {
            store->likely = &passphrases[i];
        }
    }
    if (!store->likely) {
        store->blamed = true;
        unlock_blame(store->examiner, store->blob, "store");
    }
}

static struct span read_certificate(struct keystore *store) {
    if (store->version == 2) {
        java_text(&store->stream); /* its type: X.509 */
    }
    return java_block(&store->stream);
}

static void report_certificate(struct keystore *store, const char *element, struct span der) {
    examiner_child(store->examiner, store->blob,
                   &(struct child){.element = element,
                                   .name = "",
                                   .label = "CERTIFICATE",
                                   .encoding = store->encoding,
                                   .position = (uint64_t)(der.bytes - store->blob->bytes.bytes),
                                   .bytes = der});
}

static void report_key(struct keystore *store, const char *alias, struct span element,
                       struct span certificate) {
    struct buffer trail = {0};
    uint64_t position = (uint64_t)(element.bytes - store->blob->bytes.bytes);
    struct blob place = entry_place(store->blob, alias, store->encoding, position,
                                    examiner_limits(store->examiner), &trail);
    struct locked_key key = {.element = element,
                             .certificate = certificate,
                             .likely = store->likely,
                             .blamed = store->blamed};
    if (!locked_key_report(&key, store->examiner, &place)) {
        examiner_problem(store->examiner, &place, "decode", "malformed",
                         "a key entry holds no readable private key");
    }
    buffer_release(&trail);
}

/* The key comes first in the file and in the report; its public half is in the certificate behind
 * it. */
static void examine_key(struct keystore *store, const char *alias, bool reports) {
    struct buffer element = {0};
    bool reported = false;
    struct span key = java_block(&store->stream);
    uint32_t certificates = java_int(&store->stream);
    for (uint32_t i = 0; i < certificates && !store->stream.failed; i++) {
        struct span der = read_certificate(store);
        if (store->stream.failed || !reports) {
            continue;
        }
        if (i == 0) {
            report_key(store, alias, key, der);
            reported = true;
        }
        buffer_clear(&element);
        buffer_append_text(&element, alias);
        if (i > 0) {
            buffer_format(&element, "!certificate %lu", (unsigned long)i + 1);
        }
        report_certificate(store, buffer_text(&element), der);
    }
    if (reports && !reported && key.length) {
        /* No certificate goes with it, or the store breaks off before it came. */
        report_key(store, alias, key, (struct span){0});
    }
    buffer_release(&element);
}

static void examine_entry(struct keystore *store, uint64_t number, bool reports) {
    struct buffer alias = {0};
    uint32_t tag = java_int(&store->stream);
    java_alias(java_text(&store->stream), number, &alias);
    java_long(&store->stream); /* date */
    if (store->stream.failed) {
        goto out;
    }
    if (tag == ENTRY_KEY) {
        examine_key(store, buffer_text(&alias), reports);
    } else if (tag == ENTRY_CERTIFICATE) {
        struct span der = read_certificate(store);
        if (!store->stream.failed && reports) {
            report_certificate(store, buffer_text(&alias), der);
        }
    } else if (tag == ENTRY_SECRET && store->is_jceks) {
        java_skip_object(&store->stream);
    } else {
        store->stream.failed = true;
    }
out:
    buffer_release(&alias);
}

/* True when every entry was met. */
static bool walk(struct keystore *store, bool reports) {
    uint64_t limit = examiner_limits(store->examiner)->store_entries;
    store->stream = (struct java_stream){.whole = store->blob->bytes, .at = 8};
    uint32_t count = java_int(&store->stream);
    for (uint64_t i = 1; i <= count && !store->stream.failed; i++) {
        if (i > limit) {
            return false;
        }
        examine_entry(store, i, reports);
    }
    return !store->stream.failed;
}

static bool java_keystore_decode(const struct blob *blob, struct examiner *examiner) {
    struct java_stream head = {.whole = blob->bytes};
    struct keystore store = {.blob = blob, .examiner = examiner};
    store.is_jceks = java_int(&head) == jceks_magic;
    store.version = java_int(&head);
    store.encoding = store.is_jceks ? "jceks" : "jks";
    examiner_recognised(examiner);
    if (walk(&store, false)) {
        recognise_passphrase(&store, store.stream.at);
    }
    if (!walk(&store, true)) {
        if (store.stream.failed) {
            examiner_problem(examiner, blob, "decode", "truncated",
                             "keystore that breaks off or cannot be read from byte %zu on",
                             store.stream.at);
        } else {
            examiner_problem(
                examiner, blob, "decode", "limit",
                "more entries than the limit store-entries allows; the rest is unread");
        }
    } else if (blob->bytes.length - store.stream.at < SHA1_BYTES) {
        examiner_problem(examiner, blob, "decode", "truncated",
                         "keystore without its integrity digest");
    }
    return true;
}

const struct decoder java_keystore_decoder = {
    .name = "java_keystore",
    .accepts = java_keystore_accepts,
    .decode = java_keystore_decode,
};
