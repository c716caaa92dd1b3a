/* sources/git_lfs: pointers of Git LFS. */
#include "sources/git_lfs.h"

#include "unit.h"

#define ID "4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393"

static const char sample[] = "version https://git-lfs.github.com/spec/v1\n"
                             "oid sha256:" ID "\nsize 12345\n";

static void reads_a_pointer(void **state) {
    (void)state;
    static const char *const good[] = {
        sample,
        "version https://hawser.github.com/spec/v1\noid sha256:" ID "\nsize 12345\n",
        "version https://git-lfs.github.com/spec/v1\next-0-foo sha256:" ID "\noid sha256:" ID
        "\nsize 12345\n",
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct lfs_pointer pointer;
        assert_true(lfs_pointer_read(span_text(good[i]), &pointer));
        assert_string_equal(pointer.id, ID);
        assert_int_equal(pointer.bytes, 12345);
    }
}

static void refuses_what_is_cut_short(void **state) {
    (void)state;
    struct lfs_pointer pointer;
    const size_t digits = strlen("12345\n");
    for (size_t length = 0; length < strlen(sample) - digits; length++) {
        assert_false(lfs_pointer_read(span_of(sample, length), &pointer));
    }
}

static void refuses_what_is_none(void **state) {
    (void)state;
    static const char *const bad[] = {
        "version https://git-lfs.example.com/spec/v1\noid sha256:" ID "\nsize 1\n",
        "version https://git-lfs.github.com/spec/v1\noid sha256:" ID "0\nsize 1\n",
        "version https://git-lfs.github.com/spec/v1\noid sha256:../" ID "\nsize 1\n",
        "version https://git-lfs.github.com/spec/v1\noid md5:" ID "\nsize 1\n",
        "version https://git-lfs.github.com/spec/v1\noid sha256:" ID "\nsize -1\n",
        "version https://git-lfs.github.com/spec/v1\noid sha256:" ID
        "\nsize 99999999999999999999\n",
        "-----BEGIN CERTIFICATE-----\n",
    };
    struct lfs_pointer pointer;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(lfs_pointer_read(span_text(bad[i]), &pointer));
    }
    char large[LFS_POINTER_BYTES + 1];
    memset(large, '\n', sizeof large);
    memcpy(large, sample, strlen(sample));
    assert_true(lfs_pointer_read(span_of(large, LFS_POINTER_BYTES - 1), &pointer));
    assert_false(lfs_pointer_read(span_of(large, LFS_POINTER_BYTES), &pointer));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_a_pointer),
        cmocka_unit_test(refuses_what_is_cut_short),
        cmocka_unit_test(refuses_what_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
