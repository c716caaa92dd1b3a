/* PuTTY's private keys: versions 2 and 3, open and locked, other line ends. */
#include "decoders/putty_lock.h"
#include "unlocked.h"

static const struct expected_file files[] = {
    {"formats-ssh/putty/rsa.ppk", {{KIND_PRIVATE_KEY, "PuTTY", "RSA", "", 2048, "line 1"}}},
    {"formats-ssh/putty/dsa.ppk", {{KIND_PRIVATE_KEY, "PuTTY", "DSA", "", 1024, "line 1"}}},
    {"formats-ssh/putty/p-256.ppk", {{KIND_PRIVATE_KEY, "PuTTY", "EC", "P-256", 256, "line 1"}}},
    {"formats-ssh/putty/p-384.ppk", {{KIND_PRIVATE_KEY, "PuTTY", "EC", "P-384", 384, "line 1"}}},
    {"formats-ssh/putty/p-521.ppk", {{KIND_PRIVATE_KEY, "PuTTY", "EC", "P-521", 521, "line 1"}}},
    {"formats-ssh/putty/ed25519.ppk", {{KIND_PRIVATE_KEY, "PuTTY", "Ed25519", "", 256, "line 1"}}},
    {"formats-ssh/putty/locked-2.ppk", {{KIND_PRIVATE_KEY, "PuTTY", "EC", "P-384", 384, "line 1"}}},
    {"formats-ssh/putty/locked-3.ppk", {{KIND_PRIVATE_KEY, "PuTTY", "EC", "P-384", 384, "line 1"}}},
    {"formats-ssh/putty/dos-lines.ppk",
     {{KIND_PRIVATE_KEY, "PuTTY", "EC", "P-384", 384, "line 1"}}},
};

static void finds_every_form(void **state) {
    (void)state;
    check_files(files, COUNT_OF(files));
}

/* The shorter beginnings of each file, and for formats-ssh/putty/ed25519.ppk each bit turned. */
static void survives_damage(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct buffer file = corpus_file(files[i].file);
        check_cut_short("fuzzed", buffer_span(&file), NAME_PROMISES_NOTHING);
        buffer_release(&file);
    }
    struct buffer file = corpus_file("formats-ssh/putty/ed25519.ppk");
    check_bits_turned("fuzzed", buffer_span(&file), NAME_PROMISES_NOTHING);
    buffer_release(&file);
}

static void tells_the_lock(void **state) {
    (void)state;
    static struct collected open, old, new;
    collect_file(&open, "formats-ssh/putty/p-384.ppk", NULL);
    collect_file(&old, "formats-ssh/putty/locked-2.ppk", NULL);
    collect_file(&new, "formats-ssh/putty/locked-3.ppk", NULL);
    assert_false(open.finds[0].locked);
    assert_string_equal(old.finds[0].lock, "aes256-cbc, SHA-1, 1 round");
    assert_string_equal(new.finds[0].lock, "aes256-cbc, Argon2i, 64 KiB, 3 passes, parallelism 1");
    assert_memory_equal(open.finds[0].identity, new.finds[0].identity, SHA256_BYTES);
    assert_memory_equal(open.finds[0].identity, old.finds[0].identity, SHA256_BYTES);
}

static void says_what_a_cut_file_lacks(void **state) {
    (void)state;
    static struct collected collected;
    collect_file(&collected, "formats-ssh/putty/cut.ppk", NULL);
    assert_int_equal(collected.find_count, 0);
    assert_non_null(complaint_of(&collected, "truncated"));
}

static void stops_at_the_limit(void **state) {
    (void)state;
    static struct collected collected;
    struct limits limits = limits_default();
    struct buffer file = corpus_file("formats-ssh/putty/rsa.ppk"), twice = {0};
    buffer_append(&twice, file.bytes, file.length);
    buffer_append(&twice, file.bytes, file.length);
    collect(&collected, "two.txt", buffer_span(&twice), NULL);
    assert_int_equal(collected.find_count, 2);
    limits.blocks = 1;
    collect(&collected, "two.txt", buffer_span(&twice), &limits);
    assert_int_equal(collected.find_count, 1);
    assert_non_null(complaint_of(&collected, "limit"));
    buffer_release(&file);
    buffer_release(&twice);
}

static void passes_over_mentions(void **state) {
    (void)state;
    static const char *const texts[] = {"PuTTY-User-Key-File-2: ", "PuTTY-User-Key-File-9: x\n",
                                        "PuTTY-User-Key-File-2: ssh-rsa\nComment: none\n"};
    static struct collected collected;
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        collect(&collected, "notes.txt", span_text(texts[i]), NULL);
        assert_int_equal(collected.find_count + collected.complaint_count, 0);
    }
}

static const char *const locked[] = {"locked-2", "locked-3", "locked-lanes", "dos-lines"};

static void opens_what_is_locked(void **state) {
    (void)state;
    static struct collected collected;
    for (size_t i = 0; i < COUNT_OF(locked); i++) {
        char file[80];
        snprintf(file, sizeof file, "formats-ssh/putty/%s.ppk", locked[i]);
        collect_unlocked(&collected, file, "certsweep", NULL);
        assert_int_equal(collected.find_count, 1);
        assert_int_equal(collected.complaint_count + collected.remark_count, 0);
        collect_unlocked(&collected, file, "another", NULL);
        assert_int_equal(collected.find_count, 1);
        assert_true(has_remark(&collected, "password-wrong"));
        collect_unlocked(&collected, file, NULL, NULL);
        assert_int_equal(collected.find_count, 1);
        assert_int_equal(collected.remark_count, 0);
    }
}

/* 64 KiB in 3 passes for each of four passphrases. */
static void counts_the_cost_first(void **state) {
    (void)state;
    static struct collected collected;
    static const struct {
        uint64_t rounds, memory;
        bool refused;
    } bounds[] = {{4 * 64 * 3 - 1, 64 << 10, true},
                  {4 * 64 * 3, (64 << 10) - 1, true},
                  {4 * 64 * 3, 64 << 10, false}};
    for (size_t i = 0; i < COUNT_OF(bounds); i++) {
        struct limits limits = limits_default();
        limits.derivation_rounds = bounds[i].rounds;
        limits.derivation_memory = bounds[i].memory;
        collect_unlocked(&collected, "formats-ssh/putty/locked-3.ppk", "another", &limits);
        assert_int_equal(collected.find_count, 1);
        assert_int_equal(has_remark(&collected, "kdf-cost-refused"), bounds[i].refused);
        assert_int_equal(has_remark(&collected, "password-wrong"), !bounds[i].refused);
    }
}

/* The MAC of an open key is over its remark too. */
static void notices_what_was_altered(void **state) {
    (void)state;
    static struct collected collected;
    collect_file(&collected, "formats-ssh/putty/ed25519.ppk", NULL);
    assert_int_equal(collected.remark_count, 0);
    collect_file(&collected, "formats-ssh/putty/altered.ppk", NULL);
    assert_int_equal(collected.find_count, 1);
    assert_true(has_remark(&collected, "key-invalid"));
}

/* Version 1 is no longer written: SHA-1 over the private part alone, open or not. */
static void proves_version_one(void **state) {
    (void)state;
    struct putty_lock lock = {
        .version = 1,
        .type = LITERAL("ssh-rsa"),
        .cipher = LITERAL("none"),
        .private = LITERAL("abc"),
        .mac = LITERAL("a9993e364706816aba3e25717850c26c9cd0d89d"),
        .hashed = true,
    };
    assert_true(putty_attempt(&lock, (struct span){0}));
    lock.private = LITERAL("abd");
    assert_false(putty_attempt(&lock, (struct span){0}));
    lock.mac = LITERAL("a9993e364706816aba3e25717850c26c9cd0d89");
    assert_false(putty_attempt(&lock, (struct span){0}));
    lock.mac = LITERAL("zz");
    assert_false(putty_attempt(&lock, (struct span){0}));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_every_form),         cmocka_unit_test(survives_damage),
        cmocka_unit_test(tells_the_lock),           cmocka_unit_test(says_what_a_cut_file_lacks),
        cmocka_unit_test(stops_at_the_limit),       cmocka_unit_test(passes_over_mentions),
        cmocka_unit_test(opens_what_is_locked),     cmocka_unit_test(counts_the_cost_first),
        cmocka_unit_test(notices_what_was_altered), cmocka_unit_test(proves_version_one),
    };
    return cmocka_run_group_tests(tests, load_ciphers, unload_ciphers);
}
