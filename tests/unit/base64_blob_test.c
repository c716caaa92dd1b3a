/* Base64 of PEM and of DER in text. */
#include "forms.h"

#include <openssl/evp.h>

#define CARRIER(name) "../formats-carriers/" name

static const struct form forms[] = {
    {"base64/secret.yaml", "pem", "block 3/tls.crt!line 3!line 1"},
    {"base64/kubeconfig", "pem", "block 1/certificate-authority-data!line 1!line 1"},
    {"base64/folded.yaml", "pem", "block 1/ca!line 2!line 1"},
    {"base64/twice.yaml", "pem", "line 2!line 1!line 1"},
    {"base64/twice-der.env", "base64", "line 1!line 1"},
    {"base64/directory.ldif", "base64", "line 2"},
    {"base64/der.json", "base64", "line 1"},
    {"base64/string.go", "base64", "line 1"},
    {"base64/url-alphabet.txt", "base64", "line 1"},
    {"base64/bare.txt", "base64", "line 1"},
};

static void says_how_it_is_written(void **state) {
    (void)state;
    check_forms(forms, COUNT_OF(forms));
}

/* One value a line, without padding between them. */
static void ends_where_the_next_begins(void **state) {
    (void)state;
    static struct collected collected;
    struct buffer file = corpus_file("formats-rarities/lines/twice.txt");
    collect(&collected, "twice.txt", buffer_span(&file), NULL);
    assert_int_equal(collected.find_count, 2);
    assert_string_equal(collected.finds[1].trail, "line 2!line 1!line 1");
    buffer_release(&file);
}

/* The next name may look like the digits that a value still lacks. */
static void names_are_no_digits(void **state) {
    (void)state;
    static struct collected collected;
    static const char *const names[] = {"K",      "KE",      "KEY",         "TLS_",       "TLS_K",
                                        "SSL-KE", "TLS_KEY", "PRIVATE_KEY", "export KEY", NULL};
    static const char *const ends[] = {"\n", "\r\n", "\n\n", NULL};
    struct buffer file = corpus_file("api-gateway-matching/client.crt");
    for (size_t padding = 0; padding < 3; padding++) {
        uint8_t value[8192];
        assert_in_range(file.length, 1, sizeof value / 2);
        int length = EVP_EncodeBlock(value, file.bytes, (int)file.length);
        for (size_t i = 0; names[i]; i++) {
            for (size_t j = 0; ends[j]; j++) {
                struct buffer text = {0};
                buffer_format(&text, "TLS_CERT=%.*s%s%s=%.*s%s", length, value, ends[j], names[i],
                              length, value, ends[j]);
                collect(&collected, "site.env", buffer_span(&text), NULL);
                assert_int_equal(collected.find_count, 2);
                buffer_release(&text);
            }
        }
        buffer_append_byte(&file, '\n');
    }
    buffer_release(&file);
}

static void yields_nothing_else_when_cut_short(void **state) {
    (void)state;
    check_forms_cut_short(forms, COUNT_OF(forms));
}

static void survives_every_turned_bit(void **state) {
    (void)state;
    check_form_turned("base64/string.go");
    check_form_turned("base64/der.json");
}

static void noise_is_silent_and_quick(void **state) {
    (void)state;
    check_noise(LITERAL("MIP///8AAAAAAAAAAAAAAAAAAAAAAAAA\n"));
    check_noise(LITERAL("TUlJTUlJTUlJTUlJTUlJTUlJTUlJTUlJ\n"));
    check_noise(LITERAL("\"MIIBMIIBMIIBMIIBMIIB\" + "));
    check_noise(LITERAL("/u3+7QAAAAAAAAAAAAAAAAAAAAAAAAAA"));
}

static void limits_are_kept(void **state) {
    (void)state;
    static struct collected collected;
    struct limits limits = limits_default();
    struct buffer file = form_file("base64/secret.yaml");
    limits.blocks = 1;
    collect(&collected, "text", buffer_span(&file), &limits);
    assert_int_equal(collected.find_count, 1);
    assert_string_equal(collected.complaints[0].code, "limit");
    buffer_release(&file);
}

static const struct form carriers[] = {
    {CARRIER("base64/script-0.env"), "pem", "line 1!line 3"},
    {CARRIER("base64/script-1.env"), "pem", "line 1!line 3"},
    {CARRIER("base64/script-2.env"), "pem", "line 1!line 3"},
    {CARRIER("base64/folded.yaml"), "pem", "line 2!line 3"},
    {CARRIER("base64/wide-0.ps1"), "pem", "line 1!line 1"},
    {CARRIER("base64/wide-1.ps1"), "pem", "line 1!byte 1!line 1"},
    {CARRIER("base64/wide-2.ps1"), "pem", "line 1!byte 2!line 1"},
    {CARRIER("base64/openssh.txt"), "openssh", "line 1"},
    {CARRIER("compressed/zlib.env"), "pem", "line 1!line 1"},
    {CARRIER("compressed/zlib-best.env"), "pem", "line 1!line 1"},
    {CARRIER("compressed/bzip2.env"), "pem", "line 1!line 1"},
    {CARRIER("compressed/xz.env"), "pem", "line 1!line 1"},
    {CARRIER("compressed/zstd.env"), "pem", "line 1!line 1"},
    {CARRIER("compressed/tar.yaml"), "pem", "line 1!tls.key!line 1"},
    {CARRIER("compressed/zip.yaml"), "pem", "line 1!tls.key!line 1"},
};

static void armour_behind_anything(void **state) {
    (void)state;
    check_forms(carriers, COUNT_OF(carriers));
}

static void carriers_cut_short_and_damaged(void **state) {
    (void)state;
    check_forms_cut_short(carriers, 1);
    check_form_turned(CARRIER("base64/script-1.env"));
}

/* A mark at the end of much that is no value of its own. */
static void marks_far_away_cost_little(void **state) {
    (void)state;
    static struct collected collected;
    struct buffer text = {0};
    while (text.length < 1 << 20) {
        buffer_append_text(&text, "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfGhIjKlMnOpQrStUvWx\n");
    }
    buffer_append_text(&text, "\n\neC0tLS0tQkVHSU4gQ0VSVA==\n");
    collect(&collected, "text", buffer_span(&text), NULL);
    assert_int_equal(collected.find_count, 0);
    buffer_release(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_how_it_is_written),
        cmocka_unit_test(ends_where_the_next_begins),
        cmocka_unit_test(names_are_no_digits),
        cmocka_unit_test(yields_nothing_else_when_cut_short),
        cmocka_unit_test(survives_every_turned_bit),
        cmocka_unit_test(noise_is_silent_and_quick),
        cmocka_unit_test(limits_are_kept),
        cmocka_unit_test(armour_behind_anything),
        cmocka_unit_test(carriers_cut_short_and_damaged),
        cmocka_unit_test(marks_far_away_cost_little),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
