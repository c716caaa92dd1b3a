/* The PKCS#7 decoder: bundles and signed files, in DER and BER, whole and damaged. */
#include "unlocked.h"

#define LEAF(trail)                                                                                \
    { KIND_CERTIFICATE, "X.509", "EC", "P-256", 256, trail }
#define LIST(trail)                                                                                \
    { KIND_CRL, "X.509 CRL", "", "", 0, trail }

static const struct expected_file files[] = {
    {"formats-keystores/pkcs7/bundle.p7b",
     {LEAF("certificate 1"), LEAF("certificate 2"), LIST("crl 1")}},
    {"formats-keystores/pkcs7/cms.pem",
     {LEAF("line 1!certificate 1"), LEAF("line 1!certificate 2"), LIST("line 1!crl 1")}},
    {"formats-keystores/pkcs7/microsoft.pem",
     {LEAF("line 1!certificate 1"), LEAF("line 1!certificate 2"), LIST("line 1!crl 1")}},
    {"formats-keystores/pkcs7/netscape.pem",
     {LEAF("line 1!certificate 1"), LEAF("line 1!certificate 2"), LIST("line 1!crl 1")}},
    {"formats-keystores/pkcs7/netscape-sequence.pem",
     {LEAF("line 1!certificate 1"), LEAF("line 1!certificate 2")}},
    {"formats-keystores/pkcs7/python.p7c", {LEAF("certificate 1"), LEAF("certificate 2")}},
    {"formats-keystores/pkcs7/detached.p7s", {LEAF("certificate 1"), LEAF("certificate 2")}},
    {"formats-keystores/pkcs7/opaque-ber.p7m",
     {LEAF("content!line 501"), LEAF("certificate 1"), LEAF("certificate 2")}},
    {"formats-keystores/pkcs7/certtool.p7s", {LIST("content!line 1"), LEAF("certificate 1")}},
    {"formats-keystores/pkcs7/enveloped.p7m", {{0}}},
};

static void finds_every_certificate_and_list(void **state) {
    (void)state;
    check_files(files, COUNT_OF(files));
}

static void every_file_cut_short(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct buffer file = corpus_file(files[i].file);
        check_cut_short("cut.bin", buffer_span(&file), NAME_PROMISES_NOTHING);
        buffer_release(&file);
    }
}

static void every_byte_changed(void **state) {
    (void)state;
    check_bytes_changed("formats-keystores/pkcs7/bundle.p7b");
}

static void a_broken_bundle_is_said_so(void **state) {
    (void)state;
    static struct collected collected;
    struct buffer file = corpus_file("formats-keystores/pkcs7/bundle.p7b");
    collect(&collected, "a.p7b", span_part(buffer_span(&file), 0, file.length - 1), NULL);
    assert_int_equal(collected.find_count, 0);
    assert_non_null(complaint_of(&collected, "malformed"));
    buffer_release(&file);
}

static void keeps_to_the_limit_of_entries(void **state) {
    (void)state;
    static struct collected collected;
    struct limits limits = limits_default();
    limits.store_entries = 1;
    collect_file(&collected, "formats-keystores/pkcs7/bundle.p7b", &limits);
    assert_int_equal(collected.find_count, 1);
    assert_non_null(complaint_of(&collected, "limit"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_every_certificate_and_list),
        cmocka_unit_test(every_file_cut_short),
        cmocka_unit_test(every_byte_changed),
        cmocka_unit_test(a_broken_bundle_is_said_so),
        cmocka_unit_test(keeps_to_the_limit_of_entries),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
