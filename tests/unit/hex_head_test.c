/* Armour, stores and archives in hexadecimal, by their first digits. */
#include <ctype.h>

#include "base/text.h"
#include "forms.h"

static struct buffer hex_of(const char *file, bool capitals, const char *before) {
    struct buffer content = corpus_file(file), text = {0};
    buffer_append_text(&text, before);
    text_hex(&text, buffer_span(&content));
    for (size_t i = strlen(before); capitals && i < text.length; i++) {
        text.bytes[i] = (uint8_t)toupper(text.bytes[i]);
    }
    buffer_release(&content);
    return text;
}

static const char *const files[] = {
    "encodings/pem/certificate.pem",          "formats-keystores/java/usual.jks",
    "formats-keystores/java/usual.jceks",     "archives/cert.pem.gz",
    "formats-images/archives/deflate.zip",    "formats-images/archives/packed.tar.bz2",
    "formats-images/archives/packed.tar.xz",  "formats-images/archives/packed.tar.zst",
    "formats-images/archives/packed.tar.lz4", "formats-images/archives/packed.tar.lzma",
    "formats-images/archives/lzma.7z",        "formats-images/archives/newc.cpio",
    "formats-images/archives/pair.a",
};

static void each_kind_is_found_in_either_case(void **state) {
    static struct collected collected;
    (void)state;
    for (size_t i = 0; i < COUNT_OF(files) * 2; i++) {
        struct buffer text = hex_of(files[i / 2], i % 2, "value = ");
        collect(&collected, "text", buffer_span(&text), NULL);
        if (collected.find_count == 0 ||
            strncmp(collected.finds[0].trail, "line 1", strlen("line 1")) != 0) {
            fail_msg("%s: %zu finds", files[i / 2], collected.find_count);
        }
        buffer_release(&text);
    }
}

/* Digits before them belong to something else, save for the heads that are long enough. */
static void short_heads_count_where_digits_begin(void **state) {
    static struct collected collected;
    (void)state;
    struct buffer zip = hex_of("formats-images/archives/deflate.zip", false, "ab");
    collect(&collected, "text", buffer_span(&zip), NULL);
    assert_int_equal(collected.find_count, 0);
    struct buffer armour = hex_of("encodings/pem/certificate.pem", false, "ab");
    collect(&collected, "text", buffer_span(&armour), NULL);
    assert_int_equal(collected.find_count, 1);
    buffer_release(&armour);
    buffer_release(&zip);
}

/* As editors, debuggers and .NET write bytes. */
static void pairs_may_stand_apart(void **state) {
    static struct collected collected;
    (void)state;
    for (size_t i = 0; i < COUNT_OF(files) * 3; i++) {
        struct buffer digits = hex_of(files[i / 3], i % 2, ""), text = {0};
        for (size_t at = 0; at < digits.length; at++) {
            if (at > 0 && at % 2 == 0) {
                buffer_append_byte(&text, (uint8_t) " :-"[i % 3]);
            }
            buffer_append_byte(&text, digits.bytes[at]);
        }
        collect(&collected, "text", buffer_span(&text), NULL);
        if (collected.find_count == 0) {
            fail_msg("%s with '%c': nothing found", files[i / 3], " :-"[i % 3]);
        }
        buffer_release(&text);
        buffer_release(&digits);
    }
}

static void yields_nothing_else_when_cut_short(void **state) {
    (void)state;
    struct buffer text = hex_of("archives/cert.pem.gz", false, "");
    check_cut_short("text", buffer_span(&text), NAME_PROMISES_NOTHING);
    buffer_release(&text);
}

static void survives_every_turned_bit(void **state) {
    (void)state;
    struct buffer text = hex_of("formats-keystores/java/usual.jks", false, "");
    text.length = 4096;
    check_bits_turned("text", buffer_span(&text), NAME_PROMISES_NOTHING);
    buffer_release(&text);
}

static void noise_is_silent_and_quick(void **state) {
    (void)state;
    check_noise(LITERAL("504b0304 "));
    check_noise(LITERAL("1f8b0800"));
    check_noise(LITERAL("5d0000ff,"));
    check_noise(LITERAL("2d2d2d2d2d424547494e20"));
}

static void limits_are_kept(void **state) {
    static struct collected collected;
    struct limits limits = limits_default();
    (void)state;
    struct buffer text = hex_of("encodings/pem/certificate.pem", false, "");
    limits.crl_bytes = 100;
    collect(&collected, "text", buffer_span(&text), &limits);
    assert_int_equal(collected.find_count, 0);
    buffer_release(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_is_found_in_either_case),
        cmocka_unit_test(short_heads_count_where_digits_begin),
        cmocka_unit_test(pairs_may_stand_apart),
        cmocka_unit_test(yields_nothing_else_when_cut_short),
        cmocka_unit_test(survives_every_turned_bit),
        cmocka_unit_test(noise_is_silent_and_quick),
        cmocka_unit_test(limits_are_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
