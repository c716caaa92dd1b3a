/* Databases of NSS: certificates, public keys, locked private keys, and databases that are damaged
 * or too large. */
#include "damaged.h"
#include "expected.h"

static const struct expected_file files[] = {
    {"formats-databases/nss/cert9.db",
     {{KIND_PUBLIC_KEY, "PKCS#11", "RSA", "", 2048, "public key 1"},
      {KIND_CERTIFICATE, "X.509", "RSA", "", 2048, "server.example"},
      {KIND_PUBLIC_KEY, "PKCS#11", "EC", "P-256", 256, "public key 2"},
      {KIND_CERTIFICATE, "X.509", "EC", "P-256", 256, "client.example"}}},
};

static void finds_certificates_and_public_keys(void **state) {
    (void)state;
    check_files(files, COUNT_OF(files));
}

static void tells_the_locks_of_private_keys(void **state) {
    (void)state;
    static struct collected collected;
    struct buffer file = corpus_file("formats-databases/nss/key4.db");
    collect(&collected, "key4.db", buffer_span(&file), NULL);
    assert_int_equal(collected.find_count, 2);
    assert_int_equal(collected.complaint_count, 0);
    for (size_t i = 0; i < collected.find_count; i++) {
        assert_int_equal(collected.finds[i].kind, KIND_PRIVATE_KEY);
        assert_non_null(strstr(collected.finds[i].lock, "PBKDF2"));
    }
    buffer_release(&file);
}

/* Each length of the header, and further on such that each offset into a page comes up: a database
 * of 30,000 bytes is opened anew for each. What can no longer be opened is searched for DER as any
 * bytes are. */
static void survives_being_cut_short(void **state) {
    (void)state;
    enum { HEADER = 128, STEP = 61 };
    static struct collected part;
    struct buffer file = corpus_file("formats-databases/nss/key4.db");
    for (size_t length = 0; length < file.length; length += length < HEADER ? 1 : STEP) {
        struct span cut = exact_copy(span_part(buffer_span(&file), 0, length));
        collect(&part, "part.db", cut, NULL);
        for (size_t i = 0; i < part.find_count; i++) {
            assert_int_equal(part.finds[i].kind, KIND_PRIVATE_KEY);
        }
        exact_free(cut);
    }
    buffer_release(&file);
}

/* The sanitizers judge. */
static void survives_changed_bytes(void **state) {
    (void)state;
    enum { HEADER = 256, STEP = 37 };
    static struct collected part;
    struct buffer file = corpus_file("formats-databases/nss/cert9.db");
    for (size_t at = 0; at < file.length; at += at < HEADER ? 1 : STEP) {
        file.bytes[at] ^= (uint8_t)(1 << at % 8);
        collect(&part, "changed.db", buffer_span(&file), NULL);
        file.bytes[at] ^= (uint8_t)(1 << at % 8);
    }
    buffer_release(&file);
}

static void limits_are_kept(void **state) {
    (void)state;
    static struct collected collected;
    struct limits limits = limits_default();
    struct buffer file = corpus_file("formats-databases/nss/cert9.db");
    limits.store_entries = 1;
    collect(&collected, "cert9.db", buffer_span(&file), &limits);
    assert_int_equal(collected.find_count, 1);
    assert_non_null(complaint_of(&collected, "limit"));
    buffer_release(&file);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_certificates_and_public_keys),
        cmocka_unit_test(tells_the_locks_of_private_keys),
        cmocka_unit_test(survives_being_cut_short),
        cmocka_unit_test(survives_changed_bytes),
        cmocka_unit_test(limits_are_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
