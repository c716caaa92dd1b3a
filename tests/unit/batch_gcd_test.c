/* relations/batch_gcd: common factors of many numbers. */
#include "relations/batch_gcd.h"
#include "unit.h"

enum { NUMBERS_MOST = 200 };

static mpz_t numbers[NUMBERS_MOST], factors[NUMBERS_MOST];

static unsigned steps_left; /* before the time is up */

static bool is_over(void *context) {
    (void)context;
    return steps_left-- == 0;
}

static int begin(void **state) {
    (void)state;
    steps_left = 1u << 20;
    for (int i = 0; i < NUMBERS_MOST; i++) {
        mpz_inits(numbers[i], factors[i], NULL);
    }
    return 0;
}

static int end(void **state) {
    (void)state;
    for (int i = 0; i < NUMBERS_MOST; i++) {
        mpz_clears(numbers[i], factors[i], NULL);
    }
    return 0;
}

/* The same question, each number with each other one. */
static void assert_as_one_by_one(size_t count) {
    mpz_t shared, product;
    mpz_inits(shared, product, NULL);
    assert_true(batch_gcd((const mpz_t *)numbers, count, factors, is_over, NULL));
    for (size_t i = 0; i < count; i++) {
        mpz_set_ui(product, 1);
        for (size_t j = 0; j < count; j++) {
            if (j != i) {
                mpz_mul(product, product, numbers[j]);
            }
        }
        mpz_gcd(shared, product, numbers[i]);
        assert_int_equal(mpz_cmp(shared, factors[i]), 0);
    }
    mpz_clears(shared, product, NULL);
}

/* Products of two primes, of which every seventh number takes one again. */
static void fill(size_t count) {
    mpz_t prime;
    mpz_init_set_ui(prime, 1000003);
    for (size_t i = 0; i < count; i++) {
        mpz_nextprime(prime, prime);
        mpz_set(numbers[i], prime);
        mpz_nextprime(prime, prime);
        if (i % 7 == 6) {
            mpz_set_ui(numbers[i], 1000033);
        }
        mpz_mul(numbers[i], numbers[i], prime);
    }
    mpz_clear(prime);
}

static void agrees_with_one_by_one(void **state) {
    (void)state;
    for (size_t count = 0; count <= 20; count++) {
        fill(count);
        assert_as_one_by_one(count);
    }
    fill(NUMBERS_MOST);
    assert_as_one_by_one(NUMBERS_MOST);
}

static void finds_a_number_that_is_wholly_shared(void **state) {
    (void)state;
    static const unsigned long values[] = {35, 5 * 11, 7 * 13, 17 * 19};
    static const unsigned long shared[] = {35, 5, 7, 1};
    for (size_t i = 0; i < COUNT_OF(values); i++) {
        mpz_set_ui(numbers[i], values[i]);
    }
    assert_true(batch_gcd((const mpz_t *)numbers, COUNT_OF(values), factors, is_over, NULL));
    for (size_t i = 0; i < COUNT_OF(values); i++) {
        assert_int_equal(mpz_get_ui(factors[i]), shared[i]);
    }
}

/* Wherever it is given up: told, and nothing is left behind (the sanitizer build looks). */
static void gives_up_at_each_step(void **state) {
    (void)state;
    unsigned refused = 0;
    for (size_t i = 0; i < 9; i++) {
        mpz_set_ui(numbers[i], 2 * i + 3);
    }
    for (steps_left = 0; !batch_gcd((const mpz_t *)numbers, 9, factors, is_over, NULL);
         steps_left = refused) {
        refused++;
        assert_in_range(refused, 1, 100);
    }
    assert_true(refused > 20);
    assert_int_equal(mpz_get_ui(factors[0]), 3);
    steps_left = 1u << 20;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_one_by_one),
        cmocka_unit_test(finds_a_number_that_is_wholly_shared),
        cmocka_unit_test(gives_up_at_each_step),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
