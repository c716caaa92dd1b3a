/* DNSSEC keys: private-key files and DNSKEY records of every algorithm. */
#include "damaged.h"
#include "expected.h"

static const struct expected_file files[] = {
    {"formats-other-keys/dnssec/RSASHA1.private",
     {{KIND_PRIVATE_KEY, "DNSSEC private key", "RSA", "", 1024, "line 1"}}},
    {"formats-other-keys/dnssec/NSEC3RSASHA1.private",
     {{KIND_PRIVATE_KEY, "DNSSEC private key", "RSA", "", 1024, "line 1"}}},
    {"formats-other-keys/dnssec/RSASHA256.private",
     {{KIND_PRIVATE_KEY, "DNSSEC private key", "RSA", "", 2048, "line 1"}}},
    {"formats-other-keys/dnssec/RSASHA512.private",
     {{KIND_PRIVATE_KEY, "DNSSEC private key", "RSA", "", 2048, "line 1"}}},
    {"formats-other-keys/dnssec/ECDSAP256SHA256.private",
     {{KIND_PRIVATE_KEY, "DNSSEC private key", "EC", "P-256", 256, "line 1"}}},
    {"formats-other-keys/dnssec/ECDSAP384SHA384.private",
     {{KIND_PRIVATE_KEY, "DNSSEC private key", "EC", "P-384", 384, "line 1"}}},
    {"formats-other-keys/dnssec/ED25519.private",
     {{KIND_PRIVATE_KEY, "DNSSEC private key", "Ed25519", "", 256, "line 1"}}},
    {"formats-other-keys/dnssec/ED448.private",
     {{KIND_PRIVATE_KEY, "DNSSEC private key", "Ed448", "", 456, "line 1"}}},
    {"formats-other-keys/dnssec/RSASHA1.key",
     {{KIND_PUBLIC_KEY, "DNSKEY", "RSA", "", 1024, "line 5"}}},
    {"formats-other-keys/dnssec/NSEC3RSASHA1.key",
     {{KIND_PUBLIC_KEY, "DNSKEY", "RSA", "", 1024, "line 5"}}},
    {"formats-other-keys/dnssec/RSASHA256.key",
     {{KIND_PUBLIC_KEY, "DNSKEY", "RSA", "", 2048, "line 5"}}},
    {"formats-other-keys/dnssec/RSASHA512.key",
     {{KIND_PUBLIC_KEY, "DNSKEY", "RSA", "", 2048, "line 5"}}},
    {"formats-other-keys/dnssec/ECDSAP256SHA256.key",
     {{KIND_PUBLIC_KEY, "DNSKEY", "EC", "P-256", 256, "line 5"}}},
    {"formats-other-keys/dnssec/ECDSAP384SHA384.key",
     {{KIND_PUBLIC_KEY, "DNSKEY", "EC", "P-384", 384, "line 5"}}},
    {"formats-other-keys/dnssec/ED25519.key",
     {{KIND_PUBLIC_KEY, "DNSKEY", "Ed25519", "", 256, "line 5"}}},
    {"formats-other-keys/dnssec/ED448.key",
     {{KIND_PUBLIC_KEY, "DNSKEY", "Ed448", "", 456, "line 5"}}},
    {"formats-other-keys/dnssec/zone.db",
     {{KIND_PUBLIC_KEY, "DNSKEY", "Ed448", "", 456, "line 1"}}},
};

static void finds_every_form(void **state) {
    (void)state;
    check_files(files, COUNT_OF(files));
}

/* The shorter beginnings of each file, and for formats-other-keys/dnssec/ED25519.private each bit
 * turned. */
static void survives_damage(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct buffer file = corpus_file(files[i].file);
        check_cut_short("fuzzed", buffer_span(&file), NAME_PROMISES_NOTHING);
        buffer_release(&file);
    }
    struct buffer file = corpus_file("formats-other-keys/dnssec/ED25519.private");
    check_bits_turned("fuzzed", buffer_span(&file), NAME_PROMISES_NOTHING);
    buffer_release(&file);
}

static void halves_meet(void **state) {
    (void)state;
    static struct collected private, public;
    for (size_t i = 0; i < COUNT_OF(files) / 2; i++) {
        collect_file(&private, files[i].file, NULL);
        collect_file(&public, files[COUNT_OF(files) / 2 + i].file, NULL);
        assert_memory_equal(private.finds[0].spki_sha256, public.finds[0].spki_sha256,
                            SHA256_BYTES);
    }
}

static void reads_published_records(void **state) {
    (void)state;
    /* RFC 8080 section 6.1, RFC 6605 section 6.1; and what is none */
    static const struct {
        const char *text;
        size_t finds;
    } rows[] = {
        {"example.com. 3600 IN DNSKEY 257 3 15 (\n"
         "   l02Woi0iS8Aa25FQkUd9RMzZHJpBoRQwAQEX1SxZJA4= )\n",
         1},
        {"example.net. IN DNSKEY 257 3 13 GojIhhXUN/u4v54ZQqGSnyhWJwaubCvTmeexv7bR6edb"
         "krSqQpF64cYbcB7wNcP+e+MAnLr+Wi9xMWyQLc8NAA==\n",
         1},
        {". initial-key 257 3 15 \"l02Woi0iS8Aa25FQkUd9RMzZHJpBoRQwAQEX1SxZJA4=\";", 1},
        {"x DNSKEY 257 3 ED25519 l02Woi0iS8Aa25FQkUd9RMzZHJpBoRQwAQEX1SxZJA4=\n", 1},
        {"x DNSKEY 257 2 15 l02Woi0iS8Aa25FQkUd9RMzZHJpBoRQwAQEX1SxZJA4=\n", 0},
        {"x DNSKEY 257 3 99 l02Woi0iS8Aa25FQkUd9RMzZHJpBoRQwAQEX1SxZJA4=\n", 0},
        {"x DNSKEY 257 3 15 l02Woi0iS8Aa25FQkUd9RMzZHJpBoRQwAQEX1SxZJA==\n", 0},
        {"the DNSKEY 257 3 8 AwEAAbXYZ... of the root\n", 0},
        {"DNSKEY", 0},
    };
    static struct collected collected;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        collect(&collected, "zone.txt", span_text(rows[i].text), NULL);
        assert_int_equal(collected.find_count, rows[i].finds);
        assert_int_equal(collected.complaint_count, 0);
    }
}

static void tells_other_private_keys(void **state) {
    (void)state;
    static struct collected collected;
    collect(&collected, "K.private",
            LITERAL("Private-key-format: v1.3\nAlgorithm: 163 (HMAC_SHA256)\nKey: YWJj\n"), NULL);
    assert_int_equal(collected.find_count + collected.complaint_count, 0);
    collect(&collected, "K.private",
            LITERAL("Private-key-format: v1.3\nAlgorithm: 12 (ECCGOST)\nGostAsn1: YWJj\n"), NULL);
    assert_non_null(complaint_of(&collected, "unsupported"));
    collect(&collected, "K.private",
            LITERAL("Private-key-format: v1.3\nAlgorithm: 13 (X)\nPrivateKey: YWJj\n"), NULL);
    assert_non_null(complaint_of(&collected, "malformed"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_every_form),
        cmocka_unit_test(survives_damage),
        cmocka_unit_test(halves_meet),
        cmocka_unit_test(reads_published_records),
        cmocka_unit_test(tells_other_private_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
