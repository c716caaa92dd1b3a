/* decoders/name: the digest of a name is equal where OpenSSL's comparison says equal, and only
 * there; names as text. */
#include <openssl/x509v3.h>

#include "corpus.h"
#include "decoders/name.h"
#include "unit.h"

/* One attribute. set is 0 for an RDN of its own, -1 to join the one before. */
struct attribute {
    const char *field;
    int type;
    const char *value; /* UTF-8 for UTF8String, else the bytes of the type */
    int length;        /* -1: up to the NUL */
    int set;
};

enum { ATTRIBUTES_MOST = 3 };

struct described_name {
    struct attribute attributes[ATTRIBUTES_MOST];
};

static const struct described_name descriptions[] = {
    {{{"CN", V_ASN1_UTF8STRING, "Orders Client", -1, 0}}},
    {{{"CN", V_ASN1_PRINTABLESTRING, "Orders Client", -1, 0}}},
    {{{"CN", V_ASN1_PRINTABLESTRING, "ORDERS CLIENT", -1, 0}}},
    {{{"CN", V_ASN1_UTF8STRING, "  orders \t  client ", -1, 0}}},
    {{{"CN", V_ASN1_BMPSTRING, "\0O\0r\0d\0e\0r\0s\0 \0C\0l\0i\0e\0n\0t", 26, 0}}},
    {{{"CN", V_ASN1_UNIVERSALSTRING, "\0\0\0o\0\0\0r\0\0\0d", 12, 0}}},
    {{{"CN", V_ASN1_IA5STRING, "ord", -1, 0}}},
    {{{"CN", V_ASN1_UTF8STRING, "OrdersClient", -1, 0}}},
    {{{"CN", V_ASN1_UTF8STRING, "Orders Client 2", -1, 0}}},
    {{{"O", V_ASN1_UTF8STRING, "Orders Client", -1, 0}}},
    {{{"CN", V_ASN1_T61STRING, "Schl\xFCssel", -1, 0}}},
    {{{"CN", V_ASN1_UTF8STRING, "Schl\xC3\xBCssel", -1, 0}}},
    {{{"CN", V_ASN1_UTF8STRING, "SCHL\xC3\x9CSSEL", -1, 0}}}, /* only ASCII is folded */
    {{{"CN", V_ASN1_UTF8STRING, "", -1, 0}}},
    {{{"CN", V_ASN1_UTF8STRING, "   ", -1, 0}}},
    {{{"CN", V_ASN1_UTF8STRING, "\xC2\xA0", -1, 0}}}, /* a space, but not of ASCII */
    {{{"CN", V_ASN1_NUMERICSTRING, "42", -1, 0}}},    /* by tag and bytes */
    {{{"CN", V_ASN1_NUMERICSTRING, " 42", -1, 0}}},
    {{{"CN", V_ASN1_PRINTABLESTRING, "42", -1, 0}}},
    {{{"CN", V_ASN1_BIT_STRING, "Orders Client", -1, 0}}},
    {{{"CN", V_ASN1_BIT_STRING, "ORDERS CLIENT", -1, 0}}},
    {{{"CN", V_ASN1_UTF8STRING, "a\0b", 3, 0}}},
    {{{"CN", V_ASN1_UTF8STRING, "a", 1, 0}}},
    {{{"O", V_ASN1_UTF8STRING, "a", -1, 0}, {"CN", V_ASN1_UTF8STRING, "b", -1, 0}}},
    {{{"CN", V_ASN1_UTF8STRING, "b", -1, 0}, {"O", V_ASN1_UTF8STRING, "a", -1, 0}}},
    {{{"O", V_ASN1_UTF8STRING, "a", -1, 0}, {"CN", V_ASN1_UTF8STRING, "b", -1, -1}}},
    {{{"CN", V_ASN1_UTF8STRING, "b", -1, 0}, {"O", V_ASN1_UTF8STRING, "a", -1, -1}}},
    /* DER sorts by length first: here O stands before CN. */
    {{{"CN", V_ASN1_BMPSTRING, "\0B", 2, 0}, {"O", V_ASN1_PRINTABLESTRING, "A", -1, -1}}},
    {{{"CN", V_ASN1_PRINTABLESTRING, "B", -1, 0}, {"O", V_ASN1_PRINTABLESTRING, " A ", -1, -1}}},
    {{{"CN", V_ASN1_UTF8STRING, "b", -1, 0}, {"O", V_ASN1_UTF8STRING, "c", -1, -1}}},
    {{{"O", V_ASN1_UTF8STRING, "a", -1, 0},
      {"CN", V_ASN1_UTF8STRING, "b", -1, -1},
      {"OU", V_ASN1_UTF8STRING, "c", -1, 0}}},
    {{{"O", V_ASN1_UTF8STRING, "a", -1, 0},
      {"CN", V_ASN1_UTF8STRING, "b", -1, 0},
      {"OU", V_ASN1_UTF8STRING, "c", -1, -1}}},
    {{{"CN", V_ASN1_UTF8STRING, "b", -1, 0}, {"CN", V_ASN1_UTF8STRING, "a", -1, 0}}},
    {{{"CN", V_ASN1_UTF8STRING, "ab", -1, 0}}},
    {{{NULL, 0, NULL, 0, 0}}}, /* the empty name */
};

/* Built, written out and read again, as a name of a certificate is. */
static X509_NAME *new_name(const struct described_name *description) {
    X509_NAME *name = X509_NAME_new();
    unsigned char *der = NULL;
    for (size_t i = 0; i < ATTRIBUTES_MOST && description->attributes[i].field; i++) {
        const struct attribute *attribute = &description->attributes[i];
        X509_NAME_ENTRY *entry = X509_NAME_ENTRY_create_by_txt(
            NULL, attribute->field, V_ASN1_OCTET_STRING, (const unsigned char *)"", 0);
        assert_non_null(entry);
        ASN1_STRING *value = X509_NAME_ENTRY_get_data(entry);
        assert_true(ASN1_STRING_set(value, attribute->value, attribute->length));
        value->type = attribute->type;
        assert_true(X509_NAME_add_entry(name, entry, -1, attribute->set));
        X509_NAME_ENTRY_free(entry);
    }
    int length = i2d_X509_NAME(name, &der);
    assert_true(length > 0);
    const unsigned char *bytes = der;
    X509_NAME *again = d2i_X509_NAME(NULL, &bytes, length);
    assert_non_null(again);
    OPENSSL_free(der);
    X509_NAME_free(name);
    return again;
}

static void check_pair(const X509_NAME *one, const X509_NAME *other, size_t i, size_t j) {
    uint8_t digests[2][SHA256_BYTES];
    assert_true(name_digest(one, digests[0]));
    assert_true(name_digest(other, digests[1]));
    bool same_digest = memcmp(digests[0], digests[1], SHA256_BYTES) == 0;
    bool same_name = X509_NAME_cmp(one, other) == 0;
    if (same_digest != same_name) {
        fail_msg("names %zu and %zu: OpenSSL says %s, the digests say %s", i, j,
                 same_name ? "equal" : "different", same_digest ? "equal" : "different");
    }
}

static void digests_agree_with_openssl_on_every_pair(void **state) {
    (void)state;
    X509_NAME *names[COUNT_OF(descriptions)];
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        names[i] = new_name(&descriptions[i]);
    }
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        for (size_t j = 0; j < COUNT_OF(names); j++) {
            check_pair(names[i], names[j], i, j);
        }
    }
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        X509_NAME_free(names[i]);
    }
}

/* SET OF says nothing about order, and not every authority sorts it as DER wants. */
static void order_inside_an_rdn_does_not_count(void **state) {
    (void)state;
    static const uint8_t sorted[] = {0x30, 0x18, 0x31, 0x16, 0x30, 0x08, 0x06, 0x03, 0x55,
                                     0x04, 0x03, 0x0C, 0x01, 'b',  0x30, 0x0A, 0x06, 0x03,
                                     0x55, 0x04, 0x0A, 0x0C, 0x03, 'a',  'a',  'a'};
    static const uint8_t unsorted[] = {0x30, 0x18, 0x31, 0x16, 0x30, 0x0A, 0x06, 0x03, 0x55,
                                       0x04, 0x0A, 0x0C, 0x03, 'a',  'a',  'a',  0x30, 0x08,
                                       0x06, 0x03, 0x55, 0x04, 0x03, 0x0C, 0x01, 'b'};
    const unsigned char *bytes = sorted;
    X509_NAME *one = d2i_X509_NAME(NULL, &bytes, sizeof sorted);
    bytes = unsorted;
    X509_NAME *other = d2i_X509_NAME(NULL, &bytes, sizeof unsorted);
    assert_non_null(one);
    assert_non_null(other);
    check_pair(one, other, 0, 1);
    X509_NAME_free(one);
    X509_NAME_free(other);
}

static void equal_names_in_other_words(void **state) {
    (void)state;
    X509_NAME *first = new_name(&descriptions[0]);
    for (size_t i = 1; i < 5; i++) { /* the first five differ in type, case and white space */
        X509_NAME *other = new_name(&descriptions[i]);
        assert_int_equal(X509_NAME_cmp(first, other), 0);
        X509_NAME_free(other);
    }
    X509_NAME_free(first);
}

static void text_is_that_of_openssl(void **state) {
    (void)state;
    struct arena arena = {0};
    X509_NAME *name = new_name(&descriptions[23]);
    assert_string_equal(name_text(name, 100, &arena), "O = a, CN = b");
    assert_string_equal(name_text(name, 5, &arena), "O = a...");
    X509_NAME_free(name);
    name = new_name(&descriptions[11]);
    assert_string_equal(name_text(name, 100, &arena), "CN = Schl\xC3\xBCssel");
    assert_string_equal(name_text(name, 10, &arena), "CN = Schl...");
    assert_string_equal(name_text(name, 11, &arena), "CN = Schl\xC3\xBC...");
    X509_NAME_free(name);
    name = new_name(&descriptions[21]);
    assert_string_equal(name_text(name, 100, &arena), "CN = a\\00b");
    X509_NAME_free(name);
    arena_release(&arena);
}

static X509 *certificate_of(const char *file) {
    struct buffer der = corpus_der(file);
    const unsigned char *bytes = der.bytes;
    X509 *certificate = d2i_X509(NULL, &bytes, (long)der.length);
    assert_non_null(certificate);
    buffer_release(&der);
    return certificate;
}

static void alternative_names_are_cut_at_the_limit(void **state) {
    (void)state;
    struct arena arena = {0};
    X509 *certificate = certificate_of("encodings/der/certificate.der");
    GENERAL_NAMES *names = GENERAL_NAMES_new();
    for (int i = 0; i < 3; i++) {
        GENERAL_NAME *name = GENERAL_NAME_new();
        ASN1_IA5STRING *text = ASN1_IA5STRING_new();
        assert_true(ASN1_STRING_set(text, i == 1 ? "b\0b" : "a", i == 1 ? 3 : 1));
        GENERAL_NAME_set0_value(name, GEN_DNS, text);
        assert_true(sk_GENERAL_NAME_push(names, name) > 0);
    }
    assert_true(X509_add1_ext_i2d(certificate, NID_subject_alt_name, names, 0, X509V3_ADD_REPLACE));
    bool all = false;
    assert_string_equal(alternative_names_text(certificate, 9, &arena, &all),
                        "DNS:a, DNS:b?b, DNS:a");
    assert_true(all);
    assert_string_equal(alternative_names_text(certificate, 3, &arena, &all),
                        "DNS:a, DNS:b?b, DNS:a");
    assert_true(all);
    assert_string_equal(alternative_names_text(certificate, 1, &arena, &all), "DNS:a, and 2 more");
    assert_false(all);
    GENERAL_NAMES_free(names);
    X509_free(certificate);
    arena_release(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digests_agree_with_openssl_on_every_pair),
        cmocka_unit_test(order_inside_an_rdn_does_not_count),
        cmocka_unit_test(equal_names_in_other_words),
        cmocka_unit_test(text_is_that_of_openssl),
        cmocka_unit_test(alternative_names_are_cut_at_the_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
