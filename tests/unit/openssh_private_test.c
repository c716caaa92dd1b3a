/* OpenSSH's private keys: open and locked, of every type, cut short and with each bit turned. */
#include "decoders/bcrypt.h"
#include "decoders/openssh_lock.h"
#include "decoders/ssh_wire.h"
#include "unlocked.h"

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

static const char *const locked[] = {"rsa", "p-256", "ed25519", "dsa", "cbc"};

static void opens_what_is_locked(void **state) {
    (void)state;
    static struct collected collected;
    for (size_t i = 0; i < COUNT_OF(locked); i++) {
        char file[80];
        snprintf(file, sizeof file, "formats-ssh/openssh/locked_%s", locked[i]);
        collect_unlocked(&collected, file, "certsweep", NULL);
        assert_int_equal(collected.find_count, 1);
        assert_int_equal(collected.complaint_count + collected.remark_count, 0);
        assert_true(collected.finds[0].locked);
        collect_unlocked(&collected, file, "another", NULL);
        assert_int_equal(collected.find_count, 1);
        assert_true(has_remark(&collected, "password-wrong"));
        collect_unlocked(&collected, file, NULL, NULL);
        assert_int_equal(collected.find_count, 1);
        assert_false(has_remark(&collected, "password-wrong"));
    }
}

/* One more round than the budget has for each of four passphrases. */
static void counts_the_rounds_first(void **state) {
    (void)state;
    static struct collected collected;
    struct limits limits = limits_default();
    uint64_t cost = 4 * 2 * BCRYPT_ROUND_COST; /* 4 rounds, 48 bytes of key */
    limits.derivation_rounds = PASSPHRASES_TRIED * cost - 1;
    collect_unlocked(&collected, "formats-ssh/openssh/locked_rsa", "another", &limits);
    assert_int_equal(collected.find_count, 1);
    assert_true(has_remark(&collected, "kdf-cost-refused"));
    assert_false(has_remark(&collected, "password-wrong"));
    limits.derivation_rounds = PASSPHRASES_TRIED * cost;
    collect_unlocked(&collected, "formats-ssh/openssh/locked_rsa", "another", &limits);
    assert_false(has_remark(&collected, "kdf-cost-refused"));
    assert_true(has_remark(&collected, "password-wrong"));
}

static struct openssh_lock lock_of(struct span whole) {
    struct openssh_lock lock = {0};
    struct span rest = span_from(whole, sizeof "openssh-key-v1"), public;
    uint32_t count = 0;
    assert_true(ssh_take_string(&rest, &lock.cipher) && ssh_take_string(&rest, &lock.derivation) &&
                ssh_take_string(&rest, &lock.options) && ssh_take_number(&rest, &count) &&
                ssh_take_string(&rest, &public) && ssh_take_string(&rest, &lock.sealed));
    lock.rest = rest;
    return lock;
}

/* Each byte of options, ciphertext and tag cut off or changed: nothing opens that has a tag. */
static void opens_nothing_damaged(void **state) {
    (void)state;
    const struct span word = LITERAL("certsweep");
    struct buffer bytes = corpus_der("formats-ssh/openssh/locked_ed25519"), plain = {0};
    struct openssh_lock lock = lock_of(buffer_span(&bytes));
    assert_true(openssh_attempt(&lock, word, &plain));
    for (size_t cut = 0; cut < lock.options.length; cut++) {
        struct openssh_lock shorter = lock;
        shorter.options = exact_copy(span_part(lock.options, 0, cut));
        assert_false(openssh_attempt(&shorter, word, &plain));
        exact_free(shorter.options);
    }
    for (size_t cut = 0; cut < lock.sealed.length; cut += 16) {
        struct openssh_lock shorter = lock;
        shorter.sealed = exact_copy(span_part(lock.sealed, 0, cut));
        assert_false(openssh_attempt(&shorter, word, &plain));
        assert_int_equal(plain.length, 0);
        exact_free(shorter.sealed);
    }
    bytes.bytes[bytes.length - 1] ^= 1;
    assert_false(openssh_attempt(&lock, word, &plain));
    bytes.length--;
    lock = lock_of(buffer_span(&bytes));
    assert_false(openssh_attempt(&lock, word, &plain));
    buffer_release(&plain);
    buffer_release(&bytes);
}

/* A byte of the private number, in front of the comment and the padding. */
static void compares_the_private_numbers(void **state) {
    (void)state;
    static struct collected collected;
    static const struct {
        const char *file;
        size_t from_end;
    } places[] = {{"id_ed25519", 48}, {"id_p-256", 24}, {"id_rsa", 60}, {"id_dsa", 12}};
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        char file[80];
        snprintf(file, sizeof file, "formats-ssh/openssh/%s", places[i].file);
        struct buffer bytes = corpus_der(file);
        bytes.bytes[bytes.length - places[i].from_end] ^= 1;
        collect_decoded(&collected, &bytes);
        if (collected.find_count != 1 || !has_remark(&collected, "key-invalid")) {
            fail_msg("%s: %zu finds", file, collected.find_count);
        }
        buffer_release(&bytes);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_every_form),        cmocka_unit_test(survives_damage),
        cmocka_unit_test(tells_the_lock),          cmocka_unit_test(reads_without_armour),
        cmocka_unit_test(doubts_the_private_part), cmocka_unit_test(refuses_several_keys),
        cmocka_unit_test(opens_what_is_locked),    cmocka_unit_test(counts_the_rounds_first),
        cmocka_unit_test(opens_nothing_damaged),   cmocka_unit_test(compares_the_private_numbers),
    };
    return cmocka_run_group_tests(tests, load_ciphers, unload_ciphers);
}
