/* Keys of ssh.com in RFC 4716 armour, public and private. */
#include "damaged.h"
#include "expected.h"

static const struct expected_file files[] = {
    {"formats-ssh/ssh2/openssh.pub", {{KIND_PUBLIC_KEY, "SSH", "RSA", "", 2048, "line 1"}}},
    {"formats-ssh/ssh2/putty.pub", {{KIND_PUBLIC_KEY, "SSH", "Ed25519", "", 256, "line 1"}}},
    {"formats-ssh/ssh2/continued.pub", {{KIND_PUBLIC_KEY, "SSH", "RSA", "", 2048, "line 1"}}},
    {"formats-ssh/ssh2/rsa-open", {{KIND_PRIVATE_KEY, "ssh.com", "RSA", "", 2048, "line 1"}}},
    {"formats-ssh/ssh2/dsa-open", {{KIND_PRIVATE_KEY, "ssh.com", "DSA", "", 1024, "line 1"}}},
    {"formats-ssh/ssh2/rsa-locked", {{KIND_PRIVATE_KEY, "ssh.com", "RSA", "", 0, "line 1"}}},
};

static void finds_every_form(void **state) {
    (void)state;
    check_files(files, COUNT_OF(files));
}

/* The shorter beginnings of each file, and for formats-ssh/ssh2/putty.pub each bit turned. */
static void survives_damage(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct buffer file = corpus_file(files[i].file);
        check_cut_short("fuzzed", buffer_span(&file), NAME_PROMISES_NOTHING);
        buffer_release(&file);
    }
    struct buffer file = corpus_file("formats-ssh/ssh2/putty.pub");
    check_bits_turned("fuzzed", buffer_span(&file), NAME_PROMISES_NOTHING);
    buffer_release(&file);
}

static void tells_the_lock(void **state) {
    (void)state;
    static struct collected collected;
    collect_file(&collected, "formats-ssh/ssh2/rsa-locked", NULL);
    assert_true(collected.finds[0].locked);
    assert_false(collected.finds[0].key_known);
    assert_string_equal(collected.finds[0].lock, "3des-cbc, MD5, 1 round");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_every_form),
        cmocka_unit_test(survives_damage),
        cmocka_unit_test(tells_the_lock),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
