#include "decoders/ssh_private.h"

#include <openssl/bn.h>

#include "decoders/public_key_build.h"

static bool same_key(const struct public_key *one, const struct public_key *other) {
    return one->known && other->known &&
           memcmp(one->spki_sha256, other->spki_sha256, SHA256_BYTES) == 0;
}

static BIGNUM *secret_number(struct span bytes) {
    BIGNUM *number = bytes.length <= NUMBER_BYTES_MOST ? BN_secure_new() : NULL;
    if (number && !BN_bin2bn(bytes.bytes, (int)bytes.length, number)) {
        BN_clear_free(number);
        number = NULL;
    }
    return number;
}

/* p q = n, and d undoes e modulo p - 1 (RFC 8017 section 3.2). */
static bool rsa_fits(struct span modulus, struct span exponent, struct span secret, struct span one,
                     struct span other) {
    BN_CTX *context = BN_CTX_secure_new();
    BIGNUM *n = secret_number(modulus), *e = secret_number(exponent), *d = secret_number(secret),
           *p = secret_number(one), *q = secret_number(other), *product = BN_secure_new();
    bool fits = context && n && e && d && p && q && product && BN_mul(product, p, q, context) &&
                BN_cmp(product, n) == 0 && BN_sub_word(p, 1) && !BN_is_zero(p) &&
                BN_mod_mul(product, d, e, p, context) && BN_is_one(product);
    BN_clear_free(n);
    BN_clear_free(e);
    BN_clear_free(d);
    BN_clear_free(p);
    BN_clear_free(q);
    BN_clear_free(product);
    BN_CTX_free(context);
    return fits;
}

/* n, e, d, q's inverse, p, q. */
static bool take_rsa(struct span *rest, struct ssh_private *private, struct arena *arena) {
    struct span n, e, d, inverse, p, q;
    bool taken = ssh_take_mpint(rest, &n) && ssh_take_mpint(rest, &e) && ssh_take_mpint(rest, &d) &&
                 ssh_take_mpint(rest, &inverse) && ssh_take_mpint(rest, &p) &&
                 ssh_take_mpint(rest, &q) && public_key_of_rsa(n, e, &private->key, arena);
    private->fits = taken && rsa_fits(n, e, d, p, q);
    return taken;
}

/* p, q, g, y, x. */
static bool take_dsa(struct span *rest, struct ssh_private *private, struct arena *arena) {
    struct dsa_numbers numbers;
    struct public_key computed = {.algorithm = "", .curve = ""};
    struct span x;
    bool taken = ssh_take_mpint(rest, &numbers.p) && ssh_take_mpint(rest, &numbers.q) &&
                 ssh_take_mpint(rest, &numbers.g) && ssh_take_mpint(rest, &numbers.y) &&
                 ssh_take_mpint(rest, &x) && public_key_of_dsa(&numbers, &private->key, arena);
    private->fits = taken && public_key_of_dsa_private(&numbers, x, &computed, arena) &&
                    same_key(&computed, &private->key);
    return taken;
}

/* Curve, point, scalar; or the public key, and the seed with the public key behind it. */
static bool take_curve(const struct ssh_type *type, struct span *rest, struct ssh_private *private,
                       struct arena *arena) {
    struct public_key computed = {.algorithm = "", .curve = ""};
    struct span secret;
    bool edwards = type->family == SSH_EDWARDS;
    if (!ssh_take_public(type, rest, &private->key, arena) ||
        !(edwards ? ssh_take_string(rest, &secret) : ssh_take_mpint(rest, &secret))) {
        return false;
    }
    bool made = edwards
                    ? public_key_of_seed(type->algorithm, span_part(secret, 0, secret.length / 2),
                                         &computed, arena)
                    : public_key_of_scalar(type->algorithm, secret, &computed, arena);
    private->fits = made && same_key(&computed, &private->key);
    return true;
}

bool ssh_take_private(const struct ssh_type *type, struct span *rest, struct ssh_private *private,
                      struct arena *arena) {
    private->key = (struct public_key){.algorithm = "", .curve = ""};
    private->fits = true;
    if (type->is_security_key) {
        return ssh_take_public(type, rest, &private->key, arena);
    }
    switch (type->family) {
    case SSH_RSA:
        return take_rsa(rest, private, arena);
    case SSH_DSA:
        return take_dsa(rest, private, arena);
    default:
        return take_curve(type, rest, private, arena);
    }
}
