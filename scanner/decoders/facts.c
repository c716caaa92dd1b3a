#include "decoders/facts.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/x509v3.h>

#include "base/text.h"
#include "decoders/algorithms.h"
#include "decoders/asn1.h"
#include "decoders/loading.h"
#include "decoders/name.h"
#include "decoders/path_facts.h"
#include "decoders/revocation_facts.h"
#include "decoders/spki.h"
#include "decoders/verification.h"

/* `openssl rsa -modulus` prints with BN_print: upper case, no leading zero digit. */
bool facts_modulus_sha1(const EVP_PKEY *loaded, uint8_t digest[SHA1_BYTES]) {
    BIGNUM *modulus = NULL;
    if (!EVP_PKEY_get_bn_param(loaded, OSSL_PKEY_PARAM_RSA_N, &modulus)) {
        return false;
    }
    char *hexadecimal = BN_bn2hex(modulus);
    struct buffer line = {0};
    if (hexadecimal) {
        bool zero = hexadecimal[0] == '0' && hexadecimal[1] != 0;
        buffer_format(&line, "Modulus=%s\n", hexadecimal + (zero ? 1 : 0));
    }
    bool done = hexadecimal && !line.failed && digest_sha1(buffer_span(&line), digest);
    buffer_release(&line);
    OPENSSL_free(hexadecimal);
    BN_free(modulus);
    return done;
}

/* Equal keys must give equal bytes: points uncompressed, curves by name. */
static void make_canonical(EVP_PKEY *key) {
    if (EVP_PKEY_get_base_id(key) == EVP_PKEY_EC) {
        EVP_PKEY_set_utf8_string_param(key, OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT,
                                       OSSL_PKEY_EC_POINT_CONVERSION_FORMAT_UNCOMPRESSED);
        EVP_PKEY_set_utf8_string_param(key, OSSL_PKEY_PARAM_EC_ENCODING,
                                       OSSL_PKEY_EC_ENCODING_GROUP);
    }
}

/* The curve by the name of FIPS 186, where it has one. */
static const char *curve_name(const EVP_PKEY *key, struct arena *arena) {
    char name[64];
    size_t length = 0;
    if (EVP_PKEY_is_a(key, "SM2")) { /* OpenSSL 3.0 gives the curve of these no name */
        return "SM2";
    }
    if (EVP_PKEY_get_base_id(key) != EVP_PKEY_EC ||
        !EVP_PKEY_get_group_name(key, name, sizeof name, &length)) {
        return "";
    }
    const char *nist = EC_curve_nid2nist(OBJ_sn2nid(name));
    const char *shown = nist ? nist : name;
    return arena_text(arena, shown, strlen(shown));
}

/* Where the numbers of an RSAPublicKey (RFC 8017 appendix A.1.1) stand in key->spki. */
static void place_rsa_numbers(struct public_key *key) {
    struct asn1_element outer, algorithm, bits, numbers, modulus, exponent;
    struct span rest = key->spki;
    if (!asn1_expect(&rest, TAG_SEQUENCE, &outer) ||
        !asn1_expect(&outer.content, TAG_SEQUENCE, &algorithm) ||
        !asn1_expect(&outer.content, TAG_BIT_STRING, &bits) || bits.content.length < 1) {
        return;
    }
    rest = span_from(bits.content, 1);
    if (asn1_expect(&rest, TAG_SEQUENCE, &numbers) &&
        asn1_expect(&numbers.content, TAG_INTEGER, &modulus) &&
        asn1_expect(&numbers.content, TAG_INTEGER, &exponent)) {
        key->modulus_at = (uint64_t)(modulus.content.bytes - key->spki.bytes);
        key->modulus_bytes = modulus.content.length;
        key->exponent_at = (uint64_t)(exponent.content.bytes - key->spki.bytes);
        key->exponent_bytes = exponent.content.length;
    }
}

static bool set_spki(struct public_key *key, struct span spki, struct arena *arena) {
    struct span oid;
    if (!spki_algorithm(spki, &oid)) {
        return false;
    }
    key->spki = arena_span(arena, spki);
    key->algorithm = algorithm_name(oid, arena);
    key->known = digest_sha256(spki, key->spki_sha256);
    return key->known;
}

/* What the key itself says; its SubjectPublicKeyInfo is set already. */
static void describe_key(EVP_PKEY *loaded, struct public_key *key, struct arena *arena) {
    key->bits = EVP_PKEY_get_bits(loaded) > 0 ? (uint64_t)EVP_PKEY_get_bits(loaded) : 0;
    key->curve = curve_name(loaded, arena);
    int type = EVP_PKEY_get_base_id(loaded);
    if (type == EVP_PKEY_RSA || type == EVP_PKEY_RSA_PSS) {
        key->has_modulus = facts_modulus_sha1(loaded, key->modulus_sha1);
        place_rsa_numbers(key);
    }
}

bool facts_of_key(EVP_PKEY *loaded, struct public_key *key, struct arena *arena) {
    unsigned char *der = NULL;
    make_canonical(loaded);
    int length = i2d_PUBKEY(loaded, &der);
    if (length <= 0) {
        return false;
    }
    bool known = set_spki(key, span_of(der, (size_t)length), arena);
    OPENSSL_free(der);
    describe_key(loaded, key, arena);
    return known;
}

/* loaded: what spki was loaded as, NULL where OpenSSL cannot. */
static void loaded_facts(struct span spki, EVP_PKEY *loaded, struct public_key *key,
                         struct arena *arena) {
    if (loaded && spki_is_canonical(spki) && set_spki(key, spki, arena)) {
        describe_key(loaded, key, arena); /* writing it out would give the same bytes */
    } else if (!loaded || !facts_of_key(loaded, key, arena)) {
        set_spki(key, spki, arena);
    }
}

void facts_of_spki(struct span spki, struct public_key *key, struct arena *arena) {
    EVP_PKEY *loaded = load_public_key(spki);
    loaded_facts(spki, loaded, key, arena);
    EVP_PKEY_free(loaded);
}

static const char *time_text(const ASN1_TIME *time, struct arena *arena) {
    struct tm parts;
    char text[80] = "";
    if (time && ASN1_TIME_to_tm(time, &parts)) {
        snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02dZ", parts.tm_year + 1900,
                 parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec);
    }
    return arena_text(arena, text, strlen(text));
}

static const char *serial_text(const ASN1_INTEGER *serial, struct arena *arena) {
    struct buffer text = {0};
    if (serial) {
        buffer_append_text(&text, ASN1_STRING_type(serial) & V_ASN1_NEG ? "-" : "");
        text_hex(&text, span_of(ASN1_STRING_get0_data(serial), (size_t)ASN1_STRING_length(serial)));
        buffer_append_text(&text, ASN1_STRING_length(serial) == 0 ? "00" : "");
    }
    const char *copy = arena_text(arena, text.bytes, text.length);
    buffer_release(&text);
    return copy;
}

static const char *octets_text(const ASN1_OCTET_STRING *octets, struct arena *arena) {
    struct buffer text = {0};
    if (octets) {
        text_hex(&text, span_of(ASN1_STRING_get0_data(octets), (size_t)ASN1_STRING_length(octets)));
    }
    const char *copy = arena_text(arena, text.bytes, text.length);
    buffer_release(&text);
    return copy;
}

/* The digest that parameters of RSASSA-PSS name, SHA-1 where they leave it out (RFC 4055 section
 * 3.1). */
static int pss_digest(const X509_ALGOR *algorithm) {
    RSA_PSS_PARAMS *parameters =
        ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(RSA_PSS_PARAMS), algorithm->parameter);
    int digest = NID_undef;
    if (parameters && parameters->hashAlgorithm) {
        digest = OBJ_obj2nid(parameters->hashAlgorithm->algorithm);
    } else if (parameters) {
        digest = NID_sha1;
    }
    RSA_PSS_PARAMS_free(parameters);
    return digest;
}

/* Name and digest of a signature algorithm. */
static void signature_facts(const X509_ALGOR *algorithm, struct certificate_facts *facts,
                            struct arena *arena) {
    const ASN1_OBJECT *object = NULL;
    X509_ALGOR_get0(&object, NULL, NULL, algorithm);
    int type = OBJ_obj2nid(object);
    int digest = NID_undef;
    if (type == NID_rsassaPss) {
        digest = pss_digest(algorithm);
    } else {
        OBJ_find_sigid_algs(type, &digest, NULL);
    }
    facts->signature_digest = digest != NID_undef ? OBJ_nid2sn(digest) : "";
    facts->signature_algorithm =
        type != NID_undef
            ? OBJ_nid2ln(type)
            : algorithm_name(span_of(OBJ_get0_data(object), OBJ_length(object)), arena);
}

static const char *purposes_text(const EXTENDED_KEY_USAGE *purposes, struct arena *arena) {
    struct buffer text = {0};
    for (int i = 0; i < sk_ASN1_OBJECT_num(purposes) && i < 64; i++) {
        const ASN1_OBJECT *purpose = sk_ASN1_OBJECT_value(purposes, i);
        char name[128] = "";
        int type = OBJ_obj2nid(purpose);
        if (type == NID_undef) {
            OBJ_obj2txt(name, sizeof name, purpose, 1);
        }
        buffer_format(&text, "%s%s", i ? "," : "", type == NID_undef ? name : OBJ_nid2sn(type));
    }
    const char *copy = arena_text(arena, text.bytes, text.length);
    buffer_release(&text);
    return copy;
}

/* A root of version 1 is told by its signing itself, which OpenSSL only says of a certificate whose
 * key is loaded with it. */
static bool is_old_root(X509 *certificate) {
    unsigned char *der = NULL;
    int length = i2d_X509(certificate, &der);
    const unsigned char *bytes = der;
    X509 *whole = length > 0 ? d2i_X509(NULL, &bytes, length) : NULL;
    bool is = whole && (X509_get_extension_flags(whole) & EXFLAG_SS);
    X509_free(whole);
    OPENSSL_free(der);
    return is;
}

static void extension_facts(X509 *certificate, struct certificate_facts *facts,
                            struct arena *arena) {
    uint32_t flags = X509_get_extension_flags(certificate);
    facts->is_ca = (flags & EXFLAG_CA) || ((flags & EXFLAG_V1) && is_old_root(certificate));
    facts->has_path_length = X509_get_pathlen(certificate) >= 0;
    facts->path_length = facts->has_path_length ? (uint64_t)X509_get_pathlen(certificate) : 0;
    facts->has_key_usage = (flags & EXFLAG_KUSAGE) != 0;
    facts->key_usage = facts->has_key_usage ? X509_get_key_usage(certificate) & 0xFFFF : 0;
    EXTENDED_KEY_USAGE *purposes = X509_get_ext_d2i(certificate, NID_ext_key_usage, NULL, NULL);
    facts->has_extended_key_usage = purposes != NULL;
    facts->extended_key_usage = purposes_text(purposes, arena);
    EXTENDED_KEY_USAGE_free(purposes);
    facts->subject_key_identifier = octets_text(X509_get0_subject_key_id(certificate), arena);
    facts->authority_key_identifier = octets_text(X509_get0_authority_key_id(certificate), arena);
}

static void self_signature_facts(X509 *certificate, struct span der, EVP_PKEY *key,
                                 struct certificate_facts *facts, const struct limits *limits) {
    facts->is_self_issued =
        X509_NAME_cmp(X509_get_subject_name(certificate), X509_get_issuer_name(certificate)) == 0;
    if (facts->is_self_issued) {
        enum verdict verdict = verification_of_certificate(certificate, der, key, limits);
        facts->is_self_signed = verdict == VERDICT_VALID;
        facts->is_self_signed_unknown = verdict == VERDICT_UNDECIDED;
    }
}

static void name_facts(const X509_NAME *subject, const X509_NAME *issuer,
                       struct certificate_facts *facts, struct arena *arena,
                       const struct limits *limits) {
    if (subject) {
        facts->subject = name_text(subject, limits->name_bytes, arena);
        name_digest(subject, facts->subject_name);
    }
    if (issuer) {
        facts->issuer = name_text(issuer, limits->name_bytes, arena);
        name_digest(issuer, facts->issuer_name);
    }
}

/* What OpenSSL names the file of a CApath directory by: SHA-1 of the name in comparison form, and
 * MD5 of its bytes before OpenSSL 1.0. */
static void name_hash_facts(const X509_NAME *name, struct certificate_facts *facts,
                            struct arena *arena) {
    char text[9] = "";
    int computed = 0;
    unsigned long hash = X509_NAME_hash_ex(name, NULL, NULL, &computed);
    if (computed) {
        snprintf(text, sizeof text, "%08lx", hash & 0xFFFFFFFF);
    }
    facts->name_hash = arena_text(arena, text, strlen(text));
    snprintf(text, sizeof text, "%08lx", X509_NAME_hash_old(name) & 0xFFFFFFFF);
    facts->name_hash_old = arena_text(arena, text, strlen(text));
}

/* The key, also where OpenSSL cannot load it; then NULL is returned. */
static EVP_PKEY *spki_facts(X509_PUBKEY *field, struct public_key *key, struct arena *arena) {
    unsigned char *der = NULL;
    int length = i2d_X509_PUBKEY(field, &der);
    EVP_PKEY *loaded = NULL;
    if (length > 0) {
        struct span spki = span_of(der, (size_t)length);
        loaded = load_public_key(spki);
        loaded_facts(spki, loaded, key, arena);
    }
    OPENSSL_free(der);
    return loaded;
}

void facts_of_certificate(X509 *certificate, struct span der, struct artifact *artifact,
                          struct arena *arena, const struct limits *limits) {
    struct certificate_facts *facts = &artifact->certificate;
    const X509_NAME *subject = X509_get_subject_name(certificate);
    const X509_NAME *issuer = X509_get_issuer_name(certificate);
    EVP_PKEY *key = spki_facts(X509_get_X509_PUBKEY(certificate), &artifact->key, arena);
    name_facts(subject, issuer, facts, arena, limits);
    name_hash_facts(subject, facts, arena);
    facts->version = (uint64_t)X509_get_version(certificate) + 1;
    facts->serial = serial_text(X509_get0_serialNumber(certificate), arena);
    facts->not_before = time_text(X509_get0_notBefore(certificate), arena);
    facts->not_after = time_text(X509_get0_notAfter(certificate), arena);
    signature_facts(X509_get0_tbs_sigalg(certificate), facts, arena);
    extension_facts(certificate, facts, arena);
    bool all_shown, all_compared;
    facts->alternative_names =
        alternative_names_text(certificate, limits->alternative_names, arena, &all_shown);
    self_signature_facts(certificate, der, key, facts, limits);
    path_facts_of_certificate(certificate, facts, arena, limits);
    path_names_of_certificate(certificate, facts, arena, limits, &all_compared);
    artifact->names_beyond = !all_compared ? "constraint-names"
                             : !all_shown  ? "alternative-names"
                                           : NULL;
    EVP_PKEY_free(key);
}

void facts_of_request(X509_REQ *request, struct artifact *artifact, struct arena *arena,
                      const struct limits *limits) {
    struct certificate_facts *facts = &artifact->certificate;
    const X509_ALGOR *algorithm = NULL;
    EVP_PKEY_free(spki_facts(X509_REQ_get_X509_PUBKEY(request), &artifact->key, arena));
    name_facts(X509_REQ_get_subject_name(request), NULL, facts, arena, limits);
    X509_REQ_get0_signature(request, NULL, &algorithm);
    signature_facts(algorithm, facts, arena);
}

void facts_of_crl(X509_CRL *crl, struct artifact *artifact, struct arena *arena,
                  const struct limits *limits) {
    struct certificate_facts *facts = &artifact->certificate;
    const X509_ALGOR *algorithm = NULL;
    name_facts(NULL, X509_CRL_get_issuer(crl), facts, arena, limits);
    name_hash_facts(X509_CRL_get_issuer(crl), facts, arena);
    facts->not_before = time_text(X509_CRL_get0_lastUpdate(crl), arena);
    facts->not_after = time_text(X509_CRL_get0_nextUpdate(crl), arena);
    X509_CRL_get0_signature(crl, NULL, &algorithm);
    signature_facts(algorithm, facts, arena);
    AUTHORITY_KEYID *authority =
        X509_CRL_get_ext_d2i(crl, NID_authority_key_identifier, NULL, NULL);
    facts->authority_key_identifier = octets_text(authority ? authority->keyid : NULL, arena);
    AUTHORITY_KEYID_free(authority);
    revocation_facts_of_crl(crl, facts, arena);
}
