#include "decoders/public_key_build.h"

#include <limits.h>

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/x509.h>

#include "base/buffer.h"
#include "decoders/asn1.h"
#include "decoders/facts.h"
#include "decoders/loading.h"

enum { SPKI_BYTES_MOST = 8 * NUMBER_BYTES_MOST, POINT_BYTES_MOST = 133, FIELD_BYTES_MOST = 66 };

struct curve {
    const char *name;
    int type; /* OpenSSL's number */
    size_t field_bytes;
};

static const struct curve curves[] = {
    {"P-256", NID_X9_62_prime256v1, 32},
    {"P-384", NID_secp384r1, 48},
    {"P-521", NID_secp521r1, 66},
    {"secp256k1", NID_secp256k1, 32},
};

static const struct curve *curve_of(const char *name) {
    for (size_t i = 0; i < sizeof curves / sizeof *curves; i++) {
        if (strcmp(curves[i].name, name) == 0) {
            return &curves[i];
        }
    }
    return NULL;
}

static struct span without_leading_zeros(struct span number) {
    while (number.length && number.bytes[0] == 0) {
        number = span_from(number, 1);
    }
    return number;
}

static void append_element(struct buffer *out, uint8_t tag, struct span content) {
    buffer_append_byte(out, tag);
    if (content.length >= 0x80) {
        unsigned octets = content.length > 0xFFFF ? 3 : content.length > 0xFF ? 2 : 1;
        buffer_append_byte(out, (uint8_t)(0x80 | octets));
        for (unsigned i = octets; i-- > 1;) {
            buffer_append_byte(out, (uint8_t)(content.length >> (8 * i)));
        }
    }
    buffer_append_byte(out, (uint8_t)content.length);
    buffer_append(out, content.bytes, content.length);
}

/* A positive INTEGER. */
static void append_integer(struct buffer *out, struct span number) {
    struct buffer content = {.limit = NUMBER_BYTES_MOST + 1};
    number = without_leading_zeros(number);
    if (number.length == 0 || number.bytes[0] >= 0x80) {
        buffer_append_byte(&content, 0);
    }
    buffer_append(&content, number.bytes, number.length);
    out->failed |= content.failed;
    append_element(out, TAG_INTEGER, buffer_span(&content));
    buffer_release(&content);
}

/* Wraps algorithm and BIT STRING, and lets OpenSSL judge the result. */
static bool load_public(struct span algorithm, struct span public, struct public_key *key,
                        struct arena *arena) {
    struct buffer bits = {.limit = SPKI_BYTES_MOST}, inside = {.limit = SPKI_BYTES_MOST};
    struct buffer spki = {.limit = SPKI_BYTES_MOST};
    EVP_PKEY *loaded = NULL;
    buffer_append_byte(&bits, 0); /* unused bits */
    buffer_append(&bits, public.bytes, public.length);
    append_element(&inside, TAG_SEQUENCE, algorithm);
    append_element(&inside, TAG_BIT_STRING, buffer_span(&bits));
    append_element(&spki, TAG_SEQUENCE, buffer_span(&inside));
    if (!bits.failed && !inside.failed && !spki.failed) {
        loaded = load_public_key(buffer_span(&spki));
    }
    bool known = loaded && facts_of_key(loaded, key, arena);
    EVP_PKEY_free(loaded);
    ERR_clear_error();
    buffer_release(&bits);
    buffer_release(&inside);
    buffer_release(&spki);
    return known;
}

static void append_oid(struct buffer *out, int type) {
    const ASN1_OBJECT *object = OBJ_nid2obj(type);
    append_element(out, TAG_OID, span_of(OBJ_get0_data(object), OBJ_length(object)));
}

bool public_key_of_rsa(struct span modulus, struct span exponent, struct public_key *key,
                       struct arena *arena) {
    struct buffer algorithm = {0}, numbers = {0}, public = {0};
    modulus = without_leading_zeros(modulus);
    exponent = without_leading_zeros(exponent);
    if (modulus.length < MODULUS_BYTES_LEAST || modulus.length > NUMBER_BYTES_MOST ||
        exponent.length == 0 || exponent.length > modulus.length) {
        return false;
    }
    append_oid(&algorithm, NID_rsaEncryption);
    append_element(&algorithm, TAG_NULL, (struct span){0});
    append_integer(&numbers, modulus);
    append_integer(&numbers, exponent);
    append_element(&public, TAG_SEQUENCE, buffer_span(&numbers));
    bool known = !algorithm.failed && !numbers.failed && !public.failed &&
                 load_public(buffer_span(&algorithm), buffer_span(&public), key, arena);
    buffer_release(&algorithm);
    buffer_release(&numbers);
    buffer_release(&public);
    return known;
}

bool public_key_of_dsa(const struct dsa_numbers *numbers, struct public_key *key,
                       struct arena *arena) {
    struct buffer algorithm = {0}, domain = {0}, public = {0};
    struct span p = without_leading_zeros(numbers->p), q = without_leading_zeros(numbers->q);
    struct span g = without_leading_zeros(numbers->g), y = without_leading_zeros(numbers->y);
    if (p.length < MODULUS_BYTES_LEAST || p.length > NUMBER_BYTES_MOST || q.length < 16 ||
        q.length >= p.length || g.length == 0 || g.length > p.length || y.length == 0 ||
        y.length > p.length) {
        return false;
    }
    append_integer(&domain, p);
    append_integer(&domain, q);
    append_integer(&domain, g);
    append_oid(&algorithm, NID_dsa);
    append_element(&algorithm, TAG_SEQUENCE, buffer_span(&domain));
    append_integer(&public, y);
    bool known = !algorithm.failed && !domain.failed && !public.failed &&
                 load_public(buffer_span(&algorithm), buffer_span(&public), key, arena);
    buffer_release(&algorithm);
    buffer_release(&domain);
    buffer_release(&public);
    return known;
}

static BIGNUM *number_of(struct span bytes) {
    return bytes.length <= NUMBER_BYTES_MOST ? BN_bin2bn(bytes.bytes, (int)bytes.length, NULL)
                                             : NULL;
}

/* Beyond these sizes the exponentiation would be work without a use. */
enum { DSA_BYTES_MOST = 1280, DSA_ORDER_BYTES_MOST = 64 };

bool public_key_of_dsa_private(const struct dsa_numbers *numbers, struct span x,
                               struct public_key *key, struct arena *arena) {
    uint8_t bytes[DSA_BYTES_MOST];
    struct dsa_numbers whole = *numbers;
    if (numbers->p.length > sizeof bytes || x.length > DSA_ORDER_BYTES_MOST) {
        return false;
    }
    BN_CTX *context = BN_CTX_secure_new();
    BIGNUM *p = number_of(numbers->p), *g = number_of(numbers->g), *private = number_of(x);
    BIGNUM *y = BN_new();
    bool known = false;
    if (context && p && g && private && y && BN_is_odd(p)) {
        BN_set_flags(private, BN_FLG_CONSTTIME);
        int length = BN_mod_exp(y, g, private, p, context) ? BN_bn2bin(y, bytes) : 0;
        whole.y = span_of(bytes, (size_t)length);
        known = public_key_of_dsa(&whole, key, arena);
    }
    BN_clear_free(private);
    BN_free(p);
    BN_free(g);
    BN_free(y);
    BN_CTX_free(context);
    ERR_clear_error();
    return known;
}

bool public_key_of_point(const char *curve, struct span point, struct public_key *key,
                         struct arena *arena) {
    const struct curve *known_curve = curve_of(curve);
    if (!known_curve || point.length < known_curve->field_bytes + 1 ||
        point.length > 2 * known_curve->field_bytes + 1) {
        return false;
    }
    struct buffer algorithm = {0};
    append_oid(&algorithm, NID_X9_62_id_ecPublicKey);
    append_oid(&algorithm, known_curve->type);
    bool known = !algorithm.failed && load_public(buffer_span(&algorithm), point, key, arena);
    buffer_release(&algorithm);
    return known;
}

bool public_key_of_coordinates(const char *curve, struct span x, struct span y,
                               struct public_key *key, struct arena *arena) {
    const struct curve *known_curve = curve_of(curve);
    uint8_t point[POINT_BYTES_MOST] = {0x04}; /* uncompressed */
    x = without_leading_zeros(x);
    y = without_leading_zeros(y);
    if (!known_curve || x.length == 0 || y.length == 0 || x.length > known_curve->field_bytes ||
        y.length > known_curve->field_bytes) {
        return false;
    }
    size_t field = known_curve->field_bytes;
    memcpy(point + 1 + field - x.length, x.bytes, x.length);
    memcpy(point + 1 + 2 * field - y.length, y.bytes, y.length);
    return public_key_of_point(curve, span_of(point, 1 + 2 * field), key, arena);
}

bool public_key_of_scalar(const char *curve, struct span scalar, struct public_key *key,
                          struct arena *arena) {
    const struct curve *known_curve = curve_of(curve);
    uint8_t bytes[POINT_BYTES_MOST];
    if (!known_curve || scalar.length == 0 || scalar.length > FIELD_BYTES_MOST + 1) {
        return false;
    }
    BN_CTX *context = BN_CTX_secure_new();
    EC_GROUP *group = EC_GROUP_new_by_curve_name(known_curve->type);
    EC_POINT *point = group ? EC_POINT_new(group) : NULL;
    BIGNUM *private = number_of(scalar);
    bool known = false;
    if (context && point && private && !BN_is_zero(private) &&
        BN_cmp(private, EC_GROUP_get0_order(group)) < 0 &&
        EC_POINT_mul(group, point, private, NULL, NULL, context)) {
        size_t length = EC_POINT_point2oct(group, point, POINT_CONVERSION_UNCOMPRESSED, bytes,
                                           sizeof bytes, context);
        known = public_key_of_point(curve, span_of(bytes, length), key, arena);
    }
    BN_clear_free(private);
    EC_POINT_free(point);
    EC_GROUP_free(group);
    BN_CTX_free(context);
    ERR_clear_error();
    return known;
}

static int octets_type(const char *algorithm) {
    static const struct {
        const char *name;
        int type;
    } types[] = {{"Ed25519", EVP_PKEY_ED25519},
                 {"Ed448", EVP_PKEY_ED448},
                 {"X25519", EVP_PKEY_X25519},
                 {"X448", EVP_PKEY_X448}};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (strcmp(types[i].name, algorithm) == 0) {
            return types[i].type;
        }
    }
    return EVP_PKEY_NONE;
}

static bool finish(EVP_PKEY *loaded, struct public_key *key, struct arena *arena) {
    bool known = loaded && facts_of_key(loaded, key, arena);
    EVP_PKEY_free(loaded);
    ERR_clear_error();
    return known;
}

bool public_key_of_octets(const char *algorithm, struct span octets, struct public_key *key,
                          struct arena *arena) {
    int type = octets_type(algorithm);
    return type != EVP_PKEY_NONE &&
           finish(EVP_PKEY_new_raw_public_key(type, NULL, octets.bytes, octets.length), key, arena);
}

bool public_key_of_seed(const char *algorithm, struct span seed, struct public_key *key,
                        struct arena *arena) {
    int type = octets_type(algorithm);
    return type != EVP_PKEY_NONE &&
           finish(EVP_PKEY_new_raw_private_key(type, NULL, seed.bytes, seed.length), key, arena);
}
