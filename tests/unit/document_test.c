/* decoders/document, name_mend and ber_rewrite as one: certificates that OpenSSL refuses or that
 * are no DER are found all the same, under the key and signature they have. */
#include "damaged.h"
#include "expected.h"

static void names_that_are_no_text(void **state) {
    (void)state;
    static const struct {
        const char *file, *subject;
    } rows[] = {
        {"formats-oddities/names/utf8.der", "CN = AB\\FF\\FEEFGH"},
        {"formats-oddities/names/bmp.der", "CN = \\D8\\00\\FF\\FFABCD"},
        {"formats-oddities/names/universal.der", "CN = \\00\\11\\00\\00\\FF\\FF\\FF\\FF"},
        {"formats-oddities/names/octets.der", "CN = ABCDEFGH"},
    };
    static struct collected collected;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        collect_file(&collected, rows[i].file, NULL);
        assert_int_equal(collected.find_count, 1);
        assert_int_equal(collected.finds[0].kind, KIND_CERTIFICATE);
        assert_non_null(strstr(collected.finds[0].subject, rows[i].subject));
        assert_true(collected.finds[0].is_self_signed); /* over the bytes as they stand */
        assert_true(collected.finds[0].key_known);
        assert_non_null(complaint_of(&collected, "malformed"));
        assert_int_equal(collected.complaint_count, 1);
    }
}

/* Another signature over the same body. */
static void a_damaged_signature_stays_damaged(void **state) {
    (void)state;
    static struct collected collected;
    struct buffer file = corpus_file("formats-oddities/names/utf8.der");
    file.bytes[file.length - 1] ^= 1;
    collect(&collected, "damaged.der", buffer_span(&file), NULL);
    assert_int_equal(collected.find_count, 1);
    assert_false(collected.finds[0].is_self_signed);
    buffer_release(&file);
}

static void a_certificate_by_its_form_is_never_silent(void **state) {
    (void)state;
    static const char *const files[] = {"formats-oddities/names/type.der",
                                        "formats-oddities/names/type.bin"};
    static struct collected collected;
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        collect_file(&collected, files[i], NULL);
        assert_int_equal(collected.find_count, 0);
        assert_non_null(complaint_of(&collected, "malformed"));
    }
}

static const struct expected_file files_of_ber[] = {
    {"formats-oddities/lengths/indefinite.cer",
     {{KIND_CERTIFICATE, "X.509", "EC", "P-256", 256, ""}}},
    {"formats-oddities/lengths/padded.cer", {{KIND_CERTIFICATE, "X.509", "EC", "P-256", 256, ""}}},
    {"formats-oddities/lengths/inside.cer", {{KIND_CERTIFICATE, "X.509", "EC", "P-256", 256, ""}}},
    {"formats-oddities/lengths/inside.pem",
     {{KIND_CERTIFICATE, "X.509", "EC", "P-256", 256, "line 1"}}},
};

static void lengths_that_are_no_der(void **state) {
    (void)state;
    static struct collected first, other;
    check_files(files_of_ber, COUNT_OF(files_of_ber));
    collect_file(&first, files_of_ber[0].file, NULL);
    for (size_t i = 1; i < COUNT_OF(files_of_ber); i++) { /* one certificate, however written */
        collect_file(&other, files_of_ber[i].file, NULL);
        assert_memory_equal(other.finds[0].identity, first.finds[0].identity, SHA256_BYTES);
        assert_true(other.finds[0].is_self_signed);
    }
}

static void bytes_behind_ber_are_reported(void **state) {
    (void)state;
    static struct collected collected;
    struct buffer file = corpus_file(files_of_ber[0].file);
    buffer_append_text(&file, "rest");
    collect(&collected, "two.cer", buffer_span(&file), NULL);
    assert_int_equal(collected.find_count, 1);
    assert_true(has_remark(&collected, "der-trailing-data"));
    buffer_release(&file);
}

static void cut_short_and_with_bits_turned(void **state) {
    (void)state;
    struct buffer file = corpus_file("formats-oddities/names/utf8.der");
    check_cut_short("cut.crt", buffer_span(&file), NAME_PROMISES_A_KEY);
    check_bits_turned("turned.crt", buffer_span(&file), NAME_PROMISES_A_KEY);
    buffer_release(&file);
}

static void ber_cut_short_and_with_bits_turned(void **state) {
    (void)state;
    static struct collected part;
    struct buffer file = corpus_file("formats-oddities/lengths/indefinite.cer");
    for (size_t length = 0; length < file.length; length++) {
        struct span cut = exact_copy(span_part(buffer_span(&file), 0, length));
        collect(&part, "cut.crt", cut, NULL);
        assert_true(noticed(&part) > 0);
        assert_null(find_of(&part, KIND_CERTIFICATE));
        exact_free(cut);
    }
    check_bits_turned("turned.crt", buffer_span(&file), NAME_PROMISES_A_KEY);
    buffer_release(&file);
}

static void beyond_the_limit(void **state) {
    (void)state;
    static struct collected collected;
    struct limits limits = limits_default();
    struct buffer file = corpus_file(files_of_ber[0].file);
    limits.der_bytes = file.length - 1;
    collect(&collected, "large.cer", buffer_span(&file), &limits);
    assert_null(find_of(&collected, KIND_CERTIFICATE));
    buffer_release(&file);
}

static void a_key_of_zeros(void **state) {
    (void)state;
    static struct collected collected;
    collect_file(&collected, "formats-oddities/zero.pem", NULL);
    assert_int_equal(collected.find_count, 1);
    assert_int_equal(collected.finds[0].kind, KIND_PRIVATE_KEY);
    assert_int_equal(collected.complaint_count, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_that_are_no_text),
        cmocka_unit_test(a_damaged_signature_stays_damaged),
        cmocka_unit_test(a_certificate_by_its_form_is_never_silent),
        cmocka_unit_test(lengths_that_are_no_der),
        cmocka_unit_test(bytes_behind_ber_are_reported),
        cmocka_unit_test(cut_short_and_with_bits_turned),
        cmocka_unit_test(ber_cut_short_and_with_bits_turned),
        cmocka_unit_test(beyond_the_limit),
        cmocka_unit_test(a_key_of_zeros),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
