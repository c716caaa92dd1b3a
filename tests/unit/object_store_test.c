/* sources/object_store: which files below a git objects folder are git's own. */
#include "sources/object_store.h"
#include "unit.h"

#define HEX_38 "0123456789abcdef0123456789abcdef012345"
#define HEX_62 HEX_38 "6789abcdef0123456789abcd"

static void knows_loose_objects(void **state) {
    (void)state;
    assert_true(object_store_holds("ab/" HEX_38));
    assert_true(object_store_holds("00/" HEX_62));
}

static void knows_packs_and_their_indexes(void **state) {
    (void)state;
    assert_true(object_store_holds("pack/pack-ab" HEX_38 ".pack"));
    assert_true(object_store_holds("pack/pack-ab" HEX_38 ".idx"));
    assert_true(object_store_holds("pack/pack-ab" HEX_62 ".pack"));
}

static void leaves_everything_else_to_the_files(void **state) {
    (void)state;
    static const char *const names[] = {
        "",
        "ab",
        "ab/",
        "ab/server.key",
        "ab/" HEX_38 "6",
        "a/" HEX_38,
        "abc/" HEX_38,
        "AB/" HEX_38,
        "ag/" HEX_38,
        "ab-" HEX_38,
        "ab/" HEX_38 "\n",
        "ab/0123456789ABCDEF0123456789abcdef012345",
        "ab/0123456789abcdef/123456789abcdef012345",
        "x/ab/" HEX_38,
        "info/packs",
        "info/alternates",
        "pack/server.key",
        "pack/notpack-ab" HEX_38 ".pack",
        "pack/pack-ab" HEX_38 ".keep",
        "pack/pack-ab" HEX_38 ".key",
        "pack/pack-ab" HEX_38 ".pack.key",
        "pack/pack-secret.d/server.pack", /* a folder that looks like a pack */
        "pack/pack-/server.idx",
        "pack/.pack",
        "other/pack-ab" HEX_38 ".pack",
    };
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (object_store_holds(names[i])) {
            fail_msg("\"%s\" is taken for git's own", names[i]);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_loose_objects),
        cmocka_unit_test(knows_packs_and_their_indexes),
        cmocka_unit_test(leaves_everything_else_to_the_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
