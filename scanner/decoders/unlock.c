#include "decoders/unlock.h"

#include <ctype.h>
#include <limits.h>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pkcs12.h>
#include <openssl/provider.h>
#include <openssl/x509.h>

#include "decoders/ber.h"
#include "decoders/structure.h"
#include "decoders/sun_cipher.h"

enum { PLAIN_BYTES_MOST = 128 << 20 };

static const char *const providers[] = {"default", "legacy"};

bool unlock_prepare(void) {
    bool loaded = true;
    for (size_t i = 0; i < sizeof providers / sizeof *providers; i++) {
        loaded = OSSL_PROVIDER_load(NULL, providers[i]) != NULL && loaded;
    }
    ERR_clear_error();
    return loaded;
}

/* Loading counts: the provider goes when each load has its unload. */
void unlock_finish(void) {
    for (size_t i = sizeof providers / sizeof *providers; i-- > 0;) {
        OSSL_PROVIDER *provider = OSSL_PROVIDER_available(NULL, providers[i])
                                      ? OSSL_PROVIDER_load(NULL, providers[i])
                                      : NULL;
        if (provider) {
            OSSL_PROVIDER_unload(provider);
            OSSL_PROVIDER_unload(provider);
        }
    }
}

static bool count_of(const ASN1_INTEGER *integer, uint64_t *count) {
    return ASN1_INTEGER_get_uint64(count, integer) == 1 && *count <= INT_MAX;
}

static void *parameter_of(const X509_ALGOR *algorithm, const ASN1_ITEM *item) {
    return algorithm->parameter ? ASN1_TYPE_unpack_sequence(item, algorithm->parameter) : NULL;
}

static bool pbkdf2_cost(const X509_ALGOR *derivation, struct unlock_cost *cost) {
    PBKDF2PARAM *parameters = parameter_of(derivation, ASN1_ITEM_rptr(PBKDF2PARAM));
    bool known = parameters && count_of(parameters->iter, &cost->rounds);
    PBKDF2PARAM_free(parameters);
    return known;
}

/* RFC 7914 section 6: N times mixing p blocks of 128 r bytes; N blocks are held. */
static bool scrypt_cost(const X509_ALGOR *derivation, struct unlock_cost *cost) {
    SCRYPT_PARAMS *parameters = parameter_of(derivation, ASN1_ITEM_rptr(SCRYPT_PARAMS));
    uint64_t turns = 0, block = 0, parallel = 0;
    bool known = parameters && count_of(parameters->costParameter, &turns) &&
                 count_of(parameters->blockSize, &block) &&
                 count_of(parameters->parallelizationParameter, &parallel) && block <= UINT16_MAX &&
                 parallel <= UINT16_MAX;
    cost->rounds = turns * block * parallel;
    cost->memory = known ? 128 * block * (turns + parallel) : 0;
    SCRYPT_PARAMS_free(parameters);
    return known;
}

static bool pbes2_cost(const X509_ALGOR *algorithm, struct unlock_cost *cost) {
    PBE2PARAM *parameters = parameter_of(algorithm, ASN1_ITEM_rptr(PBE2PARAM));
    bool known = false;
    if (parameters) {
        int derivation = OBJ_obj2nid(parameters->keyfunc->algorithm);
        known = derivation == NID_id_pbkdf2   ? pbkdf2_cost(parameters->keyfunc, cost)
                : derivation == NID_id_scrypt ? scrypt_cost(parameters->keyfunc, cost)
                                              : false;
    }
    PBE2PARAM_free(parameters);
    return known;
}

static bool pbe_cost(const X509_ALGOR *algorithm, struct unlock_cost *cost) {
    PBEPARAM *parameters = parameter_of(algorithm, ASN1_ITEM_rptr(PBEPARAM));
    bool known = parameters && count_of(parameters->iter, &cost->rounds);
    PBEPARAM_free(parameters);
    return known;
}

static X509_ALGOR *load_algorithm(struct span algorithm) {
    const unsigned char *bytes = algorithm.bytes;
    return algorithm.length <= INT_MAX ? d2i_X509_ALGOR(NULL, &bytes, (long)algorithm.length)
                                       : NULL;
}

bool unlock_cost(struct span algorithm, struct unlock_cost *cost) {
    *cost = (struct unlock_cost){0};
    X509_ALGOR *loaded = load_algorithm(algorithm);
    bool known = false;
    if (loaded) {
        int type = OBJ_obj2nid(loaded->algorithm);
        enum sun_cipher sun = sun_cipher_of(loaded->algorithm);
        if (sun == SUN_KEYSTREAM) {
            cost->rounds = 1;
            known = true;
        } else if (type == NID_pbes2) {
            known = pbes2_cost(loaded, cost);
        } else if (sun || EVP_PBE_find(EVP_PBE_TYPE_OUTER, type, NULL, NULL, NULL)) {
            known = pbe_cost(loaded, cost);
        }
    }
    X509_ALGOR_free(loaded);
    ERR_clear_error();
    return known;
}

static bool decrypt(const X509_ALGOR *algorithm, struct span ciphertext, struct span passphrase,
                    struct buffer *plain) {
    unsigned char *bytes = NULL;
    int length = 0;
    const char *text = (const char *)passphrase.bytes;
    if (!PKCS12_pbe_crypt(algorithm, text, (int)passphrase.length, ciphertext.bytes,
                          (int)ciphertext.length, &bytes, &length, 0)) {
        return false;
    }
    if (length > 0) {
        buffer_append(plain, bytes, (size_t)length);
        OPENSSL_cleanse(bytes, (size_t)length);
    }
    OPENSSL_free(bytes);
    return !plain->failed && plain->length > 0;
}

static bool attempt_sun(enum sun_cipher cipher, const X509_ALGOR *algorithm, struct span ciphertext,
                        struct span passphrase, struct buffer *plain) {
    uint64_t rounds = 0;
    if (cipher == SUN_KEYSTREAM) {
        return sun_keystream(ciphertext, passphrase, plain);
    }
    PBEPARAM *parameters = parameter_of(algorithm, ASN1_ITEM_rptr(PBEPARAM));
    bool opened = parameters && count_of(parameters->iter, &rounds) &&
                  sun_triple_des(span_of(parameters->salt->data, (size_t)parameters->salt->length),
                                 rounds, ciphertext, passphrase, plain);
    PBEPARAM_free(parameters);
    return opened;
}

bool unlock_attempt(struct span algorithm, struct span ciphertext, struct span passphrase,
                    struct buffer *plain) {
    X509_ALGOR *loaded = load_algorithm(algorithm);
    bool opened = false;
    if (loaded && ciphertext.length > 0 && ciphertext.length <= PLAIN_BYTES_MOST &&
        passphrase.length <= INT_MAX) {
        enum sun_cipher sun = sun_cipher_of(loaded->algorithm);
        opened = sun ? attempt_sun(sun, loaded, ciphertext, passphrase, plain)
                     : decrypt(loaded, ciphertext, passphrase, plain);
    }
    if (!opened) {
        buffer_wipe(plain);
    }
    X509_ALGOR_free(loaded);
    ERR_clear_error();
    return opened;
}

struct sealed {
    struct span algorithm;
    struct span ciphertext;
};

static bool read_sealed(struct span element, struct buffer *joined, struct sealed *sealed) {
    struct asn1_element outer, algorithm, octets;
    if (!ber_expect(&element, TAG_SEQUENCE, &outer) ||
        !ber_expect(&outer.content, TAG_SEQUENCE, &algorithm) ||
        !ber_next(&outer.content, &octets) || (octets.tag & 0xDF) != TAG_OCTET_STRING) {
        return false;
    }
    sealed->algorithm = algorithm.whole;
    return ber_octets(&octets, joined, &sealed->ciphertext);
}

static bool attempt_pkcs8(const struct sealed *sealed, struct span passphrase,
                          struct buffer *plain) {
    if (!unlock_attempt(sealed->algorithm, sealed->ciphertext, passphrase, plain)) {
        return false;
    }
    if (structure_of(buffer_span(plain)) == STRUCTURE_PRIVATE) {
        return true;
    }
    buffer_wipe(plain);
    return false;
}

enum unlocking unlock_pkcs8(struct span element, const struct span *likely,
                            struct examiner *examiner, const struct blob *at,
                            struct buffer *plain) {
    struct buffer joined = {0};
    struct sealed sealed;
    struct unlock_cost cost;
    size_t count = 0;
    const struct span *passphrases = examiner_passphrases(examiner, &count);
    enum unlocking result = UNLOCK_UNTRIED;
    if (!read_sealed(element, &joined, &sealed) || !unlock_cost(sealed.algorithm, &cost) ||
        !examiner_charge_derivation(examiner, at, cost.rounds, cost.memory)) {
        goto out;
    }
    result = UNLOCK_WRONG;
    if (likely && attempt_pkcs8(&sealed, *likely, plain)) {
        result = UNLOCK_OPENED;
    }
    for (size_t i = 0; i < count && result != UNLOCK_OPENED; i++) {
        if (&passphrases[i] != likely && attempt_pkcs8(&sealed, passphrases[i], plain)) {
            result = UNLOCK_OPENED;
        }
    }
out:
    buffer_release(&joined);
    return result;
}

enum { CIPHER_NAME_BYTES = 32, SALT_BYTES = 8 };

/* Modes without authentication, which would need a tag that PEM has no room for. */
static bool is_plain_mode(const EVP_CIPHER *cipher) {
    switch (EVP_CIPHER_get_mode(cipher)) {
    case EVP_CIPH_CBC_MODE:
    case EVP_CIPH_CFB_MODE:
    case EVP_CIPH_OFB_MODE:
    case EVP_CIPH_CTR_MODE:
    case EVP_CIPH_ECB_MODE:
        return true;
    default:
        return false;
    }
}

/* "NAME,HEX" as a cipher and its initialisation vector, which must have the length it wants. */
EVP_CIPHER *unlock_dek_info(const char *dek_info, uint8_t vector[EVP_MAX_IV_LENGTH]) {
    char name[CIPHER_NAME_BYTES];
    size_t length = strcspn(dek_info, ",");
    if (length == 0 || length >= sizeof name || dek_info[length] != ',') {
        return NULL;
    }
    memcpy(name, dek_info, length);
    name[length] = 0;
    EVP_CIPHER *cipher = EVP_CIPHER_fetch(NULL, name, NULL);
    int needed = cipher ? EVP_CIPHER_get_iv_length(cipher) : 0;
    if (cipher && EVP_CIPHER_get_mode(cipher) == EVP_CIPH_ECB_MODE) {
        needed = SALT_BYTES; /* there is no vector, but the derivation needs its salt */
    }
    bool whole = needed >= SALT_BYTES && needed <= EVP_MAX_IV_LENGTH && is_plain_mode(cipher);
    const char *digits = dek_info + length + 1;
    for (int i = 0; whole && i < needed; i++) {
        int high = OPENSSL_hexchar2int((unsigned char)digits[2 * i]);
        int low = high < 0 ? -1 : OPENSSL_hexchar2int((unsigned char)digits[2 * i + 1]);
        whole = low >= 0;
        if (whole) {
            vector[i] = (uint8_t)(high << 4 | low);
        }
    }
    if (!whole) {
        EVP_CIPHER_free(cipher);
        cipher = NULL;
    }
    return cipher;
}

static bool is_key(struct span der) {
    switch (structure_of(der)) {
    case STRUCTURE_RSA_PRIVATE:
    case STRUCTURE_EC_PRIVATE:
    case STRUCTURE_DSA_PRIVATE:
    case STRUCTURE_PRIVATE:
        return true;
    default:
        return false;
    }
}

/* The first eight bytes of the vector are the salt. */
bool unlock_attempt_traditional(const EVP_CIPHER *cipher, const uint8_t *vector,
                                struct span ciphertext, struct span passphrase,
                                struct buffer *plain) {
    uint8_t key[EVP_MAX_KEY_LENGTH];
    int length = 0, more = 0;
    bool opened = false;
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    buffer_clear(plain);
    if (context && buffer_reserve(plain, ciphertext.length + EVP_MAX_BLOCK_LENGTH) &&
        EVP_BytesToKey(cipher, EVP_md5(), vector, passphrase.bytes, (int)passphrase.length, 1, key,
                       NULL) > 0 &&
        EVP_DecryptInit_ex(context, cipher, NULL, key, vector) &&
        EVP_DecryptUpdate(context, plain->bytes, &length, ciphertext.bytes,
                          (int)ciphertext.length) &&
        EVP_DecryptFinal_ex(context, plain->bytes + length, &more)) {
        plain->length = (size_t)length + (size_t)more;
        opened = is_key(buffer_span(plain));
    }
    EVP_CIPHER_CTX_free(context);
    OPENSSL_cleanse(key, sizeof key);
    if (!opened) {
        buffer_wipe(plain);
    }
    return opened;
}

bool unlock_traditional(struct span ciphertext, const char *dek_info, struct examiner *examiner,
                        const struct blob *at, struct buffer *plain) {
    uint8_t vector[EVP_MAX_IV_LENGTH];
    size_t count = 0;
    const struct span *passphrases = examiner_passphrases(examiner, &count);
    EVP_CIPHER *cipher = unlock_dek_info(dek_info, vector);
    bool opened = false;
    if (cipher && ciphertext.length > 0 && ciphertext.length <= PLAIN_BYTES_MOST &&
        examiner_charge_derivation(examiner, at, 1, 0)) {
        for (size_t i = 0; i < count && !opened; i++) {
            opened = passphrases[i].bytes && passphrases[i].length <= INT_MAX &&
                     unlock_attempt_traditional(cipher, vector, ciphertext, passphrases[i], plain);
        }
        if (!opened) {
            unlock_blame(examiner, at, "private key");
        }
    }
    EVP_CIPHER_free(cipher);
    ERR_clear_error();
    return opened;
}

bool unlock_was_asked(const struct examiner *examiner) {
    size_t count = 0;
    const struct span *passphrases = examiner_passphrases(examiner, &count);
    for (size_t i = 0; i < count; i++) {
        if (passphrases[i].length && !span_equal(passphrases[i], span_text("changeit"))) {
            return true;
        }
    }
    return false;
}

void unlock_blame(struct examiner *examiner, const struct blob *at, const char *what) {
    if (unlock_was_asked(examiner)) {
        examiner_observe(examiner, at, "password-wrong", 0, 0,
                         "no passphrase that was given opens the %s", what);
    }
}
