/* relations/weak_key_lists: lines of 20 hexadecimal digits. */
#include "relations/weak_key_lists.h"
#include "unit.h"

static struct span text_span(const char *text) {
    return span_of(text, strlen(text));
}

/* A digest whose last ten bytes are 0x10, 0x11, ... */
static void fill(uint8_t digest[SHA1_BYTES]) {
    for (unsigned i = 0; i < SHA1_BYTES; i++) {
        digest[i] = (uint8_t)(i < 10 ? 0xEE : 0x10 + i - 10);
    }
}

static void finds_by_the_end(void **state) {
    (void)state;
    struct weak_key_lists lists = {0};
    uint8_t digest[SHA1_BYTES];
    fill(digest);
    assert_true(weak_key_lists_add(&lists, "first", text_span("# none of these\n\n")));
    assert_null(weak_key_lists_find(&lists, digest));
    assert_true(weak_key_lists_add(&lists, "second",
                                   text_span("00000000000000000000\r\n"
                                             "10111213141516171819")));
    assert_string_equal(weak_key_lists_find(&lists, digest), "second");
    assert_true(weak_key_lists_add(&lists, "third", text_span("10111213141516171819\n")));
    assert_string_equal(weak_key_lists_find(&lists, digest), "second");
    digest[SHA1_BYTES - 1] ^= 1;
    assert_null(weak_key_lists_find(&lists, digest));
    weak_key_lists_release(&lists);
}

static void refuses_other_lines(void **state) {
    (void)state;
    static const char *const texts[] = {
        "1011121314151617181\n",     "101112131415161718190\n", "1011121314151617181G\n",
        "10111213141516171819 x\n",  "AABBCCDDEEFF00112233\n",  "0011\n",
        "10111213141516171819\nx\n", " 10111213141516171819\n",
    };
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct weak_key_lists lists = {0};
        assert_false(weak_key_lists_add(&lists, "list", text_span(texts[i])));
        weak_key_lists_release(&lists);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_by_the_end),
        cmocka_unit_test(refuses_other_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
