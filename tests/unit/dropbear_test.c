/* Dropbear's private keys: every type, cut short and with each bit turned. */
#include "damaged.h"
#include "expected.h"

static const struct expected_file files[] = {
    {"formats-ssh/dropbear/rsa", {{KIND_PRIVATE_KEY, "Dropbear", "RSA", "", 2048, ""}}},
    {"formats-ssh/dropbear/p-256", {{KIND_PRIVATE_KEY, "Dropbear", "EC", "P-256", 256, ""}}},
    {"formats-ssh/dropbear/p-384", {{KIND_PRIVATE_KEY, "Dropbear", "EC", "P-384", 384, ""}}},
    {"formats-ssh/dropbear/p-521", {{KIND_PRIVATE_KEY, "Dropbear", "EC", "P-521", 521, ""}}},
    {"formats-ssh/dropbear/ed25519", {{KIND_PRIVATE_KEY, "Dropbear", "Ed25519", "", 256, ""}}},
};

static void finds_every_form(void **state) {
    (void)state;
    check_files(files, COUNT_OF(files));
}

/* The shorter beginnings of each file, and for formats-ssh/dropbear/ed25519 each bit turned. */
static void survives_damage(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct buffer file = corpus_file(files[i].file);
        check_cut_short("fuzzed", buffer_span(&file), NAME_PROMISES_NOTHING);
        buffer_release(&file);
    }
    struct buffer file = corpus_file("formats-ssh/dropbear/ed25519");
    check_bits_turned("fuzzed", buffer_span(&file), NAME_PROMISES_NOTHING);
    buffer_release(&file);
}

/* A file with one byte more, or numbers that do not belong together, is something else. */
static void is_strict(void **state) {
    (void)state;
    static const char *const names[] = {"rsa", "p-256", "ed25519"};
    static struct collected collected;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct buffer path = {0};
        buffer_format(&path, "formats-ssh/dropbear/%s", names[i]);
        struct buffer file = corpus_file(buffer_text(&path));
        buffer_append_byte(&file, 0);
        collect(&collected, "key", buffer_span(&file), NULL);
        assert_int_equal(collected.find_count, 0);
        file.length--;
        file.bytes[file.length - 3] ^= 4;
        collect(&collected, "key", buffer_span(&file), NULL);
        assert_int_equal(collected.find_count, 0);
        buffer_release(&path);
        buffer_release(&file);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_every_form),
        cmocka_unit_test(survives_damage),
        cmocka_unit_test(is_strict),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
