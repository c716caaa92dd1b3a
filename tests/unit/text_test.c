/* base/text: what is shown is valid UTF-8 that nothing acts on; names of files. */
#include "base/text.h"
#include "unit.h"

struct shown {
    struct span text;
    const char *expected;
};

static void check_shown(const struct shown *rows, size_t count) {
    for (size_t i = 0; i < count; i++) {
        struct buffer out = {0};
        struct span text = exact_copy(rows[i].text);
        text_show(&out, text);
        assert_string_equal(buffer_text(&out), rows[i].expected);
        exact_free(text);
        buffer_release(&out);
    }
}

/* A row of a static table, which a call of span_of could not start. */
#define ROW(text, expected)                                                                        \
    { {(const uint8_t *)(text), sizeof(text) - 1}, expected }

static void ordinary_text_stays(void **state) {
    (void)state;
    static const struct shown rows[] = {
        ROW("", ""),
        ROW("plain ASCII, ~ and \\", "plain ASCII, ~ and \\"),
        ROW("Schl\xC3\xBCssel", "Schl\xC3\xBCssel"),
        ROW("\xC2\xA0", "\xC2\xA0"),                 /* U+00A0, the least above C1 */
        ROW("\xDF\xBF", "\xDF\xBF"),                 /* U+07FF */
        ROW("\xE0\xA0\x80", "\xE0\xA0\x80"),         /* U+0800 */
        ROW("\xED\x9F\xBF", "\xED\x9F\xBF"),         /* U+D7FF, before surrogates */
        ROW("\xEE\x80\x80", "\xEE\x80\x80"),         /* U+E000, behind them */
        ROW("\xF0\x90\x80\x80", "\xF0\x90\x80\x80"), /* U+10000 */
        ROW("\xF4\x8F\xBF\xBF", "\xF4\x8F\xBF\xBF"), /* U+10FFFF */
        ROW("\xE6\x9D\xB1\xE4\xBA\xAC", "\xE6\x9D\xB1\xE4\xBA\xAC"),
    };
    check_shown(rows, COUNT_OF(rows));
}

static void controls_are_escaped(void **state) {
    (void)state;
    static const struct shown rows[] = {
        ROW("a\0b", "a\\x00b"),
        ROW("\x1B[31m", "\\x1b[31m"),
        ROW("\r\n\t", "\\x0d\\x0a\\x09"),
        ROW("\x01\x1F\x7F", "\\x01\\x1f\\x7f"),
        ROW("\xC2\x80\xC2\x9B\xC2\x9F", "\\xc2\\x80\\xc2\\x9b\\xc2\\x9f"), /* C1: 9B is CSI */
    };
    check_shown(rows, COUNT_OF(rows));
}

static void invisible_characters_are_escaped(void **state) {
    (void)state;
    static const struct shown rows[] = {
        ROW("a\xE2\x80\xAE"
            "b",
            "a\\u{202e}b"),
        ROW("\xE2\x80\xAA\xE2\x80\xAD", "\\u{202a}\\u{202d}"),
        ROW("\xE2\x81\xA6\xE2\x81\xA9", "\\u{2066}\\u{2069}"),
        ROW("\xE2\x80\x8E\xE2\x80\x8F\xD8\x9C", "\\u{200e}\\u{200f}\\u{61c}"),
        ROW("\xE2\x80\x8B\xE2\x80\x8C\xE2\x80\x8D", "\\u{200b}\\u{200c}\\u{200d}"),
        ROW("\xE2\x81\xA0", "\\u{2060}"),
        ROW("\xEF\xBB\xBF"
            "x",
            "\\u{feff}x"),
        ROW("\xE2\x80\xA8\xE2\x80\xA9", "\\u{2028}\\u{2029}"),
        ROW("\xC2\xAD", "\\u{ad}"),
        ROW("\xEF\xBF\xB9", "\\u{fff9}"),
        ROW("\xF3\xA0\x81\x81", "\\u{e0041}"), /* tag letter */
    };
    check_shown(rows, COUNT_OF(rows));
}

static void bytes_that_are_not_utf8_are_escaped(void **state) {
    (void)state;
    static const struct shown rows[] = {
        ROW("\x80", "\\x80"), /* continuation alone */
        ROW("\xBF"
            "a",
            "\\xbf"
            "a"),
        ROW("\xFF\xFE", "\\xff\\xfe"),
        ROW("\xC0\x80", "\\xc0\\x80"), /* overlong NUL */
        ROW("\xC1\xBF", "\\xc1\\xbf"),
        ROW("\xC0\xAF", "\\xc0\\xaf"), /* overlong '/' */
        ROW("\xE0\x80\xAF", "\\xe0\\x80\\xaf"),
        ROW("\xE0\x9F\xBF", "\\xe0\\x9f\\xbf"),
        ROW("\xF0\x80\x80\xAF", "\\xf0\\x80\\x80\\xaf"),
        ROW("\xF0\x8F\xBF\xBF", "\\xf0\\x8f\\xbf\\xbf"),
        ROW("\xED\xA0\x80", "\\xed\\xa0\\x80"), /* surrogates */
        ROW("\xED\xBF\xBF", "\\xed\\xbf\\xbf"),
        ROW("\xF4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"), /* beyond U+10FFFF */
        ROW("\xF5\x80\x80\x80", "\\xf5\\x80\\x80\\x80"),
        ROW("\xF8\x88\x80\x80\x80", "\\xf8\\x88\\x80\\x80\\x80"),
        ROW("\xC3", "\\xc3"), /* broken off */
        ROW("\xE2\x82", "\\xe2\\x82"),
        ROW("\xF0\x9F\x92", "\\xf0\\x9f\\x92"),
        ROW("\xE2\x82"
            "A",
            "\\xe2\\x82"
            "A"),
        ROW("\xC3\xC3\xBC", "\\xc3\xC3\xBC"),
    };
    check_shown(rows, COUNT_OF(rows));
}

/* UTF-8 as RFC 3629 writes it, from the code point: the other direction. */
static size_t encode(uint32_t point, uint8_t out[4]) {
    if (point < 0x80) {
        out[0] = (uint8_t)point;
        return 1;
    }
    size_t length = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    static const uint8_t head[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = length; i-- > 1;) {
        out[i] = (uint8_t)(0x80 | (point & 0x3F));
        point >>= 6;
    }
    out[0] = (uint8_t)(head[length] | point);
    return length;
}

static void every_character_is_read_back(void **state) {
    (void)state;
    for (uint32_t point = 0; point <= 0x10FFFF; point++) {
        uint8_t bytes[4];
        uint32_t found = 0;
        size_t length = encode(point, bytes);
        bool surrogate = point >= 0xD800 && point < 0xE000;
        size_t expected = surrogate ? 0 : length;
        if (text_character(span_of(bytes, length), &found) != expected ||
            (expected && found != point)) {
            fail_msg("U+%04X is not read back", (unsigned)point);
        }
    }
}

static void whatever_is_read_is_the_only_way_to_write_it(void **state) {
    (void)state;
    static const uint8_t edges[] = {0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0};
    for (unsigned lead = 0; lead < 256; lead++) {
        for (size_t i = 0; i < 1000; i++) {
            const uint8_t bytes[] = {(uint8_t)lead, edges[i / 100], edges[i / 10 % 10],
                                     edges[i % 10]};
            uint8_t again[4];
            uint32_t point = 0;
            size_t length = text_character(span_of(bytes, sizeof bytes), &point);
            if (length && (encode(point, again) != length || memcmp(again, bytes, length) != 0)) {
                fail_msg("%02x %02x %02x %02x is read, though nobody writes it so", bytes[0],
                         bytes[1], bytes[2], bytes[3]);
            }
        }
    }
}

static void no_character_in_nothing(void **state) {
    (void)state;
    uint32_t point = 7;
    assert_int_equal(text_character((struct span){0}, &point), 0);
}

static void hexadecimal_has_two_lower_case_digits_a_byte(void **state) {
    (void)state;
    struct buffer out = {0};
    text_hex(&out, LITERAL("\x00\x0F\xF0\xAB\xFF"));
    assert_string_equal(buffer_text(&out), "000ff0abff");
    buffer_release(&out);
}

static void extensions_end_the_name(void **state) {
    (void)state;
    assert_true(text_has_extension("a.pem", ".pem"));
    assert_true(text_has_extension("a.PeM", ".pem"));
    assert_true(text_has_extension("a.b.pem", ".pem"));
    assert_false(text_has_extension(".pem", ".pem"));
    assert_false(text_has_extension("pem", ".pem"));
    assert_false(text_has_extension("a.pem ", ".pem"));
    assert_false(text_has_extension("a.pem.gz", ".pem"));
    assert_false(text_has_extension("", ".pem"));
}

/* Names that would look alike if a backslash stood for itself. */
static void no_two_names_look_alike(void **state) {
    (void)state;
    static const struct shown rows[] = {
        ROW("a\x1b", "a\\x1b"), ROW("a\\x1b", "a\\\\x1b"),        ROW("a\\\\x1b", "a\\\\\\\\x1b"),
        ROW("\xFF", "\\xff"),   ROW("\xE2\x80\xAE", "\\u{202e}"), ROW("\\u{202e}", "\\\\u{202e}"),
        ROW("plain", "plain"),
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buffer out = {0};
        text_show_name(&out, rows[i].text);
        assert_string_equal(buffer_text(&out), rows[i].expected);
        struct buffer again = {0};
        text_show(&again, buffer_span(&out));
        assert_string_equal(buffer_text(&again), rows[i].expected);
        buffer_release(&out);
        buffer_release(&again);
    }
}

static void base_name_is_behind_the_last_slash(void **state) {
    (void)state;
    assert_string_equal(text_base_name("a/b/c.pem"), "c.pem");
    assert_string_equal(text_base_name("c.pem"), "c.pem");
    assert_string_equal(text_base_name("a/"), "");
    assert_string_equal(text_base_name(""), "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ordinary_text_stays),
        cmocka_unit_test(controls_are_escaped),
        cmocka_unit_test(invisible_characters_are_escaped),
        cmocka_unit_test(bytes_that_are_not_utf8_are_escaped),
        cmocka_unit_test(every_character_is_read_back),
        cmocka_unit_test(whatever_is_read_is_the_only_way_to_write_it),
        cmocka_unit_test(no_character_in_nothing),
        cmocka_unit_test(hexadecimal_has_two_lower_case_digits_a_byte),
        cmocka_unit_test(extensions_end_the_name),
        cmocka_unit_test(no_two_names_look_alike),
        cmocka_unit_test(base_name_is_behind_the_last_slash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
