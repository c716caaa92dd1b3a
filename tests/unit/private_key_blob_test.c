/* Windows key files: PVK, CryptoAPI blobs, bcrypt blobs. */
#include "damaged.h"
#include "unlocked.h"

static const struct expected_file files[] = {
    {"formats-other-keys/windows/rsa.pvk", {{KIND_PRIVATE_KEY, "PVK", "RSA", "", 2048, ""}}},
    {"formats-other-keys/windows/dsa.pvk", {{KIND_PRIVATE_KEY, "PVK", "DSA", "", 1024, ""}}},
    {"formats-other-keys/windows/rsa.privateblob",
     {{KIND_PRIVATE_KEY, "PRIVATEKEYBLOB", "RSA", "", 2048, ""}}},
    {"formats-other-keys/windows/dsa.privateblob",
     {{KIND_PRIVATE_KEY, "PRIVATEKEYBLOB", "DSA", "", 1024, ""}}},
    {"formats-other-keys/windows/rsa.publicblob",
     {{KIND_PUBLIC_KEY, "PUBLICKEYBLOB", "RSA", "", 2048, ""}}},
    {"formats-other-keys/windows/dsa.publicblob",
     {{KIND_PUBLIC_KEY, "PUBLICKEYBLOB", "DSA", "", 1024, ""}}},
    {"formats-other-keys/windows/strong-name.snk",
     {{KIND_PUBLIC_KEY, "PUBLICKEYBLOB", "RSA", "", 2048, ""}}},
    {"formats-other-keys/windows/rsa.bcrypt",
     {{KIND_PUBLIC_KEY, "BCRYPT_RSAPUBLIC_BLOB", "RSA", "", 2048, ""}}},
    {"formats-other-keys/windows/ec.bcrypt",
     {{KIND_PRIVATE_KEY, "BCRYPT_ECCPRIVATE_BLOB", "EC", "P-256", 256, ""}}},
    {"formats-other-keys/windows/locked.pvk", {{KIND_PRIVATE_KEY, "PVK", "RSA", "", 0, ""}}},
};

static void finds_every_form(void **state) {
    (void)state;
    check_files(files, COUNT_OF(files));
}

/* The shorter beginnings of each file, and for formats-other-keys/windows/ec.bcrypt each bit
 * turned. */
static void survives_damage(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct buffer file = corpus_file(files[i].file);
        check_cut_short("fuzzed", buffer_span(&file), NAME_PROMISES_NOTHING);
        buffer_release(&file);
    }
    struct buffer file = corpus_file("formats-other-keys/windows/ec.bcrypt");
    check_bits_turned("fuzzed", buffer_span(&file), NAME_PROMISES_NOTHING);
    buffer_release(&file);
}

static void tells_the_lock(void **state) {
    (void)state;
    static struct collected collected;
    collect_file(&collected, "formats-other-keys/windows/locked.pvk", NULL);
    assert_true(collected.finds[0].locked);
    assert_false(collected.finds[0].key_known);
    assert_string_equal(collected.finds[0].lock, "RC4, SHA-1, 1 round");
}

static void forms_of_a_key_meet(void **state) {
    (void)state;
    static const char *const names[] = {"pvk", "privateblob", "publicblob"};
    static struct collected first, other;
    collect_file(&first, "formats-other-keys/windows/dsa.pvk", NULL);
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct buffer path = {0};
        buffer_format(&path, "formats-other-keys/windows/dsa.%s", names[i]);
        collect_file(&other, buffer_text(&path), NULL);
        assert_memory_equal(first.finds[0].spki_sha256, other.finds[0].spki_sha256, SHA256_BYTES);
        buffer_release(&path);
    }
}

/* The blob inside tells the public half; a wrong passphrase is told where one was given. */
static void opens_locked_pvk(void **state) {
    (void)state;
    static const char locked[] = "formats-other-keys/windows/locked.pvk";
    static struct collected opened;
    collect_unlocked(&opened, locked, "certsweep", NULL);
    assert_int_equal(opened.find_count, 1);
    assert_true(opened.finds[0].locked);
    assert_true(opened.finds[0].key_known);
    assert_int_equal(opened.finds[0].bits, 2048);
    collect_unlocked(&opened, locked, "another", NULL);
    assert_int_equal(opened.find_count, 1);
    assert_false(opened.finds[0].key_known);
    assert_true(has_remark(&opened, "password-wrong"));
    struct limits limits = limits_default();
    limits.derivation_rounds = 1;
    collect_unlocked(&opened, locked, "certsweep", &limits);
    assert_false(opened.finds[0].key_known);
    assert_true(has_remark(&opened, "kdf-cost-refused"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_every_form), cmocka_unit_test(survives_damage),
        cmocka_unit_test(tells_the_lock),   cmocka_unit_test(forms_of_a_key_meet),
        cmocka_unit_test(opens_locked_pvk),
    };
    return cmocka_run_group_tests(tests, load_ciphers, unload_ciphers);
}
