/* SSH public keys in text: key files, lists of keys and hosts, certificates, other texts. */
#include "damaged.h"
#include "expected.h"

static const struct expected_file files[] = {
    {"formats-ssh/openssh/id_rsa.pub", {{KIND_PUBLIC_KEY, "SSH", "RSA", "", 2048, "line 1"}}},
    {"formats-ssh/openssh/id_dsa.pub", {{KIND_PUBLIC_KEY, "SSH", "DSA", "", 1024, "line 1"}}},
    {"formats-ssh/openssh/id_p-256.pub", {{KIND_PUBLIC_KEY, "SSH", "EC", "P-256", 256, "line 1"}}},
    {"formats-ssh/openssh/id_p-384.pub", {{KIND_PUBLIC_KEY, "SSH", "EC", "P-384", 384, "line 1"}}},
    {"formats-ssh/openssh/id_p-521.pub", {{KIND_PUBLIC_KEY, "SSH", "EC", "P-521", 521, "line 1"}}},
    {"formats-ssh/openssh/id_ed25519.pub",
     {{KIND_PUBLIC_KEY, "SSH", "Ed25519", "", 256, "line 1"}}},
    {"formats-ssh/openssh/id_ed25519_sk.pub",
     {{KIND_PUBLIC_KEY, "OpenSSH security key", "Ed25519", "", 256, "line 1"}}},
    {"formats-ssh/authorized_keys",
     {{KIND_PUBLIC_KEY, "SSH", "RSA", "", 2048, "line 2"},
      {KIND_PUBLIC_KEY, "SSH", "EC", "P-256", 256, "line 3"},
      {KIND_PUBLIC_KEY, "SSH", "Ed25519", "", 256, "line 5"}}},
    {"formats-ssh/known_hosts",
     {{KIND_PUBLIC_KEY, "SSH", "RSA", "", 2048, "line 1"},
      {KIND_PUBLIC_KEY, "SSH", "Ed25519", "", 256, "line 2"},
      {KIND_PUBLIC_KEY, "SSH", "EC", "P-521", 521, "line 3"},
      {KIND_PUBLIC_KEY, "SSH", "EC", "P-256", 256, "line 4"}}},
    {"formats-ssh/known_hosts.hashed",
     {{KIND_PUBLIC_KEY, "SSH", "RSA", "", 2048, "line 1"},
      {KIND_PUBLIC_KEY, "SSH", "Ed25519", "", 256, "line 2"},
      {KIND_PUBLIC_KEY, "SSH", "EC", "P-521", 521, "line 3"},
      {KIND_PUBLIC_KEY, "SSH", "EC", "P-256", 256, "line 4"}}},
    {"formats-ssh/certificates/rsa-cert.pub",
     {{KIND_PUBLIC_KEY, "OpenSSH certificate", "RSA", "", 2048, "line 1"},
      {KIND_PUBLIC_KEY, "OpenSSH certificate authority", "Ed25519", "", 256, "line 1"}}},
    {"formats-ssh/certificates/ed25519-cert.pub",
     {{KIND_PUBLIC_KEY, "OpenSSH certificate", "Ed25519", "", 256, "line 1"},
      {KIND_PUBLIC_KEY, "OpenSSH certificate authority", "EC", "P-256", 256, "line 1"}}},
    {"formats-ssh/cloud-config.yaml", {{KIND_PUBLIC_KEY, "SSH", "Ed25519", "", 256, "line 4"}}},
    {"formats-ssh/mention.md", {{0}}},
};

static void finds_every_form(void **state) {
    (void)state;
    check_files(files, COUNT_OF(files));
}

/* The shorter beginnings of each file, and for formats-ssh/openssh/id_ed25519.pub each bit turned.
 */
static void survives_damage(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct buffer file = corpus_file(files[i].file);
        check_cut_short("fuzzed", buffer_span(&file), NAME_PROMISES_NOTHING);
        buffer_release(&file);
    }
    struct buffer file = corpus_file("formats-ssh/openssh/id_ed25519.pub");
    check_bits_turned("fuzzed", buffer_span(&file), NAME_PROMISES_NOTHING);
    buffer_release(&file);
}

static void says_what_a_key_file_lacks(void **state) {
    (void)state;
    static struct collected collected;
    struct buffer file = corpus_file("formats-ssh/openssh/id_rsa.pub");
    struct span cut = span_part(buffer_span(&file), 0, 200);
    collect(&collected, "id_rsa.pub", cut, NULL);
    assert_int_equal(collected.find_count, 0);
    assert_non_null(complaint_of(&collected, "malformed"));
    collect(&collected, "notes.txt", cut, NULL);
    assert_int_equal(collected.complaint_count, 0);
    buffer_release(&file);
}

static void stops_at_the_limit(void **state) {
    (void)state;
    static struct collected collected;
    struct limits limits = limits_default();
    limits.blocks = 2;
    collect_file(&collected, "formats-ssh/known_hosts", &limits);
    assert_int_equal(collected.find_count, 2);
    assert_non_null(complaint_of(&collected, "limit"));
}

/* Keys as source code writes them: cut by line ends, put together, after an escaped line end. */
static void reads_source_code(void **state) {
    (void)state;
    static const char *const texts[] = {
        "x ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKHEChAIxsh2hr8Q\\\n+Ea1AAHZyfEB2elEc2YgduVzBtp+\n",
        "\"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKHEChAIxsh2hr8Q\" +\n  \"+Ea1AAHZyfEB2elEc2YgduVzBtp+\"",
        "('ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKHEChAIxsh2hr8Q'\n '+Ea1AAHZyfEB2elEc2YgduVzBtp+ c')",
        "{\"a\": \"b\\nssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKHEChAIxsh2hr8Q+Ea1AAHZyfEB2elEc2YgduVzBtp+\\n\"}",
    };
    static struct collected collected;
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        collect(&collected, "source", span_text(texts[i]), NULL);
        assert_int_equal(collected.find_count, 1);
        assert_string_equal(collected.finds[0].trail, "line 1");
    }
}

static void passes_over_what_is_none(void **state) {
    (void)state;
    static const char *const texts[] = {
        "ssh-rsa AAAA",
        "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAAA==",
        "x AAAAB3NzaC1yc2E",
        "ssh-ed25519 AAAAB3NzaC1yc2EAAAADAQAB",
        "ssh-rsa\nAAAAB3NzaC1yc2EAAAADAQAB",
        " AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    };
    static struct collected collected;
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        collect(&collected, "notes.txt", span_text(texts[i]), NULL);
        assert_int_equal(collected.find_count + collected.complaint_count, 0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_every_form),           cmocka_unit_test(survives_damage),
        cmocka_unit_test(says_what_a_key_file_lacks), cmocka_unit_test(stops_at_the_limit),
        cmocka_unit_test(reads_source_code),          cmocka_unit_test(passes_over_what_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
