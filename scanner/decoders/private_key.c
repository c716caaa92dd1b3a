#include "decoders/private_key.h"

#include <limits.h>

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "decoders/asn1.h"
#include "decoders/facts.h"
#include "decoders/loading.h"
#include "decoders/private_numbers.h"
#include "decoders/public_half.h"

/* 10,000 bits, where OpenSSL itself refuses to verify; real ones have at most 4,096. */
enum { PRIME_BYTES_MOST = 1250, KEY_BYTES_MOST = 4 * PRIME_BYTES_MOST };

static EVP_PKEY *load_traditional(int type, struct span element) {
    const unsigned char *bytes = element.bytes;
    return d2i_PrivateKey(type, NULL, &bytes, (long)element.length);
}

static EVP_PKEY *load_pkcs8(struct span element, bool *parsed) {
    const unsigned char *bytes = element.bytes;
    PKCS8_PRIV_KEY_INFO *info = d2i_PKCS8_PRIV_KEY_INFO(NULL, &bytes, (long)element.length);
    EVP_PKEY *loaded = info ? load_private_key(info) : NULL;
    *parsed = info != NULL;
    PKCS8_PRIV_KEY_INFO_free(info);
    return loaded;
}

/* OpenSSL works out the public half of a DSA or DH key while it loads it, whatever the size of the
 * prime (the first INTEGER behind the version, or of the algorithm's parameters) and of the secret
 * exponent. */
static bool is_beyond_arithmetic(struct span element, enum structure structure) {
    struct asn1_element outer, version, algorithm, object, parameters, prime;
    bool large = element.length > KEY_BYTES_MOST;
    if (!asn1_expect(&element, TAG_SEQUENCE, &outer) ||
        !asn1_expect(&outer.content, TAG_INTEGER, &version)) {
        return false;
    }
    if (structure == STRUCTURE_DSA_PRIVATE) {
        return asn1_expect(&outer.content, TAG_INTEGER, &prime) &&
               (large || prime.content.length > PRIME_BYTES_MOST);
    }
    return structure == STRUCTURE_PRIVATE &&
           asn1_expect(&outer.content, TAG_SEQUENCE, &algorithm) &&
           asn1_expect(&algorithm.content, TAG_OID, &object) &&
           asn1_expect(&algorithm.content, TAG_SEQUENCE, &parameters) &&
           asn1_expect(&parameters.content, TAG_INTEGER, &prime) &&
           (large || prime.content.length > PRIME_BYTES_MOST);
}

static EVP_PKEY *load(struct span element, enum structure structure, bool *parsed) {
    EVP_PKEY *loaded = NULL;
    switch (structure) {
    case STRUCTURE_PRIVATE:
        return load_pkcs8(element, parsed);
    case STRUCTURE_RSA_PRIVATE:
        loaded = load_traditional(EVP_PKEY_RSA, element);
        break;
    case STRUCTURE_EC_PRIVATE:
        loaded = load_traditional(EVP_PKEY_EC, element);
        break;
    case STRUCTURE_DSA_PRIVATE:
        loaded = load_traditional(EVP_PKEY_DSA, element);
        break;
    default:
        break;
    }
    *parsed = loaded != NULL;
    return loaded;
}

/* Where both are as long; points are written in two lengths. */
static bool differs(struct span stored, struct span spki) {
    struct span outside = spki;
    struct asn1_element outer, algorithm, bits;
    return asn1_expect(&outside, TAG_SEQUENCE, &outer) &&
           asn1_expect(&outer.content, TAG_SEQUENCE, &algorithm) &&
           asn1_expect(&outer.content, TAG_BIT_STRING, &bits) &&
           bits.content.length == stored.length + 1 &&
           !span_equal(span_from(bits.content, 1), stored);
}

bool private_key_public_half(struct span element, enum structure structure,
                             struct artifact *artifact, struct arena *arena) {
    if (element.length > LONG_MAX) {
        return false;
    }
    struct buffer without = {0};
    struct span whole = element, stored = {0};
    bool parsed = false;
    if (is_beyond_arithmetic(element, structure)) {
        artifact->key.algorithm = "DSA";
        if (structure == STRUCTURE_PRIVATE) {
            public_half_of_pkcs8(element, &artifact->key, arena);
        }
        return true;
    }
    if (structure == STRUCTURE_PRIVATE && public_half_is_stored(element, &stored, &without)) {
        element = buffer_span(&without);
    }
    EVP_PKEY *loaded = load(element, structure, &parsed);
    if (loaded) {
        parsed = facts_of_key(loaded, &artifact->key, arena);
        artifact->disagreement = differs(stored, artifact->key.spki)
                                     ? "the public key beside it does not belong to it"
                                     : private_numbers_disagreement(loaded);
    } else if (parsed) {
        public_half_of_pkcs8(whole, &artifact->key, arena);
    }
    EVP_PKEY_free(loaded);
    buffer_wipe(&without);
    return parsed;
}
