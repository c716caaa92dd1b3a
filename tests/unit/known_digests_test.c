/* Tables of known digests: lines, comments and what is no line. */
#include "relations/known_digests.h"
#include "unit.h"

#define ONE "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define TWO "ff112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

static struct span digest_of(uint8_t first, uint8_t bytes[32]) {
    for (int i = 0; i < 32; i++) {
        bytes[i] = (uint8_t)((i % 16) * 0x11);
    }
    bytes[0] = first;
    return span_of(bytes, 32);
}

static void finds_names_and_nothing_else(void **state) {
    (void)state;
    struct known_digests known;
    uint8_t bytes[32];
    assert_true(known_digests_read(&known, "# comment\n" ONE " First, of two\n\nshort line\n" TWO
                                           " last without line end"));
    assert_string_equal(known_digests_find(&known, digest_of(0, bytes)), "First, of two");
    assert_string_equal(known_digests_find(&known, digest_of(0xff, bytes)),
                        "last without line end");
    assert_null(known_digests_find(&known, digest_of(1, bytes)));
    assert_null(known_digests_find(&known, span_of(bytes, 31)));
    assert_null(known_digests_find(&known, (struct span){0}));
    known_digests_release(&known);
}

static void passes_over_what_is_no_line(void **state) {
    (void)state;
    static const char *const texts[] = {"", "\n\n", ONE, ONE "\n", "x" ONE " a\n", "# " ONE " a\n"};
    uint8_t bytes[32];
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct known_digests known;
        assert_true(known_digests_read(&known, texts[i]));
        assert_null(known_digests_find(&known, digest_of(0, bytes)));
        known_digests_release(&known);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_names_and_nothing_else),
        cmocka_unit_test(passes_over_what_is_no_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
