/* relations/modulus_flaws: what one modulus and one exponent show. */
#include <stdio.h>

#include "relations/modulus_flaws.h"
#include "unit.h"

static mpz_t number;

static int begin(void **state) {
    (void)state;
    mpz_init(number);
    return 0;
}

static int end(void **state) {
    (void)state;
    mpz_clear(number);
    return 0;
}

static void set_product(unsigned long one, unsigned long other) {
    mpz_set_ui(number, one);
    mpz_mul_ui(number, number, other);
}

static void names_small_factors(void **state) {
    (void)state;
    char clause[64];
    mpz_set_ui(number, 0);
    assert_string_equal(modulus_impossible(number, clause), "its modulus is 0 or 1");
    mpz_set_ui(number, 1);
    assert_string_equal(modulus_impossible(number, clause), "its modulus is 0 or 1");
    set_product(2, 1000003);
    assert_string_equal(modulus_impossible(number, clause), "its modulus is even");
    static const unsigned long factors[] = {3, 5, 7, 101, 499, 503, 991, 997};
    for (size_t i = 0; i < COUNT_OF(factors); i++) {
        char expected[64];
        set_product(factors[i], 1000003);
        snprintf(expected, sizeof expected, "its modulus can be divided by %lu", factors[i]);
        assert_string_equal(modulus_impossible(number, clause), expected);
    }
    set_product(1009, 1000003);
    assert_null(modulus_impossible(number, clause));
}

/* Neighbouring primes are found; at 2^40 the first square lies g^2 / (8 root) rounds away, for a
 * gap g between the factors. */
static void factors_neighbours(void **state) {
    (void)state;
    mpz_t other;
    mpz_ui_pow_ui(number, 2, 40);
    mpz_init(other);
    mpz_nextprime(number, number);
    mpz_nextprime(other, number);
    mpz_mul(number, number, other);
    assert_non_null(modulus_fermat(number));
    mpz_ui_pow_ui(number, 2, 40);
    mpz_nextprime(number, number);
    mpz_add_ui(other, number, 20000000); /* 45 rounds */
    mpz_nextprime(other, other);
    mpz_mul(number, number, other);
    assert_non_null(modulus_fermat(number));
    mpz_ui_pow_ui(number, 2, 40);
    mpz_nextprime(number, number);
    mpz_add_ui(other, number, 40000000); /* 181 rounds */
    mpz_nextprime(other, other);
    mpz_mul(number, number, other);
    assert_null(modulus_fermat(number));
    mpz_set_ui(number, 1000003);
    mpz_mul(number, number, number);
    assert_non_null(modulus_fermat(number));
    mpz_clear(other);
}

/* Powers of 65537 modulo the product of the primes have the fingerprint, their successors do not.
 */
static void knows_the_fingerprint(void **state) {
    (void)state;
    mpz_t product, base;
    mpz_init_set_ui(product, 2);
    mpz_init_set_ui(base, 65537);
    for (unsigned long prime = 3; prime <= 167; prime += 2) {
        mpz_set_ui(number, prime);
        if (mpz_probab_prime_p(number, 20)) {
            mpz_mul_ui(product, product, prime);
        }
    }
    for (unsigned long exponent = 1; exponent < 2000; exponent += 37) {
        mpz_powm_ui(number, base, exponent, product);
        assert_non_null(modulus_roca(number));
        mpz_addmul_ui(number, product, exponent);
        assert_non_null(modulus_roca(number));
        mpz_add_ui(number, number, 2);
        assert_null(modulus_roca(number));
    }
    mpz_clears(product, base, NULL);
}

static void judges_exponents(void **state) {
    (void)state;
    static const struct {
        unsigned long exponent;
        bool is_bad;
    } rows[] = {{0, true}, {1, true}, {2, true}, {3, false}, {65536, true}, {65537, false}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        mpz_set_ui(number, rows[i].exponent);
        assert_int_equal(exponent_bad(number) != NULL, rows[i].is_bad);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_small_factors),
        cmocka_unit_test(factors_neighbours),
        cmocka_unit_test(knows_the_fingerprint),
        cmocka_unit_test(judges_exponents),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
