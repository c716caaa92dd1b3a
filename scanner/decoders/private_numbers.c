#include "decoders/private_numbers.h"

#include <stdbool.h>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>

enum { MODULUS_BITS_MOST = 16384 };

enum number { N, E, D, P, Q, DP, DQ, INVERSE, NUMBERS };

static const char *const names[NUMBERS] = {
    [N] = OSSL_PKEY_PARAM_RSA_N,          [E] = OSSL_PKEY_PARAM_RSA_E,
    [D] = OSSL_PKEY_PARAM_RSA_D,          [P] = OSSL_PKEY_PARAM_RSA_FACTOR1,
    [Q] = OSSL_PKEY_PARAM_RSA_FACTOR2,    [DP] = OSSL_PKEY_PARAM_RSA_EXPONENT1,
    [DQ] = OSSL_PKEY_PARAM_RSA_EXPONENT2, [INVERSE] = OSSL_PKEY_PARAM_RSA_COEFFICIENT1,
};

/* a b mod m = 1. */
static bool is_inverse(const BIGNUM *a, const BIGNUM *b, const BIGNUM *m, BIGNUM *scratch,
                       BN_CTX *context) {
    return BN_mod_mul(scratch, a, b, m, context) && BN_is_one(scratch);
}

/* a mod (prime - 1) = b. */
static bool is_reduced(const BIGNUM *a, const BIGNUM *prime, const BIGNUM *b, BIGNUM *less,
                       BIGNUM *scratch, BN_CTX *context) {
    return BN_sub(less, prime, BN_value_one()) && BN_mod(scratch, a, less, context) &&
           BN_cmp(scratch, b) == 0;
}

static const char *compare(BIGNUM *const number[NUMBERS], BIGNUM *less, BIGNUM *scratch,
                           BN_CTX *context) {
    if (BN_is_zero(number[P]) && BN_is_zero(number[Q])) {
        return NULL; /* left out, as some programs do */
    }
    if (BN_is_zero(number[P]) || BN_is_one(number[P]) || BN_is_zero(number[Q]) ||
        BN_is_one(number[Q])) {
        return "one of its primes is 0 or 1";
    }
    if (!BN_mul(scratch, number[P], number[Q], context) || BN_cmp(scratch, number[N]) != 0) {
        return "the product of its primes is not its modulus";
    }
    if (!BN_sub(less, number[P], BN_value_one()) ||
        !is_inverse(number[D], number[E], less, scratch, context) ||
        !BN_sub(less, number[Q], BN_value_one()) ||
        !is_inverse(number[D], number[E], less, scratch, context)) {
        return "its private exponent does not undo its public exponent";
    }
    if (!is_reduced(number[D], number[P], number[DP], less, scratch, context) ||
        !is_reduced(number[D], number[Q], number[DQ], less, scratch, context)) {
        return "its exponents for the primes do not fit its private exponent";
    }
    return is_inverse(number[Q], number[INVERSE], number[P], scratch, context)
               ? NULL
               : "its coefficient is not the inverse of the second prime";
}

static bool has_third_prime(const EVP_PKEY *loaded) {
    BIGNUM *third = NULL;
    bool has = EVP_PKEY_get_bn_param(loaded, OSSL_PKEY_PARAM_RSA_FACTOR3, &third) == 1;
    BN_clear_free(third);
    return has;
}

static const char *rsa_disagreement(const EVP_PKEY *loaded) {
    BIGNUM *number[NUMBERS] = {0};
    BN_CTX *context = BN_CTX_secure_new();
    BIGNUM *less = BN_secure_new(), *scratch = BN_secure_new();
    const char *found = NULL;
    bool complete = context && less && scratch && !has_third_prime(loaded);
    for (unsigned i = 0; i < NUMBERS && complete; i++) {
        complete = EVP_PKEY_get_bn_param(loaded, names[i], &number[i]) == 1 &&
                   BN_num_bits(number[i]) <= MODULUS_BITS_MOST;
    }
    if (complete) {
        found = compare(number, less, scratch, context);
    }
    for (unsigned i = 0; i < NUMBERS; i++) {
        BN_clear_free(number[i]);
    }
    BN_clear_free(less);
    BN_clear_free(scratch);
    BN_CTX_free(context);
    return found;
}

/* Only where the curve has a name: the arithmetic of any other is as long as its author wants. */
static const char *curve_disagreement(EVP_PKEY *loaded) {
    char name[64];
    size_t length = 0;
    if (EVP_PKEY_get_group_name(loaded, name, sizeof name, &length) != 1 ||
        OBJ_sn2nid(name) == NID_undef) {
        return NULL;
    }
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(loaded, NULL);
    bool fits = !context || EVP_PKEY_pairwise_check(context) == 1;
    EVP_PKEY_CTX_free(context);
    return fits ? NULL : "its public point does not belong to its private number";
}

const char *private_numbers_disagreement(EVP_PKEY *loaded) {
    const char *found = NULL;
    int type = EVP_PKEY_get_base_id(loaded);
    if (type == EVP_PKEY_RSA || type == EVP_PKEY_RSA_PSS) {
        found = rsa_disagreement(loaded);
    } else if (type == EVP_PKEY_EC) {
        found = curve_disagreement(loaded);
    }
    ERR_clear_error();
    return found;
}
