/* A megabyte of random bytes, and of what random bytes look like in text, holds nothing: no find
 * and no problem, whatever the seed. */
#include "base/text.h"
#include "collected.h"

enum { NOISE_BYTES = 1 << 20, SEEDS = 4, LINE = 64 };

/* xorshift64* (S. Vigna, 2016): the same bytes for the same seed on every machine. */
static struct buffer noise_of(uint64_t seed, size_t length) {
    struct buffer noise = {0};
    uint64_t state = seed * 0x9E3779B97F4A7C15 + 1;
    for (size_t i = 0; i < length; i++) {
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        buffer_append_byte(&noise, (uint8_t)(state * 0x2545F4914F6CDD1D >> 56));
    }
    assert_int_equal(noise.length, length);
    return noise;
}

/* Each byte becomes a digit of the alphabet; lines of LINE digits where asked for. */
static struct buffer written(const struct buffer *noise, const char *alphabet, bool in_lines) {
    struct buffer text = {0};
    size_t digits = strlen(alphabet);
    for (size_t i = 0; i < noise->length; i++) {
        buffer_append_byte(&text, (uint8_t)alphabet[noise->bytes[i] % digits]);
        if (in_lines && i % LINE == LINE - 1) {
            buffer_append_byte(&text, '\n');
        }
    }
    return text;
}

static void expect_nothing_in(const char *name, struct buffer *noise) {
    static struct collected collected;
    collect(&collected, name, buffer_span(noise), NULL);
    if (collected.find_count || collected.complaint_count) {
        fail_msg("%s: %zu finds, %zu problems", name, collected.find_count,
                 collected.complaint_count);
    }
    buffer_release(noise);
}

static void in_random_bytes(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct buffer noise = noise_of(seed, NOISE_BYTES);
        expect_nothing_in("noise.bin", &noise);
    }
}

static void in_random_digits(void **state) {
    (void)state;
    static const char *const alphabets[] = {
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", "0123456789abcdef",
        "0123456789ABCDEF"};
    for (size_t i = 0; i < COUNT_OF(alphabets); i++) {
        struct buffer noise = noise_of(17 + i, NOISE_BYTES);
        struct buffer lines = written(&noise, alphabets[i], true);
        struct buffer line = written(&noise, alphabets[i], false);
        expect_nothing_in("lines.txt", &lines);
        expect_nothing_in("line.txt", &line);
        buffer_release(&noise);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(in_random_bytes),
        cmocka_unit_test(in_random_digits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
