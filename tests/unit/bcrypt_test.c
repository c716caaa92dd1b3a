/* decoders/bcrypt: known answers of bcrypt_pbkdf, and the state that Blowfish starts from. */
#include <openssl/bn.h>

#include "decoders/bcrypt.h"
#include "decoders/blowfish.h"
#include "unit.h"

enum { WORDS = BLOWFISH_ROUNDS + 2 + BLOWFISH_BOXES * BLOWFISH_BOX_WORDS, GUARD = 64 };

/* one / x - one / (3 x^3) + ..., that is one arctan(1/x). */
static BIGNUM *arctan(BN_ULONG x, const BIGNUM *one) {
    BIGNUM *term = BN_dup(one), *sum = BN_new(), *part = BN_new();
    assert_true(term && sum && part);
    BN_div_word(term, x);
    for (BN_ULONG odd = 1; !BN_is_zero(term); odd += 2) {
        assert_non_null(BN_copy(part, term));
        BN_div_word(part, odd);
        assert_true(odd % 4 == 1 ? BN_add(sum, sum, part) : BN_sub(sum, sum, part));
        BN_div_word(term, x * x);
    }
    BN_free(term);
    BN_free(part);
    return sum;
}

/* Machin: pi = 16 arctan(1/5) - 4 arctan(1/239). */
static void starts_from_pi(void **state) {
    (void)state;
    static uint8_t digits[4 * WORDS];
    BIGNUM *one = BN_new();
    assert_true(one && BN_set_bit(one, 32 * WORDS + GUARD));
    BIGNUM *pi = arctan(5, one), *less = arctan(239, one);
    assert_true(BN_mul_word(pi, 16) && BN_mul_word(less, 4) && BN_sub(pi, pi, less) &&
                BN_mul_word(one, 3) && BN_sub(pi, pi, one) && BN_rshift(pi, pi, GUARD));
    assert_int_equal(BN_bn2binpad(pi, digits, sizeof digits), sizeof digits);
    for (size_t i = 0; i < WORDS; i++) {
        size_t box = i - (BLOWFISH_ROUNDS + 2);
        uint32_t word =
            i < BLOWFISH_ROUNDS + 2
                ? blowfish_start.rounds[i]
                : blowfish_start.boxes[box / BLOWFISH_BOX_WORDS][box % BLOWFISH_BOX_WORDS];
        const uint8_t *four = digits + 4 * i;
        assert_int_equal(word, (uint32_t)four[0] << 24 | (uint32_t)four[1] << 16 |
                                   (uint32_t)four[2] << 8 | four[3]);
    }
    BN_free(one);
    BN_free(pi);
    BN_free(less);
}

/* Answers that implementations of bcrypt_pbkdf are commonly tested with. */
static void derives_what_others_derive(void **state) {
    (void)state;
    uint8_t key[64];
    assert_true(bcrypt_derive(LITERAL("password"), LITERAL("salt"), 4, key, 32));
    assert_memory_equal(key,
                        "\x5b\xbf\x0c\xc2\x93\x58\x7f\x1c\x36\x35\x55\x5c\x27\x79\x65\x98"
                        "\xd4\x7e\x57\x90\x71\xbf\x42\x7e\x9d\x8f\xbe\x84\x2a\xba\x34\xd9",
                        32);
    assert_true(bcrypt_derive(LITERAL("password"), span_of("", 1), 4, key, 16));
    assert_memory_equal(key, "\xc1\x2b\x56\x62\x35\xee\xe0\x4c\x21\x25\x98\x97\x0a\x57\x9a\x67",
                        16);
    assert_true(bcrypt_derive(LITERAL("password"), LITERAL("salt"), 8, key, 64));
    assert_memory_equal(key,
                        "\xe1\x36\x7e\xc5\x15\x1a\x33\xfa\xac\x4c\xc1\xc1\x44\xcd\x23\xfa"
                        "\x15\xd5\x54\x84\x93\xec\xc9\x9b\x9b\x5d\x9c\x0d\x3b\x27\xbe\xc7"
                        "\x62\x27\xea\x66\x08\x8b\x84\x9b\x20\xab\x7a\xa4\x78\x01\x02\x46"
                        "\xe7\x4b\xba\x51\x72\x3f\xef\xa9\xf9\x47\x4d\x65\x08\x84\x5e\x8d",
                        64);
}

static void refuses_what_nobody_writes(void **state) {
    (void)state;
    static uint8_t key[BCRYPT_KEY_MOST + 1], salt[BCRYPT_SALT_MOST + 1];
    struct span word = LITERAL("word");
    assert_false(bcrypt_derive(LITERAL(""), word, 1, key, 32));
    assert_false(bcrypt_derive((struct span){0}, word, 1, key, 32));
    assert_false(bcrypt_derive(word, (struct span){0}, 1, key, 32));
    assert_false(bcrypt_derive(word, word, 0, key, 32));
    assert_false(bcrypt_derive(word, word, 1, key, 0));
    assert_false(bcrypt_derive(word, word, 1, key, sizeof key));
    assert_false(bcrypt_derive(word, span_of(salt, sizeof salt), 1, key, 32));
    assert_true(bcrypt_derive(word, span_of(salt, sizeof salt - 1), 1, key, 32));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(starts_from_pi),
        cmocka_unit_test(derives_what_others_derive),
        cmocka_unit_test(refuses_what_nobody_writes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
