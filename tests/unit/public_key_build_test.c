/* Public halves from bare numbers: the same SubjectPublicKeyInfo as OpenSSL's own, and no key where
 * the numbers make none. */
#include "decoders/public_key_build.h"
#include "unit.h"

/* RFC 8032 section 7.1 test 1, and RFC 7748 section 6.1. */
static const uint8_t seed[32] = {0x9D, 0x61, 0xB1, 0x9D, 0xEF, 0xFD, 0x5A, 0x60, 0xBA, 0x84, 0x4A,
                                 0xF4, 0x92, 0xEC, 0x2C, 0xC4, 0x44, 0x49, 0xC5, 0x69, 0x7B, 0x32,
                                 0x69, 0x19, 0x70, 0x3B, 0xAC, 0x03, 0x1C, 0xAE, 0x7F, 0x60};
static const uint8_t octets[32] = {0xD7, 0x5A, 0x98, 0x01, 0x82, 0xB1, 0x0A, 0xB7, 0xD5, 0x4B, 0xFE,
                                   0xD3, 0xC9, 0x64, 0x07, 0x3A, 0x0E, 0xE1, 0x72, 0xF3, 0xDA, 0xA6,
                                   0x23, 0x25, 0xAF, 0x02, 0x1A, 0x68, 0xF7, 0x07, 0x51, 0x1A};

static void knows_seed_and_octets(void **state) {
    (void)state;
    static const uint8_t head[] = {0x30, 0x2A, 0x30, 0x05, 0x06, 0x03,
                                   0x2B, 0x65, 0x70, 0x03, 0x21, 0x00};
    struct arena arena = {0};
    struct public_key one = {0}, other = {0};
    assert_true(public_key_of_seed("Ed25519", span_of(seed, 32), &one, &arena));
    assert_true(public_key_of_octets("Ed25519", span_of(octets, 32), &other, &arena));
    assert_true(span_equal(one.spki, other.spki));
    assert_int_equal(one.spki.length, sizeof head + sizeof octets);
    assert_memory_equal(one.spki.bytes, head, sizeof head);
    assert_memory_equal(one.spki.bytes + sizeof head, octets, sizeof octets);
    for (size_t length = 0; length < 32; length++) {
        assert_false(public_key_of_octets("Ed25519", span_of(octets, length), &other, &arena));
        assert_false(public_key_of_seed("Ed25519", span_of(seed, length), &other, &arena));
    }
    assert_false(public_key_of_octets("Ed25520", span_of(octets, 32), &other, &arena));
    assert_false(public_key_of_octets("Ed448", span_of(octets, 32), &other, &arena));
    arena_release(&arena);
}

/* A private number, its point, and the point compressed are one key on each curve. */
static void knows_points(void **state) {
    (void)state;
    static const struct {
        const char *curve;
        size_t field;
    } curves[] = {{"P-256", 32}, {"P-384", 48}, {"P-521", 66}, {"secp256k1", 32}};
    for (size_t i = 0; i < COUNT_OF(curves); i++) {
        struct arena arena = {0};
        struct public_key scalar = {0}, point = {0}, parts = {0}, wrong = {0};
        size_t field = curves[i].field;
        assert_true(public_key_of_scalar(curves[i].curve, span_of(seed, 31), &scalar, &arena));
        assert_string_equal(scalar.curve, curves[i].curve);
        uint8_t bytes[133];
        memcpy(bytes, scalar.spki.bytes + scalar.spki.length - 1 - 2 * field, 1 + 2 * field);
        struct span x = span_of(bytes + 1, field), y = span_of(bytes + 1 + field, field);
        assert_true(public_key_of_coordinates(curves[i].curve, x, y, &parts, &arena));
        assert_true(span_equal(parts.spki, scalar.spki));
        assert_false(public_key_of_coordinates(curves[i].curve, y, x, &wrong, &arena));
        bytes[0] = (uint8_t)(2 | (bytes[2 * field] & 1));
        assert_true(
            public_key_of_point(curves[i].curve, span_of(bytes, 1 + field), &point, &arena));
        assert_true(span_equal(point.spki, scalar.spki));
        assert_false(public_key_of_point(curves[i].curve, span_of(bytes, field), &wrong, &arena));
        assert_false(wrong.known);
        arena_release(&arena);
    }
}

static void refuses_private_numbers_out_of_range(void **state) {
    (void)state;
    struct arena arena = {0};
    struct public_key key = {0};
    uint8_t bytes[80];
    memset(bytes, 0xFF, sizeof bytes);
    assert_false(public_key_of_scalar("P-256", span_of(bytes, 32), &key, &arena));
    assert_false(public_key_of_scalar("P-256", span_of(bytes, sizeof bytes), &key, &arena));
    assert_false(public_key_of_scalar("P-256", span_of(bytes, 0), &key, &arena));
    assert_false(public_key_of_scalar("P-255", span_of(bytes, 16), &key, &arena));
    memset(bytes, 0, sizeof bytes);
    assert_false(public_key_of_scalar("P-256", span_of(bytes, 32), &key, &arena));
    arena_release(&arena);
}

static void bounds_rsa_and_dsa(void **state) {
    (void)state;
    struct arena arena = {0};
    struct public_key key = {0};
    static uint8_t bytes[NUMBER_BYTES_MOST + 1];
    memset(bytes, 0xC5, sizeof bytes);
    struct span exponent = LITERAL("\1\0\1");
    assert_true(public_key_of_rsa(span_of(bytes, 256), exponent, &key, &arena));
    assert_int_equal(key.bits, 2048);
    assert_true(public_key_of_rsa(span_of(bytes, NUMBER_BYTES_MOST), exponent, &key, &arena));
    assert_false(public_key_of_rsa(span_of(bytes, NUMBER_BYTES_MOST + 1), exponent, &key, &arena));
    assert_false(
        public_key_of_rsa(span_of(bytes, MODULUS_BYTES_LEAST - 1), exponent, &key, &arena));
    assert_false(public_key_of_rsa(span_of(bytes, 64), LITERAL("\0\0"), &key, &arena));
    struct dsa_numbers numbers = {span_of(bytes, 128), span_of(bytes, 20), span_of(bytes, 127),
                                  span_of(bytes, 126)};
    assert_true(public_key_of_dsa(&numbers, &key, &arena));
    numbers.y = span_of(bytes, 129);
    assert_false(public_key_of_dsa(&numbers, &key, &arena));
    assert_true(public_key_of_dsa_private(&numbers, span_of(bytes, 20), &key, &arena));
    assert_false(public_key_of_dsa_private(&numbers, span_of(bytes, 65), &key, &arena));
    numbers.p = span_of(bytes, 2048);
    assert_false(public_key_of_dsa_private(&numbers, span_of(bytes, 20), &key, &arena));
    arena_release(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_seed_and_octets),
        cmocka_unit_test(knows_points),
        cmocka_unit_test(refuses_private_numbers_out_of_range),
        cmocka_unit_test(bounds_rsa_and_dsa),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
