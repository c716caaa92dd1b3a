#include "decoders/loading.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/decoder.h>
#include <openssl/provider.h>

#include "decoders/asn1.h"
#include "decoders/spki.h"

enum { RECENT_KEYS = 512, RECENT_KEY_BYTES = 1024 };

/* Kept for the process, as libcrypto keeps its own: chains of decoders that were assembled, a
 * context that has none, and keys that were asked for again and again. */
static struct {
    struct chain {
        int type; /* OpenSSL's number of the algorithm */
        enum form { PUBLIC, PRIVATE } form;
        OSSL_DECODER_CTX *decoders;
        EVP_PKEY *decoded; /* where the chain leaves its result */
    } chains[4];
    OSSL_LIB_CTX *bare;
    OSSL_PROVIDER *nothing;
    struct recent_key {
        EVP_PKEY *key;
        size_t length;
        uint8_t spki[RECENT_KEY_BYTES];
    } * recent[RECENT_KEYS];
} kept = {.chains = {{.type = NID_rsaEncryption, .form = PUBLIC},
                     {.type = NID_X9_62_id_ecPublicKey, .form = PUBLIC},
                     {.type = NID_rsaEncryption, .form = PRIVATE},
                     {.type = NID_X9_62_id_ecPublicKey, .form = PRIVATE}}};

/* A context whose only provider provides nothing: no decoder is looked for in it. */
static OSSL_LIB_CTX *bare_context(void) {
    if (!kept.bare) {
        kept.bare = OSSL_LIB_CTX_new();
        kept.nothing = kept.bare ? OSSL_PROVIDER_load(kept.bare, "null") : NULL;
    }
    return kept.nothing ? kept.bare : NULL; /* NULL is the usual context: slow, but right */
}

X509 *load_certificate(struct span der) {
    const unsigned char *bytes = der.bytes;
    X509 *certificate = der.length <= LONG_MAX ? X509_new_ex(bare_context(), NULL) : NULL;
    if (certificate && !d2i_X509(&certificate, &bytes, (long)der.length)) {
        return NULL; /* and freed */
    }
    return certificate;
}

X509_REQ *load_request(struct span der) {
    const unsigned char *bytes = der.bytes;
    X509_REQ *request = der.length <= LONG_MAX ? X509_REQ_new_ex(bare_context(), NULL) : NULL;
    if (request && !d2i_X509_REQ(&request, &bytes, (long)der.length)) {
        return NULL;
    }
    return request;
}

/* NULL where no chain is kept for the algorithm. */
static struct chain *chain_of(int type, enum form form) {
    for (size_t i = 0; i < sizeof kept.chains / sizeof *kept.chains; i++) {
        struct chain *chain = &kept.chains[i];
        if (chain->type != type || chain->form != form) {
            continue;
        }
        if (!chain->decoders) {
            chain->decoders = OSSL_DECODER_CTX_new_for_pkey(
                &chain->decoded, "DER", form == PUBLIC ? "SubjectPublicKeyInfo" : "PrivateKeyInfo",
                OBJ_nid2ln(type), form == PUBLIC ? EVP_PKEY_PUBLIC_KEY : EVP_PKEY_KEYPAIR, NULL,
                NULL);
        }
        return chain->decoders ? chain : NULL;
    }
    return NULL;
}

/* NULL where the chain does not take it, or something follows it. */
static EVP_PKEY *decode_with(struct chain *chain, const unsigned char *bytes, size_t length) {
    bool decoded = OSSL_DECODER_from_data(chain->decoders, &bytes, &length) == 1 && length == 0;
    EVP_PKEY *key = chain->decoded;
    chain->decoded = NULL;
    if (!decoded) {
        EVP_PKEY_free(key);
        key = NULL;
    }
    return key;
}

static bool is_type(struct span oid, int type) {
    const ASN1_OBJECT *object = OBJ_nid2obj(type);
    return span_equal(oid, span_of(OBJ_get0_data(object), OBJ_length(object)));
}

/* NULL where no chain is kept for the algorithm, or something follows the key. */
static struct chain *chain_for(struct span spki) {
    struct span oid;
    if (asn1_announced(spki) != spki.length || !spki_algorithm(spki, &oid)) {
        return NULL;
    }
    return is_type(oid, NID_rsaEncryption)          ? chain_of(NID_rsaEncryption, PUBLIC)
           : is_type(oid, NID_X9_62_id_ecPublicKey) ? chain_of(NID_X9_62_id_ecPublicKey, PUBLIC)
                                                    : NULL;
}

EVP_PKEY *load_public_key(struct span spki) {
    if (spki.length > LONG_MAX) {
        return NULL;
    }
    struct chain *chain = chain_for(spki);
    const unsigned char *bytes = spki.bytes;
    return chain ? decode_with(chain, bytes, spki.length)
                 : d2i_PUBKEY(NULL, &bytes, (long)spki.length);
}

EVP_PKEY *load_private_key(const PKCS8_PRIV_KEY_INFO *info) {
    const ASN1_OBJECT *algorithm = NULL;
    unsigned char *der = NULL;
    EVP_PKEY *key = NULL;
    struct chain *chain = PKCS8_pkey_get0(&algorithm, NULL, NULL, NULL, info)
                              ? chain_of(OBJ_obj2nid(algorithm), PRIVATE)
                              : NULL;
    int length = chain ? i2d_PKCS8_PRIV_KEY_INFO(info, &der) : 0;
    if (length > 0) {
        key = decode_with(chain, der, (size_t)length);
        OPENSSL_clear_free(der, (size_t)length);
    }
    return key ? key : EVP_PKCS82PKEY(info); /* which knows older ways, too */
}

static size_t slot_of_key(struct span spki) {
    uint64_t mixed = 14695981039346656037U; /* FNV-1a */
    for (size_t i = 0; i < spki.length; i++) {
        mixed = (mixed ^ spki.bytes[i]) * 1099511628211U;
    }
    return (size_t)(mixed >> 32) % RECENT_KEYS;
}

/* Takes the place of what was there. Where memory is short the key is used all the same. */
static void keep_key(struct recent_key **slot, struct span spki, EVP_PKEY *key) {
    if (!*slot) {
        *slot = calloc(1, sizeof **slot);
    }
    if (*slot && EVP_PKEY_up_ref(key) == 1) {
        EVP_PKEY_free((*slot)->key);
        (*slot)->key = key;
        (*slot)->length = spki.length;
        memcpy((*slot)->spki, spki.bytes, spki.length);
    }
}

EVP_PKEY *load_issuer_key(struct span spki) {
    if (spki.length == 0 || spki.length > RECENT_KEY_BYTES) {
        return load_public_key(spki);
    }
    struct recent_key **slot = &kept.recent[slot_of_key(spki)];
    if (*slot && span_equal(span_of((*slot)->spki, (*slot)->length), spki)) {
        return EVP_PKEY_up_ref((*slot)->key) == 1 ? (*slot)->key : NULL;
    }
    EVP_PKEY *key = load_public_key(spki);
    if (key) {
        keep_key(slot, spki, key);
    }
    return key;
}

/* What is signed: the first element inside. False where it is not strict DER. */
static bool signed_part(struct span der, struct span *part) {
    struct asn1_element outer, body;
    if (!asn1_expect(&der, TAG_SEQUENCE, &outer)) {
        return false;
    }
    struct span rest = outer.content;
    if (!asn1_expect(&rest, TAG_SEQUENCE, &body)) {
        return false;
    }
    *part = body.whole;
    return true;
}

/* ASN1_item_verify writes out what it is given and verifies the bytes: here they are written as
 * they were read. */
static bool verifies(struct span part, const X509_ALGOR *algorithm,
                     const ASN1_BIT_STRING *signature, EVP_PKEY *key) {
    ASN1_STRING *bytes = ASN1_STRING_type_new(V_ASN1_SEQUENCE);
    bool verified = false;
    if (bytes && part.length <= INT_MAX && ASN1_STRING_set(bytes, part.bytes, (int)part.length)) {
        ASN1_TYPE body = {.type = V_ASN1_SEQUENCE, .value.sequence = bytes};
        verified = ASN1_item_verify_ex(ASN1_ITEM_rptr(ASN1_ANY), algorithm, signature, &body, NULL,
                                       key, NULL, NULL) == 1;
    }
    ASN1_STRING_free(bytes);
    return verified;
}

bool loading_is_signed(X509 *certificate, struct span der, EVP_PKEY *key) {
    const ASN1_BIT_STRING *signature = NULL;
    const X509_ALGOR *algorithm = NULL;
    struct span part;
    if (!signed_part(der, &part)) { /* BER that OpenSSL reads: let it find the part */
        const unsigned char *bytes = der.bytes;
        X509 *whole = d2i_X509(NULL, &bytes, (long)der.length);
        bool verified = whole && X509_verify(whole, key) == 1;
        X509_free(whole);
        return verified;
    }
    X509_get0_signature(&signature, &algorithm, certificate);
    return X509_ALGOR_cmp(algorithm, X509_get0_tbs_sigalg(certificate)) == 0 &&
           verifies(part, algorithm, signature, key);
}

void loading_finish(void) {
    for (size_t i = 0; i < RECENT_KEYS; i++) {
        EVP_PKEY_free(kept.recent[i] ? kept.recent[i]->key : NULL);
        free(kept.recent[i]);
        kept.recent[i] = NULL;
    }
    for (size_t i = 0; i < sizeof kept.chains / sizeof *kept.chains; i++) {
        OSSL_DECODER_CTX_free(kept.chains[i].decoders);
        kept.chains[i].decoders = NULL;
    }
    if (kept.nothing) {
        OSSL_PROVIDER_unload(kept.nothing);
    }
    OSSL_LIB_CTX_free(kept.bare);
    kept.nothing = NULL;
    kept.bare = NULL;
}
