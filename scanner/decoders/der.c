/* DER: certificates, requests, revocation lists, public and private keys, whole in a file or handed
 * down by armour. One element after the other; what follows them is reported. */
#include <limits.h>
#include <stdio.h>

#include <openssl/err.h>
#include <openssl/x509.h>

#include "base/text.h"
#include "decoders/asn1.h"
#include "decoders/ber.h"
#include "decoders/ber_rewrite.h"
#include "decoders/decoder.h"
#include "decoders/document.h"
#include "decoders/facts.h"
#include "decoders/locked_key.h"
#include "decoders/private_key.h"
#include "decoders/structure.h"

/* What a PEM label (RFC 7468 and OpenSSL's) promises. */
struct promise {
    const char *label;
    enum artifact_kind kind;
    enum structure structure; /* tried where the shape alone is not recognised */
};

static const struct promise promises[] = {
    {"CERTIFICATE", KIND_CERTIFICATE, STRUCTURE_CERTIFICATE},
    {"X509 CERTIFICATE", KIND_CERTIFICATE, STRUCTURE_CERTIFICATE},
    {"TRUSTED CERTIFICATE", KIND_CERTIFICATE, STRUCTURE_CERTIFICATE},
    {"CERTIFICATE REQUEST", KIND_REQUEST, STRUCTURE_REQUEST},
    {"NEW CERTIFICATE REQUEST", KIND_REQUEST, STRUCTURE_REQUEST},
    {"X509 CRL", KIND_CRL, STRUCTURE_CRL},
    {"PUBLIC KEY", KIND_PUBLIC_KEY, STRUCTURE_SPKI},
    {"RSA PUBLIC KEY", KIND_PUBLIC_KEY, STRUCTURE_RSA_PUBLIC},
    {"PRIVATE KEY", KIND_PRIVATE_KEY, STRUCTURE_PRIVATE},
    {"RSA PRIVATE KEY", KIND_PRIVATE_KEY, STRUCTURE_RSA_PRIVATE},
    {"EC PRIVATE KEY", KIND_PRIVATE_KEY, STRUCTURE_EC_PRIVATE},
    {"DSA PRIVATE KEY", KIND_PRIVATE_KEY, STRUCTURE_DSA_PRIVATE},
    {"ENCRYPTED PRIVATE KEY", KIND_PRIVATE_KEY, STRUCTURE_ENCRYPTED_PRIVATE},
};

static const struct promise *promise_of(const char *label) {
    for (size_t i = 0; i < sizeof promises / sizeof *promises; i++) {
        if (strcmp(promises[i].label, label) == 0) {
            return &promises[i];
        }
    }
    return NULL;
}

static bool fits(struct span element, uint64_t limit) {
    return element.length <= limit && element.length <= LONG_MAX;
}

static bool rsa_public_artifact(struct span element, struct artifact *artifact,
                                struct arena *arena) {
    const unsigned char *bytes = element.bytes;
    EVP_PKEY *loaded = d2i_PublicKey(EVP_PKEY_RSA, NULL, &bytes, (long)element.length);
    bool known = loaded && facts_of_key(loaded, &artifact->key, arena);
    EVP_PKEY_free(loaded);
    return known;
}

/* Public documents are kept and named by their bytes; keys by their public half. */
static void identify(struct artifact *artifact, struct span element, struct arena *arena) {
    enum artifact_kind kind = artifact->kind;
    if (kind == KIND_CERTIFICATE || kind == KIND_REQUEST || kind == KIND_CRL) {
        artifact->der = arena_span(arena, element);
    }
    if (artifact->der.length) {
        artifact->has_sha256 = digest_sha256(element, artifact->sha256);
        memcpy(artifact->identity, artifact->sha256, SHA256_BYTES);
    } else if (artifact->key.known) {
        memcpy(artifact->identity, artifact->key.spki_sha256, SHA256_BYTES);
    } else {
        digest_sha256(element, artifact->identity);
    }
}

static enum artifact_kind kind_of(enum structure structure) {
    switch (structure) {
    case STRUCTURE_CERTIFICATE:
        return KIND_CERTIFICATE;
    case STRUCTURE_REQUEST:
        return KIND_REQUEST;
    case STRUCTURE_CRL:
        return KIND_CRL;
    case STRUCTURE_SPKI:
    case STRUCTURE_RSA_PUBLIC:
        return KIND_PUBLIC_KEY;
    default:
        return KIND_PRIVATE_KEY;
    }
}

static bool fill(struct span element, enum structure structure, struct artifact *artifact,
                 struct arena *arena, const struct limits *limits) {
    switch (structure) {
    case STRUCTURE_CERTIFICATE:
    case STRUCTURE_REQUEST:
    case STRUCTURE_CRL:
        return document_facts(element, structure, artifact, arena, limits);
    case STRUCTURE_SPKI:
        facts_of_spki(element, &artifact->key, arena);
        return artifact->key.known;
    case STRUCTURE_RSA_PUBLIC:
        return rsa_public_artifact(element, artifact, arena);
    default:
        return private_key_public_half(element, structure, artifact, arena);
    }
}

/* Decodes, or recalls what the same bytes gave before. */
static bool decode_once(struct examiner *examiner, struct span element, enum structure structure,
                        struct artifact *artifact, struct arena *arena) {
    uint8_t digest[SHA256_BYTES];
    if (!digest_sha256(element, digest)) {
        return false;
    }
    if (examiner_recall(examiner, digest, artifact)) {
        return artifact->kind == kind_of(structure);
    }
    if (!fill(element, structure, artifact, arena, examiner_limits(examiner))) {
        return false;
    }
    identify(artifact, element, arena);
    if (!artifact->disagreement) { /* which is not kept with the rest */
        examiner_keep(examiner, digest, artifact);
    }
    return true;
}

/* One element of a known structure becomes one artifact. False where the parser refuses it. */
static bool report(const struct blob *blob, struct examiner *examiner, struct span element,
                   enum structure structure) {
    struct arena arena = {0};
    struct artifact artifact = artifact_of(kind_of(structure), structure_name(structure));
    const struct limits *limits = examiner_limits(examiner);
    uint64_t bound = structure == STRUCTURE_CRL ? limits->crl_bytes : limits->der_bytes;
    bool reported = true;
    if (!fits(element, bound)) {
        examiner_problem(examiner, blob, "decode", "limit", "%s of %zu bytes, above the limit %s",
                         structure_name(structure), element.length,
                         structure == STRUCTURE_CRL ? "crl-bytes" : "der-bytes");
        goto out;
    }
    if (structure == STRUCTURE_ENCRYPTED_PRIVATE) {
        reported = locked_key_report(&(struct locked_key){.element = element}, examiner, blob);
        goto out;
    }
    reported = decode_once(examiner, element, structure, &artifact, &arena);
    if (reported) {
        artifact.encoding = blob->encoding;
        examiner_artifact(examiner, blob, &artifact);
    }
    if (reported && artifact.names_beyond) {
        examiner_problem(examiner, blob, "decode", "limit",
                         "the certificate has more names than the limit %s allows: the others are "
                         "not %s",
                         artifact.names_beyond,
                         strcmp(artifact.names_beyond, "alternative-names") == 0 ? "shown"
                                                                                 : "compared");
    }
    if (reported && document_name_is_malformed(&artifact)) {
        examiner_problem(examiner, blob, "decode", "malformed",
                         "a name in the %s is no text of the type it claims: shown with its bytes "
                         "escaped; OpenSSL refuses it",
                         artifact_kind_name(artifact.kind));
    }
out:
    ERR_clear_error();
    arena_release(&arena);
    return reported;
}

static bool is_container(enum structure structure) {
    return structure == STRUCTURE_PKCS7 || structure == STRUCTURE_PKCS12;
}

/* A container behind another element; one at the front never comes here, its own decoder took it.
 */
static void examine_container(const struct blob *blob, struct examiner *examiner,
                              struct span element) {
    char place[32];
    size_t offset = (size_t)(element.bytes - blob->bytes.bytes);
    snprintf(place, sizeof place, "byte %zu", offset);
    examiner_child(examiner, blob,
                   &(struct child){.element = place,
                                   .name = "",
                                   .label = "",
                                   .encoding = blob->encoding,
                                   .position = offset,
                                   .bytes = element});
}

/* BER where DER should be, within bytes that are something else as DER: false where it is nothing
 * we know. */
static bool examine_rewritten(const struct blob *blob, struct examiner *examiner,
                              struct span bytes) {
    struct buffer der = {0};
    bool known = false;
    if (ber_rewrite(bytes, examiner_limits(examiner)->der_bytes, &der)) {
        enum structure structure = structure_of(buffer_span(&der));
        known = structure != STRUCTURE_UNKNOWN && !is_container(structure) &&
                report(blob, examiner, buffer_span(&der), structure);
    }
    buffer_wipe(&der);
    return known;
}

static bool name_promises_der(const char *name) {
    static const char *const extensions[] = {".der", ".cer", ".crt",  ".key", ".pem", ".p8",
                                             ".crl", ".csr", ".cert", ".pk8", NULL};
    return text_has_extension_of(name, extensions);
}

/* Too long to be made DER, without which it cannot be known. */
static void report_unasked(const struct blob *blob, struct examiner *examiner,
                           struct span element) {
    examiner_problem(examiner, blob, "decode", "limit",
                     "BER of %zu bytes, above the limit der-bytes: what it is was not asked",
                     element.length);
}

/* Reports the element at the front. False where it is nothing we know: the caller decides whether
 * that is worth a row. A certificate that is one by its whole shape is worth one in any case. */
static bool examine_element(const struct blob *blob, struct examiner *examiner, struct span element,
                            const struct promise *promise) {
    enum structure structure = structure_of(element);
    if (is_container(structure)) {
        examine_container(blob, examiner, element);
        return true;
    }
    if (document_is(structure)) {
        if (!report(blob, examiner, element, structure)) {
            examiner_problem(examiner, blob, "decode", "malformed",
                             "%s in form, but something in it is refused by OpenSSL: not read",
                             structure_name(structure));
        }
        return true;
    }
    if (structure == STRUCTURE_UNKNOWN && examine_rewritten(blob, examiner, element)) {
        return true;
    }
    if (structure == STRUCTURE_UNKNOWN && !promise && name_promises_der(blob->name) &&
        !fits(element, examiner_limits(examiner)->der_bytes)) {
        report_unasked(blob, examiner, element);
        return false;
    }
    if (structure == STRUCTURE_UNKNOWN && promise) {
        structure = promise->structure;
    }
    return structure != STRUCTURE_UNKNOWN && report(blob, examiner, element, structure);
}

static void report_malformed(const struct blob *blob, struct examiner *examiner,
                             const struct promise *promise) {
    if (promise) {
        examiner_problem(examiner, blob, "decode", "malformed",
                         "the block labelled \"%s\" cannot be read as what its label says",
                         blob->label);
    }
}

/* An element that announces more bytes than there are: worth a row where a label or a name promised
 * something, and only then (any binary file may start like this). */
static void report_truncated(const struct blob *blob, struct examiner *examiner,
                             uint64_t announced) {
    examiner_problem(examiner, blob, "decode", "truncated",
                     "DER announces %llu bytes, %zu are there", (unsigned long long)announced,
                     blob->bytes.length);
}

/* What follows is no DER of ours; something else may stand in it. */
static void examine_trailing(const struct blob *blob, struct examiner *examiner, struct span rest) {
    char place[32];
    size_t offset = (size_t)(rest.bytes - blob->bytes.bytes);
    examiner_observe(examiner, blob, "der-trailing-data", 0, 0,
                     "trailing data: %zu bytes after the DER", rest.length);
    snprintf(place, sizeof place, "byte %zu", offset);
    examiner_child(examiner, blob,
                   &(struct child){.element = place,
                                   .name = "",
                                   .label = "",
                                   .encoding = blob->encoding,
                                   .position = offset,
                                   .bytes = rest});
}

/* SEQUENCE of a length that is BER's alone, indefinite or with leading zeros. What begins with an
 * OBJECT IDENTIFIER is PKCS#7, whose decoder reads it. */
static bool begins_as_ber(struct span bytes) {
    return bytes.length >= 16 && bytes.bytes[0] == TAG_SEQUENCE &&
           (bytes.bytes[1] == 0x80
                ? bytes.bytes[2] == TAG_SEQUENCE || bytes.bytes[2] == TAG_INTEGER
                : bytes.bytes[1] > 0x80 && bytes.bytes[1] <= 0x84 && bytes.bytes[2] == 0);
}

static bool examine_ber(const struct blob *blob, struct examiner *examiner) {
    struct span rest = blob->bytes;
    struct asn1_element element;
    if (!ber_next(&rest, &element)) {
        return false;
    }
    if (!fits(element.whole, examiner_limits(examiner)->der_bytes)) {
        report_unasked(blob, examiner, element.whole);
        return blob->label[0] != 0; /* of bare bytes others may know a part */
    }
    if (!examine_rewritten(blob, examiner, element.whole)) {
        return false;
    }
    if (rest.length) {
        examine_trailing(blob, examiner, rest);
    }
    return true;
}

static bool der_accepts(const struct blob *blob) {
    if (blob->label[0]) { /* others have their own: OPENSSH PRIVATE KEY, PGP MESSAGE */
        return promise_of(blob->label) ||
               (blob->bytes.length && blob->bytes.bytes[0] == TAG_SEQUENCE);
    }
    uint64_t announced = asn1_announced(blob->bytes);
    return begins_as_ber(blob->bytes) ||
           (blob->bytes.length >= 16 && blob->bytes.bytes[0] == TAG_SEQUENCE && announced > 0 &&
            (announced <= blob->bytes.length || name_promises_der(blob->name)));
}

static bool der_decode(const struct blob *blob, struct examiner *examiner) {
    const struct promise *promise = promise_of(blob->label);
    struct span rest = blob->bytes;
    uint64_t announced = asn1_announced(rest);
    if (announced > rest.length && rest.bytes[0] == TAG_SEQUENCE) {
        if (promise || !blob->label[0]) {
            report_truncated(blob, examiner, announced);
        }
        return false;
    }
    bool any = begins_as_ber(rest) && examine_ber(blob, examiner);
    if (any) {
        return true;
    }
    while (announced > 0 && announced <= rest.length &&
           examine_element(blob, examiner, span_part(rest, 0, (size_t)announced), promise)) {
        any = true;
        rest = span_from(rest, (size_t)announced);
        announced = asn1_announced(rest);
        if (strcmp(blob->label, "TRUSTED CERTIFICATE") == 0) {
            break; /* OpenSSL's trust settings follow */
        }
    }
    if (!any) {
        report_malformed(blob, examiner, promise);
        return false;
    }
    if (rest.length && strcmp(blob->label, "TRUSTED CERTIFICATE") != 0) {
        examine_trailing(blob, examiner, rest);
    }
    return true;
}

const struct decoder der_decoder = {
    .name = "der",
    .accepts = der_accepts,
    .decode = der_decode,
};
