/* Carving: every structure inside a larger file, cut short, damaged, and all that only looks like a
 * key or certificate. */
#include <time.h>

#include "damaged.h"
#include "der_build.h"
#include "expected.h"

static struct collected collected;

/* Bytes that repeat for the same seed (xorshift32). */
static void append_noise(struct buffer *out, size_t length, uint32_t seed) {
    uint32_t state = seed * 2654435761u + 1;
    for (size_t i = 0; i < length; i++) {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        buffer_append_byte(out, (uint8_t)(state >> 16));
    }
}

static void examine_program(const struct buffer *bytes, const struct limits *limits) {
    struct span copy = exact_copy(buffer_span(bytes));
    collect(&collected, "program", copy, limits);
    exact_free(copy);
}

enum { BEFORE = 1001, BEHIND = 300 };

/* der in the middle of noise, a NUL first. */
static struct buffer embedded(struct span der) {
    struct buffer out = {0};
    buffer_append_byte(&out, 0);
    append_noise(&out, BEFORE - 1, 7);
    buffer_append(&out, der.bytes, der.length);
    append_noise(&out, BEHIND, 8);
    return out;
}

struct sample {
    const char *file;
    enum artifact_kind kind;
    const char *structure;
};

static const struct sample samples[] = {
    {"encodings/der/certificate.der", KIND_CERTIFICATE, "X.509"},
    {"encodings/algorithms/ed25519.crt", KIND_CERTIFICATE, "X.509"},
    {"encodings/algorithms/rsa-pss.crt", KIND_CERTIFICATE, "X.509"},
    {"encodings/der/request.der", KIND_REQUEST, "PKCS#10"},
    {"encodings/der/revocations.der", KIND_CRL, "X.509 CRL"},
    {"encodings/der/rsa-public.der", KIND_PUBLIC_KEY, "SubjectPublicKeyInfo"},
    {"encodings/der/ec-public.der", KIND_PUBLIC_KEY, "SubjectPublicKeyInfo"},
    {"encodings/pem/rsa-public-pkcs1.pem", KIND_PUBLIC_KEY, "PKCS#1"},
    {"encodings/algorithms/x25519.pub", KIND_PUBLIC_KEY, "SubjectPublicKeyInfo"},
    {"encodings/der/rsa-pkcs1.der", KIND_PRIVATE_KEY, "PKCS#1"},
    {"encodings/algorithms/rsa-three-primes.key", KIND_PRIVATE_KEY, "PKCS#1"},
    {"encodings/der/ec-sec1.der", KIND_PRIVATE_KEY, "SEC1"},
    {"encodings/algorithms/p-521.key", KIND_PRIVATE_KEY, "PKCS#8"},
    {"encodings/algorithms/dsa.der", KIND_PRIVATE_KEY, "DSA"},
    {"encodings/der/rsa-pkcs8.der", KIND_PRIVATE_KEY, "PKCS#8"},
    {"encodings/der/rsa-pkcs8-locked.der", KIND_PRIVATE_KEY, "PKCS#8"},
    {"encodings/algorithms/p-256.key", KIND_PRIVATE_KEY, "PKCS#8"},
    {"encodings/algorithms/ed25519.key", KIND_PRIVATE_KEY, "PKCS#8"},
    {"encodings/algorithms/ed448.key", KIND_PRIVATE_KEY, "PKCS#8"},
    {"encodings/algorithms/x25519.key", KIND_PRIVATE_KEY, "PKCS#8"},
    {"post-quantum/ml-dsa-44.pub", KIND_PUBLIC_KEY, "SubjectPublicKeyInfo"},
};

static void every_structure_inside_noise(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(samples); i++) {
        struct buffer der = corpus_der(samples[i].file);
        struct buffer program = embedded(buffer_span(&der));
        examine_program(&program, NULL);
        const struct find *find = &collected.finds[0];
        if (collected.find_count != 1 || collected.complaint_count ||
            find->kind != samples[i].kind || strcmp(find->structure, samples[i].structure) != 0) {
            fail_msg("%s: %zu finds, %zu problems", samples[i].file, collected.find_count,
                     collected.complaint_count);
        }
        assert_string_equal(find->trail, "byte 1001");
        buffer_release(&program);
        buffer_release(&der);
    }
}

/* Cut, and other bytes behind the cut: nothing, not even the public key inside it. Where the noise
 * leaves the form of a certificate whole, it is worth a row. */
static void nothing_is_left_of_what_is_cut(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(samples); i++) {
        struct buffer der = corpus_der(samples[i].file);
        for (size_t length = 0; length < der.length; length++) {
            struct buffer program = {0};
            buffer_append_byte(&program, 0);
            buffer_append(&program, der.bytes, length);
            examine_program(&program, NULL);
            size_t cut = collected.find_count;
            append_noise(&program, 2 * der.length, (uint32_t)length);
            examine_program(&program, NULL);
            bool refused = complaint_of(&collected, "malformed") != NULL;
            if (cut || collected.complaint_count > refused) {
                fail_msg("%s cut to %zu bytes yields %zu artifacts", samples[i].file, length, cut);
            }
            buffer_release(&program);
        }
        buffer_release(&der);
    }
}

/* A damaged certificate may still be one; its key alone is never reported in its stead. */
static void every_bit_of_a_certificate(void **state) {
    (void)state;
    struct buffer der = corpus_der("encodings/der/certificate.der");
    struct buffer program = embedded(buffer_span(&der));
    for (size_t bit = 0; bit < der.length * 8; bit++) {
        uint8_t mask = (uint8_t)(1 << bit % 8);
        program.bytes[BEFORE + bit / 8] ^= mask;
        examine_program(&program, NULL);
        assert_true(collected.find_count <= 1);
        if (bit >= (size_t)8 * 20 && find_of(&collected, KIND_PUBLIC_KEY)) {
            fail_msg("bit %zu turned yields a public key", bit);
        }
        program.bytes[BEFORE + bit / 8] ^= mask;
    }
    buffer_release(&program);
    buffer_release(&der);
}

/* PKCS#8 holds PKCS#1, a certificate its public key: found once, and neighbours each. */
static void neighbours_are_found_and_insides_are_not(void **state) {
    (void)state;
    struct buffer program = {0};
    buffer_append(&program,
                  "\x7F"
                  "ELF\0",
                  5);
    for (size_t i = 0; i < COUNT_OF(samples); i++) {
        struct buffer der = corpus_der(samples[i].file);
        buffer_append(&program, der.bytes, der.length);
        buffer_release(&der);
    }
    examine_program(&program, NULL);
    assert_int_equal(collected.find_count, COUNT_OF(samples));
    for (size_t i = 0; i < COUNT_OF(samples); i++) {
        assert_string_equal(collected.finds[i].structure, samples[i].structure);
    }
    buffer_release(&program);
}

static void noise_holds_nothing(void **state) {
    (void)state;
    for (uint32_t seed = 1; seed <= 8; seed++) {
        struct buffer noise = {0};
        append_noise(&noise, 1 << 20, seed);
        examine_program(&noise, NULL);
        assert_int_equal(collected.find_count + collected.complaint_count, 0);
        buffer_release(&noise);
    }
}

/* What crypto libraries hold beside keys. */
static void constants_and_signatures_are_no_keys(void **state) {
    (void)state;
    static const char *const heads[] = {
        "\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20",
        "\x30\x2a\x30\x05\x06\x03\x2b\x65\x6e\x03\x21\x00",
    };
    static const size_t lengths[] = {16, 12};
    for (size_t i = 0; i < COUNT_OF(heads); i++) {
        struct buffer program = {0};
        buffer_append(&program, "\0\0\0\0", 4);
        for (size_t j = 0; j < 4; j++) {
            buffer_append(&program, heads[i], lengths[i]);
            buffer_append(&program, j % 2 ? "the key is too short\0" : "\0\0\0\0\1\0\0\0",
                          j % 2 ? 21 : 8);
        }
        buffer_append_text(&program, "some more of the text of messages, none of it a key");
        examine_program(&program, NULL);
        assert_int_equal(collected.find_count + collected.complaint_count, 0);
        buffer_release(&program);
    }
    /* Diffie-Hellman parameters, an ECDSA signature on P-384 */
    static const size_t sizes[][2] = {{256, 1}, {48, 48}, {128, 3}};
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        struct buffer pair = {0};
        der_append_integer(&pair, sizes[i][0]);
        der_append_integer(&pair, sizes[i][1]);
        der_wrap(&pair, TAG_SEQUENCE);
        struct buffer program = embedded(buffer_span(&pair));
        examine_program(&program, NULL);
        assert_int_equal(collected.find_count + collected.complaint_count, 0);
        buffer_release(&program);
        buffer_release(&pair);
    }
}

static void limits_are_told(void **state) {
    (void)state;
    struct buffer der = corpus_der("encodings/der/certificate.der");
    struct buffer program = embedded(buffer_span(&der));
    struct limits limits = limits_default();
    limits.der_bytes = der.length;
    examine_program(&program, &limits);
    assert_int_equal(collected.find_count, 1);
    limits.der_bytes = der.length - 1;
    examine_program(&program, &limits);
    assert_int_equal(collected.find_count, 0);
    assert_non_null(complaint_of(&collected, "limit"));
    limits = limits_default();
    limits.blocks = 1;
    examine_program(&program, &limits);
    assert_int_equal(collected.complaint_count, 0);
    buffer_append(&program, der.bytes, der.length);
    examine_program(&program, &limits);
    assert_int_equal(collected.find_count, 1);
    assert_non_null(complaint_of(&collected, "limit"));
    buffer_release(&program);
    buffer_release(&der);
}

/* What has the shape of a revocation list and is none, around such another. */
static struct buffer around(const struct buffer *inside) {
    static const uint8_t algorithm[] = {0x30, 3, TAG_OID, 1, 0x2A};
    static const uint8_t signature[] = {TAG_BIT_STRING, 2, 0, 1};
    struct buffer out = {0};
    buffer_append(&out, algorithm, sizeof algorithm);
    der_append(&out, TAG_SEQUENCE, (struct span){0});
    der_append(&out, TAG_UTC_TIME, LITERAL("250101000000Z"));
    der_append(&out, TAG_OCTET_STRING, buffer_span(inside));
    der_wrap(&out, TAG_SEQUENCE);
    buffer_append(&out, algorithm, sizeof algorithm);
    buffer_append(&out, signature, sizeof signature);
    der_wrap(&out, TAG_SEQUENCE);
    return out;
}

static void nested_false_candidates_cost_little(void **state) {
    (void)state;
    struct buffer nested = {0}, program = {0};
    for (size_t i = 0; i < 1000; i++) {
        struct buffer outer = around(&nested);
        buffer_release(&nested);
        nested = outer;
    }
    buffer_append_byte(&program, 0);
    buffer_append(&program, nested.bytes, nested.length);
    clock_t begun = clock();
    examine_program(&program, NULL);
    double seconds = (double)(clock() - begun) / CLOCKS_PER_SEC;
    if (seconds > 2) {
        fail_msg("%zu bytes took %.1f seconds", program.length, seconds);
    }
    assert_int_equal(collected.find_count, 0);
    assert_non_null(complaint_of(&collected, "limit"));
    buffer_release(&program);
    buffer_release(&nested);
}

static void text_is_left_alone(void **state) {
    (void)state;
    struct buffer text = {0};
    while (text.length < 100000) {
        buffer_append_text(&text, "0\x82\x01\x0a"
                                  "000 just 0x30, 0x82, in some text\n");
    }
    examine_program(&text, NULL);
    assert_int_equal(collected.find_count + collected.complaint_count, 0);
    buffer_release(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_structure_inside_noise),
        cmocka_unit_test(nothing_is_left_of_what_is_cut),
        cmocka_unit_test(every_bit_of_a_certificate),
        cmocka_unit_test(neighbours_are_found_and_insides_are_not),
        cmocka_unit_test(noise_holds_nothing),
        cmocka_unit_test(constants_and_signatures_are_no_keys),
        cmocka_unit_test(limits_are_told),
        cmocka_unit_test(nested_false_candidates_cost_little),
        cmocka_unit_test(text_is_left_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
