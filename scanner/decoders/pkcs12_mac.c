#include "decoders/pkcs12_mac.h"

#include <limits.h>
#include <stdio.h>

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pkcs12.h>

#include "decoders/ber.h"

static const uint8_t pbmac1[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 5, 14};
static const uint8_t pbkdf2[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 5, 12};

struct algorithm {
    struct span oid;
    struct span parameters;
};

static bool read_algorithm(struct span *rest, struct algorithm *algorithm) {
    struct asn1_element outer, oid;
    if (!ber_expect(rest, TAG_SEQUENCE, &outer) || !ber_expect(&outer.content, TAG_OID, &oid)) {
        return false;
    }
    *algorithm = (struct algorithm){oid.content, outer.content};
    return true;
}

static int object_number(struct span oid) {
    char dotted[128];
    return asn1_dotted(oid, dotted, sizeof dotted) ? OBJ_txt2nid(dotted) : NID_undef;
}

/* The digest of an HMAC's object identifier. */
static int hmac_digest(struct span oid) {
    int digest = NID_undef;
    EVP_PBE_find(EVP_PBE_TYPE_PRF, object_number(oid), NULL, &digest, NULL);
    return digest;
}

/* PBKDF2-params with the key length that RFC 9579 section 5 demands. */
static bool read_derivation(struct span parameters, struct pkcs12_mac *mac) {
    struct asn1_element outer, salt, rounds, length;
    struct algorithm function;
    uint64_t bytes = 0;
    if (!ber_expect(&parameters, TAG_SEQUENCE, &outer) ||
        !ber_expect(&outer.content, TAG_OCTET_STRING, &salt) ||
        !ber_expect(&outer.content, TAG_INTEGER, &rounds) ||
        !asn1_small_integer(&rounds, &mac->rounds) ||
        !ber_expect(&outer.content, TAG_INTEGER, &length) || !asn1_small_integer(&length, &bytes) ||
        bytes == 0 || bytes > MAC_BYTES_MOST) {
        return false;
    }
    mac->salt = salt.content;
    mac->key_length = (size_t)bytes;
    mac->key_digest =
        read_algorithm(&outer.content, &function) ? hmac_digest(function.oid) : NID_sha1;
    return true;
}

static void read_pbmac1(struct span parameters, struct pkcs12_mac *mac) {
    struct asn1_element outer;
    struct algorithm derivation, scheme;
    mac->is_pbmac1 = true;
    if (ber_expect(&parameters, TAG_SEQUENCE, &outer) &&
        read_algorithm(&outer.content, &derivation) && read_algorithm(&outer.content, &scheme) &&
        span_equal(derivation.oid, span_of(pbkdf2, sizeof pbkdf2)) &&
        read_derivation(derivation.parameters, mac) && mac->key_digest != NID_undef) {
        mac->digest = hmac_digest(scheme.oid);
    }
}

static void name_mac(struct span oid, struct pkcs12_mac *mac) {
    char dotted[MAC_NAME_BYTES - 16] = "unknown";
    if (mac->digest) {
        snprintf(mac->name, sizeof mac->name, "%s%.32s", mac->is_pbmac1 ? "PBMAC1 " : "",
                 OBJ_nid2sn(mac->digest));
    } else {
        asn1_dotted(oid, dotted, sizeof dotted);
        snprintf(mac->name, sizeof mac->name, "%s", dotted);
    }
    mac->is_old = mac->digest == NID_sha1 || mac->digest == NID_md5 || mac->digest == NID_md2;
}

bool pkcs12_mac_read(struct span mac_data, struct pkcs12_mac *mac) {
    struct asn1_element outer, info, value, salt, rounds;
    struct algorithm algorithm;
    *mac = (struct pkcs12_mac){.rounds = 1};
    if (!ber_expect(&mac_data, TAG_SEQUENCE, &outer) ||
        !ber_expect(&outer.content, TAG_SEQUENCE, &info) ||
        !read_algorithm(&info.content, &algorithm) ||
        !ber_expect(&info.content, TAG_OCTET_STRING, &value) ||
        !ber_expect(&outer.content, TAG_OCTET_STRING, &salt)) {
        return false;
    }
    mac->value = value.content;
    mac->salt = salt.content;
    bool counted = !ber_expect(&outer.content, TAG_INTEGER, &rounds) ||
                   asn1_small_integer(&rounds, &mac->rounds);
    if (span_equal(algorithm.oid, span_of(pbmac1, sizeof pbmac1))) {
        read_pbmac1(algorithm.parameters, mac);
    } else {
        mac->digest = object_number(algorithm.oid);
    }
    if (!counted || !EVP_get_digestbynid(mac->digest)) {
        mac->digest = NID_undef;
    }
    name_mac(algorithm.oid, mac);
    return true;
}

static bool derive(const struct pkcs12_mac *mac, struct span passphrase, uint8_t *key,
                   size_t length) {
    const char *text = (const char *)passphrase.bytes;
    int salt_length = (int)mac->salt.length, rounds = (int)mac->rounds;
    if (mac->is_pbmac1) {
        return PKCS5_PBKDF2_HMAC(text, (int)passphrase.length, mac->salt.bytes, salt_length, rounds,
                                 EVP_get_digestbynid(mac->key_digest), (int)length, key);
    }
    return PKCS12_key_gen_utf8(
        text, (int)passphrase.length, (unsigned char *)(uintptr_t)mac->salt.bytes, salt_length,
        PKCS12_MAC_ID, rounds, (int)length, key, EVP_get_digestbynid(mac->digest));
}

bool pkcs12_mac_fits(const struct pkcs12_mac *mac, struct span content, struct span passphrase) {
    const EVP_MD *digest = EVP_get_digestbynid(mac->digest);
    uint8_t key[EVP_MAX_MD_SIZE], value[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    if (!digest || mac->rounds == 0 || mac->rounds > INT_MAX || mac->salt.length > INT_MAX ||
        passphrase.length > INT_MAX) {
        return false;
    }
    size_t key_length = mac->is_pbmac1 ? mac->key_length : (size_t)EVP_MD_get_size(digest);
    bool fits = derive(mac, passphrase, key, key_length) &&
                HMAC(digest, key, (int)key_length, content.bytes, content.length, value, &length) &&
                length == mac->value.length && CRYPTO_memcmp(value, mac->value.bytes, length) == 0;
    OPENSSL_cleanse(key, sizeof key);
    ERR_clear_error();
    return fits;
}
