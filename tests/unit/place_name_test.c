/* base/place_name: places in the words of a person. */
#include "base/place_name.h"
#include "unit.h"

static void places_are_said(void **state) {
    (void)state;
    static const struct {
        const char *path, *container, *detail, *expected;
    } rows[] = {
        {"a.pem", "", "", "a.pem"},
        {"a.pem", "", "line 1", "a.pem"},
        {"a.pem", "", "line 12", "a.pem, line 12"},
        {"a.p12", "", "alias", "a.p12, alias"},
        {"a.tar", "b.pem", "line 7", "a.tar!b.pem, line 7"},
        {"a.yaml", "block 3/tls.crt", "line 4!line 1", "a.yaml, line 4 (tls.crt)"},
        {"a.yaml", "block 3/ca.crt", "line 1!line 24", "a.yaml, line 1 (ca.crt, decoded: line 24)"},
        {"a.yaml", "block 3/ca.crt", "", "a.yaml (ca.crt)"},
        {"a.tar", "b.yaml!block 3/k", "line 9", "a.tar!b.yaml, line 9 (k)"},
        {"a.tar", "block 3/", "line 9", "a.tar!block 3/, line 9"},
        {"a.tar", "block x/y", "line 9", "a.tar!block x/y, line 9"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buffer out = {0};
        place_name_append(&out, rows[i].path, rows[i].container, rows[i].detail);
        assert_string_equal(buffer_text(&out), rows[i].expected);
        buffer_release(&out);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(places_are_said)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
