/* Keys and certificates in XML: plain, escaped, prefixed, wrapped. */
#include "damaged.h"
#include "expected.h"

static const struct expected_file files[] = {
    {"formats-other-keys/xml/private.xml",
     {{KIND_PRIVATE_KEY, "RSAKeyValue", "RSA", "", 2048, "line 2"}}},
    {"formats-other-keys/xml/escaped.config",
     {{KIND_PRIVATE_KEY, "RSAKeyValue", "RSA", "", 2048, "line 1"}}},
    {"formats-other-keys/xml/in-json.json",
     {{KIND_PRIVATE_KEY, "RSAKeyValue", "RSA", "", 2048, "line 1"}}},
    {"formats-other-keys/xml/public.xml",
     {{KIND_PUBLIC_KEY, "RSAKeyValue", "RSA", "", 2048, "line 1"}}},
    {"formats-other-keys/xml/Usage.cs", {{0}}},
};

static void finds_every_form(void **state) {
    (void)state;
    check_files(files, COUNT_OF(files));
}

/* The shorter beginnings of each file, and for formats-other-keys/xml/public.xml each bit turned.
 */
static void survives_damage(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct buffer file = corpus_file(files[i].file);
        check_cut_short("fuzzed", buffer_span(&file), NAME_PROMISES_NOTHING);
        buffer_release(&file);
    }
    struct buffer file = corpus_file("formats-other-keys/xml/public.xml");
    check_bits_turned("fuzzed", buffer_span(&file), NAME_PROMISES_NOTHING);
    buffer_release(&file);
}

static void finds_keys_and_certificates(void **state) {
    (void)state;
    static struct collected collected;
    collect_file(&collected, "formats-other-keys/xml/metadata.xml", NULL);
    const struct find *certificate = find_of(&collected, KIND_CERTIFICATE);
    const struct find *key = find_of(&collected, KIND_PUBLIC_KEY);
    assert_non_null(certificate);
    assert_non_null(key);
    assert_string_equal(key->trail, "line 2");
    assert_memory_equal(certificate->spki_sha256, key->spki_sha256, SHA256_BYTES);
    collect_file(&collected, "formats-other-keys/xml/soap.xml", NULL);
    assert_non_null(find_of(&collected, KIND_CERTIFICATE));
}

static void passes_over_what_is_none(void **state) {
    (void)state;
    static const char *const texts[] = {
        "<RSAKeyValue>",
        "<RSAKeyValue><Modulus>AQ==</Modulus><Exponent>AQAB</Exponent></RSAKeyValue>",
        "<X509Certificate>MIIC...</X509Certificate>",
        "<X509Certificate/>",
        "Map<X509Certificate> x;",
        "<a:X509Certificate b='c'",
        "<BinarySecurityToken>YWJj</BinarySecurityToken>",
        "<DSAKeyValue><P>AQ==</P></DSAKeyValue>",
    };
    static struct collected collected;
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        collect(&collected, "notes.txt", span_text(texts[i]), NULL);
        assert_int_equal(collected.find_count + collected.complaint_count, 0);
    }
}

static void stops_at_the_limit(void **state) {
    (void)state;
    static struct collected collected;
    struct limits limits = limits_default();
    struct buffer file = corpus_file("formats-other-keys/xml/public.xml"), twice = {0};
    buffer_append(&twice, file.bytes, file.length);
    buffer_append(&twice, file.bytes, file.length);
    limits.blocks = 1;
    collect(&collected, "two.xml", buffer_span(&twice), &limits);
    assert_int_equal(collected.find_count, 1);
    assert_non_null(complaint_of(&collected, "limit"));
    buffer_release(&file);
    buffer_release(&twice);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_every_form),
        cmocka_unit_test(survives_damage),
        cmocka_unit_test(finds_keys_and_certificates),
        cmocka_unit_test(passes_over_what_is_none),
        cmocka_unit_test(stops_at_the_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
