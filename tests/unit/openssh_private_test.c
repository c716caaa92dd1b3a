/* OpenSSH's private keys: open and locked, of every type, cut short and with each bit turned. */
#include "damaged.h"
#include "expected.h"

static const struct expected_file files[] = {
    {"formats-ssh/openssh/id_rsa", {{KIND_PRIVATE_KEY, "OpenSSH", "RSA", "", 2048, "line 1"}}},
    {"formats-ssh/openssh/id_dsa", {{KIND_PRIVATE_KEY, "OpenSSH", "DSA", "", 1024, "line 1"}}},
    {"formats-ssh/openssh/id_p-256", {{KIND_PRIVATE_KEY, "OpenSSH", "EC", "P-256", 256, "line 1"}}},
    {"formats-ssh/openssh/id_p-384", {{KIND_PRIVATE_KEY, "OpenSSH", "EC", "P-384", 384, "line 1"}}},
    {"formats-ssh/openssh/id_p-521", {{KIND_PRIVATE_KEY, "OpenSSH", "EC", "P-521", 521, "line 1"}}},
    {"formats-ssh/openssh/id_ed25519",
     {{KIND_PRIVATE_KEY, "OpenSSH", "Ed25519", "", 256, "line 1"}}},
    {"formats-ssh/openssh/locked_rsa", {{KIND_PRIVATE_KEY, "OpenSSH", "RSA", "", 2048, "line 1"}}},
    {"formats-ssh/openssh/locked_p-256",
     {{KIND_PRIVATE_KEY, "OpenSSH", "EC", "P-256", 256, "line 1"}}},
    {"formats-ssh/openssh/locked_ed25519",
     {{KIND_PRIVATE_KEY, "OpenSSH", "Ed25519", "", 256, "line 1"}}},
    {"formats-ssh/openssh/locked_dsa", {{KIND_PRIVATE_KEY, "OpenSSH", "DSA", "", 1024, "line 1"}}},
    {"formats-ssh/openssh/id_ed25519_sk",
     {{KIND_PRIVATE_KEY, "OpenSSH security key handle", "Ed25519", "", 256, "line 1"}}},
};

static void finds_every_form(void **state) {
    (void)state;
    check_files(files, COUNT_OF(files));
}

/* The shorter beginnings of each file, and for formats-ssh/openssh/id_ed25519 each bit turned. */
static void survives_damage(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct buffer file = corpus_file(files[i].file);
        check_cut_short("fuzzed", buffer_span(&file), NAME_PROMISES_NOTHING);
        buffer_release(&file);
    }
    struct buffer file = corpus_file("formats-ssh/openssh/id_ed25519");
    check_bits_turned("fuzzed", buffer_span(&file), NAME_PROMISES_NOTHING);
    buffer_release(&file);
}

static void tells_the_lock(void **state) {
    (void)state;
    static struct collected open, locked;
    collect_file(&open, "formats-ssh/openssh/id_rsa", NULL);
    collect_file(&locked, "formats-ssh/openssh/locked_rsa", NULL);
    assert_false(open.finds[0].locked);
    assert_string_equal(open.finds[0].lock, "");
    assert_true(locked.finds[0].locked);
    assert_string_equal(locked.finds[0].lock, "aes256-ctr, bcrypt, 4 rounds");
    assert_memory_equal(open.finds[0].identity, locked.finds[0].identity, SHA256_BYTES);
}

/* The decoder is asked for bytes alone, as base64 without armour gives them. */
static void collect_decoded(struct collected *collected, struct buffer *bytes) {
    struct span copy = exact_copy(buffer_span(bytes));
    collect(collected, "key", copy, NULL);
    exact_free(copy);
}

static void reads_without_armour(void **state) {
    (void)state;
    static struct collected armoured, bare;
    struct buffer bytes = corpus_der("formats-ssh/openssh/id_p-256");
    collect_file(&armoured, "formats-ssh/openssh/id_p-256", NULL);
    collect_decoded(&bare, &bytes);
    assert_int_equal(bare.find_count, 1);
    assert_memory_equal(bare.finds[0].identity, armoured.finds[0].identity, SHA256_BYTES);
    buffer_release(&bytes);
}

static void doubts_the_private_part(void **state) {
    (void)state;
    static struct collected collected;
    struct buffer bytes = corpus_der("formats-ssh/openssh/id_ed25519");
    /* magic, "none", "none", "", count, public key of 4 + 11 + 4 + 32 bytes, length of the rest */
    size_t check = 15 + 8 + 8 + 4 + 4 + 4 + 51 + 4;
    bytes.bytes[check] ^= 1;
    collect_decoded(&collected, &bytes);
    assert_int_equal(collected.find_count, 0);
    assert_non_null(complaint_of(&collected, "malformed"));
    buffer_release(&bytes);
}

static void refuses_several_keys(void **state) {
    (void)state;
    static struct collected collected;
    struct buffer bytes = corpus_der("formats-ssh/openssh/id_ed25519");
    bytes.bytes[15 + 8 + 8 + 4 + 3] = 2;
    collect_decoded(&collected, &bytes);
    assert_int_equal(collected.find_count, 0);
    assert_non_null(complaint_of(&collected, "unsupported"));
    buffer_release(&bytes);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_every_form),        cmocka_unit_test(survives_damage),
        cmocka_unit_test(tells_the_lock),          cmocka_unit_test(reads_without_armour),
        cmocka_unit_test(doubts_the_private_part), cmocka_unit_test(refuses_several_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
