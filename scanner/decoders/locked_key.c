#include "decoders/locked_key.h"

#include <limits.h>

#include <openssl/err.h>
#include <openssl/x509.h>

#include "decoders/ber.h"
#include "decoders/facts.h"
#include "decoders/loading.h"
#include "decoders/lock.h"
#include "decoders/private_key.h"
#include "decoders/unlock.h"

/* The public half as it stands in the certificate beside the key. */
static bool certified_public_half(struct span der, struct public_key *key, struct arena *arena,
                                  const struct limits *limits) {
    if (der.length == 0 || der.length > limits->der_bytes || der.length > LONG_MAX) {
        return false;
    }
    struct artifact beside = artifact_of(KIND_CERTIFICATE, "");
    X509 *certificate = load_certificate(der);
    if (certificate) {
        facts_of_certificate(certificate, der, &beside, arena, limits);
        *key = beside.key;
    }
    X509_free(certificate);
    return certificate && key->known;
}

/* What can be known without the passphrase. */
static void read_outside(struct span certificate, struct artifact *artifact, struct arena *arena,
                         const struct limits *limits) {
    struct buffer lock = {0};
    if (certified_public_half(certificate, &artifact->key, arena, limits)) {
        buffer_format(&lock, "%s, public half from its certificate", artifact->lock);
        artifact->lock = arena_text(arena, lock.bytes, lock.length);
    }
    buffer_release(&lock);
}

/* For the check key-encrypted: a lock that a passphrase which was tried opens. */
static const char *opened_lock(const char *lock, struct arena *arena) {
    struct buffer text = {0};
    buffer_format(&text, "%s" LOCK_OPENED, lock);
    const char *kept = arena_text(arena, text.bytes, text.length);
    buffer_release(&text);
    return kept;
}

static void identify(struct span element, struct artifact *artifact) {
    if (artifact->key.known) {
        memcpy(artifact->identity, artifact->key.spki_sha256, SHA256_BYTES);
    } else {
        artifact->has_sha256 = digest_sha256(element, artifact->sha256);
        memcpy(artifact->identity, artifact->sha256, SHA256_BYTES);
    }
}

bool locked_key_report(const struct locked_key *key, struct examiner *examiner,
                       const struct blob *at) {
    struct span rest = key->element;
    struct asn1_element outer, algorithm;
    if (!ber_expect(&rest, TAG_SEQUENCE, &outer) ||
        !ber_expect(&outer.content, TAG_SEQUENCE, &algorithm)) {
        return false;
    }
    struct arena arena = {0};
    struct buffer plain = {0};
    struct artifact artifact = artifact_of(KIND_PRIVATE_KEY, "PKCS#8");
    artifact.encoding = at->encoding;
    artifact.locked = true;
    artifact.lock = lock_text(algorithm.whole, &arena);
    enum unlocking result = unlock_pkcs8(key->element, key->likely, examiner, at, &plain);
    if (result == UNLOCK_OPENED) {
        private_key_public_half(buffer_span(&plain), STRUCTURE_PRIVATE, &artifact, &arena);
        artifact.lock = opened_lock(artifact.lock, &arena);
    }
    if (!artifact.key.known) {
        read_outside(key->certificate, &artifact, &arena, examiner_limits(examiner));
    }
    identify(key->element, &artifact);
    examiner_artifact(examiner, at, &artifact);
    if (result == UNLOCK_WRONG && !key->blamed) {
        unlock_blame(examiner, at, "private key");
    }
    ERR_clear_error();
    buffer_wipe(&plain);
    arena_release(&arena);
    return true;
}

bool opened_key_report(struct span plain, const char *lock, struct examiner *examiner,
                       const struct blob *at) {
    struct arena arena = {0};
    struct artifact artifact = artifact_of(KIND_PRIVATE_KEY, "PKCS#8");
    bool read = plain.length <= examiner_limits(examiner)->der_bytes &&
                private_key_public_half(plain, STRUCTURE_PRIVATE, &artifact, &arena);
    if (read) {
        artifact.encoding = at->encoding;
        artifact.locked = true;
        artifact.lock = opened_lock(lock, &arena);
        if (artifact.key.known) {
            memcpy(artifact.identity, artifact.key.spki_sha256, SHA256_BYTES);
        } else {
            digest_sha256(plain, artifact.identity);
        }
        examiner_artifact(examiner, at, &artifact);
    }
    ERR_clear_error();
    arena_release(&arena);
    return read;
}

void sealed_key_report(struct span sealed, const char *lock, struct span certificate,
                       struct examiner *examiner, const struct blob *at) {
    struct arena arena = {0};
    struct artifact artifact = artifact_of(KIND_PRIVATE_KEY, "PKCS#8");
    artifact.encoding = at->encoding;
    artifact.locked = true;
    artifact.lock = lock;
    read_outside(certificate, &artifact, &arena, examiner_limits(examiner));
    identify(sealed, &artifact);
    examiner_artifact(examiner, at, &artifact);
    ERR_clear_error();
    arena_release(&arena);
}

struct blob entry_place(const struct blob *store, const char *element, const char *encoding,
                        uint64_t position, const struct limits *limits, struct buffer *trail) {
    struct blob place = *store;
    buffer_format(trail, "%s%s%s", store->trail, store->trail[0] && element[0] ? "!" : "", element);
    if (trail->length > limits->name_bytes) {
        trail->length = limits->name_bytes;
        buffer_append_text(trail, "...");
    }
    place.trail = buffer_text(trail);
    place.encoding = encoding;
    place.position += position;
    return place;
}
