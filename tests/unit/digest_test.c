/* base/digest: the vectors of FIPS 180-4 and the empty input. */
#include "base/digest.h"
#include "base/text.h"
#include "unit.h"

static void check(struct span bytes, const char *sha256, const char *sha1) {
    uint8_t long_digest[SHA256_BYTES], short_digest[SHA1_BYTES];
    struct buffer text = {0};
    assert_true(digest_sha256(bytes, long_digest));
    text_hex(&text, span_of(long_digest, sizeof long_digest));
    assert_string_equal(buffer_text(&text), sha256);
    buffer_clear(&text);
    assert_true(digest_sha1(bytes, short_digest));
    text_hex(&text, span_of(short_digest, sizeof short_digest));
    assert_string_equal(buffer_text(&text), sha1);
    buffer_release(&text);
}

static void digests_nothing(void **state) {
    (void)state;
    check((struct span){0}, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
          "da39a3ee5e6b4b0d3255bfef95601890afd80709");
}

static void digests_one_block(void **state) {
    (void)state;
    check(LITERAL("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
          "a9993e364706816aba3e25717850c26c9cd0d89d");
}

static void digests_two_blocks(void **state) {
    (void)state;
    check(LITERAL("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
          "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
}

static void digests_a_million_bytes(void **state) {
    (void)state;
    struct buffer bytes = {0};
    for (size_t i = 0; i < 1000000; i++) {
        buffer_append_byte(&bytes, 'a');
    }
    check(buffer_span(&bytes), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
          "34aa973cd4c4daa4f61eeb2bdbad27316534016f");
    buffer_release(&bytes);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digests_nothing),
        cmocka_unit_test(digests_one_block),
        cmocka_unit_test(digests_two_blocks),
        cmocka_unit_test(digests_a_million_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
