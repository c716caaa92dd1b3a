/* PuTTY's private keys: versions 2 and 3, open and locked, other line ends. */
#include "damaged.h"
#include "expected.h"

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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_every_form),   cmocka_unit_test(survives_damage),
        cmocka_unit_test(tells_the_lock),     cmocka_unit_test(says_what_a_cut_file_lacks),
        cmocka_unit_test(stops_at_the_limit), cmocka_unit_test(passes_over_mentions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
